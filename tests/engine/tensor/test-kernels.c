/* Each kernel against values recorded from PyTorch; broadcasting, strides, integers, refusals. */

#include "cr-kernels.h"
#include "cr-random.h"
#include "tensor-fixture.h"

typedef struct
{
  int op;
  CrDtype dtype;
  double expected[19];
} KernelCase;

typedef struct
{
  CrDtype dtype;
  int ndim;
  gint64 sizes[3];
  guint64 dims;
  gint64 n;
  double first;
  double last;
} SumCase;

typedef struct
{
  CrDtype dtype;
  double start;
  double end;
  gint64 n;
  const double *expected;
  double step;
} RangeCase;

#include "kernel-cases.h"

#define N_INPUTS ((gint64)G_N_ELEMENTS (kernel_inputs))

static void
assert_message (GError **error, const char *message)
{
  g_assert_error (*error, CR_ERROR, CR_ERROR_RUNTIME);
  g_assert_cmpstr ((*error)->message, ==, message);
  g_clear_error (error);
}

static void
test_unary (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  g_assert_cmpuint (G_N_ELEMENTS (unary_cases), ==, 2 * CR_N_UNARY);
  for (guint i = 0; i < G_N_ELEMENTS (unary_cases); i++)
    {
      const KernelCase *c = &unary_cases[i];
      g_autoptr (CrTensor) x = new_vector (context, c->dtype, N_INPUTS, kernel_inputs);
      g_autoptr (CrTensor) y = cr_kernel_unary (c->op, x, NULL);
      g_assert_cmpint (cr_tensor_get_dtype (y), ==, c->dtype);
      for (gint64 k = 0; k < N_INPUTS; k++)
        assert_number (cr_tensor_get_double (y, k), c->expected[k], c->dtype);
    }
}

static void
test_unary_other_dtypes (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const double values[] = { 0, 1, -2 };
  g_autoptr (CrTensor) ints = new_vector (context, CR_DTYPE_INT64, 3, values);
  g_autoptr (CrTensor) bools = new_vector (context, CR_DTYPE_BOOL, 3, values);
  g_autoptr (CrTensor) exps = cr_kernel_unary (CR_UNARY_EXP, ints, NULL);
  g_autoptr (CrTensor) negated = cr_kernel_unary (CR_UNARY_NEG, ints, NULL);
  g_autoptr (CrTensor) positive = cr_kernel_unary (CR_UNARY_RELU, ints, NULL);
  g_autoptr (CrTensor) smallest = cr_tensor_new_scalar_int (context, CR_DTYPE_INT64, G_MININT64, NULL);
  g_autoptr (CrTensor) magnitude = cr_kernel_unary (CR_UNARY_ABS, smallest, NULL);

  g_assert_cmpint (cr_tensor_get_dtype (exps), ==, CR_DTYPE_FLOAT32);
  assert_number (cr_tensor_get_double (exps, 1), 2.7182817459106445, CR_DTYPE_FLOAT32);
  g_assert_cmpint (cr_tensor_get_int (negated, 2), ==, 2);
  g_assert_cmpint (cr_tensor_get_int (positive, 2), ==, 0);
  g_assert_cmpint (cr_tensor_get_int (magnitude, 0), ==, G_MININT64);
  g_assert_null (cr_kernel_unary (CR_UNARY_RELU, bools, &error));
  assert_message (&error, "Boolean inputs not supported for relu");
  g_assert_null (cr_kernel_unary (CR_UNARY_ABS, bools, &error));
  assert_message (&error, "\"abs_cpu\" not implemented for 'Bool'");
}

/* More elements than a vector, a block and a panel hold: each is what it is alone. */
static void
test_unary_long (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  gint64 n = 70003;
  g_autoptr (CrTensor) x = new_pattern (context, CR_DTYPE_FLOAT32, 1, &n, 1009, 500, 0.01);
  g_autoptr (CrTensor) back = cr_tensor_new_view (x, 1, (gint64[]){ 35001 }, (gint64[]){ 2 }, 1);
  g_autoptr (CrTensor) all = cr_kernel_unary (CR_UNARY_SIN, x, NULL);
  g_autoptr (CrTensor) odd = cr_kernel_unary (CR_UNARY_SIN, back, NULL);

  for (gint64 i = 0; i < n; i += 7)
    g_assert_cmpfloat_with_epsilon (cr_tensor_get_double (all, i), sin (cr_tensor_get_double (x, i)), 1e-7);
  for (gint64 i = 0; i < 35001; i++)
    g_assert_cmpfloat (cr_tensor_get_double (odd, i), ==, cr_tensor_get_double (all, 2 * i + 1));
}

