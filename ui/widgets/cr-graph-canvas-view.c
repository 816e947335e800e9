/* Where the picture stands in the canvas: fitting, zooming, bringing something into view. */

#include "cr-graph-canvas-private.h"

/* What lies over the lower left and the upper right corner, with its inset. */
#define KEY_WIDTH 230.0
#define KEY_HEIGHT 96.0
#define ZOOM_WIDTH 200.0
#define ZOOM_HEIGHT 60.0
#define FIT_MARGIN 8.0
#define AROUND_NODE 16.0 /* points of the scene */
#define READABLE_SCALE 0.56
#define NEIGHBOURS 120.0 /* points around what is under way that are worth seeing with it */

gboolean
cr_graph_canvas_show_current (CrGraphCanvas *canvas)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  guint node = scene == NULL ? CR_NONE : cr_graph_canvas_find_current (canvas, scene);
  const CrSceneNode *box;
  double height, top;

  if (node == CR_NONE)
    return FALSE;
  box = cr_scene_get_node (scene, node);
  cr_scene_get_size (scene, NULL, &height);
  top = MAX (0, box->y - NEIGHBOURS);
  return cr_view_transform_reveal (
      &canvas->transform, box->x, top, box->width, MIN (height, box->y + box->height + NEIGHBOURS) - top,
      gtk_widget_get_width (GTK_WIDGET (canvas)), gtk_widget_get_height (GTK_WIDGET (canvas)));
}

/* Whether a node, with what is written around it, would be seen in this part of the canvas. */
static gboolean
has_node_in (CrGraphCanvas *canvas, double x, double y, double width, double height)
{
  const CrViewTransform *t = &canvas->transform;

  for (guint i = 0; i < cr_scene_get_n_nodes (canvas->scene); i++)
    {
      const CrSceneNode *node = cr_scene_get_node (canvas->scene, i);
      double left = (node->x - AROUND_NODE) * t->scale + t->x, top = (node->y - AROUND_NODE) * t->scale + t->y;

      if (left < x + width && left + (node->width + 2 * AROUND_NODE) * t->scale > x && top < y + height
          && top + (node->height + 2 * AROUND_NODE) * t->scale > y)
        return TRUE;
    }
  return FALSE;
}

void
cr_graph_canvas_fit_now (CrGraphCanvas *canvas)
{
  CrViewMargins margins = { FIT_MARGIN, FIT_MARGIN, FIT_MARGIN, FIT_MARGIN };
  CrViewTransform *transform = &canvas->transform;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  double scene_width, scene_height;

  canvas->auto_fit = TRUE;
  if (canvas->scene == NULL || width <= 0 || height <= 0)
    return;
  cr_scene_get_size (canvas->scene, &scene_width, &scene_height);
  cr_view_transform_fit (transform, scene_width, scene_height, width, height, &margins);
  if (has_node_in (canvas, 0, height - KEY_HEIGHT, KEY_WIDTH, KEY_HEIGHT))
    margins.bottom = KEY_HEIGHT;
  if (has_node_in (canvas, width - ZOOM_WIDTH, 0, ZOOM_WIDTH, ZOOM_HEIGHT))
    margins.top = ZOOM_HEIGHT;
  cr_view_transform_fit (transform, scene_width, scene_height, width, height, &margins);
  if (canvas->follow && transform->scale < READABLE_SCALE)
    {
      transform->scale = READABLE_SCALE;
      transform->x = MAX ((width - scene_width * READABLE_SCALE) / 2, FIT_MARGIN);
      transform->y = MAX ((height - scene_height * READABLE_SCALE) / 2, FIT_MARGIN);
      cr_graph_canvas_show_current (canvas);
    }
}

void
cr_graph_canvas_view_changed (CrGraphCanvas *canvas, gboolean by_hand)
{
  if (by_hand)
    canvas->auto_fit = FALSE;
  if (canvas->scene != NULL)
    {
      double width, height;

      cr_scene_get_size (canvas->scene, &width, &height);
      cr_view_transform_clamp (&canvas->transform, width, height, gtk_widget_get_width (GTK_WIDGET (canvas)),
                               gtk_widget_get_height (GTK_WIDGET (canvas)));
    }
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  g_object_notify (G_OBJECT (canvas), "zoom");
}

void
cr_graph_canvas_reveal (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);

  if (cr_view_transform_reveal (&canvas->transform, box->x, box->y, box->width, box->height,
                                gtk_widget_get_width (GTK_WIDGET (canvas)),
                                gtk_widget_get_height (GTK_WIDGET (canvas))))
    cr_graph_canvas_view_changed (canvas, TRUE);
}

double
cr_graph_canvas_get_zoom (CrGraphCanvas *canvas)
{
  return canvas->transform.scale;
}

void
cr_graph_canvas_zoom_by (CrGraphCanvas *canvas, double factor)
{
  cr_view_transform_zoom (&canvas->transform, factor, gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0,
                          gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0);
  cr_graph_canvas_view_changed (canvas, TRUE);
}

void
cr_graph_canvas_fit (CrGraphCanvas *canvas)
{
  canvas->follow = FALSE;
  cr_graph_canvas_fit_now (canvas);
  cr_graph_canvas_view_changed (canvas, FALSE);
}
