/* Paints a figure: grid, series, frame and ticks, labels, legend, in this order; and finds the
 * point under the pointer. */
#include "cr-plot-private.h"

#include <math.h>

#define PICK_DISTANCE 14.0
#define TICK_LENGTH 4.0
#define LABEL_GAP 3.0
#define PADDING 7.0

typedef struct
{
  cairo_t *cr;
  CrText *text;
  const CrAxes *axes;
  const CrPlotTheme *theme;
  CrPlotFrame frame;
} Painting;

static void
set_color (cairo_t *cr, const CrColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

/* The middle of the pixel at a coordinate, so that thin lines are sharp where units are pixels. */
static double
snap (const Painting *p, double at)
{
  return (floor (at * p->frame.scale) + 0.5) / p->frame.scale;
}

static void
draw_grid (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;

  set_color (p->cr, &p->theme->grid);
  cairo_set_line_width (p->cr, 1 / p->frame.scale);
  for (guint i = 0; i < p->frame.x.ticks.n; i++)
    {
      double x = snap (p, cr_plot_frame_x (&p->frame, cr_ticks_get_value (&p->frame.x.ticks, i)));

      cairo_move_to (p->cr, x, area->y);
      cairo_line_to (p->cr, x, area->y + area->height);
    }
  for (guint i = 0; i < p->frame.y.ticks.n; i++)
    {
      double y = snap (p, cr_plot_frame_y (&p->frame, cr_ticks_get_value (&p->frame.y.ticks, i)));

      cairo_move_to (p->cr, area->x, y);
      cairo_line_to (p->cr, area->x + area->width, y);
    }
  cairo_stroke (p->cr);
}

static void
draw_all_series (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;

  cairo_save (p->cr);
  cairo_rectangle (p->cr, area->x, area->y, area->width, area->height);
  cairo_clip (p->cr);
  for (guint i = 0; i < p->axes->series->len; i++)
    {
      CrColor color;

      cr_plot_get_color (p->axes, p->theme, i, &color);
      cr_plot_draw_series (p->cr, &p->frame, g_ptr_array_index (p->axes->series, i), &color);
    }
  cairo_restore (p->cr);
}

static void
draw_x_ticks (const Painting *p)
{
  double y = p->frame.area.y + p->frame.area.height, height;

  cr_text_measure (p->text, CR_FONT_SMALL, "0", NULL, &height);
  for (guint i = 0; i < p->frame.x.ticks.n; i++)
    {
      g_autofree char *label = cr_ticks_get_label (&p->frame.x.ticks, i);
      double x = snap (p, cr_plot_frame_x (&p->frame, cr_ticks_get_value (&p->frame.x.ticks, i)));

      set_color (p->cr, &p->theme->axis);
      cairo_move_to (p->cr, x, y);
      cairo_line_to (p->cr, x, y + TICK_LENGTH);
      cairo_stroke (p->cr);
      cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, label, x, y + TICK_LENGTH + LABEL_GAP + height / 2,
                    CR_ALIGN_CENTER, 0);
    }
}

static void
draw_y_ticks (const Painting *p)
{
  double x = p->frame.area.x;

  for (guint i = 0; i < p->frame.y.ticks.n; i++)
    {
      g_autofree char *label = cr_ticks_get_label (&p->frame.y.ticks, i);
      double y = snap (p, cr_plot_frame_y (&p->frame, cr_ticks_get_value (&p->frame.y.ticks, i)));

      set_color (p->cr, &p->theme->axis);
      cairo_move_to (p->cr, x, y);
      cairo_line_to (p->cr, x - TICK_LENGTH, y);
      cairo_stroke (p->cr);
      cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, label, x - TICK_LENGTH - LABEL_GAP, y, CR_ALIGN_RIGHT,
                    0);
    }
}

/* The line round the area, and what stands at the ticks. */
static void
draw_axes (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;
  double left = snap (p, area->x), top = snap (p, area->y);

  set_color (p->cr, &p->theme->axis);
  cairo_set_line_width (p->cr, 1 / p->frame.scale);
  cairo_rectangle (p->cr, left, top, snap (p, area->x + area->width) - left, snap (p, area->y + area->height) - top);
  cairo_stroke (p->cr);
  draw_x_ticks (p);
  draw_y_ticks (p);
}

/* "×10⁶" at the ends of the axes. */
static void
draw_units (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;
  g_autofree char *x_unit = cr_ticks_get_unit (&p->frame.x.ticks);
  g_autofree char *y_unit = cr_ticks_get_unit (&p->frame.y.ticks);
  double height;

  cr_text_measure (p->text, CR_FONT_SMALL, "0", NULL, &height);
  if (x_unit != NULL)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, x_unit, area->x + area->width,
                  p->frame.height - PADDING - height / 2, CR_ALIGN_RIGHT, 0);
  if (y_unit != NULL)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, y_unit, area->x, area->y - LABEL_GAP - height / 2,
                  CR_ALIGN_LEFT, 0);
}

