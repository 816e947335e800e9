/* Edges drawn by hand: from a node's output to where its value is to be used, and the near end of an edge moved to
 * another node. Where the pointer comes to the rim, the picture moves on below it. */

#include "cr-graph-canvas-private.h"

#include <math.h>

#define PORT_REACH 10.0 /* points of the view within which a pointer is on a port or a handle */
#define PORT_SCALE 0.3  /* farther out nodes have no ports: they would hide them */
#define HANDLE_WAY 8.0  /* of the view, from an edge's beginning to its handle */
#define RIM 36.0        /* of the view, where the picture moves */
#define RIM_SPEED 14.0  /* its points a second, a point of nearness */
#define SECOND (double)G_USEC_PER_SEC

/* Where a node's output is taken hold of, in points of the scene: beside the place of its gradient. */
static void
get_port (CrGraphCanvas *canvas, guint node, CrPoint *port)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);
  gboolean is_variable = box->kind <= CR_NODE_ROOT;

  if (cr_scene_get_options (canvas->scene)->left_to_right)
    *port = (CrPoint){ box->x + box->width, box->y + box->height / 2 };
  else
    *port = (CrPoint){ box->x + box->width * (is_variable ? 0.85 : 1.0), box->y + box->height };
}

gboolean
cr_graph_canvas_find_port (CrGraphCanvas *canvas, guint node, CrPoint *port)
{
  if (node >= cr_scene_get_n_nodes (canvas->scene) || canvas->transform.scale < PORT_SCALE
      || cr_graph_canvas_get_node_variable (canvas, node) == CR_NONE)
    return FALSE;
  get_port (canvas, node, port);
  return TRUE;
}

static gboolean
is_operator (const CrSceneNode *node)
{
  return node->kind == CR_NODE_OPERATOR || node->kind == CR_NODE_OPERATOR_NO_GRAD;
}

gboolean
cr_graph_canvas_find_edge_ends (CrGraphCanvas *canvas, guint edge, guint *variable, guint *function)
{
  CrGraph *graph = cr_scene_get_graph (canvas->scene);
  const CrSceneEdge *line = cr_scene_get_edge (canvas->scene, edge);
  const CrSceneNode *to = cr_scene_get_node (canvas->scene, line->to);
  const CrFunctionNode *user;

  if (to->kind == CR_NODE_GROUP || line->n_bundled > 1)
    return FALSE;
  *function = is_operator (to) ? to->index : cr_graph_get_variable (graph, to->index)->maker;
  if (*function == CR_NONE || (!is_operator (to) && is_operator (cr_scene_get_node (canvas->scene, line->from))))
    return FALSE; /* from an operation to its result */
  user = cr_graph_get_function (graph, *function);
  *variable = cr_graph_canvas_get_node_variable (canvas, line->from);
  for (guint i = 0; i < user->n_inputs; i++)
    if (user->inputs[i] == *variable)
      return TRUE;
  if (line->slot >= user->n_inputs)
    return FALSE;
  *variable = user->inputs[line->slot];
  return TRUE;
}

