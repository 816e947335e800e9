/* What pointer and touch do on the canvas. A wheel's click scales about the pointer, what scrolls smoothly moves the
 * picture, as fingers on it would. */

#include "cr-graph-canvas-private.h"

#include <math.h>

#include "cr-graph-node.h"
#include "cr-scene-state.h"

#define CLICK_DISTANCE 4.0
#define SCROLL_STEP 64.0
#define ZOOM_STEP 1.2
#define SMOOTH_ZOOM 0.01 /* of a scale's logarithm, a point of smooth scrolling */

static guint
pick (CrGraphCanvas *canvas, double x, double y)
{
  double scene_x, scene_y;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return CR_NONE;
  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  return cr_scene_pick (canvas->scene, scene_x, scene_y);
}

static void
set_hovered (CrGraphCanvas *canvas, guint node, guint edge, gboolean header)
{
  gboolean acts = node != CR_NONE || edge != CR_NONE || header;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), acts ? "pointer" : NULL);
  cr_graph_canvas_set_hovered_edge (canvas, edge);
  if (node == canvas->hovered)
    return;
  canvas->hovered = node;
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
pointer_moved (CrGraphCanvas *canvas, double x, double y)
{
  guint node;

  canvas->pointed = canvas->pointed || x != canvas->pointer_x || y != canvas->pointer_y;
  canvas->pointer_x = x;
  canvas->pointer_y = y;
  if (canvas->dragging)
    return;
  if (cr_live_canvas_hover (canvas, x, y))
    {
      set_hovered (canvas, pick (canvas, x, y), CR_NONE, FALSE);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "ew-resize");
      return;
    }
  node = cr_graph_canvas_pick_port (canvas, x, y); /* which lies half beside its node */
  set_hovered (canvas, node != CR_NONE ? node : pick (canvas, x, y),
               node != CR_NONE ? CR_NONE : cr_graph_canvas_pick_edge (canvas, x, y),
               cr_graph_canvas_is_header (canvas, x, y));
}

static void
pointer_came (CrGraphCanvas *canvas, double x, double y)
{
  pointer_moved (canvas, x, y);
  canvas->pointed = FALSE;
}

static void
pointer_left (CrGraphCanvas *canvas)
{
  set_hovered (canvas, CR_NONE, CR_NONE, FALSE);
}

/* What the node under the pointer is and where it stands, as the screen reader hears it. */
static gboolean
query_tooltip (CrGraphCanvas *canvas, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  guint node = keyboard ? cr_graph_canvas_get_selected_node (canvas) : pick (canvas, x, y);
  g_autofree char *text = NULL;
  const CrSceneNode *box;
  GdkRectangle area;

  if (canvas->dragging || (!keyboard && !canvas->pointed))
    return FALSE;
  if (!keyboard && cr_graph_canvas_query_header (canvas, x, y, tooltip))
    return TRUE;
  if (node == CR_NONE)
    {
      guint edge = keyboard ? CR_NONE : cr_graph_canvas_pick_edge (canvas, x, y);

      return edge != CR_NONE && cr_graph_canvas_query_edge (canvas, edge, tooltip);
    }
  text = cr_scene_describe_node (canvas->scene, node, cr_session_get_cursor (canvas->observer.session));
  gtk_tooltip_set_text (tooltip, text);
  box = cr_scene_get_node (canvas->scene, node);
  area.x = (int)(box->x * canvas->transform.scale + canvas->transform.x);
  area.y = (int)(box->y * canvas->transform.scale + canvas->transform.y);
  area.width = (int)(box->width * canvas->transform.scale);
  area.height = (int)(box->height * canvas->transform.scale);
  gtk_tooltip_set_tip_area (tooltip, &area);
  return TRUE;
}

