#pragma once
/* Square matrices, in batches: what is found by elimination. Computed in float64 whatever the dtype. */

#include "cr-tensor.h"

G_BEGIN_DECLS

/* The inverses of @a (..., n, n). A singular matrix is an error as torch.linalg.inv() says it; with @force a pivot of 0
 * counts as the smallest step above 0 instead, which PyTorch's rule for the determinant does. */
CrTensor *cr_kernel_inverse (CrTensor *a, gboolean force, GError **error);
/* The determinants of @a (..., n, n), shape (...). */
CrTensor *cr_kernel_determinant (CrTensor *a, GError **error);

G_END_DECLS
