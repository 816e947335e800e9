/* Indexing by tensors of integers and by masks: a[i], a[i] = v, and along one dimension. */

#include "cr-primitive-index-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>

gboolean
cr_index_refuse (GError **error, CrErrorCode code, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CR_ERROR, code, message);
  return FALSE;
}

CrTensor *
cr_index_zeros_for (CrGradFn *function, guint i, CrTensor *grad, GError **error)
{
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, i, &sizes);
  return cr_tensor_new_full (cr_tensor_get_context (grad), cr_tensor_get_dtype (grad), ndim, sizes, 0, error);
}

CrTensor *
cr_index_copy (CrTensor *a, GError **error)
{
  return cr_kernel_cast (a, cr_tensor_get_dtype (a), error);
}

CrTensor *
cr_index_number (CrTensor *like, double value, GError **error)
{
  return cr_tensor_new_scalar (cr_tensor_get_context (like), cr_tensor_get_dtype (like), value, error);
}

gboolean
cr_index_send (guint i, CrTensor *grad, CrTensor **sent)
{
  sent[i] = grad;
  return grad != NULL;
}

CrTensor *
cr_op_index (CrTensor *a, CrTensor *const *indices, guint n, GError **error)
{
  CrRecord record = CR_RECORD_1 (index, a);
  g_auto (CrPlaces) places = { NULL };
  const gint64 ints[] = { n };
  if (!cr_places_init_index (&places, a, indices, n, error))
    return NULL;
  record.output = cr_places_read (&places, a, error);
  if (cr_record_begin (&record, error))
    {
      for (guint i = 0; i < n; i++)
        cr_record_save (&record, i, indices[i], indices[i] != NULL);
      cr_record_ints (&record, 1, ints);
    }
  return cr_record_end (&record);
}

/* The saved indices, NULL where there was none; in @held as long as they are used. */
static CrTensor **
unpack_indices (CrGradFn *function, GPtrArray *held, guint *n, GError **error)
{
  *n = (guint)function->ints[0];
  CrTensor **indices = g_new0 (CrTensor *, MAX (*n, 1));
  if (!cr_grad_fn_check_kept (function, error))
    {
      g_free (indices);
      return NULL;
    }
  for (guint i = 0; i < *n; i++)
    {
      if (!cr_grad_fn_find_saved (function, i))
        continue;
      indices[i] = cr_grad_fn_unpack (function, i, error);
      if (!indices[i])
        {
          g_free (indices);
          return NULL;
        }
      g_ptr_array_add (held, indices[i]);
    }
  return indices;
}

static gboolean
index_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  guint n;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_autofree CrTensor **indices = unpack_indices (function, held, &n, error);
  g_autoptr (CrTensor) zeros = indices ? cr_index_zeros_for (function, 0, received, error) : NULL;
  return zeros && cr_index_send (0, cr_op_index_put (zeros, indices, n, received, TRUE, error), sent);
}

static gboolean
check_broadcast (const CrPlaces *places, CrTensor *value, GError **error)
{
  int own = cr_tensor_get_ndim (value), extra = places->ndim - own;
  gboolean fits = extra >= 0;
  for (int d = 0; d < own && fits; d++)
    fits = cr_tensor_get_sizes (value)[d] == 1 || cr_tensor_get_sizes (value)[d] == places->sizes[d + extra];
  if (fits)
    return TRUE;
  g_autofree char *have = cr_sizes_to_string (own, cr_tensor_get_sizes (value));
  g_autofree char *want = cr_sizes_to_string (places->ndim, places->sizes);
  return cr_index_refuse (error, CR_ERROR_RUNTIME,
                          "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s",
                          have, want);
}

CrTensor *
cr_op_index_put (CrTensor *a, CrTensor *const *indices, guint n, CrTensor *value, gboolean accumulate, GError **error)
{
  CrRecord record = CR_RECORD_2 (index_put, a, value);
  g_auto (CrPlaces) places = { NULL };
  const gint64 ints[] = { n, accumulate };
  if (cr_tensor_get_dtype (value) != cr_tensor_get_dtype (a))
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "Index put requires the source and destination dtypes match, got %s for the destination and %s "
                       "for the source.",
                       cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)),
                       cr_dtype_get_scalar_name (cr_tensor_get_dtype (value)));
      return NULL;
    }
  g_autoptr (CrTensor) copy = cr_index_copy (a, error);
  if (!copy || !cr_places_init_index (&places, copy, indices, n, error) || !check_broadcast (&places, value, error)
      || !cr_places_write (&places, copy, value, accumulate, error))
    return NULL;
  record.output = g_steal_pointer (&copy);
  if (cr_record_begin (&record, error))
    {
      for (guint i = 0; i < n; i++)
        cr_record_save (&record, i, indices[i], indices[i] != NULL);
      cr_record_ints (&record, 2, ints);
    }
  return cr_record_end (&record);
}

