/* The module collections: dicts with a class of their own (OrderedDict, defaultdict, Counter), and
 * namedtuple and deque as instances that keep their items in a tuple and a list. */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ITEMS "(items)" /* the attribute with a namedtuple's tuple or a deque's list: no script can spell it */

static gboolean
is_counter (const CrClass *type)
{
  return strcmp (type->name, "collections.Counter") == 0;
}

/* Counts what @from gives, @sign times; a dict's values are counts already. */
static gboolean
count_into (CrInterp *interp, CrDict *counter, CrObject from, gint64 sign)
{
  gboolean is_dict = from.kind == CR_OBJECT_DICT;
  CrIterator *iterator = cr_interp_iterate (interp, from);
  gboolean fine = iterator != NULL;
  while (fine)
    {
      CrObject key = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (key))
        break;
      CrObject old = cr_interp_check_hashable (interp, key) ? cr_dict_get (counter, key) : CR_UNSET;
      CrObject more = is_dict ? cr_dict_get (cr_object_dict (from), key) : cr_object_int (1);
      CrObject sum = CR_UNSET;
      if (!cr_interp_is_raised (interp))
        sum = cr_interp_binary (interp, sign > 0 ? CR_AST_BINARY_ADD : CR_AST_BINARY_SUB,
                                cr_object_is_set (old) ? old : cr_object_int (0), more);
      fine = cr_object_is_set (sum);
      if (fine)
        cr_dict_set (counter, key, sum);
      cr_object_unref (key);
    }
  cr_cell_unref (iterator);
  return fine && !cr_interp_is_raised (interp);
}

static CrDict *
new_typed (CrInterp *interp, CrObject type)
{
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  dict->type = cr_cell_ref (type.u.cell);
  return dict;
}

static CrObject
dict_or_unset (CrInterp *interp, CrDict *dict)
{
  if (!cr_interp_is_raised (interp))
    return cr_object_from_cell (dict);
  cr_cell_unref (dict);
  return CR_UNSET;
}

static gboolean
fill (CrInterp *interp, CrDict *dict, const CrCallArgs *args)
{
  CrObject plain = interp->types[CR_OBJECT_DICT]->construct (interp, CR_UNSET, args);
  if (!cr_object_is_set (plain))
    return FALSE;
  const CrDict *from = cr_object_dict (plain);
  for (guint i = 0; i < from->n_entries; i++)
    if (cr_object_is_set (from->entries[i].key))
      cr_dict_set (dict, from->entries[i].key, cr_object_ref (from->entries[i].value));
  cr_object_unref (plain);
  return TRUE;
}

static CrObject
construct_ordered (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = new_typed (interp, self);
  fill (interp, dict, args);
  return dict_or_unset (interp, dict);
}

static CrObject
construct_default (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = new_typed (interp, self);
  CrCallArgs rest = *args;
  if (args->n_positional)
    {
      dict->factory = cr_object_ref (args->values[0]);
      rest.values++;
      rest.n_positional--;
    }
  fill (interp, dict, &rest);
  return dict_or_unset (interp, dict);
}

static CrObject
construct_counter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = new_typed (interp, self);
  if (args->n_positional == 0 || args->values[0].kind == CR_OBJECT_NONE
      || count_into (interp, dict, args->values[0], 1))
    for (guint i = 0; i < args->n_keywords; i++)
      cr_dict_set_text (dict, args->keywords[i], cr_object_ref (args->values[args->n_positional + i]));
  return dict_or_unset (interp, dict);
}

CrObject
cr_interp_missing (CrInterp *interp, CrObject object, CrObject key)
{
  CrDict *dict = cr_object_dict (object);
  if (dict->type && is_counter (dict->type))
    return cr_object_int (0);
  if (!cr_object_is_set (dict->factory) || dict->factory.kind == CR_OBJECT_NONE)
    return cr_interp_raise_key (interp, key);
  CrObject value = cr_interp_call_simple (interp, dict->factory, NULL, 0);
  if (cr_object_is_set (value))
    cr_dict_set (dict, key, cr_object_ref (value));
  return value;
}

