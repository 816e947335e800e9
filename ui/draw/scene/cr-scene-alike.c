/* Scenes of other generations are collected and compared item by item and link by link: ids and values differ from step
 * to step, what is shown does not. Work is bounded: of a long run only some generations are looked at. */
#include "cr-scene-alike.h"

#define MOST 48u            /* generations */
#define BUDGET 150000u      /* variables and functions of the generations that are looked at */
#define BUDGET_RUN 4000000u /* the run's variables, once for each */

static gboolean
same_variable (CrScene *a, guint i, CrScene *b, guint k)
{
  const CrVariable *x, *y;

  if (i == CR_NONE || k == CR_NONE)
    return i == k;
  x = cr_graph_get_variable (a->graph, i);
  y = cr_graph_get_variable (b->graph, k);
  if (x->dtype != y->dtype || x->ndim != y->ndim || x->is_leaf != y->is_leaf || x->requires_grad != y->requires_grad)
    return FALSE;
  for (int d = 0; d < x->ndim; d++)
    if (x->sizes[d] != y->sizes[d])
      return FALSE;
  return TRUE;
}

static gboolean
same_function (CrScene *a, guint i, CrScene *b, guint k)
{
  if (i == CR_NONE || k == CR_NONE)
    return i == k;
  return g_strcmp0 (cr_graph_get_function (a->graph, i)->primitive, cr_graph_get_function (b->graph, k)->primitive)
         == 0;
}

static gboolean
same_items (CrScene *a, CrScene *b)
{
  if (a->items->len != b->items->len)
    return FALSE;
  for (guint i = 0; i < a->items->len; i++)
    {
      const CrSceneItem *x = cr_scene_item (a, i), *y = cr_scene_item (b, i);

      if (x->node.kind != y->node.kind || !same_function (a, x->function, b, y->function)
          || !same_variable (a, x->variable, b, y->variable) || !same_variable (a, x->result, b, y->result))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_links (CrScene *a, CrScene *b)
{
  if (a->links->len != b->links->len || a->frames->len != b->frames->len)
    return FALSE;
  for (guint i = 0; i < a->links->len; i++)
    {
      const CrSceneEdge *x = &cr_scene_link (a, i)->edge, *y = &cr_scene_link (b, i)->edge;

      if (x->from != y->from || x->to != y->to || x->slot != y->slot || x->n_bundled != y->n_bundled)
        return FALSE;
    }
  return TRUE;
}

/* How many generations may be looked at. */
static guint
get_most (CrScene *scene)
{
  const CrGeneration *own = cr_graph_get_generation (scene->graph, scene->generation);
  guint n = MIN (BUDGET / (own->variables->len + own->functions->len + 1),
                 BUDGET_RUN / (cr_graph_get_n_variables (scene->graph) + 1));

  return MIN (CLAMP (n, 2, MOST), cr_graph_get_n_generations (scene->graph));
}

GPtrArray *
cr_scene_find_alike (CrScene *scene)
{
  GPtrArray *alike = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_scene_unref);
  guint n = get_most (scene), last = cr_graph_get_n_generations (scene->graph) - 1;

  for (guint i = 0; i < n && !cr_scene_is_cancelled (scene); i++)
    {
      guint number = n == 1 ? 0 : (guint64)i * last / (n - 1);
      g_autoptr (CrScene) other = NULL;

      if (number == scene->generation)
        continue;
      other = cr_scene_new_bare (scene->graph, number, &scene->options, scene->cancel);
      other->cancel = NULL;
      if (same_items (scene, other) && same_links (scene, other))
        g_ptr_array_add (alike, g_steal_pointer (&other));
    }
  return alike;
}

static void
map_variable (GHashTable *map, guint from, guint to)
{
  if (from != CR_NONE && to != CR_NONE)
    g_hash_table_insert (map, GUINT_TO_POINTER (from + 1), GUINT_TO_POINTER (to + 1));
}

GHashTable *
cr_scene_map_alike (CrScene *scene, CrScene *alike)
{
  GHashTable *map = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < scene->items->len; i++)
    {
      const CrSceneItem *own = cr_scene_item (scene, i), *other = cr_scene_item (alike, i);

      map_variable (map, other->variable, own->variable);
      map_variable (map, other->result, own->result);
    }
  return map;
}
