/* MT19937 (Matsumoto and Nishimura, 1998) and PyTorch's distributions over it. Products and sums
 * are fused where PyTorch's compiler fuses them, for the sake of the last digit. */

#include "cr-random.h"
#include "cr-vector.h"

#include <math.h>

#define N 624
#define M 397

struct _CrGenerator
{
  guint64 seed;
  guint32 state[N];
  guint next; /* index of the next number in @state; N: twist first */
  gboolean has_normal;
  double normal; /* the second value of the last Box-Muller pair */
};

CrGenerator *
cr_generator_new (guint64 seed)
{
  CrGenerator *self = g_new0 (CrGenerator, 1);

  cr_generator_seed (self, seed);
  return self;
}

void
cr_generator_free (CrGenerator *generator)
{
  g_free (generator);
}

void
cr_generator_seed (CrGenerator *generator, guint64 seed)
{
  g_return_if_fail (generator != NULL);
  guint32 *state = generator->state;

  generator->seed = seed;
  generator->has_normal = FALSE;
  generator->next = N;
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

static void
twist (CrGenerator *self)
{
  guint32 *state = self->state;

  for (int i = 0; i < N; i++)
    {
      guint32 y = (state[i] & 0x80000000u) | (state[(i + 1) % N] & 0x7fffffffu);
      state[i] = state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
    }
  self->next = 0;
}

guint32
cr_generator_next (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  if (generator->next >= N)
    twist (generator);

  guint32 y = generator->state[generator->next++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

static float
next_float (CrGenerator *self)
{
  return (float)(cr_generator_next (self) & 0xFFFFFFu) * 0x1p-24f;
}

static double
next_double (CrGenerator *self)
{
  guint64 high = cr_generator_next (self);
  guint64 bits = high << 32 | cr_generator_next (self);

  return (double)(bits & ((G_GUINT64_CONSTANT (1) << 53) - 1)) * 0x1p-53;
}

static double
next_normal (CrGenerator *self)
{
  if (self->has_normal)
    {
      self->has_normal = FALSE;
      return self->normal;
    }
  double angle = 2.0 * G_PI * next_double (self);
  double radius = sqrt (-2.0 * log1p (-next_double (self)));
  self->normal = radius * sin (angle);
  self->has_normal = TRUE;
  return radius * cos (angle);
}

static gboolean
check_floating (CrTensor *tensor, const char *name, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);

  if (cr_dtype_is_floating (dtype))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for '%s'", name,
               cr_dtype_get_scalar_name (dtype));
  return FALSE;
}

gboolean
cr_random_uniform (CrTensor *tensor, CrGenerator *generator, double from, double to, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL && cr_tensor_is_contiguous (tensor), FALSE);
  gint64 n = cr_tensor_get_numel (tensor);

  if (!check_floating (tensor, "check_uniform_bounds", error))
    return FALSE;
  if (!(from <= to))
    {
      char a[32], b[32];
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "uniform_ expects to return a [from, to) range, but found from=%s > to=%s",
                   g_ascii_formatd (a, sizeof a, "%g", from), g_ascii_formatd (b, sizeof b, "%g", to));
      return FALSE;
    }
  gpointer data = cr_tensor_get_mutable (tensor, error);
  if (data == NULL)
    return FALSE;
  if (cr_tensor_get_dtype (tensor) == CR_DTYPE_FLOAT64)
    for (gint64 i = 0; i < n; i++)
      ((double *)data)[i] = fma (next_double (generator), to - from, from);
  else
    for (gint64 i = 0; i < n; i++)
      ((float *)data)[i] = fmaf (next_float (generator), (float)to - (float)from, (float)from);
  return TRUE;
}

/* Box-Muller over a block of 16 uniform numbers, as box_muller() in cr-vector.h. */
static void
transform_doubles (double *data, double mean, double std)
{
  for (int j = 0; j < 8; j++)
    {
      double radius = sqrt (-2.0 * log (1.0 - data[j]));
      double angle = 2.0 * G_PI * data[j + 8];
      data[j] = fma (radius * cos (angle), std, mean);
      data[j + 8] = fma (radius * sin (angle), std, mean);
    }
}

static void
draw_floats (float *data, gint64 n, CrGenerator *generator)
{
  for (gint64 i = 0; i < n; i++)
    data[i] = next_float (generator);
}

static void
draw_doubles (double *data, gint64 n, CrGenerator *generator)
{
  for (gint64 i = 0; i < n; i++)
    data[i] = next_double (generator);
}

/* From 16 elements on PyTorch draws all uniform numbers first; the last block of a size that
 * is no multiple of 16 is drawn again, over what stands there. */
static void
fill_floats (float *data, gint64 n, CrGenerator *generator, float mean, float std)
{
  const CrVector *vector = cr_vector_get ();

  draw_floats (data, n, generator);
  for (gint64 i = 0; i + 16 <= n; i += 16)
    vector->box_muller (data + i, mean, std);
  if (n % 16 == 0)
    return;
  draw_floats (data + n - 16, 16, generator);
  vector->box_muller (data + n - 16, mean, std);
}

static void
fill_doubles (double *data, gint64 n, CrGenerator *generator, double mean, double std)
{
  draw_doubles (data, n, generator);
  for (gint64 i = 0; i + 16 <= n; i += 16)
    transform_doubles (data + i, mean, std);
  if (n % 16 == 0)
    return;
  draw_doubles (data + n - 16, 16, generator);
  transform_doubles (data + n - 16, mean, std);
}

gboolean
cr_random_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL && cr_tensor_is_contiguous (tensor), FALSE);
  gint64 n = cr_tensor_get_numel (tensor);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  char text[32];

  if (!(std >= 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "normal expects std >= 0.0, but found std %s",
                   g_ascii_formatd (text, sizeof text, "%g", std));
      return FALSE;
    }
  if (!check_floating (tensor, "normal_kernel_cpu", error))
    return FALSE;
  gpointer data = cr_tensor_get_mutable (tensor, error);
  if (data == NULL)
    return FALSE;
  if (n < 16)
    for (gint64 i = 0; i < n; i++)
      {
        double value = fma (next_normal (generator), std, mean);
        if (dtype == CR_DTYPE_FLOAT64)
          ((double *)data)[i] = value;
        else
          ((float *)data)[i] = (float)value;
      }
  else if (dtype == CR_DTYPE_FLOAT64)
    fill_doubles (data, n, generator, mean, std);
  else
    fill_floats (data, n, generator, (float)mean, (float)std);
  return TRUE;
}
