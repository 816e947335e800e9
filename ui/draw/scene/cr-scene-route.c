/* Routes from border to border. A box of the layout is larger than the node's own (room for captions and capsules), so
 * the ends of each route are led on to the node's border. Where a route passes the border of a frame, the stretches on
 * both sides meet at the port.
 *
 * All of it is worked out with edges running down; from left to right, x and y are exchanged on the way in and out. */
#include "cr-scene-place-private.h"

#include <math.h>

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
  guint n;
  g_autofree CrPoint *p = copy_route (place, hop, &n);

  if (p == NULL)
    return;
  if (points->len == 0)
    {
      Box from = get_box (place->scene, &cr_scene_item (place->scene, link->edge.from)->node);

      line_to (points, (CrPoint){ p[0].x, from.y + from.height });
    }
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
  GArray *points = place->scratch;
  double above = to->mark && !scene->options.left_to_right ? CR_MARK_HALF : 0;

  g_array_set_size (points, 0);
  for (guint k = first; k <= last; k++)
    follow_hop (place, link, k, last, points);
  if (points->len > 0)
    {
      line_to (points, (CrPoint){ g_array_index (points, CrPoint, points->len - 1).x, box.y - above });
      for (guint i = 0; i < points->len; i++)
        g_array_index (points, CrPoint, i) = turn (scene, g_array_index (points, CrPoint, i));
    }
  link->edge.n_points = points->len;
  link->edge.points = points->len == 0 ? NULL : g_memdup2 (points->data, points->len * sizeof (CrPoint));
  if (link->edge.points)
    g_ptr_array_add (scene->routes, (gpointer)link->edge.points);
}
