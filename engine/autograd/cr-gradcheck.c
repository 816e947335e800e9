/* gradcheck as torch/autograd/gradcheck.py does it in slow mode: the whole Jacobian by backward, one element of the
 * output at a time, twice, against the one by finite differences. */

#include "cr-gradcheck-private.h"
#include "cr-functional-private.h"

#include "cr-backward.h"
#include "cr-ops.h"
#include "cr-print.h"
#include "cr-random.h"

#include <math.h>
#include <string.h>

static const char nondeterministic[]
    = "\n\nNOTE: If your op relies on non-deterministic operations i.e., it is listed here:\n"
      "https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html\n"
      "this failure might be expected.\n\n"
      "If you are adding a new operator, please file an issue and then use one of the\n"
      "workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.\n"
      "If the test\n"
      "- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck\n"
      "  with `nondet_tol=<tol>` as a keyword argument.\n"
      "- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test\n"
      "  to have `gradcheck_nondet_tol=<tol>`.\n"
      "- is a Module test (e.g., in common_nn.py), then modify the corresponding\n"
      "  module_test entry to have `gradcheck_nondet_tol=<tol>`\n";

static gboolean
has_stride_zero (CrTensor *tensor)
{
  for (int d = 0; d < cr_tensor_get_ndim (tensor); d++)
    if (cr_tensor_get_strides (tensor)[d] == 0 && cr_tensor_get_sizes (tensor)[d] > 1)
      return TRUE;
  return FALSE;
}

static gboolean
check_input (CrCheck *check, guint i, GPtrArray *warnings, GError **error)
{
  CrTensor *input = check->inputs[i];
  if (!input || !cr_tensor_requires_grad (input))
    return TRUE;
  if (cr_tensor_get_dtype (input) != CR_DTYPE_FLOAT64 && warnings)
    g_ptr_array_add (warnings, g_strdup_printf ("Input #%u requires gradient and is not a double precision floating "
                                                "point or complex. This check will likely fail if all the inputs are "
                                                "not of double precision floating point or complex. ",
                                                i));
  if (has_stride_zero (input))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "The %uth input has a dimension with stride 0. gradcheck only supports inputs that are "
                   "non-overlapping to be able to compute the numerical gradients correctly. You should call "
                   ".contiguous on the input before passing it to gradcheck.",
                   i);
      return FALSE;
    }
  g_ptr_array_add (check->wanted, input);
  return cr_tensor_retain_grad (input, error);
}

static gboolean
check_inputs (CrCheck *check, GPtrArray *warnings, GError **error)
{
  for (guint i = 0; i < check->n_inputs; i++)
    if (!check_input (check, i, warnings, error))
      return FALSE;
  if (check->wanted->len)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE,
                       "gradcheck expects at least one input tensor to require gradient, but none of the them have "
                       "requires_grad=True.");
  return FALSE;
}

/* The gradients of element @k of @output by every wanted input. */
static gboolean
gradients_of_element (CrCheck *check, CrTensor *output, gint64 k, GPtrArray *results, GError **error)
{
  int ndim = cr_tensor_get_ndim (output);
  gint64 numel = cr_tensor_get_numel (output);
  g_autofree double *values = g_new0 (double, numel + 1);
  values[k] = 1;
  g_autoptr (CrTensor) gradient = cr_tensor_new_from_doubles (check->context, cr_tensor_get_dtype (output), ndim,
                                                              cr_tensor_get_sizes (output), values, error);
  CrBackwardOptions options = { TRUE, FALSE, TRUE };
  g_ptr_array_set_size (results, (gint)check->wanted->len);
  return gradient
         && cr_grad (&output, &gradient, 1, (CrTensor *const *)check->wanted->pdata, check->wanted->len, &options,
                     (CrTensor **)results->pdata, error);
}

/* What is wrong with the gradients besides their values. */
typedef struct
{
  gboolean size, dtype;
} Flaws;

