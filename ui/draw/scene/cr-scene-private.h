#pragma once
/* What the files that build and paint a scene share. */

#include "cr-cursor.h"
#include "cr-scene-grid.h"
#include "cr-scene.h"
#include "cr-text.h"

G_BEGIN_DECLS

#define CR_SCENE_MARGIN 24.0   /* around the whole picture */
#define CR_CAPTION_HEIGHT 22.0 /* "leaf" above a variable */
#define CR_CAPSULE_HEIGHT 17.0 /* a gradient on the lower edge of a variable */
#define CR_CAPSULE_HANG 9.0    /* how far that hangs below it */
#define CR_OPERATOR_WIDTH 44.0
#define CR_OPERATOR_HEIGHT 34.0
#define CR_MARK_HALF 8.0 /* half the height of an operation's mark in the variables view */
#define CR_FUNCTION_HEIGHT 56.0
#define CR_FUNCTION_NAME_WIDTH 360.0  /* of a longer one the end falls away: a file may call it anything */
#define CR_SCENE_FAILURE_HEIGHT 112.0 /* of an operation that was refused, below its operands */
#define CR_SCENE_FAILURE_WITHIN 32u   /* events: scopes are left and tensors released after a failure */
/* A picture around which there is a loop is mostly seen smaller than it is. */
#define CR_FRAME_FONT(frame) ((frame)->around_all ? CR_FONT_TITLE : CR_FONT_CAPTION)
#define CR_FRAME_MARK 20.0  /* width of the sign on a header that folds it */
#define CR_FRAME_ARROW 22.0 /* of each of the two that choose an iteration */
#define CR_GROUP_STACK 6.0  /* how far the boxes behind a folded one look out */
#define CR_TITLE_LINE 17.0
#define CR_VALUE_LINE 14.0
#define CR_SHAPE_LINE 12.0
#define CR_THUMB_GAP 7.0 /* between the pictures of a value and of its gradient, and below them */

typedef struct
{
  CrSceneNode node;
  guint variable, function; /* of the graph or CR_NONE; what it shows of a cursor */
  guint n_value_lines;
  double thumb_width, thumb_height; /* of the picture of its value; 0: it has none */
  double label_width;               /* widest value, .grad and capsule included */
  double room;                      /* beyond the box to each side, for what is written there */
  gboolean has_maker;               /* an edge comes in from above */
  gboolean has_capsule;             /* a gradient may come to its lower edge */
  gboolean has_grad;                /* its .grad is set somewhere in the run */
  const char *mark;                 /* variables view: the symbol of its operation */
  double mark_width;
  const char *expression; /* its title before it has its name; NULL where that is the title */
  guint named;            /* event that gave it its name, CR_NONE */
  guint n_folded;         /* operations that are not shown: without gradient, that made it; of a folded group, all */
  guint frame;            /* the open frame that it stands in, CR_NONE */
  guint result;           /* a folded group: the variable of the graph that leaves it, CR_NONE */
  guint first_member, n_members; /* a folded group: its functions, in the scene's list */
  guint carried;                 /* a state that comes from this iteration of the loop around (from 1); 0: none */
  guint goes_on;                 /* the iteration that takes it on */
  guint64 identity;              /* cr_scene_get_node_identity() */
  double gone;                   /* share of it that is not there, between two pictures */
} CrSceneItem;

typedef struct
{
  CrSceneEdge edge;
  double x1, y1, x2, y2;       /* bounds */
  guint function, function_to; /* a gradient passes when `function` steps: it sends in `slot`, or receives
                                * where `receives`; functions view: the one it goes to */
  gboolean receives;
  guint output_nr; /* which of its gradients it receives */
  guint port;      /* 0 at a folded group, else the slot */
  guint next;      /* another one of its bundle, in the scene's list, + 1; 0: no more */
  double gone;     /* as of an item */
} CrSceneLink;

/* What a box of a layout stands for: an item, or else something with a key (a group's), which may be 0. */
typedef struct
{
  guint item; /* CR_NONE */
  guint64 key;
} CrSceneBox;

/* A layout that was run for the scene. */
typedef struct
{
  guint64 group, hash;
  CrLayout *layout;
  CrSceneBox *boxes;
} CrSceneRun;

/* Where edges pass the border of an open frame. */
typedef struct
{
  CrPoint at;
  guint n; /* edges that pass there */
  guint frame;
} CrScenePort;

struct _CrScene
{
  gatomicrefcount ref_count;
  CrScene *base; /* of a copy: what it was made of; NULL */
  CrPoint shift; /* cr_scene_get_shift() */
  CrGraph *graph;
  guint generation;
  CrSceneOptions options;
  double width, height;
  GArray *items;   /* of CrSceneItem */
  GArray *links;   /* of CrSceneLink */
  GArray *frames;  /* of CrSceneFrame */
  GArray *ports;   /* of CrScenePort */
  GArray *bundled; /* of CrSceneLink: those that share the place of another one */
  GArray *members; /* of guint: functions of the graph that are folded into groups */
  GStringChunk *strings;
  GPtrArray *routes;                               /* of CrPoint[], owned */
  GHashTable *variables, *functions;               /* graph index -> item + 1 */
  GHashTable *hidden_variables, *hidden_functions; /* the same of what is folded into an item */
  GHashTable *tensors;                             /* tensor id -> graph index + 1 of its last variable here */
  GHashTable *older; /* graph index + 1 of a variable -> that of what the tensor was before */
  GArray *passes;    /* of guint: events with which its backwards begin */
  GPtrArray *runs;   /* of CrSceneRun */
  gboolean quick;
  gboolean squeezed;                  /* it keeps places that are too narrow */
  CrSceneHints hints;                 /* while it is made */
  const gint *cancel;                 /* while it is made: nullable, atomic */
  guint *match;                       /* by item that of hints.previous; while it is made, once asked for */
  CrSceneGrid *item_grid, *link_grid; /* where they are; NULL before they have places */
};

