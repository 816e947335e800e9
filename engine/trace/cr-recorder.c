/* The recorder's frame: keys and places of events, and what the language tells. An event's key is a hash of the
 * interpreter's key (which statement, in which iteration), the kind of event and its ordinal among those of its
 * kind there, so that it does not change when other lines do. */

#include "cr-recorder-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "cr-plot-record.h"

static inline guint64
mix (guint64 hash, guint64 value)
{
  hash ^= value + G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) + (hash << 6) + (hash >> 2);
  hash ^= hash >> 30;
  hash *= G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  hash ^= hash >> 27;
  hash *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return hash ^ (hash >> 31);
}

static inline guint *
get_ordinal (CrRecorder *recorder, guint64 place, CrEventKind kind)
{
  CrPlaceCount *count = &recorder->places[place % CR_RECORDER_N_PLACES];
  if (count->place != place)
    *count = (CrPlaceCount){ .place = place };
  return &count->n_events[kind];
}

static inline guint64
make_key (guint64 place, CrEventKind kind, guint ordinal)
{
  guint64 key = mix (place, ((guint64)kind + 1) << 32 | ordinal);
  return key != 0 ? key : 1;
}

static inline void
commit (CrRecorder *recorder)
{
  cr_trace_commit (recorder->trace);
  if (G_UNLIKELY (recorder->watch != NULL))
    recorder->watch (recorder->watch_data, recorder, cr_trace_get_length (recorder->trace));
}

static void
append_released (CrRecorder *recorder, const CrRange *range, guint64 place)
{
  guint *ordinal = get_ordinal (recorder, place, CR_EVENT_TENSOR_RELEASED);
  for (CrRecorded *recorded = recorder->released; recorded != NULL; recorded = recorded->next)
    {
      CrEvent *event = cr_trace_begin (recorder->trace, CR_EVENT_TENSOR_RELEASED);
      event->kind = CR_EVENT_TENSOR_RELEASED;
      event->range = *range;
      event->key = make_key (place, CR_EVENT_TENSOR_RELEASED, (*ordinal)++);
      event->u.tensor.id = recorded->id;
      commit (recorder);
    }
  *recorder->released_end = recorder->spare;
  recorder->spare = recorder->released;
  recorder->released = NULL;
  recorder->released_end = &recorder->released;
}

/* What a tensor that is alive takes beside its elements and the trace: itself, its function, what the recorder knows.
 */
#define LIVE_BYTES 384

/* So many events between two looks at the size. */
#define CHECK_EVERY 64

/* Past its budget a trace keeps summaries, but events come on and on in an endless loop, and the functions of a chain
 * with them: at twice the budget, or once events and tensors alone take it, the run ends, before the computer's memory
 * does. */
static void
check_size (CrRecorder *recorder)
{
  guint64 budget = cr_context_get_limits (recorder->context)->max_trace;
  guint64 events = (guint64)cr_trace_get_length (recorder->trace) * sizeof (CrEvent);
  guint64 tensors = (guint64)recorder->tensors.n_used * LIVE_BYTES;
  if (budget == 0 || (cr_trace_get_bytes (recorder->trace) / 2 <= budget && events + tensors <= budget))
    return;
  g_autofree char *message
      = g_strdup_printf (_ ("the run was stopped because what it recorded takes more than the %" PRIu64
                            " bytes of --max-trace; raise it or look for an endless loop"),
                         budget);
  cr_context_stop (recorder->context, message);
}

G_STATIC_ASSERT ((int)CR_SCOPE_ITERATION == (int)CR_LANG_SCOPE_ITERATION);
G_STATIC_ASSERT ((int)CR_SCOPE_CALL == (int)CR_LANG_SCOPE_CALL);
G_STATIC_ASSERT ((int)CR_SCOPE_MODULE == (int)CR_LANG_SCOPE_MODULE);

/* What iterations are called is seldom said twice. */
static const char *
keep_scope_name (CrRecorder *recorder, const CrLangScope *scope)
{
  g_autofree char *name = cr_interp_dup_scope_name (recorder->interp, scope);
  if (name == NULL || scope->kind != CR_LANG_SCOPE_ITERATION)
    return cr_trace_intern (recorder->trace, name);
  gsize size = strlen (name) + 1;
  return memcpy (cr_trace_alloc (recorder->trace, size), name, size);
}

static const char *
keep_class_name (CrRecorder *recorder, const CrLangScope *scope)
{
  return cr_trace_intern (recorder->trace, cr_interp_get_scope_class (recorder->interp, scope));
}

