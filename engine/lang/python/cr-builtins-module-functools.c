/* The modules functools, dataclasses and copy. Objects with a call of their own are instances that
 * keep what they need among their attributes. */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static CrObject
kept (CrObject self, const char *name)
{
  return cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, name);
}

/* Takes over @value. */
static void
keep (CrInterp *interp, CrObject self, const char *name, CrObject value)
{
  CrInstance *instance = (CrInstance *)self.u.cell;
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (instance->attributes, name, value);
}

static CrClass *
get_class (CrInterp *interp, const char *module, const char *name)
{
  CrObject object = cr_builtins_module (interp, module);
  CrObject type = cr_dict_get_text (((CrModuleObject *)object.u.cell)->attributes, name);
  cr_object_unref (object);
  return (CrClass *)type.u.cell;
}

/* --- functools --- */

static CrObject
partial_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *positional = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  CrDict *keywords = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 1; i < args->n_positional; i++)
    cr_sequence_append (positional, cr_object_ref (args->values[i]));
  for (guint i = 0; i < args->n_keywords; i++)
    cr_dict_set_text (keywords, args->keywords[i], cr_object_ref (args->values[args->n_positional + i]));
  keep (interp, self, "func", cr_object_ref (args->values[0]));
  keep (interp, self, "args", cr_object_from_cell (positional));
  keep (interp, self, "keywords", cr_object_from_cell (keywords));
  return CR_NONE;
}

static CrObject
partial_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *first = cr_object_sequence (kept (self, "args"));
  const CrDict *named = cr_object_dict (kept (self, "keywords"));
  g_autoptr (GPtrArray) keywords = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (CrObject));
  g_array_append_vals (values, first->items, first->n);
  g_array_append_vals (values, args->values, args->n_positional);
  for (guint i = 0; i < named->n_entries; i++)
    {
      CrObject key = named->entries[i].key;
      if (!cr_object_is_set (key) || cr_object_is_set (cr_call_args_get (args, cr_object_text (key))))
        continue;
      g_ptr_array_add (keywords, (gpointer)cr_object_text (key));
      g_array_append_val (values, named->entries[i].value);
    }
  for (guint i = 0; i < args->n_keywords; i++)
    {
      g_ptr_array_add (keywords, (gpointer)args->keywords[i]);
      g_array_append_val (values, args->values[args->n_positional + i]);
    }
  CrCallArgs all = { (const CrObject *)(gpointer)values->data, first->n + args->n_positional, keywords->len,
                     (const char *const *)keywords->pdata };
  return cr_interp_call (interp, kept (self, "func"), &all);
}

static const CrBuiltinRow partial_rows[] = {
  { "__init__", 1, -1, "*", partial_init },
  { "__call__", 0, -1, "*", partial_call },
  { NULL },
};

static CrObject
functools_reduce (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *iterator = cr_interp_iterate (interp, args->values[1]);
  if (iterator == NULL)
    return CR_UNSET;
  CrObject total = args->n_positional > 2 ? cr_object_ref (args->values[2]) : cr_interp_next (interp, iterator);
  if (!cr_object_is_set (total) && !cr_interp_is_raised (interp))
    cr_interp_raise (interp, CR_ERROR_TYPE, "reduce() of empty iterable with no initial value");
  while (cr_object_is_set (total))
    {
      CrObject values[] = { total, cr_interp_next (interp, iterator) };
      if (!cr_object_is_set (values[1]))
        break;
      cr_object_set (&total, cr_interp_call_simple (interp, args->values[0], values, 2));
      cr_object_unref (values[1]);
    }
  cr_cell_unref (iterator);
  if (cr_interp_is_raised (interp))
    cr_object_clear (&total);
  return total;
}

/* Gives the wrapper (a function) the wrapped one's name and text. */
static CrObject
wraps_apply (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const names[] = { "__name__", "__qualname__", "__doc__", "__module__" };
  CrObject wrapped = kept (self, "func"), wrapper = args->values[0];
  if (wrapper.kind != CR_OBJECT_FUNCTION)
    return cr_object_ref (wrapper);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject value = cr_interp_find_attribute (interp, wrapped, names[i]);
      if (cr_object_is_set (value))
        cr_interp_set_attribute (interp, wrapper, names[i], value);
      cr_object_unref (value);
    }
  cr_interp_set_attribute (interp, wrapper, "__wrapped__", wrapped);
  return cr_interp_is_raised (interp) ? CR_UNSET : cr_object_ref (wrapper);
}

