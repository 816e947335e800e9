/* Generators. The interpreter recurses on the C stack, so a function that waits in the middle of
 * its body needs a stack to wait on. What the interpreter knows of where it is (scope, keys,
 * source range, the exception being handled) is swapped with the stack.
 *
 * A generator that is dropped before its end is unwound: its yield fails with an error that no
 * handler of the script may catch, so that freeing runs none of the script's code. (close() and
 * the end of a for loop over it do run its finally clauses, as in Python.) */

#include "cr-coroutine-private.h"
#include "cr-interp-key.h"
#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_FIBERS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_FIBERS 1
#endif
#endif
#ifdef HAS_FIBERS
#include <sanitizer/common_interface_defs.h>
#endif

/* What the interpreter knows of where it is. */
typedef struct
{
  CrScope *scope;
  const char *function;
  const CrRange *here;
  guint64 parent_key, statement_key;
  guint call_ordinal;
  const char *stack_limit;
  CrObject handling;
  CrObject result;
  CrCoroutine *coroutine;
  CrLangScope *scopes;
} Place;

typedef enum
{
  STATE_FRESH,
  STATE_WAITING,
  STATE_RUNNING,
  STATE_ENDED
} State;

struct _CrCoroutine
{
  CrIterator iterator; /* source: the function */
  CrInterp *interp;
  State state;
  CrScope *scope;
  Place place;            /* where it waits */
  CrLangScope *outermost; /* of the scopes on its stack; NULL unless it is under way */
  void *stack;
  ucontext_t inside, outside;
  CrObject value;     /* on its way in or out */
  CrObject exception; /* to be raised at the yield */
  CrObject result;    /* of return, once it has ended */
  gboolean unwinding;
#ifdef HAS_FIBERS
  void *fake_inside, *fake_outside;
  const void *outside_bottom;
  size_t outside_size;
#endif
};

static void
save_place (CrInterp *interp, Place *place)
{
  *place = (Place){ interp->scope,         interp->function,     interp->here,        interp->parent_key,
                    interp->statement_key, interp->call_ordinal, interp->stack_limit, interp->handling,
                    interp->result,        interp->coroutine,    interp->scopes };
}

static void
restore_place (CrInterp *interp, const Place *place)
{
  interp->scope = place->scope;
  interp->function = place->function;
  interp->here = place->here;
  interp->parent_key = place->parent_key;
  interp->statement_key = place->statement_key;
  interp->call_ordinal = place->call_ordinal;
  interp->stack_limit = place->stack_limit;
  interp->handling = place->handling;
  interp->result = place->result;
  interp->coroutine = place->coroutine;
  interp->scopes = place->scopes;
}

static void
switch_inside (CrCoroutine *coroutine)
{
#ifdef HAS_FIBERS
  __sanitizer_start_switch_fiber (&coroutine->fake_outside, (char *)coroutine->stack + CR_STACK_GUARD,
                                  CR_STACK_SIZE - CR_STACK_GUARD);
#endif
  swapcontext (&coroutine->outside, &coroutine->inside);
#ifdef HAS_FIBERS
  __sanitizer_finish_switch_fiber (coroutine->fake_outside, NULL, NULL);
#endif
}

static void
switch_outside (CrCoroutine *coroutine, gboolean for_good)
{
#ifdef HAS_FIBERS
  __sanitizer_start_switch_fiber (for_good ? NULL : &coroutine->fake_inside, coroutine->outside_bottom,
                                  coroutine->outside_size);
#endif
  swapcontext (&coroutine->inside, &coroutine->outside);
#ifdef HAS_FIBERS
  __sanitizer_finish_switch_fiber (coroutine->fake_inside, &coroutine->outside_bottom, &coroutine->outside_size);
#endif
}

