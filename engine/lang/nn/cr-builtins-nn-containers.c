/* Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict. */

#include "cr-builtins-nn-private.h"

#include <string.h>

/* The entries that are there, as positions; what indices count. */
static guint
count (CrDict *dict)
{
  return dict ? dict->n_live : 0;
}

static const CrDictEntry *
nth (CrDict *dict, guint n)
{
  for (guint i = 0; dict && i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key) && n-- == 0)
      return &dict->entries[i];
  return NULL;
}

static CrSequence *
list_values (CrInterp *interp, CrDict *dict)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; dict && i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key))
      cr_sequence_append (list, cr_object_ref (dict->entries[i].value));
  return list;
}

/* The position that @index names, counted from the end where it is negative; -1 with an exception. */
static gint64
find_position (CrInterp *interp, CrDict *dict, CrObject index)
{
  gint64 i, n = count (dict);
  if (!cr_interp_to_int (interp, index, &i))
    return -1;
  if (i < -n || i >= n)
    {
      cr_interp_raise (interp, CR_ERROR_INDEX, "index %" G_GINT64_FORMAT " is out of range", i);
      return -1;
    }
  return i < 0 ? i + n : i;
}

static gboolean
add_numbered (CrInterp *interp, CrObject self, guint number, CrObject module)
{
  CrObject name = cr_str_new_printf (interp->heap, "%u", number);
  gboolean fine = cr_nn_add_module (interp, self, name, module);
  cr_object_unref (name);
  return fine;
}

/* The modules from 0 on, named by their position. */
static gboolean
fill_numbered (CrInterp *interp, CrObject self, CrSequence *modules, guint from)
{
  for (guint i = 0; i < modules->n; i++)
    if (!add_numbered (interp, self, from + i, modules->items[i]))
      return FALSE;
  return TRUE;
}

static gboolean
fill_named (CrInterp *interp, CrObject self, CrDict *modules)
{
  for (guint i = 0; i < modules->n_entries; i++)
    if (cr_object_is_set (modules->entries[i].key)
        && !cr_nn_add_module (interp, self, modules->entries[i].key, modules->entries[i].value))
      return FALSE;
  return TRUE;
}

static CrObject
sequential_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject modules;
  if (!cr_nn_bind (interp, "Sequential", "__init__", "*args", args, &modules) || !cr_nn_init_module (interp, self))
    return CR_UNSET;
  CrSequence *list = cr_object_sequence (modules);
  gboolean fine = list->n == 1 && list->items[0].kind == CR_OBJECT_DICT
                      ? fill_named (interp, self, cr_object_dict (list->items[0]))
                      : fill_numbered (interp, self, list, 0);
  cr_object_unref (modules);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
sequential_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value;
  if (!cr_nn_bind (interp, "Sequential", "forward", "input", args, &value))
    return CR_UNSET;
  CrSequence *modules = list_values (interp, cr_nn_dict (self, "_modules"));
  for (guint i = 0; i < modules->n && cr_object_is_set (value); i++)
    cr_object_set (&value, cr_interp_call_simple (interp, modules->items[i], &value, 1));
  cr_cell_unref (modules);
  return value;
}

static CrObject
container_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (count (cr_nn_dict (self, "_modules")));
}

static CrObject
container_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_nn_generator (interp, list_values (interp, cr_nn_dict (self, "_modules")));
}

/* A container of the same class over the same modules: what a slice gives. */
static CrObject
slice_container (CrInterp *interp, CrObject self, CrObject index, gboolean keeps_names)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < count (modules); i++)
    {
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = cr_object_ref (nth (modules, i)->key);
      pair->items[1] = cr_object_ref (nth (modules, i)->value);
      cr_sequence_append (all, cr_object_from_cell (pair));
    }
  CrObject list = cr_object_from_cell (all);
  CrObject chosen = cr_interp_get_item (interp, list, index);
  CrObject result = cr_object_is_set (chosen) ? cr_nn_new_module (interp, ((CrInstance *)self.u.cell)->type) : CR_UNSET;
  for (guint i = 0; cr_object_is_set (result) && i < cr_object_sequence (chosen)->n; i++)
    {
      CrSequence *pair = cr_object_sequence (cr_object_sequence (chosen)->items[i]);
      if (!(keeps_names ? cr_nn_add_module (interp, result, pair->items[0], pair->items[1])
                        : add_numbered (interp, result, i, pair->items[1])))
        cr_object_clear (&result);
    }
  cr_object_unref (list);
  cr_object_unref (chosen);
  return result;
}

