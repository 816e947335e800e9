/* The frames of the canvas: what rests and what moves in two layers with the key above them, or a picture on its way
 * to another one. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>
#include <math.h>

#include "cr-graph-node.h"
#include "cr-session-break.h"
#include "cr-theme.h"

#define KEY_INSET 16.0
#define KEY_WIDTH 240
#define KEY_HEIGHT 80
#define KEY_WIDTHS 44 /* the key to the widths of edges, above it */
#define KEY_TOP 8

static const CrTheme *
get_theme (void)
{
  return cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static guint
get_focused_node (CrGraphCanvas *canvas)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (canvas));
  guint index = CR_IS_GRAPH_NODE (focus) ? cr_graph_node_get_index (CR_GRAPH_NODE (focus)) : CR_NONE; /* no header */

  return index < cr_scene_get_n_nodes (canvas->scene) ? index : CR_NONE;
}

static gboolean
has_breakpoint (gpointer session, guint64 key)
{
  return cr_session_has_breakpoint (session, key);
}

static void
set_options (CrGraphCanvas *canvas, CrPaintOptions *options)
{
  CrSession *session = canvas->observer.session;

  options->selected = cr_graph_canvas_get_selected_node (canvas);
  options->hovered = canvas->hovered;
  options->focused = get_focused_node (canvas);
  options->phase = canvas->phase;
  cr_graph_canvas_set_lit_options (canvas, options);
  options->has_breakpoint = has_breakpoint;
  options->user_data = session;
  options->text = canvas->text;
  options->thumbs = canvas->thumbs;
  options->norms = cr_graph_canvas_get_norms (canvas);
}

/* As the cursor stands or, while an event is undone, as it stood. */
static void
paint_scene (CrGraphCanvas *canvas, CrScene *scene, const CrTheme *theme, const CrPaintOptions *options, cairo_t *cr)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  guint position = cr_cursor_get_position (cursor);

  if (canvas->left != G_MAXUINT)
    cr_cursor_seek (cursor, canvas->left);
  cr_painter_paint (scene, cursor, theme, options, cr);
  cr_cursor_seek (cursor, position);
}

/* What goes from the picture before, below the one that comes. */
static void
paint_going (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintOptions *options, cairo_t *cr)
{
  g_autoptr (CrScene) going = cr_graph_canvas_dup_going (canvas);
  CrPaintOptions plain = CR_PAINT_OPTIONS_INIT;

  if (going == NULL)
    return;
  plain.scale = options->scale;
  plain.text = options->text;
  paint_scene (canvas, going, theme, &plain, cr);
}

static void
paint_picture (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  g_autoptr (CrScene) moment = cr_graph_canvas_dup_moment (canvas);
  CrViewTransform transform = cr_graph_canvas_get_painted_transform (canvas);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  set_options (canvas, &options);
  options.scale = transform.scale;
  cairo_save (cr);
  cairo_translate (cr, transform.x, transform.y);
  cairo_scale (cr, transform.scale, transform.scale);
  paint_going (canvas, theme, &options, cr);
  paint_scene (canvas, moment, theme, &options, cr);
  if (canvas->morph == NULL)
    {
      cr_graph_canvas_paint_edge (canvas, theme, cr);
      cr_graph_canvas_paint_build (canvas, theme, cr);
    }
  cairo_restore (cr);
}

/* What rests, as one node from frame to frame: GTK draws nothing of it anew. */
static void
snapshot_still (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintOptions *options, const CrPaintView *view,
                GtkSnapshot *snapshot)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  double x, y;
  cairo_surface_t *still
      = cr_view_painter_get_still (canvas->picture, canvas->scene, cursor, theme, options, view, &x, &y);

  if (still != canvas->still)
    {
      GtkSnapshot *own = gtk_snapshot_new ();
      double width = cairo_image_surface_get_width (still) / view->device_scale;
      double height = cairo_image_surface_get_height (still) / view->device_scale;
      cairo_t *cr = gtk_snapshot_append_cairo (own, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));

      cairo_set_source_surface (cr, still, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
      cairo_destroy (cr);
      g_clear_pointer (&canvas->still, cairo_surface_destroy);
      g_clear_pointer (&canvas->still_node, gsk_render_node_unref);
      canvas->still = cairo_surface_reference (still);
      canvas->still_node = gtk_snapshot_free_to_node (own);
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_node (snapshot, canvas->still_node);
  gtk_snapshot_restore (snapshot);
}

/* What moves in the step under way, and what lies over the picture. */
static void
paint_moving (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintOptions *options, const CrPaintView *view,
              cairo_t *cr)
{
  CrPaintView snapped = cr_view_painter_snap (view);

  cr_view_painter_paint_moving (canvas->scene, cr_session_get_cursor (canvas->observer.session), theme, options, view,
                                cr);
  cairo_save (cr);
  cairo_translate (cr, snapped.x, snapped.y);
  cairo_scale (cr, snapped.scale, snapped.scale);
  cr_graph_canvas_paint_edge (canvas, theme, cr);
  cr_live_canvas_paint (canvas, theme, cr);
  cr_graph_canvas_paint_build (canvas, theme, cr);
  cairo_restore (cr);
}

