/* Calls that draw lines, points and pieces: plot, scatter, step, errorbar, stem, hlines, axhline, fill, quiver. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

#define MAX_COLUMNS 64 /* lines of one call */

static void
add_columns (CrFigureReader *reader, const CrPlotRecord *record, CrSeriesKind kind, const CrFigureData *x,
             const CrFigureData *y, const char *format)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  guint rows = x ? MIN (x->rows, y->rows) : y->rows;
  guint columns = MIN (MAX (y->columns, x ? x->columns : 1), MAX_COLUMNS);

  for (guint c = 0; c < columns; c++)
    {
      const double *xs = x ? x->numbers + MIN (c, x->columns - 1) * (gsize)x->rows : NULL;
      CrSeries *series
          = cr_axes_add_series (axes, kind, xs, y->numbers + MIN (c, y->columns - 1) * (gsize)y->rows, rows);

      series->source_id = y->tensor;
      series->x_source_id = x ? x->tensor : 0;
      if (format)
        cr_series_set_format (series, format);
      cr_figures_style (reader, series, record);
    }
}

/* plot ([x], y, [format], ...): as many groups as there are. */
static void
read_plot (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);

  for (guint i = 0; cr_figures_arg (record, i);)
    {
      const CrPlotDatum *first = cr_figures_arg (record, i++), *second = cr_figures_arg (record, i);
      g_auto (CrFigureData) x = { 0 }, y = { 0 };
      const char *format;

      if (i == 1 && first->kind == CR_PLOT_ARG_LIST && first->elements->len == 0)
        cr_axes_add_series (axes, CR_SERIES_LINE, NULL, NULL, 0); /* as matplotlib does: the axes are there */
      if (!cr_figure_data_is (first))
        continue;
      if (second && cr_figure_data_is (second))
        i++;
      else
        second = NULL;
      format = cr_figures_string (cr_figures_arg (record, i));
      if (format)
        i++;
      if (!cr_figures_places (&axes->y, second ? second : first, &y)
          || (second && !cr_figures_places (&axes->x, first, &x)))
        continue;
      add_columns (reader, record, CR_SERIES_LINE, second ? &x : NULL, &y, format);
    }
}

static void
set_scale (CrAxis *axis, const CrPlotRecord *record, const char *base)
{
  double given = cr_figures_number (cr_figures_either (record, "base", base));

  axis->scale = CR_SCALE_LOG;
  axis->log_base = given > 1 && given < 1e6 ? given : 10;
}

static void
read_semilogx (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_plot (reader, record);
  set_scale (&cr_figures_get_axes (reader, record)->x, record, "basex");
}

static void
read_semilogy (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_plot (reader, record);
  set_scale (&cr_figures_get_axes (reader, record)->y, record, "basey");
}

static void
read_loglog (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_semilogx (reader, record);
  set_scale (&cr_figures_get_axes (reader, record)->y, record, "basey");
}

/* step (x, y, where="pre") */
static void
read_step (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const char *where = cr_figures_string (cr_figures_keyword (record, "where"));
  guint before = axes->series->len;

  read_plot (reader, record);
  for (guint i = before; i < axes->series->len; i++)
    cr_axes_get_series (axes, i)->step = g_strcmp0 (where, "post") == 0  ? CR_STEP_POST
                                         : g_strcmp0 (where, "mid") == 0 ? CR_STEP_MID
                                                                         : CR_STEP_PRE;
}

/* c= of scatter: numbers are shown by the colour map, anything else is colours. */
static void
set_point_colors (CrSeries *series, const CrPlotRecord *record)
{
  const CrPlotDatum *datum = cr_figures_at (record, 3, "c");
  g_auto (CrFigureData) values = { 0 };

  datum = datum ? datum : cr_figures_keyword (record, "color");
  if (datum == NULL || !cr_figure_data_is (datum) || series->color || series->colors
      || !cr_figure_data_read (&values, datum) || values.rows * (gsize)values.columns != series->n || series->n == 0
      || isnan (values.numbers[0]))
    return;
  series->values = g_steal_pointer (&values.numbers);
  cr_figures_map (series, record);
}

/* s= is an area in points squared. */
static void
set_sizes (CrSeries *series, const CrPlotRecord *record)
{
  g_auto (CrFigureData) sizes = { 0 };

  series->marker_size = 6;
  if (!cr_figures_flat (record, 2, "s", &sizes))
    return;
  if (sizes.rows == 1)
    {
      series->marker_size = sqrt (MAX (sizes.numbers[0], 0));
      return;
    }
  series->sizes = g_new (double, MAX (series->n, 1));
  for (guint i = 0; i < series->n; i++)
    series->sizes[i] = sqrt (MAX (cr_figures_element (&sizes, i % sizes.rows, 36), 0));
}

