/* Where in a trace a node does something: one walk through all events, kept for the next question. */

#include "cr-search-private.h"

typedef struct
{
  guint64 key;
  gboolean each;
} NodeKey;

static guint
node_hash (gconstpointer key)
{
  const NodeKey *node = key;
  return g_int64_hash (&node->key) + (guint)node->each;
}

static gboolean
node_equal (gconstpointer a, gconstpointer b)
{
  const NodeKey *x = a, *y = b;
  return x->key == y->key && x->each == y->each;
}

/* The ids under which events speak of the node. */
typedef struct
{
  GHashTable *functions; /* grad_fn ids, as pointers */
  GHashTable *tensors;   /* tensor id -> grad_fn id + 1 of the variable */
  GHashTable *events;    /* indices + 1 of events that made it */
} Names;

static gboolean
same_range (const CrRange *a, const CrRange *b)
{
  return a->line != 0 && a->line == b->line && a->column == b->column && a->end_line == b->end_line
         && a->end_column == b->end_column;
}

gboolean
cr_search_find_key (CrGraph *graph, guint64 key, guint *variable, guint *function)
{
  *variable = key == 0 ? CR_NONE : cr_graph_find_variable_by_key (graph, key);
  *function = CR_NONE;
  if (*variable != CR_NONE || key == 0)
    return *variable != CR_NONE;
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    if (cr_graph_get_function (graph, i)->key == key)
      {
        *function = i;
        return TRUE;
      }
  return FALSE;
}

static gpointer
as_key (guint64 id)
{
  return (gpointer)(gsize)id;
}

static void
add_variable (Names *names, const CrVariable *variable)
{
  g_hash_table_add (names->events, GUINT_TO_POINTER (variable->created + 1));
  g_hash_table_insert (names->tensors, as_key (variable->tensor), as_key (variable->function + 1));
  if (variable->function != 0)
    g_hash_table_add (names->functions, as_key (variable->function));
}

static void
collect (CrGraph *graph, const NodeKey *node, Names *names)
{
  guint variable, function;
  CrRange range = { 0 };
  if (!cr_search_find_key (graph, node->key, &variable, &function))
    return;
  if (node->each)
    range = variable != CR_NONE ? cr_graph_get_variable (graph, variable)->range
                                : cr_graph_get_function (graph, function)->range;
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      const CrVariable *it = cr_graph_get_variable (graph, i);
      if (it->key == node->key || same_range (&it->range, &range))
        add_variable (names, it);
    }
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    {
      const CrFunctionNode *it = cr_graph_get_function (graph, i);
      if (it->key != node->key && !same_range (&it->range, &range))
        continue;
      g_hash_table_add (names->events, GUINT_TO_POINTER (it->created + 1));
      if (it->id != 0)
        g_hash_table_add (names->functions, as_key (it->id));
    }
}

static gboolean
is_tensor (const Names *names, guint64 tensor, guint64 function)
{
  return g_hash_table_lookup (names->tensors, as_key (tensor)) == as_key (function + 1);
}

static gboolean
concerns (const Names *names, guint index, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_OPERATION:
      return g_hash_table_contains (names->events, GUINT_TO_POINTER (index + 1));
    case CR_EVENT_WRITTEN:
      return g_hash_table_contains (names->tensors, as_key (event->u.tensor.id));
    case CR_EVENT_FUNCTION_STEPPED:
      return event->u.step.leaf != 0 ? is_tensor (names, event->u.step.leaf, 0)
                                     : g_hash_table_contains (names->functions, as_key (event->u.step.function));
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return is_tensor (names, event->u.gradient.tensor, event->u.gradient.function);
    default:
      return FALSE;
    }
}

static GArray *
find_positions (CrGraph *graph, const NodeKey *node, const gint *cancelled)
{
  g_autoptr (GHashTable) functions = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) tensors = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) events = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  const Names names = { functions, tensors, events };
  CrTrace *trace = cr_graph_get_trace (graph);
  collect (graph, node, (Names *)&names);
  for (guint i = 0, n = cr_trace_get_length (trace); i < n; i++)
    {
      guint position = i + 1;
      if (cancelled != NULL && g_atomic_int_get (cancelled))
        return NULL;
      if (concerns (&names, i, cr_trace_get_event (trace, i)))
        g_array_append_val (positions, position);
    }
  return g_steal_pointer (&positions);
}

const GArray *
cr_search_get_positions (CrSearch *search, const CrBreakpoint *breakpoint, const gint *cancelled)
{
  const NodeKey node = { breakpoint->key, breakpoint->each };
  if (search->nodes == NULL)
    search->nodes = g_hash_table_new_full (node_hash, node_equal, g_free, (GDestroyNotify)g_array_unref);
  GArray *positions = g_hash_table_lookup (search->nodes, &node);
  if (positions == NULL && (positions = find_positions (search->graph, &node, cancelled)) != NULL)
    g_hash_table_insert (search->nodes, g_memdup2 (&node, sizeof node), positions);
  return positions;
}
