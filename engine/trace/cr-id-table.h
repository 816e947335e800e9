#pragma once
/* A table from ids to pointers that is asked several times an event. A run numbers its tensors one after the other and
 * most live shortly, so that those that are there lie close together, besides a few old ones: pages of slots, of which
 * those with nothing in them are given back. A lookup is two loads. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_ID_PAGE_BITS 9

typedef struct
{
  guint n_used;
  gpointer values[1 << CR_ID_PAGE_BITS];
} CrIdPage;

typedef struct
{
  CrIdPage **pages; /* NULL entries: nothing there */
  guint64 n_pages;
  CrIdPage *spare; /* an empty one, zeroed; or NULL */
  guint n_used;
} CrIdTable;

void cr_id_table_init (CrIdTable *table);
/* Frees the table, not its values. */
void cr_id_table_clear (CrIdTable *table);
/* An old value of @id, if any, is replaced; @value is not NULL. */
void cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value);
/* Returns its value; NULL if @id is not there. */
gpointer cr_id_table_remove (CrIdTable *table, guint64 id);

/* NULL if @id is not there. */
static inline gpointer
cr_id_table_lookup (const CrIdTable *table, guint64 id)
{
  guint64 page = id >> CR_ID_PAGE_BITS;
  if (page >= table->n_pages || table->pages[page] == NULL)
    return NULL;
  return table->pages[page]->values[id & ((1 << CR_ID_PAGE_BITS) - 1)];
}

G_END_DECLS
