/* Where a new box wants to be, next to boxes that have their place.
 *
 * An operation stands at the middle of what it is linked to. A leaf stands beside the other arguments of its first
 * consumer, on the side that its port says, so that arguments stay as written and no edge is crossed. */
#include "cr-layout-keep-private.h"

#include <math.h>

#define BESIDE 0.05 /* in keys: next to a box, before anything else there */

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutLists in, out;
  GQueue placed; /* boxes whose neighbours are to be met */
  GQueue leaves; /* new ones that wait */
} Guessing;

static void
list_edges (Guessing *guessing)
{
  CrLayoutGraph *graph = guessing->graph;
  guint n_edges = graph->edges->len;
  g_autofree guint *from = g_new (guint, MAX (n_edges, 1));
  g_autofree guint *to = g_new (guint, MAX (n_edges, 1));

  for (guint i = 0; i < n_edges; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      from[i] = edge->loop ? CR_LAYOUT_NONE : edge->from;
      to[i] = edge->loop ? CR_LAYOUT_NONE : edge->to;
    }
  cr_layout_lists_init (&guessing->in, graph->n_boxes, n_edges, to);
  cr_layout_lists_init (&guessing->out, graph->n_boxes, n_edges, from);
}

static void
put (CrLayoutGraph *graph, guint box, double wish, double key)
{
  graph->keep->wish[box] = wish;
  graph->keep->key[box] = key;
}

/* The mean place of what a box is linked to; those without a place don't count. NAN: none has one. */
static double
find_middle (const Guessing *guessing, guint box)
{
  const CrLayoutGraph *graph = guessing->graph;
  double sum = 0;
  guint n = 0;

  for (guint k = guessing->in.start[box]; k < guessing->in.start[box + 1]; k++)
    {
      double x = graph->keep->wish[cr_layout_edge (graph, guessing->in.items[k])->from];

      sum += isnan (x) ? 0 : x;
      n += !isnan (x);
    }
  for (guint k = guessing->out.start[box]; k < guessing->out.start[box + 1]; k++)
    {
      double x = graph->keep->wish[cr_layout_edge (graph, guessing->out.items[k])->to];

      sum += isnan (x) ? 0 : x;
      n += !isnan (x);
    }
  return n > 0 ? sum / n : NAN;
}

/* A leaf: beside its nearest fellow argument in the same rank. FALSE if there is none. */
static gboolean
put_beside (const Guessing *guessing, guint leaf)
{
  CrLayoutGraph *graph = guessing->graph;
  const CrLayoutEdge *edge = cr_layout_edge (graph, guessing->out.items[guessing->out.start[leaf]]);
  guint left = CR_LAYOUT_NONE, right = CR_LAYOUT_NONE;
  const double *wish = graph->keep->wish;

  for (guint k = guessing->in.start[edge->to]; k < guessing->in.start[edge->to + 1]; k++)
    {
      const CrLayoutEdge *other = cr_layout_edge (graph, guessing->in.items[k]);

      if (other->from == leaf || isnan (wish[other->from])
          || cr_layout_node (graph, other->from)->rank != cr_layout_node (graph, leaf)->rank)
        continue;
      if (other->port <= edge->port && (left == CR_LAYOUT_NONE || wish[other->from] > wish[left]))
        left = other->from;
      if (other->port > edge->port && (right == CR_LAYOUT_NONE || wish[other->from] < wish[right]))
        right = other->from;
    }
  if (left != CR_LAYOUT_NONE)
    put (graph, leaf, wish[left] + cr_layout_separation (graph, left, leaf), graph->keep->key[left] + BESIDE);
  else if (right != CR_LAYOUT_NONE)
    put (graph, leaf, wish[right] - cr_layout_separation (graph, right, leaf), graph->keep->key[right] - BESIDE);
  return left != CR_LAYOUT_NONE || right != CR_LAYOUT_NONE;
}

static gboolean
is_leaf (const Guessing *guessing, guint box)
{
  return guessing->in.start[box] == guessing->in.start[box + 1]
         && guessing->out.start[box] < guessing->out.start[box + 1];
}

/* A box next to one that has its place: an operation finds its own now, a leaf once all operations have theirs. */
static void
meet (Guessing *guessing, guint box)
{
  CrLayoutGraph *graph = guessing->graph;
  double middle;

  if (!isnan (graph->keep->wish[box]))
    return;
  if (is_leaf (guessing, box))
    {
      g_queue_push_tail (&guessing->leaves, GUINT_TO_POINTER (box));
      return;
    }
  middle = find_middle (guessing, box);
  put (graph, box, middle, middle);
  g_queue_push_tail (&guessing->placed, GUINT_TO_POINTER (box));
}

static void
meet_neighbours (Guessing *guessing, guint box)
{
  CrLayoutGraph *graph = guessing->graph;

  for (guint k = guessing->in.start[box]; k < guessing->in.start[box + 1]; k++)
    meet (guessing, cr_layout_edge (graph, guessing->in.items[k])->from);
  for (guint k = guessing->out.start[box]; k < guessing->out.start[box + 1]; k++)
    meet (guessing, cr_layout_edge (graph, guessing->out.items[k])->to);
}

static void
place_leaf (Guessing *guessing, guint leaf)
{
  double middle;

  if (!isnan (guessing->graph->keep->wish[leaf]))
    return;
  if (!put_beside (guessing, leaf))
    {
      middle = find_middle (guessing, leaf);
      put (guessing->graph, leaf, middle, middle);
    }
  g_queue_push_tail (&guessing->placed, GUINT_TO_POINTER (leaf));
}

void
cr_layout_keep_guess (CrLayoutGraph *graph)
{
  Guessing guessing = { .graph = graph };

  if (graph->keep->n_known == graph->n_boxes)
    return;
  g_queue_init (&guessing.placed);
  g_queue_init (&guessing.leaves);
  list_edges (&guessing);
  for (guint i = 0; i < graph->n_boxes; i++)
    if (!isnan (graph->keep->boxes[i].x))
      g_queue_push_tail (&guessing.placed, GUINT_TO_POINTER (i));
  while (!g_queue_is_empty (&guessing.placed) || !g_queue_is_empty (&guessing.leaves))
    if (!g_queue_is_empty (&guessing.placed))
      meet_neighbours (&guessing, GPOINTER_TO_UINT (g_queue_pop_head (&guessing.placed)));
    else
      place_leaf (&guessing, GPOINTER_TO_UINT (g_queue_pop_head (&guessing.leaves)));
  cr_layout_lists_clear (&guessing.in);
  cr_layout_lists_clear (&guessing.out);
}
