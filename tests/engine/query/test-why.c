/* Why a gradient is what it is: scripts whose accounts are followed up to the root, and what is said of them. */

#include <math.h>

#include "cr-why-paths.h"
#include "why-fixture.h"

#define HEAD "import torch\nimport torch.nn as nn\n"

typedef struct
{
  const char *name;
  const char *text;
  gboolean exact; /* small whole numbers: every level adds up bit for bit */
} Script;

static const Script scripts[] = {
  { "sine",
    HEAD "import math\n"
         "a = torch.linspace(0., 2. * math.pi, steps=25, requires_grad=True)\n"
         "b = torch.sin(a)\n"
         "c = 2 * b\n"
         "d = c + 1\n"
         "out = d.sum()\n"
         "out.backward()\n",
    TRUE },
  { "mean",
    HEAD "x = torch.ones(2, 2, requires_grad=True)\n"
         "y = x + 2\n"
         "z = y * y * 3\n"
         "z.mean().backward()\n",
    TRUE },
  { "shared",
    HEAD "x = torch.tensor([1., 2., 3.], requires_grad=True)\n"
         "y = x * x + x\n"
         "z = y * x + y\n"
         "z.sum().backward()\n",
    TRUE },
  { "several-roots",
    HEAD "x = torch.tensor([1., 2., 3.], requires_grad=True)\n"
         "y, z = x * 2, x * x\n"
         "torch.autograd.backward([y, z, y], [torch.ones(3), torch.tensor([1., 0., 2.]), torch.ones(3)])\n",
    TRUE },
  { "several-outputs",
    HEAD "x = torch.tensor([[1., 5., 2.], [4., 3., 6.]], requires_grad=True)\n"
         "m = x.max(dim=1)\n"
         "a, b = x.unbind()\n"
         "p, q = torch.split(x, [1, 2], dim=1)\n"
         "z = (m.values * a[:2] + b[1:]).sum() + (p * q).sum()\n"
         "z.backward()\n",
    TRUE },
  { "retain-grad",
    HEAD "x = torch.tensor([1., 2.], requires_grad=True)\n"
         "y = x * 3\n"
         "y.retain_grad()\n"
         "z = (y * y).sum()\n"
         "z.backward(retain_graph=True)\n"
         "z.backward()\n",
    TRUE },
  { "double-backward",
    HEAD "x = torch.tensor([2., 3.], requires_grad=True)\n"
         "y = (x ** 3).sum()\n"
         "g, = torch.autograd.grad(y, x, create_graph=True)\n"
         "(g * g).sum().backward()\n",
    TRUE },
  { "create-graph",
    HEAD "x = torch.tensor([2., 3.], requires_grad=True)\n"
         "y = (x * x * x).sum()\n"
         "y.backward(create_graph=True)\n"
         "h = x.grad.sum()\n"
         "h.backward()\n",
    TRUE },
  { "view-in-place",
    HEAD "x = torch.tensor([1., 2., 3., 4.], requires_grad=True)\n"
         "y = x * 2\n"
         "y[1:3] *= 3\n"
         "y[0] = x[3]\n"
         "y.add_(x)\n"
         "(y * y).sum().backward()\n",
    TRUE },
  { "broadcast",
    HEAD "w = torch.tensor([2.], requires_grad=True)\n"
         "b = torch.tensor([[1., 2., 3.]], requires_grad=True)\n"
         "x = torch.arange(12.).reshape(4, 3)\n"
         "((w * x + b) ** 2).sum().backward()\n",
    TRUE },
  { "matmul",
    HEAD "a = torch.arange(6.).reshape(2, 3).requires_grad_()\n"
         "b = torch.arange(12.).reshape(3, 4).requires_grad_()\n"
         "c = a @ b\n"
         "(c * c).sum().backward()\n",
    TRUE },
  { "linear-relu",
    HEAD "torch.manual_seed(1)\n"
         "net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))\n"
         "x = torch.randn(5, 3)\n"
         "loss = nn.functional.mse_loss(net(x), torch.ones(5, 1))\n"
         "loss.backward()\n",
    FALSE },
  { "indexing",
    HEAD "x = torch.arange(6.).reshape(3, 2).requires_grad_()\n"
         "y = x[[0, 2, 0, 0]]\n"
         "z = y[:, 1] * torch.tensor([1., 2., 3., 4.])\n"
         "(z.sum() + x[x > 2].sum() + x[..., None, 0].sum()).backward()\n",
    TRUE },
  { "custom",
    HEAD "class Double(torch.autograd.Function):\n"
         "    @staticmethod\n"
         "    def forward(ctx, x):\n"
         "        ctx.save_for_backward(x)\n"
         "        return x * x\n"
         "    @staticmethod\n"
         "    def backward(ctx, g):\n"
         "        x, = ctx.saved_tensors\n"
         "        return 2 * x * g\n"
         "x = torch.tensor([1., 2., 3.], requires_grad=True)\n"
         "(Double.apply(x) * 3).sum().backward()\n",
    TRUE },
  { "tensor-hooks",
    HEAD "x = torch.tensor([1., 2.], requires_grad=True)\n"
         "y = x * 3\n"
         "y.register_hook(lambda g: g * 10)\n"
         "x.register_hook(lambda g: g - 1)\n"
         "(y * y + y).sum().backward()\n",
    TRUE },
  { "passes",
    HEAD "x = torch.tensor([0.1, 0.7], requires_grad=True)\n"
         "for i in range(4):\n"
         "    (torch.sin(x) * (i + 0.3)).sum().backward()\n",
    FALSE },
  { "optimizer",
    HEAD "torch.manual_seed(0)\n"
         "w = torch.randn(3, requires_grad=True)\n"
         "opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)\n"
         "for i in range(3):\n"
         "    opt.zero_grad(set_to_none=i == 2)\n"
         "    ((w - 1) ** 2).sum().backward()\n"
         "    opt.step()\n",
    FALSE },
  { "regression",
    HEAD "torch.manual_seed(100)\n"
         "x = torch.unsqueeze(torch.linspace(-1, 1, 100), dim=1)\n"
         "y = 3 * x.pow(2) + 2 + 0.2 * torch.rand(x.size())\n"
         "w = torch.randn(1, 1, requires_grad=True)\n"
         "b = torch.zeros(1, 1, requires_grad=True)\n"
         "for i in range(3):\n"
         "    loss = (0.5 * (x.pow(2).mm(w) + b * x / x - y) ** 2).sum()\n"
         "    loss.backward()\n"
         "    with torch.no_grad():\n"
         "        w -= 0.001 * w.grad\n"
         "        b -= 0.001 * b.grad\n"
         "        if i < 2:\n"
         "            w.grad.zero_()\n"
         "            b.grad.zero_()\n",
    FALSE },
  { "float64",
    HEAD "x = torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64, requires_grad=True)\n"
         "(torch.exp(x) * x + x / 3).sum().backward()\n"
         "(x.float() * 0.1).sum().backward()\n",
    FALSE },
  { "softmax-cross-entropy",
    HEAD "torch.manual_seed(2)\n"
         "x = torch.randn(4, 5, requires_grad=True)\n"
         "nn.functional.cross_entropy(x * 2, torch.tensor([0, 3, 2, 4])).backward()\n",
    FALSE },
  { "convolution",
    HEAD "torch.manual_seed(3)\n"
         "c = nn.Conv2d(1, 2, 3)\n"
         "x = torch.randn(1, 1, 5, 5, requires_grad=True)\n"
         "torch.relu(c(x)).mean().backward()\n",
    FALSE },
};

