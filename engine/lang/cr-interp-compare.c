/* Comparison, membership and truth. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <string.h>

/* Of items of containers, from which an __eq__ may take them. */
static int
equal_kept (CrInterp *interp, CrObject x, CrObject y)
{
  cr_object_ref (x);
  cr_object_ref (y);
  int equal = cr_interp_equal (interp, x, y);
  cr_object_unref (x);
  cr_object_unref (y);
  return equal;
}

static int
equal_sequences (CrInterp *interp, CrSequence *a, CrSequence *b)
{
  if (a->n != b->n)
    return 0;
  if (!cr_interp_step (interp))
    return -1;
  for (guint i = 0; i < a->n && i < b->n; i++)
    {
      CrObject x = a->items[i], y = b->items[i];
      if (!CR_GOES_ON (interp, i))
        return -1;
      if (x.kind == y.kind && x.kind >= CR_OBJECT_TENSOR && x.u.pointer == y.u.pointer)
        continue;
      int equal = equal_kept (interp, x, y);
      if (equal <= 0)
        return equal;
    }
  return a->n == b->n;
}

static int
equal_dicts (CrInterp *interp, CrDict *a, CrDict *b)
{
  if (a->n_live != b->n_live)
    return 0;
  if (!cr_interp_step (interp))
    return -1;
  for (guint i = 0; i < a->n_entries; i++)
    {
      if (!cr_object_is_set (a->entries[i].key))
        continue;
      CrObject other = cr_dict_get (b, a->entries[i].key);
      int equal = cr_object_is_set (other) ? equal_kept (interp, a->entries[i].value, other) : 0;
      if (equal <= 0)
        return equal;
    }
  return 1;
}

static int
equal_ranges (CrRangeObject *a, CrRangeObject *b)
{
  gint64 n = cr_range_get_length (a);
  return n == cr_range_get_length (b) && (n == 0 || (a->start == b->start && (n == 1 || a->step == b->step)));
}

static int
truth_of_result (CrInterp *interp, CrObject result)
{
  int truth = cr_object_is_set (result) ? cr_interp_truth (interp, result) : -1;
  cr_object_unref (result);
  return truth;
}

int
cr_interp_equal (CrInterp *interp, CrObject a, CrObject b)
{
  if (a.kind == CR_OBJECT_TENSOR || b.kind == CR_OBJECT_TENSOR || a.kind == CR_OBJECT_ARRAY
      || b.kind == CR_OBJECT_ARRAY)
    return truth_of_result (interp, cr_interp_tensor_compare (interp, CR_COMPARE_EQ, a, b));
  if ((a.kind == CR_OBJECT_LIST && b.kind == CR_OBJECT_LIST) || (cr_object_is_tuple (a) && cr_object_is_tuple (b)))
    return equal_sequences (interp, cr_object_sequence (a), cr_object_sequence (b));
  if (a.kind == CR_OBJECT_SET || a.kind == CR_OBJECT_DICT_VIEW)
    {
      CrObject same = cr_interp_set_compare (interp, CR_COMPARE_EQ, a, b);
      if (same.kind != CR_OBJECT_NOT_IMPLEMENTED)
        return truth_of_result (interp, same);
    }
  if (a.kind == CR_OBJECT_COMPLEX || b.kind == CR_OBJECT_COMPLEX)
    return cr_complex_equal (a, b);
  if (a.kind == b.kind && a.kind == CR_OBJECT_DICT)
    return equal_dicts (interp, cr_object_dict (a), cr_object_dict (b));
  if (a.kind == b.kind && a.kind == CR_OBJECT_RANGE)
    return equal_ranges ((CrRangeObject *)a.u.cell, (CrRangeObject *)b.u.cell);
  if (a.kind == CR_OBJECT_INSTANCE || b.kind == CR_OBJECT_INSTANCE)
    {
      CrObject self = a.kind == CR_OBJECT_INSTANCE ? a : b;
      CrObject other = a.kind == CR_OBJECT_INSTANCE ? b : a;
      CrObject result = cr_interp_call_special (interp, self, "__eq__", &other, 1);
      if (cr_interp_is_raised (interp))
        return -1;
      if (cr_object_is_set (result) && result.kind != CR_OBJECT_NOT_IMPLEMENTED)
        return truth_of_result (interp, result);
      result = a.kind == b.kind ? cr_interp_call_special (interp, b, "__eq__", &a, 1) : CR_UNSET;
      if (cr_interp_is_raised (interp))
        return -1;
      if (cr_object_is_set (result) && result.kind != CR_OBJECT_NOT_IMPLEMENTED)
        return truth_of_result (interp, result);
      return a.kind == b.kind && a.u.pointer == b.u.pointer;
    }
  return cr_object_same_key (a, b);
}

