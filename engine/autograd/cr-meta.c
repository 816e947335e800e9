/* The autograd part of a tensor: what it requires, its gradient, its grad_fn, its base. */

#include "cr-autograd-private.h"

#include "cr-kernels.h"

static void
stop_retaining (CrAutogradMeta *meta)
{
  if (!meta->retain_fn)
    return;
  if (meta->retain_fn->extra && meta->retain_fn->extra->retained)
    g_ptr_array_remove (meta->retain_fn->extra->retained, meta->tensor);
  g_clear_pointer (&meta->retain_fn, cr_grad_fn_unref);
}

static void
meta_free (CrAutogradMeta *meta)
{
  stop_retaining (meta);
  g_clear_pointer (&meta->grad_fn, cr_grad_fn_unref);
  g_clear_pointer (&meta->grad, cr_tensor_unref);
  g_clear_pointer (&meta->base, cr_tensor_unref);
  g_free (meta);
}

CrAutogradMeta *
cr_meta_ensure (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (meta)
    return meta;
  meta = g_new0 (CrAutogradMeta, 1);
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

CrTensor *
cr_tensor_get_base (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta ? meta->base : NULL;
}

CrGradFn *
cr_tensor_dup_edge (CrTensor *tensor, guint *input_nr)
{
  *input_nr = 0;
  if (!cr_tensor_requires_grad (tensor))
    return NULL;
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (meta->grad_fn)
    {
      *input_nr = meta->output_nr;
      return cr_grad_fn_ref (meta->grad_fn);
    }
  if (meta->accumulator)
    return cr_grad_fn_ref (meta->accumulator);
  CrGradFn *accumulator = cr_grad_fn_new (NULL, tensor, 0);
  accumulator->variable = cr_tensor_ref (tensor);
  meta->accumulator = accumulator;
  return accumulator;
}

void
cr_tensor_set_history (CrTensor *tensor, CrGradFn *function, guint output_nr)
{
  CrAutogradMeta *meta = cr_meta_ensure (tensor);
  g_autoptr (CrGradFn) old = g_steal_pointer (&meta->grad_fn);
  meta->grad_fn = function ? cr_grad_fn_ref (function) : NULL;
  meta->output_nr = output_nr;
}

gboolean
cr_tensor_requires_grad (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && (meta->requires_grad || meta->grad_fn);
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
  return meta ? meta->grad : NULL;
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

  CrAutogradMeta *meta = cr_meta_ensure (tensor);
  g_autoptr (CrTensor) before = g_steal_pointer (&meta->grad);
  meta->grad = grad ? cr_tensor_ref (grad) : NULL;
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (tensor), &user_data);
  if (!grad && observer && observer->gradient_cleared)
    observer->gradient_cleared (user_data, tensor, before);
  return TRUE;
}

CrGradFn *
cr_tensor_get_grad_fn (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta ? meta->grad_fn : NULL;
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
  if (!meta->grad_fn || meta->retains_grad)
    return TRUE;
  meta->retains_grad = TRUE;
  meta->retain_fn = cr_grad_fn_ref (meta->grad_fn);
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (meta->grad_fn);
  if (!extra->retained)
    extra->retained = g_ptr_array_new ();
  g_ptr_array_add (extra->retained, tensor);
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

char *
cr_tensor_dup_print_suffix (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  if (function)
    return g_strdup_printf ("grad_fn=<%s>", cr_grad_fn_get_name (function));
  return cr_tensor_requires_grad (tensor) ? g_strdup ("requires_grad=True") : NULL;
}

const CrAutogradObserver *
cr_autograd_get_observer (CrContext *context, gpointer *user_data)
{
  return cr_context_get_autograd_observer (context, user_data);
}

void
cr_autograd_set_observer (CrContext *context, const CrAutogradObserver *observer, gpointer user_data)
{
  g_return_if_fail (context != NULL);
  cr_context_set_autograd_observer (context, observer, user_data);
}
