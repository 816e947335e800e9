/* Breakpoints: the list, and the searches that a worker makes for it. A search belongs to one list and one graph; what
 * comes after either has changed is dropped. */

#include "cr-session-break.h"

#include <glib/gi18n-lib.h>

#include "cr-session-private.h"

/* What one search is given and what it brings back; the worker's until it is done. */
typedef struct
{
  GWeakRef session;
  gint cancelled; /* atomic */
  CrSearch *search;
  CrBreakpoint *breakpoints; /* n of them */
  guint *ids;
  guint n, from;
  gboolean forwards;

  gboolean found; /* of a search */
  CrSearchHit hit;
  char *text;

  guint *counts; /* of a count; so are the texts, NULL where a node is missing */
  char **texts;
} Job;

struct _CrSessionBreaks
{
  GPtrArray *list; /* of CrSessionBreak */
  guint last_id;
  CrSearch *search; /* of the graph that is shown; NULL until one is needed */
  GTask *counting;  /* borrowed: the one whose result is wanted; so below */
  GTask *searching;
  gboolean going; /* the cursor is to go where the search leads */

  /* what the last search found: between from and position (or the end) nothing hits */
  gboolean known, hits, forwards;
  guint from;
  CrSearchHit hit;
  guint hit_id;
  char *hit_text;
  char *stopped;
};

static void
break_free (gpointer data)
{
  CrSessionBreak *item = data;

  g_free (item->text);
  g_free (item);
}

static gpointer
free_search (gpointer search)
{
  cr_search_unref (search);
  return NULL;
}

/* It may hold the last reference to a graph, which takes longer than a frame to free. */
static void
retire_search (CrSearch *search)
{
  g_thread_unref (g_thread_new ("free-search", free_search, search));
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_weak_ref_clear (&job->session);
  retire_search (job->search);
  for (guint i = 0; job->texts != NULL && i < job->n; i++)
    g_free (job->texts[i]);
  g_free (job->texts);
  g_free (job->counts);
  g_free (job->breakpoints);
  g_free (job->ids);
  g_free (job->text);
  g_free (job);
}

static CrSessionBreaks *
ensure_breaks (CrSession *session)
{
  if (session->breaks == NULL)
    {
      session->breaks = g_new0 (CrSessionBreaks, 1);
      session->breaks->list = g_ptr_array_new_with_free_func (break_free);
    }
  return session->breaks;
}

static void
cancel (GTask **task)
{
  if (*task != NULL)
    g_atomic_int_set (&((Job *)g_task_get_task_data (*task))->cancelled, TRUE);
  *task = NULL;
}

static Job *
job_new (CrSession *session, gboolean all)
{
  const CrSessionBreaks *breaks = session->breaks;
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->session, session);
  job->search = cr_session_ref_search (session);
  job->breakpoints = g_new (CrBreakpoint, breaks->list->len);
  job->ids = g_new (guint, breaks->list->len);
  for (guint i = 0; i < breaks->list->len; i++)
    {
      const CrSessionBreak *item = breaks->list->pdata[i];
      if (!all && !item->enabled)
        continue;
      job->breakpoints[job->n] = item->what;
      job->ids[job->n++] = item->id;
    }
  return job;
}

static CrSessionBreak *
find_break (CrSession *session, guint id)
{
  for (guint i = 0; session->breaks != NULL && i < session->breaks->list->len; i++)
    {
      CrSessionBreak *item = session->breaks->list->pdata[i];
      if (item->id == id)
        return item;
    }
  return NULL;
}

/* Counting: what is shown beside each breakpoint. */

static void
count_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  job->counts = g_new0 (guint, job->n + 1);
  job->texts = g_new0 (char *, job->n + 1);
  for (guint i = 0; i < job->n; i++)
    {
      guint variable, function;
      CrGraph *graph = cr_search_get_graph (job->search);
      if (job->breakpoints[i].key == 0 || cr_search_find_key (graph, job->breakpoints[i].key, &variable, &function))
        job->texts[i] = cr_breakpoint_to_text (&job->breakpoints[i], graph);
    }
  g_task_return_boolean (task, cr_search_count (job->search, job->breakpoints, job->n, &job->cancelled, job->counts));
}

static void
count_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  const Job *job = g_task_get_task_data (task);
  g_autoptr (CrSession) session = g_weak_ref_get ((GWeakRef *)&job->session);

  if (session == NULL || session->breaks->counting != task)
    return;
  session->breaks->counting = NULL;
  for (guint i = 0; i < job->n; i++)
    {
      CrSessionBreak *item = find_break (session, job->ids[i]);
      if (item == NULL)
        continue;
      item->n_hits = job->counts[i];
      item->missing = job->texts[i] == NULL;
      if (!item->missing)
        {
          g_free (item->text);
          item->text = g_strdup (job->texts[i]);
        }
    }
  cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
}

