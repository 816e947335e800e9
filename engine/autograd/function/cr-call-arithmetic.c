/* The functions of elementwise arithmetic, comparison and of one element: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels.h"
#include "cr-ops.h"
#include "cr-rule.h"

CrDtype
cr_arg_get_dtype (const CrArg *arg, CrDtype otherwise)
{
  return arg->kind == CR_ARG_DTYPE ? arg->u.dtype : otherwise;
}

double
cr_arg_get_number (const CrArg *arg)
{
  return arg->kind == CR_ARG_FLOAT ? arg->u.number : (double)arg->u.integer;
}

CrTensor *
cr_arg_to_number (CrContext *context, const CrArg *arg, GError **error)
{
  if (arg->kind == CR_ARG_TENSOR)
    return cr_tensor_ref (arg->u.tensor);
  if (arg->kind != CR_ARG_INT)
    return cr_op_number (context, arg->kind == CR_ARG_BOOL ? CR_DTYPE_BOOL : CR_DTYPE_FLOAT64, cr_arg_get_number (arg),
                         error);
  CrTensor *number = cr_tensor_new_from_ints (context, CR_DTYPE_INT64, 0, NULL, &arg->u.integer, error);
  if (number)
    cr_meta_ensure (number)->wrapped = TRUE;
  return number;
}

gboolean
cr_args_get_pair (CrContext *context, const CrArg *args, CrTensor **a, CrTensor **b, GError **error)
{
  *b = NULL;
  *a = cr_arg_to_number (context, &args[0], error);
  if (*a)
    *b = cr_arg_to_number (context, &args[1], error);
  return *b != NULL;
}

static gboolean
is_bool (CrTensor *tensor)
{
  return cr_tensor_get_dtype (tensor) == CR_DTYPE_BOOL;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

/* ATen's alpha_check(). */
static gboolean
check_alpha (CrTensor *a, CrTensor *b, const CrArg *alpha, GError **error)
{
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  if (alpha->kind == CR_ARG_BOOL && dtype != CR_DTYPE_BOOL)
    return refuse (error, "Boolean alpha only supported for Boolean results.");
  if (alpha->kind == CR_ARG_FLOAT && !cr_dtype_is_floating (dtype))
    return refuse (error, "For integral input tensors, argument alpha must not be a floating point number.");
  return TRUE;
}

/* ATen's sub_check(). */
static gboolean
check_sub (CrTensor *a, CrTensor *b, GError **error)
{
  if (is_bool (a) && is_bool (b))
    return refuse (error, "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
                          "`logical_xor()` operator instead.");
  if (is_bool (a) || is_bool (b))
    return refuse (error, "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
                          "invert a mask, use the `~` or `logical_not()` operator instead.");
  return TRUE;
}

CrTensor *
cr_call_add (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error) || !check_alpha (a, b, &args[2], error))
    return NULL;
  return cr_op_add (a, b, cr_arg_get_number (&args[2]), error);
}

CrTensor *
cr_call_sub (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error) || !check_sub (a, b, error)
      || !check_alpha (a, b, &args[2], error))
    return NULL;
  return cr_op_sub (a, b, cr_arg_get_number (&args[2]), error);
}

/* 1 - x is rsub. */
CrTensor *
cr_call_sub_operator (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error) || !check_sub (a, b, error))
    return NULL;
  gboolean reflected = cr_tensor_is_wrapped (a) && !cr_tensor_is_wrapped (b);
  return reflected ? cr_op_rsub_scalar (b, a, 1, error) : cr_op_sub (a, b, 1, error);
}

CrTensor *
cr_call_rsub (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error) || !check_sub (a, b, error)
      || !check_alpha (a, b, &args[2], error))
    return NULL;
  double alpha = cr_arg_get_number (&args[2]);
  return cr_tensor_is_wrapped (b) ? cr_op_rsub_scalar (a, b, alpha, error) : cr_op_rsub (a, b, alpha, error);
}

static CrTensor *
plus (CrTensor *a, CrTensor *b, GError **error)
{
  return cr_op_add (a, b, 1, error);
}

/* A reflected operator, with the number on the left, calls the method of the tensor: 1 + x is x + 1. */
static CrTensor *
call_pair (CrTensor *(*op) (CrTensor *, CrTensor *, GError **), gboolean reflects, CrContext *context,
           const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  return reflects && cr_tensor_is_wrapped (a) ? op (b, a, error) : op (a, b, error);
}

#define PAIR(name, op, reflects)                                                                                       \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return call_pair (op, reflects, context, args, error);                                                             \
  }
PAIR (add_operator, plus, TRUE)
PAIR (mul, cr_op_mul, FALSE)
PAIR (mul_operator, cr_op_mul, TRUE)
PAIR (div, cr_op_div, FALSE)

/* 2 / x is the reciprocal times 2, as Python's reflected operator computes it. */
CrTensor *
cr_call_div_operator (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  if (!cr_tensor_is_wrapped (a) || cr_tensor_is_wrapped (b))
    return cr_op_div (a, b, error);
  g_autoptr (CrTensor) inverse = cr_op_reciprocal (b, error);
  return inverse ? cr_op_mul (inverse, a, error) : NULL;
}

