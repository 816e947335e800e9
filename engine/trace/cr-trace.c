/* The list of events. An event takes as many bytes as its kind needs, since most are small, and never moves. Chunk k
 * tells where 1,024 * 2^k of them are, so that a fixed table of chunks reaches four thousand million events; a reader
 * that has acquired the length may look at everything below it while the worker appends. */

#include "cr-trace-private.h"

#include <string.h>

#include "cr-plot-record-private.h"
#include "cr-value-private.h"

#define FIRST_CHUNK_BITS 10
#define MAX_EVENTS ((guint)((G_GUINT64_CONSTANT (1) << 32) - (1u << FIRST_CHUNK_BITS)))

CrTrace *
cr_trace_new (guint64 max_bytes)
{
  CrTrace *trace = g_new0 (CrTrace, 1);
  g_atomic_ref_count_init (&trace->ref_count);
  trace->max_bytes = max_bytes;
  cr_slab_init (&trace->slab);
  cr_value_pool_init (&trace->values);
  trace->strings = g_hash_table_new (g_str_hash, g_str_equal);
  return trace;
}

CrTrace *
cr_trace_ref (CrTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);
  g_atomic_ref_count_inc (&trace->ref_count);
  return trace;
}

void
cr_trace_set_source (CrTrace *trace, CrSource *source)
{
  g_return_if_fail (trace != NULL && source != NULL);
  g_return_if_fail (trace->source == NULL && trace->length == 0);
  trace->source = cr_source_ref (source);
}

CrSource *
cr_trace_get_source (CrTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);
  return trace->source;
}

static CrEvent *
locate (CrTrace *trace, guint i)
{
  guint64 shifted = (guint64)i + (1u << FIRST_CHUNK_BITS);
  guint bit = 63 - (guint)__builtin_clzll (shifted);
  return trace->chunks[bit - FIRST_CHUNK_BITS][shifted - (G_GUINT64_CONSTANT (1) << bit)];
}

/* Those of its own go with the pool. */
static void
clear_value (CrTrace *trace, CrValue *value)
{
  if (value != NULL && !cr_value_is_in (value, &trace->values))
    cr_value_unref (value);
}

static void
clear_values (CrTrace *trace, CrValue *const *values, guint n)
{
  for (guint i = 0; i < n; i++)
    clear_value (trace, values[i]);
}

/* Arrays and strings are the slab's. */
static void
clear_event (CrTrace *trace, CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      clear_value (trace, event->u.tensor.before);
      clear_value (trace, event->u.tensor.value);
      break;
    case CR_EVENT_OPERATION:
      clear_value (trace, event->u.operation.value);
      for (guint i = 0; i < event->u.operation.n_others; i++)
        clear_value (trace, event->u.operation.others[i].value);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      clear_values (trace, event->u.backward.gradients, event->u.backward.n_roots);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      clear_values (trace, event->u.step.received, event->u.step.n_received);
      clear_values (trace, event->u.step.sent, event->u.step.n_sent);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      clear_value (trace, event->u.gradient.before);
      clear_value (trace, event->u.gradient.received);
      clear_value (trace, event->u.gradient.after);
      break;
    case CR_EVENT_PLOTTED:
      cr_plot_record_free (event->u.plot);
      break;
    case CR_EVENT_FAILED:
      cr_diagnostic_free (event->u.diagnostic);
      break;
    default:
      break;
    }
}

void
cr_trace_unref (CrTrace *trace)
{
  g_return_if_fail (trace != NULL);
  if (!g_atomic_ref_count_dec (&trace->ref_count))
    return;
  for (guint i = 0; i < trace->length; i++)
    clear_event (trace, locate (trace, i));
  for (guint i = 0; i < CR_TRACE_N_CHUNKS; i++)
    g_free (trace->chunks[i]);
  g_hash_table_unref (trace->strings);
  cr_slab_clear (&trace->slab);
  cr_value_pool_clear (&trace->values);
  g_clear_pointer (&trace->source, cr_source_unref);
  g_free (trace->lost);
  g_free (trace);
}

void
cr_trace_set_first_kept (CrTrace *trace, guint n_events)
{
  g_return_if_fail (trace != NULL && trace->length == 0);
  trace->first_kept = n_events;
}

guint
cr_trace_get_length (CrTrace *trace)
{
  return __atomic_load_n (&trace->length, __ATOMIC_ACQUIRE);
}

const CrEvent *
cr_trace_get_event (CrTrace *trace, guint i)
{
  g_return_val_if_fail (i < cr_trace_get_length (trace), NULL);
  return locate (trace, i);
}

gboolean
cr_trace_is_summarised (CrTrace *trace)
{
  return g_atomic_int_get (&trace->summarised);
}

guint64
cr_trace_get_bytes (CrTrace *trace)
{
  return __atomic_load_n (&trace->bytes, __ATOMIC_RELAXED);
}

