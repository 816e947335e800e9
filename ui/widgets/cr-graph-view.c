/* Puts the canvas, the zoom buttons over it and the empty state together. */

#include "cr-graph-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-graph-canvas.h"
#include "cr-observer.h"
#include "cr-painter.h"

#define ZOOM_STEP 1.25

struct _CrGraphView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *overlay;
  CrGraphCanvas *canvas;
  GtkLabel *zoom_label;
  GtkWidget *empty_box;
  GtkLabel *empty_label;
  GtkWidget *zoom_box;
  GtkGrid *marks;
};

G_DEFINE_FINAL_TYPE (CrGraphView, cr_graph_view, GTK_TYPE_WIDGET)

static void
update_zoom (CrGraphView *view)
{
  g_autofree char *text = g_strdup_printf ("%.0f %%", cr_graph_canvas_get_zoom (view->canvas) * 100.0);

  gtk_label_set_text (view->zoom_label, text);
}

static void
update_empty (CrGraphView *view)
{
  gboolean empty;
  CrSession *session = view->observer.session;
  GPtrArray *diagnostics = session == NULL ? NULL : cr_session_get_diagnostics (session);

  g_object_get (view->canvas, "empty", &empty, NULL);
  gtk_widget_set_visible (view->empty_box, empty);
  gtk_widget_set_visible (view->zoom_box, !empty);
  gtk_label_set_text (view->empty_label, diagnostics != NULL && diagnostics->len > 0
                                             ? _ ("The script has a problem, so there is nothing to draw yet.")
                                             : _ ("Write tensor expressions, and their graph appears here."));
}

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_zoom_by (CR_GRAPH_VIEW (widget)->canvas, ZOOM_STEP);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_zoom_by (CR_GRAPH_VIEW (widget)->canvas, 1 / ZOOM_STEP);
}

static void
fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_fit (CR_GRAPH_VIEW (widget)->canvas);
}

static void
draw_mark (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer mark)
{
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));

  cr_painter_paint_mark (theme, GPOINTER_TO_UINT (mark), cr, width / 2.0, height / 2.0);
}

/* The key to the marks: each as it is painted, and what it means. */
static void
fill_marks (CrGraphView *view)
{
  for (guint i = 0; i < CR_N_MARKS; i++)
    {
      GtkWidget *area = gtk_drawing_area_new (), *label = gtk_label_new (cr_mark_get_words (i));

      gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 22);
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 20);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_mark, GUINT_TO_POINTER (i), NULL);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_grid_attach (view->marks, area, 0, (int)i, 1, 1);
      gtk_grid_attach (view->marks, label, 1, (int)i, 1, 1);
    }
}

static void
show_session (CrGraphView *view)
{
  g_object_set (view->canvas, "session", view->observer.session, NULL);
  update_empty (view);
}

CR_OBSERVER_PROPERTY (CrGraphView, cr_graph_view, CR_GRAPH_VIEW, show_session)

static void
cr_graph_view_dispose (GObject *object)
{
  CrGraphView *view = CR_GRAPH_VIEW (object);

  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_graph_view_parent_class)->dispose (object);
}

static void
cr_graph_view_class_init (CrGraphViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_GRAPH_CANVAS);
  object_class->get_property = cr_graph_view_get_property;
  object_class->set_property = cr_graph_view_set_property;
  object_class->dispose = cr_graph_view_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-graph-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, overlay);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, canvas);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, marks);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, empty_box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, empty_label);
  gtk_widget_class_install_action (widget_class, "graph.zoom-in", NULL, zoom_in);
  gtk_widget_class_install_action (widget_class, "graph.zoom-out", NULL, zoom_out);
  gtk_widget_class_install_action (widget_class, "graph.fit", NULL, fit);
}

static void
cr_graph_view_init (CrGraphView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "diagnostics-changed", G_CALLBACK (update_empty), view);
  gtk_widget_init_template (GTK_WIDGET (view));
  fill_marks (view);
  g_signal_connect_swapped (view->canvas, "notify::zoom", G_CALLBACK (update_zoom), view);
  g_signal_connect_swapped (view->canvas, "notify::empty", G_CALLBACK (update_empty), view);
  update_zoom (view);
  update_empty (view);
}

GtkWidget *
cr_graph_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_GRAPH_VIEW, "session", session, NULL);
}

void
cr_graph_view_focus (CrGraphView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (view->canvas));
}

CrScene *
cr_graph_view_get_seen (CrGraphView *view, double *x, double *y, double *width, double *height)
{
  return cr_graph_canvas_get_seen (view->canvas, x, y, width, height);
}
