#pragma once
/* The drawing surface of the graph: paints the scene of the session's cursor, pans, zooms, selects. Reads and
 * sets the session only. */

#include <gtk/gtk.h>

#include "cr-flow.h"
#include "cr-scene.h"
#include "cr-session.h"
#include "cr-view-transform.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_CANVAS (cr_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphCanvas, cr_graph_canvas, CR, GRAPH_CANVAS, GtkWidget)

/* Properties: "session"; "zoom" double, read only, notifies; "empty" boolean, read only: nothing to draw.
 * Signals: "view-changed" (another part is in view, or the size is another); "scene-changed"; "flow-changed" (what
 * cr_graph_canvas_get_flow_text() says); "menu-requested" (double x, y: of the canvas; what is there is selected);
 * "build-requested" (double x, y: an operation is to be applied to the operands); "reconnect-requested" (uint variable,
 * function, other: the function is to take the other variable instead). */
double cr_graph_canvas_get_zoom (CrGraphCanvas *canvas);
void cr_graph_canvas_zoom_by (CrGraphCanvas *canvas, double factor); /* about the middle */
void cr_graph_canvas_zoom_to (CrGraphCanvas *canvas, double scale);  /* 1: as large as life; about the middle */
void cr_graph_canvas_fit (CrGraphCanvas *canvas);
void cr_graph_canvas_fit_width (CrGraphCanvas *canvas);
/* The selected node with some room around it, else what is lit; FALSE if there is neither. */
gboolean cr_graph_canvas_zoom_to_selection (CrGraphCanvas *canvas);
/* The selected node comes to the middle, as large as it is; FALSE if there is none. */
gboolean cr_graph_canvas_centre_selection (CrGraphCanvas *canvas);
/* A point of the scene comes to the middle: at once, or where animations are on by a movement. */
void cr_graph_canvas_centre (CrGraphCanvas *canvas, double x, double y, gboolean glide);
CrScene *cr_graph_canvas_get_scene (CrGraphCanvas *canvas); /* the one shown, borrowed; NULL */
void cr_graph_canvas_get_transform (CrGraphCanvas *canvas, CrViewTransform *transform);
void cr_graph_canvas_reveal (CrGraphCanvas *canvas, guint node); /* brings a scene node into view */
/* So much at the top lies under something: what is revealed comes below it. */
void cr_graph_canvas_set_covered (CrGraphCanvas *canvas, double height);
void cr_graph_canvas_go_to (CrGraphCanvas *canvas, guint node); /* selects a scene node and brings it into view */
/* The node that happens now, CR_NONE; the one selected, CR_NONE. */
guint cr_graph_canvas_get_current_node (CrGraphCanvas *canvas);
guint cr_graph_canvas_get_selection (CrGraphCanvas *canvas);

/* Folds the group around the selected node, or unfolds it if it is a folded group; FALSE if there is none. */
gboolean cr_graph_canvas_toggle_group (CrGraphCanvas *canvas);
/* Opens groups down to @depth, as cr_folding_with_depth() says. */
void cr_graph_canvas_set_depth (CrGraphCanvas *canvas, guint depth);
/* The next iteration of the loop around the selected node, else of the first loop; FALSE if there is none. */
gboolean cr_graph_canvas_step_iteration (CrGraphCanvas *canvas, gboolean next);

/* Whether the selected node was moved by hand, and puts it where the layout has it. */
gboolean cr_graph_canvas_can_put_back (CrGraphCanvas *canvas);
void cr_graph_canvas_put_back (CrGraphCanvas *canvas);

/* What an operation would be applied to (of guint: variables of the graph, in order): the nodes chosen one after the
 * other and the selected one. Owned. */
GArray *cr_graph_canvas_dup_operands (CrGraphCanvas *canvas);
/* Asks for "build-requested" at the selected node, else in the middle. */
void cr_graph_canvas_request_build (CrGraphCanvas *canvas);
gboolean cr_graph_canvas_clear_marks (CrGraphCanvas *canvas); /* FALSE if no node was chosen */
/* The edge that "menu-requested" was about, as a variable that a function takes. FALSE if it was about something else.
 */
gboolean cr_graph_canvas_get_menu_edge (CrGraphCanvas *canvas, guint *variable, guint *function);

/* Lays the picture out from nothing: after many edits it is near to what it was, not as good as it can be. */
void cr_graph_canvas_arrange_again (CrGraphCanvas *canvas);

/* What stands out while nothing else in the window lights anything. */
/* Scene nodes (of guint, in any order; NULL or empty: none), until another scene is shown. */
void cr_graph_canvas_set_lit_nodes (CrGraphCanvas *canvas, const GArray *nodes);
/* Lights what is upstream or downstream of the selected node; if that is lit already, puts it out. FALSE if nothing is
 * selected. */
gboolean cr_graph_canvas_toggle_flow (CrGraphCanvas *canvas, CrFlow flow);
gboolean cr_graph_canvas_put_out_flow (CrGraphCanvas *canvas);     /* FALSE if none was lit */
const char *cr_graph_canvas_get_flow_text (CrGraphCanvas *canvas); /* what is lit, in words; NULL */
/* The scene that is shown, borrowed, and which part of it is in view, in its points; NULL where there is none, or not
 * yet the final one of the cursor. */
CrScene *cr_graph_canvas_get_seen (CrGraphCanvas *canvas, double *x, double *y, double *width, double *height);
/* As cr_scene_loader_get_hints(): what the canvas's pictures are made near to. */
CrSceneHints cr_graph_canvas_get_hints (CrGraphCanvas *canvas);

/* Gradient edges as wide as the norm of what passed along them, on a logarithmic scale, or all the same. */
void cr_graph_canvas_toggle_widths (CrGraphCanvas *canvas);

G_END_DECLS
