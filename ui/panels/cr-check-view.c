/* A gradient checked by finite differences: the script runs again with an element nudged either way, and what that does
 * to the root is set beside what the backward says. */

#include "cr-check-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-check-question.h"
#include "cr-observer.h"
#include "cr-session-replay.h"
#include "cr-why-text.h"

#define SPINNER_MILLISECONDS 500

struct _CrCheckView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkSpinner *spinner;
  GtkWidget *check;
  GtkGrid *grid;
  GtkLabel *message, *note;

  GCancellable *cancellable; /* of the question under way */
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (CrCheckView, cr_check_view, GTK_TYPE_WIDGET)

static void
clear_table (CrCheckView *view)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (view->grid))) != NULL)
    gtk_grid_remove (view->grid, child);
  gtk_widget_set_visible (GTK_WIDGET (view->grid), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (view->note), FALSE);
}

static void
put (CrCheckView *view, const char *text, int column, int row, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 || column == 4 ? 0 : 1);
  gtk_label_set_selectable (GTK_LABEL (label), row > 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (view->grid, label, column, row, 1, 1);
}

static void
put_number (CrCheckView *view, const char *format, double number, int column, int row, const char *css_class)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  put (view, isnan (number) ? "nan" : g_ascii_formatd (text, sizeof text, format, number), column, row, css_class);
}

static void
fill_table (CrCheckView *view, const CrCheckQuestion *question)
{
  const char *const heads[] = { _ ("Element"), _ ("Numerical"), _ ("Analytic"), _ ("Difference"), _ ("Verdict") };
  const CrVariable *variable = cr_graph_get_variable (question->graph, question->variable);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    put (view, heads[i], (int)i, 0, "dim-label");
  for (guint i = 0; i < question->n; i++)
    {
      const CrDifference *difference = &question->differences[i];
      g_autofree char *place = cr_why_element_to_text (variable, difference->element);
      int row = (int)i + 1;

      put (view, *place != '\0' ? place : "–", 0, row, NULL);
      put_number (view, "%.5g", difference->numerical, 1, row, NULL);
      put_number (view, "%.5g", difference->analytic, 2, row, "debug-gradient");
      put_number (view, "%.2g", difference->numerical - difference->analytic, 3, row, NULL);
      put (view, cr_check_get_verdict (difference), 4, row, difference->agrees ? "success" : "warning");
    }
  gtk_widget_set_visible (GTK_WIDGET (view->grid), TRUE);
}

static guint
count_agreeing (const CrCheckQuestion *question)
{
  guint n = 0;

  for (guint i = 0; i < question->n; i++)
    n += question->differences[i].agrees;
  return n;
}

