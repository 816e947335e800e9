/* t, transpose, permute, select, slice: views that reorder or pick, and their rules. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

/* The view of record's input with dimension d taken from dims[d]. */
static CrTensor *
reorder (CrRecord *record, const int *dims, GError **error)
{
  CrTensor *a = record->inputs[0];
  int ndim = cr_tensor_get_ndim (a);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], back[CR_MAX_DIMS];
  for (int d = 0; d < ndim; d++)
    {
      sizes[d] = cr_tensor_get_sizes (a)[dims[d]];
      strides[d] = cr_tensor_get_strides (a)[dims[d]];
      back[dims[d]] = d;
    }
  record->output = cr_tensor_new_view (a, ndim, sizes, strides, cr_tensor_get_offset (a));
  if (cr_record_begin_view (record, error) && ndim)
    cr_record_ints (record, ndim, back);
  return cr_record_end (record);
}

CrTensor *
cr_op_t (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (t, a);
  int ndim = cr_tensor_get_ndim (a);
  if (ndim > 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "t() expects a tensor with <= 2 dimensions, but self is %dD",
                   ndim);
      return NULL;
    }
  const int same[] = { 0 }, swapped[] = { 1, 0 };
  return reorder (&record, ndim == 2 ? swapped : same, error);
}

static gboolean
t_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_op_t (received, error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_transpose (CrTensor *a, gint64 dim0, gint64 dim1, GError **error)
{
  CrRecord record = CR_RECORD_1 (transpose, a);
  int ndim = cr_tensor_get_ndim (a), from = cr_wrap_dim (dim0, ndim, error);
  int to = from < 0 ? -1 : cr_wrap_dim (dim1, ndim, error);
  int dims[CR_MAX_DIMS];
  if (to < 0)
    return NULL;
  for (int d = 0; d < ndim; d++)
    dims[d] = d == from ? to : d == to ? from : d;
  return reorder (&record, dims, error);
}

static gboolean
transpose_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 from = 0;
  while (from < (gint64)function->n_ints && function->ints[from] == from)
    from++;
  gboolean swapped = from < (gint64)function->n_ints;
  sent[0] = cr_op_transpose (received, swapped ? from : 0, swapped ? function->ints[from] : 0, error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_permute (CrTensor *a, const gint64 *dims, guint n_dims, GError **error)
{
  CrRecord record = CR_RECORD_1 (permute, a);
  int ndim = cr_tensor_get_ndim (a), wrapped[CR_MAX_DIMS];
  guint64 seen = 0;
  if (n_dims != (guint)ndim)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                   "desired ordering of dimensions i.e. input.dim() = %d is not equal to len(dims) = %u",
                   ndim, n_dims);
      return NULL;
    }
  for (int d = 0; d < ndim; d++)
    {
      wrapped[d] = cr_wrap_dim (dims[d], ndim, error);
      if (wrapped[d] < 0)
        return NULL;
      if (seen >> wrapped[d] & 1)
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "permute(): duplicate dims are not allowed.");
          return NULL;
        }
      seen |= G_GUINT64_CONSTANT (1) << wrapped[d];
    }
  return reorder (&record, wrapped, error);
}

static gboolean
permute_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_op_permute (received, function->ints, function->n_ints, error);
  return sent[0] != NULL;
}

/* a without @dim, at @at; a plain view. */
static CrTensor *
select_view (CrTensor *a, int dim, gint64 at)
{
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  int n = 0;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if (d != dim)
      {
        sizes[n] = cr_tensor_get_sizes (a)[d];
        strides[n++] = cr_tensor_get_strides (a)[d];
      }
  return cr_tensor_new_view (a, n, sizes, strides, cr_tensor_get_offset (a) + at * cr_tensor_get_strides (a)[dim]);
}

CrTensor *
cr_op_select (CrTensor *a, gint64 dim, gint64 index, GError **error)
{
  CrRecord record = CR_RECORD_1 (select, a);
  int ndim = cr_tensor_get_ndim (a);
  if (ndim == 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX, "select() cannot be applied to a 0-dim tensor.");
      return NULL;
    }
  int at = cr_wrap_dim (dim, ndim, error);
  if (at < 0)
    return NULL;
  gint64 size = cr_tensor_get_sizes (a)[at];
  if (index < -size || index >= size)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_INDEX,
                   "index %" G_GINT64_FORMAT " is out of bounds for dimension %d with size %" G_GINT64_FORMAT, index,
                   at, size);
      return NULL;
    }
  const gint64 ints[] = { at, index < 0 ? index + size : index };
  record.output = select_view (a, at, ints[1]);
  if (cr_record_begin_view (&record, error))
    cr_record_ints (&record, 2, ints);
  return cr_record_end (&record);
}

static gboolean
select_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, 0, &sizes);
  sent[0] = cr_op_select_backward (received, ndim, sizes, function->ints[0], function->ints[1], error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_select_backward (CrTensor *grad, int ndim, const gint64 *sizes, gint64 dim, gint64 index, GError **error)
{
  CrRecord record = CR_RECORD_1 (select_backward, grad);
  record.output = cr_tensor_new_full (cr_tensor_get_context (grad), cr_tensor_get_dtype (grad), ndim, sizes, 0, error);
  if (!record.output)
    return NULL;
  g_autoptr (CrTensor) place = select_view (record.output, dim, index);
  if (!cr_kernel_copy_into (place, grad, error))
    {
      cr_tensor_unref (record.output);
      return NULL;
    }
  const gint64 ints[] = { dim, index };
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 2, ints);
  return cr_record_end (&record);
}

