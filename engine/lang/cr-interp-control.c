/* if, while, for, with, try and raise. */

#include "cr-interp-private.h"
#include "cr-interp-key.h"

/* 1, 0, or -1 for an exception. */
static int
eval_test (CrInterp *interp, CrExpr *test)
{
  CrObject value = cr_interp_eval (interp, test);
  const CrRange *outer = interp->here;
  interp->here = &test->range;
  int truth = cr_object_is_set (value) ? cr_interp_truth (interp, value) : -1;
  interp->here = outer;
  cr_object_unref (value);
  return truth;
}

CrFlow
cr_interp_exec_if (CrInterp *interp, CrStmt *stmt)
{
  for (guint i = 0; i < stmt->if_.n_branches; i++)
    {
      int truth = eval_test (interp, stmt->if_.branches[i].test);
      if (truth < 0)
        return CR_FLOW_RAISED;
      if (truth > 0)
        return cr_interp_exec (interp, &stmt->if_.branches[i].body);
    }
  return cr_interp_exec (interp, &stmt->if_.orelse);
}

/* Begins an iteration; the key of its statements has its number in it. */
static inline void
begin_iteration (CrInterp *interp, CrScopeFrame *frame, guint64 loop_key, guint64 iteration)
{
  frame->public.key = cr_key_fold (loop_key, iteration);
  frame->public.number = (guint32)iteration + 1;
  interp->scopes = &frame->public;
}

static inline CrFlow
run_iteration (CrInterp *interp, const CrBlock *body, CrScopeFrame *frame, guint64 loop_key)
{
  interp->parent_key = frame->public.key;
  CrFlow flow = cr_interp_exec (interp, body);
  interp->parent_key = loop_key;
  cr_interp_leave (interp, frame);
  return flow == CR_FLOW_CONTINUE ? CR_FLOW_NEXT : flow;
}

CrFlow
cr_interp_exec_while (CrInterp *interp, CrStmt *stmt)
{
  guint64 key = interp->statement_key;
  CrScopeFrame frame;
  cr_interp_begin_loop (interp, &frame, stmt);
  for (guint64 iteration = 0;; iteration++)
    {
      interp->statement_key = cr_key_fold (key, iteration);
      int truth = eval_test (interp, stmt->while_.test);
      interp->statement_key = key;
      if (truth < 0)
        return CR_FLOW_RAISED;
      if (truth == 0)
        return cr_interp_exec (interp, &stmt->while_.orelse);
      begin_iteration (interp, &frame, key, iteration);
      CrFlow flow = run_iteration (interp, &stmt->while_.body, &frame, key);
      if (flow == CR_FLOW_BREAK)
        return CR_FLOW_NEXT;
      if (flow != CR_FLOW_NEXT)
        return flow;
    }
}

static CrIterator *
eval_iterator (CrInterp *interp, CrExpr *iter)
{
  CrObject iterable = cr_interp_eval (interp, iter);
  if (!cr_object_is_set (iterable))
    return NULL;
  const CrRange *outer = interp->here;
  interp->here = &iter->range;
  CrIterator *iterator = cr_interp_iterate (interp, iterable);
  interp->here = outer;
  cr_object_unref (iterable);
  return iterator;
}

/* What the iteration is called after. A text is held, owned, so that it is there when the variable has another. */
static inline CrObject
hold_value (CrScopeFrame *frame, CrObject item)
{
  frame->value = item;
  return G_UNLIKELY (item.kind == CR_OBJECT_STR) ? cr_object_ref (item) : CR_UNSET;
}

CrFlow
cr_interp_exec_for (CrInterp *interp, CrStmt *stmt)
{
  guint64 key = interp->statement_key;
  CrIterator *iterator = eval_iterator (interp, stmt->for_.iter);
  if (iterator == NULL)
    return CR_FLOW_RAISED;
  CrFlow flow = CR_FLOW_NEXT;
  CrScopeFrame frame;
  cr_interp_begin_loop (interp, &frame, stmt);
  for (guint64 iteration = 0; flow == CR_FLOW_NEXT; iteration++)
    {
      interp->statement_key = cr_key_fold (key, iteration);
      CrObject item = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (item))
        break;
      begin_iteration (interp, &frame, key, iteration);
      CrObject held = hold_value (&frame, item);
      gboolean fine = cr_interp_assign (interp, stmt->for_.target, item);
      interp->statement_key = key;
      if (fine)
        flow = run_iteration (interp, &stmt->for_.body, &frame, key);
      else
        cr_interp_leave (interp, &frame);
      if (G_UNLIKELY (cr_object_is_set (held)))
        cr_object_unref (held);
      if (!fine)
        break;
    }
  interp->statement_key = key;
  cr_interp_leave_iterator (interp, iterator);
  if (flow == CR_FLOW_BREAK)
    return CR_FLOW_NEXT;
  if (flow != CR_FLOW_NEXT)
    return flow;
  return cr_interp_is_raised (interp) ? CR_FLOW_RAISED : cr_interp_exec (interp, &stmt->for_.orelse);
}

