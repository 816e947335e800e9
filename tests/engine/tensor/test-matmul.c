/* Matrix products against PyTorch's, in every dtype and layout, and what it says when shapes do not fit. */

#include "cr-kernels.h"
#include "tensor-fixture.h"

typedef struct
{
  int ndim_a;
  gint64 a[4];
  int ndim_b;
  gint64 b[4];
  int ndim;
  gint64 sizes[4];
  const double *expected;
} MatmulCase;

#include "matmul-cases.h"

static void
check (CrTensor *product, const MatmulCase *c)
{
  g_assert_nonnull (product);
  g_assert_cmpint (cr_tensor_get_ndim (product), ==, c->ndim);
  for (int d = 0; d < c->ndim; d++)
    g_assert_cmpint (cr_tensor_get_sizes (product)[d], ==, c->sizes[d]);
  for (gint64 i = 0; i < cr_tensor_get_numel (product); i++)
    g_assert_cmpfloat (cr_tensor_get_double (product, i), ==, c->expected[i]);
}

/* The same elements with the last two dimensions swapped in memory. */
static CrTensor *
new_transposed (CrTensor *x)
{
  int ndim = cr_tensor_get_ndim (x);
  gint64 sizes[CR_MAX_DIMS];
  gint64 strides[CR_MAX_DIMS];

  if (ndim < 2)
    return cr_tensor_ref (x);
  for (int d = 0; d < ndim; d++)
    {
      sizes[d] = cr_tensor_get_sizes (x)[d];
      strides[d] = cr_tensor_get_strides (x)[d];
    }
  gint64 rows = sizes[ndim - 2];
  sizes[ndim - 2] = sizes[ndim - 1];
  sizes[ndim - 1] = rows;
  gint64 stride = strides[ndim - 2];
  strides[ndim - 2] = strides[ndim - 1];
  strides[ndim - 1] = stride;
  return cr_tensor_new_view (x, ndim, sizes, strides, 0);
}

/* Equal to @x, but stored column by column. */
static CrTensor *
new_column_major (CrTensor *x)
{
  g_autoptr (CrTensor) turned = new_transposed (x);
  g_autoptr (CrTensor) copy = cr_kernel_cast (turned, cr_tensor_get_dtype (x), NULL);

  return new_transposed (copy);
}

static void
check_layouts (CrContext *context, const MatmulCase *c, CrDtype dtype)
{
  g_autoptr (CrTensor) a = new_pattern (context, dtype, c->ndim_a, c->a, 11, 5, dtype == CR_DTYPE_INT64 ? 1 : 0.5);
  g_autoptr (CrTensor) b = new_pattern (context, dtype, c->ndim_b, c->b, 13, 6, dtype == CR_DTYPE_INT64 ? 1 : 2.0);
  g_autoptr (CrTensor) a_turned = new_column_major (a);
  g_autoptr (CrTensor) b_turned = new_column_major (b);
  g_autoptr (CrTensor) plain = cr_kernel_matmul (a, b, NULL);
  g_autoptr (CrTensor) left = cr_kernel_matmul (a_turned, b, NULL);
  g_autoptr (CrTensor) right = cr_kernel_matmul (a, b_turned, NULL);
  g_autoptr (CrTensor) both = cr_kernel_matmul (a_turned, b_turned, NULL);

  check (plain, c);
  check (left, c);
  check (right, c);
  check (both, c);
}

static void
test_recorded (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  /* The scales of the patterns cancel (0.5 times 2), so that integers give the same products. */
  for (guint i = 0; i < G_N_ELEMENTS (matmul_cases); i++)
    for (CrDtype dtype = CR_DTYPE_INT64; dtype <= CR_DTYPE_FLOAT64; dtype++)
      check_layouts (context, &matmul_cases[i], dtype);
}

static void
test_any_strides (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) base = new_pattern (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 6, 8 }, 11, 5, 1);
  g_autoptr (CrTensor) every_other = cr_tensor_new_view (base, 2, (gint64[]){ 3, 4 }, (gint64[]){ 16, 2 }, 1);
  g_autoptr (CrTensor) repeated = cr_tensor_new_view (base, 2, (gint64[]){ 4, 2 }, (gint64[]){ 1, 0 }, 0);
  g_autoptr (CrTensor) product = cr_kernel_matmul (every_other, repeated, NULL);

  for (gint64 i = 0; i < 3; i++)
    for (gint64 j = 0; j < 2; j++)
      {
        double sum = 0;
        for (gint64 k = 0; k < 4; k++)
          sum += pattern_at (1 + 16 * i + 2 * k, 11, 5, 1) * pattern_at (k, 11, 5, 1);
        g_assert_cmpfloat (cr_tensor_get_double (product, i * 2 + j), ==, sum);
      }
}

