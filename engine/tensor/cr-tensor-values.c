/* Tensors from C values and C values from tensors. */

#include "cr-chunk.h"
#include "cr-element.h"
#include "cr-kernels.h"

CrTensor *
cr_tensor_new_full (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, double value, GError **error)
{
  g_autoptr (CrTensor) self = cr_tensor_new_unannounced (context, dtype, ndim, sizes, error);

  if (self == NULL || !cr_kernel_fill (self, value, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&self));
}

CrTensor *
cr_tensor_new_full_int (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, gint64 value, GError **error)
{
  g_autoptr (CrTensor) self = cr_tensor_new_unannounced (context, dtype, ndim, sizes, error);

  if (self == NULL || !cr_kernel_fill_int (self, value, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&self));
}

/* @self, taken, announced unless the run was cancelled while its @n elements were written. */
static CrTensor *
finish (CrTensor *self, gint64 n, GError **error)
{
  if (n <= CR_CHUNK || !cr_context_check_cancelled (cr_tensor_get_context (self), error))
    return cr_tensor_announce (self);
  cr_tensor_unref (self);
  return NULL;
}

CrTensor *
cr_tensor_new_from_doubles (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, const double *values,
                            GError **error)
{
  CrTensor *self = cr_tensor_new_unannounced (context, dtype, ndim, sizes, error);

  if (self == NULL)
    return NULL;
  gpointer data = cr_tensor_get_mutable (self, NULL);
  gint64 n = cr_tensor_get_numel (self);
  CR_FOR_CHUNKED (context, i, n)
  cr_element_set_double (dtype, data, i, values[i]);
  return finish (self, n, error);
}

CrTensor *
cr_tensor_new_from_ints (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, const gint64 *values,
                         GError **error)
{
  CrTensor *self = cr_tensor_new_unannounced (context, dtype, ndim, sizes, error);

  if (self == NULL)
    return NULL;
  gpointer data = cr_tensor_get_mutable (self, NULL);
  gint64 n = cr_tensor_get_numel (self);
  CR_FOR_CHUNKED (context, i, n)
  cr_element_set_int (dtype, data, i, values[i]);
  return finish (self, n, error);
}

CrTensor *
cr_tensor_new_scalar (CrContext *context, CrDtype dtype, double value, GError **error)
{
  return cr_tensor_new_from_doubles (context, dtype, 0, NULL, &value, error);
}

CrTensor *
cr_tensor_new_scalar_int (CrContext *context, CrDtype dtype, gint64 value, GError **error)
{
  return cr_tensor_new_from_ints (context, dtype, 0, NULL, &value, error);
}

/* Where the element at flat row-major @index lies, counted from the first one. */
static gint64
locate (CrTensor *tensor, gint64 index)
{
  const gint64 *sizes = cr_tensor_get_sizes (tensor);
  const gint64 *strides = cr_tensor_get_strides (tensor);
  gint64 position = 0;

  if (cr_tensor_is_contiguous (tensor))
    return index;
  for (int d = cr_tensor_get_ndim (tensor) - 1; d >= 0; d--)
    {
      position += index % sizes[d] * strides[d];
      index /= sizes[d];
    }
  return position;
}

double
cr_tensor_get_double (CrTensor *tensor, gint64 index)
{
  g_return_val_if_fail (tensor != NULL && index >= 0 && index < cr_tensor_get_numel (tensor), NAN);
  return cr_element_get_double (cr_tensor_get_dtype (tensor), cr_tensor_get_data (tensor), locate (tensor, index));
}

gint64
cr_tensor_get_int (CrTensor *tensor, gint64 index)
{
  g_return_val_if_fail (tensor != NULL && index >= 0 && index < cr_tensor_get_numel (tensor), 0);
  return cr_element_get_int (cr_tensor_get_dtype (tensor), cr_tensor_get_data (tensor), locate (tensor, index));
}

double *
cr_tensor_dup_doubles (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  gint64 n = cr_tensor_get_numel (tensor);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  gconstpointer data = cr_tensor_get_data (tensor);
  double *values = g_try_new (double, MAX (n, 1));

  for (gint64 i = 0; values != NULL && i < n; i++)
    values[i] = cr_element_get_double (dtype, data, locate (tensor, i));
  return values;
}
