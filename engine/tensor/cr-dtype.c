/* The table of element types. */

#include "cr-dtype.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *alias;
  const char *tensor_name;
  const char *scalar_name;
  gsize size;
  gboolean floating;
} DtypeRow;

static const DtypeRow rows[CR_N_DTYPES] = {
  [CR_DTYPE_BOOL] = { "bool", "bool", "BoolTensor", "Bool", 1, FALSE },
  [CR_DTYPE_INT64] = { "int64", "long", "LongTensor", "Long", 8, FALSE },
  [CR_DTYPE_FLOAT32] = { "float32", "float", "FloatTensor", "Float", 4, TRUE },
  [CR_DTYPE_FLOAT64] = { "float64", "double", "DoubleTensor", "Double", 8, TRUE },
};

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
  return get_row (dtype)->floating;
}

CrDtype
cr_dtype_promote (CrDtype a, CrDtype b)
{
  /* The four types form a chain, in the order of the enumeration. */
  return MAX (a, b);
}

gboolean
cr_dtype_from_name (const char *name, CrDtype *dtype)
{
  g_return_val_if_fail (name != NULL, FALSE);
  for (int i = 0; i < CR_N_DTYPES; i++)
    if (strcmp (name, rows[i].name) == 0 || strcmp (name, rows[i].alias) == 0)
      {
        if (dtype != NULL)
          *dtype = i;
        return TRUE;
      }
  return FALSE;
}
