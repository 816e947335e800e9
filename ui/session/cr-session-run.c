/* Running: one job at a time. A newer text cancels the job that runs; it starts when that one has given up, and
 * the old result is dropped. While a number is held the job goes on and is shown, and the latest text comes after it:
 * else a hand that moves faster than runs end would see nothing. What a run brings is taken over with cursor and
 * selection found again by key. */

#include "cr-session-private.h"

#include <glib/gi18n-lib.h>

#define PROGRESS_FIRST_MILLISECONDS 500
#define PROGRESS_NEXT_MILLISECONDS 200
#define KEY_TRIES 20000 /* events looked at for one that exists in the new run too */

static void
set_progress (CrSession *session, char *progress)
{
  g_free (session->progress);
  session->progress = progress;
  cr_session_notify (session, PROP_PROGRESS);
}

static void
clear_progress (CrSession *session)
{
  g_clear_handle_id (&session->progress_source, g_source_remove);
  if (session->progress != NULL)
    set_progress (session, NULL);
}

static gboolean
show_progress (gpointer data)
{
  CrSession *session = data;
  guint n = cr_session_job_get_n_events (session->job);

  set_progress (session, g_strdup_printf (_ ("Running… %u events so far"), n));
  session->progress_source = g_timeout_add (PROGRESS_NEXT_MILLISECONDS, show_progress, session);
  return G_SOURCE_REMOVE;
}

static gboolean
show_file_progress (gpointer data)
{
  CrSession *session = data;

  session->file_source = 0;
  set_progress (session, g_strdup (session->file_progress));
  return G_SOURCE_REMOVE;
}

void
cr_session_begin_file (CrSession *session, GCancellable *opening, const char *progress)
{
  if (opening != NULL)
    {
      g_cancellable_cancel (session->opening);
      g_set_object (&session->opening, opening);
    }
  g_clear_handle_id (&session->file_source, g_source_remove);
  session->file_progress = progress;
  session->file_source = g_timeout_add (PROGRESS_FIRST_MILLISECONDS, show_file_progress, session);
}

void
cr_session_end_file (CrSession *session, GCancellable *opening)
{
  if (opening != NULL && opening != session->opening)
    return; /* given up for a later one, which still runs */
  if (opening != NULL)
    g_clear_object (&session->opening);
  g_clear_handle_id (&session->file_source, g_source_remove);
  if (session->job == NULL && session->progress != NULL)
    set_progress (session, NULL);
}

void
cr_session_set_diagnostics (CrSession *session, GPtrArray *diagnostics)
{
  gboolean had = session->diagnostics->len > 0;

  g_ptr_array_unref (session->diagnostics);
  session->diagnostics = diagnostics == NULL ? g_ptr_array_new () : diagnostics;
  if (!had && session->diagnostics->len == 0)
    return;
  /* What is wrong with a value that is only passed is not explained. */
  if (session->diagnostics->len == 0 || !cr_session_live_is_held (session))
    cr_session_explain_failure (session);
  cr_session_emit (session, SIGNAL_DIAGNOSTICS_CHANGED);
}

/* Where the old position is in the new run: after the same event, else after the nearest earlier one that
 * both runs have. */
static guint
carry_position (const CrPicture *old, guint position, const CrPicture *new)
{
  guint old_length = cr_trace_get_length (old->trace), new_length = cr_trace_get_length (new->trace);

  if (old_length == 0)
    return cr_trace_index_get_forward_end (new->index);
  if (position >= old_length)
    return new_length;
  for (guint i = position, tries = 0; i-- > 0 && tries < KEY_TRIES; tries++)
    {
      guint found = cr_trace_index_find (new->index, cr_trace_get_event (old->trace, i), i);

      if (found != G_MAXUINT)
        return found + 1;
    }
  return position == 0 ? 0 : MIN (position, new_length);
}

/* As long as the variable has it. */
static void
carry_element (CrSession *session, gint64 element)
{
  guint index = cr_session_get_selected_variable (session);
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (session->picture->graph, index);
  gint64 n = 1;

  for (int d = 0; variable != NULL && d < variable->ndim; d++)
    n *= variable->sizes[d];
  if (variable != NULL && element < n)
    cr_session_select_element (session, element);
}

static void
carry_selection (CrSession *session)
{
  guint64 key = session->selection;
  gint64 element = session->element;

  if (session->selected == CR_SELECTED_NOTHING)
    return;
  session->selected = CR_SELECTED_NOTHING;
  session->selection = 0;
  session->selected_index = CR_NONE;
  if (session->picture != NULL)
    cr_session_select_key (session, key);
  if (session->selection == key)
    carry_element (session, element);
  if (session->selection == 0)
    cr_session_notify (session, PROP_SELECTION);
}

/* Where a document that was just opened stands: before the first backward, or where the run failed. */
static guint
find_first_position (const CrPicture *picture)
{
  const GArray *failed = cr_trace_index_get (picture->index, CR_EVENT_FAILED);

  if (failed->len > 0)
    return g_array_index (failed, guint, failed->len - 1) + 1;
  return cr_trace_index_get_forward_end (picture->index);
}

