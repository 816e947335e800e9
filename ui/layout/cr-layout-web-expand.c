/* From the order of the reduced graph's layers to that of every rank.
 *
 * Between two layers nothing happens, so that the ranks between repeat the order of the one or of the other.
 * Where threads cross, all that is above the crossing follows the layer above and the rest that below; the crossing
 * goes to where the fewest leaves belong to what crosses. */
#include "cr-layout-web-private.h"

#include <string.h>

typedef struct
{
  CrLayoutWeb *web;
  CrLayoutGraph *graph;
  CrLayoutLists lines; /* by rank: its nodes without leaves, from left to right */
  GArray *sorted;      /* guint: threads of a gap, by upper end, then by lower end */
  GArray *crossing;    /* guint: those that cross others */
  guint *at;           /* by thread: its node in the current rank */
  guint *next;         /* by place in a layer: scratch */
  guint *n_leaves;     /* by node */
} Expanding;

/* Sorts what enters a knot by slot, then by place above. */
static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutWeb *web = data;
  guint i = *(const guint *)a, k = *(const guint *)b;
  const CrLayoutThread *x = &web->threads[i], *y = &web->threads[k];

  if (x->slot != y->slot)
    return x->slot < y->slot ? -1 : 1;
  if (x->upper != y->upper)
    return web->pos[x->upper] < web->pos[y->upper] ? -1 : 1;
  return i < k ? -1 : i > k;
}

static void
sort_entries (CrLayoutWeb *web)
{
  for (guint i = 0; i < web->n_knots; i++)
    {
      guint n = web->up.start[i + 1] - web->up.start[i];

      if (n > 1)
        g_qsort_with_data (web->up.items + web->up.start[i], n, sizeof (guint), compare_entries, web);
    }
}

static void
count_leaves (Expanding *expanding)
{
  const CrLayoutGraph *graph = expanding->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    if (expanding->web->leaf[i])
      expanding->n_leaves[cr_layout_link (graph, graph->down.items[graph->down.start[i]])->lower]++;
}

/* Room for the nodes of each rank. */
static void
make_lines (Expanding *expanding)
{
  const CrLayoutGraph *graph = expanding->graph;
  g_autofree guint *keys = g_new (guint, graph->nodes->len);

  for (guint i = 0; i < graph->nodes->len; i++)
    keys[i] = expanding->web->leaf[i] ? CR_LAYOUT_NONE : (guint)cr_layout_node (graph, i)->rank;
  cr_layout_lists_init (&expanding->lines, graph->n_ranks, graph->nodes->len, keys);
}

static guint
next_node (const CrLayoutGraph *graph, guint node)
{
  return cr_layout_link (graph, graph->down.items[graph->down.start[node]])->lower;
}

/* Lists the threads below a layer, and starts them at their first nodes below. */
static void
list_threads (Expanding *expanding, guint layer)
{
  CrLayoutWeb *web = expanding->web;
  const guint *uppers = cr_layout_web_layer (web, layer), *lowers = cr_layout_web_layer (web, layer + 1);
  guint n = 0;

  for (guint i = 0; i < web->size[layer]; i++)
    {
      expanding->next[i] = n;
      n += web->down.start[uppers[i] + 1] - web->down.start[uppers[i]];
    }
  g_array_set_size (expanding->sorted, n);
  g_array_set_size (expanding->crossing, 0);
  for (guint i = 0; i < web->size[layer + 1]; i++)
    for (guint k = web->up.start[lowers[i]]; k < web->up.start[lowers[i] + 1]; k++)
      {
        guint thread = web->up.items[k];
        guint place = expanding->next[web->pos[web->threads[thread].upper]]++;

        g_array_index (expanding->sorted, guint, place) = thread;
        expanding->at[thread] = cr_layout_link (expanding->graph, web->threads[thread].link)->lower;
        if (web->threads[thread].crossings > 0)
          g_array_append_val (expanding->crossing, thread);
      }
}

/* The last rank that follows the order of the layer above: what crosses does so right below it. */
static int
choose_split (const Expanding *expanding, int top, int bottom)
{
  const CrLayoutWeb *web = expanding->web;
  g_autofree guint *cost = g_new0 (guint, bottom - top);
  int best = (top + bottom) / 2;

  for (guint i = 0; i < expanding->crossing->len; i++)
    {
      const CrLayoutThread *thread = &web->threads[g_array_index (expanding->crossing, guint, i)];
      guint node = cr_layout_link (expanding->graph, thread->link)->lower;

      for (int rank = top; rank < bottom; rank++)
        {
          cost[rank - top] += expanding->n_leaves[node];
          if (rank + 1 < bottom)
            node = next_node (expanding->graph, node);
        }
    }
  for (int rank = top; rank < bottom; rank++)
    if (cost[rank - top] < cost[best - top])
      best = rank;
  return best;
}

static void
emit (Expanding *expanding, guint thread, guint *line)
{
  *line = expanding->at[thread];
  expanding->at[thread] = next_node (expanding->graph, *line);
}

/* Orders the ranks between two layers. */
static void
fill_between (Expanding *expanding, guint layer)
{
  const CrLayoutWeb *web = expanding->web;
  const guint *lowers = cr_layout_web_layer (web, layer + 1);
  int top = web->rank[layer], bottom = web->rank[layer + 1], split = bottom;

  if (bottom - top < 2)
    return;
  list_threads (expanding, layer);
  if (expanding->crossing->len > 0)
    split = choose_split (expanding, top, bottom);
  for (int rank = top + 1; rank < bottom; rank++)
    {
      guint *line = expanding->lines.items + expanding->lines.start[rank];

      if (rank <= split)
        for (guint i = 0; i < expanding->sorted->len; i++)
          emit (expanding, g_array_index (expanding->sorted, guint, i), line++);
      else
        for (guint i = 0; i < web->size[layer + 1]; i++)
          for (guint k = web->up.start[lowers[i]]; k < web->up.start[lowers[i] + 1]; k++)
            emit (expanding, web->up.items[k], line++);
    }
}

static void
fill_lines (Expanding *expanding)
{
  const CrLayoutWeb *web = expanding->web;

  for (guint layer = 0; layer < web->n_layers; layer++)
    {
      guint *line = expanding->lines.items + expanding->lines.start[web->rank[layer]];

      for (guint i = 0; i < web->size[layer]; i++)
        {
          guint node = web->knots[cr_layout_web_layer (web, layer)[i]].node;

          if (!web->leaf[node])
            *line++ = node;
        }
      if (layer + 1 < web->n_layers)
        fill_between (expanding, layer);
    }
}

gboolean
cr_layout_web_expand (CrLayoutWeb *web)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) crossing = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *at = g_new (guint, MAX (web->n_threads, 1));
  g_autofree guint *next = g_new (guint, MAX (web->n_knots, 1));
  g_autofree guint *n_leaves = g_new0 (guint, web->graph->nodes->len);
  Expanding expanding = { web, web->graph, { NULL, NULL }, sorted, crossing, at, next, n_leaves };
  gboolean finished;

  sort_entries (web);
  count_leaves (&expanding);
  make_lines (&expanding);
  fill_lines (&expanding);
  finished = !cr_layout_graph_cancelled (web->graph) && cr_layout_put_leaves (web->graph, web->leaf, &expanding.lines);
  cr_layout_lists_clear (&expanding.lines);
  return finished;
}
