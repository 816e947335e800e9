/* The canvas: which scene it shows, the frames it paints, and its children for assistive technologies. While the
 * scene of a new run is being laid out, the last frame stays. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-graph-node.h"
#include "cr-scene-state.h"
#include "cr-session-break.h"
#include "cr-session-picture.h"
#include "cr-theme.h"

#define KEY_INSET 16.0
/* What lies over the lower left and the upper right corner, with its inset. */
#define KEY_WIDTH 230.0
#define KEY_HEIGHT 96.0
#define ZOOM_WIDTH 200.0
#define ZOOM_HEIGHT 60.0
#define FIT_MARGIN 8.0
#define AROUND_NODE 16.0 /* points of the scene */
#define READABLE_SCALE 0.56
#define NEIGHBOURS 120.0 /* points around what is under way that are worth seeing with it */

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_ZOOM,
  PROP_EMPTY,
};

G_DEFINE_FINAL_TYPE (CrGraphCanvas, cr_graph_canvas, GTK_TYPE_WIDGET)

static const CrTheme *
get_theme (void)
{
  return cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

CrScene *
cr_graph_canvas_get_current_scene (CrGraphCanvas *canvas)
{
  CrGraph *graph = canvas->observer.session == NULL ? NULL : cr_session_get_graph (canvas->observer.session);

  if (graph == NULL || canvas->scene == NULL || cr_scene_get_graph (canvas->scene) != graph
      || !cr_scene_options_equal (cr_scene_get_options (canvas->scene),
                                  cr_session_get_picture (canvas->observer.session)))
    return NULL;
  if (cr_scene_get_generation (canvas->scene)
      != cr_graph_get_generation_at (graph, cr_session_get_position (canvas->observer.session)))
    return NULL;
  return canvas->scene;
}

/* The view. */

/* Moves the picture so that the node under way, with its neighbours, is in view. TRUE if it moved. */
static gboolean
show_current (CrGraphCanvas *canvas)
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

/* The picture keeps clear of key and zoom buttons, but only where it would meet them: a tall graph may have
 * the whole height. */
static void
fit_now (CrGraphCanvas *canvas)
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
      show_current (canvas);
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

/* Selection, in scene nodes. */

guint
cr_graph_canvas_get_selected_node (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return CR_NONE;
  if (variable != CR_NONE)
    return cr_scene_find_variable (canvas->scene, variable);
  if (function != CR_NONE)
    return cr_scene_find_function (canvas->scene, function);
  return CR_NONE;
}

void
cr_graph_canvas_select_node (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = node == CR_NONE ? NULL : cr_scene_get_node (canvas->scene, node);

  if (box == NULL)
    cr_session_select_variable (canvas->observer.session, CR_NONE);
  else if (box->kind == CR_NODE_OPERATOR || box->kind == CR_NODE_OPERATOR_NO_GRAD)
    cr_session_select_function (canvas->observer.session, box->index);
  else
    cr_session_select_variable (canvas->observer.session, box->index);
}

static void
selection_changed (CrGraphCanvas *canvas)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  for (guint i = 0; i < canvas->nodes->len; i++)
    cr_graph_node_set_selected (g_ptr_array_index (canvas->nodes, i), i == selected);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* The scene. */

static void
show_scene (CrGraphCanvas *canvas, CrScene *scene)
{
  if (scene == canvas->scene)
    return;
  g_clear_pointer (&canvas->scene, cr_scene_unref);
  canvas->scene = scene == NULL ? NULL : cr_scene_ref (scene);
  canvas->hovered = CR_NONE;
  if (scene != NULL)
    {
      if (canvas->auto_fit)
        fit_now (canvas);
      cr_graph_canvas_view_changed (canvas, FALSE);
    }
  else
    g_clear_pointer (&canvas->painted, gsk_render_node_unref);
  cr_graph_canvas_queue_nodes (canvas);
  selection_changed (canvas);
  g_object_notify (G_OBJECT (canvas), "empty");
}

static void
update_scene (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  CrGraph *graph = session == NULL ? NULL : cr_session_get_graph (session);
  guint generation = graph == NULL ? CR_NONE : cr_graph_get_generation_at (graph, cr_session_get_position (session));
  CrScene *scene;

  if (generation == CR_NONE)
    {
      show_scene (canvas, NULL);
      return;
    }
  if (cr_graph_canvas_get_current_scene (canvas) != NULL)
    return;
  scene = cr_scene_loader_get (canvas->loader, graph, generation, cr_session_get_picture (session));
  if (scene != NULL)
    show_scene (canvas, scene);
}

void
cr_graph_canvas_toggle_constants (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;

  cr_session_set_constants (session, !cr_session_get_picture (session)->constants);
}

static void
picture_changed (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_play (canvas);
  update_scene (canvas);
}

static void
scene_loaded (gpointer data)
{
  update_scene (data);
}

static void
graph_changed (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_play (canvas);
  canvas->last_position = G_MAXUINT;
  update_scene (canvas);
}

static void
position_changed (CrGraphCanvas *canvas)
{
  guint position = cr_session_get_position (canvas->observer.session);

  if (canvas->last_position != G_MAXUINT)
    cr_graph_canvas_begin_play (canvas, canvas->last_position, position);
  canvas->last_position = position;
  update_scene (canvas);
  if ((canvas->follow || !canvas->auto_fit) && show_current (canvas))
    cr_graph_canvas_view_changed (canvas, FALSE);
  selection_changed (canvas);
  cr_graph_canvas_queue_labels (canvas);
}

/* Painting. */

static guint
get_focused_node (CrGraphCanvas *canvas)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (canvas));

  guint index = focus == NULL ? CR_NONE : cr_graph_node_get_index (CR_GRAPH_NODE (focus));

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
  options->scale = canvas->transform.scale;
  options->lit_variables = cr_session_get_lit_variables (session);
  options->lit_functions = cr_session_get_lit_functions (session);
  options->has_breakpoint = has_breakpoint;
  options->user_data = session;
  options->text = canvas->text;
}

