/* What recording costs: runs a script N times without and N times with a trace, by turns so that both see the same
 * machine, and prints the medians. bench-record FILE [N] */

#include <stdlib.h>

#include "cr-run.h"

typedef struct
{
  const char *name, *text;
  gsize length;
} Script;

/* Milliseconds; @free_ms what it takes to free the trace, which the window does at leisure. */
static double
run_once (const Script *script, gboolean with_trace, double *free_ms, guint *n_events)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  CrTrace *trace = with_trace ? cr_trace_new (options.limits.max_trace) : NULL;
  CrRun *run = cr_run_new (script->name, script->text, script->length, &options, trace);
  gint64 begin = g_get_monotonic_time ();
  if (!cr_run_execute (run))
    g_printerr ("%s: failed\n", script->name);
  gint64 end = g_get_monotonic_time ();
  cr_run_unref (run);
  if (trace != NULL)
    {
      *n_events = cr_trace_get_length (trace);
      gint64 begin_free = g_get_monotonic_time ();
      cr_trace_unref (trace);
      *free_ms = (double)(g_get_monotonic_time () - begin_free) / 1000;
    }
  return (double)(end - begin) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
median (double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  return times[n / 2];
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Script script = { .name = argc > 1 ? argv[1] : "" };
  guint n = argc > 2 ? (guint)CLAMP (atoi (argv[2]), 1, 100000) : 31, n_events = 0;
  if (!g_file_get_contents (script.name, &text, &script.length, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  script.text = text;
  g_autofree double *plain = g_new0 (double, n), *traced = g_new0 (double, n), *freed = g_new0 (double, n);
  for (guint i = 0; i < n; i++)
    {
      plain[i] = run_once (&script, FALSE, NULL, NULL);
      traced[i] = run_once (&script, TRUE, &freed[i], &n_events);
    }
  double without = median (plain, n), with = median (traced, n);
  g_print ("without %.2f ms, with a trace %.2f ms: %+.0f %% (%u events, %.0f ns each; freed in %.2f ms)\n", without,
           with, 100 * (with / without - 1), n_events, 1e6 * (with - without) / MAX (n_events, 1), median (freed, n));
  return 0;
}
