/* Reading what a person hands to us, and writing so that nothing is lost. What is no regular file, or too large, is
 * refused before its contents are read. */

#include "cr-document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define QUERY                                                                                                          \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK           \
                                 "," G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET "," G_FILE_ATTRIBUTE_ETAG_VALUE
#define BLOCK ((gsize)64 * 1024)
#define MAX_LINKS 40

/* What a person calls the file. */
static char *
dup_name (GFile *file)
{
  return g_file_get_parse_name (file);
}

static const char *
get_advice (const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _ ("there is no such file; check the path");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return _ ("you have no permission; check who may use the file and its folder");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return _ ("it is a folder; name a file in it");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    return _ ("another program changed it meanwhile; save under another name or try again");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return _ ("the disk is full; make room or save elsewhere");
  return cause->message;
}

/* Sets @error and returns FALSE. */
static gboolean
fail (GFile *file, gboolean reading, const char *advice, GError **error)
{
  g_autofree char *name = dup_name (file);
  if (reading)
    g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("Cannot read “%s”: %s."), name, advice);
  else
    g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("Cannot write “%s”: %s."), name, advice);
  return FALSE;
}

static gboolean
check_size (GFile *file, goffset size, gsize max_bytes, GError **error)
{
  if (size <= (goffset)max_bytes)
    return TRUE;
  g_autofree char *have = g_format_size ((guint64)size);
  g_autofree char *most = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *advice = g_strdup_printf (_ ("it has %s, more than the %s that can be opened"), have, most);
  return fail (file, TRUE, advice, error);
}

static gboolean
check_readable (GFile *file, gsize max_bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, QUERY, G_FILE_QUERY_INFO_NONE, NULL, &cause);
  if (info == NULL)
    return fail (file, TRUE, get_advice (cause), error);
  GFileType type = g_file_info_get_file_type (info);
  if (type == G_FILE_TYPE_DIRECTORY)
    return fail (file, TRUE, _ ("it is a folder; name a file in it"), error);
  if (type != G_FILE_TYPE_REGULAR)
    return fail (file, TRUE, _ ("it is not a regular file"), error);
  return check_size (file, g_file_info_get_size (info), max_bytes, error);
}

/* The size may have been wrong or have changed, so the bound is kept while reading. */
static GByteArray *
read_bytes (GFile *file, gsize max_bytes, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (BLOCK);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &cause);
  gssize n = 0;
  while (stream != NULL && (n = g_input_stream_read (G_INPUT_STREAM (stream), block, BLOCK, NULL, &cause)) > 0)
    {
      g_byte_array_append (bytes, block, (guint)n);
      if (!check_size (file, bytes->len, max_bytes, error))
        return NULL;
    }
  if (cause != NULL)
    {
      fail (file, TRUE, get_advice (cause), error);
      return NULL;
    }
  g_byte_array_append (bytes, (const guint8 *)"", 1);
  return g_steal_pointer (&bytes);
}

