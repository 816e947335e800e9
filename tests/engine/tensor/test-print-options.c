/* set_printoptions(), every dtype, and arrays as numpy prints them, against what both printed. */

#include "cr-print.h"
#include "tensor-fixture.h"

typedef struct
{
  CrDtype dtype;
  int ndim;
  gint64 sizes[3];
  const double *values; /* NULL: 0 to 6 over and over */
  CrPrintOptions options;
  int numpy; /* 0: PyTorch; 1: str() of the array, 2: repr() */
  const char *expected;
} OptionCase;

#include "option-cases.h"

static CrTensor *
new_tensor (CrContext *context, const OptionCase *c)
{
  gint64 n = 1;

  for (int d = 0; d < c->ndim; d++)
    n *= c->sizes[d];
  g_autofree double *values = g_new (double, n + 1);
  for (gint64 i = 0; i < n; i++)
    values[i] = c->values != NULL ? c->values[i] : (double)(i % 7);
  CrTensor *tensor = cr_tensor_new_from_doubles (context, c->dtype, c->ndim, c->sizes, values, NULL);
  if (c->dtype == CR_DTYPE_COMPLEX64)
    {
      /* The imaginary parts are minus the real ones, the first dimension reversed. */
      float *parts = cr_tensor_get_mutable (tensor, NULL);
      gint64 rows = c->ndim > 0 ? c->sizes[0] : 1;
      gint64 columns = rows > 0 ? n / rows : 0;
      for (gint64 i = 0; i < n; i++)
        parts[2 * i + 1] = -parts[2 * ((rows - 1 - i / columns) * columns + i % columns)];
    }
  return tensor;
}

static void
test_recorded (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  g_assert_cmpuint (G_N_ELEMENTS (option_cases), >, 100);
  for (guint i = 0; i < G_N_ELEMENTS (option_cases); i++)
    {
      const OptionCase *c = &option_cases[i];
      g_autoptr (CrTensor) tensor = new_tensor (context, c);
      cr_context_set_print_options (context, &c->options);
      g_autofree char *text
          = c->numpy ? cr_tensor_to_numpy_string (tensor, c->numpy == 2) : cr_tensor_to_string (tensor, NULL);
      g_assert_cmpstr (text, ==, c->expected);
    }
}

/* What PyTorch prints of a float64 where that is the default. */
static void
test_default_dtype (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) tensor = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT64, 1, NULL);
  g_autofree char *before = cr_tensor_to_string (tensor, NULL);

  cr_context_set_default_dtype (context, CR_DTYPE_FLOAT64);
  g_autofree char *after = cr_tensor_to_string (tensor, NULL);
  g_assert_cmpstr (before, ==, "tensor(1., dtype=torch.float64)");
  g_assert_cmpstr (after, ==, "tensor(1.)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/print-options/recorded", test_recorded);
  g_test_add_func ("/engine/tensor/print-options/default-dtype", test_default_dtype);
  return g_test_run ();
}
