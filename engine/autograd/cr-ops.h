#pragma once
/* The differentiable operations, as C functions: each computes with kernels and records its
 * primitive. Functions that people call and backward rules are both written with these.
 * All return a new tensor, owned; NULL with @error set to PyTorch's message. */

#include "cr-autograd.h"
#include "cr-ops-index.h"
#include "cr-ops-math.h"
#include "cr-ops-nn.h"

G_BEGIN_DECLS

/* A number as a 0-dimensional tensor that yields in type promotion. */
CrTensor *cr_op_number (CrContext *context, CrDtype dtype, double value, GError **error);

/* Arithmetic: broadcast and promoted. add and sub compute a ± alpha·b. */
CrTensor *cr_op_add (CrTensor *a, CrTensor *b, double alpha, GError **error);
CrTensor *cr_op_sub (CrTensor *a, CrTensor *b, double alpha, GError **error);
CrTensor *cr_op_rsub (CrTensor *a, CrTensor *b, double alpha, GError **error); /* b - alpha·a */
/* number - alpha·a; @number is a 0-dimensional wrapped number. */
CrTensor *cr_op_rsub_scalar (CrTensor *a, CrTensor *number, double alpha, GError **error);
CrTensor *cr_op_mul (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_div (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_add_scalar (CrTensor *a, double number, GError **error);
CrTensor *cr_op_mul_scalar (CrTensor *a, double number, GError **error);
CrTensor *cr_op_div_scalar (CrTensor *a, double number, GError **error);
CrTensor *cr_op_neg (CrTensor *a, GError **error);
CrTensor *cr_op_pow (CrTensor *a, CrTensor *b, GError **error);
/* a to the power of @number, a 0-dimensional wrapped number. */
CrTensor *cr_op_pow_scalar (CrTensor *a, CrTensor *number, GError **error);
CrTensor *cr_op_sqrt (CrTensor *a, GError **error);
CrTensor *cr_op_reciprocal (CrTensor *a, GError **error);
/* a where condition (bool, gets no gradient), else b. */
CrTensor *cr_op_where (CrTensor *condition, CrTensor *a, CrTensor *b, GError **error);

CrTensor *cr_op_exp (CrTensor *a, GError **error);
CrTensor *cr_op_log (CrTensor *a, GError **error);
CrTensor *cr_op_sin (CrTensor *a, GError **error);
CrTensor *cr_op_cos (CrTensor *a, GError **error);
CrTensor *cr_op_abs (CrTensor *a, GError **error);
CrTensor *cr_op_sign (CrTensor *a, GError **error);
CrTensor *cr_op_sgn (CrTensor *a, GError **error);
CrTensor *cr_op_tanh (CrTensor *a, GError **error);
CrTensor *cr_op_sigmoid (CrTensor *a, GError **error);
CrTensor *cr_op_relu (CrTensor *a, GError **error);
/* grad·(1 - y²), grad·y·(1 - y), grad where x > 0. */
CrTensor *cr_op_tanh_backward (CrTensor *grad, CrTensor *y, GError **error);
CrTensor *cr_op_sigmoid_backward (CrTensor *grad, CrTensor *y, GError **error);
CrTensor *cr_op_threshold_backward (CrTensor *grad, CrTensor *x, GError **error);

/* Reductions. @dims may be negative; none of them (n_dims 0) is all. dtype CR_N_DTYPES: chosen as PyTorch does. */
CrTensor *cr_op_sum (CrTensor *a, CrDtype dtype, GError **error);
CrTensor *cr_op_sum_dim (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype,
                         GError **error);
CrTensor *cr_op_mean (CrTensor *a, CrDtype dtype, GError **error);
CrTensor *cr_op_mean_dim (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype,
                          GError **error);
/* Sums @a down to the given sizes, from which it was broadcast. */
CrTensor *cr_op_sum_to_size (CrTensor *a, int ndim, const gint64 *sizes, GError **error);

/* a (n) · b (n); a (n, m) @ b (m); a (n, k) @ b (k, m); batches of those. */
CrTensor *cr_op_dot (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_mv (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_mm (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_op_bmm (CrTensor *a, CrTensor *b, GError **error);
/* torch.matmul: a composite of the four above. */
CrTensor *cr_op_matmul (CrTensor *a, CrTensor *b, GError **error);

/* Views. One of @sizes may be -1. */
CrTensor *cr_op_view (CrTensor *a, int ndim, const gint64 *sizes, GError **error);
CrTensor *cr_op_reshape (CrTensor *a, int ndim, const gint64 *sizes, GError **error);
CrTensor *cr_op_unsafe_view (CrTensor *a, int ndim, const gint64 *sizes, GError **error);
CrTensor *cr_op_alias (CrTensor *a, GError **error);
CrTensor *cr_op_unsqueeze (CrTensor *a, gint64 dim, GError **error);
CrTensor *cr_op_squeeze (CrTensor *a, GError **error);
CrTensor *cr_op_squeeze_dim (CrTensor *a, gint64 dim, GError **error);
/* What matmul does to drop its extra dimension 0: recorded as SqueezeBackward3. */
CrTensor *cr_op_squeeze_in_place (CrTensor *a, GError **error);
CrTensor *cr_op_expand (CrTensor *a, int ndim, const gint64 *sizes, GError **error);
CrTensor *cr_op_t (CrTensor *a, GError **error);
CrTensor *cr_op_transpose (CrTensor *a, gint64 dim0, gint64 dim1, GError **error);
CrTensor *cr_op_permute (CrTensor *a, const gint64 *dims, guint n_dims, GError **error);
CrTensor *cr_op_select (CrTensor *a, gint64 dim, gint64 index, GError **error);
/* a[start:stop:step] along dim; start and stop are clamped as Python does, step > 0. */
CrTensor *cr_op_slice (CrTensor *a, gint64 dim, gint64 start, gint64 stop, gint64 step, GError **error);
/* Zeros of the given sizes with @grad where select() or slice() took it from. */
CrTensor *cr_op_select_backward (CrTensor *grad, int ndim, const gint64 *sizes, gint64 dim, gint64 index,
                                 GError **error);
CrTensor *cr_op_slice_backward (CrTensor *grad, int ndim, const gint64 *sizes, const gint64 *range, GError **error);

CrTensor *cr_op_clone (CrTensor *a, GError **error);
CrTensor *cr_op_contiguous (CrTensor *a, GError **error);              /* a itself where it is already */
CrTensor *cr_op_to_dtype (CrTensor *a, CrDtype dtype, GError **error); /* a itself where it has it already */
/* A copy of @source recorded as the copy into a fresh tensor: CopyBackwards. */
CrTensor *cr_op_copy (CrTensor *source, GError **error);
CrTensor *cr_op_zeros_like (CrTensor *a, GError **error); /* not recorded */

/* In place, recorded: self = source, self = value (0-dimensional), as copy_ and fill_. */
gboolean cr_op_copy_into (CrTensor *self, CrTensor *source, GError **error);

/* Shapes. @dim wrapped into [0, ndim); -1 with PyTorch's IndexError. A 0-dimensional tensor counts as one dimension. */
int cr_wrap_dim (gint64 dim, int ndim, GError **error);
/* A bit a dimension; all when @n_dims is 0. FALSE with @error for a bad or repeated one. */
gboolean cr_dims_to_bits (const gint64 *dims, guint n_dims, int ndim, guint64 *bits, GError **error);

G_END_DECLS
