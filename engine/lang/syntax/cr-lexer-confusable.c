/* Characters that look like Python's but are not: full-width punctuation, curly quotes, no-break
 * spaces and the like, as they come out of word processors, web pages and input methods. Each is
 * an error with Python's message and a fix, and is then taken for what was meant. */

#include "cr-lexer-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define FULL_WIDTH_FIRST 0xFF01 /* these 94 stand for U+0021 to U+007E */
#define FULL_WIDTH_LAST 0xFF5E
#define MAX_OPERATOR 3

typedef struct
{
  gunichar strange;
  const char *meant;
} Confusable;

static const Confusable confusables[] = {
  { 0x00B7, "*" },  { 0x00D7, "*" },  { 0x00F7, "/" },   { 0x2010, "-" }, { 0x2011, "-" },  { 0x2012, "-" },
  { 0x2013, "-" },  { 0x2014, "-" },  { 0x2026, "..." }, { 0x2044, "/" }, { 0x2192, "->" }, { 0x2212, "-" },
  { 0x2215, "/" },  { 0x2217, "*" },  { 0x2223, "|" },   { 0x2236, ":" }, { 0x2254, ":=" }, { 0x2260, "!=" },
  { 0x2264, "<=" }, { 0x2265, ">=" }, { 0x22C5, "*" },   { 0x3001, "," }, { 0x3002, "." },  { 0x3010, "[" },
  { 0x3011, "]" },  { 0x3014, "[" },  { 0x3015, "]" },   { 0xFF5F, "(" }, { 0xFF60, ")" },
};

/* Opening quotes (any may open, as they are often typed the wrong way round) and what closes them. */
static const char *const quotes[] = { "“”„‟〝〞", "‘’‚‛", "«»", "「」", "『』", "＂", "＇", "′", "″", "`´" };

static const Confusable superscripts[] = { { 0x00B2, "**2" }, { 0x00B3, "**3" } };

static gboolean
is_ascii_only_space (gunichar c)
{
  return c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r';
}

gboolean
cr_lexer_is_strange_space (const char *p, const char *end)
{
  gunichar c;

  if (p >= end || (guchar)*p < 0x0B)
    return FALSE;
  c = g_utf8_get_char (p);
  if (is_ascii_only_space (c))
    return FALSE;
  return c == 0x0B || c == 0x85 || c == 0x00AD || c == 0x2060 || c == 0xFEFF || c == 0x2028 || c == 0x2029
         || (c >= 0x200B && c <= 0x200F) || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR;
}

/* Whether the space has a width, so that it stands for a space, not for nothing. */
static gboolean
has_width (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR;
}

guint
cr_lexer_skip_strange_spaces (CrLexer *lexer)
{
  g_autoptr (GString) spaces = g_string_new (NULL);
  gunichar first = g_utf8_get_char (lexer->p);
  const char *p = lexer->p;
  CrDiagnostic *diagnostic;
  CrRange range;

  for (; cr_lexer_is_strange_space (p, lexer->end); p = g_utf8_next_char (p))
    if (has_width (g_utf8_get_char (p)))
      g_string_append_c (spaces, ' ');
  range = cr_lexer_advance (lexer, p);
  diagnostic = cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid non-printable character U+%04X", first);
  cr_diagnostic_set_fixit (diagnostic, range, spaces->str,
                           spaces->len ? _ ("Write plain spaces instead.") : _ ("Remove the invisible character."));
  return spaces->len;
}

static const char *
find_meant (const Confusable *table, gsize n, gunichar c)
{
  for (gsize i = 0; i < n; i++)
    if (table[i].strange == c)
      return table[i].meant;
  return NULL;
}

static CrDiagnostic *
report_character (CrLexer *lexer, CrRange range, gunichar c)
{
  char utf8[7] = { 0 };

  g_unichar_to_utf8 (c, utf8);
  return cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid character '%s' (U+%04X)", utf8, c);
}

static void
offer (CrDiagnostic *diagnostic, CrRange range, const char *replacement)
{
  g_autofree char *sentence = g_strdup_printf (_ ("Write “%s” instead."), replacement);

  cr_diagnostic_set_fixit (diagnostic, range, replacement, sentence);
}

/* Appends what the character at @p was probably meant to be, if that is part of an operator. */
static gboolean
append_meant (GString *meant, const char *p)
{
  gunichar c = g_utf8_get_char (p);
  const char *text = find_meant (confusables, G_N_ELEMENTS (confusables), c);

  if (text)
    g_string_append (meant, text);
  else if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
    g_string_append_c (meant, c - FULL_WIDTH_FIRST + '!');
  else if (c < 0x80 && g_ascii_ispunct (c))
    g_string_append_c (meant, c);
  else
    return FALSE;
  return TRUE;
}

