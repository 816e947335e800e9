/* Lines and markers of one series. What cannot be told apart on the screen is drawn once, so that
 * a million points cost no more than the picture can show. */
#include "cr-plot-private.h"

#include <math.h>

#define USUAL_LINE 1.5   /* matplotlib's, in points */
#define LINE_SCALE 1.15  /* units a point of line width */
#define USUAL_MARKER 6.0 /* matplotlib's diameter */
#define MARKER_SCALE 1.0
#define NEAR 0.25         /* points of a line that are nearer than this are one */
#define CELLS 2.0         /* markers: places told apart in a unit */
#define SAMPLE_HEIGHT 8.0 /* of a bar in the legend */
#define OUTSIDE 20.0      /* lines are cut that far outside of the area */

static double
line_width (const CrSeries *series)
{
  double width = series->line_width > 0 ? MIN (series->line_width, 100) : USUAL_LINE;

  return width * LINE_SCALE;
}

static double
marker_radius (const CrSeries *series)
{
  double size = series->marker_size > 0 ? MIN (series->marker_size, 200) : USUAL_MARKER;

  if (series->marker == CR_MARKER_POINT)
    size /= 2;
  return series->marker == CR_MARKER_PIXEL ? 0.5 : size * MARKER_SCALE / 2;
}

static void
set_dash (cairo_t *cr, CrLineKind line, double width)
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

