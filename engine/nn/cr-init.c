/* torch/nn/init.py: Glorot and Bengio's ("Understanding the difficulty of training deep feedforward
 * neural networks", 2010) and He et al.'s ("Delving deep into rectifiers", 2015) rules. */

#include "cr-init.h"

#include "cr-kernels.h"
#include "cr-random.h"

#include <math.h>
#include <string.h>

gboolean
cr_init_uniform (CrTensor *tensor, double low, double high, GError **error)
{
  return cr_random_uniform (tensor, cr_context_get_generator (cr_tensor_get_context (tensor)), low, high, error);
}

gboolean
cr_init_normal (CrTensor *tensor, double mean, double std, GError **error)
{
  return cr_random_normal (tensor, cr_context_get_generator (cr_tensor_get_context (tensor)), mean, std, error);
}

gboolean
cr_init_fill (CrTensor *tensor, double value, GError **error)
{
  return cr_kernel_fill (tensor, value, error);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, message);
  return FALSE;
}

gboolean
cr_init_eye (CrTensor *tensor, GError **error)
{
  if (cr_tensor_get_ndim (tensor) != 2)
    return refuse (error, "Only tensors with 2 dimensions are supported");
  if (!cr_kernel_fill (tensor, 0, error))
    return FALSE;
  const gint64 *sizes = cr_tensor_get_sizes (tensor), *strides = cr_tensor_get_strides (tensor);
  gint64 n = MIN (sizes[0], sizes[1]), step = strides[0] + strides[1];
  g_autoptr (CrTensor) diagonal = cr_tensor_new_view (tensor, 1, &n, &step, cr_tensor_get_offset (tensor));
  return cr_kernel_fill (diagonal, 1, error);
}

gboolean
cr_init_get_fans (CrTensor *tensor, gint64 *in, gint64 *out, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  const gint64 *sizes = cr_tensor_get_sizes (tensor);
  if (ndim < 2)
    return refuse (error, "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  gint64 field = 1;
  for (int d = 2; d < ndim; d++)
    field *= sizes[d];
  *in = sizes[1] * field;
  *out = sizes[0] * field;
  return TRUE;
}

gboolean
cr_init_parse_fan (const char *mode, CrFan *fan, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (mode, -1);
  *fan = strcmp (lower, "fan_out") == 0 ? CR_FAN_OUT : CR_FAN_IN;
  if (*fan == CR_FAN_OUT || strcmp (lower, "fan_in") == 0)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Mode %s not supported, please use one of ['fan_in', 'fan_out']",
               lower);
  return FALSE;
}

gboolean
cr_init_get_gain (const char *nonlinearity, double param, double *gain, GError **error)
{
  static const char *const ones[] = { "linear",           "conv1d",           "conv2d",  "conv3d", "conv_transpose1d",
                                      "conv_transpose2d", "conv_transpose3d", "sigmoid", NULL };
  if (g_strv_contains (ones, nonlinearity))
    *gain = 1;
  else if (strcmp (nonlinearity, "tanh") == 0)
    *gain = 5.0 / 3;
  else if (strcmp (nonlinearity, "relu") == 0)
    *gain = sqrt (2.0);
  else if (strcmp (nonlinearity, "leaky_relu") == 0)
    *gain = sqrt (2.0 / (1 + param * param));
  else if (strcmp (nonlinearity, "selu") == 0)
    *gain = 3.0 / 4;
  else
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Unsupported nonlinearity %s", nonlinearity);
      return FALSE;
    }
  return TRUE;
}

static gboolean
get_xavier_std (CrTensor *tensor, double gain, double *std, GError **error)
{
  gint64 in, out;
  if (!cr_init_get_fans (tensor, &in, &out, error))
    return FALSE;
  *std = gain * sqrt (2.0 / (double)(in + out));
  return TRUE;
}

gboolean
cr_init_xavier_uniform (CrTensor *tensor, double gain, GError **error)
{
  double std;
  if (!get_xavier_std (tensor, gain, &std, error))
    return FALSE;
  double bound = sqrt (3.0) * std;
  return cr_init_uniform (tensor, -bound, bound, error);
}

gboolean
cr_init_xavier_normal (CrTensor *tensor, double gain, GError **error)
{
  double std;
  return get_xavier_std (tensor, gain, &std, error) && cr_init_normal (tensor, 0, std, error);
}

static gboolean
get_kaiming_std (CrTensor *tensor, double gain, CrFan fan, double *std, GError **error)
{
  gint64 in, out;
  if (!cr_init_get_fans (tensor, &in, &out, error))
    return FALSE;
  *std = gain / sqrt ((double)(fan == CR_FAN_IN ? in : out));
  return TRUE;
}

gboolean
cr_init_kaiming_uniform (CrTensor *tensor, double gain, CrFan fan, GError **error)
{
  double std;
  if (!get_kaiming_std (tensor, gain, fan, &std, error))
    return FALSE;
  double bound = sqrt (3.0) * std;
  return cr_init_uniform (tensor, -bound, bound, error);
}

gboolean
cr_init_kaiming_normal (CrTensor *tensor, double gain, CrFan fan, GError **error)
{
  double std;
  return get_kaiming_std (tensor, gain, fan, &std, error) && cr_init_normal (tensor, 0, std, error);
}
