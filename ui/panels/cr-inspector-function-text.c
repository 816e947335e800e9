/* Facts about functions: what they took, keep and hand on. */

#include "cr-inspector-text-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

static const CrOperationEvent *
get_operation (CrGraph *graph, const CrFunctionNode *function)
{
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), function->created);

  return event != NULL && event->kind == CR_EVENT_OPERATION ? &event->u.operation : NULL;
}

static const char *
describe_state (const CrFunctionNode *info, const CrFunctionState *state)
{
  if (!info->records)
    return _ ("records no gradient");
  switch (state->state)
    {
    case CR_BACKWARD_NOT_REACHED:
      return _ ("not yet reached");
    case CR_BACKWARD_WAITING:
      return _ ("waiting for more gradients");
    case CR_BACKWARD_CURRENT:
      return _ ("this step");
    case CR_BACKWARD_DONE:
      return _ ("done");
    case CR_BACKWARD_NEVER:
    default:
      return _ ("no backward reaches it");
    }
}

static const CrStepEvent *
get_step (CrGraph *graph, const CrFunctionState *state)
{
  const CrEvent *event
      = state->step_event == CR_NONE ? NULL : cr_trace_get_event (cr_graph_get_trace (graph), state->step_event);

  return event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED ? &event->u.step : NULL;
}

static void
add_variables (GPtrArray *facts, CrGraph *graph, const char *label, guint n, const guint *variables)
{
  CrLinked linked;

  cr_linked_init (&linked);
  for (guint i = 0; i < n; i++)
    {
      cr_linked_append (&linked, i == 0 ? "" : ", ");
      cr_linked_append_variable (&linked, graph, variables[i]);
    }
  if (n == 0)
    cr_linked_append (&linked, _ ("nothing"));
  cr_linked_finish (&linked, facts, label);
}

static void
add_outputs (GPtrArray *facts, CrGraph *graph, const CrFunctionNode *info)
{
  g_autofree guint *outputs = g_new (guint, info->n_others + 1);
  guint n = 0;

  for (guint i = 0; i <= info->n_others; i++)
    if (cr_graph_get_output (info, i) != CR_NONE)
      outputs[n++] = cr_graph_get_output (info, i);
  add_variables (facts, graph, info->n_others > 0 ? _ ("outputs") : _ ("output"), n, outputs);
}

/* The positions after its steps; walks the function's own changes. */
static guint
count_steps (CrCursor *cursor, guint function, guint position)
{
  CrTrace *trace = cr_graph_get_trace (cr_cursor_get_graph (cursor));
  guint before = cr_cursor_get_position (cursor), n = 0;

  cr_cursor_seek (cursor, cr_graph_get_function (cr_cursor_get_graph (cursor), function)->created);
  for (;;)
    {
      guint next = cr_cursor_next_visit_of_function (cursor, function, TRUE);

      if (next == CR_NONE || next > position || next <= cr_cursor_get_position (cursor))
        break;
      n += cr_trace_get_event (trace, next - 1)->kind == CR_EVENT_FUNCTION_STEPPED;
      cr_cursor_seek (cursor, next);
    }
  cr_cursor_seek (cursor, before);
  return n;
}

static void
add_step (GPtrArray *facts, CrCursor *cursor, guint function, const CrFunctionState *state)
{
  const CrStepEvent *step = get_step (cr_cursor_get_graph (cursor), state);
  guint n = count_steps (cursor, function, cr_cursor_get_position (cursor));
  g_autofree char *number = NULL;
  CrLinked linked;

  cr_linked_init (&linked);
  if (step != NULL)
    {
      number = g_strdup_printf (_ ("step %u of backward %u"), step->step, step->backward);
      cr_linked_append_link (&linked, "position", state->step_event + 1, number);
    }
  else
    cr_linked_append (&linked, _ ("not yet in this backward"));
  cr_linked_finish (&linked, facts, _ ("ran as"));
  cr_facts_add_taken (facts, _ ("ran so far"), g_strdup_printf (ngettext ("%u time", "%u times", n), n));
  if (step == NULL || step->nanoseconds == 0)
    cr_facts_add (facts, _ ("time spent"), _ ("not measured"));
  else if (step->nanoseconds < 1000000)
    cr_facts_add_taken (facts, _ ("time spent"), g_strdup_printf (_ ("%.1f µs"), step->nanoseconds / 1e3));
  else
    cr_facts_add_taken (facts, _ ("time spent"), g_strdup_printf (_ ("%.2f ms"), step->nanoseconds / 1e6));
}