static gboolean
index_put_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  guint n;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_autofree CrTensor **indices = unpack_indices (function, held, &n, error);
  if (!indices)
    return FALSE;
  g_autoptr (CrTensor) zero = cr_index_number (received, 0, error);
  if (!zero)
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_index_send (
          0, function->ints[1] ? cr_tensor_ref (received) : cr_op_index_put (received, indices, n, zero, FALSE, error),
          sent))
    return FALSE;
  return !cr_grad_fn_needs (function, 1)
         || cr_rule_send (function, 1, cr_op_index (received, indices, n, error), sent, error);
}

/* @dim wrapped, and @index of one dimension at most. */
static int
check_along (CrTensor *a, gint64 dim, CrTensor *index, const char *name, GError **error)
{
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return -1;
  if (cr_tensor_get_ndim (index) > 1)
    cr_index_refuse (error, CR_ERROR_INDEX, "%s(): Index is supposed to be a vector", name);
  else if (!cr_dtype_is_integral (cr_tensor_get_dtype (index)))
    cr_index_refuse (error, CR_ERROR_INDEX, "%s(): Expected dtype int32 or int64 for index", name);
  else
    return at;
  return -1;
}

/* One without dimensions counts as one of shape (1,). */
static gboolean
init_along (CrPlaces *places, CrTensor *a, int dim, CrTensor *index, GError **error)
{
  static const gint64 one[] = { 1 };
  if (cr_tensor_get_ndim (a) > 0)
    return cr_places_init_select (places, a, dim, index, error);
  g_autoptr (CrTensor) line = cr_tensor_new_view_unannounced (a, 1, one, one, cr_tensor_get_offset (a));
  return cr_places_init_select (places, line, 0, index, error);
}

CrTensor *
cr_op_index_select (CrTensor *a, gint64 dim, CrTensor *index, GError **error)
{
  CrRecord record = CR_RECORD_1 (index_select, a);
  g_auto (CrPlaces) places = { NULL };
  int at = check_along (a, dim, index, "index_select", error);
  const gint64 ints[] = { at };
  if (at < 0 || !init_along (&places, a, at, index, error))
    return NULL;
  /* However many indices there are, a number stays one. */
  record.output = cr_tensor_get_ndim (a) == 0 ? cr_kernel_cast (a, cr_tensor_get_dtype (a), error)
                                              : cr_places_read (&places, a, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, index, TRUE);
      cr_record_ints (&record, 1, ints);
    }
  return cr_record_end (&record);
}

static gboolean
index_select_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) zeros = index ? cr_index_zeros_for (function, 0, received, error) : NULL;
  return zeros && cr_index_send (0, cr_op_index_add (zeros, function->ints[0], index, received, 1, error), sent);
}

/* A record of a with @source written or added along a dimension. */
static CrTensor *
write_along (CrRecord *record, int dim, CrTensor *index, CrTensor *source, gboolean accumulate, double alpha,
             GError **error)
{
  g_auto (CrPlaces) places = { NULL };
  CrTensor *a = record->inputs[0];
  const gint64 ints[] = { dim };
  g_autoptr (CrTensor) copy = cr_index_copy (a, error);
  if (!copy || !init_along (&places, copy, dim, index, error)
      || !cr_places_write (&places, copy, source, accumulate, error))
    return NULL;
  record->output = g_steal_pointer (&copy);
  if (cr_record_begin (record, error))
    {
      cr_record_save (record, 0, index, TRUE);
      cr_record_ints (record, 1, ints);
      if (record->function)
        record->function->number = alpha;
    }
  return cr_record_end (record);
}

