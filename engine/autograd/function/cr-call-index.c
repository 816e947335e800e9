/* The functions of indexing: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-chunk.h"
#include "cr-kernels-index.h"
#include "cr-kernels.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)
#define CALL_MANY(name)                                                                                                \
  gboolean cr_call_##name (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)

static CrTensor *
refuse (GError **error, CrErrorCode code, const char *message)
{
  g_set_error_literal (error, CR_ERROR, code, message);
  return NULL;
}

CALL (index_select) { return cr_op_index_select (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, error); }

CALL (index_add)
{
  return cr_op_index_add (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, args[3].u.tensor,
                          cr_arg_get_number (&args[4]), error);
}

CALL (index_copy)
{
  return cr_op_index_copy (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, args[3].u.tensor, error);
}

CALL (index_fill)
{
  if (args[3].kind == CR_ARG_TENSOR)
    return cr_op_index_fill_tensor (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, args[3].u.tensor, error);
  return cr_op_index_fill (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, cr_arg_get_number (&args[3]), error);
}

CALL (index_put)
{
  return cr_op_index_put (args[0].u.tensor, args[1].u.tensors, args[1].n_tensors, args[2].u.tensor,
                          args[3].u.integer != 0, error);
}

CALL (take) { return cr_op_take (args[0].u.tensor, args[1].u.tensor, error); }

/* Both are broadcast against each other but for the dimension. */
CALL (take_along_dim)
{
  static const gint64 flat[] = { -1 };
  CrTensor *a = args[0].u.tensor, *index = args[1].u.tensor;
  int ndim = cr_tensor_get_ndim (a);
  gint64 own[CR_MAX_DIMS], other[CR_MAX_DIMS];
  if (args[2].kind == CR_ARG_NONE)
    {
      g_autoptr (CrTensor) line = cr_op_view (a, 1, flat, error);
      g_autoptr (CrTensor) places = line ? cr_op_view (index, 1, flat, error) : NULL;
      return places ? cr_op_gather (line, 0, places, error) : NULL;
    }
  if (ndim != cr_tensor_get_ndim (index))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "torch.take_along_dim(): input and indices should have the same number of dimensions, but got %d "
                   "dimensions for input, and %d dimensions for indices",
                   ndim, cr_tensor_get_ndim (index));
      return NULL;
    }
  int at = cr_wrap_dim (args[2].u.integer, ndim, error);
  gint64 sizes[CR_MAX_DIMS];
  if (at < 0)
    return NULL;
  for (int d = 0; d < ndim; d++)
    {
      own[d] = cr_tensor_get_sizes (a)[d];
      other[d] = cr_tensor_get_sizes (index)[d];
      sizes[d] = own[d] == 1 ? other[d] : own[d];
    }
  gint64 a_size = own[at], index_size = other[at];
  memcpy (own, sizes, (gsize)ndim * sizeof (gint64));
  memcpy (other, sizes, (gsize)ndim * sizeof (gint64));
  own[at] = a_size;
  other[at] = index_size;
  g_autoptr (CrTensor) wide = cr_op_expand (a, ndim, own, error);
  g_autoptr (CrTensor) places = wide ? cr_op_expand (index, ndim, other, error) : NULL;
  return places ? cr_op_gather (wide, at, places, error) : NULL;
}

CALL (gather) { return cr_op_gather (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, error); }

CALL (scatter)
{
  return cr_op_scatter (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, args[3].u.tensor, error);
}

CALL (scatter_value)
{
  return cr_op_scatter_value (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, cr_arg_get_number (&args[3]),
                              error);
}

CALL (scatter_add)
{
  return cr_op_scatter_add (args[0].u.tensor, args[1].u.integer, args[2].u.tensor, args[3].u.tensor, error);
}

CALL (masked_fill)
{
  if (args[2].kind == CR_ARG_TENSOR)
    return cr_op_masked_fill_tensor (args[0].u.tensor, args[1].u.tensor, args[2].u.tensor, error);
  return cr_op_masked_fill (args[0].u.tensor, args[1].u.tensor, cr_arg_get_number (&args[2]), error);
}

CALL (masked_select) { return cr_op_masked_select (args[0].u.tensor, args[1].u.tensor, error); }

CALL (masked_scatter) { return cr_op_masked_scatter (args[0].u.tensor, args[1].u.tensor, args[2].u.tensor, error); }

CALL (argwhere) { return cr_kernel_nonzero (args[0].u.tensor, error); }

