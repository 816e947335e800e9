/* add, sub, mul, div, neg: elementwise arithmetic with broadcasting, and their rules. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_op_number (CrContext *context, CrDtype dtype, double value, GError **error)
{
  CrTensor *number = cr_tensor_new_scalar (context, dtype, value, error);
  if (number)
    cr_meta_ensure (number)->wrapped = TRUE;
  return number;
}

/* A number for @a's arithmetic: of @a's own dtype where that is floating. */
static CrTensor *
number_for (CrTensor *a, double value, GError **error)
{
  return cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, value, error);
}

static CrTensor *
binary_number (CrBinary op, CrTensor *a, double value, GError **error)
{
  g_autoptr (CrTensor) number = number_for (a, value, error);
  return number ? cr_rule_binary (op, a, number, error) : NULL;
}

/* a + alpha·b or a - alpha·b, not recorded. Multiplying b first rounds as PyTorch does without fused steps; alpha
 * is of the result's dtype, as 0.5·2 is wanted where b is an integer and a is not. */
static CrTensor *
scaled (CrBinary op, CrTensor *a, CrTensor *b, double alpha, GError **error)
{
  if (alpha == 1)
    return cr_rule_binary (op, a, b, error);
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  CrDtype factor_dtype = dtype == CR_DTYPE_BOOL ? CR_DTYPE_INT64 : dtype;
  g_autoptr (CrTensor) factor = cr_op_number (cr_tensor_get_context (b), factor_dtype, alpha, error);
  if (!factor)
    return NULL;
  g_autoptr (CrTensor) product = cr_kernel_binary (CR_BINARY_MUL, b, factor, factor_dtype, error);
  if (!product)
    return NULL;
  return cr_kernel_binary (op, a, product, dtype, error);
}

static gboolean
send_scaled (CrGradFn *function, guint i, CrTensor *grad, double factor, CrTensor **sent, GError **error)
{
  if (!cr_grad_fn_needs (function, i))
    return TRUE;
  g_autoptr (CrTensor) negative = factor < 0 ? cr_op_neg (grad, error) : cr_tensor_ref (grad);
  if (!negative)
    return FALSE;
  double size = factor < 0 ? -factor : factor;
  return cr_rule_send (function, i, size == 1 ? cr_tensor_ref (negative) : cr_op_mul_scalar (negative, size, error),
                       sent, error);
}

CrTensor *
cr_op_add (CrTensor *a, CrTensor *b, double alpha, GError **error)
{
  CrRecord record = CR_RECORD_2 (add, a, b);
  record.output = scaled (CR_BINARY_ADD, a, b, alpha, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = alpha;
  return cr_record_end (&record);
}

static gboolean
add_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_scaled (function, 1, received, function->number, sent, error)
         && send_scaled (function, 0, received, 1, sent, error);
}

CrTensor *
cr_op_add_scalar (CrTensor *a, double number, GError **error)
{
  CrRecord record = CR_RECORD_1 (add_scalar, a);
  record.output = binary_number (CR_BINARY_ADD, a, number, error);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

static gboolean
add_scalar_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_scaled (function, 0, received, 1, sent, error);
}

CrTensor *
cr_op_sub (CrTensor *a, CrTensor *b, double alpha, GError **error)
{
  CrRecord record = CR_RECORD_2 (sub, a, b);
  record.output = scaled (CR_BINARY_SUB, a, b, alpha, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = alpha;
  return cr_record_end (&record);
}

static gboolean
sub_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_scaled (function, 1, received, -function->number, sent, error)
         && send_scaled (function, 0, received, 1, sent, error);
}

CrTensor *
cr_op_rsub (CrTensor *a, CrTensor *b, double alpha, GError **error)
{
  CrRecord record = CR_RECORD_2 (rsub, a, b);
  record.output = scaled (CR_BINARY_SUB, b, a, alpha, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = alpha;
  return cr_record_end (&record);
}

static gboolean
rsub_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_scaled (function, 1, received, 1, sent, error)
         && send_scaled (function, 0, received, -function->number, sent, error);
}

CrTensor *
cr_op_rsub_scalar (CrTensor *a, CrTensor *number, double alpha, GError **error)
{
  CrRecord record = CR_RECORD_1 (rsub_scalar, a);
  record.output = scaled (CR_BINARY_SUB, number, a, alpha, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = alpha;
  return cr_record_end (&record);
}

static gboolean
rsub_scalar_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_scaled (function, 0, received, -function->number, sent, error);
}

CrTensor *
cr_op_mul (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (mul, a, b);
  record.output = cr_rule_binary (CR_BINARY_MUL, a, b, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, b, cr_record_needs (&record, 0));
    }
  return cr_record_end (&record);
}