static void
test_binary (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  g_assert_cmpuint (G_N_ELEMENTS (binary_cases), ==, 2 * CR_N_BINARY);
  for (guint i = 0; i < G_N_ELEMENTS (binary_cases); i++)
    {
      const KernelCase *c = &binary_cases[i];
      g_autoptr (CrTensor) x = new_vector (context, c->dtype, N_INPUTS, kernel_inputs);
      g_autoptr (CrTensor) y = new_vector (context, c->dtype, N_INPUTS, kernel_others);
      g_autoptr (CrTensor) z = cr_kernel_binary (c->op, x, y, c->dtype, NULL);
      CrDtype dtype = c->op >= CR_BINARY_EQ ? CR_DTYPE_BOOL : c->dtype;
      g_assert_cmpint (cr_tensor_get_dtype (z), ==, dtype);
      for (gint64 k = 0; k < N_INPUTS; k++)
        assert_number (cr_tensor_get_double (z, k), c->expected[k], dtype);
    }
}

static void
test_broadcast (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const double row[] = { 1, 2, 3 };
  const double column[] = { 10, 20 };
  g_autoptr (CrTensor) a = new_vector (context, CR_DTYPE_FLOAT32, 3, row);
  g_autoptr (CrTensor) b = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 2, 1 }, column, NULL);
  g_autoptr (CrTensor) sum = cr_kernel_binary (CR_BINARY_ADD, a, b, CR_DTYPE_FLOAT32, NULL);
  g_autoptr (CrTensor) four = cr_tensor_new (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 4 }, NULL);
  g_autoptr (CrTensor) none = cr_tensor_new (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 0, 1 }, NULL);
  g_autoptr (CrTensor) empty = cr_kernel_binary (CR_BINARY_MUL, none, a, CR_DTYPE_FLOAT32, NULL);
  const double expected[] = { 11, 12, 13, 21, 22, 23 };

  g_assert_cmpint (cr_tensor_get_ndim (sum), ==, 2);
  for (int i = 0; i < 6; i++)
    g_assert_cmpfloat (cr_tensor_get_double (sum, i), ==, expected[i]);
  g_assert_cmpint (cr_tensor_get_sizes (empty)[0], ==, 0);
  g_assert_cmpint (cr_tensor_get_sizes (empty)[1], ==, 3);
  g_assert_null (cr_kernel_binary (CR_BINARY_ADD, a, four, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0");
}

static void
test_strides (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = new_pattern (context, CR_DTYPE_FLOAT64, 3, (gint64[]){ 3, 4, 5 }, 101, 0, 1);
  g_autoptr (CrTensor) turned = cr_tensor_new_view (a, 3, (gint64[]){ 5, 4, 3 }, (gint64[]){ 1, 5, 20 }, 0);
  g_autoptr (CrTensor) flat = cr_kernel_cast (turned, CR_DTYPE_FLOAT64, NULL);
  g_autoptr (CrTensor) twice = cr_kernel_binary (CR_BINARY_ADD, turned, flat, CR_DTYPE_FLOAT64, NULL);

  g_assert_false (cr_tensor_is_contiguous (turned));
  g_assert_true (cr_tensor_is_contiguous (flat));
  for (gint64 i = 0; i < 60; i++)
    {
      gint64 at = i / 12 + i / 3 % 4 * 5 + i % 3 * 20;
      g_assert_cmpfloat (cr_tensor_get_double (turned, i), ==, pattern_at (at, 101, 0, 1));
      g_assert_cmpfloat (cr_tensor_get_double (flat, i), ==, pattern_at (at, 101, 0, 1));
      g_assert_cmpfloat (cr_tensor_get_double (twice, i), ==, 2 * pattern_at (at, 101, 0, 1));
    }
}

static CrTensor *
int_op (CrContext *context, CrBinary op, gint64 a, gint64 b, GError **error)
{
  g_autoptr (CrTensor) x = cr_tensor_new_scalar_int (context, CR_DTYPE_INT64, a, NULL);
  g_autoptr (CrTensor) y = cr_tensor_new_scalar_int (context, CR_DTYPE_INT64, b, NULL);

  return cr_kernel_binary (op, x, y, CR_DTYPE_INT64, error);
}

static void
test_integers (void)
{
  static const struct
  {
    CrBinary op;
    gint64 a, b, expected;
  } cases[] = {
    { CR_BINARY_ADD, 9007199254740993, 1, 9007199254740994 },
    { CR_BINARY_ADD, G_MAXINT64, 1, G_MININT64 },
    { CR_BINARY_SUB, G_MININT64, 1, G_MAXINT64 },
    { CR_BINARY_MUL, 3037000501, 3037000499, -9223372036709301617 },
    { CR_BINARY_POW, 3, 39, 4052555153018976267 },
    { CR_BINARY_POW, -2, 63, G_MININT64 },
    { CR_BINARY_POW, 7, 0, 1 },
    { CR_BINARY_LT, 9007199254740992, 9007199254740993, 1 },
  };
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrTensor) result = int_op (context, cases[i].op, cases[i].a, cases[i].b, NULL);
      g_assert_cmpint (cr_tensor_get_int (result, 0), ==, cases[i].expected);
    }
  g_autoptr (CrTensor) ratio = int_op (context, CR_BINARY_DIV, 1, 2, NULL);
  g_assert_cmpint (cr_tensor_get_dtype (ratio), ==, CR_DTYPE_FLOAT32);
  g_assert_cmpfloat (cr_tensor_get_double (ratio, 0), ==, 0.5);
  g_assert_null (int_op (context, CR_BINARY_POW, 2, -1, &error));
  assert_message (&error, "Integers to negative integer powers are not allowed.");
}

