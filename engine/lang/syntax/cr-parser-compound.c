/* Statements with blocks. A header that cannot be understood is left at its line's end, and its
 * block is read all the same. */

#include "cr-parser-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

typedef enum
{
  COLON_PLAIN, /* "expected ':'" only where the line ends: something else was meant before */
  COLON_FORCED /* "expected ':'" before anything */
} ColonRule;

static void
expect_colon (CrParser *parser, ColonRule rule)
{
  CrRange gap = parser->token->range;
  CrDiagnostic *diagnostic;

  if (parser->failed || cr_parser_accept (parser, CR_TOKEN_COLON))
    return;
  if (rule == COLON_PLAIN && cr_parser_peek (parser) != CR_TOKEN_NEWLINE)
    {
      cr_parser_fail_here (parser);
      return;
    }
  diagnostic = cr_parser_fail (parser, gap, "expected ':'");
  if (!diagnostic)
    return;
  gap = parser->token[-1].range;
  gap = (CrRange){ gap.end_line, gap.end_column, gap.end_line, gap.end_column, gap.offset + gap.length, 0 };
  cr_diagnostic_set_fixit (diagnostic, gap, ":", _ ("End the line with “:”."));
}

/* To the end of the line of a header that could not be understood. */
static void
skip_header (CrParser *parser)
{
  parser->failed = FALSE;
  while (parser->token->kind != CR_TOKEN_NEWLINE && parser->token->kind != CR_TOKEN_EOF
         && parser->token->kind != CR_TOKEN_INDENT && parser->token->kind != CR_TOKEN_DEDENT)
    parser->token++;
}

static CrBlock
parse_indented_block (CrParser *parser, guint64 clause)
{
  CrBlock block;

  cr_parser_take (parser);
  block = cr_parser_parse_statements (parser, clause);
  cr_parser_accept (parser, CR_TOKEN_DEDENT);
  return block;
}

/* The rest of the line, after ":". */
static CrBlock
parse_inline_block (CrParser *parser, guint64 clause)
{
  guint mark = parser->scratch->len;

  cr_parser_parse_simple_line (parser);
  return cr_parser_pop_block (parser, mark, clause);
}

/* The block after a header whose ":" was passed (or which failed). @what and @line name the header
 * in the error for a missing block. */
static CrBlock
parse_block (CrParser *parser, const char *what, guint line, guint64 clause)
{
  CrBlock block = { NULL, 0 };
  gboolean header_failed = parser->failed;

  if (header_failed)
    skip_header (parser);
  else if (cr_parser_peek (parser) != CR_TOKEN_NEWLINE)
    return parse_inline_block (parser, clause);
  cr_parser_accept (parser, CR_TOKEN_NEWLINE);
  if (cr_parser_peek (parser) == CR_TOKEN_INDENT)
    return parse_indented_block (parser, clause);
  if (!header_failed)
    {
      parser->statement_offset = parser->token->range.offset;
      cr_parser_fail_code (parser, CR_ERROR_INDENTATION, parser->token->range,
                           "expected an indented block after %s on line %u", what, line);
      parser->failed = FALSE;
    }
  return block;
}

/* A clause with nothing but a keyword: else, finally. Returns an empty block if it is not there. */
static CrBlock
parse_bare_clause (CrParser *parser, CrTokenKind kind, const char *what)
{
  CrBlock none = { NULL, 0 };
  const CrToken *first = parser->token;
  guint line = first->range.line;

  if (!cr_parser_accept (parser, kind))
    return none;
  parser->statement_offset = first->range.offset;
  expect_colon (parser, COLON_FORCED);
  return parse_block (parser, what, line, cr_parser_hash_tokens (parser, first, first + 1));
}

/* Ends the statement after its last block. */
static CrStmt *
finish (CrParser *parser, CrStmt *stmt)
{
  const CrToken *last = parser->token - 1;

  /* The tokens between a block's last character and here have no extent of their own. */
  while (last->range.offset > stmt->range.offset
         && (last->kind == CR_TOKEN_NEWLINE || last->kind == CR_TOKEN_DEDENT || last->kind == CR_TOKEN_INDENT))
    last--;
  stmt->range = cr_range_join (stmt->range, last->range);
  return stmt;
}

