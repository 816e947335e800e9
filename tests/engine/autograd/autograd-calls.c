/* Short ways to make tensors and call functions in the tests of this layer. */

#include "autograd-calls.h"

CrTensor *
make_vector (CrContext *context, guint n, const double *values, gboolean requires_grad)
{
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { n };
  CrTensor *tensor = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 1, sizes, values, &error);
  g_assert_no_error (error);
  g_assert_true (cr_tensor_set_requires_grad (tensor, requires_grad, &error));
  return tensor;
}

CrTensor *
make_scalar (CrContext *context, double value, gboolean requires_grad)
{
  g_autoptr (GError) error = NULL;
  CrTensor *tensor = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, value, &error);
  g_assert_no_error (error);
  g_assert_true (cr_tensor_set_requires_grad (tensor, requires_grad, &error));
  return tensor;
}

static CrTensor *
call (const char *name, CrTensor *a, CrArg second)
{
  g_autoptr (GError) error = NULL;
  const CrFunction *function = cr_functions_find (name, CR_SPELL_METHOD);
  g_assert_nonnull (function);
  CrArg args[4] = { { CR_ARG_TENSOR, { .tensor = a } }, second, { CR_ARG_INT, { .integer = 1 } }, { CR_ARG_NONE } };
  if (strstr (function->parameters, "keepdim"))
    args[2] = (CrArg){ CR_ARG_BOOL };
  CrTensor *result = function->call (cr_tensor_get_context (a), args, &error);
  g_assert_no_error (error);
  return result;
}

CrTensor *
call1 (const char *name, CrTensor *a)
{
  return call (name, a, (CrArg){ CR_ARG_NONE });
}

CrTensor *
call2 (const char *name, CrTensor *a, CrTensor *b)
{
  return call (name, a, (CrArg){ CR_ARG_TENSOR, { .tensor = b } });
}

CrTensor *
call_number (const char *name, CrTensor *a, double number)
{
  return call (name, a, (CrArg){ CR_ARG_FLOAT, { .number = number } });
}

static gboolean
inplace (const char *name, CrTensor *a, CrArg second, GError **error)
{
  const CrFunction *function = cr_functions_find (name, CR_SPELL_INPLACE);
  g_assert_nonnull (function);
  CrArg args[4] = { { CR_ARG_TENSOR, { .tensor = a } }, second, { CR_ARG_INT, { .integer = 1 } }, { CR_ARG_NONE } };
  return cr_function_call_inplace (function, cr_tensor_get_context (a), args, error);
}

gboolean
inplace2 (const char *name, CrTensor *a, CrTensor *b, GError **error)
{
  return inplace (name, a, b ? (CrArg){ CR_ARG_TENSOR, { .tensor = b } } : (CrArg){ CR_ARG_NONE }, error);
}

gboolean
inplace_number (const char *name, CrTensor *a, double number, GError **error)
{
  return inplace (name, a, (CrArg){ CR_ARG_FLOAT, { .number = number } }, error);
}

void
backward (CrTensor *root)
{
  g_autoptr (GError) error = NULL;
  gboolean done = cr_backward (root, NULL, FALSE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

void
assert_values (CrTensor *tensor, guint n, const double *values)
{
  g_assert_nonnull (tensor);
  g_assert_cmpint (cr_tensor_get_numel (tensor), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (cr_tensor_get_double (tensor, i), values[i], 1e-6 * MAX (1, fabs (values[i])));
}

void
assert_message (GError **error, CrErrorCode code, const char *message)
{
  g_assert_nonnull (*error);
  g_assert_cmpstr ((*error)->message, ==, message);
  g_assert_true (g_error_matches (*error, CR_ERROR, (gint)code));
  g_clear_error (error);
}
