/* Diagonals, sliding windows and other strides. Their gradients are added into zeros at the places that were read. */

#include "cr-primitive-index-private.h"

#include "cr-buffer.h"
#include "cr-chunk.h"
#include "cr-print.h"

#include <glib/gi18n-lib.h>

static void
fill_strides (int ndim, const gint64 *sizes, gint64 *strides)
{
  gint64 step = 1;
  for (int d = ndim - 1; d >= 0; d--)
    {
      strides[d] = step;
      step *= MAX (sizes[d], 1);
    }
}

/* Zeros of @length elements with @received added at the places. */
static CrTensor *
add_at (CrTensor *received, const CrPlaces *places, gint64 length, GError **error)
{
  static const gint64 flat[] = { -1 };
  CrContext *context = cr_tensor_get_context (received);
  g_autoptr (CrTensor) zeros = cr_tensor_new_full (context, cr_tensor_get_dtype (received), 1, &length, 0, error);
  g_autoptr (CrTensor) index
      = zeros ? cr_tensor_new_from_ints (context, CR_DTYPE_INT64, 1, &places->n, places->offsets, error) : NULL;
  if (!index || places->n == 0)
    return g_steal_pointer (&zeros);
  g_autoptr (CrTensor) line = cr_op_reshape (received, 1, flat, error);
  return line ? cr_op_index_add (zeros, 0, index, line, 1, error) : NULL;
}

/* The same in the shape of the input, as if that were contiguous. */
static gboolean
send_added (CrGradFn *function, CrTensor *received, int ndim, const gint64 *sizes, const CrPlaces *places,
            CrTensor **sent, GError **error)
{
  gint64 length = 1;
  for (int d = 0; d < ndim; d++)
    length *= sizes[d];
  g_autoptr (CrTensor) line = add_at (received, places, length, error);
  return line && cr_index_send (0, cr_op_reshape (line, ndim, sizes, error), sent);
}

/* Shape of the diagonal, which becomes the last dimension. FALSE with PyTorch's message. */
static gboolean
find_diagonal (int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset, gint64 dim1, gint64 dim2,
               gint64 *to_sizes, gint64 *to_strides, gint64 *start, GError **error)
{
  int first = cr_wrap_dim (dim1, ndim, error), second = first < 0 ? -1 : cr_wrap_dim (dim2, ndim, error), n = 0;
  if (second < 0)
    return FALSE;
  if (first == second)
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "diagonal dimensions cannot be identical %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, dim1,
                            dim2);
  for (int d = 0; d < ndim; d++)
    if (d != first && d != second)
      {
        to_sizes[n] = sizes[d];
        to_strides[n++] = strides[d];
      }
  offset = CLAMP (offset, -sizes[first], sizes[second]);
  gint64 length = offset >= 0 ? MIN (sizes[first], sizes[second] - offset) : MIN (sizes[first] + offset, sizes[second]);
  to_sizes[n] = MAX (length, 0);
  to_strides[n] = strides[first] + strides[second];
  *start = length <= 0 ? 0 : offset >= 0 ? offset * strides[second] : -offset * strides[first];
  return TRUE;
}

CrTensor *
cr_op_diagonal (CrTensor *a, gint64 offset, gint64 dim1, gint64 dim2, GError **error)
{
  CrRecord record = CR_RECORD_1 (diagonal, a);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], start;
  int ndim = cr_tensor_get_ndim (a);
  const gint64 ints[] = { offset, dim1, dim2 };
  if (!find_diagonal (ndim, cr_tensor_get_sizes (a), cr_tensor_get_strides (a), offset, dim1, dim2, sizes, strides,
                      &start, error))
    return NULL;
  record.output = cr_tensor_new_view (a, ndim - 1, sizes, strides, cr_tensor_get_offset (a) + start);
  if (cr_record_begin_view (&record, error))
    cr_record_ints (&record, 3, ints);
  return cr_record_end (&record);
}

