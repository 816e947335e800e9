/* Methods of strings that look for another one, and those that ask of what characters one is. */

#define _GNU_SOURCE /* memmem */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The part of a string that optional arguments start and end name. */
typedef struct
{
  const char *from, *to;
  gint64 offset;  /* of `from`, in characters */
  gboolean empty; /* start is beyond end: nothing is found in it, not even "" */
} Part;

static gboolean
bound (CrInterp *interp, CrObject value, gint64 n, gint64 otherwise, gint64 *at)
{
  *at = otherwise;
  if (!cr_object_is_set (value) || value.kind == CR_OBJECT_NONE)
    return TRUE;
  if (!cr_interp_to_int (interp, value, at))
    return FALSE;
  *at = *at < 0 ? MAX (*at + n, 0) : *at;
  return TRUE;
}

static gboolean
get_part (CrInterp *interp, CrObject self, const CrCallArgs *args, Part *part)
{
  const CrStr *str = cr_object_str (self);
  gint64 start, end;
  if (!bound (interp, args->n_positional > 1 ? args->values[1] : CR_UNSET, str->n_chars, 0, &start)
      || !bound (interp, args->n_positional > 2 ? args->values[2] : CR_UNSET, str->n_chars, str->n_chars, &end))
    return FALSE;
  end = MIN (end, str->n_chars);
  part->empty = start > end;
  part->offset = MIN (start, end);
  part->from = cr_str_at (str, part->offset);
  part->to = cr_str_at (str, end);
  return TRUE;
}

static gboolean
need_str (CrInterp *interp, CrObject value)
{
  if (value.kind == CR_OBJECT_STR)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_TYPE, "must be str, not %s", cr_interp_type_name (interp, value));
  return FALSE;
}

/* The first or last place of @needle in the part; -1 if it is not there, -2 with an exception. */
static gint64
search (CrInterp *interp, CrObject self, const CrCallArgs *args, gboolean last)
{
  Part part;
  if (!need_str (interp, args->values[0]) || !get_part (interp, self, args, &part))
    return -2;
  const CrStr *needle = cr_object_str (args->values[0]);
  gsize n = (gsize)(part.to - part.from);
  if (part.empty || needle->length > n)
    return -1;
  if (needle->length >= 4096 && !cr_interp_check_clock (interp))
    return -2;
  const char *found = NULL;
  if (!last)
    found = memmem (part.from, n, needle->text, needle->length);
  else
    for (const char *at = part.to - needle->length; found == NULL && at >= part.from; at--)
      if (memcmp (at, needle->text, needle->length) == 0)
        found = at;
  if (found == NULL)
    return -1;
  return part.offset + g_utf8_strlen (part.from, found - part.from);
}

static CrObject
str_find (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 at = search (interp, self, args, FALSE);
  return at == -2 ? CR_UNSET : cr_object_int (at);
}

static CrObject
str_rfind (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 at = search (interp, self, args, TRUE);
  return at == -2 ? CR_UNSET : cr_object_int (at);
}

static CrObject
index_or_raise (CrInterp *interp, gint64 at)
{
  if (at == -2)
    return CR_UNSET;
  return at < 0 ? cr_interp_raise (interp, CR_ERROR_VALUE, "substring not found") : cr_object_int (at);
}

static CrObject
str_index (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return index_or_raise (interp, search (interp, self, args, FALSE));
}

static CrObject
str_rindex (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return index_or_raise (interp, search (interp, self, args, TRUE));
}

static CrObject
str_count (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Part part;
  if (!need_str (interp, args->values[0]) || !get_part (interp, self, args, &part))
    return CR_UNSET;
  const CrStr *needle = cr_object_str (args->values[0]);
  if (part.empty)
    return cr_object_int (0);
  if (needle->length == 0)
    return cr_object_int (g_utf8_strlen (part.from, part.to - part.from) + 1);
  gint64 count = 0;
  for (const char *at = part.from; (at = memmem (at, (gsize)(part.to - at), needle->text, needle->length)); count++)
    {
      at += needle->length;
      if (!CR_GOES_ON (interp, count))
        return CR_UNSET;
    }
  return cr_object_int (count);
}

