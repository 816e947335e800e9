#pragma once
/* The drawing surface of the graph: paints the scene of the session's cursor, pans, zooms, selects. Reads and
 * sets the session only. */

#include <gtk/gtk.h>

#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_CANVAS (cr_graph_canvas_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphCanvas, cr_graph_canvas, CR, GRAPH_CANVAS, GtkWidget)

/* Properties: "session"; "zoom" double, read only, notifies; "empty" boolean, read only: nothing to draw. */
double cr_graph_canvas_get_zoom (CrGraphCanvas *canvas);
void cr_graph_canvas_zoom_by (CrGraphCanvas *canvas, double factor); /* about the middle */
void cr_graph_canvas_fit (CrGraphCanvas *canvas);
/* The scene that is shown, borrowed, and which part of it is in view, in its points; NULL where there is none, or not
 * yet that of the cursor. */
CrScene *cr_graph_canvas_get_seen (CrGraphCanvas *canvas, double *x, double *y, double *width, double *height);

G_END_DECLS
