/* Bars, fills, spans, stems, segments, arrows and error bars; lines, markers and images have files of their own. */
#include <math.h>

#include "cr-plot-map.h"
#include "cr-plot-private.h"

#define USUAL_LINE 1.5    /* matplotlib's, in points */
#define LINE_SCALE 1.15   /* units a point of line width */
#define SAMPLE_HEIGHT 8.0 /* of a bar in the legend */
#define OUTSIDE 20.0      /* what is outside is cut that far from the area */
#define ERROR_LINE 1.5
#define HEAD 3.0 /* an arrow's head in widths of its shaft */
#define MANY_BARS 4000

double
cr_plot_line_width (const CrSeries *series)
{
  double width = series->line_width > 0 ? MIN (series->line_width, 100) : USUAL_LINE;

  return width * LINE_SCALE;
}

void
cr_plot_set_dash (cairo_t *cr, CrLineKind line, double width)
{
  double dashed[] = { 3.7 * width, 2.2 * width };
  double dashdot[] = { 5.5 * width, 2 * width, width, 2 * width };
  double dotted[] = { 0.01 * width, 2.2 * width };

  cairo_set_line_cap (cr, line == CR_LINE_SOLID || line == CR_LINE_DOTTED ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  switch (line)
    {
    case CR_LINE_DASHED:
      cairo_set_dash (cr, dashed, 2, 0);
      break;
    case CR_LINE_DASHDOT:
      cairo_set_dash (cr, dashdot, 4, 0);
      break;
    case CR_LINE_DOTTED:
      cairo_set_dash (cr, dotted, 2, 0);
      break;
    default:
      cairo_set_dash (cr, NULL, 0, 0);
      break;
    }
}

void
cr_plot_set_color (cairo_t *cr, const CrColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

gboolean
cr_plot_is_point (const CrSeries *series, guint i)
{
  return i < series->n && isfinite (series->x[i]) && isfinite (series->y[i]);
}

CrColor
cr_plot_pen_get_color (const CrPlotPen *pen, guint i)
{
  const CrSeries *series = pen->series;
  CrColor color = pen->color;
  double low, high;

  if (series->values)
    {
      double share;

      low = pen->value_min;
      high = pen->value_max;
      share = cr_plot_map_share (series->values[i], low, high, series->map_log);
      if (isnan (share))
        return (CrColor){ 0, 0, 0, 0 };
      cr_plot_map_get (series->map, series->map_turned, share, &color);
      color.alpha = pen->color.alpha;
    }
  else if (series->colors && series->colors[0])
    {
      color = cr_plot_read_color (series->colors[i % pen->n_colors], pen->theme, &pen->color);
      color.alpha *= pen->color.alpha;
    }
  return color;
}

gboolean
cr_plot_pen_get_edge (const CrPlotPen *pen, guint i, CrColor *color)
{
  const char *name = pen->series->edge_color;

  if (name == NULL || g_ascii_strcasecmp (name, "none") == 0)
    return FALSE;
  *color = pen->color;
  if (g_strcmp0 (name, "face") == 0)
    return FALSE;
  *color = cr_plot_read_color (name, pen->theme, &pen->color);
  color->alpha *= pen->color.alpha;
  return TRUE;
}

static double
clamp_x (const CrPlotRect *area, double x)
{
  return CLAMP (x, area->x - OUTSIDE, area->x + area->width + OUTSIDE);
}

static double
clamp_y (const CrPlotRect *area, double y)
{
  return CLAMP (y, area->y - OUTSIDE, area->y + area->height + OUTSIDE);
}

/* Where a value lies, not far outside; on a logarithmic axis what has no place is below. */
static double
place_x (const CrPlotFrame *frame, double value)
{
  double x = cr_plot_frame_x (frame, value);

  return clamp_x (&frame->area, isnan (x) && value <= 0 ? (frame->x.turned ? 1e9 : -1e9) : x);
}

static double
place_y (const CrPlotFrame *frame, double value)
{
  double y = cr_plot_frame_y (frame, value);

  return clamp_y (&frame->area, isnan (y) && value <= 0 ? (frame->y.turned ? -1e9 : 1e9) : y);
}

/* Fills and outlines the path at hand as point @i. */
static void
paint_path (const CrPlotPen *pen, guint i)
{
  CrColor color = cr_plot_pen_get_color (pen, i), edge;
  gboolean has_edge = cr_plot_pen_get_edge (pen, i, &edge);

  cr_plot_set_color (pen->cr, &color);
  if (!pen->series->hollow)
    cairo_fill_preserve (pen->cr);
  if (has_edge || pen->series->hollow)
    {
      cr_plot_set_color (pen->cr, has_edge ? &edge : &color);
      cairo_set_line_width (pen->cr, pen->series->edge_width > 0 ? MIN (pen->series->edge_width, 20) : 1);
      cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_MITER);
      cairo_stroke_preserve (pen->cr);
    }
  cairo_new_path (pen->cr);
}

/* The four sides of a bar in units; FALSE if it has no place. */
static gboolean
get_bar (const CrPlotFrame *frame, const CrSeries *series, guint i, CrPlotRect *rect)
{
  double half = (series->widths ? series->widths[i] : series->width) / 2, left, right, top, bottom;

  if (!cr_plot_is_point (series, i) || !isfinite (series->base[i]))
    return FALSE;
  left = place_x (frame, series->horizontal ? series->base[i] : series->x[i] - half);
  right = place_x (frame, series->horizontal ? series->x[i] : series->x[i] + half);
  bottom = place_y (frame, series->horizontal ? series->y[i] - half : series->base[i]);
  top = place_y (frame, series->horizontal ? series->y[i] + half : series->y[i]);
  *rect = (CrPlotRect){ MIN (left, right), MIN (top, bottom), fabs (right - left), fabs (bottom - top) };
  return TRUE;
}

static void
draw_bars (const CrPlotPen *pen)
{
  CrColor edge;
  gboolean one = !pen->series->values && !pen->series->colors && !pen->series->hollow
                 && !cr_plot_pen_get_edge (pen, 0, &edge) && pen->color.alpha == 1;
  gboolean crisp = pen->series->n > MANY_BARS && !pen->is_drawing;

  if (crisp)
    cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < pen->series->n; i++)
    {
      CrPlotRect rect;

      if (!get_bar (pen->frame, pen->series, i, &rect))
        continue;
      cairo_rectangle (pen->cr, rect.x, rect.y, rect.width, rect.height);
      if (!one)
        paint_path (pen, i);
    }
  cr_plot_set_color (pen->cr, &pen->color);
  cairo_fill (pen->cr);
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* The edge of a fill from @first to before @end, by steps if it goes in steps. */
static void
add_edge (const CrPlotPen *pen, const double *x, const double *y, guint first, guint end, gboolean back)
{
  CrStepKind step = pen->series->step;
  double last_x = 0, last_y = 0;

  if (back && step != CR_STEP_NONE && step != CR_STEP_MID)
    step = step == CR_STEP_PRE ? CR_STEP_POST : CR_STEP_PRE;
  for (guint k = first; k < end; k++)
    {
      guint i = back ? end - 1 - (k - first) : k;
      double at_x = place_x (pen->frame, x[i]), at_y = place_y (pen->frame, y[i]);

      if (k > first && step == CR_STEP_PRE)
        cairo_line_to (pen->cr, last_x, at_y);
      else if (k > first && step == CR_STEP_POST)
        cairo_line_to (pen->cr, at_x, last_y);
      else if (k > first && step == CR_STEP_MID)
        {
          cairo_line_to (pen->cr, (last_x + at_x) / 2, last_y);
          cairo_line_to (pen->cr, (last_x + at_x) / 2, at_y);
        }
      cairo_line_to (pen->cr, at_x, at_y);
      last_x = at_x;
      last_y = at_y;
    }
}

/* Between y and base (x and base), a piece for each run of finite values. */
static void
draw_fill (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  guint begin = 0, stop = series->n;

  if (cr_plot_index_is_ordered (pen->index) && series->n > 0)
    {
      begin = cr_plot_index_find (pen->index, pen->frame->x.low);
      stop = cr_plot_index_find (pen->index, nextafter (pen->frame->x.high, INFINITY));
      begin -= begin > 0;
      stop += stop < series->n;
    }
  for (guint first = begin; first < stop; first++)
    {
      guint end = first;

      while (end < stop && cr_plot_is_point (series, end) && isfinite (series->base[end]))
        end++;
      if (end == first)
        continue;
      add_edge (pen, series->x, series->y, first, end, FALSE);
      add_edge (pen, series->horizontal ? series->base : series->x, series->horizontal ? series->y : series->base,
                first, end, TRUE);
      cairo_close_path (pen->cr);
      cairo_new_sub_path (pen->cr);
      first = end;
    }
  paint_path (pen, 0);
}

/* From one side of the axes to the other. */
static void
draw_across (const CrPlotPen *pen)
{
  const CrPlotRect *area = &pen->frame->area;
  const CrSeries *series = pen->series;
  gboolean vertical = series->kind == CR_SERIES_V_LINE;
  double from = CLAMP (series->from, 0, 1), to = CLAMP (series->to, 0, 1);
  double width = cr_plot_line_width (series);

  cr_plot_set_color (pen->cr, &pen->color);
  cairo_set_line_width (pen->cr, width);
  cr_plot_set_dash (pen->cr, series->line, width);
  for (guint i = 0; i < series->n; i++)
    {
      double at = vertical ? cr_plot_frame_x (pen->frame, series->x[i]) : cr_plot_frame_y (pen->frame, series->y[i]);

      if (isnan (at) || fabs (at) > 1e6)
        continue;
      cairo_move_to (pen->cr, vertical ? at : area->x + from * area->width,
                     vertical ? area->y + (1 - from) * area->height : at);
      cairo_line_to (pen->cr, vertical ? at : area->x + to * area->width,
                     vertical ? area->y + (1 - to) * area->height : at);
    }
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

static void
draw_span (const CrPlotPen *pen)
{
  const CrPlotRect *area = &pen->frame->area;
  const CrSeries *series = pen->series;
  gboolean vertical = series->kind == CR_SERIES_V_SPAN;
  double from = CLAMP (series->from, 0, 1), to = CLAMP (series->to, 0, 1);

  for (guint i = 0; i < series->n; i++)
    {
      double a = vertical ? place_x (pen->frame, series->base[i]) : place_y (pen->frame, series->base[i]);
      double b = vertical ? place_x (pen->frame, series->x[i]) : place_y (pen->frame, series->y[i]);

      if (vertical)
        cairo_rectangle (pen->cr, MIN (a, b), area->y + (1 - to) * area->height, fabs (b - a),
                         (to - from) * area->height);
      else
        cairo_rectangle (pen->cr, area->x + from * area->width, MIN (a, b), (to - from) * area->width, fabs (b - a));
      paint_path (pen, i);
    }
}

/* A piece between two places in the data, cut to the area; FALSE if it is not in sight. */
static gboolean
add_piece (const CrPlotPen *pen, double x0, double y0, double x1, double y1)
{
  const CrPlotRect *area = &pen->frame->area;
  CrPlotRect rect = { area->x - OUTSIDE, area->y - OUTSIDE, area->width + 2 * OUTSIDE, area->height + 2 * OUTSIDE };
  double from_x = cr_plot_frame_x (pen->frame, x0), from_y = cr_plot_frame_y (pen->frame, y0);
  double to_x = cr_plot_frame_x (pen->frame, x1), to_y = cr_plot_frame_y (pen->frame, y1);

  if (isnan (from_x + from_y + to_x + to_y) || !cr_plot_clip (&rect, &from_x, &from_y, &to_x, &to_y))
    return FALSE;
  cairo_move_to (pen->cr, from_x, from_y);
  cairo_line_to (pen->cr, to_x, to_y);
  return TRUE;
}

/* Whether every piece has the colour of the series. */
static gboolean
has_one_color (const CrSeries *series)
{
  return !series->values && !series->colors;
}

static void
draw_segments (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  double width = cr_plot_line_width (series);

  cairo_set_line_width (pen->cr, width);
  cr_plot_set_dash (pen->cr, series->line, width);
  for (guint i = 0; i < series->n; i++)
    {
      if (!add_piece (pen, series->x[i], series->y[i], series->x2[i], series->y2[i]) || has_one_color (series))
        continue;
      CrColor color = cr_plot_pen_get_color (pen, i);
      cr_plot_set_color (pen->cr, &color);
      cairo_stroke (pen->cr);
    }
  cr_plot_set_color (pen->cr, &pen->color);
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

static void
draw_stems (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  double width = cr_plot_line_width (series);

  cairo_set_line_width (pen->cr, width);
  cr_plot_set_color (pen->cr, &pen->color);
  cr_plot_set_dash (pen->cr, series->line, width);
  for (guint i = 0; i < series->n; i++)
    if (series->horizontal)
      add_piece (pen, series->base[i], series->y[i], series->x[i], series->y[i]);
    else
      add_piece (pen, series->x[i], series->base[i], series->x[i], series->y[i]);
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

/* Data's length that is as long as the axes are wide: matplotlib's choice. */
static double
find_arrow_scale (const CrSeries *series)
{
  double sum = 0;
  guint n = 0;

  if (series->arrow_scale > 0)
    return series->arrow_scale;
  for (guint i = 0; i < series->n; i++)
    if (isfinite (series->x2[i]) && isfinite (series->y2[i]))
      {
        sum += hypot (series->x2[i], series->y2[i]);
        n++;
      }
  return n > 0 && sum > 0 ? 1.8 * sum / n * MAX (10, sqrt (n)) : 1;
}

static void
draw_arrow (const CrPlotPen *pen, guint i, double x, double y, double dx, double dy)
{
  double length = hypot (dx, dy), shaft = MAX (1.2, 0.0045 * pen->frame->area.width), head;
  CrColor color = cr_plot_pen_get_color (pen, i);

  cr_plot_set_color (pen->cr, &color);
  if (length < 0.5)
    {
      cairo_arc (pen->cr, x, y, shaft / 2, 0, 2 * G_PI);
      cairo_fill (pen->cr);
      return;
    }
  dx /= length;
  dy /= length;
  head = MIN (HEAD * shaft * 1.4, length * 0.8);
  cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (pen->cr, shaft);
  cairo_move_to (pen->cr, x, y);
  cairo_line_to (pen->cr, x + dx * (length - head * 0.8), y + dy * (length - head * 0.8));
  cairo_stroke (pen->cr);
  cairo_move_to (pen->cr, x + dx * length, y + dy * length);
  cairo_line_to (pen->cr, x + dx * (length - head) - dy * head * 0.45, y + dy * (length - head) + dx * head * 0.45);
  cairo_line_to (pen->cr, x + dx * (length - head) + dy * head * 0.45, y + dy * (length - head) - dx * head * 0.45);
  cairo_close_path (pen->cr);
  cairo_fill (pen->cr);
}

static void
draw_arrows (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  double unit = pen->frame->area.width / find_arrow_scale (series);

  for (guint i = 0; i < series->n; i++)
    {
      double x = cr_plot_frame_x (pen->frame, series->x[i]), y = cr_plot_frame_y (pen->frame, series->y[i]);
      double dx = series->x2[i] * unit, dy = -series->y2[i] * unit;

      if (isfinite (x + y + dx + dy) && fabs (x) < 1e5 && fabs (y) < 1e5 && hypot (dx, dy) < 1e5)
        draw_arrow (pen, i, x, y, dx, dy);
    }
}

/* Outlines parted by NaN; each has the colour of its first point. */
static void
draw_polygons (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  gboolean seams = series->values && !pen->is_drawing;

  if (seams)
    cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_NONE);
  for (guint first = 0; first < series->n; first++)
    {
      guint end = first;

      for (; end < series->n && cr_plot_is_point (series, end); end++)
        cairo_line_to (pen->cr, place_x (pen->frame, series->x[end]), place_y (pen->frame, series->y[end]));
      if (end == first)
        continue;
      cairo_close_path (pen->cr);
      paint_path (pen, first);
      first = end;
    }
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
add_cap (const CrPlotPen *pen, double x, double y, gboolean vertical)
{
  double at_x = cr_plot_frame_x (pen->frame, x), at_y = cr_plot_frame_y (pen->frame, y);
  double half = MIN (pen->series->cap_size, 50);

  if (half <= 0 || isnan (at_x + at_y) || fabs (at_x) > 1e5 || fabs (at_y) > 1e5)
    return;
  cairo_move_to (pen->cr, at_x - (vertical ? half : 0), at_y - (vertical ? 0 : half));
  cairo_line_to (pen->cr, at_x + (vertical ? half : 0), at_y + (vertical ? 0 : half));
}

static void
draw_errors (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  CrColor color = series->kind == CR_SERIES_BARS ? pen->theme->text : pen->color;

  color.alpha = pen->color.alpha;
  for (guint i = 0; i < series->n; i++)
    {
      double x = series->x[i], y = series->y[i];

      if (series->y_low && series->y_high && add_piece (pen, x, y - series->y_low[i], x, y + series->y_high[i]))
        {
          add_cap (pen, x, y - series->y_low[i], TRUE);
          add_cap (pen, x, y + series->y_high[i], TRUE);
        }
      if (series->x_low && series->x_high && add_piece (pen, x - series->x_low[i], y, x + series->x_high[i], y))
        {
          add_cap (pen, x - series->x_low[i], y, FALSE);
          add_cap (pen, x + series->x_high[i], y, FALSE);
        }
    }
  cr_plot_set_color (pen->cr, &color);
  cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (pen->cr, series->kind == CR_SERIES_BARS ? ERROR_LINE : cr_plot_line_width (series));
  cairo_stroke (pen->cr);
}

void
cr_plot_draw_series (const CrPlotPen *pen)
{
  static void (*const drawers[CR_N_SERIES_KINDS]) (const CrPlotPen *pen) = {
    [CR_SERIES_BARS] = draw_bars,         [CR_SERIES_FILL] = draw_fill,           [CR_SERIES_H_LINE] = draw_across,
    [CR_SERIES_V_LINE] = draw_across,     [CR_SERIES_H_SPAN] = draw_span,         [CR_SERIES_V_SPAN] = draw_span,
    [CR_SERIES_STEMS] = draw_stems,       [CR_SERIES_SEGMENTS] = draw_segments,   [CR_SERIES_ARROWS] = draw_arrows,
    [CR_SERIES_POLYGONS] = draw_polygons, [CR_SERIES_IMAGE] = cr_plot_draw_image,
  };
  const CrSeries *series = pen->series;

  cairo_new_path (pen->cr);
  if (drawers[series->kind])
    drawers[series->kind](pen);
  else if (series->line != CR_LINE_NONE)
    cr_plot_draw_line (pen);
  if (series->x_low || series->y_low)
    draw_errors (pen);
  if (series->marker != CR_MARKER_NONE)
    cr_plot_draw_markers (pen);
}

void
cr_plot_draw_sample (const CrPlotPen *pen, double x, double y, double length)
{
  const CrSeries *series = pen->series;
  double width = MIN (cr_plot_line_width (series), 4);

  cairo_new_path (pen->cr);
  if (series->kind == CR_SERIES_BARS || series->kind == CR_SERIES_FILL || series->kind == CR_SERIES_H_SPAN
      || series->kind == CR_SERIES_V_SPAN || series->kind == CR_SERIES_POLYGONS)
    {
      cairo_rectangle (pen->cr, x - length / 2, y - SAMPLE_HEIGHT / 2, length, SAMPLE_HEIGHT);
      paint_path (pen, 0);
    }
  cr_plot_set_color (pen->cr, &pen->color);
  if (series->line != CR_LINE_NONE)
    {
      cairo_set_line_width (pen->cr, width);
      cr_plot_set_dash (pen->cr, series->line, width);
      cairo_move_to (pen->cr, x - length / 2, y);
      cairo_line_to (pen->cr, x + length / 2, y);
      cairo_stroke (pen->cr);
      cairo_set_dash (pen->cr, NULL, 0, 0);
    }
  if (series->marker != CR_MARKER_NONE && series->n > 0)
    cr_plot_draw_marker (pen, 0, x, y, series->sizes ? 3.5 : MIN (cr_plot_marker_radius (series, 0), 5));
}
