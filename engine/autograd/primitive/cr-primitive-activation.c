/* tanh, sigmoid, relu. As in PyTorch their rules are operations of their own (TanhBackwardBackward0, ...),
 * which is what a second derivative's graph shows. */

#include "cr-kernels-nn.h"
#include "cr-rule.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_op_tanh (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_tanh, CR_UNARY_TANH, CR_SAVE_OUTPUT, a, error);
}

CrTensor *
cr_op_sigmoid (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_sigmoid, CR_UNARY_SIGMOID, CR_SAVE_OUTPUT, a, error);
}

CrTensor *
cr_op_relu (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_relu, CR_UNARY_RELU, CR_SAVE_OUTPUT, a, error);
}

typedef CrTensor *(*BackwardOp) (CrTensor *, CrTensor *, GError **);

static gboolean
send_backward_op (CrGradFn *function, CrTensor *received, BackwardOp op, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 0, error);
  return y && cr_rule_send (function, 0, op (received, y, error), sent, error);
}

static gboolean
tanh_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_backward_op (function, received, cr_op_tanh_backward, sent, error);
}

static gboolean
sigmoid_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_backward_op (function, received, cr_op_sigmoid_backward, sent, error);
}

static gboolean
relu_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_backward_op (function, received, cr_op_threshold_backward, sent, error);
}

/* binary kernel with @b taken and a number in front: @b may be NULL. */
static CrTensor *
kernel_times (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) owned = b;
  return b ? cr_rule_binary (CR_BINARY_MUL, a, b, error) : NULL;
}

/* 1 - y, not recorded. */
static CrTensor *
one_minus (CrTensor *y, GError **error)
{
  g_autoptr (CrTensor) one = y ? cr_op_number (cr_tensor_get_context (y), CR_DTYPE_FLOAT64, 1, error) : NULL;
  return one ? cr_rule_binary (CR_BINARY_SUB, one, y, error) : NULL;
}

CrTensor *
cr_op_tanh_backward (CrTensor *grad, CrTensor *y, GError **error)
{
  CrRecord record = CR_RECORD_2 (tanh_backward, grad, y);
  g_autoptr (CrTensor) square = cr_rule_binary (CR_BINARY_MUL, y, y, error);
  record.output = kernel_times (grad, one_minus (square, error), error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, grad, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, y, record.function != NULL);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_sigmoid_backward (CrTensor *grad, CrTensor *y, GError **error)
{
  CrRecord record = CR_RECORD_2 (sigmoid_backward, grad, y);
  record.output = kernel_times (grad, kernel_times (y, one_minus (y, error), error), error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, grad, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, y, record.function != NULL);
    }
  return cr_record_end (&record);
}

/* Chosen, not multiplied: an infinite gradient times 0 would be nan. */
static CrTensor *
threshold_kernel (CrTensor *grad, CrTensor *x, GError **error)
{
  static const double settings[] = { 0, 0 };

  return cr_kernel_curve_slope (CR_CURVE_THRESHOLD, grad, x, settings, error);
}

CrTensor *
cr_op_threshold_backward (CrTensor *grad, CrTensor *x, GError **error)
{
  CrRecord record = CR_RECORD_2 (threshold_backward, grad, x);
  record.output = threshold_kernel (grad, x, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, x, record.function != NULL);
  return cr_record_end (&record);
}

/* Input 0 of a ..._backward operation is linear: the same operation on what was received. */
static gboolean
send_linear (CrGradFn *function, CrTensor *received, BackwardOp op, CrTensor *y, CrTensor **sent, GError **error)
{
  return !cr_grad_fn_needs (function, 0) || cr_rule_send (function, 0, op (received, y, error), sent, error);
}

/* y gets -2 · y · received · grad. */
static gboolean
tanh_backward_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 1, error);
  if (!y || !send_linear (function, received, cr_op_tanh_backward, y, sent, error))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  if (!grad)
    return FALSE;
  CrTensor *product = cr_rule_times (cr_op_mul_scalar (y, -2, error), received, error);
  return cr_rule_send (function, 1, cr_rule_times (product, grad, error), sent, error);
}

/* y gets received · grad · (1 - 2y). */
static gboolean
sigmoid_backward_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 1, error);
  if (!y || !send_linear (function, received, cr_op_sigmoid_backward, y, sent, error))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) scaled = grad ? cr_op_mul_scalar (y, -2, error) : NULL;
  g_autoptr (CrTensor) slope = scaled ? cr_op_add_scalar (scaled, 1, error) : NULL;
  return slope
         && cr_rule_send (function, 1, cr_rule_times (cr_op_mul (received, grad, error), slope, error), sent, error);
}

static gboolean
threshold_backward_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) x = cr_grad_fn_unpack (function, 0, error);
  if (!x || !send_linear (function, received, cr_op_threshold_backward, x, sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 1) || cr_rule_send (function, 1, cr_op_zeros_like (received, error), sent, error);
}

const CrPrimitive cr_primitive_tanh
    = { "tanh", "TanhBackward0", "tanh", N_ ("∂L/∂a = ∂L/∂y · (1 − y²)"), 1, TRUE, tanh_rule };
const CrPrimitive cr_primitive_tanh_backward = { "tanh_backward",
                                                 "TanhBackwardBackward0",
                                                 "tanh′",
                                                 N_ ("∂L/∂g = ∂L/∂y · (1 − t²),  ∂L/∂t = −2t · g · ∂L/∂y"),
                                                 2,
                                                 TRUE,
                                                 tanh_backward_backward };
const CrPrimitive cr_primitive_sigmoid
    = { "sigmoid", "SigmoidBackward0", "σ", N_ ("∂L/∂a = ∂L/∂y · y · (1 − y)"), 1, TRUE, sigmoid_rule };
const CrPrimitive cr_primitive_sigmoid_backward = { "sigmoid_backward",
                                                    "SigmoidBackwardBackward0",
                                                    "σ′",
                                                    N_ ("∂L/∂g = ∂L/∂y · s(1 − s),  ∂L/∂s = ∂L/∂y · g · (1 − 2s)"),
                                                    2,
                                                    TRUE,
                                                    sigmoid_backward_backward };
const CrPrimitive cr_primitive_relu
    = { "relu", "ReluBackward0", "relu", N_ ("∂L/∂a = ∂L/∂y where y > 0, else 0"), 1, TRUE, relu_rule };
const CrPrimitive cr_primitive_threshold_backward = { "threshold_backward",
                                                      "ThresholdBackwardBackward0",
                                                      "relu′",
                                                      N_ ("∂L/∂g = ∂L/∂y where x > 0, else 0;  ∂L/∂x = 0"),
                                                      2,
                                                      TRUE,
                                                      threshold_backward_backward };
