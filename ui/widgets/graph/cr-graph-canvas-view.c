/* Where the picture stands in the canvas: fitting, zooming, bringing something into view. */

#include "cr-graph-canvas-private.h"

/* What lies over the lower left and the upper right corner, with its inset. */
#define KEY_WIDTH 230.0
#define KEY_HEIGHT 96.0
#define ZOOM_WIDTH 410.0
#define ZOOM_HEIGHT 60.0
#define MAP_WIDTH 150.0 /* in the lower right, where there is more than is seen */
#define MAP_HEIGHT 165.0
#define FIT_MARGIN 8.0
#define AROUND_NODE 16.0 /* points of the scene */
#define READABLE_SCALE 0.56
#define NEARLY 0.9            /* readable: the whole of it is worth more than the last bit of size */
#define WORTH_THE_KEY 0.85    /* of its size is what a picture gives up, at most, to leave room for the key */
#define AROUND_SELECTION 64.0 /* points of the view around what it zooms to */
#define SELECTION_SCALE 1.5
#define TINY 6.0         /* points of the view: what is less high is not seen, though it is in view */
#define NEIGHBOURS 120.0 /* points around what is under way that are worth seeing with it */

/* Then no map is needed. */
static gboolean
is_all_in_view (CrGraphCanvas *canvas)
{
  const CrViewTransform *t = &canvas->transform;
  double width, height;

  cr_scene_get_size (canvas->scene, &width, &height);
  return t->x >= 0 && t->y >= 0 && t->x + width * t->scale <= gtk_widget_get_width (GTK_WIDGET (canvas))
         && t->y + height * t->scale <= gtk_widget_get_height (GTK_WIDGET (canvas));
}

/* Whether an area of the scene is in view, and neither under the zoom buttons nor where the map is. */
static gboolean
is_seen (CrGraphCanvas *canvas, double x, double y, double width, double height)
{
  const CrViewTransform *t = &canvas->transform;
  int view_width = gtk_widget_get_width (GTK_WIDGET (canvas));
  int view_height = gtk_widget_get_height (GTK_WIDGET (canvas));
  double left = x * t->scale + t->x, top = y * t->scale + t->y;
  double right = left + width * t->scale, bottom = top + height * t->scale;

  return left >= 0 && top >= 0 && right <= view_width && bottom <= view_height
         && (top >= ZOOM_HEIGHT || right <= view_width - ZOOM_WIDTH)
         && (bottom <= view_height - MAP_HEIGHT || right <= view_width - MAP_WIDTH || is_all_in_view (canvas));
}

/* Brings an area into view, below the zoom buttons if it has room there, and beside the map: into the middle where the
 * picture is wider than the canvas. What is seen already stays where it is: the margin of
 * bringing something into view must not move a picture that was fitted. */
static gboolean
show_area (CrGraphCanvas *canvas, double x, double y, double width, double height)
{
  CrViewTransform *t = &canvas->transform;
  int view_width = gtk_widget_get_width (GTK_WIDGET (canvas));
  int view_height = gtk_widget_get_height (GTK_WIDGET (canvas));
  double covered = height * t->scale <= view_height - ZOOM_HEIGHT ? ZOOM_HEIGHT : 0, scene_width, scene_height;
  gboolean moved;

  if (is_seen (canvas, x, y, width, height))
    return FALSE;
  moved = cr_view_transform_reveal (t, x, y, width, height, view_width, view_height);
  if (covered > 0 && !is_seen (canvas, x, y, width, height))
    {
      t->y -= covered;
      moved |= cr_view_transform_reveal (t, x, y, width, height, view_width, view_height - covered);
      t->y += covered;
    }
  cr_scene_get_size (canvas->scene, &scene_width, &scene_height);
  if (is_seen (canvas, x, y, width, height))
    return moved;
  if (scene_width * t->scale > view_width)
    t->x = view_width / 2.0 - (x + width / 2) * t->scale;
  else
    t->x = MIN (t->x, view_width - MAP_WIDTH - (x + width) * t->scale);
  return TRUE;
}

/* What an edit just made, else what is under way. */
static guint
find_shown (CrGraphCanvas *canvas, CrScene *scene)
{
  guint made = canvas->made ? cr_graph_canvas_get_selected_node (canvas) : CR_NONE;

  return made != CR_NONE ? made : cr_graph_canvas_find_current (canvas, scene);
}

gboolean
cr_graph_canvas_show_current (CrGraphCanvas *canvas)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  guint node = scene == NULL ? CR_NONE : find_shown (canvas, scene);
  const CrSceneNode *box;
  double height, top;

  if (node == CR_NONE)
    return FALSE;
  box = cr_scene_get_node (scene, node);
  cr_scene_get_size (scene, NULL, &height);
  top = MAX (0, box->y - NEIGHBOURS);
  return show_area (canvas, box->x, top, box->width, MIN (height, box->y + box->height + NEIGHBOURS) - top);
}

