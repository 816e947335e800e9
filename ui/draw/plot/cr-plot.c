/* Paints a figure: of each pair of axes its ground and grid, series, frame and ticks, labels, texts and legend, in this
 * order. */
#include "cr-plot.h"

#include <math.h>

#include "cr-plot-private.h"

#define PALE 0.28
#define SMALL_TICK 2.5
#define PICK_DISTANCE 14.0

typedef struct
{
  cairo_t *cr;
  CrText *text;
  CrPlotter *plotter;
  const CrPlotTheme *theme;
  const CrPlotFrame *frame;
  guint axes;
  double scale; /* the caller's units a unit */
} Painting;

/* The middle of the pixel at a coordinate, so that thin lines are sharp where units are pixels. */
static double
snap (const Painting *p, double at)
{
  return (floor (at * p->scale) + 0.5) / p->scale;
}

/* Lines at the ticks of one axis. */
static void
draw_grid (const Painting *p, const CrPlotAxis *axis, gboolean vertical)
{
  const CrPlotRect *area = &p->frame->area;

  cr_plot_set_color (p->cr, &p->theme->grid);
  cairo_set_line_width (p->cr, 1 / p->scale);
  for (guint i = 0; i < axis->ticks.ticks->len; i++)
    {
      double value = g_array_index (axis->ticks.ticks, CrPlotTick, i).value;
      double at = snap (p, vertical ? cr_plot_frame_y (p->frame, value) : cr_plot_frame_x (p->frame, value));

      cairo_move_to (p->cr, vertical ? area->x : at, vertical ? at : area->y);
      cairo_line_to (p->cr, vertical ? area->x + area->width : at, vertical ? at : area->y + area->height);
    }
  cairo_stroke (p->cr);
}

static gboolean
is_drawing (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (cr));

  return type == CAIRO_SURFACE_TYPE_SVG || type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_PS;
}

static double
get_pixels (cairo_t *cr)
{
  double x = 1, y = 0, scale_x, scale_y;

  cairo_user_to_device_distance (cr, &x, &y);
  cairo_surface_get_device_scale (cairo_get_group_target (cr), &scale_x, &scale_y);
  return CLAMP (hypot (x, y) * scale_x, 0.01, 100);
}

void
cr_plot_pen_init (CrPlotPen *pen, CrPlotter *plotter, guint axes, guint series, cairo_t *cr, const CrPlotTheme *theme)
{
  const CrPlotFrame *frame = &plotter->frames[axes];

  *pen = (CrPlotPen){ .cr = cr, .plotter = plotter, .frame = frame, .theme = theme, .number = series };
  pen->series = g_ptr_array_index (frame->axes->series, series);
  pen->index = cr_plotter_get_index (plotter, axes, series);
  pen->pictures = plotter->pictures[axes];
  pen->pixels = get_pixels (cr);
  pen->is_drawing = is_drawing (cr);
  pen->n_colors = pen->series->colors ? MAX (g_strv_length (pen->series->colors), 1) : 0;
  if (pen->series->values)
    cr_plot_get_value_range (pen->series, &pen->value_min, &pen->value_max);
  cr_plot_get_color (frame->axes, theme, series, &pen->color);
  if (pen->series->event >= plotter->position)
    pen->color.alpha *= PALE;
}

/* By zorder; of equal ones in the order of plotting. */
guint *
cr_plot_order (const CrAxes *axes)
{
  guint n = axes->series->len;
  guint *order = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      double own = cr_axes_get_series (axes, i)->order;
      guint k = i;

      for (; k > 0 && cr_axes_get_series (axes, order[k - 1])->order > own; k--)
        order[k] = order[k - 1];
      order[k] = i;
    }
  return order;
}

static void
draw_all_series (const Painting *p)
{
  const CrPlotRect *area = &p->frame->area;
  g_autofree guint *order = cr_plot_order (p->frame->axes);

  cairo_save (p->cr);
  cairo_rectangle (p->cr, area->x, area->y, area->width, area->height);
  cairo_clip (p->cr);
  for (guint i = 0; i < p->frame->axes->series->len; i++)
    {
      CrPlotPen pen;

      if (cr_plotter_is_hidden (p->plotter, p->axes, order[i]))
        continue;
      cr_plot_pen_init (&pen, p->plotter, p->axes, order[i], p->cr, p->theme);
      cr_plot_draw_series (&pen);
    }
  cairo_restore (p->cr);
}

