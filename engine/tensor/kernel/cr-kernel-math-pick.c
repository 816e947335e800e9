/* Reductions that pick one element of a row and say where it stands: max, min, median, mode along a dimension;
 * and scans, which keep every step of a sum or a product. */

#include "cr-chunk.h"
#include "cr-kernel-math-private.h"
#include "cr-sort.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

/* Where in the row; -1 with an error. */
typedef gint64 (*Finder) (CrContext *context, gconstpointer row, gint64 n, GError **error);

/* clang-format off */
#define DEFINE_EXTREME(name, Type, better)                                    \
  static gint64 name (CrContext *context, gconstpointer row, gint64 n, GError **error)                            \
  {                                                                           \
    const Type *from = row;                                                   \
    gint64 best = 0;                                                          \
    CR_FOR_CHUNKED (context, i, n)                                            \
      {                                                                       \
        Type x = from[i], y = from[best];                                     \
        if (better)                                                           \
          best = i;                                                           \
      }                                                                       \
    return best;                                                              \
  }
/* Sorted by value, nan last, then by place. */
#define DEFINE_SORT(suffix, Type, is_nan)                                     \
  typedef struct { Type value; gint64 at; } Item_##suffix;                    \
  static int compare_##suffix (gconstpointer a, gconstpointer b, gpointer data)                  \
  {                                                                           \
    const Item_##suffix *x = a, *y = b;                                       \
    gboolean nan_x = is_nan (x->value), nan_y = is_nan (y->value);            \
    if (nan_x != nan_y)                                                       \
      return nan_x - nan_y;                                                   \
    if (!nan_x && x->value != y->value)                                       \
      return x->value < y->value ? -1 : 1;                                    \
    return (x->at > y->at) - (x->at < y->at);                                 \
  }                                                                           \
  static Item_##suffix *sort_##suffix (CrContext *context, const Type *row, gint64 n, gint64 *n_nans, GError **error) \
  {                                                                           \
    Item_##suffix *items = g_try_new (Item_##suffix, n);                      \
    *n_nans = 0;                                                              \
    CR_FOR_CHUNKED (context, i, items != NULL ? n : 0)                        \
      {                                                                       \
        items[i] = (Item_##suffix){ row[i], i };                              \
        *n_nans += is_nan (row[i]);                                           \
      }                                                                       \
    if (items == NULL)                                                        \
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "not enough memory"); \
    else if (!cr_sort (context, items, n, sizeof *items, compare_##suffix, NULL, error)) \
      g_clear_pointer (&items, g_free);                                       \
    return items;                                                             \
  }                                                                           \
  static gint64 median_##suffix (CrContext *context, gconstpointer row, gint64 n, GError **error)                 \
  {                                                                           \
    gint64 n_nans;                                                            \
    g_autofree Item_##suffix *items = sort_##suffix (context, row, n, &n_nans, error);        \
    return items == NULL ? -1 : items[n_nans ? n - n_nans : (n - 1) / 2].at;  \
  }                                                                           \
  static gint64 nanmedian_##suffix (CrContext *context, gconstpointer row, gint64 n, GError **error)              \
  {                                                                           \
    gint64 n_nans;                                                            \
    g_autofree Item_##suffix *items = sort_##suffix (context, row, n, &n_nans, error);        \
    return items == NULL ? -1 : items[n_nans == n ? 0 : (n - n_nans - 1) / 2].at; \
  }                                                                           \
  static gint64 mode_##suffix (CrContext *context, gconstpointer row, gint64 n, GError **error)                   \
  {                                                                           \
    gint64 n_nans, best = 0, most = 0, run = 0;                               \
    g_autofree Item_##suffix *items = sort_##suffix (context, row, n, &n_nans, error);        \
    CR_FOR_CHUNKED (context, i, items != NULL ? n : 0)                        \
      {                                                                       \
        run = i > 0 && items[i].value == items[i - 1].value ? run + 1 : 1;    \
        if (run > most)                                                       \
          {                                                                   \
            most = run;                                                       \
            best = i;                                                         \
          }                                                                   \
      }                                                                       \
    return items == NULL ? -1 : items[best].at;                               \
  }
#define NEVER(x) FALSE
#define ALL(name) { name##_bool, name##_i64, name##_f32, name##_f64 }

DEFINE_EXTREME (max_bool, guint8, x > y)
DEFINE_EXTREME (max_i64, gint64, x > y)
DEFINE_EXTREME (max_f32, float, !isnan (y) && (isnan (x) || x > y))
DEFINE_EXTREME (max_f64, double, !isnan (y) && (isnan (x) || x > y))
DEFINE_EXTREME (min_bool, guint8, x < y)
DEFINE_EXTREME (min_i64, gint64, x < y)
DEFINE_EXTREME (min_f32, float, !isnan (y) && (isnan (x) || x < y))
DEFINE_EXTREME (min_f64, double, !isnan (y) && (isnan (x) || x < y))
DEFINE_SORT (bool, guint8, NEVER)
DEFINE_SORT (i64, gint64, NEVER)
DEFINE_SORT (f32, float, isnan)
DEFINE_SORT (f64, double, isnan)
/* clang-format on */

static const Finder finders[CR_N_PICK][CR_N_MATH_KINDS] = {
  [CR_PICK_MAX] = ALL (max),       [CR_PICK_MIN] = ALL (min),
  [CR_PICK_MEDIAN] = ALL (median), [CR_PICK_NANMEDIAN] = ALL (nanmedian),
  [CR_PICK_MODE] = ALL (mode),
};

static gboolean
fill_indices (Finder find, CrTensor *from, gint64 outer, gint64 n, gint64 *at, GError **error)
{
  const guint8 *data = cr_tensor_get_data (from);
  gsize size = cr_dtype_get_size (cr_tensor_get_dtype (from));
  for (gint64 i = 0; i < outer; i++)
    {
      at[i] = find (cr_tensor_get_context (from), data + i * n * size, n, error);
      if (at[i] < 0)
        return FALSE;
      if (cr_context_check_cancelled (cr_tensor_get_context (from), error))
        return FALSE;
    }
  return TRUE;
}

/* The element of each row that @at names. */
static CrTensor *
take (CrTensor *from, gint64 n, const gint64 *at, int ndim, const gint64 *sizes, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (from);
  gsize size = cr_dtype_get_size (dtype);
  CrTensor *values = cr_tensor_new_unannounced (cr_tensor_get_context (from), dtype, ndim, sizes, error);
  if (values == NULL)
    return NULL;
  guint8 *to = cr_tensor_get_mutable (values, NULL);
  const guint8 *data = cr_tensor_get_data (from);
  for (gint64 i = 0; i < cr_tensor_get_numel (values); i++)
    memcpy (to + i * size, data + (i * n + at[i]) * size, size);
  return values;
}

gboolean
cr_kernel_pick (CrPick op, CrTensor *a, int dim, gboolean keepdim, CrTensor **values, CrTensor **indices,
                GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_PICK && a != NULL && indices != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (a);
  guint64 dims = cr_tensor_get_ndim (a) ? G_GUINT64_CONSTANT (1) << dim : 0;
  gint64 sizes[CR_MAX_DIMS], outer, n;

  if (!cr_dtype_check_real (dtype, error))
    return FALSE;
  CrDtype compute = cr_dtype_get_compute (dtype);
  int ndim = cr_math_reduced_sizes (a, dims, keepdim, sizes);
  g_autoptr (CrTensor) from = cr_math_rows (a, dims, compute, &outer, &n, error);
  g_autoptr (CrTensor) at
      = from ? cr_tensor_new_unannounced (cr_tensor_get_context (a), CR_DTYPE_INT64, ndim, sizes, error) : NULL;
  if (at == NULL || !fill_indices (finders[op][compute], from, outer, n, cr_tensor_get_mutable (at, NULL), error))
    return FALSE;
  if (values != NULL)
    {
      CrTensor *taken = take (from, n, cr_tensor_get_data (at), ndim, sizes, error);
      *values = cr_math_finish (taken, dtype, error);
      if (*values == NULL)
        return FALSE;
    }
  *indices = cr_tensor_announce (g_steal_pointer (&at));
  return TRUE;
}

typedef void (*ScanRow) (CrContext *context, gpointer dst, gconstpointer src, gint64 n);

/* clang-format off */
#define DEFINE_SCAN(name, Type, Sum, first, operator)                         \
  static void name (CrContext *context, gpointer dst, gconstpointer src, gint64 n)                \
  {                                                                           \
    Type *to = dst;                                                           \
    const Type *from = src;                                                   \
    Sum sum = first;                                                          \
    CR_FOR_CHUNKED (context, i, n)                                            \
      {                                                                       \
        sum = sum operator (Sum)from[i];                                      \
        to[i] = (Type)sum;                                                    \
      }                                                                       \
  }
DEFINE_SCAN (sum_i64, gint64, guint64, 0, +)
DEFINE_SCAN (sum_f32, float, double, 0, +)
DEFINE_SCAN (sum_f64, double, double, 0, +)
DEFINE_SCAN (prod_i64, gint64, guint64, 1, *)
DEFINE_SCAN (prod_f32, float, double, 1, *)
DEFINE_SCAN (prod_f64, double, double, 1, *)
/* clang-format on */

static const ScanRow scans[CR_N_SCAN][CR_N_MATH_KINDS] = {
  [CR_SCAN_SUM] = { sum_i64, sum_i64, sum_f32, sum_f64 },
  [CR_SCAN_PROD] = { prod_i64, prod_i64, prod_f32, prod_f64 },
};

/* @rows, whose last dimension was @dim of a tensor like @a, as that tensor again. */
static CrTensor *
turn_back (CrTensor *rows, CrTensor *a, int dim, CrDtype dtype, GError **error)
{
  int ndim = cr_tensor_get_ndim (a);
  gint64 strides[CR_MAX_DIMS];
  for (int d = 0; d < ndim; d++)
    strides[d] = cr_tensor_get_strides (rows)[d == dim ? ndim - 1 : d < dim ? d : d - 1];
  g_autoptr (CrTensor) view = cr_tensor_new_view_unannounced (rows, ndim, cr_tensor_get_sizes (a), strides, 0);
  return cr_tensor_announce (cr_kernel_as_contiguous (view, dtype, error));
}

CrTensor *
cr_kernel_scan (CrScan op, CrTensor *a, int dim, CrDtype dtype, GError **error)
{
  g_return_val_if_fail ((guint)op < CR_N_SCAN && a != NULL, NULL);
  guint64 dims = cr_tensor_get_ndim (a) ? G_GUINT64_CONSTANT (1) << dim : 0;
  gint64 outer, n;

  if (!cr_dtype_check_real (dtype, error))
    return NULL;
  CrDtype compute = dtype == CR_DTYPE_BOOL ? CR_DTYPE_INT64 : cr_dtype_get_compute (dtype);
  gsize size = cr_dtype_get_size (compute);
  g_autoptr (CrTensor) from = cr_math_rows (a, dims, compute, &outer, &n, error);
  g_autoptr (CrTensor) rows
      = from ? cr_tensor_new_unannounced (cr_tensor_get_context (a), compute, cr_tensor_get_ndim (a),
                                          cr_tensor_get_sizes (from), error)
             : NULL;
  if (rows == NULL)
    return NULL;
  guint8 *to = cr_tensor_get_mutable (rows, NULL);
  const guint8 *data = cr_tensor_get_data (from);
  for (gint64 i = 0; i < outer; i++)
    {
      scans[op][compute](cr_tensor_get_context (a), to + i * n * size, data + i * n * size, n);
      if (cr_context_check_cancelled (cr_tensor_get_context (a), error))
        return NULL;
    }
  return cr_tensor_get_ndim (a) ? turn_back (rows, a, dim, dtype, error)
                                : cr_math_finish (g_steal_pointer (&rows), dtype, error);
}
