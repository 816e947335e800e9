/* Every case of a family (the program's argument: "core") against PyTorch's values, graph and gradients, and, in
 * float64, against central differences: the first derivative, and for smooth functions the second through
 * create_graph. With "coverage" all families' cases are called, and the two tables are looked through for rows
 * that none of them meets. */

#include "reference-case.h"

#include "cr-primitive.h"

#include <math.h>
#include <string.h>

static const char *const families[] = { "core", "index", "math", "nn" };

/* Functions without reference values: what is random or only made has tests of its own. */
static const char *const exempt[] = {
#define CR_FUNCTION(name, spellings, op, parameters, call, summary) name,
#define CR_FUNCTION_MANY(name, spellings, op, parameters, call, results, summary) name,
#include "cr-functions-create.def"
#include "cr-functions-random.def"
#undef CR_FUNCTION
#undef CR_FUNCTION_MANY
};

typedef struct
{
  GPtrArray *cases;
  GHashTable *seen; /* primitives that some case recorded, functions that some case called */
} Fixture;

static void
hear (gpointer user_data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs,
      CrTensor *const *outputs, guint n_outputs, CrGradFn *function)
{
  g_assert_cmpuint (n_inputs, <=, primitive->n_inputs);
  g_hash_table_add (user_data, (gpointer)primitive);
}

static const CrAutogradObserver observer = { .operation_recorded = hear };

static void
compare_values (const char *what, CrTensor *tensor, char **words)
{
  g_autofree double *values = cr_tensor_dup_doubles (tensor);
  /* A row of no elements has no word, or an empty one. */
  double tolerance = cr_tensor_get_dtype (tensor) == CR_DTYPE_FLOAT32 ? 1e-6 : 1e-13;
  gint64 n = cr_tensor_get_numel (tensor);
  for (gint64 i = 0; i < n; i++)
    {
      double want = g_ascii_strtod (words[i], NULL);
      if (isnan (want) ? !isnan (values[i])
                       : values[i] != want && !(fabs (values[i] - want) <= tolerance * MAX (1, fabs (want))))
        g_error ("%s[%d]: %.17g, PyTorch has %.17g", what, (int)i, values[i], want);
    }
}

static void
compare_out (char **words, CrTensor *out)
{
  g_assert_cmpstr (cr_dtype_get_name (cr_tensor_get_dtype (out)), ==, words[0]);
  int ndim = g_ascii_strtoll (words[1], NULL, 10);
  g_assert_cmpint (cr_tensor_get_ndim (out), ==, ndim);
  for (int d = 0; d < ndim; d++)
    g_assert_cmpint (cr_tensor_get_sizes (out)[d], ==, g_ascii_strtoll (words[2 + d], NULL, 10));
  compare_values ("out", out, words + 2 + ndim);
}

/* Backward from each output that requires a gradient, with its weights. */
static void
run_backward (GPtrArray *outs, gboolean create_graph)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();
  g_autoptr (GPtrArray) weights = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < outs->len; i++)
    if (cr_tensor_requires_grad (outs->pdata[i]))
      {
        g_ptr_array_add (roots, outs->pdata[i]);
        g_ptr_array_add (weights, reference_make_weights (outs->pdata[i]));
      }
  for (guint i = 0; i < roots->len && !error; i++)
    cr_backward (roots->pdata[i], weights->pdata[i], create_graph || i + 1 < roots->len, create_graph, &error);
  g_assert_no_error (error);
}

static void
check_against_pytorch (const ReferenceCase *reference, CrContext *context)
{
  g_autoptr (GPtrArray) tensors = reference_make_tensors (reference, context, FALSE);
  g_autoptr (GPtrArray) outs = reference_call (reference, context, tensors);
  for (guint i = 0; i < outs->len; i++)
    {
      compare_out (reference->outs->pdata[i], outs->pdata[i]);
      g_autofree char *graph = reference_graph_to_string (cr_tensor_get_grad_fn (outs->pdata[i]));
      g_assert_cmpstr (graph, ==, reference->graphs->pdata[i]);
    }
  run_backward (outs, FALSE);
  for (guint i = 0; i < tensors->len; i++)
    {
      CrTensor *grad = cr_tensor_get_grad (tensors->pdata[i]);
      char **words = reference->grads->pdata[i];
      gboolean none = g_strcmp0 (words[0], "none") == 0;
      if (none != (grad == NULL))
        g_error ("tensor %u: PyTorch has %s gradient", i, none ? "no" : "a");
      if (grad)
        compare_values ("grad", grad, words);
    }
}