static const CrBuiltinRow wraps_rows[] = {
  { "__call__", 1, 1, NULL, wraps_apply },
  { NULL },
};

static CrObject
functools_wraps (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject made = cr_interp_new_instance (interp, get_class (interp, "functools", "(wraps)"));
  keep (interp, made, "func", cr_object_ref (args->values[0]));
  return made;
}

/* The arguments as one key. */
static CrObject
cache_key (CrInterp *interp, const CrCallArgs *args)
{
  guint n = args->n_positional + args->n_keywords;
  CrSequence *key = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  for (guint i = 0; i < n; i++)
    {
      if (i >= args->n_positional)
        cr_sequence_append (key, cr_str_new (interp->heap, args->keywords[i - args->n_positional], -1));
      cr_sequence_append (key, cr_object_ref (args->values[i]));
    }
  return cr_object_from_cell (key);
}

static void
count (CrInterp *interp, CrObject self, const char *name)
{
  keep (interp, self, name, cr_object_int (kept (self, name).u.integer + 1));
}

static CrObject
cache_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *cache = cr_object_dict (kept (self, "(cache)"));
  CrObject most = kept (self, "(maxsize)"), key = cache_key (interp, args);
  CrObject value = cr_interp_check_hashable (interp, key) ? cr_object_ref (cr_dict_get (cache, key)) : CR_UNSET;
  if (cr_object_is_set (value))
    {
      count (interp, self, "(hits)");
      cr_dict_remove (cache, key);
      cr_dict_set (cache, key, cr_object_ref (value));
    }
  else if (!cr_interp_is_raised (interp))
    {
      count (interp, self, "(misses)");
      value = cr_interp_call (interp, kept (self, "__wrapped__"), args);
      for (guint i = 0; cr_object_is_integer (most) && cache->n_live >= most.u.integer && i < cache->n_entries; i++)
        if (cr_object_is_set (cache->entries[i].key))
          {
            cr_dict_remove (cache, cache->entries[i].key);
            break;
          }
      if (cr_object_is_set (value) && !(cr_object_is_integer (most) && most.u.integer <= 0))
        cr_dict_set (cache, key, cr_object_ref (value));
    }
  cr_object_unref (key);
  return value;
}

static CrObject
cache_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_dict_clear (cr_object_dict (kept (self, "(cache)")));
  keep (interp, self, "(hits)", cr_object_int (0));
  keep (interp, self, "(misses)", cr_object_int (0));
  return CR_NONE;
}

static CrObject
cache_info (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject most = cr_interp_repr (interp, kept (self, "(maxsize)"));
  CrObject text = cr_str_new_printf (
      interp->heap, "CacheInfo(hits=%" G_GINT64_FORMAT ", misses=%" G_GINT64_FORMAT ", maxsize=%s, currsize=%u)",
      kept (self, "(hits)").u.integer, kept (self, "(misses)").u.integer, cr_object_text (most),
      cr_object_dict (kept (self, "(cache)"))->n_live);
  cr_object_unref (most);
  return text;
}

/* As a function does, a cached one becomes a method. */
static CrObject
cache_get (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return args->values[0].kind == CR_OBJECT_NONE ? cr_object_ref (self)
                                                : cr_interp_bind_method (interp, self, args->values[0]);
}

static const CrBuiltinRow cache_rows[] = {
  { "__call__", 0, -1, "*", cache_call },
  { "__get__", 1, 2, NULL, cache_get },
  { "cache_clear", 0, 0, NULL, cache_clear },
  { "cache_info", 0, 0, NULL, cache_info },
  { NULL },
};

