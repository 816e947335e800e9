/* torch.matmul as a composite of dot, mv, mm and bmm, folded as PyTorch 1.13 folds it
 * (aten/src/ATen/native/LinearAlgebra.cpp), so that the same grad_fn chain stands in the graph. */

#include "cr-rule.h"

/* Vector @ matrix: one row, multiplied, and the row dropped again. */
static CrTensor *
vector_matrix (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) row = cr_op_unsqueeze (a, 0, error);
  g_autoptr (CrTensor) product = row ? cr_op_mm (row, b, error) : NULL;
  return product ? cr_op_squeeze_in_place (product, error) : NULL;
}

/* A batch @ matrix or vector: the batch is one tall matrix. */
static CrTensor *
fold (CrTensor *a, CrTensor *b, GError **error)
{
  int ndim = cr_tensor_get_ndim (a);
  gint64 sizes[CR_MAX_DIMS];
  memcpy (sizes, cr_tensor_get_sizes (a), ndim * sizeof (gint64));
  gboolean vector = cr_tensor_get_ndim (b) == 1;
  gint64 rows = 1;
  for (int d = 0; d < ndim - 1; d++)
    rows *= sizes[d];
  const gint64 shape[] = { rows, sizes[ndim - 1] };
  g_autoptr (CrTensor) left = cr_op_reshape (a, 2, shape, error);
  g_autoptr (CrTensor) product = !left ? NULL : vector ? cr_op_mv (left, b, error) : cr_op_mm (left, b, error);
  if (!product)
    return NULL;
  if (!vector)
    sizes[ndim - 1] = cr_tensor_get_sizes (b)[1];
  return cr_op_unsafe_view (product, vector ? ndim - 1 : ndim, sizes, error);
}

/* Matrix or vector @ batch: the transposed product, folded. */
static CrTensor *
fold_transposed (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) batch = cr_op_transpose (b, -2, -1, error);
  g_autoptr (CrTensor) right = !batch ? NULL : cr_tensor_get_ndim (a) == 2 ? cr_op_t (a, error) : cr_tensor_ref (a);
  g_autoptr (CrTensor) product = right ? fold (batch, right, error) : NULL;
  if (!product || cr_tensor_get_ndim (a) == 1)
    return g_steal_pointer (&product);
  g_autoptr (CrTensor) turned = cr_op_transpose (product, -2, -1, error);
  return turned ? cr_op_contiguous (turned, error) : NULL;
}

/* @a expanded over @batch and flattened to three dimensions. */
static CrTensor *
flatten_batch (CrTensor *a, int n_batch, const gint64 *batch, GError **error)
{
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *own = cr_tensor_get_sizes (a);
  gint64 sizes[CR_MAX_DIMS + 2], flat[3] = { 1, own[ndim - 2], own[ndim - 1] };
  for (int d = 0; d < n_batch; d++)
    flat[0] *= sizes[d] = batch[d];
  sizes[n_batch] = flat[1];
  sizes[n_batch + 1] = flat[2];
  g_autoptr (CrTensor) expanded = cr_op_expand (a, n_batch + 2, sizes, error);
  return expanded ? cr_op_reshape (expanded, 3, flat, error) : NULL;
}

/* Broadcast of the batch dimensions of a and b, all but the last two, or -1. */
static int
broadcast_batch (CrTensor *a, CrTensor *b, gint64 *sizes, GError **error)
{
  int na = cr_tensor_get_ndim (a) - 2, nb = cr_tensor_get_ndim (b) - 2, n = MAX (na, nb);
  for (int d = n - 1; d >= 0; d--)
    {
      gint64 sa = d - n + na >= 0 ? cr_tensor_get_sizes (a)[d - n + na] : 1;
      gint64 sb = d - n + nb >= 0 ? cr_tensor_get_sizes (b)[d - n + nb] : 1;
      if (sa != sb && sa != 1 && sb != 1)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "The size of tensor a (%" G_GINT64_FORMAT ") must match the size of tensor b (%" G_GINT64_FORMAT
                       ") at non-singleton dimension %d",
                       sa, sb, d);
          return -1;
        }
      sizes[d] = sa == 1 ? sb : sa;
    }
  return n;
}

static CrTensor *
batched (CrTensor *a, CrTensor *b, GError **error)
{
  gint64 sizes[CR_MAX_DIMS + 2];
  int n = broadcast_batch (a, b, sizes, error);
  g_autoptr (CrTensor) left = n >= 0 ? flatten_batch (a, n, sizes, error) : NULL;
  g_autoptr (CrTensor) right = left ? flatten_batch (b, n, sizes, error) : NULL;
  g_autoptr (CrTensor) product = right ? cr_op_bmm (left, right, error) : NULL;
  if (!product)
    return NULL;
  sizes[n] = cr_tensor_get_sizes (product)[1];
  sizes[n + 1] = cr_tensor_get_sizes (product)[2];
  return cr_op_unsafe_view (product, n + 2, sizes, error);
}

/* A batch whose matrices lie transposed would have to be copied: it stays a batch. */
static gboolean
can_fold (CrTensor *batch, int other_ndim)
{
  const gint64 *sizes = cr_tensor_get_sizes (batch), *strides = cr_tensor_get_strides (batch);
  return cr_tensor_get_ndim (batch) != 3 || other_ndim != 2 || strides[2] == 1 || strides[0] != sizes[1] * sizes[2];
}

CrTensor *
cr_op_matmul (CrTensor *a, CrTensor *b, GError **error)
{
  int na = cr_tensor_get_ndim (a), nb = cr_tensor_get_ndim (b);
  if (na == 0 || nb == 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "both arguments to matmul need to be at least 1D, but they are %dD and %dD", na, nb);
      return NULL;
    }
  if (na == 1 && nb == 1)
    return cr_op_dot (a, b, error);
  if (na == 2 && nb == 1)
    return cr_op_mv (a, b, error);
  if (na == 1 && nb == 2)
    return vector_matrix (a, b, error);
  if (na == 2 && nb == 2)
    return cr_op_mm (a, b, error);
  if (nb <= 2 && can_fold (a, nb))
    return fold (a, b, error);
  if (na <= 2 && can_fold (b, na))
    return fold_transposed (a, b, error);
  return batched (a, b, error);
}
