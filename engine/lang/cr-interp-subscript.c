/* object[index]: sequences, strings, ranges and dicts; tensors are another file's. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <string.h>

/* What a slice says, its ends not yet those of any object. */
typedef struct
{
  gint64 start, stop, step;
} Bounds;

/* A slice over n items: Python's clamping. */
typedef struct
{
  gint64 start, step, count;
} Span;

static gboolean
slice_part (CrInterp *interp, CrObject part, gint64 otherwise, gint64 *value)
{
  *value = otherwise;
  if (part.kind == CR_OBJECT_NONE)
    return TRUE;
  if (part.kind == CR_OBJECT_TENSOR || cr_interp_has_special (part, "__index__"))
    return cr_interp_to_int (interp, part, value);
  if (part.kind == CR_OBJECT_BIG)
    {
      *value = cr_big_get_sign (part) < 0 ? G_MININT64 + 1 : G_MAXINT64;
      return TRUE;
    }
  if (!cr_object_is_integer (part))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "slice indices must be integers or None or have an __index__ method");
      return FALSE;
    }
  *value = part.u.integer;
  return TRUE;
}

static gint64
clamp_index (gint64 index, gint64 n, gint64 step)
{
  if (index < 0)
    index += n;
  if (index < 0)
    return step > 0 ? 0 : -1;
  return MIN (index, step > 0 ? n : n - 1);
}

static gboolean
read_bounds (CrInterp *interp, CrObject object, Bounds *bounds)
{
  CrSlice *slice = (CrSlice *)object.u.cell;
  if (!slice_part (interp, slice->step, 1, &bounds->step))
    return FALSE;
  if (bounds->step == 0)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "slice step cannot be zero");
      return FALSE;
    }
  bounds->step = CLAMP (bounds->step, -G_MAXINT64 / 2, G_MAXINT64 / 2);
  return slice_part (interp, slice->start, bounds->step > 0 ? 0 : G_MAXINT64, &bounds->start)
         && slice_part (interp, slice->stop, bounds->step > 0 ? G_MAXINT64 : G_MININT64, &bounds->stop);
}

static void
clamp_bounds (const Bounds *bounds, gint64 n, Span *span)
{
  gint64 step = bounds->step;
  gint64 start = clamp_index (bounds->start, n, step);
  gint64 stop = bounds->stop == G_MININT64 ? -1 : clamp_index (bounds->stop, n, step);
  span->start = start;
  span->step = step;
  if (step > 0)
    span->count = stop > start ? (stop - start - 1) / step + 1 : 0;
  else
    span->count = start > stop ? (start - stop - 1) / -step + 1 : 0;
}

/* The length is asked for last: an __index__ of the script's may have changed it. */
static gboolean
resolve_slice (CrInterp *interp, CrObject object, CrObject slice, Span *span)
{
  Bounds bounds;
  if (!read_bounds (interp, slice, &bounds))
    return FALSE;
  clamp_bounds (&bounds, cr_interp_length (interp, object), span);
  return TRUE;
}

static CrObject
slice_sequence (CrInterp *interp, CrSequence *from, const Span *span)
{
  if (!cr_interp_reserve (interp, (guint64)span->count * sizeof (CrObject)))
    return CR_UNSET;
  CrSequence *to = cr_sequence_new (interp->heap, from->cell.kind, (guint)span->count);
  for (gint64 i = 0; i < span->count; i++)
    {
      to->items[i] = cr_object_ref (from->items[span->start + i * span->step]);
      if (!CR_GOES_ON (interp, i))
        {
          to->n = (guint)i + 1; /* what was never touched is not walked over */
          cr_object_unref (cr_object_from_cell (to));
          return CR_UNSET;
        }
    }
  return cr_object_from_cell (to);
}

static CrObject
slice_str (CrInterp *interp, CrStr *from, const Span *span)
{
  GString *text = g_string_new (NULL);
  gboolean ascii = (gint64)from->length == from->n_chars;
  for (gint64 i = 0; i < span->count; i++)
    {
      gint64 index = span->start + i * span->step;
      const char *at = ascii ? from->text + index : g_utf8_offset_to_pointer (from->text, index);
      g_string_append_len (text, at, g_utf8_next_char (at) - at);
      if (!(ascii ? CR_GOES_ON (interp, i) : cr_interp_check_clock (interp)))
        {
          g_string_free (text, TRUE);
          return CR_UNSET;
        }
    }
  return cr_str_new_take (interp->heap, text);
}

static CrObject
get_slice (CrInterp *interp, CrObject object, CrObject index)
{
  Span span;
  if (!resolve_slice (interp, object, index, &span))
    return CR_UNSET;
  if (cr_object_is_sequence (object))
    return slice_sequence (interp, cr_object_sequence (object), &span);
  if (object.kind == CR_OBJECT_STR)
    return slice_str (interp, cr_object_str (object), &span);
  CrRangeObject *range = (CrRangeObject *)object.u.cell;
  gint64 start = range->start + span.start * range->step;
  return cr_range_new (interp->heap, start, start + span.count * span.step * range->step, span.step * range->step);
}

