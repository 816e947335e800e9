/* Reductions. The reduced dimensions are brought to the end and made contiguous, so that a reduction is one function
 * of a row; the order of additions is that of ATen/native/cpu/ReduceOpsKernel.cpp on one thread. */

#include "cr-chunk.h"
#include "cr-kernel-math-private.h"

#define CHECK_EVERY 65536

CrTensor *
cr_math_rows (CrTensor *a, guint64 dims, CrDtype dtype, gint64 *outer, gint64 *n, GError **error)
{
  int ndim = cr_tensor_get_ndim (a), at = 0;
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  gint64 *const counts[] = { outer, n };
  for (int last = 0; last < 2; last++)
    {
      *counts[last] = 1;
      for (int d = 0; d < ndim; d++)
        if ((int)(dims >> d & 1) == last)
          {
            sizes[at] = cr_tensor_get_sizes (a)[d];
            strides[at] = cr_tensor_get_strides (a)[d];
            *counts[last] *= sizes[at++];
          }
    }
  g_autoptr (CrTensor) turned = cr_tensor_new_view_unannounced (a, ndim, sizes, strides, cr_tensor_get_offset (a));
  return cr_kernel_as_contiguous (turned, dtype, error);
}

int
cr_math_reduced_sizes (CrTensor *a, guint64 dims, gboolean keepdim, gint64 *sizes)
{
  int n = 0;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    {
      gboolean reduced = (dims >> d & 1) != 0;
      if (!reduced || keepdim)
        sizes[n++] = reduced ? 1 : cr_tensor_get_sizes (a)[d];
    }
  return n;
}

typedef void (*Row) (CrContext *context, gpointer dst, gconstpointer src, gint64 n, const double *params);

/* clang-format off */
/* A row starts from its first element (an empty one never comes here), then takes each. */
#define DEFINE_ROW(name, Out, Type, Sum, first, step, last)                                    \
  static void name (CrContext *context, gpointer dst, gconstpointer src, gint64 n, const double *params)           \
  {                                                                                            \
    const Type *from = src;                                                                    \
    Sum sum = first;                                                                           \
    CR_FOR_CHUNKED (context, i, n)                                                             \
      {                                                                                        \
        Type x = from[i];                                                                      \
        step;                                                                                  \
      }                                                                                        \
    *(Out *)dst = (Out)(last);                                                                 \
  }
