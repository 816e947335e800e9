#pragma once
/* The picture of one generation: which boxes and edges there are, where they stand and what is
 * written on them that does not change with the cursor. Immutable once made; made on any thread.
 * Coordinates are points in the scene, y downwards. */

#include "cr-graph.h"
#include "cr-layout.h"
#include "cr-source.h"

G_BEGIN_DECLS

typedef struct _CrScene CrScene;

typedef enum
{
  CR_NODE_LEAF,         /* a leaf that requires a gradient; in the functions view its AccumulateGrad */
  CR_NODE_LEAF_NO_GRAD, /* a leaf that does not */
  CR_NODE_NON_LEAF,
  CR_NODE_ROOT,
  CR_NODE_OPERATOR, /* a function that records a gradient */
  CR_NODE_OPERATOR_NO_GRAD
} CrNodeKind;

typedef struct
{
  CrNodeKind kind;
  guint index;                /* variable or function of the graph */
  double x, y, width, height; /* top left and size */
  const char *title;          /* "y_pred", "×" */
  const char *caption;        /* "leaf", "MulBackward0": beside or above the box */
  const char *shape;          /* "float32 [5]"; NULL for an operator */
} CrSceneNode;

typedef struct
{
  guint from, to; /* scene nodes, in the direction of the forward pass */
  guint n_points; /* cubic Béziers: 1 + 3k */
  const CrPoint *points;
  gboolean carries_gradient; /* a gradient edge runs the other way */
  guint slot;                /* which input of the function `to` (or 0) */
  gboolean cut;              /* a variable that requires a gradient goes into an operation that records none */
} CrSceneEdge;

/* Variables and operators; variables alone, each with its operation as a small mark at its top; or
 * PyTorch's backward graph: functions, AccumulateGrad among them, and their next_functions. */
typedef enum
{
  CR_VIEW_FULL,
  CR_VIEW_VARIABLES,
  CR_VIEW_FUNCTIONS,
  CR_VIEW_UNFOLDED = 8 /* or-ed to one of them: constants are drawn operation by operation */
} CrSceneView;

/* Lays out generation @generation of @graph. NULL if *@cancel became non-zero. Boxes are as wide as
 * the widest value they show in the run, so that moving the cursor moves nothing. What is done without
 * gradient after the backward (w -= rate * w.grad) is left out: its effect is seen on the leaves.
 * Where gradients are recorded, what is computed from constants alone (x.pow(2) of data) is folded into its result,
 * which then looks like a leaf without gradient.
 * Results without a name are titled by their expression in the trace's source ("y - y_pred"), else by their operation.
 */
CrScene *cr_scene_new (CrGraph *graph, guint generation, CrSceneView view, const gint *cancel);
CrScene *cr_scene_ref (CrScene *scene);
void cr_scene_unref (CrScene *scene);

CrGraph *cr_scene_get_graph (CrScene *scene);
guint cr_scene_get_generation (CrScene *scene);
CrSceneView cr_scene_get_view (CrScene *scene); /* without CR_VIEW_UNFOLDED */
gboolean cr_scene_is_unfolded (CrScene *scene);
void cr_scene_get_size (CrScene *scene, double *width, double *height);
guint cr_scene_get_n_nodes (CrScene *scene);
const CrSceneNode *cr_scene_get_node (CrScene *scene, guint i);
guint cr_scene_get_n_edges (CrScene *scene);
const CrSceneEdge *cr_scene_get_edge (CrScene *scene, guint i);
/* How many operations are folded into a node. */
guint cr_scene_get_n_folded (CrScene *scene, guint node);
/* The node at a point, CR_NONE if there is none. */
guint cr_scene_pick (CrScene *scene, double x, double y);
/* The scene node of a variable (or function) of the graph, CR_NONE. In a view without variables (or
 * functions) that is the node that stands for it: the function that made it (or its result); of what is folded, the
 * node that it is folded into. */
guint cr_scene_find_variable (CrScene *scene, guint variable);
guint cr_scene_find_function (CrScene *scene, guint function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrScene, cr_scene_unref)

G_END_DECLS
