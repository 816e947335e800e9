/* Levels that can be read off the trace: a .grad and what arrived at a variable. Sums are made in the dtype, one after
 * the other, as the engine makes them (deliver() and accumulate() of cr-engine.c). */

#include "cr-why-private.h"

#include <math.h>

#include "cr-half.h"
#include "cr-print.h"

/* How far behind a write the operation stands at most that it belongs to: writes of aliases and new operands come
 * between. */
#define MAX_BEHIND 16

gboolean
cr_why_read (const CrValue *value, gint64 element, double *number)
{
  if (value == NULL || !cr_value_has_data (value) || element < 0 || element >= cr_value_get_numel (value))
    return FALSE;
  *number = cr_value_get_double (value, element);
  return TRUE;
}

double
cr_why_round (CrDtype dtype, double number)
{
  if (dtype == CR_DTYPE_FLOAT16)
    return cr_half_to_float (cr_half_from_float ((float)number));
  return dtype == CR_DTYPE_FLOAT32 ? (double)(float)number : number;
}

gboolean
cr_why_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

CrWhy *
cr_why_alloc (CrWhyIndex *index, CrWhyKind kind, const CrWhyPlace *place)
{
  CrWhy *why = g_new0 (CrWhy, 1);
  g_atomic_ref_count_init (&why->ref_count);
  why->index = cr_why_index_ref (index);
  why->kind = kind;
  why->place = *place;
  why->sink = cr_why_index_find (index, place);
  why->pass = why->event = CR_NONE;
  why->terms = g_array_new (FALSE, FALSE, sizeof (CrWhyTerm));
  why->dtype = CR_DTYPE_FLOAT32;
  why->is_ready = TRUE;
  return why;
}

static const CrEvent *
get_event (const CrWhy *why, guint event)
{
  return cr_trace_get_event (cr_graph_get_trace (why->index->graph), event);
}

/* A term for the element of @value, or without a number for what is not there. */
static CrWhyTerm
make_term (CrWhy *why, CrWhyTermKind kind, guint event, const CrValue *value)
{
  CrWhyTerm term = { .kind = kind, .event = event, .function = CR_NONE, .variable = CR_NONE };
  term.range = get_event (why, event)->range;
  term.has_number = cr_why_read (value, why->place.element, &term.number);
  if (value != NULL)
    {
      why->dtype = cr_value_get_dtype (value);
      why->is_summary |= !cr_value_has_data (value);
    }
  return term;
}

const CrValue *
cr_why_find_value (CrWhy *why, const CrWhyTerm *term)
{
  const CrEvent *event = get_event (why, term->event);
  switch (term->kind)
    {
    case CR_WHY_TERM_WRITTEN:
      return event->u.tensor.value;
    case CR_WHY_TERM_SET:
      return event->u.gradient.received == NULL ? event->u.gradient.after : event->u.gradient.before;
    case CR_WHY_TERM_PASS:
      return event->u.gradient.received;
    case CR_WHY_TERM_BEGUN:
      return event->u.backward.gradients[term->edge];
    case CR_WHY_TERM_PATH:
      return event->u.step.sent[term->edge];
    case CR_WHY_TERM_NONE:
    case CR_WHY_TERM_HOOK:
    case CR_WHY_TERM_PRODUCT:
    case CR_WHY_TERM_OTHERS:
    default:
      return NULL;
    }
}

static void
set_total (CrWhy *why, const CrValue *value)
{
  why->total_value = value;
  why->has_total = cr_why_read (value, why->place.element, &why->total);
  if (value != NULL)
    {
      why->dtype = cr_value_get_dtype (value);
      why->is_summary |= !cr_value_has_data (value);
    }
}

/* Adds up in order; FALSE when a number is missing. */
static gboolean
add_up (CrWhy *why)
{
  gboolean any = FALSE;
  why->sum = 0;
  for (guint i = 0; i < why->terms->len; i++)
    {
      const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
      if (term->kind == CR_WHY_TERM_NONE)
        continue;
      if (!term->has_number)
        return FALSE;
      gboolean replaces = !any || term->kind == CR_WHY_TERM_HOOK;
      why->sum = replaces ? term->number : cr_why_round (why->dtype, why->sum + term->number);
      any = TRUE;
    }
  return any;
}

