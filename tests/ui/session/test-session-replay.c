/* Questions to a session that another run answers: asked, one after another, cancelled, and outdated by an edit. */

#include "cr-session-replay.h"
#include "session-fixture.h"

typedef struct
{
  guint from, to;
  double answer; /* v^T J of the first element */
  guint *order;  /* counts answers */
  guint nth;
  gboolean *freed;
  gint *begun; /* atomic; set by a question that goes on until it is cancelled */
} Question;

typedef struct
{
  gboolean done;
  double answer;
  guint nth;
  GError *error;
} Reply;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->freed != NULL)
    *question->freed = TRUE;
  g_free (question);
}

static gboolean
ask_jacobian (CrReplay *replay, gpointer data, GError **error)
{
  Question *question = data;
  CrJacobian jacobian;

  if (!cr_replay_jacobian (replay, question->from, question->to, NULL, &jacobian, error))
    return FALSE;
  question->answer = cr_value_get_double (jacobian.product, 0);
  question->nth = question->order != NULL ? ++*question->order : 0;
  cr_jacobian_clear (&jacobian);
  return TRUE;
}

/* Asks again and again until it is cancelled. */
static gboolean
ask_on_and_on (CrReplay *replay, gpointer data, GError **error)
{
  Question *question = data;

  if (question->begun != NULL)
    g_atomic_int_set (question->begun, TRUE);
  while (ask_jacobian (replay, data, error))
    ;
  return FALSE;
}

static void
on_answer (GObject *object, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;
  Question *question = cr_session_replay_finish (CR_SESSION (object), result, &reply->error);

  reply->done = TRUE;
  reply->answer = question != NULL ? question->answer : -1;
  reply->nth = question != NULL ? question->nth : 0;
}

static Question *
question_new (CrSession *session, const char *from, const char *to)
{
  Question *question = g_new0 (Question, 1);

  question->from = session_find_variable (session, from);
  question->to = session_find_variable (session, to);
  return question;
}

static void
wait_for (Reply *reply)
{
  while (!reply->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_asked (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  Question *question = question_new (session, "w", "loss");
  gboolean freed = FALSE;
  Reply reply = { 0 };

  question->freed = &freed;
  cr_session_replay_async (session, ask_jacobian, question, question_free, NULL, on_answer, &reply);
  g_assert_false (reply.done); /* never at once */
  wait_for (&reply);
  g_assert_no_error (reply.error);
  g_assert_cmpfloat (reply.answer, ==, 3);
  session_settle (session);
  g_assert_true (freed);
  g_assert_finalize_object (session);
}

static void
test_in_order (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint order = 0;
  Reply replies[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      Question *question = question_new (session, i == 1 ? "b" : "w", "y");

      question->order = &order;
      cr_session_replay_async (session, ask_jacobian, question, question_free, NULL, on_answer, &replies[i]);
    }
  for (guint i = 0; i < 3; i++)
    {
      wait_for (&replies[i]);
      g_assert_no_error (replies[i].error);
      g_assert_cmpfloat (replies[i].answer, ==, i == 1 ? 1 : 3);
      g_assert_cmpuint (replies[i].nth, ==, i + 1);
    }
  session_settle (session);
  g_assert_finalize_object (session);
}

static void
test_error (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  Reply reply = { 0 };

  cr_session_replay_async (session, ask_jacobian, question_new (session, "loss", "w"), question_free, NULL, on_answer,
                           &reply);
  wait_for (&reply);
  g_assert_error (reply.error, CR_ERROR, CR_ERROR_VALUE);
  g_error_free (reply.error);
  session_settle (session);
  g_assert_finalize_object (session);
}

/* The one under way and one that waits; the next is asked all the same. */
static void
test_cancelled (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Reply replies[3] = { 0 };
  gint begun = FALSE;
  Question *first = question_new (session, "w", "y");

  first->begun = &begun;
  cr_session_replay_async (session, ask_on_and_on, first, question_free, cancellable, on_answer, &replies[0]);
  cr_session_replay_async (session, ask_jacobian, question_new (session, "w", "y"), question_free, cancellable,
                           on_answer, &replies[1]);
  cr_session_replay_async (session, ask_jacobian, question_new (session, "w", "y"), question_free, NULL, on_answer,
                           &replies[2]);
  while (!g_atomic_int_get (&begun))
    g_usleep (1000);
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 3; i++)
    wait_for (&replies[i]);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_error (replies[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_error_free (replies[i].error);
    }
  g_assert_no_error (replies[2].error);
  session_settle (session);
  g_assert_finalize_object (session);
}

/* Another run's graph has other numbers: what was asked of the old one is given up. */
static void
test_outdated (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  Reply reply = { 0 };

  cr_session_replay_async (session, ask_on_and_on, question_new (session, "w", "y"), question_free, NULL, on_answer,
                           &reply);
  cr_session_set_text (session, SCRIPT_LINE "z = y * 2\n", TRUE);
  wait_for (&reply);
  g_assert_error (reply.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (reply.error);
  session_settle (session);
  g_assert_finalize_object (session);
}

static void
test_no_graph (void)
{
  CrSession *session = cr_session_new ();
  Reply reply = { 0 };

  cr_session_replay_async (session, ask_jacobian, g_new0 (Question, 1), question_free, NULL, on_answer, &reply);
  wait_for (&reply);
  g_assert_error (reply.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (reply.error);
  session_settle (session);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/replay/asked", test_asked);
  g_test_add_func ("/ui/session/replay/in-order", test_in_order);
  g_test_add_func ("/ui/session/replay/error", test_error);
  g_test_add_func ("/ui/session/replay/cancelled", test_cancelled);
  g_test_add_func ("/ui/session/replay/outdated", test_outdated);
  g_test_add_func ("/ui/session/replay/no-graph", test_no_graph);
  return g_test_run ();
}
