/* Operators: a Pratt table with one row a token. A row says how an expression begins with that
 * token (prefix), how it goes on with it (infix) and how tightly. */

#include "cr-parser-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

/* Recursion of the parser itself, in brackets, unary operators and the like. */
#define MAX_RECURSION CR_AST_MAX_DEPTH

typedef struct
{
  CrExpr *(*prefix) (CrParser *parser, CrPrecedence minimum);
  CrExpr *(*infix) (CrParser *parser, CrExpr *left, CrRange start);
  CrPrecedence precedence; /* of infix */
  int op;                  /* CrBinaryOp, CrUnaryOp or CrCompareOp */
} Rule;

static const Rule rules[CR_TOKEN_N_KINDS];

static CrExpr *
new_error (CrParser *parser)
{
  return cr_parser_new_expr (parser, CR_EXPR_ERROR, parser->token->range, 0);
}

static CrExpr *
parse_name (CrParser *parser, CrPrecedence minimum)
{
  const char *name = cr_parser_intern_token (parser, parser->token);
  CrExpr *expr = cr_parser_new_expr (parser, CR_EXPR_NAME, cr_parser_take (parser), 0);

  expr->name = name;
  return expr;
}

static CrExpr *
parse_constant (CrParser *parser, CrPrecedence minimum)
{
  CrTokenKind token = cr_parser_peek (parser);
  CrExprKind kind = token == CR_TOKEN_TRUE    ? CR_EXPR_TRUE
                    : token == CR_TOKEN_FALSE ? CR_EXPR_FALSE
                    : token == CR_TOKEN_NONE  ? CR_EXPR_NONE
                                              : CR_EXPR_ELLIPSIS;

  return cr_parser_new_expr (parser, kind, cr_parser_take (parser), 0);
}

static CrExpr *
refuse (CrParser *parser, CrPrecedence minimum)
{
  cr_parser_fail (parser, parser->token->range, _ ("“async” and “await” are not part of this language"));
  return new_error (parser);
}

/* yield, yield value, yield a, b, yield from value */
static CrExpr *
parse_yield (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = parser->token->range;
  CrExpr *value = NULL;
  CrExpr *expr;
  gboolean from;

  if (minimum > CR_PRECEDENCE_CONDITIONAL)
    {
      cr_parser_fail_here (parser);
      return new_error (parser);
    }
  cr_parser_take (parser);
  from = cr_parser_accept (parser, CR_TOKEN_FROM);
  if (from)
    value = cr_parser_parse_expression (parser);
  else if (cr_parser_begins_expression (cr_parser_peek (parser)) || cr_parser_peek (parser) == CR_TOKEN_STAR)
    value = cr_parser_parse_list (parser, FALSE);
  expr = cr_parser_new_expr (parser, from ? CR_EXPR_YIELD_FROM : CR_EXPR_YIELD, start, cr_expr_get_height (value));
  expr->yielded = value;
  if (parser->scope->kind == CR_SCOPE_FUNCTION)
    parser->scope->yields = TRUE;
  else
    cr_parser_complain (parser, expr->range, "'yield' outside function");
  return expr;
}

static CrUnaryOp
get_unary_op (CrTokenKind token)
{
  return token == CR_TOKEN_MINUS  ? CR_AST_UNARY_NEG
         : token == CR_TOKEN_PLUS ? CR_AST_UNARY_POS
         : token == CR_TOKEN_NOT  ? CR_AST_UNARY_NOT
                                  : CR_AST_UNARY_INVERT;
}

static CrExpr *
parse_unary (CrParser *parser, CrPrecedence minimum)
{
  CrTokenKind token = cr_parser_peek (parser);
  CrRange start = parser->token->range;
  CrExpr *operand;
  CrExpr *expr;

  if (token == CR_TOKEN_NOT && minimum > CR_PRECEDENCE_NOT)
    {
      cr_parser_fail_here (parser);
      return new_error (parser);
    }
  cr_parser_take (parser);
  operand = cr_parser_parse_precedence (parser, token == CR_TOKEN_NOT ? CR_PRECEDENCE_NOT : CR_PRECEDENCE_UNARY);
  expr = cr_parser_new_expr (parser, CR_EXPR_UNARY, start, operand->height);
  expr->unary.op = get_unary_op (token);
  expr->unary.op_range = start;
  expr->unary.operand = operand;
  return expr;
}

