/* Divides a run into generations (DESIGN.md section 5), in linear time: each function is given to one generation
 * once, and a search stops at functions that have one.
 *
 * A backward first follows the edges from its roots. Where that meets a function that an earlier backward had, this is
 * another pass of that generation; else a new generation begins. Then everything that feeds the functions found, by
 * whatever way (no_grad, detached), joins. Two kinds of functions need more: what works on gradients after a backward
 * (w -= lr * w.grad) is the end of that backward's generation unless a later backward reaches its result as data;
 * and what writes a variable in place without recording makes no variable by which it could be reached: it
 * waits with that variable, or, when the variable is older than the last backward, ends that one's generation. */

#include "cr-generations-private.h"

CrGenerations *
cr_generations_new (CrGraph *graph)
{
  CrGenerations *generations = g_new0 (CrGenerations, 1);
  generations->graph = graph;
  generations->stack = g_array_new (FALSE, FALSE, sizeof (guint));
  generations->grads = g_hash_table_new (NULL, NULL);
  generations->rounds = g_array_new (FALSE, FALSE, sizeof (CrRound));
  generations->last = generations->round = CR_NONE;
  return generations;
}

void
cr_generations_enter (CrGenerations *generations, const CrScopeEvent *scope)
{
  CrRound round = { .outer = generations->round, .depth = scope->depth, .end = G_MAXUINT };
  if (scope->kind != CR_SCOPE_ITERATION)
    return;
  g_array_append_val (generations->rounds, round);
  generations->round = generations->rounds->len - 1;
}

void
cr_generations_leave (CrGenerations *generations, const CrScopeEvent *scope)
{
  if (scope->kind != CR_SCOPE_ITERATION)
    return;
  while (generations->round != CR_NONE
         && g_array_index (generations->rounds, CrRound, generations->round).depth >= scope->depth)
    {
      CrRound *left = &g_array_index (generations->rounds, CrRound, generations->round);
      left->end = generations->rounds->len;
      generations->round = left->outer;
    }
}

static CrFunctionNode *
get_function (CrGenerations *generations, guint i)
{
  return &cr_graph_function_data (generations->graph, i)->public;
}

static guint
add_generation (CrGenerations *generations)
{
  CrGeneration generation = { .variables = g_array_new (FALSE, FALSE, sizeof (guint)),
                              .functions = g_array_new (FALSE, FALSE, sizeof (guint)),
                              .first_event = CR_NONE,
                              .last_event = 0,
                              .root = CR_NONE };
  g_array_append_val (generations->graph->generations, generation);
  return generations->graph->generations->len - 1;
}

/* The generation at whose gradients @function looks, directly or through another such function. */
static guint
find_update (CrGenerations *generations, const CrFunctionNode *function)
{
  guint update = CR_NONE;
  for (guint i = 0; i < function->n_inputs; i++)
    {
      const CrVariable *input = &cr_graph_variable_node (generations->graph, function->inputs[i])->public;
      guint found = cr_graph_lookup (generations->grads, input->tensor);
      if (found == CR_NONE && input->maker != CR_NONE && input->maker < generations->graph->functions->len)
        found = cr_graph_function_data (generations->graph, input->maker)->update;
      if (found != CR_NONE && (update == CR_NONE || found > update))
        update = found;
    }
  return update;
}

void
cr_generations_function (CrGenerations *generations, guint index, gboolean in_place)
{
  CrFunctionNode *function = get_function (generations, index);
  CrFunctionData *data = cr_graph_function_data (generations->graph, index);
  data->round = generations->round;
  if (function->records)
    return;
  data->update = find_update (generations, function);
  if (!in_place || data->update != CR_NONE)
    return;
  CrVariableNode *written = cr_graph_variable_node (generations->graph, function->output);
  if (generations->last != CR_NONE && written->public.created < generations->last_end)
    {
      data->update = generations->last;
      return;
    }
  if (written->writers == NULL)
    written->writers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (written->writers, index);
}

void
cr_generations_gradient (CrGenerations *generations, guint64 grad)
{
  if (grad != 0 && generations->last != CR_NONE)
    cr_graph_store (generations->grads, grad, generations->last);
}

static void
push_unassigned (CrGenerations *generations, guint function, guint generation)
{
  CrFunctionNode *node = get_function (generations, function);
  if (node->generation != CR_NONE)
    return;
  node->generation = generation;
  g_array_append_val (generations->stack, function);
}

/* Everything that made @variable. */
static void
reach_variable (CrGenerations *generations, guint variable, guint generation)
{
  CrVariableNode *node = cr_graph_variable_node (generations->graph, variable);
  if (node->public.maker != CR_NONE)
    push_unassigned (generations, node->public.maker, generation);
  if (node->writers == NULL)
    return;
  for (guint i = 0; i < node->writers->len; i++)
    push_unassigned (generations, g_array_index (node->writers, guint, i), generation);
  g_clear_pointer (&node->writers, g_array_unref);
}

