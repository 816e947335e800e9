/* Why what flowed is zero, or no number: from the variable against the direction in which gradients flow, to the
 * functions that were given something and sent nothing. */

#include "cr-death-private.h"

#include <math.h>
#include <string.h>

/* What is asked of each gradient under way. */
typedef struct
{
  CrDeathQuestion *question;
  const CrDeathPass *pass;
  gboolean nan; /* else zero */
} Way;

typedef struct
{
  guint variable;
  gint64 element; /* -1: all */
} Station;

static gboolean
is_bad (const Way *way, CrValue *value, gint64 element)
{
  CrValueFacts facts;
  if (value == NULL || cr_value_get_numel (value) == 0)
    return FALSE;
  if (element >= 0 && cr_value_has_data (value))
    {
      double x = cr_value_get_double (value, element);
      return way->nan ? !isfinite (x) : x == 0;
    }
  cr_search_get_facts (way->question->trace->search, value, &facts);
  return way->nan ? facts.n_nan + facts.n_inf > 0 : facts.known && facts.zero;
}

static guint64
get_target (CrDeathTrace *trace, const Way *way, const CrVariable *node, guint *output_nr)
{
  *output_nr = 0;
  if (node->maker != CR_NONE && !node->is_leaf)
    {
      const CrFunctionNode *maker = cr_graph_get_function (trace->graph, node->maker);
      for (guint nr = 0; nr <= maker->n_others; nr++)
        {
          guint output = cr_graph_get_output (maker, nr);
          if (output != CR_NONE && cr_graph_get_variable (trace->graph, output) == node)
            *output_nr = nr;
        }
      return maker->id;
    }
  /* The AccumulateGrad of a leaf is known by its step, which is told after the accumulation: perhaps past the position
   * that is asked about. */
  guint n_events = cr_trace_get_length (trace->trace);
  for (guint i = way->pass->begin; i < n_events; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace->trace, i);
      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == node->tensor)
        return event->u.step.function;
      if (event->kind == CR_EVENT_BACKWARD_ENDED)
        break;
    }
  return 0;
}

/* How many elements are zero that were not in what came; 0 where the two do not compare. */
static gint64
count_closed (const CrValue *received, const CrValue *sent)
{
  gint64 n = 0, numel = cr_value_get_numel (sent);
  if (received == NULL || !cr_value_has_data (received) || !cr_value_has_data (sent)
      || cr_value_get_numel (received) != numel)
    return 0;
  for (gint64 i = 0; i < numel; i++)
    n += cr_value_get_double (sent, i) == 0 && cr_value_get_double (received, i) != 0;
  return n;
}

static gboolean
value_is (const Way *way, guint variable, guint event, gboolean nan)
{
  const Way other = { way->question, way->pass, nan };
  CrValue *value = cr_death_get_value (way->question->trace, variable, event);
  return value != NULL && is_bad (&other, value, -1);
}

/* Where in the forward pass a number first was none: its inputs still were numbers. */
static void
find_first_nan (const Way *way, guint variable)
{
  CrDeathTrace *trace = way->question->trace;
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  guint at = variable;
  while (g_hash_table_add (visited, GUINT_TO_POINTER (at + 1)))
    {
      const CrVariable *node = cr_graph_get_variable (trace->graph, at);
      const CrFunctionNode *maker = node->maker == CR_NONE ? NULL : cr_graph_get_function (trace->graph, node->maker);
      guint next = CR_NONE;
      for (guint k = 0; maker != NULL && k < maker->n_inputs && next == CR_NONE; k++)
        if (value_is (way, maker->inputs[k], maker->created, TRUE))
          next = maker->inputs[k];
      cr_death_light (way->question, at, node->maker);
      if (next == CR_NONE)
        {
          cr_death_add (way->question, CR_DEATH_NAN_VALUE, at, node->maker, CR_NONE);
          return;
        }
      at = next;
    }
}

static void
blame_nan (const Way *way, guint function)
{
  CrDeathTrace *trace = way->question->trace;
  const CrFunctionNode *node = cr_graph_get_function (trace->graph, function);
  for (guint k = 0; k < node->n_inputs; k++)
    if (value_is (way, node->inputs[k], node->created, TRUE))
      {
        find_first_nan (way, node->inputs[k]);
        return;
      }
  if (value_is (way, node->output, G_MAXUINT, TRUE))
    find_first_nan (way, node->output);
  cr_death_add (way->question, CR_DEATH_NAN_HERE, node->output, function, CR_NONE);
}

