/* Places: offsets of the elements that an index names, one for each element of the result, then one loop that
 * reads or writes them whatever their size. */

#include "cr-chunk.h"
#include "cr-element.h"
#include "cr-kernels-index.h"
#include "cr-kernels-private.h"
#include "cr-kernels.h"
#include "cr-print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
cr_places_clear (CrPlaces *places)
{
  g_clear_pointer (&places->offsets, g_free);
}

/* Makes room for a shape. */
static gboolean
prepare (CrPlaces *places, int ndim, const gint64 *sizes, GError **error)
{
  gint64 n = 1;
  gboolean fits = ndim <= CR_MAX_DIMS;
  for (int d = 0; d < ndim && fits; d++)
    fits = !__builtin_mul_overflow (n, sizes[d], &n);
  fits = fits && n < G_MAXINT64 / 16;
  places->offsets = fits ? g_try_new (gint64, (gsize)MAX (n, 1)) : NULL;
  if (places->offsets == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("not enough memory for an index of this size"));
      return FALSE;
    }
  places->n = n;
  places->ndim = ndim;
  if (ndim > 0)
    memcpy (places->sizes, sizes, (gsize)ndim * sizeof (gint64));
  return TRUE;
}

static gint64 *
new_table (gint64 n, GError **error)
{
  gint64 *table = g_try_new (gint64, (gsize)MAX (n, 1));
  if (table == NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("not enough memory for an index of this size"));
  return table;
}

/* What index @i of dimension @d contributes: an entry of its table, or that many steps. */
typedef struct
{
  int ndim;
  const gint64 *sizes;
  const gint64 *strides;
  const gint64 *const *tables; /* NULL, or NULL where a dimension has none */
} Product;

static gint64
get_part (const Product *product, int d, gint64 i)
{
  return product->tables && product->tables[d] ? product->tables[d][i] : i * product->strides[d];
}

/* A stretch of the last dimension, from index @from on. */
static void
fill_row (const Product *product, gint64 *offsets, gint64 n, gint64 from, gint64 base)
{
  int last = product->ndim - 1;
  gint64 stride = product->strides[last];
  const gint64 *table = product->tables ? product->tables[last] : NULL;
  for (gint64 i = 0; table && i < n; i++)
    offsets[i] = base + table[from + i];
  for (gint64 i = 0; !table && i < n; i++)
    offsets[i] = base + (from + i) * stride;
}

/* offsets[i] = offset + Σ contribution of each index. */
static gboolean
fill_product (CrPlaces *places, CrContext *context, const Product *product, gint64 offset, GError **error)
{
  gint64 index[CR_MAX_DIMS] = { 0 }, next = CR_CHUNK;
  int last = product->ndim - 1;
  if (product->ndim == 0)
    places->offsets[0] = offset;
  for (gint64 at = 0, run; product->ndim > 0 && at < places->n; at += run)
    {
      gint64 base = offset;
      if (at >= next && cr_context_check_cancelled (context, error))
        return FALSE;
      next = at >= next ? at + CR_CHUNK : next;
      for (int d = 0; d < last; d++)
        base += get_part (product, d, index[d]);
      run = MIN (product->sizes[last] - index[last], CR_CHUNK);
      fill_row (product, places->offsets + at, run, index[last], base);
      index[last] += run;
      for (int d = last; d > 0 && index[d] == product->sizes[d]; d--)
        {
          index[d] = 0;
          index[d - 1]++;
        }
    }
  return TRUE;
}

gboolean
cr_places_init_strided (CrPlaces *places, CrContext *context, int ndim, const gint64 *sizes, const gint64 *strides,
                        gint64 offset, GError **error)
{
  const Product product = { ndim, sizes, strides, NULL };
  return prepare (places, ndim, sizes, error) && fill_product (places, context, &product, offset, error);
}

/* The table in elements of a tensor with this stride. */
static gint64 *
new_steps (CrContext *context, const gint64 *table, gint64 n, gint64 stride, GError **error)
{
  g_autofree gint64 *steps = new_table (n, error);
  if (steps == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, n)
  steps[i] = table[i] * stride;
  return cr_context_check_cancelled (context, error) ? NULL : g_steal_pointer (&steps);
}

