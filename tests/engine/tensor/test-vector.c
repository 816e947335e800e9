/* The functions for processors without AVX2, which no other test here may ever reach. */

#include "cr-vector.h"
#include "tensor-fixture.h"

#define N 37

static void
fill (double *values, double shift)
{
  for (int i = 0; i < N; i++)
    values[i] = pattern_at (i, 101, 50, 0.11) + shift;
}

static void
test_unary (void)
{
  static double (*const references[CR_N_VECTOR]) (double)
      = { exp, log, sin, cos, tanh, expm1, log1p, log2, log10, tan, asin, acos, atan, sinh, cosh, erf, erfc, lgamma };
  static const gboolean positive[CR_N_VECTOR] = { [CR_VECTOR_LOG] = TRUE,
                                                  [CR_VECTOR_LOG1P] = TRUE,
                                                  [CR_VECTOR_LOG2] = TRUE,
                                                  [CR_VECTOR_LOG10] = TRUE,
                                                  [CR_VECTOR_LGAMMA] = TRUE };
  double x[N], y[N];
  float x32[N], y32[N];

  for (int f = 0; f < CR_N_VECTOR; f++)
    {
      fill (x, positive[f] ? 6 : 0);
      for (int i = 0; i < N && (f == CR_VECTOR_ASIN || f == CR_VECTOR_ACOS); i++)
        x[i] /= 6;
      for (int i = 0; i < N; i++)
        x32[i] = (float)x[i];
      cr_vector_scalar.unary_f64[f](y, x, N);
      cr_vector_scalar.unary_f32[f](y32, x32, N);
      for (int i = 0; i < N; i++)
        {
          assert_number (y[i], references[f](x[i]), CR_DTYPE_FLOAT64);
          assert_number (y32[i], references[f](x32[i]), CR_DTYPE_FLOAT32);
        }
    }
}

static void
test_pow (void)
{
  double x[N], y[N], z[N];
  float x32[N], y32[N], z32[N];

  fill (x, 6);
  fill (y, -1);
  for (int i = 0; i < N; i++)
    {
      x32[i] = (float)x[i];
      y32[i] = (float)y[i];
    }
  cr_vector_scalar.pow_f64 (z, x, y, N);
  cr_vector_scalar.pow_f32 (z32, x32, y32, N);
  for (int i = 0; i < N; i++)
    {
      assert_number (z[i], pow (x[i], y[i]), CR_DTYPE_FLOAT64);
      assert_number (z32[i], pow (x32[i], y32[i]), CR_DTYPE_FLOAT32);
    }
}

/* Both forms, the one of this machine and the plain one, against the formula. */
static void
test_box_muller (void)
{
  const CrVector *const forms[] = { &cr_vector_scalar, cr_vector_get () };

  for (guint f = 0; f < G_N_ELEMENTS (forms); f++)
    {
      float block[16];
      double u[16];
      for (int i = 0; i < 16; i++)
        {
          block[i] = (float)pattern_at (i, 97, 0, 1 / 97.0);
          u[i] = block[i];
        }
      forms[f]->box_muller (block, 0.5f, 2);
      for (int i = 0; i < 8; i++)
        {
          double radius = sqrt (-2 * log (1 - u[i]));
          g_assert_cmpfloat_with_epsilon (block[i], radius * cos (2 * G_PI * u[i + 8]) * 2 + 0.5, 2e-6);
          g_assert_cmpfloat_with_epsilon (block[i + 8], radius * sin (2 * G_PI * u[i + 8]) * 2 + 0.5, 2e-6);
        }
    }
}

/* Every machine draws the same bits. */
static void
test_same_bits (void)
{
  for (guint32 i = 0; i < 1u << 24; i += 8 * 4099)
    {
      float plain[16], wide[16];
      for (guint32 k = 0; k < 8; k++)
        {
          guint32 q = (i + k) & 0xFFFFFF;
          plain[k] = wide[k] = (float)q * 0x1p-24f;
          plain[k + 8] = wide[k + 8] = (float)((q * 2654435761u) >> 8) * 0x1p-24f;
        }
      cr_vector_scalar.box_muller (plain, 0.25f, 3);
      cr_vector_get ()->box_muller (wide, 0.25f, 3);
      g_assert_cmpmem (plain, sizeof plain, wide, sizeof wide);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/vector/unary", test_unary);
  g_test_add_func ("/engine/tensor/vector/pow", test_pow);
  g_test_add_func ("/engine/tensor/vector/box-muller", test_box_muller);
  g_test_add_func ("/engine/tensor/vector/same-bits", test_same_bits);
  return g_test_run ();
}
