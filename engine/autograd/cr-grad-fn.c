/* The nodes of the dynamic graph: edges, saved tensors, and freeing.
 *
 * A node owns the nodes it sends gradients to, and through a saved tensor possibly others.
 * Freeing keeps a list of nodes whose reference is still to be dropped instead of recursing;
 * before a saved tensor is let go, the nodes it owns are put on that list too, so that the
 * tensor never drops the last reference of a node itself. */

#include "cr-autograd-private.h"

#include "cr-pool.h"
#include "cr-print.h"

static void
set_form (CrOutputForm *form, CrTensor *like)
{
  form->dtype = cr_tensor_get_dtype (like);
  form->ndim = cr_tensor_get_ndim (like);
  form->sizes = form->ndim ? g_memdup2 (cr_tensor_get_sizes (like), form->ndim * sizeof (gint64)) : NULL;
}

static gsize
node_size (guint n_next)
{
  return sizeof (CrGradFn) + n_next * sizeof (CrEdge);
}

CrGradFn *
cr_grad_fn_new (const CrPrimitive *primitive, CrTensor *like, guint n_next)
{
  CrContext *context = cr_tensor_get_context (like);
  CrGradFn *function = cr_pool_alloc0 (cr_context_get_pool (context), node_size (n_next));
  function->ref_count = 1;
  function->context = context;
  function->id = cr_context_next_id (function->context);
  function->primitive = primitive;
  function->n_next = n_next;
  cr_grad_fn_set_output (function, 0, like);
  return function;
}

CrNodeExtra *
cr_grad_fn_ensure_extra (CrGradFn *function)
{
  if (!function->extra)
    function->extra = g_new0 (CrNodeExtra, 1);
  return function->extra;
}

void
cr_grad_fn_set_output (CrGradFn *function, guint output_nr, CrTensor *like)
{
  CrOutputForm form;
  set_form (&form, like);
  if (output_nr == 0)
    {
      g_free (function->sizes);
      function->dtype = form.dtype;
      function->ndim = form.ndim;
      function->sizes = form.sizes;
      return;
    }
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (function);
  if (output_nr > extra->n_others)
    {
      extra->others = g_renew (CrOutputForm, extra->others, output_nr);
      memset (extra->others + extra->n_others, 0, (output_nr - extra->n_others) * sizeof (CrOutputForm));
      extra->n_others = output_nr;
    }
  g_free (extra->others[output_nr - 1].sizes);
  extra->others[output_nr - 1] = form;
}

int
cr_grad_fn_get_form (CrGradFn *function, guint output_nr, CrDtype *dtype, const gint64 **sizes)
{
  g_return_val_if_fail (output_nr < cr_grad_fn_get_n_outputs (function), 0);
  const CrOutputForm *form = output_nr > 0 ? &function->extra->others[output_nr - 1] : NULL;
  if (dtype)
    *dtype = form ? form->dtype : (CrDtype)function->dtype;
  if (sizes)
    *sizes = form ? form->sizes : function->sizes;
  return form ? form->ndim : function->ndim;
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
      if (meta->extra && meta->extra->retain_fn)
        g_ptr_array_add (pending, cr_grad_fn_ref (meta->extra->retain_fn));
      if (meta->extra && meta->extra->base)
        hold_functions (pending, meta->extra->base);
      tensor = meta->extra ? meta->extra->grad : NULL;
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
  for (guint i = 0; i < function->n_saved; i++)
    drop_tensor (pending, &function->saved[i].tensor);
  cr_pool_release (cr_context_get_pool (function->context), function->saved, function->n_saved * sizeof (CrSaved));
  function->n_saved = 0;
  function->saved = NULL;
}

static void
extra_free (GPtrArray *pending, CrNodeExtra *extra)
{
  for (guint i = 0; i < extra->n_others; i++)
    g_free (extra->others[i].sizes);
  g_free (extra->others);
  cr_node_clear_hooks (extra);
  if (extra->inner)
    g_ptr_array_add (pending, extra->inner);
  if (extra->destroy)
    extra->destroy (extra->data);
  g_free (extra->doubles);
  g_free (extra->origin);
  g_free (extra->name);
  g_free (extra);
}

