#pragma once
/* Differentiable operations of the family "index"; see cr-ops.h. Dimensions may be negative everywhere. */

#include "cr-autograd.h"

G_BEGIN_DECLS

/* A copy in @dtype, also where @a has it: to (copy=True). */
CrTensor *cr_op_to_copy (CrTensor *a, CrDtype dtype, GError **error);

/* Joining: tensors of one dtype or promoted; what has shape (0,) is skipped, as in PyTorch. */
CrTensor *cr_op_cat (CrTensor *const *tensors, guint n, gint64 dim, GError **error);
CrTensor *cr_op_stack (CrTensor *const *tensors, guint n, gint64 dim, GError **error);
/* Views appended to @results, owned. */
gboolean cr_op_split (CrTensor *a, gint64 size, gint64 dim, GPtrArray *results, GError **error);
gboolean cr_op_split_with_sizes (CrTensor *a, const gint64 *sizes, guint n, gint64 dim, GPtrArray *results,
                                 GError **error);
gboolean cr_op_unbind (CrTensor *a, gint64 dim, GPtrArray *results, GError **error);
CrTensor *cr_op_narrow (CrTensor *a, gint64 dim, gint64 start, gint64 length, GError **error);

/* a[indices]: int64 tensors or masks, NULL for a whole dimension. */
CrTensor *cr_op_index (CrTensor *a, CrTensor *const *indices, guint n, GError **error);
/* A copy of a with @value written, or added, there. */
CrTensor *cr_op_index_put (CrTensor *a, CrTensor *const *indices, guint n, CrTensor *value, gboolean accumulate,
                           GError **error);
CrTensor *cr_op_index_select (CrTensor *a, gint64 dim, CrTensor *index, GError **error);
CrTensor *cr_op_index_add (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, double alpha, GError **error);
CrTensor *cr_op_index_copy (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error);
CrTensor *cr_op_index_fill (CrTensor *a, gint64 dim, CrTensor *index, double value, GError **error);
CrTensor *cr_op_index_fill_tensor (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *value, GError **error);
CrTensor *cr_op_take (CrTensor *a, CrTensor *index, GError **error);

CrTensor *cr_op_gather (CrTensor *a, gint64 dim, CrTensor *index, GError **error);
CrTensor *cr_op_scatter (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error);
CrTensor *cr_op_scatter_value (CrTensor *a, gint64 dim, CrTensor *index, double value, GError **error);
CrTensor *cr_op_scatter_add (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error);
CrTensor *cr_op_masked_fill (CrTensor *a, CrTensor *mask, double value, GError **error);
CrTensor *cr_op_masked_fill_tensor (CrTensor *a, CrTensor *mask, CrTensor *value, GError **error);
CrTensor *cr_op_masked_select (CrTensor *a, CrTensor *mask, GError **error);
CrTensor *cr_op_masked_scatter (CrTensor *a, CrTensor *mask, CrTensor *source, GError **error);

CrTensor *cr_op_flip (CrTensor *a, const gint64 *dims, guint n, GError **error);
/* No @dims: the elements in row order. */
CrTensor *cr_op_roll (CrTensor *a, const gint64 *shifts, guint n_shifts, const gint64 *dims, guint n_dims,
                      GError **error);
CrTensor *cr_op_repeat (CrTensor *a, const gint64 *repeats, guint n, GError **error);
/* @k quarter turns in the plane of two dimensions. */
CrTensor *cr_op_rot90 (CrTensor *a, gint64 k, const gint64 *dims, GError **error);
CrTensor *cr_op_tril (CrTensor *a, gint64 diagonal, GError **error);
CrTensor *cr_op_triu (CrTensor *a, gint64 diagonal, GError **error);
CrTensor *cr_op_diagonal (CrTensor *a, gint64 offset, gint64 dim1, gint64 dim2, GError **error); /* a view */
CrTensor *cr_op_diag (CrTensor *a, gint64 diagonal, GError **error);
CrTensor *cr_op_diag_embed (CrTensor *a, gint64 offset, gint64 dim1, gint64 dim2, GError **error);
CrTensor *cr_op_as_strided (CrTensor *a, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset,
                            GError **error);                                                /* a view */
CrTensor *cr_op_unfold (CrTensor *a, gint64 dim, gint64 size, gint64 step, GError **error); /* a view */

/* Values and their int64 indices, both owned. */
gboolean cr_op_sort (CrTensor *a, gboolean stable, gint64 dim, gboolean descending, CrTensor **values,
                     CrTensor **indices, GError **error);
gboolean cr_op_topk (CrTensor *a, gint64 k, gint64 dim, gboolean largest, CrTensor **values, CrTensor **indices,
                     GError **error);
gboolean cr_op_kthvalue (CrTensor *a, gint64 k, gint64 dim, gboolean keepdim, CrTensor **values, CrTensor **indices,
                         GError **error);

G_END_DECLS
