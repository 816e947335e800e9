/* sum and mean, over all or some dimensions, and the sum that undoes a broadcast. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

int
cr_wrap_dim (gint64 dim, int ndim, GError **error)
{
  int n = MAX (ndim, 1);
  if (dim >= -n && dim < n)
    return dim < 0 ? dim + n : dim;
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
               "Dimension out of range (expected to be in range of [%d, %d], but got %" G_GINT64_FORMAT ")", -n, n - 1,
               dim);
  return -1;
}

gboolean
cr_dims_to_bits (const gint64 *dims, guint n_dims, int ndim, guint64 *bits, GError **error)
{
  *bits = 0;
  for (guint i = 0; i < n_dims; i++)
    {
      int dim = cr_wrap_dim (dims[i], ndim, error);
      if (dim < 0)
        return FALSE;
      if (*bits >> dim & 1)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "dim %d appears multiple times in the list of dims", dim);
          return FALSE;
        }
      *bits |= G_GUINT64_CONSTANT (1) << dim;
    }
  if (n_dims == 0)
    *bits = G_MAXUINT64;
  /* Bits past the last dimension mean nothing, and a 0-dimensional tensor has none. */
  if (ndim < 64)
    *bits &= (G_GUINT64_CONSTANT (1) << ndim) - 1;
  return TRUE;
}

static CrDtype
sum_dtype (CrTensor *a, CrDtype dtype)
{
  if (dtype != CR_N_DTYPES)
    return dtype;
  dtype = cr_tensor_get_dtype (a);
  return cr_dtype_is_floating (dtype) ? dtype : CR_DTYPE_INT64;
}

static gboolean
mean_dtype (CrTensor *a, CrDtype *dtype, GError **error)
{
  gboolean given = *dtype != CR_N_DTYPES;
  if (!given)
    *dtype = cr_tensor_get_dtype (a);
  if (cr_dtype_is_floating (*dtype))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               given ? "mean(): could not infer output dtype. Optional dtype must be either a floating point or "
                       "complex dtype. Got: %s"
                     : "mean(): could not infer output dtype. Input dtype must be either a floating point or complex "
                       "dtype. Got: %s",
               cr_dtype_get_scalar_name (*dtype));
  return FALSE;
}

