/* Which variables and functions the way of a term runs through, from where it arrived up to the root. */

#include "cr-why-private.h"

/* More than that is no path but the whole picture. */
#define MAX_STEPS 20000

typedef struct
{
  CrWhyIndex *index;
  guint pass;
  GHashTable *seen; /* steps, by event */
  GArray *steps;    /* of guint: events, to be looked at */
  GArray *variables, *functions;
} Walk;

static void
add_step (Walk *walk, guint event)
{
  if (walk->steps->len < MAX_STEPS && g_hash_table_add (walk->seen, GUINT_TO_POINTER (event)))
    g_array_append_val (walk->steps, event);
}

/* What arrived at @sink before @limit in the pass. */
static void
visit_sink (Walk *walk, CrSink sink, guint limit)
{
  CrWhyIndex *index = walk->index;
  CrTrace *trace = cr_graph_get_trace (index->graph);
  if (sink == CR_NONE)
    return;
  if (sink < cr_graph_get_n_variables (index->graph))
    g_array_append_val (walk->variables, sink);
  guint begun = g_array_index (index->passes, CrWhyPass, walk->pass).event;
  guint first = index->first_arrival[sink];
  guint n = cr_why_count_arrivals (index, sink, limit);
  for (guint i = cr_why_count_arrivals (index, sink, begun); i < n; i++)
    {
      const CrArrival *arrival = &index->arrivals[first + i];
      if (arrival->pass == walk->pass && !arrival->is_own
          && cr_trace_get_event (trace, arrival->event)->kind == CR_EVENT_FUNCTION_STEPPED)
        add_step (walk, arrival->event);
    }
}

static void
visit_step (Walk *walk, guint event)
{
  const CrStepEvent *step = &cr_trace_get_event (cr_graph_get_trace (walk->index->graph), event)->u.step;
  guint function = cr_graph_find_function (walk->index->graph, step->function);
  if (function != CR_NONE)
    g_array_append_val (walk->functions, function);
  for (guint i = 0; i < step->n_received; i++)
    if (step->received[i] != NULL)
      visit_sink (walk, cr_why_index_resolve (walk->index, step->function, i), event);
}

void
cr_why_get_path (CrWhy *why, guint i, GArray *variables, GArray *functions)
{
  g_return_if_fail (why != NULL && i < why->terms->len && variables != NULL && functions != NULL);
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
  Walk walk = { .index = why->index, .pass = why->pass, .variables = variables, .functions = functions };
  walk.seen = g_hash_table_new (NULL, NULL);
  walk.steps = g_array_new (FALSE, FALSE, sizeof (guint));
  if (term->kind == CR_WHY_TERM_PASS)
    walk.pass = cr_why_find_change_pass (why, term->event);
  if (term->kind == CR_WHY_TERM_PASS && walk.pass != CR_NONE)
    visit_sink (&walk, why->sink, term->event);
  else if (why->place.variable != CR_NONE)
    g_array_append_val (variables, why->place.variable);
  if (term->kind == CR_WHY_TERM_PATH || term->kind == CR_WHY_TERM_PRODUCT)
    add_step (&walk, term->event);
  for (guint next = 0; next < walk.steps->len; next++)
    visit_step (&walk, g_array_index (walk.steps, guint, next));
  g_hash_table_unref (walk.seen);
  g_array_unref (walk.steps);
}