/* A hook has the last word of what arrived. */
static void
note_hook (CrWhy *why)
{
  if (!add_up (why) || !why->has_total || cr_why_same (why->sum, why->total))
    return;
  CrWhyTerm hook = { .kind = CR_WHY_TERM_HOOK,
                     .has_number = TRUE,
                     .number = why->total,
                     .before = why->sum,
                     .event = why->event,
                     .backward = cr_why_pass_number (why->index, why->pass),
                     .function = CR_NONE,
                     .variable = CR_NONE };
  g_array_append_val (why->terms, hook);
}

void
cr_why_conclude (CrWhy *why)
{
  if (why->total_value == NULL && !why->has_total)
    why->has_total = add_up (why) && (why->total = why->sum, TRUE);
  if (why->kind == CR_WHY_ARRIVED)
    note_hook (why);
  if (!add_up (why) || !why->has_total)
    why->check = CR_WHY_UNKNOWN;
  else
    why->check = cr_why_same (why->sum, why->total) ? CR_WHY_EXACT : CR_WHY_CHANGED;
}

/* .grad */

/* The operation that a write belongs to is told after it. */
static const char *
find_writer (CrWhy *why, guint written)
{
  guint64 tensor = get_event (why, written)->u.tensor.id;
  guint n = cr_trace_get_length (cr_graph_get_trace (why->index->graph));
  for (guint i = written + 1; i < n && i <= written + MAX_BEHIND; i++)
    {
      const CrEvent *event = get_event (why, i);
      if (event->kind == CR_EVENT_OPERATION && event->u.operation.in_place && event->u.operation.output == tensor)
        return event->u.operation.primitive;
      if (event->kind == CR_EVENT_BACKWARD_BEGUN || (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == tensor))
        return NULL;
    }
  return NULL;
}

/* The first term where a write left @value. */
static CrWhyTerm
make_written (CrWhy *why, guint event)
{
  CrWhyTerm term = make_term (why, CR_WHY_TERM_WRITTEN, event, get_event (why, event)->u.tensor.value);
  term.name = find_writer (why, event);
  term.opens = !(term.has_number && term.number == 0);
  return term;
}

/* Whether @change left what the pass that came next found there. */
static gboolean
left (CrWhy *why, guint change, const CrValue *found)
{
  const CrEvent *event = get_event (why, change);
  const CrValue *value = event->kind == CR_EVENT_WRITTEN ? event->u.tensor.value : event->u.gradient.after;
  double a, b;
  if (value == NULL)
    return FALSE;
  if (!cr_why_read (value, why->place.element, &a) || !cr_why_read (found, why->place.element, &b))
    return cr_value_get_numel (value) == cr_value_get_numel (found);
  return cr_why_same (a, b);
}

/* What the pass at @event added to, when the change before it does not say so. */
static CrWhyTerm
make_base (CrWhy *why, guint event)
{
  CrValue *before = get_event (why, event)->u.gradient.before;
  CrWhyTerm term = make_term (why, before == NULL ? CR_WHY_TERM_NONE : CR_WHY_TERM_SET, event, before);
  term.range = (CrRange){ 0 };
  return term;
}

static CrWhyTerm
make_pass (CrWhy *why, const CrGradChange *change)
{
  CrWhyTerm term
      = make_term (why, CR_WHY_TERM_PASS, change->event, get_event (why, change->event)->u.gradient.received);
  term.backward = cr_why_pass_number (why->index, change->pass);
  term.opens = change->pass != CR_NONE;
  return term;
}

