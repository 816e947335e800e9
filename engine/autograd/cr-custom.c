/* torch.autograd.Function: nodes whose rule is somebody's callback. What forward returned is given its history as
 * torch/csrc/autograd/custom_function.cpp (_wrap_outputs) does: an input handed back becomes a view of itself, one that
 * was written takes the function as its new history, and views may not be written afterwards. */

#include "cr-custom.h"

#include "cr-autograd-private.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  CrCustom custom; /* its name is the node's */
  CrGradFn *node;  /* whose this is; borrowed */
  gpointer data;
  gboolean materialize;
  guint n_saved;
  guint n_inputs;
  CrTensor **inputs; /* borrowed, and only until cr_custom_end() */
} Custom;

static void
custom_free (gpointer data)
{
  Custom *custom = data;
  g_hash_table_remove (cr_autograd_get_modes (custom->node->context)->customs, custom->node);
  if (custom->custom.destroy)
    custom->custom.destroy (custom->data);
  g_free (custom->inputs);
  g_free (custom);
}

static Custom *
get_custom (CrGradFn *function)
{
  g_return_val_if_fail (function->primitive == &cr_primitive_custom, NULL);
  return function->extra->data;
}

static gboolean
any_requires_grad (CrTensor *const *inputs, guint n_inputs)
{
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i] && cr_tensor_requires_grad (inputs[i]))
      return TRUE;
  return FALSE;
}

CrGradFn *
cr_custom_begin (CrContext *context, const CrCustom *custom, gpointer data, CrTensor *const *inputs, guint n_inputs)
{
  g_return_val_if_fail (context != NULL && custom != NULL, NULL);
  if (!cr_context_get_grad_enabled (context) || !any_requires_grad (inputs, n_inputs))
    return NULL;
  CrGradFn *function = cr_grad_fn_new (&cr_primitive_custom, inputs[0], n_inputs);
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i])
      function->next[i].function = cr_tensor_dup_edge (inputs[i], &function->next[i].input_nr);
  Custom *own = g_new0 (Custom, 1);
  *own = (Custom){ .custom = *custom, .data = data, .materialize = TRUE, .n_inputs = n_inputs };
  own->inputs = g_memdup2 (inputs, n_inputs * sizeof (CrTensor *));
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (function);
  extra->name = g_strconcat (custom->name, "Backward", NULL);
  extra->data = own;
  extra->destroy = custom_free;
  own->node = function;
  g_hash_table_add (cr_autograd_get_modes (context)->customs, function);
  cr_grad_fn_note_origin (function);
  return function;
}

static gboolean
contains (CrTensor *const *tensors, guint n, CrTensor *tensor)
{
  for (guint i = 0; i < n; i++)
    if (tensors[i] == tensor)
      return TRUE;
  return FALSE;
}

static void
replace (CrTensor **output, CrTensor *other)
{
  cr_tensor_unref (*output);
  *output = other;
}

static CrTensor *
new_view_of_itself (CrTensor *input)
{
  CrTensor *view = cr_tensor_new_view (input, cr_tensor_get_ndim (input), cr_tensor_get_sizes (input),
                                       cr_tensor_get_strides (input), cr_tensor_get_offset (input));
  cr_tensor_set_view (view, input, CR_MADE_IN_CUSTOM_FUNCTION);
  return view;
}

static void
forbid_writing (CrTensor *output, CrViewMaking making)
{
  if (cr_tensor_get_base (output))
    cr_meta_ensure_extra (output)->making = making;
}

/* An output that is not differentiable; a view made in forward stays one, as views made without gradient do. */
static void
cut (CrTensor **output, gboolean is_input, gboolean is_dirty)
{
  if (!cr_tensor_requires_grad (*output))
    {
      if (is_input && !is_dirty)
        replace (output, new_view_of_itself (*output));
    }
  else if (is_input || !cr_tensor_get_base (*output))
    replace (output, cr_tensor_detach (*output));
  if (!is_input || !is_dirty)
    forbid_writing (*output, CR_MADE_IN_CUSTOM_FUNCTION);
}

