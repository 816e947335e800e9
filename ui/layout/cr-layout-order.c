/* Pass 4: the order within each rank.
 *
 * Needs: links.
 * After: `layer` and `pos` hold an order with few crossings.
 *
 * The start is a depth-first search from the sinks through the arguments in their order: a tree
 * comes out without a crossing and with its arguments as written. Then sweeps by barycenters, down
 * and up in turn (Sugiyama, Tagawa and Toda, 1981), keep the best order seen, and neighbours are
 * exchanged as long as that helps (Eades and Kelly's greedy switching, 1986). Crossings are those
 * that will be drawn: links enter a box in the order of their ports, so a box counts as a row of
 * ports. They are counted with an accumulator tree (Barth, Juenger and Mutzel, "Simple and
 * Efficient Bilayer Cross Counting", 2002), in O(links log links). */
#include "cr-layout-private.h"

#include <string.h>

#define MAX_SWEEPS 8
#define MAX_IDLE_SWEEPS 4 /* sweeps without gain before we stop */
#define MAX_SWITCH_ROUNDS 6

typedef struct
{
  CrLayoutGraph *graph;
  guint *port_base;  /* by node: number of the first port of its box in its rank */
  guint *port_index; /* by link: its place among those that enter its lower node */
  double *key;       /* by node */
} Ordering;

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

static void
number_layer (CrLayoutGraph *graph, guint rank)
{
  guint *nodes = layer_nodes (graph, rank);

  for (guint i = 0; i < layer_size (graph, rank); i++)
    cr_layout_node (graph, nodes[i])->pos = i;
}

/* Start order: numbers nodes as a depth-first search from each sink upward meets them. */
static guint *
search_order (CrLayoutGraph *graph)
{
  guint n = graph->nodes->len, n_met = 0, depth = 0;
  guint *met = g_new (guint, n);
  g_autofree guint *stack = g_new (guint, n);
  g_autofree guint *next = g_memdup2 (graph->up.start, sizeof (guint) * ((gsize)n + 1));
  g_autofree gboolean *seen = g_new0 (gboolean, n);

  for (guint sink = 0; sink < n; sink++)
    {
      if (graph->down.start[sink] != graph->down.start[sink + 1])
        continue;
      seen[sink] = TRUE;
      met[n_met++] = stack[depth++] = sink;
      while (depth > 0)
        {
          guint node = stack[depth - 1], upper;

          if (next[node] == graph->up.start[node + 1])
            {
              depth--;
              continue;
            }
          upper = cr_layout_link (graph, graph->up.items[next[node]++])->upper;
          if (!seen[upper])
            {
              seen[upper] = TRUE;
              met[n_met++] = stack[depth++] = upper;
            }
        }
    }
  g_assert (n_met == n);
  return met;
}

static void
order_first (CrLayoutGraph *graph)
{
  guint n = graph->nodes->len;
  g_autofree guint *met = search_order (graph);
  g_autofree guint *keys = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    keys[i] = cr_layout_node (graph, met[i])->rank;
  cr_layout_lists_init (&graph->layer, graph->n_ranks, n, keys);
  for (guint i = 0; i < n; i++)
    graph->layer.items[i] = met[graph->layer.items[i]];
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    number_layer (graph, rank);
}

