/* The event at a cursor as one sentence with its numbers: for the timeline, the explanation card and
 * whoever hears the window instead of seeing it. */
#include "cr-describe-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-label.h"
#include "cr-painter.h"
#include "cr-plot-record.h"

static char *
name_pair (CrGraph *graph, guint64 tensor, guint64 function)
{
  return cr_describe_variable (graph, cr_graph_find_variable (graph, tensor, function));
}

/* The last variable that the tensor was before @event: for events that know no function. */
static char *
name_tensor (CrGraph *graph, guint64 tensor, guint event)
{
  for (guint i = cr_graph_find_tensor (graph, tensor); i != CR_NONE; i = cr_graph_get_previous (graph, i))
    if (cr_graph_get_variable (graph, i)->created < event)
      return cr_describe_variable (graph, i);
  return g_strdup (_ ("a tensor"));
}

static char *
describe_created (CrGraph *graph, const CrTensorEvent *event)
{
  guint index = cr_graph_find_variable (graph, event->id, 0);
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  g_autofree char *name = cr_describe_variable (graph, index), *label = cr_describe_value (event->value, FALSE),
                  *shape = NULL;

  shape = event->value ? cr_label_new_shape (cr_value_get_dtype (event->value), cr_value_get_ndim (event->value),
                                             cr_value_get_sizes (event->value))
                       : g_strdup ("");
  if (variable && cr_fact_get_constant (graph, variable))
    return g_strdup_printf (_ ("The number %s becomes a tensor, %s."), label, shape);
  if (variable && cr_describe_find_owner (graph, variable) != CR_NONE)
    return g_strdup_printf (_ ("The script looks at %s: %s, with %s."), name, shape, label);
  if (event->is_leaf && event->requires_grad)
    return g_strdup_printf (_ ("A leaf that requires a gradient was created: %s, %s, with %s."), name, shape, label);
  return g_strdup_printf (_ ("A tensor was created: %s, %s, with %s."), name, shape, label);
}

/* What the function keeps for its backward: "w and x2"; NULL if nothing is known of it. */
static char *
list_kept (CrGraph *graph, const CrOperationEvent *event)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < event->n_saved; i++)
    {
      guint index = CR_NONE;

      if (i > 0 && event->saved[i].tensor == event->saved[i - 1].tensor)
        continue;
      for (guint k = 0; k < event->n_inputs && index == CR_NONE; k++)
        if (event->inputs[k] == event->saved[i].tensor && !event->saved[i].is_output)
          index = cr_graph_find_variable (graph, event->inputs[k], event->input_fns[k]);
      if (event->saved[i].is_output)
        g_ptr_array_add (names, g_strdup (_ ("the result")));
      else
        g_ptr_array_add (names, cr_describe_variable (graph, index));
    }
  return names->len ? cr_describe_list (names) : NULL;
}

/* What of the operation the way back will need. */
static char *
describe_record (CrGraph *graph, const CrOperationEvent *event, const char *function)
{
  g_autofree char *kept = list_kept (graph, event);

  if (event->function == 0)
    return g_strdup (event->grad_disabled ? _ ("nothing is recorded, since gradients are off here")
                                          : _ ("no gradient is recorded"));
  if (kept)
    return g_strdup_printf (_ ("%s is recorded for the way back and keeps %s"), function, kept);
  return g_strdup_printf (_ ("%s is recorded for the way back"), function);
}

static char *
describe_operation (CrGraph *graph, const CrOperationEvent *event)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *label = cr_describe_value (event->value, FALSE), *output = NULL, *joined = NULL, *record = NULL;
  guint index = cr_graph_find_variable (graph, event->output, event->function);
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  const char *function = event->function_name ? event->function_name : event->primitive;

  for (guint i = 0; i < event->n_inputs; i++)
    g_ptr_array_add (inputs, name_pair (graph, event->inputs[i], event->input_fns[i]));
  if (event->function && variable && variable->maker != CR_NONE)
    function = cr_graph_get_function (graph, variable->maker)->name;
  joined = inputs->len ? cr_describe_list (inputs) : g_strdup (_ ("nothing"));
  output = cr_describe_variable (graph, index);
  record = describe_record (graph, event, function);
  if (event->in_place)
    return g_strdup_printf (_ ("%s of %s writes %s in place, now %s; %s."), event->primitive, joined, output, label,
                            record);
  return g_strdup_printf (_ ("%s of %s gives %s = %s; %s."), event->primitive, joined, output, label, record);
}

