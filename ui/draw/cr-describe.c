/* The event at a cursor as one sentence with its numbers: for the timeline, the explanation card and
 * whoever hears the window instead of seeing it. */
#include "cr-painter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-label.h"
#include "cr-plot-record.h"

/* A variable's name, or how it came to be ("the result of AddBackward0"). Owned. */
static char *
name_variable (CrGraph *graph, guint index)
{
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  const CrValue *number = variable ? cr_fact_get_constant (graph, variable) : NULL;

  if (variable && cr_variable_get_label (variable))
    return g_strdup (cr_variable_get_label (variable));
  if (number)
    {
      g_autofree char *label = cr_label_new (number);
      return g_strdup_printf (_ ("the number %s"), label);
    }
  if (variable && variable->maker != CR_NONE)
    return g_strdup_printf (_ ("the result of %s"), cr_graph_get_function (graph, variable->maker)->name);
  if (variable && variable->range.line)
    return g_strdup_printf (_ ("a tensor made in line %u"), variable->range.line);
  return g_strdup (_ ("a tensor"));
}

static char *
name_pair (CrGraph *graph, guint64 tensor, guint64 function)
{
  return name_variable (graph, cr_graph_find_variable (graph, tensor, function));
}

/* The last variable that the tensor was before @event: for events that know no function. */
static char *
name_tensor (CrGraph *graph, guint64 tensor, guint event)
{
  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);

      if (variable->tensor == tensor && variable->created < event)
        return name_variable (graph, i);
    }
  return g_strdup (_ ("a tensor"));
}

/* The numbers in one line, in brackets where there are several or none. Owned. */
static char *
quote_value (const CrValue *value, gboolean brief)
{
  char *label = brief ? cr_label_new_short (value) : cr_label_new (value);
  char *quoted;

  if (value == NULL || cr_value_get_ndim (value) == 0 || *label == '[')
    return label;
  quoted = g_strdup_printf ("[%s]", g_strdelimit (label, "\n", ' '));
  g_free (label);
  return quoted;
}

/* "a", "a and b", "a, b and c". Owned. */
static char *
join_words (GPtrArray *words)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      if (i > 0)
        g_string_append (out, i + 1 == words->len ? _ (" and ") : ", ");
      g_string_append (out, g_ptr_array_index (words, i));
    }
  return g_string_free (out, FALSE);
}

static char *
describe_created (CrGraph *graph, const CrTensorEvent *event)
{
  guint index = cr_graph_find_variable (graph, event->id, 0);
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  g_autofree char *name = name_variable (graph, index), *label = quote_value (event->value, FALSE), *shape = NULL;

  shape = event->value ? cr_label_new_shape (cr_value_get_dtype (event->value), cr_value_get_ndim (event->value),
                                             cr_value_get_sizes (event->value))
                       : g_strdup ("");
  if (variable && cr_fact_get_constant (graph, variable))
    return g_strdup_printf (_ ("The number %s becomes a tensor, %s."), label, shape);
  if (event->is_leaf && event->requires_grad)
    return g_strdup_printf (_ ("A leaf that requires a gradient was created: %s, %s, with %s."), name, shape, label);
  return g_strdup_printf (_ ("A tensor was created: %s, %s, with %s."), name, shape, label);
}

static char *
describe_operation (CrGraph *graph, const CrOperationEvent *event)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *label = quote_value (event->value, FALSE), *output = NULL, *joined = NULL;
  guint index = cr_graph_find_variable (graph, event->output, event->function);
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  const char *function = event->primitive;

  for (guint i = 0; i < event->n_inputs; i++)
    g_ptr_array_add (inputs, name_pair (graph, event->inputs[i], event->input_fns[i]));
  if (variable && variable->maker != CR_NONE)
    function = cr_graph_get_function (graph, variable->maker)->name;
  joined = join_words (inputs);
  output = variable && variable->name ? g_strdup (variable->name) : g_strdup (_ ("a new tensor"));
  if (event->function == 0)
    return g_strdup_printf (_ ("%s of %s gave %s = %s; no gradient is recorded."), event->primitive,
                            inputs->len ? joined : _ ("nothing"), output, label);
  return g_strdup_printf (_ ("%s of %s gave %s = %s and recorded %s for the way back."), event->primitive,
                          inputs->len ? joined : _ ("nothing"), output, label, function);
}

