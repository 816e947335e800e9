/* Powers. A single exponent that is a small number is multiplied out, as PyTorch does
 * (ATen/native/cpu/PowKernel.cpp), the rest are SLEEF's in whole
 * blocks of two vectors and the C library's in what is left over; integers by squaring. */

#include "cr-kernel-pow.h"
#include "cr-loop.h"
#include "cr-vector.h"

#include <math.h>

#define CHUNK 256

static gint64
power_of_int (gint64 base, gint64 exponent)
{
  guint64 result = 1;
  guint64 factor = (guint64)base;

  if (exponent < 0)
    return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  for (; exponent > 0; exponent >>= 1)
    {
      if (exponent & 1)
        result *= factor;
      factor *= factor;
    }
  return (gint64)result;
}

void
cr_pow_row_i64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  gint64 *out = (gint64 *)(gpointer)data[0];
  const gint64 *a = (const gint64 *)(gconstpointer)data[1];
  const gint64 *b = (const gint64 *)(gconstpointer)data[2];

  for (gint64 i = 0; i < n; i++)
    out[i] = power_of_int (a[i * strides[1]], b[i * strides[2]]);
}

/* clang-format off */
#define EACH(expression)                 \
  for (gint64 i = 0; i < n; i++)         \
    {                                    \
      x = a[i * stride];                 \
      out[i] = (expression);             \
    }

#define DEFINE_POW(suffix, Type, block, square_root, power)                                                   \
  CR_WIDE static gboolean special_##suffix (Type *out, const Type *a, gint64 stride, double y, gint64 n)  \
  {                                                                                             \
    Type x;                                                                                     \
    if (y == 0)                                                                                 \
      EACH (1)                                                                                  \
    else if (y == 1)                                                                            \
      EACH (x)                                                                                  \
    else if (y == 2)                                                                            \
      EACH (x * x)                                                                              \
    else if (y == 3)                                                                            \
      EACH (x * x * x)                                                                          \
    else if (y == -1)                                                                           \
      EACH (1 / x)                                                                              \
    else if (y == -2)                                                                           \
      EACH (1 / (x * x))                                                                        \
    else if (y == 0.5)                                                                    \
      EACH (square_root (x))                                                                    \
    else if (y == -0.5)                                                                   \
      EACH (1 / square_root (x))                                                                \
    else                                                                                        \
      return FALSE;                                                                             \
    return TRUE;                                                                                \
  }                                                                                             \
                                                                                                \
static void vector_##suffix (Type *out, const Type *a, gint64 sa, const Type *b, gint64 sb, gint64 n)\
  {                                                                                             \
    const CrVector *vector = cr_vector_get ();                                                  \
    Type bases[CHUNK];                                                                          \
    Type exponents[CHUNK];                                                                      \
    for (gint64 begin = 0; begin < n; begin += CHUNK)                                           \
      {                                                                                         \
        gint64 m = MIN (CHUNK, n - begin);                                                      \
        for (gint64 i = 0; i < m; i++)                                                          \
          {                                                                                     \
            bases[i] = a[(begin + i) * sa];                                                     \
            exponents[i] = b[(begin + i) * sb];                                                 \
          }                                                                                     \
        vector->pow_##suffix (out + begin, bases, exponents, m);                                \
      }                                                                                         \
  }                                                                                             \
                                                                                                \
  void cr_pow_row_##suffix (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data) \
  {                                                                                             \
    Type *out = (Type *)(gpointer)data[0];                                                      \
    const Type *a = (const Type *)(gconstpointer)data[1];                                       \
    const Type *b = (const Type *)(gconstpointer)data[2];                                       \
    const CrPow *pow_data = user_data;                                                          \
    if (pow_data->single && special_##suffix (out, a, strides[1], pow_data->exponent, n))       \
      return;                                                                                   \
    gint64 done = strides[1] <= 1 && strides[2] <= 1 ? n - n % block : 0;                       \
    vector_##suffix (out, a, strides[1], b, strides[2], done);                                  \
    if (pow_data->single)                                                                       \
      for (gint64 i = done; i < n; i++)                                                         \
        out[i] = (Type)pow (a[i * strides[1]], pow_data->exponent);                             \
    else                                                                                        \
      for (gint64 i = done; i < n; i++)                                                         \
        out[i] = power (a[i * strides[1]], b[i * strides[2]]);                                  \
  }
/* clang-format on */

DEFINE_POW (f32, float, 16, sqrtf, powf)
DEFINE_POW (f64, double, 8, sqrt, pow)
