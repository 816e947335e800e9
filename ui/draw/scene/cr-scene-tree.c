/* Which group each item belongs to. An operation and what it makes belong where they were recorded; the root of a
 * backward where the backward was called, so that the loss is seen when the function that computes it is folded; a
 * module's parameter where all its uses are; another leaf there too, if it was made there or first got its name there:
 * for x in xs makes all of them before the loop, but each is its iteration's. */
#include "cr-scene-tree.h"

const CrGroup *
cr_scene_tree_get_group (const CrSceneTree *tree, guint branch)
{
  return cr_groups_get (tree->groups, cr_scene_branch (tree, branch)->group);
}

gboolean
cr_scene_tree_is_within (const CrSceneTree *tree, guint branch, guint outer)
{
  while (branch != CR_NONE && branch > outer)
    branch = cr_scene_branch (tree, branch)->parent;
  return branch == outer;
}

gboolean
cr_scene_is_operation (const CrSceneItem *item)
{
  return item->function != CR_NONE && (item->variable == CR_NONE || item->mark != NULL);
}

static guint
find_home_of_root (CrSceneTree *tree, guint home, guint variable)
{
  const CrGeneration *generation = cr_graph_get_generation (tree->scene->graph, tree->scene->generation);
  guint begun = cr_scene_get_pass (tree->scene, 0);

  if (begun == CR_NONE || generation->root != variable)
    return home;
  return cr_groups_find_common (tree->groups, home, cr_groups_find_at (tree->groups, begun));
}

/* The group of what is no leaf; CR_NONE of leaves. */
static guint
find_home_of_made (CrSceneTree *tree, const CrSceneItem *item)
{
  const CrVariable *variable
      = item->variable != CR_NONE ? cr_graph_get_variable (tree->scene->graph, item->variable) : NULL;
  guint maker = variable ? variable->maker : item->function;
  guint home = maker != CR_NONE ? cr_groups_get_of_function (tree->groups, maker) : CR_NONE;

  return variable ? find_home_of_root (tree, home, item->variable) : home;
}

/* Whether it stands below an operation of the picture. What constants were folded into is as good as a leaf. */
static gboolean
is_made (CrSceneTree *tree, const CrSceneItem *item)
{
  guint maker
      = item->variable == CR_NONE ? item->function : cr_graph_get_variable (tree->scene->graph, item->variable)->maker;

  return maker != CR_NONE && cr_scene_get_item_of_function (tree->scene, maker) != CR_NONE;
}

/* The event with which a leaf got its first name, before it was used; else its creation. By item, CR_NONE for others.
 */
static guint *
find_births (CrSceneTree *tree, const guint *homes)
{
  CrScene *scene = tree->scene;
  CrTrace *trace = cr_graph_get_trace (scene->graph);
  guint *births = g_new (guint, scene->items->len + 1), first = G_MAXUINT, last = 0;
  g_autoptr (GHashTable) strays = g_hash_table_new (g_int64_hash, g_int64_equal); /* tensor -> item + 1 */

  for (guint i = 0; i < scene->items->len; i++)
    {
      const CrSceneItem *item = cr_scene_item (scene, i);
      const CrVariable *variable
          = item->variable != CR_NONE ? cr_graph_get_variable (scene->graph, item->variable) : NULL;

      births[i] = CR_NONE;
      if (variable == NULL || variable->path || is_made (tree, item))
        continue;
      births[i] = variable->created;
      if (homes[i] == CR_NONE || cr_groups_find_at (tree->groups, variable->created) == homes[i])
        continue;
      g_hash_table_insert (strays, (gpointer)&variable->tensor, GUINT_TO_POINTER (i + 1));
      first = MIN (first, variable->created);
      last = MAX (last, cr_groups_get (tree->groups, homes[i])->end);
    }
  for (guint k = first; k < last && k < cr_trace_get_length (trace); k++)
    {
      const CrEvent *event = cr_trace_get_event (trace, k);
      gpointer found = event->kind == CR_EVENT_NAME_BOUND && !cr_name_is_path (event->u.name.name)
                           ? g_hash_table_lookup (strays, &event->u.name.tensor)
                           : NULL;

      if (found == NULL)
        continue;
      births[GPOINTER_TO_UINT (found) - 1] = k;
      g_hash_table_remove (strays, &event->u.name.tensor);
    }
  return births;
}

/* A leaf stands no deeper than where it was made or named. */
static void
bring_home (CrSceneTree *tree, guint *homes)
{
  g_autofree guint *births = find_births (tree, homes);

  for (guint i = 0; i < tree->scene->items->len; i++)
    if (births[i] != CR_NONE)
      homes[i] = cr_groups_find_common (tree->groups, homes[i], cr_groups_find_at (tree->groups, births[i]));
}

