/* Box-Muller over eight pairs, bit for bit as PyTorch's vectorised randn: there logarithm, sine
 * and cosine are the single-precision polynomials of S. Moshier's Cephes library, evaluated by
 * vectors (after J. Pommier's sse_mathfun), not SLEEF's. Written with plain operators so that
 * the compiler fuses multiplications and additions as it does there. */

#include "cr-vector.h"

#include <immintrin.h>

typedef __m256 F;
typedef __m256i I;

static inline F
splat (float value)
{
  return _mm256_set1_ps (value);
}

static inline I
splat_int (int value)
{
  return _mm256_set1_epi32 (value);
}

/* x in (0, 1]. */
static inline F
log_of (F x)
{
  F one = splat (1);
  I exponent = _mm256_srli_epi32 (_mm256_castps_si256 (x), 23);

  x = _mm256_and_ps (x, _mm256_castsi256_ps (splat_int (~0x7f800000)));
  x = _mm256_or_ps (x, splat (0.5f));
  F e = _mm256_cvtepi32_ps (_mm256_sub_epi32 (exponent, splat_int (0x7f))) + one;
  F small = _mm256_cmp_ps (x, splat (0.707106781186547524f), _CMP_LT_OS);
  F twice = _mm256_and_ps (x, small);
  x = x - one;
  e = e - _mm256_and_ps (one, small);
  x = x + twice;

  F z = x * x;
  F y = splat (7.0376836292E-2f);
  y = y * x + splat (-1.1514610310E-1f);
  y = y * x + splat (1.1676998740E-1f);
  y = y * x + splat (-1.2420140846E-1f);
  y = y * x + splat (1.4249322787E-1f);
  y = y * x + splat (-1.6668057665E-1f);
  y = y * x + splat (2.0000714765E-1f);
  y = y * x + splat (-2.4999993993E-1f);
  y = y * x + splat (3.3333331174E-1f);
  y = y * x;
  y = y * z;
  F tail = e * splat (-2.12194440e-4f);
  y = y + tail;
  tail = z * splat (0.5f);
  y = y - tail;
  tail = e * splat (0.693359375f);
  x = x + y;
  return x + tail;
}

/* x >= 0. */
static inline void
sin_cos_of (F x, F *sine, F *cosine)
{
  F y = x * splat (1.27323954473516f);
  I octant = _mm256_and_si256 (_mm256_add_epi32 (_mm256_cvttps_epi32 (y), splat_int (1)), splat_int (~1));
  y = _mm256_cvtepi32_ps (octant);
  F sign_sine = _mm256_castsi256_ps (_mm256_slli_epi32 (_mm256_and_si256 (octant, splat_int (4)), 29));
  F swap = _mm256_castsi256_ps (_mm256_cmpeq_epi32 (_mm256_and_si256 (octant, splat_int (2)), splat_int (0)));
  I shifted = _mm256_andnot_si256 (_mm256_sub_epi32 (octant, splat_int (2)), splat_int (4));
  F sign_cosine = _mm256_castsi256_ps (_mm256_slli_epi32 (shifted, 29));

  F first = y * splat (-0.78515625f);
  F second = y * splat (-2.4187564849853515625e-4f);
  F third = y * splat (-3.77489497744594108e-8f);
  x = x + first;
  x = x + second;
  x = x + third;

  F z = x * x;
  y = splat (2.443315711809948E-005f);
  y = y * z + splat (-1.388731625493765E-003f);
  y = y * z + splat (4.166664568298827E-002f);
  y = y * z;
  y = y * z;
  F half = z * splat (0.5f);
  y = y - half;
  y = y + splat (1);

  F w = splat (-1.9515295891E-4f);
  w = w * z + splat (8.3321608736E-3f);
  w = w * z + splat (-1.6666654611E-1f);
  w = w * z;
  w = w * x;
  w = w + x;

  *sine = _mm256_xor_ps (_mm256_blendv_ps (y, w, swap), sign_sine);
  *cosine = _mm256_xor_ps (_mm256_blendv_ps (w, y, swap), sign_cosine);
}

void
cr_box_muller_avx2 (float *block, float mean, float std)
{
  F u1 = splat (1) - _mm256_loadu_ps (block);
  F u2 = _mm256_loadu_ps (block + 8);
  F radius = _mm256_sqrt_ps (splat (-2) * log_of (u1));
  F sine, cosine;

  sin_cos_of (splat ((float)(2 * G_PI)) * u2, &sine, &cosine);
  _mm256_storeu_ps (block, _mm256_fmadd_ps (radius * cosine, splat (std), splat (mean)));
  _mm256_storeu_ps (block + 8, _mm256_fmadd_ps (radius * sine, splat (std), splat (mean)));
}