static CrPoint
evaluate (const CrPoint *p, double t)
{
  double u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;

  return (CrPoint){ a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                    a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

/* The first place some way along the edge that no node lies over. */
static gboolean
find_free_place (CrGraphCanvas *canvas, const CrSceneEdge *line, double way, CrPoint *place)
{
  for (guint k = 0; k + 3 < line->n_points; k += 3)
    for (double t = 0.1; t <= 1; t += 0.1)
      {
        *place = evaluate (line->points + k, t);
        if (hypot (place->x - line->points[0].x, place->y - line->points[0].y) >= way
            && cr_scene_pick (canvas->scene, place->x, place->y) == CR_NONE)
          return TRUE;
      }
  return FALSE;
}

gboolean
cr_graph_canvas_find_handle (CrGraphCanvas *canvas, guint edge, CrPoint *handle)
{
  guint variable, function;

  return edge < cr_scene_get_n_edges (canvas->scene) && canvas->transform.scale >= PORT_SCALE
         && cr_graph_canvas_find_edge_ends (canvas, edge, &variable, &function)
         && find_free_place (canvas, cr_scene_get_edge (canvas->scene, edge), HANDLE_WAY / canvas->transform.scale,
                             handle);
}

static gboolean
is_near (CrGraphCanvas *canvas, const CrPoint *point, double x, double y)
{
  const CrViewTransform *view = &canvas->transform;

  return hypot (point->x * view->scale + view->x - x, point->y * view->scale + view->y - y) <= PORT_REACH;
}

/* The node whose port is at a point of the canvas: ports are seen on the node under the pointer and on the selected
 * one. */
guint
cr_graph_canvas_pick_port (CrGraphCanvas *canvas, double x, double y)
{
  guint nodes[2] = { canvas->hovered, CR_NONE };
  CrPoint port;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return CR_NONE;
  nodes[1] = cr_graph_canvas_get_selected_node (canvas);
  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    if (nodes[i] != CR_NONE && cr_graph_canvas_find_port (canvas, nodes[i], &port) && is_near (canvas, &port, x, y))
      return nodes[i];
  return CR_NONE;
}

static CrGraphLink *
begin_link (CrGraphCanvas *canvas, guint variable, guint function, const CrPoint *anchor, double x, double y)
{
  CrGraphLink *link = g_new0 (CrGraphLink, 1);
  CrGraph *graph = cr_scene_get_graph (canvas->scene);

  link->variable = cr_graph_get_variable (graph, variable)->key;
  link->function = function;
  link->graph = cr_graph_ref (graph);
  link->anchor = *anchor;
  link->begin_x = link->x = x;
  link->begin_y = link->y = y;
  link->target = CR_NONE;
  return link;
}

gboolean
cr_graph_canvas_press_link (CrGraphCanvas *canvas, double x, double y)
{
  guint node = cr_graph_canvas_pick_port (canvas, x, y), edge, variable, function;
  const CrSceneEdge *line;
  CrPoint point;

  cr_graph_canvas_cancel_link (canvas);
  if (node != CR_NONE)
    {
      get_port (canvas, node, &point);
      canvas->link = begin_link (canvas, cr_graph_canvas_get_node_variable (canvas, node), CR_NONE, &point, x, y);
      return TRUE;
    }
  edge = cr_graph_canvas_pick_edge (canvas, x, y);
  if (edge == CR_NONE || !cr_graph_canvas_find_handle (canvas, edge, &point) || !is_near (canvas, &point, x, y))
    return FALSE;
  cr_graph_canvas_find_edge_ends (canvas, edge, &variable, &function);
  line = cr_scene_get_edge (canvas->scene, edge);
  canvas->link = begin_link (canvas, variable, function, &line->points[line->n_points - 1], x, y);
  return TRUE;
}

static void
find_target (CrGraphCanvas *canvas)
{
  CrGraphLink *link = canvas->link;
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  double x, y;

  link->target = CR_NONE;
  if (scene == NULL)
    return;
  cr_view_transform_to_scene (&canvas->transform, link->x, link->y, &x, &y);
  link->target = cr_scene_pick (scene, x, y);
  if (link->target != CR_NONE && cr_graph_canvas_get_node_variable (canvas, link->target) == CR_NONE)
    link->target = CR_NONE;
}

/* How fast the picture moves while the pointer is so far from the rim at @at of @size. */
static double
get_rim_speed (double at, double size)
{
  if (at < RIM)
    return (RIM - MAX (at, -RIM)) * RIM_SPEED;
  return at > size - RIM ? -(MIN (at, size + RIM) - size + RIM) * RIM_SPEED : 0;
}

static gboolean
scroll_at_rim (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrGraphCanvas *canvas = data;
  CrGraphLink *link = canvas->link;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = link->last_frame == 0 ? 0 : (double)(now - link->last_frame) / SECOND;
  double dx = get_rim_speed (link->x, gtk_widget_get_width (widget)) * MIN (seconds, 0.1);
  double dy = get_rim_speed (link->y, gtk_widget_get_height (widget)) * MIN (seconds, 0.1);

  link->last_frame = now;
  if (dx == 0 && dy == 0)
    return G_SOURCE_CONTINUE;
  canvas->transform.x += dx;
  canvas->transform.y += dy;
  find_target (canvas);
  cr_graph_canvas_view_changed (canvas, TRUE);
  return G_SOURCE_CONTINUE;
}

gboolean
cr_graph_canvas_drag_link (CrGraphCanvas *canvas, double dx, double dy)
{
  CrGraphLink *link = canvas->link;

  if (link == NULL)
    return FALSE;
  link->moving = TRUE;
  link->x = link->begin_x + dx;
  link->y = link->begin_y + dy;
  if (link->tick == 0)
    link->tick = gtk_widget_add_tick_callback (GTK_WIDGET (canvas), scroll_at_rim, canvas, NULL);
  find_target (canvas);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "crosshair");
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  return TRUE;
}

static void
take_reconnection (CrGraphCanvas *canvas, const CrGraphLink *link)
{
  CrSession *session = canvas->observer.session;
  guint variable = cr_graph_find_variable_by_key (link->graph, link->variable);
  guint other = cr_graph_canvas_get_node_variable (canvas, link->target);

  if (session == NULL || link->graph != cr_session_get_graph (session) || variable == CR_NONE || other == variable)
    return;
  g_signal_emit_by_name (canvas, "reconnect-requested", variable, link->function, other);
}

/* A click on the port is a drag to where the pointer is. */
static void
take_link (CrGraphCanvas *canvas, const CrGraphLink *link)
{
  guint variable = cr_graph_find_variable_by_key (cr_scene_get_graph (canvas->scene), link->variable);
  guint node = variable == CR_NONE ? CR_NONE : cr_scene_find_variable (canvas->scene, variable);

  if (node == CR_NONE)
    return;
  cr_graph_canvas_set_marks (canvas, node, link->target == node ? CR_NONE : link->target);
  g_signal_emit_by_name (canvas, "build-requested", link->x, link->y);
}

gboolean
cr_graph_canvas_drop_link (CrGraphCanvas *canvas)
{
  CrGraphLink *link = canvas->link;

  if (link == NULL)
    return FALSE;
  canvas->link = NULL; /* what is opened now may look */
  if (link->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), link->tick);
  link->tick = 0;
  if (cr_graph_canvas_get_current_scene (canvas) != NULL && !link->cancelled)
    {
      if (link->function == CR_NONE)
        take_link (canvas, link);
      else if (link->moving && link->target != CR_NONE)
        take_reconnection (canvas, link);
    }
  cr_graph_unref (link->graph);
  g_free (link);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  return TRUE;
}

/* The press goes on, but comes to nothing. */
gboolean
cr_graph_canvas_cancel_link (CrGraphCanvas *canvas)
{
  if (canvas->link == NULL)
    return FALSE;
  canvas->link->cancelled = TRUE;
  return cr_graph_canvas_drop_link (canvas);
}
