/* What a backward does to states: it is expected, contributions arrive, functions are stepped through. */

#include "cr-history-reader-private.h"

static void
clear_arrivals (CrHistoryReader *reader, guint variable)
{
  cr_history_set_gradient (reader, variable, NULL);
  CrVariableState *state = cr_history_touch_variable (reader, variable);
  state->n_arrived = state->n_expected = 0;
}

static GArray *
get_list (GPtrArray *lists, guint i)
{
  if (lists->pdata[i] == NULL)
    lists->pdata[i] = g_array_new (FALSE, FALSE, sizeof (guint));
  return lists->pdata[i];
}

/* What the last backward of @generation left behind. */
static void
forget_pass (CrHistoryReader *reader, guint generation)
{
  GArray *variables = get_list (reader->arrived, generation), *functions = get_list (reader->visited, generation);
  for (guint i = 0; i < variables->len; i++)
    clear_arrivals (reader, g_array_index (variables, guint, i));
  for (guint i = 0; i < functions->len; i++)
    {
      CrFunctionState *state = cr_history_touch_function (reader, g_array_index (functions, guint, i));
      state->state = CR_BACKWARD_NOT_REACHED;
      state->step_event = CR_NONE;
    }
  g_array_set_size (variables, 0);
  g_array_set_size (functions, 0);
}

static void
visit (CrHistoryReader *reader, guint function, GArray *functions)
{
  if (function == CR_NONE || reader->seen[function] == reader->n_passes)
    return;
  reader->seen[function] = reader->n_passes;
  reader->history->reached[function] = TRUE;
  g_array_append_val (functions, function);
}

/* Some contribution will come to @variable. A leaf may still hold those of another generation's backward. */
static void
expect (CrHistoryReader *reader, guint variable, GArray *variables, GHashTable *met)
{
  if (g_hash_table_add (met, GUINT_TO_POINTER (variable)))
    {
      clear_arrivals (reader, variable);
      g_array_append_val (variables, variable);
    }
  cr_history_touch_variable (reader, variable)->n_expected++;
}

static void
expect_all (CrHistoryReader *reader, GArray *variables, GArray *functions, GHashTable *met)
{
  for (guint next = 0; next < functions->len; next++)
    {
      const CrFunctionNode *function = cr_graph_get_function (reader->graph, g_array_index (functions, guint, next));
      for (guint i = 0; i < function->n_edges; i++)
        {
          guint target, variable;
          if (!cr_graph_resolve_edge (reader->graph, &function->edges[i], &target, &variable))
            continue;
          expect (reader, variable, variables, met);
          visit (reader, target, functions);
        }
    }
}

static void
add_contribution (CrHistoryReader *reader, guint variable, guint function, CrValue *value)
{
  CrVariableRecord *record = cr_history_touch_record (reader, variable);
  gboolean first = record->state.n_arrived++ == 0
                   || (record->state.gradient == NULL && !record->continues && record->addends == NULL);
  if (function != CR_NONE)
    {
      CrFunctionState *state = cr_history_touch_function (reader, function);
      if (state->state == CR_BACKWARD_NOT_REACHED)
        state->state = CR_BACKWARD_WAITING;
    }
  if (value == NULL)
    return;
  if (first)
    {
      record->state.gradient = value;
      return;
    }
  CrAddend *addend = cr_slab_alloc (&reader->history->slab, sizeof *addend);
  *addend = (CrAddend){ .value = value };
  if (record->addends == NULL)
    record->addends = addend;
  else
    record->last_addend->next = addend;
  record->last_addend = addend;
}

void
cr_history_apply_begun (CrHistoryReader *reader, const CrBackwardEvent *backward)
{
  CrGraph *graph = reader->graph;
  guint generation = g_array_index (graph->passes, CrPass, reader->n_passes).generation;
  reader->n_passes++;
  reader->backward = backward->number;
  CrSpan span = { .event = reader->event, .number = backward->number };
  g_array_append_val (reader->history->backwards, span);
  forget_pass (reader, generation);
  GArray *variables = get_list (reader->arrived, generation), *functions = get_list (reader->visited, generation);
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < backward->n_roots; i++)
    {
      guint root = cr_graph_find_variable (graph, backward->roots[i], backward->root_fns[i]);
      if (root == CR_NONE)
        continue;
      cr_history_come_into_being (reader, root);
      expect (reader, root, variables, met);
      visit (reader, cr_graph_lookup (graph->by_function, backward->root_fns[i]), functions);
    }
  expect_all (reader, variables, functions, met);
  for (guint i = 0; i < backward->n_roots; i++)
    {
      guint root = cr_graph_find_variable (graph, backward->roots[i], backward->root_fns[i]);
      if (root != CR_NONE)
        add_contribution (reader, root, cr_graph_lookup (graph->by_function, backward->root_fns[i]),
                          backward->gradients[i]);
    }
}

void
cr_history_apply_ended (CrHistoryReader *reader)
{
  CrSpan span = { .event = reader->event, .number = 0 };
  g_array_append_val (reader->history->backwards, span);
  reader->backward = 0;
}

/* What the engine handed to the function is the sum of what came. */
static void
settle (CrHistoryReader *reader, guint variable, CrValue *received)
{
  guint last = reader->last_variable[variable];
  if (received == NULL || last == 0)
    return;
  CrVariableRecord *record = &g_array_index (reader->variables, CrVariableRecord, last - 1);
  gboolean to_sum = record->continues || record->addends != NULL;
  if (to_sum && record->state.n_arrived == record->state.n_expected)
    {
      record->state.gradient = received;
      record->continues = FALSE;
      record->addends = record->last_addend = NULL;
    }
  else if (to_sum || !cr_value_equal (record->state.gradient, received))
    cr_history_set_gradient (reader, variable, received);
}

void
cr_history_apply_step (CrHistoryReader *reader, const CrStepEvent *step)
{
  CrGraph *graph = reader->graph;
  guint index = cr_graph_lookup (graph->by_function, step->function);
  const CrFunctionNode *function = index != CR_NONE ? cr_graph_get_function (graph, index) : NULL;
  guint leaf = function == NULL && step->leaf != 0 ? cr_graph_find_variable (graph, step->leaf, 0) : CR_NONE;
  for (guint i = 0; i < step->n_received; i++)
    {
      guint variable = function != NULL ? cr_graph_get_output (function, i) : leaf;
      if (variable != CR_NONE)
        settle (reader, variable, step->received[i]);
    }
  if (index != CR_NONE)
    {
      CrFunctionState *state = cr_history_touch_function (reader, index);
      state->state = CR_BACKWARD_CURRENT;
      state->step_event = reader->event;
      reader->history->reached[index] = TRUE;
      reader->stepped = index;
    }
  for (guint i = 0; i < step->n_sent; i++)
    {
      guint target, receiver;
      if (cr_graph_resolve_edge (graph, &step->edges[i], &target, &receiver))
        add_contribution (reader, receiver, target, step->sent[i]);
    }
}