/* [(item, count), ...], the largest count first. */
static CrSequence *
most_common (CrInterp *interp, CrDict *counter)
{
  CrSequence *keys = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  CrSequence *pairs = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < counter->n_entries; i++)
    if (cr_object_is_set (counter->entries[i].key))
      cr_sequence_append (keys, cr_object_ref (counter->entries[i].key));
  CrObject get = cr_interp_get_attribute (interp, cr_object_from_cell (counter), "get");
  gboolean fine = cr_interp_sort (interp, keys, get, TRUE);
  cr_object_unref (get);
  for (guint i = 0; fine && i < keys->n; i++)
    {
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = cr_object_ref (keys->items[i]);
      pair->items[1] = cr_object_ref (cr_dict_get (counter, keys->items[i]));
      cr_sequence_append (pairs, cr_object_from_cell (pair));
    }
  cr_cell_unref (keys);
  if (fine)
    return pairs;
  cr_cell_unref (pairs);
  return NULL;
}

gboolean
cr_interp_repr_collection (CrInterp *interp, CrDict *dict, GString *into)
{
  const char *dot = strrchr (dict->type->name, '.');
  g_string_append_printf (into, "%s(", dot ? dot + 1 : dict->type->name);
  gboolean fine = TRUE;
  if (cr_object_is_set (dict->factory) || strstr (dict->type->name, "defaultdict"))
    {
      fine = cr_interp_repr_into (interp, cr_object_is_set (dict->factory) ? dict->factory : CR_NONE, into);
      g_string_append (into, ", ");
    }
  gboolean counter = is_counter (dict->type), plain = cr_object_is_set (dict->factory) || counter;
  if (dict->n_live > 0 || strstr (dict->type->name, "defaultdict"))
    {
      CrObject view = cr_interp_dict_items (interp, dict);
      CrSequence *pairs = counter ? most_common (interp, dict) : cr_interp_to_sequence (interp, view, CR_OBJECT_LIST);
      cr_object_unref (view);
      plain = plain || strstr (dict->type->name, "defaultdict");
      g_string_append_c (into, plain ? '{' : '[');
      for (guint i = 0; fine && pairs && i < pairs->n; i++)
        {
          CrSequence *pair = cr_object_sequence (pairs->items[i]);
          g_string_append (into, i ? ", " : "");
          g_string_append (into, plain ? "" : "(");
          fine = cr_interp_repr_into (interp, pair->items[0], into);
          g_string_append (into, plain ? ": " : ", ");
          fine = fine && cr_interp_repr_into (interp, pair->items[1], into);
          g_string_append (into, plain ? "" : ")");
        }
      g_string_append_c (into, plain ? '}' : ']');
      fine = fine && pairs;
      cr_cell_unref (pairs);
    }
  g_string_append_c (into, ')');
  return fine;
}

static CrObject
counter_most_common (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *pairs = most_common (interp, cr_object_dict (self));
  gint64 n;
  if (pairs && args->n_positional && args->values[0].kind != CR_OBJECT_NONE)
    {
      if (!cr_interp_to_int (interp, args->values[0], &n))
        {
          cr_cell_unref (pairs);
          return CR_UNSET;
        }
      guint keep = (guint)CLAMP (n, 0, (gint64)pairs->n);
      cr_sequence_remove (pairs, keep, pairs->n - keep);
    }
  return pairs ? cr_object_from_cell (pairs) : CR_UNSET;
}

static CrObject
counter_elements (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const CrDict *dict = cr_object_dict (self);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < dict->n_entries; i++)
    for (gint64 k = 0; cr_object_is_integer (dict->entries[i].value) && k < dict->entries[i].value.u.integer; k++)
      {
        if (!cr_interp_step (interp) || !cr_interp_reserve (interp, 1024))
          {
            cr_cell_unref (list);
            return CR_UNSET;
          }
        cr_sequence_append (list, cr_object_ref (dict->entries[i].key));
      }
  CrObject source = cr_object_from_cell (list);
  CrIterator *iterator = cr_interp_iterate (interp, source);
  cr_object_unref (source);
  return cr_object_from_cell (iterator);
}

static CrObject
counter_total (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject total = cr_object_int (0);
  const CrDict *dict = cr_object_dict (self);
  for (guint i = 0; cr_object_is_set (total) && i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key))
      cr_object_set (&total, cr_interp_binary (interp, CR_AST_BINARY_ADD, total, dict->entries[i].value));
  return total;
}

static CrObject
counter_update (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return args->n_positional == 0 || count_into (interp, cr_object_dict (self), args->values[0], 1) ? CR_NONE : CR_UNSET;
}

