/* nll_loss and embedding, whose gradients are their adjoints; binary cross entropy of logits, whose rule is composed.
 */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The weight saved in @slot, owned, or NULL; FALSE with @error. */
static gboolean
unpack_weight (CrGradFn *function, guint slot, CrTensor **weight, GError **error)
{
  *weight = NULL;
  if (!cr_grad_fn_find_saved (function, slot))
    return TRUE;
  *weight = cr_grad_fn_unpack (function, slot, error);
  return *weight != NULL;
}

/* Numbers of the nodes of nll_loss and of its gradient: reduction, ignore_index, whether it is 2-d, and the shape of
 * the input. */
#define N_SETTINGS 3

CrTensor *
cr_op_nll_loss (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index,
                gboolean two_d, GError **error)
{
  CrRecord record = { two_d ? &cr_primitive_nll_loss2d : &cr_primitive_nll_loss, { a }, 1, NULL, NULL };
  g_autoptr (CrTensor) total = NULL;
  if (!cr_nn_check_floating (a, two_d ? "nll_loss2d_forward_out_frame" : "nll_loss_out_frame", error))
    return NULL;
  record.output = cr_kernel_nll (a, target, weight, reduction, ignore_index, &total, error);
  if (cr_record_begin (&record, error))
    {
      gint64 ints[N_SETTINGS + 1 + CR_MAX_DIMS] = { reduction, ignore_index, two_d };
      cr_record_ints (&record, N_SETTINGS + cr_nn_put_shape (ints + N_SETTINGS, a), ints);
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, target, TRUE);
      cr_record_save (&record, 2, total, TRUE);
      cr_record_save (&record, 3, weight, weight != NULL);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_nll_loss_backward (CrTensor *grad, CrTensor *target, CrTensor *weight, CrTensor *total_weight,
                         CrReduction reduction, gint64 ignore_index, gboolean two_d, int ndim, const gint64 *sizes,
                         GError **error)
{
  CrRecord record
      = { two_d ? &cr_primitive_nll_loss2d_backward : &cr_primitive_nll_loss_backward, { grad }, 1, NULL, NULL };
  record.output
      = cr_kernel_nll_adjoint (grad, target, weight, total_weight, reduction, ignore_index, ndim, sizes, error);
  if (cr_record_begin (&record, error))
    {
      const gint64 ints[N_SETTINGS] = { reduction, ignore_index, two_d };
      cr_record_ints (&record, N_SETTINGS, ints);
      cr_record_save (&record, 0, target, TRUE);
      cr_record_save (&record, 1, weight, weight != NULL);
    }
  return cr_record_end (&record);
}

static gboolean
nll_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *ints = function->ints;
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) total = target ? cr_grad_fn_unpack (function, 2, error) : NULL;
  if (!total || !unpack_weight (function, 3, &weight, error))
    return FALSE;
  sent[0] = cr_op_nll_loss_backward (received, target, weight, total, ints[0], ints[1], ints[2], ints[N_SETTINGS],
                                     ints + N_SETTINGS + 1, error);
  return sent[0] != NULL;
}

static gboolean
nll_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *ints = function->ints;
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) target = cr_grad_fn_unpack (function, 0, error);
  if (!target || !unpack_weight (function, 1, &weight, error))
    return FALSE;
  sent[0] = cr_op_nll_loss (received, target, weight, ints[0], ints[1], ints[2], error);
  return sent[0] != NULL;
}

CrTensor *
cr_op_embedding (CrTensor *weight, CrTensor *indices, gint64 padding_index, GError **error)
{
  CrRecord record = CR_RECORD_1 (embedding, weight);
  record.output = cr_kernel_embedding (weight, indices, error);
  if (cr_record_begin (&record, error))
    {
      const gint64 ints[] = { cr_tensor_get_sizes (weight)[0], padding_index };
      cr_record_ints (&record, 2, ints);
      cr_record_save (&record, 0, indices, TRUE);
    }
  return cr_record_end (&record);
}

