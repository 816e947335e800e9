/* Shapes and dtypes of results: c10's infer_size and ATen's result_type. */

#include "cr-kernels.h"

int
cr_broadcast_sizes (CrTensor *a, CrTensor *b, gint64 *sizes, GError **error)
{
  g_return_val_if_fail (a != NULL && b != NULL && sizes != NULL, -1);
  int ndim_a = cr_tensor_get_ndim (a);
  int ndim_b = cr_tensor_get_ndim (b);
  int ndim = MAX (ndim_a, ndim_b);

  for (int d = ndim - 1; d >= 0; d--)
    {
      int da = d - (ndim - ndim_a);
      int db = d - (ndim - ndim_b);
      gint64 size_a = da >= 0 ? cr_tensor_get_sizes (a)[da] : 1;
      gint64 size_b = db >= 0 ? cr_tensor_get_sizes (b)[db] : 1;

      if (size_a != size_b && size_a != 1 && size_b != 1)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "The size of tensor a (%" G_GINT64_FORMAT ") must match the size of tensor b (%" G_GINT64_FORMAT
                       ") at non-singleton dimension %d",
                       size_a, size_b, d);
          return -1;
        }
      sizes[d] = size_a == 1 ? size_b : size_a;
    }
  return ndim;
}

/* A kind of operand: those with dimensions, those without, and Python's numbers. -1: none. */
typedef struct
{
  int with_dims;
  int without;
  int wrapped;
} Kinds;

static void
add_operand (Kinds *kinds, CrTensor *tensor, gboolean wrapped)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);

  if (wrapped && cr_dtype_is_floating (dtype))
    dtype = cr_context_get_default_dtype (
        cr_tensor_get_context (tensor)); /* the default dtype: a Python float has none of its own */
  int *slot = cr_tensor_get_ndim (tensor) > 0 ? &kinds->with_dims : wrapped ? &kinds->wrapped : &kinds->without;
  *slot = *slot < 0 ? (int)dtype : (int)cr_dtype_promote (*slot, dtype);
}

static int
combine (int higher, int lower)
{
  if (higher < 0 || lower < 0)
    return MAX (higher, lower);
  /* What has fewer dimensions counts only if it is of a higher kind. */
  return cr_dtype_can_cast (lower, higher) ? higher : (int)cr_dtype_promote (higher, lower);
}

CrDtype
cr_result_type (CrTensor *a, gboolean a_wrapped, CrTensor *b, gboolean b_wrapped)
{
  g_return_val_if_fail (a != NULL && b != NULL, CR_DTYPE_FLOAT32);
  Kinds kinds = { -1, -1, -1 };

  add_operand (&kinds, a, a_wrapped);
  add_operand (&kinds, b, b_wrapped);
  return combine (kinds.with_dims, combine (kinds.without, kinds.wrapped));
}
