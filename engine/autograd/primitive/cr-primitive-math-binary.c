/* Functions of two elements, broadcast over each other: each with its kernel, what it saves, and its rule. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static CrDtype
common_dtype (CrTensor *a, CrTensor *b)
{
  return cr_result_type (a, cr_tensor_is_wrapped (a), b, cr_tensor_is_wrapped (b));
}

static CrTensor *
compute (CrMathBinary op, CrTensor *a, CrTensor *b, gboolean floats, GError **error)
{
  CrDtype dtype = common_dtype (a, b);
  if (floats && !cr_dtype_is_floating (dtype))
    dtype = CR_DTYPE_FLOAT32;
  return cr_kernel_math_binary (op, a, b, dtype, error);
}

/* What of the operands and the result the rule needs. */
typedef enum
{
  SAVE_A = 1 << 0,
  SAVE_B = 1 << 1,
  SAVE_Y = 1 << 2,
  SAVE_OTHER = 1 << 3 /* a where b's gradient is wanted, b where a's is */
} Saves;

static CrTensor *
record_binary (const CrPrimitive *primitive, CrTensor *output, Saves saves, CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a, b }, .n_inputs = 2, .output = output };
  if (cr_record_begin (&record, error))
    {
      gboolean other = (saves & SAVE_OTHER) != 0;
      cr_record_save (&record, 0, a, (saves & SAVE_A) || (other && cr_record_needs (&record, 1)));
      cr_record_save (&record, 1, b, (saves & SAVE_B) || (other && cr_record_needs (&record, 0)));
      cr_record_save (&record, 2, record.output, (saves & SAVE_Y) != 0);
    }
  return cr_record_end (&record);
}

