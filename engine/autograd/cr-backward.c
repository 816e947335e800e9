/* What one asks of the engine: root.backward() and its relatives, with PyTorch's checks of roots and gradients. */

#include "cr-backward.h"

#include "cr-engine-private.h"
#include "cr-print.h"

/* A call: the roots with their gradients, and what is wanted. */
typedef struct
{
  CrTensor *const *roots;
  CrTensor *const *gradients; /* nullable, as its entries */
  guint n_roots;
  CrTensor *const *inputs;
  guint n_inputs;
  const CrBackwardOptions *options;
} Call;

static gboolean
same_sizes (CrTensor *a, CrTensor *b)
{
  int ndim = cr_tensor_get_ndim (a);
  return cr_tensor_get_ndim (b) == ndim
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), ndim * sizeof (gint64)) == 0);
}

static gboolean
check_shape (CrTensor *root, CrTensor *gradient, guint i, GError **error)
{
  if (same_sizes (root, gradient))
    return TRUE;
  g_autofree char *have = cr_sizes_to_string (cr_tensor_get_ndim (gradient), cr_tensor_get_sizes (gradient));
  g_autofree char *want = cr_sizes_to_string (cr_tensor_get_ndim (root), cr_tensor_get_sizes (root));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Mismatch in shape: grad_output[%u] has a shape of torch.Size(%s) and output[%u] has a shape of "
               "torch.Size(%s).",
               i, have, i, want);
  return FALSE;
}

static void
clear_tensor (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

static void
tell_refused (CrRefusedKind kind, CrTensor *tensor, GError **error)
{
  cr_autograd_tell_refused (cr_tensor_get_context (tensor), (CrRefused){ .kind = kind, .tensor = tensor },
                            error ? *error : NULL);
}

/* The gradients to begin with: those given, checked, or 1 for a single element; NULL entries for what needs none. */
static GPtrArray *
make_gradients (const Call *call, GError **error)
{
  g_autoptr (GPtrArray) gradients = g_ptr_array_new_with_free_func (clear_tensor);
  for (guint i = 0; i < call->n_roots; i++)
    {
      CrTensor *root = call->roots[i], *given = call->gradients ? call->gradients[i] : NULL, *made = NULL;
      if (given && !check_shape (root, given, i, error))
        return NULL;
      if (!given && cr_tensor_requires_grad (root) && cr_tensor_get_numel (root) != 1)
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                               "grad can be implicitly created only for scalar outputs");
          tell_refused (CR_REFUSED_NOT_SCALAR, root, error);
          return NULL;
        }
      if (!given && cr_tensor_requires_grad (root)
          && !(made = cr_tensor_new_full (cr_tensor_get_context (root), cr_tensor_get_dtype (root),
                                          cr_tensor_get_ndim (root), cr_tensor_get_sizes (root), 1, error)))
        return NULL;
      g_ptr_array_add (gradients, given ? cr_tensor_ref (given) : made);
    }
  return g_steal_pointer (&gradients);
}

static void
clear_edge (gpointer data)
{
  CrEdge *edge = data;
  g_clear_pointer (&edge->function, cr_grad_fn_unref);
}

static GArray *
make_edges (const Call *call, GError **error)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (CrEdge));
  g_array_set_clear_func (edges, clear_edge);
  for (guint i = 0; i < call->n_roots; i++)
    {
      CrEdge edge;
      if (!cr_tensor_check_fresh (call->roots[i], error))
        return NULL;
      edge.function = cr_tensor_dup_edge (call->roots[i], &edge.input_nr);
      if (!edge.function)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "element %u of tensors does not require grad and does not have a grad_fn", i);
          tell_refused (CR_REFUSED_NO_GRAPH, call->roots[i], error);
          return NULL;
        }
      g_array_append_val (edges, edge);
    }
  return g_steal_pointer (&edges);
}

/* The function in which the gradient of @input is found, borrowed; NULL for a leaf that no graph knows. */
static CrGradFn *
find_target (CrTensor *input)
{
  CrGradFn *function = cr_tensor_get_grad_fn (input);
  CrAutogradMeta *meta = cr_tensor_get_autograd (input);
  return function ? function : meta && meta->extra ? meta->extra->accumulator : NULL;
}

