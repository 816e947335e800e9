/* What is known of a failure besides its words. It is noted when it happens, when nobody knows yet whether it will be
 * caught; the run's end has it if its words are those of the last that was noted. */

#include "cr-recorder-private.h"

void
cr_recorder_clear_failure (CrRecorder *recorder)
{
  CrNotedFailure *noted = &recorder->noted;
  g_free (noted->message);
  g_free (noted->name);
  g_clear_pointer (&noted->ids, g_array_unref);
  g_clear_pointer (&noted->functions, g_array_unref);
  *noted = (CrNotedFailure){ NULL };
}

static CrFailure *
note (CrRecorder *recorder, const char *message)
{
  cr_recorder_clear_failure (recorder);
  recorder->noted.message = g_strdup (message);
  return &recorder->noted.failure;
}

/* What a function saved of its output, and what it saved of what it then wrote, is a tensor of its own over the storage
 * of one that the trace knows. */
static guint64
find_id (CrRecorder *recorder, CrTensor *tensor)
{
  const CrRecorded *recorded = cr_recorder_find (recorder, cr_tensor_get_id (tensor));
  if (recorded == NULL || !recorded->announced)
    recorded = cr_recorder_find_alias (recorder, tensor);
  return recorded != NULL ? recorded->id : 0;
}

void
cr_recorder_note_refused (gpointer user_data, const CrRefused *refused)
{
  static const CrFailureKind kinds[] = { [CR_REFUSED_VERSION] = CR_FAILURE_VERSION,
                                         [CR_REFUSED_FREED] = CR_FAILURE_FREED,
                                         [CR_REFUSED_NOT_SCALAR] = CR_FAILURE_NOT_SCALAR,
                                         [CR_REFUSED_NO_GRAPH] = CR_FAILURE_NO_GRAPH,
                                         [CR_REFUSED_LEAF_WRITE] = CR_FAILURE_LEAF_WRITE };
  CrRecorder *recorder = user_data;
  CrFailure *failure = note (recorder, refused->message);
  failure->kind = kinds[refused->kind];
  failure->saved_version = refused->saved_version;
  failure->version = refused->version;
  if (refused->function != NULL)
    {
      failure->function = cr_grad_fn_get_id (refused->function);
      failure->name = recorder->noted.name = g_strdup (cr_grad_fn_get_name (refused->function));
    }
  if (refused->kind == CR_REFUSED_VERSION)
    failure->tensor = find_id (recorder, refused->tensor);
  else if (refused->tensor != NULL) /* a person names it, so that it is to be seen */
    failure->tensor = cr_recorder_announce (recorder, refused->tensor)->id;
}

/* A leaf's write is noted already when the call that wrote fails; it only lacks the name of what was called. */
void
cr_recorder_note_call (CrRecorder *recorder, const char *name, CrTensor *const *operands, guint n, const char *message)
{
  CrNotedFailure *noted = &recorder->noted;
  gboolean known = g_strcmp0 (noted->message, message) == 0 && noted->failure.kind != CR_FAILURE_OPERATION;
  CrFailure *failure = known ? &noted->failure : note (recorder, message);
  if (known && (failure->name != NULL || failure->n_operands > 0))
    return;
  if (!known)
    failure->kind = CR_FAILURE_OPERATION;
  failure->name = noted->name = g_strdup (name);
  noted->ids = g_array_sized_new (FALSE, FALSE, sizeof (guint64), n);
  noted->functions = g_array_sized_new (FALSE, FALSE, sizeof (guint64), n);
  for (guint i = 0; i < n; i++)
    {
      guint64 id = cr_recorder_announce (recorder, operands[i])->id;
      guint64 function = cr_recorder_function_id (operands[i]);
      g_array_append_val (noted->ids, id);
      g_array_append_val (noted->functions, function);
    }
  failure->n_operands = n;
  failure->operands = (const guint64 *)(gpointer)noted->ids->data;
  failure->operand_fns = (const guint64 *)(gpointer)noted->functions->data;
}

/* Some functions are made by the engine for itself. */
static gboolean
is_told (CrTrace *trace, guint64 function)
{
  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_OPERATION && event->u.operation.function == function)
        return TRUE;
    }
  return FALSE;
}

const CrFailure *
cr_recorder_get_failure (CrRecorder *recorder, const char *message)
{
  CrFailure *failure = &recorder->noted.failure;
  if (message == NULL || g_strcmp0 (recorder->noted.message, message) != 0)
    return NULL;
  if (!is_told (recorder->trace, failure->function))
    failure->function = 0;
  return failure;
}
