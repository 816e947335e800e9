/* Each backward of a run, one line a function. Names are those that held when the backward began. */

#include "cr-steps-private.h"

#include "cr-json.h"

guint
cr_steps_find_variable (CrStepsWriter *writer, guint64 function, guint output_nr)
{
  guint index = cr_graph_find_function (writer->graph, function);
  if (index != CR_NONE)
    return cr_graph_get_output (cr_graph_get_function (writer->graph, index), output_nr);
  guint leaf = GPOINTER_TO_UINT (g_hash_table_lookup (writer->leaves, (gpointer)(gsize)function));
  return leaf == 0 ? CR_NONE : leaf - 1;
}

const char *
cr_steps_get_name (CrStepsWriter *writer, guint variable)
{
  return variable == CR_NONE ? NULL : cr_cursor_get_variable (writer->cursor, variable)->name;
}

const char *
cr_steps_get_function_name (CrStepsWriter *writer, guint64 function)
{
  guint index = cr_graph_find_function (writer->graph, function);
  return index == CR_NONE ? "AccumulateGrad" : cr_graph_get_function (writer->graph, index)->name;
}

void
cr_steps_get_made_at (CrStepsWriter *writer, guint64 function, CrRange *range)
{
  guint index = cr_graph_find_function (writer->graph, function);
  guint variable = cr_steps_find_variable (writer, function, 0);
  *range = (CrRange){ 0 };
  if (index != CR_NONE)
    *range = cr_graph_get_function (writer->graph, index)->range;
  else if (variable != CR_NONE)
    *range = cr_graph_get_variable (writer->graph, variable)->range;
}

static const char *
get_variable_name (CrStepsWriter *writer, guint64 function, guint output_nr)
{
  return cr_steps_get_name (writer, cr_steps_find_variable (writer, function, output_nr));
}

static void
append_values (GString *out, const char *key, CrValue *const *values, guint n)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      cr_json_append_value (out, values[i], -1);
    }
  g_string_append_c (out, ']');
}

static void
append_place (GString *out, const char *key, const CrRange *range)
{
  g_string_append_printf (out, ",\"%s\":{\"line\":%u,\"column\":%u}", key, range->line, range->column);
}

static void
append_target (CrStepsWriter *writer, const CrEdge *edge)
{
  if (edge->function == 0)
    {
      g_string_append (writer->out, "null");
      return;
    }
  g_string_append_printf (writer->out, "{\"id\":%" G_GUINT64_FORMAT ",\"function\":", edge->function);
  cr_json_append_string (writer->out, cr_steps_get_function_name (writer, edge->function));
  g_string_append_printf (writer->out, ",\"input\":%u,\"variable\":", edge->input_nr);
  cr_json_append_string (writer->out, get_variable_name (writer, edge->function, edge->input_nr));
  g_string_append_c (writer->out, '}');
}

static void
write_json (CrStepsWriter *writer, const CrStepEvent *step)
{
  CrRange made_at;
  GString *out = writer->out;
  g_string_append_printf (out, "{\"backward\":%u,\"step\":%u,\"function\":", step->backward, step->step);
  cr_json_append_string (out, step->name);
  g_string_append (out, ",\"variable\":");
  cr_json_append_string (out, get_variable_name (writer, step->function, 0));
  g_string_append_printf (out, ",\"id\":%" G_GUINT64_FORMAT, step->function);
  append_values (out, "received", step->received, step->n_received);
  append_values (out, "sent", step->sent, step->n_sent);
  g_string_append (out, ",\"to\":[");
  for (guint i = 0; i < step->n_sent; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_target (writer, &step->edges[i]);
    }
  g_string_append_c (out, ']');
  cr_steps_get_made_at (writer, step->function, &made_at);
  append_place (out, "made_at", &made_at);
  append_place (out, "called_at", &writer->called_at);
  g_string_append (out, "}\n");
}

/* AccumulateGrads are no functions of the graph: what leads to them, and their own steps, tell whose they are. */
static void
note_leaf (CrStepsWriter *writer, guint64 function, guint variable)
{
  if (function != 0 && variable != CR_NONE && cr_graph_find_function (writer->graph, function) == CR_NONE)
    g_hash_table_insert (writer->leaves, (gpointer)(gsize)function, GUINT_TO_POINTER (variable + 1));
}

static void
find_leaves (CrStepsWriter *writer)
{
  CrTrace *trace = cr_graph_get_trace (writer->graph);
  for (guint i = 0; i < cr_graph_get_n_functions (writer->graph); i++)
    {
      const CrFunctionNode *function = cr_graph_get_function (writer->graph, i);
      for (guint k = 0; k < MIN (function->n_edges, function->n_inputs); k++)
        note_leaf (writer, function->edges[k].function, function->inputs[k]);
    }
  for (guint i = 0; i < cr_cursor_get_length (writer->cursor); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf != 0)
        note_leaf (writer, event->u.step.function, cr_graph_find_variable (writer->graph, event->u.step.leaf, 0));
    }
}

static void
flush (GString *out, CrStepsSink sink, gpointer user_data)
{
  if (out->len > 0)
    sink (out->str, out->len, user_data);
  g_string_truncate (out, 0);
}

gboolean
cr_steps_write (CrGraph *graph, gboolean json, CrStepsSink sink, gpointer user_data)
{
  g_return_val_if_fail (graph != NULL && sink != NULL, FALSE);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (GHashTable) leaves = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  CrTrace *trace = cr_graph_get_trace (graph);
  CrStepsWriter writer = { .graph = graph, .cursor = cursor, .leaves = leaves, .out = out };
  find_leaves (&writer);
  if (!json)
    cr_steps_text_begin (&writer);
  for (guint i = 0; i < cr_cursor_get_length (cursor); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_BACKWARD_BEGUN)
        {
          writer.any = TRUE;
          writer.called_at = event->range;
          cr_cursor_seek (cursor, i + 1);
        }
      if (!json)
        cr_steps_text_event (&writer, i, event);
      else if (event->kind == CR_EVENT_FUNCTION_STEPPED)
        write_json (&writer, &event->u.step);
      flush (out, sink, user_data);
    }
  if (!json)
    cr_steps_text_end (&writer);
  flush (out, sink, user_data);
  return writer.any;
}
