/* tensor[...] and tensor[...] = value, as the chain of select, slice and unsqueeze that PyTorch records. */

#include "cr-function.h"

#include "cr-autograd-private.h"
#include "cr-inplace.h"
#include "cr-kernels.h"
#include "cr-ops.h"

static guint
count_consumed (const CrIndex *indices, guint n)
{
  guint consumed = 0;
  for (guint i = 0; i < n; i++)
    consumed += indices[i].kind == CR_INDEX_INT || indices[i].kind == CR_INDEX_SLICE;
  return consumed;
}

static void
set_index_error (GError **error, gint64 index, guint position, gint64 size)
{
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
               "index %" G_GINT64_FORMAT " is out of bounds for dimension %u with size %" G_GINT64_FORMAT, index,
               position, size);
}

static gboolean
check_indices (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  guint consumed = count_consumed (indices, n);
  if (ndim == 0 && n == 1 && indices[0].kind == CR_INDEX_INT && indices[0].start != 0)
    set_index_error (error, indices[0].start, 0, 0);
  else if (ndim == 0 && n == 1 && indices[0].kind == CR_INDEX_INT)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX,
                         "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ "
                         "to convert a 0-dim tensor to a number");
  else if (ndim == 0 && n == 1 && consumed)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX, "slice() cannot be applied to a 0-dim tensor.");
  else if (consumed > (guint)ndim)
    g_set_error (error, CR_ERROR, CR_ERROR_INDEX, "too many indices for tensor of dimension %d", ndim);
  else
    return TRUE;
  return FALSE;
}

/* Python compares a slice's bounds only after the step; "not given" means the whole dimension. */
static CrTensor *
apply_slice (CrTensor *tensor, gint64 dim, const CrIndex *index, GError **error)
{
  gint64 start = index->start == G_MININT64 ? 0 : index->start;
  gint64 stop = index->stop == G_MININT64 ? G_MAXINT64 : index->stop;
  gint64 step = index->step == G_MININT64 ? 1 : index->step;
  return cr_op_slice (tensor, dim, start, stop, step, error);
}

/* In its message the dimension is the place among the indices, None and ... counted. */
static CrTensor *
apply_int (CrTensor *tensor, gint64 dim, gint64 index, guint position, GError **error)
{
  gint64 size = cr_tensor_get_sizes (tensor)[dim];
  if (index >= -size && index < size)
    return cr_op_select (tensor, dim, index, error);
  set_index_error (error, index, position, size);
  return NULL;
}

/* Among several indices PyTorch skips a slice that names the whole dimension with an explicit end. */
static gboolean
is_whole (CrTensor *tensor, gint64 dim, const CrIndex *index)
{
  return (index->start == G_MININT64 || index->start == 0) && index->stop == cr_tensor_get_sizes (tensor)[dim]
         && (index->step == G_MININT64 || index->step == 1);
}

/* Index @i applied at *@dim, which moves on; a new reference. */
static CrTensor *
apply_index (CrTensor *tensor, const CrIndex *indices, guint i, guint n, gint64 *dim, GError **error)
{
  const CrIndex *index = &indices[i];
  if (index->kind == CR_INDEX_INT)
    return apply_int (tensor, *dim, index->start, i, error);
  if (index->kind == CR_INDEX_NONE)
    return cr_op_unsqueeze (tensor, (*dim)++, error);
  if (index->kind == CR_INDEX_ELLIPSIS)
    {
      *dim = cr_tensor_get_ndim (tensor) - count_consumed (index + 1, n - i - 1);
      return cr_tensor_ref (tensor);
    }
  gint64 at = (*dim)++;
  if (n > 1 && is_whole (tensor, at, index))
    return cr_tensor_ref (tensor);
  return apply_slice (tensor, at, index, error);
}

