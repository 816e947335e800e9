/* Reads variables and functions off the events, one pass, in order. A trace may come from a file, so nothing is
 * taken for granted: a tensor that no event created becomes a variable where it is first seen. */

#include "cr-graph-private.h"

#include <string.h>

#include "cr-primitive.h"

#define LONGEST_NAME 200 /* bytes */

typedef struct
{
  CrGraph *graph;
  CrGenerations *generations;
  guint event; /* the one being read */
} Reader;

static void
describe (CrVariable *variable, const CrValue *value)
{
  if (value == NULL)
    return;
  variable->dtype = cr_value_get_dtype (value);
  variable->ndim = cr_value_get_ndim (value);
  variable->sizes = cr_value_get_sizes (value);
}

static guint
add_variable (Reader *reader, guint64 tensor, guint64 function, const CrEvent *event)
{
  CrGraph *graph = reader->graph;
  guint index = graph->variables->len;
  CrVariableNode node = { .public = { .tensor = tensor,
                                      .function = function,
                                      .maker = CR_NONE,
                                      .range = event->range,
                                      .key = event->key,
                                      .created = reader->event,
                                      .released = CR_NONE,
                                      .dtype = CR_DTYPE_FLOAT32,
                                      .is_leaf = function == 0,
                                      .requires_grad = function != 0,
                                      .generation = CR_NONE },
                          .previous = cr_graph_lookup (graph->by_tensor, tensor) };
  node.public.users = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (graph->variables, node);
  cr_graph_store (graph->by_tensor, tensor, index);
  if (event->key != 0 && cr_graph_lookup (graph->by_key, event->key) == CR_NONE)
    cr_graph_store (graph->by_key, event->key, index);
  return index;
}

static guint
ensure_variable (Reader *reader, guint64 tensor, guint64 function, const CrEvent *event)
{
  guint found = cr_graph_find_variable (reader->graph, tensor, function);
  if (found != CR_NONE)
    return found;
  guint added = add_variable (reader, tensor, function, event);
  guint maker = cr_graph_lookup (reader->graph->by_function, function);
  CrVariable *variable = &cr_graph_variable_node (reader->graph, added)->public;
  variable->maker = maker;
  guint previous = cr_graph_variable_node (reader->graph, added)->previous;
  if (previous != CR_NONE) /* the same tensor by another grad_fn: it has the same form */
    {
      const CrVariable *twin = &cr_graph_variable_node (reader->graph, previous)->public;
      variable->dtype = twin->dtype;
      variable->ndim = twin->ndim;
      variable->sizes = twin->sizes;
    }
  return added;
}

static void
read_created (Reader *reader, const CrEvent *event)
{
  const CrTensorEvent *tensor = &event->u.tensor;
  guint index = ensure_variable (reader, tensor->id, 0, event);
  CrVariable *variable = &cr_graph_variable_node (reader->graph, index)->public;
  variable->requires_grad |= tensor->requires_grad;
  variable->is_leaf = tensor->is_leaf;
  describe (variable, tensor->value);
}

/* A leaf is known by the edge that leads to its AccumulateGrad. */
static void
note_edge (Reader *reader, const CrEdge *edge, guint variable)
{
  CrGraph *graph = reader->graph;
  CrVariable *input = &cr_graph_variable_node (graph, variable)->public;
  if (edge->function == 0)
    return;
  input->requires_grad = TRUE;
  if (input->function == 0 && cr_graph_lookup (graph->by_function, edge->function) == CR_NONE)
    cr_graph_store (graph->leaves, edge->function, variable);
}