gboolean
cr_places_init_tables (CrPlaces *places, CrTensor *a, const gint64 *sizes, const gint64 *const *tables, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *strides = cr_tensor_get_strides (a), *steps[CR_MAX_DIMS] = { NULL };
  const Product product = { ndim, sizes, strides, steps };
  gint64 *made[CR_MAX_DIMS] = { NULL };
  gboolean fine = prepare (places, ndim, sizes, error);
  for (int d = 0; d < ndim && fine; d++)
    {
      if (tables[d] && strides[d] != 1)
        fine = (made[d] = new_steps (context, tables[d], sizes[d], strides[d], error)) != NULL;
      steps[d] = made[d] ? made[d] : tables[d];
    }
  fine = fine && fill_product (places, context, &product, 0, error);
  for (int d = 0; d < ndim; d++)
    g_free (made[d]);
  return fine;
}

gboolean
cr_places_init_select (CrPlaces *places, CrTensor *a, int dim, CrTensor *index, GError **error)
{
  const gint64 *tables[CR_MAX_DIMS] = { NULL };
  gint64 sizes[CR_MAX_DIMS], n = cr_tensor_get_numel (index), size = cr_tensor_get_sizes (a)[dim];
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (index, CR_DTYPE_INT64, error);
  if (whole == NULL)
    return FALSE;
  const gint64 *table = cr_tensor_get_data (whole);
  CR_FOR_CHUNKED (cr_tensor_get_context (a), i, n)
  {
    if (table[i] >= 0 && table[i] < size)
      continue;
    g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX, "index out of range in self");
    return FALSE;
  }
  if (cr_context_check_cancelled (cr_tensor_get_context (a), error))
    return FALSE;
  memcpy (sizes, cr_tensor_get_sizes (a), (gsize)cr_tensor_get_ndim (a) * sizeof (gint64));
  sizes[dim] = n;
  tables[dim] = table;
  return cr_places_init_tables (places, a, sizes, tables, error);
}

static gboolean
refuse_index (gint64 index, int dim, gint64 size, CrErrorCode code, GError **error)
{
  g_set_error (error, CR_ERROR, code,
               "index %" G_GINT64_FORMAT " is out of bounds for dimension %d with size %" G_GINT64_FORMAT, index, dim,
               size);
  return FALSE;
}

gboolean
cr_places_init_gather (CrPlaces *places, CrTensor *a, int dim, CrTensor *index, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (index);
  gint64 strides[CR_MAX_DIMS] = { 0 };
  /* A tensor without dimensions counts as one element. */
  gint64 size = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[dim] : 1;
  gint64 step = cr_tensor_get_ndim (a) ? cr_tensor_get_strides (a)[dim] : 1;
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (index, CR_DTYPE_INT64, error);
  if (!whole || !prepare (places, ndim, cr_tensor_get_sizes (index), error))
    return FALSE;
  const gint64 *values = cr_tensor_get_data (whole);
  for (int d = 0; d < ndim && d < cr_tensor_get_ndim (a); d++)
    strides[d] = d == dim ? 0 : cr_tensor_get_strides (a)[d];
  const Product product = { ndim, places->sizes, strides, NULL };
  if (!fill_product (places, context, &product, 0, error))
    return FALSE;
  CR_FOR_CHUNKED (context, i, places->n)
  {
    if (values[i] < 0 || values[i] >= size)
      return refuse_index (values[i], dim, size, CR_ERROR_RUNTIME, error);
    places->offsets[i] += values[i] * step;
  }
  return !cr_context_check_cancelled (context, error);
}

gboolean
cr_places_init_take (CrPlaces *places, CrTensor *a, CrTensor *index, GError **error)
{
  gint64 numel = cr_tensor_get_numel (a);
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (index, CR_DTYPE_INT64, error);
  if (!whole || !prepare (places, cr_tensor_get_ndim (index), cr_tensor_get_sizes (index), error))
    return FALSE;
  const gint64 *values = cr_tensor_get_data (whole);
  CR_FOR_CHUNKED (cr_tensor_get_context (a), i, places->n)
  {
    gint64 at = values[i], offset = 0;
    if (at < -numel || at >= numel)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
                     "out of range: tried to access index %" G_GINT64_FORMAT " on a tensor of %" G_GINT64_FORMAT
                     " elements.",
                     at, numel);
        return FALSE;
      }
    at = at < 0 ? at + numel : at;
    for (int d = cr_tensor_get_ndim (a) - 1; d >= 0; d--)
      {
        offset += at % cr_tensor_get_sizes (a)[d] * cr_tensor_get_strides (a)[d];
        at /= cr_tensor_get_sizes (a)[d];
      }
    places->offsets[i] = offset;
  }
  return !cr_context_check_cancelled (cr_tensor_get_context (a), error);
}

