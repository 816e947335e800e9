/* One picture is made at a time; when what it shows has changed meanwhile, another follows. */

#include "cr-plot-own.h"

#include <glib/gi18n-lib.h>

#include "cr-path.h"
#include "cr-plot-slopes.h"

struct _CrPlotOwn
{
  CrSession *session; /* borrowed */
  CrOwnPlot *plot;
  void (*changed) (CrPlotOwn *own, gpointer user_data);
  gpointer user_data;

  CrPlotPage *page;
  char *title;
  CrGraph *graph;       /* that the family is of */
  GArray *family;       /* of what is shown; NULL: it alone */
  guint variable;       /* at the cursor */
  CrPlotOwnParts shown; /* what the page, or the one that is being made, is of */
  gboolean has_shown, stale;
  GCancellable *loading;
};

typedef struct
{
  CrPlotOwnParts parts;
  gboolean wants_family;
  GArray *family;
  CrFigure *figure;
  GPtrArray *sources;
} Job;

static void
parts_clear (CrPlotOwnParts *parts)
{
  g_clear_pointer (&parts->graph, cr_graph_unref);
  g_clear_pointer (&parts->value, cr_value_unref);
  g_clear_pointer (&parts->gradient, cr_value_unref);
  g_clear_pointer (&parts->x_value, cr_value_unref);
  g_clear_pointer (&parts->name, g_free);
  g_clear_pointer (&parts->x_name, g_free);
  g_clear_pointer (&parts->title, g_free);
}

static CrValue *
ref_value (CrValue *value)
{
  return value == NULL ? NULL : cr_value_ref (value);
}

static void
parts_copy (CrPlotOwnParts *copy, const CrPlotOwnParts *parts)
{
  *copy = *parts;
  copy->graph = parts->graph == NULL ? NULL : cr_graph_ref (parts->graph);
  copy->value = ref_value (parts->value);
  copy->gradient = ref_value (parts->gradient);
  copy->x_value = ref_value (parts->x_value);
  copy->name = g_strdup (parts->name);
  copy->x_name = g_strdup (parts->x_name);
  copy->title = g_strdup (parts->title);
}

static gboolean
is_same (const CrPlotOwnParts *a, const CrPlotOwnParts *b)
{
  return a->graph == b->graph && a->kind == b->kind && a->form == b->form && a->variable == b->variable && a->x == b->x
         && a->element == b->element && a->value == b->value && a->gradient == b->gradient && a->x_value == b->x_value
         && g_strcmp0 (a->title, b->title) == 0;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  parts_clear (&job->parts);
  g_clear_pointer (&job->family, g_array_unref);
  g_clear_pointer (&job->figure, cr_figure_free);
  g_clear_pointer (&job->sources, g_ptr_array_unref);
  g_free (job);
}

static void
make (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  if (job->wants_family && job->parts.variable != CR_NONE)
    job->family = cr_plot_source_find_family (job->parts.graph, job->parts.variable, cancellable);
  job->figure = cr_plot_own_figure_new (&job->parts, &job->sources, cancellable);
  g_task_return_boolean (task, TRUE);
}

static void
made (GObject *source, GAsyncResult *result, gpointer data)
{
  CrPlotOwn *own = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  CrPlotPage *old;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || job->figure == NULL)
    return; /* cancelled: the plot may be gone */
  g_clear_object (&own->loading);
  if (job->wants_family)
    {
      g_clear_pointer (&own->family, g_array_unref);
      own->family = g_steal_pointer (&job->family);
    }
  old = own->page;
  own->page = cr_plot_page_new (job->parts.graph, g_steal_pointer (&job->figure), g_steal_pointer (&job->sources),
                                job->parts.title, own->plot);
  if (old != NULL)
    cr_plot_page_take_view (own->page, old);
  if (cr_session_get_graph (own->session) == own->page->graph)
    cr_plot_page_set_cursor (own->page, cr_session_get_cursor (own->session));
  own->changed (own, own->user_data);
  g_clear_pointer (&old, cr_plot_page_free);
  cr_plot_own_update (own);
}