/* The variables of further results. */
static const guint *
make_others (Reader *reader, const CrEvent *event, guint function)
{
  const CrOperationEvent *operation = &event->u.operation;
  CrGraph *graph = reader->graph;
  guint *others = operation->n_others ? cr_slab_alloc (&graph->slab, operation->n_others * sizeof *others) : NULL;
  for (guint i = 0; i < operation->n_others; i++)
    {
      const CrResult *result = &operation->others[i];
      others[i] = cr_graph_find_variable (graph, result->tensor, result->function);
      if (others[i] == CR_NONE)
        others[i] = add_variable (reader, result->tensor, result->function, event);
      CrVariable *variable = &cr_graph_variable_node (graph, others[i])->public;
      if (variable->maker == CR_NONE)
        variable->maker = function;
      describe (variable, result->value);
    }
  return others;
}

static guint
make_output (Reader *reader, const CrEvent *event, guint function)
{
  const CrOperationEvent *operation = &event->u.operation;
  CrGraph *graph = reader->graph;
  gboolean same = operation->in_place && operation->function == 0 && operation->n_inputs > 0
                  && g_strcmp0 (operation->primitive, "detach") != 0;
  if (same) /* written without recording: still the variable that it was */
    return ensure_variable (reader, operation->output, operation->input_fns[0], event);
  guint output = cr_graph_find_variable (graph, operation->output, operation->function);
  if (output == CR_NONE)
    output = add_variable (reader, operation->output, operation->function, event);
  CrVariableNode *node = cr_graph_variable_node (graph, output);
  if (node->previous != CR_NONE && node->public.name == NULL)
    {
      node->public.name = cr_graph_variable_node (graph, node->previous)->public.name;
      node->public.path = cr_graph_variable_node (graph, node->previous)->public.path;
    }
  if (node->public.maker == CR_NONE)
    node->public.maker = function;
  describe (&node->public, operation->value);
  return output;
}

static const char *
get_function_name (const CrOperationEvent *operation)
{
  if (operation->function_name != NULL)
    return operation->function_name;
  const CrPrimitive *primitive = operation->primitive != NULL ? cr_primitives_find (operation->primitive) : NULL;
  return primitive != NULL && primitive->grad_fn != NULL ? primitive->grad_fn : operation->primitive;
}

static void
read_operation (Reader *reader, const CrEvent *event)
{
  const CrOperationEvent *operation = &event->u.operation;
  CrGraph *graph = reader->graph;
  guint index = graph->functions->len;
  guint *inputs = cr_slab_alloc (&graph->slab, operation->n_inputs * sizeof *inputs);
  for (guint i = 0; i < operation->n_inputs; i++)
    {
      inputs[i] = ensure_variable (reader, operation->inputs[i], operation->input_fns[i], event);
      if (i < operation->n_edges)
        note_edge (reader, &operation->edges[i], inputs[i]);
      GArray *users = cr_graph_variable_node (graph, inputs[i])->public.users;
      if (users->len == 0 || g_array_index (users, guint, users->len - 1) != index)
        g_array_append_val (users, index);
    }
  CrFunctionData data = { .public = { .id = operation->function,
                                      .primitive = operation->primitive,
                                      .name = get_function_name (operation),
                                      .n_inputs = operation->n_inputs,
                                      .inputs = inputs,
                                      .n_edges = operation->n_edges,
                                      .edges = operation->edges,
                                      .records = operation->function != 0,
                                      .saves = operation->saves,
                                      .range = event->range,
                                      .key = event->key,
                                      .created = reader->event,
                                      .generation = CR_NONE },
                          .update = CR_NONE };
  data.public.output = make_output (reader, event, index);
  data.public.others = make_others (reader, event, index);
  data.public.n_others = operation->n_others;
  g_array_append_val (graph->functions, data);
  if (operation->function != 0)
    cr_graph_store (graph->by_function, operation->function, index);
  cr_generations_function (reader->generations, index, operation->in_place);
}

/* Names are for people, and a hand-made file's may have thousands of characters, which no label can hold: @name, or its
 * beginning with "…". */
