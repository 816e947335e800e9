/* What the recorder knows of tensors that are alive, and what they tell it. Most tensors are results of operations,
 * whose event tells of them, or temporaries that nobody sees: so a tensor is announced where it first becomes visible
 * (an operand, a name, a root, a write), with the place where it was made. */

#include "cr-recorder-private.h"

#include "cr-value-private.h"

#include <math.h>

guint64
cr_recorder_function_id (CrTensor *tensor)
{
  CrGradFn *function = cr_tensor_peek_grad_fn (tensor);
  return function != NULL ? cr_grad_fn_get_id (function) : 0;
}

/* Member by member, which takes half of what clearing it all takes. */
static inline void
recorded_init (CrRecorder *recorder, CrRecorded *recorded, guint64 id, CrTensor *tensor)
{
  CrInterpPlace place = cr_recorder_get_place (recorder);
  recorded->id = id;
  recorded->tensor = tensor;
  recorded->announced = recorded->is_grad = FALSE;
  recorded->grad_disabled = !cr_context_get_grad_enabled (recorder->context);
  recorded->path_depth = 0;
  recorded->aliases = 0;
  recorded->buffer = NULL;
  recorded->function = recorded->grad = recorded->source = 0;
  recorded->value = recorded->before = NULL;
  recorded->next = recorded->previous = NULL;
  recorded->summed = NULL;
  recorded->range = *place.range;
  recorded->place = place.key;
}

CrRecorded *
cr_recorder_add (CrRecorder *recorder, CrTensor *tensor, guint64 id)
{
  CrRecorded *recorded = recorder->spare;
  if (recorded != NULL)
    recorder->spare = recorded->next;
  else
    recorded = cr_slab_alloc (&recorder->slab, sizeof *recorded);
  recorded_init (recorder, recorded, id, tensor);
  cr_id_table_insert (&recorder->tensors, id, recorded);
  return recorded;
}

static CrAliasList *
get_aliases (CrRecorder *recorder, guint i)
{
  return &g_array_index (recorder->aliases, CrAliasList, i);
}

static inline void
unlist (CrRecorder *recorder, CrRecorded *recorded)
{
  if (recorded->buffer == NULL)
    return;
  CrAliasList *list = get_aliases (recorder, recorded->aliases);
  if (recorded->previous != NULL)
    recorded->previous->next = recorded->next;
  else
    list->first = recorded->next;
  if (recorded->next != NULL)
    recorded->next->previous = recorded->previous;
  else if (recorded->previous == NULL)
    {
      *list = (CrAliasList){ .next_free = recorder->free_aliases };
      recorder->free_aliases = recorded->aliases;
    }
  recorded->next = recorded->previous = NULL;
  recorded->buffer = NULL;
}

/* The list of @buffer, 0 if it has none. */
static guint
find_aliases (CrRecorder *recorder, const CrBuffer *buffer)
{
  guint i = cr_buffer_get_mark (buffer);
  return i < recorder->aliases->len && get_aliases (recorder, i)->buffer == buffer ? i : 0;
}

static guint
add_aliases (CrRecorder *recorder, CrBuffer *buffer)
{
  guint i = recorder->free_aliases;
  if (i != 0)
    recorder->free_aliases = get_aliases (recorder, i)->next_free;
  else
    {
      i = recorder->aliases->len;
      g_array_set_size (recorder->aliases, i + 1);
    }
  *get_aliases (recorder, i) = (CrAliasList){ .buffer = buffer };
  cr_buffer_set_mark (buffer, i);
  return i;
}

static inline void
list (CrRecorder *recorder, CrRecorded *recorded, CrBuffer *buffer)
{
  guint i = find_aliases (recorder, buffer);
  if (i == 0)
    i = add_aliases (recorder, buffer);
  CrAliasList *aliases = get_aliases (recorder, i);
  recorded->buffer = buffer;
  recorded->aliases = i;
  recorded->next = aliases->first;
  if (recorded->next != NULL)
    recorded->next->previous = recorded;
  aliases->first = recorded;
}

void
cr_recorder_list (CrRecorder *recorder, CrRecorded *recorded)
{
  CrBuffer *buffer = cr_tensor_get_buffer (recorded->tensor);
  recorded->announced = TRUE;
  if (recorded->buffer == buffer && cr_buffer_get_mark (buffer) == recorded->aliases)
    return;
  unlist (recorder, recorded);
  list (recorder, recorded, buffer);
}

CrRecorded *
cr_recorder_first_alias (CrRecorder *recorder, CrTensor *tensor)
{
  guint i = find_aliases (recorder, cr_tensor_get_buffer (tensor));
  return i != 0 ? get_aliases (recorder, i)->first : NULL;
}

