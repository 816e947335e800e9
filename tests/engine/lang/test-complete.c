/* Completion: that what it proposes is what the interpreter has, that every name has its sentence, and what stands
 * where in texts that are half typed. */

#include "cr-complete.h"

#include "cr-interp.h"
#include "cr-known.h"
#include "cr-parser.h"

#include <string.h>

/* Proposals for @marked, a text with a "|" at the place. */
static CrCompletions *
complete (const char *marked)
{
  static const CrCompleteName names[] = { { "given", "float32 [3]" }, { "given.bias", NULL } };
  const char *mark = strchr (marked, '|');
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int)(mark - marked), marked, mark + 1);
  return cr_complete (text, (guint)(mark - marked), names, G_N_ELEMENTS (names));
}

static const CrCompletion *
find (const CrCompletions *completions, const char *text)
{
  for (guint i = 0; i < completions->proposals->len; i++)
    {
      const CrCompletion *completion = completions->proposals->pdata[i];
      if (strcmp (completion->text, text) == 0)
        return completion;
    }
  return NULL;
}

/* The first proposals, separated by blanks. */
static void
assert_first (const char *marked, const char *expected)
{
  g_autoptr (CrCompletions) completions = complete (marked);
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);
  g_autoptr (GString) got = g_string_new (NULL);
  for (guint i = 0; i < g_strv_length (words) && i < completions->proposals->len; i++)
    g_string_append_printf (got, "%s%s", i ? " " : "", ((CrCompletion *)completions->proposals->pdata[i])->text);
  g_assert_cmpstr (got->str, ==, expected);
}

/* Words with "-" before them are not proposed, the others are. */
static void
assert_has (const char *marked, const char *expected)
{
  g_autoptr (CrCompletions) completions = complete (marked);
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);
  for (char **word = words; *word; word++)
    {
      gboolean wanted = **word != '-';
      if ((find (completions, *word + !wanted) != NULL) != wanted)
        g_error ("%s: %s", marked, *word);
    }
}

static void
assert_none (const char *marked)
{
  g_autoptr (CrCompletions) completions = complete (marked);
  if (completions->proposals->len)
    g_error ("%s: %s", marked, ((CrCompletion *)completions->proposals->pdata[0])->text);
}

#define TORCH "import torch\nx = torch.ones(2, requires_grad=True)\n"

static void
test_names (void)
{
  assert_first ("alpha = 1\nbeta = alp|", "alpha");
  assert_first ("alpha = 1\nAlps = 2\nal|", "alpha all Alps");
  assert_first ("import torch as th\nprint(t|", "th tuple type");
  assert_has ("def f(one, two=2):\n    three = 1\n    for four in one:\n        |\n\nfive = 2\n",
              "f one two three four five print for -six");
  assert_has ("def f(one):\n    two = 1\n|", "f -one -two");
  assert_has ("class A:\n    size = 3\n    def f(self):\n        |", "self A -size -f");
  assert_has ("from math import sqrt as root, pi\nwith open(1) as file:\n    |", "root pi file -sqrt");
  assert_has ("[a for a in range(3) if |]", "a");
  assert_has ("if (n := 3) > 2:\n    |", "n");
  assert_has ("gi|", "given -given.bias");
  assert_has ("_hidden = 1\nshown = 2\n|", "_hidden shown");
  /* After an operand only what joins it to another. */
  assert_has ("x = 1 |", "if and or -print -x");
  assert_none ("def na|");
  assert_none ("import torch as t|");
}

static void
test_ranking (void)
{
  assert_first ("import torch.nn.functional as F\nF.bce|", "binary_cross_entropy binary_cross_entropy_with_logits");
  assert_first ("import torch.nn as nn\nnn.cel|", "CELU CrossEntropyLoss");
  assert_first (TORCH "x.sum|", "sum cumsum cumsum_");
  g_autoptr (CrCompletions) all = complete ("_b = 1\nab = 2\nb|");
  const CrCompletion *last = all->proposals->pdata[all->proposals->len - 1];
  g_assert_cmpstr (last->text, ==, "_b");
}