static const char *
bound_name (CrGraph *graph, const char *name)
{
  if (strlen (name) <= LONGEST_NAME)
    return name;
  const char *end = g_utf8_find_prev_char (name, name + LONGEST_NAME);
  g_autofree char *cut = g_strdup_printf ("%.*s…", (int)(end - name), name);
  return cr_slab_copy (&graph->slab, cut, strlen (cut) + 1);
}

static void
read_name (Reader *reader, const CrEvent *event)
{
  const CrNameEvent *name = &event->u.name;
  if (name->tensor == 0 || name->name == NULL)
    return;
  guint index = ensure_variable (reader, name->tensor, name->function, event);
  CrVariable *variable = &cr_graph_variable_node (reader->graph, index)->public;
  *(cr_name_is_path (name->name) ? &variable->path : &variable->name) = bound_name (reader->graph, name->name);
}

static void
read_released (Reader *reader, guint64 tensor)
{
  guint i = cr_graph_lookup (reader->graph->by_tensor, tensor);
  while (i != CR_NONE && cr_graph_variable_node (reader->graph, i)->public.released == CR_NONE)
    {
      CrVariableNode *node = cr_graph_variable_node (reader->graph, i);
      node->public.released = reader->event;
      i = node->previous;
    }
}

static void
read_begun (Reader *reader, const CrEvent *event)
{
  const CrBackwardEvent *backward = &event->u.backward;
  g_autofree guint *roots = g_new (guint, backward->n_roots + 1);
  for (guint i = 0; i < backward->n_roots; i++)
    {
      roots[i] = ensure_variable (reader, backward->roots[i], backward->root_fns[i], event);
      cr_graph_variable_node (reader->graph, roots[i])->public.is_root = TRUE;
    }
  cr_generations_begin (reader->generations, reader->event, backward, roots);
}

static void
read_step (Reader *reader, const CrEvent *event)
{
  const CrStepEvent *step = &event->u.step;
  CrGraph *graph = reader->graph;
  guint index = cr_graph_lookup (graph->by_function, step->function);
  if (index != CR_NONE)
    {
      if (step->name != NULL)
        cr_graph_function_data (graph, index)->public.name = step->name;
      return;
    }
  guint leaf = step->leaf == 0 ? CR_NONE : cr_graph_find_variable (graph, step->leaf, 0);
  if (leaf != CR_NONE && step->function != 0)
    cr_graph_store (graph->leaves, step->function, leaf);
}

static void
read_gradient (Reader *reader, const CrEvent *event)
{
  const CrGradientEvent *gradient = &event->u.gradient;
  guint index = cr_graph_find_variable (reader->graph, gradient->tensor, gradient->function);
  if (index != CR_NONE)
    cr_graph_variable_node (reader->graph, index)->public.requires_grad = TRUE;
  cr_generations_gradient (reader->generations, gradient->grad);
}

static void
read_event (Reader *reader, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
      read_created (reader, event);
      break;
    case CR_EVENT_OPERATION:
      read_operation (reader, event);
      break;
    case CR_EVENT_NAME_BOUND:
      read_name (reader, event);
      break;
    case CR_EVENT_TENSOR_RELEASED:
      read_released (reader, event->u.tensor.id);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
      read_begun (reader, event);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      cr_generations_end (reader->generations, reader->event);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      read_step (reader, event);
      break;
    case CR_EVENT_SCOPE_ENTERED:
      cr_generations_enter (reader->generations, &event->u.scope);
      break;
    case CR_EVENT_SCOPE_LEFT:
      cr_generations_leave (reader->generations, &event->u.scope);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
      read_gradient (reader, event);
      break;
    default:
      break;
    }
}

void
cr_graph_read_events (CrGraph *graph)
{
  Reader reader = { .graph = graph, .generations = cr_generations_new (graph) };
  for (reader.event = 0; reader.event < graph->n_events; reader.event++)
    read_event (&reader, cr_trace_get_event (graph->trace, reader.event));
  cr_generations_finish (reader.generations);
}
