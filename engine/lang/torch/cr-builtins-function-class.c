/* torch.autograd.Function and its ctx as classes; once_differentiable. What a call of one does stands in
 * cr-builtins-function-node.c. */

#include "cr-builtins-autograd-private.h"
#include "cr-custom.h"

#include <string.h>

/* ctx. */

static CrObject
keep_arguments (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name)
{
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, args->n_positional);
  for (guint i = 0; i < args->n_positional; i++)
    tuple->items[i] = cr_object_ref (args->values[i]);
  cr_instance_set (interp, self, name, cr_object_from_cell (tuple));
  return CR_NONE;
}

static CrObject
ctx_save_for_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return keep_arguments (interp, self, args, "to_save");
}

static CrObject
ctx_mark_dirty (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return keep_arguments (interp, self, args, "dirty_tensors");
}

static CrObject
ctx_mark_non_differentiable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return keep_arguments (interp, self, args, "non_differentiable");
}

static CrObject
ctx_set_materialize_grads (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = cr_call_args_at (args, 0, "value");
  if (!cr_object_is_set (value))
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "FunctionCtx.set_materialize_grads() missing 1 required positional argument: 'value'");
  int materialize = cr_interp_truth (interp, value);
  if (materialize < 0)
    return CR_UNSET;
  cr_instance_set (interp, self, "materialize_grads", cr_object_bool (materialize > 0));
  return CR_NONE;
}

/* The node of a ctx; NULL with the exception @attribute raises where there is none. */
static CrGradFn *
node_of (CrInterp *interp, CrObject self, const char *attribute)
{
  CrGradFn *function = cr_ctx_get_node (self);
  if (function)
    return function;
  cr_interp_raise (interp, CR_ERROR_RUNTIME,
                   "Attribute '%s' is invalid for this instance of _C._FunctionBase. Accessing this attribute directly "
                   "on an instance of autograd.Function is a legacy access pattern that is no longer supported. For "
                   "examples on how to use new-style autograd functions, see "
                   "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function ",
                   attribute);
  return NULL;
}

static CrObject
ctx_saved_tensors (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  GError *error = NULL;
  CrGradFn *function = cr_ctx_get_node (args->values[0]);
  if (function == NULL)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "%s", cr_saved_freed_message);
  g_autoptr (GPtrArray) saved = cr_custom_get_saved (function, &error);
  if (saved == NULL)
    return cr_interp_raise_error (interp, error);
  return cr_interp_tuple_of_tensors (interp, (CrTensor *const *)saved->pdata, saved->len);
}

static CrObject
ctx_next_functions (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrGradFn *function = node_of (interp, args->values[0], "next_functions");
  return function ? cr_interp_next_functions (interp, function) : CR_UNSET;
}

static CrObject
ctx_metadata (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrGradFn *function = node_of (interp, args->values[0], "metadata");
  return function ? cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT)) : CR_UNSET;
}

static CrObject
ctx_name (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrGradFn *function = node_of (interp, self, "name");
  return function ? cr_str_new (interp->heap, cr_grad_fn_get_name (function), -1) : CR_UNSET;
}

static CrObject
ctx_register_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrGradFn *function = node_of (interp, self, "register_hook");
  return function ? cr_interp_hook_grad_fn (interp, function, args->values[0]) : CR_UNSET;
}

static const CrBuiltinRow ctx_rows[] = {
  { "save_for_backward", 0, -1, NULL, ctx_save_for_backward },
  { "mark_dirty", 0, -1, NULL, ctx_mark_dirty },
  { "mark_non_differentiable", 0, -1, NULL, ctx_mark_non_differentiable },
  { "set_materialize_grads", 0, 1, "value", ctx_set_materialize_grads },
  { NULL },
};

static const CrBuiltinRow node_rows[] = {
  { "name", 0, 0, NULL, ctx_name },
  { "register_hook", 1, 1, NULL, ctx_register_hook },
  { NULL },
};

static const CrBuiltinRow node_properties[] = {
  { "saved_tensors", 1, 1, NULL, ctx_saved_tensors },
  { "saved_variables", 1, 1, NULL, ctx_saved_tensors },
  { "next_functions", 1, 1, NULL, ctx_next_functions },
  { "metadata", 1, 1, NULL, ctx_metadata },
  { NULL },
};

/* The class itself. */

static CrObject
function_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrClass *type = ((CrInstance *)self.u.cell)->type;
  CrObject text = cr_interp_repr (interp, cr_object_from_cell (type));
  if (!cr_object_is_set (text))
    return CR_UNSET;
  g_autofree char *message
      = g_strconcat (cr_object_text (text),
                     " should not be instantiated. Methods on autograd functionsare all static, so you should invoke "
                     "them on the class itself. Instantiating an autograd function will raise an error in a future "
                     "version of PyTorch.",
                     NULL);
  cr_object_unref (text);
  cr_interp_warn (interp, "DeprecationWarning", message);
  return CR_NONE;
}

static CrObject
function_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                          "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
                          "autograd function with static forward method. (Example: "
                          "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)");
}

static const CrBuiltinRow function_rows[] = {
  { "__init__", 0, -1, "*", function_init },
  { "__call__", 0, -1, "*", function_call },
  { NULL },
};

static CrObject
missing_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED,
                          "You must implement the forward function for custom autograd.Function.");
}