static CrObject
new_cache (CrInterp *interp, CrObject function, CrObject most)
{
  CrObject made = cr_interp_new_instance (interp, get_class (interp, "functools", "(cache)"));
  CrObject name = cr_interp_find_attribute (interp, function, "__name__");
  keep (interp, made, "__wrapped__", cr_object_ref (function));
  keep (interp, made, "__name__", cr_object_is_set (name) ? name : CR_NONE);
  keep (interp, made, "(cache)", cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT)));
  keep (interp, made, "(maxsize)", most);
  keep (interp, made, "(hits)", cr_object_int (0));
  keep (interp, made, "(misses)", cr_object_int (0));
  return made;
}

static CrObject
cache_apply (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_cache (interp, args->values[0], cr_object_ref (kept (self, "(maxsize)")));
}

static const CrBuiltinRow cache_maker_rows[] = {
  { "__call__", 1, 1, NULL, cache_apply },
  { NULL },
};

/* @lru_cache, @lru_cache(), @lru_cache(maxsize=...) */
static CrObject
functools_lru_cache (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject first = cr_call_args_at (args, 0, "maxsize");
  if (first.kind == CR_OBJECT_FUNCTION)
    return new_cache (interp, first, cr_object_int (128));
  CrObject maker = cr_interp_new_instance (interp, get_class (interp, "functools", "(cache maker)"));
  keep (interp, maker, "(maxsize)", cr_object_is_set (first) ? cr_object_ref (first) : cr_object_int (128));
  return maker;
}

static CrObject
functools_cache (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_cache (interp, args->values[0], CR_NONE);
}

static const CrBuiltinRow functools_rows[] = {
  { "reduce", 2, 3, NULL, functools_reduce },
  { "wraps", 1, 1, NULL, functools_wraps },
  { "lru_cache", 0, 2, "maxsize typed", functools_lru_cache },
  { "cache", 1, 1, NULL, functools_cache },
  { NULL },
};

static void
add_class (CrInterp *interp, CrModuleObject *module, const char *name, const char *full, const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, full, interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, rows);
  cr_module_object_set (module, name, cr_object_from_cell (type));
}

CrModuleObject *
cr_builtins_make_functools (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, functools_rows);
  add_class (interp, module, "partial", "functools.partial", partial_rows);
  add_class (interp, module, "(wraps)", "functools.wraps", wraps_rows);
  add_class (interp, module, "(cache)", "functools._lru_cache_wrapper", cache_rows);
  add_class (interp, module, "(cache maker)", "functools.lru_cache", cache_maker_rows);
  return module;
}

/* --- dataclasses --- */

static CrDict *
fields_of (const CrClass *type)
{
  CrObject fields = cr_class_lookup (type, "__dataclass_fields__");
  return fields.kind == CR_OBJECT_DICT ? cr_object_dict (fields) : NULL;
}

/* The value that a field has when none was given; UNSET, without an exception, if it needs one. Owned. */
static CrObject
field_default (CrInterp *interp, CrObject field)
{
  CrObject factory = field.kind == CR_OBJECT_INSTANCE ? kept (field, "default_factory") : CR_UNSET;
  if (cr_object_is_set (factory) && factory.kind != CR_OBJECT_NONE)
    return cr_interp_call_simple (interp, factory, NULL, 0);
  return field.kind == CR_OBJECT_INSTANCE ? cr_object_ref (kept (field, "default")) : CR_UNSET;
}

static gboolean
takes_part (CrObject field, const char *in)
{
  CrObject flag = field.kind == CR_OBJECT_INSTANCE ? kept (field, in) : CR_UNSET;
  return !(flag.kind == CR_OBJECT_BOOL && flag.u.integer == 0);
}

static CrObject
dataclass_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrClass *type = ((CrInstance *)self.u.cell)->type;
  const CrDict *fields = fields_of (type);
  guint at = 0, n_named = 0;
  for (guint i = 0; i < fields->n_entries; i++)
    {
      const char *name = cr_object_text (fields->entries[i].key);
      CrObject field = fields->entries[i].value, value = CR_UNSET;
      CrObject named = cr_call_args_get (args, name);
      if (takes_part (field, "init"))
        value = at < args->n_positional ? args->values[at++] : named;
      n_named += cr_object_is_set (named);
      value = cr_object_is_set (value) ? cr_object_ref (value) : field_default (interp, field);
      if (!cr_object_is_set (value))
        return cr_interp_is_raised (interp)
                   ? CR_UNSET
                   : cr_interp_raise (interp, CR_ERROR_TYPE,
                                      "%s.__init__() missing 1 required positional argument: '%s'", type->name, name);
      keep (interp, self, name, value);
    }
  if (at < args->n_positional)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%s.__init__() takes %u positional arguments but %u were given",
                            type->name, fields->n_live + 1, args->n_positional + 1);
  if (n_named < args->n_keywords)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%s.__init__() got an unexpected keyword argument '%s'", type->name,
                            args->keywords[args->n_keywords - 1]);
  CrObject after = cr_interp_call_special (interp, self, "__post_init__", NULL, 0);
  cr_object_unref (after);
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

