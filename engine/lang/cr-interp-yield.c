/* yield, yield from, and generator expressions: the latter need no stack of their own, for what
 * waits in them is only a row of iterators, one a `for`. */

#include "cr-interp-private.h"

typedef struct
{
  CrIterator iterator; /* source: a tuple of the iterators, outermost first, UNSET where none runs */
  CrExpr *expr;
  CrScope *scope;
  guint n_active; /* so many of the iterators run */
  gboolean running;
} GeneratorExpression;

static void
generator_end (GeneratorExpression *generator)
{
  generator->n_active = 0;
  cr_object_clear (&generator->iterator.source);
  if (generator->scope)
    cr_scope_finish (g_steal_pointer (&generator->scope));
}

static void
generator_clear (CrIterator *iterator)
{
  generator_end ((GeneratorExpression *)iterator);
}

/* Begins the `for` at @level. */
static gboolean
enter_clause (CrInterp *interp, GeneratorExpression *generator, guint level, CrObject iterable)
{
  CrIterator *iterator = cr_object_is_set (iterable) ? cr_interp_iterate (interp, iterable) : NULL;
  cr_object_unref (iterable);
  if (iterator == NULL)
    return FALSE;
  cr_object_set (&cr_object_sequence (generator->iterator.source)->items[level], cr_object_from_cell (iterator));
  generator->n_active = level + 1;
  return TRUE;
}

/* The next item of the innermost `for`: 1 if its conditions hold, 0 if not or if it has ended, -1 for an exception. */
static int
advance (CrInterp *interp, GeneratorExpression *generator)
{
  guint level = generator->n_active - 1;
  const CrComprehension *clause = &generator->expr->comp.clauses[level];
  CrObject *slot = &cr_object_sequence (generator->iterator.source)->items[level];
  CrObject item = cr_interp_next (interp, (CrIterator *)slot->u.cell);
  if (!cr_object_is_set (item))
    {
      if (cr_interp_is_raised (interp))
        return -1;
      cr_object_clear (slot);
      generator->n_active--;
      return 0;
    }
  return cr_interp_assign (interp, clause->target, item) ? cr_interp_test_conditions (interp, &clause->conditions) : -1;
}

static CrObject
find_next (CrInterp *interp, GeneratorExpression *generator)
{
  const CrExpr *expr = generator->expr;
  while (generator->n_active > 0)
    {
      int holds = advance (interp, generator);
      if (holds < 0)
        return CR_UNSET;
      if (holds == 0)
        continue;
      if (generator->n_active == expr->comp.n_clauses)
        return cr_interp_eval (interp, expr->comp.element);
      CrExpr *iter = expr->comp.clauses[generator->n_active].iter;
      if (!enter_clause (interp, generator, generator->n_active, cr_interp_eval (interp, iter)))
        return CR_UNSET;
    }
  return CR_UNSET;
}

static CrObject
generator_next (CrInterp *interp, CrIterator *iterator)
{
  GeneratorExpression *generator = (GeneratorExpression *)iterator;
  if (generator->running)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "generator already executing");
  if (generator->scope == NULL)
    return CR_UNSET;
  CrScope *outer = interp->scope;
  interp->scope = generator->scope;
  generator->running = TRUE;
  cr_cell_ref (generator);
  CrObject value = find_next (interp, generator);
  generator->running = FALSE;
  interp->scope = outer;
  if (!cr_object_is_set (value))
    generator_end (generator);
  cr_cell_unref (generator);
  return value;
}

CrObject
cr_interp_eval_generator (CrInterp *interp, CrExpr *expr)
{
  CrObject iterable = cr_interp_eval (interp, expr->comp.clauses[0].iter);
  if (!cr_object_is_set (iterable))
    return CR_UNSET;
  const CrCode *code = cr_interp_get_code (interp, expr, (CrCode * (*)(gpointer)) cr_code_new_comprehension);
  GeneratorExpression *generator = cr_cell_new (interp->heap, CR_OBJECT_ITERATOR, sizeof (GeneratorExpression));
  generator->iterator.type_name = "generator";
  generator->iterator.next = generator_next;
  generator->iterator.clear = generator_clear;
  generator->iterator.source
      = cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, expr->comp.n_clauses));
  generator->expr = expr;
  generator->scope = cr_scope_new (interp, code, interp->scope);
  if (enter_clause (interp, generator, 0, iterable))
    return cr_object_from_cell (generator);
  cr_cell_unref (generator);
  return CR_UNSET;
}

CrObject
cr_interp_eval_yield (CrInterp *interp, CrExpr *expr)
{
  CrObject value = expr->yielded ? cr_interp_eval (interp, expr->yielded) : CR_NONE;
  return cr_object_is_set (value) ? cr_coroutine_yield (interp, value) : CR_UNSET;
}

/* The inner one's next value after @sent; to one that is no generator only None can be sent. */
static CrObject
ask_inner (CrInterp *interp, CrIterator *inner, CrObject sent)
{
  if (cr_coroutine_is (inner))
    return cr_coroutine_resume (interp, inner, sent, CR_UNSET);
  return cr_interp_next (interp, inner);
}

/* What was raised at the yield is raised in the inner generator; the value that this gives, if any. */
static CrObject
throw_inner (CrInterp *interp, CrIterator *inner)
{
  if (!cr_coroutine_is (inner) || !cr_interp_can_catch (interp))
    return CR_UNSET;
  CrObject exception = cr_interp_catch (interp);
  CrObject value = cr_coroutine_resume (interp, inner, CR_UNSET, exception);
  cr_object_unref (exception);
  return value;
}

CrObject
cr_interp_eval_yield_from (CrInterp *interp, CrExpr *expr)
{
  CrObject iterable = cr_interp_eval (interp, expr->yielded);
  CrIterator *inner = cr_object_is_set (iterable) ? cr_interp_iterate (interp, iterable) : NULL;
  cr_object_unref (iterable);
  if (inner == NULL)
    return CR_UNSET;
  CrObject value = ask_inner (interp, inner, CR_NONE);
  while (cr_object_is_set (value))
    {
      CrObject sent = cr_coroutine_yield (interp, value);
      value = cr_object_is_set (sent) ? ask_inner (interp, inner, sent) : throw_inner (interp, inner);
      cr_object_unref (sent);
    }
  CrObject result = cr_object_ref (cr_coroutine_get_result (inner));
  cr_cell_unref (inner);
  if (cr_interp_is_raised (interp))
    {
      cr_object_unref (result);
      return CR_UNSET;
    }
  return cr_object_is_set (result) ? result : CR_NONE;
}

void
cr_interp_leave_iterator (CrInterp *interp, CrIterator *iterator)
{
  if (iterator->cell.ref_count == 1 && cr_coroutine_is (iterator)
      && (!interp->pending.raised || cr_interp_can_catch (interp)))
    {
      CrPending pending = interp->pending;
      CrObject result = interp->result;
      interp->pending = (CrPending){ FALSE };
      interp->result = CR_UNSET;
      /* Python reports what goes wrong here aside and goes on. */
      if (!cr_coroutine_close (interp, iterator) && cr_interp_can_catch (interp))
        cr_interp_forget (interp);
      if (!cr_interp_is_raised (interp))
        {
          interp->pending = pending;
          interp->result = result;
        }
    }
  cr_cell_unref (iterator);
}
