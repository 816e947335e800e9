/* The account of a gradient on a screen. */

#include <adwaita.h>

#include "cr-panels.h"
#include "cr-why-panel.h"
#include "cr-why-row.h"
#include "cr-widgets.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

typedef struct
{
  CrSession *session;
  GtkWidget *window;
} Fixture;

typedef struct
{
  GtkWidget *root;
  const char *text;
} Wanted;

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Until a label shows @text, or a minute has passed, which is a failure. */
static void
wait_for_label (Fixture *fixture, const char *text)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (find_label (fixture->window, text) == NULL)
    {
      if (g_get_monotonic_time () > until)
        g_error ("nothing says “%s”", text);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
set_up (Fixture *fixture, const char *script)
{
  fixture->session = session_new_run (script);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 420, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), cr_why_panel_new (fixture->session));
  gtk_window_present (GTK_WINDOW (fixture->window));
  session_settle (fixture->session);
}

static void
tear_down (Fixture *fixture)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *)&fixture->session);
  g_object_unref (fixture->session);
  while (fixture->session != NULL) /* an answer may be on its way */
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
select_variable (Fixture *fixture, const char *name, guint position)
{
  cr_session_select_variable (fixture->session, session_find_variable (fixture->session, name));
  cr_session_seek (fixture->session, position);
}

static void
test_account (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  wait_for_label (&fixture, "nothing was there");
  wait_for_label (&fixture, "added by backward 1 (line 7)");
  wait_for_label (
      &fixture,
      "through MulBackward0 (line 4) = 3.0 (local ∂(w * 3)[0]/∂w[0]) × 1.0 (gradient received by (w * 3)[0]); the "
      "other is 0");
  tear_down (&fixture);
}

static void
test_element (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  GtkWidget *entry = find_type (fixture.window, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "1");
  g_signal_emit_by_name (entry, "activate");
  wait_for_label (&fixture, "Why is w.grad[1] 3.0?");
  g_assert_cmpint (cr_session_get_selected_element (fixture.session), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "[7]");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpint (cr_session_get_selected_element (fixture.session), ==, 1);
  cr_session_select_element (fixture.session, 0);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  tear_down (&fixture);
}

/* The account follows the cursor; where there is none the debugger may know why. */
static void
test_none (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", 4);
  wait_for_label (&fixture, "w.grad is None here");
  GtkWidget *button = gtk_widget_get_ancestor (find_label (fixture.window, "Where did it die?"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpint (cr_session_get_panel (fixture.session), ==, CR_PANEL_DEBUG);
  cr_session_seek (fixture.session, G_MAXUINT);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  select_variable (&fixture, "y", G_MAXUINT);
  wait_for_label (&fixture, "Why is the gradient of y[0] 1.0?");
  tear_down (&fixture);
}

static guint
count_lit (CrSession *session)
{
  const GArray *functions = cr_session_get_lit_functions (session);

  return functions != NULL ? functions->len : 0;
}

static void
test_light (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "added by backward 1");
  GtkListView *list = GTK_LIST_VIEW (find_type (fixture.window, GTK_TYPE_LIST_VIEW));
  GtkSelectionModel *model = gtk_list_view_get_model (list);
  g_assert_cmpuint (count_lit (fixture.session), ==, 0);
  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_cmpuint (count_lit (fixture.session), ==, 3);
  gtk_selection_model_select_item (model, 0, TRUE);
  g_assert_cmpuint (count_lit (fixture.session), ==, 0);
  tear_down (&fixture);
}

static void
got_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_copy (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "b", G_MAXUINT);
  wait_for_label (&fixture, "AddBackward0 (line 4) = 1.0");
  GtkWidget *panel = find_type (fixture.window, CR_TYPE_WHY_PANEL);
  g_assert_true (gtk_widget_activate_action (panel, "why.copy", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (panel), NULL, got_text, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (
      text, ==,
      "Why is b.grad[0] 1.0?\n"
      "  nothing was there: .grad was None\n"
      "  1.0 · added by backward 1 (line 7)\n"
      "    1.0 · through AddBackward0 (line 4) = 1.0 (local ∂y[0]/∂b[0]) × 1.0 (gradient received by y[0]); "
      "the other is 0\n");
  tear_down (&fixture);
}

static void
test_accessible (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "added by backward 1");
  GtkWidget *label = find_label (fixture.window, "added by backward 1");
  GtkWidget *row = gtk_widget_get_ancestor (label, CR_TYPE_WHY_ROW);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "3.0, added by backward 1 (line 7)");
  GtkWidget *go = gtk_widget_get_last_child (row);
  gtk_test_accessible_assert_property (go, GTK_ACCESSIBLE_PROPERTY_LABEL, "Go to this step");
  guint position = cr_session_get_position (fixture.session);
  g_signal_emit_by_name (go, "clicked");
  g_assert_cmpuint (cr_session_get_position (fixture.session), <, position);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  tear_down (&fixture);
}

/* Selecting one of its functions leaves the account as it is; selecting another asks of that. */
static void
test_function (void)
{
  Fixture fixture;
  gboolean done = FALSE;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "through MulBackward0");
  g_signal_emit_by_name (find_label (fixture.window, "through MulBackward0"), "activate-link", "function", &done);
  g_assert_true (done);
  guint function = cr_session_get_selected_function (fixture.session);
  g_assert_cmpuint (function, !=, CR_NONE);
  wait_for_label (&fixture, "Why is w.grad[0] 3.0?");
  cr_session_select_function (fixture.session, function + 1);
  wait_for_label (&fixture, "Why is the gradient of y[0] 1.0?");
  tear_down (&fixture);
}

static void
test_paths (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "All paths");
  gtk_expander_set_expanded (GTK_EXPANDER (find_type (fixture.window, GTK_TYPE_EXPANDER)), TRUE);
  wait_for_label (&fixture, "1 path: 3.0, the gradient itself.");
  tear_down (&fixture);
}

/* The text is edited while an answer is under way. */
static void
test_graph_changed (void)
{
  Fixture fixture;

  set_up (&fixture, SCRIPT_LINE);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "added by backward 1");
  gtk_expander_set_expanded (GTK_EXPANDER (find_type (fixture.window, GTK_TYPE_EXPANDER)), TRUE);
  cr_session_set_text (fixture.session,
                       "import torch\nw = torch.tensor([2.0], requires_grad=True)\n(w * w).sum().backward()\n", TRUE);
  session_settle (fixture.session);
  select_variable (&fixture, "w", G_MAXUINT);
  wait_for_label (&fixture, "Why is w.grad[0] 4.0?");
  wait_for_label (&fixture, "2.0 + 2.0 = 4.0, exactly.");
  cr_session_set_text (fixture.session, "", TRUE);
  session_settle (fixture.session);
  wait_for_label (&fixture, "Select a variable that has a gradient");
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  cr_panels_init ();
  g_test_add_func ("/ui/panels/why/account", test_account);
  g_test_add_func ("/ui/panels/why/element", test_element);
  g_test_add_func ("/ui/panels/why/none", test_none);
  g_test_add_func ("/ui/panels/why/light", test_light);
  g_test_add_func ("/ui/panels/why/copy", test_copy);
  g_test_add_func ("/ui/panels/why/accessible", test_accessible);
  g_test_add_func ("/ui/panels/why/function", test_function);
  g_test_add_func ("/ui/panels/why/paths", test_paths);
  g_test_add_func ("/ui/panels/why/graph-changed", test_graph_changed);
  return g_test_run ();
}
