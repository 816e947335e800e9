/* What autograd tells the recorder: operations and backward passes. */

#include "cr-recorder-private.h"

#include "cr-primitive.h"
#include "cr-value-private.h"

/* Backwards at whose beginning the stopwatch is held against the clock. */
#define CALIBRATIONS 20

/* The trace's own arrays. */
typedef struct
{
  guint64 *ids, *functions;
  CrEdge *edges; /* NULL when there is no function */
} Operands;

static CrEdge
get_edge (CrGradFn *function, guint i)
{
  CrEdge edge = { 0, 0 };
  guint input_nr = 0;
  if (function == NULL || i >= cr_grad_fn_get_n_next (function))
    return edge;
  CrGradFn *next = cr_grad_fn_get_next (function, i, &input_nr);
  if (next != NULL)
    edge = (CrEdge){ .function = cr_grad_fn_get_id (next), .input_nr = input_nr };
  return edge;
}

/* The inputs that are tensors; returns how many. Of the output itself, written in place, the grad_fn before. */
static guint
fill_operands (CrRecorder *recorder, Operands *operands, CrTensor *const *inputs, guint n_inputs, CrTensor *output,
               CrGradFn *function)
{
  guint n = 0;
  operands->ids
      = cr_trace_alloc (recorder->trace, n_inputs * (2 * sizeof (guint64) + (function != NULL ? sizeof (CrEdge) : 0)));
  operands->functions = operands->ids + n_inputs;
  operands->edges = function != NULL ? (CrEdge *)(operands->functions + n_inputs) : NULL;
  for (guint i = 0; i < n_inputs; i++)
    {
      if (inputs[i] == NULL)
        continue;
      CrRecorded *input = cr_recorder_announce (recorder, inputs[i]);
      operands->ids[n] = input->id;
      operands->functions[n]
          = inputs[i] == output && function != NULL ? input->function : cr_recorder_function_id (inputs[i]);
      if (function != NULL)
        operands->edges[n] = get_edge (function, i);
      n++;
    }
  return n;
}

/* The results after the first, the trace's own; NULL if there are none. */
static CrResult *
make_results (CrRecorder *recorder, CrTensor *const *outputs, guint n_outputs)
{
  CrResult *results = cr_trace_alloc (recorder->trace, (n_outputs - 1) * sizeof *results);
  for (guint i = 1; i < n_outputs; i++)
    {
      CrRecorded *recorded = cr_recorder_ensure (recorder, outputs[i]);
      cr_recorder_list (recorder, recorded);
      recorded->function = cr_recorder_function_id (outputs[i]);
      results[i - 1] = (CrResult){ .tensor = recorded->id,
                                   .function = recorded->function,
                                   .version = cr_tensor_get_version (outputs[i]),
                                   .value = cr_recorder_recorded_value (recorder, recorded) };
    }
  return results;
}

/* The id of what is kept, 0 if the trace does not know it. What an operation in place keeps of its target is a tensor
 * of its own over the same storage. */
static guint64
get_kept_id (CrRecorder *recorder, const CrKept *kept, CrTensor *const *outputs, guint n_outputs)
{
  if (kept->is_output)
    return kept->output_nr < n_outputs ? cr_tensor_get_id (outputs[kept->output_nr]) : 0;
  const CrRecorded *recorded = cr_recorder_find (recorder, cr_tensor_get_id (kept->tensor));
  if (recorded != NULL && recorded->announced)
    return recorded->id;
  return cr_tensor_shares_storage (kept->tensor, outputs[0]) ? cr_tensor_get_id (outputs[0]) : 0;
}

/* What @function keeps, the trace's own. */
static const CrSavedTensor *
list_saved (CrRecorder *recorder, CrGradFn *function, CrTensor *const *outputs, guint n_outputs, guint32 *n)
{
  CrKept kept;
  guint room = 0;
  *n = 0;
  while (function != NULL && cr_grad_fn_get_kept (function, room, &kept))
    room++;
  CrSavedTensor *saved = cr_trace_alloc (recorder->trace, room * sizeof *saved);
  for (guint i = 0; i < room; i++)
    {
      cr_grad_fn_get_kept (function, i, &kept);
      guint64 id = get_kept_id (recorder, &kept, outputs, n_outputs);
      if (id != 0)
        saved[(*n)++] = (CrSavedTensor){ id, kept.version, (guint16)kept.slot, kept.is_output != FALSE };
    }
  return saved;
}

