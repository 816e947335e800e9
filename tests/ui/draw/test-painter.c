/* Paints every state onto images and looks at the pixels where a state must be seen. */
#include <math.h>

#include "cr-painter.h"
#include "fixture.h"

typedef struct
{
  Fixture *fixture;
  CrScene *scene;
  CrCursor *cursor;
  cairo_surface_t *image;
  double scale;
} Canvas;

/* Takes @fixture. */
static Canvas
canvas_new_for (Fixture *fixture, CrSceneView view, double scale)
{
  Canvas c = { .fixture = fixture, .scale = scale };
  double width, height;

  c.scene = cr_scene_new (c.fixture->graph, 0, view, NULL);
  c.cursor = cr_cursor_new (c.fixture->graph);
  cr_scene_get_size (c.scene, &width, &height);
  c.image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)(width * scale) + 1, (int)(height * scale) + 1);
  return c;
}

static Canvas
canvas_new (CrSceneView view, double scale)
{
  return canvas_new_for (fixture_new (), view, scale);
}

static void
canvas_clear (Canvas *c)
{
  cairo_surface_destroy (c->image);
  cr_cursor_free (c->cursor);
  cr_scene_unref (c->scene);
  fixture_free (c->fixture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Canvas, canvas_clear)

static void
paint (Canvas *c, guint position, gboolean dark, CrPaintOptions options)
{
  const CrTheme *theme = cr_theme_get (dark);
  cairo_t *cr = cairo_create (c->image);

  cairo_set_source_rgb (cr, theme->background.red, theme->background.green, theme->background.blue);
  cairo_paint (cr);
  cairo_scale (cr, c->scale, c->scale);
  cr_cursor_seek (c->cursor, position);
  options.scale = c->scale;
  cr_painter_paint (c->scene, c->cursor, theme, &options, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (c->image);
}

static gboolean
is_near (guint32 pixel, const CrColor *color)
{
  double r = (pixel >> 16 & 0xff) / 255.0 - color->red, g = (pixel >> 8 & 0xff) / 255.0 - color->green,
         b = (pixel & 0xff) / 255.0 - color->blue;

  return r * r + g * g + b * b < 0.012;
}

/* How many pixels within the rectangle (in points of the scene) have about that colour. */
static guint
count_near (Canvas *c, double x, double y, double width, double height, const CrColor *color)
{
  int stride = cairo_image_surface_get_stride (c->image) / 4, w = cairo_image_surface_get_width (c->image),
      h = cairo_image_surface_get_height (c->image);
  const guint32 *pixels = (const guint32 *)cairo_image_surface_get_data (c->image);
  guint n = 0;

  for (int py = MAX (0, (int)(y * c->scale)); py < MIN (h, (int)((y + height) * c->scale)); py++)
    for (int px = MAX (0, (int)(x * c->scale)); px < MIN (w, (int)((x + width) * c->scale)); px++)
      n += is_near (pixels[py * stride + px], color);
  return n;
}

/* The same in and around a node. */
static guint
count_around (Canvas *c, guint node, const CrColor *color)
{
  const CrSceneNode *n = cr_scene_get_node (c->scene, node);

  return count_near (c, n->x - 12, n->y - 18, n->width + 24, n->height + 30, color);
}

static guint
find_variable (Canvas *c, guint64 tensor, guint64 function)
{
  return cr_scene_find_variable (c->scene, cr_graph_find_variable (c->fixture->graph, tensor, function));
}

static guint
find_function (Canvas *c, guint64 id)
{
  return cr_scene_find_function (c->scene, cr_graph_find_function (c->fixture->graph, id));
}

static const CrPaintOptions plain_options = CR_PAINT_OPTIONS_INIT;

static void
test_every_position (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  guint length = cr_cursor_get_length (c.cursor);

  for (guint i = 0; i <= length; i++)
    for (guint dark = 0; dark < 2; dark++)
      {
        CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

        options.phase = (i % 3) / 2.0;
        options.selected = i % cr_scene_get_n_nodes (c.scene);
        options.key = TRUE;
        paint (&c, i, dark, options);
      }
  g_assert_cmpuint (count_around (&c, 0, &cr_theme_get (TRUE)->text), >, 0);
}

static void
test_views_and_scales (void)
{
  static const double scales[] = { 0.05, 0.15, 0.3, 0.6, 2 };

  for (CrSceneView view = CR_VIEW_FULL; view <= CR_VIEW_FUNCTIONS; view++)
    for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
      {
        g_auto (Canvas) c = canvas_new (view, scales[i]);
        double width, height;

        cr_scene_get_size (c.scene, &width, &height);
        paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
        g_assert_cmpuint (count_near (&c, 0, 0, width, height, &cr_theme_get (FALSE)->gradient), >, 0);
      }
}

static void
test_ghosts_and_values (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint y_pred = find_variable (&c, 5, 21);

  paint (&c, 0, FALSE, plain_options);
  g_assert_cmpuint (count_around (&c, y_pred, &theme->value), ==, 0);
  g_assert_cmpuint (count_around (&c, y_pred, &theme->node_line), ==, 0);
  paint (&c, c.fixture->begun, FALSE, plain_options);
  g_assert_cmpuint (count_around (&c, y_pred, &theme->value), >, 20);
  g_assert_cmpuint (count_around (&c, y_pred, &theme->node_line), >, 100);
  g_assert_cmpuint (count_around (&c, y_pred, &theme->gradient), ==, 0);
}

static void
test_gradients (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint add = find_function (&c, 21), w = find_variable (&c, 2, 0), mul = find_function (&c, 20);

  paint (&c, c.fixture->first_add, FALSE, plain_options);
  g_assert_cmpuint (count_around (&c, mul, &theme->gradient), ==, 0);
  paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  g_assert_cmpuint (count_around (&c, add, &theme->gradient), >, 200); /* it glows */
  g_assert_cmpuint (count_around (&c, w, &theme->gradient), ==, 0);
  paint (&c, cr_cursor_get_length (c.cursor), FALSE, plain_options);
  g_assert_cmpuint (count_around (&c, w, &theme->gradient), >, 50);
  g_assert_cmpuint (count_around (&c, add, &theme->gradient), >, 20); /* its badge */
}

/* A capsule is on its way in the middle of a step and has arrived at its end. */
static void
test_travel (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrSceneNode *b = cr_scene_get_node (c.scene, find_variable (&c, 4, 0));
  const CrSceneNode *add = cr_scene_get_node (c.scene, find_function (&c, 21));
  double top = b->y + b->height + 12, x = MIN (b->x, add->x), width = MAX (b->x, add->x) - x + b->width;
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  const CrTheme *theme = cr_theme_get (FALSE);
  guint moving, resting;

  options.phase = 0.5;
  paint (&c, c.fixture->first_add + 1, FALSE, options);
  moving = count_near (&c, x, top, width, add->y - top - 2, &theme->gradient);
  paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  resting = count_near (&c, x, top, width, add->y - top - 2, &theme->gradient);
  g_assert_cmpuint (moving, >, resting + 200);
}

/* A leaf that is used three times: the parts are told apart from the sum, words change with what came. */
static void
test_shared_leaf (void)
{
  g_auto (Canvas) c = canvas_new_for (fixture_new_shared (), CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint a = find_variable (&c, 1, 0), waiting, part, whole;

  paint (&c, c.fixture->first_add, FALSE, plain_options);
  waiting = count_around (&c, a, &theme->gradient);
  paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  part = count_around (&c, a, &theme->gradient);
  paint (&c, c.fixture->first_add + 2, FALSE, plain_options);
  whole = count_around (&c, a, &theme->gradient);
  g_assert_cmpuint (waiting, ==, 0);
  g_assert_cmpuint (part, >, 500); /* a solid capsule: fed by this step */
  g_assert_cmpuint (whole, !=, part);
}

static void
test_rings (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  guint w = find_variable (&c, 2, 0), with, without;

  paint (&c, c.fixture->begun, FALSE, options);
  without = count_around (&c, w, &theme->selection);
  options.selected = w;
  paint (&c, c.fixture->begun, FALSE, options);
  with = count_around (&c, w, &theme->selection);
  g_assert_cmpuint (with, >, without + 200);
  options.selected = CR_NONE;
  options.focused = options.hovered = w;
  paint (&c, c.fixture->begun, FALSE, options);
  g_assert_cmpuint (count_around (&c, w, &theme->selection), >, without);
}

/* Nothing is painted outside of the clip, and an empty clip is fine. */
static void
test_clip (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  cairo_t *cr = cairo_create (c.image);

  cairo_set_source_rgb (cr, 1, 0, 1);
  cairo_paint (cr);
  cairo_rectangle (cr, 10, 10, 0, 0);
  cairo_clip (cr);
  cr_painter_paint (c.scene, c.cursor, cr_theme_get (FALSE), &plain_options, cr);
  cairo_destroy (cr);
  cairo_surface_flush (c.image);
  g_assert_cmpuint (*(guint32 *)cairo_image_surface_get_data (c.image) & 0xffffff, ==, 0xff00ff);
}

static void
test_long_chain (void)
{
  g_autoptr (Fixture) f = fixture_new_chain (400);
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, CR_VIEW_FULL, NULL);
  g_autoptr (CrCursor) cursor = cr_cursor_new (f->graph);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 200, 200);
  cairo_t *cr = cairo_create (image);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 801);
  options.scale = 0.01;
  cairo_scale (cr, 0.01, 0.01);
  cr_cursor_seek (cursor, G_MAXUINT);
  cr_painter_paint (scene, cursor, cr_theme_get (TRUE), &options, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (image);
}

/* Contrast as WCAG counts it. */
static double
luminance (const CrColor *color)
{
  double parts[] = { color->red, color->green, color->blue };

  for (guint i = 0; i < 3; i++)
    parts[i] = parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static void
check_contrast (const CrColor *a, const CrColor *b, double least)
{
  double x = luminance (a), y = luminance (b);

  g_assert_cmpfloat ((MAX (x, y) + 0.05) / (MIN (x, y) + 0.05), >=, least);
}

static void
test_contrast (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const CrTheme *t = cr_theme_get (dark);

      check_contrast (&t->text, &t->background, 4.5);
      check_contrast (&t->dim_text, &t->background, 4.5);
      check_contrast (&t->dim_text, &t->leaf_fill, 4.5);
      check_contrast (&t->dim_text, &t->root_fill, 4.5);
      check_contrast (&t->value, &t->node_fill, 4.5);
      check_contrast (&t->value, &t->leaf_fill, 4.5);
      check_contrast (&t->value, &t->root_fill, 4.5);
      check_contrast (&t->gradient, &t->gradient_fill, 4.5);
      check_contrast (&t->gradient, &t->leaf_fill, 4.5);
      check_contrast (&t->on_gradient, &t->gradient, 4.5);
      check_contrast (&t->leaf_line, &t->background, 4.5);
      check_contrast (&t->root_line, &t->background, 4.5);
      check_contrast (&t->forward_edge, &t->background, 4.5);
      check_contrast (&t->plain_line, &t->background, 3);
      check_contrast (&t->selection, &t->background, 3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/painter/every-position", test_every_position);
  g_test_add_func ("/ui/draw/painter/views-and-scales", test_views_and_scales);
  g_test_add_func ("/ui/draw/painter/ghosts-and-values", test_ghosts_and_values);
  g_test_add_func ("/ui/draw/painter/gradients", test_gradients);
  g_test_add_func ("/ui/draw/painter/travel", test_travel);
  g_test_add_func ("/ui/draw/painter/shared-leaf", test_shared_leaf);
  g_test_add_func ("/ui/draw/painter/rings", test_rings);
  g_test_add_func ("/ui/draw/painter/clip", test_clip);
  g_test_add_func ("/ui/draw/painter/long-chain", test_long_chain);
  g_test_add_func ("/ui/draw/painter/contrast", test_contrast);
  return g_test_run ();
}
