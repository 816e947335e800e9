/* "Where did it die?": what the gradient is at a place, and which search tells why. */

#include "cr-death-private.h"

#include <math.h>

#define MAX_CAUSES 8

static gpointer
as_key (guint64 id)
{
  return (gpointer)(gsize)id;
}

gboolean
cr_death_is_cancelled (const CrDeathTrace *trace)
{
  return trace->cancelled != NULL && g_atomic_int_get (trace->cancelled);
}

static void
note_event (CrDeathTrace *trace, guint i, const CrEvent *event)
{
  CrDeathPass pass = { .begin = i, .end = trace->position, .number = 0 };
  switch (event->kind)
    {
    case CR_EVENT_BACKWARD_BEGUN:
      pass.number = event->u.backward.number;
      g_array_append_val (trace->passes, pass);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      for (guint k = trace->passes->len; k-- > 0;)
        if (g_array_index (trace->passes, CrDeathPass, k).number == event->u.backward.number)
          {
            g_array_index (trace->passes, CrDeathPass, k).end = i;
            g_array_index (trace->passes, CrDeathPass, k).failed = !event->u.backward.finished;
            break;
          }
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      g_hash_table_insert (trace->grads, as_key (event->u.gradient.tensor), GUINT_TO_POINTER (i + 1));
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      g_hash_table_insert (trace->steps, as_key (event->u.step.function), GUINT_TO_POINTER (i + 1));
      break;
    case CR_EVENT_WRITTEN:
      g_hash_table_insert (trace->writes, as_key (event->u.tensor.id), GUINT_TO_POINTER (i + 1));
      break;
    default:
      break;
    }
}

static gboolean
trace_init (CrDeathTrace *trace, CrSearch *search, guint position, const gint *cancelled)
{
  CrGraph *graph = cr_search_get_graph (search);
  guint length = cr_trace_get_length (cr_graph_get_trace (graph));
  *trace = (CrDeathTrace){ .search = search,
                           .graph = graph,
                           .trace = cr_graph_get_trace (graph),
                           .position = MIN (position, length),
                           .cancelled = cancelled,
                           .passes = g_array_new (FALSE, FALSE, sizeof (CrDeathPass)),
                           .grads = g_hash_table_new (NULL, NULL),
                           .writes = g_hash_table_new (NULL, NULL),
                           .steps = g_hash_table_new (NULL, NULL) };
  for (guint i = 0; i < trace->position && !cr_death_is_cancelled (trace); i++)
    note_event (trace, i, cr_trace_get_event (trace->trace, i));
  for (guint i = trace->position; trace->passes->len == 0 && i < length && !trace->more_passes; i++)
    trace->more_passes = cr_trace_get_event (trace->trace, i)->kind == CR_EVENT_BACKWARD_BEGUN;
  return !cr_death_is_cancelled (trace);
}

static void
trace_clear (CrDeathTrace *trace)
{
  g_array_unref (trace->passes);
  g_hash_table_unref (trace->grads);
  g_hash_table_unref (trace->writes);
  g_hash_table_unref (trace->steps);
  g_clear_pointer (&trace->used, g_hash_table_unref);
}

static void
cause_free (gpointer data)
{
  CrDeathCause *cause = data;
  g_free (cause->sentence);
  g_free (cause->advice);
  g_free (cause);
}

void
cr_death_free (CrDeath *death)
{
  if (death == NULL)
    return;
  g_free (death->summary);
  g_ptr_array_unref (death->causes);
  g_array_unref (death->variables);
  g_array_unref (death->functions);
  g_free (death);
}

static void
add_sorted (GArray *array, guint index)
{
  guint at = 0;
  if (index == CR_NONE)
    return;
  while (at < array->len && g_array_index (array, guint, at) < index)
    at++;
  if (at == array->len || g_array_index (array, guint, at) != index)
    g_array_insert_val (array, at, index);
}

void
cr_death_light (CrDeathQuestion *question, guint variable, guint function)
{
  add_sorted (question->death->variables, variable);
  add_sorted (question->death->functions, function);
}