static CrStmt *
parse_if (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_IF, first);
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (CrBranch));
  gboolean is_first = TRUE;

  while (is_first || cr_parser_peek (parser) == CR_TOKEN_ELIF)
    {
      const CrToken *header = parser->token;
      CrBranch branch = { 0 };
      guint64 clause;

      parser->statement_offset = header->range.offset;
      cr_parser_take (parser);
      branch.test = cr_parser_parse_named (parser);
      clause = is_first ? 0 : cr_parser_hash_tokens (parser, header, parser->token);
      if (is_first)
        cr_parser_end_header (parser, stmt, header);
      expect_colon (parser, COLON_PLAIN);
      branch.body = parse_block (parser, is_first ? "'if' statement" : "'elif' statement", header->range.line, clause);
      g_array_append_val (branches, branch);
      is_first = FALSE;
    }
  stmt->if_.n_branches = branches->len;
  stmt->if_.branches = cr_arena_copy (parser->arena, branches->data, branches->len * sizeof (CrBranch));
  stmt->if_.orelse = parse_bare_clause (parser, CR_TOKEN_ELSE, "'else' statement");
  return finish (parser, stmt);
}

static CrStmt *
parse_while (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_WHILE, first);

  cr_parser_take (parser);
  stmt->while_.test = cr_parser_parse_named (parser);
  cr_parser_end_header (parser, stmt, first);
  expect_colon (parser, COLON_PLAIN);
  parser->scope->n_loops++;
  stmt->while_.body = parse_block (parser, "'while' statement", first->range.line, 0);
  parser->scope->n_loops--;
  stmt->while_.orelse = parse_bare_clause (parser, CR_TOKEN_ELSE, "'else' statement");
  return finish (parser, stmt);
}

static CrStmt *
parse_for (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_FOR, first);

  cr_parser_take (parser);
  stmt->for_.target = cr_parser_parse_target_list (parser, CR_TARGET_ASSIGN);
  cr_parser_expect (parser, CR_TOKEN_IN);
  stmt->for_.iter = cr_parser_parse_list (parser, FALSE);
  cr_parser_end_header (parser, stmt, first);
  expect_colon (parser, COLON_PLAIN);
  parser->scope->n_loops++;
  stmt->for_.body = parse_block (parser, "'for' statement", first->range.line, 0);
  parser->scope->n_loops--;
  stmt->for_.orelse = parse_bare_clause (parser, CR_TOKEN_ELSE, "'else' statement");
  return finish (parser, stmt);
}

static CrStmt *
parse_def (CrParser *parser, const CrToken *first, CrExprList decorators)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_DEF, first);
  guint line = parser->token->range.line;
  const CrToken *header = parser->token;
  CrScope scope;

  cr_parser_take (parser);
  stmt->def.decorators = decorators;
  stmt->def.name = cr_parser_expect_name (parser, &stmt->def.name_range);
  cr_parser_bind (parser, stmt->def.name, CR_BINDING_ASSIGNED);
  if (!cr_parser_accept (parser, CR_TOKEN_LPAREN))
    cr_parser_fail (parser, parser->token->range, "expected '('");
  cr_parser_push_scope (parser, &scope, CR_SCOPE_FUNCTION);
  cr_parser_parse_parameters (parser, CR_TOKEN_RPAREN, &stmt->def.parameters);
  cr_parser_expect (parser, CR_TOKEN_RPAREN);
  if (cr_parser_peek (parser) == CR_TOKEN_ARROW && cr_parser_begins_expression (cr_parser_peek_next (parser)))
    {
      cr_parser_take (parser);
      stmt->def.returns = cr_parser_parse_expression (parser);
    }
  cr_parser_end_header (parser, stmt, header);
  expect_colon (parser, COLON_FORCED);
  stmt->def.body = parse_block (parser, "function definition", line, 0);
  stmt->def.is_generator = scope.yields;
  cr_parser_pop_scope (parser);
  return finish (parser, stmt);
}

