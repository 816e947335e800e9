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
DEFINE_UNARY (expm1_f32, float, Sleef_expm1f_u10)
DEFINE_UNARY (log1p_f32, float, Sleef_log1pf_u10)
DEFINE_UNARY (log2_f32, float, Sleef_log2f_u10)
DEFINE_UNARY (log10_f32, float, Sleef_log10f_u10)
DEFINE_UNARY (tan_f32, float, Sleef_tanf_u10)
DEFINE_UNARY (asin_f32, float, Sleef_asinf_u10)
DEFINE_UNARY (acos_f32, float, Sleef_acosf_u10)
DEFINE_UNARY (atan_f32, float, Sleef_atanf_u10)
DEFINE_UNARY (sinh_f32, float, Sleef_sinhf_u10)
DEFINE_UNARY (cosh_f32, float, Sleef_coshf_u10)
DEFINE_UNARY (erf_f32, float, Sleef_erff_u10)
DEFINE_UNARY (erfc_f32, float, Sleef_erfcf_u15)
DEFINE_UNARY (lgamma_f32, float, Sleef_lgammaf_u10)
DEFINE_UNARY (exp_f64, double, Sleef_exp_u10)
DEFINE_UNARY (log_f64, double, Sleef_log_u10)
DEFINE_UNARY (sin_f64, double, Sleef_sin_u10)
DEFINE_UNARY (cos_f64, double, Sleef_cos_u10)
DEFINE_UNARY (tanh_f64, double, Sleef_tanh_u10)
DEFINE_UNARY (expm1_f64, double, Sleef_expm1_u10)
DEFINE_UNARY (log1p_f64, double, Sleef_log1p_u10)
DEFINE_UNARY (log2_f64, double, Sleef_log2_u10)
DEFINE_UNARY (log10_f64, double, Sleef_log10_u10)
DEFINE_UNARY (tan_f64, double, Sleef_tan_u10)
DEFINE_UNARY (asin_f64, double, Sleef_asin_u10)
DEFINE_UNARY (acos_f64, double, Sleef_acos_u10)
DEFINE_UNARY (atan_f64, double, Sleef_atan_u10)
DEFINE_UNARY (sinh_f64, double, Sleef_sinh_u10)
DEFINE_UNARY (cosh_f64, double, Sleef_cosh_u10)
DEFINE_UNARY (erf_f64, double, Sleef_erf_u10)
DEFINE_UNARY (erfc_f64, double, Sleef_erfc_u15)
DEFINE_UNARY (lgamma_f64, double, Sleef_lgamma_u10)
DEFINE_POW (pow_f32, float, Sleef_powf_u10)
DEFINE_POW (pow_f64, double, Sleef_pow_u10)

const CrVector cr_vector_scalar = {
  .unary_f32 = { exp_f32, log_f32, sin_f32, cos_f32, tanh_f32, expm1_f32, log1p_f32, log2_f32, log10_f32, tan_f32,
                 asin_f32, acos_f32, atan_f32, sinh_f32, cosh_f32, erf_f32, erfc_f32, lgamma_f32 },
  .unary_f64 = { exp_f64, log_f64, sin_f64, cos_f64, tanh_f64, expm1_f64, log1p_f64, log2_f64, log10_f64, tan_f64,
                 asin_f64, acos_f64, atan_f64, sinh_f64, cosh_f64, erf_f64, erfc_f64, lgamma_f64 },
  .pow_f32 = pow_f32,
  .pow_f64 = pow_f64,
  .box_muller = cr_box_muller_scalar,
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
