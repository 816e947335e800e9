/* What flows where, against what was worked out by hand. */

#include "cr-flow.h"
#include "query-fixture.h"

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "a = torch.tensor(2., requires_grad=True)\n"                                                                         \
  "b = torch.tensor(3., requires_grad=True)\n"                                                                         \
  "k = torch.tensor(4.)\n"                                                                                             \
  "p = a * b\n"                                                                                                        \
  "q = p.exp()\n"                                                                                                      \
  "r = p.detach().sin()\n"                                                                                             \
  "side = p.cos()\n"                                                                                                   \
  "loss = q * k + r\n"                                                                                                 \
  "loss.backward()\n"

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* Named variables and the functions' primitives, each sorted: "a b p; mul". */
static char *
flow (CrGraph *graph, guint generation, CrFlow which, guint variable, guint function)
{
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) names = g_ptr_array_new (), primitives = g_ptr_array_new ();
  g_assert_true (cr_flow_find (graph, generation, which, variable, function, NULL, variables, functions));
  for (guint i = 0; i < variables->len; i++)
    {
      const char *name = cr_graph_get_variable (graph, g_array_index (variables, guint, i))->name;
      if (name != NULL)
        g_ptr_array_add (names, (gpointer)name);
    }
  for (guint i = 0; i < functions->len; i++)
    g_ptr_array_add (primitives,
                     (gpointer)cr_graph_get_function (graph, g_array_index (functions, guint, i))->primitive);
  g_ptr_array_sort (names, compare_strings);
  g_ptr_array_sort (primitives, compare_strings);
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (primitives, NULL);
  g_autofree char *left = g_strjoinv (" ", (char **)names->pdata),
                  *right = g_strjoinv (" ", (char **)primitives->pdata);
  return g_strdup_printf ("%s; %s", left, right);
}

static void
test_variables (void)
{
  static const struct
  {
    const char *name;
    CrFlow flow;
    const char *expected;
    guint generation;
  } table[] = {
    { "p", CR_FLOW_VALUE_FROM, "a b p; mul" },
    { "loss", CR_FLOW_VALUE_FROM, "a b k loss p q r; add detach exp mul mul sin" },
    { "p", CR_FLOW_VALUE_TO, "loss p q r side; add cos detach exp mul sin" },
    { "a", CR_FLOW_VALUE_FROM, "a; " },
    { "p", CR_FLOW_GRADIENT_FROM, "loss p q; add exp mul" }, /* neither through detach() nor from beside the root */
    { "a", CR_FLOW_GRADIENT_FROM, "a loss p q; add exp mul mul" },
    { "p", CR_FLOW_GRADIENT_TO, "a b p; mul" },
    { "q", CR_FLOW_GRADIENT_TO, "a b p q; exp mul" },
    { "loss", CR_FLOW_GRADIENT_FROM, "loss; " },
    { "k", CR_FLOW_GRADIENT_TO, "k; " },
    { "side", CR_FLOW_GRADIENT_FROM, "side; ", 1 },
  };
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *found
          = flow (graph, table[i].generation, table[i].flow, query_fixture_find (graph, table[i].name), CR_NONE);
      g_assert_cmpstr (found, ==, table[i].expected);
    }
}

static void
test_functions (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (SCRIPT);
  guint exp = cr_graph_get_variable (graph, query_fixture_find (graph, "q"))->maker;
  g_autofree char *from = flow (graph, 0, CR_FLOW_VALUE_FROM, CR_NONE, exp);
  g_autofree char *to = flow (graph, 0, CR_FLOW_VALUE_TO, CR_NONE, exp);
  g_autofree char *gradient = flow (graph, 0, CR_FLOW_GRADIENT_FROM, CR_NONE, exp);
  g_assert_cmpstr (from, ==, "a b p; exp mul");
  g_assert_cmpstr (to, ==, "loss q; add exp mul");
  g_assert_cmpstr (gradient, ==, "loss q; add exp mul");
}

/* A chain, and a node that has all others as inputs: each edge once, no recursion. */
static void
test_large (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run ("import torch\n"
                                                 "x = torch.tensor(1., requires_grad=True)\n"
                                                 "y = x + 0\n"
                                                 "all = []\n"
                                                 "for i in range(20000):\n"
                                                 "    y = y + 1\n"
                                                 "    all.append(y)\n"
                                                 "loss = torch.stack(all).sum()\n"
                                                 "loss.backward()\n");
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));
  const gint cancelled = 1;
  guint x = query_fixture_find (graph, "x");
  g_assert_true (cr_flow_find (graph, 0, CR_FLOW_GRADIENT_FROM, x, CR_NONE, NULL, variables, functions));
  g_assert_cmpuint (functions->len, ==, 20003);
  g_assert_cmpuint (variables->len, ==, 20004);
  g_assert_false (cr_flow_find (graph, 0, CR_FLOW_VALUE_TO, x, CR_NONE, &cancelled, variables, functions));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/query/flow/variables", test_variables);
  g_test_add_func ("/engine/query/flow/functions", test_functions);
  g_test_add_func ("/engine/query/flow/large", test_large);
  return g_test_run ();
}