/* The function made it so: it had been given something else. */
static void
blame (const Way *way, guint function, guint event, guint edge, guint variable)
{
  CrDeathTrace *trace = way->question->trace;
  const CrStepEvent *step = &cr_trace_get_event (trace->trace, event)->u.step;
  const CrFunctionNode *node = cr_graph_get_function (trace->graph, function);
  if (way->nan)
    {
      blame_nan (way, function);
      return;
    }
  CrDeathCause *cause
      = cr_death_add (way->question, cr_death_classify_zero (trace, function, edge), node->output, function, variable);
  if (cause == NULL)
    return;
  cause->position = event + 1;
  cause->n_elements = count_closed (step->n_received > 0 ? step->received[0] : NULL, step->sent[edge]);
  cause->n_all = cr_value_get_numel (step->sent[edge]);
  cr_death_describe (way->question, cause, variable);
}

/* TRUE if what the sender received was as bad: then the way goes on there. */
static gboolean
go_on (GArray *queue, GHashTable *visited, const Way *way, const CrFunctionNode *sender, const CrStepEvent *step,
       const CrValue *sent, gint64 element)
{
  gboolean any = FALSE;
  for (guint nr = 0; nr < step->n_received; nr++)
    {
      Station next = { cr_graph_get_output (sender, nr), element };
      CrValue *received = step->received[nr];
      if (next.variable == CR_NONE || received == NULL)
        continue;
      if (cr_value_get_numel (received) != cr_value_get_numel (sent))
        next.element = -1;
      if (!is_bad (way, received, next.element))
        continue;
      any = TRUE;
      if (g_hash_table_add (visited, GUINT_TO_POINTER (next.variable + 1)))
        g_array_append_val (queue, next);
    }
  return any;
}

/* All that was sent to one input in the pass. TRUE if one of it was as bad as the sum. */
static gboolean
follow (const Way *way, const Station *station, GArray *queue, GHashTable *visited)
{
  CrDeathTrace *trace = way->question->trace;
  const CrVariable *node = cr_graph_get_variable (trace->graph, station->variable);
  guint output_nr;
  guint64 target = get_target (trace, way, node, &output_nr);
  gboolean any = FALSE;
  for (guint i = way->pass->begin; target != 0 && i < way->pass->end; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace->trace, i);
      const CrStepEvent *step = &event->u.step;
      guint sender
          = event->kind != CR_EVENT_FUNCTION_STEPPED ? CR_NONE : cr_graph_find_function (trace->graph, step->function);
      for (guint k = 0; sender != CR_NONE && k < step->n_sent; k++)
        {
          const CrFunctionNode *function = cr_graph_get_function (trace->graph, sender);
          if (step->edges[k].function != target || step->edges[k].input_nr != output_nr
              || !is_bad (way, step->sent[k], station->element))
            continue;
          any = TRUE;
          cr_death_light (way->question, function->output, sender);
          if (!go_on (queue, visited, way, function, step, step->sent[k], station->element))
            blame (way, sender, i, k, station->variable);
        }
    }
  return any;
}

static gboolean
began_bad (const Way *way, const CrVariable *node, const Station *station)
{
  const CrBackwardEvent *backward = &cr_trace_get_event (way->question->trace->trace, way->pass->begin)->u.backward;
  for (guint i = 0; i < backward->n_roots; i++)
    if (backward->roots[i] == node->tensor && backward->root_fns[i] == node->function
        && is_bad (way, backward->gradients[i], station->element))
      return TRUE;
  return FALSE;
}

static void
walk (const Way *way)
{
  CrDeathQuestion *question = way->question;
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (Station));
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  Station first = { question->death->variable, question->element };
  g_array_append_val (queue, first);
  g_hash_table_add (visited, GUINT_TO_POINTER (first.variable + 1));
  for (guint at = 0; at < queue->len && !cr_death_is_cancelled (question->trace); at++)
    {
      Station station = g_array_index (queue, Station, at);
      const CrVariable *node = cr_graph_get_variable (question->trace->graph, station.variable);
      gboolean began = began_bad (way, node, &station);
      if (began)
        cr_death_add (question, way->nan ? CR_DEATH_NAN_HERE : CR_DEATH_ROOT_ZERO, station.variable, CR_NONE, CR_NONE);
      if (!follow (way, &station, queue, visited) && !began)
        cr_death_add (question, way->nan ? CR_DEATH_NAN_HERE : CR_DEATH_CANCELLED, station.variable, CR_NONE, CR_NONE);
    }
}

void
cr_death_find_zero (CrDeathQuestion *question, const CrDeathPass *pass)
{
  walk (&(Way){ question, pass, FALSE });
}