CrTensor *
cr_index (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  gint64 dim = 0;
  gboolean seen_ellipsis = FALSE;
  if (!check_indices (tensor, indices, n, error))
    return NULL;
  g_autoptr (CrTensor) result = cr_tensor_ref (tensor);
  for (guint i = 0; i < n; i++)
    {
      if (indices[i].kind == CR_INDEX_ELLIPSIS && seen_ellipsis)
        continue;
      seen_ellipsis |= indices[i].kind == CR_INDEX_ELLIPSIS;
      CrTensor *next = apply_index (result, indices, i, n, &dim, error);
      if (!next)
        return NULL;
      cr_tensor_unref (result);
      result = next;
    }
  if (result == tensor)
    return cr_op_alias (tensor, error);
  return g_steal_pointer (&result);
}

/* @value as __setitem__ takes it (torch/csrc/autograd/python_variable_indexing.cpp, copy_to): as it is where it has
 * the place's sizes or no dimension, else without leading dimensions of size 1 and expanded. */
static CrTensor *
fit_value (CrTensor *value, CrTensor *place, GError **error)
{
  int own = cr_tensor_get_ndim (value), ndim = cr_tensor_get_ndim (place), extra = 0;
  const gint64 *sizes = cr_tensor_get_sizes (value), *wanted = cr_tensor_get_sizes (place);
  if (own == 0 || (own == ndim && memcmp (sizes, wanted, ndim * sizeof (gint64)) == 0))
    return cr_tensor_ref (value);
  while (extra < own && sizes[extra] == 1)
    extra++;
  g_autoptr (CrTensor) trimmed = cr_op_view (value, own - extra, sizes + extra, error);
  return trimmed ? cr_op_expand (trimmed, ndim, wanted, error) : NULL;
}

/* The place as a view that nobody hears of: what is told is the write. */
static CrTensor *
find_place (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  CrContext *context = cr_tensor_get_context (tensor);
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  if (!cr_tensor_check_fresh (tensor, error))
    return NULL;
  cr_context_set_autograd_observer (context, NULL, NULL);
  CrTensor *place = cr_index (tensor, indices, n, error);
  cr_context_set_autograd_observer (context, observer, user_data);
  return place;
}

/* @place, of @tensor or the tensor itself, takes @value as copy_() or fill_() has it. */
static gboolean
put (CrTensor *tensor, CrTensor *place, CrTensor *value, GError **error)
{
  g_autoptr (CrTensor) fitted = fit_value (value, place, error);
  if (!fitted)
    return FALSE;
  gboolean fills = cr_tensor_get_ndim (fitted) == 0 && cr_tensor_get_ndim (place) > 0;
  const CrArg args[]
      = { { CR_ARG_TENSOR, { .tensor = place }, NULL, 0, 0 }, { CR_ARG_TENSOR, { .tensor = fitted }, NULL, 0, 0 } };
  return cr_inplace_apply_in (tensor, fills ? cr_overwrite_fill : cr_overwrite_copy, cr_tensor_get_context (tensor),
                              args, 2, error);
}

/* Does writing at the indices write the whole tensor as such? Then no view is made. */
static gboolean
is_whole_put (CrTensor *tensor, const CrIndex *indices, guint n)
{
  gint64 dim = 0;
  if (count_consumed (indices, n) > (guint)cr_tensor_get_ndim (tensor))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (indices[i].kind == CR_INDEX_ELLIPSIS)
      dim = cr_tensor_get_ndim (tensor) - count_consumed (indices + i + 1, n - i - 1);
    else if (indices[i].kind != CR_INDEX_SLICE || !is_whole (tensor, dim++, &indices[i]))
      return FALSE;
  return TRUE;
}

gboolean
cr_index_put (CrTensor *tensor, const CrIndex *indices, guint n, CrTensor *value, GError **error)
{
  g_return_val_if_fail (tensor != NULL && value != NULL, FALSE);
  if (is_whole_put (tensor, indices, n) && !cr_tensor_get_base (tensor))
    return put (tensor, tensor, value, error);
  g_autoptr (CrTensor) place = find_place (tensor, indices, n, error);
  return place && put (tensor, place, value, error);
}
