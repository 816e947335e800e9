#pragma once
/* Kernels: plain computation without autograd. They broadcast, promote and allocate their
 * result; NULL with @error set (PyTorch's message) when shapes or dtypes do not fit. */

#include "cr-tensor.h"

G_BEGIN_DECLS

typedef enum
{
  CR_UNARY_NEG,
  CR_UNARY_EXP, /* integers become float32 in the functions that are not closed over them */
  CR_UNARY_LOG,
  CR_UNARY_SIN,
  CR_UNARY_COS,
  CR_UNARY_TANH,
  CR_UNARY_RELU,
  CR_UNARY_SQRT,
  CR_UNARY_ABS,
  CR_UNARY_SIGN,
  CR_UNARY_RECIPROCAL,
  CR_UNARY_SIGMOID,
  CR_N_UNARY
} CrUnary;

typedef enum
{
  CR_BINARY_ADD,
  CR_BINARY_SUB,
  CR_BINARY_MUL,
  CR_BINARY_DIV, /* true division: integers become float32 */
  CR_BINARY_POW,
  CR_BINARY_EQ, /* comparisons give bool */
  CR_BINARY_NE,
  CR_BINARY_LT,
  CR_BINARY_LE,
  CR_BINARY_GT,
  CR_BINARY_GE,
  CR_N_BINARY
} CrBinary;

/* torch.result_type: tensors with dimensions outrank 0-dimensional ones, and those outrank
 * Python numbers (@wrapped), within a kind (bool < integer < floating). */
CrDtype cr_result_type (CrTensor *a, gboolean a_wrapped, CrTensor *b, gboolean b_wrapped);

CrTensor *cr_kernel_unary (CrUnary op, CrTensor *a, GError **error);
/* Elementwise over the broadcast of a and b in @dtype (cr_result_type(); comparisons compute in it). */
CrTensor *cr_kernel_binary (CrBinary op, CrTensor *a, CrTensor *b, CrDtype dtype, GError **error);
/* Sums over the dimensions whose bit is set in @dims (bit d is dimension d). */
CrTensor *cr_kernel_sum (CrTensor *a, guint64 dims, gboolean keepdim, CrDtype dtype, GError **error);
/* torch.matmul: 1-d, 2-d and batched, OpenBLAS below for floats. */
CrTensor *cr_kernel_matmul (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_kernel_cast (CrTensor *a, CrDtype dtype, GError **error); /* always a contiguous copy */
/* dst[...] = src, broadcast to dst's shape and cast to its dtype. Begin and end write are the caller's. */
gboolean cr_kernel_copy_into (CrTensor *dst, CrTensor *src, GError **error);
gboolean cr_kernel_fill (CrTensor *dst, double value, GError **error);
gboolean cr_kernel_fill_int (CrTensor *dst, gint64 value, GError **error);
/* Sizes of the broadcast of a and b into @sizes (CR_MAX_DIMS); -1 with
 * "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1". */
int cr_broadcast_sizes (CrTensor *a, CrTensor *b, gint64 *sizes, GError **error);
CrTensor *cr_kernel_linspace (CrContext *context, double start, double end, gint64 steps, CrDtype dtype,
                              GError **error);
CrTensor *cr_kernel_arange (CrContext *context, double start, double end, double step, CrDtype dtype, GError **error);
/* The same in integers throughout, as PyTorch does when start, end and step are integers. */
CrTensor *cr_kernel_arange_int (CrContext *context, gint64 start, gint64 end, gint64 step, CrDtype dtype,
                                GError **error);

G_END_DECLS
