/* The engine asked by somebody who is not the script. A pass that captures the gradient at one place runs only the
 * functions that lead there, and with `plain` nothing but their rules. */

#include "cr-probe.h"

#include "cr-context-private.h"
#include "cr-engine-private.h"

void
cr_probe_begin (CrProbe *probe, CrContext *context)
{
  g_return_if_fail (probe != NULL && context != NULL);
  CrAutogradModes *modes = cr_autograd_get_modes (context);
  probe->context = context;
  probe->tensor_observer = cr_context_get_tensor_observer (context, &probe->tensor_data);
  probe->autograd_observer = cr_context_get_autograd_observer (context, &probe->autograd_data);
  probe->profiler = modes->profiler;
  probe->profiler_data = modes->profiler_data;
  probe->anomaly = modes->anomaly;
  probe->check_nan = modes->check_nan;
  probe->grad_enabled = cr_context_get_grad_enabled (context);
  probe->inference = cr_context_get_inference_mode (context);
  probe->last_id = cr_context_get_last_id (context);
  cr_context_set_tensor_observer (context, NULL, NULL);
  cr_context_set_autograd_observer (context, NULL, NULL);
  modes->profiler = NULL;
  modes->anomaly = modes->check_nan = FALSE;
  cr_context_set_grad_enabled (context, FALSE);
  cr_context_set_inference_mode (context, FALSE);
}

void
cr_probe_end (CrProbe *probe)
{
  CrAutogradModes *modes = cr_autograd_get_modes (probe->context);
  cr_context_set_last_id (probe->context, probe->last_id);
  cr_context_set_inference_mode (probe->context, probe->inference);
  cr_context_set_grad_enabled (probe->context, probe->grad_enabled);
  modes->anomaly = probe->anomaly;
  modes->check_nan = probe->check_nan;
  modes->profiler = probe->profiler;
  modes->profiler_data = probe->profiler_data;
  cr_context_set_autograd_observer (probe->context, probe->autograd_observer, probe->autograd_data);
  cr_context_set_tensor_observer (probe->context, probe->tensor_observer, probe->tensor_data);
}

/* The first at or behind @tensor's function of which @matches says so; breadth first. */
static CrGradFn *
find (CrTensor *tensor, gboolean (*matches) (CrGradFn *function, guint64 id), guint64 id)
{
  CrGradFn *first = cr_tensor_get_grad_fn (tensor);
  if (first == NULL)
    return NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  g_ptr_array_add (queue, first);
  g_hash_table_add (seen, first);
  for (guint at = 0; at < queue->len; at++)
    {
      CrGradFn *function = queue->pdata[at];
      if (matches (function, id))
        return function;
      for (guint i = 0; i < function->n_next; i++)
        if (function->next[i].function && g_hash_table_add (seen, function->next[i].function))
          g_ptr_array_add (queue, function->next[i].function);
    }
  return NULL;
}

static gboolean
has_id (CrGradFn *function, guint64 id)
{
  return function->id == id;
}

static gboolean
ends_at_leaf (CrGradFn *function, guint64 id)
{
  return function->primitive == NULL && function->variable && cr_tensor_get_id (function->variable) == id;
}

guint64
cr_probe_get_function_id (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->grad_fn ? meta->grad_fn->id : 0;
}

CrGradFn *
cr_probe_find_function (CrTensor *tensor, guint64 id)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return find (tensor, has_id, id);
}

CrGradFn *
cr_probe_find_leaf (CrTensor *tensor, guint64 id)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return find (tensor, ends_at_leaf, id);
}

int
cr_probe_get_form (CrGradFn *function, guint output_nr, CrDtype *dtype, const gint64 **sizes)
{
  return cr_grad_fn_get_form (function, output_nr, dtype, sizes);
}

gboolean
cr_probe_apply (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  g_return_val_if_fail (function != NULL && function->primitive != NULL, FALSE);
  for (guint i = 0; i < function->n_next; i++)
    sent[i] = NULL;
  if (cr_engine_call_rule (function, received, sent, error))
    return TRUE;
  for (guint i = 0; i < function->n_next; i++)
    g_clear_pointer (&sent[i], cr_tensor_unref);
  return FALSE;
}

gboolean
cr_probe_gradient (CrGradFn *root, guint root_nr, CrTensor *gradient, CrGradFn *place, guint place_nr,
                   CrTensor **result, GError **error)
{
  g_return_val_if_fail (root != NULL && gradient != NULL && place != NULL && result != NULL, FALSE);
  *result = NULL;
  g_autoptr (GArray) captures = g_array_new (FALSE, FALSE, sizeof (CrCapture));
  CrCapture capture = { .function = place, .output_nr = place_nr, .result = result };
  g_array_append_val (captures, capture);
  CrPass pass = { .context = root->context, .captures = captures, .retain_graph = TRUE, .plain = TRUE };
  CrEdge edge = { .function = cr_grad_fn_ref (root), .input_nr = root_nr };
  gboolean done = cr_engine_run (&pass, &edge, &gradient, 1, error);
  cr_grad_fn_unref (edge.function);
  if (!done)
    g_clear_pointer (result, cr_tensor_unref);
  return done;
}
