/* Events are appended by the million and never freed one by one, so their arrays come from large blocks. */

#include "cr-slab.h"

#include <string.h>

#define BLOCK_SIZE ((gsize)64 * 1024)
#define ALIGNMENT ((gsize)8)

void
cr_slab_init (CrSlab *slab)
{
  slab->blocks = g_ptr_array_new_with_free_func (g_free);
  slab->next = NULL;
  slab->left = 0;
  slab->bytes = 0;
}

void
cr_slab_clear (CrSlab *slab)
{
  g_clear_pointer (&slab->blocks, g_ptr_array_unref);
  slab->next = NULL;
  slab->left = 0;
}

static char *
add_block (CrSlab *slab, gsize size)
{
  char *block = g_malloc (size);
  g_ptr_array_add (slab->blocks, block);
  slab->bytes += size;
  return block;
}

gpointer
cr_slab_alloc (CrSlab *slab, gsize size)
{
  if (size == 0)
    return NULL;
  size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  if (size > BLOCK_SIZE / 4)
    return add_block (slab, size);
  if (size > slab->left)
    {
      slab->next = add_block (slab, BLOCK_SIZE);
      slab->left = BLOCK_SIZE;
    }
  gpointer result = slab->next;
  slab->next += size;
  slab->left -= size;
  return result;
}

gpointer
cr_slab_copy (CrSlab *slab, gconstpointer data, gsize size)
{
  if (data == NULL || size == 0)
    return NULL;
  return memcpy (cr_slab_alloc (slab, size), data, size);
}