/* In a node that is no larger than what it shows, as GTK draws anew what lies below such a node. */
static void
snapshot_moving (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintOptions *options, const CrPaintView *view,
                 GtkSnapshot *snapshot)
{
  cairo_rectangle_t whole = { 0, 0, view->width, view->height };
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &whole);
  cairo_t *cr = cairo_create (recording);
  double x, y, width, height;

  cr_text_begin (canvas->text, cr, view->device_scale);
  paint_moving (canvas, theme, options, view, cr);
  cr_text_end (canvas->text);
  cairo_destroy (cr);
  cairo_recording_surface_ink_extents (recording, &x, &y, &width, &height);
  if (width > 0 && height > 0)
    {
      graphene_rect_t bounds
          = GRAPHENE_RECT_INIT ((float)floor (x), (float)floor (y), (float)ceil (width + 1), (float)ceil (height + 1));

      cr = gtk_snapshot_append_cairo (snapshot, &bounds);
      cairo_set_source_surface (cr, recording, 0, 0);
      cairo_paint (cr);
      cairo_destroy (cr);
    }
  cairo_surface_destroy (recording);
}

/* Where the lower left corner of the key may be so that it is not over a node: at the left below or above or, where
 * there is no map of the picture, at the right. FALSE: nowhere; its button stays. */
static gboolean
find_key_place (CrGraphCanvas *canvas, const CrPaintView *view, double height, graphene_point_t *place)
{
  double scene_width, scene_height, right = view->width - KEY_WIDTH;
  const graphene_point_t places[]
      = { { 0, (float)view->height }, { 0, (float)(height + KEY_TOP) }, { (float)right, (float)view->height } };
  guint n = G_N_ELEMENTS (places);

  cr_scene_get_size (canvas->scene, &scene_width, &scene_height);
  if (scene_width * view->scale > view->width || scene_height * view->scale > view->height)
    n--;
  for (guint i = 0; i < n; i++)
    if (cr_scene_is_free (canvas->scene, (places[i].x - view->x) / view->scale,
                          (places[i].y - height - view->y) / view->scale, KEY_WIDTH / view->scale,
                          height / view->scale))
      {
        *place = places[i];
        return TRUE;
      }
  *place = places[0];
  return FALSE;
}

static GskRenderNode *
make_key (CrGraphCanvas *canvas, const CrTheme *theme, const CrNorms *norms, double device_scale)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, -KEY_HEIGHT - KEY_WIDTHS, 2 * KEY_WIDTH, KEY_HEIGHT + KEY_WIDTHS));

  cr_text_begin (canvas->text, cr, device_scale);
  cr_painter_paint_key (theme, canvas->text, cr, KEY_INSET, -KEY_INSET);
  if (norms != NULL)
    cr_painter_paint_width_key (theme, norms, canvas->text, cr, KEY_INSET, -KEY_HEIGHT);
  cr_text_end (canvas->text);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Kept as long as it is the same. */
static void
snapshot_key (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintView *view, GtkSnapshot *snapshot)
{
  const CrNorms *norms = cr_graph_canvas_get_norms (canvas);
  graphene_point_t place;
  gboolean is_free = find_key_place (canvas, view, KEY_HEIGHT + (norms ? KEY_WIDTHS : 0), &place);

  if (canvas->key_node == NULL || canvas->key_theme != theme || canvas->key_norms != norms)
    {
      g_clear_pointer (&canvas->key_node, gsk_render_node_unref);
      canvas->key_node = make_key (canvas, theme, norms, view->device_scale);
      canvas->key_theme = theme;
      canvas->key_norms = norms;
    }
  if (!is_free && norms == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place);
  gtk_snapshot_append_node (snapshot, canvas->key_node);
  gtk_snapshot_restore (snapshot);
}

/* The picture at rest in its place: in two layers. */
static void
snapshot_layers (CrGraphCanvas *canvas, const CrTheme *theme, double width, double height, GtkSnapshot *snapshot)
{
  CrViewTransform transform = cr_graph_canvas_get_painted_transform (canvas);
  CrPaintView view
      = { transform.scale, transform.x, transform.y, width, height, gtk_widget_get_scale_factor (GTK_WIDGET (canvas)) };
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  guint position = cr_cursor_get_position (cursor);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  set_options (canvas, &options);
  options.scale = transform.scale;
  if (canvas->left != G_MAXUINT)
    cr_cursor_seek (cursor, canvas->left);
  snapshot_still (canvas, theme, &options, &view, snapshot);
  snapshot_moving (canvas, theme, &options, &view, snapshot);
  cr_cursor_seek (cursor, position);
  snapshot_key (canvas, theme, &view, snapshot);
}

/* A picture on its way to another one: all of it is another with each frame. */
static void
snapshot_way (CrGraphCanvas *canvas, const CrTheme *theme, double width, double height, GtkSnapshot *snapshot)
{
  const CrViewTransform *to = &canvas->transform; /* the key is where it will be */
  CrPaintView view = { to->scale, to->x, to->y, width, height, gtk_widget_get_scale_factor (GTK_WIDGET (canvas)) };
  cairo_t *cr;

  cr_graph_canvas_snapshot_going (canvas, snapshot);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cr_text_begin (canvas->text, cr, gtk_widget_get_scale_factor (GTK_WIDGET (canvas)));
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  paint_picture (canvas, theme, cr);
  cr_text_end (canvas->text);
  cairo_destroy (cr);
  snapshot_key (canvas, theme, &view, snapshot);
}

GskRenderNode *
cr_graph_canvas_paint (CrGraphCanvas *canvas, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (canvas->morph == NULL)
    snapshot_layers (canvas, get_theme (), width, height, snapshot);
  else
    snapshot_way (canvas, get_theme (), width, height, snapshot);
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}