static CrStmt *
parse_class (CrParser *parser, const CrToken *first, CrExprList decorators)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_CLASS, first);
  guint line = parser->token->range.line;
  const CrToken *header = parser->token;
  CrScope scope;

  cr_parser_take (parser);
  stmt->class_.decorators = decorators;
  stmt->class_.name = cr_parser_expect_name (parser, &stmt->class_.name_range);
  cr_parser_bind (parser, stmt->class_.name, CR_BINDING_ASSIGNED);
  if (cr_parser_accept (parser, CR_TOKEN_LPAREN))
    cr_parser_parse_arguments (parser, &stmt->class_.arguments, &stmt->class_.n_arguments);
  cr_parser_end_header (parser, stmt, header);
  expect_colon (parser, COLON_PLAIN);
  cr_parser_push_scope (parser, &scope, CR_SCOPE_CLASS);
  stmt->class_.body = parse_block (parser, "class definition", line, 0);
  cr_parser_pop_scope (parser);
  return finish (parser, stmt);
}

static CrStmt *
parse_decorated (CrParser *parser, const CrToken *first)
{
  guint mark = parser->scratch->len;
  CrExprList decorators;

  while (cr_parser_accept (parser, CR_TOKEN_AT))
    {
      CrExpr *decorator = cr_parser_parse_named (parser);

      g_ptr_array_add (parser->scratch, decorator);
      cr_parser_expect (parser, CR_TOKEN_NEWLINE);
    }
  decorators = cr_parser_pop_list (parser, mark);
  if (cr_parser_peek (parser) == CR_TOKEN_DEF)
    return parse_def (parser, first, decorators);
  if (cr_parser_peek (parser) == CR_TOKEN_CLASS)
    return parse_class (parser, first, decorators);
  cr_parser_fail_here (parser);
  return cr_parser_new_stmt (parser, CR_STMT_ERROR, first);
}

/* One `context as target`. */
static CrWithItem
parse_with_item (CrParser *parser)
{
  CrWithItem item = { cr_parser_parse_expression (parser), NULL };

  if (!cr_parser_accept (parser, CR_TOKEN_AS))
    return item;
  item.target = cr_parser_parse_precedence (parser, CR_PRECEDENCE_BIT_OR);
  cr_parser_check_target (parser, item.target, CR_TARGET_ASSIGN);
  return item;
}

/* Whether the "(" here holds the items (`with (a as b, c):`) and is not part of the first one: only
 * the token after its ")" tells. */
static gboolean
has_parenthesised_items (const CrParser *parser)
{
  const CrToken *token = parser->token;
  guint depth = 0;
  gboolean has_as = FALSE;

  if (cr_parser_peek (parser) != CR_TOKEN_LPAREN)
    return FALSE;
  for (; token->kind != CR_TOKEN_NEWLINE && token->kind != CR_TOKEN_EOF; token++)
    {
      if (token->kind == CR_TOKEN_LPAREN || token->kind == CR_TOKEN_LBRACKET || token->kind == CR_TOKEN_LBRACE)
        depth++;
      else if (token->kind == CR_TOKEN_RPAREN || token->kind == CR_TOKEN_RBRACKET || token->kind == CR_TOKEN_RBRACE)
        depth--;
      else if (depth == 1 && (token->kind == CR_TOKEN_AS || token->kind == CR_TOKEN_COMMA))
        has_as = TRUE;
      if (depth == 0)
        return has_as && token[1].kind == CR_TOKEN_COLON;
    }
  return FALSE;
}

static CrStmt *
parse_with (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_WITH, first);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CrWithItem));
  gboolean in_parentheses;

  cr_parser_take (parser);
  in_parentheses = has_parenthesised_items (parser);
  if (in_parentheses)
    cr_parser_take (parser);
  do
    {
      CrWithItem item;

      if (in_parentheses && items->len && cr_parser_peek (parser) == CR_TOKEN_RPAREN)
        break;
      item = parse_with_item (parser);
      g_array_append_val (items, item);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA));
  if (in_parentheses)
    cr_parser_expect (parser, CR_TOKEN_RPAREN);
  stmt->with.n_items = items->len;
  stmt->with.items = cr_arena_copy (parser->arena, items->data, items->len * sizeof (CrWithItem));
  cr_parser_end_header (parser, stmt, first);
  expect_colon (parser, COLON_PLAIN);
  stmt->with.body = parse_block (parser, "'with' statement", first->range.line, 0);
  return finish (parser, stmt);
}

