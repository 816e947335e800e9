/* A new long edge, or a new box, in a picture that stands.
 *
 * In each rank that the edge passes there is a gap before, between and behind the nodes. The cheapest way through one
 * gap a rank is a shortest path: a step from gap to gap costs the links that it crosses and the way it goes sideways, a
 * gap costs the room that it lacks. Only gaps near the straight line are looked at. A box takes the cheapest gap of its
 * rank, by the same costs. */
#include "cr-layout-keep-private.h"

#include <math.h>

#define WINDOW 8u      /* gaps to each side of the straight line */
#define CROSSING 120.0 /* a crossing is worth a detour of so many points */
#define LACK 2.0       /* and a point of room that is missing, so many */

/* The gaps of one rank that come into question: before the nodes at places first to first + n - 1. */
typedef struct
{
  guint first, n;
  double cost[2 * WINDOW + 2], x[2 * WINDOW + 2];
  guint back[2 * WINDOW + 2]; /* the best gap in the rank above */
} Gaps;

static guint
rank_size (const CrLayoutGraph *graph, guint rank)
{
  return graph->layer.start[rank + 1] - graph->layer.start[rank];
}

static guint
node_at (const CrLayoutGraph *graph, guint rank, guint pos)
{
  return graph->layer.items[graph->layer.start[rank] + pos];
}

/* Where in a gap a node would stand that wants to be at x, and the room that it lacks there. */
static double
pass_gap (const CrLayoutGraph *graph, guint dummy, guint gap, double x, double *lack)
{
  const CrLayoutKeep *keep = graph->keep;
  guint rank = cr_layout_node (graph, dummy)->rank, n = rank_size (graph, rank);
  double left = -G_MAXDOUBLE, right = G_MAXDOUBLE;
  guint before = gap, behind = gap;

  /* The node itself stands among the others, and does not count. */
  if (before > 0 && node_at (graph, rank, before - 1) == dummy)
    before--;
  if (behind < n && node_at (graph, rank, behind) == dummy)
    behind++;
  if (before > 0)
    {
      guint other = node_at (graph, rank, before - 1);
      left = keep->wish[other] + cr_layout_separation (graph, other, dummy);
    }
  if (behind < n)
    {
      guint other = node_at (graph, rank, behind);
      right = keep->wish[other] - cr_layout_separation (graph, dummy, other);
    }
  *lack = MAX (0, left - right);
  return left > right ? (left + right) / 2 : CLAMP (x, left, right);
}

/* Links between two ranks that a line from before place @upper to before place @lower crosses; those of @edge's own
 * dummies don't count. */
static guint
count_crossed (const CrLayoutGraph *graph, const CrLayoutEdge *edge, guint rank, guint upper, guint lower)
{
  guint crossed = 0;

  for (guint i = 0; i < rank_size (graph, rank); i++)
    {
      guint node = node_at (graph, rank, i);

      if (node >= edge->first_dummy && node < edge->first_dummy + edge->n_dummies)
        continue;
      for (guint k = graph->down.start[node]; k < graph->down.start[node + 1]; k++)
        {
          guint to = cr_layout_link (graph, graph->down.items[k])->lower;

          if (to < edge->first_dummy || to >= edge->first_dummy + edge->n_dummies)
            crossed += (i < upper) != (graph->pos[to] < lower);
        }
    }
  return crossed;
}

static void
open_gaps (const CrLayoutGraph *graph, guint dummy, Gaps *gaps)
{
  guint pos = graph->pos[dummy], last = MIN (pos + WINDOW, rank_size (graph, cr_layout_node (graph, dummy)->rank));

  gaps->first = pos > WINDOW ? pos - WINDOW : 0;
  gaps->n = last - gaps->first + 1;
}

/* The cheapest way into each gap of a rank from those of the rank above. */
static void
step_down (const CrLayoutGraph *graph, const CrLayoutEdge *edge, guint dummy, const Gaps *above, Gaps *gaps)
{
  guint rank = cr_layout_node (graph, dummy)->rank;

  open_gaps (graph, dummy, gaps);
  for (guint i = 0; i < gaps->n; i++)
    {
      gaps->cost[i] = G_MAXDOUBLE;
      for (guint k = 0; k < above->n; k++)
        {
          double lack, x = pass_gap (graph, dummy, gaps->first + i, above->x[k], &lack);
          double cost = above->cost[k] + fabs (x - above->x[k]) + LACK * lack;

          if (cost < gaps->cost[i])
            cost += CROSSING * count_crossed (graph, edge, rank - 1, above->first + k, gaps->first + i);
          if (cost >= gaps->cost[i])
            continue;
          gaps->cost[i] = cost;
          gaps->x[i] = x;
          gaps->back[i] = k;
        }
    }
}