/* An index into @object, negative ones from the end; its length is asked for last, as for slices. */
static gboolean
resolve_index (CrInterp *interp, CrObject object, CrObject index, const char *what, gint64 *at)
{
  gint64 value;
  if (cr_object_is_integer (index))
    value = index.u.integer;
  else if (index.kind == CR_OBJECT_INSTANCE && cr_interp_has_special (index, "__index__"))
    {
      if (!cr_interp_to_int (interp, index, &value))
        return FALSE;
    }
  else if (index.kind == CR_OBJECT_TENSOR && !cr_dtype_is_floating (cr_tensor_get_dtype (index.u.tensor)))
    {
      if (!cr_interp_to_int (interp, index, &value))
        return FALSE;
    }
  else if (index.kind == CR_OBJECT_BIG)
    {
      cr_interp_raise (interp, CR_ERROR_INDEX, "cannot fit 'int' into an index-sized integer");
      return FALSE;
    }
  else
    {
      if (object.kind == CR_OBJECT_STR)
        cr_interp_raise (interp, CR_ERROR_TYPE, "string indices must be integers, not '%s'",
                         cr_interp_type_name (interp, index));
      else
        cr_interp_raise (interp, CR_ERROR_TYPE, "%s indices must be integers or slices, not %s",
                         object.kind == CR_OBJECT_SIZE ? "tuple" : cr_interp_type_name (interp, object),
                         cr_interp_type_name (interp, index));
      return FALSE;
    }
  gint64 n = cr_interp_length (interp, object);
  *at = value < 0 ? value + n : value;
  if (*at >= 0 && *at < n)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_INDEX, "%s index out of range", what);
  return FALSE;
}

static const char *
index_name (CrObject object)
{
  if (object.kind == CR_OBJECT_STR)
    return "string";
  if (object.kind == CR_OBJECT_RANGE)
    return "range object";
  return object.kind == CR_OBJECT_LIST ? "list" : "tuple";
}

static CrObject
get_indexed (CrInterp *interp, CrObject object, CrObject index)
{
  gint64 at;
  if (index.kind == CR_OBJECT_SLICE)
    return get_slice (interp, object, index);
  if (!resolve_index (interp, object, index, index_name (object), &at))
    return CR_UNSET;
  if (cr_object_is_sequence (object))
    return cr_object_ref (cr_object_sequence (object)->items[at]);
  if (object.kind == CR_OBJECT_RANGE)
    {
      CrRangeObject *range = (CrRangeObject *)object.u.cell;
      return cr_object_int (range->start + at * range->step);
    }
  const char *place = g_utf8_offset_to_pointer (cr_object_text (object), at);
  return cr_str_new (interp->heap, place, g_utf8_next_char (place) - place);
}

static CrObject
get_keyed (CrInterp *interp, CrObject object, CrObject key)
{
  if (!cr_interp_check_hashable (interp, key))
    return CR_UNSET;
  CrObject value = cr_dict_get (cr_object_dict (object), key);
  if (cr_object_is_set (value))
    return cr_object_ref (value);
  return cr_object_dict (object)->type ? cr_interp_missing (interp, object, key) : cr_interp_raise_key (interp, key);
}

CrObject
cr_interp_get_item (CrInterp *interp, CrObject object, CrObject index)
{
  switch (object.kind)
    {
    case CR_OBJECT_TENSOR:
    case CR_OBJECT_ARRAY:
      return cr_tensor_get_item (interp, object, index);
    case CR_OBJECT_LIST:
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
    case CR_OBJECT_STR:
    case CR_OBJECT_RANGE:
      return get_indexed (interp, object, index);
    case CR_OBJECT_DICT:
      return get_keyed (interp, object, index);
    default:
      break;
    }
  if (object.kind == CR_OBJECT_CLASS)
    {
      /* List[int] and the like: only annotations need it, and nobody evaluates those. */
      CrClass *type = (CrClass *)object.u.cell;
      CrObject members = cr_enum_get_members (object);
      if (cr_object_is_set (members))
        return cr_enum_get_item (interp, members, index);
      CrObject own = cr_class_lookup (type, "__class_getitem__");
      if (own.kind == CR_OBJECT_CLASS_METHOD)
        own = ((CrDescriptor *)own.u.cell)->get;
      if (cr_object_is_set (own))
        return cr_interp_call_simple (interp, own, (CrObject[]){ object, index }, 2);
      if (g_str_has_prefix (type->name, "typing.") || type->instance_kind == CR_OBJECT_LIST
          || type->instance_kind == CR_OBJECT_TUPLE || type->instance_kind == CR_OBJECT_DICT
          || type->instance_kind == CR_OBJECT_SET || (type->base && g_str_has_prefix (type->base->name, "typing.")))
        return cr_object_ref (object);
    }
  CrObject item = cr_interp_call_special (interp, object, "__getitem__", &index, 1);
  if (!cr_object_is_set (item) && !cr_interp_is_raised (interp))
    cr_interp_raise (
        interp, CR_ERROR_TYPE,
        object.kind == CR_OBJECT_CLASS ? "type '%s' is not subscriptable" : "'%s' object is not subscriptable",
        object.kind == CR_OBJECT_CLASS ? ((CrClass *)object.u.cell)->name : cr_interp_type_name (interp, object));
  return item;
}

