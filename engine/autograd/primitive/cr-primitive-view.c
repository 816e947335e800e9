/* view, reshape, unsqueeze, squeeze, expand: the same elements under other sizes. */

#include "cr-rule.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>

/* Product of sizes in @n; FALSE when it overflows. */
static gboolean
multiply_sizes (int ndim, const gint64 *sizes, gint64 *n)
{
  *n = 1;
  for (int d = 0; d < ndim; d++)
    if (__builtin_mul_overflow (*n, sizes[d], n))
      return FALSE;
  return TRUE;
}

static void
set_invalid_shape (GError **error, int ndim, const gint64 *sizes, gint64 numel)
{
  g_autofree char *text = cr_sizes_to_string (ndim, sizes);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "shape '%s' is invalid for input of size %" G_GINT64_FORMAT, text,
               numel);
}

/* Which of @sizes is -1, -1 if none is; -2 with @error for bad sizes. */
static int
find_inferred (int ndim, const gint64 *sizes, GError **error)
{
  int inferred = -1;
  for (int d = 0; d < ndim; d++)
    {
      if (sizes[d] < -1)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "invalid shape dimension %" G_GINT64_FORMAT, sizes[d]);
          return -2;
        }
      if (sizes[d] != -1)
        continue;
      if (inferred >= 0)
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "only one dimension can be inferred");
          return -2;
        }
      inferred = d;
    }
  return inferred;
}

/* @sizes with -1 replaced, into @result. */
static gboolean
infer_sizes (CrTensor *a, int ndim, const gint64 *sizes, gint64 *result, GError **error)
{
  gint64 numel = cr_tensor_get_numel (a), n;
  int inferred = find_inferred (ndim, sizes, error);
  if (inferred == -2)
    return FALSE;
  for (int d = 0; d < ndim; d++)
    result[d] = sizes[d];
  if (inferred >= 0)
    result[inferred] = 1;
  gboolean fits = multiply_sizes (ndim, result, &n);
  if (inferred >= 0 && fits && n == 0)
    {
      g_autofree char *text = cr_sizes_to_string (ndim, sizes);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "cannot reshape tensor of 0 elements into shape %s because the unspecified dimension size -1 can "
                   "be any value and is ambiguous",
                   text);
      return FALSE;
    }
  if (!fits || (inferred >= 0 ? numel % n != 0 : numel != n))
    {
      set_invalid_shape (error, ndim, sizes, numel);
      return FALSE;
    }
  if (inferred >= 0)
    result[inferred] = numel / n;
  return TRUE;
}

static void
contiguous_strides (int ndim, const gint64 *sizes, gint64 *strides)
{
  gint64 step = 1;
  for (int d = ndim - 1; d >= 0; d--)
    {
      strides[d] = step;
      step *= MAX (sizes[d], 1);
    }
}

/* Strides under which @a, not copied, has @sizes; FALSE if there are none (ATen's computeStride). */
static gboolean
compute_strides (CrTensor *a, int ndim, const gint64 *sizes, gint64 *strides)
{
  int from = cr_tensor_get_ndim (a);
  const gint64 *old_sizes = cr_tensor_get_sizes (a), *old_strides = cr_tensor_get_strides (a);
  if (cr_tensor_get_numel (a) == 0 || from == 0)
    {
      contiguous_strides (ndim, sizes, strides);
      return TRUE;
    }
  int view = ndim - 1;
  gint64 base = old_strides[from - 1], chunk = 1, taken = 1;
  for (int d = from - 1; d >= 0; d--)
    {
      chunk *= old_sizes[d];
      if (d > 0 && (old_sizes[d - 1] == 1 || old_strides[d - 1] == chunk * base))
        continue;
      for (; view >= 0 && (taken < chunk || sizes[view] == 1); view--)
        {
          strides[view] = taken * base;
          taken *= sizes[view];
        }
      if (taken != chunk)
        return FALSE;
      if (d > 0)
        {
          base = old_strides[d - 1];
          chunk = taken = 1;
        }
    }
  return view == -1;
}

static CrTensor *
finish_view (CrRecord *record, int ndim, const gint64 *sizes, const gint64 *strides, GError **error)
{
  record->output
      = cr_tensor_new_view (record->inputs[0], ndim, sizes, strides, cr_tensor_get_offset (record->inputs[0]));
  cr_record_begin_view (record, error);
  return cr_record_end (record);
}

CrTensor *
cr_op_view (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  CrRecord record = CR_RECORD_1 (view, a);
  gint64 full[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  if (!infer_sizes (a, ndim, sizes, full, error))
    return NULL;
  if (!compute_strides (a, ndim, full, strides))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "view size is not compatible with input tensor's size and stride (at least one dimension "
                           "spans across two contiguous subspaces). Use .reshape(...) instead.");
      return NULL;
    }
  return finish_view (&record, ndim, full, strides, error);
}