static CrObject
counter_subtract (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return count_into (interp, cr_object_dict (self), args->values[0], -1) ? CR_NONE : CR_UNSET;
}

/* A new counter of the positive counts of self plus or minus the other's. */
static CrObject
counter_combine (CrInterp *interp, CrObject self, CrObject other, gint64 sign)
{
  if (other.kind != CR_OBJECT_DICT)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  CrDict *sum = new_typed (interp, cr_object_from_cell (cr_object_dict (self)->type));
  CrDict *kept = new_typed (interp, cr_object_from_cell (cr_object_dict (self)->type));
  if (count_into (interp, sum, self, 1) && count_into (interp, sum, other, sign))
    for (guint i = 0; i < sum->n_entries; i++)
      if (cr_object_is_number (sum->entries[i].value) && cr_object_to_double (sum->entries[i].value) > 0)
        cr_dict_set (kept, sum->entries[i].key, cr_object_ref (sum->entries[i].value));
  cr_cell_unref (sum);
  return dict_or_unset (interp, kept);
}

static CrObject
counter_add (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return counter_combine (interp, self, args->values[0], 1);
}

static CrObject
counter_sub (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return counter_combine (interp, self, args->values[0], -1);
}

static const CrBuiltinRow counter_rows[] = {
  { "most_common", 0, 1, NULL, counter_most_common },
  { "elements", 0, 0, NULL, counter_elements },
  { "total", 0, 0, NULL, counter_total },
  { "update", 0, 1, NULL, counter_update },
  { "subtract", 1, 1, NULL, counter_subtract },
  { "__add__", 1, 1, NULL, counter_add },
  { "__sub__", 1, 1, NULL, counter_sub },
  { NULL },
};

/* move_to_end (key, last=True) */
static CrObject
ordered_move (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = cr_object_dict (self);
  CrObject last = cr_call_args_at (args, 1, "last");
  CrObject key = cr_object_ref (args->values[0]), value = cr_object_ref (cr_dict_get (dict, key));
  if (!cr_object_is_set (value))
    {
      cr_interp_raise_key (interp, key);
      cr_object_unref (key);
      return CR_UNSET;
    }
  cr_dict_remove (dict, key);
  if (!cr_object_is_set (last) || cr_interp_truth (interp, last) > 0)
    cr_dict_set (dict, key, value);
  else
    {
      CrDict *others = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      for (guint i = 0; i < dict->n_entries; i++)
        if (cr_object_is_set (dict->entries[i].key))
          cr_dict_set (others, dict->entries[i].key, cr_object_ref (dict->entries[i].value));
      cr_dict_clear (dict);
      cr_dict_set (dict, key, value);
      for (guint i = 0; i < others->n_entries; i++)
        cr_dict_set (dict, others->entries[i].key, cr_object_ref (others->entries[i].value));
      cr_cell_unref (others);
    }
  cr_object_unref (key);
  return CR_NONE;
}

static CrObject
ordered_popitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_dict_popitem_row.call (interp, self, args);
}

static const CrBuiltinRow ordered_rows[] = {
  { "move_to_end", 1, 2, "last", ordered_move },
  { "popitem", 0, 1, "last", ordered_popitem },
  { NULL },
};

/* The items of a namedtuple or deque. */
static CrSequence *
items_of (CrObject self)
{
  CrObject items = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, ITEMS);
  return cr_object_sequence (items);
}

static CrObject
items_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (items_of (self)->n);
}

static CrObject
items_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_from_cell (cr_interp_iterate (interp, cr_object_from_cell (items_of (self))));
}

static CrObject
items_get (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_get_item (interp, cr_object_from_cell (items_of (self)), args->values[0]);
}

static gboolean
has_items (CrObject object)
{
  return object.kind == CR_OBJECT_INSTANCE
         && cr_object_is_set (cr_dict_get_text (((CrInstance *)object.u.cell)->attributes, ITEMS));
}

static CrObject
items_compare (CrInterp *interp, CrObject self, CrObject other, CrCompareOp op)
{
  if (has_items (other))
    other = cr_object_from_cell (items_of (other));
  CrObject own = cr_object_from_cell (items_of (self));
  if (!cr_object_is_sequence (other) || (own.kind == CR_OBJECT_LIST) != (other.kind == CR_OBJECT_LIST))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  return cr_interp_compare (interp, op, own, other);
}

