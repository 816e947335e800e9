/* The module contextlib: a generator function as a context manager, and two ready ones. */

#include "cr-builtins-autograd-private.h"
#include "cr-coroutine.h"

#include <string.h>

static CrClass *
get_class (CrInterp *interp, const char *name)
{
  CrObject module = cr_builtins_module (interp, "contextlib");
  CrObject type = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, name);
  cr_object_unref (module);
  return (CrClass *)type.u.cell;
}

static CrIterator *
generator_of (CrInterp *interp, CrObject self)
{
  CrObject generator = cr_instance_get (self, "gen");
  if (generator.kind == CR_OBJECT_ITERATOR && cr_coroutine_is ((CrIterator *)generator.u.cell))
    return (CrIterator *)generator.u.cell;
  cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not an iterator", cr_interp_type_name (interp, generator));
  return NULL;
}

static CrObject
generator_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *generator = generator_of (interp, self);
  CrObject value = generator ? cr_interp_next (interp, generator) : CR_UNSET;
  if (cr_object_is_set (value) || cr_interp_is_raised (interp))
    return value;
  return cr_interp_raise (interp, CR_ERROR_RUNTIME, "generator didn't yield");
}

/* The body ended with @exception: the generator may handle it, or let it or another pass. */
static CrObject
generator_throw (CrInterp *interp, CrIterator *generator, CrObject exception)
{
  CrObject value = cr_coroutine_resume (interp, generator, CR_UNSET, exception);
  if (cr_object_is_set (value))
    {
      cr_object_unref (value);
      return cr_interp_raise (interp, CR_ERROR_RUNTIME, "generator didn't stop after throw()");
    }
  if (!cr_interp_is_raised (interp))
    return cr_object_bool (TRUE);
  gboolean same
      = cr_object_is_set (interp->pending.exception) && interp->pending.exception.u.pointer == exception.u.pointer;
  if (!same)
    return CR_UNSET;
  cr_interp_forget (interp);
  return cr_object_bool (FALSE);
}

static CrObject
generator_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *generator = generator_of (interp, self);
  if (generator == NULL)
    return CR_UNSET;
  if (args->values[1].kind == CR_OBJECT_INSTANCE)
    return generator_throw (interp, generator, args->values[1]);
  CrObject value = cr_interp_next (interp, generator);
  if (cr_interp_is_raised (interp))
    return CR_UNSET;
  if (!cr_object_is_set (value))
    return cr_object_bool (FALSE);
  cr_object_unref (value);
  return cr_interp_raise (interp, CR_ERROR_RUNTIME, "generator didn't stop");
}

static const CrBuiltinRow generator_rows[] = {
  { "__enter__", 0, 0, NULL, generator_enter },
  { "__exit__", 3, 3, NULL, generator_exit },
  { NULL },
};

/* What the decorated function does: its generator inside a context manager. */
static CrObject
make_manager (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
  CrObject generator = cr_interp_call (interp, args->values[0], &rest);
  if (!cr_object_is_set (generator))
    return CR_UNSET;
  CrObject made = cr_interp_new_instance (interp, get_class (interp, "_GeneratorContextManager"));
  cr_instance_set (interp, made, "gen", generator);
  return made;
}

static CrObject
contextlib_contextmanager (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const CrBuiltinRow row = { "helper", 1, -1, "*", make_manager };
  CrObject wrapper = cr_interp_new_builtin (interp, &row, CR_UNSET);
  CrObject made = cr_interp_wrap_function (interp, wrapper, args->values[0]);
  cr_object_unref (wrapper);
  return made;
}

static CrObject
suppress_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *types = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  for (guint i = 0; i < args->n_positional; i++)
    cr_sequence_append (types, cr_object_ref (args->values[i]));
  cr_instance_set (interp, self, "_exceptions", cr_object_from_cell (types));
  return CR_NONE;
}

static CrObject
suppress_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static CrObject
suppress_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[1].kind != CR_OBJECT_INSTANCE)
    return cr_object_bool (FALSE);
  int matches = cr_interp_is_instance (interp, args->values[1], cr_instance_get (self, "_exceptions"));
  return matches < 0 ? CR_UNSET : cr_object_bool (matches);
}

static const CrBuiltinRow suppress_rows[] = {
  { "__init__", 0, -1, NULL, suppress_init },
  { "__enter__", 0, 0, NULL, suppress_enter },
  { "__exit__", 3, 3, NULL, suppress_exit },
  { NULL },
};

static CrObject
null_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = cr_call_args_at (args, 0, "enter_result");
  cr_instance_set (interp, self, "enter_result", cr_object_is_set (value) ? cr_object_ref (value) : CR_NONE);
  return CR_NONE;
}

static CrObject
null_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (cr_instance_get (self, "enter_result"));
}

static CrObject
null_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static const CrBuiltinRow null_rows[] = {
  { "__init__", 0, 1, "enter_result", null_init },
  { "__enter__", 0, 0, NULL, null_enter },
  { "__exit__", 3, 3, NULL, null_exit },
  { NULL },
};

static const CrBuiltinRow contextlib_rows[] = {
  { "contextmanager", 1, 1, NULL, contextlib_contextmanager },
  { NULL },
};

CrModuleObject *
cr_builtins_make_contextlib (CrInterp *interp, const char *name)
{
  static const struct
  {
    const char *name;
    const CrBuiltinRow *rows;
  } classes[] = {
    { "contextlib._GeneratorContextManager", generator_rows },
    { "contextlib.suppress", suppress_rows },
    { "contextlib.nullcontext", null_rows },
  };
  CrModuleObject *module = cr_module_object_new (interp, name, contextlib_rows);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      CrClass *type = cr_class_new (interp->heap, classes[i].name, interp->types[CR_OBJECT_INSTANCE]);
      cr_class_add_methods (type, classes[i].rows);
      cr_module_object_set (module, strchr (classes[i].name, '.') + 1, cr_object_from_cell (type));
    }
  return module;
}
