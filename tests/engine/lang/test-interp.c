/* The interpreter's bounds, keys, ranges, observer and diagnostics. */

#include "cr-interp.h"
#include "cr-parser.h"

#include <string.h>

typedef struct
{
  CrContext *context;
  CrSource *source;
  CrModule *module;
  CrInterp *interp;
  GString *log;
  GArray *keys; /* of guint64: at each print */
} Run;

static void
on_printed (gpointer user_data, const char *text, gsize length)
{
  Run *run = user_data;
  guint64 key = cr_interp_get_key (run->interp);
  g_string_append_len (run->log, text, (gssize)length);
  g_array_append_val (run->keys, key);
}

static void
on_bound (gpointer user_data, const char *name, CrTensor *tensor)
{
  Run *run = user_data;
  g_string_append_printf (run->log, "%s%s\n", tensor ? "bind " : "unbind ", name);
}

static void
on_plotted (gpointer user_data, const CrPlotCall *call)
{
  Run *run = user_data;
  g_string_append_printf (run->log, "plot %s %u\n", call->name, call->args->len);
}

static void
on_warned (gpointer user_data, const char *category, const char *message)
{
  Run *run = user_data;
  CrRange range;
  cr_interp_get_range (run->interp, &range);
  g_string_append_printf (run->log, "%s at %u:%u\n", category, range.line, range.column);
}

static const CrLangObserver observer
    = { .name_bound = on_bound, .printed = on_printed, .plotted = on_plotted, .warned = on_warned };

static void
run_init (Run *run, const char *text, const CrLimits *limits, gboolean notebook)
{
  CrInterpOptions options = { .notebook = notebook };
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  run->context = cr_context_new (limits);
  run->source = cr_source_new ("t.py", text, -1, NULL);
  run->module = cr_parse (run->source, diagnostics);
  g_assert_false (cr_module_has_errors (run->module));
  run->interp = cr_interp_new (run->context, run->source, run->module, &options);
  run->log = g_string_new (NULL);
  run->keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  cr_interp_set_observer (run->interp, &observer, run);
}

static void
run_clear (Run *run)
{
  cr_interp_free (run->interp);
  g_assert_cmpuint (cr_context_get_bytes (run->context), ==, 0);
  cr_module_unref (run->module);
  cr_source_unref (run->source);
  cr_context_unref (run->context);
  g_string_free (run->log, TRUE);
  g_array_unref (run->keys);
}

/* The failure of @text within @limits, owned. */
static CrDiagnostic *
fail (const char *text, const CrLimits *limits)
{
  Run run;
  run_init (&run, text, limits, FALSE);
  CrDiagnostic *diagnostic = cr_interp_run (run.interp);
  g_assert_nonnull (diagnostic);
  run_clear (&run);
  return diagnostic;
}

static void
test_steps (void)
{
  CrLimits limits = { .max_steps = 12345 };
  g_autoptr (CrDiagnostic) diagnostic = fail ("try:\n  while True:\n    pass\nexcept:\n  pass\n", &limits);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_LIMIT);
  g_assert_nonnull (strstr (diagnostic->message, "12,345 steps"));
  g_assert_nonnull (strstr (diagnostic->message, "--max-steps"));
}

static void
test_seconds (void)
{
  CrLimits limits = { .max_seconds = 0.01 };
  g_autoptr (CrDiagnostic) diagnostic = fail ("while True: pass\n", &limits);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_LIMIT);
  g_assert_nonnull (strstr (diagnostic->message, "--max-seconds"));
}

/* Within one step: a sum over more elements than anybody waits for, and a list that moves all it has each time. */
static void
test_seconds_in_a_step (void)
{
  static const char *const texts[] = {
    "import torch\ntorch.ones(1).expand(10**15).sum()\n",
    "l = [1] * 10**7\nwhile True: l.insert(0, 1)\n",
    "text = 'x ' * 10**7\ntext.split()\n",
  };
  CrLimits limits = { .max_seconds = 0.01 };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CrDiagnostic) diagnostic = fail (texts[i], &limits);
      g_assert_nonnull (strstr (diagnostic->message, "--max-seconds"));
    }
}

static void
test_cancel (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  Run run;
  run_init (&run, "while True: pass\n", &limits, FALSE);
  cr_context_cancel (run.context);
  g_autoptr (CrDiagnostic) diagnostic = cr_interp_run (run.interp);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_CANCELLED);
  run_clear (&run);
}

static void
test_depth (void)
{
  CrLimits limits = { .max_depth = 50 };
  g_autoptr (CrDiagnostic) diagnostic = fail ("def f(n):\n  return f(n + 1)\nf(0)\n", &limits);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_RECURSION);
  g_assert_cmpstr (diagnostic->message, ==, "maximum recursion depth exceeded");
  g_assert_cmpuint (diagnostic->traceback->len, ==, 50);
}

/* Without a bound on calls the stack itself is one. */
static void
test_stack (void)
{
  CrLimits limits = { 0 };
  g_autoptr (CrDiagnostic) diagnostic = fail ("def f(n):\n  return f(n + 1)\nf(0)\n", &limits);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_RECURSION);
}

static void
test_memory (void)
{
  CrLimits limits = { .max_bytes = 1 << 20, .max_steps = 100000 };
  const char *const scripts[] = { "a = 'x' * 10 ** 9\n", "a = [0] * 10 ** 8\n", "s = 'ab'\nwhile True: s += s\n" };
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (CrDiagnostic) diagnostic = fail (scripts[i], &limits);
      g_assert_cmpint (diagnostic->code, ==, CR_ERROR_MEMORY);
    }
}

