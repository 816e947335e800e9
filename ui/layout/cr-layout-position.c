/* Pass 6: coordinates.
 *
 * Needs: order and straight links.
 * After: every node has its centre; neighbours in a rank keep their distance; straight links are
 * vertical; the leftmost box begins at x = 0 and the first rank at y = 0.
 *
 * Nodes joined by straight links are one column. The spine is a column through every rank, so
 * that any other lies wholly to its left or right: the columns are pushed against it one by one
 * (a longest path over the order of columns, in linear time), then each in turn moves as near to
 * the median of what it is linked to as its neighbours let it. */
#include "cr-layout-private.h"

#define SHIFT_ROUNDS 6
#define WIDEST_RANK_GAP 2.5 /* in rank gaps: where links run far across */
#define SLOPE 8.0           /* a rank gap is at least this part of the widest run across it */

typedef struct
{
  CrLayoutGraph *graph;
  guint n_columns;
  guint *column;  /* by node */
  guint *head;    /* by column: its topmost node */
  guint *sorted;  /* columns from left to right */
  int *side;      /* by column: -1 left of the spine, 1 right, 0 the spine */
  double *x;      /* by column */
  double *wishes; /* scratch: places that the links of a column ask for */
} Positioning;

static guint
neighbour (const CrLayoutGraph *graph, guint node, int step)
{
  const CrLayoutNode *at = cr_layout_node (graph, node);
  guint first = graph->layer.start[at->rank], n = graph->layer.start[at->rank + 1] - first;
  gint64 pos = (gint64)at->pos + step;

  return pos < 0 || pos >= n ? CR_LAYOUT_NONE : graph->layer.items[first + pos];
}

/* The next node of a column downward. */
static guint
below (const CrLayoutGraph *graph, guint node)
{
  guint link = graph->align_down[node];

  return link == CR_LAYOUT_NONE ? CR_LAYOUT_NONE : cr_layout_link (graph, link)->lower;
}

static void
find_columns (Positioning *pos)
{
  CrLayoutGraph *graph = pos->graph;

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint node = graph->layer.items[i], link = graph->align_up[node];

      if (link == CR_LAYOUT_NONE)
        pos->head[pos->n_columns] = node;
      pos->column[node] = link == CR_LAYOUT_NONE ? pos->n_columns++ : pos->column[cr_layout_link (graph, link)->upper];
    }
}

/* Sorts the columns so that of two neighbours in a rank the left one comes first (Kahn). */
static void
sort_columns (Positioning *pos)
{
  CrLayoutGraph *graph = pos->graph;
  g_autofree guint *missing = g_new0 (guint, pos->n_columns);
  guint n_sorted = 0;

  for (guint i = 0; i < graph->nodes->len; i++)
    missing[pos->column[i]] += cr_layout_node (graph, i)->pos > 0;
  for (guint i = 0; i < pos->n_columns; i++)
    if (missing[i] == 0)
      pos->sorted[n_sorted++] = i;
  for (guint done = 0; done < n_sorted; done++)
    for (guint node = pos->head[pos->sorted[done]]; node != CR_LAYOUT_NONE; node = below (graph, node))
      {
        guint right = neighbour (graph, node, 1);

        if (right != CR_LAYOUT_NONE && --missing[pos->column[right]] == 0)
          pos->sorted[n_sorted++] = pos->column[right];
      }
  g_assert (n_sorted == pos->n_columns);
}

static void
find_sides (Positioning *pos)
{
  CrLayoutGraph *graph = pos->graph;
  guint spine = 0;

  for (guint i = 0; i < pos->n_columns; i++)
    {
      guint length = 0;

      for (guint node = pos->head[i]; node != CR_LAYOUT_NONE; node = below (graph, node))
        length++;
      if (length == graph->n_ranks)
        {
          spine = i;
          break;
        }
    }
  for (guint node = pos->head[spine]; node != CR_LAYOUT_NONE; node = below (graph, node))
    {
      int rank = cr_layout_node (graph, node)->rank;

      for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
        {
          guint other = graph->layer.items[i];

          pos->side[pos->column[other]]
              = cr_layout_node (graph, other)->pos < cr_layout_node (graph, node)->pos ? -1 : 1;
        }
    }
  pos->side[spine] = 0;
}

/* How far a column may go towards its neighbours on one side (step -1 or 1), infinite if it has
 * none. */
static double
limit (const Positioning *pos, guint column, int step)
{
  const CrLayoutGraph *graph = pos->graph;
  double bound = step * G_MAXDOUBLE;

  for (guint node = pos->head[column]; node != CR_LAYOUT_NONE; node = below (graph, node))
    {
      guint other = neighbour (graph, node, step);
      double x;

      if (other == CR_LAYOUT_NONE)
        continue;
      x = pos->x[pos->column[other]] - step * cr_layout_separation (graph, node, other);
      bound = step < 0 ? MAX (bound, x) : MIN (bound, x);
    }
  return bound;
}

