/* In-place operations, indexing, writing through an index, and what they refuse, in PyTorch's words. */

#include "autograd-calls.h"
#include "cr-primitive.h"

static const double one_two_three[] = { 1, 2, 3 };

static CrTensor *
make_matrix (CrContext *context, CrDtype dtype, gint64 n, gint64 m)
{
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { n, m };
  CrTensor *tensor = cr_tensor_new_full (context, dtype, 2, sizes, 1, &error);
  g_assert_no_error (error);
  return tensor;
}

static void
refuse_inplace (const char *name, CrTensor *a, CrTensor *b, CrErrorCode code, const char *message)
{
  g_autoptr (GError) error = NULL;
  guint version = cr_tensor_get_version (a);
  g_assert_false (inplace2 (name, a, b, &error));
  assert_message (&error, code, message);
  g_assert_cmpuint (cr_tensor_get_version (a), ==, version);
}

static void
test_inplace_refusals (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) leaf = make_vector (context, 3, one_two_three, TRUE);
  g_autoptr (CrTensor) plain = make_vector (context, 3, one_two_three, FALSE);
  g_autoptr (CrTensor) one = make_vector (context, 1, one_two_three, FALSE);
  g_autoptr (CrTensor) matrix = make_matrix (context, CR_DTYPE_FLOAT32, 2, 3);
  g_autoptr (CrTensor) integers = make_matrix (context, CR_DTYPE_INT64, 2, 3);
  const CrIndex first = { .kind = CR_INDEX_SLICE, .start = 0, .stop = 1, .step = 1 };
  g_autoptr (CrTensor) view = cr_index (leaf, &first, 1, &error);
  const gint64 three[] = { 3 };
  CrArg sizes[] = { { CR_ARG_TENSOR, { .tensor = one } }, { CR_ARG_INTS, { 0 }, three, 1 } };
  g_autoptr (CrTensor) expanded = cr_functions_find ("expand", CR_SPELL_METHOD)->call (context, sizes, &error);
  refuse_inplace ("add_", leaf, plain, CR_ERROR_RUNTIME,
                  "a leaf Variable that requires grad is being used in an in-place operation.");
  refuse_inplace ("zero_", leaf, NULL, CR_ERROR_RUNTIME,
                  "a leaf Variable that requires grad is being used in an in-place operation.");
  refuse_inplace ("add_", view, one, CR_ERROR_RUNTIME,
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  refuse_inplace ("add_", plain, matrix, CR_ERROR_RUNTIME,
                  "output with shape [3] doesn't match the broadcast shape [2, 3]");
  refuse_inplace ("copy_", plain, matrix, CR_ERROR_RUNTIME,
                  "output with shape [3] doesn't match the broadcast shape [2, 3]");
  refuse_inplace ("add_", integers, matrix, CR_ERROR_RUNTIME,
                  "result type Float can't be cast to the desired output type Long");
  refuse_inplace ("exp_", integers, NULL, CR_ERROR_RUNTIME,
                  "result type Float can't be cast to the desired output type Long");
  refuse_inplace ("fill_", plain, plain, CR_ERROR_RUNTIME,
                  "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.");
  refuse_inplace ("add_", expanded, plain, CR_ERROR_RUNTIME,
                  "unsupported operation: more than one element of the written-to tensor refers to a single memory "
                  "location. Please clone() the tensor before performing the operation.");
  ASSERT_VALUES (plain, 1, 2, 3);
}

static void
test_inplace_versions (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, TRUE);
  g_autoptr (CrTensor) y = call1 ("exp", x);
  g_autoptr (CrTensor) z = call2 ("mul", y, y);
  g_autoptr (CrTensor) s = call1 ("sum", z);
  g_assert_true (inplace_number ("add_", y, 1, &error));
  g_assert_cmpuint (cr_tensor_get_version (y), ==, 1);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "one of the variables needed for gradient computation has been modified by an inplace operation: "
      "[torch.FloatTensor [3]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead. Hint: "
      "enable anomaly detection to find the operation that failed to compute its gradient, with "
      "torch.autograd.set_detect_anomaly(True).");

  g_autoptr (CrTensor) w = call2 ("mul", x, x);
  g_autoptr (CrTensor) t = call1 ("sum", w);
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (inplace_number ("sub_", x, 1, &error));
  cr_context_set_grad_enabled (context, TRUE);
  ASSERT_VALUES (x, 0, 1, 2);
  g_assert_true (cr_tensor_is_leaf (x) && cr_tensor_requires_grad (x));
  g_assert_false (cr_backward (t, NULL, FALSE, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "one of the variables needed for gradient computation has been modified by an inplace operation: "
      "[torch.FloatTensor [3]] is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the "
      "operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).");
}

/* The saved result of an in-place operation is guarded too. */
static void
test_inplace_saved_output (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, TRUE);
  g_autoptr (CrTensor) y = call1 ("clone", x);
  g_assert_true (inplace2 ("exp_", y, NULL, &error));
  g_assert_true (inplace_number ("mul_", y, 2, &error));
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "which is output 0 of ExpBackward0, is at version 2; expected version 1"));
}