static void
test_members (void)
{
  assert_has (TORCH "torch.|", "sin nn tensor float32 no_grad -shape");
  assert_has ("import torch as th\nth.|", "sin");
  assert_has ("from torch import nn\nnn.|", "Linear Module functional -sin");
  assert_has ("import torch\ntorch.nn.functional.|", "relu -sin");
  assert_has (TORCH "x.|", "sum grad backward sin_ -no_grad");
  assert_has (TORCH "torch.sin(x).|", "backward");
  assert_has (TORCH "(x * 2).|", "backward");
  assert_has (TORCH "x.grad.|", "backward");
  assert_has (TORCH "x[0].|", "item");
  assert_has (TORCH "(x > 1).|", "sum");
  assert_has (TORCH "y = x\nz = y.sum(\n).|", "item");
  assert_has (TORCH "values, where = x.max(0)\nwhere.|", "item");
  assert_has (TORCH "x.max(0).|", "values indices -sin");
  assert_has (TORCH "torch.max(x).|", "sin -values");
  assert_has (TORCH "x.shape.|", "numel count");
  assert_has (TORCH "x.grad_fn.|", "next_functions name");
  assert_has (TORCH "x.numpy().|", "shape -backward");
  assert_has ("given.|", "backward");
  assert_has ("def f(a):\n    return a.|", "backward");
  assert_has ("def f(a):\n    return (2 * a ** 2).|", "backward");
  assert_has ("def f(a):\n    return a.sum().|", "item");
  assert_has ("'text'.|", "upper");
  assert_has ("[1, 2].|", "append");
  assert_has ("names = {'a': 1}\nnames.|", "items");
  assert_has ("for i in range(3):\n    i.|", "bit_length");
  assert_has ("import math\nmath.|", "sqrt pi");
  assert_has ("import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\nplt.|", "plot show");
  assert_has ("import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.|", "plot set_title -show");
  assert_has ("import matplotlib.pyplot as plt\nplt.subplots()[0].|", "suptitle -set_title");
  assert_none ("x = 3.|");
}

#define NET                                                                                                            \
  "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    \"\"\"A small net. Really.\"\"\"\n"                  \
  "    def __init__(self, width, depth=2):\n        super().__init__()\n        self.fc = nn.Linear(1, width)\n\n"     \
  "    def forward(self, x):\n        return torch.relu(self.fc(x))\n\nnet = Net(3)\n"

static void
test_modules (void)
{
  assert_has (NET "net.|", "fc forward parameters zero_grad -sin");
  assert_has (NET "net.fc.|", "weight bias in_features parameters");
  assert_has (NET "net.fc.weight.|", "grad");
  assert_has (NET "net(torch.ones(1, 1)).|", "backward");
  assert_has (NET "net.train().|", "fc");
  assert_has (NET "for p in net.parameters():\n    p.|", "grad");
  assert_has (NET "optimizer = torch.optim.SGD(net.parameters(), lr=1)\noptimizer.|", "step zero_grad -fc");
  assert_has (NET "nn.Sequential(nn.Linear(1, 1)).|", "append parameters");
  assert_has ("class A:\n    def f(self):\n        self.one = 1\n    def g(self):\n        self.|", "one f g");
  assert_has ("class A:\n    def f(self):\n        self.one = 1\nclass B(A):\n    two = 2\nB().|", "one two f");
}

static void
test_arguments (void)
{
  assert_first (TORCH "torch.sum(x, |", "dim= keepdim= dtype=");
  assert_first (TORCH "torch.sum(x, dim=1, |)", "keepdim= dtype=");
  assert_first (TORCH "x.sum(kee|", "keepdim=");
  assert_first (NET "Net(|", "width= depth=");
  assert_first (NET "Net(3, |", "depth=");
  assert_has (NET "torch.optim.SGD(net.parameters(), |", "lr= momentum= -params=");
  assert_has ("def f(a, *, b=1):\n    pass\nf(1, |", "b= -a=");
  assert_has (TORCH "torch.sum(x, dim=|", "x -dim=");
  g_autoptr (CrCompletions) completions = complete (TORCH "torch.sum(x, |");
  const CrCompletion *dim = find (completions, "dim=");
  g_assert_cmpint (dim->kind, ==, CR_COMPLETION_ARGUMENT);
  g_assert_cmpstr (dim->signature, ==, "dim=None");
  g_assert_nonnull (dim->summary);
}

