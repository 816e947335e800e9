/* The autograd part of a tensor: what it requires, its gradient, its grad_fn, its base. */

#include "cr-autograd-private.h"

#include "cr-kernels.h"
#include "cr-pool.h"

static void
stop_retaining (CrAutogradMeta *meta)
{
  if (!meta->extra || !meta->extra->retain_fn)
    return;
  g_hash_table_remove (cr_autograd_get_modes (meta->extra->retain_fn->context)->retaining, meta->tensor);
  cr_node_remove_retain (meta->extra->retain_fn, meta->tensor);
  g_clear_pointer (&meta->extra->retain_fn, cr_grad_fn_unref);
}

static void
extra_free (CrPool *pool, CrMetaExtra *extra)
{
  g_clear_pointer (&extra->grad, cr_tensor_unref);
  g_clear_pointer (&extra->base, cr_tensor_unref);
  g_clear_pointer (&extra->hooks, cr_hook_list_unref);
  cr_pool_release (pool, extra, sizeof (CrMetaExtra));
}

static void
meta_free (CrAutogradMeta *meta)
{
  stop_retaining (meta);
  if (meta->rewritten)
    g_hash_table_remove (cr_autograd_get_modes (cr_tensor_get_context (meta->tensor))->rewritten, meta->tensor);
  g_clear_pointer (&meta->grad_fn, cr_grad_fn_unref);
  CrPool *pool = cr_context_get_pool (cr_tensor_get_context (meta->tensor));
  if (meta->extra)
    extra_free (pool, g_steal_pointer (&meta->extra));
  cr_pool_release (pool, meta, sizeof (CrAutogradMeta));
}

CrAutogradMeta *
cr_meta_ensure (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (meta)
    return meta;
  meta = cr_pool_alloc0 (cr_context_get_pool (cr_tensor_get_context (tensor)), sizeof (CrAutogradMeta));
  meta->tensor = tensor;
  cr_tensor_set_autograd (tensor, meta, meta_free);
  return meta;
}

gboolean
cr_tensor_is_wrapped (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->wrapped;
}

CrMetaExtra *
cr_meta_ensure_extra (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_meta_ensure (tensor);
  if (!meta->extra)
    meta->extra = cr_pool_alloc0 (cr_context_get_pool (cr_tensor_get_context (tensor)), sizeof (CrMetaExtra));
  return meta->extra;
}

CrGradFn *
cr_tensor_dup_edge (CrTensor *tensor, guint *input_nr)
{
  *input_nr = 0;
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (function)
    {
      *input_nr = meta->output_nr;
      return cr_grad_fn_ref (function);
    }
  if (!meta || !meta->requires_grad)
    return NULL;
  CrMetaExtra *extra = cr_meta_ensure_extra (tensor);
  if (extra->accumulator)
    return cr_grad_fn_ref (extra->accumulator);
  CrGradFn *accumulator = cr_grad_fn_new (NULL, tensor, 0);
  accumulator->variable = cr_tensor_ref (tensor);
  extra->accumulator = accumulator;
  g_hash_table_add (cr_autograd_get_modes (accumulator->context)->accumulators, accumulator);
  return accumulator;
}

static void
start_retaining (CrAutogradMeta *meta)
{
  CrMetaExtra *extra = cr_meta_ensure_extra (meta->tensor);
  extra->retain_fn = cr_grad_fn_ref (meta->grad_fn);
  g_hash_table_add (cr_autograd_get_modes (meta->grad_fn->context)->retaining, meta->tensor);
  cr_node_add_retain (meta->grad_fn, meta->tensor, meta->output_nr);
}

/* A gradient that is to be kept is from now on that of the new function's output. */
void
cr_tensor_set_history (CrTensor *tensor, CrGradFn *function, guint output_nr)
{
  CrAutogradMeta *meta = cr_meta_ensure (tensor);
  g_autoptr (CrGradFn) old = g_steal_pointer (&meta->grad_fn);
  meta->grad_fn = function ? cr_grad_fn_ref (function) : NULL;
  meta->output_nr = output_nr;
  if (meta->extra && meta->extra->base)
    meta->extra->version = cr_tensor_get_version (tensor);
  if (!meta->retains_grad)
    return;
  stop_retaining (meta);
  if (function)
    start_retaining (meta);
}

void
cr_tensor_replace_history (CrTensor *tensor, CrGradFn *function, guint output_nr)
{
  cr_tensor_set_history (tensor, function, output_nr);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!meta->rewritten)
    g_hash_table_add (cr_autograd_get_modes (cr_tensor_get_context (tensor))->rewritten, tensor);
  meta->rewritten = TRUE;
}

gboolean
cr_tensor_requires_grad (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!meta)
    return FALSE;
  if (meta->requires_grad || meta->grad_fn)
    return TRUE;
  return meta->extra && meta->extra->base && cr_tensor_requires_grad (meta->extra->base);
}

