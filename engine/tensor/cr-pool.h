#pragma once
/* Small blocks by size from slabs: no header a block, and freeing puts it on a list from which the next one is taken. A
 * pool belongs to one context and so to one thread, but a block may be released on any. Under AddressSanitizer, and
 * with G_SLICE=always-malloc in the environment (valgrind), every block is a malloc of its own. */

#include "cr-types.h"

G_BEGIN_DECLS

/* Larger blocks come from malloc. */
#define CR_POOL_MAX 1024

typedef struct _CrPool CrPool;

CrPool *cr_pool_new (void);
/* The context's, borrowed. */
CrPool *cr_context_get_pool (CrContext *context);
/* All blocks must have been released. */
void cr_pool_free (CrPool *pool);
/* Not initialised, aligned to 8 bytes. NULL if there is no memory. */
gpointer cr_pool_try_alloc (CrPool *pool, gsize size);
/* Ends the program if there is no memory, as g_malloc() does. */
gpointer cr_pool_alloc (CrPool *pool, gsize size);
/* The same, zeroed. */
gpointer cr_pool_alloc0 (CrPool *pool, gsize size);
/* @size is what was asked for; NULL is fine. */
void cr_pool_release (CrPool *pool, gpointer block, gsize size);
/* The same from any thread. */
void cr_pool_release_anywhere (CrPool *pool, gpointer block, gsize size);
/* Bytes given out and not yet released. */
gsize cr_pool_get_bytes (CrPool *pool);

G_END_DECLS
