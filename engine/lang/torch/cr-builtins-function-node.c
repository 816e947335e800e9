/* A call of a torch.autograd.Function as a node of the graph: NAME.apply() makes the node and runs forward, the engine
 * runs backward. ctx is an instance of NAMEBackward; the node keeps it, and it knows the node as long as that lives (as
 * torch's THPFunction and PyNode do). */

#include "cr-builtins-autograd-private.h"
#include "cr-custom.h"

#include <string.h>

/* The data of a node: its ctx, and which arguments and results of forward are tensors. */
typedef struct
{
  CrHeld *context;
  guint n_arguments, n_outputs;
  gboolean *argument_is_tensor, *output_is_tensor;
} Node;

/* What a ctx keeps. */
typedef struct
{
  Node *node; /* borrowed; NULL once it is gone, or when there never was one */
} Link;

static Link *
link_of (CrObject context)
{
  return ((CrInstance *)context.u.cell)->native;
}

static void
node_free (gpointer data)
{
  Node *node = data;
  CrHeld *held = node->context;
  if (held->interp && held->function)
    g_hash_table_remove (held->interp->autograd->contexts, held->function);
  if (cr_object_is_set (held->object) && link_of (held->object))
    link_of (held->object)->node = NULL;
  cr_held_unref (held);
  g_free (node->argument_is_tensor);
  g_free (node->output_is_tensor);
  g_free (node);
}

/* Backward. */

/* The script's vjp or backward; owned. */
static CrObject
find_backward (CrInterp *interp, CrObject context)
{
  CrClass *base = cr_module_class (interp, "torch.autograd.function", "Function");
  CrObject forward = cr_class_lookup (((CrInstance *)context.u.cell)->type, "_forward_cls");
  CrClass *type = (CrClass *)forward.u.cell;
  gboolean has_vjp = cr_class_lookup (type, "vjp").u.pointer != cr_class_lookup (base, "vjp").u.pointer;
  gboolean has_backward = cr_class_lookup (type, "backward").u.pointer != cr_class_lookup (base, "backward").u.pointer;
  if (has_vjp && has_backward)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                            "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should "
                            "only implement one of them.");
  return cr_interp_get_attribute (interp, forward, has_vjp ? "vjp" : "backward");
}

static CrObject
call_backward (CrInterp *interp, const Node *node, CrObject context, CrTensor *const *received)
{
  g_autofree CrObject *values = g_new (CrObject, node->n_outputs + 1);
  guint at = 0;
  CrObject function = find_backward (interp, context);
  if (!cr_object_is_set (function))
    return CR_UNSET;
  values[0] = context;
  for (guint i = 0; i < node->n_outputs; i++)
    {
      CrTensor *grad = node->output_is_tensor[i] ? received[at++] : NULL;
      values[i + 1] = grad ? (CrObject){ CR_OBJECT_TENSOR, { .tensor = grad } } : CR_NONE;
    }
  CrObject result = cr_interp_call_simple (interp, function, values, node->n_outputs + 1);
  cr_object_unref (function);
  return result;
}

/* How many of the results count: None past the last argument is forgiven. */
static guint
count_results (const Node *node, const CrObject *items, guint n)
{
  while (n > node->n_arguments && items[n - 1].kind == CR_OBJECT_NONE)
    n--;
  return n;
}

static gboolean
take_result (CrInterp *interp, const Node *node, const char *name, guint i, CrObject item, CrTensor **sent, guint *at)
{
  if (!node->argument_is_tensor[i])
    {
      if (item.kind != CR_OBJECT_NONE)
        cr_interp_raise (interp, CR_ERROR_RUNTIME,
                         "function %s returned a gradient different than None at position %u, but the corresponding "
                         "forward input was not a Variable",
                         name, i + 1);
      return item.kind == CR_OBJECT_NONE;
    }
  if (item.kind == CR_OBJECT_TENSOR)
    sent[*at] = cr_tensor_ref (item.u.tensor);
  else if (item.kind != CR_OBJECT_NONE)
    {
      cr_interp_raise (interp, CR_ERROR_RUNTIME, "expected Variable or None (got %s)",
                       cr_interp_type_name (interp, item));
      return FALSE;
    }
  (*at)++;
  return TRUE;
}

