/* What every object has without a class saying so: object's own methods, BaseException's, and the
 * special methods of the types that are built in as far as scripts call them by name. */

#include "cr-interp-private.h"

#include <string.h>

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
      return CR_NONE;
    }
  if (args->n_positional + args->n_keywords == 0)
    return CR_NONE;
  return cr_interp_raise (interp, CR_ERROR_TYPE,
                          "object.__init__() takes exactly one argument (the instance to initialize)");
}

static CrObject
object_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject type = args->n_positional ? args->values[0] : self;
  if (type.kind != CR_OBJECT_CLASS)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "object.__new__(X): X is not a type object (%s)",
                            cr_interp_type_name (interp, type));
  if (((CrClass *)type.u.cell)->instance_kind != CR_OBJECT_INSTANCE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "object.__new__(%s) is not safe, use %s.__new__()",
                            ((CrClass *)type.u.cell)->name, ((CrClass *)type.u.cell)->name);
  return cr_interp_new_instance (interp, (CrClass *)type.u.cell);
}

static CrObject
object_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (self.kind != CR_OBJECT_INSTANCE || cr_object_is_set (((CrInstance *)self.u.cell)->args))
    return cr_interp_repr (interp, self);
  const CrClass *type = ((CrInstance *)self.u.cell)->type;
  return cr_str_new_printf (interp->heap, "<%s%s object at %p>", type->from_script ? "__main__." : "", type->name,
                            self.u.pointer);
}

static CrObject
object_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (self.kind == CR_OBJECT_INSTANCE && cr_object_is_set (((CrInstance *)self.u.cell)->args))
    return cr_interp_str_exception (interp, self);
  return self.kind == CR_OBJECT_INSTANCE ? cr_interp_repr (interp, self) : cr_interp_str (interp, self);
}

static CrObject
object_format (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const char *spec = args->values[0].kind == CR_OBJECT_STR ? cr_object_text (args->values[0]) : "";
  if (self.kind != CR_OBJECT_INSTANCE)
    return cr_interp_format (interp, self, spec);
  if (*spec == '\0')
    return cr_interp_str (interp, self);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "unsupported format string passed to %s.__format__",
                          cr_interp_type_name (interp, self));
}

static CrObject
object_eq (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (self.kind != CR_OBJECT_INSTANCE)
    return cr_interp_compare (interp, CR_COMPARE_EQ, self, args->values[0]);
  gboolean same = args->values[0].kind == self.kind && args->values[0].u.pointer == self.u.pointer;
  return same ? cr_object_bool (TRUE) : (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
}

static CrObject
object_ne (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_compare (interp, CR_COMPARE_NE, self, args->values[0]);
}

static CrObject
object_hash (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (self.kind == CR_OBJECT_INSTANCE)
    return cr_object_int ((gint64)(gintptr)self.u.pointer >> 4);
  return cr_interp_hash (interp, self);
}

static CrObject
object_setattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "attribute name must be string, not '%s'",
                            cr_interp_type_name (interp, args->values[0]));
  const char *name = cr_object_text (args->values[0]);
  gboolean fine = self.kind == CR_OBJECT_INSTANCE
                      ? cr_interp_set_instance_attribute (interp, self, name, args->values[1])
                      : cr_interp_set_attribute (interp, self, name, args->values[1]);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
object_delattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "attribute name must be string, not '%s'",
                            cr_interp_type_name (interp, args->values[0]));
  const char *name = cr_object_text (args->values[0]);
  gboolean fine = self.kind == CR_OBJECT_INSTANCE ? cr_interp_set_instance_attribute (interp, self, name, CR_UNSET)
                                                  : cr_interp_delete_attribute (interp, self, name);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
object_getattribute (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "attribute name must be string, not '%s'",
                            cr_interp_type_name (interp, args->values[0]));
  const char *name = cr_object_text (args->values[0]);
  CrObject found = cr_interp_find_plain_attribute (interp, self, name);
  if (cr_object_is_set (found) || cr_interp_is_raised (interp))
    return found;
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                          cr_interp_type_name (interp, self), name);
}

