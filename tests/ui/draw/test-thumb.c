/* Pictures of tensors, widths for gradients, and colours that can be told apart. */
#include <math.h>
#include <string.h>

#include "cr-norms.h"
#include "cr-text.h"
#include "cr-thumb.h"
#include "fixture.h"

static void
check_size (int ndim, const gint64 *sizes, gboolean has_picture)
{
  double width, height;

  cr_thumb_get_size (ndim, sizes, &width, &height);
  g_assert_cmpint (width > 0 && height > 0, ==, has_picture);
  g_assert_cmpfloat (width, <=, 96);
  g_assert_cmpfloat (height, <=, 40);
}

static void
test_sizes (void)
{
  check_size (0, NULL, FALSE);
  check_size (1, (const gint64[]){ 5 }, FALSE);
  check_size (1, (const gint64[]){ 6 }, TRUE);
  check_size (1, (const gint64[]){ 10000000 }, TRUE);
  check_size (2, (const gint64[]){ 3, 3 }, FALSE); /* its numbers are written */
  check_size (2, (const gint64[]){ 0, 400 }, FALSE);
  check_size (2, (const gint64[]){ 100000, 2 }, TRUE);
  check_size (4, (const gint64[]){ 64, 3, 7, 7 }, TRUE);
  check_size (4, (const gint64[]){ 64, 3, 1, 1 }, TRUE);
}

static void
test_cells (void)
{
  float numbers[] = { 1, -2, 3, 4, 5, -8, NAN, 0 };
  g_autoptr (CrValue) value = fixture_matrix (2, 4, numbers);
  g_autoptr (CrThumb) thumb = cr_thumb_new (value);
  g_autofree char *range = cr_thumb_dup_range (thumb);

  g_assert_cmpuint (thumb->n_rows, ==, 2);
  g_assert_cmpuint (thumb->n_columns, ==, 4);
  g_assert_cmpfloat (thumb->cells[1], ==, -2);
  g_assert_true (isnan (thumb->cells[6]));
  g_assert_cmpfloat (thumb->largest, ==, 8);
  g_assert_true (thumb->nan);
  g_assert_cmpstr (range, ==, "−8.00 … 5.00, nan");
}

/* A cell of many elements shows the one farthest from zero. */
static void
test_worst (void)
{
  g_autofree float *numbers = g_new0 (float, 4800);
  g_autoptr (CrValue) value = NULL;
  g_autoptr (CrThumb) thumb = NULL;

  numbers[150] = -7;
  numbers[4799] = 2;
  value = fixture_vector (4800, numbers);
  thumb = cr_thumb_new (value);
  g_assert_cmpuint (thumb->n_columns, ==, 48);
  g_assert_cmpfloat (thumb->cells[1], ==, -7);
  g_assert_cmpfloat (thumb->cells[47], ==, 2);
  g_assert_cmpfloat (thumb->cells[0], ==, 0);
}

static void
test_summary_has_none (void)
{
  gint64 sizes[] = { 20, 20 };
  CrSummary summary = { .min = -1, .max = 1 };
  g_autoptr (CrValue) value = cr_value_new_summary (CR_DTYPE_FLOAT32, 2, sizes, &summary);

  g_assert_null (cr_thumb_new (value));
}

static void
count_ready (gpointer data)
{
  (*(guint *)data)++;
}