static void
start_count (CrSession *session)
{
  CrSessionBreaks *breaks = session->breaks;
  g_autoptr (GTask) task = NULL;

  cancel (&breaks->counting);
  if (session->picture == NULL || breaks->list->len == 0)
    return;
  task = g_task_new (NULL, NULL, count_done, NULL);
  g_task_set_task_data (task, job_new (session, TRUE), job_free);
  breaks->counting = task;
  g_task_run_in_thread (task, count_thread);
}

/* Searching. */

static void
set_stopped (CrSession *session, const char *text)
{
  g_free (session->breaks->stopped);
  session->breaks->stopped = g_strdup (text);
}

void
cr_session_stop_at_break (CrSession *session)
{
  CrSessionBreaks *breaks = session->breaks;

  if (breaks == NULL || !breaks->known || !breaks->hits || breaks->hit.position != session->position)
    return;
  set_stopped (session, breaks->hit_text);
  if (breaks->hit.variable != CR_NONE)
    cr_session_select_variable (session, breaks->hit.variable);
  else if (breaks->hit.function != CR_NONE)
    cr_session_select_function (session, breaks->hit.function);
  cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
}

static void
go (CrSession *session)
{
  CrSessionBreaks *breaks = session->breaks;

  breaks->going = FALSE;
  if (!breaks->hits)
    {
      set_stopped (session, breaks->forwards ? _ ("No breakpoint hits after this place.")
                                             : _ ("No breakpoint hits before this place."));
      cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
      return;
    }
  cr_session_seek (session, breaks->hit.position);
  cr_session_stop_at_break (session);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  job->found
      = cr_search_next (job->search, job->breakpoints, job->n, job->from, job->forwards, &job->cancelled, &job->hit);
  if (job->found)
    {
      const CrBreakpoint *breakpoint = &job->breakpoints[job->hit.breakpoint];
      g_autofree char *what = cr_breakpoint_to_text (breakpoint, cr_search_get_graph (job->search));
      g_autofree char *hit = cr_search_hit_to_text (job->search, breakpoint, &job->hit);
      job->text = g_strdup_printf (_ ("Stopped at “%s”: %s."), what, hit);
    }
  g_task_return_boolean (task, TRUE);
}

static void
search_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  Job *job = g_task_get_task_data (task);
  g_autoptr (CrSession) session = g_weak_ref_get (&job->session);
  CrSessionBreaks *breaks = session == NULL ? NULL : session->breaks;

  if (session == NULL || breaks->searching != task)
    return;
  breaks->searching = NULL;
  breaks->known = TRUE;
  breaks->hits = job->found;
  breaks->hit = job->hit;
  breaks->forwards = job->forwards;
  breaks->from = job->from;
  g_free (breaks->hit_text);
  breaks->hit_text = g_steal_pointer (&job->text);
  if (breaks->going)
    go (session);
  else
    cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
}

/* What was found holds for every place between where it was searched from and where it is. */
static gboolean
is_known (const CrSessionBreaks *breaks, guint from, gboolean forwards)
{
  if (!breaks->known || breaks->forwards != forwards || (forwards ? from < breaks->from : from > breaks->from))
    return FALSE;
  return !breaks->hits || (forwards ? from < breaks->hit.position : from > breaks->hit.position);
}

static gboolean
is_searched (const CrSessionBreaks *breaks, guint from, gboolean forwards)
{
  const Job *job = breaks->searching == NULL ? NULL : g_task_get_task_data (breaks->searching);

  return job != NULL && job->forwards == forwards && job->from == from;
}

static void
start_search (CrSession *session, guint from, gboolean forwards)
{
  CrSessionBreaks *breaks = session->breaks;
  g_autoptr (GTask) task = NULL;
  Job *job;

  if (is_known (breaks, from, forwards) || is_searched (breaks, from, forwards))
    return;
  cancel (&breaks->searching);
  job = job_new (session, FALSE);
  job->from = from;
  job->forwards = forwards;
  task = g_task_new (NULL, NULL, search_done, NULL);
  g_task_set_task_data (task, job, job_free);
  breaks->searching = task;
  g_task_run_in_thread (task, search_thread);
}

/* The list has changed: what was found was found with another. */
static void
changed (CrSession *session)
{
  cancel (&session->breaks->searching);
  session->breaks->known = FALSE;
  session->breaks->going = FALSE;
  start_count (session);
  cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
}

void
cr_session_breaks_take_graph (CrSession *session)
{
  CrSessionBreaks *breaks = session->breaks;

  if (breaks == NULL)
    return;
  if (breaks->search != NULL)
    retire_search (g_steal_pointer (&breaks->search));
  if (session->picture == NULL)
    g_ptr_array_set_size (breaks->list, 0); /* another document */
  for (guint i = 0; i < breaks->list->len; i++)
    ((CrSessionBreak *)breaks->list->pdata[i])->n_hits = CR_BREAK_UNCOUNTED;
  g_clear_pointer (&breaks->stopped, g_free);
  changed (session);
}

void
cr_session_breaks_free (CrSession *session)
{
  CrSessionBreaks *breaks = session->breaks;

  if (breaks == NULL)
    return;
  cancel (&breaks->counting);
  cancel (&breaks->searching);
  g_clear_pointer (&breaks->search, cr_search_unref);
  g_ptr_array_unref (breaks->list);
  g_free (breaks->hit_text);
  g_free (breaks->stopped);
  g_free (g_steal_pointer (&session->breaks));
}