/* Those of the primitives live as long as the program. */
static const char *
get_name (CrRecorder *recorder, CrGradFn *function)
{
  const CrPrimitive *primitive = cr_grad_fn_get_primitive (function);
  const char *name = cr_grad_fn_get_name (function);
  return primitive != NULL && name == primitive->grad_fn ? name : cr_trace_intern (recorder->trace, name);
}

static void
fill_function (CrRecorder *recorder, CrOperationEvent *event, CrGradFn *function, CrTensor *const *outputs,
               guint n_outputs)
{
  event->function_name = function != NULL ? get_name (recorder, function) : NULL;
  event->function = function != NULL ? cr_grad_fn_get_id (function) : 0;
  event->saves = function != NULL && cr_grad_fn_saves_tensors (function);
  event->n_edges = function != NULL ? event->n_inputs : 0;
  event->n_saved = 0;
  event->saved = function != NULL ? list_saved (recorder, function, outputs, n_outputs, &event->n_saved) : NULL;
}

/* Every member is set, one by one: that takes less than making an event elsewhere. */
static void
on_operation (gpointer user_data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs,
              CrTensor *const *outputs, guint n_outputs, CrGradFn *function)
{
  CrRecorder *recorder = user_data;
  CrTensor *output = outputs[0];
  Operands operands;
  gboolean clocked = recorder->stopwatch.since != 0; /* a backward with create_graph */
  if (clocked)
    cr_stopwatch_stop (&recorder->stopwatch);
  guint n = fill_operands (recorder, &operands, inputs, n_inputs, output, function);
  CrRecorded *result = cr_recorder_ensure (recorder, output);
  cr_recorder_list (recorder, result);
  result->function = cr_recorder_function_id (output);
  CrOperationEvent *event = &cr_recorder_begin (recorder, CR_EVENT_OPERATION)->u.operation;
  event->primitive = primitive->name;
  event->output = result->id;
  event->in_place = n_inputs > 0 && inputs[0] == output;
  event->n_inputs = n;
  event->inputs = operands.ids;
  event->input_fns = operands.functions;
  event->edges = operands.edges;
  event->value = cr_recorder_recorded_value (recorder, result);
  event->version = cr_tensor_get_version (output);
  event->n_others = n_outputs - 1;
  event->others = n_outputs > 1 ? make_results (recorder, outputs, n_outputs) : NULL;
  event->grad_disabled = !cr_context_get_grad_enabled (recorder->context);
  fill_function (recorder, event, function, outputs, n_outputs);
  cr_recorder_end (recorder);
  if (clocked)
    cr_stopwatch_start (&recorder->stopwatch);
}

static void
on_backward_begun (gpointer user_data, CrTensor *const *roots, CrTensor *const *gradients, guint n_roots)
{
  CrRecorder *recorder = user_data;
  guint64 *ids = cr_trace_alloc (recorder->trace, 2 * n_roots * sizeof *ids);
  CrValue **values = cr_trace_alloc (recorder->trace, n_roots * sizeof *values);
  for (guint i = 0; i < n_roots; i++)
    {
      ids[i] = cr_recorder_announce (recorder, roots[i])->id;
      ids[n_roots + i] = cr_recorder_function_id (roots[i]);
    }
  for (guint i = 0; i < n_roots; i++)
    values[i] = cr_recorder_value (recorder, gradients[i]);
  cr_recorder_begin (recorder, CR_EVENT_BACKWARD_BEGUN)->u.backward = (CrBackwardEvent){
    .number = ++recorder->n_backwards, .n_roots = n_roots, .roots = ids, .root_fns = ids + n_roots, .gradients = values
  };
  cr_recorder_end (recorder);
  recorder->n_steps = 0;
  recorder->in_backward = TRUE;
  if (recorder->n_backwards <= CALIBRATIONS)
    cr_stopwatch_calibrate (&recorder->stopwatch);
  cr_stopwatch_take (&recorder->stopwatch);
  cr_stopwatch_start (&recorder->stopwatch);
}

