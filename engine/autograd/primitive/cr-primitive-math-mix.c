/* Functions of three elements: lerp, addcmul, addcdiv, clamp. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ROW(name, grad_fn, symbol, text, n, saves)                                                                     \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, n, saves, name##_backward, NULL };

/* Not recorded: x op y in their result type; NULL passes through. */
static CrTensor *
plain (CrCalc *c, CrBinary op, CrTensor *x, CrTensor *y)
{
  return x && y ? cr_calc_hold (c, cr_rule_binary (op, x, y, c->error)) : NULL;
}

static CrTensor *
number_of (CrCalc *c, double value)
{
  return cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, value, c->error));
}

/* ATen's formula, which is exact at both ends. */
static CrTensor *
lerp_kernel (CrTensor *a, CrTensor *b, CrTensor *weight, GError **error)
{
  CrCalc calc, *c = &calc;
  cr_calc_begin (c, cr_tensor_get_context (a), error);
  CrTensor *way = plain (c, CR_BINARY_SUB, b, a);
  CrTensor *near = plain (c, CR_BINARY_ADD, a, plain (c, CR_BINARY_MUL, weight, way));
  CrTensor *rest = plain (c, CR_BINARY_SUB, number_of (c, 1), weight);
  CrTensor *far = plain (c, CR_BINARY_SUB, b, plain (c, CR_BINARY_MUL, way, rest));
  CrTensor *is_near = plain (c, CR_BINARY_LT, weight, number_of (c, 0.5));
  gboolean enabled = cr_context_get_grad_enabled (c->context);
  cr_context_set_grad_enabled (c->context, FALSE);
  CrTensor *result = cr_calc_where (c, is_near, near, far);
  cr_context_set_grad_enabled (c->context, enabled);
  return cr_calc_finish (c, result);
}

CrTensor *
cr_op_lerp_scalar (CrTensor *a, CrTensor *b, double weight, GError **error)
{
  CrRecord record = CR_RECORD_2 (lerp_scalar, a, b);
  g_autoptr (CrTensor) number
      = cr_tensor_new_scalar (cr_tensor_get_context (a), cr_tensor_get_dtype (a), weight, error);
  record.output = number ? lerp_kernel (a, b, number, error) : NULL;
  if (cr_record_begin (&record, error) && record.function)
    record.function->number = weight;
  return cr_record_end (&record);
}

RULE (lerp_scalar)
{
  double weight = c->function->number;
  return SEND (0, TIMES (G, 1 - weight)) && SEND (1, TIMES (G, weight));
}

