/* The engine: order, accumulation, freeing, retaining, observing, cancelling, long chains. */

#include "autograd-calls.h"
#include "cr-pool.h"
#include "cr-primitive.h"

typedef struct
{
  GString *steps;
  guint operations, freed, cleared;
  gboolean finished;
  double before, after;
} Log;

static void
log_operation (gpointer data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs,
               CrTensor *const *outputs, guint n_outputs, CrGradFn *function)
{
  Log *log = data;
  log->operations++;
}

static void
log_step (gpointer data, CrGradFn *function, CrTensor *const *received, guint n_received, CrTensor *const *sent,
          guint n_sent)
{
  Log *log = data;
  g_assert_cmpuint (n_received, ==, 1);
  g_assert_cmpuint (n_sent, ==, cr_grad_fn_get_n_next (function));
  g_string_append_printf (log->steps, "%s%s", log->steps->len ? " " : "", cr_grad_fn_get_name (function));
  for (guint i = 0; i < n_sent; i++)
    g_assert_true ((sent[i] != NULL) == (cr_grad_fn_get_next (function, i, NULL) != NULL));
}

static void
log_accumulated (gpointer data, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  Log *log = data;
  log->before = before ? cr_tensor_get_double (before, 0) : NAN;
  log->after = cr_tensor_get_double (after, 0);
  g_assert_true (cr_tensor_get_grad (tensor) == after);
}

static void
log_freed (gpointer data, CrGradFn *function)
{
  g_assert_true (cr_grad_fn_saved_freed (function));
  ((Log *)data)->freed++;
}

static void
log_ended (gpointer data, gboolean finished)
{
  ((Log *)data)->finished = finished;
}

static void
log_cleared (gpointer data, CrTensor *tensor, CrTensor *before)
{
  ((Log *)data)->cleared++;
}

static const CrAutogradObserver observer = { .operation_recorded = log_operation,
                                             .function_stepped = log_step,
                                             .gradient_accumulated = log_accumulated,
                                             .saved_freed = log_freed,
                                             .backward_ended = log_ended,
                                             .gradient_cleared = log_cleared };

static const double one_two[] = { 1, 2 };

static void
test_order (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  Log log = { g_string_new (NULL) };
  cr_autograd_set_observer (context, &observer, &log);
  g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
  g_autoptr (CrTensor) u = call_number ("mul", x, 2);
  g_autoptr (CrTensor) v = call_number ("div", x, 4);
  g_autoptr (CrTensor) w = call2 ("add", u, v);
  backward (w);
  g_assert_cmpstr (log.steps->str, ==, "AddBackward0 DivBackward0 MulBackward0 AccumulateGrad");
  ASSERT_VALUES (cr_tensor_get_grad (x), 2.25);
  g_assert_cmpuint (log.operations, ==, 3);
  g_assert_cmpuint (log.freed, ==, 2);
  g_assert_true (log.finished);
  g_assert_true (isnan (log.before) && log.after == 2.25);
  g_string_free (log.steps, TRUE);
}

/* Two leaves: each AccumulateGrad runs as soon as it is ready, before older functions. */
static void
test_accumulate_first (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  Log log = { g_string_new (NULL) };
  cr_autograd_set_observer (context, &observer, &log);
  g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
  g_autoptr (CrTensor) y = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) u = call1 ("exp", x);
  g_autoptr (CrTensor) w = call2 ("mul", u, y);
  backward (w);
  g_assert_cmpstr (log.steps->str, ==, "MulBackward0 AccumulateGrad ExpBackward0 AccumulateGrad");
  g_string_free (log.steps, TRUE);
}

static void
test_accumulation (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL) };
  g_autoptr (CrTensor) x = make_vector (context, 2, one_two, TRUE);
  g_autoptr (CrTensor) s = call1 ("sum", x);
  backward (s);
  g_autoptr (CrTensor) grad = cr_tensor_ref (cr_tensor_get_grad (x));
  cr_autograd_set_observer (context, &observer, &log);
  backward (s);
  g_assert_true (cr_tensor_get_grad (x) == grad);
  ASSERT_VALUES (grad, 2, 2);
  g_assert_cmpuint (cr_tensor_get_version (grad), ==, 1);
  g_assert_true (log.before == 1 && log.after == 2);

  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
  g_assert_null (cr_tensor_get_grad (x));
  g_assert_cmpuint (log.cleared, ==, 1);
  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
  g_assert_cmpuint (log.cleared, ==, 1);
  g_string_free (log.steps, TRUE);
}

/* One gradient tensor arrives at two leaves: their .grad must not share it. */
static void
test_gradients_do_not_share (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
  g_autoptr (CrTensor) y = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) w = call2 ("add", x, y);
  backward (w);
  backward (x);
  ASSERT_VALUES (cr_tensor_get_grad (x), 2);
  ASSERT_VALUES (cr_tensor_get_grad (y), 1);
}

