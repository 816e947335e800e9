/* Joining tensors and taking them apart: cat, stack, split, unbind, narrow. */

#include "cr-primitive-index-private.h"

#include "cr-chunk.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>

/* As concatenation has always done, a tensor of shape (0,) is passed over. */
static gboolean
is_skipped (CrTensor *tensor)
{
  return cr_tensor_get_ndim (tensor) == 1 && cr_tensor_get_numel (tensor) == 0;
}

static gboolean
check_cat (CrTensor *const *tensors, guint n, int dim, CrTensor *first, GError **error)
{
  int ndim = cr_tensor_get_ndim (first);
  for (guint i = 0; i < n; i++)
    {
      if (is_skipped (tensors[i]))
        continue;
      if (cr_tensor_get_ndim (tensors[i]) != ndim)
        return cr_index_refuse (error, CR_ERROR_RUNTIME, "Tensors must have same number of dimensions: got %d and %d",
                                ndim, cr_tensor_get_ndim (tensors[i]));
      for (int d = 0; d < ndim; d++)
        if (d != dim && cr_tensor_get_sizes (tensors[i])[d] != cr_tensor_get_sizes (first)[d])
          return cr_index_refuse (error, CR_ERROR_RUNTIME,
                                  "Sizes of tensors must match except in dimension %d. Expected size %" G_GINT64_FORMAT
                                  " but got size %" G_GINT64_FORMAT " for tensor number %u in the list.",
                                  dim, cr_tensor_get_sizes (first)[d], cr_tensor_get_sizes (tensors[i])[d], i);
    }
  return TRUE;
}

/* What is joined, and the dtype of the result; FALSE if something has no dimensions. */
static gboolean
collect (CrTensor *const *tensors, guint n, GPtrArray *parts, CrDtype *dtype, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      if (cr_tensor_get_ndim (tensors[i]) == 0)
        return cr_index_refuse (error, CR_ERROR_RUNTIME,
                                "zero-dimensional tensor (at position %u) cannot be concatenated", i);
      CrDtype own = cr_tensor_get_dtype (tensors[i]);
      *dtype = i == 0 ? own : cr_dtype_promote (*dtype, own);
      if (!is_skipped (tensors[i]))
        g_ptr_array_add (parts, tensors[i]);
    }
  return TRUE;
}

CrTensor *
cr_op_cat (CrTensor *const *tensors, guint n, gint64 dim, GError **error)
{
  CrRecord record = { &cr_primitive_cat, { NULL }, n, NULL, NULL, tensors };
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  CrDtype dtype = CR_DTYPE_FLOAT32;
  if (n == 0)
    cr_index_refuse (error, CR_ERROR_RUNTIME, "torch.cat(): expected a non-empty list of Tensors");
  if (n == 0 || !collect (tensors, n, parts, &dtype, error))
    return NULL;
  CrTensor *first = parts->len ? parts->pdata[0] : tensors[0];
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (first), error);
  if (at < 0 || !check_cat (tensors, n, at, first, error))
    return NULL;
  g_autofree gint64 *ints = g_new (gint64, n + 1);
  ints[0] = at;
  for (guint i = 0; i < n; i++)
    ints[1 + i] = is_skipped (tensors[i]) ? 0 : cr_tensor_get_sizes (tensors[i])[at];
  record.output = parts->len ? cr_kernel_cat ((CrTensor **)parts->pdata, parts->len, at, dtype, error)
                             : cr_kernel_cat (tensors, n, at, dtype, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, n + 1, ints);
  return cr_record_end (&record);
}

/* @grad in the dtype of input @i. Of those without gradient it is not known; as in PyTorch they are sent theirs all the
 * same, and the engine lets it go. */
static gboolean
send_cast (CrGradFn *function, guint i, CrTensor *grad, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) owned = grad;
  if (grad && !cr_grad_fn_needs (function, i))
    return cr_index_send (i, cr_tensor_ref (grad), sent);
  return grad && cr_index_send (i, cr_op_to_dtype (grad, cr_rule_input_dtype (function, i), error), sent);
}

