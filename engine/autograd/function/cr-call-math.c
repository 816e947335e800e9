/* The mathematical functions of elements: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels-math.h"
#include "cr-ops.h"
#include "cr-rule.h"

#include <float.h>
#include <math.h>

#define TENSOR(i) (args[i].u.tensor)
#define IS_TENSOR(i) (args[i].kind == CR_ARG_TENSOR)
#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)

#define UNARY(name)                                                                                                    \
  CALL (name) { return cr_op_##name (TENSOR (0), error); }
UNARY (exp2)
UNARY (expm1)
UNARY (log1p)
UNARY (log2)
UNARY (log10)
UNARY (rsqrt)
UNARY (tan)
UNARY (asin)
UNARY (acos)
UNARY (atan)
UNARY (sinh)
UNARY (cosh)
UNARY (asinh)
UNARY (acosh)
UNARY (atanh)
UNARY (erf)
UNARY (erfc)
UNARY (lgamma)
UNARY (digamma)
UNARY (deg2rad)
UNARY (rad2deg)
UNARY (sinc)
UNARY (floor)
UNARY (ceil)
UNARY (trunc)
UNARY (round)
UNARY (frac)
UNARY (sgn)

/* What has no gradient is not recorded. */
#define TEST(name, OP)                                                                                                 \
  CALL (name) { return cr_kernel_math_unary (CR_MATH_##OP, TENSOR (0), NULL, error); }
TEST (isnan, ISNAN)
TEST (isinf, ISINF)
TEST (isfinite, ISFINITE)
TEST (isposinf, ISPOSINF)
TEST (isneginf, ISNEGINF)
TEST (signbit, SIGNBIT)
TEST (logical_not, LOGICAL_NOT)
TEST (bitwise_not, BITWISE_NOT)

CALL (positive)
{
  if (cr_tensor_get_dtype (TENSOR (0)) != CR_DTYPE_BOOL)
    return cr_tensor_ref (TENSOR (0));
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "The `+` operator, on a bool tensor is not supported.");
  return NULL;
}

CALL (round_decimals) { return cr_op_round_decimals (TENSOR (0), args[1].u.integer, error); }

CALL (logit)
{
  return cr_op_logit (TENSOR (0), args[1].kind == CR_ARG_NONE ? -1 : cr_arg_get_number (&args[1]), error);
}

CALL (polygamma)
{
  gint64 n = args[0].u.integer;
  if (n >= 0)
    return cr_op_polygamma (TENSOR (1), n, error);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "polygamma(n, x) does not support negative n.");
  return NULL;
}

CALL (nan_to_num)
{
  CrDtype dtype = cr_tensor_get_dtype (TENSOR (0));
  double most = dtype == CR_DTYPE_FLOAT64 ? DBL_MAX : dtype == CR_DTYPE_FLOAT16 ? 65504 : FLT_MAX;
  const double instead[] = { args[1].kind == CR_ARG_NONE ? 0 : cr_arg_get_number (&args[1]),
                             args[2].kind == CR_ARG_NONE ? most : cr_arg_get_number (&args[2]),
                             args[3].kind == CR_ARG_NONE ? -most : cr_arg_get_number (&args[3]) };
  return cr_op_nan_to_num (TENSOR (0), instead, error);
}

typedef CrTensor *(*Op) (CrTensor *, CrTensor *, GError **);

/* By which operands are numbers; NULL where PyTorch has no form of its own. */
static CrTensor *
choose (CrContext *context, const CrArg *args, Op tensors, Op number_first, Op number_second, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  if (number_first && cr_tensor_is_wrapped (a))
    return number_first (a, b, error);
  return number_second && cr_tensor_is_wrapped (b) ? number_second (a, b, error) : tensors (a, b, error);
}

