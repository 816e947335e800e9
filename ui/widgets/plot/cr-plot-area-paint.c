/* What lies over the figure: the point that is read off with its numbers and its tangent, the points that belong to the
 * same element, how far a course has come, the box that is being drawn. */

#include <adwaita.h>
#include <math.h>

#include "cr-label.h"
#include "cr-plot-area-private.h"
#include "cr-theme.h"

#define TANGENT_PART 0.22 /* of the axes' width, to each side */
#define TANGENT_STEPS 24  /* on logarithmic axes it is no straight line */
#define PADDING 5

typedef struct
{
  CrPlotArea *area;
  cairo_t *cr;
  const CrPlotTheme *plot;
  const CrTheme *theme;
  int width, height;
} Brush;

static void
set_color (Brush *brush, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (brush->cr, color->red, color->green, color->blue, alpha);
}

static void
clip_to_axes (Brush *brush, guint axes)
{
  CrPlotRect rect;

  if (cr_plotter_get_area (brush->area->page->plotter, axes, &rect))
    cairo_rectangle (brush->cr, rect.x, rect.y, rect.width, rect.height);
  cairo_clip (brush->cr);
}

static void
draw_tangent (Brush *brush, const CrPlotPick *pick, double slope)
{
  CrPlotter *plotter = brush->area->page->plotter;
  CrAxesView view;
  double reach;

  if (!cr_plotter_get_view (plotter, pick->axes, &view))
    return;
  reach = (view.x_max - view.x_min) * TANGENT_PART;
  cairo_save (brush->cr);
  clip_to_axes (brush, pick->axes);
  for (int i = -TANGENT_STEPS; i <= TANGENT_STEPS; i++)
    {
      double dx = reach * i / TANGENT_STEPS, x = NAN, y = NAN;

      cr_plotter_to_place (plotter, pick->axes, pick->data_x + dx, pick->data_y + slope * dx, &x, &y);
      if (isfinite (x) && isfinite (y) && fabs (y) < 1e5)
        cairo_line_to (brush->cr, x, y);
    }
  set_color (brush, &brush->theme->gradient, 1);
  cairo_set_line_width (brush->cr, 2.2);
  cairo_stroke (brush->cr);
  cairo_restore (brush->cr);
}

static void
draw_ring (Brush *brush, double x, double y, double radius, const CrColor *color)
{
  cairo_new_sub_path (brush->cr);
  cairo_arc (brush->cr, x, y, radius + 1.2, 0, 2 * G_PI);
  set_color (brush, &brush->plot->ground, 0.9);
  cairo_set_line_width (brush->cr, 4);
  cairo_stroke (brush->cr);
  cairo_arc (brush->cr, x, y, radius, 0, 2 * G_PI);
  set_color (brush, color, 1);
  cairo_set_line_width (brush->cr, 2);
  cairo_stroke (brush->cr);
}

/* A few words beside a place, kept inside the widget. */
static void
draw_bubble (Brush *brush, const char *text, double x, double y, const CrColor *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (brush->area), text);
  double left, top;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  left = floor (CLAMP (x + 12, 4, MAX (4, brush->width - width - 2 * PADDING - 4)));
  if (x + 12 > left + 1)
    left = floor (MAX (4, x - 12 - width - 2 * PADDING));
  top = y - height - 2 * PADDING - 8;
  top = floor (top < 2 ? MIN (y + 12, brush->height - height - 2 * PADDING - 2) : top);
  cairo_rectangle (brush->cr, left + 0.5, top + 0.5, width + 2 * PADDING, height + 2 * PADDING);
  set_color (brush, &brush->plot->background, 0.95);
  cairo_fill_preserve (brush->cr);
  set_color (brush, color, 1);
  cairo_set_line_width (brush->cr, 1);
  cairo_stroke (brush->cr);
  set_color (brush, &brush->plot->text, 1);
  cairo_move_to (brush->cr, left + PADDING, top + PADDING);
  pango_cairo_show_layout (brush->cr, layout);
}

