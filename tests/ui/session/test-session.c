/* The session without a window: running, editing while it runs, what is carried over, moving in time. */

#include "cr-trace-index.h"
#include "session-fixture.h"

static CrEventKind
event_kind (CrSession *session)
{
  const CrEvent *event = cr_cursor_get_event (cr_session_get_cursor (session));

  g_assert_nonnull (event);
  return event->kind;
}

static void
test_run (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  const GArray *steps = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);

  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 0);
  g_assert_true (cr_session_is_current (session));
  g_assert_false (cr_session_get_modified (session));
  g_assert_cmpuint (steps->len, ==, 5); /* Sum, Add, AccumulateGrad, Mul, AccumulateGrad */
  /* The backward pass is about to begin, so that playing shows it. */
  g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (steps, guint, 0));
  g_assert_cmpuint (cr_session_get_length (session), >, cr_session_get_position (session));
  g_assert_finalize_object (session);
}

static void
test_no_backward (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.ones(2)\n");

  g_assert_cmpuint (cr_session_get_length (session), >, 0);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  g_assert_finalize_object (session);
}

static void
test_debounce (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);

  cr_session_set_text (session, SCRIPT_LINE "z = y * 2\n", FALSE);
  g_assert_false (cr_session_get_running (session));
  g_assert_true (cr_session_get_modified (session));
  g_assert_false (cr_session_is_current (session));
  while (!cr_session_is_current (session))
    g_main_context_iteration (NULL, TRUE);
  session_find_variable (session, "z");
  cr_session_set_text (session, SCRIPT_LINE, TRUE);
  g_assert_false (cr_session_get_modified (session));
  g_assert_finalize_object (session);
}

static void
test_edit_while_running (void)
{
  CrSession *session = cr_session_new ();

  cr_session_set_text (session, SCRIPT_ENDLESS, TRUE);
  g_assert_true (cr_session_get_running (session));
  cr_session_set_text (session, SCRIPT_LINE, TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 0);
  g_assert_true (cr_session_is_current (session));
  session_find_variable (session, "loss");
  g_assert_finalize_object (session);
}

static void
test_stop (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  CrGraph *graph = cr_session_get_graph (session);
  const CrDiagnostic *diagnostic;

  cr_session_set_text (session, SCRIPT_ENDLESS, TRUE);
  cr_session_stop (session);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 1);
  diagnostic = g_ptr_array_index (cr_session_get_diagnostics (session), 0);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_CANCELLED);
  g_assert_true (cr_session_get_graph (session) == graph);
  g_assert_finalize_object (session);
}

