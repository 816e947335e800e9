/* What the engine does at one function: its rule, or for a leaf the accumulation; and what is said of it. */

#include "cr-engine-private.h"

#include "cr-kernels.h"
#include "cr-ops.h"

static gboolean
same_sizes (CrTensor *grad, int ndim, const gint64 *sizes)
{
  return cr_tensor_get_ndim (grad) == ndim
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (grad), sizes, ndim * sizeof (gint64)) == 0);
}

static gboolean
replace (CrTensor **grad, CrTensor *other)
{
  if (!other)
    return FALSE;
  cr_tensor_unref (*grad);
  *grad = other;
  return TRUE;
}

/* A gradient has the shape and dtype of what it is the gradient of. */
gboolean
cr_engine_fit (CrGradFn *next, guint output_nr, CrTensor **grad, CrGradFn *sender, guint index, GError **error)
{
  CrDtype dtype;
  const gint64 *sizes;
  int ndim = cr_grad_fn_get_form (next, output_nr, &dtype, &sizes);
  if (!same_sizes (*grad, ndim, sizes) && !replace (grad, cr_op_sum_to_size (*grad, ndim, sizes, error)))
    return FALSE;
  return cr_tensor_get_dtype (*grad) == dtype || replace (grad, cr_op_to_dtype (*grad, dtype, error));
}

static void
tell_accumulated (CrPass *pass, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  if (pass->observer && pass->observer->gradient_accumulated)
    pass->observer->gradient_accumulated (pass->user_data, tensor, before, received, after);
}

/* The retained gradients of @function's outputs. */
static void
retain_gradients (CrPass *pass, CrGradFn *function, CrTensor *const *received)
{
  GPtrArray *retained = function->extra ? function->extra->retained : NULL;
  for (guint i = 0; retained && i < retained->len; i++)
    {
      CrTensor *tensor = retained->pdata[i];
      CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
      CrTensor *grad = received[meta->output_nr];
      if (!grad)
        continue;
      g_autoptr (CrTensor) before = g_steal_pointer (&meta->grad);
      meta->grad = cr_tensor_ref (grad);
      tell_accumulated (pass, tensor, before, grad, grad);
    }
}

/* .grad += received, in the gradient's own storage. */
static gboolean
add_into (CrTensor *grad, CrTensor *received, GError **error)
{
  g_autoptr (CrTensor) sum = cr_kernel_binary (CR_BINARY_ADD, grad, received, cr_tensor_get_dtype (grad), error);
  if (!sum || !cr_tensor_begin_write (grad, error) || !cr_kernel_copy_into (grad, sum, error))
    return FALSE;
  cr_tensor_end_write (grad);
  return TRUE;
}

static gboolean
accumulate (CrPass *pass, CrGradFn *function, CrTensor *received, GError **error)
{
  CrTensor *leaf = function->variable;
  g_autoptr (CrTensor) before = NULL;
  if (!received)
    return TRUE;
  CrAutogradMeta *meta = cr_meta_ensure (leaf);
  if (meta->grad && !pass->create_graph)
    {
      if (pass->observer && pass->observer->gradient_accumulated
          && !(before = cr_kernel_cast (meta->grad, cr_tensor_get_dtype (meta->grad), error)))
        return FALSE;
      if (!add_into (meta->grad, received, error))
        return FALSE;
    }
  else
    {
      CrTensor *after = meta->grad ? cr_op_add (meta->grad, received, 1, error) : cr_op_copy (received, error);
      if (!after)
        return FALSE;
      before = g_steal_pointer (&meta->grad);
      meta->grad = after;
    }
  tell_accumulated (pass, leaf, before, received, meta->grad);
  return TRUE;
}

static gboolean
any_received (CrGradFn *function, CrTensor *const *received)
{
  for (guint i = 0; i < cr_grad_fn_get_n_outputs (function); i++)
    if (received[i])
      return TRUE;
  return FALSE;
}

static gboolean
call_rule (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  const CrPrimitive *primitive = function->primitive;
  if (!any_received (function, received))
    return TRUE;
  if (primitive->backward_many ? !primitive->backward_many (function, received, sent, error)
                               : !primitive->backward (function, received[0], sent, error))
    return FALSE;
  for (guint i = 0; i < function->n_next; i++)
    {
      const CrEdge *edge = &function->next[i];
      if (sent[i] && edge->function && !cr_engine_fit (edge->function, edge->input_nr, &sent[i], function, i, error))
        return FALSE;
    }
  return TRUE;
}

static void
tell_stepped (CrPass *pass, CrGradFn *function, CrTensor *const *received, CrTensor *const *sent)
{
  if (pass->observer && pass->observer->function_stepped)
    pass->observer->function_stepped (pass->user_data, function, received, cr_grad_fn_get_n_outputs (function), sent,
                                      function->n_next);
}

gboolean
cr_engine_apply (CrPass *pass, CrGradFn *function, CrTensor **received, CrTensor **sent, GError **error)
{
  retain_gradients (pass, function, received);
  if (function->primitive ? !call_rule (function, received, sent, error)
                          : !accumulate (pass, function, received[0], error))
    return FALSE;
  tell_stepped (pass, function, received, sent);
  if (!pass->retain_graph && cr_grad_fn_release_saved (function) && pass->observer && pass->observer->saved_freed)
    pass->observer->saved_freed (pass->user_data, function);
  return TRUE;
}
