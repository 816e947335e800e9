/* The graph view's actions, its menus and the keys that reach it from everywhere. */

#include "cr-graph-view-private.h"
#include "cr-session-slider.h"

#include "cr-graph-menu.h"
#include "cr-scene-edge.h"

#define ZOOM_STEP 1.25

static CrGraphCanvas *
get_canvas (GtkWidget *widget)
{
  return CR_GRAPH_VIEW (widget)->canvas;
}

static void
zoom_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_zoom_by (get_canvas (widget), ZOOM_STEP);
}

static void
zoom_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_zoom_by (get_canvas (widget), 1 / ZOOM_STEP);
}

static void
zoom_one (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_zoom_to (get_canvas (widget), 1);
}

static void
fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_fit (get_canvas (widget));
}

static void
fit_width (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_fit_width (get_canvas (widget));
}

static void
zoom_selection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!cr_graph_canvas_zoom_to_selection (get_canvas (widget)))
    gtk_widget_error_bell (widget);
}

static void
find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (cr_graph_canvas_get_scene (get_canvas (widget)) != NULL)
    cr_graph_search_open (CR_GRAPH_VIEW (widget)->search);
}

static void
find_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_search_step (CR_GRAPH_VIEW (widget)->search, TRUE);
}

static void
find_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_search_step (CR_GRAPH_VIEW (widget)->search, FALSE);
}

static void
end_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_search_close (CR_GRAPH_VIEW (widget)->search);
}

static void
light (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const flows[CR_N_FLOWS] = { "value-from", "value-to", "gradient-from", "gradient-to" };

  for (guint i = 0; i < CR_N_FLOWS; i++)
    if (g_str_equal (g_variant_get_string (parameter, NULL), flows[i])
        && !cr_graph_canvas_toggle_flow (get_canvas (widget), i))
      gtk_widget_error_bell (widget);
}

static void
put_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_put_out_flow (get_canvas (widget));
}

static void
gradient_widths (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_canvas_toggle_widths (get_canvas (widget));
}

/* How deep groups are open: "sensible", "all", "none" or a number. */
static void
open_groups (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *depth = g_variant_get_string (parameter, NULL);
  guint number = g_str_equal (depth, "all")        ? G_MAXUINT
                 : g_str_equal (depth, "none")     ? 0
                 : g_str_equal (depth, "sensible") ? CR_FOLDING_SENSIBLE
                                                   : (guint)g_ascii_strtoull (depth, NULL, 10);

  cr_graph_canvas_set_depth (get_canvas (widget), number);
}

static void
toggle_group (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!cr_graph_canvas_toggle_group (get_canvas (widget)))
    gtk_widget_error_bell (widget);
}

static void
step_iteration (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!cr_graph_canvas_step_iteration (get_canvas (widget), g_variant_get_boolean (parameter)))
    gtk_widget_error_bell (widget);
}

static void
copy_name (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrGraphCanvas *canvas = get_canvas (widget);
  guint node = cr_graph_canvas_get_selection (canvas);

  if (node != CR_NONE)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                            cr_scene_get_node_name (cr_graph_canvas_get_scene (canvas), node));
}

static void
add_slider (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrSession *session = CR_GRAPH_VIEW (widget)->observer.session;
  guint variable = session == NULL ? CR_NONE : cr_session_get_selected_variable (session);
  g_autoptr (GError) error = NULL;

  if (variable != CR_NONE
      && !cr_session_add_element_slider (session, variable, cr_session_get_selected_element (session), &error))
    cr_session_tell (session, error->message);
}

void
cr_graph_view_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name, *parameter;
    GtkWidgetActionActivateFunc activate;
  } table[] = {
    { "graph.zoom-in", NULL, zoom_in },
    { "graph.zoom-out", NULL, zoom_out },
    { "graph.zoom-one", NULL, zoom_one },
    { "graph.fit", NULL, fit },
    { "graph.gradient-widths", NULL, gradient_widths },
    { "graph.fit-width", NULL, fit_width },
    { "graph.zoom-selection", NULL, zoom_selection },
    { "graph.find", NULL, find },
    { "graph.find-next", NULL, find_next },
    { "graph.find-previous", NULL, find_previous },
    { "graph.end-find", NULL, end_find },
    { "graph.light", "s", light },
    { "graph.put-out", NULL, put_out },
    { "graph.copy-name", NULL, copy_name },
    { "graph.slider", NULL, add_slider },
    { "graph.open-groups", "s", open_groups },
    { "graph.toggle-group", NULL, toggle_group },
    { "graph.step-iteration", "b", step_iteration },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_widget_class_install_action (widget_class, table[i].name, table[i].parameter, table[i].activate);
  gtk_widget_class_install_property_action (widget_class, "graph.overview", "overview");
}

void
cr_graph_view_add_shortcuts (CrGraphView *view)
{
  static const struct
  {
    const char *trigger, *action;
  } table[] = {
    { "<Control>f|<Control><Shift>f", "graph.find" },
    { "<Control>g|F3", "graph.find-next" },
    { "<Control><Shift>g|<Shift>F3", "graph.find-previous" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (table[i].trigger),
                                                            gtk_named_action_new (table[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (view), controller);

  /* On the way down: the panes of the window would take it for themselves. */
  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F6, 0), gtk_named_action_new ("graph.build")));
  gtk_widget_add_controller (GTK_WIDGET (view), controller);
}

static gboolean
drop_menu (gpointer data)
{
  gtk_widget_unparent (data);
  g_object_unref (data);
  return G_SOURCE_REMOVE;
}

/* Its actions run after it is closed. */
static void
menu_closed (CrGraphView *view, GtkWidget *menu)
{
  if (view->menu != menu)
    return;
  view->menu = NULL;
  g_idle_add (drop_menu, g_object_ref (menu));
  gtk_widget_grab_focus (GTK_WIDGET (view->canvas));
}

/* What is there: an edge, a node, the ground, or the ground of no picture. */
static GMenuModel *
make_menu (CrGraphView *view)
{
  CrScene *scene = cr_graph_canvas_get_scene (view->canvas);
  guint variable, function;

  if (cr_graph_canvas_get_menu_edge (view->canvas, &variable, &function))
    return cr_graph_edge_menu_new (view->observer.session, variable, function);
  if (scene == NULL)
    return cr_graph_ground_menu_new ();
  return cr_graph_menu_new (view->observer.session, scene, cr_graph_canvas_get_selection (view->canvas));
}

void
cr_graph_view_open_menu (CrGraphView *view, double x, double y)
{
  const GdkRectangle point = { (int)x, (int)y, 1, 1 };
  g_autoptr (GMenuModel) model = NULL;

  if (view->observer.session == NULL)
    return;
  g_clear_pointer (&view->menu, gtk_widget_unparent);
  view->menu_x = (int)x;
  view->menu_y = (int)y;
  model = make_menu (view);
  view->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (view->menu, GTK_WIDGET (view));
  gtk_widget_set_halign (view->menu, GTK_ALIGN_START);
  gtk_popover_set_has_arrow (GTK_POPOVER (view->menu), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (view->menu), &point);
  g_signal_connect_object (view->menu, "closed", G_CALLBACK (menu_closed), view, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (view->menu));
}