/* @output, an input that forward wrote, continues as the function's output. */
static gboolean
take_dirty (CrGradFn *function, CrTensor *output, guint n_outputs, GError **error)
{
  Custom *own = get_custom (function);
  CrTensor *base = cr_tensor_get_base (output);
  const char *problem = NULL;
  if (base && n_outputs > 1)
    problem
        = "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return "
          "more than one Tensor. This is not supported by the current autograd engine. You should either make sure "
          "the input is not a view (using .clone() for example) or make your Function only return one Tensor "
          "(potentially splitting it into two Functions: one doing the inplace that returns a single Tensor and a "
          "second one that does the other operations). You can ask on the forum https://discuss.pytorch.org/ if you "
          "need help to do this change.";
  else if (cr_tensor_requires_grad (output) && cr_tensor_is_leaf (output))
    problem = "a leaf Variable that requires grad has been used in an in-place operation.";
  CrRefused refused = { .kind = CR_REFUSED_LEAF_WRITE, .tensor = output };
  if (problem)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, problem);
  if (problem && cr_tensor_is_leaf (output))
    cr_autograd_tell_refused (function->context, refused, error ? *error : NULL);
  else if (!problem)
    cr_tensor_rebase (output, function, &cr_primitive_custom, base ? own->inputs : NULL, base ? own->n_inputs : 0);
  return problem == NULL;
}

/* @output, an input that is handed back as it came. */
static void
take_input (CrGradFn *function, CrTensor **output, guint output_nr)
{
  CrTensor *view = new_view_of_itself (*output);
  replace (output, view);
  cr_tensor_set_history (view, function, output_nr);
}

static gboolean
take_output (CrGradFn *function, CrTensor **output, guint output_nr, guint n_outputs, gboolean is_dirty, GError **error)
{
  Custom *own = get_custom (function);
  gboolean is_input = contains (own->inputs, own->n_inputs, *output);
  if (is_dirty && !is_input)
    cr_context_warn (function->context, "UserWarning",
                     "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no "
                     "need to pass it to mark_dirty().");
  if (is_dirty)
    return take_dirty (function, *output, n_outputs, error);
  if (is_input)
    take_input (function, output, output_nr);
  else
    cr_tensor_set_history (*output, function, output_nr);
  forbid_writing (*output, CR_MADE_IN_CUSTOM_FUNCTION);
  return TRUE;
}

static void
tell (CrGradFn *function, CrTensor *const *outputs, guint n_outputs)
{
  gpointer user_data;
  Custom *own = get_custom (function);
  const CrAutogradObserver *observer = cr_autograd_get_observer (function->context, &user_data);
  gboolean sliced = cr_tensor_get_grad_fn (outputs[0]) != function && n_outputs == 1;
  if (observer && observer->operation_recorded && !sliced)
    observer->operation_recorded (user_data, &cr_primitive_custom, own->inputs, own->n_inputs, outputs, n_outputs,
                                  function);
}

/* What is said to be written counts as written, whatever comes of it. */
static gboolean
check_dirty (CrTensor *const *outputs, guint n_outputs, CrTensor *const *dirty, guint n_dirty, GError **error)
{
  for (guint i = 0; i < n_dirty; i++)
    cr_tensor_raise_version (dirty[i]);
  for (guint i = 0; i < n_dirty; i++)
    if (!contains (outputs, n_outputs, dirty[i]))
      {
        g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                             "Some elements marked as dirty during the forward method were not returned as output. The "
                             "inputs that are modified inplace must all be outputs of the Function.");
        return FALSE;
      }
  return TRUE;
}