static CrExpr *
parse_binary (CrParser *parser, CrExpr *left, CrRange start)
{
  const Rule *rule = &rules[cr_parser_peek (parser)];
  CrRange op_range = cr_parser_take (parser);
  /* To the left all but the power, whose right side may be a sign. */
  CrPrecedence right_precedence = rule->precedence == CR_PRECEDENCE_POWER ? CR_PRECEDENCE_UNARY : rule->precedence + 1;
  CrExpr *right = cr_parser_parse_precedence (parser, right_precedence);
  CrExpr *expr = cr_parser_new_expr (parser, CR_EXPR_BINARY, start, MAX (left->height, right->height));

  expr->binary.op = rule->op;
  expr->binary.op_range = op_range;
  expr->binary.left = left;
  expr->binary.right = right;
  return expr;
}

static CrExpr *
parse_boolean (CrParser *parser, CrExpr *left, CrRange start)
{
  CrTokenKind token = cr_parser_peek (parser);
  CrPrecedence precedence = rules[token].precedence;
  guint mark = parser->scratch->len;
  CrExprList operands;
  CrExpr *expr;

  g_ptr_array_add (parser->scratch, left);
  while (cr_parser_accept (parser, token))
    {
      CrExpr *operand = cr_parser_parse_precedence (parser, precedence + 1);

      g_ptr_array_add (parser->scratch, operand);
    }
  operands = cr_parser_pop_list (parser, mark);
  expr = cr_parser_new_expr (parser, CR_EXPR_BOOL, start, cr_expr_list_get_height (&operands));
  expr->boolean.is_or = token == CR_TOKEN_OR;
  expr->boolean.operands = operands;
  return expr;
}

/* Passes a comparison operator, of one or two words. */
static gboolean
accept_comparison (CrParser *parser, CrCompareOp *op, CrRange *range)
{
  CrTokenKind token = cr_parser_peek (parser);
  CrTokenKind next = cr_parser_peek_next (parser);

  if (rules[token].precedence != CR_PRECEDENCE_COMPARE || (token == CR_TOKEN_NOT && next != CR_TOKEN_IN))
    return FALSE;
  *op = rules[token].op;
  *range = cr_parser_take (parser);
  if (token == CR_TOKEN_NOT || (token == CR_TOKEN_IS && next == CR_TOKEN_NOT))
    {
      *op = token == CR_TOKEN_NOT ? CR_COMPARE_NOT_IN : CR_COMPARE_IS_NOT;
      *range = cr_range_join (*range, cr_parser_take (parser));
    }
  return TRUE;
}

static CrExpr *
parse_comparison (CrParser *parser, CrExpr *left, CrRange start)
{
  g_autoptr (GArray) ops = g_array_new (FALSE, FALSE, sizeof (CrCompareOp));
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CrRange));
  guint mark = parser->scratch->len;
  CrExprList operands;
  CrCompareOp op;
  CrRange range;
  CrExpr *expr;

  while (accept_comparison (parser, &op, &range))
    {
      CrExpr *operand;

      g_array_append_val (ops, op);
      g_array_append_val (ranges, range);
      operand = cr_parser_parse_precedence (parser, CR_PRECEDENCE_COMPARE + 1);
      g_ptr_array_add (parser->scratch, operand);
    }
  operands = cr_parser_pop_list (parser, mark);
  expr = cr_parser_new_expr (parser, CR_EXPR_COMPARE, start, MAX (left->height, cr_expr_list_get_height (&operands)));
  expr->compare.first = left;
  expr->compare.n = operands.n;
  expr->compare.operands = operands.items;
  expr->compare.ops = cr_arena_copy (parser->arena, ops->data, ops->len * sizeof (CrCompareOp));
  expr->compare.op_ranges = cr_arena_copy (parser->arena, ranges->data, ranges->len * sizeof (CrRange));
  return expr;
}

static CrExpr *
parse_conditional (CrParser *parser, CrExpr *body, CrRange start)
{
  CrExpr *test;
  CrExpr *orelse;
  CrExpr *expr;

  cr_parser_take (parser);
  test = cr_parser_parse_precedence (parser, CR_PRECEDENCE_OR);
  if (!cr_parser_accept (parser, CR_TOKEN_ELSE))
    {
      if (cr_parser_peek (parser) == CR_TOKEN_COLON)
        cr_parser_fail_here (parser);
      cr_parser_fail (parser, cr_parser_range_from (parser, start), "expected 'else' after 'if' expression");
    }
  orelse = cr_parser_parse_expression (parser);
  expr = cr_parser_new_expr (parser, CR_EXPR_IF, start, MAX (MAX (body->height, test->height), orelse->height));
  expr->conditional.test = test;
  expr->conditional.body = body;
  expr->conditional.orelse = orelse;
  return expr;
}