static void
test_script (gconstpointer data)
{
  const Script *script = data;
  g_autoptr (WhyFixture) fixture = why_fixture_new (script->text, 0);
  why_fixture_follow_all (fixture, 2, 2);
  g_assert_cmpuint (fixture->n_begun, >, 0);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  if (script->exact)
    g_assert_cmpuint (fixture->n_rounding, ==, 0);
}

/* "1.0 + 2.0" for the kinds and numbers of a level's terms. */
static char *
dump (CrWhy *why)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < cr_why_get_n_terms (why); i++)
    {
      g_autofree char *sentence = cr_why_term_to_sentence (why, i);
      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", sentence);
    }
  return g_string_free (text, FALSE);
}

static void
assert_level (CrWhy *why, const char *heading, const char *terms, const char *sum)
{
  g_autofree char *found_heading = cr_why_to_heading (why), *found_terms = dump (why);
  g_autofree char *found_sum = cr_why_sum_to_text (why);
  g_assert_cmpstr (found_heading, ==, heading);
  g_assert_cmpstr (found_terms, ==, terms);
  g_assert_cmpstr (found_sum, ==, sum);
}

static void
test_words (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor([3., 1.5], requires_grad=True)\n"
                                                    "y = x * x + x\n"
                                                    "z = y.sum()\n"
                                                    "z.backward()\n",
                                                    0);
  g_autoptr (CrWhy) grad = why_fixture_ask_named (fixture, "x", 1);
  assert_level (grad, "Why is x.grad[1] 4.0?", "nothing was there: .grad was None; 4.0 added by backward 1 (line 5)",
                NULL);
  g_autoptr (CrWhy) arrived = why_fixture_open (fixture, grad, 1);
  assert_level (
      arrived, "Why is the gradient of x[1] 4.0?",
      "1.0 through AddBackward0 (line 3); 1.5 through MulBackward0 (line 3); 1.5 through MulBackward0 (line 3)",
      "1.0 + 1.5 + 1.5 = 4.0, exactly.");
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  assert_level (through, "Why is what AddBackward0 sent to x[1] 1.0?",
                "1.0 = 1.0 (local ∂y[1]/∂x[1]) × 1.0 (gradient received by y[1])",
                "1.0 × 1.0 = 1.0, exactly. 1 other local derivative is 0.");
  g_autoptr (CrWhy) above = why_fixture_open (fixture, through, 0);
  assert_level (above, "Why is the gradient of y[1] 1.0?", "1.0 through SumBackward0 (line 4)", NULL);
  g_autoptr (CrWhy) sum = why_fixture_open (fixture, above, 0);
  g_autoptr (CrWhy) root = why_fixture_open (fixture, sum, 0);
  assert_level (root, "Why is the gradient of z 1.0?", "1.0 backward 1 began with it (line 5)", NULL);
}

