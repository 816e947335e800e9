/* Reductions beyond sum and mean: extremes, products, norms, variances, and the running sums and products. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ROW(name, grad_fn, symbol, text, n, backward)                                                                  \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, n, TRUE, backward, NULL };
#define ROW_MANY(name, grad_fn, symbol, text, backward)                                                                \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, 1, TRUE, NULL, backward };

/* What the rules over dims keep: keepdim, the bits, how many dimensions the operand had, and whether dims were named
 * at all. */
typedef struct
{
  guint64 bits;
  gboolean keepdim;
  int ndim;
  gboolean named;
} Dims;

static void
save_dims (CrRecord *record, CrTensor *a, guint64 bits, gboolean keepdim, gboolean named)
{
  const gint64 ints[] = { keepdim, (gint64)bits, cr_tensor_get_ndim (a), named };
  cr_record_ints (record, G_N_ELEMENTS (ints), ints);
}

static Dims
get_dims (CrCalc *c)
{
  const gint64 *ints = c->function->ints;
  return (Dims){ (guint64)ints[1], ints[0] != 0, (int)ints[2], ints[3] != 0 };
}

/* @a, a result of the reduction, with the reduced dimensions put back as 1. */
static CrTensor *
restore (CrCalc *c, const Dims *dims, CrTensor *a)
{
  return dims->keepdim ? a : cr_calc_unsqueeze (c, a, dims->bits, dims->ndim);
}

/* The operand, saved in slot 0, in the dtype that the reduction was asked for. */
static CrTensor *
operand (CrCalc *c)
{
  CrTensor *a = SAVED (0);
  return a ? cr_calc_hold (c, cr_op_to_dtype (a, cr_tensor_get_dtype (G), c->error)) : NULL;
}

static gint64
count_reduced (CrTensor *a, guint64 bits)
{
  gint64 n = 1;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if (bits >> d & 1)
      n *= cr_tensor_get_sizes (a)[d];
  return n;
}

/* How many elements of @mask (of dtype bool) hold, over dims. Not recorded. */
static CrTensor *
count (CrCalc *c, CrTensor *mask, guint64 bits, gboolean keepdim)
{
  return mask ? cr_calc_hold (c, cr_kernel_sum (mask, bits, keepdim, CR_DTYPE_INT64, c->error)) : NULL;
}

static CrTensor *
record_reduction (const CrPrimitive *primitive, CrTensor *output, CrTensor *a, guint64 bits, gboolean keepdim,
                  gboolean named, const double *number, GError **error)
{
  CrRecord record = { .primitive = primitive, .inputs = { a }, .n_inputs = 1, .output = output };
  if (cr_record_begin (&record, error) && record.function)
    {
      save_dims (&record, a, bits, keepdim, named);
      if (number)
        record.function->number = *number;
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, record.output, TRUE);
    }
  return cr_record_end (&record);
}

static guint64
all_bits (CrTensor *a)
{
  guint64 bits;
  cr_dims_to_bits (NULL, 0, cr_tensor_get_ndim (a), &bits, NULL);
  return bits;
}

static gboolean
check_not_empty (CrTensor *a, const char *name, GError **error)
{
  if (cr_tensor_get_numel (a) > 0)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "%s(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
               "the 'dim' argument.",
               name);
  return FALSE;
}

/* max, min and median of all elements: those that are the result share its gradient evenly. */
RULE (whole)
{
  CrTensor *a = SAVED (0), *y = SAVED (1);
  if (!a || !y)
    return FALSE;
  CrTensor *mask = isnan (cr_tensor_get_double (y, 0)) ? cr_calc_test (c, CR_MATH_ISNAN, a)
                                                       : cr_calc_compare (c, CR_BINARY_EQ, a, y);
  CrTensor *share = DIV (G, count (c, mask, all_bits (a), FALSE));
  CrTensor *zeros = U (zeros_like, a);
  return mask && share && zeros && SEND (0, cr_calc_hold (c, cr_op_masked_fill_tensor (zeros, mask, share, c->error)));
}

static CrTensor *
extreme_all (const CrPrimitive *primitive, CrReduce op, const char *name, CrTensor *a, GError **error)
{
  if (!check_not_empty (a, name, error))
    return NULL;
  CrTensor *output = cr_kernel_reduce (op, a, all_bits (a), FALSE, NULL, error);
  return record_reduction (primitive, output, a, 0, FALSE, FALSE, NULL, error);
}

