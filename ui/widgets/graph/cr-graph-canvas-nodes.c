/* The canvas' children for assistive technologies: one invisible widget a node of the scene, up to a number. */

#include "cr-graph-canvas-private.h"
#include "cr-graph-node.h"

#define MAX_NODE_WIDGETS 2000
#define NODES_AT_ONCE 20
#define LABELS_AT_ONCE 100
#define PLACED_AT_ONCE 200 /* nodes */
#define REST_MS 200

/* Some of them a turn, so that a step is not followed by a frame that comes late. */
static gboolean
update_labels (gpointer data)
{
  CrGraphCanvas *canvas = data;
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  guint n = scene == NULL ? 0 : MIN (canvas->nodes->len, cr_scene_get_n_nodes (scene));
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  for (guint i = 0; i < LABELS_AT_ONCE && canvas->next_label < n; i++)
    {
      cr_graph_node_update (g_ptr_array_index (canvas->nodes, canvas->next_label), scene,
                            cr_session_get_cursor (canvas->observer.session));
      cr_graph_node_set_selected (g_ptr_array_index (canvas->nodes, canvas->next_label),
                                  canvas->next_label == selected);
      canvas->next_label++;
    }
  if (canvas->next_label < n)
    return G_SOURCE_CONTINUE;
  canvas->label_source = 0;
  return G_SOURCE_REMOVE;
}

void
cr_graph_canvas_queue_labels (CrGraphCanvas *canvas)
{
  canvas->next_label = 0;
  if (canvas->label_source == 0)
    canvas->label_source = g_idle_add_full (G_PRIORITY_LOW, update_labels, canvas, NULL);
}

static void
allocate_node (CrGraphCanvas *canvas, guint i)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, i);
  double scale = canvas->transform.scale;
  GtkAllocation allocation = { (int)(box->x * scale + canvas->transform.x), (int)(box->y * scale + canvas->transform.y),
                               MAX (1, (int)(box->width * scale)), MAX (1, (int)(box->height * scale)) };

  gtk_widget_size_allocate (g_ptr_array_index (canvas->nodes, i), &allocation, -1);
}

static gboolean
view_rests (gpointer data)
{
  CrGraphCanvas *canvas = data;

  canvas->place_source = 0;
  canvas->placing = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (canvas));
  return G_SOURCE_REMOVE;
}

void
cr_graph_canvas_allocate_nodes (CrGraphCanvas *canvas)
{
  guint n = canvas->scene == NULL ? 0 : MIN (canvas->nodes->len, cr_scene_get_n_nodes (canvas->scene));

  g_clear_handle_id (&canvas->place_source, g_source_remove);
  if (n > PLACED_AT_ONCE && !canvas->placing)
    {
      canvas->place_source = g_timeout_add (REST_MS, view_rests, canvas);
      return;
    }
  canvas->placing = FALSE;
  for (guint i = 0; i < n; i++)
    allocate_node (canvas, i);
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
  cr_graph_canvas_sync_headers (canvas);
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
