/* Classes: those of the script and those that are built in; instances and exceptions. */

#include "cr-interp-private.h"

#include <string.h>

CrClass *
cr_class_new (CrHeap *heap, const char *name, CrClass *base)
{
  CrClass *type = cr_cell_new (heap, CR_OBJECT_CLASS, sizeof (CrClass));
  type->name = g_strdup (name);
  type->base = cr_cell_ref (base);
  type->attributes = cr_dict_new (heap, CR_OBJECT_DICT);
  type->instance_kind = CR_OBJECT_INSTANCE;
  if (base)
    {
      type->construct = base->construct;
      type->instance_kind = base->instance_kind;
      type->code = base->code;
    }
  return type;
}

gboolean
cr_class_is_subclass (const CrClass *type, const CrClass *base)
{
  while (type && type != base)
    type = type->base;
  return type != NULL;
}

CrObject
cr_class_lookup (const CrClass *type, const char *name)
{
  for (; type; type = type->base)
    {
      CrObject found = cr_dict_get_text (type->attributes, name);
      if (cr_object_is_set (found))
        return found;
    }
  return CR_UNSET;
}

CrClass *
cr_interp_type_of (CrInterp *interp, CrObject object)
{
  return object.kind == CR_OBJECT_INSTANCE ? ((CrInstance *)object.u.cell)->type : interp->types[object.kind];
}

const char *
cr_interp_type_name (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_GRAD_FN)
    return cr_grad_fn_get_name (object.u.grad_fn);
  if (object.kind == CR_OBJECT_ITERATOR)
    return ((CrIterator *)object.u.cell)->type_name;
  if (object.kind == CR_OBJECT_GRAD_MODE)
    return ((CrGradMode *)object.u.cell)->name;
  const char *name = cr_interp_type_of (interp, object)->name;
  /* Messages name a class without its module; but a type that is written in C keeps it: 'torch.Size', not 'Size'. */
  if (object.kind == CR_OBJECT_ARRAY || object.kind == CR_OBJECT_SIZE || object.kind == CR_OBJECT_DTYPE
      || object.kind == CR_OBJECT_DEVICE)
    return name;
  const char *dot = strrchr (name, '.');
  return dot ? dot + 1 : name;
}

CrObject
cr_interp_call_special (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n)
{
  if (self.kind != CR_OBJECT_INSTANCE)
    return CR_UNSET;
  CrObject method = cr_class_lookup (((CrInstance *)self.u.cell)->type, name);
  if (!cr_object_is_set (method))
    return CR_UNSET;
  g_autofree CrObject *all = g_new (CrObject, n + 1);
  all[0] = self;
  if (n)
    memcpy (all + 1, values, n * sizeof (CrObject));
  return cr_interp_call_simple (interp, method, all, n + 1);
}

CrObject
cr_interp_new_exception (CrInterp *interp, CrClass *type, const char *message)
{
  CrInstance *instance = cr_cell_new (interp->heap, CR_OBJECT_INSTANCE, sizeof (CrInstance));
  CrSequence *args = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  if (*message)
    cr_sequence_append (args, cr_str_new (interp->heap, message, -1));
  instance->type = cr_cell_ref (type);
  instance->args = cr_object_from_cell (args);
  return cr_object_from_cell (instance);
}

static CrObject
new_instance (CrInterp *interp, CrClass *type, const CrCallArgs *args)
{
  CrInstance *instance = cr_cell_new (interp->heap, CR_OBJECT_INSTANCE, sizeof (CrInstance));
  instance->type = cr_cell_ref (type);
  if (cr_class_is_subclass (type, interp->exception_base))
    {
      CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      for (guint i = 0; i < args->n_positional; i++)
        cr_sequence_append (tuple, cr_object_ref (args->values[i]));
      instance->args = cr_object_from_cell (tuple);
    }
  return cr_object_from_cell (instance);
}