/* What was in .grad before: None, zeros, what was set or written by hand. */
static void
test_what_was_there (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor(2., requires_grad=True)\n"
                                                    "(x * 3).backward()\n"
                                                    "x.grad.zero_()\n"
                                                    "(x * 4).backward()\n"
                                                    "a = torch.tensor(2., requires_grad=True)\n"
                                                    "a.grad = torch.tensor(5.)\n"
                                                    "(a * 4).backward()\n"
                                                    "b = torch.tensor(2., requires_grad=True)\n"
                                                    "(b * 4).backward()\n"
                                                    "b.grad.mul_(0.5)\n"
                                                    "(b * 0.5).backward()\n"
                                                    "c = torch.tensor(2., requires_grad=True)\n"
                                                    "(c * 4).backward()\n"
                                                    "c.grad = None\n",
                                                    0);
  g_autoptr (CrWhy) x = why_fixture_ask_named (fixture, "x", 0);
  assert_level (x, "Why is x.grad 4.0?", "0.0 written by zero_() (line 4); 4.0 added by backward 2 (line 5)",
                "0.0 + 4.0 = 4.0, exactly.");
  g_assert_false (cr_why_get_term (x, 0)->opens);
  g_autoptr (CrWhy) a = why_fixture_ask_named (fixture, "a", 0);
  g_assert_cmpint (cr_why_get_term (a, 0)->kind, ==, CR_WHY_TERM_SET);
  g_assert_cmpfloat (cr_why_get_term (a, 0)->number, ==, 5);
  g_assert_cmpint (cr_why_get_check (a), ==, CR_WHY_EXACT);
  g_autoptr (CrWhy) b = why_fixture_ask_named (fixture, "b", 0);
  assert_level (b, "Why is b.grad 2.5?", "2.0 written by mul_() (line 11); 0.5 added by backward 5 (line 12)",
                "2.0 + 0.5 = 2.5, exactly.");
  g_autoptr (CrWhy) before = why_fixture_open (fixture, b, 0);
  assert_level (before, "Why is b.grad 4.0?", "nothing was there: .grad was None; 4.0 added by backward 4 (line 10)",
                NULL);
  g_autoptr (CrWhy) c = why_fixture_ask_named (fixture, "c", 0);
  assert_level (c, "c.grad is None here", "", NULL);
  why_fixture_follow_all (fixture, 1, 1);
}

