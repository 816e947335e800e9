/* The canvas as a widget, and its children for assistive technologies. Which scene it shows is told in
 * cr-graph-canvas-scene.c, where that stands in cr-graph-canvas-view.c, its frames in cr-graph-canvas-paint.c. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_ZOOM,
  PROP_EMPTY,
};

G_DEFINE_FINAL_TYPE (CrGraphCanvas, cr_graph_canvas, GTK_TYPE_WIDGET)

static void
cr_graph_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);

  if (cr_graph_canvas_get_current_scene (canvas) != NULL)
    {
      g_clear_pointer (&canvas->painted, gsk_render_node_unref);
      canvas->painted = cr_graph_canvas_paint (canvas, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
    }
  if (canvas->painted != NULL)
    gtk_snapshot_append_node (snapshot, canvas->painted);
}

static void
cr_graph_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);

  if (canvas->auto_fit && (width != canvas->fitted_width || height != canvas->fitted_height))
    cr_graph_canvas_fit_to_size (canvas);
  canvas->fitted_width = width;
  canvas->fitted_height = height;
  cr_graph_canvas_allocate_nodes (canvas);
  cr_graph_canvas_allocate_headers (canvas);
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
    cr_graph_canvas_graph_changed (canvas);
}

static void
cr_graph_canvas_dispose (GObject *object)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (object);

  g_clear_handle_id (&canvas->fit_source, g_source_remove);
  g_clear_handle_id (&canvas->label_source, g_source_remove);
  g_clear_handle_id (&canvas->node_source, g_source_remove);
  g_clear_pointer (&canvas->thumbs, cr_thumbs_free);
  cr_graph_canvas_clear_widths (canvas);
  g_clear_handle_id (&canvas->place_source, g_source_remove);
  cr_graph_canvas_cancel_link (canvas);
  cr_graph_canvas_stop_play (canvas);
  cr_graph_canvas_stop_glide (canvas);
  cr_graph_canvas_clear_lit (canvas);
  cr_observer_clear (&canvas->observer);
  for (guint i = 0; i < canvas->nodes->len; i++)
    gtk_widget_unparent (g_ptr_array_index (canvas->nodes, i));
  g_ptr_array_set_size (canvas->nodes, 0);
  cr_graph_canvas_drop_headers (canvas);
  cr_graph_canvas_clear_scene (canvas);
  G_OBJECT_CLASS (cr_graph_canvas_parent_class)->dispose (object);
}

static void
cr_graph_canvas_finalize (GObject *object)
{
  g_ptr_array_unref (CR_GRAPH_CANVAS (object)->nodes);
  g_array_unref (CR_GRAPH_CANVAS (object)->marks);
  g_clear_pointer (&CR_GRAPH_CANVAS (object)->still, cairo_surface_destroy);
  g_clear_pointer (&CR_GRAPH_CANVAS (object)->still_node, gsk_render_node_unref);
  g_clear_pointer (&CR_GRAPH_CANVAS (object)->key_node, gsk_render_node_unref);
  cr_view_painter_free (CR_GRAPH_CANVAS (object)->picture);
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
  cr_graph_canvas_install_signals (object_class);
  g_object_class_install_property (object_class, PROP_ZOOM,
                                   g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 1, flags));
  g_object_class_install_property (object_class, PROP_EMPTY, g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags));
  gtk_widget_class_set_css_name (widget_class, "graphcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
thumbs_ready (gpointer data)
{
  CrGraphCanvas *canvas = data;

  cr_view_painter_forget (canvas->picture);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static void
marks_changed (CrGraphCanvas *canvas)
{
  cr_view_painter_forget (canvas->picture);
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
  canvas->nodes = g_ptr_array_new ();
  canvas->marks = g_array_new (FALSE, FALSE, sizeof (guint64));
  canvas->menu_edge = CR_NONE;
  canvas->transform = (CrViewTransform){ 1.0, 0.0, 0.0 };
  canvas->auto_fit = TRUE;
  canvas->follow = TRUE;
  canvas->hovered = CR_NONE;
  canvas->text = cr_text_new (NULL);
  canvas->picture = cr_view_painter_new ();
  canvas->thumbs = cr_thumbs_new (thumbs_ready, canvas);
  canvas->left = G_MAXUINT;
  canvas->phase = 1.0;
  cr_observer_init (&canvas->observer);
  cr_observer_connect (&canvas->observer, "lit-changed", G_CALLBACK (marks_changed), canvas);
  cr_observer_connect (&canvas->observer, "breakpoints-changed", G_CALLBACK (marks_changed), canvas);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (theme_changed), canvas,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (canvas), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (canvas), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Computation graph"), -1);
  cr_graph_canvas_init_scene (canvas);
  cr_graph_canvas_init_input (canvas);
}