/* Numbers the ports of a rank's boxes from left to right; returns how many there are. */
static guint
number_ports (const CrLayoutGraph *graph, guint rank, guint *port_base)
{
  const guint *nodes = layer_nodes (graph, rank);
  guint n = 0;

  for (guint i = 0; i < layer_size (graph, rank); i++)
    {
      port_base[nodes[i]] = n;
      n += graph->up.start[nodes[i] + 1] - graph->up.start[nodes[i]];
    }
  return n;
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

        ports[next[cr_layout_node (graph, upper)->pos]++] = port++;
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

/* The mean place of what a node is linked to in the rank above or below, -1 without links. Below,
 * the place among the ports counts, so that arguments sort by port. */
static double
barycenter (const Ordering *ordering, guint node, gboolean above)
{
  const CrLayoutGraph *graph = ordering->graph;
  const CrLayoutLists *lists = above ? &graph->up : &graph->down;
  guint first = lists->start[node], end = lists->start[node + 1];
  double sum = 0;

  for (guint k = first; k < end; k++)
    {
      const CrLayoutLink *link = cr_layout_link (graph, lists->items[k]);

      sum += above ? cr_layout_node (graph, link->upper)->pos
                   : ordering->port_base[link->lower] + ordering->port_index[lists->items[k]];
    }
  return first < end ? sum / (end - first) : -1;
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const Ordering *ordering = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (ordering->key[i] != ordering->key[k])
    return ordering->key[i] < ordering->key[k] ? -1 : 1;
  return (int)cr_layout_node (ordering->graph, i)->pos - (int)cr_layout_node (ordering->graph, k)->pos;
}

/* Sorts a rank by barycenters; what has no links that way keeps its place. */
static void
sort_layer (Ordering *ordering, guint rank, gboolean above, guint *scratch)
{
  CrLayoutGraph *graph = ordering->graph;
  guint *nodes = layer_nodes (graph, rank);
  guint n = layer_size (graph, rank), n_sorted = 0, next = 0;

  if (!above)
    number_ports (graph, rank + 1, ordering->port_base);
  for (guint i = 0; i < n; i++)
    {
      ordering->key[nodes[i]] = barycenter (ordering, nodes[i], above);
      if (ordering->key[nodes[i]] >= 0)
        scratch[n_sorted++] = nodes[i];
    }
  g_qsort_with_data (scratch, n_sorted, sizeof (guint), compare_keys, ordering);
  for (guint i = 0; i < n; i++)
    if (ordering->key[nodes[i]] >= 0)
      nodes[i] = scratch[next++];
  number_layer (graph, rank);
}

static gboolean
sweep (Ordering *ordering, gboolean down, guint *scratch)
{
  guint n = ordering->graph->n_ranks;

  for (guint i = 1; i < n; i++)
    {
      if (cr_layout_graph_cancelled (ordering->graph))
        return FALSE;
      sort_layer (ordering, down ? i : n - 1 - i, down, scratch);
    }
  return TRUE;
}

static void
restore (CrLayoutGraph *graph, const guint *order)
{
  memcpy (graph->layer.items, order, sizeof (guint) * graph->nodes->len);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    number_layer (graph, rank);
}

/* Sweeps and leaves the best order in place. */
static gboolean
sweep_all (Ordering *ordering)
{
  CrLayoutGraph *graph = ordering->graph;
  gsize size = sizeof (guint) * graph->nodes->len;
  g_autofree guint *scratch = g_malloc (size);
  g_autofree guint *best = g_memdup2 (graph->layer.items, size);
  guint64 least = cr_layout_count_crossings (graph);

  for (guint i = 0, idle = 0; i < MAX_SWEEPS && idle < MAX_IDLE_SWEEPS && least > 0; i++)
    {
      guint64 crossings;

      if (!sweep (ordering, i % 2 == 1, scratch))
        return FALSE;
      crossings = cr_layout_count_crossings (graph);
      idle = crossings < least ? 0 : idle + 1;
      if (crossings < least)
        {
          least = crossings;
          memcpy (best, graph->layer.items, size);
        }
    }
  restore (graph, best);
  return TRUE;
}

static gint
compare_numbers (gconstpointer a, gconstpointer b, gpointer data)
{
  guint i = *(const guint *)a, k = *(const guint *)b;

  return i < k ? -1 : i > k;
}

/* Crossings among the links of two neighbours, a on the left, whose other ends are sorted: pairs
 * (i of a, k of b) with i > k. */
static guint64
count_pairs (const guint *a, guint n_a, const guint *b, guint n_b)
{
  guint64 pairs = 0;

  for (guint i = 0, k = 0; i < n_a; i++)
    {
      while (k < n_b && b[k] < a[i])
        k++;
      pairs += k;
    }
  return pairs;
}

/* The other ends of a rank's links, sorted, in lists laid out like `lists`. */
static void
collect_ends (const Ordering *ordering, guint rank, gboolean above, guint *ends)
{
  const CrLayoutGraph *graph = ordering->graph;
  const CrLayoutLists *lists = above ? &graph->up : &graph->down;
  const guint *nodes = layer_nodes (graph, rank);

  if (!above && rank + 1 < graph->n_ranks)
    number_ports (graph, rank + 1, ordering->port_base);
  for (guint i = 0; i < layer_size (graph, rank); i++)
    {
      guint first = lists->start[nodes[i]], end = lists->start[nodes[i] + 1];

      for (guint k = first; k < end; k++)
        {
          const CrLayoutLink *link = cr_layout_link (graph, lists->items[k]);

          ends[k] = above ? cr_layout_node (graph, link->upper)->pos
                          : ordering->port_base[link->lower] + ordering->port_index[lists->items[k]];
        }
      if (end - first > 1)
        g_qsort_with_data (ends + first, end - first, sizeof (guint), compare_numbers, NULL);
    }
}

/* What exchanging the neighbours a and b (a on the left) would save. */
static gint64
switch_gain (const CrLayoutLists *lists, const guint *ends, guint a, guint b)
{
  const guint *ends_a = ends + lists->start[a], *ends_b = ends + lists->start[b];
  guint n_a = lists->start[a + 1] - lists->start[a], n_b = lists->start[b + 1] - lists->start[b];

  return (gint64)count_pairs (ends_a, n_a, ends_b, n_b) - (gint64)count_pairs (ends_b, n_b, ends_a, n_a);
}

/* Exchanges neighbours in a rank where that saves crossings; whether it did. */
static gboolean
switch_layer (Ordering *ordering, guint rank, guint *up_ends, guint *down_ends)
{
  CrLayoutGraph *graph = ordering->graph;
  guint *nodes = layer_nodes (graph, rank);
  gboolean switched = FALSE;

  if (layer_size (graph, rank) < 2)
    return FALSE;
  collect_ends (ordering, rank, TRUE, up_ends);
  collect_ends (ordering, rank, FALSE, down_ends);
  for (guint i = 0; i + 1 < layer_size (graph, rank); i++)
    {
      guint a = nodes[i], b = nodes[i + 1];

      if (switch_gain (&graph->up, up_ends, a, b) + switch_gain (&graph->down, down_ends, a, b) <= 0)
        continue;
      nodes[i] = b;
      nodes[i + 1] = a;
      switched = TRUE;
    }
  if (switched)
    number_layer (graph, rank);
  return switched;
}

static gboolean
switch_all (Ordering *ordering)
{
  CrLayoutGraph *graph = ordering->graph;
  g_autofree guint *up_ends = g_new (guint, MAX (graph->links->len, 1));
  g_autofree guint *down_ends = g_new (guint, MAX (graph->links->len, 1));
  gboolean switched = TRUE;

  for (guint round = 0; round < MAX_SWITCH_ROUNDS && switched; round++)
    {
      switched = FALSE;
      for (guint rank = 0; rank < graph->n_ranks; rank++)
        {
          if (cr_layout_graph_cancelled (graph))
            return FALSE;
          switched |= switch_layer (ordering, rank, up_ends, down_ends);
        }
    }
  return TRUE;
}

gboolean
cr_layout_order (CrLayoutGraph *graph)
{
  g_autofree guint *port_base = g_new0 (guint, graph->nodes->len);
  g_autofree guint *port_index = g_new0 (guint, MAX (graph->links->len, 1));
  g_autofree double *key = g_new0 (double, graph->nodes->len);
  Ordering ordering = { .graph = graph, .port_base = port_base, .port_index = port_index, .key = key };

  for (guint i = 0; i < graph->nodes->len; i++)
    for (guint k = graph->up.start[i]; k < graph->up.start[i + 1]; k++)
      port_index[graph->up.items[k]] = k - graph->up.start[i];

  order_first (graph);
  return sweep_all (&ordering) && switch_all (&ordering);
}
