/* Pointer and keys. The wheel zooms about the pointer, over the numbers of one axis along that axis alone; dragging
 * moves the data, with Shift or the tool it draws a box to zoom into. Keys: Left and Right walk over the points of a
 * series, Tab, Up and Down go to another; Ctrl and arrows move the data, + and - zoom, 0 or Home shows all. */

#include <math.h>

#include "cr-plot-area-private.h"

#define PICK_DISTANCE 14.0
#define ZOOM_STEP 1.25
#define WHEEL_STEP 1.2
#define PAN_STEP 40.0

typedef struct
{
  guint axes;
  gboolean x, y; /* which of its axes are meant */
} Target;

static CrPlotter *
get_plotter (CrPlotArea *area)
{
  return area->page->plotter;
}

/* What a place means: the axes that it is in; below or beside them one axis alone. */
static gboolean
find_target (CrPlotArea *area, double x, double y, Target *target)
{
  double nearest = INFINITY;

  target->x = target->y = TRUE;
  if (cr_plotter_find_axes (get_plotter (area), x, y, &target->axes))
    return TRUE;
  for (guint i = 0; i < area->page->figure->axes->len; i++)
    {
      CrPlotRect rect;
      double left, below;

      if (!cr_plotter_get_area (get_plotter (area), i, &rect))
        continue;
      left = rect.x - x;
      below = y - (rect.y + rect.height);
      if (below >= 0 && x >= rect.x && x <= rect.x + rect.width && below < nearest)
        {
          nearest = below;
          *target = (Target){ i, TRUE, FALSE };
        }
      else if (left >= 0 && y >= rect.y && y <= rect.y + rect.height && left < nearest)
        {
          nearest = left;
          *target = (Target){ i, FALSE, TRUE };
        }
    }
  return isfinite (nearest);
}

static void
pointer_moved (CrPlotArea *area, double x, double y)
{
  CrPlotPick pick;
  CrPlotPoint point = { .set = FALSE };

  area->x = x;
  area->y = y;
  if (area->page == NULL || area->boxing || area->dragging)
    return;
  if (cr_plotter_pick (get_plotter (area), x, y, PICK_DISTANCE, &pick))
    point = (CrPlotPoint){ TRUE, pick.axes, pick.series, pick.index };
  else if (area->by_keys)
    return;
  cr_plot_area_set_point (area, &point, FALSE);
}

static void
pointer_left (CrPlotArea *area)
{
  CrPlotPoint none = { .set = FALSE };

  if (!area->by_keys)
    cr_plot_area_set_point (area, &none, FALSE);
}

static gboolean
scrolled (CrPlotArea *area, double dx, double dy)
{
  Target target;
  double factor = pow (WHEEL_STEP, -dy);

  if (area->page == NULL || dy == 0 || !find_target (area, area->x, area->y, &target))
    return FALSE;
  cr_plotter_zoom (get_plotter (area), target.axes, area->x, area->y, target.x ? factor : 1, target.y ? factor : 1);
  cr_plot_area_repaint (area);
  return TRUE;
}

static void
drag_begun (GtkGestureDrag *gesture, double x, double y, CrPlotArea *area)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  Target target;

  gtk_widget_grab_focus (GTK_WIDGET (area));
  area->drag_x = area->drag_y = 0;
  area->dragging = area->boxing = FALSE;
  if (area->page == NULL || !find_target (area, x, y, &target))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  area->drag_axes = target.axes;
  area->on_box = area->box_tool || (state & GDK_SHIFT_MASK) != 0;
  area->box_x = x;
  area->box_y = y;
}

