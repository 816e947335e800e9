/* Tensors as objects: their properties, the methods that are no functions of the table, indexing
 * and operators. */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char grad_warning[]
    = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
      "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
      "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
      "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.";

static const char cycle_warning[]
    = "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
      "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
      "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
      "the cycle and avoid the leak.";

CrObject
cr_tensor_element (CrTensor *tensor, gint64 index)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  if (dtype == CR_DTYPE_BOOL)
    return cr_object_bool (cr_tensor_get_int (tensor, index) != 0);
  if (cr_dtype_is_integral (dtype))
    return cr_object_int (cr_tensor_get_int (tensor, index));
  return cr_object_float (cr_tensor_get_double (tensor, index));
}

/* Properties. */

static CrObject
get_shape (CrInterp *interp, CrTensor *tensor)
{
  return cr_size_new (interp->heap, cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor));
}

static CrObject
get_dtype (CrInterp *interp, CrTensor *tensor)
{
  return (CrObject){ CR_OBJECT_DTYPE, { .dtype = cr_tensor_get_dtype (tensor) } };
}

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
get_grad_fn (CrInterp *interp, CrTensor *tensor)
{
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  return function ? (CrObject){ CR_OBJECT_GRAD_FN, { .grad_fn = cr_grad_fn_ref (function) } } : CR_NONE;
}

static CrObject
get_data (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_take_tensor (cr_tensor_detach (tensor));
}

static CrObject
get_ndim (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_int (cr_tensor_get_ndim (tensor));
}

static CrObject
get_device (CrInterp *interp, CrTensor *tensor)
{
  return (CrObject){ CR_OBJECT_DEVICE };
}

static CrObject
get_version (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_int (cr_tensor_get_version (tensor));
}

static CrObject
get_output_nr (CrInterp *interp, CrTensor *tensor)
{
  return cr_object_int (cr_tensor_get_output_nr (tensor));
}

static CrObject
get_transposed (CrInterp *interp, CrTensor *tensor)
{
  int ndim = cr_tensor_get_ndim (tensor);
  CrSequence *dims = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)ndim);
  for (int i = 0; i < ndim; i++)
    dims->items[i] = cr_object_int (ndim - 1 - i);
  CrObject list = cr_object_from_cell (dims);
  CrCallArgs args = { &list, 1, 0, NULL };
  CrObject self = { CR_OBJECT_TENSOR, { .tensor = tensor } };
  CrObject result = cr_interp_call_torch (interp, cr_functions_find ("permute", CR_SPELL_METHOD), FALSE, self, &args);
  cr_object_unref (list);
  return result;
}

static const struct
{
  const char *name;
  CrObject (*get) (CrInterp *interp, CrTensor *tensor);
} properties[] = {
  { "shape", get_shape },     { "dtype", get_dtype },
  { "grad", get_grad },       { "requires_grad", get_requires_grad },
  { "is_leaf", get_is_leaf }, { "grad_fn", get_grad_fn },
  { "data", get_data },       { "ndim", get_ndim },
  { "device", get_device },   { "_version", get_version },
  { "T", get_transposed },    { "output_nr", get_output_nr },
};

static CrObject
torch_method (CrInterp *interp, CrObject object, const char *name)
{
  gboolean inplace = FALSE;
  const CrFunction *function = cr_interp_find_function (interp, name, CR_SPELL_METHOD);
  if (function == NULL)
    {
      function = cr_interp_find_function (interp, name, CR_SPELL_INPLACE);
      inplace = function != NULL;
    }
  if (function == NULL)
    return CR_UNSET;
  CrTorchFunction *bound = cr_cell_new (interp->heap, CR_OBJECT_TORCH_FUNCTION, sizeof (CrTorchFunction));
  bound->function = function;
  bound->inplace = inplace;
  bound->self = cr_object_ref (object);
  return cr_object_from_cell (bound);
}

CrObject
cr_tensor_attribute (CrInterp *interp, CrObject object, const char *name)
{
  if (object.kind == CR_OBJECT_ARRAY && strcmp (name, "size") == 0)
    return cr_object_int (cr_tensor_get_numel (object.u.tensor));
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (properties[i].name, name) == 0)
      {
        CrObject value = properties[i].get (interp, object.u.tensor);
        if (object.kind == CR_OBJECT_ARRAY && value.kind == CR_OBJECT_TENSOR)
          value.kind = CR_OBJECT_ARRAY;
        if (object.kind == CR_OBJECT_ARRAY && value.kind == CR_OBJECT_SIZE)
          value.u.cell->kind = value.kind = CR_OBJECT_TUPLE;
        return value;
      }
  if (g_hash_table_contains (interp->methods[CR_OBJECT_TENSOR], name))
    return CR_UNSET;
  return torch_method (interp, object, name);
}

