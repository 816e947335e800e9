/* Pass 6: coordinates.
 *
 * Needs: order, straight links, the middle line.
 * After: every node has its centre; neighbours in a rank keep their distance; dummies joined by straight links are
 * above each other; the leftmost node begins at x = 0 and the first rank at y = 0.
 *
 * Nodes joined by straight links are one block. Every block lies on the middle line or wholly on one side of it, so
 * they are pushed against the line one by one (a longest path over the gaps between blocks, in linear time). Then each
 * in turn moves to where its links together run across least, as far as its neighbours let it; at last boxes do so one
 * by one, which lets an operation lean towards an argument beside it while the links to its column stay vertical.
 * (Medians: Gansner et al., "A Technique for Drawing Directed Graphs", 1993, section 4.2; here of stretches, not of
 * points, because a link may meet its boxes anywhere along a port's room.) */
#include "cr-layout-blocks.h"

#include <math.h>

#define SHIFT_ROUNDS 4
#define LEAN_ROUNDS 2
#define FLAT 0.7            /* in rank gaps: a link that runs further across than that asks boxes to come nearer */
#define WIDEST_RANK_GAP 2.5 /* in rank gaps: where links run far across */
#define MUCH_HIGHER 2.5     /* as high as another box of its rank */
#define SLOPE 4.0           /* a rank gap is at least this part of the widest run across it */

typedef struct
{
  CrLayoutGraph *graph;
  CrLayoutBlocks *blocks;
  CrLayoutStop *stops; /* scratch */
} Positioning;

static double
left_limit (const CrLayoutBlocks *blocks, guint block)
{
  double limit = -G_MAXDOUBLE;

  for (guint i = blocks->left_start[block]; i < blocks->left_start[block + 1]; i++)
    limit = MAX (limit, blocks->x[blocks->left[i].other] + blocks->left[i].least);
  return limit;
}

static double
right_limit (const CrLayoutBlocks *blocks, guint block)
{
  double limit = G_MAXDOUBLE;

  for (guint i = blocks->right_start[block]; i < blocks->right_start[block + 1]; i++)
    limit = MIN (limit, blocks->x[blocks->right[i].other] - blocks->right[i].least);
  return limit;
}

/* Where the line goes between two nodes each keeps half of their distance from it: the first places of blocks. */
static void
keep_off_line (Positioning *pos)
{
  const CrLayoutGraph *graph = pos->graph;
  CrLayoutBlocks *blocks = pos->blocks;

  for (guint i = 0; i < blocks->n; i++)
    blocks->x[i] = blocks->side[i] * -G_MAXDOUBLE;
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      guint first = graph->layer.start[rank], end = graph->layer.start[rank + 1], at = first + graph->n_left[rank];
      guint left, right;
      double gap;

      if (graph->on_line[rank] != CR_LAYOUT_NONE || at == first || at == end)
        continue;
      left = graph->layer.items[at - 1];
      right = graph->layer.items[at];
      gap = cr_layout_separation (graph, left, right)
            - (cr_layout_node (graph, left)->width + cr_layout_node (graph, right)->width) / 2;
      blocks->x[blocks->of[left]]
          = MIN (blocks->x[blocks->of[left]], -(gap + cr_layout_node (graph, left)->width) / 2 - blocks->offset[left]);
      blocks->x[blocks->of[right]] = MAX (blocks->x[blocks->of[right]],
                                          (gap + cr_layout_node (graph, right)->width) / 2 - blocks->offset[right]);
    }
}

/* The place nearest to the line that the neighbours on that side leave to a block. */
static double
innermost (const CrLayoutBlocks *blocks, guint block)
{
  int side = blocks->side[block];
  const guint *start = side > 0 ? blocks->left_start : blocks->right_start;
  const CrLayoutGap *gaps = side > 0 ? blocks->left : blocks->right;
  double x = blocks->x[block];

  for (guint i = start[block]; i < start[block + 1]; i++)
    if (blocks->side[gaps[i].other] != -side)
      {
        double limit = blocks->x[gaps[i].other] + side * gaps[i].least;

        x = side > 0 ? MAX (x, limit) : MIN (x, limit);
      }
  return fabs (x) == G_MAXDOUBLE ? 0 : x;
}