CrDeathCause *
cr_death_add (CrDeathQuestion *question, CrDeathKind kind, guint variable, guint function, guint about)
{
  GPtrArray *causes = question->death->causes;
  CrGraph *graph = question->trace->graph;
  for (guint i = 0; i < causes->len; i++)
    {
      const CrDeathCause *other = causes->pdata[i];
      if (other->kind == kind && other->variable == variable && other->function == function)
        return NULL;
    }
  if (causes->len >= MAX_CAUSES)
    return NULL;
  CrDeathCause *cause = g_new0 (CrDeathCause, 1);
  *cause = (CrDeathCause){ .kind = kind, .variable = variable, .function = function };
  if (function != CR_NONE)
    {
      cause->range = cr_graph_get_function (graph, function)->range;
      cause->position = cr_graph_get_function (graph, function)->created + 1;
    }
  else if (variable != CR_NONE)
    {
      cause->range = cr_graph_get_variable (graph, variable)->range;
      cause->position = cr_graph_get_variable (graph, variable)->created + 1;
    }
  g_ptr_array_add (causes, cause);
  cr_death_light (question, variable, function);
  cr_death_describe (question, cause, about);
  return cause;
}

static CrValue *
get_made_value (const CrEvent *event, guint64 tensor)
{
  if (event->kind == CR_EVENT_TENSOR_CREATED || event->kind == CR_EVENT_WRITTEN)
    return event->u.tensor.value;
  if (event->kind != CR_EVENT_OPERATION)
    return NULL;
  for (guint i = 0; i < event->u.operation.n_others; i++)
    if (event->u.operation.others[i].tensor == tensor)
      return event->u.operation.others[i].value;
  return event->u.operation.value;
}

CrValue *
cr_death_get_value (CrDeathTrace *trace, guint variable, guint event)
{
  if (variable == CR_NONE)
    return NULL;
  const CrVariable *node = cr_graph_get_variable (trace->graph, variable);
  if (g_hash_table_contains (trace->writes, as_key (node->tensor)))
    for (guint i = event; i-- > node->created + 1;)
      {
        const CrEvent *write = cr_trace_get_event (trace->trace, i);
        if (write->kind == CR_EVENT_WRITTEN && write->u.tensor.id == node->tensor)
          return write->u.tensor.value;
      }
  return get_made_value (cr_trace_get_event (trace->trace, node->created), node->tensor);
}

guint
cr_death_find_input (const CrFunctionNode *function, guint variable, guint from, gboolean *flows)
{
  for (guint i = from; i < function->n_inputs; i++)
    if (function->inputs[i] == variable)
      {
        *flows = function->id != 0 && i < function->n_edges && function->edges[i].function != 0;
        return i;
      }
  return G_MAXUINT;
}

/* The gradient that came to a function in its last step before the place; and in which pass. */
static CrValue *
find_received (CrDeathTrace *trace, const CrVariable *node, guint *event)
{
  const CrFunctionNode *maker = node->maker == CR_NONE ? NULL : cr_graph_get_function (trace->graph, node->maker);
  guint last
      = maker == NULL || maker->id == 0 ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (trace->steps, as_key (maker->id)));
  if (last == 0)
    return NULL;
  *event = last - 1;
  const CrStepEvent *step = &cr_trace_get_event (trace->trace, last - 1)->u.step;
  for (guint nr = 0; nr < step->n_received; nr++)
    {
      guint output = cr_graph_get_output (maker, nr);
      if (output != CR_NONE && cr_graph_get_variable (trace->graph, output) == node)
        return step->received[nr];
    }
  return NULL;
}

/* What there is of the variable's gradient, and the event that left it there (CR_NONE if none did). */
static CrValue *
find_gradient (CrDeathTrace *trace, const CrVariable *node, guint *event, gboolean *kept)
{
  guint last = GPOINTER_TO_UINT (g_hash_table_lookup (trace->grads, as_key (node->tensor)));
  *event = CR_NONE;
  *kept = FALSE;
  if (last != 0)
    {
      const CrEvent *change = cr_trace_get_event (trace->trace, last - 1);
      guint write = GPOINTER_TO_UINT (g_hash_table_lookup (trace->writes, as_key (change->u.gradient.grad)));
      *event = MAX (last, change->u.gradient.grad != 0 ? write : 0) - 1;
      *kept = change->kind == CR_EVENT_GRAD_ACCUMULATED;
      return *event == last - 1 ? change->u.gradient.after : cr_trace_get_event (trace->trace, *event)->u.tensor.value;
    }
  return node->is_leaf ? NULL : find_received (trace, node, event);
}

