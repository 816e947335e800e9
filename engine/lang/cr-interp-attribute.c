/* Attributes: of instances, classes and modules by their dicts, of what is built in by tables. */

#include "cr-interp-private.h"

#include <string.h>

static const CrBuiltinRow *
find_method (CrInterp *interp, CrObjectKind kind, const char *name)
{
  GHashTable *methods = interp->methods[kind];
  return methods ? g_hash_table_lookup (methods, name) : NULL;
}

/* What a class gives through an instance: functions become methods. */
static CrObject
bind_found (CrInterp *interp, CrObject found, CrObject self)
{
  if (found.kind == CR_OBJECT_FUNCTION || found.kind == CR_OBJECT_TORCH_FUNCTION)
    return cr_interp_bind_method (interp, found, self);
  return cr_object_ref (found);
}

static CrObject
instance_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  CrObject found = cr_dict_get_text (instance->attributes, name);
  if (cr_object_is_set (found))
    return cr_object_ref (found);
  found = cr_class_lookup (instance->type, name);
  if (cr_object_is_set (found))
    return bind_found (interp, found, object);
  if (strcmp (name, "__class__") == 0)
    return cr_object_from_cell (cr_cell_ref (instance->type));
  if (strcmp (name, "args") == 0 && cr_object_is_set (instance->args))
    return cr_object_ref (instance->args);
  if (strcmp (name, "__dict__") == 0)
    {
      if (instance->attributes == NULL)
        instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      return cr_object_from_cell (cr_cell_ref (instance->attributes));
    }
  return CR_UNSET;
}

static CrObject
class_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrClass *type = (CrClass *)object.u.cell;
  CrObject found = cr_class_lookup (type, name);
  if (cr_object_is_set (found))
    return cr_object_ref (found);
  const char *dot = strrchr (type->name, '.');
  if (strcmp (name, "__name__") == 0)
    return cr_str_new (interp->heap, dot ? dot + 1 : type->name, -1);
  return CR_UNSET;
}

/* The end of every chain of __init__: takes what came and does nothing. */
static CrObject
object_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (self.kind == CR_OBJECT_INSTANCE && cr_object_is_set (((CrInstance *)self.u.cell)->args))
    {
      CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      for (guint i = 0; i < args->n_positional; i++)
        cr_sequence_append (tuple, cr_object_ref (args->values[i]));
      cr_object_set (&((CrInstance *)self.u.cell)->args, cr_object_from_cell (tuple));
    }
  return CR_NONE;
}

static const CrBuiltinRow object_init_row = { "__init__", 0, -1, NULL, object_init };

static CrObject
super_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrSuper *super = (CrSuper *)object.u.cell;
  CrObject found = super->after->base ? cr_class_lookup (super->after->base, name) : CR_UNSET;
  if (cr_object_is_set (found))
    return bind_found (interp, found, super->self);
  if (strcmp (name, "__init__") == 0)
    return cr_interp_new_builtin (interp, &object_init_row, super->self);
  return CR_UNSET;
}

static CrObject
module_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrModuleObject *module = (CrModuleObject *)object.u.cell;
  CrObject found = cr_dict_get_text (module->attributes, name);
  if (cr_object_is_set (found))
    return cr_object_ref (found);
  if (strcmp (name, "__name__") == 0)
    return cr_str_new (interp->heap, module->name, -1);
  if (module->lookup)
    return module->lookup (interp, name);
  return CR_UNSET;
}

static CrObject
function_attribute (CrInterp *interp, CrObject object, const char *name)
{
  if (strcmp (name, "__name__") == 0)
    return cr_str_new (interp->heap, ((CrFunctionObject *)object.u.cell)->code->name, -1);
  return CR_UNSET;
}

static CrObject
slice_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrSlice *slice = (CrSlice *)object.u.cell;
  if (strcmp (name, "start") == 0)
    return cr_object_ref (slice->start);
  if (strcmp (name, "stop") == 0)
    return cr_object_ref (slice->stop);
  return strcmp (name, "step") == 0 ? cr_object_ref (slice->step) : CR_UNSET;
}

static CrObject
range_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrRangeObject *range = (CrRangeObject *)object.u.cell;
  if (strcmp (name, "start") == 0)
    return cr_object_int (range->start);
  if (strcmp (name, "stop") == 0)
    return cr_object_int (range->stop);
  return strcmp (name, "step") == 0 ? cr_object_int (range->step) : CR_UNSET;
}

/* next_functions: pairs of function (or None) and input number. */
static CrObject
next_functions (CrInterp *interp, CrGradFn *function)
{
  guint n = cr_grad_fn_get_n_next (function);
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    {
      guint input = 0;
      CrGradFn *next = cr_grad_fn_get_next (function, i, &input);
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = next ? (CrObject){ CR_OBJECT_GRAD_FN, { .grad_fn = cr_grad_fn_ref (next) } } : CR_NONE;
      pair->items[1] = cr_object_int (next ? input : 0);
      tuple->items[i] = cr_object_from_cell (pair);
    }
  return cr_object_from_cell (tuple);
}

