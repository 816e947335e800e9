/* Simple statements, and the list of statements that a block is. */

#include "cr-parser-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

static guint64
hash_bytes (guint64 hash, const void *data, gsize n)
{
  const guint8 *bytes = data;

  for (gsize i = 0; i < n; i++)
    hash = (hash ^ bytes[i]) * FNV_PRIME;
  return hash;
}

static gboolean
is_number (CrTokenKind kind)
{
  return kind == CR_TOKEN_INT || kind == CR_TOKEN_FLOAT;
}

/* A minus that belongs to a number: none that has an operand before it. */
static gboolean
is_sign (const CrToken *token, const CrToken *begin, const CrToken *end)
{
  CrTokenKind before = token > begin ? token[-1].kind : CR_TOKEN_NEWLINE;

  return token->kind == CR_TOKEN_MINUS && token + 1 < end && is_number (token[1].kind) && before != CR_TOKEN_NAME
         && before != CR_TOKEN_RPAREN && before != CR_TOKEN_RBRACKET && before != CR_TOKEN_RBRACE && !is_number (before)
         && before != CR_TOKEN_STRING;
}

/* What numbers are does not matter: whoever changes one means the same statement. */
guint64
cr_parser_hash_tokens (const CrParser *parser, const CrToken *first, const CrToken *end)
{
  const CrToken *begin = first;
  guint64 hash = FNV_OFFSET;

  for (; first < end; first++)
    {
      if (first->kind == CR_TOKEN_NEWLINE || is_sign (first, begin, end))
        continue;
      if (is_number (first->kind))
        hash = hash_bytes (hash, "0", 1);
      else
        hash = hash_bytes (hash, parser->text + first->range.offset, first->range.length);
      hash = hash_bytes (hash, "", 1);
    }
  return hash;
}

CrStmt *
cr_parser_new_stmt (CrParser *parser, CrStmtKind kind, const CrToken *first)
{
  CrStmt *stmt = cr_arena_alloc (parser->arena, sizeof (CrStmt));

  stmt->kind = kind;
  stmt->range = stmt->header_range = first->range;
  return stmt;
}

void
cr_parser_end_header (CrParser *parser, CrStmt *stmt, const CrToken *first)
{
  stmt->header_range = cr_parser_range_from (parser, stmt->range);
  stmt->range = stmt->header_range;
  stmt->identity = cr_parser_hash_tokens (parser, first, parser->token);
}

static CrExpr *
parse_value (CrParser *parser)
{
  CrExpr *value = cr_parser_parse_list (parser, FALSE);

  if (value->kind == CR_EXPR_STARRED)
    cr_parser_fail (parser, value->range, "can't use starred expression here");
  return value;
}

static gboolean
at_line_end (const CrParser *parser)
{
  CrTokenKind kind = cr_parser_peek (parser);

  return kind == CR_TOKEN_NEWLINE || kind == CR_TOKEN_SEMICOLON || kind == CR_TOKEN_EOF;
}

/* `print x`, as it was in Python 2. */
static gboolean
fail_at_print (CrParser *parser, const CrExpr *expr)
{
  const CrToken *argument = parser->token;
  g_autofree char *text = NULL;
  g_autofree char *call = NULL;
  CrDiagnostic *diagnostic;
  CrRange range;

  if (expr->kind != CR_EXPR_NAME || (strcmp (expr->name, "print") && strcmp (expr->name, "exec"))
      || !cr_parser_begins_expression (argument->kind) || !cr_parser_try (parser, CR_PRECEDENCE_CONDITIONAL))
    return FALSE;
  while (cr_parser_accept (parser, CR_TOKEN_COMMA) && cr_parser_try (parser, CR_PRECEDENCE_CONDITIONAL))
    ;
  range = cr_parser_range_from (parser, argument->range);
  text = g_strndup (parser->text + range.offset, MIN (range.length, 1000));
  diagnostic = cr_parser_fail (parser, cr_range_join (expr->range, range),
                               "Missing parentheses in call to '%s'. Did you mean %s(...)?", expr->name, expr->name);
  if (diagnostic && range.length < 1000)
    {
      call = g_strdup_printf ("%s(%s)", expr->name, text);
      cr_diagnostic_set_fixit (diagnostic, diagnostic->range, call,
                               _ ("Put parentheses around what is to be printed."));
    }
  return TRUE;
}