static gboolean
send_diagonal (CrGradFn *function, CrTensor *received, gint64 offset, gint64 dim1, gint64 dim2, CrTensor **sent,
               GError **error)
{
  const gint64 *own;
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], from[CR_MAX_DIMS], start;
  int ndim = cr_rule_input_shape (function, 0, &own);
  g_auto (CrPlaces) places = { NULL };
  fill_strides (ndim, own, from);
  return find_diagonal (ndim, own, from, offset, dim1, dim2, sizes, strides, &start, error)
         && cr_places_init_strided (&places, function->context, ndim - 1, sizes, strides, start, error)
         && send_added (function, received, ndim, own, &places, sent, error);
}

static gboolean
diagonal_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_diagonal (function, received, function->ints[0], function->ints[1], function->ints[2], sent, error);
}

/* Zeros in which @a is the diagonal of the dimensions first and second. */
static CrTensor *
embed (CrTensor *a, gint64 offset, int first, int second, GError **error)
{
  int ndim = cr_tensor_get_ndim (a) + 1, k = 0;
  gint64 sizes[CR_MAX_DIMS + 1], length = cr_tensor_get_sizes (a)[ndim - 2], side;
  gint64 to_sizes[CR_MAX_DIMS], to_strides[CR_MAX_DIMS], start;
  if (offset == G_MININT64 || __builtin_add_overflow (length, ABS (offset), &side) || ndim > CR_MAX_DIMS)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME, "numel: integer multiplication overflow");
      return NULL;
    }
  for (int d = 0; d < ndim; d++)
    sizes[d] = d == first || d == second ? side : cr_tensor_get_sizes (a)[k++];
  g_autoptr (CrTensor) result
      = cr_tensor_new_full (cr_tensor_get_context (a), cr_tensor_get_dtype (a), ndim, sizes, 0, error);
  if (!result
      || !find_diagonal (ndim, sizes, cr_tensor_get_strides (result), offset, first, second, to_sizes, to_strides,
                         &start, error))
    return NULL;
  g_autoptr (CrTensor) place = cr_tensor_new_view_unannounced (result, ndim - 1, to_sizes, to_strides, start);
  if (cr_tensor_get_numel (a) && !cr_kernel_copy_into (place, a, error))
    return NULL;
  return g_steal_pointer (&result);
}

CrTensor *
cr_op_diag (CrTensor *a, gint64 diagonal, GError **error)
{
  CrRecord record = CR_RECORD_1 (diag, a);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], start;
  int ndim = cr_tensor_get_ndim (a);
  if (ndim != 1 && ndim != 2)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME, "matrix or a vector expected");
      return NULL;
    }
  if (ndim == 2 && (diagonal > cr_tensor_get_sizes (a)[1] || diagonal < -cr_tensor_get_sizes (a)[0]))
    {
      /* What 1.13 says of it. */
      cr_index_refuse (error, CR_ERROR_RUNTIME, "numel: integer multiplication overflow");
      return NULL;
    }
  if (ndim == 1)
    record.output = embed (a, diagonal, 0, 1, error);
  else if (find_diagonal (2, cr_tensor_get_sizes (a), cr_tensor_get_strides (a), diagonal, 0, 1, sizes, strides, &start,
                          error))
    {
      g_autoptr (CrTensor) view
          = cr_tensor_new_view_unannounced (a, 1, sizes, strides, cr_tensor_get_offset (a) + start);
      record.output = cr_index_copy (view, error);
    }
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 1, &diagonal);
  return cr_record_end (&record);
}

static gboolean
diag_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  if (cr_rule_input_shape (function, 0, &sizes) == 1)
    return cr_index_send (0, cr_op_diag (received, function->ints[0], error), sent);
  return send_diagonal (function, received, function->ints[0], 0, 1, sent, error);
}

CrTensor *
cr_op_diag_embed (CrTensor *a, gint64 offset, gint64 dim1, gint64 dim2, GError **error)
{
  CrRecord record = CR_RECORD_1 (diag_embed, a);
  int ndim = cr_tensor_get_ndim (a), first = cr_wrap_dim (dim1, ndim + 1, error);
  int second = first < 0 ? -1 : cr_wrap_dim (dim2, ndim + 1, error);
  const gint64 ints[] = { offset, first, second };
  if (second < 0)
    return NULL;
  if (first == second || ndim == 0)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "diagonal dimensions cannot be identical %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, dim1, dim2);
      return NULL;
    }
  record.output = embed (a, offset, first, second, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 3, ints);
  return cr_record_end (&record);
}