static CrExpr *
parse_attribute (CrParser *parser, CrExpr *object, CrRange start)
{
  CrRange name_range;
  const char *name;
  CrExpr *expr;

  cr_parser_take (parser);
  name = cr_parser_expect_name (parser, &name_range);
  expr = cr_parser_new_expr (parser, CR_EXPR_ATTRIBUTE, start, object->height);
  expr->attribute.object = object;
  expr->attribute.name = name;
  expr->attribute.name_range = name_range;
  return expr;
}

#define BINARY(level, operation)                                                                                       \
  {                                                                                                                    \
    .infix = parse_binary, .precedence = CR_PRECEDENCE_##level, .op = CR_AST_BINARY_##operation                        \
  }
#define COMPARE(operation)                                                                                             \
  {                                                                                                                    \
    .infix = parse_comparison, .precedence = CR_PRECEDENCE_COMPARE, .op = CR_COMPARE_##operation                       \
  }
#define PRIMARY(begin, go_on)                                                                                          \
  {                                                                                                                    \
    .prefix = begin, .infix = go_on, .precedence = CR_PRECEDENCE_PRIMARY                                               \
  }

static const Rule rules[CR_TOKEN_N_KINDS] = {
  [CR_TOKEN_NAME] = { .prefix = parse_name },
  [CR_TOKEN_INT] = { .prefix = cr_parser_parse_number },
  [CR_TOKEN_FLOAT] = { .prefix = cr_parser_parse_number },
  [CR_TOKEN_STRING] = { .prefix = cr_parser_parse_string },
  [CR_TOKEN_TRUE] = { .prefix = parse_constant },
  [CR_TOKEN_FALSE] = { .prefix = parse_constant },
  [CR_TOKEN_NONE] = { .prefix = parse_constant },
  [CR_TOKEN_ELLIPSIS] = { .prefix = parse_constant },
  [CR_TOKEN_LAMBDA] = { .prefix = cr_parser_parse_lambda },
  [CR_TOKEN_YIELD] = { .prefix = parse_yield },
  [CR_TOKEN_AWAIT] = { .prefix = refuse },
  [CR_TOKEN_ASYNC] = { .prefix = refuse },
  [CR_TOKEN_IF] = { .infix = parse_conditional, .precedence = CR_PRECEDENCE_CONDITIONAL },
  [CR_TOKEN_OR] = { .infix = parse_boolean, .precedence = CR_PRECEDENCE_OR },
  [CR_TOKEN_AND] = { .infix = parse_boolean, .precedence = CR_PRECEDENCE_AND },
  [CR_TOKEN_NOT]
  = { .prefix = parse_unary, .infix = parse_comparison, .precedence = CR_PRECEDENCE_COMPARE, .op = CR_COMPARE_NOT_IN },
  [CR_TOKEN_EQ] = COMPARE (EQ),
  [CR_TOKEN_NE] = COMPARE (NE),
  [CR_TOKEN_LT] = COMPARE (LT),
  [CR_TOKEN_LE] = COMPARE (LE),
  [CR_TOKEN_GT] = COMPARE (GT),
  [CR_TOKEN_GE] = COMPARE (GE),
  [CR_TOKEN_IS] = COMPARE (IS),
  [CR_TOKEN_IN] = COMPARE (IN),
  [CR_TOKEN_BAR] = BINARY (BIT_OR, OR),
  [CR_TOKEN_CARET] = BINARY (BIT_XOR, XOR),
  [CR_TOKEN_AMPERSAND] = BINARY (BIT_AND, AND),
  [CR_TOKEN_LSHIFT] = BINARY (SHIFT, LSHIFT),
  [CR_TOKEN_RSHIFT] = BINARY (SHIFT, RSHIFT),
  [CR_TOKEN_PLUS]
  = { .prefix = parse_unary, .infix = parse_binary, .precedence = CR_PRECEDENCE_TERM, .op = CR_AST_BINARY_ADD },
  [CR_TOKEN_MINUS]
  = { .prefix = parse_unary, .infix = parse_binary, .precedence = CR_PRECEDENCE_TERM, .op = CR_AST_BINARY_SUB },
  [CR_TOKEN_STAR] = BINARY (FACTOR, MUL),
  [CR_TOKEN_SLASH] = BINARY (FACTOR, DIV),
  [CR_TOKEN_FLOORDIV] = BINARY (FACTOR, FLOORDIV),
  [CR_TOKEN_PERCENT] = BINARY (FACTOR, MOD),
  [CR_TOKEN_AT] = BINARY (FACTOR, MATMUL),
  [CR_TOKEN_TILDE] = { .prefix = parse_unary },
  [CR_TOKEN_POW] = BINARY (POWER, POW),
  [CR_TOKEN_LPAREN] = PRIMARY (cr_parser_parse_group, cr_parser_parse_call),
  [CR_TOKEN_LBRACKET] = PRIMARY (cr_parser_parse_list_display, cr_parser_parse_subscript),
  [CR_TOKEN_LBRACE] = { .prefix = cr_parser_parse_brace_display },
  [CR_TOKEN_DOT] = PRIMARY (NULL, parse_attribute),
};

