/* torch.matmul: which product the shapes ask for, with PyTorch's messages, and the batch. The
 * products themselves are in cr-gemm.c. */

#include "cr-gemm.h"
#include "cr-kernels-private.h"
#include "cr-print.h"

#define I64 G_GINT64_FORMAT

static CrTensor *fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static CrTensor *
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return NULL;
}

static CrMatrix
get_matrix (CrTensor *tensor, int row_dim, int column_dim)
{
  const gint64 *sizes = cr_tensor_get_sizes (tensor);
  const gint64 *strides = cr_tensor_get_strides (tensor);
  CrMatrix matrix = { cr_tensor_get_data (tensor), 1, 1, 1, 1 };

  if (row_dim >= 0)
    {
      matrix.rows = sizes[row_dim];
      matrix.row_stride = strides[row_dim];
    }
  if (column_dim >= 0)
    {
      matrix.columns = sizes[column_dim];
      matrix.column_stride = strides[column_dim];
    }
  return matrix;
}

static gint64
count_batch (CrTensor *tensor, int from, int to)
{
  guint64 n = 1; /* an empty tensor's sizes may wrap */

  for (int d = from; d < to; d++)
    n *= (guint64)cr_tensor_get_sizes (tensor)[d];
  return (gint64)n;
}

/* The broadcast of what stands before the matrices; returns how many dimensions, or -1. */
static int
matmul_batch_sizes (CrTensor *a, CrTensor *b, gint64 *sizes, GError **error)
{
  int na = MAX (cr_tensor_get_ndim (a) - 2, 0);
  int nb = MAX (cr_tensor_get_ndim (b) - 2, 0);
  int n = MAX (na, nb);

  for (int d = 0; d < n; d++)
    {
      int da = d - (n - na);
      int db = d - (n - nb);
      gint64 size_a = da >= 0 ? cr_tensor_get_sizes (a)[da] : 1;
      gint64 size_b = db >= 0 ? cr_tensor_get_sizes (b)[db] : 1;
      if (size_a != size_b && size_a != 1 && size_b != 1)
        {
          fail (error,
                "The size of tensor a (%" I64 ") must match the size of tensor b (%" I64
                ") at non-singleton dimension %d",
                size_a, size_b, d);
          return -1;
        }
      sizes[d] = size_a == 1 ? size_b : size_a;
    }
  return n;
}

/* The message for inner sizes that differ, which names what PyTorch's matmul folds the operands into. */
static CrTensor *
fail_shapes (CrTensor *a, CrTensor *b, GError **error)
{
  int na = cr_tensor_get_ndim (a);
  int nb = cr_tensor_get_ndim (b);
  const gint64 *sa = cr_tensor_get_sizes (a);
  const gint64 *sb = cr_tensor_get_sizes (b);

  if (na == 1 && nb == 1)
    return fail (error,
                 "inconsistent tensor size, expected tensor [%" I64 "] and src [%" I64
                 "] to have the same number of elements, but got %" I64 " and %" I64 " elements respectively",
                 sa[0], sb[0], sa[0], sb[0]);
  if (nb == 1)
    {
      gint64 rows = count_batch (a, 0, na - 1);
      return fail (error, "size mismatch, got %" I64 ", %" I64 "x%" I64 ",%" I64, rows, rows, sa[na - 1], sb[0]);
    }
  if (na == 1 && nb > 2)
    {
      gint64 rows = count_batch (b, 0, nb - 2) * sb[nb - 1];
      return fail (error, "size mismatch, got %" I64 ", %" I64 "x%" I64 ",%" I64, rows, rows, sb[nb - 2], sa[0]);
    }
  if (nb == 2)
    return fail (error, "mat1 and mat2 shapes cannot be multiplied (%" I64 "x%" I64 " and %" I64 "x%" I64 ")",
                 na == 1 ? 1 : count_batch (a, 0, na - 1), sa[na - 1], sb[0], sb[1]);
  if (na == 2)
    return fail (error, "mat1 and mat2 shapes cannot be multiplied (%" I64 "x%" I64 " and %" I64 "x%" I64 ")",
                 count_batch (b, 0, nb - 2) * sb[nb - 1], sb[nb - 2], sa[1], sa[0]);
  gint64 sizes[CR_MAX_DIMS];
  gint64 batch = 1;
  for (int d = 0, n = matmul_batch_sizes (a, b, sizes, NULL); d < n; d++)
    batch *= sizes[d];
  return fail (error,
               "Expected size for first two dimensions of batch2 tensor to be: [%" I64 ", %" I64 "] but got: [%" I64
               ", %" I64 "].",
               batch, sa[na - 1], batch, sb[nb - 2]);
}

