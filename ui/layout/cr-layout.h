/* Layered layout of a directed graph: boxes in, positions and smooth routes out.
 *
 * The caller adds nodes with their true sizes and edges with the order of their arguments, runs
 * the layout once, and reads positions, routes and the size of the whole picture. The layout
 * knows nothing of tensors or painting. Units are the caller's (points, at zoom 1). The origin is
 * the top left corner and the picture begins at (0, 0).
 *
 * The result depends on nothing but what was added and the options: effort is counted in
 * operations, never in seconds, so that the same graph gives the same picture everywhere. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CrLayout CrLayout;

typedef struct
{
  double x, y;
} CrPoint;

/* What the caller may choose. A field that is 0 takes the default named beside it. */
typedef struct
{
  gboolean left_to_right; /* edges run to the right instead of down */
  double node_gap;        /* least distance of neighbours in a rank; 18 */
  double rank_gap;        /* least distance of two ranks; 36 */
  double edge_gap;        /* least distance of an edge from what is beside it in a rank; half of node_gap */
  double straight_start;  /* an edge leaves a box that far in a straight line, where there is room; 0 */
  double straight_end;    /* the same where it arrives; 0 */
  gboolean quick;         /* a first picture: order by a few sweeps only */
  const gint *cancel;     /* atomic, nullable: the layout stops soon after it is set to non-zero */
} CrLayoutOptions;

/* An empty layout; cr_layout_free () takes NULL too. Neither nodes nor edges can be taken out
 * again: make a new layout instead. Once it has been run any thread may read it; cr_layout_free () gives up one of its
 * references. */
CrLayout *cr_layout_new (void);
CrLayout *cr_layout_ref (CrLayout *layout);
void cr_layout_free (CrLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayout, cr_layout_free)

/* Adds a box and returns its number, 0, 1, 2, ... in order of adding. A negative or non-finite
 * size counts as 0, one beyond a million as that. */
guint cr_layout_add_node (CrLayout *layout, double width, double height);

/* Where along a side of a box edges may meet it: those that enter it (at its top) and those that leave it (at its
 * bottom), as distances from its left edge (left to right: at its left and right side, from its top edge). Without this
 * they meet it anywhere but near its corners. */
typedef struct
{
  double first, last;
} CrLayoutSide;
void cr_layout_set_node_sides (CrLayout *layout, guint node, CrLayoutSide enter, CrLayoutSide leave);

/* Adds an edge and returns its number, 0, 1, 2, ... in order of adding. port is the position of
 * this argument among the arguments of `to`: edges that enter a box do so from left to right in
 * the order of their ports (equal ports: as it suits the drawing). Several edges between the same two
 * nodes are fine, and so is an edge from a node to itself. Both nodes must have been added
 * before, else this returns G_MAXUINT and adds nothing. */
guint cr_layout_add_edge (CrLayout *layout, guint from, guint to, guint port);

/* Fixes where an edge meets its boxes: at what distance from the left edge of each (from the top edge, left to right).
 * NAN leaves that end to the layout, as it is without this call. */
void cr_layout_set_edge_ends (CrLayout *layout, guint edge, double from_at, double to_at);

/* Holds a box in the first or the last rank of its component: where edges enter and leave a group's frame. */
typedef enum
{
  CR_LAYOUT_ANYWHERE,
  CR_LAYOUT_FIRST_RANK,
  CR_LAYOUT_LAST_RANK
} CrLayoutHold;
void cr_layout_hold_node (CrLayout *layout, guint node, CrLayoutHold hold);

/* Tells where a box stood in an earlier picture of almost the same graph: its middle. Where most boxes have such a
 * place, their order is kept and they move as little as the gaps allow. */
void cr_layout_set_previous (CrLayout *layout, guint node, double x, double y);

/* Tells how an edge ran in that picture, from its `from` on: points as of cr_layout_get_route(), copied. Without it the
 * edge is led anew. */
void cr_layout_set_previous_route (CrLayout *layout, guint edge, const CrPoint *points, guint n_points);

/* cr-layout-like.c: layouts of the same or almost the same graph. */

/* A hash of nodes, edges, ports and holds, in order of adding: all but sizes and places. */
guint64 cr_layout_hash (const CrLayout *layout);
/* Whether both have the same nodes, edges, ports and holds. */
gboolean cr_layout_is_like (const CrLayout *a, const CrLayout *b);
/* Whether every box and every edge's end of @layout finds its place in @old, which is like it and has been run: boxes
 * there are as large at least, and not @waste times as large all together. */
gboolean cr_layout_fits (const CrLayout *layout, const CrLayout *old, double waste);
/* How many times larger the boxes would be, all together, if each were as large as in @old too, which is like it. */
double cr_layout_get_waste (const CrLayout *layout, const CrLayout *old);
/* Makes every box at least as large as in @old, which is like it; ends keep their distance from the middle. */
void cr_layout_grow (CrLayout *layout, const CrLayout *old);
/* Tells cr_layout_set_previous() and cr_layout_set_previous_route() of all that is in @old: nodes[i] is the number
 * there of node i, G_MAXUINT: it is new; NULL: all have their own. Edges are found by their ends and ports. */
void cr_layout_keep_like (CrLayout *layout, const CrLayout *old, const guint *nodes);

/* Computes the layout; options may be NULL for the defaults. The graph is meant to be acyclic:
 * edges that close a cycle are turned round inside and drawn against the flow. Returns FALSE if
 * it was cancelled: then every getter still answers, with zeros and empty routes. It may run on
 * any thread, and again after more was added. */
gboolean cr_layout_run (CrLayout *layout, const CrLayoutOptions *options);

/* How much was added so far. */
guint cr_layout_get_n_nodes (const CrLayout *layout);
guint cr_layout_get_n_edges (const CrLayout *layout);

/* The size of a node's box, as it was added or has grown. */
void cr_layout_get_node_size (const CrLayout *layout, guint node, double *width, double *height);

/* Top left corner of a node's box. x and y may be NULL; an unknown node is at (0, 0). */
void cr_layout_get_node (const CrLayout *layout, guint node, double *x, double *y);

/* Rank of a node: 0 for the first layer of its component, growing along the edges. -1 for an
 * unknown node and before a run. */
int cr_layout_get_rank (const CrLayout *layout, guint node);

/* Route of an edge as a chain of cubic Béziers: 1 + 3k points, the first on the border of `from`,
 * the last on that of `to`. Returns the number of points and sets *points to them (NULL where
 * there are none); they belong to the layout and live until its next run. */
guint cr_layout_get_route (const CrLayout *layout, guint edge, const CrPoint **points);

/* Size of the whole picture, routes included. width and height may be NULL. */
void cr_layout_get_size (const CrLayout *layout, double *width, double *height);

G_END_DECLS