/* Written through a detached view, so that the leaf keeps its layout in memory. */
static void
write_values (CrTensor *tensor, const double *values)
{
  g_autoptr (GError) error = NULL;
  CrContext *context = cr_tensor_get_context (tensor);
  g_autoptr (CrTensor) fresh = cr_tensor_new_from_doubles (
      context, cr_tensor_get_dtype (tensor), cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor), values, &error);
  g_autoptr (CrTensor) view = cr_tensor_detach (tensor);
  CrArg args[3] = { { CR_ARG_TENSOR, { .tensor = view } }, { CR_ARG_TENSOR, { .tensor = fresh } }, { CR_ARG_BOOL } };
  cr_function_call_inplace (cr_functions_find ("copy_", CR_SPELL_INPLACE), context, args, &error);
  g_assert_no_error (error);
}

/* The case's tensors with @values in those that are floating. */
static GPtrArray *
make_valued (const ReferenceCase *reference, CrContext *context, const GArray *values)
{
  GPtrArray *tensors = reference_make_tensors (reference, context, TRUE);
  guint at = 0;
  for (guint i = 0; i < tensors->len; i++)
    {
      if (cr_dtype_is_floating (cr_tensor_get_dtype (tensors->pdata[i])))
        write_values (tensors->pdata[i], &g_array_index (values, double, at));
      at += cr_tensor_get_numel (tensors->pdata[i]);
    }
  return tensors;
}

/* The .grad of the leaves becomes that of Σ v·grad. */
static void
derive_again (GPtrArray *tensors)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) grads = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < tensors->len; i++)
    {
      CrTensor *grad = cr_tensor_get_grad (tensors->pdata[i]);
      if (grad)
        g_ptr_array_add (grads, cr_tensor_ref (grad));
      cr_tensor_set_grad (tensors->pdata[i], NULL, &error);
      g_assert_no_error (error);
    }
  run_backward (grads, FALSE);
}

/* Gradients of Σ w·out for the tensors, as flat doubles one after the other; with @order 2 those of
 * Σ v·gradient, v fixed. The tensors are fresh leaves of @values. */
static GArray *
derive (const ReferenceCase *reference, CrContext *context, const GArray *values, guint order)
{
  g_autoptr (GPtrArray) tensors = make_valued (reference, context, values);
  g_autoptr (GPtrArray) outs = reference_call (reference, context, tensors);
  run_backward (outs, order == 2);
  if (order == 2)
    derive_again (tensors);
  GArray *result = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < tensors->len; i++)
    {
      gint64 numel = cr_tensor_get_numel (tensors->pdata[i]);
      CrTensor *grad = cr_tensor_get_grad (tensors->pdata[i]);
      g_autofree double *data = grad ? cr_tensor_dup_doubles (grad) : g_new0 (double, MAX (numel, 1));
      g_array_append_vals (result, data, numel);
      /* With create_graph a gradient may hold the leaf that holds it. */
      cr_tensor_set_grad (tensors->pdata[i], NULL, NULL);
    }
  return result;
}

