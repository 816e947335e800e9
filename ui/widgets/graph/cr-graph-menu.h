#pragma once
/* The menus of the graph: of a node, and of the ground. Their actions are those of the graph view ("graph.") and of the
 * window ("win."). */

#include <gio/gio.h>

#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* @node: of @scene, CR_NONE for the ground. Owned. */
GMenuModel *cr_graph_menu_new (CrSession *session, CrScene *scene, guint node);

/* How deep groups are open, and the iterations of loops. Owned. */
GMenuModel *cr_graph_groups_menu_new (void);

G_END_DECLS
