/* Questions that another run answers. Matrices are those that PyTorch's torch.autograd.functional.jacobian gives. */

#include <math.h>
#include <string.h>

#include "cr-cursor.h"
#include "cr-error.h"
#include "cr-path.h"
#include "replay-fixture.h"

#define IMPORT "import torch\n"

typedef struct
{
  const char *name, *text, *from, *to;
  guint n_rows, n_columns;
  double matrix[36];
} JacobianCase;

static const JacobianCase jacobian_cases[] = {
  { "sine",
    IMPORT "import math\na = torch.linspace(0., 2. * math.pi, steps=5, requires_grad=True)\nb = torch.sin(a)\n"
           "c = 2 * b\nd = c + 1\nout = d.sum()\nout.backward()\n",
    "a",
    "d",
    5,
    5,
    { 2, 0, 0, 0, 0, 0, -8.742277657347586e-08, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 2.384976127700611e-08,
      0, 0, 0, 0, 0, 2 } },
  { "mean",
    IMPORT "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()\nout.backward()\n",
    "x",
    "out",
    1,
    4,
    { 4.5, 4.5, 4.5, 4.5 } },
  { "non-leaf",
    IMPORT "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()\nout.backward()\n",
    "y",
    "z",
    4,
    4,
    { 18, 0, 0, 0, 0, 18, 0, 0, 0, 0, 18, 0, 0, 0, 0, 18 } },
  { "broadcast",
    IMPORT "r = torch.tensor([1., 2., 3.], requires_grad=True)\nm = torch.tensor([[1., 2., 3.], [4., 5., 6.]])\n"
           "s = (m * r).sum(1)\ns.sum().backward()\n",
    "r",
    "s",
    2,
    3,
    { 1, 2, 3, 4, 5, 6 } },
  { "in-place",
    IMPORT "x = torch.tensor([1., 2., 3.], requires_grad=True)\ny = x * 2\ny.mul_(x)\nz = y.sum()\n",
    "x",
    "y#2",
    3,
    3,
    { 4, 0, 0, 0, 8, 0, 0, 0, 12 } },
  { "view",
    IMPORT "m = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\nv = m.t()[1:].reshape(-1) * 2\n"
           "del m\n",
    "m",
    "v",
    4,
    6,
    { 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2 } },
  { "two-outputs",
    IMPORT "m = torch.tensor([[1., 5., 2.], [4., 3., 6.]], requires_grad=True)\nbest, where = m.max(dim=1)\n"
           "s = best * best\n",
    "m",
    "s",
    2,
    6,
    { 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12 } },
  { "double-backward",
    IMPORT "x = torch.tensor([1., 2., 3.], requires_grad=True)\ny = (x ** 3).sum()\n"
           "g = torch.autograd.grad(y, x, create_graph=True)[0]\nh = g * 1\nh.sum().backward()\n",
    "x",
    "h",
    3,
    3,
    { 6, 0, 0, 0, 12, 0, 0, 0, 18 } },
  { "softmax",
    IMPORT "x = torch.tensor([1., 2., 3.], requires_grad=True)\ns = torch.softmax(x, 0)\n",
    "x",
    "s",
    3,
    3,
    { 0.08192507177591324, -0.022033045068383217, -0.05989202484488487, -0.022033045068383217, 0.1848364621400833,
      -0.16280339658260345, -0.05989202484488487, -0.16280339658260345, 0.22269542515277863 } },
  { "matmul",
    IMPORT "m = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
           "k = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])\np = m @ k\n",
    "m",
    "p",
    4,
    6,
    { 1, 3, 5, 0, 0, 0, 2, 4, 6, 0, 0, 0, 0, 0, 0, 1, 3, 5, 0, 0, 0, 2, 4, 6 } },
  { "custom",
    IMPORT "class Cube(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
           "        ctx.save_for_backward(x)\n        return x * x * x\n    @staticmethod\n"
           "    def backward(ctx, g):\n        x, = ctx.saved_tensors\n        print('asked')\n"
           "        return 3 * x * x * g\n"
           "x = torch.tensor([1., 2.], requires_grad=True)\nc = Cube.apply(x)\nd = c * 2\nd.sum().backward()\n",
    "x",
    "d",
    2,
    2,
    { 6, 0, 0, 24 } },
  { "released",
    IMPORT "def f(x):\n    a = x * 2\n    return a * a\n"
           "x = torch.tensor([1., 2.], requires_grad=True)\ny = f(x)\n",
    "a",
    "y",
    2,
    2,
    { 4, 0, 0, 8 } },
  { "hooks-do-not-count",
    IMPORT "x = torch.tensor([1., 2.], requires_grad=True)\ny = x * 3\ny.register_hook(lambda g: g * 100)\n"
           "y.retain_grad()\nz = y * 1\nz.sum().backward()\n",
    "x",
    "z",
    2,
    2,
    { 3, 0, 0, 3 } },
  { "loop",
    IMPORT "w = torch.tensor([1., 2.], requires_grad=True)\nfor i in range(5):\n    p = w * w\n    p.sum().backward()\n"
           "    with torch.no_grad():\n        w -= 0.25 * w.grad\n        w.grad.zero_()\n",
    "w",
    "p#5",
    2,
    2,
    { 0.125, 0, 0, 0.25 } },
};

