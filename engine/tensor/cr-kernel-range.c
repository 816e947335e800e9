/* Ranges, element by element as ATen/native/cpu/RangeFactoriesKernel.cpp computes them. */

#include "cr-element.h"
#include "cr-kernels.h"

/* clang-format off */
#define DEFINE_LINSPACE(name, Type, Step)                                              \
  static void name (Type *out, Type start, Type end, gint64 steps)                     \
  {                                                                                    \
    Step step = ((Step)end - (Step)start) / (Step)(steps - 1);                         \
    for (gint64 i = 0; i < steps; i++)                                                 \
      out[i] = (Type)(i < steps / 2 ? (Step)start + step * (Step)i                     \
                                    : (Step)end - step * (Step)(steps - i - 1));       \
  }
/* clang-format on */

DEFINE_LINSPACE (linspace_f32, float, float)
DEFINE_LINSPACE (linspace_f64, double, double)
DEFINE_LINSPACE (linspace_i64, gint64, double)

CrTensor *
cr_kernel_linspace (CrContext *context, double start, double end, gint64 steps, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (context != NULL, NULL);
  if (steps < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "number of steps must be non-negative");
      return NULL;
    }
  if (dtype == CR_DTYPE_BOOL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "\"linspace_cpu\" not implemented for 'Bool'");
      return NULL;
    }
  CrTensor *result = cr_tensor_new_unannounced (context, dtype, 1, &steps, error);
  if (result == NULL)
    return NULL;
  gpointer out = cr_tensor_get_mutable (result, NULL);
  if (steps == 1)
    cr_element_set_double (dtype, out, 0, start);
  else if (dtype == CR_DTYPE_FLOAT32)
    linspace_f32 (out, (float)start, (float)end, steps);
  else if (dtype == CR_DTYPE_FLOAT64)
    linspace_f64 (out, start, end, steps);
  else
    linspace_i64 (out, cr_int_from_double (start), cr_int_from_double (end), steps);
  return cr_tensor_announce (result);
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

  if (dtype == CR_DTYPE_INT64 && isfinite (start) && isfinite (end) && isfinite (step))
    return cr_kernel_arange_int (context, cr_int_from_double (start), cr_int_from_double (end),
                                 cr_int_from_double (step), dtype, error);
  if (!check_arange (start, end, step, count, error))
    return NULL;
  gint64 n = (gint64)count;
  CrTensor *result = cr_tensor_new_unannounced (context, dtype, 1, &n, error);
  if (result == NULL)
    return NULL;
  gpointer out = cr_tensor_get_mutable (result, NULL);
  for (gint64 i = 0; i < n; i++)
    cr_element_set_double (dtype, out, i, start + step * (double)i);
  return cr_tensor_announce (result);
}

CrTensor *
cr_kernel_arange_int (CrContext *context, gint64 start, gint64 end, gint64 step, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (context != NULL, NULL);
  double count = step != 0 ? ceil (((double)end - (double)start) / (double)step) : 0;

  if (!check_arange ((double)start, (double)end, (double)step, count, error))
    return NULL;
  gint64 n = (gint64)count;
  CrTensor *result = cr_tensor_new_unannounced (context, dtype, 1, &n, error);
  if (result == NULL)
    return NULL;
  gpointer out = cr_tensor_get_mutable (result, NULL);
  for (gint64 i = 0; i < n; i++)
    cr_element_set_int (dtype, out, i, (gint64)((guint64)start + (guint64)step * (guint64)i));
  return cr_tensor_announce (result);
}
