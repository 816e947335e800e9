/* Which of the three views the window shows and which way the picture runs: two properties that are actions, so that
 * buttons, menus and shortcuts show and set them alike. The session holds them. */

#include "cr-window-private.h"

#include <glib/gi18n-lib.h>

#include "cr-session-picture.h"

static const char *const view_names[CR_N_VIEWS] = { "full", "variables", "functions" };

void
cr_window_get_view_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  const CrSceneOptions *picture = cr_session_get_picture (CR_WINDOW (object)->session);

  switch (id)
    {
    case CR_WINDOW_PROP_VIEW:
      g_value_set_string (value, view_names[picture->view]);
      break;
    case CR_WINDOW_PROP_LEFT_TO_RIGHT:
      g_value_set_boolean (value, picture->left_to_right);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
set_view (CrSession *session, const char *name)
{
  for (guint i = 0; i < CR_N_VIEWS; i++)
    if (g_strcmp0 (name, view_names[i]) == 0)
      cr_session_set_view (session, (CrSceneView)i);
}

void
cr_window_set_view_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  CrSession *session = CR_WINDOW (object)->session;

  switch (id)
    {
    case CR_WINDOW_PROP_VIEW:
      set_view (session, g_value_get_string (value));
      break;
    case CR_WINDOW_PROP_LEFT_TO_RIGHT:
      cr_session_set_left_to_right (session, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
arrange_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_view_arrange_again (CR_WINDOW (widget)->graph_view);
}

static void
put_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_view_put_back (CR_WINDOW (widget)->graph_view);
}

static void
put_all_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_set_moves (CR_WINDOW (widget)->session, NULL);
}

void
cr_window_install_view (CrWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  g_object_class_install_property (object_class, CR_WINDOW_PROP_VIEW,
                                   g_param_spec_string ("view", NULL, NULL, view_names[CR_VIEW_FULL], flags));
  g_object_class_install_property (object_class, CR_WINDOW_PROP_LEFT_TO_RIGHT,
                                   g_param_spec_boolean ("left-to-right", NULL, NULL, FALSE, flags));
  gtk_widget_class_install_property_action (widget_class, "win.view", "view");
  gtk_widget_class_install_property_action (widget_class, "win.left-to-right", "left-to-right");
  gtk_widget_class_install_action (widget_class, "win.arrange-again", NULL, arrange_again);
  gtk_widget_class_install_action (widget_class, "win.put-back", NULL, put_back);
  gtk_widget_class_install_action (widget_class, "win.put-all-back", NULL, put_all_back);
}

void
cr_window_update_moved (CrWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (window);
  const CrMoves *moves = cr_session_get_picture (window->session)->moves;

  gtk_widget_action_set_enabled (widget, "win.put-all-back", moves != NULL);
  gtk_widget_action_set_enabled (widget, "win.put-back",
                                 moves != NULL && cr_graph_view_can_put_back (window->graph_view));
}

void
cr_window_update_view (CrWindow *window)
{
  const char *const titles[CR_N_VIEWS] = { _ ("Variables + operators"), _ ("Variables"), _ ("Functions") };

  gtk_menu_button_set_label (window->view_button, titles[cr_session_get_picture (window->session)->view]);
  g_object_notify (G_OBJECT (window), "view");
  g_object_notify (G_OBJECT (window), "left-to-right");
  cr_window_update_moved (window);
}
