/* Operators and indexing of tensors and arrays, by the functions' table. */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_tensor (CrObject object)
{
  return object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY;
}

/* Takes part in the arithmetic of tensors. */
static gboolean
is_operand (CrObject object)
{
  return is_tensor (object) || cr_object_is_number (object);
}

static CrObject
call_operator (CrInterp *interp, const CrFunction *function, gboolean inplace, CrObject a, CrObject b)
{
  CrObject values[] = { a, b };
  CrCallArgs args = { values, 2, 0, NULL };
  return cr_interp_call_torch (interp, function, inplace, CR_UNSET, &args);
}

static CrObject
raise_no_operator (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  static const char *const bitwise[CR_AST_BINARY_N_OPS]
      = { [CR_AST_BINARY_AND] = "and", [CR_AST_BINARY_OR] = "or", [CR_AST_BINARY_XOR] = "xor" };
  CrTensor *tensor = is_tensor (a) ? a.u.tensor : b.u.tensor;
  if (bitwise[op] && cr_dtype_is_floating (cr_tensor_get_dtype (tensor)))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "\"bitwise_%s_cpu\" not implemented for '%s'", bitwise[op],
                            cr_dtype_get_scalar_name (cr_tensor_get_dtype (tensor)));
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, _ ("“%s” of tensors is not available yet"),
                          cr_binary_op_get_text (op));
}

CrObject
cr_interp_tensor_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (!is_operand (a) || !is_operand (b))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  if (op == CR_AST_BINARY_MATMUL && (!is_tensor (a) || !is_tensor (b)))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  const CrFunction *function = cr_interp_find_operator (interp, cr_binary_op_get_text (op));
  return function ? call_operator (interp, function, FALSE, a, b) : raise_no_operator (interp, op, a, b);
}

CrObject
cr_interp_tensor_inplace (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (!is_operand (b))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  const CrFunction *function = cr_interp_find_operator (interp, cr_binary_op_get_text (op));
  if (function == NULL)
    return raise_no_operator (interp, op, a, b);
  if (!(function->spellings & CR_SPELL_INPLACE))
    return call_operator (interp, function, FALSE, a, b);
  CrObject result = call_operator (interp, function, TRUE, a, b);
  if (cr_object_is_set (result))
    result.kind = a.kind;
  return result;
}

CrObject
cr_interp_tensor_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  if (is_operand (a) && is_operand (b))
    {
      const CrFunction *function = cr_interp_find_operator (interp, cr_compare_op_get_text (op));
      if (function)
        return call_operator (interp, function, FALSE, a, b);
    }
  if (op == CR_COMPARE_EQ || op == CR_COMPARE_NE)
    return cr_object_bool (op == CR_COMPARE_NE);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' not supported between instances of '%s' and '%s'",
                          cr_compare_op_get_text (op), cr_interp_type_name (interp, a),
                          cr_interp_type_name (interp, b));
}

CrObject
cr_interp_tensor_unary (CrInterp *interp, CrUnaryOp op, CrObject a)
{
  if (op == CR_AST_UNARY_POS)
    return cr_object_ref (a);
  const CrFunction *function = cr_interp_find_operator (interp, op == CR_AST_UNARY_NEG ? "unary-" : "unary~");
  if (function == NULL)
    return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, _ ("“%s” of tensors is not available yet"),
                            cr_unary_op_get_text (op));
  CrCallArgs args = { &a, 1, 0, NULL };
  return cr_interp_call_torch (interp, function, FALSE, CR_UNSET, &args);
}

static gboolean
index_part (CrInterp *interp, CrObject part, gint64 *value)
{
  *value = G_MININT64;
  return part.kind == CR_OBJECT_NONE || cr_interp_to_int (interp, part, value);
}

