/* Layout and painting of a large graph take seconds, and a cursor belongs to one thread: a job has its own. */

#include "cr-export-job.h"

#include <glib/gi18n-lib.h>

#include "cr-document.h"
#include "cr-export-figure.h"
#include "cr-export-frames.h"
#include "cr-figure-copy.h"
#include "cr-figures.h"

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
  gboolean is_plot;
  GPtrArray *figures; /* of a plot; NULL: all, to be made */
  gboolean is_film, replace;
  double fps;
  CrExportCounts *counts; /* a reference */
  gboolean with_svg;
  GBytes *svg;
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
  g_clear_pointer (&job->figures, g_ptr_array_unref);
  g_clear_pointer (&job->svg, g_bytes_unref);
  g_clear_pointer (&job->counts, g_atomic_rc_box_release);
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

void
cr_export_job_set_plot (CrExportJob *job, const CrFigure *figure)
{
  job->is_plot = TRUE;
  if (figure == NULL)
    return;
  job->figures = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_figure_free);
  g_ptr_array_add (job->figures, cr_figure_copy (figure));
}

void
cr_export_job_set_frames (CrExportJob *job, double fps, gboolean replace, CrExportCounts *counts)
{
  job->is_film = TRUE;
  job->fps = fps;
  job->replace = replace;
  job->counts = g_atomic_rc_box_acquire (counts);
}

void
cr_export_job_set_with_svg (CrExportJob *job)
{
  job->with_svg = TRUE;
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

/* The scale that is within the bound, for the size at scale 1. */
static void
choose_scale (CrExportJob *job)
{
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

static GBytes *
draw_graph (CrExportJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (CrCursor) cursor = NULL;
  CrExportOptions plain = job->options, drawing;
  GBytes *bytes;

  prepare_scene (job);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  cursor = cr_cursor_new (job->graph);
  cr_cursor_seek (cursor, job->position);
  plain.scale = 1;
  cr_export_measure (job->scene, cursor, &plain, &job->width, &job->height);
  choose_scale (job);
  bytes = cr_export_draw (job->scene, cursor, job->format, &job->options, cancellable, error);
  drawing = job->options;
  drawing.scale = 1;
  if (bytes != NULL && job->with_svg)
    job->svg = cr_export_draw (job->scene, cursor, CR_EXPORT_SVG, &drawing, cancellable, NULL);
  return bytes;
}

static GBytes *
draw_plots (CrExportJob *job, GCancellable *cancellable, GError **error)
{
  CrExportOptions plain = job->options;
  CrExportPlots plots;
  GBytes *bytes;

  if (job->figures == NULL)
    job->figures = cr_figures_new (cr_graph_get_trace (job->graph), job->position);
  plots = (CrExportPlots){ job->figures, 0, job->figures->len };
  if (plots.n == 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("At this moment of the run nothing was plotted yet."));
      return NULL;
    }
  plain.scale = 1;
  cr_export_measure_plots (&plots, &plain, &job->width, &job->height);
  choose_scale (job);
  bytes = cr_export_draw_plots (&plots, job->format, &job->options, cancellable, error);
  if (bytes != NULL && job->with_svg)
    job->svg = cr_export_draw_plots (&plots, CR_EXPORT_SVG, &plain, cancellable, NULL);
  return bytes;
}

static void
count_frame (gpointer data, guint n_done, guint n)
{
  CrExportJob *job = data;

  g_atomic_int_set (&job->counts->n, (gint)n);
  g_atomic_int_set (&job->counts->n_done, (gint)n_done);
}

/* What was written when it is cancelled stays. */
static GBytes *
write_film (CrExportJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) frames = NULL;
  guint from, to;

  prepare_scene (job);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (job->scene == NULL || !cr_export_frames_find_backward (job->scene, &from, &to))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("No backward pass goes through this graph."));
      return NULL;
    }
  frames = cr_export_frames_new (job->scene, from, to, job->fps, error);
  if (frames == NULL
      || !cr_export_frames_write (frames, job->scene, &job->options, job->file, job->replace, count_frame, job,
                                  cancellable, error))
    return NULL;
  return g_bytes_new (NULL, 0);
}

static void
run_job (CrExportJob *job, GTask *task, GCancellable *cancellable)
{
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  gboolean film = job->is_film && job->file != NULL;

  if (film)
    bytes = write_film (job, cancellable, &error);
  else
    bytes = job->is_plot ? draw_plots (job, cancellable, &error) : draw_graph (job, cancellable, &error);
  if (bytes != NULL && (film || write_file (job, bytes, task, &error)))
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

GBytes *
cr_export_job_get_svg (GAsyncResult *result)
{
  return get_job (result)->svg;
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
