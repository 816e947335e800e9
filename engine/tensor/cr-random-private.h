#pragma once
/* The generator's state, and drawing from it where a call a number would cost more than the number. */

#include "cr-random.h"

G_BEGIN_DECLS

#define CR_MT_N 624

struct _CrGenerator
{
  guint references;
  guint64 seed;
  guint32 state[CR_MT_N];
  guint left; /* as PyTorch counts: numbers of @state not yet given, the one last given included */
  guint next; /* index of the next number in @state */
  gboolean has_normal;
  double normal; /* the second value of the last Box-Muller pair */
};

/* The next 624 numbers. */
void cr_generator_twist (CrGenerator *self);
/* @n numbers of [0, 1), as cr_generator_draw_float() gives them one by one. */
void cr_generator_draw_floats (CrGenerator *self, float *to, gint64 n);
/* Mean 0, deviation 1: Box-Muller in double, of whose two values one is kept. */
double cr_generator_next_normal (CrGenerator *self);

static inline guint32
cr_generator_draw (CrGenerator *self)
{
  if (--self->left == 0 || self->next >= CR_MT_N)
    cr_generator_twist (self);

  guint32 y = self->state[self->next++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

static inline guint64
cr_generator_draw64 (CrGenerator *self)
{
  guint64 high = cr_generator_draw (self);

  return high << 32 | cr_generator_draw (self);
}

static inline float
cr_generator_draw_float (CrGenerator *self)
{
  return (float)(cr_generator_draw (self) & 0xFFFFFFu) * 0x1p-24f;
}

static inline double
cr_generator_draw_double (CrGenerator *self)
{
  return (double)(cr_generator_draw64 (self) & ((G_GUINT64_CONSTANT (1) << 53) - 1)) * 0x1p-53;
}

/* cr_random_normal() of a contiguous floating tensor from 16 elements on. */
gboolean cr_random_normal_blocks (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error);
/* "normal_kernel_cpu" not implemented for 'Long' */
gboolean cr_random_refuse (CrTensor *tensor, const char *name, GError **error);

G_END_DECLS
