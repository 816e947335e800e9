/* Graph files as a whole. A file is read into a tree of JSON, of which the memory is bounded beforehand; each event is
 * checked and appended, and the structure is derived anew. */

#include "cr-graph-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-document-private.h"
#include "cr-json.h"
#include "cr-plot-record.h"

/* What jansson takes for an array or object, and for any other item, on a 64-bit machine. */
#define CONTAINER_BYTES 160
#define ITEM_BYTES 40
#define MAX_TREE_BYTES (G_GUINT64_CONSTANT (2) << 30)

void
cr_graph_file_free (CrGraphFile *graph_file)
{
  g_free (graph_file->script);
  g_free (graph_file->name);
  g_clear_pointer (&graph_file->trace, cr_trace_unref);
  g_free (graph_file);
}

char *
cr_graph_file_to_json (const CrGraphFile *graph_file, gsize *length)
{
  GString *out = g_string_new ("{\"format\":\"" CR_GRAPH_FILE_FORMAT "\",\"version\":");
  guint n_events = cr_trace_get_length (graph_file->trace);
  g_string_append_printf (out, "%d,\n\"name\":", CR_GRAPH_FILE_VERSION);
  cr_json_append_string (out, graph_file->name != NULL ? graph_file->name : "");
  g_string_append (out, ",\n\"script\":");
  cr_json_append_string (out, graph_file->script != NULL ? graph_file->script : "");
  g_string_append_printf (out, ",\n\"seed\":\"%016" G_GINT64_MODIFIER "x\",\n\"view\":{\"position\":%u,\"selection\":",
                          graph_file->seed, MIN (graph_file->position, n_events));
  g_string_append_printf (out, "\"%016" G_GINT64_MODIFIER "x\"},\n\"events\":[", graph_file->selection_key);
  for (guint i = 0; i < n_events; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      cr_graph_file_write_event (out, cr_trace_get_event (graph_file->trace, i));
    }
  g_string_append (out, "],\n\"graph\":");
  cr_graph_file_write_graph (out, graph_file->trace);
  g_string_append (out, "}\n");
  if (length != NULL)
    *length = out->len;
  return g_string_free (out, FALSE);
}

gboolean
cr_graph_file_save (GFile *file, const CrGraphFile *graph_file, GError **error)
{
  gsize length;
  g_return_val_if_fail (graph_file != NULL && graph_file->trace != NULL, FALSE);
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  return cr_document_write (file, json, length, error);
}

/* A file of "[[[],[],..." would grow fifty times as large in memory: its items are counted before they are made. */
static gboolean
check_tree_size (const char *json, gsize length, GError **error)
{
  guint64 n_containers = 0, n_items = 0;
  gboolean in_string = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      char c = json[i];
      if (in_string && c == '\\')
        i++;
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '[' || c == '{'))
        n_containers++;
      else if (!in_string && (c == ',' || c == ':'))
        n_items++;
    }
  if (n_containers * CONTAINER_BYTES + n_items * ITEM_BYTES <= MAX_TREE_BYTES)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_FORMAT, _ ("it has too many items to be opened"));
  return FALSE;
}

static void
read_events (CrJsonReader *reader, json_t *root, CrTrace *trace)
{
  CrJsonPath events = { .key = "events" };
  json_t *array = cr_json_array (reader, NULL, root, "events");
  for (gsize i = 0; i < json_array_size (array) && !reader->failed; i++)
    {
      CrJsonPath path = { .parent = &events, .index = i };
      CrEvent event = { 0 };
      if (cr_graph_file_read_event (reader, &path, json_array_get (array, i), &event)
          && cr_graph_file_check_event (reader, &path, trace, &event))
        cr_trace_append (trace, &event);
      if (event.kind == CR_EVENT_PLOTTED)
        g_clear_pointer (&event.u.plot, cr_plot_record_free);
      if (event.kind == CR_EVENT_FAILED)
        g_clear_pointer (&event.u.diagnostic, cr_diagnostic_free);
      g_ptr_array_set_size (reader->values, 0);
      g_ptr_array_set_size (reader->memory, 0);
    }
}