/* As the cursor stands or, while an event is undone, as it stood. */
static void
paint_scene (CrGraphCanvas *canvas, const CrTheme *theme, const CrPaintOptions *options, cairo_t *cr)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  guint position = cr_cursor_get_position (cursor);

  if (canvas->left != G_MAXUINT)
    cr_cursor_seek (cursor, canvas->left);
  cr_painter_paint (canvas->scene, cursor, theme, options, cr);
  cr_cursor_seek (cursor, position);
}

static GskRenderNode *
paint (CrGraphCanvas *canvas, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  const CrTheme *theme = get_theme ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  set_options (canvas, &options);
  cr_text_begin (canvas->text, cr, gtk_widget_get_scale_factor (GTK_WIDGET (canvas)));
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_save (cr);
  cairo_translate (cr, canvas->transform.x, canvas->transform.y);
  cairo_scale (cr, canvas->transform.scale, canvas->transform.scale);
  paint_scene (canvas, theme, &options, cr);
  cairo_restore (cr);
  cr_painter_paint_key (theme, canvas->text, cr, KEY_INSET, height - KEY_INSET);
  cr_text_end (canvas->text);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
cr_graph_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);

  if (cr_graph_canvas_get_current_scene (canvas) != NULL)
    {
      g_clear_pointer (&canvas->painted, gsk_render_node_unref);
      canvas->painted = paint (canvas, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
    }
  if (canvas->painted != NULL)
    gtk_snapshot_append_node (snapshot, canvas->painted);
}

static void
cr_graph_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);
  double scale;
  guint n;

  if (canvas->auto_fit && (width != canvas->fitted_width || height != canvas->fitted_height))
    fit_now (canvas);
  canvas->fitted_width = width;
  canvas->fitted_height = height;
  scale = canvas->transform.scale;
  n = canvas->scene == NULL ? 0 : MIN (canvas->nodes->len, cr_scene_get_n_nodes (canvas->scene));
  for (guint i = 0; i < n; i++)
    {
      const CrSceneNode *box = cr_scene_get_node (canvas->scene, i);
      GtkAllocation allocation
          = { (int)(box->x * scale + canvas->transform.x), (int)(box->y * scale + canvas->transform.y),
              MAX (1, (int)(box->width * scale)), MAX (1, (int)(box->height * scale)) };

      gtk_widget_size_allocate (g_ptr_array_index (canvas->nodes, i), &allocation, -1);
    }
}

static void
cr_graph_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);

  /* Children must be measured before they may be allocated. */
  for (guint i = 0; i < canvas->nodes->len; i++)
    gtk_widget_measure (g_ptr_array_index (canvas->nodes, i), orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 480;
}

