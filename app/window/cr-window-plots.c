/* Plots without code: what the chosen node holds becomes a plot of one's own. And the plot in place of the graph, with
 * the timeline below it, or beside the panels; while there is none, the panels have its room. */

#include "cr-window-private.h"

#include "cr-session-plots.h"

static const struct
{
  const char *name;
  CrOwnPlotKind kind;
} kinds[] = { { "plot-value", CR_OWN_PLOT_VALUE },
              { "plot-gradient", CR_OWN_PLOT_GRADIENT },
              { "plot-value-gradient", CR_OWN_PLOT_VALUE_GRADIENT },
              { "plot-history", CR_OWN_PLOT_HISTORY } };

/* What is chosen, of a function what it made. */
static guint
get_variable (CrWindow *window)
{
  CrGraph *graph = cr_session_get_graph (window->session);
  guint function = cr_session_get_selected_function (window->session);

  if (graph == NULL)
    return CR_NONE;
  return function != CR_NONE ? cr_graph_get_function (graph, function)->output
                             : cr_session_get_selected_variable (window->session);
}

static gboolean
add_plot (CrWindow *window, CrOwnPlotKind kind)
{
  guint variable = get_variable (window);

  return variable != CR_NONE && cr_session_add_plot (window->session, kind, variable) != NULL;
}

static void
plot (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name = g_action_get_name (G_ACTION (action));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      add_plot (data, kinds[i].kind);
}

static gboolean
choose_other (gpointer data)
{
  CrWindow *window = data;

  if (window->plot_view != NULL)
    cr_plot_view_choose_x (window->plot_view);
  g_object_unref (window);
  return G_SOURCE_REMOVE;
}

/* The value, and what it is to be drawn over, once the plot can be seen. */
static void
plot_pair (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (add_plot (data, CR_OWN_PLOT_VALUE))
    g_timeout_add (150, choose_other, g_object_ref (data));
}

static void
set_large (CrWindow *window, gboolean large)
{
  GtkWidget *view = GTK_WIDGET (window->plot_view), *graph = GTK_WIDGET (window->graph_view);

  g_object_ref (view);
  if (large)
    {
      gtk_paned_set_end_child (window->side_paned, NULL);
      gtk_box_insert_child_after (window->stage, view, graph);
    }
  else
    {
      gtk_box_remove (window->stage, view);
      gtk_paned_set_end_child (window->side_paned, view);
    }
  g_object_unref (view);
  gtk_widget_set_vexpand (view, large);
  gtk_widget_set_visible (graph, !large);
  if (large)
    gtk_widget_grab_focus (GTK_WIDGET (cr_plot_view_get_area (window->plot_view)));
  else
    cr_graph_view_focus (window->graph_view);
}

static void
change_large (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_autoptr (GVariant) present = g_action_get_state (G_ACTION (action));

  if (g_variant_equal (present, state))
    return;
  g_simple_action_set_state (action, state);
  set_large (data, g_variant_get_boolean (state));
}

/* The panels take the room that the plots don't need, and give it back. */
static void
empty_changed (CrWindow *window)
{
  gboolean empty = cr_plot_view_is_empty (window->plot_view);

  if (empty)
    window->side_position = gtk_paned_get_position (window->side_paned);
  gtk_paned_set_resize_end_child (window->side_paned, !empty);
  gtk_paned_set_position (window->side_paned, empty ? G_MAXSHORT : window->side_position);
}

void
cr_window_update_plots (CrWindow *window)
{
  gboolean any = get_variable (window) != CR_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), kinds[i].name)),
                                 any);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), "plot-pair")), any);
}

void
cr_window_init_plots (CrWindow *window)
{
  static const GActionEntry entries[] = { { .name = "plot-value", .activate = plot },
                                          { .name = "plot-gradient", .activate = plot },
                                          { .name = "plot-value-gradient", .activate = plot },
                                          { .name = "plot-history", .activate = plot },
                                          { .name = "plot-pair", .activate = plot_pair },
                                          { .name = "plot-large", .state = "false", .change_state = change_large } };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  window->side_position = gtk_paned_get_position (window->side_paned);
  g_signal_connect_object (window->plot_view, "notify::empty", G_CALLBACK (empty_changed), window, G_CONNECT_SWAPPED);
  empty_changed (window);
  cr_window_update_plots (window);
}