/* Sets the homes of leaves, once those of all else are known. */
static void
find_homes_of_leaves (CrSceneTree *tree, guint *homes)
{
  CrScene *scene = tree->scene;
  g_autofree guint8 *used = g_new0 (guint8, scene->items->len + 1);

  for (guint i = 0; i < scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (scene, i)->edge;

      if (is_made (tree, cr_scene_item (scene, edge->from)))
        continue;
      homes[edge->from] = used[edge->from] ? cr_groups_find_common (tree->groups, homes[edge->from], homes[edge->to])
                                           : homes[edge->to];
      used[edge->from] = 1;
    }
  bring_home (tree, homes);
}

/* The innermost group around all operations and the root. */
static guint
find_top (CrSceneTree *tree, const guint *homes)
{
  guint top = CR_NONE;
  gboolean any = FALSE;

  for (guint i = 0; i < tree->scene->items->len; i++)
    {
      if (!is_made (tree, cr_scene_item (tree->scene, i)))
        continue;
      top = any ? cr_groups_find_common (tree->groups, top, homes[i]) : homes[i];
      any = TRUE;
      if (top == CR_NONE)
        return CR_NONE;
    }
  /* A loop of which several iterations are here stands in the picture, not around it. */
  while (top != CR_NONE && cr_groups_get (tree->groups, top)->kind == CR_GROUP_LOOP)
    top = cr_groups_get (tree->groups, top)->parent;
  return top;
}

/* The branch of a group below the top, made with those around it; CR_NONE for what is the top or outside. */
static guint
want_branch (CrSceneTree *tree, GHashTable *known, guint group)
{
  guint found, parent;
  CrSceneBranch branch = { .group = group, .chosen = CR_NONE, .hidden = CR_NONE, .within = CR_NONE, .frame = CR_NONE };

  if (group == CR_NONE || group == tree->top)
    return CR_NONE;
  found = GPOINTER_TO_UINT (g_hash_table_lookup (known, GUINT_TO_POINTER (group)));
  if (found)
    return found - 1;
  parent = want_branch (tree, known, cr_groups_get (tree->groups, group)->parent);
  branch.parent = parent;
  g_array_append_val (tree->branches, branch);
  if (cr_groups_get (tree->groups, group)->kind == CR_GROUP_ITERATION && parent != CR_NONE)
    cr_scene_branch (tree, parent)->n_iterations++;
  g_hash_table_insert (known, GUINT_TO_POINTER (group), GUINT_TO_POINTER (tree->branches->len));
  return tree->branches->len - 1;
}

static void
make_branches (CrSceneTree *tree, const guint *homes)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  guint n = tree->scene->items->len;

  tree->home = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      guint common = tree->top == CR_NONE ? CR_NONE : cr_groups_find_common (tree->groups, homes[i], tree->top);

      tree->home[i] = common == tree->top ? want_branch (tree, known, homes[i]) : CR_NONE;
      if (tree->home[i] == CR_NONE)
        continue;
      cr_scene_branch (tree, tree->home[i])->n_items++;
      cr_scene_branch (tree, tree->home[i])->n_operations += cr_scene_is_operation (cr_scene_item (tree->scene, i));
    }
  for (guint i = tree->branches->len; i-- > 0;)
    {
      const CrSceneBranch *branch = cr_scene_branch (tree, i);

      if (branch->parent == CR_NONE)
        continue;
      cr_scene_branch (tree, branch->parent)->n_items += branch->n_items;
      cr_scene_branch (tree, branch->parent)->n_operations += branch->n_operations;
    }
}

CrSceneTree *
cr_scene_tree_new (CrScene *scene)
{
  CrSceneTree *tree = g_new0 (CrSceneTree, 1);
  g_autofree guint *homes = g_new (guint, scene->items->len + 1);

  tree->scene = scene;
  tree->groups = cr_graph_get_groups (scene->graph);
  tree->branches = g_array_new (FALSE, FALSE, sizeof (CrSceneBranch));
  for (guint i = 0; i < scene->items->len; i++)
    homes[i] = find_home_of_made (tree, cr_scene_item (scene, i));
  find_homes_of_leaves (tree, homes);
  tree->top = find_top (tree, homes);
  make_branches (tree, homes);
  return tree;
}

void
cr_scene_tree_free (CrSceneTree *tree)
{
  if (tree == NULL)
    return;
  g_array_unref (tree->branches);
  g_free (tree->home);
  g_free (tree);
}
