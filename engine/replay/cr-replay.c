/* Running a script again to ask something. The run has a trace of its own, of which only the events are wanted: each
 * is compared with the recorded one, so that an answer is never about something else. Ids are the run's own numbers
 * and so the same in both. */

#include "cr-replay-private.h"

#include <glib/gi18n-lib.h>

#include "cr-run.h"

/* For the question itself, beside what the script may take. */
#define ASK_SECONDS 30

struct _CrReplay
{
  CrGraph *graph;
  gboolean has_seed;
  guint64 seed;
  gint cancelled;
  gint progress; /* atomic; in thousandths */
  GMutex lock;   /* guards run */
  CrRun *run;    /* under way; NULL for none */
  CrCursor *cursor;
};

CrReplay *
cr_replay_new (CrGraph *graph, gboolean has_seed, guint64 seed)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrReplay *replay = g_new0 (CrReplay, 1);
  replay->graph = cr_graph_ref (graph);
  replay->has_seed = has_seed;
  replay->seed = seed;
  g_mutex_init (&replay->lock);
  return replay;
}

void
cr_replay_free (CrReplay *replay)
{
  if (replay == NULL)
    return;
  g_clear_pointer (&replay->cursor, cr_cursor_free);
  g_mutex_clear (&replay->lock);
  cr_graph_unref (replay->graph);
  g_free (replay);
}

void
cr_replay_cancel (CrReplay *replay)
{
  g_return_if_fail (replay != NULL);
  g_atomic_int_set (&replay->cancelled, TRUE);
  g_mutex_lock (&replay->lock);
  if (replay->run != NULL)
    cr_run_cancel (replay->run);
  g_mutex_unlock (&replay->lock);
}

gboolean
cr_replay_is_cancelled (CrReplay *replay)
{
  return g_atomic_int_get (&replay->cancelled);
}

double
cr_replay_get_progress (CrReplay *replay)
{
  return g_atomic_int_get (&replay->progress) / 1000.0;
}

void
cr_replay_set_progress (CrReplay *replay, double fraction)
{
  g_atomic_int_set (&replay->progress, (int)(fraction * 1000));
}

CrGraph *
cr_replay_get_graph (CrReplay *replay)
{
  return replay->graph;
}

CrCursor *
cr_replay_get_cursor (CrReplay *replay)
{
  if (replay->cursor == NULL)
    replay->cursor = cr_cursor_new (replay->graph);
  return replay->cursor;
}

CrTensor *
cr_replay_run_get_tensor (CrReplayRun *run, guint64 id)
{
  g_return_val_if_fail (run->recorder != NULL, NULL);
  return cr_recorder_get_tensor (run->recorder, id);
}

gboolean
cr_replay_set_diverged (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       _ ("the script takes another way than when it was recorded; run it again and ask once more"));
  return FALSE;
}

CrGradFn *
cr_replay_run_find_function (CrReplayRun *run, guint variable, guint64 id, CrTensor **tensor, GError **error)
{
  const CrEvent *last = cr_trace_get_event (run->trace, cr_trace_get_length (run->trace) - 1);
  CrGradFn *function = NULL;
  *tensor = cr_replay_run_get_tensor (run, cr_graph_get_variable (run->replay->graph, variable)->tensor);
  if (*tensor != NULL)
    function = cr_probe_find_function (*tensor, id);
  if (function == NULL && last->kind == CR_EVENT_OPERATION)
    {
      *tensor = cr_replay_run_get_tensor (run, last->u.operation.output);
      function = *tensor != NULL ? cr_probe_find_function (*tensor, id) : NULL;
    }
  if (function == NULL)
    cr_replay_set_diverged (error);
  return function;
}

/* A custom function is told of when forward has returned, and then takes what is to be saved. */
guint
cr_replay_find_made (CrGraph *graph, guint variable)
{
  const CrVariable *made = cr_graph_get_variable (graph, variable);
  const char *primitive = made->maker != CR_NONE ? cr_graph_get_function (graph, made->maker)->primitive : NULL;
  guint length = cr_trace_get_length (cr_graph_get_trace (graph));
  return MIN (made->created + (g_strcmp0 (primitive, "custom") == 0 ? 2 : 1), length);
}

/* Where both say the same so far. What a nudged run does may differ in place, never in kind. */
static gboolean
is_as_recorded (CrReplayRun *run, guint i)
{
  CrTrace *recorded = cr_graph_get_trace (run->replay->graph);
  if (i >= cr_trace_get_length (recorded))
    return FALSE;
  const CrEvent *a = cr_trace_get_event (recorded, i), *b = cr_trace_get_event (run->trace, i);
  if (a->kind != b->kind || (i < run->first_free && a->key != b->key))
    return FALSE;
  return a->kind != CR_EVENT_OPERATION || g_strcmp0 (a->u.operation.primitive, b->u.operation.primitive) == 0;
}

