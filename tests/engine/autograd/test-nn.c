/* torch.nn.functional where reference values do not reach: chance, buffers written, in-place forms, messages and
 * warnings. */

#include "autograd-calls.h"

#include "cr-ops.h"

#define TENSOR(t)                                                                                                      \
  {                                                                                                                    \
    CR_ARG_TENSOR, { .tensor = t }                                                                                     \
  }
#define NONE                                                                                                           \
  {                                                                                                                    \
    CR_ARG_NONE                                                                                                        \
  }
#define INT(i)                                                                                                         \
  {                                                                                                                    \
    CR_ARG_INT, { .integer = i }                                                                                       \
  }
#define BOOL(b)                                                                                                        \
  {                                                                                                                    \
    CR_ARG_BOOL, { .integer = b }                                                                                      \
  }
#define FLOAT(x)                                                                                                       \
  {                                                                                                                    \
    CR_ARG_FLOAT, { .number = x }                                                                                      \
  }
#define STRING(s)                                                                                                      \
  {                                                                                                                    \
    CR_ARG_STRING, { .string = s }                                                                                     \
  }

static CrTensor *
call_nn (const char *name, CrContext *context, const CrArg *args, GError **error)
{
  const CrFunction *function = cr_functions_find (name, CR_SPELL_NN);
  g_assert_nonnull (function);
  return function->call (context, args, error);
}

static CrTensor *
make_ones (CrContext *context, int ndim, const gint64 *sizes)
{
  g_autoptr (GError) error = NULL;
  CrTensor *tensor = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, ndim, sizes, 1, &error);
  g_assert_no_error (error);
  return tensor;
}

/* torch.manual_seed (7), then the four calls in order. */
static void
test_dropout (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  cr_generator_seed (cr_context_get_generator (context), 7);
  g_autoptr (CrTensor) ones = make_ones (context, 1, (const gint64[]){ 8 });
  const CrArg half[] = { TENSOR (ones), FLOAT (0.5), BOOL (TRUE), BOOL (FALSE) };
  g_autoptr (CrTensor) first = call_nn ("dropout", context, half, &error);
  g_assert_no_error (error);
  ASSERT_VALUES (first, 2, 2, 0, 0, 0, 0, 2, 0);
  const CrArg less[] = { TENSOR (ones), FLOAT (0.3), BOOL (TRUE), BOOL (FALSE) };
  g_autoptr (CrTensor) second = call_nn ("dropout", context, less, &error);
  g_assert_no_error (error);
  const double kept = 1.4285714626312256;
  ASSERT_VALUES (second, 0, 0, kept, kept, kept, kept, kept, 0);
  g_autoptr (CrTensor) planes = make_ones (context, 3, (const gint64[]){ 2, 4, 1 });
  const CrArg channels[] = { TENSOR (planes), FLOAT (0.5), BOOL (TRUE), BOOL (FALSE) };
  g_autoptr (CrTensor) third = call_nn ("dropout2d", context, channels, &error);
  g_assert_no_error (error);
  ASSERT_VALUES (third, 2, 0, 2, 0, 0, 0, 0, 2);
  const CrArg wrong[] = { TENSOR (ones), FLOAT (1.5), BOOL (TRUE), BOOL (FALSE) };
  g_assert_null (call_nn ("dropout", context, wrong, &error));
  assert_message (&error, CR_ERROR_VALUE, "dropout probability has to be between 0 and 1, but got 1.5");
}

static void
test_running_statistics (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { 3, 2 };
  const double values[] = { 1, 2, 3, 6, 5, 4 };
  g_autoptr (CrTensor) x = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 2, sizes, values, &error);
  g_autoptr (CrTensor) mean = make_vector (context, 2, (const double[]){ 0, 0 }, FALSE);
  g_autoptr (CrTensor) variance = make_vector (context, 2, (const double[]){ 1, 1 }, FALSE);
  const CrArg args[]
      = { TENSOR (x), TENSOR (mean), TENSOR (variance), NONE, NONE, BOOL (TRUE), FLOAT (0.1), FLOAT (1e-5) };
  g_autoptr (CrTensor) y = call_nn ("batch_norm", context, args, &error);
  g_assert_no_error (error);
  ASSERT_VALUES (mean, 0.3, 0.4);
  ASSERT_VALUES (variance, 1.3, 1.3);
}

/* x * 1, then the activation in place: its result is the tensor itself, with the gradient of the plain form. */
static void
check_inplace (const char *name, guint n_settings, const CrArg *settings)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) expected = NULL;
  for (guint inplace = 0; inplace < 2; inplace++)
    {
      g_autoptr (CrTensor) x = make_vector (context, 4, (const double[]){ -2, -0.5, 0.5, 2 }, TRUE);
      g_autoptr (CrTensor) copy = call_number ("mul", x, 1);
      CrArg args[5] = { TENSOR (copy) };
      for (guint i = 0; i < n_settings; i++)
        args[1 + i] = settings[i];
      args[1 + n_settings] = (CrArg)BOOL (inplace);
      g_autoptr (CrTensor) y = call_nn (name, context, args, &error);
      g_assert_no_error (error);
      g_assert_true ((y == copy) == inplace);
      g_autoptr (CrTensor) root = cr_op_sum (y, CR_N_DTYPES, &error);
      backward (root);
      if (inplace)
        {
          g_autofree double *want = cr_tensor_dup_doubles (expected);
          assert_values (cr_tensor_get_grad (x), 4, want);
        }
      else
        expected = cr_tensor_ref (cr_tensor_get_grad (x));
    }
}