CrTensor *
cr_op_max (CrTensor *a, GError **error)
{
  return extreme_all (&cr_primitive_max, CR_REDUCE_MAX, "max", a, error);
}

CrTensor *
cr_op_min (CrTensor *a, GError **error)
{
  return extreme_all (&cr_primitive_min, CR_REDUCE_MIN, "min", a, error);
}

CrTensor *
cr_op_median (CrTensor *a, gboolean skip_nan, GError **error)
{
  gint64 flat = cr_tensor_get_numel (a);
  g_autoptr (CrTensor) copy = cr_kernel_cast (a, cr_tensor_get_dtype (a), error);
  g_autoptr (CrTensor) row = copy ? cr_tensor_new_view (copy, 1, &flat, &(gint64){ 1 }, 0) : NULL;
  CrTensor *output = NULL;
  g_autoptr (CrTensor) at = NULL;
  if (!row)
    return NULL;
  if (flat == 0)
    output = cr_tensor_new_scalar (cr_tensor_get_context (a), cr_tensor_get_dtype (a), NAN, error);
  else if (!cr_kernel_pick (skip_nan ? CR_PICK_NANMEDIAN : CR_PICK_MEDIAN, row, 0, FALSE, &output, &at, error))
    return NULL;
  return record_reduction (skip_nan ? &cr_primitive_nanmedian : &cr_primitive_median, output, a, 0, FALSE, FALSE, NULL,
                           error);
}

/* max, min, median, mode along a dimension: the gradient goes to the element that the index names. */
RULE_MANY (picked)
{
  const gint64 *ints = c->function->ints, *sizes;
  Dims dims = get_dims (c);
  CrTensor *at = restore (c, &dims, SAVED (0)), *grad = restore (c, &dims, G);
  if (!at || !grad || !cr_grad_fn_needs (c->function, 0))
    return at && grad;
  int ndim = cr_rule_input_shape (c->function, 0, &sizes);
  CrTensor *zeros
      = cr_calc_hold (c, cr_tensor_new_full (c->context, cr_tensor_get_dtype (grad), ndim, sizes, 0, c->error));
  return zeros && cr_calc_send (c, 0, cr_calc_hold (c, cr_op_scatter (zeros, ints[4], at, grad, c->error)));
}

static gboolean
check_dim_not_empty (CrTensor *a, int dim, const char *name, GError **error)
{
  if (cr_tensor_get_ndim (a) == 0 || cr_tensor_get_sizes (a)[dim] != 0)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX, "%s(): Expected reduction dim %d to have non-zero size.", name, dim);
  return FALSE;
}

gboolean
cr_op_pick (CrPick op, CrTensor *a, gint64 dim, gboolean keepdim, GPtrArray *results, GError **error)
{
  static const CrPrimitive *const primitives[CR_N_PICK]
      = { &cr_primitive_max_dim, &cr_primitive_min_dim, &cr_primitive_median_dim, &cr_primitive_nanmedian_dim,
          &cr_primitive_mode };
  static const char *const names[CR_N_PICK] = { "max", "min", "median", "nanmedian", "mode" };
  int ndim = cr_tensor_get_ndim (a), at = cr_wrap_dim (dim, ndim, error);
  CrTensor *values = NULL, *indices = NULL;
  if (at < 0 || !check_dim_not_empty (a, at, names[op], error)
      || !cr_kernel_pick (op, a, at, keepdim, &values, &indices, error))
    return FALSE;
  g_ptr_array_add (results, values);
  g_ptr_array_add (results, indices);
  CrRecord record = { .primitive = primitives[op], .inputs = { a }, .n_inputs = 1, .outputs = results };
  if (cr_record_begin (&record, error) && record.function)
    {
      const gint64 ints[] = { keepdim, ndim ? (gint64)(G_GUINT64_CONSTANT (1) << at) : 0, ndim, TRUE, at };
      cr_record_ints (&record, G_N_ELEMENTS (ints), ints);
      cr_record_save (&record, 0, indices, TRUE);
    }
  return cr_record_end_many (&record);
}

/* amax and amin: the elements that are the result share its gradient evenly. */
RULE (extreme)
{
  Dims dims = get_dims (c);
  CrTensor *a = SAVED (0), *mask = cr_calc_compare (c, CR_BINARY_EQ, restore (c, &dims, SAVED (1)), a);
  return SEND (0, MUL (DIV (restore (c, &dims, G), count (c, mask, dims.bits, TRUE)), mask));
}

