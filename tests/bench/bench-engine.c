/* The engine on the workloads of the shared bench scripts (bench_torch.py there says what each is): one JSON line each.
 * usage: bench-engine [THREADS] */

#include "cr-function.h"
#include "cr-functional.h"
#include "cr-interp.h"
#include "cr-ops.h"
#include "cr-parser.h"
#include "cr-random.h"

#include <stdlib.h>
#include <string.h>

#define MAX_RUNS 32
#define CHAIN_OPS 100000

typedef void (*Workload) (gpointer data);

static int n_threads = 1;

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void
emit (const char *name, double *times, int n)
{
  qsort (times, n, sizeof *times, compare_times);
  g_print ("{\"workload\": \"%s\", \"peer\": \"chainrule\", \"median_s\": %.9f, \"min_s\": %.9f, \"max_s\": %.9f, "
           "\"runs\": %d, \"threads\": %d}\n",
           name, n % 2 ? times[n / 2] : (times[n / 2 - 1] + times[n / 2]) / 2, times[0], times[n - 1], n, n_threads);
}

static double
now (void)
{
  return (double)g_get_monotonic_time () * 1e-6;
}

static void
bench (const char *name, Workload func, gpointer data, int runs, int warmup, int inner)
{
  double times[MAX_RUNS];
  for (int i = 0; i < warmup; i++)
    func (data);
  for (int i = 0; i < runs; i++)
    {
      double start = now ();
      for (int j = 0; j < inner; j++)
        func (data);
      times[i] = (now () - start) / inner;
    }
  emit (name, times, runs);
}

/* @tensor, which must have come about. */
static CrTensor *
sure (CrTensor *tensor)
{
  g_assert_nonnull (tensor);
  return tensor;
}

/* The result of an operation in the place of its operand. */
static void
replace (CrTensor **tensor, CrTensor *result)
{
  cr_tensor_unref (*tensor);
  *tensor = sure (result);
}

static CrTensor *
new_random (CrContext *context, int ndim, const gint64 *sizes, CrRandomFill fill, double a, double b, gboolean leaf)
{
  CrTensor *tensor = sure (cr_tensor_new (context, CR_DTYPE_FLOAT32, ndim, sizes, NULL));
  g_assert_true (fill (tensor, cr_context_get_generator (context), a, b, NULL));
  if (leaf)
    g_assert_true (cr_tensor_set_requires_grad (tensor, TRUE, NULL));
  return tensor;
}

static void
backward (CrTensor *root, CrTensor *gradient)
{
  g_assert_true (cr_backward (root, gradient, FALSE, FALSE, NULL));
}

/* W1: mul, add, sin, tanh over and over on a scalar. */
static void
bench_chain (CrContext *context)
{
  double forward[8], back[8], release[8];
  g_autoptr (CrTensor) a = sure (cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 1.01, NULL));
  g_autoptr (CrTensor) b = sure (cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 0.3, NULL));
  for (int run = 0; run < 8; run++)
    {
      g_autoptr (CrTensor) x = sure (cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 0.5, NULL));
      g_assert_true (cr_tensor_set_requires_grad (x, TRUE, NULL));
      CrTensor *y = cr_tensor_ref (x);
      double start = now ();
      for (int i = 0; i < CHAIN_OPS / 4; i++)
        {
          replace (&y, cr_op_mul (y, a, NULL));
          replace (&y, cr_op_add (y, b, 1, NULL));
          replace (&y, cr_op_sin (y, NULL));
          replace (&y, cr_op_tanh (y, NULL));
        }
      double computed = now ();
      backward (y, NULL);
      double differentiated = now ();
      cr_tensor_unref (y);
      forward[run] = computed - start;
      back[run] = differentiated - computed;
      release[run] = now () - differentiated;
    }
  /* The first one is the warm-up. */
  emit ("W1.scalar_chain.forward", forward + 1, 7);
  emit ("W1.scalar_chain.backward", back + 1, 7);
  emit ("W1.scalar_chain.free", release + 1, 7);
}

typedef struct
{
  CrContext *context;
  CrTensor *x, *y, *g;
} Pair;

/* parameter -= 0.001 * grad; grad = 0 */
static void
descend (CrTensor *parameter)
{
  CrTensor *grad = cr_tensor_get_grad (parameter);
  CrContext *context = cr_tensor_get_context (parameter);
  const CrFunction *sub = cr_functions_find ("sub_", CR_SPELL_INPLACE);
  const CrFunction *zero = cr_functions_find ("zero_", CR_SPELL_INPLACE);
  g_autoptr (CrTensor) step = sure (cr_op_mul_scalar (grad, 0.001, NULL));
  CrArg args[] = { { CR_ARG_TENSOR, { .tensor = parameter } },
                   { CR_ARG_TENSOR, { .tensor = step } },
                   { CR_ARG_INT, { .integer = 1 } } };
  g_assert_true (cr_function_call_inplace (sub, context, args, NULL));
  args[0].u.tensor = grad;
  g_assert_true (cr_function_call_inplace (zero, context, args, NULL));
}