static gboolean
select_backward_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_op_select (received, function->ints[0], function->ints[1], error);
  return sent[0] != NULL;
}

/* a[start:stop:step] along @dim, all within bounds; a plain view. */
static CrTensor *
slice_view (CrTensor *a, gint64 dim, gint64 start, gint64 stop, gint64 step)
{
  int ndim = cr_tensor_get_ndim (a);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  memcpy (sizes, cr_tensor_get_sizes (a), ndim * sizeof (gint64));
  memcpy (strides, cr_tensor_get_strides (a), ndim * sizeof (gint64));
  gint64 offset = cr_tensor_get_offset (a) + start * strides[dim], length = stop - start;
  /* A step past the end gives one element, whatever its size. */
  sizes[dim] = length <= 0 ? 0 : (length - 1) / step + 1;
  strides[dim] = (gint64)((guint64)strides[dim] * (guint64)step); /* with one element it counts for nothing */
  return cr_tensor_new_view (a, ndim, sizes, strides, offset);
}

static gint64
clamp_index (gint64 index, gint64 size)
{
  if (index < 0)
    index += size;
  return CLAMP (index, 0, size);
}

CrTensor *
cr_op_slice (CrTensor *a, gint64 dim, gint64 start, gint64 stop, gint64 step, GError **error)
{
  CrRecord record = CR_RECORD_1 (slice, a);
  int ndim = cr_tensor_get_ndim (a);
  const char *problem = ndim == 0   ? "slice() cannot be applied to a 0-dim tensor."
                        : step == 0 ? "slice step cannot be zero"
                        : step < 0  ? "step must be greater than zero"
                                    : NULL;
  if (problem)
    {
      g_set_error_literal (error, CR_ERROR, ndim == 0 ? CR_ERROR_INDEX : CR_ERROR_VALUE, problem);
      return NULL;
    }
  int at = cr_wrap_dim (dim, ndim, error);
  if (at < 0)
    return NULL;
  gint64 size = cr_tensor_get_sizes (a)[at];
  const gint64 from = clamp_index (start, size);
  const gint64 ints[] = { at, from, MAX (from, clamp_index (stop, size)), step };
  record.output = slice_view (a, at, ints[1], ints[2], step);
  if (cr_record_begin_view (&record, error))
    cr_record_ints (&record, 4, ints);
  return cr_record_end (&record);
}

static gboolean
slice_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, 0, &sizes);
  sent[0] = cr_op_slice_backward (received, ndim, sizes, function->ints, error);
  return sent[0] != NULL;
}

/* @range is dim, start, stop, step. */
CrTensor *
cr_op_slice_backward (CrTensor *grad, int ndim, const gint64 *sizes, const gint64 *range, GError **error)
{
  CrRecord record = CR_RECORD_1 (slice_backward, grad);
  record.output = cr_tensor_new_full (cr_tensor_get_context (grad), cr_tensor_get_dtype (grad), ndim, sizes, 0, error);
  if (!record.output)
    return NULL;
  g_autoptr (CrTensor) place = slice_view (record.output, range[0], range[1], range[2], range[3]);
  if (!cr_kernel_copy_into (place, grad, error))
    {
      cr_tensor_unref (record.output);
      return NULL;
    }
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 4, range);
  return cr_record_end (&record);
}

static gboolean
slice_backward_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *range = function->ints;
  sent[0] = cr_op_slice (received, range[0], range[1], range[2], range[3], error);
  return sent[0] != NULL;
}

#define TURNED N_ ("∂L/∂a = ∂L/∂y with its dimensions put back in order")
#define PICKED N_ ("∂L/∂a = ∂L/∂y at the elements that were picked, 0 elsewhere")
#define PLACED N_ ("∂L/∂a = the picked elements of ∂L/∂y")
const CrPrimitive cr_primitive_t = { "t", "TBackward0", "ᵀ", TURNED, 1, FALSE, t_backward, .views = TRUE };
const CrPrimitive cr_primitive_t_in_place = { "t_in_place", "TBackward1", "ᵀ", TURNED, 1, FALSE, t_backward };
const CrPrimitive cr_primitive_transpose
    = { "transpose", "TransposeBackward0", "ᵀ", TURNED, 1, FALSE, transpose_backward, .views = TRUE };
const CrPrimitive cr_primitive_transpose_in_place
    = { "transpose_in_place", "TransposeBackward1", "ᵀ", TURNED, 1, FALSE, transpose_backward };
const CrPrimitive cr_primitive_permute
    = { "permute", "PermuteBackward0", "permute", TURNED, 1, FALSE, permute_backward, .views = TRUE };
const CrPrimitive cr_primitive_select
    = { "select", "SelectBackward0", "[i]", PICKED, 1, FALSE, select_rule, .views = TRUE };
const CrPrimitive cr_primitive_select_backward
    = { "select_backward", "SelectBackwardBackward0", "[i]′", PLACED, 1, FALSE, select_backward_backward };
const CrPrimitive cr_primitive_slice
    = { "slice", "SliceBackward0", "[i:j]", PICKED, 1, FALSE, slice_rule, .views = TRUE };
const CrPrimitive cr_primitive_slice_backward
    = { "slice_backward", "SliceBackwardBackward0", "[i:j]′", PLACED, 1, FALSE, slice_backward_backward };
