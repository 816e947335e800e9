/* Events are appended by the million and never freed one by one, so their arrays come from large blocks. */

#include "cr-slab.h"

#include <string.h>

#define BLOCK_SIZE ((gsize)64 * 1024)

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

/* Where a sanitizer looks for reads beyond a piece, each piece is an allocation of its own. */
#ifdef __SANITIZE_ADDRESS__
#define IS_LARGE(size) ((size) > 0)
#else
#define IS_LARGE(size) ((size) > BLOCK_SIZE / 4)
#endif

gpointer
cr_slab_alloc_block (CrSlab *slab, gsize size)
{
  if (IS_LARGE (size))
    return add_block (slab, size);
  slab->next = add_block (slab, BLOCK_SIZE);
  slab->left = BLOCK_SIZE - size;
  gpointer result = slab->next;
  slab->next += size;
  return result;
}

gpointer
cr_slab_copy (CrSlab *slab, gconstpointer data, gsize size)
{
  if (data == NULL || size == 0)
    return NULL;
  return memcpy (cr_slab_alloc (slab, size), data, size);
}
