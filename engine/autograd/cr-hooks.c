/* Hooks of tensors and of nodes.
 *
 * The hooks of a tensor are one list, as PyTorch's _backward_hooks is one dictionary: the grad_fn that the tensor had
 * when the first was added calls it before it runs, a leaf's AccumulateGrad before it accumulates. Among what is done
 * before a node runs, the order is that in which tensor hooks (as a whole), retain_grad() and the node's own pre-hooks
 * were added. */

#include "cr-autograd-private.h"

typedef void (*AnyCall) (void); /* one of the three kinds, by the list in which it stands */

typedef struct
{
  guint64 id;
  AnyCall call;
  gpointer data;
  GDestroyNotify destroy;
} CrHook;

struct _CrHookList
{
  guint ref_count;
  GPtrArray *hooks; /* of CrHook, reference counted: a hook may remove itself */
};

static void
hook_clear (gpointer data)
{
  CrHook *hook = data;
  if (hook->destroy)
    hook->destroy (hook->data);
}

static void
hook_unref (gpointer hook)
{
  g_rc_box_release_full (hook, hook_clear);
}

static CrHookList *
list_new (void)
{
  CrHookList *list = g_new (CrHookList, 1);
  list->ref_count = 1;
  list->hooks = g_ptr_array_new_with_free_func (hook_unref);
  return list;
}

static CrHookList *
list_ref (CrHookList *list)
{
  list->ref_count++;
  return list;
}

void
cr_hook_list_unref (CrHookList *list)
{
  if (--list->ref_count > 0)
    return;
  g_ptr_array_unref (list->hooks);
  g_free (list);
}

gboolean
cr_hook_list_is_empty (CrHookList *list)
{
  return list->hooks->len == 0;
}

static guint64
list_add (CrHookList *list, CrContext *context, AnyCall call, gpointer data, GDestroyNotify destroy)
{
  CrHook *hook = g_rc_box_new (CrHook);
  *hook = (CrHook){ ++cr_autograd_get_modes (context)->last_hook, call, data, destroy };
  g_ptr_array_add (list->hooks, hook);
  return hook->id;
}

static gboolean
list_remove (CrHookList *list, guint64 id)
{
  for (guint i = 0; i < list->hooks->len; i++)
    if (((CrHook *)list->hooks->pdata[i])->id == id)
      {
        g_ptr_array_remove_index (list->hooks, i);
        return TRUE;
      }
  return FALSE;
}

/* The hooks as they are now: what they do to the list counts from the next time on. */
static GPtrArray *
list_copy (CrHookList *list)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (hook_unref);
  for (guint i = 0; i < list->hooks->len; i++)
    g_ptr_array_add (copy, g_rc_box_acquire (list->hooks->pdata[i]));
  return copy;
}

/* Rules rely on the form of what they receive. */
static gboolean
check_replacement (CrTensor *before, CrTensor *after, GError **error)
{
  int ndim = cr_tensor_get_ndim (before);
  if (cr_tensor_get_ndim (after) != ndim
      || (ndim && memcmp (cr_tensor_get_sizes (before), cr_tensor_get_sizes (after), ndim * sizeof (gint64)) != 0))
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "hook has changed the size of value");
  else if (cr_tensor_get_dtype (before) != cr_tensor_get_dtype (after))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "hook has changed the type of value (was torch.%s got torch.%s)",
                 cr_dtype_get_tensor_name (cr_tensor_get_dtype (before)),
                 cr_dtype_get_tensor_name (cr_tensor_get_dtype (after)));
  else
    return TRUE;
  return FALSE;
}

gboolean
cr_hook_list_call (CrHookList *list, CrTensor **grad, GError **error)
{
  g_autoptr (GPtrArray) hooks = list_copy (list);
  for (guint i = 0; i < hooks->len; i++)
    {
      const CrHook *hook = hooks->pdata[i];
      g_autoptr (CrTensor) replacement = NULL;
      if (!((CrTensorHook)hook->call) (hook->data, *grad, &replacement, error))
        return FALSE;
      if (!replacement)
        continue;
      if (!check_replacement (*grad, replacement, error))
        return FALSE;
      cr_tensor_unref (*grad);
      *grad = g_steal_pointer (&replacement);
    }
  return TRUE;
}

