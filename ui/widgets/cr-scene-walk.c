/* Walking along edges and to neighbours: of all candidates the one that the eye would take. */

#include "cr-scene-walk.h"

#include <math.h>

/* Up and down the nearest end of an edge counts, by its distance sideways. */
static guint
walk_edge (CrScene *scene, guint from, gboolean down)
{
  const CrSceneNode *start = cr_scene_get_node (scene, from);
  double centre = start->x + start->width / 2, best = G_MAXDOUBLE;
  guint found = CR_NONE, n_edges = cr_scene_get_n_edges (scene);

  for (guint i = 0; i < n_edges; i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      guint other = down ? edge->to : edge->from;
      const CrSceneNode *node;
      double away;

      if ((down ? edge->from : edge->to) != from)
        continue;
      node = cr_scene_get_node (scene, other);
      away = fabs (node->x + node->width / 2 - centre);
      if (away < best)
        {
          best = away;
          found = other;
        }
    }
  return found;
}

/* Sideways, a node that is level with the start is nearer than one that is above or below it. */
static guint
walk_beside (CrScene *scene, guint from, gboolean right)
{
  const CrSceneNode *start = cr_scene_get_node (scene, from);
  double x = start->x + start->width / 2, y = start->y + start->height / 2, best = G_MAXDOUBLE;
  guint found = CR_NONE, n_nodes = cr_scene_get_n_nodes (scene);

  for (guint i = 0; i < n_nodes; i++)
    {
      const CrSceneNode *node = cr_scene_get_node (scene, i);
      double dx = node->x + node->width / 2 - x, dy = fabs (node->y + node->height / 2 - y);

      if (!right)
        dx = -dx;
      if (i != from && dx > 1.0 && dx + 3.0 * dy < best)
        {
          best = dx + 3.0 * dy;
          found = i;
        }
    }
  return found;
}

guint
cr_scene_walk (CrScene *scene, guint from, CrWalk walk)
{
  g_return_val_if_fail (from < cr_scene_get_n_nodes (scene), CR_NONE);

  if (walk == CR_WALK_UP || walk == CR_WALK_DOWN)
    return walk_edge (scene, from, walk == CR_WALK_DOWN);
  return walk_beside (scene, from, walk == CR_WALK_RIGHT);
}
