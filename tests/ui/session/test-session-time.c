/* Moving in time: by events, scopes, visits and larger units, and playing either way. */

#include "session-fixture.h"

#define SCRIPT_LOOP                                                                                                    \
  "import torch\n"                                                                                                     \
  "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"                                                                 \
  "u = torch.ones(2)\n"                                                                                                \
  "for i in range(3):\n"                                                                                               \
  "    loss = (w * u).sum()\n"                                                                                         \
  "    loss.backward()\n"                                                                                              \
  "print(w.grad)\n"

static const CrEvent *
event_at (CrSession *session)
{
  const CrEvent *event = cr_cursor_get_event (cr_session_get_cursor (session));

  g_assert_nonnull (event);
  return event;
}

static void
test_events (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);

  cr_session_seek (session, 0);
  cr_session_step_event (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  cr_session_step_event (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, 1);
  cr_session_seek (session, G_MAXUINT);
  cr_session_step_event (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  cr_session_step_event (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session) - 1);
  g_assert_finalize_object (session);
}

/* Each of the visits to a variable is about it, and going back finds the same ones. */
static void
test_visits_of_variable (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  guint w = session_find_variable (session, "w"), n_accumulated = 0, n = 0;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));

  cr_session_select_variable (session, w);
  cr_session_seek (session, 0);
  while (cr_session_step_visit (session, TRUE))
    {
      guint position = cr_session_get_position (session);

      g_array_append_val (places, position);
      g_assert_cmpint (event_at (session)->kind, !=, CR_EVENT_BACKWARD_BEGUN);
      n_accumulated += event_at (session)->kind == CR_EVENT_GRAD_ACCUMULATED;
    }
  g_assert_cmpuint (n_accumulated, ==, 3);
  g_assert_cmpint (
      cr_trace_get_event (cr_graph_get_trace (cr_session_get_graph (session)), g_array_index (places, guint, 0) - 1)
          ->kind,
      ==, CR_EVENT_TENSOR_CREATED);
  for (n = places->len - 1; cr_session_step_visit (session, FALSE);)
    g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (places, guint, --n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_finalize_object (session);
}

/* Made, stepped through, freed. */
static void
test_visits_of_function (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  CrGraph *graph = cr_session_get_graph (session);
  static const CrEventKind expected[] = { CR_EVENT_OPERATION, CR_EVENT_FUNCTION_STEPPED, CR_EVENT_SAVED_FREED };

  g_assert_cmpstr (cr_graph_get_function (graph, 0)->name, ==, "MulBackward0");
  cr_session_select_function (session, 0);
  cr_session_seek (session, 0);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (cr_session_step_visit (session, TRUE));
      g_assert_cmpint (event_at (session)->kind, ==, expected[i]);
    }
  g_assert_false (cr_session_step_visit (session, TRUE));
  g_assert_true (cr_session_step_visit (session, FALSE));
  g_assert_cmpint (event_at (session)->kind, ==, CR_EVENT_FUNCTION_STEPPED);
  g_assert_finalize_object (session);
}

static void
test_visits_of_line (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  guint n = 0;

  cr_session_set_source_line (session, 6);
  cr_session_seek (session, 0);
  for (; cr_session_step_visit (session, TRUE); n++)
    g_assert_cmpuint (event_at (session)->range.line, ==, 6);
  g_assert_cmpuint (n, ==, 3); /* once an iteration */
  /* Without a line of the reader's, or where nothing happens there, that of the event just passed. */
  cr_session_set_source_line (session, 1);
  g_assert_true (cr_session_step_visit (session, FALSE));
  g_assert_cmpuint (event_at (session)->range.line, ==, 6);
  cr_session_seek (session, 0);
  g_assert_false (cr_session_step_visit (session, TRUE));
  g_assert_finalize_object (session);
}

static void
test_large_steps (void)
{
  CrSession *session = session_new_run (SCRIPT_LOOP);
  guint last;

  cr_session_seek (session, 0);
  for (guint i = 1; i <= 3; i++)
    {
      cr_session_step_large (session, TRUE);
      g_assert_cmpint (event_at (session)->kind, ==, CR_EVENT_BACKWARD_BEGUN);
      g_assert_cmpuint (event_at (session)->u.backward.number, ==, i);
    }
  last = cr_session_get_position (session);
  cr_session_step_large (session, TRUE); /* no pass is left */
  g_assert_cmpuint (cr_session_get_position (session), >, last);
  cr_session_seek (session, last);
  cr_session_step_large (session, FALSE);
  g_assert_cmpuint (event_at (session)->u.backward.number, ==, 2);
  cr_session_step_large (session, FALSE);
  cr_session_step_large (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), <, last);
  g_assert_finalize_object (session);
}