/* The one of its family that is there at the cursor. */
static guint
find_variable (CrPlotOwn *own, guint variable)
{
  guint position = cr_session_get_position (own->session), member = CR_NONE;

  if (cr_own_plot_get_kind (own->plot) == CR_OWN_PLOT_HISTORY)
    return variable;
  for (guint i = 0; own->family != NULL && i < own->family->len; i++)
    {
      guint one = g_array_index (own->family, guint, i);

      if (cr_graph_get_variable (own->graph, one)->created >= position)
        break;
      member = one;
    }
  return member == CR_NONE ? variable : member;
}

static char *
make_title (CrPlotOwn *own, const char *name, const char *x_name)
{
  switch (cr_own_plot_get_kind (own->plot))
    {
    case CR_OWN_PLOT_GRADIENT:
      return x_name == NULL ? g_strdup_printf (_ ("gradient of %s"), name)
                            : g_strdup_printf (_ ("gradient of %s over %s"), name, x_name);
    case CR_OWN_PLOT_VALUE_GRADIENT:
      return g_strdup_printf (_ ("%s and its gradient"), name);
    case CR_OWN_PLOT_HISTORY:
      return g_strdup_printf (_ ("%s over the steps"), name);
    case CR_OWN_PLOT_VALUE:
    case CR_N_OWN_PLOTS:
    default:
      return x_name == NULL ? g_strdup (name) : g_strdup_printf (_ ("%s over %s"), name, x_name);
    }
}

static void
fill_values (CrPlotOwn *own, CrPlotOwnParts *parts)
{
  CrCursor *cursor = cr_session_get_cursor (own->session);
  const CrVariableState *state = cr_cursor_get_variable (cursor, parts->variable);

  if (parts->kind == CR_OWN_PLOT_HISTORY || state == NULL || !state->exists)
    return;
  if (parts->kind != CR_OWN_PLOT_GRADIENT)
    parts->value = ref_value (state->value);
  if (parts->kind != CR_OWN_PLOT_VALUE)
    parts->gradient = ref_value (state->grad != NULL ? state->grad : state->gradient);
  state = parts->x == CR_NONE ? NULL : cr_cursor_get_variable (cursor, parts->x);
  if (state != NULL && state->exists)
    parts->x_value = ref_value (state->value);
}

gint64
cr_plot_own_get_element (const CrPlotOwn *own)
{
  const CrVariable *info = own->variable == CR_NONE ? NULL : cr_graph_get_variable (own->graph, own->variable);
  gint64 n = 1, element = cr_own_plot_get_element (own->plot);

  for (int i = 0; info != NULL && i < info->ndim; i++)
    n *= info->sizes[i];
  return info != NULL && info->ndim > 0 && element < n ? element : -1;
}

/* "w[0, 1]" */
static char *
describe (CrPlotOwn *own, guint variable, gint64 element)
{
  g_autofree char *name = cr_path_describe (own->graph, variable), *place = NULL;

  if (element < 0)
    return g_steal_pointer (&name);
  place = cr_plot_element_describe (cr_graph_get_variable (own->graph, variable), element);
  return g_strconcat (name, place, NULL);
}

static void
collect (CrPlotOwn *own, CrPlotOwnParts *parts)
{
  guint variable = cr_own_plot_find (own->plot, own->session);

  parts->kind = cr_own_plot_get_kind (own->plot);
  parts->form = cr_own_plot_get_form (own->plot);
  parts->graph = own->graph == NULL ? NULL : cr_graph_ref (own->graph);
  parts->variable = variable == CR_NONE ? CR_NONE : find_variable (own, variable);
  own->variable = parts->variable;
  parts->element = cr_plot_own_get_element (own);
  parts->x = variable == CR_NONE ? CR_NONE : cr_own_plot_find_x (own->plot, own->session);
  parts->name = variable == CR_NONE ? g_strdup (cr_own_plot_get_name (own->plot))
                                    : describe (own, parts->variable, parts->element);
  parts->x_name = parts->x == CR_NONE ? NULL : cr_path_describe (own->graph, parts->x);
  parts->title = make_title (own, parts->name, parts->x_name);
  if (variable != CR_NONE)
    fill_values (own, parts);
}

