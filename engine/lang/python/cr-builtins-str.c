/* Methods of strings, and of numbers. */

#define _GNU_SOURCE /* memmem */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static gboolean
need_str (CrInterp *interp, CrObject value, const char *method)
{
  if (value.kind == CR_OBJECT_STR)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_TYPE, "%s() argument must be str, not %s", method,
                   cr_interp_type_name (interp, value));
  return FALSE;
}

static CrObject
str_upper (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  g_autofree char *text = g_utf8_strup (cr_object_text (self), (gssize)cr_object_str (self)->length);
  return cr_str_new (interp->heap, text, -1);
}

static CrObject
str_lower (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  g_autofree char *text = g_utf8_strdown (cr_object_text (self), (gssize)cr_object_str (self)->length);
  return cr_str_new (interp->heap, text, -1);
}

static gboolean
is_stripped (gunichar c, const char *chars)
{
  return chars ? g_utf8_strchr (chars, -1, c) != NULL : g_unichar_isspace (c);
}

static CrObject
strip (CrInterp *interp, CrObject self, const CrCallArgs *args, gboolean left, gboolean right)
{
  const char *chars = NULL;
  if (args->n_positional && args->values[0].kind != CR_OBJECT_NONE)
    {
      if (!need_str (interp, args->values[0], "strip"))
        return CR_UNSET;
      chars = cr_object_text (args->values[0]);
    }
  const char *from = cr_object_text (self), *to = from + cr_object_str (self)->length;
  while (left && from < to && is_stripped (g_utf8_get_char (from), chars))
    from = g_utf8_next_char (from);
  while (right && to > from && is_stripped (g_utf8_get_char (g_utf8_prev_char (to)), chars))
    to = g_utf8_prev_char (to);
  return cr_str_new (interp->heap, from, to - from);
}

static CrObject
str_strip (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return strip (interp, self, args, TRUE, TRUE);
}

static CrObject
str_lstrip (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return strip (interp, self, args, TRUE, FALSE);
}

static CrObject
str_rstrip (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return strip (interp, self, args, FALSE, TRUE);
}

/* A part counts as a step and for the memory; FALSE with an exception pending and @list gone. */
static gboolean
append_part (CrInterp *interp, CrSequence *list, const char *from, gssize length)
{
  if (cr_interp_step (interp) && cr_interp_reserve (interp, 1024))
    {
      cr_sequence_append (list, cr_str_new (interp->heap, from, length));
      return TRUE;
    }
  cr_cell_unref (list);
  return FALSE;
}

static CrObject
reverse_parts (CrSequence *list)
{
  for (guint i = 0; i < list->n / 2; i++)
    {
      CrObject item = list->items[i];
      list->items[i] = list->items[list->n - 1 - i];
      list->items[list->n - 1 - i] = item;
    }
  return cr_object_from_cell (list);
}

/* At blanks, runs of which count as one. */
static CrObject
split_blanks (CrInterp *interp, const CrStr *str, gint64 most)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *end = str->text + str->length;
  for (const char *at = str->text; at < end;)
    {
      while (at < end && g_unichar_isspace (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      const char *from = at;
      gboolean rest = most >= 0 && list->n == most;
      while (at < end && (rest || !g_unichar_isspace (g_utf8_get_char (at))))
        at = g_utf8_next_char (at);
      if (at > from && !append_part (interp, list, from, at - from))
        return CR_UNSET;
      if (rest)
        break;
    }
  return cr_object_from_cell (list);
}

/* The same from the right. */
static CrObject
rsplit_blanks (CrInterp *interp, const CrStr *str, gint64 most)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *at = str->text + str->length;
  while (at > str->text)
    {
      while (at > str->text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (at))))
        at = g_utf8_prev_char (at);
      const char *to = at;
      gboolean rest = most >= 0 && list->n == most;
      while (at > str->text && (rest || !g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (at)))))
        at = g_utf8_prev_char (at);
      if (to > at && !append_part (interp, list, at, to - at))
        return CR_UNSET;
      if (rest)
        break;
    }
  return reverse_parts (list);
}

static CrObject
split_at (CrInterp *interp, const CrStr *str, const CrStr *separator, gint64 most)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *from = str->text, *end = str->text + str->length, *at = NULL;
  while ((most < 0 || list->n < most) && (at = memmem (from, (gsize)(end - from), separator->text, separator->length)))
    {
      if (!append_part (interp, list, from, at - from))
        return CR_UNSET;
      from = at + separator->length;
    }
  cr_sequence_append (list, cr_str_new (interp->heap, from, end - from));
  return cr_object_from_cell (list);
}

