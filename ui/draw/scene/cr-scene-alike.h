#pragma once
/* The training steps of a run that have the same structure: one picture serves them all, so its boxes must be wide
 * enough for the values of each. Private to the files that build a scene. */

#include "cr-scene-private.h"

G_BEGIN_DECLS

/* Scenes without places of generations that are alike the scene's own, which is not among them; of many, some spread
 * over the run, the same ones for each of them. Item i of each is what item i of the scene is. Owned, of CrScene. */
GPtrArray *cr_scene_find_alike (CrScene *scene);
/* From variables of a scene that is alike to those that stand at the same place in @scene; each index + 1. Owned. */
GHashTable *cr_scene_map_alike (CrScene *scene, CrScene *alike);

G_END_DECLS
