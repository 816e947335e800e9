/* The explanation card on a screen: its height, where its links lead, predicting by keyboard, and a failure mended. */

#include <adwaita.h>
#include <string.h>

#include "cr-console.h"
#include "cr-editor.h"
#include "cr-explanation.h"
#include "cr-failure-view.h"
#include "cr-formula-view.h"
#include "cr-predict-view.h"
#include "cr-prediction.h"
#include "cr-widgets.h"
#include "session-fixture.h"
#include "widget-fixture.h"

typedef struct
{
  CrSession *session;
  GtkWidget *window, *editor, *console, *card;
} Fixture;

/* A mapped label that begins with the text. */
static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && widget_find (widget, says, text) != NULL;
}

static void
settle (Fixture *fixture)
{
  session_settle (fixture->session);
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  session_settle (fixture->session);
}

/* Until a widget below the card says so, or a minute has passed, which is a failure. */
static GtkWidget *
wait_for_button (Fixture *fixture, GtkWidget *root, const char *text)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GtkWidget *button;

  while ((button = widget_find (root, is_button, text)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      settle (fixture);
    }
  return button;
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
fixture_set_up (Fixture *fixture, gconstpointer script)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->session = session_new_run (script);
  fixture->window = gtk_window_new ();
  fixture->editor = cr_editor_new (fixture->session);
  fixture->console = cr_console_new (fixture->session);
  fixture->card = cr_explanation_new (fixture->session);
  gtk_widget_set_size_request (fixture->console, -1, 300);
  gtk_box_append (GTK_BOX (box), fixture->editor);
  gtk_box_append (GTK_BOX (box), fixture->console);
  gtk_box_append (GTK_BOX (box), fixture->card);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 380, 850);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_button (fixture, fixture->window, "Output");
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer script)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle (fixture);
  g_assert_finalize_object (fixture->session);
}

#define SCRIPT_SUM                                                                                                     \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)\n"                                                            \
  "w = torch.tensor([0.5], requires_grad=True)\n"                                                                      \
  "loss = (x * w).sum()\n"                                                                                             \
  "loss.backward()\n"                                                                                                  \
  "print('the end')\n"

#define SCRIPT_TWICE                                                                                                   \
  "import torch\n"                                                                                                     \
  "x = torch.tensor(2.0, requires_grad=True)\n"                                                                        \
  "y = x * x\n"                                                                                                        \
  "y.backward()\n"                                                                                                     \
  "y.backward()\n"

static void
test_height (Fixture *fixture, gconstpointer script)
{
  int height = 0;

  for (guint i = 0; i <= cr_session_get_length (fixture->session); i++)
    {
      int minimum, natural;

      cr_session_seek (fixture->session, i);
      gtk_widget_measure (fixture->card, GTK_ORIENTATION_VERTICAL, 360, &minimum, &natural, NULL, NULL);
      if (i > 0)
        g_assert_cmpint (natural, ==, height);
      height = natural;
    }
}

/* Just after the step that sends to @name. */
static void
seek_step (Fixture *fixture, const char *function)
{
  const GArray *steps = cr_session_get_events (fixture->session, CR_EVENT_FUNCTION_STEPPED);
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (fixture->session));

  for (guint i = 0; i < steps->len; i++)
    {
      guint event = g_array_index (steps, guint, i);

      if (strcmp (cr_trace_get_event (trace, event)->u.step.name, function) == 0)
        {
          cr_session_seek (fixture->session, event + 1);
          return;
        }
    }
  g_assert_not_reached ();
}

