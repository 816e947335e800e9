/* Ranks from an earlier picture.
 *
 * Needs: no cycles; where boxes stood.
 * After: as after cr_layout_rank(); and the height in the earlier picture that every rank stands for.
 *
 * Boxes of one height were one rank and stay one. A new box takes a rank of those where its edges leave one; where they
 * leave none (an operation put into a chain) the picture is cut between two ranks and everything below moves down
 * together, so that nothing moves sideways. A box whose new inputs stand below it moves down alone, with what it
 * pushes. Levels are pairs (old rank, step): step 0 is the old rank itself, 1, 2, ... are new ranks behind it. */
#include "cr-layout-keep-private.h"

#include <math.h>

#define STEPS 0x100000 /* a level is rank * STEPS + step */
#define SAME_RANK 0.75 /* in rank gaps: middles closer than that are of one rank */
#define BEYOND 100.0   /* the distance of ranks beyond the first and the last */

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutLists in, out;
  guint *sorted;  /* boxes, every edge leads forward */
  gint64 *level;  /* by box */
  gint64 *latest; /* by new box: the last old rank that it may take */
  double *middle; /* by old rank: its height */
  guint n_old;
} Ranking;

static gboolean
is_new (const Ranking *ranking, guint box)
{
  return isnan (ranking->graph->keep->boxes[box].x);
}

static void
list_edges (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;
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
}

static void
sort_boxes (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;
  g_autofree guint *missing = g_new (guint, graph->n_boxes);
  guint n_sorted = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    if ((missing[i] = ranking->in.start[i + 1] - ranking->in.start[i]) == 0)
      ranking->sorted[n_sorted++] = i;
  for (guint done = 0; done < n_sorted; done++)
    for (guint k = ranking->out.start[ranking->sorted[done]]; k < ranking->out.start[ranking->sorted[done] + 1]; k++)
      {
        guint to = cr_layout_edge (graph, ranking->out.items[k])->to;

        if (--missing[to] == 0)
          ranking->sorted[n_sorted++] = to;
      }
  g_assert (n_sorted == graph->n_boxes);
}

static gint
compare_heights (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrPoint *boxes = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (boxes[i].y != boxes[k].y)
    return boxes[i].y < boxes[k].y ? -1 : 1;
  return i < k ? -1 : i > k;
}

/* Numbers the ranks of the earlier picture: known boxes get their levels. */
static void
find_old_ranks (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;
  const CrPoint *boxes = graph->keep->boxes;
  g_autofree guint *known = g_new (guint, graph->n_boxes);
  guint n_known = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    if (!is_new (ranking, i))
      known[n_known++] = i;
  g_qsort_with_data (known, n_known, sizeof (guint), compare_heights, graph->keep->boxes);
  for (guint i = 0; i < n_known; i++)
    {
      double y = boxes[known[i]].y;

      if (i == 0 || y - ranking->middle[ranking->n_old - 1] > SAME_RANK * graph->options.rank_gap)
        ranking->middle[ranking->n_old++] = y;
      ranking->level[known[i]] = (gint64)(ranking->n_old - 1) * STEPS;
    }
}

/* From the sinks back: the last old rank that a new box may take so that what follows stays where it is. */
static void
find_latest (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint i = graph->n_boxes; i-- > 0;)
    {
      guint box = ranking->sorted[i];

      ranking->latest[box] = G_MAXINT32;
      for (guint k = ranking->out.start[box]; k < ranking->out.start[box + 1]; k++)
        {
          guint to = cr_layout_edge (graph, ranking->out.items[k])->to;
          gint64 rank = is_new (ranking, to) ? ranking->latest[to] : ranking->level[to] / STEPS;

          ranking->latest[box] = MIN (ranking->latest[box], rank - 1);
        }
    }
}

/* The rank behind a level, and the step behind it. */
static gint64
rank_behind (gint64 level)
{
  return level < 0 ? 0 : (level / STEPS + 1) * STEPS;
}

/* Of the ranks that are free for it a new box takes the first, but the last where it has more edges in than out. */
static void
place_new (Ranking *ranking, guint box, gint64 above)
{
  guint n_in = ranking->in.start[box + 1] - ranking->in.start[box];
  guint n_out = ranking->out.start[box + 1] - ranking->out.start[box];

  if (n_in == 0)
    ranking->level[box] = ranking->latest[box] < 0 ? -STEPS + 1 : ranking->latest[box] * STEPS;
  else if (rank_behind (above) / STEPS <= ranking->latest[box])
    ranking->level[box] = n_in > n_out && n_out > 0 ? ranking->latest[box] * STEPS : rank_behind (above);
  else
    ranking->level[box] = above + 1;
}

static void
find_levels (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint box = ranking->sorted[i];
      gint64 above = G_MININT64;

      for (guint k = ranking->in.start[box]; k < ranking->in.start[box + 1]; k++)
        above = MAX (above, ranking->level[cr_layout_edge (graph, ranking->in.items[k])->from]);
      if (is_new (ranking, box))
        place_new (ranking, box, above);
      else if (above >= ranking->level[box])
        ranking->level[box] = rank_behind (above);
    }
}

