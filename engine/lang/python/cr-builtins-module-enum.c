/* The module enum: Enum and auto. The members are made when the class statement is over, by the base's
 * __init_subclass__; what Python's metaclass does (iteration, subscripts, len) asks for the dict of members. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

#define MEMBERS "_member_map_"

CrObject
cr_enum_get_members (CrObject type)
{
  CrObject members = type.kind == CR_OBJECT_CLASS ? cr_class_lookup ((CrClass *)type.u.cell, MEMBERS) : CR_UNSET;
  return members.kind == CR_OBJECT_DICT ? members : CR_UNSET;
}

CrObject
cr_enum_get_item (CrInterp *interp, CrObject members, CrObject name)
{
  CrObject member = cr_interp_check_hashable (interp, name) ? cr_dict_get (cr_object_dict (members), name) : CR_UNSET;
  if (cr_object_is_set (member) || cr_interp_is_raised (interp))
    return cr_object_ref (member);
  return cr_interp_raise_key (interp, name);
}

/* The member that has @value, borrowed. */
static CrObject
find_value (CrInterp *interp, const CrDict *members, CrObject value)
{
  for (guint i = 0; i < members->n_entries; i++)
    if (cr_object_is_set (members->entries[i].key)
        && cr_interp_equal (interp, cr_instance_get (members->entries[i].value, "_value_"), value) > 0)
      return members->entries[i].value;
  return CR_UNSET;
}

/* Color (2): the member of that value. */
static CrObject
enum_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject type = args->values[0], value = args->values[1];
  CrObject members = cr_enum_get_members (type);
  if (!cr_object_is_set (members))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' is not an enumeration of anything",
                            type.kind == CR_OBJECT_CLASS ? ((CrClass *)type.u.cell)->name : "?");
  if (value.kind == CR_OBJECT_INSTANCE && (CrCell *)((CrInstance *)value.u.cell)->type == type.u.cell)
    return cr_object_ref (value);
  CrObject member = find_value (interp, cr_object_dict (members), value);
  if (cr_object_is_set (member) || cr_interp_is_raised (interp))
    return cr_object_ref (member);
  CrObject repr = cr_interp_repr (interp, value);
  if (cr_object_is_set (repr))
    cr_interp_raise (interp, CR_ERROR_VALUE, "%s is not a valid %s", cr_object_text (repr),
                     ((CrClass *)type.u.cell)->name);
  cr_object_unref (repr);
  return CR_UNSET;
}

static CrObject
get_auto (CrInterp *interp)
{
  CrObject module = cr_builtins_module (interp, "enum");
  CrObject type = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, "auto");
  cr_object_unref (module);
  return type;
}

/* The value of auto(): one more than the last. */
static CrObject
next_value (CrInterp *interp, const CrDict *members)
{
  for (guint i = members->n_entries; i-- > 0;)
    {
      CrObject last = cr_instance_get (members->entries[i].value, "_value_");
      if (cr_object_is_number (last))
        return cr_interp_binary (interp, CR_AST_BINARY_ADD, last, cr_object_int (1));
    }
  return cr_object_int (1);
}

static gboolean
is_member (CrObject name, CrObject value)
{
  return name.kind == CR_OBJECT_STR && !g_str_has_prefix (cr_object_text (name), "_")
         && value.kind != CR_OBJECT_FUNCTION && value.kind != CR_OBJECT_PROPERTY
         && value.kind != CR_OBJECT_STATIC_METHOD && value.kind != CR_OBJECT_CLASS_METHOD;
}

/* The member for @name; takes @value over. */
static CrObject
make_member (CrInterp *interp, CrClass *type, CrDict *members, CrObject name, CrObject value)
{
  CrObject known = find_value (interp, members, value);
  if (cr_object_is_set (known))
    {
      cr_object_unref (value);
      return cr_object_ref (known);
    }
  CrObject member = cr_interp_new_instance (interp, type);
  cr_instance_set (interp, member, "_value_", value);
  cr_instance_set (interp, member, "value", cr_object_ref (value));
  cr_instance_set (interp, member, "_name_", cr_object_ref (name));
  cr_instance_set (interp, member, "name", cr_object_ref (name));
  return member;
}

