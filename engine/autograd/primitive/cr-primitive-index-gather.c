/* One index an element (gather, scatter), and masks. */

#include "cr-primitive-index-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>

static int
count_dims (CrTensor *a)
{
  return MAX (cr_tensor_get_ndim (a), 1);
}

static gint64
size_at (CrTensor *a, int d)
{
  return cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[d] : 1;
}

static gboolean
is_smaller (CrTensor *index, CrTensor *than, int except)
{
  for (int d = 0; d < count_dims (index); d++)
    if (d != except && size_at (index, d) > size_at (than, d))
      return FALSE;
  return TRUE;
}

/* @dim wrapped; -1 with the message of gather() if @index does not fit. */
static int
check_gather (CrTensor *a, gint64 dim, CrTensor *index, GError **error)
{
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return -1;
  if (cr_tensor_get_dtype (index) != CR_DTYPE_INT64)
    cr_index_refuse (error, CR_ERROR_RUNTIME, "gather(): Expected dtype int64 for index");
  else if (cr_tensor_get_numel (index) && count_dims (a) != count_dims (index))
    cr_index_refuse (error, CR_ERROR_RUNTIME, "Index tensor must have the same number of dimensions as input tensor");
  else
    for (int d = 0; d < count_dims (index) && cr_tensor_get_numel (index); d++)
      {
        if (d == at || size_at (index, d) <= size_at (a, d))
          continue;
        g_autofree char *own = cr_sizes_to_string (cr_tensor_get_ndim (index), cr_tensor_get_sizes (index));
        g_autofree char *self = cr_sizes_to_string (cr_tensor_get_ndim (a), cr_tensor_get_sizes (a));
        cr_index_refuse (error, CR_ERROR_RUNTIME,
                         "Size does not match at dimension %d expected index %s to be smaller than self %s apart from "
                         "dimension %d",
                         d, own, self, at);
        return -1;
      }
  return error && *error ? -1 : at;
}

CrTensor *
cr_op_gather (CrTensor *a, gint64 dim, CrTensor *index, GError **error)
{
  CrRecord record = CR_RECORD_1 (gather, a);
  g_auto (CrPlaces) places = { NULL };
  GError *problem = NULL;
  int at = check_gather (a, dim, index, &problem);
  const gint64 ints[] = { at };
  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (!cr_places_init_gather (&places, a, at, index, error))
    return NULL;
  record.output = cr_places_read (&places, a, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, index, TRUE);
      cr_record_ints (&record, 1, ints);
    }
  return cr_record_end (&record);
}

static gboolean
gather_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) zeros = index ? cr_index_zeros_for (function, 0, received, error) : NULL;
  return zeros && cr_index_send (0, cr_op_scatter_add (zeros, function->ints[0], index, received, error), sent);
}

/* The same for what writes: @source is NULL where it is a number. */
static int
check_scatter (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, const char *name, GError **error)
{
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return -1;
  if (cr_tensor_get_dtype (index) != CR_DTYPE_INT64)
    cr_index_refuse (error, CR_ERROR_RUNTIME, "%s(): Expected dtype int64 for index", name);
  else if (source && cr_tensor_get_dtype (a) != cr_tensor_get_dtype (source))
    cr_index_refuse (error, CR_ERROR_RUNTIME, "%s(): Expected self.dtype to be equal to src.dtype", name);
  else if (cr_tensor_get_numel (index) && count_dims (a) != count_dims (index))
    cr_index_refuse (error, CR_ERROR_RUNTIME, "Index tensor must have the same number of dimensions as self tensor");
  else if (cr_tensor_get_numel (index) && source && count_dims (source) != count_dims (index))
    cr_index_refuse (error, CR_ERROR_RUNTIME, "Index tensor must have the same number of dimensions as src tensor");
  else if (cr_tensor_get_numel (index) && (!is_smaller (index, a, at) || (source && !is_smaller (index, source, -1))))
    {
      g_autofree char *own = cr_sizes_to_string (cr_tensor_get_ndim (index), cr_tensor_get_sizes (index));
      g_autofree char *self = cr_sizes_to_string (cr_tensor_get_ndim (a), cr_tensor_get_sizes (a));
      g_autofree char *from
          = source ? cr_sizes_to_string (cr_tensor_get_ndim (source), cr_tensor_get_sizes (source)) : NULL;
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "Expected index %s to be smaller than self %s apart from dimension %d%s%s", own, self, at,
                       from ? " and to be smaller size than src " : "", from ? from : "");
    }
  else
    return at;
  return -1;
}

