/* Recording an operation: whether a grad_fn is made, its edges, and telling the observer. */

#include "cr-autograd-private.h"

#include <glib/gi18n-lib.h>

gboolean
cr_tensor_check_fresh (CrTensor *tensor, GError **error)
{
  CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
  if (!meta || !meta->base)
    return TRUE;
  CrGradFn *function = cr_tensor_get_grad_fn (meta->base);
  if ((function ? function->id : 0) == meta->base_function)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                       _ ("a view cannot be differentiated yet after its base was changed in place"));
  return FALSE;
}

static gboolean
should_record (CrRecord *record, gboolean *wanted, GError **error)
{
  CrContext *context = cr_tensor_get_context (record->output);
  *wanted = FALSE;
  if (!cr_context_get_grad_enabled (context) || !cr_dtype_is_floating (cr_tensor_get_dtype (record->output)))
    return TRUE;
  for (guint i = 0; i < record->n_inputs; i++)
    {
      CrTensor *input = record->inputs[i];
      if (!input)
        continue;
      if (!cr_tensor_check_fresh (input, error))
        return FALSE;
      *wanted = *wanted || cr_tensor_requires_grad (input);
    }
  return TRUE;
}

gboolean
cr_record_begin (CrRecord *record, GError **error)
{
  gboolean wanted;
  if (!record->output)
    return FALSE;
  if (!should_record (record, &wanted, error))
    {
      g_clear_pointer (&record->output, cr_tensor_unref);
      return FALSE;
    }
  if (!wanted)
    return TRUE;
  g_autoptr (CrGradFn) function = cr_grad_fn_new (record->primitive, record->output, record->n_inputs);
  for (guint i = 0; i < record->n_inputs; i++)
    if (record->inputs[i])
      function->next[i].function = cr_tensor_dup_edge (record->inputs[i], &function->next[i].input_nr);
  cr_tensor_set_history (record->output, function, 0);
  record->function = function;
  return TRUE;
}

gboolean
cr_record_begin_view (CrRecord *record, GError **error)
{
  if (!cr_record_begin (record, error))
    return FALSE;
  CrTensor *base = cr_tensor_get_base (record->inputs[0]);
  CrAutogradMeta *meta = cr_meta_ensure (record->output);
  meta->base = cr_tensor_ref (base ? base : record->inputs[0]);
  CrGradFn *function = cr_tensor_get_grad_fn (meta->base);
  meta->base_function = function ? function->id : 0;
  return TRUE;
}

gboolean
cr_record_needs (const CrRecord *record, guint i)
{
  return record->function && cr_grad_fn_needs (record->function, i);
}

void
cr_record_save (CrRecord *record, guint slot, CrTensor *tensor, gboolean needed)
{
  if (record->function && needed)
    cr_grad_fn_save (record->function, slot, tensor, tensor == record->output, FALSE);
}

void
cr_record_ints (CrRecord *record, guint n, const gint64 *ints)
{
  if (!record->function)
    return;
  record->function->n_ints = n;
  record->function->ints = g_memdup2 (ints, n * sizeof (gint64));
}

CrTensor *
cr_record_end (CrRecord *record)
{
  if (!record->output)
    return NULL;
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (record->output), &user_data);
  if (observer && observer->operation_recorded)
    observer->operation_recorded (user_data, record->primitive, record->inputs, record->n_inputs, record->output,
                                  record->function);
  return g_steal_pointer (&record->output);
}
