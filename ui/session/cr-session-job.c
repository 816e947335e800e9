/* The worker of a session: everything that takes time (run, structure, index, the cursor's keyframes) is done on a
 * thread of its own, so that the main loop only takes the result over. */

#include "cr-session-job.h"

#include "cr-thread.h"

#define RETIRE_MILLISECONDS 500

struct _CrSessionJob
{
  pthread_t thread;
  GMainContext *context;
  GSource *source; /* brings the end to the main loop */
  CrSessionJobDone done;
  gpointer user_data;

  char *text;
  guint64 seed;
  CrLiveBase *base; /* NULL */
  double value;
  gint64 started;
  CrTrace *trace;
  CrRun *run;
  gint cancelled;
  gboolean failed; /* written before the end is told */

  GMutex lock; /* guards ended */
  GCond ended_cond;
  gboolean ended;

  double seconds, cost;
  GPtrArray *diagnostics;
  CrPicture *picture;
  CrLiveChange change;
  gboolean has_change;
};

CrPicture *
cr_picture_new (const char *text, guint64 seed, CrTrace *trace)
{
  CrPicture *picture = g_new0 (CrPicture, 1);

  picture->text = g_strdup (text);
  picture->seed = seed;
  picture->trace = trace;
  picture->graph = cr_graph_new (trace);
  picture->index = cr_trace_index_new (trace);
  picture->places = cr_place_index_new (picture->graph);
  picture->cursor = cr_cursor_new (picture->graph);
  return picture;
}

void
cr_picture_free (CrPicture *picture)
{
  if (picture == NULL)
    return;
  cr_cursor_free (picture->cursor);
  cr_trace_index_free (picture->index);
  cr_place_index_free (picture->places);
  cr_graph_unref (picture->graph);
  cr_trace_unref (picture->trace);
  g_free (picture->text);
  g_free (picture);
}

static void
free_in_thread (GTask *task, gpointer source, gpointer picture, GCancellable *cancellable)
{
  cr_picture_free (picture);
}

static gboolean
retire_now (gpointer picture)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, picture, NULL);
  g_task_run_in_thread (task, free_in_thread);
  return G_SOURCE_REMOVE;
}

void
cr_picture_retire (CrPicture *picture)
{
  /* Later, so that the widgets have let go of it and the last reference is the one given up there. */
  if (picture != NULL)
    g_timeout_add (RETIRE_MILLISECONDS, retire_now, picture);
}

static void
take_diagnostics (CrSessionJob *job)
{
  GPtrArray *diagnostics = cr_run_get_diagnostics (job->run);

  for (guint i = 0; diagnostics != NULL && i < diagnostics->len; i++)
    g_ptr_array_add (job->diagnostics, cr_diagnostic_copy (g_ptr_array_index (diagnostics, i)));
}

/* Whether the run did anything but fail: a syntax error, or a failing first line, leaves the last picture. */
static gboolean
came_somewhere (CrTrace *trace)
{
  guint length = cr_trace_get_length (trace);

  for (guint i = 0; i < length; i++)
    if (cr_trace_get_event (trace, i)->kind != CR_EVENT_FAILED)
      return TRUE;
  return FALSE;
}

static gpointer
job_main (gpointer data)
{
  CrSessionJob *job = data;
  gint64 begun = g_get_monotonic_time ();
  gboolean fine = cr_run_execute (job->run);

  job->seconds = (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
  job->failed = !fine;
  take_diagnostics (job);
  /* A failed run is shown as far as it came. */
  if (!cr_session_job_is_cancelled (job) && (fine || came_somewhere (job->trace)))
    job->picture = cr_picture_new (job->text, job->seed, cr_trace_ref (job->trace));
  if (job->picture != NULL && job->base != NULL && fine)
    job->has_change
        = cr_live_change_read (job->base, job->picture->graph, job->picture->cursor, job->value, &job->change);
  job->cost = (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
  /* Told under the lock: after this the thread touches nothing of the job. */
  g_mutex_lock (&job->lock);
  job->ended = TRUE;
  g_cond_broadcast (&job->ended_cond);
  g_source_attach (job->source, job->context);
  g_mutex_unlock (&job->lock);
  return NULL;
}

static gboolean
dispatch_done (gpointer data)
{
  CrSessionJob *job = data;

  job->done (job, job->user_data);
  return G_SOURCE_REMOVE;
}

static CrRun *
make_run (const char *name, const char *text, guint64 seed, CrTrace *trace)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE, .seed = seed };

  return cr_run_new (name, text, strlen (text), &options, trace);
}