static void
test_imports (void)
{
  assert_has ("import |", "torch math -nn");
  assert_has ("import torch.|", "nn optim -sin");
  assert_has ("import torch.nn.fu|", "functional");
  assert_has ("from torch import |", "nn sin Tensor");
  assert_has ("from torch import sin, |", "cos");
  assert_has ("from torch.optim.lr_scheduler import (|", "StepLR");
  assert_has ("from torch |", "import");
}

/* Where nothing is to be proposed, and texts that are broken. */
static void
test_places (void)
{
  assert_none ("x = 'torch.|'");
  assert_none ("x = 1  # torch.|");
  assert_none ("# a\n# b|\nx = 1");
  assert_none ("'''\n|\n'''");
  assert_has (TORCH "y = torch.sin(x\nz = y.|", "backward");
  assert_has (TORCH "y = torch.sin(x)\n    z = y.|\ndef", "backward");
  assert_has (TORCH "def f(:\n    x.|", "backward");
  assert_has ("\xef\xbb\xbf" TORCH "x.|", "backward");
  assert_has ("|", "import print");
  assert_none ("unknown.|");
  g_autoptr (CrCompletions) beyond = cr_complete ("x", 77, NULL, 0);
  g_autoptr (CrCompletions) broken = cr_complete ("\xff\xfe", 1, NULL, 0);
  g_assert_cmpuint (beyond->proposals->len, ==, 0);
  g_assert_cmpuint (broken->proposals->len, ==, 0);
}

static void
test_range (void)
{
  g_autoptr (CrCompletions) completions = complete (TORCH "y = x.su|m()");
  guint begin = (guint)strlen (TORCH "y = x.");
  g_assert_cmpuint (completions->begin, ==, begin);
  g_assert_cmpuint (completions->end, ==, begin + 3);
  g_autoptr (CrCompletions) marked = complete ("\xef\xbb\xbf"
                                               "pri|");
  g_assert_cmpuint (marked->begin, ==, 3);
  const CrCompletion *sum = find (completions, "sum");
  g_assert_cmpstr (sum->signature, ==, "Tensor.sum(dim=None, keepdim=False, *, dtype=None)");
  g_assert_cmpint (sum->kind, ==, CR_COMPLETION_METHOD);
}

static CrCallHelp *
find_call (const char *marked)
{
  const char *mark = strchr (marked, '|');
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int)(mark - marked), marked, mark + 1);
  return cr_complete_find_call (text, (guint)(mark - marked), NULL, 0);
}

static void
assert_call (const char *marked, const char *signature, const char *argument)
{
  CrCallHelp *help = find_call (marked);
  g_assert_nonnull (help);
  g_assert_cmpstr (help->signature, ==, signature);
  g_assert_cmpstr (help->argument, ==, argument);
  if (argument)
    g_assert_true (g_str_has_prefix (help->signature + help->begin, argument));
  else
    g_assert_cmpuint (help->bytes, ==, 0);
  cr_call_help_free (help);
}

static void
test_call (void)
{
#define SUM "torch.sum(input, dim=None, keepdim=False, *, dtype=None)"
  assert_call (TORCH "torch.sum(|)", SUM, "input");
  assert_call (TORCH "torch.sum(x, |)", SUM, "dim");
  assert_call (TORCH "torch.sum(x, keepdim=Tr|ue)", SUM, "keepdim");
  assert_call (TORCH "torch.sum((x + |1), 2)", SUM, "input");
  assert_call (TORCH "torch.sum(x, 1, True, |)", SUM, NULL);
  assert_call ("import torch\ntorch.zeros(2, |)", "torch.zeros(*size, dtype=None, requires_grad=False)", "*size");
  assert_call (TORCH "torch.cat([x, |])", "torch.cat(tensors, dim=0)", "tensors");
  assert_call ("print(1, 2, |)", "print(*values, sep=' ', end='\\n')", "*values");
  assert_call (NET "Net(1, |", "Net(width, depth=2)", "depth");
  assert_call (NET "net(|", "Net(x)", "x");
  g_assert_null (find_call ("x = (1, |)"));
  g_assert_null (find_call ("def f(|)"));
  g_assert_null (find_call (TORCH "torch.sum(x)|"));
}

