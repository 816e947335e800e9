/* Failures explained: the kind, the places, and fixes that make the script run. */

#include "cr-failure.h"

#include <string.h>

#include "cr-run.h"

typedef struct
{
  CrTrace *trace;
  CrGraph *graph;
  CrSource *source;
  CrFailureAccount *account;
} Failed;

static void
failed_clear (Failed *failed)
{
  cr_failure_account_free (failed->account);
  g_clear_pointer (&failed->source, cr_source_unref);
  g_clear_pointer (&failed->graph, cr_graph_unref);
  g_clear_pointer (&failed->trace, cr_trace_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Failed, failed_clear)

/* The first that is not a warning. */
static const CrDiagnostic *
find_error (GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity == CR_SEVERITY_ERROR)
        return diagnostic;
    }
  g_assert_not_reached ();
}

/* Runs @text, which must fail, and explains why. */
static Failed
fail (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE };
  Failed failed = { cr_trace_new (0) };
  g_autoptr (CrRun) run = cr_run_new ("test.py", text, strlen (text), &options, failed.trace);
  const CrFailure *failure = NULL;
  guint n;

  g_assert_false (cr_run_execute (run));
  n = cr_trace_get_length (failed.trace);
  failed.source = cr_source_ref (cr_run_get_source (run));
  failed.graph = n > 0 ? cr_graph_new (failed.trace) : NULL;
  if (n > 0 && cr_trace_get_event (failed.trace, n - 1)->kind == CR_EVENT_FAILED)
    failure = cr_trace_get_event (failed.trace, n - 1)->u.failure;
  failed.account
      = cr_failure_account_new (failed.graph, failed.source, find_error (cr_run_get_diagnostics (run)), failure);
  return failed;
}

/* The lines of the facts, as "3 4 5"; owned. */
static char *
list_lines (const CrFailureAccount *account)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < account->facts->len; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? " " : "",
                            ((CrFailureFact *)g_ptr_array_index (account->facts, i))->range.line);
  return g_string_free (out, FALSE);
}

/* The first fix that makes the script run, or NULL. */
static const CrFailureFix *
find_working (const Failed *failed)
{
  for (guint i = 0; i < failed->account->fixes->len; i++)
    if (cr_failure_fix_works (g_ptr_array_index (failed->account->fixes, i), failed->source, 0, 10))
      return g_ptr_array_index (failed->account->fixes, i);
  return NULL;
}

#define LEAF "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"

static const struct
{
  const char *name, *script;
  CrFailureKind kind;
  const char *lines; /* of the facts */
  const char *fixed; /* a part of the mended script; NULL: no fix is offered that works */
} cases[] = {
  { "second-backward", "import torch\n" LEAF "y = (x * x).sum()\ny.backward()\ny.backward()\n", CR_FAILURE_FREED,
    "3 4 5", "y.backward(retain_graph=True)\ny.backward()\n" },
  { "second-backward-gradient",
    "import torch\n" LEAF "y = x * x\ny.backward(torch.ones(2))\ny.backward(torch.ones(2))\n", CR_FAILURE_FREED,
    "3 4 5", "y.backward(torch.ones(2), retain_graph=True)\ny.backward(torch.ones(2))\n" },
  { "second-backward-loop",
    "import torch\n" LEAF "h = (x * x).sum()\nfor i in range(3):\n    loss = h * 3\n    loss.backward()\n",
    CR_FAILURE_FREED, "3 6 6", "    loss.backward(retain_graph=True)\n" },
  { "second-backward-false", "import torch\n" LEAF "y = (x * x).sum()\ny.backward(retain_graph=False)\ny.backward()\n",
    CR_FAILURE_FREED, "3 4 5", "y.backward(retain_graph=True)\ny.backward()\n" },
  { "version", "import torch\n" LEAF "y = x.exp()\ny += 1\ny.sum().backward()\n", CR_FAILURE_VERSION, "3 4 5",
    "y = y + 1\n" },
  { "version-method", "import torch\n" LEAF "y = x.exp()\ny.mul_(x + 1)\ny.sum().backward()\n", CR_FAILURE_VERSION,
    "3 4 5", "y = y.mul(x + 1)\n" },
  { "version-brackets", "import torch\n" LEAF "y = x.exp()\ny *= x - 1\ny.sum().backward()\n", CR_FAILURE_VERSION,
    "3 4 5", "y = y * (x - 1)\n" },
  { "version-index", "import torch\n" LEAF "y = x.sigmoid()\ny[0] = 0.0\ny.sum().backward()\n", CR_FAILURE_VERSION,
    "3 4 5", "y = y.clone()\ny[0] = 0.0\n" },
  { "leaf-write", "import torch\n" LEAF "x -= 0.1\n", CR_FAILURE_LEAF_WRITE, "2",
    "with torch.no_grad():\n    x -= 0.1\n" },
  { "leaf-write-indented", "import torch\n" LEAF "for i in range(2):\n    x.mul_(0.5)\n", CR_FAILURE_LEAF_WRITE, "2",
    "    with torch.no_grad():\n        x.mul_(0.5)\n" },
  { "not-scalar", "import torch\n" LEAF "y = x * 3\ny.backward()\n", CR_FAILURE_NOT_SCALAR, "3",
    "y.sum().backward()\n" },
  { "no-graph", "import torch\nx = torch.tensor([1.0, 2.0])\ny = (x * 3).sum()\ny.backward()\n", CR_FAILURE_NO_GRAPH,
    "3", "x = torch.tensor([1.0, 2.0], requires_grad=True)\n" },
  { "no-graph-integers", "import torch\nx = torch.tensor([1, 2])\ny = (x * 3).sum()\ny.backward()\n",
    CR_FAILURE_NO_GRAPH, "3", NULL },
  { "matmul", "import torch\na = torch.ones(2, 3)\nb = torch.ones(2, 3)\nc = a @ b\n", CR_FAILURE_OPERATION, "2 3",
    "c = a @ b.t()\n" },
  { "add", "import torch\na = torch.ones(2, 3)\nb = torch.ones(2)\nc = a + b\n", CR_FAILURE_OPERATION, "2 3",
    "c = a + b.reshape(-1, 1)\n" },
  { "add-hopeless", "import torch\na = torch.ones(3)\nb = torch.ones(4)\nc = a + b\n", CR_FAILURE_OPERATION, "2 3",
    NULL },
  { "linear", "import torch\nfrom torch import nn\nnet = nn.Linear(4, 5)\nx = torch.ones(2, 3)\ny = net(x)\n",
    CR_FAILURE_OPERATION, NULL, "net = nn.Linear(3, 5)\n" },
  { "numpy", "import torch\n" LEAF "a = x.numpy()\n", CR_FAILURE_OTHER, "", "a = x.detach().numpy()\n" },
  { "name", "import torch\nloss = torch.ones(2).sum()\nprint(los)\n", CR_FAILURE_OTHER, "", "print(loss)\n" },
  { "syntax", "import torch\nx = torch.tensor([1.0, 2.0]\ny = x\n", CR_FAILURE_OTHER, "",
    "x = torch.tensor([1.0, 2.0])\n" },
  { "custom",
    "import torch\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x * "
    "2\n"
    "    @staticmethod\n    def backward(ctx, g):\n        return g, g\n" LEAF "F.apply(x).sum().backward()\n",
    CR_FAILURE_OTHER, "", NULL },
  { "anomaly",
    "import torch\nx = torch.tensor([0.0, 4.0], requires_grad=True)\n"
    "with torch.autograd.set_detect_anomaly(True):\n    y = (x.sqrt() * 0).sum()\n    y.backward()\n",
    CR_FAILURE_OTHER, "4", NULL },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (Failed) failed = fail (cases[i].script);
  g_autofree char *lines = list_lines (failed.account);
  const CrFailureFix *fix = find_working (&failed);

  g_assert_cmpint (failed.account->kind, ==, cases[i].kind);
  g_assert_cmpuint (strlen (failed.account->title), >, 4);
  g_assert_nonnull (strchr (failed.account->message, ':'));
  if (cases[i].lines != NULL)
    g_assert_cmpstr (lines, ==, cases[i].lines);
  g_assert_cmpint (fix != NULL, ==, cases[i].fixed != NULL);
  if (fix != NULL)
    {
      g_autofree char *mended = cr_text_edits_apply (fix->edits, cases[i].script);

      g_assert_nonnull (mended);
      if (strstr (mended, cases[i].fixed) == NULL)
        g_error ("%s: %s", fix->label, mended);
    }
}

