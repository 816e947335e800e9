/* Losses of an element and its target: mse, smooth_l1, huber, soft_margin; binary cross entropy. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const struct
{
  const CrPrimitive *forward;
  const CrPrimitive *backward;
  const char *kernel;
} losses[CR_N_PAIRS] = {
  [CR_PAIR_MSE] = { &cr_primitive_mse_loss, &cr_primitive_mse_loss_backward, "mse_cpu" },
  [CR_PAIR_SMOOTH_L1] = { &cr_primitive_smooth_l1_loss, &cr_primitive_smooth_l1_loss_backward, "smooth_l1_cpu" },
  [CR_PAIR_HUBER] = { &cr_primitive_huber_loss, &cr_primitive_huber_loss_backward, "huber_cpu" },
  [CR_PAIR_SOFT_MARGIN] = { &cr_primitive_soft_margin_loss, &cr_primitive_soft_margin_loss_backward, "exp" },
  [CR_PAIR_BCE]
  = { &cr_primitive_binary_cross_entropy, &cr_primitive_binary_cross_entropy_backward, "binary_cross_entropy" },
};

static void
put_settings (CrRecord *record, CrPair pair, double setting, CrReduction reduction)
{
  const gint64 ints[] = { pair, reduction };
  cr_record_ints (record, 2, ints);
  if (record->function)
    record->function->number = setting;
}

CrTensor *
cr_op_pair_loss (CrPair pair, CrTensor *a, CrTensor *target, double setting, CrReduction reduction, GError **error)
{
  /* soft_margin_loss has no gradient for its target. */
  CrRecord record = { losses[pair].forward, { a, target }, pair == CR_PAIR_SOFT_MARGIN ? 1 : 2, NULL, NULL };
  if (!cr_nn_check_floating (a, losses[pair].kernel, error))
    return NULL;
  record.output = cr_nn_reduce_kernel (cr_kernel_pair (pair, FALSE, a, target, setting, error), reduction, error);
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, pair, setting, reduction);
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, target, TRUE);
    }
  return cr_record_end (&record);
}

/* grad · ∂f/∂a, divided for a mean; recorded. */
static CrTensor *
pair_backward (CrPair pair, CrTensor *grad, CrTensor *a, CrTensor *target, double setting, CrReduction reduction,
               GError **error)
{
  CrRecord record = { losses[pair].backward, { grad, a, target }, pair == CR_PAIR_SOFT_MARGIN ? 2 : 3, NULL, NULL };
  g_autoptr (CrTensor) slope = cr_kernel_pair (pair, TRUE, a, target, setting, error);
  g_autoptr (CrTensor) factor
      = slope ? cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, cr_nn_reduction_factor (reduction, a), error)
              : NULL;
  g_autoptr (CrTensor) product = factor ? cr_rule_binary (CR_BINARY_MUL, slope, grad, error) : NULL;
  record.output = product ? cr_rule_binary (CR_BINARY_MUL, product, factor, error) : NULL;
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, pair, setting, reduction);
      cr_record_save (&record, 0, grad, TRUE);
      cr_record_save (&record, 1, a, TRUE);
      cr_record_save (&record, 2, target, TRUE);
    }
  return cr_record_end (&record);
}

/* All but binary cross entropy are functions of the difference: the target's gradient is the opposite. */
static gboolean
pair_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrPair pair = function->ints[0];
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) grad
      = target ? pair_backward (pair, received, a, target, function->number, function->ints[1], error) : NULL;
  if (!grad)
    return FALSE;
  if (cr_grad_fn_needs (function, 0) && !cr_rule_send (function, 0, cr_tensor_ref (grad), sent, error))
    return FALSE;
  if (function->n_next < 2 || !cr_grad_fn_needs (function, 1))
    return TRUE;
  return cr_rule_send (function, 1, cr_op_neg (grad, error), sent, error);
}

