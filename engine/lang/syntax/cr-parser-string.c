/* String literals: escapes, adjacent literals, f-strings. An f-string's expressions are scanned and
 * parsed in place, so that their ranges are those of the script. The rules for what may stand
 * in them, and the messages, are Python 3.11's. */

#include "cr-parser-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "cr-lexer.h"

#define MAX_SPEC_DEPTH 2 /* a format specification in a format specification */
#define MAX_NESTED_BRACKETS 200

/* A literal that is being read, and how far. */
typedef struct
{
  CrParser *parser;
  GArray *parts; /* of CrFStringPart, all literals that stand side by side */
  GString *text; /* literal text that is not yet a part */
  const char *p;
  const char *end; /* of the content */
  CrRange token;
  guint line; /* of `place`, which only moves on: finding places is linear in all */
  guint column;
  const char *place;
  gboolean is_raw;
  guint height;
} Reader;

/* The place of @p, which is not before the last one asked for. */
static CrRange
get_place (Reader *reader, const char *p)
{
  CrRange range = { 0 };

  for (; reader->place < p; reader->place++)
    {
      char c = *reader->place;

      if (c == '\n' || (c == '\r' && reader->place[1] != '\n'))
        {
          reader->line++;
          reader->column = 1;
        }
      else if ((c & 0xC0) != 0x80)
        reader->column++;
    }
  range.line = range.end_line = reader->line;
  range.column = range.end_column = reader->column;
  range.offset = p - reader->parser->text;
  return range;
}

static void
fail_in_string (Reader *reader, const char *format, const char *detail)
{
  cr_parser_fail (reader->parser, reader->token, format, detail);
}

/* The code point of @n hexadecimal digits at p, which are passed; fails if there are fewer. */
static void
read_hex (Reader *reader, guint n, const char *name)
{
  gunichar c = 0;

  for (guint i = 0; i < n; i++)
    {
      if (reader->p >= reader->end || !g_ascii_isxdigit (*reader->p))
        {
          fail_in_string (reader, "(unicode error) 'unicodeescape' codec can't decode bytes: truncated %s escape",
                          name);
          return;
        }
      c = c * 16 + g_ascii_xdigit_value (*reader->p++);
    }
  if (c > 0x10FFFF)
    fail_in_string (reader, "(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character%s",
                    "");
  else if (c >= 0xD800 && c <= 0xDFFF)
    fail_in_string (reader, _ ("surrogates are not part of this language's strings%s"), "");
  else
    g_string_append_unichar (reader->text, c);
}

static void
read_octal (Reader *reader)
{
  gunichar c = 0;

  for (guint i = 0; i < 3 && reader->p < reader->end && *reader->p >= '0' && *reader->p <= '7'; i++)
    c = c * 8 + (*reader->p++ - '0');
  g_string_append_unichar (reader->text, c);
}

static void
read_newline (Reader *reader)
{
  if (*reader->p == '\r' && reader->p + 1 < reader->end && reader->p[1] == '\n')
    reader->p++;
  reader->p++;
}

/* What follows a backslash, which was passed. */
static void
read_escape (Reader *reader)
{
  static const char names[] = "abfnrtv\\'\"";
  static const char values[] = "\a\b\f\n\r\t\v\\'\"";
  char c = reader->p < reader->end ? *reader->p : '\0';
  const char *known = c ? strchr (names, c) : NULL;

  if (c == '\n' || c == '\r')
    {
      read_newline (reader);
      return;
    }
  if (c >= '0' && c <= '7')
    {
      read_octal (reader);
      return;
    }
  if (known)
    {
      g_string_append_c (reader->text, values[known - names]);
      reader->p++;
      return;
    }
  if (c != 'x' && c != 'u' && c != 'U' && c != 'N')
    {
      /* Python keeps the backslash of an escape that it does not know. */
      g_string_append_c (reader->text, '\\');
      return;
    }
  reader->p++;
  if (c == 'N')
    fail_in_string (reader, _ ("characters by name (\\N{...}) are not part of this language%s"), "");
  else
    read_hex (reader, c == 'x' ? 2 : c == 'u' ? 4 : 8, c == 'x' ? "\\xXX" : c == 'u' ? "\\uXXXX" : "\\UXXXXXXXX");
}

