/* The failure of the last run, explained, and what mends it. Explaining looks through the trace and is done on a
 * thread; then each edit that might help is made to a copy of the text and run, one after the other, as any run is.
 * Only those whose run comes to its end are offered. */

#include "cr-session-private.h"

#include <string.h>

struct _CrSessionFailure
{
  CrSession *session;        /* borrowed; NULL when it is of no interest any more */
  CrFailureAccount *account; /* its fixes are those known to work; NULL until it is explained */
  GPtrArray *untried;        /* of CrFailureFix, the next one last */
  CrSessionJob *job;         /* runs the text with the last of them */
  char *text;                /* that failed */
  guint64 seed;
  guint event; /* index of the failure in the trace; CR_NONE: not there */
};

/* What the thread works with. */
typedef struct
{
  CrGraph *graph; /* nullable */
  CrSource *source;
  CrDiagnostic *diagnostic;
  const CrFailure *failure; /* the trace's; nullable */
} Explaining;

static void
explaining_free (gpointer data)
{
  Explaining *explaining = data;

  g_clear_pointer (&explaining->graph, cr_graph_unref);
  g_clear_pointer (&explaining->source, cr_source_unref);
  cr_diagnostic_free (explaining->diagnostic);
  g_free (explaining);
}

static void
failure_free (CrSessionFailure *failure)
{
  g_clear_pointer (&failure->job, cr_session_job_free);
  cr_failure_account_free (failure->account);
  g_clear_pointer (&failure->untried, g_ptr_array_unref);
  g_free (failure->text);
  g_free (failure);
}

static void try_next (CrSessionFailure *failure);

static void
tried (CrSessionJob *job, gpointer data)
{
  CrSessionFailure *failure = data;
  guint last = failure->untried->len - 1;

  failure->job = NULL;
  if (cr_session_job_has_failed (job) || cr_session_job_is_cancelled (job))
    g_ptr_array_remove_index (failure->untried, last);
  else
    {
      g_ptr_array_add (failure->account->fixes, g_ptr_array_steal_index (failure->untried, last));
      cr_session_emit (failure->session, SIGNAL_FAILURE_CHANGED);
    }
  cr_session_job_free (job);
  try_next (failure);
}

static void
try_next (CrSessionFailure *failure)
{
  while (failure->untried->len > 0)
    {
      const CrFailureFix *fix = g_ptr_array_index (failure->untried, failure->untried->len - 1);
      g_autofree char *mended = cr_text_edits_apply (fix->edits, failure->text);

      if (mended != NULL && strcmp (mended, failure->text) != 0)
        {
          failure->job = cr_session_job_start ("untitled.py", mended, failure->seed, tried, failure);
          return;
        }
      g_ptr_array_remove_index (failure->untried, failure->untried->len - 1);
    }
}

static void
explain_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Explaining *explaining = data;

  (void)source;
  (void)cancellable;
  g_task_return_pointer (
      task, cr_failure_account_new (explaining->graph, explaining->source, explaining->diagnostic, explaining->failure),
      (GDestroyNotify)cr_failure_account_free);
}

static void
explained (GObject *object, GAsyncResult *result, gpointer data)
{
  CrSessionFailure *failure = data;
  CrFailureAccount *account = g_task_propagate_pointer (G_TASK (result), NULL);

  (void)object;
  if (failure->session == NULL || account == NULL)
    {
      cr_failure_account_free (account);
      failure_free (failure);
      return;
    }
  failure->untried = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_failure_fix_free);
  while (account->fixes->len > 0)
    g_ptr_array_add (failure->untried, g_ptr_array_steal_index (account->fixes, account->fixes->len - 1));
  failure->account = account;
  cr_session_emit (failure->session, SIGNAL_FAILURE_CHANGED);
  try_next (failure);
}

void
cr_session_forget_failure (CrSession *session)
{
  CrSessionFailure *failure = g_steal_pointer (&session->failure);

  if (failure == NULL)
    return;
  failure->session = NULL;
  if (failure->account != NULL)
    failure_free (failure); /* else the thread that explains it ends with it */
}

