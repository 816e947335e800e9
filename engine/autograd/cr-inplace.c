/* In-place operations.
 *
 * The function computes into a fresh tensor from a stand-in of self (a copy that has self's
 * history, so that what the rule saves is the old value, and no node saves a tensor that
 * will own it); then the result is written into self, whose version rises and which takes
 * over the result's grad_fn. The observer hears of one operation, with self as input and output. */

#include "cr-inplace.h"

#include "cr-autograd-private.h"
#include "cr-kernels.h"
#include "cr-print.h"

#include <glib/gi18n-lib.h>

#define MAX_ARGS 8

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

/* A view's history cannot be rewritten without CopySlices. */
static gboolean
check_view (CrTensor *self, CrTensor *base, gboolean records, GError **error)
{
  gboolean wanted = records || cr_tensor_requires_grad (base) || cr_tensor_requires_grad (self);
  if (!wanted)
    return TRUE;
  if (cr_tensor_requires_grad (base) && cr_tensor_is_leaf (base))
    return refuse (error, CR_ERROR_RUNTIME,
                   "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  return refuse (error, CR_ERROR_NOT_IMPLEMENTED,
                 _ ("writing in place into a view of a tensor that takes part in a gradient is not supported yet"));
}

static gboolean
check_target (CrTensor *self, gboolean records, GError **error)
{
  if (!cr_context_get_grad_enabled (cr_tensor_get_context (self)))
    return TRUE;
  if (cr_tensor_requires_grad (self) && cr_tensor_is_leaf (self))
    return refuse (error, CR_ERROR_RUNTIME,
                   "a leaf Variable that requires grad is being used in an in-place operation.");
  CrTensor *base = cr_tensor_get_base (self);
  return !base || check_view (self, base, records, error);
}

/* An expanded tensor has one place for several elements. */
static gboolean
check_overlap (CrTensor *self, GError **error)
{
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
  CrTensor *copy = cr_kernel_cast (self, cr_tensor_get_dtype (self), error);
  if (copy && cr_tensor_get_grad_fn (self))
    cr_tensor_set_history (copy, cr_tensor_get_grad_fn (self), cr_tensor_get_output_nr (self));
  return copy;
}

/* Saved outputs are self's elements from now on; another saved self (y.mul_ (y)) would own its own node. */
static void
resave (CrGradFn *function, CrTensor *self)
{
  for (guint i = 0; i < function->n_saved; i++)
    {
      CrSaved *saved = &function->saved[i];
      if (saved->tensor != self && !saved->is_output)
        continue;
      g_autoptr (CrTensor) kept = cr_tensor_detach (self);
      if (saved->is_output)
        saved->version = cr_tensor_get_version (self);
      else if (cr_tensor_get_grad_fn (self))
        cr_tensor_set_history (kept, cr_tensor_get_grad_fn (self), cr_tensor_get_output_nr (self));
      cr_tensor_unref (saved->tensor);
      saved->tensor = g_steal_pointer (&kept);
    }
}

/* Values, version and history of @result become @self's. */
static gboolean
move_in (CrTensor *self, CrTensor *result, GError **error)
{
  if (!cr_tensor_begin_write (self, error))
    return FALSE;
  if (!cr_kernel_copy_into (self, result, error))
    return FALSE;
  cr_tensor_end_write (self);
  CrGradFn *function = cr_tensor_get_grad_fn (result);
  if (!function)
    return TRUE;
  cr_grad_fn_set_output (function, 0, self);
  resave (function, self);
  cr_tensor_set_history (self, function, 0);
  return TRUE;
}

static void
tell_observer (const Heard *heard, CrTensor *stand_in, CrTensor *self, gboolean recorded)
{
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (self), &user_data);
  if (!heard->primitive || !observer || !observer->operation_recorded)
    return;
  g_autofree CrTensor **inputs = g_new (CrTensor *, heard->inputs->len + 1);
  for (guint i = 0; i < heard->inputs->len; i++)
    inputs[i] = heard->inputs->pdata[i] == stand_in ? self : heard->inputs->pdata[i];
  observer->operation_recorded (user_data, heard->primitive, inputs, heard->inputs->len, &self, 1,
                                recorded ? cr_tensor_get_grad_fn (self) : NULL);
}

static gboolean
apply (CrTensor *self, CrTensor *stand_in, CrTensor *result, const Heard *heard, GError **error)
{
  if (!cr_inplace_check_shape (self, cr_tensor_get_ndim (result), cr_tensor_get_sizes (result), error)
      || !check_cast (cr_tensor_get_dtype (result), cr_tensor_get_dtype (self), error)
      || !check_target (self, cr_tensor_requires_grad (result), error) || !move_in (self, result, error))
    return FALSE;
  tell_observer (heard, stand_in, self, cr_tensor_get_grad_fn (result) != NULL);
  return TRUE;
}

static gboolean
any_requires_grad (const CrArg *args, guint n_args)
{
  for (guint i = 0; i < n_args; i++)
    if (args[i].kind == CR_ARG_TENSOR && cr_tensor_requires_grad (args[i].u.tensor))
      return TRUE;
  return FALSE;
}

gboolean
cr_inplace_apply (CrTensor *(*call) (CrContext *, const CrArg *, GError **), CrContext *context, const CrArg *args,
                  guint n_args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  gpointer user_data;
  CrArg shifted[MAX_ARGS];
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (clear_input);
  Heard heard = { .inputs = inputs };
  g_return_val_if_fail (n_args >= 1 && n_args <= MAX_ARGS, FALSE);
  if (!check_target (self, FALSE, error)
      || (call != cr_overwrite_fill && call != cr_overwrite_zero && !check_overlap (self, error)))
    return FALSE;

  gboolean records = cr_context_get_grad_enabled (context) && any_requires_grad (args, n_args);
  g_autoptr (CrTensor) stand_in = records ? make_stand_in (self, error) : cr_tensor_ref (self);
  if (!stand_in)
    return FALSE;
  memcpy (shifted, args, n_args * sizeof (CrArg));
  shifted[0].u.tensor = stand_in;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  cr_context_set_autograd_observer (context, &hearing, &heard);
  g_autoptr (CrTensor) result = call (context, shifted, error);
  cr_context_set_autograd_observer (context, observer, user_data);

  return result && apply (self, stand_in, result, &heard, error);
}
