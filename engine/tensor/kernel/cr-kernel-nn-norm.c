/* Normalisation by mean and deviation of sets of channels: batch_norm, layer_norm, group_norm. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"

#include "cr-chunk.h"
#include "cr-element.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sets of statistics: channels over the batch, or groups of each sample. */
static gint64
count_sets (const CrNormShape *shape)
{
  return shape->batch ? shape->channels : shape->n * shape->groups;
}

/* Which set channel @c of sample @n belongs to. */
static inline gint64
get_set (const CrNormShape *shape, gint64 n, gint64 c)
{
  return shape->batch ? c : n * shape->groups + c / (shape->channels / shape->groups);
}

static gint64
count_set_elements (const CrNormShape *shape)
{
  return shape->batch ? shape->n * shape->rest : shape->channels / shape->groups * shape->rest;
}

/* Rows may be many and short or few and long: elements are counted over both, and every so many the cancel flag is
 * asked. Whoever calls asks once more at the end. */
typedef struct
{
  CrContext *context;
  gint64 left; /* elements until the next question */
} Pace;

/* How many of @n elements to do now: 0 once the run is cancelled. */
static gint64
get_step (Pace *pace, gint64 n)
{
  if (pace->left <= 0)
    {
      if (cr_context_is_cancelled (pace->context))
        return 0;
      pace->left = 16 * CR_CHUNK;
    }
  gint64 step = MIN (n, 16 * CR_CHUNK);
  pace->left -= MAX (step, 1);
  return step;
}

