/* Values as text, statistics, bins, cells and courses. The texts of numbers are what Python prints, the statistics
 * hand-computed. */
#include <math.h>
#include <string.h>

#include "cr-heat.h"
#include "cr-sparkline.h"
#include "cr-stats.h"
#include "cr-value-text.h"
#include "fixture.h"

static CrValue *
value_new (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data)
{
  CrValue *value = cr_value_new_from_data (dtype, ndim, sizes, data);

  g_assert_nonnull (value);
  return value;
}

static void
check_python (CrValue *value, const char *expected)
{
  g_autofree char *text = cr_value_dup_python (value, NULL);

  g_assert_cmpstr (text, ==, expected);
  cr_value_unref (value);
}

static void
test_python (void)
{
  static const float numbers[] = { 0.1f, 1, -2.5f, 1e-7f, 16777216, NAN };
  static const double thirds[] = { 1.0 / 3, INFINITY, -INFINITY };
  static const gint64 wholes[] = { G_GINT64_CONSTANT (9007199254740993), G_MININT64 };
  static const guint8 truths[] = { 1, 0 };
  static const float complex[] = { 1, 2, 0.1f, -3 };
  static const guint16 halves[] = { 0x3c00, 0x2e66 }; /* 1, 0.1 */

  check_python (fixture_matrix (2, 3, numbers), "torch.tensor([[0.1, 1.0, -2.5],\n"
                                                "              [1e-07, 16777216.0, float('nan')]])");
  check_python (fixture_vector (0, numbers), "torch.tensor(0.1)");
  check_python (value_new (CR_DTYPE_FLOAT64, 1, (gint64[]){ 3 }, thirds),
                "torch.tensor([0.3333333333333333, float('inf'), -float('inf')], dtype=torch.float64)");
  check_python (value_new (CR_DTYPE_INT64, 1, (gint64[]){ 2 }, wholes),
                "torch.tensor([9007199254740993, -9223372036854775808])");
  check_python (value_new (CR_DTYPE_BOOL, 1, (gint64[]){ 2 }, truths), "torch.tensor([True, False])");
  check_python (value_new (CR_DTYPE_UINT8, 1, (gint64[]){ 2 }, truths), "torch.tensor([1, 0], dtype=torch.uint8)");
  check_python (value_new (CR_DTYPE_COMPLEX64, 1, (gint64[]){ 2 }, complex),
                "torch.tensor([complex(1.0, 2.0), complex(0.1, -3.0)])");
  check_python (value_new (CR_DTYPE_FLOAT16, 1, (gint64[]){ 2 }, halves),
                "torch.tensor([1.0, 0.1], dtype=torch.float16)");
  check_python (value_new (CR_DTYPE_FLOAT32, 3, (gint64[]){ 2, 1, 2 }, numbers),
                "torch.tensor([[[0.1, 1.0]],\n              [[-2.5, 1e-07]]])");
  check_python (value_new (CR_DTYPE_FLOAT32, 2, (gint64[]){ 0, 3 }, numbers), "torch.zeros(0, 3)");
  check_python (value_new (CR_DTYPE_INT64, 1, (gint64[]){ 0 }, numbers), "torch.zeros(0, dtype=torch.int64)");
}

static void
test_python_refused (void)
{
  CrSummary summary = { .min = 0, .max = 1 };
  g_autoptr (CrValue) value = cr_value_new_summary (CR_DTYPE_FLOAT32, 1, (gint64[]){ 3 }, &summary);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree float *zeros = g_new0 (float, CR_VALUE_MAX_COPIED + 1);
  g_autoptr (CrValue) large = fixture_vector (CR_VALUE_MAX_COPIED + 1, zeros), some = fixture_vector (3, zeros);

  g_cancellable_cancel (cancellable);
  g_assert_null (cr_value_dup_python (value, NULL));
  g_assert_null (cr_value_dup_python (large, NULL));
  g_assert_null (cr_value_dup_python (some, cancellable));
}

static void
check_element (const CrValue *value, gint64 i, const char *cell, const char *number, const char *exact)
{
  g_autofree char *a = cr_value_dup_cell (value, i), *b = cr_value_dup_number (value, i),
                  *c = cr_value_dup_exact (value, i);

  g_assert_cmpstr (a, ==, cell);
  g_assert_cmpstr (b, ==, number);
  g_assert_cmpstr (c, ==, exact);
}

