/* Recurrent layers: for each layer and direction w_ih, w_hh, b_ih, b_hh, all drawn from one uniform
 * distribution (torch/nn/modules/rnn.py). */

#include "cr-layer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
build_cell (CrLayerBuilder *builder, gint64 layer, const char *suffix, gint64 in, gint64 gates, GError **error)
{
  static const char *const names[] = { "weight_ih", "weight_hh", "bias_ih", "bias_hh" };
  gint64 hidden = cr_layer_int (builder, "hidden_size");
  guint n = cr_layer_flag (builder, "bias") ? 4 : 2;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_l%" G_GINT64_FORMAT "%s", names[i], layer, suffix);
      gint64 sizes[] = { gates * hidden, i == 0 ? in : hidden };
      if (!cr_layer_parameter (builder, name, i < 2 ? 2 : 1, sizes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
build_recurrent (CrLayerBuilder *builder, gint64 gates, GError **error)
{
  gint64 n_layers = cr_layer_int (builder, "num_layers"), hidden = cr_layer_int (builder, "hidden_size");
  guint directions = cr_layer_flag (builder, "bidirectional") ? 2 : 1;
  if (cr_layer_int (builder, "proj_size") != 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                           _ ("recurrent layers with a projection (proj_size) are not supported"));
      return FALSE;
    }
  for (gint64 layer = 0; layer < n_layers; layer++)
    for (guint d = 0; d < directions; d++)
      if (!build_cell (builder, layer, d ? "_reverse" : "",
                       layer == 0 ? cr_layer_int (builder, "input_size") : hidden * directions, gates, error))
        return FALSE;
  double bound = hidden > 0 ? 1.0 / sqrt ((double)hidden) : 0;
  for (guint i = 0; i < builder->parts->len; i++)
    if (!cr_init_uniform (((CrLayerPart *)g_ptr_array_index (builder->parts, i))->tensor, -bound, bound, error))
      return FALSE;
  return TRUE;
}

gboolean
cr_layer_build_rnn (CrLayerBuilder *builder, GError **error)
{
  return build_recurrent (builder, 1, error);
}

gboolean
cr_layer_build_lstm (CrLayerBuilder *builder, GError **error)
{
  return build_recurrent (builder, 4, error);
}

gboolean
cr_layer_build_gru (CrLayerBuilder *builder, GError **error)
{
  return build_recurrent (builder, 3, error);
}
