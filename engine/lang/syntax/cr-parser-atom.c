/* Numbers, and what stands in brackets: groups, tuples, lists, sets, dicts and comprehensions. */

#include "cr-parser-private.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>

CrExpr *
cr_parser_parse_number (CrParser *parser, CrPrecedence minimum)
{
  const CrToken *token = parser->token;
  g_autofree char *digits = g_strndup (parser->text + token->range.offset, token->range.length);
  CrExpr *expr;
  char *to = digits;
  guint base = 10;
  char *end;

  for (const char *from = digits; *from; from++)
    if (*from != '_')
      *to++ = *from;
  *to = '\0';
  cr_parser_take (parser);
  if (token->kind == CR_TOKEN_FLOAT)
    {
      gboolean imaginary = g_ascii_tolower (to[-1]) == 'j';

      expr = cr_parser_new_expr (parser, imaginary ? CR_EXPR_IMAGINARY : CR_EXPR_FLOAT, token->range, 0);
      expr->number = g_ascii_strtod (digits, NULL);
      return expr;
    }
  if (digits[0] == '0' && digits[1] && !g_ascii_isdigit (digits[1]))
    base = g_ascii_tolower (digits[1]) == 'x' ? 16 : g_ascii_tolower (digits[1]) == 'o' ? 8 : 2;
  expr = cr_parser_new_expr (parser, CR_EXPR_INT, token->range, 0);
  errno = 0;
  expr->integer = g_ascii_strtoll (base == 10 ? digits : digits + 2, &end, base);
  if (errno == ERANGE)
    {
      expr->kind = CR_EXPR_BIG;
      expr->str.length = strlen (digits);
      expr->str.text = cr_arena_copy_text (parser->module->arena, digits, expr->str.length);
    }
  return expr;
}

/* Parses `target in iter if condition ...` of one clause, after `for`. */
static guint
parse_clause (CrParser *parser, CrComprehension *clause)
{
  guint mark;
  guint height;

  clause->target = cr_parser_parse_target_list (parser, CR_TARGET_COMPREHENSION);
  cr_parser_expect (parser, CR_TOKEN_IN);
  clause->iter = cr_parser_parse_precedence (parser, CR_PRECEDENCE_OR);
  mark = parser->scratch->len;
  while (cr_parser_accept (parser, CR_TOKEN_IF))
    {
      CrExpr *condition = cr_parser_parse_precedence (parser, CR_PRECEDENCE_OR);

      g_ptr_array_add (parser->scratch, condition);
    }
  clause->conditions = cr_parser_pop_list (parser, mark);
  height = MAX (clause->target->height, clause->iter->height);
  return MAX (height, cr_expr_list_get_height (&clause->conditions));
}

CrExpr *
cr_parser_parse_comprehension (CrParser *parser, CrExprKind kind, CrExpr *element, CrExpr *value, CrRange start)
{
  g_autoptr (GArray) clauses = g_array_new (FALSE, FALSE, sizeof (CrComprehension));
  guint height = MAX (element->height, cr_expr_get_height (value));
  CrExpr *expr;

  if (element->kind == CR_EXPR_STARRED)
    cr_parser_fail (parser, element->range, "iterable unpacking cannot be used in comprehension");
  if (cr_parser_peek (parser) == CR_TOKEN_ASYNC)
    cr_parser_fail (parser, parser->token->range, _ ("“async” and “await” are not part of this language"));
  while (cr_parser_accept (parser, CR_TOKEN_FOR))
    {
      CrComprehension clause = { 0 };
      guint clause_height = parse_clause (parser, &clause);

      height = MAX (height, clause_height);
      g_array_append_val (clauses, clause);
    }
  expr = cr_parser_new_expr (parser, kind, start, height);
  expr->comp.element = element;
  expr->comp.value = value;
  expr->comp.n_clauses = clauses->len;
  expr->comp.clauses = cr_arena_copy (parser->arena, clauses->data, clauses->len * sizeof (CrComprehension));
  return expr;
}

static gboolean
at_comprehension (const CrParser *parser)
{
  return cr_parser_peek (parser) == CR_TOKEN_FOR || cr_parser_peek (parser) == CR_TOKEN_ASYNC;
}

