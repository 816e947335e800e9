/* Methods of lists, tuples, dicts and sets. */

#include "cr-interp-private.h"

#include <string.h>

static CrObject
list_append (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_sequence_append (cr_object_sequence (self), cr_object_ref (args->values[0]));
  return CR_NONE;
}

static CrObject
list_extend (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *items = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  if (items == NULL)
    return CR_UNSET;
  for (guint i = 0; i < items->n; i++)
    cr_sequence_append (cr_object_sequence (self), cr_object_ref (items->items[i]));
  cr_cell_unref (items);
  return CR_NONE;
}

#define LONG_MOVE 4096 /* items moved for one that comes or goes: as slow as many steps */

static CrObject
list_insert (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 at;
  if (!cr_interp_to_int (interp, args->values[0], &at))
    return CR_UNSET;
  gint64 n = cr_object_sequence (self)->n; /* not before: __index__ may have changed it */
  at = CLAMP (at < 0 ? at + n : at, 0, n);
  if (n - at > LONG_MOVE && !cr_interp_check_clock (interp))
    return CR_UNSET;
  cr_sequence_insert (cr_object_sequence (self), (guint)at, cr_object_ref (args->values[1]));
  return CR_NONE;
}

static CrObject
list_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = cr_object_sequence (self);
  gint64 at = -1;
  if (args->n_positional && !cr_interp_to_int (interp, args->values[0], &at))
    return CR_UNSET;
  if (list->n == 0)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "pop from empty list");
  at = at < 0 ? at + list->n : at;
  if (at < 0 || at >= list->n)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "pop index out of range");
  if (list->n - at > LONG_MOVE && !cr_interp_check_clock (interp))
    return CR_UNSET;
  CrObject item = cr_object_ref (list->items[at]);
  cr_sequence_remove (list, (guint)at, 1);
  return item;
}

/* The place of the first equal item; -1 if there is none, -2 with an exception. */
static gint64
find_item (CrInterp *interp, CrSequence *sequence, CrObject item, gint64 from, gint64 to)
{
  for (guint i = (guint)CLAMP (from, 0, G_MAXINT32); i < sequence->n && i < to; i++)
    {
      CrObject own = cr_object_ref (sequence->items[i]); /* an __eq__ may take it out of the list */
      int equal = cr_interp_step (interp) ? cr_interp_equal (interp, own, item) : -1;
      cr_object_unref (own);
      if (equal != 0)
        return equal < 0 ? -2 : (gint64)i;
    }
  return -1;
}

static CrObject
list_remove (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 at = find_item (interp, cr_object_sequence (self), args->values[0], 0, G_MAXINT64);
  if (at == -1)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "list.remove(x): x not in list");
  if (at < 0)
    return CR_UNSET;
  if (at < cr_object_sequence (self)->n) /* else an __eq__ has shortened the list */
    cr_sequence_remove (cr_object_sequence (self), (guint)at, 1);
  return CR_NONE;
}

static CrObject
sequence_index (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 bounds[] = { 0, G_MAXINT64 }, n = cr_object_sequence (self)->n;
  for (guint i = 0; i < 2 && i + 1 < args->n_positional; i++)
    {
      if (!cr_interp_to_int (interp, args->values[i + 1], &bounds[i]))
        return CR_UNSET;
      bounds[i] = bounds[i] < 0 ? MAX (bounds[i] + n, 0) : bounds[i];
    }
  gint64 at = find_item (interp, cr_object_sequence (self), args->values[0], bounds[0], bounds[1]);
  if (at >= 0)
    return cr_object_int (at);
  if (at == -2)
    return CR_UNSET;
  if (self.kind != CR_OBJECT_LIST)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "tuple.index(x): x not in tuple");
  CrObject text = cr_interp_repr (interp, args->values[0]);
  if (cr_object_is_set (text))
    cr_interp_raise (interp, CR_ERROR_VALUE, "%s is not in list", cr_object_text (text));
  cr_object_unref (text);
  return CR_UNSET;
}

