/* The reductions: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels-math.h"
#include "cr-ops.h"

#include <math.h>

#define TENSOR(i) (args[i].u.tensor)
#define GIVEN(i) (args[i].kind != CR_ARG_NONE)
#define TRUTH(i) (args[i].u.integer != 0)
#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)
#define CALL_MANY(name)                                                                                                \
  gboolean cr_call_##name (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)

/* An optional list of dims. */
static gboolean
get_dims (const CrArg *arg, const gint64 **dims, guint *n, GError **error)
{
  *dims = NULL;
  *n = 0;
  return arg->kind == CR_ARG_NONE || cr_arg_get_ints (arg, dims, n, error);
}

CALL (max) { return cr_op_max (TENSOR (0), error); }

CALL (min) { return cr_op_min (TENSOR (0), error); }

CALL (median) { return cr_op_median (TENSOR (0), FALSE, error); }

CALL (nanmedian) { return cr_op_median (TENSOR (0), TRUE, error); }

#define PICK(name, OP)                                                                                                 \
  CALL_MANY (name) { return cr_op_pick (CR_PICK_##OP, TENSOR (0), args[1].u.integer, TRUTH (2), results, error); }
PICK (max_dim, MAX)
PICK (min_dim, MIN)
PICK (median_dim, MEDIAN)
PICK (nanmedian_dim, NANMEDIAN)
PICK (mode, MODE)

/* Without dim, of the elements in one row. */
static CrTensor *
find (CrPick op, const char *name, const CrArg *args, GError **error)
{
  CrTensor *a = TENSOR (0), *indices = NULL;
  int ndim = cr_tensor_get_ndim (a);
  if (cr_tensor_get_dtype (a) == CR_DTYPE_BOOL)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s_cpu\" not implemented for 'Bool'", name);
      return NULL;
    }
  if (GIVEN (1))
    {
      int dim = cr_wrap_dim (args[1].u.integer, ndim, error);
      if (dim < 0)
        return NULL;
      if (ndim && cr_tensor_get_sizes (a)[dim] == 0)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_INDEX, "%s(): Expected reduction dim %d to have non-zero size.", name,
                       dim);
          return NULL;
        }
      return cr_kernel_pick (op, a, dim, TRUTH (2), NULL, &indices, error) ? indices : NULL;
    }
  if (cr_tensor_get_numel (a) == 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
                   "%s(): Expected reduction dim to be specified for input.numel() == 0.", name);
      return NULL;
    }
  const gint64 numel = cr_tensor_get_numel (a), one = 1;
  g_autoptr (CrTensor) copy = cr_kernel_cast (a, cr_tensor_get_dtype (a), error);
  g_autoptr (CrTensor) row = copy ? cr_tensor_new_view (copy, 1, &numel, &one, 0) : NULL;
  if (!row || !cr_kernel_pick (op, row, 0, FALSE, NULL, &indices, error) || !TRUTH (2))
    return indices;
  g_autoptr (CrTensor) flat = indices;
  gint64 ones[CR_MAX_DIMS];
  for (int d = 0; d < ndim; d++)
    ones[d] = 1;
  return cr_op_view (flat, ndim, ones, error);
}

CALL (argmax) { return find (CR_PICK_MAX, "argmax", args, error); }

CALL (argmin) { return find (CR_PICK_MIN, "argmin", args, error); }

typedef CrTensor *(*OverDims) (CrTensor *, const gint64 *, guint, gboolean, GError **);

static CrTensor *
over_dims (OverDims op, const CrArg *args, GError **error)
{
  const gint64 *dims;
  guint n;
  return get_dims (&args[1], &dims, &n, error) ? op (TENSOR (0), dims, n, TRUTH (2), error) : NULL;
}

CALL (amax) { return over_dims (cr_op_amax, args, error); }

CALL (amin) { return over_dims (cr_op_amin, args, error); }

CALL (logsumexp) { return over_dims (cr_op_logsumexp, args, error); }

