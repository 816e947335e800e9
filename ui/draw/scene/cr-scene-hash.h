#pragma once
/* What is the same in two pictures. Private to the files that build a scene. */

#include "cr-scene-private.h"

G_BEGIN_DECLS

/* A hash of what a layout places: kinds and operations of its boxes, how they are linked, the way it runs. Values,
 * names and sizes don't count, so that the next training step has the same. */
guint64 cr_scene_hash (CrScene *scene, const CrLayout *layout, const CrSceneBox *boxes, const CrLayoutOptions *options);

/* By item of @scene the item of @old that is the same, CR_NONE: by key (the same statement in the same iteration, even
 * after an edit elsewhere in the text); what is left by identity (cr-scene-move.h: the next iteration, a statement that
 * was taken apart). Owned. */
guint *cr_scene_match (CrScene *scene, CrScene *old);

G_END_DECLS
