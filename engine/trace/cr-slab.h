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
} CrSlab;

void cr_slab_init (CrSlab *slab);
void cr_slab_clear (CrSlab *slab);
/* @size bytes aligned for any scalar, not initialised; NULL for 0. They never move. */
gpointer cr_slab_alloc (CrSlab *slab, gsize size);
/* A copy of @size bytes; NULL for 0 or for NULL. */
gpointer cr_slab_copy (CrSlab *slab, gconstpointer data, gsize size);

G_END_DECLS
