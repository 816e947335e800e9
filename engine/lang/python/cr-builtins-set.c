/* Sets and frozen sets: construction, methods, operators, order, and the views that dicts give of
 * themselves, which are live and act as sets. */

#include "cr-interp-private.h"

#include <string.h>

#define LINEAR_PROBES 9
#define PERTURB_SHIFT 5
#define MOST_ORDERED 100000 /* larger sets come in the order of insertion */

/* Whether CPython's hash of @key is the same in every process. */
static gboolean
has_known_hash (CrObject key)
{
  if (cr_object_is_number (key))
    return TRUE;
  if (!cr_object_is_tuple (key))
    return FALSE;
  for (guint i = 0; i < cr_object_sequence (key)->n; i++)
    if (!has_known_hash (cr_object_sequence (key)->items[i]))
      return FALSE;
  return TRUE;
}

/* Puts entry @value where CPython's set would: after nine neighbours it jumps. */
static void
put (gint *table, guint64 mask, const guint64 *hashes, gint value)
{
  guint64 hash = hashes[value], perturb = hash, i = hash & mask;
  for (;;)
    {
      guint64 probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
      for (guint64 k = 0; k <= probes; k++)
        if (table[i + k] < 0)
          {
            table[i + k] = value;
            return;
          }
      perturb >>= PERTURB_SHIFT;
      i = (i * 5 + 1 + perturb) & mask;
    }
}

static gint *
new_table (guint64 size)
{
  gint *table = g_new (gint, size);
  memset (table, 0xff, size * sizeof (gint));
  return table;
}

typedef struct
{
  gint *table; /* index of a hash, or -1 */
  guint64 mask;
} Walk;

static void
resize (Walk *walk, const guint64 *hashes, guint64 least)
{
  guint64 size = 8;
  while (size <= least)
    size *= 2;
  gint *larger = new_table (size);
  for (guint64 k = 0; k <= walk->mask; k++)
    if (walk->table[k] >= 0)
      put (larger, size - 1, hashes, walk->table[k]);
  g_free (walk->table);
  walk->table = larger;
  walk->mask = size - 1;
}

static void
insert (Walk *walk, const guint64 *hashes, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      put (walk->table, walk->mask, hashes, (gint)i);
      if ((guint64)(i + 1) * 5 >= walk->mask * 3)
        resize (walk, hashes, i + 1 > 50000 ? (i + 1) * 2 : (i + 1) * 4);
    }
}

/* A display of constants: a frozen set of them is merged into an empty table that has room for twice as many. */
static void
merge_constants (Walk *walk, const guint64 *hashes, guint n)
{
  insert (walk, hashes, 0, n);
  if (n * 5 < 7 * 3)
    return;
  guint64 size = 8;
  while (size <= n * 2)
    size *= 2;
  gint *merged = new_table (size);
  for (guint64 k = 0; k <= walk->mask; k++)
    if (walk->table[k] >= 0)
      put (merged, size - 1, hashes, walk->table[k]);
  g_free (walk->table);
  walk->table = merged;
  walk->mask = size - 1;
}

/* The order in which CPython's table of these hashes, inserted one after the other, is walked. */
static guint *
walk_order (const guint64 *hashes, guint n, guint n_constant)
{
  Walk walk = { new_table (8), 7 };
  if (n_constant >= 3)
    merge_constants (&walk, hashes, n_constant);
  insert (&walk, hashes, n_constant >= 3 ? n_constant : 0, n);
  guint *order = g_new (guint, MAX (n, 1)), at = 0;
  for (guint64 k = 0; k <= walk.mask; k++)
    if (walk.table[k] >= 0)
      order[at++] = (guint)walk.table[k];
  g_free (walk.table);
  return order;
}

CrSequence *
cr_interp_set_items (CrInterp *interp, CrDict *set)
{
  CrSequence *items = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  gboolean known = set->n_live <= MOST_ORDERED && set->cell.kind == CR_OBJECT_SET;
  for (guint i = 0; i < set->n_entries; i++)
    if (cr_object_is_set (set->entries[i].key))
      {
        known = known && has_known_hash (set->entries[i].key);
        cr_sequence_append (items, cr_object_ref (set->entries[i].key));
      }
  if (!known)
    return items;
  g_autofree guint64 *hashes = g_new (guint64, items->n + 1);
  for (guint i = 0; i < items->n; i++)
    {
      CrObject hash = cr_interp_hash (interp, items->items[i]);
      if (!cr_object_is_set (hash))
        cr_interp_forget (interp);
      hashes[i] = (guint64)hash.u.integer;
    }
  g_autofree guint *order = walk_order (hashes, items->n, set->n_live == set->n_entries ? set->n_constant : 0);
  CrSequence *ordered = cr_sequence_new (interp->heap, CR_OBJECT_LIST, items->n);
  for (guint i = 0; i < items->n; i++)
    ordered->items[i] = cr_object_ref (items->items[order[i]]);
  cr_cell_unref (items);
  return ordered;
}