/* @source, cut to the shape of the places, written into a copy of the first input. */
static CrTensor *
scatter (CrRecord *record, int dim, CrTensor *index, CrTensor *source, gboolean accumulate, GError **error)
{
  g_auto (CrPlaces) places = { NULL };
  const gint64 ints[] = { dim };
  g_autoptr (CrTensor) copy = cr_index_copy (record->inputs[0], error);
  if (!copy || !cr_places_init_gather (&places, copy, dim, index, error))
    return NULL;
  gboolean number = cr_tensor_get_ndim (source) == 0;
  g_autoptr (CrTensor) part
      = number ? cr_tensor_ref (source)
               : cr_tensor_new_view_unannounced (source, places.ndim, places.sizes, cr_tensor_get_strides (source),
                                                 cr_tensor_get_offset (source));
  if (places.n && !cr_places_write (&places, copy, part, accumulate, error))
    return NULL;
  record->output = g_steal_pointer (&copy);
  if (cr_record_begin (record, error))
    {
      cr_record_save (record, 0, index, TRUE);
      cr_record_ints (record, 1, ints);
    }
  return cr_record_end (record);
}

CrTensor *
cr_op_scatter (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error)
{
  CrRecord record = CR_RECORD_2 (scatter, a, source);
  int at = check_scatter (a, dim, index, source, "scatter", error);
  return at < 0 ? NULL : scatter (&record, at, index, source, FALSE, error);
}

CrTensor *
cr_op_scatter_value (CrTensor *a, gint64 dim, CrTensor *index, double value, GError **error)
{
  CrRecord record = CR_RECORD_1 (scatter_value, a);
  int at = check_scatter (a, dim, index, NULL, "scatter", error);
  g_autoptr (CrTensor) number = at < 0 ? NULL : cr_index_number (a, value, error);
  return number ? scatter (&record, at, index, number, FALSE, error) : NULL;
}

CrTensor *
cr_op_scatter_add (CrTensor *a, gint64 dim, CrTensor *index, CrTensor *source, GError **error)
{
  CrRecord record = CR_RECORD_2 (scatter_add, a, source);
  int at = check_scatter (a, dim, index, source, "scatter_add", error);
  return at < 0 ? NULL : scatter (&record, at, index, source, TRUE, error);
}

/* A source greater than the index gets a gradient that does not fit, which the engine refuses as PyTorch's does. */
static gboolean
send_gathered (CrGradFn *function, CrTensor *received, CrTensor *index, CrTensor **sent, GError **error)
{
  return !cr_grad_fn_needs (function, 1)
         || cr_index_send (1, cr_op_gather (received, function->ints[0], index, error), sent);
}

static gboolean
scatter_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  if (!index
      || (cr_grad_fn_needs (function, 0)
          && !cr_index_send (0, cr_op_scatter_value (received, function->ints[0], index, 0, error), sent)))
    return FALSE;
  return function->n_next < 2 || send_gathered (function, received, index, sent, error);
}

static gboolean
scatter_add_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) index = cr_grad_fn_unpack (function, 0, error);
  if (index && cr_grad_fn_needs (function, 0))
    sent[0] = cr_tensor_ref (received);
  return index && send_gathered (function, received, index, sent, error);
}

/* The broadcast of both, written where the mask says so. */
static CrTensor *
fill_masked (CrRecord *record, CrTensor *mask, CrTensor *value, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  CrTensor *a = record->inputs[0];
  int ndim = cr_broadcast_sizes (mask, a, sizes, error);
  g_autoptr (CrTensor) wide
      = ndim < 0 ? NULL : cr_tensor_new (cr_tensor_get_context (a), cr_tensor_get_dtype (a), ndim, sizes, error);
  g_autoptr (CrTensor) chosen
      = wide ? cr_tensor_new (cr_tensor_get_context (a), CR_DTYPE_BOOL, ndim, sizes, error) : NULL;
  g_auto (CrPlaces) places = { NULL };
  if (!chosen || !cr_kernel_copy_into (wide, a, error) || !cr_kernel_copy_into (chosen, mask, error))
    return NULL;
  if (ndim > 0 && !cr_places_init_index (&places, wide, &chosen, 1, error))
    return NULL;
  if (ndim == 0 ? cr_tensor_get_int (chosen, 0) && !cr_kernel_copy_into (wide, value, error)
                : !cr_places_write (&places, wide, value, FALSE, error))
    return NULL;
  record->output = g_steal_pointer (&wide);
  if (cr_record_begin (record, error))
    cr_record_save (record, 0, mask, TRUE);
  return cr_record_end (record);
}

