/* The parser's ground: tokens, errors and how it goes on after them. A recursive descent over
 * statements and a Pratt table over operators; recursion is bounded. */

#include "cr-parser.h"

#include <stdarg.h>
#include <string.h>

#include "cr-lexer.h"
#include "cr-parser-private.h"

#define MAX_DIAGNOSTICS (2 * CR_LEXER_MAX_DIAGNOSTICS) /* nobody reads more, and a large file could give millions */

CrTokenKind
cr_parser_peek_next (const CrParser *parser)
{
  if (parser->failed || parser->token->kind == CR_TOKEN_EOF)
    return CR_TOKEN_EOF;
  return parser->token[1].kind;
}

CrRange
cr_parser_take (CrParser *parser)
{
  CrRange range = parser->token->range;

  if (!parser->failed && parser->token->kind != CR_TOKEN_EOF)
    parser->token++;
  return range;
}

gboolean
cr_parser_accept (CrParser *parser, CrTokenKind kind)
{
  if (cr_parser_peek (parser) != kind)
    return FALSE;
  cr_parser_take (parser);
  return TRUE;
}

gboolean
cr_parser_expect (CrParser *parser, CrTokenKind kind)
{
  if (cr_parser_accept (parser, kind))
    return TRUE;
  cr_parser_fail_here (parser);
  return FALSE;
}

const char *
cr_parser_intern_token (CrParser *parser, const CrToken *token)
{
  const char *text = parser->text + token->range.offset;
  gsize length = token->range.length;

  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] >= 0x80)
      {
        /* Names that look the same are the same, as in Python. */
        g_autofree char *normal = g_utf8_normalize (text, length, G_NORMALIZE_NFKC);

        return cr_arena_intern (parser->arena, normal, strlen (normal));
      }
  return cr_arena_intern (parser->arena, text, length);
}

const char *
cr_parser_expect_name (CrParser *parser, CrRange *range)
{
  const CrToken *token = parser->token;

  *range = token->range;
  return cr_parser_expect (parser, CR_TOKEN_NAME) ? cr_parser_intern_token (parser, token) : NULL;
}

CrRange
cr_parser_range_from (const CrParser *parser, CrRange start)
{
  return parser->failed ? start : cr_range_join (start, parser->token[-1].range);
}

gboolean
cr_parser_token_is (const CrParser *parser, const CrToken *token, const char *text)
{
  return token->range.length == strlen (text)
         && memcmp (parser->text + token->range.offset, text, token->range.length) == 0;
}

/* Whether the lexer found an error in the statement up to the end of @range: what the parser
 * finds is then most likely its consequence. */
static gboolean
was_lexed_wrong (const CrParser *parser, CrRange range)
{
  guint low = 0;
  guint high = parser->lexed_errors->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (parser->lexed_errors, guint, middle) < parser->statement_offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low < parser->lexed_errors->len
         && g_array_index (parser->lexed_errors, guint, low) <= range.offset + range.length;
}

static CrDiagnostic *
report (CrParser *parser, CrErrorCode code, CrRange range, const char *format, va_list args)
{
  g_autofree char *message = NULL;
  g_autofree char *prefixed = NULL;
  CrDiagnostic *diagnostic;

  if (parser->failed || parser->quiet || parser->diagnostics->len >= MAX_DIAGNOSTICS || was_lexed_wrong (parser, range))
    return NULL;
  message = g_strdup_vprintf (format, args);
  if (parser->fstring_depth && !g_str_has_prefix (message, "f-string"))
    prefixed = g_strconcat ("f-string: ", message, NULL);
  diagnostic = cr_diagnostic_new (CR_SEVERITY_ERROR, code, range, prefixed ? prefixed : message);
  g_ptr_array_add (parser->diagnostics, diagnostic);
  return diagnostic;
}

CrDiagnostic *
cr_parser_fail (CrParser *parser, CrRange range, const char *format, ...)
{
  CrDiagnostic *diagnostic;
  va_list args;

  va_start (args, format);
  diagnostic = report (parser, CR_ERROR_SYNTAX, range, format, args);
  va_end (args);
  parser->failed = TRUE;
  return diagnostic;
}

