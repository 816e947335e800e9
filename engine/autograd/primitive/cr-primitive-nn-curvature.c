/* Second derivatives of activations as operations. */

#include "cr-primitive-nn-curvature.h"
#include "cr-primitive-nn-private.h"

#include <math.h>

#define TANH_BETA 0.79788456080286535588 /* √(2/π) */
#define TANH_KAPPA 0.044715
#define INVERSE_SQRT_TAU 0.39894228040143267794

/* @value, taken, where @a compares so with @bound, else 0. */
static CrTensor *
where_compared (CrTensor *a, CrBinary op, double bound, CrTensor *value, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  g_autoptr (CrTensor) owned = value;
  g_autoptr (CrTensor) number = value ? cr_op_number (context, CR_DTYPE_FLOAT64, bound, error) : NULL;
  g_autoptr (CrTensor) holds = number ? cr_kernel_binary (op, a, number, cr_tensor_get_dtype (a), error) : NULL;
  g_autoptr (CrTensor) zero = holds ? cr_tensor_new_scalar (context, cr_tensor_get_dtype (a), 0, error) : NULL;
  return zero ? cr_op_where (holds, value, zero, error) : NULL;
}

/* A tensor like @a of one value, not recorded. */
static CrTensor *
constant_like (CrTensor *a, double value, GError **error)
{
  return cr_tensor_new_full (cr_tensor_get_context (a), cr_tensor_get_dtype (a), cr_tensor_get_ndim (a),
                             cr_tensor_get_sizes (a), value, error);
}

/* exp of @a, taken; NULL passes through. */
static CrTensor *
exp_of (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_exp (a, error) : NULL;
}

static CrTensor *
sigmoid_of (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_sigmoid (a, error) : NULL;
}

/* 1 - a, taken. */
static CrTensor *
one_minus (CrTensor *a, GError **error)
{
  return cr_nn_shift (cr_rule_minus (a, error), 1, error);
}

static CrTensor *
square_of (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_mul (a, a, error) : NULL;
}

CrTensor *
cr_curvature_elu (CrTensor *a, const double *s, GError **error)
{
  CrTensor *power = exp_of (cr_op_mul_scalar (a, s[2], error), error);
  return where_compared (a, CR_BINARY_LE, 0, cr_nn_scale (power, s[0] * s[1] * s[2] * s[2], error), error);
}

/* The slope (y + α) · input scale has itself the slope input scale. */
CrTensor *
cr_curvature_elu_result (CrTensor *y, const double *s, GError **error)
{
  return where_compared (y, CR_BINARY_LE, 0, constant_like (y, s[2], error), error);
}

/* φ(a) (2 - a²) */
CrTensor *
cr_curvature_gelu (CrTensor *a, const double *s, GError **error)
{
  g_autoptr (CrTensor) square = cr_op_mul (a, a, error);
  CrTensor *density = square ? exp_of (cr_op_mul_scalar (square, -0.5, error), error) : NULL;
  g_autoptr (CrTensor) scaled = cr_nn_scale (density, INVERSE_SQRT_TAU, error);
  g_autoptr (CrTensor) rest = scaled ? cr_nn_shift (cr_op_neg (square, error), 2, error) : NULL;
  return rest ? cr_op_mul (scaled, rest, error) : NULL;
}