static void
fail_after_statement (CrParser *parser, const CrExpr *expr)
{
  if (parser->failed || (expr && fail_at_print (parser, expr)))
    return;
  if (expr && expr->kind == CR_EXPR_NAME && strcmp (expr->name, "match") == 0)
    cr_parser_fail (parser, expr->range, _ ("the “match” statement is not part of this language"));
  else
    cr_parser_fail_here (parser);
}

/* `expr = value` where @expr is no target. */
static void
check_assign_target (CrParser *parser, CrExpr *expr, gboolean is_only, CrRange assign)
{
  CrExpr *last = expr;
  CrDiagnostic *diagnostic;

  /* Of a tuple without parentheses, the last item is what stands before the "=". */
  if (expr->kind == CR_EXPR_TUPLE && expr->list.n && parser->text[expr->range.offset] != '(')
    last = expr->list.items[expr->list.n - 1];
  if (is_only && cr_expr_invites_equals (last) && last->kind != CR_EXPR_NAME && last->kind != CR_EXPR_ATTRIBUTE
      && last->kind != CR_EXPR_SUBSCRIPT)
    {
      diagnostic
          = cr_parser_fail (parser, last->range, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                            cr_expr_get_description (last));
      if (diagnostic)
        cr_parser_offer_equals (diagnostic, assign);
      return;
    }
  cr_parser_check_target (parser, expr, CR_TARGET_ASSIGN);
}

static CrStmt *
parse_assign (CrParser *parser, const CrToken *first, CrExpr *expr)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_ASSIGN, first);
  CrRange assign = parser->token->range;
  guint mark = parser->scratch->len;

  while (cr_parser_accept (parser, CR_TOKEN_ASSIGN))
    {
      g_ptr_array_add (parser->scratch, expr);
      expr = cr_parser_parse_list (parser, FALSE);
    }
  if (expr->kind == CR_EXPR_STARRED)
    cr_parser_fail (parser, expr->range, "can't use starred expression here");
  stmt->assign.targets = cr_parser_pop_list (parser, mark);
  stmt->assign.value = expr;
  for (guint i = 0; i < stmt->assign.targets.n; i++)
    check_assign_target (parser, stmt->assign.targets.items[i], stmt->assign.targets.n == 1, assign);
  return stmt;
}

static int
get_augmented_op (CrTokenKind kind)
{
  static const struct
  {
    CrTokenKind token;
    CrBinaryOp op;
  } ops[] = {
    { CR_TOKEN_ADD_ASSIGN, CR_AST_BINARY_ADD },       { CR_TOKEN_SUB_ASSIGN, CR_AST_BINARY_SUB },
    { CR_TOKEN_MUL_ASSIGN, CR_AST_BINARY_MUL },       { CR_TOKEN_DIV_ASSIGN, CR_AST_BINARY_DIV },
    { CR_TOKEN_MOD_ASSIGN, CR_AST_BINARY_MOD },       { CR_TOKEN_POW_ASSIGN, CR_AST_BINARY_POW },
    { CR_TOKEN_MATMUL_ASSIGN, CR_AST_BINARY_MATMUL }, { CR_TOKEN_FLOORDIV_ASSIGN, CR_AST_BINARY_FLOORDIV },
    { CR_TOKEN_AND_ASSIGN, CR_AST_BINARY_AND },       { CR_TOKEN_OR_ASSIGN, CR_AST_BINARY_OR },
    { CR_TOKEN_XOR_ASSIGN, CR_AST_BINARY_XOR },       { CR_TOKEN_LSHIFT_ASSIGN, CR_AST_BINARY_LSHIFT },
    { CR_TOKEN_RSHIFT_ASSIGN, CR_AST_BINARY_RSHIFT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ops); i++)
    if (ops[i].token == kind)
      return ops[i].op;
  return -1;
}