static gboolean
add_item (CrInterp *interp, CrDict *set, CrObject item)
{
  if (!cr_interp_check_hashable (interp, item))
    return FALSE;
  cr_dict_set (set, item, CR_NONE);
  return TRUE;
}

/* Adds what @from gives; FALSE with an exception pending. */
static gboolean
add_all (CrInterp *interp, CrDict *set, CrObject from)
{
  CrIterator *iterator = cr_interp_iterate (interp, from);
  gboolean fine = iterator != NULL;
  while (fine)
    {
      CrObject item = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (item))
        break;
      fine = add_item (interp, set, item) && (set->n_live % 1024 || cr_interp_reserve (interp, 65536));
      cr_object_unref (item);
    }
  cr_cell_unref (iterator);
  return fine && !cr_interp_is_raised (interp);
}

/* A new set of what @from gives, frozen like @like if that is; NULL with an exception pending. */
static CrDict *
to_set (CrInterp *interp, CrObject from, const CrDict *like)
{
  CrDict *set = cr_dict_new (interp->heap, CR_OBJECT_SET);
  if (like)
    set->type = cr_cell_ref (like->type);
  if (from.kind == CR_OBJECT_SET)
    {
      const CrDict *other = cr_object_dict (from);
      set->n_constant = other->n_live == other->n_entries ? other->n_constant : 0;
      for (guint i = 0; i < other->n_entries; i++)
        if (cr_object_is_set (other->entries[i].key))
          cr_dict_set (set, other->entries[i].key, CR_NONE);
      return set;
    }
  if (!cr_object_is_set (from) || add_all (interp, set, from))
    return set;
  cr_cell_unref (set);
  return NULL;
}

static CrObject
set_or_unset (CrDict *set)
{
  return set ? cr_object_from_cell (set) : CR_UNSET;
}

static CrObject
construct_set (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional > 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "set expected at most 1 argument, got %u", args->n_positional);
  CrDict *set = to_set (interp, args->n_positional ? args->values[0] : CR_UNSET, NULL);
  if (set && self.kind == CR_OBJECT_CLASS && (CrClass *)self.u.cell != interp->types[CR_OBJECT_SET])
    set->type = cr_cell_ref (self.u.cell);
  return set_or_unset (set);
}

void
cr_builtins_install_sets (CrInterp *interp)
{
  interp->types[CR_OBJECT_SET]->construct = construct_set;
  CrClass *frozen = cr_class_new (interp->heap, "frozenset", interp->types[CR_OBJECT_INSTANCE]);
  frozen->construct = construct_set;
  frozen->instance_kind = CR_OBJECT_SET;
  cr_dict_set_text (interp->builtins, "set", cr_object_from_cell (cr_cell_ref (interp->types[CR_OBJECT_SET])));
  cr_dict_set_text (interp->builtins, "frozenset", cr_object_from_cell (frozen));
}

/* Adds @key, of a set that may lose it to an __eq__ of the script's; @is_in whether @other must have it, -1 either. */
static void
add_if (CrDict *result, CrObject key, CrDict *other, int is_in)
{
  if (!cr_object_is_set (key))
    return;
  cr_object_ref (key);
  if (is_in < 0 || cr_object_is_set (cr_dict_get (other, key)) == is_in)
    cr_dict_set (result, key, CR_NONE);
  cr_object_unref (key);
}

static CrDict *
combine (CrInterp *interp, CrBinaryOp op, CrDict *a, CrDict *b)
{
  CrDict *result = to_set (interp, CR_UNSET, a);
  for (guint i = 0; i < a->n_entries; i++)
    add_if (result, a->entries[i].key, b, op == CR_AST_BINARY_OR ? -1 : op == CR_AST_BINARY_AND);
  for (guint i = 0; i < b->n_entries && (op == CR_AST_BINARY_OR || op == CR_AST_BINARY_XOR); i++)
    add_if (result, b->entries[i].key, a, op == CR_AST_BINARY_OR ? -1 : FALSE);
  return result;
}

