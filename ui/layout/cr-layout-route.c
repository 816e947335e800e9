/* Pass 7: routes.
 *
 * Needs: coordinates.
 * After: every edge has a chain of cubic Béziers from border to border, smooth and vertical at both ends.
 *
 * Where a route goes is found in cr-layout-pull.c: places and slopes at the gates of each rank. Here they are joined by
 * curves whose x depends on y alone, each between the places at its ends, so that no route touches a foreign box.
 * Lanes keep to the gaps between ranks and to the outside. Thousands of edges that share one trunk with many bends,
 * each of which has all points of its own, take lanes too once there are more points than anybody could look at. */
#include "cr-layout-private.h"

#include <math.h>

#define LANES 6             /* places for lanes, used in turn */
#define LANE_STEP 5.0       /* distance of two lanes */
#define LANE_CORNER 8.0     /* radius */
#define MOST_POINTS 4000000 /* that all routes take, and more for each edge; what is still to come takes lanes then */
#define POINTS_AN_EDGE 64
#define EPSILON 1e-6

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutRoutes routes;
  guint *straight_to; /* by gate: the last one up to which the pieces below it are one line */
  guint first;        /* where the current route starts in the points */
  double straight;    /* the slope of its last piece if that is a line, or NAN */
  guint n_lanes;
} Routing;

static void
add_point (GArray *points, double x, double y)
{
  CrPoint point = { x, y };

  g_array_append_val (points, point);
}

static CrPoint
last_point (const CrLayoutGraph *graph)
{
  return g_array_index (graph->points, CrPoint, graph->points->len - 1);
}

static void
start_at (Routing *routing, double x, double y)
{
  routing->first = routing->graph->points->len;
  routing->straight = NAN;
  add_point (routing->graph->points, x, y);
}

static void
line_to (Routing *routing, double x, double y)
{
  CrLayoutGraph *graph = routing->graph;
  CrPoint from = last_point (graph);

  if (ABS (x - from.x) < EPSILON && ABS (y - from.y) < EPSILON)
    return;
  add_point (graph->points, from.x + (x - from.x) / 3, from.y + (y - from.y) / 3);
  add_point (graph->points, x - (x - from.x) / 3, y - (y - from.y) / 3);
  add_point (graph->points, x, y);
}

/* A curve with the slopes dx / dy at its ends. A straight line joins one before it that it goes on. */
static void
curve_to (Routing *routing, double from_slope, double x, double y, double slope)
{
  GArray *points = routing->graph->points;
  CrPoint from = last_point (routing->graph);
  double height = y - from.y, straight = height > 0 ? (x - from.x) / height : 0;

  if (height < EPSILON && ABS (x - from.x) < EPSILON)
    return;
  if (ABS (from_slope - straight) < EPSILON && ABS (slope - straight) < EPSILON)
    {
      if (ABS (routing->straight - straight) < EPSILON)
        g_array_set_size (points, points->len - 3);
      else
        routing->straight = straight;
      line_to (routing, x, y);
      return;
    }
  add_point (points, from.x + from_slope * height / 3, from.y + height / 3);
  add_point (points, x - slope * height / 3, y - height / 3);
  add_point (points, x, y);
  routing->straight = NAN;
}

/* The same beside other routes: it stays so close to the straight line that two neighbours do not meet. A cubic whose
 * slope at one end is off by d leaves it by d * height * 4 / 27 at most; where that is too much it bends near its ends
 * only. */
static void
steer_to (Routing *routing, double from_slope, double x, double y, double slope)
{
  CrPoint from = last_point (routing->graph);
  double height = y - from.y, straight = height > 0 ? (x - from.x) / height : 0;
  double off = ABS (from_slope - straight), off_end = ABS (slope - straight);
  double most = routing->graph->options.edge_gap / 2 * 27 / 4, above, below;

  if (height * (off + off_end) > most)
    {
      above = off < EPSILON ? 0 : MIN (height, most / off);
      below = off_end < EPSILON ? 0 : MIN (height, most / off_end);
      if (above + below > height)
        {
          above *= height / (above + below);
          below = height - above;
        }
      curve_to (routing, from_slope, from.x + straight * above, from.y + above, straight);
      curve_to (routing, straight, x - straight * below, y - below, straight);
      from_slope = straight;
    }
  curve_to (routing, from_slope, x, y, slope);
}

