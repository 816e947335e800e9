/* Calls that draw areas: bar, barh, fill_between, stackplot. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

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
  { "bar", read_bar },         { "barh", read_barh }, { "fill_between", read_fill }, { "fill_betweenx", read_fill_x },
  { "stackplot", read_stack }, { NULL, NULL },
};
