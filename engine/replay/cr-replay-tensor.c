/* Gradients put in and matrices taken out. */

#include "cr-replay-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "cr-element.h"

gpointer
cr_replay_new_elements (CrDtype dtype, gint64 n_rows, gint64 n_columns, gint64 most, GError **error)
{
  gint64 numel;
  if (__builtin_mul_overflow (n_rows, n_columns, &numel) || numel > most)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_MEMORY,
                   _ ("a matrix of %" PRId64 " by %" PRId64 " is too large; at most %" PRId64 " elements are computed"),
                   n_rows, n_columns, most);
      return NULL;
    }
  gpointer elements = g_try_malloc0_n ((gsize)MAX (numel, 1), cr_dtype_get_size (dtype));
  if (elements == NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("there is no memory for so large a matrix"));
  return elements;
}

void
cr_replay_copy_elements (CrTensor *tensor, CrDtype dtype, gpointer elements)
{
  if (tensor == NULL)
    return;
  gint64 n = cr_tensor_get_numel (tensor);
  if (n > 0 && dtype == cr_tensor_get_dtype (tensor) && cr_tensor_is_contiguous (tensor))
    memcpy (elements, cr_tensor_get_data (tensor), (gsize)n * cr_dtype_get_size (dtype));
  else
    for (gint64 i = 0; i < n; i++)
      cr_element_set_double (dtype, elements, i, cr_tensor_get_double (tensor, i));
}

gint64
cr_replay_count_elements (CrGradFn *function, guint output_nr)
{
  const gint64 *sizes;
  gint64 n = 1;
  int ndim = cr_probe_get_form (function, output_nr, NULL, &sizes);
  for (int d = 0; d < ndim; d++)
    n *= sizes[d];
  return n;
}

CrTensor *
cr_replay_new_gradient (CrGradFn *function, guint output_nr, CrContext *context, GError **error)
{
  CrDtype dtype;
  const gint64 *sizes;
  int ndim = cr_probe_get_form (function, output_nr, &dtype, &sizes);
  return cr_tensor_new_full (context, dtype, ndim, sizes, 0, error);
}

gboolean
cr_replay_set_element (CrTensor *tensor, gint64 element, double value, GError **error)
{
  char *data = cr_tensor_get_mutable (tensor, error);
  if (data == NULL)
    return FALSE;
  gint64 at = 0;
  for (int d = cr_tensor_get_ndim (tensor) - 1; d >= 0; d--)
    {
      gint64 size = cr_tensor_get_sizes (tensor)[d];
      at += element % size * cr_tensor_get_strides (tensor)[d];
      element /= size;
    }
  cr_element_set_double (cr_tensor_get_dtype (tensor), data, at, value);
  return TRUE;
}

CrTensor *
cr_replay_new_tensor (CrGradFn *function, guint output_nr, const CrValue *value, CrContext *context, GError **error)
{
  gint64 n = cr_replay_count_elements (function, output_nr);
  if (cr_value_get_numel (value) != n || !cr_value_has_data (value))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("v must have as many elements as the variable"));
      return NULL;
    }
  CrTensor *tensor = cr_replay_new_gradient (function, output_nr, context, error);
  gpointer data = tensor != NULL ? cr_tensor_get_mutable (tensor, error) : NULL;
  if (data == NULL)
    {
      g_clear_pointer (&tensor, cr_tensor_unref);
      return NULL;
    }
  for (gint64 i = 0; i < n; i++)
    cr_element_set_double (cr_tensor_get_dtype (tensor), data, i, cr_value_get_double (value, i));
  return tensor;
}