static void
drop_variable (GPtrArray *pending, CrGradFn *function)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (function->variable);
  if (meta && meta->extra && meta->extra->accumulator == function)
    meta->extra->accumulator = NULL;
  drop_tensor (pending, &function->variable);
}

static void
finalize (GPtrArray *pending, CrGradFn *function)
{
  for (guint i = 0; i < function->n_next; i++)
    if (function->next[i].function)
      g_ptr_array_add (pending, function->next[i].function);
  drop_saved (pending, function);
  if (!function->primitive)
    g_hash_table_remove (cr_autograd_get_modes (function->context)->accumulators, function);
  if (!function->primitive && function->variable)
    drop_variable (pending, function);
  if (function->extra)
    extra_free (pending, g_steal_pointer (&function->extra));
  g_free (function->sizes);
  g_free (function->ints);
  cr_pool_release (cr_context_get_pool (function->context), function, node_size (function->n_next));
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

CrSaved *
cr_grad_fn_find_saved (CrGradFn *function, guint slot)
{
  for (guint i = 0; i < function->n_saved; i++)
    if (function->saved[i].slot == slot)
      return &function->saved[i];
  return NULL;
}

/* Few nodes save more than two tensors, so that copying what is there costs less than room kept free. */
static CrSaved *
add_saved (CrGradFn *function)
{
  CrPool *pool = cr_context_get_pool (function->context);
  gsize size = function->n_saved * sizeof (CrSaved);
  CrSaved *grown = cr_pool_alloc0 (pool, size + sizeof (CrSaved));
  if (size > 0)
    memcpy (grown, function->saved, size);
  cr_pool_release (pool, function->saved, size);
  function->saved = grown;
  return &grown[function->n_saved++];
}

void
cr_grad_fn_save (CrGradFn *function, guint slot, CrTensor *tensor, gboolean is_output)
{
  g_return_if_fail (slot <= G_MAXINT16 && function->n_saved < G_MAXINT16);
  g_return_if_fail (!is_output || cr_tensor_get_output_nr (tensor) <= G_MAXUINT16);
  g_return_if_fail (!cr_grad_fn_find_saved (function, slot));

  CrSaved *saved = add_saved (function);
  *saved = (CrSaved){ .slot = slot,
                      .is_output = is_output,
                      .output_nr = is_output ? cr_tensor_get_output_nr (tensor) : 0 };
  saved->version = cr_tensor_get_version (tensor);
  saved->tensor = is_output ? cr_tensor_detach (tensor) : cr_tensor_ref (tensor);
}

/* Of the functions that PyTorch writes by hand. */
static const char *
get_namespace (CrGradFn *function)
{
  return function->primitive == &cr_primitive_copy_slices
                 || strcmp (cr_grad_fn_get_name (function), "CopyBackwards") == 0
             ? "torch::autograd::"
             : "";
}

static void
set_version_error (const CrSaved *saved, CrGradFn *owner, guint version, GError **error)
{
  const char *hint
      = cr_autograd_get_anomaly (owner->context, NULL)
            ? "the backtrace further above shows the operation that failed to compute its gradient. The variable in "
              "question was changed in there or anywhere later. Good luck!"
            : "enable anomaly detection to find the operation that failed to compute its gradient, with "
              "torch.autograd.set_detect_anomaly(True).";
  g_autofree char *sizes = cr_sizes_to_string (cr_tensor_get_ndim (saved->tensor), cr_tensor_get_sizes (saved->tensor));
  CrGradFn *function = saved->is_output ? owner : cr_tensor_get_grad_fn (saved->tensor);
  guint output_nr = saved->is_output ? saved->output_nr : cr_tensor_get_output_nr (saved->tensor);
  g_autofree char *origin = function ? g_strdup_printf (", which is output %u of %s%s,", output_nr,
                                                        get_namespace (function), cr_grad_fn_get_name (function))
                                     : NULL;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "one of the variables needed for gradient computation has been modified by an inplace operation: "
               "[torch.%s %s]%s is at version %u; expected version %u instead. Hint: %s",
               cr_dtype_get_tensor_name (cr_tensor_get_dtype (saved->tensor)), sizes, origin ? origin : "", version,
               saved->version, hint);
  CrRefused refused = { .kind = CR_REFUSED_VERSION,
                        .function = owner,
                        .tensor = saved->tensor,
                        .saved_version = saved->version,
                        .version = version };
  cr_autograd_tell_refused (owner->context, refused, error ? *error : NULL);
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
  cr_autograd_tell_refused (function->context, (CrRefused){ .kind = CR_REFUSED_FREED, .function = function },
                            error ? *error : NULL);
  return FALSE;
}