static CrObject
sequence_count (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 count = 0;
  CrSequence *sequence = cr_object_sequence (self);
  for (guint i = 0; i < sequence->n; i++)
    {
      CrObject own = cr_object_ref (sequence->items[i]);
      int equal = cr_interp_step (interp) ? cr_interp_equal (interp, own, args->values[0]) : -1;
      cr_object_unref (own);
      if (equal < 0)
        return CR_UNSET;
      count += equal;
    }
  return cr_object_int (count);
}

static CrObject
list_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_sequence_remove (cr_object_sequence (self), 0, cr_object_sequence (self)->n);
  return CR_NONE;
}

static CrObject
list_copy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_from_cell (cr_interp_to_sequence (interp, self, CR_OBJECT_LIST));
}

static CrObject
list_reverse (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = cr_object_sequence (self);
  for (guint i = 0; i < list->n / 2; i++)
    {
      CrObject item = list->items[i];
      list->items[i] = list->items[list->n - 1 - i];
      list->items[list->n - 1 - i] = item;
    }
  return CR_NONE;
}

static CrObject
list_sort (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject reverse = cr_call_args_get (args, "reverse");
  gboolean fine = cr_interp_sort (interp, cr_object_sequence (self), cr_call_args_get (args, "key"),
                                  cr_object_is_set (reverse) && cr_interp_truth (interp, reverse) > 0);
  return fine ? CR_NONE : CR_UNSET;
}

const CrBuiltinRow cr_builtins_list[] = {
  { "append", 1, 1, NULL, list_append },      { "extend", 1, 1, NULL, list_extend },
  { "insert", 2, 2, NULL, list_insert },      { "pop", 0, 1, NULL, list_pop },
  { "remove", 1, 1, NULL, list_remove },      { "index", 1, 3, NULL, sequence_index },
  { "count", 1, 1, NULL, sequence_count },    { "clear", 0, 0, NULL, list_clear },
  { "copy", 0, 0, NULL, list_copy },          { "reverse", 0, 0, NULL, list_reverse },
  { "sort", 0, 0, "key reverse", list_sort }, { NULL },
};

const CrBuiltinRow cr_builtins_tuple[] = {
  { "index", 1, 3, NULL, sequence_index },
  { "count", 1, 1, NULL, sequence_count },
  { NULL },
};

static CrObject
size_numel (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject product = cr_object_int (1);
  for (guint i = 0; i < cr_object_sequence (self)->n && cr_object_is_set (product); i++)
    product = cr_interp_number_binary (interp, CR_AST_BINARY_MUL, product, cr_object_sequence (self)->items[i]);
  return product;
}

const CrBuiltinRow cr_builtins_size[] = {
  { "numel", 0, 0, NULL, size_numel },
  { NULL },
};

static CrObject
new_view (CrInterp *interp, CrObject self, CrViewKind kind)
{
  CrDictView *view = cr_cell_new (interp->heap, CR_OBJECT_DICT_VIEW, sizeof (CrDictView));
  view->view = kind;
  view->dict = cr_cell_ref (self.u.cell);
  return cr_object_from_cell (view);
}

CrObject
cr_interp_dict_items (CrInterp *interp, CrDict *dict)
{
  return new_view (interp, cr_object_from_cell (dict), CR_VIEW_ITEMS);
}

static CrObject
dict_keys (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_view (interp, self, CR_VIEW_KEYS);
}

static CrObject
dict_values (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_view (interp, self, CR_VIEW_VALUES);
}

static CrObject
dict_items (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_view (interp, self, CR_VIEW_ITEMS);
}

static CrObject
dict_get (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_check_hashable (interp, args->values[0]))
    return CR_UNSET;
  CrObject value = cr_dict_get (cr_object_dict (self), args->values[0]);
  if (cr_object_is_set (value))
    return cr_object_ref (value);
  return args->n_positional > 1 ? cr_object_ref (args->values[1]) : CR_NONE;
}

static CrObject
dict_setdefault (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_check_hashable (interp, args->values[0]))
    return CR_UNSET;
  CrObject value = cr_dict_get (cr_object_dict (self), args->values[0]);
  if (!cr_object_is_set (value))
    {
      value = args->n_positional > 1 ? args->values[1] : CR_NONE;
      cr_dict_set (cr_object_dict (self), args->values[0], cr_object_ref (value));
    }
  return cr_object_ref (value);
}

