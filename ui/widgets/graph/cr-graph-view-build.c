/* Building by hand on the graph view: opens the palette and the dialogs for what is selected, and lets a tensor be
 * clicked on for them. */

#include "cr-graph-view-private.h"

#include <glib/gi18n-lib.h>

#include "cr-build-dialog.h"
#include "cr-build-plan.h"
#include "cr-leaf-dialog.h"

/* What is selected, as a variable: an operation is its result. CR_NONE. */
static guint
get_target (CrGraphView *view)
{
  CrSession *session = view->observer.session;
  guint function;

  if (session == NULL || cr_session_get_graph (session) == NULL)
    return CR_NONE;
  function = cr_session_get_selected_function (session);
  return function != CR_NONE ? cr_graph_get_function (cr_session_get_graph (session), function)->output
                             : cr_session_get_selected_variable (session);
}

/* Clicking on a tensor. */

static void
set_picking (CrGraphView *view, CrGraphPick picking, const char *text)
{
  view->picking = picking;
  gtk_widget_set_visible (view->pick_bar, picking != CR_PICK_NOTHING);
  gtk_label_set_text (view->pick_label, text != NULL ? text : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "graph.cancel-pick", picking != CR_PICK_NOTHING);
  if (picking == CR_PICK_NOTHING)
    return;
  cr_session_select_variable (view->observer.session, CR_NONE); /* so that clicking on the same one tells */
  cr_graph_view_focus (view);
}

static void
end_pick (CrGraphView *view, guint variable)
{
  CrGraphPick picking = view->picking;

  set_picking (view, CR_PICK_NOTHING, NULL);
  if (picking == CR_PICK_OPERAND)
    cr_palette_take_operand (view->palette, variable);
  else if (variable != CR_NONE)
    cr_build_reconnect (view->observer.session, view->pick_variable, view->pick_function, variable);
}

static void
take_pick (CrGraphView *view)
{
  guint variable = view->picking == CR_PICK_NOTHING ? CR_NONE : get_target (view);

  if (variable != CR_NONE)
    end_pick (view, variable);
}

/* The edge that was to be moved is one of the graph before. */
static void
graph_changed (CrGraphView *view)
{
  if (view->picking == CR_PICK_RECONNECT)
    set_picking (view, CR_PICK_NOTHING, NULL);
}

static void
cancel_pick (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (CR_GRAPH_VIEW (widget)->picking != CR_PICK_NOTHING)
    end_pick (CR_GRAPH_VIEW (widget), CR_NONE);
}

/* The palette. */

static void
pick_operand (CrGraphView *view)
{
  g_autofree char *text = cr_palette_describe_pick (view->palette);

  set_picking (view, CR_PICK_OPERAND, text);
}

static void
applied (CrGraphView *view)
{
  cr_graph_canvas_clear_marks (view->canvas);
  cr_graph_view_focus (view);
}

/* The keys are the graph's again, whichever way the palette went: GTK would leave them to the first widget there is. */
static void
closed (CrGraphView *view)
{
  if (gtk_widget_get_root (GTK_WIDGET (view)) != NULL)
    cr_graph_view_focus (view);
}

