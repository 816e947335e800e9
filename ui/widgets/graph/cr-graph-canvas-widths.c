/* Gradient edges as wide as their norm, on request. To know all norms of a backward all its gradients are looked at, on
 * a thread; until that is done edges are as they always are. */

#include "cr-graph-canvas-private.h"

#include "cr-scene-state.h"

typedef struct
{
  CrGraphCanvas *canvas; /* a reference */
  CrTrace *trace;
  guint begun;
  gint cancel;
} WidthJob;

static void
free_job (gpointer data)
{
  WidthJob *job = data;

  cr_trace_unref (job->trace);
  g_object_unref (job->canvas);
  g_free (job);
}

static void
find_norms (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  WidthJob *job = data;

  g_task_return_pointer (task, cr_norms_new (job->trace, job->begun, &job->cancel), (GDestroyNotify)cr_norms_free);
}

static void
norms_found (GObject *source, GAsyncResult *result, gpointer data)
{
  WidthJob *job = g_task_get_task_data (G_TASK (result));
  CrGraphCanvas *canvas = job->canvas;
  CrNorms *norms = g_task_propagate_pointer (G_TASK (result), NULL);

  if (canvas->width_job == job)
    {
      canvas->width_job = NULL;
      g_clear_pointer (&canvas->norms, cr_norms_free);
      canvas->norms = norms;
      canvas->norms_trace = job->trace;
      cr_view_painter_forget (canvas->picture);
      gtk_widget_queue_draw (GTK_WIDGET (canvas));
    }
  else
    g_clear_pointer (&norms, cr_norms_free);
}

static void
stop_job (CrGraphCanvas *canvas)
{
  if (canvas->width_job != NULL)
    g_atomic_int_set (&((WidthJob *)canvas->width_job)->cancel, 1);
  canvas->width_job = NULL;
}

static void
start_job (CrGraphCanvas *canvas, CrTrace *trace, guint begun)
{
  WidthJob *job = canvas->width_job;
  g_autoptr (GTask) task = NULL;

  if (job != NULL && job->trace == trace && job->begun == begun)
    return;
  stop_job (canvas);
  job = g_new0 (WidthJob, 1);
  job->canvas = g_object_ref (canvas);
  job->trace = cr_trace_ref (trace);
  job->begun = begun;
  canvas->width_job = job;
  task = g_task_new (NULL, NULL, norms_found, NULL);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, find_norms);
}

const CrNorms *
cr_graph_canvas_get_norms (CrGraphCanvas *canvas)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  CrTrace *trace = cr_graph_get_trace (cr_scene_get_graph (canvas->scene));
  guint begun = canvas->gradient_widths ? cr_scene_get_pass_at (canvas->scene, cursor) : CR_NONE;

  if (begun == CR_NONE)
    return NULL;
  if (canvas->norms != NULL && canvas->norms_trace == trace && cr_norms_get_begun (canvas->norms) == begun)
    return canvas->norms;
  start_job (canvas, trace, begun);
  return NULL;
}

void
cr_graph_canvas_clear_widths (CrGraphCanvas *canvas)
{
  stop_job (canvas);
  g_clear_pointer (&canvas->norms, cr_norms_free);
}

void
cr_graph_canvas_toggle_widths (CrGraphCanvas *canvas)
{
  canvas->gradient_widths = !canvas->gradient_widths;
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}
