/* Gestures that change what is there: text in, text out. */

#include "edit-fixture.h"

#include <string.h>

#define HEAD "import torch\nx = torch.ones(2)\n"

static CrEditPlan *
insert (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_insert (text->script, &text->nodes[0], &text->nodes[1].range, row->call, error);
}

static const EditRow inserted[] = {
  { "import torch\nx = «torch.ones(2)»\ny = ‹x * 2›\n", "torch.exp($1)", NULL, HEAD "x1 = torch.exp(x)\ny = x1 * 2\n",
    NULL, "x1", NULL },
  { HEAD "y = ‹(«x * 2»).sum()›\n", "torch.exp($1)", NULL, HEAD "y = (torch.exp(x * 2)).sum()\n", NULL, NULL, NULL },
  { HEAD "y = ‹torch.sum(«x * 2»)›\n", "torch.exp($1)", NULL, HEAD "y = torch.sum(torch.exp(x * 2))\n", NULL, NULL,
    NULL },
  { HEAD "y = ‹torch.sum(«x * 2»)›\n", "$1.abs()", NULL, HEAD "y = torch.sum((x * 2).abs())\n", NULL, NULL, NULL },
  { HEAD "y = ‹-«x.sum()»›\n", "$1 + 1", NULL, HEAD "y = -(x.sum() + 1)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\ny = ‹x * x›\n", "torch.exp($1)", NULL, HEAD "x1 = torch.exp(x)\ny = x1 * x1\n",
    NULL, "x1", NULL },
  { "import torch\nx = «torch.ones(2)»\ny = ‹torch.sin(x) * x›\n", "torch.exp($1)", NULL,
    HEAD "x1 = torch.exp(x)\ny = torch.sin(x) * x1\n", NULL, "x1", NULL },
  { "import torch\nx = «torch.ones(2)»\ny = [‹a * x› for a in range(2)]\n", "torch.exp($1)", NULL,
    HEAD "y = [a * torch.exp(x) for a in range(2)]\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\nfor i in range(2):\n    y = ‹x * i›\n", "torch.exp($1)", NULL,
    HEAD "for i in range(2):\n    x1 = torch.exp(x)\n    y = x1 * i\n", NULL, "x1",
    "In every iteration of the loop in line 3" },
  { "import torch\nx = «torch.ones(2)»\nz = torch.ones(2)\ny = ‹z * 2›\n", "torch.exp($1)", NULL, NULL,
    "does not name it", NULL, NULL },
};

static CrEditPlan *
reconnect (EditText *text, const EditRow *row, GError **error)
{
  g_autoptr (EditText) other = edit_text_new (row->call);

  return cr_edit_reconnect (text->script, &text->nodes[0], &text->nodes[1].range, &other->nodes[0], error);
}

/* `call`: the same text with the other node marked. */
static const EditRow reconnected[] = {
  { "import torch\nx = «torch.ones(2)»\nz = torch.ones(2)\ny = ‹x * 2›\n",
    "import torch\nx = torch.ones(2)\nz = «torch.ones(2)»\ny = x * 2\n", NULL, HEAD "z = torch.ones(2)\ny = z * 2\n",
    NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\ny = ‹x * 2›\nz = torch.ones(2)\n",
    "import torch\nx = torch.ones(2)\ny = x * 2\nz = «torch.ones(2)»\n", NULL, NULL, "not made yet", NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\nz = (x * 3).sum()\ny = ‹x * 2›\n",
    "import torch\nx = torch.ones(2)\nz = («x * 3»).sum()\ny = x * 2\n", NULL,
    HEAD "x1 = x * 3\nz = x1.sum()\ny = x1 * 2\n", NULL, NULL, NULL },
};

static CrEditPlan *
rename_at (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_rename (text->script, text->nodes[0].range.offset, row->name, error);
}