static CrObject
rsplit_at (CrInterp *interp, const CrStr *str, const CrStr *separator, gint64 most)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *to = str->text + str->length;
  const char *at = to - separator->length;
  while (at >= str->text && (most < 0 || list->n < most))
    {
      if (memcmp (at, separator->text, separator->length) != 0)
        {
          at--;
          continue;
        }
      if (!append_part (interp, list, at + separator->length, to - at - (gssize)separator->length))
        return CR_UNSET;
      to = at;
      at -= separator->length;
    }
  cr_sequence_append (list, cr_str_new (interp->heap, str->text, to - str->text));
  return reverse_parts (list);
}

static CrObject
split (CrInterp *interp, CrObject self, const CrCallArgs *args, gboolean from_right)
{
  CrObject separator = cr_call_args_at (args, 0, "sep"), limit = cr_call_args_at (args, 1, "maxsplit");
  gint64 most = -1;
  if (cr_object_is_set (limit) && !cr_interp_to_int (interp, limit, &most))
    return CR_UNSET;
  if (!cr_object_is_set (separator) || separator.kind == CR_OBJECT_NONE)
    return (from_right ? rsplit_blanks : split_blanks) (interp, cr_object_str (self), most);
  if (separator.kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "must be str or None, not %s",
                            cr_interp_type_name (interp, separator));
  if (cr_object_str (separator)->length == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "empty separator");
  return (from_right ? rsplit_at : split_at) (interp, cr_object_str (self), cr_object_str (separator), most);
}

static CrObject
str_split (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return split (interp, self, args, FALSE);
}

static CrObject
str_rsplit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return split (interp, self, args, TRUE);
}

static CrObject
str_splitlines (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject keep = cr_call_args_at (args, 0, "keepends");
  gboolean keeps = cr_object_is_set (keep) && cr_interp_truth (interp, keep) > 0;
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *at = cr_object_text (self), *end = at + cr_object_str (self)->length;
  while (at < end)
    {
      const char *from = at;
      while (at < end && *at != '\n' && *at != '\r')
        at++;
      const char *to = at;
      if (at < end)
        at += at[0] == '\r' && at[1] == '\n' ? 2 : 1;
      if (!append_part (interp, list, from, (keeps ? at : to) - from))
        return CR_UNSET;
    }
  return cr_object_from_cell (list);
}

static CrObject
str_join (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *parts = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  if (parts == NULL)
    return CR_UNSET;
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < parts->n && !cr_interp_is_raised (interp); i++)
    {
      if (i > 0)
        g_string_append_len (text, cr_object_text (self), (gssize)cr_object_str (self)->length);
      if (parts->items[i].kind == CR_OBJECT_STR)
        g_string_append_len (text, cr_object_text (parts->items[i]), (gssize)cr_object_str (parts->items[i])->length);
      else
        cr_interp_raise (interp, CR_ERROR_TYPE, "sequence item %u: expected str instance, %s found", i,
                         cr_interp_type_name (interp, parts->items[i]));
      if (text->len > 4096)
        cr_interp_reserve (interp, text->len);
    }
  cr_cell_unref (parts);
  if (!cr_interp_is_raised (interp))
    return cr_str_new_take (interp->heap, text);
  g_string_free (text, TRUE);
  return CR_UNSET;
}

static CrObject
str_replace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0], "replace") || !need_str (interp, args->values[1], "replace"))
    return CR_UNSET;
  CrStr *old = cr_object_str (args->values[0]), *new = cr_object_str (args->values[1]);
  gint64 most = -1;
  if (args->n_positional > 2 && !cr_interp_to_int (interp, args->values[2], &most))
    return CR_UNSET;
  if (!cr_interp_reserve (interp, (guint64)(cr_object_str (self)->length + 1) * (new->length + 1)))
    return CR_UNSET;
  GString *text = g_string_new (NULL);
  const char *at = cr_object_text (self), *end = at + cr_object_str (self)->length;
  for (; most != 0; most--)
    {
      const char *found = old->length ? memmem (at, (gsize)(end - at), old->text, old->length) : at;
      if (found == NULL)
        break;
      if (!CR_GOES_ON (interp, most))
        {
          g_string_free (text, TRUE);
          return CR_UNSET;
        }
      g_string_append_len (text, at, found - at);
      g_string_append_len (text, new->text, (gssize) new->length);
      at = found + old->length;
      if (old->length)
        continue;
      if (at == end)
        break;
      g_string_append_len (text, at, g_utf8_next_char (at) - at);
      at = g_utf8_next_char (at);
    }
  g_string_append_len (text, at, end - at);
  return cr_str_new_take (interp->heap, text);
}