static gboolean
take_results (CrInterp *interp, const Node *node, const char *name, CrObject result, CrTensor **sent)
{
  gboolean is_tuple = result.kind == CR_OBJECT_TUPLE;
  const CrObject *items = is_tuple ? cr_object_sequence (result)->items : &result;
  guint given = is_tuple ? cr_object_sequence (result)->n : 1, at = 0;
  guint n = count_results (node, items, given);
  if (n != node->n_arguments)
    {
      cr_interp_raise (interp, CR_ERROR_RUNTIME,
                       "function %s returned an incorrect number of gradients (expected %u, got %u)", name,
                       node->n_arguments, n);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (!take_result (interp, node, name, i, items[i], sent, &at))
      return FALSE;
  return TRUE;
}

static gboolean
run_backward (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent, GError **error)
{
  Node *node = data;
  CrInterp *interp = node->context->interp;
  if (interp == NULL)
    return TRUE;
  CrObject context = cr_object_ref (node->context->object);
  CrObject result = call_backward (interp, node, context, received);
  const char *name = cr_interp_type_name (interp, context);
  gboolean fine = cr_object_is_set (result) && take_results (interp, node, name, result, sent);
  cr_object_unref (result);
  cr_object_unref (context);
  return fine || cr_interp_pass_exception (interp, error);
}

/* Forward. */

/* type (name + 'Backward', (BackwardCFunction,), {'_forward_cls': cls}), made once; borrowed. */
static CrClass *
backward_class (CrInterp *interp, CrClass *type)
{
  CrObject known = cr_dict_get_text (type->attributes, "_backward_cls");
  if (cr_object_is_set (known))
    return (CrClass *)known.u.cell;
  const char *dot = strrchr (type->name, '.');
  g_autofree char *name = g_strdup_printf ("torch.autograd.function.%sBackward", dot ? dot + 1 : type->name);
  CrClass *made
      = cr_class_new (interp->heap, name, cr_module_class (interp, "torch.autograd.function", "BackwardCFunction"));
  cr_dict_set_text (made->attributes, "_forward_cls", cr_object_from_cell (cr_cell_ref (type)));
  cr_dict_set_text (type->attributes, "_backward_cls", cr_object_from_cell (made));
  return made;
}

static CrObject
new_context (CrInterp *interp, CrClass *type, const CrObject *arguments, guint n)
{
  CrObject context = cr_interp_new_instance (interp, backward_class (interp, type));
  CrInstance *instance = (CrInstance *)context.u.cell;
  CrSequence *needs = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    needs->items[i]
        = cr_object_bool (arguments[i].kind == CR_OBJECT_TENSOR && cr_tensor_requires_grad (arguments[i].u.tensor));
  cr_instance_set (interp, context, "needs_input_grad", cr_object_from_cell (needs));
  instance->native = g_new0 (Link, 1);
  instance->free_native = g_free;
  return context;
}

/* The node, owned; NULL where no gradient is recorded. */
static CrGradFn *
begin_node (CrInterp *interp, CrObject context, const CrObject *arguments, guint n)
{
  const char *name = cr_interp_type_name (interp, context);
  g_autofree char *bare = g_strndup (name, strlen (name) - strlen ("Backward"));
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  CrCustom custom = { bare, run_backward, node_free };
  Node *node = g_new0 (Node, 1);
  node->context = cr_held_new (interp, context);
  node->n_arguments = n;
  node->argument_is_tensor = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < n; i++)
    if (arguments[i].kind == CR_OBJECT_TENSOR)
      {
        node->argument_is_tensor[i] = TRUE;
        g_ptr_array_add (inputs, arguments[i].u.tensor);
      }
  CrGradFn *function = cr_custom_begin (interp->context, &custom, node, (CrTensor *const *)inputs->pdata, inputs->len);
  if (function == NULL)
    {
      node_free (node);
      return NULL;
    }
  node->context->function = function;
  link_of (context)->node = node;
  g_hash_table_insert (cr_autograd_state (interp)->contexts, function, node->context);
  return function;
}

