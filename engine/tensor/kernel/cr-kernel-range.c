/* Ranges, element by element as ATen/native/cpu/RangeFactoriesKernel.cpp computes them. */

#include "cr-element.h"
#include "cr-kernels-private.h"

/* PyTorch fills whole blocks of two vectors by counting up from each vector's first element,
 * which is rounded to the dtype, and the rest one by one. Products and sums are fused except
 * within a vector of linspace, whose multiples of the step are made beforehand. */

typedef void (*RangeFunc) (gpointer data, double a, double b, gint64 n, gint64 from, gint64 to);

/* Elements between two looks at the cancel flag. */
#define PANEL 65536

/* clang-format off */
#define DEFINE_LINSPACE(suffix, Type, Step, lanes, fused)                                       \
  static void linspace_##suffix (gpointer data, double first, double last, gint64 steps, gint64 from, gint64 to)                 \
  {                                                                                             \
    Type *out = data;                                                                           \
    Type start = (Type)first;                                                                   \
    Type end = (Type)last;                                                                      \
    Step step = ((Step)end - (Step)start) / (Step)(steps - 1);                                  \
    gint64 whole = steps - steps % (2 * lanes);                                                 \
    for (gint64 i = from; i < to; i++)                                                          \
      {                                                                                         \
        gint64 lane = i < whole ? i % lanes : 0;                                                \
        gint64 at = i - lane;                                                                   \
        Type base = (Type)(at < steps / 2 ? fused (step, (Step)at, (Step)start)                 \
                                          : fused (-step, (Step)(steps - at - 1), (Step)end));  \
        out[i] = lane > 0 ? (Type)((Step)base + step * (Step)lane) : base;                      \
      }                                                                                         \
  }

#define DEFINE_ARANGE(suffix, Type, lanes)                                                      \
  static void arange_##suffix (gpointer data, double start, double step, gint64 n, gint64 from, gint64 to)                  \
  {                                                                                             \
    Type *out = data;                                                                           \
    gint64 whole = n - n % (2 * lanes);                                                         \
    for (gint64 i = from; i < to; i++)                                                              \
      {                                                                                         \
        gint64 lane = i < whole ? i % lanes : 0;                                                \
        Type base = (Type)fma (step, (double)(i - lane), start);                                \
        out[i] = lane > 0 ? (Type)fma (step, (double)lane, (double)base) : base;                \
      }                                                                                         \
  }
/* clang-format on */

DEFINE_LINSPACE (f32, float, float, 8, fmaf)
DEFINE_LINSPACE (f64, double, double, 4, fma)
DEFINE_LINSPACE (i64, gint64, double, 4, fma)
DEFINE_ARANGE (f32, float, 8)
DEFINE_ARANGE (f64, double, 4)

static const RangeFunc linspaces[CR_N_DTYPES] = { NULL, linspace_i64, linspace_f32, linspace_f64 };
static const RangeFunc aranges[CR_N_DTYPES] = { NULL, NULL, arange_f32, arange_f64 };

/* A new tensor of @n elements, which @func computes from a and b. */
static CrTensor *
new_range (CrContext *context, CrDtype dtype, RangeFunc func, double a, double b, gint64 n, GError **error)
{
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, cr_dtype_get_compute (dtype), 1, &n, error);

  if (result == NULL)
    return NULL;
  gpointer data = cr_tensor_get_mutable (result, NULL);
  for (gint64 from = 0; from < n; from += PANEL)
    {
      if (from > 0 && cr_context_check_cancelled (context, error))
        return NULL;
      func (data, a, b, n, from, MIN (from + PANEL, n));
    }
  return cr_kernel_finish (g_steal_pointer (&result), dtype, error);
}

static gboolean
check_numeric (CrDtype dtype, const char *name, GError **error)
{
  if (dtype != CR_DTYPE_BOOL)
    return cr_dtype_check_real (dtype, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for 'Bool'", name);
  return FALSE;
}

CrTensor *
cr_kernel_linspace (CrContext *context, double start, double end, gint64 steps, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (context != NULL, NULL);
  if (steps < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "number of steps must be non-negative");
      return NULL;
    }
  if (!check_numeric (dtype, "linspace_cpu", error))
    return NULL;
  if (steps == 1)
    return cr_tensor_new_full (context, dtype, 1, &steps, start, error);
  if (cr_dtype_is_integral (dtype))
    {
      start = (double)cr_int_from_double (start);
      end = (double)cr_int_from_double (end);
    }
  return new_range (context, dtype, linspaces[cr_dtype_get_compute (dtype)], start, end, steps, error);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

static gboolean
check_arange (double start, double end, double step, double count, GError **error)
{
  if (step == 0 || isnan (step))
    return fail (error, "step must be nonzero");
  if (!isfinite (start) || !isfinite (end))
    {
      char a[32], b[32];
      g_ascii_formatd (a, sizeof a, "%g", start);
      g_ascii_formatd (b, sizeof b, "%g", end);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "unsupported range: %s -> %s", a, b);
      return FALSE;
    }
  if ((step > 0 && end < start) || (step < 0 && end > start))
    return fail (error, "upper bound and larger bound inconsistent with step sign");
  if (!(count >= 0 && count < 9223372036854775808.0))
    return fail (error, "invalid size, possible overflow?");
  return TRUE;
}

CrTensor *
cr_kernel_arange (CrContext *context, double start, double end, double step, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (context != NULL, NULL);
  double count = ceil ((end - start) / step);

  if (!check_numeric (dtype, "arange_cpu", error))
    return NULL;

  if (cr_dtype_is_integral (dtype) && isfinite (start) && isfinite (end) && isfinite (step))
    return cr_kernel_arange_int (context, cr_int_from_double (start), cr_int_from_double (end),
                                 cr_int_from_double (step), dtype, error);
  if (!check_arange (start, end, step, count, error))
    return NULL;
  return new_range (context, dtype, aranges[cr_dtype_get_compute (dtype)], start, step, (gint64)count, error);
}

CrTensor *
cr_kernel_arange_int (CrContext *context, gint64 start, gint64 end, gint64 step, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (context != NULL, NULL);
  double count = step != 0 ? ceil (((double)end - (double)start) / (double)step) : 0;

  if (!check_numeric (dtype, "arange_cpu", error))
    return NULL;
  if (!check_arange ((double)start, (double)end, (double)step, count, error))
    return NULL;
  gint64 n = (gint64)count;
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, dtype, 1, &n, error);
  if (result == NULL)
    return NULL;
  gpointer out = cr_tensor_get_mutable (result, NULL);
  for (gint64 i = 0; i < n; i++)
    {
      cr_element_set_int (dtype, out, i, (gint64)((guint64)start + (guint64)step * (guint64)i));
      if (i % PANEL == PANEL - 1 && cr_context_check_cancelled (context, error))
        return NULL;
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}