/* for (i = 0; i < n; i++) at this pace. */
#define FOR_PACED(pace, i, n)                                                                                          \
  for (gint64 i##_at = 0, i##_step; i##_at < (n) && (i##_step = get_step (pace, (n)-i##_at)) > 0; i##_at += i##_step)  \
    for (gint64 i = i##_at; i < i##_at + i##_step; i++)

/* Two zeros for each of @n. */
static double *
new_sums (gint64 n, GError **error)
{
  double *sums = g_try_new0 (double, (gsize)MAX (2 * n, 1));
  if (sums == NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("not enough memory to normalise this many elements"));
  return sums;
}

#define Real float
#define NAME(name) name##_f32
#include "cr-kernel-nn-norm-template.h"
#undef Real
#undef NAME
#define Real double
#define NAME(name) name##_f64
#include "cr-kernel-nn-norm-template.h"
#undef Real
#undef NAME

static CrTensor *
new_statistics (CrContext *context, CrDtype dtype, gint64 sets, GError **error)
{
  const gint64 sizes[] = { 2, sets };
  return cr_tensor_new_unannounced (context, dtype, 2, sizes, error);
}

CrTensor *
cr_kernel_norm_statistics (CrTensor *given, const CrNormShape *shape, double eps, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) result = a ? new_statistics (cr_tensor_get_context (a), dtype, count_sets (shape), error) : NULL;
  if (!result)
    return NULL;
  g_autofree double *sums = new_sums (count_sets (shape), error);
  if (sums == NULL)
    return NULL;
  Pace pace = { .context = cr_tensor_get_context (a) };
  if (dtype == CR_DTYPE_FLOAT32)
    statistics_f32 (&pace, cr_tensor_get_data (a), shape, eps, sums, cr_tensor_get_mutable (result, NULL));
  else
    statistics_f64 (&pace, cr_tensor_get_data (a), shape, eps, sums, cr_tensor_get_mutable (result, NULL));
  return cr_context_check_cancelled (pace.context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_norm_running (CrTensor *mean, CrTensor *variance, CrDtype dtype, double eps, GError **error)
{
  gint64 n = cr_tensor_get_numel (mean);
  g_autoptr (CrTensor) result = new_statistics (cr_tensor_get_context (mean), dtype, n, error);
  gpointer to = result ? cr_tensor_get_mutable (result, NULL) : NULL;
  if (to == NULL)
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      cr_element_set_double (dtype, to, i, cr_tensor_get_double (mean, i));
      cr_element_set_double (dtype, to, n + i, 1 / sqrt (cr_tensor_get_double (variance, i) + eps));
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

/* running = (1 - momentum) running + momentum value (i), where statistics' row @row gives the value. */
static gboolean
update (CrTensor *running, CrTensor *statistics, int row, gint64 count, double eps, double momentum, GError **error)
{
  if (!running)
    return TRUE;
  CrDtype dtype = cr_tensor_get_dtype (running);
  gint64 n = cr_tensor_get_numel (running), step = cr_tensor_get_strides (running)[0];
  if (!cr_tensor_begin_write (running, error))
    return FALSE;
  gpointer to = cr_tensor_get_mutable (running, error);
  for (gint64 i = 0; to && i < n; i++)
    {
      double value = cr_tensor_get_double (statistics, row * n + i);
      if (row == 1)
        value = (1 / (value * value) - eps) * count / (count - 1);
      double old = cr_element_get_double (dtype, to, i * step);
      cr_element_set_double (dtype, to, i * step, (1 - momentum) * old + momentum * value);
    }
  cr_tensor_end_write (running);
  return to != NULL;
}

gboolean
cr_kernel_norm_update (CrTensor *running_mean, CrTensor *running_variance, CrTensor *statistics, gint64 count,
                       double eps, double momentum, GError **error)
{
  return update (running_mean, statistics, 0, count, eps, momentum, error)
         && update (running_variance, statistics, 1, count, eps, momentum, error);
}

/* @tensor contiguous in @dtype as a new reference; NULL without error for NULL. */
static gboolean
prepare (CrTensor *tensor, CrDtype dtype, CrTensor **prepared, GError **error)
{
  *prepared = tensor ? cr_kernel_as_contiguous (tensor, dtype, error) : NULL;
  return !tensor || *prepared;
}

CrTensor *
cr_kernel_norm (CrTensor *given, CrTensor *statistics, CrTensor *weight, CrTensor *bias, const CrNormShape *shape,
                gboolean per_element, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) w = NULL;
  g_autoptr (CrTensor) b = NULL;
  if (!prepare (given, dtype, &a, error) || !prepare (weight, dtype, &w, error) || !prepare (bias, dtype, &b, error))
    return NULL;
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, cr_tensor_get_ndim (a),
                                                           cr_tensor_get_sizes (a), error);
  if (!result)
    return NULL;
  gconstpointer from = cr_tensor_get_data (a), stats = cr_tensor_get_data (statistics);
  gconstpointer scale = w ? cr_tensor_get_data (w) : NULL, shift = b ? cr_tensor_get_data (b) : NULL;
  Pace pace = { .context = cr_tensor_get_context (a) };
  if (dtype == CR_DTYPE_FLOAT32)
    normalize_f32 (&pace, from, stats, scale, shift, shape, per_element, cr_tensor_get_mutable (result, NULL));
  else
    normalize_f64 (&pace, from, stats, scale, shift, shape, per_element, cr_tensor_get_mutable (result, NULL));
  return cr_context_check_cancelled (pace.context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

static CrTensor *
new_zeros (CrTensor *like, int ndim, const gint64 *sizes, GError **error)
{
  CrTensor *result
      = cr_tensor_new_unannounced (cr_tensor_get_context (like), cr_tensor_get_dtype (like), ndim, sizes, error);
  if (result && !cr_kernel_fill (result, 0, error))
    g_clear_pointer (&result, cr_tensor_unref);
  return result;
}

gboolean
cr_kernel_norm_backward (CrTensor *grad, CrTensor *given, CrTensor *statistics, CrTensor *weight,
                         const CrNormShape *shape, gboolean per_element, gboolean fixed, CrTensor **grad_a,
                         CrTensor **grad_weight, CrTensor **grad_bias, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  const gint64 length[] = { shape->channels * (per_element ? shape->rest : 1) };
  g_autoptr (CrTensor) g = NULL;
  g_autoptr (CrTensor) a = NULL;
  g_autoptr (CrTensor) w = NULL;
  if (!prepare (grad, dtype, &g, error) || !prepare (given, dtype, &a, error) || !prepare (weight, dtype, &w, error))
    return FALSE;
  g_autoptr (CrTensor) to = new_zeros (a, cr_tensor_get_ndim (a), cr_tensor_get_sizes (a), error);
  g_autoptr (CrTensor) to_weight = to ? new_zeros (a, 1, length, error) : NULL;
  g_autoptr (CrTensor) to_bias = to_weight ? new_zeros (a, 1, length, error) : NULL;
  if (!to_bias)
    return FALSE;
  gconstpointer scale = w ? cr_tensor_get_data (w) : NULL;
  g_autofree double *sums = new_sums (count_sets (shape), error);
  g_autofree double *affine = sums ? new_sums (length[0], error) : NULL;
  if (affine == NULL)
    return FALSE;
  Pace pace = { .context = cr_tensor_get_context (a) };
  if (dtype == CR_DTYPE_FLOAT32)
    differentiate_f32 (&pace, cr_tensor_get_data (g), cr_tensor_get_data (a), cr_tensor_get_data (statistics), scale,
                       shape, per_element, fixed, sums, affine, cr_tensor_get_mutable (to, NULL));
  else
    differentiate_f64 (&pace, cr_tensor_get_data (g), cr_tensor_get_data (a), cr_tensor_get_data (statistics), scale,
                       shape, per_element, fixed, sums, affine, cr_tensor_get_mutable (to, NULL));
  FOR_PACED (&pace, i, length[0])
  {
    cr_element_set_double (dtype, cr_tensor_get_mutable (to_weight, NULL), i, affine[2 * i + 1]);
    cr_element_set_double (dtype, cr_tensor_get_mutable (to_bias, NULL), i, affine[2 * i]);
  }
  if (cr_context_check_cancelled (pace.context, error))
    return FALSE;
  if (grad_a)
    *grad_a = cr_tensor_announce (g_steal_pointer (&to));
  if (grad_weight)
    *grad_weight = cr_tensor_announce (g_steal_pointer (&to_weight));
  if (grad_bias)
    *grad_bias = cr_tensor_announce (g_steal_pointer (&to_bias));
  return TRUE;
}
