/* Numbers and strings. A string becomes one token here, with its prefix and quotes; the parser takes
 * it apart. Errors name what Python names, and the whole word becomes the token. */

#include "cr-lexer-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  const char *name; /* in messages */
  int base;
} Radix;

static gboolean
is_digit (char c, int base)
{
  return g_ascii_isxdigit (c) && g_ascii_xdigit_value (c) < base;
}

/* Passes digits with single underscores between them from @p on. Returns where they end: at an
 * underscore if it is out of place. */
static const char *
skip_digits (const CrLexer *lexer, const char *p, int base)
{
  while (p < lexer->end && is_digit (*p, base))
    {
      p++;
      if (p + 1 < lexer->end && *p == '_' && is_digit (p[1], base))
        p++;
    }
  return p;
}

/* Keywords may follow a number at once, as in `1if x else 2`. */
static gboolean
is_keyword_here (const CrLexer *lexer, const char *p)
{
  static const char *const words[] = { "and", "else", "for", "if", "in", "is", "not", "or" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if ((gsize)(lexer->end - p) >= strlen (words[i]) && memcmp (p, words[i], strlen (words[i])) == 0)
      return TRUE;
  return FALSE;
}

static const char *
skip_word (const CrLexer *lexer, const char *p)
{
  while (p < lexer->end && cr_lexer_is_name_part (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

/* `2x` is how it stands in a formula: offers `2*x`. */
static void
offer_product (CrDiagnostic *diagnostic, CrRange range, const char *number, gsize number_length, const char *word,
               gsize word_length)
{
  g_autofree char *product = NULL;
  g_autofree char *sentence = NULL;

  product = g_strdup_printf ("%.*s*%.*s", (int)number_length, number, (int)word_length, word);
  sentence = g_strdup_printf (_ ("Write “%s” for a product, or begin the name with a letter."), product);
  cr_diagnostic_set_fixit (diagnostic, range, product, sentence);
}

/* Emits the number from p to @end, and what follows it without a gap as an error. */
static void
finish_number (CrLexer *lexer, const char *end, CrTokenKind kind, Radix radix)
{
  const char *start = lexer->p;
  const char *word_end = skip_word (lexer, end);
  CrDiagnostic *diagnostic;
  CrRange range;

  /* 2j: the parser sees by the last letter that it is imaginary. */
  if (radix.base == 10 && end < lexer->end && (*end == 'j' || *end == 'J') && word_end == end + 1)
    {
      cr_lexer_emit (lexer, CR_TOKEN_FLOAT, cr_lexer_advance (lexer, word_end));
      return;
    }
  if (word_end == end || is_keyword_here (lexer, end))
    {
      cr_lexer_emit (lexer, kind, cr_lexer_advance (lexer, end));
      return;
    }
  range = cr_lexer_advance (lexer, word_end);
  if (radix.base < 10 && g_ascii_isdigit (*end))
    cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid digit '%c' in %s literal", *end, radix.name);
  else
    {
      diagnostic = cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid %s literal", radix.name);
      if (radix.base == 10 && *end != '_' && word_end - start < 64)
        offer_product (diagnostic, range, start, end - start, end, word_end - end);
    }
  cr_lexer_emit (lexer, kind, range);
}

static void
scan_radix (CrLexer *lexer, Radix radix)
{
  const char *digits = lexer->p + 2;
  const char *end;
  CrRange range;

  if (digits < lexer->end && *digits == '_')
    digits++;
  end = skip_digits (lexer, digits, radix.base);
  if (end > digits || (end < lexer->end && g_ascii_isdigit (*end)))
    {
      finish_number (lexer, end, CR_TOKEN_INT, radix);
      return;
    }
  range = cr_lexer_advance (lexer, skip_word (lexer, end));
  cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid %s literal", radix.name);
  cr_lexer_emit (lexer, CR_TOKEN_INT, range);
}

/* Where the exponent that begins at @p ends; @p if there is none. */
static const char *
skip_exponent (const CrLexer *lexer, const char *p)
{
  const char *digits = p + 1;

  if (p >= lexer->end || (*p != 'e' && *p != 'E'))
    return p;
  if (digits < lexer->end && (*digits == '+' || *digits == '-'))
    digits++;
  return digits < lexer->end && g_ascii_isdigit (*digits) ? skip_digits (lexer, digits, 10) : p;
}

static gboolean
has_leading_zero (const char *start, const char *end)
{
  if (*start != '0')
    return FALSE;
  for (const char *p = start; p < end; p++)
    if (*p != '0' && *p != '_')
      return TRUE;
  return FALSE;
}

void
cr_lexer_scan_number (CrLexer *lexer)
{
  static const Radix decimal = { "decimal", 10 };
  const char *start = lexer->p;
  const char *p = start;
  char mark = *p == '0' ? g_ascii_tolower (cr_lexer_peek (lexer, 1)) : 0;
  CrTokenKind kind = CR_TOKEN_INT;
  const char *end;

  if (mark == 'x' || mark == 'o' || mark == 'b')
    {
      scan_radix (lexer, mark == 'x'   ? (Radix){ "hexadecimal", 16 }
                         : mark == 'o' ? (Radix){ "octal", 8 }
                                       : (Radix){ "binary", 2 });
      return;
    }
  p = skip_digits (lexer, p, 10);
  if (p < lexer->end && *p == '.')
    {
      kind = CR_TOKEN_FLOAT;
      p = skip_digits (lexer, p + 1, 10);
    }
  end = skip_exponent (lexer, p);
  if (end != p)
    kind = CR_TOKEN_FLOAT;
  if (kind == CR_TOKEN_INT && has_leading_zero (start, end))
    {
      CrRange range = cr_lexer_advance (lexer, skip_word (lexer, end));

      cr_lexer_report (lexer, CR_ERROR_SYNTAX, range,
                       "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
                       "integers");
      cr_lexer_emit (lexer, kind, range);
      return;
    }
  finish_number (lexer, end, kind, decimal);
}

/* The end of the string whose content begins at @p, after its closing quotes; NULL if there is none. */
static const char *
find_string_end (const CrLexer *lexer, const char *p, char quote, gboolean is_triple)
{
  for (; p < lexer->end; p++)
    {
      if (*p == '\\')
        {
          p++;
          /* A CRLF after a backslash is one line end. */
          if (p + 1 < lexer->end && p[0] == '\r' && p[1] == '\n')
            p++;
          continue;
        }
      if (!is_triple && (*p == '\n' || *p == '\r'))
        return NULL;
      if (*p != quote)
        continue;
      if (!is_triple)
        return p + 1;
      if (lexer->end - p >= 3 && p[1] == quote && p[2] == quote)
        return p + 3;
    }
  return NULL;
}

static const char *
find_line_end (const CrLexer *lexer, const char *p)
{
  while (p < lexer->end && *p != '\n' && *p != '\r')
    p++;
  return p;
}

static void
refuse_bytes (CrLexer *lexer, CrRange range, gsize prefix_length)
{
  CrRange prefix = range;
  CrDiagnostic *diagnostic;

  prefix.end_line = prefix.line;
  prefix.end_column = prefix.column + prefix_length;
  prefix.length = prefix_length;
  diagnostic = cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, _ ("bytes literals are not part of this language"));
  cr_diagnostic_set_fixit (diagnostic, prefix, prefix_length == 2 ? "r" : "", _ ("Leave out the “b”."));
}

void
cr_lexer_scan_string (CrLexer *lexer, gsize prefix_length)
{
  const char *start = lexer->p;
  const char *content = start + prefix_length;
  char quote = *content;
  gboolean is_triple = lexer->end - content >= 3 && content[1] == quote && content[2] == quote;
  const char *end = find_string_end (lexer, content + (is_triple ? 3 : 1), quote, is_triple);
  gboolean is_bytes = prefix_length && (g_ascii_tolower (start[0]) == 'b' || g_ascii_tolower (start[1]) == 'b');
  CrRange range = cr_lexer_advance (lexer, end ? end : is_triple ? lexer->end : find_line_end (lexer, content));

  if (!end)
    cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "unterminated %sstring literal (detected at line %u)",
                     is_triple ? "triple-quoted " : "",
                     range.end_line - (range.end_column == 1 && range.end_line > range.line));
  else if (is_bytes)
    refuse_bytes (lexer, range, prefix_length);
  cr_lexer_emit (lexer, CR_TOKEN_STRING, range);
}
