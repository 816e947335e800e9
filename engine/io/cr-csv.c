/* Tensors as CSV. Rows are put together in a buffer and written block by block: a tensor of ten million elements takes
 * no memory of its own. */
#include "cr-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-document.h"
#include "cr-error.h"
#include "cr-json.h"

#define BLOCK 65536
#define LINE_END "\r\n"

/* Quoted where it has a comma, a quote or a line break. */
static void
append_field (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (strpbrk (valid, "\",\r\n") == NULL)
    {
      g_string_append (out, valid);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* JSON has the names of numbers that are not finite in quotes. */
static void
drop_quotes (GString *out, gsize from)
{
  if (from < out->len && out->str[from] == '"')
    {
      g_string_truncate (out, out->len - 1);
      g_string_erase (out, (gssize)from, 1);
    }
}

static void
append_float (GString *out, double number)
{
  gsize from = out->len;

  cr_json_append_float (out, (float)number);
  drop_quotes (out, from);
}

static void
append_element (GString *out, const CrValue *value, gint64 index)
{
  gsize from = out->len;

  if (cr_dtype_is_complex (cr_value_get_dtype (value)))
    {
      append_float (out, cr_value_get_double (value, index));
      g_string_append_c (out, ',');
      append_float (out, cr_value_get_imaginary (value, index));
      return;
    }
  cr_json_append_element (out, value, index);
  drop_quotes (out, from);
}

static void
append_header (GString *out, const CrCsvColumn *columns, guint n)
{
  int ndim = cr_value_get_ndim (columns[0].value);

  for (int i = 0; ndim > 1 && i < ndim; i++)
    g_string_append_printf (out, "dim%d,", i);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (cr_dtype_is_complex (cr_value_get_dtype (columns[i].value)))
        {
          g_autofree char *real = g_strconcat (columns[i].name, ".real", NULL);
          g_autofree char *imaginary = g_strconcat (columns[i].name, ".imag", NULL);

          append_field (out, real);
          g_string_append_c (out, ',');
          append_field (out, imaginary);
        }
      else
        append_field (out, columns[i].name);
    }
  g_string_append (out, LINE_END);
}

/* The indices of the element after, as an odometer counts. */
static void
count_on (gint64 *place, int ndim, const gint64 *sizes)
{
  for (int i = ndim; i-- > 0;)
    {
      if (++place[i] < sizes[i])
        return;
      place[i] = 0;
    }
}

static void
append_row (GString *out, const CrCsvColumn *columns, guint n, const gint64 *place, int ndim, gint64 row)
{
  for (int i = 0; ndim > 1 && i < ndim; i++)
    g_string_append_printf (out, "%" G_GINT64_FORMAT ",", place[i]);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_element (out, columns[i].value, row);
    }
  g_string_append (out, LINE_END);
}

static gboolean
flush_block (GOutputStream *out, GString *block, GCancellable *cancellable, GError **error)
{
  gboolean written = !g_cancellable_set_error_if_cancelled (cancellable, error)
                     && g_output_stream_write_all (out, block->str, block->len, NULL, cancellable, error);

  g_string_truncate (block, 0);
  return written;
}

static gboolean
check_columns (const CrCsvColumn *columns, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!cr_value_has_data (columns[i].value))
      {
        g_set_error (error, CR_ERROR, CR_ERROR_FILE,
                     _ ("The run recorded so much that only a summary of this tensor was kept: there are no elements "
                        "to write. Let it record more (chainrule --max-trace), or make the script smaller."));
        return FALSE;
      }
  return TRUE;
}

gboolean
cr_csv_write (GOutputStream *out, const CrCsvColumn *columns, guint n, CrCsvProgress *progress,
              GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (out) && columns != NULL && n > 0, FALSE);

  gint64 numel = cr_value_get_numel (columns[0].value);
  int ndim = cr_value_get_ndim (columns[0].value);
  const gint64 *sizes = cr_value_get_sizes (columns[0].value);
  g_autofree gint64 *place = g_new0 (gint64, MAX (ndim, 1));
  g_autoptr (GString) block = g_string_sized_new (BLOCK + 1024);

  for (guint i = 1; i < n; i++)
    g_return_val_if_fail (cr_value_get_numel (columns[i].value) == numel, FALSE);
  if (!check_columns (columns, n, error))
    return FALSE;
  append_header (block, columns, n);
  for (gint64 row = 0; row < numel; row++)
    {
      append_row (block, columns, n, place, ndim, row);
      count_on (place, ndim, sizes);
      if (block->len < BLOCK)
        continue;
      if (!flush_block (out, block, cancellable, error))
        return FALSE;
      if (progress != NULL)
        g_atomic_int_set (&progress->per_mille, (gint)(row * 1000 / numel));
    }
  return flush_block (out, block, cancellable, error);
}

typedef struct
{
  const CrCsvColumn *columns;
  guint n;
  CrCsvProgress *progress;
  GCancellable *cancellable;
} Rows;

static gboolean
write_rows (GOutputStream *out, gpointer data, GError **error)
{
  const Rows *rows = data;

  return cr_csv_write (out, rows->columns, rows->n, rows->progress, rows->cancellable, error);
}

gboolean
cr_csv_write_file (GFile *file, const CrCsvColumn *columns, guint n, CrCsvProgress *progress, GCancellable *cancellable,
                   GError **error)
{
  Rows rows = { columns, n, progress, cancellable };

  return cr_document_write_stream (file, write_rows, &rows, error);
}

GBytes *
cr_csv_write_bytes (const CrCsvColumn *columns, guint n, CrCsvProgress *progress, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (!cr_csv_write (out, columns, n, progress, cancellable, error) || !g_output_stream_close (out, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}