/* What runs on the generator's stack; it never returns. */
static void
run_inside (guint high, guint low)
{
  CrCoroutine *coroutine = (CrCoroutine *)(((guintptr)high << 32) | low); /* makecontext passes ints */
#ifdef HAS_FIBERS
  __sanitizer_finish_switch_fiber (NULL, &coroutine->outside_bottom, &coroutine->outside_size);
#endif
  CrInterp *interp = coroutine->interp;
  const CrCode *code = ((CrFunctionObject *)coroutine->iterator.source.u.cell)->code;
  CrScopeFrame frame = { .public = { .kind = CR_LANG_SCOPE_CALL,
                                     .range = interp->here ? interp->here : &cr_interp_no_range,
                                     .key = interp->parent_key },
                         .name = code->name };
  cr_interp_enter (interp, &frame);
  coroutine->outermost = &frame.public;
  CrFlow flow = cr_interp_exec (interp, code->body);
  coroutine->outermost = NULL;
  cr_interp_leave (interp, &frame);
  if (flow == CR_FLOW_RETURN)
    {
      coroutine->result = interp->result;
      interp->result = CR_UNSET;
    }
  else if (flow != CR_FLOW_RAISED)
    coroutine->result = CR_NONE;
  coroutine->state = STATE_ENDED;
  switch_outside (coroutine, TRUE);
}

/* A stack and the place where the body begins. */
static gboolean
start (CrInterp *interp, CrCoroutine *coroutine)
{
  if (interp->stacks == NULL)
    interp->stacks = cr_stack_pool_new ();
  coroutine->stack = cr_stack_pool_take (interp->stacks);
  if (coroutine->stack == NULL)
    {
      cr_interp_raise (interp, CR_ERROR_MEMORY, "%s", _ ("too many generators are under way at once"));
      return FALSE;
    }
  getcontext (&coroutine->inside);
  coroutine->inside.uc_stack.ss_sp = (char *)coroutine->stack + CR_STACK_GUARD;
  coroutine->inside.uc_stack.ss_size = CR_STACK_SIZE - CR_STACK_GUARD;
  coroutine->inside.uc_link = NULL;
  guintptr address = (guintptr)coroutine;
  makecontext (&coroutine->inside, (void (*) (void))run_inside, 2, (guint)(address >> 32), (guint)address);
  coroutine->place.stack_limit = (const char *)coroutine->stack + CR_STACK_GUARD + CR_STACK_MARGIN;
  return TRUE;
}

static void
end (CrCoroutine *coroutine)
{
  coroutine->state = STATE_ENDED;
  if (coroutine->stack)
    cr_stack_pool_give (coroutine->interp->stacks, g_steal_pointer (&coroutine->stack));
  if (coroutine->scope)
    cr_scope_finish (g_steal_pointer (&coroutine->scope));
}

/* Runs the body up to its next yield or its end. */
static void
run (CrInterp *interp, CrCoroutine *coroutine)
{
  Place outer;
  save_place (interp, &outer);
  CrCallSite site = { interp->function, interp->here ? *interp->here : (CrRange){ 0 } };
  g_array_append_val (interp->frames, site);
  coroutine->state = STATE_RUNNING;
  restore_place (interp, &coroutine->place);
  if (coroutine->outermost)
    coroutine->outermost->outer = outer.scopes;
  else
    interp->scopes = outer.scopes;
  switch_inside (coroutine);
  if (coroutine->outermost)
    cr_interp_suspend_scopes (interp, coroutine->outermost);
  save_place (interp, &coroutine->place);
  restore_place (interp, &outer);
  g_array_set_size (interp->frames, interp->frames->len - 1);
  if (coroutine->state == STATE_ENDED)
    end (coroutine);
}

CrObject
cr_coroutine_yield (CrInterp *interp, CrObject value)
{
  CrCoroutine *coroutine = interp->coroutine;
  if (coroutine == NULL)
    {
      cr_object_unref (value);
      return cr_interp_raise (interp, CR_ERROR_SYNTAX, "'yield' outside function");
    }
  coroutine->value = value;
  coroutine->state = STATE_WAITING;
  switch_outside (coroutine, FALSE);
  CrObject sent = coroutine->value, exception = coroutine->exception;
  coroutine->value = coroutine->exception = CR_UNSET;
  if (coroutine->unwinding)
    return cr_interp_raise (interp, CR_ERROR_CANCELLED, "%s", "");
  if (!cr_object_is_set (exception))
    return cr_object_is_set (sent) ? sent : CR_NONE;
  cr_interp_raise_instance (interp, exception);
  cr_object_unref (exception);
  return CR_UNSET;
}