static CrObject
get_numbered (CrInterp *interp, CrObject self, CrObject index, gboolean keeps_names)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  if (index.kind == CR_OBJECT_SLICE)
    return slice_container (interp, self, index, keeps_names);
  gint64 i = find_position (interp, modules, index);
  return i < 0 ? CR_UNSET : cr_object_ref (nth (modules, (guint)i)->value);
}

static CrObject
sequential_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_numbered (interp, self, args->values[0], TRUE);
}

static CrObject
list_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_numbered (interp, self, args->values[0], FALSE);
}

static CrObject
container_setitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  gint64 i = find_position (interp, modules, args->values[0]);
  if (i < 0)
    return CR_UNSET;
  CrObject key = cr_object_ref (nth (modules, (guint)i)->key);
  gboolean fine = cr_interp_set_attribute (interp, self, cr_object_text (key), args->values[1]);
  cr_object_unref (key);
  return fine ? CR_NONE : CR_UNSET;
}

/* Takes one module out; those behind it move up. */
static gboolean
delete_numbered (CrInterp *interp, CrObject self, CrObject index)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  gint64 i = find_position (interp, modules, index);
  if (i < 0)
    return FALSE;
  CrSequence *rest = list_values (interp, modules);
  cr_sequence_remove (rest, (guint)i, 1);
  cr_dict_clear (modules);
  gboolean fine = fill_numbered (interp, self, rest, 0);
  cr_cell_unref (rest);
  return fine;
}

static CrObject
container_delitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delete_numbered (interp, self, args->values[0]) ? CR_NONE : CR_UNSET;
}

static CrObject
container_append (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return add_numbered (interp, self, count (cr_nn_dict (self, "_modules")), args->values[0]) ? cr_object_ref (self)
                                                                                             : CR_UNSET;
}

static CrObject
container_extend (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *modules = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  if (modules == NULL)
    return CR_UNSET;
  gboolean fine = fill_numbered (interp, self, modules, count (cr_nn_dict (self, "_modules")));
  cr_cell_unref (modules);
  return fine ? cr_object_ref (self) : CR_UNSET;
}

static CrObject
container_insert (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  gint64 at, n = count (modules);
  if (!cr_interp_to_int (interp, args->values[0], &at))
    return CR_UNSET;
  CrSequence *list = list_values (interp, modules);
  cr_sequence_insert (list, (guint)CLAMP (at < 0 ? at + n : at, 0, n), cr_object_ref (args->values[1]));
  cr_dict_clear (modules);
  gboolean fine = fill_numbered (interp, self, list, 0);
  cr_cell_unref (list);
  return fine ? cr_object_ref (self) : CR_UNSET;
}

static CrObject
container_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject result = get_numbered (interp, self, args->values[0], FALSE);
  if (cr_object_is_set (result) && !delete_numbered (interp, self, args->values[0]))
    cr_object_clear (&result);
  return result;
}

static CrObject
list_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject modules;
  if (!cr_nn_bind (interp, "ModuleList", "__init__", "modules=None", args, &modules)
      || !cr_nn_init_module (interp, self))
    return CR_UNSET;
  CrObject result = CR_NONE;
  if (modules.kind != CR_OBJECT_NONE)
    result = container_extend (interp, self, &(CrCallArgs){ &modules, 1, 0, NULL });
  cr_object_unref (modules);
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (result);
  return fine ? CR_NONE : CR_UNSET;
}

