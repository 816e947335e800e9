/* The gradient debugger on a screen: breakpoints, where a gradient died, a check by differences. */

#include <adwaita.h>

#include "cr-break-view.h"
#include "cr-check-view.h"
#include "cr-death-view.h"
#include "cr-debug-panel.h"
#include "cr-panels.h"
#include "cr-session-break.h"
#include "cr-widgets.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

#define SCRIPT_DEAD                                                                                                    \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1., 2.], requires_grad=True)\n"                                                                   \
  "w = torch.tensor([3., 4.], requires_grad=True)\n"                                                                   \
  "h = torch.relu(x - 5)\n"                                                                                            \
  "loss = (h * 2 + w * w).sum()\n"                                                                                     \
  "loss.backward()\n"

typedef struct
{
  CrSession *session;
  GtkWidget *window, *panel;
} Fixture;

static GtkWidget *
find (GtkWidget *widget, GType type, const char *text)
{
  gboolean fits = g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget);

  if (fits && (text == NULL || strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Until a label shows @text, or a minute has passed, which is a failure. */
static GtkWidget *
wait_for_label (Fixture *fixture, const char *text)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GtkWidget *label;

  while ((label = find (fixture->panel, GTK_TYPE_LABEL, text)) == NULL)
    {
      if (g_get_monotonic_time () > until)
        g_error ("nothing says “%s”", text);
      g_main_context_iteration (NULL, FALSE);
    }
  return label;
}

static void
set_up (Fixture *fixture, const char *script)
{
  fixture->session = session_new_run (script);
  cr_session_seek (fixture->session, G_MAXUINT);
  fixture->panel = cr_debug_panel_new (fixture->session);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 420, 1000);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->panel);
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!gtk_widget_get_mapped (fixture->panel))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->session);
}

static void
act (Fixture *fixture, GType view, const char *action)
{
  gtk_widget_activate_action (find (fixture->panel, view, NULL), action, NULL);
}

static void
test_breaks (void)
{
  Fixture fixture;
  GtkWidget *button;

  set_up (&fixture, SCRIPT_DEAD);
  wait_for_label (&fixture, "None yet");
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.node"); /* nothing is selected */
  g_assert_cmpuint (cr_session_get_breaks (fixture.session)->len, ==, 0);
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.zero");
  wait_for_label (&fixture, "a gradient that is all zero");
  wait_for_label (&fixture, "hits 3 times in this run"); /* sent by relu and by sub, accumulated */
  cr_session_select_variable (fixture.session, session_find_variable (fixture.session, "h"));
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.node");
  wait_for_label (&fixture, "h (line 4), in each iteration");
  g_assert_cmpuint (cr_session_get_breaks (fixture.session)->len, ==, 2);

  cr_session_seek (fixture.session, 0);
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.on");
  wait_for_label (&fixture, "Stopped at “h (line 4), in each iteration”: h is made.");
  g_assert_cmpuint (cr_session_get_position (fixture.session), >, 0);
  button = find (fixture.panel, GTK_TYPE_SWITCH, NULL);
  gtk_switch_set_active (GTK_SWITCH (button), FALSE);
  g_assert_false (((CrSessionBreak *)cr_session_get_breaks (fixture.session)->pdata[0])->enabled);
  g_assert_true (find (fixture.panel, GTK_TYPE_SWITCH, NULL) == button);
  cr_session_remove_break (fixture.session, ((CrSessionBreak *)cr_session_get_breaks (fixture.session)->pdata[0])->id);
  g_assert_null (find (fixture.panel, GTK_TYPE_LABEL, "all zero"));
  tear_down (&fixture);
}