static void
count_bytes (CrTrace *trace, guint64 bytes)
{
  __atomic_store_n (&trace->bytes, trace->bytes + bytes, __ATOMIC_RELAXED);
}

static CrValue *
summarise (CrTrace *trace, CrValue *value)
{
  CrSummary summary;
  cr_value_get_summary (value, &summary);
  g_atomic_int_set (&trace->summarised, TRUE);
  return cr_value_new_summary (cr_value_get_dtype (value), cr_value_get_ndim (value), cr_value_get_sizes (value),
                               &summary);
}

/* What is no larger than a summary stays. */
static gboolean
is_past_budget (CrTrace *trace, gsize bytes)
{
  return bytes > sizeof (CrSummary) && trace->max_bytes > 0 && trace->bytes + bytes > trace->max_bytes;
}

/* A CrValueKeeper: a reference on @value, or on a summary past the budget. */
static CrValue *
hold_value (gpointer user_data, CrValue *value)
{
  CrTrace *trace = user_data;
  if (value == NULL)
    return NULL;
  gsize bytes = cr_value_get_bytes (value);
  if (is_past_budget (trace, bytes))
    return summarise (trace, value);
  if (cr_value_claim (value))
    count_bytes (trace, bytes);
  return cr_value_ref (value);
}

static CrValue *
keep_value (CrTrace *trace, CrValue *value)
{
  return value != NULL && cr_value_is_in (value, &trace->values) ? value : hold_value (trace, value);
}

static CrValue *const *
keep_values (CrTrace *trace, CrValue *const *values, guint n)
{
  CrValue **copy = cr_slab_alloc (&trace->slab, n * sizeof *copy);
  for (guint i = 0; i < n; i++)
    copy[i] = values != NULL ? keep_value (trace, values[i]) : NULL;
  return copy;
}

static const char *
intern (CrTrace *trace, const char *string)
{
  if (string == NULL)
    return NULL;
  CrInternedString *last = &trace->last_strings[((gsize)string >> 2) % CR_TRACE_N_LAST_STRINGS];
  if (last->given == string && strcmp (string, last->interned) == 0)
    return last->interned;
  char *interned = g_hash_table_lookup (trace->strings, string);
  if (interned == NULL)
    {
      interned = cr_slab_copy (&trace->slab, string, strlen (string) + 1);
      g_hash_table_add (trace->strings, interned);
    }
  *last = (CrInternedString){ string, interned };
  return interned;
}

static void
keep_operation (CrTrace *trace, CrOperationEvent *operation)
{
  gsize ids = operation->n_inputs * sizeof (guint64);
  operation->primitive = intern (trace, operation->primitive);
  operation->function_name = intern (trace, operation->function_name);
  operation->inputs = cr_slab_copy (&trace->slab, operation->inputs, ids);
  operation->input_fns = cr_slab_copy (&trace->slab, operation->input_fns, ids);
  operation->edges = cr_slab_copy (&trace->slab, operation->edges, operation->n_edges * sizeof (CrEdge));
  operation->saved = cr_slab_copy (&trace->slab, operation->saved, operation->n_saved * sizeof (CrSavedTensor));
  operation->value = keep_value (trace, operation->value);
  if (operation->n_others == 0)
    return;
  CrResult *others = cr_slab_copy (&trace->slab, operation->others, operation->n_others * sizeof (CrResult));
  for (guint i = 0; i < operation->n_others; i++)
    others[i].value = keep_value (trace, others[i].value);
  operation->others = others;
}

static void
keep_backward (CrTrace *trace, CrBackwardEvent *backward)
{
  gsize ids = backward->n_roots * sizeof (guint64);
  backward->roots = cr_slab_copy (&trace->slab, backward->roots, ids);
  backward->root_fns = cr_slab_copy (&trace->slab, backward->root_fns, ids);
  backward->gradients = keep_values (trace, backward->gradients, backward->n_roots);
}

static void
keep_step (CrTrace *trace, CrStepEvent *step)
{
  step->name = intern (trace, step->name);
  step->received = keep_values (trace, step->received, step->n_received);
  step->sent = keep_values (trace, step->sent, step->n_sent);
  step->edges = cr_slab_copy (&trace->slab, step->edges, step->n_sent * sizeof (CrEdge));
}

static void
keep_gradient (CrTrace *trace, CrGradientEvent *gradient)
{
  gradient->before = keep_value (trace, gradient->before);
  gradient->received = keep_value (trace, gradient->received);
  gradient->after = keep_value (trace, gradient->after);
}

/* What iterations are called is seldom said twice. */
static void
keep_scope (CrTrace *trace, CrScopeEvent *scope)
{
  if (scope->name != NULL && scope->kind == CR_SCOPE_ITERATION)
    scope->name = cr_slab_copy (&trace->slab, scope->name, strlen (scope->name) + 1);
  else
    scope->name = intern (trace, scope->name);
  scope->class_name = intern (trace, scope->class_name);
}

