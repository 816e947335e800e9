/* Iterations, calls and modules as events: told when something happens inside, and left however they end. */

#include <string.h>

#include "cr-run.h"
#include "trace-fixture.h"

static CrTrace *
run_script (const char *text, gboolean expected)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  CrTrace *trace = cr_trace_new (0);
  g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, trace);
  if (cr_run_execute (run) != expected)
    {
      g_autofree char *diagnostics = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));
      g_error ("the run ended otherwise: %s", diagnostics);
    }
  return trace;
}

/* The scopes as one line, "<" and ">" around what happened: o an operation, f the failure. Checks that they nest. */
static char *
describe (CrTrace *trace)
{
  static const char *const kinds[] = { "loop", "call", "module" };
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      const CrScopeEvent *scope = &event->u.scope;
      if (event->kind == CR_EVENT_OPERATION)
        g_string_append_c (text, 'o');
      else if (event->kind == CR_EVENT_FAILED)
        g_string_append_c (text, 'f');
      else if (event->kind == CR_EVENT_SCOPE_ENTERED)
        {
          g_assert_cmpuint (scope->depth, ==, open->len);
          g_assert_true (scope->kind != CR_SCOPE_ITERATION || (scope->number > 0 && scope->loop != 0));
          g_ptr_array_add (open, (gpointer)event);
          g_string_append_printf (text, "<%s %s:", kinds[scope->kind], scope->name != NULL ? scope->name : "-");
        }
      else if (event->kind == CR_EVENT_SCOPE_LEFT)
        {
          g_assert_cmpuint (open->len, >, 0);
          const CrEvent *entered = g_ptr_array_steal_index (open, open->len - 1);
          CrEvent left;
          cr_event_copy (&left, event);
          left.kind = CR_EVENT_SCOPE_ENTERED;
          left.key = entered->key;
          g_assert_true (cr_event_equal (&left, entered));
          g_string_append_c (text, '>');
        }
    }
  g_assert_cmpuint (open->len, ==, 0);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  fixture_check_cursor (graph);
  return g_string_free (text, FALSE);
}

