/* Text into tokens: logical lines, indentation, names and operators. One pass, one character of
 * look-ahead or few. Errors are reported and mended on the spot, because a parser that knows
 * what was probably meant finds the remaining errors instead of consequences of the first. */

#include "cr-lexer-private.h"

#include <stdarg.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#define TAB_WIDTH 8
#define MAX_INDENTS 100 /* as in Python */

static const char *const token_texts[] = {
#define CR_TOKEN_TEXT(name, text) [CR_TOKEN_##name] = text,
  CR_TOKENS_OTHER (CR_TOKEN_TEXT) CR_TOKENS_OPERATOR (CR_TOKEN_TEXT) CR_TOKENS_KEYWORD (CR_TOKEN_TEXT)
#undef CR_TOKEN_TEXT
};

static const char *const token_names[] = {
#define CR_TOKEN_NAME_TEXT(name, text) [CR_TOKEN_##name] = #name,
  CR_TOKENS_OTHER (CR_TOKEN_NAME_TEXT) CR_TOKENS_OPERATOR (CR_TOKEN_NAME_TEXT) CR_TOKENS_KEYWORD (CR_TOKEN_NAME_TEXT)
#undef CR_TOKEN_NAME_TEXT
};

#define FIRST_OPERATOR CR_TOKEN_POW_ASSIGN
#define FIRST_KEYWORD CR_TOKEN_AND

const char *
cr_token_kind_get_text (CrTokenKind kind)
{
  g_return_val_if_fail (kind < CR_TOKEN_N_KINDS, NULL);
  return token_texts[kind];
}

const char *
cr_token_kind_get_name (CrTokenKind kind)
{
  g_return_val_if_fail (kind < CR_TOKEN_N_KINDS, NULL);
  return token_names[kind];
}

CrRange
cr_lexer_advance (CrLexer *lexer, const char *to)
{
  CrRange range = { 0 };

  range.line = lexer->line;
  range.column = lexer->p - lexer->line_start - lexer->n_trailing + 1;
  range.offset = lexer->p - lexer->start;
  range.length = to - lexer->p;
  for (const char *p = lexer->p; p < to; p++)
    {
      if (*p == '\n' || (*p == '\r' && !(p + 1 < lexer->end && p[1] == '\n')))
        {
          lexer->line++;
          lexer->line_start = p + 1;
          lexer->n_trailing = 0;
        }
      else if ((*p & 0xC0) == 0x80)
        lexer->n_trailing++;
    }
  lexer->p = to;
  range.end_line = lexer->line;
  range.end_column = to - lexer->line_start - lexer->n_trailing + 1;
  return range;
}

void
cr_lexer_emit (CrLexer *lexer, CrTokenKind kind, CrRange range)
{
  CrToken token = { kind, range };

  g_array_append_val (lexer->tokens, token);
}

CrDiagnostic *
cr_lexer_report (CrLexer *lexer, CrErrorCode code, CrRange range, const char *format, ...)
{
  g_autofree char *message = NULL;
  CrDiagnostic *diagnostic;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  diagnostic = cr_diagnostic_new (CR_SEVERITY_ERROR, code, range, message);
  g_ptr_array_add (lexer->diagnostics, diagnostic);
  return diagnostic;
}

gboolean
cr_lexer_is_name_start (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalpha (c) || c == '_';
  return g_unichar_isalpha (c) || g_unichar_type (c) == G_UNICODE_LETTER_NUMBER;
}

gboolean
cr_lexer_is_name_part (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) || c == '_';
  switch ((int)g_unichar_type (c))
    {
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_CONNECT_PUNCTUATION:
      return TRUE;
    default:
      return cr_lexer_is_name_start (c);
    }
}

CrTokenKind
cr_lexer_match_operator (const char *text, gsize n)
{
  for (CrTokenKind kind = FIRST_OPERATOR; kind < FIRST_KEYWORD; kind++)
    {
      const char *spelling = token_texts[kind];
      gsize length;

      if (n == 0 || spelling[0] != text[0])
        continue;
      length = strlen (spelling);
      if (length <= n && memcmp (spelling, text, length) == 0)
        return kind;
    }
  return CR_TOKEN_ERROR;
}

