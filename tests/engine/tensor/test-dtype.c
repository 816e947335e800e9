/* Names, promotion and result types. */

#include "cr-kernels.h"
#include "dtype-cases.h"
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

static void
test_promotions (void)
{
  for (int a = 0; a < CR_N_DTYPES; a++)
    for (int b = 0; b < CR_N_DTYPES; b++)
      g_assert_cmpint (cr_dtype_promote (a, b), ==, promotions[a][b]);
}

/* From float64 to each dtype, and from each of the others by way of the nearest it holds. */
static void
test_casts (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  gint64 n = G_N_ELEMENTS (cast_values);
  g_autoptr (CrTensor) all = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT64, 1, &n, cast_values, NULL);

  for (int d = 0; d < CR_N_DTYPES; d++)
    {
      g_autoptr (CrTensor) cast = cr_kernel_cast (all, d, NULL);
      for (gint64 i = 0; i < n; i++)
        {
          double value = cr_tensor_get_double (cast, i);
          g_assert_true (value == casts[d][i] || (isnan (value) && isnan (casts[d][i])));
        }
      for (int to = 0; to < CR_N_DTYPES; to++)
        {
          g_autoptr (CrTensor) again = cr_kernel_cast (cast, to, NULL);
          g_autoptr (CrTensor) back = cr_kernel_cast (again, d, NULL);
          if ((int)cr_dtype_promote (d, to) != to || cr_dtype_is_complex (to))
            continue; /* it may not hold them */
          for (gint64 i = 0; i < n; i++)
            if (fabs (casts[d][i]) < 2048)
              g_assert_cmpfloat (cr_tensor_get_double (back, i), ==, cr_tensor_get_double (cast, i));
        }
    }
}

/* Narrow integers wrap around; halves round once; nothing is computed with complex numbers. */
static void
test_narrow (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) a = cr_tensor_new_scalar_int (context, CR_DTYPE_UINT8, 200, NULL);
  g_autoptr (CrTensor) b = cr_tensor_new_scalar_int (context, CR_DTYPE_INT8, 100, NULL);
  g_autoptr (CrTensor) h = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT16, 0.1, NULL);
  g_autoptr (CrTensor) c = cr_tensor_new_scalar (context, CR_DTYPE_COMPLEX64, 1, NULL);
  g_autoptr (CrTensor) aa = cr_kernel_binary (CR_BINARY_ADD, a, a, CR_DTYPE_UINT8, NULL);
  g_autoptr (CrTensor) bb = cr_kernel_binary (CR_BINARY_MUL, b, b, CR_DTYPE_INT8, NULL);
  g_autoptr (CrTensor) hh = cr_kernel_binary (CR_BINARY_MUL, h, h, CR_DTYPE_FLOAT16, NULL);

  g_assert_cmpint (cr_tensor_get_int (aa, 0), ==, 144);
  g_assert_cmpint (cr_tensor_get_int (bb, 0), ==, 16);
  g_assert_cmpfloat (cr_tensor_get_double (hh, 0), ==, 0x1.478p-7);
  g_assert_cmpint (cr_result_type (a, FALSE, b, FALSE), ==, CR_DTYPE_INT16);
  g_assert_null (cr_kernel_binary (CR_BINARY_ADD, c, c, CR_DTYPE_COMPLEX64, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED);
  g_clear_error (&error);
  g_assert_null (cr_kernel_unary (CR_UNARY_EXP, h, &error));
  g_assert_cmpstr (error->message, ==, "\"exp_vml_cpu\" not implemented for 'Half'");
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
  g_test_add_func ("/engine/tensor/dtype/promotions", test_promotions);
  g_test_add_func ("/engine/tensor/dtype/casts", test_casts);
  g_test_add_func ("/engine/tensor/dtype/narrow", test_narrow);
  return g_test_run ();
}