static void
set_color (cairo_t *cr, const CrColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

static gboolean
is_point (const CrSeries *series, guint i)
{
  return i < series->n && isfinite (series->x[i]) && isfinite (series->y[i]);
}

/* Adds the piece from the path's end, where it is (x0, y0), to (x1, y1), cut to @rect. */
static void
add_piece (cairo_t *cr, const CrPlotRect *rect, gboolean joined, double x0, double y0, double x1, double y1)
{
  double from_x = x0, from_y = y0;

  if (!cr_plot_clip (rect, &x0, &y0, &x1, &y1))
    return;
  if (!joined || from_x != x0 || from_y != y0 || !cairo_has_current_point (cr))
    cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

static void
draw_line (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series)
{
  const CrPlotRect *area = &frame->area;
  CrPlotRect rect = { area->x - OUTSIDE, area->y - OUTSIDE, area->width + 2 * OUTSIDE, area->height + 2 * OUTSIDE };
  double last_x = 0, last_y = 0;
  gboolean has_last = FALSE, joined = FALSE;

  cairo_set_line_width (cr, line_width (series));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  set_dash (cr, series->line, line_width (series));
  for (guint i = 0; i < series->n; i++)
    {
      double x, y;

      if (!is_point (series, i))
        {
          has_last = FALSE;
          continue;
        }
      x = cr_plot_frame_x (frame, series->x[i]);
      y = cr_plot_frame_y (frame, series->y[i]);
      if (has_last && is_point (series, i + 1) && fabs (x - last_x) < NEAR && fabs (y - last_y) < NEAR)
        continue;
      if (has_last)
        add_piece (cr, &rect, joined, last_x, last_y, x, y);
      joined = has_last;
      last_x = x;
      last_y = y;
      has_last = TRUE;
    }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* A regular polygon with a corner at the top, or @turn of a full turn from there. */
static void
polygon (cairo_t *cr, double x, double y, double radius, guint corners, double turn)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < corners; i++)
    {
      double angle = 2 * G_PI * ((double)i / corners + turn) - G_PI / 2;

      cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
    }
  cairo_close_path (cr);
}

static void
star (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < 10; i++)
    {
      double angle = G_PI * i / 5 - G_PI / 2, r = i % 2 == 0 ? radius : radius * 0.42;

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  cairo_close_path (cr);
}

static void
bar (cairo_t *cr, double x, double y, double dx, double dy)
{
  cairo_move_to (cr, x - dx, y - dy);
  cairo_line_to (cr, x + dx, y + dy);
}

static void
add_thin_diamond (cairo_t *cr, double x, double y, double r)
{
  cairo_move_to (cr, x, y - r);
  cairo_line_to (cr, x + r * 0.6, y);
  cairo_line_to (cr, x, y + r);
  cairo_line_to (cr, x - r * 0.6, y);
  cairo_close_path (cr);
}

/* Markers that are strokes, not areas. */
static gboolean
is_stroked (CrMarkerKind marker)
{
  return marker == CR_MARKER_PLUS || marker == CR_MARKER_CROSS || marker == CR_MARKER_VLINE
         || marker == CR_MARKER_HLINE;
}

static void
add_strokes (cairo_t *cr, CrMarkerKind marker, double x, double y, double r)
{
  if (marker == CR_MARKER_PLUS || marker == CR_MARKER_HLINE)
    bar (cr, x, y, r, 0);
  if (marker == CR_MARKER_PLUS || marker == CR_MARKER_VLINE)
    bar (cr, x, y, 0, r);
  if (marker == CR_MARKER_CROSS)
    {
      bar (cr, x, y, r * 0.8, r * 0.8);
      bar (cr, x, y, r * 0.8, -r * 0.8);
    }
}

static void
add_marker (cairo_t *cr, CrMarkerKind marker, double x, double y, double r)
{
  static const struct
  {
    guint corners;
    double turn;
  } polygons[CR_N_MARKERS] = {
    [CR_MARKER_TRIANGLE_UP] = { 3, 0 },     [CR_MARKER_TRIANGLE_RIGHT] = { 3, 0.25 },
    [CR_MARKER_TRIANGLE_DOWN] = { 3, 0.5 }, [CR_MARKER_TRIANGLE_LEFT] = { 3, 0.75 },
    [CR_MARKER_SQUARE] = { 4, 0.125 },      [CR_MARKER_DIAMOND] = { 4, 0 },
    [CR_MARKER_PENTAGON] = { 5, 0 },        [CR_MARKER_HEXAGON] = { 6, 0 },
    [CR_MARKER_OCTAGON] = { 8, 0.0625 },
  };

  if (is_stroked (marker))
    add_strokes (cr, marker, x, y, r);
  else if (polygons[marker].corners > 0)
    polygon (cr, x, y, r * 1.2, polygons[marker].corners, polygons[marker].turn);
  else if (marker == CR_MARKER_STAR)
    star (cr, x, y, r * 1.3);
  else if (marker == CR_MARKER_THIN_DIAMOND)
    add_thin_diamond (cr, x, y, r * 1.2);
  else
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    }
}