static CrObject
dataclass_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const CrClass *type = ((CrInstance *)self.u.cell)->type;
  const CrDict *fields = fields_of (type);
  GString *text = g_string_new (type->qualname ? type->qualname : type->name);
  const char *separator = "(";
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < fields->n_entries; i++)
    {
      if (!takes_part (fields->entries[i].value, "repr"))
        continue;
      CrObject value = cr_interp_get_attribute (interp, self, cr_object_text (fields->entries[i].key));
      g_string_append_printf (text, "%s%s=", separator, cr_object_text (fields->entries[i].key));
      separator = ", ";
      fine = cr_object_is_set (value) && cr_interp_repr_into (interp, value, text);
      cr_object_unref (value);
    }
  g_string_append (text, *separator == '(' ? "()" : ")");
  if (fine)
    return cr_str_new_take (interp->heap, text);
  g_string_free (text, TRUE);
  return CR_UNSET;
}

/* The compared fields as a tuple. */
static CrObject
as_tuple (CrInterp *interp, CrObject self)
{
  const CrDict *fields = fields_of (((CrInstance *)self.u.cell)->type);
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  for (guint i = 0; i < fields->n_entries; i++)
    {
      CrObject value = CR_UNSET;
      if (takes_part (fields->entries[i].value, "compare"))
        value = cr_interp_find_attribute (interp, self, cr_object_text (fields->entries[i].key));
      if (cr_object_is_set (value))
        cr_sequence_append (tuple, value);
    }
  return cr_object_from_cell (tuple);
}

static CrObject
dataclass_compare (CrInterp *interp, CrObject self, const CrCallArgs *args, CrCompareOp op)
{
  CrObject other = args->values[0];
  if (other.kind != CR_OBJECT_INSTANCE || ((CrInstance *)other.u.cell)->type != ((CrInstance *)self.u.cell)->type)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  CrObject a = as_tuple (interp, self), b = as_tuple (interp, other);
  CrObject result = cr_interp_compare (interp, op, a, b);
  cr_object_unref (a);
  cr_object_unref (b);
  return result;
}

#define CR_COMPARE_ROW(name, op)                                                                                       \
  static CrObject dataclass_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                           \
  {                                                                                                                    \
    return dataclass_compare (interp, self, args, op);                                                                 \
  }
CR_COMPARE_ROW (eq, CR_COMPARE_EQ)
CR_COMPARE_ROW (lt, CR_COMPARE_LT)
CR_COMPARE_ROW (le, CR_COMPARE_LE)
CR_COMPARE_ROW (gt, CR_COMPARE_GT)
CR_COMPARE_ROW (ge, CR_COMPARE_GE)
#undef CR_COMPARE_ROW

static CrObject
dataclass_hash (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject tuple = as_tuple (interp, self);
  CrObject hash = cr_interp_hash (interp, tuple);
  cr_object_unref (tuple);
  return hash;
}

static CrObject
dataclass_frozen (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrClass *type = get_class (interp, "dataclasses", "FrozenInstanceError");
  g_autofree char *text = g_strdup_printf ("cannot assign to field '%s'", cr_object_text (args->values[0]));
  CrObject error = cr_interp_new_exception (interp, type, text);
  cr_interp_raise_instance (interp, error);
  cr_object_unref (error);
  return CR_UNSET;
}

static const CrBuiltinRow dataclass_rows[] = {
  { "__init__", 0, -1, "*", dataclass_init },
  { "__repr__", 0, 0, NULL, dataclass_repr },
  { "__eq__", 1, 1, NULL, dataclass_eq },
  { NULL },
};

