/* Order: sorting by index, distinct values, searching and counting. */

#include "cr-chunk.h"
#include "cr-kernels-index.h"
#include "cr-kernels-private.h"
#include "cr-kernels.h"
#include "cr-sort.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Integers beyond 2^53 are compared as such. */
typedef struct
{
  const double *doubles;
  const gint64 *ints; /* NULL for floating dtypes */
  gboolean descending;
} Order;

static int
compare (const Order *order, gint64 a, gint64 b)
{
  if (order->ints)
    return (order->ints[a] > order->ints[b]) - (order->ints[a] < order->ints[b]);
  double x = order->doubles[a], y = order->doubles[b];
  if (isnan (x) || isnan (y))
    return (isnan (x) != 0) - (isnan (y) != 0);
  return (x > y) - (x < y);
}

static int
compare_indices (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  gint64 i = *(const gint64 *)a, j = *(const gint64 *)b;
  int result = compare (order, i, j);
  if (result)
    return order->descending ? -result : result;
  return i < j ? -1 : i > j;
}

/* The elements of @a in row order, as the order compares them. */
static CrTensor *
open_values (CrTensor *a, Order *order, GError **error)
{
  gboolean floating = cr_dtype_is_floating (cr_tensor_get_dtype (a));
  CrTensor *values = cr_dtype_check_real (cr_tensor_get_dtype (a), error)
                         ? cr_kernel_as_contiguous (a, floating ? CR_DTYPE_FLOAT64 : CR_DTYPE_INT64, error)
                         : NULL;
  if (values && floating)
    order->doubles = cr_tensor_get_data (values);
  else if (values)
    order->ints = cr_tensor_get_data (values);
  return values;
}

static gint64 *
new_line (gint64 n, GError **error)
{
  gint64 *line = g_try_new (gint64, (gsize)MAX (n, 1));
  if (line == NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("not enough memory to sort this many elements"));
  return line;
}

