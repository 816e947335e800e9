#pragma once
/* The groups of one generation while its scene is made: which there are, which are worth a frame, which are open. */

#include "cr-group.h"
#include "cr-scene-private.h"

G_BEGIN_DECLS

typedef enum
{
  CR_SCENE_BRANCH_PLAIN, /* no frame: its members stand in the frame around it */
  CR_SCENE_BRANCH_OPEN,
  CR_SCENE_BRANCH_FOLDED
} CrSceneBranchState;

/* A group of which something is in the picture. */
typedef struct
{
  guint group;        /* of cr_graph_get_groups() */
  guint parent;       /* branch, CR_NONE */
  guint n_items;      /* in it and the branches inside */
  guint n_operations; /* those of them that are drawn operations */
  guint level;        /* how many branches around it are worth a frame */
  guint n_iterations; /* LOOP: of this generation */
  guint chosen;       /* LOOP: the branch of the one iteration that is drawn; CR_NONE: all are */
  guint hidden;       /* the outermost iteration around it that is not drawn, CR_NONE */
  CrSceneBranchState state;
  guint within; /* the outermost folded branch around it, or itself; CR_NONE */
  guint frame;  /* of the scene, CR_NONE */
  guint item;   /* FOLDED: new item + 1; 0 for none yet */
} CrSceneBranch;

typedef struct
{
  CrScene *scene;
  const CrGroups *groups;
  GArray *branches; /* of CrSceneBranch; outer ones before those inside */
  guint *home;      /* by item: branch, CR_NONE */
  guint top;        /* the innermost group around everything, CR_NONE */
} CrSceneTree;

#define cr_scene_branch(tree, i) (&g_array_index ((tree)->branches, CrSceneBranch, i))

CrSceneTree *cr_scene_tree_new (CrScene *scene);
void cr_scene_tree_free (CrSceneTree *tree);
const CrGroup *cr_scene_tree_get_group (const CrSceneTree *tree, guint branch);
/* Whether @branch is @outer or inside it. */
gboolean cr_scene_tree_is_within (const CrSceneTree *tree, guint branch, guint outer);
/* Whether an item is an operation: one with a box or a mark. */
gboolean cr_scene_is_operation (const CrSceneItem *item);
/* cr-scene-sensible.c: how deep a picture is opened where the reader chose nothing, and of which loops all iterations
 * are drawn. Fills levels, chosen, hidden and states. */
void cr_scene_tree_decide (CrSceneTree *tree);
/* cr-scene-tree-inside.c: moves parameters into the iteration that is drawn for all; @stand: by item, the item that is
 * drawn in its place. */
void cr_scene_tree_bring_inside (CrSceneTree *tree, const guint *stand);
/* cr-scene-tree-frames.c: appends the frames to the scene's, without places, once that is decided. */
void cr_scene_tree_add_frames (CrSceneTree *tree);
/* cr-scene-tree-stands.c: by item, once that is decided, the item that is drawn in its place: itself unless it is in an
 * iteration that is not drawn. Owned. */
guint *cr_scene_tree_find_stands (CrSceneTree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneTree, cr_scene_tree_free)

G_END_DECLS