/* The pairs of a dict, or of a list of pairs, given to @put. */
static gboolean
for_each_pair (CrInterp *interp, CrObject self, CrObject from,
               gboolean (*put) (CrInterp *interp, CrObject self, CrObject key, CrObject value))
{
  gboolean fine = TRUE;
  if (from.kind == CR_OBJECT_DICT)
    {
      CrDict *dict = cr_object_dict (from);
      for (guint i = 0; fine && i < dict->n_entries; i++)
        if (cr_object_is_set (dict->entries[i].key))
          fine = put (interp, self, dict->entries[i].key, dict->entries[i].value);
      return fine;
    }
  CrSequence *pairs = cr_interp_to_sequence (interp, from, CR_OBJECT_LIST);
  for (guint i = 0; pairs && fine && i < pairs->n; i++)
    {
      CrSequence *pair = cr_interp_to_sequence (interp, pairs->items[i], CR_OBJECT_LIST);
      fine = pair && pair->n == 2 && put (interp, self, pair->items[0], pair->items[1]);
      if (pair && pair->n != 2)
        cr_interp_raise (interp, CR_ERROR_VALUE, "ModuleDict update sequence element #%u has length %u; 2 is required",
                         i, pair->n);
      cr_cell_unref (pair);
    }
  gboolean done = pairs && fine;
  cr_cell_unref (pairs);
  return done;
}

static CrObject
dict_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject modules;
  if (!cr_nn_bind (interp, "ModuleDict", "__init__", "modules=None", args, &modules)
      || !cr_nn_init_module (interp, self))
    return CR_UNSET;
  gboolean fine = modules.kind == CR_OBJECT_NONE || for_each_pair (interp, self, modules, cr_nn_add_module);
  cr_object_unref (modules);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
get_keyed (CrInterp *interp, CrDict *dict, CrObject key)
{
  CrObject found = dict ? cr_dict_get (dict, key) : CR_UNSET;
  return cr_object_is_set (found) ? cr_object_ref (found) : cr_interp_raise_key (interp, key);
}

static CrObject
dict_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_keyed (interp, cr_nn_dict (self, "_modules"), args->values[0]);
}

static CrObject
dict_setitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_nn_add_module (interp, self, args->values[0], args->values[1]) ? CR_NONE : CR_UNSET;
}

static CrObject
dict_delitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  return modules && cr_dict_remove (modules, args->values[0]) ? CR_NONE : cr_interp_raise_key (interp, args->values[0]);
}

static CrObject
dict_update (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return for_each_pair (interp, self, args->values[0], cr_nn_add_module) ? CR_NONE : CR_UNSET;
}

/* A method of the dict itself: keys, values, items, __contains__, __iter__. */
static CrObject
delegate (CrInterp *interp, CrObject self, const char *dict_name, const char *method, const CrCallArgs *args)
{
  CrDict *dict = cr_nn_dict (self, dict_name);
  CrObject object = dict ? cr_object_from_cell (cr_cell_ref (dict)) : CR_NONE;
  CrObject result = cr_nn_call_method (interp, object, method, args->values, args->n_positional);
  cr_object_unref (object);
  return result;
}

static CrObject
dict_keys (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_modules", "keys", args);
}

static CrObject
dict_values (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_modules", "values", args);
}

static CrObject
dict_items (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_modules", "items", args);
}

static CrObject
contains_key (CrObject self, const char *dict_name, CrObject key)
{
  CrDict *dict = cr_nn_dict (self, dict_name);
  return cr_object_bool (dict && cr_object_is_set (cr_dict_get (dict, key)));
}

static CrObject
dict_contains (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return contains_key (self, "_modules", args->values[0]);
}

static CrObject
iterate_keys (CrInterp *interp, CrDict *dict)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; dict && i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key))
      cr_sequence_append (list, cr_object_ref (dict->entries[i].key));
  return cr_nn_generator (interp, list);
}

static CrObject
dict_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return iterate_keys (interp, cr_nn_dict (self, "_modules"));
}

static CrObject
dict_pop (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  CrObject result = get_keyed (interp, modules, args->values[0]);
  if (cr_object_is_set (result))
    cr_dict_remove (modules, args->values[0]);
  return result;
}

static CrObject
dict_clear (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  if (modules)
    cr_dict_clear (modules);
  return CR_NONE;
}

