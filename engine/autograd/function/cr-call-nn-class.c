/* nll_loss and cross_entropy: checks, shapes and label smoothing as PyTorch composes them. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[d]

static char *
sizes_of (CrTensor *tensor)
{
  return cr_sizes_to_string (N_DIM (tensor), cr_tensor_get_sizes (tensor));
}

/* How many classes input of so many dimensions has. */
static gint64
count_classes (CrTensor *a)
{
  return N_DIM (a) == 1 ? SIZE (a, 0) : SIZE (a, 1);
}

static gboolean
check_types (CrTensor *a, CrTensor *target, CrTensor *weight, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  if (cr_tensor_get_dtype (target) != CR_DTYPE_INT64)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected scalar type Long but found %s",
                 cr_dtype_get_scalar_name (cr_tensor_get_dtype (target)));
  else if (weight && cr_tensor_get_dtype (weight) != dtype)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected scalar type %s but found %s",
                 cr_dtype_get_scalar_name (dtype), cr_dtype_get_scalar_name (cr_tensor_get_dtype (weight)));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_weight (CrTensor *a, CrTensor *weight, GError **error)
{
  if (!weight || (N_DIM (weight) == 1 && cr_tensor_get_numel (weight) == count_classes (a)))
    return TRUE;
  g_autofree char *sizes = sizes_of (weight);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "weight tensor should be defined either for all %" G_GINT64_FORMAT
               " classes or no classes but got weight tensor of shape: %s",
               count_classes (a), sizes);
  return FALSE;
}

/* (N, C) with (N), or (C) with (). */
static gboolean
check_1d (CrTensor *a, CrTensor *target, GError **error)
{
  if (N_DIM (target) > 1)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "0D or 1D target tensor expected, multi-target not supported");
  if (N_DIM (a) == 1 && N_DIM (target) == 0)
    return TRUE;
  if (N_DIM (a) == 2 && N_DIM (target) == 1 && SIZE (a, 0) == SIZE (target, 0))
    return TRUE;
  g_autofree char *have = sizes_of (a), *want = sizes_of (target);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "size mismatch (got input: %s, target: %s)", have, want);
  return FALSE;
}

static gboolean
check_2d (CrTensor *a, CrTensor *target, GError **error)
{
  if (N_DIM (target) != 3)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "only batches of spatial targets supported (3D tensors) but got targets of dimension: %d",
                   N_DIM (target));
      return FALSE;
    }
  if (SIZE (a, 0) == SIZE (target, 0) && SIZE (a, 2) == SIZE (target, 1) && SIZE (a, 3) == SIZE (target, 2))
    return TRUE;
  g_autofree char *have = sizes_of (a), *want = sizes_of (target);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "size mismatch (got input: %s , target: %s", have, want);
  return FALSE;
}

/* (N, C, 1, rest) with (N, 1, rest), as which PyTorch computes 3 and 5 or more dimensions; back where nothing is
 * taken together. */
static CrTensor *
nll_folded (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index, GError **error)
{
  gint64 n = SIZE (a, 0), rest = 1, wanted[CR_MAX_DIMS];
  gboolean fits = N_DIM (target) == N_DIM (a) - 1 && SIZE (target, 0) == n;
  wanted[0] = n;
  for (int d = 2; d < N_DIM (a); d++)
    {
      wanted[d - 1] = SIZE (a, d);
      rest *= SIZE (a, d);
      fits = fits && SIZE (target, d - 1) == SIZE (a, d);
    }
  if (!fits)
    {
      g_autofree char *want = cr_sizes_to_string (N_DIM (a) - 1, wanted), *have = sizes_of (target);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Expected target size %s, got %s", want, have);
      return NULL;
    }
  const gint64 input[] = { n, SIZE (a, 1), 1, rest }, classes[] = { n, 1, rest };
  g_autoptr (CrTensor) rows = cr_op_contiguous (a, error);
  g_autoptr (CrTensor) flat = rows ? cr_op_view (rows, 4, input, error) : NULL;
  g_autoptr (CrTensor) labels = flat ? cr_op_reshape (target, 3, classes, error) : NULL;
  g_autoptr (CrTensor) loss
      = labels ? cr_op_nll_loss (flat, labels, weight, reduction, ignore_index, TRUE, error) : NULL;
  if (!loss || reduction != CR_REDUCTION_NONE)
    return g_steal_pointer (&loss);
  return cr_op_view (loss, N_DIM (a) - 1, wanted, error);
}

