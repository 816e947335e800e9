/* chainrule run: standard output is what Python with PyTorch prints; warnings and errors go to standard error. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "cr-cli-options.h"
#include "cr-plot-json.h"

static void
print_text (gpointer user_data, const char *text, gsize length)
{
  fwrite (text, 1, length, stdout);
}

static gboolean
write_plots (CrTrace *trace, const char *path)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  cr_plot_json_write (trace, json);
  if (g_file_set_contents (path, json->str, json->len, &error))
    return TRUE;
  cr_cli_complain (_ ("cannot write the plots: %s"), error->message);
  return FALSE;
}

int
cr_cli_run (int argc, char **argv)
{
  g_auto (CrCliOptions) options = CR_CLI_OPTIONS_INIT;
  g_autofree char *plot_json = NULL;
  CrRunOptions run_options = { .print = print_text };
  const GOptionEntry entries[] = {
    { "notebook", 0, 0, G_OPTION_ARG_NONE, &run_options.notebook, N_ ("Also show each cell's last value"), NULL },
    { "plot-json", 0, 0, G_OPTION_ARG_FILENAME, &plot_json, N_ ("Write what was plotted to OUT"), "OUT" },
    G_OPTION_ENTRY_NULL,
  };
  gsize length;

  if (!cr_cli_options_parse (&options, entries, argc, argv) || !cr_cli_options_to_run (&options, &run_options))
    return CR_EXIT_USAGE;
  g_autofree char *text = cr_cli_read (options.files[0], &length);
  if (text == NULL)
    return CR_EXIT_USAGE;

  /* Only the plots need a trace; without one the run keeps nothing. */
  g_autoptr (CrTrace) trace = plot_json != NULL ? cr_trace_new (run_options.limits.max_trace) : NULL;
  g_autoptr (CrRun) run = cr_run_new (options.files[0], text, length, &run_options, trace);
  int status = cr_run_execute (run) ? CR_EXIT_FINE : CR_EXIT_SCRIPT;

  fflush (stdout);
  cr_cli_print_diagnostics (run);
  if (plot_json != NULL && !write_plots (trace, plot_json))
    return CR_EXIT_USAGE;
  return status;
}
