/* One at a time: who asks for another gives up the one before. A graph is let go on the thread that used it, where
 * freeing a large one does no harm. */

#include "cr-evolution-loader.h"

struct _CrEvolutionLoader
{
  void (*changed) (gpointer user_data);
  gpointer user_data;
  CrGraph *graph; /* borrowed, to compare: the evolution or the job holds it */
  guint variable;
  CrEvolution *evolution;
  GCancellable *cancellable; /* of what is under way, else NULL */
};

typedef struct
{
  CrGraph *graph;
  guint variable;
} Job;

typedef struct
{
  CrEvolutionLoader *loader;
  GCancellable *cancellable;
} Callback;

CrEvolutionLoader *
cr_evolution_loader_new (void (*changed) (gpointer user_data), gpointer user_data)
{
  CrEvolutionLoader *loader = g_new0 (CrEvolutionLoader, 1);

  loader->changed = changed;
  loader->user_data = user_data;
  loader->variable = CR_NONE;
  return loader;
}

static void
stop (CrEvolutionLoader *loader)
{
  g_cancellable_cancel (loader->cancellable);
  g_clear_object (&loader->cancellable);
}

void
cr_evolution_loader_free (CrEvolutionLoader *loader)
{
  stop (loader);
  g_clear_pointer (&loader->evolution, cr_evolution_free);
  g_free (loader);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  CrEvolution *evolution = cr_evolution_new (job->graph, job->variable, cancellable);

  g_clear_pointer (&job->graph, cr_graph_unref);
  g_task_return_pointer (task, evolution, (GDestroyNotify)cr_evolution_free);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->graph, cr_graph_unref);
  g_free (job);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Callback *callback = data;
  g_autoptr (GCancellable) cancellable = callback->cancellable;
  g_autoptr (CrEvolution) evolution = g_task_propagate_pointer (G_TASK (result), NULL);
  CrEvolutionLoader *loader = callback->loader;

  if (g_cancellable_is_cancelled (cancellable)) /* nobody waits: the loader may be gone */
    return;
  g_clear_object (&loader->cancellable);
  g_clear_pointer (&loader->evolution, cr_evolution_free);
  loader->evolution = g_steal_pointer (&evolution);
  loader->changed (loader->user_data);
}

static void
start (CrEvolutionLoader *loader)
{
  Callback *callback = g_new0 (Callback, 1);
  Job *job = g_new0 (Job, 1);
  g_autoptr (GTask) task = NULL;

  loader->cancellable = g_cancellable_new ();
  callback->loader = loader;
  callback->cancellable = g_object_ref (loader->cancellable);
  job->graph = cr_graph_ref (loader->graph);
  job->variable = loader->variable;
  task = g_task_new (NULL, loader->cancellable, loaded, callback);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, load);
}

const CrEvolution *
cr_evolution_loader_get (CrEvolutionLoader *loader, CrGraph *graph, guint variable)
{
  if (graph == loader->graph && variable == loader->variable)
    return loader->evolution;
  stop (loader);
  g_clear_pointer (&loader->evolution, cr_evolution_free);
  loader->graph = graph;
  loader->variable = variable;
  if (graph != NULL && variable != CR_NONE)
    start (loader);
  return NULL;
}