#define cr_scene_item(scene, i) (&g_array_index ((scene)->items, CrSceneItem, i))
#define cr_scene_link(scene, i) (&g_array_index ((scene)->links, CrSceneLink, i))
#define cr_scene_frame(scene, i) (&g_array_index ((scene)->frames, CrSceneFrame, i))

/* Whether it is not wanted any more. Once it is so it stays so: what is half made is freed, and nothing else done with
 * it. Every loop over all of a scene asks. */
static inline gboolean
cr_scene_is_cancelled (const CrScene *scene)
{
  return scene->cancel != NULL && g_atomic_int_get (scene->cancel) != 0;
}

/* Items, links and groups alone: neither sizes nor places. @cancel as in cr_scene_new(): then some are missing. */
CrScene *cr_scene_new_bare (CrGraph *graph, guint generation, const CrSceneOptions *options, const gint *cancel);
/* Fills items and links, without places. */
void cr_scene_collect (CrScene *scene);
/* cr-scene-fold.c: what is computed from constants alone, where something else records gradients. */
typedef struct _CrSceneFold CrSceneFold;
/* @begun: the event with which the generation's first backward begins, CR_NONE. */
CrSceneFold *cr_scene_fold_new (CrScene *scene, guint begun);
void cr_scene_fold_free (CrSceneFold *fold);
gboolean cr_scene_fold_hides_function (CrSceneFold *fold, guint function);
gboolean cr_scene_fold_hides_variable (CrSceneFold *fold, guint variable);
/* Lets the items stand for what is folded into them; once they are all there. */
void cr_scene_fold_finish (CrSceneFold *fold);
/* What is done with the gradients after the backward (w -= rate * w.grad) is not part of the dynamic graph
 * that is shown: it has no gradient, and its effect is seen on the leaves. */
gboolean cr_scene_is_update (CrScene *scene, guint function, guint begun);
/* The item of a variable or function itself, not of what stands for it; CR_NONE. */
guint cr_scene_get_item_of_variable (CrScene *scene, guint variable);
guint cr_scene_get_item_of_function (CrScene *scene, guint function);
/* cr-scene-group.c: puts items into frames, folds groups into items of their own, and draws of a loop one iteration, as
 * the options say; between collecting and measuring. */
void cr_scene_group (CrScene *scene);
/* Titles, captions, sizes: what cr_scene_place() needs. */
void cr_scene_measure (CrScene *scene);
/* Runs the layout and takes its places and routes over. FALSE if cancelled. */
gboolean cr_scene_place (CrScene *scene);

/* cr-scene-arrange.c: runs @layout, which it takes over, as the hints say; @group is 0 for the whole picture, else the
 * key of the group whose inside it is; boxes[i] is what node i stands for. Returns a layout of the same nodes and edges
 * that was run, borrowed from the scene; NULL if cancelled. Its boxes may be larger than asked for
 * (cr_layout_get_node_size()): the items should take that size. */
CrLayout *cr_scene_arrange (CrScene *scene, guint64 group, CrLayout *layout, const CrSceneBox *boxes,
                            const CrLayoutOptions *options);
void cr_scene_run_free (gpointer run);

/* cr-scene-index.c: once all places are known, and again whenever one has changed. */
void cr_scene_index (CrScene *scene);
/* Fills @found (of guint) with those of which anything may be painted within @area, ascending. */
void cr_scene_find_items (CrScene *scene, const CrBounds *area, GArray *found);
void cr_scene_find_links (CrScene *scene, const CrBounds *area, GArray *found);

/* cr-scene-identity.c: once all items are there. */
void cr_scene_identify (CrScene *scene);

/* cr-scene-copy.c: a scene with items, edges, frames and routes of its own, which may be moved before anyone else sees
 * it (then cr_scene_link_bound() and cr_scene_index()); it shares the rest. */
CrScene *cr_scene_copy (CrScene *scene);
void cr_scene_free_copy (CrScene *copy); /* cr_scene_unref() calls it */
CrPoint *cr_scene_get_route (CrScene *copy, guint link);
/* Once the copy's frames are placed: the ports of @scene, at the frames' new borders. */
void cr_scene_carry_ports (CrScene *copy, CrScene *scene);
void cr_scene_link_bound (CrSceneLink *link);

/* The event with which the generation's @i-th backward begins; past the last CR_NONE. */
guint cr_scene_get_pass (CrScene *scene, guint i);
/* The symbol for an operation: "×"; a primitive without one has its name. Borrowed. */
const char *cr_scene_symbol (const CrFunctionNode *function);

G_END_DECLS