#define A SAVED (0)
#define Y SAVED (2)
#define OTHER SAVED (1)
/* cr_op_NAME; the rule is written below or by ROW. */
#define OPERATION(name, OP, floats, saves)                                                                             \
  CrTensor *cr_op_##name (CrTensor *a, CrTensor *b, GError **error)                                                    \
  {                                                                                                                    \
    return record_binary (&cr_primitive_##name, compute (CR_MATH_##OP, a, b, floats, error), saves, a, b, error);      \
  }
#define ROW(name, grad_fn, symbol, text)                                                                               \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, 2, TRUE, name##_backward, NULL };

OPERATION (atan2, ATAN2, TRUE, SAVE_A | SAVE_B)
OPERATION (hypot, HYPOT, FALSE, SAVE_A | SAVE_B | SAVE_Y)
OPERATION (xlogy, XLOGY, TRUE, SAVE_A | SAVE_B)
OPERATION (logaddexp, LOGADDEXP, TRUE, SAVE_A | SAVE_B)
OPERATION (copysign, COPYSIGN, TRUE, SAVE_A | SAVE_Y)
OPERATION (fmod, FMOD, FALSE, SAVE_A | SAVE_B)
OPERATION (remainder, REMAINDER, FALSE, SAVE_A | SAVE_B)
OPERATION (div_floor, FLOOR_DIVIDE, FALSE, SAVE_OTHER | SAVE_B)
OPERATION (div_trunc, TRUNC_DIVIDE, FALSE, SAVE_OTHER | SAVE_B)
OPERATION (maximum, MAXIMUM, FALSE, SAVE_A | SAVE_B)
OPERATION (minimum, MINIMUM, FALSE, SAVE_A | SAVE_B)
OPERATION (fmax, FMAX, FALSE, SAVE_A | SAVE_B)
OPERATION (fmin, FMIN, FALSE, SAVE_A | SAVE_B)

RULE (atan2)
{
  CrTensor *a = A, *b = OTHER, *inverse = U (reciprocal, ADD (MUL (a, a), MUL (b, b)));
  return SEND (0, MUL (MUL (G, b), inverse)) && SEND (1, MUL (MUL (G, NEG (a)), inverse));
}

RULE (hypot) { return SEND (0, DIV (MUL (G, A), Y)) && SEND (1, DIV (MUL (G, OTHER), Y)); }

RULE (xlogy)
{
  CrTensor *a = A, *b = OTHER;
  CrTensor *flat = cr_calc_logical (c, CR_MATH_LOGICAL_AND, cr_calc_compare_number (c, CR_BINARY_EQ, a, 0),
                                    cr_calc_compare_number (c, CR_BINARY_LE, b, 0));
  return SEND (0, cr_calc_mask (c, flat, TWO (xlogy, G, b))) && SEND (1, DIV (MUL (G, a), b));
}

RULE (logaddexp)
{
  CrTensor *a = A, *b = OTHER;
  return SEND (0, DIV (G, PLUS (U (exp, SUB (b, a)), 1))) && SEND (1, DIV (G, PLUS (U (exp, SUB (a, b)), 1)));
}

RULE (copysign)
{
  CrTensor *a = A, *ratio = DIV (Y, a);
  CrTensor *slope = cr_calc_mask (c, cr_calc_compare_number (c, CR_BINARY_EQ, a, 0), ratio);
  return SEND (0, MUL (G, slope)) && SEND (1, ZEROS);
}

RULE (fmod) { return SEND (0, G) && SEND (1, MUL (NEG (G), TWO (div_trunc, A, OTHER))); }

RULE (remainder) { return SEND (0, G) && SEND (1, MUL (NEG (G), TWO (div_floor, A, OTHER))); }

RULE (div_floor) { return OTHER && SEND (0, ZEROS) && SEND (1, ZEROS); }

#define div_trunc_backward div_floor_backward

/* Halved where both are equal, nothing where the other one won. */
static gboolean
send_extreme (CrCalc *c, CrBinary lost)
{
  CrTensor *a = A, *b = OTHER;
  CrTensor *shared = cr_calc_where (c, cr_calc_compare (c, CR_BINARY_EQ, a, b), OVER (G, 2), G);
  return SEND (0, cr_calc_mask (c, cr_calc_compare (c, lost, a, b), shared))
         && SEND (1, cr_calc_mask (c, cr_calc_compare (c, lost, b, a), shared));
}

RULE (maximum) { return send_extreme (c, CR_BINARY_LT); }

RULE (minimum) { return send_extreme (c, CR_BINARY_GT); }

/* The first one takes all where it is taken, which it is where the other one is nan. */
static gboolean
send_all_to_one (CrCalc *c, CrBinary taken)
{
  CrTensor *a = A, *b = OTHER;
  CrTensor *first
      = cr_calc_logical (c, CR_MATH_LOGICAL_OR, cr_calc_compare (c, taken, a, b), cr_calc_test (c, CR_MATH_ISNAN, b));
  return SEND (0, cr_calc_mask (c, cr_calc_test (c, CR_MATH_LOGICAL_NOT, first), G))
         && SEND (1, cr_calc_mask (c, first, G));
}

RULE (fmax) { return send_all_to_one (c, CR_BINARY_GE); }

RULE (fmin) { return send_all_to_one (c, CR_BINARY_LE); }

/* clang-format off */
ROW (atan2, "Atan2Backward0", "atan2", N_ ("∂L/∂a = ∂L/∂y · b ÷ (a² + b²),  ∂L/∂b = −∂L/∂y · a ÷ (a² + b²)"))
ROW (hypot, "HypotBackward0", "hypot", N_ ("∂L/∂a = ∂L/∂y · a ÷ y,  ∂L/∂b = ∂L/∂y · b ÷ y"))
ROW (xlogy, "XlogyBackward0", "x·ln", N_ ("∂L/∂a = ∂L/∂y · ln b,  ∂L/∂b = ∂L/∂y · a ÷ b"))
ROW (logaddexp, "LogaddexpBackward0", "ln Σ exp",
     N_ ("∂L/∂a = ∂L/∂y ÷ (1 + exp (b − a)),  ∂L/∂b = ∂L/∂y ÷ (1 + exp (a − b))"))
ROW (copysign, "CopysignBackward0", "copysign", N_ ("∂L/∂a = ∂L/∂y · y ÷ a,  ∂L/∂b = 0"))
ROW (fmod, "FmodBackward1", "fmod", N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = −∂L/∂y · trunc (a ÷ b)"))
ROW (remainder, "RemainderBackward1", "%", N_ ("∂L/∂a = ∂L/∂y,  ∂L/∂b = −∂L/∂y · ⌊a ÷ b⌋"))
ROW (div_floor, "DivBackward2", "÷", N_ ("∂L/∂a = 0,  ∂L/∂b = 0"))
ROW (div_trunc, "DivBackward2", "÷", N_ ("∂L/∂a = 0,  ∂L/∂b = 0"))
ROW (maximum, "MaximumBackward0", "max",
     N_ ("∂L/∂a = ∂L/∂y where a > b, half of it where they are equal;  ∂L/∂b likewise"))
ROW (minimum, "MinimumBackward0", "min",
     N_ ("∂L/∂a = ∂L/∂y where a < b, half of it where they are equal;  ∂L/∂b likewise"))
ROW (fmax, "FmaxBackward0", "max", N_ ("∂L/∂a = ∂L/∂y where a ≥ b,  ∂L/∂b = ∂L/∂y elsewhere"))
ROW (fmin, "FminBackward0", "min", N_ ("∂L/∂a = ∂L/∂y where a ≤ b,  ∂L/∂b = ∂L/∂y elsewhere"))
/* clang-format on */

/* Below: one operand is a number, of which there is no gradient. */

static CrTensor *
record_one (const CrPrimitive *primitive, CrTensor *output, CrTensor *a, CrTensor *saved, double number, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a }, .n_inputs = 1, .output = output };
  if (cr_record_begin (&record, error) && record.function)
    {
      record.function->number = number;
      cr_record_save (&record, 0, saved, saved != NULL);
      if (primitive == &cr_primitive_copysign_scalar || primitive == &cr_primitive_pow_base)
        cr_record_save (&record, 1, record.output, TRUE);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_fmod_scalar (CrTensor *a, CrTensor *number, GError **error)
{
  return record_one (&cr_primitive_fmod_scalar, compute (CR_MATH_FMOD, a, number, FALSE, error), a, NULL, 0, error);
}

CrTensor *
cr_op_remainder_scalar (CrTensor *a, CrTensor *number, GError **error)
{
  CrTensor *output = compute (CR_MATH_REMAINDER, a, number, FALSE, error);
  return record_one (&cr_primitive_remainder_scalar, output, a, NULL, 0, error);
}

RULE (pass) { return SEND (0, G); }

CrTensor *
cr_op_copysign_scalar (CrTensor *a, CrTensor *number, GError **error)
{
  CrTensor *output = compute (CR_MATH_COPYSIGN, a, number, TRUE, error);
  return record_one (&cr_primitive_copysign_scalar, output, a, a, 0, error);
}

RULE (copysign_scalar)
{
  CrTensor *a = A, *ratio = DIV (SAVED (1), a);
  return SEND (0, MUL (G, cr_calc_mask (c, cr_calc_compare_number (c, CR_BINARY_EQ, a, 0), ratio)));
}

/* number · ln b */
CrTensor *
cr_op_xlogy_first (CrTensor *number, CrTensor *b, GError **error)
{
  CrTensor *output = compute (CR_MATH_XLOGY, number, b, TRUE, error);
  return record_one (&cr_primitive_xlogy_first, output, b, b, cr_tensor_get_double (number, 0), error);
}

RULE (xlogy_first) { return SEND (0, DIV (TIMES (G, c->function->number), A)); }

/* a · ln number */
CrTensor *
cr_op_xlogy_second (CrTensor *a, CrTensor *number, GError **error)
{
  CrTensor *output = compute (CR_MATH_XLOGY, a, number, TRUE, error);
  return record_one (&cr_primitive_xlogy_second, output, a, a, cr_tensor_get_double (number, 0), error);
}

RULE (xlogy_second)
{
  CrTensor *a = A,
           *number = cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, c->function->number, c->error));
  CrTensor *grad = TWO (xlogy_second, G, number);
  if (c->function->number <= 0)
    grad = cr_calc_mask (c, cr_calc_compare_number (c, CR_BINARY_EQ, a, 0), grad);
  return SEND (0, grad);
}