static void
test_why (Fixture *fixture, gconstpointer script)
{
  GtkWidget *numbers = widget_find_type (fixture->card, CR_TYPE_FORMULA_VIEW);
  GtkWidget *why;

  seek_step (fixture, "MulBackward0");
  why = wait_for_button (fixture, fixture->card, "Why is this 7.0?");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (why), GTK_ACCESSIBLE_PROPERTY_LABEL, "Why is this 7.0?");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (numbers), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "the gradient of w 0 is 1.0 times 1.0 plus 1.0 times 2.0 plus 1.0 times 4.0 is "
                                       "7.0");
  click (why);
  g_assert_cmpint (cr_session_get_panel (fixture->session), ==, CR_PANEL_WHY);
  g_assert_cmpuint (cr_session_get_selected_variable (fixture->session), ==,
                    session_find_variable (fixture->session, "w"));
  click (wait_for_button (fixture, fixture->card, "Check by"));
  g_assert_cmpint (cr_session_get_panel (fixture->session), ==, CR_PANEL_DEBUG);
  cr_session_seek (fixture->session, 1);
  settle (fixture);
  g_assert_null (widget_find (fixture->card, is_button, "Why is this"));
}

static void
enter (Fixture *fixture, const char *text)
{
  GtkWidget *entry = widget_find_type (fixture->card, GTK_TYPE_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
  settle (fixture);
}

static void
assert_score (Fixture *fixture, const char *expected)
{
  g_autofree char *score
      = cr_predict_view_dup_score (CR_PREDICT_VIEW (widget_find_type (fixture->card, CR_TYPE_PREDICT_VIEW)));

  g_assert_cmpstr (score, ==, expected);
}

static GtkTextBuffer *
get_output (Fixture *fixture)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget_find_type (fixture->console, GTK_TYPE_TEXT_VIEW)));
}

/* The output that can be seen; owned. */
static char *
dup_output (Fixture *fixture)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (get_output (fixture), &begin, &end);
  return gtk_text_iter_get_visible_text (&begin, &end);
}

static void
test_predict (Fixture *fixture, gconstpointer script)
{
  guint position;
  g_autofree char *hidden = NULL, *shown = NULL;
  CrQuestion question;

  cr_session_seek (fixture->session, 0);
  click (wait_for_button (fixture, fixture->card, "Predict next"));
  g_assert_true (cr_session_get_predicting (fixture->session));
  settle (fixture);
  position = cr_session_get_position (fixture->session);
  g_assert_true (cr_question_find (fixture->session, 0, &question));
  g_assert_cmpuint (question.event, ==, position); /* it has not happened yet */
  hidden = dup_output (fixture);
  g_assert_cmpstr (hidden, ==, "");
  enter (fixture, "abc");
  g_assert_cmpuint (cr_session_get_position (fixture->session), ==, position);
  g_assert_nonnull (widget_find (fixture->card, says, "Type a number"));
  enter (fixture, "1"); /* SumBackward0 hands on what it received */
  g_assert_cmpuint (cr_session_get_position (fixture->session), ==, position + 1);
  g_assert_nonnull (widget_find (fixture->card, says, "Right. It sends 1.0."));
  assert_score (fixture, "1 of 1 right");
  click (wait_for_button (fixture, fixture->card, "Next"));
  settle (fixture);
  enter (fixture, "1000");
  g_assert_nonnull (widget_find (fixture->card, says, "Not quite"));
  assert_score (fixture, "1 of 2 right");
  click (wait_for_button (fixture, fixture->card, "Next"));
  click (wait_for_button (fixture, fixture->card, "Show me"));
  settle (fixture);
  assert_score (fixture, "1 of 3 right");
  click (wait_for_button (fixture, fixture->card, "Stop"));
  g_assert_false (cr_session_get_predicting (fixture->session));
  shown = dup_output (fixture);
  g_assert_cmpstr (shown, ==, "the end\n");
}

/* To the last question and past it. */
static void
test_predict_all (Fixture *fixture, gconstpointer script)
{
  guint n = 0;

  cr_session_seek (fixture->session, 0);
  cr_session_set_predicting (fixture->session, TRUE);
  settle (fixture);
  while (widget_find (fixture->card, says, "There is nothing left") == NULL)
    {
      g_assert_cmpuint (n++, <, 20);
      click (wait_for_button (fixture, fixture->card, "Show me"));
      click (wait_for_button (fixture, fixture->card, "Next"));
      settle (fixture);
    }
  g_assert_cmpuint (n, ==, 4); /* Sum, Mul, two accumulations */
  cr_session_set_predicting (fixture->session, FALSE);
}

