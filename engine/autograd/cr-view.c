/* Views that are differentiated, and what in-place operations do to them and through them.
 *
 * A view knows its base. Written in place, it gives the base a CopySlices: the operation's function applied to the part
 * of the gradient that the view is. A view whose storage was written since its grad_fn was made gets a new one when it
 * is asked for: AsStridedBackward0 of the base as it is now. (torch/csrc/autograd/variable.cpp, NOTE [ View + Inplace
 * update for view tensor ].) */

#include "cr-rule.h"

#include "cr-inplace.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_tensor_get_base (CrTensor *tensor)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  return meta && meta->extra ? meta->extra->base : NULL;
}

void
cr_tensor_set_view (CrTensor *view, CrTensor *of, CrViewMaking making)
{
  CrAutogradMeta *from = cr_tensor_get_autograd (of);
  CrMetaExtra *extra = cr_meta_ensure_extra (view);
  CrTensor *base = cr_tensor_get_base (of);
  g_return_if_fail (extra->base == NULL && view != of);
  extra->base = cr_tensor_ref (base ? base : of);
  extra->version = cr_tensor_get_version (view);
  extra->making = making == CR_MADE_PLAINLY && base ? from->extra->making : making;
}

static const char *
get_reason (CrViewMaking making)
{
  switch (making)
    {
    case CR_MADE_WITH_OTHERS:
      return " This view is the output of a function that returns multiple views. Such functions do not allow the "
             "output "
             "views to be modified inplace. You should replace the inplace operation by an out-of-place one.";
    case CR_MADE_IN_CUSTOM_FUNCTION:
      return " This view was created inside a custom Function (or because an input was returned as-is) and the "
             "autograd "
             "logic to handle view+inplace would override the custom backward associated with the custom Function, "
             "leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of "
             "the "
             "custom Function.";
    case CR_MADE_IN_INFERENCE:
      return " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by "
             "moving "
             "both the view and the inplace either both inside the inference_mode block (if you don't want the inplace "
             "to "
             "be tracked) or both outside (if you want the inplace to be tracked).";
    case CR_MADE_PLAINLY:
    case CR_MADE_WITHOUT_GRAD:
    default:
      return " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by "
             "moving "
             "both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be "
             "tracked) or both outside (if you want the inplace to be tracked).";
    }
}

/* PyTorch's handle_view_on_rebase(): FALSE with its message for a view that may not be written. @indirectly: it was
 * the base, or another view. */
static gboolean
check_making (CrAutogradMeta *meta, gboolean indirectly, GError **error)
{
  CrViewMaking making = meta->extra->making;
  const char *written = indirectly ? "its base or another view of its base has been" : "is being";
  g_autofree char *owner = NULL;
  if (making == CR_MADE_PLAINLY)
    return TRUE;
  if (meta->grad_fn)
    owner = g_strdup_printf ("Output %u of %s is a view", meta->output_nr, cr_grad_fn_get_name (meta->grad_fn));
  if (meta->grad_fn && (making == CR_MADE_WITH_OTHERS || making == CR_MADE_IN_CUSTOM_FUNCTION))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s and %s modified inplace.%s", owner, written,
                 get_reason (making));
  else
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s was created in %s mode and %s modified inplace %s.%s",
                 owner ? "A view of a view which" : "A view", making == CR_MADE_IN_INFERENCE ? "inference" : "no_grad",
                 written, making == CR_MADE_IN_INFERENCE ? "in normal mode" : "with grad mode enabled",
                 get_reason (making));
  return FALSE;
}

gboolean
cr_tensor_check_writable (CrTensor *tensor, GError **error)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  CrTensor *base = cr_tensor_get_base (tensor);
  if (base && !check_making (meta, FALSE, error))
    return FALSE;
  gboolean requires_grad = cr_tensor_requires_grad (tensor);
  const char *problem = NULL;
  if (base && requires_grad && cr_tensor_is_leaf (base))
    problem = "a view of a leaf Variable that requires grad is being used in an in-place operation.";
  else if (requires_grad && cr_tensor_is_leaf (tensor))
    problem = "a leaf Variable that requires grad is being used in an in-place operation.";
  if (!problem)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, problem);
  CrTensor *leaf = cr_tensor_is_leaf (tensor) || !base ? tensor : base;
  cr_autograd_tell_refused (cr_tensor_get_context (tensor),
                            (CrRefused){ .kind = CR_REFUSED_LEAF_WRITE, .tensor = leaf }, error ? *error : NULL);
  return FALSE;
}