static void
test_traceback (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  g_autoptr (CrDiagnostic) diagnostic = fail ("value = 1\ndef f():\n  return 1 + valeu\nf()\n", &limits);
  g_assert_cmpuint (diagnostic->traceback->len, ==, 2);
  g_assert_cmpstr (g_array_index (diagnostic->traceback, CrFrame, 0).function, ==, "<module>");
  g_assert_cmpuint (g_array_index (diagnostic->traceback, CrFrame, 0).range.line, ==, 4);
  g_assert_cmpstr (g_array_index (diagnostic->traceback, CrFrame, 1).function, ==, "f");
  g_assert_cmpuint (diagnostic->range.line, ==, 3);
  g_assert_cmpuint (diagnostic->range.column, ==, 14);
  g_assert_cmpstr (diagnostic->fixit->replacement, ==, "value");
}

static void
test_unsafe_import (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  g_autoptr (CrDiagnostic) diagnostic = fail ("import os\n", &limits);
  g_assert_cmpint (diagnostic->code, ==, CR_ERROR_IMPORT);
  g_assert_true (g_str_has_prefix (diagnostic->message, "No module named 'os'"));
  g_assert_nonnull (strstr (diagnostic->message, "cannot reach files"));
}

static void
test_observer (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  Run run;
  run_init (&run,
            "import torch\nimport matplotlib.pyplot as plt\nx = torch.ones(2, requires_grad=True)\n"
            "y = x * 2\ny.grad\nx = 3\ndel y\nplt.plot([1, 2], label='a')\nplt.show()\n",
            &limits, FALSE);
  g_assert_null (cr_interp_run (run.interp));
  g_assert_cmpstr (run.log->str, ==,
                   "bind x\nbind y\nUserWarning at 5:1\nunbind x\nunbind y\nplot plot 2\nplot show 0\n");
  run_clear (&run);
}

static void
test_axes (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  Run run;
  run_init (&run,
            "import matplotlib.pyplot as plt\nfig, (a, b) = plt.subplots(1, 2, figsize=(8, 4))\n"
            "b.plot([1], [2])\na.set_title('t')\nfig, ax = plt.subplots()\nax.scatter([1], [2], c='r')\n",
            &limits, FALSE);
  g_assert_null (cr_interp_run (run.interp));
  g_assert_cmpstr (run.log->str, ==,
                   "plot subplots 3\nplot ax.plot 2\nplot ax.set_title 1\nplot subplots 0\nplot ax.scatter 3\n");
  run_clear (&run);
}

static void
test_notebook (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  Run run;
  run_init (&run, "# %%\n1\n2\n# %%\n'a'\n# %%\nNone\n# %%\n3;\n# %%\n4\n", &limits, TRUE);
  g_assert_null (cr_interp_run (run.interp));
  g_assert_cmpstr (run.log->str, ==, "2\n'a'\n4\n");
  run_clear (&run);
}

static void
collect_keys (const char *text, GArray **keys)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  Run run;
  run_init (&run, text, &limits, FALSE);
  g_assert_null (cr_interp_run (run.interp));
  *keys = g_array_ref (run.keys);
  run_clear (&run);
}

/* Every iteration and every call has its own key, and an edit elsewhere changes none. */
static void
test_keys (void)
{
  g_autoptr (GArray) first = NULL;
  g_autoptr (GArray) second = NULL;
  collect_keys ("def f(n):\n  print(n)\nfor i in range(3):\n  f(i)\n  f(i); print('x')\nf(1)\n", &first);
  collect_keys ("z = 1\ndef f(n):\n  y = 2\n  print(n)\n\nfor i in range(3):\n  f(i)\n  f(i); print('x')\nf(1)\n",
                &second);
  g_assert_cmpuint (first->len, ==, 10);
  g_assert_cmpmem (first->data, first->len * sizeof (guint64), second->data, second->len * sizeof (guint64));
  for (guint i = 0; i < first->len; i++)
    for (guint k = 0; k < i; k++)
      g_assert_cmpuint (g_array_index (first, guint64, i), !=, g_array_index (first, guint64, k));
}

/* Cycles and chains of a million are freed without recursion and without a leak. */
static void
test_cycles (void)
{
  CrLimits limits = { 0 };
  Run run;
  run_init (&run,
            "import torch\na = []\na.append(a)\na.append(torch.ones(3))\n"
            "def f():\n  x = torch.ones(2)\n  def g():\n    return g, x\n  return g\nh = f()\n"
            "class A:\n  pass\np = A()\np.me = p\np.t = torch.ones(2)\n"
            "l = []\nfor i in range(200000):\n  l = [l]\n",
            &limits, FALSE);
  g_assert_null (cr_interp_run (run.interp));
  run_clear (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/interp/steps", test_steps);
  g_test_add_func ("/engine/lang/interp/seconds", test_seconds);
  g_test_add_func ("/engine/lang/interp/seconds-in-a-step", test_seconds_in_a_step);
  g_test_add_func ("/engine/lang/interp/cancel", test_cancel);
  g_test_add_func ("/engine/lang/interp/depth", test_depth);
  g_test_add_func ("/engine/lang/interp/stack", test_stack);
  g_test_add_func ("/engine/lang/interp/memory", test_memory);
  g_test_add_func ("/engine/lang/interp/traceback", test_traceback);
  g_test_add_func ("/engine/lang/interp/unsafe-import", test_unsafe_import);
  g_test_add_func ("/engine/lang/interp/observer", test_observer);
  g_test_add_func ("/engine/lang/interp/axes", test_axes);
  g_test_add_func ("/engine/lang/interp/notebook", test_notebook);
  g_test_add_func ("/engine/lang/interp/keys", test_keys);
  g_test_add_func ("/engine/lang/interp/cycles", test_cycles);
  return g_test_run ();
}