static void
test_jacobian (gconstpointer data)
{
  const JacobianCase *expected = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (expected->text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrJacobian jacobian;
  double product[36] = { 0 };
  gboolean done = cr_replay_jacobian (replay, fixture_find (graph, expected->from), fixture_find (graph, expected->to),
                                      NULL, &jacobian, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  fixture_assert_value (jacobian.matrix, expected->n_rows * expected->n_columns, expected->matrix, 1e-6);
  g_assert_cmpint (cr_value_get_sizes (jacobian.matrix)[0], ==, expected->n_rows);
  g_assert_cmpuint (jacobian.n_passes, ==, expected->n_rows);
  for (guint i = 0; i < expected->n_rows * expected->n_columns; i++)
    product[i % expected->n_columns] += expected->matrix[i];
  fixture_assert_value (jacobian.product, expected->n_columns, product, 1e-6);
  cr_jacobian_clear (&jacobian);
}

static void
test_given_v (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (jacobian_cases[2].text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  const float numbers[] = { 1, 0, 2, -1 };
  g_autoptr (CrValue) v = cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, (const gint64[]){ 2, 2 }, numbers);
  CrJacobian jacobian;
  cr_replay_jacobian (replay, fixture_find (graph, "x"), fixture_find (graph, "z"), v, &jacobian, &error);
  g_assert_no_error (error);
  fixture_assert_value (jacobian.product, 4, (const double[]){ 18, 0, 36, -18 }, 0);
  g_assert_cmpint (cr_value_get_ndim (jacobian.product), ==, 2);
  cr_jacobian_clear (&jacobian);
  /* another number of elements */
  g_autoptr (CrValue) wrong = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, (const gint64[]){ 3 }, numbers);
  g_assert_false (
      cr_replay_jacobian (replay, fixture_find (graph, "x"), fixture_find (graph, "z"), wrong, &jacobian, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
}

static void
test_large_jacobian (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (IMPORT "x = torch.ones(5000, requires_grad=True)\ny = x * 2\n", 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrJacobian jacobian;
  cr_replay_jacobian (replay, fixture_find (graph, "x"), fixture_find (graph, "y"), NULL, &jacobian, &error);
  g_assert_no_error (error);
  g_assert_null (jacobian.matrix);
  g_assert_cmpuint (jacobian.n_passes, ==, 0);
  g_assert_cmpfloat (cr_value_get_double (jacobian.product, 4999), ==, 2);
  cr_jacobian_clear (&jacobian);
}

typedef struct
{
  const char *name, *text, *from, *to, *message;
} NoPathCase;

static const NoPathCase no_path_cases[] = {
  { "no-grad", IMPORT "a = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    c = a * 2\nd = c * 3\n", "a",
    "d", "No path: c was computed under no_grad in line 4." },
  { "detach",
    IMPORT "a = torch.ones(2, requires_grad=True)\nb = a * 2\nc = b.detach() * a\nd = c.detach()\ne = d * a\n", "b",
    "c", "No path: detach() cut it in line 4." },
  { "integers", IMPORT "a = torch.ones(2, requires_grad=True)\nb = a.argmax()\n", "a", "b",
    "No path: b has dtype int64, and only floating numbers have gradients." },
  { "integer-operand", IMPORT "n = torch.tensor([1, 2])\na = torch.ones(2, requires_grad=True)\nb = a * n\n", "n", "b",
    "No path: n has dtype int64, and only floating numbers have gradients." },
  { "not-required", IMPORT "k = torch.ones(2)\na = torch.ones(2, requires_grad=True)\nb = a * k\n", "k", "b",
    "No path: k does not require a gradient." },
  { "unrelated", IMPORT "a = torch.ones(2, requires_grad=True)\nb = torch.ones(2, requires_grad=True)\nc = b * 2\n",
    "a", "c", "No path: c was not computed from a." },
  { "backwards", IMPORT "a = torch.ones(2, requires_grad=True)\nb = a * 2\n", "b", "a",
    "No path: a was not computed from anything." },
};

static void
test_no_path (gconstpointer data)
{
  const NoPathCase *expected = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (expected->text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrJacobian jacobian;
  guint from = fixture_find (graph, expected->from), to = fixture_find (graph, expected->to);
  g_assert_false (cr_replay_jacobian (replay, from, to, NULL, &jacobian, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, expected->message);
  g_assert_null (jacobian.matrix);
  g_assert_false (cr_path_exists (graph, from, to));
}

/* Sources and targets say the same as paths. */
static void
test_path_lists (void)
{
  g_autoptr (CrGraph) graph = fixture_run (jacobian_cases[1].text, 0);
  for (guint a = 0; a < cr_graph_get_n_variables (graph); a++)
    {
      g_autoptr (GArray) sources = cr_path_list_sources (graph, a);
      g_autoptr (GArray) targets = cr_path_list_targets (graph, a);
      for (guint b = 0; b < cr_graph_get_n_variables (graph); b++)
        {
          gboolean is_source = FALSE, is_target = FALSE;
          for (guint i = 0; i < sources->len; i++)
            is_source |= g_array_index (sources, guint, i) == b;
          for (guint i = 0; i < targets->len; i++)
            is_target |= g_array_index (targets, guint, i) == b;
          g_assert_cmpint (is_source, ==, a != b && cr_path_exists (graph, b, a));
          g_assert_cmpint (is_target, ==, a != b && cr_path_exists (graph, a, b));
        }
    }
}

static const char rules[] = IMPORT
    "x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\nr = torch.tensor([5., 6.], requires_grad=True)\n"
    "p = x * r\ns = p.sum(1)\nt = s.exp()\nt.backward(torch.tensor([1., 1.]))\nlast = torch.zeros(1)\n";

static void
test_local_derivatives (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (rules, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  guint mul = fixture_find_function (graph, "mul"), exponential = fixture_find_function (graph, "exp");
  guint sum = cr_graph_get_variable (graph, fixture_find (graph, "s"))->maker;
  CrLocalDerivative asked[] = { { .function = exponential, .element = -1 },
                                { .function = mul, .edge = 0, .element = -1 },
                                { .function = mul, .edge = 1, .element = 1 },
                                { .function = sum, .element = 2 } };
  cr_replay_local_derivatives (replay, asked, G_N_ELEMENTS (asked), &error);
  g_assert_no_error (error);
  fixture_assert_value (asked[0].matrix, 4, (const double[]){ exp (17), 0, 0, exp (39) }, 1e-6);
  fixture_assert_value (asked[1].matrix, 16, (const double[]){ 5, 0, 0, 0, 0, 6, 0, 0, 0, 0, 5, 0, 0, 0, 0, 6 }, 0);
  fixture_assert_value (asked[2].matrix, 4, (const double[]){ 0, 2, 0, 4 }, 0);
  fixture_assert_value (asked[3].matrix, 2, (const double[]){ 0, 1 }, 0);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    cr_value_unref (asked[i].matrix);
}

/* One column of many rows goes another way. */
static void
test_column_of_many_rows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph
      = fixture_run (IMPORT "x = torch.linspace(0., 1., 1000, requires_grad=True)\ny = torch.softmax(x, 0)\n"
                            "m = y.max()\nz = x + y\nk = x.mean()\n",
                     0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  const CrEvent *made;
  guint softmax = cr_graph_get_variable (graph, fixture_find (graph, "y"))->maker;
  CrLocalDerivative asked[]
      = { { .function = softmax, .element = 3 }, { .function = fixture_find_function (graph, "add"), .element = 7 } };
  cr_replay_local_derivatives (replay, asked, G_N_ELEMENTS (asked), &error);
  g_assert_no_error (error);
  made = cr_trace_get_event (cr_graph_get_trace (graph), cr_graph_get_function (graph, softmax)->created);
  double at = cr_value_get_double (made->u.operation.value, 3);
  for (guint i = 0; i < 1000; i++)
    {
      double y = cr_value_get_double (made->u.operation.value, i);
      g_assert_cmpfloat_with_epsilon (cr_value_get_double (asked[0].matrix, i), i == 3 ? y * (1 - y) : -y * at, 1e-9);
      g_assert_cmpfloat (cr_value_get_double (asked[1].matrix, i), ==, i == 7);
    }
  cr_value_unref (asked[0].matrix);
  cr_value_unref (asked[1].matrix);
}

/* A custom backward is the script's code: what it prints is no event of the run that goes on. */
static void
test_local_custom (void)
{
  g_autoptr (GError) error = NULL;
  const JacobianCase *custom = &jacobian_cases[10];
  g_autoptr (CrGraph) graph = fixture_run (custom->text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  guint function = cr_graph_get_variable (graph, fixture_find (graph, "c"))->maker;
  guint later = cr_graph_get_variable (graph, fixture_find (graph, "d"))->maker;
  CrLocalDerivative asked[] = { { .function = function, .element = -1 }, { .function = later, .element = -1 } };
  g_assert_cmpstr (custom->name, ==, "custom");
  cr_replay_local_derivatives (replay, asked, 2, &error);
  g_assert_no_error (error);
  fixture_assert_value (asked[0].matrix, 4, (const double[]){ 3, 0, 0, 12 }, 0);
  fixture_assert_value (asked[1].matrix, 4, (const double[]){ 2, 0, 0, 2 }, 0);
  cr_value_unref (asked[0].matrix);
  cr_value_unref (asked[1].matrix);
}

static void
test_local_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (rules, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrLocalDerivative asked = { .function = fixture_find_function (graph, "mul"), .edge = 7, .element = -1 };
  g_assert_false (cr_replay_local_derivatives (replay, &asked, 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
  g_clear_error (&error);
  asked = (CrLocalDerivative){ .function = fixture_find_function (graph, "mul"), .element = 4 };
  g_assert_false (cr_replay_local_derivatives (replay, &asked, 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_INDEX);
}

static const char training[]
    = IMPORT "torch.manual_seed(1)\nx = torch.rand(100)\nw = torch.zeros(100, requires_grad=True)\n"
             "for i in range(4):\n    p = w * x\n    loss = ((p - 1) ** 2).sum()\n    loss.backward()\n"
             "    with torch.no_grad():\n        w -= 0.1 * w.grad\n        w.grad.zero_()\n";

/* Every value that the budget dropped comes back as a run with room enough keeps it. */
static void
test_values (void)
{
  g_autoptr (CrGraph) full = fixture_run (training, 0), graph = fixture_run (training, 20000);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  g_autoptr (CrCursor) cursor = cr_cursor_new (full);
  g_autoptr (CrCursor) poor = cr_cursor_new (graph);
  guint n_dropped = 0, n = cr_trace_get_length (cr_graph_get_trace (graph));
  g_assert_true (cr_trace_is_summarised (cr_graph_get_trace (graph)));
  for (guint position = 5; position <= n; position += 11)
    for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
      {
        cr_cursor_seek (cursor, position);
        cr_cursor_seek (poor, position);
        const CrVariableState *state = cr_cursor_get_variable (cursor, i);
        const CrVariableState *lost = cr_cursor_get_variable (poor, i);
        g_autoptr (GError) error = NULL;
        if (lost->value != NULL && !cr_value_has_data (lost->value))
          {
            g_autoptr (CrValue) value = cr_replay_value (replay, i, position, FALSE, &error);
            g_assert_no_error (error);
            g_assert_true (cr_value_equal (value, state->value));
            n_dropped++;
          }
        if (lost->grad != NULL && !cr_value_has_data (lost->grad))
          {
            g_autoptr (CrValue) value = cr_replay_value (replay, i, position, TRUE, &error);
            g_assert_no_error (error);
            g_assert_true (cr_value_equal (value, state->grad));
            n_dropped++;
          }
      }
  g_assert_cmpuint (n_dropped, >, 100);
}

static void
test_value_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (training, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  g_assert_null (cr_replay_value (replay, fixture_find (graph, "w"), 0, FALSE, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
  g_clear_error (&error);
  g_assert_null (cr_replay_value (replay, fixture_find (graph, "x"), G_MAXUINT, TRUE, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
}

/* Another seed takes another way here, and is told. */
static void
test_other_way (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (
      IMPORT
      "x = torch.rand(1, requires_grad=True)\nfor i in range(20):\n    if torch.rand(1) > 0.5:\n        y = x * 2\n"
      "    else:\n        y = x + 2\nz = y * y\n",
      0);
  g_autoptr (CrReplay) replay = cr_replay_new (graph, TRUE, 12345);
  CrJacobian jacobian;
  g_assert_false (
      cr_replay_jacobian (replay, fixture_find (graph, "x"), fixture_find (graph, "z"), NULL, &jacobian, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
  g_assert_nonnull (strstr (error->message, "another way"));
}

static void
test_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (jacobian_cases[0].text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrJacobian jacobian;
  cr_replay_cancel (replay);
  g_assert_false (
      cr_replay_jacobian (replay, fixture_find (graph, "a"), fixture_find (graph, "d"), NULL, &jacobian, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
}

static gpointer
cancel_soon (gpointer replay)
{
  g_usleep (50000);
  cr_replay_cancel (replay);
  return NULL;
}

/* From another thread, in the midst of many passes. */
static void
test_cancelled_midway (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (
      IMPORT "x = torch.ones(2000, requires_grad=True)\ny = x * 1\nfor i in range(2000):\n    y = y * 1.001\n", 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrJacobian jacobian;
  guint last = cr_graph_get_n_variables (graph) - 1;
  GThread *thread = g_thread_new ("cancel", cancel_soon, replay);
  g_assert_false (cr_replay_jacobian (replay, fixture_find (graph, "x"), last, NULL, &jacobian, &error));
  g_thread_join (thread);
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (jacobian_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/replay/jacobian/", jacobian_cases[i].name, NULL);
      g_test_add_data_func (path, &jacobian_cases[i], test_jacobian);
    }
  g_test_add_func ("/engine/replay/jacobian/given-v", test_given_v);
  g_test_add_func ("/engine/replay/jacobian/large", test_large_jacobian);
  for (guint i = 0; i < G_N_ELEMENTS (no_path_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/replay/no-path/", no_path_cases[i].name, NULL);
      g_test_add_data_func (path, &no_path_cases[i], test_no_path);
    }
  g_test_add_func ("/engine/replay/path-lists", test_path_lists);
  g_test_add_func ("/engine/replay/local", test_local_derivatives);
  g_test_add_func ("/engine/replay/local/many-rows", test_column_of_many_rows);
  g_test_add_func ("/engine/replay/local/custom", test_local_custom);
  g_test_add_func ("/engine/replay/local/errors", test_local_errors);
  g_test_add_func ("/engine/replay/values", test_values);
  g_test_add_func ("/engine/replay/values/errors", test_value_errors);
  g_test_add_func ("/engine/replay/other-way", test_other_way);
  g_test_add_func ("/engine/replay/cancelled", test_cancelled);
  g_test_add_func ("/engine/replay/cancelled/midway", test_cancelled_midway);
  return g_test_run ();
}