GPtrArray *
cr_inspector_function_facts (CrCursor *cursor, guint function)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrFunctionNode *info = cr_graph_get_function (graph, function);
  const CrFunctionState *state = cr_cursor_get_function (cursor, function);
  GPtrArray *facts = cr_facts_new ();

  add_variables (facts, graph, _ ("inputs"), info->n_inputs, info->inputs);
  add_outputs (facts, graph, info);
  cr_facts_add (facts, _ ("backward"), describe_state (info, state));
  if (info->records)
    add_step (facts, cursor, function, state);
  return facts;
}

static const char *
describe_held (const CrFunctionState *state, guint32 saved, guint32 now)
{
  if (state->saved_freed)
    return _ ("freed");
  return now != saved ? _ ("stale") : _ ("held");
}

static void
add_saved (GPtrArray *facts, CrCursor *cursor, const CrFunctionState *state, const CrSavedTensor *saved)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint variable = cr_graph_find_tensor (graph, saved->tensor);
  guint32 now = cr_inspector_tensor_version (cursor, saved->tensor);
  g_autofree char *rest = NULL, *label = NULL, *shape = NULL;
  CrLinked linked;

  cr_linked_init (&linked);
  if (variable != CR_NONE)
    {
      const CrVariable *info = cr_graph_get_variable (graph, variable);

      shape = cr_label_new_shape (info->dtype, info->ndim, info->sizes);
      cr_linked_append_variable (&linked, graph, variable);
    }
  else
    cr_linked_append (&linked, _ ("a tensor of its own"));
  rest = g_strdup_printf (_ (" %s: %s, saved v%u / now v%u"), shape == NULL ? "" : shape,
                          describe_held (state, saved->version, now), saved->version,
                          variable == CR_NONE ? saved->version : now);
  cr_linked_append (&linked, rest);
  label = g_strdup_printf (saved->is_output ? _ ("result (%u)") : _ ("input (%u)"), saved->slot);
  cr_linked_finish (&linked, facts, label);
}

GPtrArray *
cr_inspector_saved_facts (CrCursor *cursor, guint function)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrFunctionNode *info = cr_graph_get_function (graph, function);
  const CrFunctionState *state = cr_cursor_get_function (cursor, function);
  const CrOperationEvent *operation = get_operation (graph, info);
  GPtrArray *facts = cr_facts_new ();

  for (guint i = 0; operation != NULL && i < operation->n_saved; i++)
    add_saved (facts, cursor, state, &operation->saved[i]);
  if (facts->len == 0)
    cr_facts_add (facts, _ ("tensors"),
                  !info->saves         ? _ ("none: its rule needs none")
                  : state->saved_freed ? _ ("freed")
                                       : _ ("held"));
  return facts;
}

GPtrArray *
cr_inspector_next_facts (CrCursor *cursor, guint function)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrFunctionNode *info = cr_graph_get_function (graph, function);
  GPtrArray *facts = cr_facts_new ();

  for (guint i = 0; i < info->n_edges; i++)
    {
      const CrEdge *edge = &info->edges[i];
      guint next = edge->function == 0 ? CR_NONE : cr_graph_find_function (graph, edge->function);
      g_autofree char *label = g_strdup_printf (_ ("of input %u"), i);
      CrLinked linked;

      cr_linked_init (&linked);
      if (edge->function == 0)
        cr_linked_append (&linked, _ ("None: requires no gradient"));
      else if (next != CR_NONE)
        cr_linked_append_link (&linked, "function", next, cr_graph_get_function (graph, next)->name);
      else
        cr_linked_append (&linked, "AccumulateGrad");
      if (edge->function != 0 && i < info->n_inputs)
        {
          cr_linked_append (&linked, " → ");
          cr_linked_append_variable (&linked, graph, info->inputs[i]);
        }
      cr_linked_finish (&linked, facts, label);
    }
  if (facts->len == 0)
    cr_facts_add (facts, _ ("functions"), _ ("none"));
  return facts;
}