static CrObject
missing_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED,
                          "You must implement either the backward or vjp method for your custom autograd.Function to "
                          "use it with backward mode AD.");
}

static const CrBuiltinRow static_rows[] = {
  { "forward", 0, -1, "*", missing_forward },
  { "backward", 0, -1, "*", missing_backward },
  { "vjp", 0, -1, "*", missing_backward },
  { NULL },
};

static void
add_descriptor (CrInterp *interp, CrClass *type, CrObjectKind kind, const CrBuiltinRow *row)
{
  CrDescriptor *descriptor = cr_cell_new (interp->heap, kind, sizeof (CrDescriptor));
  descriptor->get = cr_interp_new_builtin (interp, row, CR_UNSET);
  descriptor->set = descriptor->del = descriptor->doc = CR_NONE;
  cr_dict_set_text (type->attributes, row->name, cr_object_from_cell (descriptor));
}

/* once_differentiable: backward runs without gradient, and its results refuse to be differentiated. */

static gboolean
refuse_twice (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent, GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "trying to differentiate twice a function that was marked with @once_differentiable");
  return FALSE;
}

/* @outputs, detached, as outputs of a function that refuses. */
static CrObject
guard_outputs (CrInterp *interp, CrObject outputs)
{
  static const CrCustom custom = { "Error", refuse_twice, NULL };
  gboolean is_tuple = outputs.kind == CR_OBJECT_TUPLE;
  const CrObject *items = is_tuple ? cr_object_sequence (outputs)->items : &outputs;
  guint n = is_tuple ? cr_object_sequence (outputs)->n : 1, at = 0;
  GError *error = NULL;
  g_autoptr (GPtrArray) leaves = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_autoptr (GPtrArray) guarded = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < n; i++)
    if (items[i].kind == CR_OBJECT_TENSOR)
      {
        CrTensor *leaf = cr_tensor_detach (items[i].u.tensor);
        g_ptr_array_add (leaves, leaf);
        g_ptr_array_add (guarded, cr_tensor_detach (leaf));
        if (!cr_tensor_set_requires_grad (leaf, TRUE, &error))
          return cr_interp_raise_error (interp, error);
      }
  g_autoptr (CrGradFn) function
      = cr_custom_begin (interp->context, &custom, NULL, (CrTensor *const *)leaves->pdata, leaves->len);
  if (!cr_custom_end (function, (CrTensor **)guarded->pdata, guarded->len, NULL, 0, NULL, 0, TRUE, &error))
    return cr_interp_raise_error (interp, error);
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    tuple->items[i] = items[i].kind == CR_OBJECT_TENSOR ? cr_object_take_tensor (cr_tensor_ref (guarded->pdata[at++]))
                                                        : cr_object_ref (items[i]);
  return cr_object_from_cell (tuple);
}

/* wrapper (function, ctx, gradients...) */
static CrObject
run_once_differentiable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean grad_mode = cr_context_get_grad_enabled (interp->context), requires_grad = FALSE;
  CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
  cr_context_set_grad_enabled (interp->context, FALSE);
  CrObject outputs = cr_interp_call (interp, args->values[0], &rest);
  cr_context_set_grad_enabled (interp->context, grad_mode);
  for (guint i = 2; i < args->n_positional; i++)
    requires_grad = requires_grad
                    || (args->values[i].kind == CR_OBJECT_TENSOR && cr_tensor_requires_grad (args->values[i].u.tensor));
  if (!cr_object_is_set (outputs) || !grad_mode || !requires_grad)
    return outputs;
  CrObject guarded = guard_outputs (interp, outputs);
  cr_object_unref (outputs);
  return guarded;
}

static const CrBuiltinRow once_row = { "once_differentiable", 1, -1, "*", run_once_differentiable };

static CrObject
once_differentiable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject wrapper = cr_interp_new_builtin (interp, &once_row, CR_UNSET);
  CrObject wrapped = cr_interp_wrap_function (interp, wrapper, args->values[0]);
  cr_object_unref (wrapper);
  return wrapped;
}

static const CrBuiltinRow module_rows[] = {
  { "once_differentiable", 1, 1, NULL, once_differentiable },
  { NULL },
};

CrModuleObject *
cr_builtins_make_function_class (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, module_rows);
  CrClass *ctx = cr_class_new (interp->heap, "torch.autograd.function.FunctionCtx", interp->types[CR_OBJECT_INSTANCE]);
  CrClass *backward = cr_class_new (interp->heap, "torch.autograd.function.BackwardCFunction", ctx);
  CrClass *function = cr_class_new (interp->heap, "torch.autograd.function.Function", ctx);
  cr_class_add_methods (ctx, ctx_rows);
  cr_class_add_methods (backward, node_rows);
  for (const CrBuiltinRow *row = node_properties; row->name; row++)
    cr_class_add_property (interp, backward, row);
  cr_class_add_methods (function, function_rows);
  add_descriptor (interp, function, CR_OBJECT_CLASS_METHOD, &cr_builtin_function_apply);
  for (const CrBuiltinRow *row = static_rows; row->name; row++)
    add_descriptor (interp, function, CR_OBJECT_STATIC_METHOD, row);
  cr_module_object_set (module, "FunctionCtx", cr_object_from_cell (ctx));
  cr_module_object_set (module, "BackwardCFunction", cr_object_from_cell (backward));
  cr_module_object_set (module, "Function", cr_object_from_cell (function));
  return module;
}
