/* Small helpers of the family "nn". */

#include "cr-primitive-nn-private.h"

#include <string.h>

gboolean
cr_nn_check_floating (CrTensor *a, const char *name, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  if (dtype == CR_DTYPE_FLOAT32 || dtype == CR_DTYPE_FLOAT64)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for '%s'", name,
               cr_dtype_get_scalar_name (dtype));
  return FALSE;
}

gboolean
cr_nn_wants_graph (CrGradFn *function)
{
  return cr_context_get_grad_enabled (function->context);
}

CrTensor *
cr_nn_reduce_kernel (CrTensor *loss, CrReduction reduction, GError **error)
{
  g_autoptr (CrTensor) owned = loss;
  if (!loss || reduction == CR_REDUCTION_NONE)
    return g_steal_pointer (&owned);
  guint64 bits;
  cr_dims_to_bits (NULL, 0, cr_tensor_get_ndim (loss), &bits, NULL);
  g_autoptr (CrTensor) sum = cr_kernel_sum (loss, bits, FALSE, cr_tensor_get_dtype (loss), error);
  if (!sum || reduction == CR_REDUCTION_SUM)
    return g_steal_pointer (&sum);
  g_autoptr (CrTensor) count
      = cr_op_number (cr_tensor_get_context (loss), CR_DTYPE_FLOAT64, cr_tensor_get_numel (loss), error);
  return count ? cr_rule_binary (CR_BINARY_DIV, sum, count, error) : NULL;
}

CrTensor *
cr_op_reduce (CrTensor *loss, CrReduction reduction, GError **error)
{
  g_autoptr (CrTensor) owned = loss;
  if (!loss || reduction == CR_REDUCTION_NONE)
    return g_steal_pointer (&owned);
  return reduction == CR_REDUCTION_MEAN ? cr_op_mean (loss, CR_N_DTYPES, error) : cr_op_sum (loss, CR_N_DTYPES, error);
}

double
cr_nn_reduction_factor (CrReduction reduction, CrTensor *a)
{
  return reduction == CR_REDUCTION_MEAN ? 1.0 / cr_tensor_get_numel (a) : 1;
}

CrTensor *
cr_nn_scale (CrTensor *a, double number, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_mul_scalar (a, number, error) : NULL;
}

CrTensor *
cr_nn_shift (CrTensor *a, double number, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_add_scalar (a, number, error) : NULL;
}

CrTensor *
cr_nn_plus (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) left = a;
  g_autoptr (CrTensor) right = b;
  return left && right ? cr_op_add (left, right, 1, error) : NULL;
}

guint
cr_nn_put_shape (gint64 *ints, CrTensor *tensor)
{
  int ndim = cr_tensor_get_ndim (tensor);
  ints[0] = ndim;
  memcpy (ints + 1, cr_tensor_get_sizes (tensor), ndim * sizeof (gint64));
  return ndim + 1;
}