#define BINARY(name, first, second)                                                                                    \
  CALL (name) { return choose (context, args, cr_op_##name, first, second, error); }
BINARY (atan2, NULL, NULL)
BINARY (hypot, NULL, NULL)
BINARY (logaddexp, NULL, NULL)
BINARY (maximum, NULL, NULL)
BINARY (minimum, NULL, NULL)
BINARY (fmax, NULL, NULL)
BINARY (fmin, NULL, NULL)
BINARY (floor_divide, NULL, NULL)
BINARY (xlogy, cr_op_xlogy_first, cr_op_xlogy_second)
BINARY (copysign, NULL, cr_op_copysign_scalar)
BINARY (fmod, NULL, cr_op_fmod_scalar)
BINARY (remainder, cr_op_remainder_of_number, cr_op_remainder_scalar)

CALL (heaviside)
{
  if (cr_tensor_get_dtype (TENSOR (0)) == cr_tensor_get_dtype (TENSOR (1)))
    return cr_op_heaviside (TENSOR (0), TENSOR (1), error);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "heaviside is not yet implemented for tensors with different dtypes.");
  return NULL;
}

CALL (div_mode)
{
  const char *mode = args[2].kind == CR_ARG_NONE ? NULL : args[2].u.string;
  if (!mode || strcmp (mode, "floor") == 0 || strcmp (mode, "trunc") == 0)
    return choose (context, args,
                   !mode            ? cr_op_div
                   : mode[0] == 'f' ? cr_op_div_floor
                                    : cr_op_div_trunc,
                   NULL, NULL, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '%s'", mode);
  return NULL;
}

/* Logical and bitwise functions, not recorded. */
static CrTensor *
combine (CrMathBinary op, CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!cr_args_get_pair (context, args, &a, &b, error))
    return NULL;
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  return cr_kernel_math_binary (op, a, b, dtype, error);
}

#define COMBINE(name, OP)                                                                                              \
  CALL (name) { return combine (CR_MATH_##OP, context, args, error); }
COMBINE (logical_and, LOGICAL_AND)
COMBINE (logical_or, LOGICAL_OR)
COMBINE (logical_xor, LOGICAL_XOR)
COMBINE (bitwise_and, AND)
COMBINE (bitwise_or, OR)
COMBINE (bitwise_xor, XOR)
COMBINE (bitwise_left_shift, SHIFT_LEFT)
COMBINE (bitwise_right_shift, SHIFT_RIGHT)

/* The operator ~, which says it in other words. */
CALL (invert)
{
  CrDtype dtype = cr_tensor_get_dtype (TENSOR (0));
  if (!cr_dtype_is_floating (dtype))
    return cr_call_bitwise_not (context, args, error);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_TYPE,
                       "~ (operator.invert) is only implemented on integer and Boolean-type tensors");
  return NULL;
}

CALL (float_power)
{
  CrTensor *const tensors[] = { IS_TENSOR (0) ? TENSOR (0) : NULL, IS_TENSOR (1) ? TENSOR (1) : NULL };
  g_autoptr (CrTensor) a = tensors[0] ? cr_op_to_dtype (tensors[0], CR_DTYPE_FLOAT64, error)
                                      : cr_op_number (context, CR_DTYPE_FLOAT64, cr_arg_get_number (&args[0]), error);
  g_autoptr (CrTensor) b = !a           ? NULL
                           : tensors[1] ? cr_op_to_dtype (tensors[1], CR_DTYPE_FLOAT64, error)
                                        : cr_op_number (context, CR_DTYPE_FLOAT64, cr_arg_get_number (&args[1]), error);
  if (!b)
    return NULL;
  return !tensors[1]   ? cr_op_pow_scalar (a, b, error)
         : !tensors[0] ? cr_op_pow_base (a, b, error)
                       : cr_op_pow (a, b, error);
}

/* clamp: an optional argument as a tensor or a wrapped number, owned. FALSE with @error. */
static gboolean
get_limit (CrContext *context, const CrArg *arg, CrTensor **limit, GError **error)
{
  *limit = arg->kind == CR_ARG_NONE ? NULL : cr_arg_to_number (context, arg, error);
  return *limit || arg->kind == CR_ARG_NONE;
}

CALL (clamp)
{
  g_autoptr (CrTensor) low = NULL;
  g_autoptr (CrTensor) high = NULL;
  if (!get_limit (context, &args[1], &low, error) || !get_limit (context, &args[2], &high, error))
    return NULL;
  if (!low && !high)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "torch.clamp: At least one of 'min' or 'max' must not be None");
      return NULL;
    }
  return IS_TENSOR (1) || IS_TENSOR (2) ? cr_op_clamp (TENSOR (0), low, high, error)
                                        : cr_op_clamp_scalar (TENSOR (0), low, high, error);
}

CALL (clamp_min) { return choose (context, args, cr_op_clamp_min, NULL, cr_op_clamp_min_scalar, error); }

CALL (clamp_max) { return choose (context, args, cr_op_clamp_max, NULL, cr_op_clamp_max_scalar, error); }

/* lerp and its weight are of one dtype, a floating one. */
static gboolean
check_lerp (CrTensor *a, CrTensor *b, const char *name, GError **error)
{
  CrDtype have = cr_tensor_get_dtype (b), want = cr_tensor_get_dtype (a);
  g_autofree char *want_name = g_ascii_strdown (cr_dtype_get_scalar_name (want), -1);
  g_autofree char *have_name = g_ascii_strdown (cr_dtype_get_scalar_name (have), -1);
  if (have != want)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected dtype %s for `%s` but got dtype %s", want_name, name,
                 have_name);
  else if (!cr_dtype_is_floating (want))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"lerp_kernel_scalar\" not implemented for '%s'",
                 cr_dtype_get_scalar_name (want));
  else
    return TRUE;
  return FALSE;
}

CALL (lerp)
{
  if (!check_lerp (TENSOR (0), TENSOR (1), "end", error)
      || (IS_TENSOR (2) && !check_lerp (TENSOR (0), TENSOR (2), "weight", error)))
    return NULL;
  return IS_TENSOR (2) ? cr_op_lerp (TENSOR (0), TENSOR (1), TENSOR (2), error)
                       : cr_op_lerp_scalar (TENSOR (0), TENSOR (1), cr_arg_get_number (&args[2]), error);
}

CALL (addcmul) { return cr_op_addcmul (TENSOR (0), TENSOR (1), TENSOR (2), cr_arg_get_number (&args[3]), error); }

CALL (addcdiv)
{
  if (!cr_dtype_is_floating (cr_tensor_get_dtype (TENSOR (1)))
      && !cr_dtype_is_floating (cr_tensor_get_dtype (TENSOR (2))))
    {
      g_set_error_literal (
          error, CR_ERROR, CR_ERROR_RUNTIME,
          "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true "
          "division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * "
          "torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / "
          "tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * "
          "tensor1 / tensor2), for all dtypes.");
      return NULL;
    }
  return cr_op_addcdiv (TENSOR (0), TENSOR (1), TENSOR (2), cr_arg_get_number (&args[3]), error);
}