/* Tab passes the canvas as one stop; Alt and the arrows walk inside. */
static gboolean
cr_graph_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (gtk_widget_is_focus (widget) || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

static void
cr_graph_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, canvas->observer.session);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, canvas->transform.scale);
      break;
    case PROP_EMPTY:
      g_value_set_boolean (value, canvas->scene == NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
cr_graph_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (object);

  if (id != PROP_SESSION)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
  else if (cr_observer_set (&canvas->observer, g_value_get_object (value)))
    graph_changed (canvas);
}

static void
cr_graph_canvas_dispose (GObject *object)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (object);

  g_clear_handle_id (&canvas->label_source, g_source_remove);
  g_clear_handle_id (&canvas->node_source, g_source_remove);
  cr_graph_canvas_stop_play (canvas);
  cr_observer_clear (&canvas->observer);
  for (guint i = 0; i < canvas->nodes->len; i++)
    gtk_widget_unparent (g_ptr_array_index (canvas->nodes, i));
  g_ptr_array_set_size (canvas->nodes, 0);
  g_clear_pointer (&canvas->loader, cr_scene_loader_free);
  g_clear_pointer (&canvas->scene, cr_scene_unref);
  g_clear_pointer (&canvas->painted, gsk_render_node_unref);
  G_OBJECT_CLASS (cr_graph_canvas_parent_class)->dispose (object);
}

static void
cr_graph_canvas_finalize (GObject *object)
{
  g_ptr_array_unref (CR_GRAPH_CANVAS (object)->nodes);
  cr_text_free (CR_GRAPH_CANVAS (object)->text);
  G_OBJECT_CLASS (cr_graph_canvas_parent_class)->finalize (object);
}

static void
cr_graph_canvas_class_init (CrGraphCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = cr_graph_canvas_get_property;
  object_class->set_property = cr_graph_canvas_set_property;
  object_class->dispose = cr_graph_canvas_dispose;
  object_class->finalize = cr_graph_canvas_finalize;
  widget_class->snapshot = cr_graph_canvas_snapshot;
  widget_class->measure = cr_graph_canvas_measure;
  widget_class->size_allocate = cr_graph_canvas_size_allocate;
  widget_class->focus = cr_graph_canvas_focus;
  cr_observer_install_property (object_class);
  g_object_class_install_property (object_class, PROP_ZOOM,
                                   g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 1, flags));
  g_object_class_install_property (object_class, PROP_EMPTY, g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags));
  gtk_widget_class_set_css_name (widget_class, "graphcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
marks_changed (CrGraphCanvas *canvas)
{
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
theme_changed (CrGraphCanvas *canvas)
{
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
cr_graph_canvas_init (CrGraphCanvas *canvas)
{
  canvas->loader = cr_scene_loader_new (scene_loaded, canvas);
  canvas->nodes = g_ptr_array_new ();
  canvas->transform = (CrViewTransform){ 1.0, 0.0, 0.0 };
  canvas->auto_fit = TRUE;
  canvas->follow = TRUE;
  canvas->hovered = CR_NONE;
  canvas->text = cr_text_new (NULL);
  canvas->left = G_MAXUINT;
  canvas->phase = 1.0;
  canvas->last_position = G_MAXUINT;
  cr_observer_init (&canvas->observer);
  cr_observer_connect (&canvas->observer, "graph-changed", G_CALLBACK (graph_changed), canvas);
  cr_observer_connect (&canvas->observer, "notify::position", G_CALLBACK (position_changed), canvas);
  cr_observer_connect (&canvas->observer, "lit-changed", G_CALLBACK (marks_changed), canvas);
  cr_observer_connect (&canvas->observer, "picture-changed", G_CALLBACK (picture_changed), canvas);
  cr_observer_connect (&canvas->observer, "breakpoints-changed", G_CALLBACK (marks_changed), canvas);
  cr_observer_connect (&canvas->observer, "notify::selection", G_CALLBACK (selection_changed), canvas);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (theme_changed), canvas,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (canvas), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (canvas), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Computation graph"), -1);
  cr_graph_canvas_init_input (canvas);
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
  fit_now (canvas);
  cr_graph_canvas_view_changed (canvas, FALSE);
}
