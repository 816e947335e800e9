/* enumerate, zip, map, filter, reversed, sorted, iter and next. */

#include "cr-interp-private.h"

#include <string.h>

static CrObject
new_pair (CrInterp *interp, CrObject first, CrObject second)
{
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = first;
  pair->items[1] = second;
  return cr_object_from_cell (pair);
}

static CrObject
enumerate_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject item = cr_interp_next (interp, (CrIterator *)iterator->source.u.cell);
  if (!cr_object_is_set (item))
    return CR_UNSET;
  return new_pair (interp, cr_object_int (iterator->position++), item);
}

CrObject
cr_builtin_enumerate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject start = cr_call_args_at (args, 1, "start");
  gint64 from = 0;
  if (cr_object_is_set (start) && !cr_interp_to_int (interp, start, &from))
    return CR_UNSET;
  CrIterator *source = cr_interp_iterate (interp, args->values[0]);
  if (source == NULL)
    return CR_UNSET;
  CrIterator *iterator = cr_iterator_new (interp->heap, "enumerate", enumerate_next, cr_object_from_cell (source));
  iterator->position = from;
  return cr_object_from_cell (iterator);
}

/* One item of each iterator in the tuple; NULL when one is at its end: @ended, where wanted. */
static CrSequence *
next_of_each (CrInterp *interp, CrSequence *sources, guint *ended)
{
  CrSequence *items = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, sources->n);
  for (guint i = 0; i < sources->n; i++)
    {
      items->items[i] = cr_interp_next (interp, (CrIterator *)sources->items[i].u.cell);
      if (cr_object_is_set (items->items[i]))
        continue;
      cr_cell_unref (items);
      if (ended)
        *ended = i;
      return NULL;
    }
  return items;
}

static CrSequence *
iterate_each (CrInterp *interp, const CrObject *values, guint n)
{
  CrSequence *sources = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    {
      CrIterator *source = cr_interp_iterate (interp, values[i]);
      if (source == NULL)
        {
          cr_cell_unref (sources);
          return NULL;
        }
      sources->items[i] = cr_object_from_cell (source);
    }
  return sources;
}

/* zip (strict=True): all must end together. @ended is the first that gave no item. */
static CrObject
check_strict (CrInterp *interp, CrSequence *sources, guint ended)
{
  if (ended > 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "zip() argument %u is shorter than argument%s%u", ended + 1,
                            ended == 1 ? " " : "s 1-", ended);
  for (guint i = 1; i < sources->n; i++)
    {
      CrObject item = cr_interp_next (interp, (CrIterator *)sources->items[i].u.cell);
      gboolean more = cr_object_is_set (item);
      cr_object_unref (item);
      if (cr_interp_is_raised (interp))
        return CR_UNSET;
      if (more)
        return cr_interp_raise (interp, CR_ERROR_VALUE, "zip() argument %u is longer than argument%s%u", i + 1,
                                i == 1 ? " " : "s 1-", i);
    }
  return CR_UNSET;
}

static CrObject
zip_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *sources = cr_object_sequence (iterator->source);
  guint ended = 0;
  CrSequence *items = sources->n ? next_of_each (interp, sources, &ended) : NULL;
  if (items == NULL && iterator->position && !cr_interp_is_raised (interp))
    return check_strict (interp, sources, ended);
  return items ? cr_object_from_cell (items) : CR_UNSET;
}

CrObject
cr_builtin_zip (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *sources = iterate_each (interp, args->values, args->n_positional);
  if (sources == NULL)
    return CR_UNSET;
  CrIterator *zip = cr_iterator_new (interp->heap, "zip", zip_next, cr_object_from_cell (sources));
  CrObject strict = cr_call_args_get (args, "strict");
  zip->position = cr_object_is_set (strict) && cr_interp_truth (interp, strict) > 0;
  return cr_object_from_cell (zip);
}

static CrObject
map_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *items = next_of_each (interp, cr_object_sequence (iterator->source), NULL);
  if (items == NULL)
    return CR_UNSET;
  CrObject result = cr_interp_call_simple (interp, iterator->extra, items->items, items->n);
  cr_cell_unref (items);
  return result;
}

