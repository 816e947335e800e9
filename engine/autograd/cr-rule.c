/* Helpers of the families of primitives. */

#include "cr-rule.h"

int
cr_rule_input_shape (CrGradFn *function, guint i, const gint64 **sizes)
{
  const CrEdge *edge = &function->next[i];
  return cr_grad_fn_get_form (edge->function, edge->input_nr, NULL, sizes);
}

CrDtype
cr_rule_input_dtype (CrGradFn *function, guint i)
{
  CrDtype dtype;
  const CrEdge *edge = &function->next[i];
  cr_grad_fn_get_form (edge->function, edge->input_nr, &dtype, NULL);
  return dtype;
}

gboolean
cr_rule_send (CrGradFn *function, guint i, CrTensor *grad, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) owned = grad;
  if (!grad)
    return FALSE;
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, i, &sizes);
  sent[i] = cr_op_sum_to_size (grad, ndim, sizes, error);
  return sent[i] != NULL;
}

CrTensor *
cr_rule_binary (CrBinary op, CrTensor *a, CrTensor *b, GError **error)
{
  CrDtype dtype = cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
  if (op == CR_BINARY_DIV && !cr_dtype_is_floating (dtype))
    dtype = CR_DTYPE_FLOAT32;
  return cr_kernel_binary (op, a, b, dtype, error);
}

CrTensor *
cr_rule_unary (const CrPrimitive *primitive, CrUnary op, CrSave save, CrTensor *a, GError **error)
{
  CrRecord record = { primitive, { a }, 1, NULL, NULL };
  record.output = cr_kernel_unary (op, a, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, save == CR_SAVE_INPUT ? a : record.output, save != CR_SAVE_NOTHING);
  return cr_record_end (&record);
}

CrTensor *
cr_rule_times (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_mul (a, b, error) : NULL;
}

CrTensor *
cr_rule_minus (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_neg (a, error) : NULL;
}