static gboolean
check_dtypes (CrTensor *a, CrTensor *b, GError **error)
{
  int na = cr_tensor_get_ndim (a);
  int nb = cr_tensor_get_ndim (b);
  const char *name_a = cr_dtype_get_scalar_name (cr_tensor_get_dtype (a));
  const char *name_b = cr_dtype_get_scalar_name (cr_tensor_get_dtype (b));

  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (b))
    {
      if (na == 1 && nb == 1)
        fail (error, "dot : expected both vectors to have same dtype, but found %s and %s", name_a, name_b);
      else
        fail (error, "expected scalar type %s but found %s", name_a, name_b);
      return FALSE;
    }
  if (cr_tensor_get_dtype (a) != CR_DTYPE_BOOL && cr_tensor_get_dtype (a) != CR_DTYPE_FLOAT16)
    return cr_dtype_check_real (cr_tensor_get_dtype (a), error);
  const char *name = na == 1 && nb == 1               ? "dot"
                     : nb == 1 || (na == 1 && nb > 2) ? "addmv_impl_cpu"
                     : na <= 2 || nb <= 2             ? "addmm_impl_cpu_"
                                                      : "bmm";
  fail (error, "\"%s\" not implemented for '%s'", name, name_a);
  return FALSE;
}

/* Elements from the first matrix of @tensor to the one at @index of the broadcast batch. */
static gint64
locate_matrix (CrTensor *tensor, int n_batch, const gint64 *sizes, gint64 index)
{
  int own = MAX (cr_tensor_get_ndim (tensor) - 2, 0);
  gint64 position = 0;

  for (int d = n_batch - 1; d >= n_batch - own; d--)
    {
      int at = d - (n_batch - own);
      if (cr_tensor_get_sizes (tensor)[at] != 1)
        position += index % sizes[d] * cr_tensor_get_strides (tensor)[at];
      index /= sizes[d];
    }
  return position;
}

static gboolean
multiply_batch (CrTensor *result, CrTensor *a, CrTensor *b, int n_batch, const gint64 *sizes, GError **error)
{
  int na = cr_tensor_get_ndim (a);
  int nb = cr_tensor_get_ndim (b);
  CrDtype dtype = cr_tensor_get_dtype (a);
  gint64 item = cr_dtype_get_size (dtype);
  CrMatrix x = get_matrix (a, na - 2, na - 1);
  CrMatrix y = nb == 1 ? get_matrix (b, 0, -1) : get_matrix (b, nb - 2, nb - 1);
  const guint8 *base_x = x.data;
  const guint8 *base_y = y.data;
  guint8 *out = cr_tensor_get_mutable (result, error);
  gint64 n = 1;

  for (int d = 0; d < n_batch; d++)
    n *= sizes[d];
  for (gint64 i = 0; out != NULL && i < n; i++)
    {
      x.data = base_x + locate_matrix (a, n_batch, sizes, i) * item;
      y.data = base_y + locate_matrix (b, n_batch, sizes, i) * item;
      if (!cr_gemm (dtype, &x, &y, out + i * x.rows * y.columns * item, cr_tensor_get_context (a), error))
        return FALSE;
    }
  return out != NULL;
}

CrTensor *
cr_kernel_matmul (CrTensor *a, CrTensor *b, GError **error)
{
  g_return_val_if_fail (a != NULL && b != NULL, NULL);
  int na = cr_tensor_get_ndim (a);
  int nb = cr_tensor_get_ndim (b);
  gint64 sizes[CR_MAX_DIMS + 2];

  if (na == 0 || nb == 0)
    return fail (error, "both arguments to matmul need to be at least 1D, but they are %dD and %dD", na, nb);
  int n_batch = matmul_batch_sizes (a, b, sizes, error);
  if (n_batch < 0)
    return NULL;
  if (cr_tensor_get_sizes (a)[na - 1] != cr_tensor_get_sizes (b)[MAX (nb - 2, 0)])
    return fail_shapes (a, b, error);
  if (!check_dtypes (a, b, error))
    return NULL;

  int ndim = n_batch;
  if (na > 1)
    sizes[ndim++] = cr_tensor_get_sizes (a)[na - 2];
  if (nb > 1)
    sizes[ndim++] = cr_tensor_get_sizes (b)[nb - 1];
  CrDtype dtype = cr_tensor_get_dtype (a);
  CrDtype compute = cr_dtype_get_compute (dtype);
  g_autoptr (CrTensor) x = cr_kernel_as_dtype (a, compute, error);
  g_autoptr (CrTensor) y = x != NULL ? cr_kernel_as_dtype (b, compute, error) : NULL;
  g_autoptr (CrTensor) result
      = y != NULL ? cr_tensor_new_unannounced (cr_tensor_get_context (a), compute, ndim, sizes, error) : NULL;
  if (result == NULL || !multiply_batch (result, x, y, n_batch, sizes, error))
    return NULL;
  return cr_kernel_finish (g_steal_pointer (&result), dtype, error);
}
