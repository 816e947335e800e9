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
/* NULL if @id is not there. */
gpointer cr_id_table_lookup (const CrIdTable *table, guint64 id);
/* @id is not 0; its old value, if any, is replaced. */
void cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value);
void cr_id_table_remove (CrIdTable *table, guint64 id);

G_END_DECLS