static void
test_elements (void)
{
  static const float numbers[] = { 0.1f, -3.14159274f, 1e10f, NAN, -INFINITY, 0.5f };
  static const gint64 wholes[] = { -3, G_GINT64_CONSTANT (9007199254740993) };
  static const float complex[] = { 1, -2.5f };
  g_autoptr (CrValue) floats = fixture_matrix (2, 3, numbers);
  g_autoptr (CrValue) integers = value_new (CR_DTYPE_INT64, 1, (gint64[]){ 2 }, wholes);
  g_autoptr (CrValue) pair = value_new (CR_DTYPE_COMPLEX64, 0, NULL, complex);
  g_autofree char *place = cr_value_dup_place (floats, 4), *none = cr_value_dup_place (pair, 0);

  check_element (floats, 0, "0.1", "0.100000001", "0.10000000149011612");
  check_element (floats, 1, "−3.142", "-3.14159274", "-3.1415927410125732");
  check_element (floats, 2, "1e+10", "1e+10", "10000000000.0");
  check_element (floats, 3, "nan", "nan", "nan");
  check_element (floats, 4, "−inf", "-inf", "-inf");
  check_element (integers, 0, "−3", "-3", "-3");
  check_element (integers, 1, "9e+15", "9007199254740993", "9007199254740993");
  check_element (pair, 0, "1−2.5j", "1-2.5j", "1.0-2.5j");
  g_assert_cmpstr (place, ==, "[1, 1]");
  g_assert_cmpstr (none, ==, "");
}

static void
check_stats (CrValue *value, const char *text)
{
  g_autoptr (CrStats) stats = cr_stats_new (value, NULL);
  g_autofree char *shown = cr_stats_dup_text (stats);

  g_assert_cmpstr (shown, ==, text);
  cr_value_unref (value);
}

static void
test_stats (void)
{
  static const float numbers[] = { 3, -4, 0, NAN, INFINITY, 0 };
  static const double large[] = { 3e200, 4e200 }, small[] = { 3e-200, 4e-200 };
  static const gint64 wholes[] = { G_GINT64_CONSTANT (9007199254740993), -3 };
  static const float complex[] = { 3, 4, 0, 0 };

  check_stats (fixture_vector (6, numbers), "min −4.0 · max 3.0 · mean −0.25 · norm 5.0 · 2 zero · 1 NaN · 1 inf");
  check_stats (fixture_vector (1, &numbers[3]), "1 NaN");
  check_stats (value_new (CR_DTYPE_FLOAT64, 1, (gint64[]){ 2 }, large),
               "min 3.000e200 · max 4.000e200 · mean 3.500e200 · norm 5.000e200");
  check_stats (value_new (CR_DTYPE_FLOAT64, 1, (gint64[]){ 2 }, small),
               "min 3.000e−200 · max 4.000e−200 · mean 3.500e−200 · norm 5.000e−200");
  check_stats (value_new (CR_DTYPE_INT64, 1, (gint64[]){ 2 }, wholes),
               "min −3 · max 9007199254740993 · mean 4.504e15 · norm 9.007e15");
  check_stats (value_new (CR_DTYPE_COMPLEX64, 1, (gint64[]){ 2 }, complex),
               "min |z| 0.0 · max |z| 5.0 · mean |z| 2.5 · norm 5.0 · 1 zero");
  check_stats (value_new (CR_DTYPE_FLOAT32, 2, (gint64[]){ 0, 3 }, numbers), "");
}

static void
check_norm (CrValue *value, double expected)
{
  double norm = cr_stats_get_norm (value, NULL);

  g_assert_true (norm == expected || fabs (norm - expected) < 1e-15 * expected || (isnan (norm) && isnan (expected)));
  cr_value_unref (value);
}

static void
test_norm (void)
{
  static const float numbers[] = { 3, -4, INFINITY, NAN };
  static const double large[] = { 3e200, 4e200 };
  CrSummary summary = { .norm = 7 };

  check_norm (fixture_vector (2, numbers), 5);
  check_norm (fixture_vector (3, numbers), INFINITY);
  check_norm (fixture_vector (4, numbers), NAN);
  check_norm (value_new (CR_DTYPE_FLOAT64, 1, (gint64[]){ 2 }, large), 5e200);
  check_norm (value_new (CR_DTYPE_FLOAT64, 1, (gint64[]){ 0 }, large), 0);
  check_norm (cr_value_new_summary (CR_DTYPE_FLOAT32, 1, (gint64[]){ 9 }, &summary), 7);
}