/* A scope is marked with the number of its event, from 1. */
static void
append_entered (CrRecorder *recorder, CrLangScope *scope)
{
  CrEvent *event = cr_trace_begin (recorder->trace, CR_EVENT_SCOPE_ENTERED);
  const CrEvent *around = scope->outer != NULL ? cr_trace_get_event (recorder->trace, scope->outer->told - 1) : NULL;
  event->kind = CR_EVENT_SCOPE_ENTERED;
  event->range = *scope->range;
  event->key
      = make_key (scope->key, CR_EVENT_SCOPE_ENTERED, (*get_ordinal (recorder, scope->key, CR_EVENT_SCOPE_ENTERED))++);
  event->u.scope = (CrScopeEvent){ .kind = (CrScopeKind)scope->kind,
                                   .depth = around != NULL ? around->u.scope.depth + 1 : 0,
                                   .number = scope->number,
                                   .loop = scope->loop,
                                   .name = keep_scope_name (recorder, scope),
                                   .class_name = keep_class_name (recorder, scope) };
  scope->told = cr_trace_get_length (recorder->trace) + 1;
  commit (recorder);
}

/* Of the scopes around what happens now those that were not told yet, the outermost first. */
static void
append_scopes (CrRecorder *recorder, CrLangScope *innermost)
{
  if (innermost->outer == NULL || innermost->outer->told != 0)
    {
      append_entered (recorder, innermost);
      return;
    }
  g_autoptr (GPtrArray) untold = g_ptr_array_new ();
  for (CrLangScope *scope = innermost; scope != NULL && scope->told == 0; scope = scope->outer)
    g_ptr_array_add (untold, scope);
  for (guint i = untold->len; i-- > 0;)
    append_entered (recorder, untold->pdata[i]);
}

static void
on_scope_left (gpointer user_data, CrLangScope *scope)
{
  CrRecorder *recorder = user_data;
  guint entered = scope->told - 1;
  CrEvent *event = cr_recorder_begin_at (recorder, CR_EVENT_SCOPE_LEFT, scope->range, scope->key);
  event->u.scope = cr_trace_get_event (recorder->trace, entered)->u.scope;
  cr_recorder_end (recorder);
}

static inline void
flush (CrRecorder *recorder, const CrRange *range, guint64 place, CrLangScope *scope)
{
  if (recorder->released != NULL)
    append_released (recorder, range, place);
  if (scope != NULL && scope->told == 0)
    append_scopes (recorder, scope);
}

static inline CrEvent *
begin (CrRecorder *recorder, CrEventKind kind, const CrRange *range, guint64 place, CrLangScope *scope)
{
  flush (recorder, range, place, scope);
  CrEvent *event = cr_trace_begin (recorder->trace, kind);
  event->kind = kind;
  event->range = *range;
  event->key = make_key (place, kind, (*get_ordinal (recorder, place, kind))++);
  return event;
}

CrEvent *
cr_recorder_begin_at (CrRecorder *recorder, CrEventKind kind, const CrRange *range, guint64 place)
{
  return begin (recorder, kind, range, place, cr_recorder_get_place (recorder).scope);
}

CrEvent *
cr_recorder_begin (CrRecorder *recorder, CrEventKind kind)
{
  CrInterpPlace place = cr_recorder_get_place (recorder);
  return begin (recorder, kind, place.range, place.key, place.scope);
}

void
cr_recorder_end (CrRecorder *recorder)
{
  commit (recorder);
  if (G_UNLIKELY (cr_trace_get_length (recorder->trace) % CHECK_EVERY == 0))
    check_size (recorder);
}

void
cr_recorder_append_at (CrRecorder *recorder, CrEvent *event, const CrRange *range, guint64 place)
{
  flush (recorder, range, place, cr_recorder_get_place (recorder).scope);
  event->range = *range;
  event->key = make_key (place, event->kind, (*get_ordinal (recorder, place, event->kind))++);
  cr_trace_append (recorder->trace, event);
  if (recorder->watch != NULL)
    recorder->watch (recorder->watch_data, recorder, cr_trace_get_length (recorder->trace));
  check_size (recorder);
}

void
cr_recorder_append (CrRecorder *recorder, CrEvent *event)
{
  CrInterpPlace place = cr_recorder_get_place (recorder);
  cr_recorder_append_at (recorder, event, place.range, place.key);
}

/* What @name means so far. Most names come from the text, where each has its address. */
static CrNameEvent *
find_meaning (CrRecorder *recorder, const char *name)
{
  CrKnownName *known = &recorder->known_names[((gsize)name >> 3) % CR_RECORDER_N_NAMES];
  if (known->given == name && strcmp (known->meaning->name, name) == 0)
    return known->meaning;
  CrNameEvent *meaning = g_hash_table_lookup (recorder->names, name);
  if (meaning == NULL)
    {
      meaning = g_new0 (CrNameEvent, 1);
      meaning->name = cr_trace_intern (recorder->trace, name);
      g_hash_table_insert (recorder->names, (gpointer)meaning->name, meaning);
    }
  *known = (CrKnownName){ name, meaning };
  return meaning;
}

