#pragma once
/* What the mathematical kernels share. */

#include "cr-kernels-math.h"
#include "cr-kernels-private.h"
#include "cr-loop.h"

#include <math.h>

G_BEGIN_DECLS

/* Rows exist for the four dtypes that cr_dtype_get_compute() gives, in their order: bool, int64, float32, float64. */
#define CR_N_MATH_KINDS 4

/* @result, taken, in @dtype and announced; NULL passes through. */
static inline CrTensor *
cr_math_finish (CrTensor *result, CrDtype dtype, GError **error)
{
  g_autoptr (CrTensor) owned = result;
  return result ? cr_tensor_announce (cr_kernel_as_dtype (result, dtype, error)) : NULL;
}

/* `"NAME" not implemented for 'Float'`; returns NULL. */
static inline CrTensor *
cr_math_refuse (const char *name, CrDtype dtype, GError **error)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for '%s'", name,
               cr_dtype_get_scalar_name (dtype));
  return NULL;
}

/* @a with the dimensions in @dims last, contiguous in @dtype, so that each of its rows is what one result is made of:
 * @n elements. @outer is how many rows there are. */
CrTensor *cr_math_rows (CrTensor *a, guint64 dims, CrDtype dtype, gint64 *outer, gint64 *n, GError **error);
/* The sizes of a reduction of @a over @dims; returns how many. */
int cr_math_reduced_sizes (CrTensor *a, guint64 dims, gboolean keepdim, gint64 *sizes);

G_END_DECLS
