/* Attributes: of instances, classes and modules by their dicts, of what is built in by tables. */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const CrBuiltinRow *
find_method (CrInterp *interp, CrObjectKind kind, const char *name)
{
  GHashTable *methods = interp->methods[kind];
  return methods ? g_hash_table_lookup (methods, name) : NULL;
}

/* object's or BaseException's own method @name: bound to @self, or, UNSET, one that takes it as first argument. */
static CrObject
default_method (CrInterp *interp, CrClass *type, CrObject self, const char *name)
{
  const CrBuiltinRow *row = cr_object_find_method (name, cr_class_is_subclass (type, interp->exception_base));
  if (row == NULL)
    return CR_UNSET;
  CrObject made = cr_interp_new_builtin (interp, row, self);
  if (!cr_object_is_set (self) && strcmp (name, "__new__") != 0)
    ((CrBuiltin *)made.u.cell)->of = cr_cell_ref (type);
  return made;
}

static CrObject
module_name (CrInterp *interp, CrClass *type)
{
  const char *dot = strrchr (type->name, '.');
  if (type->from_script)
    return cr_str_new (interp->heap, "__main__", -1);
  return dot ? cr_str_new (interp->heap, type->name, dot - type->name) : cr_str_new (interp->heap, "builtins", -1);
}

static CrObject
text_or_none (CrInterp *interp, const char *text)
{
  return text ? cr_str_new (interp->heap, text, -1) : CR_NONE;
}

/* A property or the like, which goes before the instance's own attributes. */
static gboolean
is_data_descriptor (CrObject found)
{
  return found.kind == CR_OBJECT_PROPERTY
         || (found.kind == CR_OBJECT_INSTANCE
             && cr_object_is_set (cr_class_lookup (((CrInstance *)found.u.cell)->type, "__set__")));
}

static gboolean
has_descriptors (const CrClass *type)
{
  for (guint i = 0; i < type->n_mro; i++)
    if (type->mro[i]->has_descriptors)
      return TRUE;
  return FALSE;
}

/* What every instance has without anybody setting it. */
static CrObject
instance_default (CrInterp *interp, CrInstance *instance, const char *name)
{
  if (strcmp (name, "__class__") == 0)
    return cr_object_from_cell (cr_cell_ref (instance->type));
  if (strcmp (name, "__module__") == 0)
    return module_name (interp, instance->type);
  if (strcmp (name, "__doc__") == 0)
    return text_or_none (interp, instance->type->doc);
  if (strcmp (name, "__dict__") == 0)
    {
      if (instance->attributes == NULL)
        instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      return cr_object_from_cell (cr_cell_ref (instance->attributes));
    }
  if (!cr_object_is_set (instance->args))
    return CR_UNSET;
  if (strcmp (name, "args") == 0)
    return cr_object_ref (instance->args);
  if (strcmp (name, "__cause__") == 0 || strcmp (name, "__context__") == 0 || strcmp (name, "__traceback__") == 0)
    return CR_NONE;
  if (strcmp (name, "value") == 0 && cr_class_is_subclass (instance->type, interp->exceptions[CR_ERROR_STOP_ITERATION]))
    return cr_object_sequence (instance->args)->n ? cr_object_ref (cr_object_sequence (instance->args)->items[0])
                                                  : CR_NONE;
  return CR_UNSET;
}

static CrObject
instance_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  CrObject own = cr_dict_get_text (instance->attributes, name);
  if (cr_object_is_set (own) && !has_descriptors (instance->type))
    return cr_object_ref (own);
  CrObject found = cr_class_lookup (instance->type, name);
  if (cr_object_is_set (own) && !is_data_descriptor (found))
    return cr_object_ref (own);
  if (cr_object_is_set (found))
    return cr_interp_bind_found (interp, found, object, instance->type);
  if (name[0] != '_' && !cr_object_is_set (instance->args))
    return CR_UNSET;
  CrObject value = instance_default (interp, instance, name);
  return cr_object_is_set (value) ? value : default_method (interp, instance->type, object, name);
}

static CrObject
list_classes (CrInterp *interp, CrObjectKind kind, CrClass *const *classes, guint n)
{
  CrSequence *list = cr_sequence_new (interp->heap, kind, n);
  for (guint i = 0; i < n; i++)
    list->items[i] = cr_object_from_cell (cr_cell_ref (classes[i]));
  return cr_object_from_cell (list);
}

static CrObject
class_mro (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrClass *type = (CrClass *)self.u.cell;
  return list_classes (interp, CR_OBJECT_LIST, type->mro, type->n_mro);
}

static const CrBuiltinRow class_mro_row = { "mro", 0, 0, NULL, class_mro };

