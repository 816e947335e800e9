/* Names, promotion and result types. */

#include "cr-kernels.h"
#include "tensor-fixture.h"

static void
test_names (void)
{
  CrDtype dtype;

  g_assert_cmpstr (cr_dtype_get_name (CR_DTYPE_FLOAT32), ==, "float32");
  g_assert_cmpstr (cr_dtype_get_tensor_name (CR_DTYPE_INT64), ==, "LongTensor");
  g_assert_cmpstr (cr_dtype_get_scalar_name (CR_DTYPE_FLOAT64), ==, "Double");
  g_assert_true (cr_dtype_from_name ("double", &dtype));
  g_assert_cmpint (dtype, ==, CR_DTYPE_FLOAT64);
  g_assert_true (cr_dtype_from_name ("int64", &dtype));
  g_assert_cmpint (dtype, ==, CR_DTYPE_INT64);
  g_assert_false (cr_dtype_from_name ("float128", &dtype));
  g_assert_cmpuint (cr_dtype_get_size (CR_DTYPE_BOOL), ==, 1);
}

static void
test_error_names (void)
{
  for (int code = CR_ERROR_RUNTIME; code <= CR_ERROR_FORMAT; code++)
    g_assert_nonnull (cr_error_get_type_name (code));
  g_assert_cmpstr (cr_error_get_type_name (CR_ERROR_ZERO_DIVISION), ==, "ZeroDivisionError");
}

static void
test_promote (void)
{
  g_assert_cmpint (cr_dtype_promote (CR_DTYPE_BOOL, CR_DTYPE_INT64), ==, CR_DTYPE_INT64);
  g_assert_cmpint (cr_dtype_promote (CR_DTYPE_FLOAT32, CR_DTYPE_INT64), ==, CR_DTYPE_FLOAT32);
  g_assert_cmpint (cr_dtype_promote (CR_DTYPE_FLOAT32, CR_DTYPE_FLOAT64), ==, CR_DTYPE_FLOAT64);
}

/* Operands: 'v' with a dimension, 's' without, 'w' a Python number. */
static void
test_result_type (void)
{
  static const struct
  {
    char kind_a;
    CrDtype a;
    char kind_b;
    CrDtype b;
    CrDtype expected;
  } cases[] = {
    { 'v', CR_DTYPE_FLOAT32, 'v', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT64 },
    { 'v', CR_DTYPE_FLOAT32, 's', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT32 },
    { 'v', CR_DTYPE_FLOAT32, 'w', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT32 },
    { 'v', CR_DTYPE_INT64, 'w', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT32 },
    { 'v', CR_DTYPE_INT64, 's', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT64 },
    { 'v', CR_DTYPE_BOOL, 'w', CR_DTYPE_INT64, CR_DTYPE_INT64 },
    { 'v', CR_DTYPE_INT64, 's', CR_DTYPE_BOOL, CR_DTYPE_INT64 },
    { 's', CR_DTYPE_FLOAT64, 'w', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT64 },
    { 's', CR_DTYPE_FLOAT32, 's', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT64 },
    { 'w', CR_DTYPE_INT64, 'w', CR_DTYPE_FLOAT64, CR_DTYPE_FLOAT32 },
    { 'v', CR_DTYPE_FLOAT64, 'w', CR_DTYPE_INT64, CR_DTYPE_FLOAT64 },
  };
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrTensor) a
          = cr_tensor_new_full (context, cases[i].a, cases[i].kind_a == 'v' ? 1 : 0, (gint64[]){ 2 }, 1, NULL);
      g_autoptr (CrTensor) b
          = cr_tensor_new_full (context, cases[i].b, cases[i].kind_b == 'v' ? 1 : 0, (gint64[]){ 2 }, 1, NULL);
      gboolean wrapped_a = cases[i].kind_a == 'w';
      gboolean wrapped_b = cases[i].kind_b == 'w';
      g_assert_cmpint (cr_result_type (a, wrapped_a, b, wrapped_b), ==, cases[i].expected);
      g_assert_cmpint (cr_result_type (b, wrapped_b, a, wrapped_a), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/dtype/names", test_names);
  g_test_add_func ("/engine/tensor/dtype/error-names", test_error_names);
  g_test_add_func ("/engine/tensor/dtype/promote", test_promote);
  g_test_add_func ("/engine/tensor/dtype/result-type", test_result_type);
  return g_test_run ();
}
