/* torch.autograd.functional.jacobian and hessian: a row of the matrix is one backward pass from one element of an
 * output; a Hessian is the Jacobian of a Jacobian that keeps its graph. */

#include "cr-functional-private.h"

#include "cr-backward.h"
#include "cr-function.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* torch.stack (rows) seen as output.shape + input.shape. */
static CrTensor *
stack_rows (CrContext *context, GPtrArray *rows, CrTensor *output, CrTensor *input, GError **error)
{
  const CrFunction *stack = cr_functions_find ("stack", CR_SPELL_TORCH);
  g_return_val_if_fail (stack != NULL, NULL);
  CrArg args[2] = { { CR_ARG_TENSORS }, { CR_ARG_INT } };
  args[0].u.tensors = (CrTensor *const *)rows->pdata;
  args[0].n_tensors = rows->len;
  g_autoptr (CrTensor) stacked = stack->call (context, args, error);
  if (!stacked)
    return NULL;
  gint64 sizes[2 * CR_MAX_DIMS];
  int n_output = cr_tensor_get_ndim (output), n_input = cr_tensor_get_ndim (input);
  for (int i = 0; i < n_output; i++)
    sizes[i] = cr_tensor_get_sizes (output)[i];
  for (int i = 0; i < n_input; i++)
    sizes[n_output + i] = cr_tensor_get_sizes (input)[i];
  if (n_output + n_input <= CR_MAX_DIMS)
    return cr_op_view (stacked, n_output + n_input, sizes, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("the Jacobian would have more than %d dimensions"), CR_MAX_DIMS);
  return NULL;
}

/* The gradient of element @j of output @i by input @k, or zeros; owned. */
static CrTensor *
row_of (CrTensor *found, CrTensor *input, const CrFunctionalOptions *options, guint i, guint k, GError **error)
{
  if (found && options->strict && options->create_graph && !cr_tensor_requires_grad (found))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "The jacobian of the user-provided function is independent of input %u. This is not allowed in "
                   "strict mode when create_graph=True.",
                   i);
      return NULL;
    }
  if (found)
    return cr_tensor_ref (found);
  if (!options->strict)
    return cr_op_zeros_like (input, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Output %u of the user-provided function is independent of input %u. This is not allowed in strict "
               "mode.",
               i, k);
  return NULL;
}

/* Appends to each of @rows the gradient of element @j of @flat by its input. */
static gboolean
add_rows (CrTensor *flat, gint64 j, GPtrArray *inputs, const CrFunctionalOptions *options, guint i, GPtrArray *rows,
          GError **error)
{
  g_autoptr (GPtrArray) found = cr_functional_list_new ();
  g_autoptr (GPtrArray) element = cr_functional_list_new ();
  CrTensor *selected = cr_op_select (flat, 0, j, error);
  if (!selected)
    return FALSE;
  g_ptr_array_add (element, selected);
  if (!cr_functional_grad (element, inputs, NULL, TRUE, options->create_graph, found, error))
    return FALSE;
  for (guint k = 0; k < inputs->len; k++)
    {
      CrTensor *row = row_of (found->pdata[k], inputs->pdata[k], options, i, k, error);
      if (!row)
        return FALSE;
      g_ptr_array_add (rows->pdata[k], row);
    }
  return TRUE;
}

/* Appends the derivatives of output @i by every input. */
static gboolean
add_output (CrContext *context, CrTensor *output, GPtrArray *inputs, const CrFunctionalOptions *options, guint i,
            GPtrArray *matrix, GError **error)
{
  static const gint64 all[] = { -1 };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (CrTensor) flat = cr_op_reshape (output, 1, all, error);
  if (!flat)
    return FALSE;
  for (guint k = 0; k < inputs->len; k++)
    g_ptr_array_add (rows, cr_functional_list_new ());
  gint64 n = cr_tensor_get_numel (output);
  for (gint64 j = 0; j < n; j++)
    if (!add_rows (flat, j, inputs, options, i, rows, error))
      return FALSE;
  for (guint k = 0; k < inputs->len; k++)
    {
      CrTensor *part = stack_rows (context, rows->pdata[k], output, inputs->pdata[k], error);
      if (!part)
        return FALSE;
      g_ptr_array_add (matrix, part);
    }
  return TRUE;
}

