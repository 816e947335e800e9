/* batch_norm, layer_norm and group_norm. Their first-order rule is one kernel; where a graph of the rule is wanted it
 * is made of operations instead. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>

/* The numbers of a node. */
enum
{
  BATCH,
  SAMPLES,
  CHANNELS,
  REST,
  GROUPS,
  PER_ELEMENT,
  FIXED,
  N_SETTINGS
};

static CrNormShape
get_shape (const gint64 *ints)
{
  return (CrNormShape){ ints[BATCH], ints[SAMPLES], ints[CHANNELS], ints[REST], ints[GROUPS] };
}

/* What all three share: @statistics is taken. */
static CrTensor *
record_norm (const CrPrimitive *primitive, CrTensor *a, CrTensor *weight, CrTensor *bias, CrTensor *statistics,
             const gint64 *ints, double eps, GError **error)
{
  CrRecord record = { primitive, { a, weight, bias }, 3, NULL, NULL };
  g_autoptr (CrTensor) owned = statistics;
  CrNormShape shape = get_shape (ints);
  if (!statistics)
    return NULL;
  record.output = cr_kernel_norm (a, statistics, weight, bias, &shape, ints[PER_ELEMENT], error);
  if (cr_record_begin (&record, error) && record.function)
    {
      cr_record_ints (&record, N_SETTINGS, ints);
      record.function->number = eps;
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, weight, weight != NULL);
      cr_record_save (&record, 2, statistics, TRUE);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_batch_norm (CrTensor *a, CrTensor *weight, CrTensor *bias, CrTensor *running_mean, CrTensor *running_variance,
                  gboolean training, double momentum, double eps, GError **error)
{
  const gint64 *sizes = cr_tensor_get_sizes (a);
  gint64 count = sizes[1] ? cr_tensor_get_numel (a) / sizes[1] : 0;
  CrNormShape shape = { TRUE, sizes[0], sizes[1], sizes[0] ? count / sizes[0] : 0, 1 };
  const gint64 ints[N_SETTINGS] = { TRUE, shape.n, shape.channels, shape.rest, 1, FALSE, !training };
  if (!cr_nn_check_floating (a, "batch_norm", error))
    return NULL;
  g_autoptr (CrTensor) statistics
      = training ? cr_kernel_norm_statistics (a, &shape, eps, error)
                 : cr_kernel_norm_running (running_mean, running_variance, cr_tensor_get_dtype (a), eps, error);
  if (!statistics)
    return NULL;
  if (training && !cr_kernel_norm_update (running_mean, running_variance, statistics, count, eps, momentum, error))
    return NULL;
  return record_norm (&cr_primitive_batch_norm, a, weight, bias, g_steal_pointer (&statistics), ints, eps, error);
}

CrTensor *
cr_op_layer_norm (CrTensor *a, guint n_dims, CrTensor *weight, CrTensor *bias, double eps, GError **error)
{
  CrNormShape shape = { FALSE, 1, 1, 1, 1 };
  int ndim = cr_tensor_get_ndim (a);
  for (int d = 0; d < ndim; d++)
    *(d < ndim - (int)n_dims ? &shape.n : &shape.rest) *= cr_tensor_get_sizes (a)[d];
  const gint64 ints[N_SETTINGS] = { FALSE, shape.n, 1, shape.rest, 1, TRUE, FALSE };
  if (!cr_nn_check_floating (a, "LayerNormKernelImpl", error))
    return NULL;
  return record_norm (&cr_primitive_layer_norm, a, weight, bias, cr_kernel_norm_statistics (a, &shape, eps, error),
                      ints, eps, error);
}

CrTensor *
cr_op_group_norm (CrTensor *a, gint64 groups, CrTensor *weight, CrTensor *bias, double eps, GError **error)
{
  const gint64 *sizes = cr_tensor_get_sizes (a);
  CrNormShape shape = { FALSE, sizes[0], sizes[1], 1, groups };
  for (int d = 2; d < cr_tensor_get_ndim (a); d++)
    shape.rest *= sizes[d];
  const gint64 ints[N_SETTINGS] = { FALSE, shape.n, shape.channels, shape.rest, groups, FALSE, FALSE };
  if (!cr_nn_check_floating (a, "GroupNormKernelImpl", error))
    return NULL;
  return record_norm (&cr_primitive_group_norm, a, weight, bias, cr_kernel_norm_statistics (a, &shape, eps, error),
                      ints, eps, error);
}

/* @tensor, taken, in the shape of input @i. */
static gboolean
send_shaped (CrGradFn *function, guint i, CrTensor *tensor, CrTensor **sent, GError **error)
{
  const gint64 *sizes;
  g_autoptr (CrTensor) owned = tensor;
  if (!tensor || !cr_grad_fn_needs (function, i))
    return TRUE;
  int ndim = cr_rule_input_shape (function, i, &sizes);
  sent[i] = cr_op_reshape (tensor, ndim, sizes, error);
  return sent[i] != NULL;
}

static gboolean
send_kernel (CrGradFn *function, CrTensor *received, CrTensor *a, CrTensor *weight, CrTensor *statistics,
             CrTensor **sent, GError **error)
{
  CrNormShape shape = get_shape (function->ints);
  CrTensor *grads[3] = { NULL };
  if (!cr_kernel_norm_backward (received, a, statistics, weight, &shape, function->ints[PER_ELEMENT],
                                function->ints[FIXED], &grads[0], &grads[1], &grads[2], error))
    return FALSE;
  gboolean done = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      if (done)
        done = send_shaped (function, i, g_steal_pointer (&grads[i]), sent, error);
      g_clear_pointer (&grads[i], cr_tensor_unref);
    }
  return done;
}

