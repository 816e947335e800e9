/* Iteration over whatever can be iterated over. */

#include "cr-interp-private.h"

#include <string.h>

static const char key_iterator[] = "dict_keyiterator";
static const char value_iterator[] = "dict_valueiterator";
static const char item_iterator[] = "dict_itemiterator";

static CrObject
sequence_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *sequence = cr_object_sequence (iterator->source);
  if (iterator->position >= sequence->n)
    return CR_UNSET;
  return cr_object_ref (sequence->items[iterator->position++]);
}

static CrObject
range_next (CrInterp *interp, CrIterator *iterator)
{
  CrRangeObject *range = (CrRangeObject *)iterator->source.u.cell;
  if (!cr_object_is_set (iterator->extra)) /* the length, which takes a division */
    iterator->extra = cr_object_int (cr_range_get_length (range));
  if (iterator->position >= iterator->extra.u.integer)
    return CR_UNSET;
  return cr_object_int (range->start + iterator->position++ * range->step);
}

static CrObject
str_next (CrInterp *interp, CrIterator *iterator)
{
  CrStr *str = cr_object_str (iterator->source);
  if ((gsize)iterator->position >= str->length)
    return CR_UNSET;
  const char *at = str->text + iterator->position;
  gsize n = (gsize)(g_utf8_next_char (at) - at);
  iterator->position += (gint64)n;
  return cr_str_new (interp->heap, at, (gssize)n);
}

/* What the iterator gives of an entry: by the names of the iterators of views. */
static CrObject
entry_part (CrInterp *interp, CrIterator *iterator, const CrDictEntry *entry)
{
  if (iterator->type_name == value_iterator)
    return cr_object_ref (entry->value);
  if (iterator->type_name != item_iterator)
    return cr_object_ref (entry->key);
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = cr_object_ref (entry->key);
  pair->items[1] = cr_object_ref (entry->value);
  return cr_object_from_cell (pair);
}

static CrObject
dict_next (CrInterp *interp, CrIterator *iterator)
{
  CrDict *dict = cr_object_dict (iterator->source);
  if (iterator->extra.u.integer != dict->n_live)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "dictionary changed size during iteration");
  while (iterator->position < dict->n_entries)
    {
      CrDictEntry *entry = &dict->entries[iterator->position++];
      if (cr_object_is_set (entry->key))
        return entry_part (interp, iterator, entry);
    }
  return CR_UNSET;
}

/* A set is walked in the order that CPython has, which is found at the beginning. */
static CrObject
set_next (CrInterp *interp, CrIterator *iterator)
{
  CrDict *set = cr_object_dict (iterator->source);
  CrSequence *items = cr_object_sequence (iterator->extra);
  if (items->n != set->n_live)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "Set changed size during iteration");
  return iterator->position < items->n ? cr_object_ref (items->items[iterator->position++]) : CR_UNSET;
}

static CrObject
tensor_next (CrInterp *interp, CrIterator *iterator)
{
  CrTensor *tensor = iterator->source.u.tensor;
  if (iterator->position >= cr_tensor_get_sizes (tensor)[0])
    return CR_UNSET;
  return cr_tensor_get_item (interp, iterator->source, cr_object_int (iterator->position++));
}

/* Python's old protocol: __getitem__ from 0 on until IndexError. */
static CrObject
item_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject index = cr_object_int (iterator->position++);
  CrObject item = cr_interp_call_special (interp, iterator->source, "__getitem__", &index, 1);
  if (!cr_object_is_set (item) && interp->pending.raised && interp->pending.code == CR_ERROR_INDEX)
    cr_interp_forget (interp);
  return item;
}

/* __next__ of an instance until StopIteration. */
static CrObject
instance_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject item = cr_interp_call_special (interp, iterator->source, "__next__", NULL, 0);
  if (!cr_object_is_set (item) && interp->pending.raised && interp->pending.code == CR_ERROR_STOP_ITERATION)
    cr_interp_forget (interp);
  return item;
}