/* Whether a node, with what is written around it, or a frame's header would be seen in this part of the canvas. */
static gboolean
has_node_in (CrGraphCanvas *canvas, double x, double y, double width, double height)
{
  const CrViewTransform *t = &canvas->transform;

  for (guint i = 0; i < cr_scene_get_n_frames (canvas->scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (canvas->scene, i);
      double left = frame->x * t->scale + t->x, top = frame->y * t->scale + t->y;

      if (!frame->folded && left < x + width && left + frame->width * t->scale > x && top < y + height
          && top + frame->header * t->scale > y)
        return TRUE;
    }
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

/* A picture that would be too small to be read: as large as it must be, from its top, below the zoom buttons if they
   would lie over it. The key gives way. */
static void
fit_readable (CrGraphCanvas *canvas, double scene_width, double scene_height)
{
  CrViewTransform *transform = &canvas->transform;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));

  transform->scale = READABLE_SCALE;
  transform->x = MAX ((width - scene_width * READABLE_SCALE) / 2, FIT_MARGIN);
  transform->y = MAX ((height - scene_height * READABLE_SCALE) / 2, FIT_MARGIN);
  if (has_node_in (canvas, width - ZOOM_WIDTH, 0, ZOOM_WIDTH, ZOOM_HEIGHT))
    transform->y = MAX (transform->y, ZOOM_HEIGHT);
  cr_graph_canvas_show_current (canvas);
}

void
cr_graph_canvas_fit_now (CrGraphCanvas *canvas)
{
  CrViewMargins margins = { FIT_MARGIN, FIT_MARGIN, FIT_MARGIN, FIT_MARGIN };
  CrViewTransform *transform = &canvas->transform, keyless;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  double scene_width, scene_height;

  cr_graph_canvas_stop_glide (canvas);
  canvas->auto_fit = TRUE;
  if (canvas->scene == NULL || width <= 0 || height <= 0)
    return;
  cr_scene_get_size (canvas->scene, &scene_width, &scene_height);
  cr_view_transform_fit (transform, scene_width, scene_height, width, height, &margins);
  if (has_node_in (canvas, width - ZOOM_WIDTH, 0, ZOOM_WIDTH, ZOOM_HEIGHT))
    margins.top = ZOOM_HEIGHT;
  cr_view_transform_fit (transform, scene_width, scene_height, width, height, &margins);
  keyless = *transform;
  if (has_node_in (canvas, 0, height - KEY_HEIGHT, KEY_WIDTH, KEY_HEIGHT))
    {
      margins.bottom = KEY_HEIGHT;
      cr_view_transform_fit (transform, scene_width, scene_height, width, height, &margins);
      if (transform->scale < WORTH_THE_KEY * keyless.scale)
        *transform = keyless;
    }
  if (canvas->follow && transform->scale < NEARLY * READABLE_SCALE)
    fit_readable (canvas, scene_width, scene_height);
}

static gboolean
tell_of_fit (gpointer data)
{
  CrGraphCanvas *canvas = data;

  canvas->fit_source = 0;
  g_object_notify (G_OBJECT (canvas), "zoom");
  g_signal_emit_by_name (canvas, "view-changed");
  return G_SOURCE_REMOVE;
}

void
cr_graph_canvas_fit_to_size (CrGraphCanvas *canvas)
{
  cr_graph_canvas_fit_now (canvas);
  if (canvas->fit_source == 0)
    canvas->fit_source = g_idle_add (tell_of_fit, canvas);
}

void
cr_graph_canvas_view_changed (CrGraphCanvas *canvas, gboolean by_hand)
{
  if (by_hand)
    {
      canvas->auto_fit = FALSE;
      cr_graph_canvas_settle (canvas);
    }
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
  g_signal_emit_by_name (canvas, "view-changed");
}

void
cr_graph_canvas_reveal_now (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);

  cr_view_transform_reveal (&canvas->transform, box->x, box->y, box->width, box->height,
                            gtk_widget_get_width (GTK_WIDGET (canvas)), gtk_widget_get_height (GTK_WIDGET (canvas)));
}

void
cr_graph_canvas_reveal (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);
  CrViewTransform target = cr_graph_canvas_get_target (canvas);
  double width = gtk_widget_get_width (GTK_WIDGET (canvas)), height = gtk_widget_get_height (GTK_WIDGET (canvas));
  gboolean moved;

  if (box->height * target.scale < TINY)
    {
      cr_view_transform_fit_area (&target, box->x, box->y, box->width, box->height, width, height,
                                  &(CrViewMargins){ 0, canvas->covered, 0, 0 }, READABLE_SCALE);
      cr_graph_canvas_glide_to (canvas, &target, TRUE);
      return;
    }
  target.y -= canvas->covered;
  moved = cr_view_transform_reveal (&target, box->x, box->y, box->width, box->height, width,
                                    MAX (1, height - canvas->covered));
  target.y += canvas->covered;
  if (moved)
    cr_graph_canvas_glide_to (canvas, &target, TRUE);
}