static gboolean
same_what (const CrBreakpoint *a, const CrBreakpoint *b)
{
  return a->kind == b->kind && a->key == b->key && a->each == b->each && a->values == b->values
         && a->gradients == b->gradients && a->limit == b->limit;
}

guint
cr_session_add_break (CrSession *session, const CrBreakpoint *what)
{
  CrSessionBreaks *breaks;
  CrSessionBreak *item;

  g_return_val_if_fail (CR_IS_SESSION (session) && what != NULL && what->kind < CR_N_BREAK_KINDS, 0);
  breaks = ensure_breaks (session);
  for (guint i = 0; i < breaks->list->len; i++)
    {
      item = breaks->list->pdata[i];
      if (!same_what (&item->what, what))
        continue;
      cr_session_enable_break (session, item->id, TRUE);
      return item->id;
    }
  item = g_new0 (CrSessionBreak, 1);
  *item = (CrSessionBreak){ .id = ++breaks->last_id, .what = *what, .enabled = TRUE, .n_hits = CR_BREAK_UNCOUNTED };
  item->text = cr_breakpoint_to_text (what, cr_session_get_graph (session));
  g_ptr_array_add (breaks->list, item);
  changed (session);
  return breaks->last_id;
}

void
cr_session_remove_break (CrSession *session, guint id)
{
  CrSessionBreak *item;

  g_return_if_fail (CR_IS_SESSION (session));
  item = find_break (session, id);
  if (item == NULL)
    return;
  g_ptr_array_remove (session->breaks->list, item);
  changed (session);
}

void
cr_session_enable_break (CrSession *session, guint id, gboolean enabled)
{
  CrSessionBreak *item;

  g_return_if_fail (CR_IS_SESSION (session));
  item = find_break (session, id);
  if (item == NULL || item->enabled == enabled)
    return;
  item->enabled = enabled;
  changed (session);
}

const GPtrArray *
cr_session_get_breaks (CrSession *session)
{
  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  return ensure_breaks (session)->list;
}

gboolean
cr_session_has_breakpoint (CrSession *session, guint64 key)
{
  for (guint i = 0; key != 0 && session->breaks != NULL && i < session->breaks->list->len; i++)
    {
      const CrSessionBreak *item = session->breaks->list->pdata[i];
      if (item->enabled && item->what.key == key)
        return TRUE;
    }
  return FALSE;
}

void
cr_session_toggle_breakpoint (CrSession *session, guint64 key)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (key == 0)
    return;
  if (!cr_session_has_breakpoint (session, key))
    {
      cr_session_add_break (session, &(CrBreakpoint){ .kind = CR_BREAK_NODE, .key = key });
      return;
    }
  for (guint i = session->breaks->list->len; i-- > 0;)
    if (((CrSessionBreak *)session->breaks->list->pdata[i])->what.key == key)
      g_ptr_array_remove_index (session->breaks->list, i);
  changed (session);
}

void
cr_session_toggle_selected_breakpoint (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (session->selected != CR_SELECTED_NOTHING)
    cr_session_toggle_breakpoint (session, session->selection);
}

gboolean
cr_session_can_continue (CrSession *session)
{
  for (guint i = 0; session->breaks != NULL && i < session->breaks->list->len; i++)
    if (((CrSessionBreak *)session->breaks->list->pdata[i])->enabled)
      return session->picture != NULL;
  return FALSE;
}

void
cr_session_continue (CrSession *session, gboolean forwards)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (!cr_session_can_continue (session))
    return;
  cr_session_pause (session);
  session->breaks->going = TRUE;
  if (is_known (session->breaks, session->position, forwards))
    go (session);
  else
    {
      start_search (session, session->position, forwards);
      cr_session_emit (session, SIGNAL_BREAKPOINTS_CHANGED);
    }
}

gboolean
cr_session_is_searching (CrSession *session)
{
  return session->breaks != NULL && session->breaks->searching != NULL;
}

guint
cr_session_next_break (CrSession *session, guint from, gboolean forwards)
{
  g_return_val_if_fail (CR_IS_SESSION (session), from);
  if (!cr_session_can_continue (session))
    return forwards ? session->length : 0;
  if (!is_known (session->breaks, from, forwards))
    {
      start_search (session, from, forwards);
      return from;
    }
  if (!session->breaks->hits)
    return forwards ? session->length : 0;
  return session->breaks->hit.position;
}

CrSearch *
cr_session_ref_search (CrSession *session)
{
  CrSessionBreaks *breaks;

  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  if (session->picture == NULL)
    return NULL;
  breaks = ensure_breaks (session);
  if (breaks->search == NULL)
    breaks->search = cr_search_new (session->picture->graph);
  return cr_search_ref (breaks->search);
}

const char *
cr_session_get_stopped (CrSession *session)
{
  return session->breaks == NULL ? NULL : session->breaks->stopped;
}
