/* Eight floats or four doubles at a time. A rest is padded with zeros and goes through the
 * same function, so that an element's value does not depend on where it stands. */

#include "cr-vector.h"

#include <immintrin.h>
#include <sleef.h>
#include <string.h>

/* clang-format off */
#define DEFINE_UNARY(name, Type, Lanes, function, load, store) \
  static void name (Type *dst, const Type *src, gint64 n)      \
  {                                                            \
    gint64 i = 0;                                              \
    for (; i + Lanes <= n; i += Lanes)                         \
      store (dst + i, function (load (src + i)));              \
    if (i == n)                                                \
      return;                                                  \
    Type rest[Lanes] = { 0 };                                  \
    memcpy (rest, src + i, (n - i) * sizeof (Type));           \
    store (rest, function (load (rest)));                      \
    memcpy (dst + i, rest, (n - i) * sizeof (Type));           \
  }
#define DEFINE_POW(name, Type, Lanes, function, load, store)             \
  static void name (Type *dst, const Type *a, const Type *b, gint64 n)   \
  {                                                                      \
    gint64 i = 0;                                                        \
    for (; i + Lanes <= n; i += Lanes)                                   \
      store (dst + i, function (load (a + i), load (b + i)));            \
    if (i == n)                                                          \
      return;                                                            \
    Type rest_a[Lanes] = { 0 };                                          \
    Type rest_b[Lanes] = { 0 };                                          \
    memcpy (rest_a, a + i, (n - i) * sizeof (Type));                     \
    memcpy (rest_b, b + i, (n - i) * sizeof (Type));                     \
    store (rest_a, function (load (rest_a), load (rest_b)));             \
    memcpy (dst + i, rest_a, (n - i) * sizeof (Type));                   \
  }
#define DEFINE_F32(name, function) \
  DEFINE_UNARY (name, float, 8, function, _mm256_loadu_ps, _mm256_storeu_ps)
#define DEFINE_F64(name, function) \
  DEFINE_UNARY (name, double, 4, function, _mm256_loadu_pd, _mm256_storeu_pd)
/* clang-format on */

DEFINE_F32 (exp_f32, Sleef_expf8_u10avx2)
DEFINE_F32 (log_f32, Sleef_logf8_u10avx2)
DEFINE_F32 (sin_f32, Sleef_sinf8_u10avx2)
DEFINE_F32 (cos_f32, Sleef_cosf8_u10avx2)
DEFINE_F32 (tanh_f32, Sleef_tanhf8_u10avx2)
DEFINE_F32 (expm1_f32, Sleef_expm1f8_u10avx2)
DEFINE_F32 (log1p_f32, Sleef_log1pf8_u10avx2)
DEFINE_F32 (log2_f32, Sleef_log2f8_u10avx2)
DEFINE_F32 (log10_f32, Sleef_log10f8_u10avx2)
DEFINE_F32 (tan_f32, Sleef_tanf8_u10avx2)
DEFINE_F32 (asin_f32, Sleef_asinf8_u10avx2)
DEFINE_F32 (acos_f32, Sleef_acosf8_u10avx2)
DEFINE_F32 (atan_f32, Sleef_atanf8_u10avx2)
DEFINE_F32 (sinh_f32, Sleef_sinhf8_u10avx2)
DEFINE_F32 (cosh_f32, Sleef_coshf8_u10avx2)
DEFINE_F32 (erf_f32, Sleef_erff8_u10avx2)
DEFINE_F32 (erfc_f32, Sleef_erfcf8_u15avx2)
DEFINE_F32 (lgamma_f32, Sleef_lgammaf8_u10avx2)
DEFINE_F64 (exp_f64, Sleef_expd4_u10avx2)
DEFINE_F64 (log_f64, Sleef_logd4_u10avx2)
DEFINE_F64 (sin_f64, Sleef_sind4_u10avx2)
DEFINE_F64 (cos_f64, Sleef_cosd4_u10avx2)
DEFINE_F64 (tanh_f64, Sleef_tanhd4_u10avx2)
DEFINE_F64 (expm1_f64, Sleef_expm1d4_u10avx2)
DEFINE_F64 (log1p_f64, Sleef_log1pd4_u10avx2)
DEFINE_F64 (log2_f64, Sleef_log2d4_u10avx2)
DEFINE_F64 (log10_f64, Sleef_log10d4_u10avx2)
DEFINE_F64 (tan_f64, Sleef_tand4_u10avx2)
DEFINE_F64 (asin_f64, Sleef_asind4_u10avx2)
DEFINE_F64 (acos_f64, Sleef_acosd4_u10avx2)
DEFINE_F64 (atan_f64, Sleef_atand4_u10avx2)
DEFINE_F64 (sinh_f64, Sleef_sinhd4_u10avx2)
DEFINE_F64 (cosh_f64, Sleef_coshd4_u10avx2)
DEFINE_F64 (erf_f64, Sleef_erfd4_u10avx2)
DEFINE_F64 (erfc_f64, Sleef_erfcd4_u15avx2)
DEFINE_F64 (lgamma_f64, Sleef_lgammad4_u10avx2)
DEFINE_POW (pow_f32, float, 8, Sleef_powf8_u10avx2, _mm256_loadu_ps, _mm256_storeu_ps)
DEFINE_POW (pow_f64, double, 4, Sleef_powd4_u10avx2, _mm256_loadu_pd, _mm256_storeu_pd)

const CrVector cr_vector_avx2 = {
  .unary_f32 = { exp_f32, log_f32, sin_f32, cos_f32, tanh_f32, expm1_f32, log1p_f32, log2_f32, log10_f32, tan_f32,
                 asin_f32, acos_f32, atan_f32, sinh_f32, cosh_f32, erf_f32, erfc_f32, lgamma_f32 },
  .unary_f64 = { exp_f64, log_f64, sin_f64, cos_f64, tanh_f64, expm1_f64, log1p_f64, log2_f64, log10_f64, tan_f64,
                 asin_f64, acos_f64, atan_f64, sinh_f64, cosh_f64, erf_f64, erfc_f64, lgamma_f64 },
  .pow_f32 = pow_f32,
  .pow_f64 = pow_f64,
  .box_muller = cr_box_muller_avx2,
};
