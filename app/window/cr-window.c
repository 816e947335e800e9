/* The window: puts session and widgets together, says in its title what the run does. */

#include "cr-window-private.h"

#include <glib/gi18n-lib.h>

#include "cr-session-edit.h"

G_DEFINE_FINAL_TYPE (CrWindow, cr_window, ADW_TYPE_APPLICATION_WINDOW)

static char *
describe_seconds (double seconds)
{
  if (seconds < 0.01)
    return g_strdup_printf (_ ("run took %.1f ms"), seconds * 1000);
  if (seconds < 1.0)
    return g_strdup_printf (_ ("run took %.0f ms"), seconds * 1000);
  return g_strdup_printf (_ ("run took %.1f s"), seconds);
}

static char *
make_subtitle (CrSession *session)
{
  g_autofree char *took = NULL;
  double seconds = cr_session_get_run_seconds (session);

  if (cr_session_get_progress (session) != NULL)
    return g_strdup (cr_session_get_progress (session));
  if (seconds > 0)
    took = describe_seconds (seconds);
  if (!cr_session_get_modified (session))
    return g_strdup (took == NULL ? "" : took);
  return took == NULL ? g_strdup (_ ("Edited")) : g_strdup_printf (_ ("Edited · %s"), took);
}

static void
show_title (CrWindow *window, const char *name, const char *subtitle)
{
  g_autofree char *title
      = g_strdup_printf ("%s%s — %s", cr_session_get_modified (window->session) ? "• " : "", name, _ ("Chainrule"));

  adw_window_title_set_title (window->title, name);
  adw_window_title_set_subtitle (window->title, subtitle);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

void
cr_window_update_title (CrWindow *window)
{
  CrSession *session = window->session;
  g_autofree char *subtitle = NULL;

  if (cr_session_is_in_gesture (session) && cr_session_get_progress (session) == NULL
      && !gtk_widget_get_visible (window->stop_button))
    return; /* a number is dragged: the title would only flicker */
  subtitle = make_subtitle (session);

  if (cr_window_shows_examples (window))
    show_title (window, _ ("Examples"), "");
  else
    show_title (window, cr_session_get_name (session), subtitle);
  gtk_widget_set_visible (window->stop_button, cr_session_get_progress (session) != NULL);
  cr_window_update_actions (window);
}

static void
destroy_now (CrWindow *window)
{
  window->closing = TRUE;
  gtk_window_close (GTK_WINDOW (window));
}

static gboolean
cr_window_close_request (GtkWindow *gtk_window)
{
  CrWindow *window = CR_WINDOW (gtk_window);

  if (window->closing || !cr_session_get_modified (window->session))
    return GTK_WINDOW_CLASS (cr_window_parent_class)->close_request (gtk_window);
  cr_window_settle_changes (window, destroy_now);
  return GDK_EVENT_STOP;
}

static void
cr_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == CR_WINDOW_PROP_SESSION)
    g_value_set_object (value, CR_WINDOW (object)->session);
  else
    cr_window_get_view_property (object, id, value, spec);
}

static void
cr_window_dispose (GObject *object)
{
  CrWindow *window = CR_WINDOW (object);

  if (window->handlers != NULL)
    g_signal_group_set_target (window->handlers, NULL);
  g_clear_object (&window->handlers);
  g_clear_object (&window->chooser);
  if (window->session != NULL)
    cr_session_pause (window->session);
  G_OBJECT_CLASS (cr_window_parent_class)->dispose (object);
  g_clear_object (&window->session);
}

static void
cr_window_class_init (CrWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_window_get_property;
  object_class->set_property = cr_window_set_view_property;
  object_class->dispose = cr_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cr_window_close_request;
  g_object_class_install_property (
      object_class, CR_WINDOW_PROP_SESSION,
      g_param_spec_object ("session", NULL, NULL, CR_TYPE_SESSION, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/cr-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CrWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, editor);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, entry);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, graph_view);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, panels);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, plot_view);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, side_paned);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, stage);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, CrWindow, view_switcher);
  cr_window_install_actions (widget_class);
  cr_window_install_gallery (widget_class);
  cr_window_install_output (widget_class);
  cr_window_install_view (klass);
}