/* W2: the tutorial's fit of y = 3x² + 2 + noise: 100 points, 800 epochs. */
static void
fit (gpointer data)
{
  Pair *pair = data;
  const gint64 one[] = { 1, 1 };
  g_autoptr (CrTensor) w = new_random (pair->context, 2, one, cr_random_normal, 0, 1, TRUE);
  g_autoptr (CrTensor) b = new_random (pair->context, 2, one, cr_random_uniform, 0, 0, TRUE);
  g_autoptr (CrTensor) two = sure (cr_op_number (pair->context, CR_DTYPE_INT64, 2, NULL));
  for (int epoch = 0; epoch < 800; epoch++)
    {
      g_autoptr (CrTensor) value = sure (cr_op_pow_scalar (pair->x, two, NULL));
      replace (&value, cr_op_mul (w, value, NULL));
      replace (&value, cr_op_add (value, b, 1, NULL));
      replace (&value, cr_op_sub (pair->y, value, 1, NULL));
      replace (&value, cr_op_pow_scalar (value, two, NULL));
      replace (&value, cr_op_sum (value, CR_N_DTYPES, NULL));
      backward (value, NULL);
      cr_context_set_grad_enabled (pair->context, FALSE);
      descend (w);
      descend (b);
      cr_context_set_grad_enabled (pair->context, TRUE);
    }
}

static void
bench_fit (CrContext *context)
{
  const gint64 sizes[] = { 100, 1 };
  Pair pair = { .context = context };
  pair.x = new_random (context, 2, sizes, cr_random_uniform, -1, 1, FALSE);
  pair.y = sure (cr_op_mul (pair.x, pair.x, NULL));
  replace (&pair.y, cr_op_mul_scalar (pair.y, 3, NULL));
  replace (&pair.y, cr_op_add_scalar (pair.y, 2, NULL));
  bench ("W2.regression_800_epochs", fit, &pair, 9, 1, 1);
  cr_tensor_unref (pair.x);
  cr_tensor_unref (pair.y);
}

/* W5: (sin (x) * exp (y) + x / y).tanh ().sum () of a million elements. */
static CrTensor *
compute_elementwise (const Pair *pair)
{
  CrTensor *value = sure (cr_op_sin (pair->x, NULL));
  g_autoptr (CrTensor) power = sure (cr_op_exp (pair->y, NULL));
  g_autoptr (CrTensor) quotient = NULL;
  replace (&value, cr_op_mul (value, power, NULL));
  quotient = sure (cr_op_div (pair->x, pair->y, NULL));
  replace (&value, cr_op_add (value, quotient, 1, NULL));
  replace (&value, cr_op_tanh (value, NULL));
  replace (&value, cr_op_sum (value, CR_N_DTYPES, NULL));
  return value;
}

static void
elementwise_forward (gpointer data)
{
  cr_tensor_unref (compute_elementwise (data));
}

static void
elementwise_both (gpointer data)
{
  Pair *pair = data;
  cr_tensor_set_grad (pair->x, NULL, NULL);
  cr_tensor_set_grad (pair->y, NULL, NULL);
  g_autoptr (CrTensor) value = compute_elementwise (pair);
  backward (value, NULL);
}

static void
bench_elementwise (CrContext *context)
{
  const gint64 n = 1000000;
  Pair pair = { .context = context };
  pair.x = new_random (context, 1, &n, cr_random_uniform, 0, 1, TRUE);
  pair.y = new_random (context, 1, &n, cr_random_uniform, 0.5, 1.5, TRUE);
  bench ("W5.elementwise.forward", elementwise_forward, &pair, 15, 5, 5);
  bench ("W5.elementwise.forward_backward", elementwise_both, &pair, 15, 5, 5);
  cr_tensor_unref (pair.x);
  cr_tensor_unref (pair.y);
}

/* W6: a matrix product of 1024³ with both gradients. */
static void
multiply (gpointer data)
{
  Pair *pair = data;
  cr_tensor_set_grad (pair->x, NULL, NULL);
  cr_tensor_set_grad (pair->y, NULL, NULL);
  g_autoptr (CrTensor) product = sure (cr_op_matmul (pair->x, pair->y, NULL));
  backward (product, pair->g);
}

static void
bench_matmul (CrContext *context)
{
  const gint64 sizes[] = { 1024, 1024 };
  Pair pair = { .context = context };
  pair.x = new_random (context, 2, sizes, cr_random_normal, 0, 1, TRUE);
  pair.y = new_random (context, 2, sizes, cr_random_normal, 0, 1, TRUE);
  pair.g = new_random (context, 2, sizes, cr_random_normal, 0, 1, FALSE);
  bench ("W6.matmul1024.forward_backward", multiply, &pair, 15, 3, 1);
  cr_tensor_unref (pair.x);
  cr_tensor_unref (pair.y);
  cr_tensor_unref (pair.g);
}

static gboolean
cube (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  gboolean *is_sum = data;
  g_autoptr (CrTensor) three = sure (cr_op_number (cr_tensor_get_context (inputs[0]), CR_DTYPE_INT64, 3, NULL));
  CrTensor *value = sure (cr_op_pow_scalar (inputs[0], three, NULL));
  if (*is_sum)
    replace (&value, cr_op_sum (value, CR_N_DTYPES, NULL));
  g_ptr_array_add (outputs, value);
  return TRUE;
}

