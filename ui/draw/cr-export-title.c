/* A file's title. Cairo 1.16 gives a PDF one and has nothing for an SVG: there it is put behind the first tag. */
#include "cr-export-private.h"

#include <string.h>

/* XML 1.0's characters; a control character has no way to be written there, not even as a reference. */
static gboolean
is_allowed (gunichar c)
{
  return c >= 0x20 && !(c >= 0x7F && c <= 0x9F) && c != 0xFFFE && c != 0xFFFF;
}

char *
cr_export_clean_title (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    if (is_allowed (g_utf8_get_char (p)))
      g_string_append_unichar (clean, g_utf8_get_char (p));
    else
      g_string_append_c (clean, ' ');
  return g_string_free (clean, FALSE);
}

GBytes *
cr_export_title_svg (GByteArray *svg, const char *title)
{
  const char *start = g_strstr_len ((const char *)svg->data, svg->len, "<svg "), *end = NULL;
  g_autofree char *clean = title ? cr_export_clean_title (title) : NULL;
  g_autofree char *escaped = clean ? g_markup_escape_text (clean, -1) : NULL;
  g_autofree char *element = escaped ? g_strconcat (" role=\"img\">\n<title>", escaped, "</title>", NULL) : NULL;
  GByteArray *out;

  if (start != NULL)
    end = memchr (start, '>', svg->len - (start - (const char *)svg->data));
  if (end == NULL || element == NULL)
    return g_bytes_new (svg->data, svg->len);
  out = g_byte_array_sized_new (svg->len + strlen (element));
  g_byte_array_append (out, svg->data, end - (const char *)svg->data);
  g_byte_array_append (out, (const guint8 *)element, strlen (element));
  g_byte_array_append (out, (const guint8 *)end + 1, svg->len - (end + 1 - (const char *)svg->data));
  return g_byte_array_free_to_bytes (out);
}