/* What a class says about itself. */
static CrObject
class_default (CrInterp *interp, CrClass *type, const char *name)
{
  const char *dot = strrchr (type->name, '.');
  if (strcmp (name, "__name__") == 0)
    return cr_str_new (interp->heap, dot ? dot + 1 : type->name, -1);
  if (strcmp (name, "__qualname__") == 0)
    return cr_str_new (interp->heap, type->qualname ? type->qualname : dot ? dot + 1 : type->name, -1);
  if (strcmp (name, "__module__") == 0)
    return module_name (interp, type);
  if (strcmp (name, "__doc__") == 0)
    return text_or_none (interp, type->doc);
  if (strcmp (name, "__dict__") == 0)
    return cr_object_from_cell (cr_cell_ref (type->attributes));
  if (strcmp (name, "__bases__") == 0)
    return list_classes (interp, CR_OBJECT_TUPLE, type->bases, type->n_bases);
  if (strcmp (name, "__base__") == 0)
    return type->base ? cr_object_from_cell (cr_cell_ref (type->base)) : CR_NONE;
  if (strcmp (name, "__mro__") == 0)
    return list_classes (interp, CR_OBJECT_TUPLE, type->mro, type->n_mro);
  if (strcmp (name, "mro") == 0)
    return cr_interp_new_builtin (interp, &class_mro_row, cr_object_from_cell (type));
  return CR_UNSET;
}

/* str.upper: a method of a built-in type that takes its self as first argument. */
static CrObject
kind_method (CrInterp *interp, CrClass *type, const char *name)
{
  if (type->instance_kind == CR_OBJECT_INSTANCE)
    return CR_UNSET;
  const CrBuiltinRow *row = find_method (interp, type->instance_kind, name);
  if (row == NULL)
    row = cr_object_find_special (type->instance_kind, name);
  if (row == NULL && type->instance_kind == CR_OBJECT_TENSOR)
    return cr_tensor_unbound_method (interp, name);
  if (row == NULL)
    return CR_UNSET;
  CrObject made = cr_interp_new_builtin (interp, row, CR_UNSET);
  ((CrBuiltin *)made.u.cell)->of = cr_cell_ref (type);
  return made;
}

static CrObject
class_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrClass *type = (CrClass *)object.u.cell;
  CrObject found = cr_class_lookup (type, name);
  if (cr_object_is_set (found))
    return cr_interp_bind_found (interp, found, CR_UNSET, type);
  found = class_default (interp, type, name);
  if (!cr_object_is_set (found))
    found = kind_method (interp, type, name);
  if (!cr_object_is_set (found) && strcmp (name, "__class__") != 0)
    found = default_method (interp, type, CR_UNSET, name);
  return found;
}

static CrObject
super_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrSuper *super = (CrSuper *)object.u.cell;
  gboolean of_class = super->self.kind == CR_OBJECT_CLASS;
  CrClass *type = of_class ? (CrClass *)super->self.u.cell : cr_interp_type_of (interp, super->self);
  CrObject self = of_class ? CR_UNSET : super->self;
  CrObject found = cr_class_lookup_after (type, super->after, name);
  if (cr_object_is_set (found))
    return cr_interp_bind_found (interp, found, self, type);
  if (strcmp (name, "__new__") == 0)
    self = CR_UNSET;
  else if (strcmp (name, "__init_subclass__") == 0)
    self = super->self;
  return default_method (interp, type, self, name);
}

/* Of a dict with a class of its own. */
static CrObject
dict_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrClass *type = cr_object_dict (object)->type;
  CrObject found = type ? cr_class_lookup (type, name) : CR_UNSET;
  if (cr_object_is_set (found))
    return cr_interp_bind_found (interp, found, object, type);
  if (strcmp (name, "default_factory") == 0 && cr_object_is_set (cr_object_dict (object)->factory))
    return cr_object_ref (cr_object_dict (object)->factory);
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

/* The text of a body that begins with a string; NULL if it does not. */
static const CrExpr *
find_doc (const CrCode *code)
{
  if (code->body == NULL || code->body->n == 0 || code->body->items[0]->kind != CR_STMT_EXPR)
    return NULL;
  const CrExpr *value = code->body->items[0]->expr.value;
  return value->kind == CR_EXPR_STR ? value : NULL;
}

