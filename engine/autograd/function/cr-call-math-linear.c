/* Linear algebra, and the functions that compare tensors as wholes: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels-math.h"
#include "cr-ops.h"
#include "cr-rule.h"

#include <math.h>

#define TENSOR(i) (args[i].u.tensor)
#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)

/* What is added to, the factors, beta and alpha. */
#define PRODUCT(name)                                                                                                  \
  CALL (name)                                                                                                          \
  {                                                                                                                    \
    CrTensor *const inputs[] = { TENSOR (0), TENSOR (1), TENSOR (2) };                                                 \
    const double factors[] = { cr_arg_get_number (&args[3]), cr_arg_get_number (&args[4]) };                           \
    return cr_op_##name (inputs, factors, error);                                                                      \
  }
PRODUCT (baddbmm)
PRODUCT (addbmm)

/* PyTorch's own checks of addmv() and addr(), which those of the products below are not. */
static gboolean
check_vector (CrTensor *vector, const char *name, GError **error)
{
  if (cr_tensor_get_ndim (vector) == 1)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "addr: Expected 1-D argument %s, but got %d-D", name,
               cr_tensor_get_ndim (vector));
  return FALSE;
}

CALL (addr)
{
  CrTensor *const inputs[] = { TENSOR (0), TENSOR (1), TENSOR (2) };
  const double factors[] = { cr_arg_get_number (&args[3]), cr_arg_get_number (&args[4]) };
  if (!check_vector (inputs[1], "vec1", error) || !check_vector (inputs[2], "vec2", error))
    return NULL;
  return cr_op_addr (inputs, factors, error);
}

CALL (addmv)
{
  CrTensor *const inputs[] = { TENSOR (0), TENSOR (1), TENSOR (2) };
  const double factors[] = { cr_arg_get_number (&args[3]), cr_arg_get_number (&args[4]) };
  int ndims[3];
  for (int i = 0; i < 3; i++)
    ndims[i] = cr_tensor_get_ndim (inputs[i]);
  if (ndims[0] <= 1 && ndims[1] == 2 && ndims[2] == 1)
    return cr_op_addmv (inputs, factors, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "vector + matrix @ vector expected, got %d, %d, %d", ndims[0],
               ndims[1], ndims[2]);
  return NULL;
}

CALL (addmm)
{
  CrTensor *const inputs[] = { TENSOR (0), TENSOR (1), TENSOR (2) };
  const double factors[] = { cr_arg_get_number (&args[3]), cr_arg_get_number (&args[4]) };
  return factors[0] == 1 && factors[1] == 1 ? cr_op_addmm (inputs[0], inputs[1], inputs[2], error)
                                            : cr_op_addmm_scaled (inputs, factors, error);
}

#define PAIR(name)                                                                                                     \
  CALL (name) { return cr_op_##name (TENSOR (0), TENSOR (1), error); }
PAIR (outer)
PAIR (inner)
PAIR (vdot)
PAIR (kron)

CALL (einsum) { return cr_op_einsum (args[0].u.string, args[1].u.tensors, args[1].n_tensors, error); }

CALL (multi_dot)
{
  for (guint i = 0; i < args[0].n_tensors; i++)
    if (cr_tensor_get_ndim (args[0].u.tensors[i]) != 2)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                     "Tensor for argument #%u '' must be 2-dimensional, but got %d-dimensional tensor (while checking "
                     "arguments for chain_matmul)",
                     i, cr_tensor_get_ndim (args[0].u.tensors[i]));
        return NULL;
      }
  return cr_op_multi_dot (args[0].u.tensors, args[0].n_tensors, error);
}

/* The last dims of input with the first ones of other. */
CALL (tensordot)
{
  gint64 n = args[2].u.integer, of_a[CR_MAX_DIMS], of_b[CR_MAX_DIMS];
  if (n < 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "tensordot expects dims >= 0, but got dims=%" G_GINT64_FORMAT, n);
      return NULL;
    }
  if (n > cr_tensor_get_ndim (TENSOR (0)) || n > cr_tensor_get_ndim (TENSOR (1)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "tensordot expects dims < ndim_a or ndim_b, but got dims=%" G_GINT64_FORMAT, n);
      return NULL;
    }
  for (gint64 i = 0; i < n; i++)
    {
      of_a[i] = cr_tensor_get_ndim (TENSOR (0)) - n + i;
      of_b[i] = i;
    }
  return cr_op_tensordot (TENSOR (0), TENSOR (1), of_a, of_b, (guint)n, error);
}