/* The shapes in which the rule computes: data as (n, channels, rest), and as sets whose @dims are averaged. */
typedef struct
{
  gint64 data[3];
  gint64 sets[3];
  gint64 affine[3];
  gint64 dims[2];
  guint n_dims;
} Layout;

static Layout
get_layout (const gint64 *ints)
{
  gint64 n = ints[SAMPLES], c = ints[CHANNELS], rest = ints[REST], groups = ints[GROUPS];
  Layout layout = { { n, c, rest }, { n, c, rest }, { 1, c, ints[PER_ELEMENT] ? rest : 1 }, { 0, 2 }, 2 };
  if (ints[BATCH])
    return layout;
  layout.sets[0] = n * groups;
  layout.sets[1] = 1;
  layout.sets[2] = c / groups * rest;
  layout.dims[0] = 2;
  layout.n_dims = 1;
  return layout;
}

static CrTensor *
set_mean (CrTensor *a, const Layout *layout, GError **error)
{
  return a ? cr_op_mean_dim (a, layout->dims, layout->n_dims, TRUE, CR_N_DTYPES, error) : NULL;
}

/* The inverse deviation of each set, from the deviations of its elements. */
static CrTensor *
get_inverse (CrTensor *centred, const Layout *layout, double eps, GError **error)
{
  g_autoptr (CrTensor) square = cr_op_mul (centred, centred, error);
  g_autoptr (CrTensor) variance = set_mean (square, layout, error);
  g_autoptr (CrTensor) shifted = variance ? cr_op_add_scalar (variance, eps, error) : NULL;
  g_autoptr (CrTensor) root = shifted ? cr_op_sqrt (shifted, error) : NULL;
  return root ? cr_op_reciprocal (root, error) : NULL;
}

/* x̂ as sets and the inverse deviation: functions of the data, or with fixed statistics linear in it. */
static CrTensor *
standardize (CrGradFn *function, CrTensor *a, CrTensor *statistics, const Layout *layout, CrTensor **inverse,
             GError **error)
{
  g_autoptr (CrTensor) x = cr_op_reshape (a, 3, layout->sets, error);
  g_autoptr (CrTensor) mean = NULL;
  if (x && function->ints[FIXED])
    {
      const gint64 shape[] = { 1, layout->data[1], 1 };
      g_autoptr (CrTensor) first = cr_op_select (statistics, 0, 0, error);
      g_autoptr (CrTensor) second = first ? cr_op_select (statistics, 0, 1, error) : NULL;
      mean = second ? cr_op_view (first, 3, shape, error) : NULL;
      *inverse = mean ? cr_op_view (second, 3, shape, error) : NULL;
      g_autoptr (CrTensor) centred = *inverse ? cr_op_sub (x, mean, 1, error) : NULL;
      return centred ? cr_op_mul (centred, *inverse, error) : NULL;
    }
  mean = set_mean (x, layout, error);
  g_autoptr (CrTensor) centred = mean ? cr_op_sub (x, mean, 1, error) : NULL;
  *inverse = centred ? get_inverse (centred, layout, function->number, error) : NULL;
  return *inverse ? cr_op_mul (centred, *inverse, error) : NULL;
}

