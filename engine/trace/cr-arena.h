#pragma once
/* Memory that is given out in small pieces and freed all at once: what events and graphs point to. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *blocks;
  char *next;
  gsize left;
  guint64 bytes; /* given out so far, with what is lost at the ends of blocks */
} CrArena;

void cr_arena_init (CrArena *arena);
void cr_arena_clear (CrArena *arena);
/* @size bytes aligned for any scalar, not initialised; NULL for 0. They never move. */
gpointer cr_arena_alloc (CrArena *arena, gsize size);
/* A copy of @size bytes; NULL for 0 or for NULL. */
gpointer cr_arena_copy (CrArena *arena, gconstpointer data, gsize size);

G_END_DECLS
