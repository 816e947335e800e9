/* The activations of one variable beyond the first ones: a table of curves, what records them, and the operation that
 * is their gradient (EluBackwardBackward0, ...), as PyTorch has it. */

#include "cr-primitive-nn-curvature.h"
#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CrCurve curve;
  const CrPrimitive *forward;
  const CrPrimitive *backward; /* NULL: the rule is composed */
  const char *kernel;          /* as PyTorch's messages name it; NULL where int64 is computed too */
  /* f″ (a) as an operation; NULL where it is 0 nearly everywhere. */
  CrTensor *(*curvature) (CrTensor *a, const double *settings, GError **error);
  /* Where there is no backward: grad · f′ (a) as operations. */
  CrTensor *(*slope) (CrTensor *grad, CrTensor *a, GError **error);
  gboolean saves_result;
} Activation;

#define P(name) &cr_primitive_##name
static const Activation activations[CR_N_ACTIVATIONS] = {
  [CR_ACTIVATION_HARDTANH] = { CR_CURVE_HARDTANH, P (hardtanh), P (hardtanh_backward), NULL },
  [CR_ACTIVATION_LEAKY_RELU] = { CR_CURVE_LEAKY_RELU, P (leaky_relu), P (leaky_relu_backward), "leaky_relu_cpu" },
  [CR_ACTIVATION_LEAKY_RELU_RESULT]
  = { CR_CURVE_LEAKY_RELU, P (leaky_relu_inplace), P (leaky_relu_backward), "leaky_relu_cpu", NULL, NULL, TRUE },
  [CR_ACTIVATION_ELU] = { CR_CURVE_ELU, P (elu), P (elu_backward), "elu_cpu", cr_curvature_elu },
  [CR_ACTIVATION_ELU_RESULT]
  = { CR_CURVE_ELU_RESULT, P (elu_inplace), P (elu_backward), "elu_cpu", cr_curvature_elu_result, NULL, TRUE },
  [CR_ACTIVATION_CELU] = { CR_CURVE_ELU, P (celu), P (elu_backward), "elu_cpu", cr_curvature_elu },
  [CR_ACTIVATION_CELU_RESULT]
  = { CR_CURVE_ELU_RESULT, P (celu_inplace), P (elu_backward), "elu_cpu", cr_curvature_elu_result, NULL, TRUE },
  [CR_ACTIVATION_GELU] = { CR_CURVE_GELU, P (gelu), P (gelu_backward), "GeluKernelImpl", cr_curvature_gelu },
  [CR_ACTIVATION_GELU_TANH]
  = { CR_CURVE_GELU_TANH, P (gelu), P (gelu_backward), "GeluKernelImpl", cr_curvature_gelu_tanh },
  [CR_ACTIVATION_SILU] = { CR_CURVE_SILU, P (silu), NULL, "silu_cpu", NULL, cr_slope_silu },
  [CR_ACTIVATION_MISH] = { CR_CURVE_MISH, P (mish), NULL, "mish_cpu", NULL, cr_slope_mish },
  [CR_ACTIVATION_HARDSWISH]
  = { CR_CURVE_HARDSWISH, P (hardswish), P (hardswish_backward), "hardswish_cpu", cr_curvature_hardswish },
  /* PyTorch's gradient of it has no derivative. */
  [CR_ACTIVATION_HARDSIGMOID]
  = { CR_CURVE_HARDSIGMOID, P (hardsigmoid), NULL, "hardsigmoid_cpu", NULL, cr_slope_hardsigmoid },
  [CR_ACTIVATION_SOFTPLUS]
  = { CR_CURVE_SOFTPLUS, P (softplus), P (softplus_backward), "softplus_cpu", cr_curvature_softplus },
  [CR_ACTIVATION_SOFTSHRINK] = { CR_CURVE_SOFTSHRINK, P (softshrink), P (softshrink_backward), "softshrink_cpu" },
  [CR_ACTIVATION_HARDSHRINK] = { CR_CURVE_HARDSHRINK, P (hardshrink), P (hardshrink_backward), "hardshrink_cpu" },
  [CR_ACTIVATION_LOG_SIGMOID]
  = { CR_CURVE_LOG_SIGMOID, P (log_sigmoid), P (log_sigmoid_backward), "log_sigmoid_cpu", cr_curvature_log_sigmoid },
  [CR_ACTIVATION_THRESHOLD] = { CR_CURVE_THRESHOLD, P (threshold), P (threshold_backward_any), NULL },
  [CR_ACTIVATION_THRESHOLD_INPLACE] = { CR_CURVE_THRESHOLD, P (threshold_inplace), P (threshold_backward_any), NULL },
  [CR_ACTIVATION_RRELU] = { CR_CURVE_LEAKY_RELU, P (rrelu), P (rrelu_backward), "leaky_relu_cpu" },
  [CR_ACTIVATION_RRELU_RESULT]
  = { CR_CURVE_LEAKY_RELU, P (rrelu_inplace), P (rrelu_backward), "leaky_relu_cpu", NULL, NULL, TRUE },
};
#undef P