/* Something happens that is no event: but it happens in a scope, which is told of while its name is known. */
static void
tell_scopes (CrRecorder *recorder)
{
  CrInterpPlace place = cr_recorder_get_place (recorder);
  if (place.scope != NULL && place.scope->told == 0)
    flush (recorder, place.range, place.key, place.scope);
}

/* What becomes of a name that means no tensor and meant none is no event, nor is it one that a name means what it
 * meant, as after `w -= step`. */
static void
record_name (CrRecorder *recorder, const char *name, CrTensor *tensor)
{
  CrNameEvent *meaning = find_meaning (recorder, name);
  if (tensor == NULL && meaning->tensor == 0)
    return;
  CrRecorded *recorded = tensor != NULL ? cr_recorder_announce (recorder, tensor) : NULL;
  guint64 function = tensor != NULL ? cr_recorder_function_id (tensor) : 0;
  if (recorded != NULL && recorded->id == meaning->tensor && function == meaning->function)
    {
      tell_scopes (recorder);
      return;
    }
  meaning->old_tensor = meaning->tensor;
  meaning->old_function = meaning->function;
  meaning->tensor = recorded != NULL ? recorded->id : 0;
  meaning->function = function;
  cr_recorder_begin (recorder, CR_EVENT_NAME_BOUND)->u.name = *meaning;
  cr_recorder_end (recorder);
}

static void
on_name_bound (gpointer user_data, const char *name, CrTensor *tensor)
{
  CrRecorder *recorder = user_data;
  record_name (recorder, name, tensor);
  if (recorder->forward != NULL && recorder->forward->name_bound != NULL)
    recorder->forward->name_bound (recorder->forward_data, name, tensor);
}

static guint
count_dots (const char *path)
{
  guint n = 0;
  for (; *path != '\0'; path++)
    n += *path == '.';
  return n;
}

/* A parameter keeps the path that says most: "net.block.fc.weight", not the "m.weight" of a loop over modules. */
static void
on_parameter_placed (gpointer user_data, const char *path, CrTensor *tensor)
{
  CrRecorder *recorder = user_data;
  CrRecorded *recorded = cr_recorder_announce (recorder, tensor);
  guint depth = MIN (count_dots (path), G_MAXUINT16);
  if (depth <= recorded->path_depth)
    return;
  recorded->path_depth = depth;
  CrEvent event = { .kind = CR_EVENT_NAME_BOUND,
                    .u.name = { .name = path, .tensor = recorded->id, .function = cr_recorder_function_id (tensor) } };
  cr_recorder_append (recorder, &event);
}

static void
on_printed (gpointer user_data, const char *text, gsize length)
{
  CrRecorder *recorder = user_data;
  g_autofree char *copy = g_strndup (text, length);
  CrEvent event = { .kind = CR_EVENT_PRINTED, .u.text.text = copy };
  cr_recorder_append (recorder, &event);
  if (recorder->forward != NULL && recorder->forward->printed != NULL)
    recorder->forward->printed (recorder->forward_data, text, length);
}

static CrPlotDatum *
datum_new (CrRecorder *recorder, const CrPlotArg *arg)
{
  CrPlotDatum *datum = cr_plot_datum_new (arg->kind, arg->keyword);
  datum->integer = arg->integer;
  datum->number = arg->number;
  datum->string = g_strdup (arg->string);
  if (arg->tensor != NULL)
    {
      CrRecorded *known = cr_recorder_find (recorder, cr_tensor_get_id (arg->tensor));
      if (known == NULL || !known->announced)
        known = cr_recorder_find_alias (recorder, arg->tensor);
      datum->tensor = known != NULL ? known->id : 0;
      datum->value = cr_value_new (arg->tensor);
    }
  for (guint i = 0; arg->elements != NULL && i < arg->elements->len; i++)
    g_ptr_array_add (datum->elements, datum_new (recorder, arg->elements->pdata[i]));
  return datum;
}

static void
on_plotted (gpointer user_data, const CrPlotCall *call)
{
  CrRecorder *recorder = user_data;
  CrPlotRecord *record = cr_plot_record_new (call->name, call->axes);
  for (guint i = 0; call->args != NULL && i < call->args->len; i++)
    g_ptr_array_add (record->args, datum_new (recorder, call->args->pdata[i]));
  CrEvent event = { .kind = CR_EVENT_PLOTTED, .u.plot = record };
  cr_recorder_append (recorder, &event);
  cr_plot_record_free (record);
  if (recorder->forward != NULL && recorder->forward->plotted != NULL)
    recorder->forward->plotted (recorder->forward_data, call);
}