/* Input, keyword-only dim and keepdim. */
CALL_MANY (aminmax)
{
  const gint64 dim = GIVEN (1) ? args[1].u.integer : 0;
  const guint n = GIVEN (1) ? 1 : 0;
  g_autoptr (CrTensor) own = cr_tensor_detach (TENSOR (0));
  CrTensor *least = cr_op_amin (own, &dim, n, TRUTH (2), error);
  if (!least)
    return FALSE;
  g_ptr_array_add (results, least);
  CrTensor *greatest = cr_op_amax (own, &dim, n, TRUTH (2), error);
  if (greatest)
    g_ptr_array_add (results, greatest);
  return greatest != NULL;
}

CALL (prod) { return cr_op_prod (TENSOR (0), cr_arg_get_dtype (&args[1], CR_N_DTYPES), error); }

CALL (prod_dim)
{
  return cr_op_prod_dim (TENSOR (0), args[1].u.integer, TRUTH (2), cr_arg_get_dtype (&args[3], CR_N_DTYPES), error);
}

CALL (cumsum) { return cr_op_cumsum (TENSOR (0), args[1].u.integer, cr_arg_get_dtype (&args[2], CR_N_DTYPES), error); }

CALL (cumprod)
{
  return cr_op_cumprod (TENSOR (0), args[1].u.integer, cr_arg_get_dtype (&args[2], CR_N_DTYPES), error);
}

/* any, all, count_nonzero: not recorded. */
static CrTensor *
test (CrReduce op, CrTensor *a, const CrArg *dim, gboolean keepdim, GError **error)
{
  const gint64 *dims;
  guint n;
  guint64 bits;
  if (!get_dims (dim, &dims, &n, error) || !cr_dims_to_bits (dims, n, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  CrTensor *result = cr_kernel_reduce (op, a, bits, keepdim, NULL, error);
  if (!result || op == CR_REDUCE_COUNT_NONZERO || cr_tensor_get_dtype (a) != CR_DTYPE_UINT8)
    return result;
  g_autoptr (CrTensor) bools = result; /* uint8 stands for bool here, as in PyTorch */
  return cr_kernel_cast (bools, CR_DTYPE_UINT8, error);
}

static const CrArg none = { CR_ARG_NONE };

CALL (any) { return test (CR_REDUCE_ANY, TENSOR (0), &none, FALSE, error); }

CALL (all) { return test (CR_REDUCE_ALL, TENSOR (0), &none, FALSE, error); }

CALL (any_dim) { return test (CR_REDUCE_ANY, TENSOR (0), &args[1], TRUTH (2), error); }

CALL (all_dim) { return test (CR_REDUCE_ALL, TENSOR (0), &args[1], TRUTH (2), error); }

CALL (count_nonzero) { return test (CR_REDUCE_COUNT_NONZERO, TENSOR (0), &args[1], FALSE, error); }

/* nansum, nanmean: input, dim, keepdim, dtype. */
CALL (nansum)
{
  const gint64 *dims;
  guint n;
  return get_dims (&args[1], &dims, &n, error)
             ? cr_op_nansum (TENSOR (0), dims, n, TRUTH (2), cr_arg_get_dtype (&args[3], CR_N_DTYPES), error)
             : NULL;
}

CALL (nanmean)
{
  const gint64 *dims;
  guint n;
  CrTensor *a = TENSOR (0);
  if (!cr_dtype_is_floating (cr_tensor_get_dtype (a)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "nanmean(): expected input to have floating point dtype but got %s",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)));
      return NULL;
    }
  if (!get_dims (&args[1], &dims, &n, error))
    return NULL;
  g_autoptr (CrTensor) sum = cr_call_nansum (context, args, error);
  g_autoptr (CrTensor) nans = sum ? cr_kernel_math_unary (CR_MATH_ISNAN, a, NULL, error) : NULL;
  g_autoptr (CrTensor) numbers = nans ? cr_kernel_math_unary (CR_MATH_LOGICAL_NOT, nans, NULL, error) : NULL;
  g_autoptr (CrTensor) count = numbers ? cr_op_sum_dim (numbers, dims, n, TRUTH (2), CR_N_DTYPES, error) : NULL;
  return count ? cr_op_div (sum, count, error) : NULL;
}

/* What var and its kin are told. Their three forms: unbiased; dim, unbiased, keepdim; dim, correction, keepdim. */
static gboolean
get_variance (const CrArg *dim, const CrArg *correction, const CrArg *keepdim, CrVariance *how, GError **error)
{
  how->correction = correction->kind == CR_ARG_NONE ? 1 : (double)correction->u.integer;
  how->keepdim = keepdim->u.integer != 0;
  return get_dims (dim, &how->dims, &how->n_dims, error);
}

