/* Calls, subscripts, parameters and lambda. */

#include "cr-parser-private.h"

#include <glib/gi18n-lib.h>

/* What arguments came so far: decides what may follow. */
typedef struct
{
  GArray *arguments;
  GHashTable *keywords; /* NULL until one came */
  gboolean has_keyword;
  gboolean has_mapping;
  guint height;
} Arguments;

static void
add_argument (CrParser *parser, Arguments *list, CrArgument argument, CrRange start)
{
  argument.range = cr_parser_range_from (parser, start);
  list->height = MAX (list->height, argument.value->height);
  g_array_append_val (list->arguments, argument);
}

static void
parse_keyword (CrParser *parser, Arguments *list)
{
  CrArgument argument = { CR_ARGUMENT_KEYWORD };
  CrRange start = parser->token->range;

  argument.name = cr_parser_expect_name (parser, &argument.name_range);
  cr_parser_take (parser);
  argument.value = cr_parser_parse_expression (parser);
  if (!list->keywords)
    list->keywords = g_hash_table_new (NULL, NULL);
  if (!g_hash_table_add (list->keywords, (gpointer)argument.name))
    cr_parser_complain (parser, cr_parser_range_from (parser, start), "keyword argument repeated: %s", argument.name);
  list->has_keyword = TRUE;
  add_argument (parser, list, argument, start);
}

static void
parse_starred (CrParser *parser, Arguments *list)
{
  CrArgument argument = { CR_ARGUMENT_STAR };
  CrRange start = parser->token->range;

  if (cr_parser_peek (parser) == CR_TOKEN_POW)
    {
      argument.kind = CR_ARGUMENT_STAR_STAR;
      list->has_mapping = TRUE;
    }
  cr_parser_take (parser);
  argument.value = cr_parser_parse_expression (parser);
  add_argument (parser, list, argument, start);
  if (cr_parser_peek (parser) == CR_TOKEN_FOR)
    cr_parser_fail (parser, cr_parser_range_from (parser, start), "iterable unpacking cannot be used in comprehension");
  if (argument.kind == CR_ARGUMENT_STAR && list->has_mapping)
    cr_parser_fail (parser, cr_parser_range_from (parser, start),
                    "iterable argument unpacking follows keyword argument unpacking");
}

/* f(a.b=1): only a name can be a keyword. */
static void
fail_at_keyword (CrParser *parser, const CrExpr *value)
{
  CrRange assign = parser->token->range;
  CrDiagnostic *diagnostic;

  if (value->kind == CR_EXPR_TRUE || value->kind == CR_EXPR_FALSE || value->kind == CR_EXPR_NONE)
    {
      cr_parser_fail (parser, cr_range_join (value->range, assign), "cannot assign to %s",
                      cr_expr_get_description (value));
      return;
    }
  diagnostic = cr_parser_fail (parser, cr_range_join (value->range, assign),
                               "expression cannot contain assignment, perhaps you meant \"==\"?");
  if (diagnostic)
    cr_parser_offer_equals (diagnostic, assign);
}

static void
parse_positional (CrParser *parser, Arguments *list)
{
  CrArgument argument = { CR_ARGUMENT_POSITIONAL };
  CrRange start = parser->token->range;
  CrTokenKind next;

  if (cr_parser_peek_next (parser) == CR_TOKEN_WALRUS)
    argument.value = cr_parser_parse_named (parser);
  else
    argument.value = cr_parser_parse_expression (parser);
  next = cr_parser_peek (parser);
  if (next == CR_TOKEN_ASSIGN)
    fail_at_keyword (parser, argument.value);
  if (next == CR_TOKEN_FOR || next == CR_TOKEN_ASYNC)
    {
      argument.value = cr_parser_parse_comprehension (parser, CR_EXPR_GENERATOR, argument.value, NULL, start);
      if (list->arguments->len
          || (cr_parser_peek (parser) == CR_TOKEN_COMMA && cr_parser_peek_next (parser) != CR_TOKEN_RPAREN))
        cr_parser_fail (parser, argument.value->range, "Generator expression must be parenthesized");
    }
  add_argument (parser, list, argument, start);
  if (list->has_mapping)
    cr_parser_fail (parser, cr_parser_range_from (parser, start),
                    "positional argument follows keyword argument unpacking");
  else if (list->has_keyword)
    cr_parser_fail (parser, cr_parser_range_from (parser, start), "positional argument follows keyword argument");
}

static void
parse_argument (CrParser *parser, Arguments *list)
{
  CrTokenKind token = cr_parser_peek (parser);

  if (token == CR_TOKEN_NAME && cr_parser_peek_next (parser) == CR_TOKEN_ASSIGN)
    parse_keyword (parser, list);
  else if (token == CR_TOKEN_STAR || token == CR_TOKEN_POW)
    parse_starred (parser, list);
  else
    parse_positional (parser, list);
}