static void
check (const char *script, const char *expected, gboolean succeeds)
{
  g_autofree char *text = g_strconcat ("import torch\nfrom torch import nn\nx = torch.ones(2)\n", script, NULL);
  g_autoptr (CrTrace) trace = run_script (text, succeeds);
  g_autofree char *found = describe (trace);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_iterations (void)
{
  check ("for i in range(3):\n    x.exp()\n", "<loop i = 0:o><loop i = 1:o><loop i = 2:o>", TRUE);
  check ("for v in [True, 1.5, 'ab', None]:\n    x.exp()\n",
         "<loop v = True:o><loop v = 1.5:o><loop v = 'ab':o><loop -:o>", TRUE);
  check ("for a, b in [(1, 2)]:\n    x.exp()\n", "<loop -:o>", TRUE);
  check ("for t in ['a text of more than a few characters', \"it's\"]:\n    x.exp()\n", "<loop -:o><loop -:o>", TRUE);
  check ("n = 0\nwhile n < 2:\n    n += 1\n    x.exp()\n", "<loop -:o><loop -:o>", TRUE);
  check ("while x.sum() < 3:\n    x = x + 1\n", "o<loop -:o>o", TRUE); /* the test is around the iterations */
  check ("[x.exp() for i in range(2)]\n", "oo", TRUE);
  check ("for i in range(2):\n    i = 'other'\n    x.exp()\n", "<loop i = 0:o><loop i = 1:o>", TRUE);
}

static void
test_empty (void)
{
  check ("for i in range(1000):\n    pass\n", "", TRUE);
  check ("def f():\n    return 1\nfor i in range(3):\n    f()\n    if i == 1:\n        x.exp()\n", "<loop i = 1:o>",
         TRUE);
}

static void
test_ways_out (void)
{
  check ("for i in range(9):\n    x.exp()\n    break\n", "<loop i = 0:o>", TRUE);
  check ("for i in range(2):\n    x.exp()\n    continue\n", "<loop i = 0:o><loop i = 1:o>", TRUE);
  check ("def f():\n    for i in range(9):\n        x.exp()\n        return 1\nf()\nx.exp()\n",
         "<call f:<loop i = 0:o>>o", TRUE);
  check ("for i in range(2):\n    try:\n        x.exp()\n        x + torch.ones(3)\n    except RuntimeError:\n"
         "        pass\n",
         "<loop i = 0:o><loop i = 1:o>", TRUE);
  check ("def f():\n    x.exp()\n    raise ValueError('no')\nfor i in range(2):\n    f()\n", "<loop i = 0:<call f:o>>f",
         FALSE);
  check ("def f(n):\n    y = x.exp()\n    return y if n == 0 else f(n - 1)\nf(2)\n", "<call f:o<call f:o<call f:o>>>",
         TRUE);
}

/* A generator that waits is left, so that what happens meanwhile is not inside it. */
static void
test_generators (void)
{
  check ("def g():\n    for k in range(2):\n        yield x * k\nfor y in g():\n    y.exp()\n",
         "<call g:<loop k = 0:o>><loop -:o><call g:<loop k = 1:o>><loop -:o>", TRUE);
  check ("def g():\n    try:\n        yield x.exp()\n    finally:\n        x.sin()\nfor y in g():\n    break\n",
         "<call g:o><loop -:><call g:o>", TRUE);
  check (
      "def g():\n    yield x.exp()\n    yield x.exp()\nit = g()\nnext(it)\ndef h():\n    x.sin()\n    next(it)\nh()\n",
      "<call g:o><call h:o<call g:o>>", TRUE);
}

static void
test_modules (void)
{
  check ("net = nn.Sequential(nn.ReLU(), nn.Tanh())\nnet(x)\n", "<module net:<module net.0:o><module net.1:o>>", TRUE);
  check ("class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.act = nn.ReLU()\n"
         "    def forward(self, x):\n        return self.act(x)\ndef use(model):\n    return model(x)\nnet = Net()\n"
         "use(net)\nuse(Net())\nnn.ReLU()(x)\n",
         "<call use:<module net:<module net.act:o>>><call use:<module model:<module ReLU:o>>><module ReLU:o>", TRUE);
  check ("net = nn.ReLU()\nnet(x)\nother = net\ndel net\nother(x)\n", "<module net:o><module other:o>", TRUE);
}

/* Ranges are those of the statement and of the call; keys differ, and survive a line put before. */
static void
test_places (void)
{
  static const char *const texts[]
      = { "import torch\nx = torch.ones(2)\ndef f():\n    return x.exp()\nfor i in range(2):\n    y = f()\n",
          "import torch\n\n\nx = torch.ones(2)\ndef f():\n    return x.exp()\nfor i in range(2):\n    y = f()\n" };
  guint64 keys[2][8];
  for (guint k = 0; k < 2; k++)
    {
      g_autoptr (CrTrace) trace = run_script (texts[k], TRUE);
      guint n = 0, lines[8], columns[8], ends[8];
      for (guint i = 0; i < cr_trace_get_length (trace); i++)
        {
          const CrEvent *event = cr_trace_get_event (trace, i);
          if (event->kind != CR_EVENT_SCOPE_ENTERED && event->kind != CR_EVENT_SCOPE_LEFT)
            continue;
          g_assert_cmpuint (n, <, 8);
          lines[n] = event->range.line - 2 * k;
          columns[n] = event->range.column;
          ends[n] = event->range.end_line - 2 * k;
          keys[k][n++] = event->key;
        }
      g_assert_cmpuint (n, ==, 8);
      g_assert_cmpuint (lines[0], ==, 5); /* the loop */
      g_assert_cmpuint (ends[0], ==, 6);
      g_assert_cmpuint (lines[1], ==, 6); /* the call */
      g_assert_cmpuint (columns[1], ==, 9);
    }
  for (guint i = 0; i < 8; i++)
    {
      g_assert_cmpuint (keys[0][i], ==, keys[1][i]);
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (keys[0][i], !=, keys[0][k]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/scopes/iterations", test_iterations);
  g_test_add_func ("/engine/trace/scopes/empty", test_empty);
  g_test_add_func ("/engine/trace/scopes/ways-out", test_ways_out);
  g_test_add_func ("/engine/trace/scopes/generators", test_generators);
  g_test_add_func ("/engine/trace/scopes/modules", test_modules);
  g_test_add_func ("/engine/trace/scopes/places", test_places);
  return g_test_run ();
}
