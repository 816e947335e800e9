/* chainrule check: diagnostics only, nothing runs. */
#include "cr-cli-options.h"

int
cr_cli_check (int argc, char **argv)
{
  g_auto (CrCliOptions) options = CR_CLI_OPTIONS_INIT;
  CrRunOptions run_options = { 0 };
  gsize length;

  if (!cr_cli_options_parse (&options, NULL, argc, argv) || !cr_cli_options_to_run (&options, &run_options))
    return CR_EXIT_USAGE;
  g_autofree char *text = cr_cli_read (options.files[0], &length);
  if (text == NULL)
    return CR_EXIT_USAGE;

  g_autoptr (CrRun) run = cr_run_new (options.files[0], text, length, &run_options, NULL);
  gboolean fine = cr_run_check (run);
  cr_cli_print_diagnostics (run);
  return fine ? CR_EXIT_FINE : CR_EXIT_SCRIPT;
}
