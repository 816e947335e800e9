/* Variables, functions and generations of hand-made traces. */

#include "cr-graph.h"
#include "trace-fixture.h"

static const CrVariable *
find (CrGraph *graph, guint64 tensor, guint64 function)
{
  guint index = cr_graph_find_variable (graph, tensor, function);
  g_assert_cmpuint (index, !=, CR_NONE);
  return cr_graph_get_variable (graph, index);
}

static guint
generation_of (CrGraph *graph, guint64 function)
{
  return cr_graph_get_function (graph, cr_graph_find_function (graph, function))->generation;
}

static void
test_structure (void)
{
  g_autoptr (CrTrace) trace = fixture_training (1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  const CrVariable *w = find (graph, FIXTURE_W, 0), *l = find (graph, 100 + FIXTURE_L, 100 + FIXTURE_L_FN);
  g_assert_cmpstr (w->name, ==, "w");
  g_assert_true (w->is_leaf && w->requires_grad && !w->is_root);
  g_assert_cmpuint (w->maker, ==, CR_NONE);
  g_assert_cmpuint (w->users->len, ==, 2);
  g_assert_true (l->is_root && !l->is_leaf && l->requires_grad);
  const CrFunctionNode *square = cr_graph_get_function (graph, l->maker);
  g_assert_cmpuint (square->id, ==, 100 + FIXTURE_L_FN);
  g_assert_cmpstr (square->name, ==, "MulBackward0");
  g_assert_cmpuint (square->inputs[0], ==, square->inputs[1]);
  g_assert_cmpuint (cr_graph_get_variable (graph, square->inputs[0])->users->len, ==, 1);
  g_assert_cmpuint (cr_graph_find_variable_by_key (graph, w->key), ==, cr_graph_find_variable (graph, FIXTURE_W, 0));
  g_assert_cmpuint (cr_graph_find_variable (graph, 12345, 0), ==, CR_NONE);
  g_assert_cmpuint (cr_graph_find_function (graph, 0), ==, CR_NONE);
  g_assert_cmpuint (find (graph, 100 + FIXTURE_STEP, 0)->released, !=, CR_NONE);
}

/* Each iteration is a generation, its update included, and is shown until the next one's first operation. */
static void
test_training (void)
{
  g_autoptr (CrTrace) trace = fixture_training (5);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      const CrGeneration *generation = cr_graph_get_generation (graph, i);
      guint64 base = 100 * (i + 1);
      g_assert_cmpuint (generation->functions->len, ==, 5);
      g_assert_cmpuint (generation->variables->len, ==, 6);
      g_assert_cmpuint (generation->root, ==, cr_graph_find_variable (graph, base + FIXTURE_L, base + FIXTURE_L_FN));
      g_assert_cmpuint (generation_of (graph, base + FIXTURE_P_FN), ==, i);
      guint first = i == 0 ? 0 : cr_graph_get_function (graph, 5 * i)->created;
      g_assert_cmpuint (generation->first_event, ==, first);
      g_assert_cmpuint (cr_graph_get_generation_at (graph, generation->last_event + 1), ==, i);
      if (i > 0)
        g_assert_cmpuint (cr_graph_get_generation (graph, i - 1)->last_event, ==, first - 1);
    }
  g_assert_cmpuint (cr_graph_get_generation_at (graph, 0), ==, 0);
  g_assert_cmpuint (cr_graph_get_generation_at (graph, cr_trace_get_length (trace)), ==, 4);
}

/* A second backward over the same graph is another pass; one over a part of it too. */
static void
test_second_pass (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  fixture_operation (trace, "exp", 10, 11, 1, 1, (FixtureInput[]){ { 1, 0, 2 } });
  fixture_operation (trace, "sum", 20, 21, 1, 1, (FixtureInput[]){ { 10, 11, 11 } });
  fixture_begun (trace, 1, 20, 21);
  fixture_ended (trace, 1);
  fixture_operation (trace, "neg", 30, 31, 1, 1, (FixtureInput[]){ { 10, 11, 11 } });
  fixture_begun (trace, 2, 30, 31);
  fixture_ended (trace, 2);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  g_assert_cmpuint (generation_of (graph, 31), ==, 0);
  g_assert_cmpuint (cr_graph_get_generation (graph, 0)->root, ==, cr_graph_find_variable (graph, 20, 21));
  g_assert_true (find (graph, 30, 31)->is_root);
}

