/* What goes straight into an image's pixels. */
#include "cr-pixels.h"

#include <cairo-svg.h>

#define SIDE 40

static const CrColor red = { 1, 0, 0, 1 };

static guint32
get_pixel (cairo_surface_t *image, int x, int y)
{
  return ((const guint32 *)(gconstpointer)cairo_image_surface_get_data (
      image))[y * cairo_image_surface_get_stride (image) / 4 + x];
}

static guint
count (cairo_surface_t *image)
{
  guint n = 0;

  cairo_surface_flush (image);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      n += get_pixel (image, x, y) == 0xffff0000;
  return n;
}

static void
test_lines (void)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_t *cr = cairo_create (image);
  CrPixels pixels;

  cairo_translate (cr, 10, 0);
  cairo_scale (cr, 0.5, 0.5);
  g_assert_true (cr_pixels_begin (&pixels, cr));
  cr_pixels_line (&pixels, &red, 0, 10, 20, 10); /* ten pixels and the one it ends in */
  g_assert_cmpuint (count (image), ==, 11);
  g_assert_cmphex (get_pixel (image, 10, 5), ==, 0xffff0000);
  g_assert_cmphex (get_pixel (image, 9, 5), ==, 0);
  cr_pixels_line (&pixels, &red, 0, 20, 20, 40); /* both diagonal and */
  g_assert_cmpuint (count (image), ==, 22);
  cr_pixels_line (&pixels, &red, -1e6, -1e6, -1e5, 1e6); /* outside */
  cr_pixels_line (&pixels, &red, 1e6, 30, 2e6, 30);
  g_assert_cmpuint (count (image), ==, 22);
  cr_pixels_line (&pixels, &red, -1e6, 70, 1e6, 70); /* across */
  g_assert_cmpuint (count (image), ==, 22 + SIDE);
  cr_pixels_end (&pixels);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
}

static void
test_clip (void)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SIDE, SIDE);
  cairo_t *cr = cairo_create (image);
  CrPixels pixels;

  cairo_rectangle (cr, 10, 20, 5, 7);
  cairo_clip (cr);
  g_assert_true (cr_pixels_begin (&pixels, cr));
  cr_pixels_rectangle (&pixels, &red, -100, -100, 300, 300);
  cr_pixels_line (&pixels, &red, 0, 0, 40, 40);
  cr_pixels_end (&pixels);
  g_assert_cmpuint (count (image), ==, 35);
  cairo_reset_clip (cr);
  g_assert_true (cr_pixels_begin (&pixels, cr));
  cr_pixels_rectangle (&pixels, &red, 1.1, 1.1, 0.01, 0.01); /* never nothing */
  cr_pixels_end (&pixels);
  g_assert_cmpuint (count (image), ==, 36);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
}

/* Where there are no such pixels, Cairo draws. */
static void
test_refused (void)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE, SIDE);
  cairo_surface_t *svg = cairo_svg_surface_create_for_stream (NULL, NULL, SIDE, SIDE);
  cairo_t *on_image = cairo_create (image), *on_svg = cairo_create (svg);
  CrPixels pixels;

  g_assert_false (cr_pixels_begin (&pixels, on_svg));
  cairo_rotate (on_image, 0.1);
  g_assert_false (cr_pixels_begin (&pixels, on_image));
  cairo_identity_matrix (on_image);
  cairo_arc (on_image, 20, 20, 10, 0, 6);
  cairo_clip (on_image);
  g_assert_false (cr_pixels_begin (&pixels, on_image));
  cairo_reset_clip (on_image);
  g_assert_true (cr_pixels_begin (&pixels, on_image));
  cr_pixels_end (&pixels);
  cairo_surface_set_device_scale (image, 2, 2);
  cairo_destroy (on_image);
  on_image = cairo_create (image);
  g_assert_false (cr_pixels_begin (&pixels, on_image));
  cairo_destroy (on_image);
  cairo_destroy (on_svg);
  cairo_surface_destroy (svg);
  cairo_surface_destroy (image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/pixels/lines", test_lines);
  g_test_add_func ("/ui/draw/pixels/clip", test_clip);
  g_test_add_func ("/ui/draw/pixels/refused", test_refused);
  return g_test_run ();
}
