/* The widgets and the window on a screen: what assistive technologies are told, and that acting on the widgets
 * reaches the session. */

#include <adwaita.h>

#include "cr-application.h"
#include "cr-graph-canvas.h"
#include "cr-graph-node.h"
#include "cr-painter.h"
#include "cr-widgets.h"
#include "cr-window.h"
#include "session-fixture.h"
#include "widget-fixture.h"

static gboolean
has_action (GtkWidget *widget, gconstpointer action)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;
}

/* Until @done (root) or a minute has passed, which is a failure. */
static void
wait_for (gboolean (*done) (gpointer), gpointer data)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

static gboolean
has_nodes (gpointer window)
{
  GType type = CR_TYPE_GRAPH_NODE;

  return widget_find (GTK_WIDGET (window), widget_is_type, &type) != NULL;
}

static CrWindow *
open_window (GtkApplication *application, const char *script)
{
  CrWindow *window = cr_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  cr_session_reset (cr_window_get_session (window), script);
  session_settle (cr_window_get_session (window));
  return window;
}

static void
close_window (CrWindow *window)
{
  CrSession *session = g_object_ref (cr_window_get_session (window));

  gtk_window_destroy (GTK_WINDOW (window));
  session_settle (session);
  g_assert_cmpuint (G_OBJECT (session)->ref_count, ==, 1); /* no widget has kept it */
  g_object_unref (session);
}