static CrGradientState
get_state (CrSearch *search, CrValue *gradient, gint64 element)
{
  CrValueFacts facts;
  CrSummary summary;
  if (gradient == NULL)
    return CR_GRADIENT_NONE;
  if (element >= 0 && element < cr_value_get_numel (gradient) && cr_value_has_data (gradient))
    {
      double x = cr_value_get_double (gradient, element);
      return !isfinite (x) ? CR_GRADIENT_NAN : x == 0 ? CR_GRADIENT_ZERO : CR_GRADIENT_FINE;
    }
  cr_search_get_facts (search, gradient, &facts);
  if (facts.n_nan + facts.n_inf > 0)
    return CR_GRADIENT_NAN;
  if (!facts.known || cr_value_get_numel (gradient) == 0)
    return CR_GRADIENT_FINE;
  if (facts.zero)
    return CR_GRADIENT_ZERO;
  cr_value_get_summary (gradient, &summary);
  return summary.n_zero > 0 ? CR_GRADIENT_PARTLY : CR_GRADIENT_FINE;
}

static gint64
find_zero_element (const CrValue *gradient)
{
  for (gint64 i = 0; cr_value_has_data (gradient) && i < cr_value_get_numel (gradient); i++)
    if (cr_value_get_double (gradient, i) == 0)
      return i;
  return -1;
}

static const CrDeathPass *
find_pass (CrDeathTrace *trace, guint event)
{
  for (guint i = trace->passes->len; i-- > 0;)
    {
      const CrDeathPass *pass = &g_array_index (trace->passes, CrDeathPass, i);
      if (pass->begin < event && event <= pass->end)
        return pass;
    }
  return NULL;
}

/* .grad = None, or zeros written into it. */
static void
add_cleared (CrDeathQuestion *question, guint event)
{
  CrDeathCause *cause = cr_death_add (question, CR_DEATH_CLEARED, question->death->variable, CR_NONE, CR_NONE);
  cause->range = cr_trace_get_event (question->trace->trace, event)->range;
  cause->position = event + 1;
  cr_death_describe (question, cause, CR_NONE);
}

static void
find_causes (CrDeathQuestion *question, const CrVariable *node, CrValue *gradient, guint event)
{
  CrDeathTrace *trace = question->trace;
  CrDeath *death = question->death;
  CrEventKind kind = event == CR_NONE ? CR_N_EVENT_KINDS : cr_trace_get_event (trace->trace, event)->kind;
  const CrDeathPass *pass = event == CR_NONE ? NULL : find_pass (trace, event);
  if (kind == CR_EVENT_GRAD_CLEARED || kind == CR_EVENT_WRITTEN)
    add_cleared (question, event);
  else if (death->state == CR_GRADIENT_NONE)
    cr_death_find_none (question);
  else if (pass != NULL && death->state == CR_GRADIENT_NAN)
    cr_death_find_nan (question, pass);
  else if (pass != NULL)
    cr_death_find_zero (question, pass);
}

static void
ask (CrDeathQuestion *question)
{
  CrDeathTrace *trace = question->trace;
  CrDeath *death = question->death;
  const CrVariable *node = cr_graph_get_variable (trace->graph, death->variable);
  guint event;
  gboolean kept;
  CrValue *gradient = find_gradient (trace, node, &event, &kept);
  death->state = get_state (trace->search, gradient, question->element);
  cr_death_light (question, death->variable, CR_NONE);
  if (death->state == CR_GRADIENT_PARTLY)
    question->element = find_zero_element (gradient);
  if (!node->requires_grad)
    cr_death_find_not_required (question);
  else if (death->state != CR_GRADIENT_FINE)
    find_causes (question, node, gradient, event);
  if (node->requires_grad && !node->is_leaf && gradient != NULL && !kept)
    cr_death_add (question, CR_DEATH_NOT_LEAF, death->variable, CR_NONE, CR_NONE);
  death->summary = cr_death_dup_summary (trace->graph, death->variable,
                                         gradient != NULL && !kept && !node->is_leaf ? CR_GRADIENT_NONE : death->state,
                                         death->state == CR_GRADIENT_PARTLY ? -1 : question->element);
}

