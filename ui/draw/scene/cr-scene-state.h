#pragma once
/* How far the backward at hand has come with each node: for the painter and for who hears the picture. */

#include "cr-cursor.h"
#include "cr-scene.h"

G_BEGIN_DECLS

typedef enum
{
  CR_REACH_UNTOLD,  /* no backward has begun, or no gradient is to be expected of such a node */
  CR_REACH_NOT_YET, /* gradients will come */
  CR_REACH_WAITING, /* some came, more are to come */
  CR_REACH_READY,   /* all came and wait for the function that takes them */
  CR_REACH_CURRENT, /* that function is in its step */
  CR_REACH_DONE,    /* a function: stepped; a leaf: accumulated */
  CR_REACH_PASSED,  /* a non-leaf's gradient was used and is gone */
  CR_REACH_NEVER    /* this backward brings nothing here */
} CrReach;

typedef struct
{
  CrReach reach;
  guint n_arrived, n_expected; /* contributions */
} CrNodeReach;

/* Of a scene node; of an operator it is what comes to its results; of a folded group how many of its functions have
 * stepped, of those that the backward reaches. */
CrNodeReach cr_scene_get_reach (CrScene *scene, guint node, CrCursor *cursor);
/* "1 of 2 arrived", owned; NULL when there is nothing to tell. */
char *cr_node_reach_dup_words (const CrNodeReach *reach);
/* The same of a folded group, whose functions are counted: "7 of 18 done". */
char *cr_scene_dup_group_words (const CrNodeReach *reach);
/* The event with which the generation's latest backward before the cursor begins, CR_NONE. */
guint cr_scene_get_pass_at (CrScene *scene, CrCursor *cursor);

/* A tensor that a function keeps for its backward, as things stand at a cursor. */
typedef struct
{
  guint variable;       /* of the graph: what was saved; CR_NONE if unknown */
  guint32 version, now; /* when it was saved, and of the tensor now: stale if they differ */
  gboolean is_output;   /* it is the function's result */
} CrSavedState;

/* Of CrSavedState, owned: what a function of the graph saved. */
GArray *cr_scene_list_saved (CrScene *scene, guint function, CrCursor *cursor);
/* The tensor's last variable that exists at the cursor, of the graph; CR_NONE. */
guint cr_scene_find_tensor (CrScene *scene, guint64 tensor, CrCursor *cursor);
/* The scene node of the last of them that has one, CR_NONE. */
guint cr_scene_find_tensor_node (CrScene *scene, guint64 tensor, CrCursor *cursor);
/* Everything that the picture says of a node at the cursor, in words, for who hears it; owned. */
char *cr_scene_describe_node (CrScene *scene, guint node, CrCursor *cursor);

G_END_DECLS
