/* Functions of one element, each with its kernel, what it saves, and its rule as formula and as text. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static CrTensor *
record_unary (const CrPrimitive *primitive, CrMathUnary op, const double *params, CrSave save, CrTensor *a,
              GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a }, .n_inputs = 1 };
  record.output = cr_kernel_math_unary (op, a, params, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, save == CR_SAVE_INPUT ? a : record.output, save != CR_SAVE_NOTHING);
      if (record.function && params)
        record.function->number = params[0];
    }
  return cr_record_end (&record);
}

#define X SAVED (0)
/* The operation cr_op_NAME, its rule and its row. @factor is ∂L/∂a, computed from G and X, what is saved. */
#define UNARY(name, OP, save, grad_fn, symbol, text, derivative)                                                       \
  CrTensor *cr_op_##name (CrTensor *a, GError **error)                                                                 \
  {                                                                                                                    \
    return record_unary (&cr_primitive_##name, CR_MATH_##OP, NULL, save, a, error);                                    \
  }                                                                                                                    \
  ROW (name, save, grad_fn, symbol, text, derivative)
#define ROW(name, save, grad_fn, symbol, text, derivative)                                                             \
  RULE (name)                                                                                                          \
  {                                                                                                                    \
    CrTensor *x = save == CR_SAVE_NOTHING ? G : X;                                                                     \
    return x && SEND (0, derivative);                                                                                  \
  }                                                                                                                    \
  const CrPrimitive cr_primitive_##name                                                                                \
      = { #name, grad_fn, symbol, text, 1, save != CR_SAVE_NOTHING, name##_backward, NULL };

#define INPUT CR_SAVE_INPUT
#define OUTPUT CR_SAVE_OUTPUT
#define NOTHING CR_SAVE_NOTHING
/* clang-format off */
UNARY (exp2, EXP2, OUTPUT, "Exp2Backward0", "2ˣ", N_ ("∂L/∂a = ∂L/∂y · y · ln 2"), TIMES (MUL (G, x), M_LN2))
UNARY (expm1, EXPM1, OUTPUT, "Expm1Backward0", "eˣ−1", N_ ("∂L/∂a = ∂L/∂y · (y + 1)"), MUL (G, PLUS (x, 1)))
UNARY (log1p, LOG1P, INPUT, "Log1PBackward0", "ln(1+x)", N_ ("∂L/∂a = ∂L/∂y ÷ (a + 1)"), DIV (G, PLUS (x, 1)))
UNARY (log2, LOG2, INPUT, "Log2Backward0", "log₂", N_ ("∂L/∂a = ∂L/∂y ÷ (a · ln 2)"), DIV (G, TIMES (x, M_LN2)))
UNARY (log10, LOG10, INPUT, "Log10Backward0", "log₁₀", N_ ("∂L/∂a = ∂L/∂y ÷ (a · ln 10)"),
       DIV (G, TIMES (x, M_LN10)))
UNARY (rsqrt, RSQRT, OUTPUT, "RsqrtBackward0", "1/√x", N_ ("∂L/∂a = −½ · ∂L/∂y · y³"),
       MUL (TIMES (G, -0.5), POW (x, 3)))
UNARY (tan, TAN, OUTPUT, "TanBackward0", "tan", N_ ("∂L/∂a = ∂L/∂y · (1 + y²)"), MUL (G, PLUS (POW (x, 2), 1)))
UNARY (asin, ASIN, INPUT, "AsinBackward0", "asin", N_ ("∂L/∂a = ∂L/∂y ÷ √(1 − a²)"),
       MUL (G, U (rsqrt, PLUS (MUL (NEG (x), x), 1))))
UNARY (acos, ACOS, INPUT, "AcosBackward0", "acos", N_ ("∂L/∂a = −∂L/∂y ÷ √(1 − a²)"),
       MUL (G, NEG (U (rsqrt, PLUS (MUL (NEG (x), x), 1)))))
UNARY (atan, ATAN, INPUT, "AtanBackward0", "atan", N_ ("∂L/∂a = ∂L/∂y ÷ (1 + a²)"), DIV (G, PLUS (MUL (x, x), 1)))
UNARY (sinh, SINH, INPUT, "SinhBackward0", "sinh", N_ ("∂L/∂a = ∂L/∂y · cosh a"), MUL (G, U (cosh, x)))
UNARY (cosh, COSH, INPUT, "CoshBackward0", "cosh", N_ ("∂L/∂a = ∂L/∂y · sinh a"), MUL (G, U (sinh, x)))
UNARY (asinh, ASINH, INPUT, "AsinhBackward0", "asinh", N_ ("∂L/∂a = ∂L/∂y ÷ √(a² + 1)"),
       MUL (G, U (rsqrt, PLUS (POW (x, 2), 1))))
UNARY (acosh, ACOSH, INPUT, "AcoshBackward0", "acosh", N_ ("∂L/∂a = ∂L/∂y ÷ √(a² − 1)"),
       MUL (G, U (rsqrt, cr_calc_number (c, cr_op_sub_scalar, MUL (x, x), 1))))
UNARY (atanh, ATANH, INPUT, "AtanhBackward0", "atanh", N_ ("∂L/∂a = ∂L/∂y ÷ (1 − a²)"),
       DIV (TIMES (G, 1), ONE_MINUS (POW (x, 2))))
UNARY (erf, ERF, INPUT, "ErfBackward0", "erf", N_ ("∂L/∂a = ∂L/∂y · 2/√π · exp (−a²)"),
       MUL (TIMES (U (exp, NEG (POW (x, 2))), M_2_SQRTPI), G))
UNARY (erfc, ERFC, INPUT, "ErfcBackward0", "erfc", N_ ("∂L/∂a = −∂L/∂y · 2/√π · exp (−a²)"),
       MUL (TIMES (U (exp, NEG (POW (x, 2))), -M_2_SQRTPI), G))
UNARY (lgamma, LGAMMA, INPUT, "LgammaBackward0", "ln Γ", N_ ("∂L/∂a = ∂L/∂y · digamma a"), MUL (G, U (digamma, x)))
UNARY (digamma, DIGAMMA, INPUT, "DigammaBackward0", "ψ", N_ ("∂L/∂a = ∂L/∂y · the next derivative of ln Γ"),
       MUL (G, cr_calc_number (c, cr_op_polygamma, x, 1)))
ROW (polygamma, INPUT, "PolygammaBackward0", "ψ′", N_ ("∂L/∂a = ∂L/∂y · the next derivative of ln Γ"),
     MUL (G, cr_calc_number (c, cr_op_polygamma, x, c->function->number + 1)))
UNARY (deg2rad, DEG2RAD, NOTHING, "Deg2RadBackward0", "°→rad", N_ ("∂L/∂a = ∂L/∂y · π/180"),
       MUL (x, cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, G_PI / 180, c->error))))
