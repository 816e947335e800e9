/* Values as they stand on nodes. */
#include <math.h>

#include "cr-label.h"

#include <string.h>
#include "fixture.h"

static void
check (CrValue *value, const char *label, const char *brief)
{
  g_autofree char *full = cr_label_new (value), *brief_label = cr_label_new_short (value);

  g_assert_cmpstr (full, ==, label);
  g_assert_cmpstr (brief_label, ==, brief);
  cr_value_unref (value);
}

static void
test_scalars (void)
{
  static const struct
  {
    float number;
    const char *label;
  } cases[] = { { 2.0301f, "2.0301" }, { -0.5f, "−0.5" },           { 3, "3.0" },
                { 0, "0.0" },          { 12345.678f, "12345.68" },  { -4.4703484e-7f, "−4.470e−7" },
                { 2e9f, "2.000e9" },   { -0.0456789f, "−0.04568" }, { 0.00123456f, "0.001235" },
                { NAN, "nan" },        { -INFINITY, "−inf" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (fixture_vector (0, &cases[i].number), cases[i].label, cases[i].label);
}

static void
test_vectors (void)
{
  static const float whole[] = { 1, -2, 3, 4, 5, 6 }, parts[] = { 0.25f, 10.5f, -100.26f, 0.0625f, 1e-7f };

  check (fixture_vector (3, whole), "1. −2. 3.", "1. −2. 3.");
  check (fixture_vector (5, whole), "1. −2. 3. 4. 5.", "1. −2. 3. …");
  check (fixture_vector (6, whole), "1. −2. 3. … 6.", "1. −2. 3. …");
  check (fixture_vector (5, parts), "0.25 10.50 −100.3 0.062 1.0e−7", "0.25 10.50 −100.3 …");
}

static void
test_matrices (void)
{
  static const float numbers[] = { 1, 2, 3, 4.5f, 5, 6, 7, 8, 9 };

  check (fixture_matrix (2, 2, numbers), "1.00 2.00\n3.00 4.50", "1.00 2.00 3.00 …");
  check (fixture_matrix (2, 2, (const float[]){ -1.5f, 2, 3, -44 }), "−1.50 \u00a0\u00a02.00\n\u00a03.00 −44.00",
         "−1.50 2.00 3.00 …");
  check (fixture_matrix (2, 2, (const float[]){ 1.5f, -20.25f, 0.001f, 3 }),
         "1.50\u00a0 −20.25\n0.001 \u00a0\u00a03.00", "1.50 −20.25 0.001 …"); /* points below each other */
  check (fixture_matrix (1, 3, numbers), "1. 2. 3.", "1. 2. 3.");
  check (fixture_matrix (9, 1, numbers), "1. 2. 3. … 9.", "1. 2. 3. …");
  check (fixture_matrix (0, 4, numbers), "[]", "[]");
}

static void
test_other_types (void)
{
  static const gint64 numbers[] = { -3, 1234567 };
  static const guint8 truths[] = { 1, 0 };
  gint64 two = 2;
  CrSummary summary = { .min = -1, .max = 2.5 };

  check (cr_value_new_from_data (CR_DTYPE_INT64, 1, &two, numbers), "−3 1234567", "−3 1234567");
  check (cr_value_new_from_data (CR_DTYPE_BOOL, 1, &two, truths), "True False", "True False");
  check (cr_value_new_summary (CR_DTYPE_FLOAT32, 1, &two, &summary), "−1.00 … 2.50", "−1.00 … 2.50");
}

static void
test_shapes (void)
{
  static const gint64 sizes[] = { 3, 3, 4 };
  g_autofree char *scalar = cr_label_new_shape (CR_DTYPE_FLOAT32, 0, NULL);
  g_autofree char *matrix = cr_label_new_shape (CR_DTYPE_INT64, 3, sizes);

  g_assert_cmpstr (scalar, ==, "float32");
  g_assert_cmpstr (matrix, ==, "int64 [3, 3, 4]");
  g_assert_cmpuint (cr_label_count_lines (2, sizes), ==, 3);
  g_assert_cmpuint (cr_label_count_lines (2, sizes + 1), ==, 1);
  g_assert_cmpuint (cr_label_count_lines (0, NULL), ==, 1);
}

/* A name of 10,000 characters does not stay one word that no line can hold. */
static void
test_bounded (void)
{
  g_autofree char *name = g_strnfill (10000, 'n'), *sentence = g_strdup_printf ("%s gets 张量 and %s.", name, name);
  g_autofree char *bounded = cr_label_new_bounded (sentence), *same = cr_label_new_bounded ("w gets 1.5\nand 2.");

  g_assert_cmpint (g_utf8_strlen (bounded, -1), ==, 61 + 13 + 61);
  g_assert_true (g_utf8_validate (bounded, -1, NULL));
  g_assert_nonnull (strstr (bounded, "n… gets 张量 and n"));
  g_assert_cmpstr (same, ==, "w gets 1.5\nand 2.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/label/scalars", test_scalars);
  g_test_add_func ("/ui/draw/label/vectors", test_vectors);
  g_test_add_func ("/ui/draw/label/matrices", test_matrices);
  g_test_add_func ("/ui/draw/label/other-types", test_other_types);
  g_test_add_func ("/ui/draw/label/shapes", test_shapes);
  g_test_add_func ("/ui/draw/label/bounded", test_bounded);
  return g_test_run ();
}
