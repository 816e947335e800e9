/* Paints every state onto images and looks at the pixels where a state must be seen. */
#include <math.h>

#include "canvas.h"

static const CrPaintOptions plain_options = CR_PAINT_OPTIONS_INIT;

static void
check_positions (CrSceneView view)
{
  g_auto (Canvas) c = canvas_new (view, 1);
  guint length = cr_cursor_get_length (c.cursor);

  for (guint i = 0; i <= length; i++)
    for (guint dark = 0; dark < 2; dark++)
      {
        CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

        options.phase = (i + dark) % 3 / 2.0; /* the end of each event, too */
        options.selected = i % cr_scene_get_n_nodes (c.scene);
        options.key = TRUE;
        canvas_paint (&c, i, dark, options);
        options.phase = 1;
        canvas_paint (&c, i, dark, options);
      }
  g_assert_cmpuint (canvas_count_around (&c, 0, &cr_theme_get (TRUE)->text), >, 0);
}

static void
test_every_position (void)
{
  for (CrSceneView view = CR_VIEW_FULL; view <= CR_VIEW_FUNCTIONS; view++)
    check_positions (view);
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
        canvas_paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
        g_assert_cmpuint (canvas_count (&c, 0, 0, width, height, &cr_theme_get (FALSE)->gradient), >, 0);
      }
}

static void
test_ghosts_and_values (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint y_pred = canvas_find_variable (&c, 5, 21);

  canvas_paint (&c, 0, FALSE, plain_options);
  g_assert_cmpuint (canvas_count_around (&c, y_pred, &theme->value), ==, 0);
  g_assert_cmpuint (canvas_count_around (&c, y_pred, &theme->node_line), ==, 0);
  canvas_paint (&c, c.fixture->begun, FALSE, plain_options);
  g_assert_cmpuint (canvas_count_around (&c, y_pred, &theme->value), >, 20);
  g_assert_cmpuint (canvas_count_around (&c, y_pred, &theme->node_line), >, 100);
  g_assert_cmpuint (canvas_count_around (&c, y_pred, &theme->gradient), ==, 0);
}

static void
test_gradients (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint add = canvas_find_function (&c, 21), w = canvas_find_variable (&c, 2, 0), mul = canvas_find_function (&c, 20);

  canvas_paint (&c, c.fixture->first_add, FALSE, plain_options);
  g_assert_cmpuint (canvas_count_around (&c, mul, &theme->gradient), ==, 0);
  canvas_paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  g_assert_cmpuint (canvas_count_around (&c, add, &theme->gradient), >, 200); /* it glows */
  g_assert_cmpuint (canvas_count_around (&c, w, &theme->gradient), ==, 0);
  canvas_paint (&c, cr_cursor_get_length (c.cursor), FALSE, plain_options);
  g_assert_cmpuint (canvas_count_around (&c, w, &theme->gradient), >, 50);
  g_assert_cmpuint (canvas_count_around (&c, add, &theme->gradient), >, 20); /* its badge */
}

/* A capsule is on its way in the middle of a step and has arrived at its end. */
static void
test_travel (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrSceneNode *b = cr_scene_get_node (c.scene, canvas_find_variable (&c, 4, 0));
  const CrSceneNode *add = cr_scene_get_node (c.scene, canvas_find_function (&c, 21));
  double top = b->y + b->height + 12, x = MIN (b->x, add->x), width = MAX (b->x, add->x) - x + b->width;
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  const CrTheme *theme = cr_theme_get (FALSE);
  guint moving, resting;

  options.phase = 0.5;
  canvas_paint (&c, c.fixture->first_add + 1, FALSE, options);
  moving = canvas_count (&c, x, top, width, add->y - top - 2, &theme->gradient);
  canvas_paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  resting = canvas_count (&c, x, top, width, add->y - top - 2, &theme->gradient);
  g_assert_cmpuint (moving, >, resting + 200);
}

/* A leaf that is used three times: the parts are told apart from the sum, words change with what came. */
static void
test_shared_leaf (void)
{
  g_auto (Canvas) c = canvas_new_for (fixture_new_shared (), CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint a = canvas_find_variable (&c, 1, 0), waiting, part, whole;

  canvas_paint (&c, c.fixture->first_add, FALSE, plain_options);
  waiting = canvas_count_around (&c, a, &theme->gradient);
  canvas_paint (&c, c.fixture->first_add + 1, FALSE, plain_options);
  part = canvas_count_around (&c, a, &theme->gradient);
  canvas_paint (&c, c.fixture->first_add + 2, FALSE, plain_options);
  whole = canvas_count_around (&c, a, &theme->gradient);
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
  guint w = canvas_find_variable (&c, 2, 0), with, without;

  canvas_paint (&c, c.fixture->begun, FALSE, options);
  without = canvas_count_around (&c, w, &theme->selection);
  options.selected = w;
  canvas_paint (&c, c.fixture->begun, FALSE, options);
  with = canvas_count_around (&c, w, &theme->selection);
  g_assert_cmpuint (with, >, without + 200);
  options.selected = CR_NONE;
  options.focused = options.hovered = w;
  canvas_paint (&c, c.fixture->begun, FALSE, options);
  g_assert_cmpuint (canvas_count_around (&c, w, &theme->selection), >, without);
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
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);
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
      check_contrast (&t->failure, &t->background, 4.5);
      check_contrast (&t->text, &t->node_fill, 4.5);
      check_contrast (&t->text, &t->leaf_fill, 4.5);
      check_contrast (&t->text, &t->root_fill, 4.5);
      check_contrast (&t->text, &t->operator_fill, 4.5);
      check_contrast (&t->dim_text, &t->node_fill, 4.5);
      check_contrast (&t->dim_text, &t->operator_fill, 4.5);
      check_contrast (&t->gradient, &t->background, 4.5);
      check_contrast (&t->gradient, &t->node_fill, 4.5);
      check_contrast (&t->gradient, &t->operator_fill, 4.5);
      check_contrast (&t->value, &t->background, 4.5);
      check_contrast (&t->failure, &t->operator_fill, 3);
      check_contrast (&t->failure, &t->node_fill, 4.5);
      check_contrast (&t->node_line, &t->background, 3);
      check_contrast (&t->operator_line, &t->background, 3);
      check_contrast (&t->leaf_line, &t->leaf_fill, 3);
      check_contrast (&t->root_line, &t->root_fill, 3);
      check_contrast (&t->node_line, &t->node_fill, 3);
      check_contrast (&t->operator_line, &t->operator_fill, 3);
      check_contrast (&t->below_zero, &t->zero, 3);
      check_contrast (&t->value, &t->zero, 3);
      check_contrast (&t->gradient, &t->zero, 3);
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
