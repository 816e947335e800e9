/* What hist () and hist2d () give: counts and edges as numpy's histogram and histogram2d count them. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_BINS 10000
#define MAX_BINS_2D 2000 /* a side */
#define USUAL_BINS 10

typedef struct
{
  double *numbers; /* owned */
  gsize n;
} Numbers;

static void
clear_numbers (gpointer data)
{
  g_free (((Numbers *)data)->numbers);
}

static Numbers
read_numbers (CrInterp *interp, CrObject object)
{
  Numbers numbers = { NULL, 0 };
  if (cr_object_is_set (object) && object.kind != CR_OBJECT_NONE)
    numbers.numbers = cr_plot_numbers (interp, object, &numbers.n);
  return numbers;
}

/* numpy's array of that shape; @columns is 0 for one row. */
static CrObject
new_array (CrInterp *interp, const double *numbers, gsize rows, gsize columns)
{
  CrDtype dtype = CR_DTYPE_FLOAT64;
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)rows);
  for (gsize i = 0; i < rows; i++)
    if (columns == 0)
      list->items[i] = cr_object_float (numbers[i]);
    else
      {
        CrSequence *row = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)columns);
        for (gsize k = 0; k < columns; k++)
          row->items[k] = cr_object_float (numbers[i * columns + k]);
        list->items[i] = cr_object_from_cell (row);
      }
  CrTensor *tensor = cr_interp_make_tensor (interp, cr_object_from_cell (list), &dtype);
  cr_cell_unref (list);
  return tensor ? (CrObject){ CR_OBJECT_ARRAY, { .tensor = tensor } } : CR_UNSET;
}

/* The ends of all numbers, or those that @range names. FALSE with an exception pending. */
static gboolean
find_ends (CrInterp *interp, const Numbers *numbers, CrObject range, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (gsize i = 0; i < numbers->n; i++)
    if (isfinite (numbers->numbers[i]))
      {
        *low = MIN (*low, numbers->numbers[i]);
        *high = MAX (*high, numbers->numbers[i]);
      }
  if (!(*low <= *high))
    {
      *low = 0;
      *high = 1;
    }
  if (cr_object_is_sequence (range) && cr_object_sequence (range)->n == 2)
    {
      if (!cr_interp_to_double (interp, cr_object_sequence (range)->items[0], low)
          || !cr_interp_to_double (interp, cr_object_sequence (range)->items[1], high))
        return FALSE;
      if (!(*low <= *high))
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "max must be larger than min in range parameter.");
          return FALSE;
        }
    }
  if (*low == *high)
    {
      *low -= 0.5;
      *high += 0.5;
    }
  return TRUE;
}

/* The edges of bins: given, or so many of equal width; NULL with an exception pending. */
static double *
make_edges (CrInterp *interp, CrObject bins, CrObject range, const Numbers *numbers, gsize most, gsize *n)
{
  double low, high;
  gint64 wanted = USUAL_BINS;
  if (cr_object_is_set (bins) && bins.kind != CR_OBJECT_NONE && bins.kind != CR_OBJECT_STR
      && !cr_object_is_number (bins))
    {
      Numbers given = read_numbers (interp, bins);
      *n = given.n > 0 ? given.n - 1 : 0;
      for (gsize i = 0; i < *n; i++)
        if (given.numbers[i] > given.numbers[i + 1])
          {
            g_free (given.numbers);
            cr_interp_raise (interp, CR_ERROR_VALUE, "`bins` must increase monotonically, when an array");
            return NULL;
          }
      return given.numbers;
    }
  if (bins.kind == CR_OBJECT_INT)
    wanted = bins.u.integer;
  if (wanted < 1)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "`bins` must be positive, when an integer");
      return NULL;
    }
  if (!find_ends (interp, numbers, range, &low, &high))
    return NULL;
  *n = MIN ((gsize)wanted, most);
  double *edges = g_new (double, *n + 1);
  for (gsize i = 0; i <= *n; i++)
    edges[i] = i == *n ? high : low + (high - low) / (double)*n * (double)i;
  return edges;
}

/* The bin of @value, the last one with its upper edge; @n if it lies in none. */
static gsize
find_bin (const double *edges, gsize n, double value)
{
  gsize low = 0, high = n;
  if (n == 0 || !(value >= edges[0] && value <= edges[n]))
    return n;
  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;
      *(value >= edges[middle] ? &low : &high) = middle;
    }
  return low;
}

static gboolean
is_true (CrInterp *interp, CrObject object)
{
  return cr_object_is_set (object) && cr_interp_truth (interp, object) > 0;
}

/* cumulative=: sums from the left, or from the right where it is below 0. */
static void
sum_up (double *counts, gsize n, gboolean backwards)
{
  for (gsize i = 1; i < n; i++)
    if (backwards)
      counts[n - 1 - i] += counts[n - i];
    else
      counts[i] += counts[i - 1];
}

