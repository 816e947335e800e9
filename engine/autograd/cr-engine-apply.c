/* What the engine does at one function: its rule, or for a leaf the accumulation; and what is said of it. */

#include "cr-engine-private.h"

#include "cr-kernels.h"
#include "cr-ops.h"
#include "cr-print.h"

#include <math.h>

static gboolean
same_sizes (CrTensor *grad, int ndim, const gint64 *sizes)
{
  return cr_tensor_get_ndim (grad) == ndim
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (grad), sizes, ndim * sizeof (gint64)) == 0);
}

static gboolean
replace (CrTensor **grad, CrTensor *other)
{
  if (!other)
    return FALSE;
  cr_tensor_unref (*grad);
  *grad = other;
  return TRUE;
}

/* Can what has @sizes come of broadcasting something of @wanted? */
static gboolean
is_expandable (int ndim, const gint64 *wanted, CrTensor *grad)
{
  int extra = cr_tensor_get_ndim (grad) - ndim;
  for (int d = 0; d < ndim && extra >= 0; d++)
    if (wanted[d] != 1 && wanted[d] != cr_tensor_get_sizes (grad)[d + extra])
      return FALSE;
  return extra >= 0;
}

static gboolean
refuse_shape (int ndim, const gint64 *wanted, CrTensor *grad, CrGradFn *sender, guint index, GError **error)
{
  g_autofree char *have = cr_sizes_to_string (cr_tensor_get_ndim (grad), cr_tensor_get_sizes (grad));
  g_autofree char *want = cr_sizes_to_string (ndim, wanted);
  g_autofree char *who = sender ? g_strdup_printf ("Function %s returned an ", cr_grad_fn_get_name (sender)) : NULL;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "%sinvalid gradient at index %u - got %s but expected shape compatible "
               "with %s",
               who ? who : "", index, have, want);
  return FALSE;
}

/* A gradient has the shape and dtype of what it is the gradient of. */
gboolean
cr_engine_fit (CrGradFn *next, guint output_nr, CrTensor **grad, CrGradFn *sender, guint index, GError **error)
{
  CrDtype dtype;
  const gint64 *sizes;
  int ndim = cr_grad_fn_get_form (next, output_nr, &dtype, &sizes);
  if (!same_sizes (*grad, ndim, sizes))
    {
      if (!is_expandable (ndim, sizes, *grad))
        return refuse_shape (ndim, sizes, *grad, sender, index, error);
      if (!replace (grad, cr_op_sum_to_size (*grad, ndim, sizes, error)))
        return FALSE;
    }
  return cr_tensor_get_dtype (*grad) == dtype || replace (grad, cr_op_to_dtype (*grad, dtype, error));
}

static void
tell_accumulated (CrPass *pass, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  if (pass->observer && pass->observer->gradient_accumulated)
    pass->observer->gradient_accumulated (pass->user_data, tensor, before, received, after);
}

static CrTensor *
copy_gradient (CrPass *pass, CrTensor *grad, GError **error)
{
  CrTensor *copy = pass->create_graph ? NULL : cr_tensor_new_lazy_copy (grad);
  return copy || pass->create_graph ? copy : cr_op_copy (grad, error);
}

/* retain_grad(): the tensor's .grad becomes, or grows by, what arrives. */
static gboolean
retain (CrPass *pass, CrTensor *tensor, CrTensor *grad, GError **error)
{
  CrMetaExtra *meta = cr_meta_ensure_extra (tensor);
  CrTensor *after = meta->grad           ? cr_op_add (meta->grad, grad, 1, error)
                    : pass->create_graph ? cr_op_clone (grad, error)
                                         : copy_gradient (pass, grad, error);
  if (!after)
    return FALSE;
  g_autoptr (CrTensor) before = g_steal_pointer (&meta->grad);
  meta->grad = after;
  tell_accumulated (pass, tensor, before, grad, after);
  return TRUE;
}