UNARY (rad2deg, RAD2DEG, NOTHING, "Rad2DegBackward0", "rad→°", N_ ("∂L/∂a = ∂L/∂y · 180/π"),
       MUL (x, cr_calc_hold (c, cr_op_number (c->context, CR_DTYPE_FLOAT64, 180 / G_PI, c->error))))
UNARY (floor, FLOOR, NOTHING, "FloorBackward0", "⌊x⌋", N_ ("∂L/∂a = 0"), U (zeros_like, x))
UNARY (ceil, CEIL, NOTHING, "CeilBackward0", "⌈x⌉", N_ ("∂L/∂a = 0"), U (zeros_like, x))
UNARY (trunc, TRUNC, NOTHING, "TruncBackward0", "trunc", N_ ("∂L/∂a = 0"), U (zeros_like, x))
UNARY (round, ROUND, NOTHING, "RoundBackward0", "round", N_ ("∂L/∂a = 0"), U (zeros_like, x))
ROW (round_decimals, NOTHING, "RoundBackward1", "round", N_ ("∂L/∂a = 0"), U (zeros_like, x))
UNARY (frac, FRAC, NOTHING, "FracBackward0", "frac", N_ ("∂L/∂a = ∂L/∂y"), x)
ROW (nan_to_num, INPUT, "NanToNumBackward0", "nan→", N_ ("∂L/∂a = ∂L/∂y where a is finite, else 0"),
     MUL (G, cr_calc_test (c, CR_MATH_ISFINITE, x)))
