/* "Where did it die?": a script for every cause, asked at its end. */

#include "cr-death.h"
#include "query-fixture.h"

#define HEAD "import torch\nx = torch.tensor([1., 2., 3.], requires_grad=True)\n"

static const struct
{
  const char *name; /* of the case */
  const char *script;
  const char *variable; /* that is asked about */
  CrGradientState state;
  CrDeathKind kind;
  guint line;       /* of the cause */
  const char *said; /* is in its sentence */
} cases[] = {
  { "no-backward", HEAD "y = x * 2\n", "x", CR_GRADIENT_NONE, CR_DEATH_NO_BACKWARD, 2, "No backward pass" },
  { "not-required",
    "import torch\nx = torch.ones(2)\nw = torch.ones(2, requires_grad=True)\n(x * w).sum().backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_NOT_REQUIRED, 2, "x (line 2) was made without requires_grad" },
  { "detached", HEAD "y = x.detach()\nw = torch.ones(3, requires_grad=True)\n(y * w).sum().backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_DETACHED, 3, "y (line 3) has the numbers of x" },
  { "data", HEAD "w = torch.ones(3, requires_grad=True)\n(x.data * w).sum().backward()\n", "x", CR_GRADIENT_NONE,
    CR_DEATH_DETACHED, 4, "has the numbers of x" },
  { "detached-behind", HEAD "y = x.detach()\nz = y * 2\n(z * x).sum().backward()\n", "z", CR_GRADIENT_NONE,
    CR_DEATH_DETACHED, 3, "y (line 3)" },
  { "no-grad",
    HEAD "with torch.no_grad():\n    y = x * 2\nw = torch.ones(3, requires_grad=True)\n"
         "(y * w).sum().backward()\n",
    "x", CR_GRADIENT_NONE, CR_DEATH_NO_GRAD, 4, "y (line 4) was computed under no_grad" },
  { "no-grad-result", HEAD "with torch.no_grad():\n    y = x * 2\n(y * x).sum().backward()\n", "y", CR_GRADIENT_NONE,
    CR_DEATH_NO_GRAD, 4, "nothing flows back to x" },
  { "argmax",
    HEAD "w = torch.ones(3, requires_grad=True)\nk = torch.argmax(x)\nw[k].backward()\nloss = w * k\n"
         "loss.sum().backward()\n",
    "x", CR_GRADIENT_NONE, CR_DEATH_INTEGER, 4, "k (line 4) holds whole numbers" },
  { "comparison", HEAD "w = torch.ones(3, requires_grad=True)\nm = x > 1.5\n(w * m).sum().backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_INTEGER, 4, "m (line 4)" },
  { "long", HEAD "w = torch.ones(3, requires_grad=True)\nn = x.long()\n(w * n).sum().backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_INTEGER, 4, "n (line 4)" },
  { "made-anew", HEAD "w = torch.ones(3, requires_grad=True)\ny = torch.tensor(x.tolist())\n(w * y).sum().backward()\n",
    "x", CR_GRADIENT_NONE, CR_DEATH_MADE_ANEW, 4, "y (line 4) was made anew of the numbers of x" },
  { "unused", HEAD "w = torch.ones(3, requires_grad=True)\nloss = (w * 2).sum()\ny = x * 2\nloss.backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_UNUSED, 5, "y (line 5) is not used by loss" },
  { "unused-itself", HEAD "w = torch.ones(3, requires_grad=True)\nloss = (w * 2).sum()\nloss.backward()\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_UNUSED, 2, "x (line 2) is not used by loss" },
  { "not-asked", HEAD "w = torch.ones(3, requires_grad=True)\nloss = (w * x).sum()\nloss.backward(inputs=[w])\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_NOT_ASKED, 2, "only other gradients were asked for" },
  { "detached-unnamed", HEAD "h = (x * 2).detach()\nv = torch.ones(3, requires_grad=True)\n(h * v).sum().backward()\n",
    "x", CR_GRADIENT_NONE, CR_DEATH_DETACHED, 3, "Detached here: h (line 3)" },
  { "failed", HEAD "y = x.exp()\ny.add_(1)\ny.sum().backward()\n", "x", CR_GRADIENT_NONE, CR_DEATH_FAILED, 2,
    "failed before a gradient came to x" },
  { "hook-zero", HEAD "y = x * 2\ny.register_hook(lambda g: g * 0)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO,
    CR_DEATH_CANCELLED, 3, "or a hook made zero of it" },
  { "nothing-sent",
    HEAD "class Cut(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, a, b):\n        return a * b\n"
         "    @staticmethod\n    def backward(ctx, g):\n        return None, g\n"
         "w = torch.ones(3, requires_grad=True)\nCut.apply(x, w).sum().backward()\n",
    "a", CR_GRADIENT_NONE, CR_DEATH_NOTHING_SENT, 11, "CutBackward" },
  { "not-leaf", HEAD "y = x * 2\ny.sum().backward()\n", "y", CR_GRADIENT_FINE, CR_DEATH_NOT_LEAF, 3,
    "y (line 3) is not a leaf" },
  { "rebound", HEAD "x.sum().backward()\nx = x - 0.1 * x.grad\n(x * x).sum().backward()\n", "x", CR_GRADIENT_FINE,
    CR_DEATH_NOT_LEAF, 4, "is not a leaf" },
  { "rebound-unused", HEAD "x.sum().backward()\nx = x - 0.1 * x.grad\n", "x", CR_GRADIENT_NONE, CR_DEATH_REBOUND, 4,
    "The name means another tensor" },
  { "rebound-no-grad", HEAD "x.sum().backward()\nwith torch.no_grad():\n    x = x - 0.1 * x.grad\n", "x",
    CR_GRADIENT_NONE, CR_DEATH_REBOUND, 5, "The name means another tensor" },
  { "cleared", HEAD "x.sum().backward()\nx.grad = None\n", "x", CR_GRADIENT_NONE, CR_DEATH_CLEARED, 4,
    "was cleared here" },
  { "zeroed", HEAD "x.sum().backward()\nx.grad.zero_()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_CLEARED, 4,
    "was cleared here" },
  { "zero-grad",
    "import torch\nnet = torch.nn.Linear(2, 1)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\nw = net.weight\n"
    "net(torch.ones(1, 2)).sum().backward()\nopt.step()\nopt.zero_grad()\n",
    "w", CR_GRADIENT_ZERO, CR_DEATH_CLEARED, 7, "was cleared here" },
  { "root-zero", HEAD "y = x * 2\ny.backward(torch.zeros(3))\n", "x", CR_GRADIENT_ZERO, CR_DEATH_ROOT_ZERO, 3,
    "began with a zero gradient for y" },
  { "relu", HEAD "y = torch.relu(x - 5)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_CLOSED, 3,
    "ReluBackward0 of y (line 3) is closed: all 3 inputs are ≤ 0" },
  { "relu-partly", HEAD "y = torch.relu(x - 1.5)\ny.sum().backward()\n", "x", CR_GRADIENT_PARTLY, CR_DEATH_CLOSED, 3,
    "1 of 3 inputs are ≤ 0" },
  { "clamp", HEAD "y = x.clamp(max=0.5)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_CLOSED, 3,
    "ClampBackward1 of y (line 3) is closed" },
  { "max", HEAD "y = x.max()\ny.backward()\n", "x", CR_GRADIENT_PARTLY, CR_DEATH_NOT_CHOSEN, 3, "not chosen" },
  { "masked", HEAD "y = x.masked_fill(x > 0, 0.)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_MASKED, 3,
    "left these elements out" },
  { "overwritten", HEAD "y = x * 1\ny[:] = 0.\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_MASKED, 4,
    "left these elements out" },
  { "times-zero", HEAD "y = x * torch.zeros(3)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_TIMES_ZERO, 3,
    "multiplies by the other factor, which is zero" },
  { "zero-weights", HEAD "w = torch.zeros(3, 2, requires_grad=True)\n((x @ w) ** 2 + 1).sum().backward()\n", "x",
    CR_GRADIENT_ZERO, CR_DEATH_ZERO_HERE, 4, "its rule gives 0" },
  { "sigmoid", HEAD "y = torch.sigmoid(x * 500)\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_SATURATED, 3,
    "SigmoidBackward0 of y (line 3) is saturated" },
  { "softmax", HEAD "y = torch.softmax(x * 1000, 0)\ny[0].backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_SATURATED, 3,
    "SoftmaxBackward0 of y (line 3) is saturated" },
  { "sign", HEAD "y = x.sign()\ny.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_FLAT, 3, "is flat" },
  { "cancelled", HEAD "y = x * 2\nz = y - y\nz.sum().backward()\n", "x", CR_GRADIENT_ZERO, CR_DEATH_CANCELLED, 3,
    "adds up to zero" },
  { "deep", HEAD "h = torch.relu(x - 5)\nfor i in range(50):\n    h = h * 1.5\nh.sum().backward()\n", "x",
    CR_GRADIENT_ZERO, CR_DEATH_CLOSED, 3, "ReluBackward0" },
  { "nan-value",
    "import torch\nx = torch.tensor([-1., 2.], requires_grad=True)\ny = torch.log(x)\nz = y * y\n"
    "z.sum().backward()\n",
    "x", CR_GRADIENT_NAN, CR_DEATH_NAN_VALUE, 3, "y (line 3) holds a NaN" },
  { "nan-here", "import torch\nx = torch.tensor([0., 2.], requires_grad=True)\ny = torch.sqrt(x)\ny.sum().backward()\n",
    "x", CR_GRADIENT_NAN, CR_DEATH_NAN_HERE, 3, "SqrtBackward0 of y (line 3)" },
  { "zero-times-infinity",
    "import torch\nx = torch.tensor([0., 2.], requires_grad=True)\ny = torch.log(x) * 0\n"
    "y.sum().backward()\n",
    "x", CR_GRADIENT_NAN, CR_DEATH_NAN_VALUE, 3, "already in the forward pass" },
  { "fine", HEAD "y = x * 2\ny.sum().backward()\n", "x", CR_GRADIENT_FINE, CR_DEATH_NO_BACKWARD, 0, NULL },
};

static char *
dump (const CrDeath *death)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "state %d: %s", death->state, death->summary);
  for (guint i = 0; i < death->causes->len; i++)
    {
      const CrDeathCause *cause = death->causes->pdata[i];
      g_string_append_printf (text, "\n# kind %d, line %u: %s %s", cause->kind, cause->range.line, cause->sentence,
                              cause->advice != NULL ? cause->advice : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  guint at = GPOINTER_TO_UINT (data);
  g_autoptr (CrGraph) graph = query_fixture_run (cases[at].script);
  g_autoptr (CrSearch) search = cr_search_new (graph);
  guint variable = query_fixture_find (graph, cases[at].variable), found = 0;
  g_autoptr (CrDeath) death = cr_death_ask (search, variable, G_MAXUINT, -1, NULL);
  g_autofree char *said = dump (death);
  g_test_message ("%s", said);
  g_assert_cmpint (death->state, ==, cases[at].state);
  g_assert_nonnull (death->summary);
  for (guint i = 0; i < death->causes->len; i++)
    {
      const CrDeathCause *cause = death->causes->pdata[i];
      g_assert_null (strstr (cause->sentence, "%"));
      g_assert_cmpuint (cause->position, <=, cr_trace_get_length (cr_graph_get_trace (graph)));
      found += cause->kind == cases[at].kind && cause->range.line == cases[at].line
               && strstr (cause->sentence, cases[at].said) != NULL;
    }
  g_assert_cmpuint (found, ==, cases[at].said != NULL);
  g_assert_cmpuint (death->variables->len, >, 0);
}

/* An element that is zero among others. */
static void
test_element (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (HEAD "h = x * 2 - 3\ny = torch.relu(h)\ny.sum().backward()\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  guint x = query_fixture_find (graph, "x");
  g_autoptr (CrDeath) zero = cr_death_ask (search, x, G_MAXUINT, 0, NULL);
  g_autoptr (CrDeath) fine = cr_death_ask (search, x, G_MAXUINT, 1, NULL);
  g_assert_cmpint (zero->state, ==, CR_GRADIENT_ZERO);
  g_assert_cmpuint (zero->causes->len, ==, 1);
  const CrDeathCause *cause = zero->causes->pdata[0];
  g_assert_cmpint (cause->kind, ==, CR_DEATH_CLOSED);
  g_assert_cmpuint (cause->variable, ==, query_fixture_find (graph, "y"));
  g_assert_cmpstr (zero->summary, ==, "Element 0 of the gradient of x is zero.");
  g_assert_cmpint (fine->state, ==, CR_GRADIENT_FINE);
  g_assert_cmpuint (fine->causes->len, ==, 0);
}

/* The answer is that of the place in time. */
static void
test_positions (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (HEAD "y = (x * 2).sum()\ny.backward()\nx.grad = None\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  guint x = query_fixture_find (graph, "x"), begun = query_fixture_event (graph, CR_EVENT_BACKWARD_BEGUN, 0);
  guint cleared = query_fixture_event (graph, CR_EVENT_GRAD_CLEARED, 0);
  g_autoptr (CrDeath) before = cr_death_ask (search, x, begun, -1, NULL);
  g_autoptr (CrDeath) after = cr_death_ask (search, x, cleared, -1, NULL);
  g_autoptr (CrDeath) within = cr_death_ask (search, x, begun + 1, -1, NULL);
  g_autoptr (GPtrArray) none = cr_death_list (search, begun + 1, 100, NULL);
  g_autoptr (GPtrArray) at_end = cr_death_list (search, G_MAXUINT, 100, NULL);
  g_assert_cmpuint (at_end->len, ==, 0); /* cleared is not dead */
  g_assert_cmpint (((CrDeathCause *)within->causes->pdata[0])->kind, ==, CR_DEATH_NOT_YET);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (((CrDeathCause *)before->causes->pdata[0])->kind, ==, CR_DEATH_NO_BACKWARD);
  g_assert_cmpint (after->state, ==, CR_GRADIENT_FINE);
}

/* Between the accumulation and the end of AccumulateGrad's step the culprit is the same. */
static void
test_just_accumulated (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (
      "import torch\nx = torch.tensor([0., 1.], requires_grad=True)\ny = x.log()\ny.sum().backward()\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  guint accumulated = query_fixture_event (graph, CR_EVENT_GRAD_ACCUMULATED, 0);
  g_autoptr (CrDeath) death = cr_death_ask (search, query_fixture_find (graph, "x"), accumulated + 1, -1, NULL);
  g_assert_cmpint (death->state, ==, CR_GRADIENT_NAN);
  for (guint i = 0; i < death->causes->len; i++)
    g_assert_cmpuint (((CrDeathCause *)death->causes->pdata[i])->variable, ==, query_fixture_find (graph, "y"));
  g_assert_cmpuint (death->causes->len, >, 0);
}

static void
test_list (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (
      HEAD "w = torch.ones(3, requires_grad=True)\nk = torch.ones(3)\nb = torch.zeros(1, requires_grad=True)\n"
           "y = (x * k).relu().sum() + (w.detach() * k).sum()\ny.backward()\nx = x - x.grad\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  g_autoptr (GPtrArray) list = cr_death_list (search, G_MAXUINT, 100, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpuint (((CrDeath *)list->pdata[0])->variable, ==, query_fixture_find (graph, "w"));
  g_assert_cmpuint (((CrDeath *)list->pdata[1])->variable, ==, query_fixture_find (graph, "b"));
  g_assert_cmpuint (((CrDeath *)list->pdata[2])->variable, ==, query_fixture_find (graph, "x"));
  g_autoptr (GPtrArray) one = cr_death_list (search, G_MAXUINT, 1, NULL);
  g_assert_cmpuint (one->len, ==, 1);
}

static void
test_bad_input (void)
{
  gint cancelled = TRUE;
  g_autoptr (CrGraph) empty = query_fixture_run ("");
  g_autoptr (CrSearch) nothing = cr_search_new (empty);
  g_autoptr (GPtrArray) none = cr_death_list (nothing, 5, 100, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (CrGraph) graph = query_fixture_run (HEAD "y = x.relu(\n");
  g_autoptr (CrGraph) failed = query_fixture_run (HEAD "y = x * 2\ny.backward()\n");
  g_autoptr (CrSearch) search = cr_search_new (failed);
  g_assert_null (cr_death_list (search, G_MAXUINT, 100, &cancelled));
  g_assert_null (cr_death_ask (search, 0, G_MAXUINT, -1, &cancelled));
  for (guint position = 0; position < 12; position++)
    {
      g_autoptr (CrDeath) death = cr_death_ask (search, 0, position, 7, NULL);
      g_assert_nonnull (death);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/query/death/", cases[i].name, NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/engine/query/death/element", test_element);
  g_test_add_func ("/engine/query/death/positions", test_positions);
  g_test_add_func ("/engine/query/death/just-accumulated", test_just_accumulated);
  g_test_add_func ("/engine/query/death/list", test_list);
  g_test_add_func ("/engine/query/death/bad-input", test_bad_input);
  return g_test_run ();
}