/* The gap of the last rank from which the target is reached best. */
static guint
find_last (const CrLayoutGraph *graph, const CrLayoutEdge *edge, const Gaps *gaps)
{
  const CrLayoutNode *target = cr_layout_node (graph, edge->to);
  double least = G_MAXDOUBLE;
  guint best = 0;

  for (guint i = 0; i < gaps->n; i++)
    {
      double cost = gaps->cost[i] + fabs (graph->keep->wish[edge->to] - gaps->x[i])
                    + CROSSING * count_crossed (graph, edge, target->rank - 1, gaps->first + i, graph->pos[edge->to]);

      if (cost < least)
        {
          least = cost;
          best = i;
        }
    }
  return best;
}

/* Moves a node to before place @gap of its rank. */
static void
move_node (CrLayoutGraph *graph, guint moved, guint gap, double x)
{
  CrLayoutKeep *keep = graph->keep;
  guint rank = cr_layout_node (graph, moved)->rank, n = rank_size (graph, rank), pos = graph->pos[moved];
  guint *nodes = graph->layer.items + graph->layer.start[rank];

  for (; pos + 1 < gap; pos++)
    {
      nodes[pos] = nodes[pos + 1];
      graph->pos[nodes[pos]] = pos;
    }
  for (; pos > gap; pos--)
    {
      nodes[pos] = nodes[pos - 1];
      graph->pos[nodes[pos]] = pos;
    }
  nodes[pos] = moved;
  graph->pos[moved] = pos;
  keep->wish[moved] = x;
  if (pos == 0 && n > 1)
    keep->key[moved] = MIN (x, keep->key[nodes[1]] - 1);
  else if (pos + 1 == n && n > 1)
    keep->key[moved] = MAX (x, keep->key[nodes[n - 2]] + 1);
  else if (n > 1)
    keep->key[moved] = (keep->key[nodes[pos - 1]] + keep->key[nodes[pos + 1]]) / 2;
}

void
cr_layout_keep_lead (CrLayoutGraph *graph, guint number)
{
  const CrLayoutEdge *edge = cr_layout_edge (graph, number);
  guint n = edge->n_dummies, gap;
  g_autofree Gaps *gaps = g_new (Gaps, (gsize)n + 1);

  gaps[0] = (Gaps){ .first = graph->pos[edge->from], .n = 1 };
  gaps[0].x[0] = graph->keep->wish[edge->from];
  for (guint i = 0; i < n; i++)
    step_down (graph, edge, edge->first_dummy + i, &gaps[i], &gaps[i + 1]);
  gap = find_last (graph, edge, &gaps[n]);
  for (guint i = n; i > 0; i--)
    {
      guint back = gaps[i].back[gap];

      move_node (graph, edge->first_dummy + i - 1, gaps[i].first + gap, gaps[i].x[gap]);
      gap = back;
    }
}

/* Links of a box to neighbouring ranks that cross others where it stands before place @gap. */
static guint
count_own_crossings (const CrLayoutGraph *graph, guint box, guint gap)
{
  const CrLayoutEdge none = { .first_dummy = graph->nodes->len };
  guint rank = cr_layout_node (graph, box)->rank, crossed = 0;

  for (guint k = graph->up.start[box]; k < graph->up.start[box + 1]; k++)
    crossed
        += count_crossed (graph, &none, rank - 1, graph->pos[cr_layout_link (graph, graph->up.items[k])->upper], gap);
  for (guint k = graph->down.start[box]; k < graph->down.start[box + 1]; k++)
    crossed += count_crossed (graph, &none, rank, gap, graph->pos[cr_layout_link (graph, graph->down.items[k])->lower]);
  return crossed;
}

void
cr_layout_keep_settle (CrLayoutGraph *graph, guint box)
{
  double wish = graph->keep->wish[box], least = G_MAXDOUBLE, best_x = wish;
  Gaps gaps;
  guint best = graph->pos[box];

  open_gaps (graph, box, &gaps);
  for (guint i = 0; i < gaps.n; i++)
    {
      guint gap = gaps.first + i;
      double lack, x = pass_gap (graph, box, gap, wish, &lack), cost = fabs (x - wish) + LACK * lack;

      if (cost <= least)
        cost += CROSSING * count_own_crossings (graph, box, gap);
      if (cost > least) /* of equals the one to the right: the picture's corner stays where it is */
        continue;
      least = cost;
      best_x = x;
      best = gap;
    }
  move_node (graph, box, best, best_x);
}
