/* What stands out on the canvas: what the session lights, else what is upstream or downstream of a node, else what a
 * search found. Reachability takes a look at every edge: of a large graph on a thread. */

#include "cr-graph-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "cr-scene-edge.h"

#define AT_ONCE 20000u /* functions; more take longer than a few milliseconds */

struct _CrFlowJob
{
  CrGraphCanvas *canvas; /* NULL once it is of no use; main thread only */
  CrGraph *graph;
  guint generation, variable, function;
  CrFlow flow;
  guint64 key;
  gint cancel;
  GArray *variables, *functions;
};

void
cr_graph_canvas_install_signals (GObjectClass *object_class)
{
  static const char *const plain[] = { "view-changed", "scene-changed", "flow-changed" };
  GType type = G_OBJECT_CLASS_TYPE (object_class);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_new (plain[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("menu-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE,
                G_TYPE_DOUBLE);
  g_signal_new ("build-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE,
                G_TYPE_DOUBLE);
  g_signal_new ("reconnect-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT,
                G_TYPE_UINT, G_TYPE_UINT);
}

static void
free_job (gpointer data)
{
  CrFlowJob *job = data;

  cr_graph_unref (job->graph);
  g_array_unref (job->variables);
  g_array_unref (job->functions);
  g_free (job);
}

static void
give_up_job (CrGraphCanvas *canvas)
{
  if (canvas->flow_job == NULL)
    return;
  canvas->flow_job->canvas = NULL;
  g_atomic_int_set (&canvas->flow_job->cancel, 1);
  canvas->flow_job = NULL;
}

static void
clear_flow (CrGraphCanvas *canvas)
{
  give_up_job (canvas);
  g_clear_pointer (&canvas->flow_variables, g_array_unref);
  g_clear_pointer (&canvas->flow_functions, g_array_unref);
  g_clear_pointer (&canvas->flow_nodes, g_array_unref);
  g_clear_pointer (&canvas->flow_text, g_free);
  g_clear_pointer (&canvas->flow_graph, cr_graph_unref);
}

void
cr_graph_canvas_clear_lit (CrGraphCanvas *canvas)
{
  clear_flow (canvas);
  g_clear_pointer (&canvas->lit_nodes, g_array_unref);
}

static int
compare_nodes (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

static void
add_nodes (CrScene *scene, const GArray *indices, guint (*find) (CrScene *, guint), GHashTable *seen, GArray *nodes)
{
  for (guint i = 0; i < indices->len; i++)
    {
      guint node = find (scene, g_array_index (indices, guint, i));

      if (node != CR_NONE && g_hash_table_add (seen, GUINT_TO_POINTER (node)))
        g_array_append_val (nodes, node);
    }
}

/* The flow as nodes of the scene that is shown. */
static void
find_flow_nodes (CrGraphCanvas *canvas)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint));

  add_nodes (canvas->scene, canvas->flow_variables, cr_scene_find_variable, seen, nodes);
  add_nodes (canvas->scene, canvas->flow_functions, cr_scene_find_function, seen, nodes);
  g_array_sort (nodes, compare_nodes);
  g_clear_pointer (&canvas->flow_nodes, g_array_unref);
  canvas->flow_nodes = nodes;
}

/* Nothing but the node itself. */
static char *
describe_lone_flow (CrFlow flow, const char *name)
{
  switch (flow)
    {
    case CR_FLOW_VALUE_FROM:
      return g_strdup_printf (_ ("%s depends on nothing else"), name);
    case CR_FLOW_VALUE_TO:
      return g_strdup_printf (_ ("Nothing else depends on %s"), name);
    case CR_FLOW_GRADIENT_FROM:
      return g_strdup_printf (_ ("No gradient comes to %s from elsewhere"), name);
    case CR_FLOW_GRADIENT_TO:
    case CR_N_FLOWS:
    default:
      return g_strdup_printf (_ ("The gradient of %s goes nowhere else"), name);
    }
}

static char *
describe_flow (CrFlow flow, const char *name, guint n)
{
  if (n <= 1)
    return describe_lone_flow (flow, name);
  switch (flow)
    {
    case CR_FLOW_VALUE_FROM:
      return g_strdup_printf (ngettext ("What %s depends on: %u node", "What %s depends on: %u nodes", n), name, n);
    case CR_FLOW_VALUE_TO:
      return g_strdup_printf (ngettext ("What depends on %s: %u node", "What depends on %s: %u nodes", n), name, n);
    case CR_FLOW_GRADIENT_FROM:
      return g_strdup_printf (
          ngettext ("Where the gradient of %s comes from: %u node", "Where the gradient of %s comes from: %u nodes", n),
          name, n);
    case CR_FLOW_GRADIENT_TO:
    case CR_N_FLOWS:
    default:
      return g_strdup_printf (
          ngettext ("Where the gradient of %s goes: %u node", "Where the gradient of %s goes: %u nodes", n), name, n);
    }
}

