/* What stands to the left of "=": names, attributes, items, and tuples of these. */

#include "cr-interp-private.h"

static gboolean
assign_attribute (CrInterp *interp, CrExpr *target, CrObject value)
{
  CrObject object = cr_interp_eval (interp, target->attribute.object);
  gboolean fine = cr_object_is_set (object) && cr_interp_set_attribute (interp, object, target->attribute.name, value);
  cr_object_unref (object);
  return fine;
}

static gboolean
assign_item (CrInterp *interp, CrExpr *target, CrObject value)
{
  CrObject object = cr_interp_eval (interp, target->subscript.object);
  CrObject index = cr_object_is_set (object) ? cr_interp_eval (interp, target->subscript.index) : CR_UNSET;
  gboolean fine = cr_object_is_set (index) && cr_interp_set_item (interp, object, index, value);
  cr_object_unref (index);
  cr_object_unref (object);
  return fine;
}

/* Position of the starred target, or -1. */
static int
find_star (const CrExprList *targets)
{
  for (guint i = 0; i < targets->n; i++)
    if (targets->items[i]->kind == CR_EXPR_STARRED)
      return (int)i;
  return -1;
}

static gboolean
check_count (CrInterp *interp, const CrExprList *targets, int star, guint n)
{
  if (star >= 0 && n >= targets->n - 1)
    return TRUE;
  if (star < 0 && n == targets->n)
    return TRUE;
  if (star >= 0)
    cr_interp_raise (interp, CR_ERROR_VALUE, "not enough values to unpack (expected at least %u, got %u)",
                     targets->n - 1, n);
  else if (n < targets->n)
    cr_interp_raise (interp, CR_ERROR_VALUE, "not enough values to unpack (expected %u, got %u)", targets->n, n);
  else
    cr_interp_raise (interp, CR_ERROR_VALUE, "too many values to unpack (expected %u)", targets->n);
  return FALSE;
}

static gboolean
assign_starred (CrInterp *interp, CrExpr *target, CrSequence *items, guint from, guint n)
{
  CrSequence *rest = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < n; i++)
    cr_sequence_append (rest, cr_object_ref (items->items[from + i]));
  return cr_interp_assign (interp, target->starred, cr_object_from_cell (rest));
}

static gboolean
assign_items (CrInterp *interp, const CrExprList *targets, CrSequence *items)
{
  int star = find_star (targets);
  if (!check_count (interp, targets, star, items->n))
    return FALSE;
  guint extra = star >= 0 ? items->n - (targets->n - 1) : 0;
  guint at = 0;
  for (guint i = 0; i < targets->n; i++)
    {
      if ((int)i == star)
        {
          if (!assign_starred (interp, targets->items[i], items, at, extra))
            return FALSE;
          at += extra;
        }
      else if (!cr_interp_assign (interp, targets->items[i], cr_object_ref (items->items[at++])))
        return FALSE;
    }
  return TRUE;
}

static gboolean
assign_unpacked (CrInterp *interp, CrExpr *target, CrObject value)
{
  CrIterator *iterator = cr_interp_iterate (interp, value);
  if (iterator == NULL)
    {
      if (interp->pending.code == CR_ERROR_TYPE && value.kind != CR_OBJECT_TENSOR)
        cr_interp_raise (interp, CR_ERROR_TYPE, "cannot unpack non-iterable %s object",
                         cr_interp_type_name (interp, value));
      return FALSE;
    }
  CrObject source = cr_object_from_cell (iterator);
  CrSequence *items = cr_interp_to_sequence (interp, source, CR_OBJECT_LIST);
  cr_object_unref (source);
  gboolean fine = items && assign_items (interp, &target->list, items);
  cr_cell_unref (items);
  return fine;
}

gboolean
cr_interp_assign (CrInterp *interp, CrExpr *target, CrObject value)
{
  const CrRange *outer = interp->here;
  gboolean fine;
  interp->here = &target->range;
  switch (target->kind)
    {
    case CR_EXPR_NAME:
      interp->here = outer;
      cr_interp_store_name (interp, target->name, value);
      return TRUE;
    case CR_EXPR_ATTRIBUTE:
      fine = assign_attribute (interp, target, value);
      break;
    case CR_EXPR_SUBSCRIPT:
      fine = assign_item (interp, target, value);
      break;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
      fine = assign_unpacked (interp, target, value);
      break;
    default:
      cr_interp_raise (interp, CR_ERROR_SYNTAX, "cannot assign to this expression");
      fine = FALSE;
    }
  interp->here = outer;
  cr_object_unref (value);
  return fine;
}

