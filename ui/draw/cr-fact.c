/* No operation is known by name here: shapes say enough. */
#include "cr-fact.h"

#include <string.h>

static gboolean
has_shape (const CrVariable *variable, const CrValue *value)
{
  int ndim = cr_value_get_ndim (value);

  return variable->ndim == ndim
         && (ndim == 0 || memcmp (variable->sizes, cr_value_get_sizes (value), ndim * sizeof (gint64)) == 0);
}

gboolean
cr_fact_sums_broadcast (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot)
{
  const CrValue *received = step->n_received > 0 ? step->received[0] : NULL;
  const CrValue *sent = slot < step->n_sent ? step->sent[slot] : NULL;

  if (received == NULL || sent == NULL || function->n_inputs != 2 || slot > 1)
    return FALSE;
  if (cr_value_get_numel (sent) >= cr_value_get_numel (received))
    return FALSE;
  return has_shape (cr_graph_get_variable (graph, function->inputs[1 - slot]), received)
         && has_shape (cr_graph_get_variable (graph, function->inputs[slot]), sent);
}

const CrValue *
cr_fact_get_constant (CrGraph *graph, const CrVariable *variable)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  const CrFunctionNode *user;
  const CrEvent *event;

  if (cr_variable_get_label (variable) || variable->maker != CR_NONE || variable->ndim > 0 || variable->requires_grad
      || variable->users->len == 0 || variable->created >= cr_trace_get_length (trace))
    return NULL;
  user = cr_graph_get_function (graph, g_array_index (variable->users, guint, 0));
  event = cr_trace_get_event (trace, variable->created);
  if (event->kind != CR_EVENT_TENSOR_CREATED || user->range.offset != variable->range.offset
      || user->range.length != variable->range.length || user->range.line == 0)
    return NULL;
  return event->u.tensor.value;
}