/* Pushes every block against those between it and the line. */
static void
compact (Positioning *pos)
{
  CrLayoutBlocks *blocks = pos->blocks;

  keep_off_line (pos);
  for (guint i = 0; i < blocks->n; i++)
    if (blocks->side[blocks->sorted[i]] > 0)
      blocks->x[blocks->sorted[i]] = innermost (blocks, blocks->sorted[i]);
  for (guint i = blocks->n; i-- > 0;)
    if (blocks->side[blocks->sorted[i]] < 0)
      blocks->x[blocks->sorted[i]] = innermost (blocks, blocks->sorted[i]);
}

static void
shift (Positioning *pos, guint block)
{
  CrLayoutBlocks *blocks = pos->blocks;
  guint first = blocks->pull_start[block], end = blocks->pull_start[block + 1], n = 0;
  double low, high;

  if (first == end || blocks->side[block] == 0)
    return;
  for (guint i = first; i < end; i++)
    {
      const CrLayoutPull *pull = &blocks->pulls[i];

      pos->stops[n++] = (CrLayoutStop){ blocks->x[pull->other] + pull->low, pull->weight };
      pos->stops[n++] = (CrLayoutStop){ blocks->x[pull->other] + pull->high, pull->weight };
    }
  cr_layout_balance (pos->stops, n, &low, &high);
  blocks->x[block] = MAX (MIN ((low + high) / 2, right_limit (blocks, block)), left_limit (blocks, block));
}

static gboolean
shift_all (Positioning *pos)
{
  for (guint round = 0; round < SHIFT_ROUNDS; round++)
    {
      for (guint i = 0; i < pos->blocks->n; i++)
        {
          if (i % 1024 == 0 && cr_layout_graph_cancelled (pos->graph))
            return FALSE;
          shift (pos, pos->blocks->sorted[i]);
        }
      for (guint i = pos->blocks->n; i-- > 0;)
        shift (pos, pos->blocks->sorted[i]);
    }
  return TRUE;
}

/* Adds the stretch where the link at this end of it is vertical, or, if it need not be straight, not too flat. */
static void
add_stops (Positioning *pos, guint number, gboolean lower_end, guint *n)
{
  const CrLayoutGraph *graph = pos->graph;
  const CrLayoutLink *link = cr_layout_link (graph, number);
  double other = cr_layout_node (graph, lower_end ? link->upper : link->lower)->x, low, high, other_low, other_high;
  double weight = cr_layout_is_dummy (graph, lower_end ? link->upper : link->lower) ? 1 : 2;
  double slack = graph->align_up[link->lower] == number ? 0 : FLAT * graph->options.rank_gap;

  cr_layout_ports_range (graph, number, lower_end, &low, &high);
  cr_layout_ports_range (graph, number, !lower_end, &other_low, &other_high);
  pos->stops[(*n)++] = (CrLayoutStop){ other + other_low - high - slack, weight };
  pos->stops[(*n)++] = (CrLayoutStop){ other + other_high - low + slack, weight };
}

/* Moves a box to where its links together run across least, next to the place of its block. */
static void
lean (Positioning *pos, guint box)
{
  CrLayoutGraph *graph = pos->graph;
  CrLayoutNode *node = cr_layout_node (graph, box);
  guint first = graph->layer.start[node->rank], end = graph->layer.start[node->rank + 1], n = 0;
  guint at = first + graph->pos[box];
  double home = pos->blocks->x[pos->blocks->of[box]] + pos->blocks->offset[box], low, high;

  for (guint k = graph->up.start[box]; k < graph->up.start[box + 1]; k++)
    add_stops (pos, graph->up.items[k], TRUE, &n);
  for (guint k = graph->down.start[box]; k < graph->down.start[box + 1]; k++)
    add_stops (pos, graph->down.items[k], FALSE, &n);
  if (n == 0)
    return;
  cr_layout_balance (pos->stops, n, &low, &high);
  if (graph->align_up[box] == CR_LAYOUT_NONE && graph->align_down[box] == CR_LAYOUT_NONE)
    home = (low + high) / 2;
  home = CLAMP (home, low, high);
  if (at + 1 < end)
    home = MIN (home, cr_layout_node (graph, graph->layer.items[at + 1])->x
                          - cr_layout_separation (graph, box, graph->layer.items[at + 1]));
  if (at > first)
    home = MAX (home, cr_layout_node (graph, graph->layer.items[at - 1])->x
                          + cr_layout_separation (graph, graph->layer.items[at - 1], box));
  node->x = home;
}

