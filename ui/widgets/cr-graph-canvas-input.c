/* What pointer, touch and keyboard do on the canvas. */

#include "cr-graph-canvas-private.h"
#include "cr-graph-node.h"
#include "cr-scene-state.h"
#include "cr-scene-walk.h"
#include "cr-time-keys.h"

#define CLICK_DISTANCE 4.0
#define SCROLL_STEP 48.0
#define PAN_STEP 64.0
#define ZOOM_STEP 1.2

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
set_hovered (CrGraphCanvas *canvas, guint node)
{
  if (node == canvas->hovered)
    return;
  canvas->hovered = node;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), node == CR_NONE ? NULL : "pointer");
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
pointer_moved (CrGraphCanvas *canvas, double x, double y)
{
  canvas->pointed = canvas->pointed || x != canvas->pointer_x || y != canvas->pointer_y;
  canvas->pointer_x = x;
  canvas->pointer_y = y;
  if (!canvas->dragging)
    set_hovered (canvas, pick (canvas, x, y));
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
  set_hovered (canvas, CR_NONE);
}

/* What the node under the pointer is and where it stands, as the screen reader hears it. */
static gboolean
query_tooltip (CrGraphCanvas *canvas, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  guint node = keyboard ? cr_graph_canvas_get_selected_node (canvas) : pick (canvas, x, y);
  g_autofree char *text = NULL;
  const CrSceneNode *box;
  GdkRectangle area;

  if (node == CR_NONE || canvas->dragging || (!keyboard && !canvas->pointed))
    return FALSE;
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

static void
drag_begun (CrGraphCanvas *canvas, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  canvas->drag_begin = canvas->transform;
  canvas->dragging = FALSE;
}

static void
drag_moved (CrGraphCanvas *canvas, double dx, double dy)
{
  if (!canvas->dragging && dx * dx + dy * dy < CLICK_DISTANCE * CLICK_DISTANCE)
    return;
  canvas->dragging = TRUE;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "grabbing");
  canvas->transform.x = canvas->drag_begin.x + dx;
  canvas->transform.y = canvas->drag_begin.y + dy;
  cr_graph_canvas_view_changed (canvas, TRUE);
}

static void
drag_ended (CrGraphCanvas *canvas, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
  if (!canvas->dragging && gtk_gesture_drag_get_start_point (gesture, &x, &y)
      && cr_graph_canvas_get_current_scene (canvas) != NULL)
    cr_graph_canvas_select_node (canvas, pick (canvas, x, y));
  canvas->dragging = FALSE;
}

/* A box of constants opens, and what was in it closes again. */
static void
clicked (CrGraphCanvas *canvas, int n_press, double x, double y)
{
  guint node = n_press == 2 ? pick (canvas, x, y) : CR_NONE;

  if (node == CR_NONE)
    return;
  if (cr_scene_get_n_folded (canvas->scene, node) > 0
      || (cr_scene_get_options (canvas->scene)->constants
          && cr_scene_get_node (canvas->scene, node)->kind == CR_NODE_OPERATOR_NO_GRAD))
    cr_graph_canvas_toggle_constants (canvas);
}

static gboolean
scrolled (CrGraphCanvas *canvas, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    cr_view_transform_zoom (&canvas->transform, dy > 0 ? 1 / ZOOM_STEP : ZOOM_STEP, canvas->pointer_x,
                            canvas->pointer_y);
  else
    {
      gboolean sideways = (state & GDK_SHIFT_MASK) != 0;

      canvas->transform.x -= (sideways ? dy : dx) * SCROLL_STEP;
      canvas->transform.y -= (sideways ? dx : dy) * SCROLL_STEP;
    }
  cr_graph_canvas_view_changed (canvas, TRUE);
  return GDK_EVENT_STOP;
}

