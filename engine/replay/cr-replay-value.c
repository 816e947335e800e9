/* What the trace's budget dropped: the run that is repeated keeps the values of that one moment. */

#include "cr-replay-private.h"

#include <glib/gi18n-lib.h>

guint
cr_replay_find_moment (CrTrace *trace, guint i)
{
  while (i > 0)
    switch (cr_trace_get_event (trace, i - 1)->kind)
      {
      case CR_EVENT_TENSOR_RELEASED:
      case CR_EVENT_TENSOR_CREATED:
      case CR_EVENT_WRITTEN:
      case CR_EVENT_SCOPE_ENTERED:
      case CR_EVENT_SCOPE_LEFT:
        i--;
        break;
      case CR_EVENT_OPERATION: /* a detach() is told of with what uses it */
        if (g_strcmp0 (cr_trace_get_event (trace, i - 1)->u.operation.primitive, "detach") != 0)
          return i;
        i--;
        break;
      default:
        return i;
      }
  return 0;
}

/* The values of @event in a fixed order, NULLs among them: adds them to @values. */
static void
list_values (const CrEvent *event, GPtrArray *values)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      g_ptr_array_add (values, event->u.tensor.before);
      g_ptr_array_add (values, event->u.tensor.value);
      break;
    case CR_EVENT_OPERATION:
      g_ptr_array_add (values, event->u.operation.value);
      for (guint i = 0; i < event->u.operation.n_others; i++)
        g_ptr_array_add (values, event->u.operation.others[i].value);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
      for (guint i = 0; i < event->u.backward.n_roots; i++)
        g_ptr_array_add (values, event->u.backward.gradients[i]);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      for (guint i = 0; i < event->u.step.n_received; i++)
        g_ptr_array_add (values, event->u.step.received[i]);
      for (guint i = 0; i < event->u.step.n_sent; i++)
        g_ptr_array_add (values, event->u.step.sent[i]);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      g_ptr_array_add (values, event->u.gradient.before);
      g_ptr_array_add (values, event->u.gradient.received);
      g_ptr_array_add (values, event->u.gradient.after);
      break;
    default:
      break;
    }
}

/* The event that holds @value, and as the how manieth of its values. */
static gboolean
find_value (CrTrace *trace, const CrValue *value, guint *event, guint *nth)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  for (*event = 0; *event < cr_trace_get_length (trace); (*event)++)
    {
      g_ptr_array_set_size (values, 0);
      list_values (cr_trace_get_event (trace, *event), values);
      if (g_ptr_array_find (values, value, nth))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  guint nth;
  CrValue *found;
} TakeValue;

static gboolean
take_value (CrReplayRun *run, guint n_events, gpointer data, GError **error)
{
  TakeValue *take = data;
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  list_values (cr_trace_get_event (run->trace, n_events - 1), values);
  if (take->nth >= values->len || values->pdata[take->nth] == NULL)
    return cr_replay_set_diverged (error);
  take->found = cr_value_ref (values->pdata[take->nth]);
  return FALSE;
}

CrValue *
cr_replay_recompute (CrReplay *replay, const CrValue *value, GError **error)
{
  TakeValue take = { 0 };
  guint event;
  g_return_val_if_fail (replay != NULL && value != NULL, NULL);
  CrTrace *trace = cr_graph_get_trace (cr_replay_get_graph (replay));
  if (cr_value_has_data (value))
    return cr_value_ref ((CrValue *)value);
  if (!find_value (trace, value, &event, &take.nth))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           _ ("the elements of this sum are not kept; ask at a step that tells it"));
      return NULL;
    }
  guint stop = event + 1;
  CrReplayRun run = { .replay = replay,
                      .stops = &stop,
                      .n_stops = 1,
                      .ask = take_value,
                      .data = &take,
                      .first_kept = cr_replay_find_moment (trace, event),
                      .first_free = G_MAXUINT };
  if (!cr_replay_ask (&run, error))
    g_clear_pointer (&take.found, cr_value_unref);
  return take.found;
}

CrValue *
cr_replay_value (CrReplay *replay, guint variable, guint position, gboolean gradient, GError **error)
{
  g_return_val_if_fail (replay != NULL && variable < cr_graph_get_n_variables (cr_replay_get_graph (replay)), NULL);
  CrCursor *cursor = cr_replay_get_cursor (replay);
  cr_cursor_seek (cursor, position);
  const CrVariableState *state = cr_cursor_get_variable (cursor, variable);
  const CrValue *value = gradient ? state->grad : state->value;
  if (value != NULL)
    return cr_replay_recompute (replay, value, error);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       gradient ? _ ("there is no gradient at this moment") : _ ("it does not exist yet"));
  return NULL;
}
