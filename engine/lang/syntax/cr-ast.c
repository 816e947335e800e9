/* The module: the owner of a syntax tree. All nodes lie in an arena, so that freeing the deepest
 * tree is freeing a list of chunks and recurses nowhere. */

#include "cr-ast-private.h"

#include <string.h>

#define FIRST_CHUNK 4096
#define LAST_CHUNK (1u << 20)
#define ALIGNMENT 16

struct _CrArena
{
  GPtrArray *chunks;
  guint8 *next;
  gsize left;
  gsize chunk_size;
  GHashTable *names;
};

CrArena *
cr_arena_new (void)
{
  CrArena *arena = g_new0 (CrArena, 1);

  arena->chunks = g_ptr_array_new_with_free_func (g_free);
  arena->chunk_size = FIRST_CHUNK;
  arena->names = g_hash_table_new (g_str_hash, g_str_equal);
  return arena;
}

void
cr_arena_free (CrArena *arena)
{
  g_hash_table_unref (arena->names);
  g_ptr_array_unref (arena->chunks);
  g_free (arena);
}

gpointer
cr_arena_alloc (CrArena *arena, gsize size)
{
  gpointer block;

  size = (size + ALIGNMENT - 1) & ~(gsize)(ALIGNMENT - 1);
  if (size > arena->chunk_size / 4)
    {
      block = g_malloc0 (size);
      g_ptr_array_add (arena->chunks, block);
      return block;
    }
  if (size > arena->left)
    {
      arena->next = g_malloc0 (arena->chunk_size);
      arena->left = arena->chunk_size;
      g_ptr_array_add (arena->chunks, arena->next);
      arena->chunk_size = MIN (arena->chunk_size * 2, LAST_CHUNK);
    }
  block = arena->next;
  arena->next += size;
  arena->left -= size;
  return block;
}

gpointer
cr_arena_copy (CrArena *arena, gconstpointer data, gsize size)
{
  gpointer copy;

  if (size == 0)
    return NULL;
  copy = cr_arena_alloc (arena, size);
  memcpy (copy, data, size);
  return copy;
}

const char *
cr_arena_copy_text (CrArena *arena, const char *text, gsize length)
{
  char *copy = cr_arena_alloc (arena, length + 1);

  memcpy (copy, text, length);
  return copy;
}

const char *
cr_arena_intern (CrArena *arena, const char *text, gsize length)
{
  char small[128];
  g_autofree char *large = NULL;
  const char *key = small;
  const char *name;

  if (length < sizeof small)
    {
      memcpy (small, text, length);
      small[length] = '\0';
    }
  else
    key = large = g_strndup (text, length);
  name = g_hash_table_lookup (arena->names, key);
  if (!name)
    {
      name = cr_arena_copy_text (arena, text, length);
      g_hash_table_add (arena->names, (gpointer)name);
    }
  return name;
}

CrModule *
cr_module_new (CrSource *source, CrArena *arena)
{
  CrModule *module = g_new0 (CrModule, 1);

  module->source = cr_source_ref (source);
  module->arena = arena;
  module->ref_count = 1;
  return module;
}

CrModule *
cr_module_ref (CrModule *module)
{
  g_return_val_if_fail (module != NULL, NULL);
  g_atomic_int_inc (&module->ref_count);
  return module;
}

void
cr_module_unref (CrModule *module)
{
  g_return_if_fail (module != NULL);
  if (!g_atomic_int_dec_and_test (&module->ref_count))
    return;
  cr_source_unref (module->source);
  cr_arena_free (module->arena);
  g_free (module);
}

gboolean
cr_module_has_errors (const CrModule *module)
{
  g_return_val_if_fail (module != NULL, TRUE);
  return module->has_errors;
}

const char *
cr_binary_op_get_text (CrBinaryOp op)
{
  static const char *const texts[] = { "+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>" };

  g_return_val_if_fail ((gsize)op < G_N_ELEMENTS (texts), NULL);
  return texts[op];
}

const char *
cr_unary_op_get_text (CrUnaryOp op)
{
  static const char *const texts[] = { "-", "+", "~", "not" };

  g_return_val_if_fail ((gsize)op < G_N_ELEMENTS (texts), NULL);
  return texts[op];
}

const char *
cr_compare_op_get_text (CrCompareOp op)
{
  static const char *const texts[] = { "==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in" };

  g_return_val_if_fail ((gsize)op < G_N_ELEMENTS (texts), NULL);
  return texts[op];
}
