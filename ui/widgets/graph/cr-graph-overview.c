/* The boxes are drawn once a scene and theme, as plain rectangles, and kept; what moves is drawn over them. */

#include "cr-graph-overview.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-theme.h"

#define MAP_WIDTH 168.0 /* at most */
#define MAP_HEIGHT 132.0
#define MAP_LEAST 56.0
#define INSET 6.0 /* of the map in the card */
#define VIEW_LEAST 6.0
#define BOX_LEAST 1.2 /* side of a box */
#define MARK 5.0
#define FEW_NODES 12
#define BEYOND 1.05   /* of the view's size: less out of view is no reason for a map */
#define KEY_STEP 0.25 /* of the view, by an arrow key */

struct _CrGraphOverview
{
  GtkWidget parent_instance;

  CrScene *scene; /* NULL: none */
  CrOverviewMap map;
  CrViewTransform transform;
  double view_width, view_height;
  guint selected, current;
  GskRenderNode *boxes;  /* NULL: to be drawn anew */
  double drag_x, drag_y; /* where the drag began, in the map */
};

G_DEFINE_FINAL_TYPE (CrGraphOverview, cr_graph_overview, GTK_TYPE_WIDGET)

void
cr_overview_map_init (CrOverviewMap *map, double scene_width, double scene_height)
{
  double width = MAX (scene_width, 1.0), height = MAX (scene_height, 1.0);
  double scale = MIN (MAP_WIDTH / width, MAP_HEIGHT / height);

  map->width = CLAMP (width * scale, MAP_LEAST, MAP_WIDTH);
  map->height = CLAMP (height * scale, MAP_LEAST, MAP_HEIGHT);
  map->scale_x = map->width / width;
  map->scale_y = map->height / height;
}

/* From @from to @to, at least VIEW_LEAST long, inside 0 to @all. */
static void
clip_span (double *from, double *to, double all)
{
  double missing = VIEW_LEAST - (*to - *from);

  if (missing > 0)
    {
      *from -= missing / 2;
      *to += missing / 2;
    }
  *from = CLAMP (*from, 0.0, all - VIEW_LEAST);
  *to = CLAMP (*to, *from + VIEW_LEAST, all);
}

void
cr_overview_map_get_view (const CrOverviewMap *map, const CrViewTransform *transform, double view_width,
                          double view_height, graphene_rect_t *area)
{
  double x1 = -transform->x / transform->scale * map->scale_x, y1 = -transform->y / transform->scale * map->scale_y;
  double x2 = x1 + view_width / transform->scale * map->scale_x;
  double y2 = y1 + view_height / transform->scale * map->scale_y;

  clip_span (&x1, &x2, map->width);
  clip_span (&y1, &y2, map->height);
  graphene_rect_init (area, (float)x1, (float)y1, (float)(x2 - x1), (float)(y2 - y1));
}

gboolean
cr_overview_is_needed (const CrViewTransform *transform, double scene_width, double scene_height, guint n_nodes,
                       double view_width, double view_height)
{
  double width = scene_width * transform->scale, height = scene_height * transform->scale;

  return n_nodes >= FEW_NODES && view_width > 0 && view_height > 0
         && (width > BEYOND * view_width || height > BEYOND * view_height);
}

static const CrColor *
get_color (const CrTheme *theme, CrNodeKind kind)
{
  switch (kind)
    {
    case CR_NODE_LEAF:
      return &theme->leaf_line;
    case CR_NODE_LEAF_NO_GRAD:
      return &theme->plain_line;
    case CR_NODE_ROOT:
      return &theme->root_line;
    case CR_NODE_OPERATOR:
    case CR_NODE_OPERATOR_NO_GRAD:
      return &theme->operator_line;
    case CR_NODE_GROUP:
    case CR_NODE_NON_LEAF:
    default:
      return &theme->node_line;
    }
}

