/* The tree of groups that a script makes: what is in it, what it is called, and that its keys stay. */

#include <string.h>

#include "cr-group.h"
#include "cr-run.h"
#include "trace-fixture.h"

static CrGraph *
run_script (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autofree char *whole = g_strconcat ("import torch\nfrom torch import nn\n", text, NULL);
  g_autoptr (CrRun) run = cr_run_new ("script.py", whole, strlen (whole), &options, trace);
  cr_run_execute (run);
  return cr_graph_new (trace);
}

/* Indented titles with the number of their functions; checks what holds of every tree. */
static char *
describe (CrGraph *graph)
{
  static const char *const kinds[] = { "loop", "iteration", "call", "module", "backward" };
  const CrGroups *groups = cr_graph_get_groups (graph);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < cr_groups_get_n (groups); i++)
    {
      const CrGroup *group = cr_groups_get (groups, i);
      const CrGroup *parent = group->parent != CR_NONE ? cr_groups_get (groups, group->parent) : NULL;
      g_assert_true (parent == NULL || group->parent < i);
      g_assert_cmpuint (group->depth, ==, parent != NULL ? parent->depth + 1 : 0);
      g_assert_true (i == 0 || cr_groups_get (groups, i - 1)->first <= group->first);
      g_assert_cmpuint (group->first, <, group->end);
      g_assert_true (parent == NULL || (parent->first <= group->first && group->end <= parent->end));
      g_assert_cmpuint (group->n_functions, >, 0);
      g_assert_cmpint (group->kind == CR_GROUP_ITERATION, ==, parent != NULL && parent->kind == CR_GROUP_LOOP);
      g_assert_cmpuint (cr_groups_find_at (groups, group->end - 1), !=, CR_NONE);
      for (guint k = 0; k < group->depth; k++)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%s %s", kinds[group->kind], group->title != NULL ? group->title : "-");
      if (group->caption != NULL)
        g_string_append_printf (text, " (%s)", group->caption);
      if (group->n_iterations > 0)
        g_string_append_printf (text, " x%u", group->n_iterations);
      g_string_append_printf (text, " %u\n", group->n_functions);
    }
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    {
      guint group = cr_groups_get_of_function (groups, i);
      g_assert_cmpuint (group, ==, cr_groups_find_at (groups, cr_graph_get_function (graph, i)->created));
      g_assert_true (group == CR_NONE || group < cr_groups_get_n (groups));
    }
  return g_string_free (text, FALSE);
}

static void
check (const char *script, const char *expected)
{
  g_autoptr (CrGraph) graph = run_script (script);
  g_autofree char *found = describe (graph);
  g_assert_cmpstr (found, ==, expected);
}

static guint
find (const CrGroups *groups, const char *title, guint after)
{
  for (guint i = after; i < cr_groups_get_n (groups); i++)
    if (g_strcmp0 (cr_groups_get (groups, i)->title, title) == 0)
      return i;
  g_error ("no group %s", title);
}

static void
test_empty (void)
{
  check ("x = torch.ones(2)\ny = x * 2\n", "");
  check ("for i in range(3):\n    pass\ndef f():\n    return 1\nf()\n", "");
}

static void
test_calls (void)
{
  check ("def f(x):\n    return x * 2\ndef g(x):\n    return f(x) + 1\ny = g(torch.ones(2))\n",
         "call g 2\n call f 1\n");
}

static void
test_loops (void)
{
  check ("x = torch.ones(2)\nfor i in range(3):\n    if i != 1:\n        x = x * 2\n",
         "loop for i in range(3) x3 2\n iteration i = 0 1\n iteration i = 2 1\n");
  check ("x = torch.ones(2)\nfor t in [':', 'b']: x = x * 2 # c\n",
         "loop for t in [':', 'b'] x2 2\n iteration t = ':' 1\n iteration t = 'b' 1\n");
  check ("x = torch.ones(2)\nn = 0\nwhile n < 2:\n    for k in range(1):\n        x = x * 2\n    n += 1\n",
         "loop while n < 2 x2 2\n iteration - 1\n  loop for k in range(1) x1 1\n   iteration k = 0 1\n"
         " iteration - 1\n  loop for k in range(1) x1 1\n   iteration k = 0 1\n");
}