static void
test_retain_graph (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_scalar (context, 3, TRUE);
  g_autoptr (CrTensor) y = call2 ("mul", x, x);
  g_assert_true (cr_backward (y, NULL, TRUE, FALSE, &error));
  g_assert_false (cr_grad_fn_saved_freed (cr_tensor_get_grad_fn (y)));
  backward (y);
  ASSERT_VALUES (cr_tensor_get_grad (x), 12);
  g_assert_false (cr_backward (y, NULL, FALSE, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "Trying to backward through the graph a second time (or directly access saved tensors after they "
      "have already been freed). Saved intermediate values of the graph are freed when you call .backward() "
      "or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second "
      "time or if you need to access saved tensors after calling backward.");
}

static void
test_retain_grad (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_scalar (context, 3, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  g_autoptr (CrTensor) z = call2 ("mul", y, y);
  g_assert_true (cr_tensor_retain_grad (y, &error));
  g_assert_true (cr_tensor_retains_grad (y));
  /* One that goes before the pass is forgotten. */
  CrTensor *gone = call_number ("add", x, 1);
  g_assert_true (cr_tensor_retain_grad (gone, &error));
  g_autoptr (CrTensor) sum = call2 ("add", z, gone);
  cr_tensor_unref (gone);
  backward (sum);
  ASSERT_VALUES (cr_tensor_get_grad (y), 12);
  g_assert_null (cr_tensor_get_grad (z));
  ASSERT_VALUES (cr_tensor_get_grad (x), 25);
  g_autoptr (CrTensor) plain = make_scalar (context, 1, FALSE);
  g_assert_false (cr_tensor_retain_grad (plain, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "can't retain_grad on Tensor that has requires_grad=False");
}

static void
test_create_graph (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) y = call_number ("pow", x, 3);
  g_assert_true (cr_backward (y, NULL, TRUE, TRUE, &error));
  g_autoptr (CrTensor) grad = cr_tensor_ref (cr_tensor_get_grad (x));
  ASSERT_VALUES (grad, 12);
  g_autofree char *suffix = cr_tensor_dup_print_suffix (grad);
  g_assert_cmpstr (suffix, ==, "grad_fn=<CopyBackwards>");
  g_assert_true (cr_backward (y, NULL, TRUE, TRUE, &error));
  g_autofree char *again = cr_tensor_dup_print_suffix (cr_tensor_get_grad (x));
  g_assert_cmpstr (again, ==, "grad_fn=<AddBackward0>");
  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
  backward (grad);
  ASSERT_VALUES (cr_tensor_get_grad (x), 12);
  g_assert_true (cr_context_get_grad_enabled (context));
  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
}

static void
test_unseen_operations (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL) };
  cr_autograd_set_observer (context, &observer, &log);
  g_autoptr (CrTensor) x = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) y = call1 ("sin", x);
  backward (y);
  g_assert_cmpuint (log.operations, ==, 1);
  g_autoptr (CrTensor) z = call1 ("sin", x);
  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
  g_assert_true (cr_backward (z, NULL, FALSE, TRUE, &error));
  /* cos, ·, and the copy into .grad. */
  g_assert_cmpuint (log.operations, ==, 5);
  cr_context_set_grad_enabled (context, FALSE);
  g_autoptr (CrTensor) w = call1 ("sin", x);
  g_assert_cmpuint (log.operations, ==, 6);
  g_assert_null (cr_tensor_get_grad_fn (w));
  g_assert_true (cr_tensor_set_grad (x, NULL, &error));
  g_string_free (log.steps, TRUE);
}