static void
test_inplace (void)
{
  const CrArg slope[] = { FLOAT (0.1) }, limits[] = { FLOAT (-1), FLOAT (1) }, cut[] = { FLOAT (0), FLOAT (-3) };
  static const char *const plain[] = { "relu", "relu6", "selu", "silu", "mish", "hardswish", "hardsigmoid" };
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    check_inplace (plain[i], 0, NULL);
  check_inplace ("leaky_relu", 1, slope);
  check_inplace ("elu", 1, slope);
  check_inplace ("celu", 1, slope);
  check_inplace ("hardtanh", 2, limits);
  check_inplace ("threshold", 2, cut);
}

static void
test_messages (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) image = make_ones (context, 4, (const gint64[]){ 2, 3, 8, 8 });
  g_autoptr (CrTensor) weight = make_ones (context, 4, (const gint64[]){ 4, 2, 3, 3 });
  const CrArg conv[] = { TENSOR (image), TENSOR (weight), NONE, INT (1), INT (0), INT (1), INT (1) };
  g_assert_null (call_nn ("conv2d", context, conv, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Given groups=1, weight of size [4, 2, 3, 3], expected input[2, 3, 8, 8] to have 2 channels, but got "
                  "3 channels instead");
  const CrArg word[] = { TENSOR (image), TENSOR (weight), NONE, INT (1), STRING ("foo"), INT (1), INT (1) };
  g_assert_null (call_nn ("conv2d", context, word, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "Invalid padding string: 'foo'");
  g_autoptr (CrTensor) matrix = make_ones (context, 2, (const gint64[]){ 2, 3 });
  g_autoptr (CrTensor) target
      = cr_tensor_new_from_ints (context, CR_DTYPE_INT64, 1, (const gint64[]){ 2 }, (const gint64[]){ 0, 3 }, &error);
  const CrArg nll[] = { TENSOR (matrix), TENSOR (target), NONE, NONE, INT (-100), NONE, STRING ("mean") };
  g_assert_null (call_nn ("nll_loss", context, nll, &error));
  assert_message (&error, CR_ERROR_INDEX, "Target 3 is out of bounds.");
  const CrArg linear[] = { TENSOR (matrix), TENSOR (matrix), NONE };
  g_autoptr (CrTensor) square = call_nn ("linear", context, linear, &error);
  g_assert_no_error (error);
  const CrArg one[] = { TENSOR (square), NONE, NONE, NONE, NONE, BOOL (FALSE), FLOAT (0.1), FLOAT (1e-5) };
  g_assert_null (call_nn ("batch_norm", context, one, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "running_mean must be defined in evaluation mode");
}

static void
keep_warning (gpointer user_data, const char *category, const char *message)
{
  g_assert_cmpstr (category, ==, "UserWarning");
  g_ptr_array_add (user_data, g_strdup (message));
}

static void
test_warnings (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GPtrArray) heard = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  cr_context_set_warn_func (context, keep_warning, heard);
  g_autoptr (CrTensor) matrix = make_ones (context, 2, (const gint64[]){ 2, 3 });
  g_autoptr (CrTensor) vector = make_ones (context, 1, (const gint64[]){ 3 });
  const CrArg mse[] = { TENSOR (matrix), TENSOR (vector), NONE, NONE, STRING ("mean") };
  g_autoptr (CrTensor) loss = call_nn ("mse_loss", context, mse, &error);
  g_assert_no_error (error);
  const CrArg softmax[] = { TENSOR (matrix), NONE, INT (3), NONE };
  g_autoptr (CrTensor) shares = call_nn ("softmax", context, softmax, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (heard->len, ==, 2);
  g_assert_cmpstr (heard->pdata[0], ==,
                   "Using a target size (torch.Size([3])) that is different to the input size (torch.Size([2, 3])). "
                   "This will likely lead to incorrect results due to broadcasting. Please ensure they have the same "
                   "size.");
  g_assert_cmpstr (heard->pdata[1], ==,
                   "Implicit dimension choice for softmax has been deprecated. Change the call to include dim=X as an "
                   "argument.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/nn/dropout", test_dropout);
  g_test_add_func ("/engine/autograd/nn/running-statistics", test_running_statistics);
  g_test_add_func ("/engine/autograd/nn/inplace", test_inplace);
  g_test_add_func ("/engine/autograd/nn/messages", test_messages);
  g_test_add_func ("/engine/autograd/nn/warnings", test_warnings);
  return g_test_run ();
}