CrTensor *
cr_op_reshape (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  CrRecord record = CR_RECORD_1 (reshape_alias, a);
  gint64 full[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  if (!infer_sizes (a, ndim, sizes, full, error))
    return NULL;
  if (compute_strides (a, ndim, full, strides))
    return finish_view (&record, ndim, full, strides, error);
  g_autoptr (CrTensor) copy = cr_op_clone (a, error);
  return copy ? cr_op_unsafe_view (copy, ndim, full, error) : NULL;
}

/* Of a contiguous tensor that nobody else holds: not a view as far as writing in place goes. */
CrTensor *
cr_op_unsafe_view (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  CrRecord record = CR_RECORD_1 (unsafe_view, a);
  gint64 strides[CR_MAX_DIMS];
  contiguous_strides (ndim, sizes, strides);
  record.output = cr_tensor_new_view (a, ndim, sizes, strides, cr_tensor_get_offset (a));
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

static gboolean
reshape_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  int ndim = cr_rule_input_shape (function, 0, &sizes);
  sent[0] = cr_op_reshape (received, ndim, sizes, error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_alias (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (alias, a);
  return finish_view (&record, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), cr_tensor_get_strides (a), error);
}

static gboolean
alias_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_tensor_ref (received);
  return TRUE;
}

CrTensor *
cr_op_unsqueeze (CrTensor *a, gint64 dim, GError **error)
{
  CrRecord record = CR_RECORD_1 (unsqueeze, a);
  int ndim = cr_tensor_get_ndim (a), at = cr_wrap_dim (dim, ndim + 1, error);
  gint64 sizes[CR_MAX_DIMS + 1], strides[CR_MAX_DIMS + 1];
  if (at < 0)
    return NULL;
  if (ndim == CR_MAX_DIMS)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("a tensor has at most 64 dimensions"));
      return NULL;
    }
  for (int d = 0; d < ndim; d++)
    {
      sizes[d + (d >= at)] = cr_tensor_get_sizes (a)[d];
      strides[d + (d >= at)] = cr_tensor_get_strides (a)[d];
    }
  sizes[at] = 1;
  strides[at] = at < ndim ? sizes[at + 1] * strides[at + 1] : 1;
  record.output = cr_tensor_new_view (a, ndim + 1, sizes, strides, cr_tensor_get_offset (a));
  const gint64 ints[] = { at };
  if (cr_record_begin_view (&record, error))
    cr_record_ints (&record, 1, ints);
  return cr_record_end (&record);
}

static gboolean
unsqueeze_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  sent[0] = cr_op_squeeze_dim (received, function->ints[0], error);
  return sent[0] != NULL;
}

/* Drops the dimensions of size 1 whose bit is set; the rule needs which were. */
static CrTensor *
squeeze (CrRecord *record, guint64 bits, gboolean is_view, GError **error)
{
  CrTensor *a = record->inputs[0];
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], dropped = 0;
  int n = 0;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if ((bits >> d & 1) && cr_tensor_get_sizes (a)[d] == 1)
      dropped |= (gint64)(G_GUINT64_CONSTANT (1) << d);
    else
      {
        sizes[n] = cr_tensor_get_sizes (a)[d];
        strides[n++] = cr_tensor_get_strides (a)[d];
      }
  record->output = cr_tensor_new_view (a, n, sizes, strides, cr_tensor_get_offset (a));
  if (is_view ? cr_record_begin_view (record, error) : cr_record_begin (record, error))
    cr_record_ints (record, 1, &dropped);
  return cr_record_end (record);
}

CrTensor *
cr_op_squeeze (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (squeeze, a);
  return squeeze (&record, G_MAXUINT64, TRUE, error);
}

CrTensor *
cr_op_squeeze_dim (CrTensor *a, gint64 dim, GError **error)
{
  CrRecord record = CR_RECORD_1 (squeeze_dim, a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  return at < 0 ? NULL : squeeze (&record, G_GUINT64_CONSTANT (1) << at, TRUE, error);
}

CrTensor *
cr_op_squeeze_in_place (CrTensor *a, GError **error)
{
  CrRecord record = CR_RECORD_1 (squeeze_in_place, a);
  return squeeze (&record, 1, FALSE, error);
}

/* One unsqueeze a dropped dimension, as PyTorch's unsqueeze_to. */
static gboolean
squeeze_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) grad = cr_tensor_ref (received);
  for (int d = 0; d < CR_MAX_DIMS; d++)
    {
      if (!((guint64)function->ints[0] >> d & 1))
        continue;
      CrTensor *next = cr_op_unsqueeze (grad, d, error);
      if (!next)
        return FALSE;
      cr_tensor_unref (grad);
      grad = next;
    }
  sent[0] = g_steal_pointer (&grad);
  return TRUE;
}

