/* The graph that the passes of the layout work on, one for each connected component.
 *
 * Inside, edges always run down (ranks grow with y); another direction is turned on the way in
 * and out. "Upper" and "lower" are the ends of a link in this sense.
 *
 * The files, all named cr-layout-*.c, in the order of the passes (cr_layout_graph_run()):
 *   graph      the graph's life, the order of the passes
 *   acyclic    1: turns edges that close cycles
 *   rank       2: ranks; fan: which edges need two; stack: rows of leaves
 *   normalize  3: links and dummies, trunks, lanes
 *   order      4: the order in each rank. web: a reduced graph; web-sweep: first order; web-improve: which routes are
 *              taken out and put back; web-reinsert: one of them; web-path and ladder: its shortest ways; web-move and
 *              web-count: crossings kept right; web-expand and leaves: back to the whole graph
 *   align      5: what is drawn straight; ports: the order of links at a box
 *   position   6: coordinates; blocks: columns that move as one
 *   route      7: curves; pull and taut: where long routes go; join: where links meet boxes
 * Around them: the public side (cr-layout.c), the passes for each component (run), components side by side (pack),
 * layouts of the same graph (like), and the passes that stay close to an earlier picture (keep and keep-*). */
#pragma once

#include "cr-layout.h"

G_BEGIN_DECLS

#define CR_LAYOUT_NONE G_MAXUINT

/* A box, or a dummy: the point where a long edge goes through a rank. x and y are the centre. */
typedef struct
{
  double width, height;
  double margin;             /* part of the width, left and right, that is kept for a loop */
  CrLayoutSide enter, leave; /* where links may meet it, from its centre */
  double x, y;
  int rank;
  guint item; /* number of the caller's node, CR_LAYOUT_NONE for a dummy */
  CrLayoutHold hold;
} CrLayoutNode;

typedef struct
{
  guint from, to; /* working nodes; exchanged if reversed */
  guint port;     /* order among what enters `to`; exchanged edges use it at their lower end too */
  guint item;     /* number of the caller's edge */
  guint first_dummy, n_dummies;
  guint first_link, last_link;
  double from_at, to_at; /* where the caller wants it to meet its boxes, from their middles, or NAN; not exchanged */
  gboolean reversed;     /* was turned to break a cycle */
  gboolean loop;         /* from a node to itself: outside all passes but route */
  gboolean lane;         /* too long for dummies of its own: routed round the outside */
} CrLayoutEdge;

/* A piece of an edge (or of several that share it) between neighbouring ranks. */
typedef struct
{
  guint upper, lower;
  guint port;
  guint upper_index, lower_index; /* place among the links at that end, from the left */
  double upper_at, lower_at;      /* where it meets its ends, from their centres; NAN until that is decided */
} CrLayoutLink;

/* Lists of numbers by key: those of key k are items[start[k]] to items[start[k + 1] - 1]. */
typedef struct
{
  guint *start;
  guint *items;
} CrLayoutLists;

/* What is known of an earlier picture (cr-layout-keep-private.h). */
typedef struct _CrLayoutKeep CrLayoutKeep;

typedef struct
{
  CrLayoutOptions options; /* gaps filled in */
  GArray *nodes;           /* CrLayoutNode: boxes first, then dummies */
  GArray *edges;           /* CrLayoutEdge */
  GArray *links;           /* CrLayoutLink */
  guint n_boxes;
  guint n_ranks;
  CrLayoutLists up;     /* links by lower node, in order of their ports */
  CrLayoutLists down;   /* links by upper node */
  CrLayoutLists layer;  /* nodes by rank, from left to right */
  guint *pos;           /* by node: its place in its rank, from the left; apart from the rest to be read fast */
  guint *align_up;      /* by node: the link that is kept straight above, or CR_LAYOUT_NONE */
  guint *align_down;    /* the same below */
  guint *n_left;        /* by rank: how many nodes are left of the middle line */
  guint *on_line;       /* by rank: the box on the middle line, or CR_LAYOUT_NONE: it goes between two nodes there */
  double *top, *bottom; /* by rank: the band that its boxes take */
  double width, height; /* of the picture of this component */
  GArray *points;       /* CrPoint: the routes of all edges, from (0, 0) of this component */
  guint *route;         /* by edge, and one more: where its route starts in points */
  CrLayoutKeep *keep;   /* NULL: there was no earlier picture */
} CrLayoutGraph;

#define cr_layout_node(graph, i) (&g_array_index ((graph)->nodes, CrLayoutNode, i))
#define cr_layout_edge(graph, i) (&g_array_index ((graph)->edges, CrLayoutEdge, i))
#define cr_layout_link(graph, i) (&g_array_index ((graph)->links, CrLayoutLink, i))

CrLayoutGraph *cr_layout_graph_new (const CrLayoutOptions *options);
void cr_layout_graph_free (CrLayoutGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayoutGraph, cr_layout_graph_free)

/* Whether somebody set the cancel flag. Passes ask this at least once a rank or a thousand steps. */
gboolean cr_layout_graph_cancelled (const CrLayoutGraph *graph);

/* Runs all passes in order; FALSE if cancelled on the way. */
gboolean cr_layout_graph_run (CrLayoutGraph *graph);

/* Sorts 0 .. n - 1 by keys[i] < n_keys; equal keys keep their order. A key of CR_LAYOUT_NONE
 * leaves its number out. */
void cr_layout_lists_init (CrLayoutLists *lists, guint n_keys, guint n, const guint *keys);
void cr_layout_lists_clear (CrLayoutLists *lists);

static inline gboolean
cr_layout_is_dummy (const CrLayoutGraph *graph, guint node)
{
  return node >= graph->n_boxes;
}