static CrHandler
parse_handler (CrParser *parser)
{
  const CrToken *first = parser->token;
  CrHandler handler = { 0 };
  guint64 clause;

  parser->statement_offset = first->range.offset;
  cr_parser_take (parser);
  if (cr_parser_peek (parser) == CR_TOKEN_STAR)
    cr_parser_fail (parser, parser->token->range, _ ("exception groups (“except*”) are not part of this language"));
  if (cr_parser_peek (parser) != CR_TOKEN_COLON && cr_parser_peek (parser) != CR_TOKEN_NEWLINE)
    handler.type = cr_parser_parse_expression (parser);
  if (handler.type && cr_parser_peek (parser) == CR_TOKEN_COMMA)
    cr_parser_fail (parser, handler.type->range, "multiple exception types must be parenthesized");
  if (handler.type && cr_parser_accept (parser, CR_TOKEN_AS))
    {
      handler.name = cr_parser_expect_name (parser, &handler.name_range);
      cr_parser_bind (parser, handler.name, CR_BINDING_ASSIGNED);
    }
  handler.range = cr_parser_range_from (parser, first->range);
  clause = cr_parser_hash_tokens (parser, first, parser->token);
  expect_colon (parser, COLON_PLAIN);
  handler.body = parse_block (parser, "'except' statement", first->range.line, clause);
  return handler;
}

static void
check_handlers (CrParser *parser, const GArray *handlers)
{
  for (guint i = 0; i + 1 < handlers->len; i++)
    if (!g_array_index (handlers, CrHandler, i).type)
      cr_parser_complain (parser, g_array_index (handlers, CrHandler, i).range, "default 'except:' must be last");
}

static CrStmt *
parse_try (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_TRY, first);
  g_autoptr (GArray) handlers = g_array_new (FALSE, FALSE, sizeof (CrHandler));

  cr_parser_take (parser);
  cr_parser_end_header (parser, stmt, first);
  expect_colon (parser, COLON_FORCED);
  stmt->try_.body = parse_block (parser, "'try' statement", first->range.line, 0);
  while (cr_parser_peek (parser) == CR_TOKEN_EXCEPT)
    {
      CrHandler handler = parse_handler (parser);

      g_array_append_val (handlers, handler);
    }
  check_handlers (parser, handlers);
  stmt->try_.n_handlers = handlers->len;
  stmt->try_.handlers = cr_arena_copy (parser->arena, handlers->data, handlers->len * sizeof (CrHandler));
  if (handlers->len)
    stmt->try_.orelse = parse_bare_clause (parser, CR_TOKEN_ELSE, "'else' statement");
  else if (cr_parser_peek (parser) != CR_TOKEN_FINALLY)
    {
      parser->statement_offset = parser->token->range.offset;
      cr_parser_fail (parser, parser->token->range, "expected 'except' or 'finally' block");
      /* Only `else` belongs to the error; any other statement is one of its own. */
      if (parser->token->kind != CR_TOKEN_ELSE)
        parser->failed = FALSE;
      return stmt;
    }
  stmt->try_.finally = parse_bare_clause (parser, CR_TOKEN_FINALLY, "'finally' statement");
  return finish (parser, stmt);
}

CrStmt *
cr_parser_parse_compound (CrParser *parser)
{
  const CrToken *first = parser->token;
  const CrExprList none = { NULL, 0 };

  switch ((int)first->kind)
    {
    case CR_TOKEN_IF:
      return parse_if (parser, first);
    case CR_TOKEN_WHILE:
      return parse_while (parser, first);
    case CR_TOKEN_FOR:
      return parse_for (parser, first);
    case CR_TOKEN_DEF:
      return parse_def (parser, first, none);
    case CR_TOKEN_CLASS:
      return parse_class (parser, first, none);
    case CR_TOKEN_AT:
      return parse_decorated (parser, first);
    case CR_TOKEN_WITH:
      return parse_with (parser, first);
    case CR_TOKEN_TRY:
      return parse_try (parser, first);
    default:
      return NULL;
    }
}
