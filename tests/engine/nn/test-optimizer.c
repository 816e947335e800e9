/* The steps of every optimizer, bit by bit as PyTorch 1.13 makes them. */

#include "cr-optimizer.h"

#include "optimizer-cases.h"

#include <string.h>

static gsize
item_size (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT64 ? sizeof (double) : sizeof (float);
}

static CrTensor *
new_vector (CrContext *context, CrDtype dtype, const double *values)
{
  gint64 n = N_VALUES;
  CrTensor *tensor = cr_tensor_new_from_doubles (context, dtype, 1, &n, values, NULL);
  g_assert_nonnull (tensor);
  return tensor;
}

static void
assert_same (CrTensor *tensor, const double *expected, const char *what)
{
  for (gint64 i = 0; i < N_VALUES; i++)
    if (cr_tensor_get_double (tensor, i) != expected[i])
      g_error ("%s: element %" G_GINT64_FORMAT " is %.17g, not %.17g", what, i, cr_tensor_get_double (tensor, i),
               expected[i]);
}

static void
clear_states (CrTensor **states)
{
  for (guint i = 0; i < CR_OPTIMIZER_MAX_STATES; i++)
    g_clear_pointer (&states[i], cr_tensor_unref);
}

static void
test_case (gconstpointer data)
{
  guint k = GPOINTER_TO_UINT (data);
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  const CrOptimizer *row = cr_optimizers_find (cases[k].name);
  CrTensor *states[CR_OPTIMIZER_MAX_STATES] = { NULL };
  GError *error = NULL;
  g_assert_nonnull (row);
  g_autoptr (CrTensor) param = new_vector (context, cases[k].dtype, cases[k].start);
  g_assert_cmpuint (item_size (cases[k].dtype), ==, cr_dtype_get_size (cr_tensor_get_dtype (param)));
  CrOptimizerStep step = { param, NULL, cases[k].options, states };
  if (row->start)
    g_assert_true (row->start (&step, &error));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CrTensor) grad = new_vector (context, cases[k].dtype, cases[k].grads[i]);
      guint version = cr_tensor_get_version (param);
      step.grad = grad;
      g_assert_true (cr_optimizer_step (row, &step, &error));
      g_assert_no_error (error);
      assert_same (param, cases[k].after[i], cases[k].options_text);
      g_assert_cmpuint (cr_tensor_get_version (param), ==, version + 1);
    }
  clear_states (states);
}

/* A parameter that is a column of a matrix, and a gradient that is another: the same numbers. */
static void
test_strided (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  gint64 sizes[] = { N_VALUES, 2 }, n = N_VALUES, stride = 2;
  g_autoptr (CrTensor) matrix = cr_tensor_new_full (context, cases[0].dtype, 2, sizes, 0, NULL);
  g_autoptr (CrTensor) param = cr_tensor_new_view (matrix, 1, &n, &stride, 0);
  g_autoptr (CrTensor) grad = cr_tensor_new_view (matrix, 1, &n, &stride, 1);
  float *data = cr_tensor_get_mutable (matrix, NULL);
  for (guint i = 0; i < N_VALUES; i++)
    {
      data[2 * i] = (float)cases[0].start[i];
      data[2 * i + 1] = (float)cases[0].grads[0][i];
    }
  CrTensor *states[CR_OPTIMIZER_MAX_STATES] = { NULL };
  CrOptimizerStep step = { param, grad, cases[0].options, states };
  g_assert_true (cr_optimizer_step (cr_optimizers_find (cases[0].name), &step, NULL));
  assert_same (param, cases[0].after[0], "strided");
  g_assert_cmpfloat (cr_tensor_get_double (grad, 3), ==, cases[0].grads[0][3]);
}

static void
assert_error (CrOptimizerStep *step, const CrOptimizer *row, CrErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (cr_optimizer_step (row, step, &error));
  g_assert_error (error, CR_ERROR, (int)code);
}

/* Wrong gradients, states that a script put there, integers: errors. */
static void
test_errors (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  const CrOptimizer *row = cr_optimizers_find ("SGD");
  const double options[] = { 0.1, 0.9, 0, 0, 0, 0 };
  gint64 two = 2;
  g_autoptr (CrTensor) param = new_vector (context, CR_DTYPE_FLOAT32, cases[0].start);
  g_autoptr (CrTensor) small = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, &two, 1, NULL);
  g_autoptr (CrTensor) whole = cr_tensor_new_full (context, CR_DTYPE_INT64, 1, &two, 1, NULL);
  CrTensor *states[CR_OPTIMIZER_MAX_STATES] = { NULL };
  CrOptimizerStep step = { param, small, options, states };
  assert_error (&step, row, CR_ERROR_RUNTIME);
  step.grad = param;
  states[0] = cr_tensor_ref (small);
  assert_error (&step, row, CR_ERROR_RUNTIME);
  clear_states (states);
  step = (CrOptimizerStep){ whole, small, options, states };
  assert_error (&step, row, CR_ERROR_RUNTIME);
  clear_states (states);
  const double bad[] = { 0.1, 0, 0, 0, 1, 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (row->check (bad, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
}

/* Wherever memory ends, the step fails with an error and nothing is lost. */
static void
test_memory (void)
{
  guint n;
  const CrOptimizer *rows = cr_optimizers_get (&n);
  for (guint r = 0; r < n; r++)
    {
      gboolean failed = TRUE;
      for (guint k = 1; failed; k++)
        {
          g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
          g_autoptr (CrTensor) param = new_vector (context, CR_DTYPE_FLOAT32, cases[0].start);
          g_autoptr (CrTensor) grad = new_vector (context, CR_DTYPE_FLOAT64, cases[0].grads[0]);
          CrTensor *states[CR_OPTIMIZER_MAX_STATES] = { NULL };
          const double options[CR_OPTIMIZER_MAX_OPTIONS] = { 0.1, 0.9, 0.5, 0.1, 0.1, 1 };
          CrOptimizerStep step = { param, grad, options, states };
          g_autoptr (GError) error = NULL;
          cr_context_fail_allocation (context, k);
          failed = !cr_optimizer_step (&rows[r], &step, &error);
          cr_context_fail_allocation (context, 0);
          if (failed)
            g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
          clear_states (states);
          g_assert_cmpuint (k, <, 20);
        }
    }
}

/* Every row has a case. */
static void
test_table (void)
{
  guint n;
  const CrOptimizer *rows = cr_optimizers_get (&n);
  for (guint r = 0; r < n; r++)
    {
      guint found = 0;
      for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
        found += strcmp (cases[k].name, rows[r].name) == 0;
      g_assert_cmpuint (found, >, 0);
      g_assert_true (cr_optimizers_find (rows[r].name) == &rows[r]);
    }
  g_assert_null (cr_optimizers_find ("LBFGS"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/nn/optimizer/%s/%u", cases[k].name, k);
      g_test_add_data_func (path, GUINT_TO_POINTER (k), test_case);
    }
  g_test_add_func ("/engine/nn/optimizer/strided", test_strided);
  g_test_add_func ("/engine/nn/optimizer/errors", test_errors);
  g_test_add_func ("/engine/nn/optimizer/memory", test_memory);
  g_test_add_func ("/engine/nn/optimizer/table", test_table);
  return g_test_run ();
}