/* The sizes along the dimension of inputs without gradient are not known here: they were kept. */
static gboolean
cat_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 dim = function->ints[0], at = 0;
  for (guint i = 0; i < function->n_next; i++)
    {
      gint64 length = function->ints[1 + i];
      const gint64 *sizes = NULL;
      int ndim = cr_grad_fn_needs (function, i) ? cr_rule_input_shape (function, i, &sizes) : 0;
      CrTensor *part = ndim == 1 && sizes[0] == 0 ? cr_index_zeros_for (function, i, received, error)
                                                  : cr_op_narrow (received, dim, at, length, error);
      at += length;
      if (!send_cast (function, i, part, sent, error))
        return FALSE;
    }
  return TRUE;
}

/* Views of the tensors with one dimension more. */
static GPtrArray *
lift (CrTensor *const *tensors, guint n, int at)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < n; i++)
    {
      gint64 sizes[CR_MAX_DIMS + 1], strides[CR_MAX_DIMS + 1];
      int ndim = cr_tensor_get_ndim (tensors[i]);
      for (int d = 0; d <= ndim; d++)
        {
          sizes[d] = d == at ? 1 : cr_tensor_get_sizes (tensors[i])[d - (d > at)];
          strides[d] = d == at ? 0 : cr_tensor_get_strides (tensors[i])[d - (d > at)];
        }
      g_ptr_array_add (parts, cr_tensor_new_view_unannounced (tensors[i], ndim + 1, sizes, strides,
                                                              cr_tensor_get_offset (tensors[i])));
    }
  return parts;
}

static gboolean
check_stack (CrTensor *const *tensors, guint n, GError **error)
{
  if (n == 0)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "stack expects a non-empty TensorList");
  int ndim = cr_tensor_get_ndim (tensors[0]);
  for (guint i = 1; i < n; i++)
    {
      gsize bytes = (gsize)ndim * sizeof (gint64);
      if (cr_tensor_get_ndim (tensors[i]) == ndim
          && (ndim == 0 || memcmp (cr_tensor_get_sizes (tensors[0]), cr_tensor_get_sizes (tensors[i]), bytes) == 0))
        continue;
      g_autofree char *first = cr_sizes_to_string (ndim, cr_tensor_get_sizes (tensors[0]));
      g_autofree char *other = cr_sizes_to_string (cr_tensor_get_ndim (tensors[i]), cr_tensor_get_sizes (tensors[i]));
      return cr_index_refuse (error, CR_ERROR_RUNTIME,
                              "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %u",
                              first, other, i);
    }
  if (ndim == CR_MAX_DIMS)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "%s", _ ("a tensor has at most 64 dimensions"));
  return TRUE;
}

CrTensor *
cr_op_stack (CrTensor *const *tensors, guint n, gint64 dim, GError **error)
{
  CrRecord record = { &cr_primitive_stack, { NULL }, n, NULL, NULL, tensors };
  if (!check_stack (tensors, n, error))
    return NULL;
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (tensors[0]) + 1, error);
  if (at < 0)
    return NULL;
  CrDtype dtype = cr_tensor_get_dtype (tensors[0]);
  for (guint i = 1; i < n; i++)
    dtype = cr_dtype_promote (dtype, cr_tensor_get_dtype (tensors[i]));
  const gint64 ints[] = { at };
  g_autoptr (GPtrArray) parts = lift (tensors, n, at);
  record.output = cr_kernel_cat ((CrTensor **)parts->pdata, n, at, dtype, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 1, ints);
  return cr_record_end (&record);
}

static gboolean
stack_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  for (guint i = 0; i < function->n_next; i++)
    if (!send_cast (function, i, cr_op_select (received, function->ints[0], i, error), sent, error))
      return FALSE;
  return TRUE;
}

