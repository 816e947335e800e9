/* The name that was probably meant: the nearest by edit distance, when it is near enough. */

#include "cr-interp-private.h"

#include <string.h>

#define MAX_NAME 40 /* longer names are not compared */

/* Levenshtein's distance, with transposed neighbours at 1 (optimal string alignment). */
static guint
edit_distance (const char *a, const char *b)
{
  guint n = (guint)strlen (a), m = (guint)strlen (b);
  guint rows[3][MAX_NAME + 2];
  if (n > MAX_NAME || m > MAX_NAME)
    return G_MAXUINT;
  for (guint j = 0; j <= m; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= n; i++)
    {
      guint *before = rows[(i - 1) % 3], *row = rows[i % 3];
      row[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          guint cost = a[i - 1] != b[j - 1];
          row[j] = MIN (MIN (before[j] + 1, row[j - 1] + 1), before[j - 1] + cost);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
  return rows[n % 3][m];
}

const char *
cr_suggest_nearest (const char *name, GPtrArray *candidates)
{
  const char *best = NULL;
  gsize length = strlen (name);
  guint limit = length <= 2 ? 0 : length <= 5 ? 1 : length <= 9 ? 2 : 3;
  guint best_distance = limit + 1;
  for (guint i = 0; i < candidates->len; i++)
    {
      const char *candidate = g_ptr_array_index (candidates, i);
      guint distance = edit_distance (name, candidate);
      if (distance < best_distance || (distance == best_distance && best && strcmp (candidate, best) < 0))
        {
          best = candidate;
          best_distance = distance;
        }
    }
  return best_distance <= limit ? best : NULL;
}

void
cr_interp_suggest (CrInterp *interp, const CrRange *range, const char *replacement)
{
  g_free (interp->pending.fix);
  interp->pending.fix = g_strdup (replacement);
  interp->pending.fix_range = *range;
}

static void
add_keys (GPtrArray *candidates, CrDict *dict)
{
  for (guint i = 0; dict && i < dict->n_entries; i++)
    if (dict->entries[i].key.kind == CR_OBJECT_STR)
      g_ptr_array_add (candidates, (gpointer)cr_object_text (dict->entries[i].key));
}

static void
add_table (GPtrArray *candidates, GHashTable *table)
{
  GHashTableIter iter;
  gpointer name;
  if (table == NULL)
    return;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (candidates, name);
}

void
cr_interp_suggest_name (CrInterp *interp, const char *name)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  for (CrScope *scope = interp->scope; scope; scope = scope->parent)
    for (guint i = 0; i < scope->n; i++)
      if (cr_object_is_set (scope->slots[i]))
        g_ptr_array_add (candidates, g_ptr_array_index (scope->code->names, i));
  add_table (candidates, interp->globals);
  add_keys (candidates, interp->builtins);
  const char *nearest = cr_suggest_nearest (name, candidates);
  if (nearest && interp->here)
    cr_interp_suggest (interp, interp->here, nearest);
}

static void
add_functions (GPtrArray *candidates, CrSpelling spelling)
{
  guint n = 0;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if (functions[i].name && (functions[i].spellings & spelling))
      g_ptr_array_add (candidates, (gpointer)functions[i].name);
}

void
cr_interp_suggest_attribute (CrInterp *interp, CrObject object, const char *name, const CrRange *range)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  static const char *const tensor_names[]
      = { "grad", "grad_fn", "requires_grad", "is_leaf", "shape", "dtype", "data", "ndim", "device" };
  add_table (candidates, interp->methods[object.kind]);
  if (object.kind == CR_OBJECT_TENSOR)
    {
      add_functions (candidates, CR_SPELL_METHOD);
      for (guint i = 0; i < G_N_ELEMENTS (tensor_names); i++)
        g_ptr_array_add (candidates, (gpointer)tensor_names[i]);
    }
  else if (object.kind == CR_OBJECT_MODULE)
    {
      CrModuleObject *module = (CrModuleObject *)object.u.cell;
      add_keys (candidates, module->attributes);
      if (strcmp (module->name, "torch") == 0)
        add_functions (candidates, CR_SPELL_TORCH);
      else if (strcmp (module->name, "torch.nn.functional") == 0)
        add_functions (candidates, CR_SPELL_NN);
      else if (strcmp (module->name, "torch.linalg") == 0)
        add_functions (candidates, CR_SPELL_LINALG);
    }
  else if (object.kind == CR_OBJECT_INSTANCE)
    {
      add_keys (candidates, ((CrInstance *)object.u.cell)->attributes);
      CrClass *class_ = ((CrInstance *)object.u.cell)->type;
      for (guint i = 0; i < class_->n_mro; i++)
        add_keys (candidates, class_->mro[i]->attributes);
    }
  const char *nearest = cr_suggest_nearest (name, candidates);
  if (nearest)
    cr_interp_suggest (interp, range, nearest);
}
