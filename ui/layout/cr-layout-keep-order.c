/* The order from an earlier picture.
 *
 * Needs: links; where boxes stood and edges ran.
 * After: as after cr_layout_order(); every node has its wish, the place where its middle wants to be, and its key,
 * which sorts all nodes from left to right.
 *
 * What was there keeps its place: a dummy stands where its edge went through that height. What is new finds one in
 * cr-layout-keep-guess.c and cr-layout-keep-lead.c. */
#include "cr-layout-keep-private.h"

#include <math.h>

#define SAME_PLACE 0.01

/* The place of a curve that runs down at height y, by bisection. */
static double
curve_at (const CrPoint *p, double y)
{
  double low = 0, high = 1;

  if (p[0].x == p[3].x && p[1].x == p[0].x && p[2].x == p[0].x)
    return p[0].x;
  for (guint i = 0; i < 24; i++)
    {
      double t = (low + high) / 2, s = 1 - t;

      if (s * s * s * p[0].y + 3 * s * s * t * p[1].y + 3 * s * t * t * p[2].y + t * t * t * p[3].y < y)
        low = t;
      else
        high = t;
    }
  return (1 - high) * (1 - high) * (1 - high) * p[0].x + 3 * (1 - high) * (1 - high) * high * p[1].x
         + 3 * (1 - high) * high * high * p[2].x + high * high * high * p[3].x;
}

/* The dummies of an edge that have no wish yet. Edges that share a trunk share its upper or its lower end: so those
 * that have one are the first or the last of them. */
static void
find_missing (const CrLayoutKeep *keep, const CrLayoutEdge *edge, guint *first, guint *end)
{
  guint low = edge->first_dummy, high = low + edge->n_dummies;
  gboolean upper = low < high && !isnan (keep->wish[low]), lower = low < high && !isnan (keep->wish[high - 1]);

  *first = upper && lower ? high : low;
  *end = high;
  while ((upper || lower) && *first < *end && high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (isnan (keep->wish[middle]) != upper)
        low = middle;
      else
        high = middle;
    }
  if (upper && !lower)
    *first = high;
  else if (lower && !upper)
    *end = high;
}

/* Dummies stand where their edge went; of several that share them the first decides. */
static void
follow_route (CrLayoutGraph *graph, guint number)
{
  CrLayoutKeep *keep = graph->keep;
  const CrPoint *points = &g_array_index (keep->points, CrPoint, keep->first[number]);
  guint n = keep->n_points[number], at = 0, first, end;

  find_missing (keep, cr_layout_edge (graph, number), &first, &end);
  for (guint i = first; i < end; i++)
    {
      double y = keep->heights[cr_layout_node (graph, i)->rank];

      while (at + 6 < n && points[at + 3].y < y)
        at += 3;
      keep->wish[i] = y <= points[at].y       ? points[at].x
                      : y >= points[at + 3].y ? points[at + 3].x
                                              : curve_at (points + at, y);
    }
}

static void
wish_known (CrLayoutGraph *graph)
{
  CrLayoutKeep *keep = graph->keep;

  for (guint i = 0; i < graph->nodes->len; i++)
    keep->wish[i] = i < graph->n_boxes ? keep->boxes[i].x : NAN;
  for (guint i = 0; i < graph->edges->len; i++)
    if (keep->first[i] != CR_LAYOUT_NONE)
      follow_route (graph, i);
  for (guint i = 0; i < graph->nodes->len; i++)
    keep->key[i] = keep->wish[i];
}

gint
cr_layout_keep_compare (gconstpointer a, gconstpointer b, gpointer keep)
{
  const double *key = ((CrLayoutKeep *)keep)->key;
  const guint *block = ((CrLayoutKeep *)keep)->block;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (key[i] != key[k])
    return key[i] < key[k] ? -1 : 1;
  return block[i] < block[k] ? -1 : block[i] > block[k];
}

