/* One invisible button a group, expanded while it is open, since GTK 4.8 does not let a widget implement accessibles by
 * hand. */

#include "cr-graph-header.h"

struct _CrGraphHeader
{
  GtkWidget parent_instance;

  guint frame;
};

G_DEFINE_FINAL_TYPE (CrGraphHeader, cr_graph_header, GTK_TYPE_WIDGET)

static guint activated_signal;

static void
activate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, activated_signal, 0);
}

static void
cr_graph_header_class_init (CrGraphHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_install_action (widget_class, "group.toggle", NULL, activate_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "group.toggle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "group.toggle", NULL);
  activated_signal
      = g_signal_new ("activated", CR_TYPE_GRAPH_HEADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_graph_header_init (CrGraphHeader *header)
{
  gtk_widget_set_focusable (GTK_WIDGET (header), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (header), FALSE);
}

GtkWidget *
cr_graph_header_new (guint frame)
{
  CrGraphHeader *header = g_object_new (CR_TYPE_GRAPH_HEADER, NULL);

  header->frame = frame;
  return GTK_WIDGET (header);
}

guint
cr_graph_header_get_frame (CrGraphHeader *header)
{
  return header->frame;
}

void
cr_graph_header_update (CrGraphHeader *header, const CrSceneFrame *frame)
{
  g_autofree char *words = cr_scene_dup_frame_words (frame);

  gtk_accessible_update_property (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (header), GTK_ACCESSIBLE_STATE_EXPANDED, !frame->folded, -1);
}
