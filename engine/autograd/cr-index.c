/* tensor[...] and tensor[...] = value, as the chain of select, slice and unsqueeze that PyTorch records, and behind it
 * one index() or index_put_() for what are tensors (aten/src/ATen/TensorIndexing.h). */

#include "cr-function.h"

#include "cr-autograd-private.h"
#include "cr-function-calls.h"
#include "cr-kernels.h"
#include "cr-ops.h"

/* What the views made so far leave to be indexed by tensors. */
typedef struct
{
  CrTensor *view;     /* owned */
  GPtrArray *tensors; /* of CrTensor, one a dimension up to the last that has one; NULL entries */
  gboolean any;       /* of them */
  gint64 dim;         /* where the next index applies */
} Sliced;

static void
clear_entry (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

static void
sliced_clear (Sliced *sliced)
{
  g_clear_pointer (&sliced->view, cr_tensor_unref);
  g_clear_pointer (&sliced->tensors, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sliced, sliced_clear)

static gboolean
is_mask (CrTensor *tensor)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  return dtype == CR_DTYPE_BOOL || dtype == CR_DTYPE_UINT8;
}

/* How many dimensions the indices name. A mask names as many as it has. */
static guint
count_consumed (const CrIndex *indices, guint n)
{
  guint consumed = 0;
  for (guint i = 0; i < n; i++)
    if (indices[i].kind == CR_INDEX_TENSOR)
      consumed += is_mask (indices[i].tensor) ? (guint)cr_tensor_get_ndim (indices[i].tensor) : 1;
    else
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
  else if (ndim == 0 && n == 1 && consumed && indices[0].kind == CR_INDEX_SLICE)
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

/* Takes @next as the view. */
static gboolean
replace_view (Sliced *sliced, CrTensor *next)
{
  if (!next)
    return FALSE;
  cr_tensor_unref (sliced->view);
  sliced->view = next;
  return TRUE;
}

/* @tensor, taken, is the index of the present dimension. */
static gboolean
add_tensor (Sliced *sliced, CrTensor *tensor)
{
  if (!tensor)
    return FALSE;
  g_ptr_array_set_size (sliced->tensors, (gint)sliced->dim);
  g_ptr_array_add (sliced->tensors, tensor);
  sliced->any = TRUE;
  sliced->dim++;
  return TRUE;
}

/* True is a new dimension of its one element, False of none. */
static gboolean
apply_bool (Sliced *sliced, gboolean value, GError **error)
{
  const gint64 size = value ? 1 : 0;
  if (!replace_view (sliced, cr_op_unsqueeze (sliced->view, sliced->dim, error)))
    return FALSE;
  CrContext *context = cr_tensor_get_context (sliced->view);
  return add_tensor (sliced, cr_tensor_new_full_int (context, CR_DTYPE_INT64, 1, &size, 0, error));
}

static gboolean
apply_tensor (Sliced *sliced, CrTensor *tensor, guint position, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  if (cr_tensor_get_ndim (tensor) == 0 && is_mask (tensor))
    return apply_bool (sliced, cr_tensor_get_int (tensor, 0) != 0, error);
  if (cr_tensor_get_ndim (tensor) == 0 && cr_dtype_is_integral (dtype))
    return replace_view (sliced, apply_int (sliced->view, sliced->dim, cr_tensor_get_int (tensor, 0), position, error));
  /* As in PyTorch a mask of several dimensions counts as one here; what follows it applies from there on. */
  return add_tensor (sliced, cr_tensor_ref (tensor));
}

static gboolean
apply_index (Sliced *sliced, CrTensor *tensor, const CrIndex *indices, guint i, guint n, GError **error)
{
  const CrIndex *index = &indices[i];
  switch (index->kind)
    {
    case CR_INDEX_INT:
      return replace_view (sliced, apply_int (sliced->view, sliced->dim, index->start, i, error));
    case CR_INDEX_NONE:
      return replace_view (sliced, cr_op_unsqueeze (sliced->view, sliced->dim++, error));
    case CR_INDEX_BOOL:
      return apply_bool (sliced, index->start != 0, error);
    case CR_INDEX_TENSOR:
      return apply_tensor (sliced, index->tensor, i, error);
    case CR_INDEX_ELLIPSIS:
      sliced->dim += cr_tensor_get_ndim (tensor) - count_consumed (indices, n);
      return TRUE;
    default:
      break;
    }
  gint64 at = sliced->dim++;
  return (n > 1 && is_whole (sliced->view, at, index))
         || replace_view (sliced, apply_slice (sliced->view, at, index, error));
}

static gboolean
slice_all (Sliced *sliced, CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  gboolean seen_ellipsis = FALSE;
  if (!check_indices (tensor, indices, n, error))
    return FALSE;
  sliced->view = cr_tensor_ref (tensor);
  sliced->tensors = g_ptr_array_new_with_free_func (clear_entry);
  for (guint i = 0; i < n; i++)
    {
      if (indices[i].kind == CR_INDEX_ELLIPSIS && seen_ellipsis)
        continue;
      seen_ellipsis |= indices[i].kind == CR_INDEX_ELLIPSIS;
      if (!apply_index (sliced, tensor, indices, i, n, error))
        return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_index (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  g_auto (Sliced) sliced = { NULL };
  if (!slice_all (&sliced, tensor, indices, n, error))
    return NULL;
  if (sliced.any)
    return cr_op_index (sliced.view, (CrTensor *const *)sliced.tensors->pdata, sliced.tensors->len, error);
  return sliced.view == tensor ? cr_op_alias (tensor, error) : g_steal_pointer (&sliced.view);
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
static gboolean
find_place (Sliced *sliced, CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  CrContext *context = cr_tensor_get_context (tensor);
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  if (!cr_tensor_check_fresh (tensor, error))
    return FALSE;
  cr_context_set_autograd_observer (context, NULL, NULL);
  gboolean fine = slice_all (sliced, tensor, indices, n, error);
  if (fine && !sliced->any && sliced->view == tensor)
    fine = replace_view (sliced, cr_op_alias (tensor, error));
  cr_context_set_autograd_observer (context, observer, user_data);
  return fine;
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

/* The same by index_put_(): @value without leading dimensions of size 1. */
static gboolean
put_tensors (CrTensor *tensor, const Sliced *sliced, CrTensor *value, GError **error)
{
  int own = cr_tensor_get_ndim (value), extra = 0;
  while (extra < own && cr_tensor_get_sizes (value)[extra] == 1)
    extra++;
  g_autoptr (CrTensor) fitted
      = extra ? cr_op_view (value, own - extra, cr_tensor_get_sizes (value) + extra, error) : cr_tensor_ref (value);
  if (!fitted)
    return FALSE;
  const CrArg args[]
      = { { CR_ARG_TENSOR, { .tensor = sliced->view }, NULL, 0, 0 },
          { CR_ARG_TENSORS, { .tensors = (CrTensor *const *)sliced->tensors->pdata }, NULL, 0, sliced->tensors->len },
          { CR_ARG_TENSOR, { .tensor = fitted }, NULL, 0, 0 },
          { CR_ARG_BOOL, { .integer = FALSE }, NULL, 0, 0 } };
  CrContext *context = cr_tensor_get_context (tensor);
  return sliced->view == tensor ? cr_inplace_apply (cr_call_index_put, context, args, 4, error)
                                : cr_inplace_apply_in (tensor, cr_call_index_put, context, args, 4, error);
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
  /* tensor[False] = value: nothing. */
  if (n == 1 && indices[0].kind == CR_INDEX_BOOL && !indices[0].start)
    return TRUE;
  g_auto (Sliced) sliced = { NULL };
  if (!find_place (&sliced, tensor, indices, n, error))
    return FALSE;
  return sliced.any ? put_tensors (tensor, &sliced, value, error) : put (tensor, sliced.view, value, error);
}