static void
put_column (CrTensor *gradient, CrTensor *input, double *jacobian, gint64 column, gint64 n_columns, Flaws *flaws)
{
  gint64 n = cr_tensor_get_numel (input);
  if (!gradient)
    return;
  if (cr_tensor_get_numel (gradient) != n || cr_tensor_get_ndim (gradient) != cr_tensor_get_ndim (input))
    {
      flaws->size = TRUE;
      return;
    }
  flaws->dtype = flaws->dtype || cr_tensor_get_dtype (gradient) != cr_tensor_get_dtype (input);
  g_autofree double *values = cr_tensor_dup_doubles (gradient);
  for (gint64 i = 0; i < n; i++)
    jacobian[i * n_columns + column] = values[i];
}

/* For each wanted input (element of input, element of @output). */
static double **
analytical (CrCheck *check, CrTensor *output, Flaws *flaws, GError **error)
{
  guint n = check->wanted->len;
  gint64 numel = cr_tensor_get_numel (output);
  double **jacobians = g_new0 (double *, n + 1);
  gboolean fine = TRUE;
  for (guint j = 0; j < n; j++)
    jacobians[j] = g_new0 (double, numel *cr_tensor_get_numel (check->wanted->pdata[j]) + 1);
  for (gint64 k = 0; fine && k < numel; k++)
    {
      g_autoptr (GPtrArray) results = cr_functional_list_new ();
      fine = gradients_of_element (check, output, k, results, error);
      for (guint j = 0; fine && j < n; j++)
        put_column (results->pdata[j], check->wanted->pdata[j], jacobians[j], k, numel, flaws);
    }
  if (fine)
    return jacobians;
  cr_check_free_jacobians (jacobians, n);
  return NULL;
}

static gboolean
is_near (const double *a, const double *b, gint64 n, double atol, double rtol)
{
  for (gint64 i = 0; i < n; i++)
    if (a[i] != b[i] && !(fabs (a[i] - b[i]) <= atol + rtol * fabs (b[i]) && isfinite (a[i]) && isfinite (b[i])))
      return FALSE;
  return TRUE;
}

static gboolean
is_reentrant (CrCheck *check, CrTensor *output, double *const *first, double *const *second)
{
  for (guint j = 0; j < check->wanted->len; j++)
    {
      gint64 n = cr_tensor_get_numel (output) * cr_tensor_get_numel (check->wanted->pdata[j]);
      for (gint64 i = 0; i < n; i++)
        if (fabs (first[j][i] - second[j][i]) > check->options->nondet_tol)
          return FALSE;
    }
  return TRUE;
}

/* The Jacobian of @output by backward; NULL with @failure or @error. */
static double **
checked_analytical (CrCheck *check, CrTensor *output, char **failure, GError **error)
{
  Flaws flaws = { FALSE, FALSE };
  double **first = analytical (check, output, &flaws, error);
  double **second = first ? analytical (check, output, &flaws, error) : NULL;
  if (second && flaws.dtype && check->options->check_grad_dtypes)
    *failure = g_strdup ("Gradient has dtype mismatch");
  else if (second && flaws.size)
    *failure = g_strdup ("Analytical gradient has incorrect size");
  else if (second && !is_reentrant (check, output, first, second))
    {
      g_autofree char *tolerance = cr_double_to_string (check->options->nondet_tol);
      *failure = g_strconcat ("Backward is not reentrant, i.e., running backward with same input and grad_output "
                              "multiple times gives different values, although analytical gradient matches numerical "
                              "gradient.The tolerance for nondeterminism was ",
                              tolerance, ".", nondeterministic, NULL);
    }
  gboolean fine = second && !*failure;
  if (second)
    cr_check_free_jacobians (second, check->wanted->len);
  if (first && !fine)
    cr_check_free_jacobians (first, check->wanted->len);
  return fine ? first : NULL;
}

