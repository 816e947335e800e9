/* The stacks that generators run on: mapped with a page below that nobody may touch, bounded in
 * number, and kept for the next one. */

#include "cr-coroutine-private.h"

#include <sys/mman.h>

#define MAX_STACKS 4096 /* at once */
#define MAX_KEPT 16

struct _CrStackPool
{
  guint n_used;
  guint n_kept;
  void *kept[MAX_KEPT];
};

CrStackPool *
cr_stack_pool_new (void)
{
  return g_new0 (CrStackPool, 1);
}

void
cr_stack_pool_free (CrStackPool *pool)
{
  for (guint i = 0; i < pool->n_kept; i++)
    munmap (pool->kept[i], CR_STACK_SIZE);
  g_free (pool);
}

void *
cr_stack_pool_take (CrStackPool *pool)
{
  if (pool->n_used >= MAX_STACKS)
    return NULL;
  void *stack;
  if (pool->n_kept > 0)
    stack = pool->kept[--pool->n_kept];
  else
    {
      stack = mmap (NULL, CR_STACK_SIZE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
      if (stack == MAP_FAILED)
        return NULL;
      mprotect (stack, CR_STACK_GUARD, PROT_NONE);
    }
  pool->n_used++;
  return stack;
}

void
cr_stack_pool_give (CrStackPool *pool, void *stack)
{
  pool->n_used--;
  if (pool->n_kept < MAX_KEPT)
    pool->kept[pool->n_kept++] = stack;
  else
    munmap (stack, CR_STACK_SIZE);
}
