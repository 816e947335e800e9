/* Scripts as files: what is read, what is refused with which words, and writing that loses nothing. */

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "cr-document.h"
#include "io-fixture.h"

static void
assert_refused (GFile *file, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (cr_document_read (file, NULL, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_autofree char *name = g_file_get_parse_name (file);
  g_assert_nonnull (strstr (error->message, name));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_read (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GFile) file = io_fixture_write (dir, "a.py", "\xEF\xBB\xBFx = 1 # 微\r\n", 16);
  gsize length;
  g_autofree char *text = cr_document_read (file, &length, NULL);
  g_assert_cmpstr (text, ==, "x = 1 # 微\r\n");
  g_assert_cmpuint (length, ==, strlen (text));
  g_autoptr (GFile) empty = io_fixture_write (dir, "b.py", "", 0);
  g_autofree char *nothing = cr_document_read (empty, &length, NULL);
  g_assert_cmpstr (nothing, ==, "");
  io_fixture_remove (dir);
}

static void
test_refused (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GFile) missing = io_fixture_file (dir, "none.py");
  g_autoptr (GFile) folder = g_file_new_for_path (dir);
  g_autoptr (GFile) latin = io_fixture_write (dir, "latin.py", "a\nb\xE9", 4);
  g_autoptr (GFile) zero = io_fixture_write (dir, "zero.py", "a\0b", 3);
  g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");
  assert_refused (missing, "there is no such file");
  assert_refused (folder, "it is a folder");
  assert_refused (latin, "line 2, column 2 holds the byte 0xe9");
  assert_refused (zero, "line 1, column 2 holds a zero byte");
  assert_refused (device, "not a regular file");
  io_fixture_remove (dir);
}

/* A sparse file costs the disk nothing. */
static void
test_too_large (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GFile) file = io_fixture_write (dir, "large.py", "x", 1);
  g_assert_cmpint (truncate (g_file_peek_path (file), (off_t)100 * 1024 * 1024), ==, 0);
  assert_refused (file, "more than the 50");
  io_fixture_remove (dir);
}

static void
test_write (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = io_fixture_file (dir, "new.py");
  g_assert_true (cr_document_write (file, "one\n", 4, NULL));
  g_assert_cmpint (g_chmod (g_file_peek_path (file), 0640), ==, 0);
  g_assert_true (cr_document_write (file, "two\n", 4, NULL));
  GStatBuf status;
  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0640);
  g_autofree char *text = cr_document_read (file, NULL, NULL);
  g_assert_cmpstr (text, ==, "two\n");
  g_autoptr (GFile) nowhere = io_fixture_file (dir, "folder/x.py");
  g_assert_false (cr_document_write (nowhere, "x", 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "folder does not exist"));
  io_fixture_remove (dir);
}

static void
test_write_through_links (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = io_fixture_write (dir, "real.py", "old", 3);
  g_autoptr (GFile) link = io_fixture_file (dir, "link.py");
  g_autoptr (GFile) outer = io_fixture_file (dir, "outer.py");
  g_autoptr (GFile) circle = io_fixture_file (dir, "circle.py");
  g_assert_cmpint (symlink ("real.py", g_file_peek_path (link)), ==, 0);
  g_assert_cmpint (symlink (g_file_peek_path (link), g_file_peek_path (outer)), ==, 0);
  g_assert_cmpint (symlink ("circle.py", g_file_peek_path (circle)), ==, 0);
  g_assert_true (cr_document_write (outer, "new", 3, NULL));
  g_assert_true (g_file_test (g_file_peek_path (link), G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (g_file_peek_path (outer), G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (g_file_peek_path (file), G_FILE_TEST_IS_SYMLINK));
  g_autofree char *text = cr_document_read (file, NULL, NULL);
  g_assert_cmpstr (text, ==, "new");
  g_assert_false (cr_document_write (circle, "x", 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  io_fixture_remove (dir);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/io/document/read", test_read);
  g_test_add_func ("/engine/io/document/refused", test_refused);
  g_test_add_func ("/engine/io/document/too-large", test_too_large);
  g_test_add_func ("/engine/io/document/write", test_write);
  g_test_add_func ("/engine/io/document/write-through-links", test_write_through_links);
  return g_test_run ();
}