static CrTensor *
embedding_backward (CrTensor *grad, CrTensor *indices, gint64 n, gint64 padding_index, GError **error)
{
  CrRecord record = CR_RECORD_1 (embedding_dense_backward, grad);
  record.output = cr_kernel_embedding_adjoint (grad, indices, n, padding_index, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_ints (&record, 1, &padding_index);
      cr_record_save (&record, 0, indices, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
embedding_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) indices = cr_grad_fn_unpack (function, 0, error);
  sent[0] = indices ? embedding_backward (received, indices, function->ints[0], function->ints[1], error) : NULL;
  return sent[0] != NULL;
}

/* 0 where an index is @padding_index, else 1, with a dimension of size 1 behind. */
static CrTensor *
get_kept (CrTensor *indices, CrDtype dtype, gint64 padding_index, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_tensor_get_ndim (indices);
  memcpy (sizes, cr_tensor_get_sizes (indices), ndim * sizeof *sizes);
  sizes[ndim] = 1;
  g_autoptr (CrTensor) padding
      = cr_tensor_new_scalar_int (cr_tensor_get_context (indices), CR_DTYPE_INT64, padding_index, error);
  g_autoptr (CrTensor) differs
      = padding ? cr_kernel_binary (CR_BINARY_NE, indices, padding, CR_DTYPE_INT64, error) : NULL;
  g_autoptr (CrTensor) kept = differs ? cr_kernel_cast (differs, dtype, error) : NULL;
  return kept ? cr_op_view (kept, ndim + 1, sizes, error) : NULL;
}

static gboolean
embedding_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) indices = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) rows = indices ? cr_op_embedding (received, indices, -1, error) : NULL;
  g_autoptr (CrTensor) kept = rows ? get_kept (indices, cr_tensor_get_dtype (rows), function->ints[0], error) : NULL;
  sent[0] = kept ? cr_op_mul (rows, kept, error) : NULL;
  return sent[0] != NULL;
}

/* a·b in kernels, both taken; NULL passes through. */
static CrTensor *
kernel_times (CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) left = a;
  g_autoptr (CrTensor) right = b;
  return a && b ? cr_rule_binary (CR_BINARY_MUL, a, b, error) : NULL;
}

/* 1 + (pos_weight - 1) t in kernels. */
static CrTensor *
get_positive_factor (CrTensor *target, CrTensor *pos_weight, GError **error)
{
  g_autoptr (CrTensor) one = cr_op_number (cr_tensor_get_context (target), CR_DTYPE_FLOAT64, 1, error);
  g_autoptr (CrTensor) less = one ? cr_rule_binary (CR_BINARY_SUB, pos_weight, one, error) : NULL;
  g_autoptr (CrTensor) product = less ? cr_rule_binary (CR_BINARY_MUL, less, target, error) : NULL;
  return product ? cr_rule_binary (CR_BINARY_ADD, product, one, error) : NULL;
}

/* (1 - t) x - factor · log σ(x), element by element. */
static CrTensor *
logits_kernel (CrTensor *a, CrTensor *target, CrTensor *pos_weight, GError **error)
{
  const double none[CR_CURVE_SETTINGS] = { 0 };
  CrTensor *log = cr_kernel_curve (CR_CURVE_LOG_SIGMOID, a, none, error);
  g_autoptr (CrTensor) cost
      = log && pos_weight ? kernel_times (log, get_positive_factor (target, pos_weight, error), error) : log;
  g_autoptr (CrTensor) product = cost ? cr_rule_binary (CR_BINARY_MUL, a, target, error) : NULL;
  g_autoptr (CrTensor) rest = product ? cr_rule_binary (CR_BINARY_SUB, a, product, error) : NULL;
  return rest ? cr_rule_binary (CR_BINARY_SUB, rest, cost, error) : NULL;
}

CrTensor *
cr_op_binary_cross_entropy_with_logits (CrTensor *a, CrTensor *target, CrTensor *weight, CrTensor *pos_weight,
                                        CrReduction reduction, GError **error)
{
  CrRecord record = CR_RECORD_2 (binary_cross_entropy_with_logits, a, target);
  if (!cr_nn_check_floating (a, "log_sigmoid_cpu", error))
    return NULL;
  CrTensor *loss = logits_kernel (a, target, pos_weight, error);
  if (weight)
    loss = kernel_times (loss, cr_tensor_ref (weight), error);
  record.output = cr_nn_reduce_kernel (loss, reduction, error);
  if (cr_record_begin (&record, error))
    {
      const gint64 kind = reduction;
      cr_record_ints (&record, 1, &kind);
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, target, TRUE);
      cr_record_save (&record, 2, weight, weight != NULL);
      cr_record_save (&record, 3, pos_weight, pos_weight != NULL);
    }
  return cr_record_end (&record);
}

/* σ(x) - t, or with a weight p of the positive ones (1 - t + p t) σ(x) - p t. */
static CrTensor *
logits_slope (CrTensor *a, CrTensor *target, CrTensor *pos_weight, GError **error)
{
  g_autoptr (CrTensor) y = cr_op_sigmoid (a, error);
  if (!y || !pos_weight)
    return y ? cr_op_sub (y, target, 1, error) : NULL;
  g_autoptr (CrTensor) weighed = cr_op_mul (pos_weight, target, error);
  g_autoptr (CrTensor) negative = weighed ? cr_nn_shift (cr_op_neg (target, error), 1, error) : NULL;
  g_autoptr (CrTensor) factor = negative ? cr_op_add (weighed, negative, 1, error) : NULL;
  g_autoptr (CrTensor) scaled = factor ? cr_op_mul (factor, y, error) : NULL;
  return scaled ? cr_op_sub (scaled, weighed, 1, error) : NULL;
}