static const CrBuiltinRow order_rows[] = {
  { "__lt__", 1, 1, NULL, dataclass_lt },
  { "__le__", 1, 1, NULL, dataclass_le },
  { "__gt__", 1, 1, NULL, dataclass_gt },
  { "__ge__", 1, 1, NULL, dataclass_ge },
  { NULL },
};

static const CrBuiltinRow frozen_rows[] = {
  { "__setattr__", 2, 2, NULL, dataclass_frozen },
  { "__hash__", 0, 0, NULL, dataclass_hash },
  { NULL },
};

/* The rows that the class does not define itself. */
static void
add_missing (CrClass *type, const CrBuiltinRow *rows)
{
  for (; rows->name; rows++)
    if (!cr_object_is_set (cr_dict_get_text (type->attributes, rows->name)))
      cr_class_add_method (type, rows);
}

static CrObject
new_field (CrInterp *interp, CrObject standard)
{
  CrObject field = cr_interp_new_instance (interp, get_class (interp, "dataclasses", "Field"));
  if (cr_object_is_set (standard))
    keep (interp, field, "default", cr_object_ref (standard));
  return field;
}

/* The fields of the bases, then those that the class body annotates. */
static gboolean
gather_class_fields (CrInterp *interp, CrClass *type, CrDict *fields)
{
  CrClass *field_class = get_class (interp, "dataclasses", "Field");
  gboolean had_default = FALSE;
  const CrDict *from = fields_of (type);
  for (guint i = 0; from && i < from->n_entries; i++)
    cr_dict_set (fields, from->entries[i].key, cr_object_ref (from->entries[i].value));
  CrObject annotations = cr_dict_get_text (type->attributes, "__annotations__");
  const CrDict *names = annotations.kind == CR_OBJECT_DICT ? cr_object_dict (annotations) : NULL;
  for (guint i = 0; names && i < names->n_entries; i++)
    {
      CrObject key = names->entries[i].key, value = cr_dict_get (type->attributes, key);
      if (!cr_object_is_set (key) || g_str_has_prefix (cr_object_text (names->entries[i].value), "ClassVar"))
        continue;
      gboolean is_field = value.kind == CR_OBJECT_INSTANCE && ((CrInstance *)value.u.cell)->type == field_class;
      if (value.kind == CR_OBJECT_LIST || value.kind == CR_OBJECT_DICT || value.kind == CR_OBJECT_SET)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE,
                           "mutable default <class '%s'> for field %s is not allowed: use default_factory",
                           cr_interp_type_name (interp, value), cr_object_text (key));
          return FALSE;
        }
      CrObject field = is_field ? cr_object_ref (value) : new_field (interp, value);
      gboolean has_default
          = cr_object_is_set (kept (field, "default")) || cr_object_is_set (kept (field, "default_factory"));
      cr_dict_set (fields, key, field);
      if (had_default && !has_default)
        {
          cr_interp_raise (interp, CR_ERROR_TYPE, "non-default argument '%s' follows default argument",
                           cr_object_text (key));
          return FALSE;
        }
      had_default |= has_default;
      if (is_field && cr_object_is_set (kept (field, "default")))
        cr_class_set (type, cr_object_text (key), cr_object_ref (kept (field, "default")));
      else if (is_field)
        cr_dict_remove (type->attributes, key);
    }
  return TRUE;
}

static gboolean
is_true (CrInterp *interp, CrObject flag)
{
  return cr_object_is_set (flag) && cr_interp_truth (interp, flag) > 0;
}

static CrObject
make_dataclass (CrInterp *interp, CrObject object, gboolean order, gboolean frozen)
{
  if (object.kind != CR_OBJECT_CLASS || !((CrClass *)object.u.cell)->from_script)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "dataclass() should be called on a class");
  CrClass *type = (CrClass *)object.u.cell;
  CrDict *fields = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  if (!gather_class_fields (interp, type, fields))
    {
      cr_cell_unref (fields);
      return CR_UNSET;
    }
  cr_class_set (type, "__dataclass_fields__", cr_object_from_cell (fields));
  add_missing (type, dataclass_rows);
  if (order)
    add_missing (type, order_rows);
  if (frozen)
    add_missing (type, frozen_rows);
  return cr_object_ref (object);
}

