/* Permutations and choices by weight (ATen/native/TensorFactories.cpp, Distributions.cpp, cpu/MultinomialKernel.cpp).
 */

#include "cr-chunk.h"
#include "cr-element.h"
#include "cr-kernels-private.h"
#include "cr-random-private.h"
#include "cr-sort.h"

#include <math.h>

/* From here on PyTorch draws 64 bits a number. */
#define WIDE_PERMUTATION (G_MAXUINT32 / 20)
#define PANEL 65536

CrTensor *
cr_random_new_like (CrTensor *like, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (like != NULL, NULL);
  int ndim = cr_tensor_get_ndim (like);
  gint64 strides[CR_MAX_DIMS];
  gint64 span = 1;
  g_autoptr (CrTensor) fresh
      = cr_tensor_new_unannounced (cr_tensor_get_context (like), dtype, ndim, cr_tensor_get_sizes (like), error);

  if (fresh == NULL || cr_tensor_is_contiguous (like) || cr_tensor_get_numel (like) == 0)
    return g_steal_pointer (&fresh);
  for (int d = 0; d < ndim; d++)
    {
      strides[d] = cr_tensor_get_strides (like)[d];
      span += (cr_tensor_get_sizes (like)[d] - 1) * strides[d];
    }
  if (span != cr_tensor_get_numel (like) || cr_tensor_has_overlap (like))
    return g_steal_pointer (&fresh);
  return cr_tensor_new_view_unannounced (fresh, ndim, cr_tensor_get_sizes (like), strides, 0);
}

static gboolean
permute (gint64 *numbers, gint64 n, CrGenerator *generator, CrContext *context, GError **error)
{
  gboolean wide = n >= WIDE_PERMUTATION;

  CR_FOR_CHUNKED (context, i, wide ? 0 : n)
  numbers[i] = i;
  if (cr_context_check_cancelled (context, error))
    return FALSE;
  for (gint64 i = 0; wide ? i < n : i < n - 1; i++)
    {
      gint64 z;
      if (wide) /* inside out */
        {
          z = (gint64)(cr_generator_draw64 (generator) % (guint64)(i + 1));
          numbers[i] = i;
        }
      else
        z = i + (gint64)(cr_generator_draw (generator) % (guint64)(n - i));
      gint64 kept = numbers[i];
      numbers[i] = numbers[z];
      numbers[z] = kept;
      if (i % PANEL == PANEL - 1 && cr_context_check_cancelled (context, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether @dtype holds every number below @n. */
static gboolean
check_range (gint64 n, CrDtype dtype, GError **error)
{
  static const struct
  {
    CrDtype dtype;
    double last;
    const char *name;
  } rows[] = { { CR_DTYPE_UINT8, 255, "uint8_t" },
               { CR_DTYPE_INT8, 127, "int8_t" },
               { CR_DTYPE_INT16, 32767, "int16_t" },
               { CR_DTYPE_INT32, 0x1p31 - 1, "int" },
               { CR_DTYPE_FLOAT16, 65504, "at::Half" } };

  if (n < 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "n must be non-negative, got%" G_GINT64_FORMAT, n);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].dtype == dtype && (double)n > rows[i].last)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "value cannot be converted to type %s without overflow",
                     rows[i].name);
        return FALSE;
      }
  return TRUE;
}

CrTensor *
cr_random_permutation (CrContext *context, gint64 n, CrDtype dtype, CrGenerator *generator, GError **error)
{
  g_return_val_if_fail (context != NULL && generator != NULL, NULL);
  if (dtype == CR_DTYPE_BOOL || dtype == CR_DTYPE_COMPLEX64)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"randperm\" not implemented for '%s'",
                   cr_dtype_get_scalar_name (dtype));
      return NULL;
    }
  if (!check_range (n, dtype, error))
    return NULL;
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, CR_DTYPE_INT64, 1, &n, error);
  if (result == NULL || !permute (cr_tensor_get_mutable (result, NULL), n, generator, context, error))
    return NULL;
  return cr_kernel_finish (g_steal_pointer (&result), dtype, error);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

static gboolean
check_multinomial (CrTensor *weights, gint64 n, gboolean replacement, GError **error)
{
  int ndim = cr_tensor_get_ndim (weights);

  if (!cr_dtype_is_floating (cr_tensor_get_dtype (weights)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "multinomial only supports floating-point dtypes for input, got: %s",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (weights)));
      return FALSE;
    }
  if (ndim < 1 || ndim > 2)
    return fail (error, "prob_dist must be 1 or 2 dim");
  if (n <= 0)
    return fail (error, "cannot sample n_sample <= 0 samples");
  if (!replacement && n > cr_tensor_get_sizes (weights)[ndim - 1])
    return fail (error, "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  return TRUE;
}