static gboolean
check_extent (CrTensor *a, guint64 bits, gboolean named, const char *name, GError **error)
{
  if (!named)
    return check_not_empty (a, name, error);
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if ((bits >> d & 1) && !check_dim_not_empty (a, d, name, error))
      return FALSE;
  return TRUE;
}

static CrTensor *
extreme_dims (const CrPrimitive *primitive, CrReduce op, const char *name, CrTensor *a, const gint64 *dims,
              guint n_dims, gboolean keepdim, GError **error)
{
  guint64 bits;
  if (!cr_dims_to_bits (dims, n_dims, cr_tensor_get_ndim (a), &bits, error)
      || !check_extent (a, bits, n_dims > 0, name, error))
    return NULL;
  CrTensor *output = cr_kernel_reduce (op, a, bits, keepdim, NULL, error);
  return record_reduction (primitive, output, a, bits, keepdim, n_dims > 0, NULL, error);
}

CrTensor *
cr_op_amax (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error)
{
  return extreme_dims (&cr_primitive_amax, CR_REDUCE_MAX, "amax", a, dims, n_dims, keepdim, error);
}

CrTensor *
cr_op_amin (CrTensor *a, const gint64 *dims, guint n_dims, gboolean keepdim, GError **error)
{
  return extreme_dims (&cr_primitive_amin, CR_REDUCE_MIN, "amin", a, dims, n_dims, keepdim, error);
}

/* The product of all other elements along @dim, where a division by one of them will not do: of an n×n tensor with
 * ones on its diagonal. */
static CrTensor *
product_of_others (CrCalc *c, CrTensor *a, int dim)
{
  int ndim = cr_tensor_get_ndim (a);
  gint64 n = cr_tensor_get_sizes (a)[dim], shape[CR_MAX_DIMS + 2];
  for (int d = 0; d <= ndim; d++)
    shape[d] = 1;
  CrTensor *places = cr_calc_hold (c, cr_kernel_arange_int (c->context, 0, n, 1, CR_DTYPE_INT64, c->error));
  shape[dim] = n;
  CrTensor *rows = places ? cr_calc_hold (c, cr_op_reshape (places, ndim + 1, shape, c->error)) : NULL;
  shape[dim] = 1;
  shape[dim + 1] = n;
  CrTensor *columns = rows ? cr_calc_hold (c, cr_op_reshape (places, ndim + 1, shape, c->error)) : NULL;
  CrTensor *self = cr_calc_compare (c, CR_BINARY_EQ, rows, columns);
  CrTensor *line = cr_calc_hold (c, cr_op_unsqueeze (a, dim, c->error));
  CrTensor *one = cr_calc_hold (c, cr_tensor_new_scalar (c->context, cr_tensor_get_dtype (a), 1, c->error));
  CrTensor *others = cr_calc_where (c, self, one, line);
  return others ? cr_calc_hold (c, cr_op_prod_dim (others, dim + 1, FALSE, CR_N_DTYPES, c->error)) : NULL;
}

static gboolean
any_zero (CrTensor *a)
{
  for (gint64 i = 0; i < cr_tensor_get_numel (a); i++)
    if (cr_tensor_get_double (a, i) == 0)
      return TRUE;
  return FALSE;
}

RULE (prod)
{
  CrTensor *a = operand (c), *y = SAVED (1);
  if (!a || !y)
    return FALSE;
  if (!any_zero (a))
    return SEND (0, MUL (G, DIV (y, a)));
  const gint64 flat = cr_tensor_get_numel (a);
  CrTensor *row = cr_calc_hold (c, cr_op_reshape (a, 1, &flat, c->error));
  CrTensor *others = row ? product_of_others (c, row, 0) : NULL;
  CrTensor *slope
      = others ? cr_calc_hold (c, cr_op_view (others, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), c->error))
               : NULL;
  return SEND (0, MUL (G, slope));
}

RULE (prod_dim)
{
  Dims dims = get_dims (c);
  CrTensor *a = operand (c), *y = SAVED (1), *grad = restore (c, &dims, G);
  if (!a || !y)
    return FALSE;
  if (dims.ndim == 0)
    return SEND (0, grad);
  if (!any_zero (a))
    return SEND (0, MUL (grad, DIV (restore (c, &dims, y), a)));
  return SEND (0, MUL (grad, product_of_others (c, a, g_bit_nth_lsf (dims.bits, -1))));
}