/* The gradients of all outputs, zeros for those that none arrived for; owned. */
static GPtrArray *
fill_received (CrGradFn *function, CrTensor *const *received, GError **error)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  guint n = cr_grad_fn_get_n_outputs (function);
  for (guint i = 0; i < n; i++)
    {
      CrDtype dtype;
      const gint64 *sizes;
      int ndim = cr_grad_fn_get_form (function, i, &dtype, &sizes);
      CrTensor *grad = received[i] ? cr_tensor_ref (received[i])
                                   : cr_tensor_new_full (function->context, dtype, ndim, sizes, 0, error);
      if (!grad)
        {
          g_ptr_array_unref (all);
          return NULL;
        }
      g_ptr_array_add (all, grad);
    }
  return all;
}

static gboolean
split_backward (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  g_autoptr (GPtrArray) all = fill_received (function, received, error);
  return all && cr_index_send (0, cr_op_cat ((CrTensor **)all->pdata, all->len, function->ints[0], error), sent);
}

static gboolean
unbind_backward (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  g_autoptr (GPtrArray) all = fill_received (function, received, error);
  return all && cr_index_send (0, cr_op_stack ((CrTensor **)all->pdata, all->len, function->ints[0], error), sent);
}

/* The view of @length from @start on; with @drop the dimension goes. */
static CrTensor *
view_part (CrTensor *a, int dim, gint64 start, gint64 length, gboolean drop)
{
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  int n = 0;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if (d != dim || !drop)
      {
        sizes[n] = d == dim ? length : cr_tensor_get_sizes (a)[d];
        strides[n++] = cr_tensor_get_strides (a)[d];
      }
  return cr_tensor_new_view (a, n, sizes, strides, cr_tensor_get_offset (a) + start * cr_tensor_get_strides (a)[dim]);
}

static gboolean
finish_parts (CrRecord *record, int dim, GPtrArray *results, GError **error)
{
  const gint64 ints[] = { dim };
  g_autoptr (GPtrArray) parts = record->outputs;
  if (parts->len == 0)
    return TRUE;
  if (cr_record_begin_view (record, error))
    cr_record_ints (record, 1, ints);
  if (!cr_record_end_many (record))
    return FALSE;
  for (guint i = 0; i < parts->len; i++)
    g_ptr_array_add (results, cr_tensor_ref (parts->pdata[i]));
  return TRUE;
}

static GPtrArray *
new_parts (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
}

gboolean
cr_op_split (CrTensor *a, gint64 size, gint64 dim, GPtrArray *results, GError **error)
{
  CrRecord record = CR_RECORD_1 (split, a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  if (cr_tensor_get_ndim (a) == 0)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "split expects at least a 1-dimensional tensor");
  gint64 length = cr_tensor_get_sizes (a)[at];
  if (size < 0)
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "split expects split_size be non-negative, but got split_size=%" G_GINT64_FORMAT, size);
  if (size == 0 && length > 0)
    return cr_index_refuse (
        error, CR_ERROR_RUNTIME,
        "split_size can only be 0 if dimension size is 0, but got dimension size of %" G_GINT64_FORMAT, length);
  record.outputs = new_parts ();
  for (gint64 start = 0; start == 0 || start < length; start += MAX (size, 1))
    g_ptr_array_add (record.outputs, view_part (a, at, start, MIN (size, length - start), FALSE));
  return finish_parts (&record, at, results, error);
}

