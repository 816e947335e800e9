/* What no backward reaches. What records a gradient stands with what it is computed from, in its generation, or, where
 * that is a leaf, which many have, in that of the next backward, or else the one before, that uses the leaf in the same
 * iteration of a loop: there it is seen that no gradient comes. The rest is a generation by itself: what is new after
 * the last backward, what has nothing to do with any, and what records nothing. A detach() alone makes no new dynamic
 * graph: it is drawn as a cut where its input stands. */

#include "cr-generations-private.h"

#define NEARBY 32 /* users of a leaf that are looked at on either side */

/* Whether @generation uses @variable near to the function @index: of a leaf that thousands use only those are looked at
 * that ran shortly before and after. */
static gboolean
is_used_nearby (CrGenerations *generations, guint variable, guint index, guint generation)
{
  const GArray *users = cr_graph_variable_node (generations->graph, variable)->public.users;
  guint low = 0, high = users->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (users, guint, middle) < index)
        low = middle + 1;
      else
        high = middle;
    }
  for (guint i = low > NEARBY ? low - NEARBY : 0; i < MIN (low + NEARBY, users->len); i++)
    if (cr_graph_function_data (generations->graph, g_array_index (users, guint, i))->public.generation == generation)
      return TRUE;
  return FALSE;
}

/* Whether @generation uses an input of the function, as it is or as it was before the last write in place. */
static gboolean
shares_input (CrGenerations *generations, guint index, guint generation)
{
  const CrFunctionNode *function = &cr_graph_function_data (generations->graph, index)->public;
  for (guint i = 0; i < function->n_inputs; i++)
    {
      guint before = cr_graph_variable_node (generations->graph, function->inputs[i])->previous;
      if (is_used_nearby (generations, function->inputs[i], index, generation)
          || (before != CR_NONE && is_used_nearby (generations, before, index, generation)))
        return TRUE;
    }
  return FALSE;
}

/* Whether a backward stands in all iterations in which a function ran, and shares one of its inputs. */
static gboolean
is_near (CrGenerations *generations, guint index, const CrPass *pass)
{
  guint round = cr_graph_function_data (generations->graph, index)->round;
  gboolean within = round == CR_NONE
                    || (pass->round != CR_NONE && round <= pass->round
                        && pass->round < g_array_index (generations->rounds, CrRound, round).end);
  return within && shares_input (generations, index, pass->generation);
}

/* The generation of the backward after a function, or else of the one before, that is near to it; CR_NONE. @next: the
 * first backward after it. */
static guint
find_neighbour (CrGenerations *generations, guint index, guint next)
{
  const GArray *passes = generations->graph->passes;
  if (next < passes->len && is_near (generations, index, &g_array_index (passes, CrPass, next)))
    return g_array_index (passes, CrPass, next).generation;
  if (next > 0 && is_near (generations, index, &g_array_index (passes, CrPass, next - 1)))
    return g_array_index (passes, CrPass, next - 1).generation;
  return CR_NONE;
}

/* The latest generation in which an input of the function was made; CR_NONE. */
static guint
find_makers (CrGenerations *generations, guint index)
{
  const CrFunctionNode *function = &cr_graph_function_data (generations->graph, index)->public;
  guint latest = CR_NONE;
  for (guint i = 0; i < function->n_inputs; i++)
    {
      guint maker = cr_graph_variable_node (generations->graph, function->inputs[i])->public.maker;
      guint found = maker < index ? cr_graph_function_data (generations->graph, maker)->public.generation : CR_NONE;
      if (found != CR_NONE && (latest == CR_NONE || found > latest))
        latest = found;
    }
  return latest;
}

guint
cr_generations_find_home (CrGenerations *generations, guint index, guint next)
{
  CrFunctionData *data = cr_graph_function_data (generations->graph, index);
  guint found;
  if (data->update != CR_NONE)
    return data->update;
  if (g_strcmp0 (data->public.primitive, "detach") == 0 && data->public.n_inputs > 0)
    {
      guint maker = cr_graph_variable_node (generations->graph, data->public.inputs[0])->public.maker;
      return maker < index ? cr_graph_function_data (generations->graph, maker)->public.generation : generations->last;
    }
  if (!data->public.records || generations->last == CR_NONE || data->public.created > generations->last_end)
    return CR_NONE;
  found = find_makers (generations, index);
  return found != CR_NONE ? found : find_neighbour (generations, index, next);
}
