/* What the keyboard does on the canvas: walks along edges, moves and scales the picture, lights paths, searches. */

#include "cr-graph-canvas-private.h"
#include "cr-scene-state.h"
#include "cr-scene-walk.h"
#include "cr-time-keys.h"

#define PAN_STEP 64.0
#define NUDGE_STEP 8.0 /* points of the scene */
#define ZOOM_STEP 1.2

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
follows_edges (CrGraphCanvas *canvas, CrWalk walk)
{
  gboolean sideways = cr_scene_get_options (canvas->scene)->left_to_right;

  return (walk == CR_WALK_LEFT || walk == CR_WALK_RIGHT) == sideways;
}

/* After a walk along one of several edges, the keys across lead to the other ends of its siblings. */
static guint
find_next (CrGraphCanvas *canvas, guint from, CrWalk walk)
{
  guint parent = canvas->walk_parent, sibling = CR_NONE;
  gboolean across = walk != CR_WALK_FIRST && walk != CR_WALK_LAST && !follows_edges (canvas, walk);

  if (across && parent != CR_NONE && parent < cr_scene_get_n_nodes (canvas->scene))
    sibling = cr_scene_walk_sibling (canvas->scene, parent, from, walk);
  if (sibling != CR_NONE)
    return sibling;
  canvas->walk_parent = across ? CR_NONE : from;
  return cr_scene_walk (canvas->scene, from, walk);
}

static gboolean
walk (CrGraphCanvas *canvas, CrWalk direction)
{
  guint from, to, parent = canvas->walk_parent;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL || cr_scene_get_n_nodes (canvas->scene) == 0)
    return FALSE;
  from = cr_graph_canvas_get_selected_node (canvas);
  to = from == CR_NONE ? find_start (canvas) : find_next (canvas, from, direction);
  if (to != CR_NONE)
    cr_graph_canvas_go_to (canvas, to);
  else
    {
      canvas->walk_parent = parent;
      gtk_widget_error_bell (GTK_WIDGET (canvas));
    }
  return TRUE;
}

/* With Shift, where one comes from and where one goes are chosen as operands. */
static gboolean
extend (CrGraphCanvas *canvas, CrWalk direction)
{
  guint from
      = cr_graph_canvas_get_current_scene (canvas) == NULL ? CR_NONE : cr_graph_canvas_get_selected_node (canvas);
  gboolean walked = walk (canvas, direction);
  guint to = from == CR_NONE ? CR_NONE : cr_graph_canvas_get_selected_node (canvas);

  if (to != CR_NONE && to != from)
    cr_graph_canvas_extend_marks (canvas, from, to);
  return walked;
}