static CrIterator *
raise_not_iterable (CrInterp *interp, CrObject object)
{
  cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not iterable", cr_interp_type_name (interp, object));
  return NULL;
}

static CrIterator *
iterate_instance (CrInterp *interp, CrObject object)
{
  CrClass *type = ((CrInstance *)object.u.cell)->type;
  if (cr_object_is_set (cr_class_lookup (type, "__iter__")))
    {
      CrObject iterator = cr_interp_call_special (interp, object, "__iter__", NULL, 0);
      if (!cr_object_is_set (iterator))
        return NULL;
      if (iterator.kind == CR_OBJECT_ITERATOR)
        return (CrIterator *)iterator.u.cell;
      if (iterator.kind == CR_OBJECT_INSTANCE)
        return cr_iterator_new (interp->heap, "iterator", instance_next, iterator);
      cr_interp_raise (interp, CR_ERROR_TYPE, "iter() returned non-iterator of type '%s'",
                       cr_interp_type_name (interp, iterator));
      cr_object_unref (iterator);
      return NULL;
    }
  if (!cr_object_is_set (cr_class_lookup (type, "__getitem__")))
    return raise_not_iterable (interp, object);
  return cr_iterator_new (interp->heap, "iterator", item_next, cr_object_ref (object));
}

/* A tensor is walked by unbind(), at once, as the graph shows. */
static CrIterator *
iterate_parts (CrInterp *interp, CrObject object)
{
  const CrFunction *unbind = cr_interp_find_function (interp, "unbind", CR_SPELL_METHOD);
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject parts = cr_interp_call_torch (interp, unbind, FALSE, object, &none);
  return cr_object_is_set (parts) ? cr_iterator_new (interp->heap, "iterator", sequence_next, parts) : NULL;
}

static CrIterator *
iterate_tensor (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_TENSOR && cr_tensor_get_ndim (object.u.tensor) > 0)
    return iterate_parts (interp, object);
  if (cr_tensor_get_ndim (object.u.tensor) > 0)
    return cr_iterator_new (interp->heap, "iterator", tensor_next, cr_object_ref (object));
  cr_interp_raise (interp, CR_ERROR_TYPE,
                   object.kind == CR_OBJECT_ARRAY ? "iteration over a 0-d array" : "iteration over a 0-d tensor");
  return NULL;
}

static CrIterator *
iterate_dict (CrInterp *interp, CrDict *dict, CrViewKind view)
{
  const char *name = view == CR_VIEW_KEYS ? key_iterator : view == CR_VIEW_VALUES ? value_iterator : item_iterator;
  CrIterator *iterator = cr_iterator_new (interp->heap, name, dict_next, cr_object_from_cell (cr_cell_ref (dict)));
  iterator->extra = cr_object_int (dict->n_live);
  return iterator;
}

CrIterator *
cr_interp_iterate (CrInterp *interp, CrObject object)
{
  CrHeap *heap = interp->heap;
  switch (object.kind)
    {
    case CR_OBJECT_LIST:
      return cr_iterator_new (heap, "list_iterator", sequence_next, cr_object_ref (object));
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
      return cr_iterator_new (heap, "tuple_iterator", sequence_next, cr_object_ref (object));
    case CR_OBJECT_RANGE:
      return cr_iterator_new (heap, "range_iterator", range_next, cr_object_ref (object));
    case CR_OBJECT_STR:
      return cr_iterator_new (heap, "str_iterator", str_next, cr_object_ref (object));
    case CR_OBJECT_DICT:
      return iterate_dict (interp, cr_object_dict (object), CR_VIEW_KEYS);
    case CR_OBJECT_DICT_VIEW:
      return iterate_dict (interp, ((CrDictView *)object.u.cell)->dict, ((CrDictView *)object.u.cell)->view);
    case CR_OBJECT_SET:
      {
        CrIterator *iterator = cr_iterator_new (heap, "set_iterator", set_next, cr_object_ref (object));
        iterator->extra = cr_object_from_cell (cr_interp_set_items (interp, cr_object_dict (object)));
        return iterator;
      }
    case CR_OBJECT_TENSOR:
    case CR_OBJECT_ARRAY:
      return iterate_tensor (interp, object);
    case CR_OBJECT_ITERATOR:
      return cr_cell_ref (object.u.cell);
    case CR_OBJECT_INSTANCE:
      return iterate_instance (interp, object);
    case CR_OBJECT_CLASS:
      if (cr_object_is_set (cr_enum_get_members (object)))
        return iterate_dict (interp, cr_object_dict (cr_enum_get_members (object)), CR_VIEW_VALUES);
      return raise_not_iterable (interp, object);
    default:
      return raise_not_iterable (interp, object);
    }
}