static gboolean
acts_as_set (CrObject object)
{
  return object.kind == CR_OBJECT_SET
         || (object.kind == CR_OBJECT_DICT_VIEW && ((CrDictView *)object.u.cell)->view != CR_VIEW_VALUES);
}

/* The set itself or a new one of the view's items, owned. */
static CrDict *
as_set (CrInterp *interp, CrObject object)
{
  return object.kind == CR_OBJECT_SET ? cr_cell_ref (object.u.cell) : to_set (interp, object, NULL);
}

CrObject
cr_interp_set_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (!acts_as_set (a) || !acts_as_set (b)
      || (op != CR_AST_BINARY_OR && op != CR_AST_BINARY_AND && op != CR_AST_BINARY_XOR && op != CR_AST_BINARY_SUB))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  CrDict *left = as_set (interp, a), *right = left ? as_set (interp, b) : NULL;
  CrDict *result = right ? combine (interp, op, left, right) : NULL;
  cr_cell_unref (left);
  cr_cell_unref (right);
  return set_or_unset (result);
}

static gboolean
is_subset (CrDict *a, CrDict *b)
{
  if (a->n_live > b->n_live)
    return FALSE;
  for (guint i = 0; i < a->n_entries; i++)
    if (cr_object_is_set (a->entries[i].key) && !cr_object_is_set (cr_dict_get (b, a->entries[i].key)))
      return FALSE;
  return TRUE;
}

CrObject
cr_interp_set_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  if (!acts_as_set (a) || !acts_as_set (b))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  CrDict *left = as_set (interp, a), *right = left ? as_set (interp, b) : NULL;
  CrObject result = CR_UNSET;
  if (right)
    {
      gboolean swaps = op == CR_COMPARE_GT || op == CR_COMPARE_GE;
      gboolean strict = op == CR_COMPARE_GT || op == CR_COMPARE_LT, whole = op == CR_COMPARE_EQ || op == CR_COMPARE_NE;
      gboolean holds = is_subset (swaps ? right : left, swaps ? left : right);
      if (strict || whole)
        holds = holds && (left->n_live == right->n_live) == whole;
      result = cr_object_bool (holds == (op != CR_COMPARE_NE));
    }
  cr_cell_unref (left);
  cr_cell_unref (right);
  return result;
}

/* self OP each of the arguments, which may be anything that can be iterated over. */
static CrObject
fold (CrInterp *interp, CrObject self, const CrCallArgs *args, CrBinaryOp op)
{
  CrDict *result = to_set (interp, self, cr_object_dict (self));
  for (guint i = 0; result && i < args->n_positional; i++)
    {
      CrDict *other = to_set (interp, args->values[i], NULL);
      CrDict *next = other ? combine (interp, op, result, other) : NULL;
      cr_cell_unref (other);
      cr_cell_unref (result);
      result = next;
    }
  return set_or_unset (result);
}

static CrObject
set_update (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  for (guint i = 0; i < args->n_positional; i++)
    if (!add_all (interp, cr_object_dict (self), args->values[i]))
      return CR_UNSET;
  return CR_NONE;
}

/* The same into self. */
static CrObject
fold_into (CrInterp *interp, CrObject self, const CrCallArgs *args, CrBinaryOp op)
{
  CrObject result = fold (interp, self, args, op);
  if (!cr_object_is_set (result))
    return CR_UNSET;
  cr_interp_set_take (cr_object_dict (self), cr_object_dict (result));
  cr_object_unref (result);
  return CR_NONE;
}

void
cr_interp_set_take (CrDict *set, CrDict *from)
{
  for (guint i = 0; i < set->n_entries; i++)
    if (cr_object_is_set (set->entries[i].key) && !cr_object_is_set (cr_dict_get (from, set->entries[i].key)))
      cr_dict_remove (set, set->entries[i].key);
  for (guint i = 0; i < from->n_entries; i++)
    if (cr_object_is_set (from->entries[i].key))
      cr_dict_set (set, from->entries[i].key, CR_NONE);
}

#define CR_FOLD(name, function, op)                                                                                    \
  static CrObject set_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                 \
  {                                                                                                                    \
    return function (interp, self, args, op);                                                                          \
  }
