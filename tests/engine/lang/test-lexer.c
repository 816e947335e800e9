/* Tokens: each case is a text and the names of its tokens. */

#include "cr-lexer.h"

typedef struct
{
  const char *text;
  const char *tokens;
} Case;

static const Case cases[] = {
  { "x = 1\n", "NAME ASSIGN INT NEWLINE EOF" },
  { "x", "NAME NEWLINE EOF" },
  { "", "EOF" },
  { "if a:\n\tb\nc", "IF NAME COLON NEWLINE INDENT NAME NEWLINE DEDENT NAME NEWLINE EOF" },
  { "if a:\r\n  b\r\n\r\n  # c\r\n  d", "IF NAME COLON NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT EOF" },
  { "f(\n  a,\n b)\n", "NAME LPAREN NAME COMMA NAME RPAREN NEWLINE EOF" },
  { "a \\\n  + b", "NAME PLUS NAME NEWLINE EOF" },
  { "%matplotlib inline\n!pip install x\nx", "NAME NEWLINE EOF" },
  { "a\n% b", "NAME NEWLINE EOF" },
  { "(a\n% b)", "LPAREN NAME PERCENT NAME RPAREN NEWLINE EOF" },
  { "1_000 0xF_f 1. .5 1e-3 0b1 1j", "INT INT FLOAT FLOAT FLOAT INT FLOAT NEWLINE EOF" },
  { "1if x else 2", "INT IF NAME ELSE INT NEWLINE EOF" },
  { "a**=b//c...d", "NAME POW_ASSIGN NAME FLOORDIV NAME ELLIPSIS NAME NEWLINE EOF" },
  { "'a' \"b\" '''c\nd''' rf'e' u'f'", "STRING STRING STRING STRING STRING NEWLINE EOF" },
  { "'a\\'b' x", "STRING NAME NEWLINE EOF" },
  { "nota isb is not", "NAME NAME IS NOT NEWLINE EOF" },
  { "α_1 = ａ", "NAME ASSIGN NAME NEWLINE EOF" },
};

/* The names of the tokens, and the diagnostics' messages with their fixes. */
static char *
scan (const char *text)
{
  g_autoptr (CrSource) source = cr_source_new ("a.py", text, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (GArray) tokens = cr_lexer_scan (source, diagnostics);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    g_string_append_printf (out, "%s%s", i ? " " : "",
                            cr_token_kind_get_name (g_array_index (tokens, CrToken, i).kind));
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      g_string_append_printf (out, "\n%u:%u %s", diagnostic->range.line, diagnostic->range.column, diagnostic->message);
      if (diagnostic->fixit)
        g_string_append_printf (out, " [%s]", diagnostic->fixit->replacement);
    }
  return g_string_free (out, FALSE);
}

static void
test_tokens (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = scan (cases[i].text);

      g_assert_cmpstr (found, ==, cases[i].tokens);
    }
}

/* What looks right but is not is reported with its fix, and read as what it looks like. */
static void
test_confusables (void)
{
  static const Case confusables[] = {
    { "f（a，b）", "NAME LPAREN NAME COMMA NAME RPAREN NEWLINE EOF\n"
                   "1:2 invalid character '（' (U+FF08) [(]\n"
                   "1:4 invalid character '，' (U+FF0C) [,]\n"
                   "1:6 invalid character '）' (U+FF09) [)]" },
    { "x = “a”", "NAME ASSIGN STRING NEWLINE EOF\n1:5 invalid character '“' (U+201C) [\"a\"]" },
    { "x ＝＝ 1", "NAME EQ INT NEWLINE EOF\n1:3 invalid character '＝' (U+FF1D) [==]" },
    { "x\u00a0= 1", "NAME ASSIGN INT NEWLINE EOF\n1:2 invalid non-printable character U+00A0 [ ]" },
    { "y = x²", "NAME ASSIGN NAME POW INT NEWLINE EOF\n1:6 invalid character '²' (U+00B2) [**2]" },
    { "y = 2x", "NAME ASSIGN INT NEWLINE EOF\n1:5 invalid decimal literal [2*x]" },
    { "x = b'a'", "NAME ASSIGN STRING NEWLINE EOF\n1:5 bytes literals are not part of this language []" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (confusables); i++)
    {
      g_autofree char *found = scan (confusables[i].text);

      g_assert_cmpstr (found, ==, confusables[i].tokens);
    }
}

/* A bracket that was forgotten does not swallow the rest of the script. */
static void
test_unclosed (void)
{
  g_autofree char *found = scan ("x = f(1,\ndef g():\n  pass\n");

  g_assert_cmpstr (found, ==,
                   "NAME ASSIGN NAME LPAREN INT COMMA NEWLINE DEF NAME LPAREN RPAREN COLON NEWLINE INDENT PASS NEWLINE "
                   "DEDENT EOF\n1:6 '(' was never closed");
}

static void
test_ranges (void)
{
  g_autoptr (CrSource) source = cr_source_new ("a.py", "α = '''β\nγ''' + b", -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new ();
  g_autoptr (GArray) tokens = cr_lexer_scan (source, diagnostics);
  const CrRange *string = &g_array_index (tokens, CrToken, 2).range;
  const CrRange *name = &g_array_index (tokens, CrToken, 4).range;

  g_assert_cmpuint (string->column, ==, 5);
  g_assert_cmpuint (string->end_line, ==, 2);
  g_assert_cmpuint (string->end_column, ==, 5);
  g_assert_cmpuint (name->line, ==, 2);
  g_assert_cmpuint (name->column, ==, 8);
  g_assert_cmpuint (name->offset, ==, 19);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/lexer/tokens", test_tokens);
  g_test_add_func ("/engine/lang/lexer/confusables", test_confusables);
  g_test_add_func ("/engine/lang/lexer/unclosed", test_unclosed);
  g_test_add_func ("/engine/lang/lexer/ranges", test_ranges);
  return g_test_run ();
}
