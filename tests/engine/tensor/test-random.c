/* The generator against GLib's MT19937, the distributions against PyTorch's streams. */

#include "cr-random.h"
#include "tensor-fixture.h"

typedef struct
{
  gboolean seed_first;
  guint64 seed;
  gboolean normal;
  CrDtype dtype;
  gint64 n;
  double a;
  double b;
  int n_recorded; /* the last ones of the n */
  const double *values;
} RandomCase;

#include "random-cases.h"

static void
test_generator (void)
{
  g_autoptr (CrGenerator) generator = cr_generator_new (4711);
  GRand *reference = g_rand_new_with_seed (4711);

  for (int i = 0; i < 2000; i++)
    g_assert_cmpuint (cr_generator_next (generator), ==, g_rand_int (reference));
  g_assert_cmpuint (cr_generator_get_seed (generator), ==, 4711);
  g_rand_free (reference);
}

static void
test_streams (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrGenerator *generator = cr_context_get_generator (context);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (random_cases); i++)
    {
      const RandomCase *c = &random_cases[i];
      g_autoptr (CrTensor) tensor = cr_tensor_new (context, c->dtype, 1, &c->n, NULL);
      if (c->seed_first)
        cr_generator_seed (generator, c->seed);
      if (c->normal)
        cr_random_normal (tensor, generator, c->a, c->b, &error);
      else
        cr_random_uniform (tensor, generator, c->a, c->b, &error);
      g_assert_no_error (error);
      for (int k = 0; k < c->n_recorded; k++)
        {
          double value = cr_tensor_get_double (tensor, c->n - c->n_recorded + k);
          double tolerance = !c->normal ? 0 : c->dtype == CR_DTYPE_FLOAT32 ? 1e-6 : 1e-14;
          g_assert_cmpfloat (fabs (value - c->values[k]), <=, tolerance);
        }
    }
}

static void
test_seed_forgets_pair (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrGenerator *generator = cr_context_get_generator (context);
  g_autoptr (CrTensor) one = cr_tensor_new (context, CR_DTYPE_FLOAT64, 0, NULL, NULL);
  double first;

  cr_generator_seed (generator, 3);
  g_assert_true (cr_random_normal (one, generator, 0, 1, NULL));
  first = cr_tensor_get_double (one, 0);
  cr_generator_seed (generator, 3);
  g_assert_true (cr_random_normal (one, generator, 0, 1, NULL));
  g_assert_cmpfloat (cr_tensor_get_double (one, 0), ==, first);
}

static void
test_refusals (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrGenerator *generator = cr_context_get_generator (context);
  g_autoptr (CrTensor) floats = cr_tensor_new (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 3 }, NULL);
  g_autoptr (CrTensor) ints = cr_tensor_new (context, CR_DTYPE_INT64, 1, (gint64[]){ 3 }, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (cr_random_normal (floats, generator, 0, -1, &error));
  g_assert_cmpstr (error->message, ==, "normal expects std >= 0.0, but found std -1");
  g_clear_error (&error);
  g_assert_false (cr_random_uniform (floats, generator, 2, 1, &error));
  g_assert_cmpstr (error->message, ==, "uniform_ expects to return a [from, to) range, but found from=2 > to=1");
  g_clear_error (&error);
  g_assert_false (cr_random_normal (ints, generator, 0, 1, &error));
  g_assert_cmpstr (error->message, ==, "\"normal_kernel_cpu\" not implemented for 'Long'");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/random/generator", test_generator);
  g_test_add_func ("/engine/tensor/random/streams", test_streams);
  g_test_add_func ("/engine/tensor/random/seed-forgets-pair", test_seed_forgets_pair);
  g_test_add_func ("/engine/tensor/random/refusals", test_refusals);
  return g_test_run ();
}
