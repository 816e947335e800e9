/* Pictures as files are whole, of their format, of the size that was asked for, and the same every time. */
#define _GNU_SOURCE /* memmem */
#include <math.h>
#include <string.h>

#include "cr-export.h"
#include "cr-plot-record.h"
#include "fixture.h"

typedef struct
{
  Fixture *fixture;
  CrScene *scene;
  CrCursor *cursor;
} Setup;

static void
set_up (Setup *s, gconstpointer data)
{
  s->fixture = fixture_new ();
  s->scene = cr_scene_new (s->fixture->graph, 0, NULL, NULL);
  s->cursor = cr_cursor_new (s->fixture->graph);
  cr_cursor_seek (s->cursor, s->fixture->first_add + 1);
}

static void
tear_down (Setup *s, gconstpointer data)
{
  cr_cursor_free (s->cursor);
  cr_scene_unref (s->scene);
  fixture_free (s->fixture);
}

static GBytes *
export_as (Setup *s, CrExportFormat format, CrExportOptions options)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = cr_export_draw (s->scene, s->cursor, format, &options, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  return bytes;
}

typedef struct
{
  const guint8 *at;
  gsize left;
} Reading;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Reading *reading = closure;

  if (length > reading->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reading->at, length);
  reading->at += length;
  reading->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
open_png (GBytes *png)
{
  Reading reading;
  cairo_surface_t *image;

  reading.at = g_bytes_get_data (png, &reading.left);
  image = cairo_image_surface_create_from_png_stream (read_bytes, &reading);
  g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
  return image;
}

static void
assert_size (GBytes *png, int width, int height)
{
  cairo_surface_t *image = open_png (png);

  g_assert_cmpint (cairo_image_surface_get_width (image), ==, width);
  g_assert_cmpint (cairo_image_surface_get_height (image), ==, height);
  cairo_surface_destroy (image);
}

/* How many pixels of a picture are of another colour than its upper left one. */
static guint
count_painted (GBytes *png, int from_line, int to_line)
{
  cairo_surface_t *image = open_png (png);
  const guint8 *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image), width = cairo_image_surface_get_width (image);
  guint32 ground = *(const guint32 *)data & 0xFFFFFF;
  guint n = 0;

  for (int y = from_line; y < MIN (to_line, cairo_image_surface_get_height (image)); y++)
    for (int x = 0; x < width; x++)
      n += (((const guint32 *)(data + (gsize)y * stride))[x] & 0xFFFFFF) != ground;
  cairo_surface_destroy (image);
  return n;
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return memmem (data, length, text, strlen (text)) != NULL;
}

static void
test_svg (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) svg = export_as (s, CR_EXPORT_SVG, (CrExportOptions){ .title = "a < b & \x01.py" });
  g_autoptr (GBytes) plain = export_as (s, CR_EXPORT_SVG, (CrExportOptions){ 0 });

  g_assert_true (contains (svg, "<?xml"));
  g_assert_true (contains (svg, " role=\"img\">\n<title>a &lt; b &amp;  .py</title>"));
  g_assert_true (contains (svg, "</svg>"));
  g_assert_false (contains (plain, "<title>"));
  g_assert_true (contains (plain, "</svg>"));
  g_assert_true (contains (plain, "<style>\n.c"));
  g_assert_true (contains (plain, " class=\"c"));
  g_assert_false (contains (plain, " style=\""));
}

static void
test_pdf (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) first = export_as (s, CR_EXPORT_PDF, (CrExportOptions){ .title = "sine.py" });
  g_autoptr (GBytes) second = export_as (s, CR_EXPORT_PDF, (CrExportOptions){ .title = "sine.py" });

  g_assert_true (contains (first, "%PDF-"));
  g_assert_true (contains (first, "%%EOF"));
  g_assert_true (contains (first, "/CreationDate (20000101000000Z)"));
  g_assert_true (contains (first, "/Title (sine.py)"));
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_png (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) first = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .width = 300, .height = 200 });
  g_autoptr (GBytes) second = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .width = 300, .height = 200 });
  g_autoptr (GBytes) dark
      = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .width = 300, .height = 200, .dark = TRUE });

  g_assert_true (g_bytes_equal (first, second));
  g_assert_false (g_bytes_equal (first, dark));
  assert_size (first, 300, 200);
  assert_size (dark, 300, 200);
}