/* The tensors among the entries of a tuple that ctx keeps as @name; borrowed, NULL for None. FALSE with an exception
 * for another type. */
static gboolean
take_kept (CrInterp *interp, CrObject context, const char *name, CrErrorCode code, const char *words,
           GPtrArray *tensors)
{
  CrObject kept = cr_instance_get (context, name);
  if (kept.kind != CR_OBJECT_TUPLE)
    return TRUE;
  CrSequence *items = cr_object_sequence (kept);
  for (guint i = 0; i < items->n; i++)
    {
      CrObject item = items->items[i];
      if (item.kind != CR_OBJECT_TENSOR && (item.kind != CR_OBJECT_NONE || code != CR_ERROR_TYPE))
        {
          cr_interp_raise (interp, code, "%s variables, but argument %u is of type %s", words, i,
                           cr_interp_type_name (interp, item));
          return FALSE;
        }
      g_ptr_array_add (tensors, item.kind == CR_OBJECT_TENSOR ? item.u.tensor : NULL);
    }
  return TRUE;
}

/* The same for mark_non_differentiable(), which words it in another way. */
static gboolean
take_constants (CrInterp *interp, CrObject context, GPtrArray *tensors)
{
  CrObject kept = cr_instance_get (context, "non_differentiable");
  guint n = kept.kind == CR_OBJECT_TUPLE ? cr_object_sequence (kept)->n : 0;
  for (guint i = 0; i < n; i++)
    {
      CrObject item = cr_object_sequence (kept)->items[i];
      if (item.kind != CR_OBJECT_TENSOR)
        {
          cr_interp_raise (interp, CR_ERROR_RUNTIME,
                           "mark_non_differentiable only accepts variable arguments, but got %s",
                           cr_interp_type_name (interp, item));
          return FALSE;
        }
      g_ptr_array_add (tensors, item.u.tensor);
    }
  return TRUE;
}

/* What forward told ctx is used up: it would make cycles of ctx and its outputs. */
static void
drop_kept (CrInterp *interp, CrObject context)
{
  static const char *const names[] = { "to_save", "dirty_tensors", "non_differentiable" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject key = cr_str_new (interp->heap, names[i], -1);
      cr_dict_remove (((CrInstance *)context.u.cell)->attributes, key);
      cr_object_unref (key);
    }
}

/* Forward's arguments. */
typedef struct
{
  const CrObject *values;
  guint n;
} Arguments;

static gboolean
end_unrecorded (const Arguments *arguments, GPtrArray *outputs, GPtrArray *dirty, GError **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  for (guint i = 0; i < arguments->n; i++)
    if (arguments->values[i].kind == CR_OBJECT_TENSOR)
      g_ptr_array_add (inputs, arguments->values[i].u.tensor);
  return cr_custom_end_unrecorded ((CrTensor *const *)inputs->pdata, inputs->len, (CrTensor **)outputs->pdata,
                                   outputs->len, (CrTensor *const *)dirty->pdata, dirty->len, error);
}

static gboolean
end_node (CrInterp *interp, CrObject context, CrGradFn *function, const Arguments *arguments, GPtrArray *outputs)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) dirty = g_ptr_array_new ();
  g_autoptr (GPtrArray) constant = g_ptr_array_new ();
  g_autoptr (GPtrArray) saved = g_ptr_array_new ();
  CrObject materialize = cr_instance_get (context, "materialize_grads");
  if (!take_kept (interp, context, "dirty_tensors", CR_ERROR_RUNTIME, "mark_dirty can only accept", dirty)
      || !take_constants (interp, context, constant))
    return FALSE;
  /* Where forward gave no tensor nobody will come back. */
  if (outputs->len && !function && !end_unrecorded (arguments, outputs, dirty, &error))
    {
      cr_interp_raise_from_engine (interp, error);
      return FALSE;
    }
  if (outputs->len && function
      && !cr_custom_end (function, (CrTensor **)outputs->pdata, outputs->len, (CrTensor *const *)dirty->pdata,
                         dirty->len, (CrTensor *const *)constant->pdata, constant->len,
                         materialize.kind != CR_OBJECT_BOOL || materialize.u.integer, &error))
    {
      cr_interp_raise_from_engine (interp, error);
      return FALSE;
    }
  if (function == NULL)
    return TRUE;
  if (!take_kept (interp, context, "to_save", CR_ERROR_TYPE, "save_for_backward can only save", saved))
    return FALSE;
  if (cr_custom_save (function, (CrTensor *const *)saved->pdata, saved->len, &error))
    return TRUE;
  cr_interp_raise_from_engine (interp, error);
  return FALSE;
}

