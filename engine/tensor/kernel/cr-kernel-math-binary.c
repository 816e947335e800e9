/* Mathematical functions of two elements, broadcast over each other without copies. */

#include "cr-kernel-math-private.h"

/* clang-format off */
#define DEFINE_ROW(name, Out, Type, expression)                                                         \
  static void name (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)           \
  {                                                                                                     \
    Out *out = (Out *)(gpointer)data[0];                                                                \
    const Type *a = (const Type *)(gconstpointer)data[1];                                               \
    const Type *b = (const Type *)(gconstpointer)data[2];                                               \
    gint64 sa = strides[1];                                                                             \
    gint64 sb = strides[2];                                                                             \
    if (sa == 1 && sb == 1)                                                                             \
      for (gint64 i = 0; i < n; i++)                                                                    \
        { Type x = a[i]; Type y = b[i]; out[i] = (Out)(expression); }                                   \
    else                                                                                                \
      for (gint64 i = 0; i < n; i++)                                                                    \
        { Type x = a[i * sa]; Type y = b[i * sb]; out[i] = (Out)(expression); }                         \
  }
#define DEFINE_FLOATS(name, f32, f64)              \
  DEFINE_ROW (name##_f32, float, float, f32)       \
  DEFINE_ROW (name##_f64, double, double, f64)
#define DEFINE_SAME(name, expression) DEFINE_FLOATS (name, expression, expression)
#define DEFINE_INTEGERS(name, expression)              \
  DEFINE_ROW (name##_bool, guint8, guint8, expression) \
  DEFINE_ROW (name##_i64, gint64, gint64, expression)
#define DEFINE_TESTS(name, expression)                 \
  DEFINE_ROW (name##_bool, guint8, guint8, expression) \
  DEFINE_ROW (name##_i64, guint8, gint64, expression)  \
  DEFINE_ROW (name##_f32, guint8, float, expression)   \
  DEFINE_ROW (name##_f64, guint8, double, expression)
#define ALL(name) { name##_bool, name##_i64, name##_f32, name##_f64 }
#define FLOATS(name) { NULL, NULL, name##_f32, name##_f64 }
#define NUMBERS(name) { NULL, name##_i64, name##_f32, name##_f64 }
#define INTEGERS(name) { name##_bool, name##_i64, NULL, NULL }

/* The quotients of c10's div_floor_floating() and of Python. */
#define DEFINE_FLOOR_DIVIDE(name, Type, fmod, floor, copysign)  \
  static inline Type name (Type a, Type b)                      \
  {                                                             \
    if (b == 0)                                                 \
      return a / b;                                             \
    Type rest = fmod (a, b);                                    \
    Type quotient = (a - rest) / b;                             \
    if (rest != 0 && (b < 0) != (rest < 0))                     \
      quotient -= 1;                                            \
    if (quotient == 0)                                          \
      return copysign (0, a / b);                               \
    Type whole = floor (quotient);                              \
    return quotient - whole > (Type)0.5 ? whole + 1 : whole;    \
  }
DEFINE_FLOOR_DIVIDE (floor_quotient_f32, float, fmodf, floorf, copysignf)
DEFINE_FLOOR_DIVIDE (floor_quotient_f64, double, fmod, floor, copysign)

#define DEFINE_REMAINDER(name, Type, fmod)                      \
  static inline Type name (Type a, Type b)                      \
  {                                                             \
    Type rest = fmod (a, b);                                    \
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;\
  }
DEFINE_REMAINDER (remainder_of_f32, float, fmodf)
DEFINE_REMAINDER (remainder_of_f64, double, fmod)

#define DEFINE_LOGADDEXP(name, Type, log1p, exp, fabs)          \
  static inline Type name (Type a, Type b)                      \
  {                                                             \
    if (isinf (a) && a == b)                                    \
      return a;                                                 \
    return (a > b ? a : b) + log1p (exp (-fabs (a - b)));       \
  }
DEFINE_LOGADDEXP (logaddexp_of_f32, float, log1pf, expf, fabsf)
DEFINE_LOGADDEXP (logaddexp_of_f64, double, log1p, exp, fabs)
/* clang-format on */

/* Through unsigned: the smallest integer divided by -1 is itself. */
static inline gint64
truncated_quotient (gint64 a, gint64 b)
{
  return b == -1 ? (gint64)(0 - (guint64)a) : a / b;
}

static inline gint64
truncated_rest (gint64 a, gint64 b)
{
  return b == -1 ? 0 : a % b;
}

static inline gint64
floor_quotient (gint64 a, gint64 b)
{
  gint64 rest = truncated_rest (a, b);
  return truncated_quotient (a, b) - (rest != 0 && (rest < 0) != (b < 0));
}

static inline gint64
remainder_of (gint64 a, gint64 b)
{
  gint64 rest = truncated_rest (a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

/* The processor's shift, which takes the count modulo 64, as PyTorch's does. */
static inline gint64
shift_left (gint64 a, gint64 b)
{
  return (gint64)((guint64)a << (b & 63));
}

static inline gint64
shift_right (gint64 a, gint64 b)
{
  return a >> (b & 63);
}

/* clang-format off */
DEFINE_FLOATS (atan2, atan2f (x, y), atan2 (x, y))
DEFINE_FLOATS (hypot, hypotf (x, y), hypot (x, y))
DEFINE_FLOATS (xlogy, isnan (y) ? y : x == 0 ? 0 : x * logf (y), isnan (y) ? y : x == 0 ? 0 : x * log (y))
DEFINE_FLOATS (logaddexp, logaddexp_of_f32 (x, y), logaddexp_of_f64 (x, y))
DEFINE_FLOATS (copysign, copysignf (x, y), copysign (x, y))
DEFINE_FLOATS (fmod, fmodf (x, y), fmod (x, y))
DEFINE_ROW (fmod_i64, gint64, gint64, truncated_rest (x, y))
DEFINE_FLOATS (remainder, remainder_of_f32 (x, y), remainder_of_f64 (x, y))
DEFINE_ROW (remainder_i64, gint64, gint64, remainder_of (x, y))
DEFINE_FLOATS (floor_divide, floor_quotient_f32 (x, y), floor_quotient_f64 (x, y))
DEFINE_ROW (floor_divide_i64, gint64, gint64, floor_quotient (x, y))
DEFINE_FLOATS (trunc_divide, truncf (x / y), trunc (x / y))
DEFINE_ROW (trunc_divide_i64, gint64, gint64, truncated_quotient (x, y))
DEFINE_SAME (maximum, isnan (x) ? x : isnan (y) ? y : x > y ? x : y)
DEFINE_SAME (minimum, isnan (x) ? x : isnan (y) ? y : x < y ? x : y)
DEFINE_INTEGERS (maximum, x > y ? x : y)
DEFINE_INTEGERS (minimum, x < y ? x : y)
DEFINE_FLOATS (fmax, fmaxf (x, y), fmax (x, y))
DEFINE_FLOATS (fmin, fminf (x, y), fmin (x, y))
DEFINE_SAME (heaviside, x == 0 ? y : x < 0 ? 0 : 1)
DEFINE_INTEGERS (heaviside, x == 0 ? y : x > 0)
DEFINE_INTEGERS (and, x & y)
DEFINE_INTEGERS (or, x | y)
DEFINE_INTEGERS (xor, x ^ y)
DEFINE_ROW (shift_left_i64, gint64, gint64, shift_left (x, y))
DEFINE_ROW (shift_right_i64, gint64, gint64, shift_right (x, y))
DEFINE_TESTS (logical_and, x != 0 && y != 0)
DEFINE_TESTS (logical_or, x != 0 || y != 0)
DEFINE_TESTS (logical_xor, (x != 0) != (y != 0))

/* Whole numbers of integers: an integer divided by 0 is an error. */
#define DIVIDES(op) (op >= CR_MATH_FMOD && op <= CR_MATH_TRUNC_DIVIDE)
/* clang-format on */

typedef struct
{
  CrLoopFunc rows[CR_N_MATH_KINDS];
  const char *name; /* as PyTorch's message has it where a row is missing */
} BinaryOp;

static const BinaryOp ops[CR_N_MATH_BINARY] = {
  [CR_MATH_ATAN2] = { FLOATS (atan2), "atan2" },
  [CR_MATH_HYPOT] = { FLOATS (hypot), "hypot_cpu" },
  [CR_MATH_XLOGY] = { FLOATS (xlogy), "xlogy_cpu" },
  [CR_MATH_LOGADDEXP] = { FLOATS (logaddexp), "logaddexp_cpu" },
  [CR_MATH_COPYSIGN] = { FLOATS (copysign), "copysign_cpu" },
  [CR_MATH_FMOD] = { NUMBERS (fmod), "fmod_cpu" },
  [CR_MATH_REMAINDER] = { NUMBERS (remainder), "remainder_cpu" },
  [CR_MATH_FLOOR_DIVIDE] = { NUMBERS (floor_divide), "div_floor_cpu" },
  [CR_MATH_TRUNC_DIVIDE] = { NUMBERS (trunc_divide), "div_trunc_cpu" },
  [CR_MATH_MAXIMUM] = { ALL (maximum), "maximum_cpu" },
  [CR_MATH_MINIMUM] = { ALL (minimum), "minimum_cpu" },
  [CR_MATH_FMAX] = { { maximum_bool, maximum_i64, fmax_f32, fmax_f64 }, "fmax_cpu" },
  [CR_MATH_FMIN] = { { minimum_bool, minimum_i64, fmin_f32, fmin_f64 }, "fmin_cpu" },
  [CR_MATH_HEAVISIDE] = { ALL (heaviside), "heaviside_cpu" },
  [CR_MATH_AND] = { INTEGERS (and), "bitwise_and_cpu" },
  [CR_MATH_OR] = { INTEGERS (or), "bitwise_or_cpu" },
  [CR_MATH_XOR] = { INTEGERS (xor), "bitwise_xor_cpu" },
  [CR_MATH_SHIFT_LEFT] = { { NULL, shift_left_i64, NULL, NULL }, "lshift_cpu" },
  [CR_MATH_SHIFT_RIGHT] = { { NULL, shift_right_i64, NULL, NULL }, "rshift_cpu" },
  [CR_MATH_LOGICAL_AND] = { ALL (logical_and), "logical_and_cpu" },
  [CR_MATH_LOGICAL_OR] = { ALL (logical_or), "logical_or_cpu" },
  [CR_MATH_LOGICAL_XOR] = { ALL (logical_xor), "logical_xor_cpu" },
};

/* @b is of dtype int64; PyTorch raises a RuntimeError that says this. */
static gboolean
check_divisor (CrTensor *b, gint64 numel, GError **error)
{
  gint64 n = numel ? cr_tensor_get_numel (b) : 0;
  for (gint64 i = 0; i < n; i++)
    if (cr_tensor_get_int (b, i) == 0)
      {
        g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "ZeroDivisionError");
        return FALSE;
      }
  return TRUE;
}

CrTensor *
cr_kernel_math_binary (CrMathBinary op, CrTensor *a, CrTensor *b, CrDtype dtype, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_MATH_BINARY && a != NULL && b != NULL, NULL);
  CrContext *context = cr_tensor_get_context (a);
  CrDtype compute = cr_dtype_get_compute (dtype);
  gboolean tests = op >= CR_MATH_LOGICAL_AND;
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (a, b, sizes, error);

  if (ndim < 0 || !cr_dtype_check_real (dtype, error))
    return NULL;
  CrLoopFunc row = ops[op].rows[compute];
  if (row == NULL)
    return cr_math_refuse (ops[op].name, dtype, error);
  g_autoptr (CrTensor) x = cr_kernel_as_dtype (a, compute, error);
  g_autoptr (CrTensor) y = x != NULL ? cr_kernel_as_dtype (b, compute, error) : NULL;
  g_autoptr (CrTensor) result
      = y != NULL ? cr_tensor_new_unannounced (context, tests ? CR_DTYPE_BOOL : compute, ndim, sizes, error) : NULL;
  if (result == NULL
      || (DIVIDES (op) && compute == CR_DTYPE_INT64 && !check_divisor (y, cr_tensor_get_numel (result), error)))
    return NULL;
  CrLoop loop;
  cr_loop_init (&loop, ndim, sizes);
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, x, cr_tensor_get_data (x));
  cr_loop_add (&loop, y, cr_tensor_get_data (y));
  if (!cr_loop_run (&loop, context, row, NULL, error))
    return NULL;
  return cr_math_finish (g_steal_pointer (&result), tests ? CR_DTYPE_BOOL : dtype, error);
}