gboolean
cr_tensor_set_requires_grad (CrTensor *tensor, gboolean requires_grad, GError **error)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  if (!cr_tensor_is_leaf (tensor))
    {
      if (requires_grad)
        return TRUE;
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                           "variable in a subgraph that doesn't require differentiation use var_no_grad = "
                           "var.detach().");
      return FALSE;
    }
  if (requires_grad && cr_tensor_is_inference (tensor)
      && !cr_context_get_inference_mode (cr_tensor_get_context (tensor)))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
      return FALSE;
    }
  if (requires_grad && !cr_dtype_is_floating (cr_tensor_get_dtype (tensor)))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "only Tensors of floating point dtype can require gradients");
      return FALSE;
    }
  cr_meta_ensure (tensor)->requires_grad = requires_grad;
  return TRUE;
}

gboolean
cr_tensor_is_leaf (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  return cr_tensor_get_grad_fn (tensor) == NULL;
}

CrTensor *
cr_tensor_get_grad (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->extra ? meta->extra->grad : NULL;
}

static gboolean
check_new_grad (CrTensor *tensor, CrTensor *grad, GError **error)
{
  const char *problem = NULL;
  int ndim = cr_tensor_get_ndim (tensor);
  if (grad == tensor)
    problem = "can't assign Variable as its own grad";
  else if (cr_tensor_get_dtype (grad) != cr_tensor_get_dtype (tensor))
    problem = "assigned grad has data of a different type";
  else if (cr_tensor_get_ndim (grad) != ndim
           || (ndim && memcmp (cr_tensor_get_sizes (grad), cr_tensor_get_sizes (tensor), ndim * sizeof (gint64)) != 0))
    problem = "assigned grad has data of a different size";
  if (problem)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, problem);
  return problem == NULL;
}

gboolean
cr_tensor_set_grad (CrTensor *tensor, CrTensor *grad, GError **error)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  if (grad && !check_new_grad (tensor, grad, error))
    return FALSE;
  if (!grad && !cr_tensor_get_grad (tensor))
    return TRUE;

  CrMetaExtra *extra = cr_meta_ensure_extra (tensor);
  g_autoptr (CrTensor) before = g_steal_pointer (&extra->grad);
  extra->grad = grad ? cr_tensor_ref (grad) : NULL;
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (tensor), &user_data);
  if (!grad && observer && observer->gradient_cleared)
    observer->gradient_cleared (user_data, tensor, before);
  return TRUE;
}

CrGradFn *
cr_tensor_peek_grad_fn (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta ? meta->grad_fn : NULL;
}

CrGradFn *
cr_tensor_get_grad_fn (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!meta)
    return NULL;
  if (meta->extra && meta->extra->base)
    cr_tensor_check_fresh (tensor, NULL);
  return meta->grad_fn;
}

guint
cr_tensor_get_output_nr (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta ? meta->output_nr : 0;
}

gboolean
cr_tensor_retain_grad (CrTensor *tensor, GError **error)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  if (!cr_tensor_requires_grad (tensor))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "can't retain_grad on Tensor that has requires_grad=False");
      return FALSE;
    }
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!cr_tensor_get_grad_fn (tensor) || meta->retains_grad)
    return TRUE;
  meta->retains_grad = TRUE;
  start_retaining (meta);
  return TRUE;
}

gboolean
cr_tensor_retains_grad (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->retains_grad;
}

CrTensor *
cr_tensor_detach (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return cr_tensor_new_view (tensor, cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor),
                             cr_tensor_get_strides (tensor), cr_tensor_get_offset (tensor));
}

gboolean
cr_tensor_detach_in_place (CrTensor *tensor, GError **error)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  if (cr_tensor_get_base (tensor))
    {
      g_set_error_literal (
          error, CR_ERROR, CR_ERROR_RUNTIME,
          "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
          "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
          "detach_() "
          "cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function "
          "in "
          "torch/optim/optimizer.py as the solution.");
      return FALSE;
    }
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!meta)
    return TRUE;
  meta->requires_grad = FALSE;
  cr_tensor_set_history (tensor, NULL, 0);
  return TRUE;
}

gboolean
cr_tensor_set_data (CrTensor *tensor, CrTensor *data, GError **error)
{
  g_return_val_if_fail (tensor != NULL && data != NULL, FALSE);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (cr_tensor_requires_grad (tensor) && !cr_dtype_is_floating (cr_tensor_get_dtype (data)))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "data set to a tensor that requires gradients must be floating point or complex dtype");
      return FALSE;
    }
  if (!cr_tensor_take_storage (tensor, data, error))
    return FALSE;
  /* Gradients to come are of the new form; PyTorch does so where the dtype changed. */
  if (meta && meta->extra && meta->extra->accumulator)
    cr_grad_fn_set_output (meta->extra->accumulator, 0, tensor);
  return TRUE;
}

void
cr_tensor_set_parameter (CrTensor *tensor, gboolean is_parameter)
{
  g_return_if_fail (tensor != NULL);
  cr_meta_ensure_extra (tensor)->is_parameter = is_parameter;
}

gboolean
cr_tensor_is_parameter (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->extra && meta->extra->is_parameter;
}

char *
cr_tensor_dup_print_suffix (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  if (function)
    return g_strdup_printf ("grad_fn=<%s>", cr_grad_fn_get_name (function));
  return cr_tensor_requires_grad (tensor) ? g_strdup ("requires_grad=True") : NULL;
}