/* Parts of all, a unit of the axis each, where @density. */
static void
normalize (double *counts, const double *edges, gsize n, double total, gboolean density)
{
  for (gsize i = 0; density && total != 0 && i < n; i++)
    counts[i] /= total * (edges[i + 1] - edges[i]);
}

/* The numbers of one set into @counts. */
static void
count_set (const Numbers *set, const Numbers *weights, const double *edges, gsize n, double *counts)
{
  for (gsize i = 0; i < set->n; i++)
    {
      gsize bin = find_bin (edges, n, set->numbers[i]);
      if (bin < n)
        counts[bin] += weights->n > 0 ? weights->numbers[i] : 1;
    }
}

/* The sets of a call: a list of lists or arrays is several. */
static GArray *
read_sets (CrInterp *interp, CrObject x)
{
  GArray *sets = g_array_new (FALSE, FALSE, sizeof (Numbers));
  CrSequence *items = cr_object_is_sequence (x) ? cr_object_sequence (x) : NULL;
  g_array_set_clear_func (sets, clear_numbers);
  gboolean nested = items && items->n > 0
                    && (cr_object_is_sequence (items->items[0])
                        || ((items->items[0].kind == CR_OBJECT_TENSOR || items->items[0].kind == CR_OBJECT_ARRAY)
                            && cr_tensor_get_ndim (items->items[0].u.tensor) > 0));
  for (guint i = 0; i < (nested ? items->n : 1); i++)
    {
      Numbers set = read_numbers (interp, nested ? items->items[i] : x);
      g_array_append_val (sets, set);
    }
  return sets;
}

/* All numbers of all sets. */
static Numbers
join (const GArray *sets)
{
  Numbers all = { NULL, 0 };
  for (guint i = 0; i < sets->len; i++)
    all.n += g_array_index (sets, Numbers, i).n;
  all.numbers = g_new (double, MAX (all.n, 1));
  gsize at = 0;
  for (guint i = 0; i < sets->len; i++)
    {
      const Numbers *set = &g_array_index (sets, Numbers, i);
      if (set->n > 0)
        memcpy (all.numbers + at, set->numbers, set->n * sizeof (double));
      at += set->n;
    }
  return all;
}

/* Counts of each set after those of the one before; owned. NULL with an exception pending. */
static double *
count_all (CrInterp *interp, const CrCallArgs *args, const GArray *sets, const double *edges, gsize n)
{
  g_autoptr (GArray) weights = NULL;
  CrObject given = cr_call_args_at (args, 4, "weights"), cumulative = cr_call_args_at (args, 5, "cumulative");
  gboolean density = is_true (interp, cr_call_args_at (args, 3, "density"));
  gboolean stacked = is_true (interp, cr_call_args_get (args, "stacked"));
  g_autofree double *counts = g_new0 (double, MAX (n, 1) * sets->len);
  double all = 0;
  if (cr_object_is_set (given) && given.kind != CR_OBJECT_NONE)
    weights = read_sets (interp, given);
  for (guint i = 0; i < sets->len; i++)
    {
      static const Numbers none = { NULL, 0 };
      const Numbers *set = &g_array_index (sets, Numbers, i);
      const Numbers *own = weights && i < weights->len ? &g_array_index (weights, Numbers, i) : &none;
      double *row = counts + i * n, total = 0;
      if (weights && own->n != set->n)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "weights should have the same shape as x");
          return NULL;
        }
      count_set (set, own, edges, n, row);
      for (gsize k = 0; k < n; k++)
        total += row[k];
      all += total;
      normalize (row, edges, n, total, density && !stacked);
      for (gsize k = 0; stacked && i > 0 && k < n; k++)
        row[k] += row[k - n];
    }
  for (guint i = 0; i < sets->len; i++)
    {
      double *row = counts + i * n;
      normalize (row, edges, n, all, density && stacked);
      if (!is_true (interp, cumulative))
        continue;
      for (gsize k = 0; density && k < n; k++)
        row[k] *= edges[k + 1] - edges[k];
      sum_up (row, n, cr_object_is_number (cumulative) && cr_object_to_double (cumulative) < 0);
    }
  return g_steal_pointer (&counts);
}

/* Names of rules for bins are numpy's; here there is one. */
static gboolean
warn_of_rule (CrInterp *interp, CrObject bins)
{
  if (bins.kind != CR_OBJECT_STR || cr_plot_get_number (interp, "left out bins") != 0)
    return TRUE;
  g_autofree char *message = g_strdup_printf (_ ("bins='%s' is not worked out here; there are %d bins of equal width"),
                                              cr_object_text (bins), USUAL_BINS);
  cr_plot_set_number (interp, "left out bins", 1);
  cr_interp_warn (interp, "UserWarning", message);
  return !cr_interp_is_raised (interp);
}

