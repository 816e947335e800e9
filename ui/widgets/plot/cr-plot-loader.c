/* One run at a time; of those that come meanwhile the last. */

#include "cr-plot-loader.h"

#include <glib/gi18n-lib.h>

#include "cr-figures.h"

#define MAX_PAGES 1000

struct _CrPlotLoader
{
  CrPlotLoaded loaded;
  gpointer user_data;
  GCancellable *present; /* NULL: nothing is being made */
  CrGraph *waiting;
};

typedef struct
{
  CrGraph *graph;
  GPtrArray *pages;
  guint n_figures;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->pages, g_ptr_array_unref);
  cr_graph_unref (job->graph);
  g_free (job);
}

static void
free_page (gpointer page)
{
  cr_plot_page_free (page);
}

static char *
make_title (const CrFigure *figure, guint number)
{
  const CrAxes *axes = cr_figure_get_axes (figure, 0);

  if (figure->title != NULL && *figure->title != '\0')
    return g_strdup (figure->title);
  if (axes->title != NULL && *axes->title != '\0')
    return g_strdup (axes->title);
  if (axes->x.label != NULL && axes->y.label != NULL)
    return g_strdup_printf (_ ("%s over %s"), axes->y.label, axes->x.label);
  if (axes->y.label != NULL)
    return g_strdup (axes->y.label);
  return g_strdup_printf (_ ("Figure %u"), number);
}

static void
make (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  CrTrace *trace = cr_graph_get_trace (job->graph);
  g_autoptr (GPtrArray) figures = cr_figures_new (trace, cr_trace_get_length (trace));
  g_autoptr (CrPlotSourcer) sourcer = figures->len == 0 ? NULL : cr_plot_sourcer_new (job->graph, cancellable);
  guint n = MIN (figures->len, MAX_PAGES);

  job->n_figures = figures->len;
  job->pages = g_ptr_array_new_with_free_func (free_page);
  g_ptr_array_set_free_func (figures, NULL);
  for (guint i = 0; i < figures->len; i++)
    {
      CrFigure *figure = g_ptr_array_index (figures, i);
      g_autofree char *title = NULL;

      if (i >= n || g_cancellable_is_cancelled (cancellable))
        {
          cr_figure_free (figure);
          continue;
        }
      title = make_title (figure, i + 1);
      g_ptr_array_add (job->pages,
                       cr_plot_page_new (job->graph, figure, cr_plot_sources_new (sourcer, figure), title, NULL));
    }
  g_task_return_boolean (task, TRUE);
}

static void start (CrPlotLoader *loader, CrGraph *graph);

static void
made (GObject *source, GAsyncResult *result, gpointer data)
{
  CrPlotLoader *loader = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (CrGraph) next = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return; /* stopped: the loader may be gone */
  g_clear_object (&loader->present);
  next = g_steal_pointer (&loader->waiting);
  if (next != NULL)
    start (loader, next);
  loader->loaded (g_steal_pointer (&job->pages), job->n_figures, loader->user_data);
}

static void
start (CrPlotLoader *loader, CrGraph *graph)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  job->graph = cr_graph_ref (graph);
  loader->present = g_cancellable_new ();
  task = g_task_new (NULL, loader->present, made, loader);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, make);
}

CrPlotLoader *
cr_plot_loader_new (CrPlotLoaded loaded, gpointer user_data)
{
  CrPlotLoader *loader = g_new0 (CrPlotLoader, 1);

  loader->loaded = loaded;
  loader->user_data = user_data;
  return loader;
}

void
cr_plot_loader_stop (CrPlotLoader *loader)
{
  g_return_if_fail (loader != NULL);
  if (loader->present != NULL)
    g_cancellable_cancel (loader->present);
  g_clear_object (&loader->present);
  g_clear_pointer (&loader->waiting, cr_graph_unref);
}

void
cr_plot_loader_free (CrPlotLoader *loader)
{
  cr_plot_loader_stop (loader);
  g_free (loader);
}

void
cr_plot_loader_load (CrPlotLoader *loader, CrGraph *graph)
{
  g_return_if_fail (loader != NULL && graph != NULL);
  if (loader->present == NULL)
    {
      start (loader, graph);
      return;
    }
  g_clear_pointer (&loader->waiting, cr_graph_unref);
  loader->waiting = cr_graph_ref (graph);
}
