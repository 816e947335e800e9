/* Recorded gradients against finite differences of other runs. */

#include <math.h>

#include "cr-error.h"
#include "replay-fixture.h"

#define IMPORT "import torch\n"

typedef struct
{
  const char *name, *text, *variable;
  guint backward;
  gboolean agrees;
  double analytic[4]; /* of elements 0 to n - 1 */
  guint n;
} DifferenceCase;

static const DifferenceCase difference_cases[] = {
  { "mean",
    IMPORT "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()\nout.backward()\n",
    "x",
    1,
    TRUE,
    { 4.5, 4.5, 4.5, 4.5 },
    4 },
  { "non-leaf",
    IMPORT "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()\nout.backward()\n",
    "y",
    1,
    TRUE,
    { 4.5, 4.5, 4.5, 4.5 },
    4 },
  { "root",
    IMPORT "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward(torch.tensor([3., -1.]))\n",
    "y",
    1,
    TRUE,
    { 3, -1 },
    2 },
  { "double",
    IMPORT "x = torch.tensor([0.3, 2.], dtype=torch.float64, requires_grad=True)\ny = torch.exp(x).sin()\n"
           "y.sum().backward()\n",
    "x",
    1,
    TRUE,
    { 0.2958140654990666, 3.312929423104333 },
    2 },
  { "half",
    IMPORT "x = torch.tensor([0.5], dtype=torch.float16, requires_grad=True)\ny = x * 3\ny.backward()\n",
    "x",
    1,
    TRUE,
    { 3 },
    1 },
  { "in-place",
    IMPORT "x = torch.tensor([1., 2., 3.], requires_grad=True)\ny = x * 2\ny.mul_(x)\nz = y.sum()\nz.backward()\n",
    "x",
    1,
    TRUE,
    { 4, 8, 12 },
    3 },
  /* x.detach() shares the memory and not the history; a name for it comes before the first use */
  { "detached-alias",
    IMPORT "x = torch.tensor([2., 5.], requires_grad=True)\nd = x.detach()\ny = (x * d).sum()\ny.backward()\n",
    "x",
    1,
    TRUE,
    { 2, 5 },
    2 },
  /* so does the base of a view whose own gradient is asked for */
  { "view",
    IMPORT "x = torch.tensor([2., 5.], requires_grad=True)\nb = x * 1\nv = b[0]\nz = v * v + b.sum()\nz.backward()\n",
    "v",
    1,
    TRUE,
    { 4 },
    1 },
  /* a view that was made before the loop is a use of x through itself */
  { "leaf-seen-by-a-view",
    IMPORT "x = torch.tensor([2., 5.], requires_grad=True)\nv = x[1]\nk = torch.zeros(1)\nz = v * v * x[0]\n"
           "z.backward()\n",
    "x",
    1,
    TRUE,
    { 25, 20 },
    2 },
  { "loop",
    IMPORT "w = torch.tensor([1., 2.], requires_grad=True)\nfor i in range(5):\n    p = w * w\n    p.sum().backward()\n"
           "    with torch.no_grad():\n        w -= 0.25 * w.grad\n        w.grad.zero_()\n",
    "w",
    5,
    TRUE,
    { 0.125, 0.25 },
    2 },
  { "data-loop",
    IMPORT
    "w = torch.tensor([1.], requires_grad=True)\nfor i in range(5):\n    p = (w * 3 - 1) ** 2\n    p.backward()\n"
    "    w.data -= 0.01 * w.grad\n    w.grad = None\n",
    "w",
    3,
    TRUE,
    { 8.0688 },
    1 },
  { "create-graph",
    IMPORT "x = torch.tensor([1., 2.], requires_grad=True)\ny = (x ** 3).sum()\n"
           "g = torch.autograd.grad(y, x, create_graph=True)[0]\ng.sum().backward()\n",
    "x",
    2,
    TRUE,
    { 6, 12 },
    2 },
  { "square-root-near-0",
    IMPORT "x = torch.tensor([0.0001], requires_grad=True)\ny = x.sqrt()\ny.backward()\n",
    "x",
    1,
    TRUE,
    { 50 },
    1 },
  { "kink-nearby",
    IMPORT "x = torch.tensor([0.001, -0.001], requires_grad=True)\ny = x.relu().sum()\ny.backward()\n",
    "x",
    1,
    TRUE,
    { 1, 0 },
    2 },
  { "wrong-rule",
    IMPORT "class Cube(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
           "        ctx.save_for_backward(x)\n        return x * x * x\n    @staticmethod\n"
           "    def backward(ctx, g):\n        x, = ctx.saved_tensors\n        return 2.99 * x * x * g\n"
           "x = torch.tensor([1., 2.], requires_grad=True)\nc = Cube.apply(x)\nd = c * 2\nd.sum().backward()\n",
    "x",
    1,
    FALSE,
    { 5.98, 23.92 },
    2 },
};