/* Tensors become parameters, as in PyTorch since 1.12. */
static gboolean
put_parameter (CrInterp *interp, CrObject self, CrObject key, CrObject value)
{
  CrObject made = CR_UNSET;
  if (value.kind == CR_OBJECT_TENSOR && !cr_nn_is_parameter (value))
    made = cr_interp_call_simple (interp, cr_object_from_cell (interp->nn->parameter), &value, 1);
  else
    made = cr_object_ref (value);
  gboolean fine = cr_object_is_set (made) && cr_nn_register_parameter (interp, self, key, made);
  cr_object_unref (made);
  return fine;
}

static gboolean
append_parameter (CrInterp *interp, CrObject self, CrObject value)
{
  CrObject name = cr_str_new_printf (interp->heap, "%u", count (cr_nn_dict (self, "_parameters")));
  gboolean fine = put_parameter (interp, self, name, value);
  cr_object_unref (name);
  return fine;
}

static CrObject
parameters_append (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return append_parameter (interp, self, args->values[0]) ? cr_object_ref (self) : CR_UNSET;
}

static CrObject
parameters_extend (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  gboolean fine = list != NULL;
  for (guint i = 0; fine && i < list->n; i++)
    fine = append_parameter (interp, self, list->items[i]);
  cr_cell_unref (list);
  return fine ? cr_object_ref (self) : CR_UNSET;
}

static CrObject
parameters_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values;
  if (!cr_nn_bind (interp, "ParameterList", "__init__", "values=None", args, &values)
      || !cr_nn_init_module (interp, self))
    return CR_UNSET;
  CrObject result = CR_NONE;
  if (values.kind != CR_OBJECT_NONE)
    result = parameters_extend (interp, self, &(CrCallArgs){ &values, 1, 0, NULL });
  cr_object_unref (values);
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (result);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
parameters_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (count (cr_nn_dict (self, "_parameters")));
}

static CrObject
parameters_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_nn_generator (interp, list_values (interp, cr_nn_dict (self, "_parameters")));
}

static CrObject
parameters_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *parameters = cr_nn_dict (self, "_parameters");
  gint64 i = find_position (interp, parameters, args->values[0]);
  return i < 0 ? CR_UNSET : cr_object_ref (nth (parameters, (guint)i)->value);
}

static CrObject
parameters_setitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *parameters = cr_nn_dict (self, "_parameters");
  gint64 i = find_position (interp, parameters, args->values[0]);
  return i >= 0 && put_parameter (interp, self, nth (parameters, (guint)i)->key, args->values[1]) ? CR_NONE : CR_UNSET;
}

/* "  (0): Parameter containing: [torch.float32 of size 2x2]" */
static CrObject
parameters_extra_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *parameters = cr_nn_dict (self, "_parameters");
  GString *into = g_string_new (NULL);
  for (guint i = 0; i < count (parameters); i++)
    {
      const CrDictEntry *entry = nth (parameters, i);
      if (entry->value.kind != CR_OBJECT_TENSOR)
        continue;
      CrTensor *tensor = entry->value.u.tensor;
      g_string_append_printf (into, "%s  (%s): Parameter containing: [torch.%sTensor of size ", into->len ? "\n" : "",
                              cr_object_text (entry->key), cr_dtype_get_scalar_name (cr_tensor_get_dtype (tensor)));
      for (int d = 0; d < cr_tensor_get_ndim (tensor); d++)
        g_string_append_printf (into, "%s%" G_GINT64_FORMAT, d ? "x" : "", cr_tensor_get_sizes (tensor)[d]);
      g_string_append_c (into, ']');
    }
  return cr_str_new_take (interp->heap, into);
}

static CrObject
parameter_dict_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values;
  if (!cr_nn_bind (interp, "ParameterDict", "__init__", "parameters=None", args, &values)
      || !cr_nn_init_module (interp, self))
    return CR_UNSET;
  gboolean fine = values.kind == CR_OBJECT_NONE || for_each_pair (interp, self, values, put_parameter);
  cr_object_unref (values);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
parameter_dict_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_keyed (interp, cr_nn_dict (self, "_parameters"), args->values[0]);
}

static CrObject
parameter_dict_setitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return put_parameter (interp, self, args->values[0], args->values[1]) ? CR_NONE : CR_UNSET;
}

