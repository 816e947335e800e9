/* Breakpoints as searches: event by event from where one stands, the kinds that cost little first. What was computed of
 * a value that has many elements is kept, because gradients are handed on and values stay. */

#include "cr-search-private.h"

#include <math.h>

/* Values with fewer elements are looked at anew each time: that is as fast as finding what is known. */
#define FEW 16

CrSearch *
cr_search_new (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrSearch *search = g_new0 (CrSearch, 1);
  g_atomic_ref_count_init (&search->ref_count);
  g_mutex_init (&search->mutex);
  search->graph = cr_graph_ref (graph);
  search->facts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return search;
}

CrSearch *
cr_search_ref (CrSearch *search)
{
  g_return_val_if_fail (search != NULL, NULL);
  g_atomic_ref_count_inc (&search->ref_count);
  return search;
}

void
cr_search_unref (CrSearch *search)
{
  g_return_if_fail (search != NULL);
  if (!g_atomic_ref_count_dec (&search->ref_count))
    return;
  g_hash_table_unref (search->facts);
  g_clear_pointer (&search->nodes, g_hash_table_unref);
  g_mutex_clear (&search->mutex);
  cr_graph_unref (search->graph);
  g_free (search);
}

CrGraph *
cr_search_get_graph (CrSearch *search)
{
  return search->graph;
}

/* A summary says nothing of values that were not even looked at: its norm is no number. */
static void
find_facts (CrValue *value, CrValueFacts *facts)
{
  CrSummary summary;
  CrDtype dtype = cr_value_get_dtype (value);
  cr_value_get_summary (value, &summary);
  *facts = (CrValueFacts){ .known = !isnan (summary.norm),
                           .floating = cr_dtype_is_floating (dtype),
                           .zero = summary.n_zero == cr_value_get_numel (value),
                           .norm = summary.norm,
                           .n_nan = summary.n_nan,
                           .n_inf = summary.n_inf };
}

void
cr_search_get_facts (CrSearch *search, CrValue *value, CrValueFacts *facts)
{
  if (cr_value_get_numel (value) < FEW)
    {
      find_facts (value, facts);
      return;
    }
  CrValueFacts *known = g_hash_table_lookup (search->facts, value);
  if (known == NULL)
    {
      known = g_new (CrValueFacts, 1);
      find_facts (value, known);
      g_hash_table_insert (search->facts, value, known);
    }
  *facts = *known;
}

/* One breakpoint at one event. */
typedef struct
{
  CrSearch *search;
  const CrBreakpoint *breakpoint;
  CrSearchHit *hit;
} Question;

static gboolean
is_wanted (const CrBreakpoint *breakpoint, const CrValueFacts *facts)
{
  switch (breakpoint->kind)
    {
    case CR_BREAK_NOT_FINITE:
      return facts->n_nan + facts->n_inf > 0;
    case CR_BREAK_NORM_ABOVE:
      return facts->norm > breakpoint->limit || facts->n_inf > 0;
    case CR_BREAK_NORM_BELOW:
      return facts->norm < breakpoint->limit && facts->n_nan + facts->n_inf == 0;
    case CR_BREAK_ZERO:
      return facts->zero;
    case CR_BREAK_NODE:
    case CR_N_BREAK_KINDS:
    default:
      return FALSE;
    }
}

static gboolean
check (const Question *question, CrValue *value)
{
  CrValueFacts facts;
  if (value == NULL || cr_value_get_numel (value) == 0 || !cr_dtype_is_floating (cr_value_get_dtype (value)))
    return FALSE;
  cr_search_get_facts (question->search, value, &facts);
  if (!facts.known || !is_wanted (question->breakpoint, &facts))
    return FALSE;
  question->hit->norm = facts.norm;
  question->hit->n_nan = facts.n_nan;
  question->hit->n_inf = facts.n_inf;
  return TRUE;
}

static guint
get_output_variable (CrGraph *graph, guint64 id, guint32 output_nr)
{
  guint function = cr_graph_find_function (graph, id);
  return function == CR_NONE ? CR_NONE : cr_graph_get_output (cr_graph_get_function (graph, function), output_nr);
}