static gboolean
call_pre_hooks (CrPass *pass, CrGradFn *function, CrTensor **received, GError **error)
{
  GArray *hooks = function->extra ? function->extra->pre_hooks : NULL;
  for (guint i = 0; hooks && i < hooks->len; i++)
    {
      CrPreHook hook = g_array_index (hooks, CrPreHook, i);
      CrTensor **grad = &received[hook.output_nr];
      gboolean done = TRUE;
      if (hook.of_node)
        done = cr_hook_list_call_node (hook.list, received, cr_grad_fn_get_n_outputs (function), error);
      else if (*grad && hook.retain)
        done = retain (pass, hook.retain, *grad, error);
      else if (*grad)
        done = cr_hook_list_call (hook.list, grad, error);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

/* .grad += received, in the gradient's own storage. */
static gboolean
add_into (CrTensor *grad, CrTensor *received, GError **error)
{
  g_autoptr (CrTensor) sum = cr_kernel_binary (CR_BINARY_ADD, grad, received, cr_tensor_get_dtype (grad), error);
  if (!sum)
    return FALSE;
  if (cr_tensor_take_values (grad, sum))
    return TRUE;
  if (!cr_tensor_begin_write (grad, error) || !cr_kernel_copy_into (grad, sum, error))
    return FALSE;
  cr_tensor_end_write (grad);
  return TRUE;
}

static gboolean
is_watched (CrPass *pass)
{
  return pass->observer && pass->observer->gradient_accumulated;
}

/* Adds in place where no graph is made; @before is what it was, for those who watch. */
static gboolean
accumulate (CrPass *pass, CrTensor *leaf, CrTensor *received, GError **error)
{
  CrMetaExtra *meta = cr_meta_ensure_extra (leaf);
  g_autoptr (CrTensor) before = NULL;
  if (meta->grad && !pass->create_graph)
    {
      if (is_watched (pass) && !(before = cr_tensor_new_lazy_copy (meta->grad))
          && !(before = cr_kernel_cast (meta->grad, cr_tensor_get_dtype (meta->grad), error)))
        return FALSE;
      if (!add_into (meta->grad, received, error))
        return FALSE;
    }
  else
    {
      CrTensor *after = meta->grad           ? cr_op_add (meta->grad, received, 1, error)
                        : pass->create_graph ? cr_op_copy (received, error)
                                             : copy_gradient (pass, received, error);
      if (!after)
        return FALSE;
      before = g_steal_pointer (&meta->grad);
      meta->grad = after;
    }
  tell_accumulated (pass, leaf, before, received, meta->grad);
  return TRUE;
}

/* The hooks of the leaf change what is accumulated, not what the function is said to have received. */
static gboolean
reach_leaf (CrPass *pass, CrGradFn *function, CrTensor **received, GError **error)
{
  CrTensor *leaf = function->variable;
  CrAutogradMeta *meta = leaf ? cr_tensor_get_autograd (leaf) : NULL;
  if (!*received || !leaf || !cr_tensor_requires_grad (leaf))
    return TRUE;
  g_autoptr (CrTensor) grad = cr_tensor_ref (*received);
  if (meta && meta->extra && meta->extra->hooks && !cr_hook_list_call (meta->extra->hooks, &grad, error))
    return FALSE;
  return accumulate (pass, leaf, grad, error);
}

static gboolean
any_received (CrGradFn *function, CrTensor *const *received)
{
  for (guint i = 0; i < cr_grad_fn_get_n_outputs (function); i++)
    if (received[i])
      return TRUE;
  return FALSE;
}

/* Not so for what was computed of a view of a leaf, made without gradient: it requires one, but leads nowhere. */
static gboolean
needs_any (CrGradFn *function)
{
  for (guint i = 0; i < function->n_next; i++)
    if (function->next[i].function)
      return TRUE;
  return function->n_next == 0 || function->primitive == &cr_primitive_custom;
}

gboolean
cr_engine_call_rule (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  const CrPrimitive *primitive = function->primitive;
  /* A custom function may ask for zeros. */
  if (primitive != &cr_primitive_custom && !any_received (function, received))
    return TRUE;
  if (!needs_any (function))
    return cr_grad_fn_check_kept (function, error);
  if (primitive->backward_many ? !primitive->backward_many (function, received, sent, error)
                               : !primitive->backward (function, received[0], sent, error))
    return FALSE;
  for (guint i = 0; i < function->n_next; i++)
    {
      const CrEdge *edge = &function->next[i];
      if (sent[i] && edge->function && !cr_engine_fit (edge->function, edge->input_nr, &sent[i], function, i, error))
        return FALSE;
    }
  return TRUE;
}

static void
tell_stepped (CrPass *pass, CrGradFn *function, CrTensor *const *received, CrTensor *const *sent)
{
  if (pass->observer && pass->observer->function_stepped)
    pass->observer->function_stepped (pass->user_data, function, received, cr_grad_fn_get_n_outputs (function), sent,
                                      function->n_next);
}

static gboolean
has_nan (CrTensor *tensor)
{
  gint64 n = cr_dtype_is_floating (cr_tensor_get_dtype (tensor)) ? cr_tensor_get_numel (tensor) : 0;
  for (gint64 i = 0; i < n; i++)
    if (isnan (cr_tensor_get_double (tensor, i)))
      return TRUE;
  return FALSE;
}

static gboolean
check_nan (CrGradFn *function, CrTensor *const *sent, GError **error)
{
  for (guint i = 0; i < function->n_next; i++)
    if (sent[i] && has_nan (sent[i]))
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Function '%s' returned nan values in its %uth output.",
                     cr_grad_fn_get_name (function), i);
        return FALSE;
      }
  return TRUE;
}