static gboolean
diag_embed_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *ints = function->ints;
  return cr_index_send (0, cr_op_diagonal (received, ints[0], ints[1], ints[2], error), sent);
}

CrTensor *
cr_op_unfold (CrTensor *a, gint64 dim, gint64 size, gint64 step, GError **error)
{
  CrRecord record = CR_RECORD_1 (unfold, a);
  gint64 sizes[CR_MAX_DIMS + 1], strides[CR_MAX_DIMS + 1];
  int ndim = cr_tensor_get_ndim (a), at = cr_wrap_dim (dim, ndim, error);
  if (at < 0)
    return NULL;
  gint64 length = ndim ? cr_tensor_get_sizes (a)[at] : 1;
  const gint64 ints[] = { at, size, step };
  if (size > length || size < 0)
    cr_index_refuse (error, CR_ERROR_RUNTIME,
                     "maximum size for tensor at dimension %d is %" G_GINT64_FORMAT " but size is %" G_GINT64_FORMAT,
                     at, length, size);
  else if (step <= 0)
    cr_index_refuse (error, CR_ERROR_RUNTIME, "step is %" G_GINT64_FORMAT " but must be > 0", step);
  if (size > length || size < 0 || step <= 0 || ndim == CR_MAX_DIMS)
    return NULL;
  for (int d = 0; d < ndim; d++)
    {
      sizes[d] = d == at ? (length - size) / step + 1 : cr_tensor_get_sizes (a)[d];
      strides[d] = cr_tensor_get_strides (a)[d] * (d == at ? MIN (step, MAX (length, 1)) : 1);
    }
  sizes[ndim] = size;
  strides[ndim] = ndim ? cr_tensor_get_strides (a)[at] : 1;
  record.output = cr_tensor_new_view (a, ndim + 1, sizes, strides, cr_tensor_get_offset (a));
  if (cr_record_begin_view (&record, error))
    cr_record_ints (&record, 3, ints);
  return cr_record_end (&record);
}

static gboolean
unfold_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *own, *ints = function->ints;
  gint64 strides[CR_MAX_DIMS + 1];
  int ndim = cr_rule_input_shape (function, 0, &own);
  g_auto (CrPlaces) places = { NULL };
  fill_strides (ndim, own, strides);
  strides[ndim] = ndim ? strides[ints[0]] : 1;
  if (ndim)
    strides[ints[0]] *= ints[2];
  return cr_places_init_strided (&places, function->context, ndim + 1, cr_tensor_get_sizes (received), strides, 0,
                                 error)
         && send_added (function, received, ndim, own, &places, sent, error);
}

static gboolean
check_strided (CrTensor *a, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset, GError **error)
{
  gint64 last = offset, item = (gint64)cr_dtype_get_size (cr_tensor_get_dtype (a)), n = 1;
  gint64 bytes = (gint64)cr_buffer_get_size (cr_tensor_get_buffer (a));
  gboolean overflow = FALSE;
  g_autofree char *steps = cr_sizes_to_string (ndim, strides);
  g_autofree char *shape = cr_sizes_to_string (ndim, sizes);
  for (int d = 0; d < ndim; d++)
    {
      gint64 span;
      if (strides[d] < 0)
        return cr_index_refuse (error, CR_ERROR_RUNTIME,
                                "as_strided: Negative strides are not supported at the moment, got strides: %s", steps);
      if (sizes[d] < 0)
        return cr_index_refuse (error, CR_ERROR_RUNTIME,
                                "Trying to create tensor with negative dimension %" G_GINT64_FORMAT ": %s", sizes[d],
                                shape);
      overflow = overflow || __builtin_mul_overflow (MAX (sizes[d], 1) - 1, strides[d], &span)
                 || __builtin_add_overflow (last, span, &last) || __builtin_mul_overflow (n, sizes[d], &n);
    }
  if (offset < 0)
    return cr_index_refuse (error, CR_ERROR_RUNTIME, "Tensor: invalid storage offset %" G_GINT64_FORMAT, offset);
  if (overflow || last >= G_MAXINT64 / item)
    last = G_MAXINT64 / item - 1;
  if (n == 0 || (!overflow && (last + 1) * item <= bytes))
    return TRUE;
  return cr_index_refuse (error, CR_ERROR_RUNTIME,
                          "setStorage: sizes %s, strides %s, storage offset %" G_GINT64_FORMAT
                          ", and itemsize %" G_GINT64_FORMAT " requiring a storage size of %" G_GINT64_FORMAT
                          " are out of bounds for storage of size %" G_GINT64_FORMAT,
                          shape, steps, offset, item, (last + 1) * item, bytes);
}

