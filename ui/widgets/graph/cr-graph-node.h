#pragma once
/* A node of the graph as assistive technologies see it: a child of the canvas that draws nothing, with role,
 * label, state and place. The canvas paints the node. */

#include <gtk/gtk.h>

#include "cr-cursor.h"
#include "cr-scene.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_NODE (cr_graph_node_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphNode, cr_graph_node, CR, GRAPH_NODE, GtkWidget)

/* Signal: "activated" (by an assistive technology's action). @index is the scene node's number. */
GtkWidget *cr_graph_node_new (guint index);
/* The scene is another one: the label is to be said anew. */
void cr_graph_node_reset (CrGraphNode *node);
guint cr_graph_node_get_index (CrGraphNode *node);
/* Says the gradient's state at the cursor; cheap when it has not changed. */
void cr_graph_node_update (CrGraphNode *node, CrScene *scene, CrCursor *cursor);
void cr_graph_node_set_selected (CrGraphNode *node, gboolean selected);

G_END_DECLS
