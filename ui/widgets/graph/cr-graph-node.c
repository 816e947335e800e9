/* One invisible child widget a node, since GTK 4.8 does not let a widget implement accessibles by hand. */

#include "cr-graph-node.h"

#include "cr-scene-state.h"

struct _CrGraphNode
{
  GtkWidget parent_instance;

  guint index;
  gconstpointer shown_gradient, shown_grad; /* what the label says, to tell cheaply whether it is still so */
  gconstpointer shown_value;
  guint shown_state;
  gboolean selected;
};

G_DEFINE_FINAL_TYPE (CrGraphNode, cr_graph_node, GTK_TYPE_WIDGET)

static guint activated_signal;

static gboolean
is_operator (const CrSceneNode *node)
{
  return node->kind == CR_NODE_OPERATOR || node->kind == CR_NODE_OPERATOR_NO_GRAD;
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

/* How many of its saved tensors were written since. */
static guint
count_stale (CrScene *scene, guint function, CrCursor *cursor)
{
  g_autoptr (GArray) saved = cr_scene_list_saved (scene, function, cursor);
  guint n = 0;

  for (guint i = 0; i < saved->len; i++)
    n += g_array_index (saved, CrSavedState, i).now != g_array_index (saved, CrSavedState, i).version;
  return n;
}

/* What of the node's state the label depends on, beside the values. */
static guint
make_code (CrScene *scene, guint index, CrCursor *cursor)
{
  const CrSceneNode *shape = cr_scene_get_node (scene, index);
  CrNodeReach reach = cr_scene_get_reach (scene, index, cursor);
  guint code = 1 + reach.reach + (reach.n_arrived << 4);

  if (shape->kind == CR_NODE_GROUP)
    return code;
  if (is_operator (shape))
    {
      const CrFunctionState *state = cr_cursor_get_function (cursor, shape->index);

      return code | (state->exists ? 1u << 30 : 0) | (state->saved_freed ? 1u << 29 : 0)
             | (count_stale (scene, shape->index, cursor) & 0xff) << 16;
    }
  const CrVariableState *state = cr_cursor_get_variable (cursor, shape->index);

  return code | (state->exists ? 1u << 30 : 0) | (state->released ? 1u << 29 : 0) | (state->version & 0xff) << 16;
}

void
cr_graph_node_update (CrGraphNode *node, CrScene *scene, CrCursor *cursor)
{
  const CrSceneNode *shape = cr_scene_get_node (scene, node->index);
  guint code = make_code (scene, node->index, cursor);
  gconstpointer gradient = NULL, grad = NULL, value = NULL;
  g_autofree char *label = NULL;

  if (!is_operator (shape) && shape->kind != CR_NODE_GROUP)
    {
      const CrVariableState *state = cr_cursor_get_variable (cursor, shape->index);

      gradient = state->gradient;
      grad = state->grad;
      value = state->value;
    }
  if (code == node->shown_state && gradient == node->shown_gradient && grad == node->shown_grad
      && value == node->shown_value)
    return;
  node->shown_state = code;
  node->shown_gradient = gradient;
  node->shown_grad = grad;
  node->shown_value = value;
  label = cr_scene_describe_node (scene, node->index, cursor);
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