/* Gives to @generation whatever feeds the functions on the stack. */
static void
reach_data (CrGenerations *generations, guint generation)
{
  while (generations->stack->len > 0)
    {
      guint index = g_array_index (generations->stack, guint, generations->stack->len - 1);
      g_array_set_size (generations->stack, generations->stack->len - 1);
      const CrFunctionNode *function = get_function (generations, index);
      for (guint i = 0; i < function->n_inputs; i++)
        reach_variable (generations, function->inputs[i], generation);
    }
}

/* Leaves on the stack the functions that gradients from the roots would newly visit, all marked with @fresh. The
 * latest generation that they come upon, or CR_NONE. */
static guint
reach_gradients (CrGenerations *generations, const CrBackwardEvent *backward, guint fresh)
{
  guint met = CR_NONE;
  GArray *stack = generations->stack;
  for (guint i = 0; i < backward->n_roots; i++)
    {
      guint root = cr_graph_lookup (generations->graph->by_function, backward->root_fns[i]);
      guint had = root == CR_NONE ? CR_NONE : get_function (generations, root)->generation;
      if (had != CR_NONE && had != fresh && (met == CR_NONE || had > met))
        met = had;
      if (root != CR_NONE)
        push_unassigned (generations, root, fresh);
    }
  for (guint next = 0; next < stack->len; next++)
    {
      const CrFunctionNode *function = get_function (generations, g_array_index (stack, guint, next));
      for (guint i = 0; i < function->n_edges; i++)
        {
          guint target = cr_graph_lookup (generations->graph->by_function, function->edges[i].function);
          if (target == CR_NONE)
            continue;
          guint had = get_function (generations, target)->generation;
          if (had != CR_NONE && had != fresh && (met == CR_NONE || had > met))
            met = had;
          push_unassigned (generations, target, fresh);
        }
    }
  return met;
}

void
cr_generations_begin (CrGenerations *generations, guint event, const CrBackwardEvent *backward, const guint *roots)
{
  CrGraph *graph = generations->graph;
  guint fresh = graph->generations->len;
  guint generation = reach_gradients (generations, backward, fresh);
  if (generation == CR_NONE)
    generation = add_generation (generations);
  for (guint i = 0; i < generations->stack->len; i++)
    get_function (generations, g_array_index (generations->stack, guint, i))->generation = generation;
  for (guint i = 0; i < backward->n_roots; i++)
    reach_variable (generations, roots[i], generation);
  reach_data (generations, generation);
  CrGeneration *found = &g_array_index (graph->generations, CrGeneration, generation);
  for (guint i = 0; i < backward->n_roots; i++)
    g_array_append_val (found->variables, roots[i]);
  if (found->root == CR_NONE && backward->n_roots > 0)
    found->root = roots[0];
  CrPass pass = { .number = backward->number, .event = event, .generation = generation, .round = generations->round };
  g_array_append_val (graph->passes, pass);
  generations->last = generation;
  generations->last_end = event;
}

void
cr_generations_end (CrGenerations *generations, guint event)
{
  generations->last_end = event;
}

/* Returns the generation of what no backward reaches, CR_NONE if there is nothing. */
static guint
assign_rest (CrGenerations *generations)
{
  CrGraph *graph = generations->graph;
  guint rest = CR_NONE, next = 0;
  for (guint i = 0; i < graph->functions->len; i++)
    {
      CrFunctionNode *function = get_function (generations, i);
      while (next < graph->passes->len && g_array_index (graph->passes, CrPass, next).event < function->created)
        next++;
      if (function->generation == CR_NONE)
        function->generation = cr_generations_find_home (generations, i, next);
      if (function->generation != CR_NONE)
        continue;
      if (rest == CR_NONE)
        rest = add_generation (generations);
      function->generation = rest;
    }
  if (graph->generations->len == 0 && graph->variables->len > 0)
    rest = add_generation (generations);
  return rest;
}

static void
show_from (CrGraph *graph, guint event, guint generation)
{
  guint n = graph->spans->len;
  if (generation == CR_NONE || (n > 0 && g_array_index (graph->spans, CrSpan, n - 1).number == generation))
    return;
  CrSpan span = { .event = n == 0 ? 0 : event, .number = generation };
  g_array_append_val (graph->spans, span);
}

/* What is shown changes with an operation of another generation and with a backward; all else belongs to what is
 * shown already. Operations of the last generation count only after the last backward. */
static void
find_spans (CrGenerations *generations, guint rest)
{
  CrGraph *graph = generations->graph;
  guint function = 0, pass = 0;
  while (function < graph->functions->len || pass < graph->passes->len)
    {
      guint created = function < graph->functions->len ? get_function (generations, function)->created : CR_NONE;
      guint begun = pass < graph->passes->len ? g_array_index (graph->passes, CrPass, pass).event : CR_NONE;
      if (begun < created)
        show_from (graph, begun, g_array_index (graph->passes, CrPass, pass++).generation);
      else
        {
          guint generation = get_function (generations, function++)->generation;
          if (generation != rest || graph->passes->len == 0 || created > generations->last_end)
            show_from (graph, created, generation);
        }
    }
  if (graph->spans->len == 0 && graph->generations->len > 0)
    show_from (graph, 0, 0);
}