CrTensor *
cr_op_sum (CrTensor *a, CrDtype dtype, GError **error)
{
  CrRecord record = CR_RECORD_1 (sum, a);
  guint64 bits;
  cr_dims_to_bits (NULL, 0, cr_tensor_get_ndim (a), &bits, NULL);
  record.output = cr_kernel_sum (a, bits, FALSE, sum_dtype (a, dtype), error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

/* Divides @sum, which is taken, by how many elements each of its own stands for. */
static CrTensor *
divide_by_count (CrTensor *sum, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = sum;
  if (!sum)
    return NULL;
  gint64 n = cr_tensor_get_numel (sum);
  double count = n ? (double)cr_tensor_get_numel (a) / n : 0;
  g_autoptr (CrTensor) number = cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, count, error);
  return number ? cr_rule_binary (CR_BINARY_DIV, sum, number, error) : NULL;
}

CrTensor *
cr_op_mean (CrTensor *a, CrDtype dtype, GError **error)
{
  CrRecord record = CR_RECORD_1 (mean, a);
  guint64 bits;
  if (!mean_dtype (a, &dtype, error))
    return NULL;
  cr_dims_to_bits (NULL, 0, cr_tensor_get_ndim (a), &bits, NULL);
  record.output = divide_by_count (cr_kernel_sum (a, bits, FALSE, dtype, error), a, error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

/* What a rule over dims needs: keepdim, then the bits. */
static void
record_dims (CrRecord *record, guint64 bits, gboolean keepdim)
{
  const gint64 ints[] = { keepdim, (gint64)bits };
  cr_record_ints (record, G_N_ELEMENTS (ints), ints);
}

CrTensor *
cr_op_sum_dim (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype, GError **error)
{
  CrRecord record = CR_RECORD_1 (sum_dim, a);
  guint64 bits;
  if (!cr_dims_to_bits (dims, n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  record.output = cr_kernel_sum (a, bits, keepdim, sum_dtype (a, dtype), error);
  if (cr_record_begin (&record, error))
    record_dims (&record, bits, keepdim);
  return cr_record_end (&record);
}

CrTensor *
cr_op_mean_dim (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype, GError **error)
{
  CrRecord record = CR_RECORD_1 (mean_dim, a);
  guint64 bits;
  if (!mean_dtype (a, &dtype, error) || !cr_dims_to_bits (dims, n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  record.output = divide_by_count (cr_kernel_sum (a, bits, keepdim, dtype, error), a, error);
  if (cr_record_begin (&record, error))
    {
      record_dims (&record, bits, keepdim);
      /* Only its number of elements is needed, but PyTorch 1.13 keeps the tensor to ask it, and so refuses a second
       * backward and a change in place. */
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

/* @received with the summed dimensions put back as 1, then expanded to the input's shape. */
static CrTensor *
spread_back (CrGradFn *function, CrTensor *received, gint64 *count, GError **error)
{
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, 0, &sizes);
  guint64 bits = function->n_ints ? (guint64)function->ints[1] : 0;
  gboolean keepdim = function->n_ints && function->ints[0];
  g_autoptr (CrTensor) grad = cr_tensor_ref (received);
  *count = 1;
  for (int d = 0; d < ndim; d++)
    {
      gboolean summed = function->n_ints == 0 || (bits >> d & 1);
      if (summed)
        *count *= sizes[d];
      if (!summed || keepdim || function->n_ints == 0)
        continue;
      CrTensor *next = cr_op_unsqueeze (grad, d, error);
      if (!next)
        return NULL;
      cr_tensor_unref (grad);
      grad = next;
    }
  return cr_op_expand (grad, ndim, sizes, error);
}

static gboolean
sum_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 count;
  sent[0] = spread_back (function, received, &count, error);
  return sent[0] != NULL;
}

static gboolean
mean_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 count;
  g_autoptr (CrTensor) grad = spread_back (function, received, &count, error);
  sent[0] = grad ? cr_op_div_scalar (grad, count, error) : NULL;
  return sent[0] != NULL;
}

static gboolean
mean_dim_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  return a && mean_backward (function, received, sent, error);
}

CrTensor *
cr_op_sum_to_size (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  int from = cr_tensor_get_ndim (a);
  if (ndim == 0 && from > 0)
    return cr_op_sum (a, CR_N_DTYPES, error);
  int leading = MAX (from - ndim, 0);
  const gint64 *have = cr_tensor_get_sizes (a);
  gint64 dims[CR_MAX_DIMS];
  guint n_dims = 0;
  for (int d = 0; d < from; d++)
    if (d < leading || (sizes[d - leading] == 1 && have[d] != 1))
      dims[n_dims++] = d;
  if (n_dims == 0)
    return cr_tensor_ref (a);
  g_autoptr (CrTensor) sum = cr_op_sum_dim (a, dims, n_dims, TRUE, CR_N_DTYPES, error);
  if (!sum || leading == 0)
    return g_steal_pointer (&sum);
  return cr_op_view (sum, ndim, sizes, error);
}

const CrPrimitive cr_primitive_sum
    = { "sum", "SumBackward0", "Σ", N_ ("∂L/∂a = ∂L/∂y for every element"), 1, FALSE, sum_backward };
const CrPrimitive cr_primitive_sum_dim
    = { "sum_dim", "SumBackward1", "Σ", N_ ("∂L/∂a = ∂L/∂y for every element summed"), 1, FALSE, sum_backward };
const CrPrimitive cr_primitive_mean
    = { "mean", "MeanBackward0", "mean", N_ ("∂L/∂a = ∂L/∂y ÷ n for every element"), 1, FALSE, mean_backward };
const CrPrimitive cr_primitive_mean_dim
    = { "mean_dim", "MeanBackward1",  "mean", N_ ("∂L/∂a = ∂L/∂y ÷ n for each of the n elements averaged"), 1,
        TRUE,       mean_dim_backward };
