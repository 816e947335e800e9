/* The catalog of operations: that it has all of the functions' table, that its calls are ones that run, that searching
 * finds what people would type, and that what does not fit is told in PyTorch's words. */

#include "cr-catalog.h"

#include <string.h>

static const CrCatalogEntry *
find (const char *name)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  for (guint i = 0; i < n; i++)
    if (strcmp (entries[i].name, name) == 0)
      return &entries[i];
  g_error ("no entry %s", name);
}

static void
test_entries (void)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_assert_cmpuint (n, >, 250);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer)entries[i].name));
      g_assert_cmpstr (entries[i].group, !=, "");
      g_assert_cmpstr (entries[i].summary, !=, "");
      g_assert_cmpstr (entries[i].purpose, !=, "");
      g_assert_nonnull (entries[i].parameters);
      g_assert_cmpuint (entries[i].n_operands, <=, 3);
    }
  g_assert_cmpstr (entries[0].name, ==, "add");
  g_assert_cmpstr (find ("mul")->call, ==, "$1 * $2");
  g_assert_cmpstr (find ("mul")->symbol, ==, "×");
  g_assert_cmpuint (find ("mul")->n_operands, ==, 2);
  g_assert_cmpstr (find ("sum")->call, ==, "$1.sum()");
  g_assert_cmpstr (find ("sum")->parameters, ==, "input, dim=None, keepdim=False, *, dtype=None");
  g_assert_cmpstr (find ("sin")->rule, ==, "∂L/∂a = ∂L/∂y · cos a");
  g_assert_null (find ("argmax")->rule);
}

/* Groups stand together. */
static void
test_groups (void)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    if (i == 0 || strcmp (entries[i].group, entries[i - 1].group) != 0)
      g_assert_true (g_hash_table_add (seen, (gpointer)entries[i].group));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 14);
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  return g_strv_contains ((const char *const *)list, word);
}

/* What a palette has no use for: results that are no tensors, and forms that only in-place spellings have. */
static gboolean
is_left_out (const CrFunction *function)
{
  static const char *const others[] = { "allclose", "equal" };
  guint plain = CR_SPELL_TORCH | CR_SPELL_METHOD | CR_SPELL_NN | CR_SPELL_LINALG;
  return (function->spellings & plain) == 0 || strcmp (function->name, others[0]) == 0
         || strcmp (function->name, others[1]) == 0;
}

static void
test_complete (void)
{
  guint n, n_functions;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  const CrFunction *functions = cr_functions_get (&n_functions);
  for (guint i = 0; i < n_functions; i++)
    {
      gboolean found = is_left_out (&functions[i]);
      for (guint k = 0; k < n && !found; k++)
        found = strcmp (entries[k].name, functions[i].name) == 0 || has_word (entries[k].aliases, functions[i].name);
      if (!found)
        g_error ("%s is missing from the catalog", functions[i].name);
    }
}

static const char *
search_first (const char *words)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GArray) found = cr_catalog_search (words);
  return found->len ? entries[g_array_index (found, guint, 0)].name : "";
}