gboolean
cr_hook_list_call_node (CrHookList *list, CrTensor **received, guint n_received, GError **error)
{
  g_autoptr (GPtrArray) hooks = list_copy (list);
  for (guint i = 0; i < hooks->len; i++)
    {
      const CrHook *hook = hooks->pdata[i];
      if (!((CrGradFnPreHook)hook->call) (hook->data, received, n_received, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_hook_list_call_after (CrHookList *list, CrTensor **sent, guint n_sent, CrTensor *const *received, guint n_received,
                         GError **error)
{
  g_autoptr (GPtrArray) hooks = list_copy (list);
  for (guint i = 0; i < hooks->len; i++)
    {
      const CrHook *hook = hooks->pdata[i];
      if (!((CrGradFnHook)hook->call) (hook->data, sent, n_sent, received, n_received, error))
        return FALSE;
    }
  return TRUE;
}

static void
pre_hook_clear (gpointer data)
{
  CrPreHook *hook = data;
  g_clear_pointer (&hook->list, cr_hook_list_unref);
}

static void
add_pre_hook (CrGradFn *function, const CrPreHook *hook)
{
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (function);
  if (!extra->pre_hooks)
    {
      extra->pre_hooks = g_array_new (FALSE, FALSE, sizeof (CrPreHook));
      g_array_set_clear_func (extra->pre_hooks, pre_hook_clear);
    }
  g_array_append_val (extra->pre_hooks, *hook);
}

void
cr_node_clear_hooks (CrNodeExtra *extra)
{
  g_clear_pointer (&extra->pre_hooks, g_array_unref);
  g_clear_pointer (&extra->post_hooks, cr_hook_list_unref);
}

void
cr_node_add_retain (CrGradFn *function, CrTensor *tensor, guint output_nr)
{
  add_pre_hook (function, &(CrPreHook){ .retain = tensor, .output_nr = output_nr });
}

void
cr_node_remove_retain (CrGradFn *function, CrTensor *tensor)
{
  GArray *hooks = function->extra ? function->extra->pre_hooks : NULL;
  for (guint i = 0; hooks && i < hooks->len; i++)
    if (g_array_index (hooks, CrPreHook, i).retain == tensor)
      {
        g_array_remove_index (hooks, i);
        return;
      }
}

guint64
cr_tensor_add_hook (CrTensor *tensor, CrTensorHook hook, gpointer data, GDestroyNotify destroy, GError **error)
{
  g_return_val_if_fail (tensor != NULL && hook != NULL, 0);
  if (!cr_tensor_requires_grad (tensor))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "cannot register a hook on a tensor that doesn't require gradient");
      return 0;
    }
  CrMetaExtra *extra = cr_meta_ensure_extra (tensor);
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  if (!extra->hooks)
    {
      extra->hooks = list_new ();
      if (function)
        add_pre_hook (function,
                      &(CrPreHook){ .list = list_ref (extra->hooks), .output_nr = cr_tensor_get_output_nr (tensor) });
    }
  return list_add (extra->hooks, cr_tensor_get_context (tensor), (AnyCall)hook, data, destroy);
}

void
cr_tensor_remove_hook (CrTensor *tensor, guint64 id)
{
  g_return_if_fail (tensor != NULL);
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (meta && meta->extra && meta->extra->hooks)
    list_remove (meta->extra->hooks, id);
}

guint64
cr_grad_fn_add_hook (CrGradFn *function, CrGradFnHook hook, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (function != NULL && hook != NULL, 0);
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (function);
  if (!extra->post_hooks)
    extra->post_hooks = list_new ();
  return list_add (extra->post_hooks, function->context, (AnyCall)hook, data, destroy);
}

guint64
cr_grad_fn_add_pre_hook (CrGradFn *function, CrGradFnPreHook hook, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (function != NULL && hook != NULL, 0);
  CrHookList *list = list_new ();
  add_pre_hook (function, &(CrPreHook){ .list = list, .of_node = TRUE });
  return list_add (list, function->context, (AnyCall)hook, data, destroy);
}

void
cr_grad_fn_remove_hook (CrGradFn *function, guint64 id)
{
  g_return_if_fail (function != NULL);
  if (!function->extra)
    return;
  if (function->extra->post_hooks && list_remove (function->extra->post_hooks, id))
    return;
  GArray *hooks = function->extra->pre_hooks;
  for (guint i = 0; hooks && i < hooks->len; i++)
    {
      const CrPreHook *hook = &g_array_index (hooks, CrPreHook, i);
      if (hook->of_node && list_remove (hook->list, id))
        return;
    }
}
