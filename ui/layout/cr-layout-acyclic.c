/* Pass 1: no cycles.
 *
 * Needs: edges between boxes, in any direction.
 * After: edges that are no loops form no cycle; those that closed one are turned (reversed).
 *
 * Depth-first search turns every edge that leads back to a node on the way (Gansner et al., "A
 * Technique for Drawing Directed Graphs", 1993, section 2.1). Our graphs are acyclic, so this is
 * a safeguard, not a place for more effort. */
#include "cr-layout-private.h"

enum
{
  NEW,
  OPEN,
  DONE
};

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutLists out;
  guint *next;  /* by node: how far its edges are searched */
  guint *stack; /* the way from the start to the current node */
  guint8 *state;
} Search;

static void
turn (CrLayoutEdge *edge)
{
  guint from = edge->from;

  edge->from = edge->to;
  edge->to = from;
  edge->reversed = TRUE;
}

static void
search_from (Search *search, guint start)
{
  guint depth = 0;

  search->stack[depth++] = start;
  search->state[start] = OPEN;
  while (depth > 0)
    {
      guint node = search->stack[depth - 1];
      CrLayoutEdge *edge;

      if (search->next[node] == search->out.start[node + 1])
        {
          search->state[node] = DONE;
          depth--;
          continue;
        }
      edge = cr_layout_edge (search->graph, search->out.items[search->next[node]++]);
      if (search->state[edge->to] == OPEN)
        turn (edge);
      else if (search->state[edge->to] == NEW)
        {
          search->state[edge->to] = OPEN;
          search->stack[depth++] = edge->to;
        }
    }
}

gboolean
cr_layout_acyclic (CrLayoutGraph *graph)
{
  guint n_edges = graph->edges->len;
  g_autofree guint *keys = g_new (guint, MAX (n_edges, 1));
  Search search = { .graph = graph };

  for (guint i = 0; i < n_edges; i++)
    {
      CrLayoutEdge *edge = cr_layout_edge (graph, i);

      edge->loop = edge->from == edge->to;
      keys[i] = edge->loop ? CR_LAYOUT_NONE : edge->from;
    }
  cr_layout_lists_init (&search.out, graph->n_boxes, n_edges, keys);
  search.next = g_memdup2 (search.out.start, sizeof (guint) * (graph->n_boxes + 1));
  search.stack = g_new (guint, graph->n_boxes);
  search.state = g_new0 (guint8, graph->n_boxes);
  for (guint i = 0; i < graph->n_boxes; i++)
    if (search.state[i] == NEW)
      search_from (&search, i);

  cr_layout_lists_clear (&search.out);
  g_free (search.next);
  g_free (search.stack);
  g_free (search.state);
  return TRUE;
}