/* A buffer may serve several storages, hence the question. */
CrRecorded *
cr_recorder_find_alias (CrRecorder *recorder, CrTensor *tensor)
{
  CrRecorded *found = cr_recorder_first_alias (recorder, tensor);
  while (found != NULL && (found->tensor == tensor || !cr_tensor_shares_storage (found->tensor, tensor)))
    found = found->next;
  return found;
}

/* A summary cannot be compared with the tensor; but whoever writes raises the version. */
static gboolean
is_summary_of (const CrRecorded *recorded)
{
  return recorded->summed != NULL && recorded->summed == cr_tensor_get_buffer (recorded->tensor)
         && recorded->summed_version == cr_tensor_get_version (recorded->tensor);
}

/* What was not looked at, because only what comes later counts, has no norm. */
static void
note_summary (CrRecorded *recorded)
{
  CrSummary summary;
  cr_value_get_summary (recorded->value, &summary);
  if (isnan (summary.norm))
    return;
  recorded->summed = cr_tensor_get_buffer (recorded->tensor);
  recorded->summed_version = cr_tensor_get_version (recorded->tensor);
}

CrValue *
cr_recorder_recorded_value (CrRecorder *recorder, CrRecorded *recorded)
{
  CrTensorLook look;
  cr_tensor_look (recorded->tensor, &look);
  if (recorded->value != NULL && (cr_value_shows (recorded->value, &look) || is_summary_of (recorded)))
    return recorded->value;
  recorded->value = cr_trace_take_look (recorder->trace, recorded->tensor, &look);
  recorded->summed = NULL;
  if (G_UNLIKELY (recorded->value != NULL && !cr_value_has_data (recorded->value)))
    note_summary (recorded);
  return recorded->value;
}

/* The engine's own temporaries, gradients above all, have no id. */
CrValue *
cr_recorder_value (CrRecorder *recorder, CrTensor *tensor)
{
  if (tensor == NULL)
    return NULL;
  if (cr_tensor_get_id (tensor) != 0)
    return cr_recorder_recorded_value (recorder, cr_recorder_ensure (recorder, tensor));
  CrValue **last = &recorder->passing[((gsize)tensor >> 5) % CR_RECORDER_N_PASSING];
  CrTensorLook look;
  cr_tensor_look (tensor, &look);
  if (*last == NULL || !cr_value_shows (*last, &look))
    *last = cr_trace_take_look (recorder->trace, tensor, &look);
  return *last;
}

/* A detach() is no primitive, but a person wants to see where the gradient's way was cut. */
static void
append_detached (CrRecorder *recorder, CrRecorded *recorded, guint64 base, guint64 function)
{
  CrEvent event = { .kind = CR_EVENT_OPERATION,
                    .u.operation = { .primitive = "detach",
                                     .function_name = "detach",
                                     .output = recorded->id,
                                     .n_inputs = 1,
                                     .inputs = &base,
                                     .input_fns = &function,
                                     .value = cr_recorder_recorded_value (recorder, recorded),
                                     .version = cr_tensor_get_version (recorded->tensor),
                                     .grad_disabled = recorded->grad_disabled } };
  cr_recorder_append_at (recorder, &event, &recorded->range, recorded->place);
}

static void
append_created (CrRecorder *recorder, CrRecorded *recorded)
{
  CrTensor *tensor = recorded->tensor;
  CrValue *value = cr_recorder_recorded_value (recorder, recorded);
  CrEvent *event = cr_recorder_begin_at (recorder, CR_EVENT_TENSOR_CREATED, &recorded->range, recorded->place);
  event->u.tensor = (CrTensorEvent){ .id = recorded->id,
                                     .requires_grad = cr_tensor_requires_grad (tensor),
                                     .is_leaf = cr_tensor_peek_grad_fn (tensor) == NULL,
                                     .version = cr_tensor_get_version (tensor),
                                     .value = value };
  cr_recorder_end (recorder);
}

/* Nothing tells of detach_(): it is seen the next time that its tensor is. */
static void
append_detached_in_place (CrRecorder *recorder, CrRecorded *recorded)
{
  guint64 function = recorded->function;
  recorded->function = 0;
  CrEvent event = { .kind = CR_EVENT_OPERATION,
                    .u.operation = { .primitive = "detach",
                                     .function_name = "detach",
                                     .output = recorded->id,
                                     .in_place = TRUE,
                                     .n_inputs = 1,
                                     .inputs = &recorded->id,
                                     .input_fns = &function,
                                     .value = cr_recorder_recorded_value (recorder, recorded),
                                     .version = cr_tensor_get_version (recorded->tensor) } };
  cr_recorder_append (recorder, &event);
}

