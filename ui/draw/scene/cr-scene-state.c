/* What a node's gradients are waiting for is read off the cursor's states; only whether a leaf's AccumulateGrad has
 * run is not among them. It runs as soon as it can, so the last few events tell. */
#include "cr-scene-state.h"

#include <glib/gi18n-lib.h>

#include "cr-scene-private.h"

#define LOOK_BACK 64u /* events */

guint
cr_scene_get_pass_at (CrScene *scene, CrCursor *cursor)
{
  guint position = cr_cursor_get_position (cursor), low = 0, high = scene->passes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (scene->passes, guint, middle) < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? CR_NONE : g_array_index (scene->passes, guint, low - 1);
}

static gboolean
sends_to (CrGraph *graph, const CrStepEvent *step, guint variable)
{
  guint index = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);

  for (guint i = 0; function && i < step->n_sent && i < function->n_inputs; i++)
    if (function->inputs[i] == variable && step->sent[i])
      return TRUE;
  return FALSE;
}

/* Whether a leaf to which everything has come was not yet accumulated into. */
static gboolean
is_pending (CrGraph *graph, guint variable, guint position)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  guint64 tensor = cr_graph_get_variable (graph, variable)->tensor;

  for (guint i = position; i-- > 0 && position - i < LOOK_BACK;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_GRAD_ACCUMULATED && event->u.gradient.tensor == tensor)
        return FALSE;
      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == 0)
        return sends_to (graph, &event->u.step, variable);
      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == tensor)
        return FALSE;
      if (event->kind == CR_EVENT_BACKWARD_BEGUN || event->kind == CR_EVENT_BACKWARD_ENDED)
        return FALSE;
    }
  return FALSE;
}

static gboolean
is_leaf_step (CrCursor *cursor, guint64 tensor)
{
  const CrEvent *event = cr_cursor_get_event (cursor);

  return event
         && ((event->kind == CR_EVENT_GRAD_ACCUMULATED && event->u.gradient.tensor == tensor)
             || (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == tensor));
}

static CrReach
reach_by_function (CrCursor *cursor, guint function)
{
  const CrFunctionState *state = function == CR_NONE ? NULL : cr_cursor_get_function (cursor, function);

  if (state && state->state == CR_BACKWARD_CURRENT)
    return CR_REACH_CURRENT;
  return state && state->state == CR_BACKWARD_DONE ? CR_REACH_PASSED : CR_REACH_READY;
}

static CrNodeReach
reach_of_variable (CrScene *scene, guint index, CrCursor *cursor, guint begun)
{
  const CrVariable *variable = cr_graph_get_variable (scene->graph, index);
  const CrVariableState *state = cr_cursor_get_variable (cursor, index);
  CrNodeReach reach = { CR_REACH_UNTOLD, state->n_arrived, state->n_expected };

  if (!state->exists || !variable->requires_grad || variable->created > begun)
    return reach;
  if (state->n_expected == 0)
    reach.reach = CR_REACH_NEVER;
  else if (state->n_arrived == 0)
    reach.reach = CR_REACH_NOT_YET;
  else if (state->n_arrived < state->n_expected)
    reach.reach = CR_REACH_WAITING;
  else if (!variable->is_leaf)
    reach.reach = reach_by_function (cursor, variable->maker);
  else if (is_leaf_step (cursor, variable->tensor))
    reach.reach = CR_REACH_CURRENT;
  else
    reach.reach = is_pending (scene->graph, index, cr_cursor_get_position (cursor)) ? CR_REACH_READY : CR_REACH_DONE;
  return reach;
}

static CrNodeReach
reach_of_function (CrScene *scene, guint index, CrCursor *cursor, guint begun)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  const CrFunctionState *state = cr_cursor_get_function (cursor, index);
  CrNodeReach reach = { CR_REACH_UNTOLD, 0, 0 };

  if (!state->exists || function->created > begun)
    return reach;
  for (guint i = 0; i <= function->n_others; i++)
    {
      guint output = cr_graph_get_output (function, i);
      const CrVariableState *result = output == CR_NONE ? NULL : cr_cursor_get_variable (cursor, output);

      reach.n_arrived += result ? result->n_arrived : 0;
      reach.n_expected += result ? result->n_expected : 0;
    }
  if (state->state == CR_BACKWARD_CURRENT)
    reach.reach = CR_REACH_CURRENT;
  else if (state->state == CR_BACKWARD_DONE)
    reach.reach = CR_REACH_DONE;
  else if (!function->records || reach.n_expected == 0)
    reach.reach = CR_REACH_NEVER;
  else if (reach.n_arrived == 0)
    reach.reach = CR_REACH_NOT_YET;
  else
    reach.reach = reach.n_arrived < reach.n_expected ? CR_REACH_WAITING : CR_REACH_READY;
  return reach;
}

#define MAX_MEMBERS 512u /* of a larger group only every n-th counts */

