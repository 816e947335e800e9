/* tensor[...] and tensor[...] = value, as the chain of select, slice and unsqueeze that PyTorch records. */

#include "cr-function.h"

#include "cr-autograd-private.h"
#include "cr-inplace.h"
#include "cr-kernels.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

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

static gboolean
refuse (GError **error, CrErrorCode code, const char *message)
{
  g_set_error_literal (error, CR_ERROR, code, message);
  return FALSE;
}

/* May @tensor be written, and is the write to be recorded? */
static gboolean
check_put (CrTensor *tensor, CrTensor *value, gboolean *records, GError **error)
{
  *records = FALSE;
  if (!cr_context_get_grad_enabled (cr_tensor_get_context (tensor)))
    return TRUE;
  CrTensor *base = cr_tensor_get_base (tensor);
  CrTensor *root = base ? base : tensor;
  if (cr_tensor_requires_grad (root) && cr_tensor_is_leaf (root))
    return refuse (error, CR_ERROR_RUNTIME,
                   "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  *records = cr_tensor_requires_grad (root) || cr_tensor_requires_grad (tensor)
             || (cr_tensor_requires_grad (value) && cr_dtype_is_floating (cr_tensor_get_dtype (tensor)));
  if (*records && base)
    return refuse (error, CR_ERROR_NOT_IMPLEMENTED,
                   _ ("writing in place into a view of a tensor that takes part in a gradient is not supported yet"));
  return TRUE;
}

/* Writes @fitted into @place, a view of @tensor. */
static gboolean
write_place (CrTensor *tensor, CrTensor *place, CrTensor *fitted, GError **error)
{
  /* The new value may lie in the same storage: a[1:] = a[:-1]. */
  g_autoptr (CrTensor) source = cr_tensor_shares_storage (fitted, place)
                                    ? cr_kernel_cast (fitted, cr_tensor_get_dtype (fitted), error)
                                    : cr_tensor_ref (fitted);
  if (!source || !cr_tensor_begin_write (tensor, error) || !cr_kernel_copy_into (place, source, error))
    return FALSE;
  cr_tensor_end_write (tensor);
  return TRUE;
}

/* The place as a plain view that nobody hears of: what is told is the write. */
static CrTensor *
find_place (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  CrContext *context = cr_tensor_get_context (tensor);
  gboolean grad_mode = cr_context_get_grad_enabled (context);
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  cr_context_set_autograd_observer (context, NULL, NULL);
  cr_context_set_grad_enabled (context, FALSE);
  CrTensor *place = cr_index (tensor, indices, n, error);
  cr_context_set_grad_enabled (context, grad_mode);
  cr_context_set_autograd_observer (context, observer, user_data);
  return place;
}

/* The grad_fn of @tensor after @value was written at the indices; made before, as the edges are those of before. */
static CrGradFn *
new_copy_slices (CrTensor *tensor, CrTensor *value, const CrIndex *indices, guint n)
{
  CrGradFn *function = cr_grad_fn_new (&cr_primitive_copy_slices, tensor, 2);
  function->next[0].function = cr_tensor_dup_edge (tensor, &function->next[0].input_nr);
  function->next[1].function = cr_tensor_dup_edge (value, &function->next[1].input_nr);
  function->n_ints = 4 * n;
  function->ints = g_new (gint64, MAX (4 * n, 1));
  for (guint i = 0; i < n; i++)
    {
      const gint64 ints[] = { indices[i].kind, indices[i].start, indices[i].stop, indices[i].step };
      memcpy (function->ints + 4 * i, ints, sizeof (ints));
    }
  return function;
}

static void
tell_put (CrTensor *tensor, CrTensor *value, CrGradFn *function)
{
  gpointer user_data;
  CrTensor *const inputs[] = { tensor, value };
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (tensor), &user_data);
  if (observer && observer->operation_recorded)
    observer->operation_recorded (user_data, &cr_primitive_copy_slices, inputs, 2, &tensor, 1, function);
}

/* tensor[...] = value is copy_(), or fill_(). */
static gboolean
put_whole (CrTensor *tensor, CrTensor *value, GError **error)
{
  g_autoptr (CrTensor) fitted = fit_value (value, tensor, error);
  if (!fitted)
    return FALSE;
  gboolean fills = cr_tensor_get_ndim (fitted) == 0 && cr_tensor_get_ndim (tensor) > 0;
  const CrArg args[] = { { CR_ARG_TENSOR, { .tensor = tensor } }, { CR_ARG_TENSOR, { .tensor = fitted } } };
  return cr_inplace_apply (fills ? cr_overwrite_fill : cr_overwrite_copy, cr_tensor_get_context (tensor), args, 2,
                           error);
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
  gboolean records;
  if (is_whole_put (tensor, indices, n) && !cr_tensor_get_base (tensor))
    return put_whole (tensor, value, error);
  g_autoptr (CrTensor) place = find_place (tensor, indices, n, error);
  g_autoptr (CrTensor) fitted = place ? fit_value (value, place, error) : NULL;
  if (!fitted || !check_put (tensor, value, &records, error))
    return FALSE;
  g_autoptr (CrGradFn) function = records ? new_copy_slices (tensor, fitted, indices, n) : NULL;
  if (!write_place (tensor, place, fitted, error))
    return FALSE;
  if (function)
    cr_tensor_set_history (tensor, function, 0);
  tell_put (tensor, fitted, function);
  return TRUE;
}

/* @received with 0 where the value was written. */
static CrTensor *
clear_place (CrTensor *received, const CrIndex *indices, guint n, GError **error)
{
  g_autoptr (CrTensor) zero
      = cr_tensor_new_scalar (cr_tensor_get_context (received), cr_tensor_get_dtype (received), 0, error);
  g_autoptr (CrTensor) grad = zero ? cr_op_clone (received, error) : NULL;
  if (!grad || !cr_index_put (grad, indices, n, zero, error))
    return NULL;
  return g_steal_pointer (&grad);
}

static gboolean
copy_slices_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  guint n = function->n_ints / 4;
  if (!cr_grad_fn_check_kept (function, error))
    return FALSE;
  g_autofree CrIndex *indices = g_new0 (CrIndex, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      const gint64 *ints = function->ints + 4 * i;
      indices[i] = (CrIndex){ (guint)ints[0], ints[1], ints[2], ints[3], NULL };
    }
  if (cr_grad_fn_needs (function, 0) && !(sent[0] = clear_place (received, indices, n, error)))
    return FALSE;
  return !cr_grad_fn_needs (function, 1) || (sent[1] = cr_index (received, indices, n, error)) != NULL;
}

const CrPrimitive cr_primitive_copy_slices = { "copy_slices",
                                               "CopySlices",
                                               "[i]=",
                                               N_ ("∂L/∂a = ∂L/∂y, 0 where written;  ∂L/∂value = ∂L/∂y where written"),
                                               2,
                                               TRUE,
                                               copy_slices_backward };