static void
read_character (Reader *reader)
{
  char c = *reader->p;

  if (c == '\\' && !reader->is_raw)
    {
      reader->p++;
      read_escape (reader);
    }
  else if (c == '\r' || c == '\n')
    {
      g_string_append_c (reader->text, '\n');
      read_newline (reader);
    }
  else
    {
      g_string_append_c (reader->text, c);
      reader->p++;
    }
}

/* Makes the literal text so far a part. */
static void
flush_text (Reader *reader)
{
  CrFStringPart part = { 0 };

  if (reader->text->len == 0)
    return;
  part.text = cr_arena_copy_text (reader->parser->arena, reader->text->str, reader->text->len);
  part.length = reader->text->len;
  g_array_append_val (reader->parts, part);
  g_string_truncate (reader->text, 0);
}

/* --- f-strings --- */

/* Passes a string in an expression; its quotes begin at p. */
static void
skip_nested_string (Reader *reader)
{
  const char *p = reader->p;
  char quote = *p;
  guint n = reader->end - p >= 3 && p[1] == quote && p[2] == quote ? 3 : 1;

  for (p += n; p < reader->end; p++)
    {
      if (*p == '\\')
        {
          fail_in_string (reader, "f-string expression part cannot include a backslash%s", "");
          return;
        }
      if (*p == quote && (n == 1 || (reader->end - p >= 3 && p[1] == quote && p[2] == quote)))
        {
          reader->p = p + n;
          return;
        }
    }
  fail_in_string (reader, "f-string: unterminated string%s", "");
}

/* Whether the expression ends at p, outside brackets: "!", ":", "=" or "}", but not a comparison, which is passed. */
static gboolean
ends_expression (Reader *reader)
{
  char c = *reader->p;
  char next = reader->p + 1 < reader->end ? reader->p[1] : '\0';

  if (c == '}' || c == ':')
    return TRUE;
  if (strchr ("!=<>", c) && next == '=')
    reader->p++;
  else if (c == '!' || c == '=')
    return TRUE;
  return FALSE;
}

