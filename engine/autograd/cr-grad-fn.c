/* The nodes of the dynamic graph: edges, saved tensors, and freeing.
 *
 * A node owns the nodes it sends gradients to, and through a saved tensor possibly others.
 * Freeing keeps a list of nodes whose reference is still to be dropped instead of recursing;
 * before a saved tensor is let go, the nodes it owns are put on that list too, so that the
 * tensor never drops the last reference of a node itself. */

#include "cr-autograd-private.h"

#include "cr-print.h"

CrGradFn *
cr_grad_fn_new (const CrPrimitive *primitive, CrTensor *like, guint n_next)
{
  CrGradFn *function = g_new0 (CrGradFn, 1);
  function->ref_count = 1;
  function->context = cr_context_ref (cr_tensor_get_context (like));
  function->id = cr_context_next_id (function->context);
  function->sequence = primitive ? function->id : G_MAXUINT64;
  function->primitive = primitive;
  function->n_next = n_next;
  function->next = n_next ? g_new0 (CrEdge, n_next) : NULL;
  cr_grad_fn_set_shape (function, like);
  return function;
}

void
cr_grad_fn_set_shape (CrGradFn *function, CrTensor *like)
{
  g_clear_pointer (&function->sizes, g_free);
  function->dtype = cr_tensor_get_dtype (like);
  function->ndim = cr_tensor_get_ndim (like);
  if (function->ndim)
    function->sizes = g_memdup2 (cr_tensor_get_sizes (like), function->ndim * sizeof (gint64));
}

CrGradFn *
cr_grad_fn_ref (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, NULL);
  function->ref_count++;
  return function;
}

/* Puts on @pending, with a reference each, the nodes that @tensor would drop if it went now. */
static void
hold_functions (GPtrArray *pending, CrTensor *tensor)
{
  while (tensor)
    {
      CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
      if (!meta)
        return;
      if (meta->grad_fn)
        g_ptr_array_add (pending, cr_grad_fn_ref (meta->grad_fn));
      if (meta->retain_fn)
        g_ptr_array_add (pending, cr_grad_fn_ref (meta->retain_fn));
      if (meta->base)
        hold_functions (pending, meta->base);
      tensor = meta->grad;
    }
}

static void
drop_tensor (GPtrArray *pending, CrTensor **tensor)
{
  if (!*tensor)
    return;
  hold_functions (pending, *tensor);
  g_clear_pointer (tensor, cr_tensor_unref);
}

static void
drop_saved (GPtrArray *pending, CrGradFn *function)
{
  for (guint i = 0; i < CR_MAX_SAVED; i++)
    {
      drop_tensor (pending, &function->saved[i].tensor);
      if (function->saved[i].function)
        g_ptr_array_add (pending, g_steal_pointer (&function->saved[i].function));
    }
}

static void
finalize (GPtrArray *pending, CrGradFn *function)
{
  for (guint i = 0; i < function->n_next; i++)
    if (function->next[i].function)
      g_ptr_array_add (pending, function->next[i].function);
  drop_saved (pending, function);
  if (function->variable)
    {
      CrAutogradMeta *meta = cr_tensor_get_autograd (function->variable);
      if (meta && meta->accumulator == function)
        meta->accumulator = NULL;
      drop_tensor (pending, &function->variable);
    }
  g_clear_pointer (&function->retained, g_ptr_array_unref);
  g_clear_pointer (&function->context, cr_context_unref);
  g_free (function->next);
  g_free (function->sizes);
  g_free (function->ints);
  g_free (function);
}

static void
drop_pending (GPtrArray *pending)
{
  while (pending->len)
    {
      CrGradFn *function = g_ptr_array_steal_index_fast (pending, pending->len - 1);
      if (--function->ref_count == 0)
        finalize (pending, function);
    }
}

void
cr_grad_fn_unref (CrGradFn *function)
{
  g_return_if_fail (function != NULL);
  if (function->ref_count > 1)
    {
      function->ref_count--;
      return;
    }
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();
  g_ptr_array_add (pending, function);
  drop_pending (pending);
}

void
cr_grad_fn_save (CrGradFn *function, guint slot, CrTensor *tensor, gboolean is_output, gboolean detached)
{
  g_return_if_fail (slot < CR_MAX_SAVED);
  CrSaved *saved = &function->saved[slot];
  g_return_if_fail (saved->tensor == NULL);

  saved->version = cr_tensor_get_version (tensor);
  saved->is_output = is_output;
  saved->detached = is_output || detached;
  saved->output_nr = cr_tensor_get_output_nr (tensor);
  if (!is_output && detached && cr_tensor_get_grad_fn (tensor))
    saved->function = cr_grad_fn_ref (cr_tensor_get_grad_fn (tensor));
  saved->tensor = saved->detached ? cr_tensor_detach (tensor) : cr_tensor_ref (tensor);
}

