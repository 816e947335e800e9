/* Calls that count: hist, hist2d. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

#define USUAL_BINS 10
#define MAX_BINS 10000
#define MAX_CELLS 4000000

/* The edges of the bins: given, or so many of equal width. */
static double *
make_edges (const CrPlotDatum *wanted, const CrPlotDatum *range, const CrFigureData *data, guint *n)
{
  g_auto (CrFigureData) bins = { 0 };
  double low = INFINITY, high = -INFINITY;
  double *edges;

  if (wanted && cr_figure_data_is (wanted) && cr_figure_data_read (&bins, wanted) && bins.rows > 1)
    {
      *n = bins.rows - 1;
      return g_steal_pointer (&bins.numbers);
    }
  for (guint i = 0; i < data->rows * data->columns; i++)
    if (isfinite (data->numbers[i]))
      {
        low = MIN (low, data->numbers[i]);
        high = MAX (high, data->numbers[i]);
      }
  cr_figures_pair (range, &low, &high);
  if (!(low < high))
    {
      low = isfinite (low) ? low - 0.5 : 0;
      high = low + 1;
    }
  *n = (guint)CLAMP (cr_figures_element (&bins, 0, USUAL_BINS), 1, MAX_BINS);
  edges = g_new (double, *n + 1);
  for (guint i = 0; i <= *n; i++)
    edges[i] = i == *n ? high : low + (high - low) * i / *n;
  return edges;
}

/* The bin of @value, the last one with its upper edge; @n if it lies in none. */
static guint
find_bin (const double *edges, guint n, double value)
{
  guint low = 0, high = n;

  if (!(value >= edges[0] && value <= edges[n]))
    return n;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (value >= edges[middle])
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* How much falls into each bin; owned. */
static double *
count (const CrPlotRecord *record, const CrFigureData *data, guint column, const double *edges, guint n)
{
  g_auto (CrFigureData) weights = { 0 };
  gboolean density = cr_figures_truth (cr_figures_at (record, 3, "density"), FALSE);
  double *counts = g_new0 (double, n + 1), total = 0;

  cr_figures_flat (record, 4, "weights", &weights);
  for (guint i = 0; i < data->rows; i++)
    {
      guint bin = find_bin (edges, n, data->numbers[column * (gsize)data->rows + i]);

      counts[bin] += cr_figures_element (&weights, i, 1);
    }
  for (guint i = 0; i < n; i++)
    total += counts[i];
  for (guint i = 0; density && i < n; i++)
    counts[i] /= (total != 0 ? total : 1) * (edges[i + 1] - edges[i]);
  total = 0;
  if (cr_figures_truth (cr_figures_at (record, 5, "cumulative"), FALSE))
    for (guint k = 0; k < n; k++)
      {
        guint i = cr_figures_number (cr_figures_at (record, 5, "cumulative")) < 0 ? n - 1 - k : k;

        total += counts[i] * (density ? edges[i + 1] - edges[i] : 1);
        counts[i] = total;
      }
  return counts;
}

/* histtype="step": the outline alone. */
static CrSeries *
add_outline (CrAxes *axes, const double *edges, const double *counts, guint n)
{
  g_autofree double *x = g_new (double, 2 * n + 2), *y = g_new (double, 2 * n + 2);

  x[0] = edges[0];
  x[2 * n + 1] = edges[n];
  y[0] = y[2 * n + 1] = 0;
  for (guint i = 0; i < n; i++)
    {
      x[2 * i + 1] = edges[i];
      x[2 * i + 2] = edges[i + 1];
      y[2 * i + 1] = y[2 * i + 2] = counts[i];
    }
  return cr_axes_add_series (axes, CR_SERIES_LINE, x, y, 2 * n + 2);
}

static CrSeries *
add_histogram (CrAxes *axes, const double *edges, const double *counts, guint n, gboolean flat, double part,
               double shift)
{
  CrSeries *series = cr_axes_add_series (axes, CR_SERIES_BARS, NULL, counts, n);

  series->horizontal = flat;
  series->widths = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      double width = edges[i + 1] - edges[i], middle = edges[i] + width * (0.5 + shift);

      series->x[i] = flat ? counts[i] : middle;
      series->y[i] = flat ? middle : counts[i];
      series->widths[i] = width * part;
    }
  series->width = n > 0 ? series->widths[0] : 0;
  return series;
}