static gboolean
is_single_target (const CrExpr *expr)
{
  return expr->kind == CR_EXPR_NAME || expr->kind == CR_EXPR_ATTRIBUTE || expr->kind == CR_EXPR_SUBSCRIPT;
}

static CrStmt *
parse_aug_assign (CrParser *parser, const CrToken *first, CrExpr *expr, CrBinaryOp op)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_AUG_ASSIGN, first);

  if (!is_single_target (expr))
    cr_parser_fail (parser, expr->range, "'%s' is an illegal expression for augmented assignment",
                    cr_expr_get_description (expr));
  else
    cr_parser_check_target (parser, expr, CR_TARGET_ASSIGN);
  stmt->aug_assign.target = expr;
  stmt->aug_assign.op = op;
  stmt->aug_assign.op_range = cr_parser_take (parser);
  stmt->aug_assign.value = parse_value (parser);
  return stmt;
}

static CrStmt *
parse_ann_assign (CrParser *parser, const CrToken *first, CrExpr *expr)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_ANN_ASSIGN, first);

  if (expr->kind == CR_EXPR_TUPLE || expr->kind == CR_EXPR_LIST)
    cr_parser_fail (parser, expr->range, "only single target (not %s) can be annotated",
                    cr_expr_get_description (expr));
  else if (!is_single_target (expr))
    cr_parser_fail (parser, expr->range, "illegal target for annotation");
  else
    cr_parser_check_target (parser, expr, CR_TARGET_ASSIGN);
  cr_parser_take (parser);
  stmt->ann_assign.target = expr;
  stmt->ann_assign.annotation = cr_parser_parse_expression (parser);
  if (cr_parser_accept (parser, CR_TOKEN_ASSIGN))
    stmt->ann_assign.value = parse_value (parser);
  return stmt;
}

static CrStmt *
parse_expression_statement (CrParser *parser, const CrToken *first)
{
  CrExpr *expr = cr_parser_parse_list (parser, FALSE);
  int op = get_augmented_op (cr_parser_peek (parser));
  CrStmt *stmt;

  if (cr_parser_peek (parser) == CR_TOKEN_ASSIGN)
    return parse_assign (parser, first, expr);
  if (op >= 0)
    return parse_aug_assign (parser, first, expr, op);
  if (cr_parser_peek (parser) == CR_TOKEN_COLON)
    return parse_ann_assign (parser, first, expr);
  if (expr->kind == CR_EXPR_STARRED)
    cr_parser_fail (parser, expr->range, "can't use starred expression here");
  if (!at_line_end (parser))
    fail_after_statement (parser, expr);
  stmt = cr_parser_new_stmt (parser, CR_STMT_EXPR, first);
  stmt->expr.value = expr;
  stmt->expr.silenced = cr_parser_peek (parser) == CR_TOKEN_SEMICOLON;
  return stmt;
}

static CrStmt *
parse_return (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_RETURN, first);

  cr_parser_take (parser);
  if (!at_line_end (parser))
    stmt->value = parse_value (parser);
  if (parser->scope->kind != CR_SCOPE_FUNCTION && at_line_end (parser))
    cr_parser_complain (parser, cr_parser_range_from (parser, first->range), "'return' outside function");
  return stmt;
}

static CrStmt *
parse_raise (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_RAISE, first);

  cr_parser_take (parser);
  if (at_line_end (parser))
    return stmt;
  stmt->raise.exception = cr_parser_parse_expression (parser);
  if (cr_parser_accept (parser, CR_TOKEN_FROM))
    stmt->raise.cause = cr_parser_parse_expression (parser);
  return stmt;
}

