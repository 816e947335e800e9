/* What stands in a class and acts when it is asked for through an instance: functions become
 * methods, properties are called, __get__ and __set__ of the script's own descriptors run. */

#include "cr-interp-private.h"

static CrObject
get_property (CrInterp *interp, CrDescriptor *property, CrObject self)
{
  if (property->get.kind != CR_OBJECT_NONE)
    return cr_interp_call_simple (interp, property->get, &self, 1);
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "property of '%s' object has no getter",
                          cr_interp_type_name (interp, self));
}

/* The script's own descriptor, or any other instance, which is just a value. */
static CrObject
get_instance (CrInterp *interp, CrObject found, CrObject self, CrClass *type)
{
  if (!cr_object_is_set (cr_class_lookup (((CrInstance *)found.u.cell)->type, "__get__")))
    return cr_object_ref (found);
  CrObject values[] = { cr_object_is_set (self) ? self : CR_NONE, cr_object_from_cell (type) };
  return cr_interp_call_special (interp, found, "__get__", values, 2);
}

CrObject
cr_interp_bind_found (CrInterp *interp, CrObject found, CrObject self, CrClass *type)
{
  gboolean has_self = cr_object_is_set (self);
  switch (found.kind)
    {
    case CR_OBJECT_FUNCTION:
    case CR_OBJECT_TORCH_FUNCTION:
      return has_self ? cr_interp_bind_method (interp, found, self) : cr_object_ref (found);
    case CR_OBJECT_BUILTIN:
      {
        CrBuiltin *builtin = (CrBuiltin *)found.u.cell;
        gboolean binds = has_self && builtin->of && !cr_object_is_set (builtin->self);
        return binds ? cr_interp_new_builtin (interp, builtin->row, self) : cr_object_ref (found);
      }
    case CR_OBJECT_STATIC_METHOD:
      return cr_object_ref (((CrDescriptor *)found.u.cell)->get);
    case CR_OBJECT_CLASS_METHOD:
      return cr_interp_bind_method (interp, ((CrDescriptor *)found.u.cell)->get, cr_object_from_cell (type));
    case CR_OBJECT_PROPERTY:
      return has_self ? get_property (interp, (CrDescriptor *)found.u.cell, self) : cr_object_ref (found);
    case CR_OBJECT_INSTANCE:
      return get_instance (interp, found, self, type);
    default:
      return cr_object_ref (found);
    }
}

static CrObject
make (CrInterp *interp, CrObjectKind kind, CrObject get)
{
  CrDescriptor *made = cr_cell_new (interp->heap, kind, sizeof (CrDescriptor));
  made->get = cr_object_ref (get);
  made->set = made->del = made->doc = CR_NONE;
  return cr_object_from_cell (made);
}

static CrObject
construct_static_method (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional != 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "staticmethod expected 1 argument, got %u", args->n_positional);
  return make (interp, CR_OBJECT_STATIC_METHOD, args->values[0]);
}

static CrObject
construct_class_method (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional != 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "classmethod expected 1 argument, got %u", args->n_positional);
  return make (interp, CR_OBJECT_CLASS_METHOD, args->values[0]);
}

static CrObject
construct_property (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const names[] = { "fget", "fset", "fdel", "doc" };
  CrObject made = make (interp, CR_OBJECT_PROPERTY, CR_NONE);
  CrObject *slots = &((CrDescriptor *)made.u.cell)->get;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject given = cr_call_args_at (args, i, names[i]);
      if (cr_object_is_set (given))
        slots[i] = cr_object_ref (given);
    }
  return made;
}

static CrObject
copy_with (CrInterp *interp, CrObject self, guint part, CrObject function)
{
  const CrDescriptor *from = (CrDescriptor *)self.u.cell;
  CrObject made = make (interp, CR_OBJECT_PROPERTY, from->get);
  CrDescriptor *to = (CrDescriptor *)made.u.cell;
  to->set = cr_object_ref (from->set);
  to->del = cr_object_ref (from->del);
  to->doc = cr_object_ref (from->doc);
  cr_object_set (&to->get + part, cr_object_ref (function));
  return made;
}

static CrObject
property_getter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return copy_with (interp, self, 0, args->values[0]);
}

static CrObject
property_setter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return copy_with (interp, self, 1, args->values[0]);
}

static CrObject
property_deleter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return copy_with (interp, self, 2, args->values[0]);
}

const CrBuiltinRow cr_builtins_property[] = {
  { "getter", 1, 1, NULL, property_getter },
  { "setter", 1, 1, NULL, property_setter },
  { "deleter", 1, 1, NULL, property_deleter },
  { NULL },
};

void
cr_builtins_install_descriptors (CrInterp *interp)
{
  static const struct
  {
    CrObjectKind kind;
    CrBuiltinCall construct;
  } rows[] = {
    { CR_OBJECT_PROPERTY, construct_property },
    { CR_OBJECT_STATIC_METHOD, construct_static_method },
    { CR_OBJECT_CLASS_METHOD, construct_class_method },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrClass *type = interp->types[rows[i].kind];
      type->construct = rows[i].construct;
      cr_dict_set_text (interp->builtins, type->name, cr_object_from_cell (cr_cell_ref (type)));
    }
}

static gboolean
set_property (CrInterp *interp, CrObject object, const char *name, CrDescriptor *property, CrObject value)
{
  gboolean deletes = !cr_object_is_set (value);
  CrObject function = deletes ? property->del : property->set;
  if (function.kind == CR_OBJECT_NONE)
    {
      cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "property '%s' of '%s' object has no %s", name,
                       cr_interp_type_name (interp, object), deletes ? "deleter" : "setter");
      return FALSE;
    }
  CrObject values[] = { object, value };
  CrObject result = cr_interp_call_simple (interp, function, values, deletes ? 1 : 2);
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (result);
  return fine;
}

/* 1 or 0 with an exception if a descriptor of the class took it; -1 if none did. */
static int
set_by_descriptor (CrInterp *interp, CrObject object, const char *name, CrObject found, CrObject value)
{
  if (found.kind == CR_OBJECT_PROPERTY)
    return set_property (interp, object, name, (CrDescriptor *)found.u.cell, value);
  const char *special = cr_object_is_set (value) ? "__set__" : "__delete__";
  if (found.kind != CR_OBJECT_INSTANCE
      || !cr_object_is_set (cr_class_lookup (((CrInstance *)found.u.cell)->type, special)))
    return -1;
  CrObject values[] = { object, value };
  CrObject result = cr_interp_call_special (interp, found, special, values, cr_object_is_set (value) ? 2 : 1);
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (result);
  return fine;
}

gboolean
cr_interp_set_instance_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  CrObject found = cr_object_ref (cr_class_lookup (instance->type, name));
  int taken = cr_object_is_set (found) ? set_by_descriptor (interp, object, name, found, value) : -1;
  cr_object_unref (found);
  if (taken >= 0)
    return taken;
  if (cr_object_is_set (value))
    {
      if (instance->attributes == NULL)
        instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      cr_dict_set_text (instance->attributes, name, cr_object_ref (value));
      return TRUE;
    }
  CrObject key = cr_str_new (interp->heap, name, -1);
  gboolean removed = instance->attributes && cr_dict_remove (instance->attributes, key);
  cr_object_unref (key);
  if (!removed)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                     cr_interp_type_name (interp, object), name);
  return removed;
}
