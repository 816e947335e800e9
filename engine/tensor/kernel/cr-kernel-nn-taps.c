/* Resampling and padding by reflection or replication: each element of the result is a weighted sum of at most two
 * elements along each of the last two dimensions. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"

#include "cr-element.h"

#include <string.h>

void
cr_taps_init (CrTaps *taps, gint64 n, gint64 size)
{
  taps->n = n;
  taps->size = size;
  taps->from[0] = g_new0 (gint64, MAX (2 * n, 1));
  taps->from[1] = taps->from[0] + n;
  taps->weight[0] = g_new0 (double, MAX (2 * n, 1));
  taps->weight[1] = taps->weight[0] + n;
}

void
cr_taps_clear (CrTaps *taps)
{
  g_clear_pointer (&taps->from[0], g_free);
  g_clear_pointer (&taps->weight[0], g_free);
}

/* The element of the result at (i, j), or with @adjoint what it spreads. */
static void
move (CrDtype dtype, guint8 *in, guint8 *out, const CrTaps *rows, const CrTaps *columns, gint64 i, gint64 j,
      gboolean adjoint)
{
  gint64 at = i * columns->n + j;
  double sum = 0, value = adjoint ? cr_element_get_double (dtype, out, at) : 0;
  for (int r = 0; r < 2; r++)
    for (int c = 0; c < 2; c++)
      {
        double weight = rows->weight[r][i] * columns->weight[c][j];
        gint64 from = rows->from[r][i] * columns->size + columns->from[c][j];
        if (weight == 0)
          continue;
        if (adjoint)
          cr_element_set_double (dtype, in, from, cr_element_get_double (dtype, in, from) + weight * value);
        else
          sum += weight * cr_element_get_double (dtype, in, from);
      }
  if (!adjoint)
    cr_element_set_double (dtype, out, at, sum);
}

static CrTensor *
run (CrTensor *given, const CrTaps *rows, const CrTaps *columns, gboolean adjoint, GError **error)
{
  CrContext *context = cr_tensor_get_context (given);
  CrDtype dtype = cr_tensor_get_dtype (given);
  gint64 sizes[CR_MAX_DIMS], planes = 1;
  int ndim = cr_tensor_get_ndim (given);
  gsize item = cr_dtype_get_size (dtype);
  memcpy (sizes, cr_tensor_get_sizes (given), ndim * sizeof *sizes);
  sizes[ndim - 2] = adjoint ? rows->size : rows->n;
  sizes[ndim - 1] = adjoint ? columns->size : columns->n;
  for (int d = 0; d < ndim - 2; d++)
    planes *= sizes[d];
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) result = a ? cr_tensor_new_unannounced (context, dtype, ndim, sizes, error) : NULL;
  if (!result || !cr_kernel_fill (result, 0, error))
    return NULL;
  guint8 *source = (guint8 *)cr_tensor_get_data (a), *target = cr_tensor_get_mutable (result, NULL);
  guint8 *in = adjoint ? target : source, *out = adjoint ? source : target;
  for (gint64 p = 0; p < planes; p++, in += rows->size * columns->size * item, out += rows->n * columns->n * item)
    for (gint64 i = 0; i < rows->n; i++)
      {
        if (cr_context_check_cancelled (context, error))
          return NULL;
        for (gint64 j = 0; j < columns->n; j++)
          move (dtype, in, out, rows, columns, i, j, adjoint);
      }
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_taps (CrTensor *a, const CrTaps *rows, const CrTaps *columns, GError **error)
{
  return run (a, rows, columns, FALSE, error);
}

CrTensor *
cr_kernel_taps_adjoint (CrTensor *a, const CrTaps *rows, const CrTaps *columns, GError **error)
{
  return run (a, rows, columns, TRUE, error);
}