/* number to the power of b */
CrTensor *
cr_op_pow_base (CrTensor *number, CrTensor *b, GError **error)
{
  CrTensor *output = cr_rule_binary (CR_BINARY_POW, number, b, error);
  return record_one (&cr_primitive_pow_base, output, b, b, cr_tensor_get_double (number, 0), error);
}

/* grad · (y · ln number), and 0 where both number and b are 0 or b more. */
RULE (pow_base)
{
  double base = c->function->number;
  CrTensor *b = A, *slope = TIMES (SAVED (1), log (base));
  if (base == 0)
    slope = cr_calc_drop (c, cr_calc_compare_number (c, CR_BINARY_GE, b, 0), slope);
  return b && SEND (0, MUL (G, slope));
}

#define ROW_1(name, grad_fn, symbol, text, saves, backward)                                                            \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, 1, saves, backward, NULL };
/* clang-format off */
ROW_1 (fmod_scalar, "FmodBackward0", "fmod", N_ ("∂L/∂a = ∂L/∂y"), FALSE, pass_backward)
ROW_1 (remainder_scalar, "RemainderBackward0", "%", N_ ("∂L/∂a = ∂L/∂y"), FALSE, pass_backward)
ROW_1 (copysign_scalar, "CopysignBackward1", "copysign", N_ ("∂L/∂a = ∂L/∂y · y ÷ a"), TRUE, copysign_scalar_backward)
ROW_1 (xlogy_first, "XlogyBackward1", "c·ln", N_ ("∂L/∂b = ∂L/∂y · c ÷ b"), TRUE, xlogy_first_backward)
ROW_1 (xlogy_second, "XlogyBackward2", "x·ln c", N_ ("∂L/∂a = ∂L/∂y · ln c"), TRUE, xlogy_second_backward)
ROW_1 (pow_base, "PowBackward2", "cˣ", N_ ("∂L/∂b = ∂L/∂y · y · ln c"), TRUE, pow_base_backward)
/* clang-format on */