/* From iteration to iteration of the loop that one is in, and out of it after the last. */
static void
test_scopes (void)
{
  CrSession *session = session_new_run ("import torch\n"
                                        "x = torch.ones(2)\n"
                                        "for i in range(3):\n"
                                        "    for k in range(2):\n"
                                        "        y = x * k\n"
                                        "print(y)\n");
  const CrTraceStructure *structure = cr_session_get_structure (session);
  const GArray *outer = cr_trace_structure_get_row (structure, CR_ROW_SCOPES);
  const GArray *inner = cr_trace_structure_get_row (structure, CR_ROW_SCOPES_SECOND);

  g_assert_cmpuint (outer->len, ==, 5); /* with what comes before and after */
  g_assert_cmpuint (inner->len, ==, 6);
  cr_session_seek (session, 0);
  for (guint i = 1; i <= 3; i++)
    {
      cr_session_step_scope (session, TRUE);
      g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (outer, CrBand, i).first + 1);
    }
  cr_session_step_scope (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (outer, CrBand, 2).first + 1);
  cr_session_seek (session, g_array_index (inner, CrBand, 0).first + 2);
  cr_session_step_scope (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (inner, CrBand, 1).first + 1);
  cr_session_step_scope (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (outer, CrBand, 2).first + 1);
  /* Without a backward pass they are the larger unit. */
  cr_session_step_large (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, g_array_index (outer, CrBand, 3).first + 1);
  cr_session_step_scope (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  g_assert_finalize_object (session);
}

/* Without scopes the ends are all there is to step to. */
static void
test_scopes_without (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);

  cr_session_step_scope (session, TRUE);
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  cr_session_step_scope (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  cr_session_step_scope (session, FALSE);
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  g_assert_finalize_object (session);
}

static void
note_position (CrSession *session, GParamSpec *spec, gpointer data)
{
  GArray *positions = data;
  guint position = cr_session_get_position (session);

  g_array_append_val (positions, position);
}

static void
test_play_backwards (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));

  cr_session_set_speed (session, 300);
  cr_session_seek (session, G_MAXUINT);
  g_signal_connect (session, "notify::position", G_CALLBACK (note_position), positions);
  cr_session_play_backwards (session);
  g_assert_true (cr_session_get_playing (session) && cr_session_get_playing_backwards (session));
  while (cr_session_get_playing (session))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (cr_session_get_playing_backwards (session));
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  g_assert_cmpuint (positions->len, >, 1);
  for (guint i = 1; i < positions->len; i++)
    g_assert_cmpuint (g_array_index (positions, guint, i), <, g_array_index (positions, guint, i - 1));
  /* From the start it begins at the end; the other way round turns it. */
  cr_session_play_backwards (session);
  g_assert_cmpuint (cr_session_get_position (session), >, 0);
  cr_session_play (session);
  g_assert_true (cr_session_get_playing (session));
  g_assert_false (cr_session_get_playing_backwards (session));
  cr_session_pause (session);
  g_assert_false (cr_session_get_playing (session));
  g_assert_finalize_object (session);
}

static void
test_play_fastest (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.ones(2)\nfor i in range(3000):\n    y = x * 2\n");
  guint n = 0;

  cr_session_set_speed (session, CR_SPEED_MAX);
  cr_session_play (session);
  for (; cr_session_get_playing (session) && n < 3000; n++)
    {
      guint before = cr_session_get_position (session);

      while (cr_session_get_playing (session) && cr_session_get_position (session) == before)
        g_main_context_iteration (NULL, TRUE);
      if (n == 20)
        cr_session_seek (session, cr_session_get_length (session) - 100);
    }
  g_assert_cmpuint (cr_session_get_position (session), ==, cr_session_get_length (session));
  g_assert_cmpuint (n, <, 200); /* many events a tick */
  g_assert_finalize_object (session);
}

static void
test_without_picture (void)
{
  CrSession *session = cr_session_new ();

  cr_session_step_event (session, TRUE);
  cr_session_step_scope (session, TRUE);
  cr_session_step_large (session, FALSE);
  cr_session_play_backwards (session);
  g_assert_false (cr_session_step_visit (session, TRUE));
  g_assert_false (cr_session_get_playing (session));
  g_assert_null (cr_session_get_structure (session));
  g_assert_cmpuint (cr_session_get_position (session), ==, 0);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/time/events", test_events);
  g_test_add_func ("/ui/session/time/visits-of-variable", test_visits_of_variable);
  g_test_add_func ("/ui/session/time/visits-of-function", test_visits_of_function);
  g_test_add_func ("/ui/session/time/visits-of-line", test_visits_of_line);
  g_test_add_func ("/ui/session/time/large-steps", test_large_steps);
  g_test_add_func ("/ui/session/time/scopes", test_scopes);
  g_test_add_func ("/ui/session/time/scopes-without", test_scopes_without);
  g_test_add_func ("/ui/session/time/play-backwards", test_play_backwards);
  g_test_add_func ("/ui/session/time/play-fastest", test_play_fastest);
  g_test_add_func ("/ui/session/time/without-picture", test_without_picture);
  return g_test_run ();
}
