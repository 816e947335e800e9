/* The latest wish wins: one job at a time, cancelled when another scene is wanted. A large scene takes two jobs, the
 * first in a hurry. */

#include "cr-scene-loader.h"

#include <gio/gio.h>

#define MAX_KEPT 12           /* scenes; scrubbing goes to and fro between a few training steps */
#define MAX_KEPT_NODES 60000u /* of all of them, but for the latest two */
#define HURRY_FROM 4000u      /* variables and functions: below that a layout is there before one sees it missing */
#define AT_ONCE 250u          /* variables and functions: a scene of so many takes a part of a frame */
#define AT_ONCE_MICROSECONDS 4000
#define LARGE 2000u /* nodes: freeing more takes a noticeable part of a frame */

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
  gboolean final;
} CrKeptScene;

typedef struct
{
  CrSceneLoader *loader; /* NULL once the loader is gone; main thread only */
  CrSceneKey key;
  CrSceneHints hints; /* with references */
  gint cancel;
  gboolean stale; /* what it makes is near to what was forgotten */
} CrSceneJob;

struct _CrSceneLoader
{
  void (*loaded) (gpointer user_data);
  gpointer user_data;
  GQueue kept; /* of CrKeptScene, latest use first */
  CrSceneJob *job;
  CrSceneKey wanted; /* graph NULL: nothing */
  CrScenePlaces *places;
  CrScene *shown; /* what was got last */
  gboolean final; /* and stays */
  gboolean anew;  /* the next one depends on nothing that was */
  gboolean held;
  gint64 took; /* microseconds, for the last scene that was made at once */
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
free_scene (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  cr_scene_unref (data);
  g_task_return_boolean (task, TRUE);
}

void
cr_scene_loader_drop (CrScene *scene)
{
  g_autoptr (GTask) task = NULL;

  if (scene == NULL)
    return;
  if (cr_scene_get_n_nodes (scene) < LARGE)
    {
      cr_scene_unref (scene);
      return;
    }
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, scene, NULL);
  g_task_run_in_thread (task, free_scene);
}

static void
free_kept (gpointer data)
{
  CrKeptScene *kept = data;

  set_key (&kept->key, NULL, 0, NULL);
  cr_scene_loader_drop (kept->scene);
  g_free (kept);
}

static void
free_job (gpointer data)
{
  CrSceneJob *job = data;

  set_key (&job->key, NULL, 0, NULL);
  g_clear_pointer (&job->hints.previous, cr_scene_loader_drop);
  cr_scene_places_unref (job->hints.places);
  g_free (job);
}

static void
make_scene (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrSceneJob *job = data;

  g_task_return_pointer (
      task, cr_scene_new_like (job->key.graph, job->key.generation, &job->key.options, &job->hints, &job->cancel),
      (GDestroyNotify)cr_scene_loader_drop);
}

static GList *
find_kept (CrSceneLoader *loader, const CrSceneKey *key)
{
  for (GList *link = loader->kept.head; link != NULL; link = link->next)
    if (same_key (&((CrKeptScene *)link->data)->key, key))
      return link;
  return NULL;
}

static void
drop_kept (CrSceneLoader *loader, GList *link)
{
  free_kept (link->data);
  g_queue_delete_link (&loader->kept, link);
}

/* Drops the scenes that were not used for longest. */
static void
trim (CrSceneLoader *loader)
{
  guint n_nodes = 0, n = 0;

  for (GList *link = loader->kept.head, *next; link != NULL; link = next, n++)
    {
      next = link->next;
      n_nodes += cr_scene_get_n_nodes (((CrKeptScene *)link->data)->scene);
      if (n >= MAX_KEPT || (n >= 2 && n_nodes > MAX_KEPT_NODES))
        drop_kept (loader, link);
    }
}

