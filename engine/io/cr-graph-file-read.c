/* One event of a graph file. Members are read whether or not an earlier one failed; the caller asks once at the end. */

#include "cr-graph-file-private.h"

#include <glib/gi18n-lib.h>

#include "cr-plot-record.h"

#define MAX_PLOT_DEPTH 16

guint64 *
cr_graph_file_read_ids (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, guint32 *n)
{
  CrJsonPath here = { .parent = path, .key = key };
  json_t *array = cr_json_array (reader, path, object, key);
  *n = array != NULL ? (guint32)MIN (json_array_size (array), G_MAXINT32) : 0;
  guint64 *ids = cr_json_alloc (reader, *n, sizeof *ids);
  for (gsize i = 0; i < *n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      json_t *id = json_array_get (array, i);
      if (!json_is_integer (id) || json_integer_value (id) < 0 || json_integer_value (id) > CR_GRAPH_FILE_MAX_ID)
        cr_json_fail (reader, &item, _ ("the id is out of range"));
      ids[i] = (guint64)json_integer_value (id);
    }
  return ids;
}

/* As many ids as there are in another array of the event. */
static guint64 *
read_n_ids (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, guint32 expected)
{
  CrJsonPath here = { .parent = path, .key = key };
  guint32 n;
  guint64 *ids = cr_graph_file_read_ids (reader, path, object, key, &n);
  if (n != expected)
    cr_json_fail (reader, &here, _ ("the arrays differ in length"));
  return ids;
}

static CrEdge *
read_edges (CrJsonReader *reader, const CrJsonPath *path, json_t *object, guint32 *n)
{
  CrJsonPath here = { .parent = path, .key = "edges" };
  json_t *array = cr_json_array (reader, path, object, "edges");
  *n = array != NULL ? (guint32)MIN (json_array_size (array), G_MAXINT32) : 0;
  CrEdge *edges = cr_json_alloc (reader, *n, sizeof *edges);
  for (gsize i = 0; i < *n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      json_t *pair = json_array_get (array, i);
      json_t *function = json_array_get (pair, 0), *input = json_array_get (pair, 1);
      if (json_array_size (pair) != 2 || !json_is_integer (function) || !json_is_integer (input)
          || json_integer_value (function) < 0 || json_integer_value (function) > CR_GRAPH_FILE_MAX_ID
          || json_integer_value (input) < 0 || json_integer_value (input) > G_MAXINT32)
        cr_json_fail (reader, &item, _ ("an edge is a function's id and the number of its output"));
      edges[i].function = (guint64)json_integer_value (function);
      edges[i].input_nr = (guint32)json_integer_value (input);
    }
  return edges;
}

static CrValue *const *
read_values (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, guint32 *n)
{
  CrJsonPath here = { .parent = path, .key = key };
  json_t *array = cr_json_array (reader, path, object, key);
  *n = array != NULL ? (guint32)MIN (json_array_size (array), G_MAXINT32) : 0;
  CrValue **values = cr_json_alloc (reader, *n, sizeof *values);
  for (gsize i = 0; i < *n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      values[i] = cr_json_value (reader, &item, json_array_get (array, i));
    }
  return values;
}

static guint32
read_count (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  return (guint32)cr_json_integer (reader, path, object, key, 0, G_MAXINT32);
}

static guint64
read_real_id (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  return (guint64)cr_json_integer (reader, path, object, key, 1, CR_GRAPH_FILE_MAX_ID);
}

static void
read_tensor (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrTensorEvent *tensor)
{
  tensor->id = read_real_id (reader, path, object, "id");
  tensor->requires_grad = cr_json_boolean (reader, path, object, "requires_grad");
  tensor->is_leaf = cr_json_boolean (reader, path, object, "is_leaf");
  tensor->version = read_count (reader, path, object, "version");
  tensor->before = cr_json_value_member (reader, path, object, "before");
  tensor->value = cr_json_value_member (reader, path, object, "value");
}

/* FALSE where it is absent, as in files of version 1. */
static gboolean
has (json_t *object, const char *key)
{
  return json_is_object (object) && json_object_get (object, key) != NULL;
}

/* Absent where the operation has one result. */
static const CrResult *
read_results (CrJsonReader *reader, const CrJsonPath *path, json_t *object, guint32 *n)
{
  CrJsonPath here = { .parent = path, .key = "others" };
  *n = 0;
  if (!has (object, "others"))
    return NULL;
  json_t *array = cr_json_array (reader, path, object, "others");
  *n = array != NULL ? (guint32)MIN (json_array_size (array), G_MAXINT32) : 0;
  CrResult *results = cr_json_alloc (reader, *n, sizeof *results);
  for (gsize i = 0; i < *n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      json_t *member = json_array_get (array, i);
      results[i].tensor = read_real_id (reader, &item, member, "tensor");
      results[i].function = cr_json_id (reader, &item, member, "function");
      results[i].version = read_count (reader, &item, member, "version");
      results[i].value = cr_json_value_member (reader, &item, member, "value");
    }
  return results;
}