static const EditRow renamed[] = {
  { HEAD "y = «x» * 2\n", NULL, "a", "import torch\na = torch.ones(2)\ny = a * 2\n", NULL, "a", NULL },
  { HEAD "def f(x):\n    return «x» * 2\nf(x=x)\n", NULL, "a", HEAD "def f(a):\n    return a * 2\nf(a=x)\n", NULL, "a",
    NULL },
  { HEAD "def f(x):\n    return x * 2\nf(«x»)\n", NULL, "a",
    "import torch\na = torch.ones(2)\ndef f(x):\n    return x * 2\nf(a)\n", NULL, "a", NULL },
  { HEAD "def f():\n    global «x»\n    x = 3\nf()\n", NULL, "a",
    "import torch\na = torch.ones(2)\ndef f():\n    global a\n    a = 3\nf()\n", NULL, "a", NULL },
  { HEAD "print(f'{«x»} x')\n", NULL, "a", "import torch\na = torch.ones(2)\nprint(f'{a} x')\n", NULL, "a", NULL },
  { HEAD "y = [«x» for x in x]\n", NULL, "a", HEAD "y = [a for a in x]\n", NULL, "a", NULL },
  { "«import torch»\nx = torch.ones(2)\n", NULL, "th", NULL, "no name at this place", NULL, NULL },
  { "import torch\nx = «torch».ones(2)\n", NULL, "th", "import torch as th\nx = th.ones(2)\n", NULL, "th", NULL },
  { "import torch as t\nx = «t».ones(2)\n", NULL, "th", "import torch as th\nx = th.ones(2)\n", NULL, "th", NULL },
  { HEAD "y = «x» * 2\n", NULL, "y", NULL, "in use", NULL, NULL },
  { HEAD "y = «x» * 2\n", NULL, "lambda", NULL, "Python’s own", NULL, NULL },
  { HEAD "y = «x» * 2\n", NULL, "sum", NULL, "hide Python’s", NULL, NULL },
  { HEAD "y = «x» * 2\n", NULL, "cos", "import torch\ncos = torch.ones(2)\ny = cos * 2\n", NULL, "cos", NULL },
  { HEAD "y = «x» * 2\n", NULL, "nn", NULL, "module", NULL, NULL },
  { HEAD "y = «x» * 2\n", NULL, "2a", NULL, "is no name", NULL, NULL },
  { HEAD "y = «x» * 2\n", NULL, "", NULL, "missing", NULL, NULL },
  { HEAD "«print»(x)\n", NULL, "a", NULL, "not made in this script", NULL, NULL },
  { HEAD "class A:\n    k = 3\n    j = «k»\n", NULL, "a", NULL, "belongs to a class", NULL, NULL },
  { "größe = 3\nprint('ä', «größe»)\n", NULL, "breite", "breite = 3\nprint('ä', breite)\n", NULL, NULL, NULL },
};

static CrEditPlan *
name_node (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_name_node (text->script, &text->nodes[0], row->name, error);
}

static const EditRow named[] = {
  { HEAD "y = «x * 2»\nprint(y)\n", NULL, "a", HEAD "a = x * 2\nprint(a)\n", NULL, "a", NULL },
  { HEAD "y = («x * 2»).sum()\n", NULL, "a", HEAD "a = x * 2\ny = a.sum()\n", NULL, "a", NULL },
  { HEAD "y = («x * 2»).sum()\n", NULL, "x", NULL, "in use", NULL, NULL },
  { HEAD "y = [«q * 2» for q in x]\n", NULL, "a", NULL, "comprehension", NULL, NULL },
};

static CrEditPlan *
delete_node (EditText *text, const EditRow *row, GError **error)
{
  CrEditPlan *plan = cr_edit_delete (text->script, &text->nodes[0], error);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; plan != NULL && row->call != NULL && i < plan->lines->len; i++)
    g_string_append_printf (lines, i == 0 ? "%u" : " %u", g_array_index (plan->lines, guint, i));
  if (plan != NULL && row->call != NULL)
    g_assert_cmpstr (lines->str, ==, row->call);
  return plan;
}

