/* How soon a run ends once it is cancelled inside one long operation: each script below is cancelled a tenth of a
 * second after it has printed, and the delay until the interpreter returned is printed. bench-cancel [NAME...] */

#include "cr-interp.h"
#include "cr-parser.h"

#include <string.h>

#define WAIT_US 100000
#define BOUND_MS 50.0

typedef struct
{
  const char *name;
  const char *setup; /* what comes before the clock */
  const char *heavy; /* what is cancelled */
} Case;

static const Case cases[] = {
  { "matmul", "a = torch.rand(4000, 4000)", "a @ a" },
  { "matmul-thin", "a = torch.rand(4000000, 16)\nb = torch.rand(16, 16)", "for i in range(100): a @ b" },
  { "matmul-double-t", "a = torch.rand(3000, 3000, dtype=torch.float64).t()", "a @ a.t()" },
  { "matmul-int", "a = torch.ones(1500, 1500, dtype=torch.int64)", "a @ a" },
  { "bmm", "a = torch.rand(4000, 200, 200)", "torch.bmm(a, a)" },
  { "einsum", "a = torch.rand(2000, 3000)", "torch.einsum('ij,kj->ik', a, a)" },
  { "matrix_power", "a = torch.rand(1500, 1500)", "torch.matrix_power(a, 1000)" },
  { "conv2d", "x = torch.rand(16, 64, 128, 128)\nw = torch.rand(128, 64, 3, 3)", "F.conv2d(x, w)" },
  { "conv2d-backward",
    "x = torch.rand(8, 64, 96, 96, requires_grad=True)\nw = torch.rand(128, 64, 3, 3, requires_grad=True)\n"
    "y = F.conv2d(x, w).sum()",
    "for i in range(9): y.backward(retain_graph=True)" },
  { "conv_transpose2d", "x = torch.rand(16, 64, 96, 96)\nw = torch.rand(64, 64, 3, 3)", "F.conv_transpose2d(x, w)" },
  { "max_pool2d", "x = torch.rand(16, 64, 256, 256)", "for i in range(9): F.max_pool2d(x, 3, 1)" },
  { "batch_norm", "x = torch.rand(16, 64, 256, 256)\nn = torch.nn.BatchNorm2d(64)", "for i in range(9): n(x)" },
  { "layer_norm", "x = torch.rand(64, 1000000)", "for i in range(9): F.layer_norm(x, [1000000])" },
  { "softmax", "x = torch.rand(64, 1000000)", "for i in range(9): F.softmax(x, 1)" },
  { "softmax-columns", "x = torch.rand(1000000, 64)", "for i in range(9): F.softmax(x, 0)" },
  { "interpolate", "x = torch.rand(4, 16, 256, 256)",
    "F.interpolate(x, scale_factor=4, mode='bilinear', align_corners=False)" },
  { "dropout", "x = torch.rand(50000000)", "for i in range(9): F.dropout(x)" },
  { "embedding", "x = torch.randint(0, 1000, (1000000,))\nw = torch.rand(1000, 64)",
    "for i in range(9): F.embedding(x, w)" },
  { "cross_entropy", "x = torch.rand(1000000, 50)\ny = torch.randint(0, 50, (1000000,))",
    "for i in range(9): F.cross_entropy(x, y)" },
  { "exp", "x = torch.rand(100000000)", "for i in range(9): x.exp()" },
  { "exp-double", "x = torch.rand(50000000, dtype=torch.float64)", "for i in range(9): x.exp()" },
  { "lgamma", "x = torch.rand(50000000)", "x.lgamma()" },
  { "pow", "x = torch.rand(50000000)", "for i in range(9): x ** 1.7" },
  { "add-broadcast", "x = torch.rand(10000, 1)\ny = torch.rand(1, 10000)", "for i in range(9): x + y" },
  { "add-transposed", "x = torch.rand(10000, 10000)", "for i in range(9): x + x.t()" },
  { "contiguous", "x = torch.rand(10000, 10000).t()", "for i in range(9): x.contiguous()" },
  { "clone", "x = torch.rand(100000000)", "for i in range(99): x.clone()" },
  { "double", "x = torch.rand(100000000)", "for i in range(9): x.double()" },
  { "sum", "x = torch.rand(100000000)", "for i in range(99): x.sum()" },
  { "sum-0", "x = torch.rand(10000, 10000)", "for i in range(99): x.sum(0)" },
  { "var", "x = torch.rand(100000000)", "for i in range(9): x.var()" },
  { "norm", "x = torch.rand(100000000)", "for i in range(9): x.norm(3)" },
  { "max", "x = torch.rand(100000000)", "for i in range(9): x.max()" },
  { "max-1", "x = torch.rand(100, 1000000)", "for i in range(9): x.max(1)" },
  { "argmax", "x = torch.rand(100000000)", "for i in range(9): x.argmax()" },
  { "median", "x = torch.rand(50000000)", "x.median()" },
  { "mode", "x = torch.rand(20000000)", "x.mode()" },
  { "kthvalue", "x = torch.rand(50000000)", "x.kthvalue(1000)" },
  { "topk", "x = torch.rand(50000000)", "x.topk(1000)" },
  { "sort", "x = torch.rand(20000000)", "x.sort()" },
  { "unique", "x = torch.randint(0, 1000, (20000000,))", "x.unique()" },
  { "cumsum", "x = torch.rand(100000000)", "for i in range(9): x.cumsum(0)" },
  { "cumprod", "x = torch.rand(100000000)", "for i in range(9): x.cumprod(0)" },
  { "logsumexp", "x = torch.rand(100000000)", "for i in range(9): x.logsumexp(0)" },
  { "any", "x = torch.zeros(100000000)", "for i in range(99): x.any()" },
  { "nonzero", "x = torch.rand(50000000)", "for i in range(9): x.nonzero()" },
  { "masked_select", "x = torch.rand(50000000)\nm = x > 0.5", "for i in range(9): x[m]" },
  { "index", "x = torch.rand(20000000)\ni = torch.randint(0, 20000000, (20000000,))", "for k in range(9): x[i]" },
  { "index-backward",
    "x = torch.rand(20000000, requires_grad=True)\ni = torch.randint(0, 20000000, (20000000,))\ny = x[i].sum()",
    "for k in range(9): y.backward(retain_graph=True)" },
  { "gather", "x = torch.rand(20000000)\ni = torch.randint(0, 20000000, (20000000,))",
    "for k in range(9): x.gather(0, i)" },
  { "scatter_add", "x = torch.rand(20000000)\ni = torch.randint(0, 20000000, (20000000,))",
    "for k in range(9): x.scatter_add(0, i, x)" },
  { "index_select", "x = torch.rand(20000000)\ni = torch.randint(0, 20000000, (20000000,))",
    "for k in range(9): x.index_select(0, i)" },
  { "bincount", "i = torch.randint(0, 1000, (50000000,))", "for k in range(9): i.bincount()" },
  { "one_hot", "i = torch.randint(0, 100, (1000000,))", "for k in range(9): F.one_hot(i, 100)" },
  { "cat", "x = torch.rand(50000000)", "for k in range(9): torch.cat([x, x, x, x])" },
  { "repeat", "x = torch.rand(1000)", "for k in range(9): x.repeat(100000)" },
  { "flip", "x = torch.rand(100000000)", "for k in range(9): x.flip(0)" },
  { "roll", "x = torch.rand(100000000)", "for k in range(9): x.roll(7)" },
  { "tril", "x = torch.rand(10000, 10000)", "for k in range(9): x.tril()" },
  { "where", "x = torch.rand(100000000)", "for k in range(9): torch.where(x > 0.5, x, x)" },
  { "kron", "x = torch.rand(100, 100)", "for k in range(9): torch.kron(x, x)" },
  { "full", "", "for k in range(99): torch.full((200000000,), 3.0)" },
  { "arange", "", "for k in range(9): torch.arange(100000000)" },
  { "linspace", "", "for k in range(9): torch.linspace(0, 1, 100000000)" },
  { "rand", "", "torch.rand(200000000)" },
  { "randn", "", "torch.randn(100000000)" },
  { "randn-double", "", "torch.randn(100000000, dtype=torch.float64)" },
  { "randperm", "", "torch.randperm(50000000)" },
  { "randint", "", "torch.randint(0, 10, (100000000,))" },
  { "bernoulli", "x = torch.rand(100000000)", "torch.bernoulli(x)" },
  { "multinomial", "x = torch.rand(10000000)", "torch.multinomial(x, 1000000)" },
  { "multinomial-replace", "x = torch.rand(1000000)", "torch.multinomial(x, 50000000, replacement=True)" },
  { "normal_", "x = torch.empty(100000000)", "x.normal_()" },
  { "exponential_", "x = torch.empty(50000000)", "x.exponential_()" },
  { "print", "x = torch.rand(1000000)\ntorch.set_printoptions(threshold=float('inf'))", "print(x)" },
  { "print-wide", "x = torch.rand(3, 1000000)\ntorch.set_printoptions(threshold=float('inf'), linewidth=10**9)",
    "print(x)" },
  { "repr-list", "x = list(range(5000000))", "print(x)" },
  { "tolist", "x = torch.rand(5000000)", "x.tolist()" },
  { "tensor-list", "x = [1.5] * 20000000", "torch.tensor(x)" },
  { "tensor-lists", "x = [[1.5] * 1000] * 20000", "torch.tensor(x)" },
  { "stack", "x = [torch.rand(10)] * 1000000", "torch.stack(x)" },
  { "iterate", "x = torch.rand(3000000)", "sum(v for v in x)" },
  { "list-tensor", "x = torch.rand(3000000)", "list(x)" },
  { "equal", "x = torch.rand(100000000)\ny = x.clone()", "for i in range(99): torch.equal(x, y)" },
  { "allclose", "x = torch.rand(100000000)", "for i in range(9): torch.allclose(x, x)" },
  { "iadd", "x = torch.rand(100000000)", "for i in range(99): x += 1" },
  { "setitem", "x = torch.rand(10000, 10000)", "for i in range(99): x[:, 1:] = x[:, :-1]" },
  { "backward-chain", "x = torch.ones(1, requires_grad=True)\ny = x\nfor i in range(500000): y = y * 1.0",
    "y.backward()" },
  { "jacobian", "def f(x): return (x ** 2).cumsum(0)\nx = torch.rand(20000)",
    "torch.autograd.functional.jacobian(f, x)" },
  { "hessian", "def f(x): return (x ** 3).sum()\nx = torch.rand(10000)", "torch.autograd.functional.hessian(f, x)" },
  { "gradcheck", "def f(x): return x ** 2\nx = torch.rand(3000, dtype=torch.float64, requires_grad=True)",
    "torch.autograd.gradcheck(f, (x,))" },
  { "resnet18",
    "import torchvision\n"
    "m = torchvision.models.resnet18()\nx = torch.rand(32, 3, 224, 224)",
    "m(x).sum().backward()" },
  { "adam", "p = torch.nn.Parameter(torch.rand(20000000))\no = torch.optim.Adam([p])\np.grad = torch.rand(20000000)",
    "for i in range(99): o.step()" },
  { "while", "", "while True: pass" },
  { "recursion", "def f(n): return 1 if n < 2 else f(n - 1) + f(n - 2)", "f(60)" },
  { "sum-range", "", "sum(range(10 ** 9))" },
  { "list-range", "", "list(range(10 ** 8))" },
  { "in-range", "", "[1.5 in range(10 ** 9)]" },
  { "max-range", "", "max(range(10 ** 9))" },
  { "sorted", "import random\nx = [random.random() for i in range(1000000)]", "sorted(x)" },
  { "sorted-key", "x = list(range(1000000))", "sorted(x, key=lambda v: -v)" },
  { "list-times", "", "for i in range(99): [0] * 60000000" },
  { "list-slice", "x = [0] * 30000000", "for i in range(99): x[::-1]" },
  { "list-in", "x = [0] * 30000000", "for i in range(99): 1 in x" },
  { "list-equal", "x = [0] * 30000000\ny = x[:]", "for i in range(99): x == y" },
  { "list-insert", "x = [0] * 10000000", "for i in range(10 ** 6): x.insert(0, 1)" },
  { "comprehension", "", "[i * i for i in range(10 ** 8)]" },
  { "generator", "def g():\n    i = 0\n    while True:\n        yield i\n        i += 1", "for v in g(): pass" },
  { "generator-expression", "", "any(False for i in range(10 ** 9))" },
  { "filter", "", "list(filter(None, map(bool, [0] * 30000000)))" },
  { "dict", "", "{i: i for i in range(10 ** 8)}" },
  { "dict-zip", "x = range(3000000)", "dict(zip(x, x))" },
  { "set", "x = list(range(5000000))", "set(x)" },
  { "string-grow", "s = ''", "while True: s = s + 'abc'" },
  { "string-times", "", "for i in range(99): 'ab' * 500000000" },
  { "string-join", "x = ['abc'] * 20000000", "for i in range(9): ','.join(x)" },
  { "string-replace", "s = 'ab' * 50000000", "for i in range(9): s.replace('a', 'xyz')" },
  { "string-split", "s = 'ab ' * 5000000", "for i in range(9): s.split()" },
  { "string-find", "s = 'a' * 1000000", "for i in range(9): (s * 10).find('a' * 100000 + 'b')" },
  { "string-count", "s = 'a' * 100000000", "for i in range(99): s.count('b')" },
  { "string-upper", "s = 'a' * 100000000", "for i in range(99): s.upper()" },
  { "string-reverse", "s = 'a' * 100000000", "for i in range(99): s[::-1]" },
  { "string-unicode", "s = 'é' * 50000000", "for i in range(99): s[40000000]" },
  { "string-compare", "s = 'a' * 100000000\nt = 'a' * 100000000", "for i in range(9999): s == t" },
  { "string-in", "s = 'a' * 100000000", "for i in range(9999): 'b' in s" },
  { "string-format", "", "for i in range(99): f'{3:200000000}'" },
  { "string-percent", "", "for i in range(99): '%200000000d' % 3" },
  { "string-list", "s = 'a' * 50000000", "list(s)" },
  { "int-power", "", "3 ** 10000000" },
  { "int-pow-mod", "", "pow(3, 10 ** 4000, 10 ** 4000 + 7)" },
  { "int-str", "n = 1 << 4000000", "str(n)" },
  { "int-times", "n = 3 ** 200000", "for i in range(9999): n * n" },
  { "factorial", "import math", "math.factorial(1000000)" },
  { "shuffle", "import random\nx = list(range(10000000))", "random.shuffle(x)" },
  { "product", "import itertools", "sum(1 for x in itertools.product(range(1000), repeat=4))" },
  { "combinations", "import itertools", "list(itertools.combinations(range(1000), 3))" },
  { "counter", "import collections\nx = list(range(3000000))", "collections.Counter(x)" },
  { "deque", "import collections", "collections.deque(range(10 ** 9), 5)" },
  { "reduce", "import functools", "functools.reduce(lambda a, b: b, range(10 ** 9))" },
  { "sleep", "import time", "time.sleep(20)" },
};

