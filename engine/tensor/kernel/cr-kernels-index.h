#pragma once
/* Kernels that move elements to or from computed places: everything that indexes, gathers, scatters, flips or
 * repeats is a list of places and one read or write. Also what orders elements. */

#include "cr-tensor.h"

G_BEGIN_DECLS

/* Which elements of a tensor, in the row order of a shape: offsets in elements from its first one. */
typedef struct
{
  gint64 *offsets; /* owned */
  gint64 n;
  int ndim;
  gint64 sizes[CR_MAX_DIMS];
} CrPlaces;

void cr_places_clear (CrPlaces *places);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrPlaces, cr_places_clear)
/* Of the given sizes and strides, from @offset on. All of these end with CR_ERROR_CANCELLED when @context or that of
 * the tensor is cancelled, CR_ERROR_MEMORY where there is no room for the offsets. */
gboolean cr_places_init_strided (CrPlaces *places, CrContext *context, int ndim, const gint64 *sizes,
                                 const gint64 *strides, gint64 offset, GError **error);
/* a, with index i of dimension d taken as tables[d][i] of it; NULL: as it is. sizes[d] entries each. */
gboolean cr_places_init_tables (CrPlaces *places, CrTensor *a, const gint64 *sizes, const gint64 *const *tables,
                                GError **error);
/* a[..., index, ...] at @dim; @index is int32 or int64 with at most one dimension, its entries are checked:
 * "index out of range in self". */
gboolean cr_places_init_select (CrPlaces *places, CrTensor *a, int dim, CrTensor *index, GError **error);
/* In the shape of @index (int64, of a's number of dimensions), which gives the place in @dim. */
gboolean cr_places_init_gather (CrPlaces *places, CrTensor *a, int dim, CrTensor *index, GError **error);
/* By flat index, negative ones from the end. */
gboolean cr_places_init_take (CrPlaces *places, CrTensor *a, CrTensor *index, GError **error);
/* a[indices]: int64 tensors or masks (bool, uint8), NULL for a whole dimension; placed as NumPy and PyTorch do: where
 * the first index stands if they are neighbours, else in front. */
gboolean cr_places_init_index (CrPlaces *places, CrTensor *a, CrTensor *const *indices, guint n, GError **error);

/* The elements, in the places' shape. */
CrTensor *cr_places_read (const CrPlaces *places, CrTensor *a, GError **error);
/* @source (of dst's dtype) is broadcast to the places' shape and written, or added, in order. */
gboolean cr_places_write (const CrPlaces *places, CrTensor *dst, CrTensor *source, gboolean accumulate, GError **error);

/* The indices of what is not 0: n by ndim, int64. */
CrTensor *cr_kernel_nonzero (CrTensor *a, GError **error);
/* For each of ndim the n indices along it: what a mask stands for. Owned tensors into @columns. */
gboolean cr_kernel_nonzero_columns (CrTensor *a, CrTensor **columns, GError **error);
/* Zeros above (upper FALSE) or below the diagonal @k. */
CrTensor *cr_kernel_triangle (CrTensor *a, gint64 k, gboolean upper, GError **error);
/* The tensors along @dim in one; their sizes fit. */
CrTensor *cr_kernel_cat (CrTensor *const *tensors, guint n, int dim, CrDtype dtype, GError **error);

/* The order of the elements along @dim, stable, NaN as the largest: int64 indices in a's shape, only the first @k. */
CrTensor *cr_kernel_argsort (CrTensor *a, int dim, gboolean descending, gint64 k, GError **error);
/* Sorted distinct values, which one each element is, and how often each occurs. The last two may be NULL. */
CrTensor *cr_kernel_unique (CrTensor *a, CrTensor **inverse, CrTensor **counts, GError **error);
/* How many of the sorted last dimension of @sequence are less (right: not greater) than each value. */
CrTensor *cr_kernel_searchsorted (CrTensor *sequence, CrTensor *values, gboolean right, GError **error);
/* How often each of 0, 1, ... occurs, or the sum of its weights; at least @n entries. */
CrTensor *cr_kernel_bincount (CrTensor *a, CrTensor *weights, gint64 n, GError **error);

G_END_DECLS