/* The derivative by t: -x, or log σ(-x) - p log σ(x). */
static CrTensor *
logits_target_slope (CrTensor *a, CrTensor *pos_weight, GError **error)
{
  if (!pos_weight)
    return cr_op_neg (a, error);
  g_autoptr (CrTensor) opposite = cr_op_neg (a, error);
  g_autoptr (CrTensor) first = opposite ? cr_op_activation (CR_ACTIVATION_LOG_SIGMOID, opposite, 0, 0, 0, error) : NULL;
  g_autoptr (CrTensor) second = first ? cr_op_activation (CR_ACTIVATION_LOG_SIGMOID, a, 0, 0, 0, error) : NULL;
  g_autoptr (CrTensor) scaled = second ? cr_op_mul (second, pos_weight, error) : NULL;
  return scaled ? cr_op_sub (first, scaled, 1, error) : NULL;
}

/* @slope, taken, times what was received, the weight and the factor of a mean. */
static CrTensor *
scale_slope (CrTensor *slope, CrTensor *received, CrTensor *weight, CrReduction reduction, CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) product = cr_rule_times (slope, received, error);
  g_autoptr (CrTensor) weighed = product && weight ? cr_op_mul (product, weight, error) : g_steal_pointer (&product);
  if (!weighed || reduction != CR_REDUCTION_MEAN)
    return g_steal_pointer (&weighed);
  return cr_op_mul_scalar (weighed, cr_nn_reduction_factor (reduction, a), error);
}

static gboolean
logits_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrReduction reduction = function->ints[0];
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) pos_weight = NULL;
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) target = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  if (!target || !unpack_weight (function, 2, &weight, error) || !unpack_weight (function, 3, &pos_weight, error))
    return FALSE;
  if (cr_grad_fn_needs (function, 0)
      && !cr_rule_send (
          function, 0, scale_slope (logits_slope (a, target, pos_weight, error), received, weight, reduction, a, error),
          sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 1)
         || cr_rule_send (
             function, 1,
             scale_slope (logits_target_slope (a, pos_weight, error), received, weight, reduction, a, error), sent,
             error);
}

#define NLL_RULE N_ ("∂L/∂a = −w · ∂L/∂y ÷ Σ w at the class of each target, else 0")
#define NLL_BACK_RULE N_ ("∂L/∂g = −w · ∂L/∂y ÷ Σ w at the class of each target, summed")

const CrPrimitive cr_primitive_nll_loss = { "nll_loss", "NllLossBackward0", "nll", NLL_RULE, 1, TRUE, nll_rule };
const CrPrimitive cr_primitive_nll_loss2d = { "nll_loss2d", "NllLoss2DBackward0", "nll", NLL_RULE, 1, TRUE, nll_rule };
const CrPrimitive cr_primitive_nll_loss_backward
    = { "nll_loss_backward", "NllLossBackwardBackward0", "nll′", NLL_BACK_RULE, 1, TRUE, nll_backward_rule };
const CrPrimitive cr_primitive_nll_loss2d_backward
    = { "nll_loss2d_backward", "NllLoss2DBackwardBackward0", "nll′", NLL_BACK_RULE, 1, TRUE, nll_backward_rule };
const CrPrimitive cr_primitive_embedding
    = { "embedding", "EmbeddingBackward0", "embed", N_ ("∂L/∂w[i] = Σ ∂L/∂y over the places where the index is i"), 1,
        TRUE,        embedding_rule };
const CrPrimitive cr_primitive_embedding_dense_backward = { "embedding_dense_backward",
                                                            "EmbeddingDenseBackwardBackward0",
                                                            "embed′",
                                                            N_ ("∂L/∂g = ∂L/∂y at the index of each place"),
                                                            1,
                                                            TRUE,
                                                            embedding_backward_rule };
const CrPrimitive cr_primitive_binary_cross_entropy_with_logits
    = { "binary_cross_entropy_with_logits",
        "BinaryCrossEntropyWithLogitsBackward0",
        "bce",
        N_ ("∂L/∂a = ∂L/∂y · w · (σ(a) − t) ÷ n,  ∂L/∂t = −∂L/∂y · w · a ÷ n"),
        2,
        TRUE,
        logits_rule };