char *
cr_document_read_bytes (GFile *file, gsize max_bytes, gsize *length, GError **error)
{
  if (!check_readable (file, max_bytes, error))
    return NULL;
  g_autoptr (GByteArray) bytes = read_bytes (file, max_bytes, error);
  if (bytes == NULL)
    return NULL;
  *length = bytes->len - 1;
  return (char *)g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

/* Where the byte at @offset stands, both from 1; columns in characters. */
static void
locate (const char *text, gsize offset, guint *line, guint *column)
{
  *line = *column = 1;
  for (gsize i = 0; i < offset; i++)
    if (text[i] == '\n')
      {
        ++*line;
        *column = 1;
      }
    else if (((guchar)text[i] & 0xC0) != 0x80)
      ++*column;
}

static gboolean
check_text (GFile *file, const char *text, gsize length, GError **error)
{
  const char *end;
  guint line, column;
  if (g_utf8_validate_len (text, length, &end))
    return TRUE;
  locate (text, (gsize)(end - text), &line, &column);
  g_autofree char *advice
      = *end == '\0'
            ? g_strdup_printf (_ ("it is not a text: line %u, column %u holds a zero byte"), line, column)
            : g_strdup_printf (_ ("it is not UTF-8: line %u, column %u holds the byte 0x%02x; save it as UTF-8"), line,
                               column, (guint)(guchar)*end);
  return fail (file, TRUE, advice, error);
}

char *
cr_document_read (GFile *file, gsize *length, GError **error)
{
  gsize n;
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_autofree char *text = cr_document_read_bytes (file, CR_DOCUMENT_MAX_BYTES, &n, error);
  if (text == NULL || !check_text (file, text, n, error))
    return NULL;
  if (g_str_has_prefix (text, "\xEF\xBB\xBF"))
    {
      n -= 3;
      memmove (text, text + 3, n + 1);
    }
  if (length != NULL)
    *length = n;
  return g_steal_pointer (&text);
}

/* The file that @file means once symbolic links are followed: replacing a link itself would lose it, and writing
 * through one is not atomic. NULL when the links go round in a circle. */
static GFile *
resolve_links (GFile *file)
{
  g_autoptr (GFile) target = g_object_ref (file);
  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autoptr (GFileInfo) info = g_file_query_info (target, QUERY, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
      if (info == NULL || !g_file_info_get_is_symlink (info) || g_file_info_get_symlink_target (info) == NULL)
        return g_steal_pointer (&target);
      g_autoptr (GFile) folder = g_file_get_parent (target);
      if (folder == NULL)
        return NULL;
      g_autoptr (GFile) next = g_file_resolve_relative_path (folder, g_file_info_get_symlink_target (info));
      g_set_object (&target, next);
    }
  return NULL;
}

/* What is to be replaced, with its etag (NULL: there is nothing yet). NULL where nothing can be written there. Owned.
 */
static GFile *
find_target (GFile *file, char **etag, GError **error)
{
  g_autoptr (GFile) target = resolve_links (file);
  if (target == NULL)
    {
      fail (file, FALSE, _ ("its symbolic links lead round in a circle"), error);
      return NULL;
    }
  g_autoptr (GFileInfo) info = g_file_query_info (target, QUERY, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      fail (file, FALSE, _ ("it is a folder; name a file in it"), error);
      return NULL;
    }
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      fail (file, FALSE, _ ("it is not a regular file"), error);
      return NULL;
    }
  *etag = info != NULL ? g_strdup (g_file_info_get_etag (info)) : NULL;
  return g_steal_pointer (&target);
}

static gboolean
fail_writing (GFile *file, const GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return fail (file, FALSE, _ ("its folder does not exist"), error);
  return fail (file, FALSE, get_advice (cause), error);
}

gboolean
cr_document_write (GFile *file, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *etag = NULL;
  g_return_val_if_fail (G_IS_FILE (file) && (text != NULL || length == 0), FALSE);
  g_autoptr (GFile) target = find_target (file, &etag, error);
  if (target == NULL)
    return FALSE;
  if (g_file_replace_contents (target, text, length, etag, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &cause))
    return TRUE;
  return fail_writing (file, cause, error);
}

/* GIO writes beside a file that exists, but into one that does not. So that half a file is never seen, that is written
 * under another name. */
static GFileOutputStream *
open_beside (GFile *target, const char *etag, GFile **beside, GError **error)
{
  if (etag != NULL)
    return g_file_replace (target, etag, FALSE, G_FILE_CREATE_NONE, NULL, error);
  g_autoptr (GFile) folder = g_file_get_parent (target);
  g_autofree char *uuid = g_uuid_string_random (), *name = g_strdup_printf (".chainrule-%s", uuid);
  if (folder == NULL)
    return g_file_replace (target, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  *beside = g_file_get_child (folder, name);
  return g_file_create (*beside, G_FILE_CREATE_NONE, NULL, error);
}

/* Closing a stream that was given up drops what it wrote beside the file. */
static void
give_up (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

gboolean
cr_document_write_stream (GFile *file, CrDocumentWriter writer, gpointer user_data, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (GFile) beside = NULL;
  g_return_val_if_fail (G_IS_FILE (file) && writer != NULL, FALSE);
  g_autoptr (GFile) target = find_target (file, &etag, error);
  if (target == NULL)
    return FALSE;
  g_autoptr (GFileOutputStream) stream = open_beside (target, etag, &beside, &cause);
  if (stream == NULL)
    return fail_writing (file, cause, error);
  gboolean written = writer (G_OUTPUT_STREAM (stream), user_data, &cause);
  if (!written)
    give_up (G_OUTPUT_STREAM (stream));
  if (written && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &cause)
      && (beside == NULL || g_file_move (beside, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &cause)))
    return TRUE;
  if (beside != NULL)
    g_file_delete (beside, NULL, NULL);
  if (written || (cause->domain == G_IO_ERROR && cause->code != G_IO_ERROR_CANCELLED))
    return fail_writing (file, cause, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
