/* What autograd adds to a tensor as an object: grad, requires_grad, grad_fn, data, hooks and the like. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

static const char grad_warning[]
    = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
      "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
      "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
      "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.";

static CrObject
get_grad (CrInterp *interp, CrTensor *tensor)
{
  CrTensor *grad = cr_tensor_get_grad (tensor);
  if (grad)
    return cr_object_take_tensor (cr_tensor_ref (grad));
  if (!cr_tensor_is_leaf (tensor) && !cr_tensor_retains_grad (tensor))
    cr_interp_warn (interp, "UserWarning", grad_warning);
  return CR_NONE;
}

static CrObject
get_requires_grad (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_bool (cr_tensor_requires_grad (tensor));
}

static CrObject
get_is_leaf (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_bool (cr_tensor_is_leaf (tensor));
}

static CrObject
get_retains_grad (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_bool (cr_tensor_retains_grad (tensor));
}

static CrObject
get_grad_fn (CrInterp *interp, CrTensor *tensor)
{
  GError *error = NULL;
  if (!cr_tensor_check_fresh (tensor, &error))
    return cr_interp_raise_error (interp, error);
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  return function ? cr_interp_wrap_grad_fn (interp, function) : CR_NONE;
}

static CrObject
get_data (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_take_tensor (cr_tensor_new_data (tensor));
}

static CrObject
get_version (CrInterp *interp, CrTensor *tensor)
{
  if (cr_tensor_is_inference (tensor))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "Inference tensors do not track version counter.");
  return cr_object_int (cr_tensor_get_version (tensor));
}

static CrObject
get_output_nr (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_int (cr_tensor_get_output_nr (tensor));
}

static CrObject
get_base (CrInterp *interp, CrTensor *tensor)
{
  CrTensor *base = cr_tensor_get_base (tensor);
  return base ? cr_object_take_tensor (cr_tensor_ref (base)) : CR_NONE;
}

/* Assignments. FALSE with an exception. @value UNSET: del. */

static gboolean
finish (CrInterp *interp, GError *error)
{
  if (error == NULL)
    return TRUE;
  cr_interp_raise_error (interp, error);
  return FALSE;
}

static gboolean
set_grad (CrInterp *interp, CrTensor *tensor, CrObject value)
{
  GError *error = NULL;
  if (cr_object_is_set (value) && value.kind != CR_OBJECT_TENSOR && value.kind != CR_OBJECT_NONE)
    {
      /* PyTorch forgot a blank. */
      cr_interp_raise (interp, CR_ERROR_TYPE, "assigned grad expected to be a Tensor or None but got grad of type%s",
                       cr_interp_type_name (interp, value));
      return FALSE;
    }
  cr_tensor_set_grad (tensor, value.kind == CR_OBJECT_TENSOR ? value.u.tensor : NULL, &error);
  return finish (interp, error);
}

static gboolean
set_requires_grad (CrInterp *interp, CrTensor *tensor, CrObject value)
{
  GError *error = NULL;
  if (value.kind != CR_OBJECT_BOOL)
    {
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "requires_grad must be a bool");
      return FALSE;
    }
  if (value.u.integer && !cr_tensor_is_leaf (tensor))
    {
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "you can only change requires_grad flags of leaf variables.");
      return FALSE;
    }
  cr_tensor_set_requires_grad (tensor, value.u.integer != 0, &error);
  return finish (interp, error);
}

static gboolean
set_data (CrInterp *interp, CrTensor *tensor, CrObject value)
{
  GError *error = NULL;
  if (!cr_object_is_set (value))
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "Deleting tensor data is not allowed. Delete tensor instead!");
  else if (value.kind != CR_OBJECT_TENSOR)
    cr_interp_raise (interp, CR_ERROR_TYPE, "Variable data has to be a tensor, but got %s",
                     cr_interp_type_name (interp, value));
  else
    {
      cr_tensor_set_data (tensor, value.u.tensor, &error);
      return finish (interp, error);
    }
  return FALSE;
}

static const struct
{
  const char *name;
  CrObject (*get) (CrInterp *interp, CrTensor *tensor);
  gboolean (*set) (CrInterp *interp, CrTensor *tensor, CrObject value); /* NULL: read only */
} properties[] = {
  { "grad", get_grad, set_grad },       { "requires_grad", get_requires_grad, set_requires_grad },
  { "is_leaf", get_is_leaf, NULL },     { "grad_fn", get_grad_fn, NULL },
  { "data", get_data, set_data },       { "_version", get_version, NULL },
  { "output_nr", get_output_nr, NULL }, { "retains_grad", get_retains_grad, NULL },
  { "_base", get_base, NULL },
};

CrObject
cr_tensor_autograd_attribute (CrInterp *interp, CrObject object, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (properties[i].name, name) == 0)
      return properties[i].get (interp, object.u.tensor);
  return CR_UNSET;
}

void
cr_tensor_list_autograd_attributes (GPtrArray *names)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_ptr_array_add (names, g_strdup (properties[i].name));
}

int
cr_tensor_set_autograd_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (properties[i].set && strcmp (properties[i].name, name) == 0)
      return properties[i].set (interp, object.u.tensor, value);
  return -1;
}

/* Methods. */

static CrObject
method_requires_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  CrObject value = cr_call_args_at (args, 0, "requires_grad");
  if (cr_object_is_set (value) && value.kind != CR_OBJECT_BOOL)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "requires_grad_(): argument 'requires_grad'%s must be bool, not %s",
                            args->n_positional ? " (position 1)" : "", cr_interp_type_name (interp, value));
  gboolean requires_grad = !cr_object_is_set (value) || value.u.integer;
  if (requires_grad && cr_tensor_is_inference (self.u.tensor) && !cr_autograd_get_inference_mode (interp->context))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  if (!cr_tensor_set_requires_grad (self.u.tensor, requires_grad, &error))
    return cr_interp_raise_error (interp, error);
  return cr_object_ref (self);
}

static CrObject
method_retain_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  if (!cr_tensor_retain_grad (self.u.tensor, &error))
    return cr_interp_raise_error (interp, error);
  return CR_NONE;
}

static CrObject
method_detach_inplace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  if (!cr_tensor_detach_in_place (self.u.tensor, &error))
    return cr_interp_raise_error (interp, error);
  return cr_object_ref (self);
}

static CrObject
method_register_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject hook;
  if (!cr_args_bind (interp, args, "Tensor.register_hook", "hook", TRUE, &hook))
    return CR_UNSET;
  return cr_interp_hook_tensor (interp, self.u.tensor, hook);
}

static CrObject
method_is_view (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_tensor_get_base (self.u.tensor) != NULL);
}

static CrObject
method_is_inference (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_tensor_is_inference (self.u.tensor));
}

const CrBuiltinRow cr_builtins_tensor_autograd[] = {
  { "backward", 0, -1, "*", cr_tensor_method_backward },
  { "requires_grad_", 0, 1, "requires_grad", method_requires_grad },
  { "retain_grad", 0, 0, NULL, method_retain_grad },
  { "detach_", 0, 0, NULL, method_detach_inplace },
  { "register_hook", 0, -1, "*", method_register_hook },
  { "_is_view", 0, 0, NULL, method_is_view },
  { "is_inference", 0, 0, NULL, method_is_inference },
  { NULL },
};