CrTensor *
cr_places_read (const CrPlaces *places, CrTensor *a, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  CrDtype dtype = cr_tensor_get_dtype (a);
  gsize size = cr_dtype_get_size (dtype);
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, dtype, places->ndim, places->sizes, error);
  guint8 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  const guint8 *from = cr_tensor_get_data (a);
  if (to == NULL)
    return NULL;
#define READ(Type)                                                                                                     \
  CR_FOR_CHUNKED (context, i, places->n)                                                                               \
  ((Type *)(gpointer)to)[i] = ((const Type *)(gconstpointer)from)[places->offsets[i]]
  if (size == 8)
    READ (guint64);
  else if (size == 4)
    READ (guint32);
  else if (size == 2)
    READ (guint16);
  else
    READ (guint8);
#undef READ
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

/* dst[offsets[i]] = or += from[i * step] */
static void
write_elements (const CrPlaces *places, CrContext *context, CrDtype dtype, gpointer to, gconstpointer from, gint64 step,
                gboolean accumulate)
{
  gsize size = cr_dtype_get_size (dtype);
#define ADD(Type)                                                                                                      \
  CR_FOR_CHUNKED (context, i, places->n)                                                                               \
  ((Type *)to)[places->offsets[i]] += ((const Type *)from)[i * step]
  if (!accumulate)
    CR_FOR_CHUNKED (context, i, places->n)
  memcpy ((guint8 *)to + places->offsets[i] * (gint64)size, (const guint8 *)from + i * step * (gint64)size, size);
  else if (dtype == CR_DTYPE_FLOAT32) ADD (float);
  else if (dtype == CR_DTYPE_FLOAT64) ADD (double);
  else if (dtype == CR_DTYPE_INT64) ADD (guint64);
  else CR_FOR_CHUNKED (context, i, places->n) cr_element_set_double (
      dtype, to, places->offsets[i],
      cr_element_get_double (dtype, to, places->offsets[i]) + cr_element_get_double (dtype, from, i * step));
#undef ADD
}

gboolean
cr_places_write (const CrPlaces *places, CrTensor *dst, CrTensor *source, gboolean accumulate, GError **error)
{
  CrContext *context = cr_tensor_get_context (dst);
  CrDtype dtype = cr_tensor_get_dtype (dst);
  gint64 strides[CR_MAX_DIMS], one = cr_tensor_get_numel (source) == 1;
  int extra = places->ndim - cr_tensor_get_ndim (source);
  g_autoptr (CrTensor) flat = NULL;
  if (one || (extra == 0 && memcmp (places->sizes, cr_tensor_get_sizes (source), places->ndim * sizeof (gint64)) == 0))
    flat = cr_kernel_as_contiguous (source, dtype, error);
  else
    {
      for (int d = 0; d < places->ndim; d++)
        strides[d]
            = d < extra || cr_tensor_get_sizes (source)[d - extra] == 1 ? 0 : cr_tensor_get_strides (source)[d - extra];
      g_auto (CrPlaces) spread = { NULL };
      if (!cr_places_init_strided (&spread, context, places->ndim, places->sizes, strides, 0, error))
        return FALSE;
      g_autoptr (CrTensor) same = cr_kernel_as_dtype (source, dtype, error);
      flat = same ? cr_places_read (&spread, same, error) : NULL;
    }
  gpointer to = flat ? cr_tensor_get_mutable (dst, error) : NULL;
  if (to == NULL)
    return FALSE;
  write_elements (places, context, dtype, to, cr_tensor_get_data (flat), one ? 0 : 1, accumulate);
  return !cr_context_check_cancelled (context, error);
}