CrTensor *
cr_op_masked_fill (CrTensor *a, CrTensor *mask, double value, GError **error)
{
  CrRecord record = CR_RECORD_1 (masked_fill, a);
  g_autoptr (CrTensor) number = cr_index_number (a, value, error);
  return number ? fill_masked (&record, mask, number, error) : NULL;
}

CrTensor *
cr_op_masked_fill_tensor (CrTensor *a, CrTensor *mask, CrTensor *value, GError **error)
{
  CrRecord record = CR_RECORD_2 (masked_fill_tensor, a, value);
  if (cr_tensor_get_ndim (value) == 0)
    return fill_masked (&record, mask, value, error);
  cr_index_refuse (error, CR_ERROR_RUNTIME,
                   "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with %d dimension(s).",
                   cr_tensor_get_ndim (value));
  return NULL;
}

static gboolean
masked_fill_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) mask = cr_grad_fn_unpack (function, 0, error);
  if (!mask
      || (cr_grad_fn_needs (function, 0)
          && !cr_rule_send (function, 0, cr_op_masked_fill (received, mask, 0, error), sent, error)))
    return FALSE;
  if (function->n_next < 2 || !cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) zero = cr_index_number (received, 0, error);
  g_autoptr (CrTensor) part = zero ? cr_op_where (mask, received, zero, error) : NULL;
  return part && cr_index_send (1, cr_op_sum (part, CR_N_DTYPES, error), sent);
}

/* @a and @mask expanded to their common shape, the first as a recorded view. */
static gboolean
expand_both (CrTensor *a, CrTensor *mask, CrTensor **wide, CrTensor **chosen, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (mask, a, sizes, error);
  *wide = ndim < 0 ? NULL : cr_tensor_new (cr_tensor_get_context (a), cr_tensor_get_dtype (a), ndim, sizes, error);
  *chosen = *wide ? cr_tensor_new (cr_tensor_get_context (a), CR_DTYPE_BOOL, ndim, sizes, error) : NULL;
  return *chosen && cr_kernel_copy_into (*wide, a, error) && cr_kernel_copy_into (*chosen, mask, error);
}

static gboolean
check_mask (CrTensor *mask, const char *name, GError **error)
{
  if (cr_tensor_get_dtype (mask) == CR_DTYPE_BOOL || cr_tensor_get_dtype (mask) == CR_DTYPE_UINT8)
    return TRUE;
  return cr_index_refuse (error, CR_ERROR_RUNTIME, "%s: expected BoolTensor or ByteTensor for mask", name);
}

static gboolean
init_masked (CrPlaces *places, CrTensor *wide, CrTensor *chosen, GError **error)
{
  static const gint64 one[] = { 1 };
  if (cr_tensor_get_ndim (wide) > 0)
    return cr_places_init_index (places, wide, &chosen, 1, error);
  g_autoptr (CrTensor) line = cr_tensor_new_view_unannounced (wide, 1, one, one, cr_tensor_get_offset (wide));
  g_autoptr (CrTensor) mask = cr_tensor_new_view_unannounced (chosen, 1, one, one, cr_tensor_get_offset (chosen));
  return cr_places_init_index (places, line, &mask, 1, error);
}

CrTensor *
cr_op_masked_select (CrTensor *a, CrTensor *mask, GError **error)
{
  CrRecord record = CR_RECORD_1 (masked_select, a);
  g_autoptr (CrTensor) wide = NULL;
  g_autoptr (CrTensor) chosen = NULL;
  g_auto (CrPlaces) places = { NULL };
  if (!check_mask (mask, "masked_select", error) || !expand_both (a, mask, &wide, &chosen, error)
      || !init_masked (&places, wide, chosen, error))
    return NULL;
  record.output = cr_places_read (&places, wide, error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, mask, TRUE);
  return cr_record_end (&record);
}

/* The mask of the broadcast of the saved one and input 0. */
static CrTensor *
widen_mask (CrGradFn *function, CrTensor *mask, CrTensor **zeros, CrTensor *received, GError **error)
{
  CrTensor *chosen = NULL;
  g_autoptr (CrTensor) narrow = cr_index_zeros_for (function, 0, received, error);
  return narrow && expand_both (narrow, mask, zeros, &chosen, error) ? chosen : NULL;
}

static gboolean
masked_select_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) zeros = NULL;
  g_autoptr (CrTensor) mask = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) chosen = mask ? widen_mask (function, mask, &zeros, received, error) : NULL;
  return chosen && cr_rule_send (function, 0, cr_op_masked_scatter (zeros, chosen, received, error), sent, error);
}

