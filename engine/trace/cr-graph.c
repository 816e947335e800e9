/* The structure of a run. Reading the events (cr-graph-events.c) and dividing them into generations
 * (cr-generations.c) are files of their own; this one holds what was found. */

#include "cr-graph-private.h"

#include <string.h>

#include "cr-primitive.h"

CrVariableNode *
cr_graph_variable_node (CrGraph *graph, guint i)
{
  return &g_array_index (graph->variables, CrVariableNode, i);
}

CrFunctionData *
cr_graph_function_data (CrGraph *graph, guint i)
{
  return &g_array_index (graph->functions, CrFunctionData, i);
}

guint
cr_graph_lookup (GHashTable *table, guint64 id)
{
  guint found = id == 0 ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (table, (gpointer)(gsize)id));
  return found == 0 ? CR_NONE : found - 1;
}

void
cr_graph_store (GHashTable *table, guint64 id, guint index)
{
  g_hash_table_insert (table, (gpointer)(gsize)id, GUINT_TO_POINTER (index + 1));
}

gboolean
cr_graph_resolve_edge (CrGraph *graph, const CrEdge *edge, guint *function, guint *variable)
{
  *function = cr_graph_lookup (graph->by_function, edge->function);
  *variable = *function != CR_NONE
                  ? cr_graph_get_output (&cr_graph_function_data (graph, *function)->public, edge->input_nr)
                  : cr_graph_lookup (graph->leaves, edge->function);
  return *variable != CR_NONE;
}

guint
cr_spans_find (GArray *spans, guint event, guint otherwise)
{
  guint low = 0, high = spans->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (g_array_index (spans, CrSpan, middle).event <= event)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? otherwise : g_array_index (spans, CrSpan, low - 1).number;
}

static void
clear_variable (gpointer data)
{
  CrVariableNode *node = data;
  g_array_unref (node->public.users);
  g_clear_pointer (&node->writers, g_array_unref);
}

static void
clear_generation (gpointer data)
{
  CrGeneration *generation = data;
  g_array_unref (generation->variables);
  g_array_unref (generation->functions);
}

CrGraph *
cr_graph_new (CrTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);
  CrGraph *graph = g_new0 (CrGraph, 1);
  g_atomic_ref_count_init (&graph->ref_count);
  graph->trace = cr_trace_ref (trace);
  graph->n_events = cr_trace_get_length (trace);
  cr_slab_init (&graph->slab);
  graph->variables = g_array_new (FALSE, FALSE, sizeof (CrVariableNode));
  g_array_set_clear_func (graph->variables, clear_variable);
  graph->functions = g_array_new (FALSE, FALSE, sizeof (CrFunctionData));
  graph->generations = g_array_new (FALSE, FALSE, sizeof (CrGeneration));
  g_array_set_clear_func (graph->generations, clear_generation);
  graph->passes = g_array_new (FALSE, FALSE, sizeof (CrPass));
  graph->spans = g_array_new (FALSE, FALSE, sizeof (CrSpan));
  graph->by_tensor = g_hash_table_new (NULL, NULL);
  graph->by_function = g_hash_table_new (NULL, NULL);
  graph->leaves = g_hash_table_new (NULL, NULL);
  graph->by_key = g_hash_table_new (NULL, NULL);
  cr_graph_read_events (graph);
  return graph;
}

CrGraph *
cr_graph_ref (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  g_atomic_ref_count_inc (&graph->ref_count);
  return graph;
}

void
cr_graph_unref (CrGraph *graph)
{
  g_return_if_fail (graph != NULL);
  if (!g_atomic_ref_count_dec (&graph->ref_count))
    return;
  g_array_unref (graph->variables);
  g_array_unref (graph->functions);
  g_array_unref (graph->generations);
  g_array_unref (graph->passes);
  g_array_unref (graph->spans);
  g_hash_table_unref (graph->by_tensor);
  g_hash_table_unref (graph->by_function);
  g_hash_table_unref (graph->leaves);
  g_hash_table_unref (graph->by_key);
  cr_groups_free (graph->groups);
  cr_slab_clear (&graph->slab);
  cr_trace_unref (graph->trace);
  g_free (graph);
}

CrTrace *
cr_graph_get_trace (CrGraph *graph)
{
  return graph->trace;
}

guint
cr_graph_get_n_variables (CrGraph *graph)
{
  return graph->variables->len;
}

const CrVariable *
cr_graph_get_variable (CrGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->variables->len, NULL);
  return &cr_graph_variable_node (graph, i)->public;
}