/* From the last change back to where it began; the terms come in reverse. */
static void
collect_changes (CrWhy *why, const CrGradChange *changes, guint n)
{
  while (n-- > 0)
    {
      const CrEvent *event = get_event (why, changes[n].event);
      CrWhyTerm term;
      if (event->kind == CR_EVENT_GRAD_CLEARED)
        return;
      if (event->kind == CR_EVENT_WRITTEN)
        {
          term = make_written (why, changes[n].event);
          g_array_append_val (why->terms, term);
          return;
        }
      if (event->u.gradient.received == NULL)
        {
          term = make_term (why, CR_WHY_TERM_SET, changes[n].event, event->u.gradient.after);
          g_array_append_val (why->terms, term);
          return;
        }
      term = make_pass (why, &changes[n]);
      g_array_append_val (why->terms, term);
      const CrValue *before = event->u.gradient.before;
      if (before != NULL && n > 0 && left (why, changes[n - 1].event, before))
        continue;
      term = make_base (why, changes[n].event);
      g_array_append_val (why->terms, term);
      return;
    }
}

static void
reverse (GArray *terms)
{
  for (guint i = 0, k = terms->len; i + 1 < k; i++)
    {
      CrWhyTerm swapped = g_array_index (terms, CrWhyTerm, i);
      g_array_index (terms, CrWhyTerm, i) = g_array_index (terms, CrWhyTerm, --k);
      g_array_index (terms, CrWhyTerm, k) = swapped;
    }
}

static void
fill_accumulated (CrWhy *why)
{
  const CrWhyIndex *index = why->index;
  if (why->place.variable == CR_NONE)
    return;
  const CrGradChange *changes = index->changes + index->first_change[why->place.variable];
  guint n = index->first_change[why->place.variable + 1] - index->first_change[why->place.variable], low = 0;
  while (low < n)
    {
      guint middle = low + (n - low) / 2;
      if (changes[middle].event < why->place.position)
        low = middle + 1;
      else
        n = middle;
    }
  if (n == 0)
    return;
  const CrEvent *last = get_event (why, changes[n - 1].event);
  if (last->kind == CR_EVENT_GRAD_CLEARED)
    return;
  set_total (why, last->kind == CR_EVENT_WRITTEN ? last->u.tensor.value : last->u.gradient.after);
  collect_changes (why, changes, n);
  reverse (why->terms);
  cr_why_conclude (why);
}

/* What arrived. */

