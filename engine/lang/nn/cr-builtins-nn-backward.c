/* A module's backward hooks, as torch/utils/hooks.py has them: identities around forward, whose nodes see the
 * gradients that leave and enter the module. */

#include "cr-builtins-nn-private.h"

#include "cr-builtins-autograd-private.h"
#include "cr-custom.h"

static const char *const dict_name = "_backward_hooks";

CrObject
cr_nn_register_backward_hook (CrInterp *interp, CrObject self, CrObject hook, gboolean full)
{
  CrObject is_full = cr_instance_get (self, "_is_full_backward_hook");
  if (is_full.kind == CR_OBJECT_BOOL && (is_full.u.integer != 0) != full)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                            "Cannot use both regular backward hooks and full backward hooks on a single Module. Please "
                            "use only one of them.");
  cr_nn_set (interp, self, "_is_full_backward_hook", cr_object_bool (full));
  return cr_nn_add_hook (interp, self, dict_name, hook);
}

/* The gradients pass unchanged. */
static gboolean
pass_back (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent, GError **error)
{
  for (guint i = 0; i < n_sent && i < n_received; i++)
    sent[i] = received[i] ? cr_tensor_ref (received[i]) : NULL;
  return TRUE;
}

/* The positions of the tensors in @tuple; NULL where none of them needs a gradient. */
static CrSequence *
find_tensors (CrInterp *interp, CrSequence *tuple)
{
  CrSequence *index = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  gboolean requires = FALSE;
  for (guint i = 0; i < tuple->n; i++)
    if (tuple->items[i].kind == CR_OBJECT_TENSOR)
      {
        cr_sequence_append (index, cr_object_int (i));
        requires = requires || cr_tensor_requires_grad (tuple->items[i].u.tensor);
      }
  if (requires && cr_context_get_grad_enabled (interp->context))
    return index;
  cr_cell_unref (index);
  return NULL;
}

/* The tensors of *@tuple through one identity, whose node is the result (owned). */
static CrGradFn *
insert_identity (CrInterp *interp, CrObject *tuple, CrSequence *index)
{
  static const CrCustom custom = { "BackwardHookFunction", pass_back, NULL };
  CrSequence *from = cr_object_sequence (*tuple), *to = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  g_autofree CrTensor **tensors = g_new (CrTensor *, index->n), **plain = g_new (CrTensor *, index->n);
  GError *error = NULL;
  guint n_plain = 0;
  for (guint i = 0; i < from->n; i++)
    cr_sequence_append (to, cr_object_ref (from->items[i]));
  for (guint i = 0; i < index->n; i++)
    {
      tensors[i] = cr_tensor_ref (from->items[index->items[i].u.integer].u.tensor);
      if (!cr_tensor_requires_grad (tensors[i]))
        plain[n_plain++] = tensors[i];
    }
  CrGradFn *function = cr_custom_begin (interp->context, &custom, NULL, tensors, index->n);
  gboolean fine = cr_custom_end (function, tensors, index->n, NULL, 0, plain, n_plain, TRUE, &error);
  for (guint i = 0; i < index->n; i++)
    cr_object_set (&to->items[index->items[i].u.integer], cr_object_take_tensor (tensors[i]));
  cr_object_set (tuple, cr_object_from_cell (to));
  if (fine)
    return function;
  cr_interp_raise_error (interp, error);
  g_clear_pointer (&function, cr_grad_fn_unref);
  return NULL;
}

/* @values at the places of @index (a list, or None for no place) in a tuple of @n, None elsewhere. */
static CrObject
pack_with_none (CrInterp *interp, CrObject index, CrObject values, gint64 n)
{
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, (guint)n);
  for (guint i = 0; i < tuple->n; i++)
    tuple->items[i] = CR_NONE;
  for (guint i = 0; index.kind == CR_OBJECT_LIST && i < cr_object_sequence (index)->n; i++)
    if (i < cr_object_sequence (values)->n)
      tuple->items[cr_object_sequence (index)->items[i].u.integer]
          = cr_object_ref (cr_object_sequence (values)->items[i]);
  return cr_object_from_cell (tuple);
}