/* Passes the closing bracket after @item, or explains why it is not there. */
static void
close_display (CrParser *parser, CrTokenKind closing, const CrExpr *item)
{
  if (!cr_parser_accept (parser, closing))
    cr_parser_fail_after_item (parser, item);
}

/* Goes on after the first item and a comma; the items go on the scratch stack. The closing bracket is
 * passed. */
static void
parse_items (CrParser *parser, CrExpr *item, CrTokenKind closing)
{
  CrRange start = item->range;

  g_ptr_array_add (parser->scratch, item);
  while (cr_parser_accept (parser, CR_TOKEN_COMMA) && cr_parser_peek (parser) != closing && !at_comprehension (parser))
    {
      item = cr_parser_parse_item (parser, TRUE);
      g_ptr_array_add (parser->scratch, item);
    }
  if (at_comprehension (parser) && closing != CR_TOKEN_RPAREN)
    cr_parser_fail (parser, cr_parser_range_from (parser, start),
                    "did you forget parentheses around the comprehension target?");
  close_display (parser, closing, item);
}

/* Reads a list-like display after its first item, which is not a comprehension's. */
static CrExpr *
finish_display (CrParser *parser, CrExprKind kind, CrRange start, CrExpr *first, CrTokenKind closing)
{
  guint mark = parser->scratch->len;
  CrExprList list;
  CrExpr *expr;

  if (first)
    parse_items (parser, first, closing);
  else
    cr_parser_expect (parser, closing);
  list = cr_parser_pop_list (parser, mark);
  expr = cr_parser_new_expr (parser, kind, start, cr_expr_list_get_height (&list));
  expr->list = list;
  return expr;
}

/* Reads a comprehension to its closing bracket. */
static CrExpr *
finish_comprehension (CrParser *parser, CrExprKind kind, CrRange start, CrExpr *element, CrExpr *value,
                      CrTokenKind closing)
{
  CrExpr *expr = cr_parser_parse_comprehension (parser, kind, element, value, start);
  CrExpr *last = expr->comp.n_clauses ? expr->comp.clauses[expr->comp.n_clauses - 1].iter : element;

  close_display (parser, closing, last);
  expr->range = cr_parser_range_from (parser, start);
  return expr;
}

CrExpr *
cr_parser_parse_group (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = cr_parser_take (parser);
  CrExpr *expr;

  if (cr_parser_peek (parser) == CR_TOKEN_RPAREN)
    return finish_display (parser, CR_EXPR_TUPLE, start, NULL, CR_TOKEN_RPAREN);
  expr = cr_parser_parse_item (parser, TRUE);
  if (at_comprehension (parser))
    return finish_comprehension (parser, CR_EXPR_GENERATOR, start, expr, NULL, CR_TOKEN_RPAREN);
  if (cr_parser_peek (parser) == CR_TOKEN_COMMA)
    return finish_display (parser, CR_EXPR_TUPLE, start, expr, CR_TOKEN_RPAREN);
  if (expr->kind == CR_EXPR_STARRED)
    cr_parser_fail (parser, expr->range, "cannot use starred expression here");
  close_display (parser, CR_TOKEN_RPAREN, expr);
  return expr;
}

CrExpr *
cr_parser_parse_list_display (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = cr_parser_take (parser);
  CrExpr *expr;

  if (cr_parser_peek (parser) == CR_TOKEN_RBRACKET)
    return finish_display (parser, CR_EXPR_LIST, start, NULL, CR_TOKEN_RBRACKET);
  expr = cr_parser_parse_item (parser, TRUE);
  if (at_comprehension (parser))
    return finish_comprehension (parser, CR_EXPR_LIST_COMP, start, expr, NULL, CR_TOKEN_RBRACKET);
  return finish_display (parser, CR_EXPR_LIST, start, expr, CR_TOKEN_RBRACKET);
}

