/* One thread a question, with as large a stack as a run has. */

#include "cr-session-preview.h"

#include "cr-session-private.h"
#include "cr-thread.h"

typedef struct
{
  GTask *task; /* owned */
  CrPreviewTrial *trial;
  gulong cancel_id;
  pthread_t thread;
  GSource *source;    /* brings the end to the main loop */
  CrPreview *preview; /* written by the thread before the end is told */
} Question;

static gboolean
on_ended (gpointer data)
{
  Question *question = data;

  pthread_join (question->thread, NULL);
  g_cancellable_disconnect (g_task_get_cancellable (question->task), question->cancel_id);
  if (question->preview == NULL)
    g_task_return_new_error (question->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another is asked for");
  else
    g_task_return_pointer (question->task, question->preview, (GDestroyNotify)cr_preview_free);
  g_source_unref (question->source);
  cr_preview_trial_free (question->trial);
  g_object_unref (question->task);
  g_free (question);
  return G_SOURCE_REMOVE;
}

static gpointer
question_main (gpointer data)
{
  Question *question = data;

  question->preview = cr_preview_trial_execute (question->trial);
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
on_cancelled (GCancellable *cancellable, gpointer trial)
{
  cr_preview_trial_cancel (trial);
}

void
cr_session_preview_async (CrSession *session, const char *typed, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CR_IS_SESSION (session) && typed != NULL && G_IS_CANCELLABLE (cancellable));
  Question *question = g_new0 (Question, 1);

  question->task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (question->task, cr_session_preview_async);
  question->trial = cr_preview_trial_new (session->text, typed, session->seed);
  question->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), question->trial, NULL);
  start_thread (question);
}

CrPreview *
cr_session_preview_finish (CrSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