gboolean
cr_parser_begins_expression (CrTokenKind kind)
{
  return rules[kind].prefix != NULL;
}

static gboolean
goes_on (const CrParser *parser, CrPrecedence minimum)
{
  CrTokenKind token = cr_parser_peek (parser);

  return rules[token].infix && rules[token].precedence >= minimum
         && !(token == CR_TOKEN_NOT && cr_parser_peek_next (parser) != CR_TOKEN_IN);
}

CrExpr *
cr_parser_parse_precedence (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = parser->token->range;
  const Rule *rule = &rules[cr_parser_peek (parser)];
  CrExpr *left;

  if (!rule->prefix)
    {
      cr_parser_fail_here (parser);
      return new_error (parser);
    }
  if (parser->depth == MAX_RECURSION)
    {
      cr_parser_fail_code (parser, CR_ERROR_RECURSION, start, "maximum recursion depth exceeded during compilation");
      return new_error (parser);
    }
  parser->depth++;
  left = rule->prefix (parser, minimum);
  while (goes_on (parser, minimum))
    left = rules[cr_parser_peek (parser)].infix (parser, left, start);
  parser->depth--;
  return left;
}

CrExpr *
cr_parser_parse_expression (CrParser *parser)
{
  return cr_parser_parse_precedence (parser, CR_PRECEDENCE_CONDITIONAL);
}

CrExpr *
cr_parser_try (CrParser *parser, CrPrecedence minimum)
{
  const CrToken *token = parser->token;
  CrExpr *expr;

  if (parser->quiet || parser->failed)
    return NULL;
  parser->quiet = TRUE;
  expr = cr_parser_parse_precedence (parser, minimum);
  parser->quiet = FALSE;
  if (!parser->failed)
    return expr;
  parser->failed = FALSE;
  parser->token = token;
  return NULL;
}