static void
fill_events (CrGraph *graph)
{
  for (guint i = 0; i < graph->spans->len; i++)
    {
      const CrSpan *span = &g_array_index (graph->spans, CrSpan, i);
      CrGeneration *generation = &g_array_index (graph->generations, CrGeneration, span->number);
      guint end = i + 1 < graph->spans->len ? g_array_index (graph->spans, CrSpan, i + 1).event : graph->n_events;
      generation->first_event = MIN (generation->first_event, span->event);
      generation->last_event = MAX (generation->last_event, end > 0 ? end - 1 : 0);
    }
  for (guint i = 0; i < graph->generations->len; i++)
    {
      CrGeneration *generation = &g_array_index (graph->generations, CrGeneration, i);
      if (generation->first_event != CR_NONE)
        continue; /* else it is never shown by itself */
      guint n = generation->functions->len;
      guint created = n == 0 ? 0 : graph->n_events - 1;
      if (n > 0)
        created = cr_graph_function_data (graph, g_array_index (generation->functions, guint, 0))->public.created;
      generation->first_event = generation->last_event = created;
    }
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;
  return x < y ? -1 : x > y;
}

static void
claim_variable (CrGraph *graph, guint index, guint generation)
{
  CrVariable *variable = &cr_graph_variable_node (graph, index)->public;
  GArray *list = g_array_index (graph->generations, CrGeneration, generation).variables;
  g_array_append_val (list, index);
  if (variable->generation == CR_NONE || generation < variable->generation)
    variable->generation = generation;
}

static void
sort_unique (GArray *list)
{
  g_array_sort (list, compare_indices);
  guint n = 0;
  for (guint i = 0; i < list->len; i++)
    if (n == 0 || g_array_index (list, guint, i) != g_array_index (list, guint, n - 1))
      g_array_index (list, guint, n++) = g_array_index (list, guint, i);
  g_array_set_size (list, n);
}

static void
fill_lists (CrGraph *graph)
{
  for (guint i = 0; i < graph->generations->len; i++)
    {
      GArray *roots = g_array_index (graph->generations, CrGeneration, i).variables;
      for (guint k = roots->len; k-- > 0;)
        claim_variable (graph, g_array_index (roots, guint, k), i);
    }
  for (guint i = 0; i < graph->functions->len; i++)
    {
      const CrFunctionNode *function = &cr_graph_function_data (graph, i)->public;
      GArray *functions = g_array_index (graph->generations, CrGeneration, function->generation).functions;
      g_array_append_val (functions, i);
      for (guint k = 0; k < function->n_inputs; k++)
        claim_variable (graph, function->inputs[k], function->generation);
      claim_variable (graph, function->output, function->generation);
      for (guint k = 0; k < function->n_others; k++)
        claim_variable (graph, function->others[k], function->generation);
    }
  for (guint i = 0; i < graph->variables->len; i++)
    {
      CrVariable *variable = &cr_graph_variable_node (graph, i)->public;
      if (variable->maker != CR_NONE)
        variable->generation = cr_graph_function_data (graph, variable->maker)->public.generation;
      else if (variable->generation == CR_NONE) /* used by nothing: it stands with what was shown then */
        claim_variable (graph, i, cr_graph_get_generation_at (graph, variable->created + 1));
    }
  for (guint i = 0; i < graph->generations->len; i++)
    sort_unique (g_array_index (graph->generations, CrGeneration, i).variables);
}

static gboolean
is_used_within (CrGraph *graph, const CrVariable *variable, guint generation)
{
  for (guint i = 0; i < variable->users->len; i++)
    {
      guint user = g_array_index (variable->users, guint, i);
      if (cr_graph_function_data (graph, user)->public.generation == generation)
        return TRUE;
    }
  return FALSE;
}

/* Without a backward, the roots are what was computed and not used further. */
static void
find_roots (CrGraph *graph, guint rest)
{
  if (rest == CR_NONE)
    return;
  CrGeneration *generation = &g_array_index (graph->generations, CrGeneration, rest);
  for (guint i = 0; i < generation->variables->len; i++)
    {
      guint index = g_array_index (generation->variables, guint, i);
      CrVariable *variable = &cr_graph_variable_node (graph, index)->public;
      if (variable->maker == CR_NONE || variable->generation != rest || is_used_within (graph, variable, rest))
        continue;
      variable->is_root = TRUE;
      generation->root = index;
    }
}

void
cr_generations_finish (CrGenerations *generations)
{
  CrGraph *graph = generations->graph;
  guint rest = assign_rest (generations);
  find_spans (generations, rest);
  fill_lists (graph);
  fill_events (graph);
  find_roots (graph, rest);
  g_array_unref (generations->stack);
  g_array_unref (generations->rounds);
  g_hash_table_unref (generations->grads);
  g_free (generations);
}