/* Scatter takes its numbers flat, whatever their shape. */
static void
read_scatter (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *at_x = cr_figures_at (record, 0, "x"), *at_y = cr_figures_at (record, 1, "y");
  const char *marker = cr_figures_string (cr_figures_arg (record, 4));
  g_auto (CrFigureData) x = { 0 }, y = { 0 };
  CrSeries *series;

  if (!cr_figures_places (&axes->x, at_x, &x) || !cr_figures_places (&axes->y, at_y, &y))
    return;
  series = cr_axes_add_series (axes, CR_SERIES_SCATTER, x.numbers, y.numbers,
                               MIN (x.rows * x.columns, y.rows * y.columns));
  series->source_id = y.tensor;
  series->x_source_id = x.tensor;
  cr_figures_style (reader, series, record);
  if (marker)
    cr_figure_parse_marker (marker, &series->marker);
  if (series->color == NULL)
    series->color = cr_figures_color (cr_figures_arg (record, 3));
  set_point_colors (series, record);
  set_sizes (series, record);
}

/* One number for all, one each, or two rows: below and above. */
static void
set_errors (CrSeries *series, const CrPlotDatum *datum, double **low, double **high)
{
  g_auto (CrFigureData) data = { 0 };
  gboolean two;

  if (datum == NULL || !cr_figure_data_is (datum) || !cr_figure_data_read (&data, datum) || series->n == 0)
    return;
  two = data.rows == 2 && data.columns == series->n && datum->kind != CR_PLOT_ARG_INT;
  if (!two && data.rows * (gsize)data.columns != 1 && data.rows * (gsize)data.columns != series->n)
    return;
  *low = g_new (double, series->n);
  *high = g_new (double, series->n);
  for (guint i = 0; i < series->n; i++)
    {
      (*low)[i] = two ? data.numbers[i * 2] : cr_figures_element (&data, i, 0);
      (*high)[i] = two ? data.numbers[i * 2 + 1] : cr_figures_element (&data, i, 0);
    }
}

/* errorbar (x, y, yerr, xerr, fmt) */
static void
read_errorbar (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const char *format = cr_figures_string (cr_figures_at (record, 4, "fmt"));
  g_auto (CrFigureData) x = { 0 }, y = { 0 };
  CrSeries *series;

  if (!cr_figures_places (&axes->x, cr_figures_at (record, 0, "x"), &x)
      || !cr_figures_places (&axes->y, cr_figures_at (record, 1, "y"), &y))
    return;
  add_columns (reader, record, CR_SERIES_LINE, &x, &y,
               format && g_ascii_strcasecmp (format, "none") != 0 ? format : NULL);
  series = cr_axes_get_series (axes, axes->series->len - 1);
  if (format && g_ascii_strcasecmp (format, "none") == 0)
    series->line = CR_LINE_NONE;
  set_errors (series, cr_figures_at (record, 2, "yerr"), &series->y_low, &series->y_high);
  set_errors (series, cr_figures_at (record, 3, "xerr"), &series->x_low, &series->x_high);
  series->cap_size = cr_figures_positive (cr_figures_keyword (record, "capsize"), 0);
}

/* stem ([x], y, linefmt, markerfmt, basefmt) */
static void
read_stem (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *second = cr_figures_arg (record, 1);
  gboolean two = second && cr_figure_data_is (second);
  const char *format = cr_figures_string (cr_figures_keyword (record, "linefmt"));
  const char *dot = cr_figures_string (cr_figures_keyword (record, "markerfmt"));
  double bottom = cr_figures_number (cr_figures_keyword (record, "bottom")), ends[2] = { INFINITY, -INFINITY };
  g_auto (CrFigureData) x = { 0 }, y = { 0 };
  CrLineKind line;
  CrMarkerKind marker;
  CrSeries *series, *base;
  char *color;

  if (!cr_figures_flat (record, two ? 1 : 0, "y", &y) || (two && !cr_figures_flat (record, 0, "x", &x)))
    return;
  series = cr_axes_add_series (axes, CR_SERIES_STEMS, two ? x.numbers : NULL, y.numbers,
                               two ? MIN (x.rows, y.rows) : y.rows);
  cr_figure_set_string (&series->color, "C0");
  cr_figures_style (reader, series, record);
  if (format && cr_figure_parse_format (format, &color, &line, &marker))
    {
      if (color)
        cr_figure_set_string (&series->color, color);
      series->line = line;
      g_free (color);
    }
  if (dot && cr_figure_parse_format (dot, &color, &line, &marker))
    {
      if (marker != CR_MARKER_NONE || strcmp (dot, " ") == 0)
        series->marker = marker;
      g_free (color);
    }
  series->source_id = y.tensor;
  for (guint i = 0; i < series->n; i++)
    {
      series->base[i] = isfinite (bottom) ? bottom : 0;
      ends[0] = MIN (ends[0], series->x[i]);
      ends[1] = MAX (ends[1], series->x[i]);
    }
  format = cr_figures_string (cr_figures_keyword (record, "basefmt"));
  if (!isfinite (ends[0]) || g_strcmp0 (format, " ") == 0)
    return;
  base = cr_axes_add_series (axes, CR_SERIES_LINE, ends, (double[]){ series->base[0], series->base[0] }, 2);
  cr_figure_set_string (&base->color, "C3");
  base->event = reader->event;
  if (format)
    cr_series_set_format (base, format);
}

const CrFigureCall cr_figures_series_calls[] = {
  { "plot", read_plot },         { "semilogx", read_semilogx }, { "semilogy", read_semilogy },
  { "loglog", read_loglog },     { "step", read_step },         { "scatter", read_scatter },
  { "errorbar", read_errorbar }, { "stem", read_stem },         { NULL, NULL },
};
