/* Element-wise losses: functions of an element and its target, and their derivative by the element. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"
#include "cr-loop.h"

#include <math.h>

typedef double (*Pair) (double a, double b, double s);

static double
mse (double a, double b, double s)
{
  return (a - b) * (a - b);
}

static double
mse_slope (double a, double b, double s)
{
  return 2 * (a - b);
}

static double
smooth_l1 (double a, double b, double s)
{
  double d = fabs (a - b);
  return d < s ? 0.5 * d * d / s : d - 0.5 * s;
}

static double
smooth_l1_slope (double a, double b, double s)
{
  double d = a - b;
  return d <= -s ? -1 : d >= s ? 1 : d / s;
}

static double
huber (double a, double b, double s)
{
  double d = fabs (a - b);
  return d < s ? 0.5 * d * d : s * (d - 0.5 * s);
}

static double
huber_slope (double a, double b, double s)
{
  double d = a - b;
  return d <= -s ? -s : d >= s ? s : d;
}

/* PyTorch bounds the logarithms, and the divisor of the slope. */
static double
bce (double a, double b, double s)
{
  return (b - 1) * MAX (log1p (-a), -100) - b * MAX (log (a), -100);
}

static double
bce_slope (double a, double b, double s)
{
  return (a - b) / MAX ((1 - a) * a, 1e-12);
}

static double
soft_margin (double a, double b, double s)
{
  return log1p (exp (-b * a));
}

static double
soft_margin_slope (double a, double b, double s)
{
  double z = exp (-b * a);
  return -b * z / (1 + z);
}

static const struct
{
  Pair value;
  Pair slope;
} pairs[CR_N_PAIRS] = {
  [CR_PAIR_MSE] = { mse, mse_slope },
  [CR_PAIR_SMOOTH_L1] = { smooth_l1, smooth_l1_slope },
  [CR_PAIR_HUBER] = { huber, huber_slope },
  [CR_PAIR_BCE] = { bce, bce_slope },
  [CR_PAIR_SOFT_MARGIN] = { soft_margin, soft_margin_slope },
};

typedef struct
{
  Pair pair;
  double setting;
  CrDtype dtype;
} Run;

static void
run_row (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Run *run = user_data;
  for (gint64 i = 0; i < n; i++)
    if (run->dtype == CR_DTYPE_FLOAT32)
      ((float *)data[0])[i * strides[0]] = (float)run->pair (((const float *)data[1])[i * strides[1]],
                                                             ((const float *)data[2])[i * strides[2]], run->setting);
    else
      ((double *)data[0])[i * strides[0]] = run->pair (((const double *)data[1])[i * strides[1]],
                                                       ((const double *)data[2])[i * strides[2]], run->setting);
}

CrTensor *
cr_kernel_pair (CrPair pair, gboolean derivative, CrTensor *a, CrTensor *b, double setting, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  Run run = { derivative ? pairs[pair].slope : pairs[pair].value, setting, dtype };
  gint64 sizes[CR_MAX_DIMS];
  CrLoop loop;
  int ndim = cr_broadcast_sizes (a, b, sizes, error);
  g_autoptr (CrTensor) other = ndim < 0 ? NULL : cr_kernel_as_dtype (b, dtype, error);
  g_autoptr (CrTensor) result
      = other ? cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, ndim, sizes, error) : NULL;
  if (!result)
    return NULL;
  cr_loop_init (&loop, ndim, sizes);
  cr_loop_add (&loop, result, cr_tensor_get_mutable (result, NULL));
  cr_loop_add (&loop, a, cr_tensor_get_data (a));
  cr_loop_add (&loop, other, cr_tensor_get_data (other));
  if (!cr_loop_run (&loop, cr_tensor_get_context (a), run_row, &run, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}
