/* A position and a history to look it up in: moving and jumping cost nothing, reading a state a binary search
 * among the changes of that one variable. The keyframes that the header speaks of are not needed then. */

#include "cr-history-private.h"
#include "cr-value-private.h"

struct _CrCursor
{
  CrGraph *graph;
  CrHistory *history;
  guint position;
  GPtrArray *sums; /* of CrValue: sums of gradients that someone looked at */
};

static const CrVariableState nothing_yet = { 0 };
static const CrFunctionState not_reached_yet = { FALSE, CR_BACKWARD_NOT_REACHED, FALSE, CR_NONE };
static const CrFunctionState never_reached = { FALSE, CR_BACKWARD_NEVER, FALSE, CR_NONE };

CrCursor *
cr_cursor_new (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrCursor *cursor = g_new0 (CrCursor, 1);
  cursor->graph = cr_graph_ref (graph);
  cursor->history = cr_history_new (graph);
  cursor->sums = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_value_unref);
  return cursor;
}

void
cr_cursor_free (CrCursor *cursor)
{
  cr_history_free (cursor->history);
  g_ptr_array_unref (cursor->sums);
  cr_graph_unref (cursor->graph);
  g_free (cursor);
}

CrGraph *
cr_cursor_get_graph (CrCursor *cursor)
{
  return cursor->graph;
}

guint
cr_cursor_get_position (CrCursor *cursor)
{
  return cursor->position;
}

guint
cr_cursor_get_length (CrCursor *cursor)
{
  return cursor->graph->n_events;
}

void
cr_cursor_seek (CrCursor *cursor, guint position)
{
  cursor->position = MIN (position, cursor->graph->n_events);
}

const CrEvent *
cr_cursor_get_event (CrCursor *cursor)
{
  return cursor->position == 0 ? NULL : cr_trace_get_event (cursor->graph->trace, cursor->position - 1);
}

