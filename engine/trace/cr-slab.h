#pragma once
/* Memory that is given out in small pieces and freed all at once: what events and graphs point to. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_SLAB_ALIGNMENT ((gsize)8)
#define CR_SLAB_AHEAD 384 /* so many bytes before they are used, memory is fetched */

typedef struct
{
  GPtrArray *blocks;
  char *next;
  gsize left;
  guint64 bytes; /* given out so far, with what is lost at the ends of blocks */
} CrSlab;

void cr_slab_init (CrSlab *slab);
void cr_slab_clear (CrSlab *slab);
/* For cr_slab_alloc(): what does not fit into the block that is there. */
gpointer cr_slab_alloc_block (CrSlab *slab, gsize size);

/* @size bytes aligned for any scalar, not initialised; NULL for 0. They never move. */
static inline gpointer
cr_slab_alloc (CrSlab *slab, gsize size)
{
  size = (size + CR_SLAB_ALIGNMENT - 1) & ~(CR_SLAB_ALIGNMENT - 1);
  if (G_UNLIKELY (size > slab->left))
    return cr_slab_alloc_block (slab, size);
  gpointer result = size != 0 ? slab->next : NULL;
  slab->next += size;
  slab->left -= size;
  __builtin_prefetch (slab->next + CR_SLAB_AHEAD, 1);
  return result;
}

/* A copy of @size bytes; NULL for 0 or for NULL. */
gpointer cr_slab_copy (CrSlab *slab, gconstpointer data, gsize size);

G_END_DECLS