/* Other points of the same element: the same place in as many points, at the same x. */
static void
draw_links (Brush *brush, guint n, guint index, double x)
{
  CrPlotPage *page = brush->area->page;

  for (guint i = 0; i < page->figure->axes->len; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (page->figure, i);

      for (guint k = 0; k < axes->series->len; k++)
        {
          const CrSeries *series = cr_axes_get_series (axes, k);
          CrPlotPick pick;

          if (series->n != n || index >= n || series->x[index] != x || cr_plot_page_get_series (page, i, k) != k
              || cr_plotter_is_hidden (page->plotter, i, k) || !cr_plotter_locate (page->plotter, i, k, index, &pick))
            continue;
          draw_ring (brush, pick.x, pick.y, 5, &brush->theme->selection);
        }
    }
}

static void
draw_vertical (Brush *brush, guint axes, double x)
{
  CrPlotRect rect;

  if (!cr_plotter_get_area (brush->area->page->plotter, axes, &rect))
    return;
  cairo_move_to (brush->cr, floor (x) + 0.5, rect.y);
  cairo_line_to (brush->cr, floor (x) + 0.5, rect.y + rect.height);
}

/* How far the run has come: the line of the timeline's cursor. */
static void
draw_marks (Brush *brush)
{
  CrPlotPage *page = brush->area->page;

  for (guint i = 0; i < page->marks->len; i++)
    {
      const CrPlotMark *mark = &g_array_index (page->marks, CrPlotMark, i);
      CrPlotPick pick;
      g_autofree char *text = NULL;

      if (!cr_plotter_locate (page->plotter, mark->axes, mark->series, mark->index, &pick))
        continue;
      draw_vertical (brush, mark->axes, pick.x);
      set_color (brush, &brush->theme->selection, 1);
      cairo_set_line_width (brush->cr, 1.5);
      cairo_stroke (brush->cr);
      draw_ring (brush, pick.x, pick.y, 4, &brush->theme->selection);
      text = cr_label_new_number (pick.data_y);
      if (!brush->area->point.set)
        draw_bubble (brush, text, pick.x, pick.y, &brush->theme->selection);
    }
}

static void
draw_point (Brush *brush)
{
  CrPlotPick pick;
  g_autofree char *text = NULL;
  const CrSeries *series;
  double slope;

  if (!cr_plot_area_locate (brush->area, &pick))
    return;
  series = cr_axes_get_series (cr_figure_get_axes (brush->area->page->figure, pick.axes), pick.series);
  draw_vertical (brush, pick.axes, pick.x);
  set_color (brush, &brush->plot->dim_text, 0.5);
  cairo_set_line_width (brush->cr, 1);
  cairo_stroke (brush->cr);
  if (cr_plot_area_get_slope (brush->area, &pick, &slope))
    draw_tangent (brush, &pick, slope);
  draw_links (brush, series->n, pick.index, series->x[pick.index]);
  draw_ring (brush, pick.x, pick.y, 5, &brush->plot->text);
  text = cr_plot_area_describe_point (brush->area, &pick);
  draw_bubble (brush, text, pick.x, pick.y, &brush->plot->axis);
}

static void
draw_box (Brush *brush)
{
  CrPlotArea *area = brush->area;

  cairo_rectangle (brush->cr, MIN (area->box_x, area->x), MIN (area->box_y, area->y), fabs (area->x - area->box_x),
                   fabs (area->y - area->box_y));
  set_color (brush, &brush->theme->selection, 0.15);
  cairo_fill_preserve (brush->cr);
  set_color (brush, &brush->theme->selection, 1);
  cairo_set_line_width (brush->cr, 1);
  cairo_stroke (brush->cr);
}

void
cr_plot_area_paint_overlay (CrPlotArea *area, cairo_t *cr, int width, int height)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  Brush brush = { area, cr, cr_plot_theme_get (dark), cr_theme_get (dark), width, height };

  draw_marks (&brush);
  if (area->linked)
    draw_links (&brush, area->link_n, area->link_index, area->link_x);
  if (area->point.set)
    draw_point (&brush);
  if (area->boxing)
    draw_box (&brush);
}
