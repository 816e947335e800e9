/* tensor[index]: Python's index as the engine takes it (torch/csrc/autograd/python_variable_indexing.cpp). */

#include "cr-interp-private.h"

#include <string.h>

/* An index with what was made for it. */
typedef struct
{
  CrIndex *indices;
  guint n;
  GPtrArray *made; /* of CrTensor: from lists */
} Indices;

static void
indices_clear (Indices *indices)
{
  g_clear_pointer (&indices->indices, g_free);
  g_clear_pointer (&indices->made, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Indices, indices_clear)

static gboolean
is_tensor (CrObject object)
{
  return object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY;
}

static gboolean
index_part (CrInterp *interp, CrObject part, gint64 *value)
{
  *value = G_MININT64;
  if (part.kind == CR_OBJECT_NONE)
    return TRUE;
  gboolean integral = part.kind != CR_OBJECT_TENSOR || !cr_dtype_is_floating (cr_tensor_get_dtype (part.u.tensor));
  if ((cr_object_is_integer (part) || is_tensor (part)) && integral)
    return cr_interp_to_int (interp, part, value);
  cr_interp_raise (interp, CR_ERROR_TYPE, "slice indices must be integers or None or have an __index__ method");
  return FALSE;
}

static gboolean
convert_slice (CrInterp *interp, CrSlice *slice, CrIndex *index)
{
  index->kind = CR_INDEX_SLICE;
  return index_part (interp, slice->start, &index->start) && index_part (interp, slice->stop, &index->stop)
         && index_part (interp, slice->step, &index->step);
}

/* A list or range as a tensor: of bools where it holds those, else of integers. */
static gboolean
convert_sequence (CrInterp *interp, CrObject object, CrIndex *index, GPtrArray *made)
{
  g_autoptr (CrTensor) tensor = cr_interp_make_tensor (interp, object, NULL);
  if (tensor == NULL)
    return FALSE;
  CrDtype dtype = cr_tensor_get_dtype (tensor), wanted = CR_DTYPE_INT64;
  if (dtype != CR_DTYPE_BOOL && dtype != CR_DTYPE_INT64)
    {
      CrTensor *cast = cr_interp_make_tensor (interp, object, &wanted);
      if (cast == NULL)
        return FALSE;
      cr_tensor_unref (tensor);
      tensor = cast;
    }
  index->kind = CR_INDEX_TENSOR;
  index->tensor = tensor;
  g_ptr_array_add (made, g_steal_pointer (&tensor));
  return TRUE;
}

static gboolean
convert_index (CrInterp *interp, CrObject object, CrIndex *index, GPtrArray *made)
{
  *index = (CrIndex){ CR_INDEX_INT, 0, 0, 0, NULL };
  if (object.kind == CR_OBJECT_NONE)
    index->kind = CR_INDEX_NONE;
  else if (object.kind == CR_OBJECT_ELLIPSIS)
    index->kind = CR_INDEX_ELLIPSIS;
  else if (object.kind == CR_OBJECT_INT)
    index->start = object.u.integer;
  else if (object.kind == CR_OBJECT_BOOL)
    *index = (CrIndex){ CR_INDEX_BOOL, object.u.integer, 0, 0, NULL };
  else if (object.kind == CR_OBJECT_SLICE)
    return convert_slice (interp, (CrSlice *)object.u.cell, index);
  else if (is_tensor (object))
    *index = (CrIndex){ CR_INDEX_TENSOR, 0, 0, 0, object.u.tensor };
  else if (cr_object_is_sequence (object) || object.kind == CR_OBJECT_RANGE || object.kind == CR_OBJECT_STR)
    return convert_sequence (interp, object, index, made);
  else
    {
      cr_interp_raise (interp, CR_ERROR_INDEX,
                       "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
                       "indices (got %s)",
                       cr_interp_type_name (interp, object));
      return FALSE;
    }
  return TRUE;
}

/* A list counts as a tuple when it holds what only a tuple can mean. */
static gboolean
is_tuple_like (CrObject object)
{
  if (cr_object_is_tuple (object))
    return TRUE;
  if (object.kind != CR_OBJECT_LIST || cr_object_sequence (object)->n >= 32)
    return FALSE;
  CrSequence *items = cr_object_sequence (object);
  for (guint i = 0; i < items->n; i++)
    {
      CrObject item = items->items[i];
      if (is_tensor (item) || cr_object_is_sequence (item) || item.kind == CR_OBJECT_SLICE
          || item.kind == CR_OBJECT_ELLIPSIS || item.kind == CR_OBJECT_NONE || item.kind == CR_OBJECT_STR
          || item.kind == CR_OBJECT_RANGE)
        return TRUE;
    }
  return FALSE;
}

static gboolean
convert_indices (CrInterp *interp, CrObject object, Indices *indices)
{
  gboolean tuple = is_tuple_like (object);
  guint given = tuple ? cr_object_sequence (object)->n : 1;
  /* PyTorch has rules of its own for an index outside of a tuple; (i,) keeps out of them as (i, ...). */
  indices->n = tuple && given == 1 ? 2 : given;
  indices->indices = g_new0 (CrIndex, MAX (indices->n, 1));
  indices->indices[indices->n ? indices->n - 1 : 0].kind = CR_INDEX_ELLIPSIS;
  indices->made = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < given; i++)
    if (!convert_index (interp, tuple ? cr_object_sequence (object)->items[i] : object, &indices->indices[i],
                        indices->made))
      return FALSE;
  return TRUE;
}