static void
tell (CrContext *context, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs, CrTensor *output,
      CrGradFn *function)
{
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  if (observer && observer->operation_recorded)
    observer->operation_recorded (user_data, primitive, inputs, n_inputs, &output, 1, function);
}

/* Sizes, strides and offset of @view within @base. */
static void
set_geometry (CrGradFn *function, CrTensor *view, CrTensor *base)
{
  int ndim = cr_tensor_get_ndim (view);
  function->n_ints = 2 * ndim + 1;
  function->ints = g_new (gint64, function->n_ints);
  for (int d = 0; d < ndim; d++)
    {
      function->ints[d] = cr_tensor_get_sizes (view)[d];
      function->ints[ndim + d] = cr_tensor_get_strides (view)[d];
    }
  function->ints[2 * ndim] = cr_tensor_get_offset (view) - cr_tensor_get_offset (base);
}

/* The strides of a base that is not laid out row by row, whose gradient is laid out as it is; else nothing. */
static void
set_base_strides (CrGradFn *function, CrTensor *base)
{
  int ndim = cr_tensor_get_ndim (base);
  if (cr_tensor_is_contiguous (base))
    return;
  function->ints = g_renew (gint64, function->ints, function->n_ints + ndim);
  memcpy (function->ints + function->n_ints, cr_tensor_get_strides (base), ndim * sizeof (gint64));
  function->n_ints += ndim;
}

/* What as_strided() keeps: offset and strides of the view, offset and strides of the base. */
static void
set_strides (CrGradFn *function, CrTensor *view, CrTensor *base)
{
  guint ndim = cr_tensor_get_ndim (view), own = cr_tensor_get_ndim (base);
  function->n_ints = ndim + own + 2;
  function->ints = g_new (gint64, function->n_ints);
  function->ints[0] = cr_tensor_get_offset (view);
  memcpy (function->ints + 1, cr_tensor_get_strides (view), ndim * sizeof (gint64));
  function->ints[1 + ndim] = cr_tensor_get_offset (base);
  memcpy (function->ints + 2 + ndim, cr_tensor_get_strides (base), own * sizeof (gint64));
}

static void
renew_grad_fn (CrTensor *tensor, CrAutogradMeta *meta)
{
  CrTensor *base = meta->extra->base;
  g_autoptr (CrGradFn) function = cr_grad_fn_new (&cr_primitive_as_strided, tensor, 1);
  function->next[0].function = cr_tensor_dup_edge (base, &function->next[0].input_nr);
  set_strides (function, tensor, base);
  cr_tensor_replace_history (tensor, function, 0);
  tell (cr_tensor_get_context (tensor), &cr_primitive_as_strided, &base, 1, tensor, function);
}

gboolean
cr_tensor_check_fresh (CrTensor *tensor, GError **error)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  CrTensor *base = cr_tensor_get_base (tensor);
  if (!base || meta->extra->version == cr_tensor_get_version (tensor))
    return TRUE;
  if (!meta->grad_fn && !cr_tensor_requires_grad (base))
    return TRUE;
  if (!check_making (meta, TRUE, error))
    return FALSE;
  renew_grad_fn (tensor, meta);
  return TRUE;
}

/* The functions around the operation's own: its edges, but the base in place of the view. */
static CrGradFn *
new_copy_slices (CrTensor *view, CrTensor *base, CrGradFn *inner)
{
  CrGradFn *function = cr_grad_fn_new (&cr_primitive_copy_slices, base, inner->n_next);
  function->next[0].function = cr_tensor_dup_edge (base, &function->next[0].input_nr);
  for (guint i = 1; i < inner->n_next; i++)
    {
      function->next[i] = inner->next[i];
      if (function->next[i].function)
        cr_grad_fn_ref (function->next[i].function);
    }
  set_geometry (function, view, base);
  set_base_strides (function, base);
  cr_grad_fn_ensure_extra (function)->inner = cr_grad_fn_ref (inner);
  return function;
}