static CrObject
justify (CrInterp *interp, CrObject self, const CrCallArgs *args, char align)
{
  gint64 width, n = cr_object_str (self)->n_chars;
  const char *fill = " ";
  if (!cr_interp_to_int (interp, args->values[0], &width))
    return CR_UNSET;
  if (args->n_positional > 1)
    {
      if (args->values[1].kind != CR_OBJECT_STR || cr_object_str (args->values[1])->n_chars != 1)
        return cr_interp_raise (interp, CR_ERROR_TYPE, "The fill character must be exactly one character long");
      fill = cr_object_text (args->values[1]);
    }
  if (width <= n)
    return cr_object_ref (self);
  gint64 total = width - n;
  if (total > G_MAXINT32)
    return cr_interp_raise (interp, CR_ERROR_MEMORY, "%s", _ ("a string or list is too large; see --max-bytes"));
  if (!cr_interp_reserve (interp, (guint64)total * strlen (fill)))
    return CR_UNSET;
  /* CPython's rule for the odd one. */
  gint64 left = align == '<' ? 0 : align == '>' ? total : total / 2 + (total & width & 1);
  GString *text = g_string_new (NULL);
  for (gint64 i = 0; i < left; i++)
    g_string_append (text, fill);
  g_string_append_len (text, cr_object_text (self), (gssize)cr_object_str (self)->length);
  for (gint64 i = left; i < total; i++)
    g_string_append (text, fill);
  return cr_str_new_take (interp->heap, text);
}

static CrObject
str_ljust (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return justify (interp, self, args, '<');
}

static CrObject
str_rjust (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return justify (interp, self, args, '>');
}

static CrObject
str_center (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return justify (interp, self, args, '^');
}

/* What "!r", "!s" or "!a" makes of @value, owned; @value itself without one. */
static CrObject
convert_field (CrInterp *interp, CrObject value, const char *conversion)
{
  if (conversion == NULL)
    return cr_object_ref (value);
  if (strcmp (conversion, "r") == 0 || strcmp (conversion, "a") == 0)
    return cr_interp_repr (interp, value);
  if (strcmp (conversion, "s") == 0)
    return cr_interp_str (interp, value);
  return cr_interp_raise (interp, CR_ERROR_VALUE, "Unknown conversion specifier %s", conversion);
}

/* What a format method works on. */
typedef struct
{
  CrInterp *interp;
  const CrCallArgs *args;
  guint next; /* number of the next field without one */
  guint depth;
} Formatting;

static gboolean format_into (Formatting *formatting, const char *text, gsize length, GString *into);

/* The argument that a field begins with, owned. */
static CrObject
field_argument (Formatting *formatting, const char *name)
{
  CrInterp *interp = formatting->interp;
  const CrCallArgs *args = formatting->args;
  if (*name == '\0' || g_ascii_isdigit (*name))
    {
      guint64 index = *name ? g_ascii_strtoull (name, NULL, 10) : formatting->next++;
      if (index < args->n_positional)
        return cr_object_ref (args->values[index]);
      return cr_interp_raise (interp, CR_ERROR_INDEX,
                              "Replacement index %" G_GUINT64_FORMAT " out of range for positional args tuple", index);
    }
  CrObject value = cr_call_args_get (args, name);
  if (cr_object_is_set (value))
    return cr_object_ref (value);
  CrObject key = cr_str_new (interp->heap, name, -1);
  cr_interp_raise_key (interp, key);
  cr_object_unref (key);
  return CR_UNSET;
}

/* One `.name` or `[index]` after @value (taken over), from *@at on, which moves past it. */
static CrObject
field_step (CrInterp *interp, CrObject value, const char **at)
{
  gboolean is_name = **at == '.';
  const char *from = *at + 1;
  gsize n = strcspn (from, is_name ? ".[" : "]");
  g_autofree char *text = g_strndup (from, n);
  *at = from + n + (!is_name && from[n] == ']');
  CrObject found;
  if (is_name)
    found = cr_interp_get_attribute (interp, value, text);
  else
    {
      CrObject index = *text && strspn (text, "0123456789") == n ? cr_object_int (g_ascii_strtoll (text, NULL, 10))
                                                                 : cr_str_new (interp->heap, text, -1);
      found = cr_interp_get_item (interp, value, index);
      cr_object_unref (index);
    }
  cr_object_unref (value);
  return found;
}

