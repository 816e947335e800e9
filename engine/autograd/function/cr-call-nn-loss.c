/* Element-wise losses of torch.nn.functional: from arguments to operations. */

#include "cr-call-nn-private.h"

#include "cr-kernels-private.h"
#include "cr-print.h"

#define N_DIM(t) cr_tensor_get_ndim (t)

static void
warn_sizes (CrContext *context, CrTensor *a, CrTensor *target)
{
  g_autofree char *have = cr_nn_size_to_string (a), *want = cr_nn_size_to_string (target);
  g_autofree char *warning
      = g_strdup_printf ("Using a target size (%s) that is different to the input size (%s). This will likely lead to "
                         "incorrect results due to broadcasting. Please ensure they have the same size.",
                         want, have);
  cr_context_warn (context, "UserWarning", warning);
}

static CrTensor *
expand_to (CrTensor *a, int ndim, const gint64 *sizes, GError **error)
{
  gboolean same = N_DIM (a) == ndim;
  for (int d = 0; same && d < ndim; d++)
    same = cr_tensor_get_sizes (a)[d] == sizes[d];
  return same ? cr_tensor_ref (a) : cr_op_expand (a, ndim, sizes, error);
}

/* Input and target in one shape and dtype, with the warning where the shapes differ. */
static gboolean
prepare (CrContext *context, const CrArg *args, CrTensor **a, CrTensor **target, GError **error)
{
  CrTensor *input = args[0].u.tensor, *given = args[1].u.tensor;
  gint64 sizes[CR_MAX_DIMS];
  if (!cr_nn_same_sizes (input, given))
    warn_sizes (context, input, given);
  CrDtype dtype = cr_result_type (input, FALSE, given, FALSE);
  int ndim = cr_broadcast_sizes (input, given, sizes, error);
  if (ndim < 0)
    return FALSE;
  g_autoptr (CrTensor) left = expand_to (input, ndim, sizes, error);
  g_autoptr (CrTensor) right = left ? expand_to (given, ndim, sizes, error) : NULL;
  *a = right ? cr_op_to_dtype (left, dtype, error) : NULL;
  *target = *a ? cr_op_to_dtype (right, dtype, error) : NULL;
  return *target != NULL;
}

/* Args: input, target, ... */
static CrTensor *
call_pair (CrContext *context, const CrArg *args, CrPair pair, double setting, CrReduction reduction, GError **error)
{
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) target = NULL;
  if (!prepare (context, args, &a, &target, error))
    return NULL;
  return cr_op_pair_loss (pair, a, target, setting, reduction, error);
}

/* Args: input, target, size_average, reduce, reduction. */
CrTensor *
cr_call_nn_mse_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[4], &args[2], &args[3], &reduction, error))
    return NULL;
  return call_pair (context, args, CR_PAIR_MSE, 0, reduction, error);
}

/* |input - target|, composed. */
static CrTensor *
absolute_difference (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) difference = cr_op_sub (a, b, 1, error);
  return difference ? cr_op_abs (difference, error) : NULL;
}

CrTensor *
cr_call_nn_l1_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) target = NULL;
  if (!cr_nn_get_reduction (context, &args[4], &args[2], &args[3], &reduction, error)
      || !prepare (context, args, &a, &target, error))
    return NULL;
  return cr_op_reduce (absolute_difference (a, target, error), reduction, error);
}

/* Args: input, target, size_average, reduce, reduction, beta. */
CrTensor *
cr_call_nn_smooth_l1_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  double beta = cr_arg_get_number (&args[5]);
  if (!cr_nn_get_reduction (context, &args[4], &args[2], &args[3], &reduction, error))
    return NULL;
  if (!(beta < 0))
    return call_pair (context, args, CR_PAIR_SMOOTH_L1, beta, reduction, error);
  cr_nn_refuse (error, CR_ERROR_RUNTIME, "smooth_l1_loss does not support negative values for beta.");
  return NULL;
}

/* Args: input, target, reduction, delta. */
CrTensor *
cr_call_nn_huber_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  double delta = cr_arg_get_number (&args[3]);
  if (!cr_nn_get_reduction (context, &args[2], NULL, NULL, &reduction, error))
    return NULL;
  if (delta > 0)
    return call_pair (context, args, CR_PAIR_HUBER, delta, reduction, error);
  cr_nn_refuse (error, CR_ERROR_RUNTIME, "huber_loss does not support non-positive values for delta.");
  return NULL;
}

