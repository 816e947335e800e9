#pragma once
/* What the verbs share: --seed and --max-*, reading the script, printing what is wrong with it. */

#include "cr-cli.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 max_steps, max_bytes, max_trace, max_depth; /* -1: not given */
  double max_seconds;
  char *seed;
  char **files;
} CrCliOptions;

#define CR_CLI_OPTIONS_INIT                                                                                            \
  {                                                                                                                    \
    -1, -1, -1, -1, -1.0, NULL, NULL                                                                                   \
  }

void cr_cli_options_clear (CrCliOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrCliOptions, cr_cli_options_clear)

/* Parses @argv: the shared options, @entries (nullable) of the verb, and exactly one FILE. FALSE when it said what is
 * wrong. */
gboolean cr_cli_options_parse (CrCliOptions *options, const GOptionEntry *entries, int argc, char **argv);

/* Fills limits and seed: a run from the command line has no bound in seconds or steps unless one is given.
 * FALSE when a number made no sense (said so). */
gboolean cr_cli_options_to_run (const CrCliOptions *options, CrRunOptions *run);

/* The text of FILE, or of standard input for "-"; NULL when it said why not. */
char *cr_cli_read (const char *path, gsize *length);

/* Writes every diagnostic of @run to standard error. */
void cr_cli_print_diagnostics (CrRun *run);

/* One line on standard error: "chainrule: ...". */
void cr_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Runs FILE into a trace, or opens a graph file without running it. NULL when there is no trace at all (said so). A
 * script that fails leaves the trace so far and sets @status to CR_EXIT_SCRIPT. */
CrTrace *cr_cli_trace (const CrCliOptions *options, int *status);

G_END_DECLS
