/* Cutting what was typed into pieces: words, quoted phrases, shapes, comparing signs. */

#include "cr-find-private.h"

#include <string.h>

static const struct
{
  const char *sign;
  CrCompare compare;
} signs[] = {
  { "<=", CR_COMPARE_AT_MOST }, { ">=", CR_COMPARE_AT_LEAST }, { "!=", CR_COMPARE_UNEQUAL }, { "==", CR_COMPARE_EQUAL },
  { "≤", CR_COMPARE_AT_MOST },  { "≥", CR_COMPARE_AT_LEAST },  { "≠", CR_COMPARE_UNEQUAL },  { "<", CR_COMPARE_BELOW },
  { ">", CR_COMPARE_ABOVE },    { "=", CR_COMPARE_EQUAL },
};

/* The length in bytes of the sign at @at, 0 if there is none. */
static gsize
match_sign (const char *at, CrCompare *compare)
{
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i].sign))
      {
        *compare = signs[i].compare;
        return strlen (signs[i].sign);
      }
  return 0;
}

static void
add_token (GArray *tokens, CrTokenKind kind, const char *text, gsize length, CrCompare compare)
{
  const CrFindToken token = { kind, g_strndup (text, length), compare };
  g_array_append_val (tokens, token);
}

/* The bytes of a bracket with nothing but sizes in it, brackets included; 0 if it is none. */
static gsize
match_shape (const char *at)
{
  const char close = *at == '[' ? ']' : *at == '(' ? ')' : 0;
  gsize inside = close == 0 ? 0 : strspn (at + 1, "0123456789,*?x _");
  return close != 0 && at[1 + inside] == close ? inside + 2 : 0;
}

/* The bytes of a quoted phrase, quotes included. An end that is not typed yet is the end of the text. */
static gsize
match_phrase (const char *at)
{
  if (*at != '"' && *at != '\'')
    return 0;
  const char *end = strchr (at + 1, *at);
  return end != NULL ? (gsize)(end - at) + 1 : strlen (at);
}

static gsize
match_word (const char *at)
{
  CrCompare compare;
  const char *end = at;
  while (*end != 0 && !g_unichar_isspace (g_utf8_get_char (end)) && (end == at || match_sign (end, &compare) == 0))
    end = g_utf8_next_char (end);
  return (gsize)(end - at);
}

static gsize
add_next (GArray *tokens, const char *at)
{
  CrCompare compare = CR_COMPARE_EQUAL;
  gsize length;
  if ((length = match_phrase (at)) > 0)
    {
      gboolean closed = length > 1 && at[length - 1] == *at;
      add_token (tokens, CR_TOKEN_PHRASE, at + 1, length - 1 - (closed ? 1 : 0), compare);
    }
  else if ((length = match_shape (at)) > 0)
    add_token (tokens, CR_TOKEN_SHAPE, at + 1, length - 2, compare);
  else if ((length = match_sign (at, &compare)) > 0)
    add_token (tokens, CR_TOKEN_COMPARE, at, length, compare);
  else
    {
      length = match_word (at);
      add_token (tokens, CR_TOKEN_WORD, at, length, compare);
    }
  return length;
}

static void
clear_token (gpointer token)
{
  g_free (((CrFindToken *)token)->text);
}

GArray *
cr_find_split (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (CrFindToken));
  g_array_set_clear_func (tokens, clear_token);
  while (*text != 0)
    if (g_unichar_isspace (g_utf8_get_char (text)))
      text = g_utf8_next_char (text);
    else
      text += add_next (tokens, text);
  return tokens;
}