static CrTensor *
record_three (const CrPrimitive *primitive, CrTensor *output, CrTensor *a, CrTensor *b, CrTensor *d, double number,
              guint saved, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a, b, d }, .n_inputs = 3, .output = output };
  if (cr_record_begin (&record, error) && record.function)
    {
      record.function->number = number;
      for (guint i = 0; i < 3; i++)
        if (record.inputs[i])
          cr_record_save (&record, i, record.inputs[i], (saved >> i & 1) != 0);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_lerp (CrTensor *a, CrTensor *b, CrTensor *weight, GError **error)
{
  return record_three (&cr_primitive_lerp, lerp_kernel (a, b, weight, error), a, b, weight, 0, 7, error);
}

RULE (lerp)
{
  CrTensor *weight = SAVED (2);
  return SEND (0, MUL (G, ONE_MINUS (weight))) && SEND (1, MUL (G, weight))
         && SEND (2, MUL (G, SUB (SAVED (1), SAVED (0))));
}

/* a + value · (b op d), not recorded. */
static CrTensor *
add_scaled (CrBinary op, CrTensor *a, CrTensor *b, CrTensor *d, double value, GError **error)
{
  CrCalc calc, *c = &calc;
  cr_calc_begin (c, cr_tensor_get_context (a), error);
  CrDtype dtype = cr_result_type (b, FALSE, d, FALSE);
  double whole = (double)(gint64)value;
  CrTensor *number = cr_calc_hold (
      c, cr_op_number (c->context, cr_dtype_is_floating (dtype) || whole != value ? CR_DTYPE_FLOAT64 : CR_DTYPE_INT64,
                       value, error));
  CrTensor *scaled = plain (c, op, plain (c, CR_BINARY_MUL, number, b), d);
  return cr_calc_finish (c, plain (c, CR_BINARY_ADD, a, scaled));
}

CrTensor *
cr_op_addcmul (CrTensor *a, CrTensor *b, CrTensor *d, double value, GError **error)
{
  CrTensor *output = add_scaled (CR_BINARY_MUL, a, b, d, value, error);
  return record_three (&cr_primitive_addcmul, output, a, b, d, value, 6, error);
}

RULE (addcmul)
{
  double value = c->function->number;
  return SEND (0, G) && SEND (1, MUL (G, TIMES (SAVED (2), value))) && SEND (2, MUL (G, TIMES (SAVED (1), value)));
}

CrTensor *
cr_op_addcdiv (CrTensor *a, CrTensor *b, CrTensor *d, double value, GError **error)
{
  CrTensor *output = add_scaled (CR_BINARY_DIV, a, b, d, value, error);
  return record_three (&cr_primitive_addcdiv, output, a, b, d, value, 6, error);
}

RULE (addcdiv)
{
  double value = c->function->number;
  CrTensor *d = SAVED (2);
  return SEND (0, G) && SEND (1, MUL (G, DIV (cr_calc_full_like (c, d, value), d)))
         && SEND (2, MUL (NEG (G), DIV (TIMES (SAVED (1), value), MUL (d, d))));
}

/* Between @low and @high, of which one may be NULL; the lower limit first, as in PyTorch. */
static CrTensor *
clamp_kernel (CrTensor *a, CrTensor *low, CrTensor *high, GError **error)
{
  g_autoptr (CrTensor) result = cr_tensor_ref (a);
  const CrMathBinary ops[] = { CR_MATH_MAXIMUM, CR_MATH_MINIMUM };
  CrTensor *limits[] = { low, high };
  CrDtype dtype = cr_tensor_get_dtype (a);
  for (guint i = 0; i < 2; i++)
    if (limits[i])
      {
        g_autoptr (CrTensor) before = g_steal_pointer (&result);
        dtype = cr_result_type (before, cr_tensor_is_wrapped (a), limits[i], cr_tensor_is_wrapped (limits[i]));
        result = cr_kernel_math_binary (ops[i], before, limits[i], dtype, error);
        if (!result)
          return NULL;
      }
  return g_steal_pointer (&result);
}

CrTensor *
cr_op_clamp (CrTensor *a, CrTensor *low, CrTensor *high, GError **error)
{
  guint saved = 1 | (low ? 2 : 0) | (high ? 4 : 0);
  return record_three (&cr_primitive_clamp, clamp_kernel (a, low, high, error), a, low, high, 0, saved, error);
}

/* Where a lies between the limits; and where a limit is what came out. */
RULE (clamp)
{
  CrTensor *a = SAVED (0);
  CrTensor *low = cr_grad_fn_find_saved (c->function, 1) ? SAVED (1) : NULL;
  CrTensor *high = cr_grad_fn_find_saved (c->function, 2) ? SAVED (2) : NULL;
  if (!a || (!low && !high))
    return FALSE;
  CrTensor *above = low ? cr_calc_compare (c, CR_BINARY_GE, a, low) : NULL;
  CrTensor *below = high ? cr_calc_compare (c, CR_BINARY_LE, a, high) : NULL;
  CrTensor *inside = !high ? above : !low ? below : cr_calc_logical (c, CR_MATH_LOGICAL_AND, above, below);
  CrTensor *at_low = low ? cr_calc_compare (c, CR_BINARY_LT, a, low) : NULL;
  CrTensor *at_high = high ? cr_calc_compare (c, CR_BINARY_GT, a, high) : NULL;
  if (low && high)
    {
      at_low = cr_calc_logical (c, CR_MATH_LOGICAL_AND, at_low, cr_calc_compare (c, CR_BINARY_LT, low, high));
      at_high = cr_calc_logical (c, CR_MATH_LOGICAL_OR, at_high, cr_calc_compare (c, CR_BINARY_LT, high, low));
    }
  return SEND (0, cr_calc_keep (c, inside, G)) && (!low || SEND (1, cr_calc_keep (c, at_low, G)))
         && (!high || SEND (2, cr_calc_keep (c, at_high, G)));
}

/* The limits are numbers, of which there is no gradient; NULL for none. */
static CrTensor *
clamp_numbers (const CrPrimitive *primitive, CrTensor *a, CrTensor *low, CrTensor *high, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a }, .n_inputs = 1 };
  record.output = clamp_kernel (a, low, high, error);
  if (cr_record_begin (&record, error))
    {
      const double limits[]
          = { low ? cr_tensor_get_double (low, 0) : -INFINITY, high ? cr_tensor_get_double (high, 0) : INFINITY };
      cr_record_doubles (&record, 2, limits);
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_clamp_scalar (CrTensor *a, CrTensor *low, CrTensor *high, GError **error)
{
  return clamp_numbers (&cr_primitive_clamp_scalar, a, low, high, error);
}

CrTensor *
cr_op_clamp_min_scalar (CrTensor *a, CrTensor *low, GError **error)
{
  return clamp_numbers (&cr_primitive_clamp_min_scalar, a, low, NULL, error);
}

CrTensor *
cr_op_clamp_max_scalar (CrTensor *a, CrTensor *high, GError **error)
{
  return clamp_numbers (&cr_primitive_clamp_max_scalar, a, NULL, high, error);
}

RULE (clamp_scalar)
{
  const double *limits = c->function->extra->doubles;
  CrTensor *a = SAVED (0);
  CrTensor *inside = cr_calc_logical (c, CR_MATH_LOGICAL_AND, cr_calc_compare_number (c, CR_BINARY_GE, a, limits[0]),
                                      cr_calc_compare_number (c, CR_BINARY_LE, a, limits[1]));
  return SEND (0, cr_calc_keep (c, inside, G));
}

#define clamp_min_scalar_backward clamp_scalar_backward
#define clamp_max_scalar_backward clamp_scalar_backward

/* One limit, a tensor. */
static CrTensor *
clamp_one (const CrPrimitive *primitive, CrTensor *a, CrTensor *low, CrTensor *high, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a, low ? low : high }, .n_inputs = 2 };
  record.output = clamp_kernel (a, low, high, error);
  if (cr_record_begin (&record, error))
    for (guint i = 0; i < 2; i++)
      cr_record_save (&record, i, record.inputs[i], TRUE);
  return cr_record_end (&record);
}

