/* Running sums and products, logsumexp, nansum and trace. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The elements of @a along @dim in reverse order, as running sums from the end need them. */
static CrTensor *
flipped (CrCalc *c, CrTensor *a, gint64 dim)
{
  return a ? cr_calc_hold (c, cr_op_flip (a, &dim, 1, c->error)) : NULL;
}

static CrTensor *
running (CrCalc *c, CrTensor *a, gint64 dim)
{
  return a ? cr_calc_hold (c, cr_op_cumsum (a, dim, CR_N_DTYPES, c->error)) : NULL;
}

/* Each element the sum of those from its place to the end. */
static CrTensor *
sums_from_end (CrCalc *c, CrTensor *a, gint64 dim)
{
  if (!a || cr_tensor_get_numel (a) <= 1 || cr_tensor_get_sizes (a)[dim] == 1)
    return a;
  return flipped (c, running (c, flipped (c, a, dim), dim), dim);
}

static CrTensor *
scan (const CrPrimitive *primitive, CrScan op, CrTensor *a, gint64 dim, CrDtype dtype, GError **error)
{
  CrDtype own = cr_tensor_get_dtype (a);
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (dtype == CR_N_DTYPES)
    dtype = cr_dtype_is_floating (own) ? own : CR_DTYPE_INT64;
  CrRecord record = { .primitive = primitive, .inputs = { a }, .n_inputs = 1 };
  record.output = at >= 0 ? cr_kernel_scan (op, a, at, dtype, error) : NULL;
  if (cr_record_begin (&record, error))
    {
      const gint64 ints[] = { at };
      cr_record_ints (&record, 1, ints);
      cr_record_save (&record, 0, a, op == CR_SCAN_PROD);
      cr_record_save (&record, 1, record.output, op == CR_SCAN_PROD);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_cumsum (CrTensor *a, gint64 dim, CrDtype dtype, GError **error)
{
  return scan (&cr_primitive_cumsum, CR_SCAN_SUM, a, dim, dtype, error);
}

RULE (cumsum) { return SEND (0, sums_from_end (c, G, c->function->ints[0])); }

CrTensor *
cr_op_cumprod (CrTensor *a, gint64 dim, CrDtype dtype, GError **error)
{
  return scan (&cr_primitive_cumprod, CR_SCAN_PROD, a, dim, dtype, error);
}

static gboolean
any_zero (CrTensor *a)
{
  for (gint64 i = 0; i < cr_tensor_get_numel (a); i++)
    if (cr_tensor_get_double (a, i) == 0)
      return TRUE;
  return FALSE;
}

/* 0 … n-1 along dimension @along of @ndim. */
static CrTensor *
places (CrCalc *c, gint64 n, int along, int ndim)
{
  gint64 shape[CR_MAX_DIMS + 2];
  for (int d = 0; d < ndim; d++)
    shape[d] = d == along ? n : 1;
  CrTensor *list = cr_calc_hold (c, cr_kernel_arange_int (c->context, 0, n, 1, CR_DTYPE_INT64, c->error));
  return list ? cr_calc_hold (c, cr_op_reshape (list, ndim, shape, c->error)) : NULL;
}

/* With a 0 among the factors: Σ over i ≥ k of gradᵢ times the product of the factors up to i but the k-th, from an
 * n×n tensor of them. */
static CrTensor *
cumprod_with_zeros (CrCalc *c, CrTensor *a, gint64 dim)
{
  int ndim = cr_tensor_get_ndim (a);
  gint64 n = cr_tensor_get_sizes (a)[dim], summed = dim + 1;
  CrTensor *k = places (c, n, dim, ndim + 1), *i = places (c, n, dim + 1, ndim + 1);
  CrTensor *line = cr_calc_hold (c, cr_op_unsqueeze (a, dim, c->error));
  CrTensor *one = cr_calc_hold (c, cr_tensor_new_scalar (c->context, cr_tensor_get_dtype (a), 1, c->error));
  CrTensor *factors = cr_calc_where (c, cr_calc_compare (c, CR_BINARY_EQ, k, i), one, line);
  CrTensor *products = factors ? cr_calc_hold (c, cr_op_cumprod (factors, dim + 1, CR_N_DTYPES, c->error)) : NULL;
  CrTensor *slopes = cr_calc_keep (c, cr_calc_compare (c, CR_BINARY_GE, i, k), products);
  CrTensor *grads = MUL (cr_calc_hold (c, cr_op_unsqueeze (G, dim, c->error)), slopes);
  return grads ? cr_calc_hold (c, cr_op_sum_dim (grads, &summed, 1, FALSE, CR_N_DTYPES, c->error)) : NULL;
}

RULE (cumprod)
{
  gint64 dim = c->function->ints[0];
  CrTensor *saved = SAVED (0), *y = SAVED (1);
  CrTensor *a = saved ? cr_calc_hold (c, cr_op_to_dtype (saved, cr_tensor_get_dtype (G), c->error)) : NULL;
  if (!a || !y)
    return FALSE;
  if (cr_tensor_get_ndim (a) == 0 || cr_tensor_get_sizes (a)[dim] == 1)
    return SEND (0, G);
  if (any_zero (a))
    return SEND (0, cumprod_with_zeros (c, a, dim));
  return SEND (0, DIV (sums_from_end (c, MUL (y, G), dim), a));
}

/* What the rules over dims keep. */
static void
save_dims (CrRecord *record, CrTensor *a, guint64 bits, gboolean keepdim)
{
  const gint64 ints[] = { keepdim, (gint64)bits, cr_tensor_get_ndim (a) };
  cr_record_ints (record, G_N_ELEMENTS (ints), ints);
}

static CrTensor *
restore (CrCalc *c, CrTensor *a)
{
  const gint64 *ints = c->function->ints;
  return ints[0] ? a : cr_calc_unsqueeze (c, a, (guint64)ints[1], (int)ints[2]);
}

/* The greatest element is taken out, so that nothing overflows. */
static CrTensor *
logsumexp_kernel (CrTensor *a, guint64 bits, gboolean keepdim, GError **error)
{
  CrCalc calc, *c = &calc;
  cr_calc_begin (c, cr_tensor_get_context (a), error);
  gboolean enabled = cr_context_get_grad_enabled (c->context);
  cr_context_set_grad_enabled (c->context, FALSE);
  CrTensor *greatest = cr_calc_hold (c, cr_kernel_reduce (CR_REDUCE_MAX, a, bits, TRUE, NULL, error));
  greatest = cr_calc_drop (c, cr_calc_test (c, CR_MATH_ISINF, greatest), greatest);
  CrTensor *powers = U (exp, SUB (a, greatest));
  CrTensor *sum
      = powers ? cr_calc_hold (c, cr_kernel_sum (powers, bits, TRUE, cr_tensor_get_dtype (powers), error)) : NULL;
  CrTensor *result = ADD (U (log, sum), greatest);
  if (result && !keepdim)
    {
      gint64 sizes[CR_MAX_DIMS];
      int ndim = 0;
      for (int d = 0; d < cr_tensor_get_ndim (a); d++)
        if ((bits >> d & 1) == 0)
          sizes[ndim++] = cr_tensor_get_sizes (a)[d];
      result = cr_calc_hold (c, cr_op_view (result, ndim, sizes, error));
    }
  cr_context_set_grad_enabled (c->context, enabled);
  return cr_calc_finish (c, result);
}

CrTensor *
cr_op_logsumexp (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error)
{
  guint64 bits;
  if (!cr_dims_to_bits (dims, n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  CrRecord record = CR_RECORD_1 (logsumexp, a);
  gboolean floating = cr_dtype_is_floating (cr_tensor_get_dtype (a));
  g_autoptr (CrTensor) own = floating ? cr_tensor_detach (a) : cr_kernel_cast (a, CR_DTYPE_FLOAT32, error);
  if (!own)
    return NULL;
  /* Without elements there is no greatest one: the logarithm of an empty sum. */
  record.output = cr_tensor_get_numel (a) ? logsumexp_kernel (own, bits, keepdim, error)
                                          : cr_kernel_sum (own, bits, keepdim, cr_tensor_get_dtype (own), error);
  if (record.output && cr_tensor_get_numel (a) == 0 && !cr_kernel_fill (record.output, -INFINITY, error))
    g_clear_pointer (&record.output, cr_tensor_unref);
  if (cr_record_begin (&record, error))
    {
      save_dims (&record, a, bits, keepdim);
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, record.output, TRUE);
    }
  return cr_record_end (&record);
}

RULE (logsumexp) { return SEND (0, MUL (restore (c, G), U (exp, SUB (SAVED (0), restore (c, SAVED (1)))))); }

CrTensor *
cr_op_nansum (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, CrDtype dtype, GError **error)
{
  guint64 bits;
  if (!cr_dims_to_bits (dims, n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  CrDtype own = cr_tensor_get_dtype (a);
  const double instead[] = { 0, INFINITY, -INFINITY };
  CrRecord record = CR_RECORD_1 (nansum, a);
  g_autoptr (CrTensor) numbers = cr_kernel_math_unary (CR_MATH_NAN_TO_NUM, a, instead, error);
  if (dtype == CR_N_DTYPES)
    dtype = cr_dtype_is_floating (own) ? own : CR_DTYPE_INT64;
  record.output = numbers ? cr_kernel_sum (numbers, bits, keepdim, dtype, error) : NULL;
  if (cr_record_begin (&record, error))
    {
      save_dims (&record, a, bits, keepdim);
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

RULE (nansum)
{
  CrTensor *a = SAVED (0), *grad = restore (c, G);
  if (!a || !grad)
    return FALSE;
  CrTensor *spread = cr_calc_hold (c, cr_op_expand (grad, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), c->error));
  CrTensor *is_number = cr_calc_test (c, CR_MATH_LOGICAL_NOT, cr_calc_test (c, CR_MATH_ISNAN, a));
  return SEND (0, MUL (spread, is_number));
}

CrTensor *
cr_op_trace (CrTensor *a, GError **error)
{
  const gint64 *sizes = cr_tensor_get_sizes (a), *strides = cr_tensor_get_strides (a);
  if (cr_tensor_get_ndim (a) != 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "trace: expected a matrix, but got tensor with dim %d",
                   cr_tensor_get_ndim (a));
      return NULL;
    }
  const gint64 n = MIN (sizes[0], sizes[1]), step = strides[0] + strides[1];
  CrDtype dtype = cr_tensor_get_dtype (a);
  g_autoptr (CrTensor) diagonal = cr_tensor_new_view_unannounced (a, 1, &n, &step, cr_tensor_get_offset (a));
  CrRecord record = CR_RECORD_1 (trace, a);
  record.output = cr_kernel_sum (diagonal, 1, FALSE, cr_dtype_is_floating (dtype) ? dtype : CR_DTYPE_INT64, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 2, sizes);
  return cr_record_end (&record);
}

RULE (trace)
{
  const gint64 *sizes = c->function->ints;
  CrTensor *on = cr_calc_compare (c, CR_BINARY_EQ, places (c, sizes[0], 0, 2), places (c, sizes[1], 1, 2));
  return SEND (0, cr_calc_keep (c, on, G));
}

/* clang-format off */
const CrPrimitive cr_primitive_cumsum = {
  "cumsum", "CumsumBackward0", "Σ…", N_ ("∂L/∂a = the sum of ∂L/∂y from its place to the end"), 1, FALSE,
  cumsum_backward, NULL
};
const CrPrimitive cr_primitive_cumprod = {
  "cumprod", "CumprodBackward0", "Π…", N_ ("∂L/∂a = the sum of ∂L/∂y · y from its place to the end, divided by a"), 1, TRUE,
  cumprod_backward, NULL
};
const CrPrimitive cr_primitive_logsumexp = {
  "logsumexp", "LogsumexpBackward0", "ln Σ exp", N_ ("∂L/∂a = ∂L/∂y · exp (a − y)"), 1, TRUE, logsumexp_backward, NULL
};
const CrPrimitive cr_primitive_nansum = {
  "nansum", "NansumBackward0", "Σ", N_ ("∂L/∂a = ∂L/∂y where a is not nan, else 0"), 1, TRUE, nansum_backward, NULL
};
const CrPrimitive cr_primitive_trace = {
  "trace", "TraceBackward0", "tr", N_ ("∂L/∂a = ∂L/∂y on the diagonal, 0 elsewhere"), 1, FALSE, trace_backward, NULL
};
/* clang-format on */