/* `call`: the lines that go. */
static const EditRow deleted[] = {
  { HEAD "y = «x * 2»\nz = y + 1\nprint(x)\nprint(z)\n", "3 4 6", NULL, HEAD "print(x)\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»  # twice\n# and now\nz = 1\n", "3", NULL, HEAD "# and now\nz = 1\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»\ny = 3\nprint(y)\n", "3", NULL, HEAD "y = 3\nprint(y)\n", NULL, NULL, NULL },
  { HEAD "z = 3; y = «x * 2»; q = 4\n", "3", NULL, HEAD "z = 3; q = 4\n", NULL, NULL, NULL },
  { HEAD "z = 3; y = «x * 2»\n", "3", NULL, HEAD "z = 3\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»; z = 3\n", "3", NULL, HEAD "z = 3\n", NULL, NULL, NULL },
  { "import torch\nw = «torch.ones(2)»\nfor i in range(3):\n    h = w * i\n    print(i)\nprint(3)\n", "2 4", NULL,
    "import torch\nfor i in range(3):\n    print(i)\nprint(3)\n", NULL, NULL, NULL },
  { "import torch\nw = «torch.ones(2)»\nfor i in range(3):\n    h = w * i\nprint(3)\n", "2 3 4", NULL,
    "import torch\nprint(3)\n", NULL, NULL, NULL },
  { "import torch\nw = «torch.ones(2)»\nif True:\n    h = w\nelse:\n    h = 3\nprint(h)\n", NULL, NULL,
    "import torch\nif True:\n    pass\nelse:\n    h = 3\n", NULL, NULL, NULL },
  { "import torch\nw = «torch.ones(2)»\ndef f(x):\n    return x * w\ny = f(3)\nprint(4)\n", "2 3 4 5", NULL,
    "import torch\nprint(4)\n", NULL, NULL, NULL },
  { HEAD "for i in range(2):\n    y = «x * i»\n    z = y + 1\n", "4 3 5", NULL, HEAD, NULL, NULL,
    "In every iteration of the loop in line 3" },
  { "import torch\nt = torch.zeros(1)\nfor i in range(2):\n    l = «torch.ones(1)»\n    t += l\nprint(t)\n", NULL, NULL,
    "import torch\nt = torch.zeros(1)\nprint(t)\n", NULL, NULL, NULL },
  { HEAD "«x += 1»\nprint(x)", "3", NULL, HEAD "print(x)", NULL, NULL, NULL },
  { HEAD "print(x)\r\ny = «x * 2»", "4", NULL, HEAD "print(x)\r\n", NULL, NULL, NULL },
  { HEAD "y = torch.stack([x,\n  «x * 2»])\nz = 3\n", "3 4", NULL, HEAD "z = 3\n", NULL, NULL, NULL },
  { HEAD "class A:\n    def f(self):\n        return «x * 2»\n    k = 3\na = A()\nprint(3)\n", NULL, NULL,
    HEAD "print(3)\n", NULL, NULL, NULL },
};

static CrEditPlan *
require (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_set_requires_grad (text->script, &text->nodes[0], strcmp (row->call, "yes") == 0, error);
}

static const EditRow required[] = {
  { "import torch\nx = «torch.ones(2)»\n", "yes", NULL, "import torch\nx = torch.ones(2, requires_grad=True)\n", NULL,
    NULL, NULL },
  { "import torch\nx = «torch.ones(2, )»\n", "yes", NULL, "import torch\nx = torch.ones(2, requires_grad=True )\n",
    NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2, requires_grad=True)»\n", "no", NULL, HEAD, NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2, requires_grad=False)»\n", "yes", NULL,
    "import torch\nx = torch.ones(2, requires_grad=True)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(requires_grad=True, size=(2,))»\n", "no", NULL,
    "import torch\nx = torch.ones(size=(2,))\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.tensor([1, -2, 3])»\n", "yes", NULL,
    "import torch\nx = torch.tensor([1., -2., 3.], requires_grad=True)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.tensor([1, 2.5])»\n", "yes", NULL,
    "import torch\nx = torch.tensor([1, 2.5], requires_grad=True)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.tensor([True])»\n", "yes", NULL, NULL, "Only Tensors of floating point", NULL, NULL },
  { "import torch\nx = «torch.tensor([1], dtype=torch.long)»\n", "yes", NULL, NULL, "Only Tensors of floating point",
    NULL, NULL },
  { "import torch\nx = «torch.tensor([1], dtype=torch.float64)»\n", "yes", NULL,
    "import torch\nx = torch.tensor([1], dtype=torch.float64, requires_grad=True)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.randint(3, (2,))»\n", "yes", NULL, NULL, "Only Tensors of floating point", NULL, NULL },
  { "import torch\nx = «torch.arange(4)»\n", "yes", NULL, "import torch\nx = torch.arange(4., requires_grad=True)\n",
    NULL, NULL, NULL },
  { "import torch\nx = «torch.full((2, 2), 3)»\n", "yes", NULL,
    "import torch\nx = torch.full((2, 2), 3., requires_grad=True)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)».requires_grad_()\n", "no", NULL, HEAD, NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)».requires_grad_(False)\n", "yes", NULL,
    "import torch\nx = torch.ones(2).requires_grad_()\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\nx.requires_grad_()\ny = 3\n", "no", NULL, HEAD "y = 3\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»\nx.requires_grad = True\ny = 3\n", "no", NULL, HEAD "y = 3\n", NULL, NULL,
    NULL },
  { HEAD "y = «x * 2»\n", "yes", NULL, HEAD "y = (x * 2).requires_grad_()\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»\n", "no", NULL, NULL, "does not require a gradient by itself", NULL, NULL },
  { "import torch.nn as nn\nimport torch\nw = «nn.Parameter(torch.ones(2))»\n", "no", NULL,
    "import torch.nn as nn\nimport torch\nw = nn.Parameter(torch.ones(2), requires_grad=False)\n", NULL, NULL, NULL },
};

