/* The program: a verb of the command line, or the window. */
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>

#include "cr-application.h"
#include "cr-cli.h"

/* Translations beside a binary that was not installed win over the installed ones. */
static char *
find_locale_dir (void)
{
  g_autofree char *binary = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = binary != NULL ? g_path_get_dirname (binary) : g_strdup (".");
  g_autofree char *beside = g_build_filename (folder, "po", NULL);

  return g_file_test (beside, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&beside) : g_strdup (CR_LOCALE_DIR);
}

int
main (int argc, char **argv)
{
  g_autofree char *locale_dir = find_locale_dir ();
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (cr_cli_main (argc, argv, &status))
    return status;
  return cr_application_main (argc, argv);
}