/* The row's weights must be finite, not negative and not all 0. */
static gboolean
check_weights (CrContext *context, const double *weights, gint64 n, gboolean replacement, GError **error)
{
  double sum = 0;

  CR_FOR_CHUNKED (context, j, n)
  {
    if (!replacement && !(weights[j] >= 0 && isfinite (weights[j])))
      return fail (error, "probability tensor contains either `inf`, `nan` or element < 0");
    if (!(weights[j] >= 0))
      return fail (error, "invalid multinomial distribution (encountering probability entry < 0)");
    if (!isfinite (weights[j]))
      return fail (error, "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
    sum += weights[j];
  }
  if (cr_context_check_cancelled (context, error))
    return FALSE;
  return sum > 0 || fail (error, "invalid multinomial distribution (sum of probabilities <= 0)");
}

static void
choose_with_replacement (CrContext *context, const double *weights, gint64 n, gint64 *out, gint64 n_samples,
                         gboolean single, double *cumulative, CrGenerator *generator)
{
  double sum = 0;

  /* Sums and quotients are rounded to the dtype of the weights. */
  CR_FOR_CHUNKED (context, j, n)
  {
    sum = single ? (double)((float)sum + (float)weights[j]) : sum + weights[j];
    cumulative[j] = sum;
  }
  CR_FOR_CHUNKED (context, j, n)
  cumulative[j] = single ? (double)((float)cumulative[j] / (float)sum) : cumulative[j] / sum;
  CR_FOR_CHUNKED (context, k, n_samples)
  {
    double drawn = cr_generator_draw_double (generator);
    gint64 left = 0, right = n;
    while (left < right)
      {
        gint64 middle = left + (right - left) / 2;
        if (cumulative[middle] < drawn)
          left = middle + 1;
        else
          right = middle;
      }
    out[k] = MIN (left, n - 1);
  }
}

typedef struct
{
  double key;
  gint64 index;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b, gpointer unused)
{
  const Ranked *x = a, *y = b;

  if (x->key != y->key)
    return x->key > y->key ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/* The largest of weight / exponential number (the Gumbel trick). */
static gboolean
choose_largest (CrContext *context, const double *weights, const double *drawn, gint64 n, gint64 *out, gint64 n_samples,
                gboolean single, GError **error)
{
  g_autofree Ranked *ranked = g_try_new (Ranked, (gsize)MAX (n, 1));

  if (ranked == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "not enough memory");
      return FALSE;
    }
  CR_FOR_CHUNKED (context, j, n)
  {
    ranked[j].key = single ? (double)((float)weights[j] / (float)drawn[j]) : weights[j] / drawn[j];
    ranked[j].index = j;
  }
  if (!cr_sort (context, ranked, n, sizeof (Ranked), compare_ranked, NULL, error))
    return FALSE;
  CR_FOR_CHUNKED (context, k, n_samples)
  out[k] = ranked[k].index;
  return TRUE;
}

static gboolean
choose (CrTensor *weights, gint64 n_samples, gboolean replacement, gint64 *out, CrGenerator *generator, GError **error)
{
  CrContext *context = cr_tensor_get_context (weights);
  int ndim = cr_tensor_get_ndim (weights);
  gint64 n = cr_tensor_get_sizes (weights)[ndim - 1];
  gint64 rows = ndim == 2 ? cr_tensor_get_sizes (weights)[0] : 1;
  gboolean single = cr_tensor_get_dtype (weights) != CR_DTYPE_FLOAT64;
  gboolean largest = !replacement;
  g_autoptr (CrTensor) whole = cr_kernel_as_contiguous (weights, CR_DTYPE_FLOAT64, error);
  if (whole == NULL)
    return FALSE;
  const double *values = cr_tensor_get_data (whole);
  g_autofree double *drawn = NULL;

  for (gint64 i = 0; i < rows; i++)
    if (!check_weights (context, values + i * n, n, !largest, error))
      return FALSE;
  if (largest)
    {
      g_autoptr (CrTensor) numbers = cr_random_new_like (weights, cr_tensor_get_dtype (weights), error);
      if (numbers == NULL || !cr_random_exponential (numbers, generator, 1, 0, error))
        return FALSE;
      drawn = cr_tensor_dup_doubles (numbers);
    }
  else
    drawn = g_try_new (double, n);
  if (drawn == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "not enough memory");
      return FALSE;
    }
  for (gint64 i = 0; i < rows; i++, out += n_samples)
    {
      if (largest && !choose_largest (context, values + i * n, drawn + i * n, n, out, n_samples, single, error))
        return FALSE;
      if (!largest)
        choose_with_replacement (context, values + i * n, n, out, n_samples, single, drawn, generator);
      if (cr_context_check_cancelled (context, error))
        return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_random_multinomial (CrTensor *weights, gint64 n_samples, gboolean replacement, CrGenerator *generator,
                       GError **error)
{
  g_return_val_if_fail (weights != NULL && generator != NULL, NULL);
  gint64 sizes[2] = { n_samples, n_samples };

  if (!check_multinomial (weights, n_samples, replacement, error))
    return NULL;
  int ndim = cr_tensor_get_ndim (weights);
  if (ndim == 2)
    sizes[0] = cr_tensor_get_sizes (weights)[0];
  g_autoptr (CrTensor) result
      = cr_tensor_new_unannounced (cr_tensor_get_context (weights), CR_DTYPE_INT64, ndim, sizes, error);
  if (result == NULL
      || !choose (weights, n_samples, replacement, cr_tensor_get_mutable (result, NULL), generator, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&result));
}
