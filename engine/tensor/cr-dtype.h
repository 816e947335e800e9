#pragma once
/* Element types, with PyTorch's names and promotion rules. */

#include "cr-types.h"

G_BEGIN_DECLS

typedef enum
{
  CR_DTYPE_BOOL,
  CR_DTYPE_INT64,
  CR_DTYPE_FLOAT32,
  CR_DTYPE_FLOAT64,
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
gboolean cr_dtype_is_floating (CrDtype dtype);
/* The dtype of a result of tensors (both with dimensions) of these dtypes: torch.promote_types. */
CrDtype cr_dtype_promote (CrDtype a, CrDtype b);
/* FALSE if there is no dtype of that name; accepts "float32", "float", "double", "long", ... */
gboolean cr_dtype_from_name (const char *name, CrDtype *dtype);

G_END_DECLS