/* Twice the size is asked for as a scale, and gives twice the pixels. */
static void
test_scale (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) one = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ 0 });
  g_autoptr (GBytes) two = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .scale = 2 });
  double width, height;

  cr_scene_get_size (s->scene, &width, &height);
  assert_size (one, (int)ceil (width), (int)ceil (height));
  assert_size (two, (int)ceil (2 * width), (int)ceil (2 * height));
  g_assert_cmpuint (count_painted (two, 0, G_MAXINT), >, 3 * count_painted (one, 0, G_MAXINT));
}

/* A part shows what stands there and nothing else. */
static void
test_part (Setup *s, gconstpointer data)
{
  const CrSceneNode *node = cr_scene_get_node (s->scene, 0);
  CrExportOptions options = { .part_x = node->x, .part_y = node->y, .part_width = 40, .part_height = 30 };
  g_autoptr (GBytes) inside = export_as (s, CR_EXPORT_PNG, options), outside = NULL;

  assert_size (inside, 40, 30);
  g_assert_cmpuint (count_painted (inside, 0, G_MAXINT), >, 50);
  options.part_x = -500;
  outside = export_as (s, CR_EXPORT_PNG, options);
  g_assert_cmpuint (count_painted (outside, 0, G_MAXINT), ==, 0);
}

static void
test_key (Setup *s, gconstpointer data)
{
  CrExportOptions options = { .key = TRUE };
  g_autoptr (GBytes) png = export_as (s, CR_EXPORT_PNG, options);
  double width, height, all_width, all_height;

  cr_scene_get_size (s->scene, &width, &height);
  cr_export_measure (s->scene, s->cursor, &options, &all_width, &all_height);
  g_assert_cmpfloat (all_width, >=, width);
  g_assert_cmpfloat (all_height, >=, height + 60);
  assert_size (png, (int)ceil (all_width), (int)ceil (all_height));
  g_assert_cmpuint (count_painted (png, (int)ceil (height), G_MAXINT), >, 1000);
}

static void
expect_error (Setup *s, CrExportFormat format, CrExportOptions options, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cr_export_draw (s->scene, s->cursor, format, &options, NULL, &error);

  g_assert_null (bytes);
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, words));
}

/* What is too large is refused with the scale that fits, and that scale does fit. */
static void
test_limits (Setup *s, gconstpointer data)
{
  static const double scales[CR_N_EXPORT_FORMATS] = { 1e6, 1000, 1000 };

  for (guint format = 0; format < CR_N_EXPORT_FORMATS; format++)
    {
      CrExportOptions options = { .scale = scales[format] };
      g_autofree char *words = NULL;
      double width, height, room;

      cr_export_measure (s->scene, s->cursor, &options, &width, &height);
      room = cr_export_get_room ((CrExportFormat)format, width, height);
      g_assert_cmpfloat (room, <, 1);
      words = g_strdup_printf ("at scale %.3g it fits", room * options.scale);
      expect_error (s, (CrExportFormat)format, options, words);
      options.scale *= room;
      cr_export_measure (s->scene, s->cursor, &options, &width, &height);
      g_assert_cmpfloat (cr_export_get_room ((CrExportFormat)format, width, height), >=, 1);
    }
  expect_error (s, CR_EXPORT_PNG, (CrExportOptions){ .width = 32768, .height = 10 }, "32768");
  expect_error (s, CR_EXPORT_PNG, (CrExportOptions){ .width = 32767, .height = 32767 }, "PNG");
  expect_error (s, CR_EXPORT_PDF, (CrExportOptions){ .width = G_MAXDOUBLE, .height = 10 }, "PDF");
}

