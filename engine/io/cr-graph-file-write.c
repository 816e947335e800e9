/* Events as JSON objects: the members of each kind are those of its struct in cr-event.h. */

#include "cr-graph-file-private.h"

#include "cr-json.h"
#include "cr-plot-record.h"

static void
append_id (GString *out, const char *key, guint64 id)
{
  g_string_append_printf (out, ",\"%s\":%" G_GUINT64_FORMAT, key, id);
}

static void
append_boolean (GString *out, const char *key, gboolean value)
{
  g_string_append_printf (out, ",\"%s\":%s", key, value ? "true" : "false");
}

static void
append_string (GString *out, const char *key, const char *string)
{
  g_string_append_printf (out, ",\"%s\":", key);
  cr_json_append_string (out, string);
}

static void
append_value (GString *out, const char *key, const CrValue *value)
{
  g_string_append_printf (out, ",\"%s\":", key);
  cr_json_append_value (out, value, CR_GRAPH_FILE_MAX_ELEMENTS);
}

static void
append_values (GString *out, const char *key, CrValue *const *values, guint n)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      cr_json_append_value (out, values[i], CR_GRAPH_FILE_MAX_ELEMENTS);
    }
  g_string_append_c (out, ']');
}

static void
append_ids (GString *out, const char *key, const guint64 *ids, guint n)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%" G_GUINT64_FORMAT, i > 0 ? "," : "", ids[i]);
  g_string_append_c (out, ']');
}

static void
append_edges (GString *out, const CrEdge *edges, guint n)
{
  g_string_append (out, ",\"edges\":[");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s[%" G_GUINT64_FORMAT ",%u]", i > 0 ? "," : "", edges[i].function,
                            edges[i].input_nr);
  g_string_append_c (out, ']');
}

void
cr_graph_file_write_range (GString *out, const char *key, const CrRange *range)
{
  g_string_append_printf (out, ",\"%s\":[%u,%u,%u,%u,%u,%u]", key, range->line, range->column, range->end_line,
                          range->end_column, range->offset, range->length);
}

static void
write_tensor (GString *out, const CrTensorEvent *tensor)
{
  append_id (out, "id", tensor->id);
  append_boolean (out, "requires_grad", tensor->requires_grad);
  append_boolean (out, "is_leaf", tensor->is_leaf);
  append_id (out, "version", tensor->version);
  append_value (out, "before", tensor->before);
  append_value (out, "value", tensor->value);
}

/* Most operations have one result, and then no member for others. */
static void
append_results (GString *out, const CrResult *results, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%s{\"tensor\":%" G_GUINT64_FORMAT, i == 0 ? ",\"others\":[" : ",",
                              results[i].tensor);
      append_id (out, "function", results[i].function);
      append_id (out, "version", results[i].version);
      append_value (out, "value", results[i].value);
      g_string_append (out, i + 1 == n ? "}]" : "}");
    }
}

/* Those members follow that files of version 1 lack; what is usual is left out. */
static void
append_saved (GString *out, const CrSavedTensor *saved, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%s{\"tensor\":%" G_GUINT64_FORMAT, i == 0 ? ",\"saved\":[" : ",", saved[i].tensor);
      append_id (out, "version", saved[i].version);
      append_id (out, "slot", saved[i].slot);
      append_boolean (out, "is_output", saved[i].is_output);
      g_string_append (out, i + 1 == n ? "}]" : "}");
    }
}

static void
write_operation (GString *out, const CrOperationEvent *operation)
{
  append_string (out, "primitive", operation->primitive);
  append_string (out, "function_name", operation->function_name);
  append_id (out, "output", operation->output);
  append_id (out, "function", operation->function);
  append_boolean (out, "saves", operation->saves);
  append_boolean (out, "in_place", operation->in_place);
  append_id (out, "version", operation->version);
  append_ids (out, "inputs", operation->inputs, operation->n_inputs);
  append_ids (out, "input_functions", operation->input_fns, operation->n_inputs);
  append_edges (out, operation->edges, operation->n_edges);
  append_value (out, "value", operation->value);
  append_results (out, operation->others, operation->n_others);
  if (operation->grad_disabled)
    append_boolean (out, "grad_disabled", TRUE);
  append_saved (out, operation->saved, operation->n_saved);
}

static void
write_name (GString *out, const CrNameEvent *name)
{
  append_string (out, "name", name->name);
  append_id (out, "tensor", name->tensor);
  append_id (out, "function", name->function);
  append_id (out, "old_tensor", name->old_tensor);
  append_id (out, "old_function", name->old_function);
}

static void
write_backward (GString *out, const CrBackwardEvent *backward)
{
  append_id (out, "number", backward->number);
  append_boolean (out, "finished", backward->finished);
  append_ids (out, "roots", backward->roots, backward->n_roots);
  append_ids (out, "root_functions", backward->root_fns, backward->n_roots);
  append_values (out, "gradients", backward->gradients, backward->n_roots);
}

static void
write_step (GString *out, const CrStepEvent *step)
{
  append_id (out, "backward", step->backward);
  append_id (out, "step", step->step);
  append_id (out, "function", step->function);
  append_string (out, "name", step->name);
  append_id (out, "leaf", step->leaf);
  append_values (out, "received", step->received, step->n_received);
  append_values (out, "sent", step->sent, step->n_sent);
  append_edges (out, step->edges, step->n_sent);
  if (step->nanoseconds != 0)
    append_id (out, "nanoseconds", step->nanoseconds);
}