/* at::nll_loss_nd. */
static CrTensor *
nll (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index, GError **error)
{
  if (N_DIM (a) == 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Expected 1 or more dimensions (got 0)");
      return NULL;
    }
  if (N_DIM (a) != 1 && N_DIM (target) > 0 && SIZE (a, 0) != SIZE (target, 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                   "Expected input batch_size (%" G_GINT64_FORMAT ") to match target batch_size (%" G_GINT64_FORMAT
                   ").",
                   SIZE (a, 0), SIZE (target, 0));
      return NULL;
    }
  gboolean two_d = N_DIM (a) == 4, flat = N_DIM (a) <= 2;
  if ((flat && !check_1d (a, target, error)) || (two_d && !check_2d (a, target, error))
      || !check_types (a, target, weight, error) || !check_weight (a, weight, error))
    return NULL;
  return flat || two_d ? cr_op_nll_loss (a, target, weight, reduction, ignore_index, two_d, error)
                       : nll_folded (a, target, weight, reduction, ignore_index, error);
}

/* Args: input, target, weight, size_average, ignore_index, reduce, reduction. */
CrTensor *
cr_call_nn_nll_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[6], &args[3], &args[5], &reduction, error))
    return NULL;
  return nll (args[0].u.tensor, args[1].u.tensor, cr_nn_get_tensor (&args[2]), reduction, args[4].u.integer, error);
}

/* What cross_entropy was asked for. */
typedef struct
{
  CrTensor *target;
  CrTensor *weight;
  CrReduction reduction;
  gint64 ignore_index;
  double smoothing;
} Entropy;

/* The weight as (C, 1, 1) where classes are not the last dimension; owned. */
static CrTensor *
spread_weight (const Entropy *e, CrTensor *a, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = MAX (N_DIM (a) - 1, 1);
  for (int d = 0; d < ndim; d++)
    sizes[d] = 1;
  sizes[0] = cr_tensor_get_numel (e->weight);
  return cr_op_view (e->weight, ndim, sizes, error);
}

/* Targets that are probabilities of the classes. */
static CrTensor *
probabilities (const Entropy *e, CrTensor *a, GError **error)
{
  gint64 dim = N_DIM (a) == 1 ? 0 : 1, n = count_classes (a);
  g_autoptr (CrTensor) log = cr_op_log_softmax (a, dim, error);
  g_autoptr (CrTensor) target = cr_tensor_ref (e->target);
  if (log && e->smoothing > 0)
    {
      CrTensor *smooth = cr_nn_shift (cr_op_mul_scalar (target, 1 - e->smoothing, error), e->smoothing / n, error);
      g_clear_pointer (&target, cr_tensor_unref);
      target = smooth;
    }
  g_autoptr (CrTensor) product = log && target ? cr_op_mul (log, target, error) : NULL;
  g_autoptr (CrTensor) wide = product && e->weight ? spread_weight (e, a, error) : NULL;
  if (!product || (e->weight && !wide))
    return NULL;
  g_autoptr (CrTensor) weighed = wide ? cr_op_mul (product, wide, error) : g_steal_pointer (&product);
  if (!weighed)
    return NULL;
  CrTensor *sum = e->reduction == CR_REDUCTION_NONE ? cr_op_sum_dim (weighed, &dim, 1, FALSE, CR_N_DTYPES, error)
                                                    : cr_op_sum (weighed, CR_N_DTYPES, error);
  g_autoptr (CrTensor) loss = cr_rule_minus (sum, error);
  if (!loss || e->reduction != CR_REDUCTION_MEAN)
    return g_steal_pointer (&loss);
  return cr_op_div_scalar (loss, (double)cr_tensor_get_numel (a) / n, error);
}

/* The weights of all targets that count, added. */
static double
get_total_weight (const Entropy *e)
{
  double total = 0;
  for (gint64 i = 0; i < cr_tensor_get_numel (e->target); i++)
    if (cr_tensor_get_int (e->target, i) != e->ignore_index)
      total += cr_tensor_get_double (e->weight, cr_tensor_get_int (e->target, i));
  return total;
}