static void
draw_x_label (const Painting *p, const char *label, double x, double y)
{
  double angle = p->frame->axes->x.tick_rotation, height;

  cr_text_measure (p->text, CR_FONT_SMALL, label, NULL, &height);
  if (angle == 0)
    {
      cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, label, x, y + (p->frame->x_top ? -1 : 1) * height / 2,
                    CR_ALIGN_CENTER, 0);
      return;
    }
  cairo_save (p->cr);
  cairo_translate (p->cr, x, y + height / 2 * fabs (cos (angle * G_PI / 180)));
  cairo_rotate (p->cr, -angle * G_PI / 180);
  cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, label, 0, 0,
                sin (angle * G_PI / 180) > 0 ? CR_ALIGN_RIGHT : CR_ALIGN_LEFT, 0);
  cairo_restore (p->cr);
}

static void
draw_x_ticks (const Painting *p)
{
  const CrPlotAxis *axis = &p->frame->x;
  double side = p->frame->x_top ? -1 : 1;
  double y = p->frame->area.y + (p->frame->x_top ? 0 : p->frame->area.height);

  cr_plot_set_color (p->cr, &p->theme->axis);
  for (guint i = 0; i < axis->ticks.ticks->len + axis->ticks.small->len; i++)
    {
      gboolean large = i < axis->ticks.ticks->len;
      double value = large ? g_array_index (axis->ticks.ticks, CrPlotTick, i).value
                           : g_array_index (axis->ticks.small, double, i - axis->ticks.ticks->len);
      double x = snap (p, cr_plot_frame_x (p->frame, value));

      cairo_move_to (p->cr, x, y);
      cairo_line_to (p->cr, x, y + side * (large ? CR_PLOT_TICK : SMALL_TICK));
    }
  cairo_stroke (p->cr);
  for (guint i = 0; !p->frame->axes->x.hidden && i < axis->ticks.ticks->len; i++)
    {
      const CrPlotTick *tick = &g_array_index (axis->ticks.ticks, CrPlotTick, i);

      draw_x_label (p, tick->label, snap (p, cr_plot_frame_x (p->frame, tick->value)),
                    y + side * (CR_PLOT_TICK + CR_PLOT_GAP));
    }
}

static void
draw_y_ticks (const Painting *p)
{
  const CrPlotAxis *axis = &p->frame->y;
  double side = p->frame->y_right ? 1 : -1;
  double x = p->frame->area.x + (p->frame->y_right ? p->frame->area.width : 0);

  cr_plot_set_color (p->cr, &p->theme->axis);
  for (guint i = 0; i < axis->ticks.ticks->len + axis->ticks.small->len; i++)
    {
      gboolean large = i < axis->ticks.ticks->len;
      double value = large ? g_array_index (axis->ticks.ticks, CrPlotTick, i).value
                           : g_array_index (axis->ticks.small, double, i - axis->ticks.ticks->len);
      double y = snap (p, cr_plot_frame_y (p->frame, value));

      cairo_move_to (p->cr, x, y);
      cairo_line_to (p->cr, x + side * (large ? CR_PLOT_TICK : SMALL_TICK), y);
    }
  cairo_stroke (p->cr);
  for (guint i = 0; !p->frame->axes->y.hidden && i < axis->ticks.ticks->len; i++)
    {
      const CrPlotTick *tick = &g_array_index (axis->ticks.ticks, CrPlotTick, i);

      cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, tick->label, x + side * (CR_PLOT_TICK + CR_PLOT_GAP),
                    snap (p, cr_plot_frame_y (p->frame, tick->value)),
                    p->frame->y_right ? CR_ALIGN_LEFT : CR_ALIGN_RIGHT, 0);
    }
}

/* The line round the area, as far as it is to be seen. */
static void
draw_sides (const Painting *p)
{
  const CrPlotRect *area = &p->frame->area;
  double left = snap (p, area->x), top = snap (p, area->y), right = snap (p, area->x + area->width);
  double bottom = snap (p, area->y + area->height);
  const double corners[5][2] = { { left, bottom }, { left, top }, { right, top }, { right, bottom }, { left, bottom } };
  static const guint sides[4] = { CR_SIDE_LEFT, CR_SIDE_TOP, CR_SIDE_RIGHT, CR_SIDE_BOTTOM };

  cr_plot_set_color (p->cr, &p->theme->axis);
  cairo_set_line_width (p->cr, 1 / p->scale);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_SQUARE);
  for (guint i = 0; i < 4; i++)
    if (p->frame->axes->sides & sides[i])
      {
        cairo_move_to (p->cr, corners[i][0], corners[i][1]);
        cairo_line_to (p->cr, corners[i + 1][0], corners[i + 1][1]);
        cairo_stroke (p->cr);
      }
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_BUTT);
}

