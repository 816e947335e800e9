#pragma once
/* The menus of the graph: of a node, and of the ground. Their actions are those of the graph view ("graph.") and of the
 * window ("win."). */

#include <gio/gio.h>

#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* @node: of @scene, CR_NONE for the ground. Owned. */
GMenuModel *cr_graph_menu_new (CrSession *session, CrScene *scene, guint node);

/* What can be built with a variable of the session's graph; what cannot be says why. Owned. */
GMenuModel *cr_graph_build_menu_new (CrSession *session, guint variable);
/* The same of the ground, and of an edge: a variable that a function takes. Owned. */
GMenuModel *cr_graph_ground_menu_new (void);
GMenuModel *cr_graph_edge_menu_new (CrSession *session, guint variable, guint function);

/* How deep groups are open, and the iterations of loops. Owned. */
GMenuModel *cr_graph_groups_menu_new (void);

G_END_DECLS
