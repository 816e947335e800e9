/* Routes from border to border. A box of the layout is larger than the node's own (room for captions and capsules), so
 * the ends of each route are led on to the node's border, and inputs of an operator are spread along its top. Where a
 * route passes the border of a frame, the stretches on both sides meet at the port.
 *
 * All of it is worked out with edges running down; from left to right, x and y are exchanged on the way in and out. */
#include "cr-scene-place-private.h"

#include <math.h>

#define PORT_GAP 16.0
#define STRAIGHT_START 5.0 /* an edge leaves a box and */
#define STRAIGHT_END 10.0  /* arrives at one in a straight line, so that arrow heads stand upright */
#define ROUND_SIDE 30.0    /* the painter's radius of a variable */

/* Of a node, with the flow downwards. */
typedef struct
{
  double x, y, width, height;
} Box;

static Box
get_box (const CrScene *scene, const CrSceneNode *node)
{
  if (scene->options.left_to_right)
    return (Box){ node->y, node->x, node->height, node->width };
  return (Box){ node->x, node->y, node->width, node->height };
}

static CrPoint
turn (const CrScene *scene, CrPoint point)
{
  return scene->options.left_to_right ? (CrPoint){ point.y, point.x } : point;
}

/* How far from its corners edges meet a node. */
static double
get_inset (const CrScene *scene, const Box *box)
{
  double round = scene->options.left_to_right ? ROUND_SIDE : box->height / 2;

  return MAX (0, MIN (round, box->width / 2 - 2));
}

/* Where along the top of its box an edge should arrive: as the layout says, but on the box, and for an
 * operator with several inputs spread in the order of the arguments. */
static double
arrive_at (const CrScene *scene, const CrSceneItem *to, const CrSceneEdge *edge, guint n_inputs, double x)
{
  Box box = get_box (scene, &to->node);
  gboolean marked = to->mark && !scene->options.left_to_right;
  double middle = box.x + box.width / 2, width = marked ? to->mark_width : box.width;
  double gap = MIN (PORT_GAP, (width - (marked ? 6 : 12)) / MAX (1u, n_inputs));
  double inset = get_inset (scene, &box);

  if (to->node.kind == CR_NODE_OPERATOR || to->node.kind == CR_NODE_OPERATOR_NO_GRAD || marked)
    return middle + (edge->slot - (n_inputs - 1) / 2.0) * gap;
  return CLAMP (x, box.x + inset, box.x + box.width - inset);
}

/* Draws the ends of the route in, for the straight pieces, and gives its curves the longer vertical
 * tangents that look calm where they have far to go sideways. */
static void
straighten (CrPoint *p, guint n)
{
  double start = MIN (STRAIGHT_START, (p[3].y - p[0].y) / 4), end;

  if (start > 0)
    p[0].y += start;
  end = MIN (STRAIGHT_END, (p[n - 1].y - p[n - 4].y) / 3);
  if (end > 0)
    p[n - 1].y -= end;
  for (guint i = 0; i + 3 < n; i += 3)
    {
      double height = p[i + 3].y - p[i].y, far = fabs (p[i + 3].x - p[i].x) / MAX (height, 1);
      double share = 0.4 + 0.2 * MIN (1, far / 4);

      if (height <= 0 || fabs (p[i + 1].x - p[i].x) > 0.5 || fabs (p[i + 2].x - p[i + 3].x) > 0.5)
        continue;
      p[i + 1].y = p[i].y + height * share;
      p[i + 2].y = p[i + 3].y - height * share;
    }
}

/* Moves one end of the route sideways with the upright piece that it ends in, so that the bend stays
 * where it was; of a route that is upright as a whole only the end moves. */
static void
shift_end (CrPoint *p, guint n, gboolean last, double dx)
{
  guint upright = 1;
  double x = last ? p[n - 1].x : p[0].x;

  while (upright < n && fabs (p[last ? n - 1 - upright : upright].x - x) < 0.5)
    upright++;
  if (upright == n)
    upright = 2;
  for (guint i = 0; i < MAX (2, upright); i++)
    p[last ? n - 1 - i : i].x += dx;
}

