/* Files are whole, what their endings say, and the same every time. */
#define _GNU_SOURCE /* memmem */
#include <glib/gstdio.h>
#include <string.h>

#include "cr-export.h"
#include "cr-plot-record.h"
#include "fixture.h"

typedef struct
{
  Fixture *fixture;
  CrScene *scene;
  CrCursor *cursor;
  char *folder;
} Setup;

static void
set_up (Setup *s, gconstpointer data)
{
  s->fixture = fixture_new ();
  s->scene = cr_scene_new (s->fixture->graph, 0, NULL, NULL);
  s->cursor = cr_cursor_new (s->fixture->graph);
  cr_cursor_seek (s->cursor, s->fixture->first_add + 1);
  s->folder = g_dir_make_tmp ("chainrule-export-XXXXXX", NULL);
  g_assert_nonnull (s->folder);
}

static void
tear_down (Setup *s, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (s->folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (s->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (s->folder);
  g_free (s->folder);
  cr_cursor_free (s->cursor);
  cr_scene_unref (s->scene);
  fixture_free (s->fixture);
}

/* Writes the picture and returns the file's bytes. */
static GBytes *export(Setup *s, const char *name, CrExportOptions options)
{
  g_autofree char *path = g_build_filename (s->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_assert_true (cr_export_write (s->scene, s->cursor, &options, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
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
  g_autoptr (GBytes) svg = export(s, "a.svg", (CrExportOptions){ 0 });

  g_assert_true (contains (svg, "<?xml"));
  g_assert_true (contains (svg, "<svg"));
  g_assert_true (contains (svg, "</svg>"));
}

static void
test_pdf (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) first = export(s, "a.pdf", (CrExportOptions){ 0 });
  g_autoptr (GBytes) second = export(s, "b.PDF", (CrExportOptions){ 0 });

  g_assert_true (contains (first, "%PDF-"));
  g_assert_true (contains (first, "%%EOF"));
  g_assert_true (contains (first, "/CreationDate (20000101000000Z)"));
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_png (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) first = export(s, "a.png", (CrExportOptions){ .width = 300, .height = 200 });
  g_autoptr (GBytes) second = export(s, "b.png", (CrExportOptions){ .width = 300, .height = 200 });
  g_autoptr (GBytes) dark = export(s, "c.png", (CrExportOptions){ .width = 300, .height = 200, .dark = TRUE });
  g_autofree char *path = g_build_filename (s->folder, "a.png", NULL);
  cairo_surface_t *image = cairo_image_surface_create_from_png (path);

  g_assert_true (g_bytes_equal (first, second));
  g_assert_false (g_bytes_equal (first, dark));
  g_assert_cmpint (cairo_surface_status (image), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (image), ==, 300);
  g_assert_cmpint (cairo_image_surface_get_height (image), ==, 200);
  cairo_surface_destroy (image);
}

static void
test_own_size (Setup *s, gconstpointer data)
{
  g_autoptr (GBytes) png = export(s, "a.png", (CrExportOptions){ 0 });
  g_autofree char *path = g_build_filename (s->folder, "a.png", NULL);
  cairo_surface_t *image = cairo_image_surface_create_from_png (path);
  double width, height;

  cr_scene_get_size (s->scene, &width, &height);
  g_assert_cmpint (cairo_image_surface_get_width (image), ==, (int)(width + 0.999));
  g_assert_cmpint (cairo_image_surface_get_height (image), ==, (int)(height + 0.999));
  cairo_surface_destroy (image);
}

static void
expect_error (Setup *s, const char *name, CrExportOptions options)
{
  g_autofree char *path = g_build_filename (s->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cr_export_write (s->scene, s->cursor, &options, path, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_errors (Setup *s, gconstpointer data)
{
  expect_error (s, "a.gif", (CrExportOptions){ 0 });
  expect_error (s, "png", (CrExportOptions){ 0 });
  expect_error (s, "no-folder/a.svg", (CrExportOptions){ 0 });
  expect_error (s, "a.png", (CrExportOptions){ .width = 32768, .height = 10 });
  expect_error (s, "a.png", (CrExportOptions){ .width = 32767, .height = 32767 });
  expect_error (s, "a.png", (CrExportOptions){ .width = G_MAXDOUBLE, .height = 10 });
}

static void
test_empty (Setup *s, gconstpointer data)
{
  g_autofree char *path = g_build_filename (s->folder, "a.svg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cr_export_write (NULL, s->cursor, NULL, path, &error));
  g_assert_no_error (error);
}

/* A link stays a link, and what it names is written. */
static void
test_link (Setup *s, gconstpointer data)
{
  g_autofree char *link = g_build_filename (s->folder, "link.svg", NULL);
  g_autofree char *target = g_build_filename (s->folder, "target.svg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (link);
  g_autoptr (GBytes) svg = NULL;

  g_assert_true (g_file_make_symbolic_link (file, "target.svg", NULL, NULL));
  svg = export(s, "link.svg", (CrExportOptions){ 0 });
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (target, G_FILE_TEST_IS_REGULAR));
}

static void
test_plots (Setup *s, gconstpointer data)
{
  static const float numbers[] = { 1, 4, 9 };
  g_autoptr (GBytes) without = export(s, "a.png", (CrExportOptions){ .plots = TRUE }), with = NULL;
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
  with = export(s, "b.png", (CrExportOptions){ .plots = TRUE });
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
  ADD ("own-size", test_own_size);
  ADD ("errors", test_errors);
  ADD ("empty", test_empty);
  ADD ("link", test_link);
  ADD ("plots", test_plots);
  return g_test_run ();
}
