/* Pieces are handed out by a counter; the calling thread takes part, and helpers come from a pool that the context
 * keeps (of GLib's shared threads, so that contexts that come and go start none). */

#include "cr-parallel.h"
#include "cr-context-private.h"

#include <stdlib.h>

typedef struct
{
  CrContext *context;
  CrParallelFunc func;
  gpointer user_data;
  gint64 n;
  gint64 next;   /* atomic */
  int cancelled; /* atomic */
  GMutex mutex;
  GCond finished;
  guint running; /* helpers; under the mutex */
} Job;

static void
work (Job *job)
{
  for (;;)
    {
      gint64 i = __atomic_fetch_add (&job->next, 1, __ATOMIC_RELAXED);
      if (i >= job->n || g_atomic_int_get (&job->cancelled))
        return;
      if (cr_context_is_cancelled (job->context))
        g_atomic_int_set (&job->cancelled, 1);
      else
        job->func (i, job->user_data);
    }
}

static void
help (gpointer data, gpointer unused)
{
  Job *job = data;

  work (job);
  g_mutex_lock (&job->mutex);
  if (--job->running == 0)
    g_cond_signal (&job->finished);
  g_mutex_unlock (&job->mutex);
}

guint
cr_parallel_get_n_threads (void)
{
  static const char *const variables[] = { "CHAINRULE_THREADS", "OMP_NUM_THREADS" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *text = g_getenv (variables[i]);
      int n = text != NULL ? atoi (text) : 0;
      if (n > 0)
        return (guint)MIN (n, 256);
    }
  return g_get_num_processors ();
}

GThreadPool *
cr_parallel_new_helpers (guint n)
{
  return g_thread_pool_new (help, NULL, (int)n, FALSE, NULL);
}

gboolean
cr_parallel_for (CrContext *context, gint64 n, CrParallelFunc func, gpointer user_data, GError **error)
{
  g_return_val_if_fail (context != NULL && func != NULL, FALSE);
  Job job = { .context = context, .func = func, .user_data = user_data, .n = n };
  guint n_helpers = 0;
  GThreadPool *helpers = n > 1 ? cr_context_get_helpers (context, &n_helpers) : NULL;

  n_helpers = helpers != NULL ? (guint)MIN ((gint64)n_helpers, n - 1) : 0;
  g_mutex_init (&job.mutex);
  g_cond_init (&job.finished);
  job.running = n_helpers;
  for (guint i = 0; i < n_helpers; i++)
    g_thread_pool_push (helpers, &job, NULL);
  work (&job);
  g_mutex_lock (&job.mutex);
  while (job.running > 0)
    g_cond_wait (&job.finished, &job.mutex);
  g_mutex_unlock (&job.mutex);
  g_cond_clear (&job.finished);
  g_mutex_clear (&job.mutex);
  return !g_atomic_int_get (&job.cancelled) || !cr_context_check_cancelled (context, error);
}