static void
test_bools (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const double left[] = { 0, 0, 1, 1 };
  const double right[] = { 0, 1, 0, 1 };
  g_autoptr (CrTensor) a = new_vector (context, CR_DTYPE_BOOL, 4, left);
  g_autoptr (CrTensor) b = new_vector (context, CR_DTYPE_BOOL, 4, right);
  g_autoptr (CrTensor) either = cr_kernel_binary (CR_BINARY_ADD, a, b, CR_DTYPE_BOOL, NULL);
  g_autoptr (CrTensor) both = cr_kernel_binary (CR_BINARY_MUL, a, b, CR_DTYPE_BOOL, NULL);

  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpint (cr_tensor_get_int (either, i), ==, left[i] || right[i]);
      g_assert_cmpint (cr_tensor_get_int (both, i), ==, left[i] && right[i]);
    }
  g_assert_null (cr_kernel_binary (CR_BINARY_SUB, a, b, CR_DTYPE_BOOL, &error));
  assert_message (&error, "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
                          "`logical_xor()` operator instead.");
  g_assert_null (cr_kernel_binary (CR_BINARY_POW, a, b, CR_DTYPE_BOOL, &error));
  assert_message (&error, "\"pow\" not implemented for 'Bool'");
}

/* The order of additions is PyTorch's, so that nothing is lost: equal to the last bit. */
static void
test_sum (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sum_cases); i++)
    {
      const SumCase *c = &sum_cases[i];
      g_autoptr (CrTensor) x = new_pattern (context, c->dtype, c->ndim, c->sizes, 1009, 500, 0.001);
      g_autoptr (CrTensor) sum = cr_kernel_sum (x, c->dims, FALSE, c->dtype, NULL);
      g_autoptr (CrTensor) kept = cr_kernel_sum (x, c->dims, TRUE, c->dtype, NULL);
      g_assert_cmpint (cr_tensor_get_numel (sum), ==, c->n);
      g_assert_cmpfloat (cr_tensor_get_double (sum, 0), ==, c->first);
      g_assert_cmpfloat (cr_tensor_get_double (sum, c->n - 1), ==, c->last);
      g_assert_cmpint (cr_tensor_get_ndim (kept), ==, c->ndim);
      g_assert_cmpfloat (cr_tensor_get_double (kept, c->n - 1), ==, c->last);
    }
}

