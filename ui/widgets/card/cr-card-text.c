/* Heading, headline and numbers of the explanation card. */

#include "cr-card-text.h"

#include <glib/gi18n-lib.h>

#include "cr-fact.h"
#include "cr-trace-index.h"

#define MAX_NAMES 3 /* in a headline */

/* How many functions step in the backward that is under way at @event. */
static guint
count_steps (CrSession *session, guint event)
{
  const GArray *steps = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  guint passes = cr_events_count_before (begun, event);
  guint first = passes == 0 ? 0 : g_array_index (begun, guint, passes - 1);
  guint end = passes < begun->len ? g_array_index (begun, guint, passes) : G_MAXUINT;

  return cr_events_count_before (steps, end) - cr_events_count_before (steps, first);
}

char *
cr_card_heading (CrSession *session)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);
  guint backward = cursor == NULL ? 0 : cr_cursor_get_backward (cursor);

  if (cursor == NULL)
    return g_strdup (_ ("Nothing to play yet"));
  if (event == NULL)
    return g_strdup (_ ("Before the run"));
  if (event->kind == CR_EVENT_FAILED)
    return g_strdup_printf (_ ("The run failed · line %u"), event->range.line);
  if (event->kind == CR_EVENT_FUNCTION_STEPPED)
    return g_strdup_printf (_ ("Step %u of %u · backward pass %u"), event->u.step.step,
                            count_steps (session, cr_session_get_position (session) - 1), event->u.step.backward);
  if (backward > 0)
    return g_strdup_printf (_ ("Backward pass %u"), backward);
  if (event->range.line > 0)
    return g_strdup_printf (_ ("Line %u"), event->range.line);
  return g_strdup (_ ("Forward"));
}

/* NULL for one that nobody would know by a name. */
static const char *
get_label (CrGraph *graph, guint variable)
{
  return variable == CR_NONE ? NULL : cr_variable_get_label (cr_graph_get_variable (graph, variable));
}

static guint
find_tensor (CrGraph *graph, guint64 tensor, guint64 function)
{
  return cr_graph_find_variable (graph, tensor, function);
}

/* "m and b": those of @function's inputs that were sent something; NULL if there are too many. */
static char *
list_targets (CrGraph *graph, const CrStepEvent *step, const CrFunctionNode *function, guint *n)
{
  GString *out = g_string_new (NULL);
  guint last = CR_NONE;

  *n = 0;
  for (guint i = 0; i < step->n_sent; i++)
    last = step->sent[i] != NULL ? i : last;
  for (guint i = 0; i < step->n_sent; i++)
    {
      g_autofree char *label = i < function->n_inputs ? cr_fact_dup_title (graph, function->inputs[i]) : NULL;

      if (step->sent[i] == NULL)
        continue;
      if (label == NULL || ++*n > MAX_NAMES)
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      g_string_append_printf (out, "%s%s", out->len == 0 ? "" : i == last ? _ (" and ") : ", ", label);
    }
  return g_string_free (out, FALSE);
}

static char *
head_step (CrGraph *graph, const CrStepEvent *step)
{
  guint index = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  const char *leaf = step->leaf == 0 ? NULL : get_label (graph, find_tensor (graph, step->leaf, 0));
  g_autofree char *targets = NULL;
  guint n = 0;

  if (step->leaf != 0)
    return leaf != NULL ? g_strdup_printf (_ ("The gradient has reached the leaf %s."), leaf)
                        : g_strdup (_ ("The gradient has reached a leaf."));
  if (function != NULL)
    targets = list_targets (graph, step, function, &n);
  if (targets == NULL || n == 0)
    return g_strdup_printf (_ ("%s applies its rule."), step->name);
  return g_strdup_printf (_ ("%s sends gradients to %s."), step->name, targets);
}

static char *
head_gradient (CrGraph *graph, const CrEvent *event)
{
  const CrGradientEvent *gradient = &event->u.gradient;
  const char *label = get_label (graph, find_tensor (graph, gradient->tensor, gradient->function));
  const char *name = label == NULL ? _ ("A leaf") : label;

  if (event->kind == CR_EVENT_GRAD_CLEARED)
    return g_strdup_printf (_ ("%s.grad starts afresh."), name);
  if (gradient->before == NULL)
    return g_strdup_printf (_ ("%s.grad has its first gradient."), name);
  return g_strdup_printf (_ ("%s.grad grows: gradients accumulate."), name);
}

static char *
head_operation (CrGraph *graph, const CrOperationEvent *operation)
{
  const char *label = get_label (graph, find_tensor (graph, operation->output, operation->function));

  if (operation->function == 0)
    return g_strdup_printf (_ ("%s is computed, off the record."), label == NULL ? operation->primitive : label);
  if (label == NULL)
    return g_strdup_printf (_ ("%s is computed and recorded."), operation->primitive);
  return g_strdup_printf (_ ("%s is computed and recorded."), label);
}