void
cr_tensor_rebase (CrTensor *tensor, CrGradFn *function, const CrPrimitive *primitive, CrTensor *const *inputs,
                  guint n_inputs)
{
  CrContext *context = cr_tensor_get_context (tensor);
  CrTensor *base = cr_tensor_get_base (tensor);
  if (!base)
    {
      cr_tensor_replace_history (tensor, function, 0);
      if (inputs)
        tell (context, primitive, inputs, n_inputs, tensor, function);
      return;
    }
  g_autoptr (CrGradFn) slices = new_copy_slices (tensor, base, function);
  cr_tensor_replace_history (base, slices, 0);
  if (!inputs)
    return;
  g_autofree CrTensor **told = g_memdup2 (inputs, n_inputs * sizeof (CrTensor *));
  told[0] = base;
  tell (context, &cr_primitive_copy_slices, told, n_inputs, base, slices);
  cr_tensor_check_fresh (tensor, NULL);
}

/* A gradient like the base, with @grad's values, that is written below. */
static CrTensor *
copy_gradient (CrTensor *grad, const gint64 *strides, GError **error)
{
  int ndim = cr_tensor_get_ndim (grad);
  const gint64 *sizes = cr_tensor_get_sizes (grad);
  if (!strides)
    return cr_op_copy (grad, error);
  gint64 extent = cr_tensor_get_numel (grad) > 0;
  for (int d = 0; d < ndim && extent; d++)
    extent += (sizes[d] - 1) * strides[d];
  g_autoptr (CrTensor) flat
      = cr_tensor_new_full (cr_tensor_get_context (grad), cr_tensor_get_dtype (grad), 1, &extent, 0, error);
  CrTensor *result = flat ? cr_op_as_strided (flat, ndim, sizes, strides, 0, error) : NULL;
  if (result && !cr_op_copy_into (result, grad, error))
    g_clear_pointer (&result, cr_tensor_unref);
  return result;
}

/* As CopySlices::apply() has it: the inner function's gradient for the view takes the view's place in that of the
 * base, those for other inputs are handed on. */
static gboolean
copy_slices_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  if (!cr_grad_fn_check_kept (function, error))
    return FALSE;
  CrGradFn *inner = function->extra->inner;
  CrAutogradModes *modes = cr_autograd_get_modes (function->context);
  int ndim = inner->ndim;
  const gint64 *ints = function->ints, *strides = function->n_ints > (guint)(2 * ndim + 1) ? ints + 2 * ndim + 1 : NULL;
  g_autoptr (CrTensor) result = copy_gradient (received, strides, error);
  g_autoptr (CrTensor) slice
      = result ? cr_op_as_strided (result, ndim, ints, ints + ndim, ints[2 * ndim], error) : NULL;
  g_autoptr (CrTensor) copy = slice ? cr_op_clone (slice, error) : NULL;
  CrGradFn *outer = modes->copy_slices;
  modes->copy_slices = function;
  gboolean done = copy && cr_engine_call_rule (inner, &copy, sent, error);
  modes->copy_slices = outer;
  if (!done)
    return FALSE;
  if (!cr_grad_fn_needs (function, 0))
    {
      g_clear_pointer (&sent[0], cr_tensor_unref);
      return TRUE;
    }
  g_autoptr (CrTensor) own = g_steal_pointer (&sent[0]);
  if (!own && !(own = cr_op_zeros_like (slice, error)))
    return FALSE;
  if (!cr_op_copy_into (slice, own, error))
    return FALSE;
  sent[0] = g_steal_pointer (&result);
  return TRUE;
}

const CrPrimitive cr_primitive_copy_slices = { "copy_slices",
                                               "CopySlices",
                                               "[i]=",
                                               N_ ("∂L/∂a = ∂L/∂y, 0 where written;  ∂L/∂value = ∂L/∂y where written"),
                                               2,
                                               TRUE,
                                               copy_slices_backward };
