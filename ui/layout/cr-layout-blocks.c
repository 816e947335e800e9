/* Blocks are what the pass of positions moves: see cr-layout-position.c. A block that is neighbour of another one in
 * many ranks has one gap to it, the widest, so that a long edge costs no more than a box. */
#include "cr-layout-blocks.h"

#include <math.h>
#include <string.h>

#define WEIGHT_BOX 2.0  /* of a link between two boxes */
#define WEIGHT_LONG 1.0 /* of a link to a dummy: the route is pulled taut later and bends less */

typedef struct
{
  guint left, right;
  double least;
} Pair;

typedef struct
{
  guint block;
  CrLayoutPull pull;
} Tie;

static double
middle_of (CrLayoutSide side)
{
  return (side.first + side.last) / 2;
}

/* How far the lower end of a straight link stands right of the upper one: as a rule they stand above each other. */
static double
shift_of (const CrLayoutGraph *graph, const CrLayoutLink *link)
{
  double upper = isnan (link->upper_at) ? middle_of (cr_layout_node (graph, link->upper)->leave) : link->upper_at;
  double lower = isnan (link->lower_at) ? middle_of (cr_layout_node (graph, link->lower)->enter) : link->lower_at;

  return upper - lower;
}

static void
find_blocks (const CrLayoutGraph *graph, CrLayoutBlocks *blocks)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint node = graph->layer.items[i], number = graph->align_up[node];

      if (number == CR_LAYOUT_NONE)
        {
          blocks->of[node] = blocks->n++;
          blocks->offset[node] = 0;
        }
      else
        {
          const CrLayoutLink *link = cr_layout_link (graph, number);

          blocks->of[node] = blocks->of[link->upper];
          blocks->offset[node] = blocks->offset[link->upper] + shift_of (graph, link);
        }
    }
}

static void
find_sides (const CrLayoutGraph *graph, CrLayoutBlocks *blocks)
{
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    for (guint i = graph->layer.start[rank], pos = 0; i < graph->layer.start[rank + 1]; i++, pos++)
      {
        guint node = graph->layer.items[i];

        blocks->side[blocks->of[node]] = node == graph->on_line[rank] ? 0 : pos < graph->n_left[rank] ? -1 : 1;
      }
}

/* Neighbours in each rank; a pair that was neighbours in the rank above too is found again by its left block. */
static GArray *
find_pairs (const CrLayoutGraph *graph, const CrLayoutBlocks *blocks)
{
  GArray *pairs = g_array_sized_new (FALSE, FALSE, sizeof (Pair), 2 * blocks->n);
  g_autofree guint *latest = g_new (guint, blocks->n);

  memset (latest, 0xff, sizeof (guint) * blocks->n);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    for (guint i = graph->layer.start[rank] + 1; i < graph->layer.start[rank + 1]; i++)
      {
        guint a = graph->layer.items[i - 1], b = graph->layer.items[i];
        Pair pair = { blocks->of[a], blocks->of[b],
                      cr_layout_separation (graph, a, b) + blocks->offset[a] - blocks->offset[b] };
        Pair *known = latest[pair.left] == CR_LAYOUT_NONE ? NULL : &g_array_index (pairs, Pair, latest[pair.left]);

        if (known != NULL && known->right == pair.right)
          {
            known->least = MAX (known->least, pair.least);
            continue;
          }
        latest[pair.left] = pairs->len;
        g_array_append_val (pairs, pair);
      }
  return pairs;
}

/* Turns counts, one place late, into starts. */
static void
sum_up (guint *start, guint n)
{
  for (guint i = 0; i < n; i++)
    start[i + 1] += start[i];
}

static void
list_gaps (CrLayoutBlocks *blocks, GArray *pairs)
{
  g_autofree guint *next_left = NULL, *next_right = NULL;

  blocks->left_start = g_new0 (guint, blocks->n + 1);
  blocks->right_start = g_new0 (guint, blocks->n + 1);
  blocks->left = g_new (CrLayoutGap, MAX (pairs->len, 1));
  blocks->right = g_new (CrLayoutGap, MAX (pairs->len, 1));
  for (guint i = 0; i < pairs->len; i++)
    {
      blocks->left_start[g_array_index (pairs, Pair, i).right + 1]++;
      blocks->right_start[g_array_index (pairs, Pair, i).left + 1]++;
    }
  sum_up (blocks->left_start, blocks->n);
  sum_up (blocks->right_start, blocks->n);
  next_left = g_memdup2 (blocks->left_start, sizeof (guint) * (blocks->n + 1));
  next_right = g_memdup2 (blocks->right_start, sizeof (guint) * (blocks->n + 1));
  for (guint i = 0; i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);

      blocks->left[next_left[pair->right]++] = (CrLayoutGap){ pair->left, pair->least };
      blocks->right[next_right[pair->left]++] = (CrLayoutGap){ pair->right, pair->least };
    }
}

