/* Lines straight into an image's pixels: where they are, how much of each pixel they cover, and that they look as
 * Cairo's do. */
#include "cr-stroke.h"

#include <cairo-svg.h>
#include <math.h>

#define SIDE 60

static const CrColor red = { 1, 0, 0, 1 };

static guint
get_alpha (cairo_surface_t *image, int x, int y)
{
  cairo_surface_flush (image);
  return ((const guint32 *)(gconstpointer)cairo_image_surface_get_data (
             image))[y * cairo_image_surface_get_stride (image) / 4 + x]
         >> 24;
}

static cairo_surface_t *
new_image (void)
{
  return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
}

static cairo_surface_t *
draw (const CrPoint *points, guint n, double width, const double *dashes)
{
  g_autoptr (CrStroker) stroker = cr_stroker_new ();
  cairo_surface_t *image = new_image ();
  cairo_t *cr = cairo_create (image);

  g_assert_true (cr_stroker_stroke (stroker, cr, &red, points, n, width, dashes, dashes ? 2 : 0));
  cairo_destroy (cr);
  return image;
}

static cairo_surface_t *
draw_with_cairo (const CrPoint *points, guint n, double width, const double *dashes)
{
  cairo_surface_t *image = new_image ();
  cairo_t *cr = cairo_create (image);

  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, dashes, dashes ? 2 : 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, points[i].x, points[i].y);
  cairo_stroke (cr);
  cairo_destroy (cr);
  return image;
}

static void
test_coverage (void)
{
  static const CrPoint points[] = { { 10, 20.5 }, { 20, 20.5 } };
  cairo_surface_t *image = draw (points, 2, 1, NULL), *wide = draw (points, 2, 2, NULL);

  g_assert_cmpuint (get_alpha (image, 9, 20), ==, 0);
  g_assert_cmpuint (get_alpha (image, 10, 20), ==, 255);
  g_assert_cmpuint (get_alpha (image, 19, 20), ==, 255);
  g_assert_cmpuint (get_alpha (image, 20, 20), ==, 0);
  g_assert_cmpuint (get_alpha (image, 15, 19), ==, 0);
  g_assert_cmpuint (get_alpha (image, 15, 21), ==, 0);
  g_assert_cmpuint (get_alpha (wide, 15, 19), ==, 128);
  g_assert_cmpuint (get_alpha (wide, 15, 20), ==, 255);
  g_assert_cmpuint (get_alpha (wide, 15, 21), ==, 128);
  cairo_surface_destroy (wide);
  cairo_surface_destroy (image);
}

/* On average as much is covered as by Cairo, and nowhere is it far off. */
static void
test_like_cairo (void)
{
  static const CrPoint bent[] = { { 5, 5 }, { 9, 30 }, { 20, 42.5 }, { 38, 47 }, { 55, 20 } };
  static const CrPoint outside[] = { { -50, -40 }, { 30.3, 31.1 }, { 120, 40 } };
  static const double dashes[] = { 5, 3.5 };
  static const double widths[] = { 0.4, 0.8, 1.5, 4, 9 };

  for (guint i = 0; i < 4 * G_N_ELEMENTS (widths); i++)
    {
      const CrPoint *points = i & 1 ? bent : outside;
      guint n = i & 1 ? G_N_ELEMENTS (bent) : G_N_ELEMENTS (outside);
      cairo_surface_t *own = draw (points, n, widths[i / 4], i & 2 ? dashes : NULL);
      cairo_surface_t *theirs = draw_with_cairo (points, n, widths[i / 4], i & 2 ? dashes : NULL);
      double sum = 0, their_sum = 0;

      for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
          {
            sum += get_alpha (own, x, y);
            their_sum += get_alpha (theirs, x, y);
            if (!(i & 2) || widths[i / 4] <= 1.5) /* a dash that ends at a bend is round there */
              g_assert_cmpint (ABS ((int)get_alpha (own, x, y) - (int)get_alpha (theirs, x, y)), <, 90);
          }
      g_assert_cmpfloat (their_sum, >, 1000);
      g_assert_cmpfloat (fabs (sum / their_sum - 1), <, 0.05);
      cairo_surface_destroy (theirs);
      cairo_surface_destroy (own);
    }
}

/* Where a line crosses itself or bends, a colour that is half there lies once. */
static void
test_once (void)
{
  static const CrPoint points[] = { { 10, 30 }, { 50, 30 }, { 50, 10 }, { 30, 10 }, { 30, 50 } };
  static const CrColor half = { 1, 0, 0, 0.5 };
  g_autoptr (CrStroker) stroker = cr_stroker_new ();
  cairo_surface_t *image = new_image ();
  cairo_t *cr = cairo_create (image);

  g_assert_true (cr_stroker_stroke (stroker, cr, &half, points, G_N_ELEMENTS (points), 4, NULL, 0));
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      g_assert_cmpuint (get_alpha (image, x, y), <=, 128);
  g_assert_cmpuint (get_alpha (image, 30, 30), ==, 128);
  g_assert_true (cr_stroker_stroke (stroker, cr, &half, points, G_N_ELEMENTS (points), 4, NULL, 0));
  g_assert_cmpuint (get_alpha (image, 30, 30), ==, 192); /* nothing is left of the first */
  cairo_destroy (cr);
  cairo_surface_destroy (image);
}

/* A clip bounds it; a unit may be two pixels; what cannot be is refused. */
static void
test_surfaces (void)
{
  static const CrPoint points[] = { { 0, 10 }, { 30, 10 } };
  g_autoptr (CrStroker) stroker = cr_stroker_new ();
  cairo_surface_t *image = new_image (), *svg = cairo_svg_surface_create_for_stream (NULL, NULL, SIDE, SIDE);
  cairo_t *cr, *on_svg = cairo_create (svg);

  cairo_surface_set_device_scale (image, 2, 2);
  cr = cairo_create (image);
  cairo_rectangle (cr, 5, 5, 10, 10);
  cairo_clip (cr);
  g_assert_true (cr_stroker_stroke (stroker, cr, &red, points, 2, 2, NULL, 0));
  g_assert_cmpuint (get_alpha (image, 9, 19), ==, 0);
  g_assert_cmpuint (get_alpha (image, 10, 17), ==, 0);
  g_assert_cmpuint (get_alpha (image, 10, 18), ==, 255);
  g_assert_cmpuint (get_alpha (image, 29, 21), ==, 255);
  g_assert_cmpuint (get_alpha (image, 30, 19), ==, 0);
  g_assert_false (cr_stroker_stroke (stroker, on_svg, &red, points, 2, 2, NULL, 0));
  cairo_destroy (on_svg);
  cairo_destroy (cr);
  cairo_surface_destroy (svg);
  cairo_surface_destroy (image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/stroke/coverage", test_coverage);
  g_test_add_func ("/ui/draw/stroke/like-cairo", test_like_cairo);
  g_test_add_func ("/ui/draw/stroke/once", test_once);
  g_test_add_func ("/ui/draw/stroke/surfaces", test_surfaces);
  return g_test_run ();
}
