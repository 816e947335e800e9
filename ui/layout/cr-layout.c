/* The layout that callers see: boxes and edges as they are told, and where they are once it has run. */
#include "cr-layout-data-private.h"

#include <math.h>

#define LARGEST 1e6 /* of a size or a gap: sums stay exact enough */

CrLayout *
cr_layout_new (void)
{
  CrLayout *layout = g_new0 (CrLayout, 1);

  g_atomic_ref_count_init (&layout->ref_count);
  layout->boxes = g_array_new (FALSE, TRUE, sizeof (CrLayoutBox));
  layout->edges = g_array_new (FALSE, TRUE, sizeof (CrLayoutLine));
  layout->points = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  layout->previous = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  return layout;
}

CrLayout *
cr_layout_ref (CrLayout *layout)
{
  g_return_val_if_fail (layout != NULL, NULL);
  g_atomic_ref_count_inc (&layout->ref_count);
  return layout;
}

void
cr_layout_free (CrLayout *layout)
{
  if (layout == NULL || !g_atomic_ref_count_dec (&layout->ref_count))
    return;
  g_array_unref (layout->boxes);
  g_array_unref (layout->edges);
  g_array_unref (layout->points);
  g_array_unref (layout->previous);
  g_free (layout);
}

static double
valid_size (double size)
{
  return isfinite (size) && size > 0 ? MIN (size, LARGEST) : 0;
}

guint
cr_layout_add_node (CrLayout *layout, double width, double height)
{
  CrLayoutBox box = { .width = valid_size (width),
                      .height = valid_size (height),
                      .enter = { NAN, NAN },
                      .leave = { NAN, NAN },
                      .rank = -1,
                      .previous = { NAN, NAN } };

  g_return_val_if_fail (layout != NULL, G_MAXUINT);

  g_array_append_val (layout->boxes, box);
  return layout->boxes->len - 1;
}

guint
cr_layout_add_edge (CrLayout *layout, guint from, guint to, guint port)
{
  CrLayoutLine edge = { .from = from, .to = to, .port = port, .from_at = NAN, .to_at = NAN };

  g_return_val_if_fail (layout != NULL, G_MAXUINT);
  g_return_val_if_fail (from < layout->boxes->len && to < layout->boxes->len, G_MAXUINT);

  g_array_append_val (layout->edges, edge);
  return layout->edges->len - 1;
}

void
cr_layout_set_node_sides (CrLayout *layout, guint node, CrLayoutSide enter, CrLayoutSide leave)
{
  g_return_if_fail (layout != NULL && node < layout->boxes->len);
  cr_layout_box (layout, node)->enter = enter;
  cr_layout_box (layout, node)->leave = leave;
}

void
cr_layout_set_edge_ends (CrLayout *layout, guint edge, double from_at, double to_at)
{
  g_return_if_fail (layout != NULL && edge < layout->edges->len);
  g_array_index (layout->edges, CrLayoutLine, edge).from_at = from_at;
  g_array_index (layout->edges, CrLayoutLine, edge).to_at = to_at;
}

void
cr_layout_hold_node (CrLayout *layout, guint node, CrLayoutHold hold)
{
  g_return_if_fail (layout != NULL && node < layout->boxes->len);
  g_array_index (layout->boxes, CrLayoutBox, node).hold = hold;
}

void
cr_layout_set_previous (CrLayout *layout, guint node, double x, double y)
{
  g_return_if_fail (layout != NULL && node < layout->boxes->len);
  g_array_index (layout->boxes, CrLayoutBox, node).previous = (CrPoint){ x, y };
  layout->keeps = TRUE;
}

void
cr_layout_set_previous_route (CrLayout *layout, guint edge, const CrPoint *points, guint n_points)
{
  CrLayoutLine *at;

  g_return_if_fail (layout != NULL && edge < layout->edges->len);
  at = &g_array_index (layout->edges, CrLayoutLine, edge);
  at->first_previous = layout->previous->len;
  at->n_previous = n_points;
  g_array_append_vals (layout->previous, points, n_points);
}

guint
cr_layout_get_n_nodes (const CrLayout *layout)
{
  g_return_val_if_fail (layout != NULL, 0);

  return layout->boxes->len;
}

guint
cr_layout_get_n_edges (const CrLayout *layout)
{
  g_return_val_if_fail (layout != NULL, 0);

  return layout->edges->len;
}

void
cr_layout_get_node (const CrLayout *layout, guint node, double *x, double *y)
{
  gboolean known;

  g_return_if_fail (layout != NULL);

  known = node < layout->boxes->len;
  if (x != NULL)
    *x = known ? g_array_index (layout->boxes, CrLayoutBox, node).x : 0;
  if (y != NULL)
    *y = known ? g_array_index (layout->boxes, CrLayoutBox, node).y : 0;
}

int
cr_layout_get_rank (const CrLayout *layout, guint node)
{
  g_return_val_if_fail (layout != NULL, -1);

  return node < layout->boxes->len ? g_array_index (layout->boxes, CrLayoutBox, node).rank : -1;
}

guint
cr_layout_get_route (const CrLayout *layout, guint edge, const CrPoint **points)
{
  const CrLayoutLine *known;

  g_return_val_if_fail (layout != NULL, 0);

  known = edge < layout->edges->len ? &g_array_index (layout->edges, CrLayoutLine, edge) : NULL;
  if (known != NULL && known->n_points == 0)
    known = NULL;
  if (points != NULL)
    *points = known != NULL ? &g_array_index (layout->points, CrPoint, known->first_point) : NULL;
  return known != NULL ? known->n_points : 0;
}

void
cr_layout_get_size (const CrLayout *layout, double *width, double *height)
{
  g_return_if_fail (layout != NULL);

  if (width != NULL)
    *width = layout->width;
  if (height != NULL)
    *height = layout->height;
}
