/* Breakpoints of a session: playing stops there either way, they survive runs, and go with the document. */

#include "cr-session-break.h"
#include "session-fixture.h"

#define SCRIPT_LOOP                                                                                                    \
  "import torch\n"                                                                                                     \
  "w = torch.tensor([1., 2.], requires_grad=True)\n"                                                                   \
  "for i in range(4):\n"                                                                                               \
  "    loss = (w * w * i).sum()\n"                                                                                     \
  "    loss.backward()\n"

static guint64
key_of (CrSession *session, const char *name)
{
  return cr_graph_get_variable (cr_session_get_graph (session), session_find_variable (session, name))->key;
}

static void
wait_for_search (CrSession *session)
{
  while (cr_session_is_searching (session))
    g_main_context_iteration (NULL, TRUE);
}

static const CrSessionBreak *
get_break (CrSession *session, guint i)
{
  const GPtrArray *breaks = cr_session_get_breaks (session);

  g_assert_cmpuint (i, <, breaks->len);
  return breaks->pdata[i];
}

static void
wait_for_count (CrSession *session, guint i)
{
  while (get_break (session, i)->n_hits == CR_BREAK_UNCOUNTED)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_call (guint *n)
{
  ++*n;
}

static void
test_list (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  const CrBreakpoint zero = { .kind = CR_BREAK_ZERO, .gradients = TRUE };
  guint n = 0, id;

  g_signal_connect_swapped (session, "breakpoints-changed", G_CALLBACK (count_call), &n);
  g_assert_false (cr_session_can_continue (session));
  id = cr_session_add_break (session, &zero);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (cr_session_can_continue (session));
  cr_session_enable_break (session, id, FALSE);
  g_assert_false (cr_session_can_continue (session));
  g_assert_cmpuint (cr_session_add_break (session, &zero), ==, id);
  g_assert_true (get_break (session, 0)->enabled);
  g_assert_cmpuint (cr_session_get_breaks (session)->len, ==, 1);
  g_assert_cmpstr (get_break (session, 0)->text, ==, "a gradient that is all zero");

  cr_session_toggle_breakpoint (session, key_of (session, "y"));
  g_assert_true (cr_session_has_breakpoint (session, key_of (session, "y")));
  g_assert_false (cr_session_has_breakpoint (session, key_of (session, "w")));
  wait_for_count (session, 1);
  g_assert_cmpuint (get_break (session, 1)->n_hits, ==, 2); /* made, stepped */
  g_assert_cmpuint (get_break (session, 0)->n_hits, ==, 0);
  cr_session_toggle_breakpoint (session, key_of (session, "y"));
  g_assert_false (cr_session_has_breakpoint (session, key_of (session, "y")));
  cr_session_remove_break (session, id);
  cr_session_remove_break (session, id);
  g_assert_cmpuint (cr_session_get_breaks (session)->len, ==, 0);
  g_assert_finalize_object (session);
}

static void
test_continue (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  const CrBreakpoint zero = { .kind = CR_BREAK_ZERO, .gradients = TRUE };
  guint first, previous;

  cr_session_continue (session, TRUE); /* nothing to look for */
  g_assert_false (cr_session_is_searching (session));
  g_assert_null (cr_session_get_stopped (session));
  cr_session_add_break (session, &zero);
  cr_session_seek (session, 0);
  cr_session_continue (session, TRUE);
  wait_for_search (session);
  first = cr_session_get_position (session);
  g_assert_cmpuint (first, >, g_array_index (begun, guint, 0)); /* times i, which is 0 in the first iteration only */
  g_assert_cmpuint (first, <, g_array_index (begun, guint, 1));
  g_assert_nonnull (strstr (cr_session_get_stopped (session), "is all zero"));
  g_assert_cmpuint (cr_session_get_selected_variable (session), !=, CR_NONE);
  do
    {
      previous = cr_session_get_position (session);
      cr_session_continue (session, TRUE);
      wait_for_search (session);
    }
  while (cr_session_get_position (session) != previous);
  g_assert_cmpuint (previous, <, g_array_index (begun, guint, 1));
  g_assert_nonnull (strstr (cr_session_get_stopped (session), "No breakpoint hits after"));
  cr_session_seek (session, G_MAXUINT);
  cr_session_continue (session, FALSE);
  wait_for_search (session);
  g_assert_cmpuint (cr_session_get_position (session), ==, previous);
  g_assert_finalize_object (session);
}

static void
test_play (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  guint64 key = key_of (session, "w");
  guint stops[16], n = 0;

  cr_session_toggle_breakpoint (session, key);
  cr_session_set_speed (session, CR_SPEED_MAX);
  cr_session_seek (session, 0);
  while (n < G_N_ELEMENTS (stops) && cr_session_get_position (session) != cr_session_get_length (session))
    {
      cr_session_play (session);
      while (cr_session_get_playing (session))
        g_main_context_iteration (NULL, TRUE);
      stops[n++] = cr_session_get_position (session);
      g_assert_true (n == 1 || stops[n - 1] > stops[n - 2]);
    }
  g_assert_cmpuint (n, ==, 10); /* made; accumulated and stepped in each iteration; the end */
  for (n -= 1; n-- > 0;)
    {
      cr_session_play_backwards (session);
      while (cr_session_get_playing (session))
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (cr_session_get_position (session), ==, stops[n]);
    }
  g_assert_finalize_object (session);
}

static void
test_survives_runs (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);

  cr_session_toggle_breakpoint (session, key_of (session, "w"));
  cr_session_continue (session, TRUE);
  cr_session_set_text (session, "import torch\na = 1\n" SCRIPT_LOOP, TRUE);
  session_settle (session);
  g_assert_true (cr_session_has_breakpoint (session, key_of (session, "w")));
  wait_for_count (session, 0);
  g_assert_cmpuint (get_break (session, 0)->n_hits, ==, 9);
  g_assert_cmpstr (get_break (session, 0)->text, ==, "w (line 4)");
  cr_session_set_text (session, "import torch\n", TRUE);
  session_settle (session);
  wait_for_count (session, 0);
  g_assert_true (get_break (session, 0)->missing);
  g_assert_cmpstr (get_break (session, 0)->text, ==, "w (line 4)");
  cr_session_continue (session, TRUE);
  wait_for_search (session);
  cr_session_reset (session, SCRIPT_LINE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_breaks (session)->len, ==, 0);
  g_assert_finalize_object (session);
}

/* A search under way when the session goes finds nobody to tell. */
static void
test_let_go (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  const CrBreakpoint nan = { .kind = CR_BREAK_NOT_FINITE, .gradients = TRUE, .values = TRUE };

  cr_session_add_break (session, &nan);
  cr_session_continue (session, TRUE);
  g_assert_true (cr_session_is_searching (session));
  g_assert_finalize_object (session);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/break/list", test_list);
  g_test_add_func ("/ui/session/break/continue", test_continue);
  g_test_add_func ("/ui/session/break/play", test_play);
  g_test_add_func ("/ui/session/break/survives-runs", test_survives_runs);
  g_test_add_func ("/ui/session/break/let-go", test_let_go);
  return g_test_run ();
}