guint
cr_why_count_arrivals (const CrWhyIndex *index, CrSink sink, guint event)
{
  guint first = index->first_arrival[sink], low = first, high = index->first_arrival[sink + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (index->arrivals[middle].event < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low - first;
}

/* The last pass of which something arrived, unless another that looks there has begun since: as the cursor has it. */
static guint
find_pass (CrWhy *why)
{
  const CrWhyIndex *index = why->index;
  guint n = cr_why_count_arrivals (index, why->sink, why->place.position);
  const CrArrival *arrivals = index->arrivals + index->first_arrival[why->sink];
  guint all = index->first_arrival[why->sink + 1] - index->first_arrival[why->sink];
  if (n == 0)
    return CR_NONE;
  guint pass = arrivals[n - 1].pass;
  const CrWhyPass *passes = (const CrWhyPass *)(gpointer)index->passes->data;
  if (n < all && arrivals[n].pass > pass && passes[arrivals[n].pass].event < why->place.position)
    return CR_NONE;
  for (guint i = pass + 1; i < index->passes->len && passes[i].event < why->place.position; i++)
    if (passes[i].generation == passes[pass].generation)
      return CR_NONE;
  return pass;
}

static CrWhyTerm
make_begun (CrWhy *why, const CrArrival *arrival)
{
  const CrBackwardEvent *backward = &get_event (why, arrival->event)->u.backward;
  CrWhyTerm term = make_term (why, CR_WHY_TERM_BEGUN, arrival->event, backward->gradients[arrival->nr]);
  term.backward = backward->number;
  term.edge = arrival->nr;
  return term;
}

static CrWhyTerm
make_path (CrWhy *why, const CrArrival *arrival)
{
  const CrStepEvent *step = &get_event (why, arrival->event)->u.step;
  CrWhyTerm term = make_term (why, CR_WHY_TERM_PATH, arrival->event, step->sent[arrival->nr]);
  term.backward = cr_why_pass_number (why->index, arrival->pass);
  term.function = cr_graph_find_function (why->index->graph, step->function);
  term.name = step->name;
  term.edge = arrival->nr;
  term.range = (CrRange){ 0 };
  if (term.function != CR_NONE)
    term.range = cr_graph_get_function (why->index->graph, term.function)->range;
  term.opens = TRUE;
  return term;
}

/* The function's own step tells the total; until then it is what has come. */
static void
fill_arrived (CrWhy *why)
{
  const CrWhyIndex *index = why->index;
  const CrArrival *arrivals = index->arrivals + index->first_arrival[why->sink];
  guint n = cr_why_count_arrivals (index, why->sink, why->place.position);
  guint first = cr_why_count_arrivals (index, why->sink, g_array_index (index->passes, CrWhyPass, why->pass).event);
  const CrEvent *told = why->event != CR_NONE ? get_event (why, why->event) : NULL;
  const CrValue *total = told != NULL ? told->u.gradient.received : NULL;
  for (guint i = first; i < n; i++)
    {
      const CrArrival *arrival = &arrivals[i];
      if (arrival->pass != why->pass)
        continue;
      if (arrival->is_own && told == NULL)
        {
          total = get_event (why, arrival->event)->u.step.received[arrival->nr];
          why->event = arrival->event;
        }
      else if (!arrival->is_own)
        {
          gboolean begun = get_event (why, arrival->event)->kind == CR_EVENT_BACKWARD_BEGUN;
          CrWhyTerm term = begun ? make_begun (why, arrival) : make_path (why, arrival);
          g_array_append_val (why->terms, term);
        }
    }
  set_total (why, total);
  cr_why_conclude (why);
}

static gboolean
is_place (CrWhyIndex *index, const CrWhyPlace *place)
{
  if (place->element < 0 || (place->variable != CR_NONE && place->variable >= cr_graph_get_n_variables (index->graph)))
    return FALSE;
  if (place->variable == CR_NONE)
    return TRUE;
  const CrVariable *variable = cr_graph_get_variable (index->graph, place->variable);
  gint64 numel = 1;
  for (int i = 0; i < variable->ndim; i++)
    numel *= variable->sizes[i];
  return place->element < numel;
}

CrWhy *
cr_why_new (CrWhyIndex *index, const CrWhyPlace *place)
{
  g_return_val_if_fail (index != NULL && place != NULL, NULL);
  g_return_val_if_fail (is_place (index, place), NULL);
  CrWhy *why = cr_why_alloc (index, place->accumulated ? CR_WHY_ACCUMULATED : CR_WHY_ARRIVED, place);
  if (place->accumulated)
    {
      fill_accumulated (why);
      return why;
    }
  why->pass = why->sink != CR_NONE ? find_pass (why) : CR_NONE;
  if (why->pass != CR_NONE)
    fill_arrived (why);
  return why;
}

/* What arrived in the pass of @event, which tells of it: an accumulation, or the function's own step. */
static CrWhy *
open_arrived (CrWhy *why, const CrWhyPlace *place, guint pass, guint told)
{
  CrWhy *below = cr_why_alloc (why->index, CR_WHY_ARRIVED, place);
  below->pass = pass;
  below->event = told;
  if (below->sink != CR_NONE && pass != CR_NONE)
    fill_arrived (below);
  return below;
}

guint
cr_why_find_change_pass (CrWhy *why, guint event)
{
  const CrWhyIndex *index = why->index;
  guint variable = why->place.variable;
  for (guint i = index->first_change[variable]; i < index->first_change[variable + 1]; i++)
    if (index->changes[i].event == event)
      return index->changes[i].pass;
  return CR_NONE;
}

static CrWhy *
open_through (CrWhy *why, const CrWhyTerm *term)
{
  CrWhyPlace place = why->place;
  place.position = term->event + 1;
  CrWhy *below = cr_why_alloc (why->index, CR_WHY_THROUGH, &place);
  below->pass = why->pass;
  below->event = term->event;
  below->edge = term->edge;
  below->is_ready = FALSE;
  set_total (below, get_event (why, term->event)->u.step.sent[term->edge]);
  return below;
}

CrWhy *
cr_why_open (CrWhy *why, guint i)
{
  g_return_val_if_fail (why != NULL && i < why->terms->len, NULL);
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
  CrWhyPlace place = why->place;
  switch (term->kind)
    {
    case CR_WHY_TERM_PASS:
      place.position = term->event + 1;
      place.accumulated = FALSE;
      return open_arrived (why, &place, cr_why_find_change_pass (why, term->event), term->event);
    case CR_WHY_TERM_PATH:
      return open_through (why, term);
    case CR_WHY_TERM_PRODUCT:
      place = (CrWhyPlace){ .variable = term->variable,
                            .function = get_event (why, why->event)->u.step.function,
                            .output_nr = term->output_nr,
                            .element = term->element,
                            .position = why->event + 1 };
      return open_arrived (why, &place, why->pass, CR_NONE);
    case CR_WHY_TERM_WRITTEN:
      place.position = term->event;
      return cr_why_new (why->index, &place);
    case CR_WHY_TERM_NONE:
    case CR_WHY_TERM_SET:
    case CR_WHY_TERM_BEGUN:
    case CR_WHY_TERM_HOOK:
    case CR_WHY_TERM_OTHERS:
    default:
      g_return_val_if_reached (NULL);
    }
}

CrWhy *
cr_why_copy (CrWhy *why)
{
  g_return_val_if_fail (why != NULL, NULL);
  CrWhy *copy = g_memdup2 (why, sizeof *why);
  g_atomic_ref_count_init (&copy->ref_count);
  cr_why_index_ref (copy->index);
  copy->terms = g_array_copy (why->terms);
  return copy;
}

CrWhy *
cr_why_ref (CrWhy *why)
{
  g_return_val_if_fail (why != NULL, NULL);
  g_atomic_ref_count_inc (&why->ref_count);
  return why;
}

void
cr_why_unref (CrWhy *why)
{
  g_return_if_fail (why != NULL);
  if (!g_atomic_ref_count_dec (&why->ref_count))
    return;
  g_array_unref (why->terms);
  cr_why_index_unref (why->index);
  g_free (why);
}

CrWhyIndex *
cr_why_get_index (CrWhy *why)
{
  return why->index;
}

CrWhyKind
cr_why_get_kind (CrWhy *why)
{
  return why->kind;
}

const CrWhyPlace *
cr_why_get_place (CrWhy *why)
{
  return &why->place;
}

guint
cr_why_get_n_terms (CrWhy *why)
{
  return why->terms->len;
}

const CrWhyTerm *
cr_why_get_term (CrWhy *why, guint i)
{
  g_return_val_if_fail (i < why->terms->len, NULL);
  return &g_array_index (why->terms, CrWhyTerm, i);
}

CrDtype
cr_why_get_dtype (CrWhy *why)
{
  return why->dtype;
}

gboolean
cr_why_get_total (CrWhy *why, double *total)
{
  if (why->has_total && total != NULL)
    *total = why->total;
  return why->has_total;
}

double
cr_why_get_sum (CrWhy *why)
{
  return why->sum;
}

CrWhyCheck
cr_why_get_check (CrWhy *why)
{
  return why->check;
}

gint64
cr_why_get_n_zero (CrWhy *why)
{
  return why->n_zero;
}

gboolean
cr_why_is_summary (CrWhy *why)
{
  return why->is_summary;
}

guint
cr_why_get_backward (CrWhy *why)
{
  return cr_why_pass_number (why->index, why->pass);
}

gboolean
cr_why_is_ready (CrWhy *why)
{
  return why->is_ready;
}

char *
cr_why_number_to_text (CrDtype dtype, double number)
{
  if (dtype != CR_DTYPE_FLOAT32 && dtype != CR_DTYPE_FLOAT16)
    return cr_double_to_string (number);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (int digits = 1; digits <= 9 && isfinite (number); digits++)
    {
      char format[8];
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      double read = g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, number), NULL);
      if (cr_why_round (dtype, read) == number)
        return cr_double_to_string (read);
    }
  return cr_double_to_string (number);
}
