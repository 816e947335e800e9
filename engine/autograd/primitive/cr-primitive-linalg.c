/* Inverse, determinant and solutions of linear systems. */

#include "cr-calc.h"

#include "cr-kernels-linalg.h"

#include <glib/gi18n-lib.h>

static CrTensor *
turn (CrCalc *c, CrTensor *a)
{
  return a ? cr_calc_hold (c, cr_op_transpose (a, -2, -1, c->error)) : NULL;
}

static CrTensor *
product (CrCalc *c, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_op_matmul (a, b, c->error)) : NULL;
}

static CrTensor *
new_axis (CrCalc *c, CrTensor *a)
{
  return a ? cr_calc_hold (c, cr_op_unsqueeze (a, -1, c->error)) : NULL;
}

CrTensor *
cr_op_inverse (CrTensor *a, gboolean force, GError **error)
{
  CrRecord record = CR_RECORD_1 (inverse, a);
  record.output = cr_kernel_inverse (a, force, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, record.output, TRUE);
  return cr_record_end (&record);
}

static gboolean
inverse_formula (CrCalc *c)
{
  CrTensor *turned = turn (c, cr_calc_saved (c, 0));
  return SEND (0, cr_calc_unary (c, cr_op_neg, product (c, turned, product (c, c->grad, turned))));
}

CrTensor *
cr_op_determinant (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (determinant, a);
  record.output = cr_kernel_determinant (a, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, record.output, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
determinant_formula (CrCalc *c)
{
  CrTensor *a = cr_calc_saved (c, 0);
  CrTensor *scale = MUL (c->grad, cr_calc_saved (c, 1));
  CrTensor *inverse = a ? cr_calc_hold (c, cr_op_inverse (a, TRUE, c->error)) : NULL;
  return SEND (0, MUL (new_axis (c, new_axis (c, scale)), turn (c, inverse)));
}

/* A⁻¹ @ B, not recorded; B is a vector if it has a dimension less. */
static CrTensor *
solve (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) matrix = cr_tensor_detach (a);
  g_autoptr (CrTensor) right = cr_tensor_detach (b);
  g_autoptr (CrTensor) inverse = cr_kernel_inverse (matrix, FALSE, error);
  return inverse ? cr_op_matmul (inverse, right, error) : NULL;
}

CrTensor *
cr_op_solve (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (solve, a, b);
  record.output = solve (a, b, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, record.output, cr_record_needs (&record, 0));
    }
  return cr_record_end (&record);
}

static gboolean
solve_formula (CrCalc *c)
{
  CrTensor *turned = turn (c, cr_calc_saved (c, 0));
  CrTensor *right = turned ? cr_calc_hold (c, cr_op_solve (turned, c->grad, c->error)) : NULL;
  if (!right || !SEND (1, right))
    return FALSE;
  if (!cr_grad_fn_needs (c->function, 0))
    return TRUE;
  CrTensor *result = cr_calc_saved (c, 1), *left = right;
  if (!result)
    return FALSE;
  if (cr_tensor_get_ndim (result) == 1)
    {
      left = new_axis (c, left);
      result = new_axis (c, result);
    }
  return SEND (0, cr_calc_unary (c, cr_op_neg, product (c, left, turn (c, result))));
}

#define BACKWARD(name)                                                                                                 \
  static gboolean name##_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)            \
  {                                                                                                                    \
    return cr_calc_run (name##_formula, function, received, sent, error);                                              \
  }
BACKWARD (inverse)
BACKWARD (determinant)
BACKWARD (solve)

const CrPrimitive cr_primitive_inverse
    = { "inverse", "LinalgInvExBackward0", "⁻¹", N_ ("∂L/∂A = −Yᵀ @ ∂L/∂Y @ Yᵀ"), 1, TRUE, inverse_backward };
const CrPrimitive cr_primitive_determinant
    = { "determinant", "LinalgDetBackward0", "det", N_ ("∂L/∂A = ∂L/∂y · y · (A⁻¹)ᵀ"), 1, TRUE, determinant_backward };
const CrPrimitive cr_primitive_solve
    = { "solve",       "LinalgSolveExBackward0", "⁻¹@", N_ ("∂L/∂A = −∂L/∂B @ Xᵀ,  ∂L/∂B = (A⁻¹)ᵀ @ ∂L/∂X"), 2, TRUE,
        solve_backward };