CrTensor *
cr_call_nn_soft_margin_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[4], &args[2], &args[3], &reduction, error))
    return NULL;
  return cr_op_pair_loss (CR_PAIR_SOFT_MARGIN, args[0].u.tensor, args[1].u.tensor, 0, reduction, error);
}

static gboolean
check_not_required (CrTensor *weight, const char *name, const char *argument, GError **error)
{
  if (!weight || !cr_tensor_requires_grad (weight))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "The function '%s' is not differentiable with respect to argument '%s'. This input cannot have "
               "requires_grad True.",
               name, argument);
  return FALSE;
}

static gboolean
check_probabilities (CrTensor *a, CrTensor *target, GError **error)
{
  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (target))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Found dtype %s but expected %s",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (target)),
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)));
      return FALSE;
    }
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (a, CR_DTYPE_FLOAT64, error);
  if (!whole)
    return FALSE;
  const double *values = cr_tensor_get_data (whole);
  for (gint64 i = 0; i < cr_tensor_get_numel (a); i++)
    if (!(values[i] >= 0 && values[i] <= 1))
      return cr_nn_refuse (error, CR_ERROR_RUNTIME, "all elements of input should be between 0 and 1");
  return TRUE;
}

/* Args: input, target, weight, size_average, reduce, reduction. */
CrTensor *
cr_call_nn_binary_cross_entropy (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *target = args[1].u.tensor, *weight = cr_nn_get_tensor (&args[2]);
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[5], &args[3], &args[4], &reduction, error))
    return NULL;
  if (!cr_nn_same_sizes (a, target))
    {
      g_autofree char *have = cr_nn_size_to_string (a), *want = cr_nn_size_to_string (target);
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                   "Using a target size (%s) that is different to the input size (%s) is deprecated. Please ensure "
                   "they have the same size.",
                   want, have);
      return NULL;
    }
  if (!check_not_required (weight, "binary_cross_entropy", "weight", error) || !check_probabilities (a, target, error))
    return NULL;
  g_autoptr (CrTensor) wide = weight ? expand_to (weight, N_DIM (target), cr_tensor_get_sizes (target), error) : NULL;
  if (weight && !wide)
    return NULL;
  return cr_op_binary_cross_entropy (a, target, wide, reduction, error);
}

/* Args: input, target, weight, size_average, reduce, reduction, pos_weight. */
CrTensor *
cr_call_nn_binary_cross_entropy_with_logits (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *target = args[1].u.tensor;
  CrTensor *weight = cr_nn_get_tensor (&args[2]), *pos_weight = cr_nn_get_tensor (&args[6]);
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[5], &args[3], &args[4], &reduction, error))
    return NULL;
  if (!cr_nn_same_sizes (a, target))
    {
      g_autofree char *have = cr_nn_size_to_string (a), *want = cr_nn_size_to_string (target);
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Target size (%s) must be the same as input size (%s)", want, have);
      return NULL;
    }
  if (!cr_dtype_is_floating (cr_tensor_get_dtype (target)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "result type %s can't be cast to the desired output type %s",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)),
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (target)));
      return NULL;
    }
  if (!check_not_required (weight, "binary_cross_entropy_with_logits", "weight", error)
      || !check_not_required (pos_weight, "binary_cross_entropy_with_logits", "pos_weight", error))
    return NULL;
  return cr_op_binary_cross_entropy_with_logits (a, target, weight, pos_weight, reduction, error);
}

/* target · (log target - input), or with @log_target exp (target) · (target - input). */
static CrTensor *
kl_point (CrTensor *a, CrTensor *target, gboolean log_target, GError **error)
{
  if (log_target)
    {
      g_autoptr (CrTensor) power = cr_op_exp (target, error);
      g_autoptr (CrTensor) difference = power ? cr_op_sub (target, a, 1, error) : NULL;
      return difference ? cr_op_mul (power, difference, error) : NULL;
    }
  g_autoptr (CrTensor) own = cr_op_xlogy (target, target, error);
  g_autoptr (CrTensor) cross = own ? cr_op_mul (target, a, error) : NULL;
  return cross ? cr_op_sub (own, cross, 1, error) : NULL;
}