void
cr_death_find_nan (CrDeathQuestion *question, const CrDeathPass *pass)
{
  walk (&(Way){ question, pass, TRUE });
}

static const struct
{
  const char *prefix; /* of the primitive's name; a trailing $ asks for the whole name */
  CrDeathKind kind;
} kinds[] = {
  { "relu", CR_DEATH_CLOSED },
  { "hardtanh", CR_DEATH_CLOSED },
  { "hardsigmoid", CR_DEATH_CLOSED },
  { "hardswish", CR_DEATH_CLOSED },
  { "threshold", CR_DEATH_CLOSED },
  { "clamp", CR_DEATH_CLOSED },
  { "softshrink", CR_DEATH_CLOSED },
  { "hardshrink", CR_DEATH_CLOSED },
  { "max", CR_DEATH_NOT_CHOSEN },
  { "min", CR_DEATH_NOT_CHOSEN },
  { "amax", CR_DEATH_NOT_CHOSEN },
  { "amin", CR_DEATH_NOT_CHOSEN },
  { "adaptive_max", CR_DEATH_NOT_CHOSEN },
  { "topk", CR_DEATH_NOT_CHOSEN },
  { "kthvalue", CR_DEATH_NOT_CHOSEN },
  { "median", CR_DEATH_NOT_CHOSEN },
  { "mode", CR_DEATH_NOT_CHOSEN },
  { "masked", CR_DEATH_MASKED },
  { "where", CR_DEATH_MASKED },
  { "index", CR_DEATH_MASKED },
  { "gather", CR_DEATH_MASKED },
  { "scatter", CR_DEATH_MASKED },
  { "take", CR_DEATH_MASKED },
  { "select", CR_DEATH_MASKED },
  { "slice", CR_DEATH_MASKED },
  { "tril", CR_DEATH_MASKED },
  { "triu", CR_DEATH_MASKED },
  { "diag", CR_DEATH_MASKED },
  { "copy_slices", CR_DEATH_MASKED },
  { "unbind", CR_DEATH_MASKED },
  { "split", CR_DEATH_MASKED },
  { "dropout", CR_DEATH_MASKED },
  { "embedding", CR_DEATH_MASKED },
  { "zero", CR_DEATH_MASKED },
  { "fill", CR_DEATH_MASKED },
  { "copy$", CR_DEATH_MASKED },
  { "sigmoid", CR_DEATH_SATURATED },
  { "tanh", CR_DEATH_SATURATED },
  { "softmax", CR_DEATH_SATURATED },
  { "log_softmax", CR_DEATH_SATURATED },
  { "log_sigmoid", CR_DEATH_SATURATED },
  { "exp$", CR_DEATH_SATURATED },
  { "softplus", CR_DEATH_SATURATED },
  { "erf", CR_DEATH_SATURATED },
  { "gelu", CR_DEATH_SATURATED },
  { "silu", CR_DEATH_SATURATED },
  { "elu", CR_DEATH_SATURATED },
  { "nll_loss", CR_DEATH_MASKED },
  { "sign", CR_DEATH_FLAT },
  { "sgn", CR_DEATH_FLAT },
  { "floor", CR_DEATH_FLAT },
  { "ceil", CR_DEATH_FLAT },
  { "round", CR_DEATH_FLAT },
  { "trunc", CR_DEATH_FLAT },
  { "bernoulli", CR_DEATH_FLAT },
  { "mul", CR_DEATH_TIMES_ZERO },
  { "mm", CR_DEATH_TIMES_ZERO },
  { "bmm", CR_DEATH_TIMES_ZERO },
  { "mv", CR_DEATH_TIMES_ZERO },
  { "dot", CR_DEATH_TIMES_ZERO },
  { "addmm", CR_DEATH_TIMES_ZERO },
  { "convolution", CR_DEATH_TIMES_ZERO },
  { "prod", CR_DEATH_TIMES_ZERO },
};

static gboolean
has_name (const char *primitive, const char *prefix)
{
  gsize length = strlen (prefix);
  return prefix[length - 1] == '$' ? strlen (primitive) == length - 1 && strncmp (primitive, prefix, length - 1) == 0
                                   : strncmp (primitive, prefix, length) == 0;
}

CrDeathKind
cr_death_classify_zero (CrDeathTrace *trace, guint function, guint input)
{
  const CrFunctionNode *node = cr_graph_get_function (trace->graph, function);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_name (node->primitive, kinds[i].prefix))
      return kinds[i].kind;
  return CR_DEATH_ZERO_HERE;
}
