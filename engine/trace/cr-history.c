/* Reads the events once and writes down each change of a state. A cursor over it moves and jumps at no cost, and a
 * position has one state, whichever way it is reached. Each event changes a few states; the begin of a backward changes
 * those of what it will reach, which is no more than it will step through.
 *
 * Where several contributions meet, the sums on the way are not computed here but when someone looks; the last sum is
 * the gradient that the engine itself handed to the function. */

#include "cr-history-reader-private.h"

static void
apply_created (CrHistoryReader *reader, const CrTensorEvent *tensor)
{
  guint index = cr_graph_find_variable (reader->graph, tensor->id, 0);
  if (index == CR_NONE)
    return;
  CrVariableState *state = cr_history_touch_variable (reader, index);
  state->exists = TRUE;
  state->value = tensor->value;
  state->version = tensor->version;
  cr_history_make_current (reader, index);
}

static void
apply_operation (CrHistoryReader *reader, const CrOperationEvent *operation)
{
  if (reader->n_functions_made >= reader->graph->functions->len)
    return;
  guint index = reader->n_functions_made++;
  const CrFunctionNode *function = cr_graph_get_function (reader->graph, index);
  for (guint i = 0; i < function->n_inputs; i++)
    cr_history_come_into_being (reader, function->inputs[i]);
  cr_history_touch_function (reader, index)->exists = TRUE;
  guint before = cr_graph_lookup (reader->current, operation->output);
  if (before != CR_NONE && before != function->output)
    cr_history_succeed (reader, before, function->output);
  CrVariableState *state = cr_history_touch_variable (reader, function->output);
  state->exists = TRUE;
  if (operation->value != NULL)
    state->value = operation->value;
  state->version = MAX (state->version, operation->version);
  cr_history_make_current (reader, function->output);
  for (guint i = 0; i < function->n_others; i++)
    {
      state = cr_history_touch_variable (reader, function->others[i]);
      state->exists = TRUE;
      if (operation->others[i].value != NULL)
        state->value = operation->others[i].value;
      state->version = MAX (state->version, operation->others[i].version);
      cr_history_make_current (reader, function->others[i]);
    }
}

static void
apply_name (CrHistoryReader *reader, const CrNameEvent *name)
{
  if (name->name == NULL || cr_name_is_path (name->name))
    return;
  guint index = name->tensor == 0 ? CR_NONE : cr_graph_find_variable (reader->graph, name->tensor, name->function);
  if (index != CR_NONE)
    cr_history_come_into_being (reader, index);
  cr_history_bind_name (reader, name->name, index);
}

static void
apply_released (CrHistoryReader *reader, guint64 tensor)
{
  guint i = cr_graph_lookup (reader->graph->by_tensor, tensor);
  for (; i != CR_NONE; i = cr_graph_variable_node (reader->graph, i)->previous)
    if (cr_graph_variable_node (reader->graph, i)->public.released == reader->event)
      cr_history_touch_variable (reader, i)->released = TRUE;
}

static void
apply_written (CrHistoryReader *reader, const CrTensorEvent *tensor)
{
  guint index = cr_graph_lookup (reader->current, tensor->id);
  guint owner = cr_graph_lookup (reader->grads, tensor->id);
  if (index != CR_NONE)
    {
      CrVariableState *state = cr_history_touch_variable (reader, index);
      state->value = tensor->value;
      state->version = tensor->version;
    }
  if (owner != CR_NONE)
    {
      guint now = cr_graph_lookup (reader->current, cr_graph_get_variable (reader->graph, owner)->tensor);
      cr_history_touch_variable (reader, now != CR_NONE ? now : owner)->grad = tensor->value;
    }
}

static void
apply_gradient (CrHistoryReader *reader, const CrGradientEvent *gradient)
{
  guint index = cr_graph_find_variable (reader->graph, gradient->tensor, gradient->function);
  if (index == CR_NONE)
    return;
  cr_history_touch_variable (reader, index)->grad = gradient->after;
  if (gradient->grad == 0)
    return;
  cr_graph_store (reader->grads, gradient->grad, index);
  guint itself = cr_graph_lookup (reader->current, gradient->grad);
  if (itself == CR_NONE)
    return;
  CrVariableState *state = cr_history_touch_variable (reader, itself);
  state->value = gradient->after;
  state->version += gradient->grad == gradient->old_grad; /* it was added to in place */
}

static void
apply_freed (CrHistoryReader *reader, guint64 function)
{
  guint index = cr_graph_lookup (reader->graph->by_function, function);
  if (index != CR_NONE && reader->last_function[index] != 0)
    cr_history_touch_function (reader, index)->saved_freed = TRUE;
}

static void
apply (CrHistoryReader *reader, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
      apply_created (reader, &event->u.tensor);
      break;
    case CR_EVENT_OPERATION:
      apply_operation (reader, &event->u.operation);
      break;
    case CR_EVENT_NAME_BOUND:
      apply_name (reader, &event->u.name);
      break;
    case CR_EVENT_TENSOR_RELEASED:
      apply_released (reader, event->u.tensor.id);
      break;
    case CR_EVENT_WRITTEN:
      apply_written (reader, &event->u.tensor);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
      cr_history_apply_begun (reader, &event->u.backward);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      cr_history_apply_step (reader, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      apply_gradient (reader, &event->u.gradient);
      break;
    case CR_EVENT_SAVED_FREED:
      apply_freed (reader, event->u.function);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      cr_history_apply_ended (reader);
      break;
    default:
      break;
    }
}