static void
test_hooks (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor(2., requires_grad=True)\n"
                                                    "y = x * 3\n"
                                                    "y.register_hook(lambda g: g / 2)\n"
                                                    "(y * y).backward()\n",
                                                    0);
  g_autoptr (CrWhy) why = why_fixture_ask (fixture, why_fixture_find (fixture, "y"), 0, FALSE);
  assert_level (why, "Why is the gradient of y 6.0?",
                "6.0 through MulBackward0 (line 5); 6.0 through MulBackward0 (line 5); 6.0 is what a hook made of 12.0",
                "6.0 + 6.0 = 12.0, of which a hook made 6.0");
}

/* A hook on a function changes what is sent: no product of it. */
static void
test_changed (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor(2., requires_grad=True)\n"
                                                    "y = x * 3\n"
                                                    "y.grad_fn.register_hook(lambda sent, got: (sent[0] * 5, None))\n"
                                                    "y.backward()\n",
                                                    0);
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 0);
  why_fixture_follow (fixture, why, 2);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_not_finite (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor([0., 1.], requires_grad=True)\n"
                                                    "y = x * 0\n"
                                                    "(1 / y).sum().backward()\n"
                                                    "a = torch.tensor([-1., 2.], requires_grad=True)\n"
                                                    "(torch.relu(a) * float('inf')).sum().backward()\n",
                                                    0);
  why_fixture_follow_all (fixture, 2, 2);
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 0);
  g_autoptr (CrWhy) arrived = why_fixture_open (fixture, why, 1);
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  double total;
  g_assert_true (cr_why_get_total (through, &total));
  g_assert_true (isnan (total));
  const CrWhyTerm *term = cr_why_get_term (through, 0);
  g_assert_cmpfloat (term->derivative, ==, 0);
  g_assert_true (isinf (term->received));
  g_assert_true (isnan (term->number));
  g_assert_cmpint (cr_why_get_check (through), ==, CR_WHY_EXACT);
}

/* Ten million elements: the question costs no more than of one, but for the run that answers it. */
static void
test_large (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.ones(300000, requires_grad=True)\n"
                                                    "y = x * 3\n"
                                                    "(y * y).sum().backward()\n"
                                                    "w = torch.tensor(2., requires_grad=True)\n"
                                                    "(w * torch.ones(5000)).sum().backward()\n",
                                                    0);
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 123456);
  why_fixture_follow (fixture, why, 4);
  g_assert_cmpuint (fixture->n_begun, >=, 2);
  g_autoptr (CrWhy) w = why_fixture_ask_named (fixture, "w", 0);
  g_autoptr (CrWhy) arrived = why_fixture_open (fixture, w, 1);
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  g_assert_cmpuint (cr_why_get_n_terms (through), ==, CR_WHY_MAX_TERMS + 1);
  const CrWhyTerm *others = cr_why_get_term (through, CR_WHY_MAX_TERMS);
  g_assert_cmpint (others->kind, ==, CR_WHY_TERM_OTHERS);
  g_assert_cmpint (others->element, ==, 4000);
  g_assert_cmpfloat (others->number, ==, 4000);
}

/* The largest is told, though a thousand others come before it. */
static void
test_largest (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "w = torch.tensor(2., requires_grad=True)\n"
                                                    "k = torch.ones(5000)\n"
                                                    "k[4999] = 100.\n"
                                                    "(w * k).sum().backward()\n",
                                                    0);
  g_autoptr (CrWhy) w = why_fixture_ask_named (fixture, "w", 0);
  g_autoptr (CrWhy) arrived = why_fixture_open (fixture, w, 1);
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  const CrWhyTerm *largest = cr_why_get_term (through, CR_WHY_MAX_TERMS - 1);
  g_assert_cmpint (largest->element, ==, 4999);
  g_assert_cmpfloat (largest->number, ==, 100);
  g_assert_cmpfloat (cr_why_get_term (through, CR_WHY_MAX_TERMS)->number, ==, 4000);
}

