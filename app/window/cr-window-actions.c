/* The window's actions, and in one place which of them can be done at the moment. */

#include "cr-window-private.h"

#include <glib/gi18n-lib.h>

#include "cr-session-break.h"
#include "cr-time-keys.h"

static void
start_new (CrWindow *window)
{
  cr_session_reset (window->session, "import torch\n\n");
}

static void
new_document (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_settle_changes (CR_WINDOW (widget), start_new);
}

static void
open_document (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_settle_changes (CR_WINDOW (widget), cr_window_choose_open);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_save (CR_WINDOW (widget));
}

static void
save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_save_as (CR_WINDOW (widget));
}

static void export(GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_export (CR_WINDOW (widget), FALSE);
}

static void
show_in_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_show_in_folder (CR_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
close_window (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_undo (CR_WINDOW (widget), FALSE);
}

static void
redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_undo (CR_WINDOW (widget), TRUE);
}

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_run (CR_WINDOW (widget)->session);
}

static void
stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_stop (CR_WINDOW (widget)->session);
  cr_window_update_actions (CR_WINDOW (widget));
}

static void
play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_time_toggle_play (CR_WINDOW (widget)->session, FALSE);
}

static void
step_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_step (CR_WINDOW (widget)->session, FALSE);
}

static void
step_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_step (CR_WINDOW (widget)->session, TRUE);
}

static void
continue_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_continue (CR_WINDOW (widget)->session, FALSE);
}

static void
continue_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_continue (CR_WINDOW (widget)->session, TRUE);
}

/* At the selected node. */
static void
toggle_break (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_toggle_selected_breakpoint (CR_WINDOW (widget)->session);
}

static void
show_failure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_show_failure (CR_WINDOW (widget)->session);
}

static void
go_to_line (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_editor_go_to_line (CR_WINDOW (widget)->editor, g_variant_get_uint32 (parameter));
}

static void
type_expression (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_expression_entry_focus (CR_WINDOW (widget)->entry);
}

static void
focus_script (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_editor_focus (CR_WINDOW (widget)->editor);
}

static void
focus_graph (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_view_focus (CR_WINDOW (widget)->graph_view);
}

static void
show_selection (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_view_centre_selection (CR_WINDOW (widget)->graph_view);
  cr_graph_view_focus (CR_WINDOW (widget)->graph_view);
}

static void
show_shortcuts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/chainrule/Chainrule/cr-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

static void
show_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_show_about_window (GTK_WINDOW (widget), "application-name", _ ("Chainrule"), "application-icon",
                         "io.github.chainrule.Chainrule", "version", CR_VERSION, "developer-name",
                         _ ("The Chainrule developers"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Makes automatic differentiation visible."), NULL);
}

void
cr_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter;
    GtkWidgetActionActivateFunc activate;
  } table[] = {
    { "win.new", NULL, new_document },
    { "win.open", NULL, open_document },
    { "win.save", NULL, save },
    { "win.save-as", NULL, save_as },
    { "win.export", NULL, export },
    { "win.show-in-folder", "s", show_in_folder },
    { "win.close", NULL, close_window },
    { "win.undo", NULL, undo },
    { "win.redo", NULL, redo },
    { "win.run", NULL, run },
    { "win.stop", NULL, stop },
    { "win.play", NULL, play },
    { "win.step-back", NULL, step_back },
    { "win.step-forward", NULL, step_forward },
    { "win.continue-back", NULL, continue_back },
    { "win.continue", NULL, continue_forward },
    { "win.toggle-break", NULL, toggle_break },
    { "win.show-failure", NULL, show_failure },
    { "win.go-to-line", "u", go_to_line },
    { "win.type", NULL, type_expression },
    { "win.focus-graph", NULL, focus_graph },
    { "win.focus-script", NULL, focus_script },
    { "win.show-selection", NULL, show_selection },
    { "win.shortcuts", NULL, show_shortcuts },
    { "win.about", NULL, show_about },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_widget_class_install_action (widget_class, table[i].name, table[i].parameter, table[i].activate);
}

void
cr_window_update_actions (CrWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (window);
  GtkTextBuffer *buffer = cr_editor_get_buffer (window->editor);
  gboolean is_seen = !cr_window_shows_examples (window);
  gboolean has_graph = is_seen && cr_session_get_length (window->session) > 0;

  gtk_widget_set_visible (window->view_switcher, is_seen);
  gtk_widget_set_visible (window->export_button, is_seen);
  gtk_widget_action_set_enabled (widget, "win.undo", is_seen && gtk_text_buffer_get_can_undo (buffer));
  gtk_widget_action_set_enabled (widget, "win.redo", is_seen && gtk_text_buffer_get_can_redo (buffer));
  gtk_widget_action_set_enabled (widget, "win.stop", cr_session_can_stop (window->session));
  gtk_widget_action_set_enabled (widget, "win.export", has_graph);
  cr_window_update_output (window);
  gtk_widget_action_set_enabled (widget, "win.arrange-again", has_graph);
  gtk_widget_action_set_enabled (widget, "win.play", has_graph);
  gtk_widget_action_set_enabled (widget, "win.step-back", has_graph);
  gtk_widget_action_set_enabled (widget, "win.step-forward", has_graph);
  gtk_widget_action_set_enabled (widget, "win.toggle-break", has_graph);
  gtk_widget_action_set_enabled (widget, "win.continue-back", cr_session_can_continue (window->session));
  gtk_widget_action_set_enabled (widget, "win.continue", cr_session_can_continue (window->session));
}
