/* The first half of routing: where routes go.
 *
 * A rank's boxes stand in a band between two gates, one right above and one right below it. A route goes through the
 * gates of every rank that it passes, between what stands left and right of it there, so it touches no box; between two
 * gates it is straight, so routes that keep their order at the gates do not cross. Each route is pulled taut between
 * its neighbours, the one nearest to the middle line first: those outside still find their room, for a route leaves
 * the least distance for each that is not pulled yet. */
#include "cr-layout-private.h"

#include <math.h>
#include <string.h>

#define CLEARANCE 4.0 /* of a gate from the boxes, at most, and */
#define CLEAR_PART 8  /* at most that part of a rank gap */

#define STRAIGHT_PART 3 /* straight pieces take at most that part of it each */

/* A row of dummies with links from each to the next: an edge's own or a trunk. */
typedef struct
{
  guint first, n;     /* dummies; numbers run down */
  guint above, below; /* the link at either end */
} Chain;

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutRoutes *routes;
  GArray *chains;   /* Chain */
  guint *chain_of;  /* by dummy, counted from the first */
  gboolean *pulled; /* by chain */
  double *bounds;   /* by dummy: the room between the boxes at its left and right, less that of what is between */
  double *y, *low, *high, *x, *slope;
  guint *scratch;
} Pulling;

double
cr_layout_gate_above (const CrLayoutGraph *graph, guint rank)
{
  return graph->top[rank] - MIN (CLEARANCE, graph->options.rank_gap / CLEAR_PART);
}

double
cr_layout_gate_below (const CrLayoutGraph *graph, guint rank)
{
  return graph->bottom[rank] + MIN (CLEARANCE, graph->options.rank_gap / CLEAR_PART);
}

double
cr_layout_height_leaving (const CrLayoutGraph *graph, guint rank)
{
  return graph->bottom[rank] + MIN (graph->options.straight_start, graph->options.rank_gap / STRAIGHT_PART);
}

double
cr_layout_height_arriving (const CrLayoutGraph *graph, guint rank)
{
  return graph->top[rank] - MIN (graph->options.straight_end, graph->options.rank_gap / STRAIGHT_PART);
}

void
cr_layout_routes_clear (CrLayoutRoutes *routes)
{
  g_clear_pointer (&routes->x, g_free);
  g_clear_pointer (&routes->slope, g_free);
}

/* The link from a dummy to the next one of its row, CR_LAYOUT_NONE at the end. */
static guint
link_on (const CrLayoutGraph *graph, guint dummy)
{
  for (guint k = graph->down.start[dummy]; k < graph->down.start[dummy + 1]; k++)
    if (cr_layout_link (graph, graph->down.items[k])->lower == dummy + 1)
      return graph->down.items[k];
  return CR_LAYOUT_NONE;
}

static guint
middle_link (const CrLayoutLists *lists, guint node)
{
  guint first = lists->start[node], end = lists->start[node + 1];

  return first == end ? CR_LAYOUT_NONE : lists->items[(first + end - 1) / 2];
}

static void
find_chains (Pulling *pulling)
{
  const CrLayoutGraph *graph = pulling->graph;

  for (guint dummy = graph->n_boxes; dummy < graph->nodes->len; dummy++)
    {
      Chain chain = { .first = dummy, .n = 1, .above = middle_link (&graph->up, dummy) };

      pulling->chain_of[dummy - graph->n_boxes] = pulling->chains->len;
      for (; dummy + 1 < graph->nodes->len && link_on (graph, dummy) != CR_LAYOUT_NONE; dummy++, chain.n++)
        pulling->chain_of[dummy + 1 - graph->n_boxes] = pulling->chains->len;
      chain.below = middle_link (&graph->down, dummy);
      g_array_append_val (pulling->chains, chain);
    }
}

static guint
chain_of (const Pulling *pulling, guint node)
{
  return cr_layout_is_dummy (pulling->graph, node) ? pulling->chain_of[node - pulling->graph->n_boxes] : CR_LAYOUT_NONE;
}

/* Pairs of neighbours: of the chains left of the line the right one goes first, of those right of it the left one. */
static GArray *
find_pairs (const Pulling *pulling)
{
  const CrLayoutGraph *graph = pulling->graph;
  GArray *pairs = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  g_autofree guint *latest = g_new (guint, MAX (pulling->chains->len, 1));

  memset (latest, 0xff, sizeof (guint) * pulling->chains->len);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    for (guint i = graph->layer.start[rank] + 1, pos = 1; i < graph->layer.start[rank + 1]; i++, pos++)
      {
        guint left = chain_of (pulling, graph->layer.items[i - 1]), right = chain_of (pulling, graph->layer.items[i]);
        gboolean turned = pos <= graph->n_left[rank];
        guint pair[2] = { turned ? right : left, turned ? left : right };

        if (left == CR_LAYOUT_NONE || right == CR_LAYOUT_NONE || latest[pair[0]] == pair[1])
          continue;
        latest[pair[0]] = pair[1];
        g_array_append_vals (pairs, pair, 1);
      }
  return pairs;
}