/* A straight piece from the last point of @points, if there is one, to @to. */
static void
line_to (GArray *points, CrPoint to)
{
  if (points->len > 0)
    {
      CrPoint from = g_array_index (points, CrPoint, points->len - 1);
      CrPoint by[2] = { { from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3 },
                        { from.x + (to.x - from.x) * 2 / 3, from.y + (to.y - from.y) * 2 / 3 } };

      if (hypot (to.x - from.x, to.y - from.y) < 0.01)
        return;
      g_array_append_vals (points, by, 2);
    }
  g_array_append_val (points, to);
}

/* Where a route passes a port, across the flow, and the border there, along it. */
static CrPoint
locate_port (CrPlace *place, guint port)
{
  const CrPlacePort *passed = cr_place_port (place, port);
  const CrSceneFrame *frame = cr_scene_frame (place->scene, passed->frame);
  CrPoint origin = turn (place->scene, cr_place_part (place, place->part_of[passed->frame])->origin);
  CrPoint first = turn (place->scene, (CrPoint){ frame->x, frame->y });
  CrPoint last = turn (place->scene, (CrPoint){ frame->x + frame->width, frame->y + frame->height });

  return (CrPoint){ origin.x + passed->at, passed->out ? last.y : first.y };
}

/* The layout's route of a hop, in the scene; NULL if there is none. Owned. */
static CrPoint *
copy_route (CrPlace *place, const CrPlaceHop *hop, guint *n)
{
  const CrPlacePart *part = cr_place_part (place, hop->part);
  CrPoint *points;
  const CrPoint *route;

  *n = cr_layout_get_route (part->layout, hop->edge, &route);
  if (*n < 4)
    return NULL;
  points = g_new (CrPoint, *n);
  for (guint i = 0; i < *n; i++)
    points[i] = turn (place->scene, (CrPoint){ route[i].x + part->origin.x, route[i].y + part->origin.y });
  return points;
}

/* Appends a hop. */
static void
follow_hop (CrPlace *place, const CrSceneLink *link, guint k, guint last, GArray *points)
{
  const CrPlaceHop *hop = &g_array_index (place->hops, CrPlaceHop, k);
  const CrSceneItem *to = cr_scene_item (place->scene, link->edge.to);
  guint before = k > place->first_hop[link - cr_scene_link (place->scene, 0)] ? hop[-1].port : CR_NONE, n;
  g_autofree CrPoint *p = copy_route (place, hop, &n);
  double x;

  if (p == NULL)
    return;
  if (before != CR_NONE)
    x = locate_port (place, before).x;
  else
    {
      Box from = get_box (place->scene, &cr_scene_item (place->scene, link->edge.from)->node);
      double inset = get_inset (place->scene, &from);

      x = CLAMP (p[0].x, from.x + inset, from.x + from.width - inset);
      line_to (points, (CrPoint){ x, from.y + from.height });
    }
  shift_end (p, n, FALSE, x - p[0].x);
  x = k == last ? arrive_at (place->scene, to, &link->edge, place->n_inputs[link->edge.to], p[n - 1].x)
                : locate_port (place, hop->port).x;
  shift_end (p, n, TRUE, x - p[n - 1].x);
  straighten (p, n);
  line_to (points, p[0]);
  g_array_append_vals (points, p + 1, n - 1);
  if (k != last)
    line_to (points, locate_port (place, hop->port));
}

void
cr_place_route (CrPlace *place, guint index)
{
  CrScene *scene = place->scene;
  CrSceneLink *link = cr_scene_link (scene, index);
  const CrSceneItem *to = cr_scene_item (scene, link->edge.to);
  Box box = get_box (scene, &to->node);
  guint first = place->first_hop[index], last = place->first_hop[index + 1] - 1;
  GArray *points = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  double above = to->mark && !scene->options.left_to_right ? CR_MARK_HALF : 0;

  for (guint k = first; k <= last; k++)
    follow_hop (place, link, k, last, points);
  if (points->len > 0)
    {
      line_to (points, (CrPoint){ g_array_index (points, CrPoint, points->len - 1).x, box.y - above });
      for (guint i = 0; i < points->len; i++)
        g_array_index (points, CrPoint, i) = turn (scene, g_array_index (points, CrPoint, i));
    }
  link->edge.n_points = points->len;
  link->edge.points = (CrPoint *)g_array_free (points, points->len == 0);
  if (link->edge.points)
    g_ptr_array_add (scene->routes, (gpointer)link->edge.points);
}
