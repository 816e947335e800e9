/* Blocks: nodes that move sideways as one, the least distances between them and what pulls them. */
#pragma once

#include "cr-layout-private.h"

G_BEGIN_DECLS

/* A neighbour of a block, and the least distance from the left one's place to the right one's. */
typedef struct
{
  guint other;
  double least;
} CrLayoutGap;

/* A link to another block. It is vertical while this block is at low to high from the other one. */
typedef struct
{
  guint other;
  double low, high;
  double weight;
} CrLayoutPull;

/* Lists by block: those of b are at start[b] to start[b + 1] - 1. */
typedef struct
{
  guint n;
  guint *of;      /* by node: its block */
  double *offset; /* by node: where it stands from its block's place */
  guint *sorted;  /* blocks, of two neighbours the left one first */
  gint8 *side;    /* by block: -1 left of the middle line, 1 right, 0 on it */
  double *x;      /* by block: its place */
  guint *left_start, *right_start, *pull_start;
  CrLayoutGap *left, *right; /* neighbours at the left, at the right */
  CrLayoutPull *pulls;
  guint most_pulls; /* of one block */
} CrLayoutBlocks;

/* The columns of straight links as blocks, all at place 0. */
CrLayoutBlocks *cr_layout_blocks_new (const CrLayoutGraph *graph);
void cr_layout_blocks_free (CrLayoutBlocks *blocks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLayoutBlocks, cr_layout_blocks_free)

/* An end of a stretch where pulls ask nothing, for cr_layout_balance(). */
typedef struct
{
  double at, weight;
} CrLayoutStop;

/* Finds where pulls together are least: between *low and *high. Each pull gives two stops. Sorts the stops. */
void cr_layout_balance (CrLayoutStop *stops, guint n_stops, double *low, double *high);

G_END_DECLS
