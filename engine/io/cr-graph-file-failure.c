/* What a graph file says of a failure and of scopes; and what only several events together can get wrong: ids of which
 * none tells, scopes that do not nest. */

#include "cr-graph-file-private.h"

#include <glib/gi18n-lib.h>

static const char *const failure_names[] = {
  [CR_FAILURE_OTHER] = "other",           [CR_FAILURE_VERSION] = "version",   [CR_FAILURE_FREED] = "freed",
  [CR_FAILURE_NOT_SCALAR] = "not-scalar", [CR_FAILURE_NO_GRAPH] = "no-graph", [CR_FAILURE_LEAF_WRITE] = "leaf-write",
  [CR_FAILURE_OPERATION] = "operation",
};

static const char *const scope_names[] = {
  [CR_SCOPE_ITERATION] = "iteration",
  [CR_SCOPE_CALL] = "call",
  [CR_SCOPE_MODULE] = "module",
};

const char *
cr_graph_file_get_failure_name (CrFailureKind kind)
{
  return (guint)kind < G_N_ELEMENTS (failure_names) ? failure_names[kind] : failure_names[CR_FAILURE_OTHER];
}

const char *
cr_graph_file_get_scope_name (CrScopeKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (scope_names), NULL);
  return scope_names[kind];
}

/* Which of the @n names the member @key is. */
static guint
read_name (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, const char *const *names,
           guint n)
{
  CrJsonPath here = { .parent = path, .key = key };
  const char *name = cr_json_string (reader, path, object, key);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;
  cr_json_fail (reader, &here, _ ("is not known"));
  return 0;
}

static void
read_fixit (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrDiagnostic *diagnostic)
{
  CrJsonPath here = { .parent = path, .key = "fixit" };
  json_t *fixit = json_object_get (object, "fixit");
  if (fixit == NULL || reader->failed)
    return;
  const char *replacement = cr_json_string (reader, &here, fixit, "replacement");
  const char *sentence = cr_json_string (reader, &here, fixit, "sentence");
  CrRange range = cr_json_range (reader, &here, fixit, "place");
  if (!reader->failed)
    cr_diagnostic_set_fixit (diagnostic, range, replacement, sentence);
}

CrDiagnostic *
cr_graph_file_read_diagnostic (CrJsonReader *reader, const CrJsonPath *path, json_t *object)
{
  CrJsonPath here = { .parent = path, .key = "traceback" };
  const char *severity = cr_json_string (reader, path, object, "severity");
  const char *type_name = cr_json_string_or_null (reader, path, object, "type");
  const char *message = cr_json_string (reader, path, object, "message");
  gint64 code = cr_json_integer (reader, path, object, "code", 0, CR_ERROR_FORMAT);
  CrRange range = cr_json_range (reader, path, object, "place");
  CrDiagnostic *diagnostic
      = cr_diagnostic_new (g_strcmp0 (severity, "warning") == 0 ? CR_SEVERITY_WARNING : CR_SEVERITY_ERROR,
                           (CrErrorCode)code, range, message != NULL ? message : "");
  if (type_name != NULL)
    cr_diagnostic_set_type_name (diagnostic, type_name);
  read_fixit (reader, path, object, diagnostic);
  json_t *traceback = cr_json_array (reader, path, object, "traceback");
  for (gsize i = 0; i < json_array_size (traceback) && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      const char *function = cr_json_string (reader, &item, json_array_get (traceback, i), "function");
      CrRange place = cr_json_range (reader, &item, json_array_get (traceback, i), "place");
      if (!reader->failed)
        cr_diagnostic_add_frame (diagnostic, function, place);
    }
  return diagnostic;
}

const CrFailure *
cr_graph_file_read_failure (CrJsonReader *reader, const CrJsonPath *path, json_t *object)
{
  CrJsonPath here = { .parent = path, .key = "failure" }, functions = { .parent = &here, .key = "operand_functions" };
  json_t *member = json_object_get (object, "failure");
  guint32 n_functions;
  if (member == NULL || reader->failed)
    return NULL;
  CrFailure *failure = cr_json_alloc (reader, 1, sizeof *failure);
  failure->kind = (CrFailureKind)read_name (reader, &here, member, "kind", failure_names, G_N_ELEMENTS (failure_names));
  failure->function = cr_json_id (reader, &here, member, "function");
  failure->tensor = cr_json_id (reader, &here, member, "tensor");
  failure->saved_version = (guint32)cr_json_integer (reader, &here, member, "saved_version", 0, G_MAXINT32);
  failure->version = (guint32)cr_json_integer (reader, &here, member, "version", 0, G_MAXINT32);
  failure->name = cr_json_string_or_null (reader, &here, member, "name");
  failure->operands = cr_graph_file_read_ids (reader, &here, member, "operands", &failure->n_operands);
  failure->operand_fns = cr_graph_file_read_ids (reader, &here, member, "operand_functions", &n_functions);
  if (n_functions != failure->n_operands)
    cr_json_fail (reader, &functions, _ ("the arrays differ in length"));
  return failure;
}