static void
draw_labels (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;
  double small, caption, middle = area->x + area->width / 2;

  cr_text_measure (p->text, CR_FONT_SMALL, "0", NULL, &small);
  cr_text_measure (p->text, CR_FONT_CAPTION, "0", NULL, &caption);
  if (p->axes->title != NULL)
    cr_text_draw (p->text, CR_FONT_CAPTION, &p->theme->text, p->axes->title, middle, PADDING + caption / 2,
                  CR_ALIGN_CENTER, p->frame.width - 2 * PADDING);
  if (p->axes->x.label != NULL)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->text, p->axes->x.label, middle,
                  p->frame.height - PADDING - small / 2, CR_ALIGN_CENTER, area->width);
  if (p->axes->y.label == NULL)
    return;
  cairo_save (p->cr);
  cairo_translate (p->cr, PADDING + small / 2, area->y + area->height / 2);
  cairo_rotate (p->cr, -G_PI / 2);
  cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->text, p->axes->y.label, 0, 0, CR_ALIGN_CENTER, area->height);
  cairo_restore (p->cr);
}

static void
draw_figure (const Painting *p)
{
  const CrPlotRect *area = &p->frame.area;

  set_color (p->cr, &p->theme->ground);
  cairo_rectangle (p->cr, area->x, area->y, area->width, area->height);
  cairo_fill (p->cr);
  if (p->axes->grid)
    draw_grid (p);
  draw_all_series (p);
  draw_axes (p);
  draw_units (p);
  draw_labels (p);
  cr_plot_draw_legend (p->cr, p->text, &p->frame, p->axes, p->theme);
}

/* The frame as it is painted, worked out without a surface. */
static gboolean
make_frame (CrPlotFrame *frame, const CrFigure *figure, double width, double height)
{
  g_autoptr (CrText) text = cr_text_new (NULL);

  if (!cr_plot_frame_init (frame, text, cr_figure_get_axes (figure, 0), width, height))
    return FALSE;
  cr_plot_place_legend (frame, text, cr_figure_get_axes (figure, 0));
  return TRUE;
}

void
cr_plot_paint (const CrFigure *figure, const CrPlotTheme *theme, cairo_t *cr, double width, double height)
{
  Painting painting = { .cr = cr, .axes = cr_figure_get_axes (figure, 0), .theme = theme };

  g_return_if_fail (figure != NULL && theme != NULL && cr != NULL);
  if (!(width > 0 && height > 0))
    return;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  set_color (cr, &theme->background);
  cairo_paint (cr);
  if (make_frame (&painting.frame, figure, width, height))
    {
      cairo_scale (cr, painting.frame.scale, painting.frame.scale);
      cairo_new_path (cr);
      painting.text = cr_text_new (cr);
      draw_figure (&painting);
      cr_text_free (painting.text);
    }
  cairo_restore (cr);
}

/* Where a point is painted, in the caller's units; FALSE outside of the axes. */
static gboolean
locate (const CrPlotFrame *frame, double data_x, double data_y, double *x, double *y)
{
  const CrPlotRect *area = &frame->area;

  if (!isfinite (data_x) || !isfinite (data_y))
    return FALSE;
  *x = cr_plot_frame_x (frame, data_x);
  *y = cr_plot_frame_y (frame, data_y);
  if (*x < area->x || *x > area->x + area->width || *y < area->y || *y > area->y + area->height)
    return FALSE;
  *x *= frame->scale;
  *y *= frame->scale;
  return TRUE;
}

gboolean
cr_plot_pick (const CrFigure *figure, double width, double height, double x, double y, guint *series, guint *index)
{
  CrPlotFrame frame = { 0 };
  double nearest = PICK_DISTANCE;
  gboolean found = FALSE;

  g_return_val_if_fail (figure != NULL && series != NULL && index != NULL, FALSE);

  if (!make_frame (&frame, figure, width, height))
    return FALSE;
  for (guint i = 0; i < cr_figure_get_axes (figure, 0)->series->len; i++)
    {
      const CrSeries *at = g_ptr_array_index (cr_figure_get_axes (figure, 0)->series, i);

      for (guint k = 0; k < at->n; k++)
        {
          double point_x, point_y;

          if (!locate (&frame, at->x[k], at->y[k], &point_x, &point_y) || hypot (point_x - x, point_y - y) > nearest)
            continue;
          nearest = hypot (point_x - x, point_y - y);
          *series = i;
          *index = k;
          found = TRUE;
        }
    }
  return found;
}

gboolean
cr_plot_locate (const CrFigure *figure, double width, double height, double data_x, double data_y, double *x, double *y)
{
  CrPlotFrame frame = { 0 };

  g_return_val_if_fail (figure != NULL && x != NULL && y != NULL, FALSE);

  return make_frame (&frame, figure, width, height) && locate (&frame, data_x, data_y, x, y);
}