static gboolean
check (const Activation *activation, CrTensor *a, GError **error)
{
  if (activation->kernel == NULL && cr_tensor_get_dtype (a) == CR_DTYPE_INT64)
    return TRUE;
  return cr_nn_check_floating (a, activation->kernel ? activation->kernel : "clamp_scalar_cpu", error);
}

/* Which activation it is, and its settings, for the rule. */
static void
put_settings (CrRecord *record, CrActivation kind, const double *settings)
{
  const gint64 number = kind;
  cr_record_ints (record, 1, &number);
  cr_record_doubles (record, CR_CURVE_SETTINGS, settings);
}

CrTensor *
cr_op_activation (CrActivation kind, CrTensor *a, double s0, double s1, double s2, GError **error)
{
  const Activation *activation = &activations[kind];
  const double settings[CR_CURVE_SETTINGS] = { s0, s1, s2 };
  CrRecord record = { activation->forward, { a }, 1, NULL, NULL };
  if (!check (activation, a, error))
    return NULL;
  record.output = cr_kernel_curve (activation->curve, a, settings, error);
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, kind, settings);
      cr_record_save (&record, 0, activation->saves_result ? record.output : a, TRUE);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_activation_backward (CrActivation kind, CrTensor *grad, CrTensor *a, const double *settings, GError **error)
{
  const Activation *activation = &activations[kind];
  CrRecord record = { activation->backward, { grad, a }, 2, NULL, NULL };
  if (activation->slope && cr_context_get_grad_enabled (cr_tensor_get_context (a)))
    return activation->slope (grad, a, error);
  record.output = cr_kernel_curve_slope (activation->curve, grad, a, settings, error);
  if (!activation->backward)
    return g_steal_pointer (&record.output);
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, kind, settings);
      cr_record_save (&record, 0, grad, activation->curvature && cr_record_needs (&record, 1));
      cr_record_save (&record, 1, a, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
activation_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  if (!a)
    return FALSE;
  return cr_rule_send (function, 0,
                       cr_op_activation_backward (function->ints[0], received, a, function->extra->doubles, error),
                       sent, error);
}

/* The gradient is linear in what was received; its derivative by the variable is received · grad · f″. */
static gboolean
activation_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const Activation *activation = &activations[function->ints[0]];
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 1, error);
  if (!a)
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_rule_send (function, 0,
                        cr_op_activation_backward (function->ints[0], received, a, function->extra->doubles, error),
                        sent, error))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  if (!activation->curvature)
    return cr_rule_send (function, 1, cr_op_zeros_like (a, error), sent, error);
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) product = grad ? cr_op_mul (received, grad, error) : NULL;
  g_autoptr (CrTensor) bend = product ? activation->curvature (a, function->extra->doubles, error) : NULL;
  return bend && cr_rule_send (function, 1, cr_op_mul (product, bend, error), sent, error);
}

#define FORWARD(id, grad_fn, symbol, rule)                                                                             \
  const CrPrimitive cr_primitive_##id = { #id, grad_fn, symbol, rule, 1, TRUE, activation_rule };
#define BACKWARD(id, grad_fn, symbol)                                                                                  \
  const CrPrimitive cr_primitive_##id = {                                                                              \
    #id, grad_fn, symbol, N_ ("∂L/∂g = ∂L/∂y · f′(x),  ∂L/∂x = ∂L/∂y · g · f″(x)"), 2, TRUE, activation_backward_rule  \
  };

