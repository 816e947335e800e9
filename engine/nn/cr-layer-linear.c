/* Layers whose weight is a matrix: Linear, Bilinear, Embedding; PReLU and the losses, which have a vector. */

#include "cr-layer-private.h"

#include "cr-kernels.h"

#include <math.h>

/* The bound of the uniform distribution that PyTorch's older layers draw their bias from. */
static gboolean
build_bias (CrLayerBuilder *builder, gint64 n, double bound, GError **error)
{
  if (!cr_layer_flag (builder, "bias"))
    {
      cr_layer_none (builder, "bias", FALSE);
      return TRUE;
    }
  CrTensor *bias = cr_layer_parameter (builder, "bias", 1, &n, error);
  return bias && cr_init_uniform (bias, -bound, bound, error);
}

gboolean
cr_layer_build_linear (CrLayerBuilder *builder, GError **error)
{
  gint64 in = cr_layer_int (builder, "in_features"), out = cr_layer_int (builder, "out_features");
  CrTensor *weight = cr_layer_parameter (builder, "weight", 2, (gint64[]){ out, in }, error);
  double gain;
  if (!weight || !cr_init_get_gain ("leaky_relu", sqrt (5), &gain, error))
    return FALSE;
  if (cr_tensor_get_numel (weight) && !cr_init_kaiming_uniform (weight, gain, CR_FAN_IN, error))
    return FALSE;
  return build_bias (builder, out, in > 0 ? 1 / sqrt ((double)in) : 0, error);
}

gboolean
cr_layer_build_bilinear (CrLayerBuilder *builder, GError **error)
{
  gint64 in1 = cr_layer_int (builder, "in1_features"), in2 = cr_layer_int (builder, "in2_features");
  gint64 out = cr_layer_int (builder, "out_features");
  CrTensor *weight = cr_layer_parameter (builder, "weight", 3, (gint64[]){ out, in1, in2 }, error);
  double bound = 1 / sqrt ((double)in1);
  return weight && cr_init_uniform (weight, -bound, bound, error) && build_bias (builder, out, bound, error);
}

static gboolean
check_padding_index (CrLayerBuilder *builder, gint64 n, gint64 *padding, GError **error)
{
  *padding = -1;
  if (cr_layer_arg (builder, "padding_idx")->kind != CR_ARG_INT)
    return TRUE;
  gint64 index = cr_layer_int (builder, "padding_idx");
  *padding = index < 0 ? index + n : index;
  if (index >= -n && index < n)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_ASSERTION, "Padding_idx must be within num_embeddings");
  return FALSE;
}

gboolean
cr_layer_build_embedding (CrLayerBuilder *builder, GError **error)
{
  gint64 n = cr_layer_int (builder, "num_embeddings"), width = cr_layer_int (builder, "embedding_dim"), padding;
  const CrArg *given = cr_layer_arg (builder, "_weight");
  if (!check_padding_index (builder, n, &padding, error))
    return FALSE;
  CrTensor *weight = cr_layer_parameter (builder, "weight", 2, (gint64[]){ n, width }, error);
  if (!weight)
    return FALSE;
  if (given->kind == CR_ARG_TENSOR)
    return cr_kernel_copy_into (weight, given->u.tensor, error);
  if (!cr_init_normal (weight, 0, 1, error))
    return FALSE;
  if (padding < 0)
    return TRUE;
  gint64 one = 1;
  g_autoptr (CrTensor) row = cr_tensor_new_view (weight, 1, &width, &one, padding * width);
  return cr_init_fill (row, 0, error);
}

gboolean
cr_layer_build_prelu (CrLayerBuilder *builder, GError **error)
{
  gint64 n = cr_layer_int (builder, "num_parameters");
  CrTensor *weight = cr_layer_parameter (builder, "weight", 1, &n, error);
  return weight && cr_init_fill (weight, cr_layer_number (builder, "init"), error);
}

/* A loss keeps the weights that it is given as buffers. */
gboolean
cr_layer_build_weighted_loss (CrLayerBuilder *builder, GError **error)
{
  static const char *const names[] = { "weight", "pos_weight" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (cr_layer_find_parameter (builder->layer, names[i]) < 0)
        continue;
      const CrArg *given = cr_layer_arg (builder, names[i]);
      cr_layer_none (builder, names[i], TRUE);
      CrLayerPart *part = g_ptr_array_index (builder->parts, builder->parts->len - 1);
      part->tensor = given->kind == CR_ARG_TENSOR ? cr_tensor_ref (given->u.tensor) : NULL;
    }
  return TRUE;
}
