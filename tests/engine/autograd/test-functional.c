/* torch.autograd.functional over a function in C: shapes, values (recorded from PyTorch), strict mode, errors of the
 * callback. */

#include "autograd-calls.h"
#include "cr-functional.h"
#include "cr-ops.h"

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
}

/* (a·b, sum (a)) */
static gboolean
call_many (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  g_assert_cmpuint (n_inputs, ==, 2);
  ((CrGraphFunction *)data)->gives_tuple = TRUE;
  g_ptr_array_add (outputs, cr_op_mul (inputs[0], inputs[1], error));
  g_ptr_array_add (outputs, cr_op_sum (inputs[0], CR_N_DTYPES, error));
  return TRUE;
}

/* sum (a³) */
static gboolean
call_cubes (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  g_autoptr (CrTensor) square = cr_op_mul (inputs[0], inputs[0], error);
  g_autoptr (CrTensor) cube = cr_op_mul (square, inputs[0], error);
  g_ptr_array_add (outputs, cr_op_sum (cube, CR_N_DTYPES, error));
  return TRUE;
}

static gboolean
call_failing (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, "inside");
  return FALSE;
}

static void
test_jacobian (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_vector (context, 2, (double[]){ 1, 2 }, FALSE);
  g_autoptr (CrTensor) b = make_vector (context, 2, (double[]){ 3, 4 }, TRUE);
  g_autoptr (GPtrArray) matrix = new_list ();
  CrGraphFunction function = { call_many, &function, TRUE, FALSE };
  CrFunctionalOptions options = { 0 };
  GError *error = NULL;
  g_assert_true (cr_functional_jacobian (context, &function, (CrTensor *[]){ a, b }, 2, &options, matrix, &error));
  g_assert_no_error (error);
  g_assert_true (function.gives_tuple);
  g_assert_cmpuint (matrix->len, ==, 4);
  ASSERT_VALUES (matrix->pdata[0], 3, 0, 0, 4);
  ASSERT_VALUES (matrix->pdata[1], 1, 0, 0, 2);
  ASSERT_VALUES (matrix->pdata[2], 1, 1);
  ASSERT_VALUES (matrix->pdata[3], 0, 0);
  g_assert_cmpint (cr_tensor_get_ndim (matrix->pdata[0]), ==, 2);
  g_assert_false (cr_tensor_requires_grad (matrix->pdata[0]));
  g_assert_null (cr_tensor_get_grad (b));
  g_assert_true (cr_context_get_grad_enabled (context));
}

static void
test_hessian (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_vector (context, 2, (double[]){ 1, 2 }, TRUE);
  g_autoptr (GPtrArray) matrix = new_list ();
  CrGraphFunction function = { call_cubes, NULL, FALSE, FALSE };
  CrFunctionalOptions options = { .create_graph = TRUE };
  g_assert_true (cr_functional_hessian (context, &function, &a, 1, &options, matrix, NULL));
  g_assert_cmpuint (matrix->len, ==, 1);
  ASSERT_VALUES (matrix->pdata[0], 6, 0, 0, 12);
  g_assert_true (cr_tensor_requires_grad (matrix->pdata[0]));
}

static void
test_products (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_vector (context, 2, (double[]){ 1, 2 }, FALSE);
  g_autoptr (CrTensor) v = make_vector (context, 2, (double[]){ 1, 10 }, FALSE);
  CrGraphFunction function = { call_cubes, NULL, FALSE, FALSE };
  CrFunctionalOptions options = { 0 };
  CrProduct products[] = { cr_functional_jvp, cr_functional_vhp, cr_functional_hvp, cr_functional_vjp };
  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    {
      g_autoptr (GPtrArray) outputs = new_list ();
      g_autoptr (GPtrArray) results = new_list ();
      gboolean is_vjp = products[i] == cr_functional_vjp;
      g_assert_true (
          products[i](context, &function, &a, 1, is_vjp ? NULL : &v, is_vjp ? 0 : 1, &options, outputs, results, NULL));
      ASSERT_VALUES (outputs->pdata[0], 9);
      if (is_vjp)
        ASSERT_VALUES (results->pdata[0], 3, 12);
      else if (i == 0)
        ASSERT_VALUES (results->pdata[0], 123);
      else
        ASSERT_VALUES (results->pdata[0], 6, 120);
    }
}

static void
test_errors (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = make_vector (context, 2, (double[]){ 1, 2 }, FALSE);
  g_autoptr (CrTensor) v = make_vector (context, 3, (double[]){ 1, 10, 3 }, FALSE);
  g_autoptr (GPtrArray) outputs = new_list ();
  g_autoptr (GPtrArray) results = new_list ();
  CrGraphFunction failing = { call_failing, NULL, FALSE, FALSE };
  CrGraphFunction cubes = { call_cubes, NULL, FALSE, FALSE };
  CrFunctionalOptions options = { 0 }, forward = { .forward_mode = TRUE };
  GError *error = NULL;
  g_assert_false (cr_functional_jacobian (context, &failing, &a, 1, &options, results, &error));
  assert_message (&error, CR_ERROR_VALUE, "inside");
  g_assert_true (cr_context_get_grad_enabled (context));
  g_assert_false (cr_functional_jvp (context, &cubes, &a, 1, &v, 1, &options, outputs, results, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "v has invalid size: should be torch.Size([2]) but got torch.Size([3]).");
  g_assert_false (cr_functional_jacobian (context, &cubes, &a, 1, &forward, results, &error));
  assert_message (&error, CR_ERROR_NOT_IMPLEMENTED,
                  "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
                  "`vectorize=True`.");
  g_assert_cmpuint (results->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/functional/jacobian", test_jacobian);
  g_test_add_func ("/engine/autograd/functional/hessian", test_hessian);
  g_test_add_func ("/engine/autograd/functional/products", test_products);
  g_test_add_func ("/engine/autograd/functional/errors", test_errors);
  return g_test_run ();
}
