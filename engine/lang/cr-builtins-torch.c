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
new_grad_mode (CrInterp *interp, const char *name, gboolean enabled)
{
  CrGradMode *mode = cr_cell_new (interp->heap, CR_OBJECT_GRAD_MODE, sizeof (CrGradMode));
  mode->name = name;
  mode->enabled = enabled;
  mode->previous = g_array_new (FALSE, FALSE, sizeof (gboolean));
  return cr_object_from_cell (mode);
}

/* @torch.no_grad without its parentheses gets the function at once. */
static CrObject
grad_mode (CrInterp *interp, const char *name, gboolean enabled, const CrCallArgs *args)
{
  CrObject mode = new_grad_mode (interp, name, enabled);
  if (args->n_positional == 0)
    return mode;
  CrObject wrapped = cr_interp_call (interp, mode, args);
  cr_object_unref (mode);
  return wrapped;
}

static CrObject
torch_no_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return grad_mode (interp, "no_grad", FALSE, args);
}

static CrObject
torch_enable_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return grad_mode (interp, "enable_grad", TRUE, args);
}

static CrObject
torch_set_grad_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  int enabled = cr_interp_truth (interp, args->values[0]);
  if (enabled < 0)
    return CR_UNSET;
  CrObject object = new_grad_mode (interp, "set_grad_enabled", enabled);
  CrGradMode *mode = (CrGradMode *)object.u.cell;
  cr_grad_mode_enter (interp, mode);
  mode->applied = TRUE;
  return object;
}

static CrObject
torch_is_grad_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_context_get_grad_enabled (interp->context));
}

void
cr_grad_mode_enter (CrInterp *interp, CrGradMode *mode)
{
  gboolean now = cr_context_get_grad_enabled (interp->context);
  if (mode->applied)
    {
      mode->applied = FALSE; /* it was entered when it was made */
      return;
    }
  g_array_append_val (mode->previous, now);
  cr_context_set_grad_enabled (interp->context, mode->enabled);
}

void
cr_grad_mode_leave (CrInterp *interp, CrGradMode *mode)
{
  guint n = mode->previous->len;
  if (n == 0)
    return;
  cr_context_set_grad_enabled (interp->context, g_array_index (mode->previous, gboolean, n - 1));
  g_array_set_size (mode->previous, n - 1);
}

static const CrBuiltinRow torch_rows[] = {
  { "tensor", 0, 1, "data dtype device requires_grad", torch_tensor },
  { "as_tensor", 0, 1, "data dtype device", torch_tensor },
  { "from_numpy", 1, 1, NULL, torch_from_numpy },
  { "is_tensor", 1, 1, NULL, torch_is_tensor },
  { "numel", 1, 1, NULL, torch_numel },
  { "no_grad", 0, 1, NULL, torch_no_grad },
  { "enable_grad", 0, 1, NULL, torch_enable_grad },
  { "set_grad_enabled", 1, 1, NULL, torch_set_grad_enabled },
  { "is_grad_enabled", 0, 0, NULL, torch_is_grad_enabled },
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
  return lookup_spelled (interp, name, CR_SPELL_TORCH);
}

static CrObject
lookup_functional (CrInterp *interp, const char *name)
{
  return lookup_spelled (interp, name, CR_SPELL_NN);
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
  cr_builtins_add_dtypes (interp, module);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    cr_module_object_set (module, types[i].name, cr_object_from_cell (cr_cell_ref (interp->types[types[i].kind])));
  cr_builtins_add_random (interp, module);
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
  return module;
}

/* torch.autograd.backward (tensors, grad_tensors): of one tensor, alone or in a list. */
static CrObject
autograd_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject tensor = cr_call_args_at (args, 0, "tensors");
  CrObject values[] = { cr_call_args_at (args, 1, "grad_tensors"), cr_call_args_at (args, 2, "retain_graph"),
                        cr_call_args_at (args, 3, "create_graph") };
  if (cr_object_is_sequence (tensor) && cr_object_sequence (tensor)->n == 1)
    tensor = cr_object_sequence (tensor)->items[0];
  if (cr_object_is_sequence (values[0]) && cr_object_sequence (values[0])->n == 1)
    values[0] = cr_object_sequence (values[0])->items[0];
  if (tensor.kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                            _ ("torch.autograd.backward() takes one tensor here"));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (!cr_object_is_set (values[i]))
      values[i] = CR_NONE;
  CrObject method = cr_interp_get_attribute (interp, tensor, "backward");
  CrObject result = cr_interp_call_simple (interp, method, values, G_N_ELEMENTS (values));
  cr_object_unref (method);
  return result;
}

static const CrBuiltinRow autograd_rows[] = {
  { "backward", 0, 4, "tensors grad_tensors retain_graph create_graph", autograd_backward },
  { "set_grad_enabled", 1, 1, NULL, torch_set_grad_enabled },
  { "no_grad", 0, 1, NULL, torch_no_grad },
  { "enable_grad", 0, 1, NULL, torch_enable_grad },
  { NULL },
};

CrModuleObject *
cr_builtins_make_torch_autograd (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, autograd_rows);
}