CrSessionJob *
cr_session_job_start (const char *name, const char *text, guint64 seed, CrSessionJobDone done, gpointer user_data)
{
  return cr_session_job_start_live (name, text, seed, NULL, 0, done, user_data);
}

CrSessionJob *
cr_session_job_start_live (const char *name, const char *text, guint64 seed, CrLiveBase *base, double value,
                           CrSessionJobDone done, gpointer user_data)
{
  CrSessionJob *job = g_new0 (CrSessionJob, 1);

  job->text = g_strdup (text);
  job->seed = seed;
  job->base = base == NULL ? NULL : cr_live_base_ref (base);
  job->value = value;
  job->started = g_get_monotonic_time ();
  job->trace = cr_trace_new (CR_LIMITS_WINDOW.max_trace);
  job->run = make_run (name, text, seed, job->trace);
  job->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  job->done = done;
  job->user_data = user_data;
  job->context = g_main_context_ref_thread_default ();
  job->source = g_idle_source_new ();
  g_source_set_priority (job->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (job->source, dispatch_done, job, NULL);
  g_mutex_init (&job->lock);
  g_cond_init (&job->ended_cond);
  cr_thread_start (&job->thread, job_main, job);
  return job;
}

void
cr_session_job_cancel (CrSessionJob *job)
{
  g_atomic_int_set (&job->cancelled, 1);
  cr_run_cancel (job->run);
}

void
cr_session_job_stop (CrSessionJob *job)
{
  cr_run_cancel (job->run);
}

void
cr_session_job_free (CrSessionJob *job)
{
  if (job == NULL)
    return;
  cr_session_job_cancel (job);
  pthread_join (job->thread, NULL);
  g_source_destroy (job->source);
  g_source_unref (job->source);
  g_main_context_unref (job->context);
  g_clear_pointer (&job->picture, cr_picture_free);
  cr_live_base_unref (job->base);
  cr_run_unref (job->run);
  cr_trace_unref (job->trace);
  g_ptr_array_unref (job->diagnostics);
  g_cond_clear (&job->ended_cond);
  g_mutex_clear (&job->lock);
  g_free (job->text);
  g_free (job);
}

gboolean
cr_session_job_wait (CrSessionJob *job, double seconds)
{
  gint64 until = g_get_monotonic_time () + (gint64)(seconds * G_USEC_PER_SEC);
  gboolean ended;

  g_mutex_lock (&job->lock);
  while (!job->ended && g_cond_wait_until (&job->ended_cond, &job->lock, until))
    ;
  ended = job->ended;
  g_mutex_unlock (&job->lock);
  return ended;
}

guint
cr_session_job_get_n_events (CrSessionJob *job)
{
  return cr_trace_get_length (job->trace);
}

gboolean
cr_session_job_has_failed (CrSessionJob *job)
{
  return job->failed;
}

gboolean
cr_session_job_is_cancelled (CrSessionJob *job)
{
  return g_atomic_int_get (&job->cancelled) != 0;
}

double
cr_session_job_get_seconds (CrSessionJob *job)
{
  return job->seconds;
}

void
cr_session_job_finish (CrSessionJob *job)
{
  if (!cr_session_job_wait (job, 0))
    return;
  g_source_destroy (job->source);
  job->done (job, job->user_data);
}

double
cr_session_job_get_cost (CrSessionJob *job)
{
  return job->cost;
}

double
cr_session_job_get_elapsed (CrSessionJob *job)
{
  return (double)(g_get_monotonic_time () - job->started) / G_USEC_PER_SEC;
}

const CrLiveChange *
cr_session_job_get_change (CrSessionJob *job)
{
  return job->has_change ? &job->change : NULL;
}

GPtrArray *
cr_session_job_dup_diagnostics (CrSessionJob *job)
{
  return g_ptr_array_ref (job->diagnostics);
}

CrPicture *
cr_session_job_steal_picture (CrSessionJob *job)
{
  return g_steal_pointer (&job->picture);
}
