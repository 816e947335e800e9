/* Paints onto images and counts pixels. */
#include "canvas.h"

/* Takes @fixture. */
Canvas
canvas_new_for (Fixture *fixture, CrSceneView view, double scale)
{
  Canvas c = { .fixture = fixture, .scale = scale };
  double width, height;

  c.scene = cr_scene_new (c.fixture->graph, 0, &(CrSceneOptions){ .view = view }, NULL);
  c.cursor = cr_cursor_new (c.fixture->graph);
  cr_scene_get_size (c.scene, &width, &height);
  c.image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)(width * scale) + 1, (int)(height * scale) + 1);
  return c;
}

Canvas
canvas_new (CrSceneView view, double scale)
{
  return canvas_new_for (fixture_new (), view, scale);
}

void
canvas_clear (Canvas *c)
{
  cairo_surface_destroy (c->image);
  cr_cursor_free (c->cursor);
  cr_scene_unref (c->scene);
  fixture_free (c->fixture);
}

void
canvas_paint (Canvas *c, guint position, gboolean dark, CrPaintOptions options)
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
guint
canvas_count (Canvas *c, double x, double y, double width, double height, const CrColor *color)
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
guint
canvas_count_around (Canvas *c, guint node, const CrColor *color)
{
  const CrSceneNode *n = cr_scene_get_node (c->scene, node);

  return canvas_count (c, n->x - 12, n->y - 18, n->width + 24, n->height + 30, color);
}

guint
canvas_find_variable (Canvas *c, guint64 tensor, guint64 function)
{
  return cr_scene_find_variable (c->scene, cr_graph_find_variable (c->fixture->graph, tensor, function));
}

guint
canvas_find_function (Canvas *c, guint64 id)
{
  return cr_scene_find_function (c->scene, cr_graph_find_function (c->fixture->graph, id));
}
