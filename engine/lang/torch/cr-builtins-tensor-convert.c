/* tensor.type() and tensor.cuda(): conversions that are no rows of the functions' table, since the first may give a
 * string and the second never gives anything. */

#include "cr-interp-private.h"

#include <string.h>

/* "torch.DoubleTensor" */
static gboolean
find_dtype (const char *name, CrDtype *dtype)
{
  if (!g_str_has_prefix (name, "torch."))
    return FALSE;
  for (guint i = 0; i < CR_N_DTYPES; i++)
    if (strcmp (cr_dtype_get_tensor_name ((CrDtype)i), name + strlen ("torch.")) == 0)
      {
        *dtype = (CrDtype)i;
        return TRUE;
      }
  return FALSE;
}

CrObject
cr_tensor_method_type (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject wanted = cr_call_args_at (args, 0, "dtype");
  if (!cr_object_is_set (wanted) || wanted.kind == CR_OBJECT_NONE)
    return cr_str_new_printf (interp->heap, "torch.%s", cr_dtype_get_tensor_name (cr_tensor_get_dtype (self.u.tensor)));
  CrObject dtype = wanted;
  if (wanted.kind == CR_OBJECT_STR)
    {
      dtype.kind = CR_OBJECT_DTYPE;
      if (!find_dtype (cr_object_text (wanted), &dtype.u.dtype))
        return cr_interp_raise (interp, CR_ERROR_VALUE, "invalid type: '%s'", cr_object_text (wanted));
    }
  if (dtype.kind != CR_OBJECT_DTYPE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "dtype must be a type, str, or dtype object");
  CrCallArgs one = { &dtype, 1, 0, NULL };
  return cr_interp_call_torch (interp, cr_interp_find_function (interp, "to", CR_SPELL_METHOD), FALSE, self, &one);
}

CrObject
cr_tensor_method_cuda (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_ASSERTION, "Torch not compiled with CUDA enabled");
}
