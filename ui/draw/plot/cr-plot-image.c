/* Images: a pixel for each cell, made once and stretched; and the scale of their colours. */
#include <math.h>

#include "cr-plot-map.h"
#include "cr-plot-private.h"

#define OVERLAP 1.0    /* units; of cells in drawings */
#define FEW_CELLS 4096 /* that are drawn as rectangles in a file of outlines */
#define MAX_SIDE 30000
#define BAR_STEPS 128

static guint32
pack (CrColor color, double fade)
{
  guint alpha = (guint)(CLAMP (color.alpha * fade, 0, 1) * 255 + 0.5);

  return alpha << 24 | (guint)(color.red * alpha + 0.5) << 16 | (guint)(color.green * alpha + 0.5) << 8
         | (guint)(color.blue * alpha + 0.5);
}

static CrColor
unpack (guint32 pixel)
{
  return (CrColor){ (pixel >> 16 & 0xff) / 255.0, (pixel >> 8 & 0xff) / 255.0, (pixel & 0xff) / 255.0,
                    (pixel >> 24) / 255.0 };
}

static CrColor
cell_color (const CrPlotPen *pen, guint i)
{
  const CrSeries *series = pen->series;
  double share;
  CrColor color;

  if (series->pixels)
    return unpack (series->pixels[i]);
  share = cr_plot_map_share (series->values[i], pen->value_min, pen->value_max, series->map_log);
  if (isnan (share))
    return (CrColor){ 0, 0, 0, 0 };
  cr_plot_map_get (series->map, series->map_turned, share, &color);
  return color;
}

/* The cells as pixels, the first row on top; borrowed. NULL where it is too large. */
static cairo_surface_t *
get_picture (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  cairo_surface_t *surface = g_ptr_array_index (pen->pictures, pen->number);
  guchar *data;
  int stride;

  if (surface)
    return surface;
  if (series->rows > MAX_SIDE || series->columns > MAX_SIDE)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)series->columns, (int)series->rows);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (guint row = 0; data && row < series->rows; row++)
    for (guint column = 0; column < series->columns; column++)
      ((guint32 *)(data + (gsize)row * stride))[column] = pack (cell_color (pen, row * series->columns + column), 1);
  cairo_surface_mark_dirty (surface);
  g_ptr_array_index (pen->pictures, pen->number) = surface;
  return surface;
}

static gboolean
is_even (const double *edges, guint n)
{
  double step = (edges[n] - edges[0]) / n;

  for (guint i = 1; i < n; i++)
    if (fabs (edges[i] - edges[0] - i * step) > fabs (step) * 1e-3)
      return FALSE;
  return TRUE;
}

/* In drawings cells reach below the next ones: viewers smooth every side by itself, and the ground would shine through
 * between two. */
static void
draw_cells (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;

  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < series->n; i++)
    {
      guint row = i / series->columns, column = i % series->columns;
      double left = cr_plot_frame_x (pen->frame, series->x_edges[column]);
      double right = cr_plot_frame_x (pen->frame, series->x_edges[column + 1]);
      double top = cr_plot_frame_y (pen->frame, series->y_edges[row + 1]);
      double bottom = cr_plot_frame_y (pen->frame, series->y_edges[row]);
      CrColor color = cell_color (pen, i);

      if (isnan (left + right + top + bottom) || color.alpha == 0)
        continue;
      color.alpha *= pen->color.alpha;
      if (pen->is_drawing && color.alpha == 1)
        {
          right += column + 1 < series->columns ? copysign (OVERLAP, right - left) : 0;
          top += row + 1 < series->rows ? copysign (OVERLAP, top - bottom) : 0;
        }
      cr_plot_set_color (pen->cr, &color);
      cairo_rectangle (pen->cr, MIN (left, right), MIN (top, bottom), fabs (right - left), fabs (bottom - top));
      cairo_fill (pen->cr);
    }
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_DEFAULT);
}