typedef struct
{
  CrContext *context;
  CrInterp *interp;
  GMutex mutex;
  GCond changed;
  gboolean begun, ended;
  gint64 ended_at;
  char *message; /* how the run ended; NULL if it came to its end */
} Trial;

static void
set_flag (Trial *trial, gboolean *flag)
{
  g_mutex_lock (&trial->mutex);
  *flag = TRUE;
  g_cond_broadcast (&trial->changed);
  g_mutex_unlock (&trial->mutex);
}

static void
printed (gpointer user_data, const char *text, gsize length)
{
  Trial *trial = user_data;
  if (!trial->begun)
    set_flag (trial, &trial->begun);
}

static gpointer
run (gpointer data)
{
  Trial *trial = data;
  CrDiagnostic *failure = cr_interp_run (trial->interp);

  trial->ended_at = g_get_monotonic_time ();
  trial->message = failure ? g_strdup (failure->message) : NULL;
  g_clear_pointer (&failure, cr_diagnostic_free);
  set_flag (trial, &trial->ended);
  return NULL;
}

/* TRUE if the run is still going on when its time has come. */
static gboolean
wait_for_the_middle (Trial *trial)
{
  g_mutex_lock (&trial->mutex);
  while (!trial->begun && !trial->ended)
    g_cond_wait (&trial->changed, &trial->mutex);
  gint64 until = g_get_monotonic_time () + WAIT_US;
  while (!trial->ended && g_cond_wait_until (&trial->changed, &trial->mutex, until))
    ;
  gboolean going = !trial->ended;
  g_mutex_unlock (&trial->mutex);
  return going;
}

