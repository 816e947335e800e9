/* The records that the reading of events appends, one a variable and event, and who has which name. */

#include "cr-history-reader-private.h"

CrVariableRecord *
cr_history_touch_record (CrHistoryReader *reader, guint variable)
{
  guint last = reader->last_variable[variable];
  if (last != 0)
    {
      CrVariableRecord *record = &g_array_index (reader->variables, CrVariableRecord, last - 1);
      if (record->event == reader->event)
        return record;
    }
  CrVariableRecord record = { .event = reader->event, .variable = variable };
  if (last != 0)
    {
      const CrVariableRecord *old = &g_array_index (reader->variables, CrVariableRecord, last - 1);
      record.state = old->state;
      record.continues = old->continues || old->addends != NULL;
    }
  g_array_append_val (reader->variables, record);
  reader->last_variable[variable] = reader->variables->len;
  return &g_array_index (reader->variables, CrVariableRecord, reader->variables->len - 1);
}

CrVariableState *
cr_history_touch_variable (CrHistoryReader *reader, guint variable)
{
  return &cr_history_touch_record (reader, variable)->state;
}

CrFunctionState *
cr_history_touch_function (CrHistoryReader *reader, guint function)
{
  guint last = reader->last_function[function];
  CrFunctionRecord record = { .event = reader->event, .function = function };
  record.state.state = CR_BACKWARD_NOT_REACHED;
  record.state.step_event = CR_NONE;
  if (last != 0)
    {
      CrFunctionRecord *old = &g_array_index (reader->functions, CrFunctionRecord, last - 1);
      if (old->event == reader->event)
        return &old->state;
      record.state = old->state;
    }
  g_array_append_val (reader->functions, record);
  reader->last_function[function] = reader->functions->len;
  return &g_array_index (reader->functions, CrFunctionRecord, reader->functions->len - 1).state;
}

void
cr_history_set_gradient (CrHistoryReader *reader, guint variable, CrValue *gradient)
{
  CrVariableRecord *record = cr_history_touch_record (reader, variable);
  record->state.gradient = gradient;
  record->continues = FALSE;
  record->addends = record->last_addend = NULL;
}

/* How many names @variable has, after @change. */
static guint
count_names (CrHistoryReader *reader, guint variable, int change)
{
  gpointer key = GUINT_TO_POINTER (variable + 1);
  guint n = (guint)((int)GPOINTER_TO_UINT (g_hash_table_lookup (reader->n_names, key)) + change);
  if (n == 0)
    g_hash_table_remove (reader->n_names, key);
  else
    g_hash_table_insert (reader->n_names, key, GUINT_TO_POINTER (n));
  return n;
}

/* The last that was bound of the names that @variable still has. */
static const char *
find_other_name (CrHistoryReader *reader, guint variable)
{
  GHashTableIter iter;
  gpointer name, value;
  const char *found = NULL;
  guint last = 0;
  g_hash_table_iter_init (&iter, reader->names);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      guint bound = GPOINTER_TO_UINT (g_hash_table_lookup (reader->bound, name));
      if (GPOINTER_TO_UINT (value) != variable + 1 || bound < last)
        continue;
      found = name;
      last = bound;
    }
  return found;
}

void
cr_history_bind_name (CrHistoryReader *reader, const char *name, guint variable)
{
  guint had = GPOINTER_TO_UINT (g_hash_table_lookup (reader->names, name));
  if (variable != CR_NONE)
    g_hash_table_insert (reader->bound, (gpointer)name, GUINT_TO_POINTER (reader->event + 1));
  if (had == variable + 1 && variable != CR_NONE)
    {
      cr_history_touch_variable (reader, variable)->name = name;
      return;
    }
  if (had != 0)
    {
      g_hash_table_remove (reader->names, name);
      guint left = count_names (reader, had - 1, -1);
      CrVariableState *state = cr_history_touch_variable (reader, had - 1);
      if (state->name == name)
        state->name = left > 0 ? find_other_name (reader, had - 1) : NULL;
    }
  if (variable == CR_NONE)
    return;
  g_hash_table_insert (reader->names, (gpointer)name, GUINT_TO_POINTER (variable + 1));
  count_names (reader, variable, 1);
  cr_history_touch_variable (reader, variable)->name = name;
}

void
cr_history_make_current (CrHistoryReader *reader, guint variable)
{
  cr_graph_store (reader->current, cr_graph_variable_node (reader->graph, variable)->public.tensor, variable);
}

/* What the last write did to @tensor; NULL if it is not of it. */
static const CrTensorEvent *
find_written (CrHistoryReader *reader, guint64 tensor)
{
  for (guint i = 0; i < reader->written->len; i++)
    if (((const CrTensorEvent *)reader->written->pdata[i])->id == tensor)
      return reader->written->pdata[i];
  return NULL;
}

void
cr_history_succeed (CrHistoryReader *reader, guint input, guint output)
{
  const CrVariableState was = *cr_history_touch_variable (reader, input);
  CrVariableState *state = cr_history_touch_variable (reader, output);
  state->exists = TRUE;
  state->version = was.version;
  state->value = was.value;
  state->grad = was.grad;
  const CrTensorEvent *written = find_written (reader, cr_graph_variable_node (reader->graph, input)->public.tensor);
  if (written != NULL)
    {
      state = cr_history_touch_variable (reader, input);
      state->value = written->before;
      state->version = written->version - (written->version > 0);
    }
  while (cr_history_touch_variable (reader, input)->name != NULL)
    cr_history_bind_name (reader, cr_history_touch_variable (reader, input)->name, output);
  cr_history_make_current (reader, output);
}

void
cr_history_come_into_being (CrHistoryReader *reader, guint variable)
{
  guint last = reader->last_variable[variable];
  if (last != 0 && g_array_index (reader->variables, CrVariableRecord, last - 1).state.exists)
    return;
  guint before = cr_graph_lookup (reader->current, cr_graph_variable_node (reader->graph, variable)->public.tensor);
  cr_history_touch_variable (reader, variable)->exists = TRUE;
  if (before != CR_NONE && before != variable)
    cr_history_succeed (reader, before, variable);
  else
    cr_history_make_current (reader, variable);
}
