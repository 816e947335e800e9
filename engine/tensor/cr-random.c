/* MT19937 (Matsumoto and Nishimura, 1998) and PyTorch's distributions over it. Products and sums
 * are fused where PyTorch's compiler fuses them, for the sake of the last digit. */

#include "cr-random.h"
#include "cr-vector.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define N 624
#define M 397

struct _CrGenerator
{
  guint references;
  guint64 seed;
  guint32 state[N];
  guint left; /* as PyTorch counts: numbers of @state not yet given, the one last given included */
  guint next; /* index of the next number in @state */
  gboolean has_normal;
  double normal; /* the second value of the last Box-Muller pair */
};

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

static void
twist (CrGenerator *self)
{
  guint32 *state = self->state;

  for (int i = 0; i < N; i++)
    {
      guint32 y = (state[i] & 0x80000000u) | (state[(i + 1) % N] & 0x7fffffffu);
      state[i] = state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
    }
  self->left = N;
  self->next = 0;
}

guint32
cr_generator_next (CrGenerator *generator)
{
  g_return_val_if_fail (generator != NULL, 0);
  if (--generator->left == 0 || generator->next >= N)
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

guint64
cr_generator_next64 (CrGenerator *generator)
{
  guint64 high = cr_generator_next (generator);

  return high << 32 | cr_generator_next (generator);
}

double
cr_generator_next_double (CrGenerator *generator)
{
  return (double)(cr_generator_next64 (generator) & ((G_GUINT64_CONSTANT (1) << 53) - 1)) * 0x1p-53;
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

static double
next_normal (CrGenerator *self)
{
  if (self->has_normal)
    {
      self->has_normal = FALSE;
      return self->normal;
    }
  double angle = 2.0 * G_PI * cr_generator_next_double (self);
  double radius = sqrt (-2.0 * log1p (-cr_generator_next_double (self)));
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

/* TRUE, with @error set, when the run was cancelled; asked at every 65,536th element. */
static gboolean
is_stopped (CrTensor *tensor, gint64 i, GError **error)
{
  return (i & 0xFFFF) == 0xFFFF && cr_context_check_cancelled (cr_tensor_get_context (tensor), error);
}

/* @n uniform numbers of [from, to) at @data. */
static gboolean
draw (CrTensor *tensor, gpointer data, gint64 n, CrGenerator *generator, double from, double to, GError **error)
{
  gboolean is_double = cr_tensor_get_dtype (tensor) == CR_DTYPE_FLOAT64;

  for (gint64 i = 0; i < n; i++)
    {
      if (is_double)
        ((double *)data)[i] = fma (cr_generator_next_double (generator), to - from, from);
      else
        ((float *)data)[i] = fmaf (next_float (generator), (float)to - (float)from, (float)from);
      if (is_stopped (tensor, i, error))
        return FALSE;
    }
  return TRUE;
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
  return data != NULL && draw (tensor, data, n, generator, from, to, error);
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

/* From 16 elements on PyTorch draws all uniform numbers first; the last block of a size that
 * is no multiple of 16 is drawn again, over what stands there. */
static gboolean
fill_blocks (CrTensor *tensor, guint8 *data, CrGenerator *generator, double mean, double std, GError **error)
{
  const CrVector *vector = cr_vector_get ();
  gboolean is_double = cr_tensor_get_dtype (tensor) == CR_DTYPE_FLOAT64;
  gsize item = cr_dtype_get_size (cr_tensor_get_dtype (tensor));
  gint64 n = cr_tensor_get_numel (tensor);
  gint64 n_blocks = (n + 15) / 16;

  if (!draw (tensor, data, n, generator, 0, 1, error))
    return FALSE;
  for (gint64 k = 0; k < n_blocks; k++)
    {
      guint8 *block = data + MIN (16 * k, n - 16) * item;
      if (16 * k > n - 16 && !draw (tensor, block, 16, generator, 0, 1, error))
        return FALSE;
      if (is_double)
        transform_doubles ((double *)(gpointer)block, mean, std);
      else
        vector->box_muller ((float *)(gpointer)block, (float)mean, (float)std);
      if (is_stopped (tensor, 16 * k + 15, error))
        return FALSE;
    }
  return TRUE;
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
  if (n >= 16)
    return fill_blocks (tensor, data, generator, mean, std, error);
  for (gint64 i = 0; i < n; i++)
    {
      double value = fma (next_normal (generator), std, mean);
      if (dtype == CR_DTYPE_FLOAT64)
        ((double *)data)[i] = value;
      else
        ((float *)data)[i] = (float)value;
    }
  return TRUE;
}