static CrObject
parameter_dict_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return iterate_keys (interp, cr_nn_dict (self, "_parameters"));
}

static CrObject
parameter_dict_contains (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return contains_key (self, "_parameters", args->values[0]);
}

static CrObject
parameter_dict_keys (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_parameters", "keys", args);
}

static CrObject
parameter_dict_values (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_parameters", "values", args);
}

static CrObject
parameter_dict_items (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return delegate (interp, self, "_parameters", "items", args);
}

const CrBuiltinRow cr_builtins_nn_sequential[] = {
  { "__init__", 0, -1, "*", sequential_init },
  { "forward", 0, -1, "*", sequential_forward },
  { "__len__", 0, 0, NULL, container_len },
  { "__iter__", 0, 0, NULL, container_iter },
  { "__getitem__", 1, 1, NULL, sequential_getitem },
  { "__setitem__", 2, 2, NULL, container_setitem },
  { "__delitem__", 1, 1, NULL, container_delitem },
  { "append", 1, 1, NULL, container_append },
  { "extend", 1, 1, NULL, container_extend },
  { "insert", 2, 2, NULL, container_insert },
  { "pop", 1, 1, NULL, container_pop },
  { NULL },
};

const CrBuiltinRow cr_builtins_nn_module_list[] = {
  { "__init__", 0, -1, "*", list_init },
  { "__len__", 0, 0, NULL, container_len },
  { "__iter__", 0, 0, NULL, container_iter },
  { "__getitem__", 1, 1, NULL, list_getitem },
  { "__setitem__", 2, 2, NULL, container_setitem },
  { "__delitem__", 1, 1, NULL, container_delitem },
  { "append", 1, 1, NULL, container_append },
  { "extend", 1, 1, NULL, container_extend },
  { "insert", 2, 2, NULL, container_insert },
  { "pop", 1, 1, NULL, container_pop },
  { NULL },
};

const CrBuiltinRow cr_builtins_nn_module_dict[] = {
  { "__init__", 0, -1, "*", dict_init },         { "__len__", 0, 0, NULL, container_len },
  { "__iter__", 0, 0, NULL, dict_iter },         { "__getitem__", 1, 1, NULL, dict_getitem },
  { "__setitem__", 2, 2, NULL, dict_setitem },   { "__delitem__", 1, 1, NULL, dict_delitem },
  { "__contains__", 1, 1, NULL, dict_contains }, { "keys", 0, 0, NULL, dict_keys },
  { "values", 0, 0, NULL, dict_values },         { "items", 0, 0, NULL, dict_items },
  { "update", 1, 1, NULL, dict_update },         { "pop", 1, 1, NULL, dict_pop },
  { "clear", 0, 0, NULL, dict_clear },           { NULL },
};

const CrBuiltinRow cr_builtins_nn_parameter_list[] = {
  { "__init__", 0, -1, "*", parameters_init },
  { "__len__", 0, 0, NULL, parameters_len },
  { "__iter__", 0, 0, NULL, parameters_iter },
  { "__getitem__", 1, 1, NULL, parameters_getitem },
  { "__setitem__", 2, 2, NULL, parameters_setitem },
  { "append", 1, 1, NULL, parameters_append },
  { "extend", 1, 1, NULL, parameters_extend },
  { "extra_repr", 0, 0, NULL, parameters_extra_repr },
  { NULL },
};

const CrBuiltinRow cr_builtins_nn_parameter_dict[] = {
  { "__init__", 0, -1, "*", parameter_dict_init },
  { "__len__", 0, 0, NULL, parameters_len },
  { "__iter__", 0, 0, NULL, parameter_dict_iter },
  { "__getitem__", 1, 1, NULL, parameter_dict_getitem },
  { "__setitem__", 2, 2, NULL, parameter_dict_setitem },
  { "__contains__", 1, 1, NULL, parameter_dict_contains },
  { "keys", 0, 0, NULL, parameter_dict_keys },
  { "values", 0, 0, NULL, parameter_dict_values },
  { "items", 0, 0, NULL, parameter_dict_items },
  { "extra_repr", 0, 0, NULL, parameters_extra_repr },
  { NULL },
};