static void
assert_name (const char *marked, const char *name, const char *signature, const char *summary)
{
  const char *mark = strchr (marked, '|');
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int)(mark - marked), marked, mark + 1);
  g_autoptr (CrNameHelp) help = cr_complete_find_name (text, (guint)(mark - marked), NULL, 0);
  g_assert_nonnull (help);
  g_assert_cmpstr (help->signature, ==, signature);
  g_assert_cmpstr (help->summary, ==, summary);
  g_autofree char *covered = g_strndup (text + help->range.offset, help->range.length);
  g_assert_cmpstr (covered, ==, name);
}

static void
test_name (void)
{
  assert_name (TORCH "torch.si|n(x)", "torch.sin", "torch.sin(input)", "The sine of each element.");
  assert_name (TORCH "tor|ch.sin(x)", "torch", "torch",
               "Tensors, the operations on them, and automatic differentiation.");
  assert_name (TORCH "x.is_l|eaf", "x.is_leaf", "Tensor.is_leaf",
               "Whether the tensor was not made by an operation that records gradients.");
  assert_name (TORCH "torch.sum(x, di|m=1)", "dim", "dim",
               "The dimension along which it works; negative ones count from the last.");
  assert_name (NET "N|et(2)", "Net", "Net(width, depth=2)", "A small net.");
  assert_name ("pri|nt(1)", "print", "print(*values, sep=' ', end='\\n')", "Writes values as text.");
  g_assert_null (cr_complete_find_name (TORCH, 3, NULL, 0));
  g_assert_null (cr_complete_find_name ("# print", 4, NULL, 0));
}

static void
test_signature (void)
{
  g_autofree char *summary = NULL;
  g_autofree char *sum = cr_complete_dup_signature ("torch.sum", &summary);
  g_autofree char *method = cr_complete_dup_signature ("Tensor.sum", NULL);
  g_autofree char *module = cr_complete_dup_signature ("torch.nn", NULL);
  g_autofree char *plain = cr_complete_dup_signature ("abs", NULL);
  g_assert_cmpstr (sum, ==, SUM);
  g_assert_cmpstr (summary, ==, "The sum of all elements.");
  g_assert_cmpstr (method, ==, "Tensor.sum(dim=None, keepdim=False, *, dtype=None)");
  g_assert_cmpstr (module, ==, "torch.nn");
  g_assert_cmpstr (plain, ==, "abs(x)");
  g_assert_null (cr_complete_dup_signature ("torch.nothing", NULL));
}

/* Every name that can be proposed has a sentence. */
static void
test_summaries (void)
{
  g_autoptr (GPtrArray) types = cr_known_list_types ();
  guint n = 0, missing = 0;
  for (guint i = 0; i < types->len; i++)
    {
      const CrKnownType *type = types->pdata[i];
      for (guint k = 0; k < type->members->len; k++, n++)
        {
          const CrKnown *known = type->members->pdata[k];
          gboolean lacks = known->summary == NULL || !g_str_has_suffix (known->summary, ".");
          if (lacks && !g_str_has_suffix (known->summary ? known->summary : "", "…"))
            {
              missing++;
              g_test_message ("no sentence: %s", known->path);
            }
        }
    }
  g_assert_cmpuint (n, >, 2500);
  g_assert_cmpuint (missing, ==, 0);
}