CR_FOLD (union, fold, CR_AST_BINARY_OR)
CR_FOLD (intersection, fold, CR_AST_BINARY_AND)
CR_FOLD (difference, fold, CR_AST_BINARY_SUB)
CR_FOLD (symmetric_difference, fold, CR_AST_BINARY_XOR)
CR_FOLD (intersection_update, fold_into, CR_AST_BINARY_AND)
CR_FOLD (difference_update, fold_into, CR_AST_BINARY_SUB)
CR_FOLD (symmetric_difference_update, fold_into, CR_AST_BINARY_XOR)
#undef CR_FOLD

static CrObject
relate (CrInterp *interp, CrObject self, const CrCallArgs *args, CrCompareOp op)
{
  CrDict *other = to_set (interp, args->values[0], NULL);
  if (other == NULL)
    return CR_UNSET;
  CrObject result = cr_interp_set_compare (interp, op, self, cr_object_from_cell (other));
  cr_cell_unref (other);
  return result;
}

static CrObject
set_issubset (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return relate (interp, self, args, CR_COMPARE_LE);
}

static CrObject
set_issuperset (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return relate (interp, self, args, CR_COMPARE_GE);
}

static CrObject
set_isdisjoint (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *own = as_set (interp, self), *other = own ? to_set (interp, args->values[0], NULL) : NULL;
  CrDict *both = other ? combine (interp, CR_AST_BINARY_AND, own, other) : NULL;
  CrObject result = both ? cr_object_bool (both->n_live == 0) : CR_UNSET;
  cr_cell_unref (own);
  cr_cell_unref (other);
  cr_cell_unref (both);
  return result;
}

static CrObject
set_add (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (cr_object_dict (self)->type)
    return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'frozenset' object has no attribute 'add'");
  return add_item (interp, cr_object_dict (self), args->values[0]) ? CR_NONE : CR_UNSET;
}

static CrObject
set_discard (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_check_hashable (interp, args->values[0]))
    return CR_UNSET;
  cr_dict_remove (cr_object_dict (self), args->values[0]);
  return CR_NONE;
}

static CrObject
set_remove (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_check_hashable (interp, args->values[0]))
    return CR_UNSET;
  return cr_dict_remove (cr_object_dict (self), args->values[0]) ? CR_NONE
                                                                 : cr_interp_raise_key (interp, args->values[0]);
}

static CrObject
set_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *set = cr_object_dict (self);
  if (set->n_live == 0)
    {
      CrObject text = cr_str_new (interp->heap, "pop from an empty set", -1);
      cr_interp_raise_key (interp, text);
      cr_object_unref (text);
      return CR_UNSET;
    }
  CrSequence *items = cr_interp_set_items (interp, set);
  CrObject first = cr_object_ref (items->items[0]);
  cr_cell_unref (items);
  cr_dict_remove (set, first);
  return first;
}

static CrObject
set_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_dict_clear (cr_object_dict (self));
  return CR_NONE;
}

static CrObject
set_copy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return set_or_unset (to_set (interp, self, cr_object_dict (self)));
}

const CrBuiltinRow cr_builtins_set[] = {
  { "add", 1, 1, NULL, set_add },
  { "discard", 1, 1, NULL, set_discard },
  { "remove", 1, 1, NULL, set_remove },
  { "pop", 0, 0, NULL, set_pop },
  { "clear", 0, 0, NULL, set_clear },
  { "copy", 0, 0, NULL, set_copy },
  { "union", 0, -1, NULL, set_union },
  { "intersection", 0, -1, NULL, set_intersection },
  { "difference", 0, -1, NULL, set_difference },
  { "symmetric_difference", 1, 1, NULL, set_symmetric_difference },
  { "update", 0, -1, NULL, set_update },
  { "intersection_update", 0, -1, NULL, set_intersection_update },
  { "difference_update", 0, -1, NULL, set_difference_update },
  { "symmetric_difference_update", 1, 1, NULL, set_symmetric_difference_update },
  { "issubset", 1, 1, NULL, set_issubset },
  { "issuperset", 1, 1, NULL, set_issuperset },
  { "isdisjoint", 1, 1, NULL, set_isdisjoint },
  { NULL },
};

const CrBuiltinRow cr_builtins_view[] = {
  { "isdisjoint", 1, 1, NULL, set_isdisjoint },
  { NULL },
};