static void
on_optimizer_stepped (gpointer user_data, const char *kind, const char *options)
{
  CrRecorder *recorder = user_data;
  CrEvent event = { .kind = CR_EVENT_OPTIMIZER_STEPPED, .u.text = { .category = kind, .text = options } };
  cr_recorder_append (recorder, &event);
  if (recorder->forward != NULL && recorder->forward->optimizer_stepped != NULL)
    recorder->forward->optimizer_stepped (recorder->forward_data, kind, options);
}

static void
on_warned (gpointer user_data, const char *category, const char *message)
{
  CrRecorder *recorder = user_data;
  CrEvent event = { .kind = CR_EVENT_WARNED, .u.text = { .category = category, .text = message } };
  cr_recorder_append (recorder, &event);
  if (recorder->forward != NULL && recorder->forward->warned != NULL)
    recorder->forward->warned (recorder->forward_data, category, message);
}

static void
on_failed (gpointer user_data, const CrDiagnostic *diagnostic)
{
  CrRecorder *recorder = user_data;
  CrEvent event = { .kind = CR_EVENT_FAILED };
  event.u.diagnostic = (CrDiagnostic *)diagnostic;
  event.u.failure = cr_recorder_get_failure (recorder, diagnostic->message);
  cr_recorder_append_at (recorder, &event, &diagnostic->range, cr_recorder_get_place (recorder).key);
  if (recorder->forward != NULL && recorder->forward->failed != NULL)
    recorder->forward->failed (recorder->forward_data, diagnostic);
}

static void
on_call_failed (gpointer user_data, const char *name, CrTensor *const *operands, guint n_operands, const char *message)
{
  cr_recorder_note_call (user_data, name, operands, n_operands, message);
}

const CrLangObserver cr_recorder_lang_observer = {
  .name_bound = on_name_bound,
  .parameter_placed = on_parameter_placed,
  .printed = on_printed,
  .plotted = on_plotted,
  .optimizer_stepped = on_optimizer_stepped,
  .warned = on_warned,
  .failed = on_failed,
  .call_failed = on_call_failed,
  .scope_left = on_scope_left,
};

CrRecorder *
cr_recorder_new (CrTrace *trace, CrContext *context, CrInterp *interp)
{
  g_return_val_if_fail (trace != NULL && context != NULL, NULL);
  CrRecorder *recorder = g_new0 (CrRecorder, 1);
  recorder->trace = cr_trace_ref (trace);
  recorder->context = cr_context_ref (context);
  recorder->interp = interp;
  cr_id_table_init (&recorder->tensors);
  recorder->aliases = g_array_new (FALSE, TRUE, sizeof (CrAliasList));
  g_array_set_size (recorder->aliases, 1);
  cr_slab_init (&recorder->slab);
  recorder->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  recorder->released_end = &recorder->released;
  cr_stopwatch_calibrate (&recorder->stopwatch);
  cr_context_set_tensor_observer (context, &cr_recorder_tensor_observer, recorder);
  cr_autograd_set_observer (context, &cr_recorder_autograd_observer, recorder);
  cr_autograd_set_refused_func (context, cr_recorder_note_refused, recorder);
  if (interp != NULL)
    cr_interp_set_observer (interp, &cr_recorder_lang_observer, recorder);
  return recorder;
}

void
cr_recorder_free (CrRecorder *recorder)
{
  cr_context_set_tensor_observer (recorder->context, NULL, NULL);
  cr_autograd_set_observer (recorder->context, NULL, NULL);
  cr_autograd_set_refused_func (recorder->context, NULL, NULL);
  cr_recorder_clear_failure (recorder);
  if (recorder->interp != NULL)
    cr_interp_set_observer (recorder->interp, NULL, NULL);
  cr_id_table_clear (&recorder->tensors);
  g_array_unref (recorder->aliases);
  cr_slab_clear (&recorder->slab);
  g_hash_table_unref (recorder->names);
  cr_context_unref (recorder->context);
  cr_trace_unref (recorder->trace);
  g_free (recorder);
}

void
cr_recorder_set_forward (CrRecorder *recorder, const CrLangObserver *observer, gpointer user_data)
{
  recorder->forward = observer;
  recorder->forward_data = user_data;
}

void
cr_recorder_set_watch (CrRecorder *recorder, CrRecorderWatch watch, gpointer user_data)
{
  recorder->watch = watch;
  recorder->watch_data = user_data;
}

CrTensor *
cr_recorder_get_tensor (CrRecorder *recorder, guint64 id)
{
  CrRecorded *recorded = id != 0 ? cr_recorder_find (recorder, id) : NULL;
  return recorded != NULL ? recorded->tensor : NULL;
}

void
cr_recorder_note_buffer (CrRecorder *recorder, CrTensor *tensor)
{
  CrRecorded *recorded = cr_recorder_find (recorder, cr_tensor_get_id (tensor));
  if (recorded != NULL && recorded->announced)
    cr_recorder_list (recorder, recorded);
}