static gboolean
delete_member (CrInterp *interp, CrExpr *target)
{
  gboolean is_item = target->kind == CR_EXPR_SUBSCRIPT;
  CrObject object = cr_interp_eval (interp, is_item ? target->subscript.object : target->attribute.object);
  if (!cr_object_is_set (object))
    return FALSE;
  gboolean fine;
  if (is_item)
    {
      CrObject index = cr_interp_eval (interp, target->subscript.index);
      fine = cr_object_is_set (index) && cr_interp_delete_item (interp, object, index);
      cr_object_unref (index);
    }
  else
    fine = cr_interp_delete_attribute (interp, object, target->attribute.name);
  cr_object_unref (object);
  return fine;
}

gboolean
cr_interp_delete (CrInterp *interp, CrExpr *target)
{
  if (target->kind == CR_EXPR_NAME)
    return cr_interp_delete_name (interp, target->name);
  if (target->kind == CR_EXPR_SUBSCRIPT || target->kind == CR_EXPR_ATTRIBUTE)
    return delete_member (interp, target);
  if (target->kind != CR_EXPR_TUPLE && target->kind != CR_EXPR_LIST)
    {
      cr_interp_raise (interp, CR_ERROR_SYNTAX, "cannot delete this expression");
      return FALSE;
    }
  for (guint i = 0; i < target->list.n; i++)
    if (!cr_interp_delete (interp, target->list.items[i]))
      return FALSE;
  return TRUE;
}

/* The value of `target op= value`: computed with the range of the whole statement. */
static CrObject
compute (CrInterp *interp, CrStmt *stmt, CrObject old)
{
  CrObject value = cr_object_is_set (old) ? cr_interp_eval (interp, stmt->aug_assign.value) : CR_UNSET;
  CrObject result = CR_UNSET;
  if (cr_object_is_set (value))
    {
      const CrRange *outer = interp->here;
      interp->here = &stmt->range;
      result = cr_interp_inplace (interp, stmt->aug_assign.op, old, value);
      interp->here = outer;
    }
  cr_object_unref (value);
  cr_object_unref (old);
  return result;
}

static gboolean
aug_attribute (CrInterp *interp, CrStmt *stmt)
{
  CrExpr *target = stmt->aug_assign.target;
  CrObject object = cr_interp_eval (interp, target->attribute.object);
  if (!cr_object_is_set (object))
    return FALSE;
  CrObject result = compute (interp, stmt, cr_interp_get_attribute (interp, object, target->attribute.name));
  gboolean fine = cr_object_is_set (result) && cr_interp_set_attribute (interp, object, target->attribute.name, result);
  cr_object_unref (result);
  cr_object_unref (object);
  return fine;
}

static gboolean
aug_item (CrInterp *interp, CrStmt *stmt)
{
  CrExpr *target = stmt->aug_assign.target;
  CrObject object = cr_interp_eval (interp, target->subscript.object);
  CrObject index = cr_object_is_set (object) ? cr_interp_eval (interp, target->subscript.index) : CR_UNSET;
  gboolean fine = FALSE;
  if (cr_object_is_set (index))
    {
      CrObject result = compute (interp, stmt, cr_interp_get_item (interp, object, index));
      fine = cr_object_is_set (result) && cr_interp_set_item (interp, object, index, result);
      cr_object_unref (result);
    }
  cr_object_unref (index);
  cr_object_unref (object);
  return fine;
}

gboolean
cr_interp_aug_assign (CrInterp *interp, CrStmt *stmt)
{
  CrExpr *target = stmt->aug_assign.target;
  if (target->kind == CR_EXPR_ATTRIBUTE)
    return aug_attribute (interp, stmt);
  if (target->kind == CR_EXPR_SUBSCRIPT)
    return aug_item (interp, stmt);
  CrObject result = compute (interp, stmt, cr_interp_eval (interp, target));
  return cr_object_is_set (result) && cr_interp_assign (interp, target, result);
}