static gboolean
check_options (const CrFunctionalOptions *options, GError **error)
{
  const char *message = NULL;
  CrErrorCode code = CR_ERROR_NOT_IMPLEMENTED;
  if (options->forward_mode && options->create_graph)
    message = "torch.autograd.functional.jacobian: `create_graph=True` and `strategy=\"forward-mode\"` are not "
              "supported together (yet). Please either set `create_graph=False` or `strategy=\"reverse-mode\"`.";
  else if (options->forward_mode && options->strict)
    {
      code = CR_ERROR_RUNTIME;
      message = "torch.autograd.functional.jacobian: `strict=True` and `strategy=\"forward-mode\"` are not supported "
                "together (yet). Please either set `strict=False` or `strategy=\"reverse-mode\"`.";
    }
  else if (options->forward_mode && !options->vectorize)
    message = "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
              "`vectorize=True`.";
  if (message)
    g_set_error_literal (error, CR_ERROR, code, message);
  return message == NULL;
}

static gboolean
compute (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
         const CrFunctionalOptions *options, GPtrArray *matrix, GError **error)
{
  g_autoptr (GPtrArray) prepared = cr_functional_list_new ();
  g_autoptr (GPtrArray) outputs = cr_functional_list_new ();
  if (!cr_functional_prepare (inputs, n_inputs, options->create_graph, TRUE, prepared, error)
      || !cr_functional_call (function, prepared, outputs, error)
      || !cr_functional_check (outputs, CR_REQUIRED_OUTPUTS, options->strict, error))
    return FALSE;
  if (options->vectorize && options->strict)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported "
                           "together. Please either set `strict=False` or `vectorize=False`.");
      return FALSE;
    }
  for (guint i = 0; i < outputs->len; i++)
    if (!add_output (context, outputs->pdata[i], prepared, options, i, matrix, error))
      return FALSE;
  return TRUE;
}

gboolean
cr_functional_jacobian (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                        const CrFunctionalOptions *options, GPtrArray *matrix, GError **error)
{
  g_return_val_if_fail (context != NULL && function != NULL, FALSE);
  g_autoptr (GPtrArray) parts = cr_functional_list_new ();
  if (!check_options (options, error))
    return FALSE;
  gboolean grad_mode = cr_context_get_grad_enabled (context);
  cr_context_set_grad_enabled (context, TRUE);
  gboolean fine = compute (context, function, inputs, n_inputs, options, parts, error);
  cr_context_set_grad_enabled (context, grad_mode);
  if (fine)
    cr_functional_deliver (parts, options->create_graph, matrix);
  return fine;
}

typedef struct
{
  CrContext *context;
  CrGraphFunction *function;
  gboolean strict;
} Hessian;

/* The function's one element without dimensions. */
static gboolean
call_single (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  Hessian *hessian = data;
  g_autoptr (GPtrArray) given = cr_functional_list_new ();
  if (!hessian->function->call (hessian->function->data, inputs, n_inputs, given, error)
      || !cr_functional_check (given, CR_REQUIRED_OUTPUTS, hessian->strict, error))
    return FALSE;
  const char *problem = NULL;
  if (hessian->function->gives_tuple || given->len != 1)
    problem = "The function given to hessian should return a single Tensor";
  else if (cr_tensor_get_numel (given->pdata[0]) != 1)
    problem = "The Tensor returned by the function given to hessian should contain a single element";
  if (problem)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, problem);
      return FALSE;
    }
  CrTensor *single = cr_op_squeeze (given->pdata[0], error);
  if (single)
    g_ptr_array_add (outputs, single);
  return single != NULL;
}

static gboolean
call_jacobian (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  Hessian *hessian = data;
  CrGraphFunction single = { call_single, hessian, TRUE, FALSE };
  CrFunctionalOptions options = { .create_graph = TRUE };
  return cr_functional_jacobian (hessian->context, &single, inputs, n_inputs, &options, outputs, error)
         && cr_functional_check (outputs, CR_REQUIRED_JACOBIAN, hessian->strict, error);
}

gboolean
cr_functional_hessian (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                       const CrFunctionalOptions *options, GPtrArray *matrix, GError **error)
{
  g_return_val_if_fail (context != NULL && function != NULL, FALSE);
  Hessian hessian = { context, function, options->strict };
  CrGraphFunction jacobian = { call_jacobian, &hessian, TRUE, TRUE };
  return cr_functional_jacobian (context, &jacobian, inputs, n_inputs, options, matrix, error);
}