static void
test_difference (gconstpointer data)
{
  const DifferenceCase *expected = data;
  const gint64 elements[] = { 0, 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (expected->text, 0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrDifference found[4];
  cr_replay_differences (replay, fixture_find (graph, expected->variable), expected->backward, elements, expected->n,
                         found, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < expected->n; i++)
    {
      g_test_message ("%g against %g, tolerance %g, delta %g", found[i].numerical, found[i].analytic,
                      found[i].tolerance, found[i].delta);
      g_assert_false (found[i].diverged);
      g_assert_cmpint (found[i].agrees, ==, expected->agrees);
      g_assert_cmpfloat_with_epsilon (found[i].analytic, expected->analytic[i],
                                      1e-9 + 1e-5 * fabs (expected->analytic[i]));
      /* an agreement says something: the tolerance is small */
      g_assert_cmpfloat (found[i].tolerance, <, 0.02 * fmax (1, fabs (expected->analytic[i])));
    }
}

static void
test_diverged (void)
{
  const gint64 element = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph
      = fixture_run (IMPORT "x = torch.tensor([1.], requires_grad=True)\ny = x * 2\nif y.item() == 2.:\n    z = y * 2\n"
                            "else:\n    z = y + 3\nz.backward()\n",
                     0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrDifference found;
  cr_replay_differences (replay, fixture_find (graph, "x"), 1, &element, 1, &found, &error);
  g_assert_no_error (error);
  g_assert_true (found.diverged);
  g_assert_true (isnan (found.numerical));
  g_assert_false (found.agrees);
}

/* What a detach() hides from the gradient and not from the difference is told. */
static void
test_cut (void)
{
  const gint64 element = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph
      = fixture_run (IMPORT "x = torch.tensor([2.], requires_grad=True)\nu = torch.tensor([2.], requires_grad=True)\n"
                            "y = x * u\nz = y * x.detach()\nz.backward()\n",
                     0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrDifference found;
  cr_replay_differences (replay, fixture_find (graph, "x"), 1, &element, 1, &found, &error);
  g_assert_no_error (error);
  g_assert_true (found.cut);
  g_assert_false (found.agrees);
  g_assert_cmpfloat (found.numerical, ==, 8);
  cr_replay_differences (replay, fixture_find (graph, "u"), 1, &element, 1, &found, &error);
  g_assert_no_error (error);
  g_assert_false (found.cut);
  g_assert_true (found.agrees);
}

static void
test_difference_errors (void)
{
  const gint64 elements[] = { 0, 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (
      IMPORT "n = torch.tensor([1, 2])\nx = torch.ones(2, requires_grad=True)\nu = torch.ones(2, requires_grad=True)\n"
             "v = u * 2\ny = (x * n).sum()\ny.backward()\n",
      0);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  CrDifference found[2];
  g_assert_false (cr_replay_differences (replay, fixture_find (graph, "n"), 1, elements, 1, found, &error));
  g_assert_cmpstr (error->message, ==, "numbers of dtype int64 cannot be moved a little");
  g_clear_error (&error);
  g_assert_false (cr_replay_differences (replay, fixture_find (graph, "u"), 1, elements, 1, found, &error));
  g_assert_cmpstr (error->message, ==, "backward pass 1 brings no gradient to u");
  g_clear_error (&error);
  g_assert_false (cr_replay_differences (replay, fixture_find (graph, "x"), 2, elements, 1, found, &error));
  g_assert_cmpstr (error->message, ==, "there is no backward pass 2");
  g_clear_error (&error);
  g_assert_false (cr_replay_differences (replay, fixture_find (graph, "x"), 1, elements, 2, found, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_INDEX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (difference_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/replay/difference/", difference_cases[i].name, NULL);
      g_test_add_data_func (path, &difference_cases[i], test_difference);
    }
  g_test_add_func ("/engine/replay/difference/diverged", test_diverged);
  g_test_add_func ("/engine/replay/difference/cut", test_cut);
  g_test_add_func ("/engine/replay/difference/errors", test_difference_errors);
  return g_test_run ();
}