CrTensor *
cr_call_neg (CrContext *context, const CrArg *args, GError **error)
{
  if (is_bool (args[0].u.tensor))
    {
      refuse (error, "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
                     "mask, use the `~` or `logical_not()` operator instead.");
      return NULL;
    }
  return cr_op_neg (args[0].u.tensor, error);
}

/* 2 ** x: the number becomes a plain tensor of the result's type. */
static CrTensor *
number_to_power (CrTensor *number, CrTensor *exponent, GError **error)
{
  CrDtype dtype = cr_result_type (number, TRUE, exponent, FALSE);
  g_autoptr (CrTensor) base = cr_kernel_cast (number, dtype, error);
  return base ? cr_op_pow (base, exponent, error) : NULL;
}

static const char *
get_number_type (const CrArg *arg)
{
  return arg->kind == CR_ARG_FLOAT ? "float" : arg->kind == CR_ARG_BOOL ? "bool" : "int";
}

CrTensor *
cr_call_pow (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (args[0].kind != CR_ARG_TENSOR && args[1].kind != CR_ARG_TENSOR)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_TYPE,
                   "pow() received an invalid combination of arguments - got (%s, %s), but expected one of:\n"
                   " * (Tensor input, Tensor exponent, *, Tensor out)\n"
                   " * (Number self, Tensor exponent, *, Tensor out)\n"
                   " * (Tensor input, Number exponent, *, Tensor out)\n",
                   get_number_type (&args[0]), get_number_type (&args[1]));
      return NULL;
    }
  if (!cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  if (cr_tensor_is_wrapped (b))
    return cr_op_pow_scalar (a, b, error);
  return cr_tensor_is_wrapped (a) ? cr_op_pow_base (a, b, error) : cr_op_pow (a, b, error);
}

CrTensor *
cr_call_pow_operator (CrContext *context, const CrArg *args, GError **error)
{
  if (args[0].kind == CR_ARG_TENSOR || args[1].kind != CR_ARG_TENSOR)
    return cr_call_pow (context, args, error);
  g_autoptr (CrTensor) number = cr_arg_to_number (context, &args[0], error);
  return number ? number_to_power (number, args[1].u.tensor, error) : NULL;
}

CrTensor *
cr_call_square (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) two = cr_op_number (context, CR_DTYPE_INT64, 2, error);
  return two ? cr_op_pow_scalar (args[0].u.tensor, two, error) : NULL;
}

static CrTensor *
compare (CrBinary op, CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  return cr_args_get_pair (context, args, &a, &b, error) ? cr_rule_binary (op, a, b, error) : NULL;
}

#define COMPARISON(name, OP)                                                                                           \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return compare (CR_BINARY_##OP, context, args, error);                                                             \
  }
COMPARISON (eq, EQ)
COMPARISON (ne, NE)
COMPARISON (lt, LT)
COMPARISON (le, LE)
COMPARISON (gt, GT)
COMPARISON (ge, GE)

static gboolean
check_condition (CrTensor *condition, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (condition);
  if (dtype == CR_DTYPE_UINT8)
    cr_context_warn (cr_tensor_get_context (condition), "UserWarning",
                     "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a "
                     "future version of PyTorch. Use a boolean condition instead.");
  else if (dtype != CR_DTYPE_BOOL)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "where expected condition to be a boolean tensor, but got a tensor with dtype %s",
                 cr_dtype_get_scalar_name (dtype));
  return dtype == CR_DTYPE_UINT8 || dtype == CR_DTYPE_BOOL;
}

/* @args: the two choices. */
static CrTensor *
choose (CrContext *context, CrTensor *condition, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!check_condition (condition, error) || !cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  g_autoptr (CrTensor) holds = cr_op_to_dtype (condition, CR_DTYPE_BOOL, error);
  return holds ? cr_op_where (holds, a, b, error) : NULL;
}

CrTensor *
cr_call_where (CrContext *context, const CrArg *args, GError **error)
{
  return choose (context, args[0].u.tensor, args + 1, error);
}

CrTensor *
cr_call_where_method (CrContext *context, const CrArg *args, GError **error)
{
  const CrArg choices[] = { args[0], args[2] };
  return choose (context, args[1].u.tensor, choices, error);
}

CrTensor *
cr_call_relu (CrContext *context, const CrArg *args, GError **error)
{
  if (is_bool (args[0].u.tensor))
    {
      refuse (error, "Boolean inputs not supported for relu");
      return NULL;
    }
  return cr_op_relu (args[0].u.tensor, error);
}

CrTensor *
cr_call_abs (CrContext *context, const CrArg *args, GError **error)
{
  if (is_bool (args[0].u.tensor))
    {
      refuse (error, "\"abs_cpu\" not implemented for 'Bool'");
      return NULL;
    }
  return cr_op_abs (args[0].u.tensor, error);
}

#define POINTWISE(name)                                                                                                \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return cr_op_##name (args[0].u.tensor, error);                                                                     \
  }
POINTWISE (exp)
POINTWISE (log)
POINTWISE (sin)
POINTWISE (cos)
POINTWISE (tanh)
POINTWISE (sigmoid)
POINTWISE (sqrt)
POINTWISE (sign)
POINTWISE (reciprocal)
