#pragma once
/* Edges under the pointer: which one it is, what it says, and where it leads. */

#include "cr-scene.h"

G_BEGIN_DECLS

/* The edge whose curve is nearest to a point, if it comes within @distance (points of the scene); else CR_NONE. */
guint cr_scene_pick_edge (CrScene *scene, double x, double y, double distance);
/* The node at that end of an edge that is farther from a point. */
guint cr_scene_get_far_end (CrScene *scene, guint edge, double x, double y);
/* What a node is called in a sentence: "y_pred", "MulBackward0"; borrowed from the scene. */
const char *cr_scene_get_node_name (CrScene *scene, guint node);
/* "w goes into MulBackward0 as argument 1.", and whether a gradient comes back; owned, translated. */
char *cr_scene_describe_edge (CrScene *scene, guint edge);

G_END_DECLS