guint
cr_parser_parse_arguments (CrParser *parser, CrArgument **arguments, guint *n_arguments)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (CrArgument));
  Arguments list = { array };

  while (!parser->failed && cr_parser_peek (parser) != CR_TOKEN_RPAREN)
    {
      parse_argument (parser, &list);
      if (!cr_parser_accept (parser, CR_TOKEN_COMMA))
        break;
    }
  if (!cr_parser_accept (parser, CR_TOKEN_RPAREN))
    {
      if (array->len)
        cr_parser_fail_after_item (parser, g_array_index (array, CrArgument, array->len - 1).value);
      else
        cr_parser_fail_here (parser);
    }
  g_clear_pointer (&list.keywords, g_hash_table_unref);
  *arguments = cr_arena_copy (parser->arena, array->data, array->len * sizeof (CrArgument));
  *n_arguments = array->len;
  return list.height;
}

CrExpr *
cr_parser_parse_call (CrParser *parser, CrExpr *callee, CrRange start)
{
  CrRange open = cr_parser_take (parser);
  CrArgument *arguments;
  guint n_arguments;
  guint height = cr_parser_parse_arguments (parser, &arguments, &n_arguments);
  CrExpr *expr = cr_parser_new_expr (parser, CR_EXPR_CALL, start, MAX (height, callee->height));

  expr->call.callee = callee;
  expr->call.arguments = arguments;
  expr->call.n_arguments = n_arguments;
  expr->call.callee_range = callee->kind == CR_EXPR_ATTRIBUTE ? callee->attribute.name_range : callee->range;
  expr->call.arguments_range = cr_parser_range_from (parser, open);
  return expr;
}

/* One part of a slice, NULL if it is left out. */
static CrExpr *
parse_slice_part (CrParser *parser)
{
  CrTokenKind next = cr_parser_peek (parser);

  if (next == CR_TOKEN_COLON || next == CR_TOKEN_COMMA || next == CR_TOKEN_RBRACKET)
    return NULL;
  return cr_parser_parse_expression (parser);
}

static CrExpr *
parse_index (CrParser *parser)
{
  CrRange start = parser->token->range;
  CrExpr *lower = NULL;
  CrExpr *upper;
  CrExpr *step = NULL;
  CrExpr *expr;
  guint height;

  if (cr_parser_peek (parser) != CR_TOKEN_COLON)
    {
      lower = cr_parser_parse_item (parser, TRUE);
      if (cr_parser_peek (parser) != CR_TOKEN_COLON || lower->kind == CR_EXPR_STARRED)
        return lower;
    }
  cr_parser_take (parser);
  upper = parse_slice_part (parser);
  if (cr_parser_accept (parser, CR_TOKEN_COLON))
    step = parse_slice_part (parser);
  height = MAX (cr_expr_get_height (lower), MAX (cr_expr_get_height (upper), cr_expr_get_height (step)));
  expr = cr_parser_new_expr (parser, CR_EXPR_SLICE, start, height);
  expr->slice.lower = lower;
  expr->slice.upper = upper;
  expr->slice.step = step;
  return expr;
}

CrExpr *
cr_parser_parse_subscript (CrParser *parser, CrExpr *object, CrRange start)
{
  CrRange open = cr_parser_take (parser);
  CrRange index_start = parser->token->range;
  guint mark = parser->scratch->len;
  CrExpr *index = parse_index (parser);
  CrExpr *last = index;
  CrExpr *expr;

  if (cr_parser_peek (parser) == CR_TOKEN_COMMA || index->kind == CR_EXPR_STARRED)
    {
      CrExprList list;

      g_ptr_array_add (parser->scratch, index);
      while (cr_parser_accept (parser, CR_TOKEN_COMMA) && cr_parser_peek (parser) != CR_TOKEN_RBRACKET)
        {
          last = parse_index (parser);
          g_ptr_array_add (parser->scratch, last);
        }
      list = cr_parser_pop_list (parser, mark);
      index = cr_parser_new_expr (parser, CR_EXPR_TUPLE, index_start, cr_expr_list_get_height (&list));
      index->list = list;
    }
  if (!cr_parser_accept (parser, CR_TOKEN_RBRACKET))
    cr_parser_fail_after_item (parser, last->kind == CR_EXPR_SLICE && last->slice.upper ? last->slice.upper : last);
  expr = cr_parser_new_expr (parser, CR_EXPR_SUBSCRIPT, start, MAX (object->height, index->height));
  expr->subscript.object = object;
  expr->subscript.index = index;
  expr->subscript.index_range = cr_parser_range_from (parser, open);
  return expr;
}

/* What parameters came so far. */
typedef struct
{
  GArray *parameters;
  gboolean is_lambda; /* no annotations */
  gboolean has_slash;
  gboolean has_star;
  gboolean has_mapping;
  gboolean has_default;
  gboolean wants_name; /* after a bare "*" */
  CrRange star_range;
  guint height;
} Parameters;

