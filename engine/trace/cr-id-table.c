/* Linear probing with multiplicative hashing, which spreads the dense numbers of a run well; what is removed leaves no
 * mark behind (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm R). */

#include "cr-id-table.h"

#define FIRST_BITS 6

static guint
home (const CrIdTable *table, guint64 id)
{
  return (guint)((id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> (64 - table->bits));
}

static guint
next (const CrIdTable *table, guint i)
{
  return (i + 1) & ((1u << table->bits) - 1);
}

/* Where @id is, or the free slot where it would be. */
static guint
find (const CrIdTable *table, guint64 id)
{
  guint i = home (table, id);
  while (table->slots[i].id != id && table->slots[i].id != 0)
    i = next (table, i);
  return i;
}

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

gpointer
cr_id_table_lookup (const CrIdTable *table, guint64 id)
{
  return table->slots[find (table, id)].value;
}

static void
grow (CrIdTable *table)
{
  g_autofree CrIdSlot *old = table->slots;
  guint n = 1u << table->bits++;
  table->slots = g_new0 (CrIdSlot, 1u << table->bits);
  for (guint i = 0; i < n; i++)
    if (old[i].id != 0)
      table->slots[find (table, old[i].id)] = old[i];
}

void
cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value)
{
  g_return_if_fail (id != 0);
  guint i = find (table, id);
  if (table->slots[i].id == 0)
    {
      if (2 * ++table->n_used > 1u << table->bits)
        {
          grow (table);
          i = find (table, id);
        }
      table->slots[i].id = id;
    }
  table->slots[i].value = value;
}

void
cr_id_table_remove (CrIdTable *table, guint64 id)
{
  guint hole = find (table, id);
  if (id == 0 || table->slots[hole].id == 0)
    return;
  table->n_used--;
  guint mask = (1u << table->bits) - 1;
  for (guint i = next (table, hole); table->slots[i].id != 0; i = next (table, i))
    {
      /* It may move to the hole unless its home lies between the two. */
      guint distance = (i - home (table, table->slots[i].id)) & mask;
      if (distance < ((i - hole) & mask))
        continue;
      table->slots[hole] = table->slots[i];
      hole = i;
    }
  table->slots[hole] = (CrIdSlot){ 0, NULL };
}