CrTensor *
cr_kernel_argsort (CrTensor *a, int dim, gboolean descending, gint64 k, GError **error)
{
  Order order = { .descending = descending };
  int ndim = cr_tensor_get_ndim (a);
  gint64 sizes[CR_MAX_DIMS], n = ndim ? cr_tensor_get_sizes (a)[dim] : 1, inner = 1, outer = 1;
  for (int d = 0; d < ndim; d++)
    {
      sizes[d] = d == dim ? k : cr_tensor_get_sizes (a)[d];
      inner *= d > dim ? sizes[d] : 1;
      outer *= d < dim ? sizes[d] : 1;
    }
  g_autoptr (CrTensor) values = open_values (a, &order, error);
  g_autoptr (CrTensor) result
      = values ? cr_tensor_new_unannounced (cr_tensor_get_context (a), CR_DTYPE_INT64, ndim, sizes, error) : NULL;
  gint64 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  if (to == NULL)
    return NULL;
  CrContext *context = cr_tensor_get_context (a);
  g_autofree gint64 *line = new_line (n, error);
  if (line == NULL)
    return NULL;
  for (gint64 i = 0; i < outer * inner; i++)
    {
      gint64 first = i / inner * n * inner + i % inner;
      CR_FOR_CHUNKED (context, j, n)
      line[j] = first + j * inner;
      if (!cr_sort (context, line, n, sizeof (gint64), compare_indices, &order, error))
        return NULL;
      CR_FOR_CHUNKED (context, j, k)
      to[i / inner * k * inner + j * inner + i % inner] = (line[j] - first) / inner;
      if (cr_context_check_cancelled (context, error))
        return NULL;
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

static gint64 *
new_ints (CrTensor *like, int ndim, const gint64 *sizes, CrTensor **result, GError **error)
{
  *result = cr_tensor_new (cr_tensor_get_context (like), CR_DTYPE_INT64, ndim, sizes, error);
  gint64 *data = *result ? cr_tensor_get_mutable (*result, error) : NULL;
  if (data != NULL && cr_kernel_fill_int (*result, 0, error))
    return data;
  g_clear_pointer (result, cr_tensor_unref);
  return NULL;
}

/* Where in the sorted @line a new value begins, into @starts; into @which, unless it is NULL, the number of the value
 * at each place of the tensor. How many there are; -1 when cancelled. */
static gint64
find_starts (CrContext *context, const Order *order, const gint64 *line, gint64 n, gint64 *starts, gint64 *which,
             GError **error)
{
  gint64 count = 0;
  CR_FOR_CHUNKED (context, i, n)
  {
    gboolean fresh
        = i == 0 || compare (order, line[i - 1], line[i]) != 0 || (order->doubles && isnan (order->doubles[line[i]]));
    if (fresh)
      starts[count++] = i;
    if (which)
      which[line[i]] = count - 1;
  }
  return cr_context_check_cancelled (context, error) ? -1 : count;
}

CrTensor *
cr_kernel_unique (CrTensor *a, CrTensor **inverse, CrTensor **counts, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  Order order = { .descending = FALSE };
  gint64 n = cr_tensor_get_numel (a), *which = NULL, *often = NULL;
  g_autoptr (CrTensor) values = open_values (a, &order, error);
  g_autofree gint64 *line = values ? new_line (n, error) : NULL, *starts = line ? new_line (n, error) : NULL;
  if (!starts || (inverse && !(which = new_ints (a, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), inverse, error))))
    return NULL;
  CR_FOR_CHUNKED (context, i, n)
  line[i] = i;
  if (!cr_sort (context, line, n, sizeof (gint64), compare_indices, &order, error))
    return NULL;
  gint64 count = find_starts (context, &order, line, n, starts, which, error);
  if (count < 0 || (counts && !(often = new_ints (a, 1, &count, counts, error))))
    return NULL;
  g_autoptr (CrTensor) index = cr_tensor_new_unannounced (context, CR_DTYPE_INT64, 1, &count, error);
  gint64 *firsts = index ? cr_tensor_get_mutable (index, error) : NULL;
  if (firsts == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, count)
  {
    firsts[i] = line[starts[i]];
    if (often)
      often[i] = (i + 1 < count ? starts[i + 1] : n) - starts[i];
  }
  g_auto (CrPlaces) places = { NULL };
  return cr_places_init_take (&places, a, index, error) ? cr_places_read (&places, a, error) : NULL;
}

CrTensor *
cr_kernel_searchsorted (CrTensor *sequence, CrTensor *values, gboolean right, GError **error)
{
  CrTensor *result;
  CrContext *context = cr_tensor_get_context (sequence);
  int ndim = cr_tensor_get_ndim (sequence);
  gint64 n = cr_tensor_get_sizes (sequence)[ndim - 1], rows = cr_tensor_get_numel (sequence) / MAX (n, 1);
  gint64 total = cr_tensor_get_numel (values), each = total / MAX (rows, 1);
  g_autoptr (CrTensor) within = cr_kernel_as_contiguous (sequence, CR_DTYPE_FLOAT64, error);
  g_autoptr (CrTensor) sought = within ? cr_kernel_as_contiguous (values, CR_DTYPE_FLOAT64, error) : NULL;
  if (sought == NULL)
    return NULL;
  const double *from = cr_tensor_get_data (within), *wanted = cr_tensor_get_data (sought);
  gint64 *to = new_ints (values, cr_tensor_get_ndim (values), cr_tensor_get_sizes (values), &result, error);
  if (to == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, total)
  {
    const double *row = from + (rows > 1 ? i / each * n : 0);
    gint64 low = 0, high = n;
    while (low < high)
      {
        gint64 middle = low + (high - low) / 2;
        if (right ? !(row[middle] > wanted[i]) : !(row[middle] >= wanted[i]))
          low = middle + 1;
        else
          high = middle;
      }
    to[i] = low;
  }
  if (cr_context_check_cancelled (context, error))
    g_clear_pointer (&result, cr_tensor_unref);
  return result;
}

/* The weights are added at the numbers of @a. */
static CrTensor *
add_weights (CrTensor *a, CrTensor *weights, gint64 n, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (weights) == CR_DTYPE_FLOAT32 ? CR_DTYPE_FLOAT32 : CR_DTYPE_FLOAT64;
  g_autoptr (CrTensor) result = cr_tensor_new_full (cr_tensor_get_context (a), dtype, 1, &n, 0, error);
  g_auto (CrPlaces) places = { NULL };
  if (!result || !cr_places_init_take (&places, result, a, error)
      || !cr_places_write (&places, result, weights, TRUE, error))
    return NULL;
  return g_steal_pointer (&result);
}

CrTensor *
cr_kernel_bincount (CrTensor *a, CrTensor *weights, gint64 n, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  gint64 length = cr_tensor_get_numel (a);
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (a, CR_DTYPE_INT64, error);
  if (whole == NULL)
    return NULL;
  const gint64 *values = cr_tensor_get_data (whole);
  CR_FOR_CHUNKED (context, i, length)
  n = MAX (n, values[i] == G_MAXINT64 ? G_MAXINT64 : values[i] + 1);
  if (cr_context_check_cancelled (context, error))
    return NULL;
  if (weights)
    return add_weights (whole, weights, n, error);
  g_autoptr (CrTensor) result = cr_tensor_new_full (context, CR_DTYPE_INT64, 1, &n, 0, error);
  gint64 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  if (to == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, length)
  to[values[i]]++;
  return cr_context_check_cancelled (context, error) ? NULL : g_steal_pointer (&result);
}