static void
start (CrPlotOwn *own, gboolean wants_family)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  parts_copy (&job->parts, &own->shown);
  job->wants_family = wants_family;
  own->loading = g_cancellable_new ();
  task = g_task_new (NULL, own->loading, made, own);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, make);
}

static void
give_up (CrPlotOwn *own)
{
  if (own->loading != NULL)
    g_cancellable_cancel (own->loading);
  g_clear_object (&own->loading);
}

void
cr_plot_own_update (CrPlotOwn *own)
{
  g_return_if_fail (own != NULL);
  CrGraph *graph = cr_session_get_graph (own->session);
  CrPlotOwnParts parts = { .variable = CR_NONE, .x = CR_NONE };
  gboolean new_graph = graph != own->graph;

  if (new_graph)
    {
      give_up (own);
      g_clear_pointer (&own->family, g_array_unref);
      g_clear_pointer (&own->graph, cr_graph_unref);
      own->graph = graph == NULL ? NULL : cr_graph_ref (graph);
      own->stale = TRUE;
    }
  if (graph == NULL || own->loading != NULL)
    return;
  collect (own, &parts);
  if (!own->stale && own->has_shown && is_same (&parts, &own->shown))
    {
      if (own->page != NULL && own->page->graph == graph)
        cr_plot_page_set_cursor (own->page, cr_session_get_cursor (own->session));
      parts_clear (&parts);
      return;
    }
  parts_clear (&own->shown);
  own->shown = parts;
  own->has_shown = TRUE;
  g_free (own->title);
  own->title = g_strdup (parts.title);
  start (own, own->stale);
  own->stale = FALSE;
}

CrPlotOwn *
cr_plot_own_new (CrSession *session, CrOwnPlot *plot, void (*changed) (CrPlotOwn *own, gpointer user_data),
                 gpointer user_data)
{
  CrPlotOwn *own = g_new0 (CrPlotOwn, 1);

  own->session = session;
  own->plot = g_object_ref (plot);
  own->changed = changed;
  own->user_data = user_data;
  own->variable = CR_NONE;
  own->title = g_strdup (cr_own_plot_get_name (plot));
  own->stale = TRUE;
  g_signal_connect_swapped (plot, "notify::changed", G_CALLBACK (cr_plot_own_update), own);
  cr_plot_own_update (own);
  return own;
}

void
cr_plot_own_free (CrPlotOwn *own)
{
  give_up (own);
  g_signal_handlers_disconnect_by_data (own->plot, own);
  g_object_unref (own->plot);
  g_clear_pointer (&own->page, cr_plot_page_free);
  g_clear_pointer (&own->family, g_array_unref);
  g_clear_pointer (&own->graph, cr_graph_unref);
  parts_clear (&own->shown);
  g_free (own->title);
  g_free (own);
}

CrOwnPlot *
cr_plot_own_get_plot (const CrPlotOwn *own)
{
  return own->plot;
}

CrPlotPage *
cr_plot_own_get_page (const CrPlotOwn *own)
{
  return own->page;
}

const char *
cr_plot_own_get_title (const CrPlotOwn *own)
{
  return own->title;
}

guint
cr_plot_own_get_variable (const CrPlotOwn *own)
{
  return own->variable;
}

gboolean
cr_plot_own_has_elements (const CrPlotOwn *own)
{
  const CrVariable *info = own->variable == CR_NONE ? NULL : cr_graph_get_variable (own->graph, own->variable);

  for (int i = 0; info != NULL && i < info->ndim; i++)
    if (info->sizes[i] > 1)
      return TRUE;
  return FALSE;
}

gboolean
cr_plot_own_has_forms (const CrPlotOwn *own)
{
  CrOwnPlotKind kind = cr_own_plot_get_kind (own->plot);
  const CrVariable *info = own->variable == CR_NONE ? NULL : cr_graph_get_variable (own->graph, own->variable);

  return info != NULL && info->ndim > 1 && own->shown.x == CR_NONE
         && (kind == CR_OWN_PLOT_VALUE || kind == CR_OWN_PLOT_GRADIENT);
}
