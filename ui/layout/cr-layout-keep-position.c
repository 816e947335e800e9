/* Coordinates near those of an earlier picture.
 *
 * Needs: wishes, blocks and the order that goes with them; straight links.
 * After: as after cr_layout_position(); and where the corner of the component stood.
 *
 * Blocks are pushed apart in two ways: from left to right, where each gives way to those before it, and from right to
 * left. Both keep all distances, and so does every mixture of the two: the one that moves known boxes least is taken.
 * Where there is room nothing moves in either. */
#include "cr-layout-keep-private.h"

#include <math.h>

#define N_MIXTURES 5
#define CLOSE_ENOUGH 24.0

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutLists blocks; /* nodes by their block's uppermost node */
  guint *sorted;        /* uppermost nodes of blocks, from left to right */
  guint n_blocks;
} Pushing;

static void
list_blocks (Pushing *pushing)
{
  CrLayoutGraph *graph = pushing->graph;
  guint n = graph->nodes->len;

  cr_layout_lists_init (&pushing->blocks, n, n, graph->keep->block);
  for (guint i = 0; i < n; i++)
    if (graph->keep->block[i] == i)
      pushing->sorted[pushing->n_blocks++] = i;
  g_qsort_with_data (pushing->sorted, pushing->n_blocks, sizeof (guint), cr_layout_keep_compare, graph->keep);
}

/* Dummies make room for boxes before boxes do for them: a taut route passes a box closer than a dummy's own distance.
 */
static void
give_way (CrLayoutGraph *graph)
{
  double *wish = graph->keep->wish;

  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      guint first = graph->layer.start[rank], end = graph->layer.start[rank + 1];
      const guint *nodes = graph->layer.items;

      for (guint i = first + 1; i < end; i++)
        if (cr_layout_is_dummy (graph, nodes[i]))
          wish[nodes[i]]
              = MAX (wish[nodes[i]], wish[nodes[i - 1]] + cr_layout_separation (graph, nodes[i - 1], nodes[i]));
      for (guint i = end; i-- > first + 1;)
        if (cr_layout_is_dummy (graph, nodes[i - 1]))
          wish[nodes[i - 1]]
              = MIN (wish[nodes[i - 1]], wish[nodes[i]] - cr_layout_separation (graph, nodes[i - 1], nodes[i]));
    }
}

/* Places a block as near to its wish as its neighbours at one side (step -1: left) let it. */
static double
push_block (const Pushing *pushing, guint block, int step, const double *x)
{
  const CrLayoutGraph *graph = pushing->graph;
  double at = graph->keep->wish[block];

  for (guint i = pushing->blocks.start[block]; i < pushing->blocks.start[block + 1]; i++)
    {
      guint node = pushing->blocks.items[i];
      const CrLayoutNode *box = cr_layout_node (graph, node);
      guint first = graph->layer.start[box->rank], n = graph->layer.start[box->rank + 1] - first, other;
      double limit;

      if ((step < 0 && graph->pos[node] == 0) || (step > 0 && graph->pos[node] + 1 == n))
        continue;
      other = graph->layer.items[first + graph->pos[node] + step];
      limit = x[graph->keep->block[other]] - step * cr_layout_separation (graph, other, node);
      at = step < 0 ? MAX (at, limit) : MIN (at, limit);
    }
  return at;
}

/* How far a mixture moves the boxes that were there: from where they stood, the picture's own shift aside. */
static double
find_disturbance (const Pushing *pushing, const double *left, const double *right, double share)
{
  const CrLayoutGraph *graph = pushing->graph;
  double sum = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    if (!isnan (graph->keep->boxes[i].x))
      {
        guint block = graph->keep->block[i];

        sum += fabs (left[block] * (1 - share) + right[block] * share - graph->keep->boxes[i].x);
      }
  return sum;
}

static double
choose_share (const Pushing *pushing, const double *left, const double *right)
{
  double least = G_MAXDOUBLE, best = 0;

  for (guint i = 0; i < N_MIXTURES; i++)
    {
      double share = i / (double)(N_MIXTURES - 1), disturbance = find_disturbance (pushing, left, right, share);

      if (disturbance < least)
        {
          least = disturbance;
          best = share;
        }
    }
  return best;
}

static void
place_across (CrLayoutGraph *graph, const double *left, const double *right, double share)
{
  double from = G_MAXDOUBLE, to = -G_MAXDOUBLE;

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      CrLayoutNode *node = cr_layout_node (graph, i);
      guint block = graph->keep->block[i];

      node->x = left[block] == right[block] ? left[block] : left[block] * (1 - share) + right[block] * share;
      from = MIN (from, node->x - node->width / 2);
      to = MAX (to, node->x + node->width / 2);
    }
  for (guint i = 0; i < graph->nodes->len; i++)
    cr_layout_node (graph, i)->x -= from;
  graph->width = to - from;
  graph->keep->left = from;
}

/* Ranks keep the distance that they had where it is still enough and not far from what it would be now: that depends on
 * how flat the links between them run, which a new neighbour changes a little. */
static void
keep_distances (CrLayoutGraph *graph)
{
  g_autofree double *shift = g_new0 (double, graph->n_ranks);

  for (guint rank = 1; rank < graph->n_ranks; rank++)
    {
      double half = (graph->bottom[rank - 1] - graph->top[rank - 1] + graph->bottom[rank] - graph->top[rank]) / 2;
      double before = graph->keep->heights[rank] - graph->keep->heights[rank - 1];
      double now = (graph->top[rank] + graph->bottom[rank] - graph->top[rank - 1] - graph->bottom[rank - 1]) / 2;

      shift[rank] = shift[rank - 1];
      if (before >= half + graph->options.rank_gap && fabs (before - now) < CLOSE_ENOUGH)
        shift[rank] += before - now;
    }
  for (guint i = 0; i < graph->nodes->len; i++)
    cr_layout_node (graph, i)->y += shift[cr_layout_node (graph, i)->rank];
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      graph->top[rank] += shift[rank];
      graph->bottom[rank] += shift[rank];
    }
  graph->height += shift[graph->n_ranks - 1];
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

/* The height that most boxes would have to be moved by to stand where they stood. */
static void
find_top (CrLayoutGraph *graph)
{
  g_autofree double *above = g_new (double, graph->n_boxes);
  guint n = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    if (!isnan (graph->keep->boxes[i].y))
      above[n++] = graph->keep->boxes[i].y - cr_layout_node (graph, i)->y;
  qsort (above, n, sizeof (double), compare_doubles);
  graph->keep->top = above[n / 2];
}

gboolean
cr_layout_keep_position (CrLayoutGraph *graph)
{
  guint n = graph->nodes->len;
  g_autofree guint *sorted = g_new (guint, n);
  g_autofree double *left = g_new (double, n);
  g_autofree double *right = g_new (double, n);
  Pushing pushing = { .graph = graph, .sorted = sorted };

  give_way (graph);
  list_blocks (&pushing);
  for (guint i = 0; i < pushing.n_blocks; i++)
    left[sorted[i]] = push_block (&pushing, sorted[i], -1, left);
  for (guint i = pushing.n_blocks; i-- > 0;)
    right[sorted[i]] = push_block (&pushing, sorted[i], 1, right);
  place_across (graph, left, right, choose_share (&pushing, left, right));
  cr_layout_lists_clear (&pushing.blocks);
  cr_layout_position_down (graph);
  keep_distances (graph);
  find_top (graph);
  return TRUE;
}
