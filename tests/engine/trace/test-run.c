/* Scripts from text to trace, graph and cursor. */

#include <math.h>
#include <string.h>

#include "cr-run.h"
#include "trace-fixture.h"

static const char sine[] = "import math\n"
                           "import torch\n"
                           "import matplotlib.pyplot as plt\n"
                           "a = torch.linspace(0., 2. * math.pi, steps=25, requires_grad=True)\n"
                           "b = torch.sin(a)\n"
                           "plt.plot(a.detach(), b.detach())\n"
                           "c = 2 * b\n"
                           "d = c + 1\n"
                           "out = d.sum()\n"
                           "out.backward()\n"
                           "plt.plot(a.detach(), a.grad.detach())\n"
                           "print(out)\n";

static const char training[] = "import torch\n"
                               "x = torch.linspace(-1, 1, 10)\n"
                               "w = torch.zeros(1, requires_grad=True)\n"
                               "for i in range(4):\n"
                               "    p = w * x.pow(2)\n"
                               "    loss = ((x - p) ** 2).sum()\n"
                               "    loss.backward()\n"
                               "    with torch.no_grad():\n"
                               "        w -= 0.01 * w.grad\n"
                               "        w.grad.zero_()\n"
                               "print(w)\n";

static CrRun *
run_new (const char *text, CrTrace *trace)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  return cr_run_new ("script.py", text, strlen (text), &options, trace);
}

static CrTrace *
run_script (const char *text, gboolean expected)
{
  CrTrace *trace = cr_trace_new (0);
  g_autoptr (CrRun) run = run_new (text, trace);
  gboolean done = cr_run_execute (run);
  if (done != expected)
    {
      g_autofree char *diagnostics = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));
      g_error ("the run ended otherwise: %s", diagnostics);
    }
  return trace;
}

static guint
find_named (CrGraph *graph, const char *name)
{
  guint found = CR_NONE;
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, name) == 0)
      found = i;
  g_assert_cmpuint (found, !=, CR_NONE);
  return found;
}

static void
test_sine (void)
{
  g_autoptr (CrTrace) trace = run_script (sine, TRUE);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  guint a = find_named (graph, "a"), out = find_named (graph, "out");
  g_assert_cmpuint (cr_graph_get_generation (graph, 0)->root, ==, out);
  g_assert_cmpuint (cr_graph_get_variable (graph, a)->range.line, ==, 4);
  const CrFunctionNode *sum = cr_graph_get_function (graph, cr_graph_get_variable (graph, out)->maker);
  g_assert_cmpstr (sum->name, ==, "SumBackward0");
  g_assert_cmpuint (sum->range.line, ==, 9);
  g_assert_cmpuint (sum->range.column, ==, 7);
  cr_cursor_seek (cursor, G_MAXUINT);
  const CrVariableState *state = cr_cursor_get_variable (cursor, a);
  g_assert_false (state->released);
  g_assert_cmpfloat_with_epsilon (cr_value_get_double (state->gradient, 0), 2, 1e-6);
  g_assert_cmpfloat_with_epsilon (cr_value_get_double (state->grad, 12), -2, 1e-6);
  g_assert_cmpuint (cr_cursor_get_generation (cursor), ==, 0);
  fixture_check_cursor (graph);
}

static void
test_training (void)
{
  g_autoptr (CrTrace) trace = run_script (training, TRUE);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 4);
  guint w = find_named (graph, "w");
  g_assert_true (cr_graph_get_variable (graph, w)->is_leaf);
  for (guint i = 1; i < 4; i++)
    {
      const CrGeneration *generation = cr_graph_get_generation (graph, i), *first = cr_graph_get_generation (graph, 1);
      g_assert_cmpuint (generation->functions->len, ==, first->functions->len);
      g_assert_cmpuint (generation->variables->len, ==, first->variables->len);
      g_assert_cmpuint (generation->first_event, >, cr_graph_get_generation (graph, i - 1)->last_event);
    }
  cr_cursor_seek (cursor, G_MAXUINT);
  g_assert_cmpfloat (cr_value_get_double (cr_cursor_get_variable (cursor, w)->grad, 0), ==, 0);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, w)->version, ==, 4);
  fixture_check_cursor (graph);
}

