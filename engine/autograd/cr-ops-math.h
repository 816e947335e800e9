#pragma once
/* Differentiable operations of the family "math"; see cr-ops.h. A @number is a 0-dimensional wrapped one. */

#include "cr-autograd.h"

G_BEGIN_DECLS

/* Of one element. */
CrTensor *cr_op_exp2 (CrTensor *a, GError **error);
CrTensor *cr_op_expm1 (CrTensor *a, GError **error);
CrTensor *cr_op_log1p (CrTensor *a, GError **error);
CrTensor *cr_op_log2 (CrTensor *a, GError **error);
CrTensor *cr_op_log10 (CrTensor *a, GError **error);
CrTensor *cr_op_rsqrt (CrTensor *a, GError **error);
CrTensor *cr_op_tan (CrTensor *a, GError **error);
CrTensor *cr_op_asin (CrTensor *a, GError **error);
CrTensor *cr_op_acos (CrTensor *a, GError **error);
CrTensor *cr_op_atan (CrTensor *a, GError **error);
CrTensor *cr_op_sinh (CrTensor *a, GError **error);
CrTensor *cr_op_cosh (CrTensor *a, GError **error);
CrTensor *cr_op_asinh (CrTensor *a, GError **error);
CrTensor *cr_op_acosh (CrTensor *a, GError **error);
CrTensor *cr_op_atanh (CrTensor *a, GError **error);
CrTensor *cr_op_erf (CrTensor *a, GError **error);
CrTensor *cr_op_erfc (CrTensor *a, GError **error);
CrTensor *cr_op_lgamma (CrTensor *a, GError **error);
CrTensor *cr_op_digamma (CrTensor *a, GError **error);
CrTensor *cr_op_polygamma (CrTensor *a, double n, GError **error); /* n at least 1 */
CrTensor *cr_op_deg2rad (CrTensor *a, GError **error);
CrTensor *cr_op_rad2deg (CrTensor *a, GError **error);
CrTensor *cr_op_sinc (CrTensor *a, GError **error);
CrTensor *cr_op_logit (CrTensor *a, double eps, GError **error); /* eps < 0: none */
CrTensor *cr_op_floor (CrTensor *a, GError **error);
CrTensor *cr_op_ceil (CrTensor *a, GError **error);
CrTensor *cr_op_trunc (CrTensor *a, GError **error);
CrTensor *cr_op_round (CrTensor *a, GError **error);
CrTensor *cr_op_round_decimals (CrTensor *a, double decimals, GError **error);
CrTensor *cr_op_frac (CrTensor *a, GError **error);
/* @instead: of nan, inf, -inf. */
CrTensor *cr_op_nan_to_num (CrTensor *a, const double *instead, GError **error);
CrTensor *cr_op_sub_scalar (CrTensor *a, double number, GError **error);

/* Of two. */
CrTensor *cr_op_atan2 (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_hypot (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_xlogy (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_xlogy_first (CrTensor *number, CrTensor *b, GError **error);
CrTensor *cr_op_xlogy_second (CrTensor *a, CrTensor *number, GError **error);
CrTensor *cr_op_logaddexp (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_copysign (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_copysign_scalar (CrTensor *a, CrTensor *number, GError **error);
CrTensor *cr_op_fmod (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_fmod_scalar (CrTensor *a, CrTensor *number, GError **error);
CrTensor *cr_op_remainder (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_remainder_scalar (CrTensor *a, CrTensor *number, GError **error);
CrTensor *cr_op_remainder_of_number (CrTensor *number, CrTensor *b, GError **error);
CrTensor *cr_op_div_floor (CrTensor *a, CrTensor *b, GError **error); /* div (rounding_mode="floor") */
CrTensor *cr_op_div_trunc (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_floor_divide (CrTensor *a, CrTensor *b, GError **error); /* not differentiable, as in PyTorch */
CrTensor *cr_op_heaviside (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_maximum (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_minimum (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_fmax (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_fmin (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_pow_base (CrTensor *number, CrTensor *b, GError **error);

/* Of three. clamp's limits may be NULL, but not both. */
CrTensor *cr_op_lerp (CrTensor *a, CrTensor *b, CrTensor *weight, GError **error);
CrTensor *cr_op_lerp_scalar (CrTensor *a, CrTensor *b, double weight, GError **error);
CrTensor *cr_op_addcmul (CrTensor *a, CrTensor *b, CrTensor *d, double value, GError **error);
CrTensor *cr_op_addcdiv (CrTensor *a, CrTensor *b, CrTensor *d, double value, GError **error);
CrTensor *cr_op_clamp (CrTensor *a, CrTensor *low, CrTensor *high, GError **error);
CrTensor *cr_op_clamp_min (CrTensor *a, CrTensor *low, GError **error);
CrTensor *cr_op_clamp_max (CrTensor *a, CrTensor *high, GError **error);
/* Limits that are numbers. */
CrTensor *cr_op_clamp_scalar (CrTensor *a, CrTensor *low, CrTensor *high, GError **error);
CrTensor *cr_op_clamp_min_scalar (CrTensor *a, CrTensor *low, GError **error);
CrTensor *cr_op_clamp_max_scalar (CrTensor *a, CrTensor *high, GError **error);

G_END_DECLS