/* The value that `as` binds; UNSET on failure. */
static CrObject
enter_context (CrInterp *interp, CrObject manager)
{
  if (manager.kind == CR_OBJECT_INSTANCE
      && cr_object_is_set (cr_class_lookup (((CrInstance *)manager.u.cell)->type, "__enter__")))
    return cr_interp_call_special (interp, manager, "__enter__", NULL, 0);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object does not support the context manager protocol",
                          cr_interp_type_name (interp, manager));
}

/* Leaves with what is pending set aside; a true result of __exit__ swallows it. */
static CrFlow
leave_context (CrInterp *interp, CrObject manager, CrFlow flow)
{
  if (flow == CR_FLOW_RAISED && !cr_interp_can_catch (interp))
    return flow;
  CrObject values[3] = { CR_NONE, CR_NONE, CR_NONE };
  CrPending pending = interp->pending;
  CrObject result_kept = interp->result;
  interp->pending = (CrPending){ FALSE };
  interp->result = CR_UNSET;
  if (flow == CR_FLOW_RAISED)
    {
      if (!cr_object_is_set (pending.exception))
        pending.exception = cr_interp_new_exception (interp, interp->exceptions[pending.code], pending.message);
      values[1] = pending.exception;
      values[0] = cr_object_from_cell (((CrInstance *)pending.exception.u.cell)->type);
    }
  CrObject result = cr_interp_call_special (interp, manager, "__exit__", values, 3);
  int swallowed = cr_object_is_set (result) ? cr_interp_truth (interp, result) : -1;
  cr_object_unref (result);
  cr_object_set (&interp->result, result_kept);
  if (swallowed < 0 || (swallowed > 0 && flow == CR_FLOW_RAISED))
    {
      CrPending newer = interp->pending;
      interp->pending = pending;
      cr_interp_forget (interp);
      interp->pending = newer;
      return swallowed < 0 ? CR_FLOW_RAISED : CR_FLOW_NEXT;
    }
  interp->pending = pending;
  return flow;
}

static CrFlow
with_item (CrInterp *interp, CrStmt *stmt, guint i)
{
  if (i == stmt->with.n_items)
    return cr_interp_exec (interp, &stmt->with.body);
  const CrWithItem *item = &stmt->with.items[i];
  CrObject manager = cr_interp_eval (interp, item->context);
  if (!cr_object_is_set (manager))
    return CR_FLOW_RAISED;
  CrObject value = enter_context (interp, manager);
  CrFlow flow = CR_FLOW_RAISED;
  if (cr_object_is_set (value))
    {
      if (item->target == NULL)
        cr_object_unref (value);
      if (item->target == NULL || cr_interp_assign (interp, item->target, value))
        flow = with_item (interp, stmt, i + 1);
      flow = leave_context (interp, manager, flow);
    }
  cr_object_unref (manager);
  return flow;
}

CrFlow
cr_interp_exec_with (CrInterp *interp, CrStmt *stmt)
{
  return with_item (interp, stmt, 0);
}

/* Whether @exception is of the class, or of one in the tuple, @type: 1, 0, -1. */
static int
matches (CrInterp *interp, CrObject exception, CrObject type)
{
  if (cr_object_is_tuple (type))
    {
      for (guint i = 0; i < cr_object_sequence (type)->n; i++)
        {
          int match = matches (interp, exception, cr_object_sequence (type)->items[i]);
          if (match != 0)
            return match;
        }
      return 0;
    }
  if (type.kind == CR_OBJECT_CLASS && cr_class_is_subclass ((CrClass *)type.u.cell, interp->exception_base))
    return cr_class_is_subclass (((CrInstance *)exception.u.cell)->type, (CrClass *)type.u.cell);
  cr_interp_raise (interp, CR_ERROR_TYPE, "catching classes that do not inherit from BaseException is not allowed");
  return -1;
}

static int
handler_matches (CrInterp *interp, const CrHandler *handler, CrObject exception)
{
  if (handler->type == NULL)
    return 1;
  CrObject type = cr_interp_eval (interp, handler->type);
  int match = cr_object_is_set (type) ? matches (interp, exception, type) : -1;
  cr_object_unref (type);
  return match;
}

/* Runs the handler; its name is unbound after. Takes @exception over. */
static CrFlow
run_handler (CrInterp *interp, const CrHandler *handler, CrObject exception)
{
  CrObject outer = interp->handling;
  interp->handling = cr_object_ref (exception);
  if (handler->name)
    cr_interp_store_name (interp, handler->name, cr_object_ref (exception));
  CrFlow flow = cr_interp_exec (interp, &handler->body);
  if (handler->name)
    cr_interp_store_name (interp, handler->name, CR_UNSET);
  cr_object_set (&interp->handling, outer);
  cr_object_unref (exception);
  return flow;
}