static CrObject
items_eq (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return items_compare (interp, self, args->values[0], CR_COMPARE_EQ);
}

static CrObject
items_lt (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return items_compare (interp, self, args->values[0], CR_COMPARE_LT);
}

static CrObject
tuple_hash (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_hash (interp, cr_object_from_cell (items_of (self)));
}

static CrSequence *
fields_of (CrObject self)
{
  return cr_object_sequence (cr_class_lookup (((CrInstance *)self.u.cell)->type, "_fields"));
}

static CrObject
tuple_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GString *text = g_string_new (((CrInstance *)self.u.cell)->type->name);
  CrSequence *fields = fields_of (self), *items = items_of (self);
  gboolean fine = TRUE;
  g_string_append_c (text, '(');
  for (guint i = 0; fine && i < fields->n; i++)
    {
      g_string_append_printf (text, "%s%s=", i ? ", " : "", cr_object_text (fields->items[i]));
      fine = cr_interp_repr_into (interp, items->items[i], text);
    }
  g_string_append_c (text, ')');
  if (fine)
    return cr_str_new_take (interp->heap, text);
  g_string_free (text, TRUE);
  return CR_UNSET;
}

/* Arguments by position and name into a new tuple; @old gives what is not named. */
static CrObject
gather_fields (CrInterp *interp, CrObject self, const CrCallArgs *args, const CrSequence *old, const CrDict *defaults)
{
  CrSequence *fields = fields_of (self);
  const char *name = ((CrInstance *)self.u.cell)->type->name;
  if (args->n_positional > fields->n)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%s.__new__() takes %u positional arguments but %u were given", name,
                            fields->n + 1, args->n_positional + 1);
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, fields->n);
  guint n_named = 0;
  for (guint i = 0; i < fields->n; i++)
    {
      CrObject named = cr_call_args_get (args, cr_object_text (fields->items[i]));
      CrObject value = i < args->n_positional ? args->values[i] : named;
      n_named += cr_object_is_set (named);
      if (!cr_object_is_set (value))
        value = old ? old->items[i] : cr_dict_get ((CrDict *)defaults, fields->items[i]);
      tuple->items[i] = cr_object_ref (value);
      if (cr_object_is_set (value))
        continue;
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s.__new__() missing 1 required positional argument: '%s'", name,
                       cr_object_text (fields->items[i]));
      cr_cell_unref (tuple);
      return CR_UNSET;
    }
  if (n_named == args->n_keywords)
    return cr_object_from_cell (tuple);
  cr_cell_unref (tuple);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "%s.__new__() got an unexpected keyword argument '%s'", name,
                          args->keywords[0]);
}

/* The tuple (taken over) and each of its items by name become the instance's. */
static void
set_fields (CrInterp *interp, CrObject self, CrObject tuple)
{
  CrInstance *instance = (CrInstance *)self.u.cell;
  CrSequence *fields = fields_of (self);
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < fields->n; i++)
    cr_dict_set (instance->attributes, fields->items[i], cr_object_ref (cr_object_sequence (tuple)->items[i]));
  cr_dict_set_text (instance->attributes, ITEMS, tuple);
}

static CrObject
tuple_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject defaults = cr_class_lookup (((CrInstance *)self.u.cell)->type, "_field_defaults");
  CrObject tuple = gather_fields (interp, self, args, NULL, cr_object_dict (defaults));
  if (!cr_object_is_set (tuple))
    return CR_UNSET;
  set_fields (interp, self, tuple);
  return CR_NONE;
}

static CrObject
tuple_replace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject tuple = gather_fields (interp, self, args, items_of (self), NULL);
  if (!cr_object_is_set (tuple))
    return CR_UNSET;
  CrObject made = cr_interp_new_instance (interp, ((CrInstance *)self.u.cell)->type);
  set_fields (interp, made, tuple);
  return made;
}

static CrObject
tuple_asdict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrSequence *fields = fields_of (self);
  for (guint i = 0; i < fields->n; i++)
    cr_dict_set (dict, fields->items[i], cr_object_ref (items_of (self)->items[i]));
  return cr_object_from_cell (dict);
}

static CrObject
tuple_setattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "can't set attribute");
}

