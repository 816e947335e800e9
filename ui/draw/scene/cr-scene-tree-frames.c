/* The frames of a picture, outer ones first: the loops around all of it, then every group that is open or folded. */
#include "cr-scene-tree.h"

static CrSceneFrame
make_frame (const CrGroup *group, guint index)
{
  return (CrSceneFrame){ .key = group->key,
                         .identity = group->key,
                         .node = CR_NONE,
                         .parent = CR_NONE,
                         .title = group->title,
                         .caption = group->caption,
                         .n_iterations = group->kind == CR_GROUP_LOOP ? group->n_iterations : 0,
                         .group = index };
}

/* The loops around everything, the outermost first: they stand around the whole picture. */
static guint
add_frames_around (CrSceneTree *tree)
{
  g_autoptr (GArray) around = g_array_new (FALSE, FALSE, sizeof (CrSceneFrame));
  CrScene *scene = tree->scene;

  for (guint at = tree->top; at != CR_NONE; at = cr_groups_get (tree->groups, at)->parent)
    {
      const CrGroup *iteration = cr_groups_get (tree->groups, at);
      CrSceneFrame frame;

      if (iteration->kind != CR_GROUP_ITERATION)
        continue;
      frame = make_frame (cr_groups_get (tree->groups, iteration->parent), iteration->parent);
      frame.iteration = iteration->number - 1;
      frame.around_all = TRUE;
      g_array_prepend_val (around, frame);
    }
  for (guint i = 0; i < around->len; i++)
    {
      CrSceneFrame *frame = &g_array_index (around, CrSceneFrame, i);

      frame->depth = i;
      frame->parent = i > 0 ? i - 1 : CR_NONE;
    }
  g_array_append_vals (scene->frames, around->data, around->len);
  return around->len;
}

/* Which iteration a loop's frame tells of. */
static guint
get_iteration (CrSceneTree *tree, guint i)
{
  const CrSceneBranch *branch = cr_scene_branch (tree, i);

  if (branch->chosen != CR_NONE)
    return cr_scene_tree_get_group (tree, branch->chosen)->number - 1;
  for (guint k = i + 1; branch->n_iterations == 1 && k < tree->branches->len; k++)
    if (cr_scene_branch (tree, k)->parent == i)
      return cr_scene_tree_get_group (tree, k)->number - 1;
  return CR_FOLDING_ALL_ITERATIONS;
}

/* Where several iterations of a loop are drawn, the groups in them have the same keys; an iteration has its own. */
static guint64
identify (CrSceneTree *tree, guint i)
{
  guint64 identity = cr_scene_tree_get_group (tree, i)->key;

  for (guint at = cr_scene_branch (tree, i)->parent; at != CR_NONE; at = cr_scene_branch (tree, at)->parent)
    {
      guint loop = cr_scene_branch (tree, at)->parent;

      if (loop != CR_NONE && cr_scene_branch (tree, loop)->n_iterations > 1
          && cr_scene_branch (tree, loop)->chosen == CR_NONE)
        identity = (identity ^ cr_scene_tree_get_group (tree, at)->key) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
    }
  return identity;
}

void
cr_scene_tree_add_frames (CrSceneTree *tree)
{
  CrScene *scene = tree->scene;
  guint n_around = add_frames_around (tree);

  for (guint i = 0; i < tree->branches->len; i++)
    {
      CrSceneBranch *branch = cr_scene_branch (tree, i);
      const CrGroup *group = cr_scene_tree_get_group (tree, i);
      CrSceneFrame frame = make_frame (group, branch->group);
      guint around = branch->parent;

      if (branch->hidden != CR_NONE || branch->state == CR_SCENE_BRANCH_PLAIN
          || (branch->within != CR_NONE && branch->within != i))
        continue;
      while (around != CR_NONE && cr_scene_branch (tree, around)->frame == CR_NONE)
        around = cr_scene_branch (tree, around)->parent;
      frame.parent = around != CR_NONE ? cr_scene_branch (tree, around)->frame : n_around > 0 ? n_around - 1 : CR_NONE;
      frame.depth = frame.parent != CR_NONE ? cr_scene_frame (scene, frame.parent)->depth + 1 : 0;
      frame.identity = identify (tree, i);
      frame.folded = branch->state == CR_SCENE_BRANCH_FOLDED;
      frame.n_operations = branch->n_operations;
      frame.iteration = group->kind == CR_GROUP_LOOP ? get_iteration (tree, i) : 0;
      branch->frame = scene->frames->len;
      g_array_append_val (scene->frames, frame);
    }
}
