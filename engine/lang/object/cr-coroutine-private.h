#pragma once
/* Stacks of generators: what cr-coroutine.c and cr-coroutine-stack.c share. */

#include "cr-coroutine.h"

G_BEGIN_DECLS

#define CR_STACK_GUARD 4096
#define CR_STACK_SIZE (1024 * 1024)
#define CR_STACK_MARGIN (256 * 1024) /* left for kernels, observers and unwinding, as on the main stack */

/* NULL if there are too many. */
void *cr_stack_pool_take (CrStackPool *pool);
void cr_stack_pool_give (CrStackPool *pool, void *stack);

G_END_DECLS
