/* Max and average pooling over the last two dimensions. Adaptive pooling has windows of its own but the same loops. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"

#include "cr-chunk.h"

#include <math.h>
#include <string.h>

/* Elements looked at between two questions whether the run is cancelled. */
#define CANCEL_WORK (G_GINT64_CONSTANT (1) << 20)

/* Planes may be many and small or few and large: what was looked at is counted over all of them. */
typedef struct
{
  CrContext *context;
  gint64 since; /* the last question */
} Pace;

gint64
cr_windows_count (gint64 size, gint64 kernel, gint64 stride, gint64 padding, gint64 dilation, gboolean ceil_mode)
{
  gint64 room = size + 2 * padding - dilation * (kernel - 1) - 1 + (ceil_mode ? stride - 1 : 0);
  gint64 n = (room >= 0 ? room / stride : -((-room + stride - 1) / stride)) + 1;
  if (ceil_mode && (n - 1) * stride >= size + padding)
    n--;
  return n;
}

static void
init (CrWindows *windows, gint64 size, gint64 n, gint64 dilation)
{
  windows->n = n;
  windows->size = size;
  windows->dilation = dilation;
  windows->start = g_new (gint64, MAX (3 * n, 1));
  windows->end = windows->start + n;
  windows->full = windows->end + n;
}

void
cr_windows_init (CrWindows *windows, gint64 size, gint64 n, gint64 kernel, gint64 stride, gint64 padding,
                 gint64 dilation)
{
  init (windows, size, n, dilation);
  for (gint64 i = 0; i < n; i++)
    {
      gint64 start = i * stride - padding;
      gint64 end = MIN (start + (kernel - 1) * dilation + 1, size + padding);
      windows->full[i] = end - start;
      while (start < 0)
        start += dilation;
      windows->start[i] = start;
      windows->end[i] = MAX (MIN (end, size), start);
    }
}

void
cr_windows_init_adaptive (CrWindows *windows, gint64 size, gint64 n)
{
  init (windows, size, n, 1);
  for (gint64 i = 0; i < n; i++)
    {
      windows->start[i] = i * size / n;
      windows->end[i] = ((i + 1) * size + n - 1) / n;
      windows->full[i] = windows->end[i] - windows->start[i];
    }
}

void
cr_windows_clear (CrWindows *windows)
{
  g_clear_pointer (&windows->start, g_free);
}

/* Sizes of @a with the last two replaced. */
static CrTensor *
new_result (CrTensor *a, CrDtype dtype, gint64 rows, gint64 columns, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_tensor_get_ndim (a);
  memcpy (sizes, cr_tensor_get_sizes (a), ndim * sizeof *sizes);
  sizes[ndim - 2] = rows;
  sizes[ndim - 1] = columns;
  return cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, ndim, sizes, error);
}

/* How many matrices of the last two dimensions there are. */
static gint64
count_planes (CrTensor *a)
{
  gint64 n = 1;
  for (int d = 0; d < cr_tensor_get_ndim (a) - 2; d++)
    n *= cr_tensor_get_sizes (a)[d];
  return n;
}

/* FALSE, before row @i of a result, once the run is cancelled. */
static gboolean
goes_on (Pace *pace, const CrWindows *rows, gint64 i, const CrWindows *columns)
{
  if (pace->since >= CANCEL_WORK)
    {
      if (cr_context_is_cancelled (pace->context))
        return FALSE;
      pace->since = 0;
    }
  if (columns->n > 0)
    pace->since
        += columns->n
           * (1 + (rows->end[i] - rows->start[i]) * (columns->end[columns->n / 2] - columns->start[columns->n / 2]));
  return TRUE;
}

#define Real float
#define NAME(name) name##_f32
#include "cr-kernel-nn-pool-template.h"
#undef Real
#undef NAME
#define Real double
#define NAME(name) name##_f64
#include "cr-kernel-nn-pool-template.h"
#undef Real
#undef NAME

gboolean
cr_kernel_max_pool (CrTensor *given, const CrWindows *rows, const CrWindows *columns, CrTensor **values,
                    CrTensor **indices, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) best = a ? new_result (a, dtype, rows->n, columns->n, error) : NULL;
  g_autoptr (CrTensor) where = best ? new_result (a, CR_DTYPE_INT64, rows->n, columns->n, error) : NULL;
  if (!where)
    return FALSE;
  Pace pace = { .context = cr_tensor_get_context (given) };
  gint64 planes = count_planes (a), size = rows->size * columns->size;
  gsize item = cr_dtype_get_size (dtype);
  const guint8 *from = cr_tensor_get_data (a);
  guint8 *to = cr_tensor_get_mutable (best, NULL);
  gint64 *index = cr_tensor_get_mutable (where, NULL);
  for (gint64 p = 0; p < planes; p++, from += size * item, to += rows->n * columns->n * item)
    {
      if (dtype == CR_DTYPE_FLOAT32)
        max_plane_f32 (&pace, (const float *)from, rows, columns, (float *)to, index);
      else
        max_plane_f64 (&pace, (const double *)from, rows, columns, (double *)to, index);
      index += rows->n * columns->n;
    }
  if (cr_context_check_cancelled (pace.context, error))
    return FALSE;
  *values = cr_tensor_announce (g_steal_pointer (&best));
  *indices = cr_tensor_announce (g_steal_pointer (&where));
  return TRUE;
}