/* One tensor a dimension; a number counts as one element. */
CALL_MANY (where_indices)
{
  static const gint64 one[] = { 1 };
  CrTensor *columns[CR_MAX_DIMS] = { NULL };
  gboolean scalar = cr_tensor_get_ndim (args[0].u.tensor) == 0;
  g_autoptr (CrTensor) a
      = scalar ? cr_tensor_new_view_unannounced (args[0].u.tensor, 1, one, one, cr_tensor_get_offset (args[0].u.tensor))
               : cr_tensor_ref (args[0].u.tensor);
  if (!cr_kernel_nonzero_columns (a, columns, error))
    return FALSE;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    g_ptr_array_add (results, cr_tensor_announce (columns[d]));
  return TRUE;
}

CALL_MANY (nonzero)
{
  if (args[1].u.integer)
    return cr_call_where_indices (context, args, results, error);
  CrTensor *indices = cr_kernel_nonzero (args[0].u.tensor, error);
  if (indices)
    g_ptr_array_add (results, indices);
  return indices != NULL;
}

static gboolean
add_pair (gboolean fine, CrTensor *values, CrTensor *indices, GPtrArray *results)
{
  if (!fine)
    return FALSE;
  g_ptr_array_add (results, values);
  g_ptr_array_add (results, indices);
  return TRUE;
}

CALL_MANY (sort)
{
  CrTensor *values, *indices;
  gboolean fine
      = cr_op_sort (args[0].u.tensor, FALSE, args[1].u.integer, args[2].u.integer != 0, &values, &indices, error);
  return add_pair (fine, values, indices, results);
}

CALL_MANY (sort_stable)
{
  CrTensor *values, *indices;
  gboolean fine = cr_op_sort (args[0].u.tensor, args[1].u.integer != 0, args[2].u.integer, args[3].u.integer != 0,
                              &values, &indices, error);
  return add_pair (fine, values, indices, results);
}

CALL (argsort)
{
  CrTensor *a = args[0].u.tensor;
  int dim = cr_wrap_dim (args[1].u.integer, cr_tensor_get_ndim (a), error);
  gint64 n = dim < 0 || cr_tensor_get_ndim (a) == 0 ? 1 : cr_tensor_get_sizes (a)[dim];
  return dim < 0 ? NULL : cr_kernel_argsort (a, dim, args[2].u.integer != 0, n, error);
}

CALL (msort)
{
  CrTensor *values, *indices;
  if (!cr_op_sort (args[0].u.tensor, FALSE, 0, FALSE, &values, &indices, error))
    return NULL;
  cr_tensor_unref (indices);
  return values;
}

CALL_MANY (topk)
{
  CrTensor *values, *indices;
  gboolean fine = cr_op_topk (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer != 0, &values,
                              &indices, error);
  return add_pair (fine, values, indices, results);
}

CALL_MANY (kthvalue)
{
  CrTensor *values, *indices;
  gboolean fine = cr_op_kthvalue (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer != 0,
                                  &values, &indices, error);
  return add_pair (fine, values, indices, results);
}

CALL_MANY (unique)
{
  CrTensor *inverse = NULL, *counts = NULL;
  CrTensor *values = cr_kernel_unique (args[0].u.tensor, args[2].u.integer ? &inverse : NULL,
                                       args[3].u.integer ? &counts : NULL, error);
  CrTensor *const all[] = { values, inverse, counts };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] && values)
      g_ptr_array_add (results, all[i]);
    else if (all[i])
      cr_tensor_unref (all[i]);
  return values != NULL;
}

CALL (bincount)
{
  CrTensor *a = args[0].u.tensor, *weights = args[1].kind == CR_ARG_TENSOR ? args[1].u.tensor : NULL;
  CrDtype dtype = cr_tensor_get_dtype (a);
  if (!cr_dtype_is_integral (dtype))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"bincount_cpu\" not implemented for '%s'",
                   cr_dtype_get_scalar_name (dtype));
      return NULL;
    }
  g_autoptr (CrTensor) index = cr_kernel_cast (a, CR_DTYPE_INT64, error);
  const gint64 *values = index ? cr_tensor_get_data (index) : NULL;
  gint64 n_negative = 0;
  if (index == NULL)
    return NULL;
  CR_FOR_CHUNKED (context, i, cr_tensor_get_numel (index))
  n_negative += values[i] < 0;
  if (cr_context_check_cancelled (context, error))
    return NULL;
  if (cr_tensor_get_ndim (a) != 1 || n_negative > 0)
    return refuse (error, CR_ERROR_RUNTIME, "bincount only supports 1-d non-negative integral inputs.");
  if (args[2].u.integer < 0)
    return refuse (error, CR_ERROR_RUNTIME, "minlength should be >= 0");
  if (weights && cr_tensor_get_numel (weights) != cr_tensor_get_numel (a))
    return refuse (error, CR_ERROR_RUNTIME, "weights should be 1-d and have the same length as input");
  return cr_kernel_bincount (index, weights, args[2].u.integer, error);
}