/* A bracket in an expression. */
static void
match_bracket (Reader *reader, char *stack, guint *depth)
{
  char c = *reader->p;
  char message[2] = { c, '\0' };

  if (strchr ("([{", c))
    {
      if (*depth == MAX_NESTED_BRACKETS)
        fail_in_string (reader, "f-string: too many nested parenthesis%s", "");
      else
        stack[(*depth)++] = c;
      return;
    }
  if (*depth == 0)
    fail_in_string (reader, "f-string: unmatched '%s'", message);
  else if (c != (stack[*depth - 1] == '(' ? ')' : stack[*depth - 1] + 2))
    cr_parser_fail (reader->parser, reader->token,
                    "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c, stack[*depth - 1]);
  else
    (*depth)--;
}

/* Moves to the end of the expression at p. */
static void
find_expression_end (Reader *reader)
{
  char stack[MAX_NESTED_BRACKETS];
  guint depth = 0;

  while (reader->p < reader->end && !reader->parser->failed)
    {
      char c = *reader->p;

      if (c == '\\')
        fail_in_string (reader, "f-string expression part cannot include a backslash%s", "");
      else if (c == '#')
        fail_in_string (reader, "f-string expression part cannot include '#'%s", "");
      else if (c == '"' || c == '\'')
        {
          skip_nested_string (reader);
          continue;
        }
      else if (depth == 0 && ends_expression (reader))
        return;
      else if (strchr ("()[]{}", c))
        match_bracket (reader, stack, &depth);
      reader->p++;
    }
  fail_in_string (reader, "f-string: expecting '}'%s", "");
}

/* The lexer's errors in an expression, with the words that Python puts before them. */
static void
prefix_messages (GPtrArray *diagnostics, guint first)
{
  for (guint i = first; i < diagnostics->len; i++)
    {
      CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      char *message = g_strconcat ("f-string: ", diagnostic->message, NULL);

      g_free (diagnostic->message);
      diagnostic->message = message;
    }
}

/* Parses the text from @start to p as an expression of its own. */
static CrExpr *
parse_embedded (Reader *reader, const char *start)
{
  CrParser *parser = reader->parser;
  const CrToken *token = parser->token;
  CrRange range = get_place (reader, start);
  g_autoptr (GArray) tokens = NULL;
  guint n_reported = parser->diagnostics->len;
  CrExpr *expr;

  range.length = reader->p - start;
  tokens = cr_lexer_scan_expression (parser->source, range, parser->diagnostics);
  if (parser->quiet)
    g_ptr_array_set_size (parser->diagnostics, n_reported);
  prefix_messages (parser->diagnostics, n_reported);
  parser->token = (const CrToken *)tokens->data;
  parser->fstring_depth++;
  if (parser->diagnostics->len > n_reported)
    parser->failed = TRUE;
  expr = cr_parser_parse_list (parser, FALSE);
  if (cr_parser_peek (parser) != CR_TOKEN_EOF)
    cr_parser_fail_after_item (parser, expr);
  parser->fstring_depth--;
  parser->token = token;
  return expr;
}

static gboolean
is_blank (const char *start, const char *end)
{
  while (start < end && g_ascii_isspace (*start))
    start++;
  return start == end;
}

static void read_fstring (Reader *reader, guint depth);

/* A format specification as an expression: a string where it has no values. The string token is not
 * passed yet, so that its range is set here. */
static CrExpr *
new_spec (Reader *reader, const GArray *parts)
{
  CrExpr *expr = cr_arena_alloc (reader->parser->arena, sizeof (CrExpr));
  const CrFStringPart *first = (const CrFStringPart *)parts->data;

  expr->range = reader->token;
  if (parts->len == 0 || (parts->len == 1 && !first->value))
    {
      expr->kind = CR_EXPR_STR;
      expr->height = 1;
      expr->str.text = parts->len ? first->text : "";
      expr->str.length = parts->len ? first->length : 0;
      return expr;
    }
  expr->kind = CR_EXPR_FSTRING;
  expr->height = reader->height + 1;
  expr->fstring.n = parts->len;
  expr->fstring.parts = cr_arena_copy (reader->parser->arena, parts->data, parts->len * sizeof (CrFStringPart));
  return expr;
}

/* The format specification after ":", which was passed: literal text and values. */
static CrExpr *
read_spec (Reader *reader, guint depth)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (CrFStringPart));
  g_autoptr (GString) text = g_string_new (NULL);
  GArray *outer_parts = reader->parts;
  GString *outer_text = reader->text;

  reader->parts = parts;
  reader->text = text;
  read_fstring (reader, depth + 1);
  flush_text (reader);
  reader->parts = outer_parts;
  reader->text = outer_text;
  return new_spec (reader, parts);
}

static char
read_conversion (Reader *reader)
{
  char c = reader->p < reader->end ? *reader->p : '\0';

  if (c != 's' && c != 'r' && c != 'a')
    {
      fail_in_string (reader, "f-string: invalid conversion character: expected 's', 'r', or 'a'%s", "");
      return '\0';
    }
  reader->p++;
  return c;
}

/* The "=" of {x=} at p: the expression's own text is shown before its value. */
static void
read_debug (Reader *reader, const char *start)
{
  reader->p++;
  while (reader->p < reader->end && g_ascii_isspace (*reader->p))
    reader->p++;
  g_string_append_len (reader->text, start, reader->p - start);
}

/* A value after "{", which was passed. */
static void
read_value (Reader *reader, guint depth)
{
  CrFStringPart part = { 0 };
  const char *start = reader->p;
  gboolean is_debug = FALSE;

  if (depth >= MAX_SPEC_DEPTH)
    fail_in_string (reader, "f-string: expressions nested too deeply%s", "");
  find_expression_end (reader);
  if (!reader->parser->failed && is_blank (start, reader->p))
    {
      char c[2] = { *reader->p, '\0' };

      if (c[0] == '}')
        fail_in_string (reader, "f-string: empty expression not allowed%s", "");
      fail_in_string (reader, "f-string: expression required before '%s'", c);
    }
  if (reader->parser->failed)
    return;
  part.value = parse_embedded (reader, start);
  reader->height = MAX (reader->height, part.value->height);
  if (reader->p < reader->end && *reader->p == '=')
    {
      is_debug = TRUE;
      read_debug (reader, start);
    }
  flush_text (reader);
  if (reader->p < reader->end && *reader->p == '!')
    {
      reader->p++;
      part.conversion = read_conversion (reader);
    }
  if (reader->p < reader->end && *reader->p == ':')
    {
      reader->p++;
      part.spec = read_spec (reader, depth);
      reader->height = MAX (reader->height, part.spec->height);
    }
  if (is_debug && !part.spec && !part.conversion)
    part.conversion = 'r';
  if (reader->p >= reader->end || *reader->p != '}')
    fail_in_string (reader, "f-string: expecting '}'%s", "");
  reader->p++;
  g_array_append_val (reader->parts, part);
}

