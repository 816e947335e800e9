#pragma once
/* The graph with its zoom buttons and what stands there while there is no graph. */

#include <gtk/gtk.h>

#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_VIEW (cr_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphView, cr_graph_view, CR, GRAPH_VIEW, GtkWidget)

/* Properties: "session". Actions: graph.zoom-in, graph.zoom-out, graph.fit. */
GtkWidget *cr_graph_view_new (CrSession *session);
/* The keyboard focus goes to the canvas. */
void cr_graph_view_focus (CrGraphView *view);
/* As cr_graph_canvas_get_seen(). */
CrScene *cr_graph_view_get_seen (CrGraphView *view, double *x, double *y, double *width, double *height);

G_END_DECLS
