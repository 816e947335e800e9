/* Graph files: what is saved comes back, and what is damaged is refused with its place. */

#include <string.h>
#include <unistd.h>

#include "io-fixture.h"
#include "trace-fixture.h"

static void
assert_same (const CrGraphFile *a, const CrGraphFile *b)
{
  g_assert_cmpstr (a->script, ==, b->script);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpuint (a->seed, ==, b->seed);
  g_assert_cmpuint (a->position, ==, b->position);
  g_assert_cmpuint (a->selection_key, ==, b->selection_key);
  guint length = cr_trace_get_length (a->trace);
  g_assert_cmpuint (length, ==, cr_trace_get_length (b->trace));
  for (guint i = 0; i < length; i++)
    {
      const CrEvent *x = cr_trace_get_event (a->trace, i), *y = cr_trace_get_event (b->trace, i);
      gboolean large = x->kind == CR_EVENT_TENSOR_CREATED && x->u.tensor.value != NULL
                       && cr_value_get_numel (x->u.tensor.value) > CR_GRAPH_FILE_MAX_ELEMENTS;
      if (!large && !cr_event_equal (x, y))
        g_error ("event %u, %s, came back otherwise", i, cr_event_kind_get_name (x->kind));
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  gsize length, again_length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  g_assert_true (g_utf8_validate_len (json, length, NULL));
  g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (json, length, &error);
  g_assert_no_error (error);
  assert_same (graph_file, loaded);
  g_autofree char *again = cr_graph_file_to_json (loaded, &again_length);
  g_assert_cmpstr (again, ==, json);
  g_autoptr (CrGraph) graph = cr_graph_new (graph_file->trace);
  g_autoptr (CrGraph) loaded_graph = cr_graph_new (loaded->trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (CrCursor) loaded_cursor = cr_cursor_new (loaded_graph);
  /* Up to the large tensor, of which a summary is saved. */
  for (guint p = 0; p <= cr_cursor_get_length (cursor) - 2; p++)
    {
      cr_cursor_seek (cursor, p);
      cr_cursor_seek (loaded_cursor, p);
      g_autofree char *have = fixture_dump (loaded_cursor), *want = fixture_dump (cursor);
      g_assert_cmpstr (have, ==, want);
    }
}

/* A tensor of more than the bound keeps its shape and summary. */
static void
test_large_tensor (void)
{
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (json, length, NULL);
  const CrEvent *event = cr_trace_get_event (loaded->trace, cr_trace_get_length (loaded->trace) - 2);
  CrSummary summary;
  g_assert_false (cr_value_has_data (event->u.tensor.value));
  cr_value_get_summary (event->u.tensor.value, &summary);
  g_assert_cmpint (summary.n_zero, ==, CR_GRAPH_FILE_MAX_ELEMENTS + 1);
  g_assert_cmpint (cr_value_get_numel (event->u.tensor.value), ==, CR_GRAPH_FILE_MAX_ELEMENTS + 1);
}

static void
test_save_and_load (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  g_autoptr (GFile) file = io_fixture_write (dir, "real.chainrule", "old", 3);
  g_autoptr (GFile) link = io_fixture_file (dir, "link.chainrule");
  g_assert_cmpint (symlink ("real.chainrule", g_file_peek_path (link)), ==, 0);
  g_assert_null (cr_graph_file_load (link, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "link.chainrule"));
  g_assert_nonnull (strstr (error->message, "line 1"));
  g_assert_true (cr_graph_file_save (link, graph_file, NULL));
  g_assert_true (g_file_test (g_file_peek_path (link), G_FILE_TEST_IS_SYMLINK));
  g_autoptr (CrGraphFile) loaded = cr_graph_file_load (file, NULL);
  assert_same (graph_file, loaded);
  g_autoptr (GFile) folder = g_file_new_for_path (dir);
  g_clear_error (&error);
  g_assert_null (cr_graph_file_load (folder, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  io_fixture_remove (dir);
}

static char *
replace (const char *text, const char *old, const char *new)
{
  const char *at = strstr (text, old);
  if (at == NULL)
    g_error ("the file does not hold “%s”", old);
  return g_strdup_printf ("%.*s%s%s", (int)(at - text), text, new, at + strlen (old));
}

/* An operation that makes tensor and function @made, of tensor and function @taken. */
static void
append_operation (CrTrace *trace, const char *primitive, guint64 made, guint64 taken, gboolean edge)
{
  guint64 inputs[] = { taken }, functions[] = { taken + 100 };
  CrEdge edges[] = { { .function = taken + 100 } };
  CrEvent event = { .kind = CR_EVENT_OPERATION };
  event.u.operation.primitive = primitive;
  event.u.operation.output = made;
  event.u.operation.function = made + 100;
  event.u.operation.n_inputs = 1;
  event.u.operation.inputs = inputs;
  event.u.operation.input_fns = functions;
  event.u.operation.n_edges = edge;
  event.u.operation.edges = edges;
  cr_trace_append (trace, &event);
}

/* What is said of a file of @trace; NULL: it opens. */
static char *
dup_refusal (CrTrace *trace)
{
  CrGraphFile graph_file = { .script = (char *)"", .name = (char *)"a.py", .trace = trace };
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (&graph_file, &length);
  g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (json, length, &error);
  if (loaded != NULL)
    return NULL;
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  return g_strdup (error->message);
}

static void
test_cycle (void)
{
  for (guint edge = 0; edge < 2; edge++)
    {
      g_autoptr (CrTrace) trace = cr_trace_new (0);
      append_operation (trace, "sin", 9, 8, edge);
      append_operation (trace, "mul", 1, 3, edge);
      append_operation (trace, "add", 2, 1, edge);
      append_operation (trace, "exp", 3, 2, edge);
      g_autofree char *refusal = dup_refusal (trace);
      g_assert_nonnull (refusal);
      g_assert_true (g_str_has_prefix (refusal, "events[1]: the operations form a cycle: "
                                                "MulBackward0 → ExpBackward0 → AddBackward0 → MulBackward0. "));
    }
}

static void
test_own_input (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  append_operation (trace, "mul", 1, 1, FALSE);
  g_autofree char *refusal = dup_refusal (trace);
  g_assert_nonnull (strstr (refusal, "cycle: MulBackward0 → MulBackward0."));
}

/* Ten thousand operations, each taking the next one's result: the cycle is found, and told in a few names. */
static void
test_long_cycle (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  for (guint i = 0; i < 10000; i++)
    append_operation (trace, "sin", 1 + i, 1 + (i + 1) % 10000, TRUE);
  g_autofree char *refusal = dup_refusal (trace);
  g_assert_nonnull (strstr (refusal, "SinBackward0 → … → SinBackward0."));
  g_assert_cmpuint (strlen (refusal), <, 500);
}

static void
test_function_twice (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  append_operation (trace, "mul", 1, 5, FALSE);
  append_operation (trace, "add", 1, 6, FALSE);
  g_autofree char *refusal = dup_refusal (trace);
  g_assert_cmpstr (refusal, ==, "events[1].function: an earlier operation has this id");
}

/* What is detached in place is what it was: no cycle. */
static void
test_detached_in_place (void)
{
  guint64 tensor[] = { 1 }, function[] = { 0 };
  CrEvent event = { .kind = CR_EVENT_OPERATION };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  event.u.operation.primitive = "detach";
  event.u.operation.output = 1;
  event.u.operation.in_place = TRUE;
  event.u.operation.n_inputs = 1;
  event.u.operation.inputs = tensor;
  event.u.operation.input_fns = function;
  cr_trace_append (trace, &event);
  g_assert_null (dup_refusal (trace));
}

typedef struct
{
  const char *old, *new, *words;
} Damage;

static const Damage damages[] = {
  { "\"chainrule-graph\"", "\"something\"", "format: this is not a graph file" },
  { "\"version\":2", "\"version\":3", "version: a newer version" },
  { "\"version\":2", "\"version\":\"1\"", "version: a whole number" },
  { "\"version\":2", "\"version\":1e999", "line 1" },
  { "\"version\":2", "\"version\":123456789012345678901234567890", "line 1" },
  { "\"version\":2", "\"version\":1,\"version\":1", "duplicate" },
  { "\"seed\":\"ffffffffffffffff\"", "\"seed\":\"ff\"", "seed: sixteen" },
  { "\"position\":7", "\"position\":70000", "view.position: the number is out of range" },
  { "\"kind\":\"tensor-created\"", "\"kind\":\"tensor-eaten\"", "events[0].kind: is not known" },
  { "\"kind\":\"tensor-created\"", "\"kind\":null", "events[0].kind" },
  { "\"id\":1", "\"id\":-1", "events[0].id: the number is out of range" },
  { "\"id\":1", "\"id\":9007199254740992", "events[0].id: the number is out of range" },
  { "\"id\":1", "\"ld\":1", "events[0].id: is missing" },
  { "\"requires_grad\":true", "\"requires_grad\":1", "events[0].requires_grad: true or false" },
  { "\"shape\":[],", "\"shape\":[2],", "events[0].value.data: the number of elements" },
  { "\"shape\":[],", "\"shape\":[-1],", "events[0].value.shape[0]: the number is out of range" },
  { "\"shape\":[],", "\"shape\":[4503599627370496,4503599627370496],",
    "events[0].value.shape: the sizes are too large" },
  { "\"shape\":[],", "\"shape\":3,", "events[0].value.shape: an array" },
  { "\"dtype\":\"float32\"", "\"dtype\":\"float31\"", "events[0].value.dtype: is not known" },
  { "\"data\":[3.0]", "\"data\":[\"three\"]", "events[0].value.data[0]: a number" },
  { "\"data\":[3.0]", "\"data\":[1e300]", "events[0].value.data[0]: the number is out of range" },
  { "\"data\":[3.0]", "\"data\":null", "events[0].value.summary: is missing" },
  { "\"range\":[1,1,1,2,0,1]", "\"range\":[1,1,1,2,0]", "events[0].range: a range has six" },
  { "\"range\":[1,1,1,2,0,1]", "\"range\":[1,1,1,2,17,10]", "events[0].range: the range lies outside" },
  { "\"range\":[1,1,1,2,0,1]", "\"range\":[1,1,1,-2,0,1]", "events[0].range[3]" },
  { "\"inputs\":[1,2]", "\"inputs\":[1,2,3]", "input_functions: the arrays differ" },
  { "\"inputs\":[1,2]", "\"inputs\":[1,2.5]", "inputs[1]: the id is out of range" },
  { "\"edges\":[[3,0],[0,0]]", "\"edges\":[[3,0],[0,0],[0,0]]", "edges: there are more edges" },
  { "\"edges\":[[3,0],[0,0]]", "\"edges\":[[3],[0,0]]", "edges[0]: an edge" },
  { "\"severity\":\"error\"", "\"severity\":7", "severity: a text" },
  { "\"grad_disabled\":true", "\"grad_disabled\":\"yes\"", "grad_disabled: true or false" },
  { "\"saved\":[{", "\"saved\":{\"a\":[{", "line " },
  { "\"saved\":[{\"tensor\":2,", "\"saved\":[7,{\"tensor\":2,", "saved[0]: an object" },
  { "\"saved\":[{\"tensor\":2,", "\"saved\":[{\"tensor\":0,", "saved[0].tensor: the number is out of range" },
  { "\"saved\":[{\"tensor\":2,", "\"saved\":[{\"tensor\":7777,", "saved[0].tensor: no event tells" },
  { "\"slot\":40000", "\"slot\":65536", "saved[1].slot: the number is out of range" },
  { "\"slot\":40000", "\"slot\":-1", "saved[1].slot: the number is out of range" },
  { "\"is_output\":true", "\"is_output\":1", "saved[1].is_output: true or false" },
  { "\"nanoseconds\":4294967295", "\"nanoseconds\":4294967296", "nanoseconds: the number is out of range" },
  { "\"nanoseconds\":4294967295", "\"nanoseconds\":-1", "nanoseconds: the number is out of range" },
  { "\"scope\":\"iteration\"", "\"scope\":\"cell\"", "scope: is not known" },
  { "\"scope\":\"iteration\"", "\"scope\":3", "scope: a text" },
  { "\"depth\":0", "\"depth\":1", "depth: is not how many scopes are open" },
  { "\"depth\":1", "\"depth\":4294967295", "depth: the number is out of range" },
  { "\"number\":2,\"loop\"", "\"number\":0,\"loop\"", "number: the number is out of range" },
  { "\"number\":2,\"loop\"", "\"number\":3,\"loop\"", ": is not the scope that was entered last" },
  { "\"number\":0,\"loop\"", "\"number\":1,\"loop\"", "number: the number is out of range" },
  { "\"loop\":\"ffffffffffffffff\"", "\"loop\":\"0000000000000000\"", "loop: iterations have a loop" },
  { "\"loop\":\"ffffffffffffffff\"", "\"loop\":7", "loop: a text" },
  { "\"name\":\"net.fc\"", "\"name\":\"net.fd\"", ": is not the scope that was entered last" },
  { "\"kind\":\"scope-entered\"", "\"kind\":\"scope-left\"", ": no scope is open" },
  { "\"failure\":{", "\"failure\":[{}],\"f\":{", "failure: an object" },
  { "\"kind\":\"operation\",\"function\":8001", "\"kind\":\"mishap\",\"function\":8001", "failure.kind: is not known" },
  { "\"kind\":\"operation\",\"function\":8001", "\"kind\":\"operation\",\"function\":8002",
    "failure.function: no event tells" },
  { "\"tensor\":8000,\"saved_version\"", "\"tensor\":8001,\"saved_version\"", "failure.tensor: no event tells" },
  { "\"saved_version\":1", "\"saved_version\":-1", "failure.saved_version: the number is out of range" },
  { "\"operands\":[2,1]", "\"operands\":[2,4242]", "failure.operands[1]: no event tells" },
  { "\"operands\":[2,1]", "\"operands\":[2,0]", "failure.operands[1]: no event tells" },
  { "\"operands\":[2,1]", "\"operands\":[2]", "failure.operand_functions: the arrays differ" },
  { "\"operands\":[2,1]", "\"operands\":\"2,1\"", "failure.operands: an array" },
  { "\"generations\":3", "\"generations\":4", "graph.generations: contradicts" },
  { "\"maker\":-1", "\"maker\":0", "graph.variables[0]: contradicts" },
  { "\"steps\"", "\"stops\"", NULL }, /* for others only: not read */
};

static void
test_damaged (void)
{
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *damaged = replace (json, damages[i].old, damages[i].new);
      g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (damaged, strlen (damaged), &error);
      if (damages[i].words == NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_null (loaded);
      g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
      if (strstr (error->message, damages[i].words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, damages[i].words);
    }
}

/* A file of the first version has none of what came with the second. */
static void
test_first_version (void)
{
  static const char json[]
      = "{\"format\":\"chainrule-graph\",\"version\":1,\"name\":\"\",\"script\":\"\",\"seed\":\"0000000000000000\","
        "\"view\":{\"position\":0,\"selection\":\"0000000000000000\"},\"events\":["
        "{\"kind\":\"operation\",\"key\":\"0000000000000001\",\"range\":[0,0,0,0,0,0],\"primitive\":\"exp\","
        "\"function_name\":\"ExpBackward0\",\"output\":2,\"function\":3,\"saves\":true,\"in_place\":false,\"version\":"
        "0,"
        "\"inputs\":[1],\"input_functions\":[0],\"edges\":[[4,0]],\"value\":null},"
        "{\"kind\":\"function-stepped\",\"key\":\"0000000000000002\",\"range\":[0,0,0,0,0,0],\"backward\":1,\"step\":1,"
        "\"function\":3,\"name\":\"ExpBackward0\",\"leaf\":0,\"received\":[],\"sent\":[],\"edges\":[]},"
        "{\"kind\":\"failed\",\"key\":\"0000000000000003\",\"range\":[0,0,0,0,0,0],\"severity\":\"error\",\"code\":0,"
        "\"type\":null,\"message\":\"\",\"place\":[0,0,0,0,0,0],\"traceback\":[]}],"
        "\"graph\":{\"variables\":[{\"tensor\":1,\"function\":0,\"maker\":-1,\"generation\":0,\"name\":null},"
        "{\"tensor\":2,\"function\":3,\"maker\":0,\"generation\":0,\"name\":null}],\"functions\":[{\"id\":3,"
        "\"name\":\"ExpBackward0\",\"output\":1,\"generation\":0,\"inputs\":[0]}],\"generations\":1}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  const CrOperationEvent *operation = &cr_trace_get_event (loaded->trace, 0)->u.operation;
  g_assert_false (operation->grad_disabled);
  g_assert_cmpuint (operation->n_saved, ==, 0);
  g_assert_cmpuint (cr_trace_get_event (loaded->trace, 1)->u.step.nanoseconds, ==, 0);
  g_assert_null (cr_trace_get_event (loaded->trace, 2)->u.failure);
}

static void
test_truncated (void)
{
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  for (gsize cut = 0; cut + 2 < length; cut += cut < 400 ? 1 : 211)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *part = g_memdup2 (json, cut + 1);
      g_assert_null (cr_graph_file_from_json (part, cut, &error));
      g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, "line "));
    }
}

static void
test_deep (void)
{
  g_autoptr (GError) error = NULL;
  GString *deep = g_string_new (NULL);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (cr_graph_file_from_json (deep->str, deep->len, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  g_string_free (deep, TRUE);
}

/* So many items that their tree would fill the memory: refused before it is built. */
static void
test_too_many_items (void)
{
  g_autoptr (GError) error = NULL;
  gsize length = 3 * 14000000;
  g_autofree char *json = g_malloc (length);
  for (gsize i = 0; i < length; i += 3)
    memcpy (json + i, "[],", 3);
  g_assert_null (cr_graph_file_from_json (json, length, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "too many items"));
}

/* Bytes changed at random: an error or a file, never harm. */
static void
test_mutated (void)
{
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  static const char replacements[] = "0123456789-.\"[]{},:e truefalsn\\\n\xff";
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *changed = g_memdup2 (json, length + 1);
      guint n = (guint)g_rand_int_range (rand, 1, 4);
      for (guint k = 0; k < n; k++)
        changed[g_rand_int_range (rand, 0, (gint32)length)]
            = replacements[g_rand_int_range (rand, 0, sizeof replacements - 1)];
      g_autoptr (GError) error = NULL;
      g_autoptr (CrGraphFile) loaded = cr_graph_file_from_json (changed, length, &error);
      g_assert_true ((loaded == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/io/graph-file/round-trip", test_round_trip);
  g_test_add_func ("/engine/io/graph-file/large-tensor", test_large_tensor);
  g_test_add_func ("/engine/io/graph-file/save-and-load", test_save_and_load);
  g_test_add_func ("/engine/io/graph-file/damaged", test_damaged);
  g_test_add_func ("/engine/io/graph-file/first-version", test_first_version);
  g_test_add_func ("/engine/io/graph-file/truncated", test_truncated);
  g_test_add_func ("/engine/io/graph-file/deep", test_deep);
  g_test_add_func ("/engine/io/graph-file/too-many-items", test_too_many_items);
  g_test_add_func ("/engine/io/graph-file/mutated", test_mutated);
  g_test_add_func ("/engine/io/graph-file/cycle", test_cycle);
  g_test_add_func ("/engine/io/graph-file/own-input", test_own_input);
  g_test_add_func ("/engine/io/graph-file/long-cycle", test_long_cycle);
  g_test_add_func ("/engine/io/graph-file/function-twice", test_function_twice);
  g_test_add_func ("/engine/io/graph-file/detached-in-place", test_detached_in_place);
  return g_test_run ();
}