static CrObject
function_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrFunctionObject *function = (CrFunctionObject *)object.u.cell;
  CrObject own = cr_dict_get_text (function->attributes, name);
  if (cr_object_is_set (own))
    return cr_object_ref (own);
  if (strcmp (name, "__name__") == 0)
    return cr_str_new (interp->heap, function->code->name, -1);
  if (strcmp (name, "__qualname__") == 0)
    return cr_str_new (interp->heap, function->code->qualname, -1);
  if (strcmp (name, "__module__") == 0)
    return cr_str_new (interp->heap, "__main__", -1);
  if (strcmp (name, "__doc__") == 0)
    {
      const CrExpr *doc = find_doc (function->code);
      return doc ? cr_str_new (interp->heap, doc->str.text, (gssize)doc->str.length) : CR_NONE;
    }
  if (strcmp (name, "__defaults__") == 0)
    return function->defaults ? cr_object_from_cell (cr_cell_ref (function->defaults)) : CR_NONE;
  if (strcmp (name, "__dict__") == 0 || strcmp (name, "__annotations__") == 0)
    {
      if (function->attributes == NULL)
        function->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      return cr_object_from_cell (cr_cell_ref (function->attributes));
    }
  return CR_UNSET;
}

static CrObject
method_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrMethod *method = (CrMethod *)object.u.cell;
  if (strcmp (name, "__self__") == 0)
    return cr_object_ref (method->self);
  if (strcmp (name, "__func__") == 0)
    return cr_object_ref (method->function);
  return method->function.kind == CR_OBJECT_FUNCTION ? function_attribute (interp, method->function, name) : CR_UNSET;
}

static CrObject
builtin_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrBuiltin *builtin = (CrBuiltin *)object.u.cell;
  if (strcmp (name, "__name__") == 0 || strcmp (name, "__qualname__") == 0)
    return cr_str_new (interp->heap, builtin->row->name, -1);
  if (strcmp (name, "__doc__") == 0)
    return CR_NONE;
  return strcmp (name, "__self__") == 0 && cr_object_is_set (builtin->self) ? cr_object_ref (builtin->self) : CR_UNSET;
}

static CrObject
descriptor_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrDescriptor *descriptor = (CrDescriptor *)object.u.cell;
  if (strcmp (name, "fget") == 0 || strcmp (name, "__func__") == 0 || strcmp (name, "__wrapped__") == 0)
    return cr_object_ref (descriptor->get);
  if (strcmp (name, "fset") == 0)
    return cr_object_ref (descriptor->set);
  if (strcmp (name, "fdel") == 0)
    return cr_object_ref (descriptor->del);
  if (strcmp (name, "__doc__") == 0 && descriptor->doc.kind == CR_OBJECT_NONE
      && descriptor->get.kind == CR_OBJECT_FUNCTION)
    return function_attribute (interp, descriptor->get, name);
  return strcmp (name, "__doc__") == 0 ? cr_object_ref (descriptor->doc) : CR_UNSET;
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
  [CR_OBJECT_INSTANCE] = instance_attribute,
  [CR_OBJECT_CLASS] = class_attribute,
  [CR_OBJECT_SUPER] = super_attribute,
  [CR_OBJECT_MODULE] = module_attribute,
  [CR_OBJECT_FUNCTION] = function_attribute,
  [CR_OBJECT_SLICE] = slice_attribute,
  [CR_OBJECT_RANGE] = range_attribute,
  [CR_OBJECT_GRAD_FN] = cr_grad_fn_attribute,
  [CR_OBJECT_DTYPE] = dtype_attribute,
  [CR_OBJECT_DEVICE] = device_attribute,
  [CR_OBJECT_TENSOR] = cr_tensor_attribute,
  [CR_OBJECT_ARRAY] = cr_tensor_attribute,
  [CR_OBJECT_TUPLE] = cr_named_tuple_attribute,
  [CR_OBJECT_DICT] = dict_attribute,
  [CR_OBJECT_METHOD] = method_attribute,
  [CR_OBJECT_BUILTIN] = builtin_attribute,
  [CR_OBJECT_PROPERTY] = descriptor_attribute,
  [CR_OBJECT_STATIC_METHOD] = descriptor_attribute,
  [CR_OBJECT_CLASS_METHOD] = descriptor_attribute,
  [CR_OBJECT_GENERATOR] = cr_generator_attribute,
  [CR_OBJECT_COMPLEX] = cr_complex_attribute,
};

CrObject
cr_interp_find_plain_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrObject found = CR_UNSET;
  if (attribute_functions[object.kind])
    found = attribute_functions[object.kind](interp, object, name);
  if (cr_object_is_set (found) || cr_interp_is_raised (interp))
    return found;
  const CrBuiltinRow *row = find_method (interp, object.kind, name);
  if (row == NULL)
    row = cr_object_find_special (object.kind, name);
  if (row)
    return cr_interp_new_builtin (interp, row, object);
  if (strcmp (name, "__class__") == 0)
    return cr_object_from_cell (cr_cell_ref (cr_interp_type_of (interp, object)));
  if (strcmp (name, "__doc__") == 0)
    return CR_NONE;
  return CR_UNSET;
}