static void
show_flow (CrGraphCanvas *canvas, const CrFlowJob *job)
{
  guint node;

  clear_flow (canvas);
  canvas->flow = job->flow;
  canvas->flow_key = job->key;
  if (canvas->scene == NULL || cr_scene_get_graph (canvas->scene) != job->graph)
    return;
  canvas->flow_graph = cr_graph_ref (job->graph);
  canvas->flow_variables = g_array_ref (job->variables);
  canvas->flow_functions = g_array_ref (job->functions);
  find_flow_nodes (canvas);
  node = job->variable != CR_NONE ? cr_scene_find_variable (canvas->scene, job->variable)
                                  : cr_scene_find_function (canvas->scene, job->function);
  canvas->flow_text
      = describe_flow (job->flow, node == CR_NONE ? _ ("the node") : cr_scene_get_node_name (canvas->scene, node),
                       canvas->flow_nodes->len);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  g_signal_emit_by_name (canvas, "flow-changed");
}

static gboolean
run_job (CrFlowJob *job)
{
  return cr_flow_find (job->graph, job->generation, job->flow, job->variable, job->function, &job->cancel,
                       job->variables, job->functions);
}

static void
run_on_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, run_job (data));
}

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CrFlowJob *job = g_task_get_task_data (G_TASK (result));
  CrGraphCanvas *canvas = job->canvas;
  gboolean found = g_task_propagate_boolean (G_TASK (result), NULL);

  if (canvas == NULL)
    return;
  canvas->flow_job = NULL;
  job->canvas = NULL;
  if (found)
    show_flow (canvas, job);
}

static CrFlowJob *
make_job (CrGraphCanvas *canvas, CrFlow flow)
{
  CrSession *session = canvas->observer.session;
  CrFlowJob *job = g_new0 (CrFlowJob, 1);

  job->graph = cr_graph_ref (cr_session_get_graph (session));
  job->generation = cr_graph_get_generation_at (job->graph, cr_session_get_position (session));
  job->variable = cr_session_get_selected_variable (session);
  job->function = job->variable != CR_NONE ? CR_NONE : cr_session_get_selected_function (session);
  job->flow = flow;
  g_object_get (session, "selection", &job->key, NULL);
  job->variables = g_array_new (FALSE, FALSE, sizeof (guint));
  job->functions = g_array_new (FALSE, FALSE, sizeof (guint));
  return job;
}

static void
start_flow (CrGraphCanvas *canvas, CrFlow flow)
{
  CrFlowJob *job = make_job (canvas, flow);

  give_up_job (canvas);
  if (cr_graph_get_n_functions (job->graph) <= AT_ONCE)
    {
      if (run_job (job))
        show_flow (canvas, job);
      free_job (job);
      return;
    }
  g_autoptr (GTask) task = g_task_new (NULL, NULL, job_done, NULL);

  job->canvas = canvas;
  canvas->flow_job = job;
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, run_on_thread);
}

gboolean
cr_graph_canvas_toggle_flow (CrGraphCanvas *canvas, CrFlow flow)
{
  CrSession *session = canvas->observer.session;
  guint64 key;

  if (session == NULL || cr_session_get_graph (session) == NULL || canvas->scene == NULL
      || (cr_session_get_selected_variable (session) == CR_NONE
          && cr_session_get_selected_function (session) == CR_NONE))
    return FALSE;
  g_object_get (session, "selection", &key, NULL);
  if (canvas->flow_nodes != NULL && canvas->flow == flow && canvas->flow_key == key)
    return cr_graph_canvas_put_out_flow (canvas);
  start_flow (canvas, flow);
  return TRUE;
}

gboolean
cr_graph_canvas_put_out_flow (CrGraphCanvas *canvas)
{
  if (canvas->flow_nodes == NULL && canvas->flow_job == NULL)
    return FALSE;
  clear_flow (canvas);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  g_signal_emit_by_name (canvas, "flow-changed");
  return TRUE;
}

const char *
cr_graph_canvas_get_flow_text (CrGraphCanvas *canvas)
{
  return canvas->flow_text;
}

void
cr_graph_canvas_set_lit_nodes (CrGraphCanvas *canvas, const GArray *nodes)
{
  g_clear_pointer (&canvas->lit_nodes, g_array_unref);
  if (nodes != NULL && nodes->len > 0)
    {
      canvas->lit_nodes = g_array_copy ((GArray *)nodes);
      g_array_sort (canvas->lit_nodes, compare_nodes);
    }
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
cr_graph_canvas_set_lit_options (CrGraphCanvas *canvas, CrPaintOptions *options)
{
  CrSession *session = canvas->observer.session;

  options->lit_variables = cr_session_get_lit_variables (session);
  options->lit_functions = cr_session_get_lit_functions (session);
  if (options->lit_variables == NULL && options->lit_functions == NULL)
    options->lit_nodes = canvas->flow_nodes != NULL ? canvas->flow_nodes : canvas->lit_nodes;
}

/* In another view of the same graph it is the same path. */
void
cr_graph_canvas_scene_changed (CrGraphCanvas *canvas)
{
  canvas->hovered_edge = CR_NONE;
  canvas->walk_parent = CR_NONE;
  g_clear_pointer (&canvas->lit_nodes, g_array_unref);
  if (canvas->scene == NULL || canvas->flow_graph != cr_scene_get_graph (canvas->scene))
    cr_graph_canvas_put_out_flow (canvas);
  else
    find_flow_nodes (canvas);
  g_signal_emit_by_name (canvas, "scene-changed");
}