/* From anywhere, the editor included: caught on the way down to the widget that has the focus. */
static void
add_time_shortcuts (CrWindow *window)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } table[] = { { GDK_KEY_F5, 0, "win.play" },
                { GDK_KEY_F7, 0, "win.step-back" },
                { GDK_KEY_F8, 0, "win.step-forward" },
                { GDK_KEY_F9, 0, "win.continue" },
                { GDK_KEY_F9, GDK_SHIFT_MASK, "win.continue-back" },
                { GDK_KEY_F9, GDK_CONTROL_MASK, "win.toggle-break" },
                { GDK_KEY_F4, 0, "win.show-failure" } };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (table[i].key, table[i].modifiers),
                                                            gtk_named_action_new (table[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

static const char *const panel_names[] = { "values", "why", "jacobian", "debug" };

/* The session says which panel is to be seen; the switcher tells the session. */
static void
show_panel (CrWindow *window)
{
  gtk_stack_set_visible_child_name (window->panels, panel_names[cr_session_get_panel (window->session)]);
}

static void
panel_switched (CrWindow *window)
{
  const char *name = gtk_stack_get_visible_child_name (window->panels);

  for (guint i = 0; i < G_N_ELEMENTS (panel_names); i++)
    if (g_strcmp0 (name, panel_names[i]) == 0)
      cr_session_show_panel (window->session, (CrPanel)i);
}

static void
cr_window_init (CrWindow *window)
{
  static const char *const titled[] = { "notify::name",  "notify::modified",    "notify::progress", "notify::running",
                                        "graph-changed", "diagnostics-changed", "gesture-changed" };

  window->session = cr_session_new ();
  gtk_widget_init_template (GTK_WIDGET (window));
  window->handlers = g_signal_group_new (CR_TYPE_SESSION);
  for (guint i = 0; i < G_N_ELEMENTS (titled); i++)
    g_signal_group_connect_swapped (window->handlers, titled[i], G_CALLBACK (cr_window_update_title), window);
  g_signal_group_connect_swapped (window->handlers, "told", G_CALLBACK (cr_window_show_toast), window);
  g_signal_group_connect_swapped (window->handlers, "text-changed", G_CALLBACK (cr_window_hide_examples), window);
  g_signal_group_connect_swapped (window->handlers, "notify::panel", G_CALLBACK (show_panel), window);
  g_signal_group_connect_swapped (window->handlers, "breakpoints-changed", G_CALLBACK (cr_window_update_actions),
                                  window);
  g_signal_group_connect_swapped (window->handlers, "picture-changed", G_CALLBACK (cr_window_update_view), window);
  g_signal_group_connect_swapped (window->handlers, "notify::selection", G_CALLBACK (cr_window_update_moved), window);
  cr_window_init_plots (window);
  g_signal_group_connect_swapped (window->handlers, "notify::selection", G_CALLBACK (cr_window_update_plots), window);
  g_signal_group_connect_swapped (window->handlers, "graph-changed", G_CALLBACK (cr_window_update_plots), window);
  g_signal_group_set_target (window->handlers, window->session);
  g_signal_connect_object (window->panels, "notify::visible-child-name", G_CALLBACK (panel_switched), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cr_editor_get_buffer (window->editor), "notify::can-undo",
                           G_CALLBACK (cr_window_update_actions), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (cr_editor_get_buffer (window->editor), "notify::can-redo",
                           G_CALLBACK (cr_window_update_actions), window, G_CONNECT_SWAPPED);
  add_time_shortcuts (window);
  cr_window_update_title (window);
  cr_window_update_view (window);
  cr_graph_view_focus (window->graph_view);
}

CrWindow *
cr_window_new (GtkApplication *application)
{
  return g_object_new (CR_TYPE_WINDOW, "application", application, NULL);
}

CrSession *
cr_window_get_session (CrWindow *window)
{
  return window->session;
}