/* hook (module, *grad_input, grad_output) of each hook of @around; a result takes grad_input's place. */
static gboolean
run_user_hooks (CrInterp *interp, CrObject around, CrObject *grad_input, CrObject grad_output)
{
  CrSequence *hooks = cr_object_sequence (cr_instance_get (around, "user_hooks"));
  for (guint i = 0; i < hooks->n; i++)
    {
      CrObject values[] = { cr_instance_get (around, "module"), *grad_input, grad_output };
      CrObject result = cr_interp_call_simple (interp, hooks->items[i], values, 3);
      if (!cr_object_is_set (result))
        return FALSE;
      if (result.kind == CR_OBJECT_NONE)
        continue;
      guint n = cr_object_sequence (*grad_input)->n;
      if (result.kind == CR_OBJECT_TENSOR && n == 1)
        {
          CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 1);
          tuple->items[0] = result;
          result = cr_object_from_cell (tuple);
        }
      if (!cr_object_is_sequence (result) || cr_object_sequence (result)->n != n)
        {
          gint64 got = cr_interp_length (interp, result);
          if (got >= 0)
            cr_interp_raise (interp, CR_ERROR_RUNTIME,
                             "Backward hook returned an invalid number of grad_input, got %" G_GINT64_FORMAT
                             ", but expected %u",
                             got, n);
          cr_object_unref (result);
          return FALSE;
        }
      cr_object_set (grad_input, result);
    }
  return TRUE;
}

/* What leaves the module: the hooks run here, and what they give goes on. */
static CrObject
input_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject index = cr_instance_get (self, "input_index"), outputs = cr_instance_get (self, "grad_outputs");
  if (outputs.kind != CR_OBJECT_TUPLE)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                            "Module backward hook for grad_input is called before the grad_output one. This happens "
                            "because the gradient in your nn.Module flows to the Module's input without passing "
                            "through the Module's output. Make sure that the output depends on the input and that the "
                            "loss is computed based on the output.");
  CrObject grad_input = pack_with_none (interp, index, args->values[0], cr_instance_get (self, "n_inputs").u.integer);
  cr_object_ref (outputs);
  CrObject result = CR_UNSET;
  if (run_user_hooks (interp, self, &grad_input, outputs))
    {
      CrSequence *chosen = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      for (guint i = 0; i < cr_object_sequence (index)->n; i++)
        cr_sequence_append (
            chosen,
            cr_object_ref (cr_object_sequence (grad_input)->items[cr_object_sequence (index)->items[i].u.integer]));
      result = cr_object_from_cell (chosen);
    }
  cr_instance_set (interp, self, "grad_outputs", CR_NONE);
  cr_object_unref (outputs);
  cr_object_unref (grad_input);
  return result;
}

/* What enters the module: kept for the hooks; where no input needs a gradient they run here. */
static CrObject
output_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject outputs = pack_with_none (interp, cr_instance_get (self, "output_index"), args->values[1],
                                     cr_instance_get (self, "n_outputs").u.integer);
  cr_instance_set (interp, self, "grad_outputs", cr_object_ref (outputs));
  gboolean fine = TRUE;
  if (cr_instance_get (self, "input_index").kind == CR_OBJECT_NONE)
    {
      CrObject inputs = pack_with_none (interp, CR_NONE, CR_NONE, cr_instance_get (self, "n_inputs").u.integer);
      fine = run_user_hooks (interp, self, &inputs, outputs);
      cr_object_unref (inputs);
      cr_instance_set (interp, self, "grad_outputs", CR_NONE);
    }
  cr_object_unref (outputs);
  return fine ? CR_NONE : CR_UNSET;
}

