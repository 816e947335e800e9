/* What Cairo 1.16 writes as SVG, made fit to be kept: a title, which it has no call for; each style told once, as a
 * class, not at every stroke and word; coordinates without the four decimals below a hundredth of a point. That is two
 * thirds of the size. A class is named by its contents, so that several such pictures in one page of HTML do
 * not disturb each other. */
#include "cr-export-private.h"

#include <string.h>

#define MILLION 1000000

typedef struct
{
  GString *out;
  GString *rules;      /* of the style sheet */
  GHashTable *classes; /* style -> class, owned both */
  GHashTable *names;   /* the classes, borrowed: a set */
  gint64 unit;         /* coordinates are whole multiples of this, in millionths */
} Svg;

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

/* The class of a style, new or seen before. */
static const char *
get_class (Svg *svg, const char *text, gsize length)
{
  char *style = g_strchug (g_strndup (text, length)), *name = g_hash_table_lookup (svg->classes, style);

  if (name != NULL)
    {
      g_free (style);
      return name;
    }
  name = g_strdup_printf ("c%x", g_str_hash (style));
  while (g_hash_table_contains (svg->names, name)) /* another style with the same hash */
    {
      char *longer = g_strconcat (name, "x", NULL);

      g_free (name);
      name = longer;
    }
  g_string_append_printf (svg->rules, ".%s{%s}\n", name, style);
  g_hash_table_insert (svg->classes, style, name);
  g_hash_table_add (svg->names, name);
  return name;
}

static void
append_number (GString *out, gint64 millionths, gboolean negative)
{
  char digits[32];
  int n;

  if (negative && millionths != 0)
    g_string_append_c (out, '-');
  n = g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, millionths / MILLION,
                  millionths % MILLION);
  while (digits[n - 1] == '0')
    n--;
  if (digits[n - 1] == '.')
    n--;
  g_string_append_len (out, digits, n);
}

/* Copies [@at, @end) with its decimal numbers rounded. */
static void
append_rounded (Svg *svg, const char *at, const char *end)
{
  while (at < end)
    {
      gboolean negative = *at == '-';
      const char *p = at + negative;
      gint64 number = 0, place = MILLION / 10;

      if (p >= end || !g_ascii_isdigit (*p))
        {
          g_string_append_c (svg->out, *at++);
          continue;
        }
      for (; p < end && g_ascii_isdigit (*p); p++)
        number = MIN (number * 10 + (*p - '0'), G_MAXINT32);
      number *= MILLION;
      if (p < end && *p == '.')
        for (p++; p < end && g_ascii_isdigit (*p); p++, place /= 10)
          number += (*p - '0') * place;
      append_number (svg->out, (number + svg->unit / 2) / svg->unit * svg->unit, negative);
      at = p;
    }
}

/* Where the value of attribute @name begins within the tag [@tag, @end); NULL. */
static const char *
find_value (const char *tag, const char *end, const char *name)
{
  gsize length = strlen (name);

  for (const char *p = tag; p + length < end; p++)
    if (*p == ' ' && memcmp (p, name, length) == 0)
      return p + length;
  return NULL;
}

static const char *
copy_value (Svg *svg, const char *from, const char *value, const char *end)
{
  const char *stop = memchr (value, '"', (gsize)(end - value));

  g_string_append_len (svg->out, from, value - from);
  append_rounded (svg, value, stop);
  return stop;
}

/* One tag, ">" included; @place: whether its coordinates may be rounded. */
static void
copy_tag (Svg *svg, const char *tag, const char *end, gboolean place)
{
  static const char *const coordinates[] = { " x=\"", " y=\"", " d=\"" };
  const char *style = find_value (tag, end, " style=\""), *at = tag;

  if (style != NULL)
    {
      const char *stop = memchr (style, '"', (gsize)(end - style));

      g_string_append_len (svg->out, at, style - 8 - at);
      g_string_append_printf (svg->out, " class=\"%s", get_class (svg, style, (gsize)(stop - style)));
      at = stop;
    }
  for (guint i = 0; place && i < G_N_ELEMENTS (coordinates); i++)
    {
      const char *value = find_value (at, end, coordinates[i]);

      if (value != NULL)
        at = copy_value (svg, at, value, end);
    }
  g_string_append_len (svg->out, at, end - at);
}

/* All behind the first tag. Letters are outlines of their own size, defined at the beginning: they stay exact. */
static void
copy_contents (Svg *svg, const char *at, const char *end)
{
  gboolean defining = FALSE;

  while (at < end)
    {
      const char *tag = memchr (at, '<', (gsize)(end - at)), *close;

      if (tag == NULL || (close = memchr (tag, '>', (gsize)(end - tag))) == NULL)
        break;
      g_string_append_len (svg->out, at, tag - at);
      if (g_str_has_prefix (tag, "<defs"))
        defining = TRUE;
      else if (g_str_has_prefix (tag, "</defs"))
        defining = FALSE;
      copy_tag (svg, tag, close + 1, !defining && (g_str_has_prefix (tag, "<use") || g_str_has_prefix (tag, "<path")));
      at = close + 1;
    }
  g_string_append_len (svg->out, at, end - at);
}

/* What stands between the first tag and the contents. */
static void
append_head (GString *out, const char *title, const GString *rules)
{
  g_autofree char *clean = title ? cr_export_clean_title (title) : NULL;
  g_autofree char *escaped = clean ? g_markup_escape_text (clean, -1) : NULL;

  g_string_append (out, " role=\"img\">\n");
  if (escaped != NULL)
    g_string_append_printf (out, "<title>%s</title>\n", escaped);
  g_string_append_printf (out, "<style>\n%s</style>", rules->str);
}

GBytes *
cr_export_finish_svg (GByteArray *bytes, const char *title, guint decimals)
{
  const char *data = (const char *)bytes->data, *end = data + bytes->len, *first, *close = NULL;
  Svg svg = { .out = g_string_sized_new (bytes->len / 2), .rules = g_string_new (NULL), .unit = MILLION };
  GString *whole;

  svg.classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  svg.names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < decimals && svg.unit > 1; i++)
    svg.unit /= 10;
  first = g_strstr_len (data, (gssize)bytes->len, "<svg ");
  if (first != NULL)
    close = memchr (first, '>', (gsize)(end - first));
  whole = g_string_new_len (data, close ? close - data : (gssize)bytes->len);
  if (close != NULL)
    {
      copy_contents (&svg, close + 1, end);
      append_head (whole, title, svg.rules);
      g_string_append_len (whole, svg.out->str, (gssize)svg.out->len);
    }
  g_hash_table_unref (svg.names);
  g_hash_table_unref (svg.classes);
  g_string_free (svg.rules, TRUE);
  g_string_free (svg.out, TRUE);
  return g_string_free_to_bytes (whole);
}