static CrEditPlan *
retain (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_set_retain_grad (text->script, &text->nodes[0], strcmp (row->call, "yes") == 0, error);
}

static const EditRow retained[] = {
  { HEAD "y = «x * 2»\nz = y\n", "yes", NULL, HEAD "y = x * 2\ny.retain_grad()\nz = y\n", NULL, NULL, NULL },
  { HEAD "y = («x * 2»).sum()\n", "yes", NULL, HEAD "x1 = x * 2\ny = x1.sum()\nx1.retain_grad()\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»\ny.retain_grad()\nz = y\n", "no", NULL, HEAD "y = x * 2\nz = y\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»\ny.retain_grad()\nz = y\n", "yes", NULL, NULL, "already: line 4", NULL, NULL },
  { HEAD "y = «x * 2»\n", "no", NULL, NULL, "No line", NULL, NULL },
};

static CrEditPlan *
detach (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_set_detached (text->script, &text->nodes[0], strcmp (row->call, "yes") == 0, error);
}

static const EditRow detached[] = {
  { HEAD "y = «x * 2»\n", "yes", NULL, HEAD "y = (x * 2).detach()\n", NULL, NULL, NULL },
  { HEAD "y = («x * 2»).sum()\n", "yes", NULL, HEAD "y = (x * 2).detach().sum()\n", NULL, NULL, NULL },
  { HEAD "y = «x.sum()»\n", "yes", NULL, HEAD "y = x.sum().detach()\n", NULL, NULL, NULL },
  { HEAD "y = «(x * 2).detach()»\n", "no", NULL, HEAD "y = x * 2\n", NULL, NULL, NULL },
  { HEAD "y = («x * 2»).detach()\n", "no", NULL, HEAD "y = x * 2\n", NULL, NULL, NULL },
  { HEAD "y = «x.detach()» + 1\n", "no", NULL, HEAD "y = x + 1\n", NULL, NULL, NULL },
  { HEAD "y = «x.detach()» + 1\n", "yes", NULL, NULL, "already", NULL, NULL },
  { HEAD "y = «x * 2»\n", "no", NULL, NULL, "No “.detach()”", NULL, NULL },
  { HEAD "«x += 2»\n", "yes", NULL, NULL, "no expression", NULL, NULL },
};

static CrEditPlan *
backward (EditText *text, const EditRow *row, GError **error)
{
  return cr_edit_backward (text->script, &text->nodes[0], strcmp (row->call, "scalar") == 0, error);
}

static const EditRow backwards[] = {
  { HEAD "y = «x.sum()»\nz = 3\n", "scalar", NULL, HEAD "y = x.sum()\nz = 3\ny.backward()\n", NULL, NULL, NULL },
  { HEAD "y = «x * 2»\n", "vector", NULL, HEAD "y = x * 2\ny.backward(gradient=torch.ones_like(y))\n", NULL, NULL,
    NULL },
  { HEAD "y = «x.sum()»\nplt.show()\n", "scalar", NULL, HEAD "y = x.sum()\ny.backward()\nplt.show()\n", NULL, NULL,
    NULL },
  { HEAD "for i in x:\n    l = «i * 2»\n    opt.step()\n", "scalar", NULL,
    HEAD "for i in x:\n    l = i * 2\n    l.backward()\n    opt.step()\n", NULL, NULL,
    "In every iteration of the loop in line 3" },
  { HEAD "def f():\n    return «x.sum()»\n", "scalar", NULL,
    HEAD "def f():\n    x1 = x.sum()\n    x1.backward()\n    return x1\n", NULL, NULL, "In every call of f" },
};