static gboolean
check_source (CrTensor *a, int dim, CrTensor *index, CrTensor *source, gboolean adds, GError **error)
{
  gint64 n = cr_tensor_get_numel (index), size = cr_tensor_get_ndim (source) ? cr_tensor_get_sizes (source)[dim] : 1;
  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (source) && adds)
    return cr_index_refuse (
        error, CR_ERROR_RUNTIME, "index_add_(): self (%s) and source (%s) must have the same scalar type",
        cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)), cr_dtype_get_scalar_name (cr_tensor_get_dtype (source)));
  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (source))
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "index_copy_(): self and source expected to have the same dtype, but got (self) %s and "
                            "(source) %s",
                            cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)),
                            cr_dtype_get_scalar_name (cr_tensor_get_dtype (source)));
  if (cr_tensor_get_ndim (source) != cr_tensor_get_ndim (a) && cr_tensor_get_ndim (source) && cr_tensor_get_ndim (a))
    return cr_index_refuse (error, CR_ERROR_INDEX,
                            "index_copy_(): When source and destination are not scalars, their dimensionality must "
                            "match. Source dimensionality (%d), destination dimensionality (%d)",
                            cr_tensor_get_ndim (source), cr_tensor_get_ndim (a));
  if (n != size && adds)
    return cr_index_refuse (error, CR_ERROR_RUNTIME,
                            "index_add_(): Number of indices (%" G_GINT64_FORMAT
                            ") should be equal to source.size(dim): (%" G_GINT64_FORMAT "), for dim: %d",
                            n, size, dim);
  if (n != size)
    return cr_index_refuse (error, CR_ERROR_INDEX,
                            "index_copy_(): Number of indices (%" G_GINT64_FORMAT
                            ") should be equal to source.size(dim) (%" G_GINT64_FORMAT ")",
                            n, size);
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if (d != dim && cr_tensor_get_sizes (a)[d] != cr_tensor_get_sizes (source)[d])
      return cr_index_refuse (error, adds ? CR_ERROR_RUNTIME : CR_ERROR_RUNTIME,
                              "source tensor shape must match self tensor shape, excluding the specified dimension.");
  return TRUE;
}

CrTensor *
cr_op_index_add (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, double alpha, GError **error)
{
  CrRecord record = CR_RECORD_2 (index_add, a, source);
  int at = check_along (a, dim, index, "index_add_", error);
  if (at < 0 || !check_source (a, at, index, source, TRUE, error))
    return NULL;
  g_autoptr (CrTensor) factor = alpha == 1 ? NULL : cr_index_number (source, alpha, error);
  g_autoptr (CrTensor) scaled
      = alpha == 1 ? cr_tensor_ref (source)
                   : cr_kernel_binary (CR_BINARY_MUL, source, factor, cr_tensor_get_dtype (source), error);
  return scaled ? write_along (&record, at, index, scaled, TRUE, alpha, error) : NULL;
}

static gboolean
index_add_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  if (!index)
    return FALSE;
  if (cr_grad_fn_needs (function, 0))
    sent[0] = cr_tensor_ref (received);
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) part = cr_op_index_select (received, function->ints[0], index, error);
  if (!part || function->number == 1)
    return part && cr_rule_send (function, 1, g_steal_pointer (&part), sent, error);
  return cr_rule_send (function, 1, cr_op_mul_scalar (part, function->number, error), sent, error);
}

CrTensor *
cr_op_index_copy (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error)
{
  CrRecord record = CR_RECORD_2 (index_copy, a, source);
  int at = check_along (a, dim, index, "index_copy_", error);
  if (at < 0 || !check_source (a, at, index, source, FALSE, error))
    return NULL;
  return write_along (&record, at, index, source, FALSE, 1, error);
}

static gboolean
index_copy_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  gint64 dim = function->ints[0];
  if (!index
      || (cr_grad_fn_needs (function, 0)
          && !cr_index_send (0, cr_op_index_fill (received, dim, index, 0, error), sent)))
    return FALSE;
  return !cr_grad_fn_needs (function, 1)
         || cr_rule_send (function, 1, cr_op_index_select (received, dim, index, error), sent, error);
}

CrTensor *
cr_op_index_fill (CrTensor *a, gint64 dim, CrTensor *index, double value, GError **error)
{
  CrRecord record = CR_RECORD_1 (index_fill, a);
  int at = check_along (a, dim, index, "index_fill_", error);
  g_autoptr (CrTensor) number = at < 0 ? NULL : cr_index_number (a, value, error);
  return number ? write_along (&record, at, index, number, FALSE, 1, error) : NULL;
}

