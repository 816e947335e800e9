/* Pass 4: the order within each rank.
 *
 * Needs: links.
 * After: `layer` and `pos` hold an order with few crossings; `up` lists the links of a node in order of ports, and
 * equal ports from left to right.
 *
 * The order is sought in a reduced graph without leaves and without ranks in which nothing happens
 * (cr-layout-web-private.h): sweeps order what is local, then long routes are put in one by one by shortest ways, and
 * what still has crossings is taken out and put back until that helps no more. Crossings are those that will be drawn:
 * links enter a box in the order of their ports. */
#include "cr-layout-web-private.h"

#include <string.h>

#define SWEEPS 8
#define QUICK_SWEEPS 3
#define PASSES 12

static guint
layer_size (const CrLayoutGraph *graph, guint rank)
{
  return graph->layer.start[rank + 1] - graph->layer.start[rank];
}

static guint *
layer_nodes (const CrLayoutGraph *graph, guint rank)
{
  return graph->layer.items + graph->layer.start[rank];
}

/* Puts the ports that the links of a rank lead to, in the order of their upper ends and, at one
 * end, from left to right: so links from one node never count as crossing. */
static guint
ports_below (const CrLayoutGraph *graph, guint rank, guint *ports, guint *next)
{
  const guint *lowers = layer_nodes (graph, rank + 1), *uppers = layer_nodes (graph, rank);
  guint n = 0, port = 0;

  for (guint i = 0; i < layer_size (graph, rank); i++)
    {
      next[i] = n;
      n += graph->down.start[uppers[i] + 1] - graph->down.start[uppers[i]];
    }
  for (guint i = 0; i < layer_size (graph, rank + 1); i++)
    for (guint k = graph->up.start[lowers[i]]; k < graph->up.start[lowers[i] + 1]; k++)
      {
        guint upper = cr_layout_link (graph, graph->up.items[k])->upper;

        ports[next[graph->pos[upper]]++] = port++;
      }
  return n;
}

/* Inversions of a permutation by an accumulator tree. */
static guint64
count_inversions (const guint *ports, guint n, guint *tree)
{
  guint64 crossings = 0;
  guint first = 1;

  while (first < n)
    first *= 2;
  memset (tree, 0, sizeof (guint) * 2 * first);
  for (guint i = 0; i < n; i++)
    {
      guint at = ports[i] + first;

      tree[at]++;
      while (at > 1)
        {
          if (at % 2 == 0)
            crossings += tree[at + 1];
          at /= 2;
          tree[at]++;
        }
    }
  return crossings;
}

guint64
cr_layout_count_crossings (CrLayoutGraph *graph)
{
  guint n_links = MAX (graph->links->len, 1);
  g_autofree guint *ports = g_new (guint, n_links);
  g_autofree guint *next = g_new (guint, graph->nodes->len);
  g_autofree guint *tree = g_new (guint, 4 * (gsize)n_links);
  guint64 crossings = 0;

  for (guint rank = 0; rank + 1 < graph->n_ranks; rank++)
    {
      guint n = ports_below (graph, rank, ports, next);

      crossings += count_inversions (ports, n, tree);
    }
  return crossings;
}

/* Where there are too many long routes, or too many crossings, to put them in one by one: sweeps over all. */
static gboolean
order_by_sweeps (CrLayoutWeb *web, guint n_sweeps)
{
  cr_layout_web_put_in_all (web);
  if (cr_layout_graph_cancelled (web->graph) || !cr_layout_web_first_order (web)
      || !cr_layout_web_sweep (web, n_sweeps))
    return FALSE;
  cr_layout_web_recount (web);
  return TRUE;
}

static gboolean
order_web (CrLayoutWeb *web, gboolean quick)
{
  guint n_sweeps = quick ? QUICK_SWEEPS : SWEEPS;
  g_autoptr (GArray) taken = cr_layout_web_take_long (web);
  g_autoptr (CrLayoutReinsert) reinsert = cr_layout_reinsert_new (web);

  if (!cr_layout_web_first_order (web) || !cr_layout_web_sweep (web, n_sweeps))
    return FALSE;
  cr_layout_web_recount (web);
  if (!cr_layout_web_put_long (web, reinsert, taken) && !order_by_sweeps (web, n_sweeps))
    return FALSE;
  return quick || cr_layout_web_improve (web, reinsert, PASSES);
}

gboolean
cr_layout_order (CrLayoutGraph *graph)
{
  g_autoptr (CrLayoutWeb) web = cr_layout_web_new (graph);

  if (!order_web (web, graph->options.quick) || !cr_layout_web_expand (web))
    return FALSE;
  cr_layout_sort_entries (graph);
  return TRUE;
}