static gboolean
check_inputs (const Call *call, gboolean accumulates, GError **error)
{
  for (guint i = 0; i < call->n_inputs; i++)
    {
      if (!cr_tensor_check_fresh (call->inputs[i], error))
        return FALSE;
      if (accumulates && !cr_tensor_retain_grad (call->inputs[i], error))
        return FALSE;
      if (!cr_tensor_requires_grad (call->inputs[i]))
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                               "One of the differentiated Tensors does not require grad");
          return FALSE;
        }
    }
  return TRUE;
}

/* @results NULL: what is wanted accumulates. */
static void
add_targets (CrPass *pass, const Call *call, CrTensor **results)
{
  for (guint i = 0; i < call->n_inputs; i++)
    {
      CrGradFn *target = find_target (call->inputs[i]);
      if (!target)
        continue;
      CrCapture capture = { .function = target,
                            .output_nr = cr_tensor_get_output_nr (call->inputs[i]),
                            .result = results ? &results[i] : NULL };
      g_array_append_val (pass->captures, capture);
    }
}

static gboolean
run_call (const Call *call, CrTensor **results, GError **error)
{
  g_autoptr (GPtrArray) gradients = make_gradients (call, error);
  g_autoptr (GArray) edges = gradients ? make_edges (call, error) : NULL;
  if (!edges || !check_inputs (call, results == NULL, error))
    return FALSE;
  g_autoptr (GArray) captures = call->n_inputs ? g_array_new (FALSE, FALSE, sizeof (CrCapture)) : NULL;
  CrPass pass = { .context = cr_tensor_get_context (call->roots[0]),
                  .captures = captures,
                  .retain_graph = call->options->retain_graph,
                  .create_graph = call->options->create_graph };
  if (captures)
    add_targets (&pass, call, results);
  pass.observer = cr_autograd_get_observer (pass.context, &pass.user_data);
  CrTensor *const *first = (CrTensor *const *)gradients->pdata;
  if (pass.observer && pass.observer->backward_begun)
    pass.observer->backward_begun (pass.user_data, call->roots, first, call->n_roots);
  gboolean done = cr_engine_run (&pass, (const CrEdge *)edges->data, first, call->n_roots, error);
  if (pass.observer && pass.observer->backward_ended)
    pass.observer->backward_ended (pass.user_data, done);
  return done;
}

gboolean
cr_backward (CrTensor *root, CrTensor *gradient, gboolean retain_graph, gboolean create_graph, GError **error)
{
  g_return_val_if_fail (root != NULL, FALSE);
  const CrBackwardOptions options = { .retain_graph = retain_graph, .create_graph = create_graph };
  return cr_backward_many (&root, &gradient, 1, NULL, 0, &options, error);
}

gboolean
cr_backward_many (CrTensor *const *roots, CrTensor *const *gradients, guint n_roots, CrTensor *const *inputs,
                  guint n_inputs, const CrBackwardOptions *options, GError **error)
{
  g_return_val_if_fail (roots != NULL && n_roots > 0 && options != NULL, FALSE);
  const Call call = { roots, gradients, n_roots, inputs, n_inputs, options };
  return run_call (&call, NULL, error);
}

gboolean
cr_grad (CrTensor *const *outputs, CrTensor *const *gradients, guint n_outputs, CrTensor *const *inputs, guint n_inputs,
         const CrBackwardOptions *options, CrTensor **results, GError **error)
{
  g_return_val_if_fail (outputs != NULL && n_outputs > 0 && n_inputs > 0 && options != NULL, FALSE);
  const Call call = { outputs, gradients, n_outputs, inputs, n_inputs, options };
  for (guint i = 0; i < n_inputs; i++)
    results[i] = NULL;
  gboolean done = run_call (&call, results, error), complete = TRUE;
  for (guint i = 0; i < n_inputs; i++)
    complete = complete && results[i];
  if (done && (complete || options->allow_unused))
    return TRUE;
  if (done)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                         "One of the differentiated Tensors appears to not have been used in the graph. Set "
                         "allow_unused=True if this is the desired behavior.");
  for (guint i = 0; i < n_inputs; i++)
    g_clear_pointer (&results[i], cr_tensor_unref);
  return FALSE;
}
