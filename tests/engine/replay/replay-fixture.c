/* What the tests of the folder share. */

#include "replay-fixture.h"

#include <math.h>
#include <string.h>

#include "cr-run.h"

CrGraph *
fixture_run (const char *text, guint64 max_bytes)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE };
  g_autoptr (CrTrace) trace = cr_trace_new (max_bytes);
  g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, trace);
  cr_run_execute (run);
  return cr_graph_new (trace);
}

CrReplay *
fixture_replay (CrGraph *graph)
{
  return cr_replay_new (graph, TRUE, 0);
}

guint
fixture_find (CrGraph *graph, const char *name)
{
  const char *hash = strchr (name, '#');
  g_autofree char *plain = hash != NULL ? g_strndup (name, (gsize)(hash - name)) : g_strdup (name);
  guint64 left = hash != NULL ? g_ascii_strtoull (hash + 1, NULL, 10) : 1;
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, plain) == 0 && --left == 0)
      return i;
  g_error ("nothing is called %s", name);
}

guint
fixture_find_function (CrGraph *graph, const char *primitive)
{
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    if (strcmp (cr_graph_get_function (graph, i)->primitive, primitive) == 0)
      return i;
  g_error ("there is no %s", primitive);
}

void
fixture_assert_value (const CrValue *value, guint n, const double *expected, double tolerance)
{
  g_assert_nonnull (value);
  g_assert_true (cr_value_has_data (value));
  g_assert_cmpint (cr_value_get_numel (value), ==, n);
  for (guint i = 0; i < n; i++)
    {
      double found = cr_value_get_double (value, i);
      if (!(fabs (found - expected[i]) <= tolerance * fmax (1, fabs (expected[i]))))
        g_error ("element %u is %.9g instead of %.9g", i, found, expected[i]);
    }
}
