/* One argument as one parameter takes it: FunctionParameter::check of torch/csrc/utils/python_arg_parser.cpp. */

#include "cr-binding-private.h"

#include <string.h>

static gpointer
hold (CrBinder *binder, gsize n, gsize size)
{
  gpointer memory = g_malloc_n (MAX (n, 1), size);
  if (binder->held == NULL)
    binder->held = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (binder->held, memory);
  return memory;
}

static gboolean
is_tensor (CrObject value)
{
  return value.kind == CR_OBJECT_TENSOR || value.kind == CR_OBJECT_ARRAY;
}

/* An int, or a tensor that __index__ takes. */
static gboolean
to_int (CrObject item, gint64 *value)
{
  if (cr_object_is_integer (item))
    *value = item.u.integer;
  else if (!is_tensor (item) || cr_tensor_get_numel (item.u.tensor) != 1
           || cr_dtype_is_floating (cr_tensor_get_dtype (item.u.tensor)))
    return FALSE;
  else
    *value = cr_tensor_get_int (item.u.tensor, 0);
  return TRUE;
}

gboolean
cr_binder_set_ints (CrBinder *binder, const CrBindParameter *parameter, guint i, const CrObject *items, guint n)
{
  gint64 *ints = n <= G_N_ELEMENTS (binder->ints[i]) ? binder->ints[i] : hold (binder, n, sizeof (gint64));
  for (guint k = 0; k < n; k++)
    if (!to_int (items[k], &ints[k]))
      {
        /* Only the first is looked at before the others are taken. */
        if (k > 0)
          cr_interp_raise (binder->interp, CR_ERROR_TYPE,
                           "%s(): argument '%s' must be %s, but found element of type %s at pos %u", binder->name,
                           parameter->name, parameter->type_name, cr_interp_type_name (binder->interp, items[k]),
                           k + 1);
        return FALSE;
      }
  binder->args[i] = (CrArg){ CR_ARG_INTS, { 0 }, ints, n };
  return TRUE;
}

gboolean
cr_binder_set_tensors (CrBinder *binder, guint i, const CrObject *items, guint n)
{
  CrTensor **tensors = hold (binder, n, sizeof (CrTensor *));
  for (guint k = 0; k < n; k++)
    {
      if (!is_tensor (items[k]))
        {
          cr_interp_raise (binder->interp, CR_ERROR_TYPE, "expected Tensor as element %u in argument %u, but got %s", k,
                           i, cr_interp_type_name (binder->interp, items[k]));
          return FALSE;
        }
      tensors[k] = items[k].u.tensor;
    }
  binder->args[i] = (CrArg){ CR_ARG_TENSORS, { .tensors = tensors }, .n_tensors = n };
  return TRUE;
}

static gboolean
set_number (CrArg *arg, CrObject value, guint accepts)
{
  if (value.kind == CR_OBJECT_BOOL && (accepts & (CR_ACCEPTS_BOOL | CR_ACCEPTS_SCALAR | CR_ACCEPTS_FLOAT)))
    *arg = (CrArg){ CR_ARG_BOOL, { .integer = value.u.integer } };
  else if (value.kind == CR_OBJECT_INT && (accepts & (CR_ACCEPTS_INT | CR_ACCEPTS_SCALAR)))
    *arg = (CrArg){ CR_ARG_INT, { .integer = value.u.integer } };
  else if (cr_object_is_number (value) && value.kind != CR_OBJECT_BOOL
           && (accepts & (CR_ACCEPTS_FLOAT | CR_ACCEPTS_SCALAR)))
    *arg = (CrArg){ CR_ARG_FLOAT, { .number = cr_object_to_double (value) } };
  else
    return FALSE;
  return TRUE;
}

/* A tensor where a number is wanted: without dimensions, without gradient. */
static gboolean
set_from_tensor (CrArg *arg, CrTensor *tensor, guint accepts)
{
  if (accepts & CR_ACCEPTS_TENSOR)
    {
      *arg = (CrArg){ CR_ARG_TENSOR, { .tensor = tensor } };
      return TRUE;
    }
  if (cr_tensor_get_numel (tensor) != 1 || cr_tensor_get_ndim (tensor) != 0 || cr_tensor_requires_grad (tensor))
    return FALSE;
  CrObject element = cr_tensor_element (tensor, 0);
  gboolean floating = cr_dtype_is_floating (cr_tensor_get_dtype (tensor));
  return set_number (arg, element, floating ? accepts & ~(guint)CR_ACCEPTS_INT : accepts & ~(guint)CR_ACCEPTS_BOOL);
}

