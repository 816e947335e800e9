/* What the canvas shows at the moment, for whoever makes a picture of it. */

#include "cr-graph-canvas-private.h"

CrScene *
cr_graph_canvas_get_seen (CrGraphCanvas *canvas, double *x, double *y, double *width, double *height)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  double all_width, all_height, right, bottom;

  if (scene == NULL || !cr_scene_loader_is_final (canvas->loader) || !(canvas->transform.scale > 0))
    return NULL;
  cr_scene_get_size (scene, &all_width, &all_height);
  cr_view_transform_to_scene (&canvas->transform, 0, 0, x, y);
  cr_view_transform_to_scene (&canvas->transform, gtk_widget_get_width (GTK_WIDGET (canvas)),
                              gtk_widget_get_height (GTK_WIDGET (canvas)), &right, &bottom);
  *x = MAX (*x, 0);
  *y = MAX (*y, 0);
  *width = MIN (right, all_width) - *x;
  *height = MIN (bottom, all_height) - *y;
  return *width >= 1 && *height >= 1 ? scene : NULL;
}

CrSceneHints
cr_graph_canvas_get_hints (CrGraphCanvas *canvas)
{
  return cr_scene_loader_get_hints (canvas->loader);
}
