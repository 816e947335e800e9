#pragma once
/* A table from ids (or addresses) to pointers that is asked several times an event: open addressing, so that a lookup
 * is a multiplication and, nearly always, one comparison. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 id; /* 0: free */
  gpointer value;
} CrIdSlot;

typedef struct
{
  CrIdSlot *slots;
  guint bits; /* there are 2^bits slots, at most half of them in use */
  guint n_used;
} CrIdTable;

void cr_id_table_init (CrIdTable *table);
/* Frees the table, not its values. */
void cr_id_table_clear (CrIdTable *table);
/* @id is not 0; its old value, if any, is replaced. */
void cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value);
/* Returns its value; NULL if @id is not there. */
gpointer cr_id_table_remove (CrIdTable *table, guint64 id);

static inline guint
cr_id_table_home (const CrIdTable *table, guint64 id)
{
  return (guint)((id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> (64 - table->bits));
}

/* Where @id is, or the free slot where it would be. */
static inline guint
cr_id_table_find (const CrIdTable *table, guint64 id)
{
  guint i = cr_id_table_home (table, id), mask = (1u << table->bits) - 1;
  while (table->slots[i].id != id && table->slots[i].id != 0)
    i = (i + 1) & mask;
  return i;
}

/* NULL if @id is not there. */
static inline gpointer
cr_id_table_lookup (const CrIdTable *table, guint64 id)
{
  return table->slots[cr_id_table_find (table, id)].value;
}

G_END_DECLS
