/* Every distribution, on every dtype that it takes, against what PyTorch drew with the same seed; the generator's
 * state. */

#include "cr-random.h"
#include "tensor-fixture.h"

#include <string.h>

typedef enum
{
  UNIFORM,
  NORMAL,
  EXPONENTIAL,
  LOG_NORMAL,
  CAUCHY,
  GEOMETRIC,
  BERNOULLI,
  INTEGERS,
  INTEGERS_ANY,
  PERMUTATION,
  CHOICE /* a: weights of float64; b: with replacement */
} Fill;

typedef struct
{
  Fill fill;
  CrDtype dtype;
  int ndim;
  gint64 sizes[2];
  gboolean transposed;
  double a, b;
  guint64 seed;
  gint left, next; /* of the generator, afterwards */
  const double *values;
  int n_values; /* the last ones */
} DrawCase;

#include "draw-cases.h"

static const CrRandomFill fills[] = {
  [UNIFORM] = cr_random_uniform,       [NORMAL] = cr_random_normal, [EXPONENTIAL] = cr_random_exponential,
  [LOG_NORMAL] = cr_random_log_normal, [CAUCHY] = cr_random_cauchy, [GEOMETRIC] = cr_random_geometric,
};

static CrTensor *
choose (CrContext *context, const DrawCase *c, CrGenerator *generator, GError **error)
{
  static const double weights[] = { 0.5, 3, 0, 1, 2.25 };
  g_autoptr (CrTensor) tensor = cr_tensor_new_from_doubles (context, c->a != 0 ? CR_DTYPE_FLOAT64 : CR_DTYPE_FLOAT32, 1,
                                                            (gint64[]){ 5 }, weights, NULL);

  return cr_random_multinomial (tensor, c->sizes[0], c->b != 0, generator, error);
}

static CrTensor *
draw (CrContext *context, const DrawCase *c, CrGenerator *generator, GError **error)
{
  gint64 strides[2] = { 1, 1 };
  gboolean done;

  if (c->fill == PERMUTATION)
    return cr_random_permutation (context, c->sizes[0], c->dtype, generator, error);
  if (c->fill == CHOICE)
    return choose (context, c, generator, error);
  g_autoptr (CrTensor) room = cr_tensor_new_full (context, c->dtype, c->ndim, c->sizes, 0, NULL);
  strides[0] = c->ndim < 2 || c->transposed ? 1 : c->sizes[1];
  strides[1] = c->transposed ? c->sizes[0] : 1;
  g_autoptr (CrTensor) tensor = cr_tensor_new_view (room, c->ndim, c->sizes, strides, 0);
  if (c->fill == BERNOULLI)
    done = cr_random_bernoulli (tensor, generator, c->a, error);
  else if (c->fill == INTEGERS)
    done = cr_random_integers (tensor, generator, (gint64)c->a, (gint64)c->b, error);
  else if (c->fill == INTEGERS_ANY)
    done = cr_random_integers_any (tensor, generator, error);
  else
    done = fills[c->fill](tensor, generator, c->a, c->b, error);
  return done ? g_steal_pointer (&tensor) : NULL;
}

/* The last @n numbers of @tensor, of a complex one both parts. */
static void
read_numbers (CrTensor *tensor, int n, double *numbers)
{
  gint64 numel = cr_tensor_get_numel (tensor);

  for (int k = 0; k < n; k++)
    if (cr_tensor_get_dtype (tensor) == CR_DTYPE_COMPLEX64)
      {
        gint64 at = 2 * numel - n + k, stride = 1;
        if (cr_tensor_get_ndim (tensor) == 2) /* the transposed one */
          {
            gint64 columns = cr_tensor_get_sizes (tensor)[1];
            gint64 row = at / 2 / columns, column = at / 2 % columns;
            const float *data = cr_tensor_get_data (tensor);
            numbers[k] = data[2 * (row + column * cr_tensor_get_sizes (tensor)[0]) + at % 2];
            continue;
          }
        numbers[k] = ((const float *)cr_tensor_get_data (tensor))[at * stride];
      }
    else
      numbers[k] = cr_tensor_get_double (tensor, numel - n + k);
}

static void
test_recorded (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrGenerator) generator = cr_generator_new (0);
  guint8 state[CR_GENERATOR_STATE_SIZE];
  double numbers[64];

  g_assert_cmpuint (G_N_ELEMENTS (draw_cases), >, 90);
  for (guint i = 0; i < G_N_ELEMENTS (draw_cases); i++)
    {
      const DrawCase *c = &draw_cases[i];
      g_autoptr (GError) error = NULL;
      cr_generator_seed (generator, c->seed);
      g_autoptr (CrTensor) tensor = draw (context, c, generator, &error);
      g_assert_no_error (error);
      read_numbers (tensor, c->n_values, numbers);
      for (int k = 0; k < c->n_values; k++)
        /* Sines, logarithms and their like may differ in the last digit between C libraries. */
        if (fabs (numbers[k] - c->values[k]) > fabs (c->values[k]) * (c->dtype == CR_DTYPE_FLOAT64 ? 1e-14 : 1e-6))
          g_error ("case %u, number %d: %a instead of %a", i, k, numbers[k], c->values[k]);
      cr_generator_get_state (generator, state);
      gint32 left;
      gint64 next;
      memcpy (&left, state + 8, sizeof left);
      memcpy (&next, state + 16, sizeof next);
      g_assert_cmpint (left, ==, c->left);
      g_assert_cmpint (next, ==, c->next);
    }
}