static void
test_second_backward (void)
{
  g_autoptr (CrTrace) trace = run_script ("import torch\n"
                                          "x = torch.ones(2, requires_grad=True)\n"
                                          "y = (x * x).sum()\n"
                                          "y.backward()\n"
                                          "y.backward()\n",
                                          FALSE);
  const CrEvent *last = cr_trace_get_event (trace, cr_trace_get_length (trace) - 1);
  g_assert_cmpint (last->kind, ==, CR_EVENT_FAILED);
  g_assert_cmpint (last->u.diagnostic->code, ==, CR_ERROR_RUNTIME);
  g_assert_cmpuint (last->range.line, ==, 5);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  fixture_check_cursor (graph);
}

/* A line put before the others moves ranges and changes no key. */
static void
test_keys (void)
{
  g_autofree char *moved = g_strconcat ("# a comment\n\n", training, NULL);
  g_autoptr (CrTrace) a = run_script (training, TRUE);
  g_autoptr (CrTrace) b = run_script (moved, TRUE);
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  g_assert_cmpuint (cr_trace_get_length (a), ==, cr_trace_get_length (b));
  for (guint i = 0; i < cr_trace_get_length (a); i++)
    {
      const CrEvent *x = cr_trace_get_event (a, i), *y = cr_trace_get_event (b, i);
      g_assert_cmpuint (x->key, ==, y->key);
      g_assert_cmpuint (x->range.line + 2, ==, y->range.line);
      g_assert_true (g_hash_table_add (keys, (gpointer)(gsize)x->key));
    }
}

/* A name is told of when it comes to mean something else, even by its function alone; `w -= 1` binds it to what it
 * means already. */
static void
test_names (void)
{
  g_autoptr (CrTrace) trace = run_script ("import torch\n"
                                          "w = torch.ones(2)\n"
                                          "w -= 1\n"
                                          "v = w\n"
                                          "w -= torch.ones(2, requires_grad=True)\n"
                                          "w = v + 1\n",
                                          TRUE);
  g_autoptr (GString) bound = g_string_new (NULL);
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_NAME_BOUND)
        g_string_append_printf (bound, "%s%u ", event->u.name.name, event->range.line);
    }
  g_assert_cmpstr (bound->str, ==, "w2 v4 w5 w6 ");
}

/* The cut is told although nobody holds what was cut off. */
static void
test_detached_temporary (void)
{
  g_autoptr (CrTrace) trace = run_script ("import torch\n"
                                          "x = torch.ones(2, requires_grad=True)\n"
                                          "d = (x * 2).detach()\n"
                                          "y = d + x\n",
                                          TRUE);
  guint64 product = 0, cut = 0;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind != CR_EVENT_OPERATION)
        continue;
      if (g_str_equal (event->u.operation.primitive, "mul"))
        product = event->u.operation.output;
      if (g_str_equal (event->u.operation.primitive, "detach"))
        {
          g_assert_cmpuint (event->u.operation.inputs[0], ==, product);
          g_assert_cmpuint (event->u.operation.input_fns[0], >, 0);
          cut = event->u.operation.output;
        }
      if (g_str_equal (event->u.operation.primitive, "add"))
        g_assert_cmpuint (event->u.operation.inputs[0], ==, cut);
    }
  g_assert_cmpuint (cut, >, 0);
}

static void
test_syntax_error (void)
{
  g_autoptr (CrTrace) trace = run_script ("x = (1,\nprint(x\n", FALSE);
  g_assert_cmpuint (cr_trace_get_length (trace), >, 0);
  g_assert_cmpint (cr_trace_get_event (trace, 0)->kind, ==, CR_EVENT_FAILED);
  g_autoptr (CrRun) run = run_new ("x = 1\n", NULL);
  g_assert_true (cr_run_check (run));
  g_assert_cmpuint (cr_run_get_diagnostics (run)->len, ==, 0);
}

static void
test_not_utf8 (void)
{
  g_autoptr (CrRun) run = run_new ("x = '\xff'\n", NULL);
  g_assert_null (cr_run_get_source (run));
  g_assert_false (cr_run_check (run));
  g_assert_false (cr_run_execute (run));
  g_assert_cmpuint (cr_run_get_diagnostics (run)->len, ==, 1);
}

static gpointer
cancel_soon (gpointer run)
{
  g_usleep (20000);
  cr_run_cancel (run);
  return NULL;
}

static CrErrorCode
last_code (CrRun *run)
{
  GPtrArray *diagnostics = cr_run_get_diagnostics (run);
  g_assert_cmpuint (diagnostics->len, >, 0);
  return ((CrDiagnostic *)diagnostics->pdata[diagnostics->len - 1])->code;
}

