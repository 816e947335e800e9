/* Pass 2: ranks.
 *
 * Needs: no cycles.
 * After: every edge leads to a greater rank; ranks are 0 .. n_ranks - 1 and none is empty.
 *
 * Longest paths from the sources give the earliest ranks and the least number of them. Then, from
 * the sinks back, a node takes the latest rank that its consumers allow if that makes the edges
 * together no longer: so a leaf sits right above its first use, and a subexpression that only one
 * operation uses moves down with all its leaves. Among ranks of equal length the latest cross
 * least. (Longest path: Healy and Nikolov, "Hierarchical Drawing Algorithms", 2013, 13.3.)
 *
 * At last boxes that are held go to the first or the last rank; one that an edge enters cannot be in the first, nor one
 * that an edge leaves in the last. */
#include "cr-layout-private.h"

#include <string.h>

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutLists in, out; /* edges by node */
  guint *sorted;         /* nodes, every edge leads forward */
  guint *only;           /* by node: its one consumer, CR_LAYOUT_NONE if several or none */
  gboolean *free;        /* by node: all above it is used by it alone, and follows where it goes */
  guint8 *length;        /* by edge: how many ranks it takes at least */
} Ranking;

static void
ranking_init (Ranking *ranking, CrLayoutGraph *graph)
{
  guint n_edges = graph->edges->len;
  g_autofree guint *from = g_new (guint, MAX (n_edges, 1));
  g_autofree guint *to = g_new (guint, MAX (n_edges, 1));

  for (guint i = 0; i < n_edges; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      from[i] = edge->loop ? CR_LAYOUT_NONE : edge->from;
      to[i] = edge->loop ? CR_LAYOUT_NONE : edge->to;
    }
  cr_layout_lists_init (&ranking->in, graph->n_boxes, n_edges, to);
  cr_layout_lists_init (&ranking->out, graph->n_boxes, n_edges, from);
  ranking->sorted = g_new (guint, graph->n_boxes);
  ranking->only = g_new (guint, graph->n_boxes);
  ranking->free = g_new0 (gboolean, graph->n_boxes);
  ranking->length = g_new (guint8, MAX (n_edges, 1));
  memset (ranking->length, 1, n_edges);
}

static void
ranking_clear (Ranking *ranking)
{
  cr_layout_lists_clear (&ranking->in);
  cr_layout_lists_clear (&ranking->out);
  g_free (ranking->sorted);
  g_free (ranking->only);
  g_free (ranking->free);
  g_free (ranking->length);
}

/* Sorts topologically (Kahn). */
static void
sort_boxes (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;
  g_autofree guint *missing = g_new (guint, graph->n_boxes);
  guint n_sorted = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      missing[i] = ranking->in.start[i + 1] - ranking->in.start[i];
      if (missing[i] == 0)
        ranking->sorted[n_sorted++] = i;
    }
  for (guint done = 0; done < n_sorted; done++)
    {
      guint node = ranking->sorted[done];

      for (guint k = ranking->out.start[node]; k < ranking->out.start[node + 1]; k++)
        {
          guint to = cr_layout_edge (graph, ranking->out.items[k])->to;

          if (--missing[to] == 0)
            ranking->sorted[n_sorted++] = to;
        }
    }
  g_assert (n_sorted == graph->n_boxes);
}

static void
rank_earliest (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint node = ranking->sorted[i];
      int rank = 0;

      for (guint k = ranking->in.start[node]; k < ranking->in.start[node + 1]; k++)
        {
          guint edge = ranking->in.items[k];

          rank = MAX (rank, cr_layout_node (graph, cr_layout_edge (graph, edge)->from)->rank + ranking->length[edge]);
        }
      cr_layout_node (graph, node)->rank = rank;
    }
}

static void
find_only_consumers (Ranking *ranking)
{
  for (guint i = 0; i < ranking->graph->n_boxes; i++)
    {
      guint first = ranking->out.start[i], end = ranking->out.start[i + 1];

      ranking->only[i] = first < end ? cr_layout_edge (ranking->graph, ranking->out.items[first])->to : CR_LAYOUT_NONE;
      for (guint k = first; k < end; k++)
        if (cr_layout_edge (ranking->graph, ranking->out.items[k])->to != ranking->only[i])
          ranking->only[i] = CR_LAYOUT_NONE;
    }
}

/* How many edges into the node grow when it moves down: what follows it does not count. */
static guint
n_held (const Ranking *ranking, guint node)
{
  guint n = 0;

  for (guint k = ranking->in.start[node]; k < ranking->in.start[node + 1]; k++)
    {
      guint from = cr_layout_edge (ranking->graph, ranking->in.items[k])->from;

      n += !(ranking->free[from] && ranking->only[from] == node);
    }
  return n;
}

static void
rank_latest (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  find_only_consumers (ranking);
  for (guint i = 0; i < graph->n_boxes; i++)
    ranking->free[ranking->sorted[i]] = n_held (ranking, ranking->sorted[i]) == 0;

  for (guint i = graph->n_boxes; i-- > 0;)
    {
      guint node = ranking->sorted[i];
      guint first = ranking->out.start[node], end = ranking->out.start[node + 1];
      int latest = G_MAXINT;

      if (first == end || n_held (ranking, node) > end - first)
        continue;
      for (guint k = first; k < end; k++)
        {
          guint edge = ranking->out.items[k];

          latest = MIN (latest, cr_layout_node (graph, cr_layout_edge (graph, edge)->to)->rank - ranking->length[edge]);
        }
      cr_layout_node (graph, node)->rank = latest;
    }
}

static void
rank_held (const Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      CrLayoutNode *node = cr_layout_node (graph, i);

      if (node->hold == CR_LAYOUT_FIRST_RANK && ranking->in.start[i] == ranking->in.start[i + 1])
        node->rank = 0;
      if (node->hold == CR_LAYOUT_LAST_RANK && ranking->out.start[i] == ranking->out.start[i + 1])
        node->rank = (int)graph->n_ranks - 1;
    }
}

gboolean
cr_layout_rank (CrLayoutGraph *graph)
{
  Ranking ranking = { .graph = graph };

  ranking_init (&ranking, graph);
  sort_boxes (&ranking);
  rank_earliest (&ranking);
  cr_layout_fan_lengths (graph, &ranking.in, &ranking.out, ranking.length);
  rank_earliest (&ranking);
  rank_latest (&ranking);

  /* A longest path has no slack, so none of its nodes moved: no rank is empty. */
  for (guint i = 0; i < graph->n_boxes; i++)
    graph->n_ranks = MAX (graph->n_ranks, (guint)cr_layout_node (graph, i)->rank + 1);
  rank_held (&ranking);
  ranking_clear (&ranking);
  return TRUE;
}