static CrTokenKind
match_keyword (const char *text, gsize n)
{
  if (n < 2 || n > 8)
    return CR_TOKEN_NAME;
  for (CrTokenKind kind = FIRST_KEYWORD; kind < CR_TOKEN_N_KINDS; kind++)
    {
      const char *keyword = token_texts[kind];

      if (keyword[0] == text[0] && strncmp (keyword, text, n) == 0 && keyword[n] == '\0')
        return kind;
    }
  return CR_TOKEN_NAME;
}

/* Whether a string begins at p, perhaps with a prefix: r, f, b, u, or r with f or b. */
static gboolean
is_string_start (const CrLexer *lexer, gsize *prefix_length)
{
  char first = g_ascii_tolower (cr_lexer_peek (lexer, 0));
  char second = g_ascii_tolower (cr_lexer_peek (lexer, 1));
  gsize n = 0;

  if ((first == 'r' && (second == 'f' || second == 'b')) || ((first == 'f' || first == 'b') && second == 'r'))
    n = 2;
  else if (first == 'r' || first == 'f' || first == 'b' || first == 'u')
    n = 1;
  *prefix_length = n;
  return cr_lexer_peek (lexer, n) == '"' || cr_lexer_peek (lexer, n) == '\'';
}

static void
scan_name (CrLexer *lexer)
{
  const char *start = lexer->p;
  const char *p = start;

  while (p < lexer->end && cr_lexer_is_name_part (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  cr_lexer_emit (lexer, match_keyword (start, p - start), cr_lexer_advance (lexer, p));
}

static CrTokenKind
get_closing (CrTokenKind opening)
{
  return opening == CR_TOKEN_LPAREN     ? CR_TOKEN_RPAREN
         : opening == CR_TOKEN_LBRACKET ? CR_TOKEN_RBRACKET
         : opening == CR_TOKEN_LBRACE   ? CR_TOKEN_RBRACE
                                        : CR_TOKEN_ERROR;
}

static void
open_bracket (CrLexer *lexer, CrRange range, CrTokenKind kind)
{
  CrLexerBracket bracket = { kind, range, 0, lexer->diagnostics->len };

  if (lexer->brackets->len == CR_LEXER_MAX_BRACKETS)
    {
      /* What follows makes no sense any more: the scan ends here. */
      cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "too many nested parentheses");
      g_array_set_size (lexer->brackets, 0);
      cr_lexer_emit (lexer, CR_TOKEN_ERROR, range);
      cr_lexer_advance (lexer, lexer->end);
      return;
    }
  bracket.column = g_array_index (lexer->indents, CrLexerIndent, lexer->indents->len - 1).tabs8;
  g_array_append_val (lexer->brackets, bracket);
  cr_lexer_emit (lexer, kind, range);
}

/* How many brackets @kind closes: up to the last one that it fits, or one if it fits none. */
static guint
count_closed (const CrLexer *lexer, CrTokenKind kind)
{
  guint n = lexer->brackets->len;

  for (guint i = n; i > 0; i--)
    if (get_closing (g_array_index (lexer->brackets, CrLexerBracket, i - 1).kind) == kind)
      return n - i + 1;
  return 1;
}

/* A closing bracket; a wrong one also closes those that were forgotten within its own. */
static void
close_bracket (CrLexer *lexer, CrRange range, CrTokenKind kind)
{
  const CrLexerBracket *bracket;

  if (lexer->brackets->len == 0)
    {
      cr_lexer_report (lexer, CR_ERROR_SYNTAX, range, "unmatched '%s'", token_texts[kind]);
      cr_lexer_emit (lexer, CR_TOKEN_ERROR, range);
      return;
    }
  bracket = &g_array_index (lexer->brackets, CrLexerBracket, lexer->brackets->len - 1);
  if (kind != get_closing (bracket->kind))
    {
      const char *wrong = token_texts[kind];
      const char *opening = token_texts[bracket->kind];

      if (bracket->range.line != range.line)
        cr_lexer_report (lexer, CR_ERROR_SYNTAX, range,
                         "closing parenthesis '%s' does not match opening parenthesis '%s' on line %u", wrong, opening,
                         bracket->range.line);
      else
        cr_lexer_report (lexer, CR_ERROR_SYNTAX, range,
                         "closing parenthesis '%s' does not match opening parenthesis '%s'", wrong, opening);
    }
  for (guint n = count_closed (lexer, kind); n > 0; n--)
    {
      guint last = lexer->brackets->len - 1;

      cr_lexer_emit (lexer, get_closing (g_array_index (lexer->brackets, CrLexerBracket, last).kind), range);
      g_array_set_size (lexer->brackets, last);
    }
}

void
cr_lexer_scan_operator (CrLexer *lexer, CrRange range, CrTokenKind kind)
{
  if (get_closing (kind) != CR_TOKEN_ERROR)
    open_bracket (lexer, range, kind);
  else if (kind == CR_TOKEN_RPAREN || kind == CR_TOKEN_RBRACKET || kind == CR_TOKEN_RBRACE)
    close_bracket (lexer, range, kind);
  else
    cr_lexer_emit (lexer, kind, range);
}

/* A backslash: joins this line with the next. */
static void
scan_backslash (CrLexer *lexer)
{
  const char *p = lexer->p + 1;

  if (p < lexer->end && (*p == '\n' || *p == '\r'))
    {
      cr_lexer_advance (lexer, p[0] == '\r' && p + 1 < lexer->end && p[1] == '\n' ? p + 2 : p + 1);
      if (lexer->p == lexer->end)
        cr_lexer_report (lexer, CR_ERROR_SYNTAX, cr_lexer_advance (lexer, lexer->p), "unexpected EOF while parsing");
      return;
    }
  cr_lexer_report (lexer, CR_ERROR_SYNTAX, cr_lexer_advance (lexer, p),
                   p == lexer->end ? "unexpected EOF while parsing"
                                   : "unexpected character after line continuation character");
}

static void
skip_comment (CrLexer *lexer)
{
  const char *p = lexer->p;

  while (p < lexer->end && *p != '\n' && *p != '\r')
    p++;
  cr_lexer_advance (lexer, p);
}

/* Measures the white space at the start of a line and passes it. */
static CrLexerIndent
measure_indent (CrLexer *lexer)
{
  CrLexerIndent indent = { 0, 0 };

  for (;;)
    {
      char c = cr_lexer_peek (lexer, 0);

      if (c == ' ')
        {
          indent.tabs8++;
          indent.tabs1++;
        }
      else if (c == '\t')
        {
          indent.tabs8 = (indent.tabs8 / TAB_WIDTH + 1) * TAB_WIDTH;
          indent.tabs1++;
        }
      else if (c == '\f')
        indent.tabs8 = indent.tabs1 = 0;
      else if (cr_lexer_is_strange_space (lexer->p, lexer->end))
        {
          guint n = cr_lexer_skip_strange_spaces (lexer);

          indent.tabs8 += n;
          indent.tabs1 += n;
          continue;
        }
      else
        return indent;
      cr_lexer_advance (lexer, lexer->p + 1);
    }
}

static void
report_tabs (CrLexer *lexer, CrRange range)
{
  CrDiagnostic *diagnostic
      = cr_lexer_report (lexer, CR_ERROR_INDENTATION, range, "inconsistent use of tabs and spaces in indentation");

  cr_diagnostic_set_type_name (diagnostic, "TabError");
}

/* Tokens for the change from the last line's indentation to @indent. */
static void
emit_indentation (CrLexer *lexer, CrLexerIndent indent, CrRange range)
{
  CrLexerIndent *top = &g_array_index (lexer->indents, CrLexerIndent, lexer->indents->len - 1);
  CrRange here = cr_lexer_advance (lexer, lexer->p);

  if (indent.tabs8 > top->tabs8)
    {
      if (indent.tabs1 <= top->tabs1)
        report_tabs (lexer, range);
      if (lexer->indents->len == MAX_INDENTS)
        {
          cr_lexer_report (lexer, CR_ERROR_INDENTATION, range, "too many levels of indentation");
          cr_lexer_advance (lexer, lexer->end);
          return;
        }
      g_array_append_val (lexer->indents, indent);
      cr_lexer_emit (lexer, CR_TOKEN_INDENT, range);
      return;
    }
  while (indent.tabs8 < top->tabs8)
    {
      CrLexerIndent *outer = top - 1;

      if (indent.tabs8 > outer->tabs8)
        {
          /* Between two levels: as if the inner block went on, with this indentation from here on. */
          cr_lexer_report (lexer, CR_ERROR_INDENTATION, range, "unindent does not match any outer indentation level");
          *top = indent;
          return;
        }
      g_array_set_size (lexer->indents, lexer->indents->len - 1);
      cr_lexer_emit (lexer, CR_TOKEN_DEDENT, here);
      top = outer;
    }
  if (indent.tabs1 != top->tabs1)
    report_tabs (lexer, range);
}

/* At the start of a logical line: passes blank lines, comments and notebook lines, then the
 * indentation. */
static void
begin_line (CrLexer *lexer)
{
  while (lexer->p < lexer->end)
    {
      guint n_reported = lexer->diagnostics->len;
      CrRange start = cr_lexer_advance (lexer, lexer->p);
      CrLexerIndent indent = measure_indent (lexer);
      char c = cr_lexer_peek (lexer, 0);

      if (c == '#' || c == '%' || (c == '!' && cr_lexer_peek (lexer, 1) != '='))
        {
          skip_comment (lexer);
          c = cr_lexer_peek (lexer, 0);
        }
      if (c == '\n' || c == '\r')
        {
          cr_lexer_advance (lexer, lexer->p + (c == '\r' && cr_lexer_peek (lexer, 1) == '\n' ? 2 : 1));
          /* Odd spaces in a line without code do no harm. */
          g_ptr_array_set_size (lexer->diagnostics, n_reported);
          continue;
        }
      if (lexer->p < lexer->end)
        emit_indentation (lexer, indent, cr_range_join (start, cr_lexer_advance (lexer, lexer->p)));
      return;
    }
}

/* A statement that cannot stand in brackets begins a line that is not indented further than the
 * bracket's: the bracket was forgotten, and all after it should not be lost. */
static gboolean
begins_statement (const CrLexer *lexer)
{
  static const char *const words[]
      = { "def ", "class ", "return ", "import ", "from ", "while ", "with ", "raise ", "assert ", "del ", "global " };
  const CrLexerBracket *bracket = &g_array_index (lexer->brackets, CrLexerBracket, 0);
  gsize left = lexer->end - lexer->p;

  if (lexer->p - lexer->line_start > bracket->column)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) <= left && memcmp (words[i], lexer->p, strlen (words[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Reports the innermost open bracket, as Python does, and closes all. Where something else is wrong
 * in the bracket, that is reported alone: it may well have swallowed the closing one. */
static void
report_unclosed (CrLexer *lexer)
{
  const CrLexerBracket *bracket = &g_array_index (lexer->brackets, CrLexerBracket, lexer->brackets->len - 1);

  if (lexer->diagnostics->len == bracket->n_reported)
    cr_lexer_report (lexer, CR_ERROR_SYNTAX, bracket->range, "'%s' was never closed", token_texts[bracket->kind]);
  g_array_set_size (lexer->brackets, 0);
}

static void
scan_line_end (CrLexer *lexer)
{
  const char *p = lexer->p + (cr_lexer_peek (lexer, 0) == '\r' && cr_lexer_peek (lexer, 1) == '\n' ? 2 : 1);
  CrRange here = cr_lexer_advance (lexer, lexer->p);

  cr_lexer_advance (lexer, p);
  if (lexer->in_expression)
    return;
  if (lexer->brackets->len)
    {
      while (cr_lexer_peek (lexer, 0) == ' ' || cr_lexer_peek (lexer, 0) == '\t')
        cr_lexer_advance (lexer, lexer->p + 1);
      if (!begins_statement (lexer))
        return;
      report_unclosed (lexer);
      lexer->p = lexer->line_start; /* its indentation counts */
    }
  cr_lexer_emit (lexer, CR_TOKEN_NEWLINE, here);
  lexer->at_line_start = TRUE;
}

static void
scan_token (CrLexer *lexer)
{
  char c = *lexer->p;
  gsize prefix_length;

  if (c == ' ' || c == '\t' || c == '\f')
    cr_lexer_advance (lexer, lexer->p + 1);
  else if (c == '\n' || c == '\r')
    scan_line_end (lexer);
  else if (c == '#')
    skip_comment (lexer);
  else if (c == '\\')
    scan_backslash (lexer);
  else if (is_string_start (lexer, &prefix_length))
    cr_lexer_scan_string (lexer, prefix_length);
  else if (cr_lexer_is_name_start (g_utf8_get_char (lexer->p)))
    scan_name (lexer);
  else if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (cr_lexer_peek (lexer, 1))))
    cr_lexer_scan_number (lexer);
  else
    {
      CrTokenKind kind = cr_lexer_match_operator (lexer->p, lexer->end - lexer->p);

      if (kind == CR_TOKEN_ERROR)
        cr_lexer_scan_strange (lexer);
      else
        cr_lexer_scan_operator (lexer, cr_lexer_advance (lexer, lexer->p + strlen (token_texts[kind])), kind);
    }
}

static gboolean
is_at_line_end (const CrLexer *lexer)
{
  guint n = lexer->tokens->len;

  return n == 0 || g_array_index (lexer->tokens, CrToken, n - 1).kind == CR_TOKEN_NEWLINE;
}

static void
finish (CrLexer *lexer)
{
  CrRange here;

  if (lexer->brackets->len)
    report_unclosed (lexer);
  here = cr_lexer_advance (lexer, lexer->end);
  if (!lexer->in_expression && !is_at_line_end (lexer))
    cr_lexer_emit (lexer, CR_TOKEN_NEWLINE, here);
  for (guint i = 1; i < lexer->indents->len; i++)
    cr_lexer_emit (lexer, CR_TOKEN_DEDENT, here);
  cr_lexer_emit (lexer, CR_TOKEN_EOF, here);
}

static GArray *
scan (CrSource *source, CrRange range, gboolean in_expression, GPtrArray *diagnostics)
{
  g_autoptr (GArray) brackets = g_array_new (FALSE, FALSE, sizeof (CrLexerBracket));
  g_autoptr (GArray) indents = g_array_new (FALSE, FALSE, sizeof (CrLexerIndent));
  const CrLexerIndent none = { 0, 0 };
  const char *text = cr_source_get_text (source, NULL);
  CrLexer lexer = { source, text, text + range.offset + range.length, text + range.offset, range.line };

  lexer.line_start = text + cr_source_get_line_offset (source, range.line);
  lexer.n_trailing = (lexer.p - lexer.line_start) - (range.column - 1);
  lexer.in_expression = in_expression;
  lexer.at_line_start = !in_expression;
  lexer.tokens = g_array_new (FALSE, FALSE, sizeof (CrToken));
  lexer.brackets = brackets;
  lexer.indents = indents;
  lexer.diagnostics = diagnostics;
  g_array_append_val (indents, none);

  while (lexer.p < lexer.end)
    {
      if (diagnostics->len > CR_LEXER_MAX_DIAGNOSTICS)
        cr_lexer_advance (&lexer, lexer.end);
      if (lexer.at_line_start)
        begin_line (&lexer);
      lexer.at_line_start = FALSE;
      if (lexer.p < lexer.end)
        scan_token (&lexer);
    }
  finish (&lexer);
  return lexer.tokens;
}

GArray *
cr_lexer_scan (CrSource *source, GPtrArray *diagnostics)
{
  gsize length;

  g_return_val_if_fail (source != NULL && diagnostics != NULL, NULL);
  cr_source_get_text (source, &length);
  return scan (source, cr_source_make_range (source, 0, length), FALSE, diagnostics);
}

GArray *
cr_lexer_scan_expression (CrSource *source, CrRange range, GPtrArray *diagnostics)
{
  g_return_val_if_fail (source != NULL && diagnostics != NULL, NULL);
  return scan (source, range, TRUE, diagnostics);
}
