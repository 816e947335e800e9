/* Methods of strings, and of numbers. */

#include "cr-interp-private.h"

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

/* At blanks, runs of which count as one. */
static CrObject
split_blanks (CrInterp *interp, const char *text)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (const char *at = text; *at;)
    {
      while (*at && g_unichar_isspace (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      const char *from = at;
      while (*at && !g_unichar_isspace (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      if (at > from && !append_part (interp, list, from, at - from))
        return CR_UNSET;
    }
  return cr_object_from_cell (list);
}

static CrObject
str_split (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject separator = cr_call_args_at (args, 0, "sep");
  if (!cr_object_is_set (separator) || separator.kind == CR_OBJECT_NONE)
    return split_blanks (interp, cr_object_text (self));
  if (!need_str (interp, separator, "split"))
    return CR_UNSET;
  if (cr_object_str (separator)->length == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "empty separator");
  CrObject most = cr_call_args_at (args, 1, "maxsplit");
  gint limit = cr_object_is_integer (most) && most.u.integer >= 0 ? (gint)MIN (most.u.integer, G_MAXINT - 1) + 1 : -1;
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  const char *from = cr_object_text (self);
  const char *at = NULL;
  while ((limit < 0 || (gint)list->n < limit - 1) && (at = strstr (from, cr_object_text (separator))))
    {
      if (!append_part (interp, list, from, at - from))
        return CR_UNSET;
      from = at + cr_object_str (separator)->length;
    }
  cr_sequence_append (list, cr_str_new (interp->heap, from, -1));
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
  if (!cr_interp_reserve (interp, (guint64)(cr_object_str (self)->length + 1) * (new->length + 1)))
    return CR_UNSET;
  GString *text = g_string_new_len (cr_object_text (self), (gssize)cr_object_str (self)->length);
  g_string_replace (text, old->text, new->text, 0);
  return cr_str_new_take (interp->heap, text);
}

static CrObject
str_startswith (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0], "startswith"))
    return CR_UNSET;
  return cr_object_bool (g_str_has_prefix (cr_object_text (self), cr_object_text (args->values[0])));
}

static CrObject
str_endswith (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0], "endswith"))
    return CR_UNSET;
  return cr_object_bool (g_str_has_suffix (cr_object_text (self), cr_object_text (args->values[0])));
}

static CrObject
str_find (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0], "find"))
    return CR_UNSET;
  const char *found = strstr (cr_object_text (self), cr_object_text (args->values[0]));
  return cr_object_int (found ? g_utf8_pointer_to_offset (cr_object_text (self), found) : -1);
}

static CrObject
str_count (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 count = 0;
  if (!need_str (interp, args->values[0], "count"))
    return CR_UNSET;
  gsize length = cr_object_str (args->values[0])->length;
  if (length == 0)
    return cr_object_int (cr_object_str (self)->n_chars + 1);
  const char *at = cr_object_text (self);
  while ((at = strstr (at, cr_object_text (args->values[0]))))
    {
      at += length;
      count++;
    }
  return cr_object_int (count);
}