/* The value that came out, or what became of the end. */
static CrObject
take_outcome (CrInterp *interp, CrCoroutine *coroutine)
{
  if (coroutine->state != STATE_ENDED)
    {
      CrObject value = coroutine->value;
      coroutine->value = CR_UNSET;
      return value;
    }
  if (interp->pending.raised && interp->pending.code == CR_ERROR_STOP_ITERATION)
    {
      CrObject cause = cr_interp_catch (interp);
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "generator raised StopIteration");
      cr_object_unref (cause);
    }
  return CR_UNSET;
}

CrObject
cr_coroutine_resume (CrInterp *interp, CrIterator *iterator, CrObject value, CrObject exception)
{
  CrCoroutine *coroutine = (CrCoroutine *)iterator;
  guint limit = cr_context_get_limits (interp->context)->max_depth;
  if (coroutine->state == STATE_RUNNING)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "generator already executing");
  if (limit && interp->frames->len + 1 >= limit)
    return cr_interp_raise (interp, CR_ERROR_RECURSION, "maximum recursion depth exceeded");
  if (coroutine->state == STATE_FRESH && cr_object_is_set (exception))
    end (coroutine);
  if (coroutine->state == STATE_ENDED)
    {
      cr_object_clear (&coroutine->result);
      return cr_object_is_set (exception) ? cr_interp_raise_instance (interp, exception) : CR_UNSET;
    }
  if (coroutine->state == STATE_FRESH && cr_object_is_set (value) && value.kind != CR_OBJECT_NONE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "can't send non-None value to a just-started generator");
  if (coroutine->state == STATE_FRESH && !start (interp, coroutine))
    return CR_UNSET;
  coroutine->value = cr_object_ref (value);
  coroutine->exception = cr_object_ref (exception);
  if (coroutine->state == STATE_FRESH)
    cr_object_clear (&coroutine->value);
  cr_cell_ref (coroutine);
  run (interp, coroutine);
  CrObject result = take_outcome (interp, coroutine);
  cr_cell_unref (coroutine);
  return result;
}

static CrObject
coroutine_next (CrInterp *interp, CrIterator *iterator)
{
  return cr_coroutine_resume (interp, iterator, CR_UNSET, CR_UNSET);
}

gboolean
cr_coroutine_is (const CrIterator *iterator)
{
  return iterator->next == coroutine_next;
}

CrObject
cr_coroutine_get_result (CrIterator *iterator)
{
  return cr_coroutine_is (iterator) ? ((CrCoroutine *)iterator)->result : CR_UNSET;
}

gboolean
cr_coroutine_close (CrInterp *interp, CrIterator *iterator)
{
  CrCoroutine *coroutine = (CrCoroutine *)iterator;
  if (coroutine->state == STATE_FRESH)
    end (coroutine);
  if (coroutine->state == STATE_ENDED)
    return TRUE;
  CrObject type = cr_dict_get_text (interp->builtins, "GeneratorExit");
  CrObject exception = cr_interp_new_exception (interp, (CrClass *)type.u.cell, "");
  CrObject value = cr_coroutine_resume (interp, iterator, CR_UNSET, exception);
  cr_object_unref (exception);
  if (cr_object_is_set (value))
    {
      cr_object_unref (value);
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "generator ignored GeneratorExit");
      return FALSE;
    }
  CrObject raised = interp->pending.exception;
  if (interp->pending.raised && raised.kind == CR_OBJECT_INSTANCE
      && cr_class_is_subclass (((CrInstance *)raised.u.cell)->type, (CrClass *)type.u.cell))
    cr_interp_forget (interp);
  return !cr_interp_is_raised (interp);
}