/* Pushes every column against those between it and the spine. */
static void
compact (Positioning *pos)
{
  for (guint i = 0; i < pos->n_columns; i++)
    if (pos->side[pos->sorted[i]] > 0)
      pos->x[pos->sorted[i]] = limit (pos, pos->sorted[i], -1);
  for (guint i = pos->n_columns; i-- > 0;)
    if (pos->side[pos->sorted[i]] < 0)
      pos->x[pos->sorted[i]] = limit (pos, pos->sorted[i], 1);
}

static gint
compare_doubles (gconstpointer a, gconstpointer b, gpointer data)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static guint
collect_wishes (Positioning *pos, guint column)
{
  const CrLayoutGraph *graph = pos->graph;
  guint n = 0;

  for (guint node = pos->head[column]; node != CR_LAYOUT_NONE; node = below (graph, node))
    {
      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
        {
          const CrLayoutLink *link = cr_layout_link (graph, graph->up.items[k]);

          if (pos->column[link->upper] != column)
            pos->wishes[n++] = pos->x[pos->column[link->upper]] + link->upper_at - link->lower_at;
        }
      for (guint k = graph->down.start[node]; k < graph->down.start[node + 1]; k++)
        {
          const CrLayoutLink *link = cr_layout_link (graph, graph->down.items[k]);

          if (pos->column[link->lower] != column)
            pos->wishes[n++] = pos->x[pos->column[link->lower]] + link->lower_at - link->upper_at;
        }
    }
  return n;
}

static void
shift (Positioning *pos, guint column)
{
  guint n = pos->side[column] == 0 ? 0 : collect_wishes (pos, column);
  double wish;

  if (n == 0)
    return;
  if (n > 1)
    g_qsort_with_data (pos->wishes, n, sizeof (double), compare_doubles, NULL);
  wish = (pos->wishes[(n - 1) / 2] + pos->wishes[n / 2]) / 2;
  wish = MIN (wish, limit (pos, column, 1));
  pos->x[column] = MAX (wish, limit (pos, column, -1));
}

static gboolean
shift_all (Positioning *pos)
{
  for (guint round = 0; round < SHIFT_ROUNDS; round++)
    {
      for (guint i = 0; i < pos->n_columns; i++)
        {
          if (i % 1024 == 0 && cr_layout_graph_cancelled (pos->graph))
            return FALSE;
          shift (pos, pos->sorted[i]);
        }
      for (guint i = pos->n_columns; i-- > 0;)
        shift (pos, pos->sorted[i]);
    }
  return TRUE;
}

static void
place_across (Positioning *pos)
{
  CrLayoutGraph *graph = pos->graph;
  double left = G_MAXDOUBLE, right = 0;

  for (guint i = 0; i < graph->nodes->len; i++)
    left = MIN (left, pos->x[pos->column[i]] - cr_layout_node (graph, i)->width / 2);
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      CrLayoutNode *node = cr_layout_node (graph, i);

      node->x = pos->x[pos->column[i]] - left;
      right = MAX (right, node->x + node->width / 2);
    }
  graph->width = right;
}

/* The gap below a rank: wider where links run far across, so that they don't lie flat. */
static double
gap_below (const CrLayoutGraph *graph, guint rank)
{
  double run = 0;

  for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
    for (guint k = graph->down.start[graph->layer.items[i]]; k < graph->down.start[graph->layer.items[i] + 1]; k++)
      {
        const CrLayoutLink *link = cr_layout_link (graph, graph->down.items[k]);
        double dx = cr_layout_node (graph, link->upper)->x - cr_layout_node (graph, link->lower)->x;

        run = MAX (run, ABS (dx));
      }
  return CLAMP (run / SLOPE, graph->options.rank_gap, WIDEST_RANK_GAP * graph->options.rank_gap);
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
        cr_layout_node (graph, graph->layer.items[i])->y = y + height / 2;
      graph->top[rank] = y;
      graph->bottom[rank] = y + height;
      y += height + gap_below (graph, rank);
    }
  graph->height = graph->bottom[graph->n_ranks - 1];
}

gboolean
cr_layout_position (CrLayoutGraph *graph)
{
  gsize n = graph->nodes->len;
  g_autofree guint *column = g_new (guint, n);
  g_autofree guint *head = g_new (guint, n);
  g_autofree guint *sorted = g_new (guint, n);
  g_autofree int *side = g_new0 (int, n);
  g_autofree double *x = g_new0 (double, n);
  g_autofree double *wishes = g_new (double, 2 * MAX (graph->links->len, 1));
  Positioning pos
      = { .graph = graph, .column = column, .head = head, .sorted = sorted, .side = side, .x = x, .wishes = wishes };

  find_columns (&pos);
  sort_columns (&pos);
  find_sides (&pos);
  compact (&pos);
  if (!shift_all (&pos))
    return FALSE;
  place_across (&pos);
  cr_layout_position_down (graph);
  return TRUE;
}
