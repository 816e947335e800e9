/* The functions of reductions, products and shapes: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-autograd-private.h"
#include "cr-kernels.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

gboolean
cr_arg_get_ints (const CrArg *arg, const gint64 **ints, guint *n, GError **error)
{
  *ints = arg->kind == CR_ARG_INTS ? arg->ints : &arg->u.integer;
  *n = arg->kind == CR_ARG_INTS ? arg->n_ints : 1;
  if (*n <= CR_MAX_DIMS)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("a tensor has at most 64 dimensions"));
  return FALSE;
}

typedef CrTensor *(*Partial) (CrTensor *, const gint64 *, guint, gboolean, CrDtype, GError **);

static CrTensor *
reduce_dims (Partial partial, const CrArg *args, GError **error)
{
  const gint64 *dims = NULL;
  guint n = 0;
  if (args[1].kind != CR_ARG_NONE && !cr_arg_get_ints (&args[1], &dims, &n, error))
    return NULL;
  return partial (args[0].u.tensor, dims, n, args[2].u.integer != 0, cr_arg_get_dtype (&args[3], CR_N_DTYPES), error);
}

#define REDUCTION(name)                                                                                                \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return cr_op_##name (args[0].u.tensor, cr_arg_get_dtype (&args[1], CR_N_DTYPES), error);                           \
  }                                                                                                                    \
  CrTensor *cr_call_##name##_dim (CrContext *context, const CrArg *args, GError **error)                               \
  {                                                                                                                    \
    return reduce_dims (cr_op_##name##_dim, args, error);                                                              \
  }
REDUCTION (sum)
REDUCTION (mean)

#define PRODUCT(name)                                                                                                  \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return cr_op_##name (args[0].u.tensor, args[1].u.tensor, error);                                                   \
  }
PRODUCT (matmul)
PRODUCT (mm)
PRODUCT (mv)
PRODUCT (dot)
PRODUCT (bmm)

#define SIMPLE(name)                                                                                                   \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return cr_op_##name (args[0].u.tensor, error);                                                                     \
  }
SIMPLE (t)
SIMPLE (clone)
SIMPLE (contiguous)

CrTensor *
cr_call_transpose (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_transpose (args[0].u.tensor, args[1].u.integer, args[2].u.integer, error);
}

CrTensor *
cr_call_permute (CrContext *context, const CrArg *args, GError **error)
{
  const gint64 *dims;
  guint n;
  return cr_arg_get_ints (&args[1], &dims, &n, error) ? cr_op_permute (args[0].u.tensor, dims, n, error) : NULL;
}

static CrTensor *
to_sizes (CrTensor *(*op) (CrTensor *, int, const gint64 *, GError **), const CrArg *args, GError **error)
{
  const gint64 *sizes;
  guint n;
  return cr_arg_get_ints (&args[1], &sizes, &n, error) ? op (args[0].u.tensor, n, sizes, error) : NULL;
}

CrTensor *
cr_call_view (CrContext *context, const CrArg *args, GError **error)
{
  return to_sizes (cr_op_view, args, error);
}

CrTensor *
cr_call_reshape (CrContext *context, const CrArg *args, GError **error)
{
  return to_sizes (cr_op_reshape, args, error);
}

CrTensor *
cr_call_expand (CrContext *context, const CrArg *args, GError **error)
{
  return to_sizes (cr_op_expand, args, error);
}

CrTensor *
cr_call_expand_as (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *other = args[1].u.tensor;
  return cr_op_expand (args[0].u.tensor, cr_tensor_get_ndim (other), cr_tensor_get_sizes (other), error);
}

CrTensor *
cr_call_view_as (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *other = args[1].u.tensor;
  return cr_op_view (args[0].u.tensor, cr_tensor_get_ndim (other), cr_tensor_get_sizes (other), error);
}

/* Nothing to flatten gives the tensor itself. */
CrTensor *
cr_call_flatten (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  int ndim = cr_tensor_get_ndim (a), start = cr_wrap_dim (args[1].u.integer, ndim, error);
  int end = start < 0 ? -1 : cr_wrap_dim (args[2].u.integer, ndim, error);
  gint64 sizes[CR_MAX_DIMS], joined = 1;
  int n = 0;
  if (end < 0)
    return NULL;
  if (start > end)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "flatten() has invalid args: start_dim cannot come after "
                           "end_dim");
      return NULL;
    }
  if (ndim > 0 && start == end)
    return cr_tensor_ref (a);
  for (int d = start; d <= end && d < ndim; d++)
    joined *= cr_tensor_get_sizes (a)[d];
  for (int d = 0; d < start; d++)
    sizes[n++] = cr_tensor_get_sizes (a)[d];
  sizes[n++] = joined;
  for (int d = end + 1; d < ndim; d++)
    sizes[n++] = cr_tensor_get_sizes (a)[d];
  return cr_op_reshape (a, n, sizes, error);
}

CrTensor *
cr_call_unsqueeze (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_unsqueeze (args[0].u.tensor, args[1].u.integer, error);
}

CrTensor *
cr_call_squeeze (CrContext *context, const CrArg *args, GError **error)
{
  if (args[1].kind == CR_ARG_NONE)
    return cr_op_squeeze (args[0].u.tensor, error);
  return cr_op_squeeze_dim (args[0].u.tensor, args[1].u.integer, error);
}

CrTensor *
cr_call_select (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_select (args[0].u.tensor, args[1].u.integer, args[2].u.integer, error);
}

CrTensor *
cr_call_detach (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *result = cr_tensor_detach (args[0].u.tensor);
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  if (result != NULL && observer != NULL && observer->detached != NULL)
    observer->detached (user_data, args[0].u.tensor, result);
  return result;
}

/* copy=True copies even what has the dtype. */
static CrTensor *
convert (CrTensor *a, CrDtype dtype, gboolean copy, GError **error)
{
  return copy ? cr_op_to_copy (a, dtype, error) : cr_op_to_dtype (a, dtype, error);
}

CrTensor *
cr_call_to (CrContext *context, const CrArg *args, GError **error)
{
  return convert (args[0].u.tensor, args[1].u.dtype, args[3].u.integer != 0, error);
}

CrTensor *
cr_call_to_device (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  return convert (a, cr_arg_get_dtype (&args[2], cr_tensor_get_dtype (a)), args[4].u.integer != 0, error);
}

CrTensor *
cr_call_to_other (CrContext *context, const CrArg *args, GError **error)
{
  return convert (args[0].u.tensor, cr_tensor_get_dtype (args[1].u.tensor), args[3].u.integer != 0, error);
}

CrTensor *
cr_call_type_as (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_to_dtype (args[0].u.tensor, cr_tensor_get_dtype (args[1].u.tensor), error);
}

#define CONVERSION(name, DTYPE)                                                                                        \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return cr_op_to_dtype (args[0].u.tensor, CR_DTYPE_##DTYPE, error);                                                 \
  }
CONVERSION (float, FLOAT32)
CONVERSION (double, FLOAT64)
CONVERSION (long, INT64)
CONVERSION (bool, BOOL)
CONVERSION (int, INT32)
CONVERSION (short, INT16)
CONVERSION (char, INT8)
CONVERSION (byte, UINT8)
CONVERSION (half, FLOAT16)
