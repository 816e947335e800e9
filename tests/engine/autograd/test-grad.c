/* autograd.grad, backward (inputs=), several roots; anomaly and inference mode, the profiler. Values and messages are
 * recorded from PyTorch 1.13. */

#include "autograd-calls.h"
#include "cr-backward.h"
#include "cr-ops.h"

static const double twos[] = { 2, 2, 2 };
static const CrBackwardOptions keep = { .retain_graph = TRUE };

static void
log_step (gpointer data, CrGradFn *function, CrTensor *const *received, guint n_received, CrTensor *const *sent,
          guint n_sent)
{
  GString *log = data;
  g_string_append_printf (log, "%s%s", log->len ? " " : "", cr_grad_fn_get_name (function));
}

static const CrAutogradObserver observer = { .function_stepped = log_step };

static CrTensor *
grad1 (CrTensor *root, CrTensor *input)
{
  g_autoptr (GError) error = NULL;
  CrTensor *result = NULL;
  gboolean done = cr_grad (&root, NULL, 1, &input, 1, &keep, &result, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  return result;
}

static void
test_inputs (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) a = call_number ("mul", x, 2);
  g_autoptr (CrTensor) b = call2 ("mul", a, a);
  g_autoptr (CrTensor) s = call1 ("sum", b);
  cr_autograd_set_observer (context, &observer, log);
  CrTensor *inputs[] = { a, x, a }, *results[3];
  g_assert_true (cr_grad (&s, NULL, 1, inputs, 3, &keep, results, &error));
  ASSERT_VALUES (results[0], 8, 8, 8);
  ASSERT_VALUES (results[1], 16, 16, 16);
  ASSERT_VALUES (results[2], 8, 8, 8);
  for (guint i = 0; i < 3; i++)
    cr_tensor_unref (results[i]);
  g_assert_null (cr_tensor_get_grad (x));
  g_assert_cmpstr (log->str, ==, "SumBackward0 MulBackward0 MulBackward0");
  /* What leads to no input is not run. */
  g_string_set_size (log, 0);
  g_autoptr (CrTensor) part = grad1 (s, a);
  g_assert_cmpstr (log->str, ==, "SumBackward0 MulBackward0");
  /* The root as its own input. */
  g_autoptr (CrTensor) itself = grad1 (s, s);
  ASSERT_VALUES (itself, 1);
  /* backward (inputs=) keeps the gradient of a non-leaf. */
  g_assert_true (cr_backward_many (&s, NULL, 1, inputs, 1, &keep, &error));
  ASSERT_VALUES (cr_tensor_get_grad (a), 8, 8, 8);
  g_assert_null (cr_tensor_get_grad (x));
}

