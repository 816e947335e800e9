/* Reads the events once and sorts by receiver who sent what, so that a question costs no more than its answer. */

#include "cr-why-private.h"

typedef struct
{
  CrSink sink;
  CrArrival arrival;
} SinkArrival;

typedef struct
{
  guint variable;
  CrGradChange change;
} VariableChange;

typedef struct
{
  CrWhyIndex *index;
  CrTrace *trace;
  guint event;
  GArray *arrivals;  /* of SinkArrival, in order */
  GArray *changes;   /* of VariableChange, in order */
  GArray *under_way; /* of guint: the passes around the event; a hook may call backward */
  GHashTable *grads; /* id of a tensor in .grad -> its variable + 1 */
} Reader;

static guint
lookup (GHashTable *table, guint64 id)
{
  guint found = id == 0 ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (table, (gpointer)(gsize)id));
  return found == 0 ? CR_NONE : found - 1;
}

static void
store (GHashTable *table, guint64 id, guint number)
{
  g_hash_table_insert (table, (gpointer)(gsize)id, GUINT_TO_POINTER (number + 1));
}

/* A function has fewer outputs than that, and a run fewer functions. */
static guint64
extra_key (guint64 function, guint32 output_nr)
{
  return function << 20 | (output_nr & 0xFFFFF);
}

CrSink
cr_why_index_resolve (const CrWhyIndex *index, guint64 function, guint32 output_nr)
{
  if (function == 0)
    return CR_NONE;
  guint known = cr_graph_find_function (index->graph, function);
  guint variable = known != CR_NONE ? cr_graph_get_output (cr_graph_get_function (index->graph, known), output_nr)
                                    : lookup (index->leaves, function);
  if (variable == CR_NONE && known == CR_NONE && output_nr == 0)
    variable = lookup (index->by_function, function);
  return variable != CR_NONE ? variable : lookup (index->extra, extra_key (function, output_nr));
}

CrSink
cr_why_index_find (const CrWhyIndex *index, const CrWhyPlace *place)
{
  return place->variable != CR_NONE ? place->variable : cr_why_index_resolve (index, place->function, place->output_nr);
}

guint
cr_why_pass_number (const CrWhyIndex *index, guint pass)
{
  return pass == CR_NONE ? 0 : g_array_index (index->passes, CrWhyPass, pass).number;
}

static CrSink
ensure_sink (Reader *reader, guint64 function, guint32 output_nr)
{
  CrWhyIndex *index = reader->index;
  CrSink sink = cr_why_index_resolve (index, function, output_nr);
  if (sink != CR_NONE || function == 0)
    return sink;
  sink = index->n_sinks++;
  store (index->extra, extra_key (function, output_nr), sink);
  return sink;
}

static void
note_leaf (CrWhyIndex *index, guint64 function, guint variable)
{
  if (function != 0 && variable != CR_NONE && cr_graph_find_function (index->graph, function) == CR_NONE
      && cr_graph_get_variable (index->graph, variable)->function == 0)
    store (index->leaves, function, variable);
}

/* AccumulateGrads are no functions of the graph: what leads to them, and their own steps, tell whose they are. */
static void
find_leaves (Reader *reader, guint n_events)
{
  CrWhyIndex *index = reader->index;
  for (guint i = 0; i < cr_graph_get_n_functions (index->graph); i++)
    {
      const CrFunctionNode *function = cr_graph_get_function (index->graph, i);
      for (guint k = 0; k < MIN (function->n_edges, function->n_inputs); k++)
        note_leaf (index, function->edges[k].function, function->inputs[k]);
    }
  for (guint i = 0; i < n_events; i++)
    {
      const CrEvent *event = cr_trace_get_event (reader->trace, i);
      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf != 0)
        note_leaf (index, event->u.step.function, cr_graph_find_variable (index->graph, event->u.step.leaf, 0));
    }
}

/* A view that was written through its base has a grad_fn that no operation made. */
static void
find_unmade (CrWhyIndex *index)
{
  for (guint i = 0; i < cr_graph_get_n_variables (index->graph); i++)
    {
      const CrVariable *variable = cr_graph_get_variable (index->graph, i);
      if (variable->function != 0 && cr_graph_find_function (index->graph, variable->function) == CR_NONE)
        store (index->by_function, variable->function, i);
    }
}

static guint
get_pass (Reader *reader)
{
  guint n = reader->under_way->len;
  return n > 0 ? g_array_index (reader->under_way, guint, n - 1) : CR_NONE;
}

static void
add_arrival (Reader *reader, CrSink sink, guint32 nr, gboolean is_own)
{
  guint pass = get_pass (reader);
  if (sink == CR_NONE || pass == CR_NONE)
    return;
  SinkArrival added = { sink, { reader->event, pass, nr, is_own } };
  g_array_append_val (reader->arrivals, added);
}

static void
add_change (Reader *reader, guint variable)
{
  VariableChange added = { variable, { reader->event, get_pass (reader) } };
  g_array_append_val (reader->changes, added);
}

static void
read_begun (Reader *reader, const CrBackwardEvent *backward)
{
  CrWhyIndex *index = reader->index;
  CrWhyPass pass = { .event = reader->event, .number = backward->number, .generation = CR_NONE };
  guint number = index->passes->len;
  for (guint i = 0; i < backward->n_roots; i++)
    {
      guint root = cr_graph_find_variable (index->graph, backward->roots[i], backward->root_fns[i]);
      if (i == 0 && root != CR_NONE)
        pass.generation = cr_graph_get_variable (index->graph, root)->generation;
    }
  g_array_append_val (index->passes, pass);
  g_array_append_val (reader->under_way, number);
  for (guint i = 0; i < backward->n_roots; i++)
    {
      CrSink root = cr_graph_find_variable (index->graph, backward->roots[i], backward->root_fns[i]);
      add_arrival (reader, root, i, FALSE);
    }
}

