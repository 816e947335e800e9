/* Places of a[i, :, mask]: masks become integers, the index tensors are broadcast against each other, and their
 * dimensions stand where the first was, or in front when a slice lies between (aten/src/ATen/native/IndexingUtils.h).
 */

#include "cr-chunk.h"
#include "cr-element.h"
#include "cr-kernels-index.h"
#include "cr-kernels-private.h"
#include "cr-kernels.h"
#include "cr-print.h"

#include <string.h>

typedef struct
{
  CrTensor *indices[CR_MAX_DIMS]; /* owned; one a dimension, int64, NULL for a whole one */
  guint n;
  int ndim; /* of the broadcast of the indices */
  gint64 sizes[CR_MAX_DIMS];
} Expanded;

static void
expanded_clear (Expanded *expanded)
{
  for (guint i = 0; i < expanded->n; i++)
    g_clear_pointer (&expanded->indices[i], cr_tensor_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Expanded, expanded_clear)

static gboolean
is_mask (CrTensor *index)
{
  return cr_tensor_get_dtype (index) == CR_DTYPE_BOOL || cr_tensor_get_dtype (index) == CR_DTYPE_UINT8;
}

static gboolean
check_mask (CrTensor *a, CrTensor *mask, guint at, GError **error)
{
  for (int d = 0; d < cr_tensor_get_ndim (mask); d++)
    {
      if (cr_tensor_get_sizes (mask)[d] == cr_tensor_get_sizes (a)[at + (guint)d])
        continue;
      g_autofree char *own = cr_sizes_to_string (cr_tensor_get_ndim (mask), cr_tensor_get_sizes (mask));
      g_autofree char *whole = cr_sizes_to_string (cr_tensor_get_ndim (a), cr_tensor_get_sizes (a));
      g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
                   "The shape of the mask %s at index %d does not match the shape of the indexed tensor %s at index %u",
                   own, d, whole, at + (guint)d);
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_too_many (CrTensor *a, GError **error)
{
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX, "too many indices for tensor of dimension %d", cr_tensor_get_ndim (a));
  return FALSE;
}

static gboolean
expand_mask (Expanded *expanded, CrTensor *a, CrTensor *mask, GError **error)
{
  if ((int)expanded->n + cr_tensor_get_ndim (mask) > cr_tensor_get_ndim (a))
    return refuse_too_many (a, error);
  if (!check_mask (a, mask, expanded->n, error)
      || !cr_kernel_nonzero_columns (mask, expanded->indices + expanded->n, error))
    return FALSE;
  expanded->n += (guint)cr_tensor_get_ndim (mask);
  return TRUE;
}

static gboolean
expand_one (Expanded *expanded, CrTensor *a, CrTensor *index, GError **error)
{
  if (index && is_mask (index))
    return expand_mask (expanded, a, index, error);
  if (index && cr_tensor_get_dtype (index) != CR_DTYPE_INT64)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX,
                           "tensors used as indices must be long, byte or bool tensors");
      return FALSE;
    }
  if ((int)expanded->n >= cr_tensor_get_ndim (a))
    return refuse_too_many (a, error);
  expanded->indices[expanded->n++] = index ? cr_tensor_ref (index) : NULL;
  return TRUE;
}

static void
refuse_broadcast (const Expanded *expanded, GError **error)
{
  g_autoptr (GString) shapes = g_string_new (NULL);
  for (guint i = 0; i < expanded->n; i++)
    if (expanded->indices[i])
      {
        CrTensor *index = expanded->indices[i];
        g_autofree char *text = cr_sizes_to_string (cr_tensor_get_ndim (index), cr_tensor_get_sizes (index));
        g_string_append_printf (shapes, "%s%s", shapes->len ? ", " : "", text);
      }
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
               "shape mismatch: indexing tensors could not be broadcast together with shapes %s", shapes->str);
}