typedef struct
{
  CrTensor *self;
  guint heard;
} Heard;

static void
hear (gpointer data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs, CrTensor *const *outputs,
      guint n_outputs, CrGradFn *function)
{
  Heard *heard = data;
  heard->heard++;
  g_assert_true (outputs[0] == heard->self && inputs[0] == outputs[0]);
  g_assert_true (cr_tensor_get_grad_fn (outputs[0]) == function);
}

static const CrAutogradObserver observer = { .operation_recorded = hear };

static void
test_inplace_observer (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, TRUE);
  g_autoptr (CrTensor) y = call1 ("clone", x);
  Heard heard = { y, 0 };
  cr_autograd_set_observer (context, &observer, &heard);
  g_assert_true (inplace_number ("mul_", y, 3, &error));
  g_assert_true (inplace2 ("zero_", y, NULL, &error));
  g_assert_cmpuint (heard.heard, ==, 2);
  g_assert_cmpstr (cr_grad_fn_get_name (cr_tensor_get_grad_fn (y)), ==, "ZeroBackward0");
}

static void
test_index_messages (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, FALSE);
  g_autoptr (CrTensor) s = make_scalar (context, 1, FALSE);
  const CrIndex three[] = { { .kind = CR_INDEX_INT, .start = 3 }, { .kind = CR_INDEX_INT, .start = 0 } };
  const CrIndex back[] = { { .kind = CR_INDEX_SLICE, .start = G_MININT64, .stop = G_MININT64, .step = -1 } };
  const CrIndex still[] = { { .kind = CR_INDEX_SLICE, .start = G_MININT64, .stop = G_MININT64, .step = 0 } };
  g_assert_null (cr_index (x, three, 1, &error));
  assert_message (&error, CR_ERROR_INDEX, "index 3 is out of bounds for dimension 0 with size 3");
  g_assert_null (cr_index (x, three, 2, &error));
  assert_message (&error, CR_ERROR_INDEX, "too many indices for tensor of dimension 1");
  g_assert_null (cr_index (s, three, 1, &error));
  assert_message (&error, CR_ERROR_INDEX, "index 3 is out of bounds for dimension 0 with size 0");
  g_assert_null (cr_index (s, three + 1, 1, &error));
  assert_message (&error, CR_ERROR_INDEX,
                  "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                  "convert a 0-dim tensor to a number");
  g_assert_null (cr_index (s, back, 1, &error));
  assert_message (&error, CR_ERROR_INDEX, "slice() cannot be applied to a 0-dim tensor.");
  g_assert_null (cr_index (x, back, 1, &error));
  assert_message (&error, CR_ERROR_VALUE, "step must be greater than zero");
  g_assert_null (cr_index (x, still, 1, &error));
  assert_message (&error, CR_ERROR_VALUE, "slice step cannot be zero");
}

static void
test_index_put (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, FALSE);
  g_autoptr (CrTensor) value = make_scalar (context, 7, FALSE);
  const CrIndex last = { .kind = CR_INDEX_INT, .start = -1 };
  g_assert_true (cr_index_put (x, &last, 1, value, &error));
  ASSERT_VALUES (x, 1, 2, 7);
  g_assert_cmpuint (cr_tensor_get_version (x), ==, 1);
  /* The source overlaps the place: x[1:] = x[:-1]. */
  const CrIndex to = { .kind = CR_INDEX_SLICE, .start = 1, .stop = G_MININT64, .step = G_MININT64 };
  const CrIndex from = { .kind = CR_INDEX_SLICE, .start = G_MININT64, .stop = -1, .step = G_MININT64 };
  g_autoptr (CrTensor) source = cr_index (x, &from, 1, &error);
  g_assert_true (cr_index_put (x, &to, 1, source, &error));
  ASSERT_VALUES (x, 1, 1, 2);
  g_autoptr (CrTensor) three = make_vector (context, 3, one_two_three, FALSE);
  g_assert_false (cr_index_put (x, &to, 1, three, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 0.  "
                  "Target sizes: [2].  Tensor sizes: [3]");
  g_autoptr (CrTensor) leaf = make_vector (context, 3, one_two_three, TRUE);
  g_assert_false (cr_index_put (leaf, &last, 1, value, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (cr_index_put (leaf, &last, 1, value, &error));
  ASSERT_VALUES (leaf, 1, 2, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/inplace/refusals", test_inplace_refusals);
  g_test_add_func ("/engine/autograd/inplace/versions", test_inplace_versions);
  g_test_add_func ("/engine/autograd/inplace/saved-output", test_inplace_saved_output);
  g_test_add_func ("/engine/autograd/inplace/observer", test_inplace_observer);
  g_test_add_func ("/engine/autograd/index/messages", test_index_messages);
  g_test_add_func ("/engine/autograd/index/put", test_index_put);
  return g_test_run ();
}
