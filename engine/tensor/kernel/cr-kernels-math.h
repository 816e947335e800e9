#pragma once
/* The mathematical kernels beyond the first ones, by table: functions of one and of two elements, reductions,
 * scans. As in cr-kernels.h each allocates its result; NULL with @error set to PyTorch's message. */

#include "cr-kernels.h"

G_BEGIN_DECLS

typedef enum
{
  /* Integers become float32. */
  CR_MATH_EXP2,
  CR_MATH_EXPM1,
  CR_MATH_LOG1P,
  CR_MATH_LOG2,
  CR_MATH_LOG10,
  CR_MATH_RSQRT,
  CR_MATH_TAN,
  CR_MATH_ASIN,
  CR_MATH_ACOS,
  CR_MATH_ATAN,
  CR_MATH_SINH,
  CR_MATH_COSH,
  CR_MATH_ASINH,
  CR_MATH_ACOSH,
  CR_MATH_ATANH,
  CR_MATH_ERF,
  CR_MATH_ERFC,
  CR_MATH_LGAMMA,
  CR_MATH_DIGAMMA,
  CR_MATH_POLYGAMMA, /* params[0]: the order, at least 0 */
  CR_MATH_DEG2RAD,
  CR_MATH_RAD2DEG,
  CR_MATH_SINC,
  CR_MATH_LOGIT, /* of the element clamped to [params[0], 1 - params[0]]; a negative one: not clamped */
  /* Keep their dtype. */
  CR_MATH_FLOOR,
  CR_MATH_CEIL,
  CR_MATH_TRUNC,
  CR_MATH_ROUND, /* half to even, to params[0] decimals */
  CR_MATH_FRAC,
  CR_MATH_NAN_TO_NUM, /* params: instead of nan, inf, -inf */
  CR_MATH_BITWISE_NOT,
  /* Give bool. */
  CR_MATH_ISNAN,
  CR_MATH_ISINF,
  CR_MATH_ISFINITE,
  CR_MATH_ISPOSINF,
  CR_MATH_ISNEGINF,
  CR_MATH_SIGNBIT,
  CR_MATH_LOGICAL_NOT,
  CR_N_MATH_UNARY
} CrMathUnary;

/* @params as the function says, or NULL. */
CrTensor *cr_kernel_math_unary (CrMathUnary op, CrTensor *a, const double *params, GError **error);

typedef enum
{
  CR_MATH_ATAN2,
  CR_MATH_HYPOT,
  CR_MATH_XLOGY,
  CR_MATH_LOGADDEXP,
  CR_MATH_COPYSIGN,
  CR_MATH_FMOD,
  CR_MATH_REMAINDER,
  CR_MATH_FLOOR_DIVIDE,
  CR_MATH_TRUNC_DIVIDE,
  CR_MATH_MAXIMUM, /* nan if one is */
  CR_MATH_MINIMUM,
  CR_MATH_FMAX, /* the other one if one is nan */
  CR_MATH_FMIN,
  CR_MATH_HEAVISIDE,
  CR_MATH_AND, /* of bits */
  CR_MATH_OR,
  CR_MATH_XOR,
  CR_MATH_SHIFT_LEFT,
  CR_MATH_SHIFT_RIGHT,
  CR_MATH_LOGICAL_AND, /* give bool */
  CR_MATH_LOGICAL_OR,
  CR_MATH_LOGICAL_XOR,
  CR_N_MATH_BINARY
} CrMathBinary;

/* Elementwise over the broadcast of a and b, computed in @dtype, which the result has unless it is bool. */
CrTensor *cr_kernel_math_binary (CrMathBinary op, CrTensor *a, CrTensor *b, CrDtype dtype, GError **error);

typedef enum
{
  CR_REDUCE_MAX, /* nan if one element is */
  CR_REDUCE_MIN,
  CR_REDUCE_PROD,
  CR_REDUCE_ANY, /* gives bool */
  CR_REDUCE_ALL,
  CR_REDUCE_COUNT_NONZERO, /* gives int64 */
  CR_REDUCE_VAR,           /* params[0]: the correction; squares are summed in double */
  CR_REDUCE_STD,           /* the same */
  CR_REDUCE_NORM,          /* params[0]: p */
  CR_REDUCE_MEAN,          /* in double, as var_mean() has it */
  CR_N_REDUCE
} CrReduce;

/* Reduces over the dimensions whose bit is set in @dims. */
CrTensor *cr_kernel_reduce (CrReduce op, CrTensor *a, guint64 dims, gboolean keepdim, const double *params,
                            GError **error);

typedef enum
{
  CR_PICK_MAX, /* the first of the greatest; nan is greater than all */
  CR_PICK_MIN, /* nan is smaller than all */
  CR_PICK_MEDIAN,
  CR_PICK_NANMEDIAN,
  CR_PICK_MODE,
  CR_N_PICK
} CrPick;

/* One element of each row along @dim and where it stands, of dtype int64. @values may be NULL. */
gboolean cr_kernel_pick (CrPick op, CrTensor *a, int dim, gboolean keepdim, CrTensor **values, CrTensor **indices,
                         GError **error);

typedef enum
{
  CR_SCAN_SUM,
  CR_SCAN_PROD,
  CR_N_SCAN
} CrScan;

/* Running sums or products along @dim, of dtype @dtype. */
CrTensor *cr_kernel_scan (CrScan op, CrTensor *a, int dim, CrDtype dtype, GError **error);

G_END_DECLS