/* A new box without inputs stands right above its first use. */
static void
pull_leaves (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint box = 0; box < graph->n_boxes; box++)
    {
      int rank = G_MAXINT;

      if (!is_new (ranking, box) || ranking->in.start[box] < ranking->in.start[box + 1])
        continue;
      for (guint k = ranking->out.start[box]; k < ranking->out.start[box + 1]; k++)
        rank = MIN (rank, cr_layout_node (graph, cr_layout_edge (graph, ranking->out.items[k])->to)->rank - 1);
      if (rank != G_MAXINT)
        cr_layout_node (graph, box)->rank = MAX (rank, 0);
    }
}

static gint
compare_levels (gconstpointer a, gconstpointer b, gpointer data)
{
  const gint64 *level = data;
  gint64 i = level[*(const guint *)a], k = level[*(const guint *)b];

  return i < k ? -1 : i > k;
}

/* The height in the earlier picture that a level stands for; @steps is the last step behind its rank. */
static double
height_of (const Ranking *ranking, gint64 level, gint64 steps)
{
  gint64 rank = level < 0 ? -1 : level / STEPS, step = level - rank * STEPS, last = (gint64)ranking->n_old - 1;
  double from, to;

  if (rank > last)
    return ranking->middle[last] + (rank - last + (double)step / (steps + 1)) * BEYOND;
  from = rank < 0 ? ranking->middle[0] - BEYOND : ranking->middle[rank];
  to = rank < last ? ranking->middle[rank + 1] : from + BEYOND;
  return from + (to - from) * step / (steps + 1);
}

/* From levels to ranks without a gap, each with the height it stands for. */
static void
number_ranks (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;
  guint n = graph->n_boxes;
  g_autofree guint *by_level = g_memdup2 (ranking->sorted, sizeof (guint) * n);
  g_autofree gint64 *levels = g_new (gint64, n);

  g_qsort_with_data (by_level, n, sizeof (guint), compare_levels, ranking->level);
  graph->n_ranks = 0;
  for (guint i = 0; i < n; i++)
    {
      gint64 level = ranking->level[by_level[i]];

      if (i == 0 || level != levels[graph->n_ranks - 1])
        levels[graph->n_ranks++] = level;
      cr_layout_node (graph, by_level[i])->rank = graph->n_ranks - 1;
    }
  graph->keep->heights = g_new (double, graph->n_ranks);
  for (guint i = graph->n_ranks, steps = 0; i-- > 0;)
    {
      guint step = levels[i] < 0 ? levels[i] + STEPS : levels[i] % STEPS;

      steps = MAX (steps, step);
      graph->keep->heights[i] = height_of (ranking, levels[i], steps);
      if (step <= 1)
        steps = 0;
    }
}

/* What is held in the first or the last rank goes there; nothing leads into the one or out of the other. */
static void
hold_boxes (Ranking *ranking)
{
  CrLayoutGraph *graph = ranking->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    {
      CrLayoutNode *node = cr_layout_node (graph, i);

      if (node->hold == CR_LAYOUT_FIRST_RANK && ranking->in.start[i] == ranking->in.start[i + 1])
        node->rank = 0;
      if (node->hold == CR_LAYOUT_LAST_RANK && ranking->out.start[i] == ranking->out.start[i + 1])
        node->rank = graph->n_ranks - 1;
    }
}

/* Takes out the ranks that hold no box: a new leaf that moved down was alone in its rank. */
static void
close_ranks (CrLayoutGraph *graph)
{
  g_autofree guint *number = g_new0 (guint, graph->n_ranks);
  guint n_ranks = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    number[cr_layout_node (graph, i)->rank] = 1;
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    if (number[rank] > 0)
      {
        graph->keep->heights[n_ranks] = graph->keep->heights[rank];
        number[rank] = n_ranks++;
      }
  for (guint i = 0; i < graph->n_boxes; i++)
    cr_layout_node (graph, i)->rank = number[cr_layout_node (graph, i)->rank];
  graph->n_ranks = n_ranks;
}

gboolean
cr_layout_keep_rank (CrLayoutGraph *graph)
{
  guint n = graph->n_boxes;
  g_autofree guint *sorted = g_new (guint, n);
  g_autofree gint64 *level = g_new0 (gint64, n);
  g_autofree gint64 *latest = g_new0 (gint64, n);
  g_autofree double *middle = g_new (double, n);
  Ranking ranking = { .graph = graph, .sorted = sorted, .level = level, .latest = latest, .middle = middle };

  list_edges (&ranking);
  sort_boxes (&ranking);
  find_old_ranks (&ranking);
  find_latest (&ranking);
  find_levels (&ranking);
  number_ranks (&ranking);
  pull_leaves (&ranking);
  hold_boxes (&ranking);
  close_ranks (graph);
  cr_layout_lists_clear (&ranking.in);
  cr_layout_lists_clear (&ranking.out);
  return TRUE;
}
