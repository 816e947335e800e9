/* What one asks of the engine: root.backward() and its relatives, with PyTorch's checks of roots and gradients. */

#include "cr-backward.h"

#include "cr-engine-private.h"
#include "cr-print.h"

static CrTensor *
refuse_root (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "element 0 of tensors does not require grad and does not have a grad_fn");
  return NULL;
}

/* The gradient to begin with, owned: @gradient checked, or 1 for a single element. */
static CrTensor *
initial_gradient (CrTensor *root, CrTensor *gradient, GError **error)
{
  int ndim = cr_tensor_get_ndim (root);
  const gint64 *sizes = cr_tensor_get_sizes (root);
  if (!gradient && !cr_tensor_requires_grad (root))
    return refuse_root (error);
  if (!gradient && cr_tensor_get_numel (root) == 1)
    return cr_tensor_new_full (cr_tensor_get_context (root), cr_tensor_get_dtype (root), ndim, sizes, 1, error);
  if (!gradient)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "grad can be implicitly created only for scalar outputs");
      return NULL;
    }
  if (cr_tensor_get_ndim (gradient) == ndim
      && (ndim == 0 || memcmp (cr_tensor_get_sizes (gradient), sizes, ndim * sizeof (gint64)) == 0))
    return cr_tensor_requires_grad (root) ? cr_tensor_ref (gradient) : refuse_root (error);
  g_autofree char *have = cr_sizes_to_string (cr_tensor_get_ndim (gradient), cr_tensor_get_sizes (gradient));
  g_autofree char *want = cr_sizes_to_string (ndim, sizes);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Mismatch in shape: grad_output[0] has a shape of torch.Size(%s) and output[0] has a shape of "
               "torch.Size(%s).",
               have, want);
  return NULL;
}

gboolean
cr_backward (CrTensor *root, CrTensor *gradient, gboolean retain_graph, gboolean create_graph, GError **error)
{
  g_return_val_if_fail (root != NULL, FALSE);
  g_autoptr (CrTensor) first = initial_gradient (root, gradient, error);
  if (!first || !cr_tensor_check_fresh (root, error))
    return FALSE;

  CrEdge edge;
  edge.function = cr_tensor_dup_edge (root, &edge.input_nr);
  g_autoptr (CrGradFn) function = edge.function;
  CrPass pass = { .context = cr_tensor_get_context (root), .retain_graph = retain_graph, .create_graph = create_graph };
  pass.observer = cr_autograd_get_observer (pass.context, &pass.user_data);
  if (pass.observer && pass.observer->backward_begun)
    pass.observer->backward_begun (pass.user_data, &root, &first, 1);
  gboolean done = cr_engine_run (&pass, &edge, &first, 1, error);
  if (pass.observer && pass.observer->backward_ended)
    pass.observer->backward_ended (pass.user_data, done);
  return done;
}
