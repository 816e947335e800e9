/* The reduced graph that the order is sought in: what is left of a component without its leaves and without the ranks
 * in which nothing happens.
 *
 * A leaf is a box with nothing above it and one link below: it is put beside its consumer at the end, where its link
 * crosses least, and has no say before, unless what its consumer takes from beside it forks: then one leaf is shown for
 * all. A rank whose other nodes all have one link above and one below repeats the order of its neighbour. What is left
 * are layers, a third of the ranks or less, of knots (where routes begin, fork, join and end) and pieces (one link
 * above, one below: a point of a route). Routes are taken out of their layers and put back at other places; a knot or
 * piece that is out has no place and its links count nowhere. */
#pragma once

#include "cr-layout-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint layer;
  guint node;         /* of the graph */
  guint above, below; /* of a piece: the knots that it is linked to */
  gboolean in, piece;
} CrLayoutKnot;

typedef struct
{
  guint upper, lower; /* knots */
  guint slot;         /* order where it enters `lower`; equal slots may enter in any order */
  guint link;         /* of the graph: the one that leaves `upper` */
  guint crossings;    /* weights of threads that cross it */
  guint8 weight;      /* edges that run through it */
  guint8 in;          /* both ends are */
  guint8 odd;         /* threads that are in and not odd cross each other nowhere */
} CrLayoutThread;

/* A piece runs straight to a side if no thread of it is odd and the knot that it leads to there has no other that
 * way. */
enum
{
  CR_LAYOUT_STRAIGHT_DOWN = 1,
  CR_LAYOUT_STRAIGHT_UP = 2
};

/* The first and the last knots of a layer that do not run straight; CR_LAYOUT_NONE if all do. */
typedef struct
{
  guint first_down, last_down;
  guint first_up, last_up;
  gboolean known;
} CrLayoutBends;

/* A maximal way through pieces. */
typedef struct
{
  guint first, n;    /* its pieces in `pieces`, from top to bottom */
  guint top, bottom; /* the threads at its ends */
} CrLayoutRun;

typedef struct
{
  CrLayoutGraph *graph;
  guint n_knots, n_threads, n_layers;
  CrLayoutKnot *knots;
  CrLayoutThread *threads;
  CrLayoutLists up, down; /* threads by lower knot, in order of slots, and by upper knot */
  GArray *runs;           /* CrLayoutRun */
  guint *pieces;          /* by run and from top to bottom */
  guint *run_of, *place;  /* of a piece by knot: its run, and its place there */
  guint *pos;             /* by knot: its place in its layer; apart from the rest to be read and written fast */
  guint8 *straight;       /* by knot: CR_LAYOUT_STRAIGHT_..., the same */
  guint8 *weight;         /* by knot: of a piece that of its thread above, of others 0; the same */
  guint *good_up;         /* by knot: threads that are in and not odd, the same */
  guint *good_down;
  CrLayoutBends *bends;   /* by layer */
  guint *start, *size;    /* by layer: where it starts in `order`, and how many are in */
  guint *order;           /* knots by layer, from left to right */
  int *rank;              /* by layer */
  guint *n_odd, *n_heavy; /* by layer: threads below it that are odd; that weigh more than 1 */
  gboolean *leaf;         /* by node of the graph */
  guint64 steps;          /* operations spent on putting routes back */
  guint64 budget;         /* and how many may be */
} CrLayoutWeb;

/* Needs: links. After: nothing is in, but every layer has its knots in `order`. */
CrLayoutWeb *cr_layout_web_new (CrLayoutGraph *graph);
void cr_layout_web_free (CrLayoutWeb *web);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayoutWeb, cr_layout_web_free)

static inline guint *
cr_layout_web_layer (const CrLayoutWeb *web, guint layer)
{
  return web->order + web->start[layer];
}

/* One thread above, one below. */
static inline gboolean
cr_layout_web_is_piece (const CrLayoutWeb *web, guint knot)
{
  return web->knots[knot].piece;
}

/* Whether two threads between the same layers cross. */
static inline gboolean
cr_layout_web_cross (const CrLayoutWeb *web, const CrLayoutThread *a, const CrLayoutThread *b)
{
  guint a_top = web->pos[a->upper], b_top = web->pos[b->upper];
  guint a_end = web->pos[a->lower], b_end = web->pos[b->lower];

  if (a_end == b_end)
    {
      a_end = a->slot;
      b_end = b->slot;
    }
  return (a_top < b_top && a_end > b_end) || (a_top > b_top && a_end < b_end);
}

