/* Plots alone as files: their numbers as they were plotted, pictures of the size asked for; and frames of a film. */
#define _GNU_SOURCE /* memmem */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "cr-export-figure.h"
#include "cr-export-frames.h"
#include "fixture.h"

static char *
write_figure (const CrFigure *figure)
{
  g_autoptr (GBytes) bytes = cr_export_write_figure (figure, NULL, NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_shared_x (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  const double x[] = { 0, 0.1, 2 }, y[] = { 1, NAN, INFINITY }, z[] = { -0.5, 1e300, 1.0 / 3 };
  g_autofree char *text = NULL;

  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->x.label, "time, s");
  cr_figure_set_string (&cr_figure_add_series (figure, CR_SERIES_LINE, x, y, 3)->label, "a \"b\"");
  cr_figure_add_series (figure, CR_SERIES_SCATTER, x, z, 3);
  text = write_figure (figure);
  g_assert_cmpstr (text, ==,
                   "\"time, s\",\"a \"\"b\"\"\",y\r\n"
                   "0,1,-0.5\r\n"
                   "0.1,NaN,1e+300\r\n"
                   "2,Infinity,0.3333333333333333\r\n");
}

static void
test_own_x (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  const double x[] = { 0, 1, 2 }, other[] = { 5, 6 }, y[] = { 1, 2, 3 };
  g_autofree char *text = NULL;

  cr_figure_add_series (figure, CR_SERIES_LINE, x, y, 3);
  cr_figure_add_series (figure, CR_SERIES_LINE, other, y, 2);
  text = write_figure (figure);
  g_assert_cmpstr (text, ==, "x,y,x 2,y 2\r\n0,1,5,1\r\n1,2,6,2\r\n2,3,,\r\n");
}

static void
test_empty (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  g_autofree char *text = write_figure (figure);

  g_assert_cmpstr (text, ==, "\r\n");
}

static guint
read_size (GBytes *png, guint at)
{
  const guint8 *data = g_bytes_get_data (png, NULL);

  g_assert_cmpmem (data, 8, "\211PNG\r\n\032\n", 8);
  return (guint)data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
}

static void
test_pictures (void)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_figure_free);
  const double y[] = { 1, 2, 3 };

  for (guint i = 0; i < 3; i++)
    {
      g_ptr_array_add (figures, cr_figure_new ());
      cr_figure_add_series (g_ptr_array_index (figures, i), CR_SERIES_LINE, NULL, y, 3);
    }

  const CrExportPlots one = { figures, 1, 1 }, all = { figures, 0, 3 };
  const CrExportOptions twice = { .scale = 2 }, huge = { .scale = 1000 };
  g_autoptr (GBytes) png = cr_export_draw_plots (&one, CR_EXPORT_PNG, &twice, NULL, NULL);
  g_autoptr (GBytes) again = cr_export_draw_plots (&one, CR_EXPORT_PNG, &twice, NULL, NULL);
  g_autoptr (GBytes) sheet = cr_export_draw_plots (&all, CR_EXPORT_PNG, NULL, NULL, NULL);
  g_autoptr (GBytes) svg = cr_export_draw_plots (&one, CR_EXPORT_SVG, NULL, NULL, NULL);
  g_autoptr (GBytes) pdf = cr_export_draw_plots (&all, CR_EXPORT_PDF, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (read_size (png, 16), ==, 1280);
  g_assert_cmpuint (read_size (png, 20), ==, 960);
  g_assert_true (g_bytes_equal (png, again));
  g_assert_cmpuint (read_size (sheet, 16), ==, 2 * 640 + 16);
  g_assert_cmpuint (read_size (sheet, 20), ==, 2 * 480 + 16);
  g_assert_nonnull (memmem (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg), "</svg>", 6));
  g_assert_nonnull (memmem (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), "%PDF", 4));
  g_assert_null (cr_export_draw_plots (&one, CR_EXPORT_PNG, &huge, NULL, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
}

static char *
read_file (GFile *folder, const char *name, gsize *length)
{
  g_autoptr (GFile) file = g_file_get_child (folder, name);
  char *data = NULL;

  return g_file_load_contents (file, NULL, &data, length, NULL, NULL) ? data : NULL;
}

static void
count (gpointer data, guint n_done, guint n)
{
  guint *seen = data;

  g_assert_cmpuint (n_done, ==, ++*seen);
  g_assert_cmpuint (n_done, <=, n);
}

/* A backward of three functions: its pictures have one size, and differ. */
static void
test_frames (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (fixture->graph, 0, NULL, NULL);
  g_autofree char *dir = g_dir_make_tmp ("frames-XXXXXX", NULL), *path = g_build_filename (dir, "a", "b", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autofree char *foreign = g_build_filename (path, "mine.png", NULL),
                  *stale = g_build_filename (path, "0900.png", NULL);
  const CrExportOptions options = { .scale = 0.5 };
  g_autoptr (GError) error = NULL;
  guint from, to, seen = 0, n;
  gsize first_length, last_length, again_length;

  g_assert_true (cr_export_frames_find_backward (scene, &from, &to));
  g_assert_cmpuint (from, ==, fixture->begun);

  g_autoptr (GArray) frames = cr_export_frames_new (scene, from, to, 0, &error);
  g_autoptr (GArray) film = cr_export_frames_new (scene, from, to, 20, NULL);
  g_assert_no_error (error);
  n = frames->len;
  g_assert_cmpuint (n, >, 3);
  g_assert_cmpuint (film->len, >, 5 * n);
  g_assert_true (cr_export_frames_write (frames, scene, &options, folder, FALSE, count, &seen, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (seen, ==, n);

  g_autofree char *last_name = g_strdup_printf ("%04u.png", n), *beyond = g_strdup_printf ("%04u.png", n + 1);
  g_autofree char *first = read_file (folder, "0001.png", &first_length);
  g_autofree char *last = read_file (folder, last_name, &last_length);
  g_assert_nonnull (first);
  g_assert_nonnull (last);
  g_assert_null (read_file (folder, beyond, &last_length));
  g_assert_cmpmem (first + 16, 8, last + 16, 8);
  g_assert_true (first_length != last_length || memcmp (first, last, first_length) != 0);

  /* Another film never mixes with it. */
  g_assert_false (cr_export_frames_write (frames, scene, &options, folder, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (g_file_set_contents (foreign, "mine", 4, NULL) && g_file_set_contents (stale, "old", 3, NULL));
  g_assert_true (cr_export_frames_write (frames, scene, &options, folder, TRUE, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));

  g_autofree char *again = read_file (folder, "0001.png", &again_length);
  g_assert_cmpmem (first, first_length, again, again_length);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%04u.png", path, i);
      g_assert_cmpint (g_unlink (name), ==, 0);
    }
  g_assert_cmpint (g_unlink (foreign), ==, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_autofree char *middle = g_build_filename (dir, "a", NULL);
  g_assert_cmpint (g_rmdir (middle), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_too_many_frames (void)
{
  g_autoptr (Fixture) fixture = fixture_new_chain (12000);
  g_autoptr (CrScene) scene = cr_scene_new (fixture->graph, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cr_export_frames_new (scene, 0, cr_trace_get_length (fixture->trace), 0, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "9999"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/export-plots/shared-x", test_shared_x);
  g_test_add_func ("/ui/draw/export-plots/own-x", test_own_x);
  g_test_add_func ("/ui/draw/export-plots/empty", test_empty);
  g_test_add_func ("/ui/draw/export-plots/pictures", test_pictures);
  g_test_add_func ("/ui/draw/export-plots/frames", test_frames);
  g_test_add_func ("/ui/draw/export-plots/too-many-frames", test_too_many_frames);
  return g_test_run ();
}