static CrObject
enum_init_subclass (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject owner = args->n_positional ? args->values[0] : self;
  if (owner.kind != CR_OBJECT_CLASS)
    return CR_NONE;
  CrClass *type = (CrClass *)owner.u.cell;
  CrDict *members = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrObject auto_type = get_auto (interp);
  for (guint i = 0; i < type->attributes->n_entries && !cr_interp_is_raised (interp); i++)
    {
      CrObject name = type->attributes->entries[i].key, value = type->attributes->entries[i].value;
      if (!is_member (name, value))
        continue;
      gboolean is_auto
          = value.kind == CR_OBJECT_INSTANCE && (CrCell *)((CrInstance *)value.u.cell)->type == auto_type.u.cell;
      CrObject own = is_auto ? next_value (interp, members) : cr_object_ref (value);
      if (!cr_object_is_set (own))
        break;
      CrObject member = make_member (interp, type, members, name, own);
      if (!cr_object_is_set (cr_dict_get (members, name))
          && cr_interp_equal (interp, cr_instance_get (member, "_name_"), name) > 0)
        cr_dict_set (members, name, cr_object_ref (member));
      cr_class_set (type, cr_object_text (name), member);
    }
  if (cr_interp_is_raised (interp))
    {
      cr_cell_unref (members);
      return CR_UNSET;
    }
  if (members->n_live)
    cr_class_set (type, MEMBERS, cr_object_from_cell (cr_cell_ref (members)));
  cr_cell_unref (members);
  return CR_NONE;
}

static CrObject
enum_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject name = cr_instance_get (self, "_name_");
  return cr_str_new_printf (interp->heap, "%s.%s", cr_interp_type_name (interp, self),
                            name.kind == CR_OBJECT_STR ? cr_object_text (name) : "?");
}

static CrObject
enum_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject name = cr_instance_get (self, "_name_"), value = cr_instance_get (self, "_value_");
  CrObject text = cr_object_is_set (value) ? cr_interp_repr (interp, value) : CR_UNSET;
  if (!cr_object_is_set (text) || name.kind != CR_OBJECT_STR)
    return cr_interp_is_raised (interp) ? CR_UNSET : cr_str_new (interp->heap, "<Enum>", -1);
  CrObject result = cr_str_new_printf (interp->heap, "<%s.%s: %s>", cr_interp_type_name (interp, self),
                                       cr_object_text (name), cr_object_text (text));
  cr_object_unref (text);
  return result;
}

static const CrBuiltinRow enum_rows[] = {
  { "__str__", 0, 0, NULL, enum_str },
  { "__repr__", 0, 0, NULL, enum_repr },
  { NULL },
};

static CrObject
enum_unique (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (args->values[0]);
}

static const CrBuiltinRow module_rows[] = {
  { "unique", 1, 1, NULL, enum_unique },
  { NULL },
};

CrModuleObject *
cr_builtins_make_enum (CrInterp *interp, const char *name)
{
  static const CrBuiltinRow init_row = { "__init_subclass__", 0, -1, "*", enum_init_subclass };
  static const CrBuiltinRow new_row = { "__new__", 2, 2, NULL, enum_new };
  CrModuleObject *module = cr_module_object_new (interp, name, module_rows);
  CrClass *type = cr_class_new (interp->heap, "enum.Enum", interp->types[CR_OBJECT_INSTANCE]);
  CrClass *automatic = cr_class_new (interp->heap, "enum.auto", interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, enum_rows);
  cr_class_set (type, "__init_subclass__", cr_interp_new_builtin (interp, &init_row, CR_UNSET));
  cr_class_set (type, "__new__", cr_interp_new_builtin (interp, &new_row, CR_UNSET));
  cr_module_object_set (module, "Enum", cr_object_from_cell (type));
  cr_module_object_set (module, "auto", cr_object_from_cell (automatic));
  return module;
}