static CrObject
grad_fn_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrGradFn *function = object.u.grad_fn;
  if (strcmp (name, "next_functions") == 0)
    return next_functions (interp, function);
  if (strcmp (name, "variable") == 0 && cr_grad_fn_get_variable (function))
    return cr_object_take_tensor (cr_tensor_ref (cr_grad_fn_get_variable (function)));
  if (strcmp (name, "name") == 0)
    return cr_str_new (interp->heap, cr_grad_fn_get_name (function), -1);
  return CR_UNSET;
}

static CrObject
dtype_attribute (CrInterp *interp, CrObject object, const char *name)
{
  if (strcmp (name, "is_floating_point") == 0)
    return cr_object_bool (cr_dtype_is_floating (object.u.dtype));
  return CR_UNSET;
}

static CrObject
device_attribute (CrInterp *interp, CrObject object, const char *name)
{
  return strcmp (name, "type") == 0 ? cr_str_new (interp->heap, "cpu", -1) : CR_UNSET;
}

static CrObject (*const attribute_functions[CR_N_OBJECT_KINDS]) (CrInterp *, CrObject, const char *) = {
  [CR_OBJECT_INSTANCE] = instance_attribute, [CR_OBJECT_CLASS] = class_attribute,
  [CR_OBJECT_SUPER] = super_attribute,       [CR_OBJECT_MODULE] = module_attribute,
  [CR_OBJECT_FUNCTION] = function_attribute, [CR_OBJECT_SLICE] = slice_attribute,
  [CR_OBJECT_RANGE] = range_attribute,       [CR_OBJECT_GRAD_FN] = grad_fn_attribute,
  [CR_OBJECT_DTYPE] = dtype_attribute,       [CR_OBJECT_DEVICE] = device_attribute,
  [CR_OBJECT_TENSOR] = cr_tensor_attribute,  [CR_OBJECT_ARRAY] = cr_tensor_attribute,
};

CrObject
cr_interp_find_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrObject found = CR_UNSET;
  if (attribute_functions[object.kind])
    found = attribute_functions[object.kind](interp, object, name);
  if (cr_object_is_set (found) || cr_interp_is_raised (interp))
    return found;
  const CrBuiltinRow *row = find_method (interp, object.kind, name);
  if (row)
    return cr_interp_new_builtin (interp, row, object);
  if (strcmp (name, "__class__") == 0)
    return cr_object_from_cell (cr_cell_ref (cr_interp_type_of (interp, object)));
  return CR_UNSET;
}

static void
raise_no_attribute (CrInterp *interp, CrObject object, const char *name)
{
  if (object.kind == CR_OBJECT_MODULE)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "module '%s' has no attribute '%s'",
                     ((CrModuleObject *)object.u.cell)->name, name);
  else if (object.kind == CR_OBJECT_CLASS)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "type object '%s' has no attribute '%s'",
                     ((CrClass *)object.u.cell)->name, name);
  else if (object.kind == CR_OBJECT_TENSOR || object.kind != CR_OBJECT_DTYPE)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                     cr_interp_type_name (interp, object), name);
  else
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'torch.dtype' object has no attribute '%s'", name);
}

CrObject
cr_interp_get_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrObject found = cr_interp_find_attribute (interp, object, name);
  if (!cr_object_is_set (found) && !cr_interp_is_raised (interp))
    {
      CrObject key = cr_str_new (interp->heap, name, -1);
      found = cr_interp_call_special (interp, object, "__getattr__", &key, 1);
      cr_object_unref (key);
    }
  if (!cr_object_is_set (found) && !cr_interp_is_raised (interp))
    raise_no_attribute (interp, object, name);
  return found;
}

gboolean
cr_interp_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  if (object.kind == CR_OBJECT_TENSOR)
    return cr_tensor_set_attribute (interp, object, name, value);
  if (object.kind == CR_OBJECT_INSTANCE)
    {
      CrInstance *instance = (CrInstance *)object.u.cell;
      if (instance->attributes == NULL)
        instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      cr_dict_set_text (instance->attributes, name, cr_object_ref (value));
      return TRUE;
    }
  if (object.kind == CR_OBJECT_CLASS && ((CrClass *)object.u.cell)->instance_kind == CR_OBJECT_INSTANCE)
    {
      cr_dict_set_text (((CrClass *)object.u.cell)->attributes, name, cr_object_ref (value));
      return TRUE;
    }
  if (object.kind == CR_OBJECT_MODULE || object.kind == CR_OBJECT_CLASS)
    cr_interp_raise (interp, CR_ERROR_TYPE, "cannot set '%s' of what is built in", name);
  else
    {
      CrObject found = cr_interp_find_attribute (interp, object, name);
      if (cr_object_is_set (found))
        cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object attribute '%s' is read-only",
                         cr_interp_type_name (interp, object), name);
      else
        raise_no_attribute (interp, object, name);
      cr_object_unref (found);
    }
  return FALSE;
}

gboolean
cr_interp_delete_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrDict *dict = NULL;
  if (object.kind == CR_OBJECT_TENSOR && strcmp (name, "grad") == 0)
    return cr_tensor_set_attribute (interp, object, name, CR_NONE);
  if (object.kind == CR_OBJECT_INSTANCE)
    dict = ((CrInstance *)object.u.cell)->attributes;
  CrObject key = cr_str_new (interp->heap, name, -1);
  gboolean found = dict && cr_dict_remove (dict, key);
  cr_object_unref (key);
  if (!found)
    raise_no_attribute (interp, object, name);
  return found;
}
