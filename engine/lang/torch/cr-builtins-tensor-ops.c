/* Operators of tensors and arrays, by the functions' table. */

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

/* What Python does where neither operand knows the other: sequences are joined and repeated. */
static CrObject
sequence_operator (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject other = is_tensor (a) ? b : a, tensor = is_tensor (a) ? a : b;
  gboolean sequence = other.kind == CR_OBJECT_STR || cr_object_is_sequence (other);
  if (!sequence || tensor.kind == CR_OBJECT_ARRAY)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  if (op == CR_AST_BINARY_ADD && !is_tensor (a))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "can only concatenate %s (not \"Tensor\") to %s",
                            cr_interp_type_name (interp, a), cr_interp_type_name (interp, a));
  if (op != CR_AST_BINARY_MUL)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  if (!cr_dtype_is_integral (cr_tensor_get_dtype (tensor.u.tensor)) || cr_tensor_get_numel (tensor.u.tensor) != 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "only integer tensors of a single element can be converted to an index");
  return cr_interp_binary (interp, op, other, cr_object_int (cr_tensor_get_int (tensor.u.tensor, 0)));
}

CrObject
cr_interp_tensor_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (!is_operand (a) || !is_operand (b))
    return sequence_operator (interp, op, a, b);
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