/* Args: input, target, size_average, reduce, reduction, log_target. */
CrTensor *
cr_call_nn_kl_div (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *target = args[1].u.tensor;
  CrReduction reduction = CR_REDUCTION_SUM;
  gboolean batch_mean = args[4].kind == CR_ARG_STRING && g_str_equal (args[4].u.string, "batchmean")
                        && args[2].kind == CR_ARG_NONE && args[3].kind == CR_ARG_NONE;
  if (!batch_mean && !cr_nn_get_reduction (context, &args[4], &args[2], &args[3], &reduction, error))
    return NULL;
  if (reduction == CR_REDUCTION_MEAN)
    cr_context_warn (context, "UserWarning",
                     "reduction: 'mean' divides the total loss by both the batch size and the support "
                     "size.'batchmean' divides only by the batch size, and aligns with the KL div math "
                     "definition.'mean' will be changed to behave the same as 'batchmean' in the next major release.");
  g_autoptr (CrTensor) loss = cr_op_reduce (kl_point (a, target, args[5].u.integer, error), reduction, error);
  if (!loss || !batch_mean || N_DIM (a) == 0)
    return g_steal_pointer (&loss);
  g_autoptr (CrTensor) n = cr_op_number (context, CR_DTYPE_INT64, cr_tensor_get_sizes (a)[0], error);
  return n ? cr_op_div (loss, n, error) : NULL;
}

/* @a where @target differs from @value, else 0. Takes @a. */
static CrTensor *
where_not (CrTensor *target, double value, CrTensor *a, GError **error)
{
  CrContext *context = cr_tensor_get_context (target);
  g_autoptr (CrTensor) owned = a;
  g_autoptr (CrTensor) number = a ? cr_op_number (context, CR_DTYPE_FLOAT64, value, error) : NULL;
  g_autoptr (CrTensor) differs = number ? cr_rule_binary (CR_BINARY_NE, target, number, error) : NULL;
  g_autoptr (CrTensor) zeros = differs ? cr_op_zeros_like (a, error) : NULL;
  return zeros ? cr_op_where (differs, a, zeros, error) : NULL;
}

/* max (0, a), taken. */
static CrTensor *
clamp_below (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  g_autoptr (CrTensor) zero = a ? cr_op_number (cr_tensor_get_context (a), CR_DTYPE_INT64, 0, error) : NULL;
  return zero ? cr_op_clamp_min_scalar (a, zero, error) : NULL;
}

/* Args: input, target, margin, size_average, reduce, reduction. */
CrTensor *
cr_call_nn_hinge_embedding_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *target = args[1].u.tensor;
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[5], &args[3], &args[4], &reduction, error))
    return NULL;
  g_autoptr (CrTensor) margin
      = cr_tensor_new_scalar (context, cr_tensor_get_dtype (a), cr_arg_get_number (&args[2]), error);
  CrTensor *apart = margin ? clamp_below (cr_op_sub (margin, a, 1, error), error) : NULL;
  g_autoptr (CrTensor) first = where_not (target, 1, apart, error);
  g_autoptr (CrTensor) second = first ? where_not (target, -1, cr_tensor_ref (a), error) : NULL;
  return second ? cr_op_reduce (cr_op_add (first, second, 1, error), reduction, error) : NULL;
}

/* Args: input1, input2, target, margin, size_average, reduce, reduction. */
CrTensor *
cr_call_nn_margin_ranking_loss (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *b = args[1].u.tensor, *target = args[2].u.tensor;
  CrReduction reduction;
  if (!cr_nn_get_reduction (context, &args[6], &args[4], &args[5], &reduction, error))
    return NULL;
  if (N_DIM (a) != N_DIM (b) || N_DIM (a) != N_DIM (target))
    {
      g_autofree char *first = cr_nn_size_to_string (a), *second = cr_nn_size_to_string (b);
      g_autofree char *third = cr_nn_size_to_string (target);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: %s, "
                   "input2: %s, target: %s ",
                   first, second, third);
      return NULL;
    }
  g_autoptr (CrTensor) opposite = cr_op_neg (target, error);
  g_autoptr (CrTensor) difference = opposite ? cr_op_sub (a, b, 1, error) : NULL;
  CrTensor *product = difference ? cr_op_mul (opposite, difference, error) : NULL;
  CrTensor *loss = clamp_below (cr_nn_shift (product, cr_arg_get_number (&args[3]), error), error);
  return cr_op_reduce (loss, reduction, error);
}