/* An operator with at least one strange character at its start, as `＝＝` or `！=`. */
static gboolean
scan_strange_operator (CrLexer *lexer)
{
  g_autoptr (GString) meant = g_string_new (NULL);
  gsize lengths[MAX_OPERATOR + 1] = { 0 }; /* of `meant` after each character */
  const char *ends[MAX_OPERATOR + 1] = { lexer->p };
  CrTokenKind kind;
  gsize length;
  guint n = 0;

  for (const char *p = lexer->p; n < MAX_OPERATOR && p < lexer->end && append_meant (meant, p);)
    {
      p = g_utf8_next_char (p);
      n++;
      lengths[n] = meant->len;
      ends[n] = p;
    }
  kind = n ? cr_lexer_match_operator (meant->str, meant->len) : CR_TOKEN_ERROR;
  if (kind == CR_TOKEN_ERROR)
    return FALSE;
  length = strlen (cr_token_kind_get_text (kind));
  for (guint i = 1; i <= n; i++)
    if (lengths[i] == length)
      {
        gunichar c = g_utf8_get_char (lexer->p);
        CrRange range = cr_lexer_advance (lexer, ends[i]);

        offer (report_character (lexer, range, c), range, cr_token_kind_get_text (kind));
        cr_lexer_scan_operator (lexer, range, kind);
        return TRUE;
      }
  return FALSE;
}

/* The first character from @p on, in this line, that is in @family (or is @extra); NULL if there is none. */
static const char *
find_closing_quote (const CrLexer *lexer, const char *p, const char *family, gunichar extra)
{
  for (; p < lexer->end && *p != '\n' && *p != '\r'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == extra || g_utf8_strchr (family, -1, c))
        return p;
    }
  return NULL;
}

/* A string in quotes that are none: “text”. */
static void
scan_quoted (CrLexer *lexer, const char *family)
{
  const char *content = g_utf8_next_char (lexer->p);
  gunichar c = g_utf8_get_char (lexer->p);
  const char *closing = find_closing_quote (lexer, content, family, family == quotes[1] ? '\'' : '"');
  g_autofree char *replacement = NULL;
  const char *plain;
  CrRange range;

  if (!closing)
    {
      const char *end = content;

      while (end < lexer->end && *end != '\n' && *end != '\r')
        end++;
      range = cr_lexer_advance (lexer, content);
      offer (report_character (lexer, range, c), range, "\"");
      cr_lexer_emit (lexer, CR_TOKEN_STRING, cr_range_join (range, cr_lexer_advance (lexer, end)));
      return;
    }
  plain = memchr (content, '"', closing - content) ? "'" : "\"";
  replacement = g_strdup_printf ("%s%.*s%s", plain, (int)(closing - content), content, plain);
  range = cr_lexer_advance (lexer, g_utf8_next_char (closing));
  offer (report_character (lexer, range, c), range, replacement);
  cr_lexer_emit (lexer, CR_TOKEN_STRING, range);
}

static gboolean
scan_strange_quote (CrLexer *lexer, gunichar c)
{
  for (gsize i = 0; c >= 0x80 && i < G_N_ELEMENTS (quotes); i++)
    if (g_utf8_strchr (quotes[i], -1, c))
      {
        scan_quoted (lexer, quotes[i]);
        return TRUE;
      }
  return FALSE;
}

/* x² means x**2: two tokens in one place. */
static gboolean
scan_superscript (CrLexer *lexer, gunichar c)
{
  const char *meant = find_meant (superscripts, G_N_ELEMENTS (superscripts), c);
  CrRange range;

  if (!meant)
    return FALSE;
  range = cr_lexer_advance (lexer, g_utf8_next_char (lexer->p));
  offer (report_character (lexer, range, c), range, meant);
  cr_lexer_emit (lexer, CR_TOKEN_POW, range);
  cr_lexer_emit (lexer, CR_TOKEN_INT, range);
  return TRUE;
}

void
cr_lexer_scan_strange (CrLexer *lexer)
{
  gunichar c = g_utf8_get_char (lexer->p);
  CrRange range;

  if (cr_lexer_is_strange_space (lexer->p, lexer->end))
    {
      cr_lexer_skip_strange_spaces (lexer);
      return;
    }
  if (c >= 0x80 && (scan_strange_quote (lexer, c) || scan_superscript (lexer, c) || scan_strange_operator (lexer)))
    return;

  range = cr_lexer_advance (lexer, g_utf8_next_char (lexer->p));
  if (!g_unichar_isprint (c))
    cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "invalid non-printable character U+%04X", c);
  else if (c == 0xFF03) /* a full-width "#" */
    offer (report_character (lexer, range, c), range, "#");
  else if (c >= 0x80)
    report_character (lexer, range, c);
  cr_lexer_emit (lexer, CR_TOKEN_ERROR, range);
}
