/* Calls that draw areas: bar, barh, hist, fill_between, stackplot. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

#define USUAL_BINS 10
#define MAX_BINS 10000

/* Bars of a call that names the place @place, the length @length and so on. */
static void
add_bars (CrFigureReader *reader, const CrPlotRecord *record, gboolean flat)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  g_auto (CrFigureData) at = { 0 }, length = { 0 }, width = { 0 }, base = { 0 }, error = { 0 };
  const char *align = cr_figures_string (cr_figures_keyword (record, "align"));
  CrSeries *series;
  guint n;

  if (!cr_figures_places (flat ? &axes->y : &axes->x, cr_figures_at (record, 0, flat ? "y" : "x"), &at)
      || !cr_figures_flat (record, 1, flat ? "width" : "height", &length))
    return;
  cr_figures_flat (record, 2, flat ? "height" : "width", &width);
  cr_figures_flat (record, 3, flat ? "left" : "bottom", &base);
  at.rows *= at.columns;
  n = MAX (at.rows, length.rows);
  series = cr_axes_add_series (axes, CR_SERIES_BARS, NULL, NULL, 0);
  series->n = n;
  series->horizontal = flat;
  series->width = cr_figures_element (&width, 0, 0.8);
  series->x = g_renew (double, series->x, MAX (n, 1));
  series->y = g_renew (double, series->y, MAX (n, 1));
  series->base = g_renew (double, series->base, MAX (n, 1));
  series->widths = width.rows > 1 ? g_new (double, MAX (n, 1)) : NULL;
  for (guint i = 0; i < n; i++)
    {
      double own = cr_figures_element (&width, i, 0.8);
      double place = cr_figures_element (&at, i, i) + (g_strcmp0 (align, "edge") == 0 ? own / 2 : 0);

      series->base[i] = cr_figures_element (&base, i, 0);
      (flat ? series->y : series->x)[i] = place;
      (flat ? series->x : series->y)[i] = cr_figures_element (&length, i, NAN) + series->base[i];
      if (series->widths)
        series->widths[i] = own;
    }
  series->source_id = length.tensor;
  cr_figures_style (reader, series, record);
  if (cr_figures_flat (record, G_MAXUINT, flat ? "xerr" : "yerr", &error))
    {
      double **low = flat ? &series->x_low : &series->y_low, **high = flat ? &series->x_high : &series->y_high;

      *low = g_new (double, MAX (n, 1));
      *high = g_new (double, MAX (n, 1));
      for (guint i = 0; i < n; i++)
        (*low)[i] = (*high)[i] = cr_figures_element (&error, i, 0);
      series->cap_size = cr_figures_positive (cr_figures_keyword (record, "capsize"), 0);
    }
  if (cr_figures_truth (cr_figures_keyword (record, "log"), FALSE))
    (flat ? &axes->x : &axes->y)->scale = CR_SCALE_LOG;
}

static void
read_bar (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_bars (reader, record, FALSE);
}

static void
read_barh (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_bars (reader, record, TRUE);
}