gboolean
cr_custom_end (CrGradFn *function, CrTensor **outputs, guint n_outputs, CrTensor *const *dirty, guint n_dirty,
               CrTensor *const *non_differentiable, guint n_non_differentiable, gboolean materialize_grads,
               GError **error)
{
  guint n_differentiable = 0;
  g_return_val_if_fail (n_outputs > 0, FALSE);
  if (!check_dirty (outputs, n_outputs, dirty, n_dirty, error))
    return FALSE;
  for (guint i = 0; i < n_outputs; i++)
    {
      gboolean differentiable = function && cr_dtype_is_floating (cr_tensor_get_dtype (outputs[i]))
                                && !contains (non_differentiable, n_non_differentiable, outputs[i]);
      if (function)
        cr_grad_fn_set_output (function, i, outputs[i]);
      if (!differentiable)
        cut (&outputs[i],
             function && contains (get_custom (function)->inputs, get_custom (function)->n_inputs, outputs[i]),
             contains (dirty, n_dirty, outputs[i]));
      else if (!take_output (function, &outputs[i], i, n_outputs, contains (dirty, n_dirty, outputs[i]), error))
        return FALSE;
      n_differentiable += differentiable;
    }
  for (guint i = 0; i < n_outputs && n_differentiable > 1; i++)
    forbid_writing (outputs[i], CR_MADE_WITH_OTHERS);
  if (!function)
    return TRUE;
  tell (function, outputs, n_outputs);
  Custom *own = get_custom (function);
  own->materialize = materialize_grads;
  g_clear_pointer (&own->inputs, g_free);
  return TRUE;
}

gboolean
cr_custom_end_unrecorded (CrTensor *const *inputs, guint n_inputs, CrTensor **outputs, guint n_outputs,
                          CrTensor *const *dirty, guint n_dirty, GError **error)
{
  g_return_val_if_fail (outputs != NULL, FALSE);
  if (!check_dirty (outputs, n_outputs, dirty, n_dirty, error))
    return FALSE;
  for (guint i = 0; i < n_outputs; i++)
    cut (&outputs[i], contains (inputs, n_inputs, outputs[i]), contains (dirty, n_dirty, outputs[i]));
  return TRUE;
}

gboolean
cr_custom_save (CrGradFn *function, CrTensor *const *tensors, guint n, GError **error)
{
  g_return_val_if_fail (function != NULL, FALSE);
  if (n >= G_MAXINT16)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("too many tensors are saved for backward"));
      return FALSE;
    }
  get_custom (function)->n_saved = n;
  for (guint i = 0; i < n; i++)
    {
      if (!tensors[i])
        continue;
      if (cr_tensor_is_inference (tensors[i]))
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                               "Inference tensors cannot be saved for backward. To work around you can make a clone to "
                               "get a normal tensor and use it in autograd.");
          return FALSE;
        }
      cr_grad_fn_save (function, i, tensors[i], cr_tensor_get_grad_fn (tensors[i]) == function);
    }
  return TRUE;
}

static void
clear_tensor (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

GPtrArray *
cr_custom_get_saved (CrGradFn *function, GError **error)
{
  g_return_val_if_fail (function != NULL, NULL);
  guint n = get_custom (function)->n_saved;
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (clear_tensor);
  if (!cr_grad_fn_check_kept (function, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      CrTensor *tensor = NULL;
      if (cr_grad_fn_find_saved (function, i) && !(tensor = cr_grad_fn_unpack (function, i, error)))
        return NULL;
      g_ptr_array_add (saved, tensor);
    }
  return g_steal_pointer (&saved);
}

gboolean
cr_custom_needs_input_grad (CrGradFn *function, guint i)
{
  g_return_val_if_fail (function != NULL, FALSE);
  return cr_grad_fn_needs (function, i);
}

static gboolean
custom_backward (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  Custom *own = get_custom (function);
  guint n = cr_grad_fn_get_n_outputs (function);
  g_autoptr (GPtrArray) full = g_ptr_array_new_with_free_func (clear_tensor);
  for (guint i = 0; i < n; i++)
    {
      CrDtype dtype;
      const gint64 *sizes;
      int ndim = cr_grad_fn_get_form (function, i, &dtype, &sizes);
      CrTensor *grad = received[i] ? cr_tensor_ref (received[i]) : NULL;
      if (!grad && own->materialize && !(grad = cr_tensor_new_full (function->context, dtype, ndim, sizes, 0, error)))
        return FALSE;
      g_ptr_array_add (full, grad);
    }
  return own->custom.backward (own->data, (CrTensor *const *)full->pdata, n, sent, function->n_next, error);
}

const CrPrimitive cr_primitive_custom
    = { "custom", "CustomBackward", "ƒ", N_ ("∂L/∂inputs: what its own backward computes"), 1, TRUE,
        NULL,     custom_backward };