CrObject
cr_tensor_get_item (CrInterp *interp, CrObject object, CrObject index)
{
  GError *error = NULL;
  g_auto (Indices) indices = { NULL };
  if (!convert_indices (interp, index, &indices))
    return CR_UNSET;
  CrTensor *result = cr_index (object.u.tensor, indices.indices, indices.n, &error);
  if (result == NULL)
    {
      cr_interp_raise_error (interp, error);
      cr_interp_tell_failed (interp, "__getitem__", &object.u.tensor, 1);
      return CR_UNSET;
    }
  if (object.kind == CR_OBJECT_ARRAY && cr_tensor_get_ndim (result) == 0)
    {
      CrObject element = cr_tensor_element (result, 0);
      cr_tensor_unref (result);
      return element;
    }
  return (CrObject){ object.kind, { .tensor = result } };
}

/* What is assigned, as a tensor, owned; NULL with an exception pending. */
static CrTensor *
convert_value (CrInterp *interp, CrObject object, CrObject value)
{
  GError *error = NULL;
  CrTensor *tensor = NULL;
  CrDtype dtype = cr_tensor_get_dtype (object.u.tensor);
  if (is_tensor (value))
    return cr_tensor_ref (value.u.tensor);
  if (cr_object_is_integer (value))
    tensor = cr_tensor_new_scalar_int (interp->context, dtype, value.u.integer, &error);
  else if (cr_object_is_number (value))
    tensor = cr_tensor_new_scalar (interp->context, dtype, cr_object_to_double (value), &error);
  else if (object.kind == CR_OBJECT_ARRAY)
    return cr_interp_make_tensor (interp, value, &dtype);
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "can't assign a %s to a torch.%s", cr_interp_type_name (interp, value),
                     cr_dtype_get_tensor_name (dtype));
  if (tensor == NULL && !cr_interp_is_raised (interp))
    cr_interp_raise_error (interp, error);
  return tensor;
}

gboolean
cr_tensor_set_item (CrInterp *interp, CrObject object, CrObject index, CrObject value)
{
  GError *error = NULL;
  g_auto (Indices) indices = { NULL };
  g_autoptr (CrTensor) tensor = convert_value (interp, object, value);
  if (tensor == NULL || !convert_indices (interp, index, &indices))
    return FALSE;
  if (cr_index_put (object.u.tensor, indices.indices, indices.n, tensor, &error))
    return TRUE;
  CrTensor *operands[] = { object.u.tensor, tensor };
  cr_interp_raise_error (interp, error);
  cr_interp_tell_failed (interp, "__setitem__", operands, 2);
  return FALSE;
}
