#pragma once
/* A group's header as keyboard and assistive technologies find it: invisible, as the canvas paints it. */

#include <gtk/gtk.h>

#include "cr-scene.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_HEADER (cr_graph_header_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphHeader, cr_graph_header, CR, GRAPH_HEADER, GtkWidget)

/* Signal: "activated": the group is to be folded or unfolded. */
GtkWidget *cr_graph_header_new (guint frame);
guint cr_graph_header_get_frame (CrGraphHeader *header);
/* What it says and whether it is expanded. */
void cr_graph_header_update (CrGraphHeader *header, const CrSceneFrame *frame);

G_END_DECLS