/* PyTorch's text with both matrices. */
static gboolean
tell_mismatch (CrCheck *check, guint i, guint j, CrTensor *output, const double *backward, const double *finite,
               char **failure, GError **error)
{
  CrTensor *input = check->wanted->pdata[j];
  gint64 rows = cr_tensor_get_numel (input), columns = cr_tensor_get_numel (output);
  g_autoptr (CrTensor) a = cr_check_matrix (check, backward, rows, columns, cr_tensor_get_dtype (input), error);
  g_autoptr (CrTensor) n
      = a ? cr_check_matrix (check, finite, rows, columns, cr_tensor_get_dtype (output), error) : NULL;
  if (!n)
    return FALSE;
  g_autofree char *text_a = cr_tensor_to_string (a, NULL);
  g_autofree char *text_n = cr_tensor_to_string (n, NULL);
  *failure = g_strdup_printf (
      "Jacobian mismatch for output %u with respect to input %u,\nnumerical:%s\nanalytical:%s\n", i, j, text_n, text_a);
  return FALSE;
}

/* @numerical holds a matrix an input for output @at of @n_outputs. */
static gboolean
compare_output (CrCheck *check, guint i, guint at, guint n_outputs, CrTensor *output, double *const *numerical,
                char **failure, GError **error)
{
  double **backward = checked_analytical (check, output, failure, error);
  gboolean fine = backward != NULL;
  for (guint j = 0; fine && j < check->wanted->len; j++)
    {
      const double *finite = numerical[j * n_outputs + at];
      gint64 n = cr_tensor_get_numel (output) * cr_tensor_get_numel (check->wanted->pdata[j]);
      if (!is_near (backward[j], finite, n, check->options->atol, check->options->rtol))
        fine = tell_mismatch (check, i, j, output, backward[j], finite, failure, error);
    }
  if (backward)
    cr_check_free_jacobians (backward, check->wanted->len);
  return fine;
}

/* No output requires a gradient: then none may depend on the inputs. */
static gboolean
check_constant (CrCheck *check, GPtrArray *outputs, double *const *numerical, char **failure)
{
  for (guint j = 0; j < check->wanted->len; j++)
    for (guint i = 0; i < outputs->len; i++)
      {
        gint64 n = cr_tensor_get_numel (outputs->pdata[i]) * cr_tensor_get_numel (check->wanted->pdata[j]);
        for (gint64 k = 0; cr_dtype_is_floating (cr_tensor_get_dtype (outputs->pdata[i])) && k < n; k++)
          if (numerical[j * outputs->len + i][k] != 0)
            {
              *failure = g_strdup ("Numerical gradient for function expected to be zero");
              return FALSE;
            }
      }
  return TRUE;
}

/* @differentiable: those of @outputs that require a gradient, borrowed. */
static gboolean
compare (CrCheck *check, GPtrArray *outputs, GPtrArray *differentiable, char **failure, GError **error)
{
  double **numerical = cr_check_numerical (check, outputs, error);
  gboolean fine = numerical != NULL;
  guint which = 0;
  if (fine && differentiable->len == 0)
    fine = check_constant (check, outputs, numerical, failure);
  for (guint i = 0; fine && i < outputs->len; i++)
    if (cr_tensor_requires_grad (outputs->pdata[i]))
      fine = compare_output (check, which++, i, outputs->len, outputs->pdata[i], numerical, failure, error);
  if (numerical)
    cr_check_free_jacobians (numerical, check->wanted->len * outputs->len);
  return fine;
}

static gboolean
run_check (CrCheck *check, GPtrArray *warnings, char **failure, GError **error)
{
  g_autoptr (GPtrArray) outputs = cr_functional_list_new ();
  g_autoptr (GPtrArray) differentiable = g_ptr_array_new ();
  if (!check_inputs (check, warnings, error) || !cr_check_call (check, outputs, error))
    return FALSE;
  for (guint i = 0; i < outputs->len; i++)
    if (cr_tensor_requires_grad (outputs->pdata[i]))
      g_ptr_array_add (differentiable, outputs->pdata[i]);
  if (!compare (check, outputs, differentiable, failure, error))
    return FALSE;
  if (differentiable->len == 0)
    return TRUE;
  return cr_check_zero_gradients (check, differentiable, failure, error)
         && (!check->options->check_undefined_grad || cr_check_undefined (check, warnings, failure, error));
}

gboolean
cr_gradcheck (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
              const CrGradcheckOptions *options, GPtrArray *warnings, char **failure, GError **error)
{
  g_return_val_if_fail (context != NULL && function != NULL && failure != NULL, FALSE);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  CrCheck check = { context, function, inputs, n_inputs, options, wanted };
  *failure = NULL;
  return run_check (&check, warnings, failure, error);
}

