/* CSV reads back as what was written; what is given up or fails leaves nothing behind. */

#include <math.h>
#include <string.h>

#include "cr-csv.h"
#include "cr-document.h"
#include "io-fixture.h"

static char *
write_text (const CrCsvColumn *columns, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cr_csv_write_bytes (columns, n, NULL, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_exact (void)
{
  const gint64 sizes[] = { 2, 2 }, none[] = { 0 };
  const float data[] = { 0.1f, NAN, -INFINITY, 1e-30f }, grad[] = { 1, -2.5f, 0, INFINITY };
  const guint8 truths[] = { 1, 0, 1, 1 };
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, sizes, data);
  g_autoptr (CrValue) gradient = cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, sizes, grad);
  g_autoptr (CrValue) truth = cr_value_new_from_data (CR_DTYPE_BOOL, 2, sizes, truths);
  g_autoptr (CrValue) scalar = cr_value_new_from_data (CR_DTYPE_FLOAT32, 0, NULL, data);
  g_autoptr (CrValue) empty = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, none, data);
  const CrCsvColumn both[] = { { "value", value }, { "gradient", gradient } }, bools[] = { { "a, \"b\"", truth } };
  g_autofree char *text = write_text (both, 2), *quoted = write_text (bools, 1);
  g_autofree char *one = write_text (&(CrCsvColumn){ "value", scalar }, 1);
  g_autofree char *nothing = write_text (&(CrCsvColumn){ "value", empty }, 1);

  g_assert_cmpstr (text, ==,
                   "dim0,dim1,value,gradient\r\n"
                   "0,0,0.1,1.0\r\n"
                   "0,1,NaN,-2.5\r\n"
                   "1,0,-Infinity,0.0\r\n"
                   "1,1,1e-30,Infinity\r\n");
  g_assert_cmpstr (quoted, ==, "dim0,dim1,\"a, \"\"b\"\"\"\r\n0,0,true\r\n0,1,false\r\n1,0,true\r\n1,1,true\r\n");
  g_assert_cmpstr (one, ==, "value\r\n0.1\r\n");
  g_assert_cmpstr (nothing, ==, "value\r\n");
}

/* Numbers of any size, over more than one block. */
static void
test_round_trip (void)
{
  const gint64 n = 20000;
  g_autofree float *data = g_new (float, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint64 i = 0; i < n; i++)
    data[i] = (float)(g_rand_double_range (rand, -1, 1) * pow (10, g_rand_int_range (rand, -44, 38)));

  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &n, data);
  g_autofree char *text = write_text (&(CrCsvColumn){ "value", value }, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, n + 2);
  g_assert_cmpstr (lines[0], ==, "value");
  for (gint64 i = 0; i < n; i++)
    g_assert_true ((float)g_ascii_strtod (lines[i + 1], NULL) == data[i]);
  g_assert_cmpstr (lines[n + 1], ==, "");
}

static void
test_double_round_trip (void)
{
  const double data[] = { 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789012345678.0, -0.0 };
  const gint64 n = G_N_ELEMENTS (data);
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT64, 1, &n, data);
  g_autofree char *text = write_text (&(CrCsvColumn){ "value", value }, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (gint64 i = 0; i < n; i++)
    {
      double read = g_ascii_strtod (lines[i + 1], NULL);
      g_assert_true (memcmp (&read, &data[i], sizeof read) == 0);
    }
}

static guint
count_files (const char *dir)
{
  g_autoptr (GDir) opened = g_dir_open (dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (opened) != NULL)
    n++;
  return n;
}

static void
test_given_up (void)
{
  char *dir = io_fixture_dir ();
  g_autoptr (GFile) file = io_fixture_file (dir, "a.csv"), old = io_fixture_write (dir, "old.csv", "old", 3);
  const gint64 n = 1000;
  g_autofree float *data = g_new0 (float, n);
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &n, data);
  const CrCsvColumn column = { "value", value };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL, other = NULL;
  g_autofree char *kept = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cr_csv_write_file (file, &column, 1, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (cr_csv_write_file (old, &column, 1, NULL, cancellable, &other));
  g_assert_error (other, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_files (dir), ==, 1);
  kept = cr_document_read (old, NULL, NULL);
  g_assert_cmpstr (kept, ==, "old");
  g_assert_true (cr_csv_write_file (file, &column, 1, NULL, NULL, NULL));
  g_assert_true (cr_csv_write_file (old, &column, 1, NULL, NULL, NULL));
  g_assert_cmpuint (count_files (dir), ==, 2);
  io_fixture_remove (dir);
}

static void
test_refused (void)
{
  char *dir = io_fixture_dir ();
  g_autofree char *missing = g_build_filename (dir, "none", "a.csv", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (dir), nowhere = g_file_new_for_path (missing);
  const gint64 n = 3;
  const CrSummary summary = { 0 };
  g_autoptr (CrValue) value = cr_value_new_summary (CR_DTYPE_FLOAT32, 1, &n, &summary);
  g_autoptr (CrValue) whole = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &n, (float[]){ 1, 2, 3 });
  g_autoptr (GError) error = NULL, no_folder = NULL, no_data = NULL;

  g_assert_false (cr_csv_write_file (folder, &(CrCsvColumn){ "value", whole }, 1, NULL, NULL, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "it is a folder"));
  g_assert_false (cr_csv_write_file (nowhere, &(CrCsvColumn){ "value", whole }, 1, NULL, NULL, &no_folder));
  g_assert_error (no_folder, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (no_folder->message, "its folder does not exist"));
  g_assert_null (cr_csv_write_bytes (&(CrCsvColumn){ "value", value }, 1, NULL, NULL, &no_data));
  g_assert_error (no_data, CR_ERROR, CR_ERROR_FILE);
  g_assert_nonnull (strstr (no_data->message, "summary"));
  io_fixture_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/io/csv/exact", test_exact);
  g_test_add_func ("/engine/io/csv/round-trip", test_round_trip);
  g_test_add_func ("/engine/io/csv/double-round-trip", test_double_round_trip);
  g_test_add_func ("/engine/io/csv/given-up", test_given_up);
  g_test_add_func ("/engine/io/csv/refused", test_refused);
  return g_test_run ();
}