FORWARD (hardtanh, "HardtanhBackward0", "hardtanh", N_ ("∂L/∂a = ∂L/∂y where min < a < max, else 0"))
BACKWARD (hardtanh_backward, "HardtanhBackwardBackward0", "hardtanh′")
FORWARD (leaky_relu, "LeakyReluBackward0", "leaky", N_ ("∂L/∂a = ∂L/∂y where a > 0, else slope · ∂L/∂y"))
FORWARD (leaky_relu_inplace, "LeakyReluBackward1", "leaky", N_ ("∂L/∂a = ∂L/∂y where y > 0, else slope · ∂L/∂y"))
BACKWARD (leaky_relu_backward, "LeakyReluBackwardBackward0", "leaky′")
FORWARD (elu, "EluBackward0", "elu", N_ ("∂L/∂a = ∂L/∂y where a > 0, else ∂L/∂y · α · exp (a)"))
FORWARD (elu_inplace, "EluBackward1", "elu", N_ ("∂L/∂a = ∂L/∂y where y > 0, else ∂L/∂y · (y + α)"))
BACKWARD (elu_backward, "EluBackwardBackward0", "elu′")
FORWARD (celu, "CeluBackward0", "celu", N_ ("∂L/∂a = ∂L/∂y where a > 0, else ∂L/∂y · exp (a/α)"))
FORWARD (celu_inplace, "CeluBackward1", "celu", N_ ("∂L/∂a = ∂L/∂y where y > 0, else ∂L/∂y · (y/α + 1)"))
FORWARD (gelu, "GeluBackward0", "gelu", N_ ("∂L/∂a = ∂L/∂y · (Φ(a) + a · φ(a))"))
BACKWARD (gelu_backward, "GeluBackwardBackward0", "gelu′")
FORWARD (silu, "SiluBackward0", "silu", N_ ("∂L/∂a = ∂L/∂y · σ(a) · (1 + a · (1 − σ(a)))"))
FORWARD (mish, "MishBackward0", "mish", N_ ("∂L/∂a = ∂L/∂y · (t + a · σ(a) · (1 − t²)),  t = tanh (ln (1 + exp a))"))
FORWARD (hardswish, "HardswishBackward0", "hardswish",
         N_ ("∂L/∂a = ∂L/∂y · (a/3 + ½) where |a| < 3, 0 below, ∂L/∂y above"))
BACKWARD (hardswish_backward, "HardswishBackwardBackward0", "hardswish′")
FORWARD (hardsigmoid, "HardsigmoidBackward0", "hardσ", N_ ("∂L/∂a = ∂L/∂y ÷ 6 where |a| < 3, else 0"))
FORWARD (softplus, "SoftplusBackward0", "softplus", N_ ("∂L/∂a = ∂L/∂y · σ(β · a)"))
BACKWARD (softplus_backward, "SoftplusBackwardBackward0", "softplus′")
FORWARD (softshrink, "SoftshrinkBackward0", "softshrink", N_ ("∂L/∂a = ∂L/∂y where |a| > λ, else 0"))
BACKWARD (softshrink_backward, "SoftshrinkBackwardBackward0", "softshrink′")
FORWARD (hardshrink, "HardshrinkBackward0", "hardshrink", N_ ("∂L/∂a = ∂L/∂y where |a| > λ, else 0"))
BACKWARD (hardshrink_backward, "HardshrinkBackwardBackward0", "hardshrink′")
FORWARD (log_sigmoid, "LogSigmoidBackward0", "log σ", N_ ("∂L/∂a = ∂L/∂y · (1 − σ(a))"))
BACKWARD (log_sigmoid_backward, "LogSigmoidBackwardBackward0", "log σ′")
FORWARD (threshold, "ThresholdBackward0", "threshold", N_ ("∂L/∂a = ∂L/∂y where a > threshold, else 0"))
FORWARD (threshold_inplace, "ThresholdBackward1", "threshold", N_ ("∂L/∂a = ∂L/∂y where a > threshold, else 0"))
BACKWARD (threshold_backward_any, "ThresholdBackwardBackward0", "threshold′")
FORWARD (rrelu, "RreluWithNoiseBackward0", "rrelu", N_ ("∂L/∂a = ∂L/∂y where a > 0, else slope · ∂L/∂y"))
FORWARD (rrelu_inplace, "RreluWithNoiseBackward1", "rrelu", N_ ("∂L/∂a = ∂L/∂y where y > 0, else slope · ∂L/∂y"))
BACKWARD (rrelu_backward, "RreluWithNoiseBackwardBackward0", "rrelu′")
