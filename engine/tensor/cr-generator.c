/* MT19937 (Matsumoto and Nishimura, 1998) with PyTorch's bookkeeping, so that its state can be written and read as
 * PyTorch does. */

#include "cr-random-private.h"
#include "cr-loop.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define N CR_MT_N
#define M 397

CrGenerator *
cr_generator_new (guint64 seed)
{
  CrGenerator *self = g_new0 (CrGenerator, 1);

  self->references = 1;
  cr_generator_seed (self, seed);
  return self;
}

CrGenerator *
cr_generator_ref (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, NULL);
  generator->references++;
  return generator;
}

void
cr_generator_unref (CrGenerator *generator)
{
  g_return_if_fail (generator != NULL);
  if (--generator->references == 0)
    g_free (generator);
}

void
cr_generator_seed (CrGenerator *generator, guint64 seed)
{
  g_return_if_fail (generator != NULL);
  guint32 *state = generator->state;

  generator->seed = seed;
  generator->has_normal = FALSE;
  generator->left = 1;
  generator->next = 0;
  state[0] = (guint32)seed;
  for (guint32 i = 1; i < N; i++)
    state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
}

guint64
cr_generator_get_seed (const CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  return generator->seed;
}

/* Bits of two neighbours and of one further on. */
static inline guint32
mix (guint32 a, guint32 b, guint32 far)
{
  guint32 y = (a & 0x80000000u) | (b & 0x7fffffffu);

  return far ^ (y >> 1) ^ (-(b & 1u) & 0x9908b0dfu);
}

CR_WIDE void
cr_generator_twist (CrGenerator *self)
{
  guint32 *state = self->state;
  int i = 0;

  for (; i < N - M; i++)
    state[i] = mix (state[i], state[i + 1], state[i + M]);
  for (; i < N - 1; i++)
    state[i] = mix (state[i], state[i + 1], state[i + M - N]);
  state[N - 1] = mix (state[N - 1], state[0], state[M - 1]);
  self->left = N;
  self->next = 0;
}

CR_WIDE static void
temper (const guint32 *state, float *to, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    {
      guint32 y = state[i];
      y ^= y >> 11;
      y ^= (y << 7) & 0x9d2c5680u;
      y ^= (y << 15) & 0xefc60000u;
      to[i] = (float)(gint32)((y ^ (y >> 18)) & 0xFFFFFFu) * 0x1p-24f;
    }
}

void
cr_generator_draw_floats (CrGenerator *self, float *to, gint64 n)
{
  while (n > 0)
    {
      gint64 ready = MIN ((gint64)self->left - 1, (gint64)N - (gint64)self->next);
      ready = MIN (ready, n);
      if (ready <= 0)
        {
          *to++ = cr_generator_draw_float (self);
          n--;
          continue;
        }
      temper (self->state + self->next, to, ready);
      self->next += (guint)ready;
      self->left -= (guint)ready;
      to += ready;
      n -= ready;
    }
}

guint32
cr_generator_next (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  return cr_generator_draw (generator);
}

double
cr_generator_next_normal (CrGenerator *self)
{
  if (self->has_normal)
    {
      self->has_normal = FALSE;
      return self->normal;
    }
  double angle = 2.0 * G_PI * cr_generator_draw_double (self);
  double radius = sqrt (-2.0 * log (1.0 - cr_generator_draw_double (self)));
  self->normal = radius * sin (angle);
  self->has_normal = TRUE;
  return radius * cos (angle);
}

guint64
cr_generator_next64 (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  return cr_generator_draw64 (generator);
}

double
cr_generator_next_double (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  return cr_generator_draw_double (generator);
}

/* CPUGeneratorImplState of ATen/CPUGeneratorImpl.cpp, and its first part, which older PyTorch wrote alone. */
typedef struct
{
  guint64 seed;
  gint32 left;
  gint32 seeded;
  guint64 next;
  guint64 state[N];
  double normal_x;
  double normal_y; /* the kept value */
  double normal_rho;
  gint32 normal_is_valid;
  gint32 unused;
  float next_float;
  guint8 next_float_is_valid;
  guint8 unused_too[3];
} State;

G_STATIC_ASSERT (sizeof (State) == CR_GENERATOR_STATE_SIZE);

void
cr_generator_get_state (const CrGenerator *generator, guint8 *state)
{
  g_return_if_fail (generator != NULL && state != NULL);
  State out = { .seed = generator->seed, .left = (gint32)generator->left, .seeded = 1, .next = generator->next };

  for (int i = 0; i < N; i++)
    out.state[i] = generator->state[i];
  if (generator->has_normal)
    out.normal_y = generator->normal;
  out.normal_is_valid = generator->has_normal;
  memcpy (state, &out, sizeof out);
}

gboolean
cr_generator_set_state (CrGenerator *generator, const guint8 *state, gsize n, GError **error)
{
  g_return_val_if_fail (generator != NULL && state != NULL, FALSE);
  State in = { 0 };

  if (n != CR_GENERATOR_STATE_SIZE && n != offsetof (State, next_float))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 "
                   "but found the input RNG state size to be %" G_GSIZE_FORMAT,
                   n);
      return FALSE;
    }
  memcpy (&in, state, n);
  if (in.seeded != 1 || in.left <= 0 || in.left > N || in.next > N)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "Invalid mt19937 state");
      return FALSE;
    }
  generator->seed = in.seed;
  generator->left = (guint)in.left;
  generator->next = (guint)in.next;
  for (int i = 0; i < N; i++)
    generator->state[i] = (guint32)in.state[i];
  generator->has_normal = in.normal_is_valid != 0;
  generator->normal = in.normal_y;
  return TRUE;
}