/* gradgradcheck: the gradients as a function of the inputs and of what they are taken by. */
typedef struct
{
  CrGraphFunction *function;
  CrTensor *const *inputs; /* to see which require a gradient */
  guint n_inputs;
  guint n_grad_outputs;
} Gradient;

static gboolean
call_gradient (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  Gradient *gradient = data;
  guint n = gradient->n_inputs;
  g_autoptr (GPtrArray) given = cr_functional_list_new ();
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = cr_functional_list_new ();
  CrBackwardOptions options = { TRUE, TRUE, TRUE };
  /* Without grad_outputs PyTorch's args[:-0] leaves the function no argument at all. */
  if (!gradient->function->call (gradient->function->data, inputs, gradient->n_grad_outputs ? n : 0, given, error))
    return FALSE;
  for (guint i = 0; i < given->len; i++)
    if (cr_tensor_requires_grad (given->pdata[i]))
      g_ptr_array_add (roots, given->pdata[i]);
  for (guint i = 0; i < n; i++)
    if (inputs[i] && cr_tensor_requires_grad (inputs[i]))
      g_ptr_array_add (wanted, inputs[i]);
  if (roots->len != gradient->n_grad_outputs)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "got %u tensors and %u gradients", roots->len,
                   gradient->n_grad_outputs);
      return FALSE;
    }
  if (roots->len == 0 || wanted->len == 0)
    return TRUE;
  g_ptr_array_set_size (results, (gint)wanted->len);
  if (!cr_grad ((CrTensor *const *)roots->pdata, inputs + n, roots->len, (CrTensor *const *)wanted->pdata, wanted->len,
                &options, (CrTensor **)results->pdata, error))
    return FALSE;
  for (guint i = 0; i < results->len; i++)
    if (results->pdata[i])
      g_ptr_array_add (outputs, cr_tensor_ref (results->pdata[i]));
  return TRUE;
}

/* Like each output that requires a gradient, drawn from [-1, 1). */
static gboolean
draw_grad_outputs (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                   GPtrArray *drawn, GError **error)
{
  g_autoptr (GPtrArray) outputs = cr_functional_list_new ();
  if (!function->call (function->data, inputs, n_inputs, outputs, error))
    return FALSE;
  for (guint i = 0; i < outputs->len; i++)
    {
      CrTensor *output = outputs->pdata[i];
      if (!cr_tensor_requires_grad (output))
        continue;
      CrTensor *gradient = cr_tensor_new (context, cr_tensor_get_dtype (output), cr_tensor_get_ndim (output),
                                          cr_tensor_get_sizes (output), error);
      if (!gradient)
        return FALSE;
      g_ptr_array_add (drawn, gradient);
      if (!cr_random_uniform (gradient, cr_context_get_generator (context), -1, 1, error)
          || !cr_tensor_set_requires_grad (gradient, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_gradgradcheck (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                  CrTensor *const *grad_outputs, guint n_grad_outputs, const CrGradcheckOptions *options,
                  GPtrArray *warnings, char **failure, GError **error)
{
  g_return_val_if_fail (context != NULL && function != NULL && failure != NULL, FALSE);
  g_autoptr (GPtrArray) drawn = cr_functional_list_new ();
  *failure = NULL;
  for (guint i = 0; grad_outputs && i < n_grad_outputs; i++)
    g_ptr_array_add (drawn, cr_tensor_ref (grad_outputs[i]));
  if (!grad_outputs && !draw_grad_outputs (context, function, inputs, n_inputs, drawn, error))
    return FALSE;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  for (guint i = 0; i < n_inputs; i++)
    g_ptr_array_add (all, inputs[i]);
  for (guint i = 0; i < drawn->len; i++)
    g_ptr_array_add (all, drawn->pdata[i]);
  Gradient gradient = { function, inputs, n_inputs, drawn->len };
  CrGraphFunction derived = { call_gradient, &gradient, TRUE, TRUE };
  return cr_gradcheck (context, &derived, (CrTensor *const *)all->pdata, all->len, options, warnings, failure, error);
}
