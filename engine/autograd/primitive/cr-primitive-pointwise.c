/* exp, log, sin, cos, abs, sign: functions of one element, and their rules. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_op_exp (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_exp, CR_UNARY_EXP, CR_SAVE_OUTPUT, a, error);
}

static gboolean
exp_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 0, error);
  return y && cr_rule_send (function, 0, cr_op_mul (received, y, error), sent, error);
}

CrTensor *
cr_op_log (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_log, CR_UNARY_LOG, CR_SAVE_INPUT, a, error);
}

static gboolean
log_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  return a && cr_rule_send (function, 0, cr_op_div (received, a, error), sent, error);
}

CrTensor *
cr_op_sin (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_sin, CR_UNARY_SIN, CR_SAVE_INPUT, a, error);
}

/* Unpacks the input, applies @slope to it and multiplies. */
static gboolean
send_slope (CrGradFn *function, CrTensor *received, CrTensor *(*slope) (CrTensor *, GError **), CrTensor **sent,
            GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) factor = a ? slope (a, error) : NULL;
  return factor && cr_rule_send (function, 0, cr_op_mul (received, factor, error), sent, error);
}

static gboolean
sin_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_slope (function, received, cr_op_cos, sent, error);
}

CrTensor *
cr_op_cos (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_cos, CR_UNARY_COS, CR_SAVE_INPUT, a, error);
}

static CrTensor *
minus_sin (CrTensor *a, GError **error)
{
  return cr_rule_minus (cr_op_sin (a, error), error);
}

static gboolean
cos_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_slope (function, received, minus_sin, sent, error);
}

CrTensor *
cr_op_abs (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_abs, CR_UNARY_ABS, CR_SAVE_INPUT, a, error);
}

static gboolean
abs_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_slope (function, received, cr_op_sgn, sent, error);
}

CrTensor *
cr_op_sign (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_sign, CR_UNARY_SIGN, CR_SAVE_NOTHING, a, error);
}

CrTensor *
cr_op_sgn (CrTensor *a, GError **error)
{
  return cr_rule_unary (&cr_primitive_sgn, CR_UNARY_SIGN, CR_SAVE_INPUT, a, error);
}

static gboolean
zero_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_rule_send (function, 0, cr_op_zeros_like (received, error), sent, error);
}

const CrPrimitive cr_primitive_exp = { "exp", "ExpBackward0", "exp", N_ ("∂L/∂a = ∂L/∂y · y"), 1, TRUE, exp_backward };
const CrPrimitive cr_primitive_log = { "log", "LogBackward0", "ln", N_ ("∂L/∂a = ∂L/∂y ÷ a"), 1, TRUE, log_backward };
const CrPrimitive cr_primitive_sin
    = { "sin", "SinBackward0", "sin", N_ ("∂L/∂a = ∂L/∂y · cos a"), 1, TRUE, sin_backward };
const CrPrimitive cr_primitive_cos
    = { "cos", "CosBackward0", "cos", N_ ("∂L/∂a = −∂L/∂y · sin a"), 1, TRUE, cos_backward };
const CrPrimitive cr_primitive_abs
    = { "abs", "AbsBackward0", "|x|", N_ ("∂L/∂a = ∂L/∂y · sign a"), 1, TRUE, abs_backward };
const CrPrimitive cr_primitive_sign = { "sign", "SignBackward0", "sign", N_ ("∂L/∂a = 0"), 1, FALSE, zero_backward };
const CrPrimitive cr_primitive_sgn = { "sgn", "SgnBackward0", "sgn", N_ ("∂L/∂a = 0"), 1, TRUE, zero_backward };
