/* Two small tables that are copied with each change: readers fold by hand, seldom more than a few dozen groups. */
#include "cr-folding.h"

struct _CrFolding
{
  gatomicrefcount ref_count;
  guint depth;
  GHashTable *folded;     /* guint64 key -> TRUE + 1 or FALSE + 1 */
  GHashTable *iterations; /* guint64 key -> iteration */
};

static GHashTable *
new_table (GHashTable *source)
{
  GHashTable *table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key, value;

  if (source == NULL)
    return table;
  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (table, g_memdup2 (key, sizeof (guint64)), value);
  return table;
}

static CrFolding *
copy (const CrFolding *source)
{
  CrFolding *folding = g_new0 (CrFolding, 1);

  g_atomic_ref_count_init (&folding->ref_count);
  folding->depth = cr_folding_get_depth (source);
  folding->folded = new_table (source ? source->folded : NULL);
  folding->iterations = new_table (source ? source->iterations : NULL);
  return folding;
}

CrFolding *
cr_folding_ref (CrFolding *folding)
{
  if (folding)
    g_atomic_ref_count_inc (&folding->ref_count);
  return folding;
}

void
cr_folding_unref (CrFolding *folding)
{
  if (folding == NULL || !g_atomic_ref_count_dec (&folding->ref_count))
    return;
  g_hash_table_unref (folding->folded);
  g_hash_table_unref (folding->iterations);
  g_free (folding);
}

static gboolean
same_table (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value, other;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_lookup_extended (b, key, NULL, &other) || other != value)
      return FALSE;
  return TRUE;
}

gboolean
cr_folding_equal (const CrFolding *a, const CrFolding *b)
{
  g_autoptr (CrFolding) default_a = a == NULL ? copy (NULL) : NULL, default_b = b == NULL ? copy (NULL) : NULL;

  a = a == NULL ? default_a : a;
  b = b == NULL ? default_b : b;
  return a == b
         || (a->depth == b->depth && same_table (a->folded, b->folded) && same_table (a->iterations, b->iterations));
}

CrFolding *
cr_folding_with_folded (const CrFolding *folding, guint64 key, gboolean folded)
{
  CrFolding *changed = copy (folding);

  g_hash_table_insert (changed->folded, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (folded ? 2u : 1u));
  return changed;
}

CrFolding *
cr_folding_with_iteration (const CrFolding *folding, guint64 key, guint iteration)
{
  CrFolding *changed = copy (folding);

  g_hash_table_insert (changed->iterations, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (iteration));
  return changed;
}

CrFolding *
cr_folding_with_depth (const CrFolding *folding, guint depth)
{
  CrFolding *changed = copy (folding);

  g_hash_table_remove_all (changed->folded);
  changed->depth = depth;
  return changed;
}

guint
cr_folding_get_depth (const CrFolding *folding)
{
  return folding ? folding->depth : CR_FOLDING_SENSIBLE;
}

gboolean
cr_folding_get_folded (const CrFolding *folding, guint64 key, gboolean *folded)
{
  gpointer found = folding ? g_hash_table_lookup (folding->folded, &key) : NULL;

  if (found && folded)
    *folded = GPOINTER_TO_UINT (found) == 2;
  return found != NULL;
}

guint
cr_folding_get_iteration (const CrFolding *folding, guint64 key, guint otherwise)
{
  gpointer found;

  if (folding == NULL || !g_hash_table_lookup_extended (folding->iterations, &key, NULL, &found))
    return otherwise;
  return GPOINTER_TO_UINT (found);
}