/* With u = β (a + κ a³) and t = tanh u: (1 - t²) (u′ + ½ a u″ - a t u′²). */
CrTensor *
cr_curvature_gelu_tanh (CrTensor *a, const double *s, GError **error)
{
  g_autoptr (CrTensor) square = cr_op_mul (a, a, error);
  g_autoptr (CrTensor) inner = square ? cr_nn_shift (cr_op_mul_scalar (square, TANH_KAPPA, error), 1, error) : NULL;
  g_autoptr (CrTensor) u = inner ? cr_nn_scale (cr_op_mul (a, inner, error), TANH_BETA, error) : NULL;
  g_autoptr (CrTensor) t = u ? cr_op_tanh (u, error) : NULL;
  g_autoptr (CrTensor) first
      = t ? cr_nn_shift (cr_op_mul_scalar (square, 3 * TANH_KAPPA * TANH_BETA, error), TANH_BETA, error) : NULL;
  g_autoptr (CrTensor) second = first ? cr_op_mul_scalar (square, 3 * TANH_KAPPA * TANH_BETA, error) : NULL;
  g_autoptr (CrTensor) bent = second ? cr_op_mul (a, t, error) : NULL;
  g_autoptr (CrTensor) steep = bent ? cr_rule_times (cr_op_mul (first, first, error), bent, error) : NULL;
  g_autoptr (CrTensor) sum = steep ? cr_op_add (first, second, 1, error) : NULL;
  g_autoptr (CrTensor) difference = sum ? cr_op_sub (sum, steep, 1, error) : NULL;
  return difference ? cr_rule_times (one_minus (square_of (cr_tensor_ref (t), error), error), difference, error) : NULL;
}

CrTensor *
cr_curvature_hardswish (CrTensor *a, const double *s, GError **error)
{
  CrTensor *third = where_compared (a, CR_BINARY_GT, -3, constant_like (a, 1 / 3.0, error), error);
  return where_compared (a, CR_BINARY_LT, 3, third, error);
}

/* β σ(βa) (1 - σ(βa)) below the threshold. */
CrTensor *
cr_curvature_softplus (CrTensor *a, const double *s, GError **error)
{
  g_autoptr (CrTensor) y = sigmoid_of (cr_op_mul_scalar (a, s[0], error), error);
  CrTensor *slope = y ? cr_rule_times (one_minus (cr_tensor_ref (y), error), y, error) : NULL;
  return where_compared (a, CR_BINARY_LE, s[1] / s[0], cr_nn_scale (slope, s[0], error), error);
}

/* -σ(a) (1 - σ(a)) */
CrTensor *
cr_curvature_log_sigmoid (CrTensor *a, const double *s, GError **error)
{
  g_autoptr (CrTensor) y = cr_op_sigmoid (a, error);
  return y ? cr_rule_minus (cr_rule_times (one_minus (cr_tensor_ref (y), error), y, error), error) : NULL;
}

/* grad · σ · (1 + a · (1 - σ)), in PyTorch's order of operations. */
CrTensor *
cr_slope_silu (CrTensor *grad, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) y = cr_op_sigmoid (a, error);
  g_autoptr (CrTensor) one = y ? constant_like (y, 1, error) : NULL;
  g_autoptr (CrTensor) rest = one ? cr_op_sub (one, y, 1, error) : NULL;
  g_autoptr (CrTensor) slope = rest ? cr_nn_shift (cr_op_mul (a, rest, error), 1, error) : NULL;
  return slope ? cr_rule_times (cr_op_mul (grad, y, error), slope, error) : NULL;
}

/* grad · (t + a · σ · (1 - t²)), t = tanh (ln (1 + exp a)). */
CrTensor *
cr_slope_mish (CrTensor *grad, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) y = cr_op_sigmoid (a, error);
  g_autoptr (CrTensor) power = y ? cr_op_exp (a, error) : NULL;
  g_autoptr (CrTensor) soft = power ? cr_op_log1p (power, error) : NULL;
  g_autoptr (CrTensor) t = soft ? cr_op_tanh (soft, error) : NULL;
  g_autoptr (CrTensor) rest = t ? one_minus (square_of (cr_tensor_ref (t), error), error) : NULL;
  g_autoptr (CrTensor) second = rest ? cr_rule_times (cr_op_mul (a, y, error), rest, error) : NULL;
  g_autoptr (CrTensor) slope = second ? cr_op_add (t, second, 1, error) : NULL;
  return slope ? cr_op_mul (grad, slope, error) : NULL;
}

/* grad / 6 between -3 and 3. */
CrTensor *
cr_slope_hardsigmoid (CrTensor *grad, CrTensor *a, GError **error)
{
  CrTensor *above = where_compared (a, CR_BINARY_GT, -3, cr_op_mul_scalar (grad, 1.0f / 6.0f, error), error);
  return where_compared (a, CR_BINARY_LT, 3, above, error);
}
