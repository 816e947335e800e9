#pragma once
/* The graph with its zoom buttons and what stands there while there is no graph. */

#include <gtk/gtk.h>

#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_VIEW (cr_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphView, cr_graph_view, CR, GRAPH_VIEW, GtkWidget)

/* Properties: "session"; "overview" boolean: a map is shown where the picture is larger than the canvas. Actions:
 * graph.zoom-in, -out, -one, -selection, graph.fit, graph.fit-width, graph.overview, graph.find, -next, -previous,
 * graph.end-find, graph.light (s: "value-from", "value-to", "gradient-from", "gradient-to"), graph.put-out,
 * graph.copy-name. */
GtkWidget *cr_graph_view_new (CrSession *session);
/* Whether the selected node was moved by hand, and puts it where the layout has it. */
gboolean cr_graph_view_can_put_back (CrGraphView *view);
void cr_graph_view_put_back (CrGraphView *view);
/* As cr_graph_canvas_arrange_again(). */
void cr_graph_view_arrange_again (CrGraphView *view);
/* As cr_graph_canvas_centre_selection(). */
gboolean cr_graph_view_centre_selection (CrGraphView *view);
/* The keyboard focus goes to the canvas. */
void cr_graph_view_focus (CrGraphView *view);
/* As cr_graph_canvas_get_seen(). */
CrScene *cr_graph_view_get_seen (CrGraphView *view, double *x, double *y, double *width, double *height);
/* As cr_graph_canvas_get_hints(). */
CrSceneHints cr_graph_view_get_hints (CrGraphView *view);

G_END_DECLS