static char *
describe_accumulated (const CrGradientEvent *g, const char *name)
{
  g_autofree char *before = cr_describe_value (g->before, TRUE), *received = cr_describe_value (g->received, TRUE),
                  *after = cr_describe_value (g->after, TRUE);

  if (g->before == NULL)
    return g_strdup_printf (_ ("%s.grad was None: it becomes what has arrived, %s."), name, after);
  return g_strdup_printf (_ ("What has arrived is added to %s.grad: %s + %s = %s."), name, before, received, after);
}

static char *
describe_gradient (CrGraph *graph, const CrEvent *event)
{
  const CrGradientEvent *g = &event->u.gradient;
  g_autofree char *name = name_pair (graph, g->tensor, g->function);

  if (event->kind == CR_EVENT_GRAD_ACCUMULATED)
    return describe_accumulated (g, name);
  return g->after ? g_strdup_printf (_ ("%s.grad is set to zero, so that the next backward starts afresh."), name)
                  : g_strdup_printf (_ ("%s.grad is cleared: it is None now."), name);
}

static char *
describe_begun (CrGraph *graph, const CrBackwardEvent *b)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const CrValue *start = b->n_roots && b->gradients ? b->gradients[0] : NULL;
  g_autofree char *roots = NULL, *label = cr_describe_value (start, TRUE);

  for (guint i = 0; i < b->n_roots; i++)
    g_ptr_array_add (names, name_pair (graph, b->roots[i], b->root_fns[i]));
  roots = names->len ? cr_describe_list (names) : g_strdup (_ ("a tensor"));
  if (b->n_roots == 1 && start && cr_value_get_numel (start) == 1 && cr_value_get_double (start, 0) == 1)
    return g_strdup_printf (_ ("Backward pass %u begins at %s with the gradient 1: how %s changes with itself."),
                            b->number, roots, roots);
  return g_strdup_printf (_ ("Backward pass %u begins at %s with the gradient %s."), b->number, roots,
                          *label ? label : "1");
}

static char *
describe_backward (CrGraph *graph, const CrEvent *event)
{
  const CrBackwardEvent *b = &event->u.backward;

  if (event->kind == CR_EVENT_BACKWARD_BEGUN)
    return describe_begun (graph, b);
  return g_strdup_printf (b->finished ? _ ("Backward pass %u is done.") : _ ("Backward pass %u failed."), b->number);
}

static char *
describe_scope (const CrScopeEvent *scope, gboolean entered)
{
  const char *name = scope->name ? scope->name : "";

  switch (scope->kind)
    {
    case CR_SCOPE_ITERATION:
      if (!entered)
        return g_strdup_printf (_ ("Iteration %u of the loop ends."), scope->number);
      return *name ? g_strdup_printf (_ ("Iteration %u of the loop begins: %s."), scope->number, name)
                   : g_strdup_printf (_ ("Iteration %u of the loop begins."), scope->number);
    case CR_SCOPE_CALL:
      return g_strdup_printf (entered ? _ ("The function %s is called.") : _ ("The function %s returns."), name);
    case CR_SCOPE_MODULE:
    default:
      return g_strdup_printf (entered ? _ ("The module %s begins to compute.") : _ ("The module %s has computed."),
                              name);
    }
}

static char *
describe_written (CrGraph *graph, const CrTensorEvent *event, guint position)
{
  g_autofree char *name = name_tensor (graph, event->id, position), *before = cr_describe_value (event->before, TRUE),
                  *after = cr_describe_value (event->value, TRUE);

  return g_strdup_printf (_ ("%s was written in place, from %s to %s; its version is %u now."), name, before, after,
                          event->version);
}

static char *
describe_name (CrGraph *graph, const CrNameEvent *event)
{
  guint index = event->tensor ? cr_graph_find_variable (graph, event->tensor, event->function) : CR_NONE;
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  g_autofree char *shape = NULL;

  if (event->tensor == 0)
    return g_strdup_printf (_ ("The name %s means no tensor any more."), event->name);
  if (variable && cr_name_is_path (event->name))
    return g_strdup_printf (variable->requires_grad ? _ ("The parameter %s is in its module now.")
                                                    : _ ("The buffer %s is in its module now."),
                            event->name);
  if (variable == NULL)
    return g_strdup_printf (_ ("The name %s means a tensor now."), event->name);
  shape = cr_label_new_shape (variable->dtype, variable->ndim, variable->sizes);
  if (variable->maker != CR_NONE)
    return g_strdup_printf (_ ("The name %s means the result of %s now, %s."), event->name,
                            cr_graph_get_function (graph, variable->maker)->name, shape);
  return g_strdup_printf (_ ("The name %s means a leaf now, %s."), event->name, shape);
}