/* Whose gradient goes along edge @i: an output of the next function; of a leaf, an input of the one that sends. */
static guint
get_target (CrGraph *graph, const CrStepEvent *step, guint i)
{
  guint target = get_output_variable (graph, step->edges[i].function, step->edges[i].input_nr);
  guint index = target == CR_NONE ? cr_graph_find_function (graph, step->function) : CR_NONE;
  const CrFunctionNode *sender = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  return sender != NULL && sender->n_inputs == step->n_sent ? sender->inputs[i] : target;
}

static gboolean
check_operation (const Question *question, const CrOperationEvent *operation)
{
  CrGraph *graph = question->search->graph;
  gboolean found = check (question, operation->value);
  guint64 tensor = operation->output, function = operation->function;
  for (guint i = 0; i < operation->n_others && !found; i++)
    {
      found = check (question, operation->others[i].value);
      tensor = operation->others[i].tensor;
      function = operation->others[i].function;
    }
  if (!found)
    return FALSE;
  question->hit->variable = cr_graph_find_variable (graph, tensor, function);
  if (question->hit->variable != CR_NONE)
    question->hit->function = cr_graph_get_variable (graph, question->hit->variable)->maker;
  return TRUE;
}

static gboolean
check_step (const Question *question, const CrStepEvent *step)
{
  CrGraph *graph = question->search->graph;
  gboolean own = question->breakpoint->key != 0;
  question->hit->function = cr_graph_find_function (graph, step->function);
  for (guint i = 0; own && i < step->n_received; i++)
    if (check (question, step->received[i]))
      {
        question->hit->variable = get_output_variable (graph, step->function, i);
        return TRUE;
      }
  for (guint i = 0; !own && i < step->n_sent; i++)
    if (step->edges[i].function != 0 && check (question, step->sent[i]))
      {
        question->hit->variable = get_target (graph, step, i);
        return TRUE;
      }
  return FALSE;
}

/* The 1 that every backward() without an argument begins with is no gradient that has become small. */
static gboolean
is_one (const CrValue *value)
{
  return value != NULL && cr_value_get_numel (value) == 1 && cr_value_get_double (value, 0) == 1;
}

static gboolean
check_begun (const Question *question, const CrBackwardEvent *backward)
{
  for (guint i = 0; i < backward->n_roots; i++)
    if (!(question->breakpoint->kind == CR_BREAK_NORM_BELOW && is_one (backward->gradients[i]))
        && check (question, backward->gradients[i]))
      {
        question->hit->variable
            = cr_graph_find_variable (question->search->graph, backward->roots[i], backward->root_fns[i]);
        return TRUE;
      }
  return FALSE;
}

static gboolean
check_gradient (const Question *question, const CrEvent *event)
{
  CrGraph *graph = question->search->graph;
  question->hit->gradient = TRUE;
  switch (event->kind)
    {
    case CR_EVENT_FUNCTION_STEPPED:
      return check_step (question, &event->u.step);
    case CR_EVENT_BACKWARD_BEGUN:
      return check_begun (question, &event->u.backward);
    case CR_EVENT_GRAD_ACCUMULATED:
      question->hit->variable = cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
      return check (question, event->u.gradient.after);
    default:
      return FALSE;
    }
}

/* A number in the text, which becomes a tensor where it is an operand: nobody is after it. */
static gboolean
is_constant (CrGraph *graph, guint variable, const CrEvent *event)
{
  CrValue *value = event->u.tensor.value;
  return event->kind == CR_EVENT_TENSOR_CREATED && value != NULL && cr_value_get_ndim (value) == 0
         && variable != CR_NONE && cr_graph_get_variable (graph, variable)->name == NULL;
}

static gboolean
check_value (const Question *question, const CrEvent *event)
{
  question->hit->gradient = FALSE;
  switch (event->kind)
    {
    case CR_EVENT_OPERATION:
      return check_operation (question, &event->u.operation);
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      question->hit->variable = cr_graph_find_variable (question->search->graph, event->u.tensor.id, 0);
      return !is_constant (question->search->graph, question->hit->variable, event)
             && check (question, event->u.tensor.value);
    default:
      return FALSE;
    }
}

/* For a node: what it is that happened. */
static void
describe_node (const Question *question, const CrEvent *event)
{
  CrGraph *graph = question->search->graph;
  CrSearchHit *hit = question->hit;
  cr_search_find_key (graph, question->breakpoint->key, &hit->variable, &hit->function);
  if (event->kind == CR_EVENT_FUNCTION_STEPPED)
    hit->function = cr_graph_find_function (graph, event->u.step.function);
  hit->gradient = event->kind == CR_EVENT_FUNCTION_STEPPED || event->kind == CR_EVENT_GRAD_ACCUMULATED
                  || event->kind == CR_EVENT_GRAD_CLEARED;
}

