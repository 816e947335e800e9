/* Lists of free blocks by size, cut from slabs of 64 KB. What other threads release goes to a second list by compare
 * and swap, which the pool's own thread takes over whole when its list is empty, so that no block is taken twice. */

#include "cr-pool.h"

#include <string.h>

#define STEP 8
#define N_CLASSES (CR_POOL_MAX / STEP + 1)
#define SLAB_SIZE 65536

typedef struct _Block Block;
struct _Block
{
  Block *next;
};

struct _CrPool
{
  Block *free[N_CLASSES];
  Block *returned[N_CLASSES]; /* atomic */
  guint8 *bump, *end;         /* what is left of the newest slab */
  Block *slabs;
  gsize given;  /* bytes, ever */
  gsize taken;  /* bytes that came back */
  gsize remote; /* those that came back from anywhere; atomic */
  gboolean plain;
};

static gboolean
wants_plain_malloc (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return TRUE;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
  return TRUE;
#endif
#endif
  return g_strcmp0 (g_getenv ("G_SLICE"), "always-malloc") == 0;
}

CrPool *
cr_pool_new (void)
{
  CrPool *self = g_new0 (CrPool, 1);

  self->plain = wants_plain_malloc ();
  return self;
}

void
cr_pool_free (CrPool *pool)
{
  g_return_if_fail (pool != NULL);
  while (pool->slabs != NULL)
    {
      Block *slab = pool->slabs;
      pool->slabs = slab->next;
      g_free (slab);
    }
  g_free (pool);
}

/* @size is a multiple of STEP. */
static gpointer
cut (CrPool *pool, gsize size)
{
  if ((gsize)(pool->end - pool->bump) < size)
    {
      Block *slab = g_try_malloc (SLAB_SIZE);
      if (slab == NULL)
        return NULL;
      slab->next = pool->slabs;
      pool->slabs = slab;
      pool->bump = (guint8 *)(slab + 1);
      pool->end = (guint8 *)slab + SLAB_SIZE;
    }
  gpointer block = pool->bump;
  pool->bump += size;
  return block;
}

gpointer
cr_pool_try_alloc (CrPool *pool, gsize size)
{
  gsize class = (size + STEP - 1) / STEP;

  pool->given += size;
  if (size > CR_POOL_MAX || pool->plain)
    return g_try_malloc (MAX (size, 1));
  class = MAX (class, 1);
  if (pool->free[class] == NULL && __atomic_load_n (&pool->returned[class], __ATOMIC_RELAXED) != NULL)
    pool->free[class] = __atomic_exchange_n (&pool->returned[class], NULL, __ATOMIC_ACQUIRE);
  Block *block = pool->free[class];
  if (block == NULL)
    return cut (pool, class * STEP);
  pool->free[class] = block->next;
  return block;
}

gpointer
cr_pool_alloc (CrPool *pool, gsize size)
{
  gpointer block = cr_pool_try_alloc (pool, size);

  if (G_UNLIKELY (block == NULL))
    g_error ("there is no memory for %" G_GSIZE_FORMAT " bytes", size);
  return block;
}

gpointer
cr_pool_alloc0 (CrPool *pool, gsize size)
{
  return memset (cr_pool_alloc (pool, size), 0, size);
}

void
cr_pool_release (CrPool *pool, gpointer block, gsize size)
{
  gsize class = MAX ((size + STEP - 1) / STEP, 1);

  if (block == NULL)
    return;
  pool->taken += size;
  if (size > CR_POOL_MAX || pool->plain)
    {
      g_free (block);
      return;
    }
  ((Block *)block)->next = pool->free[class];
  pool->free[class] = block;
}

void
cr_pool_release_anywhere (CrPool *pool, gpointer block, gsize size)
{
  gsize class = MAX ((size + STEP - 1) / STEP, 1);
  Block *returned = block;

  __atomic_add_fetch (&pool->remote, size, __ATOMIC_RELAXED);
  if (size > CR_POOL_MAX || pool->plain)
    {
      g_free (block);
      return;
    }
  Block *first = __atomic_load_n (&pool->returned[class], __ATOMIC_RELAXED);
  do
    returned->next = first;
  while (!__atomic_compare_exchange_n (&pool->returned[class], &first, returned, TRUE, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED));
}

gsize
cr_pool_get_bytes (CrPool *pool)
{
  return pool->given - pool->taken - __atomic_load_n (&pool->remote, __ATOMIC_RELAXED);
}
