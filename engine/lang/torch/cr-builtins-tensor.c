/* Tensors as objects: their properties, the methods that are no functions of the table, indexing
 * and operators. */

#include "cr-interp-private.h"

#include "cr-kernels.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

/* The same for any dtype: a complex number is an object of the run. */
static CrObject
element_of (CrInterp *interp, CrTensor *tensor, gint64 index)
{
  if (!cr_dtype_is_complex (cr_tensor_get_dtype (tensor)))
    return cr_tensor_element (tensor, index);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) copy = cr_kernel_cast (tensor, CR_DTYPE_COMPLEX64, &error);
  if (!copy)
    return cr_interp_raise_error (interp, g_steal_pointer (&error));
  const float *parts = cr_tensor_get_data (copy);
  return cr_complex_new (interp, parts[2 * index], parts[2 * index + 1]);
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

/* The last two dimensions swapped; @most is how many there may be. */
static CrObject
swap_last (CrInterp *interp, CrTensor *tensor, const char *name, int most, const char *advice)
{
  int ndim = cr_tensor_get_ndim (tensor);
  if (ndim == 0)
    return cr_object_take_tensor (cr_tensor_ref (tensor));
  if (ndim == 1 || ndim > most)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "tensor.%s is only supported on matrices%s. Got %d-D tensor.%s",
                            name, most == 2 ? " (2-D tensors)" : " or batches of matrices", ndim,
                            ndim == 1 ? "" : advice);
  CrObject values[] = { cr_object_int (-2), cr_object_int (-1) };
  CrCallArgs args = { values, 2, 0, NULL };
  CrObject self = { CR_OBJECT_TENSOR, { .tensor = tensor } };
  return cr_interp_call_torch (interp, cr_functions_find ("transpose", CR_SPELL_METHOD), FALSE, self, &args);
}

static CrObject
get_mt (CrInterp *interp, CrTensor *tensor)
{
  return swap_last (interp, tensor, "mT", G_MAXINT, "");
}

static CrObject
get_mh (CrInterp *interp, CrTensor *tensor)
{
  return swap_last (interp, tensor, "mH", G_MAXINT, "");
}

static CrObject
get_h (CrInterp *interp, CrTensor *tensor)
{
  return swap_last (interp, tensor, "H", 2, " For batches of matrices, consider using tensor.mH");
}

static const struct
{
  const char *name;
  CrObject (*get) (CrInterp *interp, CrTensor *tensor);
} properties[] = {
  { "shape", get_shape },  { "dtype", get_dtype }, { "ndim", get_ndim }, { "device", get_device },
  { "T", get_transposed }, { "mT", get_mt },       { "mH", get_mh },     { "H", get_h },
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
  bound->unbound = !cr_object_is_set (object);
  bound->self = cr_object_ref (object);
  return cr_object_from_cell (bound);
}

CrObject
cr_tensor_unbound_method (CrInterp *interp, const char *name)
{
  return torch_method (interp, CR_UNSET, name);
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
  if (object.kind == CR_OBJECT_TENSOR)
    {
      CrObject value = cr_tensor_autograd_attribute (interp, object, name);
      if (cr_object_is_set (value) || cr_interp_is_raised (interp))
        return value;
    }
  if (g_hash_table_contains (interp->methods[CR_OBJECT_TENSOR], name))
    return CR_UNSET;
  return torch_method (interp, object, name);
}

void
cr_tensor_list_attributes (GPtrArray *names)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_ptr_array_add (names, g_strdup (properties[i].name));
  cr_tensor_list_autograd_attributes (names);
  for (guint i = 0; i < n; i++)
    if (functions[i].name[0] != '_' && (functions[i].spellings & CR_SPELL_METHOD))
      g_ptr_array_add (names, g_strdup (functions[i].name));
  for (guint i = 0; i < n; i++)
    if (functions[i].name[0] != '_' && (functions[i].spellings & CR_SPELL_INPLACE))
      g_ptr_array_add (names, g_strconcat (functions[i].name, "_", NULL));
}

gboolean
cr_tensor_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value)
{
  int taken = cr_tensor_set_autograd_attribute (interp, object, name, value);
  if (taken >= 0)
    return taken;
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

static CrObject
method_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (cr_tensor_get_numel (self.u.tensor) != 1)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "only one element tensors can be converted to Python scalars");
  return element_of (interp, self.u.tensor, 0);
}

static CrObject
list_of (CrInterp *interp, CrTensor *tensor, int dim, gint64 *at)
{
  if (dim == cr_tensor_get_ndim (tensor))
    return element_of (interp, tensor, (*at)++);
  guint n = (guint)cr_tensor_get_sizes (tensor)[dim];
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n);
  for (guint i = 0; i < n; i++)
    {
      list->items[i] = list_of (interp, tensor, dim + 1, at);
      if (cr_object_is_set (list->items[i]) && CR_GOES_ON (interp, *at))
        continue;
      cr_object_unref (cr_object_from_cell (list));
      return CR_UNSET;
    }
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

const CrBuiltinRow cr_builtins_tensor[] = {
  { "item", 0, 0, NULL, method_item },
  { "tolist", 0, 0, NULL, method_tolist },
  { "size", 0, 1, "dim", method_size },
  { "dim", 0, 0, NULL, method_dim },
  { "ndimension", 0, 0, NULL, method_dim },
  { "numel", 0, 0, NULL, method_numel },
  { "nelement", 0, 0, NULL, method_numel },
  { "numpy", 0, 0, NULL, method_numpy },
  { "cpu", 0, 0, NULL, method_self },
  { "cuda", 0, 2, "device non_blocking", cr_tensor_method_cuda },
  { "type", 0, 2, "dtype non_blocking", cr_tensor_method_type },
  { "is_contiguous", 0, 0, NULL, method_is_contiguous },
  { "stride", 0, 1, NULL, method_stride },
  { "is_floating_point", 0, 0, NULL, method_is_floating_point },
  { "data_ptr", 0, 0, NULL, method_data_ptr },
  { NULL },
};