/* Chains in the order in which they are pulled. Where chains cross there may be no such order: then the first goes. */
static guint *
sort_chains (const Pulling *pulling)
{
  guint n = pulling->chains->len, n_sorted = 0, next = 0;
  guint *sorted = g_new (guint, MAX (n, 1));
  g_autoptr (GArray) pairs = find_pairs (pulling);
  const guint *ends = (const guint *)pairs->data;
  g_autofree guint *keys = g_new (guint, MAX (pairs->len, 1));
  g_autofree guint *missing = g_new0 (guint, MAX (n, 1));
  CrLayoutLists after = { NULL, NULL };

  for (guint i = 0; i < pairs->len; i++)
    {
      keys[i] = ends[2 * i];
      missing[ends[2 * i + 1]]++;
    }
  cr_layout_lists_init (&after, n, pairs->len, keys);
  for (guint i = 0; i < n; i++)
    if (missing[i] == 0)
      sorted[n_sorted++] = i;
  for (guint done = 0; done < n; done++)
    {
      for (; done == n_sorted; next++)
        if (missing[next] > 0)
          {
            sorted[n_sorted++] = next;
            missing[next] = 0;
          }
      for (guint k = after.start[sorted[done]]; k < after.start[sorted[done] + 1]; k++)
        {
          guint other = ends[2 * after.items[k] + 1];

          if (missing[other] > 0 && --missing[other] == 0)
            sorted[n_sorted++] = other;
        }
    }
  cr_layout_lists_clear (&after);
  return sorted;
}

/* What boxes leave to each dummy, if all other dummies make room. */
static void
find_bounds (Pulling *pulling)
{
  const CrLayoutGraph *graph = pulling->graph;
  double gap = graph->options.edge_gap;

  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      guint first = graph->layer.start[rank], end = graph->layer.start[rank + 1];
      double left = -gap, right = graph->width + gap;

      for (guint i = first; i < end; i++)
        {
          const CrLayoutNode *node = cr_layout_node (graph, graph->layer.items[i]);
          gboolean dummy = cr_layout_is_dummy (graph, graph->layer.items[i]);

          left = dummy ? left + gap : node->x + node->width / 2;
          if (dummy)
            pulling->bounds[2 * (graph->layer.items[i] - graph->n_boxes)] = left;
        }
      for (guint i = end; i-- > first;)
        {
          const CrLayoutNode *node = cr_layout_node (graph, graph->layer.items[i]);
          gboolean dummy = cr_layout_is_dummy (graph, graph->layer.items[i]);

          right = dummy ? right - gap : node->x - node->width / 2;
          if (dummy)
            pulling->bounds[2 * (graph->layer.items[i] - graph->n_boxes) + 1] = right;
        }
    }
}

/* How far a route may go at both gates of a rank towards one side (step -1: left): what boxes leave, and what routes
 * leave that are pulled already. */
static void
find_limits (const Pulling *pulling, guint dummy, int step, double limits[2])
{
  const CrLayoutGraph *graph = pulling->graph;
  const CrLayoutNode *node = cr_layout_node (graph, dummy);
  guint first = graph->layer.start[node->rank], n = graph->layer.start[node->rank + 1] - first;
  double distance = graph->options.edge_gap;

  limits[0] = limits[1] = pulling->bounds[2 * (dummy - graph->n_boxes) + (step > 0)];
  for (gint64 pos = (gint64)graph->pos[dummy] + step; pos >= 0 && pos < n;
       pos += step, distance += graph->options.edge_gap)
    {
      guint other = graph->layer.items[first + pos];

      if (!cr_layout_is_dummy (graph, other))
        return;
      if (!pulling->pulled[chain_of (pulling, other)])
        continue;
      for (guint i = 0; i < 2; i++)
        limits[i] = pulling->routes->x[2 * (other - graph->n_boxes) + i] - step * distance;
      return;
    }
}

static void
open_gate (Pulling *pulling, guint gate, double y, double low, double high)
{
  pulling->y[gate] = y;
  pulling->low[gate] = MIN (low, (low + high) / 2);
  pulling->high[gate] = MAX (high, (low + high) / 2);
  if (low > high)
    pulling->low[gate] = pulling->high[gate] = (low + high) / 2;
}