static void
test_words (void)
{
  g_auto (Failed) failed = fail ("import torch\n" LEAF "y = x.exp()\ny += 1\ny.sum().backward()\n");
  const CrFailureFact *saved = g_ptr_array_index (failed.account->facts, 0);
  const CrFailureFact *changed = g_ptr_array_index (failed.account->facts, 1);

  g_assert_cmpstr (failed.account->title, ==, "A saved value was changed");
  g_assert_cmpstr (saved->text, ==, "ExpBackward0 saved it here, at version 0");
  g_assert_cmpstr (changed->text, ==, "y was changed here, to version 1");
  g_assert_cmpuint (saved->function, !=, CR_NONE);
  g_assert_cmpuint (changed->variable, !=, CR_NONE);
}

static void
test_operands (void)
{
  g_auto (Failed) failed = fail ("import torch\na = torch.ones(2, 3)\nb = torch.ones(2, 3)\nc = a @ b\n");
  const CrFailureOperand *a = g_ptr_array_index (failed.account->operands, 0);
  const CrFailureOperand *b = g_ptr_array_index (failed.account->operands, 1);

  g_assert_cmpuint (failed.account->operands->len, ==, 2);
  g_assert_cmpstr (a->name, ==, "a");
  g_assert_cmpstr (b->name, ==, "b");
  g_assert_cmpstr (b->shape, ==, "float32 [2, 3]");
}

/* Without a trace the words alone tell, and nothing is made up. */
static void
test_words_alone (void)
{
  static const char text[] = "import torch\ny.backward()\n";
  g_autoptr (CrSource) source = cr_source_new ("test.py", text, -1, NULL);
  static const char *const messages[] = {
    "Trying to backward through the graph a second time (or ...)",
    "one of the variables needed for gradient computation has been modified by an inplace operation: [...]",
    "grad can be implicitly created only for scalar outputs",
    "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
    "mat1 and mat2 shapes cannot be multiplied (nonsense",
    "something else",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      CrRange ranges[] = { cr_source_make_range (source, 13, 12), cr_source_make_range (source, 0, 0), { 0 } };

      for (guint j = 0; j < G_N_ELEMENTS (ranges); j++)
        {
          g_autoptr (CrDiagnostic) diagnostic
              = cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_RUNTIME, ranges[j], messages[i]);
          g_autoptr (CrFailureAccount) account = cr_failure_account_new (NULL, source, diagnostic, NULL);

          g_assert_cmpuint (strlen (account->title), >, 0);
          g_assert_cmpuint (account->operands->len, ==, 0);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/query/failure/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/engine/query/failure/words", test_words);
  g_test_add_func ("/engine/query/failure/operands", test_operands);
  g_test_add_func ("/engine/query/failure/words-alone", test_words_alone);
  return g_test_run ();
}