CrTensor *
cr_op_clamp_min (CrTensor *a, CrTensor *low, GError **error)
{
  return clamp_one (&cr_primitive_clamp_min, a, low, NULL, error);
}

CrTensor *
cr_op_clamp_max (CrTensor *a, CrTensor *high, GError **error)
{
  return clamp_one (&cr_primitive_clamp_max, a, NULL, high, error);
}

static gboolean
send_one_limit (CrCalc *c, CrBinary inside, CrBinary outside)
{
  CrTensor *a = SAVED (0), *limit = SAVED (1);
  return SEND (0, cr_calc_keep (c, cr_calc_compare (c, inside, a, limit), G))
         && SEND (1, cr_calc_keep (c, cr_calc_compare (c, outside, a, limit), G));
}

RULE (clamp_min) { return send_one_limit (c, CR_BINARY_GE, CR_BINARY_LT); }

RULE (clamp_max) { return send_one_limit (c, CR_BINARY_LE, CR_BINARY_GT); }

#define INSIDE N_ ("∂L/∂a = ∂L/∂y where a lies within the limits, else 0")
#define LIMITS N_ ("∂L/∂a = ∂L/∂y where a lies within the limits; the limit gets it where a lies beyond")
/* clang-format off */
ROW (lerp_scalar, "LerpBackward0", "lerp", N_ ("∂L/∂a = ∂L/∂y · (1 − w),  ∂L/∂b = ∂L/∂y · w"), 2, FALSE)
ROW (lerp, "LerpBackward1", "lerp",
     N_ ("∂L/∂a = ∂L/∂y · (1 − w),  ∂L/∂b = ∂L/∂y · w,  ∂L/∂w = ∂L/∂y · (b − a)"), 3, TRUE)
ROW (addcmul, "AddcmulBackward0", "+c·×",
     N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = ∂L/∂y · c · d,  ∂L/∂d = ∂L/∂y · c · b"), 3, TRUE)
ROW (addcdiv, "AddcdivBackward0", "+c·÷",
     N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = ∂L/∂y · c ÷ d,  ∂L/∂d = −∂L/∂y · c · b ÷ d²"), 3, TRUE)
ROW (clamp, "ClampBackward0", "clamp", LIMITS, 3, TRUE)
ROW (clamp_scalar, "ClampBackward1", "clamp", INSIDE, 1, TRUE)
ROW (clamp_min_scalar, "ClampMinBackward0", "clamp", INSIDE, 1, TRUE)
ROW (clamp_max_scalar, "ClampMaxBackward0", "clamp", INSIDE, 1, TRUE)
ROW (clamp_min, "ClampMinBackward1", "clamp", LIMITS, 2, TRUE)
ROW (clamp_max, "ClampMaxBackward1", "clamp", LIMITS, 2, TRUE)
/* clang-format on */
