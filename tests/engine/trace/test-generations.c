/* To which generation belongs what no backward reaches: of scripts. */

#include <string.h>

#include "cr-graph.h"
#include "cr-run.h"

static CrGraph *
run_script (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autofree char *whole = g_strconcat ("import torch\n", text, NULL);
  g_autoptr (CrRun) run = cr_run_new ("script.py", whole, strlen (whole), &options, trace);
  g_assert_true (cr_run_execute (run));
  return cr_graph_new (trace);
}

/* The generations of all variables of that name, in order: "0 1". */
static char *
find (CrGraph *graph, const char *name)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, name) == 0)
      g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", cr_graph_get_variable (graph, i)->generation);
  return g_string_free (text, FALSE);
}

static void
expect (CrGraph *graph, const char *name, const char *generations)
{
  g_autofree char *found = find (graph, name);
  g_assert_cmpstr (found, ==, generations);
}

/* Beside the way of the gradient, made before the backward: from a value, from a leaf, and what goes on from there. */
static void
test_side_branch (void)
{
  g_autoptr (CrGraph) graph = run_script ("a = torch.ones(2, requires_grad=True)\n"
                                          "b = torch.sin(a)\n"
                                          "e = torch.exp(b)\n"
                                          "f = e * 2\n"
                                          "g = torch.cos(a)\n"
                                          "b.sum().backward()\n");
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  expect (graph, "e", "0");
  expect (graph, "f", "0");
  expect (graph, "g", "0");
}

/* New after the last backward, or of a leaf that no backward has anything to do with. */
static void
test_apart (void)
{
  g_autoptr (CrGraph) graph = run_script ("a = torch.ones(2, requires_grad=True)\n"
                                          "other = torch.ones(2, requires_grad=True)\n"
                                          "h = torch.exp(other)\n"
                                          "a.sum().backward()\n"
                                          "after = a * 3\n");
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 2);
  expect (graph, "h", "1");
  expect (graph, "after", "1");
}

/* Of a leaf that all iterations use: the one in which it ran; of two backwards in it the next. */
static void
test_iterations (void)
{
  g_autoptr (CrGraph) graph = run_script ("w = torch.ones(2, requires_grad=True)\n"
                                          "first = w * 5\n"
                                          "for epoch in range(2):\n"
                                          "    for i in range(2):\n"
                                          "        before = w * 7\n"
                                          "        (w * 2).sum().backward()\n"
                                          "        behind = w * 9\n"
                                          "        with torch.no_grad():\n"
                                          "            w -= 0.1 * w.grad\n"
                                          "    check = w * 4\n");
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 5);
  expect (graph, "first", "0");
  expect (graph, "before", "0 1 2 3");
  expect (graph, "behind", "0 1 2 4"); /* the last one is new after the last backward */
  expect (graph, "check", "1 4");
}

/* What records nothing is drawn by itself. */
static void
test_unrecorded (void)
{
  g_autoptr (CrGraph) graph = run_script ("a = torch.ones(2, requires_grad=True)\n"
                                          "b = a * 2\n"
                                          "with torch.no_grad():\n"
                                          "    n = b * 3\n"
                                          "b.sum().backward()\n");
  expect (graph, "n", "1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/generations/side-branch", test_side_branch);
  g_test_add_func ("/engine/trace/generations/apart", test_apart);
  g_test_add_func ("/engine/trace/generations/iterations", test_iterations);
  g_test_add_func ("/engine/trace/generations/unrecorded", test_unrecorded);
  return g_test_run ();
}