/* The end of a chain at a box, or next to another chain. */
static void
open_end (Pulling *pulling, guint gate, guint number, gboolean lower_end)
{
  const CrLayoutGraph *graph = pulling->graph;
  const CrLayoutLink *link = cr_layout_link (graph, number);
  guint node = lower_end ? link->lower : link->upper;
  const CrLayoutNode *at = cr_layout_node (graph, node);
  double low, high;

  cr_layout_ports_range (graph, number, lower_end, &low, &high);
  open_gate (pulling, gate,
             lower_end ? cr_layout_height_arriving (graph, at->rank) : cr_layout_height_leaving (graph, at->rank),
             at->x + low, at->x + high);
}

static void
open_gates (Pulling *pulling, const Chain *chain)
{
  const CrLayoutGraph *graph = pulling->graph;

  open_end (pulling, 0, chain->above, FALSE);
  for (guint i = 0; i < chain->n; i++)
    {
      guint dummy = chain->first + i, rank = cr_layout_node (graph, dummy)->rank;
      double left[2], right[2];

      find_limits (pulling, dummy, -1, left);
      find_limits (pulling, dummy, 1, right);
      open_gate (pulling, 2 * i + 1, cr_layout_gate_above (graph, rank), left[0], right[0]);
      open_gate (pulling, 2 * i + 2, cr_layout_gate_below (graph, rank), left[1], right[1]);
    }
  open_end (pulling, 2 * chain->n + 1, chain->below, TRUE);
}

static void
pull (Pulling *pulling, guint number)
{
  CrLayoutGraph *graph = pulling->graph;
  const Chain *chain = &g_array_index (pulling->chains, Chain, number);
  CrLayoutLink *above = cr_layout_link (graph, chain->above), *below = cr_layout_link (graph, chain->below);
  guint n = 2 * chain->n + 2, first = 2 * (chain->first - graph->n_boxes);

  open_gates (pulling, chain);
  cr_layout_taut (pulling->y, pulling->low, pulling->high, n, cr_layout_node (graph, chain->first)->x, pulling->x,
                  pulling->slope, pulling->scratch);
  memcpy (pulling->routes->x + first, pulling->x + 1, sizeof (double) * (n - 2));
  memcpy (pulling->routes->slope + first, pulling->slope + 1, sizeof (double) * (n - 2));
  above->upper_at = pulling->x[0] - cr_layout_node (graph, above->upper)->x;
  below->lower_at = pulling->x[n - 1] - cr_layout_node (graph, below->lower)->x;
  pulling->pulled[number] = TRUE;
}

static void
make_room (Pulling *pulling)
{
  guint most = 0;

  for (guint i = 0; i < pulling->chains->len; i++)
    most = MAX (most, g_array_index (pulling->chains, Chain, i).n);
  most = 2 * most + 2;
  pulling->y = g_new (double, 5 * (gsize)most);
  pulling->low = pulling->y + most;
  pulling->high = pulling->low + most;
  pulling->x = pulling->high + most;
  pulling->slope = pulling->x + most;
  pulling->scratch = g_new (guint, 3 * (gsize)most);
}

gboolean
cr_layout_pull (CrLayoutGraph *graph, CrLayoutRoutes *routes)
{
  gsize n_dummies = graph->nodes->len - graph->n_boxes;
  g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  g_autofree guint *of = g_new (guint, MAX (n_dummies, 1)), *sorted = NULL;
  g_autofree double *bounds = g_new (double, 2 * MAX (n_dummies, 1));
  g_autofree gboolean *pulled = NULL;
  Pulling pulling = { .graph = graph, .routes = routes, .chains = chains, .chain_of = of, .bounds = bounds };
  gboolean finished = TRUE;

  routes->x = g_new (double, 2 * MAX (n_dummies, 1));
  routes->slope = g_new (double, 2 * MAX (n_dummies, 1));
  find_chains (&pulling);
  pulling.pulled = pulled = g_new0 (gboolean, chains->len + 1);
  find_bounds (&pulling);
  make_room (&pulling);
  cr_layout_join_boxes (graph);
  sorted = sort_chains (&pulling);
  for (guint i = 0; i < chains->len && finished; i++)
    {
      finished = !cr_layout_graph_cancelled (graph);
      if (finished)
        pull (&pulling, sorted[i]);
    }
  if (finished)
    cr_layout_join_rest (graph, routes);
  g_free (pulling.y);
  g_free (pulling.scratch);
  return finished;
}
