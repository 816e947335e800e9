/* The command line's front door: one table row a verb. */
#include "cr-cli.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

static const CrCliVerb verbs[] = {
  { "run", "run FILE", N_ ("print what Python and PyTorch would print"), cr_cli_run },
  { "check", "check FILE", N_ ("only say what is wrong with a script"), cr_cli_check },
  { "steps", "steps [--json] [--why NAME] FILE", N_ ("the backward passes, one line a function"), cr_cli_steps },
  { "render", "render FILE -o OUT.svg|png|pdf|csv", N_ ("the graph or plots as a picture, numbers as CSV"),
    cr_cli_render },
};

static void
print_help (void)
{
  printf ("%s\n  chainrule [FILE...]\n", _ ("Usage:"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    printf ("  chainrule %s\n", verbs[i].usage);
  printf ("\n%s\n", _ ("Without a verb it opens a window. The verbs need no display; “-” is standard input:"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    printf ("  %-8s %s\n", verbs[i].name, _ (verbs[i].summary));
  printf ("\n%s\n", _ ("“chainrule VERB --help” lists a verb's options."));
}

gboolean
cr_cli_main (int argc, char **argv, int *status)
{
  *status = CR_EXIT_FINE;
  if (argc < 2)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      {
        *status = verbs[i].main (argc - 1, argv + 1);
        return TRUE;
      }
  if (g_str_equal (argv[1], "--version"))
    printf ("chainrule %s\n", CR_VERSION);
  else if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    print_help ();
  else
    return FALSE;
  return TRUE;
}