static gboolean
check_format (CrJsonReader *reader, json_t *root)
{
  CrJsonPath format = { .key = "format" }, version = { .key = "version" };
  if (g_strcmp0 (cr_json_string (reader, NULL, root, "format"), CR_GRAPH_FILE_FORMAT) != 0)
    return cr_json_fail (reader, &format, _ ("this is not a graph file of Chainrule"));
  if (cr_json_integer (reader, NULL, root, "version", 1, G_MAXINT32) > CR_GRAPH_FILE_VERSION)
    return cr_json_fail (reader, &version, _ ("a newer version of Chainrule wrote this file; open it with that one"));
  return !reader->failed;
}

static CrGraphFile *
read_root (CrJsonReader *reader, json_t *root)
{
  CrJsonPath view_path = { .key = "view" }, graph_path = { .key = "graph" };
  if (!check_format (reader, root))
    return NULL;
  g_autoptr (CrGraphFile) graph_file = g_new0 (CrGraphFile, 1);
  graph_file->script = g_strdup (cr_json_string (reader, NULL, root, "script"));
  graph_file->name = g_strdup (cr_json_string (reader, NULL, root, "name"));
  graph_file->seed = cr_json_hash (reader, NULL, root, "seed");
  graph_file->trace = cr_trace_new (0);
  if (reader->failed)
    return NULL;
  reader->script_bytes = strlen (graph_file->script);
  g_autoptr (CrSource) source = cr_source_new (graph_file->name, graph_file->script, -1, NULL);
  if (source != NULL)
    cr_trace_set_source (graph_file->trace, source);
  read_events (reader, root, graph_file->trace);
  json_t *view = cr_json_member (reader, NULL, root, "view");
  json_t *graph = cr_json_member (reader, NULL, root, "graph");
  if (reader->failed)
    return NULL;
  graph_file->position
      = (guint)cr_json_integer (reader, &view_path, view, "position", 0, cr_trace_get_length (graph_file->trace));
  graph_file->selection_key = cr_json_hash (reader, &view_path, view, "selection");
  if (reader->failed || !cr_graph_file_check_graph (reader, &graph_path, graph, graph_file->trace))
    return NULL;
  return g_steal_pointer (&graph_file);
}

CrGraphFile *
cr_graph_file_from_json (const char *json, gsize length, GError **error)
{
  json_error_t cause;
  g_return_val_if_fail (json != NULL, NULL);
  if (!check_tree_size (json, length, error))
    return NULL;
  json_t *root = json_loadb (json, length, JSON_REJECT_DUPLICATES, &cause);
  if (root == NULL)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FORMAT, _ ("line %d, column %d: %s"), cause.line, MAX (cause.column, 0),
                   cause.text);
      return NULL;
    }
  CrJsonReader reader = { .error = error,
                          .values = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_value_unref),
                          .memory = g_ptr_array_new_with_free_func (g_free),
                          .tensors = g_hash_table_new (NULL, NULL),
                          .functions = g_hash_table_new (NULL, NULL),
                          .scopes = g_array_new (FALSE, FALSE, sizeof (guint)) };
  CrGraphFile *graph_file = read_root (&reader, root);
  g_ptr_array_unref (reader.values);
  g_ptr_array_unref (reader.memory);
  g_hash_table_unref (reader.tensors);
  g_hash_table_unref (reader.functions);
  g_array_unref (reader.scopes);
  json_decref (root);
  return graph_file;
}

CrGraphFile *
cr_graph_file_load (GFile *file, GError **error)
{
  gsize length;
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_autofree char *json = cr_document_read_bytes (file, CR_GRAPH_FILE_MAX_BYTES, &length, error);
  if (json == NULL)
    return NULL;
  CrGraphFile *graph_file = cr_graph_file_from_json (json, length, error);
  if (graph_file == NULL && error != NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);
      g_prefix_error (error, _ ("Cannot open “%s”: "), name);
    }
  return graph_file;
}