/* In anomaly mode, where the forward operation of a function that failed stood. */
static void
warn_origin (CrGradFn *function)
{
  const char *name = cr_grad_fn_get_name (function), *origin = cr_grad_fn_get_origin (function);
  g_autofree char *message
      = origin ? g_strdup_printf ("Error detected in %s. Traceback of forward call that caused the error:\n%s", name,
                                  origin)
               : g_strdup_printf ("Error detected in %s. No forward pass information available. Enable detect anomaly "
                                  "during forward pass for more information.",
                                  name);
  cr_context_warn (function->context, "UserWarning", message);
}

/* Where only some gradients are asked for, a rule makes none that leads to none of them; only a custom function,
 * which nobody can ask to leave one out, does. */
static void
drop_unwanted (CrPass *pass, CrGradFn *function, CrTensor **sent)
{
  if (!pass->captures || function->primitive == &cr_primitive_custom)
    return;
  for (guint i = 0; i < function->n_next; i++)
    {
      CrGradFn *next = function->next[i].function;
      const CrTask *task = next ? cr_engine_find_task (pass, next) : NULL;
      if (task && !task->needed && !task->captured)
        g_clear_pointer (&sent[i], cr_tensor_unref);
    }
}

static gboolean
evaluate (CrPass *pass, CrGradFn *function, CrTensor **received, CrTensor **sent, GError **error)
{
  CrHookList *after = function->extra ? function->extra->post_hooks : NULL;
  const CrAutogradModes *modes = cr_autograd_get_modes (pass->context);
  if (!call_pre_hooks (pass, function, received, error))
    return FALSE;
  if (function->primitive ? !cr_engine_call_rule (function, received, sent, error)
                          : !reach_leaf (pass, function, received, error))
    return FALSE;
  drop_unwanted (pass, function, sent);
  if (after
      && !cr_hook_list_call_after (after, sent, function->n_next, received, cr_grad_fn_get_n_outputs (function), error))
    return FALSE;
  tell_stepped (pass, function, received, sent);
  if (!pass->retain_graph && cr_grad_fn_release_saved (function) && pass->observer && pass->observer->saved_freed)
    pass->observer->saved_freed (pass->user_data, function);
  return !modes->anomaly || !modes->check_nan || check_nan (function, sent, error);
}

gboolean
cr_engine_apply (CrPass *pass, CrGradFn *function, CrTensor **received, CrTensor **sent, GError **error)
{
  if (pass->plain)
    return function->primitive == NULL || cr_engine_call_rule (function, received, sent, error);
  const CrAutogradModes *modes = cr_autograd_get_modes (pass->context);
  g_autofree char *name = NULL, *task = NULL;
  if (modes->profiler)
    {
      name = g_strconcat (function->primitive ? "" : "torch::autograd::", cr_grad_fn_get_name (function), NULL);
      task = g_strconcat ("autograd::engine::evaluate_function: ", name, NULL);
      cr_profile_begin (pass->context, task);
      cr_profile_begin (pass->context, name);
    }
  gboolean done = evaluate (pass, function, received, sent, error);
  if (name)
    {
      cr_profile_end (pass->context, name);
      cr_profile_end (pass->context, task);
    }
  if (!done && modes->anomaly)
    warn_origin (function);
  return done;
}