/* inverse · (g - mean g - x̂ · mean (g x̂)), without the means where the statistics are fixed. */
static CrTensor *
input_gradient (CrTensor *g, CrTensor *normal, CrTensor *inverse, const Layout *layout, gboolean fixed, GError **error)
{
  if (fixed)
    return cr_op_mul (g, inverse, error);
  g_autoptr (CrTensor) mean = set_mean (g, layout, error);
  g_autoptr (CrTensor) product = mean ? cr_op_mul (g, normal, error) : NULL;
  g_autoptr (CrTensor) slope = set_mean (product, layout, error);
  g_autoptr (CrTensor) along = slope ? cr_op_mul (normal, slope, error) : NULL;
  g_autoptr (CrTensor) rest = along ? cr_op_sub (g, mean, 1, error) : NULL;
  return rest ? cr_rule_times (cr_op_sub (rest, along, 1, error), inverse, error) : NULL;
}

/* Sums @product, taken, of the data's shape down to an element for each of weight or bias. */
static gboolean
send_affine (CrGradFn *function, guint i, CrTensor *product, const Layout *layout, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) owned = product;
  g_autoptr (CrTensor) sum = product ? cr_op_sum_to_size (product, 3, layout->affine, error) : NULL;
  return sum && send_shaped (function, i, g_steal_pointer (&sum), sent, error);
}

static gboolean
send_composed (CrGradFn *function, CrTensor *received, CrTensor *a, CrTensor *weight, CrTensor *statistics,
               CrTensor **sent, GError **error)
{
  Layout layout = get_layout (function->ints);
  g_autoptr (CrTensor) inverse = NULL;
  g_autoptr (CrTensor) normal = standardize (function, a, statistics, &layout, &inverse, error);
  g_autoptr (CrTensor) g = normal ? cr_op_reshape (received, 3, layout.data, error) : NULL;
  g_autoptr (CrTensor) flat = g ? cr_op_reshape (normal, 3, layout.data, error) : NULL;
  if (!flat)
    return FALSE;
  if (cr_grad_fn_needs (function, 0))
    {
      g_autoptr (CrTensor) scale = weight ? cr_op_view (weight, 3, layout.affine, error) : NULL;
      if (weight && !scale)
        return FALSE;
      g_autoptr (CrTensor) scaled = scale ? cr_op_mul (g, scale, error) : cr_tensor_ref (g);
      g_autoptr (CrTensor) sets = scaled ? cr_op_reshape (scaled, 3, layout.sets, error) : NULL;
      CrTensor *grad = sets ? input_gradient (sets, normal, inverse, &layout, function->ints[FIXED], error) : NULL;
      if (!grad || !send_shaped (function, 0, grad, sent, error))
        return FALSE;
    }
  if (cr_grad_fn_needs (function, 1) && !send_affine (function, 1, cr_op_mul (g, flat, error), &layout, sent, error))
    return FALSE;
  return !cr_grad_fn_needs (function, 2) || send_affine (function, 2, cr_tensor_ref (g), &layout, sent, error);
}

static gboolean
norm_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) statistics = a ? cr_grad_fn_unpack (function, 2, error) : NULL;
  if (!statistics)
    return FALSE;
  gboolean has_weight = cr_grad_fn_find_saved (function, 1) != NULL;
  g_autoptr (CrTensor) weight = has_weight ? cr_grad_fn_unpack (function, 1, error) : NULL;
  if (has_weight && !weight)
    return FALSE;
  return cr_nn_wants_graph (function) ? send_composed (function, received, a, weight, statistics, sent, error)
                                      : send_kernel (function, received, a, weight, statistics, sent, error);
}

#define RULE N_ ("∂L/∂x = w/σ · (∂L/∂y − mean ∂L/∂y − x̂ · mean (∂L/∂y · x̂)),  ∂L/∂w = Σ ∂L/∂y · x̂,  ∂L/∂b = Σ ∂L/∂y")

const CrPrimitive cr_primitive_batch_norm
    = { "batch_norm", "NativeBatchNormBackward0", "norm", RULE, 3, TRUE, norm_rule };
const CrPrimitive cr_primitive_layer_norm
    = { "layer_norm", "NativeLayerNormBackward0", "norm", RULE, 3, TRUE, norm_rule };
const CrPrimitive cr_primitive_group_norm
    = { "group_norm", "NativeGroupNormBackward0", "norm", RULE, 3, TRUE, norm_rule };
