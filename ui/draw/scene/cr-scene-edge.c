/* Distance to curves that are near by their bounds, as a row of straight pieces: a pixel or two of error is less than a
 * pointer's. */
#include "cr-scene-edge.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-scene-private.h"

#define PIECES 12 /* of one Bézier */

static double
get_distance_to_piece (CrPoint a, CrPoint b, double x, double y)
{
  double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
  double share = length > 0 ? CLAMP (((x - a.x) * dx + (y - a.y) * dy) / length, 0.0, 1.0) : 0;

  return hypot (a.x + share * dx - x, a.y + share * dy - y);
}

static CrPoint
evaluate (const CrPoint *c, double t)
{
  double s = 1 - t, a = s * s * s, b = 3 * s * s * t, d = 3 * s * t * t, e = t * t * t;

  return (CrPoint){ a * c[0].x + b * c[1].x + d * c[2].x + e * c[3].x,
                    a * c[0].y + b * c[1].y + d * c[2].y + e * c[3].y };
}

/* A curve lies inside the rectangle around its four points. */
static gboolean
may_be_within (const CrPoint *c, double x, double y, double distance)
{
  return MIN (MIN (c[0].x, c[1].x), MIN (c[2].x, c[3].x)) <= x + distance
         && MAX (MAX (c[0].x, c[1].x), MAX (c[2].x, c[3].x)) >= x - distance
         && MIN (MIN (c[0].y, c[1].y), MIN (c[2].y, c[3].y)) <= y + distance
         && MAX (MAX (c[0].y, c[1].y), MAX (c[2].y, c[3].y)) >= y - distance;
}

/* Of a curve that is farther away than @distance, something larger than that. */
static double
get_distance_to_edge (const CrSceneEdge *edge, double x, double y, double distance)
{
  double best = G_MAXDOUBLE;

  for (guint k = 0; k + 3 < edge->n_points; k += 3)
    {
      CrPoint from = edge->points[k];

      if (!may_be_within (edge->points + k, x, y, distance))
        continue;
      for (guint i = 1; i <= PIECES; i++)
        {
          CrPoint to = evaluate (edge->points + k, (double)i / PIECES);

          best = MIN (best, get_distance_to_piece (from, to, x, y));
          from = to;
        }
    }
  return best;
}

guint
cr_scene_pick_edge (CrScene *scene, double x, double y, double distance)
{
  const CrBounds area = { x - distance, y - distance, x + distance, y + distance };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  double best = distance;
  guint nearest = CR_NONE;

  g_return_val_if_fail (scene != NULL, CR_NONE);
  cr_scene_find_links (scene, &area, found);
  for (guint k = 0; k < found->len; k++)
    {
      guint i = g_array_index (found, guint, k);
      double away = get_distance_to_edge (cr_scene_get_edge (scene, i), x, y, best);

      if (away > best)
        continue;
      best = away;
      nearest = i;
    }
  return nearest;
}

guint
cr_scene_get_far_end (CrScene *scene, guint edge, double x, double y)
{
  const CrSceneEdge *shape = cr_scene_get_edge (scene, edge);
  CrPoint first, last;

  g_return_val_if_fail (shape != NULL, CR_NONE);
  if (shape->n_points == 0)
    return shape->to;
  first = shape->points[0];
  last = shape->points[shape->n_points - 1];
  return hypot (first.x - x, first.y - y) > hypot (last.x - x, last.y - y) ? shape->from : shape->to;
}

static gboolean
is_operator (const CrSceneNode *node)
{
  return node->kind == CR_NODE_OPERATOR || node->kind == CR_NODE_OPERATOR_NO_GRAD;
}

const char *
cr_scene_get_node_name (CrScene *scene, guint node)
{
  const CrSceneNode *shape = cr_scene_get_node (scene, node);
  const char *name;

  g_return_val_if_fail (shape != NULL, NULL);
  name = is_operator (shape) ? cr_graph_get_function (scene->graph, shape->index)->name : shape->title;
  return name != NULL ? name : shape->title != NULL ? shape->title : _ ("a tensor without a name");
}

static char *
describe_way (CrScene *scene, const CrSceneEdge *edge)
{
  const char *from = cr_scene_get_node_name (scene, edge->from), *to = cr_scene_get_node_name (scene, edge->to);
  const CrSceneNode *start = cr_scene_get_node (scene, edge->from), *end = cr_scene_get_node (scene, edge->to);

  if (edge->n_bundled > 1)
    return g_strdup_printf (ngettext ("%u edge from %s to %s.", "%u edges from %s to %s.", edge->n_bundled),
                            edge->n_bundled, from, to);
  if (start->kind == CR_NODE_GROUP || end->kind == CR_NODE_GROUP)
    return g_strdup_printf (_ ("%s goes into %s."), from, to);
  if (scene->options.view == CR_VIEW_FUNCTIONS)
    return g_strdup_printf ("%s.next_functions[%u]: %s", to, edge->slot, from);
  if (is_operator (start))
    return g_strdup_printf (_ ("%s gives %s."), from, to);
  return g_strdup_printf (_ ("%s goes into %s as argument %u."), from, to, edge->slot + 1);
}

char *
cr_scene_describe_edge (CrScene *scene, guint edge)
{
  const CrSceneEdge *shape = cr_scene_get_edge (scene, edge);
  g_autofree char *way = NULL;

  g_return_val_if_fail (shape != NULL, NULL);
  way = describe_way (scene, shape);
  if (shape->cut)
    return g_strconcat (way, "\n", _ ("No gradient comes back: the operation records none."), NULL);
  if (shape->carries_gradient)
    return g_strconcat (way, "\n", _ ("A gradient can come back this way."), NULL);
  return g_steal_pointer (&way);
}
