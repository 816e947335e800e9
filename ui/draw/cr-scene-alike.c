/* Generations are compared variable by variable and function by function, in the order of creation: ids and values
 * differ from step to step, places in the generation don't. Work is bounded: of many generations of the same size only
 * some are looked at. */
#include "cr-scene-alike.h"

#define MOST 48u       /* generations */
#define BUDGET 150000u /* variables and functions that are compared */

/* The place of an index in an ascending array; of what is not in it, CR_NONE. */
static guint
place_in (const GArray *array, guint index)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (array, guint, middle) < index)
        low = middle + 1;
      else
        high = middle;
    }
  return low < array->len && g_array_index (array, guint, low) == index ? low : CR_NONE;
}

/* Whether two indices stand at the same place, or are the same thing outside of both. */
static gboolean
same_place (const GArray *a, guint i, const GArray *b, guint k)
{
  guint place = i == CR_NONE ? CR_NONE : place_in (a, i);

  if (i == CR_NONE || k == CR_NONE)
    return i == k;
  return place == CR_NONE ? place_in (b, k) == CR_NONE : place == place_in (b, k);
}

static gboolean
same_variable (CrGraph *graph, const CrGeneration *a, const CrGeneration *b, guint i)
{
  const CrVariable *x = cr_graph_get_variable (graph, g_array_index (a->variables, guint, i));
  const CrVariable *y = cr_graph_get_variable (graph, g_array_index (b->variables, guint, i));

  if (x->dtype != y->dtype || x->ndim != y->ndim || x->is_leaf != y->is_leaf || x->requires_grad != y->requires_grad)
    return FALSE;
  for (int k = 0; k < x->ndim; k++)
    if (x->sizes[k] != y->sizes[k])
      return FALSE;
  return same_place (a->functions, x->maker, b->functions, y->maker);
}

static gboolean
same_function (CrGraph *graph, const CrGeneration *a, const CrGeneration *b, guint i)
{
  const CrFunctionNode *x = cr_graph_get_function (graph, g_array_index (a->functions, guint, i));
  const CrFunctionNode *y = cr_graph_get_function (graph, g_array_index (b->functions, guint, i));

  if (g_strcmp0 (x->primitive, y->primitive) != 0 || x->records != y->records || x->n_inputs != y->n_inputs
      || x->n_others != y->n_others)
    return FALSE;
  for (guint k = 0; k < x->n_inputs; k++)
    if (!same_place (a->variables, x->inputs[k], b->variables, y->inputs[k]))
      return FALSE;
  return TRUE;
}

static gboolean
same_size (const CrGeneration *a, const CrGeneration *b)
{
  return a->variables->len == b->variables->len && a->functions->len == b->functions->len;
}

static gboolean
same_structure (CrGraph *graph, const CrGeneration *a, const CrGeneration *b)
{
  if (!same_place (a->variables, a->root, b->variables, b->root))
    return FALSE;
  for (guint i = 0; i < a->functions->len; i++)
    if (!same_function (graph, a, b, i))
      return FALSE;
  for (guint i = 0; i < a->variables->len; i++)
    if (!same_variable (graph, a, b, i))
      return FALSE;
  return TRUE;
}

/* All generations of the same size, thinned out so that the first and the last stay: whichever of them is asked for. */
static GArray *
list_candidates (CrGraph *graph, const CrGeneration *own)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *some = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n;

  for (guint i = 0; i < cr_graph_get_n_generations (graph); i++)
    if (same_size (cr_graph_get_generation (graph, i), own))
      g_array_append_val (all, i);
  n = CLAMP (BUDGET / (own->variables->len + own->functions->len + 1), 2, MOST);
  n = MIN (n, all->len);
  for (guint i = 0; i < n; i++)
    g_array_append_val (some, g_array_index (all, guint, n == 1 ? 0 : (guint64)i * (all->len - 1) / (n - 1)));
  return some;
}

GArray *
cr_scene_find_alike (CrScene *scene)
{
  const CrGeneration *own = cr_graph_get_generation (scene->graph, scene->generation);
  GArray *candidates = list_candidates (scene->graph, own);

  for (guint i = candidates->len; i-- > 0;)
    {
      guint number = g_array_index (candidates, guint, i);

      if (number == scene->generation
          || !same_structure (scene->graph, own, cr_graph_get_generation (scene->graph, number)))
        g_array_remove_index (candidates, i);
    }
  return candidates;
}

GHashTable *
cr_scene_map_alike (CrScene *scene, guint alike)
{
  const CrGeneration *own = cr_graph_get_generation (scene->graph, scene->generation);
  const CrGeneration *other = cr_graph_get_generation (scene->graph, alike);
  GHashTable *map = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < other->variables->len; i++)
    g_hash_table_insert (map, GUINT_TO_POINTER (g_array_index (other->variables, guint, i) + 1),
                         GUINT_TO_POINTER (g_array_index (own->variables, guint, i) + 1));
  return map;
}
