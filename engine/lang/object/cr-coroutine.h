#pragma once
/* Generators: a function that yields runs on a stack of its own (ucontext), which is switched to
 * when a value is asked for. One thread, no concurrency: whoever asks waits. */

#include "cr-object.h"

G_BEGIN_DECLS

typedef struct _CrCoroutine CrCoroutine;

/* A generator of the function's call whose arguments are in @scope (taken over). UNSET with an exception pending. */
CrObject cr_coroutine_new (CrInterp *interp, CrFunctionObject *function, CrScope *scope);
/* The value of a yield expression: gives @value (taken over) to whoever asked, and waits. */
CrObject cr_coroutine_yield (CrInterp *interp, CrObject value);
/* Whether the iterator is a generator made by cr_coroutine_new(). */
gboolean cr_coroutine_is (const CrIterator *iterator);
/* What the generator returned when it ended, borrowed; UNSET if it has not. */
CrObject cr_coroutine_get_result (CrIterator *iterator);
/* The next value after @value (or, if that is UNSET, after None) was sent in, or @exception raised at its yield. */
CrObject cr_coroutine_resume (CrInterp *interp, CrIterator *iterator, CrObject value, CrObject exception);
/* Raises GeneratorExit at its yield and lets it end; FALSE with an exception pending. */
gboolean cr_coroutine_close (CrInterp *interp, CrIterator *iterator);

/* The stacks kept for the next generators. */
typedef struct _CrStackPool CrStackPool;
CrStackPool *cr_stack_pool_new (void);
void cr_stack_pool_free (CrStackPool *pool);

G_END_DECLS