static void
drag_updated (GtkGestureDrag *gesture, double dx, double dy, CrPlotArea *area)
{
  CrPlotPoint none = { .set = FALSE };

  if (area->page == NULL || (!area->dragging && !area->boxing && hypot (dx, dy) < 4))
    return;
  cr_plot_area_set_point (area, &none, FALSE);
  area->x = area->box_x + dx;
  area->y = area->box_y + dy;
  if (area->on_box)
    {
      area->boxing = TRUE;
      gtk_widget_queue_draw (GTK_WIDGET (area));
      return;
    }
  area->dragging = TRUE;
  cr_plotter_pan (get_plotter (area), area->drag_axes, dx - area->drag_x, dy - area->drag_y);
  area->drag_x = dx;
  area->drag_y = dy;
  cr_plot_area_repaint (area);
}

static void
drag_ended (GtkGestureDrag *gesture, double dx, double dy, CrPlotArea *area)
{
  if (area->boxing && area->page != NULL)
    cr_plotter_zoom_to (get_plotter (area), area->drag_axes, area->box_x, area->box_y, area->box_x + dx,
                        area->box_y + dy);
  if (area->boxing)
    cr_plot_area_repaint (area);
  area->boxing = area->dragging = FALSE;
}

static void
pinched (CrPlotArea *area, double scale, GtkGesture *gesture)
{
  Target target;
  double x, y;

  if (area->page == NULL || !gtk_gesture_get_bounding_box_center (gesture, &x, &y) || !find_target (area, x, y, &target)
      || !(scale > 0))
    return;
  cr_plotter_zoom (get_plotter (area), target.axes, x, y, scale / area->pinch, scale / area->pinch);
  area->pinch = scale;
  cr_plot_area_repaint (area);
}

static void
pinch_begun (CrPlotArea *area)
{
  area->pinch = 1;
}

void
cr_plot_area_select_point (CrPlotArea *area)
{
  gint64 element;
  guint variable;

  if (area->page == NULL || !area->point.set || area->session == NULL
      || area->page->graph != cr_session_get_graph (area->session))
    return;
  variable = cr_plot_page_find_variable (area->page, area->point.axes, area->point.series, area->point.index, &element);
  if (variable == CR_NONE)
    return;
  cr_session_select_variable (area->session, variable);
  if (element >= 0)
    cr_session_select_element (area->session, element);
}

static void
released (GtkGestureClick *gesture, int n_press, double x, double y, CrPlotArea *area)
{
  guint axes, series;

  if (area->page == NULL || area->dragging || area->boxing)
    return;
  if (n_press == 1 && cr_plotter_find_legend (get_plotter (area), x, y, &axes, &series))
    {
      cr_plotter_set_hidden (get_plotter (area), axes, series,
                             !cr_plotter_is_hidden (get_plotter (area), axes, series));
      cr_plot_area_repaint (area);
    }
  else if (n_press == 1)
    cr_plot_area_select_point (area);
  else if (n_press == 2)
    cr_plot_area_reset (area);
}

/* Whether a point can be walked to: a number, of a series in sight. */
static gboolean
is_point (CrPlotArea *area, const CrPlotPoint *point)
{
  const CrAxes *axes = cr_figure_get_axes (area->page->figure, point->axes);
  const CrSeries *series = axes == NULL ? NULL : cr_axes_get_series (axes, point->series);

  return series != NULL && point->index < series->n && isfinite (series->x[point->index])
         && isfinite (series->y[point->index]) && !cr_plotter_is_hidden (get_plotter (area), point->axes, point->series)
         && cr_plot_page_get_series (area->page, point->axes, point->series) == point->series;
}

