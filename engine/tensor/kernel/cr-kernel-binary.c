/* Functions of two tensors, broadcast over each other without copies. */

#include "cr-kernel-pow.h"
#include "cr-kernels-private.h"
#include "cr-loop.h"

/* clang-format off */
#define DEFINE_ROW(name, Out, Type, expression)                                        \
  CR_WIDE static void name (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data) \
  {                                                                                    \
    Out *out = (Out *)(gpointer)data[0];                                               \
    const Type *a = (const Type *)(gconstpointer)data[1];                              \
    const Type *b = (const Type *)(gconstpointer)data[2];                              \
    gint64 sa = strides[1];                                                            \
    gint64 sb = strides[2];                                                            \
    if (sa == 1 && sb == 1)                                                            \
      for (gint64 i = 0; i < n; i++)                                                   \
        { Type x = a[i]; Type y = b[i]; out[i] = (expression); }                       \
    else if (sa == 1 && sb == 0)                                                       \
      {                                                                                \
        Type y = b[0];                                                                 \
        for (gint64 i = 0; i < n; i++)                                                 \
          { Type x = a[i]; out[i] = (expression); }                                    \
      }                                                                                \
    else                                                                               \
      for (gint64 i = 0; i < n; i++)                                                   \
        { Type x = a[i * sa]; Type y = b[i * sb]; out[i] = (expression); }             \
  }
#define DEFINE_FLOAT_ROWS(name, expression)             \
  DEFINE_ROW (name##_f32, float, float, expression)     \
  DEFINE_ROW (name##_f64, double, double, expression)
#define DEFINE_COMPARISON(name, operator)                       \
  DEFINE_ROW (name##_bool, guint8, guint8, x operator y)        \
  DEFINE_ROW (name##_i64, guint8, gint64, x operator y)         \
  DEFINE_ROW (name##_f32, guint8, float, x operator y)          \
  DEFINE_ROW (name##_f64, guint8, double, x operator y)
#define ALL(name) { name##_bool, name##_i64, name##_f32, name##_f64 }

DEFINE_FLOAT_ROWS (add, x + y)
DEFINE_FLOAT_ROWS (sub, x - y)
DEFINE_FLOAT_ROWS (mul, x * y)
DEFINE_FLOAT_ROWS (div, x / y)
/* Through unsigned: integers wrap around, as in PyTorch. */
DEFINE_ROW (add_i64, gint64, gint64, (gint64)((guint64)x + (guint64)y))
DEFINE_ROW (sub_i64, gint64, gint64, (gint64)((guint64)x - (guint64)y))
DEFINE_ROW (mul_i64, gint64, gint64, (gint64)((guint64)x * (guint64)y))
DEFINE_ROW (add_bool, guint8, guint8, x | y)
DEFINE_ROW (mul_bool, guint8, guint8, x & y)
DEFINE_COMPARISON (eq, ==)
DEFINE_COMPARISON (ne, !=)
DEFINE_COMPARISON (lt, <)
DEFINE_COMPARISON (le, <=)
DEFINE_COMPARISON (gt, >)
DEFINE_COMPARISON (ge, >=)
/* clang-format on */

static const CrLoopFunc rows[CR_N_BINARY][CR_N_DTYPES] = {
  [CR_BINARY_ADD] = ALL (add),
  [CR_BINARY_SUB] = { NULL, sub_i64, sub_f32, sub_f64 },
  [CR_BINARY_MUL] = ALL (mul),
  [CR_BINARY_DIV] = { NULL, NULL, div_f32, div_f64 },
  [CR_BINARY_POW] = { NULL, cr_pow_row_i64, cr_pow_row_f32, cr_pow_row_f64 },
  [CR_BINARY_EQ] = ALL (eq),
  [CR_BINARY_NE] = ALL (ne),
  [CR_BINARY_LT] = ALL (lt),
  [CR_BINARY_LE] = ALL (le),
  [CR_BINARY_GT] = ALL (gt),
  [CR_BINARY_GE] = ALL (ge),
};

static gboolean
check_operands (CrBinary op, CrTensor *a, CrTensor *b, CrDtype dtype, GError **error)
{
  gboolean bool_a = cr_tensor_get_dtype (a) == CR_DTYPE_BOOL;
  gboolean bool_b = cr_tensor_get_dtype (b) == CR_DTYPE_BOOL;
  const char *message = NULL;

  if (op == CR_BINARY_SUB && bool_a && bool_b)
    message = "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
              "operator instead.";
  else if (op == CR_BINARY_SUB && (bool_a || bool_b))
    message = "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
              "use the `~` or `logical_not()` operator instead.";
  else if (op == CR_BINARY_POW && dtype == CR_DTYPE_BOOL)
    message = "\"pow\" not implemented for 'Bool'";
  else if (op == CR_BINARY_POW && cr_dtype_is_integral (dtype) && cr_tensor_get_ndim (b) == 0
           && cr_tensor_get_int (b, 0) < 0)
    message = "Integers to negative integer powers are not allowed.";
  if (message != NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return message == NULL;
}

/* @tensor as the dtype of the operation rounds it, in the one that computes. */
static CrTensor *
as_operand (CrTensor *tensor, CrDtype dtype, CrDtype compute, GError **error)
{
  if (compute == dtype || cr_tensor_get_dtype (tensor) == dtype)
    return cr_kernel_as_dtype (tensor, compute, error);
  g_autoptr (CrTensor) rounded = cr_kernel_as_dtype (tensor, dtype, error);
  return rounded != NULL ? cr_kernel_as_dtype (rounded, compute, error) : NULL;
}

CrTensor *
cr_kernel_binary (CrBinary op, CrTensor *a, CrTensor *b, CrDtype dtype, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_BINARY && a != NULL && b != NULL, NULL);
  CrContext *context = cr_tensor_get_context (a);
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (a, b, sizes, error);

  if (op == CR_BINARY_DIV && !cr_dtype_is_floating (dtype))
    dtype = cr_context_get_default_dtype (context);
  if (ndim < 0 || !cr_dtype_check_real (dtype, error) || !check_operands (op, a, b, dtype, error))
    return NULL;

  CrDtype compute = cr_dtype_get_compute (dtype);
  g_autoptr (CrTensor) x = as_operand (a, dtype, compute, error);
  g_autoptr (CrTensor) y = x != NULL ? as_operand (b, dtype, compute, error) : NULL;
  CrDtype out = op >= CR_BINARY_EQ ? CR_DTYPE_BOOL : compute;
  g_autoptr (CrTensor) result = y != NULL ? cr_tensor_new_unannounced (context, out, ndim, sizes, error) : NULL;
  if (result == NULL)
    return NULL;
  gboolean single = cr_tensor_get_ndim (b) == 0;
  CrPow pow_data = { single, single ? cr_tensor_get_double (b, 0) : 0 };
  CrLoop loop;
  cr_loop_init (&loop, ndim, sizes);
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, x, cr_tensor_get_data (x));
  cr_loop_add (&loop, y, cr_tensor_get_data (y));
  if (!cr_loop_run (&loop, context, rows[op][compute], &pow_data, error))
    return NULL;
  return cr_kernel_finish (g_steal_pointer (&result), op >= CR_BINARY_EQ ? CR_DTYPE_BOOL : dtype, error);
}