CrScopeEvent
cr_graph_file_read_scope (CrJsonReader *reader, const CrJsonPath *path, json_t *object)
{
  CrJsonPath loop = { .parent = path, .key = "loop" };
  guint kind = read_name (reader, path, object, "scope", scope_names, G_N_ELEMENTS (scope_names));
  gboolean iteration = kind == CR_SCOPE_ITERATION;
  CrScopeEvent scope = { .kind = (CrScopeKind)kind };
  scope.depth = (guint32)cr_json_integer (reader, path, object, "depth", 0, G_MAXINT32);
  scope.number = (guint32)cr_json_integer (reader, path, object, "number", iteration, iteration ? G_MAXUINT32 : 0);
  scope.loop = cr_json_hash (reader, path, object, "loop");
  scope.name = cr_json_string_or_null (reader, path, object, "name");
  if (json_object_get (object, "class") != NULL)
    scope.class_name = cr_json_string_or_null (reader, path, object, "class");
  if (iteration != (scope.loop != 0))
    cr_json_fail (reader, &loop, _ ("iterations have a loop, others have none"));
  return scope;
}

static void
know (GHashTable *ids, guint64 id)
{
  if (id != 0)
    g_hash_table_add (ids, (gpointer)(gsize)id);
}

static gboolean
is_known (GHashTable *ids, guint64 id)
{
  return id == 0 || g_hash_table_contains (ids, (gpointer)(gsize)id);
}

static void
check_id (CrJsonReader *reader, const CrJsonPath *path, const char *key, GHashTable *ids, guint64 id)
{
  CrJsonPath here = { .parent = path, .key = key };
  if (!is_known (ids, id))
    cr_json_fail (reader, &here, _ ("no event tells of what has this id"));
}

static void
check_operation (CrJsonReader *reader, const CrJsonPath *path, const CrOperationEvent *operation)
{
  CrJsonPath saved = { .parent = path, .key = "saved" }, function = { .parent = path, .key = "function" };
  if (operation->function != 0 && is_known (reader->functions, operation->function))
    cr_json_fail (reader, &function, _ ("an earlier operation has this id"));
  know (reader->functions, operation->function);
  know (reader->tensors, operation->output);
  for (guint i = 0; i < operation->n_inputs; i++)
    know (reader->tensors, operation->inputs[i]);
  for (guint i = 0; i < operation->n_others; i++)
    know (reader->tensors, operation->others[i].tensor);
  for (guint i = 0; i < operation->n_saved && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &saved, .index = i };
      check_id (reader, &item, "tensor", reader->tensors, operation->saved[i].tensor);
    }
}

static void
check_failure (CrJsonReader *reader, const CrJsonPath *path, const CrFailure *failure)
{
  CrJsonPath here = { .parent = path, .key = "failure" }, operands = { .parent = &here, .key = "operands" };
  if (failure == NULL)
    return;
  check_id (reader, &here, "function", reader->functions, failure->function);
  check_id (reader, &here, "tensor", reader->tensors, failure->tensor);
  for (guint i = 0; i < failure->n_operands && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &operands, .index = i };
      if (failure->operands[i] == 0 || !is_known (reader->tensors, failure->operands[i]))
        cr_json_fail (reader, &item, _ ("no event tells of what has this id"));
    }
}

static void
check_entered (CrJsonReader *reader, const CrJsonPath *path, CrTrace *trace, const CrScopeEvent *scope)
{
  CrJsonPath depth = { .parent = path, .key = "depth" };
  guint event = cr_trace_get_length (trace);
  if (scope->depth != reader->scopes->len)
    cr_json_fail (reader, &depth, _ ("is not how many scopes are open"));
  g_array_append_val (reader->scopes, event);
}

static void
check_left (CrJsonReader *reader, const CrJsonPath *path, CrTrace *trace, const CrScopeEvent *scope)
{
  GArray *open = reader->scopes;
  if (open->len == 0)
    {
      cr_json_fail (reader, path, _ ("no scope is open"));
      return;
    }
  const CrScopeEvent *entered = &cr_trace_get_event (trace, g_array_index (open, guint, open->len - 1))->u.scope;
  g_array_set_size (open, open->len - 1);
  if (scope->kind != entered->kind || scope->depth != entered->depth || scope->number != entered->number
      || scope->loop != entered->loop || g_strcmp0 (scope->name, entered->name) != 0
      || g_strcmp0 (scope->class_name, entered->class_name) != 0)
    cr_json_fail (reader, path, _ ("is not the scope that was entered last"));
}

gboolean
cr_graph_file_check_event (CrJsonReader *reader, const CrJsonPath *path, CrTrace *trace, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      know (reader->tensors, event->u.tensor.id);
      break;
    case CR_EVENT_OPERATION:
      check_operation (reader, path, &event->u.operation);
      break;
    case CR_EVENT_FAILED:
      check_failure (reader, path, event->u.failure);
      break;
    case CR_EVENT_SCOPE_ENTERED:
      check_entered (reader, path, trace, &event->u.scope);
      break;
    case CR_EVENT_SCOPE_LEFT:
      check_left (reader, path, trace, &event->u.scope);
      break;
    default:
      break;
    }
  return !reader->failed;
}