static char *
dup_text (Fixture *fixture)
{
  return g_strdup (cr_session_get_text (fixture->session));
}

static void
test_fix (Fixture *fixture, gconstpointer script)
{
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (fixture->editor));
  g_autofree char *mended = NULL, *back = NULL;
  GtkWidget *fix;

  cr_session_seek (fixture->session, 0);
  click (wait_for_button (fixture, fixture->card, "Go to the error"));
  g_assert_true (cr_session_is_at_failure (fixture->session));
  g_assert_cmpuint (cr_session_get_position (fixture->session), ==, cr_session_get_length (fixture->session));
  g_assert_cmpuint (cr_session_get_selected_function (fixture->session), !=, CR_NONE);
  g_assert_nonnull (widget_find (fixture->card, says, "The graph was used up"));
  g_assert_nonnull (widget_find (fixture->card, is_button, "line 4: backward pass 1 used and freed them here"));
  fix = wait_for_button (fixture, fixture->card, "Keep the graph");
  click (fix);
  settle (fixture);
  mended = dup_text (fixture);
  g_assert_nonnull (strstr (mended, "y.backward(retain_graph=True)\ny.backward()\n"));
  g_assert_cmpuint (cr_session_get_diagnostics (fixture->session)->len, ==, 0);
  g_assert_null (cr_session_get_failure (fixture->session));
  g_assert_true (gtk_text_buffer_get_can_undo (buffer));
  gtk_text_buffer_undo (buffer);
  back = dup_text (fixture);
  g_assert_cmpstr (back, ==, script);
}

static void
test_problems (Fixture *fixture, gconstpointer script)
{
  GtkWidget *list = widget_find_type (fixture->console, GTK_TYPE_LIST_BOX);
  GtkWidget *tab = wait_for_button (fixture, fixture->console, "Problems 1");
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
  wait_for_button (fixture, fixture->console, "Keep the graph");
  g_assert_nonnull (widget_find (fixture->console, says, "Line 5: RuntimeError: Trying to backward"));
  g_assert_nonnull (widget_find (fixture->console, says, "The graph was used up"));
  cr_session_seek (fixture->session, 0);
  g_signal_emit_by_name (list, "row-activated", row);
  g_assert_true (cr_session_is_at_failure (fixture->session));
}

/* A text that has changed since is not edited. */
static void
test_stale_fix (Fixture *fixture, gconstpointer script)
{
  cr_session_show_failure (fixture->session);
  wait_for_button (fixture, fixture->card, "Keep the graph");
  cr_session_set_text (fixture->session, "x = 1\n", FALSE);
  g_assert_false (cr_session_apply_fix (fixture->session, 0));
  g_assert_false (cr_session_apply_fix (fixture->session, 99));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  g_test_add ("/ui/widgets/card/height", Fixture, SCRIPT_SUM, fixture_set_up, test_height, fixture_tear_down);
  g_test_add ("/ui/widgets/card/height-failure", Fixture, SCRIPT_TWICE, fixture_set_up, test_height, fixture_tear_down);
  g_test_add ("/ui/widgets/card/why", Fixture, SCRIPT_SUM, fixture_set_up, test_why, fixture_tear_down);
  g_test_add ("/ui/widgets/card/predict", Fixture, SCRIPT_SUM, fixture_set_up, test_predict, fixture_tear_down);
  g_test_add ("/ui/widgets/card/predict-all", Fixture, SCRIPT_SUM, fixture_set_up, test_predict_all, fixture_tear_down);
  g_test_add ("/ui/widgets/card/fix", Fixture, SCRIPT_TWICE, fixture_set_up, test_fix, fixture_tear_down);
  g_test_add ("/ui/widgets/card/problems", Fixture, SCRIPT_TWICE, fixture_set_up, test_problems, fixture_tear_down);
  g_test_add ("/ui/widgets/card/stale-fix", Fixture, SCRIPT_TWICE, fixture_set_up, test_stale_fix, fixture_tear_down);
  return g_test_run ();
}