CrTensor *
cr_grad_fn_unpack (CrGradFn *function, guint slot, GError **error)
{
  if (!cr_grad_fn_check_kept (function, error))
    return NULL;
  const CrSaved *saved = cr_grad_fn_find_saved (function, slot);
  g_return_val_if_fail (saved != NULL, NULL);
  guint version = cr_tensor_get_version (saved->tensor);
  if (version != saved->version)
    {
      set_version_error (saved, function, version, error);
      return NULL;
    }
  if (!saved->is_output || !cr_context_get_grad_enabled (function->context))
    return cr_tensor_ref (saved->tensor);
  CrTensor *tensor = cr_tensor_detach (saved->tensor);
  cr_tensor_set_history (tensor, function, saved->output_nr);
  return tensor;
}

gboolean
cr_grad_fn_release_saved (CrGradFn *function)
{
  if (function->freed || !cr_grad_fn_saves_tensors (function))
    return FALSE;
  function->freed = TRUE;
  g_autoptr (GPtrArray) pending = g_ptr_array_new ();
  if (function->extra && function->extra->inner)
    g_ptr_array_add (pending, g_steal_pointer (&function->extra->inner));
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
  if (function->extra && function->extra->name)
    return function->extra->name;
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
  return function->primitive ? NULL : function->variable;
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
  return 1 + (function->extra ? function->extra->n_others : 0);
}

gboolean
cr_grad_fn_saves_tensors (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, FALSE);
  /* CopySlices holds the function that it stands for, and lets it go as others do with their tensors. */
  if (function->freed || function->primitive == &cr_primitive_copy_slices)
    return TRUE;
  return function->n_saved > 0;
}

gboolean
cr_grad_fn_saved_freed (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, FALSE);
  return function->freed;
}

const char *
cr_grad_fn_get_origin (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, NULL);
  return function->extra ? function->extra->origin : NULL;
}

guint
cr_grad_fn_get_n_saved (CrGradFn *function)
{
  g_return_val_if_fail (function != NULL, 0);
  guint n = 0;
  for (guint i = 0; i < function->n_saved; i++)
    n = MAX (n, function->saved[i].slot + 1u);
  return n;
}

CrTensor *
cr_grad_fn_get_saved (CrGradFn *function, guint slot, guint *saved_version, gboolean *is_output)
{
  g_return_val_if_fail (function != NULL, NULL);
  const CrSaved *saved = cr_grad_fn_find_saved (function, slot);
  if (saved_version)
    *saved_version = saved ? saved->version : 0;
  if (is_output)
    *is_output = saved && saved->is_output;
  return saved ? saved->tensor : NULL;
}

gboolean
cr_grad_fn_get_kept (CrGradFn *function, guint i, CrKept *kept)
{
  g_return_val_if_fail (function != NULL, FALSE);
  if (function->extra && function->extra->inner)
    function = function->extra->inner;
  if (i >= function->n_saved)
    return FALSE;
  const CrSaved *saved = &function->saved[i];
  *kept = (CrKept){ saved->tensor, saved->version, saved->slot, saved->is_output, saved->output_nr };
  return TRUE;
}