/* More elements than a matrix may have, and than products are held one by one. */
static void
test_very_large (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.ones(5000000, requires_grad=True)\n"
                                                    "w = torch.tensor(2., dtype=torch.float64, requires_grad=True)\n"
                                                    "y = x.double() * w\n"
                                                    "y.sum().backward()\n",
                                                    0);
  g_autoptr (CrWhy) x = why_fixture_ask_named (fixture, "x", 4999999);
  why_fixture_follow (fixture, x, 4);
  g_assert_cmpuint (fixture->n_begun, >=, 1);
  g_autoptr (CrWhy) w = why_fixture_ask_named (fixture, "w", 0);
  g_autoptr (CrWhy) arrived = why_fixture_open (fixture, w, 1);
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  g_assert_cmpuint (cr_why_get_n_terms (through), ==, CR_WHY_MAX_TERMS + 1);
  g_assert_cmpint (cr_why_get_term (through, CR_WHY_MAX_TERMS)->element, ==, 4999000);
  g_assert_cmpfloat (cr_why_get_sum (through), ==, 5000000);
  g_assert_cmpint (cr_why_get_check (through), ==, CR_WHY_ROUNDING);
}

/* Past the budget the account says so, and the total can be had again. */
static void
test_summary (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.ones(1000, requires_grad=True)\n"
                                                    "y = x * 3\n"
                                                    "(y * y).sum().backward()\n",
                                                    1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 7);
  g_assert_true (cr_why_is_summary (why));
  g_assert_false (cr_why_get_total (why, NULL));
  g_assert_cmpint (cr_why_get_check (why), ==, CR_WHY_UNKNOWN);
  g_assert_true (cr_why_expand (why, fixture->replay, &error));
  g_assert_no_error (error);
  why_fixture_follow (fixture, why, 0);
  g_autoptr (CrWhy) arrived = cr_why_open (why, 1);
  g_assert_false (cr_why_get_total (arrived, NULL));
  g_assert_true (cr_why_expand (arrived, fixture->replay, &error));
  assert_level (arrived, "Why is the gradient of x[7] 18.0?", "18.0 through MulBackward0 (line 3)", NULL);
  g_autoptr (CrWhy) through = why_fixture_open (fixture, arrived, 0);
  assert_level (through, "Why is what MulBackward0 sent to x[7] 18.0?",
                "18.0 = 3.0 (local ∂y[7]/∂x[7]) × 6.0 (gradient received by y[7])",
                "3.0 × 6.0 = 18.0, exactly. 999 other local derivatives are 0.");
}

/* While a backward is under way: what has come so far, and nothing once another has begun. */
static void
test_positions (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor([2., 3.], requires_grad=True)\n"
                                                    "y = x * x + x\n"
                                                    "y.sum().backward(retain_graph=True)\n"
                                                    "(x * 2).sum().backward()\n"
                                                    "y.sum().backward()\n",
                                                    0);
  for (guint p = 0; p <= cr_trace_get_length (fixture->trace); p++)
    {
      cr_cursor_seek (fixture->cursor, p);
      why_fixture_follow_all (fixture, 1, 0);
    }
}

static void
test_paths (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor([3., 1.5], requires_grad=True)\n"
                                                    "y = x * x + x\n"
                                                    "z = (y * y).sum()\n"
                                                    "z.backward()\n",
                                                    0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 0);
  g_autoptr (CrWhyPaths) paths = cr_why_paths_new (why, fixture->replay, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cr_why_paths_get_n (paths), ==, 6);
  g_assert_cmpfloat (cr_why_paths_get_count (paths), ==, 6);
  g_assert_cmpfloat (cr_why_paths_get_sum (paths), ==, 168);
  g_assert_cmpfloat (cr_why_paths_get (paths, 0)->product, ==, 36);
  g_assert_cmpfloat (cr_why_paths_get (paths, 5)->product, ==, 12);
  g_autofree char *sum = cr_why_paths_sum_to_text (paths);
  g_assert_cmpstr (sum, ==, "6 paths; together 168.0, the gradient itself.");
  g_autofree char *last = cr_why_paths_to_text (paths, 5);
  g_autofree char *product = cr_why_paths_product_to_text (paths, 5);
  g_assert_cmpstr (product, ==, "12.0");
  g_assert_cmpstr (last, ==, "= 1.0 × 12.0 × 1.0 · AddBackward0 → y[0] → MulBackward0 → SumBackward0 → z");
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));
      cr_why_paths_get_path (paths, i, variables, functions);
      g_assert_cmpuint (functions->len, ==, cr_why_paths_get (paths, i)->n_links);
      g_assert_cmpuint (variables->len, ==, functions->len + 1);
    }
}