/* The edges of the bins: given, or so many of equal width. */
static double *
make_edges (const CrPlotRecord *record, const CrFigureData *data, guint *n)
{
  g_auto (CrFigureData) bins = { 0 };
  double low = INFINITY, high = -INFINITY;
  double *edges;

  if (cr_figures_flat (record, 1, "bins", &bins) && bins.rows > 1)
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
  cr_figures_pair (cr_figures_at (record, 2, "range"), &low, &high);
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
    for (guint i = 0; i < n; i++)
      {
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
  edges = make_edges (record, &all, &n);
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

/* where=: what is false leaves a gap. */
static void
leave_gaps (CrSeries *series, const CrPlotRecord *record)
{
  g_auto (CrFigureData) where = { 0 };

  if (!cr_figures_flat (record, 3, "where", &where))
    {
      const CrPlotDatum *datum = cr_figures_at (record, 3, "where");

      for (guint i = 0; datum && datum->kind == CR_PLOT_ARG_LIST && i < MIN (series->n, datum->elements->len); i++)
        if (!cr_figures_truth (g_ptr_array_index (datum->elements, i), TRUE))
          series->y[i] = NAN;
      return;
    }
  for (guint i = 0; i < series->n; i++)
    if (cr_figures_element (&where, i, 1) == 0)
      series->y[i] = NAN;
}

/* fill_between (x, y1, y2), fill_betweenx (y, x1, x2) */
static void
add_fill (CrFigureReader *reader, const CrPlotRecord *record, gboolean flat)
{
  g_auto (CrFigureData) at = { 0 }, end = { 0 }, base = { 0 };
  const char *step = cr_figures_string (cr_figures_keyword (record, "step"));
  CrSeries *series;

  if (!cr_figures_flat (record, 0, flat ? "y" : "x", &at) || !cr_figures_flat (record, 1, flat ? "x1" : "y1", &end))
    return;
  cr_figures_flat (record, 2, flat ? "x2" : "y2", &base);
  series = cr_axes_add_series (cr_figures_get_axes (reader, record), CR_SERIES_FILL, at.numbers, at.numbers, at.rows);
  series->horizontal = flat;
  for (guint i = 0; i < series->n; i++)
    {
      (flat ? series->x : series->y)[i] = cr_figures_element (&end, i, 0);
      series->base[i] = cr_figures_element (&base, i, 0);
    }
  series->step = g_strcmp0 (step, "pre") == 0    ? CR_STEP_PRE
                 : g_strcmp0 (step, "post") == 0 ? CR_STEP_POST
                 : g_strcmp0 (step, "mid") == 0  ? CR_STEP_MID
                                                 : CR_STEP_NONE;
  series->source_id = end.tensor;
  series->x_source_id = at.tensor;
  leave_gaps (series, record);
  cr_figures_style (reader, series, record);
}

static void
read_fill (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_fill (reader, record, FALSE);
}

static void
read_fill_x (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_fill (reader, record, TRUE);
}

/* stackplot (x, y1, y2, ..., labels=[...]) */
static void
read_stack (CrFigureReader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *labels = cr_figures_keyword (record, "labels");
  g_auto (GStrv) colors = cr_figures_colors (cr_figures_keyword (record, "colors"));
  g_auto (CrFigureData) x = { 0 };
  g_autofree double *sum = NULL;
  guint number = 0;

  if (!cr_figures_flat (record, 0, "x", &x))
    return;
  sum = g_new0 (double, x.rows);
  for (guint i = 1; cr_figures_arg (record, i); i++)
    {
      g_auto (CrFigureData) y = { 0 };
      guint rows;

      if (!cr_figure_data_is (cr_figures_arg (record, i)) || !cr_figure_data_read (&y, cr_figures_arg (record, i)))
        continue;
      rows = y.columns == x.rows && y.rows != x.rows ? y.rows : 1; /* a table has a row for each */
      for (guint row = 0; row < MIN (rows, 64); row++, number++)
        {
          CrSeries *series
              = cr_axes_add_series (cr_figures_get_axes (reader, record), CR_SERIES_FILL, x.numbers, sum, x.rows);

          memcpy (series->base, sum, x.rows * sizeof (double));
          for (guint k = 0; k < x.rows; k++)
            sum[k] += rows > 1 ? y.numbers[k * (gsize)y.rows + row] : cr_figures_element (&y, k, 0);
          memcpy (series->y, sum, x.rows * sizeof (double));
          series->source_id = y.tensor;
          cr_figures_style (reader, series, record);
          if (labels && labels->kind == CR_PLOT_ARG_LIST && number < labels->elements->len)
            cr_figure_set_string (&series->label, cr_figures_string (g_ptr_array_index (labels->elements, number)));
          if (colors)
            cr_figure_set_string (&series->color, colors[number % g_strv_length (colors)]);
        }
    }
}

const CrFigureCall cr_figures_bar_calls[] = {
  { "bar", read_bar },
  { "barh", read_barh },
  { "hist", read_hist },
  { "fill_between", read_fill },
  { "fill_betweenx", read_fill_x },
  { "stackplot", read_stack },
  { NULL, NULL },
};
