/* What the trace knows of the failure that ended a run, besides its words. */

#include <string.h>

#include "cr-run.h"
#include "trace-fixture.h"

#define BEGIN "import torch\nx = torch.ones(2, requires_grad=True)\n"

static CrTrace *
run_failing (const char *script)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autofree char *text = g_strconcat (BEGIN, script, NULL);
  CrTrace *trace = cr_trace_new (0);
  g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, trace);
  g_assert_false (cr_run_execute (run));
  return trace;
}

/* The failure, of which the event is the last; NULL if nothing is known. */
static const CrFailure *
get_failure (CrTrace *trace)
{
  const CrEvent *last = cr_trace_get_event (trace, cr_trace_get_length (trace) - 1);
  g_assert_cmpint (last->kind, ==, CR_EVENT_FAILED);
  return last->u.failure;
}

/* The tensor that the name means at the end. */
static guint64
find (CrTrace *trace, const char *name)
{
  guint64 id = 0;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_NAME_BOUND && strcmp (event->u.name.name, name) == 0)
        id = event->u.name.tensor;
    }
  g_assert_cmpuint (id, !=, 0);
  return id;
}

static guint64
find_function (CrTrace *trace, const char *name)
{
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_OPERATION && g_strcmp0 (event->u.operation.function_name, name) == 0)
        return event->u.operation.function;
    }
  g_assert_not_reached ();
}

static void
test_version (void)
{
  g_autoptr (CrTrace) trace
      = run_failing ("y = x.exp()\nz = y.sum()\ny.mul_(2)\ny.add_(1)\nz.backward()\ny.sum().backward()\n");
  const CrFailure *failure = get_failure (trace);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_VERSION);
  g_assert_cmpuint (failure->tensor, ==, find (trace, "y")); /* which was saved as an output */
  g_assert_cmpuint (failure->function, ==, find_function (trace, "ExpBackward0"));
  g_assert_cmpstr (failure->name, ==, "ExpBackward0");
  g_assert_cmpuint (failure->saved_version, ==, 0);
  g_assert_cmpuint (failure->version, ==, 2);
}

/* A function that stands within CopySlices is not in the trace; the failure is that of CopySlices. */
static void
test_version_in_view (void)
{
  g_autoptr (CrTrace) trace
      = run_failing ("z = torch.zeros(3) * x[0]\nv = z[:2]\nv.exp_()\nz.add_(1)\nz.sum().backward()\n");
  const CrFailure *failure = get_failure (trace);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_VERSION);
  g_assert_cmpuint (failure->function, ==, find_function (trace, "CopySlices"));
}

static void
test_freed (void)
{
  g_autoptr (CrTrace) trace = run_failing ("y = (x * x).sum()\ny.backward()\ny.backward()\n");
  const CrFailure *failure = get_failure (trace);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_FREED);
  g_assert_cmpuint (failure->function, ==, find_function (trace, "MulBackward0"));
}

static void
test_roots (void)
{
  g_autoptr (CrTrace) vector = run_failing ("y = x * x\ny.backward()\n");
  const CrFailure *failure = get_failure (vector);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_NOT_SCALAR);
  g_assert_cmpuint (failure->tensor, ==, find (vector, "y"));
  g_autoptr (CrTrace) alone = run_failing ("y = torch.ones(1)\ny.backward()\n");
  failure = get_failure (alone);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_NO_GRAPH);
  g_assert_cmpuint (failure->tensor, ==, find (alone, "y"));
}

static void
test_leaf_write (void)
{
  static const char *const scripts[] = { "x += 1\n", "x.add_(1)\n", "x[0] = 1\n", "x[:1].zero_()\n" };
  static const char *const names[] = { "add_", "add_", "__setitem__", "zero_" };
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (CrTrace) trace = run_failing (scripts[i]);
      const CrFailure *failure = get_failure (trace);
      g_assert_nonnull (failure);
      g_assert_cmpint (failure->kind, ==, CR_FAILURE_LEAF_WRITE);
      g_assert_cmpuint (failure->tensor, ==, find (trace, "x"));
      g_assert_cmpstr (failure->name, ==, names[i]);
    }
}

static void
check_operation (const char *script, const char *name, guint n_operands)
{
  g_autoptr (CrTrace) trace = run_failing (script);
  const CrFailure *failure = get_failure (trace);
  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, CR_FAILURE_OPERATION);
  g_assert_cmpstr (failure->name, ==, name);
  g_assert_cmpuint (failure->n_operands, ==, n_operands);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  for (guint i = 0; i < n_operands; i++)
    g_assert_cmpuint (cr_graph_find_variable (graph, failure->operands[i], failure->operand_fns[i]), !=, CR_NONE);
}

static void
test_operation (void)
{
  check_operation ("y = x * 2\ny + torch.ones(3)\n", "add", 2);
  check_operation ("y = x * 2\ny += torch.ones(3)\n", "add_", 2);
  check_operation ("x @ torch.ones(3)\n", "matmul", 2);
  check_operation ("torch.cat([x, torch.ones(2, 2), x])\n", "cat", 3);
  check_operation ("x[5]\n", "__getitem__", 1);
  check_operation ("torch.ones(2).add_(x, 'a')\n", "add_", 2);
  check_operation ("torch.nn.Linear(3, 1)(x)\n", "linear", 3);
}

/* The failure of the run is another one than that which was caught, unless it is the same exception again. */
static void
test_caught (void)
{
  static const char caught[] = "try:\n    x + torch.ones(3)\nexcept RuntimeError as e:\n    keep = e\n";
  static const char *const ends[] = { "raise RuntimeError('other')\n", "1 / 0\n", "torch.ones(2).undefined\n" };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *script = g_strconcat (caught, ends[i], NULL);
      g_autoptr (CrTrace) trace = run_failing (script);
      g_assert_null (get_failure (trace));
    }
  g_autofree char *again = g_strconcat (caught, "raise keep\n", NULL);
  g_autoptr (CrTrace) trace = run_failing (again);
  g_assert_nonnull (get_failure (trace));
  g_autofree char *two = g_strconcat (caught, "x @ torch.ones(4)\n", NULL);
  g_autoptr (CrTrace) other = run_failing (two);
  g_assert_cmpstr (get_failure (other)->name, ==, "matmul");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/failures/version", test_version);
  g_test_add_func ("/engine/trace/failures/version-in-view", test_version_in_view);
  g_test_add_func ("/engine/trace/failures/freed", test_freed);
  g_test_add_func ("/engine/trace/failures/roots", test_roots);
  g_test_add_func ("/engine/trace/failures/leaf-write", test_leaf_write);
  g_test_add_func ("/engine/trace/failures/operation", test_operation);
  g_test_add_func ("/engine/trace/failures/caught", test_caught);
  return g_test_run ();
}