static void
test_unused (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) other = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) used = call_number ("mul", other, 2);
  g_autoptr (CrTensor) plain = make_scalar (context, 1, FALSE);
  g_autoptr (CrTensor) s = call1 ("sum", x);
  CrTensor *inputs[] = { x, other, used }, *results[3];
  g_assert_false (cr_grad (&s, NULL, 1, inputs, 3, &keep, results, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True "
                  "if this is the desired behavior.");
  g_assert_null (results[0]);
  const CrBackwardOptions options = { .allow_unused = TRUE, .retain_graph = TRUE };
  g_assert_true (cr_grad (&s, NULL, 1, inputs, 3, &options, results, &error));
  g_assert_true (results[0] && !results[1] && !results[2]);
  cr_tensor_unref (results[0]);
  g_assert_false (cr_grad (&s, NULL, 1, &plain, 1, &keep, results, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "One of the differentiated Tensors does not require grad");
  g_assert_false (cr_backward_many (&s, NULL, 1, &plain, 1, &keep, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "can't retain_grad on Tensor that has requires_grad=False");
}

static void
test_roots (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call2 ("mul", x, x);
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_autoptr (CrTensor) m = call1 ("mean", x);
  g_autoptr (CrTensor) plain = make_scalar (context, 1, FALSE);
  CrTensor *roots[] = { s, m, y }, *gradients[] = { NULL, NULL, x };
  cr_autograd_set_observer (context, &observer, log);
  g_assert_true (cr_backward_many (roots, gradients, 3, NULL, 0, &keep, &error));
  g_assert_cmpstr (log->str, ==, "MeanBackward0 SumBackward0 MulBackward0 AccumulateGrad");
  const double expected = 4 + 1.0 / 3 + 8;
  ASSERT_VALUES (cr_tensor_get_grad (x), expected, expected, expected);
  g_assert_false (cr_backward_many (roots, NULL, 3, NULL, 0, &keep, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "grad can be implicitly created only for scalar outputs");
  roots[1] = plain;
  g_assert_false (cr_backward_many (roots, NULL, 2, NULL, 0, &keep, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "element 1 of tensors does not require grad and does not have a grad_fn");
  roots[1] = y;
  gradients[1] = plain;
  g_assert_false (cr_backward_many (roots, gradients, 2, NULL, 0, &keep, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Mismatch in shape: grad_output[1] has a shape of torch.Size([]) and output[1] has a shape of "
                  "torch.Size([3]).");
  /* The same root twice; a gradient of another dtype. */
  roots[1] = s;
  gradients[1] = NULL;
  cr_tensor_set_grad (x, NULL, &error);
  g_assert_true (cr_backward_many (roots, gradients, 2, NULL, 0, &keep, &error));
  ASSERT_VALUES (cr_tensor_get_grad (x), 8, 8, 8);
  g_autoptr (CrTensor) wide = cr_tensor_new_full (context, CR_DTYPE_FLOAT64, 1, (gint64[]){ 3 }, 1, &error);
  cr_tensor_set_grad (x, NULL, &error);
  g_assert_true (cr_backward (y, wide, TRUE, FALSE, &error));
  g_assert_cmpint (cr_tensor_get_dtype (cr_tensor_get_grad (x)), ==, CR_DTYPE_FLOAT32);
}

static void
test_create_graph (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_scalar (context, 2, TRUE);
  g_autoptr (CrTensor) y = call_number ("pow", x, 3);
  g_assert_true (cr_backward (y, NULL, TRUE, TRUE, &error));
  g_autofree char *first = cr_tensor_dup_print_suffix (cr_tensor_get_grad (x));
  g_assert_cmpstr (first, ==, "grad_fn=<CopyBackwards>");
  g_assert_true (cr_backward (y, NULL, TRUE, TRUE, &error));
  g_autofree char *second = cr_tensor_dup_print_suffix (cr_tensor_get_grad (x));
  g_assert_cmpstr (second, ==, "grad_fn=<AddBackward0>");
  ASSERT_VALUES (cr_tensor_get_grad (x), 24);
  cr_autograd_break_cycles (context); /* x.grad leads to x */
}

static char *
describe (gpointer data)
{
  return g_strdup (data);
}

static void
take_warning (gpointer data, const char *category, const char *message)
{
  g_string_assign (data, message);
}

static void
test_anomaly (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GString) warning = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean check_nan;
  cr_context_set_warn_func (context, take_warning, warning);
  g_autoptr (CrTensor) a = make_scalar (context, 0, TRUE);
  g_autoptr (CrTensor) b = make_scalar (context, 0, TRUE);
  g_autoptr (CrTensor) before = call2 ("div", a, b);
  cr_autograd_set_describe_place (context, describe, (gpointer) "line 7");
  cr_autograd_set_anomaly (context, TRUE, TRUE);
  g_assert_true (cr_autograd_get_anomaly (context, &check_nan) && check_nan);
  g_assert_false (cr_backward (before, NULL, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "Function 'DivBackward0' returned nan values in its 1th output.");
  g_assert_cmpstr (
      warning->str, ==,
      "Error detected in DivBackward0. No forward pass information available. Enable detect anomaly during "
      "forward pass for more information.");
  g_autoptr (CrTensor) quotient = call2 ("div", a, b);
  g_assert_cmpstr (cr_grad_fn_get_origin (cr_tensor_get_grad_fn (quotient)), ==, "line 7");
  g_assert_false (cr_backward (quotient, NULL, FALSE, FALSE, &error));
  g_clear_error (&error);
  g_assert_cmpstr (warning->str, ==,
                   "Error detected in DivBackward0. Traceback of forward call that caused the error:\nline 7");
  g_autoptr (CrTensor) y = call1 ("exp", a);
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_assert_true (inplace_number ("add_", y, 1, &error));
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "one of the variables needed for gradient computation has been modified by an inplace operation: "
      "[torch.FloatTensor []], which is output 0 of ExpBackward0, is at version 1; expected version 0 instead. "
      "Hint: the backtrace further above shows the operation that failed to compute its gradient. The "
      "variable in question was changed in there or anywhere later. Good luck!");
  cr_autograd_set_anomaly (context, TRUE, FALSE);
  g_autoptr (CrTensor) unchecked = call2 ("div", a, b);
  backward (unchecked);
}

static void
test_inference (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  cr_autograd_set_inference_mode (context, TRUE);
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (cr_autograd_get_inference_mode (context));
  g_autoptr (CrTensor) made = call_number ("mul", x, 2);
  g_autoptr (CrTensor) view = cr_op_select (made, 0, 0, &error);
  g_autoptr (CrTensor) normal = cr_op_select (x, 0, 0, &error);
  g_assert_true (inplace_number ("add_", made, 1, &error));
  cr_autograd_set_inference_mode (context, FALSE);
  cr_context_set_grad_enabled (context, TRUE);
  g_assert_true (cr_tensor_is_inference (made) && cr_tensor_is_inference (view));
  g_assert_false (cr_tensor_is_inference (normal));
  g_assert_false (cr_tensor_requires_grad (made));
  g_autoptr (CrTensor) sum = cr_op_add (x, made, 1, &error);
  g_assert_nonnull (sum);
  g_assert_null (cr_op_mul (x, made, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal "
                  "tensor and use it in autograd.");
  g_assert_false (inplace_number ("add_", made, 1, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
      "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more "
      "details.");
  g_assert_false (cr_tensor_set_requires_grad (made, TRUE, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  g_assert_false (inplace_number ("mul_", normal, 2, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "A view was created in inference mode and is being modified inplace in normal mode. Given that this "
      "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the "
      "view and the inplace either both inside the inference_mode block (if you don't want the inplace to "
      "be tracked) or both outside (if you want the inplace to be tracked).");
  g_autoptr (CrTensor) copy = cr_op_clone (made, &error);
  g_autoptr (CrTensor) product = cr_op_mul (x, copy, &error);
  g_assert_no_error (error);
}

static void
profile_begun (gpointer data, const char *name)
{
  g_string_append_printf (data, "(%s", name);
}

static void
profile_ended (gpointer data, const char *name)
{
  g_string_append_c (data, ')');
}

static void
test_profiler (void)
{
  static const CrProfileObserver profiler = { profile_begun, profile_ended };
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) s = call1 ("sum", x);
  cr_autograd_set_profiler (context, &profiler, log);
  backward (s);
  g_assert_nonnull (strstr (log->str, "(autograd::engine::evaluate_function: SumBackward0(SumBackward0"));
  g_assert_nonnull (strstr (log->str, "(autograd::engine::evaluate_function: torch::autograd::AccumulateGrad("
                                      "torch::autograd::AccumulateGrad))"));
  cr_autograd_set_profiler (context, NULL, NULL);
  g_string_set_size (log, 0);
  cr_profile_begin (context, "nothing");
  cr_profile_end (context, "nothing");
  g_assert_cmpuint (log->len, ==, 0);
  g_assert_false (cr_tensor_is_parameter (x));
  cr_tensor_set_parameter (x, TRUE);
  g_assert_true (cr_tensor_is_parameter (x));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/grad/inputs", test_inputs);
  g_test_add_func ("/engine/autograd/grad/unused", test_unused);
  g_test_add_func ("/engine/autograd/grad/roots", test_roots);
  g_test_add_func ("/engine/autograd/grad/create-graph", test_create_graph);
  g_test_add_func ("/engine/autograd/modes/anomaly", test_anomaly);
  g_test_add_func ("/engine/autograd/modes/inference", test_inference);
  g_test_add_func ("/engine/autograd/modes/profiler", test_profiler);
  return g_test_run ();
}