static gboolean
lean_all (Positioning *pos)
{
  CrLayoutGraph *graph = pos->graph;

  for (guint i = 0; i < graph->nodes->len; i++)
    cr_layout_node (graph, i)->x = pos->blocks->x[pos->blocks->of[i]] + pos->blocks->offset[i];
  for (guint round = 0; round < LEAN_ROUNDS; round++)
    for (guint i = 0; i < graph->nodes->len; i++)
      {
        guint node = graph->layer.items[round % 2 == 0 ? i : graph->nodes->len - 1 - i];

        if (i % 1024 == 0 && cr_layout_graph_cancelled (graph))
          return FALSE;
        if (!cr_layout_is_dummy (graph, node))
          lean (pos, node);
      }
  return TRUE;
}

static void
place_across (CrLayoutGraph *graph)
{
  double left = G_MAXDOUBLE, right = 0;

  for (guint i = 0; i < graph->nodes->len; i++)
    left = MIN (left, cr_layout_node (graph, i)->x - cr_layout_node (graph, i)->width / 2);
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      CrLayoutNode *node = cr_layout_node (graph, i);

      node->x -= left;
      right = MAX (right, node->x + node->width / 2);
    }
  graph->width = right;
}

/* How far across a link from box to box has to run; 0 for others. */
static double
run_across (const CrLayoutGraph *graph, guint number)
{
  const CrLayoutLink *link = cr_layout_link (graph, number);
  double dx = cr_layout_node (graph, link->lower)->x - cr_layout_node (graph, link->upper)->x;
  double low, high, other_low, other_high;

  if (cr_layout_is_dummy (graph, link->upper) || cr_layout_is_dummy (graph, link->lower))
    return 0;
  cr_layout_ports_range (graph, number, FALSE, &low, &high);
  cr_layout_ports_range (graph, number, TRUE, &other_low, &other_high);
  return MAX (0, MAX (dx + other_low - high, low - dx - other_high));
}

/* The gap below a rank: wider where links from box to box run far across, so that they don't lie flat. */
static double
gap_below (const CrLayoutGraph *graph, guint rank)
{
  double run = 0;

  for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
    for (guint k = graph->down.start[graph->layer.items[i]]; k < graph->down.start[graph->layer.items[i] + 1]; k++)
      run = MAX (run, run_across (graph, graph->down.items[k]));
  return CLAMP (run / SLOPE, graph->options.rank_gap, WIDEST_RANK_GAP * graph->options.rank_gap);
}

/* Where a box stands in its rank: in the middle, but one that only gives stands near to what it is given to where
 * another box of the rank is much higher. */
static double
stand_in_rank (const CrLayoutGraph *graph, guint node, double height)
{
  double own = cr_layout_node (graph, node)->height;
  gboolean gives_only
      = graph->up.start[node] == graph->up.start[node + 1] && graph->down.start[node] < graph->down.start[node + 1];

  return gives_only && height > MUCH_HIGHER * own ? height - own / 2 : height / 2;
}

void
cr_layout_position_down (CrLayoutGraph *graph)
{
  double y = 0;

  graph->top = g_new (double, graph->n_ranks);
  graph->bottom = g_new (double, graph->n_ranks);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      double height = 0;

      for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
        height = MAX (height, cr_layout_node (graph, graph->layer.items[i])->height);
      for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
        {
          guint node = graph->layer.items[i];

          cr_layout_node (graph, node)->y = y + stand_in_rank (graph, node, height);
        }
      graph->top[rank] = y;
      graph->bottom[rank] = y + height;
      y += height + gap_below (graph, rank);
    }
  graph->height = graph->bottom[graph->n_ranks - 1];
}

/* Most links that one node has. */
static guint
find_most_links (const CrLayoutGraph *graph)
{
  guint most = 0;

  for (guint i = 0; i < graph->n_boxes; i++)
    most = MAX (most, graph->up.start[i + 1] - graph->up.start[i] + graph->down.start[i + 1] - graph->down.start[i]);
  return most;
}

gboolean
cr_layout_position (CrLayoutGraph *graph)
{
  g_autoptr (CrLayoutBlocks) blocks = cr_layout_blocks_new (graph);
  g_autofree CrLayoutStop *stops = g_new (CrLayoutStop, 2 * MAX (blocks->most_pulls, find_most_links (graph)) + 1);
  Positioning pos = { graph, blocks, stops };

  compact (&pos);
  if (!shift_all (&pos) || !lean_all (&pos))
    return FALSE;
  place_across (graph);
  cr_layout_position_down (graph);
  return TRUE;
}
