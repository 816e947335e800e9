/* Which groups are open. What the reader chose counts first; else it goes by depth, and where no depth was chosen
 * either, by how much there is to see:
 *
 * - A picture of up to OPEN_ALL boxes is opened as a whole: it can still be read box by box, and every number of the
 *   gradient's way is on it.
 *   Only modules in modules stay folded from DETAIL boxes on: what a Linear does inside is known once it was seen, and
 *   its five ranks would take the place of the network's own form.
 * - A larger one is opened as far as at most OVERVIEW boxes are seen, the same depth everywhere: an overview that is
 *   taken in at a glance, from which the reader goes on. ResNet-18 is ten boxes so.
 * - Of a loop all iterations are drawn, one after the other, as textbooks unroll a recurrent network, if there are at
 *   most UNROLL of them in a picture of the first kind. Else its body is drawn once.
 *
 * Boxes are counted alike in all three views (an operation with its result, a leaf that wants a gradient), so that
 * changing the view opens and folds nothing.
 *
 * A group of one operation is no frame, unless it stands for other iterations: it says nothing that the operation does
 * not. Folded it is a box if it is a module, which has a name and hides its parameters. */
#include "cr-scene-tree.h"

#define OPEN_ALL 60u
#define DETAIL 12u
#define OVERVIEW 24u
#define UNROLL 4u

static guint
count_boxes (const CrSceneItem *item)
{
  if (cr_scene_is_operation (item))
    return 2;
  return item->node.kind == CR_NODE_LEAF;
}

/* Whether the one of its iterations that is here goes without a frame of its own, in that of the loop. */
static gboolean
is_merged (const CrSceneTree *tree, guint i)
{
  const CrSceneBranch *branch = cr_scene_branch (tree, i);
  const CrSceneBranch *loop = branch->parent != CR_NONE ? cr_scene_branch (tree, branch->parent) : NULL;

  if (cr_scene_tree_get_group (tree, i)->kind != CR_GROUP_ITERATION)
    return FALSE;
  return loop == NULL || loop->n_iterations < 2 || loop->chosen != CR_NONE;
}

/* A loop that stands for iterations that are not drawn has to say so, with whatever is in it. */
static gboolean
is_worth_a_frame (const CrSceneTree *tree, guint i)
{
  const CrSceneBranch *branch = cr_scene_branch (tree, i);

  return branch->n_operations > (branch->chosen != CR_NONE ? 0 : 1) && !is_merged (tree, i);
}

static gboolean
is_worth_a_box (const CrSceneTree *tree, guint i)
{
  return is_worth_a_frame (tree, i)
         || (cr_scene_tree_get_group (tree, i)->kind == CR_GROUP_MODULE && cr_scene_branch (tree, i)->n_operations > 0);
}

/* The iteration (from 0) of a loop that is to be drawn alone; CR_FOLDING_ALL_ITERATIONS. */
static guint
get_wanted (const CrSceneTree *tree, guint loop, gboolean small)
{
  const CrSceneBranch *branch = cr_scene_branch (tree, loop);
  const CrGroup *group = cr_scene_tree_get_group (tree, loop);

  if (group->kind != CR_GROUP_LOOP || branch->n_iterations < 2)
    return CR_FOLDING_ALL_ITERATIONS;
  return cr_folding_get_iteration (tree->scene->options.folding, group->key,
                                   small && branch->n_iterations <= UNROLL ? CR_FOLDING_ALL_ITERATIONS : 0);
}

/* Lets a loop's iteration be drawn if it is the one that is wanted, or nearer to that than those before. */
static void
offer_iteration (CrSceneTree *tree, guint i, gboolean small)
{
  CrSceneBranch *loop = cr_scene_branch (tree, cr_scene_branch (tree, i)->parent);
  guint wanted = get_wanted (tree, cr_scene_branch (tree, i)->parent, small);
  guint number = cr_scene_tree_get_group (tree, i)->number - 1, best;

  if (wanted == CR_FOLDING_ALL_ITERATIONS)
    return;
  best = loop->chosen != CR_NONE ? cr_scene_tree_get_group (tree, loop->chosen)->number - 1 : 0;
  if (loop->chosen == CR_NONE || MAX (number, wanted) - MIN (number, wanted) < MAX (best, wanted) - MIN (best, wanted))
    loop->chosen = i;
}

/* Chooses what is drawn of loops, and passes on what is hidden. */
static void
choose_iterations (CrSceneTree *tree)
{
  guint n_all = 0;

  for (guint i = 0; i < tree->scene->items->len; i++)
    n_all += count_boxes (cr_scene_item (tree->scene, i));
  for (guint i = 0; i < tree->branches->len; i++)
    if (cr_scene_branch (tree, i)->parent != CR_NONE && cr_scene_tree_get_group (tree, i)->kind == CR_GROUP_ITERATION)
      offer_iteration (tree, i, n_all <= OPEN_ALL);
  for (guint i = 0; i < tree->branches->len; i++)
    {
      CrSceneBranch *branch = cr_scene_branch (tree, i);
      const CrSceneBranch *parent = branch->parent != CR_NONE ? cr_scene_branch (tree, branch->parent) : NULL;

      if (parent == NULL)
        continue;
      branch->hidden = parent->hidden;
      if (branch->hidden == CR_NONE && parent->chosen != CR_NONE && parent->chosen != i)
        branch->hidden = i;
    }
}

