/* Which nodes and edges a generation has, in each of the three views. */
#include "cr-scene-private.h"

#include "cr-primitive.h"

#define LINK_INIT                                                                                                      \
  {                                                                                                                    \
    .edge = { .n_bundled = 1 }, .function = CR_NONE, .function_to = CR_NONE                                            \
  }

const char *
cr_scene_symbol (const CrFunctionNode *function)
{
  const CrPrimitive *primitive = function->primitive ? cr_primitives_find (function->primitive) : NULL;

  if (primitive && primitive->symbol && *primitive->symbol)
    return primitive->symbol;
  return function->primitive ? function->primitive : "?";
}

static guint
add_item (CrScene *scene, CrNodeKind kind, guint index, guint variable, guint function)
{
  CrSceneItem item = { .node = { .kind = kind, .index = index }, .variable = variable, .function = function };

  item.named = item.frame = item.result = CR_NONE;
  g_array_append_val (scene->items, item);
  return scene->items->len - 1;
}

static void
remember (GHashTable *table, guint index, guint item)
{
  g_hash_table_insert (table, GUINT_TO_POINTER (index), GUINT_TO_POINTER (item + 1));
}

static CrNodeKind
classify_variable (CrScene *scene, guint index)
{
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  const CrVariable *variable = cr_graph_get_variable (scene->graph, index);

  if (variable->is_leaf)
    return variable->requires_grad ? CR_NODE_LEAF : CR_NODE_LEAF_NO_GRAD;
  if (generation->root == index || (variable->is_root && variable->generation == scene->generation))
    return CR_NODE_ROOT;
  return CR_NODE_NON_LEAF;
}

/* The item of a variable; one that the generation only borrows (a value from an earlier one) is added. */
static guint
want_variable (CrScene *scene, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (scene->graph, index);
  guint item = cr_scene_get_item_of_variable (scene, index);

  if (item != CR_NONE)
    return item;
  item = add_item (scene, classify_variable (scene, index), index, index, CR_NONE);
  cr_scene_item (scene, item)->has_capsule = variable->requires_grad;
  remember (scene->variables, index, item);
  return item;
}

static void
add_link (CrScene *scene, guint from, guint to, CrSceneLink link)
{
  link.edge.from = from;
  link.edge.to = to;
  g_array_append_val (scene->links, link);
}

/* Whether the function hands a gradient to its input @slot. */
static gboolean
sends (const CrFunctionNode *function, guint slot)
{
  return function->records && slot < function->n_edges && function->edges[slot].function != 0;
}

static CrSceneLink
make_input_link (CrScene *scene, guint index, guint slot)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  const CrVariable *input = cr_graph_get_variable (scene->graph, function->inputs[slot]);
  CrSceneLink link = LINK_INIT;

  link.edge.slot = slot;
  link.edge.carries_gradient = sends (function, slot);
  link.edge.cut = input->requires_grad && !function->records;
  link.function = index;
  return link;
}

static void
add_output_link (CrScene *scene, guint index, guint item, guint output_nr)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  guint variable = cr_graph_get_output (function, output_nr), output;
  CrSceneLink link = LINK_INIT;

  if (variable == CR_NONE)
    return;
  output = want_variable (scene, variable);
  cr_scene_item (scene, output)->has_maker = TRUE;
  link.edge.carries_gradient
      = function->records && cr_graph_get_variable (scene->graph, variable)->function == function->id;
  link.receives = TRUE;
  link.output_nr = output_nr;
  link.function = index;
  add_link (scene, item, output, link);
}

static void
collect_full (CrScene *scene, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  CrNodeKind kind = function->records ? CR_NODE_OPERATOR : CR_NODE_OPERATOR_NO_GRAD;
  guint item;

  item = add_item (scene, kind, index, CR_NONE, index);
  remember (scene->functions, index, item);
  for (guint i = 0; i < function->n_inputs; i++)
    if (function->inputs[i] != CR_NONE)
      add_link (scene, want_variable (scene, function->inputs[i]), item, make_input_link (scene, index, i));
  for (guint i = 0; i <= function->n_others; i++)
    add_output_link (scene, index, item, i);
}

