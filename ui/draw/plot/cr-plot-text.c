/* Texts and arrows that the user placed. */
#include <math.h>

#include "cr-plot-private.h"

#define USUAL_SIZE 10.0 /* matplotlib's, in points */
#define BOX_PADDING 3.0
#define HEAD 7.0
#define CLEAR 4.0 /* between an arrow and its text */
#define MAX_SIZE 100.0

CrColor
cr_plot_read_color (const char *name, const CrPlotTheme *theme, const CrColor *otherwise)
{
  CrColor color;
  int palette;

  if (name == NULL || !cr_figure_parse_color (name, &color, &palette))
    return *otherwise;
  if (palette >= 0)
    return theme->palette[palette % CR_PLOT_PALETTE];
  if (color.alpha > 0)
    cr_plot_adapt_color (theme, &color);
  return color;
}

/* A place of the user's in units; FALSE if it is nowhere. */
static gboolean
get_place (const CrPlotter *plotter, const CrPlotFrame *frame, CrTextPlace place, double x, double y, double *at_x,
           double *at_y)
{
  const CrPlotRect *area = &frame->area;
  double width = plotter->width / plotter->scale, height = plotter->height / plotter->scale;

  switch (place)
    {
    case CR_TEXT_IN_AXES:
      *at_x = area->x + x * area->width;
      *at_y = area->y + (1 - y) * area->height;
      break;
    case CR_TEXT_IN_FIGURE:
      *at_x = x * width;
      *at_y = (1 - y) * height;
      break;
    default:
      *at_x = cr_plot_frame_x (frame, x);
      *at_y = cr_plot_frame_y (frame, y);
      if (*at_x < area->x - 1 || *at_x > area->x + area->width + 1 || *at_y < area->y - 1
          || *at_y > area->y + area->height + 1)
        return FALSE;
    }
  return isfinite (*at_x) && isfinite (*at_y) && fabs (*at_x) < 1e5 && fabs (*at_y) < 1e5;
}

static void
draw_arrow (cairo_t *cr, const CrColor *color, double x0, double y0, double x1, double y1)
{
  double dx = x1 - x0, dy = y1 - y0, length = hypot (dx, dy);

  if (length < 1)
    return;
  dx /= length;
  dy /= length;
  cr_plot_set_color (cr, color);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1 - dx * MIN (HEAD, length) * 0.8, y1 - dy * MIN (HEAD, length) * 0.8);
  cairo_stroke (cr);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x1 - dx * HEAD - dy * HEAD * 0.4, y1 - dy * HEAD + dx * HEAD * 0.4);
  cairo_line_to (cr, x1 - dx * HEAD + dy * HEAD * 0.4, y1 - dy * HEAD - dx * HEAD * 0.4);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Where the line from the middle of a box to a place leaves the box. */
static void
leave_box (const CrPlotRect *box, double to_x, double to_y, double *x, double *y)
{
  double middle_x = box->x + box->width / 2, middle_y = box->y + box->height / 2;
  double dx = to_x - middle_x, dy = to_y - middle_y;
  double across = dx != 0 ? (box->width / 2 + CLEAR) / fabs (dx) : INFINITY;
  double along = dy != 0 ? (box->height / 2 + CLEAR) / fabs (dy) : INFINITY, part = MIN (1, MIN (across, along));

  *x = middle_x + dx * part;
  *y = middle_y + dy * part;
}

static void
draw_box (cairo_t *cr, const CrPlotRect *box, const CrPlotTheme *theme)
{
  cr_plot_set_color (cr, &theme->ground);
  cairo_rectangle (cr, box->x - BOX_PADDING, box->y - BOX_PADDING, box->width + 2 * BOX_PADDING,
                   box->height + 2 * BOX_PADDING);
  cairo_fill_preserve (cr);
  cr_plot_set_color (cr, &theme->axis);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_text (const CrPlotter *plotter, cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrPlotTheme *theme,
           const CrAxesText *at)
{
  CrColor color = cr_plot_read_color (at->color, theme, &theme->text);
  double size = at->size > 0 ? CLAMP (at->size, 2, MAX_SIZE) / USUAL_SIZE : 1, width, height, x, y, to_x = 0, to_y = 0;
  gboolean has_target = FALSE;
  CrPlotRect box;

  if (at->has_arrow || at->place == CR_TEXT_IN_POINTS)
    has_target = get_place (plotter, frame, at->to_place, at->to_x, at->to_y, &to_x, &to_y);
  if (at->place == CR_TEXT_IN_POINTS)
    {
      x = to_x + at->x;
      y = to_y - at->y;
      if (!has_target)
        return;
    }
  else if (!get_place (plotter, frame, at->place, at->x, at->y, &x, &y))
    return;
  cr_text_measure (text, CR_FONT_SMALL, at->string, &width, &height);
  width *= size;
  height *= size;
  box = (CrPlotRect){ x - at->align_x * width, y - (1 - at->align_y) * height, width, height };
  if (has_target && at->has_arrow)
    {
      double from_x, from_y;

      leave_box (&box, to_x, to_y, &from_x, &from_y);
      draw_arrow (cr, &color, from_x, from_y, to_x, to_y);
    }
  if (at->boxed)
    draw_box (cr, &box, theme);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, -at->rotation * G_PI / 180);
  cairo_scale (cr, size, size);
  cr_text_draw (text, CR_FONT_SMALL, &color, at->string, -at->align_x * width / size,
                (at->align_y - 0.5) * height / size, CR_ALIGN_LEFT, 0);
  cairo_restore (cr);
}

void
cr_plot_draw_texts (const CrPlotter *plotter, cairo_t *cr, CrText *text, const CrPlotFrame *frame,
                    const CrPlotTheme *theme)
{
  for (guint i = 0; i < frame->axes->texts->len; i++)
    {
      const CrAxesText *at = g_ptr_array_index (frame->axes->texts, i);

      if (at->string && at->event < plotter->position)
        draw_text (plotter, cr, text, frame, theme, at);
    }
}