static void
test_death (void)
{
  Fixture fixture;
  GtkWidget *label, *row;

  set_up (&fixture, SCRIPT_DEAD);
  wait_for_label (&fixture, "1 leaf has no useful gradient here:");
  wait_for_label (&fixture, "The gradient of x is all zero.");
  label = wait_for_label (&fixture, "ReluBackward0 of h (line 4) is closed: all 2 inputs are ≤ 0");
  row = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
  g_signal_emit_by_name (gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX), "row-activated", row);
  g_assert_cmpuint (cr_session_get_selected_variable (fixture.session), ==,
                    session_find_variable (fixture.session, "h"));
  g_assert_cmpuint (cr_session_get_lit_variables (fixture.session)->len, >=, 2);
  g_assert_cmpuint (cr_session_get_lit_functions (fixture.session)->len, >=, 1);
  /* What is selected elsewhere puts the light out and is asked about. */
  cr_session_select_variable (fixture.session, session_find_variable (fixture.session, "w"));
  g_assert_null (cr_session_get_lit_variables (fixture.session));
  wait_for_label (&fixture, "The gradient of w is fine.");
  tear_down (&fixture);
}

static void
test_check (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_DEAD);
  wait_for_label (&fixture, "Select a variable to compare");
  cr_session_select_variable (fixture.session, session_find_variable (fixture.session, "w"));
  wait_for_label (&fixture, "Compares the gradient");
  act (&fixture, CR_TYPE_CHECK_VIEW, "check.check");
  wait_for_label (&fixture, "w in backward pass 1: 2 of 2 elements agree.");
  wait_for_label (&fixture, "Analytic");
  wait_for_label (&fixture, "[1]");
  wait_for_label (&fixture, "Rounding in float32");
  cr_session_select_variable (fixture.session, CR_NONE);
  g_assert_null (find (fixture.panel, GTK_TYPE_LABEL, "Analytic"));
  tear_down (&fixture);
}

/* Of a gradient with some zeros the selected element is asked about. */
static void
test_element (void)
{
  Fixture fixture;

  set_up (&fixture,
          "import torch\nx = torch.tensor([1., -1., 2., -2.], requires_grad=True)\nx.relu().sum().backward()\n");
  cr_session_select_variable (fixture.session, session_find_variable (fixture.session, "x"));
  wait_for_label (&fixture, "Some elements of the gradient of x are zero.");
  cr_session_select_element (fixture.session, 3);
  wait_for_label (&fixture, "Element 3 of the gradient of x is zero.");
  wait_for_label (&fixture, "is closed: 2 of 4 inputs are ≤ 0");
  tear_down (&fixture);
}

/* An empty trace, and a graph that changes while the panel is open and asks. */
static void
test_bad_input (void)
{
  Fixture fixture;

  set_up (&fixture, "");
  wait_for_label (&fixture, "No gradient has died in this run.");
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.not-finite");
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.on");
  wait_for_label (&fixture, "No breakpoint hits after this place.");
  cr_session_set_text (fixture.session, SCRIPT_DEAD, TRUE);
  session_settle (fixture.session);
  cr_session_select_variable (fixture.session, session_find_variable (fixture.session, "w"));
  act (&fixture, CR_TYPE_CHECK_VIEW, "check.check");
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.on");
  cr_session_set_text (fixture.session, SCRIPT_LINE, TRUE);
  session_settle (fixture.session);
  cr_session_seek (fixture.session, G_MAXUINT);
  cr_session_select_variable (fixture.session, CR_NONE);
  wait_for_label (&fixture, "No gradient has died in this run.");
  cr_session_set_text (fixture.session, SCRIPT_ENDLESS, TRUE);
  cr_session_stop (fixture.session);
  session_settle (fixture.session);
  act (&fixture, CR_TYPE_BREAK_VIEW, "break.back");
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  cr_panels_init ();
  g_test_add_func ("/ui/panels/debug/breaks", test_breaks);
  g_test_add_func ("/ui/panels/debug/death", test_death);
  g_test_add_func ("/ui/panels/debug/check", test_check);
  g_test_add_func ("/ui/panels/debug/element", test_element);
  g_test_add_func ("/ui/panels/debug/bad-input", test_bad_input);
  return g_test_run ();
}
