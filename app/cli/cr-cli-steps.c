/* chainrule steps: the backward passes as text. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "cr-cli-options.h"
#include "cr-cli-why.h"
#include "cr-steps.h"

static void
write_out (const char *text, gsize length, gpointer user_data)
{
  fwrite (text, 1, length, stdout);
}

int
cr_cli_steps (int argc, char **argv)
{
  g_auto (CrCliOptions) options = CR_CLI_OPTIONS_INIT;
  gboolean json = FALSE;
  g_autofree char *why = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("One JSON object a line"), NULL },
    { "why", 0, 0, G_OPTION_ARG_STRING, &why, N_ ("Only why the gradient of NAME[i, j] is what it is"), "NAME" },
    G_OPTION_ENTRY_NULL,
  };
  int status;

  if (!cr_cli_options_parse (&options, entries, argc, argv))
    return CR_EXIT_USAGE;
  g_autoptr (CrTrace) trace = cr_cli_trace (&options, &status);
  if (trace == NULL)
    return status;

  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  if (why != NULL)
    {
      int answered = cr_cli_why (&options, graph, why);
      return MAX (status, answered);
    }
  if (!cr_steps_write (graph, json, write_out, NULL) && status == CR_EXIT_FINE)
    cr_cli_complain (_ ("there is no backward pass in %s; call .backward() on a result."), options.files[0]);
  return status;
}