static gboolean
check_event (const Question *question, const CrEvent *event)
{
  const CrBreakpoint *breakpoint = question->breakpoint;
  question->hit->variable = question->hit->function = CR_NONE;
  if (breakpoint->kind == CR_BREAK_NODE)
    {
      describe_node (question, event);
      return TRUE;
    }
  if ((breakpoint->gradients || breakpoint->kind == CR_BREAK_ZERO) && check_gradient (question, event))
    return TRUE;
  return breakpoint->values && breakpoint->kind != CR_BREAK_ZERO && check_value (question, event);
}

/* How many of @positions are at most @position. */
static guint
count_up_to (const GArray *positions, guint position)
{
  guint low = 0, high = positions->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (g_array_index (positions, guint, middle) <= position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_cancelled (const gint *cancelled)
{
  return cancelled != NULL && g_atomic_int_get (cancelled);
}

/* Among the events at which its node does something, no further than @bound. */
static gboolean
search_node (const Question *question, guint from, gboolean forwards, guint bound, const gint *cancelled)
{
  CrTrace *trace = cr_graph_get_trace (question->search->graph);
  const GArray *positions = cr_search_get_positions (question->search, question->breakpoint, cancelled);
  if (positions == NULL || (!forwards && from == 0))
    return FALSE;
  guint at = count_up_to (positions, forwards ? from : from - 1);
  while (forwards ? at < positions->len : at-- > 0)
    {
      guint position = g_array_index (positions, guint, at);
      if (is_cancelled (cancelled) || (forwards ? position >= bound : position <= bound))
        return FALSE;
      if (check_event (question, cr_trace_get_event (trace, position - 1)))
        {
          question->hit->position = position;
          return TRUE;
        }
      at += forwards;
    }
  return FALSE;
}

static gboolean
search_anywhere (const Question *question, guint from, gboolean forwards, guint bound, const gint *cancelled)
{
  CrTrace *trace = cr_graph_get_trace (question->search->graph);
  guint length = cr_trace_get_length (trace);
  if (!forwards && from == 0)
    return FALSE;
  for (guint position = forwards ? from + 1 : MIN (from - 1, length); position > 0 && position <= length;
       position += forwards ? 1 : -1)
    {
      if (is_cancelled (cancelled) || (forwards ? position >= bound : position <= bound))
        return FALSE;
      if (check_event (question, cr_trace_get_event (trace, position - 1)))
        {
          question->hit->position = position;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
cr_search_next (CrSearch *search, const CrBreakpoint *breakpoints, guint n, guint from, gboolean forwards,
                const gint *cancelled, CrSearchHit *hit)
{
  g_return_val_if_fail (search != NULL && hit != NULL && (n == 0 || breakpoints != NULL), FALSE);
  guint bound = forwards ? G_MAXUINT : 0; /* the nearest hit so far: no need to look further */
  gboolean found = FALSE;
  g_mutex_lock (&search->mutex);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        CrSearchHit mine = { .breakpoint = i };
        const Question question = { search, &breakpoints[i], &mine };
        gboolean node = breakpoints[i].key != 0;
        if ((breakpoints[i].kind == CR_BREAK_NODE) != (pass == 0) || (breakpoints[i].kind == CR_BREAK_NODE && !node))
          continue;
        if (!(node ? search_node : search_anywhere) (&question, from, forwards, bound, cancelled))
          continue;
        *hit = mine;
        bound = mine.position;
        found = TRUE;
      }
  g_mutex_unlock (&search->mutex);
  return found && !is_cancelled (cancelled);
}

gboolean
cr_search_count (CrSearch *search, const CrBreakpoint *breakpoints, guint n, const gint *cancelled, guint *counts)
{
  g_return_val_if_fail (search != NULL && (n == 0 || (breakpoints != NULL && counts != NULL)), FALSE);
  for (guint i = 0; i < n; i++)
    {
      CrSearchHit hit = { 0 };
      counts[i] = 0;
      while (cr_search_next (search, &breakpoints[i], 1, hit.position, TRUE, cancelled, &hit))
        counts[i]++;
    }
  return !is_cancelled (cancelled);
}