static CrObject
justify (CrInterp *interp, CrObject self, const CrCallArgs *args, char align)
{
  gint64 width;
  if (!cr_interp_to_int (interp, args->values[0], &width))
    return CR_UNSET;
  const char *fill
      = args->n_positional > 1 && args->values[1].kind == CR_OBJECT_STR ? cr_object_text (args->values[1]) : " ";
  g_autofree char *spec = g_strdup_printf ("%s%c%" G_GINT64_FORMAT, fill, align, MAX (width, 0));
  return cr_interp_format (interp, self, spec);
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

/* One replacement field, from after its "{" to before its "}": [index or name][!conversion][:spec]. */
static gboolean
append_field (CrInterp *interp, const char *field, const CrCallArgs *args, guint *next, GString *into)
{
  const char *colon = strchr (field, ':');
  g_autofree char *name = colon ? g_strndup (field, (gsize)(colon - field)) : g_strdup (field);
  char *bang = strchr (name, '!');
  const char *conversion = bang ? bang + 1 : NULL;
  if (bang)
    *bang = '\0';
  CrObject value = CR_UNSET;
  guint index = *name ? (guint)g_ascii_strtoull (name, NULL, 10) : *next;
  if (*name == '\0' || g_ascii_isdigit (*name))
    {
      *next += *name == '\0';
      if (index < args->n_positional)
        value = args->values[index];
      else
        cr_interp_raise (interp, CR_ERROR_INDEX, "Replacement index %u out of range for positional args tuple", index);
    }
  else
    {
      value = cr_call_args_get (args, name);
      if (!cr_object_is_set (value))
        {
          CrObject key = cr_str_new (interp->heap, name, -1);
          cr_interp_raise_key (interp, key);
          cr_object_unref (key);
        }
    }
  if (!cr_object_is_set (value))
    return FALSE;
  CrObject ready = convert_field (interp, value, conversion);
  CrObject text = cr_object_is_set (ready) ? cr_interp_format (interp, ready, colon ? colon + 1 : "") : CR_UNSET;
  cr_object_unref (ready);
  if (cr_object_is_set (text))
    g_string_append_len (into, cr_object_text (text), (gssize)cr_object_str (text)->length);
  gboolean fine = cr_object_is_set (text);
  cr_object_unref (text);
  return fine;
}

static CrObject
str_format (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GString *into = g_string_new (NULL);
  guint next = 0;
  for (const char *at = cr_object_text (self); *at; at++)
    {
      if ((at[0] == '{' || at[0] == '}') && at[1] == at[0])
        at++;
      else if (*at == '{')
        {
          const char *end = strchr (at, '}');
          g_autofree char *field = g_strndup (at + 1, end ? (gsize)(end - at - 1) : 0);
          if (end == NULL)
            cr_interp_raise (interp, CR_ERROR_VALUE, "expected '}' before end of string");
          if (end == NULL || !append_field (interp, field, args, &next, into))
            {
              g_string_free (into, TRUE);
              return CR_UNSET;
            }
          at = end;
          continue;
        }
      g_string_append_c (into, *at);
    }
  return cr_str_new_take (interp->heap, into);
}

static CrObject
str_isdigit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const char *text = cr_object_text (self);
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    if (!g_unichar_isdigit (g_utf8_get_char (at)))
      return cr_object_bool (FALSE);
  return cr_object_bool (*text != '\0');
}

const CrBuiltinRow cr_builtins_str[] = {
  { "upper", 0, 0, NULL, str_upper },
  { "lower", 0, 0, NULL, str_lower },
  { "strip", 0, 1, NULL, str_strip },
  { "lstrip", 0, 1, NULL, str_lstrip },
  { "rstrip", 0, 1, NULL, str_rstrip },
  { "split", 0, 2, "sep maxsplit", str_split },
  { "join", 1, 1, NULL, str_join },
  { "replace", 2, 2, NULL, str_replace },
  { "startswith", 1, 1, NULL, str_startswith },
  { "endswith", 1, 1, NULL, str_endswith },
  { "find", 1, 1, NULL, str_find },
  { "count", 1, 1, NULL, str_count },
  { "ljust", 1, 2, NULL, str_ljust },
  { "rjust", 1, 2, NULL, str_rjust },
  { "center", 1, 2, NULL, str_center },
  { "format", 0, -1, "*", str_format },
  { "isdigit", 0, 0, NULL, str_isdigit },
  { NULL },
};

static CrObject
number_is_integer (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value = cr_object_to_double (self);
  return cr_object_bool (isfinite (value) && value == floor (value));
}

const CrBuiltinRow cr_builtins_number[] = {
  { "is_integer", 0, 0, NULL, number_is_integer },
  { NULL },
};
