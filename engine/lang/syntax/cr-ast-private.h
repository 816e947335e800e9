#pragma once
/* The arena in which a module's tree lives. */

#include "cr-ast.h"

G_BEGIN_DECLS

typedef struct _CrArena CrArena;

CrArena *cr_arena_new (void);
void cr_arena_free (CrArena *arena);
/* @size bytes of zeros that live as long as the arena. */
gpointer cr_arena_alloc (CrArena *arena, gsize size);
/* A copy of @size bytes; NULL for none. */
gpointer cr_arena_copy (CrArena *arena, gconstpointer data, gsize size);
/* A NUL-terminated copy. */
const char *cr_arena_copy_text (CrArena *arena, const char *text, gsize length);
/* The one copy of this name: equal names give equal pointers. */
const char *cr_arena_intern (CrArena *arena, const char *text, gsize length);

/* An empty module that takes the arena and refers to @source. */
CrModule *cr_module_new (CrSource *source, CrArena *arena);

G_END_DECLS