static void
test_cancel (void)
{
  g_autoptr (CrRun) before = run_new ("while True:\n    pass\n", NULL);
  cr_run_cancel (before);
  g_assert_false (cr_run_execute (before));
  g_assert_cmpint (last_code (before), ==, CR_ERROR_CANCELLED);
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrRun) run = run_new ("while True:\n    pass\n", trace);
  GThread *thread = g_thread_new ("cancel", cancel_soon, run);
  g_assert_false (cr_run_execute (run));
  g_thread_join (thread);
  g_assert_true (last_code (run) == CR_ERROR_CANCELLED || last_code (run) == CR_ERROR_LIMIT);
}

typedef struct
{
  GString *text;
  guint n_warnings;
} Heard;

static void
hear (gpointer user_data, const char *text, gsize length)
{
  g_string_append_len (((Heard *)user_data)->text, text, (gssize)length);
}

static void
hear_warning (gpointer user_data, const char *category, const char *message)
{
  ((Heard *)user_data)->n_warnings++;
}

/* What is printed is told as it is printed, with a trace and without. */
static void
test_printed (void)
{
  static const char text[] = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2\ny.grad\nprint(1)\n";
  for (guint i = 0; i < 2; i++)
    {
      Heard heard = { .text = g_string_new (NULL) };
      CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .print = hear, .warn = hear_warning, .user_data = &heard };
      g_autoptr (CrTrace) trace = i == 0 ? NULL : cr_trace_new (0);
      g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, trace);
      g_assert_true (cr_run_execute (run));
      g_assert_cmpstr (heard.text->str, ==, "1\n");
      g_assert_cmpuint (heard.n_warnings, ==, 1);
      CrDiagnostic *warning = cr_run_get_diagnostics (run)->pdata[0];
      g_assert_cmpint (warning->severity, ==, CR_SEVERITY_WARNING);
      g_assert_cmpuint (warning->range.line, ==, 4);
      g_string_free (heard.text, TRUE);
    }
}

typedef struct
{
  guint n_full, n_summed;
} Kept;

static void
count_kept (Kept *kept, const CrValue *value)
{
  if (value != NULL)
    *(cr_value_has_data (value) ? &kept->n_full : &kept->n_summed) += 1;
}

static CrTrace *
run_within (const char *text, guint64 budget, gboolean expected)
{
  CrTrace *trace = cr_trace_new (budget);
  CrRunOptions options = { .limits = { .max_trace = budget } };
  g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, trace);
  g_assert_true (cr_run_execute (run) == expected);
  return trace;
}

/* Large tensors: full ones until the budget is reached, then summaries, which are exact. */
static void
test_budget_of_large (void)
{
  static const char text[] = "import torch\n"
                             "x = torch.ones(1000, requires_grad=True)\n"
                             "x.data[3] = float('nan'); x.data[4] = float('inf'); x.data[5] = 0; x.data[6] = -7\n"
                             "for i in range(400):\n"
                             "    y = x * 2\n"
                             "y.sum().backward()\n";
  const guint64 budget = 1000000;
  Kept kept = { 0, 0 };
  g_autoptr (CrTrace) trace = run_within (text, budget, TRUE);
  g_assert_true (cr_trace_is_summarised (trace));
  g_assert_cmpuint (cr_trace_get_bytes (trace), >, budget - 5000);
  g_assert_cmpuint (cr_trace_get_bytes (trace), <, budget + 400 * 1000); /* what events and summaries take */
  const CrValue *last = NULL;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      gboolean product = event->kind == CR_EVENT_OPERATION && strcmp (event->u.operation.primitive, "mul") == 0;
      if (product)
        count_kept (&kept, last = event->u.operation.value);
    }
  g_assert_cmpuint (kept.n_full + kept.n_summed, ==, 400);
  g_assert_cmpuint (kept.n_full, >, 100);
  g_assert_cmpuint (kept.n_summed, >, 100);
  CrSummary summary;
  cr_value_get_summary (last, &summary);
  g_assert_cmpfloat (summary.min, ==, -14);
  g_assert_cmpfloat (summary.max, ==, 2);
  g_assert_cmpfloat (summary.mean, ==, (996 * 2 - 14) / 998.0);
  g_assert_cmpfloat (summary.norm, ==, sqrt (996 * 4 + 14 * 14));
  g_assert_cmpint (summary.n_zero, ==, 1);
  g_assert_cmpint (summary.n_nan, ==, 1);
  g_assert_cmpint (summary.n_inf, ==, 1);
}

