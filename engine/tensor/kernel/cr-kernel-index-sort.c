/* Order: sorting by index, distinct values, searching and counting. */

#include "cr-kernels-index.h"
#include "cr-kernels-private.h"
#include "cr-kernels.h"
#include "cr-sort.h"

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
  g_autofree gint64 *line = g_new (gint64, MAX (n, 1));
  for (gint64 i = 0; i < outer * inner; i++)
    {
      gint64 first = i / inner * n * inner + i % inner;
      for (gint64 j = 0; j < n; j++)
        line[j] = first + j * inner;
      if (!cr_sort (cr_tensor_get_context (a), line, n, sizeof (gint64), compare_indices, &order, error))
        return NULL;
      for (gint64 j = 0; j < k; j++)
        to[i / inner * k * inner + j * inner + i % inner] = (line[j] - first) / inner;
      if (cr_context_check_cancelled (cr_tensor_get_context (a), error))
        return NULL;
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

static gint64 *
new_ints (CrTensor *like, int ndim, const gint64 *sizes, CrTensor **result, GError **error)
{
  *result = cr_tensor_new (cr_tensor_get_context (like), CR_DTYPE_INT64, ndim, sizes, error);
  gint64 *data = *result ? cr_tensor_get_mutable (*result, error) : NULL;
  if (data == NULL)
    g_clear_pointer (result, cr_tensor_unref);
  else
    memset (data, 0, (gsize)cr_tensor_get_numel (*result) * sizeof (gint64));
  return data;
}

CrTensor *
cr_kernel_unique (CrTensor *a, CrTensor **inverse, CrTensor **counts, GError **error)
{
  Order order = { .descending = FALSE };
  gint64 n = cr_tensor_get_numel (a), count = 0, *which = NULL, *often = NULL, length[1] = { n };
  g_autoptr (CrTensor) values = open_values (a, &order, error);
  if (!values || (inverse && !(which = new_ints (a, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), inverse, error))))
    return NULL;
  g_autofree gint64 *line = g_new (gint64, MAX (n, 1)), *firsts = g_new (gint64, MAX (n, 1));
  g_autofree gint64 *ranks = g_new (gint64, MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    line[i] = i;
  if (!cr_sort (cr_tensor_get_context (a), line, n, sizeof (gint64), compare_indices, &order, error))
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      gboolean fresh
          = i == 0 || compare (&order, line[i - 1], line[i]) != 0 || (order.doubles && isnan (order.doubles[line[i]]));
      if (fresh)
        firsts[count++] = line[i];
      ranks[i] = count - 1;
      if (which)
        which[line[i]] = count - 1;
    }
  length[0] = count;
  if (counts && !(often = new_ints (a, 1, length, counts, error)))
    return NULL;
  for (gint64 i = 0; often && i < n; i++)
    often[ranks[i]]++;
  g_autoptr (CrTensor) index
      = cr_tensor_new_from_ints (cr_tensor_get_context (a), CR_DTYPE_INT64, 1, length, firsts, error);
  g_auto (CrPlaces) places = { NULL };
  return index && cr_places_init_take (&places, a, index, error) ? cr_places_read (&places, a, error) : NULL;
}

CrTensor *
cr_kernel_searchsorted (CrTensor *sequence, CrTensor *values, gboolean right, GError **error)
{
  CrTensor *result;
  int ndim = cr_tensor_get_ndim (sequence);
  gint64 n = cr_tensor_get_sizes (sequence)[ndim - 1], rows = cr_tensor_get_numel (sequence) / MAX (n, 1);
  gint64 total = cr_tensor_get_numel (values), each = total / MAX (rows, 1);
  g_autoptr (CrTensor) within = cr_kernel_as_contiguous (sequence, CR_DTYPE_FLOAT64, error);
  g_autoptr (CrTensor) sought = within ? cr_kernel_as_contiguous (values, CR_DTYPE_FLOAT64, error) : NULL;
  if (sought == NULL)
    return NULL;
  const double *from = cr_tensor_get_data (within), *wanted = cr_tensor_get_data (sought);
  gint64 *to = new_ints (values, cr_tensor_get_ndim (values), cr_tensor_get_sizes (values), &result, error);
  for (gint64 i = 0; to && i < total; i++)
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
  return result;
}

CrTensor *
cr_kernel_bincount (CrTensor *a, CrTensor *weights, gint64 n, GError **error)
{
  gint64 length = cr_tensor_get_numel (a);
  for (gint64 i = 0; i < length; i++)
    n = MAX (n, cr_tensor_get_int (a, i) + 1);
  CrDtype dtype = !weights                                            ? CR_DTYPE_INT64
                  : cr_tensor_get_dtype (weights) == CR_DTYPE_FLOAT32 ? CR_DTYPE_FLOAT32
                                                                      : CR_DTYPE_FLOAT64;
  g_autoptr (CrTensor) result = cr_tensor_new_full (cr_tensor_get_context (a), dtype, 1, &n, 0, error);
  g_autoptr (CrTensor) ones
      = weights || !result ? NULL : cr_tensor_new_scalar (cr_tensor_get_context (a), dtype, 1, error);
  g_auto (CrPlaces) places = { NULL };
  if (!result || !(weights || ones) || !cr_places_init_take (&places, result, a, error)
      || !cr_places_write (&places, result, weights ? weights : ones, TRUE, error))
    return NULL;
  return g_steal_pointer (&result);
}
