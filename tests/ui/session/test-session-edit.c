/* Gestures in a session: places through later edits, what is told and selected, and gestures of many edits. */

#include "cr-error.h"
#include "cr-session-edit.h"
#include "session-fixture.h"

#include <string.h>

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1., 2.], requires_grad=True)\n"                                                                   \
  "y = (x * 3).sum()\n"                                                                                                \
  "z = torch.nn.functional.linear(x, torch.ones(1, 2)).sum()\n"                                                        \
  "y.backward()\n"

/* What the editor does. */
static void
make_edits (CrSession *session, GArray *edits)
{
  g_autofree char *text = cr_text_edits_apply (edits, cr_session_get_text (session));

  g_assert_nonnull (text);
  cr_session_set_text (session, text, TRUE);
}

static CrSession *
new_session (const char *text)
{
  CrSession *session = session_new_run (text);

  g_signal_connect (session, "edit-requested", G_CALLBACK (make_edits), NULL);
  return session;
}

static void
type (CrSession *session, const char *old, const char *new)
{
  const char *text = cr_session_get_text (session), *at = strstr (text, old);
  g_autofree char *changed = NULL;
  g_autofree char *head = NULL;

  g_assert_nonnull (at);
  head = g_strndup (text, (gsize)(at - text));
  changed = g_strconcat (head, new, at + strlen (old), NULL);
  cr_session_set_text (session, changed, FALSE);
}

static char *
dup_range (CrSession *session, const CrRange *range)
{
  return g_strndup (cr_session_get_text (session) + range->offset, range->length);
}

static void
keep_sentence (CrSession *session, const char *sentence, char **kept)
{
  (void)session;
  g_free (*kept);
  *kept = g_strdup (sentence);
}

static void
keep_shown (CrSession *session, guint offset, guint bytes, char **kept)
{
  g_free (*kept);
  *kept = g_strndup (cr_session_get_text (session) + offset, bytes);
}

static void
test_map (void)
{
  CrSession *session = new_session (SCRIPT);
  CrRange range = cr_graph_get_variable (cr_session_get_graph (session), session_find_variable (session, "y"))->range;
  g_autofree char *text = NULL;
  CrRange now;

  g_assert_true (cr_session_map_range (session, &range, &now));
  g_assert_cmpuint (now.offset, ==, range.offset);
  type (session, "import torch\n", "# größer\nimport torch\n");
  type (session, "y.backward()", "y.backward()  # back");
  type (session, "x = torch", "x  = torch");
  g_assert_true (cr_session_map_range (session, &range, &now));
  text = dup_range (session, &now);
  g_assert_cmpstr (text, ==, "(x * 3).sum()");
  g_assert_cmpuint (now.line, ==, range.line + 1);
  g_assert_cmpuint (now.column, ==, range.column);
  type (session, "x * 3", "x * 34");
  g_assert_false (cr_session_map_range (session, &range, &now));
  session_settle (session);
  g_object_unref (session);
}