/* A list of lists or tensors is several histograms. */
static gboolean
read_sets (const CrPlotRecord *record, GPtrArray *sets, CrFigureData *all)
{
  const CrPlotDatum *datum = cr_figures_at (record, 0, "x");
  gboolean nested = datum && datum->kind == CR_PLOT_ARG_LIST && datum->elements->len > 0;
  const CrPlotDatum *first = nested ? g_ptr_array_index (datum->elements, 0) : NULL;
  gsize n = 0;

  nested = first
           && (first->kind == CR_PLOT_ARG_LIST
               || (first->kind == CR_PLOT_ARG_TENSOR && first->value && cr_value_get_ndim (first->value) > 0));
  for (guint i = 0; datum && i < (nested ? datum->elements->len : 1); i++)
    {
      const CrPlotDatum *set = nested ? g_ptr_array_index (datum->elements, i) : datum;
      CrFigureData *data = g_new0 (CrFigureData, 1);

      g_ptr_array_add (sets, data);
      if (!cr_figure_data_is (set) || !cr_figure_data_read (data, set))
        return FALSE;
      n += data->rows * (gsize)data->columns;
    }
  if (sets->len == 0 || n > G_MAXINT)
    return FALSE;
  all->columns = 1;
  all->numbers = g_new (double, MAX (n, 1));
  for (guint i = 0; i < sets->len; i++)
    {
      const CrFigureData *data = g_ptr_array_index (sets, i);

      memcpy (all->numbers + all->rows, data->numbers, data->rows * (gsize)data->columns * sizeof (double));
      all->rows += data->rows * data->columns;
    }
  return TRUE;
}

static void
free_data (gpointer data)
{
  cr_figure_data_clear (data);
  g_free (data);
}

/* One of several sets of numbers: beside the others, on them, or before them. */
static void
add_set (CrFigureReader *reader, const CrPlotRecord *record, const CrFigureData *data, guint column,
         const double *edges, guint n, guint number, guint of, double *stack)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const char *type = cr_figures_string (cr_figures_keyword (record, "histtype"));
  gboolean flat = g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "orientation")), "horizontal") == 0;
  gboolean stacked
      = cr_figures_truth (cr_figures_keyword (record, "stacked"), FALSE) || g_strcmp0 (type, "barstacked") == 0;
  gboolean outlined = type && g_str_has_prefix (type, "step");
  double room = cr_figures_positive (cr_figures_keyword (record, "rwidth"), of > 1 && !stacked ? 0.8 : 1);
  guint beside = stacked || outlined ? 1 : of;
  g_autofree double *counts = count (record, data, column, edges, n);
  const CrPlotDatum *labels = cr_figures_keyword (record, "label");
  CrSeries *series;

  if (outlined && strcmp (type, "step") == 0)
    series = add_outline (axes, edges, counts, n);
  else
    series = add_histogram (axes, edges, counts, n, flat, room / beside,
                            beside > 1 ? ((number + 0.5) / beside - 0.5) * room : 0);
  series->source_id = data->tensor;
  cr_figures_style (reader, series, record);
  if (labels && labels->kind == CR_PLOT_ARG_LIST && number < labels->elements->len)
    cr_figure_set_string (&series->label, cr_figures_string (g_ptr_array_index (labels->elements, number)));
  if (of > 1 && series->colors)
    {
      cr_figure_set_string (&series->color, series->colors[number % g_strv_length (series->colors)]);
      g_clear_pointer (&series->colors, g_strfreev);
    }
  for (guint i = 0; stacked && series->base && i < n; i++)
    {
      series->base[i] = stack[i];
      (flat ? series->x : series->y)[i] += stack[i];
      stack[i] += counts[i];
    }
}

static void
read_hist (CrFigureReader *reader, const CrPlotRecord *record)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func (free_data);
  g_auto (CrFigureData) all = { 0 };
  g_autofree double *edges = NULL, *stack = NULL;
  guint n = 0, of = 0, number = 0;

  if (!read_sets (record, sets, &all))
    return;
  edges = make_edges (cr_figures_at (record, 1, "bins"), cr_figures_at (record, 2, "range"), &all, &n);
  stack = g_new0 (double, n + 1);
  for (guint i = 0; i < sets->len; i++)
    of += MIN (((CrFigureData *)g_ptr_array_index (sets, i))->columns, 64);
  for (guint i = 0; i < sets->len; i++)
    {
      const CrFigureData *data = g_ptr_array_index (sets, i);

      for (guint c = 0; c < MIN (data->columns, 64); c++)
        add_set (reader, record, data, c, edges, n, number++, of, stack);
    }
  if (cr_figures_truth (cr_figures_keyword (record, "log"), FALSE))
    cr_figures_get_axes (reader, record)->y.scale = CR_SCALE_LOG;
}

