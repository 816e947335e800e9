/* Normalisations: ones and zeros; batch normalisation has running statistics as buffers besides. */

#include "cr-layer-private.h"

#include "cr-kernels.h"

#include <glib/gi18n-lib.h>

static gboolean
build_affine (CrLayerBuilder *builder, gboolean wanted, int ndim, const gint64 *sizes, GError **error)
{
  if (!wanted)
    {
      cr_layer_none (builder, "weight", FALSE);
      cr_layer_none (builder, "bias", FALSE);
      return TRUE;
    }
  CrTensor *weight = cr_layer_parameter (builder, "weight", ndim, sizes, error);
  if (!weight || !cr_init_fill (weight, 1, error))
    return FALSE;
  CrTensor *bias = cr_layer_parameter (builder, "bias", ndim, sizes, error);
  return bias && cr_init_fill (bias, 0, error);
}

gboolean
cr_layer_build_batch_norm (CrLayerBuilder *builder, GError **error)
{
  static const char *const names[] = { "running_mean", "running_var", "num_batches_tracked" };
  gint64 n = cr_layer_int (builder, "num_features");
  const CrArg *given = cr_layer_arg (builder, "dtype");
  CrDtype dtype = given->kind == CR_ARG_DTYPE ? given->u.dtype : CR_DTYPE_FLOAT32;
  if (!build_affine (builder, cr_layer_flag (builder, "affine"), 1, &n, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!cr_layer_flag (builder, "track_running_stats"))
        {
          cr_layer_none (builder, names[i], TRUE);
          continue;
        }
      CrTensor *buffer = cr_layer_buffer (builder, names[i], i < 2 ? dtype : CR_DTYPE_INT64, i < 2, &n, error);
      if (!buffer || !cr_kernel_fill (buffer, i == 1, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_layer_build_layer_norm (CrLayerBuilder *builder, GError **error)
{
  const CrArg *shape = cr_layer_arg (builder, "normalized_shape");
  gint64 alone = shape->kind == CR_ARG_INT ? shape->u.integer : 0;
  gboolean is_list = shape->kind == CR_ARG_INTS;
  if (is_list && shape->n_ints > CR_MAX_DIMS)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           _ ("LayerNorm: normalized_shape has too many dimensions"));
      return FALSE;
    }
  return build_affine (builder, cr_layer_flag (builder, "elementwise_affine"), is_list ? (int)shape->n_ints : 1,
                       is_list ? shape->ints : &alone, error);
}

gboolean
cr_layer_build_group_norm (CrLayerBuilder *builder, GError **error)
{
  gint64 groups = cr_layer_int (builder, "num_groups"), n = cr_layer_int (builder, "num_channels");
  if (groups <= 0 || n % groups != 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, "num_channels must be divisible by num_groups");
      return FALSE;
    }
  return build_affine (builder, cr_layer_flag (builder, "affine"), 1, &n, error);
}