void
cr_session_take_picture (CrSession *session, CrPicture *picture)
{
  CrPicture *old = session->picture;
  guint position = 0;

  if (picture != NULL)
    position = session->fresh || old == NULL ? find_first_position (picture)
                                             : carry_position (old, session->position, picture);
  session->fresh = session->fresh && picture == NULL;
  session->picture = picture;
  session->length = picture == NULL ? 0 : cr_cursor_get_length (picture->cursor);
  session->position = MIN (position, session->length);
  if (picture != NULL)
    cr_cursor_seek (picture->cursor, session->position);
  cr_session_set_lit (session, NULL, 0, NULL, 0); /* indices of the graph that was */
  carry_selection (session);
  cr_session_breaks_take_graph (session);
  cr_session_notify (session, PROP_LENGTH);
  cr_session_explain_failure (session);
  cr_session_emit (session, SIGNAL_GRAPH_CHANGED);
  cr_session_notify (session, PROP_POSITION);
  cr_session_select_wanted (session);
  cr_session_sliders_run_ended (session);
  cr_picture_retire (old);
}

static void
finish_run (CrSession *session, CrSessionJob *job)
{
  CrPicture *picture = cr_session_job_steal_picture (job);

  session->run_seconds = cr_session_job_get_seconds (job);
  cr_session_set_diagnostics (session, cr_session_job_dup_diagnostics (job));
  if (picture == NULL)
    return;
  if (cr_session_job_has_failed (job) && cr_session_live_withhold (session, picture))
    return;
  /* A run that failed before anything could be drawn does not wipe out the last picture. */
  if (session->picture != NULL && cr_session_job_has_failed (job) && cr_graph_get_n_variables (picture->graph) == 0)
    cr_picture_retire (picture);
  else
    cr_session_take_picture (session, picture);
  if (!cr_session_job_has_failed (job))
    cr_session_live_take (session, cr_session_job_get_change (job), cr_session_job_get_cost (job));
}

static void
run_done (CrSessionJob *job, gpointer data)
{
  g_autoptr (CrSession) session = g_object_ref (CR_SESSION (data));
  gboolean superseded = session->superseded, unwanted = session->unwanted;

  session->job = NULL;
  session->superseded = session->unwanted = FALSE;
  g_clear_handle_id (&session->patience_source, g_source_remove);
  clear_progress (session);
  /* The next run begins before the picture is taken, so that it runs while that is painted. */
  if (superseded)
    cr_session_start_run (session);
  if (!unwanted)
    finish_run (session, job);
  if (!superseded)
    cr_session_notify (session, PROP_RUNNING);
  cr_session_job_free (job);
}

static gboolean
give_up (gpointer data)
{
  CrSession *session = data;

  session->patience_source = 0;
  session->unwanted = TRUE;
  cr_session_live_gave_up (session);
  cr_session_job_cancel (session->job);
  return G_SOURCE_REMOVE;
}

/* Another run is to follow the one under way. */
static void
supersede (CrSession *session)
{
  double left = cr_session_live_get_patience (session) - cr_session_job_get_elapsed (session->job);

  session->superseded = TRUE;
  if (session->unwanted || session->patience_source != 0)
    return;
  if (left > 0)
    session->patience_source = g_timeout_add ((guint)(left * 1000) + 1, give_up, session);
  else
    give_up (session);
}

void
cr_session_hurry_run (CrSession *session)
{
  if (session->job == NULL || !session->superseded || session->unwanted)
    return;
  g_clear_handle_id (&session->patience_source, g_source_remove);
  session->unwanted = TRUE;
  cr_session_job_cancel (session->job);
}

void
cr_session_await_run (CrSession *session, double seconds)
{
  if (session->job != NULL && !session->superseded && cr_session_job_wait (session->job, seconds))
    cr_session_job_finish (session->job);
}

void
cr_session_start_run (CrSession *session)
{
  g_autofree char *name = NULL;
  CrLiveBase *base;
  double value;

  g_clear_handle_id (&session->debounce, g_source_remove);
  if (session->job != NULL)
    {
      supersede (session);
      return;
    }
  cr_session_stop_trying (session);
  name = session->file == NULL ? g_strdup ("untitled.py") : g_strdup (session->name);
  base = cr_session_live_begin_run (session, &value);
  session->job = cr_session_job_start_live (name, session->text, session->seed, base, value, run_done, session);
  session->progress_source = g_timeout_add (PROGRESS_FIRST_MILLISECONDS, show_progress, session);
  cr_session_notify (session, PROP_RUNNING);
}

void
cr_session_abandon_run (CrSession *session)
{
  gboolean was_running = session->job != NULL;

  g_clear_handle_id (&session->debounce, g_source_remove);
  clear_progress (session);
  g_clear_handle_id (&session->patience_source, g_source_remove);
  session->superseded = session->unwanted = FALSE;
  g_clear_pointer (&session->job, cr_session_job_free);
  if (was_running)
    cr_session_notify (session, PROP_RUNNING);
}

void
cr_session_run (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));
  cr_session_start_run (session);
}

void
cr_session_stop (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  g_cancellable_cancel (session->opening);
  /* An edit that waits for its run is another text: it stays waiting. */
  session->superseded = session->unwanted = FALSE;
  g_clear_handle_id (&session->patience_source, g_source_remove);
  if (session->job != NULL)
    cr_session_job_stop (session->job);
}

gboolean
cr_session_get_running (CrSession *session)
{
  return session->job != NULL;
}

gboolean
cr_session_can_stop (CrSession *session)
{
  return session->job != NULL || (session->opening != NULL && !g_cancellable_is_cancelled (session->opening));
}