/* 2^10 paths: the largest 64 without writing out the others. */
static void
test_many_paths (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\n"
                                                    "x = torch.tensor(1., requires_grad=True)\n"
                                                    "y = x * 1\n"
                                                    "for i in range(10):\n"
                                                    "    y = y * 2 + y\n"
                                                    "y.backward()\n",
                                                    0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrWhy) why = why_fixture_ask_named (fixture, "x", 0);
  g_autoptr (CrWhyPaths) paths = cr_why_paths_new (why, fixture->replay, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (cr_why_paths_get_count (paths), ==, 1024);
  g_assert_cmpuint (cr_why_paths_get_n (paths), ==, CR_WHY_MAX_PATHS);
  g_assert_cmpfloat (cr_why_paths_get (paths, 0)->product, ==, 1024);
  g_assert_cmpfloat (cr_why_paths_get (paths, 10)->product, ==, 512);
  g_assert_cmpfloat (cr_why_paths_get (paths, 11)->product, ==, 256);
  g_assert_cmpfloat (cr_why_paths_get_sum (paths), ==, 59049);
}

static void
test_elements (void)
{
  g_autoptr (WhyFixture) fixture = why_fixture_new ("import torch\nx = torch.ones(2, 3)\ny = torch.tensor(1.)\n", 0);
  const CrVariable *x = cr_graph_get_variable (fixture->graph, why_fixture_find (fixture, "x"));
  const CrVariable *y = cr_graph_get_variable (fixture->graph, why_fixture_find (fixture, "y"));
  gint64 element = -1;
  g_autofree char *text = cr_why_element_to_text (x, 5), *none = cr_why_element_to_text (y, 0);
  g_assert_cmpstr (text, ==, "[1, 2]");
  g_assert_cmpstr (none, ==, "");
  g_assert_true (cr_why_element_from_text (x, "[1, 2]", &element));
  g_assert_cmpint (element, ==, 5);
  g_assert_true (cr_why_element_from_text (x, " 0,-1 ", &element));
  g_assert_cmpint (element, ==, 2);
  g_assert_true (cr_why_element_from_text (y, "", &element));
  g_assert_cmpint (element, ==, 0);
  static const char *const wrong[] = { "[2, 0]", "[0, 3]", "1", "[0, 0, 0]", "a", "[0, -4]", "[0; 1]", "[0, 1] x", "" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (cr_why_element_from_text (x, wrong[i], &element));
  g_autofree char *tenth = cr_why_number_to_text (CR_DTYPE_FLOAT32, 0.1f);
  g_autofree char *wide = cr_why_number_to_text (CR_DTYPE_FLOAT64, 0.1f);
  g_autofree char *small = cr_why_number_to_text (CR_DTYPE_FLOAT32, 1e-10f);
  g_assert_cmpstr (tenth, ==, "0.1");
  g_assert_cmpstr (wide, ==, "0.10000000149011612");
  g_assert_cmpstr (small, ==, "1e-10");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/query/why/script/", scripts[i].name, NULL);
      g_test_add_data_func (path, &scripts[i], test_script);
    }
  g_test_add_func ("/engine/query/why/words", test_words);
  g_test_add_func ("/engine/query/why/what-was-there", test_what_was_there);
  g_test_add_func ("/engine/query/why/hooks", test_hooks);
  g_test_add_func ("/engine/query/why/changed", test_changed);
  g_test_add_func ("/engine/query/why/not-finite", test_not_finite);
  g_test_add_func ("/engine/query/why/large", test_large);
  g_test_add_func ("/engine/query/why/largest", test_largest);
  g_test_add_func ("/engine/query/why/very-large", test_very_large);
  g_test_add_func ("/engine/query/why/summary", test_summary);
  g_test_add_func ("/engine/query/why/positions", test_positions);
  g_test_add_func ("/engine/query/why/paths", test_paths);
  g_test_add_func ("/engine/query/why/many-paths", test_many_paths);
  g_test_add_func ("/engine/query/why/elements", test_elements);
  return g_test_run ();
}