static void
test_histogram (void)
{
  static const float numbers[] = { -1, -0.9f, 1, 1, 1, 0, 0, NAN, INFINITY };
  static const gint64 wholes[] = { 2, 3, 3, 5 };
  g_autoptr (CrValue) floats = fixture_vector (9, numbers);
  g_autoptr (CrValue) integers = value_new (CR_DTYPE_INT64, 1, (gint64[]){ 4 }, wholes);
  g_autoptr (CrStats) a = cr_stats_new (floats, NULL), b = cr_stats_new (integers, NULL);
  g_autofree char *first = NULL, *zero = NULL, *whole = NULL;

  g_assert_cmpuint (a->histogram.n_bins, ==, 8);
  g_assert_cmpfloat (a->histogram.min, ==, -1);
  g_assert_cmpint (a->histogram.counts[0], ==, 2);
  g_assert_cmpint (a->histogram.counts[7], ==, 3);
  g_assert_cmpint (a->histogram.n_zero, ==, 2);
  g_assert_cmpint (a->histogram.n_nan, ==, 1);
  g_assert_cmpint (a->histogram.n_positive_inf, ==, 1);
  g_assert_cmpint (a->histogram.largest, ==, 3);
  first = cr_histogram_dup_text_at (&a->histogram, 260, 1);
  g_assert_cmpstr (first, ==, "−1.0 to −0.75: 2");
  zero = cr_histogram_dup_text_at (&a->histogram, 260, 260 - 3 * 28 + 1); /* three stand apart: 0, NaN, inf */
  g_assert_cmpstr (zero, ==, "0: 2");
  g_assert_null (cr_histogram_dup_text_at (&a->histogram, 260, 300));
  g_assert_true (b->histogram.integral);
  g_assert_cmpuint (b->histogram.n_bins, ==, 4);
  g_assert_cmpint (b->histogram.counts[1], ==, 2);
  whole = cr_histogram_dup_text_at (&b->histogram, 100, 30);
  g_assert_cmpstr (whole, ==, "3.0: 2");
}

/* Every element is counted once, whatever the range. */
static void
test_histogram_counts_all (void)
{
  float numbers[1000];
  g_autoptr (CrValue) value = NULL;
  g_autoptr (CrStats) stats = NULL;
  gint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (float)(i % 7 == 0 ? 0 : sin (i) * 1e20);
  value = fixture_vector (G_N_ELEMENTS (numbers), numbers);
  stats = cr_stats_new (value, NULL);
  for (guint i = 0; i < stats->histogram.n_bins; i++)
    sum += stats->histogram.counts[i];
  g_assert_cmpint (sum + stats->histogram.n_zero, ==, G_N_ELEMENTS (numbers));
  g_assert_cmpint (stats->histogram.n_zero, ==, 143);
}

static void
test_heat (void)
{
  static const float numbers[] = { 1, -4, 0.5f, NAN, INFINITY, 2 };
  g_autoptr (CrValue) value = fixture_matrix (2, 3, numbers);
  g_autoptr (CrHeat) heat = cr_heat_new (value, 0, 2, 3, NULL), part = cr_heat_new (value, 3, 1, 3, NULL);
  const CrTheme *theme = cr_theme_get (FALSE);
  CrColor low = cr_heat_get_color (-4, 4, theme), zero = cr_heat_get_color (0, 4, theme),
          high = cr_heat_get_color (4, 4, theme);
  gint64 line, column;

  g_assert_cmpfloat (heat->largest, ==, 4);
  g_assert_true (heat->nan && heat->inf);
  g_assert_cmpfloat (heat->cells[1], ==, -4);
  g_assert_true (isnan (heat->cells[3]));
  g_assert_cmpfloat (part->cells[2], ==, 2);
  g_assert_cmpfloat (part->largest, ==, 2);
  g_assert_cmpfloat (low.green, <, zero.green);
  g_assert_cmpfloat (high.red, <, zero.red);
  g_assert_cmpfloat (low.red, >, high.red);
  g_assert_true (cr_heat_find (heat, 258, 30, 25, &line, &column));
  g_assert_cmpint (line, ==, 1);
  g_assert_cmpint (column, ==, 1);
  g_assert_false (cr_heat_find (heat, 258, 30, 46, &line, &column));
}