void
cr_graph_canvas_set_covered (CrGraphCanvas *canvas, double height)
{
  canvas->covered = height;
}

double
cr_graph_canvas_get_zoom (CrGraphCanvas *canvas)
{
  return canvas->transform.scale;
}

void
cr_graph_canvas_zoom_by (CrGraphCanvas *canvas, double factor)
{
  CrViewTransform target = cr_graph_canvas_get_target (canvas);

  cr_view_transform_zoom (&target, factor, gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0,
                          gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0);
  cr_graph_canvas_glide_to (canvas, &target, TRUE);
}

void
cr_graph_canvas_zoom_to (CrGraphCanvas *canvas, double scale)
{
  cr_graph_canvas_zoom_by (canvas, scale / cr_graph_canvas_get_target (canvas).scale);
}

/* What fit_now() found, as a place to go to. */
static CrViewTransform
take_fitted (CrGraphCanvas *canvas)
{
  CrViewTransform now = canvas->transform, fitted;

  cr_graph_canvas_fit_now (canvas);
  fitted = canvas->transform;
  canvas->transform = now;
  return fitted;
}

void
cr_graph_canvas_fit (CrGraphCanvas *canvas)
{
  CrViewTransform fitted;

  canvas->follow = FALSE;
  fitted = take_fitted (canvas);
  cr_graph_canvas_glide_to (canvas, &fitted, FALSE);
}

void
cr_graph_canvas_fit_width (CrGraphCanvas *canvas)
{
  const CrViewMargins margins = { FIT_MARGIN, FIT_MARGIN, FIT_MARGIN, FIT_MARGIN };
  CrViewTransform target = cr_graph_canvas_get_target (canvas);
  double width, height;

  if (canvas->scene == NULL)
    return;
  cr_scene_get_size (canvas->scene, &width, &height);
  cr_view_transform_fit_width (&target, width, height, gtk_widget_get_width (GTK_WIDGET (canvas)),
                               gtk_widget_get_height (GTK_WIDGET (canvas)), &margins);
  cr_graph_canvas_glide_to (canvas, &target, TRUE);
}

/* The nodes that "zoom to it" is about: the selected one, else what is lit. */
static gboolean
bound_wanted (CrGraphCanvas *canvas, double *x, double *y, double *width, double *height)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);
  const GArray *lit = canvas->flow_nodes != NULL ? canvas->flow_nodes : canvas->lit_nodes;
  guint n = selected != CR_NONE ? 1 : canvas->scene == NULL || lit == NULL ? 0 : lit->len;
  double x1 = G_MAXDOUBLE, y1 = G_MAXDOUBLE, x2 = -G_MAXDOUBLE, y2 = -G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      guint node = selected != CR_NONE ? selected : g_array_index (lit, guint, i);
      const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);

      x1 = MIN (x1, box->x);
      y1 = MIN (y1, box->y);
      x2 = MAX (x2, box->x + box->width);
      y2 = MAX (y2, box->y + box->height);
    }
  *x = x1;
  *y = y1;
  *width = x2 - x1;
  *height = y2 - y1;
  return n > 0;
}

gboolean
cr_graph_canvas_zoom_to_selection (CrGraphCanvas *canvas)
{
  const CrViewMargins margins = { AROUND_SELECTION, AROUND_SELECTION, AROUND_SELECTION, AROUND_SELECTION };
  CrViewTransform target = cr_graph_canvas_get_target (canvas);
  double x, y, width, height;

  if (!bound_wanted (canvas, &x, &y, &width, &height))
    return FALSE;
  cr_view_transform_fit_area (&target, x, y, width, height, gtk_widget_get_width (GTK_WIDGET (canvas)),
                              gtk_widget_get_height (GTK_WIDGET (canvas)), &margins, SELECTION_SCALE);
  cr_graph_canvas_glide_to (canvas, &target, TRUE);
  return TRUE;
}

gboolean
cr_graph_canvas_centre_selection (CrGraphCanvas *canvas)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);
  const CrSceneNode *box;

  if (selected == CR_NONE || canvas->scene == NULL)
    return FALSE;
  box = cr_scene_get_node (canvas->scene, selected);
  cr_graph_canvas_centre (canvas, box->x + box->width / 2, box->y + box->height / 2, TRUE);
  return TRUE;
}

void
cr_graph_canvas_centre (CrGraphCanvas *canvas, double x, double y, gboolean glide)
{
  CrViewTransform target = cr_graph_canvas_get_target (canvas);

  cr_view_transform_centre (&target, x, y, gtk_widget_get_width (GTK_WIDGET (canvas)),
                            gtk_widget_get_height (GTK_WIDGET (canvas)));
  if (glide)
    {
      cr_graph_canvas_glide_to (canvas, &target, TRUE);
      return;
    }
  cr_graph_canvas_stop_glide (canvas);
  canvas->transform = target;
  cr_graph_canvas_view_changed (canvas, TRUE);
}
