/* Figures are read off the trace on a worker thread, once a run; moving the cursor only makes series pale. A run that
 * plots nothing leaves the room to the panels above. */

#include "cr-plot-view.h"

#include <glib/gi18n-lib.h>

#include "cr-figures.h"
#include "cr-observer.h"
#include "cr-plot-area.h"

#define MAX_FIGURES 40 /* shown; a loop that plots in every step makes more */

struct _CrPlotView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *scroller;
  GtkBox *box;
  GtkWidget *hidden_note;
  GPtrArray *figures; /* of CrFigure; the areas borrow them */
  GCancellable *loading;
};

G_DEFINE_FINAL_TYPE (CrPlotView, cr_plot_view, GTK_TYPE_WIDGET)

static void
clear_figures (CrPlotView *view)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_last_child (GTK_WIDGET (view->box))) != view->hidden_note)
    gtk_box_remove (view->box, child);
  g_clear_pointer (&view->figures, g_ptr_array_unref);
}

/* What comes is pale; whoever is guessing it does not see it at all: its points, and the range of its axes, would tell.
 */
static void
position_changed (CrPlotView *view)
{
  guint position = cr_session_get_position (view->observer.session);
  gboolean predicting = cr_session_get_predicting (view->observer.session), hides = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (CR_IS_PLOT_AREA (child))
      {
        gboolean hidden = predicting && !cr_plot_area_is_past (CR_PLOT_AREA (child), position);

        cr_plot_area_set_position (CR_PLOT_AREA (child), position);
        gtk_widget_set_visible (child, !hidden);
        hides = hides || hidden;
      }
  gtk_widget_set_visible (view->hidden_note, hides);
}

static void
add_rest_note (CrPlotView *view, guint n)
{
  g_autofree char *text = g_strdup_printf (_ ("%u more figures are not shown."), n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (view->box, label);
}

static void
figures_made (GObject *source, GAsyncResult *result, gpointer data)
{
  GPtrArray *figures = g_task_propagate_pointer (G_TASK (result), NULL);
  CrPlotView *view = CR_PLOT_VIEW (source);

  if (figures == NULL || view->box == NULL || view->observer.session == NULL)
    {
      g_clear_pointer (&figures, g_ptr_array_unref);
      return;
    }
  clear_figures (view);
  view->figures = figures;
  for (guint i = 0; i < MIN (figures->len, MAX_FIGURES); i++)
    gtk_box_append (view->box, cr_plot_area_new (g_ptr_array_index (figures, i), i + 1));
  if (figures->len > MAX_FIGURES)
    add_rest_note (view, figures->len - MAX_FIGURES);
  gtk_widget_set_visible (GTK_WIDGET (view), figures->len > 0);
  position_changed (view);
}

static void
make_figures (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrTrace *trace = data;

  g_task_return_pointer (task, cr_figures_new (trace, cr_trace_get_length (trace)), (GDestroyNotify)g_ptr_array_unref);
}

static void
graph_changed (CrPlotView *view)
{
  CrGraph *graph = cr_session_get_graph (view->observer.session);
  g_autoptr (GTask) task = NULL;

  if (view->loading != NULL)
    g_cancellable_cancel (view->loading);
  g_clear_object (&view->loading);
  if (graph == NULL)
    {
      clear_figures (view);
      gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
      return;
    }
  view->loading = g_cancellable_new ();
  task = g_task_new (view, view->loading, figures_made, NULL);
  g_task_set_task_data (task, cr_trace_ref (cr_graph_get_trace (graph)), (GDestroyNotify)cr_trace_unref);
  g_task_run_in_thread (task, make_figures);
}

CR_OBSERVER_PROPERTY (CrPlotView, cr_plot_view, CR_PLOT_VIEW, graph_changed)

static void
cr_plot_view_dispose (GObject *object)
{
  CrPlotView *view = CR_PLOT_VIEW (object);

  if (view->loading != NULL)
    g_cancellable_cancel (view->loading);
  g_clear_object (&view->loading);
  cr_observer_clear (&view->observer);
  view->box = NULL;
  g_clear_pointer (&view->scroller, gtk_widget_unparent);
  g_clear_pointer (&view->figures, g_ptr_array_unref);
  G_OBJECT_CLASS (cr_plot_view_parent_class)->dispose (object);
}

static void
cr_plot_view_class_init (CrPlotViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_plot_view_get_property;
  object_class->set_property = cr_plot_view_set_property;
  object_class->dispose = cr_plot_view_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "plotview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-plot-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, scroller);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, box);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, hidden_note);
}

static void
cr_plot_view_init (CrPlotView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (graph_changed), view);
  cr_observer_connect (&view->observer, "notify::position", G_CALLBACK (position_changed), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (position_changed), view);
  gtk_widget_init_template (GTK_WIDGET (view));
}

GtkWidget *
cr_plot_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_PLOT_VIEW, "session", session, NULL);
}