static const CrBuiltinRow tuple_rows[] = {
  { "__init__", 0, -1, "*", tuple_init },       { "__len__", 0, 0, NULL, items_len },
  { "__iter__", 0, 0, NULL, items_iter },       { "__getitem__", 1, 1, NULL, items_get },
  { "__eq__", 1, 1, NULL, items_eq },           { "__lt__", 1, 1, NULL, items_lt },
  { "__hash__", 0, 0, NULL, tuple_hash },       { "__repr__", 0, 0, NULL, tuple_repr },
  { "__setattr__", 2, 2, NULL, tuple_setattr }, { "_replace", 0, 0, "*", tuple_replace },
  { "_asdict", 0, 0, NULL, tuple_asdict },      { NULL },
};

static gboolean
is_tuple_instance (CrInterp *interp, CrClass *type, CrObject object)
{
  return type == interp->types[CR_OBJECT_TUPLE] && has_items (object)
         && items_of (object)->cell.kind == CR_OBJECT_TUPLE;
}

/* The names of the fields: a list of strings, or one string with blanks or commas between. */
static CrSequence *
field_names (CrInterp *interp, CrObject given)
{
  CrSequence *names;
  if (given.kind == CR_OBJECT_STR)
    {
      names = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      g_auto (GStrv) words = g_strsplit_set (cr_object_text (given), ", \t\n", -1);
      for (char **word = words; *word; word++)
        if (**word)
          cr_sequence_append (names, cr_str_new (interp->heap, *word, -1));
    }
  else
    names = cr_interp_to_sequence (interp, given, CR_OBJECT_TUPLE);
  for (guint i = 0; names && i < names->n; i++)
    if (names->items[i].kind != CR_OBJECT_STR)
      {
        cr_interp_raise (interp, CR_ERROR_TYPE, "Type names and field names must be strings");
        cr_cell_unref (names);
        return NULL;
      }
  return names;
}

static CrObject
module_namedtuple (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional < 2 || args->values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "Type names and field names must be strings");
  CrSequence *names = field_names (interp, args->values[1]);
  CrObject given = cr_call_args_get (args, "defaults");
  CrSequence *values = NULL;
  if (names && cr_object_is_set (given) && given.kind != CR_OBJECT_NONE)
    values = cr_interp_to_sequence (interp, given, CR_OBJECT_TUPLE);
  if (names == NULL || cr_interp_is_raised (interp))
    {
      cr_cell_unref (names);
      return CR_UNSET;
    }
  CrClass *type = cr_interp_make_class (interp, cr_object_text (args->values[0]), NULL, 0);
  CrDict *defaults = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; values && i < values->n && i < names->n; i++)
    cr_dict_set (defaults, names->items[names->n - 1 - i], cr_object_ref (values->items[values->n - 1 - i]));
  cr_cell_unref (values);
  cr_class_add_methods (type, tuple_rows);
  cr_class_set (type, "_fields", cr_object_from_cell (names));
  cr_class_set (type, "_field_defaults", cr_object_from_cell (defaults));
  return cr_object_from_cell (type);
}

static CrObject
deque_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrInstance *instance = (CrInstance *)self.u.cell;
  CrObject given = cr_call_args_at (args, 0, "iterable"), most = cr_call_args_at (args, 1, "maxlen");
  CrSequence *list = cr_object_is_set (given) ? cr_interp_to_sequence (interp, given, CR_OBJECT_LIST)
                                              : cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  if (list == NULL)
    return CR_UNSET;
  if (cr_object_is_integer (most) && most.u.integer >= 0 && list->n > most.u.integer)
    cr_sequence_remove (list, 0, list->n - (guint)most.u.integer);
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (instance->attributes, ITEMS, cr_object_from_cell (list));
  cr_dict_set_text (instance->attributes, "maxlen", cr_object_is_set (most) ? cr_object_ref (most) : CR_NONE);
  return CR_NONE;
}

static void
deque_add (CrObject self, CrObject item, gboolean left)
{
  CrSequence *list = items_of (self);
  CrObject most = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "maxlen");
  gboolean full = cr_object_is_integer (most) && list->n >= most.u.integer;
  if (full && most.u.integer == 0)
    return;
  cr_sequence_insert (list, left ? 0 : list->n, cr_object_ref (item));
  if (full)
    cr_sequence_remove (list, left ? list->n - 1 : 0, 1);
}

static CrObject
deque_append (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  deque_add (self, args->values[0], FALSE);
  return CR_NONE;
}