/* Absent where nothing is saved. */
static const CrSavedTensor *
read_saved (CrJsonReader *reader, const CrJsonPath *path, json_t *object, guint32 *n)
{
  CrJsonPath here = { .parent = path, .key = "saved" };
  *n = 0;
  if (!has (object, "saved"))
    return NULL;
  json_t *array = cr_json_array (reader, path, object, "saved");
  *n = array != NULL ? (guint32)MIN (json_array_size (array), G_MAXINT32) : 0;
  CrSavedTensor *saved = cr_json_alloc (reader, *n, sizeof *saved);
  for (gsize i = 0; i < *n && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      json_t *member = json_array_get (array, i);
      saved[i].tensor = read_real_id (reader, &item, member, "tensor");
      saved[i].version = read_count (reader, &item, member, "version");
      saved[i].slot = (guint16)cr_json_integer (reader, &item, member, "slot", 0, G_MAXUINT16);
      saved[i].is_output = cr_json_boolean (reader, &item, member, "is_output") != FALSE;
    }
  return saved;
}

static void
read_operation (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrOperationEvent *operation)
{
  CrJsonPath edges = { .parent = path, .key = "edges" };
  operation->primitive = cr_json_string (reader, path, object, "primitive");
  operation->function_name = cr_json_string_or_null (reader, path, object, "function_name");
  operation->output = read_real_id (reader, path, object, "output");
  operation->function = cr_json_id (reader, path, object, "function");
  operation->saves = cr_json_boolean (reader, path, object, "saves");
  operation->in_place = cr_json_boolean (reader, path, object, "in_place");
  operation->version = read_count (reader, path, object, "version");
  operation->inputs = cr_graph_file_read_ids (reader, path, object, "inputs", &operation->n_inputs);
  operation->input_fns = read_n_ids (reader, path, object, "input_functions", operation->n_inputs);
  operation->edges = read_edges (reader, path, object, &operation->n_edges);
  if (operation->n_edges > operation->n_inputs)
    cr_json_fail (reader, &edges, _ ("there are more edges than inputs"));
  operation->value = cr_json_value_member (reader, path, object, "value");
  operation->others = read_results (reader, path, object, &operation->n_others);
  operation->grad_disabled = has (object, "grad_disabled") && cr_json_boolean (reader, path, object, "grad_disabled");
  operation->saved = read_saved (reader, path, object, &operation->n_saved);
}

static void
read_name (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrNameEvent *name)
{
  name->name = cr_json_string (reader, path, object, "name");
  name->tensor = cr_json_id (reader, path, object, "tensor");
  name->function = cr_json_id (reader, path, object, "function");
  name->old_tensor = cr_json_id (reader, path, object, "old_tensor");
  name->old_function = cr_json_id (reader, path, object, "old_function");
}

static void
read_backward (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrBackwardEvent *backward)
{
  CrJsonPath gradients = { .parent = path, .key = "gradients" };
  guint32 n_gradients;
  backward->number = (guint32)cr_json_integer (reader, path, object, "number", 1, G_MAXINT32);
  backward->finished = cr_json_boolean (reader, path, object, "finished");
  backward->roots = cr_graph_file_read_ids (reader, path, object, "roots", &backward->n_roots);
  backward->root_fns = read_n_ids (reader, path, object, "root_functions", backward->n_roots);
  backward->gradients = read_values (reader, path, object, "gradients", &n_gradients);
  if (n_gradients != backward->n_roots)
    cr_json_fail (reader, &gradients, _ ("the arrays differ in length"));
}

static void
read_step (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrStepEvent *step)
{
  CrJsonPath edges = { .parent = path, .key = "edges" };
  guint32 n_edges;
  step->backward = (guint32)cr_json_integer (reader, path, object, "backward", 1, G_MAXINT32);
  step->step = (guint32)cr_json_integer (reader, path, object, "step", 1, G_MAXINT32);
  step->function = read_real_id (reader, path, object, "function");
  step->name = cr_json_string (reader, path, object, "name");
  step->leaf = cr_json_id (reader, path, object, "leaf");
  step->received = read_values (reader, path, object, "received", &step->n_received);
  step->sent = read_values (reader, path, object, "sent", &step->n_sent);
  step->edges = read_edges (reader, path, object, &n_edges);
  if (n_edges != step->n_sent)
    cr_json_fail (reader, &edges, _ ("the arrays differ in length"));
  if (has (object, "nanoseconds"))
    step->nanoseconds = (guint32)cr_json_integer (reader, path, object, "nanoseconds", 0, G_MAXUINT32);
}

static void
read_gradient (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrGradientEvent *gradient)
{
  gradient->tensor = read_real_id (reader, path, object, "tensor");
  gradient->function = cr_json_id (reader, path, object, "function");
  gradient->grad = cr_json_id (reader, path, object, "grad");
  gradient->old_grad = cr_json_id (reader, path, object, "old_grad");
  gradient->before = cr_json_value_member (reader, path, object, "before");
  gradient->received = cr_json_value_member (reader, path, object, "received");
  gradient->after = cr_json_value_member (reader, path, object, "after");
}