static CrObject
dict_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_check_hashable (interp, args->values[0]))
    return CR_UNSET;
  CrObject value = cr_object_ref (cr_dict_get (cr_object_dict (self), args->values[0]));
  if (cr_object_is_set (value))
    {
      cr_dict_remove (cr_object_dict (self), args->values[0]);
      return value;
    }
  if (args->n_positional > 1)
    return cr_object_ref (args->values[1]);
  return cr_interp_raise_key (interp, args->values[0]);
}

static CrObject
dict_update (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject merged = interp->types[CR_OBJECT_DICT]->construct (interp, CR_UNSET, args);
  if (!cr_object_is_set (merged))
    return CR_UNSET;
  CrDict *from = cr_object_dict (merged);
  for (guint i = 0; i < from->n_entries; i++)
    cr_dict_set (cr_object_dict (self), from->entries[i].key, cr_object_ref (from->entries[i].value));
  cr_object_unref (merged);
  return CR_NONE;
}

static CrObject
dict_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_dict_clear (cr_object_dict (self));
  return CR_NONE;
}

static CrObject
dict_popitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = cr_object_dict (self);
  CrObject last = cr_call_args_at (args, 0, "last");
  gboolean first = cr_object_is_set (last) && cr_interp_truth (interp, last) == 0;
  for (guint k = 0; k < dict->n_entries; k++)
    {
      CrDictEntry *entry = &dict->entries[first ? k : dict->n_entries - 1 - k];
      if (!cr_object_is_set (entry->key))
        continue;
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = cr_object_ref (entry->key);
      pair->items[1] = cr_object_ref (entry->value);
      cr_dict_remove (dict, pair->items[0]);
      return cr_object_from_cell (pair);
    }
  CrObject text = cr_str_new (interp->heap, "popitem(): dictionary is empty", -1);
  cr_interp_raise_key (interp, text);
  cr_object_unref (text);
  return CR_UNSET;
}

/* dict.fromkeys (keys, value) */
static CrObject
dict_fromkeys (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *iterator = cr_interp_iterate (interp, args->values[0]);
  if (iterator == NULL)
    return CR_UNSET;
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  gboolean fine = TRUE;
  while (fine)
    {
      CrObject key = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (key))
        break;
      fine = cr_interp_check_hashable (interp, key);
      if (fine)
        cr_dict_set (dict, key, args->n_positional > 1 ? cr_object_ref (args->values[1]) : CR_NONE);
      cr_object_unref (key);
    }
  cr_cell_unref (iterator);
  if (!cr_interp_is_raised (interp))
    return cr_object_from_cell (dict);
  cr_cell_unref (dict);
  return CR_UNSET;
}

static CrObject
dict_copy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs one = { &self, 1, 0, NULL };
  CrObject copy = interp->types[CR_OBJECT_DICT]->construct (interp, CR_UNSET, &one);
  if (cr_object_is_set (copy))
    {
      cr_object_dict (copy)->type = cr_cell_ref (cr_object_dict (self)->type);
      cr_object_dict (copy)->factory = cr_object_ref (cr_object_dict (self)->factory);
    }
  return copy;
}

const CrBuiltinRow cr_dict_popitem_row = { "popitem", 0, 1, "last", dict_popitem };
const CrBuiltinRow cr_dict_fromkeys_row = { "fromkeys", 1, 2, NULL, dict_fromkeys };

const CrBuiltinRow cr_builtins_dict[] = {
  { "keys", 0, 0, NULL, dict_keys },
  { "values", 0, 0, NULL, dict_values },
  { "items", 0, 0, NULL, dict_items },
  { "get", 1, 2, NULL, dict_get },
  { "setdefault", 1, 2, NULL, dict_setdefault },
  { "pop", 1, 2, NULL, dict_pop },
  { "popitem", 0, 0, NULL, dict_popitem },
  { "update", 0, 1, "*", dict_update },
  { "clear", 0, 0, NULL, dict_clear },
  { "copy", 0, 0, NULL, dict_copy },
  { NULL },
};
