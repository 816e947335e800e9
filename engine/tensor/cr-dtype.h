#pragma once
/* Element types, with PyTorch's names and promotion rules. */

#include "cr-types.h"

G_BEGIN_DECLS

/* The order is no order of promotion. Kernels are written for the first four; the others are stored so and computed in
 * cr_dtype_get_compute(), complex64 in none. */
typedef enum
{
  CR_DTYPE_BOOL,
  CR_DTYPE_INT64,
  CR_DTYPE_FLOAT32,
  CR_DTYPE_FLOAT64,
  CR_DTYPE_INT32,
  CR_DTYPE_INT16,
  CR_DTYPE_INT8,
  CR_DTYPE_UINT8,
  CR_DTYPE_FLOAT16,
  CR_DTYPE_COMPLEX64,
  CR_N_DTYPES
} CrDtype;

/* Bytes of one element. */
gsize cr_dtype_get_size (CrDtype dtype);
/* "float32"; print() shows it as "torch.float32". Borrowed. */
const char *cr_dtype_get_name (CrDtype dtype);
/* "FloatTensor" as error messages say it: "torch.FloatTensor". Borrowed. */
const char *cr_dtype_get_tensor_name (CrDtype dtype);
/* "Float" as in `"bitwise_xor_cpu" not implemented for 'Float'`. Borrowed. */
const char *cr_dtype_get_scalar_name (CrDtype dtype);
gboolean cr_dtype_is_floating (CrDtype dtype); /* float16, float32, float64; not complex64 */
gboolean cr_dtype_is_integral (CrDtype dtype); /* int64 to uint8; not bool */
gboolean cr_dtype_is_complex (CrDtype dtype);
/* The dtype in which kernels compute what is stored as @dtype, so that casting the result back gives PyTorch's: int64
 * for the integers, float32 for float16, else @dtype itself (complex64 too, which no kernel computes). */
CrDtype cr_dtype_get_compute (CrDtype dtype);
/* FALSE with a clear CR_ERROR_NOT_IMPLEMENTED for complex64, with which nothing is computed here. */
gboolean cr_dtype_check_real (CrDtype dtype, GError **error);
/* torch.can_cast: whether an operation that computes in @from may write its result into @to. */
gboolean cr_dtype_can_cast (CrDtype from, CrDtype to);
/* The dtype of a result of tensors (both with dimensions) of these dtypes: torch.promote_types. */
CrDtype cr_dtype_promote (CrDtype a, CrDtype b);
/* FALSE if there is no dtype of that name; accepts "float32", "float", "double", "long", "half", ... */
gboolean cr_dtype_from_name (const char *name, CrDtype *dtype);

G_END_DECLS
