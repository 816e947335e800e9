/* The table of element types. */

#include "cr-dtype.h"

#include "cr-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  KIND_BOOL,
  KIND_INTEGER,
  KIND_FLOATING,
  KIND_COMPLEX
} Kind;

typedef struct
{
  const char *name;
  const char *alias;
  const char *tensor_name;
  const char *scalar_name;
  guint8 size;
  guint8 kind;
  guint8 rank; /* in promotion: the higher one wins, but for int8 with uint8 */
  guint8 compute;
} DtypeRow;

/* clang-format off */
static const DtypeRow rows[CR_N_DTYPES] = {
  [CR_DTYPE_BOOL] = { "bool", NULL, "BoolTensor", "Bool", 1, KIND_BOOL, 0, CR_DTYPE_BOOL },
  [CR_DTYPE_INT64] = { "int64", "long", "LongTensor", "Long", 8, KIND_INTEGER, 5, CR_DTYPE_INT64 },
  [CR_DTYPE_FLOAT32] = { "float32", "float", "FloatTensor", "Float", 4, KIND_FLOATING, 7, CR_DTYPE_FLOAT32 },
  [CR_DTYPE_FLOAT64] = { "float64", "double", "DoubleTensor", "Double", 8, KIND_FLOATING, 8, CR_DTYPE_FLOAT64 },
  [CR_DTYPE_INT32] = { "int32", "int", "IntTensor", "Int", 4, KIND_INTEGER, 4, CR_DTYPE_INT64 },
  [CR_DTYPE_INT16] = { "int16", "short", "ShortTensor", "Short", 2, KIND_INTEGER, 3, CR_DTYPE_INT64 },
  [CR_DTYPE_INT8] = { "int8", NULL, "CharTensor", "Char", 1, KIND_INTEGER, 2, CR_DTYPE_INT64 },
  [CR_DTYPE_UINT8] = { "uint8", NULL, "ByteTensor", "Byte", 1, KIND_INTEGER, 1, CR_DTYPE_INT64 },
  [CR_DTYPE_FLOAT16] = { "float16", "half", "HalfTensor", "Half", 2, KIND_FLOATING, 6, CR_DTYPE_FLOAT32 },
  [CR_DTYPE_COMPLEX64]
    = { "complex64", "cfloat", "ComplexFloatTensor", "ComplexFloat", 8, KIND_COMPLEX, 9, CR_DTYPE_COMPLEX64 },
};
/* clang-format on */

static const DtypeRow *
get_row (CrDtype dtype)
{
  g_return_val_if_fail ((guint)dtype < CR_N_DTYPES, &rows[CR_DTYPE_FLOAT32]);
  return &rows[dtype];
}

gsize
cr_dtype_get_size (CrDtype dtype)
{
  return get_row (dtype)->size;
}

const char *
cr_dtype_get_name (CrDtype dtype)
{
  return get_row (dtype)->name;
}

const char *
cr_dtype_get_tensor_name (CrDtype dtype)
{
  return get_row (dtype)->tensor_name;
}

const char *
cr_dtype_get_scalar_name (CrDtype dtype)
{
  return get_row (dtype)->scalar_name;
}

gboolean
cr_dtype_is_floating (CrDtype dtype)
{
  return get_row (dtype)->kind == KIND_FLOATING;
}

gboolean
cr_dtype_is_integral (CrDtype dtype)
{
  return get_row (dtype)->kind == KIND_INTEGER;
}

gboolean
cr_dtype_is_complex (CrDtype dtype)
{
  return get_row (dtype)->kind == KIND_COMPLEX;
}

CrDtype
cr_dtype_get_compute (CrDtype dtype)
{
  return get_row (dtype)->compute;
}

gboolean
cr_dtype_check_real (CrDtype dtype, GError **error)
{
  if (!cr_dtype_is_complex (dtype))
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                       _ ("complex tensors can be made and printed here, but nothing is computed with them"));
  return FALSE;
}

gboolean
cr_dtype_can_cast (CrDtype from, CrDtype to)
{
  return get_row (to)->kind >= get_row (from)->kind;
}

CrDtype
cr_dtype_promote (CrDtype a, CrDtype b)
{
  if ((a == CR_DTYPE_INT8 && b == CR_DTYPE_UINT8) || (a == CR_DTYPE_UINT8 && b == CR_DTYPE_INT8))
    return CR_DTYPE_INT16;
  return get_row (a)->rank > get_row (b)->rank ? a : b;
}

gboolean
cr_dtype_from_name (const char *name, CrDtype *dtype)
{
  g_return_val_if_fail (name != NULL, FALSE);
  for (int i = 0; i < CR_N_DTYPES; i++)
    if (strcmp (name, rows[i].name) == 0 || g_strcmp0 (name, rows[i].alias) == 0)
      {
        if (dtype != NULL)
          *dtype = i;
        return TRUE;
      }
  return FALSE;
}