/* Least distance of the centres of two neighbours in a rank. */
double cr_layout_separation (const CrLayoutGraph *graph, guint left, guint right);

/* Puts what enters each node into its order from left to right (`up`, lower_index): by ports, and equal ports by where
 * they come from; they may enter in any order, so they don't cross. */
void cr_layout_sort_entries (CrLayoutGraph *graph);
/* After that, the same for what leaves (`down`, upper_index); and the ends that the caller fixed. */
void cr_layout_ports_sort (CrLayoutGraph *graph);
/* Where a link may meet one of its ends, from the centre of that node, so that all links there find room in their
 * order. What is decided already holds its neighbours off. */
void cr_layout_ports_range (const CrLayoutGraph *graph, guint link, gboolean lower_end, double *low, double *high);

/* The shortest way down through n gates from y[0] to y[n - 1], each open from low to high there: x at every gate, and
 * the slope dx / dy of a smooth curve along it, which is vertical at its ends. Where a vertical line goes through all
 * gates it is the one nearest to wish. low and high may be changed; scratch has room for 3 n numbers. */
void cr_layout_taut (const double *y, double *low, double *high, guint n, double wish, double *x, double *slope,
                     guint *scratch);

/* Long routes pulled taut: where each dummy's route enters and leaves the band of its rank, and how steeply. */
typedef struct
{
  double *x;     /* by dummy, counted from the first: at the upper side of its band, then at the lower */
  double *slope; /* dx / dy there */
} CrLayoutRoutes;

/* Heights at which links leave a rank and arrive at one, after or before a straight piece. */
double cr_layout_height_leaving (const CrLayoutGraph *graph, guint rank);
double cr_layout_height_arriving (const CrLayoutGraph *graph, guint rank);
/* Heights of the gates above and below the boxes of a rank: routes bend there. */
double cr_layout_gate_above (const CrLayoutGraph *graph, guint rank);
double cr_layout_gate_below (const CrLayoutGraph *graph, guint rank);

/* Decides where links from box to box meet them, straight ones first: the others give way. */
void cr_layout_join_boxes (CrLayoutGraph *graph);
/* Decides the rest once routes are pulled taut. */
void cr_layout_join_rest (CrLayoutGraph *graph, const CrLayoutRoutes *routes);

/* Pulls all long routes taut, those next to the middle line first, and decides where links meet their boxes. Needs
 * coordinates. FALSE if cancelled. */
gboolean cr_layout_pull (CrLayoutGraph *graph, CrLayoutRoutes *routes);
void cr_layout_routes_clear (CrLayoutRoutes *routes);

/* Ranks that every edge takes at least, 1 or 2, so that leaves find room among siblings. Needs the earliest ranks, and
 * the edges into and out of every box. */
void cr_layout_fan_lengths (CrLayoutGraph *graph, const CrLayoutLists *in, const CrLayoutLists *out, guint8 *length);

/* The passes. Each says what it needs and what holds after it where it is defined; each returns
 * FALSE if it was cancelled. */
gboolean cr_layout_acyclic (CrLayoutGraph *graph);
gboolean cr_layout_rank (CrLayoutGraph *graph);
gboolean cr_layout_stack (CrLayoutGraph *graph);
gboolean cr_layout_normalize (CrLayoutGraph *graph);
gboolean cr_layout_order (CrLayoutGraph *graph);
gboolean cr_layout_align (CrLayoutGraph *graph);
gboolean cr_layout_position (CrLayoutGraph *graph);
gboolean cr_layout_route (CrLayoutGraph *graph);

/* The half of cr_layout_position() that is left once every node has its x: heights, and the bands of the ranks. */
void cr_layout_position_down (CrLayoutGraph *graph);

/* An earlier picture, which the graph owns then; all boxes and edges are new until something is said of them. */
void cr_layout_graph_keep (CrLayoutGraph *graph);
void cr_layout_keep_free (CrLayoutKeep *keep);
/* Where a box stood, its middle; how an edge ran, from its `from`. Both turned to run down. */
void cr_layout_keep_box (CrLayoutGraph *graph, guint box, CrPoint middle);
void cr_layout_keep_edge (CrLayoutGraph *graph, guint edge, const CrPoint *points, guint n_points);
/* Whether enough is known to stay close to it. */
gboolean cr_layout_keep_is_useful (const CrLayoutGraph *graph);
/* Where the corner of the whole component stood, after its positions. */
CrPoint cr_layout_keep_get_corner (const CrLayoutGraph *graph);
/* The picture was found to begin further right. */
void cr_layout_keep_move_corner (CrLayoutGraph *graph, double dx);
/* The passes that stand in for rank, order and position; the same holds after each. */
gboolean cr_layout_keep_rank (CrLayoutGraph *graph);
gboolean cr_layout_keep_order (CrLayoutGraph *graph);
gboolean cr_layout_keep_position (CrLayoutGraph *graph);

/* Where a component goes, in the direction of the layout. */
typedef struct
{
  double x, y, width, height;
  guint first_point; /* of its routes; its edges follow one another */
  gboolean known;    /* x and y are where it stood in an earlier picture */
} CrLayoutArea;

/* Places components so that they keep that gap and the whole has a sensible shape. */
void cr_layout_pack (CrLayoutArea *areas, guint n, double gap);
/* Places components near where they stood; FALSE, with nothing changed, where too few of them did. */
gboolean cr_layout_keep_pack (CrLayoutArea *areas, guint n, double gap);

/* Number of crossings of links, as drawn with their ports, in the current order. */
guint64 cr_layout_count_crossings (CrLayoutGraph *graph);

G_END_DECLS