/* 1 where the difference is within @bound, else 0; not recorded, for its derivative is 0. */
static CrTensor *
get_near (CrTensor *a, CrTensor *target, double bound, double value, GError **error)
{
  g_autoptr (CrTensor) difference = cr_rule_binary (CR_BINARY_SUB, a, target, error);
  g_autoptr (CrTensor) size = difference ? cr_kernel_unary (CR_UNARY_ABS, difference, error) : NULL;
  g_autoptr (CrTensor) number = size ? cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, bound, error) : NULL;
  g_autoptr (CrTensor) holds
      = number ? cr_kernel_binary (CR_BINARY_LT, size, number, cr_tensor_get_dtype (a), error) : NULL;
  g_autoptr (CrTensor) near = holds ? cr_kernel_cast (holds, cr_tensor_get_dtype (a), error) : NULL;
  return near ? cr_op_mul_scalar (near, value, error) : NULL;
}

/* t² σ(-ta) (1 - σ(-ta)) */
static CrTensor *
soft_margin_curvature (CrTensor *a, CrTensor *target, GError **error)
{
  g_autoptr (CrTensor) exponent = cr_rule_minus (cr_op_mul (a, target, error), error);
  g_autoptr (CrTensor) y = exponent ? cr_op_sigmoid (exponent, error) : NULL;
  g_autoptr (CrTensor) slope = y ? cr_nn_shift (cr_op_neg (y, error), 1, error) : NULL;
  g_autoptr (CrTensor) square = slope ? cr_op_mul (target, target, error) : NULL;
  return square ? cr_rule_times (cr_op_mul (slope, y, error), square, error) : NULL;
}

/* ∂²f/∂a² */
static CrTensor *
get_curvature (CrPair pair, CrTensor *a, CrTensor *target, double setting, GError **error)
{
  switch (pair)
    {
    case CR_PAIR_MSE:
      return cr_tensor_new_scalar (cr_tensor_get_context (a), cr_tensor_get_dtype (a), 2, error);
    case CR_PAIR_SMOOTH_L1:
      return get_near (a, target, setting, setting > 0 ? 1 / setting : 0, error);
    case CR_PAIR_HUBER:
      return get_near (a, target, setting, 1, error);
    default:
      return soft_margin_curvature (a, target, error);
    }
}

static gboolean
pair_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrPair pair = function->ints[0];
  CrReduction reduction = function->ints[1];
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) a = grad ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 2, error) : NULL;
  if (!target)
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_rule_send (function, 0, pair_backward (pair, received, a, target, function->number, reduction, error),
                        sent, error))
    return FALSE;
  gboolean needs_target = function->n_next > 2 && cr_grad_fn_needs (function, 2);
  if (!cr_grad_fn_needs (function, 1) && !needs_target)
    return TRUE;
  g_autoptr (CrTensor) bend = get_curvature (pair, a, target, function->number, error);
  g_autoptr (CrTensor) product = bend ? cr_rule_times (cr_op_mul (received, grad, error), bend, error) : NULL;
  g_autoptr (CrTensor) scaled
      = product ? cr_op_mul_scalar (product, cr_nn_reduction_factor (reduction, a), error) : NULL;
  if (!scaled || (cr_grad_fn_needs (function, 1) && !cr_rule_send (function, 1, cr_tensor_ref (scaled), sent, error)))
    return FALSE;
  return !needs_target || cr_rule_send (function, 2, cr_op_neg (scaled, error), sent, error);
}

/* A weight times what the kernel gave, taken. */
static CrTensor *
weigh_kernel (CrTensor *loss, CrTensor *weight, GError **error)
{
  g_autoptr (CrTensor) owned = loss;
  return loss && weight ? cr_rule_binary (CR_BINARY_MUL, loss, weight, error) : g_steal_pointer (&owned);
}

CrTensor *
cr_op_binary_cross_entropy (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, GError **error)
{
  CrRecord record = CR_RECORD_2 (binary_cross_entropy, a, target);
  if (!cr_nn_check_floating (a, "binary_cross_entropy", error))
    return NULL;
  CrTensor *loss = weigh_kernel (cr_kernel_pair (CR_PAIR_BCE, FALSE, a, target, 0, error), weight, error);
  record.output = cr_nn_reduce_kernel (loss, reduction, error);
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, CR_PAIR_BCE, 0, reduction);
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, target, TRUE);
      cr_record_save (&record, 2, weight, weight != NULL);
    }
  return cr_record_end (&record);
}