static gboolean
search_finds (const char *words, const char *name)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GArray) found = cr_catalog_search (words);
  for (guint i = 0; i < found->len; i++)
    if (strcmp (entries[g_array_index (found, guint, i)].name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
test_search (void)
{
  guint n;
  cr_catalog_get (&n);
  g_autoptr (GArray) all = cr_catalog_search ("");
  g_autoptr (GArray) none = cr_catalog_search ("no such thing at all");
  g_assert_cmpuint (all->len, ==, n);
  g_assert_cmpuint (g_array_index (all, guint, n - 1), ==, n - 1);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpstr (search_first ("sin"), ==, "sin");
  g_assert_cmpstr (search_first ("SIN"), ==, "sin");
  g_assert_cmpstr (search_first ("sine"), ==, "sin");
  g_assert_cmpstr (search_first ("cosine"), ==, "cos");
  g_assert_cmpstr (search_first ("cosine_"), ==, "cosine_similarity");
  g_assert_cmpstr (search_first ("times"), ==, "mul");
  g_assert_cmpstr (search_first ("*"), ==, "mul");
  g_assert_cmpstr (search_first ("×"), ==, "mul");
  g_assert_cmpstr (search_first ("@"), ==, "matmul");
  g_assert_cmpstr (search_first ("Σ"), ==, "sum");
  g_assert_cmpstr (search_first ("square root"), ==, "sqrt");
  g_assert_cmpstr (search_first ("multiply"), ==, "mul");
  g_assert_true (search_finds ("average", "mean"));
  g_assert_true (search_finds ("product", "mul"));
  g_assert_true (search_finds ("product", "prod"));
  g_assert_true (search_finds ("concatenate", "cat"));
  g_assert_true (search_finds ("trigonometry", "cos"));
  g_assert_false (search_finds ("sine matrix", "sin"));
}

/* Every call runs on some operands. */
static gboolean
fits_some (const CrCatalogEntry *entry)
{
  static const gint64 sizes[] = { 3, 3, 3, 3 };
  static const gint64 image[] = { 3, 3, 6, 6 };
  CrCatalogOperand kinds[]
      = { { CR_DTYPE_FLOAT32, 1, sizes }, { CR_DTYPE_FLOAT32, 2, sizes },     { CR_DTYPE_FLOAT32, 3, sizes },
          { CR_DTYPE_FLOAT32, 4, image }, { CR_DTYPE_INT64, 1, sizes },       { CR_DTYPE_INT64, 2, sizes },
          { CR_DTYPE_BOOL, 1, sizes },    { CR_DTYPE_FLOAT32, 1, image + 1 }, { CR_DTYPE_FLOAT32, 2, image + 2 } };
  guint n = G_N_ELEMENTS (kinds), total = 1;
  for (guint i = 0; i < entry->n_operands; i++)
    total *= n;
  for (guint i = 0; i < total; i++)
    {
      CrCatalogOperand operands[3] = { kinds[i % n], kinds[i / n % n], kinds[i / n / n % n] };
      g_autofree char *message = cr_catalog_check (entry, operands, entry->n_operands);
      if (message == NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_calls (void)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  static const gint64 even[] = { 2, 2 };
  for (guint i = 0; i < n; i++)
    {
      CrCatalogOperand halves = { CR_DTYPE_FLOAT32, 2, even };
      g_autofree char *message = cr_catalog_check (&entries[i], &halves, entries[i].n_operands ? 1 : 0);
      if (message && !fits_some (&entries[i]))
        g_error ("%s fits nothing: %s", entries[i].call, message);
    }
}

static void
assert_refused (const char *name, const CrCatalogOperand *operands, guint n, const char *expected)
{
  g_autofree char *message = cr_catalog_check (find (name), operands, n);
  g_assert_cmpstr (message, ==, expected);
}

static void
test_check (void)
{
  static const gint64 a[] = { 3, 4 }, b[] = { 5, 6 }, large[] = { 100000, 300 }, other[] = { 300, 7 };
  CrCatalogOperand mixed[] = { { CR_DTYPE_FLOAT32, 2, a }, { CR_DTYPE_FLOAT32, 2, b } };
  CrCatalogOperand many[] = { { CR_DTYPE_FLOAT32, 2, large }, { CR_DTYPE_FLOAT32, 2, other } };
  CrCatalogOperand truth = { CR_DTYPE_BOOL, 0, NULL };
  /* In PyTorch's words. */
  assert_refused ("mul", mixed, 2,
                  "The size of tensor a (4) must match the size of tensor b (6) at non-singleton "
                  "dimension 1");
  assert_refused ("matmul", mixed, 2, "mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)");
  assert_refused ("neg", &truth, 1,
                  "Negation, the `-` operator, on a bool tensor is not supported. If you are trying "
                  "to invert a mask, use the `~` or `logical_not()` operator instead.");
  assert_refused ("sin", mixed, 2, "It takes 1 tensor, and 2 are selected");
  assert_refused ("mul", mixed, 1, "It takes 2 tensors, and 1 are selected");
  assert_refused ("sin", mixed, 1, NULL);
  /* Large ones: the sizes told are the real ones. */
  assert_refused ("matmul", many, 2, NULL);
  assert_refused ("sum", many, 1, NULL);
  assert_refused ("exp", many, 1, NULL);
  assert_refused ("det", many, 1,
                  "linalg.det: A must be batches of square matrices, but they are 100000 by 300 "
                  "matrices");
  /* An inverse depends on the numbers, which are not asked. */
  static const gint64 square[] = { 3, 3 };
  CrCatalogOperand matrix = { CR_DTYPE_FLOAT32, 2, square };
  assert_refused ("inverse", &matrix, 1, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/catalog/entries", test_entries);
  g_test_add_func ("/engine/lang/catalog/groups", test_groups);
  g_test_add_func ("/engine/lang/catalog/complete", test_complete);
  g_test_add_func ("/engine/lang/catalog/search", test_search);
  g_test_add_func ("/engine/lang/catalog/calls", test_calls);
  g_test_add_func ("/engine/lang/catalog/check", test_check);
  return g_test_run ();
}