/* The run of one text ends while another text stands there. */
static void
test_node_while_running (void)
{
  CrSession *session = new_session (SCRIPT);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CrEditNode node;
  guint y = session_find_variable (session, "y");

  type (session, "x * 3", "x * 3.25");
  g_assert_true (cr_session_find_edit_node (session, y, &node, &error));
  g_assert_no_error (error);
  text = dup_range (session, &node.range);
  g_assert_cmpstr (text, ==, "(x * 3.25).sum()");
  type (session, "(x * 3.25).sum()", "4");
  g_assert_false (cr_session_find_edit_node (session, y, &node, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
  session_settle (session);
  g_object_unref (session);
}

static void
test_refused_nodes (void)
{
  CrSession *session = new_session (SCRIPT);
  CrGraph *graph = cr_session_get_graph (session);
  guint n_numbers = 0, n_inside = 0;
  CrEditNode node;

  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      g_autoptr (GError) error = NULL;

      if (cr_session_find_edit_node (session, i, &node, &error))
        continue;
      n_numbers += strstr (error->message, "It is a number inside of “x * 3”") != NULL;
      n_inside += strstr (error->message, "on the way inside of") != NULL;
    }
  g_assert_cmpuint (n_numbers, ==, 1);
  g_assert_cmpuint (n_inside, >=, 1);
  g_assert_false (cr_session_find_edit_node (session, 1000, &node, NULL));
  g_object_unref (session);
}

static void
test_take_plan (void)
{
  CrSession *session = new_session ("import torch\nx = torch.tensor([1., 2.])\nfor i in range(2):\n    y = x * i\n");
  g_autofree char *told = NULL, *shown = NULL;
  g_autoptr (GError) error = NULL;
  CrEditNode node;
  guint selected;

  g_signal_connect (session, "told", G_CALLBACK (keep_sentence), &told);
  g_signal_connect (session, "edit-shown", G_CALLBACK (keep_shown), &shown);
  g_assert_true (cr_session_find_edit_node (session, session_find_variable (session, "y"), &node, &error));
  g_assert_true (cr_session_take_plan (
      session, cr_edit_apply (cr_session_get_script (session, NULL), &node, 1, "torch.sin($1)", NULL, &error)));
  g_assert_no_error (error);
  g_assert_cmpstr (shown, ==, "y1 = torch.sin(y)");
  g_assert_cmpstr (told, ==, "In every iteration of the loop in line 3");
  type (session, "import torch\n", "import torch\n\n"); /* before the run has come */
  session_settle (session);
  selected = cr_session_get_selected_variable (session);
  g_assert_cmpuint (selected, !=, CR_NONE);
  g_assert_cmpstr (cr_graph_get_variable (cr_session_get_graph (session), selected)->name, ==, "y1");
  g_assert_false (cr_session_take_plan (session, NULL));
  g_object_unref (session);
}

/* What a gesture changes stays selected though its expression is another; what it deletes does not hand its place on.
 */
static void
test_selection (void)
{
  CrSession *session = new_session ("import torch\nx = torch.tensor([1., 2.], requires_grad=True)\nfor i in range(2):\n"
                                    "    y = x * i\n    z = y.sum()\n    w = x + i\n");

  for (int requires_grad = 0; requires_grad < 2; requires_grad++)
    {
      guint x = session_find_variable (session, "x"), selected;
      CrEditNode node;

      cr_session_select_variable (session, x);
      g_assert_true (cr_session_find_edit_node (session, x, &node, NULL));
      g_assert_true (cr_session_take_plan (
          session, cr_edit_set_requires_grad (cr_session_get_script (session, NULL), &node, requires_grad, NULL)));
      session_settle (session);
      selected = cr_session_get_selected_variable (session);
      g_assert_cmpuint (selected, !=, CR_NONE);
      g_assert_cmpstr (cr_graph_get_variable (cr_session_get_graph (session), selected)->name, ==, "x");
    }
  for (const char *const *name = (const char *const[]){ "z", "y", NULL }; *name != NULL; name++)
    {
      guint variable = session_find_variable (session, *name);
      CrEditNode node;

      cr_session_select_variable (session, variable);
      g_assert_true (cr_session_find_edit_node (session, variable, &node, NULL));
      g_assert_true (
          cr_session_take_plan (session, cr_edit_delete (cr_session_get_script (session, NULL), &node, NULL)));
      session_settle (session);
      g_assert_cmpuint (cr_session_get_selected_variable (session), ==, CR_NONE);
    }
  g_object_unref (session);
}

static void
count_call (guint *n)
{
  ++*n;
}

static void
test_gesture (void)
{
  CrSession *session = new_session ("a = 0.0\n");
  guint n = 0;

  g_signal_connect_swapped (session, "gesture-changed", G_CALLBACK (count_call), &n);
  g_assert_false (cr_session_is_in_gesture (session));
  cr_session_end_gesture (session);
  g_assert_cmpuint (n, ==, 0);
  cr_session_begin_gesture (session);
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GArray) edits = cr_text_edits_new ();
      g_autofree char *number = g_strdup_printf ("%u.%u", i / 10 % 10, i % 10);

      cr_text_edits_add (edits, 4, 3, number);
      cr_session_request_edit (session, edits);
    }
  g_assert_true (cr_session_is_in_gesture (session));
  g_assert_cmpuint (n, ==, 1);
  type (session, "a = ", "b = "); /* something else changes the text */
  g_assert_false (cr_session_is_in_gesture (session));
  g_assert_cmpuint (n, ==, 2);
  cr_session_begin_gesture (session);
  cr_session_reset (session, "c = 1\n");
  g_assert_false (cr_session_is_in_gesture (session));
  session_settle (session);
  g_object_unref (session);
}

static void
test_script (void)
{
  CrSession *session = new_session (SCRIPT);
  CrEditScript *script = cr_session_get_script (session, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (script);
  g_assert_true (cr_session_get_script (session, NULL) == script);
  cr_session_set_text (session, "a = '\xff'\n", FALSE);
  g_assert_null (cr_session_get_script (session, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  cr_session_set_text (session, "a = 3\n", FALSE);
  g_assert_cmpuint (cr_edit_script_get_numbers (cr_session_get_script (session, NULL))->len, ==, 1);
  session_settle (session);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/edit/map", test_map);
  g_test_add_func ("/ui/session/edit/node-while-running", test_node_while_running);
  g_test_add_func ("/ui/session/edit/refused-nodes", test_refused_nodes);
  g_test_add_func ("/ui/session/edit/take-plan", test_take_plan);
  g_test_add_func ("/ui/session/edit/selection", test_selection);
  g_test_add_func ("/ui/session/edit/gesture", test_gesture);
  g_test_add_func ("/ui/session/edit/script", test_script);
  return g_test_run ();
}
