/* clone, conversion, and the operations that overwrite: copy_, fill_, zero_. */

#include "cr-rule.h"

#include "cr-inplace.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_op_clone (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (clone, a);
  record.output = cr_kernel_cast (a, cr_tensor_get_dtype (a), error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

static gboolean
clone_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_tensor_ref (received);
  return TRUE;
}

CrTensor *
cr_op_contiguous (CrTensor *a, GError **error)
{
  return cr_tensor_is_contiguous (a) ? cr_tensor_ref (a) : cr_op_clone (a, error);
}

CrTensor *
cr_op_to_copy (CrTensor *a, CrDtype dtype, GError **error)
{
  CrRecord record = CR_RECORD_1 (to_copy, a);
  record.output = cr_kernel_cast (a, dtype, error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

CrTensor *
cr_op_to_dtype (CrTensor *a, CrDtype dtype, GError **error)
{
  return cr_tensor_get_dtype (a) == dtype ? cr_tensor_ref (a) : cr_op_to_copy (a, dtype, error);
}

static gboolean
to_copy_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_op_to_dtype (received, cr_rule_input_dtype (function, 0), error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_copy (CrTensor *source, GError **error)
{
  CrRecord record = CR_RECORD_2 (copy, NULL, source);
  record.output = cr_kernel_cast (source, cr_tensor_get_dtype (source), error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

CrTensor *
cr_op_zeros_like (CrTensor *a, GError **error)
{
  return cr_tensor_new_full (cr_tensor_get_context (a), cr_tensor_get_dtype (a), cr_tensor_get_ndim (a),
                             cr_tensor_get_sizes (a), 0, error);
}

/* What was overwritten gets 0; the source, if there is one, what was received, in its own shape and dtype. */
static gboolean
overwrite_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  if (cr_grad_fn_needs (function, 0) && !(sent[0] = cr_op_zeros_like (received, error)))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  return cr_rule_send (function, 1, cr_op_to_dtype (received, cr_rule_input_dtype (function, 1), error), sent, error);
}

/* Fresh values for @self, recorded as @primitive of what is overwritten and, if given, of @source. */
static CrTensor *
overwrite (const CrPrimitive *primitive, CrTensor *self, CrTensor *source, CrTensor *value, GError **error)
{
  CrRecord record = { primitive, { self, source }, primitive->n_inputs, NULL, NULL };
  record.output = cr_tensor_new_unannounced (cr_tensor_get_context (self), cr_tensor_get_dtype (self),
                                             cr_tensor_get_ndim (self), cr_tensor_get_sizes (self), error);
  if (record.output && !cr_kernel_copy_into (record.output, value, error))
    g_clear_pointer (&record.output, cr_tensor_unref);
  if (record.output)
    cr_tensor_announce (record.output);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

CrTensor *
cr_overwrite_copy (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor, *source = args[1].u.tensor;
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (self, source, sizes, error);
  if (ndim < 0 || !cr_inplace_check_shape (self, ndim, sizes, error))
    return NULL;
  return overwrite (&cr_primitive_copy, self, source, source, error);
}

CrTensor *
cr_overwrite_fill (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  if (args[1].kind != CR_ARG_TENSOR)
    {
      g_autoptr (CrTensor) number = cr_arg_to_number (context, &args[1], error);
      return number ? overwrite (&cr_primitive_fill_scalar, self, NULL, number, error) : NULL;
    }
  CrTensor *value = args[1].u.tensor;
  if (cr_tensor_get_ndim (value) == 0)
    return overwrite (&cr_primitive_fill, self, value, value, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "fill_ only supports 0-dimension value tensor but got tensor with %d dimensions.",
               cr_tensor_get_ndim (value));
  return NULL;
}

CrTensor *
cr_overwrite_zero (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) zero = cr_tensor_new_scalar (context, CR_DTYPE_INT64, 0, error);
  return zero ? overwrite (&cr_primitive_zero, args[0].u.tensor, NULL, zero, error) : NULL;
}

const CrPrimitive cr_primitive_clone
    = { "clone", "CloneBackward0", "clone", N_ ("∂L/∂a = ∂L/∂y"), 1, FALSE, clone_backward };
const CrPrimitive cr_primitive_to_copy
    = { "to_copy", "ToCopyBackward0", "to", N_ ("∂L/∂a = ∂L/∂y in the dtype of a"), 1, FALSE, to_copy_backward };
const CrPrimitive cr_primitive_copy
    = { "copy", "CopyBackwards", "copy", N_ ("∂L/∂self = 0,  ∂L/∂src = ∂L/∂y"), 2, FALSE, overwrite_backward };
const CrPrimitive cr_primitive_zero
    = { "zero", "ZeroBackward0", "zero", N_ ("∂L/∂self = 0"), 1, FALSE, overwrite_backward };
const CrPrimitive cr_primitive_fill_scalar
    = { "fill_scalar", "FillBackward2", "fill", N_ ("∂L/∂self = 0"), 1, FALSE, overwrite_backward };
const CrPrimitive cr_primitive_fill
    = { "fill", "FillBackward3", "fill", N_ ("∂L/∂self = 0,  ∂L/∂value = Σ ∂L/∂y"), 2, FALSE, overwrite_backward };
