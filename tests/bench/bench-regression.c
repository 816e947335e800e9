/* What the language costs: the regression of the examples, 800 steps, once as a script and once written against the
 * engine's C interface, by turns; prints the medians and their ratio. bench-regression [ROUNDS] */

#include "cr-function.h"
#include "cr-interp.h"
#include "cr-ops.h"
#include "cr-parser.h"

#include <stdlib.h>

#define STEPS 800
#define ROWS 100

static const char script[] = "import torch\n"
                             "x = torch.linspace(-1, 1, 100).unsqueeze(1)\n"
                             "y = 3 * x.pow(2) + 2 + 0.2 * torch.rand(x.size())\n"
                             "w = torch.randn(1, 1, requires_grad=True)\n"
                             "b = torch.zeros(1, 1, requires_grad=True)\n"
                             "rate = 0.001\n"
                             "for step in range(800):\n"
                             "    guess = w * x.pow(2) + b\n"
                             "    loss = ((y - guess) ** 2).sum()\n"
                             "    loss.backward()\n"
                             "    with torch.no_grad():\n"
                             "        w -= rate * w.grad\n"
                             "        b -= rate * b.grad\n"
                             "        w.grad.zero_()\n"
                             "        b.grad.zero_()\n";

static double
run_script (CrModule *module, CrSource *source)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  g_autoptr (CrContext) context = cr_context_new (&limits);
  g_autoptr (CrInterp) interp = cr_interp_new (context, source, module, NULL);
  gint64 begin = g_get_monotonic_time ();
  CrDiagnostic *failure = cr_interp_run (interp);
  gint64 end = g_get_monotonic_time ();
  if (failure)
    g_printerr ("%s\n", failure->message);
  g_clear_pointer (&failure, cr_diagnostic_free);
  return (double)(end - begin) / 1000;
}

/* w -= rate * w.grad; w.grad.zero_() */
static void
descend (CrContext *context, CrTensor *w, const CrFunction *sub, const CrFunction *zero)
{
  CrTensor *gradient = cr_tensor_get_grad (w);
  g_autoptr (CrTensor) change = cr_op_mul_scalar (gradient, 0.001, NULL);
  CrArg values[] = { { CR_ARG_TENSOR, { .tensor = w } },
                     { CR_ARG_TENSOR, { .tensor = change } },
                     { CR_ARG_INT, { .integer = 1 } } };
  CrArg cleared = { CR_ARG_TENSOR, { .tensor = gradient } };
  cr_function_call_inplace (sub, context, values, NULL);
  cr_function_call_inplace (zero, context, &cleared, NULL);
}

static double
run_c (void)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  g_autoptr (CrContext) context = cr_context_new (&limits);
  const gint64 column[] = { ROWS, 1 }, one[] = { 1, 1 };
  const CrFunction *sub = cr_functions_find ("sub_", CR_SPELL_INPLACE);
  const CrFunction *zero = cr_functions_find ("zero_", CR_SPELL_INPLACE);
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, column, 0.5, NULL);
  g_autoptr (CrTensor) y = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, column, 2.75, NULL);
  g_autoptr (CrTensor) w = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, one, 0.1, NULL);
  g_autoptr (CrTensor) b = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, one, 0, NULL);
  cr_tensor_set_requires_grad (w, TRUE, NULL);
  cr_tensor_set_requires_grad (b, TRUE, NULL);
  gint64 begin = g_get_monotonic_time ();
  for (guint i = 0; i < STEPS; i++)
    {
      g_autoptr (CrTensor) two = cr_op_number (context, CR_DTYPE_INT64, 2, NULL);
      g_autoptr (CrTensor) square = cr_op_pow_scalar (x, two, NULL);
      g_autoptr (CrTensor) scaled = cr_op_mul (w, square, NULL);
      g_autoptr (CrTensor) guess = cr_op_add (scaled, b, 1, NULL);
      g_autoptr (CrTensor) difference = cr_op_sub (y, guess, 1, NULL);
      g_autoptr (CrTensor) squares = cr_op_pow_scalar (difference, two, NULL);
      g_autoptr (CrTensor) loss = cr_op_sum (squares, CR_N_DTYPES, NULL);
      cr_backward (loss, NULL, FALSE, FALSE, NULL);
      cr_context_set_grad_enabled (context, FALSE);
      descend (context, w, sub, zero);
      descend (context, b, sub, zero);
      cr_context_set_grad_enabled (context, TRUE);
    }
  return (double)(g_get_monotonic_time () - begin) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint)CLAMP (atoi (argv[1]), 1, 100000) : 31;
  g_autofree double *language = g_new (double, n);
  g_autofree double *plain = g_new (double, n);
  g_autoptr (CrSource) source = cr_source_new ("regression", script, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  for (guint i = 0; i < n; i++)
    {
      language[i] = run_script (module, source);
      plain[i] = run_c ();
    }
  qsort (language, n, sizeof *language, compare);
  qsort (plain, n, sizeof *plain, compare);
  g_print ("script %.2f ms, C %.2f ms: %.2f times\n", language[n / 2], plain[n / 2], language[n / 2] / plain[n / 2]);
  return 0;
}
