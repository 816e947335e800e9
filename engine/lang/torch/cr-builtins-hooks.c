/* Hooks: tensor.register_hook(), grad_fn.register_hook() and the handles that remove them. What a hook returns is
 * checked as torch/csrc/autograd/python_hook.cpp does. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

/* "<lambda>" in "hook '<lambda>' has changed the size of value"; owned. */
static char *
dup_hook_name (CrInterp *interp, CrObject hook)
{
  CrObject name = cr_interp_find_attribute (interp, hook, "__name__");
  char *text = g_strdup (name.kind == CR_OBJECT_STR ? cr_object_text (name) : "<unknown>");
  cr_object_unref (name);
  return text;
}

static gboolean
same_size (CrTensor *a, CrTensor *b)
{
  int ndim = cr_tensor_get_ndim (a);
  return ndim == cr_tensor_get_ndim (b)
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), ndim * sizeof (gint64)) == 0);
}

/* Whether @result may stand for @original (NULL is None); raises if not. */
static gboolean
check_result (CrInterp *interp, CrTensor *original, CrObject result, CrObject hook)
{
  if (result.kind == CR_OBJECT_NONE)
    return TRUE;
  g_autofree char *name = dup_hook_name (interp, hook);
  if (original == NULL)
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "can't replace a None gradient with a non-None value");
  else if (result.kind != CR_OBJECT_TENSOR)
    cr_interp_raise (interp, CR_ERROR_TYPE, "expected Variable, but hook returned '%s'",
                     cr_interp_type_name (interp, result));
  else if (cr_tensor_get_dtype (original) != cr_tensor_get_dtype (result.u.tensor))
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "hook '%s' has changed the type of value (was torch.%s got torch.%s)",
                     name, cr_dtype_get_tensor_name (cr_tensor_get_dtype (original)),
                     cr_dtype_get_tensor_name (cr_tensor_get_dtype (result.u.tensor)));
  else if (!same_size (original, result.u.tensor))
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "hook '%s' has changed the size of value", name);
  return !cr_interp_is_raised (interp);
}

static gboolean
run_tensor_hook (gpointer data, CrTensor *grad, CrTensor **replacement, GError **error)
{
  CrHeld *held = data;
  if (!cr_object_is_set (held->object))
    return TRUE;
  CrObject hook = cr_object_ref (held->object); /* it may remove itself */
  CrObject argument = grad ? (CrObject){ CR_OBJECT_TENSOR, { .tensor = grad } } : CR_NONE;
  CrObject result = cr_interp_call_simple (held->interp, hook, &argument, 1);
  gboolean fine = cr_object_is_set (result) && check_result (held->interp, grad, result, hook);
  if (fine && result.kind == CR_OBJECT_TENSOR)
    *replacement = cr_tensor_ref (result.u.tensor);
  cr_object_unref (result);
  cr_object_unref (hook);
  return fine || cr_interp_pass_exception (held->interp, error);
}

static gboolean
check_tuple (CrInterp *interp, CrTensor *const *sent, guint n_sent, CrObject result, CrObject hook)
{
  if (result.kind != CR_OBJECT_TUPLE)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "expected tuple, but hook returned '%s'",
                       cr_interp_type_name (interp, result));
      return FALSE;
    }
  CrSequence *items = cr_object_sequence (result);
  if (items->n != n_sent)
    {
      g_autofree char *name = dup_hook_name (interp, hook);
      cr_interp_raise (interp, CR_ERROR_RUNTIME,
                       "hook '%s' has returned an incorrect number of values (got %u, but expected %u)", name, items->n,
                       n_sent);
      return FALSE;
    }
  for (guint i = 0; i < n_sent; i++)
    if (!check_result (interp, sent[i], items->items[i], hook))
      return FALSE;
  return TRUE;
}

/* The tuple's tensors take the places of @sent; None takes it away. */
static void
put_sent (CrTensor **sent, CrSequence *items)
{
  for (guint i = 0; i < items->n; i++)
    {
      CrTensor *put = items->items[i].kind == CR_OBJECT_TENSOR ? cr_tensor_ref (items->items[i].u.tensor) : NULL;
      g_clear_pointer (&sent[i], cr_tensor_unref);
      sent[i] = put;
    }
}