static CrObject
field_value (Formatting *formatting, const char *field)
{
  g_autofree char *name = g_strndup (field, strcspn (field, ".["));
  const char *at = field + strlen (name);
  CrObject value = field_argument (formatting, name);
  while (cr_object_is_set (value) && *at)
    {
      if (*at != '.' && *at != '[')
        {
          cr_object_unref (value);
          return cr_interp_raise (formatting->interp, CR_ERROR_VALUE,
                                  "Only '.' or '[' may follow ']' in format field specifier");
        }
      value = field_step (formatting->interp, value, &at);
    }
  return value;
}

/* One replacement field, from after its "{" to before its "}": [name][!conversion][:spec]. */
static gboolean
append_field (Formatting *formatting, const char *field, GString *into)
{
  CrInterp *interp = formatting->interp;
  const char *colon = strchr (field, ':');
  g_autofree char *name = colon ? g_strndup (field, (gsize)(colon - field)) : g_strdup (field);
  char *bang = strchr (name, '!');
  if (bang)
    *bang = '\0';
  CrObject value = field_value (formatting, name);
  if (!cr_object_is_set (value))
    return FALSE;
  CrObject ready = convert_field (interp, value, bang ? bang + 1 : NULL);
  cr_object_unref (value);
  GString *spec = g_string_new (NULL);
  gboolean fine = cr_object_is_set (ready) && (!colon || format_into (formatting, colon + 1, strlen (colon + 1), spec));
  CrObject text = fine ? cr_interp_format (interp, ready, spec->str) : CR_UNSET;
  cr_object_unref (ready);
  g_string_free (spec, TRUE);
  if (cr_object_is_set (text))
    g_string_append_len (into, cr_object_text (text), (gssize)cr_object_str (text)->length);
  fine = cr_object_is_set (text) && cr_interp_reserve (interp, into->len);
  cr_object_unref (text);
  return fine;
}

/* The "}" that ends the field which begins at @at; NULL if there is none. */
static const char *
find_field_end (const char *at, const char *end)
{
  guint depth = 0;
  for (; at < end; at++)
    {
      if (*at == '{')
        depth++;
      else if (*at == '}' && depth-- == 0)
        return at;
    }
  return NULL;
}

static gboolean
format_into (Formatting *formatting, const char *text, gsize length, GString *into)
{
  CrInterp *interp = formatting->interp;
  if (formatting->depth >= 2)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "Max string recursion exceeded");
      return FALSE;
    }
  formatting->depth++;
  gboolean fine = TRUE;
  for (const char *at = text; fine && at < text + length; at++)
    {
      if ((at[0] == '{' || at[0] == '}') && at[1] == at[0])
        g_string_append_c (into, *at++);
      else if (*at == '}')
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "Single '}' encountered in format string");
          fine = FALSE;
        }
      else if (*at == '{')
        {
          const char *end = find_field_end (at + 1, text + length);
          g_autofree char *field = g_strndup (at + 1, end ? (gsize)(end - at - 1) : 0);
          if (end == NULL)
            cr_interp_raise (interp, CR_ERROR_VALUE,
                             at[1] ? "expected '}' before end of string" : "Single '{' encountered in format string");
          fine = end && append_field (formatting, field, into);
          at = end ? end : at;
        }
      else
        g_string_append_c (into, *at);
    }
  formatting->depth--;
  return fine;
}

static CrObject
str_format (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Formatting formatting = { interp, args, 0, 0 };
  GString *into = g_string_new (NULL);
  if (format_into (&formatting, cr_object_text (self), cr_object_str (self)->length, into))
    return cr_str_new_take (interp->heap, into);
  g_string_free (into, TRUE);
  return CR_UNSET;
}

/* Each character by @map, told whether it follows a letter. */
static CrObject
map_chars (CrInterp *interp, CrObject self, gunichar (*map) (gunichar c, gboolean first, gboolean after_letter))
{
  GString *text = g_string_new (NULL);
  const char *from = cr_object_text (self), *end = from + cr_object_str (self)->length;
  gboolean after_letter = FALSE;
  for (const char *at = from; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      g_string_append_unichar (text, map (c, at == from, after_letter));
      after_letter = g_unichar_isalpha (c);
    }
  return cr_str_new_take (interp->heap, text);
}

static gunichar
map_title (gunichar c, gboolean first, gboolean after_letter)
{
  return after_letter ? g_unichar_tolower (c) : g_unichar_totitle (c);
}

static gunichar
map_capitalize (gunichar c, gboolean first, gboolean after_letter)
{
  return first ? g_unichar_totitle (c) : g_unichar_tolower (c);
}

static gunichar
map_swap (gunichar c, gboolean first, gboolean after_letter)
{
  return g_unichar_isupper (c) ? g_unichar_tolower (c) : g_unichar_toupper (c);
}