static void
test_sum_other (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  const gint64 big[] = { 9007199254740993, 9007199254740993, 1 };
  g_autoptr (CrTensor) ints = cr_tensor_new_from_ints (context, CR_DTYPE_INT64, 1, (gint64[]){ 3 }, big, NULL);
  g_autoptr (CrTensor) exact = cr_kernel_sum (ints, 1, FALSE, CR_DTYPE_INT64, NULL);
  g_autoptr (CrTensor) bools = cr_tensor_new_full (context, CR_DTYPE_BOOL, 2, (gint64[]){ 2, 3 }, 1, NULL);
  g_autoptr (CrTensor) count = cr_kernel_sum (bools, 3, FALSE, CR_DTYPE_INT64, NULL);
  g_autoptr (CrTensor) none = cr_tensor_new (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 0, 3 }, NULL);
  g_autoptr (CrTensor) zeros = cr_kernel_sum (none, 1, FALSE, CR_DTYPE_FLOAT32, NULL);
  g_autoptr (CrTensor) scalar = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 2.5, NULL);
  g_autoptr (CrTensor) same = cr_kernel_sum (scalar, 0, FALSE, CR_DTYPE_FLOAT32, NULL);

  g_assert_cmpint (cr_tensor_get_int (exact, 0), ==, 18014398509481987);
  g_assert_cmpint (cr_tensor_get_int (count, 0), ==, 6);
  g_assert_cmpint (cr_tensor_get_numel (zeros), ==, 3);
  g_assert_cmpfloat (cr_tensor_get_double (zeros, 2), ==, 0);
  g_assert_cmpfloat (cr_tensor_get_double (same, 0), ==, 2.5);
}

static void
check_range (CrTensor *range, const RangeCase *c)
{
  g_assert_nonnull (range);
  g_assert_cmpint (cr_tensor_get_numel (range), ==, c->n);
  for (gint64 k = 0; k < c->n; k++)
    g_assert_cmpfloat (cr_tensor_get_double (range, k), ==, c->expected[k]);
}

static void
test_ranges (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (linspace_cases); i++)
    {
      const RangeCase *c = &linspace_cases[i];
      g_autoptr (CrTensor) range = cr_kernel_linspace (context, c->start, c->end, c->n, c->dtype, NULL);
      check_range (range, c);
    }
  for (guint i = 0; i < G_N_ELEMENTS (arange_cases); i++)
    {
      const RangeCase *c = &arange_cases[i];
      g_autoptr (CrTensor) range = cr_kernel_arange (context, c->start, c->end, c->step, c->dtype, NULL);
      check_range (range, c);
    }
}