static void
test_modules (void)
{
  check ("class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
         "        self.body = nn.Sequential(nn.Linear(2, 2), nn.ReLU())\n        self.fc = nn.Linear(2, 1)\n"
         "    def forward(self, x):\n        return self.fc(self.body(x))\nnet = Net()\ny = net(torch.ones(1, 2))\n",
         "module net (Net) 5\n module body (Sequential) 3\n  module body.0 (Linear) 2\n  module body.1 (ReLU) 1\n"
         " module fc (Linear) 2\n");
  check ("y = nn.ReLU()(torch.ones(1, 2))\n", "module ReLU 1\n");
}

/* What a backward records is apart; an ordinary one records nothing. */
static void
test_backward (void)
{
  check ("x = torch.ones(2, requires_grad=True)\n(x * x).sum().backward()\n", "");
  check ("x = torch.ones(2, requires_grad=True)\ndef f():\n    y = (x ** 3).sum()\n"
         "    return torch.autograd.grad(y, x, create_graph=True)[0]\nf().sum().backward()\n",
         "call f 6\n backward - 4\n");
}

/* Edits elsewhere and the next iteration leave a key as it is; groups of one name are told apart. */
static void
test_keys (void)
{
  const char *script = "l = nn.Linear(2, 2)\ndef f(x):\n    return l(x) + 1\nfor i in range(2):\n"
                       "    y = f(torch.ones(1, 2)) + f(torch.ones(1, 2))\n    y.sum().backward()\n";
  g_autofree char *edited = g_strconcat ("# a line\nz = torch.ones(2) * 2\n", script, "z * 2\n", NULL);
  g_autoptr (CrGraph) graph = run_script (script);
  g_autoptr (CrGraph) other = run_script (edited);
  const CrGroups *groups = cr_graph_get_groups (graph), *others = cr_graph_get_groups (other);
  guint f1 = find (groups, "f", 0), f2 = find (groups, "f", f1 + 1), f3 = find (groups, "f", f2 + 1);
  guint l1 = find (groups, "l", 0), l2 = find (groups, "l", l1 + 1), l3 = find (groups, "l", l2 + 1);
  g_assert_cmpuint (cr_groups_get_n (groups), ==, cr_groups_get_n (others));
  for (guint i = 0; i < cr_groups_get_n (groups); i++)
    g_assert_cmpuint (cr_groups_get (groups, i)->key, ==, cr_groups_get (others, i)->key);
  g_assert_cmpuint (cr_groups_get (groups, f1)->key, ==, cr_groups_get (groups, f3)->key);
  g_assert_cmpuint (cr_groups_get (groups, f1)->key, !=, cr_groups_get (groups, f2)->key);
  g_assert_cmpuint (cr_groups_get (groups, l1)->key, ==, cr_groups_get (groups, l3)->key);
  g_assert_cmpuint (cr_groups_get (groups, l1)->key, !=, cr_groups_get (groups, l2)->key);
  g_assert_cmpuint (cr_groups_get (groups, 1)->key, !=, cr_groups_get (groups, find (groups, "i = 1", 0))->key);
}

static void
test_queries (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("def f(x):\n    return x * 2\ndef g(x):\n    return f(x) + f(x)\nx = torch.ones(2)\n"
                    "for i in range(2):\n    x = g(x)\n");
  const CrGroups *groups = cr_graph_get_groups (graph);
  guint g = find (groups, "g", 0), f1 = find (groups, "f", g), f2 = find (groups, "f", f1 + 1);
  guint other = find (groups, "g", f2);
  g_assert_cmpuint (cr_groups_find_common (groups, f1, f2), ==, g);
  g_assert_cmpuint (cr_groups_find_common (groups, f1, g), ==, g);
  g_assert_cmpuint (cr_groups_find_common (groups, f1, other), ==, 0);
  g_assert_cmpuint (cr_groups_find_common (groups, f1, CR_NONE), ==, CR_NONE);
  g_assert_cmpuint (cr_groups_find_iteration (groups, 0, 1), ==, cr_groups_get (groups, g)->parent);
  g_assert_cmpuint (cr_groups_find_iteration (groups, 0, 2), ==, cr_groups_get (groups, other)->parent);
  g_assert_cmpuint (cr_groups_find_iteration (groups, 0, 3), ==, CR_NONE);
  g_assert_true (cr_graph_get_groups (graph) == groups);
}