CrTensor *
cr_op_as_strided (CrTensor *a, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset, GError **error)
{
  CrRecord record = CR_RECORD_1 (as_strided, a);
  int own = cr_tensor_get_ndim (a);
  if (!check_strided (a, ndim, sizes, strides, offset, error))
    return NULL;
  record.output = cr_tensor_new_view (a, ndim, sizes, strides, offset);
  if (cr_record_begin_view (&record, error))
    {
      /* Both geometries, as offsets from the storage's begin. */
      g_autofree gint64 *ints = g_new (gint64, ndim + own + 2);
      ints[0] = offset;
      memcpy (ints + 1, strides, (gsize)ndim * sizeof (gint64));
      ints[1 + ndim] = cr_tensor_get_offset (a);
      memcpy (ints + 2 + ndim, cr_tensor_get_strides (a), (gsize)own * sizeof (gint64));
      cr_record_ints (&record, (guint)(ndim + own + 2), ints);
    }
  return cr_record_end (&record);
}

/* The gradient is laid out as the storage is, then read as the input reads it. */
static gboolean
as_strided_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *own, *ints = function->ints;
  int ndim = cr_tensor_get_ndim (received), from = cr_rule_input_shape (function, 0, &own);
  gint64 length = 0;
  g_auto (CrPlaces) written = { NULL };
  g_auto (CrPlaces) read = { NULL };
  if (!cr_places_init_strided (&written, function->context, ndim, cr_tensor_get_sizes (received), ints + 1, ints[0],
                               error)
      || !cr_places_init_strided (&read, function->context, from, own, ints + 2 + ndim, ints[1 + ndim], error))
    return FALSE;
  CR_FOR_CHUNKED (function->context, i, written.n)
  length = MAX (length, written.offsets[i] + 1);
  CR_FOR_CHUNKED (function->context, i, read.n)
  length = MAX (length, read.offsets[i] + 1);
  g_autoptr (CrTensor) storage = add_at (received, &written, length, error);
  g_autoptr (CrTensor) index
      = storage ? cr_tensor_new_from_ints (function->context, CR_DTYPE_INT64, 1, &read.n, read.offsets, error) : NULL;
  g_autoptr (CrTensor) line = index ? cr_op_index_select (storage, 0, index, error) : NULL;
  return line && cr_index_send (0, cr_op_reshape (line, from, own, error), sent);
}

const CrPrimitive cr_primitive_diagonal
    = { "diagonal", "DiagonalBackward0", "diagonal",   N_ ("∂L/∂a = zeros with ∂L/∂y on the diagonal"), 1,
        FALSE,      diagonal_backward,   .views = TRUE };
const CrPrimitive cr_primitive_diag
    = { "diag", "DiagBackward0", "diag", N_ ("∂L/∂a = diag ∂L/∂y"), 1, FALSE, diag_backward };
const CrPrimitive cr_primitive_diag_embed = {
  "diag_embed", "DiagEmbedBackward0", "diag", N_ ("∂L/∂a = the diagonal of ∂L/∂y"), 1, FALSE, diag_embed_backward
};
const CrPrimitive cr_primitive_unfold
    = { "unfold", "UnfoldBackward0", "unfold",     N_ ("∂L/∂a = Σ ∂L/∂y over the windows"), 1,
        FALSE,    unfold_backward,   .views = TRUE };
const CrPrimitive cr_primitive_as_strided
    = { "as_strided", "AsStridedBackward0", "strides",    N_ ("∂L/∂a = Σ ∂L/∂y over the views of an element"), 1,
        FALSE,        as_strided_backward,  .views = TRUE };
