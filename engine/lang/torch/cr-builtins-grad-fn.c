/* The nodes of the graph as objects: next_functions, name(), variable, saved tensors, hooks. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

const char cr_saved_freed_message[]
    = "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
      "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
      "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
      "saved "
      "tensors after calling backward.";

CrObject
cr_interp_wrap_grad_fn (CrInterp *interp, CrGradFn *function)
{
  CrHeld *context = interp->autograd ? g_hash_table_lookup (interp->autograd->contexts, function) : NULL;
  if (context)
    return cr_object_ref (context->object);
  return (CrObject){ CR_OBJECT_GRAD_FN, { .grad_fn = cr_grad_fn_ref (function) } };
}

CrObject
cr_interp_next_functions (CrInterp *interp, CrGradFn *function)
{
  guint n = cr_grad_fn_get_n_next (function);
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    {
      guint input = 0;
      CrGradFn *next = cr_grad_fn_get_next (function, i, &input);
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = next ? cr_interp_wrap_grad_fn (interp, next) : CR_NONE;
      pair->items[1] = cr_object_int (next ? input : 0);
      tuple->items[i] = cr_object_from_cell (pair);
    }
  return cr_object_from_cell (tuple);
}

/* What a function saves has a name of its own in each row of PyTorch's derivatives.yaml; these are in the order of
 * slots, of those that are tensors. */
static const char *const saved_first[] = { "self", "mat1", "input", "condition", "tensor1", NULL };
static const char *const saved_second[] = { "other", "mat2", "vec", "tensor", "exponent", "weight", "target", NULL };

static CrObject
saved_tensor (CrInterp *interp, CrGradFn *function, const char *name)
{
  guint n = cr_grad_fn_get_n_saved (function);
  gboolean wants_output = strcmp (name, "result") == 0, is_output = FALSE;
  for (guint slot = 0; slot < n; slot++)
    {
      CrTensor *tensor = cr_grad_fn_get_saved (function, slot, NULL, &is_output);
      if (tensor && is_output == wants_output
          && (wants_output || g_strv_contains (slot == 0 ? saved_first : saved_second, name)))
        return cr_object_take_tensor (cr_tensor_ref (tensor));
    }
  return CR_UNSET;
}

CrObject
cr_grad_fn_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrGradFn *function = object.u.grad_fn;
  if (strcmp (name, "next_functions") == 0)
    return cr_interp_next_functions (interp, function);
  if (strcmp (name, "variable") == 0 && cr_grad_fn_get_variable (function))
    return cr_object_take_tensor (cr_tensor_ref (cr_grad_fn_get_variable (function)));
  if (strcmp (name, "metadata") == 0)
    return cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT));
  if (!g_str_has_prefix (name, "_saved_"))
    return CR_UNSET;
  if (cr_grad_fn_saved_freed (function))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "%s", cr_saved_freed_message);
  return saved_tensor (interp, function, name + strlen ("_saved_"));
}

/* type (grad_fn): a class of its name. */
CrClass *
cr_grad_fn_class (CrInterp *interp, CrGradFn *function)
{
  const char *name = cr_grad_fn_get_name (function);
  CrAutogradState *state = cr_autograd_state (interp);
  if (state->classes == NULL)
    state->classes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrObject known = cr_dict_get_text (state->classes, name);
  if (cr_object_is_set (known))
    return (CrClass *)known.u.cell;
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_GRAD_FN]);
  cr_dict_set_text (state->classes, name, cr_object_from_cell (type));
  return type;
}

static CrObject
grad_fn_name (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const qualified[] = { "AccumulateGrad", "CopyBackwards", "CopySlices", NULL };
  const char *name = cr_grad_fn_get_name (self.u.grad_fn);
  g_autofree char *text = g_strconcat (g_strv_contains (qualified, name) ? "torch::autograd::" : "", name, NULL);
  return cr_str_new (interp->heap, text, -1);
}

static CrObject
grad_fn_register_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_hook_grad_fn (interp, self.u.grad_fn, args->values[0]);
}

const CrBuiltinRow cr_builtins_grad_fn[] = {
  { "name", 0, 0, NULL, grad_fn_name },
  { "register_hook", 1, 1, NULL, grad_fn_register_hook },
  { NULL },
};
