/* Pages of slots by id. */

#include "cr-id-table.h"

void
cr_id_table_init (CrIdTable *table)
{
  *table = (CrIdTable){ NULL };
}

void
cr_id_table_clear (CrIdTable *table)
{
  for (guint64 i = 0; i < table->n_pages; i++)
    g_free (table->pages[i]);
  g_free (table->pages);
  g_free (table->spare);
  *table = (CrIdTable){ NULL };
}

static CrIdPage *
add_page (CrIdTable *table, guint64 i)
{
  if (i >= table->n_pages)
    {
      guint64 n = MAX (2 * table->n_pages, i + 1);
      table->pages = g_renew (CrIdPage *, table->pages, n);
      for (guint64 k = table->n_pages; k < n; k++)
        table->pages[k] = NULL;
      table->n_pages = n;
    }
  table->pages[i] = table->spare != NULL ? g_steal_pointer (&table->spare) : g_new0 (CrIdPage, 1);
  return table->pages[i];
}

void
cr_id_table_insert (CrIdTable *table, guint64 id, gpointer value)
{
  guint64 i = id >> CR_ID_PAGE_BITS;
  CrIdPage *page = i < table->n_pages ? table->pages[i] : NULL;
  g_return_if_fail (value != NULL);
  if (page == NULL)
    page = add_page (table, i);
  gpointer *slot = &page->values[id & ((1 << CR_ID_PAGE_BITS) - 1)];
  page->n_used += *slot == NULL;
  table->n_used += *slot == NULL;
  *slot = value;
}

gpointer
cr_id_table_remove (CrIdTable *table, guint64 id)
{
  gpointer value = cr_id_table_lookup (table, id);
  if (value == NULL)
    return NULL;
  guint64 i = id >> CR_ID_PAGE_BITS;
  CrIdPage *page = table->pages[i];
  page->values[id & ((1 << CR_ID_PAGE_BITS) - 1)] = NULL;
  table->n_used--;
  if (--page->n_used > 0)
    return value;
  table->pages[i] = NULL;
  if (table->spare == NULL)
    table->spare = page;
  else
    g_free (page);
  return value;
}