static void
scatter_plane (CrContext *context, CrDtype dtype, gpointer to, gconstpointer from, const gint64 *index, gint64 n)
{
  if (dtype == CR_DTYPE_FLOAT32)
    CR_FOR_CHUNKED (context, i, n)
  ((float *)to)[index[i]] += ((const float *)from)[i];
  else CR_FOR_CHUNKED (context, i, n) ((double *)to)[index[i]] += ((const double *)from)[i];
}

CrTensor *
cr_kernel_pool_scatter (CrTensor *given, CrTensor *indices, const gint64 *sizes, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  int ndim = cr_tensor_get_ndim (given);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) where = a ? cr_kernel_as_contiguous (indices, CR_DTYPE_INT64, error) : NULL;
  g_autoptr (CrTensor) result = where ? new_result (a, dtype, sizes[ndim - 2], sizes[ndim - 1], error) : NULL;
  if (!result || !cr_kernel_fill (result, 0, error))
    return NULL;
  gint64 planes = count_planes (a), n = planes ? cr_tensor_get_numel (a) / planes : 0;
  gint64 size = sizes[ndim - 2] * sizes[ndim - 1];
  gsize item = cr_dtype_get_size (dtype);
  const guint8 *from = cr_tensor_get_data (a);
  guint8 *to = cr_tensor_get_mutable (result, NULL);
  const gint64 *index = cr_tensor_get_data (where);
  CrContext *context = cr_tensor_get_context (given);
  for (gint64 p = 0, since = 0; p < planes && since >= 0; p++)
    {
      scatter_plane (context, dtype, to + p * size * item, from + p * n * item, index + p * n, n);
      since += n + 1;
      if (since >= CANCEL_WORK)
        since = cr_context_is_cancelled (context) ? -1 : 0;
    }
  if (cr_context_check_cancelled (context, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}

static gint64
get_divisor (const CrWindows *rows, const CrWindows *columns, gint64 i, gint64 j, gboolean count_padding,
             gint64 divisor)
{
  if (divisor)
    return divisor;
  if (count_padding)
    return rows->full[i] * columns->full[j];
  return (rows->end[i] - rows->start[i]) * (columns->end[j] - columns->start[j]);
}

static void
average_plane_i64 (Pace *pace, const gint64 *from, const CrWindows *rows, const CrWindows *columns,
                   gboolean count_padding, gint64 divisor, gint64 *to)
{
  for (gint64 i = 0; i < rows->n && goes_on (pace, rows, i, columns); i++)
    CR_FOR_CHUNKED (pace->context, j, columns->n)
    {
      gint64 sum = 0, by = get_divisor (rows, columns, i, j, count_padding, divisor);
      for (gint64 y = rows->start[i]; y < rows->end[i]; y++)
        for (gint64 x = columns->start[j]; x < columns->end[j]; x++)
          sum += from[y * columns->size + x];
      *to++ = by ? sum / by : 0;
    }
}

static void
average_plane (Pace *pace, CrDtype dtype, gconstpointer from, const CrWindows *rows, const CrWindows *columns,
               gboolean count_padding, gint64 divisor, gpointer to)
{
  if (dtype == CR_DTYPE_INT64)
    average_plane_i64 (pace, from, rows, columns, count_padding, divisor, to);
  else if (dtype == CR_DTYPE_FLOAT32)
    average_plane_f32 (pace, from, rows, columns, count_padding, divisor, to);
  else
    average_plane_f64 (pace, from, rows, columns, count_padding, divisor, to);
}

CrTensor *
cr_kernel_average_pool (CrTensor *given, const CrWindows *rows, const CrWindows *columns, gboolean count_padding,
                        gint64 divisor, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) result = a ? new_result (a, dtype, rows->n, columns->n, error) : NULL;
  if (!result)
    return NULL;
  gint64 planes = count_planes (a);
  gsize item = cr_dtype_get_size (dtype);
  const guint8 *from = cr_tensor_get_data (a);
  guint8 *to = cr_tensor_get_mutable (result, NULL);
  Pace pace = { .context = cr_tensor_get_context (given) };
  for (gint64 p = 0; p < planes; p++)
    average_plane (&pace, dtype, from + p * rows->size * columns->size * item, rows, columns, count_padding, divisor,
                   to + p * rows->n * columns->n * item);
  return cr_context_check_cancelled (pace.context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_average_pool_adjoint (CrTensor *given, const CrWindows *rows, const CrWindows *columns,
                                gboolean count_padding, gint64 divisor, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) result = a ? new_result (a, dtype, rows->size, columns->size, error) : NULL;
  if (!result || !cr_kernel_fill (result, 0, error))
    return NULL;
  gint64 planes = count_planes (a);
  gsize item = cr_dtype_get_size (dtype);
  const guint8 *from = cr_tensor_get_data (a);
  guint8 *to = cr_tensor_get_mutable (result, NULL);
  Pace pace = { .context = cr_tensor_get_context (given) };
  for (gint64 p = 0; p < planes; p++, from += rows->n * columns->n * item, to += rows->size * columns->size * item)
    if (dtype == CR_DTYPE_FLOAT32)
      spread_plane_f32 (&pace, (const float *)from, rows, columns, count_padding, divisor, (float *)to);
    else
      spread_plane_f64 (&pace, (const double *)from, rows, columns, count_padding, divisor, (double *)to);
  return cr_context_check_cancelled (pace.context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}