#define ROWS(name, rows, gesture)                                                                                      \
  static void test_##name (void) { edit_check_rows (rows, G_N_ELEMENTS (rows), gesture); }

ROWS (insert, inserted, insert)
ROWS (reconnect, reconnected, reconnect)
ROWS (rename, renamed, rename_at)
ROWS (name_node, named, name_node)
ROWS (delete, deleted, delete_node)
ROWS (requires_grad, required, require)
ROWS (retain_grad, retained, retain)
ROWS (detach, detached, detach)
ROWS (backward, backwards, backward)

static void
test_module_parameter (void)
{
  g_autoptr (EditText) text
      = edit_text_new ("import torch\nimport torch.nn as nn\nnet = nn.Sequential(nn.Linear(2, 1))\nprint(net)\n");
  CrEditNode node = { .name = "net.0.weight" };
  g_autoptr (GError) error = NULL;
  g_autofree char *result
      = edit_text_apply (text, cr_edit_apply (text->script, &node, 1, "torch.sin($1)", NULL, &error));

  g_assert_no_error (error);
  g_assert_cmpstr (result, ==,
                   "import torch\nimport torch.nn as nn\nnet = nn.Sequential(nn.Linear(2, 1))\n"
                   "y = torch.sin(net[0].weight)\nprint(net)\n");
}

/* A value made in a function is addressed by the name under which it came out of it. */
static void
test_result_of_function (void)
{
  g_autoptr (EditText) text = edit_text_new (HEAD "def f(t):\n    return «t * 3»\nq = f(x)\nprint(q)\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *result = NULL;

  text->nodes[0].name = "q";
  result = edit_text_apply (text, cr_edit_apply (text->script, text->nodes, 1, "torch.sin($1)", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (result, ==, HEAD "def f(t):\n    return t * 3\nq = f(x)\ny = torch.sin(q)\nprint(q)\n");
}

static void
test_places (void)
{
  g_autoptr (EditText) text = edit_text_new (HEAD "x = x + 1\ny = «x»\ndef f(x):\n    return x\n");
  g_autoptr (GArray) uses = cr_edit_find_uses (text->script, text->nodes[0].range.offset);
  CrRange definition;

  g_assert_cmpuint (uses->len, ==, 4);
  g_assert_cmpuint (g_array_index (uses, CrRange, 0).line, ==, 2);
  g_assert_cmpuint (g_array_index (uses, CrRange, 3).line, ==, 4);
  g_assert_true (cr_edit_find_definition (text->script, text->nodes[0].range.offset, &definition));
  g_assert_cmpuint (definition.line, ==, 3);
  g_assert_null (cr_edit_find_uses (text->script, (guint)strlen (text->text)));
  g_assert_false (cr_edit_find_definition (text->script, 8 + (guint)strlen (text->text), &definition));
}

static void
test_names (void)
{
  g_autoptr (EditText) text = edit_text_new (HEAD "y = x\n");
  g_autofree char *free_name = cr_edit_make_name (text->script, "z"), *next = cr_edit_make_name (text->script, "y");
  g_autofree char *odd = cr_edit_make_name (text->script, "sin"), *bad = cr_edit_make_name (text->script, "2 b");

  g_assert_cmpstr (free_name, ==, "z");
  g_assert_cmpstr (next, ==, "y1");
  g_assert_cmpstr (odd, ==, "sin1");
  g_assert_cmpstr (bad, ==, "y1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/engine/lang/edit/insert", test_insert);
  g_test_add_func ("/engine/lang/edit/reconnect", test_reconnect);
  g_test_add_func ("/engine/lang/edit/rename", test_rename);
  g_test_add_func ("/engine/lang/edit/name-node", test_name_node);
  g_test_add_func ("/engine/lang/edit/delete", test_delete);
  g_test_add_func ("/engine/lang/edit/requires-grad", test_requires_grad);
  g_test_add_func ("/engine/lang/edit/retain-grad", test_retain_grad);
  g_test_add_func ("/engine/lang/edit/detach", test_detach);
  g_test_add_func ("/engine/lang/edit/backward", test_backward);
  g_test_add_func ("/engine/lang/edit/module-parameter", test_module_parameter);
  g_test_add_func ("/engine/lang/edit/result-of-function", test_result_of_function);
  g_test_add_func ("/engine/lang/edit/places", test_places);
  g_test_add_func ("/engine/lang/edit/names", test_names);
  return g_test_run ();
}