static gboolean
set_first_point (CrPlotArea *area)
{
  for (guint i = 0; i < area->page->figure->axes->len; i++)
    for (guint k = 0; k < cr_figure_get_axes (area->page->figure, i)->series->len; k++)
      {
        guint n = cr_axes_get_series (cr_figure_get_axes (area->page->figure, i), k)->n;
        CrPlotPoint point = { TRUE, i, k, 0 };

        while (point.index < n && !is_point (area, &point))
          point.index++;
        if (point.index < n)
          {
            cr_plot_area_set_point (area, &point, TRUE);
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
walk (CrPlotArea *area, int step)
{
  CrPlotPoint point = area->point;
  guint n;

  if (!point.set)
    return set_first_point (area);
  n = cr_axes_get_series (cr_figure_get_axes (area->page->figure, point.axes), point.series)->n;
  do
    point.index += (guint)step;
  while (point.index < n && !is_point (area, &point));
  if (point.index < n)
    cr_plot_area_set_point (area, &point, TRUE);
  else
    gtk_widget_error_bell (GTK_WIDGET (area));
  return TRUE;
}

/* The next series of the same axes that has points: at the same x. */
static gboolean
change_series (CrPlotArea *area, int step)
{
  const CrAxes *axes;
  CrPlotPoint point = area->point;

  if (!point.set)
    return set_first_point (area);
  axes = cr_figure_get_axes (area->page->figure, point.axes);
  for (guint i = 1; i < axes->series->len; i++)
    {
      const CrSeries *series;

      point.series = (point.series + axes->series->len + (guint)step) % axes->series->len;
      series = cr_axes_get_series (axes, point.series);
      point.index = MIN (area->point.index, series->n == 0 ? 0 : series->n - 1);
      if (is_point (area, &point))
        {
          cr_plot_area_set_point (area, &point, TRUE);
          return TRUE;
        }
    }
  gtk_widget_error_bell (GTK_WIDGET (area));
  return TRUE;
}

static gboolean
pan (CrPlotArea *area, double dx, double dy)
{
  cr_plotter_pan (get_plotter (area), area->point.set ? area->point.axes : 0, dx, dy);
  cr_plot_area_repaint (area);
  return TRUE;
}

static gboolean
press_arrow (CrPlotArea *area, guint key, gboolean ctrl)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return ctrl ? pan (area, PAN_STEP, 0) : walk (area, -1);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return ctrl ? pan (area, -PAN_STEP, 0) : walk (area, 1);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return ctrl ? pan (area, 0, PAN_STEP) : change_series (area, -1);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return ctrl ? pan (area, 0, -PAN_STEP) : change_series (area, 1);
    default:
      return FALSE;
    }
}

static gboolean
drop_point (CrPlotArea *area)
{
  CrPlotPoint none = { .set = FALSE };

  if (!area->point.set)
    return FALSE;
  cr_plot_area_set_point (area, &none, FALSE);
  return TRUE;
}

static gboolean
key_pressed (CrPlotArea *area, guint key, guint code, GdkModifierType state)
{
  gboolean ctrl = (state & GDK_CONTROL_MASK) != 0;

  if (area->page == NULL || (state & GDK_ALT_MASK) != 0)
    return FALSE;
  if (press_arrow (area, key, ctrl))
    return TRUE;
  if (ctrl)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      cr_plot_area_zoom (area, ZOOM_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      cr_plot_area_zoom (area, 1 / ZOOM_STEP);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
    case GDK_KEY_Home:
      cr_plot_area_reset (area);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      cr_plot_area_select_point (area);
      return TRUE;
    case GDK_KEY_Escape:
      return drop_point (area);
    default:
      return FALSE;
    }
}

static void
add_gestures (CrPlotArea *area)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new (), *zoom = gtk_gesture_zoom_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begun), area);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_updated), area);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_ended), area);
  g_signal_connect (click, "released", G_CALLBACK (released), area);
  g_signal_connect_swapped (zoom, "begin", G_CALLBACK (pinch_begun), area);
  g_signal_connect_swapped (zoom, "scale-changed", G_CALLBACK (pinched), area);
  gtk_widget_add_controller (GTK_WIDGET (area), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (area), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (area), GTK_EVENT_CONTROLLER (zoom));
}

void
cr_plot_area_add_controllers (CrPlotArea *area)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), area);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_moved), area);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), area);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), area);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), area);
  gtk_widget_add_controller (GTK_WIDGET (area), motion);
  gtk_widget_add_controller (GTK_WIDGET (area), scroll);
  gtk_widget_add_controller (GTK_WIDGET (area), keys);
  add_gestures (area);
}
