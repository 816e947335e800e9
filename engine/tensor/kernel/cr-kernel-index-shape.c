/* Joining tensors, and triangles. */

#include "cr-chunk.h"
#include "cr-element.h"
#include "cr-kernels-index.h"
#include "cr-kernels.h"

#include <string.h>

CrTensor *
cr_kernel_cat (CrTensor *const *tensors, guint n, int dim, CrDtype dtype, GError **error)
{
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], at = 0;
  int ndim = cr_tensor_get_ndim (tensors[0]);
  memcpy (sizes, cr_tensor_get_sizes (tensors[0]), (gsize)ndim * sizeof (gint64));
  sizes[dim] = 0;
  for (guint i = 0; i < n; i++)
    if (__builtin_add_overflow (sizes[dim], cr_tensor_get_sizes (tensors[i])[dim], &sizes[dim]))
      sizes[dim] = G_MAXINT64;
  g_autoptr (CrTensor) result
      = cr_tensor_new_unannounced (cr_tensor_get_context (tensors[0]), dtype, ndim, sizes, error);
  if (!result)
    return NULL;
  memcpy (strides, cr_tensor_get_strides (result), (gsize)ndim * sizeof (gint64));
  for (guint i = 0; i < n; i++)
    {
      if (i % 4096 == 4095 && cr_context_check_cancelled (cr_tensor_get_context (result), error))
        return NULL;
      g_autoptr (CrTensor) part
          = cr_tensor_new_view_unannounced (result, ndim, cr_tensor_get_sizes (tensors[i]), strides, at * strides[dim]);
      at += cr_tensor_get_sizes (tensors[i])[dim];
      if (cr_tensor_get_numel (part) && !cr_kernel_copy_into (part, tensors[i], error))
        return NULL;
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_triangle (CrTensor *a, gint64 k, gboolean upper, GError **error)
{
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *sizes = cr_tensor_get_sizes (a);
  gint64 rows = sizes[ndim - 2], columns = sizes[ndim - 1], n = cr_tensor_get_numel (a);
  g_autoptr (CrTensor) result = cr_kernel_cast (a, cr_tensor_get_dtype (a), error);
  gsize size = cr_dtype_get_size (cr_tensor_get_dtype (a));
  guint8 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  if (to == NULL)
    return NULL;
  k = CLAMP (k, -rows - 1, columns + 1);
  CrContext *context = cr_tensor_get_context (a);
  for (gint64 row = 0, since = 0; columns && row < n / columns; row++)
    {
      since += columns;
      if (since > 16 * CR_CHUNK && cr_context_check_cancelled (context, error))
        return NULL;
      since = since > 16 * CR_CHUNK ? 0 : since;
      /* Elements from this column on stay (upper) or go. */
      gint64 from = CLAMP (row % rows + k + !upper, 0, columns);
      guint8 *line = to + row * columns * (gint64)size;
      if (upper)
        memset (line, 0, (gsize)from * size);
      else
        memset (line + from * (gint64)size, 0, (gsize)(columns - from) * size);
    }
  return g_steal_pointer (&result);
}
