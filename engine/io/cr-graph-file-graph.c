/* The derived section of a graph file: the structure, and where the run ended, for programs that do not
 * want to replay events. On loading it must say what the events say. */

#include "cr-graph-file-private.h"

#include <glib/gi18n-lib.h>

#include "cr-cursor.h"
#include "cr-json.h"

/* Values are repeated here only where they are short. */
#define MAX_SHOWN 1000

static gint64
to_json_index (guint index)
{
  return index == CR_NONE ? -1 : (gint64)index;
}

static void
write_variable (GString *out, CrCursor *cursor, guint i)
{
  const CrVariable *variable = cr_graph_get_variable (cr_cursor_get_graph (cursor), i);
  const CrVariableState *state = cr_cursor_get_variable (cursor, i);
  g_string_append_printf (out,
                          "{\"tensor\":%" G_GUINT64_FORMAT ",\"function\":%" G_GUINT64_FORMAT
                          ",\"maker\":%" G_GINT64_FORMAT ",\"generation\":%" G_GINT64_FORMAT ",\"name\":",
                          variable->tensor, variable->function, to_json_index (variable->maker),
                          to_json_index (variable->generation));
  cr_json_append_string (out, variable->name);
  g_string_append_printf (
      out, ",\"requires_grad\":%s,\"is_leaf\":%s,\"is_root\":%s,\"value\":", variable->requires_grad ? "true" : "false",
      variable->is_leaf ? "true" : "false", variable->is_root ? "true" : "false");
  cr_json_append_value (out, state->value, MAX_SHOWN);
  g_string_append (out, ",\"grad\":");
  cr_json_append_value (out, state->grad, MAX_SHOWN);
  g_string_append (out, ",\"gradient\":");
  cr_json_append_value (out, state->gradient, MAX_SHOWN);
  g_string_append_c (out, '}');
}

static void
write_function (GString *out, CrGraph *graph, guint i)
{
  const CrFunctionNode *function = cr_graph_get_function (graph, i);
  g_string_append_printf (out, "{\"id\":%" G_GUINT64_FORMAT ",\"name\":", function->id);
  cr_json_append_string (out, function->name);
  g_string_append (out, ",\"primitive\":");
  cr_json_append_string (out, function->primitive);
  g_string_append_printf (out, ",\"generation\":%u,\"output\":%u,\"inputs\":[", function->generation, function->output);
  for (guint k = 0; k < function->n_inputs; k++)
    g_string_append_printf (out, "%s%u", k > 0 ? "," : "", function->inputs[k]);
  for (guint k = 0; k < function->n_others; k++)
    g_string_append_printf (out, "%s%u", k > 0 ? "," : "],\"others\":[", function->others[k]);
  g_string_append (out, "],\"edges\":[");
  for (guint k = 0; k < function->n_edges; k++)
    g_string_append_printf (out, "%s[%" G_GUINT64_FORMAT ",%u]", k > 0 ? "," : "", function->edges[k].function,
                            function->edges[k].input_nr);
  g_string_append (out, "]}");
}

static void
write_steps (GString *out, CrTrace *trace)
{
  gboolean first = TRUE;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind != CR_EVENT_FUNCTION_STEPPED)
        continue;
      g_string_append_printf (out, "%s[%u,%u,%" G_GUINT64_FORMAT ",%u]", first ? "" : ",", event->u.step.backward,
                              event->u.step.step, event->u.step.function, i);
      first = FALSE;
    }
}

void
cr_graph_file_write_graph (GString *out, CrTrace *trace)
{
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  cr_cursor_seek (cursor, cr_cursor_get_length (cursor));
  g_string_append (out, "{\"variables\":[");
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      write_variable (out, cursor, i);
    }
  g_string_append (out, "],\n\"functions\":[");
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      write_function (out, graph, i);
    }
  g_string_append_printf (out, "],\n\"generations\":%u,\n\"steps\":[", cr_graph_get_n_generations (graph));
  write_steps (out, trace);
  g_string_append (out, "]}");
}

static void
check_variable (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrGraph *graph, guint i)
{
  const CrVariable *variable = cr_graph_get_variable (graph, i);
  if (cr_json_id (reader, path, object, "tensor") != variable->tensor
      || cr_json_id (reader, path, object, "function") != variable->function
      || cr_json_integer (reader, path, object, "maker", -1, G_MAXUINT32) != to_json_index (variable->maker)
      || cr_json_integer (reader, path, object, "generation", -1, G_MAXUINT32) != to_json_index (variable->generation)
      || g_strcmp0 (cr_json_string_or_null (reader, path, object, "name"), variable->name) != 0)
    cr_json_fail (reader, path, _ ("contradicts the events"));
}

static void
check_function (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrGraph *graph, guint i)
{
  const CrFunctionNode *function = cr_graph_get_function (graph, i);
  json_t *inputs = cr_json_array (reader, path, object, "inputs");
  gboolean same = cr_json_id (reader, path, object, "id") == function->id
                  && g_strcmp0 (cr_json_string_or_null (reader, path, object, "name"), function->name) == 0
                  && cr_json_integer (reader, path, object, "output", 0, G_MAXUINT32) == function->output
                  && cr_json_integer (reader, path, object, "generation", 0, G_MAXUINT32) == function->generation
                  && json_array_size (inputs) == function->n_inputs;
  for (guint k = 0; same && k < function->n_inputs; k++)
    same = json_integer_value (json_array_get (inputs, k)) == function->inputs[k];
  if (!same)
    cr_json_fail (reader, path, _ ("contradicts the events"));
}

typedef void (*CheckItem) (CrJsonReader *, const CrJsonPath *, json_t *, CrGraph *, guint);

static void
check_items (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, CrGraph *graph, guint n,
             CheckItem check)
{
  CrJsonPath here = { .parent = path, .key = key };
  json_t *array = cr_json_array (reader, path, object, key);
  if (array != NULL && json_array_size (array) != n)
    cr_json_fail (reader, &here, _ ("contradicts the events"));
  for (guint i = 0; i < n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      check (reader, &item, json_array_get (array, i), graph, i);
    }
}

gboolean
cr_graph_file_check_graph (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrTrace *trace)
{
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  CrJsonPath generations = { .parent = path, .key = "generations" };
  if (!cr_graph_file_check_cycles (reader, graph))
    return FALSE;
  check_items (reader, path, object, "variables", graph, cr_graph_get_n_variables (graph), check_variable);
  check_items (reader, path, object, "functions", graph, cr_graph_get_n_functions (graph), check_function);
  gint64 n = cr_json_integer (reader, path, object, "generations", 0, G_MAXUINT32);
  if (n != cr_graph_get_n_generations (graph))
    cr_json_fail (reader, &generations, _ ("contradicts the events"));
  return !reader->failed;
}