static void
test_nodes (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  CrSession *session = cr_window_get_session (window);
  GtkWidget *canvas = widget_find_type (window, CR_TYPE_GRAPH_CANVAS), *node;

  wait_for (has_nodes, window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gtk_test_accessible_assert_role (canvas, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (canvas, GTK_ACCESSIBLE_PROPERTY_LABEL, "Computation graph");
  node = widget_find_type (canvas, CR_TYPE_GRAPH_NODE);
  gtk_test_accessible_assert_role (node, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (node, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "w, leaf, float32 [2], value 1 2, not yet reached");
  gtk_widget_activate_action (node, "node.select", NULL);
  g_assert_cmpuint (cr_session_get_selected_variable (session), ==, session_find_variable (session, "w"));
  gtk_test_accessible_assert_state (node, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  cr_session_seek (session, G_MAXUINT);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gtk_test_accessible_assert_property (node, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "w, leaf, float32 [2], value 1 2, gradient 3 3, .grad 3 3, done");
  close_window (window);
}

static void
test_focus (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);

  g_assert_true (CR_IS_GRAPH_CANVAS (gtk_window_get_focus (GTK_WINDOW (window))));
  close_window (window);
}

static void
test_transport (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  CrSession *session = cr_window_get_session (window);
  GtkWidget *play = widget_find (GTK_WIDGET (window), has_action, "time.play");
  GtkWidget *end = widget_find (GTK_WIDGET (window), has_action, "time.end");
  GtkWidget *scale = widget_find_type (window, GTK_TYPE_SCALE);

  gtk_test_accessible_assert_property (play, GTK_ACCESSIBLE_PROPERTY_LABEL, "Play");
  gtk_test_accessible_assert_role (scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                       (double)cr_session_get_length (session));
  g_signal_emit_by_name (play, "clicked");
  g_assert_true (cr_session_get_playing (session));
  gtk_test_accessible_assert_property (play, GTK_ACCESSIBLE_PROPERTY_LABEL, "Pause");
  g_signal_emit_by_name (play, "clicked");
  g_assert_false (cr_session_get_playing (session));
  g_signal_emit_by_name (end, "clicked");
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  g_assert_false (gtk_widget_get_sensitive (end) && gtk_widget_is_sensitive (end));
  gtk_range_set_value (GTK_RANGE (scale), 3);
  g_assert_cmpuint (cr_session_get_position (session), ==, 3);
  close_window (window);
}

/* What the timeline tells, and its buttons beyond playing. */
static void
test_timeline (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  CrSession *session = cr_window_get_session (window);
  GtkWidget *scale = widget_find_type (window, GTK_TYPE_SCALE);
  GtkWidget *back = widget_find (GTK_WIDGET (window), has_action, "time.play-backwards");
  GtkWidget *fit = widget_find (GTK_WIDGET (window), has_action, "time.zoom-fit");
  guint length = cr_session_get_length (session), w = session_find_variable (session, "w");
  g_autofree char *sentence = NULL, *told = NULL;

  cr_session_seek (session, length);
  sentence = cr_cursor_describe (cr_session_get_cursor (session));
  told = g_strdup_printf ("event %u of %u. %s", length, length, sentence);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, told);
  gtk_test_accessible_assert_property (back, GTK_ACCESSIBLE_PROPERTY_LABEL, "Play backwards");
  g_signal_emit_by_name (back, "clicked");
  g_assert_true (cr_session_get_playing_backwards (session));
  gtk_test_accessible_assert_property (back, GTK_ACCESSIBLE_PROPERTY_LABEL, "Pause");
  g_signal_emit_by_name (widget_find (GTK_WIDGET (window), has_action, "time.play"), "clicked");
  g_assert_true (cr_session_get_playing (session) && !cr_session_get_playing_backwards (session));
  cr_session_pause (session);
  cr_session_seek (session, length);
  cr_session_select_variable (session, w);
  g_signal_emit_by_name (widget_find (GTK_WIDGET (window), has_action, "time.visit-back"), "clicked");
  g_assert_cmpuint (cr_session_get_position (session), <, length);
  g_assert_cmpuint (cr_cursor_get_event (cr_session_get_cursor (session))->u.gradient.tensor, ==,
                    cr_graph_get_variable (cr_session_get_graph (session), w)->tensor);
  g_assert_false (gtk_widget_is_sensitive (fit));
  gtk_widget_activate_action (fit, "time.zoom-in", NULL);
  g_assert_true (gtk_widget_is_sensitive (fit));
  g_signal_emit_by_name (fit, "clicked");
  g_assert_false (gtk_widget_is_sensitive (fit));
  close_window (window);
}

/* A run without events: nothing to go to, and nothing breaks. */
static void
test_empty_timeline (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, "");
  GtkWidget *scale = widget_find_type (window, GTK_TYPE_SCALE);

  g_assert_false (gtk_widget_get_sensitive (scale));
  g_assert_false (gtk_widget_is_sensitive (widget_find (GTK_WIDGET (window), has_action, "time.play")));
  gtk_widget_activate_action (gtk_widget_get_parent (scale), "time.zoom-in", NULL);
  g_assert_nonnull (widget_find (GTK_WIDGET (window), widget_has_text, "the run has no events"));
  close_window (window);
}

static void
test_edit_and_undo (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  CrSession *session = cr_window_get_session (window);
  GtkTextBuffer *buffer = NULL;
  GtkWidget *view = widget_find_type (window, GTK_TYPE_TEXT_VIEW);
  GtkTextIter end;

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_assert_false (gtk_text_buffer_get_can_undo (buffer)); /* opening is not an edit */
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_insert (buffer, &end, "z = oops\n", -1);
  gtk_text_buffer_end_user_action (buffer);
  while (!cr_session_is_current (session) || cr_session_get_running (session))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 1);
  g_assert_nonnull (widget_find (GTK_WIDGET (window), widget_has_text, "NameError: name 'oops' is not defined"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpstr (cr_session_get_text (session), ==, SCRIPT_LINE);
  g_assert_false (cr_session_get_modified (session));
  close_window (window);
}

static gboolean
note_is_shown (gpointer window)
{
  return gtk_info_bar_get_revealed (GTK_INFO_BAR (widget_find_type (window, GTK_TYPE_INFO_BAR)));
}

/* A pasted page becomes a script; the note's answer, as undoing, gives the page back. */
static void
test_paste (gconstpointer application)
{
  static const char page[] = "Here is a leaf, and a sum:\n>>> x = torch.ones(2)\n>>> x.sum()\ntensor(2.)";
  CrWindow *window = open_window ((gpointer)application, "import torch\n");
  GtkWidget *view = widget_find_type (window, GTK_TYPE_TEXT_VIEW), *note = widget_find_type (window, GTK_TYPE_INFO_BAR);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *pasted = g_strconcat ("import torch\n", page, NULL);
  GtkTextIter end;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (view), page);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  g_signal_emit_by_name (view, "paste-clipboard");
  wait_for (note_is_shown, window);
  g_assert_cmpstr (cr_session_get_text (cr_window_get_session (window)), ==,
                   "import torch\n# Here is a leaf, and a sum:\nx = torch.ones(2)\nx.sum()\n# tensor(2.)");
  gtk_info_bar_response (GTK_INFO_BAR (note), GTK_RESPONSE_REJECT);
  g_assert_cmpstr (cr_session_get_text (cr_window_get_session (window)), ==, pasted);
  g_assert_false (note_is_shown (window));
  session_settle (cr_window_get_session (window));
  close_window (window);
}

static void
test_inspector (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  CrSession *session = cr_window_get_session (window);

  cr_session_select_variable (session, session_find_variable (session, "y"));
  g_assert_nonnull (widget_find (GTK_WIDGET (window), widget_has_text, "non-leaf · float32 [2]"));
  g_assert_nonnull (widget_find (GTK_WIDGET (window), widget_has_text, "Rule of AddBackward0"));
  close_window (window);
}

/* Closing with unsaved changes asks first, and "discard" closes. */
static void
test_unsaved (gconstpointer application)
{
  CrWindow *window = open_window ((gpointer)application, SCRIPT_LINE);
  GtkWindow *dialog = NULL;
  g_autoptr (GListModel) windows = NULL;

  cr_session_set_text (cr_window_get_session (window), "x = 1\n", FALSE);
  gtk_window_close (GTK_WINDOW (window));
  windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) candidate = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (candidate))
        dialog = candidate;
    }
  g_assert_nonnull (dialog);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "discard");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (gtk_application_get_windows ((gpointer)application));
}

int
main (int argc, char **argv)
{
  g_autoptr (CrApplication) application = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  application = cr_application_new ();
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_data_func ("/ui/widgets/nodes", application, test_nodes);
  g_test_add_data_func ("/ui/widgets/focus", application, test_focus);
  g_test_add_data_func ("/ui/widgets/transport", application, test_transport);
  g_test_add_data_func ("/ui/widgets/timeline", application, test_timeline);
  g_test_add_data_func ("/ui/widgets/timeline/empty", application, test_empty_timeline);
  g_test_add_data_func ("/ui/widgets/edit-and-undo", application, test_edit_and_undo);
  g_test_add_data_func ("/ui/widgets/paste", application, test_paste);
  g_test_add_data_func ("/ui/widgets/inspector", application, test_inspector);
  g_test_add_data_func ("/ui/widgets/unsaved", application, test_unsaved);
  status = g_test_run ();
  g_application_quit (G_APPLICATION (application));
  return status;
}