/* Open groups, as pale grounds. */
static void
draw_frames (CrGraphOverview *overview, const CrTheme *theme, cairo_t *cr)
{
  const CrOverviewMap *map = &overview->map;

  for (guint i = 0; i < cr_scene_get_n_frames (overview->scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (overview->scene, i);

      if (!frame->folded)
        cairo_rectangle (cr, frame->x * map->scale_x, frame->y * map->scale_y, frame->width * map->scale_x,
                         frame->height * map->scale_y);
      cairo_set_source_rgba (cr, theme->plain_line.red, theme->plain_line.green, theme->plain_line.blue, 0.14);
      cairo_fill (cr);
    }
}

/* All boxes of a kind are one path. */
static void
draw_boxes (CrGraphOverview *overview, const CrTheme *theme, cairo_t *cr)
{
  const CrOverviewMap *map = &overview->map;
  guint n = cr_scene_get_n_nodes (overview->scene);

  for (guint kind = 0; kind <= CR_NODE_GROUP; kind++)
    {
      const CrColor *color = get_color (theme, kind);

      for (guint i = 0; i < n; i++)
        {
          const CrSceneNode *box = cr_scene_get_node (overview->scene, i);

          if (box->kind == (CrNodeKind)kind)
            cairo_rectangle (cr, box->x * map->scale_x, box->y * map->scale_y,
                             MAX (BOX_LEAST, box->width * map->scale_x), MAX (BOX_LEAST, box->height * map->scale_y));
        }
      cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.85);
      cairo_fill (cr);
    }
}

static const CrTheme *
get_theme (void)
{
  return cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

/* Into an image: GTK draws anew what is below the frame of the view whenever that moves, and to find out where tens of
 * thousands of rectangles are takes longer than a frame. */
static cairo_surface_t *
draw_image (CrGraphOverview *overview, int width, int height)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (overview));
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (image, scale, scale);
  cr = cairo_create (image);
  draw_frames (overview, get_theme (), cr);
  draw_boxes (overview, get_theme (), cr);
  cairo_destroy (cr);
  return image;
}

static GskRenderNode *
make_boxes (CrGraphOverview *overview)
{
  int width = (int)ceil (overview->map.width) + 2, height = (int)ceil (overview->map.height) + 2;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_surface_t *image = draw_image (overview, width, height);

  cairo_set_source_surface (cr, image, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
append_frame (GtkSnapshot *snapshot, const graphene_rect_t *area, const CrColor *color, float width, float radius)
{
  const GdkRGBA rgba = { (float)color->red, (float)color->green, (float)color->blue, 1 };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, area, radius);
  gtk_snapshot_append_border (snapshot, &outline, (const float[]){ width, width, width, width },
                              (const GdkRGBA[]){ rgba, rgba, rgba, rgba });
}

/* A ring, or a square one that is turned for what is under way: they differ by more than their colour. */
static void
append_mark (CrGraphOverview *overview, GtkSnapshot *snapshot, guint node, const CrColor *color, gboolean round)
{
  const CrSceneNode *box;
  const double side = 2 * MARK;
  graphene_rect_t area;

  if (overview->scene == NULL || node >= cr_scene_get_n_nodes (overview->scene))
    return;
  box = cr_scene_get_node (overview->scene, node);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)((box->x + box->width / 2) * overview->map.scale_x),
                                                          (float)((box->y + box->height / 2) * overview->map.scale_y)));
  if (!round)
    gtk_snapshot_rotate (snapshot, 45);
  graphene_rect_init (&area, (float)-MARK, (float)-MARK, (float)side, (float)side);
  append_frame (snapshot, &area, color, 2, round ? (float)MARK : 0);
  gtk_snapshot_restore (snapshot);
}

static void
cr_graph_overview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrGraphOverview *overview = CR_GRAPH_OVERVIEW (widget);
  const CrTheme *theme = get_theme ();
  graphene_rect_t area;

  if (overview->scene == NULL)
    return;
  if (overview->boxes == NULL)
    overview->boxes = make_boxes (overview);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)INSET, (float)INSET));
  gtk_snapshot_append_node (snapshot, overview->boxes);
  append_mark (overview, snapshot, overview->current, &theme->gradient, FALSE);
  append_mark (overview, snapshot, overview->selected, &theme->selection, TRUE);
  cr_overview_map_get_view (&overview->map, &overview->transform, overview->view_width, overview->view_height, &area);
  gtk_snapshot_append_color (
      snapshot,
      &(GdkRGBA){ (float)theme->selection.red, (float)theme->selection.green, (float)theme->selection.blue, 0.13f },
      &area);
  append_frame (snapshot, &area, &theme->selection, 1.5f, 2);
  gtk_snapshot_restore (snapshot);
}

static void
cr_graph_overview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  CrGraphOverview *overview = CR_GRAPH_OVERVIEW (widget);
  double size = orientation == GTK_ORIENTATION_HORIZONTAL ? overview->map.width : overview->map.height;

  *minimum = *natural = (int)(size + 2 * INSET + 0.5);
}

