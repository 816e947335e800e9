/* Facts about a step. No operation is known by name here: shapes say enough. */
#include "cr-step-fact.h"

#include <string.h>

static gboolean
has_shape (const CrVariable *variable, const CrValue *value)
{
  int ndim = cr_value_get_ndim (value);

  return variable->ndim == ndim
         && (ndim == 0 || memcmp (variable->sizes, cr_value_get_sizes (value), ndim * sizeof (gint64)) == 0);
}

gboolean
cr_step_sums_broadcast (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot)
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
