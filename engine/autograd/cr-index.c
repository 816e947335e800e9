/* tensor[...] and tensor[...] = value, as the chain of select, slice and unsqueeze that PyTorch records. */

#include "cr-function.h"

#include "cr-autograd-private.h"
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

static gboolean
check_indices (CrTensor *tensor, const CrIndex *indices, guint n, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  guint consumed = count_consumed (indices, n);
  if (ndim == 0 && n == 1 && indices[0].kind == CR_INDEX_INT)
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
    return cr_op_select (tensor, *dim, index->start, error);
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

/* @value as __setitem__ takes it: without leading dimensions of size 1 that @place lacks, and expanded. */
static CrTensor *
fit_value (CrTensor *value, CrTensor *place, GError **error)
{
  int own = cr_tensor_get_ndim (value), ndim = cr_tensor_get_ndim (place), extra = 0;
  while (own - extra > ndim && cr_tensor_get_sizes (value)[extra] == 1)
    extra++;
  g_autoptr (CrTensor) trimmed
      = cr_tensor_new_view (value, own - extra, cr_tensor_get_sizes (value) + extra,
                            cr_tensor_get_strides (value) + extra, cr_tensor_get_offset (value));
  return cr_op_expand (trimmed, ndim, cr_tensor_get_sizes (place), error);
}

static gboolean
check_put (CrTensor *tensor, gboolean whole, CrTensor *value, GError **error)
{
  if (!cr_context_get_grad_enabled (cr_tensor_get_context (tensor)))
    return TRUE;
  CrTensor *base = cr_tensor_get_base (tensor);
  CrTensor *root = base ? base : tensor;
  if (cr_tensor_requires_grad (root) && cr_tensor_is_leaf (root))
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                         whole && !base ? "a leaf Variable that requires grad is being used in an in-place operation."
                                        : "a view of a leaf Variable that requires grad is being used in an in-place "
                                          "operation.");
  else if (cr_tensor_requires_grad (root) || cr_tensor_requires_grad (tensor) || cr_tensor_requires_grad (value))
    g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                         _ ("writing in place into a view of a tensor that takes part in a gradient is not "
                            "supported yet"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
put (CrTensor *tensor, const CrIndex *indices, guint n, CrTensor *value, GError **error)
{
  g_autoptr (CrTensor) place = cr_index (tensor, indices, n, error);
  g_autoptr (CrTensor) fitted = place ? fit_value (value, place, error) : NULL;
  /* The new value may lie in the same storage: a[1:] = a[:-1]. */
  if (fitted && cr_tensor_shares_storage (fitted, place))
    {
      CrTensor *copy = cr_kernel_cast (fitted, cr_tensor_get_dtype (fitted), error);
      cr_tensor_unref (fitted);
      fitted = copy;
    }
  if (!fitted || !cr_tensor_begin_write (tensor, error) || !cr_kernel_copy_into (place, fitted, error))
    return FALSE;
  cr_tensor_end_write (tensor);
  return TRUE;
}

gboolean
cr_index_put (CrTensor *tensor, const CrIndex *indices, guint n, CrTensor *value, GError **error)
{
  g_return_val_if_fail (tensor != NULL && value != NULL, FALSE);
  CrContext *context = cr_tensor_get_context (tensor);
  gboolean whole = n == 1 && indices[0].kind == CR_INDEX_ELLIPSIS;
  gpointer user_data;
  if (!check_put (tensor, whole, value, error))
    return FALSE;
  /* The views that lead to the place are nobody's business: what is told is the write. */
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  gboolean grad_mode = cr_context_get_grad_enabled (context);
  cr_context_set_autograd_observer (context, NULL, NULL);
  cr_context_set_grad_enabled (context, FALSE);
  gboolean done = put (tensor, indices, n, value, error);
  cr_context_set_grad_enabled (context, grad_mode);
  cr_context_set_autograd_observer (context, observer, user_data);
  return done;
}