static char *
describe_accumulate (CrGraph *graph, const CrStepEvent *step)
{
  g_autofree char *leaf = name_pair (graph, step->leaf, 0);
  g_autofree char *label = quote_value (step->n_received ? step->received[0] : NULL, FALSE);

  return g_strdup_printf (_ ("AccumulateGrad takes %s into %s.grad."), label, leaf);
}

/* "m gets 2.0", one for each input that is sent something. */
static GPtrArray *
list_sent (CrGraph *graph, const CrStepEvent *step, const CrFunctionNode *function)
{
  GPtrArray *out = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < step->n_sent; i++)
    {
      g_autofree char *label = NULL, *name = NULL;

      if (step->sent[i] == NULL)
        continue;
      label = quote_value (step->sent[i], TRUE);
      name
          = function && i < function->n_inputs ? name_variable (graph, function->inputs[i]) : g_strdup (_ ("a tensor"));
      if (function && cr_fact_sums_broadcast (graph, function, step, i))
        g_ptr_array_add (out, g_strdup_printf (_ ("%s, summed because it was broadcast, to %s"), label, name));
      else
        g_ptr_array_add (out, g_strdup_printf (_ ("%s to %s"), label, name));
    }
  return out;
}

static char *
describe_step (CrGraph *graph, const CrStepEvent *step)
{
  guint index = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  g_autofree char *received = NULL, *sent = NULL;
  g_autoptr (GPtrArray) words = NULL;

  if (step->leaf)
    return describe_accumulate (graph, step);
  received = quote_value (step->n_received ? step->received[0] : NULL, TRUE);
  words = list_sent (graph, step, function);
  sent = join_words (words);
  if (words->len == 0)
    return g_strdup_printf (_ ("%s received %s and hands nothing on."), step->name, received);
  return g_strdup_printf (_ ("%s received %s and hands %s."), step->name, received, sent);
}

static char *
describe_gradient (CrGraph *graph, const CrEvent *event)
{
  const CrGradientEvent *g = &event->u.gradient;
  g_autofree char *name = name_pair (graph, g->tensor, g->function), *before = quote_value (g->before, TRUE),
                  *received = quote_value (g->received, TRUE), *after = quote_value (g->after, TRUE);

  if (event->kind == CR_EVENT_GRAD_CLEARED)
    return g->after ? g_strdup_printf (_ ("%s.grad was set to zero."), name)
                    : g_strdup_printf (_ ("%s.grad was cleared: it is None now."), name);
  if (g->before == NULL)
    return g_strdup_printf (_ ("%s.grad was None and is %s now."), name, after);
  return g_strdup_printf (_ ("%s.grad was %s; %s is added: it is %s now."), name, before, received, after);
}

static char *
describe_backward (CrGraph *graph, const CrEvent *event)
{
  const CrBackwardEvent *b = &event->u.backward;
  g_autofree char *root = b->n_roots ? name_pair (graph, b->roots[0], b->root_fns[0]) : g_strdup (_ ("a tensor"));
  g_autofree char *label = quote_value (b->n_roots && b->gradients ? b->gradients[0] : NULL, TRUE);

  if (event->kind == CR_EVENT_BACKWARD_ENDED)
    return g_strdup_printf (b->finished ? _ ("Backward pass %u is done.") : _ ("Backward pass %u failed."), b->number);
  return g_strdup_printf (_ ("Backward pass %u begins at %s with the gradient %s."), b->number, root,
                          *label ? label : "1.");
}

static char *
describe_written (CrGraph *graph, const CrTensorEvent *event, guint position)
{
  g_autofree char *name = name_tensor (graph, event->id, position), *before = quote_value (event->before, TRUE),
                  *after = quote_value (event->value, TRUE);

  return g_strdup_printf (_ ("%s was changed in place from %s to %s; its version is %u now."), name, before, after,
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
                            event->u.text.text ? event->u.text.text : "");
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
  return g_strdup_printf (_ ("%s frees the tensors that it had saved."), cr_graph_get_function (graph, index)->name);
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
describe_event (CrGraph *graph, const CrEvent *event, guint position)
{
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
      return describe_step (graph, &event->u.step);
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

  g_return_val_if_fail (cursor != NULL, NULL);
  event = cr_cursor_get_event (cursor);
  if (event == NULL)
    return g_strdup (cr_cursor_get_length (cursor) ? _ ("Before the first event of the run.")
                                                   : _ ("Nothing has happened: the run has no events."));
  return describe_event (cr_cursor_get_graph (cursor), event, cr_cursor_get_position (cursor));
}
