/* The scene as a container: making one in three passes (collect, measure, place), asking it, picking. */
#include "cr-scene-move.h"
#include "cr-scene-private.h"

#define LARGE 2000u /* nodes: freeing more takes a while */

static CrScene *
make_empty (CrGraph *graph, guint generation, const CrSceneOptions *options)
{
  CrScene *scene = g_new0 (CrScene, 1);

  g_atomic_ref_count_init (&scene->ref_count);
  scene->graph = cr_graph_ref (graph);
  scene->generation = generation;
  cr_scene_options_set (&scene->options, options);
  scene->items = g_array_new (FALSE, TRUE, sizeof (CrSceneItem));
  scene->links = g_array_new (FALSE, TRUE, sizeof (CrSceneLink));
  scene->frames = g_array_new (FALSE, TRUE, sizeof (CrSceneFrame));
  scene->members = g_array_new (FALSE, FALSE, sizeof (guint));
  scene->bundled = g_array_new (FALSE, FALSE, sizeof (CrSceneLink));
  scene->ports = g_array_new (FALSE, TRUE, sizeof (CrScenePort));
  scene->strings = g_string_chunk_new (1024);
  scene->routes = g_ptr_array_new_with_free_func (g_free);
  scene->variables = g_hash_table_new (NULL, NULL);
  scene->functions = g_hash_table_new (NULL, NULL);
  scene->hidden_variables = g_hash_table_new (NULL, NULL);
  scene->hidden_functions = g_hash_table_new (NULL, NULL);
  scene->tensors = g_hash_table_new (g_int64_hash, g_int64_equal);
  scene->older = g_hash_table_new (NULL, NULL);
  scene->passes = g_array_new (FALSE, FALSE, sizeof (guint));
  scene->runs = g_ptr_array_new_with_free_func (cr_scene_run_free);
  return scene;
}

CrScene *
cr_scene_new_bare (CrGraph *graph, guint generation, const CrSceneOptions *options, const gint *cancel)
{
  CrScene *scene = make_empty (graph, generation, options);

  scene->cancel = cancel;
  if (generation < cr_graph_get_n_generations (graph))
    {
      cr_scene_collect (scene);
      if (!cr_scene_is_cancelled (scene))
        cr_scene_group (scene);
    }
  return scene;
}

static gpointer
unref_scene (gpointer data)
{
  cr_scene_unref (data);
  return NULL;
}

/* Gives up what is half made. Of a large scene that takes long: the caller, who has been told to stop, need not wait
 * for it. */
static void
give_up (CrScene *scene)
{
  GThread *thread = scene->items->len < LARGE ? NULL : g_thread_try_new ("give-up", unref_scene, scene, NULL);

  if (thread != NULL)
    g_thread_unref (thread);
  else
    cr_scene_unref (scene);
}

/* Everything after items, links and groups. FALSE if cancelled. */
static gboolean
finish (CrScene *scene)
{
  if (cr_scene_is_cancelled (scene))
    return FALSE;
  if (scene->generation >= cr_graph_get_n_generations (scene->graph))
    return TRUE;
  cr_scene_identify (scene);
  cr_scene_measure (scene);
  if (!cr_scene_place (scene))
    return FALSE;
  cr_scene_index (scene);
  return TRUE;
}

CrScene *
cr_scene_new (CrGraph *graph, guint generation, const CrSceneOptions *options, const gint *cancel)
{
  return cr_scene_new_like (graph, generation, options, NULL, cancel);
}

CrScene *
cr_scene_new_like (CrGraph *graph, guint generation, const CrSceneOptions *options, const CrSceneHints *hints,
                   const gint *cancel)
{
  g_autoptr (CrScene) scene = NULL;
  gboolean finished;

  g_return_val_if_fail (graph != NULL, NULL);
  scene = cr_scene_new_bare (graph, generation, options, cancel);
  if (hints != NULL)
    scene->hints = *hints;
  finished = finish (scene);
  g_clear_pointer (&scene->match, g_free);
  scene->hints = (CrSceneHints){ 0 };
  scene->cancel = NULL;
  if (!finished)
    give_up (g_steal_pointer (&scene));
  else if (scene->options.moves)
    return cr_scene_new_moved (scene, scene->options.moves);
  return g_steal_pointer (&scene);
}

