/* Gestures that add statements: text in, text out. */

#include "edit-fixture.h"

static CrEditPlan *
apply (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_apply (text->script, text->nodes, text->n_nodes, row->call, row->name, error);
}

#define SIN "torch.sin($1)"

static const EditRow applied[] = {
  /* a name of its own */
  { "import torch\nx = «torch.ones(2)»\n", SIN, NULL, "import torch\nx = torch.ones(2)\ny = torch.sin(x)\n", NULL, "y",
    NULL },
  { "import torch\nx = torch.ones(2)\ny = («x * 2»).sum()\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx1 = x * 2\ny = x1.sum()\ny1 = torch.sin(x1)\n", NULL, "y1", NULL },
  { "import torch\nx = «torch.ones(2)»\n", SIN, "s", "import torch\nx = torch.ones(2)\ns = torch.sin(x)\n", NULL, "s",
    NULL },
  { "import torch\nx = «torch.ones(2)»\n", SIN, "class", NULL, "a word of Python’s own", NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\n", "torch.sin($1", NULL, NULL, "Python cannot read", NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\nprint(«x»)", "$1 * 2", NULL,
    "import torch\nx = torch.ones(2)\nprint(x)\ny = x * 2\n", NULL, NULL, NULL },
  /* bound again: a fresh name first */
  { "import torch\nx = torch.ones(2)\ny = «x * 2»\ny = y + 1\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\ny1 = x * 2\ny = y1\ny2 = torch.sin(y1)\ny = y + 1\n", NULL, "y2", NULL },
  /* loops and functions */
  { "import torch\nw = torch.ones(2)\nfor i in range(3):\n    h = «w * i»\n    w = w + h\n", SIN, NULL,
    "import torch\nw = torch.ones(2)\nfor i in range(3):\n    h = w * i\n    y = torch.sin(h)\n    w = w + h\n", NULL,
    "y", "In every iteration of the loop in line 3" },
  { "import torch\ndef f(t):\n\treturn «t * 3»\nf(torch.ones(1))\n", SIN, NULL,
    "import torch\ndef f(t):\n\tt1 = t * 3\n\ty = torch.sin(t1)\n\treturn t1\nf(torch.ones(1))\n", NULL, "y",
    "In every call of f" },
  { "import torch\nf = lambda t: «t * 3»\n", SIN, NULL, NULL, "lambda", NULL, NULL },
  { "import torch\nx = torch.ones(2)\nl = [«r * 2» for r in x]\n", SIN, NULL, NULL, "comprehension", NULL, NULL },
  { "import torch\nx = torch.ones(2)\ny = «x * 2» if x.sum() > 1 else x\n", SIN, NULL, NULL, "sometimes", NULL, NULL },
  { "import torch\nx = torch.ones(2)\nwhile («x * 2»).sum() < 0:\n    pass\n", SIN, NULL, NULL, "sometimes", NULL,
    NULL },
  { "import torch\nx = torch.ones(2)\nif («x * 2»).sum() > 1:\n    pass\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx1 = x * 2\ny = torch.sin(x1)\nif x1.sum() > 1:\n    pass\n", NULL, "y", NULL },
  { "import torch\nclass A:\n    k = «torch.ones(2)»\n", SIN, NULL, NULL, "a member of it", NULL, NULL },
  /* statements on one line */
  { "import torch; x = «torch.ones(2)»; y = x * 2\n", SIN, NULL,
    "import torch; x = torch.ones(2); y1 = torch.sin(x); y = x * 2\n", NULL, "y1", NULL },
  { "import torch\nx = torch.ones(2)\nif True: y = («x * 2»).sum()\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nif True: x1 = x * 2; y = x1.sum(); y1 = torch.sin(x1)\n", NULL, NULL, NULL },
  /* lines */
  { "import torch\r\nx = «torch.ones(2)»\r\n", SIN, NULL, "import torch\r\nx = torch.ones(2)\r\ny = torch.sin(x)\r\n",
    NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»  # a leaf\nz = 3\n", SIN, NULL,
    "import torch\nx = torch.ones(2)  # a leaf\ny = torch.sin(x)\nz = 3\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»", SIN, NULL, "import torch\nx = torch.ones(2)\ny = torch.sin(x)\n", NULL, NULL,
    NULL },
  { "\xEF\xBB\xBFimport torch\nx = «torch.ones(2)»\n", SIN, NULL,
    "\xEF\xBB\xBFimport torch\nx = torch.ones(2)\ny = torch.sin(x)\n", NULL, NULL, NULL },
  { "import torch\nß = 'ä→'; größe = «torch.ones(2)»\n", SIN, NULL,
    "import torch\nß = 'ä→'; größe = torch.ones(2); y = torch.sin(größe)\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\ny = («x\n     * 2»).sum()\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx1 = (x\n     * 2)\ny = x1.sum()\ny1 = torch.sin(x1)\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\ny = «x * \\\n  2»\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\ny = x * \\\n  2\ny1 = torch.sin(y)\n", NULL, NULL, NULL },
  /* imports */
  { "import torch as th\nx = «th.ones(2)»\n", SIN, NULL, "import torch as th\nx = th.ones(2)\ny = th.sin(x)\n", NULL,
    NULL, NULL },
  { "from torch import ones, sin\nx = «ones(2)»\n", SIN, NULL, "from torch import ones, sin\nx = ones(2)\ny = sin(x)\n",
    NULL, NULL, NULL },
  { "from torch import ones\nx = «ones(2)»\n", SIN, NULL,
    "from torch import ones\nimport torch\nx = ones(2)\ny = torch.sin(x)\n", NULL, NULL, NULL },
  { "import torch\nimport torch.nn.functional as fun\nx = «torch.ones(2)»\n", "F.relu($1)", NULL,
    "import torch\nimport torch.nn.functional as fun\nx = torch.ones(2)\ny = fun.relu(x)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\n", "F.relu($1)", NULL,
    "import torch\nimport torch.nn.functional as F\nx = torch.ones(2)\ny = F.relu(x)\n", NULL, NULL, NULL },
  { "import torch\nF = 3\nx = «torch.ones(2)»\n", "F.relu($1)", NULL,
    "import torch\nF = 3\nx = torch.ones(2)\ny = torch.nn.functional.relu(x)\n", NULL, NULL, NULL },
  { "from torch import nn\nimport torch\nx = «torch.ones(2)»\n", "nn.Linear(2, 1)($1)", NULL,
    "from torch import nn\nimport torch\nx = torch.ones(2)\nlayer = nn.Linear(2, 1)(x)\n", NULL, NULL, NULL },
  /* two nodes */
  { "import torch\nx = «torch.ones(2)»\nz = ‹torch.ones(2)›\nq = 1\n", "$1 * $2", NULL,
    "import torch\nx = torch.ones(2)\nz = torch.ones(2)\ny = x * z\nq = 1\n", NULL, "y", NULL },
  { "import torch\nx = ‹torch.ones(2)›\nz = «torch.ones(2)»\n", "$1 - $2", NULL,
    "import torch\nx = torch.ones(2)\nz = torch.ones(2)\ny = z - x\n", NULL, "y", NULL },
  { "import torch\nx = «torch.ones(2)»\nfor i in range(2):\n    z = ‹x * i›\n", "$1 * $2", NULL,
    "import torch\nx = torch.ones(2)\nfor i in range(2):\n    z = x * i\n    y = x * z\n", NULL, "y",
    "In every iteration of the loop in line 3" },
  { "import torch\nfor i in range(2):\n    z = «torch.ones(i)»\nx = ‹torch.ones(2)›\n", "$1 * $2", NULL, NULL,
    "do not see each other", NULL, NULL },
  { "import torch\nwith torch.no_grad():\n    z = «torch.ones(2)»\nx = ‹torch.ones(2)›\n", "$1 * $2", NULL,
    "import torch\nwith torch.no_grad():\n    z = torch.ones(2)\nx = torch.ones(2)\ny = z * x\n", NULL, "y", NULL },
  { "import torch\nx = torch.ones(2)\ny = («‹x * 2› + 1»).sum()\n", "$1 * $2", NULL,
    "import torch\nx = torch.ones(2)\nx1 = x * 2\nx2 = x1 + 1\ny = x2.sum()\ny1 = x2 * x1\n", NULL, "y1", NULL },
  { "import torch\nx = torch.ones(2)\ny = «‹x * 2›»\n", "$1 * $2", NULL,
    "import torch\nx = torch.ones(2)\ny = x * 2\ny1 = y * y\n", NULL, "y1", NULL },
  { "import torch\ndef f(a):\n    b = «a * 2»\n    return b\nx = ‹torch.ones(2)›\nf(x)\n", "$1 * $2", NULL, NULL,
    "do not see each other", NULL, NULL },
  { "import torch\nw = ‹torch.ones(2)›\ndef f(a):\n    b = «a * w»\n    return b\nf(w)\n", "$1 * $2", NULL,
    "import torch\nw = torch.ones(2)\ndef f(a):\n    b = a * w\n    y = b * w\n    return b\nf(w)\n", NULL, "y", NULL },
  /* in place */
  { "import torch\nx = torch.ones(2)\n«x += 1»\nz = 2\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx += 1\ny = torch.sin(x)\nz = 2\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\n«x.add_(1)»\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx.add_(1)\ny = torch.sin(x)\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\n«x[0]» = 3\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx[0] = 3\ny = torch.sin(x)\n", NULL, NULL, NULL },
  /* what must be computed where it stands */
  { "import torch\ny = torch.rand(2) + «torch.rand(2)»\n", SIN, NULL,
    "import torch\ny = torch.rand(2) + (x := torch.rand(2))\ny1 = torch.sin(x)\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\nprint(f'{«x * 2»}')\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx1 = x * 2\nprint(f'{x1}')\ny = torch.sin(x1)\n", NULL, NULL, NULL },
  { "import torch\nx = torch.ones(2)\nprint(f'{«x * 2»=}')\n", SIN, NULL, NULL, "prints its own text", NULL, NULL },
  { "import torch\nx = torch.ones(2)\n«x * 2»\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\nx1 = x * 2\ny = torch.sin(x1)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)».requires_grad_()\n", SIN, NULL,
    "import torch\nx = torch.ones(2).requires_grad_()\ny = torch.sin(x)\n", NULL, NULL, NULL },
  { "import torch\na, b = «torch.ones(2)», 3\n", SIN, NULL, "import torch\na, b = torch.ones(2), 3\ny = torch.sin(a)\n",
    NULL, NULL, NULL },
  /* a broken statement elsewhere harms nothing */
  { "import torch\nx = «torch.ones(2)»\ny = (\n", SIN, NULL,
    "import torch\nx = torch.ones(2)\ny1 = torch.sin(x)\ny = (\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2) +»\n", SIN, NULL, NULL, "no place of its own", NULL, NULL },
};

static void
test_apply (void)
{
  edit_check_rows (applied, G_N_ELEMENTS (applied), apply);
}

static CrEditPlan *
add_leaf (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_add_leaf (text->script, row->call, row->name, error);
}

static const EditRow leaves[] = {
  { "", "torch.tensor(1.)", NULL, "import torch\n\nx = torch.tensor(1.)\n", NULL, "x", NULL },
  { "# just a comment\n", "torch.tensor(1.)", NULL, "# just a comment\nimport torch\n\nx = torch.tensor(1.)\n", NULL,
    "x", NULL },
  { "# just a comment", "torch.tensor(1.)", NULL, "# just a comment\nimport torch\n\nx = torch.tensor(1.)\n", NULL, "x",
    NULL },
  { "import torch\n", "torch.tensor(1.)", "a", "import torch\na = torch.tensor(1.)\n", NULL, "a", NULL },
  { "import torch\nx = torch.ones(2)\ny = x * 2\ny.sum().backward()\n", "torch.rand(3)", NULL,
    "import torch\nx = torch.ones(2)\nx1 = torch.rand(3)\ny = x * 2\ny.sum().backward()\n", NULL, "x1", NULL },
  { "import torch\nimport matplotlib.pyplot as plt\ny = 3\nplt.plot([1])\nplt.show()\n", "torch.rand(3)", NULL,
    "import torch\nimport matplotlib.pyplot as plt\ny = 3\nx = torch.rand(3)\nplt.plot([1])\nplt.show()\n", NULL, "x",
    NULL },
  { "import torch as th\n", "torch.linspace(0, 2 * math.pi, 25)", NULL,
    "import torch as th\nimport math\nx = th.linspace(0, 2 * math.pi, 25)\n", NULL, "x", NULL },
  { "\"\"\"Doc.\"\"\"\nx = 3\n", "torch.rand(3)", NULL, "\"\"\"Doc.\"\"\"\nimport torch\nx = 3\nx1 = torch.rand(3)\n",
    NULL, "x1", NULL },
  { "import torch\n", "torch.rand(3", NULL, NULL, "Python cannot read", NULL, NULL },
  { "import torch\n", "q * 2", NULL, NULL, "Nothing in this script is called “q”", NULL, NULL },
};

static void
test_leaf (void)
{
  edit_check_rows (leaves, G_N_ELEMENTS (leaves), add_leaf);
}

static CrEditPlan *
add_typed (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_add_typed (text->script, row->call, error);
}

#define HEAD "import torch\nx = torch.ones(2)\n"

static const EditRow typed[] = {
  { HEAD, "sin(x) * x + 3", NULL, HEAD "y = torch.sin(x) * x + 3\n", NULL, "y", NULL },
  { HEAD "y = x * 2\ny.sum().backward()\n", "  sin(x) * y + 3 ", NULL,
    HEAD "y = x * 2\ny1 = torch.sin(x) * y + 3\ny.sum().backward()\n", NULL, "y1", NULL },
  { HEAD, "z = x * 2", NULL, HEAD "z = x * 2\n", NULL, "z", NULL },
  { HEAD "q = 1\nprint(q)\n", "x = x * 2", NULL, HEAD "q = 1\nprint(q)\nx = x * 2\n", NULL, "x", NULL },
  { HEAD, "x^2", NULL, NULL, "x**2", NULL, NULL },
  { HEAD, "2x", NULL, NULL, "2 * x", NULL, NULL },
  { HEAD, "sum = x", NULL, NULL, "hide Python’s function", NULL, NULL },
  { HEAD, "sin = x", NULL, HEAD "sin = x\n", NULL, "sin", NULL },
  { HEAD, "t = sin(x) + t(x)", NULL, HEAD "t = torch.sin(x) + torch.t(x)\n", NULL, "t", NULL },
  { HEAD, "input = x", NULL, HEAD "input = x\n", NULL, "input", NULL },
  { HEAD "print(x)\n", "print = x", NULL, NULL, "hide Python’s function", NULL, NULL },
  { HEAD "print(id(x))\n", "id = x", NULL, NULL, "hide Python’s function", NULL, NULL },
  { HEAD, "torch = x", NULL, NULL, "is imported in this script", NULL, NULL },
  { "from torch import sin, ones\n", "sin = ones(2)", NULL, NULL, "is imported in this script", NULL, NULL },
  { "import torch\nx = torch.ones(2)", "z = x * 2", NULL, HEAD "z = x * 2\n", NULL, "z", NULL },
  { "import torch\r\nx = torch.ones(2)", "z = x * 2", NULL, "import torch\r\nx = torch.ones(2)\r\nz = x * 2\r\n", NULL,
    "z", NULL },
  { HEAD, "", NULL, NULL, "Write an expression", NULL, NULL },
  { HEAD, "# hm", NULL, NULL, "computes nothing", NULL, NULL },
  { HEAD, "x", NULL, NULL, "is there already", NULL, NULL },
  { HEAD, "q + 1", NULL, NULL, "Nothing in this script is called “q”", NULL, NULL },
  { HEAD "def f(t):\n    return t\n", "t + 1", NULL, NULL, "is known in the function f only", NULL, NULL },
  { HEAD, "for i in x: pass", NULL, NULL, "are written in the text", NULL, NULL },
  { HEAD, "a = 1; b = 2", NULL, NULL, "one statement at a time", NULL, NULL },
  { HEAD "y = x.sum()\n", "y.backward()", NULL, HEAD "y = x.sum()\ny.backward()\n", NULL, NULL, NULL },
  { HEAD "y = x.sum()\ny.backward()\n", "x.grad * 2", NULL, HEAD "y = x.sum()\ny.backward()\ny1 = x.grad * 2\n", NULL,
    "y1", NULL },
  { HEAD, "print(x)", NULL, HEAD "print(x)\n", NULL, NULL, NULL },
  { HEAD, "plt.plot(x)", NULL, "import torch\nimport matplotlib.pyplot as plt\nx = torch.ones(2)\nplt.plot(x)\n", NULL,
    NULL, NULL },
  { HEAD "import matplotlib.pyplot as plt\nplt.show()\n", "plt.title('a')", NULL,
    HEAD "import matplotlib.pyplot as plt\nplt.title('a')\nplt.show()\n", NULL, NULL, NULL },
  { "", "linspace(0, 1, 5)", NULL, "import torch\n\ny = torch.linspace(0, 1, 5)\n", NULL, "y", NULL },
  { "from torch import cos\n", "a = cos(tensor(1.))", NULL,
    "from torch import cos\nimport torch\na = cos(torch.tensor(1.))\n", NULL, "a", NULL },
  { HEAD, "import math", NULL, "import torch\nimport math\nx = torch.ones(2)\n", NULL, NULL, NULL },
  { HEAD, "F.mse_loss(x, x)", NULL,
    "import torch\nimport torch.nn.functional as F\nx = torch.ones(2)\nloss = F.mse_loss(x, x)\n", NULL, "loss", NULL },
  { HEAD "for i in range(2):\n    h = x * i\n", "h + 1", NULL, HEAD "for i in range(2):\n    h = x * i\ny = h + 1\n",
    NULL, "y", NULL },
  { HEAD, "x +", NULL, NULL, "Python cannot read this", NULL, NULL },
};

static void
test_typed (void)
{
  edit_check_rows (typed, G_N_ELEMENTS (typed), add_typed);
}

static void
test_complete_typed (void)
{
  g_autoptr (EditText) text = edit_text_new (HEAD "print(x)\n");
  guint offset = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *statement = cr_edit_complete_typed (text->script, "sin(x)", &offset, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (statement, ==, "y = torch.sin(x)");
  g_assert_cmpuint (offset, ==, sizeof HEAD - 1);
  g_assert_null (cr_edit_complete_typed (text->script, "sin(", &offset, &error));
  g_assert_nonnull (error);
}

static CrEditPlan *
duplicate (EditText *text, const EditRow *row, GError **error)
{
  (void)row;
  return cr_edit_duplicate (text->script, &text->nodes[0], error);
}

static const EditRow duplicated[] = {
  { HEAD "y = «x * 2»\nz = 1\n", NULL, NULL, HEAD "y = x * 2\ny1 = x * 2\nz = 1\n", NULL, "y1", NULL },
  { HEAD "y = («x * 2»).sum()\n", NULL, NULL, HEAD "y = (x * 2).sum()\ny1 = x * 2\n", NULL, "y1", NULL },
  { HEAD "x = «x * 2»\n", NULL, NULL, HEAD "x1 = x * 2\nx = x * 2\n", NULL, "x1", NULL },
  { HEAD "«x += 2»\n", NULL, NULL, NULL, "no expression of its own", NULL, NULL },
};

static void
test_duplicate (void)
{
  edit_check_rows (duplicated, G_N_ELEMENTS (duplicated), duplicate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/engine/lang/edit/apply", test_apply);
  g_test_add_func ("/engine/lang/edit/leaf", test_leaf);
  g_test_add_func ("/engine/lang/edit/typed", test_typed);
  g_test_add_func ("/engine/lang/edit/complete-typed", test_complete_typed);
  g_test_add_func ("/engine/lang/edit/duplicate", test_duplicate);
  return g_test_run ();
}