/* Sets `straight` of a knot after one of its threads became odd or was odd. */
void cr_layout_web_straighten (CrLayoutWeb *web, guint knot);

/* The knots of a layer that do not run straight. */
const CrLayoutBends *cr_layout_web_get_bends (CrLayoutWeb *web, guint layer);

/* Numbers a layer's knots after its order was changed. */
void cr_layout_web_number (CrLayoutWeb *web, guint layer);

/* Counts the crossings of the threads below a layer, of all layers; the second also sets every thread's count and
 * which ones are odd, and must run once before knots are taken out or put in. */
guint64 cr_layout_web_count (CrLayoutWeb *web);
guint64 cr_layout_web_recount (CrLayoutWeb *web);

/* Sweeps over what is in; the best order is left in place. FALSE: cancelled. */
gboolean cr_layout_web_first_order (CrLayoutWeb *web);
gboolean cr_layout_web_sweep (CrLayoutWeb *web, guint n_sweeps);

/* Takes a knot out of its layer, or puts it in at a place. Both return the crossings of its threads; one of two threads
 * counts as the product of their weights. clear: its threads cross nothing there, which saves to look. */
guint64 cr_layout_web_take (CrLayoutWeb *web, guint knot);
guint64 cr_layout_web_put (CrLayoutWeb *web, guint knot, guint pos, gboolean clear);

/* Shortest ways through the layers for one route: from a knot that is in, layer by layer, to every gap between the
 * knots of each. */
typedef struct _CrLayoutPath CrLayoutPath;
CrLayoutPath *cr_layout_path_new (CrLayoutWeb *web);
void cr_layout_path_free (CrLayoutPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayoutPath, cr_layout_path_free)

/* Begins anywhere in a layer. */
void cr_layout_path_start_free (CrLayoutPath *path, guint layer, gboolean down);
/* Begins at a knot, by a thread of that slot (above it; any below it), and goes to the next layer. */
void cr_layout_path_start (CrLayoutPath *path, guint knot, guint slot, gboolean down);
/* One layer on. */
void cr_layout_path_step (CrLayoutPath *path);
/* The crossings on the best way to a gap of the layer reached last. Gap g is left of the knot at place g. */
guint cr_layout_path_get_cost (const CrLayoutPath *path, guint gap);
/* The gap of the layer before from which that way to a gap of the nth layer comes (n > 0), and whether it crosses
 * anything between the two. */
guint cr_layout_path_get_from (const CrLayoutPath *path, guint n, guint gap, gboolean *crosses);

/* Takes knots out and puts them back. */
typedef struct _CrLayoutReinsert CrLayoutReinsert;
CrLayoutReinsert *cr_layout_reinsert_new (CrLayoutWeb *web);
void cr_layout_reinsert_free (CrLayoutReinsert *reinsert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayoutReinsert, cr_layout_reinsert_free)

/* Takes out a knot and all routes that end at it, and puts them back where they cross least. A piece stands for its
 * whole route. Routes that are out already are put in, unless their other end is out. Returns by how much the number
 * of crossings is less, never below 0 if all was in before. */
gint64 cr_layout_reinsert_knot (CrLayoutReinsert *reinsert, guint knot);

/* The crossings of the routes that end at a knot, or of a piece's route, and how many pieces they have (nullable). */
guint64 cr_layout_reinsert_get_crossings (CrLayoutReinsert *reinsert, guint knot, guint *n_pieces);

/* Says that all knots are in; no layer has an order yet. */
void cr_layout_web_put_in_all (CrLayoutWeb *web);
/* The same, but for long routes; what was taken is to be handed to the next one. */
GArray *cr_layout_web_take_long (CrLayoutWeb *web);
/* Puts long routes in, short ones first. FALSE: cancelled, or it takes too many steps. */
gboolean cr_layout_web_put_long (CrLayoutWeb *web, CrLayoutReinsert *reinsert, const GArray *taken);
/* Reinserts what has crossings, the worst first, until that helps no more or the budget is spent. FALSE: cancelled. */
gboolean cr_layout_web_improve (CrLayoutWeb *web, CrLayoutReinsert *reinsert, guint n_passes);

/* Orders every rank of the graph as the layers are ordered, and puts the leaves in. FALSE: cancelled. */
gboolean cr_layout_web_expand (CrLayoutWeb *web);

/* Makes the graph's `layer` and `pos` of lines, the order of each rank without leaves, and puts the leaves in where
 * their links cross least. FALSE: cancelled. */
gboolean cr_layout_put_leaves (CrLayoutGraph *graph, const gboolean *leaf, const CrLayoutLists *lines);

G_END_DECLS