/* Bars with their heights. */
static CrObject
new_bars (CrInterp *interp, const double *counts, gsize n, guint part)
{
  CrObject bars = cr_plot_new_bars (interp, (guint)n);
  cr_plot_set_heights (interp, bars, counts, n);
  cr_plot_set_own_number (bars, "_part", part);
  return bars;
}

CrObject
cr_plot_new_histogram (CrInterp *interp, const CrCallArgs *args)
{
  CrObject bins = cr_call_args_at (args, 1, "bins");
  g_autoptr (GArray) sets = read_sets (interp, cr_call_args_at (args, 0, "x"));
  Numbers all = join (sets);
  gsize n = 0;
  g_autofree double *edges = warn_of_rule (interp, bins)
                                 ? make_edges (interp, bins, cr_call_args_at (args, 2, "range"), &all, MAX_BINS, &n)
                                 : NULL;
  g_free (all.numbers);
  g_autofree double *counts = edges ? count_all (interp, args, sets, edges, n) : NULL;
  if (counts == NULL)
    return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
  CrSequence *result = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 3);
  gboolean several = sets->len > 1;
  result->items[0] = new_array (interp, counts, several ? sets->len : n, several ? n : 0);
  result->items[1] = new_array (interp, edges, n + 1, 0);
  if (several)
    {
      CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, sets->len);
      for (guint i = 0; i < sets->len; i++)
        list->items[i] = new_bars (interp, counts + i * n, n, i);
      result->items[2] = cr_object_from_cell (list);
    }
  else
    result->items[2] = new_bars (interp, counts, n, 0);
  return cr_object_from_cell (result);
}

/* bins= or range= of one side: the same for both, or one each. */
static CrObject
get_side (CrObject both, guint side, gboolean nested)
{
  if (!cr_object_is_sequence (both) || cr_object_sequence (both)->n != 2)
    return both;
  CrObject own = cr_object_sequence (both)->items[side];
  return nested || cr_object_is_number (own) || cr_object_is_sequence (own) || own.kind == CR_OBJECT_ARRAY
                 || own.kind == CR_OBJECT_TENSOR
             ? own
             : both;
}

static void
count_pairs (CrInterp *interp, const CrCallArgs *args, const Numbers *sides, double *const *edges, const gsize *n,
             double *counts)
{
  Numbers weights = read_numbers (interp, cr_call_args_at (args, 5, "weights"));
  gboolean density = is_true (interp, cr_call_args_at (args, 4, "density"));
  double total = 0;
  for (gsize i = 0; i < sides[0].n; i++)
    {
      gsize column = find_bin (edges[0], n[0], sides[0].numbers[i]),
            row = find_bin (edges[1], n[1], sides[1].numbers[i]);
      double weight = weights.n == sides[0].n ? weights.numbers[i] : 1;
      if (column == n[0] || row == n[1])
        continue;
      counts[column * n[1] + row] += weight;
      total += weight;
    }
  for (gsize i = 0; density && total != 0 && i < n[0] * n[1]; i++)
    counts[i] /= total * (edges[0][i / n[1] + 1] - edges[0][i / n[1]]) * (edges[1][i % n[1] + 1] - edges[1][i % n[1]]);
  g_free (weights.numbers);
}

CrObject
cr_plot_new_histogram_2d (CrInterp *interp, const CrCallArgs *args)
{
  static const char *const names[] = { "x", "y" };
  Numbers sides[2];
  double *edges[2] = { NULL, NULL };
  gsize n[2] = { 0, 0 };
  CrObject result = CR_UNSET;
  for (guint i = 0; i < 2; i++)
    sides[i] = read_numbers (interp, cr_call_args_at (args, i, names[i]));
  if (sides[0].n != sides[1].n)
    cr_interp_raise (interp, CR_ERROR_VALUE, "x and y must have the same length.");
  for (guint i = 0; i < 2 && !cr_interp_is_raised (interp); i++)
    edges[i] = make_edges (interp, get_side (cr_call_args_at (args, 2, "bins"), i, FALSE),
                           get_side (cr_call_args_at (args, 3, "range"), i, TRUE), &sides[i], MAX_BINS_2D, &n[i]);
  if (edges[0] && edges[1])
    {
      g_autofree double *counts = g_new0 (double, MAX (n[0] * n[1], 1));
      CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 4);
      count_pairs (interp, args, sides, edges, n, counts);
      tuple->items[0] = new_array (interp, counts, n[0], n[1]);
      tuple->items[1] = new_array (interp, edges[0], n[0] + 1, 0);
      tuple->items[2] = new_array (interp, edges[1], n[1] + 1, 0);
      tuple->items[3] = cr_plot_new_artist (interp, "matplotlib.collections.QuadMesh", 0);
      result = cr_object_from_cell (tuple);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_free (edges[i]);
      g_free (sides[i].numbers);
    }
  return result;
}
