/* Values: pictures of tensors that stay what they were. */

#include <math.h>

#include "cr-value-private.h"

static CrContext *
new_context (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  return cr_context_new (&limits);
}

static void
test_of_tensor (void)
{
  g_autoptr (CrContext) context = new_context ();
  const gint64 sizes[] = { 2, 3 }, turned[] = { 3, 2 }, strides[] = { 1, 3 };
  const double numbers[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (CrTensor) tensor = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 2, sizes, numbers, NULL);
  g_autoptr (CrTensor) view = cr_tensor_new_view (tensor, 2, turned, strides, 0);
  g_autoptr (CrValue) value = cr_value_new (tensor);
  g_autoptr (CrValue) transposed = cr_value_new (view);
  g_assert_cmpint (cr_value_get_numel (value), ==, 6);
  g_assert_cmpuint (cr_value_get_bytes (value), ==, 24);
  g_assert_cmpfloat (cr_value_get_double (value, 4), ==, 5);
  g_assert_cmpfloat (cr_value_get_double (transposed, 1), ==, 4);
  g_assert_cmpint (cr_value_get_sizes (transposed)[0], ==, 3);
  g_assert_true (cr_value_is_of (value, tensor));
  g_assert_null (cr_value_get_strides (value));
  g_assert_cmpint (cr_value_get_strides (transposed)[0], ==, 1);
  g_assert_cmpint (cr_value_get_strides (transposed)[1], ==, 3);
  g_autofree char *text = cr_value_to_string (transposed, "requires_grad=True");
  g_assert_cmpstr (text, ==, "tensor([[1., 4.],\n        [2., 5.],\n        [3., 6.]], requires_grad=True)");
}

/* Writing takes a fresh buffer where the value shares the old one. */
static void
test_survives_write (gconstpointer data)
{
  g_autoptr (CrContext) context = new_context ();
  gint64 size = GPOINTER_TO_INT (data);
  g_autoptr (CrTensor) tensor = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, &size, 7, NULL);
  g_autoptr (CrValue) value = cr_value_new (tensor);
  g_assert_true (cr_tensor_begin_write (tensor, NULL));
  ((float *)cr_tensor_get_mutable (tensor, NULL))[0] = 8;
  cr_tensor_end_write (tensor);
  g_assert_cmpfloat (cr_value_get_double (value, 0), ==, 7);
  g_assert_false (cr_value_is_of (value, tensor));
  g_autoptr (CrValue) after = cr_value_new (tensor);
  g_assert_false (cr_value_equal (value, after));
  g_assert_cmpfloat (cr_value_get_double (after, 0), ==, 8);
}

/* Strides of a large view are kept, a small view does not hold its large base. */
static void
test_views (void)
{
  g_autoptr (CrContext) context = new_context ();
  const gint64 sizes[] = { 200, 100 }, turned[] = { 100, 200 }, strides[] = { 1, 100 }, row[] = { 100 }, one[] = { 1 };
  g_autoptr (CrTensor) base = cr_tensor_new (context, CR_DTYPE_FLOAT64, 2, sizes, NULL);
  double *data = cr_tensor_get_mutable (base, NULL);
  for (guint i = 0; i < 20000; i++)
    data[i] = i;
  g_autoptr (CrTensor) view = cr_tensor_new_view (base, 2, turned, strides, 0);
  g_autoptr (CrTensor) line = cr_tensor_new_view (base, 1, row, one, 300);
  g_autoptr (CrValue) transposed = cr_value_new (view);
  g_assert_cmpfloat (cr_value_get_double (transposed, 201), ==, 101);
  g_clear_pointer (&transposed, cr_value_unref);
  g_autoptr (CrValue) small = cr_value_new (line);
  g_assert_cmpfloat (cr_value_get_double (small, 1), ==, 301);
  g_assert_false (cr_buffer_is_shared (cr_tensor_get_buffer (base)));
}

