/* Layout and painting of a large graph take seconds, and a cursor belongs to one thread: a job has its own. */

#include "cr-export-job.h"

#include "cr-document.h"

struct _CrExportJob
{
  CrGraph *graph;
  guint position;
  CrScene *scene; /* NULL: to be made */
  CrSceneOptions picture;
  CrSceneHints hints; /* with references */
  CrExportFormat format;
  CrExportOptions options;
  char *title;
  gboolean bounded;
  double side; /* where bounded; 0: by the format alone */
  GFile *file; /* NULL: not written */
  gint cancel; /* atomic */

  double width, height; /* found on the way */
};

CrExportJob *
cr_export_job_new (CrGraph *graph, guint position, CrScene *scene, const CrSceneOptions *picture)
{
  CrExportJob *job = g_new0 (CrExportJob, 1);

  job->graph = cr_graph_ref (graph);
  job->position = position;
  job->scene = scene != NULL ? cr_scene_ref (scene) : NULL;
  cr_scene_options_set (&job->picture, picture);
  return job;
}

void
cr_export_job_free (CrExportJob *job)
{
  cr_graph_unref (job->graph);
  g_clear_pointer (&job->scene, cr_scene_unref);
  cr_scene_options_clear (&job->picture);
  cr_export_job_set_hints (job, &(CrSceneHints){ 0 });
  g_free (job->title);
  g_clear_object (&job->file);
  g_free (job);
}

void
cr_export_job_set_format (CrExportJob *job, CrExportFormat format, const CrExportOptions *options)
{
  g_autofree char *old = job->title;

  job->format = format;
  job->options = *options;
  job->title = g_strdup (options->title);
  job->options.title = job->title;
}

void
cr_export_job_set_hints (CrExportJob *job, const CrSceneHints *hints)
{
  CrSceneHints before = job->hints;

  job->hints = *hints;
  if (hints->previous != NULL)
    cr_scene_ref (hints->previous);
  if (hints->places != NULL)
    cr_scene_places_ref (hints->places);
  cr_scene_unref (before.previous);
  cr_scene_places_unref (before.places);
}

void
cr_export_job_set_bound (CrExportJob *job, double side)
{
  job->bounded = TRUE;
  job->side = side;
}

void
cr_export_job_set_file (CrExportJob *job, GFile *file)
{
  g_set_object (&job->file, file);
}

static void
prepare_scene (CrExportJob *job)
{
  guint generation = cr_graph_get_generation_at (job->graph, job->position);

  if (job->scene != NULL
      && (cr_scene_is_quick (job->scene) || cr_scene_get_graph (job->scene) != job->graph
          || cr_scene_get_generation (job->scene) != generation
          || !cr_scene_options_equal (cr_scene_get_options (job->scene), &job->picture)))
    g_clear_pointer (&job->scene, cr_scene_unref);
  if (job->scene == NULL && generation != CR_NONE)
    job->scene = cr_scene_new_like (job->graph, generation, &job->picture, &job->hints, &job->cancel);
}

/* The size at scale 1, and the scale that is within the bound. */
static void
choose_scale (CrExportJob *job, CrCursor *cursor)
{
  CrExportOptions plain = job->options;

  plain.scale = 1;
  cr_export_measure (job->scene, cursor, &plain, &job->width, &job->height);
  if (job->bounded && job->side > 0)
    job->options.scale = MIN (job->options.scale, job->side / MAX (job->width, job->height));
  if (job->bounded)
    job->options.scale = MIN (job->options.scale, cr_export_get_room (job->format, job->width, job->height));
}

/* Once the file is being written, it is too late to cancel. */
static gboolean
write_file (CrExportJob *job, GBytes *bytes, GTask *task, GError **error)
{
  if (job->file == NULL)
    return TRUE;
  if (!g_task_set_return_on_cancel (task, FALSE))
    {
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error);
      return FALSE;
    }
  return cr_document_write (job->file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static void
run_job (CrExportJob *job, GTask *task, GCancellable *cancellable)
{
  g_autoptr (CrCursor) cursor = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  prepare_scene (job);
  if (g_task_return_error_if_cancelled (task))
    return;
  cursor = cr_cursor_new (job->graph);
  cr_cursor_seek (cursor, job->position);
  choose_scale (job, cursor);
  bytes = cr_export_draw (job->scene, cursor, job->format, &job->options, cancellable, &error);
  if (bytes != NULL && write_file (job, bytes, task, &error))
    g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
stop_layout (GCancellable *cancellable, CrExportJob *job)
{
  g_atomic_int_set (&job->cancel, 1);
}

typedef struct
{
  CrExportJob *job;
  GCancellable *cancellable; /* with a handler that knows the job; NULL */
  gulong handler;
} Running;

static void
free_running (gpointer data)
{
  Running *running = data;

  g_cancellable_disconnect (running->cancellable, running->handler);
  g_clear_object (&running->cancellable);
  cr_export_job_free (running->job);
  g_free (running);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  run_job (((Running *)data)->job, task, cancellable);
}

void
cr_export_job_run_async (CrExportJob *job, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Running *running = g_new0 (Running, 1);

  running->job = job;
  if (cancellable != NULL)
    {
      running->cancellable = g_object_ref (cancellable);
      running->handler = g_cancellable_connect (cancellable, G_CALLBACK (stop_layout), job, NULL);
    }
  g_task_set_source_tag (task, cr_export_job_run_async);
  g_task_set_task_data (task, running, free_running);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, run_in_thread);
}

static CrExportJob *
get_job (GAsyncResult *result)
{
  return ((Running *)g_task_get_task_data (G_TASK (result)))->job;
}

GBytes *
cr_export_job_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

CrScene *
cr_export_job_get_scene (GAsyncResult *result)
{
  return get_job (result)->scene;
}

void
cr_export_job_get_size (GAsyncResult *result, double *width, double *height)
{
  *width = get_job (result)->width;
  *height = get_job (result)->height;
}