void
cr_layout_keep_sort (CrLayoutGraph *graph)
{
  guint n = graph->nodes->len;
  g_autofree guint *ranks = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    ranks[i] = cr_layout_node (graph, i)->rank;
  cr_layout_lists_init (&graph->layer, graph->n_ranks, n, ranks);
  g_free (graph->pos);
  graph->pos = g_new (guint, n);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    {
      guint first = graph->layer.start[rank], end = graph->layer.start[rank + 1];

      if (end - first > 1)
        g_qsort_with_data (graph->layer.items + first, end - first, sizeof (guint), cr_layout_keep_compare,
                           graph->keep);
      for (guint i = first; i < end; i++)
        graph->pos[graph->layer.items[i]] = i - first;
    }
}

/* Before it is led a new edge runs straight from end to end. */
static void
draw_straight (CrLayoutGraph *graph, const CrLayoutEdge *edge)
{
  CrLayoutKeep *keep = graph->keep;
  double from = keep->wish[edge->from], to = keep->wish[edge->to];

  for (guint i = 0; i < edge->n_dummies; i++)
    if (isnan (keep->wish[edge->first_dummy + i]))
      keep->wish[edge->first_dummy + i] = keep->key[edge->first_dummy + i]
          = from + (to - from) * (i + 1) / (edge->n_dummies + 1);
}

/* New operations take the gap that suits them best; new leaves stand beside their fellows already. */
static void
settle_boxes (CrLayoutGraph *graph)
{
  for (guint i = 0; i < graph->n_boxes && graph->keep->n_known < graph->n_boxes; i++)
    if (isnan (graph->keep->boxes[i].x) && graph->up.start[i] < graph->up.start[i + 1])
      cr_layout_keep_settle (graph, i);
}

/* Finds the long edges that are new, or whose route is not known, and leads them one after the other. */
static gboolean
lead_edges (CrLayoutGraph *graph)
{
  g_autoptr (GArray) led = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);
      gboolean known = TRUE;

      for (guint k = 0; k < edge->n_dummies && known && graph->keep->first[i] == CR_LAYOUT_NONE; k++)
        known = !isnan (graph->keep->wish[edge->first_dummy + k]);
      if (known)
        continue;
      draw_straight (graph, edge);
      g_array_append_val (led, i);
    }
  cr_layout_keep_sort (graph);
  settle_boxes (graph);
  for (guint i = 0; i < led->len; i++)
    {
      if (cr_layout_graph_cancelled (graph))
        return FALSE;
      cr_layout_keep_lead (graph, g_array_index (led, guint, i));
    }
  return TRUE;
}

/* Boxes that stood exactly below one another, joined by an edge, are one block and move together. */
static void
find_blocks (CrLayoutGraph *graph)
{
  CrLayoutKeep *keep = graph->keep;
  g_autofree gboolean *has_lower = g_new0 (gboolean, graph->n_boxes);

  for (guint i = 0; i < graph->layer.start[graph->n_ranks]; i++)
    {
      guint node = graph->layer.items[i];

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1] && keep->block[node] == node; k++)
        {
          guint upper = cr_layout_link (graph, graph->up.items[k])->upper;

          if (cr_layout_is_dummy (graph, node) || cr_layout_is_dummy (graph, upper) || has_lower[upper]
              || fabs (keep->key[node] - keep->key[keep->block[upper]]) > SAME_PLACE)
            continue;
          has_lower[upper] = TRUE;
          keep->block[node] = keep->block[upper];
          keep->key[node] = keep->key[keep->block[upper]];
        }
    }
}

gboolean
cr_layout_keep_order (CrLayoutGraph *graph)
{
  CrLayoutKeep *keep = graph->keep;
  guint n = graph->nodes->len;

  keep->wish = g_new (double, n);
  keep->key = g_new (double, n);
  keep->block = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    keep->block[i] = i;
  wish_known (graph);
  cr_layout_keep_guess (graph);
  if (!lead_edges (graph))
    return FALSE;
  find_blocks (graph);
  cr_layout_keep_sort (graph);
  cr_layout_sort_entries (graph);
  return TRUE;
}