/* Text and values up to the end, or in a format specification (@depth above 0) up to "}". */
static void
read_fstring (Reader *reader, guint depth)
{
  while (reader->p < reader->end && !reader->parser->failed)
    {
      char c = *reader->p;
      gboolean is_double = reader->p + 1 < reader->end && reader->p[1] == c && depth == 0;

      if (c == '}' && depth > 0)
        return;
      if ((c == '{' || c == '}') && is_double)
        {
          g_string_append_c (reader->text, c);
          reader->p += 2;
        }
      else if (c == '}')
        fail_in_string (reader, "f-string: single '}' is not allowed%s", "");
      else if (c == '{')
        {
          reader->p++;
          read_value (reader, depth);
        }
      else
        read_character (reader);
    }
}

/* Sets the reader on the content of the string token, between its quotes. Returns whether it is an f-string. */
static gboolean
open_literal (Reader *reader, const CrToken *token)
{
  const char *p = reader->parser->text + token->range.offset;
  const char *end = p + token->range.length;
  gboolean is_fstring = FALSE;
  gsize n_quotes;

  reader->token = token->range;
  reader->line = token->range.line;
  reader->column = token->range.column;
  reader->place = p;
  reader->is_raw = FALSE;
  for (; p < end && g_ascii_isalpha (*p); p++)
    {
      is_fstring |= g_ascii_tolower (*p) == 'f';
      reader->is_raw |= g_ascii_tolower (*p) == 'r';
    }
  n_quotes = end - p >= 3 && p[1] == *p && p[2] == *p ? 3 : 1;
  reader->p = p + n_quotes;
  reader->end = end - n_quotes;
  return is_fstring;
}

/* Whether the lexer took the token for a string as it should be; else its quotes are not to be trusted. */
static gboolean
is_well_formed (const CrParser *parser, const CrToken *token)
{
  const char *text = parser->text + token->range.offset;
  gsize length = token->range.length;
  gsize n = 0;
  gsize n_quotes;

  while (n < length && g_ascii_isalpha (text[n]))
    n++;
  if (length < n + 2 || (text[n] != '"' && text[n] != '\''))
    return FALSE;
  n_quotes = length - n >= 3 && text[n + 1] == text[n] && text[n + 2] == text[n] ? 3 : 1;
  return length >= n + 2 * n_quotes && text[length - 1] == text[n];
}

static void
read_literal (Reader *reader, const CrToken *token, gboolean *is_fstring)
{
  if (!is_well_formed (reader->parser, token))
    return;
  if (open_literal (reader, token))
    {
      *is_fstring = TRUE;
      read_fstring (reader, 0);
      return;
    }
  while (reader->p < reader->end && !reader->parser->failed)
    read_character (reader);
}

CrExpr *
cr_parser_parse_string (CrParser *parser, CrPrecedence minimum)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (CrFStringPart));
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { .parser = parser, .parts = parts, .text = text };
  CrRange start = parser->token->range;
  gboolean is_fstring = FALSE;
  CrExpr *expr;

  while (cr_parser_peek (parser) == CR_TOKEN_STRING)
    {
      read_literal (&reader, parser->token, &is_fstring);
      cr_parser_take (parser);
    }
  if (!is_fstring)
    {
      expr = cr_parser_new_expr (parser, CR_EXPR_STR, start, 0);
      expr->str.text = cr_arena_copy_text (parser->arena, text->str, text->len);
      expr->str.length = text->len;
      return expr;
    }
  flush_text (&reader);
  expr = cr_parser_new_expr (parser, CR_EXPR_FSTRING, start, reader.height);
  expr->fstring.n = parts->len;
  expr->fstring.parts = cr_arena_copy (parser->arena, parts->data, parts->len * sizeof (CrFStringPart));
  return expr;
}