static void
test_state (void)
{
  g_autoptr (CrGenerator) generator = cr_generator_new (7);
  g_autoptr (CrGenerator) other = cr_generator_new (8);
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) three = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 3 }, 0, NULL);
  g_autoptr (GError) error = NULL;
  guint8 state[CR_GENERATOR_STATE_SIZE], again[CR_GENERATOR_STATE_SIZE];

  /* Three normal numbers leave one of the second pair, which the state keeps. */
  g_assert_true (cr_random_normal (three, generator, 0, 1, NULL));
  cr_generator_get_state (generator, state);
  g_assert_true (cr_generator_set_state (other, state, sizeof state, NULL));
  cr_generator_get_state (other, again);
  g_assert_cmpmem (state, sizeof state, again, sizeof again);
  g_assert_cmpuint (cr_generator_get_seed (other), ==, 7);
  g_assert_cmpuint (cr_generator_next64 (other), ==, cr_generator_next64 (generator));
  g_assert_true (cr_generator_set_state (other, state, 5048, NULL));

  g_assert_false (cr_generator_set_state (other, state, 12, &error));
  g_assert_cmpstr (error->message, ==,
                   "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 "
                   "but found the input RNG state size to be 12");
  g_clear_error (&error);
  memset (state, 0, sizeof state);
  g_assert_false (cr_generator_set_state (other, state, sizeof state, &error));
  g_assert_cmpstr (error->message, ==, "Invalid mt19937 state");
  /* A state that lies about what is left reads nothing outside. */
  cr_generator_get_state (generator, state);
  memcpy (state + 8, (gint32[]){ 600 }, 4);
  memcpy (state + 16, (gint64[]){ 624 }, 8);
  g_assert_true (cr_generator_set_state (other, state, sizeof state, NULL));
  for (int i = 0; i < 1000; i++)
    cr_generator_next (other);
}

static void
test_refusals (void)
{
  static const struct
  {
    Fill fill;
    CrDtype dtype;
    double a, b;
    const char *message;
  } cases[] = {
    { UNIFORM, CR_DTYPE_FLOAT32, 2, 1, "uniform_ expects to return a [from, to) range, but found from=2 > to=1" },
    { UNIFORM, CR_DTYPE_INT32, 0, 1, "\"check_uniform_bounds\" not implemented for 'Int'" },
    { NORMAL, CR_DTYPE_INT64, 0, 1, "\"normal_kernel_cpu\" not implemented for 'Long'" },
    { BERNOULLI, CR_DTYPE_FLOAT32, 1.5, 0, "bernoulli_ expects p to be in [0, 1], but got p=1.5" },
    { BERNOULLI, CR_DTYPE_FLOAT16, 0.5, 0, "\"bernoulli_scalar_cpu_\" not implemented for 'Half'" },
    { GEOMETRIC, CR_DTYPE_FLOAT32, 2, 0, "geometric_ expects p to be in (0, 1), but got p=2" },
    { EXPONENTIAL, CR_DTYPE_FLOAT32, -1, 0, "exponential_ expects lambda >= 0.0, but found lambda=-1" },
    { INTEGERS, CR_DTYPE_INT64, 3, 3, "random_ expects 'from' to be less than 'to', but got from=3 >= to=3" },
    { INTEGERS, CR_DTYPE_UINT8, -1, 3, "from is out of bounds for unsigned char" },
    { INTEGERS, CR_DTYPE_BOOL, 0, 3, "to - 1 is out of bounds for bool" },
    { PERMUTATION, CR_DTYPE_UINT8, 300, 0, "value cannot be converted to type uint8_t without overflow" },
    { CHOICE, CR_DTYPE_FLOAT32, 0, 0, "cannot sample n_sample > prob_dist.size(-1) samples without replacement" },
  };
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrGenerator *generator = cr_context_get_generator (context);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      DrawCase c = { cases[i].fill, cases[i].dtype, 1, { 300 }, FALSE, cases[i].a, cases[i].b };
      g_assert_null (draw (context, &c, generator, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/draws/recorded", test_recorded);
  g_test_add_func ("/engine/tensor/draws/state", test_state);
  g_test_add_func ("/engine/tensor/draws/refusals", test_refusals);
  return g_test_run ();
}