/* The text in one line without its line end, at most 60 characters. */
static char *
quote (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strchomp (g_strdup (text ? text : "")), "\n\r", ' ');

  if (g_utf8_strlen (line, -1) > 60)
    {
      g_autofree char *head = g_utf8_substring (line, 0, 59);
      return g_strconcat (head, "…", NULL);
    }
  return g_steal_pointer (&line);
}

static char *
describe_text (const CrEvent *event)
{
  g_autofree char *text = quote (event->u.text.text);

  if (event->kind == CR_EVENT_OPTIMIZER_STEPPED)
    return g_strdup_printf (_ ("%s has made a step with %s."), event->u.text.category ? event->u.text.category : "",
                            text);
  if (event->kind == CR_EVENT_WARNED)
    return g_strdup_printf (_ ("Warning, %s: %s"), event->u.text.category ? event->u.text.category : "", text);
  return g_strdup_printf (_ ("Printed: %s"), text);
}

static char *
describe_function (CrGraph *graph, guint64 id)
{
  guint index = cr_graph_find_function (graph, id);

  if (index == CR_NONE)
    return g_strdup (_ ("Saved tensors were freed."));
  return g_strdup_printf (_ ("%s frees the tensors that it had saved: it cannot step a second time."),
                          cr_graph_get_function (graph, index)->name);
}

static char *
describe_failure (const CrDiagnostic *diagnostic)
{
  g_autofree char *summary = diagnostic ? cr_diagnostic_dup_summary (diagnostic) : g_strdup ("");

  return g_strdup_printf (_ ("The run failed: %s"), summary);
}

static char *
describe_released (CrGraph *graph, guint64 id, guint position)
{
  g_autofree char *name = name_tensor (graph, id, position);

  return g_strdup_printf (_ ("Nothing refers to %s any more: it is released."), name);
}

static char *
describe_event (CrCursor *cursor, const CrEvent *event)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint position = cr_cursor_get_position (cursor);

  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
      return describe_created (graph, &event->u.tensor);
    case CR_EVENT_OPERATION:
      return describe_operation (graph, &event->u.operation);
    case CR_EVENT_NAME_BOUND:
      return describe_name (graph, &event->u.name);
    case CR_EVENT_TENSOR_RELEASED:
      return describe_released (graph, event->u.tensor.id, position);
    case CR_EVENT_WRITTEN:
      return describe_written (graph, &event->u.tensor, position);
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      return describe_backward (graph, event);
    case CR_EVENT_FUNCTION_STEPPED:
      return cr_describe_step (cursor, &event->u.step);
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return describe_gradient (graph, event);
    case CR_EVENT_SAVED_FREED:
      return describe_function (graph, event->u.function);
    case CR_EVENT_OPTIMIZER_STEPPED:
    case CR_EVENT_PRINTED:
    case CR_EVENT_WARNED:
      return describe_text (event);
    case CR_EVENT_PLOTTED:
      return g_strdup_printf (_ ("plt.%s was called."), event->u.plot ? event->u.plot->name : "");
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      return describe_scope (&event->u.scope, event->kind == CR_EVENT_SCOPE_ENTERED);
    case CR_EVENT_FAILED:
      return describe_failure (event->u.diagnostic);
    default:
      return g_strdup ("");
    }
}

char *
cr_cursor_describe (CrCursor *cursor)
{
  const CrEvent *event;
  g_autofree char *sentence = NULL;

  g_return_val_if_fail (cursor != NULL, NULL);
  event = cr_cursor_get_event (cursor);
  if (event == NULL)
    return g_strdup (cr_cursor_get_length (cursor) ? _ ("Before the first event of the run.")
                                                   : _ ("Nothing has happened: the run has no events."));
  sentence = describe_event (cursor, event);
  return cr_label_new_bounded (sentence);
}
