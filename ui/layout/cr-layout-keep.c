/* An earlier picture as a graph keeps it while it is laid out: where boxes stood and how edges ran.
 *
 * A reader who adds an operation has the picture in mind; what was there should still be there. So the passes of rank,
 * order and position take the earlier picture for what is wished, and depart from it only where an edge would run up or
 * two boxes would come too close (the "mental map": Misue, Eades, Lai and Sugiyama, "Layout Adjustment and the Mental
 * Map", 1995). */
#include "cr-layout-keep-private.h"

#include <math.h>
#include <string.h>

#define FURTHEST 1e12 /* beyond that a place makes no sense */

static gboolean
has_sense (CrPoint point)
{
  return fabs (point.x) <= FURTHEST && fabs (point.y) <= FURTHEST; /* not so NAN */
}

void
cr_layout_graph_keep (CrLayoutGraph *graph)
{
  CrLayoutKeep *keep = g_new0 (CrLayoutKeep, 1);
  gsize n_boxes = MAX (graph->n_boxes, 1), n_edges = MAX (graph->edges->len, 1);

  g_return_if_fail (graph->keep == NULL);
  keep->boxes = g_new (CrPoint, n_boxes);
  for (gsize i = 0; i < n_boxes; i++)
    keep->boxes[i] = (CrPoint){ NAN, NAN };
  keep->points = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  keep->first = g_new (guint, n_edges);
  memset (keep->first, 0xff, sizeof (guint) * n_edges);
  keep->n_points = g_new0 (guint, n_edges);
  graph->keep = keep;
}

void
cr_layout_keep_free (CrLayoutKeep *keep)
{
  if (keep == NULL)
    return;
  g_free (keep->boxes);
  g_array_unref (keep->points);
  g_free (keep->first);
  g_free (keep->n_points);
  g_free (keep->heights);
  g_free (keep->wish);
  g_free (keep->key);
  g_free (keep->block);
  g_free (keep);
}

void
cr_layout_keep_box (CrLayoutGraph *graph, guint box, CrPoint middle)
{
  if (!has_sense (middle))
    return;
  graph->keep->n_known += isnan (graph->keep->boxes[box].x);
  graph->keep->boxes[box] = middle;
}

void
cr_layout_keep_edge (CrLayoutGraph *graph, guint edge, const CrPoint *points, guint n_points)
{
  CrLayoutKeep *keep = graph->keep;
  gboolean up = n_points > 0 && points[0].y > points[n_points - 1].y;

  if (n_points < 4 || n_points % 3 != 1)
    return;
  for (guint i = 0; i < n_points; i++)
    if (!has_sense (points[i]))
      return;
  keep->first[edge] = keep->points->len;
  keep->n_points[edge] = n_points;
  for (guint i = 0; i < n_points; i++)
    g_array_append_val (keep->points, points[up ? n_points - 1 - i : i]);
}

gboolean
cr_layout_keep_is_useful (const CrLayoutGraph *graph)
{
  return graph->keep != NULL && graph->keep->n_known > 0 && 2 * graph->keep->n_known >= graph->n_boxes;
}

CrPoint
cr_layout_keep_get_corner (const CrLayoutGraph *graph)
{
  return (CrPoint){ graph->keep->left, graph->keep->top };
}

void
cr_layout_keep_move_corner (CrLayoutGraph *graph, double dx)
{
  graph->keep->left += dx;
}