/* "×10⁶" at the ends of the axes. */
static void
draw_units (const Painting *p)
{
  const CrPlotRect *area = &p->frame->area;
  double small = cr_plot_line_height (p->text, CR_FONT_SMALL);

  if (p->frame->x.ticks.unit && !p->frame->axes->x.hidden)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, p->frame->x.ticks.unit, area->x + area->width,
                  area->y + area->height + CR_PLOT_TICK + 2 * CR_PLOT_GAP + 1.5 * small, CR_ALIGN_RIGHT, 0);
  if (p->frame->y.ticks.unit && !p->frame->axes->y.hidden)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->dim_text, p->frame->y.ticks.unit,
                  area->x + (p->frame->y_right ? area->width : 0), area->y - CR_PLOT_GAP - small / 2,
                  p->frame->y_right ? CR_ALIGN_RIGHT : CR_ALIGN_LEFT, 0);
}

static void
draw_sideways (const Painting *p, const char *label, double x, double y, double room)
{
  cairo_save (p->cr);
  cairo_translate (p->cr, x, y);
  cairo_rotate (p->cr, -G_PI / 2);
  cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->text, label, 0, 0, CR_ALIGN_CENTER, room);
  cairo_restore (p->cr);
}

static double
label_height (const Painting *p, CrFont font, const char *label)
{
  double height = 0;

  if (label)
    cr_text_measure (p->text, font, label, NULL, &height);
  return height;
}

static void
draw_axis_labels (const Painting *p)
{
  const CrPlotFrame *frame = p->frame;
  const CrPlotRect *area = &frame->area;
  double height = label_height (p, CR_FONT_SMALL, frame->axes->x.label), middle = area->x + area->width / 2;
  double bottom = area->y + area->height + frame->bottom - CR_PLOT_PADDING, numbers;

  if (frame->axes->x.label)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->text, frame->axes->x.label, middle,
                  frame->x_top ? area->y - frame->top + CR_PLOT_PADDING + height / 2
                               : bottom - height / 2 - (frame->axes->bar_below ? frame->bottom : 0),
                  CR_ALIGN_CENTER, area->width + frame->left);
  if (frame->axes->y.label == NULL)
    return;
  height = label_height (p, CR_FONT_SMALL, frame->axes->y.label);
  numbers = frame->axes->y.hidden ? 0 : frame->widest + CR_PLOT_GAP + CR_PLOT_TICK;
  draw_sideways (p, frame->axes->y.label,
                 frame->y_right ? area->x + area->width + numbers + 2 * CR_PLOT_GAP + height / 2
                                : area->x - numbers - 2 * CR_PLOT_GAP - height / 2,
                 area->y + area->height / 2, area->height + frame->bottom);
}

static void
draw_title (const Painting *p)
{
  const CrPlotRect *area = &p->frame->area;
  double height = label_height (p, CR_FONT_CAPTION, p->frame->axes->title);
  double width = p->plotter->width / p->scale;

  if (p->frame->axes->title)
    cr_text_draw (p->text, CR_FONT_CAPTION, &p->theme->text, p->frame->axes->title, area->x + area->width / 2,
                  MAX (area->y - p->frame->top + CR_PLOT_PADDING, 0) + height / 2, CR_ALIGN_CENTER,
                  MIN (area->width + p->frame->left + p->frame->right, width) - 2 * CR_PLOT_PADDING);
}

static void
draw_ground (const Painting *p)
{
  const CrPlotRect *area = &p->frame->area;
  gboolean has_image = FALSE;

  for (guint i = 0; i < p->frame->axes->series->len; i++)
    has_image = has_image || cr_axes_get_series (p->frame->axes, i)->kind == CR_SERIES_IMAGE;
  if (p->frame->axes->twin_of >= 0)
    return;
  cr_plot_set_color (p->cr, &p->theme->ground);
  cairo_rectangle (p->cr, area->x, area->y, area->width, area->height);
  cairo_fill (p->cr);
  if (!p->frame->axes->grid || p->frame->axes->off || has_image)
    return;
  draw_grid (p, &p->frame->x, FALSE);
  draw_grid (p, &p->frame->y, TRUE);
}