/* The delay in milliseconds. */
static double
measure (const Case *row)
{
  static const CrLangObserver observer = { .printed = printed };
  CrLimits limits = { .max_bytes = G_GUINT64_CONSTANT (6) << 30, .max_depth = 1000 };
  g_autofree char *text
      = g_strdup_printf ("import torch\nimport torch.nn.functional as F\n%s\nprint()\n%s\n", row->setup, row->heavy);
  g_autoptr (CrSource) source = cr_source_new (row->name, text, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  g_autoptr (CrContext) context = cr_context_new (&limits);
  g_autoptr (CrInterp) interp = cr_interp_new (context, source, module, NULL);
  Trial trial = { .context = context, .interp = interp };

  cr_interp_set_observer (interp, &observer, &trial);
  g_mutex_init (&trial.mutex);
  g_cond_init (&trial.changed);
  GThread *thread = g_thread_new ("run", run, &trial);
  gboolean going = wait_for_the_middle (&trial);
  gint64 cancelled_at = g_get_monotonic_time ();
  cr_context_cancel (context);
  g_thread_join (thread);
  double delay = going ? (double)(trial.ended_at - cancelled_at) / 1000 : 0;
  g_print ("%-22s %7.1f ms  %s%s\n", row->name, delay, delay > BOUND_MS ? "TOO LATE " : "",
           going           ? ""
           : trial.message ? trial.message
                           : "was over before");
  g_free (trial.message);
  g_mutex_clear (&trial.mutex);
  g_cond_clear (&trial.changed);
  return delay;
}

int
main (int argc, char **argv)
{
  double worst = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean wanted = argc < 2;
      for (int k = 1; k < argc; k++)
        wanted = wanted || strcmp (argv[k], cases[i].name) == 0;
      if (wanted)
        {
          double delay = measure (&cases[i]);
          worst = MAX (worst, delay);
        }
    }
  g_print ("the latest %.1f ms\n", worst);
  return worst > BOUND_MS;
}
