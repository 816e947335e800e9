/* pow, sqrt, reciprocal, and where, which pow's rule needs where the exponent or the base is 0. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

static CrTensor *
pow_kernel (CrTensor *a, CrTensor *b, GError **error)
{
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  if (!cr_dtype_is_floating (dtype) && cr_tensor_is_wrapped (b) && cr_tensor_get_double (b, 0) < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "Integers to negative integer powers are not allowed.");
      return NULL;
    }
  return cr_kernel_binary (CR_BINARY_POW, a, b, dtype, error);
}

CrTensor *
cr_op_pow_scalar (CrTensor *a, CrTensor *number, GError **error)
{
  CrRecord record = CR_RECORD_1 (pow_scalar, a);
  record.output = pow_kernel (a, number, error);
  if (cr_record_begin (&record, error) && record.function)
    {
      record.function->number = cr_tensor_get_double (number, 0);
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

/* grad · (n · aⁿ⁻¹), and 0 for n = 0 even where a is 0. */
static gboolean
pow_scalar_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  if (!a)
    return FALSE;
  if (function->number == 0)
    return cr_rule_send (function, 0, cr_op_zeros_like (received, error), sent, error);
  g_autoptr (CrTensor) exponent = cr_op_number (function->context, CR_DTYPE_FLOAT64, function->number - 1, error);
  g_autoptr (CrTensor) power = exponent ? cr_op_pow_scalar (a, exponent, error) : NULL;
  g_autoptr (CrTensor) slope = power ? cr_op_mul_scalar (power, function->number, error) : NULL;
  return slope && cr_rule_send (function, 0, cr_op_mul (received, slope, error), sent, error);
}

CrTensor *
cr_op_pow (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (pow, a, b);
  record.output = pow_kernel (a, b, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, record.function != NULL);
      cr_record_save (&record, 1, b, record.function != NULL);
      cr_record_save (&record, 2, record.output, cr_record_needs (&record, 1));
    }
  return cr_record_end (&record);
}

static CrTensor *
compare_zero (CrBinary op, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) zero = cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, 0, error);
  return zero ? cr_kernel_binary (op, a, zero, cr_tensor_get_dtype (a), error) : NULL;
}

/* @a where @condition does not hold, 0 where it does. */
static CrTensor *
zero_where (CrTensor *condition, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) zero
      = condition ? cr_tensor_new_scalar (cr_tensor_get_context (a), cr_tensor_get_dtype (a), 0, error) : NULL;
  return zero ? cr_op_where (condition, zero, a, error) : NULL;
}

static gboolean
send_base (CrGradFn *function, CrTensor *received, CrTensor *a, CrTensor *b, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) less = cr_op_add_scalar (b, -1, error);
  g_autoptr (CrTensor) power = less ? cr_op_pow (a, less, error) : NULL;
  g_autoptr (CrTensor) slope = power ? cr_op_mul (b, power, error) : NULL;
  g_autoptr (CrTensor) grad = slope ? cr_op_mul (received, slope, error) : NULL;
  g_autoptr (CrTensor) is_zero = grad ? compare_zero (CR_BINARY_EQ, b, error) : NULL;
  return is_zero && cr_rule_send (function, 0, zero_where (is_zero, grad, error), sent, error);
}

/* grad · y · log a, and 0 where a is 0 and b is not negative. */
static gboolean
send_exponent (CrGradFn *function, CrTensor *received, CrTensor *a, CrTensor *b, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 2, error);
  g_autoptr (CrTensor) zero_base = y ? compare_zero (CR_BINARY_EQ, a, error) : NULL;
  g_autoptr (CrTensor) not_negative = zero_base ? compare_zero (CR_BINARY_GE, b, error) : NULL;
  g_autoptr (CrTensor) flat
      = not_negative ? cr_kernel_binary (CR_BINARY_MUL, zero_base, not_negative, CR_DTYPE_BOOL, error) : NULL;
  g_autoptr (CrTensor) log = flat ? cr_op_log (a, error) : NULL;
  g_autoptr (CrTensor) product = log ? cr_op_mul (y, log, error) : NULL;
  g_autoptr (CrTensor) slope = product ? zero_where (flat, product, error) : NULL;
  return slope && cr_rule_send (function, 1, cr_op_mul (received, slope, error), sent, error);
}

static gboolean
pow_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) b = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  if (!b)
    return FALSE;
  if (cr_grad_fn_needs (function, 1) && !send_exponent (function, received, a, b, sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 0) || send_base (function, received, a, b, sent, error);
}