/* Of a large matrix the worst of what a cell covers is seen. */
static void
test_heat_reduced (void)
{
  guint rows = 1000, columns = 300;
  g_autofree float *numbers = g_new0 (float, rows *columns);
  g_autoptr (CrValue) value = NULL;
  g_autoptr (CrHeat) heat = NULL;
  guint n_nan = 0, n_spikes = 0;

  numbers[500 * columns + 150] = -7;
  numbers[501 * columns + 299] = NAN;
  value = fixture_matrix (rows, columns, numbers);
  heat = cr_heat_new (value, 0, rows, columns, NULL);
  g_assert_cmpuint (heat->n_rows, ==, CR_HEAT_MAX_CELLS);
  for (guint i = 0; i < heat->n_rows * heat->n_columns; i++)
    {
      n_nan += isnan (heat->cells[i]) != 0;
      n_spikes += heat->cells[i] == -7;
    }
  g_assert_cmpuint (n_nan, ==, 1);
  g_assert_cmpuint (n_spikes, ==, 1);
}

static guint
count_marked (cairo_surface_t *surface)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint n = 0;

  cairo_surface_flush (surface);
  for (int i = 0; i < cairo_image_surface_get_stride (surface) * cairo_image_surface_get_height (surface); i++)
    n += data[i] != 0;
  return n;
}

/* Painting reaches all its ways: small and large cells, NaN, infinity, a selection, an empty line, light and dark. */
static void
test_paint (void)
{
  static const float numbers[] = { 1, -4, 0.5f, NAN, INFINITY, 0 };
  g_autoptr (CrValue) value = fixture_matrix (2, 3, numbers);
  g_autoptr (CrHeat) heat = cr_heat_new (value, 0, 2, 3, NULL);
  g_autoptr (CrStats) stats = cr_stats_new (value, NULL);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CrMoment));

  for (guint i = 0; i < 6; i++)
    g_array_append_val (moments, ((CrMoment){ .event = i * 2, .number = numbers[i], .none = i == 2 }));
  for (int dark = 0; dark < 2; dark++)
    for (int kind = 0; kind < 4; kind++)
      {
        cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 260, 260);
        cairo_t *cr = cairo_create (surface);
        const CrTheme *theme = cr_theme_get (dark);

        if (kind == 0)
          cr_heat_paint (heat, cr, theme, 260, 1, 2);
        else if (kind < 3)
          cr_histogram_paint (&stats->histogram, cr, theme, &theme->value, 260, kind == 2);
        else
          cr_sparkline_paint (moments, cr, theme, &theme->gradient, 260, 12, 5);
        g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
        g_assert_cmpuint (count_marked (surface), >, 500);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

static void
test_sparkline (void)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CrMoment)), few = NULL;
  gboolean high = FALSE, low = FALSE, nan = FALSE;

  for (guint i = 0; i < 100000; i++)
    g_array_append_val (moments, ((CrMoment){ .event = i,
                                              .number = i == 77777   ? 1e6
                                                        : i == 33333 ? -1e6
                                                        : i == 5000  ? NAN
                                                                     : sin (i) }));
  few = cr_sparkline_decimate (moments, 100);
  g_assert_cmpuint (few->len, <=, 500);
  for (guint i = 0; i < few->len; i++)
    {
      const CrMoment *moment = &g_array_index (few, CrMoment, i);

      g_assert_true (i == 0 || moment->event > moment[-1].event);
      high = high || moment->number == 1e6;
      low = low || moment->number == -1e6;
      nan = nan || isnan (moment->number);
    }
  g_assert_true (high && low && nan);
  g_assert_cmpuint (g_array_index (few, CrMoment, 0).event, ==, 0);
  g_assert_cmpuint (g_array_index (few, CrMoment, few->len - 1).event, ==, 99999);
  g_assert_cmpuint (cr_sparkline_find_at (moments, 0), ==, G_MAXUINT);
  g_assert_cmpuint (cr_sparkline_find_at (moments, 10), ==, 9);
  g_assert_cmpuint (cr_sparkline_find (moments, 252, 100000, 0), ==, 0);
  g_assert_cmpuint (cr_sparkline_find (moments, 252, 100000, 1000), ==, 99999);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/values/python", test_python);
  g_test_add_func ("/ui/draw/values/python-refused", test_python_refused);
  g_test_add_func ("/ui/draw/values/elements", test_elements);
  g_test_add_func ("/ui/draw/values/stats", test_stats);
  g_test_add_func ("/ui/draw/values/norm", test_norm);
  g_test_add_func ("/ui/draw/values/histogram", test_histogram);
  g_test_add_func ("/ui/draw/values/histogram-counts-all", test_histogram_counts_all);
  g_test_add_func ("/ui/draw/values/heat", test_heat);
  g_test_add_func ("/ui/draw/values/heat-reduced", test_heat_reduced);
  g_test_add_func ("/ui/draw/values/paint", test_paint);
  g_test_add_func ("/ui/draw/values/sparkline", test_sparkline);
  return g_test_run ();
}
