/* The gradient debugger: breakpoints, where a gradient died, checks by finite differences. Each part is a widget of its
 * own; this one puts them under each other. */

#include "cr-debug-panel.h"

#include "cr-break-view.h"
#include "cr-check-view.h"
#include "cr-death-view.h"
#include "cr-observer.h"

struct _CrDebugPanel
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *scrolled;
};

G_DEFINE_FINAL_TYPE (CrDebugPanel, cr_debug_panel, GTK_TYPE_WIDGET)

static void
refresh (CrDebugPanel *panel)
{
  g_object_notify (G_OBJECT (panel), "session");
}

CR_OBSERVER_PROPERTY (CrDebugPanel, cr_debug_panel, CR_DEBUG_PANEL, refresh)

static void
cr_debug_panel_dispose (GObject *object)
{
  CrDebugPanel *panel = CR_DEBUG_PANEL (object);

  cr_observer_clear (&panel->observer);
  g_clear_pointer (&panel->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_debug_panel_parent_class)->dispose (object);
}

static void
cr_debug_panel_class_init (CrDebugPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_debug_panel_get_property;
  object_class->set_property = cr_debug_panel_set_property;
  object_class->dispose = cr_debug_panel_dispose;
  cr_observer_install_property (object_class);
  g_type_ensure (CR_TYPE_BREAK_VIEW);
  g_type_ensure (CR_TYPE_DEATH_VIEW);
  g_type_ensure (CR_TYPE_CHECK_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-debug-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CrDebugPanel, scrolled);
}

static void
cr_debug_panel_init (CrDebugPanel *panel)
{
  cr_observer_init (&panel->observer);
  gtk_widget_init_template (GTK_WIDGET (panel));
}

GtkWidget *
cr_debug_panel_new (CrSession *session)
{
  return g_object_new (CR_TYPE_DEBUG_PANEL, "session", session, NULL);
}
