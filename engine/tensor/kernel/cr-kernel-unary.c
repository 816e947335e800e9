/* Functions of one tensor. The operand is first made contiguous in the result's dtype, then
 * each row goes through one function of the table. */

#include "cr-kernels-private.h"
#include "cr-loop.h"
#include "cr-vector.h"

#include <math.h>

typedef void (*RowFunc) (gpointer dst, gconstpointer src, gint64 n);

/* clang-format off */
#define DEFINE_ROW(name, Type, expression)                            \
  CR_WIDE static void name (gpointer dst, gconstpointer src, gint64 n)        \
  {                                                                   \
    Type *to = dst;                                                   \
    const Type *from = src;                                           \
    for (gint64 i = 0; i < n; i++)                                    \
      {                                                               \
        Type x = from[i];                                             \
        to[i] = (expression);                                         \
      }                                                               \
  }
#define DEFINE_FLOAT_ROWS(name, f32, f64)    \
  DEFINE_ROW (name##_f32, float, f32)        \
  DEFINE_ROW (name##_f64, double, f64)
#define DEFINE_VECTOR_ROWS(name, function)                                       \
  static void name##_f32 (gpointer dst, gconstpointer src, gint64 n)             \
  {                                                                              \
    cr_vector_get ()->unary_f32[function] (dst, src, n);                         \
  }                                                                              \
  static void name##_f64 (gpointer dst, gconstpointer src, gint64 n)             \
  {                                                                              \
    cr_vector_get ()->unary_f64[function] (dst, src, n);                         \
  }
/* As in PyTorch, whole blocks of two vectors take SLEEF's exp and the rest takes the C library's. */
#define DEFINE_SIGMOID(name, Type, table, block, function)                       \
  CR_WIDE static void name (gpointer dst, gconstpointer src, gint64 n)                   \
  {                                                                              \
    Type *to = dst;                                                              \
    const Type *from = src;                                                      \
    gint64 done = n - n % block;                                                 \
    for (gint64 i = 0; i < done; i++)                                            \
      to[i] = (Type)0 - from[i];                                                 \
    cr_vector_get ()->table[CR_VECTOR_EXP] (to, to, done);                       \
    for (gint64 i = 0; i < done; i++)                                            \
      to[i] = (Type)1 / ((Type)1 + to[i]);                                       \
    for (gint64 i = done; i < n; i++)                                            \
      to[i] = (Type)1 / ((Type)1 + function ((Type)0 - from[i]));                \
  }

DEFINE_VECTOR_ROWS (exp, CR_VECTOR_EXP)
DEFINE_VECTOR_ROWS (log, CR_VECTOR_LOG)
DEFINE_VECTOR_ROWS (sin, CR_VECTOR_SIN)
DEFINE_VECTOR_ROWS (cos, CR_VECTOR_COS)
DEFINE_VECTOR_ROWS (tanh, CR_VECTOR_TANH)
DEFINE_FLOAT_ROWS (neg, -x, -x)
DEFINE_FLOAT_ROWS (relu, x < 0 ? 0 : x, x < 0 ? 0 : x)
DEFINE_FLOAT_ROWS (sqrt, sqrtf (x), sqrt (x))
DEFINE_FLOAT_ROWS (abs, fabsf (x), fabs (x))
DEFINE_FLOAT_ROWS (sign, (float)((x > 0) - (x < 0)), (double)((x > 0) - (x < 0)))
DEFINE_FLOAT_ROWS (reciprocal, 1.0f / x, 1.0 / x)
DEFINE_SIGMOID (sigmoid_f32, float, unary_f32, 16, expf)
DEFINE_SIGMOID (sigmoid_f64, double, unary_f64, 8, exp)
/* Through unsigned: the smallest integer is its own negative, as in PyTorch. */
DEFINE_ROW (neg_i64, gint64, (gint64)(0 - (guint64)x))
DEFINE_ROW (abs_i64, gint64, x < 0 ? (gint64)(0 - (guint64)x) : x)
DEFINE_ROW (relu_i64, gint64, x < 0 ? 0 : x)
DEFINE_ROW (sign_i64, gint64, (x > 0) - (x < 0))
DEFINE_ROW (sign_bool, guint8, x)
/* clang-format on */

typedef struct
{
  RowFunc rows[CR_N_DTYPES]; /* NULL for int64 and bool: computed in the default dtype */
  const char *no_bool;       /* what PyTorch says to a bool tensor, or NULL */
  const char *no_half;       /* the name in its message to a float16 tensor, or NULL */
} UnaryOp;

static const UnaryOp ops[CR_N_UNARY] = {
  [CR_UNARY_NEG] = { { NULL, neg_i64, neg_f32, neg_f64 },
                     "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
                     "mask, use the `~` or `logical_not()` operator instead.",
                     NULL },
  [CR_UNARY_EXP] = { { NULL, NULL, exp_f32, exp_f64 }, NULL, "exp_vml_cpu" },
  [CR_UNARY_LOG] = { { NULL, NULL, log_f32, log_f64 }, NULL, "log_vml_cpu" },
  [CR_UNARY_SIN] = { { NULL, NULL, sin_f32, sin_f64 }, NULL, "sin_vml_cpu" },
  [CR_UNARY_COS] = { { NULL, NULL, cos_f32, cos_f64 }, NULL, "cos_vml_cpu" },
  [CR_UNARY_TANH] = { { NULL, NULL, tanh_f32, tanh_f64 }, NULL, "tanh_vml_cpu" },
  [CR_UNARY_RELU]
  = { { NULL, relu_i64, relu_f32, relu_f64 }, "Boolean inputs not supported for relu", "clamp_min_cpu" },
  [CR_UNARY_SQRT] = { { NULL, NULL, sqrt_f32, sqrt_f64 }, NULL, "sqrt_vml_cpu" },
  [CR_UNARY_ABS] = { { NULL, abs_i64, abs_f32, abs_f64 }, "\"abs_cpu\" not implemented for 'Bool'", NULL },
  [CR_UNARY_SIGN] = { { sign_bool, sign_i64, sign_f32, sign_f64 }, NULL, NULL },
  [CR_UNARY_RECIPROCAL] = { { NULL, NULL, reciprocal_f32, reciprocal_f64 }, NULL, NULL },
  [CR_UNARY_SIGMOID] = { { NULL, NULL, sigmoid_f32, sigmoid_f64 }, NULL, "sigmoid_cpu" },
};

static void
run_row (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  RowFunc func = *(const RowFunc *)user_data;

  func (data[0], data[1], n);
}

CrTensor *
cr_kernel_unary (CrUnary op, CrTensor *a, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_UNARY && a != NULL, NULL);
  CrContext *context = cr_tensor_get_context (a);
  CrDtype dtype = cr_tensor_get_dtype (a);

  if (dtype == CR_DTYPE_BOOL && ops[op].no_bool != NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, ops[op].no_bool);
      return NULL;
    }
  if (dtype == CR_DTYPE_FLOAT16 && ops[op].no_half != NULL)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for 'Half'", ops[op].no_half);
      return NULL;
    }
  if (!cr_dtype_check_real (dtype, error))
    return NULL;
  if (ops[op].rows[cr_dtype_get_compute (dtype)] == NULL)
    dtype = cr_context_get_default_dtype (context);

  CrDtype compute = cr_dtype_get_compute (dtype);
  RowFunc func = ops[op].rows[compute];
  g_autoptr (CrTensor) from = cr_kernel_as_contiguous (a, compute, error);
  if (from == NULL)
    return NULL;
  g_autoptr (CrTensor) result
      = cr_tensor_new_unannounced (context, compute, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), error);
  if (result == NULL)
    return NULL;
  CrLoop loop;
  cr_loop_init (&loop, cr_tensor_get_ndim (result), cr_tensor_get_sizes (result));
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, from, cr_tensor_get_data (from));
  if (!cr_loop_run (&loop, context, run_row, &func, error))
    return NULL;
  return cr_kernel_finish (g_steal_pointer (&result), dtype, error);
}