/* A large one comes from a thread, a small one at once; freed while one is under way. */
static void
test_kept (void)
{
  guint n_ready = 0;
  g_autofree float *numbers = g_new0 (float, 30000);
  g_autoptr (CrValue) large = fixture_vector (30000, numbers), small = fixture_vector (10, numbers),
                      other = fixture_vector (30000, numbers);
  CrThumbs *thumbs = cr_thumbs_new (count_ready, &n_ready);

  g_assert_nonnull (cr_thumbs_get (thumbs, small));
  g_assert_null (cr_thumbs_get (thumbs, large));
  while (n_ready == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (cr_thumbs_get (thumbs, large));
  g_assert_null (cr_thumbs_get (thumbs, other));
  cr_thumbs_free (thumbs);
  for (guint i = 0; i < 100; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (n_ready, ==, 1);
}

static void
test_norms (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrNorms) norms = cr_norms_new (f->trace, f->begun, NULL);
  const CrStepEvent *step = &cr_trace_get_event (f->trace, f->first_add)->u.step;
  double min, max, norm = cr_norms_get (norms, step->sent[0]);
  gint cancel = 1;

  g_assert_cmpuint (cr_norms_get_begun (norms), ==, f->begun);
  g_assert_true (cr_norms_get_range (norms, &min, &max));
  g_assert_cmpfloat (min, <=, norm);
  g_assert_cmpfloat (norm, <=, max);
  g_assert_cmpfloat (cr_norms_get_width (norms, min), <, cr_norms_get_width (norms, max));
  g_assert_cmpfloat (cr_norms_get_width (norms, max), <=, 8.0001);
  g_assert_cmpfloat (cr_norms_get_width (norms, sqrt (min * max)), >, cr_norms_get_width (norms, min));
  g_assert_cmpfloat (cr_norms_get (norms, NULL), ==, -1);
  g_assert_null (cr_norms_new (f->trace, f->begun, &cancel));
}

/* A colour as people see it who lack the long (protanopia) or the middle (deuteranopia) cones: Viénot, Brettel and
 * Mollon, 1999, on linear RGB. */
static void
simulate (const CrColor *color, gboolean protan, double out[3])
{
  double in[] = { color->red, color->green, color->blue };
  const double m[2][2] = { { 0.29275, 0.70725 }, { 0.11238, 0.88762 } };
  const double *row = m[protan ? 1 : 0], blue = protan ? 0.004 : -0.02234;

  for (guint i = 0; i < 3; i++)
    in[i] = in[i] <= 0.04045 ? in[i] / 12.92 : pow ((in[i] + 0.055) / 1.055, 2.4);
  out[0] = out[1] = row[0] * in[0] + row[1] * in[1];
  out[2] = blue * (in[0] - in[1]) + in[2];
  for (guint i = 0; i < 3; i++)
    out[i] = out[i] <= 0.0031308 ? 12.92 * MAX (0, out[i]) : 1.055 * pow (out[i], 1 / 2.4) - 0.055;
}

static void
check_told_apart (const CrColor *a, const CrColor *b)
{
  for (guint protan = 0; protan < 2; protan++)
    {
      double x[3], y[3], sum = 0;

      simulate (a, protan, x);
      simulate (b, protan, y);
      for (guint i = 0; i < 3; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
      g_assert_cmpfloat (sqrt (sum), >, 0.2);
    }
}

static void
test_colors (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const CrTheme *t = cr_theme_get (dark);

      check_told_apart (&t->value, &t->gradient);
      check_told_apart (&t->value, &t->below_zero);
      check_told_apart (&t->gradient, &t->below_zero);
      check_told_apart (&t->gradient, &t->forward_edge);
      check_told_apart (&t->value, &t->zero);
      check_told_apart (&t->gradient, &t->zero);
      check_told_apart (&t->below_zero, &t->zero);
      check_told_apart (&t->leaf_line, &t->root_line);
      check_told_apart (&t->selection, &t->gradient);
    }
}

/* Ten thousand letters of any script are measured and end in an ellipsis. */
static void
test_long_names (void)
{
  static const char *const parts[] = { "name_", "שלום ", "مرحبا ", "張量", "👩‍👩‍👧", "e\u0301" };
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 40);
  cairo_t *cr = cairo_create (image);
  g_autoptr (CrText) text = cr_text_new (cr);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      double width, height;

      while (name->len < 10000)
        g_string_append (name, parts[i]);
      cr_text_measure (text, CR_FONT_TITLE, name->str, &width, &height);
      g_assert_cmpfloat (width, >, 240);
      g_assert_cmpfloat (width, <, 12000);
      g_assert_cmpfloat (height, <, 60);
      cr_text_draw (text, CR_FONT_TITLE, &cr_theme_get (FALSE)->text, name->str, 150, 20, CR_ALIGN_CENTER, 200);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/thumb/sizes", test_sizes);
  g_test_add_func ("/ui/draw/thumb/cells", test_cells);
  g_test_add_func ("/ui/draw/thumb/worst", test_worst);
  g_test_add_func ("/ui/draw/thumb/summary", test_summary_has_none);
  g_test_add_func ("/ui/draw/thumb/kept", test_kept);
  g_test_add_func ("/ui/draw/thumb/norms", test_norms);
  g_test_add_func ("/ui/draw/thumb/colors", test_colors);
  g_test_add_func ("/ui/draw/thumb/long-names", test_long_names);
  return g_test_run ();
}