static void
write_gradient (GString *out, const CrGradientEvent *gradient)
{
  append_id (out, "tensor", gradient->tensor);
  append_id (out, "function", gradient->function);
  append_id (out, "grad", gradient->grad);
  append_id (out, "old_grad", gradient->old_grad);
  append_value (out, "before", gradient->before);
  append_value (out, "received", gradient->received);
  append_value (out, "after", gradient->after);
}

static void
write_data (GString *out, const char *key, GPtrArray *data)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; data != NULL && i < data->len; i++)
    {
      const CrPlotDatum *datum = data->pdata[i];
      g_string_append_printf (out, "%s{\"kind\":%d", i > 0 ? "," : "", (int)datum->kind);
      append_string (out, "keyword", datum->keyword);
      g_string_append_printf (out, ",\"integer\":%" G_GINT64_FORMAT ",\"number\":", datum->integer);
      cr_json_append_double (out, datum->number);
      append_string (out, "string", datum->string);
      append_id (out, "tensor", datum->tensor);
      append_value (out, "value", datum->value);
      if (datum->elements != NULL)
        write_data (out, "elements", datum->elements);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
write_plot (GString *out, const CrPlotRecord *plot)
{
  append_string (out, "name", plot->name);
  append_id (out, "axes", plot->axes);
  write_data (out, "args", plot->args);
}

static void
write_diagnostic (GString *out, const CrDiagnostic *diagnostic)
{
  append_string (out, "severity", diagnostic->severity == CR_SEVERITY_ERROR ? "error" : "warning");
  append_id (out, "code", (guint64)diagnostic->code);
  append_string (out, "type", diagnostic->type_name);
  append_string (out, "message", diagnostic->message);
  cr_graph_file_write_range (out, "place", &diagnostic->range);
  if (diagnostic->fixit != NULL)
    {
      g_string_append (out, ",\"fixit\":{\"replacement\":");
      cr_json_append_string (out, diagnostic->fixit->replacement);
      append_string (out, "sentence", diagnostic->fixit->sentence);
      cr_graph_file_write_range (out, "place", &diagnostic->fixit->range);
      g_string_append_c (out, '}');
    }
  g_string_append (out, ",\"traceback\":[");
  for (guint i = 0; diagnostic->traceback != NULL && i < diagnostic->traceback->len; i++)
    {
      const CrFrame *frame = &g_array_index (diagnostic->traceback, CrFrame, i);
      g_string_append (out, i > 0 ? ",{\"function\":" : "{\"function\":");
      cr_json_append_string (out, frame->function);
      cr_graph_file_write_range (out, "place", &frame->range);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
write_failure (GString *out, const CrFailure *failure)
{
  if (failure == NULL)
    return;
  g_string_append_printf (out, ",\"failure\":{\"kind\":\"%s\"", cr_graph_file_get_failure_name (failure->kind));
  append_id (out, "function", failure->function);
  append_id (out, "tensor", failure->tensor);
  append_id (out, "saved_version", failure->saved_version);
  append_id (out, "version", failure->version);
  append_string (out, "name", failure->name);
  append_ids (out, "operands", failure->operands, failure->n_operands);
  append_ids (out, "operand_functions", failure->operand_fns, failure->n_operands);
  g_string_append_c (out, '}');
}

static void
write_scope (GString *out, const CrScopeEvent *scope)
{
  append_string (out, "scope", cr_graph_file_get_scope_name (scope->kind));
  append_id (out, "depth", scope->depth);
  append_id (out, "number", scope->number);
  g_string_append_printf (out, ",\"loop\":\"%016" G_GINT64_MODIFIER "x\"", scope->loop);
  append_string (out, "name", scope->name);
  if (scope->class_name != NULL)
    append_string (out, "class", scope->class_name);
}

static void
write_contents (GString *out, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      write_tensor (out, &event->u.tensor);
      break;
    case CR_EVENT_TENSOR_RELEASED:
      append_id (out, "id", event->u.tensor.id);
      break;
    case CR_EVENT_OPERATION:
      write_operation (out, &event->u.operation);
      break;
    case CR_EVENT_NAME_BOUND:
      write_name (out, &event->u.name);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      write_backward (out, &event->u.backward);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      write_step (out, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      write_gradient (out, &event->u.gradient);
      break;
    case CR_EVENT_SAVED_FREED:
      append_id (out, "function", event->u.function);
      break;
    case CR_EVENT_OPTIMIZER_STEPPED:
    case CR_EVENT_PRINTED:
    case CR_EVENT_WARNED:
      append_string (out, "category", event->u.text.category);
      append_string (out, "text", event->u.text.text);
      break;
    case CR_EVENT_PLOTTED:
      write_plot (out, event->u.plot);
      break;
    case CR_EVENT_FAILED:
      write_diagnostic (out, event->u.diagnostic);
      write_failure (out, event->u.failure);
      break;
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      write_scope (out, &event->u.scope);
      break;
    case CR_N_EVENT_KINDS:
    default:
      break;
    }
}

void
cr_graph_file_write_event (GString *out, const CrEvent *event)
{
  g_string_append_printf (out, "{\"kind\":\"%s\",\"key\":\"%016" G_GINT64_MODIFIER "x\"",
                          cr_event_kind_get_name (event->kind), event->key);
  cr_graph_file_write_range (out, "range", &event->range);
  write_contents (out, event);
  g_string_append_c (out, '}');
}
