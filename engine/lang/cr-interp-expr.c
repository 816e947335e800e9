/* Evaluating expressions: one small function a kind of node, found in a table. Recursion is
 * bounded by the height of the tree, the depth of calls and the stack's own limit. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <glib/gi18n-lib.h>

typedef CrObject (*EvalFunction) (CrInterp *interp, CrExpr *expr);

static CrObject
eval_error (CrInterp *interp, CrExpr *expr)
{
  return cr_interp_raise (interp, CR_ERROR_SYNTAX, "invalid syntax");
}

static CrObject
eval_name (CrInterp *interp, CrExpr *expr)
{
  return cr_interp_load_name (interp, expr->name);
}

static CrObject
eval_int (CrInterp *interp, CrExpr *expr)
{
  return cr_object_int (expr->integer);
}

static CrObject
eval_big (CrInterp *interp, CrExpr *expr)
{
  const char *digits = expr->str.text;
  if (digits[0] != '0' || g_ascii_isdigit (digits[1]))
    return cr_big_from_text (interp, digits, 10);
  return cr_big_from_text (interp, digits + 2,
                           digits[1] == 'x' || digits[1] == 'X'   ? 16
                           : digits[1] == 'o' || digits[1] == 'O' ? 8
                                                                  : 2);
}

static CrObject
eval_float (CrInterp *interp, CrExpr *expr)
{
  return cr_object_float (expr->number);
}

static CrObject
eval_imaginary (CrInterp *interp, CrExpr *expr)
{
  return cr_complex_new (interp, 0.0, expr->number);
}

static CrObject
eval_str (CrInterp *interp, CrExpr *expr)
{
  return cr_str_new (interp->heap, expr->str.text, (gssize)expr->str.length);
}

static CrObject
eval_true (CrInterp *interp, CrExpr *expr)
{
  return cr_object_bool (TRUE);
}

static CrObject
eval_false (CrInterp *interp, CrExpr *expr)
{
  return cr_object_bool (FALSE);
}

static CrObject
eval_none (CrInterp *interp, CrExpr *expr)
{
  return CR_NONE;
}

static CrObject
eval_ellipsis (CrInterp *interp, CrExpr *expr)
{
  return (CrObject){ CR_OBJECT_ELLIPSIS };
}

static gboolean
append_starred (CrInterp *interp, CrExpr *starred, CrSequence *into)
{
  CrObject value = cr_interp_eval (interp, starred->starred);
  if (!cr_object_is_set (value))
    return FALSE;
  CrIterator *iterator = cr_interp_iterate (interp, value);
  cr_object_unref (value);
  if (iterator == NULL)
    return FALSE;
  for (CrObject item = cr_interp_next (interp, iterator); cr_object_is_set (item);
       item = cr_interp_next (interp, iterator))
    cr_sequence_append (into, item);
  cr_cell_unref (iterator);
  return !cr_interp_is_raised (interp);
}

gboolean
cr_interp_eval_items (CrInterp *interp, const CrExprList *list, CrSequence *into)
{
  for (guint i = 0; i < list->n; i++)
    {
      if (list->items[i]->kind == CR_EXPR_STARRED)
        {
          if (!append_starred (interp, list->items[i], into))
            return FALSE;
          continue;
        }
      CrObject item = cr_interp_eval (interp, list->items[i]);
      if (!cr_object_is_set (item))
        return FALSE;
      cr_sequence_append (into, item);
    }
  return TRUE;
}

static CrObject
eval_display (CrInterp *interp, CrExpr *expr)
{
  CrObjectKind kind = expr->kind == CR_EXPR_LIST ? CR_OBJECT_LIST : CR_OBJECT_TUPLE;
  CrSequence *sequence = cr_sequence_new (interp->heap, kind, 0);
  if (cr_interp_eval_items (interp, &expr->list, sequence))
    return cr_object_from_cell (sequence);
  cr_cell_unref (sequence);
  return CR_UNSET;
}

static CrObject
eval_set (CrInterp *interp, CrExpr *expr)
{
  CrSequence *items = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  CrDict *set = cr_dict_new (interp->heap, CR_OBJECT_SET);
  gboolean fine = cr_interp_eval_items (interp, &expr->list, items);
  for (guint i = 0; fine && i < items->n; i++)
    if ((fine = cr_interp_check_hashable (interp, items->items[i])))
      cr_dict_set (set, items->items[i], CR_NONE);
  for (guint i = 0; fine && i < expr->list.n; i++)
    if (expr->list.items[i]->kind < CR_EXPR_INT || expr->list.items[i]->kind > CR_EXPR_NONE
        || expr->list.items[i]->kind == CR_EXPR_FSTRING)
      break;
    else if (i + 1 == expr->list.n)
      set->n_constant = set->n_live;
  cr_cell_unref (items);
  if (fine)
    return cr_object_from_cell (set);
  cr_cell_unref (set);
  return CR_UNSET;
}

/* `**mapping` in a display. */
static gboolean
merge_mapping (CrInterp *interp, CrExpr *value, CrDict *into)
{
  CrObject mapping = cr_interp_eval (interp, value);
  if (!cr_object_is_set (mapping))
    return FALSE;
  gboolean fine = mapping.kind == CR_OBJECT_DICT;
  if (fine)
    for (guint i = 0; i < cr_object_dict (mapping)->n_entries; i++)
      {
        CrDictEntry *entry = &cr_object_dict (mapping)->entries[i];
        if (cr_object_is_set (entry->key))
          cr_dict_set (into, entry->key, cr_object_ref (entry->value));
      }
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not a mapping", cr_interp_type_name (interp, mapping));
  cr_object_unref (mapping);
  return fine;
}