static char *
head_backward (const CrEvent *event)
{
  if (event->kind == CR_EVENT_BACKWARD_BEGUN)
    return g_strdup (_ ("The way back begins at the root."));
  return g_strdup (event->u.backward.finished ? _ ("The way back is done.") : _ ("The way back was broken off."));
}

char *
cr_card_headline (CrCursor *cursor)
{
  static const char *const plain[CR_N_EVENT_KINDS] = {
    [CR_EVENT_TENSOR_CREATED] = N_ ("A tensor is made."),
    [CR_EVENT_NAME_BOUND] = N_ ("A name is given."),
    [CR_EVENT_TENSOR_RELEASED] = N_ ("A tensor is released."),
    [CR_EVENT_WRITTEN] = N_ ("A tensor is changed in place."),
    [CR_EVENT_SAVED_FREED] = N_ ("Saved tensors are freed."),
    [CR_EVENT_OPTIMIZER_STEPPED] = N_ ("The optimizer has made its step."),
    [CR_EVENT_PRINTED] = N_ ("Something is printed."),
    [CR_EVENT_PLOTTED] = N_ ("Something is plotted."),
    [CR_EVENT_WARNED] = N_ ("A warning."),
    [CR_EVENT_FAILED] = N_ ("The run ends with an error."),
    [CR_EVENT_SCOPE_ENTERED] = N_ ("A part of the script begins."),
    [CR_EVENT_SCOPE_LEFT] = N_ ("A part of the script ends."),
  };
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);
  CrGraph *graph = cursor == NULL ? NULL : cr_cursor_get_graph (cursor);

  if (event == NULL)
    return g_strdup ("");
  if (event->kind == CR_EVENT_FUNCTION_STEPPED)
    return head_step (graph, &event->u.step);
  if (event->kind == CR_EVENT_GRAD_ACCUMULATED || event->kind == CR_EVENT_GRAD_CLEARED)
    return head_gradient (graph, event);
  if (event->kind == CR_EVENT_OPERATION)
    return head_operation (graph, &event->u.operation);
  if (event->kind == CR_EVENT_BACKWARD_BEGUN || event->kind == CR_EVENT_BACKWARD_ENDED)
    return head_backward (event);
  return g_strdup (plain[event->kind] == NULL ? "" : _ (plain[event->kind]));
}

/* The selected element, if @variable is selected and has as many as @value; else 0. */
static gint64
choose_element (CrSession *session, guint variable, const CrValue *value)
{
  gint64 element = cr_session_get_selected_element (session);

  return variable == cr_session_get_selected_variable (session) && element < cr_value_get_numel (value) ? element : 0;
}

static void
set_number (CrCardNumber *number, guint variable, const CrValue *value, gint64 element)
{
  if (variable == CR_NONE || !cr_value_has_data (value) || element >= cr_value_get_numel (value))
    return;
  *number = (CrCardNumber){ variable, element, cr_value_get_double (value, element) };
}

/* Of the slot whose input is selected, else one that several contributions are summed for, else the first of which the
 * rule can be told in numbers. */
static CrFormula *
write_step (CrSession *session, const CrStepEvent *step, CrCardNumber *number)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint index = cr_graph_find_function (graph, step->function), event = cr_session_get_position (session) - 1;
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  guint selected = cr_session_get_selected_variable (session);

  for (guint pass = 0; function != NULL && pass < 3; pass++)
    for (guint slot = 0; slot < MIN (step->n_sent, function->n_inputs); slot++)
      {
        guint variable = function->inputs[slot];
        gint64 element;
        CrFormula *formula;

        if (step->sent[slot] == NULL || (pass == 0 && variable != selected)
            || (pass == 1 && !cr_fact_sums_broadcast (graph, function, step, slot)))
          continue;
        element = choose_element (session, variable, step->sent[slot]);
        formula = cr_formula_new_numbers (cursor, event, slot, element);
        if (formula != NULL || number->variable == CR_NONE)
          set_number (number, variable, step->sent[slot], element);
        if (formula != NULL)
          return formula;
      }
  return NULL;
}

static CrFormula *
write_accumulation (CrSession *session, guint event, CrCardNumber *number)
{
  CrGraph *graph = cr_session_get_graph (session);
  const CrGradientEvent *gradient = &cr_trace_get_event (cr_graph_get_trace (graph), event)->u.gradient;
  guint variable = find_tensor (graph, gradient->tensor, gradient->function);
  gint64 element;

  if (gradient->after == NULL)
    return NULL;
  element = choose_element (session, variable, gradient->after);
  set_number (number, variable, gradient->after, element);
  return cr_formula_new_accumulation (graph, event, element);
}

CrFormula *
cr_card_numbers (CrSession *session, CrCardNumber *number)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);

  *number = (CrCardNumber){ CR_NONE, 0, 0 };
  if (event == NULL)
    return NULL;
  if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == 0)
    return write_step (session, &event->u.step, number);
  if (event->kind == CR_EVENT_GRAD_ACCUMULATED)
    return write_accumulation (session, cr_session_get_position (session) - 1, number);
  return NULL;
}