/* Small values stay; it is the events that fill the budget, and then the run is stopped with what there is. */
static void
test_budget_of_small (void)
{
  static const char text[] = "import torch\nx = torch.ones(2)\nwhile True:\n    y = x * 2\n";
  const guint64 budget = 4000000;
  g_autoptr (CrTrace) trace = run_within (text, budget, FALSE);
  guint n = cr_trace_get_length (trace);
  const CrEvent *last = cr_trace_get_event (trace, n - 1);
  g_assert_cmpint (last->kind, ==, CR_EVENT_FAILED);
  g_assert_cmpint (last->u.diagnostic->code, ==, CR_ERROR_LIMIT);
  g_assert_cmpuint (n, >, 10000);
  g_assert_cmpuint (cr_trace_get_bytes (trace), <, 2 * budget + 100000);
  g_autoptr (CrTrace) enough
      = run_within ("import torch\nx = torch.ones(2)\nfor i in range(1000):\n    y = x * 2\n", budget, TRUE);
  g_assert_false (cr_trace_is_summarised (enough));
}

/* What a large tensor is past the budget is said anew when it was written. */
static void
test_summary_after_write (void)
{
  static const char text[] = "import torch\n"
                             "x = torch.ones(100000)\n"
                             "y = torch.ones(100000)\n"
                             "z = y * 1\n"
                             "y[0] = 5\n"
                             "z = y * 1\n";
  g_autoptr (CrTrace) trace = run_within (text, 500000, TRUE);
  double max[2] = { 0 };
  guint n = 0;
  g_assert_true (cr_trace_is_summarised (trace));
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      CrSummary summary;
      if (event->kind != CR_EVENT_OPERATION || strcmp (event->u.operation.primitive, "mul") != 0)
        continue;
      g_assert_cmpuint (n, <, 2);
      cr_value_get_summary (event->u.operation.value, &summary);
      max[n++] = summary.max;
    }
  g_assert_cmpfloat (max[0], ==, 1);
  g_assert_cmpfloat (max[1], ==, 5);
}

/* An optimizer's step writes parameters, as events with what they were; zero_grad() writes zeros or takes .grad away.
 */
static void
test_optimizer (void)
{
  g_autoptr (CrTrace) trace = run_script ("import torch\n"
                                          "x = torch.ones(2, requires_grad=True)\n"
                                          "optimizer = torch.optim.SGD([x], lr=0.5)\n"
                                          "(x * x).sum().backward()\n"
                                          "optimizer.step()\n"
                                          "optimizer.zero_grad()\n"
                                          "optimizer.zero_grad(set_to_none=True)\n",
                                          TRUE);
  guint n_written = 0, n_cleared = 0;
  guint64 x = cr_trace_get_event (trace, 0)->u.tensor.id;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      n_cleared += event->kind == CR_EVENT_GRAD_CLEARED;
      if (event->kind == CR_EVENT_GRAD_CLEARED)
        {
          g_assert_cmpuint (event->u.gradient.tensor, ==, x);
          g_assert_cmpfloat (cr_value_get_double (event->u.gradient.before, 0), ==, 0);
          g_assert_null (event->u.gradient.after);
        }
      if (event->kind != CR_EVENT_WRITTEN)
        continue;
      gboolean step = n_written++ == 0;
      g_assert_true ((event->u.tensor.id == x) == step);
      g_assert_cmpfloat (cr_value_get_double (event->u.tensor.before, 1), ==, step ? 1 : 2);
      g_assert_cmpfloat (cr_value_get_double (event->u.tensor.value, 1), ==, 0);
    }
  g_assert_cmpuint (n_written, ==, 2);
  g_assert_cmpuint (n_cleared, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/run/sine", test_sine);
  g_test_add_func ("/engine/trace/run/training", test_training);
  g_test_add_func ("/engine/trace/run/second-backward", test_second_backward);
  g_test_add_func ("/engine/trace/run/keys", test_keys);
  g_test_add_func ("/engine/trace/run/names", test_names);
  g_test_add_func ("/engine/trace/run/detached-temporary", test_detached_temporary);
  g_test_add_func ("/engine/trace/run/syntax-error", test_syntax_error);
  g_test_add_func ("/engine/trace/run/not-utf8", test_not_utf8);
  g_test_add_func ("/engine/trace/run/cancel", test_cancel);
  g_test_add_func ("/engine/trace/run/printed", test_printed);
  g_test_add_func ("/engine/trace/run/optimizer", test_optimizer);
  g_test_add_func ("/engine/trace/run/budget-of-large", test_budget_of_large);
  g_test_add_func ("/engine/trace/run/budget-of-small", test_budget_of_small);
  g_test_add_func ("/engine/trace/run/summary-after-write", test_summary_after_write);
  return g_test_run ();
}
