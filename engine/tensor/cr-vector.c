/* One element at a time, for processors without a wider form here; and the choice. */

#include "cr-vector.h"

#include <math.h>
#include <sleef.h>

/* clang-format off */
#define DEFINE_UNARY(name, Type, function)                \
  static void name (Type *dst, const Type *src, gint64 n) \
  {                                                       \
    for (gint64 i = 0; i < n; i++)                        \
      dst[i] = function (src[i]);                         \
  }
#define DEFINE_POW(name, Type, function)                                 \
  static void name (Type *dst, const Type *a, const Type *b, gint64 n)   \
  {                                                                      \
    for (gint64 i = 0; i < n; i++)                                       \
      dst[i] = function (a[i], b[i]);                                    \
  }
/* clang-format on */

DEFINE_UNARY (exp_f32, float, Sleef_expf_u10)
DEFINE_UNARY (log_f32, float, Sleef_logf_u10)
DEFINE_UNARY (sin_f32, float, Sleef_sinf_u10)
DEFINE_UNARY (cos_f32, float, Sleef_cosf_u10)
DEFINE_UNARY (tanh_f32, float, Sleef_tanhf_u10)
DEFINE_UNARY (exp_f64, double, Sleef_exp_u10)
DEFINE_UNARY (log_f64, double, Sleef_log_u10)
DEFINE_UNARY (sin_f64, double, Sleef_sin_u10)
DEFINE_UNARY (cos_f64, double, Sleef_cos_u10)
DEFINE_UNARY (tanh_f64, double, Sleef_tanh_u10)
DEFINE_POW (pow_f32, float, Sleef_powf_u10)
DEFINE_POW (pow_f64, double, Sleef_pow_u10)

static void
box_muller (float *block, float mean, float std)
{
  for (int j = 0; j < 8; j++)
    {
      float radius = sqrtf (-2.0f * Sleef_logf_u10 (1.0f - block[j]));
      float angle = (float)(2 * G_PI) * block[j + 8];
      block[j] = radius * Sleef_cosf_u10 (angle) * std + mean;
      block[j + 8] = radius * Sleef_sinf_u10 (angle) * std + mean;
    }
}

const CrVector cr_vector_scalar = {
  .unary_f32 = { exp_f32, log_f32, sin_f32, cos_f32, tanh_f32 },
  .unary_f64 = { exp_f64, log_f64, sin_f64, cos_f64, tanh_f64 },
  .pow_f32 = pow_f32,
  .pow_f64 = pow_f64,
  .box_muller = box_muller,
};

const CrVector *
cr_vector_get (void)
{
#ifdef CR_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return &cr_vector_avx2;
#endif
  return &cr_vector_scalar;
}
