/* The picture in two layers, and kept from frame to frame, is the picture as a whole. */
#include <string.h>

#include "canvas.h"
#include "cr-view-painter.h"

#define WIDTH 420
#define HEIGHT 380

static cairo_surface_t *
make_image (void)
{
  return cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
}

static cairo_t *
begin (cairo_surface_t *image, gboolean dark)
{
  const CrTheme *theme = cr_theme_get (dark);
  cairo_t *cr = cairo_create (image);

  cairo_set_source_rgb (cr, theme->background.red, theme->background.green, theme->background.blue);
  cairo_paint (cr);
  return cr;
}

/* How many pixels differ by more than a shade: letters are put on whole pixels, and light adds up in another order. */
static guint
count_different (cairo_surface_t *a, cairo_surface_t *b)
{
  guint n = 0;

  cairo_surface_flush (a);
  cairo_surface_flush (b);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH * 4; x++)
      {
        int p = cairo_image_surface_get_data (a)[y * cairo_image_surface_get_stride (a) + x];
        int q = cairo_image_surface_get_data (b)[y * cairo_image_surface_get_stride (b) + x];

        n += x % 4 < 3 && ABS (p - q) > 8;
      }
  return n;
}

typedef struct
{
  Canvas *canvas;
  CrText *text;
  CrViewPainter *painter;
  gboolean dark;
} Frame;

/* Frees what it paints onto. */
static guint
compare_frames (Frame *f, const CrPaintOptions *wanted, double x, double y, double scale)
{
  CrPaintOptions options = *wanted;
  CrPaintView view = { scale, x, y, WIDTH, HEIGHT, 1 };
  cairo_surface_t *whole = make_image (), *layers = make_image ();
  cairo_t *cr = begin (whole, f->dark);
  g_autoptr (CrText) text = cr_text_new (NULL);
  guint n;

  options.scale = scale;
  options.text = text;
  cr_text_begin (text, cr, 1);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  cr_painter_paint (f->canvas->scene, f->canvas->cursor, cr_theme_get (f->dark), &options, cr);
  cr_text_end (text);
  cairo_destroy (cr);
  options.text = f->text;
  cr = begin (layers, f->dark);
  cr_text_begin (f->text, cr, 1);
  cr_view_painter_paint (f->painter, f->canvas->scene, f->canvas->cursor, cr_theme_get (f->dark), &options, &view, cr);
  cr_text_end (f->text);
  cairo_destroy (cr);
  n = count_different (whole, layers);
  cairo_surface_destroy (whole);
  cairo_surface_destroy (layers);
  return n;
}

static Frame
frame_new (Canvas *canvas)
{
  return (Frame){ canvas, cr_text_new (NULL), cr_view_painter_new (), FALSE };
}

static void
frame_clear (Frame *f)
{
  cr_view_painter_free (f->painter);
  cr_text_free (f->text);
}

static void
test_every_step (void)
{
  static const double scales[] = { 0.1, 0.27, 0.4, 1.0 };
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  Frame f = frame_new (&c);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
    for (guint i = 0; i <= cr_cursor_get_length (c.cursor); i++)
      {
        cr_cursor_seek (c.cursor, i);
        f.dark = i % 2;
        options.phase = (i % 4) / 3.0;
        options.selected = i % cr_scene_get_n_nodes (c.scene);
        g_assert_cmpuint (compare_frames (&f, &options, 5, -20, scales[k]), <, 60);
      }
  frame_clear (&f);
}

/* In every place that the view comes to, by short ways and long. */
static void
test_moved_view (void)
{
  static const double ways[][2]
      = { { 0, 0 }, { -15, -40 }, { -60, -90 }, { 30, 20 }, { 160, 170 }, { -5, -900 }, { 0, 0 }, { -200, -130 } };
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  Frame f = frame_new (&c);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  cr_cursor_seek (c.cursor, c.fixture->first_add + 1);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_assert_cmpuint (compare_frames (&f, &options, ways[i][0], ways[i][1], 1), <, 60);
  frame_clear (&f);
}

/* What rests is the same image while only phase, selection and the like change; another one with the cursor. */
static void
test_kept (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  Frame f = frame_new (&c);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  CrPaintView view = { 1, 0, 0, WIDTH, HEIGHT, 1 };
  const CrTheme *theme = cr_theme_get (FALSE);
  cairo_surface_t *first, *image = make_image ();
  cairo_t *cr = cairo_create (image);
  double x, y;

  cr_text_begin (f.text, cr, 1);
  options.text = f.text;
  cr_cursor_seek (c.cursor, c.fixture->first_add + 1);
  first = cr_view_painter_get_still (f.painter, c.scene, c.cursor, theme, &options, &view, &x, &y);
  cairo_surface_reference (first);
  options.phase = 0.3;
  options.selected = 2;
  view.x = 0.3;
  g_assert_true (cr_view_painter_get_still (f.painter, c.scene, c.cursor, theme, &options, &view, &x, &y) == first);
  cr_cursor_seek (c.cursor, c.fixture->first_add + 2);
  g_assert_true (cr_view_painter_get_still (f.painter, c.scene, c.cursor, theme, &options, &view, &x, &y) != first);
  cr_text_end (f.text);
  cairo_surface_destroy (first);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  frame_clear (&f);
}

/* What is painted within a clip does not depend on it. */
static void
test_clip (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  cairo_surface_t *whole = make_image (), *parts = make_image ();
  cairo_t *cr = begin (whole, FALSE);

  cr_cursor_seek (c.cursor, c.fixture->first_add + 1);
  cr_painter_paint (c.scene, c.cursor, cr_theme_get (FALSE), &options, cr);
  cairo_destroy (cr);
  cairo_destroy (begin (parts, FALSE));
  for (int y = 0; y < HEIGHT; y += 95)
    for (int x = 0; x < WIDTH; x += 70)
      {
        cr = cairo_create (parts);
        cairo_rectangle (cr, x, y, 70, 95);
        cairo_clip (cr);
        cr_painter_paint (c.scene, c.cursor, cr_theme_get (FALSE), &options, cr);
        cairo_destroy (cr);
      }
  g_assert_cmpuint (count_different (whole, parts), <, 60);
  cairo_surface_destroy (whole);
  cairo_surface_destroy (parts);
}

/* With widths, the widest gradient covers more than before. */
static void
test_widths (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  g_autoptr (CrNorms) norms = cr_norms_new (c.fixture->trace, c.fixture->begun, NULL);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  const CrColor *color = &cr_theme_get (FALSE)->gradient;
  double width, height;
  guint before;

  cr_scene_get_size (c.scene, &width, &height);
  canvas_paint (&c, G_MAXUINT, FALSE, options);
  before = canvas_count (&c, 0, 0, width, height, color);
  options.norms = norms;
  canvas_paint (&c, G_MAXUINT, FALSE, options);
  g_assert_cmpuint (canvas_count (&c, 0, 0, width, height, color), >, before + 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/layers/every-step", test_every_step);
  g_test_add_func ("/ui/draw/layers/moved-view", test_moved_view);
  g_test_add_func ("/ui/draw/layers/kept", test_kept);
  g_test_add_func ("/ui/draw/layers/clip", test_clip);
  g_test_add_func ("/ui/draw/layers/widths", test_widths);
  return g_test_run ();
}