static void
test_stop_keeps_what_came (void)
{
  CrSession *session = cr_session_new ();
  GPtrArray *diagnostics;

  cr_session_set_text (
      session, "import torch\nw = torch.tensor([1.0], requires_grad=True)\nwhile True:\n    (w * w).backward()\n",
      TRUE);
  while (cr_session_get_progress (session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  cr_session_stop (session);
  session_settle (session);
  diagnostics = cr_session_get_diagnostics (session);
  g_assert_cmpuint (diagnostics->len, ==, 1);
  g_assert_cmpint (((const CrDiagnostic *)diagnostics->pdata[0])->code, ==, CR_ERROR_CANCELLED);
  g_assert_nonnull (cr_session_get_graph (session));
  session_find_variable (session, "w");
  cr_session_seek (session, 3);
  g_assert_cmpuint (cr_session_get_position (session), ==, 3);
  g_assert_finalize_object (session);
}

static void
test_dispose_while_running (void)
{
  CrSession *session = cr_session_new ();

  cr_session_set_text (session, SCRIPT_ENDLESS, TRUE);
  g_assert_finalize_object (session);
}

static void
test_syntax_error_keeps_picture (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  CrGraph *graph = cr_session_get_graph (session);
  guint position = cr_session_get_position (session);

  cr_session_set_text (session, SCRIPT_LINE "z = (\n", TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, >, 0);
  g_assert_true (cr_session_get_graph (session) == graph);
  g_assert_cmpuint (cr_session_get_position (session), ==, position);
  g_assert_false (cr_session_is_current (session));
  g_assert_finalize_object (session);
}

static void
test_failure_that_draws_nothing (void)
{
  CrSession *session = session_new_run ("print (1)\nprint (nothing)\n");
  CrGraph *graph = cr_session_get_graph (session);

  /* With no picture before, what was printed is there to see. */
  g_assert_cmpuint (cr_session_get_events (session, CR_EVENT_PRINTED)->len, ==, 1);
  cr_session_set_text (session, SCRIPT_LINE, TRUE);
  session_settle (session);
  g_assert_true (cr_session_get_graph (session) != graph);
  graph = cr_session_get_graph (session);
  cr_session_set_text (session, "print (1)\nprint (nothing)\n", TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 1);
  g_assert_true (cr_session_get_graph (session) == graph);
  g_assert_finalize_object (session);
}

static void
test_failed_run_shows_so_far (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.ones(3)\ny = x + torch.ones(4)\n");
  const CrDiagnostic *diagnostic;

  g_assert_cmpuint (cr_session_get_diagnostics (session)->len, ==, 1);
  diagnostic = g_ptr_array_index (cr_session_get_diagnostics (session), 0);
  g_assert_cmpuint (diagnostic->range.line, ==, 3);
  session_find_variable (session, "x");
  g_assert_finalize_object (session);
}

static void
test_position_carried_over (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  const GArray *steps = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);
  guint64 key;

  cr_session_seek (session, g_array_index (steps, guint, 1) + 1);
  key = cr_cursor_get_event (cr_session_get_cursor (session))->key;
  cr_session_set_text (session, "# a line above moves everything down\n" SCRIPT_LINE "z = y * 2\n", TRUE);
  session_settle (session);
  g_assert_cmpint (event_kind (session), ==, CR_EVENT_FUNCTION_STEPPED);
  g_assert_cmpuint (cr_cursor_get_event (cr_session_get_cursor (session))->key, ==, key);
  cr_session_seek (session, cr_session_get_length (session));
  cr_session_set_text (session, SCRIPT_LINE "z = y * 2\nu = z * 2\n", TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  g_assert_finalize_object (session);
}

static void
test_selection_carried_over (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint64 selection;

  cr_session_select_variable (session, session_find_variable (session, "y"));
  g_object_get (session, "selection", &selection, NULL);
  g_assert_cmpuint (selection, !=, 0);
  cr_session_set_text (session, "\n" SCRIPT_LINE, TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_selected_variable (session), ==, session_find_variable (session, "y"));
  cr_session_set_text (session, "import torch\n", TRUE);
  session_settle (session);
  g_assert_cmpuint (cr_session_get_selected_variable (session), ==, CR_NONE);
  g_assert_finalize_object (session);
}

static void
test_steps (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint begin = cr_session_get_position (session);

  cr_session_step (session, TRUE);
  g_assert_cmpint (event_kind (session), ==, CR_EVENT_FUNCTION_STEPPED);
  cr_session_step (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), <=, begin);
  cr_session_seek (session, G_MAXUINT);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  cr_session_step (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  cr_session_step_backward_pass (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, begin);
  cr_session_step_backward_pass (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  cr_session_step_backward_pass (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, begin);
  g_assert_finalize_object (session);
}

static void
test_play (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);

  cr_session_set_speed (session, 1000);
  cr_session_play (session);
  g_assert_true (cr_session_get_playing (session));
  while (cr_session_get_playing (session))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  cr_session_set_speed (session, 1);
  cr_session_play (session); /* from the start again */
  g_assert_cmpuint (cr_session_get_position (session), <, cr_session_get_length (session));
  cr_session_pause (session);
  g_assert_false (cr_session_get_playing (session));
  g_assert_finalize_object (session);
}

static void
count_call (gpointer data)
{
  ++*(guint *)data;
}

static void
test_reset (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint n_changed = 0;

  g_signal_connect_swapped (session, "text-changed", G_CALLBACK (count_call), &n_changed);
  cr_session_set_text (session, "x = 1\n", FALSE);
  g_assert_cmpuint (n_changed, ==, 0);
  cr_session_reset (session, NULL);
  session_settle (session);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (cr_session_get_text (session), ==, "");
  g_assert_false (cr_session_get_modified (session));
  g_assert_cmpuint (cr_session_get_length (session), ==, 0);
  g_assert_finalize_object (session);
}

static void
test_index (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (session));
  g_autoptr (CrTraceIndex) index = cr_trace_index_new (trace);
  guint total = 0;

  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    total += cr_trace_index_get (index, kind)->len;
  g_assert_cmpuint (total, ==, cr_trace_get_length (trace));
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      guint found = cr_trace_index_find (index, cr_trace_get_event (trace, i), i);

      g_assert_cmpuint (found, ==, i);
      g_assert_cmpuint (cr_events_count_before (cr_trace_index_get (index, cr_trace_get_event (trace, i)->kind), i + 1),
                        >, 0);
    }
  g_assert_cmpuint (cr_events_count_before (NULL, 3), ==, 0);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/run", test_run);
  g_test_add_func ("/ui/session/no-backward", test_no_backward);
  g_test_add_func ("/ui/session/debounce", test_debounce);
  g_test_add_func ("/ui/session/edit-while-running", test_edit_while_running);
  g_test_add_func ("/ui/session/stop", test_stop);
  g_test_add_func ("/ui/session/stop-keeps-what-came", test_stop_keeps_what_came);
  g_test_add_func ("/ui/session/dispose-while-running", test_dispose_while_running);
  g_test_add_func ("/ui/session/syntax-error-keeps-picture", test_syntax_error_keeps_picture);
  g_test_add_func ("/ui/session/failure-that-draws-nothing", test_failure_that_draws_nothing);
  g_test_add_func ("/ui/session/failed-run-shows-so-far", test_failed_run_shows_so_far);
  g_test_add_func ("/ui/session/position-carried-over", test_position_carried_over);
  g_test_add_func ("/ui/session/selection-carried-over", test_selection_carried_over);
  g_test_add_func ("/ui/session/steps", test_steps);
  g_test_add_func ("/ui/session/play", test_play);
  g_test_add_func ("/ui/session/reset", test_reset);
  g_test_add_func ("/ui/session/index", test_index);
  return g_test_run ();
}
