/* Calls that draw straight lines, spans, polygons and arrows: axhline, axvspan, hlines, fill, quiver and their like. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

/* axhline (y, xmin, xmax), axvline (x, ymin, ymax) */
static void
add_across (CrFigureReader *reader, const CrPlotRecord *record, CrSeriesKind kind)
{
  gboolean flat = kind == CR_SERIES_H_LINE;
  const CrPlotDatum *datum = cr_figures_at (record, 0, flat ? "y" : "x");
  double nothing = NAN, at = datum ? cr_figures_number (datum) : 0;
  CrSeries *series = cr_axes_add_series (cr_figures_get_axes (reader, record), kind, flat ? &nothing : &at,
                                         flat ? &at : &nothing, 1);

  cr_figure_set_string (&series->color, "C0");
  series->from = cr_figures_positive (cr_figures_at (record, 1, flat ? "xmin" : "ymin"), 0);
  series->to = cr_figures_positive (cr_figures_at (record, 2, flat ? "xmax" : "ymax"), 1);
  cr_figures_style (reader, series, record);
}

static void
read_h_line (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_across (reader, record, CR_SERIES_H_LINE);
}

static void
read_v_line (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_across (reader, record, CR_SERIES_V_LINE);
}

/* axhspan (ymin, ymax, xmin, xmax), axvspan (xmin, xmax, ymin, ymax) */
static void
add_span (CrFigureReader *reader, const CrPlotRecord *record, CrSeriesKind kind)
{
  gboolean flat = kind == CR_SERIES_H_SPAN;
  double nothing = NAN, low = cr_figures_number (cr_figures_at (record, 0, flat ? "ymin" : "xmin"));
  double high = cr_figures_number (cr_figures_at (record, 1, flat ? "ymax" : "xmax"));
  CrSeries *series = cr_axes_add_series (cr_figures_get_axes (reader, record), kind, flat ? &nothing : &high,
                                         flat ? &high : &nothing, 1);

  series->base[0] = low;
  cr_figure_set_string (&series->color, "C0");
  series->from = cr_figures_positive (cr_figures_at (record, 2, flat ? "xmin" : "ymin"), 0);
  series->to = cr_figures_positive (cr_figures_at (record, 3, flat ? "xmax" : "ymax"), 1);
  cr_figures_style (reader, series, record);
}

static void
read_h_span (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_span (reader, record, CR_SERIES_H_SPAN);
}

static void
read_v_span (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_span (reader, record, CR_SERIES_V_SPAN);
}

/* hlines (y, xmin, xmax), vlines (x, ymin, ymax) */
static void
add_lines (CrFigureReader *reader, const CrPlotRecord *record, gboolean flat)
{
  g_auto (CrFigureData) at = { 0 }, low = { 0 }, high = { 0 };
  const char *style = cr_figures_string (cr_figures_arg (record, 4));
  CrSeries *series;
  guint n;

  if (!cr_figures_flat (record, 0, flat ? "y" : "x", &at) || !cr_figures_flat (record, 1, flat ? "xmin" : "ymin", &low)
      || !cr_figures_flat (record, 2, flat ? "xmax" : "ymax", &high))
    return;
  n = MAX (at.rows, MAX (low.rows, high.rows));
  series = cr_axes_add_series (cr_figures_get_axes (reader, record), CR_SERIES_SEGMENTS, NULL, NULL, 0);
  series->n = n;
  series->x = g_renew (double, series->x, n);
  series->y = g_renew (double, series->y, n);
  series->x2 = g_new (double, n);
  series->y2 = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      double place = cr_figures_element (&at, i, NAN), from = cr_figures_element (&low, i, NAN);
      double to = cr_figures_element (&high, i, NAN);

      series->x[i] = flat ? from : place;
      series->y[i] = flat ? place : from;
      series->x2[i] = flat ? to : place;
      series->y2[i] = flat ? place : to;
    }
  series->color = cr_figures_color (cr_figures_at (record, 3, "colors"));
  series->colors = series->color ? NULL : cr_figures_colors (cr_figures_at (record, 3, "colors"));
  if (series->color == NULL && series->colors == NULL)
    cr_figure_set_string (&series->color, "C0");
  cr_figures_style (reader, series, record);
  if (style)
    cr_figure_parse_line (style, &series->line);
}

static void
read_h_lines (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_lines (reader, record, TRUE);
}

static void
read_v_lines (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_lines (reader, record, FALSE);
}

/* fill (x, y, [colour], ...) */
static void
read_polygons (CrFigureReader *reader, const CrPlotRecord *record)
{
  for (guint i = 0; cr_figures_arg (record, i) && cr_figures_arg (record, i + 1);)
    {
      g_auto (CrFigureData) x = { 0 }, y = { 0 };
      g_autofree char *color = NULL;
      CrSeries *series;

      if (!cr_figures_flat (record, i, "", &x) || !cr_figures_flat (record, i + 1, "", &y))
        return;
      i += 2;
      color = cr_figures_color (cr_figures_arg (record, i));
      if (cr_figures_string (cr_figures_arg (record, i)))
        i++;
      series = cr_axes_add_series (cr_figures_get_axes (reader, record), CR_SERIES_POLYGONS, x.numbers, y.numbers,
                                   MIN (x.rows, y.rows));
      cr_figure_set_string (&series->color, color);
      series->source_id = y.tensor;
      cr_figures_style (reader, series, record);
    }
}

/* quiver ([x, y], u, v, [c]) */
static void
read_arrows (CrFigureReader *reader, const CrPlotRecord *record)
{
  gboolean placed = cr_figures_arg (record, 3) != NULL;
  g_auto (CrFigureData) x = { 0 }, y = { 0 }, u = { 0 }, v = { 0 }, c = { 0 };
  double scale = cr_figures_number (cr_figures_keyword (record, "scale"));
  CrSeries *series;
  guint n, width;

  if (!cr_figures_flat (record, placed ? 2 : 0, "U", &u) || !cr_figures_flat (record, placed ? 3 : 1, "V", &v)
      || (placed && (!cr_figures_flat (record, 0, "X", &x) || !cr_figures_flat (record, 1, "Y", &y))))
    return;
  n = MIN (u.rows, v.rows);
  width = placed && x.rows < n ? x.rows : n; /* x and y of a grid may be one row and one column */
  series = cr_axes_add_series (cr_figures_get_axes (reader, record), CR_SERIES_ARROWS, NULL, u.numbers, n);
  series->x2 = g_memdup2 (u.numbers, n * sizeof (double));
  series->y2 = g_memdup2 (v.numbers, n * sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      series->x[i] = placed ? x.numbers[i % MAX (width, 1)] : i;
      series->y[i] = !placed ? 0 : y.rows == n ? y.numbers[i] : y.numbers[MIN (i / MAX (width, 1), y.rows - 1)];
    }
  series->arrow_scale = scale > 0 ? scale : 0;
  cr_figures_style (reader, series, record);
  if (cr_figures_flat (record, placed ? 4 : 2, "C", &c) && c.rows == n && series->color == NULL)
    {
      series->values = g_steal_pointer (&c.numbers);
      cr_figures_map (series, record);
    }
  else if (series->color == NULL)
    cr_figure_set_string (&series->color, "k");
}

const CrFigureCall cr_figures_line_calls[] = {
  { "axhline", read_h_line }, { "axvline", read_v_line }, { "axhspan", read_h_span },
  { "axvspan", read_v_span }, { "hlines", read_h_lines }, { "vlines", read_v_lines },
  { "fill", read_polygons },  { "quiver", read_arrows },  { NULL, NULL },
};
