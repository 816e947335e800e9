/* In-place operations.
 *
 * The function computes into a fresh tensor from a stand-in of self (a copy that has self's
 * history, so that what the rule saves is the old value, and no node saves a tensor that
 * will own it); then the result becomes self's value, whose version rises and which takes
 * over the result's grad_fn (a view: see cr-view.c). The observer hears of one operation, with self as
 * input and output. */

#include "cr-inplace.h"

#include "cr-autograd-private.h"
#include "cr-kernels.h"
#include "cr-ops.h"
#include "cr-print.h"

#define MAX_ARGS 16

/* What the function reported, kept until self has its new value. */
typedef struct
{
  const CrPrimitive *primitive;
  GPtrArray *inputs; /* of CrTensor, NULL entries */
} Heard;

static void
clear_input (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

static void
hear_operation (gpointer user_data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs,
                CrTensor *const *outputs, guint n_outputs, CrGradFn *function)
{
  Heard *heard = user_data;
  heard->primitive = primitive;
  g_ptr_array_set_size (heard->inputs, 0);
  for (guint i = 0; i < n_inputs; i++)
    g_ptr_array_add (heard->inputs, inputs[i] ? cr_tensor_ref (inputs[i]) : NULL);
}

static const CrAutogradObserver hearing = { .operation_recorded = hear_operation };

static gboolean
refuse (GError **error, CrErrorCode code, const char *message)
{
  g_set_error_literal (error, CR_ERROR, code, message);
  return FALSE;
}

static gboolean
check_target (CrTensor *self, gboolean records, GError **error)
{
  if (cr_tensor_is_inference (self) && !cr_context_get_inference_mode (cr_tensor_get_context (self)))
    return refuse (
        error, CR_ERROR_RUNTIME,
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
        "normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more "
        "details.");
  return !records || cr_tensor_check_writable (self, error);
}

gboolean
cr_inplace_check_target (CrTensor *self, GError **error)
{
  gboolean records = cr_context_get_grad_enabled (cr_tensor_get_context (self))
                     && cr_dtype_is_floating (cr_tensor_get_dtype (self)) && cr_tensor_requires_grad (self);
  return check_target (self, records, error);
}

/* An expanded tensor has one place for several elements. */
static gboolean
check_overlap (CrTensor *self, GError **error)
{
  if (cr_tensor_get_numel (self) == 0)
    return TRUE;
  for (int d = 0; d < cr_tensor_get_ndim (self); d++)
    if (cr_tensor_get_strides (self)[d] == 0 && cr_tensor_get_sizes (self)[d] > 1)
      return refuse (error, CR_ERROR_RUNTIME,
                     "unsupported operation: more than one element of the written-to tensor refers to a single "
                     "memory location. Please clone() the tensor before performing the operation.");
  return TRUE;
}

static gboolean
check_cast (CrDtype from, CrDtype to, GError **error)
{
  gboolean fits
      = cr_dtype_is_floating (from) ? cr_dtype_is_floating (to) : from == CR_DTYPE_BOOL || to != CR_DTYPE_BOOL;
  if (!fits)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "result type %s can't be cast to the desired output type %s",
                 cr_dtype_get_scalar_name (from), cr_dtype_get_scalar_name (to));
  return fits;
}

gboolean
cr_inplace_check_shape (CrTensor *self, int ndim, const gint64 *sizes, GError **error)
{
  int own = cr_tensor_get_ndim (self);
  if (own == ndim && (ndim == 0 || memcmp (cr_tensor_get_sizes (self), sizes, ndim * sizeof (gint64)) == 0))
    return TRUE;
  g_autofree char *have = cr_sizes_to_string (own, cr_tensor_get_sizes (self));
  g_autofree char *want = cr_sizes_to_string (ndim, sizes);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "output with shape %s doesn't match the broadcast shape %s", have,
               want);
  return FALSE;
}

/* A copy of @self with its history. */
static CrTensor *
make_stand_in (CrTensor *self, GError **error)
{
  CrGradFn *function = cr_tensor_get_grad_fn (self);
  CrTensor *copy = cr_tensor_new_lazy_copy (self);
  if (!copy)
    copy = cr_kernel_cast (self, cr_tensor_get_dtype (self), error);
  if (copy && function)
    cr_tensor_set_history (copy, function, cr_tensor_get_output_nr (self));
  return copy;
}

/* What PyTorch saves of self when an operation overwrites it: a clone. Its edge is the stand-in's, because self, if it
 * is a view, has no grad_fn between the write and its rebase. */
static void
make_clone (CrTensor *stand_in)
{
  g_autoptr (CrGradFn) function = cr_grad_fn_new (&cr_primitive_clone, stand_in, 1);
  function->next[0].function = cr_tensor_dup_edge (stand_in, &function->next[0].input_nr);
  if (function->next[0].function)
    cr_tensor_set_history (stand_in, function, 0);
}

/* Saved outputs are self's elements from now on; another saved self (y.mul_ (y)) would own its own node. */
static void
resave (CrGradFn *function, CrTensor *self, CrTensor *stand_in)
{
  g_autoptr (CrGradFn) before
      = cr_tensor_get_grad_fn (stand_in) ? cr_grad_fn_ref (cr_tensor_get_grad_fn (stand_in)) : NULL;
  guint output_nr = before ? cr_tensor_get_output_nr (stand_in) : 0;
  for (guint i = 0; i < function->n_saved; i++)
    {
      CrSaved *saved = &function->saved[i];
      if (saved->tensor == stand_in)
        make_clone (stand_in);
      if (saved->tensor != self && !saved->is_output)
        continue;
      g_autoptr (CrTensor) kept = cr_tensor_detach (self);
      if (saved->is_output)
        saved->version = cr_tensor_get_version (self);
      else if (before)
        cr_tensor_set_history (kept, before, output_nr);
      cr_tensor_unref (saved->tensor);
      saved->tensor = g_steal_pointer (&kept);
    }
}

