/* Labels that are put together from letters look as Pango fills them. */
#include <math.h>
#include <pango/pangocairo.h>

#include "cr-text.h"

#define WIDTH 240
#define HEIGHT 60

static const CrColor black = { 0, 0, 0, 1 };

static cairo_surface_t *
draw (CrFont font, const char *string, double scale, double max_width, gboolean kept)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (image);
  g_autoptr (CrText) text = cr_text_new (kept ? NULL : cr);

  cairo_scale (cr, scale, scale);
  if (kept)
    cr_text_begin (text, cr, 1);
  cr_text_draw (text, font, &black, string, 4 / scale, 30 / scale, CR_ALIGN_LEFT, max_width);
  if (kept)
    cr_text_end (text);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  return image;
}

/* How much ink there is, and where its middle lies. */
static void
weigh (cairo_surface_t *image, double *ink, double *x, double *y)
{
  const guint8 *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);

  *ink = *x = *y = 0;
  for (int row = 0; row < HEIGHT; row++)
    for (int column = 0; column < WIDTH; column++)
      {
        double alpha = (*(const guint32 *)(gconstpointer)(data + row * stride + column * 4) >> 24) / 255.0;

        *ink += alpha;
        *x += alpha * column;
        *y += alpha * row;
      }
  *x /= MAX (*ink, 1e-9);
  *y /= MAX (*ink, 1e-9);
}

static void
test_like_pango (void)
{
  static const struct
  {
    CrFont font;
    const char *string;
    double max_width;
  } labels[] = {
    { CR_FONT_TITLE, "weights", 0 },
    { CR_FONT_VALUE, "-0.25 1.5e-07", 0 },
    { CR_FONT_SMALL, "MulBackward0 of a long name", 60 },
    { CR_FONT_SMALL, "∇ não ∑ ß", 0 },
    { CR_FONT_CAPTION, "two\nlines", 0 },
  };
  static const double scales[] = { 0.45, 0.56, 1, 1.3, 1.97 };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
      {
        cairo_surface_t *kept = draw (labels[i].font, labels[i].string, scales[k], labels[i].max_width, TRUE);
        cairo_surface_t *filled = draw (labels[i].font, labels[i].string, scales[k], labels[i].max_width, FALSE);
        double ink, x, y, their_ink, their_x, their_y;

        weigh (kept, &ink, &x, &y);
        weigh (filled, &their_ink, &their_x, &their_y);
        g_assert_cmpfloat (their_ink, >, 10);
        g_assert_cmpfloat (fabs (ink / their_ink - 1), <, 0.03);
        g_assert_cmpfloat (fabs (x - their_x), <, 0.7); /* half a pixel of the label's place, and of its letters' */
        g_assert_cmpfloat (fabs (y - their_y), <, 0.7);
        cairo_surface_destroy (filled);
        cairo_surface_destroy (kept);
      }
}

/* The second time, at another place and in another colour, the same letters. */
static void
test_again (void)
{
  static const CrColor red = { 1, 0, 0, 1 };
  g_autoptr (CrText) text = cr_text_new (NULL);
  cairo_surface_t *images[2];

  for (guint i = 0; i < 2; i++)
    {
      cairo_t *cr;

      images[i] = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
      cr = cairo_create (images[i]);
      cr_text_begin (text, cr, 1);
      cr_text_draw (text, CR_FONT_TITLE, i ? &red : &black, "again", 20 + 40 * i, 30, CR_ALIGN_CENTER, 0);
      cr_text_end (text);
      cairo_destroy (cr);
      cairo_surface_flush (images[i]);
    }
  for (int row = 0; row < HEIGHT; row++)
    for (int column = 0; column < WIDTH - 40; column++)
      {
        const guint8 *data[] = { cairo_image_surface_get_data (images[0]), cairo_image_surface_get_data (images[1]) };
        guint32 first = ((const guint32 *)(gconstpointer)data[0])[row * WIDTH + column];
        guint32 second = ((const guint32 *)(gconstpointer)data[1])[row * WIDTH + column + 40];

        g_assert_cmphex (first >> 24, ==, second >> 24);
        g_assert_cmphex (second >> 16 & 0xff, ==, second >> 24);
      }
  cairo_surface_destroy (images[0]);
  cairo_surface_destroy (images[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/glyphs/like-pango", test_like_pango);
  g_test_add_func ("/ui/draw/glyphs/again", test_again);
  return g_test_run ();
}
