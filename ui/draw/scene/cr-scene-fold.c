/* What is computed from constants alone is no part of the story that the gradients tell: where something records
 * gradients, x = torch.linspace (...).unsqueeze (1) or w * x.pow (2)'s square is one box, the one that the recorded
 * operation takes. A script that records nothing is drawn as it is, and so is what lies behind a cut. */
#include "cr-scene-private.h"

struct _CrSceneFold
{
  CrScene *scene;
  guint begun;
  GHashTable *functions; /* folded: graph index -> itself + 1 */
  GHashTable *variables; /* theirs, inputs and results, that are not shown */
};

gboolean
cr_scene_is_update (CrScene *scene, guint index, guint begun)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);

  return !function->records && begun != CR_NONE && function->created > begun;
}

static gboolean
is_here (CrSceneFold *fold, guint function)
{
  return cr_graph_get_function (fold->scene->graph, function)->generation == fold->scene->generation
         && !cr_scene_is_update (fold->scene, function, fold->begun);
}

static gboolean
is_folded (CrSceneFold *fold, guint function)
{
  return g_hash_table_contains (fold->functions, GUINT_TO_POINTER (function + 1));
}

/* Whether all that comes in is a constant: made by no operation, by one of another generation, or by a folded one. */
static gboolean
takes_constants (CrSceneFold *fold, const CrFunctionNode *function)
{
  for (guint i = 0; i < function->n_inputs; i++)
    {
      const CrVariable *input;

      if (function->inputs[i] == CR_NONE)
        continue;
      input = cr_graph_get_variable (fold->scene->graph, function->inputs[i]);
      if (input->requires_grad)
        return FALSE;
      if (input->maker != CR_NONE && is_here (fold, input->maker) && !is_folded (fold, input->maker))
        return FALSE;
    }
  return TRUE;
}

static void
find_functions (CrSceneFold *fold)
{
  const CrGeneration *generation = cr_graph_get_generation (fold->scene->graph, fold->scene->generation);
  gboolean records = FALSE;

  for (guint i = 0; i < generation->functions->len && !records; i++)
    records = cr_graph_get_function (fold->scene->graph, g_array_index (generation->functions, guint, i))->records;
  for (guint i = 0; records && i < generation->functions->len && !cr_scene_is_cancelled (fold->scene); i++)
    {
      guint index = g_array_index (generation->functions, guint, i);
      const CrFunctionNode *function = cr_graph_get_function (fold->scene->graph, index);

      if (!function->records && is_here (fold, index) && takes_constants (fold, function))
        g_hash_table_add (fold->functions, GUINT_TO_POINTER (index + 1));
    }
}

/* A constant is seen where a recorded operation (or one that is drawn) takes it, or where nothing does. */
static gboolean
is_seen (CrSceneFold *fold, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (fold->scene->graph, index);
  gboolean used = FALSE;

  if (variable->requires_grad)
    return TRUE;
  for (guint i = 0; i < variable->users->len; i++)
    {
      guint user = g_array_index (variable->users, guint, i);

      if (!is_here (fold, user))
        continue;
      if (!is_folded (fold, user))
        return TRUE;
      used |= cr_graph_get_function (fold->scene->graph, user)->output != index;
    }
  return !used;
}

static void
find_variables (CrSceneFold *fold)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, fold->functions);
  while (!cr_scene_is_cancelled (fold->scene) && g_hash_table_iter_next (&iter, &key, NULL))
    {
      const CrFunctionNode *function = cr_graph_get_function (fold->scene->graph, GPOINTER_TO_UINT (key) - 1);

      for (guint i = 0; i < function->n_inputs; i++)
        if (function->inputs[i] != CR_NONE && !is_seen (fold, function->inputs[i]))
          g_hash_table_add (fold->variables, GUINT_TO_POINTER (function->inputs[i] + 1));
      for (guint i = 0; i <= function->n_others; i++)
        {
          guint output = cr_graph_get_output (function, i);

          if (output != CR_NONE && !is_seen (fold, output))
            g_hash_table_add (fold->variables, GUINT_TO_POINTER (output + 1));
        }
    }
}

CrSceneFold *
cr_scene_fold_new (CrScene *scene, guint begun)
{
  CrSceneFold *fold = g_new0 (CrSceneFold, 1);

  fold->scene = scene;
  fold->begun = begun;
  fold->functions = g_hash_table_new (NULL, NULL);
  fold->variables = g_hash_table_new (NULL, NULL);
  if (scene->options.view != CR_VIEW_FUNCTIONS && !scene->options.constants)
    {
      find_functions (fold);
      find_variables (fold);
    }
  return fold;
}

void
cr_scene_fold_free (CrSceneFold *fold)
{
  g_hash_table_unref (fold->functions);
  g_hash_table_unref (fold->variables);
  g_free (fold);
}

gboolean
cr_scene_fold_hides_function (CrSceneFold *fold, guint function)
{
  return is_folded (fold, function);
}

gboolean
cr_scene_fold_hides_variable (CrSceneFold *fold, guint variable)
{
  return g_hash_table_contains (fold->variables, GUINT_TO_POINTER (variable + 1));
}

static void
stand_for (GHashTable *table, guint index, guint item)
{
  if (!g_hash_table_contains (table, GUINT_TO_POINTER (index)))
    g_hash_table_insert (table, GUINT_TO_POINTER (index), GUINT_TO_POINTER (item + 1));
}

/* From a variable that is shown up to everything that made it: what another item stands for already is not looked at
 * again. */
static void
fold_into (CrSceneFold *fold, guint item)
{
  CrScene *scene = fold->scene;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint maker = cr_graph_get_variable (scene->graph, cr_scene_item (scene, item)->variable)->maker;

  if (maker != CR_NONE && is_folded (fold, maker))
    g_array_append_val (stack, maker);
  while (stack->len > 0)
    {
      guint index = g_array_index (stack, guint, stack->len - 1);
      const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);

      g_array_set_size (stack, stack->len - 1);
      if (cr_scene_find_function (scene, index) != CR_NONE)
        continue;
      stand_for (scene->hidden_functions, index, item);
      cr_scene_item (scene, item)->n_folded++;
      for (guint i = 0; i < function->n_inputs; i++)
        {
          guint input = function->inputs[i];

          if (input == CR_NONE || !cr_scene_fold_hides_variable (fold, input))
            continue;
          stand_for (scene->hidden_variables, input, item);
          maker = cr_graph_get_variable (scene->graph, input)->maker;
          if (maker != CR_NONE && is_folded (fold, maker))
            g_array_append_val (stack, maker);
        }
    }
}

void
cr_scene_fold_finish (CrSceneFold *fold)
{
  if (g_hash_table_size (fold->functions) == 0)
    return;
  for (guint i = 0; i < fold->scene->items->len && !cr_scene_is_cancelled (fold->scene); i++)
    if (cr_scene_item (fold->scene, i)->variable != CR_NONE)
      fold_into (fold, i);
}
