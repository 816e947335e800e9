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
  const CrHistory *history = cursor->history;
  guint first = history->first_variable[variable];
  guint low = first, high = history->first_variable[variable + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (history->variables[middle].event < cursor->position)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == first)
    return &nothing_yet;
  CrVariableRecord *record = &history->variables[low - 1];
  if (record->continues || record->addends != NULL)
    sum_gradient (cursor, record);
  return &record->state;
}

const CrFunctionState *
cr_cursor_get_function (CrCursor *cursor, guint function)
{
  g_return_val_if_fail (function < cursor->graph->functions->len, &never_reached);
  const CrHistory *history = cursor->history;
  guint first = history->first_function[function];
  guint low = first, high = history->first_function[function + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (history->functions[middle].event < cursor->position)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == first)
    return history->reached[function] ? &not_reached_yet : &never_reached;
  return &history->functions[low - 1].state;
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

static gboolean
is_stop (CrCursor *cursor, guint position)
{
  CrEventKind kind = cr_trace_get_event (cursor->graph->trace, position - 1)->kind;
  return kind == CR_EVENT_OPERATION || kind == CR_EVENT_FUNCTION_STEPPED || kind == CR_EVENT_GRAD_ACCUMULATED;
}

guint
cr_cursor_next_stop (CrCursor *cursor, gboolean forwards)
{
  guint position = cursor->position;
  if (forwards)
    {
      do
        position++;
      while (position <= cursor->graph->n_events && !is_stop (cursor, position));
      return MIN (position, cursor->graph->n_events);
    }
  if (position == 0)
    return 0;
  do
    position--;
  while (position > 0 && !is_stop (cursor, position));
  return position;
}