static void read_data (CrJsonReader *reader, const CrJsonPath *path, json_t *array, GPtrArray *data, guint depth);

static CrPlotDatum *
read_datum (CrJsonReader *reader, const CrJsonPath *path, json_t *object, guint depth)
{
  CrJsonPath number = { .parent = path, .key = "number" }, elements = { .parent = path, .key = "elements" };
  CrJsonPath value = { .parent = path, .key = "value" };
  gint64 kind = cr_json_integer (reader, path, object, "kind", 0, CR_PLOT_ARG_LIST);
  const char *keyword = cr_json_string_or_null (reader, path, object, "keyword");
  CrPlotDatum *datum = cr_plot_datum_new ((CrPlotArgKind)kind, keyword);
  datum->integer = cr_json_integer (reader, path, object, "integer", G_MININT64, G_MAXINT64);
  json_t *item = cr_json_member (reader, path, object, "number");
  datum->number = item != NULL ? cr_json_number (reader, &number, item) : 0;
  datum->string = g_strdup (cr_json_string_or_null (reader, path, object, "string"));
  datum->tensor = cr_json_id (reader, path, object, "tensor");
  CrValue *shown = cr_json_value_member (reader, path, object, "value");
  datum->value = shown != NULL ? cr_value_ref (shown) : NULL;
  if (kind == CR_PLOT_ARG_TENSOR && shown == NULL)
    cr_json_fail (reader, &value, _ ("is missing"));
  if (kind == CR_PLOT_ARG_STRING && datum->string == NULL)
    cr_json_fail (reader, path, _ ("a text was expected"));
  if (kind == CR_PLOT_ARG_LIST && !reader->failed)
    read_data (reader, &elements, cr_json_array (reader, path, object, "elements"), datum->elements, depth + 1);
  return datum;
}

static void
read_data (CrJsonReader *reader, const CrJsonPath *path, json_t *array, GPtrArray *data, guint depth)
{
  if (depth > MAX_PLOT_DEPTH)
    cr_json_fail (reader, path, _ ("lists are nested too deeply"));
  for (gsize i = 0; i < json_array_size (array) && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = path, .index = i };
      g_ptr_array_add (data, read_datum (reader, &item, json_array_get (array, i), depth));
    }
}

static CrPlotRecord *
read_plot (CrJsonReader *reader, const CrJsonPath *path, json_t *object)
{
  CrJsonPath args = { .parent = path, .key = "args" };
  const char *name = cr_json_string (reader, path, object, "name");
  CrPlotRecord *plot = cr_plot_record_new (name != NULL ? name : "", read_count (reader, path, object, "axes"));
  if (!reader->failed)
    read_data (reader, &args, cr_json_array (reader, path, object, "args"), plot->args, 0);
  return plot;
}

static void
read_contents (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      read_tensor (reader, path, object, &event->u.tensor);
      break;
    case CR_EVENT_TENSOR_RELEASED:
      event->u.tensor.id = read_real_id (reader, path, object, "id");
      break;
    case CR_EVENT_OPERATION:
      read_operation (reader, path, object, &event->u.operation);
      break;
    case CR_EVENT_NAME_BOUND:
      read_name (reader, path, object, &event->u.name);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      read_backward (reader, path, object, &event->u.backward);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      read_step (reader, path, object, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      read_gradient (reader, path, object, &event->u.gradient);
      break;
    case CR_EVENT_SAVED_FREED:
      event->u.function = read_real_id (reader, path, object, "function");
      break;
    case CR_EVENT_OPTIMIZER_STEPPED:
    case CR_EVENT_PRINTED:
    case CR_EVENT_WARNED:
      event->u.text.category = cr_json_string_or_null (reader, path, object, "category");
      event->u.text.text = cr_json_string (reader, path, object, "text");
      break;
    case CR_EVENT_PLOTTED:
      event->u.plot = read_plot (reader, path, object);
      break;
    case CR_EVENT_FAILED:
      event->u.diagnostic = cr_graph_file_read_diagnostic (reader, path, object);
      event->u.failure = cr_graph_file_read_failure (reader, path, object);
      break;
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      event->u.scope = cr_graph_file_read_scope (reader, path, object);
      break;
    case CR_N_EVENT_KINDS:
    default:
      break;
    }
}

gboolean
cr_graph_file_read_event (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrEvent *event)
{
  CrJsonPath kind = { .parent = path, .key = "kind" };
  const char *name = cr_json_string (reader, path, object, "kind");
  if (name == NULL)
    return FALSE;
  if (!cr_event_kind_from_name (name, &event->kind))
    return cr_json_fail (reader, &kind, _ ("is not known"));
  event->key = cr_json_hash (reader, path, object, "key");
  event->range = cr_json_range (reader, path, object, "range");
  read_contents (reader, path, object, event);
  return !reader->failed;
}
