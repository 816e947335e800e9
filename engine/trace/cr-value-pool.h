#pragma once
/* Memory for the values of one trace. They come by the million, nearly always go together, and now and then one
 * outlives the trace because somebody looks at it: blocks, each freed with the last value in it. */

#include <glib.h>

G_BEGIN_DECLS

/* So many bytes before they are used, memory is fetched. */
#define CR_VALUE_POOL_AHEAD 384

typedef struct _CrValueBlock CrValueBlock;

typedef struct
{
  GPtrArray *blocks;
  CrValueBlock *current; /* has room left; NULL at first */
  guint64 bytes;         /* of all blocks */
} CrValuePool;

struct _CrValueBlock
{
  CrValuePool *pool; /* atomic; NULL once that is cleared */
  guint n_given;     /* values that it was cut into; the pool's thread's */
  guint n_alive;    /* atomic: as long as the pool is there, of all that a block could ever hold; then of those in it */
  gsize used, size; /* of the data */
  gint64 data[];
};

void cr_value_pool_init (CrValuePool *pool);
/* For cr_value_pool_alloc(): a block with room for what does not fit into the current one, or NULL. */
CrValueBlock *cr_value_pool_add (CrValuePool *pool, gsize size);

#define CR_VALUE_POOL_ALIGNMENT sizeof (gint64)

/* @size bytes aligned for any scalar, and the block that they are in. NULL if memory cannot be had. One thread only. */
static inline gpointer
cr_value_pool_alloc (CrValuePool *pool, gsize size, CrValueBlock **block)
{
  CrValueBlock *current = pool->current;
  size = (size + CR_VALUE_POOL_ALIGNMENT - 1) & ~(CR_VALUE_POOL_ALIGNMENT - 1);
  if (G_UNLIKELY (current == NULL || size > current->size - current->used))
    current = cr_value_pool_add (pool, size);
  *block = current;
  if (G_UNLIKELY (current == NULL))
    return NULL;
  gpointer result = (char *)current->data + current->used;
  current->used += size;
  current->n_given++;
  __builtin_prefetch ((char *)result + size + CR_VALUE_POOL_AHEAD, 1);
  return result;
}

/* @n values of the block are no more; from any thread. */
void cr_value_block_release (CrValueBlock *block, guint n);
/* Drops the pool's reference on each of its values; those that somebody else holds live on. */
void cr_value_pool_clear (CrValuePool *pool);

G_END_DECLS