/* Two lists of one length, or two numbers, one behind the other. */
static gboolean
set_int_lists (CrBinder *binder, guint i, const CrSequence *lists)
{
  const CrObject *items[2];
  guint n[2];
  for (guint k = 0; k < 2 && lists->n == 2; k++)
    {
      gboolean single = cr_object_is_integer (lists->items[k]);
      if (!single && !cr_object_is_sequence (lists->items[k]))
        return FALSE;
      items[k] = single ? &lists->items[k] : cr_object_sequence (lists->items[k])->items;
      n[k] = single ? 1 : cr_object_sequence (lists->items[k])->n;
    }
  if (lists->n != 2)
    return FALSE;
  if (n[0] != n[1])
    {
      cr_interp_raise (binder->interp, CR_ERROR_RUNTIME, "both dimension lists should have same length");
      return FALSE;
    }
  gint64 *ints = hold (binder, 2 * n[0], sizeof (gint64));
  for (guint k = 0; k < 2 * n[0]; k++)
    if (!to_int (k < n[0] ? items[0][k] : items[1][k - n[0]], &ints[k]))
      return FALSE;
  binder->args[i] = (CrArg){ CR_ARG_INTS, { 0 }, ints, 2 * n[0] };
  return TRUE;
}

static gboolean
set_sequence (CrBinder *binder, const CrBindParameter *parameter, guint i, CrObject value)
{
  CrSequence *items = cr_object_sequence (value);
  if (parameter->accepts & CR_ACCEPTS_INT_LISTS)
    return set_int_lists (binder, i, items);
  if (parameter->accepts & CR_ACCEPTS_INTS)
    return cr_binder_set_ints (binder, parameter, i, items->items, items->n);
  if (parameter->accepts & CR_ACCEPTS_TENSORS)
    return cr_binder_set_tensors (binder, i, items->items, items->n);
  return FALSE;
}

/* There is one device; of the others it is said what PyTorch without them says. */
static gboolean
set_device (CrBinder *binder, CrArg *arg, CrObject value)
{
  *arg = (CrArg){ CR_ARG_NONE };
  if (value.kind == CR_OBJECT_DEVICE)
    return TRUE;
  const char *name = cr_object_text (value);
  if (strcmp (name, "cpu") == 0 || strcmp (name, "cpu:0") == 0)
    return TRUE;
  if (g_str_has_prefix (name, "cuda"))
    cr_interp_raise (binder->interp, CR_ERROR_ASSERTION, "Torch not compiled with CUDA enabled");
  else
    cr_interp_raise (
        binder->interp, CR_ERROR_RUNTIME,
        "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, ort, xla, lazy, "
        "vulkan, mps, meta, hpu, privateuseone device type at start of device string: %s",
        name);
  return FALSE;
}

gboolean
cr_binder_set (CrBinder *binder, const CrBindParameter *parameter, guint i, CrObject value)
{
  CrArg *arg = &binder->args[i];
  guint accepts = parameter->accepts;
  if (value.kind == CR_OBJECT_TENSOR && (accepts & CR_ACCEPTS_TENSOR))
    {
      *arg = (CrArg){ CR_ARG_TENSOR, { .tensor = value.u.tensor } };
      return TRUE;
    }
  if (value.kind == CR_OBJECT_NONE)
    {
      *arg = (CrArg){ CR_ARG_NONE };
      return (accepts & CR_ACCEPTS_NONE) != 0;
    }
  if (cr_object_is_sequence (value))
    return set_sequence (binder, parameter, i, value);
  if ((value.kind == CR_OBJECT_INT || (value.kind == CR_OBJECT_TENSOR && !(accepts & CR_ACCEPTS_SCALAR)))
      && (accepts & CR_ACCEPTS_ONE_INT))
    return cr_binder_set_ints (binder, parameter, i, &value, 1);
  if ((accepts & CR_ACCEPTS_DEVICE) && (value.kind == CR_OBJECT_DEVICE || value.kind == CR_OBJECT_STR))
    return set_device (binder, arg, value);
  if (is_tensor (value))
    return set_from_tensor (arg, value.u.tensor, accepts);
  if (cr_object_is_number (value))
    return set_number (arg, value, accepts);
  if (value.kind == CR_OBJECT_DTYPE && (accepts & CR_ACCEPTS_DTYPE))
    *arg = (CrArg){ CR_ARG_DTYPE, { .dtype = value.u.dtype } };
  else if (value.kind == CR_OBJECT_GENERATOR && (accepts & CR_ACCEPTS_GENERATOR))
    *arg = (CrArg){ CR_ARG_GENERATOR, { .generator = cr_object_generator (value) } };
  else if (value.kind == CR_OBJECT_STR && (accepts & CR_ACCEPTS_STRING))
    *arg = (CrArg){ CR_ARG_STRING, { .string = cr_object_text (value) } };
  else
    return FALSE;
  return TRUE;
}

gboolean
cr_binding_ignores_keyword (const CrSignature *signature, const char *name, CrObject value)
{
  if (strcmp (name, "out") == 0 || strcmp (name, "layout") == 0 || strcmp (name, "memory_format") == 0)
    return value.kind == CR_OBJECT_NONE;
  if (strcmp (name, "pin_memory") == 0)
    return value.kind == CR_OBJECT_BOOL && !value.u.integer;
  if (strcmp (name, "device") != 0 || cr_signature_find (signature, "dtype") < 0)
    return FALSE;
  return value.kind == CR_OBJECT_DEVICE || value.kind == CR_OBJECT_NONE
         || (value.kind == CR_OBJECT_STR && strcmp (cr_object_text (value), "cpu") == 0);
}