static CrStmt *
parse_assert (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_ASSERT, first);

  cr_parser_take (parser);
  stmt->assert_.test = cr_parser_parse_expression (parser);
  if (cr_parser_accept (parser, CR_TOKEN_COMMA))
    stmt->assert_.message = cr_parser_parse_expression (parser);
  return stmt;
}

static CrStmt *
parse_del (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_DEL, first);
  guint mark = parser->scratch->len;

  cr_parser_take (parser);
  do
    {
      CrExpr *target = cr_parser_parse_item (parser, FALSE);

      cr_parser_check_target (parser, target, CR_TARGET_DELETE);
      g_ptr_array_add (parser->scratch, target);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA) && !at_line_end (parser));
  stmt->targets = cr_parser_pop_list (parser, mark);
  return stmt;
}

static CrStmt *
parse_loop_jump (CrParser *parser, const CrToken *first)
{
  gboolean is_break = first->kind == CR_TOKEN_BREAK;
  CrRange range = cr_parser_take (parser);

  if (parser->scope->n_loops == 0)
    cr_parser_complain (parser, range, is_break ? "'break' outside loop" : "'continue' not properly in loop");
  return cr_parser_new_stmt (parser, is_break ? CR_STMT_BREAK : CR_STMT_CONTINUE, first);
}

static CrStmt *
parse_declaration (CrParser *parser, const CrToken *first)
{
  gboolean is_global = first->kind == CR_TOKEN_GLOBAL;
  CrStmt *stmt = cr_parser_new_stmt (parser, is_global ? CR_STMT_GLOBAL : CR_STMT_NONLOCAL, first);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CrRange));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  cr_parser_take (parser);
  do
    {
      CrRange range;

      g_ptr_array_add (names, (gpointer)cr_parser_expect_name (parser, &range));
      g_array_append_val (ranges, range);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA));
  stmt->names.n = names->len;
  stmt->names.names = cr_arena_copy (parser->arena, names->pdata, names->len * sizeof (gpointer));
  stmt->names.ranges = cr_arena_copy (parser->arena, ranges->data, ranges->len * sizeof (CrRange));
  cr_parser_declare (parser, &stmt->names, is_global, cr_parser_range_from (parser, first->range));
  return stmt;
}

/* a.b.c: interned, with its dots. */
static const char *
parse_dotted_name (CrParser *parser, CrRange *range)
{
  g_autoptr (GString) dotted = g_string_new (NULL);
  CrRange part;

  *range = parser->token->range;
  do
    {
      const char *name = cr_parser_expect_name (parser, &part);

      if (dotted->len)
        g_string_append_c (dotted, '.');
      g_string_append (dotted, name ? name : "");
    }
  while (cr_parser_accept (parser, CR_TOKEN_DOT));
  *range = cr_parser_range_from (parser, *range);
  return cr_arena_intern (parser->arena, dotted->str, dotted->len);
}

/* One imported name; binds what it will be called. */
static CrAlias
parse_alias (CrParser *parser, gboolean is_dotted)
{
  CrAlias alias = { 0 };
  CrRange start = parser->token->range;
  CrRange range;

  alias.name = is_dotted ? parse_dotted_name (parser, &range) : cr_parser_expect_name (parser, &range);
  if (cr_parser_accept (parser, CR_TOKEN_AS))
    alias.asname = cr_parser_expect_name (parser, &range);
  alias.range = cr_parser_range_from (parser, start);
  if (alias.asname)
    cr_parser_bind (parser, alias.asname, CR_BINDING_ASSIGNED);
  else if (alias.name)
    {
      const char *dot = strchr (alias.name, '.');

      cr_parser_bind (parser, dot ? cr_arena_intern (parser->arena, alias.name, dot - alias.name) : alias.name,
                      CR_BINDING_ASSIGNED);
    }
  return alias;
}