/* What is to be known of the numbers: how far rounding lets them be apart, and why they may differ rightly. */
static void
show_note (CrCheckView *view, const CrCheckQuestion *question)
{
  const CrVariable *variable = cr_graph_get_variable (question->graph, question->variable);
  GString *text = g_string_new (NULL);
  char delta[G_ASCII_DTOSTR_BUF_SIZE], tolerance[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean cut = FALSE, diverged = FALSE;

  for (guint i = 0; i < question->n; i++)
    {
      cut |= question->differences[i].cut;
      diverged |= question->differences[i].diverged;
    }
  g_string_append_printf (text, _ ("Nudged by δ = %s either way. Rounding in %s may account for a difference of %s."),
                          g_ascii_formatd (delta, sizeof delta, "%.3g", question->differences[0].delta),
                          cr_dtype_get_name (variable->dtype),
                          g_ascii_formatd (tolerance, sizeof tolerance, "%.2g", question->differences[0].tolerance));
  if (question->n_all > question->n)
    g_string_append_printf (text, " %s", _ ("Checked are the selected element and those with the largest gradients."));
  if (cut)
    g_string_append_printf (text, " %s",
                            _ ("The root also depends on it where no gradient flows (detach(), no_grad): there the two "
                               "rightly differ."));
  if (diverged)
    g_string_append_printf (text, " %s", _ ("Where the run takes another way, nothing can be compared."));
  gtk_label_set_text (view->note, text->str);
  gtk_widget_set_visible (GTK_WIDGET (view->note), TRUE);
  g_string_free (text, TRUE);
}

static void
show_answer (CrCheckView *view, const CrCheckQuestion *question)
{
  const CrVariable *variable = cr_graph_get_variable (question->graph, question->variable);
  const char *label = cr_variable_get_label (variable);
  g_autofree char *text = g_strdup_printf (ngettext ("%s in backward pass %u: %u of %u element agrees.",
                                                     "%s in backward pass %u: %u of %u elements agree.", question->n),
                                           label != NULL ? label : _ ("The tensor"), question->backward,
                                           count_agreeing (question), question->n);

  gtk_label_set_text (view->message, text);
  fill_table (view, question);
  show_note (view, question);
}

static void
stop_waiting (CrCheckView *view)
{
  g_clear_object (&view->cancellable);
  g_clear_handle_id (&view->spinner_source, g_source_remove);
  gtk_spinner_set_spinning (view->spinner, FALSE);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrCheckView) view = data;
  g_autoptr (GError) error = NULL;
  const CrCheckQuestion *question = cr_session_replay_finish (CR_SESSION (source), result, &error);

  if (question == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  stop_waiting (view);
  if (question != NULL && question->n > 0)
    show_answer (view, question);
  else
    gtk_label_set_text (view->message, question == NULL ? error->message : _ ("It has no elements."));
}

static gboolean
start_spinner (gpointer data)
{
  CrCheckView *view = data;

  view->spinner_source = 0;
  gtk_spinner_set_spinning (view->spinner, TRUE);
  gtk_label_set_text (view->message, _ ("The script runs again for each nudge…"));
  return G_SOURCE_REMOVE;
}

static void
give_up (CrCheckView *view)
{
  if (view->cancellable != NULL)
    g_cancellable_cancel (view->cancellable);
  stop_waiting (view);
}

static void
check (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrCheckView *view = CR_CHECK_VIEW (widget);
  CrSession *session = view->observer.session;
  guint variable = session == NULL ? CR_NONE : cr_session_get_selected_variable (session);

  if (variable == CR_NONE)
    return;
  give_up (view);
  clear_table (view);
  view->cancellable = g_cancellable_new ();
  view->spinner_source = g_timeout_add (SPINNER_MILLISECONDS, start_spinner, view);
  cr_session_replay_async (session, cr_check_question_find,
                           cr_check_question_new (cr_session_get_graph (session), variable,
                                                  cr_session_get_position (session),
                                                  cr_session_get_selected_element (session)),
                           cr_check_question_free, view->cancellable, answered, g_object_ref (view));
}

static void
update (CrCheckView *view)
{
  CrSession *session = view->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  const CrVariable *node
      = variable == CR_NONE ? NULL : cr_graph_get_variable (cr_session_get_graph (session), variable);
  gboolean predicting = cr_session_get_predicting (session);
  gboolean can = node != NULL && node->requires_grad && !predicting;

  give_up (view);
  clear_table (view);
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "check.check", can);
  gtk_label_set_text (view->message, predicting ? _ ("Nothing is checked while you predict: it would tell the answer.")
                                     : node == NULL ? _ ("Select a variable to compare its gradient with what a small "
                                                         "nudge of each element does to the root.")
                                     : can ? _ ("Compares the gradient with what a small nudge of each element "
                                                "does to the root.")
                                           : _ ("It requires no gradient, so there is nothing to check."));
}

CR_OBSERVER_PROPERTY (CrCheckView, cr_check_view, CR_CHECK_VIEW, update)

static void
cr_check_view_dispose (GObject *object)
{
  CrCheckView *view = CR_CHECK_VIEW (object);

  if (view->box != NULL)
    give_up (view);
  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_check_view_parent_class)->dispose (object);
}

static void
cr_check_view_class_init (CrCheckViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_check_view_get_property;
  object_class->set_property = cr_check_view_set_property;
  object_class->dispose = cr_check_view_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_install_action (widget_class, "check.check", NULL, check);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-check-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, box);
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, check);
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, grid);
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, message);
  gtk_widget_class_bind_template_child (widget_class, CrCheckView, note);
}

static void
cr_check_view_init (CrCheckView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (update), view);
  gtk_widget_init_template (GTK_WIDGET (view));
}

GtkWidget *
cr_check_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_CHECK_VIEW, "session", session, NULL);
}
