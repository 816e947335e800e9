/* "Why is this gradient 4?": the account of one gradient element, a level at a time. */

#include "cr-why-panel.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"

struct _CrWhyPanel
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *stack;
};

G_DEFINE_FINAL_TYPE (CrWhyPanel, cr_why_panel, GTK_TYPE_WIDGET)

static void
update (CrWhyPanel *panel)
{
  gtk_stack_set_visible_child_name (GTK_STACK (panel->stack), "empty");
}

CR_OBSERVER_PROPERTY (CrWhyPanel, cr_why_panel, CR_WHY_PANEL, update)

static void
cr_why_panel_dispose (GObject *object)
{
  CrWhyPanel *panel = CR_WHY_PANEL (object);

  cr_observer_clear (&panel->observer);
  g_clear_pointer (&panel->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_why_panel_parent_class)->dispose (object);
}

static void
cr_why_panel_class_init (CrWhyPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_why_panel_get_property;
  object_class->set_property = cr_why_panel_set_property;
  object_class->dispose = cr_why_panel_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-why-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, stack);
}

static void
cr_why_panel_init (CrWhyPanel *panel)
{
  cr_observer_init (&panel->observer);
  cr_observer_connect (&panel->observer, "graph-changed", G_CALLBACK (update), panel);
  cr_observer_connect (&panel->observer, "notify::position", G_CALLBACK (update), panel);
  cr_observer_connect (&panel->observer, "notify::selection", G_CALLBACK (update), panel);
  gtk_widget_init_template (GTK_WIDGET (panel));
}

GtkWidget *
cr_why_panel_new (CrSession *session)
{
  return g_object_new (CR_TYPE_WHY_PANEL, "session", session, NULL);
}