static int
order_sequences (CrInterp *interp, CrCompareOp op, CrSequence *a, CrSequence *b)
{
  for (guint i = 0; i < a->n && i < b->n; i++)
    {
      CrObject x = cr_object_ref (a->items[i]), y = cr_object_ref (b->items[i]); /* as equal_kept() */
      int equal = cr_interp_equal (interp, x, y);
      int result = equal;
      if (equal > 0 && !CR_GOES_ON (interp, i))
        equal = result = -1;
      if (equal == 0)
        result = truth_of_result (interp, cr_interp_step (interp) ? cr_interp_compare (interp, op, x, y) : CR_UNSET);
      cr_object_unref (x);
      cr_object_unref (y);
      if (equal <= 0)
        return result;
    }
  CrObject lengths[] = { cr_object_int (a->n), cr_object_int (b->n) };
  return truth_of_result (interp, cr_interp_compare (interp, op, lengths[0], lengths[1]));
}

/* Of a sign, -1, 0 or 1. */
static gboolean
holds (CrCompareOp op, int order)
{
  switch (op)
    {
    case CR_COMPARE_LT:
      return order < 0;
    case CR_COMPARE_LE:
      return order <= 0;
    case CR_COMPARE_GT:
      return order > 0;
    default:
      return order >= 0;
    }
}

static gboolean
order_numbers (CrCompareOp op, CrObject a, CrObject b)
{
  if (cr_object_is_integer (a) && cr_object_is_integer (b))
    return holds (op, (a.u.integer > b.u.integer) - (a.u.integer < b.u.integer));
  double x = cr_object_to_double (a), y = cr_object_to_double (b);
  if (x != x || y != y)
    return FALSE;
  return holds (op, x == y && a.kind != b.kind ? cr_big_compare (a, b) : (x > y) - (x < y));
}

/* At least one of them more than 64 bits. */
static gboolean
order_bigs (CrCompareOp op, CrObject a, CrObject b)
{
  CrObject other = a.kind == CR_OBJECT_BIG ? b : a;
  if (other.kind == CR_OBJECT_FLOAT && other.u.number != other.u.number)
    return FALSE;
  return holds (op, cr_big_compare (a, b));
}

static CrObject
order_special (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  static const char *const names[] = { "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__" };
  static const CrCompareOp swapped[]
      = { CR_COMPARE_EQ, CR_COMPARE_NE, CR_COMPARE_GT, CR_COMPARE_GE, CR_COMPARE_LT, CR_COMPARE_LE };
  CrObject result = cr_interp_call_special (interp, a, names[op], &b, 1);
  if ((!cr_object_is_set (result) && !cr_interp_is_raised (interp)) || result.kind == CR_OBJECT_NOT_IMPLEMENTED)
    result = cr_interp_call_special (interp, b, names[swapped[op]], &a, 1);
  return result.kind == CR_OBJECT_NOT_IMPLEMENTED ? CR_UNSET : result;
}