static void
read_step (Reader *reader, const CrStepEvent *step)
{
  for (guint i = 0; i < step->n_received; i++)
    add_arrival (reader, ensure_sink (reader, step->function, i), i, TRUE);
  for (guint i = 0; i < step->n_sent; i++)
    if (step->sent[i] != NULL)
      add_arrival (reader, ensure_sink (reader, step->edges[i].function, step->edges[i].input_nr), i, FALSE);
}

static void
read_gradient (Reader *reader, const CrGradientEvent *gradient)
{
  guint variable = cr_graph_find_variable (reader->index->graph, gradient->tensor, gradient->function);
  if (variable == CR_NONE)
    return;
  if (gradient->old_grad != 0 && gradient->old_grad != gradient->grad)
    g_hash_table_remove (reader->grads, (gpointer)(gsize)gradient->old_grad);
  if (gradient->grad != 0)
    store (reader->grads, gradient->grad, variable);
  add_change (reader, variable);
}

static void
read_written (Reader *reader, const CrTensorEvent *tensor)
{
  guint owner = lookup (reader->grads, tensor->id);
  if (owner != CR_NONE)
    add_change (reader, owner);
}

static void
read_event (Reader *reader, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_BACKWARD_BEGUN:
      read_begun (reader, &event->u.backward);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      if (reader->under_way->len > 0)
        g_array_set_size (reader->under_way, reader->under_way->len - 1);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      read_step (reader, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      read_gradient (reader, &event->u.gradient);
      break;
    case CR_EVENT_WRITTEN:
      read_written (reader, &event->u.tensor);
      break;
    default:
      break;
    }
}

/* Sorted by receiver, each keeping its order: counting sorts. */
static void
distribute (Reader *reader)
{
  CrWhyIndex *index = reader->index;
  guint n_variables = cr_graph_get_n_variables (index->graph);
  index->first_arrival = g_new0 (guint, index->n_sinks + 2);
  index->first_change = g_new0 (guint, n_variables + 2);
  for (guint i = 0; i < reader->arrivals->len; i++)
    index->first_arrival[g_array_index (reader->arrivals, SinkArrival, i).sink + 2]++;
  for (guint i = 0; i < reader->changes->len; i++)
    index->first_change[g_array_index (reader->changes, VariableChange, i).variable + 2]++;
  for (guint i = 2; i < index->n_sinks + 2; i++)
    index->first_arrival[i] += index->first_arrival[i - 1];
  for (guint i = 2; i < n_variables + 2; i++)
    index->first_change[i] += index->first_change[i - 1];
  index->arrivals = g_new (CrArrival, reader->arrivals->len + 1);
  index->changes = g_new (CrGradChange, reader->changes->len + 1);
  for (guint i = 0; i < reader->arrivals->len; i++)
    {
      const SinkArrival *from = &g_array_index (reader->arrivals, SinkArrival, i);
      index->arrivals[index->first_arrival[from->sink + 1]++] = from->arrival;
    }
  for (guint i = 0; i < reader->changes->len; i++)
    {
      const VariableChange *from = &g_array_index (reader->changes, VariableChange, i);
      index->changes[index->first_change[from->variable + 1]++] = from->change;
    }
}

CrWhyIndex *
cr_why_index_new (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrWhyIndex *index = g_new0 (CrWhyIndex, 1);
  Reader reader = { .index = index, .trace = cr_graph_get_trace (graph) };
  guint n_events = cr_trace_get_length (reader.trace);
  g_atomic_ref_count_init (&index->ref_count);
  index->graph = cr_graph_ref (graph);
  index->n_sinks = cr_graph_get_n_variables (graph);
  index->passes = g_array_new (FALSE, FALSE, sizeof (CrWhyPass));
  index->leaves = g_hash_table_new (NULL, NULL);
  index->by_function = g_hash_table_new (NULL, NULL);
  index->extra = g_hash_table_new (NULL, NULL);
  reader.arrivals = g_array_new (FALSE, FALSE, sizeof (SinkArrival));
  reader.changes = g_array_new (FALSE, FALSE, sizeof (VariableChange));
  reader.under_way = g_array_new (FALSE, FALSE, sizeof (guint));
  reader.grads = g_hash_table_new (NULL, NULL);
  find_leaves (&reader, n_events);
  find_unmade (index);
  for (reader.event = 0; reader.event < n_events; reader.event++)
    read_event (&reader, cr_trace_get_event (reader.trace, reader.event));
  distribute (&reader);
  g_array_unref (reader.arrivals);
  g_array_unref (reader.changes);
  g_array_unref (reader.under_way);
  g_hash_table_unref (reader.grads);
  return index;
}

CrWhyIndex *
cr_why_index_ref (CrWhyIndex *index)
{
  g_return_val_if_fail (index != NULL, NULL);
  g_atomic_ref_count_inc (&index->ref_count);
  return index;
}

void
cr_why_index_unref (CrWhyIndex *index)
{
  g_return_if_fail (index != NULL);
  if (!g_atomic_ref_count_dec (&index->ref_count))
    return;
  g_free (index->arrivals);
  g_free (index->first_arrival);
  g_free (index->changes);
  g_free (index->first_change);
  g_array_unref (index->passes);
  g_hash_table_unref (index->leaves);
  g_hash_table_unref (index->by_function);
  g_hash_table_unref (index->extra);
  cr_graph_unref (index->graph);
  g_free (index);
}

CrGraph *
cr_why_index_get_graph (CrWhyIndex *index)
{
  return index->graph;
}