#define DEFINE_ALL(name, Out, first, step)                               \
  DEFINE_ROW (name##_bool, Out, guint8, Out, first, step, sum)           \
  DEFINE_ROW (name##_i64, Out, gint64, Out, first, step, sum)            \
  DEFINE_ROW (name##_f32, Out, float, Out, first, step, sum)             \
  DEFINE_ROW (name##_f64, Out, double, Out, first, step, sum)
#define DEFINE_EXTREME(name, operator)                                                                   \
  DEFINE_ROW (name##_bool, guint8, guint8, guint8, from[0], if (x operator sum) sum = x, sum)            \
  DEFINE_ROW (name##_i64, gint64, gint64, gint64, from[0], if (x operator sum) sum = x, sum)             \
  DEFINE_ROW (name##_f32, float, float, float, from[0], if (x operator sum || isnan (x)) sum = x, sum)   \
  DEFINE_ROW (name##_f64, double, double, double, from[0], if (x operator sum || isnan (x)) sum = x, sum)
#define DEFINE_VARIANCE(name, Type, function)                                                            \
  static void name (CrContext *context, gpointer dst, gconstpointer src, gint64 n, const double *params)                     \
  {                                                                                                      \
    const Type *from = src;                                                                              \
    double mean = 0, squares = 0;                                                                        \
    CR_FOR_CHUNKED (context, i, n)                                                                       \
      {                                                                                                  \
        double delta = from[i] - mean;                                                                   \
        mean += delta / (i + 1);                                                                         \
        squares += delta * (from[i] - mean);                                                             \
      }                                                                                                  \
    double divisor = MAX (0, n - params[0]);                                                             \
    *(Type *)dst = (Type)function (squares / divisor);                                                   \
  }
#define SELF(x) (x)
#define FLOATS(name) { NULL, NULL, name##_f32, name##_f64 }
#define ALL(name) { name##_bool, name##_i64, name##_f32, name##_f64 }

DEFINE_EXTREME (max, >)
DEFINE_EXTREME (min, <)
DEFINE_ROW (prod_i64, gint64, gint64, guint64, 1, sum *= (guint64)x, sum)
DEFINE_ROW (prod_f32, float, float, float, 1, sum *= x, sum)
DEFINE_ROW (prod_f64, double, double, double, 1, sum *= x, sum)
DEFINE_ALL (any, guint8, 0, sum |= x != 0)
DEFINE_ALL (all, guint8, 1, sum &= x != 0)
DEFINE_ALL (count_nonzero, gint64, 0, sum += x != 0)
DEFINE_VARIANCE (var_f32, float, SELF)
DEFINE_VARIANCE (var_f64, double, SELF)
DEFINE_VARIANCE (std_f32, float, sqrt)
DEFINE_VARIANCE (std_f64, double, sqrt)
DEFINE_ROW (mean_f32, float, float, double, 0, sum += x, sum / n)
DEFINE_ROW (mean_f64, double, double, double, 0, sum += x, sum / n)

/* p = 2 in float32 goes eight lanes wide, the rest one by one, as PyTorch's fast path does. */
static float
norm_two_f32 (const float *from, gint64 n)
{
  float lanes[8] = { 0 };
  gint64 i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++)
      lanes[k] += from[i + k] * from[i + k];
  for (int k = 1; k < 8; k++)
    lanes[0] += lanes[k];
  for (; i < n; i++)
    lanes[0] += from[i] * from[i];
  return sqrtf (lanes[0]);
}

static double
norm_two_f64 (const double *from, gint64 n)
{
  double sum = 0;
  for (gint64 i = 0; i < n; i++)
    sum += from[i] * from[i];
  return sqrt (sum);
}

#define EACH(first, step, last)            \
  {                                        \
    Type sum = first;                      \
    CR_FOR_CHUNKED (context, i, n)         \
      {                                    \
        Type x = fabs (from[i]);           \
        step;                              \
      }                                    \
    return last;                           \
  }
#define DEFINE_NORM(suffix, Element, pow)                                                      \
  static Element norm_of_##suffix (CrContext *context, const Element *from, gint64 n, double p)                    \
  {                                                                                            \
    typedef Element Type;                                                                      \
    if (p == 2)                                                                                \
      return norm_two_##suffix (from, n);                                                      \
    if (p == 0)                                                                                \
      EACH (0, sum += x != 0, sum)                                                             \
    if (p == 1)                                                                                \
      EACH (0, sum += x, sum)                                                                  \
    if (p == INFINITY)                                                                         \
      EACH (0, if (x > sum || isnan (x)) sum = x, sum)                                         \
    if (p == -INFINITY)                                                                        \
      EACH (INFINITY, if (x < sum || isnan (x)) sum = x, sum)                                  \
    EACH (0, sum += pow (x, (Type)p), pow (sum, (Type)1 / (Type)p))                            \
  }                                                                                            \
  static void norm_##suffix (CrContext *context, gpointer dst, gconstpointer src, gint64 n, const double *params)  \
  {                                                                                            \
    *(Element *)dst = norm_of_##suffix (context, src, n, params[0]);                                    \
  }
DEFINE_NORM (f32, float, powf)
DEFINE_NORM (f64, double, pow)
/* clang-format on */

typedef struct
{
  Row rows[CR_N_MATH_KINDS];
  CrDtype out;      /* CR_N_DTYPES: the operand's */
  double empty;     /* what no elements give; NaN where there is no such thing and the caller has refused */
  const char *name; /* as PyTorch's message has it where a row is missing */
} ReduceOp;

static const ReduceOp ops[CR_N_REDUCE] = {
  [CR_REDUCE_MAX] = { ALL (max), CR_N_DTYPES, NAN, "amax" },
  [CR_REDUCE_MIN] = { ALL (min), CR_N_DTYPES, NAN, "amin" },
  [CR_REDUCE_PROD] = { { NULL, prod_i64, prod_f32, prod_f64 }, CR_N_DTYPES, 1, "prod_cpu" },
  [CR_REDUCE_ANY] = { ALL (any), CR_DTYPE_BOOL, 0, "any" },
  [CR_REDUCE_ALL] = { ALL (all), CR_DTYPE_BOOL, 1, "all" },
  [CR_REDUCE_COUNT_NONZERO] = { ALL (count_nonzero), CR_DTYPE_INT64, 0, "count_nonzero_cpu" },
  [CR_REDUCE_VAR] = { FLOATS (var), CR_N_DTYPES, NAN, "std_cpu" },
  [CR_REDUCE_STD] = { FLOATS (std), CR_N_DTYPES, NAN, "std_cpu" },
  [CR_REDUCE_NORM] = { FLOATS (norm), CR_N_DTYPES, 0, "norm_cpu" },
  [CR_REDUCE_MEAN] = { FLOATS (mean), CR_N_DTYPES, NAN, "mean_cpu" },
};

static gboolean
run (Row row, CrTensor *result, CrTensor *from, gint64 outer, gint64 n, const double *params, GError **error)
{
  guint8 *to = cr_tensor_get_mutable (result, error);
  const guint8 *data = cr_tensor_get_data (from);
  gsize in_size = cr_dtype_get_size (cr_tensor_get_dtype (from));
  gsize out_size = cr_dtype_get_size (cr_tensor_get_dtype (result));
  gint64 since = 0;
  for (gint64 i = 0; i < outer; i++)
    {
      row (cr_tensor_get_context (from), to + i * out_size, data + i * n * in_size, n, params);
      since += n;
      if (since > CHECK_EVERY)
        {
          since = 0;
          if (cr_context_check_cancelled (cr_tensor_get_context (from), error))
            return FALSE;
        }
    }
  return TRUE;
}

CrTensor *
cr_kernel_reduce (CrReduce op, CrTensor *a, guint64 dims, gboolean keepdim, const double *params, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_REDUCE && a != NULL, NULL);
  CrDtype dtype = cr_tensor_get_dtype (a);
  gint64 sizes[CR_MAX_DIMS], outer, n;

  if (!cr_dtype_check_real (dtype, error))
    return NULL;
  CrDtype compute = cr_dtype_get_compute (dtype);
  Row row = ops[op].rows[compute];
  if (row == NULL)
    return cr_math_refuse (ops[op].name, dtype, error);
  int ndim = cr_math_reduced_sizes (a, dims, keepdim, sizes);
  g_autoptr (CrTensor) from = cr_math_rows (a, dims, compute, &outer, &n, error);
  CrDtype out = ops[op].out == CR_N_DTYPES ? compute : ops[op].out;
  g_autoptr (CrTensor) result
      = from != NULL ? cr_tensor_new_unannounced (cr_tensor_get_context (a), out, ndim, sizes, error) : NULL;
  if (result == NULL)
    return NULL;
  if (n == 0 ? !cr_kernel_fill (result, ops[op].empty, error) : !run (row, result, from, outer, n, params, error))
    return NULL;
  return cr_math_finish (g_steal_pointer (&result), ops[op].out == CR_N_DTYPES ? dtype : out, error);
}