/* Wide enough for several panels in one direction. */
static void
test_panels (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) a = new_pattern (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 3000, 800 }, 7, 3, 1);
  g_autoptr (CrTensor) b = new_pattern (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 800, 600 }, 5, 2, 1);
  g_autoptr (CrTensor) product = cr_kernel_matmul (a, b, NULL);

  for (gint64 i = 0; i < 3000; i += 271)
    for (gint64 j = 0; j < 600; j += 59)
      {
        double sum = 0;
        for (gint64 k = 0; k < 800; k++)
          sum += pattern_at (i * 800 + k, 7, 3, 1) * pattern_at (k * 600 + j, 5, 2, 1);
        g_assert_cmpfloat (cr_tensor_get_double (product, i * 600 + j), ==, sum);
      }
  cr_context_cancel (context);
  g_assert_null (cr_kernel_matmul (a, b, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
}

static void
test_refusals (void)
{
  static const struct
  {
    int ndim_a;
    gint64 a[3];
    int ndim_b;
    gint64 b[3];
    const char *message;
  } cases[] = {
    { 0, { 0 }, 1, { 2 }, "both arguments to matmul need to be at least 1D, but they are 0D and 1D" },
    { 1,
      { 2 },
      1,
      { 3 },
      "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of "
      "elements, but got 2 and 3 elements respectively" },
    { 2, { 2, 3 }, 1, { 2 }, "size mismatch, got 2, 2x3,2" },
    { 1, { 2 }, 2, { 3, 4 }, "mat1 and mat2 shapes cannot be multiplied (1x2 and 3x4)" },
    { 2, { 2, 3 }, 2, { 2, 3 }, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)" },
    { 3, { 2, 3, 4 }, 2, { 3, 5 }, "mat1 and mat2 shapes cannot be multiplied (6x4 and 3x5)" },
    { 3, { 2, 3, 4 }, 1, { 5 }, "size mismatch, got 6, 6x4,5" },
    { 3,
      { 2, 3, 4 },
      3,
      { 2, 5, 4 },
      "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5]." },
    { 3,
      { 2, 3, 4 },
      3,
      { 3, 4, 4 },
      "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0" },
    { 2, { 3, 4 }, 3, { 2, 5, 4 }, "mat1 and mat2 shapes cannot be multiplied (8x5 and 4x3)" },
    { 1, { 4 }, 3, { 2, 5, 4 }, "size mismatch, got 8, 8x5,4" },
  };
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrTensor) a = cr_tensor_new (context, CR_DTYPE_FLOAT32, cases[i].ndim_a, cases[i].a, NULL);
      g_autoptr (CrTensor) b = cr_tensor_new (context, CR_DTYPE_FLOAT32, cases[i].ndim_b, cases[i].b, NULL);
      g_assert_null (cr_kernel_matmul (a, b, &error));
      g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* A matrix that fills no memory, but whose copy would. */
static void
test_expanded_too_large (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 large = G_GINT64_CONSTANT (1) << 62;
  g_autoptr (CrTensor) one = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 1 }, 1, NULL);
  g_autoptr (CrTensor) wide = cr_tensor_new_view (one, 2, (gint64[]){ 1, large }, (gint64[]){ 0, 0 }, 0);
  g_autoptr (CrTensor) high = cr_tensor_new_view (one, 2, (gint64[]){ large, 1 }, (gint64[]){ 0, 0 }, 0);

  g_assert_null (cr_kernel_matmul (wide, high, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
}

static void
test_dtypes (void)
{
  static const struct
  {
    CrDtype a, b;
    int ndim;
    const char *message;
  } cases[] = {
    { CR_DTYPE_FLOAT32, CR_DTYPE_FLOAT64, 1,
      "dot : expected both vectors to have same dtype, but found Float and Double" },
    { CR_DTYPE_FLOAT32, CR_DTYPE_INT64, 2, "expected scalar type Float but found Long" },
    { CR_DTYPE_BOOL, CR_DTYPE_BOOL, 1, "\"dot\" not implemented for 'Bool'" },
    { CR_DTYPE_BOOL, CR_DTYPE_BOOL, 2, "\"addmm_impl_cpu_\" not implemented for 'Bool'" },
    { CR_DTYPE_BOOL, CR_DTYPE_BOOL, 3, "\"bmm\" not implemented for 'Bool'" },
  };
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const gint64 sizes[] = { 2, 2, 2 };
      g_autoptr (GError) error = NULL;
      g_autoptr (CrTensor) a = cr_tensor_new (context, cases[i].a, cases[i].ndim, sizes, NULL);
      g_autoptr (CrTensor) b = cr_tensor_new (context, cases[i].b, cases[i].ndim, sizes, NULL);
      g_assert_null (cr_kernel_matmul (a, b, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/matmul/recorded", test_recorded);
  g_test_add_func ("/engine/tensor/matmul/any-strides", test_any_strides);
  g_test_add_func ("/engine/tensor/matmul/panels", test_panels);
  g_test_add_func ("/engine/tensor/matmul/refusals", test_refusals);
  g_test_add_func ("/engine/tensor/matmul/expanded-too-large", test_expanded_too_large);
  g_test_add_func ("/engine/tensor/matmul/dtypes", test_dtypes);
  return g_test_run ();
}
