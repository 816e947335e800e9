#pragma once
/* Walking a scene with the arrow keys. */

#include "cr-scene.h"

G_BEGIN_DECLS

typedef enum
{
  CR_WALK_UP,   /* against the edges: to an input */
  CR_WALK_DOWN, /* along the edges: to a user */
  CR_WALK_LEFT, /* to the neighbour beside */
  CR_WALK_RIGHT
} CrWalk;

/* The node one comes to from @from, CR_NONE if there is nothing that way. */
guint cr_scene_walk (CrScene *scene, guint from, CrWalk walk);

G_END_DECLS
