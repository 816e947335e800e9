#pragma once
/* Nodes moved by hand: what tells a node from run to run, and the picture in which some stand elsewhere. */

#include "cr-scene.h"

G_BEGIN_DECLS

/* Tells the same node in the next run, the next iteration and in another view: made of the name that it has, else of
 * its expression, and of its place among those of the same. Of a folded group the group's key. Never 0. */
guint64 cr_scene_get_node_identity (CrScene *scene, guint node);
/* @scene as its layout has it, but with the nodes moved as far as @moves (NULL: none) says; edges follow. A new scene
 * that shares what does not change; its options say @moves. O (nodes + edges). */
CrScene *cr_scene_new_moved (CrScene *scene, CrMoves *moves);
/* How far all that was not moved stands from where the layout put it: more than 0 where a node was moved beyond the
 * left or upper border. */
void cr_scene_get_shift (CrScene *scene, double *x, double *y);

G_END_DECLS
