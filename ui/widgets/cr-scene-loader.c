/* The latest wish wins: one job at a time, cancelled when another scene is wanted. */

#include "cr-scene-loader.h"

#include <gio/gio.h>

#define MAX_KEPT 12 /* scenes; scrubbing goes to and fro between a few training steps */

typedef struct
{
  CrGraph *graph;
  guint generation;
  CrSceneOptions options;
} CrSceneKey;

typedef struct
{
  CrSceneKey key;
  CrScene *scene;
} CrKeptScene;

typedef struct
{
  CrSceneLoader *loader; /* NULL once the loader is gone; main thread only */
  CrSceneKey key;
  gint cancel;
} CrSceneJob;

struct _CrSceneLoader
{
  void (*loaded) (gpointer user_data);
  gpointer user_data;
  GQueue kept; /* of CrKeptScene, latest use first */
  CrSceneJob *job;
  CrSceneKey wanted; /* graph NULL: nothing */
};

static void
set_key (CrSceneKey *key, CrGraph *graph, guint generation, const CrSceneOptions *options)
{
  if (graph != NULL)
    cr_graph_ref (graph);
  g_clear_pointer (&key->graph, cr_graph_unref);
  key->graph = graph;
  key->generation = generation;
  cr_scene_options_set (&key->options, options);
}

static gboolean
same_key (const CrSceneKey *a, const CrSceneKey *b)
{
  return a->graph == b->graph && a->generation == b->generation && cr_scene_options_equal (&a->options, &b->options);
}

static void
free_kept (gpointer data)
{
  CrKeptScene *kept = data;

  set_key (&kept->key, NULL, 0, NULL);
  cr_scene_unref (kept->scene);
  g_free (kept);
}

static void
free_job (gpointer data)
{
  CrSceneJob *job = data;

  set_key (&job->key, NULL, 0, NULL);
  g_free (job);
}

static void
make_scene (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrSceneJob *job = data;

  g_task_return_pointer (task, cr_scene_new (job->key.graph, job->key.generation, &job->key.options, &job->cancel),
                         (GDestroyNotify)cr_scene_unref);
}

static void
keep_scene (CrSceneLoader *loader, const CrSceneKey *key, CrScene *scene)
{
  CrKeptScene *kept = g_new0 (CrKeptScene, 1);

  set_key (&kept->key, key->graph, key->generation, &key->options);
  kept->scene = scene;
  g_queue_push_head (&loader->kept, kept);
  while (g_queue_get_length (&loader->kept) > MAX_KEPT)
    free_kept (g_queue_pop_tail (&loader->kept));
}

static void start_job (CrSceneLoader *loader);

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CrSceneJob *job = g_task_get_task_data (G_TASK (result));
  CrScene *scene = g_task_propagate_pointer (G_TASK (result), NULL);
  CrSceneLoader *loader = job->loader;

  if (loader == NULL)
    {
      g_clear_pointer (&scene, cr_scene_unref);
      return;
    }
  loader->job = NULL;
  if (scene != NULL)
    keep_scene (loader, &job->key, scene);
  if (loader->wanted.graph == NULL)
    return;
  if (same_key (&loader->wanted, &job->key) && scene != NULL)
    {
      set_key (&loader->wanted, NULL, 0, NULL);
      loader->loaded (loader->user_data);
    }
  else if (g_atomic_int_get (&job->cancel) != 0 || !same_key (&loader->wanted, &job->key))
    start_job (loader);
  else
    set_key (&loader->wanted, NULL, 0, NULL); /* there is no picture of it */
}

static void
start_job (CrSceneLoader *loader)
{
  CrSceneJob *job = g_new0 (CrSceneJob, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, job_done, NULL);

  job->loader = loader;
  set_key (&job->key, loader->wanted.graph, loader->wanted.generation, &loader->wanted.options);
  loader->job = job;
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, make_scene);
}

CrSceneLoader *
cr_scene_loader_new (void (*loaded) (gpointer user_data), gpointer user_data)
{
  CrSceneLoader *loader = g_new0 (CrSceneLoader, 1);

  loader->loaded = loaded;
  loader->user_data = user_data;
  g_queue_init (&loader->kept);
  return loader;
}

void
cr_scene_loader_free (CrSceneLoader *loader)
{
  if (loader == NULL)
    return;
  if (loader->job != NULL)
    {
      loader->job->loader = NULL;
      g_atomic_int_set (&loader->job->cancel, 1);
    }
  set_key (&loader->wanted, NULL, 0, NULL);
  g_queue_clear_full (&loader->kept, free_kept);
  g_free (loader);
}

/* Scenes of an earlier run are of no use any more. */
static void
drop_other_graphs (CrSceneLoader *loader, CrGraph *graph)
{
  for (GList *link = loader->kept.head, *next; link != NULL; link = next)
    {
      CrKeptScene *kept = link->data;

      next = link->next;
      if (kept->key.graph == graph)
        continue;
      free_kept (kept);
      g_queue_delete_link (&loader->kept, link);
    }
}

CrScene *
cr_scene_loader_get (CrSceneLoader *loader, CrGraph *graph, guint generation, const CrSceneOptions *options)
{
  CrSceneKey key = { graph, generation, *options };

  drop_other_graphs (loader, graph);
  for (GList *link = loader->kept.head; link != NULL; link = link->next)
    {
      CrKeptScene *kept = link->data;

      if (!same_key (&kept->key, &key))
        continue;
      g_queue_unlink (&loader->kept, link);
      g_queue_push_head_link (&loader->kept, link);
      set_key (&loader->wanted, NULL, 0, NULL);
      return kept->scene;
    }
  set_key (&loader->wanted, graph, generation, options);
  if (loader->job == NULL)
    start_job (loader);
  else if (!same_key (&loader->job->key, &key))
    g_atomic_int_set (&loader->job->cancel, 1);
  return NULL;
}

gboolean
cr_scene_loader_is_loading (CrSceneLoader *loader)
{
  return loader->job != NULL;
}
