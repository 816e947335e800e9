/* One question at a time; the last few answers are kept, since each may be as large as the budget was small. */

#include "cr-recomputed.h"

#include <glib/gi18n-lib.h>

#define N_KEPT 4
#define TICK_MILLISECONDS 250
#define QUIET_TICKS 2 /* before progress is told */

typedef struct
{
  CrValue *summary, *value;
} Answer;

/* What the thread works on. */
typedef struct
{
  CrValue *summary, *value;
} Question;

struct _CrRecomputed
{
  void (*changed) (gpointer user_data);
  gpointer user_data;
  GQueue answers;            /* of Answer, the latest first */
  GCancellable *cancellable; /* of the question under way, else NULL */
  CrSession *session;        /* that it was put to; borrowed while it is under way */
  guint tick_source, n_ticks;
  char *progress, *error;
};

/* Of a callback that may come after the end of what asked. */
typedef struct
{
  CrRecomputed *recomputed;
  GCancellable *cancellable;
} Callback;

CrRecomputed *
cr_recomputed_new (void (*changed) (gpointer user_data), gpointer user_data)
{
  CrRecomputed *recomputed = g_new0 (CrRecomputed, 1);

  recomputed->changed = changed;
  recomputed->user_data = user_data;
  g_queue_init (&recomputed->answers);
  return recomputed;
}

static void
answer_free (Answer *answer)
{
  cr_value_unref (answer->summary);
  cr_value_unref (answer->value);
  g_free (answer);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  cr_value_unref (question->summary);
  g_clear_pointer (&question->value, cr_value_unref);
  g_free (question);
}

static void
stop (CrRecomputed *recomputed)
{
  g_clear_handle_id (&recomputed->tick_source, g_source_remove);
  g_cancellable_cancel (recomputed->cancellable);
  g_clear_object (&recomputed->cancellable);
  g_clear_pointer (&recomputed->progress, g_free);
  recomputed->session = NULL;
}

void
cr_recomputed_clear (CrRecomputed *recomputed)
{
  stop (recomputed);
  g_queue_clear_full (&recomputed->answers, (GDestroyNotify)answer_free);
  g_clear_pointer (&recomputed->error, g_free);
}

void
cr_recomputed_free (CrRecomputed *recomputed)
{
  cr_recomputed_clear (recomputed);
  g_free (recomputed);
}

CrValue *
cr_recomputed_get (CrRecomputed *recomputed, CrValue *value)
{
  for (GList *link = recomputed->answers.head; link != NULL && value != NULL; link = link->next)
    if (((Answer *)link->data)->summary == value)
      return ((Answer *)link->data)->value;
  return value;
}

static gboolean
work (CrReplay *replay, gpointer data, GError **error)
{
  Question *question = data;

  question->value = cr_replay_recompute (replay, question->summary, error);
  return question->value != NULL;
}

static void
keep (CrRecomputed *recomputed, const Question *question)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->summary = cr_value_ref (question->summary);
  answer->value = cr_value_ref (question->value);
  g_queue_push_head (&recomputed->answers, answer);
  if (recomputed->answers.length > N_KEPT)
    answer_free (g_queue_pop_tail (&recomputed->answers));
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Callback *callback = data;
  g_autoptr (GCancellable) cancellable = callback->cancellable;
  g_autoptr (GError) error = NULL;
  const Question *question = cr_session_replay_finish (CR_SESSION (source), result, &error);
  CrRecomputed *recomputed = callback->recomputed;

  if (g_cancellable_is_cancelled (cancellable)) /* given up: what asked may be gone */
    return;
  stop (recomputed);
  g_clear_pointer (&recomputed->error, g_free);
  if (question != NULL)
    keep (recomputed, question);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    recomputed->error = g_strdup (error->message);
  recomputed->changed (recomputed->user_data);
}

static gboolean
tick (gpointer data)
{
  CrRecomputed *recomputed = data;
  double part = cr_session_replay_get_progress (recomputed->session);

  if (recomputed->n_ticks++ < QUIET_TICKS)
    return G_SOURCE_CONTINUE;
  g_free (recomputed->progress);
  recomputed->progress
      = part > 0 ? g_strdup_printf (_ ("Computing again… %.0f %%"), part * 100) : g_strdup (_ ("Computing again…"));
  recomputed->changed (recomputed->user_data);
  return G_SOURCE_CONTINUE;
}

void
cr_recomputed_ask (CrRecomputed *recomputed, CrSession *session, CrValue *value)
{
  Question *question = g_new0 (Question, 1);
  Callback *callback = g_new0 (Callback, 1);

  stop (recomputed);
  g_clear_pointer (&recomputed->error, g_free);
  recomputed->cancellable = g_cancellable_new ();
  recomputed->session = session;
  recomputed->progress = g_strdup (_ ("Computing again…"));
  recomputed->n_ticks = 0;
  recomputed->tick_source = g_timeout_add (TICK_MILLISECONDS, tick, recomputed);
  question->summary = cr_value_ref (value);
  callback->recomputed = recomputed;
  callback->cancellable = g_object_ref (recomputed->cancellable);
  cr_session_replay_async (session, work, question, question_free, recomputed->cancellable, answered, callback);
  recomputed->changed (recomputed->user_data);
}

const char *
cr_recomputed_get_progress (CrRecomputed *recomputed)
{
  return recomputed->cancellable == NULL ? NULL : recomputed->progress;
}

const char *
cr_recomputed_get_error (CrRecomputed *recomputed)
{
  return recomputed->error;
}