CrObject
cr_interp_next (CrInterp *interp, CrIterator *iterator)
{
  return cr_interp_step (interp) ? iterator->next (interp, iterator) : CR_UNSET;
}

CrSequence *
cr_interp_to_sequence (CrInterp *interp, CrObject object, CrObjectKind kind)
{
  CrIterator *iterator = cr_interp_iterate (interp, object);
  if (iterator == NULL)
    return NULL;
  CrSequence *sequence = cr_sequence_new (interp->heap, kind, 0);
  for (CrObject item = cr_interp_next (interp, iterator); cr_object_is_set (item);
       item = cr_interp_next (interp, iterator))
    {
      cr_sequence_append (sequence, item);
      if (sequence->n % 4096 == 0 && !cr_interp_reserve (interp, 65536))
        break;
    }
  cr_cell_unref (iterator);
  if (!cr_interp_is_raised (interp))
    return sequence;
  cr_cell_unref (sequence);
  return NULL;
}

static gint64
length_of_instance (CrInterp *interp, CrObject object)
{
  CrObject length = cr_interp_call_special (interp, object, "__len__", NULL, 0);
  if (cr_object_is_integer (length))
    return length.u.integer;
  if (!cr_interp_is_raised (interp))
    cr_interp_raise (interp, CR_ERROR_TYPE, "object of type '%s' has no len()", cr_interp_type_name (interp, object));
  cr_object_unref (length);
  return -1;
}

static gint64
length_of_tensor (CrInterp *interp, CrObject object)
{
  if (cr_tensor_get_ndim (object.u.tensor) > 0)
    return cr_tensor_get_sizes (object.u.tensor)[0];
  cr_interp_raise (interp, CR_ERROR_TYPE,
                   object.kind == CR_OBJECT_ARRAY ? "len() of unsized object" : "len() of a 0-d tensor");
  return -1;
}

gint64
cr_interp_length (CrInterp *interp, CrObject object)
{
  switch (object.kind)
    {
    case CR_OBJECT_STR:
      return cr_object_str (object)->n_chars;
    case CR_OBJECT_LIST:
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
      return cr_object_sequence (object)->n;
    case CR_OBJECT_DICT:
    case CR_OBJECT_SET:
      return cr_object_dict (object)->n_live;
    case CR_OBJECT_DICT_VIEW:
      return ((CrDictView *)object.u.cell)->dict->n_live;
    case CR_OBJECT_CLASS:
      if (cr_object_is_set (cr_enum_get_members (object)))
        return cr_object_dict (cr_enum_get_members (object))->n_live;
      cr_interp_raise (interp, CR_ERROR_TYPE, "object of type 'type' has no len()");
      return -1;
    case CR_OBJECT_RANGE:
      return cr_range_get_length ((CrRangeObject *)object.u.cell);
    case CR_OBJECT_TENSOR:
    case CR_OBJECT_ARRAY:
      return length_of_tensor (interp, object);
    case CR_OBJECT_INSTANCE:
      return length_of_instance (interp, object);
    default:
      cr_interp_raise (interp, CR_ERROR_TYPE, "object of type '%s' has no len()", cr_interp_type_name (interp, object));
      return -1;
    }
}