static gboolean
run_node_hook (gpointer data, CrTensor **sent, guint n_sent, CrTensor *const *received, guint n_received,
               GError **error)
{
  CrHeld *held = data;
  if (!cr_object_is_set (held->object))
    return TRUE;
  CrInterp *interp = held->interp;
  CrObject hook = cr_object_ref (held->object);
  CrObject values[] = { cr_interp_tuple_of_tensors (interp, sent, n_sent),
                        cr_interp_tuple_of_tensors (interp, received, n_received) };
  CrObject result = cr_interp_call_simple (interp, hook, values, 2);
  gboolean fine = cr_object_is_set (result)
                  && (result.kind == CR_OBJECT_NONE || check_tuple (interp, sent, n_sent, result, hook));
  if (fine && result.kind == CR_OBJECT_TUPLE)
    put_sent (sent, cr_object_sequence (result));
  cr_object_unref (result);
  cr_object_unref (values[0]);
  cr_object_unref (values[1]);
  cr_object_unref (hook);
  return fine || cr_interp_pass_exception (interp, error);
}

/* The node is gone, or the hook was removed from it. */
static void
release_node_hook (gpointer data)
{
  ((CrHeld *)data)->function = NULL;
  cr_held_unref (data);
}

/* torch.utils.hooks.RemovableHandle over @held, which it takes over. */
static CrObject
new_handle (CrInterp *interp, CrHeld *held)
{
  CrObject handle = cr_interp_new_instance (interp, cr_module_class (interp, "torch.utils.hooks", "RemovableHandle"));
  CrInstance *instance = (CrInstance *)handle.u.cell;
  instance->native = held;
  instance->free_native = cr_held_unref;
  cr_instance_set (interp, handle, "id", cr_object_int (cr_autograd_state (interp)->next_handle++));
  return handle;
}

/* Hooks of @tensor that were removed while its grad_fn might already be gone: now they can go. */
static void
purge_removed (CrInterp *interp, CrTensor *tensor)
{
  GPtrArray *removed = cr_autograd_state (interp)->removed;
  for (guint i = removed->len; i-- > 0;)
    {
      CrHeld *held = removed->pdata[i];
      if (held->tensor != tensor && held->ref_count > 1)
        continue;
      if (held->tensor == tensor)
        cr_tensor_remove_hook (tensor, held->id);
      g_ptr_array_remove_index_fast (removed, i);
    }
}

CrObject
cr_interp_hook_tensor (CrInterp *interp, CrTensor *tensor, CrObject hook)
{
  GError *error = NULL;
  purge_removed (interp, tensor);
  CrHeld *held = cr_held_new (interp, hook);
  held->tensor = tensor;
  held->id = cr_tensor_add_hook (tensor, run_tensor_hook, cr_held_ref (held), cr_held_unref, &error);
  if (held->id)
    return new_handle (interp, held);
  held->ref_count = 1; /* the engine did not take it */
  cr_held_unref (held);
  return cr_interp_raise_error (interp, error);
}

CrObject
cr_interp_hook_grad_fn (CrInterp *interp, CrGradFn *function, CrObject hook)
{
  CrHeld *held = cr_held_new (interp, hook);
  held->function = function;
  held->id = cr_grad_fn_add_hook (function, run_node_hook, cr_held_ref (held), release_node_hook);
  return new_handle (interp, held);
}

static CrObject
handle_remove (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrHeld *held = ((CrInstance *)self.u.cell)->native;
  if (held == NULL || !cr_object_is_set (held->object))
    return CR_NONE;
  cr_held_empty (held);
  if (held->function)
    cr_grad_fn_remove_hook (held->function, held->id);
  else if (held->tensor && held->ref_count > 1)
    g_ptr_array_add (cr_autograd_state (interp)->removed, cr_held_ref (held));
  return CR_NONE;
}

static CrObject
handle_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (self);
}

static const CrBuiltinRow handle_rows[] = {
  { "remove", 0, 0, NULL, handle_remove },
  { "__enter__", 0, 0, NULL, handle_enter },
  { "__exit__", 0, -1, NULL, handle_remove },
  { NULL },
};

CrModuleObject *
cr_builtins_make_hooks (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *type = cr_class_new (interp->heap, "torch.utils.hooks.RemovableHandle", interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, handle_rows);
  cr_module_object_set (module, "RemovableHandle", cr_object_from_cell (type));
  return module;
}