static void
on_stepped (gpointer user_data, CrGradFn *function, CrTensor *const *received, guint n_received, CrTensor *const *sent,
            guint n_sent)
{
  CrRecorder *recorder = user_data;
  cr_stopwatch_stop (&recorder->stopwatch);
  CrTensor *leaf = cr_grad_fn_get_variable (function);
  CrEdge *edges
      = cr_trace_alloc (recorder->trace, n_sent * sizeof (CrEdge) + (n_received + n_sent) * sizeof (CrValue *));
  CrValue **values = (CrValue **)(gpointer)(edges + n_sent);
  for (guint i = 0; i < n_received; i++)
    values[i] = cr_recorder_value (recorder, received[i]);
  for (guint i = 0; i < n_sent; i++)
    {
      values[n_received + i] = cr_recorder_value (recorder, sent[i]);
      edges[i] = get_edge (function, i);
    }
  cr_recorder_begin (recorder, CR_EVENT_FUNCTION_STEPPED)->u.step
      = (CrStepEvent){ .backward = recorder->n_backwards,
                       .step = ++recorder->n_steps,
                       .function = cr_grad_fn_get_id (function),
                       .name = leaf != NULL ? "AccumulateGrad" : get_name (recorder, function),
                       .leaf = leaf != NULL ? cr_tensor_get_id (leaf) : 0,
                       .n_received = n_received,
                       .n_sent = n_sent,
                       .received = values,
                       .sent = values + n_received,
                       .edges = edges,
                       .nanoseconds = cr_stopwatch_take (&recorder->stopwatch) };
  cr_recorder_end (recorder);
  cr_stopwatch_start (&recorder->stopwatch);
}

/* What a gradient was before it grew in place is mostly known as what it became the last time. */
static CrValue *
get_before (CrRecorder *recorder, CrTensor *before, CrTensor *after)
{
  const CrRecorded *known
      = before != NULL && after != NULL ? cr_recorder_find (recorder, cr_tensor_get_id (after)) : NULL;
  if (known != NULL && known->value != NULL && cr_value_is_of (known->value, before))
    return known->value;
  return cr_recorder_value (recorder, before);
}

static void
record_gradient (CrRecorder *recorder, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  CrRecorded *owner = cr_recorder_announce (recorder, tensor);
  CrGradientEvent gradient = { .tensor = owner->id,
                               .function = cr_recorder_function_id (tensor),
                               .old_grad = owner->grad,
                               .before = get_before (recorder, before, after),
                               .received = cr_recorder_value (recorder, received),
                               .after = cr_recorder_value (recorder, after) };
  gradient.grad = owner->grad = after != NULL ? cr_tensor_get_id (after) : 0;
  if (after != NULL)
    cr_recorder_ensure (recorder, after)->is_grad = TRUE;
  cr_recorder_begin (recorder, after != NULL ? CR_EVENT_GRAD_ACCUMULATED : CR_EVENT_GRAD_CLEARED)->u.gradient
      = gradient;
  cr_recorder_end (recorder);
}

static void
on_accumulated (gpointer user_data, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  CrRecorder *recorder = user_data;
  cr_stopwatch_stop (&recorder->stopwatch); /* until its step is told */
  record_gradient (recorder, tensor, before, received, after);
}

static void
on_saved_freed (gpointer user_data, CrGradFn *function)
{
  CrRecorder *recorder = user_data;
  cr_recorder_begin (recorder, CR_EVENT_SAVED_FREED)->u.function = cr_grad_fn_get_id (function);
  cr_recorder_end (recorder);
  cr_stopwatch_start (&recorder->stopwatch);
}

static void
on_backward_ended (gpointer user_data, gboolean finished)
{
  CrRecorder *recorder = user_data;
  cr_recorder_begin (recorder, CR_EVENT_BACKWARD_ENDED)->u.backward
      = (CrBackwardEvent){ .number = recorder->n_backwards, .finished = finished };
  cr_recorder_end (recorder);
  recorder->in_backward = FALSE;
  recorder->stopwatch.since = 0;
}

static void
on_gradient_cleared (gpointer user_data, CrTensor *tensor, CrTensor *before)
{
  CrRecorder *recorder = user_data;
  if (before != NULL)
    cr_recorder_ensure (recorder, before)->is_grad = FALSE;
  record_gradient (recorder, tensor, before, NULL, NULL);
}

/* What was detached is told where it first becomes visible; until then its source may be gone. */
static void
on_detached (gpointer user_data, CrTensor *tensor, CrTensor *result)
{
  CrRecorder *recorder = user_data;
  const CrRecorded *source = cr_recorder_find (recorder, cr_tensor_get_id (tensor));
  CrRecorded *recorded = cr_recorder_ensure (recorder, result);
  if (source == NULL || !source->announced)
    return;
  recorded->source = source->id;
  recorded->source_function = cr_recorder_function_id (tensor);
}

const CrAutogradObserver cr_recorder_autograd_observer = {
  .operation_recorded = on_operation,
  .backward_begun = on_backward_begun,
  .function_stepped = on_stepped,
  .gradient_accumulated = on_accumulated,
  .saved_freed = on_saved_freed,
  .backward_ended = on_backward_ended,
  .gradient_cleared = on_gradient_cleared,
  .detached = on_detached,
};