static gboolean
is_stop (const CrEvent *event)
{
  return event->kind == CR_EVENT_OPERATION || event->kind == CR_EVENT_FUNCTION_STEPPED
         || event->kind == CR_EVENT_GRAD_ACCUMULATED;
}

static void
note_written (CrHistoryReader *reader, const CrTensorEvent *written)
{
  if (!reader->writing)
    g_ptr_array_set_size (reader->written, 0);
  reader->writing = TRUE;
  g_ptr_array_add (reader->written, (gpointer)written);
}

static void
read_events (CrHistoryReader *reader)
{
  for (reader->event = 0; reader->event < reader->graph->n_events; reader->event++)
    {
      const CrEvent *event = cr_trace_get_event (reader->graph->trace, reader->event);
      if (reader->stepped != CR_NONE) /* the step is past */
        cr_history_touch_function (reader, reader->stepped)->state = CR_BACKWARD_DONE;
      reader->stepped = CR_NONE;
      apply (reader, event);
      if (is_stop (event))
        g_array_append_val (reader->history->stops, reader->event);
      if (event->kind == CR_EVENT_WRITTEN)
        note_written (reader, &event->u.tensor);
      else
        reader->writing = FALSE;
    }
}

/* Sorts the records by owner, keeping their order: a counting sort. */
static void
distribute (CrHistoryReader *reader, guint n_variables, guint n_functions)
{
  CrHistory *history = reader->history;
  history->first_variable = g_new0 (guint, n_variables + 2);
  history->first_function = g_new0 (guint, n_functions + 2);
  for (guint i = 0; i < reader->variables->len; i++)
    history->first_variable[g_array_index (reader->variables, CrVariableRecord, i).variable + 2]++;
  for (guint i = 0; i < reader->functions->len; i++)
    history->first_function[g_array_index (reader->functions, CrFunctionRecord, i).function + 2]++;
  for (guint i = 2; i < n_variables + 2; i++)
    history->first_variable[i] += history->first_variable[i - 1];
  for (guint i = 2; i < n_functions + 2; i++)
    history->first_function[i] += history->first_function[i - 1];
  history->variables = g_new (CrVariableRecord, reader->variables->len + 1);
  history->functions = g_new (CrFunctionRecord, reader->functions->len + 1);
  for (guint i = 0; i < reader->variables->len; i++)
    {
      const CrVariableRecord *record = &g_array_index (reader->variables, CrVariableRecord, i);
      history->variables[history->first_variable[record->variable + 1]++] = *record;
    }
  for (guint i = 0; i < reader->functions->len; i++)
    {
      CrFunctionRecord record = g_array_index (reader->functions, CrFunctionRecord, i);
      if (!history->reached[record.function])
        record.state.state = CR_BACKWARD_NEVER;
      history->functions[history->first_function[record.function + 1]++] = record;
    }
}

static void
free_list (gpointer list)
{
  if (list != NULL)
    g_array_unref (list);
}

static void
reader_clear (CrHistoryReader *reader)
{
  g_array_unref (reader->variables);
  g_array_unref (reader->functions);
  g_free (reader->last_variable);
  g_free (reader->last_function);
  g_free (reader->seen);
  g_hash_table_unref (reader->current);
  g_hash_table_unref (reader->grads);
  g_hash_table_unref (reader->names);
  g_hash_table_unref (reader->bound);
  g_hash_table_unref (reader->n_names);
  g_ptr_array_unref (reader->arrived);
  g_ptr_array_unref (reader->visited);
  g_ptr_array_unref (reader->written);
}

CrHistory *
cr_history_new (CrGraph *graph)
{
  guint n_variables = graph->variables->len, n_functions = graph->functions->len;
  CrHistory *history = g_new0 (CrHistory, 1);
  cr_slab_init (&history->slab);
  history->reached = g_new0 (guint8, n_functions + 1);
  history->backwards = g_array_new (FALSE, FALSE, sizeof (CrSpan));
  history->stops = g_array_new (FALSE, FALSE, sizeof (guint));
  CrHistoryReader reader = { .graph = graph, .history = history, .stepped = CR_NONE };
  reader.variables = g_array_new (FALSE, FALSE, sizeof (CrVariableRecord));
  reader.functions = g_array_new (FALSE, FALSE, sizeof (CrFunctionRecord));
  reader.last_variable = g_new0 (guint, n_variables + 1);
  reader.last_function = g_new0 (guint, n_functions + 1);
  reader.seen = g_new0 (guint, n_functions + 1);
  reader.current = g_hash_table_new (NULL, NULL);
  reader.grads = g_hash_table_new (NULL, NULL);
  reader.names = g_hash_table_new (NULL, NULL);
  reader.bound = g_hash_table_new (NULL, NULL);
  reader.n_names = g_hash_table_new (NULL, NULL);
  reader.arrived = g_ptr_array_new_with_free_func (free_list);
  g_ptr_array_set_size (reader.arrived, (int)graph->generations->len);
  reader.visited = g_ptr_array_new_with_free_func (free_list);
  g_ptr_array_set_size (reader.visited, (int)graph->generations->len);
  reader.written = g_ptr_array_new ();
  read_events (&reader);
  distribute (&reader, n_variables, n_functions);
  reader_clear (&reader);
  return history;
}

void
cr_history_free (CrHistory *history)
{
  g_free (history->variables);
  g_free (history->first_variable);
  g_free (history->functions);
  g_free (history->first_function);
  g_free (history->reached);
  g_array_unref (history->backwards);
  g_array_unref (history->stops);
  cr_slab_clear (&history->slab);
  g_free (history);
}