static void
test_room (void)
{
  g_assert_cmpfloat (cr_export_get_room (CR_EXPORT_PNG, 32767, 100), ==, 1);
  g_assert_cmpfloat (cr_export_get_room (CR_EXPORT_PNG, 100, 65534), ==, 0.5);
  g_assert_cmpfloat_with_epsilon (cr_export_get_room (CR_EXPORT_PDF, 30000, 1), 0.48, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_export_get_room (CR_EXPORT_PNG, 32767, 32767), 0.5, 1e-12); /* a gigabyte */
  g_assert_cmpfloat (cr_export_get_room (CR_EXPORT_SVG, 1000000, 30), ==, 8);
  g_assert_cmpfloat (cr_export_get_room (CR_EXPORT_SVG, NAN, 30), ==, 0);
}

static void
test_formats (void)
{
  g_assert_cmpint (cr_export_find_format ("a.svg"), ==, CR_EXPORT_SVG);
  g_assert_cmpint (cr_export_find_format ("/a.b/c.PDF"), ==, CR_EXPORT_PDF);
  g_assert_cmpint (cr_export_find_format ("a.svg.png"), ==, CR_EXPORT_PNG);
  g_assert_cmpint (cr_export_find_format ("png"), ==, CR_N_EXPORT_FORMATS);
  g_assert_cmpint (cr_export_find_format ("a.gif"), ==, CR_N_EXPORT_FORMATS);
}

static void
test_empty (Setup *s, gconstpointer data)
{
  for (guint format = 0; format < CR_N_EXPORT_FORMATS; format++)
    {
      const CrExportOptions options = { .key = TRUE, .part_width = 10, .part_height = 10 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = cr_export_draw (NULL, NULL, (CrExportFormat)format, &options, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 100);
    }
}

static void
test_cancel (Setup *s, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint format = 0; format < CR_N_EXPORT_FORMATS; format++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cr_export_draw (s->scene, s->cursor, (CrExportFormat)format, NULL, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_plots (Setup *s, gconstpointer data)
{
  static const float numbers[] = { 1, 4, 9 };
  g_autoptr (GBytes) without = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .plots = TRUE }), with = NULL;
  CrPlotRecord *record = cr_plot_record_new ("plot", 0);
  CrPlotDatum *datum = cr_plot_datum_new (CR_PLOT_ARG_TENSOR, NULL);
  CrEvent event = { .kind = CR_EVENT_PLOTTED };

  datum->value = fixture_vector (3, numbers);
  g_ptr_array_add (record->args, datum);
  event.u.plot = record;
  cr_trace_append (s->fixture->trace, &event);
  cr_plot_record_free (record);
  cr_cursor_free (s->cursor);
  cr_graph_unref (s->fixture->graph);
  s->fixture->graph = cr_graph_new (s->fixture->trace);
  s->cursor = cr_cursor_new (s->fixture->graph);
  cr_cursor_seek (s->cursor, G_MAXUINT);
  with = export_as (s, CR_EXPORT_PNG, (CrExportOptions){ .plots = TRUE });
  g_assert_cmpuint (g_bytes_get_size (with), >, g_bytes_get_size (without));
}

#define ADD(name, function) g_test_add ("/ui/draw/export/" name, Setup, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("svg", test_svg);
  ADD ("pdf", test_pdf);
  ADD ("png", test_png);
  ADD ("scale", test_scale);
  ADD ("part", test_part);
  ADD ("key", test_key);
  ADD ("limits", test_limits);
  g_test_add_func ("/ui/draw/export/room", test_room);
  g_test_add_func ("/ui/draw/export/formats", test_formats);
  ADD ("empty", test_empty);
  ADD ("cancel", test_cancel);
  ADD ("plots", test_plots);
  return g_test_run ();
}
