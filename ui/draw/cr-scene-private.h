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
#define CR_SCENE_FAILURE_HEIGHT 112.0 /* of an operation that was refused, below its operands */
#define CR_SCENE_FAILURE_WITHIN 32u   /* events: scopes are left and tensors released after a failure */
#define CR_TITLE_LINE 17.0
#define CR_VALUE_LINE 14.0
#define CR_SHAPE_LINE 12.0

typedef struct
{
  CrSceneNode node;
  guint variable, function; /* of the graph or CR_NONE; what it shows of a cursor */
  guint n_value_lines;
  double label_width;   /* widest value, .grad and capsule included */
  double room;          /* beyond the box to each side, for what is written there */
  gboolean has_maker;   /* an edge comes in from above */
  gboolean has_capsule; /* a gradient may come to its lower edge */
  gboolean has_grad;    /* its .grad is set somewhere in the run */
  const char *mark;     /* variables view: the symbol of its operation */
  double mark_width;
  const char *expression; /* its title before it has its name; NULL where that is the title */
  guint named;            /* event that gave it its name, CR_NONE */
  guint n_folded;         /* operations without gradient that made it and are not shown */
} CrSceneItem;

typedef struct
{
  CrSceneEdge edge;
  double x1, y1, x2, y2;       /* bounds */
  guint function, function_to; /* a gradient passes when `function` steps: it sends in `slot`, or receives
                                * where `receives`; functions view: the one it goes to */
  gboolean receives;
  guint output_nr; /* which of its gradients it receives */
} CrSceneLink;

struct _CrScene
{
  gatomicrefcount ref_count;
  CrGraph *graph;
  guint generation;
  CrSceneOptions options;
  double width, height;
  GArray *items;  /* of CrSceneItem */
  GArray *links;  /* of CrSceneLink */
  GArray *frames; /* of CrSceneFrame */
  GStringChunk *strings;
  GPtrArray *routes;                               /* of CrPoint[], owned */
  GHashTable *variables, *functions;               /* graph index -> item + 1 */
  GHashTable *hidden_variables, *hidden_functions; /* the same of what is folded into an item */
  GHashTable *tensors;                             /* tensor id -> graph index + 1 of its last variable here */
  GHashTable *older; /* graph index + 1 of a variable -> that of what the tensor was before */
  GArray *passes;    /* of guint: events with which its backwards begin */
  CrSceneGrid *item_grid, *link_grid; /* where they are; NULL before they have places */
};

#define cr_scene_item(scene, i) (&g_array_index ((scene)->items, CrSceneItem, i))
#define cr_scene_link(scene, i) (&g_array_index ((scene)->links, CrSceneLink, i))

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
/* Titles, captions, sizes: what cr_scene_place() needs. @cancel as in cr_scene_new(). */
void cr_scene_measure (CrScene *scene, const gint *cancel);
/* Runs the layout and takes its places and routes over. FALSE if cancelled. */
gboolean cr_scene_place (CrScene *scene, const gint *cancel);

/* cr-scene-index.c: once all places are known, and again whenever one has changed. */
void cr_scene_index (CrScene *scene);
/* Fills @found (of guint) with those of which anything may be painted within @area, ascending. */
void cr_scene_find_items (CrScene *scene, const CrBounds *area, GArray *found);
void cr_scene_find_links (CrScene *scene, const CrBounds *area, GArray *found);

/* The event with which the generation's @i-th backward begins; past the last CR_NONE. */
guint cr_scene_get_pass (CrScene *scene, guint i);
/* The symbol for an operation: "×"; a primitive without one has its name. Borrowed. */
const char *cr_scene_symbol (const CrFunctionNode *function);

G_END_DECLS