/* What is done: @self takes @call's result. The write is told as one of @owner, of which self may be a part that
 * nobody knows. */
typedef struct
{
  CrTensor *self, *owner, *stand_in;
  Heard heard;
} Write;

static gboolean
move_in (const Write *write, CrTensor *result, GError **error)
{
  if (write->self == write->owner && cr_tensor_take_values (write->self, result))
    return TRUE;
  if (!cr_tensor_begin_write (write->owner, error) || !cr_kernel_copy_into (write->self, result, error))
    return FALSE;
  cr_tensor_end_write (write->owner);
  return TRUE;
}

static void
tell_unrecorded (const Write *write, CrTensor *const *inputs)
{
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (write->self), &user_data);
  if (!observer || !observer->operation_recorded)
    return;
  g_autofree CrTensor **told = g_memdup2 (inputs, write->heard.inputs->len * sizeof (CrTensor *));
  told[0] = write->owner;
  observer->operation_recorded (user_data,
                                write->self == write->owner ? write->heard.primitive : &cr_primitive_copy_slices, told,
                                write->heard.inputs->len, &told[0], 1, NULL);
}

/* @result, just computed, becomes self's values and history. */
static gboolean
finish (const Write *write, CrTensor *result, GError **error)
{
  CrTensor *self = write->self;
  const Heard *heard = &write->heard;
  if (!cr_inplace_check_shape (self, cr_tensor_get_ndim (result), cr_tensor_get_sizes (result), error)
      || !check_cast (cr_tensor_get_dtype (result), cr_tensor_get_dtype (self), error)
      || !move_in (write, result, error))
    return FALSE;
  CrGradFn *function = cr_tensor_get_grad_fn (result);
  g_autofree CrTensor **inputs = g_new0 (CrTensor *, heard->inputs->len + 1);
  for (guint i = 0; i < heard->inputs->len; i++)
    inputs[i] = heard->inputs->pdata[i] == write->stand_in ? self : heard->inputs->pdata[i];
  if (!function)
    {
      if (heard->primitive && heard->inputs->len > 0)
        tell_unrecorded (write, inputs);
      return TRUE;
    }
  cr_grad_fn_set_output (function, 0, self);
  resave (function, self, write->stand_in);
  gboolean tells = heard->primitive && heard->inputs->len > 0;
  cr_tensor_rebase (self, function, heard->primitive, tells ? inputs : NULL, heard->inputs->len);
  if (self == write->owner)
    cr_tensor_check_fresh (self, NULL);
  return TRUE;
}

static gboolean
any_requires_grad (const CrArg *args, guint n_args)
{
  for (guint i = 0; i < n_args; i++)
    {
      if (args[i].kind == CR_ARG_TENSOR && cr_tensor_requires_grad (args[i].u.tensor))
        return TRUE;
      for (guint k = 0; args[i].kind == CR_ARG_TENSORS && k < args[i].n_tensors; k++)
        if (args[i].u.tensors[k] && cr_tensor_requires_grad (args[i].u.tensors[k]))
          return TRUE;
    }
  return FALSE;
}

gboolean
cr_inplace_apply_in (CrTensor *owner, CrInplaceCall call, CrContext *context, const CrArg *args, guint n_args,
                     GError **error)
{
  CrTensor *self = args[0].u.tensor;
  gpointer user_data;
  CrArg shifted[MAX_ARGS];
  g_return_val_if_fail (n_args >= 1 && n_args <= MAX_ARGS, FALSE);
  gboolean records = cr_context_get_grad_enabled (context) && cr_dtype_is_floating (cr_tensor_get_dtype (self))
                     && any_requires_grad (args, n_args);
  gboolean fills = call == cr_overwrite_fill || call == cr_overwrite_zero;
  if (!check_target (self, records, error) || (!fills && !check_overlap (self, error)))
    return FALSE;

  g_autoptr (CrTensor) stand_in = records ? make_stand_in (self, error) : cr_tensor_ref (self);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (clear_input);
  Write write = { .self = self, .owner = owner, .stand_in = stand_in, .heard = { .inputs = inputs } };
  if (!stand_in)
    return FALSE;
  memcpy (shifted, args, n_args * sizeof (CrArg));
  shifted[0].u.tensor = stand_in;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  cr_context_set_autograd_observer (context, &hearing, &write.heard);
  g_autoptr (CrTensor) result = call (context, shifted, error);
  cr_context_set_autograd_observer (context, observer, user_data);
  return result && finish (&write, result, error);
}

gboolean
cr_inplace_apply (CrInplaceCall call, CrContext *context, const CrArg *args, guint n_args, GError **error)
{
  return cr_inplace_apply_in (args[0].u.tensor, call, context, args, n_args, error);
}

gboolean
cr_op_copy_into (CrTensor *self, CrTensor *source, GError **error)
{
  const CrArg args[]
      = { { CR_ARG_TENSOR, { .tensor = self }, NULL, 0, 0 }, { CR_ARG_TENSOR, { .tensor = source }, NULL, 0, 0 } };
  return cr_inplace_apply (cr_overwrite_copy, cr_tensor_get_context (self), args, 2, error);
}