/* What PyTorch records without being able to differentiate it. */

static gboolean
refuse (const char *name, GError **error)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "derivative for aten::%s is not implemented", name);
  return FALSE;
}

/* PyTorch links only what requires a gradient; a number is no operand of the picture either. */
static CrTensor *
record_refusing (const CrPrimitive *primitive, CrTensor *output, CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a, b }, .n_inputs = 2, .output = output };
  if (cr_tensor_is_wrapped (a))
    record.inputs[0] = b;
  if (cr_tensor_is_wrapped (a) || cr_tensor_is_wrapped (b))
    record.n_inputs = 1;
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

#define NO_DERIVATIVE(name, OP, said, symbol)                                                                          \
  CrTensor *cr_op_##name (CrTensor *a, CrTensor *b, GError **error)                                                    \
  {                                                                                                                    \
    return record_refusing (&cr_primitive_##name, compute (CR_MATH_##OP, a, b, FALSE, error), a, b, error);            \
  }                                                                                                                    \
  static gboolean name##_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)            \
  {                                                                                                                    \
    return refuse (said, error);                                                                                       \
  }                                                                                                                    \
  const CrPrimitive cr_primitive_##name                                                                                \
      = { #name, "NotImplemented", symbol, N_ ("not differentiable"), 2, FALSE, name##_backward, NULL };
NO_DERIVATIVE (floor_divide, FLOOR_DIVIDE, "floor_divide", "//")
NO_DERIVATIVE (remainder_of_number, REMAINDER, "remainder", "c%")
NO_DERIVATIVE (heaviside, HEAVISIDE, "heaviside", "heaviside")