static gboolean
is_touch (GtkGestureSingle *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static gboolean
is_ground (CrGraphCanvas *canvas, double x, double y)
{
  return pick (canvas, x, y) == CR_NONE && cr_graph_canvas_pick_edge (canvas, x, y) == CR_NONE
         && cr_graph_canvas_pick_port (canvas, x, y) == CR_NONE && !cr_graph_canvas_is_header (canvas, x, y);
}

static void
drag_begun (CrGraphCanvas *canvas, double x, double y, GtkGestureSingle *gesture)
{
  guint button = gtk_gesture_single_get_current_button (gesture);

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  cr_graph_canvas_stop_glide (canvas);
  canvas->drag_begin = canvas->transform;
  canvas->dragging = FALSE;
  if (button == GDK_BUTTON_PRIMARY && !cr_graph_canvas_press_link (canvas, x, y)
      && !cr_live_canvas_press (canvas, x, y))
    cr_graph_canvas_press_node (canvas, x, y, is_touch (gesture));
}

static void
drag_moved (CrGraphCanvas *canvas, double dx, double dy, GtkEventController *gesture)
{
  if (!canvas->dragging && dx * dx + dy * dy < CLICK_DISTANCE * CLICK_DISTANCE)
    return;
  canvas->dragging = TRUE;
  if (cr_live_canvas_drag (canvas, dx, gtk_event_controller_get_current_event_state (gesture)))
    return;
  if (cr_graph_canvas_drag_link (canvas, dx, dy) || cr_graph_canvas_drag_node (canvas, dx, dy))
    return;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "grabbing");
  canvas->transform.x = canvas->drag_begin.x + dx;
  canvas->transform.y = canvas->drag_begin.y + dy;
  cr_graph_canvas_view_changed (canvas, TRUE);
}

/* Of what lies over each other: a node, else an edge, which leads to its other end, else the ground. */
static void
click (CrGraphCanvas *canvas, double x, double y, GdkModifierType state)
{
  guint node = pick (canvas, x, y), edge = cr_graph_canvas_pick_edge (canvas, x, y);

  canvas->walk_parent = CR_NONE;
  if (cr_graph_canvas_click_header (canvas, x, y))
    return;
  if ((state & GDK_CONTROL_MASK) && node != CR_NONE)
    {
      cr_graph_canvas_click_mark (canvas, node);
      return;
    }
  cr_graph_canvas_clear_marks (canvas);
  if (node == CR_NONE && edge != CR_NONE)
    cr_graph_canvas_follow_edge (canvas, edge, x, y);
  else
    cr_graph_canvas_select_node (canvas, node);
}

static void
drag_ended (CrGraphCanvas *canvas, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
  if (cr_live_canvas_end (canvas, TRUE) || cr_graph_canvas_drop_link (canvas))
    {
      canvas->dragging = FALSE;
      return;
    }
  cr_graph_canvas_drop_node (canvas);
  if (!canvas->dragging && gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_PRIMARY
      && gtk_gesture_drag_get_start_point (gesture, &x, &y) && cr_graph_canvas_get_current_scene (canvas) != NULL)
    click (canvas, x, y, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
  canvas->dragging = FALSE;
}

static void
menu_pressed (CrGraphCanvas *canvas, int n_press, double x, double y)
{
  guint node = pick (canvas, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  canvas->menu_edge = CR_NONE;
  if (canvas->observer.session != NULL && cr_graph_canvas_get_current_scene (canvas) != NULL)
    {
      canvas->menu_edge = node == CR_NONE ? cr_graph_canvas_pick_edge (canvas, x, y) : CR_NONE;
      cr_graph_canvas_select_node (canvas, node);
    }
  g_signal_emit_by_name (canvas, "menu-requested", x, y);
}

gboolean
cr_graph_canvas_get_menu_edge (CrGraphCanvas *canvas, guint *variable, guint *function)
{
  CrScene *scene = canvas->observer.session == NULL ? NULL : cr_graph_canvas_get_current_scene (canvas);

  return scene != NULL && canvas->menu_edge < cr_scene_get_n_edges (scene)
         && cr_graph_canvas_find_edge_ends (canvas, canvas->menu_edge, variable, function);
}

/* A box of constants opens, and what was in it closes again; the ground offers operations. */
static void
clicked (CrGraphCanvas *canvas, int n_press, double x, double y)
{
  guint node = n_press == 2 ? pick (canvas, x, y) : CR_NONE;

  if (n_press == 2 && is_ground (canvas, x, y))
    {
      g_signal_emit_by_name (canvas, "build-requested", x, y);
      return;
    }
  if ((n_press == 2 && cr_graph_canvas_open_group (canvas, x, y)) || node == CR_NONE)
    return;
  if (cr_scene_get_n_folded (canvas->scene, node) > 0
      || (cr_scene_get_options (canvas->scene)->constants
          && cr_scene_get_node (canvas->scene, node)->kind == CR_NODE_OPERATOR_NO_GRAD))
    cr_graph_canvas_toggle_constants (canvas);
}

static void
pan (CrGraphCanvas *canvas, double dx, double dy)
{
  canvas->transform.x -= dx;
  canvas->transform.y -= dy;
}

static gboolean
scrolled (CrGraphCanvas *canvas, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean smooth = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double step = smooth ? 1.0 : SCROLL_STEP;

  cr_graph_canvas_stop_glide (canvas);
  if (state & GDK_SHIFT_MASK)
    pan (canvas, (dx + dy) * step, 0);
  else if (state & GDK_ALT_MASK)
    pan (canvas, dx * step, dy * step);
  else if (smooth && !(state & GDK_CONTROL_MASK))
    pan (canvas, dx, dy);
  else
    {
      cr_view_transform_zoom (&canvas->transform, smooth ? exp (-dy * SMOOTH_ZOOM) : pow (ZOOM_STEP, -dy),
                              canvas->pointer_x, canvas->pointer_y);
      pan (canvas, dx * step, 0); /* a wheel that tilts */
    }
  cr_graph_canvas_view_changed (canvas, TRUE);
  return GDK_EVENT_STOP;
}

static void
pinch_begun (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_glide (canvas);
  canvas->pinch_scale = 1.0;
}

static void
pinched (CrGraphCanvas *canvas, double scale, GtkGestureZoom *gesture)
{
  double x = canvas->pointer_x, y = canvas->pointer_y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  cr_view_transform_zoom (&canvas->transform, scale / canvas->pinch_scale, x, y);
  canvas->pinch_scale = scale;
  cr_graph_canvas_view_changed (canvas, TRUE);
}

CrScene *
cr_graph_canvas_get_scene (CrGraphCanvas *canvas)
{
  return canvas->scene;
}

void
cr_graph_canvas_get_transform (CrGraphCanvas *canvas, CrViewTransform *transform)
{
  *transform = canvas->transform;
}

guint
cr_graph_canvas_get_current_node (CrGraphCanvas *canvas)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);

  return scene == NULL ? CR_NONE : cr_graph_canvas_find_current (canvas, scene);
}