static void
set_expand_error (CrTensor *a, int ndim, const gint64 *sizes, int dim, GError **error)
{
  int own = cr_tensor_get_ndim (a), leading = ndim - own;
  g_autofree char *target = cr_sizes_to_string (ndim, sizes);
  g_autofree char *have = cr_sizes_to_string (own, cr_tensor_get_sizes (a));
  if (leading < 0)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "expand(torch.%s{%s}, size=%s): the number of sizes provided (%d) must be greater or equal to the "
                 "number of dimensions in the tensor (%d)",
                 cr_dtype_get_tensor_name (cr_tensor_get_dtype (a)), have, target, ndim, own);
  else if (dim < leading)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "The expanded size of the tensor (%" G_GINT64_FORMAT
                 ") isn't allowed in a leading, non-existing dimension %d",
                 sizes[dim], dim);
  else
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "The expanded size of the tensor (%" G_GINT64_FORMAT
                 ") must match the existing size (%" G_GINT64_FORMAT
                 ") at non-singleton dimension %d.  Target sizes: %s.  Tensor sizes: %s",
                 sizes[dim], cr_tensor_get_sizes (a)[dim - leading], dim, target, have);
}

/* Sizes and strides of the expansion; the first bad dimension from the right, or -1 if all is well. */
static int
expand_shape (CrTensor *a, int ndim, const gint64 *sizes, gint64 *full, gint64 *strides)
{
  int leading = ndim - cr_tensor_get_ndim (a);
  for (int d = ndim - 1; d >= 0; d--)
    {
      gint64 own = d < leading ? 1 : cr_tensor_get_sizes (a)[d - leading];
      full[d] = sizes[d] == -1 && d >= leading ? own : sizes[d];
      strides[d] = d < leading ? 0 : cr_tensor_get_strides (a)[d - leading];
      if (full[d] == own && d >= leading)
        continue;
      if (own != 1 || full[d] < 0)
        return d;
      strides[d] = 0;
    }
  return -1;
}

static gboolean
counts_overflow (int ndim, const gint64 *sizes)
{
  gint64 product = 1;
  gboolean overflows = FALSE, empty = FALSE;
  for (int d = 0; d < ndim; d++)
    {
      empty |= sizes[d] == 0;
      overflows |= __builtin_mul_overflow (product, sizes[d], &product);
    }
  return overflows && !empty;
}

CrTensor *
cr_op_expand (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  CrRecord record = CR_RECORD_1 (expand, a);
  gint64 full[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  int bad = ndim < cr_tensor_get_ndim (a) ? 0 : expand_shape (a, ndim, sizes, full, strides);
  if (bad >= 0)
    {
      set_expand_error (a, ndim, sizes, bad, error);
      return NULL;
    }
  /* PyTorch says so as soon as somebody asks how many elements there are. */
  if (counts_overflow (ndim, full))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "numel: integer multiplication overflow");
      return NULL;
    }
  return finish_view (&record, ndim, full, strides, error);
}

static gboolean
expand_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_rule_send (function, 0, cr_tensor_ref (received), sent, error);
}

#define RESHAPED N_ ("∂L/∂a = ∂L/∂y in the shape of a")
const CrPrimitive cr_primitive_view
    = { "view", "ViewBackward0", "view", RESHAPED, 1, FALSE, reshape_backward, .views = TRUE };
const CrPrimitive cr_primitive_reshape_alias
    = { "reshape_alias", "ReshapeAliasBackward0", "reshape", RESHAPED, 1, FALSE, reshape_backward, .views = TRUE };
const CrPrimitive cr_primitive_unsafe_view
    = { "unsafe_view", "UnsafeViewBackward0", "view", RESHAPED, 1, FALSE, reshape_backward };
const CrPrimitive cr_primitive_alias
    = { "alias", "AliasBackward0", "alias", N_ ("∂L/∂a = ∂L/∂y"), 1, FALSE, alias_backward, .views = TRUE };
const CrPrimitive cr_primitive_unsqueeze
    = { "unsqueeze", "UnsqueezeBackward0", "unsqueeze", RESHAPED, 1, FALSE, unsqueeze_backward, .views = TRUE };
const CrPrimitive cr_primitive_squeeze
    = { "squeeze", "SqueezeBackward0", "squeeze", RESHAPED, 1, FALSE, squeeze_backward, .views = TRUE };
const CrPrimitive cr_primitive_squeeze_dim
    = { "squeeze_dim", "SqueezeBackward1", "squeeze", RESHAPED, 1, FALSE, squeeze_backward, .views = TRUE };
const CrPrimitive cr_primitive_squeeze_in_place
    = { "squeeze_in_place", "SqueezeBackward3", "squeeze", RESHAPED, 1, FALSE, squeeze_backward };
const CrPrimitive cr_primitive_squeeze_all_in_place
    = { "squeeze_all_in_place", "SqueezeBackward2", "squeeze", RESHAPED, 1, FALSE, squeeze_backward };
const CrPrimitive cr_primitive_unsqueeze_in_place
    = { "unsqueeze_in_place", "UnsqueezeBackward1", "unsqueeze", RESHAPED, 1, FALSE, unsqueeze_backward };
const CrPrimitive cr_primitive_expand
    = { "expand", "ExpandBackward0", "expand",     N_ ("∂L/∂a = Σ ∂L/∂y over the expanded dimensions"), 1,
        FALSE,    expand_backward,   .views = TRUE };
