#pragma once
/* The search bar over the graph: what is typed is looked for at once, on a thread, and stepped through. */

#include <gtk/gtk.h>

#include "cr-graph-finder.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_SEARCH (cr_graph_search_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphSearch, cr_graph_search, CR, GRAPH_SEARCH, GtkWidget)

/* Property: "session". Signals: "found-changed"; "revealed" (uint: the scene node that is to be brought into view; what
 * it is was selected in the session); "closed". */
/* The scene that is searched from now on; NULL: none. */
void cr_graph_search_set_scene (CrGraphSearch *search, CrScene *scene);
void cr_graph_search_open (CrGraphSearch *search);
void cr_graph_search_close (CrGraphSearch *search);
/* To the next or the previous one found; opens the bar if need be. */
void cr_graph_search_step (CrGraphSearch *search, gboolean forwards);
/* Of CrFoundNode, borrowed; empty while the bar is closed. */
const GArray *cr_graph_search_get_found (CrGraphSearch *search);

G_END_DECLS
