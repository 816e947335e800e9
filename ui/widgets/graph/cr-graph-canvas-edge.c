/* Edges under the pointer: lit up, told, and followed to their other end. */

#include "cr-graph-canvas-private.h"

#include "cr-scene-edge.h"

#define REACH 6.0        /* points of the view within which a pointer is on an edge */
#define REACH_MOST 30.0  /* the same of the scene, however far out */
#define STROKE_WIDTH 7.0 /* of the view */

guint
cr_graph_canvas_pick_edge (CrGraphCanvas *canvas, double x, double y)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  double scene_x, scene_y;

  if (scene == NULL)
    return CR_NONE;
  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  if (cr_scene_pick (scene, scene_x, scene_y) != CR_NONE || cr_scene_pick_frame (scene, scene_x, scene_y) != CR_NONE)
    return CR_NONE;
  return cr_scene_pick_edge (scene, scene_x, scene_y, MIN (REACH / canvas->transform.scale, REACH_MOST));
}

void
cr_graph_canvas_set_hovered_edge (CrGraphCanvas *canvas, guint edge)
{
  if (edge == canvas->hovered_edge)
    return;
  canvas->hovered_edge = edge;
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
cr_graph_canvas_follow_edge (CrGraphCanvas *canvas, guint edge, double x, double y)
{
  double scene_x, scene_y;

  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  cr_graph_canvas_go_to (canvas, cr_scene_get_far_end (canvas->scene, edge, scene_x, scene_y));
}

gboolean
cr_graph_canvas_query_edge (CrGraphCanvas *canvas, guint edge, GtkTooltip *tooltip)
{
  g_autofree char *text = cr_scene_describe_edge (canvas->scene, edge);
  const double reach = 2 * REACH;
  const GdkRectangle area
      = { (int)(canvas->pointer_x - reach), (int)(canvas->pointer_y - reach), (int)(2 * reach), (int)(2 * reach) };

  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &area);
  return TRUE;
}

void
cr_graph_canvas_paint_edge (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  const CrSceneEdge *edge;
  CrColor color = theme->selection;

  if (canvas->hovered_edge >= cr_scene_get_n_edges (canvas->scene))
    return;
  edge = cr_scene_get_edge (canvas->scene, canvas->hovered_edge);
  if (edge->n_points < 4)
    return;
  cairo_save (cr);
  cairo_move_to (cr, edge->points[0].x, edge->points[0].y);
  for (guint k = 1; k + 2 < edge->n_points; k += 3)
    cairo_curve_to (cr, edge->points[k].x, edge->points[k].y, edge->points[k + 1].x, edge->points[k + 1].y,
                    edge->points[k + 2].x, edge->points[k + 2].y);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.4);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, STROKE_WIDTH / canvas->transform.scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}