static CrStmt *
parse_import (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_IMPORT, first);
  g_autoptr (GArray) aliases = g_array_new (FALSE, FALSE, sizeof (CrAlias));

  cr_parser_take (parser);
  do
    {
      CrAlias alias = parse_alias (parser, TRUE);

      g_array_append_val (aliases, alias);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA));
  stmt->import.n = aliases->len;
  stmt->import.aliases = cr_arena_copy (parser->arena, aliases->data, aliases->len * sizeof (CrAlias));
  return stmt;
}

/* The names after `import`, perhaps in parentheses. */
static void
parse_imported_names (CrParser *parser, GArray *aliases)
{
  gboolean in_parentheses = cr_parser_accept (parser, CR_TOKEN_LPAREN);

  do
    {
      CrAlias alias;

      if (aliases->len && in_parentheses && cr_parser_peek (parser) == CR_TOKEN_RPAREN)
        break;
      if (aliases->len && !in_parentheses && cr_parser_peek (parser) == CR_TOKEN_NEWLINE)
        cr_parser_fail (parser, parser->token->range, "trailing comma not allowed without surrounding parentheses");
      alias = parse_alias (parser, FALSE);
      g_array_append_val (aliases, alias);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA));
  if (in_parentheses)
    cr_parser_expect (parser, CR_TOKEN_RPAREN);
}

static CrStmt *
parse_import_from (CrParser *parser, const CrToken *first)
{
  CrStmt *stmt = cr_parser_new_stmt (parser, CR_STMT_IMPORT_FROM, first);
  g_autoptr (GArray) aliases = g_array_new (FALSE, FALSE, sizeof (CrAlias));

  cr_parser_take (parser);
  while (cr_parser_peek (parser) == CR_TOKEN_DOT || cr_parser_peek (parser) == CR_TOKEN_ELLIPSIS)
    stmt->import_from.level += cr_parser_take (parser).length;
  stmt->import_from.module = "";
  stmt->import_from.module_range = parser->token->range;
  if (stmt->import_from.level == 0 || cr_parser_peek (parser) != CR_TOKEN_IMPORT)
    stmt->import_from.module = parse_dotted_name (parser, &stmt->import_from.module_range);
  cr_parser_expect (parser, CR_TOKEN_IMPORT);
  stmt->import_from.is_star = cr_parser_peek (parser) == CR_TOKEN_STAR;
  if (!stmt->import_from.is_star)
    parse_imported_names (parser, aliases);
  else if (parser->scope->kind != CR_SCOPE_MODULE)
    cr_parser_complain (parser, cr_parser_take (parser), "import * only allowed at module level");
  else
    cr_parser_take (parser);
  stmt->import_from.n = aliases->len;
  stmt->import_from.aliases = cr_arena_copy (parser->arena, aliases->data, aliases->len * sizeof (CrAlias));
  return stmt;
}

static CrStmt *
parse_simple (CrParser *parser)
{
  const CrToken *first = parser->token;

  switch ((int)cr_parser_peek (parser))
    {
    case CR_TOKEN_RETURN:
      return parse_return (parser, first);
    case CR_TOKEN_RAISE:
      return parse_raise (parser, first);
    case CR_TOKEN_ASSERT:
      return parse_assert (parser, first);
    case CR_TOKEN_DEL:
      return parse_del (parser, first);
    case CR_TOKEN_PASS:
      cr_parser_take (parser);
      return cr_parser_new_stmt (parser, CR_STMT_PASS, first);
    case CR_TOKEN_BREAK:
    case CR_TOKEN_CONTINUE:
      return parse_loop_jump (parser, first);
    case CR_TOKEN_GLOBAL:
    case CR_TOKEN_NONLOCAL:
      return parse_declaration (parser, first);
    case CR_TOKEN_IMPORT:
      return parse_import (parser, first);
    case CR_TOKEN_FROM:
      return parse_import_from (parser, first);
    default:
      return parse_expression_statement (parser, first);
    }
}