/* Σ w·out at order 0, Σ v·gradient at order 1. */
static double
evaluate (const ReferenceCase *reference, CrContext *context, const GArray *values, const GArray *wanted, guint order)
{
  double sum = 0;
  if (order == 1)
    {
      g_autoptr (GArray) grads = derive (reference, context, values, 1);
      for (guint i = 0; i < grads->len; i++)
        sum += g_array_index (wanted, double, i) * g_array_index (grads, double, i);
      return sum;
    }
  g_autoptr (GPtrArray) tensors = make_valued (reference, context, values);
  g_autoptr (GPtrArray) outs = reference_call (reference, context, tensors);
  for (guint k = 0; k < outs->len; k++)
    {
      CrTensor *out = outs->pdata[k];
      if (!cr_tensor_requires_grad (out))
        continue;
      g_autoptr (CrTensor) weights = reference_make_weights (out);
      g_autofree double *o = cr_tensor_dup_doubles (out), *w = cr_tensor_dup_doubles (weights);
      for (gint64 i = 0; i < cr_tensor_get_numel (out); i++)
        sum += o[i] * w[i];
    }
  return sum;
}

/* @values: the elements of all tensors; @wanted: the weight v of each in the second order, 0 where its tensor
 * requires no gradient and so is not varied. */
static void
collect (const ReferenceCase *reference, CrContext *context, GArray *values, GArray *wanted)
{
  g_autoptr (GPtrArray) tensors = reference_make_tensors (reference, context, TRUE);
  for (guint i = 0; i < tensors->len; i++)
    {
      g_autofree double *data = cr_tensor_dup_doubles (tensors->pdata[i]);
      gint64 numel = cr_tensor_get_numel (tensors->pdata[i]);
      g_array_append_vals (values, data, numel);
      for (gint64 j = 0; j < numel; j++)
        {
          double v = cr_tensor_requires_grad (tensors->pdata[i]) ? ((j * 7) % 5 - 2) * 0.5 + 0.25 : 0;
          g_array_append_val (wanted, v);
        }
    }
}

static void
check_differences (const ReferenceCase *reference, CrContext *context, guint order)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (double));
  collect (reference, context, values, wanted);
  g_autoptr (GArray) analytic = derive (reference, context, values, order);
  for (guint i = 0; i < values->len; i++)
    {
      double step = 1e-6, *x = &g_array_index (values, double, i), keep = *x;
      if (g_array_index (wanted, double, i) == 0)
        continue;
      *x = keep + step;
      double up = evaluate (reference, context, values, wanted, order - 1);
      *x = keep - step;
      double down = evaluate (reference, context, values, wanted, order - 1);
      *x = keep;
      double numeric = (up - down) / (2 * step), exact = g_array_index (analytic, double, i);
      if (!(fabs (numeric - exact) <= 1e-6 * MAX (1, MAX (fabs (numeric), fabs (exact)))))
        g_error ("order %u, element %u: %.10g, by differences %.10g", order, i, exact, numeric);
    }
}

static gboolean
is_differentiable (const ReferenceCase *reference)
{
  gboolean any = FALSE;
  if (strcmp (reference->spelling, "corner") == 0)
    return FALSE;
  for (guint i = 0; i < reference->outs->len; i++)
    {
      char **words = reference->outs->pdata[i];
      if (strcmp (reference->graphs->pdata[i], "None") == 0)
        continue;
      if (strcmp (words[0], "float64") != 0)
        return FALSE;
      any = TRUE;
    }
  return any;
}

static CrContext *
new_context (Fixture *fixture)
{
  CrContext *context = cr_context_new (&CR_LIMITS_WINDOW);
  cr_autograd_set_observer (context, &observer, fixture->seen);
  return context;
}

static void
test_pytorch (gconstpointer data)
{
  Fixture *fixture = (gpointer)data;
  for (guint i = 0; i < fixture->cases->len; i++)
    {
      const ReferenceCase *reference = fixture->cases->pdata[i];
      g_autoptr (CrContext) context = new_context (fixture);
      g_test_message ("%s", reference->name);
      check_against_pytorch (reference, context);
      g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
    }
}

static void
test_first_order (gconstpointer data)
{
  Fixture *fixture = (gpointer)data;
  for (guint i = 0; i < fixture->cases->len; i++)
    {
      const ReferenceCase *reference = fixture->cases->pdata[i];
      g_autoptr (CrContext) context = new_context (fixture);
      g_test_message ("%s", reference->name);
      if (is_differentiable (reference))
        check_differences (reference, context, 1);
    }
}

