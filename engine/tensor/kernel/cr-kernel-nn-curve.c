/* Activations and element-wise losses: a table of functions with their slopes. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"
#include "cr-loop.h"
#include "cr-vector.h"

#include <math.h>

#define SQRT_HALF 0.70710678118654752440
#define INVERSE_SQRT_TAU 0.39894228040143267794 /* 1 / √(2π) */
#define TANH_BETA 0.79788456080286535588        /* √(2/π) */
#define TANH_KAPPA 0.044715

typedef double (*Curve) (double x, const double *s);

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
hardtanh (double x, const double *s)
{
  return x < s[0] ? s[0] : x > s[1] ? s[1] : x;
}

static double
hardtanh_slope (double x, const double *s)
{
  return x <= s[0] || x >= s[1] ? 0 : 1;
}

static double
leaky_relu (double x, const double *s)
{
  return x > 0 ? x : x * s[0];
}

static double
leaky_relu_slope (double x, const double *s)
{
  return x > 0 ? 1 : s[0];
}

static double
elu (double x, const double *s)
{
  return x <= 0 ? expm1 (x * s[2]) * s[0] * s[1] : x * s[1];
}

static double
elu_slope (double x, const double *s)
{
  return x <= 0 ? exp (x * s[2]) * s[2] * s[0] * s[1] : s[1];
}

static double
elu_result_slope (double y, const double *s)
{
  return y <= 0 ? (y + s[0] * s[1]) * s[2] : s[1];
}

static double
gelu (double x, const double *s)
{
  return x * 0.5 * (1 + erf (x * SQRT_HALF));
}

static double
gelu_slope (double x, const double *s)
{
  return 0.5 * (1 + erf (x * SQRT_HALF)) + x * exp (x * x * -0.5) * INVERSE_SQRT_TAU;
}

static double
gelu_tanh (double x, const double *s)
{
  return 0.5 * x * (1 + tanh (TANH_BETA * (x + TANH_KAPPA * x * x * x)));
}