CrObject
cr_builtin_map (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *sources = iterate_each (interp, args->values + 1, args->n_positional - 1);
  if (sources == NULL)
    return CR_UNSET;
  CrIterator *iterator = cr_iterator_new (interp->heap, "map", map_next, cr_object_from_cell (sources));
  iterator->extra = cr_object_ref (args->values[0]);
  return cr_object_from_cell (iterator);
}

static CrObject
filter_next (CrInterp *interp, CrIterator *iterator)
{
  for (guint i = 0;; i++)
    {
      CrObject item
          = CR_GOES_ON (interp, i) ? cr_interp_next (interp, (CrIterator *)iterator->source.u.cell) : CR_UNSET;
      if (!cr_object_is_set (item))
        return CR_UNSET;
      CrObject verdict = iterator->extra.kind == CR_OBJECT_NONE
                             ? cr_object_ref (item)
                             : cr_interp_call_simple (interp, iterator->extra, &item, 1);
      int truth = cr_object_is_set (verdict) ? cr_interp_truth (interp, verdict) : -1;
      cr_object_unref (verdict);
      if (truth > 0)
        return item;
      cr_object_unref (item);
      if (truth < 0)
        return CR_UNSET;
    }
}

CrObject
cr_builtin_filter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *source = cr_interp_iterate (interp, args->values[1]);
  if (source == NULL)
    return CR_UNSET;
  CrIterator *iterator = cr_iterator_new (interp->heap, "filter", filter_next, cr_object_from_cell (source));
  iterator->extra = cr_object_ref (args->values[0]);
  return cr_object_from_cell (iterator);
}

static CrObject
reversed_next (CrInterp *interp, CrIterator *iterator)
{
  if (iterator->position <= 0)
    return CR_UNSET;
  return cr_interp_get_item (interp, iterator->source, cr_object_int (--iterator->position));
}

CrObject
cr_builtin_reversed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  if (cr_interp_has_special (value, "__reversed__"))
    return cr_interp_call_special (interp, value, "__reversed__", NULL, 0);
  gboolean indexed = cr_object_is_sequence (value) || value.kind == CR_OBJECT_STR || value.kind == CR_OBJECT_RANGE
                     || (cr_interp_has_special (value, "__getitem__") && cr_interp_has_special (value, "__len__"));
  if (value.kind == CR_OBJECT_DICT || value.kind == CR_OBJECT_DICT_VIEW)
    {
      CrSequence *items = cr_interp_to_sequence (interp, value, CR_OBJECT_LIST);
      CrIterator *backwards
          = cr_iterator_new (interp->heap, "dict_reversekeyiterator", reversed_next, cr_object_from_cell (items));
      backwards->position = items->n;
      return cr_object_from_cell (backwards);
    }
  if (!indexed)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not reversible",
                            cr_interp_type_name (interp, value));
  CrIterator *iterator = cr_iterator_new (interp->heap, "reversed", reversed_next, cr_object_ref (value));
  iterator->position = cr_interp_length (interp, value);
  return cr_object_from_cell (iterator);
}

CrObject
cr_builtin_sorted (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  CrObject reverse = cr_call_args_get (args, "reverse");
  if (list == NULL)
    return CR_UNSET;
  if (cr_interp_sort (interp, list, cr_call_args_get (args, "key"),
                      cr_object_is_set (reverse) && cr_interp_truth (interp, reverse) > 0))
    return cr_object_from_cell (list);
  cr_cell_unref (list);
  return CR_UNSET;
}

CrObject
cr_builtin_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *iterator = cr_interp_iterate (interp, args->values[0]);
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

CrObject
cr_builtin_next (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_ITERATOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not an iterator",
                            cr_interp_type_name (interp, args->values[0]));
  CrObject item = cr_interp_next (interp, (CrIterator *)args->values[0].u.cell);
  if (cr_object_is_set (item) || cr_interp_is_raised (interp))
    return item;
  if (args->n_positional > 1)
    return cr_object_ref (args->values[1]);
  return cr_interp_raise_stop (interp, cr_coroutine_get_result ((CrIterator *)args->values[0].u.cell));
}