void
cr_session_stop_trying (CrSession *session)
{
  CrSessionFailure *failure = session->failure;

  if (failure == NULL || failure->account == NULL)
    return;
  g_clear_pointer (&failure->job, cr_session_job_free);
  g_ptr_array_set_size (failure->untried, 0);
}

static const CrDiagnostic *
find_error (GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity == CR_SEVERITY_ERROR)
        return diagnostic;
    }
  return NULL;
}

/* The event of the failure in the picture, if that is of the text as it stands; CR_NONE. */
static guint
find_event (CrSession *session)
{
  const GArray *failed = cr_session_get_events (session, CR_EVENT_FAILED);

  return failed == NULL || failed->len == 0 || !cr_session_is_current (session)
             ? CR_NONE
             : g_array_index (failed, guint, failed->len - 1);
}

void
cr_session_explain_failure (CrSession *session)
{
  const CrDiagnostic *error = find_error (session->diagnostics);
  guint index = find_event (session);
  const CrEvent *event = index == CR_NONE ? NULL : cr_trace_get_event (session->picture->trace, index);
  g_autoptr (CrSource) source = NULL;
  g_autoptr (GTask) task = NULL;
  gboolean had = session->failure != NULL;
  Explaining *explaining;

  cr_session_forget_failure (session);
  if (event != NULL && event->u.diagnostic != NULL)
    error = event->u.diagnostic;
  if (error != NULL)
    source = cr_source_new (session->name, session->text, -1, NULL);
  if (source == NULL)
    {
      if (had)
        cr_session_emit (session, SIGNAL_FAILURE_CHANGED);
      return;
    }
  session->failure = g_new0 (CrSessionFailure, 1);
  session->failure->session = session;
  session->failure->text = g_strdup (session->text);
  session->failure->seed = session->seed;
  session->failure->event = index;
  explaining = g_new0 (Explaining, 1);
  explaining->graph = event == NULL ? NULL : cr_graph_ref (session->picture->graph);
  explaining->source = cr_source_ref (source);
  explaining->diagnostic = cr_diagnostic_copy (error);
  explaining->failure = event == NULL ? NULL : event->u.failure;
  task = g_task_new (NULL, NULL, explained, session->failure);
  g_task_set_task_data (task, explaining, explaining_free);
  g_task_run_in_thread (task, explain_in_thread);
}

const CrFailureAccount *
cr_session_get_failure (CrSession *session)
{
  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  return session->failure == NULL ? NULL : session->failure->account;
}

gboolean
cr_session_is_at_failure (CrSession *session)
{
  guint event = find_event (session);

  return event != CR_NONE && session->position == event + 1;
}

/* The first place that can be selected. */
static void
select_fact (CrSession *session, const CrFailureAccount *account)
{
  for (guint i = account->facts->len; i-- > 0;)
    {
      const CrFailureFact *fact = g_ptr_array_index (account->facts, i);

      if (fact->function != CR_NONE || fact->variable != CR_NONE)
        {
          cr_session_select_place (session, fact->variable, fact->function);
          return;
        }
    }
}

void
cr_session_select_place (CrSession *session, guint variable, guint function)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (session->picture == NULL || !cr_session_is_current (session))
    return;
  if (variable != CR_NONE)
    cr_session_select_variable (session, variable);
  else if (function != CR_NONE)
    cr_session_select_function (session, function);
}

void
cr_session_show_failure (CrSession *session)
{
  guint event;

  g_return_if_fail (CR_IS_SESSION (session));
  event = find_event (session);
  if (event == CR_NONE)
    return;
  cr_session_pause (session);
  cr_session_seek (session, event + 1);
  if (session->failure != NULL && session->failure->account != NULL)
    select_fact (session, session->failure->account);
}

gboolean
cr_session_apply_fix (CrSession *session, guint fix)
{
  CrSessionFailure *failure;

  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  failure = session->failure;
  if (failure == NULL || failure->account == NULL || fix >= failure->account->fixes->len
      || strcmp (failure->text, session->text) != 0)
    return FALSE;
  cr_session_request_edit (session, ((const CrFailureFix *)g_ptr_array_index (failure->account->fixes, fix))->edits);
  return TRUE;
}