/* The common shape of the indices. */
static gboolean
broadcast_indices (Expanded *expanded, GError **error)
{
  for (guint i = 0; i < expanded->n; i++)
    {
      CrTensor *index = expanded->indices[i];
      int own = index ? cr_tensor_get_ndim (index) : 0, grown = MAX (own, expanded->ndim);
      if (grown > expanded->ndim)
        {
          int by = grown - expanded->ndim;
          memmove (expanded->sizes + by, expanded->sizes, (gsize)expanded->ndim * sizeof (gint64));
          for (int d = 0; d < by; d++)
            expanded->sizes[d] = 1;
          expanded->ndim = grown;
        }
      for (int d = 0; d < own; d++)
        {
          gint64 size = cr_tensor_get_sizes (index)[d], *common = &expanded->sizes[grown - own + d];
          if (*common == 1)
            *common = size;
          else if (size != 1 && size != *common)
            {
              refuse_broadcast (expanded, error);
              return FALSE;
            }
        }
    }
  return TRUE;
}

/* base[i] += what index i of dimension @dim contributes. */
static gboolean
add_index (const Expanded *expanded, CrTensor *a, guint dim, CrPlaces *base, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  CrTensor *index = expanded->indices[dim];
  gint64 size = cr_tensor_get_sizes (a)[dim], stride = cr_tensor_get_strides (a)[dim], strides[CR_MAX_DIMS];
  int own = cr_tensor_get_ndim (index), extra = expanded->ndim - own;
  g_auto (CrPlaces) from = { NULL };
  for (int d = 0; d < expanded->ndim; d++)
    strides[d]
        = d < extra || cr_tensor_get_sizes (index)[d - extra] == 1 ? 0 : cr_tensor_get_strides (index)[d - extra];
  if (!cr_tensor_is_contiguous (index) || cr_tensor_get_numel (index) != base->n)
    if (!cr_places_init_strided (&from, context, expanded->ndim, expanded->sizes, strides, 0, error))
      return FALSE;
  const gint64 *values = cr_tensor_get_data (index);
  CR_FOR_CHUNKED (context, i, base->n)
  {
    gint64 value = values[from.offsets ? from.offsets[i] : i];
    if (value < -size || value >= size)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
                     "index %" G_GINT64_FORMAT " is out of bounds for dimension %u with size %" G_GINT64_FORMAT, value,
                     dim, size);
        return FALSE;
      }
    base->offsets[i] += (value < 0 ? value + size : value) * stride;
  }
  return !cr_context_check_cancelled (context, error);
}

/* Where the indices' own dimensions go among those that stay. */
static int
find_position (const Expanded *expanded)
{
  int first = -1, last = -1, count = 0;
  for (guint i = 0; i < expanded->n; i++)
    if (expanded->indices[i])
      {
        first = first < 0 ? (int)i : first;
        last = (int)i;
        count++;
      }
  return last - first + 1 == count ? first : 0;
}

/* The places of the result: what stays before, the indices', what stays behind. @base is taken where nothing stays. */
static gboolean
combine (CrPlaces *places, const Expanded *expanded, CrTensor *a, CrPlaces *base, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  gint64 sizes[2 * CR_MAX_DIMS], strides[2 * CR_MAX_DIMS];
  int ndim = 0, position = find_position (expanded), stay = 0, at = -1;
  for (int d = 0; d <= cr_tensor_get_ndim (a); d++)
    {
      if (stay == position && at < 0)
        {
          at = ndim;
          for (int k = 0; k < expanded->ndim; k++, ndim++)
            {
              sizes[ndim] = expanded->sizes[k];
              strides[ndim] = 0;
            }
        }
      if (d == cr_tensor_get_ndim (a) || (d < (int)expanded->n && expanded->indices[d]))
        continue;
      sizes[ndim] = cr_tensor_get_sizes (a)[d];
      strides[ndim++] = cr_tensor_get_strides (a)[d];
      stay++;
    }
  if (ndim > CR_MAX_DIMS)
    return refuse_too_many (a, error);
  if (stay == 0)
    {
      *places = *base;
      base->offsets = NULL;
      return TRUE;
    }
  if (!cr_places_init_strided (places, context, ndim, sizes, strides, 0, error))
    return FALSE;
  gint64 inner = 1;
  for (int d = at + expanded->ndim; d < ndim; d++)
    inner *= sizes[d];
  CR_FOR_CHUNKED (context, i, places->n)
  places->offsets[i] += base->offsets[i / inner % base->n];
  return !cr_context_check_cancelled (context, error);
}