static CrObject
dataclass_apply (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_dataclass (interp, args->values[0], is_true (interp, kept (self, "order")),
                         is_true (interp, kept (self, "frozen")));
}

static const CrBuiltinRow maker_rows[] = {
  { "__call__", 1, 1, NULL, dataclass_apply },
  { NULL },
};

static CrObject
dataclasses_dataclass (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional)
    return make_dataclass (interp, args->values[0], FALSE, FALSE);
  CrObject maker = cr_interp_new_instance (interp, get_class (interp, "dataclasses", "(maker)"));
  for (guint i = 0; i < args->n_keywords; i++)
    keep (interp, maker, args->keywords[i], cr_object_ref (args->values[i]));
  return maker;
}

static CrObject
dataclasses_field (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject field = new_field (interp, CR_UNSET);
  for (guint i = 0; i < args->n_keywords; i++)
    keep (interp, field, args->keywords[i], cr_object_ref (args->values[i]));
  return field;
}

static CrObject
dataclasses_asdict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = args->values[0];
  const CrDict *fields = object.kind == CR_OBJECT_INSTANCE ? fields_of (((CrInstance *)object.u.cell)->type) : NULL;
  if (fields == NULL)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "asdict() should be called on dataclass instances");
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < fields->n_entries; i++)
    {
      CrObject value = cr_interp_find_attribute (interp, object, cr_object_text (fields->entries[i].key));
      if (value.kind == CR_OBJECT_INSTANCE && fields_of (((CrInstance *)value.u.cell)->type) && cr_interp_step (interp))
        {
          CrCallArgs one = { &value, 1, 0, NULL };
          CrObject inner = dataclasses_asdict (interp, self, &one);
          cr_object_set (&value, inner);
        }
      if (cr_object_is_set (value))
        cr_dict_set (dict, fields->entries[i].key, value);
    }
  if (!cr_interp_is_raised (interp))
    return cr_object_from_cell (dict);
  cr_cell_unref (dict);
  return CR_UNSET;
}

static CrObject
dataclasses_replace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = args->values[0];
  const CrDict *fields = object.kind == CR_OBJECT_INSTANCE ? fields_of (((CrInstance *)object.u.cell)->type) : NULL;
  if (fields == NULL)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "replace() should be called on dataclass instances");
  CrObject made = cr_interp_new_instance (interp, ((CrInstance *)object.u.cell)->type);
  for (guint i = 0; i < fields->n_entries; i++)
    {
      const char *name = cr_object_text (fields->entries[i].key);
      CrObject given = cr_call_args_get (args, name);
      CrObject value
          = cr_object_is_set (given) ? cr_object_ref (given) : cr_interp_find_attribute (interp, object, name);
      if (cr_object_is_set (value))
        keep (interp, made, name, value);
    }
  return made;
}

static const CrBuiltinRow dataclasses_rows[] = {
  { "dataclass", 0, 1, "init repr eq order unsafe_hash frozen kw_only slots", dataclasses_dataclass },
  { "field", 0, 0, "default default_factory init repr hash compare metadata kw_only", dataclasses_field },
  { "asdict", 1, 1, NULL, dataclasses_asdict },
  { "replace", 1, 1, "*", dataclasses_replace },
  { NULL },
};

CrModuleObject *
cr_builtins_make_dataclasses (CrInterp *interp, const char *name)
{
  static const CrBuiltinRow none[] = { { NULL } };
  CrModuleObject *module = cr_module_object_new (interp, name, dataclasses_rows);
  add_class (interp, module, "Field", "dataclasses.Field", none);
  add_class (interp, module, "(maker)", "dataclasses.dataclass", maker_rows);
  CrClass *frozen
      = cr_class_new (interp->heap, "dataclasses.FrozenInstanceError", interp->exceptions[CR_ERROR_ATTRIBUTE]);
  cr_module_object_set (module, "FrozenInstanceError", cr_object_from_cell (frozen));
  return module;
}
