/* The little of numpy that scripts use beside torch, and how arrays print. */

#include "cr-interp-private.h"
#include "cr-print.h"

#include <string.h>

static CrObject
as_array (CrInterp *interp, CrTensor *tensor)
{
  return tensor ? (CrObject){ CR_OBJECT_ARRAY, { .tensor = tensor } } : CR_UNSET;
}

static CrObject
numpy_array (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype dtype = CR_DTYPE_FLOAT64;
  CrObject data = args->values[0];
  if (data.kind == CR_OBJECT_TENSOR || data.kind == CR_OBJECT_ARRAY)
    return as_array (interp, cr_interp_make_tensor (interp, data, NULL));
  CrTensor *tensor = cr_interp_make_tensor (interp, data, NULL);
  if (tensor == NULL || cr_tensor_get_dtype (tensor) != CR_DTYPE_FLOAT32)
    return as_array (interp, tensor);
  cr_tensor_unref (tensor);
  return as_array (interp, cr_interp_make_tensor (interp, data, &dtype));
}

/* A function of the table by its torch name, the result an array of float64 where it computes in floats. */
static CrObject
call_named (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  CrObject result = cr_interp_call_torch (interp, cr_functions_find (name, CR_SPELL_TORCH), FALSE, CR_UNSET, args);
  if (result.kind == CR_OBJECT_TENSOR)
    result.kind = CR_OBJECT_ARRAY;
  return result;
}

static CrObject
numpy_linspace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject n = cr_call_args_at (args, 2, "num");
  CrObject values[] = { args->values[0],
                        args->values[1],
                        cr_object_is_set (n) ? n : cr_object_int (50),
                        { CR_OBJECT_DTYPE, { .dtype = CR_DTYPE_FLOAT64 } } };
  const char *const keywords[] = { "dtype" };
  CrCallArgs all = { values, 3, 1, keywords };
  return call_named (interp, "linspace", &all);
}

#define CR_NUMPY(name)                                                                                                 \
  static CrObject numpy_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                               \
  {                                                                                                                    \
    return call_named (interp, #name, args);                                                                           \
  }
CR_NUMPY (sin)
CR_NUMPY (cos)
CR_NUMPY (exp)
CR_NUMPY (log)
CR_NUMPY (sqrt)
#undef CR_NUMPY

static const CrBuiltinRow numpy_rows[] = {
  { "array", 1, 1, NULL, numpy_array }, { "linspace", 2, 3, "num", numpy_linspace },
  { "sin", 1, 1, NULL, numpy_sin },     { "cos", 1, 1, NULL, numpy_cos },
  { "exp", 1, 1, NULL, numpy_exp },     { "log", 1, 1, NULL, numpy_log },
  { "sqrt", 1, 1, NULL, numpy_sqrt },   { NULL },
};

CrModuleObject *
cr_builtins_make_numpy (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, numpy_rows);
  cr_module_object_set (module, "pi", cr_object_float (G_PI));
  cr_module_object_set (module, "ndarray", cr_object_from_cell (cr_cell_ref (interp->types[CR_OBJECT_ARRAY])));
  return module;
}

void
cr_array_repr (CrTensor *tensor, gboolean is_repr, GString *into)
{
  g_autofree char *text = cr_tensor_to_numpy_string (tensor, is_repr);
  g_string_append (into, text);
}