static void
pinch_begun (CrGraphCanvas *canvas)
{
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

static void
focus_node (CrGraphCanvas *canvas, guint node)
{
  cr_graph_canvas_select_node (canvas, node);
  cr_graph_canvas_reveal (canvas, node);
  if (node < canvas->nodes->len)
    gtk_widget_grab_focus (g_ptr_array_index (canvas->nodes, node));
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* Where a walk begins when nothing is selected: the root, else the last node. */
static guint
find_start (CrGraphCanvas *canvas)
{
  guint n = cr_scene_get_n_nodes (canvas->scene);

  for (guint i = 0; i < n; i++)
    if (cr_scene_get_node (canvas->scene, i)->kind == CR_NODE_ROOT)
      return i;
  return n - 1;
}

static gboolean
walk (CrGraphCanvas *canvas, CrWalk direction)
{
  guint from, to;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL || cr_scene_get_n_nodes (canvas->scene) == 0)
    return FALSE;
  from = cr_graph_canvas_get_selected_node (canvas);
  to = from == CR_NONE ? find_start (canvas) : cr_scene_walk (canvas->scene, from, direction);
  if (to != CR_NONE)
    focus_node (canvas, to);
  else
    gtk_widget_error_bell (GTK_WIDGET (canvas));
  return TRUE;
}

static gboolean
walk_key (CrGraphCanvas *canvas, guint key)
{
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return walk (canvas, CR_WALK_UP);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return walk (canvas, CR_WALK_DOWN);
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return walk (canvas, CR_WALK_LEFT);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return walk (canvas, CR_WALK_RIGHT);
    default:
      return FALSE;
    }
}

static gboolean
pan_key (CrGraphCanvas *canvas, guint key)
{
  double dx = 0, dy = 0;

  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      dy = PAN_STEP;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      dy = -PAN_STEP;
      break;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      dx = PAN_STEP;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      dx = -PAN_STEP;
      break;
    default:
      return FALSE;
    }
  canvas->transform.x += dx;
  canvas->transform.y += dy;
  cr_graph_canvas_view_changed (canvas, TRUE);
  return TRUE;
}

static gboolean
view_key (CrGraphCanvas *canvas, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      cr_graph_canvas_zoom_by (canvas, ZOOM_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      cr_graph_canvas_zoom_by (canvas, 1 / ZOOM_STEP);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
    case GDK_KEY_f:
    case GDK_KEY_F:
      cr_graph_canvas_fit (canvas);
      return TRUE;
    case GDK_KEY_c:
    case GDK_KEY_C:
      cr_graph_canvas_toggle_constants (canvas);
      return TRUE;
    case GDK_KEY_Escape:
      gtk_widget_grab_focus (GTK_WIDGET (canvas));
      cr_graph_canvas_select_node (canvas, CR_NONE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed (CrGraphCanvas *canvas, guint key, guint code, GdkModifierType state)
{
  GdkModifierType shift = state & GDK_SHIFT_MASK;

  state &= GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  if (canvas->observer.session == NULL)
    return FALSE;
  if (state == GDK_ALT_MASK)
    return walk_key (canvas, key);
  if (state == GDK_CONTROL_MASK)
    return pan_key (canvas, key);
  if (state != 0)
    return FALSE;
  return cr_time_key_pressed (GTK_WIDGET (canvas), canvas->observer.session, key, shift) || view_key (canvas, key);
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

  gtk_widget_set_has_tooltip (GTK_WIDGET (canvas), TRUE);
  g_signal_connect_swapped (canvas, "query-tooltip", G_CALLBACK (query_tooltip), canvas);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_came), canvas);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), canvas);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), canvas);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), canvas);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), canvas);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), canvas);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), canvas);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), canvas);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begun), canvas);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinched), canvas);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (clicked), canvas);
  add_controller (canvas, GTK_EVENT_CONTROLLER (click));
  add_controller (canvas, motion);
  add_controller (canvas, scroll);
  add_controller (canvas, keys);
  add_controller (canvas, GTK_EVENT_CONTROLLER (drag));
  add_controller (canvas, GTK_EVENT_CONTROLLER (pinch));
}
