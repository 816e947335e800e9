/* Where in the script's modules a module is: "net.fc". It is looked for when somebody wants to know, and kept; what was
 * kept holds as long as the names still lead there. */

#include "cr-builtins-nn-private.h"

#include <string.h>

#define MAX_KEPT 4096

typedef struct
{
  const char *name; /* of the module's own names, interned there: its first part */
  char *path;
} Kept;

static void
free_kept (gpointer data)
{
  g_free (((Kept *)data)->path);
  g_free (data);
}

/* The module that @kept leads to, UNSET if there is none any more. */
static CrObject
follow (CrInterp *interp, const Kept *kept)
{
  g_auto (GStrv) parts = g_strsplit (kept->path, ".", -1);
  const CrObject *slot = g_hash_table_lookup (interp->globals, kept->name);
  CrObject at = slot ? *slot : CR_UNSET;
  for (char **part = parts + 1; *part && cr_object_is_set (at); part++)
    {
      CrDict *modules = cr_nn_dict (at, "_modules");
      at = modules ? cr_dict_get_text (modules, *part) : CR_UNSET;
    }
  return at;
}

typedef struct
{
  CrObject module;
  char *path;
  guint depth;
} Visit;

static void
clear_visit (gpointer data)
{
  g_free (((Visit *)data)->path);
}

/* The longest path says most, as it does of parameters; among those the first in the alphabet. */
static gboolean
is_better (const Visit *visit, const char *best, guint best_depth)
{
  return best == NULL || visit->depth > best_depth || (visit->depth == best_depth && strcmp (visit->path, best) < 0);
}

static void
push_children (CrInterp *interp, GArray *visits, const Visit *visit)
{
  CrDict *modules = cr_nn_dict (visit->module, "_modules");
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      const CrDictEntry *entry = &modules->entries[i];
      if (entry->key.kind != CR_OBJECT_STR || !cr_nn_is_module (interp, entry->value))
        continue;
      Visit child
          = { entry->value, g_strconcat (visit->path, ".", cr_object_text (entry->key), NULL), visit->depth + 1 };
      g_array_append_val (visits, child);
    }
}

/* A shared module is found on the first way to it. */
static void
search (CrInterp *interp, const char *name, CrObject root, CrObject module, Kept *best, guint *best_depth)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (Visit));
  Visit first = { root, g_strdup (name), 0 };
  g_array_append_val (visits, first);
  for (guint at = 0; at < visits->len; at++)
    {
      Visit visit = g_array_index (visits, Visit, at);
      if (visit.module.u.pointer == module.u.pointer && is_better (&visit, best->path, *best_depth))
        {
          g_free (best->path);
          *best = (Kept){ name, g_strdup (visit.path) };
          *best_depth = visit.depth;
        }
      if (g_hash_table_add (seen, visit.module.u.pointer))
        push_children (interp, visits, &visit);
    }
  for (guint at = 0; at < visits->len; at++)
    clear_visit (&g_array_index (visits, Visit, at));
}

static Kept
find_path (CrInterp *interp, CrObject module)
{
  GHashTableIter iter;
  gpointer name, slot;
  Kept best = { NULL, NULL };
  guint best_depth = 0;
  g_hash_table_iter_init (&iter, interp->globals);
  while (g_hash_table_iter_next (&iter, &name, &slot))
    if (cr_nn_is_module (interp, *(CrObject *)slot))
      search (interp, name, *(CrObject *)slot, module, &best, &best_depth);
  return best;
}

/* What the function that runs calls it. */
static const char *
find_local (CrInterp *interp, CrObject module)
{
  const CrScope *scope = interp->scope;
  for (guint i = 0; scope && i < scope->n; i++)
    if (scope->slots[i].kind == CR_OBJECT_INSTANCE && scope->slots[i].u.pointer == module.u.pointer
        && strcmp (g_ptr_array_index (scope->code->names, i), "self") != 0)
      return g_ptr_array_index (scope->code->names, i);
  return NULL;
}

char *
cr_nn_dup_path (CrInterp *interp, CrObject module)
{
  CrNn *nn = cr_nn_get (interp);
  if (nn->paths == NULL)
    nn->paths = g_hash_table_new_full (NULL, NULL, NULL, free_kept);
  const Kept *kept = g_hash_table_lookup (nn->paths, module.u.pointer);
  if (kept && follow (interp, kept).u.pointer == module.u.pointer)
    return g_strdup (kept->path);
  Kept found = find_path (interp, module);
  if (g_hash_table_size (nn->paths) >= MAX_KEPT)
    g_hash_table_remove_all (nn->paths);
  if (found.path)
    {
      g_hash_table_replace (nn->paths, module.u.pointer, g_memdup2 (&found, sizeof found));
      return g_strdup (found.path);
    }
  g_hash_table_remove (nn->paths, module.u.pointer);
  const char *local = find_local (interp, module);
  return g_strdup (local ? local : cr_interp_type_name (interp, module));
}
