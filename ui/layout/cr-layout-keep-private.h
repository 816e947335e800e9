/* What is known of an earlier picture of almost the same graph, and the passes that stay close to it. They stand in
 * for those of rank, order and position; the others run as ever. */
#pragma once

#include "cr-layout-private.h"

G_BEGIN_DECLS

/* Everything is turned so that edges run down. */
struct _CrLayoutKeep
{
  CrPoint *boxes;   /* by box: its middle there; NAN: it is new */
  guint n_known;    /* boxes that are not new */
  GArray *points;   /* CrPoint: the routes there, each from its upper end */
  guint *first;     /* by edge: its route in points, CR_LAYOUT_NONE: it is new */
  guint *n_points;  /* by edge */
  double *heights;  /* by rank: the height there that it stands for; after ranking */
  double *wish;     /* by node: where its middle wants to be; after ordering */
  double *key;      /* by node: sorts the nodes of all ranks from left to right; after ordering */
  guint *block;     /* by node: the uppermost node of its block; blocks move as one; after ordering */
  double left, top; /* where the corner of the component stood there; after positions */
};

/* Finds the places between the nodes of its ranks through which a new long edge goes with few crossings and little need
 * of room. Needs `layer` and the keys of all nodes, and keeps them so. */
void cr_layout_keep_lead (CrLayoutGraph *graph, guint edge);
/* The same for a new box that has found its wish. */
void cr_layout_keep_settle (CrLayoutGraph *graph, guint box);

/* Gives every new box its wish and key, where all others have theirs. */
void cr_layout_keep_guess (CrLayoutGraph *graph);

/* From left to right, by key, then by block; of two numbers of nodes. */
gint cr_layout_keep_compare (gconstpointer a, gconstpointer b, gpointer keep);
/* Sorts every rank so: `layer` and `pos`. */
void cr_layout_keep_sort (CrLayoutGraph *graph);

G_END_DECLS