static gboolean
run_init (CrInterp *interp, CrObject instance, CrObject init, const CrCallArgs *args)
{
  guint n = args->n_positional + args->n_keywords;
  g_autofree CrObject *values = g_new (CrObject, n + 1);
  values[0] = instance;
  if (n)
    memcpy (values + 1, args->values, n * sizeof (CrObject));
  CrCallArgs all = { values, args->n_positional + 1, args->n_keywords, args->keywords };
  CrObject result = cr_interp_call (interp, init, &all);
  gboolean fine = cr_object_is_set (result);
  if (fine && result.kind != CR_OBJECT_NONE)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "__init__() should return None, not '%s'",
                       cr_interp_type_name (interp, result));
      fine = FALSE;
    }
  cr_object_unref (result);
  return fine;
}

CrObject
cr_interp_instantiate (CrInterp *interp, CrClass *type, const CrCallArgs *args)
{
  if (type->instance_kind != CR_OBJECT_INSTANCE)
    {
      if (type->construct)
        return type->construct (interp, cr_object_from_cell (type), args);
      return cr_interp_raise (interp, CR_ERROR_TYPE, "cannot create '%s' instances", type->name);
    }
  CrObject instance = new_instance (interp, type, args);
  CrObject init = cr_class_lookup (type, "__init__");
  gboolean fine = TRUE;
  if (cr_object_is_set (init))
    fine = run_init (interp, instance, init, args);
  else if (args->n_positional + args->n_keywords > 0 && !cr_class_is_subclass (type, interp->exception_base))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes no arguments", type->name);
      fine = FALSE;
    }
  if (fine)
    return instance;
  cr_object_unref (instance);
  return CR_UNSET;
}

static CrClass *
eval_base (CrInterp *interp, CrStmt *stmt)
{
  if (stmt->class_.n_arguments == 0)
    return cr_cell_ref (interp->types[CR_OBJECT_INSTANCE]);
  const CrArgument *argument = &stmt->class_.arguments[0];
  if (stmt->class_.n_arguments > 1 || argument->kind != CR_ARGUMENT_POSITIONAL)
    {
      cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "a class can have one base class here");
      return NULL;
    }
  CrObject base = cr_interp_eval (interp, argument->value);
  if (!cr_object_is_set (base))
    return NULL;
  if (base.kind == CR_OBJECT_CLASS && ((CrClass *)base.u.cell)->instance_kind == CR_OBJECT_INSTANCE)
    return (CrClass *)base.u.cell;
  cr_interp_raise (interp, CR_ERROR_TYPE, "type '%s' is not an acceptable base type",
                   base.kind == CR_OBJECT_CLASS ? ((CrClass *)base.u.cell)->name : cr_interp_type_name (interp, base));
  cr_object_unref (base);
  return NULL;
}

/* What the body bound becomes the class's; its functions know whose methods they are. */
static void
adopt_names (CrClass *type, CrScope *scope)
{
  for (guint i = 0; i < scope->n; i++)
    {
      CrObject value = scope->slots[i];
      if (!cr_object_is_set (value))
        continue;
      if (value.kind == CR_OBJECT_FUNCTION && ((CrFunctionObject *)value.u.cell)->owner == NULL)
        ((CrFunctionObject *)value.u.cell)->owner = cr_cell_ref (type);
      cr_dict_set_text (type->attributes, g_ptr_array_index (scope->code->names, i), cr_object_ref (value));
    }
}

gboolean
cr_interp_exec_class (CrInterp *interp, CrStmt *stmt)
{
  CrClass *base = eval_base (interp, stmt);
  if (base == NULL)
    return FALSE;
  CrClass *type = cr_class_new (interp->heap, stmt->class_.name, base);
  type->from_script = TRUE;
  cr_cell_unref (base);
  const CrCode *code = cr_interp_get_code (interp, stmt, (CrCode * (*)(gpointer)) cr_code_new_class);
  CrScope *outer = interp->scope;
  interp->scope = cr_scope_new (interp, code, outer);
  CrFlow flow = cr_interp_exec (interp, &stmt->class_.body);
  if (flow == CR_FLOW_NEXT)
    adopt_names (type, interp->scope);
  cr_scope_finish (interp->scope);
  interp->scope = outer;
  if (flow != CR_FLOW_NEXT)
    {
      cr_cell_unref (type);
      return FALSE;
    }
  cr_interp_store_name (interp, stmt->class_.name, cr_object_from_cell (type));
  return TRUE;
}
