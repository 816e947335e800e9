/* Puts leaves into ranks whose other nodes are in order.
 *
 * A leaf has one link, to a box of the next rank, so that its best gap does not depend on other leaves. Where the other
 * links between two ranks cross nowhere they are rungs from left to right; a leaf's link crosses none in a gap that
 * lies among those of its consumer that may be at its side. Else all gaps are tried. Of equal gaps it takes the one
 * next to its consumer's other arguments, on the side that its port says, or on either side in turn, so that boxes
 * stand in balance. */
#include "cr-layout-web-private.h"

#include <string.h>

#define MOST_TRIES 20000000 /* links looked at in a rank for leaves whose best gap is not obvious */

typedef struct
{
  guint node, lower, port;
  guint gap;
} Leaf;

typedef struct
{
  CrLayoutGraph *graph;
  const gboolean *is_leaf;
  const CrLayoutLists *lines;
  CrLayoutLists leaves; /* by rank */
  GArray *placed;       /* Leaf: those of a rank */
  guint *rungs;         /* by gap of the rank: how many links are to its left */
  guint *entries;       /* by node of the next rank: how many links enter to the left of its own */
  gboolean crossing;    /* links between the two ranks cross */
  guint64 tries;
} Placing;

/* What a node is for a link to the consumer of a leaf: to the left of the leaf, to the right, or free (0). */
static int
side_of (const Placing *placing, const CrLayoutLink *link, const Leaf *leaf)
{
  guint a = placing->graph->pos[link->lower], b = placing->graph->pos[leaf->lower];

  if (a != b)
    return a < b ? -1 : 1;
  return link->port < leaf->port ? -1 : link->port > leaf->port;
}

/* Counts links left of every gap and entry, and finds out whether any cross. */
static void
count_rungs (Placing *placing, guint rank)
{
  CrLayoutGraph *graph = placing->graph;
  const guint *line = placing->lines->items + placing->lines->start[rank];
  guint n = placing->lines->start[rank + 1] - placing->lines->start[rank], n_rungs = 0, furthest = 0;

  placing->crossing = FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint reach = furthest;

      placing->rungs[i] = n_rungs;
      n_rungs += graph->down.start[line[i] + 1] - graph->down.start[line[i]];
      for (guint k = graph->down.start[line[i]]; k < graph->down.start[line[i] + 1]; k++)
        {
          guint pos = graph->pos[cr_layout_link (graph, graph->down.items[k])->lower];

          placing->crossing |= pos < furthest;
          reach = MAX (reach, pos);
        }
      furthest = reach;
    }
  placing->rungs[n] = n_rungs;
  line = placing->lines->items + placing->lines->start[rank + 1];
  n = placing->lines->start[rank + 2] - placing->lines->start[rank + 1];
  n_rungs = 0;
  for (guint i = 0; i < n; i++)
    {
      placing->entries[line[i]] = n_rungs;
      for (guint k = graph->up.start[line[i]]; k < graph->up.start[line[i] + 1]; k++)
        n_rungs += !placing->is_leaf[cr_layout_link (graph, graph->up.items[k])->upper];
    }
}

/* The gaps beside the consumer's other arguments: right of those with lesser ports and left of those with greater. */
static void
find_beside (const Placing *placing, const Leaf *leaf, guint *left, guint *right, guint *low, guint *high)
{
  const CrLayoutGraph *graph = placing->graph;

  *left = G_MAXUINT;
  *right = 0;
  *low = *high = placing->entries[leaf->lower];
  for (guint k = graph->up.start[leaf->lower]; k < graph->up.start[leaf->lower + 1]; k++)
    {
      const CrLayoutLink *link = cr_layout_link (graph, graph->up.items[k]);
      guint pos = graph->pos[link->upper];

      if (placing->is_leaf[link->upper])
        continue;
      *low += link->port < leaf->port;
      *high += link->port <= leaf->port;
      if (link->port >= leaf->port)
        *left = MIN (*left, pos);
      if (link->port <= leaf->port)
        *right = MAX (*right, pos + 1);
    }
}

