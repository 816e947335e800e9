/* What the functions of torch.autograd.functional share: preparing inputs, asking for gradients, the checks of strict
 * mode, zeros for what did not depend. Follows torch/autograd/functional.py step by step, so that its messages come
 * in the same order. */

#include "cr-functional-private.h"

#include "cr-backward.h"
#include "cr-ops.h"

static void
unref_nullable (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

GPtrArray *
cr_functional_list_new (void)
{
  return g_ptr_array_new_with_free_func (unref_nullable);
}

static CrTensor *
prepare_one (CrTensor *tensor, gboolean create_graph, gboolean need_graph, GError **error)
{
  if (create_graph && cr_tensor_requires_grad (tensor))
    return cr_op_view (tensor, cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor), error);
  CrTensor *detached = cr_tensor_detach (tensor);
  if (!need_graph || cr_tensor_set_requires_grad (detached, TRUE, error))
    return detached;
  cr_tensor_unref (detached);
  return NULL;
}

gboolean
cr_functional_prepare (CrTensor *const *tensors, guint n, gboolean create_graph, gboolean need_graph,
                       GPtrArray *prepared, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      CrTensor *tensor = prepare_one (tensors[i], create_graph, need_graph, error);
      if (!tensor)
        return FALSE;
      g_ptr_array_add (prepared, tensor);
    }
  return TRUE;
}

gboolean
cr_functional_call (CrGraphFunction *function, GPtrArray *inputs, GPtrArray *outputs, GError **error)
{
  return function->call (function->data, (CrTensor *const *)inputs->pdata, inputs->len, outputs, error);
}

gboolean
cr_functional_grad (GPtrArray *outputs, GPtrArray *inputs, GPtrArray *gradients, gboolean retain_graph,
                    gboolean create_graph, GPtrArray *results, GError **error)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new ();
  g_autoptr (GPtrArray) used_gradients = g_ptr_array_new ();
  CrBackwardOptions options = { retain_graph, create_graph, TRUE };
  for (guint i = 0; i < outputs->len; i++)
    {
      CrTensor *output = outputs->pdata[i];
      if (!output || !cr_tensor_requires_grad (output))
        continue;
      g_ptr_array_add (used, output);
      g_ptr_array_add (used_gradients, gradients ? gradients->pdata[i] : NULL);
    }
  g_ptr_array_set_size (results, (gint)inputs->len);
  if (used->len == 0)
    return TRUE;
  return cr_grad ((CrTensor *const *)used->pdata, (CrTensor *const *)used_gradients->pdata, used->len,
                  (CrTensor *const *)inputs->pdata, inputs->len, &options, (CrTensor **)results->pdata, error);
}

static gboolean
refuse (GError **error, const char *before, guint i, const char *after)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s%u%s", before, i, after);
  return FALSE;
}

static gboolean
check_one (CrTensor *tensor, CrRequired what, guint i, GError **error)
{
  if (!tensor)
    return refuse (error, "The output of the user-provided function is independent of input ", i,
                   ". This is not allowed in strict mode.");
  if (cr_tensor_requires_grad (tensor))
    return TRUE;
  if (what == CR_REQUIRED_JACOBIAN)
    return refuse (error,
                   "While computing the hessian, found that the jacobian of the user-provided function with respect to "
                   "input ",
                   i,
                   " is independent of the input. This is not allowed in strict mode. You should ensure that your "
                   "function is twice differentiable and that the jacobian depends on the inputs (this would be "
                   "violated by a linear function for example).");
  if (what == CR_REQUIRED_GRAD_INPUTS)
    return refuse (error, "The gradient with respect to input ", i,
                   " is independent of the inputs of the user-provided function. This is not allowed in strict mode.");
  return refuse (error, "Output ", i,
                 " of the user-provided function does not require gradients. The outputs must be computed in a "
                 "differentiable manner from the input when running in strict mode.");
}

gboolean
cr_functional_check (GPtrArray *tensors, CrRequired what, gboolean strict, GError **error)
{
  for (guint i = 0; strict && i < tensors->len; i++)
    if (!check_one (tensors->pdata[i], what, i, error))
      return FALSE;
  return TRUE;
}

static const struct
{
  const char *before, *after;
} missing_messages[] = {
  [CR_STAGE_BACK]
  = { "The output of the user-provided function is independent of input ", ". This is not allowed in strict mode." },
  [CR_STAGE_BACK_TRICK]
  = { "The gradient with respect to the input is independent of entry ",
      " in the grad_outputs when using the double backward trick to compute forward mode gradients. This is not "
      "allowed in strict mode." },
  [CR_STAGE_DOUBLE_BACK]
  = { "The jacobian of the user-provided function is independent of input ", ". This is not allowed in strict mode." },
  [CR_STAGE_DOUBLE_BACK_TRICK]
  = { "The hessian of the user-provided function is independent of entry ",
      " in the grad_jacobian. This is not allowed in strict mode as it prevents from using the double backward trick "
      "to replace forward mode AD." },
};

static gboolean
refuse_constant (CrStage stage, guint i, GError **error)
{
  gboolean is_double = stage == CR_STAGE_DOUBLE_BACK || stage == CR_STAGE_DOUBLE_BACK_TRICK;
  return refuse (error,
                 is_double ? "The hessian of the user-provided function is independent of input "
                           : "The jacobian of the user-provided function is independent of input ",
                 i, ". This is not allowed in strict mode when create_graph=True.");
}

gboolean
cr_functional_fill (GPtrArray *grads, GPtrArray *refs, const CrFunctionalOptions *options, CrStage stage,
                    GError **error)
{
  for (guint i = 0; i < grads->len; i++)
    {
      if (grads->pdata[i])
        {
          if (options->strict && options->create_graph && !cr_tensor_requires_grad (grads->pdata[i]))
            return refuse_constant (stage, i, error);
          continue;
        }
      if (options->strict)
        return refuse (error, missing_messages[stage].before, i, missing_messages[stage].after);
      if (!(grads->pdata[i] = cr_op_zeros_like (refs->pdata[i], error)))
        return FALSE;
    }
  return TRUE;
}

void
cr_functional_deliver (GPtrArray *from, gboolean create_graph, GPtrArray *into)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (into, create_graph ? cr_tensor_ref (from->pdata[i]) : cr_tensor_detach (from->pdata[i]));
}

gboolean
cr_functional_zeros (GPtrArray *tensors, gboolean requires_grad, GPtrArray *zeros, GError **error)
{
  for (guint i = 0; i < tensors->len; i++)
    {
      CrTensor *zero = cr_op_zeros_like (tensors->pdata[i], error);
      if (!zero)
        return FALSE;
      g_ptr_array_add (zeros, zero);
      if (requires_grad && !cr_tensor_set_requires_grad (zero, TRUE, error))
        return FALSE;
    }
  return TRUE;
}
