/* One question after another, each on a thread with as large a stack as a run has. The thread touches only the replay
 * and the asker's data; everything else, also letting go, is done on the main thread. */

#include "cr-session-replay.h"

#include "cr-session-private.h"
#include "cr-thread.h"

typedef struct
{
  GTask *task; /* owned */
  CrReplayWork work;
  CrGraph *graph;   /* that it is about; owned */
  CrReplay *replay; /* owned */
  gulong cancel_id;
  pthread_t thread;
  GSource *source; /* brings the end to the main loop */
  gboolean done;   /* written by the thread before the end is told */
  GError *error;
} Question;

/* Of one session. */
typedef struct
{
  GQueue waiting;    /* of Question */
  Question *present; /* on its thread; NULL for none */
} Questions;

static void begin_next (CrSession *session);

static void
questions_free (gpointer data)
{
  /* A question holds its session: none is left. */
  g_free (data);
}

static Questions *
get_questions (CrSession *session)
{
  Questions *questions = g_object_get_data (G_OBJECT (session), "cr-session-replay");

  if (questions == NULL)
    {
      questions = g_new0 (Questions, 1);
      g_queue_init (&questions->waiting);
      g_object_set_data_full (G_OBJECT (session), "cr-session-replay", questions, questions_free);
    }
  return questions;
}

static void
question_free (Question *question)
{
  GCancellable *cancellable = g_task_get_cancellable (question->task);

  if (question->cancel_id != 0)
    g_cancellable_disconnect (cancellable, question->cancel_id);
  g_clear_pointer (&question->source, g_source_unref);
  g_clear_error (&question->error);
  cr_replay_free (question->replay);
  cr_graph_unref (question->graph);
  g_object_unref (question->task);
  g_free (question);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Question *question = data;

  cr_replay_cancel (question->replay);
}

static void
on_graph_changed (CrSession *session, gpointer data)
{
  Question *question = data;

  cr_replay_cancel (question->replay);
}

static gboolean
is_outdated (Question *question)
{
  return cr_session_get_graph (g_task_get_source_object (question->task)) != question->graph;
}

/* Answers on the main thread. */
static void
answer (Question *question)
{
  GTask *task = question->task;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (is_outdated (question) || g_error_matches (question->error, CR_ERROR, CR_ERROR_CANCELLED))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The graph has changed");
  else if (question->error != NULL)
    g_task_return_error (task, g_steal_pointer (&question->error));
  else
    g_task_return_pointer (task, g_task_get_task_data (task), NULL);
}

static gboolean
on_ended (gpointer data)
{
  Question *question = data;
  g_autoptr (CrSession) session = g_object_ref (g_task_get_source_object (question->task));

  pthread_join (question->thread, NULL);
  g_signal_handlers_disconnect_by_data (session, question);
  get_questions (session)->present = NULL;
  answer (question);
  question_free (question);
  begin_next (session);
  return G_SOURCE_REMOVE;
}

static gpointer
question_main (gpointer data)
{
  Question *question = data;

  question->done = question->work (question->replay, g_task_get_task_data (question->task), &question->error);
  g_source_attach (question->source, g_task_get_context (question->task));
  return NULL;
}

static void
start_thread (Question *question)
{
  question->source = g_idle_source_new ();
  g_source_set_priority (question->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (question->source, on_ended, question, NULL);
  cr_thread_start (&question->thread, question_main, question);
}

static void
begin_next (CrSession *session)
{
  Questions *questions = get_questions (session);

  while (questions->present == NULL && !g_queue_is_empty (&questions->waiting))
    {
      Question *question = g_queue_pop_head (&questions->waiting);

      if (g_cancellable_is_cancelled (g_task_get_cancellable (question->task)) || is_outdated (question))
        {
          answer (question);
          question_free (question);
          continue;
        }
      questions->present = question;
      g_signal_connect (session, "graph-changed", G_CALLBACK (on_graph_changed), question);
      start_thread (question);
    }
}

void
cr_session_replay_async (CrSession *session, CrReplayWork work, gpointer data, GDestroyNotify destroy,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CR_IS_SESSION (session) && work != NULL);
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  Question *question;

  g_task_set_source_tag (task, cr_session_replay_async);
  g_task_set_task_data (task, data, destroy);
  if (session->picture == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is no graph yet");
      g_object_unref (task);
      return;
    }
  question = g_new0 (Question, 1);
  question->task = task;
  question->work = work;
  question->graph = cr_graph_ref (session->picture->graph);
  question->replay = cr_replay_new (question->graph, TRUE, session->picture->seed);
  if (cancellable != NULL)
    question->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), question, NULL);
  g_queue_push_tail (&get_questions (session)->waiting, question);
  begin_next (session);
}

gpointer
cr_session_replay_finish (CrSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

double
cr_session_replay_get_progress (CrSession *session)
{
  Questions *questions = g_object_get_data (G_OBJECT (session), "cr-session-replay");

  return questions != NULL && questions->present != NULL ? cr_replay_get_progress (questions->present->replay) : 0;
}
