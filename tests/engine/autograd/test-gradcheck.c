/* gradcheck over a function in C: passes what is right, tells what is wrong in PyTorch's words, puts inputs back. */

#include "autograd-calls.h"
#include "cr-gradcheck.h"
#include "cr-ops.h"

static CrTensor *
make_doubles (CrContext *context, guint n, const double *values)
{
  gint64 size = n;
  CrTensor *tensor = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT64, 1, &size, values, NULL);
  g_assert_true (cr_tensor_set_requires_grad (tensor, TRUE, NULL));
  return tensor;
}

/* a·a·b */
static gboolean
call_right (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  g_autoptr (CrTensor) square = cr_op_mul (inputs[0], inputs[0], error);
  g_ptr_array_add (outputs, cr_op_mul (square, inputs[1], error));
  return TRUE;
}

/* a + detached a: backward sees half of it. */
static gboolean
call_wrong (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  g_autoptr (CrTensor) detached = cr_tensor_detach (inputs[0]);
  g_ptr_array_add (outputs, cr_op_add (inputs[0], detached, 1, error));
  return TRUE;
}

static void
test_right (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_doubles (context, 2, (double[]){ 1, 2 });
  g_autoptr (CrTensor) b = make_doubles (context, 2, (double[]){ 3, 4 });
  CrGraphFunction function = { call_right, NULL, TRUE, FALSE };
  CrGradcheckOptions options = CR_GRADCHECK_DEFAULTS;
  CrTensor *inputs[] = { a, b };
  char *failure = NULL;
  GError *error = NULL;
  g_assert_true (cr_gradcheck (context, &function, inputs, 2, &options, NULL, &failure, &error));
  g_assert_true (cr_gradgradcheck (context, &function, inputs, 2, NULL, 0, &options, NULL, &failure, &error));
  g_assert_no_error (error);
  g_assert_null (failure);
  ASSERT_VALUES (a, 1, 2);
  g_assert_cmpuint (cr_tensor_get_version (a), ==, 0);
}

static void
test_wrong (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_doubles (context, 2, (double[]){ 1, 2 });
  CrGraphFunction function = { call_wrong, NULL, FALSE, FALSE };
  CrGradcheckOptions options = CR_GRADCHECK_DEFAULTS;
  g_autofree char *failure = NULL;
  GError *error = NULL;
  g_assert_false (cr_gradcheck (context, &function, &a, 1, &options, NULL, &failure, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (failure, ==,
                   "Jacobian mismatch for output 0 with respect to input 0,\n"
                   "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 2.0000]], dtype=torch.float64)\n"
                   "analytical:tensor([[1., 0.],\n        [0., 1.]], dtype=torch.float64)\n");
}

static void
test_inputs (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) plain = make_vector (context, 2, (double[]){ 1, 2 }, FALSE);
  g_autoptr (CrTensor) single = make_vector (context, 2, (double[]){ 1, 2 }, TRUE);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  CrGraphFunction function = { call_wrong, NULL, FALSE, FALSE };
  CrGradcheckOptions options = CR_GRADCHECK_DEFAULTS;
  char *failure = NULL;
  GError *error = NULL;
  g_assert_false (cr_gradcheck (context, &function, &plain, 1, &options, warnings, &failure, &error));
  assert_message (&error, CR_ERROR_VALUE,
                  "gradcheck expects at least one input tensor to require gradient, but none of the them have "
                  "requires_grad=True.");
  g_assert_cmpuint (warnings->len, ==, 0);
  g_assert_false (cr_gradcheck (context, &function, &single, 1, &options, warnings, &failure, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_true (g_str_has_prefix (failure, "Jacobian mismatch"));
  g_free (failure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/gradcheck/right", test_right);
  g_test_add_func ("/engine/autograd/gradcheck/wrong", test_wrong);
  g_test_add_func ("/engine/autograd/gradcheck/inputs", test_inputs);
  return g_test_run ();
}