/* The nearest iterations that recorded something, past those that did not. */
static void
test_next_iteration (void)
{
  g_autoptr (CrGraph) graph = run_script ("x = torch.ones(2)\nfor i in range(6):\n    if i % 2 == 1:\n"
                                          "        for k in range(2):\n            x = x * 2\n");
  const CrGroups *groups = cr_graph_get_groups (graph);
  const guint after[] = { 2, 2, 4, 4, 6, 6, 0 }, before[] = { 0, 0, 0, 2, 2, 4, 4 };
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      guint next = cr_groups_find_next_iteration (groups, 0, i, TRUE);
      guint previous = cr_groups_find_next_iteration (groups, 0, i, FALSE);
      g_assert_cmpuint (next == CR_NONE ? 0 : cr_groups_get (groups, next)->number, ==, after[i]);
      g_assert_cmpuint (previous == CR_NONE ? 0 : cr_groups_get (groups, previous)->number, ==, before[i]);
    }
}

/* A trace whose scopes nobody's script could have made: so many within each other, heads that end nowhere. */
static CrGraph *
nest (guint n, const char *head)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  CrSource *source = cr_source_new ("script.py", head, -1, NULL);
  CrEvent entered = { .kind = CR_EVENT_SCOPE_ENTERED,
                      .range = { .length = (guint)strlen (head), .line = 1, .end_line = 1 },
                      .u.scope = { .kind = CR_SCOPE_ITERATION, .number = 1 } };
  cr_trace_set_source (trace, source);
  cr_source_unref (source);
  fixture_created (trace, 1, 2, TRUE);
  for (guint i = 0; i < n; i++)
    {
      entered.u.scope.loop = i + 1;
      entered.u.scope.depth = i;
      cr_trace_append (trace, &entered);
    }
  fixture_operation (trace, "mul", 2, 3, 4, 1, (FixtureInput[]){ { 1, 0, 0 } });
  return cr_graph_new (trace);
}

static void
test_strange (void)
{
  g_autofree char *head = g_strnfill (61, 'a'), *title = NULL;
  g_autoptr (CrGraph) graph = nest (1, head), deep = nest (100000, "");
  const CrGroups *groups = cr_graph_get_groups (graph);
  title = g_strdup_printf ("%.59s…", head);
  g_assert_cmpstr (cr_groups_get (groups, 0)->title, ==, title);
  groups = cr_graph_get_groups (deep);
  g_assert_cmpuint (cr_groups_get_n (groups), <, 10000);
  g_assert_cmpuint (cr_groups_get_of_function (groups, 0), ==, cr_groups_get_n (groups) - 1);
}

static gpointer
ask (gpointer graph)
{
  return (gpointer)cr_graph_get_groups (graph);
}

static void
test_threads (void)
{
  g_autoptr (CrGraph) graph = run_script ("x = torch.ones(2)\nfor i in range(500):\n    x = x * 2\n");
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("groups", ask, graph);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == cr_graph_get_groups (graph));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/group/empty", test_empty);
  g_test_add_func ("/engine/trace/group/calls", test_calls);
  g_test_add_func ("/engine/trace/group/loops", test_loops);
  g_test_add_func ("/engine/trace/group/modules", test_modules);
  g_test_add_func ("/engine/trace/group/backward", test_backward);
  g_test_add_func ("/engine/trace/group/keys", test_keys);
  g_test_add_func ("/engine/trace/group/queries", test_queries);
  g_test_add_func ("/engine/trace/group/next-iteration", test_next_iteration);
  g_test_add_func ("/engine/trace/group/strange", test_strange);
  g_test_add_func ("/engine/trace/group/threads", test_threads);
  return g_test_run ();
}