static gboolean
walk_key (CrGraphCanvas *canvas, guint key, gboolean shift)
{
  static const struct
  {
    guint key, keypad;
    CrWalk walk;
  } table[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, CR_WALK_UP },        { GDK_KEY_Down, GDK_KEY_KP_Down, CR_WALK_DOWN },
    { GDK_KEY_Left, GDK_KEY_KP_Left, CR_WALK_LEFT },  { GDK_KEY_Right, GDK_KEY_KP_Right, CR_WALK_RIGHT },
    { GDK_KEY_Home, GDK_KEY_KP_Home, CR_WALK_FIRST }, { GDK_KEY_End, GDK_KEY_KP_End, CR_WALK_LAST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (key == table[i].key || key == table[i].keypad)
      return shift ? extend (canvas, table[i].walk) : walk (canvas, table[i].walk);
  return FALSE;
}

static void
pan (CrGraphCanvas *canvas, double dx, double dy)
{
  cr_graph_canvas_stop_glide (canvas);
  canvas->transform.x += dx * PAN_STEP;
  canvas->transform.y += dy * PAN_STEP;
  cr_graph_canvas_view_changed (canvas, TRUE);
}

/* Moves the selected node. */
static gboolean
nudge_key (CrGraphCanvas *canvas, guint key)
{
  static const struct
  {
    guint key, keypad;
    double dx, dy;
  } table[] = { { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },
                { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
                { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
                { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (key == table[i].key || key == table[i].keypad)
      {
        if (!cr_graph_canvas_nudge (canvas, table[i].dx * NUDGE_STEP, table[i].dy * NUDGE_STEP))
          gtk_widget_error_bell (GTK_WIDGET (canvas));
        return TRUE;
      }
  return FALSE;
}

static gboolean
control_key (CrGraphCanvas *canvas, guint key)
{
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      pan (canvas, 0, 1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      pan (canvas, 0, -1);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      pan (canvas, 1, 0);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      pan (canvas, -1, 0);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      cr_graph_canvas_zoom_to (canvas, 1);
      return TRUE;
    case GDK_KEY_space:
      cr_graph_canvas_request_build (canvas);
      return TRUE;
    case GDK_KEY_d:
      return gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.duplicate", NULL);
    default:
      return FALSE;
    }
}

static gboolean
zoom_key (CrGraphCanvas *canvas, guint key)
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
    case GDK_KEY_w:
    case GDK_KEY_W:
      cr_graph_canvas_fit_width (canvas);
      return TRUE;
    case GDK_KEY_z:
    case GDK_KEY_Z:
      if (!cr_graph_canvas_zoom_to_selection (canvas))
        gtk_widget_error_bell (GTK_WIDGET (canvas));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
toggle_flow (CrGraphCanvas *canvas, CrFlow flow)
{
  if (!cr_graph_canvas_toggle_flow (canvas, flow))
    gtk_widget_error_bell (GTK_WIDGET (canvas));
}

/* A drag is undone; else the operands are let go; else what is lit goes out, else what is selected. */
static void
escape (CrGraphCanvas *canvas)
{
  if (cr_live_canvas_end (canvas, FALSE) || cr_graph_canvas_cancel_link (canvas) || cr_graph_canvas_cancel_drag (canvas)
      || gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.cancel-pick", NULL))
    return;
  gtk_widget_grab_focus (GTK_WIDGET (canvas));
  if (cr_graph_canvas_clear_marks (canvas) || cr_graph_canvas_put_out_flow (canvas))
    return;
  if (canvas->lit_nodes != NULL) /* by a search */
    gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.end-find", NULL);
  else
    cr_graph_canvas_select_node (canvas, CR_NONE);
}

/* At the selected node, else in the middle. */
static void
request_at_selection (CrGraphCanvas *canvas, const char *signal)
{
  guint node = cr_graph_canvas_get_selected_node (canvas);
  double x = gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0, y = gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0;

  canvas->menu_edge = CR_NONE;

  if (node != CR_NONE)
    {
      const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);

      x = (box->x + box->width / 2) * canvas->transform.scale + canvas->transform.x;
      y = (box->y + box->height) * canvas->transform.scale + canvas->transform.y;
    }
  g_signal_emit_by_name (canvas, signal, x, y);
}

void
cr_graph_canvas_request_build (CrGraphCanvas *canvas)
{
  if (canvas->observer.session != NULL)
    request_at_selection (canvas, "build-requested");
}

/* What is done with the text of the selected node. */
static gboolean
edit_key (CrGraphCanvas *canvas, guint key)
{
  switch (key)
    {
    case GDK_KEY_F2:
      return gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.rename", NULL);
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      return gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.delete", NULL);
    case GDK_KEY_x:
    case GDK_KEY_X:
      cr_graph_canvas_toggle_mark (canvas, cr_graph_canvas_get_selected_node (canvas));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
other_key (CrGraphCanvas *canvas, guint key, gboolean shift)
{
  switch (key)
    {
    case GDK_KEY_a:
    case GDK_KEY_A:
      if (shift)
        cr_graph_canvas_request_build (canvas);
      else
        cr_graph_canvas_arrange_again (canvas);
      return TRUE;
    case GDK_KEY_c:
    case GDK_KEY_C:
      cr_graph_canvas_toggle_constants (canvas);
      return TRUE;
    case GDK_KEY_d:
    case GDK_KEY_D:
      toggle_flow (canvas, shift ? CR_FLOW_GRADIENT_FROM : CR_FLOW_VALUE_FROM);
      return TRUE;
    case GDK_KEY_r:
    case GDK_KEY_R:
      toggle_flow (canvas, shift ? CR_FLOW_GRADIENT_TO : CR_FLOW_VALUE_TO);
      return TRUE;
    case GDK_KEY_g:
    case GDK_KEY_G:
      cr_graph_canvas_toggle_widths (canvas);
      return TRUE;
    case GDK_KEY_m:
    case GDK_KEY_M:
      return gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.overview", NULL);
    case GDK_KEY_slash:
    case GDK_KEY_KP_Divide:
      return gtk_widget_activate_action (GTK_WIDGET (canvas), "graph.find", NULL);
    case GDK_KEY_Menu:
      request_at_selection (canvas, "menu-requested");
      return TRUE;
    case GDK_KEY_Escape:
      escape (canvas);
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
cr_graph_canvas_key_pressed (CrGraphCanvas *canvas, guint key, guint code, GdkModifierType state)
{
  GdkModifierType shift = state & GDK_SHIFT_MASK;

  state &= GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  if (canvas->observer.session == NULL)
    return FALSE;
  if (cr_live_canvas_key (canvas, key, state | shift))
    return TRUE;
  if (state == GDK_ALT_MASK)
    return walk_key (canvas, key, shift != 0);
  if (state == GDK_CONTROL_MASK && shift && nudge_key (canvas, key))
    return TRUE;
  if (state == GDK_CONTROL_MASK)
    return control_key (canvas, key);
  if (state != 0)
    return FALSE;
  if (key == GDK_KEY_F10 && shift)
    {
      request_at_selection (canvas, "menu-requested");
      return TRUE;
    }
  return cr_time_key_pressed (GTK_WIDGET (canvas), canvas->observer.session, key, shift) || zoom_key (canvas, key)
         || cr_graph_canvas_group_key (canvas, key, shift != 0) || edit_key (canvas, key)
         || other_key (canvas, key, shift != 0);
}
