/* The canvas' children for assistive technologies: one invisible widget a node of the scene, up to a number. */

#include "cr-graph-canvas-private.h"
#include "cr-graph-node.h"

#define MAX_NODE_WIDGETS 2000
#define NODES_AT_ONCE 20

static gboolean
update_labels (gpointer data)
{
  CrGraphCanvas *canvas = data;
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);

  canvas->label_source = 0;
  if (scene == NULL)
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < MIN (canvas->nodes->len, cr_scene_get_n_nodes (scene)); i++)
    cr_graph_node_update (g_ptr_array_index (canvas->nodes, i), scene,
                          cr_session_get_cursor (canvas->observer.session));
  return G_SOURCE_REMOVE;
}

void
cr_graph_canvas_queue_labels (CrGraphCanvas *canvas)
{
  if (canvas->label_source == 0)
    canvas->label_source = g_idle_add_full (G_PRIORITY_LOW, update_labels, canvas, NULL);
}

static void
node_activated (CrGraphCanvas *canvas, CrGraphNode *node)
{
  cr_graph_canvas_select_node (canvas, cr_graph_node_get_index (node));
}

static void
add_node (CrGraphCanvas *canvas)
{
  GtkWidget *node = cr_graph_node_new (canvas->nodes->len);

  gtk_widget_set_parent (node, GTK_WIDGET (canvas));
  g_signal_connect_object (node, "activated", G_CALLBACK (node_activated), canvas, G_CONNECT_SWAPPED);
  g_ptr_array_add (canvas->nodes, node);
}

static void
remove_last_node (CrGraphCanvas *canvas)
{
  GtkWidget *node = g_ptr_array_steal_index (canvas->nodes, canvas->nodes->len - 1);

  if (gtk_widget_get_focus_child (GTK_WIDGET (canvas)) == node)
    gtk_widget_grab_focus (GTK_WIDGET (canvas));
  gtk_widget_unparent (node);
}

/* A widget costs the more the more siblings it has: many of them come and go in several turns of the main loop. */
static gboolean
sync_nodes (gpointer data)
{
  CrGraphCanvas *canvas = data;
  guint wanted = canvas->scene == NULL ? 0 : MIN (cr_scene_get_n_nodes (canvas->scene), MAX_NODE_WIDGETS);

  for (guint i = 0; i < NODES_AT_ONCE && canvas->nodes->len != wanted; i++)
    if (canvas->nodes->len < wanted)
      add_node (canvas);
    else
      remove_last_node (canvas);
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
  if (canvas->nodes->len != wanted)
    return G_SOURCE_CONTINUE;
  canvas->node_source = 0;
  cr_graph_canvas_queue_labels (canvas);
  return G_SOURCE_REMOVE;
}

/* The widgets stay when the scene changes, as there is nothing of the scene in them but their labels. */
void
cr_graph_canvas_queue_nodes (CrGraphCanvas *canvas)
{
  for (guint i = 0; i < canvas->nodes->len; i++)
    cr_graph_node_reset (g_ptr_array_index (canvas->nodes, i));
  if (canvas->node_source == 0)
    canvas->node_source = g_idle_add_full (G_PRIORITY_LOW, sync_nodes, canvas, NULL);
}