/* Every result of the function bears its mark. */
static void
collect_variables (CrScene *scene, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);

  if (function->output == CR_NONE)
    return;
  for (guint k = 0; k <= function->n_others; k++)
    {
      guint output = want_variable (scene, cr_graph_get_output (function, k));

      cr_scene_item (scene, output)->has_maker = function->n_inputs > 0;
      cr_scene_item (scene, output)->mark = cr_scene_symbol (function);
      cr_scene_item (scene, output)->function = index;
      if (k == 0)
        remember (scene->functions, index, output);
      for (guint i = 0; i < function->n_inputs; i++)
        if (function->inputs[i] != CR_NONE)
          add_link (scene, want_variable (scene, function->inputs[i]), output, make_input_link (scene, index, i));
    }
}

/* Functions view: the box of AccumulateGrad for a leaf. */
static guint
want_accumulate (CrScene *scene, guint variable)
{
  guint item = cr_scene_get_item_of_variable (scene, variable);

  if (item == CR_NONE)
    {
      item = add_item (scene, CR_NODE_LEAF, variable, variable, CR_NONE);
      remember (scene->variables, variable, item);
    }
  return item;
}

static void
collect_functions (CrScene *scene, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  guint item;

  if (!function->records)
    return;
  item = add_item (scene, CR_NODE_OPERATOR, index, CR_NONE, index);
  remember (scene->functions, index, item);
  for (guint i = 0; i <= function->n_others; i++)
    if (cr_graph_get_output (function, i) != CR_NONE)
      remember (scene->variables, cr_graph_get_output (function, i), item);
  for (guint i = 0; i < function->n_inputs && i < function->n_edges; i++)
    {
      guint next = cr_graph_find_function (scene->graph, function->edges[i].function);
      guint from = CR_NONE;

      if (function->edges[i].function == 0 || function->inputs[i] == CR_NONE)
        continue;
      if (next != CR_NONE)
        from = cr_scene_get_item_of_function (scene, next);
      else if (cr_graph_get_variable (scene->graph, function->inputs[i])->is_leaf)
        from = want_accumulate (scene, function->inputs[i]);
      if (from == CR_NONE)
        continue;
      cr_scene_item (scene, item)->has_maker = TRUE;
      add_link (scene, from, item, make_input_link (scene, index, i));
    }
}

static gboolean
is_of_generation (CrScene *scene, const CrBackwardEvent *backward)
{
  guint root = backward->n_roots == 0
                   ? CR_NONE
                   : cr_graph_find_variable (scene->graph, backward->roots[0], backward->root_fns[0]);
  const CrVariable *variable = root == CR_NONE ? NULL : cr_graph_get_variable (scene->graph, root);

  return variable && (variable->generation == scene->generation || variable->maker == CR_NONE);
}

/* The events with which the generation's backwards begin. */
static void
find_passes (CrScene *scene)
{
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  CrTrace *trace = cr_graph_get_trace (scene->graph);
  guint length = cr_trace_get_length (trace);

  for (guint i = generation->first_event; i <= generation->last_event && i < length && !cr_scene_is_cancelled (scene);
       i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_BACKWARD_BEGUN && is_of_generation (scene, &event->u.backward))
        g_array_append_val (scene->passes, i);
    }
}

/* Whether a variable of the generation belongs into the picture: something shown made or uses it, or nothing
 * uses it at all; not what only an update looks at (w.grad), nor a module's own that nothing computes with: running
 * statistics, which batch normalisation writes. */