static void
test_summary (void)
{
  const float numbers[] = { 3, 0, -4, NAN, INFINITY };
  const gint64 size = 5;
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, numbers);
  CrSummary summary;
  cr_value_get_summary (value, &summary);
  g_assert_cmpfloat (summary.min, ==, -4);
  g_assert_cmpfloat (summary.max, ==, 3);
  g_assert_cmpfloat_with_epsilon (summary.mean, -1.0 / 3, 1e-12);
  g_assert_cmpfloat (summary.norm, ==, 5);
  g_assert_cmpint (summary.n_zero, ==, 1);
  g_assert_cmpint (summary.n_nan, ==, 1);
  g_assert_cmpint (summary.n_inf, ==, 1);
  g_autoptr (CrValue) rest = cr_value_new_summary (CR_DTYPE_FLOAT32, 1, &size, &summary);
  g_assert_false (cr_value_has_data (rest));
  g_assert_true (isnan (cr_value_get_double (rest, 0)));
  g_assert_false (cr_value_equal (rest, value));
  g_assert_true (cr_value_equal (value, value));
}

static void
test_equal (void)
{
  const gint64 size = 2, other = 1;
  const float a[] = { NAN, 0.0f }, b[] = { -NAN, 0.0f }, c[] = { NAN, -0.0f };
  g_autoptr (CrValue) x = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, a);
  g_autoptr (CrValue) y = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, b);
  g_autoptr (CrValue) z = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, c);
  g_autoptr (CrValue) shorter = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &other, a);
  g_assert_true (cr_value_equal (x, y));
  g_assert_false (cr_value_equal (x, z));
  g_assert_false (cr_value_equal (x, shorter));
  g_assert_true (cr_value_equal (NULL, NULL));
  g_assert_false (cr_value_equal (x, NULL));
}

static void
test_add (void)
{
  const gint64 size = 2, other = 1;
  const float a[] = { 16777216, 0.1f }, b[] = { 1, 0.2f };
  g_autoptr (CrValue) x = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, a);
  g_autoptr (CrValue) y = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, b);
  g_autoptr (CrValue) shorter = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &other, a);
  g_autoptr (CrValue) sum = cr_value_add (x, y);
  g_assert_cmpfloat (cr_value_get_double (sum, 0), ==, 16777216);
  g_assert_cmpfloat (cr_value_get_double (sum, 1), ==, (double)(0.1f + 0.2f));
  g_autoptr (CrValue) unknown = cr_value_add (x, shorter);
  g_assert_false (cr_value_has_data (unknown));
}

static void
test_label (void)
{
  const gint64 sizes[] = { 2, 8 };
  const float numbers[16] = { 1, 0.25f, 0, -1.5f };
  const gint64 whole[] = { -7, G_MAXINT64 };
  g_autoptr (CrValue) many = cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, sizes, numbers);
  g_autoptr (CrValue) two = cr_value_new_from_data (CR_DTYPE_INT64, 1, sizes, whole);
  g_autofree char *label = cr_value_to_label (many, 16);
  g_assert_true (g_str_has_suffix (label, " …"));
  g_assert_cmpint (g_utf8_strlen (label, -1), <=, 16);
  g_autofree char *exact = cr_value_to_label (two, 40);
  g_assert_cmpstr (exact, ==, "-7 9223372036854775807");
}

/* Sizes whose product does not fit, or whose strides do not. */
static void
test_refuses (void)
{
  const gint64 huge[] = { G_MAXINT64, 4 }, empty[] = { G_GINT64_CONSTANT (1) << 50, 0, G_GINT64_CONSTANT (1) << 50 };
  CrSummary summary = { 0 };
  g_assert_null (cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, huge, NULL));
  g_assert_null (cr_value_new_summary (CR_DTYPE_FLOAT32, 2, huge, &summary));
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT64, 3, empty, NULL);
  g_assert_cmpint (cr_value_get_numel (value), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/value/of-tensor", test_of_tensor);
  g_test_add_data_func ("/engine/trace/value/survives-write-small", GINT_TO_POINTER (3), test_survives_write);
  g_test_add_data_func ("/engine/trace/value/survives-write-large", GINT_TO_POINTER (3000), test_survives_write);
  g_test_add_func ("/engine/trace/value/views", test_views);
  g_test_add_func ("/engine/trace/value/summary", test_summary);
  g_test_add_func ("/engine/trace/value/equal", test_equal);
  g_test_add_func ("/engine/trace/value/add", test_add);
  g_test_add_func ("/engine/trace/value/label", test_label);
  g_test_add_func ("/engine/trace/value/refuses", test_refuses);
  return g_test_run ();
}
