/* The threads between two layers of the reduced graph as the rungs of a ladder: see cr-layout-ladder.c. */
#pragma once

#include "cr-layout-web-private.h"

G_BEGIN_DECLS

/* A cell is the cost of a way and, in its lower half, the gap that it comes from. */
#define CR_CELL(cost, from) ((guint64)(cost) << 32 | (from))
#define CR_CELL_COST(cell) ((guint)((cell) >> 32))
#define CR_CELL_FROM(cell) ((guint32)(cell))
#define CR_CELL_FAR CR_CELL (G_MAXINT32 / 2, 0)

/* An odd thread: no rung. */
typedef struct
{
  guint from, to; /* places of its ends */
  guint slot;     /* at the lower one */
  guint weight;
} CrLayoutOdd;

typedef struct
{
  CrLayoutWeb *web;
  gboolean down;  /* from a layer to the next one, or from it to the one before */
  guint from, to; /* layers */
  guint n_rungs;
  guint *left_from; /* by gap between the knots of a layer: how many rungs are to its left */
  guint *left_to;
  guint64 *cells; /* by place between two rungs: the best cell there */
  guint64 *steps; /* by rung: its weight, as a cell's cost */
  guint64 *unit;  /* 1, 1, 1, ... */
  GArray *odd;    /* CrLayoutOdd, by `from` */
} CrLayoutLadder;

void cr_layout_ladder_init (CrLayoutLadder *ladder, CrLayoutWeb *web);
void cr_layout_ladder_clear (CrLayoutLadder *ladder);

/* Sets the rungs to the threads between two neighbouring layers: of the knots in two ranges of places, the ends not
 * included, whose threads must lead nowhere else. All cells are far. */
typedef struct
{
  guint first_from, end_from;
  guint first_to, end_to;
} CrLayoutRange;
void cr_layout_ladder_set (CrLayoutLadder *ladder, guint from, guint to, const CrLayoutRange *range);

/* Makes every cell far; lets the best cost spread over the rungs. */
void cr_layout_ladder_empty (CrLayoutLadder *ladder);
void cr_layout_ladder_climb (CrLayoutLadder *ladder);

G_END_DECLS