static CrFlow
handle (CrInterp *interp, CrStmt *stmt)
{
  CrPending kept = interp->pending;
  if (!cr_object_is_set (kept.exception))
    kept.exception = cr_interp_new_exception (interp, interp->exceptions[kept.code], kept.message);
  interp->pending = (CrPending){ FALSE };
  for (guint i = 0; i < stmt->try_.n_handlers; i++)
    {
      const CrHandler *handler = &stmt->try_.handlers[i];
      int match = handler_matches (interp, handler, kept.exception);
      if (match == 0)
        continue;
      CrPending newer = interp->pending;
      CrObject exception = cr_object_ref (kept.exception);
      interp->pending = kept;
      cr_interp_forget (interp);
      interp->pending = newer;
      if (match > 0)
        return run_handler (interp, handler, exception);
      cr_object_unref (exception);
      return CR_FLOW_RAISED;
    }
  interp->pending = kept;
  return CR_FLOW_RAISED;
}

/* finally: whatever was going on is set aside and goes on after, unless it is overruled. */
static CrFlow
run_finally (CrInterp *interp, const CrBlock *block, CrFlow flow)
{
  if (block->n == 0 || (flow == CR_FLOW_RAISED && !cr_interp_can_catch (interp)))
    return flow;
  CrPending pending = interp->pending;
  CrObject result = interp->result;
  interp->pending = (CrPending){ FALSE };
  interp->result = CR_UNSET;
  CrFlow after = cr_interp_exec (interp, block);
  if (after == CR_FLOW_NEXT)
    {
      interp->pending = pending;
      cr_object_set (&interp->result, result);
      return flow;
    }
  CrPending newer = interp->pending;
  interp->pending = pending;
  cr_interp_forget (interp);
  interp->pending = newer;
  cr_object_unref (result);
  return after;
}

CrFlow
cr_interp_exec_try (CrInterp *interp, CrStmt *stmt)
{
  CrFlow flow = cr_interp_exec (interp, &stmt->try_.body);
  if (flow == CR_FLOW_NEXT)
    flow = cr_interp_exec (interp, &stmt->try_.orelse);
  else if (flow == CR_FLOW_RAISED && cr_interp_can_catch (interp))
    flow = handle (interp, stmt);
  return run_finally (interp, &stmt->try_.finally, flow);
}

static gboolean
is_exception_class (CrInterp *interp, CrObject value)
{
  return value.kind == CR_OBJECT_CLASS && cr_class_is_subclass ((CrClass *)value.u.cell, interp->exception_base);
}

/* `raise x from cause`: what x shows as __cause__, and what was being handled as __context__. */
static gboolean
note_origin (CrInterp *interp, CrStmt *stmt, CrObject exception)
{
  CrInstance *instance = (CrInstance *)exception.u.cell;
  if (cr_object_is_set (interp->handling) && interp->handling.u.pointer != exception.u.pointer)
    {
      if (instance->attributes == NULL)
        instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      cr_dict_set_text (instance->attributes, "__context__", cr_object_ref (interp->handling));
    }
  if (stmt->raise.cause == NULL)
    return TRUE;
  CrObject cause = cr_interp_eval (interp, stmt->raise.cause);
  if (is_exception_class (interp, cause))
    {
      CrObject made = cr_interp_call_simple (interp, cause, NULL, 0);
      cr_object_set (&cause, made);
    }
  if (!cr_object_is_set (cause))
    return FALSE;
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (instance->attributes, "__cause__", cause);
  return TRUE;
}

CrFlow
cr_interp_exec_raise (CrInterp *interp, CrStmt *stmt)
{
  if (stmt->raise.exception == NULL)
    {
      if (cr_object_is_set (interp->handling))
        cr_interp_raise_instance (interp, interp->handling);
      else
        cr_interp_raise (interp, CR_ERROR_RUNTIME, "No active exception to reraise");
      return CR_FLOW_RAISED;
    }
  CrObject value = cr_interp_eval (interp, stmt->raise.exception);
  if (is_exception_class (interp, value))
    {
      CrObject instance = cr_interp_call_simple (interp, value, NULL, 0);
      cr_object_set (&value, instance);
    }
  if (!cr_object_is_set (value))
    return CR_FLOW_RAISED;
  if (value.kind == CR_OBJECT_INSTANCE
      && cr_class_is_subclass (((CrInstance *)value.u.cell)->type, interp->exception_base))
    {
      if (note_origin (interp, stmt, value))
        cr_interp_raise_instance (interp, value);
    }
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "exceptions must derive from BaseException");
  cr_object_unref (value);
  return CR_FLOW_RAISED;
}
