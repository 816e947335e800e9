/* Recording an operation: whether a grad_fn is made, its edges, and telling the observer. */

#include "cr-autograd-private.h"

static CrTensor *const *
get_inputs (const CrRecord *record)
{
  return record->list ? record->list : record->inputs;
}

static guint
get_outputs (CrRecord *record, CrTensor *const **outputs)
{
  if (record->outputs)
    {
      *outputs = (CrTensor *const *)record->outputs->pdata;
      return record->outputs->len;
    }
  *outputs = &record->output;
  return record->output ? 1 : 0;
}

static void
drop_outputs (CrRecord *record)
{
  g_clear_pointer (&record->output, cr_tensor_unref);
  if (record->outputs)
    g_ptr_array_set_size (record->outputs, 0);
}

/* Does any of the outputs take part in a gradient? */
static gboolean
any_floating (CrTensor *const *outputs, guint n)
{
  for (guint i = 0; i < n; i++)
    if (cr_dtype_is_floating (cr_tensor_get_dtype (outputs[i])))
      return TRUE;
  return FALSE;
}

static gboolean
should_record (CrRecord *record, CrTensor *const *outputs, guint n_outputs, gboolean *wanted, GError **error)
{
  CrTensor *const *inputs = get_inputs (record);
  *wanted = FALSE;
  if (!cr_context_get_grad_enabled (cr_tensor_get_context (outputs[0])) || !any_floating (outputs, n_outputs))
    return TRUE;
  for (guint i = 0; i < record->n_inputs; i++)
    {
      if (!inputs[i])
        continue;
      if (!cr_tensor_check_fresh (inputs[i], error))
        return FALSE;
      *wanted = *wanted || cr_tensor_requires_grad (inputs[i]);
    }
  return TRUE;
}

/* In anomaly mode a node knows where its operation stood. */
void
cr_grad_fn_note_origin (CrGradFn *function)
{
  const CrAutogradModes *modes = cr_context_get_autograd_state (function->context);
  if (!modes || !modes->anomaly || !modes->describe)
    return;
  CrNodeExtra *extra = cr_grad_fn_ensure_extra (function);
  g_free (extra->origin);
  extra->origin = modes->describe (modes->describe_data);
}

static void
make_function (CrRecord *record, CrTensor *const *outputs, guint n_outputs)
{
  CrTensor *const *inputs = get_inputs (record);
  g_autoptr (CrGradFn) function = cr_grad_fn_new (record->primitive, outputs[0], record->n_inputs);
  for (guint i = 0; i < record->n_inputs; i++)
    if (inputs[i])
      function->next[i].function = cr_tensor_dup_edge (inputs[i], &function->next[i].input_nr);
  for (guint i = 0; i < n_outputs; i++)
    {
      if (!cr_dtype_is_floating (cr_tensor_get_dtype (outputs[i])))
        continue; /* indices are no outputs of the function */
      if (i > 0)
        cr_grad_fn_set_output (function, i, outputs[i]);
      cr_tensor_set_history (outputs[i], function, i);
    }
  record->function = function;
  cr_grad_fn_note_origin (function);
}

/* What a kernel returned may be a view of something of its own; the result of the operation is none. */
static void
forget_base (CrTensor *output)
{
  if (cr_tensor_get_base (output))
    g_clear_pointer (&cr_tensor_get_autograd (output)->extra->base, cr_tensor_unref);
}

gboolean
cr_record_begin (CrRecord *record, GError **error)
{
  gboolean wanted;
  CrTensor *const *outputs;
  guint n_outputs = get_outputs (record, &outputs);
  record->error = error;
  if (n_outputs == 0)
    return FALSE;
  if (!should_record (record, outputs, n_outputs, &wanted, error))
    {
      drop_outputs (record);
      return FALSE;
    }
  for (guint i = 0; i < n_outputs; i++)
    forget_base (outputs[i]);
  if (wanted)
    make_function (record, outputs, n_outputs);
  return TRUE;
}

gboolean
cr_record_begin_view (CrRecord *record, GError **error)
{
  CrTensor *const *outputs;
  if (!cr_record_begin (record, error))
    return FALSE;
  CrTensor *source = get_inputs (record)[0];
  guint n_outputs = get_outputs (record, &outputs);
  if (cr_tensor_is_inference (source))
    return TRUE;
  CrContext *context = cr_tensor_get_context (source);
  CrViewMaking making = cr_context_get_inference_mode (context)  ? CR_MADE_IN_INFERENCE
                        : !cr_context_get_grad_enabled (context) ? CR_MADE_WITHOUT_GRAD
                        : record->outputs                        ? CR_MADE_WITH_OTHERS
                                                                 : CR_MADE_PLAINLY;
  for (guint i = 0; i < n_outputs; i++)
    cr_tensor_set_view (outputs[i], source, making);
  return TRUE;
}

gboolean
cr_record_needs (const CrRecord *record, guint i)
{
  return record->function && cr_grad_fn_needs (record->function, i);
}

static gboolean
is_output (const CrRecord *record, CrTensor *tensor)
{
  return tensor == record->output || (record->outputs && g_ptr_array_find (record->outputs, tensor, NULL));
}

void
cr_record_save (CrRecord *record, guint slot, CrTensor *tensor, gboolean needed)
{
  if (!record->function || !needed || record->failed)
    return;
  record->failed = cr_tensor_is_inference (tensor);
  if (!record->failed)
    cr_grad_fn_save (record->function, slot, tensor, is_output (record, tensor));
  else
    g_set_error_literal (record->error, CR_ERROR, CR_ERROR_RUNTIME,
                         "Inference tensors cannot be saved for backward. To work around you can make a clone to get a "
                         "normal tensor and use it in autograd.");
}

void
cr_record_ints (CrRecord *record, guint n, const gint64 *ints)
{
  if (!record->function)
    return;
  record->function->n_ints = n;
  record->function->ints = g_memdup2 (ints, n * sizeof (gint64));
}

void
cr_record_doubles (CrRecord *record, guint n, const double *doubles)
{
  if (record->function)
    cr_grad_fn_ensure_extra (record->function)->doubles = g_memdup2 (doubles, n * sizeof (double));
}

static void
tell_recorded (CrRecord *record, CrTensor *const *outputs, guint n_outputs)
{
  gpointer user_data;
  const CrAutogradObserver *observer = cr_autograd_get_observer (cr_tensor_get_context (outputs[0]), &user_data);
  if (observer && observer->operation_recorded)
    observer->operation_recorded (user_data, record->primitive, get_inputs (record), record->n_inputs, outputs,
                                  n_outputs, record->function);
}

CrTensor *
cr_record_end (CrRecord *record)
{
  if (record->failed)
    drop_outputs (record);
  if (!record->output)
    return NULL;
  tell_recorded (record, &record->output, 1);
  return g_steal_pointer (&record->output);
}

gboolean
cr_record_end_many (CrRecord *record)
{
  CrTensor *const *outputs;
  if (record->failed)
    drop_outputs (record);
  guint n_outputs = get_outputs (record, &outputs);
  if (n_outputs == 0)
    return FALSE;
  tell_recorded (record, outputs, n_outputs);
  return TRUE;
}
