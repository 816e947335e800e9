/* Markers, one by one. */
#include <math.h>

#include "cr-plot-private.h"

#define USUAL_MARKER 6.0 /* matplotlib's diameter */
#define MARKER_SCALE 1.0
#define CELLS 2.0  /* places told apart in a unit */
#define MANY 20000 /* more markers than this are drawn once a place */
#define EDGE_WIDTH 1.0

double
cr_plot_marker_radius (const CrSeries *series, guint i)
{
  double size = series->marker_size > 0 ? MIN (series->marker_size, 200) : USUAL_MARKER;

  if (series->sizes)
    size = isfinite (series->sizes[i]) ? CLAMP (series->sizes[i], 0, 400) : 0;
  if (series->marker == CR_MARKER_POINT)
    size /= 2;
  return series->marker == CR_MARKER_PIXEL ? 0.5 : size * MARKER_SCALE / 2;
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

gboolean
cr_plot_is_stroked (CrMarkerKind marker)
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

void
cr_plot_add_marker (cairo_t *cr, CrMarkerKind marker, double x, double y, double r)
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

  if (cr_plot_is_stroked (marker))
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

void
cr_plot_draw_marker (const CrPlotPen *pen, guint i, double x, double y, double radius)
{
  const CrSeries *series = pen->series;
  CrColor color = cr_plot_pen_get_color (pen, i), edge;
  gboolean has_edge = cr_plot_pen_get_edge (pen, i, &edge);

  if (radius <= 0)
    return;
  cr_plot_add_marker (pen->cr, series->marker, x, y, radius);
  if (cr_plot_is_stroked (series->marker))
    {
      cr_plot_set_color (pen->cr, &color);
      cairo_set_line_width (pen->cr, MAX (1.2, radius * 0.4));
      cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_ROUND);
      cairo_stroke (pen->cr);
      return;
    }
  if (!series->hollow)
    {
      cr_plot_set_color (pen->cr, &color);
      cairo_fill_preserve (pen->cr);
    }
  if (has_edge || series->hollow)
    {
      cr_plot_set_color (pen->cr, has_edge ? &edge : &color);
      cairo_set_line_width (pen->cr, series->edge_width > 0 ? MIN (series->edge_width, 20) : EDGE_WIDTH);
      cairo_stroke (pen->cr);
    }
  cairo_new_path (pen->cr);
}

void
cr_plot_draw_markers (const CrPlotPen *pen)
{
  const CrPlotRect *area = &pen->frame->area;
  const CrSeries *series = pen->series;
  guint columns = (guint)(area->width * CELLS) + 2, rows = (guint)(area->height * CELLS) + 2;
  g_autofree guint8 *taken = series->n > MANY ? g_new0 (guint8, (gsize)columns * rows) : NULL;

  if (cr_plot_draw_cloud (pen))
    return;
  for (guint i = 0; i < series->n; i++)
    {
      double x = cr_plot_frame_x (pen->frame, series->x[i]), y = cr_plot_frame_y (pen->frame, series->y[i]);
      double r = cr_plot_marker_radius (series, i);

      if (isnan (x) || isnan (y) || x < area->x - 2 * r || x > area->x + area->width + 2 * r || y < area->y - 2 * r
          || y > area->y + area->height + 2 * r)
        continue;
      if (taken)
        {
          guint column = (guint)(CLAMP (x - area->x, 0, area->width) * CELLS);
          guint row = (guint)(CLAMP (y - area->y, 0, area->height) * CELLS);

          if (taken[(gsize)row * columns + column]++)
            {
              taken[(gsize)row * columns + column] = 1;
              continue;
            }
        }
      cr_plot_draw_marker (pen, i, x, y, r);
    }
}