/* factor · grad · weight, of the shape of the loss of elements; takes @product, what else is multiplied. */
static CrTensor *
scale_loss (CrTensor *product, CrTensor *grad, CrTensor *weight, CrReduction reduction, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) all = cr_rule_times (product, grad, error);
  g_autoptr (CrTensor) weighed = all && weight ? cr_op_mul (all, weight, error) : g_steal_pointer (&all);
  if (!weighed || reduction != CR_REDUCTION_MEAN)
    return g_steal_pointer (&weighed);
  return cr_op_mul_scalar (weighed, cr_nn_reduction_factor (reduction, a), error);
}

static CrTensor *
bce_backward (CrTensor *grad, CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, GError **error)
{
  CrRecord record = { &cr_primitive_binary_cross_entropy_backward, { grad, a, target }, 3, NULL, NULL };
  g_autoptr (CrTensor) slope = cr_kernel_pair (CR_PAIR_BCE, TRUE, a, target, 0, error);
  g_autoptr (CrTensor) product = slope ? cr_rule_binary (CR_BINARY_MUL, slope, grad, error) : NULL;
  g_autoptr (CrTensor) factor = product ? cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64,
                                                        cr_nn_reduction_factor (reduction, a), error)
                                        : NULL;
  CrTensor *scaled = factor ? cr_rule_binary (CR_BINARY_MUL, product, factor, error) : NULL;
  record.output = weigh_kernel (scaled, weight, error);
  if (cr_record_begin (&record, error))
    {
      put_settings (&record, CR_PAIR_BCE, 0, reduction);
      cr_record_save (&record, 0, grad, TRUE);
      cr_record_save (&record, 1, a, TRUE);
      cr_record_save (&record, 2, target, TRUE);
      cr_record_save (&record, 3, weight, weight != NULL);
    }
  return cr_record_end (&record);
}

/* The weight saved in @slot, owned, or NULL; FALSE with @error. */
static gboolean
unpack_weight (CrGradFn *function, guint slot, CrTensor **weight, GError **error)
{
  *weight = NULL;
  if (!cr_grad_fn_find_saved (function, slot))
    return TRUE;
  *weight = cr_grad_fn_unpack (function, slot, error);
  return *weight != NULL;
}

static CrTensor *
log_of (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_log (a, error) : NULL;
}

static gboolean
bce_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrReduction reduction = function->ints[1];
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  if (!target || !unpack_weight (function, 2, &weight, error))
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_rule_send (function, 0, bce_backward (received, a, target, weight, reduction, error), sent, error))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) log = cr_op_log (a, error);
  g_autoptr (CrTensor) other = log ? log_of (cr_nn_shift (cr_op_neg (a, error), 1, error), error) : NULL;
  CrTensor *slope = other ? cr_op_sub (other, log, 1, error) : NULL;
  return cr_rule_send (function, 1, scale_loss (slope, received, weight, reduction, a, error), sent, error);
}

/* With q = a (1 - a): ∂²/∂a² = (a² - 2ab + b) / q², ∂²/∂a∂b = -1 / q. */
static CrTensor *
bce_curvature (CrTensor *a, CrTensor *target, CrTensor *inverse, GError **error)
{
  g_autoptr (CrTensor) doubled = cr_op_mul_scalar (target, -2, error);
  g_autoptr (CrTensor) sum = doubled ? cr_op_add (a, doubled, 1, error) : NULL;
  g_autoptr (CrTensor) product = sum ? cr_op_mul (a, sum, error) : NULL;
  g_autoptr (CrTensor) top = product ? cr_op_add (product, target, 1, error) : NULL;
  return top ? cr_rule_times (cr_op_mul (top, inverse, error), inverse, error) : NULL;
}

