/* Classes as data: their bases, the order in which attributes are searched (C3, as in Python
 * since 2.3: Barrett et al., "A monotonic superclass linearization for Dylan", 1996), lookup. */

#include "cr-object.h"

#include <string.h>

static CrClass *
class_alloc (CrHeap *heap, const char *name)
{
  CrClass *type = cr_cell_new (heap, CR_OBJECT_CLASS, sizeof (CrClass));
  type->name = g_strdup (name);
  type->attributes = cr_dict_new (heap, CR_OBJECT_DICT);
  type->instance_kind = CR_OBJECT_INSTANCE;
  return type;
}

/* Whether @candidate stands behind the head of one of the lists. */
static gboolean
is_in_a_tail (const CrClass *candidate, CrClass *const *const *lists, const guint *at, const guint *n, guint n_lists)
{
  for (guint i = 0; i < n_lists; i++)
    for (guint k = at[i] + 1; k < n[i]; k++)
      if (lists[i][k] == candidate)
        return TRUE;
  return FALSE;
}

/* The head of a list that stands in no tail; NULL if all are done (@done) or none will do. */
static CrClass *
pick_next (CrClass *const *const *lists, guint *at, const guint *n, guint n_lists, gboolean *done)
{
  *done = TRUE;
  for (guint i = 0; i < n_lists; i++)
    {
      if (at[i] == n[i])
        continue;
      *done = FALSE;
      CrClass *candidate = lists[i][at[i]];
      if (is_in_a_tail (candidate, lists, at, n, n_lists))
        continue;
      for (guint k = 0; k < n_lists; k++)
        at[k] += at[k] < n[k] && lists[k][at[k]] == candidate;
      return candidate;
    }
  return NULL;
}

/* Merges the bases' orders and the list of the bases into @type's. */
static gboolean
linearize (CrClass *type)
{
  guint n_lists = type->n_bases + 1;
  g_autofree CrClass *const **lists = g_new (CrClass *const *, n_lists);
  g_autofree guint *at = g_new0 (guint, n_lists);
  g_autofree guint *n = g_new0 (guint, n_lists);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  gboolean done = FALSE;
  for (guint i = 0; i < type->n_bases; i++)
    {
      lists[i] = type->bases[i]->mro;
      n[i] = type->bases[i]->n_mro;
    }
  lists[type->n_bases] = type->bases;
  n[type->n_bases] = type->n_bases;
  g_ptr_array_add (order, type);
  for (CrClass *next; (next = pick_next (lists, at, n, n_lists, &done));)
    g_ptr_array_add (order, next);
  if (!done)
    return FALSE;
  g_free (type->mro);
  type->n_mro = order->len;
  type->mro = g_memdup2 (order->pdata, order->len * sizeof (CrClass *));
  return TRUE;
}

/* What a class has from its bases besides their attributes. */
static void
inherit (CrClass *type)
{
  for (guint i = 0; i < type->n_bases; i++)
    {
      const CrClass *base = type->bases[i];
      type->construct = type->construct ? type->construct : base->construct;
      type->code = type->code ? type->code : base->code;
      type->instance_check = type->instance_check ? type->instance_check : base->instance_check;
      if (type->instance_kind == CR_OBJECT_INSTANCE)
        type->instance_kind = base->instance_kind;
    }
}

CrClass *
cr_class_new_many (CrHeap *heap, const char *name, CrClass *const *bases, guint n_bases)
{
  CrClass *type = class_alloc (heap, name);
  type->base = n_bases ? bases[0] : NULL;
  type->n_bases = n_bases;
  type->bases = g_memdup2 (bases, n_bases * sizeof (CrClass *));
  for (guint i = 0; i < n_bases; i++)
    cr_cell_ref (bases[i]);
  inherit (type);
  if (linearize (type))
    return type;
  cr_cell_unref (type);
  return NULL;
}

CrClass *
cr_class_new (CrHeap *heap, const char *name, CrClass *base)
{
  return cr_class_new_many (heap, name, &base, base ? 1 : 0);
}

void
cr_class_set_base (CrClass *type, CrClass *base)
{
  cr_cell_ref (base);
  for (guint i = 0; i < type->n_bases; i++)
    cr_cell_unref (type->bases[i]);
  g_free (type->bases);
  type->bases = g_memdup2 (&base, sizeof base);
  type->n_bases = 1;
  type->base = base;
  linearize (type);
}

gboolean
cr_class_is_subclass (const CrClass *type, const CrClass *base)
{
  for (guint i = 0; i < type->n_mro; i++)
    if (type->mro[i] == base)
      return TRUE;
  return FALSE;
}

CrObject
cr_class_lookup (const CrClass *type, const char *name)
{
  for (guint i = 0; i < type->n_mro; i++)
    {
      CrObject found = cr_dict_get_text (type->mro[i]->attributes, name);
      if (cr_object_is_set (found))
        return found;
    }
  return CR_UNSET;
}

CrObject
cr_class_lookup_after (const CrClass *type, const CrClass *after, const char *name)
{
  guint i = 0;
  while (i < type->n_mro && type->mro[i] != after)
    i++;
  for (i++; i < type->n_mro; i++)
    {
      CrObject found = cr_dict_get_text (type->mro[i]->attributes, name);
      if (cr_object_is_set (found))
        return found;
    }
  return CR_UNSET;
}

void
cr_class_set (CrClass *type, const char *name, CrObject value)
{
  if (value.kind == CR_OBJECT_PROPERTY || value.kind == CR_OBJECT_INSTANCE)
    type->has_descriptors = TRUE;
  cr_dict_set_text (type->attributes, name, value);
}

void
cr_class_add_method (CrClass *type, const CrBuiltinRow *row)
{
  CrBuiltin *builtin = cr_cell_new (type->cell.heap, CR_OBJECT_BUILTIN, sizeof (CrBuiltin));
  builtin->row = row;
  builtin->of = cr_cell_ref (type);
  cr_dict_set_text (type->attributes, row->name, cr_object_from_cell (builtin));
}

void
cr_class_add_methods (CrClass *type, const CrBuiltinRow *rows)
{
  for (; rows->name; rows++)
    cr_class_add_method (type, rows);
}