CrTensor *
cr_op_sqrt (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_sqrt, CR_UNARY_SQRT, CR_SAVE_OUTPUT, a, error);
}

static gboolean
sqrt_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) twice = y ? cr_op_mul_scalar (y, 2, error) : NULL;
  return twice && cr_rule_send (function, 0, cr_op_div (received, twice, error), sent, error);
}

CrTensor *
cr_op_reciprocal (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_reciprocal, CR_UNARY_RECIPROCAL, CR_SAVE_OUTPUT, a, error);
}

static gboolean
reciprocal_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) square = y ? cr_op_mul (y, y, error) : NULL;
  g_autoptr (CrTensor) negative = square ? cr_op_neg (received, error) : NULL;
  return negative && cr_rule_send (function, 0, cr_op_mul (negative, square, error), sent, error);
}

/* @a broadcast to @sizes as a contiguous copy, not announced. */
static CrTensor *
spread (CrTensor *a, CrDtype dtype, int ndim, const gint64 *sizes, GError **error)
{
  CrTensor *result = cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, ndim, sizes, error);
  if (result && !cr_kernel_copy_into (result, a, error))
    g_clear_pointer (&result, cr_tensor_unref);
  return result;
}

/* Keeps in @result, where the condition holds, what it has, and takes @other's elements elsewhere. */
static gboolean
choose (CrTensor *condition, CrTensor *result, CrTensor *other, GError **error)
{
  const guint8 *holds = cr_tensor_get_data (condition);
  const char *from = cr_tensor_get_data (other);
  char *to = cr_tensor_get_mutable (result, error);
  if (!to)
    return FALSE;
  gsize size = cr_dtype_get_size (cr_tensor_get_dtype (result));
  gint64 n = cr_tensor_get_numel (result);
  for (gint64 i = 0; i < n; i++)
    if (!holds[i])
      memcpy (to + i * size, from + i * size, size);
  return TRUE;
}

static CrTensor *
where_kernel (CrTensor *condition, CrTensor *a, CrTensor *b, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  int ndim = cr_broadcast_sizes (a, b, sizes, error);
  if (ndim < 0)
    return NULL;
  g_autoptr (CrTensor) shape = spread (a, dtype, ndim, sizes, error);
  if (!shape || (ndim = cr_broadcast_sizes (condition, shape, sizes, error)) < 0)
    return NULL;
  g_autoptr (CrTensor) holds = spread (condition, CR_DTYPE_BOOL, ndim, sizes, error);
  g_autoptr (CrTensor) result = holds ? spread (a, dtype, ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) other = result ? spread (b, dtype, ndim, sizes, error) : NULL;
  if (!other || !choose (holds, result, other, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_op_where (CrTensor *condition, CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (where, a, b);
  record.output = where_kernel (condition, a, b, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, condition, record.function != NULL);
  return cr_record_end (&record);
}

static gboolean
where_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) condition = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) zero
      = condition ? cr_tensor_new_scalar (function->context, cr_tensor_get_dtype (received), 0, error) : NULL;
  if (!zero)
    return FALSE;
  if (cr_grad_fn_needs (function, 1)
      && !cr_rule_send (function, 1, cr_op_where (condition, zero, received, error), sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 0)
         || cr_rule_send (function, 0, cr_op_where (condition, received, zero, error), sent, error);
}

const CrPrimitive cr_primitive_pow_scalar
    = { "pow_scalar", "PowBackward0", "xⁿ", N_ ("∂L/∂a = ∂L/∂y · n · aⁿ⁻¹"), 1, TRUE, pow_scalar_backward };
const CrPrimitive cr_primitive_pow = {
  "pow", "PowBackward1", "aᵇ", N_ ("∂L/∂a = ∂L/∂y · b · aᵇ⁻¹,  ∂L/∂b = ∂L/∂y · y · ln a"), 2, TRUE, pow_backward
};
const CrPrimitive cr_primitive_sqrt
    = { "sqrt", "SqrtBackward0", "√", N_ ("∂L/∂a = ∂L/∂y ÷ (2y)"), 1, TRUE, sqrt_backward };
const CrPrimitive cr_primitive_reciprocal
    = { "reciprocal", "ReciprocalBackward0", "1/x", N_ ("∂L/∂a = −∂L/∂y · y²"), 1, TRUE, reciprocal_backward };
const CrPrimitive cr_primitive_where
    = { "where", "WhereBackward0", "?:", N_ ("∂L/∂a = ∂L/∂y where the condition holds,  ∂L/∂b = ∂L/∂y elsewhere"), 2,
        TRUE,    where_backward };
