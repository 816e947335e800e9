/* The modules torch, torch.nn.functional, torch.random and torch.autograd: what is not a function
 * of the table stands here, the rest is looked up there. */

#include "cr-interp-private.h"
#include "cr-random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static CrObject
torch_tensor (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject data = cr_call_args_at (args, 0, "data");
  CrObject dtype = cr_call_args_get (args, "dtype");
  CrObject requires_grad = cr_call_args_get (args, "requires_grad");
  GError *error = NULL;
  if (!cr_object_is_set (data))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "tensor() missing 1 required positional arguments: \"data\"");
  if (cr_object_is_set (dtype) && dtype.kind != CR_OBJECT_DTYPE && dtype.kind != CR_OBJECT_NONE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "tensor(): argument 'dtype' must be torch.dtype, not %s",
                            cr_interp_type_name (interp, dtype));
  CrTensor *tensor = cr_interp_make_tensor (interp, data, dtype.kind == CR_OBJECT_DTYPE ? &dtype.u.dtype : NULL);
  if (tensor == NULL)
    return CR_UNSET;
  gboolean wants = cr_object_is_set (requires_grad) && cr_interp_truth (interp, requires_grad) > 0;
  if (wants && !cr_dtype_is_floating (cr_tensor_get_dtype (tensor)))
    {
      cr_tensor_unref (tensor);
      return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                              "Only Tensors of floating point and complex dtype can require gradients");
    }
  if (!wants || cr_tensor_set_requires_grad (tensor, TRUE, &error))
    return cr_object_take_tensor (tensor);
  cr_tensor_unref (tensor);
  return cr_interp_raise_error (interp, error);
}

static CrObject
torch_from_numpy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_ARRAY)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "expected np.ndarray (got %s)",
                            cr_interp_type_name (interp, args->values[0]));
  return cr_object_take_tensor (cr_tensor_detach (args->values[0].u.tensor));
}

static CrObject
torch_is_tensor (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (args->values[0].kind == CR_OBJECT_TENSOR);
}

static CrObject
torch_numel (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "numel(): argument 'input' (position 1) must be Tensor, not %s",
                            cr_interp_type_name (interp, args->values[0]));
  return cr_object_int (cr_tensor_get_numel (args->values[0].u.tensor));
}

static CrObject
torch_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static CrObject
torch_save (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("torch.save() is not available: scripts here cannot reach files"));
}

static CrObject
torch_load (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("torch.load() is not available: scripts here cannot reach files"));
}

static const CrBuiltinRow torch_rows[] = {
  { "save", 0, -1, "*", torch_save },
  { "load", 0, -1, "*", torch_load },
  { "tensor", 0, 1, "data dtype device requires_grad", torch_tensor },
  { "as_tensor", 0, 1, "data dtype device", torch_tensor },
  { "from_numpy", 1, 1, NULL, torch_from_numpy },
  { "is_tensor", 1, 1, NULL, torch_is_tensor },
  { "numel", 1, 1, NULL, torch_numel },
  { "set_num_threads", 1, 1, NULL, torch_nothing },
  { NULL },
};

static CrObject
lookup_spelled (CrInterp *interp, const char *name, CrSpelling spelling)
{
  const CrFunction *function = cr_interp_find_function (interp, name, spelling);
  if (function == NULL)
    return CR_UNSET;
  CrTorchFunction *object = cr_cell_new (interp->heap, CR_OBJECT_TORCH_FUNCTION, sizeof (CrTorchFunction));
  object->function = function;
  return cr_object_from_cell (object);
}

static CrObject
lookup_torch (CrInterp *interp, const char *name)
{
  CrObject plain = lookup_spelled (interp, name, CR_SPELL_TORCH);
  if (cr_object_is_set (plain))
    return plain;
  CrObject inplace = lookup_spelled (interp, name, CR_SPELL_TORCH_INPLACE);
  if (cr_object_is_set (inplace))
    ((CrTorchFunction *)inplace.u.cell)->inplace = TRUE;
  return inplace;
}

/* Appends what the functions' table has with @spelling. */
static void
list_spelled (GPtrArray *names, CrSpelling spelling, const char *suffix)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if ((functions[i].spellings & spelling) && functions[i].name[0] != '_')
      g_ptr_array_add (names, g_strconcat (functions[i].name, suffix, NULL));
}

static void
list_torch (GPtrArray *names)
{
  list_spelled (names, CR_SPELL_TORCH, "");
  list_spelled (names, CR_SPELL_TORCH_INPLACE, "_");
}

static void
list_functional (GPtrArray *names)
{
  list_spelled (names, CR_SPELL_NN, "");
}

static void
list_linalg (GPtrArray *names)
{
  list_spelled (names, CR_SPELL_LINALG, "");
}

static CrObject
lookup_functional (CrInterp *interp, const char *name)
{
  return lookup_spelled (interp, name, CR_SPELL_NN);
}

static CrObject
lookup_linalg (CrInterp *interp, const char *name)
{
  return lookup_spelled (interp, name, CR_SPELL_LINALG);
}

CrModuleObject *
cr_builtins_make_torch (CrInterp *interp, const char *name)
{
  static const struct
  {
    const char *name;
    CrObjectKind kind;
  } types[] = { { "Tensor", CR_OBJECT_TENSOR },
                { "FloatTensor", CR_OBJECT_TENSOR },
                { "Size", CR_OBJECT_SIZE },
                { "dtype", CR_OBJECT_DTYPE },
                { "device", CR_OBJECT_DEVICE } };
  CrModuleObject *module = cr_module_object_new (interp, name, torch_rows);
  module->lookup = lookup_torch;
  module->list = list_torch;
  cr_builtins_add_dtypes (interp, module);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    cr_module_object_set (module, types[i].name, cr_object_from_cell (cr_cell_ref (interp->types[types[i].kind])));
  cr_builtins_add_random (interp, module);
  cr_builtins_add_grad_modes (interp, module);
  cr_builtins_add_default_generator (interp, module);
  cr_module_object_set (module, "Generator", cr_object_from_cell (cr_cell_ref (interp->types[CR_OBJECT_GENERATOR])));
  cr_module_object_set (module, "__version__", cr_str_new (interp->heap, "1.13.1", -1));
  cr_module_object_set (module, "pi", cr_object_float (G_PI));
  cr_module_object_set (module, "e", cr_object_float (G_E));
  cr_module_object_set (module, "inf", cr_object_float (INFINITY));
  cr_module_object_set (module, "nan", cr_object_float (NAN));
  return module;
}

CrModuleObject *
cr_builtins_make_torch_functional (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  module->lookup = lookup_functional;
  module->list = list_functional;
  return module;
}

CrModuleObject *
cr_builtins_make_torch_linalg (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  module->lookup = lookup_linalg;
  module->list = list_linalg;
  return module;
}

/* torch.cuda: there is none. */
static CrObject
cuda_is_available (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (FALSE);
}

static CrObject
cuda_device_count (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (0);
}

static const CrBuiltinRow cuda_rows[] = {
  { "is_available", 0, 0, NULL, cuda_is_available },
  { "device_count", 0, 0, NULL, cuda_device_count },
  { NULL },
};

CrModuleObject *
cr_builtins_make_torch_cuda (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, cuda_rows);
}
