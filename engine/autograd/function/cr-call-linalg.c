/* torch.linalg: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define TENSOR(i) (args[i].u.tensor)
#define GIVEN(i) (args[i].kind != CR_ARG_NONE)
#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)

static gboolean
check_matrix (CrTensor *a, const char *name, GError **error)
{
  if (cr_tensor_get_ndim (a) >= 2)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "linalg.%s: The input tensor A must have at least 2 dimensions.",
               name);
  return FALSE;
}

static gboolean
check_square (CrTensor *a, const char *name, GError **error)
{
  if (!check_matrix (a, name, error))
    return FALSE;
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *sizes = cr_tensor_get_sizes (a) + ndim - 2;
  if (sizes[0] != sizes[1])
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "linalg.%s: A must be batches of square matrices, but they are %" G_GINT64_FORMAT
                 " by %" G_GINT64_FORMAT " matrices",
                 name, sizes[0], sizes[1]);
  else if (cr_tensor_get_dtype (a) == CR_DTYPE_FLOAT16)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "linalg.%s: Low precision dtypes not supported. Got Half", name);
  else if (!cr_dtype_is_floating (cr_tensor_get_dtype (a)))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "linalg.%s: Expected a floating point or complex tensor as input. Got %s", name,
                 cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)));
  else
    return TRUE;
  return FALSE;
}

CALL (linalg_inv) { return check_square (TENSOR (0), "inv", error) ? cr_op_inverse (TENSOR (0), FALSE, error) : NULL; }

CALL (linalg_det) { return check_square (TENSOR (0), "det", error) ? cr_op_determinant (TENSOR (0), error) : NULL; }

CALL (linalg_solve)
{
  return check_square (TENSOR (0), "solve", error) ? cr_op_solve (TENSOR (0), TENSOR (1), error) : NULL;
}

CALL (linalg_multi_dot)
{
  if (args[0].n_tensors >= 2)
    return cr_op_multi_dot (args[0].u.tensors, args[0].n_tensors, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "multi_dot(): expected at least 2 tensors but got %u",
               args[0].n_tensors);
  return NULL;
}

CALL (linalg_matmul) { return cr_op_matmul (TENSOR (0), TENSOR (1), error); }

/* input, offset, dim1, dim2 */
CALL (linalg_diagonal) { return cr_call_diagonal (context, args, error); }

CALL (linalg_cross)
{
  if (cr_tensor_get_ndim (TENSOR (0)) == cr_tensor_get_ndim (TENSOR (1)))
    return cr_call_cross (context, args, error);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "linalg.cross: inputs must have the same number of dimensions.");
  return NULL;
}

/* What the three norms share: the operand, dims (none for all), keepdim, dtype. */
typedef struct
{
  CrTensor *a;
  const gint64 *dims;
  guint n_dims;
  gboolean keepdim;
  CrDtype dtype;
} Norm;

static CrTensor *
vector_norm (const Norm *norm, double order, const gint64 *dims, guint n_dims, GError **error)
{
  const CrNorm how
      = { .dims = dims, .n_dims = n_dims, .keepdim = norm->keepdim, .dtype = norm->dtype, .is_linalg = TRUE };
  return cr_op_norm (norm->a, order, &how, error);
}

static CrTensor *
refuse_singular_values (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                       _ ("norms of order 2 and “nuc” need singular values, which are not available here"));
  return NULL;
}

/* The greatest or smallest sum of absolute values of columns (order ±1) or rows (±inf). */
static CrTensor *
sum_norm (const Norm *norm, double order, const gint64 *dims, GError **error)
{
  int ndim = cr_tensor_get_ndim (norm->a);
  int rows = cr_wrap_dim (dims[0], ndim, error), columns = rows < 0 ? -1 : cr_wrap_dim (dims[1], ndim, error);
  if (columns < 0)
    return NULL;
  gboolean by_row = isinf (order);
  gint64 summed = by_row ? columns : rows, chosen = by_row ? rows : columns;
  g_autoptr (CrTensor) sums = vector_norm (norm, 1, &summed, 1, error);
  if (chosen > summed && !norm->keepdim)
    chosen--;
  if (!sums)
    return NULL;
  return (order > 0 ? cr_op_amax : cr_op_amin) (sums, &chosen, 1, norm->keepdim, error);
}

static CrTensor *
matrix_norm (const Norm *norm, const CrArg *order, GError **error)
{
  static const gint64 last[] = { -2, -1 };
  const gint64 *dims = norm->n_dims ? norm->dims : last;
  if (!check_matrix (norm->a, "matrix_norm", error))
    return NULL;
  if (norm->n_dims && norm->n_dims != 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "linalg.matrix_norm: dim must be a 2-tuple of ints.");
      return NULL;
    }
  if (order->kind == CR_ARG_STRING)
    {
      if (strcmp (order->u.string, "fro") == 0)
        return vector_norm (norm, 2, dims, 2, error);
      if (strcmp (order->u.string, "nuc") == 0)
        return refuse_singular_values (error);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "linalg.matrix_norm: Order %s not supported.", order->u.string);
      return NULL;
    }
  double number = cr_arg_get_number (order);
  if (fabs (number) == 2)
    return refuse_singular_values (error);
  if (fabs (number) == 1 || isinf (number))
    return sum_norm (norm, number, dims, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "linalg.matrix_norm: Order %g not supported.", number);
  return NULL;
}

/* input, ord, dim, keepdim, dtype */
static gboolean
read_norm (const CrArg *args, const char *name, Norm *norm, GError **error)
{
  *norm
      = (Norm){ .a = TENSOR (0), .keepdim = args[3].u.integer != 0, .dtype = cr_arg_get_dtype (&args[4], CR_N_DTYPES) };
  if (GIVEN (2) && !cr_arg_get_ints (&args[2], &norm->dims, &norm->n_dims, error))
    return FALSE;
  if (cr_dtype_is_floating (cr_tensor_get_dtype (norm->a)))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "linalg.%s: Expected a floating point or complex tensor as input. Got %s", name,
               cr_dtype_get_scalar_name (cr_tensor_get_dtype (norm->a)));
  return FALSE;
}

CALL (linalg_vector_norm)
{
  Norm norm;
  if (!read_norm (args, "vector_norm", &norm, error))
    return NULL;
  return vector_norm (&norm, cr_arg_get_number (&args[1]), norm.dims, norm.n_dims, error);
}

CALL (linalg_matrix_norm)
{
  Norm norm;
  return read_norm (args, "matrix_norm", &norm, error) ? matrix_norm (&norm, &args[1], error) : NULL;
}

CALL (linalg_norm)
{
  Norm norm;
  int ndim = cr_tensor_get_ndim (TENSOR (0));
  if (!read_norm (args, "norm", &norm, error))
    return NULL;
  if (!GIVEN (1))
    return vector_norm (&norm, 2, norm.dims, norm.n_dims, error);
  if (GIVEN (2) && norm.n_dims != 1 && norm.n_dims != 2)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                         "linalg.norm: If dim is specified, it must be of length 1 or 2.");
  else if (!GIVEN (2) && ndim != 1 && ndim != 2)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got %dD.", ndim);
  else if (args[1].kind != CR_ARG_STRING && (GIVEN (2) ? norm.n_dims : (guint)ndim) == 1)
    return vector_norm (&norm, cr_arg_get_number (&args[1]), norm.dims, norm.n_dims, error);
  else
    return matrix_norm (&norm, &args[1], error);
  return NULL;
}
