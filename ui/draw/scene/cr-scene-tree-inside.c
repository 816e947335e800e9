/* A module's parameter that every iteration of a loop takes stands outside of them all. Where one of them is drawn for
 * all, it stands in what takes it there: a recurrent network's layer has its weight and its bias as any other has. */
#include "cr-scene-tree.h"

/* The innermost branch around two; CR_NONE if they have none in common. */
static guint
find_common (const CrSceneTree *tree, guint a, guint b)
{
  while (a != b && a != CR_NONE && b != CR_NONE)
    if (a > b) /* outer ones come first */
      a = cr_scene_branch (tree, a)->parent;
    else
      b = cr_scene_branch (tree, b)->parent;
  return a == b ? a : CR_NONE;
}

static gboolean
is_parameter (const CrSceneTree *tree, guint i)
{
  const CrSceneItem *item = cr_scene_item (tree->scene, i);

  return item->variable != CR_NONE && !item->has_maker
         && cr_graph_get_variable (tree->scene->graph, item->variable)->path != NULL;
}

void
cr_scene_tree_bring_inside (CrSceneTree *tree, const guint *stand)
{
  CrScene *scene = tree->scene;
  g_autofree guint *inside = g_new (guint, scene->items->len + 1);
  g_autofree guint8 *used = g_new0 (guint8, scene->items->len + 1);

  for (guint i = 0; i < scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (scene, i)->edge;
      guint home = tree->home[stand[edge->to]];

      if (!is_parameter (tree, edge->from))
        continue;
      inside[edge->from] = used[edge->from] ? find_common (tree, inside[edge->from], home) : home;
      used[edge->from] = 1;
    }
  for (guint i = 0; i < scene->items->len; i++)
    if (used[i] && inside[i] != CR_NONE
        && (tree->home[i] == CR_NONE || cr_scene_tree_is_within (tree, inside[i], tree->home[i])))
      tree->home[i] = inside[i];
}