CrTensor *
cr_op_index_fill_tensor (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *value, GError **error)
{
  CrRecord record = CR_RECORD_2 (index_fill_tensor, a, value);
  int at = check_along (a, dim, index, "index_fill_", error);
  if (at < 0)
    return NULL;
  if (cr_tensor_get_ndim (value) == 0)
    return write_along (&record, at, index, value, FALSE, 1, error);
  cr_index_refuse (error, CR_ERROR_RUNTIME,
                   "index_fill_ only supports a 0-dimensional value tensor, but got tensor with %d dimension(s).",
                   cr_tensor_get_ndim (value));
  return NULL;
}

static gboolean
index_fill_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  gint64 dim = function->ints[0];
  if (!index
      || (cr_grad_fn_needs (function, 0)
          && !cr_index_send (0, cr_op_index_fill (received, dim, index, 0, error), sent)))
    return FALSE;
  if (function->n_next < 2 || !cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) part = cr_op_index_select (received, dim, index, error);
  return part && cr_index_send (1, cr_op_sum (part, CR_N_DTYPES, error), sent);
}

CrTensor *
cr_op_take (CrTensor *a, CrTensor *index, GError **error)
{
  CrRecord record = CR_RECORD_1 (take, a);
  g_auto (CrPlaces) places = { NULL };
  if (cr_tensor_get_dtype (index) != CR_DTYPE_INT64)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME, "take(): Expected a long tensor for index, but got %s",
                       cr_dtype_get_scalar_name (cr_tensor_get_dtype (index)));
      return NULL;
    }
  if (!cr_places_init_take (&places, a, index, error))
    return NULL;
  record.output = cr_places_read (&places, a, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, index, TRUE);
  return cr_record_end (&record);
}

static gboolean
take_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  static const gint64 flat[] = { -1 };
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, 0, &sizes);
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) zeros = index ? cr_index_zeros_for (function, 0, received, error) : NULL;
  g_autoptr (CrTensor) line = zeros ? cr_op_reshape (zeros, 1, flat, error) : NULL;
  g_autoptr (CrTensor) put = line ? cr_op_index_put (line, &index, 1, received, TRUE, error) : NULL;
  return put && cr_index_send (0, cr_op_reshape (put, ndim, sizes, error), sent);
}

const CrPrimitive cr_primitive_index
    = { "index", "IndexBackward0", "[i]", N_ ("∂L/∂a = zeros, ∂L/∂y added at the indices"), 1, TRUE, index_backward };
const CrPrimitive cr_primitive_index_put
    = { "index_put",
        "IndexPutBackward0",
        "[i]=",
        N_ ("∂L/∂a = ∂L/∂y, 0 at the indices unless accumulated;  ∂L/∂value = ∂L/∂y at the indices"),
        2,
        TRUE,
        index_put_backward };
const CrPrimitive cr_primitive_index_select
    = { "index_select", "IndexSelectBackward0", "[i]", N_ ("∂L/∂a = zeros, ∂L/∂y added at the indices"), 1,
        TRUE,           index_select_backward };
const CrPrimitive cr_primitive_index_add
    = { "index_add", "IndexAddBackward0", "[i]+=", N_ ("∂L/∂a = ∂L/∂y;  ∂L/∂source = α · ∂L/∂y at the indices"), 2,
        TRUE,        index_add_backward };
#define FILLED N_ ("∂L/∂a = ∂L/∂y, 0 at the indices;  ∂L/∂source = ∂L/∂y at the indices")
const CrPrimitive cr_primitive_index_copy
    = { "index_copy", "IndexCopyBackward0", "[i]=", FILLED, 2, TRUE, index_copy_backward };
const CrPrimitive cr_primitive_index_fill = {
  "index_fill", "IndexFillBackward0", "[i]=", N_ ("∂L/∂a = ∂L/∂y, 0 at the indices"), 1, TRUE, index_fill_backward
};
const CrPrimitive cr_primitive_index_fill_tensor
    = { "index_fill_tensor",
        "IndexFillBackward1",
        "[i]=",
        N_ ("∂L/∂a = ∂L/∂y, 0 at the indices;  ∂L/∂value = Σ ∂L/∂y at the indices"),
        2,
        TRUE,
        index_fill_backward };
const CrPrimitive cr_primitive_take
    = { "take", "TakeBackward0", "[i]", N_ ("∂L/∂a = zeros, ∂L/∂y added at the indices"), 1, TRUE, take_backward };
