/* Every case of reference.txt against PyTorch's values, graph and gradients, and, in float64, against
 * central differences: the first derivative, and for smooth functions the second through create_graph. */

#include "reference-case.h"

#include "cr-primitive.h"

#include <math.h>
#include <string.h>

typedef struct
{
  GPtrArray *cases;
  GHashTable *seen; /* primitives that some case recorded */
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
compare_out (const ReferenceCase *reference, CrTensor *out)
{
  char **words = reference->out;
  g_assert_cmpstr (cr_dtype_get_name (cr_tensor_get_dtype (out)), ==, words[0]);
  int ndim = g_ascii_strtoll (words[1], NULL, 10);
  g_assert_cmpint (cr_tensor_get_ndim (out), ==, ndim);
  for (int d = 0; d < ndim; d++)
    g_assert_cmpint (cr_tensor_get_sizes (out)[d], ==, g_ascii_strtoll (words[2 + d], NULL, 10));
  compare_values ("out", out, words + 2 + ndim);
}

static guint
make_tensors (const ReferenceCase *reference, CrContext *context, CrTensor **tensors, gboolean widen)
{
  guint n = 0;
  for (guint i = 0; i < reference->n_args; i++)
    {
      CrTensor *tensor = reference_make_tensor (context, reference->args[i], widen);
      if (tensor)
        tensors[n++] = tensor;
    }
  return n;
}

static void
drop_tensors (CrTensor **tensors, guint n)
{
  for (guint i = 0; i < n; i++)
    cr_tensor_unref (tensors[i]);
}

static void
check_against_pytorch (const ReferenceCase *reference, CrContext *context)
{
  CrTensor *tensors[MAX_CASE_ARGS];
  g_autoptr (GError) error = NULL;
  guint n = make_tensors (reference, context, tensors, FALSE);
  g_autoptr (CrTensor) out = reference_call (reference, context, tensors);
  compare_out (reference, out);
  g_autofree char *graph = reference_graph_to_string (cr_tensor_get_grad_fn (out));
  g_assert_cmpstr (graph, ==, reference->graph);
  if (cr_tensor_requires_grad (out))
    {
      g_autoptr (CrTensor) weights = reference_make_weights (out);
      g_assert_true (cr_backward (out, weights, FALSE, FALSE, &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < n; i++)
    {
      CrTensor *grad = cr_tensor_get_grad (tensors[i]);
      gboolean none = g_strcmp0 (reference->grads[i][0], "none") == 0;
      g_assert_true (none == (grad == NULL));
      if (grad)
        compare_values ("grad", grad, reference->grads[i]);
    }
  drop_tensors (tensors, n);
}

/* Gradients of Σ w·out for the tensors, as flat doubles one after the other; with @order 2 those of
 * Σ v·gradient, v fixed. The tensors are fresh leaves of @values. */
static GArray *
derive (const ReferenceCase *reference, CrContext *context, const GArray *values, guint order)
{
  CrTensor *tensors[MAX_CASE_ARGS];
  g_autoptr (GError) error = NULL;
  guint n = make_tensors (reference, context, tensors, TRUE), at = 0;
  for (guint i = 0; i < n; i++)
    {
      /* Written through a detached view, so that the leaf keeps its layout in memory. */
      gint64 numel = cr_tensor_get_numel (tensors[i]);
      g_autoptr (CrTensor) fresh
          = cr_tensor_new_from_doubles (context, cr_tensor_get_dtype (tensors[i]), cr_tensor_get_ndim (tensors[i]),
                                        cr_tensor_get_sizes (tensors[i]), &g_array_index (values, double, at), &error);
      g_autoptr (CrTensor) view = cr_tensor_detach (tensors[i]);
      CrArg args[3]
          = { { CR_ARG_TENSOR, { .tensor = view } }, { CR_ARG_TENSOR, { .tensor = fresh } }, { CR_ARG_BOOL } };
      g_assert_true (cr_function_call_inplace (cr_functions_find ("copy_", CR_SPELL_INPLACE), context, args, &error));
      at += numel;
    }
  g_autoptr (CrTensor) out = reference_call (reference, context, tensors);
  g_autoptr (CrTensor) weights = reference_make_weights (out);
  g_assert_true (cr_backward (out, weights, order == 2, order == 2, &error));
  g_assert_no_error (error);

  for (guint pass = 1; pass < order; pass++)
    {
      CrTensor *grads[MAX_CASE_ARGS] = { NULL };
      for (guint i = 0; i < n; i++)
        {
          grads[i] = cr_tensor_get_grad (tensors[i]) ? cr_tensor_ref (cr_tensor_get_grad (tensors[i])) : NULL;
          g_assert_true (cr_tensor_set_grad (tensors[i], NULL, &error));
        }
      for (guint i = 0; i < n; i++)
        if (grads[i] && cr_tensor_requires_grad (grads[i]))
          {
            g_autoptr (CrTensor) v = reference_make_weights (grads[i]);
            g_assert_true (cr_backward (grads[i], v, TRUE, FALSE, &error));
            g_assert_no_error (error);
          }
      for (guint i = 0; i < n; i++)
        g_clear_pointer (&grads[i], cr_tensor_unref);
    }
  GArray *result = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      gint64 numel = cr_tensor_get_numel (tensors[i]);
      CrTensor *grad = cr_tensor_get_grad (tensors[i]);
      g_autofree double *data = grad ? cr_tensor_dup_doubles (grad) : g_new0 (double, MAX (numel, 1));
      g_array_append_vals (result, data, numel);
    }
  drop_tensors (tensors, n);
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
  CrTensor *tensors[MAX_CASE_ARGS];
  guint n = make_tensors (reference, context, tensors, TRUE), at = 0;
  for (guint i = 0; i < n; i++)
    {
      CrTensor *old = tensors[i];
      g_autoptr (GError) error = NULL;
      tensors[i] = cr_tensor_new_from_doubles (context, cr_tensor_get_dtype (old), cr_tensor_get_ndim (old),
                                               cr_tensor_get_sizes (old), &g_array_index (values, double, at), &error);
      g_assert_no_error (error);
      at += cr_tensor_get_numel (old);
      cr_tensor_unref (old);
    }
  g_autoptr (CrTensor) out = reference_call (reference, context, tensors);
  g_autoptr (CrTensor) weights = reference_make_weights (out);
  g_autofree double *o = cr_tensor_dup_doubles (out), *w = cr_tensor_dup_doubles (weights);
  for (gint64 i = 0; i < cr_tensor_get_numel (out); i++)
    sum += o[i] * w[i];
  drop_tensors (tensors, n);
  return sum;
}

/* @values: the elements of all tensors; @wanted: the weight v of each in the second order, 0 where its tensor
 * requires no gradient and so is not varied. */
static void
collect (const ReferenceCase *reference, CrContext *context, GArray *values, GArray *wanted)
{
  CrTensor *tensors[MAX_CASE_ARGS];
  guint n = make_tensors (reference, context, tensors, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autofree double *data = cr_tensor_dup_doubles (tensors[i]);
      gint64 numel = cr_tensor_get_numel (tensors[i]);
      g_array_append_vals (values, data, numel);
      for (gint64 j = 0; j < numel; j++)
        {
          double v = cr_tensor_requires_grad (tensors[i]) ? ((j * 7) % 5 - 2) * 0.5 + 0.25 : 0;
          g_array_append_val (wanted, v);
        }
    }
  drop_tensors (tensors, n);
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
  if (strcmp (reference->spelling, "corner") == 0 || strcmp (reference->graph, "None") == 0)
    return FALSE;
  return strcmp (reference->out[0], "float64") == 0;
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

/* A primitive without a case has no test: run last. */
static void
test_every_primitive (gconstpointer data)
{
  const Fixture *fixture = data;
  guint n;
  const CrPrimitive *const *primitives = cr_primitives_get (&n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (cr_primitives_find (primitives[i]->name) == primitives[i]);
      g_assert_true (primitives[i]->symbol[0] && primitives[i]->rule[0] && primitives[i]->backward);
      if (!g_hash_table_contains (fixture->seen, primitives[i]))
        g_error ("no case records the primitive %s", primitives[i]->name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "reference.txt", NULL);
  g_autoptr (GPtrArray) cases = reference_cases_load (path);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Fixture fixture = { cases, seen };
  g_test_add_data_func ("/engine/autograd/reference/1-pytorch", &fixture, test_pytorch);
  g_test_add_data_func ("/engine/autograd/reference/2-first-order", &fixture, test_first_order);
  g_test_add_data_func ("/engine/autograd/reference/3-second-order", &fixture, test_second_order);
  g_test_add_data_func ("/engine/autograd/reference/4-every-primitive", &fixture, test_every_primitive);
  return g_test_run ();
}
