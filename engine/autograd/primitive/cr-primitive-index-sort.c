/* Ordering: the values carry gradients, which go back to where they came from. */

#include "cr-primitive-index-private.h"

#include <glib/gi18n-lib.h>

/* What @order (indices in @a's shape but for @dim) picks, recorded with the indices as second output. With @drop the
 * dimension goes. */
static gboolean
pick (CrRecord *record, int dim, CrTensor *order, gboolean drop, CrTensor **values, CrTensor **indices, GError **error)
{
  CrTensor *a = record->inputs[0];
  const gint64 ints[] = { dim, drop };
  g_auto (CrPlaces) places = { NULL };
  g_autoptr (CrTensor) index = order;
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  if (!order || !cr_places_init_gather (&places, a, dim, order, error))
    return FALSE;
  if (drop && places.ndim > 0)
    {
      memmove (places.sizes + dim, places.sizes + dim + 1, (gsize)(places.ndim - dim - 1) * sizeof (gint64));
      places.ndim--;
      g_autofree gint64 *flat = g_memdup2 (cr_tensor_get_data (order), (gsize)places.n * sizeof (gint64));
      g_clear_pointer (&index, cr_tensor_unref);
      index
          = cr_tensor_new_from_ints (cr_tensor_get_context (a), CR_DTYPE_INT64, places.ndim, places.sizes, flat, error);
    }
  CrTensor *picked = index ? cr_places_read (&places, a, error) : NULL;
  if (!picked)
    return FALSE;
  g_ptr_array_add (outputs, picked);
  g_ptr_array_add (outputs, cr_tensor_ref (index));
  record->outputs = outputs;
  if (cr_record_begin (record, error))
    {
      cr_record_save (record, 0, index, TRUE);
      cr_record_ints (record, 2, ints);
    }
  if (!cr_record_end_many (record))
    return FALSE;
  *values = cr_tensor_ref (outputs->pdata[0]);
  *indices = cr_tensor_ref (outputs->pdata[1]);
  return TRUE;
}

/* Both sort alike; PyTorch records that equal elements were to keep their order. */
gboolean
cr_op_sort (CrTensor *a, gboolean stable, gint64 dim, gboolean descending, CrTensor **values, CrTensor **indices,
            GError **error)
{
  CrRecord record = { stable ? &cr_primitive_sort_stable : &cr_primitive_sort, { a }, 1, NULL, NULL };
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  gint64 n = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[at] : 1;
  return pick (&record, at, cr_kernel_argsort (a, at, descending, n, error), FALSE, values, indices, error);
}

gboolean
cr_op_topk (CrTensor *a, gint64 k, gint64 dim, gboolean largest, CrTensor **values, CrTensor **indices, GError **error)
{
  CrRecord record = CR_RECORD_1 (topk, a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  gint64 n = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[at] : 1;
  if (k < 0 || k > n)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "selected index k out of range");
  return pick (&record, at, cr_kernel_argsort (a, at, largest, k, error), FALSE, values, indices, error);
}

gboolean
cr_op_kthvalue (CrTensor *a, gint64 k, gint64 dim, gboolean keepdim, CrTensor **values, CrTensor **indices,
                GError **error)
{
  CrRecord record = CR_RECORD_1 (kthvalue, a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  gint64 n = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[at] : 1;
  if (k <= 0 || k > n)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "kthvalue(): selected number k out of range for dimension %d", at);
  g_autoptr (CrTensor) all = cr_kernel_argsort (a, at, FALSE, n, error);
  if (!all || cr_tensor_get_ndim (a) == 0)
    return all && pick (&record, at, g_steal_pointer (&all), FALSE, values, indices, error);
  gint64 sizes[CR_MAX_DIMS];
  memcpy (sizes, cr_tensor_get_sizes (all), (gsize)cr_tensor_get_ndim (all) * sizeof (gint64));
  sizes[at] = 1;
  g_autoptr (CrTensor) part = cr_tensor_new_view_unannounced (
      all, cr_tensor_get_ndim (all), sizes, cr_tensor_get_strides (all), (k - 1) * cr_tensor_get_strides (all)[at]);
  return pick (&record, at, cr_kernel_cast (part, CR_DTYPE_INT64, error), !keepdim, values, indices, error);
}

static gboolean
pick_backward (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  gint64 dim = function->ints[0];
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  if (!index || !received[0])
    return index != NULL;
  g_autoptr (CrTensor) grad = cr_tensor_ref (received[0]);
  if (function->ints[1])
    {
      cr_tensor_unref (grad);
      grad = cr_op_unsqueeze (received[0], dim, error);
      CrTensor *wide = grad ? cr_op_unsqueeze (index, dim, error) : NULL;
      cr_tensor_unref (index);
      index = wide;
    }
  g_autoptr (CrTensor) zeros = index ? cr_index_zeros_for (function, 0, grad, error) : NULL;
  return zeros && cr_index_send (0, cr_op_scatter (zeros, dim, index, grad, error), sent);
}

#define PICKED N_ ("∂L/∂a = zeros, ∂L/∂values at the indices")
const CrPrimitive cr_primitive_sort = { "sort", "SortBackward0", "sort", PICKED, 1, TRUE, NULL, pick_backward };
const CrPrimitive cr_primitive_sort_stable
    = { "sort_stable", "SortBackward1", "sort", PICKED, 1, TRUE, NULL, pick_backward };
const CrPrimitive cr_primitive_topk = { "topk", "TopkBackward0", "topk", PICKED, 1, TRUE, NULL, pick_backward };
const CrPrimitive cr_primitive_kthvalue
    = { "kthvalue", "KthvalueBackward0", "kthvalue", PICKED, 1, TRUE, NULL, pick_backward };