guint
cr_graph_canvas_get_selection (CrGraphCanvas *canvas)
{
  return canvas->observer.session == NULL ? CR_NONE : cr_graph_canvas_get_selected_node (canvas);
}

void
cr_graph_canvas_go_to (CrGraphCanvas *canvas, guint node)
{
  if (cr_graph_canvas_get_current_scene (canvas) == NULL || node >= cr_scene_get_n_nodes (canvas->scene))
    return;
  cr_graph_canvas_select_node (canvas, node);
  cr_graph_canvas_reveal (canvas, node);
  if (node < canvas->nodes->len
      && gtk_widget_get_focus_child (gtk_widget_get_parent (GTK_WIDGET (canvas))) == GTK_WIDGET (canvas))
    gtk_widget_grab_focus (g_ptr_array_index (canvas->nodes, node));
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
add_controller (CrGraphCanvas *canvas, GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (canvas), controller);
}

void
cr_graph_canvas_init_input (CrGraphCanvas *canvas)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *pinch = gtk_gesture_zoom_new (), *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  canvas->hovered_edge = canvas->walk_parent = CR_NONE;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0); /* any, of which drag_begun() takes two */
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);

  gtk_widget_set_has_tooltip (GTK_WIDGET (canvas), TRUE);
  g_signal_connect_swapped (canvas, "query-tooltip", G_CALLBACK (query_tooltip), canvas);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_came), canvas);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), canvas);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), canvas);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), canvas);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (cr_graph_canvas_key_pressed), canvas);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), canvas);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), canvas);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), canvas);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begun), canvas);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinched), canvas);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (clicked), canvas);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed), canvas);
  add_controller (canvas, GTK_EVENT_CONTROLLER (menu));
  add_controller (canvas, GTK_EVENT_CONTROLLER (click));
  add_controller (canvas, motion);
  add_controller (canvas, scroll);
  add_controller (canvas, keys);
  add_controller (canvas, GTK_EVENT_CONTROLLER (drag));
  add_controller (canvas, GTK_EVENT_CONTROLLER (pinch));
}