/* Runs @script; a failure is the test's. */
static void
assert_runs (const char *script)
{
  static const CrLimits limits = { 0, 0, 1 << 26, 0, 100 };
  CrContext *context = cr_context_new (&limits);
  g_autoptr (CrSource) source = cr_source_new ("names.py", script, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  CrInterp *interp = cr_interp_new (context, source, module, NULL);
  CrDiagnostic *failure = cr_interp_run (interp);
  if (failure)
    {
      g_autofree char *line = cr_source_dup_line (source, failure->range.line);
      g_error ("%s: %s", line, failure->message);
    }
  cr_interp_free (interp);
  cr_context_unref (context);
}

/* Lines "VALUE.NAME" for everything proposed after @value. in a script that begins with @setup. */
static void
assert_all_evaluate (const char *setup, const char *value, guint least)
{
  g_autofree char *marked = g_strdup_printf ("%s%s.|", setup, value);
  g_autoptr (CrCompletions) completions = complete (marked);
  g_autoptr (GString) script = g_string_new (setup);
  for (guint i = 0; i < completions->proposals->len; i++)
    g_string_append_printf (script, "%s.%s\n", value, ((CrCompletion *)completions->proposals->pdata[i])->text);
  if (completions->proposals->len < least)
    g_error ("%s: only %u", value, completions->proposals->len);
  assert_runs (script->str);
}

static void
test_evaluates (void)
{
  for (guint i = 0; cr_known_get_module (i); i++)
    {
      g_autofree char *setup = g_strdup_printf ("import %s\n", cr_known_get_module (i));
      assert_all_evaluate (setup, cr_known_get_module (i), 0);
    }
  assert_all_evaluate ("import torch\n", "torch", 390);
  assert_all_evaluate ("import torch.nn as nn\n", "nn", 80);
  assert_all_evaluate ("import torch.nn.functional as F\n", "F", 60);
  assert_all_evaluate ("import torch\nx = torch.ones(2, 2, requires_grad=True)\n", "x", 380);
  assert_all_evaluate ("import torch\nx = torch.ones(2, 2)\nm = x.max(1)\n", "m", 4);
  assert_all_evaluate ("import torch\na = torch.ones(2).numpy()\n", "a", 300);
  assert_all_evaluate (NET, "net", 30);
  assert_all_evaluate (NET, "net.fc", 30);
  assert_all_evaluate (NET "sgd = torch.optim.SGD(net.parameters(), lr=1)\n", "sgd", 8);
  assert_all_evaluate ("s = 'a'\n", "s", 40);
  assert_all_evaluate ("import matplotlib.pyplot as plt\nax = plt.gca()\n", "ax", 40);
}

/* The whole of a long script is looked at in no time; nothing here is measured, but a quadratic look would take
 * minutes. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("import torch\nx0 = torch.ones(2)\n");
  for (guint i = 1; i < 20000; i++)
    g_string_append_printf (text, "x%u = torch.sin(x%u) * 2\n", i, i - 1);
  g_string_append (text, "x19999.");
  g_autoptr (CrCompletions) completions = cr_complete (text->str, (guint)text->len, NULL, 0);
  g_assert_nonnull (completions);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/complete/names", test_names);
  g_test_add_func ("/engine/lang/complete/ranking", test_ranking);
  g_test_add_func ("/engine/lang/complete/members", test_members);
  g_test_add_func ("/engine/lang/complete/modules", test_modules);
  g_test_add_func ("/engine/lang/complete/arguments", test_arguments);
  g_test_add_func ("/engine/lang/complete/imports", test_imports);
  g_test_add_func ("/engine/lang/complete/places", test_places);
  g_test_add_func ("/engine/lang/complete/range", test_range);
  g_test_add_func ("/engine/lang/complete/call", test_call);
  g_test_add_func ("/engine/lang/complete/name", test_name);
  g_test_add_func ("/engine/lang/complete/signature", test_signature);
  g_test_add_func ("/engine/lang/complete/summaries", test_summaries);
  g_test_add_func ("/engine/lang/complete/evaluates", test_evaluates);
  g_test_add_func ("/engine/lang/complete/long", test_long);
  return g_test_run ();
}