/* dims: those of input, then as many of other. */
CALL (tensordot_dims)
{
  guint n = args[2].n_ints / 2;
  return cr_op_tensordot (TENSOR (0), TENSOR (1), args[2].ints, args[2].ints + n, n, error);
}

CALL (matrix_power)
{
  CrTensor *a = TENSOR (0);
  gint64 n = args[1].u.integer;
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *sizes = cr_tensor_get_sizes (a);
  if (ndim < 2 || sizes[ndim - 1] != sizes[ndim - 2])
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   ndim < 2 ? "linalg.matrix_power: The input tensor A must have at least 2 dimensions."
                            : "linalg.matrix_power: A must be batches of square matrices, but they are "
                              "%" G_GINT64_FORMAT " by %" G_GINT64_FORMAT " matrices",
                   ndim < 2 ? 0 : sizes[ndim - 2], ndim < 2 ? 0 : sizes[ndim - 1]);
      return NULL;
    }
  if (n >= 1)
    return cr_op_matrix_power (a, n, error);
  if (n < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                           "matrix_power of a negative exponent needs an inverse, which is not available here");
      return NULL;
    }
  /* The identity, which no gradient leaves. */
  g_autoptr (CrTensor) result = cr_tensor_new_full (context, cr_tensor_get_dtype (a), ndim, sizes, 0, error);
  gint64 strides[CR_MAX_DIMS];
  if (!result)
    return NULL;
  memcpy (strides, cr_tensor_get_strides (result), ndim * sizeof (gint64));
  strides[ndim - 2] += strides[ndim - 1];
  g_autoptr (CrTensor) diagonal = cr_tensor_new_view_unannounced (result, ndim - 1, sizes, strides, 0);
  return cr_kernel_fill (diagonal, 1, error) ? g_steal_pointer (&result) : NULL;
}

/* Without dim, the first one of size 3. */
CALL (cross)
{
  CrTensor *a = TENSOR (0), *b = TENSOR (1);
  gint64 sizes[CR_MAX_DIMS], dim = args[2].kind == CR_ARG_NONE ? 0 : args[2].u.integer;
  if (cr_tensor_get_ndim (a) != cr_tensor_get_ndim (b))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "linalg.cross: inputs must have the same number of dimensions.");
      return NULL;
    }
  int ndim = cr_broadcast_sizes (a, b, sizes, error);
  if (ndim < 0)
    return NULL;
  if (args[2].kind == CR_ARG_NONE)
    {
      while (dim < ndim && sizes[dim] != 3)
        dim++;
      if (dim == ndim)
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "no dimension of size 3 in input");
          return NULL;
        }
    }
  int at = cr_wrap_dim (dim, ndim, error);
  if (at < 0)
    return NULL;
  if (sizes[at] != 3)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "linalg.cross: inputs dimension %" G_GINT64_FORMAT " must have length 3. Got %" G_GINT64_FORMAT
                   " and %" G_GINT64_FORMAT,
                   dim, sizes[at], sizes[at]);
      return NULL;
    }
  return cr_op_cross (a, b, at, error);
}