static CrObject
order (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  if (cr_object_is_number (a) && cr_object_is_number (b))
    return cr_object_bool (order_numbers (op, a, b));
  if ((a.kind == CR_OBJECT_BIG && cr_object_is_real (b)) || (b.kind == CR_OBJECT_BIG && cr_object_is_real (a)))
    return cr_object_bool (order_bigs (op, a, b));
  if (a.kind == CR_OBJECT_STR && b.kind == CR_OBJECT_STR)
    {
      int sign = strcmp (cr_object_text (a), cr_object_text (b));
      return cr_object_bool (holds (op, (sign > 0) - (sign < 0)));
    }
  if ((a.kind == CR_OBJECT_LIST && b.kind == CR_OBJECT_LIST) || (cr_object_is_tuple (a) && cr_object_is_tuple (b)))
    {
      int result = order_sequences (interp, op, cr_object_sequence (a), cr_object_sequence (b));
      return result < 0 ? CR_UNSET : cr_object_bool (result);
    }
  CrObject sets = cr_interp_set_compare (interp, op, a, b);
  if (sets.kind != CR_OBJECT_NOT_IMPLEMENTED)
    return sets;
  if (a.kind == CR_OBJECT_INSTANCE || b.kind == CR_OBJECT_INSTANCE)
    {
      CrObject result = order_special (interp, op, a, b);
      if (cr_object_is_set (result) || cr_interp_is_raised (interp))
        return result;
    }
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' not supported between instances of '%s' and '%s'",
                          cr_compare_op_get_text (op), cr_interp_type_name (interp, a),
                          cr_interp_type_name (interp, b));
}

static gboolean
is_same (CrObject a, CrObject b)
{
  if (a.kind != b.kind)
    return FALSE;
  if (a.kind >= CR_OBJECT_TENSOR && a.kind != CR_OBJECT_STR)
    return a.u.pointer == b.u.pointer;
  if (a.kind == CR_OBJECT_FLOAT)
    return a.u.number == b.u.number;
  return cr_object_same_key (a, b);
}

static int
contains_iterated (CrInterp *interp, CrObject item, CrObject container)
{
  CrIterator *iterator = cr_interp_iterate (interp, container);
  if (iterator == NULL)
    {
      if (interp->pending.code == CR_ERROR_TYPE)
        cr_interp_raise (interp, CR_ERROR_TYPE, "argument of type '%s' is not iterable",
                         cr_interp_type_name (interp, container));
      return -1;
    }
  int found = 0;
  while (found == 0)
    {
      CrObject next = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (next))
        break;
      found = is_same (item, next) ? 1 : cr_interp_equal (interp, item, next);
      cr_object_unref (next);
    }
  cr_cell_unref (iterator);
  return cr_interp_is_raised (interp) ? -1 : found;
}

static int
contains (CrInterp *interp, CrObject item, CrObject container)
{
  if (container.kind == CR_OBJECT_STR)
    {
      if (item.kind == CR_OBJECT_STR)
        return strstr (cr_object_text (container), cr_object_text (item)) != NULL;
      cr_interp_raise (interp, CR_ERROR_TYPE, "'in <string>' requires string as left operand, not %s",
                       cr_interp_type_name (interp, item));
      return -1;
    }
  if (container.kind == CR_OBJECT_DICT || container.kind == CR_OBJECT_SET)
    {
      if (!cr_interp_check_hashable (interp, item))
        return -1;
      gboolean found = cr_object_is_set (cr_dict_get (cr_object_dict (container), item));
      return cr_interp_is_raised (interp) ? -1 : found;
    }
  if (container.kind == CR_OBJECT_DICT_VIEW && ((CrDictView *)container.u.cell)->view == CR_VIEW_KEYS)
    return contains (interp, item, cr_object_from_cell (((CrDictView *)container.u.cell)->dict));
  if (container.kind == CR_OBJECT_RANGE && cr_object_is_integer (item))
    {
      const CrRangeObject *range = (CrRangeObject *)container.u.cell;
      gint64 value = item.u.integer;
      gboolean inside = range->step > 0 ? value >= range->start && value < range->stop
                                        : value <= range->start && value > range->stop;
      return inside && ((guint64)value - (guint64)range->start) % (guint64)ABS (range->step) == 0;
    }
  CrObject special = cr_interp_call_special (interp, container, "__contains__", &item, 1);
  if (cr_object_is_set (special) || cr_interp_is_raised (interp))
    return truth_of_result (interp, special);
  return contains_iterated (interp, item, container);
}