/* @a for a product: of integers it is counted in int64, as sums are. */
static CrTensor *
product_kernel (CrTensor *a, guint64 bits, gboolean keepdim, CrDtype dtype, GError **error)
{
  CrDtype own = cr_tensor_get_dtype (a);
  if (dtype == CR_N_DTYPES)
    dtype = cr_dtype_is_floating (own) ? own : CR_DTYPE_INT64;
  g_autoptr (CrTensor) from = own == dtype ? cr_tensor_ref (a) : cr_kernel_cast (a, dtype, error);
  return from ? cr_kernel_reduce (CR_REDUCE_PROD, from, bits, keepdim, NULL, error) : NULL;
}

CrTensor *
cr_op_prod (CrTensor *a, CrDtype dtype, GError **error)
{
  CrTensor *output = product_kernel (a, all_bits (a), FALSE, dtype, error);
  return record_reduction (&cr_primitive_prod, output, a, 0, FALSE, FALSE, NULL, error);
}

CrTensor *
cr_op_prod_dim (CrTensor *a, gint64 dim, gboolean keepdim, CrDtype dtype, GError **error)
{
  guint64 bits;
  if (!cr_dims_to_bits (&dim, 1, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  CrTensor *output = product_kernel (a, bits, keepdim, dtype, error);
  return record_reduction (&cr_primitive_prod_dim, output, a, bits, keepdim, TRUE, NULL, error);
}

/* ATen's norm_backward(); @a is what the norm is of. */
static CrTensor *
norm_slope (CrCalc *c, CrTensor *a, CrTensor *y, CrTensor *grad, double p, guint64 bits)
{
  CrTensor *flat = p != 1 ? cr_calc_compare_number (c, CR_BINARY_EQ, y, 0) : NULL;
  if (p == 1)
    return MUL (U (sgn, a), grad);
  if (p == 2)
    return MUL (grad, cr_calc_mask (c, flat, DIV (a, y)));
  if (isinf (p))
    {
      CrTensor *nan = cr_calc_logical (c, CR_MATH_LOGICAL_AND, cr_calc_test (c, CR_MATH_ISNAN, a),
                                       cr_calc_test (c, CR_MATH_ISNAN, y));
      CrTensor *most = cr_calc_logical (c, CR_MATH_LOGICAL_OR, cr_calc_compare (c, CR_BINARY_EQ, U (abs, a), y), nan);
      return MUL (U (sgn, a), MUL (DIV (grad, count (c, most, bits, TRUE)), most));
    }
  if (p < 1)
    {
      CrTensor *slope = cr_calc_mask (c, cr_calc_compare_number (c, CR_BINARY_EQ, a, 0), POW (U (abs, a), p - 1));
      return MUL (MUL (MUL (U (sgn, a), slope), grad), POW (y, 1 - p));
    }
  CrTensor *scaled = p < 2 ? MUL (U (sgn, a), POW (U (abs, a), p - 1)) : MUL (a, POW (U (abs, a), p - 2));
  return MUL (scaled, cr_calc_mask (c, flat, DIV (grad, POW (y, p - 1))));
}

RULE (norm)
{
  Dims dims = get_dims (c);
  CrTensor *a = operand (c), *y = SAVED (1), *grad = G;
  if (dims.named)
    {
      y = restore (c, &dims, y);
      grad = restore (c, &dims, grad);
    }
  if (c->function->number == 0)
    return a && y; /* flat, and PyTorch sends nothing */
  return a && y && SEND (0, norm_slope (c, a, y, grad, c->function->number, dims.bits));
}

CrTensor *
cr_op_norm (CrTensor *a, double p, const CrNorm *how, GError **error)
{
  guint64 bits;
  gboolean other = how->dtype != CR_N_DTYPES;
  const CrPrimitive *primitive = how->is_linalg ? &cr_primitive_vector_norm
                                 : other        ? &cr_primitive_norm_dtype
                                                : &cr_primitive_norm;
  if (!cr_dims_to_bits (how->dims, how->n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  g_autoptr (CrTensor) from = other ? cr_kernel_cast (a, how->dtype, error) : cr_tensor_ref (a);
  CrTensor *output = from ? cr_kernel_reduce (CR_REDUCE_NORM, from, bits, how->keepdim, &p, error) : NULL;
  return record_reduction (primitive, output, a, bits, how->keepdim, how->n_dims > 0, &p, error);
}

CrTensor *
cr_op_dist (CrTensor *a, CrTensor *b, double p, GError **error)
{
  CrRecord record = CR_RECORD_2 (dist, a, b);
  g_autoptr (CrTensor) difference = cr_rule_binary (CR_BINARY_SUB, a, b, error);
  record.output
      = difference ? cr_kernel_reduce (CR_REDUCE_NORM, difference, all_bits (difference), FALSE, &p, error) : NULL;
  if (cr_record_begin (&record, error) && record.function)
    {
      record.function->number = p;
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, b, TRUE);
      cr_record_save (&record, 2, record.output, TRUE);
    }
  return cr_record_end (&record);
}

RULE (dist)
{
  if (c->function->number == 0)
    return TRUE;
  CrTensor *way = SUB (SAVED (0), SAVED (1));
  CrTensor *slope = way ? norm_slope (c, way, SAVED (2), G, c->function->number, all_bits (way)) : NULL;
  return SEND (0, slope) && SEND (1, NEG (slope));
}

/* 2 ÷ (n - correction) · grad · (a - mean) */
static CrTensor *
variance_slope (CrCalc *c, const Dims *dims, CrTensor *a, CrTensor *grad)
{
  if (!a)
    return NULL;
  double divisor = count_reduced (a, dims->bits) - c->function->number;
  gint64 list[CR_MAX_DIMS];
  guint n = 0;
  for (int d = 0; d < dims->ndim; d++)
    if (dims->bits >> d & 1)
      list[n++] = d;
  CrTensor *mean = dims->named && n ? cr_calc_hold (c, cr_op_mean_dim (a, list, n, TRUE, CR_N_DTYPES, c->error))
                                    : cr_calc_hold (c, cr_op_mean (a, CR_N_DTYPES, c->error));
  grad = dims->named ? restore (c, dims, grad) : grad;
  return MUL (TIMES (grad, 2 / divisor), SUB (a, mean));
}

/* The gradient for a variance from that for its root. */
static CrTensor *
through_root (CrCalc *c, CrTensor *grad, CrTensor *root)
{
  CrTensor *flat = cr_calc_compare_number (c, CR_BINARY_EQ, root, 0);
  return cr_calc_mask (c, flat, DIV (grad, TIMES (root, 2)));
}

RULE (var)
{
  Dims dims = get_dims (c);
  return SEND (0, variance_slope (c, &dims, SAVED (0), G));
}

RULE (std)
{
  Dims dims = get_dims (c);
  return SEND (0, variance_slope (c, &dims, SAVED (0), through_root (c, G, SAVED (1))));
}

static gboolean
check_variance (CrTensor *a, const char *name, GError **error)
{
  if (cr_dtype_is_floating (cr_tensor_get_dtype (a)))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s only support floating point and complex dtypes", name);
  return FALSE;
}

CrTensor *
cr_op_var (CrTensor *a, const CrVariance *how, gboolean root, GError **error)
{
  guint64 bits;
  if (!check_variance (a, "std and var", error)
      || !cr_dims_to_bits (how->dims, how->n_dims, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  CrTensor *output
      = cr_kernel_reduce (root ? CR_REDUCE_STD : CR_REDUCE_VAR, a, bits, how->keepdim, &how->correction, error);
  return record_reduction (root ? &cr_primitive_std : &cr_primitive_var, output, a, bits, how->keepdim,
                           how->n_dims > 0 || how->keepdim, &how->correction, error);
}

/* Both outputs may have been used, or one. */
static gboolean
send_both (CrCalc *c, gboolean root)
{
  Dims dims = get_dims (c);
  CrTensor *a = SAVED (0), *spread = NULL, *mean = NULL;
  if (!a)
    return FALSE;
  if (c->received[0])
    spread = variance_slope (c, &dims, a, root ? through_root (c, G, SAVED (1)) : G);
  if (c->received[1])
    {
      CrTensor *grad = dims.named ? restore (c, &dims, c->received[1]) : c->received[1];
      grad = grad ? cr_calc_hold (c, cr_op_expand (grad, dims.ndim, cr_tensor_get_sizes (a), c->error)) : NULL;
      mean = OVER (grad, count_reduced (a, dims.bits));
    }
  if ((c->received[0] && !spread) || (c->received[1] && !mean))
    return FALSE;
  return SEND (0, spread && mean ? ADD (spread, mean) : spread ? spread : mean);
}

RULE_MANY (var_mean) { return send_both (c, FALSE); }

RULE_MANY (std_mean) { return send_both (c, TRUE); }

gboolean
cr_op_var_mean (CrTensor *a, const CrVariance *how, gboolean root, GPtrArray *results, GError **error)
{
  guint64 bits;
  if (!check_variance (a, root ? "std_mean" : "var_mean", error)
      || !cr_dims_to_bits (how->dims, how->n_dims, cr_tensor_get_ndim (a), &bits, error))
    return FALSE;
  const CrReduce ops[] = { root ? CR_REDUCE_STD : CR_REDUCE_VAR, CR_REDUCE_MEAN };
  for (guint i = 0; i < 2; i++)
    {
      CrTensor *result = cr_kernel_reduce (ops[i], a, bits, how->keepdim, &how->correction, error);
      if (!result)
        return FALSE;
      g_ptr_array_add (results, result);
    }
  CrRecord record = { .primitive = root ? &cr_primitive_std_mean : &cr_primitive_var_mean,
                      .inputs = { a },
                      .n_inputs = 1,
                      .outputs = results };
  if (cr_record_begin (&record, error) && record.function)
    {
      save_dims (&record, a, bits, how->keepdim, how->n_dims > 0 || how->keepdim);
      record.function->number = how->correction;
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, results->pdata[0], root);
    }
  return cr_record_end_many (&record);
}

#define SHARED N_ ("∂L/∂a = ∂L/∂y, shared evenly by the elements that are y, 0 elsewhere")
#define CHOSEN N_ ("∂L/∂a = ∂L/∂y at the element that was chosen, 0 elsewhere")
#define OTHERS N_ ("∂L/∂a = ∂L/∂y · the product of the other elements")
#define NORM N_ ("∂L/∂a = ∂L/∂y · a·|a|ᵖ⁻² ÷ yᵖ⁻¹")
/* clang-format off */
ROW (max, "MaxBackward1", "max", SHARED, 1, whole_backward)
ROW (min, "MinBackward1", "min", SHARED, 1, whole_backward)
ROW (median, "MedianBackward0", "median", SHARED, 1, whole_backward)
ROW (nanmedian, "NanmedianBackward0", "median", SHARED, 1, whole_backward)
ROW_MANY (max_dim, "MaxBackward0", "max", CHOSEN, picked_backward)
ROW_MANY (min_dim, "MinBackward0", "min", CHOSEN, picked_backward)
ROW_MANY (median_dim, "MedianBackward1", "median", CHOSEN, picked_backward)
ROW_MANY (nanmedian_dim, "NanmedianBackward1", "median", CHOSEN, picked_backward)
ROW_MANY (mode, "ModeBackward0", "mode", CHOSEN, picked_backward)
ROW (amax, "AmaxBackward0", "max", SHARED, 1, extreme_backward)
ROW (amin, "AminBackward0", "min", SHARED, 1, extreme_backward)
ROW (prod, "ProdBackward0", "Π", OTHERS, 1, prod_backward)
ROW (prod_dim, "ProdBackward1", "Π", OTHERS, 1, prod_dim_backward)
ROW (norm, "NormBackward1", "‖x‖", NORM, 1, norm_backward)
ROW (norm_dtype, "NormBackward3", "‖x‖", NORM, 1, norm_backward)
ROW (vector_norm, "LinalgVectorNormBackward0", "‖x‖", NORM, 1, norm_backward)
ROW (dist, "DistBackward0", "‖x−y‖", N_ ("∂L/∂a = ∂L/∂y · the slope of the norm of a − b,  ∂L/∂b = −∂L/∂a"), 2,
     dist_backward)
ROW (var, "VarBackward0", "var", N_ ("∂L/∂a = ∂L/∂y · 2(a − mean) ÷ (n − correction)"), 1, var_backward)
ROW (std, "StdBackward0", "std", N_ ("∂L/∂a = ∂L/∂y · (a − mean) ÷ (y · (n − correction))"), 1, std_backward)
ROW_MANY (var_mean, "VarMeanBackward0", "var, mean",
          N_ ("∂L/∂a = ∂L/∂var · 2(a − mean) ÷ (n − correction) + ∂L/∂mean ÷ n"), var_mean_backward)
ROW_MANY (std_mean, "StdMeanBackward0", "std, mean",
          N_ ("∂L/∂a = ∂L/∂std · (a − mean) ÷ (std · (n − correction)) + ∂L/∂mean ÷ n"), std_mean_backward)
/* clang-format on */
