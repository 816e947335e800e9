/* The stacks that generators run on: mapped with a page below that nobody may touch, bounded in
 * number, and kept for the next one. */

#include "cr-coroutine-private.h"

#include <sys/mman.h>

/* Valgrind must be told of a stack, or it takes a switch for one enormous frame. */
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0
#define VALGRIND_STACK_DEREGISTER(id) ((void)(id))
#endif

#define MAX_STACKS 10000 /* at once; each is two maps of the 65,530 that a process may have */
#define MAX_KEPT 16

struct _CrStackPool
{
  guint n_used;
  guint n_kept;
  void *kept[MAX_KEPT];
};

/* Where Valgrind's number for the stack is kept: at its far end, which no frame reaches. */
static guint *
get_number (void *stack)
{
  return (guint *)((char *)stack + CR_STACK_GUARD);
}

static void *
map_stack (void)
{
  void *stack = mmap (NULL, CR_STACK_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED)
    return NULL;
  if (mprotect (stack, CR_STACK_GUARD, PROT_NONE) != 0)
    {
      munmap (stack, CR_STACK_SIZE);
      return NULL;
    }
  *get_number (stack) = VALGRIND_STACK_REGISTER ((char *)stack + CR_STACK_GUARD, (char *)stack + CR_STACK_SIZE - 1);
  return stack;
}

static void
unmap_stack (void *stack)
{
  VALGRIND_STACK_DEREGISTER (*get_number (stack));
  munmap (stack, CR_STACK_SIZE);
}

CrStackPool *
cr_stack_pool_new (void)
{
  return g_new0 (CrStackPool, 1);
}

void
cr_stack_pool_free (CrStackPool *pool)
{
  for (guint i = 0; i < pool->n_kept; i++)
    unmap_stack (pool->kept[i]);
  g_free (pool);
}

void *
cr_stack_pool_take (CrStackPool *pool)
{
  if (pool->n_used >= MAX_STACKS)
    return NULL;
  void *stack = pool->n_kept > 0 ? pool->kept[--pool->n_kept] : map_stack ();
  if (stack == NULL)
    return NULL;
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
    unmap_stack (stack);
}