gboolean
cr_places_init_index (CrPlaces *places, CrTensor *a, CrTensor *const *indices, guint n, GError **error)
{
  g_auto (Expanded) expanded = { .n = 0 };
  g_auto (CrPlaces) base = { NULL };
  gint64 none[CR_MAX_DIMS] = { 0 };
  for (guint i = 0; i < n; i++)
    if (!expand_one (&expanded, a, indices[i], error))
      return FALSE;
  if (!broadcast_indices (&expanded, error)
      || !cr_places_init_strided (&base, cr_tensor_get_context (a), expanded.ndim, expanded.sizes, none, 0, error))
    return FALSE;
  for (guint i = 0; i < expanded.n; i++)
    if (expanded.indices[i] && !add_index (&expanded, a, i, &base, error))
      return FALSE;
  return combine (places, &expanded, a, &base, error);
}

/* How many elements of the mask are set; -1 when cancelled. */
static gint64
count_set (CrContext *context, const guint8 *values, gint64 n, GError **error)
{
  gint64 count = 0;
  CR_FOR_CHUNKED (context, i, n)
  count += values[i];
  return cr_context_check_cancelled (context, error) ? -1 : count;
}

/* One column: the index of each set element along dimension @d. NULL with an error. */
static CrTensor *
new_column (CrTensor *a, const guint8 *values, int d, gint64 count, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  gint64 n = cr_tensor_get_numel (a), size = cr_tensor_get_sizes (a)[d], inner = 1, k = 0;
  gboolean plain = cr_tensor_get_ndim (a) == 1;
  g_autoptr (CrTensor) column = cr_tensor_new_unannounced (context, CR_DTYPE_INT64, 1, &count, error);
  gint64 *to = column ? cr_tensor_get_mutable (column, error) : NULL;
  if (to == NULL)
    return NULL;
  for (int e = d + 1; e < cr_tensor_get_ndim (a); e++)
    inner *= cr_tensor_get_sizes (a)[e];
  CR_FOR_CHUNKED (context, i, n)
  if (values[i])
    to[k++] = plain ? i : i / inner % size;
  return cr_context_check_cancelled (context, error) ? NULL : g_steal_pointer (&column);
}

gboolean
cr_kernel_nonzero_columns (CrTensor *a, CrTensor **columns, GError **error)
{
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (a, CR_DTYPE_BOOL, error);
  gint64 count
      = whole ? count_set (cr_tensor_get_context (a), cr_tensor_get_data (whole), cr_tensor_get_numel (a), error) : -1;
  if (count < 0)
    return FALSE;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    {
      columns[d] = new_column (a, cr_tensor_get_data (whole), d, count, error);
      if (columns[d] != NULL)
        continue;
      for (int k = 0; k < d; k++)
        g_clear_pointer (&columns[k], cr_tensor_unref);
      return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_kernel_nonzero (CrTensor *a, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  gint64 n = cr_tensor_get_numel (a), sizes[2] = { 0, ndim };
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (a, CR_DTYPE_BOOL, error);
  const guint8 *values = whole ? cr_tensor_get_data (whole) : NULL;
  sizes[0] = whole ? count_set (context, values, n, error) : -1;
  g_autoptr (CrTensor) result
      = sizes[0] < 0 ? NULL : cr_tensor_new_unannounced (context, CR_DTYPE_INT64, 2, sizes, error);
  gint64 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  if (to == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, n)
  {
    gint64 rest = i;
    if (!values[i])
      continue;
    for (int d = ndim - 1; d > 0; d--)
      {
        to[d] = rest % cr_tensor_get_sizes (a)[d];
        rest /= cr_tensor_get_sizes (a)[d];
      }
    if (ndim > 0)
      to[0] = rest;
    to += ndim;
  }
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}