static CrDeath *
ask_in (CrDeathTrace *trace, guint variable, gint64 element)
{
  CrDeath *death = g_new0 (CrDeath, 1);
  CrDeathQuestion question = { trace, death, element };
  death->variable = variable;
  death->position = trace->position;
  death->causes = g_ptr_array_new_with_free_func (cause_free);
  death->variables = g_array_new (FALSE, FALSE, sizeof (guint));
  death->functions = g_array_new (FALSE, FALSE, sizeof (guint));
  ask (&question);
  return death;
}

CrDeath *
cr_death_ask (CrSearch *search, guint variable, guint position, gint64 element, const gint *cancelled)
{
  CrDeathTrace trace;
  g_return_val_if_fail (search != NULL && variable < cr_graph_get_n_variables (search->graph), NULL);
  g_mutex_lock (&search->mutex);
  CrDeath *death = trace_init (&trace, search, position, cancelled) ? ask_in (&trace, variable, element) : NULL;
  if (cr_death_is_cancelled (&trace))
    g_clear_pointer (&death, cr_death_free);
  trace_clear (&trace);
  g_mutex_unlock (&search->mutex);
  return death;
}

/* @comes: a backward comes later. */
static gboolean
is_of_interest (const CrDeath *death, gboolean comes)
{
  for (guint i = 0; i < death->causes->len; i++)
    {
      CrDeathKind kind = ((const CrDeathCause *)death->causes->pdata[i])->kind;
      if (kind == CR_DEATH_REBOUND || kind == CR_DEATH_NOT_YET || kind == CR_DEATH_CLEARED
          || (kind == CR_DEATH_NO_BACKWARD && comes))
        return kind == CR_DEATH_REBOUND;
    }
  return death->state == CR_GRADIENT_NONE || death->state == CR_GRADIENT_ZERO || death->state == CR_GRADIENT_NAN;
}

/* The last tensor that took over the name of a leaf which wants a gradient. */
static void
list_rebound (CrDeathTrace *trace, GPtrArray *list, guint n_most)
{
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;
  for (guint i = 0; i < trace->position; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace->trace, i);
      const CrNameEvent *name = &event->u.name;
      if (event->kind != CR_EVENT_NAME_BOUND || name->tensor == 0 || name->old_tensor == 0 || name->old_function != 0)
        continue;
      guint old = cr_graph_find_variable (trace->graph, name->old_tensor, 0);
      if (old != CR_NONE && cr_graph_get_variable (trace->graph, old)->requires_grad)
        g_hash_table_insert (last, (gpointer)name->name, GUINT_TO_POINTER (i + 1));
    }
  g_hash_table_iter_init (&iter, last);
  while (g_hash_table_iter_next (&iter, NULL, &value) && list->len < n_most)
    {
      const CrNameEvent *name = &cr_trace_get_event (trace->trace, GPOINTER_TO_UINT (value) - 1)->u.name;
      guint variable = cr_graph_find_variable (trace->graph, name->tensor, name->function);
      const CrVariable *node = variable == CR_NONE ? NULL : cr_graph_get_variable (trace->graph, variable);
      if (node == NULL || (node->is_leaf && node->requires_grad))
        continue;
      g_autoptr (CrDeath) death = ask_in (trace, variable, -1);
      if (is_of_interest (death, trace->more_passes))
        g_ptr_array_add (list, g_steal_pointer (&death));
    }
}

GPtrArray *
cr_death_list (CrSearch *search, guint position, guint n_most, const gint *cancelled)
{
  CrDeathTrace trace;
  g_return_val_if_fail (search != NULL, NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_death_free);
  g_mutex_lock (&search->mutex);
  if (trace_init (&trace, search, position, cancelled))
    for (guint i = 0; i < cr_graph_get_n_variables (search->graph) && list->len < n_most; i++)
      {
        const CrVariable *node = cr_graph_get_variable (search->graph, i);
        gboolean leaf = node->is_leaf && node->requires_grad;
        if (node->created >= trace.position || !leaf || cr_death_is_cancelled (&trace))
          continue;
        g_autoptr (CrDeath) death = ask_in (&trace, i, -1);
        if (is_of_interest (death, trace.more_passes))
          g_ptr_array_add (list, g_steal_pointer (&death));
      }
  list_rebound (&trace, list, n_most);
  gboolean done = !cr_death_is_cancelled (&trace);
  trace_clear (&trace);
  g_mutex_unlock (&search->mutex);
  return done ? g_steal_pointer (&list) : NULL;
}
