/* The catalog: what the functions' table has no words for (group, symbol, words to search by, the call as people write
 * it) stands in a table of its own; the rest is read from the functions' and the primitives' tables. Made once, when
 * it is first asked for, in the language of the program. */

#include "cr-catalog.h"

#include "cr-catalog-private.h"
#include "cr-primitive.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CR_CATALOG_GROUPS(X)                                                                                           \
  X (ARITHMETIC, N_ ("Arithmetic"))                                                                                    \
  X (POWER, N_ ("Powers and logarithms"))                                                                              \
  X (TRIGONOMETRY, N_ ("Trigonometry"))                                                                                \
  X (ACTIVATION, N_ ("Activation"))                                                                                    \
  X (REDUCTION, N_ ("Reduction"))                                                                                      \
  X (SHAPE, N_ ("Shape"))                                                                                              \
  X (INDEXING, N_ ("Picking and sorting"))                                                                             \
  X (LINALG, N_ ("Linear algebra"))                                                                                    \
  X (COMPARISON, N_ ("Comparison and logic"))                                                                          \
  X (LOSS, N_ ("Loss"))                                                                                                \
  X (LAYERS, N_ ("Convolution, pooling, normalisation"))                                                               \
  X (ROUNDING, N_ ("Rounding and conversion"))                                                                         \
  X (CREATE, N_ ("New tensors"))                                                                                       \
  X (RANDOM, N_ ("Random numbers"))

typedef enum
{
#define CR_GROUP(name, text) GROUP_##name,
  CR_CATALOG_GROUPS (CR_GROUP)
#undef CR_GROUP
} Group;

static const char *const group_texts[] = {
#define CR_GROUP(name, text) text,
  CR_CATALOG_GROUPS (CR_GROUP)
#undef CR_GROUP
};

static const struct
{
  Group group;
  const char *name, *symbol, *call, *primitive, *aliases, *purpose;
} rows[] = {
#define CR_CATALOG(group, name, symbol, call, primitive, aliases, purpose)                                             \
  { GROUP_##group, name, symbol, call, primitive, aliases, purpose },
#include "cr-catalog-entries.def"
#undef CR_CATALOG
};

/* How @call spells its function: what its help is looked up by. */
static guint
find_spellings (const char *call)
{
  if (strstr (call, "F."))
    return CR_SPELL_NN;
  if (strstr (call, "torch.linalg."))
    return CR_SPELL_LINALG;
  if (strstr (call, "torch."))
    return CR_SPELL_TORCH;
  return CR_SPELL_METHOD | CR_SPELL_TORCH;
}

static guint
count_operands (const char *call)
{
  guint n = 0;
  for (const char *at = strchr (call, '$'); at; at = strchr (at + 1, '$'))
    n = MAX (n, (guint)g_ascii_digit_value (at[1]));
  return n;
}

static void
fill (CrCatalogEntry *entry, guint row)
{
  guint spellings = find_spellings (rows[row].call);
  const CrFunction *function = cr_functions_find_spelled (rows[row].name, spellings);
  const CrPrimitive *primitive = rows[row].primitive ? cr_primitives_find (rows[row].primitive) : NULL;
  g_assert (function != NULL && (primitive != NULL) == (rows[row].primitive != NULL));
  entry->name = rows[row].name;
  entry->group = _ (group_texts[rows[row].group]);
  entry->symbol = rows[row].symbol;
  entry->call = rows[row].call;
  entry->purpose = _ (rows[row].purpose);
  entry->summary = _ (function->summary);
  entry->parameters = cr_functions_dup_parameters (rows[row].name, spellings, 0);
  entry->rule = primitive && primitive->rule ? _ (primitive->rule) : NULL;
  entry->n_operands = count_operands (rows[row].call);
  entry->aliases = rows[row].aliases ? rows[row].aliases : "";
}

const CrCatalogEntry *
cr_catalog_get (guint *n_entries)
{
  static gsize made = 0;
  if (g_once_init_enter (&made))
    {
      CrCatalogEntry *entries = g_new0 (CrCatalogEntry, G_N_ELEMENTS (rows));
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        fill (&entries[i], i);
      g_once_init_leave (&made, GPOINTER_TO_SIZE (entries));
    }
  *n_entries = G_N_ELEMENTS (rows);
  return GSIZE_TO_POINTER (made);
}