/* In place of an earlier one with the same key. */
static void
keep_scene (CrSceneLoader *loader, const CrSceneKey *key, CrScene *scene)
{
  CrKeptScene *kept = g_new0 (CrKeptScene, 1);
  GList *earlier = find_kept (loader, key);

  if (earlier != NULL)
    drop_kept (loader, earlier);
  set_key (&kept->key, key->graph, key->generation, &key->options);
  kept->scene = scene;
  kept->final = !cr_scene_is_quick (scene);
  g_queue_push_head (&loader->kept, kept);
  trim (loader);
}

static void start_job (CrSceneLoader *loader, gboolean quick);

static guint
count_items (const CrSceneKey *key)
{
  const CrGeneration *generation = key->generation < cr_graph_get_n_generations (key->graph)
                                       ? cr_graph_get_generation (key->graph, key->generation)
                                       : NULL;

  return generation == NULL ? 0 : generation->variables->len + generation->functions->len;
}

static gboolean
is_large (const CrSceneKey *key)
{
  return count_items (key) >= HURRY_FROM;
}

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CrSceneJob *job = g_task_get_task_data (G_TASK (result));
  CrScene *scene = g_task_propagate_pointer (G_TASK (result), NULL);
  CrSceneLoader *loader = job->loader;
  gboolean wanted, made;

  if (loader == NULL)
    {
      g_clear_pointer (&scene, cr_scene_loader_drop);
      return;
    }
  loader->job = NULL;
  if (job->stale)
    g_clear_pointer (&scene, cr_scene_loader_drop);
  made = scene != NULL;
  wanted = loader->wanted.graph != NULL && same_key (&loader->wanted, &job->key);
  if (made && (wanted || find_kept (loader, &job->key) == NULL))
    keep_scene (loader, &job->key, scene);
  else
    g_clear_pointer (&scene, cr_scene_loader_drop);
  if (wanted && made)
    {
      if (cr_scene_is_quick (scene))
        start_job (loader, FALSE);
      else
        set_key (&loader->wanted, NULL, 0, NULL);
      loader->loaded (loader->user_data);
    }
  else if (loader->wanted.graph != NULL && (!wanted || g_atomic_int_get (&job->cancel) != 0))
    start_job (loader, is_large (&loader->wanted));
  else
    set_key (&loader->wanted, NULL, 0, NULL); /* there is no picture of it */
}

/* What was made in a hurry is not worth to be kept to. */
static CrScene *
get_previous (CrSceneLoader *loader)
{
  return loader->final && !loader->anew ? loader->shown : NULL;
}

static void
start_job (CrSceneLoader *loader, gboolean quick)
{
  CrSceneJob *job = g_new0 (CrSceneJob, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, job_done, NULL);

  job->loader = loader;
  set_key (&job->key, loader->wanted.graph, loader->wanted.generation, &loader->wanted.options);
  job->hints.places = cr_scene_places_ref (loader->places);
  job->hints.quick = quick && !loader->anew;
  job->hints.held = loader->held;
  if (get_previous (loader) != NULL)
    job->hints.previous = cr_scene_ref (get_previous (loader));
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
  loader->places = cr_scene_places_new ();
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
  g_clear_pointer (&loader->shown, cr_scene_loader_drop);
  cr_scene_places_unref (loader->places);
  g_free (loader);
}

/* Scenes of an earlier run are of no use any more. */
static void
drop_other_graphs (CrSceneLoader *loader, CrGraph *graph)
{
  for (GList *link = loader->kept.head, *next; link != NULL; link = next)
    {
      next = link->next;
      if (((CrKeptScene *)link->data)->key.graph != graph)
        drop_kept (loader, link);
    }
}

static void
set_shown (CrSceneLoader *loader, const CrKeptScene *kept)
{
  CrScene *before = loader->shown;

  loader->shown = cr_scene_ref (kept->scene);
  loader->final = kept->final;
  loader->anew = FALSE;
  cr_scene_loader_drop (before);
}

/* The kept scene with this key, if it stands as others of its structure do now; it is the latest then. */
static CrKeptScene *
use_kept (CrSceneLoader *loader, const CrSceneKey *key)
{
  GList *link = find_kept (loader, key);
  CrKeptScene *kept = link == NULL ? NULL : link->data;

  if (kept == NULL)
    return NULL;
  if (kept->final && !cr_scene_is_last (kept->scene, loader->places))
    {
      drop_kept (loader, link);
      return NULL;
    }
  g_queue_unlink (&loader->kept, link);
  g_queue_push_head_link (&loader->kept, link);
  set_shown (loader, kept);
  return kept;
}