CrDiagnostic *
cr_parser_fail_code (CrParser *parser, CrErrorCode code, CrRange range, const char *format, ...)
{
  CrDiagnostic *diagnostic;
  va_list args;

  va_start (args, format);
  diagnostic = report (parser, code, range, format, args);
  va_end (args);
  parser->failed = TRUE;
  return diagnostic;
}

CrDiagnostic *
cr_parser_complain (CrParser *parser, CrRange range, const char *format, ...)
{
  CrDiagnostic *diagnostic;
  va_list args;

  va_start (args, format);
  diagnostic = report (parser, CR_ERROR_SYNTAX, range, format, args);
  va_end (args);
  return diagnostic;
}

void
cr_parser_fail_here (CrParser *parser)
{
  cr_parser_fail (parser, parser->token->range, "invalid syntax");
}

CrExpr *
cr_parser_new_expr (CrParser *parser, CrExprKind kind, CrRange start, guint operand_height)
{
  CrExpr *expr = cr_arena_alloc (parser->arena, sizeof (CrExpr));

  expr->kind = kind;
  expr->range = cr_parser_range_from (parser, start);
  expr->height = operand_height + 1;
  if (expr->height > CR_AST_MAX_DEPTH)
    cr_parser_fail_code (parser, CR_ERROR_RECURSION, expr->range,
                         "maximum recursion depth exceeded during compilation");
  return expr;
}

CrExprList
cr_parser_pop_list (CrParser *parser, guint mark)
{
  CrExprList list = { NULL, parser->scratch->len - mark };

  if (list.n)
    list.items = cr_arena_copy (parser->arena, parser->scratch->pdata + mark, list.n * sizeof (gpointer));
  g_ptr_array_set_size (parser->scratch, mark);
  return list;
}

guint
cr_expr_list_get_height (const CrExprList *list)
{
  guint height = 0;

  for (guint i = 0; i < list->n; i++)
    height = MAX (height, list->items[i]->height);
  return height;
}

static int
compare_diagnostics (gconstpointer a, gconstpointer b)
{
  const CrDiagnostic *first = *(CrDiagnostic *const *)a;
  const CrDiagnostic *second = *(CrDiagnostic *const *)b;

  return first->range.offset < second->range.offset ? -1 : first->range.offset > second->range.offset;
}

static GArray *
collect_offsets (GPtrArray *diagnostics)
{
  GArray *offsets = g_array_new (FALSE, FALSE, sizeof (guint));

  g_ptr_array_sort (diagnostics, compare_diagnostics);
  for (guint i = 0; i < diagnostics->len; i++)
    g_array_append_val (offsets, ((CrDiagnostic *)g_ptr_array_index (diagnostics, i))->range.offset);
  return offsets;
}

/* Hands the diagnostics over, in the order of the text. */
static void
deliver (GPtrArray *found, CrModule *module, GPtrArray *diagnostics)
{
  g_ptr_array_sort (found, compare_diagnostics);
  for (guint i = 0; i < found->len; i++)
    {
      CrDiagnostic *diagnostic = g_ptr_array_index (found, i);

      module->has_errors |= diagnostic->severity == CR_SEVERITY_ERROR;
      cr_diagnostic_advise (diagnostic, module->source);
      g_ptr_array_add (diagnostics, diagnostic);
    }
  g_ptr_array_set_free_func (found, NULL);
}

CrModule *
cr_parse (CrSource *source, GPtrArray *diagnostics)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (GPtrArray) scratch = g_ptr_array_new ();
  g_autoptr (GArray) tokens = NULL;
  g_autoptr (GArray) offsets = NULL;
  CrParser parser = { 0 };
  CrScope scope;

  g_return_val_if_fail (source != NULL && diagnostics != NULL, NULL);

  tokens = cr_lexer_scan (source, found);
  offsets = collect_offsets (found);
  parser.source = source;
  parser.text = cr_source_get_text (source, NULL);
  parser.arena = cr_arena_new ();
  parser.module = cr_module_new (source, parser.arena);
  parser.diagnostics = found;
  parser.lexed_errors = offsets;
  parser.token = (const CrToken *)tokens->data;
  parser.scratch = scratch;
  cr_parser_push_scope (&parser, &scope, CR_SCOPE_MODULE);
  parser.module->body = cr_parser_parse_statements (&parser, 0);
  cr_parser_pop_scope (&parser);
  deliver (found, parser.module, diagnostics);
  return parser.module;
}
