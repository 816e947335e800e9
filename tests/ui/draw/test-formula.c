/* Formulas: every rule of the table is understood, numbers put in are those of the step, and nothing else is shown. */

#include <math.h>
#include <string.h>

#include "cr-formula.h"
#include "cr-primitive.h"
#include "cr-run.h"

static CrTrace *
run (const char *text)
{
  CrRunOptions options = { .has_seed = TRUE };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autofree char *script = g_strdup_printf ("import torch\nimport torch.nn.functional as F\n%s\n", text);
  g_autoptr (CrRun) run = cr_run_new ("test.py", script, strlen (script), &options, trace);

  if (!cr_run_execute (run))
    {
      g_autofree char *errors = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));

      g_error ("%s", errors);
    }
  return g_steal_pointer (&trace);
}

/* The index of the last step of the function called @name. */
static guint
find_step (CrTrace *trace, const char *name)
{
  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_FUNCTION_STEPPED && strcmp (event->u.step.name, name) == 0)
        return i;
    }
  return CR_NONE;
}

/* The numbers form as text, or "" if there is none; owned. */
static char *
put_in (CrTrace *trace, const char *function, guint slot, gint64 element)
{
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (CrFormula) formula = NULL;
  guint event = find_step (trace, function);

  g_assert_cmpuint (event, !=, CR_NONE);
  cr_cursor_seek (cursor, 3);
  formula = cr_formula_new_numbers (cursor, event, slot, element);
  g_assert_cmpuint (cr_cursor_get_position (cursor), ==, 3);
  return formula == NULL ? g_strdup ("") : cr_formula_to_text (formula);
}

/* As text, without blanks, x^2 for a power. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p != ' ')
      g_string_append_c (out, *p);
  g_string_replace (out, "^2", "²", 0);
  g_string_replace (out, "^3", "³", 0);
  g_string_replace (out, "^n−1", "ⁿ⁻¹", 0);
  g_string_replace (out, "^b−1", "ᵇ⁻¹", 0);
  g_string_replace (out, "^−1", "⁻¹", 0);
  g_string_replace (out, "^p−1", "ᵖ⁻¹", 0);
  g_string_replace (out, "^p−2", "ᵖ⁻²", 0);
  g_string_replace (out, "_i", "ᵢ", 0);
  g_string_replace (out, "½", "1/2", 0);
  g_string_replace (out, ";", ",", 0);
  return g_string_free (out, FALSE);
}

static void
test_table (void)
{
  guint n;
  const CrPrimitive *const *primitives = cr_primitives_get (&n);

  g_assert_cmpuint (n, >=, 299);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrFormula) formula = cr_formula_new (primitives[i]->rule);
      g_autofree char *text = cr_formula_to_text (formula), *reading = cr_formula_read (formula);
      g_autofree char *written = squeeze (primitives[i]->rule), *read = squeeze (text);
      double width, height;

      if (!cr_formula_is_understood (formula))
        g_error ("%s: %s became %s", primitives[i]->name, primitives[i]->rule, text);
      g_assert_cmpstr (read, ==, written); /* nothing lost */
      g_assert_null (strstr (reading, "∂"));
      cr_formula_measure (formula, 14, 300, &width, &height);
      g_assert_cmpfloat (width, <=, 300);
      g_assert_cmpfloat (height, >, 8);
    }
}