CrObject
cr_interp_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  if (op == CR_COMPARE_IS || op == CR_COMPARE_IS_NOT)
    return cr_object_bool (is_same (a, b) == (op == CR_COMPARE_IS));
  if (op == CR_COMPARE_IN || op == CR_COMPARE_NOT_IN)
    {
      int found = contains (interp, a, b);
      return found < 0 ? CR_UNSET : cr_object_bool (found == (op == CR_COMPARE_IN));
    }
  if (a.kind == CR_OBJECT_TENSOR || b.kind == CR_OBJECT_TENSOR || a.kind == CR_OBJECT_ARRAY
      || b.kind == CR_OBJECT_ARRAY)
    return cr_interp_tensor_compare (interp, op, a, b);
  if (op != CR_COMPARE_EQ && op != CR_COMPARE_NE)
    return order (interp, op, a, b);
  if (a.kind == CR_OBJECT_INSTANCE || b.kind == CR_OBJECT_INSTANCE)
    {
      /* What the method returns is the result, whatever it is. */
      CrObject result = order_special (interp, op, a, b);
      if (cr_object_is_set (result) || cr_interp_is_raised (interp))
        return result;
    }
  int equal = cr_interp_equal (interp, a, b);
  return equal < 0 ? CR_UNSET : cr_object_bool (equal == (op == CR_COMPARE_EQ));
}

static int
tensor_truth (CrInterp *interp, CrObject object)
{
  CrTensor *tensor = object.u.tensor;
  gint64 n = cr_tensor_get_numel (tensor);
  if (n == 1)
    return cr_tensor_get_double (tensor, 0) != 0;
  if (object.kind == CR_OBJECT_ARRAY && n > 1)
    cr_interp_raise (interp, CR_ERROR_VALUE,
                     "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
  else
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "Boolean value of Tensor with %s is ambiguous",
                     n == 0 ? "no values" : "more than one value");
  return -1;
}

static int
instance_truth (CrInterp *interp, CrObject object)
{
  CrClass *type = ((CrInstance *)object.u.cell)->type;
  if (cr_object_is_set (cr_class_lookup (type, "__bool__")))
    return truth_of_result (interp, cr_interp_call_special (interp, object, "__bool__", NULL, 0));
  if (!cr_object_is_set (cr_class_lookup (type, "__len__")))
    return 1;
  gint64 n = cr_interp_length (interp, object);
  return n < 0 ? -1 : n > 0;
}

int
cr_interp_truth (CrInterp *interp, CrObject object)
{
  switch (object.kind)
    {
    case CR_OBJECT_NONE:
      return 0;
    case CR_OBJECT_BOOL:
    case CR_OBJECT_INT:
      return object.u.integer != 0;
    case CR_OBJECT_FLOAT:
      return object.u.number != 0;
    case CR_OBJECT_COMPLEX:
      return !cr_complex_equal (object, cr_object_int (0));
    case CR_OBJECT_TENSOR:
    case CR_OBJECT_ARRAY:
      return tensor_truth (interp, object);
    case CR_OBJECT_STR:
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_LIST:
    case CR_OBJECT_SIZE:
    case CR_OBJECT_DICT:
    case CR_OBJECT_SET:
    case CR_OBJECT_RANGE:
    case CR_OBJECT_DICT_VIEW:
      return cr_interp_length (interp, object) != 0;
    case CR_OBJECT_INSTANCE:
      return instance_truth (interp, object);
    default:
      return 1;
    }
}