/* The part of the loss that all classes share, from -Σ w log p of each place. Takes @smooth. */
static CrTensor *
reduce_smooth (const Entropy *e, CrTensor *smooth, GError **error)
{
  CrContext *context = cr_tensor_get_context (e->target);
  g_autoptr (CrTensor) owned = smooth;
  g_autoptr (CrTensor) ignored
      = smooth ? cr_tensor_new_scalar_int (context, CR_DTYPE_INT64, e->ignore_index, error) : NULL;
  g_autoptr (CrTensor) mask
      = ignored ? cr_kernel_binary (CR_BINARY_EQ, e->target, ignored, CR_DTYPE_INT64, error) : NULL;
  g_autoptr (CrTensor) zero = mask ? cr_tensor_new_scalar (context, cr_tensor_get_dtype (smooth), 0, error) : NULL;
  CrTensor *const indices[] = { mask };
  g_autoptr (CrTensor) kept = zero ? cr_op_index_put (smooth, indices, 1, zero, FALSE, error) : NULL;
  if (!kept || e->reduction == CR_REDUCTION_NONE)
    return g_steal_pointer (&kept);
  if (e->reduction == CR_REDUCTION_SUM)
    return cr_op_sum (kept, CR_N_DTYPES, error);
  if (e->weight)
    {
      g_autoptr (CrTensor) sum = cr_op_sum (kept, CR_N_DTYPES, error);
      g_autoptr (CrTensor) total
          = sum ? cr_tensor_new_scalar (context, cr_tensor_get_dtype (sum), get_total_weight (e), error) : NULL;
      return total ? cr_op_div (sum, total, error) : NULL;
    }
  g_autoptr (CrTensor) counted = cr_kernel_binary (CR_BINARY_NE, e->target, ignored, CR_DTYPE_INT64, error);
  g_autoptr (CrTensor) chosen = counted ? cr_op_masked_select (kept, counted, error) : NULL;
  return chosen ? cr_op_mean (chosen, CR_N_DTYPES, error) : NULL;
}

static CrTensor *
smoothed (const Entropy *e, CrTensor *a, GError **error)
{
  gint64 dim = N_DIM (a) == 1 ? 0 : 1;
  g_autoptr (CrTensor) log = cr_op_log_softmax (a, dim, error);
  g_autoptr (CrTensor) loss = log ? nll (log, e->target, e->weight, e->reduction, e->ignore_index, error) : NULL;
  g_autoptr (CrTensor) wide = loss && e->weight ? spread_weight (e, a, error) : NULL;
  if (!loss || (e->weight && !wide))
    return NULL;
  g_autoptr (CrTensor) weighed = wide ? cr_op_mul (log, wide, error) : cr_tensor_ref (log);
  CrTensor *sum = weighed ? cr_op_sum_dim (weighed, &dim, 1, FALSE, CR_N_DTYPES, error) : NULL;
  g_autoptr (CrTensor) smooth = reduce_smooth (e, cr_rule_minus (sum, error), error);
  if (!smooth)
    return NULL;
  CrTensor *first = cr_op_mul_scalar (loss, 1 - e->smoothing, error);
  return cr_nn_plus (first, cr_op_mul_scalar (smooth, e->smoothing / count_classes (a), error), error);
}

static gboolean
check_probabilities (const Entropy *e, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (e->target);
  if (!cr_dtype_is_floating (dtype))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "Expected floating point type for target with class probabilities, got %s",
                   cr_dtype_get_scalar_name (dtype));
      return FALSE;
    }
  if (e->ignore_index >= 0)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "ignore_index is not supported for floating point target");
  return TRUE;
}

/* Args: input, target, weight, size_average, ignore_index, reduce, reduction, label_smoothing. */
CrTensor *
cr_call_nn_cross_entropy (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  Entropy e = { args[1].u.tensor, cr_nn_get_tensor (&args[2]), CR_REDUCTION_MEAN, args[4].u.integer,
                cr_arg_get_number (&args[7]) };
  if (!cr_nn_get_reduction (context, &args[6], &args[3], &args[5], &e.reduction, error))
    return NULL;
  if (cr_nn_same_sizes (a, e.target))
    {
      if (!check_probabilities (&e, error) || (N_DIM (a) > 0 && !check_weight (a, e.weight, error)))
        return NULL;
      if (N_DIM (a) > 0)
        return probabilities (&e, a, error);
    }
  if (e.smoothing < 0 || e.smoothing > 1)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "label_smoothing must be between 0.0 and 1.0. Got: %g",
                   e.smoothing);
      return NULL;
    }
  if (e.smoothing > 0)
    return smoothed (&e, a, error);
  g_autoptr (CrTensor) log = cr_op_log_softmax (a, N_DIM (a) <= 1 ? 0 : 1, error);
  return log ? nll (log, e.target, e.weight, e.reduction, e.ignore_index, error) : NULL;
}