void
cr_parser_parse_simple_line (CrParser *parser)
{
  do
    {
      const CrToken *first = parser->token;
      CrStmt *stmt = parse_simple (parser);

      if (!at_line_end (parser))
        fail_after_statement (parser, NULL);
      if (parser->failed)
        stmt = cr_parser_new_stmt (parser, CR_STMT_ERROR, first);
      else
        cr_parser_end_header (parser, stmt, first);
      g_ptr_array_add (parser->scratch, stmt);
    }
  while (cr_parser_accept (parser, CR_TOKEN_SEMICOLON) && cr_parser_peek (parser) != CR_TOKEN_NEWLINE);
  if (!parser->failed && cr_parser_peek (parser) != CR_TOKEN_EOF)
    cr_parser_expect (parser, CR_TOKEN_NEWLINE);
}

/* Folds the clause and the ordinal among equal statements into each identity. */
static void
number_statements (const CrBlock *block, guint64 clause)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree guint64 *hashes = g_new (guint64, block->n + 1);

  for (guint i = 0; i < block->n; i++)
    {
      CrStmt *stmt = block->items[i];
      guint64 ordinal;

      hashes[i] = stmt->identity;
      ordinal = GPOINTER_TO_UINT (g_hash_table_lookup (seen, &hashes[i]));
      g_hash_table_insert (seen, &hashes[i], GUINT_TO_POINTER (ordinal + 1));
      stmt->identity = hash_bytes (hash_bytes (hashes[i], &clause, sizeof clause), &ordinal, sizeof ordinal);
    }
}

CrBlock
cr_parser_pop_block (CrParser *parser, guint mark, guint64 clause)
{
  CrBlock block = { NULL, parser->scratch->len - mark };

  if (block.n)
    block.items = cr_arena_copy (parser->arena, parser->scratch->pdata + mark, block.n * sizeof (gpointer));
  g_ptr_array_set_size (parser->scratch, mark);
  number_statements (&block, clause);
  return block;
}

/* After an error: to the next line. */
static void
recover (CrParser *parser)
{
  parser->failed = FALSE;
  while (parser->token->kind != CR_TOKEN_NEWLINE && parser->token->kind != CR_TOKEN_EOF
         && parser->token->kind != CR_TOKEN_INDENT && parser->token->kind != CR_TOKEN_DEDENT)
    parser->token++;
  if (parser->token->kind == CR_TOKEN_NEWLINE)
    parser->token++;
}

/* Statements that are indented without reason: reported (unless they follow an error), then read as
 * if they were not. */
static void
parse_indented (CrParser *parser, gboolean after_error, guint64 clause)
{
  CrRange range = parser->token->range;
  CrBlock block;

  if (!after_error)
    {
      parser->statement_offset = range.offset;
      cr_parser_fail_code (parser, CR_ERROR_INDENTATION, range, "unexpected indent");
      parser->failed = FALSE;
    }
  cr_parser_take (parser);
  block = cr_parser_parse_statements (parser, clause);
  for (guint i = 0; i < block.n; i++)
    g_ptr_array_add (parser->scratch, block.items[i]);
  cr_parser_accept (parser, CR_TOKEN_DEDENT);
}

CrBlock
cr_parser_parse_statements (CrParser *parser, guint64 clause)
{
  guint mark = parser->scratch->len;
  gboolean after_error = FALSE;

  while (parser->token->kind != CR_TOKEN_DEDENT && parser->token->kind != CR_TOKEN_EOF)
    {
      CrStmt *stmt;

      if (parser->token->kind == CR_TOKEN_INDENT)
        {
          parse_indented (parser, after_error, clause);
          after_error = FALSE;
          continue;
        }
      parser->statement_offset = parser->token->range.offset;
      stmt = cr_parser_parse_compound (parser);
      if (stmt)
        g_ptr_array_add (parser->scratch, stmt);
      else
        cr_parser_parse_simple_line (parser);
      after_error = parser->failed;
      if (parser->failed)
        recover (parser);
    }
  return cr_parser_pop_block (parser, mark, clause);
}