#define VARIANCE(name, root)                                                                                           \
  CALL (name)                                                                                                          \
  {                                                                                                                    \
    CrVariance how = { NULL, 0, FALSE, args[1].u.integer };                                                            \
    return cr_op_var (TENSOR (0), &how, root, error);                                                                  \
  }                                                                                                                    \
  CALL (name##_dim)                                                                                                    \
  {                                                                                                                    \
    CrVariance how;                                                                                                    \
    return get_variance (&args[1], &args[2], &args[3], &how, error) ? cr_op_var (TENSOR (0), &how, root, error)        \
                                                                    : NULL;                                            \
  }                                                                                                                    \
  CALL_MANY (name##_mean)                                                                                              \
  {                                                                                                                    \
    CrVariance how = { NULL, 0, FALSE, args[1].u.integer };                                                            \
    return cr_op_var_mean (TENSOR (0), &how, root, results, error);                                                    \
  }                                                                                                                    \
  CALL_MANY (name##_mean_dim)                                                                                          \
  {                                                                                                                    \
    CrVariance how;                                                                                                    \
    return get_variance (&args[1], &args[2], &args[3], &how, error)                                                    \
           && cr_op_var_mean (TENSOR (0), &how, root, results, error);                                                 \
  }
VARIANCE (var, FALSE)
VARIANCE (std, TRUE)

static gboolean
check_norm_dtype (CrTensor *a, const char *format, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  if (!cr_dtype_is_floating (dtype))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, format, cr_dtype_get_scalar_name (dtype));
  return cr_dtype_is_floating (dtype);
}

#define NORM_DTYPE "norm(): input dtype should be either floating point or complex. Got %s instead."

CALL (dist)
{
  if (!check_norm_dtype (TENSOR (0), NORM_DTYPE, error))
    return NULL;
  return cr_op_dist (TENSOR (0), TENSOR (1), cr_arg_get_number (&args[2]), error);
}

CALL (trace) { return cr_op_trace (TENSOR (0), error); }

/* Over two dimensions by name, PyTorch multiplies the Frobenius norm out. */
static CrTensor *
frobenius (CrTensor *a, const CrNorm *how, GError **error)
{
  if (how->n_dims <= 1)
    return cr_op_norm (a, 2, how, error);
  g_autoptr (CrTensor) squares = cr_op_mul (a, a, error);
  g_autoptr (CrTensor) sum
      = squares ? cr_op_sum_dim (squares, how->dims, how->n_dims, how->keepdim, CR_N_DTYPES, error) : NULL;
  return sum ? cr_op_sqrt (sum, error) : NULL;
}

/* "fro" is the only one here; FALSE with @error. */
static gboolean
check_norm_name (const char *name, const CrNorm *how, GError **error)
{
  gboolean known = strcmp (name, "fro") == 0;
  if (!known)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "only valid string values are 'fro' and 'nuc', found %s", name);
  else if (how->dtype != CR_N_DTYPES)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, "dtype argument is not supported in frobenius norm");
  return known && how->dtype == CR_N_DTYPES;
}

/* torch/functional.py's norm(): input, p, dim, keepdim, dtype. */
CALL (norm)
{
  CrTensor *a = TENSOR (0);
  gint64 all[CR_MAX_DIMS];
  gboolean named = args[1].kind == CR_ARG_STRING;
  CrNorm how = { .keepdim = TRUTH (3), .dtype = cr_arg_get_dtype (&args[4], CR_N_DTYPES) };
  if (!get_dims (&args[2], &how.dims, &how.n_dims, error) || (named && !check_norm_name (args[1].u.string, &how, error))
      || !check_norm_dtype (a, NORM_DTYPE, error))
    return NULL;
  if (named)
    return frobenius (a, &how, error);
  if (!GIVEN (2))
    {
      for (int d = 0; d < cr_tensor_get_ndim (a); d++)
        all[how.n_dims++] = d;
      how.dims = all;
    }
  return cr_op_norm (a, GIVEN (1) ? cr_arg_get_number (&args[1]) : 2, &how, error);
}