/* bins= or range= of one side: one each, or the same for both; NULL where there is none. */
static const CrPlotDatum *
get_side (const CrPlotDatum *datum, guint side, gboolean pairs)
{
  gboolean two = datum && datum->kind == CR_PLOT_ARG_LIST && datum->elements->len == 2;
  const CrPlotDatum *first = two ? g_ptr_array_index (datum->elements, 0) : NULL;

  if (two && (!pairs || first->kind == CR_PLOT_ARG_LIST || first->kind == CR_PLOT_ARG_TENSOR))
    return g_ptr_array_index (datum->elements, side);
  return pairs ? NULL : datum;
}

/* How much falls into each cell, by rows of y; owned. */
static double *
count_pairs (const CrPlotRecord *record, const CrFigureData *sides, double *const *edges, const guint *n)
{
  g_auto (CrFigureData) weights = { 0 };
  double *counts = g_new0 (double, n[0] * (gsize)n[1]), total = 0;

  cr_figures_flat (record, 5, "weights", &weights);
  for (guint i = 0; i < MIN (sides[0].rows, sides[1].rows); i++)
    {
      guint column = find_bin (edges[0], n[0], sides[0].numbers[i]),
            row = find_bin (edges[1], n[1], sides[1].numbers[i]);
      double weight = cr_figures_element (&weights, i, 1);

      if (column == n[0] || row == n[1])
        continue;
      counts[row * (gsize)n[0] + column] += weight;
      total += weight;
    }
  for (guint i = 0; cr_figures_truth (cr_figures_at (record, 4, "density"), FALSE) && total != 0 && i < n[0] * n[1];
       i++)
    counts[i] /= total * (edges[0][i % n[0] + 1] - edges[0][i % n[0]]) * (edges[1][i / n[0] + 1] - edges[1][i / n[0]]);
  return counts;
}

/* hist2d (x, y, bins, range, density, weights) */
static void
read_hist_2d (CrFigureReader *reader, const CrPlotRecord *record)
{
  static const char *const names[] = { "x", "y" };
  CrFigureData sides[2] = { { 0 }, { 0 } };
  double *edges[2] = { NULL, NULL };
  guint n[2] = { 0, 0 };

  if (cr_figures_flat (record, 0, names[0], &sides[0]) && cr_figures_flat (record, 1, names[1], &sides[1]))
    for (guint i = 0; i < 2; i++)
      edges[i] = make_edges (get_side (cr_figures_at (record, 2, "bins"), i, FALSE),
                             get_side (cr_figures_at (record, 3, "range"), i, TRUE), &sides[i], &n[i]);
  if (edges[0] && edges[1] && n[0] * (gsize)n[1] <= MAX_CELLS)
    {
      g_autofree double *counts = count_pairs (record, sides, edges, n);
      CrSeries *series = cr_axes_add_image (cr_figures_get_axes (reader, record), counts, n[1], n[0]);

      memcpy (series->x_edges, edges[0], (n[0] + 1) * sizeof (double));
      memcpy (series->y_edges, edges[1], (n[1] + 1) * sizeof (double));
      for (guint i = 0; i < series->n; i++)
        {
          series->x[i] = (edges[0][i % n[0]] + edges[0][i % n[0] + 1]) / 2;
          series->y[i] = (edges[1][i / n[0]] + edges[1][i / n[0] + 1]) / 2;
        }
      series->source_id = sides[1].tensor;
      series->x_source_id = sides[0].tensor;
      cr_figures_style (reader, series, record);
      cr_figures_map (series, record);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_free (edges[i]);
      cr_figure_data_clear (&sides[i]);
    }
}

const CrFigureCall cr_figures_hist_calls[] = {
  { "hist", read_hist },
  { "hist2d", read_hist_2d },
  { NULL, NULL },
};
