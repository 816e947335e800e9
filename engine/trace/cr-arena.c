/* Events are appended by the million and never freed one by one, so their arrays come from large blocks. */

#include "cr-arena.h"

#include <string.h>

#define BLOCK_SIZE ((gsize)64 * 1024)
#define ALIGNMENT ((gsize)8)

void
cr_arena_init (CrArena *arena)
{
  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  arena->next = NULL;
  arena->left = 0;
  arena->bytes = 0;
}

void
cr_arena_clear (CrArena *arena)
{
  g_clear_pointer (&arena->blocks, g_ptr_array_unref);
  arena->next = NULL;
  arena->left = 0;
}

static char *
add_block (CrArena *arena, gsize size)
{
  char *block = g_malloc (size);
  g_ptr_array_add (arena->blocks, block);
  arena->bytes += size;
  return block;
}

gpointer
cr_arena_alloc (CrArena *arena, gsize size)
{
  if (size == 0)
    return NULL;
  size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  if (size > BLOCK_SIZE / 4)
    return add_block (arena, size);
  if (size > arena->left)
    {
      arena->next = add_block (arena, BLOCK_SIZE);
      arena->left = BLOCK_SIZE;
    }
  gpointer result = arena->next;
  arena->next += size;
  arena->left -= size;
  return result;
}

gpointer
cr_arena_copy (CrArena *arena, gconstpointer data, gsize size)
{
  if (data == NULL || size == 0)
    return NULL;
  return memcpy (cr_arena_alloc (arena, size), data, size);
}
