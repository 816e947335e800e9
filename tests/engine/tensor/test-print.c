/* Printing against what PyTorch printed, and numbers as Python writes them. */

#include "cr-print.h"
#include "tensor-fixture.h"

#include <locale.h>

typedef struct
{
  CrDtype dtype;
  int ndim;
  gint64 sizes[4];
  const double *values; /* NULL: the pattern */
  struct
  {
    gint64 modulus;
    gint64 shift;
    double scale;
  } pattern;
  const char *suffix;
  const char *expected;
} PrintCase;

#include "print-cases-large.h"
#include "print-cases.h"

static CrTensor *
new_tensor (CrContext *context, const PrintCase *c)
{
  if (c->values == NULL)
    return new_pattern (context, c->dtype, c->ndim, c->sizes, c->pattern.modulus, c->pattern.shift, c->pattern.scale);
  return cr_tensor_new_from_doubles (context, c->dtype, c->ndim, c->sizes, c->values, NULL);
}

static void
check (const PrintCase *cases, guint n)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const PrintCase *c = &cases[i];
      g_autoptr (CrTensor) tensor = new_tensor (context, c);
      g_autofree char *text = cr_tensor_to_string (tensor, c->suffix);
      g_autofree char *again
          = cr_elements_to_string (c->dtype, c->ndim, c->sizes, cr_tensor_get_data (tensor), c->suffix);
      g_assert_cmpstr (text, ==, c->expected);
      g_assert_cmpstr (again, ==, c->expected);
    }
}

static void
test_recorded (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (print_cases), >=, 60);
  check (print_cases, G_N_ELEMENTS (print_cases));
}

static void
test_recorded_large (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (print_cases_large), >=, 20);
  check (print_cases_large, G_N_ELEMENTS (print_cases_large));
}

static void
test_view (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  const double values[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (CrTensor) base
      = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 2, 3 }, values, NULL);
  g_autoptr (CrTensor) view = cr_tensor_new_view (base, 2, (gint64[]){ 3, 2 }, (gint64[]){ 1, 3 }, 0);
  g_autofree char *text = cr_tensor_to_string (view, NULL);

  g_assert_cmpstr (text, ==, "tensor([[1., 4.],\n        [2., 5.],\n        [3., 6.]])");
}

static void
test_int64_exact (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  const gint64 values[] = { G_MAXINT64, G_MININT64, 9007199254740993 };
  g_autoptr (CrTensor) tensor = cr_tensor_new_from_ints (context, CR_DTYPE_INT64, 1, (gint64[]){ 3 }, values, NULL);
  g_autofree char *text = cr_tensor_to_string (tensor, NULL);

  g_assert_cmpstr (text, ==, "tensor([ 9223372036854775807, -9223372036854775808,     9007199254740993])");
}

static void
test_double_to_string (void)
{
  static const struct
  {
    double value;
    const char *text;
  } cases[] = {
    { 0.1, "0.1" },
    { 1, "1.0" },
    { -0.0, "-0.0" },
    { 1e-5, "1e-05" },
    { 1e-4, "0.0001" },
    { 1e16, "1e+16" },
    { 1e15, "1000000000000000.0" },
    { 123456.789, "123456.789" },
    { 1e22, "1e+22" },
    { 5e-324, "5e-324" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { NAN, "nan" },
    { -INFINITY, "-inf" },
    { 100, "100.0" },
    { -2.5, "-2.5" },
    { 1.0 / 3, "0.3333333333333333" },
    { 9007199254740993.0, "9007199254740992.0" },
    { 12345678901234567.0, "1.2345678901234568e+16" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cr_double_to_string (cases[i].value);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_label (void)
{
  g_autofree char *plain = cr_double_to_label (2.0345, 3);
  g_autofree char *small = cr_double_to_label (-1.5e-6, 3);
  g_autofree char *nan_text = cr_double_to_label (-NAN, 3);
  g_autofree char *sizes = cr_sizes_to_string (2, (gint64[]){ 2, 3 });
  g_autofree char *none = cr_sizes_to_string (0, NULL);

  g_assert_cmpstr (plain, ==, "2.03");
  g_assert_cmpstr (small, ==, "-1.5e-06");
  g_assert_cmpstr (nan_text, ==, "nan");
  g_assert_cmpstr (sizes, ==, "[2, 3]");
  g_assert_cmpstr (none, ==, "[]");
}

int
main (int argc, char **argv)
{
  /* Where it is installed, a decimal comma must change nothing. */
  setlocale (LC_ALL, "de_DE.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/print/recorded", test_recorded);
  g_test_add_func ("/engine/tensor/print/recorded-large", test_recorded_large);
  g_test_add_func ("/engine/tensor/print/view", test_view);
  g_test_add_func ("/engine/tensor/print/int64-exact", test_int64_exact);
  g_test_add_func ("/engine/tensor/print/double", test_double_to_string);
  g_test_add_func ("/engine/tensor/print/label", test_label);
  return g_test_run ();
}