/* A quarter turn about the corner where the incoming and the outgoing line would meet. */
static void
turn_to (Routing *routing, double corner_x, double corner_y, double x, double y)
{
  CrLayoutGraph *graph = routing->graph;
  CrPoint from = last_point (graph);

  add_point (graph->points, (from.x + corner_x) / 2, (from.y + corner_y) / 2);
  add_point (graph->points, (x + corner_x) / 2, (y + corner_y) / 2);
  add_point (graph->points, x, y);
}

/* From the current place on a vertical to another vertical, along a horizontal at height y. */
static void
cross_over (Routing *routing, double x, double y, double radius)
{
  CrPoint from = last_point (routing->graph);
  double side = x < from.x ? -1 : 1;
  double r = MIN (radius, ABS (x - from.x) / 2);

  line_to (routing, from.x, y - r);
  turn_to (routing, from.x, y, from.x + side * r, y);
  line_to (routing, x - side * r, y);
  turn_to (routing, x, y, x, y + r);
}

static void
end_route (Routing *routing)
{
  CrLayoutGraph *graph = routing->graph;
  CrPoint at = last_point (graph);

  if (graph->points->len - routing->first == 1) /* two boxes of no height at no distance */
    for (guint i = 0; i < 3; i++)
      add_point (graph->points, at.x, at.y);
}

/* The height of a gate: two to a dummy. */
static double
gate_height (const CrLayoutGraph *graph, guint gate)
{
  guint rank = cr_layout_node (graph, graph->n_boxes + gate / 2)->rank;

  return gate % 2 == 0 ? cr_layout_gate_above (graph, rank) : cr_layout_gate_below (graph, rank);
}

/* Whether a route runs straight from a gate to one further down, without regard to what is between. */
static gboolean
is_straight (const Routing *routing, guint from, guint to)
{
  const double *x = routing->routes.x, *slope = routing->routes.slope;
  double height = gate_height (routing->graph, to) - gate_height (routing->graph, from);
  double straight = height > 0 ? (x[to] - x[from]) / height : 0;

  return height > 0 && ABS (slope[from] - straight) < EPSILON && ABS (slope[to] - straight) < EPSILON;
}

/* Many edges share a trunk: what is straight of it is found once, not for each of them. */
static void
find_straight (Routing *routing)
{
  gsize n = 2 * (gsize)(routing->graph->nodes->len - routing->graph->n_boxes);

  routing->straight_to = g_new (guint, n + 1);
  for (gsize i = n; i-- > 0;)
    {
      routing->straight_to[i] = i;
      if (i + 1 < n && is_straight (routing, i, i + 1))
        routing->straight_to[i]
            = is_straight (routing, i, routing->straight_to[i + 1]) ? routing->straight_to[i + 1] : i + 1;
    }
}

static void
route_links (Routing *routing, const CrLayoutEdge *edge)
{
  CrLayoutGraph *graph = routing->graph;
  const CrLayoutNode *upper = cr_layout_node (graph, edge->from), *lower = cr_layout_node (graph, edge->to);
  double x = upper->x + cr_layout_link (graph, edge->first_link)->upper_at, slope = 0;
  guint first = 2 * (edge->first_dummy - graph->n_boxes), gate = first, end = gate + 2 * edge->n_dummies;

  start_at (routing, x, upper->y + upper->height / 2);
  curve_to (routing, 0, x, cr_layout_height_leaving (graph, upper->rank), 0);
  while (gate < end)
    {
      (gate == first ? curve_to : steer_to) (routing, slope, routing->routes.x[gate], gate_height (graph, gate),
                                             routing->routes.slope[gate]);
      slope = routing->routes.slope[gate];
      gate = MAX (gate + 1, MIN (routing->straight_to[gate], end - 1));
    }
  x = lower->x + cr_layout_link (graph, edge->last_link)->lower_at;
  curve_to (routing, slope, x, cr_layout_height_arriving (graph, lower->rank), 0);
  curve_to (routing, 0, x, lower->y - lower->height / 2, 0);
  end_route (routing);
}

