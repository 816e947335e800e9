/* What the verbs share. Reading goes through the same functions as the window's, so that a file gets the
 * same sentence in both. */
#include "cr-cli-options.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cr-document.h"
#include "cr-graph-file.h"

void
cr_cli_options_clear (CrCliOptions *options)
{
  g_clear_pointer (&options->seed, g_free);
  g_clear_pointer (&options->files, g_strfreev);
}

void
cr_cli_complain (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "chainrule: %s\n", text);
}

gboolean
cr_cli_options_parse (CrCliOptions *options, const GOptionEntry *entries, int argc, char **argv)
{
  const GOptionEntry shared[] = {
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed, N_ ("Seed of the random numbers, if the script sets none"),
      "N" },
    { "max-steps", 0, 0, G_OPTION_ARG_INT64, &options->max_steps, N_ ("Stop after N evaluated expressions"), "N" },
    { "max-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->max_seconds, N_ ("Stop after S seconds"), "S" },
    { "max-bytes", 0, 0, G_OPTION_ARG_INT64, &options->max_bytes, N_ ("Most bytes of tensors at once"), "N" },
    { "max-trace", 0, 0, G_OPTION_ARG_INT64, &options->max_trace, N_ ("Bytes of recorded values before summaries"),
      "N" },
    { "max-depth", 0, 0, G_OPTION_ARG_INT64, &options->max_depth, N_ ("Most nested calls"), "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *name = g_strconcat ("chainrule ", argv[0], NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      cr_cli_complain (_ ("%s. Try “chainrule --help”."), error->message);
      return FALSE;
    }
  if (options->files == NULL || g_strv_length (options->files) != 1)
    {
      cr_cli_complain (_ ("name exactly one file, or “-” for standard input. Try “chainrule --help”."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
take_limit (gint64 given, const char *name, guint64 most, guint64 *limit)
{
  if (given == -1)
    return TRUE;
  if (given <= 0 || (guint64)given > most)
    {
      cr_cli_complain (_ ("--%s takes a whole number from 1 to %" PRIu64 "."), name, most);
      return FALSE;
    }
  *limit = given;
  return TRUE;
}

static gboolean
take_seed (const CrCliOptions *options, CrRunOptions *run)
{
  if (options->seed == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (options->seed, 10, 0, G_MAXUINT64, &run->seed, NULL))
    {
      cr_cli_complain (_ ("--seed takes a whole number, not “%s”."), options->seed);
      return FALSE;
    }
  run->has_seed = TRUE;
  return TRUE;
}

gboolean
cr_cli_options_to_run (const CrCliOptions *options, CrRunOptions *run)
{
  guint64 depth;

  run->limits = CR_LIMITS_WINDOW;
  run->limits.max_steps = 0;
  run->limits.max_seconds = 0;
  depth = run->limits.max_depth;
  if (options->max_seconds != -1.0)
    {
      if (!(options->max_seconds > 0))
        {
          cr_cli_complain (_ ("--max-seconds takes a number above 0."));
          return FALSE;
        }
      run->limits.max_seconds = options->max_seconds;
    }
  if (!take_limit (options->max_steps, "max-steps", G_MAXINT64, &run->limits.max_steps)
      || !take_limit (options->max_bytes, "max-bytes", G_MAXINT64, &run->limits.max_bytes)
      || !take_limit (options->max_trace, "max-trace", G_MAXINT64, &run->limits.max_trace)
      || !take_limit (options->max_depth, "max-depth", 1000, &depth) || !take_seed (options, run))
    return FALSE;
  run->limits.max_depth = depth;
  return TRUE;
}

/* Standard input, bounded as a file is. */
static char *
read_standard_input (gsize *length)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[65536];
  gssize n;

  while ((n = read (STDIN_FILENO, chunk, sizeof chunk)) > 0)
    {
      g_byte_array_append (bytes, chunk, n);
      if (bytes->len > CR_DOCUMENT_MAX_BYTES)
        {
          cr_cli_complain (_ ("standard input is larger than a script may be (%d MB)."), CR_DOCUMENT_MAX_BYTES >> 20);
          return NULL;
        }
    }
  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *)"", 1);
  return (char *)g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

char *
cr_cli_read (const char *path, gsize *length)
{
  if (g_str_equal (path, "-"))
    return read_standard_input (length);

  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError) error = NULL;
  char *text = cr_document_read (file, length, &error);

  if (text == NULL)
    cr_cli_complain ("%s", error->message);
  return text;
}

void
cr_cli_print_diagnostics (CrRun *run)
{
  g_autofree char *text = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));

  fputs (text, stderr);
}

static CrTrace *
trace_of_script (const CrCliOptions *options, int *status)
{
  const char *path = options->files[0];
  CrRunOptions run_options = { 0 };
  gsize length;

  *status = CR_EXIT_USAGE;
  if (!cr_cli_options_to_run (options, &run_options))
    return NULL;
  g_autofree char *text = cr_cli_read (path, &length);
  if (text == NULL)
    return NULL;

  g_autoptr (CrTrace) trace = cr_trace_new (run_options.limits.max_trace);
  g_autoptr (CrRun) run = cr_run_new (path, text, length, &run_options, trace);
  *status = cr_run_execute (run) ? CR_EXIT_FINE : CR_EXIT_SCRIPT;
  cr_cli_print_diagnostics (run);
  return g_steal_pointer (&trace);
}

CrTrace *
cr_cli_trace (const CrCliOptions *options, int *status)
{
  if (!g_str_has_suffix (options->files[0], ".chainrule"))
    return trace_of_script (options, status);

  g_autoptr (GFile) file = g_file_new_for_commandline_arg (options->files[0]);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraphFile) graph_file = cr_graph_file_load (file, &error);

  if (graph_file == NULL)
    {
      cr_cli_complain ("%s", error->message);
      *status = CR_EXIT_USAGE;
      return NULL;
    }
  *status = CR_EXIT_FINE;
  return cr_trace_ref (graph_file->trace);
}
