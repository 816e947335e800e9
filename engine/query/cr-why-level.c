/* What a level shows: of a .grad what was there and what each backward added, of what arrived who sent it. Sums are
 * made in the dtype, one after the other, as the engine makes them (deliver() and accumulate() of cr-engine.c). */

#include "cr-why-private.h"

#include <math.h>

#include "cr-half.h"

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

const CrEvent *
cr_why_get_event (const CrWhy *why, guint event)
{
  return cr_trace_get_event (cr_graph_get_trace (why->index->graph), event);
}

/* A term for the element of @value, or without a number for what is not there. */
static CrWhyTerm
make_term (CrWhy *why, CrWhyTermKind kind, guint event, const CrValue *value)
{
  CrWhyTerm term = { .kind = kind, .event = event, .function = CR_NONE, .variable = CR_NONE };
  term.range = cr_why_get_event (why, event)->range;
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
  const CrEvent *event = cr_why_get_event (why, term->event);
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

void
cr_why_set_total (CrWhy *why, const CrValue *value)
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
  guint64 tensor = cr_why_get_event (why, written)->u.tensor.id;
  guint n = cr_trace_get_length (cr_graph_get_trace (why->index->graph));
  for (guint i = written + 1; i < n && i <= written + MAX_BEHIND; i++)
    {
      const CrEvent *event = cr_why_get_event (why, i);
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
  CrWhyTerm term = make_term (why, CR_WHY_TERM_WRITTEN, event, cr_why_get_event (why, event)->u.tensor.value);
  term.name = find_writer (why, event);
  term.opens = !(term.has_number && term.number == 0);
  return term;
}

/* Whether @change left what the pass that came next found there. */
static gboolean
left (CrWhy *why, guint change, const CrValue *found)
{
  const CrEvent *event = cr_why_get_event (why, change);
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
  CrValue *before = cr_why_get_event (why, event)->u.gradient.before;
  CrWhyTerm term = make_term (why, before == NULL ? CR_WHY_TERM_NONE : CR_WHY_TERM_SET, event, before);
  term.range = (CrRange){ 0 };
  return term;
}

static CrWhyTerm
make_pass (CrWhy *why, const CrGradChange *change)
{
  CrWhyTerm term
      = make_term (why, CR_WHY_TERM_PASS, change->event, cr_why_get_event (why, change->event)->u.gradient.received);
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
      const CrEvent *event = cr_why_get_event (why, changes[n].event);
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

void
cr_why_fill_accumulated (CrWhy *why)
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
  const CrEvent *last = cr_why_get_event (why, changes[n - 1].event);
  if (last->kind == CR_EVENT_GRAD_CLEARED)
    return;
  cr_why_set_total (why, last->kind == CR_EVENT_WRITTEN ? last->u.tensor.value : last->u.gradient.after);
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
guint
cr_why_find_pass (CrWhy *why)
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
  const CrBackwardEvent *backward = &cr_why_get_event (why, arrival->event)->u.backward;
  CrWhyTerm term = make_term (why, CR_WHY_TERM_BEGUN, arrival->event, backward->gradients[arrival->nr]);
  term.backward = backward->number;
  term.edge = arrival->nr;
  return term;
}

static CrWhyTerm
make_path (CrWhy *why, const CrArrival *arrival)
{
  const CrStepEvent *step = &cr_why_get_event (why, arrival->event)->u.step;
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
void
cr_why_fill_arrived (CrWhy *why)
{
  const CrWhyIndex *index = why->index;
  const CrArrival *arrivals = index->arrivals + index->first_arrival[why->sink];
  guint n = cr_why_count_arrivals (index, why->sink, why->place.position);
  guint first = cr_why_count_arrivals (index, why->sink, g_array_index (index->passes, CrWhyPass, why->pass).event);
  const CrEvent *told = why->event != CR_NONE ? cr_why_get_event (why, why->event) : NULL;
  const CrValue *total = told != NULL ? told->u.gradient.received : NULL;
  for (guint i = first; i < n; i++)
    {
      const CrArrival *arrival = &arrivals[i];
      if (arrival->pass != why->pass)
        continue;
      if (arrival->is_own && told == NULL)
        {
          total = cr_why_get_event (why, arrival->event)->u.step.received[arrival->nr];
          why->event = arrival->event;
        }
      else if (!arrival->is_own)
        {
          gboolean begun = cr_why_get_event (why, arrival->event)->kind == CR_EVENT_BACKWARD_BEGUN;
          CrWhyTerm term = begun ? make_begun (why, arrival) : make_path (why, arrival);
          g_array_append_val (why->terms, term);
        }
    }
  cr_why_set_total (why, total);
  cr_why_conclude (why);
}