static CrObject
str_title (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return map_chars (interp, self, map_title);
}

static CrObject
str_capitalize (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return map_chars (interp, self, map_capitalize);
}

static CrObject
str_swapcase (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return map_chars (interp, self, map_swap);
}

static CrObject
str_casefold (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  g_autofree char *text = g_utf8_casefold (cr_object_text (self), (gssize)cr_object_str (self)->length);
  return cr_str_new (interp->heap, text, -1);
}

static CrObject
str_zfill (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 width, n = cr_object_str (self)->n_chars;
  const char *text = cr_object_text (self);
  if (!cr_interp_to_int (interp, args->values[0], &width))
    return CR_UNSET;
  if (width <= n)
    return cr_object_ref (self);
  if (width > G_MAXINT32)
    return cr_interp_raise (interp, CR_ERROR_MEMORY, "%s", _ ("a string or list is too large; see --max-bytes"));
  if (!cr_interp_reserve (interp, (guint64)width))
    return CR_UNSET;
  gsize sign = *text == '-' || *text == '+';
  GString *filled = g_string_new_len (text, (gssize)sign);
  for (gint64 i = n; i < width; i++)
    g_string_append_c (filled, '0');
  g_string_append_len (filled, text + sign, (gssize)(cr_object_str (self)->length - sign));
  return cr_str_new_take (interp->heap, filled);
}

static CrObject
str_expandtabs (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject given = cr_call_args_at (args, 0, "tabsize");
  gint64 size = 8;
  if (cr_object_is_set (given) && !cr_interp_to_int (interp, given, &size))
    return CR_UNSET;
  size = CLAMP (size, 0, 1000);
  if (!cr_interp_reserve (interp, cr_object_str (self)->length * (guint64)(size + 1)))
    return CR_UNSET;
  GString *text = g_string_new (NULL);
  const char *end = cr_object_text (self) + cr_object_str (self)->length;
  gint64 column = 0;
  for (const char *at = cr_object_text (self); at < end; at = g_utf8_next_char (at))
    {
      if (*at != '\t')
        g_string_append_unichar (text, g_utf8_get_char (at));
      for (gint64 i = size ? size - column % size : 0; *at == '\t' && i > 0; i--)
        g_string_append_c (text, ' ');
      column = *at == '\n' || *at == '\r' ? 0 : *at == '\t' && size ? column + size - column % size : column + 1;
    }
  return cr_str_new_take (interp->heap, text);
}

static CrObject
str_format_map (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_DICT)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "format_map() argument must be a mapping");
  const CrDict *dict = cr_object_dict (args->values[0]);
  g_autofree CrObject *values = g_new (CrObject, dict->n_live + 1);
  g_autofree const char **keywords = g_new (const char *, dict->n_live + 1);
  CrCallArgs named = { values, 0, 0, keywords };
  for (guint i = 0; i < dict->n_entries; i++)
    if (dict->entries[i].key.kind == CR_OBJECT_STR)
      {
        keywords[named.n_keywords] = cr_object_text (dict->entries[i].key);
        values[named.n_keywords++] = dict->entries[i].value;
      }
  return str_format (interp, self, &named);
}

const CrBuiltinRow cr_builtins_str[] = {
  { "upper", 0, 0, NULL, str_upper },
  { "lower", 0, 0, NULL, str_lower },
  { "strip", 0, 1, NULL, str_strip },
  { "lstrip", 0, 1, NULL, str_lstrip },
  { "rstrip", 0, 1, NULL, str_rstrip },
  { "split", 0, 2, "sep maxsplit", str_split },
  { "rsplit", 0, 2, "sep maxsplit", str_rsplit },
  { "splitlines", 0, 1, "keepends", str_splitlines },
  { "title", 0, 0, NULL, str_title },
  { "capitalize", 0, 0, NULL, str_capitalize },
  { "swapcase", 0, 0, NULL, str_swapcase },
  { "casefold", 0, 0, NULL, str_casefold },
  { "zfill", 1, 1, NULL, str_zfill },
  { "expandtabs", 0, 1, "tabsize", str_expandtabs },
  { "format_map", 1, 1, NULL, str_format_map },
  { "join", 1, 1, NULL, str_join },
  { "replace", 2, 3, NULL, str_replace },
  { "ljust", 1, 2, NULL, str_ljust },
  { "rjust", 1, 2, NULL, str_rjust },
  { "center", 1, 2, NULL, str_center },
  { "format", 0, -1, "*", str_format },
  { NULL },
};