static gboolean
is_shown (CrScene *scene, guint index, guint begun)
{
  const CrVariable *variable = cr_graph_get_variable (scene->graph, index);
  guint n_here = 0;

  if (variable->path && variable->name == NULL && variable->maker == CR_NONE && variable->users->len == 0)
    return FALSE;
  if (begun == CR_NONE || (variable->maker != CR_NONE && !cr_scene_is_update (scene, variable->maker, begun)))
    return TRUE;
  for (guint i = 0; i < variable->users->len; i++)
    {
      guint user = g_array_index (variable->users, guint, i);

      if (cr_graph_get_function (scene->graph, user)->generation != scene->generation)
        continue;
      if (!cr_scene_is_update (scene, user, begun))
        return TRUE;
      n_here++;
    }
  return n_here == 0 && variable->created < begun;
}

/* Which variables are one tensor before and after it was written in place. What it became need not be of this
 * generation: no backward may reach it. */
static void
link_tensors (CrScene *scene)
{
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  guint n = cr_graph_get_n_variables (scene->graph);

  for (guint i = 0; i < generation->variables->len && !cr_scene_is_cancelled (scene); i++)
    {
      guint index = g_array_index (generation->variables, guint, i);

      g_hash_table_insert (scene->tensors, (gpointer)&cr_graph_get_variable (scene->graph, index)->tensor, NULL);
    }
  for (guint i = generation->variables->len ? g_array_index (generation->variables, guint, 0) : n;
       i < n && !cr_scene_is_cancelled (scene); i++)
    {
      const guint64 *tensor = &cr_graph_get_variable (scene->graph, i)->tensor;
      gpointer before;

      if (!g_hash_table_lookup_extended (scene->tensors, tensor, NULL, &before))
        continue;
      if (before)
        g_hash_table_insert (scene->older, GUINT_TO_POINTER (i + 1), before);
      g_hash_table_insert (scene->tensors, (gpointer)tensor, GUINT_TO_POINTER (i + 1));
    }
}

static gint
compare_indices (gconstpointer a, gconstpointer b)
{
  guint i = *(const guint *)a, k = *(const guint *)b;

  return i < k ? -1 : i > k;
}

/* The variables, in the order of their creation whether they are the generation's own or borrowed from an earlier one:
 * so the next training step has its items in the same order, and the same picture. */
static void
collect_values (CrScene *scene, CrSceneFold *fold, guint begun)
{
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < generation->variables->len && !cr_scene_is_cancelled (scene); i++)
    {
      guint index = g_array_index (generation->variables, guint, i);

      if (is_shown (scene, index, begun) && !cr_scene_fold_hides_variable (fold, index))
        g_array_append_val (wanted, index);
    }
  for (guint i = 0; i < generation->functions->len && !cr_scene_is_cancelled (scene); i++)
    {
      guint index = g_array_index (generation->functions, guint, i);
      const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);

      if (!cr_scene_is_update (scene, index, begun) && !cr_scene_fold_hides_function (fold, index))
        for (guint k = 0; k < function->n_inputs; k++)
          if (function->inputs[k] != CR_NONE)
            g_array_append_val (wanted, function->inputs[k]);
    }
  g_array_sort (wanted, compare_indices);
  for (guint i = 0; i < wanted->len && !cr_scene_is_cancelled (scene); i++)
    want_variable (scene, g_array_index (wanted, guint, i));
}

void
cr_scene_collect (CrScene *scene)
{
  static void (*const collectors[]) (CrScene *, guint) = { collect_full, collect_variables, collect_functions };
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  CrSceneFold *fold;
  guint begun;

  find_passes (scene);
  begun = cr_scene_get_pass (scene, 0);
  fold = cr_scene_fold_new (scene, begun);
  if (scene->options.view != CR_VIEW_FUNCTIONS)
    collect_values (scene, fold, begun);
  for (guint i = 0; i < generation->functions->len && !cr_scene_is_cancelled (scene); i++)
    {
      guint index = g_array_index (generation->functions, guint, i);

      if (!cr_scene_is_update (scene, index, begun) && !cr_scene_fold_hides_function (fold, index))
        collectors[scene->options.view](scene, index);
    }
  cr_scene_fold_finish (fold);
  cr_scene_fold_free (fold);
  link_tensors (scene);
}