static void
finish (CrReplayRun *run)
{
  run->finished = TRUE;
  cr_run_cancel (run->replay->run);
}

static void
ask (CrReplayRun *run, CrRecorder *recorder, guint n_events)
{
  CrContext *context = cr_run_get_context (run->replay->run);
  cr_context_set_deadline (context, g_get_monotonic_time () + ASK_SECONDS * G_USEC_PER_SEC);
  run->asking = TRUE;
  run->recorder = recorder;
  gboolean goes_on = run->ask (run, n_events, run->data, &run->error);
  run->recorder = NULL;
  run->asking = FALSE;
  run->at++;
  if (!goes_on || run->error != NULL || run->at == run->n_stops)
    finish (run);
}

static void
on_event (gpointer data, CrRecorder *recorder, guint n_events)
{
  CrReplayRun *run = data;
  if (run->asking || run->finished)
    return;
  const CrEvent *event = cr_trace_get_event (run->trace, n_events - 1);
  if (!is_as_recorded (run, n_events - 1))
    {
      run->diverged = TRUE;
      if (event->kind == CR_EVENT_FAILED && event->u.diagnostic != NULL)
        run->failure = g_strdup (event->u.diagnostic->message);
      finish (run);
    }
  else if (n_events == run->stops[run->at])
    ask (run, recorder, n_events);
}

static CrRun *
make_run (CrReplayRun *run, GError **error)
{
  CrReplay *replay = run->replay;
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (replay->graph));
  CrRunOptions options = {
    .limits = CR_LIMITS_WINDOW, .has_seed = replay->has_seed, .seed = replay->seed, .watch = on_event, .watch_data = run
  };
  gsize length;
  if (source == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           _ ("what was recorded has no script that could run again"));
      return NULL;
    }
  const char *text = cr_source_get_text (source, &length);
  run->trace = cr_trace_new (0);
  cr_trace_set_first_kept (run->trace, run->first_kept);
  return cr_run_new (cr_source_get_name (source), text, length, &options, run->trace);
}

/* What became of the question. */
static gboolean
conclude (CrReplayRun *run, GError **error)
{
  if (cr_replay_is_cancelled (run->replay))
    {
      g_clear_error (&run->error);
      g_set_error_literal (error, CR_ERROR, CR_ERROR_CANCELLED, _ ("cancelled"));
      return FALSE;
    }
  if (run->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&run->error));
      return FALSE;
    }
  if (run->finished && !run->diverged)
    return TRUE;
  if (run->failure == NULL)
    return cr_replay_set_diverged (error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("run once more, the script did not come that far: %s"),
               run->failure);
  return FALSE;
}

static void
set_run (CrReplay *replay, CrRun *run)
{
  g_mutex_lock (&replay->lock);
  replay->run = run;
  if (run != NULL && cr_replay_is_cancelled (replay))
    cr_run_cancel (run);
  g_mutex_unlock (&replay->lock);
}

gboolean
cr_replay_ask (CrReplayRun *run, GError **error)
{
  g_return_val_if_fail (run->n_stops > 0 && run->stops[0] > 0, FALSE);
  g_autoptr (CrRun) script = make_run (run, error);
  if (script == NULL)
    return FALSE;
  set_run (run->replay, script);
  cr_run_execute (script);
  set_run (run->replay, NULL);
  gboolean done = conclude (run, error);
  g_clear_pointer (&run->failure, g_free);
  g_clear_pointer (&run->trace, cr_trace_unref);
  return done;
}

struct _CrReplayMoment
{
  CrReplayRun *run;
};

typedef struct
{
  CrReplayVisit visit;
  gpointer user_data;
} Visit;

static gboolean
ask_visitor (CrReplayRun *run, guint n_events, gpointer data, GError **error)
{
  const Visit *visit = data;
  CrReplayMoment moment = { run };
  visit->visit (&moment, n_events, visit->user_data);
  return TRUE;
}

gboolean
cr_replay_visit (CrReplay *replay, const guint *n_events, guint n, CrReplayVisit visit, gpointer user_data,
                 GError **error)
{
  Visit visitor = { visit, user_data };
  CrReplayRun run = { .replay = replay,
                      .stops = n_events,
                      .n_stops = n,
                      .ask = ask_visitor,
                      .data = &visitor,
                      .first_kept = G_MAXUINT,
                      .first_free = G_MAXUINT };
  g_return_val_if_fail (replay != NULL && n > 0 && visit != NULL, FALSE);
  return cr_replay_ask (&run, error);
}

CrTensor *
cr_replay_moment_get_tensor (CrReplayMoment *moment, guint64 id)
{
  return cr_replay_run_get_tensor (moment->run, id);
}
