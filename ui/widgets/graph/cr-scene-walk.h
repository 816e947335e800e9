#pragma once
/* Walking a scene with the arrow keys. */

#include "cr-scene.h"

G_BEGIN_DECLS

/* Ways as they are seen. Where edges run down, up goes against an edge to an input, down along one to a user, and left
 * and right to the neighbour beside; where they run to the right it is left and right that follow edges. */
typedef enum
{
  CR_WALK_UP,
  CR_WALK_DOWN,
  CR_WALK_LEFT,
  CR_WALK_RIGHT,
  CR_WALK_FIRST, /* against the edges as far as it goes: a leaf */
  CR_WALK_LAST   /* along them as far as it goes: a root */
} CrWalk;

/* The node one comes to from @from, CR_NONE if there is nothing that way. Looks at each edge and node once. */
guint cr_scene_walk (CrScene *scene, guint from, CrWalk walk);
/* After a walk along an edge from @parent to @node: the other end of another edge of @parent that is as far along, the
 * next one that way (@walk: one of the two ways that do not follow edges), after the last the first. CR_NONE if there
 * is no other. */
guint cr_scene_walk_sibling (CrScene *scene, guint parent, guint node, CrWalk walk);

G_END_DECLS