/* The value after a key and its ":". */
static CrExpr *
parse_dict_value (CrParser *parser, const CrExpr *key)
{
  CrRange colon = parser->token->range;
  CrTokenKind next;

  if (!cr_parser_accept (parser, CR_TOKEN_COLON))
    cr_parser_fail (parser, key->range, "':' expected after dictionary key");
  next = cr_parser_peek (parser);
  if (next == CR_TOKEN_RBRACE || next == CR_TOKEN_COMMA)
    cr_parser_fail (parser, colon, "expression expected after dictionary key and ':'");
  return cr_parser_parse_expression (parser);
}

/* Pushes a key (NULL after "**") and a value. */
static CrExpr *
parse_dict_entry (CrParser *parser)
{
  CrExpr *key = NULL;
  CrExpr *value;

  if (cr_parser_accept (parser, CR_TOKEN_POW))
    value = cr_parser_parse_precedence (parser, CR_PRECEDENCE_BIT_OR);
  else
    {
      key = cr_parser_parse_expression (parser);
      value = parse_dict_value (parser, key);
    }
  g_ptr_array_add (parser->scratch, key);
  g_ptr_array_add (parser->scratch, value);
  return value;
}

/* Takes the pairs from @mark on off the scratch stack. */
static CrExpr *
finish_dict (CrParser *parser, CrRange start, guint mark)
{
  guint n = (parser->scratch->len - mark) / 2;
  CrExpr **pairs = n ? (CrExpr **)parser->scratch->pdata + mark : NULL;
  CrExpr **keys = n ? cr_arena_alloc (parser->arena, n * sizeof (CrExpr *)) : NULL;
  CrExpr **values = n ? cr_arena_alloc (parser->arena, n * sizeof (CrExpr *)) : NULL;
  guint height = 0;
  CrExpr *expr;

  for (guint i = 0; i < n; i++)
    {
      keys[i] = pairs[2 * i];
      values[i] = pairs[2 * i + 1];
      height = MAX (height, MAX (cr_expr_get_height (keys[i]), values[i]->height));
    }
  g_ptr_array_set_size (parser->scratch, mark);
  expr = cr_parser_new_expr (parser, CR_EXPR_DICT, start, height);
  expr->dict.keys = keys;
  expr->dict.values = values;
  expr->dict.n = n;
  return expr;
}

/* A dict after its first pair, which is on the scratch stack from @mark on. */
static CrExpr *
parse_dict_rest (CrParser *parser, CrRange start, guint mark)
{
  CrExpr *key = parser->scratch->pdata[mark];
  CrExpr *value = parser->scratch->pdata[mark + 1];

  if (at_comprehension (parser))
    {
      g_ptr_array_set_size (parser->scratch, mark);
      if (!key)
        cr_parser_fail (parser, start, "dict unpacking cannot be used in dict comprehension");
      return finish_comprehension (parser, CR_EXPR_DICT_COMP, start, key ? key : value, value, CR_TOKEN_RBRACE);
    }
  while (cr_parser_accept (parser, CR_TOKEN_COMMA) && cr_parser_peek (parser) != CR_TOKEN_RBRACE)
    value = parse_dict_entry (parser);
  close_display (parser, CR_TOKEN_RBRACE, value);
  return finish_dict (parser, start, mark);
}

CrExpr *
cr_parser_parse_brace_display (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = cr_parser_take (parser);
  guint mark = parser->scratch->len;
  CrExpr *first;
  CrExpr *value;

  if (cr_parser_accept (parser, CR_TOKEN_RBRACE))
    return finish_dict (parser, start, mark);
  if (cr_parser_peek (parser) == CR_TOKEN_POW)
    {
      parse_dict_entry (parser);
      return parse_dict_rest (parser, start, mark);
    }
  first = cr_parser_parse_item (parser, TRUE);
  if (cr_parser_peek (parser) != CR_TOKEN_COLON)
    {
      if (at_comprehension (parser))
        return finish_comprehension (parser, CR_EXPR_SET_COMP, start, first, NULL, CR_TOKEN_RBRACE);
      return finish_display (parser, CR_EXPR_SET, start, first, CR_TOKEN_RBRACE);
    }
  value = parse_dict_value (parser, first);
  g_ptr_array_add (parser->scratch, first);
  g_ptr_array_add (parser->scratch, value);
  return parse_dict_rest (parser, start, mark);
}
