/* The text of a script and where its lines begin. The line starts are found once, so that any
 * offset becomes a line and a column by a binary search and a count along one line. */

#include "cr-source.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "cr-error.h"

struct _CrSource
{
  gint ref_count;
  char *name;
  char *text;
  gsize length;
  GArray *line_starts; /* of guint */
};

static const char *
skip_line_end (const char *p, const char *end)
{
  return (*p == '\r' && p + 1 < end && p[1] == '\n') ? p + 2 : p + 1;
}

static GArray *
find_line_starts (const char *text, gsize length)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *end = text + length;
  guint start = 0;

  g_array_append_val (starts, start);
  for (const char *p = text; p < end;)
    {
      if (*p != '\n' && *p != '\r')
        {
          p++;
          continue;
        }
      p = skip_line_end (p, end);
      start = p - text;
      g_array_append_val (starts, start);
    }
  return starts;
}

static gboolean
check_text (const char *name, const char *text, gsize length, GError **error)
{
  const char *bad;
  guint line = 1;

  if (length > CR_SOURCE_MAX_BYTES)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FORMAT, _ ("“%s” is too large for a script: %zu MB"), name, length >> 20);
      return FALSE;
    }
  if (g_utf8_validate_len (text, length, &bad))
    return TRUE;
  for (const char *p = text; p < bad; p = skip_line_end (p, bad))
    {
      while (p < bad && *p != '\n' && *p != '\r')
        p++;
      if (p == bad)
        break;
      line++;
    }
  g_set_error (error, CR_ERROR, CR_ERROR_FORMAT, _ ("“%s” is not a text in UTF-8: byte 0x%02x at offset %zu, line %u"),
               name, (guint)(guchar)*bad, (gsize)(bad - text), line);
  return FALSE;
}

CrSource *
cr_source_new (const char *name, const char *text, gssize length, GError **error)
{
  CrSource *source;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  name = name ? name : "<script>";
  size = length < 0 ? strlen (text) : (gsize)length;
  if (!check_text (name, text, size, error))
    return NULL;
  if (size >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    {
      text += 3;
      size -= 3;
    }

  source = g_new0 (CrSource, 1);
  source->ref_count = 1;
  source->name = g_strdup (name);
  source->text = g_strndup (text, size);
  source->length = size;
  source->line_starts = find_line_starts (source->text, size);
  return source;
}

CrSource *
cr_source_ref (CrSource *source)
{
  g_return_val_if_fail (source != NULL, NULL);
  g_atomic_int_inc (&source->ref_count);
  return source;
}

void
cr_source_unref (CrSource *source)
{
  g_return_if_fail (source != NULL);
  if (!g_atomic_int_dec_and_test (&source->ref_count))
    return;
  g_free (source->name);
  g_free (source->text);
  g_array_unref (source->line_starts);
  g_free (source);
}

const char *
cr_source_get_name (const CrSource *source)
{
  g_return_val_if_fail (source != NULL, NULL);
  return source->name;
}

const char *
cr_source_get_text (const CrSource *source, gsize *length)
{
  g_return_val_if_fail (source != NULL, NULL);
  if (length)
    *length = source->length;
  return source->text;
}

guint
cr_source_get_n_lines (const CrSource *source)
{
  g_return_val_if_fail (source != NULL, 1);
  return source->line_starts->len;
}

guint
cr_source_get_line_offset (const CrSource *source, guint line)
{
  g_return_val_if_fail (source != NULL && line > 0, 0);
  return line > source->line_starts->len ? source->length : g_array_index (source->line_starts, guint, line - 1);
}

/* The index of the last line start that is not beyond @offset. */
static guint
find_line (const CrSource *source, guint offset)
{
  guint low = 0;
  guint high = source->line_starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (source->line_starts, guint, middle) <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
cr_source_locate (const CrSource *source, guint offset, guint *line, guint *column)
{
  guint index;

  g_return_if_fail (source != NULL);
  offset = MIN (offset, source->length);
  index = find_line (source, offset);
  if (line)
    *line = index + 1;
  if (column)
    {
      guint start = g_array_index (source->line_starts, guint, index);

      *column = g_utf8_strlen (source->text + start, offset - start) + 1;
    }
}

CrRange
cr_source_make_range (const CrSource *source, guint offset, guint length)
{
  CrRange range = { 0 };

  g_return_val_if_fail (source != NULL, range);
  range.offset = MIN (offset, source->length);
  range.length = MIN (length, source->length - range.offset);
  cr_source_locate (source, range.offset, &range.line, &range.column);
  cr_source_locate (source, range.offset + range.length, &range.end_line, &range.end_column);
  return range;
}

char *
cr_source_dup_line (const CrSource *source, guint line)
{
  guint start;
  guint end;

  g_return_val_if_fail (source != NULL && line > 0, NULL);
  start = cr_source_get_line_offset (source, line);
  end = cr_source_get_line_offset (source, line + 1);
  while (end > start && (source->text[end - 1] == '\n' || source->text[end - 1] == '\r'))
    end--;
  return g_strndup (source->text + start, end - start);
}

char *
cr_source_dup_range (const CrSource *source, const CrRange *range)
{
  guint offset;

  g_return_val_if_fail (source != NULL && range != NULL, NULL);
  offset = MIN (range->offset, source->length);
  return g_strndup (source->text + offset, MIN (range->length, source->length - offset));
}

CrRange
cr_range_join (CrRange first, CrRange last)
{
  guint end = MAX (first.offset + first.length, last.offset + last.length);
  CrRange joined = first.offset <= last.offset ? first : last;
  CrRange ending = first.offset + first.length > last.offset + last.length ? first : last;

  joined.end_line = ending.end_line;
  joined.end_column = ending.end_column;
  joined.length = end - joined.offset;
  return joined;
}
