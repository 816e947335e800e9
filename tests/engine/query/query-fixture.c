/* Scripts that were run, and their graphs. */

#include "query-fixture.h"

#include "cr-run.h"

CrGraph *
query_fixture_run (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrRun) run = cr_run_new ("test.py", text, strlen (text), &options, trace);
  cr_run_execute (run);
  return cr_graph_new (trace);
}

guint
query_fixture_find (CrGraph *graph, const char *name)
{
  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, name) == 0)
      return i;
  g_error ("no variable %s", name);
}

guint
query_fixture_event (CrGraph *graph, CrEventKind kind, guint occurrence)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    if (cr_trace_get_event (trace, i)->kind == kind && occurrence-- == 0)
      return i;
  g_error ("no event of that kind");
}