/* FALSE with @error pending, taken over, if there is one. */
static gboolean
finish (CrInterp *interp, GError *error)
{
  if (error == NULL)
    return TRUE;
  cr_interp_raise_error (interp, error);
  return FALSE;
}

/* tensor.data = value: the elements change, the graph does not notice. */
static gboolean
set_data (CrInterp *interp, CrTensor *tensor, CrObject value)
{
  if (value.kind != CR_OBJECT_TENSOR)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "Variable data has to be a tensor, but got %s",
                       cr_interp_type_name (interp, value));
      return FALSE;
    }
  if (cr_tensor_shares_storage (tensor, value.u.tensor))
    return TRUE;
  g_autoptr (CrTensor) data = cr_tensor_detach (tensor);
  CrObject self = { CR_OBJECT_TENSOR, { .tensor = data } };
  CrCallArgs args = { &value, 1, 0, NULL };
  CrObject result = cr_interp_call_torch (interp, cr_functions_find ("copy_", CR_SPELL_INPLACE), TRUE, self, &args);
  cr_object_unref (result);
  return cr_object_is_set (result);
}

gboolean
cr_tensor_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  GError *error = NULL;
  CrTensor *tensor = object.u.tensor;
  if (strcmp (name, "grad") == 0)
    {
      if (value.kind != CR_OBJECT_TENSOR && value.kind != CR_OBJECT_NONE)
        {
          cr_interp_raise (interp, CR_ERROR_TYPE,
                           "assigned grad expected to be a Tensor or None but got grad of type %s",
                           cr_interp_type_name (interp, value));
          return FALSE;
        }
      CrTensor *grad = value.kind == CR_OBJECT_TENSOR ? value.u.tensor : NULL;
      cr_tensor_set_grad (tensor, grad, &error);
      return finish (interp, error);
    }
  if (strcmp (name, "requires_grad") == 0)
    {
      if (value.kind == CR_OBJECT_BOOL)
        {
          cr_tensor_set_requires_grad (tensor, value.u.integer != 0, &error);
          return finish (interp, error);
        }
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "requires_grad must be a bool");
      return FALSE;
    }
  if (strcmp (name, "data") == 0)
    return set_data (interp, tensor, value);
  CrObject found = cr_interp_find_attribute (interp, object, name);
  if (cr_object_is_set (found))
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "attribute '%s' of 'torch._C._TensorBase' objects is not writable",
                     name);
  else if (!cr_interp_is_raised (interp))
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'Tensor' object has no attribute '%s'", name);
  cr_object_unref (found);
  return FALSE;
}

/* Methods. */

static gboolean
flag_of (CrInterp *interp, CrObject value, gboolean otherwise)
{
  return !cr_object_is_set (value) || value.kind == CR_OBJECT_NONE ? otherwise : cr_interp_truth (interp, value) > 0;
}

static CrObject
method_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  CrObject gradient = cr_call_args_at (args, 0, "gradient");
  gboolean create = flag_of (interp, cr_call_args_at (args, 2, "create_graph"), FALSE);
  gboolean retain = flag_of (interp, cr_call_args_at (args, 1, "retain_graph"), create);
  if (cr_object_is_set (gradient) && gradient.kind != CR_OBJECT_NONE && gradient.kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "gradients can be either Tensors or None, but got %s",
                            cr_interp_type_name (interp, gradient));
  if (create)
    cr_interp_warn (interp, "UserWarning", cycle_warning);
  CrTensor *tensor = gradient.kind == CR_OBJECT_TENSOR ? gradient.u.tensor : NULL;
  if (!cr_backward (self.u.tensor, tensor, retain, create, &error))
    return cr_interp_raise_error (interp, error);
  return CR_NONE;
}

static CrObject
method_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (cr_tensor_get_numel (self.u.tensor) != 1)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "only one element tensors can be converted to Python scalars");
  return cr_tensor_element (self.u.tensor, 0);
}

static CrObject
list_of (CrInterp *interp, CrTensor *tensor, int dim, gint64 *at)
{
  if (dim == cr_tensor_get_ndim (tensor))
    return cr_tensor_element (tensor, (*at)++);
  guint n = (guint)cr_tensor_get_sizes (tensor)[dim];
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n);
  for (guint i = 0; i < n; i++)
    list->items[i] = list_of (interp, tensor, dim + 1, at);
  return cr_object_from_cell (list);
}

