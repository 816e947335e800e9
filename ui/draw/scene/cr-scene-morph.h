#pragma once
/* The way from one picture to another: nodes that are in both glide from their old places to their new ones, the others
 * come and go, out of and into the boxes that stand for them, and edges follow. Geometry only: who shows it chooses
 * when. */

#include "cr-scene.h"

G_BEGIN_DECLS

typedef struct _CrSceneMorph CrSceneMorph;

/* References both. Nodes correspond where they are the same statement's, or have the same identity
 * (cr-scene-move.h). O (nodes + edges). */
CrSceneMorph *cr_scene_morph_new (CrScene *from, CrScene *to);
void cr_scene_morph_free (CrSceneMorph *morph); /* takes NULL */
/* Whether nothing comes or goes and everything stays where it is, a shift of the whole aside. */
gboolean cr_scene_morph_is_still (CrSceneMorph *morph);
/* How far the picture as a whole went: what added to the new places brings most of the nodes that are in both nearest
 * to where they were (the median). FALSE, and 0, 0, if none is in both. */
gboolean cr_scene_morph_get_shift (CrSceneMorph *morph, double *x, double *y);
/* Where the place of a node of the old picture is taken over in the new one: the node itself or what stands for it,
 * and the reverse; CR_NONE. */
guint cr_scene_morph_find_new (CrSceneMorph *morph, guint node);
guint cr_scene_morph_find_old (CrSceneMorph *morph, guint node);
/* The new picture at share @t (0 to 1) of the time: owned. */
CrScene *cr_scene_morph_get_new (CrSceneMorph *morph, double t);
/* What goes from the old one at that time; NULL if nothing does. It is to be painted with a cursor of the old
 * picture's graph, below the new. Owned. */
CrScene *cr_scene_morph_get_old (CrSceneMorph *morph, double t);
/* The same without a morph, for pictures too large for one. The shift is that of a sample of the nodes. */
gboolean cr_scene_find_shift (CrScene *from, CrScene *to, double *x, double *y);
/* What stands in @scene for a node of @old, another picture of the same generation; CR_NONE. */
guint cr_scene_find_same (CrScene *scene, CrScene *old, guint node);
/* How far a place has come at share @t of the time: slow at both ends. */
double cr_scene_morph_ease (double t);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneMorph, cr_scene_morph_free)

G_END_DECLS
