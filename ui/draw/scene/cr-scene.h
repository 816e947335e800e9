#pragma once
/* The picture of one generation: which boxes and edges there are, where they stand and what is
 * written on them that does not change with the cursor. Immutable once made; made on any thread.
 * Coordinates are points in the scene, y downwards. */

#include "cr-graph.h"
#include "cr-layout.h"
#include "cr-scene-options.h"
#include "cr-scene-places.h"
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
  CR_NODE_OPERATOR_NO_GRAD,
  CR_NODE_GROUP /* folded: index is its frame */
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
  guint n_bundled;           /* how many edges it stands for, where it meets a group's border; else 1 */
} CrSceneEdge;

/* A group of the picture: a module, a function, a loop, a graph that a backward made. Where it is open a frame around
 * its members, where it is folded one box (CR_NODE_GROUP). */
typedef struct
{
  guint64 key;      /* for CrFolding: the same in every iteration of a loop around it */
  guint64 identity; /* for CrMoves, and to find it in another picture: its own in each iteration beside others */
  gboolean folded;  /* then x to height are those of @node */
  guint node;       /* scene node that stands for it; CR_NONE while it is open */
  double x, y, width, height; /* header included */
  double header;              /* height of the line with its title, at the top */
  guint parent;               /* frame, CR_NONE */
  guint depth;                /* 0: outermost */
  const char *title;          /* "layer1.0", "step (x)", "for i in range (3)" */
  const char *caption;        /* "BasicBlock", NULL */
  guint iteration;            /* of a loop: the one drawn, from 0; CR_FOLDING_ALL_ITERATIONS */
  guint n_iterations;         /* 0: no loop */
  guint group;                /* of cr_graph_get_groups() */
  gboolean around_all;        /* a loop of which each iteration is a picture of its own: choosing another moves the
                               * cursor, and it cannot be folded */
  guint n_operations;         /* in it, those that stand behind the iteration drawn left out */
  double header_width;        /* of its header's words, from its left side */
  double gone;                /* share of it that is not there, between two pictures (cr-scene-morph.h) */
} CrSceneFrame;

/* Lays out generation @generation of @graph as @options say (NULL: the defaults). NULL if *@cancel became non-zero.
 * Boxes are as wide as the widest value they show in the run, so that moving the cursor moves nothing. What is done
 * without gradient after the backward (w -= rate * w.grad) is left out: its effect is seen on the leaves. Where
 * gradients are recorded, what is computed from constants alone (x.pow(2) of data) is folded into its result, which
 * then looks like a leaf without gradient. Results without a name are titled by their expression in the trace's source
 * ("y - y_pred"), else by their operation.
 */
CrScene *cr_scene_new (CrGraph *graph, guint generation, const CrSceneOptions *options, const gint *cancel);
/* What is known when a scene is made; { 0 } is nothing. */
typedef struct
{
  CrScene *previous;     /* what is shown now: what is in both scenes moves as little as possible; NULL */
  CrScenePlaces *places; /* layouts to find again and to add to; NULL */
  gboolean quick;        /* a large picture is laid out in a hurry, to be replaced */
  gboolean held;         /* what has places keeps them, though its boxes should be wider: they grow over the gaps */
} CrSceneHints;

/* The same near to another picture. Without hints (NULL) it is cr_scene_new(): the picture depends on nothing else. */
CrScene *cr_scene_new_like (CrGraph *graph, guint generation, const CrSceneOptions *options, const CrSceneHints *hints,
                            const gint *cancel);
/* Whether it was laid out in a hurry. */
gboolean cr_scene_is_quick (CrScene *scene);
/* Whether it keeps places that are too narrow for it, as it was made while they were held. */
gboolean cr_scene_is_squeezed (CrScene *scene);
/* Whether it stands as the places say now; FALSE: another scene of the same structure needed more room since, and this
 * one, made again, would stand like that one. */
gboolean cr_scene_is_last (CrScene *scene, CrScenePlaces *places);

/* Lets the places say that scenes of its structure stand as it does, though it was laid out in a hurry. */
void cr_scene_keep_places (CrScene *scene, CrScenePlaces *places);

CrScene *cr_scene_ref (CrScene *scene);
void cr_scene_unref (CrScene *scene);

CrGraph *cr_scene_get_graph (CrScene *scene);
guint cr_scene_get_generation (CrScene *scene);
const CrSceneOptions *cr_scene_get_options (CrScene *scene); /* borrowed */
void cr_scene_get_size (CrScene *scene, double *width, double *height);
guint cr_scene_get_n_nodes (CrScene *scene);
const CrSceneNode *cr_scene_get_node (CrScene *scene, guint i);
guint cr_scene_get_n_edges (CrScene *scene);
const CrSceneEdge *cr_scene_get_edge (CrScene *scene, guint i);
/* Groups, outer ones before those inside. */
guint cr_scene_get_n_frames (CrScene *scene);
const CrSceneFrame *cr_scene_get_frame (CrScene *scene, guint i);
/* "for i in range(3) · iteration 2 of 3": what is written on its header; owned. */
char *cr_scene_dup_frame_words (const CrSceneFrame *frame);
/* The innermost open frame whose header's words are at a point, CR_NONE. */
guint cr_scene_pick_frame (CrScene *scene, double x, double y);
/* What of a header a point lies on. */
typedef enum
{
  CR_FRAME_WORDS,
  CR_FRAME_FOLD,     /* the sign that folds it */
  CR_FRAME_PREVIOUS, /* a loop's: to the iteration before */
  CR_FRAME_NEXT
} CrFramePart;
CrFramePart cr_scene_pick_frame_part (CrScene *scene, guint frame, double x);
/* The open frame that a node stands in, CR_NONE. */
guint cr_scene_get_node_frame (CrScene *scene, guint node);
/* The variable of the graph that leaves a folded group, whose value it shows; CR_NONE, also of other nodes. */
guint cr_scene_get_result (CrScene *scene, guint node);
/* How many operations are folded into a node. */
guint cr_scene_get_n_folded (CrScene *scene, guint node);
/* Whether no node, nor what is written around one, nor the header of a frame lies in a part of the picture. */
gboolean cr_scene_is_free (CrScene *scene, double x, double y, double width, double height);
/* The node at a point, CR_NONE if there is none. */
guint cr_scene_pick (CrScene *scene, double x, double y);
/* The scene node of a variable (or function) of the graph, CR_NONE. In a view without variables (or
 * functions) that is the node that stands for it: the function that made it (or its result); of what is folded, the
 * node that it is folded into. */
guint cr_scene_find_variable (CrScene *scene, guint variable);
guint cr_scene_find_function (CrScene *scene, guint function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrScene, cr_scene_unref)

G_END_DECLS
