/* Comprehensions, in a scope of their own, and f-strings. */

#include "cr-interp-private.h"

#include <string.h>

typedef struct
{
  CrInterp *interp;
  CrExpr *expr;
  CrObject into; /* list, set or dict */
} Builder;

static gboolean run_clause (Builder *builder, guint clause, CrObject iterable);

static gboolean
add_element (Builder *builder)
{
  CrInterp *interp = builder->interp;
  CrObject element = cr_interp_eval (interp, builder->expr->comp.element);
  if (!cr_object_is_set (element))
    return FALSE;
  if (builder->into.kind == CR_OBJECT_LIST)
    {
      cr_sequence_append (cr_object_sequence (builder->into), element);
      return TRUE;
    }
  CrObject value = builder->expr->comp.value ? cr_interp_eval (interp, builder->expr->comp.value) : CR_NONE;
  gboolean fine = cr_object_is_set (value) && cr_interp_check_hashable (interp, element);
  if (fine)
    cr_dict_set (cr_object_dict (builder->into), element, value);
  else
    cr_object_unref (value);
  cr_object_unref (element);
  return fine;
}

int
cr_interp_test_conditions (CrInterp *interp, const CrExprList *conditions)
{
  for (guint i = 0; i < conditions->n; i++)
    {
      CrObject value = cr_interp_eval (interp, conditions->items[i]);
      int truth = cr_object_is_set (value) ? cr_interp_truth (interp, value) : -1;
      cr_object_unref (value);
      if (truth <= 0)
        return truth;
    }
  return 1;
}

static gboolean
run_inner (Builder *builder, guint clause)
{
  if (clause + 1 == builder->expr->comp.n_clauses)
    return add_element (builder);
  CrObject iterable = cr_interp_eval (builder->interp, builder->expr->comp.clauses[clause + 1].iter);
  if (!cr_object_is_set (iterable))
    return FALSE;
  gboolean fine = run_clause (builder, clause + 1, iterable);
  cr_object_unref (iterable);
  return fine;
}

static gboolean
run_clause (Builder *builder, guint clause, CrObject iterable)
{
  CrInterp *interp = builder->interp;
  CrComprehension *comprehension = &builder->expr->comp.clauses[clause];
  CrIterator *iterator = cr_interp_iterate (interp, iterable);
  gboolean fine = iterator != NULL;
  while (fine)
    {
      CrObject item = cr_interp_step (interp) ? cr_interp_next (interp, iterator) : CR_UNSET;
      if (!cr_object_is_set (item))
        break;
      fine = cr_interp_assign (interp, comprehension->target, item);
      int holds = fine ? cr_interp_test_conditions (interp, &comprehension->conditions) : -1;
      fine = holds == 0 || (holds > 0 && run_inner (builder, clause));
    }
  cr_cell_unref (iterator);
  return fine && !cr_interp_is_raised (interp);
}

CrObject
cr_interp_eval_comp (CrInterp *interp, CrExpr *expr)
{
  Builder builder = { interp, expr, CR_UNSET };
  CrObject iterable = cr_interp_eval (interp, expr->comp.clauses[0].iter);
  if (!cr_object_is_set (iterable))
    return CR_UNSET;
  if (expr->kind == CR_EXPR_DICT_COMP || expr->kind == CR_EXPR_SET_COMP)
    builder.into = cr_object_from_cell (
        cr_dict_new (interp->heap, expr->kind == CR_EXPR_SET_COMP ? CR_OBJECT_SET : CR_OBJECT_DICT));
  else
    builder.into = cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0));
  const CrCode *code = cr_interp_get_code (interp, expr, (CrCode * (*)(gpointer)) cr_code_new_comprehension);
  CrScope *outer = interp->scope;
  interp->scope = cr_scope_new (interp, code, outer);
  gboolean fine = run_clause (&builder, 0, iterable);
  cr_scope_finish (interp->scope);
  interp->scope = outer;
  cr_object_unref (iterable);
  if (!fine)
    {
      cr_object_unref (builder.into);
      return CR_UNSET;
    }
  return builder.into;
}

static CrObject
convert_part (CrInterp *interp, char conversion, CrObject value)
{
  if (conversion == 0)
    return value;
  CrObject text = conversion == 's' ? cr_interp_str (interp, value) : cr_interp_repr (interp, value);
  cr_object_unref (value);
  return text;
}

static gboolean
append_part (CrInterp *interp, const CrFStringPart *part, GString *into)
{
  CrObject value = cr_interp_eval (interp, part->value);
  if (cr_object_is_set (value))
    value = convert_part (interp, part->conversion, value);
  CrObject spec = CR_UNSET;
  if (cr_object_is_set (value) && part->spec)
    {
      spec = cr_interp_eval (interp, part->spec);
      if (!cr_object_is_set (spec))
        {
          cr_object_unref (value);
          return FALSE;
        }
    }
  CrObject text = CR_UNSET;
  if (cr_object_is_set (value))
    text = cr_interp_format (interp, value, cr_object_is_set (spec) ? cr_object_text (spec) : "");
  if (cr_object_is_set (text))
    g_string_append_len (into, cr_object_text (text), (gssize)cr_object_str (text)->length);
  gboolean fine = cr_object_is_set (text);
  cr_object_unref (spec);
  cr_object_unref (value);
  cr_object_unref (text);
  return fine;
}

CrObject
cr_interp_eval_fstring (CrInterp *interp, CrExpr *expr)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < expr->fstring.n; i++)
    {
      const CrFStringPart *part = &expr->fstring.parts[i];
      if (part->text)
        g_string_append_len (text, part->text, (gssize)part->length);
      else if (!append_part (interp, part, text) || !cr_interp_reserve (interp, text->len))
        {
          g_string_free (text, TRUE);
          return CR_UNSET;
        }
    }
  return cr_str_new_take (interp->heap, text);
}
