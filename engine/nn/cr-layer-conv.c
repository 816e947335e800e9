/* Convolutions: He's uniform weights, and a bias bounded by what a unit receives (torch/nn/modules/conv.py). */

#include "cr-layer-private.h"

#include <math.h>
#include <string.h>

static gboolean
check_channels (gint64 in, gint64 out, gint64 groups, GError **error)
{
  const char *message = NULL;
  if (groups <= 0)
    message = "groups must be a positive integer";
  else if (in % groups != 0)
    message = "in_channels must be divisible by groups";
  else if (out % groups != 0)
    message = "out_channels must be divisible by groups";
  if (message)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, message);
  return message == NULL;
}

/* Another padding than with zeros is an operation before the convolution; a transposed one has none. */
static gboolean
check_padding_mode (CrLayerBuilder *builder, gboolean transposed, GError **error)
{
  static const char *const modes[] = { "zeros", "reflect", "replicate", "circular", NULL };
  const CrArg *arg = cr_layer_arg (builder, "padding_mode");
  const char *mode = arg->kind == CR_ARG_STRING ? arg->u.string : "zeros";
  if (transposed && strcmp (mode, "zeros") != 0)
    g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Only \"zeros\" padding mode is supported for %s",
                 builder->layer->name);
  else if (!g_strv_contains (modes, mode))
    g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                 "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='%s'",
                 mode);
  else
    return TRUE;
  return FALSE;
}

static gboolean
build_conv (CrLayerBuilder *builder, guint n_dims, gboolean transposed, GError **error)
{
  gint64 in = cr_layer_int (builder, "in_channels"), out = cr_layer_int (builder, "out_channels");
  gint64 groups = cr_layer_int (builder, "groups"), fan_in, fan_out, sizes[4];
  double gain;
  if (!check_channels (in, out, groups, error) || !check_padding_mode (builder, transposed, error)
      || !cr_layer_ints (builder, "kernel_size", n_dims, sizes + 2, error))
    return FALSE;
  sizes[0] = transposed ? in : out;
  sizes[1] = (transposed ? out : in) / groups;
  CrTensor *weight = cr_layer_parameter (builder, "weight", 2 + (int)n_dims, sizes, error);
  if (!weight || !cr_init_get_gain ("leaky_relu", sqrt (5), &gain, error))
    return FALSE;
  if (cr_tensor_get_numel (weight) && !cr_init_kaiming_uniform (weight, gain, CR_FAN_IN, error))
    return FALSE;
  if (!cr_layer_flag (builder, "bias"))
    {
      cr_layer_none (builder, "bias", FALSE);
      return TRUE;
    }
  CrTensor *bias = cr_layer_parameter (builder, "bias", 1, &out, error);
  if (!bias || !cr_init_get_fans (weight, &fan_in, &fan_out, error))
    return FALSE;
  double bound = fan_in ? 1 / sqrt ((double)fan_in) : 0;
  return cr_init_uniform (bias, -bound, bound, error);
}

gboolean
cr_layer_build_conv1d (CrLayerBuilder *builder, GError **error)
{
  return build_conv (builder, 1, FALSE, error);
}

gboolean
cr_layer_build_conv2d (CrLayerBuilder *builder, GError **error)
{
  return build_conv (builder, 2, FALSE, error);
}

gboolean
cr_layer_build_conv_transpose1d (CrLayerBuilder *builder, GError **error)
{
  return build_conv (builder, 1, TRUE, error);
}

gboolean
cr_layer_build_conv_transpose2d (CrLayerBuilder *builder, GError **error)
{
  return build_conv (builder, 2, TRUE, error);
}