static void
test_read (void)
{
  static const char *const rows[][2] = {
    { "∂L/∂a = ∂L/∂y · b,  ∂L/∂b = ∂L/∂y · a",
      "the gradient of a is the gradient of y times b; the gradient of b is the gradient of y times a" },
    { "∂L/∂a = ∂L/∂y ÷ √(1 − a²)",
      "the gradient of a is the gradient of y divided by the square root of 1 minus a squared" },
    { "∂L/∂a = ∂L/∂y where y > 0, else 0", "the gradient of a is the gradient of y where y is greater than 0, else 0" },
    { "∂L/∂A = ∂L/∂Y @ Bᵀ", "the gradient of A is the gradient of Y times, as matrices, B transposed" },
    { "∂L/∂a = ∂L/∂y in the shape of a", "the gradient of a is the gradient of y in the shape of a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrFormula) formula = cr_formula_new (rows[i][0]);
      g_autofree char *reading = cr_formula_read (formula);

      g_assert_cmpstr (reading, ==, rows[i][1]);
    }
}

/* Translations are read as well: their words stand between the same signs. */
static void
test_translated (void)
{
  g_autoptr (CrFormula) formula
      = cr_formula_new ("∂L/∂a = ∂L/∂y（a > 0 处），其余为 slope · ∂L/∂y；∂L/∂w = Σ a · ∂L/∂y（a ≤ 0 处）");
  g_autofree char *text = cr_formula_to_text (formula);

  g_assert_true (cr_formula_is_understood (formula));
  g_assert_cmpstr (text, ==, "∂L/∂a = ∂L/∂y （ a > 0 处）, 其余为 slope · ∂L/∂y, ∂L/∂w = Σ a · ∂L/∂y （ a ≤ 0 处）");
}

/* What is not a rule becomes words, and never a crash. */
static void
test_bad_input (void)
{
  static const char *const rows[]
      = { "",  "∂L/∂", "((((", "a +",     "∂L/∂a = ", "÷",   "∂L/∂a 等于 ∂L/∂y 乘以 b。", "a)", "Σ",
          "√", "aⁿ⁻",  "|",    "clamp (", "½½",       "−−−a" };
  GString *deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrFormula) formula = cr_formula_new (rows[i]);
      g_autofree char *text = cr_formula_to_text (formula);
      double height;

      cr_formula_measure (formula, 14, 100, NULL, &height);
      g_assert_cmpfloat (height, >=, 0);
    }
  for (guint i = 0; i < 10000; i++)
    g_string_append (deep, i % 2 ? "(−" : "√");
  cr_formula_free (cr_formula_new (deep->str));
  g_string_free (deep, TRUE);
}

