/* Each backward of a run, one line a function. Names are those that held when the backward began. */

#include "cr-steps.h"

#include <glib/gi18n-lib.h>

#include "cr-cursor.h"
#include "cr-json.h"

typedef struct
{
  CrGraph *graph;
  CrCursor *cursor; /* where the backward at hand begins */
  CrRange called_at;
  GHashTable *leaves; /* id of an AccumulateGrad -> index + 1 of its variable */
  GString *out;
  guint backward; /* whose heading was written */
} Writer;

/* The variable that is an output of a function, or the leaf of an AccumulateGrad; CR_NONE if there is none. */
static guint
find_variable (Writer *writer, guint64 function, guint output_nr)
{
  guint index = cr_graph_find_function (writer->graph, function);
  if (index != CR_NONE)
    return cr_graph_get_output (cr_graph_get_function (writer->graph, index), output_nr);
  guint leaf = GPOINTER_TO_UINT (g_hash_table_lookup (writer->leaves, (gpointer)(gsize)function));
  return leaf == 0 ? CR_NONE : leaf - 1;
}

static const char *
get_variable_name (Writer *writer, guint64 function, guint output_nr)
{
  guint variable = find_variable (writer, function, output_nr);
  return variable == CR_NONE ? NULL : cr_cursor_get_variable (writer->cursor, variable)->name;
}

/* For people: a parameter's place in its module, where no variable names it. */
static const char *
get_variable_label (Writer *writer, guint64 function, guint output_nr)
{
  guint variable = find_variable (writer, function, output_nr);
  const char *name = get_variable_name (writer, function, output_nr);
  return name != NULL || variable == CR_NONE ? name : cr_graph_get_variable (writer->graph, variable)->path;
}

static const char *
get_function_name (Writer *writer, guint64 function)
{
  guint index = cr_graph_find_function (writer->graph, function);
  return index == CR_NONE ? "AccumulateGrad" : cr_graph_get_function (writer->graph, index)->name;
}

static void
get_made_at (Writer *writer, guint64 function, CrRange *range)
{
  guint index = cr_graph_find_function (writer->graph, function);
  guint variable = find_variable (writer, function, 0);
  *range = (CrRange){ 0 };
  if (index != CR_NONE)
    *range = cr_graph_get_function (writer->graph, index)->range;
  else if (variable != CR_NONE)
    *range = cr_graph_get_variable (writer->graph, variable)->range;
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
append_target (Writer *writer, const CrEdge *edge)
{
  if (edge->function == 0)
    {
      g_string_append (writer->out, "null");
      return;
    }
  g_string_append_printf (writer->out, "{\"id\":%" G_GUINT64_FORMAT ",\"function\":", edge->function);
  cr_json_append_string (writer->out, get_function_name (writer, edge->function));
  g_string_append_printf (writer->out, ",\"input\":%u,\"variable\":", edge->input_nr);
  cr_json_append_string (writer->out, get_variable_name (writer, edge->function, edge->input_nr));
  g_string_append_c (writer->out, '}');
}

static void
write_json (Writer *writer, const CrStepEvent *step)
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
  get_made_at (writer, step->function, &made_at);
  append_place (out, "made_at", &made_at);
  append_place (out, "called_at", &writer->called_at);
  g_string_append (out, "}\n");
}

static void
append_label (GString *out, CrValue *value)
{
  g_autofree char *label = value != NULL ? cr_value_to_label (value, 32) : g_strdup ("–");
  gboolean many = value != NULL && cr_value_get_numel (value) != 1;
  g_string_append_printf (out, many ? "[%s]" : "%s", label);
}

static void
append_named (Writer *writer, const char *function, guint64 id, guint output_nr)
{
  const char *name = get_variable_label (writer, id, output_nr);
  g_string_append (writer->out, function != NULL ? function : "?");
  if (name != NULL)
    g_string_append_printf (writer->out, " (%s)", name);
}

/* "  2  MulBackward0 (b)  1.0  →  AccumulateGrad (x) 2.0" */
static void
write_text (Writer *writer, const CrStepEvent *step)
{
  GString *out = writer->out;
  if (writer->backward != step->backward)
    {
      if (writer->backward != 0)
        g_string_append_c (out, '\n');
      g_string_append_printf (out, _ ("Backward %u, called in line %u"), step->backward, writer->called_at.line);
      g_string_append_c (out, '\n');
      writer->backward = step->backward;
    }
  g_string_append_printf (out, "%4u  ", step->step);
  append_named (writer, step->name, step->function, 0);
  for (guint i = 0; i < step->n_received; i++)
    {
      g_string_append (out, "  ");
      append_label (out, step->received[i]);
    }
  for (guint i = 0; i < step->n_sent; i++)
    {
      if (step->edges[i].function == 0)
        continue;
      g_string_append (out, "  → ");
      append_named (writer, get_function_name (writer, step->edges[i].function), step->edges[i].function,
                    step->edges[i].input_nr);
      g_string_append_c (out, ' ');
      append_label (out, step->sent[i]);
    }
  g_string_append_c (out, '\n');
}

/* AccumulateGrads are no functions of the graph: what leads to them, and their own steps, tell whose they are. */
static void
note_leaf (Writer *writer, guint64 function, guint variable)
{
  if (function != 0 && variable != CR_NONE && cr_graph_find_function (writer->graph, function) == CR_NONE)
    g_hash_table_insert (writer->leaves, (gpointer)(gsize)function, GUINT_TO_POINTER (variable + 1));
}

static void
find_leaves (Writer *writer)
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

gboolean
cr_steps_write (CrGraph *graph, gboolean json, GString *out)
{
  g_return_val_if_fail (graph != NULL && out != NULL, FALSE);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (GHashTable) leaves = g_hash_table_new (NULL, NULL);
  CrTrace *trace = cr_graph_get_trace (graph);
  Writer writer = { .graph = graph, .cursor = cursor, .leaves = leaves, .out = out };
  gboolean any = FALSE;
  find_leaves (&writer);
  for (guint i = 0; i < cr_cursor_get_length (cursor); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_BACKWARD_BEGUN)
        {
          any = TRUE;
          writer.called_at = event->range;
          cr_cursor_seek (cursor, i + 1);
        }
      else if (event->kind == CR_EVENT_FUNCTION_STEPPED && json)
        write_json (&writer, &event->u.step);
      else if (event->kind == CR_EVENT_FUNCTION_STEPPED)
        write_text (&writer, &event->u.step);
    }
  return any;
}