/* Dropped: unwound if it waits, without running any of the script's code. */
static void
coroutine_clear (CrIterator *iterator)
{
  CrCoroutine *coroutine = (CrCoroutine *)iterator;
  CrInterp *interp = coroutine->interp;
  if (coroutine->state == STATE_WAITING)
    {
      CrPending pending = interp->pending;
      interp->pending = (CrPending){ FALSE };
      coroutine->unwinding = TRUE;
      run (interp, coroutine);
      cr_interp_forget (interp);
      interp->pending = pending;
    }
  if (coroutine->state != STATE_RUNNING)
    end (coroutine);
  cr_object_clear (&coroutine->value);
  cr_object_clear (&coroutine->exception);
  cr_object_clear (&coroutine->result);
}

CrObject
cr_coroutine_new (CrInterp *interp, CrFunctionObject *function, CrScope *scope)
{
  CrCoroutine *coroutine = cr_cell_new (interp->heap, CR_OBJECT_ITERATOR, sizeof (CrCoroutine));
  coroutine->iterator.type_name = "generator";
  coroutine->iterator.next = coroutine_next;
  coroutine->iterator.clear = coroutine_clear;
  coroutine->iterator.source = cr_object_from_cell (cr_cell_ref (function));
  coroutine->interp = interp;
  coroutine->scope = scope;
  coroutine->place = (Place){ .scope = scope, .function = function->code->name, .here = interp->here };
  coroutine->place.coroutine = coroutine;
  coroutine->place.parent_key
      = cr_key_fold (cr_key_fold (interp->statement_key, ++interp->call_ordinal), function->code->identity);
  return cr_object_from_cell (coroutine);
}

static gboolean
need_generator (CrInterp *interp, CrObject self, const char *name)
{
  if (self.kind == CR_OBJECT_ITERATOR && cr_coroutine_is ((CrIterator *)self.u.cell))
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'", cr_interp_type_name (interp, self),
                   name);
  return FALSE;
}

/* StopIteration with what the generator returned, unless something else is on its way. */
static CrObject
raise_end (CrInterp *interp, CrIterator *iterator, CrObject value)
{
  if (cr_object_is_set (value) || cr_interp_is_raised (interp))
    return value;
  return cr_interp_raise_stop (interp, cr_coroutine_get_result (iterator));
}

static CrObject
generator_send (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_generator (interp, self, "send"))
    return CR_UNSET;
  CrIterator *iterator = (CrIterator *)self.u.cell;
  return raise_end (interp, iterator, cr_coroutine_resume (interp, iterator, args->values[0], CR_UNSET));
}

static CrObject
generator_throw (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_generator (interp, self, "throw"))
    return CR_UNSET;
  CrObject exception = cr_object_ref (args->values[0]);
  if (exception.kind == CR_OBJECT_CLASS)
    exception = cr_interp_call_simple (interp, exception, args->values + 1, args->n_positional > 1 ? 1 : 0);
  CrObject result = CR_UNSET;
  if (exception.kind == CR_OBJECT_INSTANCE
      && cr_class_is_subclass (((CrInstance *)exception.u.cell)->type, interp->exception_base))
    {
      CrIterator *iterator = (CrIterator *)self.u.cell;
      result = raise_end (interp, iterator, cr_coroutine_resume (interp, iterator, CR_UNSET, exception));
    }
  else if (cr_object_is_set (exception))
    cr_interp_raise (interp, CR_ERROR_TYPE,
                     "exceptions must be classes or instances deriving from BaseException, not %s",
                     cr_interp_type_name (interp, exception));
  cr_object_unref (exception);
  return result;
}

static CrObject
generator_close (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!need_generator (interp, self, "close"))
    return CR_UNSET;
  return cr_coroutine_close (interp, (CrIterator *)self.u.cell) ? CR_NONE : CR_UNSET;
}

const CrBuiltinRow cr_builtins_iterator[] = {
  { "send", 1, 1, NULL, generator_send },
  { "throw", 1, 3, NULL, generator_throw },
  { "close", 0, 0, NULL, generator_close },
  { NULL },
};