static void
draw_axes (const Painting *p)
{
  const CrAxes *axes = p->frame->axes;

  draw_ground (p);
  draw_all_series (p);
  if (!axes->off)
    {
      if (axes->twin_of < 0)
        draw_sides (p);
      cairo_set_line_width (p->cr, 1 / p->scale);
      if (!p->frame->y_right)
        draw_x_ticks (p);
      if (!p->frame->x_top)
        draw_y_ticks (p);
      draw_units (p);
      draw_axis_labels (p);
    }
  draw_title (p);
  if (axes->bar >= 0 && (guint)axes->bar < axes->series->len)
    cr_plot_draw_bar (p->cr, p->text, p->frame, p->theme, p->scale);
}

static void
draw_figure_labels (const Painting *p)
{
  const CrFigure *figure = p->plotter->figure;
  double width = p->plotter->width / p->scale, height = p->plotter->height / p->scale;

  if (figure->title)
    cr_text_draw (p->text, CR_FONT_TITLE, &p->theme->text, figure->title, width / 2,
                  CR_PLOT_PADDING + label_height (p, CR_FONT_TITLE, figure->title) / 2, CR_ALIGN_CENTER,
                  width - 2 * CR_PLOT_PADDING);
  if (figure->x_label)
    cr_text_draw (p->text, CR_FONT_SMALL, &p->theme->text, figure->x_label, width / 2,
                  height - CR_PLOT_PADDING - label_height (p, CR_FONT_SMALL, figure->x_label) / 2, CR_ALIGN_CENTER,
                  width);
  if (figure->y_label)
    draw_sideways (p, figure->y_label, CR_PLOT_PADDING + label_height (p, CR_FONT_SMALL, figure->y_label) / 2,
                   height / 2, height);
}

static void
draw_figure (Painting *p)
{
  for (p->axes = 0; p->axes < p->plotter->n; p->axes++)
    {
      p->frame = &p->plotter->frames[p->axes];
      if (p->frame->visible)
        draw_axes (p);
    }
  for (p->axes = 0; p->axes < p->plotter->n; p->axes++)
    {
      p->frame = &p->plotter->frames[p->axes];
      if (!p->frame->visible)
        continue;
      cr_plot_draw_texts (p->plotter, p->cr, p->text, p->frame, p->theme);
      cr_plot_draw_legend (p->plotter, p->axes, p->cr, p->text, p->theme);
    }
  draw_figure_labels (p);
}

void
cr_plotter_paint (CrPlotter *plotter, const CrPlotTheme *theme, cairo_t *cr)
{
  Painting painting = { .cr = cr, .plotter = plotter, .theme = theme };

  g_return_if_fail (plotter != NULL && theme != NULL && cr != NULL);
  if (!(plotter->width > 0 && plotter->height > 0))
    return;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, plotter->width, plotter->height);
  cairo_clip (cr);
  cr_plot_set_color (cr, &theme->background);
  cairo_paint (cr);
  if (cr_plotter_lay_out (plotter))
    {
      painting.scale = plotter->scale;
      cairo_scale (cr, painting.scale, painting.scale);
      cairo_new_path (cr);
      painting.text = cr_text_new (cr);
      draw_figure (&painting);
      cr_text_free (painting.text);
    }
  cairo_restore (cr);
}

static CrPlotter *
make_plotter (const CrFigure *figure, double width, double height)
{
  CrPlotter *plotter = cr_plotter_new (figure);

  cr_plotter_set_size (plotter, width, height);
  return plotter;
}

void
cr_plot_paint (const CrFigure *figure, const CrPlotTheme *theme, cairo_t *cr, double width, double height)
{
  g_autoptr (CrPlotter) plotter = NULL;

  g_return_if_fail (figure != NULL && theme != NULL && cr != NULL);
  plotter = make_plotter (figure, width, height);
  cr_plotter_paint (plotter, theme, cr);
}

gboolean
cr_plot_pick (const CrFigure *figure, double width, double height, double x, double y, guint *series, guint *index)
{
  g_autoptr (CrPlotter) plotter = NULL;
  CrPlotPick pick;

  g_return_val_if_fail (figure != NULL && series != NULL && index != NULL, FALSE);
  plotter = make_plotter (figure, width, height);
  if (!cr_plotter_pick (plotter, x, y, PICK_DISTANCE, &pick) || pick.axes != 0)
    return FALSE;
  *series = pick.series;
  *index = pick.index;
  return TRUE;
}

gboolean
cr_plot_locate (const CrFigure *figure, double width, double height, double data_x, double data_y, double *x, double *y)
{
  g_autoptr (CrPlotter) plotter = NULL;

  g_return_val_if_fail (figure != NULL && x != NULL && y != NULL, FALSE);
  plotter = make_plotter (figure, width, height);
  return cr_plotter_to_place (plotter, 0, data_x, data_y, x, y);
}