/* The first record of @variable that is not before @event. */
static guint
find_variable_record (const CrHistory *history, guint variable, guint event)
{
  guint low = history->first_variable[variable], high = history->first_variable[variable + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (history->variables[middle].event < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint
find_function_record (const CrHistory *history, guint function, guint event)
{
  guint low = history->first_function[function], high = history->first_function[function + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (history->functions[middle].event < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static CrValue *
add (CrCursor *cursor, CrValue *sum, const CrAddend *addends)
{
  for (const CrAddend *addend = addends; addend != NULL; addend = addend->next)
    {
      sum = sum == NULL ? cr_value_ref (addend->value) : cr_value_add (sum, addend->value);
      g_ptr_array_add (cursor->sums, sum);
    }
  return sum;
}

/* Sums up from the last record whose gradient is known to @record, and keeps what was found on the way. */
static void
sum_gradient (CrCursor *cursor, CrVariableRecord *record)
{
  CrVariableRecord *known = record;
  while (known->continues)
    known--;
  for (; known <= record; known++)
    {
      CrValue *base = known->continues ? known[-1].state.gradient : known->state.gradient;
      known->state.gradient = add (cursor, base, known->addends);
      known->continues = FALSE;
      known->addends = known->last_addend = NULL;
    }
}

const CrVariableState *
cr_cursor_get_variable (CrCursor *cursor, guint variable)
{
  g_return_val_if_fail (variable < cursor->graph->variables->len, &nothing_yet);
  guint end = find_variable_record (cursor->history, variable, cursor->position);
  if (end == cursor->history->first_variable[variable])
    return &nothing_yet;
  CrVariableRecord *record = &cursor->history->variables[end - 1];
  if (record->continues || record->addends != NULL)
    sum_gradient (cursor, record);
  return &record->state;
}

const CrFunctionState *
cr_cursor_get_function (CrCursor *cursor, guint function)
{
  g_return_val_if_fail (function < cursor->graph->functions->len, &never_reached);
  const CrHistory *history = cursor->history;
  guint end = find_function_record (history, function, cursor->position);
  if (end == history->first_function[function])
    return history->reached[function] ? &not_reached_yet : &never_reached;
  return &history->functions[end - 1].state;
}

guint
cr_cursor_get_generation (CrCursor *cursor)
{
  return cr_graph_get_generation_at (cursor->graph, cursor->position);
}

guint
cr_cursor_get_backward (CrCursor *cursor)
{
  return cursor->position == 0 ? 0 : cr_spans_find (cursor->history->backwards, cursor->position - 1, 0);
}

/* How many entries of an ascending array of guint are smaller than @event. */
static guint
count_before (const GArray *events, guint event)
{
  guint low = 0, high = events->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (g_array_index (events, guint, middle) < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
cr_cursor_next_stop (CrCursor *cursor, gboolean forwards)
{
  const GArray *stops = cursor->history->stops;
  if (forwards)
    {
      guint next = count_before (stops, cursor->position);
      return next < stops->len ? g_array_index (stops, guint, next) + 1 : cursor->graph->n_events;
    }
  /* Position p is just after event p - 1. */
  guint before = cursor->position == 0 ? 0 : count_before (stops, cursor->position - 1);
  return before > 0 ? g_array_index (stops, guint, before - 1) + 1 : 0;
}

/* The first event that is not passed yet, or the one just passed, which going back leaves behind. */
static guint
where_to_look (CrCursor *cursor, gboolean forwards)
{
  return forwards || cursor->position == 0 ? cursor->position : cursor->position - 1;
}

/* Whether what happened to a variable there is about it, and not a backward that only begins to expect something. */
static gboolean
is_visit_of_variable (CrCursor *cursor, const CrVariableRecord *record)
{
  CrEventKind kind = cr_trace_get_event (cursor->graph->trace, record->event)->kind;
  return kind != CR_EVENT_BACKWARD_BEGUN || record->state.n_arrived > 0;
}

guint
cr_cursor_next_visit_of_variable (CrCursor *cursor, guint variable, gboolean forwards)
{
  g_return_val_if_fail (variable < cursor->graph->variables->len, CR_NONE);
  const CrHistory *history = cursor->history;
  guint first = history->first_variable[variable], end = history->first_variable[variable + 1];
  guint i = find_variable_record (history, variable, where_to_look (cursor, forwards));
  if (forwards)
    while (i < end && !is_visit_of_variable (cursor, &history->variables[i]))
      i++;
  else
    while (i-- > first && !is_visit_of_variable (cursor, &history->variables[i]))
      ;
  return i >= first && i < end ? history->variables[i].event + 1 : CR_NONE;
}

/* Made, stepped through, its saved tensors freed: what others do to it is not its own. */
static gboolean
is_visit_of_function (CrCursor *cursor, const CrFunctionRecord *record)
{
  const CrEvent *event = cr_trace_get_event (cursor->graph->trace, record->event);
  const CrFunctionNode *function = cr_graph_get_function (cursor->graph, record->function);
  switch (event->kind)
    {
    case CR_EVENT_OPERATION:
      return function->created == record->event;
    case CR_EVENT_FUNCTION_STEPPED:
      return function->id == event->u.step.function;
    case CR_EVENT_SAVED_FREED:
      return function->id == event->u.function;
    default:
      return FALSE;
    }
}

guint
cr_cursor_next_visit_of_function (CrCursor *cursor, guint function, gboolean forwards)
{
  g_return_val_if_fail (function < cursor->graph->functions->len, CR_NONE);
  const CrHistory *history = cursor->history;
  guint first = history->first_function[function], end = history->first_function[function + 1];
  guint i = find_function_record (history, function, where_to_look (cursor, forwards));
  if (forwards)
    while (i < end && !is_visit_of_function (cursor, &history->functions[i]))
      i++;
  else
    while (i-- > first && !is_visit_of_function (cursor, &history->functions[i]))
      ;
  return i >= first && i < end ? history->functions[i].event + 1 : CR_NONE;
}