/* A "=" after @expr where a value is wanted. */
static void
fail_at_assign (CrParser *parser, CrExpr *expr)
{
  const CrToken *assign = parser->token;
  CrDiagnostic *diagnostic = NULL;
  gboolean is_value;

  cr_parser_take (parser);
  is_value = cr_parser_try (parser, CR_PRECEDENCE_BIT_OR) && cr_parser_peek (parser) != CR_TOKEN_ASSIGN;
  if (is_value && expr->kind == CR_EXPR_NAME)
    diagnostic = cr_parser_fail (parser, cr_parser_range_from (parser, expr->range),
                                 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
  else if (is_value && cr_expr_invites_equals (expr))
    diagnostic = cr_parser_fail (parser, expr->range, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                                 cr_expr_get_description (expr));
  else
    cr_parser_fail (parser, assign->range, "invalid syntax");
  if (diagnostic)
    cr_parser_offer_equals (diagnostic, assign->range);
}

static CrExpr *
parse_walrus (CrParser *parser)
{
  CrRange start = parser->token->range;
  CrExpr *target = parse_name (parser, CR_PRECEDENCE_NONE);
  CrExpr *value;
  CrExpr *expr;

  cr_parser_take (parser);
  value = cr_parser_parse_expression (parser);
  cr_parser_bind (parser, target->name, CR_BINDING_ASSIGNED);
  expr = cr_parser_new_expr (parser, CR_EXPR_NAMED, start, value->height);
  expr->named.target = target;
  expr->named.value = value;
  return expr;
}

CrExpr *
cr_parser_parse_named (CrParser *parser)
{
  CrExpr *expr;

  if (cr_parser_peek (parser) == CR_TOKEN_NAME && cr_parser_peek_next (parser) == CR_TOKEN_WALRUS)
    return parse_walrus (parser);
  expr = cr_parser_parse_expression (parser);
  if (cr_parser_peek (parser) == CR_TOKEN_WALRUS)
    cr_parser_fail (parser, expr->range, "cannot use assignment expressions with %s", cr_expr_get_description (expr));
  else if (cr_parser_peek (parser) == CR_TOKEN_ASSIGN)
    fail_at_assign (parser, expr);
  return expr;
}

CrExpr *
cr_parser_parse_item (CrParser *parser, gboolean allow_named)
{
  CrRange start = parser->token->range;
  CrExpr *value;
  CrExpr *expr;

  if (!cr_parser_accept (parser, CR_TOKEN_STAR))
    return allow_named ? cr_parser_parse_named (parser) : cr_parser_parse_expression (parser);
  value = cr_parser_parse_precedence (parser, CR_PRECEDENCE_BIT_OR);
  expr = cr_parser_new_expr (parser, CR_EXPR_STARRED, start, value->height);
  expr->starred = value;
  return expr;
}

static CrExpr *
finish_tuple (CrParser *parser, CrRange start, guint mark)
{
  CrExprList list = cr_parser_pop_list (parser, mark);
  CrExpr *tuple = cr_parser_new_expr (parser, CR_EXPR_TUPLE, start, cr_expr_list_get_height (&list));

  tuple->list = list;
  return tuple;
}

CrExpr *
cr_parser_parse_list (CrParser *parser, gboolean allow_named)
{
  CrRange start = parser->token->range;
  CrExpr *expr = cr_parser_parse_item (parser, allow_named);
  guint mark = parser->scratch->len;

  if (cr_parser_peek (parser) != CR_TOKEN_COMMA)
    return expr;
  g_ptr_array_add (parser->scratch, expr);
  while (cr_parser_accept (parser, CR_TOKEN_COMMA))
    {
      CrTokenKind next = cr_parser_peek (parser);

      if (!cr_parser_begins_expression (next) && next != CR_TOKEN_STAR)
        break;
      expr = cr_parser_parse_item (parser, allow_named);
      g_ptr_array_add (parser->scratch, expr);
    }
  return finish_tuple (parser, start, mark);
}

static CrExpr *
parse_target_item (CrParser *parser)
{
  if (cr_parser_peek (parser) == CR_TOKEN_STAR)
    return cr_parser_parse_item (parser, FALSE);
  return cr_parser_parse_precedence (parser, CR_PRECEDENCE_BIT_OR);
}

CrExpr *
cr_parser_parse_target_list (CrParser *parser, CrTargetUse use)
{
  CrRange start = parser->token->range;
  CrExpr *expr = parse_target_item (parser);
  guint mark = parser->scratch->len;

  if (cr_parser_peek (parser) == CR_TOKEN_COMMA)
    {
      g_ptr_array_add (parser->scratch, expr);
      while (cr_parser_accept (parser, CR_TOKEN_COMMA) && cr_parser_peek (parser) != CR_TOKEN_IN)
        {
          expr = parse_target_item (parser);
          g_ptr_array_add (parser->scratch, expr);
        }
      expr = finish_tuple (parser, start, mark);
    }
  cr_parser_check_target (parser, expr, use);
  return expr;
}

void
cr_parser_fail_after_item (CrParser *parser, const CrExpr *item)
{
  const CrToken *here = parser->token;
  gboolean is_soft;
  CrDiagnostic *diagnostic;
  CrRange gap;

  if (parser->failed)
    return;
  is_soft = item->kind == CR_EXPR_NAME
            && (here->kind == CR_TOKEN_STRING || strcmp (item->name, "_") == 0 || strcmp (item->name, "match") == 0
                || strcmp (item->name, "case") == 0);
  if (is_soft || !cr_parser_begins_expression (here->kind) || !cr_parser_try (parser, CR_PRECEDENCE_CONDITIONAL))
    {
      cr_parser_fail (parser, here->range, "invalid syntax");
      return;
    }
  diagnostic = cr_parser_fail (parser, cr_parser_range_from (parser, item->range),
                               "invalid syntax. Perhaps you forgot a comma?");
  if (!diagnostic)
    return;
  gap = here[-1].range;
  gap = (CrRange){ gap.end_line, gap.end_column, gap.end_line, gap.end_column, gap.offset + gap.length, 0 };
  cr_diagnostic_set_fixit (diagnostic, gap, ",", _ ("Put a comma between the two."));
}
