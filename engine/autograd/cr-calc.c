/* Formulas of backward rules: see the header. */

#include "cr-calc.h"

void
cr_calc_begin (CrCalc *c, CrContext *context, GError **error)
{
  *c = (CrCalc){ .context = context, .error = error };
  c->held = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
}

void
cr_calc_end (CrCalc *c)
{
  g_clear_pointer (&c->held, g_ptr_array_unref);
}

CrTensor *
cr_calc_finish (CrCalc *c, CrTensor *result)
{
  if (result)
    cr_tensor_ref (result);
  cr_calc_end (c);
  return result;
}

gboolean
cr_calc_run_many (gboolean (*formula) (CrCalc *c), CrGradFn *function, CrTensor *const *received, CrTensor **sent,
                  GError **error)
{
  CrCalc c;
  cr_calc_begin (&c, function->context, error);
  c.function = function;
  c.grad = received[0];
  c.received = received;
  c.sent = sent;
  gboolean done = formula (&c);
  cr_calc_end (&c);
  return done;
}

gboolean
cr_calc_run (gboolean (*formula) (CrCalc *c), CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_calc_run_many (formula, function, &received, sent, error);
}

CrTensor *
cr_calc_hold (CrCalc *c, CrTensor *tensor)
{
  if (tensor)
    g_ptr_array_add (c->held, tensor);
  return tensor;
}

CrTensor *
cr_calc_saved (CrCalc *c, guint slot)
{
  if (c->error && *c->error) /* a rule may ask for several before it looks */
    return NULL;
  return cr_calc_hold (c, cr_grad_fn_unpack (c->function, slot, c->error));
}

CrTensor *
cr_calc_unary (CrCalc *c, CrTensor *(*op) (CrTensor *, GError **), CrTensor *a)
{
  return a ? cr_calc_hold (c, op (a, c->error)) : NULL;
}

CrTensor *
cr_calc_binary (CrCalc *c, CrTensor *(*op) (CrTensor *, CrTensor *, GError **), CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, op (a, b, c->error)) : NULL;
}

CrTensor *
cr_calc_number (CrCalc *c, CrTensor *(*op) (CrTensor *, double, GError **), CrTensor *a, double number)
{
  return a ? cr_calc_hold (c, op (a, number, c->error)) : NULL;
}

CrTensor *
cr_calc_add (CrCalc *c, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_op_add (a, b, 1, c->error)) : NULL;
}

CrTensor *
cr_calc_sub (CrCalc *c, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_op_sub (a, b, 1, c->error)) : NULL;
}

CrTensor *
cr_calc_power (CrCalc *c, CrTensor *a, double exponent)
{
  CrTensor *number = a ? cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, exponent, c->error)) : NULL;
  return number ? cr_calc_hold (c, cr_op_pow_scalar (a, number, c->error)) : NULL;
}

CrTensor *
cr_calc_full_like (CrCalc *c, CrTensor *a, double number)
{
  if (!a)
    return NULL;
  return cr_calc_hold (c, cr_tensor_new_full (c->context, cr_tensor_get_dtype (a), cr_tensor_get_ndim (a),
                                              cr_tensor_get_sizes (a), number, c->error));
}

CrTensor *
cr_calc_compare (CrCalc *c, CrBinary op, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_rule_binary (op, a, b, c->error)) : NULL;
}

CrTensor *
cr_calc_compare_number (CrCalc *c, CrBinary op, CrTensor *a, double number)
{
  CrTensor *b = a ? cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, number, c->error)) : NULL;
  return cr_calc_compare (c, op, a, b);
}

CrTensor *
cr_calc_test (CrCalc *c, CrMathUnary op, CrTensor *a)
{
  return a ? cr_calc_hold (c, cr_kernel_math_unary (op, a, NULL, c->error)) : NULL;
}

CrTensor *
cr_calc_logical (CrCalc *c, CrMathBinary op, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_kernel_math_binary (op, a, b, CR_DTYPE_BOOL, c->error)) : NULL;
}

CrTensor *
cr_calc_where (CrCalc *c, CrTensor *condition, CrTensor *a, CrTensor *b)
{
  return condition && a && b ? cr_calc_hold (c, cr_op_where (condition, a, b, c->error)) : NULL;
}

static CrTensor *
zero_for (CrCalc *c, CrTensor *a)
{
  return a ? cr_calc_hold (c, cr_tensor_new_scalar (c->context, cr_tensor_get_dtype (a), 0, c->error)) : NULL;
}

CrTensor *
cr_calc_keep (CrCalc *c, CrTensor *condition, CrTensor *a)
{
  return cr_calc_where (c, condition, a, zero_for (c, a));
}

CrTensor *
cr_calc_drop (CrCalc *c, CrTensor *condition, CrTensor *a)
{
  return cr_calc_where (c, condition, zero_for (c, a), a);
}

CrTensor *
cr_calc_mask (CrCalc *c, CrTensor *condition, CrTensor *a)
{
  return condition && a ? cr_calc_hold (c, cr_op_masked_fill (a, condition, 0, c->error)) : NULL;
}

CrTensor *
cr_calc_unsqueeze (CrCalc *c, CrTensor *a, guint64 dims, int ndim)
{
  for (int d = 0; a && d < ndim; d++)
    if (dims >> d & 1)
      a = cr_calc_hold (c, cr_op_unsqueeze (a, d, c->error));
  return a;
}

gboolean
cr_calc_send (CrCalc *c, guint i, CrTensor *tensor)
{
  return tensor && cr_rule_send (c->function, i, cr_tensor_ref (tensor), c->sent, c->error);
}