static CrTensor *
search (CrContext *context, CrTensor *sequence, const CrArg *values, const CrArg *flags, GError **error)
{
  g_autoptr (CrTensor) wanted = cr_arg_to_number (context, values, error);
  int ndim = cr_tensor_get_ndim (sequence);
  if (!wanted)
    return NULL;
  gboolean fits = ndim == 1 || (ndim > 1 && cr_tensor_get_ndim (wanted) == ndim);
  for (int d = 0; d + 1 < ndim && fits && ndim > 1; d++)
    fits = cr_tensor_get_sizes (sequence)[d] == cr_tensor_get_sizes (wanted)[d];
  if (!fits)
    return refuse (error, CR_ERROR_RUNTIME,
                   "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of "
                   "boundaries tensor and input value tensor must match");
  g_autoptr (CrTensor) found = cr_kernel_searchsorted (sequence, wanted, flags[1].u.integer != 0, error);
  if (!found || !flags[0].u.integer)
    return g_steal_pointer (&found);
  return cr_kernel_cast (found, CR_DTYPE_INT32, error);
}

CALL (searchsorted) { return search (context, args[0].u.tensor, &args[1], &args[2], error); }

CALL (bucketize)
{
  if (cr_tensor_get_ndim (args[1].u.tensor) == 1)
    return search (context, args[1].u.tensor, &args[0], &args[2], error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "boundaries tensor must be 1 dimension, but got dim(%d)",
               cr_tensor_get_ndim (args[1].u.tensor));
  return NULL;
}

CALL (one_hot)
{
  CrTensor *a = args[0].u.tensor;
  int ndim = cr_tensor_get_ndim (a);
  gint64 most = -1, least = 0, n = cr_tensor_get_numel (a), classes = args[1].u.integer, sizes[CR_MAX_DIMS + 1];
  if (cr_tensor_get_dtype (a) != CR_DTYPE_INT64)
    return refuse (error, CR_ERROR_RUNTIME, "one_hot is only applicable to index tensor.");
  CR_FOR_CHUNKED (context, i, n)
  {
    most = MAX (most, cr_tensor_get_int (a, i));
    least = MIN (least, cr_tensor_get_int (a, i));
  }
  if (cr_context_check_cancelled (context, error))
    return NULL;
  if (n == 0 && classes <= 0)
    return refuse (error, CR_ERROR_RUNTIME, "Can not infer total number of classes from empty tensor.");
  if (least < 0)
    return refuse (error, CR_ERROR_RUNTIME, "Class values must be non-negative.");
  if (classes < 1 && classes != -1)
    return refuse (error, CR_ERROR_RUNTIME, "num_classes should be positive");
  if (classes != -1 && most >= classes)
    return refuse (error, CR_ERROR_RUNTIME, "Class values must be smaller than num_classes.");
  if (ndim == CR_MAX_DIMS || most == G_MAXINT64)
    return refuse (error, CR_ERROR_MEMORY, _ ("not enough memory for an index of this size"));
  memcpy (sizes, cr_tensor_get_sizes (a), (gsize)ndim * sizeof (gint64));
  sizes[ndim] = classes == -1 ? most + 1 : classes;
  g_autoptr (CrTensor) result = cr_tensor_new_full (context, CR_DTYPE_INT64, ndim + 1, sizes, 0, error);
  gint64 *to = result ? cr_tensor_get_mutable (result, error) : NULL;
  CR_FOR_CHUNKED (context, i, to ? n : 0)
  to[i * sizes[ndim] + cr_tensor_get_int (a, i)] = 1;
  return to && !cr_context_check_cancelled (context, error) ? g_steal_pointer (&result) : NULL;
}

static CrTensor *
triangle_indices (CrContext *context, const CrArg *args, gboolean upper, GError **error)
{
  gint64 rows = args[0].u.integer, columns = args[1].u.integer, k = args[2].u.integer;
  if (rows < 0 || columns < 0)
    return refuse (error, CR_ERROR_RUNTIME,
                   rows < 0 ? "row must be non-negative, got-1" : "col must be non-negative, got-1");
  g_autoptr (CrTensor) ones = NULL;
  const gint64 sizes[] = { rows, columns };
  ones = cr_tensor_new_full (context, CR_DTYPE_BOOL, 2, sizes, 1, error);
  g_autoptr (CrTensor) part = ones ? cr_kernel_triangle (ones, k, upper, error) : NULL;
  g_autoptr (CrTensor) indices = part ? cr_kernel_nonzero (part, error) : NULL;
  CrDtype dtype = cr_arg_get_dtype (&args[3], CR_DTYPE_INT64);
  g_autoptr (CrTensor) turned = indices ? cr_op_t (indices, error) : NULL;
  return turned ? cr_kernel_cast (turned, dtype, error) : NULL;
}

CALL (tril_indices) { return triangle_indices (context, args, FALSE, error); }

CALL (triu_indices) { return triangle_indices (context, args, TRUE, error); }
