/* What may stand on the left of "=", after `for` and after `del`, and what Python says otherwise. */

#include "cr-parser-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

static const char *const descriptions[CR_EXPR_N_KINDS] = {
  [CR_EXPR_ERROR] = "expression",
  [CR_EXPR_NAME] = "name",
  [CR_EXPR_INT] = "literal",
  [CR_EXPR_BIG] = "literal",
  [CR_EXPR_FLOAT] = "literal",
  [CR_EXPR_IMAGINARY] = "literal",
  [CR_EXPR_STR] = "literal",
  [CR_EXPR_FSTRING] = "f-string expression",
  [CR_EXPR_TRUE] = "True",
  [CR_EXPR_FALSE] = "False",
  [CR_EXPR_NONE] = "None",
  [CR_EXPR_ELLIPSIS] = "ellipsis",
  [CR_EXPR_TUPLE] = "tuple",
  [CR_EXPR_LIST] = "list",
  [CR_EXPR_SET] = "set display",
  [CR_EXPR_DICT] = "dict literal",
  [CR_EXPR_LIST_COMP] = "list comprehension",
  [CR_EXPR_SET_COMP] = "set comprehension",
  [CR_EXPR_GENERATOR] = "generator expression",
  [CR_EXPR_DICT_COMP] = "dict comprehension",
  [CR_EXPR_BINARY] = "expression",
  [CR_EXPR_UNARY] = "expression",
  [CR_EXPR_BOOL] = "expression",
  [CR_EXPR_COMPARE] = "comparison",
  [CR_EXPR_IF] = "conditional expression",
  [CR_EXPR_LAMBDA] = "lambda",
  [CR_EXPR_CALL] = "function call",
  [CR_EXPR_ATTRIBUTE] = "attribute",
  [CR_EXPR_SUBSCRIPT] = "subscript",
  [CR_EXPR_SLICE] = "slice",
  [CR_EXPR_STARRED] = "starred",
  [CR_EXPR_NAMED] = "named expression",
  [CR_EXPR_YIELD] = "yield expression",
  [CR_EXPR_YIELD_FROM] = "yield expression",
};

const char *
cr_expr_get_description (const CrExpr *expr)
{
  return descriptions[expr->kind];
}

gboolean
cr_expr_invites_equals (const CrExpr *expr)
{
  switch ((int)expr->kind)
    {
    case CR_EXPR_TRUE:
    case CR_EXPR_FALSE:
    case CR_EXPR_NONE:
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_GENERATOR:
    case CR_EXPR_COMPARE:
    case CR_EXPR_BOOL:
    case CR_EXPR_IF:
    case CR_EXPR_LAMBDA:
    case CR_EXPR_STARRED:
    case CR_EXPR_NAMED:
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
    case CR_EXPR_ERROR:
      return FALSE;
    case CR_EXPR_UNARY:
      return expr->unary.op != CR_AST_UNARY_NOT;
    default:
      return TRUE;
    }
}

void
cr_parser_offer_equals (CrDiagnostic *diagnostic, CrRange range)
{
  cr_diagnostic_set_fixit (diagnostic, range, "==", _ ("Write “==” to compare."));
}

static void
check_items (CrParser *parser, CrExpr *expr, CrTargetUse use)
{
  guint n_starred = 0;

  for (guint i = 0; i < expr->list.n; i++)
    {
      CrExpr *item = expr->list.items[i];

      if (item->kind == CR_EXPR_STARRED && use != CR_TARGET_DELETE)
        {
          n_starred++;
          item = item->starred;
        }
      cr_parser_check_target (parser, item, use);
    }
  if (n_starred > 1)
    cr_parser_complain (parser, expr->range, "multiple starred expressions in assignment");
}

void
cr_parser_check_target (CrParser *parser, CrExpr *expr, CrTargetUse use)
{
  if (parser->failed)
    return;
  switch ((int)expr->kind)
    {
    case CR_EXPR_NAME:
      if (strcmp (expr->name, "__debug__") == 0)
        cr_parser_complain (parser, expr->range, "cannot assign to __debug__");
      if (use != CR_TARGET_COMPREHENSION)
        cr_parser_bind (parser, expr->name, CR_BINDING_ASSIGNED);
      return;
    case CR_EXPR_ATTRIBUTE:
    case CR_EXPR_SUBSCRIPT:
      return;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
      check_items (parser, expr, use);
      return;
    case CR_EXPR_STARRED:
      if (use == CR_TARGET_DELETE)
        break;
      cr_parser_check_target (parser, expr->starred, use);
      cr_parser_complain (parser, expr->range, "starred assignment target must be in a list or tuple");
      return;
    default:
      break;
    }
  cr_parser_fail (parser, expr->range, use == CR_TARGET_DELETE ? "cannot delete %s" : "cannot assign to %s",
                  cr_expr_get_description (expr));
}
