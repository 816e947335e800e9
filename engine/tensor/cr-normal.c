/* Box-Muller over eight pairs for processors without AVX2, with the bits of cr-normal-avx2.c: each fmaf() stands where
 * the compiler fuses there, so that a seed gives the same numbers on every machine. */

#include "cr-vector.h"

#include <math.h>
#include <string.h>

static float
to_float (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static guint32
to_bits (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

/* x in (0, 1]: Cephes' logf. */
static float
log_of (float x)
{
  static const float p[]
      = { 7.0376836292E-2f,  -1.1514610310E-1f, 1.1676998740E-1f,  -1.2420140846E-1f, 1.4249322787E-1f,
          -1.6668057665E-1f, 2.0000714765E-1f,  -2.4999993993E-1f, 3.3333331174E-1f };
  guint32 bits = to_bits (x);
  float e = (float)((int)(bits >> 23) - 0x7f) + 1;

  x = to_float ((bits & ~0x7f800000u) | 0x3f000000u);
  gboolean small = x < 0.707106781186547524f;
  float twice = small ? x : 0;
  x = x - 1 + twice;
  e -= small ? 1 : 0;
  float z = x * x;
  float y = p[0];
  for (guint i = 1; i < G_N_ELEMENTS (p); i++)
    y = fmaf (y, x, p[i]);
  y = fmaf (y * x, z, e * -2.12194440e-4f);
  y = fmaf (-z, 0.5f, y);
  return fmaf (e, 0.693359375f, x + y);
}

/* x >= 0: Cephes' sinf and cosf. */
static void
sin_cos_of (float x, float *sine, float *cosine)
{
  int octant = ((int)(x * 1.27323954473516f) + 1) & ~1;
  float y = (float)octant;

  x = fmaf (y, -0.78515625f, x);
  x = fmaf (y, -2.4187564849853515625e-4f, x);
  x = fmaf (y, -3.77489497744594108e-8f, x);
  float z = x * x;
  float even = fmaf (2.443315711809948E-005f, z, -1.388731625493765E-003f);
  even = fmaf (even, z, 4.166664568298827E-002f) * z;
  even = fmaf (even, z, -(z * 0.5f)) + 1;
  float odd = fmaf (-1.9515295891E-4f, z, 8.3321608736E-3f);
  odd = fmaf (odd, z, -1.6666654611E-1f) * z;
  odd = fmaf (odd, x, x);
  gboolean swap = (octant & 2) == 0;
  *sine = to_float (to_bits (swap ? odd : even) ^ (guint32)(octant & 4) << 29);
  *cosine = to_float (to_bits (swap ? even : odd) ^ (guint32)(~(octant - 2) & 4) << 29);
}

void
cr_box_muller_scalar (float *block, float mean, float std)
{
  for (int j = 0; j < 8; j++)
    {
      float sine, cosine;
      float radius = sqrtf (-2.0f * log_of (1.0f - block[j]));
      sin_cos_of ((float)(2 * G_PI) * block[j + 8], &sine, &cosine);
      block[j] = fmaf (radius * cosine, std, mean);
      block[j + 8] = fmaf (radius * sine, std, mean);
    }
}