/* The first gap with that many links to its left, or more. */
static guint
first_gap (const Placing *placing, guint n_gaps, guint rungs)
{
  guint low = 0, high = n_gaps - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (placing->rungs[middle] < rungs)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Tries all gaps; of equal ones the nearest to `wish`. */
static guint
try_all (Placing *placing, guint rank, const Leaf *leaf, guint wish)
{
  const CrLayoutGraph *graph = placing->graph;
  const guint *line = placing->lines->items + placing->lines->start[rank];
  guint n = placing->lines->start[rank + 1] - placing->lines->start[rank], best = 0;
  gint64 crossings = 0, least = 0;

  for (guint gap = 1; gap <= n; gap++)
    {
      for (guint k = graph->down.start[line[gap - 1]]; k < graph->down.start[line[gap - 1] + 1]; k++)
        crossings += side_of (placing, cr_layout_link (graph, graph->down.items[k]), leaf);
      if (crossings < least || (crossings == least && ABS ((int)gap - (int)wish) < ABS ((int)best - (int)wish)))
        {
          least = crossings;
          best = gap;
        }
    }
  placing->tries += placing->rungs[n] + n;
  return best;
}

static guint
choose_gap (Placing *placing, guint rank, const Leaf *leaf, gboolean prefer_left)
{
  guint n_gaps = placing->lines->start[rank + 1] - placing->lines->start[rank] + 1;
  guint left, right, low, high, wish;

  find_beside (placing, leaf, &left, &right, &low, &high);
  if (left == G_MAXUINT && right == 0) /* no other arguments but leaves */
    left = right = first_gap (placing, n_gaps, low);
  else if (left == G_MAXUINT)
    left = right;
  else if (right == 0)
    right = left;
  wish = prefer_left ? left : right;
  if (!placing->crossing || placing->tries > MOST_TRIES)
    {
      if (placing->rungs[wish] >= low && placing->rungs[wish] <= high)
        return wish;
      wish = left + right - wish;
      if (placing->rungs[wish] >= low && placing->rungs[wish] <= high)
        return wish;
      if (placing->tries > MOST_TRIES)
        return wish;
    }
  return try_all (placing, rank, leaf, wish);
}

static gint
compare_consumers (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutGraph *graph = data;
  const Leaf *x = a, *y = b;
  guint i = graph->pos[x->lower], k = graph->pos[y->lower];

  if (i != k)
    return i < k ? -1 : 1;
  if (x->port != y->port)
    return x->port < y->port ? -1 : 1;
  return x->node < y->node ? -1 : x->node > y->node;
}

static gint
compare_gaps (gconstpointer a, gconstpointer b, gpointer data)
{
  const Leaf *x = a, *y = b;

  return x->gap != y->gap ? (x->gap < y->gap ? -1 : 1) : compare_consumers (a, b, data);
}

static void
collect_leaves (Placing *placing, guint rank)
{
  const CrLayoutGraph *graph = placing->graph;

  g_array_set_size (placing->placed, 0);
  for (guint i = placing->leaves.start[rank]; i < placing->leaves.start[rank + 1]; i++)
    {
      guint node = placing->leaves.items[i];
      const CrLayoutLink *link = cr_layout_link (graph, graph->down.items[graph->down.start[node]]);
      Leaf leaf = { node, link->lower, link->port, 0 };

      g_array_append_val (placing->placed, leaf);
    }
  g_array_sort_with_data (placing->placed, compare_consumers, placing->graph);
}

/* Chooses the gap of every leaf of a rank; the first half of a consumer's leaves prefers its left. */
static void
choose_gaps (Placing *placing, guint rank)
{
  Leaf *leaves = (Leaf *)(void *)placing->placed->data;
  guint n = placing->placed->len;

  placing->tries = 0;
  count_rungs (placing, rank);
  for (guint i = 0, end; i < n; i = end)
    {
      for (end = i; end < n && leaves[end].lower == leaves[i].lower; end++)
        ;
      for (guint k = i; k < end; k++)
        leaves[k].gap = choose_gap (placing, rank, &leaves[k], k - i < (end - i) / 2);
    }
  g_array_sort_with_data (placing->placed, compare_gaps, placing->graph);
}

/* Writes a rank's nodes and leaves into the graph's order; places are still those without leaves. */
static void
merge (Placing *placing, guint rank)
{
  CrLayoutGraph *graph = placing->graph;
  const guint *line = placing->lines->items + placing->lines->start[rank];
  guint n = placing->lines->start[rank + 1] - placing->lines->start[rank], next = 0;
  guint *to = graph->layer.items + graph->layer.start[rank];

  for (guint gap = 0; gap <= n; gap++)
    {
      for (; next < placing->placed->len && g_array_index (placing->placed, Leaf, next).gap == gap; next++)
        *to++ = g_array_index (placing->placed, Leaf, next).node;
      if (gap < n)
        *to++ = line[gap];
    }
}

static void
number_line (Placing *placing, guint rank)
{
  for (guint i = placing->lines->start[rank]; i < placing->lines->start[rank + 1]; i++)
    placing->graph->pos[placing->lines->items[i]] = i - placing->lines->start[rank];
}

static void
list_by_rank (Placing *placing)
{
  CrLayoutGraph *graph = placing->graph;
  guint n = graph->nodes->len;
  g_autofree guint *keys = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    keys[i] = cr_layout_node (graph, i)->rank;
  cr_layout_lists_init (&graph->layer, graph->n_ranks, n, keys);
  graph->pos = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    keys[i] = placing->is_leaf[i] ? keys[i] : CR_LAYOUT_NONE;
  cr_layout_lists_init (&placing->leaves, graph->n_ranks, n, keys);
}

gboolean
cr_layout_put_leaves (CrLayoutGraph *graph, const gboolean *leaf, const CrLayoutLists *lines)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Leaf));
  g_autofree guint *rungs = g_new (guint, (gsize)graph->nodes->len + 1);
  g_autofree guint *entries = g_new (guint, graph->nodes->len);
  Placing placing
      = { .graph = graph, .is_leaf = leaf, .lines = lines, .placed = placed, .rungs = rungs, .entries = entries };
  gboolean cancelled = FALSE;

  list_by_rank (&placing);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    number_line (&placing, rank);
  for (guint rank = 0; rank < graph->n_ranks && !cancelled; rank++)
    {
      collect_leaves (&placing, rank);
      if (placed->len > 0)
        choose_gaps (&placing, rank);
      merge (&placing, rank);
      cancelled = cr_layout_graph_cancelled (graph);
    }
  for (guint rank = 0; rank < graph->n_ranks && !cancelled; rank++)
    for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
      graph->pos[graph->layer.items[i]] = i - graph->layer.start[rank];
  cr_layout_lists_clear (&placing.leaves);
  return !cancelled;
}