/* Data that comes in detached or without gradient belongs to the first backward that uses it, and joins no passes. */
static void
test_detached_inputs (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  fixture_created (trace, 2, 1, FALSE);
  fixture_operation (trace, "exp", 3, 0, 1, 1, (FixtureInput[]){ { 2, 0, 0 } }); /* data without gradient */
  fixture_operation (trace, "mul", 10, 11, 1, 2, (FixtureInput[]){ { 1, 0, 5 }, { 3, 0, 0 } });
  fixture_begun (trace, 1, 10, 11);
  fixture_ended (trace, 1);
  fixture_operation (trace, "detach", 12, 0, 1, 1, (FixtureInput[]){ { 10, 11, 0 } });
  fixture_operation (trace, "mul", 20, 21, 1, 2, (FixtureInput[]){ { 1, 0, 5 }, { 12, 0, 0 } });
  fixture_begun (trace, 2, 20, 21);
  fixture_ended (trace, 2);
  fixture_operation (trace, "detach", 22, 0, 1, 1, (FixtureInput[]){ { 20, 21, 0 } });
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 2);
  g_assert_cmpuint (find (graph, 3, 0)->generation, ==, 0);
  g_assert_cmpuint (find (graph, 12, 0)->generation, ==, 1);
  g_assert_cmpuint (find (graph, 22, 0)->generation, ==, 1);
  g_assert_cmpuint (find (graph, 1, 0)->generation, ==, 0);
}

/* Without a backward, and after the last one. */
static void
test_last_generation (void)
{
  g_autoptr (CrTrace) trace = fixture_training (1);
  guint length = cr_trace_get_length (trace);
  fixture_operation (trace, "exp", 500, 0, 1, 1, (FixtureInput[]){ { FIXTURE_X, 0, 0 } });
  fixture_operation (trace, "neg", 501, 0, 1, 1, (FixtureInput[]){ { 500, 0, 0 } });
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 2);
  const CrGeneration *last = cr_graph_get_generation (graph, 1);
  g_assert_cmpuint (last->functions->len, ==, 2);
  g_assert_cmpuint (last->variables->len, ==, 3);
  g_assert_cmpuint (last->root, ==, cr_graph_find_variable (graph, 501, 0));
  g_assert_cmpuint (cr_graph_get_generation_at (graph, length), ==, 0);
  g_assert_cmpuint (cr_graph_get_generation_at (graph, length + 1), ==, 1);
}

static void
test_nothing (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrGraph) empty = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (empty), ==, 0);
  g_assert_cmpuint (cr_graph_get_generation_at (empty, 0), ==, CR_NONE);
  fixture_created (trace, 1, 1, FALSE);
  g_autoptr (CrGraph) one = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (one), ==, 1);
  g_assert_cmpuint (cr_graph_get_generation (one, 0)->variables->len, ==, 1);
  g_assert_cmpuint (cr_graph_get_generation (one, 0)->root, ==, CR_NONE);
  g_assert_cmpuint (cr_graph_get_generation_at (one, 1), ==, 0);
}

/* An in-place operation makes another variable of the same tensor; writing without recording does not. */
static void
test_in_place (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  fixture_created (trace, 2, 1, FALSE);
  fixture_operation (trace, "fill", 2, 0, 5, 1, (FixtureInput[]){ { 2, 0, 0 } });
  fixture_operation (trace, "mul", 10, 11, 5, 2, (FixtureInput[]){ { 1, 0, 3 }, { 2, 0, 0 } });
  fixture_named (trace, "y", 10, 11);
  fixture_operation (trace, "add", 10, 12, 6, 1, (FixtureInput[]){ { 10, 11, 11 } });
  fixture_begun (trace, 1, 10, 12);
  fixture_ended (trace, 1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_variables (graph), ==, 4);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  g_assert_cmpuint (cr_graph_get_generation (graph, 0)->functions->len, ==, 3);
  g_assert_cmpuint (find (graph, 2, 0)->maker, ==, CR_NONE);
  g_assert_cmpstr (find (graph, 10, 12)->name, ==, "y");
  g_assert_cmpuint (find (graph, 10, 11)->maker, !=, find (graph, 10, 12)->maker);
}