CrRecorded *
cr_recorder_announce (CrRecorder *recorder, CrTensor *tensor)
{
  CrRecorded *recorded = cr_recorder_ensure (recorder, tensor);
  if (recorded->announced)
    {
      if (recorded->function != 0 && cr_tensor_peek_grad_fn (tensor) == NULL)
        append_detached_in_place (recorder, recorded);
      return recorded;
    }
  const CrRecorded *base = cr_recorder_find_alias (recorder, tensor);
  recorded->function = cr_recorder_function_id (tensor);
  cr_recorder_list (recorder, recorded);
  gboolean plain = recorded->function == 0 && !cr_tensor_requires_grad (tensor);
  if (plain && base != NULL)
    append_detached (recorder, recorded, base->id, cr_recorder_function_id (base->tensor));
  else if (plain && recorded->source != 0) /* of an intermediate result that is gone */
    append_detached (recorder, recorded, recorded->source, recorded->source_function);
  else if (recorded->function == 0)
    append_created (recorder, recorded);
  return recorded;
}

/* Its elements are not there yet. */
static void
on_created (gpointer user_data, CrTensor *tensor)
{
  CrRecorder *recorder = user_data;
  if (!recorder->in_backward)
    cr_recorder_ensure (recorder, tensor);
}

static void
on_released (gpointer user_data, guint64 id)
{
  CrRecorder *recorder = user_data;
  CrRecorded *recorded = cr_id_table_remove (&recorder->tensors, id);
  if (recorded == NULL)
    return;
  unlist (recorder, recorded);
  if (recorded->announced)
    {
      *recorder->released_end = recorded;
      recorder->released_end = &recorded->next;
      return;
    }
  recorded->next = recorder->spare;
  recorder->spare = recorded;
}

/* The engine writes gradients as it accumulates them, and tells so itself. */
static gboolean
is_engines_own (CrRecorder *recorder, const CrRecorded *recorded)
{
  return recorder->in_backward && (recorded == NULL || recorded->is_grad || !recorded->announced);
}

/* Of an accumulated gradient only the views are told of here. */
static void
on_before_write (gpointer user_data, CrTensor *tensor)
{
  CrRecorder *recorder = user_data;
  CrRecorded *recorded = cr_recorder_find (recorder, cr_tensor_get_id (tensor));
  gboolean own = is_engines_own (recorder, recorded);
  if (own && (recorded == NULL || !recorded->announced || (recorded->next == NULL && recorded->previous == NULL)))
    return;
  /* A gradient that was accumulated in place may have taken another buffer, of which nothing told. */
  recorded = cr_recorder_announce (recorder, tensor);
  cr_recorder_list (recorder, recorded);
  CrRecorded *alias = cr_recorder_first_alias (recorder, tensor);
  for (; alias != NULL; alias = alias->next)
    if (!own || alias != recorded)
      alias->before = cr_recorder_recorded_value (recorder, alias);
}

static void
append_written (CrRecorder *recorder, CrRecorded *recorded)
{
  CrValue *value = cr_recorder_recorded_value (recorder, recorded);
  CrEvent *event = cr_recorder_begin (recorder, CR_EVENT_WRITTEN);
  event->u.tensor = (CrTensorEvent){ .id = recorded->id,
                                     .requires_grad = cr_tensor_requires_grad (recorded->tensor),
                                     .is_leaf = cr_tensor_peek_grad_fn (recorded->tensor) == NULL,
                                     .version = cr_tensor_get_version (recorded->tensor),
                                     .before = recorded->before,
                                     .value = value };
  cr_recorder_end (recorder);
  recorded->before = NULL;
}

/* The storage of @written has another buffer now if the trace shared the old one, which is where they are found the
 * next time. */
static void
append_written_views (CrRecorder *recorder, CrRecorded *written)
{
  CrRecorded *alias = get_aliases (recorder, written->aliases)->first;
  while (alias != NULL)
    {
      CrRecorded *next = alias->next;
      if (alias != written && alias->before != NULL && cr_tensor_shares_storage (alias->tensor, written->tensor))
        {
          append_written (recorder, alias);
          cr_recorder_list (recorder, alias);
        }
      if (alias != written)
        alias->before = NULL;
      alias = next;
    }
}

/* Tells of every announced view of what was written, of @tensor itself last: the operation's event comes after it. */
static void
on_written (gpointer user_data, CrTensor *tensor)
{
  CrRecorder *recorder = user_data;
  CrRecorded *written = cr_recorder_find (recorder, cr_tensor_get_id (tensor));
  gboolean own = is_engines_own (recorder, written);
  if (written == NULL || !written->announced || (!own && written->before == NULL))
    return;
  append_written_views (recorder, written);
  if (!own)
    append_written (recorder, written);
  cr_recorder_list (recorder, written);
}

const CrTensorObserver cr_recorder_tensor_observer = {
  .created = on_created,
  .released = on_released,
  .before_write = on_before_write,
  .written = on_written,
};