static CrObject
method_tolist (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 at = 0;
  if (!cr_interp_reserve (interp, (guint64)cr_tensor_get_numel (self.u.tensor) * sizeof (CrObject)))
    return CR_UNSET;
  return list_of (interp, self.u.tensor, 0, &at);
}

static CrObject
method_size (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject dim = cr_call_args_at (args, 0, "dim");
  CrObject shape = get_shape (interp, self.u.tensor);
  if (!cr_object_is_set (dim) || dim.kind == CR_OBJECT_NONE)
    return shape;
  gint64 ndim = cr_tensor_get_ndim (self.u.tensor), at;
  cr_object_unref (shape);
  if (!cr_interp_to_int (interp, dim, &at))
    return CR_UNSET;
  if (ndim == 0)
    return cr_interp_raise (interp, CR_ERROR_INDEX,
                            "Dimension specified as %" G_GINT64_FORMAT " but tensor has no dimensions", at);
  if (at < -ndim || at >= ndim)
    return cr_interp_raise (interp, CR_ERROR_INDEX,
                            "Dimension out of range (expected to be in range of [%" G_GINT64_FORMAT
                            ", %" G_GINT64_FORMAT "], but got %" G_GINT64_FORMAT ")",
                            -ndim, ndim - 1, at);
  return cr_object_int (cr_tensor_get_sizes (self.u.tensor)[at < 0 ? at + ndim : at]);
}

static CrObject
method_dim (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_ndim (interp, self.u.tensor);
}

static CrObject
method_numel (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (cr_tensor_get_numel (self.u.tensor));
}

static CrObject
method_numpy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (cr_tensor_requires_grad (self.u.tensor))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
  return (CrObject){ CR_OBJECT_ARRAY, { .tensor = cr_tensor_detach (self.u.tensor) } };
}

static CrObject
method_self (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (self);
}

static CrObject
method_requires_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  gboolean requires_grad = flag_of (interp, cr_call_args_at (args, 0, "requires_grad"), TRUE);
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
method_is_contiguous (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_tensor_is_contiguous (self.u.tensor));
}

static CrObject
method_stride (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject strides
      = cr_size_new (interp->heap, cr_tensor_get_ndim (self.u.tensor), cr_tensor_get_strides (self.u.tensor));
  strides.u.cell->kind = strides.kind = CR_OBJECT_TUPLE;
  if (args->n_positional == 0)
    return strides;
  CrObject stride = cr_interp_get_item (interp, strides, args->values[0]);
  cr_object_unref (strides);
  return stride;
}

static CrObject
method_is_floating_point (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_dtype_is_floating (cr_tensor_get_dtype (self.u.tensor)));
}

static CrObject
method_data_ptr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int ((gint64)(gintptr)cr_tensor_get_data (self.u.tensor));
}

static CrObject
method_detach_inplace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (cr_tensor_is_leaf (self.u.tensor))
    {
      GError *error = NULL;
      if (cr_tensor_requires_grad (self.u.tensor) && !cr_tensor_set_requires_grad (self.u.tensor, FALSE, &error))
        return cr_interp_raise_error (interp, error);
      return cr_object_ref (self);
    }
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("detach_() of a non-leaf is not available; use detach()"));
}

const CrBuiltinRow cr_builtins_tensor[] = {
  { "backward", 0, 4, "gradient retain_graph create_graph inputs", method_backward },
  { "item", 0, 0, NULL, method_item },
  { "tolist", 0, 0, NULL, method_tolist },
  { "size", 0, 1, "dim", method_size },
  { "dim", 0, 0, NULL, method_dim },
  { "ndimension", 0, 0, NULL, method_dim },
  { "numel", 0, 0, NULL, method_numel },
  { "nelement", 0, 0, NULL, method_numel },
  { "numpy", 0, 0, NULL, method_numpy },
  { "cpu", 0, 0, NULL, method_self },
  { "requires_grad_", 0, 1, "requires_grad", method_requires_grad },
  { "retain_grad", 0, 0, NULL, method_retain_grad },
  { "is_contiguous", 0, 0, NULL, method_is_contiguous },
  { "stride", 0, 1, NULL, method_stride },
  { "is_floating_point", 0, 0, NULL, method_is_floating_point },
  { "data_ptr", 0, 0, NULL, method_data_ptr },
  { "detach_", 0, 0, NULL, method_detach_inplace },
  { NULL },
};