/* A long chain needs no stack, and a long run no more than linear time. */
static void
test_long (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  const guint n = 100000;
  for (guint i = 0; i < n; i++)
    fixture_operation (trace, "neg", 10 + 2 * i, 11 + 2 * i, 1, 1,
                       (FixtureInput[]){ { i == 0 ? 1 : 8 + 2 * i, i == 0 ? 0 : 9 + 2 * i, i == 0 ? 2 : 9 + 2 * i } });
  fixture_begun (trace, 1, 8 + 2 * n, 9 + 2 * n);
  fixture_ended (trace, 1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  g_assert_cmpuint (cr_graph_get_generation (graph, 0)->functions->len, ==, n);
  g_autoptr (CrTrace) training = fixture_training (3000);
  g_autoptr (CrGraph) run = cr_graph_new (training);
  g_assert_cmpuint (cr_graph_get_n_generations (run), ==, 3000);
}

/* x; y = x.t (); z = y[0]; d = z.detach (); c = x.clone (). */
static void
test_views (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  fixture_operation (trace, "t", 2, 12, 1, 1, (FixtureInput[]){ { 1, 0, 11 } });
  fixture_operation (trace, "select", 3, 13, 1, 1, (FixtureInput[]){ { 2, 12, 12 } });
  fixture_operation (trace, "detach", 4, 0, 1, 1, (FixtureInput[]){ { 3, 13, 0 } });
  fixture_operation (trace, "clone", 5, 15, 1, 1, (FixtureInput[]){ { 1, 0, 11 } });
  fixture_operation (trace, "mul", 5, 16, 1, 1, (FixtureInput[]){ { 5, 15, 15 } });
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  guint x = cr_graph_find_variable (graph, 1, 0), copy = cr_graph_find_variable (graph, 5, 15);
  g_assert_cmpuint (cr_graph_get_base (graph, x), ==, CR_NONE);
  g_assert_cmpuint (cr_graph_get_base (graph, cr_graph_find_variable (graph, 2, 12)), ==, x);
  g_assert_cmpuint (cr_graph_get_base (graph, cr_graph_find_variable (graph, 3, 13)), ==, x);
  g_assert_cmpuint (cr_graph_get_base (graph, cr_graph_find_variable (graph, 4, 0)), ==, x);
  g_assert_cmpuint (cr_graph_get_base (graph, copy), ==, CR_NONE);
  g_assert_true (cr_function_makes_views (cr_graph_get_function (graph, 0)));
  g_assert_false (cr_function_makes_views (cr_graph_get_function (graph, 3)));
  guint last = cr_graph_find_tensor (graph, 5);
  g_assert_cmpuint (cr_graph_get_variable (graph, last)->function, ==, 16);
  g_assert_cmpuint (cr_graph_get_previous (graph, last), ==, copy);
  g_assert_cmpuint (cr_graph_get_previous (graph, copy), ==, CR_NONE);
  g_assert_cmpuint (cr_graph_find_tensor (graph, 99), ==, CR_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/graph/structure", test_structure);
  g_test_add_func ("/engine/trace/graph/training", test_training);
  g_test_add_func ("/engine/trace/graph/second-pass", test_second_pass);
  g_test_add_func ("/engine/trace/graph/detached-inputs", test_detached_inputs);
  g_test_add_func ("/engine/trace/graph/last-generation", test_last_generation);
  g_test_add_func ("/engine/trace/graph/nothing", test_nothing);
  g_test_add_func ("/engine/trace/graph/in-place", test_in_place);
  g_test_add_func ("/engine/trace/graph/long", test_long);
  g_test_add_func ("/engine/trace/graph/views", test_views);
  return g_test_run ();
}