/* Kahn's algorithm; columns of straight links that do not cross have such an order. */
static void
sort_blocks (CrLayoutBlocks *blocks)
{
  g_autofree guint *missing = g_new (guint, MAX (blocks->n, 1));
  guint n_sorted = 0;

  for (guint i = 0; i < blocks->n; i++)
    {
      missing[i] = blocks->left_start[i + 1] - blocks->left_start[i];
      if (missing[i] == 0)
        blocks->sorted[n_sorted++] = i;
    }
  for (guint done = 0; done < n_sorted; done++)
    for (guint k = blocks->right_start[blocks->sorted[done]]; k < blocks->right_start[blocks->sorted[done] + 1]; k++)
      if (--missing[blocks->right[k].other] == 0)
        blocks->sorted[n_sorted++] = blocks->right[k].other;
  g_assert (n_sorted == blocks->n);
}

static void
find_ties (const CrLayoutGraph *graph, CrLayoutBlocks *blocks, GArray *ties)
{
  for (guint i = 0; i < graph->links->len; i++)
    {
      const CrLayoutLink *link = cr_layout_link (graph, i);
      guint upper = blocks->of[link->upper], lower = blocks->of[link->lower];
      gboolean is_long = cr_layout_is_dummy (graph, link->upper) || cr_layout_is_dummy (graph, link->lower);
      double shift = blocks->offset[link->upper] - blocks->offset[link->lower], upper_low, upper_high, low, high;
      Tie tie = { lower, { upper, 0, 0, is_long ? WEIGHT_LONG : WEIGHT_BOX } };

      if (upper == lower)
        continue;
      cr_layout_ports_range (graph, i, FALSE, &upper_low, &upper_high);
      cr_layout_ports_range (graph, i, TRUE, &low, &high);
      tie.pull.low = upper_low - high + shift;
      tie.pull.high = upper_high - low + shift;
      g_array_append_val (ties, tie);
      tie = (Tie){ upper, { lower, -tie.pull.high, -tie.pull.low, tie.pull.weight } };
      g_array_append_val (ties, tie);
    }
}

static void
list_pulls (const CrLayoutGraph *graph, CrLayoutBlocks *blocks)
{
  g_autoptr (GArray) ties = g_array_new (FALSE, FALSE, sizeof (Tie));
  g_autofree guint *next = NULL;

  find_ties (graph, blocks, ties);
  blocks->pull_start = g_new0 (guint, blocks->n + 1);
  blocks->pulls = g_new (CrLayoutPull, MAX (ties->len, 1));
  for (guint i = 0; i < ties->len; i++)
    blocks->pull_start[g_array_index (ties, Tie, i).block + 1]++;
  for (guint i = 0; i < blocks->n; i++)
    blocks->most_pulls = MAX (blocks->most_pulls, blocks->pull_start[i + 1]);
  sum_up (blocks->pull_start, blocks->n);
  next = g_memdup2 (blocks->pull_start, sizeof (guint) * (blocks->n + 1));
  for (guint i = 0; i < ties->len; i++)
    blocks->pulls[next[g_array_index (ties, Tie, i).block]++] = g_array_index (ties, Tie, i).pull;
}

CrLayoutBlocks *
cr_layout_blocks_new (const CrLayoutGraph *graph)
{
  CrLayoutBlocks *blocks = g_new0 (CrLayoutBlocks, 1);
  g_autoptr (GArray) pairs = NULL;
  gsize n = graph->nodes->len;

  blocks->of = g_new (guint, n);
  blocks->offset = g_new (double, n);
  find_blocks (graph, blocks);
  blocks->sorted = g_new (guint, blocks->n);
  blocks->side = g_new (gint8, blocks->n);
  blocks->x = g_new0 (double, blocks->n);
  find_sides (graph, blocks);
  pairs = find_pairs (graph, blocks);
  list_gaps (blocks, pairs);
  sort_blocks (blocks);
  list_pulls (graph, blocks);
  return blocks;
}

void
cr_layout_blocks_free (CrLayoutBlocks *blocks)
{
  g_free (blocks->of);
  g_free (blocks->offset);
  g_free (blocks->sorted);
  g_free (blocks->side);
  g_free (blocks->x);
  g_free (blocks->left_start);
  g_free (blocks->right_start);
  g_free (blocks->pull_start);
  g_free (blocks->left);
  g_free (blocks->right);
  g_free (blocks->pulls);
  g_free (blocks);
}

static gint
compare_stops (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutStop *i = a, *k = b;

  return i->at < k->at ? -1 : i->at > k->at;
}

static void
sort_stops (CrLayoutStop *stops, guint n)
{
  if (n > 32)
    {
      g_qsort_with_data (stops, n, sizeof (CrLayoutStop), compare_stops, NULL);
      return;
    }
  for (guint i = 1; i < n; i++)
    {
      CrLayoutStop stop = stops[i];
      guint k = i;

      for (; k > 0 && stops[k - 1].at > stop.at; k--)
        stops[k] = stops[k - 1];
      stops[k] = stop;
    }
}

void
cr_layout_balance (CrLayoutStop *stops, guint n_stops, double *low, double *high)
{
  double slope = 0;

  sort_stops (stops, n_stops);
  for (guint i = 0; i < n_stops; i++)
    slope -= stops[i].weight / 2;
  for (guint i = 0; i < n_stops; i++)
    {
      slope += stops[i].weight;
      if (slope < 0)
        continue;
      *low = stops[i].at;
      *high = slope > 0 || i + 1 == n_stops ? stops[i].at : stops[i + 1].at;
      return;
    }
}