static double
gelu_tanh_slope (double x, const double *s)
{
  double t = tanh (TANH_BETA * (x + TANH_KAPPA * x * x * x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * TANH_BETA * (1 + 3 * TANH_KAPPA * x * x);
}

static double
silu (double x, const double *s)
{
  return x / (1 + exp (-x));
}

static double
silu_slope (double x, const double *s)
{
  double y = sigmoid (x);
  return y * (1 + x * (1 - y));
}

static double
mish (double x, const double *s)
{
  return x * tanh (log1p (exp (x)));
}

static double
mish_slope (double x, const double *s)
{
  double t = tanh (log1p (exp (x)));
  return t + x * sigmoid (x) * (1 - t * t);
}

static double
hardswish (double x, const double *s)
{
  return x * CLAMP (x + 3, 0, 6) / 6;
}

static double
hardswish_slope (double x, const double *s)
{
  return x < -3 ? 0 : x <= 3 ? x / 3 + 0.5 : 1;
}

static double
hardsigmoid (double x, const double *s)
{
  return CLAMP (x + 3, 0, 6) / 6;
}

static double
hardsigmoid_slope (double x, const double *s)
{
  return x > -3 && x < 3 ? 1.0f / 6.0f : 0; /* in single precision, as in PyTorch */
}

static double
softplus (double x, const double *s)
{
  return x * s[0] > s[1] ? x : log1p (exp (x * s[0])) / s[0];
}

static double
softplus_slope (double x, const double *s)
{
  double z = exp (x * s[0]);
  return x * s[0] > s[1] ? 1 : z / (z + 1);
}

static double
softshrink (double x, const double *s)
{
  return x > s[0] ? x - s[0] : x < -s[0] ? x + s[0] : x * 0;
}

static double
shrink_slope (double x, const double *s)
{
  return x >= -s[0] && x <= s[0] ? 0 : 1;
}

static double
hardshrink (double x, const double *s)
{
  return x >= -s[0] && x <= s[0] ? 0 : x;
}

static double
log_sigmoid (double x, const double *s)
{
  return MIN (x, 0) - log1p (exp (-fabs (x)));
}

static double
log_sigmoid_slope (double x, const double *s)
{
  double z = exp (-fabs (x));
  return x < 0 ? 1 - z / (1 + z) : z / (1 + z);
}

static double
threshold (double x, const double *s)
{
  return x <= s[0] ? s[1] : x;
}

static double
threshold_slope (double x, const double *s)
{
  return x <= s[0] ? 0 : 1;
}

static const struct
{
  Curve value;
  Curve slope;
} curves[CR_N_CURVES] = {
  [CR_CURVE_HARDTANH] = { hardtanh, hardtanh_slope },
  [CR_CURVE_LEAKY_RELU] = { leaky_relu, leaky_relu_slope },
  [CR_CURVE_ELU] = { elu, elu_slope },
  [CR_CURVE_ELU_RESULT] = { elu, elu_result_slope },
  [CR_CURVE_GELU] = { gelu, gelu_slope },
  [CR_CURVE_GELU_TANH] = { gelu_tanh, gelu_tanh_slope },
  [CR_CURVE_SILU] = { silu, silu_slope },
  [CR_CURVE_MISH] = { mish, mish_slope },
  [CR_CURVE_HARDSWISH] = { hardswish, hardswish_slope },
  [CR_CURVE_HARDSIGMOID] = { hardsigmoid, hardsigmoid_slope },
  [CR_CURVE_SOFTPLUS] = { softplus, softplus_slope },
  [CR_CURVE_SOFTSHRINK] = { softshrink, shrink_slope },
  [CR_CURVE_HARDSHRINK] = { hardshrink, shrink_slope },
  [CR_CURVE_LOG_SIGMOID] = { log_sigmoid, log_sigmoid_slope },
  [CR_CURVE_THRESHOLD] = { threshold, threshold_slope },
};

/* Whole rows of floats: curves without a function of the C library in them as loops that the compiler makes wide,
 * those with one by SLEEF in blocks. @g is NULL for the value, else what the slope is multiplied by. */
typedef void (*Row) (float *to, const float *g, const float *x, const double *s, gint64 n);

/* clang-format off */
#define DEFINE_ROWS(name, value, slope)                                                                              \
  CR_WIDE static void name##_row (float *to, const float *g, const float *x, const double *s, gint64 n)                \
  {                                                                                                                    \
    double kept[4] = { s ? s[0] : 0, s ? s[1] : 0 };                                                                   \
    for (gint64 i = 0; !g && i < n; i++)                                                                               \
      to[i] = (float)value (x[i], kept);                                                                               \
    for (gint64 i = 0; g && i < n; i++)                                                                                \
      {                                                                                                                \
        double m = slope (x[i], kept), product = g[i] * m;                                                             \
        to[i] = m == 0 ? 0 : (float)product;                                                                           \
      }                                                                                                                \
  }
DEFINE_ROWS (hardtanh, hardtanh, hardtanh_slope)
DEFINE_ROWS (leaky_relu, leaky_relu, leaky_relu_slope)
DEFINE_ROWS (hardswish, hardswish, hardswish_slope)
DEFINE_ROWS (hardsigmoid, hardsigmoid, hardsigmoid_slope)
DEFINE_ROWS (softshrink, softshrink, shrink_slope)
DEFINE_ROWS (hardshrink, hardshrink, shrink_slope)
DEFINE_ROWS (threshold, threshold, threshold_slope)
/* clang-format on */

#define BLOCK 512

/* One block of at most BLOCK: what a curve computes with SLEEF. */
CR_WIDE static void
gelu_block (float *to, const float *g, const float *x, gint64 n)
{
  float cdf[BLOCK], pdf[BLOCK];
  for (gint64 i = 0; i < n; i++)
    {
      cdf[i] = x[i] * (float)SQRT_HALF;
      pdf[i] = x[i] * x[i] * -0.5f;
    }
  cr_vector_get ()->unary_f32[CR_VECTOR_ERF](cdf, cdf, n);
  if (g)
    cr_vector_get ()->unary_f32[CR_VECTOR_EXP](pdf, pdf, n);
  for (gint64 i = 0; !g && i < n; i++)
    to[i] = x[i] * 0.5f * (1 + cdf[i]);
  for (gint64 i = 0; g && i < n; i++)
    to[i] = g[i] * (0.5f * (1 + cdf[i]) + x[i] * pdf[i] * (float)INVERSE_SQRT_TAU);
}

CR_WIDE static void
silu_block (float *to, const float *g, const float *x, gint64 n)
{
  float e[BLOCK];
  for (gint64 i = 0; i < n; i++)
    e[i] = -x[i];
  cr_vector_get ()->unary_f32[CR_VECTOR_EXP](e, e, n);
  for (gint64 i = 0; !g && i < n; i++)
    to[i] = x[i] / (1 + e[i]);
  for (gint64 i = 0; g && i < n; i++)
    {
      float y = 1 / (1 + e[i]);
      to[i] = g[i] * (y * (1 + x[i] * (1 - y)));
    }
}

static void
gelu_row (float *to, const float *g, const float *x, const double *s, gint64 n)
{
  for (gint64 i = 0; i < n; i += BLOCK)
    gelu_block (to + i, g ? g + i : NULL, x + i, MIN (BLOCK, n - i));
}

static void
silu_row (float *to, const float *g, const float *x, const double *s, gint64 n)
{
  for (gint64 i = 0; i < n; i += BLOCK)
    silu_block (to + i, g ? g + i : NULL, x + i, MIN (BLOCK, n - i));
}

static const Row rows[CR_N_CURVES] = {
  [CR_CURVE_HARDTANH] = hardtanh_row,
  [CR_CURVE_LEAKY_RELU] = leaky_relu_row,
  [CR_CURVE_GELU] = gelu_row,
  [CR_CURVE_SILU] = silu_row,
  [CR_CURVE_HARDSWISH] = hardswish_row,
  [CR_CURVE_HARDSIGMOID] = hardsigmoid_row,
  [CR_CURVE_SOFTSHRINK] = softshrink_row,
  [CR_CURVE_HARDSHRINK] = hardshrink_row,
  [CR_CURVE_THRESHOLD] = threshold_row,
};

typedef struct
{
  Curve curve;
  Row row; /* for contiguous floats; NULL if there is none */
  const double *settings;
  CrDtype dtype;
} Run;

/* Whether row() has done it. */
static gboolean
run_wide (const Run *run, guint8 *const *data, const gint64 *strides, gint64 n, guint n_operands)
{
  if (!run->row || run->dtype != CR_DTYPE_FLOAT32)
    return FALSE;
  for (guint i = 0; i < n_operands; i++)
    if (strides[i] != 1)
      return FALSE;
  gboolean slope = n_operands == 3;
  run->row ((float *)data[0], slope ? (const float *)data[1] : NULL, (const float *)data[n_operands - 1], run->settings,
            n);
  return TRUE;
}

static void
value_row (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Run *run = user_data;
  if (run_wide (run, data, strides, n, 2))
    return;
  for (gint64 i = 0; i < n; i++)
    if (run->dtype == CR_DTYPE_FLOAT32)
      ((float *)data[0])[i * strides[0]] = (float)run->curve (((const float *)data[1])[i * strides[1]], run->settings);
    else if (run->dtype == CR_DTYPE_FLOAT64)
      ((double *)data[0])[i * strides[0]] = run->curve (((const double *)data[1])[i * strides[1]], run->settings);
    else
      ((gint64 *)data[0])[i * strides[0]]
          = (gint64)run->curve ((double)((const gint64 *)data[1])[i * strides[1]], run->settings);
}

/* A gradient where the slope is 0 becomes 0 whatever it is, as PyTorch's choices make it. */
static void
slope_row (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Run *run = user_data;
  if (run_wide (run, data, strides, n, 3))
    return;
  for (gint64 i = 0; i < n; i++)
    if (run->dtype == CR_DTYPE_FLOAT32)
      {
        double slope = run->curve (((const float *)data[2])[i * strides[2]], run->settings);
        ((float *)data[0])[i * strides[0]] = slope == 0 ? 0 : (float)(((const float *)data[1])[i * strides[1]] * slope);
      }
    else
      {
        double slope = run->curve (((const double *)data[2])[i * strides[2]], run->settings);
        ((double *)data[0])[i * strides[0]] = slope == 0 ? 0 : ((const double *)data[1])[i * strides[1]] * slope;
      }
}

CrTensor *
cr_kernel_curve (CrCurve curve, CrTensor *a, const double *settings, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  Run run = { curves[curve].value, rows[curve], settings, dtype };
  CrLoop loop;
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, cr_tensor_get_ndim (a),
                                                           cr_tensor_get_sizes (a), error);
  if (!result)
    return NULL;
  cr_loop_init (&loop, cr_tensor_get_ndim (result), cr_tensor_get_sizes (result));
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, a, cr_tensor_get_data (a));
  if (!cr_loop_run (&loop, cr_tensor_get_context (a), value_row, &run, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_curve_slope (CrCurve curve, CrTensor *grad, CrTensor *a, const double *settings, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  Run run = { curves[curve].slope, rows[curve], settings, dtype };
  gint64 sizes[CR_MAX_DIMS];
  CrLoop loop;
  int ndim = cr_broadcast_sizes (grad, a, sizes, error);
  g_autoptr (CrTensor) g = ndim < 0 ? NULL : cr_kernel_as_dtype (grad, dtype, error);
  g_autoptr (CrTensor) result
      = g ? cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, ndim, sizes, error) : NULL;
  if (!result)
    return NULL;
  cr_loop_init (&loop, ndim, sizes);
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, g, cr_tensor_get_data (g));
  cr_loop_add (&loop, a, cr_tensor_get_data (a));
  if (!cr_loop_run (&loop, cr_tensor_get_context (a), slope_row, &run, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}