ROW (sub_scalar, NOTHING, "SubBackward1", "−", N_ ("∂L/∂a = ∂L/∂y"), x)
/* clang-format on */

/* 0 at 0; elsewhere (πa · cos πa − sin πa) ÷ (πa²). */
RULE (sinc)
{
  CrTensor *x = X, *turns = TIMES (x, G_PI), *squared = TIMES (MUL (x, x), G_PI);
  CrTensor *slope = DIV (SUB (MUL (turns, U (cos, turns)), U (sin, turns)), squared);
  return SEND (0, cr_calc_drop (c, cr_calc_compare_number (c, CR_BINARY_EQ, squared, 0), MUL (G, slope)));
}

CrTensor *
cr_op_sinc (CrTensor *a, GError **error)
{
  return record_unary (&cr_primitive_sinc, CR_MATH_SINC, NULL, INPUT, a, error);
}

/* Outside of [eps, 1 - eps] there is no slope; without eps, outside of [0, 1], no value. */
RULE (logit)
{
  double eps = c->function->number;
  CrTensor *x = X, *slope = DIV (G, MUL (x, ONE_MINUS (x)));
  CrTensor *inside = cr_calc_logical (c, CR_MATH_LOGICAL_AND, cr_calc_compare_number (c, CR_BINARY_GE, x, MAX (eps, 0)),
                                      cr_calc_compare_number (c, CR_BINARY_LE, x, 1 - MAX (eps, 0)));
  CrTensor *outside
      = cr_calc_hold (c, cr_tensor_new_scalar (c->context, cr_tensor_get_dtype (G), eps < 0 ? NAN : 0, c->error));
  return SEND (0, cr_calc_where (c, inside, slope, outside));
}

CrTensor *
cr_op_logit (CrTensor *a, double eps, GError **error)
{
  return record_unary (&cr_primitive_logit, CR_MATH_LOGIT, &eps, INPUT, a, error);
}

CrTensor *
cr_op_polygamma (CrTensor *a, double n, GError **error)
{
  return record_unary (&cr_primitive_polygamma, CR_MATH_POLYGAMMA, &n, INPUT, a, error);
}

CrTensor *
cr_op_round_decimals (CrTensor *a, double decimals, GError **error)
{
  return record_unary (&cr_primitive_round_decimals, CR_MATH_ROUND, &decimals, NOTHING, a, error);
}

CrTensor *
cr_op_nan_to_num (CrTensor *a, const double *instead, GError **error)
{
  return record_unary (&cr_primitive_nan_to_num, CR_MATH_NAN_TO_NUM, instead, INPUT, a, error);
}

CrTensor *
cr_op_sub_scalar (CrTensor *a, double number, GError **error)
{
  CrRecord record = CR_RECORD_1 (sub_scalar, a);
  g_autoptr (CrTensor) b = cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, number, error);
  record.output = b ? cr_rule_binary (CR_BINARY_SUB, a, b, error) : NULL;
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

const CrPrimitive cr_primitive_sinc
    = { "sinc", "SincBackward0", "sinc", N_ ("∂L/∂a = ∂L/∂y · (cos πa − y) ÷ a"), 1, TRUE, sinc_backward, NULL };
const CrPrimitive cr_primitive_logit
    = { "logit", "LogitBackward0", "logit", N_ ("∂L/∂a = ∂L/∂y ÷ (a · (1 − a))"), 1, TRUE, logit_backward, NULL };
