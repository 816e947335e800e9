#pragma once
/* Differentiable operations of the family "math"; see cr-ops.h. A @number is a 0-dimensional wrapped one. */

#include "cr-autograd.h"
#include "cr-kernels-math.h"

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
CrTensor *cr_op_polygamma (CrTensor *a, double n, GError **error); /* n at least 0 */
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

/* Reductions. No dims (n_dims 0) are all; dtype CR_N_DTYPES is chosen as PyTorch does. */
CrTensor *cr_op_max (CrTensor *a, GError **error);
CrTensor *cr_op_min (CrTensor *a, GError **error);
CrTensor *cr_op_median (CrTensor *a, gboolean skip_nan, GError **error);
/* Appends values and indices to @results. */
gboolean cr_op_pick (CrPick op, CrTensor *a, gint64 dim, gboolean keepdim, GPtrArray *results, GError **error);
CrTensor *cr_op_amax (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error);
CrTensor *cr_op_amin (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error);
CrTensor *cr_op_prod (CrTensor *a, CrDtype dtype, GError **error);
CrTensor *cr_op_prod_dim (CrTensor *a, gint64 dim, gboolean keepdim, CrDtype dtype, GError **error);
typedef struct
{
  const gint64 *dims;
  guint n_dims;
  gboolean keepdim;
  CrDtype dtype;      /* CR_N_DTYPES: the operand's */
  gboolean is_linalg; /* recorded as torch.linalg's */
} CrNorm;
CrTensor *cr_op_norm (CrTensor *a, double p, const CrNorm *how, GError **error);
CrTensor *cr_op_dist (CrTensor *a, CrTensor *b, double p, GError **error);
typedef struct
{
  const gint64 *dims;
  guint n_dims;
  gboolean keepdim;
  double correction; /* the divisor is the number of elements less this */
} CrVariance;
/* The variance, or its @root. */
CrTensor *cr_op_var (CrTensor *a, const CrVariance *how, gboolean root, GError **error);
/* Appends variance (or its root) and mean to @results. */
gboolean cr_op_var_mean (CrTensor *a, const CrVariance *how, gboolean root, GPtrArray *results, GError **error);
CrTensor *cr_op_cumsum (CrTensor *a, gint64 dim, CrDtype dtype, GError **error);
CrTensor *cr_op_cumprod (CrTensor *a, gint64 dim, CrDtype dtype, GError **error);
CrTensor *cr_op_logsumexp (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error);
CrTensor *cr_op_nansum (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype, GError **error);
CrTensor *cr_op_trace (CrTensor *a, GError **error);

/* Products. @inputs: what is added to, and two factors; @factors: beta, alpha. */
CrTensor *cr_op_addmm_scaled (CrTensor *const *inputs, const double *factors, GError **error);
CrTensor *cr_op_addmv (CrTensor *const *inputs, const double *factors, GError **error);
CrTensor *cr_op_addr (CrTensor *const *inputs, const double *factors, GError **error);
CrTensor *cr_op_baddbmm (CrTensor *const *inputs, const double *factors, GError **error);
CrTensor *cr_op_addbmm (CrTensor *const *inputs, const double *factors, GError **error);
CrTensor *cr_op_vdot (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_cross (CrTensor *a, CrTensor *b, gint64 dim, GError **error); /* of size 3 along dim */
/* Composites of views and the above. */
CrTensor *cr_op_outer (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_tensordot (CrTensor *a, CrTensor *b, const gint64 *a_dims, const gint64 *b_dims, guint n,
                           GError **error);
CrTensor *cr_op_inner (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_kron (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_matrix_power (CrTensor *a, gint64 n, GError **error); /* n at least 1 */
CrTensor *cr_op_multi_dot (CrTensor *const *matrices, guint n, GError **error);
/* Of square matrices (..., n, n). @force takes singular ones too: see cr_kernel_inverse(). */
CrTensor *cr_op_inverse (CrTensor *a, gboolean force, GError **error);
CrTensor *cr_op_determinant (CrTensor *a, GError **error);
CrTensor *cr_op_solve (CrTensor *a, CrTensor *b, GError **error); /* x, so that a @ x is b, as matmul() takes it */
/* "ij,jk->ik" */
CrTensor *cr_op_einsum (const char *equation, CrTensor *const *operands, guint n, GError **error);

G_END_DECLS
