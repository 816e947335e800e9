/* Linear probing with multiplicative hashing, which spreads the dense numbers of a run well; what is removed leaves no
 * mark behind (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm R). */

#include "cr-id-table.h"

#define FIRST_BITS 6

void
cr_id_table_init (CrIdTable *table)
{
  table->bits = FIRST_BITS;
  table->n_used = 0;
  table->slots = g_new0 (CrIdSlot, 1u << FIRST_BITS);
}

void
cr_id_table_clear (CrIdTable *table)
{
  g_clear_pointer (&table->slots, g_free);
}

static void
grow (CrIdTable *table)
{
  g_autofree CrIdSlot *old = table->slots;
  guint n = 1u << table->bits++;
  table->slots = g_new0 (CrIdSlot, 1u << table->bits);
  for (guint i = 0; i < n; i++)
    if (old[i].id != 0)
      table->slots[cr_id_table_find (table, old[i].id)] = old[i];
}

void
cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value)
{
  g_return_if_fail (id != 0);
  guint i = cr_id_table_find (table, id);
  if (table->slots[i].id == 0)
    {
      if (2 * ++table->n_used > 1u << table->bits)
        {
          grow (table);
          i = cr_id_table_find (table, id);
        }
      table->slots[i].id = id;
    }
  table->slots[i].value = value;
}

gpointer
cr_id_table_remove (CrIdTable *table, guint64 id)
{
  guint hole = cr_id_table_find (table, id), mask = (1u << table->bits) - 1;
  gpointer value = table->slots[hole].value;
  if (table->slots[hole].id == 0)
    return NULL;
  table->n_used--;
  for (guint i = (hole + 1) & mask; table->slots[i].id != 0; i = (i + 1) & mask)
    {
      /* It may move to the hole unless its home lies between the two. */
      guint distance = (i - cr_id_table_home (table, table->slots[i].id)) & mask;
      if (distance < ((i - hole) & mask))
        continue;
      table->slots[hole] = table->slots[i];
      hole = i;
    }
  table->slots[hole] = (CrIdSlot){ 0, NULL };
  return value;
}