static void
test_range_refusals (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cr_kernel_linspace (context, 0, 1, -1, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "number of steps must be non-negative");
  g_assert_null (cr_kernel_arange (context, 0, 1, 0, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "step must be nonzero");
  g_assert_null (cr_kernel_arange (context, 0, -1, 1, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "upper bound and larger bound inconsistent with step sign");
  g_assert_null (cr_kernel_arange (context, 0, INFINITY, 1, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "unsupported range: 0 -> inf");
  g_assert_null (cr_kernel_arange (context, 0, 1e30, 1, CR_DTYPE_FLOAT32, &error));
  assert_message (&error, "invalid size, possible overflow?");
  g_assert_null (cr_kernel_arange_int (context, 0, 3, 0, CR_DTYPE_INT64, &error));
  assert_message (&error, "step must be nonzero");
}

static void
test_cast (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  const double values[] = { 1.5, -2.7, NAN, INFINITY, 0, -1e30 };
  const gint64 ints[] = { 1, -2, G_MININT64, G_MININT64, 0, G_MININT64 };
  const gint64 bools[] = { 1, 1, 1, 1, 0, 1 };
  g_autoptr (CrTensor) x = new_vector (context, CR_DTYPE_FLOAT32, 6, values);
  g_autoptr (CrTensor) as_int = cr_kernel_cast (x, CR_DTYPE_INT64, NULL);
  g_autoptr (CrTensor) as_bool = cr_kernel_cast (x, CR_DTYPE_BOOL, NULL);

  for (int i = 0; i < 6; i++)
    {
      g_assert_cmpint (cr_tensor_get_int (as_int, i), ==, ints[i]);
      g_assert_cmpint (cr_tensor_get_int (as_bool, i), ==, bools[i]);
    }
}

static void
test_copy_into (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const double values[] = { 1, 2, 3, 4 };
  const double copied[] = { 2, 2, 4, 4 };
  g_autoptr (CrTensor) x = new_vector (context, CR_DTYPE_FLOAT32, 4, values);
  g_autoptr (CrTensor) head = cr_tensor_new_view (x, 1, (gint64[]){ 3 }, (gint64[]){ 1 }, 0);
  g_autoptr (CrTensor) tail = cr_tensor_new_view (x, 1, (gint64[]){ 3 }, (gint64[]){ 1 }, 1);
  g_autoptr (CrTensor) wide = cr_tensor_new_view (x, 2, (gint64[]){ 2, 4 }, (gint64[]){ 0, 1 }, 0);
  g_autoptr (CrTensor) square = cr_tensor_new_view (x, 2, (gint64[]){ 2, 2 }, (gint64[]){ 2, 1 }, 0);
  g_autoptr (CrTensor) turned = cr_tensor_new_view (x, 2, (gint64[]){ 2, 2 }, (gint64[]){ 1, 2 }, 0);
  g_autoptr (CrTensor) even = cr_tensor_new_view (x, 1, (gint64[]){ 2 }, (gint64[]){ 2 }, 0);
  g_autoptr (CrTensor) odd = cr_tensor_new_view (x, 1, (gint64[]){ 2 }, (gint64[]){ 2 }, 1);
  g_autoptr (CrTensor) two = cr_tensor_new_full (context, CR_DTYPE_INT64, 1, (gint64[]){ 2 }, 7, NULL);
  g_autoptr (CrTensor) seven = cr_tensor_new_scalar_int (context, CR_DTYPE_INT64, 7, NULL);

  g_assert_false (cr_kernel_copy_into (tail, head, &error));
  assert_message (&error,
                  "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
                  "single memory location. Please clone() the tensor before performing the operation.");
  g_assert_false (cr_kernel_copy_into (square, turned, &error));
  g_clear_error (&error);
  g_assert_true (cr_kernel_copy_into (square, square, NULL));
  g_assert_true (cr_kernel_copy_into (even, odd, NULL));
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (cr_tensor_get_double (x, i), ==, copied[i]);
  g_assert_true (cr_kernel_copy_into (tail, seven, NULL));
  g_assert_cmpfloat (cr_tensor_get_double (x, 3), ==, 7);
  g_assert_true (cr_kernel_fill (head, 0.5, NULL));
  g_assert_cmpfloat (cr_tensor_get_double (x, 2), ==, 0.5);
  g_assert_false (cr_kernel_copy_into (head, two, &error));
  assert_message (&error, "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0");
  g_assert_false (cr_kernel_copy_into (x, wide, &error));
  assert_message (&error, "output with shape [4] doesn't match the broadcast shape [2, 4]");
  g_assert_false (cr_kernel_copy_into (wide, x, &error));
  assert_message (&error, "unsupported operation: more than one element of the written-to tensor refers to a single "
                          "memory location. Please clone() the tensor before performing the operation.");
}

static void
test_cancel (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 n = 300000;
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, &n, 1, NULL);

  cr_context_cancel (context);
  g_assert_null (cr_kernel_unary (CR_UNARY_EXP, x, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cr_kernel_binary (CR_BINARY_ADD, x, x, CR_DTYPE_FLOAT32, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cr_kernel_sum (x, 1, FALSE, CR_DTYPE_FLOAT32, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cr_kernel_linspace (context, 0, 1, n, CR_DTYPE_FLOAT32, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (cr_kernel_arange (context, 0, n, 1, CR_DTYPE_FLOAT32, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (cr_random_normal (x, cr_context_get_generator (context), 0, 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/kernels/unary", test_unary);
  g_test_add_func ("/engine/tensor/kernels/unary-other-dtypes", test_unary_other_dtypes);
  g_test_add_func ("/engine/tensor/kernels/unary-long", test_unary_long);
  g_test_add_func ("/engine/tensor/kernels/binary", test_binary);
  g_test_add_func ("/engine/tensor/kernels/broadcast", test_broadcast);
  g_test_add_func ("/engine/tensor/kernels/strides", test_strides);
  g_test_add_func ("/engine/tensor/kernels/integers", test_integers);
  g_test_add_func ("/engine/tensor/kernels/bools", test_bools);
  g_test_add_func ("/engine/tensor/kernels/sum", test_sum);
  g_test_add_func ("/engine/tensor/kernels/sum-other", test_sum_other);
  g_test_add_func ("/engine/tensor/kernels/ranges", test_ranges);
  g_test_add_func ("/engine/tensor/kernels/range-refusals", test_range_refusals);
  g_test_add_func ("/engine/tensor/kernels/cast", test_cast);
  g_test_add_func ("/engine/tensor/kernels/copy-into", test_copy_into);
  g_test_add_func ("/engine/tensor/kernels/cancel", test_cancel);
  return g_test_run ();
}
