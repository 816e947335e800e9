/* Mathematical functions of one element: the operand is made contiguous in a dtype that has rows, then each row goes
 * through one function of the table. Accuracy is SLEEF's where PyTorch takes SLEEF, else the C library's. */

#include "cr-kernel-math-private.h"
#include "cr-kernel-math-special.h"
#include "cr-vector.h"

typedef void (*Row) (gpointer dst, gconstpointer src, gint64 n, const double *params);

/* clang-format off */
#define DEFINE_ROW(name, Out, Type, expression)                                                \
  static void name (gpointer dst, gconstpointer src, gint64 n, const double *params)           \
  {                                                                                            \
    Out *to = dst;                                                                             \
    const Type *from = src;                                                                    \
    for (gint64 i = 0; i < n; i++)                                                             \
      {                                                                                        \
        Type x = from[i];                                                                      \
        to[i] = (Out)(expression);                                                             \
      }                                                                                        \
  }
#define DEFINE_FLOATS(name, f32, f64)                  \
  DEFINE_ROW (name##_f32, float, float, f32)           \
  DEFINE_ROW (name##_f64, double, double, f64)
#define DEFINE_TESTS(name, test)                       \
  DEFINE_ROW (name##_f32, guint8, float, test)         \
  DEFINE_ROW (name##_f64, guint8, double, test)
#define DEFINE_INTEGERS(name, Out, expression)         \
  DEFINE_ROW (name##_bool, Out, guint8, expression)    \
  DEFINE_ROW (name##_i64, Out, gint64, expression)
#define DEFINE_VECTOR(name, function)                                                          \
  static void name##_f32 (gpointer dst, gconstpointer src, gint64 n, const double *params)     \
  {                                                                                            \
    cr_vector_get ()->unary_f32[function] (dst, src, n);                                       \
  }                                                                                            \
  static void name##_f64 (gpointer dst, gconstpointer src, gint64 n, const double *params)     \
  {                                                                                            \
    cr_vector_get ()->unary_f64[function] (dst, src, n);                                       \
  }

DEFINE_VECTOR (expm1, CR_VECTOR_EXPM1)
DEFINE_VECTOR (log1p, CR_VECTOR_LOG1P)
DEFINE_VECTOR (log2, CR_VECTOR_LOG2)
DEFINE_VECTOR (log10, CR_VECTOR_LOG10)
DEFINE_VECTOR (tan, CR_VECTOR_TAN)
DEFINE_VECTOR (asin, CR_VECTOR_ASIN)
DEFINE_VECTOR (acos, CR_VECTOR_ACOS)
DEFINE_VECTOR (atan, CR_VECTOR_ATAN)
DEFINE_VECTOR (sinh, CR_VECTOR_SINH)
DEFINE_VECTOR (cosh, CR_VECTOR_COSH)
DEFINE_VECTOR (erf, CR_VECTOR_ERF)
DEFINE_VECTOR (erfc, CR_VECTOR_ERFC)
DEFINE_VECTOR (lgamma, CR_VECTOR_LGAMMA)
DEFINE_FLOATS (exp2, exp2f (x), exp2 (x))
DEFINE_FLOATS (asinh, asinhf (x), asinh (x))
DEFINE_FLOATS (acosh, acoshf (x), acosh (x))
DEFINE_FLOATS (atanh, atanhf (x), atanh (x))
DEFINE_FLOATS (rsqrt, 1 / sqrtf (x), 1 / sqrt (x))
DEFINE_FLOATS (digamma, cr_digamma (x), cr_digamma (x))
DEFINE_FLOATS (polygamma, cr_polygamma ((int)params[0], x), cr_polygamma ((int)params[0], x))
DEFINE_FLOATS (deg2rad, x * (float)(G_PI / 180), x * (G_PI / 180))
DEFINE_FLOATS (rad2deg, x * (float)(180 / G_PI), x * (180 / G_PI))
DEFINE_FLOATS (sinc, x == 0 ? 1 : sinf ((float)G_PI * x) / ((float)G_PI * x), x == 0 ? 1 : sin (G_PI * x) / (G_PI * x))
DEFINE_FLOATS (floor, floorf (x), floor (x))
DEFINE_FLOATS (ceil, ceilf (x), ceil (x))
DEFINE_FLOATS (trunc, truncf (x), trunc (x))
DEFINE_FLOATS (frac, x - truncf (x), x - trunc (x))
DEFINE_FLOATS (nan_to_num, isnan (x) ? params[0] : isinf (x) ? params[x > 0 ? 1 : 2] : x,
               isnan (x) ? params[0] : isinf (x) ? params[x > 0 ? 1 : 2] : x)
DEFINE_TESTS (isnan, isnan (x))
DEFINE_TESTS (isinf, isinf (x) != 0)
DEFINE_TESTS (isfinite, isfinite (x) != 0)
DEFINE_TESTS (isposinf, isinf (x) && x > 0)
DEFINE_TESTS (isneginf, isinf (x) && x < 0)
DEFINE_TESTS (signbit, signbit (x) != 0)
DEFINE_TESTS (logical_not, x == 0)
DEFINE_INTEGERS (logical_not, guint8, x == 0)
DEFINE_INTEGERS (never, guint8, x && FALSE)
DEFINE_INTEGERS (always, guint8, x || TRUE)
DEFINE_ROW (negative_i64, guint8, gint64, x < 0)
DEFINE_ROW (same_i64, gint64, gint64, x)
DEFINE_ROW (same_bool, guint8, guint8, x)
DEFINE_ROW (not_i64, gint64, gint64, ~x)
DEFINE_ROW (not_bool, guint8, guint8, !x)

/* Scaled up, rounded half to even, and scaled down again; a negative number of decimals the other way round. */
#define DEFINE_ROUND(name, Type, round, power)                                                 \
  static void name (gpointer dst, gconstpointer src, gint64 n, const double *params)           \
  {                                                                                            \
    Type *to = dst;                                                                            \
    const Type *from = src;                                                                    \
    double decimals = params ? params[0] : 0;                                                  \
    Type scale = power ((Type)10, (Type)fabs (decimals));                                      \
    for (gint64 i = 0; i < n; i++)                                                             \
      to[i] = decimals == 0  ? round (from[i])                                                 \
              : decimals > 0 ? round (from[i] * scale) / scale                                 \
                             : round (from[i] / scale) * scale;                                \
  }
DEFINE_ROUND (round_f32, float, nearbyintf, powf)
DEFINE_ROUND (round_f64, double, nearbyint, pow)

#define DEFINE_LOGIT(name, Type, log)                                                          \
  static void name (gpointer dst, gconstpointer src, gint64 n, const double *params)           \
  {                                                                                            \
    Type *to = dst;                                                                            \
    const Type *from = src;                                                                    \
    Type low = params[0] < 0 ? (Type)-INFINITY : (Type)params[0];                              \
    Type high = params[0] < 0 ? (Type)INFINITY : (Type)1 - low;                                \
    for (gint64 i = 0; i < n; i++)                                                             \
      {                                                                                        \
        Type x = from[i] < low ? low : from[i] > high ? high : from[i];                        \
        to[i] = log (x / (1 - x));                                                             \
      }                                                                                        \
  }
DEFINE_LOGIT (logit_f32, float, logf)
DEFINE_LOGIT (logit_f64, double, log)

#define FLOATS(name) { NULL, NULL, name##_f32, name##_f64 }
#define KEEPS(name) { NULL, same_i64, name##_f32, name##_f64 }
#define TESTS(name, rest) { rest##_bool, rest##_i64, name##_f32, name##_f64 }
/* clang-format on */

typedef enum
{
  GIVES_FLOAT,
  GIVES_SAME,
  GIVES_BOOL
} Gives;

typedef struct
{
  Gives gives;
  Row rows[CR_N_MATH_KINDS]; /* NULL for bool and integers where @gives is GIVES_FLOAT: computed in float32 */
  const char *name;          /* as PyTorch's message has it where a row is missing */
} UnaryOp;

static const UnaryOp ops[CR_N_MATH_UNARY] = {
  [CR_MATH_EXP2] = { GIVES_FLOAT, FLOATS (exp2), NULL },
  [CR_MATH_EXPM1] = { GIVES_FLOAT, FLOATS (expm1), NULL },
  [CR_MATH_LOG1P] = { GIVES_FLOAT, FLOATS (log1p), NULL },
  [CR_MATH_LOG2] = { GIVES_FLOAT, FLOATS (log2), NULL },
  [CR_MATH_LOG10] = { GIVES_FLOAT, FLOATS (log10), NULL },
  [CR_MATH_RSQRT] = { GIVES_FLOAT, FLOATS (rsqrt), NULL },
  [CR_MATH_TAN] = { GIVES_FLOAT, FLOATS (tan), NULL },
  [CR_MATH_ASIN] = { GIVES_FLOAT, FLOATS (asin), NULL },
  [CR_MATH_ACOS] = { GIVES_FLOAT, FLOATS (acos), NULL },
  [CR_MATH_ATAN] = { GIVES_FLOAT, FLOATS (atan), NULL },
  [CR_MATH_SINH] = { GIVES_FLOAT, FLOATS (sinh), NULL },
  [CR_MATH_COSH] = { GIVES_FLOAT, FLOATS (cosh), NULL },
  [CR_MATH_ASINH] = { GIVES_FLOAT, FLOATS (asinh), NULL },
  [CR_MATH_ACOSH] = { GIVES_FLOAT, FLOATS (acosh), NULL },
  [CR_MATH_ATANH] = { GIVES_FLOAT, FLOATS (atanh), NULL },
  [CR_MATH_ERF] = { GIVES_FLOAT, FLOATS (erf), NULL },
  [CR_MATH_ERFC] = { GIVES_FLOAT, FLOATS (erfc), NULL },
  [CR_MATH_LGAMMA] = { GIVES_FLOAT, FLOATS (lgamma), NULL },
  [CR_MATH_DIGAMMA] = { GIVES_FLOAT, FLOATS (digamma), NULL },
  [CR_MATH_POLYGAMMA] = { GIVES_FLOAT, FLOATS (polygamma), NULL },
  [CR_MATH_DEG2RAD] = { GIVES_FLOAT, FLOATS (deg2rad), NULL },
  [CR_MATH_RAD2DEG] = { GIVES_FLOAT, FLOATS (rad2deg), NULL },
  [CR_MATH_SINC] = { GIVES_FLOAT, FLOATS (sinc), NULL },
  [CR_MATH_LOGIT] = { GIVES_FLOAT, FLOATS (logit), NULL },
  [CR_MATH_FLOOR] = { GIVES_SAME, KEEPS (floor), "floor_vml_cpu" },
  [CR_MATH_CEIL] = { GIVES_SAME, KEEPS (ceil), "ceil_vml_cpu" },
  [CR_MATH_TRUNC] = { GIVES_SAME, KEEPS (trunc), "trunc_vml_cpu" },
  [CR_MATH_ROUND] = { GIVES_SAME, KEEPS (round), "round_vml_cpu" },
  [CR_MATH_FRAC] = { GIVES_SAME, FLOATS (frac), "frac_cpu" },
  [CR_MATH_NAN_TO_NUM] = { GIVES_SAME, { same_bool, same_i64, nan_to_num_f32, nan_to_num_f64 }, NULL },
  [CR_MATH_BITWISE_NOT] = { GIVES_SAME, { not_bool, not_i64, NULL, NULL }, "bitwise_not_cpu" },
  [CR_MATH_ISNAN] = { GIVES_BOOL, TESTS (isnan, never), NULL },
  [CR_MATH_ISINF] = { GIVES_BOOL, TESTS (isinf, never), NULL },
  [CR_MATH_ISFINITE] = { GIVES_BOOL, TESTS (isfinite, always), NULL },
  [CR_MATH_ISPOSINF] = { GIVES_BOOL, TESTS (isposinf, never), NULL },
  [CR_MATH_ISNEGINF] = { GIVES_BOOL, TESTS (isneginf, never), NULL },
  [CR_MATH_SIGNBIT] = { GIVES_BOOL, { never_bool, negative_i64, signbit_f32, signbit_f64 }, NULL },
  [CR_MATH_LOGICAL_NOT] = { GIVES_BOOL, TESTS (logical_not, logical_not), NULL },
};

typedef struct
{
  Row row;
  const double *params;
} Call;

static void
run_row (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Call *call = user_data;
  call->row (data[0], data[1], n, call->params);
}

CrTensor *
cr_kernel_math_unary (CrMathUnary op, CrTensor *a, const double *params, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_MATH_UNARY && a != NULL, NULL);
  CrContext *context = cr_tensor_get_context (a);
  CrDtype dtype = cr_tensor_get_dtype (a);

  if (ops[op].gives == GIVES_FLOAT && !cr_dtype_is_floating (dtype))
    dtype = CR_DTYPE_FLOAT32;
  if (!cr_dtype_check_real (dtype, error))
    return NULL;
  CrDtype compute = cr_dtype_get_compute (dtype);
  Call call = { ops[op].rows[compute], params };
  /* Integers are whole, but PyTorch does not round them to decimals. */
  if (op == CR_MATH_ROUND && params != NULL && !cr_dtype_is_floating (dtype))
    return cr_math_refuse ("round_cpu", dtype, error);
  if (call.row == NULL)
    return cr_math_refuse (ops[op].name, dtype, error);
  g_autoptr (CrTensor) from = cr_kernel_as_contiguous (a, compute, error);
  if (from == NULL)
    return NULL;
  CrDtype out = ops[op].gives == GIVES_BOOL ? CR_DTYPE_BOOL : compute;
  g_autoptr (CrTensor) result
      = cr_tensor_new_unannounced (context, out, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), error);
  if (result == NULL)
    return NULL;
  CrLoop loop;
  cr_loop_init (&loop, cr_tensor_get_ndim (result), cr_tensor_get_sizes (result));
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, from, cr_tensor_get_data (from));
  if (!cr_loop_run (&loop, context, run_row, &call, error))
    return NULL;
  return cr_math_finish (g_steal_pointer (&result), ops[op].gives == GIVES_BOOL ? CR_DTYPE_BOOL : dtype, error);
}