static void
parse_parameter (CrParser *parser, Parameters *list, int kind)
{
  CrParameter parameter = { kind };

  parameter.name = cr_parser_expect_name (parser, &parameter.range);
  if (!list->is_lambda && cr_parser_accept (parser, CR_TOKEN_COLON))
    parameter.annotation = cr_parser_parse_expression (parser);
  if ((kind == CR_PARAMETER_NORMAL || kind == CR_PARAMETER_KEYWORD_ONLY) && cr_parser_accept (parser, CR_TOKEN_ASSIGN))
    parameter.default_value = cr_parser_parse_expression (parser);
  if (kind == CR_PARAMETER_NORMAL && list->has_default && !parameter.default_value)
    cr_parser_fail (parser, parameter.range, "non-default argument follows default argument");
  list->has_default |= parameter.default_value != NULL;
  list->height = MAX (list->height,
                      MAX (cr_expr_get_height (parameter.annotation), cr_expr_get_height (parameter.default_value)));
  if (parser->failed)
    return;
  if (g_hash_table_contains (parser->scope->bindings, parameter.name))
    cr_parser_complain (parser, parameter.range, "duplicate argument '%s' in function definition", parameter.name);
  cr_parser_bind (parser, parameter.name, CR_BINDING_PARAMETER);
  g_array_append_val (list->parameters, parameter);
}

/* "/": those before it are positional only. */
static void
parse_slash (CrParser *parser, Parameters *list)
{
  if (list->has_slash)
    cr_parser_fail (parser, parser->token->range, "/ may appear only once");
  else if (list->has_star)
    cr_parser_fail (parser, parser->token->range, "/ must be ahead of *");
  else if (list->parameters->len == 0)
    cr_parser_fail_here (parser);
  cr_parser_take (parser);
  list->has_slash = TRUE;
  for (guint i = 0; i < list->parameters->len; i++)
    g_array_index (list->parameters, CrParameter, i).kind = CR_PARAMETER_POSITIONAL_ONLY;
}

static void
parse_star (CrParser *parser, Parameters *list, CrTokenKind end)
{
  if (list->has_star)
    cr_parser_fail (parser, parser->token->range, "* argument may appear only once");
  list->star_range = cr_parser_take (parser);
  list->has_star = TRUE;
  if (cr_parser_peek (parser) == CR_TOKEN_COMMA || cr_parser_peek (parser) == end)
    list->wants_name = TRUE;
  else
    parse_parameter (parser, list, CR_PARAMETER_STAR);
}

static void
parse_any_parameter (CrParser *parser, Parameters *list, CrTokenKind end)
{
  CrTokenKind token = cr_parser_peek (parser);

  if (list->has_mapping)
    cr_parser_fail (parser, parser->token->range, "arguments cannot follow var-keyword argument");
  else if (token == CR_TOKEN_SLASH)
    parse_slash (parser, list);
  else if (token == CR_TOKEN_STAR)
    parse_star (parser, list, end);
  else if (token == CR_TOKEN_POW)
    {
      cr_parser_take (parser);
      list->has_mapping = TRUE;
      parse_parameter (parser, list, CR_PARAMETER_STAR_STAR);
    }
  else
    {
      parse_parameter (parser, list, list->has_star ? CR_PARAMETER_KEYWORD_ONLY : CR_PARAMETER_NORMAL);
      list->wants_name = FALSE;
    }
}

guint
cr_parser_parse_parameters (CrParser *parser, CrTokenKind end, CrParameterList *parameters)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (CrParameter));
  Parameters list = { array, end == CR_TOKEN_COLON };

  while (!parser->failed && cr_parser_peek (parser) != end)
    {
      parse_any_parameter (parser, &list, end);
      if (!cr_parser_accept (parser, CR_TOKEN_COMMA))
        break;
    }
  if (cr_parser_peek (parser) != end)
    cr_parser_fail_here (parser);
  if (list.wants_name)
    cr_parser_fail (parser, list.star_range, "named arguments must follow bare *");
  parameters->n = array->len;
  parameters->items = cr_arena_copy (parser->arena, array->data, array->len * sizeof (CrParameter));
  return list.height;
}

CrExpr *
cr_parser_parse_lambda (CrParser *parser, CrPrecedence minimum)
{
  CrRange start = parser->token->range;
  CrParameterList parameters;
  CrScope scope;
  CrExpr *body;
  CrExpr *expr;
  guint height;

  if (minimum > CR_PRECEDENCE_CONDITIONAL)
    cr_parser_fail_here (parser);
  cr_parser_take (parser);
  cr_parser_push_scope (parser, &scope, CR_SCOPE_FUNCTION);
  height = cr_parser_parse_parameters (parser, CR_TOKEN_COLON, &parameters);
  cr_parser_expect (parser, CR_TOKEN_COLON);
  body = cr_parser_parse_expression (parser);
  cr_parser_pop_scope (parser);
  expr = cr_parser_new_expr (parser, CR_EXPR_LAMBDA, start, MAX (height, body->height));
  expr->lambda.parameters = parameters;
  expr->lambda.body = body;
  return expr;
}
