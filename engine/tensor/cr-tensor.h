#pragma once
/* A tensor: dtype, sizes, strides and offset over a storage that views share, with the
 * storage's version counter. What autograd knows of it hangs on `autograd` and is that
 * layer's business. */

#include "cr-buffer.h"
#include "cr-context.h"
#include "cr-dtype.h"
#include "cr-error.h"
#include "cr-types.h"

G_BEGIN_DECLS

/* Creation: new, contiguous, row-major, owned by the caller; NULL with @error set when the
 * product of sizes overflows, a size is negative, or memory cannot be had. */
CrTensor *cr_tensor_new (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes,
                         GError **error); /* not initialised */
CrTensor *cr_tensor_new_full (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, double value,
                              GError **error);
CrTensor *cr_tensor_new_from_doubles (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes,
                                      const double *values, GError **error);
CrTensor *cr_tensor_new_from_ints (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes,
                                   const gint64 *values, GError **error);
/* A 0-dimensional tensor of @value. */
CrTensor *cr_tensor_new_scalar (CrContext *context, CrDtype dtype, double value, GError **error);
/* The same for integers beyond 2^53, which a double cannot hold. */
CrTensor *cr_tensor_new_full_int (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, gint64 value,
                                  GError **error);
CrTensor *cr_tensor_new_scalar_int (CrContext *context, CrDtype dtype, gint64 value, GError **error);
/* Like cr_tensor_new(), but without an id and untold to the observer until cr_tensor_announce(),
 * so that whoever watches first sees the tensor with its values. Every kernel makes its result so. */
CrTensor *cr_tensor_new_unannounced (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, GError **error);
/* Gives @tensor its id and tells the observer (`created`); nothing the second time. Returns @tensor; NULL for NULL. */
CrTensor *cr_tensor_announce (CrTensor *tensor);
/* A tensor over the same storage. Never fails: the caller has checked the bounds. */
CrTensor *cr_tensor_new_view (CrTensor *base, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset);
/* The same, untold to the observer: for an operand inside a kernel. */
CrTensor *cr_tensor_new_view_unannounced (CrTensor *base, int ndim, const gint64 *sizes, const gint64 *strides,
                                          gint64 offset);

/* tensor.data: the same elements without history, and writing them raises a version of their own. */
CrTensor *cr_tensor_new_data (CrTensor *tensor);
/* A copy that shares the buffer until one of the two is written; NULL where the buffer holds more than @tensor. */
CrTensor *cr_tensor_new_lazy_copy (CrTensor *tensor);
/* A write of all elements of @tensor by putting the buffer of @from, which nobody writes, in its place. FALSE, and
 * nothing is done, where that is not possible: other dtype or order, or a buffer that holds more. */
gboolean cr_tensor_take_values (CrTensor *tensor, CrTensor *from);
/* @tensor becomes @from's elements, in @from's shape and dtype and in its storage; it keeps its version. */
gboolean cr_tensor_take_storage (CrTensor *tensor, CrTensor *from, GError **error);
/* In place: @tensor becomes as @view of the same storage is; the version rises, as for a write. For t_(), squeeze_().
 */
void cr_tensor_take_geometry (CrTensor *tensor, CrTensor *view);
/* Made in inference mode, or a view of such. */
gboolean cr_tensor_is_inference (CrTensor *tensor);

CrTensor *cr_tensor_ref (CrTensor *tensor);
void cr_tensor_unref (CrTensor *tensor);

CrContext *cr_tensor_get_context (CrTensor *tensor);
guint64 cr_tensor_get_id (CrTensor *tensor);
CrDtype cr_tensor_get_dtype (CrTensor *tensor);
int cr_tensor_get_ndim (CrTensor *tensor);
const gint64 *cr_tensor_get_sizes (CrTensor *tensor);
const gint64 *cr_tensor_get_strides (CrTensor *tensor);
gint64 cr_tensor_get_offset (CrTensor *tensor);
gint64 cr_tensor_get_numel (CrTensor *tensor);
gboolean cr_tensor_is_contiguous (CrTensor *tensor);
gboolean cr_tensor_shares_storage (CrTensor *a, CrTensor *b);
/* The buffer that holds the data now; borrowed. The trace refs it and keeps (sizes, strides, offset) beside. */
CrBuffer *cr_tensor_get_buffer (CrTensor *tensor);
/* The address of the element at index 0, 0, ... */
gconstpointer cr_tensor_get_data (CrTensor *tensor);
/* The same to write to: takes a fresh buffer first if the present one is shared. NULL with
 * CR_ERROR_MEMORY. Tells the observer nothing: bracket writes by user code with
 * cr_tensor_begin_write() and cr_tensor_end_write(), which raise the version. */
gpointer cr_tensor_get_mutable (CrTensor *tensor, GError **error);
gboolean cr_tensor_begin_write (CrTensor *tensor, GError **error);
void cr_tensor_end_write (CrTensor *tensor);
guint cr_tensor_get_version (CrTensor *tensor);
/* As a write does, where only the claim of one is known. */
void cr_tensor_raise_version (CrTensor *tensor);

/* The element at flat (row-major) @index as a double; int64 beyond 2^53 loses digits. */
double cr_tensor_get_double (CrTensor *tensor, gint64 index);
gint64 cr_tensor_get_int (CrTensor *tensor, gint64 index);
/* All elements in row-major order; g_free() it. NULL if there is no memory for them. */
double *cr_tensor_dup_doubles (CrTensor *tensor);

/* TRUE if two indices may name one element (an expanded dimension), so that it must not be written. */
gboolean cr_tensor_has_overlap (CrTensor *tensor);

/* What the autograd layer hangs on a tensor; freed by @destroy with the tensor. */
CrAutogradMeta *cr_tensor_get_autograd (CrTensor *tensor);
void cr_tensor_set_autograd (CrTensor *tensor, CrAutogradMeta *meta, void (*destroy) (CrAutogradMeta *));

/* What a tensor is, found at one look by whoever looks at many; everything is borrowed. */
typedef struct
{
  CrDtype dtype;
  guint element_size;
  int ndim;
  gboolean contiguous;
  gint64 numel;
  const gint64 *sizes, *strides;
  CrBuffer *buffer;
  gconstpointer data; /* the first element */
} CrTensorLook;
void cr_tensor_look (CrTensor *tensor, CrTensorLook *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTensor, cr_tensor_unref)

G_END_DECLS