/* The tensors among forward's results, with references. */
static void
collect_outputs (Node *node, const CrObject *items, guint n, GPtrArray *outputs)
{
  if (node)
    {
      node->n_outputs = n;
      node->output_is_tensor = g_new0 (gboolean, n + 1);
    }
  for (guint i = 0; i < n; i++)
    if (items[i].kind == CR_OBJECT_TENSOR)
      {
        if (node)
          node->output_is_tensor[i] = TRUE;
        g_ptr_array_add (outputs, cr_tensor_ref (items[i].u.tensor));
      }
}

/* forward's result with its tensors now outputs of the node. */
static CrObject
finish_forward (CrInterp *interp, CrObject context, CrGradFn *function, const Arguments *arguments, CrObject result)
{
  gboolean is_tuple = result.kind == CR_OBJECT_TUPLE;
  const CrObject *items = is_tuple ? cr_object_sequence (result)->items : &result;
  guint n = is_tuple ? cr_object_sequence (result)->n : 1, at = 0;
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  collect_outputs (function ? link_of (context)->node : NULL, items, n, outputs);
  gboolean fine = end_node (interp, context, function, arguments, outputs);
  drop_kept (interp, context);
  if (!fine)
    return CR_UNSET;
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    tuple->items[i] = items[i].kind == CR_OBJECT_TENSOR ? cr_object_take_tensor (cr_tensor_ref (outputs->pdata[at++]))
                                                        : cr_object_ref (items[i]);
  if (is_tuple)
    return cr_object_from_cell (tuple);
  CrObject single = cr_object_ref (tuple->items[0]);
  cr_cell_unref (tuple);
  return single;
}

static CrObject
call_forward (CrInterp *interp, CrClass *type, CrObject context, const CrObject *arguments, guint n)
{
  gboolean grad_mode = cr_context_get_grad_enabled (interp->context);
  g_autofree CrObject *values = g_new (CrObject, n + 1);
  CrObject function = cr_interp_get_attribute (interp, cr_object_from_cell (type), "forward");
  if (!cr_object_is_set (function))
    return CR_UNSET;
  values[0] = context;
  for (guint i = 0; i < n; i++)
    values[i + 1] = arguments[i];
  cr_context_set_grad_enabled (interp->context, FALSE);
  CrObject result = cr_interp_call_simple (interp, function, values, n + 1);
  cr_context_set_grad_enabled (interp->context, grad_mode);
  cr_object_unref (function);
  return result;
}

/* NAME.apply (arguments...); a class method, so the class comes first. */
static CrObject
function_apply (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_keywords)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "apply() takes no keyword arguments");
  CrClass *type = (CrClass *)args->values[0].u.cell;
  const CrObject *arguments = args->values + 1;
  guint n = args->n_positional - 1;
  CrObject context = new_context (interp, type, arguments, n);
  g_autoptr (CrGradFn) function = begin_node (interp, context, arguments, n);
  CrObject given = call_forward (interp, type, context, arguments, n);
  CrObject result = CR_UNSET;
  if (cr_object_is_set (given))
    result = finish_forward (interp, context, function, &(Arguments){ arguments, n }, given);
  cr_object_unref (given);
  cr_object_unref (context);
  return result;
}

const CrBuiltinRow cr_builtin_function_apply = { "apply", 1, -1, "*", function_apply };

CrGradFn *
cr_ctx_get_node (CrObject context)
{
  Link *link = link_of (context);
  return link && link->node ? link->node->context->function : NULL;
}