gboolean
cr_op_split_with_sizes (CrTensor *a, const gint64 *sizes, guint n, gint64 dim, GPtrArray *results, GError **error)
{
  CrRecord record = CR_RECORD_1 (split_with_sizes, a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  gint64 sum = 0;
  gboolean negative = FALSE;
  if (at < 0)
    return FALSE;
  if (cr_tensor_get_ndim (a) == 0)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "split expects at least a 1-dimensional tensor");
  for (guint i = 0; i < n; i++)
    {
      negative = negative || sizes[i] < 0;
      sum = __builtin_add_overflow (sum, sizes[i], &sum) ? -1 : sum;
    }
  g_autoptr (GString) text = g_string_new ("[");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? ", " : "", sizes[i]);
  if (negative)
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "split_with_sizes expects split_sizes have only non-negative entries, but got "
                            "split_sizes=%s]",
                            text->str);
  if (sum != cr_tensor_get_sizes (a)[at])
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "split_with_sizes expects split_sizes to sum exactly to %" G_GINT64_FORMAT
                            " (input tensor's size at dimension %" G_GINT64_FORMAT "), but got split_sizes=%s]",
                            cr_tensor_get_sizes (a)[at], dim, text->str);
  record.outputs = new_parts ();
  for (guint i = 0, start = 0; i < n; start += (guint)sizes[i], i++)
    g_ptr_array_add (record.outputs, view_part (a, at, start, sizes[i], FALSE));
  return finish_parts (&record, at, results, error);
}

gboolean
cr_op_unbind (CrTensor *a, gint64 dim, GPtrArray *results, GError **error)
{
  CrRecord record = CR_RECORD_1 (unbind, a);
  if (cr_tensor_get_ndim (a) == 0)
    return cr_index_refuse (error, CR_ERROR_INDEX,
                            "Dimension specified as %" G_GINT64_FORMAT " but tensor has no dimensions", dim);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  record.outputs = new_parts ();
  CR_FOR_CHUNKED (cr_tensor_get_context (a), i, cr_tensor_get_sizes (a)[at])
  g_ptr_array_add (record.outputs, view_part (a, at, i, 1, TRUE));
  if (cr_context_check_cancelled (cr_tensor_get_context (a), error))
    {
      g_clear_pointer (&record.outputs, g_ptr_array_unref);
      return FALSE;
    }
  return finish_parts (&record, at, results, error);
}

CrTensor *
cr_op_narrow (CrTensor *a, gint64 dim, gint64 start, gint64 length, GError **error)
{
  if (cr_tensor_get_ndim (a) == 0)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME, "narrow() cannot be applied to a 0-dim tensor.");
      return NULL;
    }
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return NULL;
  gint64 size = cr_tensor_get_sizes (a)[at];
  if (start > size || start < -size)
    {
      cr_index_refuse (error, CR_ERROR_INDEX,
                       "Dimension out of range (expected to be in range of [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                       "], but got %" G_GINT64_FORMAT ")",
                       -size, size - 1, start);
      return NULL;
    }
  gint64 from = start < 0 ? start + size : start;
  if (length < 0 || from > size - length)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "start (%" G_GINT64_FORMAT ") + length (%" G_GINT64_FORMAT
                       ") exceeds dimension size (%" G_GINT64_FORMAT ").",
                       from, length, size);
      return NULL;
    }
  return cr_op_slice (a, at, from, from + length, 1, error);
}

const CrPrimitive cr_primitive_cat
    = { "cat",     "CatBackward0", "cat",       N_ ("∂L/∂aᵢ = the part of ∂L/∂y that came from aᵢ"),
        G_MAXUINT, FALSE,          cat_backward };
const CrPrimitive cr_primitive_stack
    = { "stack", "StackBackward0", "stack", N_ ("∂L/∂aᵢ = the part of ∂L/∂y that came from aᵢ"), G_MAXUINT,
        FALSE,   stack_backward };
#define JOINED N_ ("∂L/∂a = the ∂L/∂yᵢ, joined")
const CrPrimitive cr_primitive_split
    = { "split", "SplitBackward0", "split", JOINED, 1, FALSE, NULL, split_backward, .views = TRUE };
const CrPrimitive cr_primitive_split_with_sizes
    = { "split_with_sizes", "SplitWithSizesBackward0", "split", JOINED, 1, FALSE, NULL, split_backward, .views = TRUE };
const CrPrimitive cr_primitive_unbind
    = { "unbind", "UnbindBackward0", "unbind", JOINED, 1, FALSE, NULL, unbind_backward, .views = TRUE };