/* A point of the widget comes to the middle of the view. */
static void
move_to (CrGraphOverview *overview, double x, double y, gboolean glide)
{
  g_signal_emit_by_name (overview, "moved", CLAMP (x - INSET, 0, overview->map.width) / overview->map.scale_x,
                         CLAMP (y - INSET, 0, overview->map.height) / overview->map.scale_y, glide);
}

static void
drag_begun (CrGraphOverview *overview, double x, double y)
{
  overview->drag_x = x;
  overview->drag_y = y;
  move_to (overview, x, y, TRUE);
}

static void
drag_moved (CrGraphOverview *overview, double dx, double dy)
{
  move_to (overview, overview->drag_x + dx, overview->drag_y + dy, FALSE);
}

static gboolean
key_pressed (CrGraphOverview *overview, guint key, guint code, GdkModifierType state)
{
  static const struct
  {
    guint key;
    int dx, dy;
  } table[] = { { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 } };
  const CrViewTransform *t = &overview->transform;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (key == table[i].key)
      {
        g_signal_emit_by_name (overview, "moved",
                               (overview->view_width * (0.5 + table[i].dx * KEY_STEP) - t->x) / t->scale,
                               (overview->view_height * (0.5 + table[i].dy * KEY_STEP) - t->y) / t->scale, FALSE);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
theme_changed (CrGraphOverview *overview)
{
  g_clear_pointer (&overview->boxes, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (overview));
}

static void
cr_graph_overview_dispose (GObject *object)
{
  CrGraphOverview *overview = CR_GRAPH_OVERVIEW (object);

  g_clear_pointer (&overview->boxes, gsk_render_node_unref);
  g_clear_pointer (&overview->scene, cr_scene_unref);
  G_OBJECT_CLASS (cr_graph_overview_parent_class)->dispose (object);
}

static void
cr_graph_overview_class_init (CrGraphOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_graph_overview_dispose;
  widget_class->snapshot = cr_graph_overview_snapshot;
  widget_class->measure = cr_graph_overview_measure;
  g_signal_new ("moved", CR_TYPE_GRAPH_OVERVIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_DOUBLE,
                G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  gtk_widget_class_set_css_name (widget_class, "graphoverview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cr_graph_overview_init (CrGraphOverview *overview)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  overview->selected = overview->current = CR_NONE;
  overview->transform.scale = 1;
  cr_overview_map_init (&overview->map, 1, 1);
  gtk_widget_set_focusable (GTK_WIDGET (overview), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (overview), "move");
  gtk_widget_set_tooltip_text (GTK_WIDGET (overview), _ ("The whole graph: drag to move what is in view. M hides it."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (overview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Map of the whole graph; the arrow keys move what is in view"), -1);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), overview);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), overview);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), overview);
  gtk_widget_add_controller (GTK_WIDGET (overview), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (overview), keys);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (theme_changed), overview,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_graph_overview_new (void)
{
  return g_object_new (CR_TYPE_GRAPH_OVERVIEW, NULL);
}

void
cr_graph_overview_set_scene (CrGraphOverview *overview, CrScene *scene)
{
  double width = 1, height = 1;

  g_return_if_fail (CR_IS_GRAPH_OVERVIEW (overview));
  if (scene == overview->scene)
    return;
  g_clear_pointer (&overview->scene, cr_scene_unref);
  if (scene != NULL)
    {
      overview->scene = cr_scene_ref (scene);
      cr_scene_get_size (scene, &width, &height);
    }
  cr_overview_map_init (&overview->map, width, height);
  theme_changed (overview);
  gtk_widget_queue_resize (GTK_WIDGET (overview));
}

void
cr_graph_overview_set_view (CrGraphOverview *overview, const CrViewTransform *transform, double width, double height)
{
  g_return_if_fail (CR_IS_GRAPH_OVERVIEW (overview));
  overview->transform = *transform;
  overview->view_width = width;
  overview->view_height = height;
  gtk_widget_queue_draw (GTK_WIDGET (overview));
}

void
cr_graph_overview_set_marks (CrGraphOverview *overview, guint selected, guint current)
{
  g_return_if_fail (CR_IS_GRAPH_OVERVIEW (overview));
  if (selected == overview->selected && current == overview->current)
    return;
  overview->selected = selected;
  overview->current = current;
  gtk_widget_queue_draw (GTK_WIDGET (overview));
}