static CrTensor *
bce_inverse (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) rest = cr_nn_shift (cr_op_neg (a, error), 1, error);
  g_autoptr (CrTensor) q = rest ? cr_op_mul (a, rest, error) : NULL;
  return q ? cr_op_reciprocal (q, error) : NULL;
}

static gboolean
bce_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrReduction reduction = function->ints[1];
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) a = grad ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 2, error) : NULL;
  if (!target || !unpack_weight (function, 3, &weight, error))
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_rule_send (function, 0, bce_backward (received, a, target, weight, reduction, error), sent, error))
    return FALSE;
  g_autoptr (CrTensor) product = cr_op_mul (received, grad, error);
  g_autoptr (CrTensor) inverse = product ? bce_inverse (a, error) : NULL;
  if (!inverse)
    return FALSE;
  if (cr_grad_fn_needs (function, 1)
      && !cr_rule_send (function, 1,
                        scale_loss (bce_curvature (a, target, inverse, error), product, weight, reduction, a, error),
                        sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 2)
         || cr_rule_send (function, 2, scale_loss (cr_op_neg (inverse, error), product, weight, reduction, a, error),
                          sent, error);
}

#define SECOND N_ ("∂L/∂g = Σ r · f′,  ∂L/∂a = r · g · f″,  ∂L/∂target = −∂L/∂a, where r = ∂L/∂y")

#define LOSS(id, grad_fn, symbol, rule)                                                                                \
  const CrPrimitive cr_primitive_##id = { #id, grad_fn, symbol, rule, 2, TRUE, pair_rule };
#define LOSS_BACKWARD(id, grad_fn, symbol)                                                                             \
  const CrPrimitive cr_primitive_##id = { #id, grad_fn, symbol, SECOND, 3, TRUE, pair_backward_rule };

LOSS (mse_loss, "MseLossBackward0", "mse", N_ ("∂L/∂a = ∂L/∂y · 2 (a − t) ÷ n,  ∂L/∂t = −∂L/∂a"))
LOSS_BACKWARD (mse_loss_backward, "MseLossBackwardBackward0", "mse′")
LOSS (smooth_l1_loss, "SmoothL1LossBackward0", "smooth L1",
      N_ ("∂L/∂a = ∂L/∂y · clamp ((a − t)/β, −1, 1) ÷ n,  ∂L/∂t = −∂L/∂a"))
LOSS_BACKWARD (smooth_l1_loss_backward, "SmoothL1LossBackwardBackward0", "smooth L1′")
LOSS (huber_loss, "HuberLossBackward0", "huber", N_ ("∂L/∂a = ∂L/∂y · clamp (a − t, −δ, δ) ÷ n,  ∂L/∂t = −∂L/∂a"))
LOSS_BACKWARD (huber_loss_backward, "HuberLossBackwardBackward0", "huber′")
const CrPrimitive cr_primitive_soft_margin_loss = {
  "soft_margin_loss", "SoftMarginLossBackward0", "soft margin", N_ ("∂L/∂a = −∂L/∂y · t · σ(−t · a) ÷ n"), 2, TRUE,
  pair_rule
};
LOSS_BACKWARD (soft_margin_loss_backward, "SoftMarginLossBackwardBackward0", "soft margin′")
const CrPrimitive cr_primitive_binary_cross_entropy
    = { "binary_cross_entropy",
        "BinaryCrossEntropyBackward0",
        "bce",
        N_ ("∂L/∂a = ∂L/∂y · w · (a − t) ÷ (n · a (1 − a)),  ∂L/∂t = ∂L/∂y · w · ln ((1 − a)/a) ÷ n"),
        2,
        TRUE,
        bce_rule };
const CrPrimitive cr_primitive_binary_cross_entropy_backward
    = { "binary_cross_entropy_backward",
        "BinaryCrossEntropyBackwardBackward0",
        "bce′",
        N_ ("∂L/∂g = r · w · (a − t)/q,  ∂L/∂a = r · g · w · (a² − 2at + t)/q²,  ∂L/∂t = −r · g · w/q, q = a (1 − a)"),
        3,
        TRUE,
        bce_backward_rule };