CrTensor *
cr_op_masked_scatter (CrTensor *a, CrTensor *mask, CrTensor *source, GError **error)
{
  CrRecord record = CR_RECORD_2 (masked_scatter, a, source);
  g_autoptr (CrTensor) wide = NULL;
  g_autoptr (CrTensor) chosen = NULL;
  g_auto (CrPlaces) places = { NULL };
  if (!check_mask (mask, "masked_scatter", error) || !expand_both (a, mask, &wide, &chosen, error)
      || !init_masked (&places, wide, chosen, error))
    return NULL;
  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (source))
    {
      cr_index_refuse (
          error, CR_ERROR_RUNTIME, "masked_scatter: expected self and source to have same dtypes but got%s and %s",
          cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)), cr_dtype_get_scalar_name (cr_tensor_get_dtype (source)));
      return NULL;
    }
  if (places.n > cr_tensor_get_numel (source))
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME, "Number of elements of source < number of ones in mask");
      return NULL;
    }
  static const gint64 one[] = { 1 };
  g_autoptr (CrTensor) line = cr_index_copy (source, error);
  g_autoptr (CrTensor) part = line ? cr_tensor_new_view_unannounced (line, 1, &places.n, one, 0) : NULL;
  if (!part || (places.n && !cr_places_write (&places, wide, part, FALSE, error)))
    return NULL;
  record.output = g_steal_pointer (&wide);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, mask, TRUE);
  return cr_record_end (&record);
}

static gboolean
masked_scatter_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  g_autoptr (CrTensor) mask = cr_grad_fn_unpack (function, 0, error);
  if (!mask
      || (cr_grad_fn_needs (function, 0)
          && !cr_rule_send (function, 0, cr_op_masked_fill (received, mask, 0, error), sent, error)))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  int ndim = cr_rule_input_shape (function, 1, &sizes);
  gint64 n = 1;
  for (int d = 0; d < ndim; d++)
    n *= sizes[d];
  g_autoptr (CrTensor) part = cr_op_masked_select (received, mask, error);
  gint64 missing = part ? n - cr_tensor_get_numel (part) : 0;
  g_autoptr (CrTensor) zeros
      = part ? cr_tensor_new_full (cr_tensor_get_context (part), cr_tensor_get_dtype (part), 1, &missing, 0, error)
             : NULL;
  CrTensor *const both[] = { part, zeros };
  g_autoptr (CrTensor) line = zeros ? cr_op_cat (both, 2, 0, error) : NULL;
  return line && cr_index_send (1, cr_op_reshape (line, ndim, sizes, error), sent);
}

const CrPrimitive cr_primitive_gather = {
  "gather", "GatherBackward0", "gather", N_ ("∂L/∂a = zeros, ∂L/∂y added at the index"), 1, TRUE, gather_backward
};
#define SCATTERED N_ ("∂L/∂a = ∂L/∂y, 0 at the index;  ∂L/∂src = ∂L/∂y at the index")
const CrPrimitive cr_primitive_scatter
    = { "scatter", "ScatterBackward0", "scatter", SCATTERED, 2, TRUE, scatter_backward };
const CrPrimitive cr_primitive_scatter_value = {
  "scatter_value", "ScatterBackward1", "scatter", N_ ("∂L/∂a = ∂L/∂y, 0 at the index"), 1, TRUE, scatter_backward
};
const CrPrimitive cr_primitive_scatter_add
    = { "scatter_add", "ScatterAddBackward0", "scatter+", N_ ("∂L/∂a = ∂L/∂y;  ∂L/∂src = ∂L/∂y at the index"), 2,
        TRUE,          scatter_add_backward };
const CrPrimitive cr_primitive_masked_fill
    = { "masked_fill", "MaskedFillBackward0", "[m]=", N_ ("∂L/∂a = ∂L/∂y, 0 under the mask"), 1,
        TRUE,          masked_fill_backward };
const CrPrimitive cr_primitive_masked_fill_tensor
    = { "masked_fill_tensor",
        "MaskedFillBackward1",
        "[m]=",
        N_ ("∂L/∂a = ∂L/∂y, 0 under the mask;  ∂L/∂value = Σ ∂L/∂y under the mask"),
        2,
        TRUE,
        masked_fill_backward };
const CrPrimitive cr_primitive_masked_select
    = { "masked_select",       "MaskedSelectBackward0", "[m]", N_ ("∂L/∂a = zeros, ∂L/∂y under the mask"), 1, TRUE,
        masked_select_backward };
const CrPrimitive cr_primitive_masked_scatter
    = { "masked_scatter",
        "MaskedScatterBackward0",
        "[m]=",
        N_ ("∂L/∂a = ∂L/∂y, 0 under the mask;  ∂L/∂source = ∂L/∂y under the mask"),
        2,
        TRUE,
        masked_scatter_backward };