static void
route_lane (Routing *routing, const CrLayoutEdge *edge)
{
  CrLayoutGraph *graph = routing->graph;
  const CrLayoutNode *upper = cr_layout_node (graph, edge->from), *lower = cr_layout_node (graph, edge->to);
  double lane = graph->width + graph->options.node_gap + LANE_STEP * (routing->n_lanes++ % LANES);
  double x = lower->x + lower->enter.last;
  double gap = graph->top[upper->rank + 1] - graph->bottom[upper->rank];
  double radius = MIN (LANE_CORNER, graph->options.rank_gap / 2);

  start_at (routing, upper->x + upper->leave.last, upper->y + upper->height / 2);
  cross_over (routing, lane, graph->bottom[upper->rank] + gap / 2, radius);
  gap = graph->top[lower->rank] - graph->bottom[lower->rank - 1];
  cross_over (routing, x, graph->top[lower->rank] - gap / 2, radius);
  line_to (routing, x, lower->y - lower->height / 2);
  end_route (routing);
}

/* A loop at the right border of its box. */
static void
route_loop (Routing *routing, const CrLayoutEdge *edge)
{
  GArray *points = routing->graph->points;
  const CrLayoutNode *node = cr_layout_node (routing->graph, edge->from);
  double x = node->x + node->width / 2 - node->margin, outside = x + node->margin;

  start_at (routing, x, node->y - node->height / 4);
  add_point (points, outside, node->y - node->height / 4);
  add_point (points, outside, node->y + node->height / 4);
  add_point (points, x, node->y + node->height / 4);
}

static void
reverse_route (Routing *routing)
{
  CrPoint *points = (CrPoint *)routing->graph->points->data;

  for (guint i = routing->first, k = routing->graph->points->len - 1; i < k; i++, k--)
    {
      CrPoint point = points[i];

      points[i] = points[k];
      points[k] = point;
    }
}

/* Moves everything to where the picture begins at x = 0, and finds its width: routes were pulled in. */
static void
fit (CrLayoutGraph *graph)
{
  CrPoint *points = (CrPoint *)graph->points->data;
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrLayoutNode *node = cr_layout_node (graph, i);

      left = MIN (left, node->x - node->width / 2);
      right = MAX (right, node->x + node->width / 2);
    }
  for (guint i = 0; i < graph->points->len; i++)
    {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
    }
  for (guint i = 0; i < graph->nodes->len; i++)
    cr_layout_node (graph, i)->x -= left;
  for (guint i = 0; i < graph->points->len; i++)
    points[i].x -= left;
  graph->width = right - left;
  if (graph->keep != NULL)
    cr_layout_keep_move_corner (graph, left);
}

gboolean
cr_layout_route (CrLayoutGraph *graph)
{
  guint n_edges = graph->edges->len;
  guint64 most_points = MOST_POINTS + (guint64)POINTS_AN_EDGE * n_edges;
  Routing routing = { .graph = graph };

  if (!cr_layout_pull (graph, &routing.routes))
    {
      cr_layout_routes_clear (&routing.routes);
      return FALSE;
    }
  find_straight (&routing);
  graph->route = g_new0 (guint, n_edges + 1);
  for (guint i = 0; i < n_edges && !cr_layout_graph_cancelled (graph); i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      graph->route[i] = graph->points->len;
      if (edge->loop)
        route_loop (&routing, edge);
      else if (edge->lane || (edge->n_dummies > 0 && graph->points->len > most_points))
        route_lane (&routing, edge);
      else
        route_links (&routing, edge);
      if (edge->reversed)
        reverse_route (&routing);
    }
  graph->route[n_edges] = graph->points->len;
  cr_layout_routes_clear (&routing.routes);
  g_free (routing.straight_to);
  if (cr_layout_graph_cancelled (graph))
    return FALSE;
  fit (graph);
  return TRUE;
}
