/* Searching a graph: how a query is read, and what is found for it. */

#include "cr-find.h"
#include "query-fixture.h"

static void
test_reading (void)
{
  static const struct
  {
    const char *typed, *said;
  } table[] = {
    { "", "" },
    { "   ", "" },
    { "relu", "“relu”" },
    { "relu [5, 3]", "“relu”, shape [5, 3]" },
    { "(5,*)", "shape [5, *]" },
    { "[]", "shape []" },
    { "shape 64", "a size of 64" },
    { "shape: 64", "a size of 64" },
    { "shape = 5x3", "shape [5, 3]" },
    { "shape", "“shape”" },
    { "f(x)", "“f(x)”" },
    { "float64", "float64" },
    { "torch.float64", "float64" },
    { "dtype double", "float64" },
    { "dtype:int64", "int64" },
    { "float", "“float”" },
    { "name:w", "name “w”" },
    { "name = w", "name “w”" },
    { "name w", "“name”, “w”" },
    { "op relu", "operation “relu”" },
    { "op: relu", "operation “relu”" },
    { "op", "“op”" },
    { "in:layer1", "in “layer1”" },
    { "in", "“in”" },
    { "line 12", "line 12" },
    { "line:12", "line 12" },
    { "line width", "“line”, “width”" },
    { "leaf", "leaf" },
    { "non-leaf", "not: leaf" },
    { "not leaf", "not: leaf" },
    { "not", "“not”" },
    { "no", "“no”" },
    { "no relu", "“no”, “relu”" },
    { "not relu", "not: “relu”" },
    { "requires grad", "requires a gradient" },
    { "requires no grad", "not: requires a gradient" },
    { "requires_grad = False", "not: requires a gradient" },
    { "requires patience", "“requires”, “patience”" },
    { "nan", "NaN (value or gradient)" },
    { "grad nan", "NaN (gradient)" },
    { "grad = nan", "NaN (gradient)" },
    { "value is inf", "infinity (value)" },
    { "zero", "all zero (value or gradient)" },
    { "grad", "a gradient is there" },
    { "no grad", "not: a gradient is there" },
    { "grad = None", "not: a gradient is there" },
    { "grad=0", "gradient = 0 in every element" },
    { "gradient == 0", "gradient = 0 in every element" },
    { "value < 0", "value < 0 in an element" },
    { "> 3", "value > 3 in an element" },
    { "grad ≥ −1.5", "gradient ≥ -1.5 in an element" },
    { "norm > 1e3", "norm (value) > 1000" },
    { "norm of grad > 10", "norm (gradient) > 10" },
    { "grad norm != 0", "norm (gradient) ≠ 0" },
    { "norm", "“norm”" },
    { "grad > much", "a gradient is there, “>”, “much”" },
    { "\"grad nan\" w", "“grad nan”, “w”" },
    { "'open", "“open”" },
    { "\"\"", "" },
    { "not grad nan leaf", "not: NaN (gradient), leaf" },
    { "!", "“!”" },
    { "[1, 2", "“[1,”, “2”" },
    { "w = 3", "“w”, value = 3 in every element" },
    { "line:99999999999999999999", "line 4294967295" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (CrFindQuery) query = cr_find_query_new (table[i].typed);
      g_autofree char *said = cr_find_query_to_text (query);
      g_assert_cmpstr (said, ==, table[i].said);
      g_assert_cmpint (cr_find_query_is_empty (query), ==, *table[i].said == 0);
    }
  /* what is not UTF-8 is a query all the same */
  g_autoptr (CrFindQuery) query = cr_find_query_new ("\xff\xfe[");
  g_assert_false (cr_find_query_is_empty (query));
}

/* The hits as words: names, "·" for what has none, operations' names. */
static char *
search (CrFind *find, const char *text, guint position)
{
  CrGraph *graph = cr_find_get_graph (find);
  g_autoptr (CrFindQuery) query = cr_find_query_new (text);
  guint generation = cr_graph_get_generation_at (graph, position);
  g_autoptr (GArray) hits = cr_find_run (find, query, generation, position, NULL);
  GString *found = g_string_new (NULL);
  for (guint i = 0; i < hits->len; i++)
    {
      const CrFindHit *hit = &g_array_index (hits, CrFindHit, i);
      g_assert_true ((hit->variable == CR_NONE) != (hit->function == CR_NONE));
      const char *label = hit->variable != CR_NONE
                              ? cr_variable_get_label (cr_graph_get_variable (graph, hit->variable))
                              : cr_graph_get_function (graph, hit->function)->name;
      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", label == NULL ? "·" : label);
    }
  return g_string_free (found, FALSE);
}

static void
assert_found (CrFind *find, const char *text, const char *expected)
{
  guint end = cr_trace_get_length (cr_graph_get_trace (cr_find_get_graph (find)));
  g_autofree char *found = search (find, text, end);
  if (g_strcmp0 (found, expected) != 0)
    g_test_message ("for %s", text);
  g_assert_cmpstr (found, ==, expected);
}

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "w = torch.tensor([2., -3.], requires_grad=True)\n"                                                                  \
  "k = torch.tensor([1., 0.5])\n"                                                                                      \
  "unused = torch.tensor([1., 1.], requires_grad=True)\n"                                                              \
  "y = torch.relu(w * k)\n"                                                                                            \
  "wide = y.double()\n"                                                                                                \
  "loss = wide.sum() + 0 * unused.sum()\n"                                                                             \
  "loss.backward()\n"

static void
test_forms (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  g_autoptr (CrFind) find = cr_find_new (graph);
  assert_found (find, "w", "w · wide"); /* "w * k" has no name but is about w */
  assert_found (find, "name:w", "w wide");
  assert_found (find, "relu", "ReluBackward0");
  assert_found (find, "relubackward", "ReluBackward0");
  assert_found (find, "RELU", "ReluBackward0");
  assert_found (find, "\"w * k\"", "· y");
  assert_found (find, "float64", "wide · loss");
  assert_found (find, "[2] float32 not leaf", "· y");
  assert_found (find, "[]", "· · · · loss");
  assert_found (find, "leaf", "w k unused ·");
  assert_found (find, "leaf requires grad", "w unused");
  assert_found (find, "root", "loss");
  assert_found (find, "shape 2 leaf", "w k unused");
  assert_found (find, "line 5", "· y MulBackward0 ReluBackward0");
  assert_found (find, "op mul", "MulBackward0 MulBackward0");
  assert_found (find, "op mul [2]", "MulBackward0");
  assert_found (find, "×", "MulBackward0 MulBackward0");
  assert_found (find, "accumulate", "w unused");
  assert_found (find, "nothing at all", "");
  assert_found (find, "", "");
}

static void
test_values (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  g_autoptr (CrFind) find = cr_find_new (graph);
  assert_found (find, "value < 0", "w ·");
  assert_found (find, "name:w value <= -3", "w");
  assert_found (find, "name:w value < -3", "");
  assert_found (find, "value = 1 [2]", "unused");
  assert_found (find, "value != 1 leaf [2]", "w k");
  assert_found (find, "norm > 3.6 name:w", "w"); /* sqrt (13) = 3.6056 */
  assert_found (find, "norm > 3.61 name:w", "");
  assert_found (find, "norm = 3.61 leaf", "w"); /* as far as it was typed */
  assert_found (find, "norm = 3.605 leaf", "");
  assert_found (find, "grad = 0 leaf", "unused");
  assert_found (find, "grad zero leaf", "unused");
  assert_found (find, "name:w grad mean = 0.5", "w"); /* w.grad is [1, 0] */
  assert_found (find, "not grad = 0 leaf requires grad", "w");
  assert_found (find, "no grad", "k ·");
  assert_found (find, "nan", "");
  assert_found (find, "relu value > 1", "ReluBackward0"); /* asks of its result */
  assert_found (find, "relu value > 2", "");
}

static void
test_groups (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run ("import torch\n"
                                                 "net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())\n"
                                                 "def twice(x):\n"
                                                 "    return x * 2\n"
                                                 "y = twice(net(torch.ones(1, 2))).sum()\n"
                                                 "y.backward()\n");
  g_autoptr (CrFind) find = cr_find_new (graph);
  assert_found (find, "op:tanh in:net", "TanhBackward0");
  assert_found (find, "in:net", "· · x TBackward0 AddmmBackward0 TanhBackward0");
  assert_found (find, "Linear", "· · TBackward0 AddmmBackward0"); /* by its class */
  assert_found (find, "line", "");                                /* part of a name, which means no group */
  assert_found (find, "in:lin", "· · TBackward0 AddmmBackward0");
  assert_found (find, "twice op:mul", "MulBackward0");
  assert_found (find, "in:nothing", "");
  assert_found (find, "not in:net root", "y");
}

/* What it is like depends on where the cursor stands. */
static void
test_cursor (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  g_autoptr (CrFind) find = cr_find_new (graph);
  guint begun = query_fixture_event (graph, CR_EVENT_BACKWARD_BEGUN, 0);
  g_autofree char *before = search (find, "grad", begun), *at_start = search (find, "value < 0", 1);
  g_autofree char *not_yet = search (find, "not value < 0", 1);
  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (at_start, ==, "w");
  g_assert_cmpstr (not_yet, ==, ""); /* nothing else is there */
  assert_found (find, "grad leaf", "w unused");
}

static void
test_not_finite (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run ("import torch\n"
                                                 "x = torch.tensor([-1., 0., 2.], requires_grad=True)\n"
                                                 "nan = x * 1\n"
                                                 "y = torch.log(nan)\n"
                                                 "big = torch.zeros(100)\n"
                                                 "big[3] = -float('inf')\n"
                                                 "z = y.sum() + big.sum()\n"
                                                 "z.backward()\n");
  g_autoptr (CrFind) find = cr_find_new (graph);
  assert_found (find, "name:y nan", "y");
  assert_found (find, "value nan", "y · z");
  assert_found (find, "nan name:nan", "nan"); /* what is called so */
  assert_found (find, "grad inf", "x nan");
  assert_found (find, "name:big value < -1e30", "big");
  assert_found (find, "name:big value > 1e30", "");
  assert_found (find, "name:big value <= 0", "big");
  assert_found (find, "name:big norm > 1e300", "big");
  assert_found (find, "name:big inf", "big");
}

static void
test_cancel (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  g_autoptr (CrFind) find = cr_find_new (graph);
  g_autoptr (CrFindQuery) query = cr_find_query_new ("w");
  const gint cancelled = 1;
  g_assert_null (cr_find_run (find, query, 0, 0, &cancelled));
  g_autoptr (GArray) beyond = cr_find_run (find, query, 99, 0, NULL);
  g_assert_cmpuint (beyond->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/query/find/reading", test_reading);
  g_test_add_func ("/engine/query/find/forms", test_forms);
  g_test_add_func ("/engine/query/find/values", test_values);
  g_test_add_func ("/engine/query/find/groups", test_groups);
  g_test_add_func ("/engine/query/find/cursor", test_cursor);
  g_test_add_func ("/engine/query/find/not-finite", test_not_finite);
  g_test_add_func ("/engine/query/find/cancel", test_cancel);
  return g_test_run ();
}
