#pragma once
/* The training steps of a run that have the same structure: one picture serves them all, so its boxes must be wide
 * enough for the values of each. Private to the files that build a scene. */

#include "cr-scene-private.h"

G_BEGIN_DECLS

/* Numbers of generations that are alike the scene's own, which is not among them; of many, some spread over the run,
 * the same ones for each of them. Owned, of guint. */
GArray *cr_scene_find_alike (CrScene *scene);
/* From variables of generation @alike to those that stand at the same place in the scene's own; each index + 1. Owned. */
GHashTable *cr_scene_map_alike (CrScene *scene, guint alike);

G_END_DECLS
