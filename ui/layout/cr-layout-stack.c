/* Pass 2, continued: many leaves at one box stand in several ranks.
 *
 * Needs: ranks.
 * After: the same holds; no box has more leaves in one rank than make a row of a sensible width.
 *
 * A sum of ten thousand values would be one row that nobody can see whole. Its leaves are spread over as many ranks as
 * make a block of about the shape of a page; all ranks below move down to make room. Their edges share a trunk later
 * (cr-layout-normalize.c). The same is done for many results of one operation that nothing uses. */
#include "cr-layout-private.h"

#include <math.h>

#define MOST_BESIDE 40 /* more leaves than that are stacked */
#define ASPECT 1.5     /* of the block, about: its width by its height */

typedef struct
{
  CrLayoutGraph *graph;
  guint *n_in, *n_out;      /* by box: its edges, without loops */
  guint *n_above, *n_below; /* by box: leaves that only it uses, and results of it that nothing uses */
  double *room;             /* by box: what those take, gaps included */
  double *across;           /* by box: their widths, gaps included */
  guint *done[2];           /* by box: how many of them have their rank, above and below */
} Stacking;

static void
count_edges (Stacking *stacking)
{
  CrLayoutGraph *graph = stacking->graph;

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      if (edge->loop)
        continue;
      stacking->n_out[edge->from]++;
      stacking->n_in[edge->to]++;
    }
}

static gboolean
is_alone (const Stacking *stacking, guint box)
{
  return stacking->n_in[box] + stacking->n_out[box] == 1
         && cr_layout_node (stacking->graph, box)->hold == CR_LAYOUT_ANYWHERE;
}

static void
add_leaf (Stacking *stacking, guint leaf, guint box)
{
  const CrLayoutNode *node = cr_layout_node (stacking->graph, leaf);
  const CrLayoutOptions *options = &stacking->graph->options;

  stacking->across[box] += node->width + options->node_gap;
  stacking->room[box] += (node->width + options->node_gap) * (node->height + options->rank_gap);
}

/* How many leaves go into one rank; 0: all. */
static guint
leaves_in_row (const Stacking *stacking, guint box)
{
  guint n = stacking->n_above[box] + stacking->n_below[box];

  if (n <= MOST_BESIDE)
    return 0;
  return MAX (1, ceil (n * sqrt (ASPECT * stacking->room[box]) / stacking->across[box]));
}

static guint
extra_rows (guint n, guint in_row)
{
  return in_row == 0 || n == 0 ? 0 : (n - 1) / in_row;
}

/* How far each rank moves down: by what is put in above it and above those before it. */
static guint *
find_shifts (const Stacking *stacking)
{
  CrLayoutGraph *graph = stacking->graph;
  guint *shift = g_new0 (guint, graph->n_ranks + 1);

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      int rank = cr_layout_node (graph, i)->rank;
      guint in_row = leaves_in_row (stacking, i);

      shift[rank] = MAX (shift[rank], extra_rows (stacking->n_above[i], in_row));
      shift[rank + 1] = MAX (shift[rank + 1], extra_rows (stacking->n_below[i], in_row));
    }
  for (guint rank = 1; rank <= graph->n_ranks; rank++)
    shift[rank] += shift[rank - 1];
  return shift;
}

static void
stack (Stacking *stacking)
{
  CrLayoutGraph *graph = stacking->graph;
  g_autofree guint *shift = find_shifts (stacking);

  if (shift[graph->n_ranks] == 0)
    return;
  for (guint i = 0; i < graph->n_boxes; i++)
    cr_layout_node (graph, i)->rank += shift[cr_layout_node (graph, i)->rank];
  graph->n_ranks += shift[graph->n_ranks - 1];
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);
      gboolean below = !edge->loop && is_alone (stacking, edge->to);
      guint box = below ? edge->from : edge->to, leaf = below ? edge->to : edge->from;
      guint in_row = edge->loop || !is_alone (stacking, leaf) ? 0 : leaves_in_row (stacking, box);
      int row;

      if (in_row == 0)
        continue;
      row = 1 + stacking->done[below][box]++ / in_row;
      cr_layout_node (graph, leaf)->rank = cr_layout_node (graph, box)->rank + (below ? row : -row);
    }
}

gboolean
cr_layout_stack (CrLayoutGraph *graph)
{
  gsize n = graph->n_boxes;
  g_autofree guint *counts = g_new0 (guint, 6 * n);
  g_autofree double *sizes = g_new0 (double, 2 * n);
  Stacking stacking = { .graph = graph,
                        .n_in = counts,
                        .n_out = counts + n,
                        .n_above = counts + 2 * n,
                        .n_below = counts + 3 * n,
                        .done = { counts + 4 * n, counts + 5 * n },
                        .room = sizes,
                        .across = sizes + n };

  count_edges (&stacking);
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      if (edge->loop)
        continue;
      if (is_alone (&stacking, edge->to))
        {
          stacking.n_below[edge->from]++;
          add_leaf (&stacking, edge->to, edge->from);
        }
      else if (is_alone (&stacking, edge->from))
        {
          stacking.n_above[edge->to]++;
          add_leaf (&stacking, edge->from, edge->to);
        }
    }
  stack (&stacking);
  return TRUE;
}