/* Of a folded group: how many of its functions have stepped, of those that the backward reaches. */
static CrNodeReach
reach_of_group (CrScene *scene, const CrSceneItem *item, CrCursor *cursor, guint begun)
{
  CrNodeReach reach = { CR_REACH_UNTOLD, 0, 0 };
  gboolean now = FALSE;
  guint stride = 1 + item->n_members / MAX_MEMBERS, n_told = 0;

  for (guint i = 0; i < item->n_members; i += stride)
    {
      guint function = g_array_index (scene->members, guint, item->first_member + i);
      CrNodeReach one = reach_of_function (scene, function, cursor, begun);

      n_told += one.reach != CR_REACH_UNTOLD;
      now |= one.reach == CR_REACH_CURRENT;
      reach.n_expected += one.reach != CR_REACH_UNTOLD && one.reach != CR_REACH_NEVER;
      reach.n_arrived += one.reach == CR_REACH_DONE || one.reach == CR_REACH_CURRENT;
      if (one.reach == CR_REACH_READY || one.reach == CR_REACH_WAITING)
        reach.reach = CR_REACH_READY; /* something has come to it */
    }
  reach.n_arrived = MIN (reach.n_arrived * stride, item->n_members);
  reach.n_expected = MIN (reach.n_expected * stride, item->n_members);
  if (now)
    reach.reach = CR_REACH_CURRENT;
  else if (n_told > 0 && reach.n_expected == 0)
    reach.reach = CR_REACH_NEVER;
  else if (reach.n_arrived > 0)
    reach.reach = reach.n_arrived < reach.n_expected ? CR_REACH_WAITING : CR_REACH_DONE;
  else if (n_told > 0 && reach.reach != CR_REACH_READY)
    reach.reach = CR_REACH_NOT_YET;
  return reach;
}

char *
cr_scene_dup_group_words (const CrNodeReach *reach)
{
  if (reach->reach != CR_REACH_WAITING && reach->reach != CR_REACH_CURRENT)
    return cr_node_reach_dup_words (reach);
  return g_strdup_printf (_ ("%u of %u done"), reach->n_arrived, reach->n_expected);
}

CrNodeReach
cr_scene_get_reach (CrScene *scene, guint node, CrCursor *cursor)
{
  const CrSceneItem *item;
  guint begun;

  g_return_val_if_fail (node < scene->items->len, (CrNodeReach){ 0 });
  item = cr_scene_item (scene, node);
  begun = cr_scene_get_pass_at (scene, cursor);
  if (begun == CR_NONE)
    return (CrNodeReach){ 0 };
  if (item->node.kind == CR_NODE_GROUP)
    return reach_of_group (scene, item, cursor, begun);
  if (item->variable != CR_NONE)
    return reach_of_variable (scene, item->variable, cursor, begun);
  return reach_of_function (scene, item->function, cursor, begun);
}

char *
cr_node_reach_dup_words (const CrNodeReach *reach)
{
  switch (reach->reach)
    {
    case CR_REACH_NOT_YET:
      return g_strdup (_ ("not yet reached"));
    case CR_REACH_WAITING:
      return g_strdup_printf (_ ("%u of %u arrived"), reach->n_arrived, reach->n_expected);
    case CR_REACH_READY:
      return g_strdup (_ ("ready"));
    case CR_REACH_CURRENT:
      return g_strdup (_ ("now"));
    case CR_REACH_DONE:
      return g_strdup (_ ("done"));
    case CR_REACH_PASSED:
      return g_strdup (_ ("passed"));
    case CR_REACH_NEVER:
      return g_strdup (_ ("no gradient comes"));
    default:
      return NULL;
    }
}

guint
cr_scene_find_tensor (CrScene *scene, guint64 tensor, CrCursor *cursor)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (scene->tensors, &tensor));

  for (; at; at = GPOINTER_TO_UINT (g_hash_table_lookup (scene->older, GUINT_TO_POINTER (at))))
    if (cr_cursor_get_variable (cursor, at - 1)->exists)
      return at - 1;
  return CR_NONE;
}

guint
cr_scene_find_tensor_node (CrScene *scene, guint64 tensor, CrCursor *cursor)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (scene->tensors, &tensor));

  for (; at; at = GPOINTER_TO_UINT (g_hash_table_lookup (scene->older, GUINT_TO_POINTER (at))))
    if (cr_cursor_get_variable (cursor, at - 1)->exists && cr_scene_find_variable (scene, at - 1) != CR_NONE)
      return cr_scene_find_variable (scene, at - 1);
  return CR_NONE;
}

static guint
find_saved (CrGraph *graph, const CrFunctionNode *function, const CrSavedTensor *saved)
{
  if (!saved->is_output)
    for (guint i = 0; i < function->n_inputs; i++)
      if (function->inputs[i] != CR_NONE && cr_graph_get_variable (graph, function->inputs[i])->tensor == saved->tensor)
        return function->inputs[i];
  for (guint i = 0; i <= function->n_others; i++)
    {
      guint output = cr_graph_get_output (function, i);

      if (output != CR_NONE && cr_graph_get_variable (graph, output)->tensor == saved->tensor)
        return output;
    }
  return CR_NONE;
}

GArray *
cr_scene_list_saved (CrScene *scene, guint index, CrCursor *cursor)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CrSavedState));
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  CrTrace *trace = cr_graph_get_trace (scene->graph);
  const CrEvent *event
      = function->created < cr_trace_get_length (trace) ? cr_trace_get_event (trace, function->created) : NULL;

  if (event == NULL || event->kind != CR_EVENT_OPERATION)
    return list;
  for (guint i = 0; i < event->u.operation.n_saved; i++)
    {
      const CrSavedTensor *saved = &event->u.operation.saved[i];
      guint latest = cr_scene_find_tensor (scene, saved->tensor, cursor);
      CrSavedState state = { .variable = find_saved (scene->graph, function, saved),
                             .version = saved->version,
                             .now = saved->version,
                             .is_output = saved->is_output };

      if (latest != CR_NONE)
        state.now = MAX (state.now, cr_cursor_get_variable (cursor, latest)->version);
      g_array_append_val (list, state);
    }
  return list;
}
