#pragma once
/* What every test of tensors needs: a context without bounds, and the deterministic numbers of generate.py. */

#include "cr-context.h"
#include "cr-tensor.h"

#include <math.h>

/* The @i-th number of generate.py's pattern(). */
static inline double
pattern_at (gint64 i, gint64 modulus, gint64 shift, double scale)
{
  return (double)((i * 37) % modulus - shift) * scale;
}

static inline CrTensor *
new_pattern (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, gint64 modulus, gint64 shift,
             double scale)
{
  gint64 n = 1;

  for (int d = 0; d < ndim; d++)
    n *= sizes[d];
  g_autofree double *values = g_new0 (double, MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    values[i] = pattern_at (i, modulus, shift, scale);
  return cr_tensor_new_from_doubles (context, dtype, ndim, sizes, values, NULL);
}

static inline CrTensor *
new_vector (CrContext *context, CrDtype dtype, gint64 n, const double *values)
{
  return cr_tensor_new_from_doubles (context, dtype, 1, &n, values, NULL);
}

/* Equal up to the last digit or two of @dtype: another processor may lack the vector functions of
 * the one that recorded. */
static inline void
assert_number (double value, double expected, CrDtype dtype)
{
  double tolerance = dtype == CR_DTYPE_FLOAT32 ? 2.5e-7 : 5e-16;

  if (isnan (expected))
    g_assert_true (isnan (value));
  else if (isinf (expected) || !cr_dtype_is_floating (dtype))
    g_assert_cmpfloat (value, ==, expected);
  else
    {
      g_assert_cmpfloat (fabs (value - expected), <=, fabs (expected) * tolerance);
      g_assert_cmpint (signbit (value) != 0, ==, signbit (expected) != 0);
    }
}