/* A small scene, while a number is held: no thread is waited for. */
static CrKeptScene *
make_at_once (CrSceneLoader *loader, const CrSceneKey *key)
{
  CrSceneHints hints = { .previous = get_previous (loader), .places = loader->places, .held = TRUE };
  gint64 begun = g_get_monotonic_time ();
  CrScene *scene;

  if (!loader->held || loader->job != NULL || loader->took > AT_ONCE_MICROSECONDS || count_items (key) > AT_ONCE)
    return NULL;
  scene = cr_scene_new_like (key->graph, key->generation, &key->options, &hints, NULL);
  loader->took = g_get_monotonic_time () - begun;
  keep_scene (loader, key, scene);
  return use_kept (loader, key);
}

void
cr_scene_loader_set_held (CrSceneLoader *loader, gboolean held)
{
  if (loader->held == held)
    return;
  loader->held = held;
  loader->took = 0;
  for (GList *link = loader->kept.head, *next; !held && link != NULL; link = next)
    {
      next = link->next;
      if (cr_scene_is_squeezed (((CrKeptScene *)link->data)->scene))
        drop_kept (loader, link);
    }
}

CrScene *
cr_scene_loader_get (CrSceneLoader *loader, CrGraph *graph, guint generation, const CrSceneOptions *options)
{
  CrSceneKey key = { graph, generation, *options };
  CrKeptScene *kept;

  drop_other_graphs (loader, graph);
  kept = use_kept (loader, &key);
  if (kept == NULL)
    kept = make_at_once (loader, &key);
  if (kept != NULL && kept->final)
    {
      set_key (&loader->wanted, NULL, 0, NULL);
      return kept->scene;
    }
  set_key (&loader->wanted, graph, generation, options);
  if (loader->job == NULL)
    start_job (loader, kept == NULL && is_large (&key));
  else if (!same_key (&loader->job->key, &key))
    g_atomic_int_set (&loader->job->cancel, 1);
  return kept == NULL ? NULL : kept->scene;
}

gboolean
cr_scene_loader_is_loading (CrSceneLoader *loader)
{
  return loader->job != NULL;
}

gboolean
cr_scene_loader_is_final (CrSceneLoader *loader)
{
  return loader->shown != NULL && loader->final;
}

void
cr_scene_loader_settle (CrSceneLoader *loader)
{
  if (loader->shown == NULL || loader->final)
    return;
  loader->final = TRUE;
  cr_scene_keep_places (loader->shown, loader->places);
  for (GList *link = loader->kept.head; link != NULL; link = link->next)
    {
      CrKeptScene *kept = link->data;

      if (kept->scene != loader->shown)
        continue;
      kept->final = TRUE;
      if (loader->wanted.graph != NULL && same_key (&loader->wanted, &kept->key))
        set_key (&loader->wanted, NULL, 0, NULL);
      if (loader->job != NULL && same_key (&loader->job->key, &kept->key))
        g_atomic_int_set (&loader->job->cancel, 1);
    }
}

CrSceneHints
cr_scene_loader_get_hints (CrSceneLoader *loader)
{
  CrScene *previous = loader->job != NULL && !loader->job->stale ? loader->job->hints.previous : get_previous (loader);

  return (CrSceneHints){ .previous = previous, .places = loader->places };
}

void
cr_scene_loader_renew (CrSceneLoader *loader)
{
  while (loader->kept.head != NULL)
    drop_kept (loader, loader->kept.head);
  cr_scene_places_unref (loader->places);
  loader->places = cr_scene_places_new ();
  loader->anew = TRUE;
  if (loader->job == NULL)
    return;
  loader->job->stale = TRUE;
  g_atomic_int_set (&loader->job->cancel, 1);
}
