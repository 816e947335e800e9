/* Walking along edges and to neighbours: of all candidates the one that the eye would take. */

#include "cr-scene-walk.h"

#include <math.h>

/* A node's middle, along the edges' way and across it. */
typedef struct
{
  double along, across;
} Middle;

static gboolean
is_sideways (CrScene *scene)
{
  return cr_scene_get_options (scene)->left_to_right;
}

static Middle
get_middle (CrScene *scene, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (scene, node);
  double x = box->x + box->width / 2, y = box->y + box->height / 2;

  return is_sideways (scene) ? (Middle){ x, y } : (Middle){ y, x };
}

/* Of the edges' other ends the nearest counts, by its distance across. */
static guint
walk_edge (CrScene *scene, guint from, gboolean along)
{
  double centre = get_middle (scene, from).across, best = G_MAXDOUBLE;
  guint found = CR_NONE, n_edges = cr_scene_get_n_edges (scene);

  for (guint i = 0; i < n_edges; i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      guint other = along ? edge->to : edge->from;
      double away;

      if ((along ? edge->from : edge->to) != from)
        continue;
      away = fabs (get_middle (scene, other).across - centre);
      if (away < best)
        {
          best = away;
          found = other;
        }
    }
  return found;
}

/* Beside, a node that is level with the start is nearer than one that is before or behind it. */
static guint
walk_beside (CrScene *scene, guint from, gboolean forwards)
{
  Middle start = get_middle (scene, from);
  double best = G_MAXDOUBLE;
  guint found = CR_NONE, n_nodes = cr_scene_get_n_nodes (scene);

  for (guint i = 0; i < n_nodes; i++)
    {
      Middle middle = get_middle (scene, i);
      double across = middle.across - start.across, along = fabs (middle.along - start.along);

      if (!forwards)
        across = -across;
      if (i != from && across > 1.0 && across + 3.0 * along < best)
        {
          best = across + 3.0 * along;
          found = i;
        }
    }
  return found;
}

/* Which edge leads farthest is not asked: at each node the nearest one is taken. */
static guint
walk_far (CrScene *scene, guint from, gboolean along)
{
  guint at = from, n = cr_scene_get_n_nodes (scene), n_edges = cr_scene_get_n_edges (scene);
  g_autofree guint *next = g_new (guint, n + 1);
  g_autofree double *best = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    {
      next[i] = CR_NONE;
      best[i] = G_MAXDOUBLE;
    }
  for (guint i = 0; i < n_edges; i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      guint begin = along ? edge->from : edge->to, end = along ? edge->to : edge->from;
      double away = fabs (get_middle (scene, end).across - get_middle (scene, begin).across);

      if (away >= best[begin])
        continue;
      best[begin] = away;
      next[begin] = end;
    }
  for (guint i = 0; i < n && next[at] != CR_NONE; i++)
    at = next[at];
  return at == from ? CR_NONE : at;
}

guint
cr_scene_walk (CrScene *scene, guint from, CrWalk walk)
{
  gboolean sideways;

  g_return_val_if_fail (from < cr_scene_get_n_nodes (scene), CR_NONE);
  sideways = is_sideways (scene);
  switch (walk)
    {
    case CR_WALK_UP:
    case CR_WALK_DOWN:
      return sideways ? walk_beside (scene, from, walk == CR_WALK_DOWN) : walk_edge (scene, from, walk == CR_WALK_DOWN);
    case CR_WALK_LEFT:
    case CR_WALK_RIGHT:
      return sideways ? walk_edge (scene, from, walk == CR_WALK_RIGHT)
                      : walk_beside (scene, from, walk == CR_WALK_RIGHT);
    case CR_WALK_FIRST:
    case CR_WALK_LAST:
    default:
      return walk_far (scene, from, walk == CR_WALK_LAST);
    }
}

/* Orders nodes across, then by number. */
static gboolean
is_before (CrScene *scene, guint a, guint b)
{
  double x = get_middle (scene, a).across, y = get_middle (scene, b).across;

  return x < y || (x == y && a < b);
}

/* Whether @parent has an edge to @node, which way. */
static gboolean
find_way (CrScene *scene, guint parent, guint node, gboolean *along)
{
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);

      *along = edge->from == parent && edge->to == node;
      if (*along || (edge->from == node && edge->to == parent))
        return TRUE;
    }
  return FALSE;
}

guint
cr_scene_walk_sibling (CrScene *scene, guint parent, guint node, CrWalk walk)
{
  gboolean forwards = walk == CR_WALK_RIGHT || walk == CR_WALK_DOWN, along;
  guint next = CR_NONE, first = CR_NONE;

  g_return_val_if_fail (MAX (parent, node) < cr_scene_get_n_nodes (scene), CR_NONE);
  if (!find_way (scene, parent, node, &along))
    return CR_NONE;
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      guint other = along ? edge->to : edge->from;

      if ((along ? edge->from : edge->to) != parent || other == node)
        continue;
      if (first == CR_NONE || is_before (scene, other, first) == forwards)
        first = other;
      if (is_before (scene, node, other) == forwards && (next == CR_NONE || is_before (scene, other, next) == forwards))
        next = other;
    }
  return next != CR_NONE ? next : first;
}