void
cr_plot_draw_image (const CrPlotPen *pen)
{
  const CrSeries *series = pen->series;
  double left = cr_plot_frame_x (pen->frame, series->x_edges[0]), width;
  double top = cr_plot_frame_y (pen->frame, series->y_edges[0]), height;
  gboolean even = pen->frame->x.scale == CR_SCALE_LINEAR && pen->frame->y.scale == CR_SCALE_LINEAR
                  && is_even (series->x_edges, series->columns) && is_even (series->y_edges, series->rows);
  cairo_surface_t *picture = NULL;
  gboolean small;

  if (!even || (pen->is_drawing && series->n <= FEW_CELLS && !series->smooth))
    {
      draw_cells (pen);
      return;
    }
  picture = get_picture (pen);
  width = cr_plot_frame_x (pen->frame, series->x_edges[series->columns]) - left;
  height = cr_plot_frame_y (pen->frame, series->y_edges[series->rows]) - top;
  if (picture == NULL || !isfinite (left + top + width + height) || width == 0 || height == 0)
    return;
  small = fabs (width) * pen->pixels < series->columns || fabs (height) * pen->pixels < series->rows;
  cairo_save (pen->cr);
  cairo_translate (pen->cr, left, top);
  cairo_scale (pen->cr, width / series->columns, height / series->rows);
  cairo_set_source_surface (pen->cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (pen->cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (pen->cr),
                            series->smooth || small ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
  cairo_rectangle (pen->cr, 0, 0, series->columns, series->rows);
  cairo_clip (pen->cr);
  cairo_paint_with_alpha (pen->cr, pen->color.alpha);
  cairo_restore (pen->cr);
}

static void
draw_bar_ticks (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrPlotTheme *theme, double scale)
{
  const CrPlotRect *bar = &frame->bar;
  gboolean below = frame->axes->bar_below;
  const CrPlotAxis *axis = &frame->bar_axis;
  double small = cr_plot_line_height (text, CR_FONT_SMALL);

  cairo_set_line_width (cr, 1 / scale);
  for (guint i = 0; i < axis->ticks.ticks->len; i++)
    {
      const CrPlotTick *tick = &g_array_index (axis->ticks.ticks, CrPlotTick, i);
      double part = (cr_plot_axis_to_scale (axis, tick->value) - axis->first) / axis->across;
      double x = below ? bar->x + part * bar->width : bar->x + bar->width;
      double y = below ? bar->y + bar->height : bar->y + (1 - part) * bar->height;

      cr_plot_set_color (cr, &theme->axis);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + (below ? 0 : CR_PLOT_TICK), y + (below ? CR_PLOT_TICK : 0));
      cairo_stroke (cr);
      if (below)
        cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, tick->label, x, y + CR_PLOT_TICK + CR_PLOT_GAP + small / 2,
                      CR_ALIGN_CENTER, 0);
      else
        cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, tick->label, x + CR_PLOT_TICK + CR_PLOT_GAP, y,
                      CR_ALIGN_LEFT, 0);
    }
  if (axis->ticks.unit)
    cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, axis->ticks.unit, bar->x, bar->y - small / 2 - CR_PLOT_GAP,
                  CR_ALIGN_LEFT, 0);
}

static void
draw_bar_label (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrPlotTheme *theme)
{
  const CrPlotRect *bar = &frame->bar;
  double small = cr_plot_line_height (text, CR_FONT_SMALL);

  if (frame->axes->bar_label == NULL)
    return;
  cairo_save (cr);
  if (frame->axes->bar_below)
    cairo_translate (cr, bar->x + bar->width / 2, bar->y + bar->height + CR_PLOT_TICK + CR_PLOT_GAP + 1.5 * small);
  else
    {
      cairo_translate (cr,
                       bar->x + bar->width + CR_PLOT_TICK + 2 * CR_PLOT_GAP
                           + cr_plot_widest_label (text, &frame->bar_axis.ticks) + small / 2,
                       bar->y + bar->height / 2);
      cairo_rotate (cr, -G_PI / 2);
    }
  cr_text_draw (text, CR_FONT_SMALL, &theme->text, frame->axes->bar_label, 0, 0, CR_ALIGN_CENTER,
                frame->axes->bar_below ? bar->width : bar->height);
  cairo_restore (cr);
}

void
cr_plot_draw_bar (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrPlotTheme *theme, double scale)
{
  const CrSeries *series = cr_axes_get_series (frame->axes, (guint)frame->axes->bar);
  const CrPlotRect *bar = &frame->bar;

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; i < BAR_STEPS; i++)
    {
      CrColor color;

      cr_plot_map_get (series->map, series->map_turned, (i + 0.5) / BAR_STEPS, &color);
      cr_plot_set_color (cr, &color);
      if (frame->axes->bar_below)
        cairo_rectangle (cr, bar->x + bar->width * i / BAR_STEPS, bar->y, bar->width / BAR_STEPS * 1.2, bar->height);
      else
        cairo_rectangle (cr, bar->x, bar->y + bar->height * (BAR_STEPS - 1 - i) / BAR_STEPS, bar->width,
                         bar->height / BAR_STEPS * (i == 0 ? 1 : 1.2));
      cairo_fill (cr);
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
  cr_plot_set_color (cr, &theme->axis);
  cairo_set_line_width (cr, 1 / scale);
  cairo_rectangle (cr, bar->x, bar->y, bar->width, bar->height);
  cairo_stroke (cr);
  draw_bar_ticks (cr, text, frame, theme, scale);
  draw_bar_label (cr, text, frame, theme);
}