/* |a - b| <= atol + |rtol · b|, or equal; not recorded. */
static CrTensor *
is_close (CrTensor *a, CrTensor *b, double rtol, double atol, gboolean equal_nan, GError **error)
{
  CrDtype da = cr_tensor_get_dtype (a), db = cr_tensor_get_dtype (b);
  if (da != db)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s did not match %s", cr_dtype_get_scalar_name (da),
                   cr_dtype_get_scalar_name (db));
      return NULL;
    }
  CrDtype dtype = cr_dtype_is_floating (da) ? da : CR_DTYPE_FLOAT32;
  g_autoptr (CrTensor) x = cr_kernel_cast (a, dtype, error); /* bools are not subtracted */
  g_autoptr (CrTensor) y = x ? cr_kernel_cast (b, dtype, error) : NULL;
  if (!y)
    return NULL;
  g_autoptr (CrTensor) equal = cr_rule_binary (CR_BINARY_EQ, a, b, error);
  g_autoptr (CrTensor) factor = equal ? cr_tensor_new_scalar (cr_tensor_get_context (a), dtype, rtol, error) : NULL;
  g_autoptr (CrTensor) scaled = factor ? cr_kernel_binary (CR_BINARY_MUL, y, factor, dtype, error) : NULL;
  g_autoptr (CrTensor) size = scaled ? cr_kernel_unary (CR_UNARY_ABS, scaled, error) : NULL;
  g_autoptr (CrTensor) base = size ? cr_tensor_new_scalar (cr_tensor_get_context (a), dtype, atol, error) : NULL;
  g_autoptr (CrTensor) allowed = base ? cr_kernel_binary (CR_BINARY_ADD, base, size, dtype, error) : NULL;
  g_autoptr (CrTensor) difference = allowed ? cr_kernel_binary (CR_BINARY_SUB, x, y, dtype, error) : NULL;
  g_autoptr (CrTensor) actual = difference ? cr_kernel_unary (CR_UNARY_ABS, difference, error) : NULL;
  g_autoptr (CrTensor) finite = actual ? cr_kernel_math_unary (CR_MATH_ISFINITE, actual, NULL, error) : NULL;
  g_autoptr (CrTensor) within = finite ? cr_kernel_binary (CR_BINARY_LE, actual, allowed, dtype, error) : NULL;
  g_autoptr (CrTensor) near
      = within ? cr_kernel_math_binary (CR_MATH_LOGICAL_AND, finite, within, CR_DTYPE_BOOL, error) : NULL;
  g_autoptr (CrTensor) close
      = near ? cr_kernel_math_binary (CR_MATH_LOGICAL_OR, equal, near, CR_DTYPE_BOOL, error) : NULL;
  if (!close || !equal_nan)
    return g_steal_pointer (&close);
  g_autoptr (CrTensor) nan_a = cr_kernel_math_unary (CR_MATH_ISNAN, a, NULL, error);
  g_autoptr (CrTensor) nan_b = nan_a ? cr_kernel_math_unary (CR_MATH_ISNAN, b, NULL, error) : NULL;
  g_autoptr (CrTensor) nans
      = nan_b ? cr_kernel_math_binary (CR_MATH_LOGICAL_AND, nan_a, nan_b, CR_DTYPE_BOOL, error) : NULL;
  return nans ? cr_kernel_math_binary (CR_MATH_LOGICAL_OR, close, nans, CR_DTYPE_BOOL, error) : NULL;
}

CALL (isclose)
{
  return is_close (TENSOR (0), TENSOR (1), cr_arg_get_number (&args[2]), cr_arg_get_number (&args[3]),
                   args[4].u.integer != 0, error);
}

/* Whether all of @mask holds, as a 0-dimensional tensor. */
static CrTensor *
all_hold (CrTensor *mask, GError **error)
{
  guint64 bits;
  cr_dims_to_bits (NULL, 0, cr_tensor_get_ndim (mask), &bits, NULL);
  return cr_kernel_reduce (CR_REDUCE_ALL, mask, bits, FALSE, NULL, error);
}

CALL (allclose)
{
  g_autoptr (CrTensor) close = cr_call_isclose (context, args, error);
  return close ? all_hold (close, error) : NULL;
}

/* Of one shape with equal elements, whatever their dtypes. */
CALL (equal)
{
  CrTensor *a = TENSOR (0), *b = TENSOR (1);
  int ndim = cr_tensor_get_ndim (a);
  if (ndim != cr_tensor_get_ndim (b)
      || (ndim && memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), ndim * sizeof (gint64)) != 0))
    return cr_tensor_new_scalar (context, CR_DTYPE_BOOL, FALSE, error);
  g_autoptr (CrTensor) same = cr_rule_binary (CR_BINARY_EQ, a, b, error);
  return same ? all_hold (same, error) : NULL;
}