static void
test_root_errors (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) plain = make_scalar (context, 2, FALSE);
  g_autoptr (CrTensor) x = make_vector (context, 2, one_two, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  g_assert_false (cr_backward (plain, NULL, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "element 0 of tensors does not require grad and does not have a grad_fn");
  g_assert_false (cr_backward (y, NULL, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "grad can be implicitly created only for scalar outputs");
  g_autoptr (CrTensor) wrong = make_vector (context, 1, one_two, FALSE);
  g_assert_false (cr_backward (y, wrong, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Mismatch in shape: grad_output[0] has a shape of torch.Size([1]) and output[0] has a shape of "
                  "torch.Size([2]).");
  g_autoptr (CrTensor) right = make_vector (context, 2, one_two, FALSE);
  g_assert_true (cr_backward (y, right, FALSE, FALSE, &error));
  ASSERT_VALUES (cr_tensor_get_grad (x), 2, 4);
}

static void
test_cancel (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL), .finished = TRUE };
  g_autoptr (CrTensor) x = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) y = call1 ("sin", x);
  cr_autograd_set_observer (context, &observer, &log);
  cr_context_cancel (context);
  g_assert_false (cr_backward (y, NULL, FALSE, FALSE, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_assert_false (log.finished);
  g_string_free (log.steps, TRUE);
}

/* Every allocation that a step makes may fail: an error, nothing leaked, the context usable. */
static void
test_out_of_memory (void)
{
  gboolean done = FALSE;
  for (guint k = 1; !done; k++)
    {
      g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
      g_autoptr (GError) error = NULL;
      {
        g_autoptr (CrTensor) x = make_vector (context, 2, one_two, TRUE);
        g_autoptr (CrTensor) y = call1 ("tanh", x);
        g_autoptr (CrTensor) z = call2 ("div", y, x);
        g_autoptr (CrTensor) p = call2 ("pow", x, z);
        g_autoptr (CrTensor) s = call1 ("mean", p);
        cr_context_fail_allocation (context, k);
        done = cr_backward (s, NULL, FALSE, TRUE, &error);
        cr_context_fail_allocation (context, 0);
        g_assert_true (done == (error == NULL));
        if (error)
          g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
        g_clear_error (&error);
        g_assert_true (cr_context_get_grad_enabled (context));
        g_assert_true (cr_tensor_set_grad (x, NULL, &error));
      }
      g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
    }
}

#define CHAIN 1000000

static void
check_chain (const char *name, gboolean square)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
  CrTensor *y = cr_tensor_ref (x);
  for (guint i = 0; i < CHAIN; i++)
    {
      CrTensor *next = square ? call2 (name, y, y) : call_number (name, y, 1);
      cr_tensor_unref (y);
      y = next;
    }
  if (!square)
    {
      backward (y);
      ASSERT_VALUES (cr_tensor_get_grad (x), 1);
    }
  cr_tensor_unref (y);
}

/* Edges alone hold the chain. */
static void
test_long_chain (void)
{
  check_chain ("add", FALSE);
}

/* Saved tensors hold it as well, and it is freed without a backward. */
static void
test_long_chain_saved (void)
{
  check_chain ("mul", TRUE);
}

/* Saved outputs must not keep their own function alive. */
static void
test_no_cycles (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  static const char *const names[] = { "exp", "tanh", "sigmoid", "relu", "sqrt", "reciprocal" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
      g_autoptr (CrTensor) y = call1 (names[i], x);
      g_autofree char *in_place = g_strconcat (names[i], "_", NULL);
      g_assert_true (inplace2 (in_place, y, NULL, &error));
    }
  g_autoptr (CrTensor) x = make_scalar (context, 1, TRUE);
  g_autoptr (CrTensor) y = call1 ("exp", x);
  g_assert_true (inplace2 ("mul_", y, y, &error));
  g_clear_pointer (&y, cr_tensor_unref);
  g_clear_pointer (&x, cr_tensor_unref);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
}

/* A chain of operations on scalars, each of which saves a tensor: node, tensor, what autograd keeps of it, storage and
 * buffer all come from the pool. */
static void
test_bytes (void)
{
  const char *const names[] = { "sin", "exp", "mul" };
  const guint n = 1000;
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
      CrPool *pool = cr_context_get_pool (context);
      g_autoptr (CrTensor) y = make_scalar (context, 1, TRUE);
      gsize before = cr_pool_get_bytes (pool);
      for (guint i = 0; i < n; i++)
        {
          CrTensor *next = k == 2 ? call_number (names[k], y, 1.5) : call1 (names[k], y);
          cr_tensor_unref (y);
          y = next;
        }
      gsize used = cr_pool_get_bytes (pool) - before;
      g_test_message ("%s: %" G_GSIZE_FORMAT " bytes an operation", names[k], used / n);
      g_assert_cmpuint (used, <=, 300 * n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/backward/order", test_order);
  g_test_add_func ("/engine/autograd/backward/accumulate-first", test_accumulate_first);
  g_test_add_func ("/engine/autograd/backward/accumulation", test_accumulation);
  g_test_add_func ("/engine/autograd/backward/gradients-do-not-share", test_gradients_do_not_share);
  g_test_add_func ("/engine/autograd/backward/retain-graph", test_retain_graph);
  g_test_add_func ("/engine/autograd/backward/retain-grad", test_retain_grad);
  g_test_add_func ("/engine/autograd/backward/create-graph", test_create_graph);
  g_test_add_func ("/engine/autograd/backward/unseen-operations", test_unseen_operations);
  g_test_add_func ("/engine/autograd/backward/root-errors", test_root_errors);
  g_test_add_func ("/engine/autograd/backward/cancel", test_cancel);
  g_test_add_func ("/engine/autograd/backward/out-of-memory", test_out_of_memory);
  g_test_add_func ("/engine/autograd/backward/long-chain", test_long_chain);
  g_test_add_func ("/engine/autograd/backward/long-chain-saved", test_long_chain_saved);
  g_test_add_func ("/engine/autograd/backward/no-cycles", test_no_cycles);
  g_test_add_func ("/engine/autograd/backward/bytes-an-operation", test_bytes);
  return g_test_run ();
}