/* What __getattr__ gives, where a plain look found nothing or raised AttributeError. */
static CrObject
ask_getattr (CrInterp *interp, CrObject object, const char *name)
{
  if (object.kind != CR_OBJECT_INSTANCE)
    return CR_UNSET;
  CrObject method = cr_class_lookup (((CrInstance *)object.u.cell)->type, "__getattr__");
  if (!cr_object_is_set (method))
    return CR_UNSET;
  if (cr_interp_is_raised (interp))
    cr_interp_forget (interp);
  CrObject key = cr_str_new (interp->heap, name, -1);
  CrObject found = cr_interp_call_special (interp, object, "__getattr__", &key, 1);
  cr_object_unref (key);
  return found;
}

static gboolean
lacks_attribute (CrInterp *interp)
{
  return !interp->pending.raised || interp->pending.code == CR_ERROR_ATTRIBUTE;
}

CrObject
cr_interp_find_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrObject found = cr_interp_find_plain_attribute (interp, object, name);
  if (!cr_object_is_set (found) && lacks_attribute (interp))
    found = ask_getattr (interp, object, name);
  if (interp->pending.raised && interp->pending.code == CR_ERROR_ATTRIBUTE)
    cr_interp_forget (interp);
  return found;
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
  CrObject found = cr_interp_find_plain_attribute (interp, object, name);
  if (!cr_object_is_set (found) && lacks_attribute (interp))
    found = ask_getattr (interp, object, name);
  if (!cr_object_is_set (found) && !cr_interp_is_raised (interp))
    raise_no_attribute (interp, object, name);
  return found;
}

static gboolean
set_of_instance (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  gboolean deletes = !cr_object_is_set (value);
  const char *special = deletes ? "__delattr__" : "__setattr__";
  if (cr_object_is_set (cr_class_lookup (instance->type, special)))
    {
      CrObject values[] = { cr_str_new (interp->heap, name, -1), value };
      CrObject result = cr_interp_call_special (interp, object, special, values, deletes ? 1 : 2);
      gboolean fine = cr_object_is_set (result);
      cr_object_unref (result);
      cr_object_unref (values[0]);
      return fine;
    }
  if (strcmp (name, "__dict__") != 0 || value.kind != CR_OBJECT_DICT)
    return cr_interp_set_instance_attribute (interp, object, name, value);
  cr_cell_unref (instance->attributes);
  instance->attributes = cr_cell_ref (value.u.cell);
  return TRUE;
}

static gboolean
set_of_function (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  CrFunctionObject *function = (CrFunctionObject *)object.u.cell;
  if (function->attributes == NULL)
    function->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (function->attributes, name, cr_object_ref (value));
  return TRUE;
}

gboolean
cr_interp_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  if (object.kind == CR_OBJECT_TENSOR)
    return cr_tensor_set_attribute (interp, object, name, value);
  if (object.kind == CR_OBJECT_INSTANCE)
    return set_of_instance (interp, object, name, value);
  if (object.kind == CR_OBJECT_FUNCTION)
    return set_of_function (interp, object, name, value);
  if (object.kind == CR_OBJECT_CLASS && ((CrClass *)object.u.cell)->from_script)
    {
      cr_class_set ((CrClass *)object.u.cell, name, cr_object_ref (value));
      return TRUE;
    }
  if (object.kind == CR_OBJECT_CLASS)
    cr_interp_raise (interp, CR_ERROR_TYPE, "cannot set '%s' attribute of immutable type '%s'", name,
                     ((CrClass *)object.u.cell)->name);
  else if (object.kind == CR_OBJECT_MODULE)
    cr_interp_raise (interp, CR_ERROR_TYPE, _ ("“%s” of a module cannot be set here"), name);
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
  if (object.kind == CR_OBJECT_TENSOR)
    {
      int deleted = cr_tensor_set_autograd_attribute (interp, object, name, CR_UNSET);
      if (deleted >= 0)
        return deleted;
    }
  if (object.kind == CR_OBJECT_INSTANCE)
    return set_of_instance (interp, object, name, CR_UNSET);
  if (object.kind == CR_OBJECT_FUNCTION)
    dict = ((CrFunctionObject *)object.u.cell)->attributes;
  else if (object.kind == CR_OBJECT_CLASS && ((CrClass *)object.u.cell)->from_script)
    dict = ((CrClass *)object.u.cell)->attributes;
  CrObject key = cr_str_new (interp->heap, name, -1);
  gboolean found = dict && cr_dict_remove (dict, key);
  cr_object_unref (key);
  if (!found)
    raise_no_attribute (interp, object, name);
  return found;
}
