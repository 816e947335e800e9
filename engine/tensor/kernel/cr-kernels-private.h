#pragma once
/* What the kernel families share. */

#include "cr-kernels.h"

G_BEGIN_DECLS

/* cr_kernel_cast() without telling the observer: for operands inside a kernel. */
CrTensor *cr_kernel_cast_unannounced (CrTensor *a, CrDtype dtype, GError **error);
/* @a itself (a new reference) if it has this dtype, else a cast of it. */
CrTensor *cr_kernel_as_dtype (CrTensor *a, CrDtype dtype, GError **error);
/* The same, and contiguous. */
CrTensor *cr_kernel_as_contiguous (CrTensor *a, CrDtype dtype, GError **error);

/* @result, taken over, in @dtype, announced: what a kernel that computed in cr_dtype_get_compute() gives back. NULL for
 * NULL. */
CrTensor *cr_kernel_finish (CrTensor *result, CrDtype dtype, GError **error);

G_END_DECLS