static void
ensure_palette (CrGraphView *view)
{
  if (view->picking != CR_PICK_NOTHING)
    set_picking (view, CR_PICK_NOTHING, NULL);
  if (view->palette != NULL)
    return;
  view->palette = cr_palette_new (view->observer.session, GTK_WIDGET (view));
  g_signal_connect_object (view->palette, "pick-requested", G_CALLBACK (pick_operand), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (view->palette, "closed", G_CALLBACK (closed), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (view->palette, "applied", G_CALLBACK (applied), view, G_CONNECT_SWAPPED);
}

void
cr_graph_view_open_palette (CrGraphView *view, double x, double y)
{
  const GdkRectangle at = { (int)x, (int)y, 1, 1 };
  g_autoptr (GArray) operands = NULL;

  if (view->observer.session == NULL)
    return;
  operands = cr_graph_canvas_dup_operands (view->canvas);
  ensure_palette (view);
  cr_palette_open (view->palette, operands, &at);
}

static void
reconnected (CrGraphView *view, guint variable, guint function, guint other)
{
  cr_build_reconnect (view->observer.session, variable, function, other);
}

/* Actions. */

static void
build (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_request_build (CR_GRAPH_VIEW (widget)->canvas);
}

static void
add_leaf (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrGraphView *view = CR_GRAPH_VIEW (widget);

  if (view->observer.session != NULL)
    cr_leaf_dialog_open (view->observer.session, GTK_WINDOW (gtk_widget_get_root (widget)), CR_LEAF_NUMBER);
}

/* A pair of indices as the menus give them; FALSE if the graph is another one meanwhile. */
static gboolean
get_edge (CrGraphView *view, GVariant *parameter, guint *variable, guint *function)
{
  CrGraph *graph = view->observer.session == NULL ? NULL : cr_session_get_graph (view->observer.session);

  g_variant_get (parameter, "(uu)", variable, function);
  if (graph == NULL || *variable >= cr_graph_get_n_variables (graph) || *function >= cr_graph_get_n_functions (graph))
    return FALSE;
  for (guint i = 0; i < cr_graph_get_function (graph, *function)->n_inputs; i++)
    if (cr_graph_get_function (graph, *function)->inputs[i] == *variable)
      return TRUE;
  return FALSE;
}

static void
insert (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrGraphView *view = CR_GRAPH_VIEW (widget);
  GdkRectangle at = { 0, 0, 1, 1 };
  guint variable, function;

  if (!get_edge (view, parameter, &variable, &function))
    return;
  ensure_palette (view);
  at.x = view->menu_x;
  at.y = view->menu_y;
  cr_palette_open_insert (view->palette, variable, function, &at);
}

static void
reconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrGraphView *view = CR_GRAPH_VIEW (widget);
  g_autofree char *text = NULL;

  if (!get_edge (view, parameter, &view->pick_variable, &view->pick_function))
    return;
  text = g_strdup_printf (
      _ ("Click on the tensor that %s is to take"),
      cr_graph_get_function (cr_session_get_graph (view->observer.session), view->pick_function)->name);
  set_picking (view, CR_PICK_RECONNECT, text);
}

/* Tells when there is nothing to do it with. */
static guint
get_target_or_tell (CrGraphView *view)
{
  guint variable = get_target (view);

  if (variable == CR_NONE && view->observer.session != NULL)
    cr_session_tell (view->observer.session, _ ("Select a node first."));
  return variable;
}

static void
rename_node (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrGraphView *view = CR_GRAPH_VIEW (widget);
  guint variable = get_target_or_tell (view);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan
      = variable == CR_NONE ? NULL : cr_build_plan (view->observer.session, variable, CR_BUILD_NAME, &error);

  if (plan != NULL)
    cr_build_ask_name (widget, view->observer.session, variable);
  else if (error != NULL)
    cr_session_tell (view->observer.session, error->message);
}

static void
delete_node (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint variable = get_target_or_tell (CR_GRAPH_VIEW (widget));

  if (variable != CR_NONE)
    cr_build_ask_delete (widget, CR_GRAPH_VIEW (widget)->observer.session, variable);
}

static void
do_step (GtkWidget *widget, CrBuildStep step)
{
  guint variable = get_target_or_tell (CR_GRAPH_VIEW (widget));

  if (variable != CR_NONE)
    cr_build_do (CR_GRAPH_VIEW (widget)->observer.session, variable, step);
}

static void
duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (widget, CR_BUILD_DUPLICATE);
}

static void
call_backward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (widget, CR_BUILD_BACKWARD);
}

static void
require_grad (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (widget, g_variant_get_boolean (parameter) ? CR_BUILD_REQUIRE_GRAD : CR_BUILD_REQUIRE_NO_GRAD);
}

static void
retain_grad (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (widget, g_variant_get_boolean (parameter) ? CR_BUILD_RETAIN_GRAD : CR_BUILD_RETAIN_NO_GRAD);
}

static void
detach (GtkWidget *widget, const char *name, GVariant *parameter)
{
  do_step (widget, g_variant_get_boolean (parameter) ? CR_BUILD_DETACH : CR_BUILD_ATTACH);
}

/* What a menu tells but does not offer. */
static void
refuse (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_error_bell (widget);
}

void
cr_graph_view_install_build_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name, *parameter;
    GtkWidgetActionActivateFunc activate;
  } table[] = {
    { "graph.build", NULL, build },
    { "graph.add-leaf", NULL, add_leaf },
    { "graph.insert", "(uu)", insert },
    { "graph.reconnect", "(uu)", reconnect },
    { "graph.cancel-pick", NULL, cancel_pick },
    { "graph.rename", NULL, rename_node },
    { "graph.duplicate", NULL, duplicate },
    { "graph.delete", NULL, delete_node },
    { "graph.require-grad", "b", require_grad },
    { "graph.retain-grad", "b", retain_grad },
    { "graph.detach", "b", detach },
    { "graph.backward", NULL, call_backward },
    { "graph.refused", NULL, refuse },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_widget_class_install_action (widget_class, table[i].name, table[i].parameter, table[i].activate);
}

void
cr_graph_view_init_build (CrGraphView *view)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "graph.refused", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "graph.cancel-pick", FALSE);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (graph_changed), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (take_pick), view);
  g_signal_connect_swapped (view->canvas, "build-requested", G_CALLBACK (cr_graph_view_open_palette), view);
  g_signal_connect_swapped (view->canvas, "reconnect-requested", G_CALLBACK (reconnected), view);
}
