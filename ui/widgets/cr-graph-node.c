/* One invisible child widget a node, since GTK 4.8 does not let a widget implement accessibles by hand. */

#include "cr-graph-node.h"

#include <glib/gi18n-lib.h>

#define VALUE_CHARS 60

struct _CrGraphNode
{
  GtkWidget parent_instance;

  guint index;
  gconstpointer shown_gradient; /* what the label says, to tell cheaply whether it is still so */
  gconstpointer shown_value;
  guint shown_state;
  gboolean selected;
};

G_DEFINE_FINAL_TYPE (CrGraphNode, cr_graph_node, GTK_TYPE_WIDGET)

static guint activated_signal;

static const char *
kind_label (CrNodeKind kind)
{
  switch (kind)
    {
    case CR_NODE_LEAF:
      return _ ("leaf");
    case CR_NODE_LEAF_NO_GRAD:
      return _ ("leaf without gradient");
    case CR_NODE_NON_LEAF:
      return _ ("non-leaf");
    case CR_NODE_ROOT:
      return _ ("root");
    case CR_NODE_OPERATOR:
      return _ ("operator");
    case CR_NODE_OPERATOR_NO_GRAD:
    default:
      return _ ("operator without gradient");
    }
}

static gboolean
is_operator (const CrSceneNode *node)
{
  return node->kind == CR_NODE_OPERATOR || node->kind == CR_NODE_OPERATOR_NO_GRAD;
}

static const char *
backward_state_label (CrBackwardState state)
{
  switch (state)
    {
    case CR_BACKWARD_NOT_REACHED:
      return _ ("not yet reached");
    case CR_BACKWARD_WAITING:
      return _ ("waiting for gradients");
    case CR_BACKWARD_CURRENT:
      return _ ("its step is under way");
    case CR_BACKWARD_DONE:
      return _ ("done");
    case CR_BACKWARD_NEVER:
    default:
      return _ ("takes no part in backward");
    }
}

static void
describe_variable (const CrSceneNode *node, CrCursor *cursor, GString *text)
{
  const CrVariableState *state = cr_cursor_get_variable (cursor, node->index);
  CrValue *gradient = state->grad != NULL ? state->grad : state->gradient;
  g_autofree char *value_label = NULL, *gradient_label = NULL;

  if (!state->exists)
    {
      g_string_append_printf (text, ", %s", _ ("does not exist yet"));
      return;
    }
  value_label = state->value == NULL ? g_strdup ("") : cr_value_to_label (state->value, VALUE_CHARS);
  gradient_label = gradient == NULL ? g_strdup (_ ("none")) : cr_value_to_label (gradient, VALUE_CHARS);
  g_string_append_printf (text, _ (", value %s, gradient %s"), value_label, gradient_label);
}

char *
cr_graph_node_describe (CrScene *scene, guint index, CrCursor *cursor)
{
  const CrSceneNode *node = cr_scene_get_node (scene, index);
  GString *text = g_string_new (node->title == NULL || *node->title == '\0' ? _ ("unnamed") : node->title);

  if (is_operator (node) && node->caption != NULL)
    g_string_append_printf (text, ", %s", node->caption);
  g_string_append_printf (text, ", %s", kind_label (node->kind));
  if (node->shape != NULL)
    g_string_append_printf (text, ", %s", node->shape);
  if (!is_operator (node))
    describe_variable (node, cursor, text);
  else if (node->kind == CR_NODE_OPERATOR)
    g_string_append_printf (text, ", %s", backward_state_label (cr_cursor_get_function (cursor, node->index)->state));
  return g_string_free (text, FALSE);
}

static void
activate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, activated_signal, 0);
}

static void
cr_graph_node_class_init (CrGraphNodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_install_action (widget_class, "node.select", NULL, activate_action);
  activated_signal
      = g_signal_new ("activated", CR_TYPE_GRAPH_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_graph_node_init (CrGraphNode *node)
{
  gtk_widget_set_focusable (GTK_WIDGET (node), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (node), FALSE);
}

GtkWidget *
cr_graph_node_new (guint index)
{
  CrGraphNode *node = g_object_new (CR_TYPE_GRAPH_NODE, NULL);

  node->index = index;
  cr_graph_node_reset (node);
  return GTK_WIDGET (node);
}

void
cr_graph_node_reset (CrGraphNode *node)
{
  node->shown_state = G_MAXUINT;
}

guint
cr_graph_node_get_index (CrGraphNode *node)
{
  return node->index;
}

void
cr_graph_node_update (CrGraphNode *node, CrScene *scene, CrCursor *cursor)
{
  const CrSceneNode *shape = cr_scene_get_node (scene, node->index);
  gconstpointer gradient = NULL, value = NULL;
  g_autofree char *label = NULL;
  guint code;

  if (is_operator (shape))
    code = 2 + cr_cursor_get_function (cursor, shape->index)->state;
  else
    {
      const CrVariableState *state = cr_cursor_get_variable (cursor, shape->index);

      gradient = state->grad != NULL ? state->grad : state->gradient;
      value = state->value;
      code = state->exists;
    }
  if (code == node->shown_state && gradient == node->shown_gradient && value == node->shown_value)
    return;
  node->shown_state = code;
  node->shown_gradient = gradient;
  node->shown_value = value;
  label = cr_graph_node_describe (scene, node->index, cursor);
  gtk_accessible_update_property (GTK_ACCESSIBLE (node), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
cr_graph_node_set_selected (CrGraphNode *node, gboolean selected)
{
  if (node->selected == selected)
    return;
  node->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (node), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}