CrScene *
cr_scene_ref (CrScene *scene)
{
  g_return_val_if_fail (scene != NULL, NULL);
  g_atomic_ref_count_inc (&scene->ref_count);
  return scene;
}

void
cr_scene_unref (CrScene *scene)
{
  if (scene == NULL || !g_atomic_ref_count_dec (&scene->ref_count))
    return;
  if (scene->base)
    {
      cr_scene_free_copy (scene);
      return;
    }
  cr_scene_grid_free (scene->link_grid);
  cr_scene_grid_free (scene->item_grid);
  g_free (scene->match);
  g_ptr_array_unref (scene->runs);
  g_array_unref (scene->passes);
  g_hash_table_unref (scene->older);
  g_hash_table_unref (scene->tensors);
  g_hash_table_unref (scene->hidden_functions);
  g_hash_table_unref (scene->hidden_variables);
  g_hash_table_unref (scene->functions);
  g_hash_table_unref (scene->variables);
  g_ptr_array_unref (scene->routes);
  g_string_chunk_free (scene->strings);
  g_array_unref (scene->ports);
  g_array_unref (scene->bundled);
  g_array_unref (scene->members);
  g_array_unref (scene->frames);
  g_array_unref (scene->links);
  g_array_unref (scene->items);
  cr_scene_options_clear (&scene->options);
  cr_graph_unref (scene->graph);
  g_free (scene);
}

CrGraph *
cr_scene_get_graph (CrScene *scene)
{
  return scene->graph;
}

guint
cr_scene_get_generation (CrScene *scene)
{
  return scene->generation;
}

const CrSceneOptions *
cr_scene_get_options (CrScene *scene)
{
  return &scene->options;
}

void
cr_scene_get_size (CrScene *scene, double *width, double *height)
{
  if (width)
    *width = scene->width;
  if (height)
    *height = scene->height;
}

guint
cr_scene_get_n_nodes (CrScene *scene)
{
  return scene->items->len;
}

const CrSceneNode *
cr_scene_get_node (CrScene *scene, guint i)
{
  g_return_val_if_fail (i < scene->items->len, NULL);
  return &cr_scene_item (scene, i)->node;
}

guint
cr_scene_get_n_edges (CrScene *scene)
{
  return scene->links->len;
}

const CrSceneEdge *
cr_scene_get_edge (CrScene *scene, guint i)
{
  g_return_val_if_fail (i < scene->links->len, NULL);
  return &cr_scene_link (scene, i)->edge;
}

static guint
find (GHashTable *table, guint index)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (table, GUINT_TO_POINTER (index)));

  return found ? found - 1 : CR_NONE;
}

guint
cr_scene_get_n_folded (CrScene *scene, guint node)
{
  g_return_val_if_fail (node < scene->items->len, 0);
  return cr_scene_item (scene, node)->n_folded;
}

guint
cr_scene_get_item_of_variable (CrScene *scene, guint variable)
{
  return find (scene->variables, variable);
}

guint
cr_scene_get_item_of_function (CrScene *scene, guint function)
{
  return find (scene->functions, function);
}

guint
cr_scene_find_variable (CrScene *scene, guint variable)
{
  guint item = find (scene->variables, variable);

  return item == CR_NONE ? find (scene->hidden_variables, variable) : item;
}

guint
cr_scene_find_function (CrScene *scene, guint function)
{
  guint item = find (scene->functions, function);

  return item == CR_NONE ? find (scene->hidden_functions, function) : item;
}

guint
cr_scene_get_pass (CrScene *scene, guint i)
{
  return i < scene->passes->len ? g_array_index (scene->passes, guint, i) : CR_NONE;
}