/* What stands behind the iteration that is drawn does not count. */
static void
subtract_hidden (CrSceneTree *tree)
{
  for (guint i = 0; i < tree->branches->len; i++)
    {
      const CrSceneBranch hidden = *cr_scene_branch (tree, i);

      if (hidden.hidden != i)
        continue;
      for (guint at = hidden.parent; at != CR_NONE; at = cr_scene_branch (tree, at)->parent)
        {
          cr_scene_branch (tree, at)->n_items -= hidden.n_items;
          cr_scene_branch (tree, at)->n_operations -= hidden.n_operations;
        }
    }
}

static void
find_levels (CrSceneTree *tree)
{
  for (guint i = 0; i < tree->branches->len; i++)
    {
      guint parent = cr_scene_branch (tree, i)->parent;

      cr_scene_branch (tree, i)->level
          = parent == CR_NONE ? 0 : cr_scene_branch (tree, parent)->level + is_worth_a_box (tree, parent);
    }
}

/* How many boxes are drawn if all groups are open. */
static guint
count_all (CrSceneTree *tree)
{
  guint n = 0;

  for (guint i = 0; i < tree->scene->items->len; i++)
    if (tree->home[i] == CR_NONE || cr_scene_branch (tree, tree->home[i])->hidden == CR_NONE)
      n += count_boxes (cr_scene_item (tree->scene, i));
  return n;
}

/* The largest depth at which the picture is an overview. */
static guint
find_sensible_depth (CrSceneTree *tree)
{
  guint n_levels = 2, best = 0, shown = 0;
  g_autofree guint *items = NULL, *groups = NULL;

  for (guint i = 0; i < tree->branches->len; i++)
    n_levels = MAX (n_levels, cr_scene_branch (tree, i)->level + 2);
  items = g_new0 (guint, n_levels);
  groups = g_new0 (guint, n_levels);
  for (guint i = 0; i < tree->scene->items->len; i++)
    {
      const CrSceneBranch *home = tree->home[i] != CR_NONE ? cr_scene_branch (tree, tree->home[i]) : NULL;

      if (home && home->hidden != CR_NONE)
        continue;
      items[home ? home->level + is_worth_a_box (tree, tree->home[i]) : 0]
          += count_boxes (cr_scene_item (tree->scene, i));
    }
  for (guint i = 0; i < tree->branches->len; i++)
    if (cr_scene_branch (tree, i)->hidden == CR_NONE && is_worth_a_box (tree, i))
      groups[cr_scene_branch (tree, i)->level]++;
  for (guint depth = 0; depth < n_levels; depth++)
    {
      shown += items[depth];
      if (shown + groups[depth] <= OVERVIEW)
        best = depth;
    }
  return best;
}

static gboolean
is_module_in_module (CrSceneTree *tree, guint i)
{
  guint at = cr_scene_branch (tree, i)->parent;

  if (cr_scene_tree_get_group (tree, i)->kind != CR_GROUP_MODULE)
    return FALSE;
  while (at != CR_NONE && cr_scene_tree_get_group (tree, at)->kind != CR_GROUP_MODULE)
    at = cr_scene_branch (tree, at)->parent;
  return at != CR_NONE;
}

/* @overview: modules in modules are folded, whatever the depth. */
static CrSceneBranchState
choose_state (CrSceneTree *tree, guint i, guint depth, gboolean overview)
{
  const CrSceneBranch *branch = cr_scene_branch (tree, i);
  gboolean folded = branch->level >= depth || (overview && is_module_in_module (tree, i));
  gboolean chosen
      = cr_folding_get_folded (tree->scene->options.folding, cr_scene_tree_get_group (tree, i)->key, &folded);

  if (!is_worth_a_box (tree, i))
    return CR_SCENE_BRANCH_PLAIN;
  if (folded)
    return CR_SCENE_BRANCH_FOLDED;
  return is_worth_a_frame (tree, i) || chosen ? CR_SCENE_BRANCH_OPEN : CR_SCENE_BRANCH_PLAIN;
}

void
cr_scene_tree_decide (CrSceneTree *tree)
{
  guint depth = cr_folding_get_depth (tree->scene->options.folding), n_boxes;
  gboolean overview = FALSE;

  choose_iterations (tree);
  subtract_hidden (tree);
  find_levels (tree);
  if (depth == CR_FOLDING_SENSIBLE)
    {
      n_boxes = count_all (tree);
      overview = n_boxes > DETAIL && n_boxes <= OPEN_ALL;
      depth = n_boxes <= OPEN_ALL ? G_MAXUINT : find_sensible_depth (tree);
    }
  for (guint i = 0; i < tree->branches->len; i++)
    {
      CrSceneBranch *branch = cr_scene_branch (tree, i);

      if (branch->parent != CR_NONE)
        branch->within = cr_scene_branch (tree, branch->parent)->within;
      branch->state = choose_state (tree, i, depth, overview);
      if (branch->within == CR_NONE && branch->state == CR_SCENE_BRANCH_FOLDED)
        branch->within = i;
    }
}