static gboolean
convert_index (CrInterp *interp, CrObject object, CrIndex *index)
{
  *index = (CrIndex){ CR_INDEX_INT, 0, 0, 0, NULL };
  if (object.kind == CR_OBJECT_NONE)
    index->kind = CR_INDEX_NONE;
  else if (object.kind == CR_OBJECT_ELLIPSIS)
    index->kind = CR_INDEX_ELLIPSIS;
  else if (object.kind == CR_OBJECT_INT)
    index->start = object.u.integer;
  else if (object.kind == CR_OBJECT_SLICE)
    {
      CrSlice *slice = (CrSlice *)object.u.cell;
      index->kind = CR_INDEX_SLICE;
      return index_part (interp, slice->start, &index->start) && index_part (interp, slice->stop, &index->stop)
             && index_part (interp, slice->step, &index->step);
    }
  else if (is_tensor (object) && cr_tensor_get_ndim (object.u.tensor) == 0
           && cr_dtype_is_integral (cr_tensor_get_dtype (object.u.tensor)))
    index->start = cr_tensor_get_int (object.u.tensor, 0);
  else if (is_tensor (object) || object.kind == CR_OBJECT_LIST || object.kind == CR_OBJECT_BOOL)
    {
      cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                       _ ("indexing with a tensor, a list or a bool is not available yet"));
      return FALSE;
    }
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

/* The index as the engine takes it, g_free() it; NULL with an exception pending. */
static CrIndex *
convert_indices (CrInterp *interp, CrObject object, guint *n)
{
  gboolean tuple = cr_object_is_tuple (object);
  guint given = tuple ? cr_object_sequence (object)->n : 1;
  /* PyTorch has rules of its own for an index outside of a tuple; (i,) keeps out of them as (i, ...). */
  *n = tuple && given == 1 ? 2 : given;
  CrIndex *indices = g_new0 (CrIndex, MAX (*n, 1));
  indices[*n ? *n - 1 : 0].kind = CR_INDEX_ELLIPSIS;
  for (guint i = 0; i < given; i++)
    if (!convert_index (interp, tuple ? cr_object_sequence (object)->items[i] : object, &indices[i]))
      {
        g_free (indices);
        return NULL;
      }
  return indices;
}

CrObject
cr_tensor_get_item (CrInterp *interp, CrObject object, CrObject index)
{
  guint n;
  GError *error = NULL;
  g_autofree CrIndex *indices = convert_indices (interp, index, &n);
  if (indices == NULL)
    return CR_UNSET;
  CrTensor *result = cr_index (object.u.tensor, indices, n, &error);
  if (result == NULL)
    return cr_interp_raise_error (interp, error);
  if (object.kind == CR_OBJECT_ARRAY && cr_tensor_get_ndim (result) == 0)
    {
      CrObject element = cr_tensor_element (result, 0);
      cr_tensor_unref (result);
      return element;
    }
  return (CrObject){ object.kind, { .tensor = result } };
}

gboolean
cr_tensor_set_item (CrInterp *interp, CrObject object, CrObject index, CrObject value)
{
  guint n;
  GError *error = NULL;
  g_autofree CrIndex *indices = convert_indices (interp, index, &n);
  if (indices == NULL)
    return FALSE;
  g_autoptr (CrTensor) tensor = NULL;
  if (is_tensor (value))
    tensor = cr_tensor_ref (value.u.tensor);
  else if (cr_object_is_number (value))
    tensor = cr_tensor_new_scalar (interp->context, cr_tensor_get_dtype (object.u.tensor), cr_object_to_double (value),
                                   &error);
  else if (object.kind == CR_OBJECT_ARRAY)
    {
      tensor = cr_interp_make_tensor (interp, value, NULL);
      if (tensor == NULL)
        return FALSE;
    }
  else
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "can't assign a %s to a torch.%s", cr_interp_type_name (interp, value),
                       cr_dtype_get_tensor_name (cr_tensor_get_dtype (object.u.tensor)));
      return FALSE;
    }
  if (tensor && cr_index_put (object.u.tensor, indices, n, tensor, &error))
    return TRUE;
  cr_interp_raise_error (interp, error);
  return FALSE;
}