/* For @value, whose items could not be had. */
static gboolean
raise_no_items (CrInterp *interp, CrObject value, gint64 step)
{
  gboolean cannot
      = value.kind != CR_OBJECT_INSTANCE && value.kind != CR_OBJECT_ITERATOR && value.kind != CR_OBJECT_TENSOR;
  if (cannot && interp->pending.code == CR_ERROR_TYPE)
    cr_interp_raise (interp, CR_ERROR_TYPE,
                     step == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
  return FALSE;
}

static gboolean
set_slice (CrInterp *interp, CrObject object, CrObject index, CrObject value)
{
  Bounds bounds;
  Span span;
  CrSequence *list = cr_object_sequence (object);
  if (!read_bounds (interp, index, &bounds))
    return FALSE;
  CrSequence *items = cr_interp_to_sequence (interp, value, CR_OBJECT_LIST);
  if (items == NULL)
    return raise_no_items (interp, value, bounds.step);
  clamp_bounds (&bounds, list->n, &span); /* the value's iterator, too, may have changed the list */
  gboolean fine = span.step == 1 || items->n == span.count;
  if (!fine)
    cr_interp_raise (interp, CR_ERROR_VALUE,
                     "attempt to assign sequence of size %u to extended slice of size %" G_GINT64_FORMAT, items->n,
                     span.count);
  else if (span.step == 1)
    cr_sequence_replace (list, (guint)span.start, (guint)span.count, items);
  else
    for (gint64 i = 0; i < span.count; i++)
      cr_object_set (&list->items[span.start + i * span.step], cr_object_ref (items->items[i]));
  cr_cell_unref (items);
  return fine;
}

static gboolean
set_indexed (CrInterp *interp, CrObject object, CrObject index, CrObject value)
{
  gint64 at;
  CrSequence *list = cr_object_sequence (object);
  if (index.kind == CR_OBJECT_SLICE)
    return set_slice (interp, object, index, value);
  if (!resolve_index (interp, object, index, "list assignment", &at))
    return FALSE;
  cr_object_set (&list->items[at], cr_object_ref (value));
  return TRUE;
}

gboolean
cr_interp_set_item (CrInterp *interp, CrObject object, CrObject index, CrObject value)
{
  if (object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY)
    return cr_tensor_set_item (interp, object, index, value);
  if (object.kind == CR_OBJECT_LIST)
    return set_indexed (interp, object, index, value);
  if (object.kind == CR_OBJECT_DICT)
    {
      if (!cr_interp_check_hashable (interp, index))
        return FALSE;
      cr_dict_set (cr_object_dict (object), index, cr_object_ref (value));
      return TRUE;
    }
  CrObject values[] = { index, value };
  CrObject result = cr_interp_call_special (interp, object, "__setitem__", values, 2);
  if (cr_object_is_set (result))
    {
      cr_object_unref (result);
      return TRUE;
    }
  if (!cr_interp_is_raised (interp))
    cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object does not support item assignment",
                     cr_interp_type_name (interp, object));
  return FALSE;
}

static gboolean
delete_indexed (CrInterp *interp, CrObject object, CrObject index)
{
  CrSequence *list = cr_object_sequence (object);
  Span span = { 0, 1, 1 };
  if (index.kind != CR_OBJECT_SLICE)
    {
      if (!resolve_index (interp, object, index, "list assignment", &span.start))
        return FALSE;
    }
  else if (!resolve_slice (interp, object, index, &span))
    return FALSE;
  if (span.step == 1)
    cr_sequence_remove (list, (guint)span.start, (guint)span.count);
  else
    {
      gint64 last = span.start + (span.count - 1) * span.step;
      cr_sequence_thin (list, (guint)MIN (span.start, last), (guint)MIN (ABS (span.step), G_MAXINT), (guint)span.count);
    }
  return TRUE;
}

gboolean
cr_interp_delete_item (CrInterp *interp, CrObject object, CrObject index)
{
  if (object.kind == CR_OBJECT_LIST)
    return delete_indexed (interp, object, index);
  if (object.kind == CR_OBJECT_DICT)
    {
      if (!cr_interp_check_hashable (interp, index))
        return FALSE;
      if (cr_dict_remove (cr_object_dict (object), index))
        return TRUE;
      cr_interp_raise_key (interp, index);
      return FALSE;
    }
  CrObject result = cr_interp_call_special (interp, object, "__delitem__", &index, 1);
  if (cr_object_is_set (result) || cr_interp_is_raised (interp))
    {
      cr_object_unref (result);
      return !cr_interp_is_raised (interp);
    }
  gboolean has_items = object.kind == CR_OBJECT_STR || object.kind == CR_OBJECT_RANGE || cr_object_is_sequence (object);
  cr_interp_raise (interp, CR_ERROR_TYPE,
                   has_items ? "'%s' object doesn't support item deletion"
                             : "'%s' object does not support item deletion",
                   cr_interp_type_name (interp, object));
  return FALSE;
}