/* As in PyTorch, whose rules go by the arguments' names, other's gradient is made before self's: with create_graph that
 * decides which of the two functions the next backward runs first. */
static gboolean
mul_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  for (guint i = 2; i-- > 0;)
    {
      if (!cr_grad_fn_needs (function, i))
        continue;
      g_autoptr (CrTensor) other = cr_grad_fn_unpack (function, 1 - i, error);
      if (!other || !cr_rule_send (function, i, cr_op_mul (received, other, error), sent, error))
        return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_op_mul_scalar (CrTensor *a, double number, GError **error)
{
  CrRecord record = CR_RECORD_1 (mul_scalar, a);
  record.output = binary_number (CR_BINARY_MUL, a, number, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = number;
  return cr_record_end (&record);
}

static gboolean
mul_scalar_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_rule_send (function, 0, cr_op_mul_scalar (received, function->number, error), sent, error);
}

CrTensor *
cr_op_div (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (div, a, b);
  record.output = cr_rule_binary (CR_BINARY_DIV, a, b, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, b, record.function != NULL);
    }
  return cr_record_end (&record);
}

static gboolean
send_divisor (CrGradFn *function, CrTensor *received, CrTensor *b, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  if (!a)
    return FALSE;
  g_autoptr (CrTensor) negative = cr_op_neg (received, error);
  g_autoptr (CrTensor) quotient = negative ? cr_op_div (a, b, error) : NULL;
  g_autoptr (CrTensor) slope = quotient ? cr_op_div (quotient, b, error) : NULL;
  return slope && cr_rule_send (function, 1, cr_op_mul (negative, slope, error), sent, error);
}

static gboolean
div_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) b = cr_grad_fn_unpack (function, 1, error);
  if (!b)
    return FALSE;
  if (cr_grad_fn_needs (function, 1) && !send_divisor (function, received, b, sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 0) || cr_rule_send (function, 0, cr_op_div (received, b, error), sent, error);
}

CrTensor *
cr_op_div_scalar (CrTensor *a, double number, GError **error)
{
  CrRecord record = CR_RECORD_1 (div_scalar, a);
  record.output = binary_number (CR_BINARY_DIV, a, number, error);
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = number;
  return cr_record_end (&record);
}

static gboolean
div_scalar_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_rule_send (function, 0, cr_op_div_scalar (received, function->number, error), sent, error);
}

CrTensor *
cr_op_neg (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_neg, CR_UNARY_NEG, CR_SAVE_NOTHING, a, error);
}

static gboolean
neg_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_rule_send (function, 0, cr_op_neg (received, error), sent, error);
}

const CrPrimitive cr_primitive_add
    = { "add", "AddBackward0", "+", N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = α · ∂L/∂y"), 2, FALSE, add_backward };
const CrPrimitive cr_primitive_add_scalar
    = { "add_scalar", "AddBackward1", "+", N_ ("∂L/∂a = ∂L/∂y"), 1, FALSE, add_scalar_backward };
const CrPrimitive cr_primitive_sub
    = { "sub", "SubBackward0", "−", N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = −α · ∂L/∂y"), 2, FALSE, sub_backward };
const CrPrimitive cr_primitive_rsub
    = { "rsub", "RsubBackward0", "−", N_ ("∂L/∂a = −α · ∂L/∂y,  ∂L/∂b = ∂L/∂y"), 2, FALSE, rsub_backward };
const CrPrimitive cr_primitive_rsub_scalar
    = { "rsub_scalar", "RsubBackward1", "c−", N_ ("∂L/∂a = −α · ∂L/∂y"), 1, FALSE, rsub_scalar_backward };
const CrPrimitive cr_primitive_mul
    = { "mul", "MulBackward0", "×", N_ ("∂L/∂a = ∂L/∂y · b,  ∂L/∂b = ∂L/∂y · a"), 2, TRUE, mul_backward };
const CrPrimitive cr_primitive_mul_scalar
    = { "mul_scalar", "MulBackward1", "×", N_ ("∂L/∂a = ∂L/∂y · c"), 1, FALSE, mul_scalar_backward };
const CrPrimitive cr_primitive_div
    = { "div", "DivBackward0", "÷", N_ ("∂L/∂a = ∂L/∂y ÷ b,  ∂L/∂b = −∂L/∂y · a ÷ b²"), 2, TRUE, div_backward };
const CrPrimitive cr_primitive_div_scalar
    = { "div_scalar", "DivBackward1", "÷", N_ ("∂L/∂a = ∂L/∂y ÷ c"), 1, FALSE, div_scalar_backward };
const CrPrimitive cr_primitive_neg = { "neg", "NegBackward0", "−", N_ ("∂L/∂a = −∂L/∂y"), 1, FALSE, neg_backward };
