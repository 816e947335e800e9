/* Blocks of values. What is too large for a block gets one of its own. */

#include "cr-value-pool.h"

#include "cr-value-private.h"

#define BLOCK_SIZE ((gsize)64 * 1024 - sizeof (CrValueBlock))
#define MANY G_MAXINT /* so that cutting a value off is no atomic operation */

void
cr_value_pool_init (CrValuePool *pool)
{
  pool->blocks = g_ptr_array_new ();
  pool->current = NULL;
  pool->bytes = 0;
}

static CrValueBlock *
add_block (CrValuePool *pool, gsize size)
{
  CrValueBlock *block = g_try_malloc (sizeof *block + size);
  if (block == NULL)
    return NULL;
  *block = (CrValueBlock){ .pool = pool, .n_alive = MANY, .size = size };
  g_ptr_array_add (pool->blocks, block);
  pool->bytes += sizeof *block + size;
  return block;
}

CrValueBlock *
cr_value_pool_add (CrValuePool *pool, gsize size)
{
  if (size > BLOCK_SIZE / 4)
    return add_block (pool, size);
  return pool->current = add_block (pool, BLOCK_SIZE);
}

void
cr_value_block_release (CrValueBlock *block, guint n)
{
  if (__atomic_sub_fetch (&block->n_alive, n, __ATOMIC_ACQ_REL) == 0)
    g_free (block);
}

void
cr_value_pool_clear (CrValuePool *pool)
{
  for (guint i = 0; i < pool->blocks->len; i++)
    {
      CrValueBlock *block = pool->blocks->pdata[i];
      guint n_dead = MANY - block->n_given; /* those that never were */
      g_atomic_pointer_set (&block->pool, NULL);
      for (gsize at = 0; at < block->used;)
        {
          CrValue *value = (gpointer)((char *)block->data + at);
          at += (cr_value_get_room (value) + CR_VALUE_POOL_ALIGNMENT - 1) & ~(CR_VALUE_POOL_ALIGNMENT - 1);
          n_dead += cr_value_drop (value);
        }
      cr_value_block_release (block, n_dead);
    }
  g_clear_pointer (&pool->blocks, g_ptr_array_unref);
}