static void
test_second_order (gconstpointer data)
{
  Fixture *fixture = (gpointer)data;
  for (guint i = 0; i < fixture->cases->len; i++)
    {
      const ReferenceCase *reference = fixture->cases->pdata[i];
      g_autoptr (CrContext) context = new_context (fixture);
      g_test_message ("%s", reference->name);
      if (is_differentiable (reference) && reference->smooth)
        check_differences (reference, context, 2);
      else if (is_differentiable (reference))
        {
          /* Not smooth everywhere, but the rule must record. */
          g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
          g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (double));
          collect (reference, context, values, wanted);
          g_autoptr (GArray) second = derive (reference, context, values, 2);
          g_assert_cmpuint (second->len, ==, values->len);
        }
    }
}

static gboolean
is_exempt (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (exempt); i++)
    if (strcmp (exempt[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* What is drawn at random overwrites its tensor, and what a script defines has no values of its own. */
static gboolean
is_exempt_primitive (const CrPrimitive *primitive)
{
  static const char *const names[]
      = { "custom", "uniform", "normal", "bernoulli", "random", "exponential", "geometric", "log_normal", "cauchy" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (primitive->name, names[i]))
      return TRUE;
  return FALSE;
}

static GPtrArray *
load_family (const char *family)
{
  g_autofree char *file = g_strconcat (family, ".txt", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "reference", file, NULL);
  return reference_cases_load (path);
}

static void
run_family (const char *family, GHashTable *seen)
{
  g_autoptr (GPtrArray) cases = load_family (family);
  for (guint i = 0; i < cases->len; i++)
    {
      const ReferenceCase *reference = cases->pdata[i];
      g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
      cr_autograd_set_observer (context, &observer, seen);
      g_autoptr (GPtrArray) tensors = reference_make_tensors (reference, context, FALSE);
      g_autoptr (GPtrArray) outs = reference_call (reference, context, tensors);
      /* What only backward rules record. */
      run_backward (outs, TRUE);
      for (guint k = 0; k < tensors->len; k++)
        cr_tensor_set_grad (tensors->pdata[k], NULL, NULL);
      g_hash_table_add (seen, (gpointer)reference_find_function (reference));
    }
}

/* A primitive or function without a case has no test. */
static void
test_coverage (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    run_family (families[i], seen);
  const CrPrimitive *const *primitives = cr_primitives_get (&n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (cr_primitives_find (primitives[i]->name) == primitives[i]);
      g_assert_true (primitives[i]->symbol[0] && primitives[i]->rule[0]);
      g_assert_true (primitives[i]->backward || primitives[i]->backward_many);
      if (!g_hash_table_contains (seen, primitives[i]) && !is_exempt_primitive (primitives[i]))
        g_string_append_printf (missing, " primitive %s,", primitives[i]->name);
    }
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if (!g_hash_table_contains (seen, &functions[i]) && !is_exempt (functions[i].name))
      g_string_append_printf (missing, " %s (%s),", functions[i].name, functions[i].parameters);
  if (missing->len)
    g_error ("no case for:%s", missing->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  const char *family = argc > 1 ? argv[1] : "coverage";
  if (strcmp (family, "coverage") == 0)
    {
      g_test_add_func ("/engine/autograd/reference/coverage", test_coverage);
      return g_test_run ();
    }
  g_autoptr (GPtrArray) cases = load_family (family);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Fixture fixture = { cases, seen };
  g_autofree char *pytorch = g_strdup_printf ("/engine/autograd/reference/%s/pytorch", family);
  g_autofree char *first = g_strdup_printf ("/engine/autograd/reference/%s/first-order", family);
  g_autofree char *second = g_strdup_printf ("/engine/autograd/reference/%s/second-order", family);
  g_test_add_data_func (pytorch, &fixture, test_pytorch);
  g_test_add_data_func (first, &fixture, test_first_order);
  g_test_add_data_func (second, &fixture, test_second_order);
  return g_test_run ();
}