static CrObject
object_init_subclass (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static CrObject
object_dir (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_dir (interp, self);
}

static const CrBuiltinRow object_rows[] = {
  { "__init__", 0, -1, "*", object_init },
  { "__new__", 0, -1, "*", object_new },
  { "__repr__", 0, 0, NULL, object_repr },
  { "__str__", 0, 0, NULL, object_str },
  { "__format__", 1, 1, NULL, object_format },
  { "__eq__", 1, 1, NULL, object_eq },
  { "__ne__", 1, 1, NULL, object_ne },
  { "__hash__", 0, 0, NULL, object_hash },
  { "__setattr__", 2, 2, NULL, object_setattr },
  { "__delattr__", 1, 1, NULL, object_delattr },
  { "__getattribute__", 1, 1, NULL, object_getattribute },
  { "__init_subclass__", 0, 0, NULL, object_init_subclass },
  { "__dir__", 0, 0, NULL, object_dir },
  { NULL },
};

static CrObject
exception_with_traceback (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (self);
}

static const CrBuiltinRow exception_rows[] = {
  { "with_traceback", 1, 1, NULL, exception_with_traceback },
  { NULL },
};

static const CrBuiltinRow *
find_row (const CrBuiltinRow *rows, const char *name)
{
  for (; rows->name; rows++)
    if (strcmp (rows->name, name) == 0)
      return rows;
  return NULL;
}

const CrBuiltinRow *
cr_object_find_method (const char *name, gboolean exception)
{
  if (name[0] != '_' && !exception)
    return NULL;
  const CrBuiltinRow *row = find_row (object_rows, name);
  return row || !exception ? row : find_row (exception_rows, name);
}

static CrObject
special_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 n = cr_interp_length (interp, self);
  return n < 0 ? CR_UNSET : cr_object_int (n);
}

static CrObject
special_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *iterator = cr_interp_iterate (interp, self);
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

static CrObject
special_next (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs one = { &self, 1, 0, NULL };
  return cr_builtin_next (interp, CR_UNSET, &one);
}

static CrObject
special_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_get_item (interp, self, args->values[0]);
}

static CrObject
special_setitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_set_item (interp, self, args->values[0], args->values[1]) ? CR_NONE : CR_UNSET;
}

static CrObject
special_contains (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_compare (interp, CR_COMPARE_IN, args->values[0], self);
}

static CrObject
special_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_call (interp, self, args);
}

#define KIND(kind) (G_GUINT64_CONSTANT (1) << CR_OBJECT_##kind)
#define SEQUENCES (KIND (STR) | KIND (TUPLE) | KIND (LIST) | KIND (SIZE) | KIND (RANGE) | KIND (TENSOR) | KIND (ARRAY))
#define KEYED (KIND (DICT) | KIND (SET) | KIND (DICT_VIEW))

static const struct
{
  CrBuiltinRow row;
  guint64 kinds;
} special_rows[] = {
  { { "__len__", 0, 0, NULL, special_len }, SEQUENCES | KEYED },
  { { "__iter__", 0, 0, NULL, special_iter }, SEQUENCES | KEYED | KIND (ITERATOR) },
  { { "__next__", 0, 0, NULL, special_next }, KIND (ITERATOR) },
  { { "__getitem__", 1, 1, NULL, special_getitem }, SEQUENCES | KIND (DICT) },
  { { "__setitem__", 2, 2, NULL, special_setitem }, KIND (LIST) | KIND (DICT) | KIND (TENSOR) | KIND (ARRAY) },
  { { "__contains__", 1, 1, NULL, special_contains }, SEQUENCES | KEYED },
  { { "__call__", 0, -1, "*", special_call },
    KIND (FUNCTION) | KIND (METHOD) | KIND (BUILTIN) | KIND (TORCH_FUNCTION) | KIND (CLASS) },
};

const CrBuiltinRow *
cr_object_find_special (CrObjectKind kind, const char *name)
{
  if (name[0] != '_' || name[1] != '_')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (special_rows); i++)
    if ((special_rows[i].kinds >> kind & 1) && strcmp (special_rows[i].row.name, name) == 0)
      return &special_rows[i].row;
  return NULL;
}