static gboolean
add_pair (CrInterp *interp, CrExpr *key_expr, CrExpr *value_expr, CrDict *into)
{
  CrObject key = cr_interp_eval (interp, key_expr);
  CrObject value = cr_object_is_set (key) ? cr_interp_eval (interp, value_expr) : CR_UNSET;
  gboolean fine = cr_object_is_set (value) && cr_interp_check_hashable (interp, key);
  if (fine)
    cr_dict_set (into, key, value);
  else
    cr_object_unref (value);
  cr_object_unref (key);
  return fine;
}

static CrObject
eval_dict (CrInterp *interp, CrExpr *expr)
{
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < expr->dict.n; i++)
    {
      CrExpr *key = expr->dict.keys[i];
      if (key ? add_pair (interp, key, expr->dict.values[i], dict) : merge_mapping (interp, expr->dict.values[i], dict))
        continue;
      cr_cell_unref (dict);
      return CR_UNSET;
    }
  return cr_object_from_cell (dict);
}

static CrObject
eval_binary (CrInterp *interp, CrExpr *expr)
{
  CrObject left = cr_interp_eval (interp, expr->binary.left);
  if (!cr_object_is_set (left))
    return CR_UNSET;
  CrObject right = cr_interp_eval (interp, expr->binary.right);
  CrObject result = cr_object_is_set (right) ? cr_interp_binary (interp, expr->binary.op, left, right) : CR_UNSET;
  cr_object_unref (left);
  cr_object_unref (right);
  return result;
}

static CrObject
eval_unary (CrInterp *interp, CrExpr *expr)
{
  CrObject operand = cr_interp_eval (interp, expr->unary.operand);
  if (!cr_object_is_set (operand))
    return CR_UNSET;
  CrObject result = cr_interp_unary (interp, expr->unary.op, operand);
  cr_object_unref (operand);
  return result;
}

static CrObject
eval_bool (CrInterp *interp, CrExpr *expr)
{
  const CrExprList *operands = &expr->boolean.operands;
  for (guint i = 0;; i++)
    {
      CrObject value = cr_interp_eval (interp, operands->items[i]);
      if (!cr_object_is_set (value) || i + 1 == operands->n)
        return value;
      int truth = cr_interp_truth (interp, value);
      if (truth >= 0 && (truth > 0) == expr->boolean.is_or)
        return value;
      cr_object_unref (value);
      if (truth < 0)
        return CR_UNSET;
    }
}

static CrObject
eval_compare (CrInterp *interp, CrExpr *expr)
{
  CrObject left = cr_interp_eval (interp, expr->compare.first);
  for (guint i = 0; cr_object_is_set (left); i++)
    {
      CrObject right = cr_interp_eval (interp, expr->compare.operands[i]);
      CrObject result
          = cr_object_is_set (right) ? cr_interp_compare (interp, expr->compare.ops[i], left, right) : CR_UNSET;
      cr_object_unref (left);
      left = right;
      if (!cr_object_is_set (result) || i + 1 == expr->compare.n)
        {
          cr_object_unref (left);
          return result;
        }
      int truth = cr_interp_truth (interp, result);
      if (truth <= 0)
        {
          cr_object_unref (left);
          if (truth == 0)
            return result;
          cr_object_unref (result);
          return CR_UNSET;
        }
      cr_object_unref (result);
    }
  return CR_UNSET;
}

static CrObject
eval_if (CrInterp *interp, CrExpr *expr)
{
  CrObject test = cr_interp_eval (interp, expr->conditional.test);
  if (!cr_object_is_set (test))
    return CR_UNSET;
  int truth = cr_interp_truth (interp, test);
  cr_object_unref (test);
  if (truth < 0)
    return CR_UNSET;
  return cr_interp_eval (interp, truth ? expr->conditional.body : expr->conditional.orelse);
}

static CrObject
eval_lambda (CrInterp *interp, CrExpr *expr)
{
  return cr_interp_make_function (interp,
                                  cr_interp_get_code (interp, expr, (CrCode * (*)(gpointer)) cr_code_new_lambda));
}