/* Fills or strokes the markers of the path. */
static void
paint_markers (cairo_t *cr, const CrSeries *series)
{
  if (!is_stroked (series->marker))
    {
      cairo_fill (cr);
      return;
    }
  cairo_set_line_width (cr, MAX (1.2, marker_radius (series) * 0.4));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

static void
draw_markers (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series)
{
  const CrPlotRect *area = &frame->area;
  double r = marker_radius (series);
  guint columns = (guint)((area->width + 4 * r) * CELLS) + 2, rows = (guint)((area->height + 4 * r) * CELLS) + 2;
  g_autofree guint8 *taken = g_new0 (guint8, (gsize)columns * rows);

  for (guint i = 0; i < series->n; i++)
    {
      double x, y;
      guint8 *cell;

      if (!is_point (series, i))
        continue;
      x = cr_plot_frame_x (frame, series->x[i]);
      y = cr_plot_frame_y (frame, series->y[i]);
      if (x < area->x - 2 * r || x > area->x + area->width + 2 * r || y < area->y - 2 * r
          || y > area->y + area->height + 2 * r)
        continue;
      cell = &taken[(gsize)((y - area->y + 2 * r) * CELLS) * columns + (gsize)((x - area->x + 2 * r) * CELLS)];
      if (*cell)
        continue;
      *cell = 1;
      add_marker (cr, series->marker, x, y, r);
      paint_markers (cr, series);
    }
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

static void
draw_bars (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series)
{
  const CrPlotRect *area = &frame->area;

  for (guint i = 0; i < series->n; i++)
    {
      double left, right, top, bottom;

      if (!is_point (series, i) || !isfinite (series->base[i]))
        continue;
      left = clamp_x (area, cr_plot_frame_x (frame, series->x[i] - series->width / 2));
      right = clamp_x (area, cr_plot_frame_x (frame, series->x[i] + series->width / 2));
      top = clamp_y (area, cr_plot_frame_y (frame, series->y[i]));
      bottom = clamp_y (area, cr_plot_frame_y (frame, series->base[i]));
      cairo_rectangle (cr, left, top, right - left, bottom - top);
    }
  cairo_fill (cr);
}

/* Between y and base, a piece for each run of finite values. */
static void
draw_fill (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series)
{
  const CrPlotRect *area = &frame->area;

  for (guint first = 0; first < series->n; first++)
    {
      guint end = first;

      while (end < series->n && is_point (series, end) && isfinite (series->base[end]))
        end++;
      for (guint i = first; i < end; i++)
        cairo_line_to (cr, clamp_x (area, cr_plot_frame_x (frame, series->x[i])),
                       clamp_y (area, cr_plot_frame_y (frame, series->y[i])));
      for (guint i = end; i > first; i--)
        cairo_line_to (cr, clamp_x (area, cr_plot_frame_x (frame, series->x[i - 1])),
                       clamp_y (area, cr_plot_frame_y (frame, series->base[i - 1])));
      cairo_close_path (cr);
      cairo_new_sub_path (cr);
      first = MAX (end, first);
    }
  cairo_fill (cr);
}

/* From one side of the axes to the other. */
static void
draw_across (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series)
{
  const CrPlotRect *area = &frame->area;
  gboolean vertical = series->kind == CR_SERIES_V_LINE;
  double at = series->n == 0 ? NAN
              : vertical     ? cr_plot_frame_x (frame, series->x[0])
                             : cr_plot_frame_y (frame, series->y[0]);

  if (!isfinite (at))
    return;
  cairo_set_line_width (cr, line_width (series));
  set_dash (cr, series->line, line_width (series));
  cairo_move_to (cr, vertical ? at : area->x, vertical ? area->y : at);
  cairo_line_to (cr, vertical ? at : area->x + area->width, vertical ? area->y + area->height : at);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
cr_plot_draw_series (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series, const CrColor *color)
{
  set_color (cr, color);
  if (series->kind == CR_SERIES_BARS)
    draw_bars (cr, frame, series);
  else if (series->kind == CR_SERIES_FILL)
    draw_fill (cr, frame, series);
  else if (series->kind == CR_SERIES_H_LINE || series->kind == CR_SERIES_V_LINE)
    draw_across (cr, frame, series);
  else if (series->line != CR_LINE_NONE)
    draw_line (cr, frame, series);
  if (series->marker != CR_MARKER_NONE)
    draw_markers (cr, frame, series);
}

void
cr_plot_draw_sample (cairo_t *cr, const CrSeries *series, const CrColor *color, double x, double y, double length)
{
  set_color (cr, color);
  if (series->base != NULL)
    {
      cairo_rectangle (cr, x - length / 2, y - SAMPLE_HEIGHT / 2, length, SAMPLE_HEIGHT);
      cairo_fill (cr);
    }
  if (series->line != CR_LINE_NONE)
    {
      cairo_set_line_width (cr, MIN (line_width (series), 4));
      set_dash (cr, series->line, MIN (line_width (series), 4));
      bar (cr, x, y, length / 2, 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  if (series->marker != CR_MARKER_NONE)
    {
      add_marker (cr, series->marker, x, y, MIN (marker_radius (series), 5));
      paint_markers (cr, series);
    }
}