static const CrFailure *
keep_failure (CrTrace *trace, const CrFailure *failure)
{
  if (failure == NULL)
    return NULL;
  CrFailure *copy = cr_slab_copy (&trace->slab, failure, sizeof *failure);
  gsize ids = copy->n_operands * sizeof (guint64);
  copy->name = intern (trace, copy->name);
  copy->operands = cr_slab_copy (&trace->slab, copy->operands, ids);
  copy->operand_fns = cr_slab_copy (&trace->slab, copy->operand_fns, ids);
  return copy;
}

/* Makes everything that @event, a flat copy, points to the trace's own. */
static void
keep_event (CrTrace *trace, CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      event->u.tensor.before = keep_value (trace, event->u.tensor.before);
      event->u.tensor.value = keep_value (trace, event->u.tensor.value);
      break;
    case CR_EVENT_OPERATION:
      keep_operation (trace, &event->u.operation);
      break;
    case CR_EVENT_NAME_BOUND:
      event->u.name.name = intern (trace, event->u.name.name);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      keep_backward (trace, &event->u.backward);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      keep_step (trace, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      keep_gradient (trace, &event->u.gradient);
      break;
    case CR_EVENT_OPTIMIZER_STEPPED:
    case CR_EVENT_PRINTED:
    case CR_EVENT_WARNED:
      event->u.text.category = intern (trace, event->u.text.category);
      if (event->u.text.text != NULL)
        event->u.text.text = cr_slab_copy (&trace->slab, event->u.text.text, strlen (event->u.text.text) + 1);
      break;
    case CR_EVENT_PLOTTED:
      event->u.plot = cr_plot_record_copy (event->u.plot, hold_value, trace);
      break;
    case CR_EVENT_FAILED:
      event->u.diagnostic = cr_diagnostic_copy (event->u.diagnostic);
      event->u.failure = keep_failure (trace, event->u.failure);
      break;
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      keep_scope (trace, &event->u.scope);
      break;
    default:
      break;
    }
}

CrValue *
cr_trace_take_value (CrTrace *trace, CrTensor *tensor)
{
  CrTensorLook look;
  cr_tensor_look (tensor, &look);
  return cr_trace_take_look (trace, tensor, &look);
}

CrValue *
cr_trace_take_look (CrTrace *trace, CrTensor *tensor, const CrTensorLook *look)
{
  if (G_UNLIKELY (trace->length < trace->first_kept))
    return cr_value_new_unkept_in (&trace->values, tensor);
  gsize bytes = (gsize)look->numel * look->element_size;
  if (is_past_budget (trace, bytes))
    {
      g_atomic_int_set (&trace->summarised, TRUE);
      return cr_value_new_summary_in (&trace->values, tensor);
    }
  CrValue *value = cr_value_new_look_in (&trace->values, look);
  gsize held = value != NULL ? cr_value_get_held (value) : 0;
  if (held > 0)
    count_bytes (trace, held);
  return value;
}

static void
add_chunk (CrTrace *trace)
{
  guint64 n = (guint64)trace->length + (1u << FIRST_CHUNK_BITS);
  guint chunk = 63 - (guint)__builtin_clzll (n) - FIRST_CHUNK_BITS;
  trace->chunks[chunk] = g_new (CrEvent *, n);
  trace->next = trace->chunks[chunk];
  trace->end = trace->next + n;
  trace->chunk_bytes += n * sizeof (CrEvent *);
}

/* The chunks are full exactly when there are as many events as there may be. */
G_STATIC_ASSERT (MAX_EVENTS == (((guint64)1 << CR_TRACE_N_CHUNKS) - 1) << FIRST_CHUNK_BITS);

CrEvent *
cr_trace_begin_chunk (CrTrace *trace, CrEventKind kind)
{
  if (trace->length >= MAX_EVENTS)
    {
      if (trace->lost == NULL)
        trace->lost = g_new (CrEvent, 1);
      return trace->lost;
    }
  add_chunk (trace);
  return cr_trace_begin (trace, kind);
}

void
cr_trace_count (CrTrace *trace)
{
  guint64 bytes = trace->slab.bytes + trace->values.bytes + trace->chunk_bytes;
  count_bytes (trace, bytes - trace->counted);
  trace->counted = bytes;
}

const char *
cr_trace_intern (CrTrace *trace, const char *string)
{
  return intern (trace, string);
}

void
cr_trace_append (CrTrace *trace, const CrEvent *event)
{
  g_return_if_fail (event != NULL && (guint)event->kind < CR_N_EVENT_KINDS);
  CrEvent *copy = cr_trace_begin (trace, event->kind);
  memcpy (copy, event, cr_event_kind_get_size (event->kind));
  keep_event (trace, copy);
  cr_trace_commit (trace);
}