static CrObject
deque_appendleft (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  deque_add (self, args->values[0], TRUE);
  return CR_NONE;
}

static CrObject
deque_extend (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *items = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  for (guint i = 0; items && i < items->n; i++)
    deque_add (self, items->items[i], FALSE);
  cr_cell_unref (items);
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

static CrObject
deque_take (CrInterp *interp, CrObject self, gboolean left)
{
  CrSequence *list = items_of (self);
  if (list->n == 0)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "pop from an empty deque");
  CrObject item = cr_object_ref (list->items[left ? 0 : list->n - 1]);
  cr_sequence_remove (list, left ? 0 : list->n - 1, 1);
  return item;
}

static CrObject
deque_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return deque_take (interp, self, FALSE);
}

static CrObject
deque_popleft (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return deque_take (interp, self, TRUE);
}

static CrObject
deque_rotate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = items_of (self);
  gint64 n = 1;
  if (args->n_positional && !cr_interp_to_int (interp, args->values[0], &n))
    return CR_UNSET;
  if (list->n == 0)
    return CR_NONE;
  guint by = (guint)(((n % (gint64)list->n) + (gint64)list->n) % (gint64)list->n);
  g_autofree CrObject *old = g_memdup2 (list->items, list->n * sizeof (CrObject));
  for (guint i = 0; i < list->n; i++)
    list->items[(i + by) % list->n] = old[i];
  return CR_NONE;
}

static CrObject
deque_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_sequence_remove (items_of (self), 0, items_of (self)->n);
  return CR_NONE;
}

static CrObject
deque_set (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject list = cr_object_from_cell (items_of (self));
  return cr_interp_set_item (interp, list, args->values[0], args->values[1]) ? CR_NONE : CR_UNSET;
}

static CrObject
deque_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject most = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "maxlen");
  CrObject list = cr_interp_repr (interp, cr_object_from_cell (items_of (self)));
  if (!cr_object_is_set (list))
    return CR_UNSET;
  CrObject text = cr_object_is_integer (most) ? cr_str_new_printf (
                      interp->heap, "deque(%s, maxlen=%" G_GINT64_FORMAT ")", cr_object_text (list), most.u.integer)
                                              : cr_str_new_printf (interp->heap, "deque(%s)", cr_object_text (list));
  cr_object_unref (list);
  return text;
}

static const CrBuiltinRow deque_rows[] = {
  { "__init__", 0, 2, "iterable maxlen", deque_init },
  { "__len__", 0, 0, NULL, items_len },
  { "__iter__", 0, 0, NULL, items_iter },
  { "__getitem__", 1, 1, NULL, items_get },
  { "__setitem__", 2, 2, NULL, deque_set },
  { "__eq__", 1, 1, NULL, items_eq },
  { "__repr__", 0, 0, NULL, deque_repr },
  { "append", 1, 1, NULL, deque_append },
  { "appendleft", 1, 1, NULL, deque_appendleft },
  { "extend", 1, 1, NULL, deque_extend },
  { "pop", 0, 0, NULL, deque_pop },
  { "popleft", 0, 0, NULL, deque_popleft },
  { "rotate", 0, 1, NULL, deque_rotate },
  { "clear", 0, 0, NULL, deque_clear },
  { NULL },
};

static const CrBuiltinRow module_rows[] = {
  { "namedtuple", 2, 2, "defaults", module_namedtuple },
  { NULL },
};

static void
add_dict_class (CrInterp *interp, CrModuleObject *module, const char *name, CrBuiltinCall construct,
                const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_DICT]);
  type->construct = construct;
  if (rows)
    cr_class_add_methods (type, rows);
  cr_module_object_set (module, strchr (name, '.') + 1, cr_object_from_cell (type));
}

CrModuleObject *
cr_builtins_make_collections (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, module_rows);
  add_dict_class (interp, module, "collections.OrderedDict", construct_ordered, ordered_rows);
  add_dict_class (interp, module, "collections.defaultdict", construct_default, NULL);
  add_dict_class (interp, module, "collections.Counter", construct_counter, counter_rows);
  CrClass *deque = cr_class_new (interp->heap, "collections.deque", interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (deque, deque_rows);
  cr_module_object_set (module, "deque", cr_object_from_cell (deque));
  interp->types[CR_OBJECT_TUPLE]->instance_check = is_tuple_instance;
  return module;
}