static CrObject
eval_attribute (CrInterp *interp, CrExpr *expr)
{
  CrObject object = cr_interp_eval (interp, expr->attribute.object);
  if (!cr_object_is_set (object))
    return CR_UNSET;
  CrObject value = cr_interp_get_attribute (interp, object, expr->attribute.name);
  if (!cr_object_is_set (value) && interp->pending.code == CR_ERROR_ATTRIBUTE)
    cr_interp_suggest_attribute (interp, object, expr->attribute.name, &expr->attribute.name_range);
  cr_object_unref (object);
  return value;
}

static CrObject
eval_subscript (CrInterp *interp, CrExpr *expr)
{
  CrObject object = cr_interp_eval (interp, expr->subscript.object);
  if (!cr_object_is_set (object))
    return CR_UNSET;
  CrObject index = cr_interp_eval (interp, expr->subscript.index);
  CrObject value = cr_object_is_set (index) ? cr_interp_get_item (interp, object, index) : CR_UNSET;
  cr_object_unref (index);
  cr_object_unref (object);
  return value;
}

static CrObject
eval_slice (CrInterp *interp, CrExpr *expr)
{
  CrExpr *parts[] = { expr->slice.lower, expr->slice.upper, expr->slice.step };
  CrSlice *slice = cr_cell_new (interp->heap, CR_OBJECT_SLICE, sizeof (CrSlice));
  CrObject *values = &slice->start;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      values[i] = parts[i] ? cr_interp_eval (interp, parts[i]) : CR_NONE;
      if (cr_object_is_set (values[i]))
        continue;
      cr_cell_unref (slice);
      return CR_UNSET;
    }
  return cr_object_from_cell (slice);
}

static CrObject
eval_starred (CrInterp *interp, CrExpr *expr)
{
  return cr_interp_raise (interp, CR_ERROR_SYNTAX, "can't use starred expression here");
}

static CrObject
eval_named (CrInterp *interp, CrExpr *expr)
{
  CrObject value = cr_interp_eval (interp, expr->named.value);
  if (cr_object_is_set (value))
    cr_interp_store_name (interp, expr->named.target->name, cr_object_ref (value));
  return value;
}

static const EvalFunction eval_functions[CR_EXPR_N_KINDS] = {
  [CR_EXPR_ERROR] = eval_error,
  [CR_EXPR_NAME] = eval_name,
  [CR_EXPR_INT] = eval_int,
  [CR_EXPR_BIG] = eval_big,
  [CR_EXPR_FLOAT] = eval_float,
  [CR_EXPR_IMAGINARY] = eval_imaginary,
  [CR_EXPR_STR] = eval_str,
  [CR_EXPR_FSTRING] = cr_interp_eval_fstring,
  [CR_EXPR_TRUE] = eval_true,
  [CR_EXPR_FALSE] = eval_false,
  [CR_EXPR_NONE] = eval_none,
  [CR_EXPR_ELLIPSIS] = eval_ellipsis,
  [CR_EXPR_TUPLE] = eval_display,
  [CR_EXPR_LIST] = eval_display,
  [CR_EXPR_SET] = eval_set,
  [CR_EXPR_DICT] = eval_dict,
  [CR_EXPR_LIST_COMP] = cr_interp_eval_comp,
  [CR_EXPR_SET_COMP] = cr_interp_eval_comp,
  [CR_EXPR_GENERATOR] = cr_interp_eval_generator,
  [CR_EXPR_DICT_COMP] = cr_interp_eval_comp,
  [CR_EXPR_BINARY] = eval_binary,
  [CR_EXPR_UNARY] = eval_unary,
  [CR_EXPR_BOOL] = eval_bool,
  [CR_EXPR_COMPARE] = eval_compare,
  [CR_EXPR_IF] = eval_if,
  [CR_EXPR_LAMBDA] = eval_lambda,
  [CR_EXPR_CALL] = cr_interp_eval_call,
  [CR_EXPR_ATTRIBUTE] = eval_attribute,
  [CR_EXPR_SUBSCRIPT] = eval_subscript,
  [CR_EXPR_SLICE] = eval_slice,
  [CR_EXPR_STARRED] = eval_starred,
  [CR_EXPR_NAMED] = eval_named,
  [CR_EXPR_YIELD] = cr_interp_eval_yield,
  [CR_EXPR_YIELD_FROM] = cr_interp_eval_yield_from,
};

CrObject
cr_interp_eval (CrInterp *interp, CrExpr *expr)
{
  const CrRange *outer = interp->here;
  interp->here = &expr->range;
  CrObject result = cr_interp_step (interp) ? eval_functions[expr->kind](interp, expr) : CR_UNSET;
  interp->here = outer;
  return result;
}