static const CrBuiltinRow input_hook_row = { "hook", 2, 2, NULL, input_hook };
static const CrBuiltinRow output_hook_row = { "hook", 2, 2, NULL, output_hook };

/* *@tuple goes through an identity with @row as its hook; the positions of its tensors stand under @index_name. */
static gboolean
set_up (CrInterp *interp, CrObject around, CrObject *tuple, const char *index_name, const char *count_name,
        const CrBuiltinRow *row)
{
  CrSequence *index = find_tensors (interp, cr_object_sequence (*tuple));
  cr_instance_set (interp, around, count_name, cr_object_int (cr_object_sequence (*tuple)->n));
  cr_instance_set (interp, around, index_name, index ? cr_object_from_cell (index) : CR_NONE);
  if (index == NULL)
    return TRUE;
  g_autoptr (CrGradFn) function = insert_identity (interp, tuple, index);
  if (function == NULL)
    return !cr_interp_is_raised (interp);
  CrObject hook = cr_interp_new_builtin (interp, row, around);
  CrObject handle = cr_interp_hook_grad_fn (interp, function, hook);
  cr_object_unref (hook);
  cr_object_unref (handle);
  return cr_object_is_set (handle);
}

CrObject
cr_nn_begin_backward_hooks (CrInterp *interp, CrObject self, CrSequence *hooks, CrObject *input)
{
  CrObject around = cr_interp_new_instance (interp, interp->nn->backward_hook);
  cr_instance_set (interp, around, "module", cr_object_ref (self));
  cr_instance_set (interp, around, "user_hooks", cr_object_from_cell (cr_cell_ref (hooks)));
  cr_instance_set (interp, around, "grad_outputs", CR_NONE);
  if (!set_up (interp, around, input, "input_index", "n_inputs", &input_hook_row))
    cr_object_clear (&around);
  return around;
}

gboolean
cr_nn_end_backward_hooks (CrInterp *interp, CrObject around, CrObject *output)
{
  if (output->kind == CR_OBJECT_TUPLE)
    return set_up (interp, around, output, "output_index", "n_outputs", &output_hook_row);
  CrSequence *alone = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 1);
  alone->items[0] = cr_object_ref (*output);
  CrObject tuple = cr_object_from_cell (alone);
  gboolean fine = set_up (interp, around, &tuple, "output_index", "n_outputs", &output_hook_row);
  if (fine)
    cr_object_set (output, cr_object_ref (cr_object_sequence (tuple)->items[0]));
  cr_object_unref (tuple);
  return fine;
}

/* hook (module, grad_input, grad_output) for register_backward_hook(): on the result's own node. */
static CrObject
plain_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[] = { cr_instance_get (self, "module"), args->values[0], args->values[1] };
  return cr_interp_call_simple (interp, cr_instance_get (self, "hook"), values, 3);
}

static const CrBuiltinRow plain_hook_row = { "hook", 2, 2, NULL, plain_hook };

gboolean
cr_nn_hook_result (CrInterp *interp, CrObject self, CrSequence *hooks, CrObject output)
{
  while (cr_object_is_sequence (output) && cr_object_sequence (output)->n)
    output = cr_object_sequence (output)->items[0];
  CrGradFn *function = output.kind == CR_OBJECT_TENSOR ? cr_tensor_get_grad_fn (output.u.tensor) : NULL;
  for (guint i = 0; function && i < hooks->n; i++)
    {
      CrObject around = cr_interp_new_instance (interp, interp->nn->backward_hook);
      cr_instance_set (interp, around, "module", cr_object_ref (self));
      cr_instance_set (interp, around, "hook", cr_object_ref (hooks->items[i]));
      CrObject hook = cr_interp_new_builtin (interp, &plain_hook_row, around);
      CrObject handle = cr_interp_hook_grad_fn (interp, function, hook);
      cr_object_unref (around);
      cr_object_unref (hook);
      cr_object_unref (handle);
      if (!cr_object_is_set (handle))
        return FALSE;
    }
  return TRUE;
}