/* 1, 0, or -1 with an exception. */
static int
has_affix (CrInterp *interp, const Part *part, CrObject affix, const char *method, gboolean at_end)
{
  if (cr_object_is_tuple (affix))
    {
      int result = 0;
      for (guint i = 0; result == 0 && i < cr_object_sequence (affix)->n; i++)
        result = has_affix (interp, part, cr_object_sequence (affix)->items[i], method, at_end);
      return result;
    }
  if (affix.kind != CR_OBJECT_STR)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s first arg must be str or a tuple of str, not %s", method,
                       cr_interp_type_name (interp, affix));
      return -1;
    }
  const CrStr *str = cr_object_str (affix);
  if (part->empty || str->length > (gsize)(part->to - part->from))
    return 0;
  return memcmp (at_end ? part->to - str->length : part->from, str->text, str->length) == 0;
}

static CrObject
test_affix (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *method, gboolean at_end)
{
  Part part;
  if (!get_part (interp, self, args, &part))
    return CR_UNSET;
  int result = has_affix (interp, &part, args->values[0], method, at_end);
  return result < 0 ? CR_UNSET : cr_object_bool (result);
}

static CrObject
str_startswith (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return test_affix (interp, self, args, "startswith", FALSE);
}

static CrObject
str_endswith (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return test_affix (interp, self, args, "endswith", TRUE);
}

static CrObject
str_removeprefix (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0]))
    return CR_UNSET;
  const CrStr *str = cr_object_str (self), *affix = cr_object_str (args->values[0]);
  gboolean has = affix->length <= str->length && memcmp (str->text, affix->text, affix->length) == 0;
  return has ? cr_str_new (interp->heap, str->text + affix->length, (gssize)(str->length - affix->length))
             : cr_object_ref (self);
}

static CrObject
str_removesuffix (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_str (interp, args->values[0]))
    return CR_UNSET;
  const CrStr *str = cr_object_str (self), *affix = cr_object_str (args->values[0]);
  gboolean has = affix->length <= str->length
                 && memcmp (str->text + str->length - affix->length, affix->text, affix->length) == 0;
  return has ? cr_str_new (interp->heap, str->text, (gssize)(str->length - affix->length)) : cr_object_ref (self);
}

/* The three parts: before, @length bytes at @found, after. */
static CrObject
three_parts (CrInterp *interp, CrObject self, const char *found, gsize length, gboolean last)
{
  const CrStr *str = cr_object_str (self);
  CrSequence *parts = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 3);
  const char *end = str->text + str->length;
  if (found == NULL)
    {
      parts->items[0] = last ? cr_str_new (interp->heap, "", 0) : cr_object_ref (self);
      parts->items[1] = cr_str_new (interp->heap, "", 0);
      parts->items[2] = last ? cr_object_ref (self) : cr_str_new (interp->heap, "", 0);
      return cr_object_from_cell (parts);
    }
  parts->items[0] = cr_str_new (interp->heap, str->text, found - str->text);
  parts->items[1] = cr_str_new (interp->heap, found, (gssize)length);
  parts->items[2] = cr_str_new (interp->heap, found + length, end - found - (gssize)length);
  return cr_object_from_cell (parts);
}

static CrObject
partition (CrInterp *interp, CrObject self, const CrCallArgs *args, gboolean last)
{
  if (!need_str (interp, args->values[0]))
    return CR_UNSET;
  if (cr_object_str (args->values[0])->length == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "empty separator");
  gint64 at = search (interp, self, args, last);
  if (at == -2)
    return CR_UNSET;
  const char *found = at < 0 ? NULL : cr_str_at (cr_object_str (self), at);
  return three_parts (interp, self, found, cr_object_str (args->values[0])->length, last);
}

static CrObject
str_partition (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return partition (interp, self, args, FALSE);
}

static CrObject
str_rpartition (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return partition (interp, self, args, TRUE);
}

/* Whether there are characters and @test holds of all of them. */
static CrObject
test_all (CrObject self, gboolean (*test) (gunichar c))
{
  const CrStr *str = cr_object_str (self);
  for (const char *at = str->text; at < str->text + str->length; at = g_utf8_next_char (at))
    if (!test (g_utf8_get_char (at)))
      return cr_object_bool (FALSE);
  return cr_object_bool (str->length > 0);
}