static void
test_draw (void)
{
  g_autoptr (CrFormula) formula = cr_formula_new ("∂L/∂a = ∂L/∂y · σ(a) · (1 + a · (1 − σ(a)))");
  double wide, narrow, one_line, lines;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint inked = 0;

  cr_formula_measure (formula, 14, 0, &wide, &one_line);
  cr_formula_measure (formula, 14, wide / 2, &narrow, &lines);
  g_assert_cmpfloat (narrow, <, wide);
  g_assert_cmpfloat (lines, >, 1.5 * one_line);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (wide), (int)ceil (one_line));
  cr = cairo_create (surface);
  cr_formula_draw (formula, cr, cr_theme_get (FALSE), 14, 0);
  cairo_surface_flush (surface);
  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      inked += cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + 4 * x + 3] > 128;
  g_assert_cmpuint (inked, >, 200);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *script, *function;
    guint slot;
    gint64 element;
    const char *text;
  } rows[] = {
    { "x = torch.tensor(2.25, requires_grad=True)\nw = torch.tensor(3., requires_grad=True)\n(x * w).backward()",
      "MulBackward0", 1, 0, "∂L/∂w = 1.0 · 2.25 = 2.25" },
    { "a = torch.tensor([1., 2., 3.], requires_grad=True)\nb = torch.tensor([0.5], requires_grad=True)\n"
      "((a + b) * torch.tensor([-3., 1., 4.])).sum().backward()",
      "AddBackward0", 1, 0, "∂L/∂b[0] = (−3.0) + 1.0 + 4.0 = 2.0" },
    { "a = torch.tensor([1., 2., 3.], requires_grad=True)\nb = torch.tensor([0.5, 1., 2.], requires_grad=True)\n"
      "(a - b).sum().backward()",
      "SubBackward0", 1, 2, "∂L/∂b[2] = −1.0" },
    { "a = torch.tensor([1., -2., 3.], requires_grad=True)\n(a ** 3).sum().backward()", "PowBackward0", 0, 1,
      "∂L/∂a[1] = 1.0 · 3 · (−2.0)^2 = 12.0" },
    { "a = torch.tensor([1., -2.], requires_grad=True)\na.relu().sum().backward()", "ReluBackward0", 0, 1,
      "∂L/∂a[1] = 0 since 0.0 ≤ 0" },
    { "a = torch.tensor([1., -2.], requires_grad=True)\na.relu().sum().backward()", "ReluBackward0", 0, 0,
      "∂L/∂a[0] = 1.0 since 1.0 > 0" },
    { "a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\na.mean().backward()", "MeanBackward0", 0, 3,
      "∂L/∂a[1, 1] = 1.0 ÷ 4 = 0.25" },
    { "a = torch.tensor([[1., 2.], [3., 5.]], requires_grad=True)\n"
      "(a.sum(0) * torch.tensor([3., 7.])).sum().backward()",
      "SumBackward1", 0, 2, "∂L/∂a[1, 0] = 3.0" },
    { "A = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\nB = torch.tensor([[5., 6.], [7., 8.]])\n"
      "((A @ B) * torch.tensor([[1., 2.], [3., -4.]])).sum().backward()",
      "MmBackward0", 0, 2, "∂L/∂A[1, 0] = 3.0 · 5.0 + (−4.0) · 6.0 = −9.0" },
    { "A = torch.ones(2, 3, requires_grad=True)\nb = torch.tensor([1., 2., 4.], requires_grad=True)\n"
      "(A @ b * torch.tensor([3., 5.])).sum().backward()",
      "MvBackward0", 1, 0, "∂L/∂b[0] = 1.0 · 3.0 + 1.0 · 5.0 = 8.0" },
    { "a = torch.tensor([0.25, 4.], requires_grad=True)\na.sqrt().sum().backward()", "SqrtBackward0", 0, 1,
      "∂L/∂a[1] = 1.0 ÷ (2 · 2.0) = 0.25" },
    { "a = torch.tensor([[1., 2., 3.]], requires_grad=True)\n(a.t() * torch.tensor([[5.], [6.], "
      "[7.]])).sum().backward()",
      "TBackward0", 0, 1, "∂L/∂a[0, 1] = 6.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrTrace) trace = run (rows[i].script);
      g_autofree char *text = put_in (trace, rows[i].function, rows[i].slot, rows[i].element);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* Families that are told element by element: each has a numbers form, for each input. */
static void
test_families (void)
{
  static const struct
  {
    const char *expression, *function;
    guint n_inputs;
  } rows[] = {
    { "a + b", "AddBackward0", 2 },
    { "a - b", "SubBackward0", 2 },
    { "torch.rsub(a, b)", "RsubBackward0", 2 },
    { "1 - a", "RsubBackward1", 1 },
    { "a * b", "MulBackward0", 2 },
    { "a / b", "DivBackward0", 2 },
    { "-a", "NegBackward0", 1 },
    { "a ** 2.5", "PowBackward0", 1 },
    { "a ** b", "PowBackward1", 2 },
    { "a.sqrt()", "SqrtBackward0", 1 },
    { "a.reciprocal()", "ReciprocalBackward0", 1 },
    { "a.rsqrt()", "RsqrtBackward0", 1 },
    { "a.exp()", "ExpBackward0", 1 },
    { "a.log()", "LogBackward0", 1 },
    { "a.log2()", "Log2Backward0", 1 },
    { "a.log10()", "Log10Backward0", 1 },
    { "a.log1p()", "Log1PBackward0", 1 },
    { "a.expm1()", "Expm1Backward0", 1 },
    { "a.sin()", "SinBackward0", 1 },
    { "a.cos()", "CosBackward0", 1 },
    { "a.tan()", "TanBackward0", 1 },
    { "a.atan()", "AtanBackward0", 1 },
    { "(a / 4).asin()", "AsinBackward0", 1 },
    { "(a / 4).acos()", "AcosBackward0", 1 },
    { "a.sinh()", "SinhBackward0", 1 },
    { "a.cosh()", "CoshBackward0", 1 },
    { "a.asinh()", "AsinhBackward0", 1 },
    { "(a + 1).acosh()", "AcoshBackward0", 1 },
    { "(a / 4).atanh()", "AtanhBackward0", 1 },
    { "a.erf()", "ErfBackward0", 1 },
    { "a.erfc()", "ErfcBackward0", 1 },
    { "a.abs()", "AbsBackward0", 1 },
    { "a.tanh()", "TanhBackward0", 1 },
    { "a.sigmoid()", "SigmoidBackward0", 1 },
    { "a.relu()", "ReluBackward0", 1 },
    { "F.leaky_relu(a, 0.1)", "LeakyReluBackward0", 1 },
    { "F.gelu(a)", "GeluBackward0", 1 },
    { "F.silu(a)", "SiluBackward0", 1 },
    { "F.mish(a)", "MishBackward0", 1 },
    { "F.logsigmoid(a)", "LogSigmoidBackward0", 1 },
    { "F.softplus(a)", "SoftplusBackward0", 1 },
    { "F.hardsigmoid(a)", "HardsigmoidBackward0", 1 },
    { "torch.atan2(a, b)", "Atan2Backward0", 2 },
    { "torch.hypot(a, b)", "HypotBackward0", 2 },
    { "torch.logaddexp(a, b)", "LogaddexpBackward0", 2 },
    { "torch.addcmul(a, b, b)", "AddcmulBackward0", 1 },
    { "torch.lerp(a, b, 0.3)", "LerpBackward0", 2 },
    { "torch.logit(a / 4)", "LogitBackward0", 1 },
    { "torch.sinc(a)", "SincBackward0", 1 },
    { "torch.deg2rad(a)", "Deg2RadBackward0", 1 },
    { "a.clone()", "CloneBackward0", 1 },
    { "a.double()", "ToCopyBackward0", 1 },
    { "a.mean(1)", "MeanBackward1", 1 },
    { "a.sum(1, keepdim=True)", "SumBackward1", 1 },
    { "a.softmax(1)", "SoftmaxBackward0", 1 },
    { "a.log_softmax(1)", "LogSoftmaxBackward0", 1 },
    { "a @ b.t()", "MmBackward0", 2 },
    { "torch.bmm(a.reshape(1, 2, 3), b.reshape(1, 3, 2))", "BmmBackward0", 2 },
    { "a.reshape(3, 2)", "ReshapeAliasBackward0", 1 },
    { "a.unsqueeze(0)", "UnsqueezeBackward0", 1 },
    { "F.mse_loss(a, b)", "MseLossBackward0", 2 },
    { "F.linear(a, b, torch.ones(2, requires_grad=True))", "AddmmBackward0", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *script
          = g_strdup_printf ("a = torch.tensor([[0.3, 1.2, 2.5], [0.7, 1.9, 3.1]], requires_grad=True)\n"
                             "b = torch.tensor([[1.1, 0.4, 2.2], [0.6, 3.3, 1.7]], requires_grad=True)\n"
                             "y = %s\n"
                             "(y * torch.linspace(0.5, 2.5, y.numel()).reshape(y.shape)).sum().backward()\n",
                             rows[i].expression);
      g_autoptr (CrTrace) trace = run (script);

      for (guint slot = 0; slot < rows[i].n_inputs; slot++)
        {
          g_autofree char *text = put_in (trace, rows[i].function, slot, 1);

          if (*text == '\0')
            g_error ("%s: no numbers for input %u", rows[i].expression, slot);
          g_test_message ("%s: %s", rows[i].expression, text);
        }
    }
}

/* A trace that says something else than the rule gets no numbers. */
static void
test_false_number (void)
{
  g_autoptr (CrTrace) trace = run ("x = torch.tensor([2., 3.], requires_grad=True)\n(x * x).sum().backward()");
  g_autoptr (CrTrace) other = cr_trace_new (0);
  const float wrong[] = { 2.0f, 3.001f };
  const gint64 size = 2;
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, wrong);
  guint step = find_step (trace, "MulBackward0");
  g_autofree char *right = put_in (trace, "MulBackward0", 0, 0), *false_one = NULL;

  g_assert_cmpstr (right, ==, "∂L/∂x[0] = 1.0 · 2.0 = 2.0");
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      CrEvent event;
      CrValue *sent[] = { value, value };

      cr_event_copy (&event, cr_trace_get_event (trace, i));
      if (i == step)
        event.u.step.sent = sent;
      cr_trace_append (other, &event);
    }
  false_one = put_in (other, "MulBackward0", 0, 0);
  g_assert_cmpstr (false_one, ==, "");
}

/* What cannot be told for certain is not told. */
static void
test_no_numbers (void)
{
  static const char *const rows[][2] = {
    /* the power is nowhere written */
    { "x = torch.tensor(0., requires_grad=True)\nn = 3\n(x ** n).backward()", "PowBackward0" },
    /* 0 times 1 or 2 */
    { "x = torch.tensor(1., requires_grad=True)\n(torch.rsub(x, 5, alpha=2) * 0).backward()", "RsubBackward1" },
    /* which elements were picked is not in the rule */
    { "x = torch.tensor([1., 2.], requires_grad=True)\nx[0].backward()", "SelectBackward0" },
    { "x = torch.tensor([1., 2.], requires_grad=True)\nx.flip(0).sum().backward()", "FlipBackward0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CrTrace) trace = run (rows[i][0]);
      g_autofree char *text = put_in (trace, rows[i][1], 0, 0);

      g_assert_cmpstr (text, ==, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/formula/table", test_table);
  g_test_add_func ("/ui/draw/formula/read", test_read);
  g_test_add_func ("/ui/draw/formula/translated", test_translated);
  g_test_add_func ("/ui/draw/formula/bad-input", test_bad_input);
  g_test_add_func ("/ui/draw/formula/draw", test_draw);
  g_test_add_func ("/ui/draw/formula/numbers", test_numbers);
  g_test_add_func ("/ui/draw/formula/families", test_families);
  g_test_add_func ("/ui/draw/formula/false-number", test_false_number);
  g_test_add_func ("/ui/draw/formula/no-numbers", test_no_numbers);
  return g_test_run ();
}