static void
set_version_error (const CrSaved *saved, CrGradFn *owner, guint version, GError **error)
{
  g_autofree char *sizes = cr_sizes_to_string (cr_tensor_get_ndim (saved->tensor), cr_tensor_get_sizes (saved->tensor));
  CrGradFn *function = saved->is_output  ? owner
                       : saved->detached ? saved->function
                                         : cr_tensor_get_grad_fn (saved->tensor);
  g_autofree char *origin
      = function ? g_strdup_printf (", which is output %u of %s,", saved->output_nr, cr_grad_fn_get_name (function))
                 : NULL;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "one of the variables needed for gradient computation has been modified by an inplace operation: "
               "[torch.%s %s]%s is at version %u; expected version %u instead. Hint: enable anomaly detection to find "
               "the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).",
               cr_dtype_get_tensor_name (cr_tensor_get_dtype (saved->tensor)), sizes, origin ? origin : "", version,
               saved->version);
}

gboolean
cr_grad_fn_check_kept (CrGradFn *function, GError **error)
{
  if (!function->freed)
    return TRUE;
  g_set_error_literal (
      error, CR_ERROR, CR_ERROR_RUNTIME,
      "Trying to backward through the graph a second time (or directly access saved tensors after they have "
      "already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
      "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if "
      "you need to access saved tensors after calling backward.");
  return FALSE;
}

CrTensor *
cr_grad_fn_unpack (CrGradFn *function, guint slot, GError **error)
{
  const CrSaved *saved = &function->saved[slot];
  if (!cr_grad_fn_check_kept (function, error))
    return NULL;
  g_return_val_if_fail (saved->tensor != NULL, NULL);
  guint version = cr_tensor_get_version (saved->tensor);
  if (version != saved->version)
    {
      set_version_error (saved, function, version, error);
      return NULL;
    }
  if (!saved->detached || !cr_context_get_grad_enabled (function->context))
    return cr_tensor_ref (saved->tensor);
  CrTensor *tensor = cr_tensor_detach (saved->tensor);
  CrGradFn *history = saved->is_output ? function : saved->function;
  if (history)
    cr_tensor_set_history (tensor, history, saved->output_nr);
  return tensor;
}

gboolean
cr_grad_fn_release_saved (CrGradFn *function)
{
  if (function->freed || !cr_grad_fn_saves_tensors (function))
    return FALSE;
  function->freed = TRUE;
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();
  drop_saved (pending, function);
  drop_pending (pending);
  return TRUE;
}

gboolean
cr_grad_fn_needs (CrGradFn *function, guint i)
{
  return i < function->n_next && function->next[i].function != NULL;
}

guint64
cr_grad_fn_get_id (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, 0);
  return function->id;
}

const char *
cr_grad_fn_get_name (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, NULL);
  return function->primitive ? function->primitive->grad_fn : "AccumulateGrad";
}

const CrPrimitive *
cr_grad_fn_get_primitive (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, NULL);
  return function->primitive;
}

CrTensor *
cr_grad_fn_get_variable (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, NULL);
  return function->variable;
}

guint
cr_grad_fn_get_n_next (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, 0);
  return function->n_next;
}

CrGradFn *
cr_grad_fn_get_next (CrGradFn *function, guint i, guint *input_nr)
{
  g_return_val_if_fail (function != NULL, NULL);
  g_return_val_if_fail (i < function->n_next, NULL);
  if (input_nr)
    *input_nr = function->next[i].input_nr;
  return function->next[i].function;
}

guint
cr_grad_fn_get_n_outputs (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, 0);
  return 1;
}

gboolean
cr_grad_fn_saves_tensors (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, FALSE);
  /* CopySlices holds the function that it stands for, and lets it go as others do with their tensors. */
  if (function->freed || function->primitive == &cr_primitive_copy_slices)
    return TRUE;
  for (guint i = 0; i < CR_MAX_SAVED; i++)
    if (function->saved[i].tensor)
      return TRUE;
  return FALSE;
}

gboolean
cr_grad_fn_saved_freed (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, FALSE);
  return function->freed;
}