static gboolean
is_numeric (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_DECIMAL_NUMBER || type == G_UNICODE_LETTER_NUMBER || type == G_UNICODE_OTHER_NUMBER;
}

static gboolean
is_alnum (gunichar c)
{
  return g_unichar_isalpha (c) || is_numeric (c);
}

static gboolean
is_printable (gunichar c)
{
  return c == ' ' || g_unichar_isgraph (c);
}

#define CR_TEST(name, test)                                                                                            \
  static CrObject str_##name (CrInterp *interp, CrObject self, const CrCallArgs *args) { return test_all (self, test); }
CR_TEST (isalpha, g_unichar_isalpha)
CR_TEST (isdigit, g_unichar_isdigit)
CR_TEST (isnumeric, is_numeric)
CR_TEST (isalnum, is_alnum)
CR_TEST (isspace, g_unichar_isspace)
#undef CR_TEST

static CrObject
str_isprintable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_str (self)->length == 0 ? cr_object_bool (TRUE) : test_all (self, is_printable);
}

static CrObject
str_isascii (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool ((gint64)cr_object_str (self)->length == cr_object_str (self)->n_chars);
}

/* Letters of one case only, and at least one. */
static CrObject
test_case (CrObject self, gboolean upper)
{
  const CrStr *str = cr_object_str (self);
  gboolean any = FALSE;
  for (const char *at = str->text; at < str->text + str->length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (upper ? g_unichar_islower (c) : g_unichar_isupper (c))
        return cr_object_bool (FALSE);
      any |= upper ? g_unichar_isupper (c) : g_unichar_islower (c);
    }
  return cr_object_bool (any);
}

static CrObject
str_isupper (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return test_case (self, TRUE);
}

static CrObject
str_islower (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return test_case (self, FALSE);
}

static CrObject
str_istitle (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const CrStr *str = cr_object_str (self);
  gboolean any = FALSE, in_word = FALSE;
  for (const char *at = str->text; at < str->text + str->length; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (in_word ? g_unichar_isupper (c) : g_unichar_islower (c))
        return cr_object_bool (FALSE);
      in_word = g_unichar_isupper (c) || g_unichar_islower (c);
      any |= in_word;
    }
  return cr_object_bool (any);
}

static CrObject
str_isidentifier (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const char *text = cr_object_text (self);
  gunichar first = g_utf8_get_char (text);
  if (first != '_' && !g_unichar_isalpha (first))
    return cr_object_bool (FALSE);
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    if (*at != '_' && !g_unichar_isalnum (g_utf8_get_char (at)))
      return cr_object_bool (FALSE);
  return cr_object_bool (TRUE);
}

static CrObject
str_encode (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", _ ("bytes are not available here"));
}

const CrBuiltinRow cr_builtins_str_find[] = {
  { "find", 1, 3, NULL, str_find },
  { "rfind", 1, 3, NULL, str_rfind },
  { "index", 1, 3, NULL, str_index },
  { "rindex", 1, 3, NULL, str_rindex },
  { "count", 1, 3, NULL, str_count },
  { "startswith", 1, 3, NULL, str_startswith },
  { "endswith", 1, 3, NULL, str_endswith },
  { "removeprefix", 1, 1, NULL, str_removeprefix },
  { "removesuffix", 1, 1, NULL, str_removesuffix },
  { "partition", 1, 1, NULL, str_partition },
  { "rpartition", 1, 1, NULL, str_rpartition },
  { "isalpha", 0, 0, NULL, str_isalpha },
  { "isdigit", 0, 0, NULL, str_isdigit },
  { "isdecimal", 0, 0, NULL, str_isdigit },
  { "isnumeric", 0, 0, NULL, str_isnumeric },
  { "isalnum", 0, 0, NULL, str_isalnum },
  { "isspace", 0, 0, NULL, str_isspace },
  { "isprintable", 0, 0, NULL, str_isprintable },
  { "isascii", 0, 0, NULL, str_isascii },
  { "isupper", 0, 0, NULL, str_isupper },
  { "islower", 0, 0, NULL, str_islower },
  { "istitle", 0, 0, NULL, str_istitle },
  { "isidentifier", 0, 0, NULL, str_isidentifier },
  { "encode", 0, 2, "*", str_encode },
  { NULL },
};