guint
cr_graph_get_n_functions (CrGraph *graph)
{
  return graph->functions->len;
}

const CrFunctionNode *
cr_graph_get_function (CrGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->functions->len, NULL);
  return &cr_graph_function_data (graph, i)->public;
}

guint
cr_graph_get_n_generations (CrGraph *graph)
{
  return graph->generations->len;
}

const CrGeneration *
cr_graph_get_generation (CrGraph *graph, guint i)
{
  g_return_val_if_fail (i < graph->generations->len, NULL);
  return &g_array_index (graph->generations, CrGeneration, i);
}

guint
cr_graph_get_generation_at (CrGraph *graph, guint position)
{
  guint first = graph->spans->len > 0 ? g_array_index (graph->spans, CrSpan, 0).number : CR_NONE;
  return position == 0 ? first : cr_spans_find (graph->spans, position - 1, first);
}

const char *
cr_variable_get_label (const CrVariable *variable)
{
  const char *dot = variable->path != NULL ? strchr (variable->path, '.') : NULL;
  return dot != NULL ? dot + 1 : variable->name;
}

guint
cr_graph_get_output (const CrFunctionNode *function, guint output_nr)
{
  if (output_nr == 0)
    return function->output;
  return output_nr <= function->n_others ? function->others[output_nr - 1] : CR_NONE;
}

gboolean
cr_function_makes_views (const CrFunctionNode *function)
{
  g_return_val_if_fail (function != NULL, FALSE);
  if (function->primitive == NULL || function->n_inputs == 0)
    return FALSE;
  const CrPrimitive *primitive = cr_primitives_find (function->primitive);
  return primitive != NULL ? primitive->views : strcmp (function->primitive, "detach") == 0;
}

guint
cr_graph_get_base (CrGraph *graph, guint variable)
{
  g_return_val_if_fail (graph != NULL && variable < graph->variables->len, CR_NONE);
  guint base = variable;
  for (;;)
    {
      guint maker = cr_graph_variable_node (graph, base)->public.maker;
      const CrFunctionNode *function = maker != CR_NONE ? &cr_graph_function_data (graph, maker)->public : NULL;
      /* A base is older than its views; what a file says may be anything. */
      if (function == NULL || !cr_function_makes_views (function) || function->inputs[0] >= base)
        return base == variable ? CR_NONE : base;
      base = function->inputs[0];
    }
}

guint
cr_graph_find_tensor (CrGraph *graph, guint64 tensor)
{
  return cr_graph_lookup (graph->by_tensor, tensor);
}

guint
cr_graph_get_previous (CrGraph *graph, guint variable)
{
  g_return_val_if_fail (graph != NULL && variable < graph->variables->len, CR_NONE);
  return cr_graph_variable_node (graph, variable)->previous;
}

/* A function that saved a result hands it out as another tensor with the same history: which of its results. */
static guint
find_handed_out (CrGraph *graph, const CrFunctionNode *function)
{
  const CrEvent *event = cr_trace_get_event (graph->trace, function->created);
  for (guint i = 0; event->kind == CR_EVENT_OPERATION && i < event->u.operation.n_saved; i++)
    for (guint k = 0; event->u.operation.saved[i].is_output && k <= function->n_others; k++)
      {
        guint output = cr_graph_get_output (function, k);
        if (cr_graph_variable_node (graph, output)->public.tensor == event->u.operation.saved[i].tensor)
          return output;
      }
  return function->output;
}

guint
cr_graph_find_variable (CrGraph *graph, guint64 tensor, guint64 function)
{
  const CrFunctionNode *maker = NULL;
  if (function != 0)
    {
      guint made_by = cr_graph_lookup (graph->by_function, function);
      maker = made_by != CR_NONE ? &cr_graph_function_data (graph, made_by)->public : NULL;
      if (maker != NULL && maker->output != CR_NONE
          && cr_graph_variable_node (graph, maker->output)->public.tensor == tensor)
        return maker->output;
    }
  guint i = cr_graph_lookup (graph->by_tensor, tensor);
  while (i != CR_NONE && cr_graph_variable_node (graph, i)->public.function != function)
    i = cr_graph_variable_node (graph, i)->previous;
  return i == CR_NONE && maker != NULL ? find_handed_out (graph, maker) : i;
}

guint
cr_graph_find_function (CrGraph *graph, guint64 id)
{
  return cr_graph_lookup (graph->by_function, id);
}

guint
cr_graph_find_variable_by_key (CrGraph *graph, guint64 key)
{
  return cr_graph_lookup (graph->by_key, key);
}