static void
differentiate (gpointer data)
{
  Pair *pair = data;
  gboolean is_sum = pair->y != NULL;
  CrGraphFunction function = { .call = cube, .data = &is_sum };
  CrFunctionalOptions options = { FALSE };
  g_autoptr (GPtrArray) matrix = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  CrTensor *input = is_sum ? pair->y : pair->x;
  gboolean done = is_sum ? cr_functional_hessian (pair->context, &function, &input, 1, &options, matrix, NULL)
                         : cr_functional_jacobian (pair->context, &function, &input, 1, &options, matrix, NULL);
  g_assert_true (done);
}

static void
bench_second_order (CrContext *context)
{
  const gint64 n_hessian = 64, n_jacobian = 256;
  Pair hessian = { .context = context };
  Pair jacobian = { .context = context };
  hessian.y = new_random (context, 1, &n_hessian, cr_random_normal, 0, 1, FALSE);
  jacobian.x = new_random (context, 1, &n_jacobian, cr_random_normal, 0, 1, FALSE);
  bench ("W7.hessian64.loop", differentiate, &hessian, 11, 3, 3);
  bench ("W7.jacobian256.loop", differentiate, &jacobian, 11, 3, 3);
  cr_tensor_unref (hessian.y);
  cr_tensor_unref (jacobian.x);
}

/* W3, W4: a small model and ResNet-18 in training, as scripts, which print a workload and its times. */
static const char training[]
    = "import time, torch\n"
      "from torchvision.models import resnet18\n"
      "def bench(name, step, runs, warmup, inner=1):\n"
      "    for _ in range(warmup):\n"
      "        step()\n"
      "    times = []\n"
      "    for _ in range(runs):\n"
      "        start = time.perf_counter()\n"
      "        for _ in range(inner):\n"
      "            step()\n"
      "        times.append((time.perf_counter() - start) / inner)\n"
      "    print(name, *times)\n"
      "model = torch.nn.Sequential(torch.nn.Linear(1000, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10))\n"
      "x, t = torch.randn(16, 1000), torch.randn(16, 10)\n"
      "opt = torch.optim.SGD(model.parameters(), lr=1e-6)\n"
      "def fwd():\n"
      "    return (t - model(x)).pow(2).sum()\n"
      "def fwd_bwd():\n"
      "    opt.zero_grad()\n"
      "    fwd().backward()\n"
      "def step():\n"
      "    fwd_bwd()\n"
      "    opt.step()\n"
      "bench('W3.tinymodel.step', step, 15, 200, 300)\n"
      "bench('W3.tinymodel.forward', fwd, 9, 50, 300)\n"
      "bench('W3.tinymodel.forward_backward', fwd_bwd, 9, 50, 300)\n"
      "for batch in (1, 8):\n"
      "    model = resnet18().train()\n"
      "    opt = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)\n"
      "    lossf = torch.nn.CrossEntropyLoss()\n"
      "    x, t = torch.randn(batch, 3, 64, 64), torch.randint(0, 1000, (batch,))\n"
      "    def train():\n"
      "        opt.zero_grad()\n"
      "        lossf(model(x), t).backward()\n"
      "        opt.step()\n"
      "    bench('W4.resnet18.step.batch%d' % batch, train, 15, 3)\n"
      "    bench('W4.resnet18.forward.batch%d' % batch, lambda: model(x), 11, 2)\n"
      "    bench('W4.resnet18.sgd_only.batch%d' % batch, opt.step, 11, 2)\n";

/* A line that the script printed: a workload and its times. */
static void
emit_printed (gpointer user_data, const char *text, gsize length)
{
  double times[MAX_RUNS];
  int n = 0;
  g_autofree char *line = g_strstrip (g_strndup (text, length));
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  for (guint i = 1; words[0] && words[i] && n < MAX_RUNS; i++)
    times[n++] = g_ascii_strtod (words[i], NULL);
  if (n)
    emit (words[0], times, n);
}

static void
bench_training (CrContext *context)
{
  const CrLangObserver observer = { .printed = emit_printed };
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrSource) source = cr_source_new ("training.py", training, -1, NULL);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  g_autoptr (CrInterp) interp = cr_interp_new (context, source, module, NULL);
  cr_interp_set_observer (interp, &observer, NULL);
  CrDiagnostic *failure = cr_interp_run (interp);
  if (failure)
    g_printerr ("%s\n", failure->message);
  g_clear_pointer (&failure, cr_diagnostic_free);
}

int
main (int argc, char **argv)
{
  n_threads = argc > 1 ? MAX (atoi (argv[1]), 1) : 1;
  g_autofree char *text = g_strdup_printf ("%d", n_threads);
  g_setenv ("CHAINRULE_THREADS", text, TRUE);
  g_autoptr (CrContext) context = cr_context_new (NULL);
  bench_chain (context);
  bench_fit (context);
  bench_training (context);
  bench_elementwise (context);
  bench_matmul (context);
  bench_second_order (context);
  return 0;
}
