/* All paths of a small graph. */

#include "cr-why-paths-view.h"

#include <glib/gi18n-lib.h>

#include "cr-session-replay.h"

#define SLOW_MILLISECONDS 500

struct _CrWhyPathsView
{
  GtkWidget parent_instance;
  CrSession *session; /* weak */
  CrWhy *why;
  CrWhyPaths *paths;
  GCancellable *cancellable; /* of the run under way */
  guint slow_source;

  GtkExpander *expander;
  GtkWidget *wait;
  GtkLabel *sum;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (CrWhyPathsView, cr_why_paths_view, GTK_TYPE_WIDGET)

typedef struct
{
  CrWhy *why;
  CrWhyPaths *paths;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  cr_why_unref (question->why);
  g_clear_pointer (&question->paths, cr_why_paths_free);
  g_free (question);
}

/* A CrReplayWork. */
static gboolean
find_paths (CrReplay *replay, gpointer data, GError **error)
{
  Question *question = data;

  question->paths = cr_why_paths_new (question->why, replay, error);
  return question->paths != NULL;
}

static void
light (CrWhyPathsView *view, GtkListBoxRow *row)
{
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));

  if (view->session == NULL || view->paths == NULL)
    return;
  if (row != NULL && cr_why_index_get_graph (cr_why_get_index (view->why)) == cr_session_get_graph (view->session))
    cr_why_paths_get_path (view->paths, (guint)gtk_list_box_row_get_index (row), variables, functions);
  cr_session_set_lit (view->session, (const guint *)(gpointer)variables->data, variables->len,
                      (const guint *)(gpointer)functions->data, functions->len);
}

static void
pointer_came (GtkEventController *controller, double x, double y, CrWhyPathsView *view)
{
  light (view, GTK_LIST_BOX_ROW (gtk_event_controller_get_widget (controller)));
}

static void
focus_came (GtkEventController *controller, CrWhyPathsView *view)
{
  light (view, GTK_LIST_BOX_ROW (gtk_event_controller_get_widget (controller)));
}

static void
put_out (GtkEventController *controller, CrWhyPathsView *view)
{
  light (view, NULL);
}

static GtkWidget *
path_box_new (const char *product, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *number = gtk_label_new (product), *label = gtk_label_new (text);

  gtk_widget_set_valign (number, GTK_ALIGN_START);
  gtk_widget_add_css_class (number, "why-number");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
path_row_new (CrWhyPathsView *view, guint i)
{
  g_autofree char *product = cr_why_paths_product_to_text (view->paths, i);
  g_autofree char *text = cr_why_paths_to_text (view->paths, i);
  g_autofree char *sentence = g_strdup_printf ("%s %s", product, text);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkEventController *motion = gtk_event_controller_motion_new (), *focus = gtk_event_controller_focus_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), path_box_new (product, text));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_came), view);
  g_signal_connect (motion, "leave", G_CALLBACK (put_out), view);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_came), view);
  g_signal_connect (focus, "leave", G_CALLBACK (put_out), view);
  gtk_widget_add_controller (row, motion);
  gtk_widget_add_controller (row, focus);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  return row;
}

static void
stop_waiting (CrWhyPathsView *view)
{
  g_clear_handle_id (&view->slow_source, g_source_remove);
  gtk_widget_set_visible (view->wait, FALSE);
}

static void
show_paths (CrWhyPathsView *view)
{
  g_autofree char *sum = cr_why_paths_sum_to_text (view->paths);

  gtk_label_set_text (view->sum, sum);
  for (guint i = 0; i < cr_why_paths_get_n (view->paths); i++)
    gtk_list_box_append (view->list, path_row_new (view, i));
}

static void
found (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrWhyPathsView) view = data;
  g_autoptr (GError) error = NULL;
  Question *question = cr_session_replay_finish (CR_SESSION (session), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || view->list == NULL)
    return;
  stop_waiting (view);
  g_clear_object (&view->cancellable);
  if (question == NULL)
    {
      gtk_label_set_text (view->sum, error->message);
      return;
    }
  view->paths = g_steal_pointer (&question->paths);
  show_paths (view);
}

static gboolean
become_slow (gpointer data)
{
  CrWhyPathsView *view = data;

  view->slow_source = 0;
  gtk_widget_set_visible (view->wait, TRUE);
  return G_SOURCE_REMOVE;
}

static void
ask (CrWhyPathsView *view)
{
  if (!gtk_expander_get_expanded (view->expander) || view->why == NULL || view->session == NULL || view->paths != NULL
      || view->cancellable != NULL)
    return;
  Question *question = g_new0 (Question, 1);

  question->why = cr_why_ref (view->why);
  view->cancellable = g_cancellable_new ();
  view->slow_source = g_timeout_add (SLOW_MILLISECONDS, become_slow, view);
  cr_session_replay_async (view->session, find_paths, question, question_free, view->cancellable, found,
                           g_object_ref (view));
}

static void
forget (CrWhyPathsView *view)
{
  GtkListBoxRow *row;

  if (view->cancellable != NULL)
    g_cancellable_cancel (view->cancellable);
  g_clear_object (&view->cancellable);
  stop_waiting (view);
  g_clear_pointer (&view->paths, cr_why_paths_free);
  gtk_label_set_text (view->sum, "");
  while ((row = gtk_list_box_get_row_at_index (view->list, 0)) != NULL)
    gtk_list_box_remove (view->list, GTK_WIDGET (row));
}

void
cr_why_paths_view_set (CrWhyPathsView *view, CrSession *session, CrWhy *why)
{
  g_return_if_fail (CR_IS_WHY_PATHS_VIEW (view));
  if (view->why == why && why != NULL)
    return;
  forget (view);
  g_set_weak_pointer (&view->session, session);
  g_clear_pointer (&view->why, cr_why_unref);
  view->why = why != NULL ? cr_why_ref (why) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (view), why != NULL && cr_why_get_n_terms (why) > 0);
  ask (view);
}

char *
cr_why_paths_view_dup_text (CrWhyPathsView *view)
{
  if (view->paths == NULL || !gtk_expander_get_expanded (view->expander))
    return NULL;
  GString *text = g_string_new (NULL);
  g_autofree char *sum = cr_why_paths_sum_to_text (view->paths);

  for (guint i = 0; i < cr_why_paths_get_n (view->paths); i++)
    {
      g_autofree char *product = cr_why_paths_product_to_text (view->paths, i);
      g_autofree char *path = cr_why_paths_to_text (view->paths, i);

      g_string_append_printf (text, "  %s %s\n", product, path);
    }
  g_string_append_printf (text, "%s\n", sum);
  return g_string_free (text, FALSE);
}

static void
cr_why_paths_view_dispose (GObject *object)
{
  CrWhyPathsView *view = CR_WHY_PATHS_VIEW (object);

  if (view->list != NULL)
    forget (view);
  g_clear_pointer (&view->why, cr_why_unref);
  g_clear_weak_pointer (&view->session);
  view->list = NULL;
  g_clear_pointer ((GtkWidget **)&view->expander, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_why_paths_view_parent_class)->dispose (object);
}

static void
cr_why_paths_view_class_init (CrWhyPathsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_why_paths_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/panels/cr-why-paths-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrWhyPathsView, expander);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPathsView, wait);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPathsView, sum);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPathsView, list);
}

static void
cr_why_paths_view_init (CrWhyPathsView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
  g_signal_connect_swapped (view->expander, "notify::expanded", G_CALLBACK (ask), view);
}
