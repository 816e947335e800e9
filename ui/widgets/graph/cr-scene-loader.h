#pragma once
/* Scenes made on a worker thread and kept: layout takes longer than a frame. Main thread only.
 *
 * Of a large graph there is a first picture soon, laid out in a hurry, and then a better one: `loaded` is called for
 * each. A scene is made near to the one that was got last, and as another of the same structure stands, so that an edit
 * or the next training step moves as little as possible. */

#include "cr-scene.h"

G_BEGIN_DECLS

typedef struct _CrSceneLoader CrSceneLoader;

/* @loaded is called when a scene that was asked for is there, and again when a better one of it is. */
CrSceneLoader *cr_scene_loader_new (void (*loaded) (gpointer user_data), gpointer user_data);
void cr_scene_loader_free (CrSceneLoader *loader);
/* The best scene so far (borrowed until the next call), NULL if there is none: it is being made, what was made before
 * for another is given up. */
CrScene *cr_scene_loader_get (CrSceneLoader *loader, CrGraph *graph, guint generation, const CrSceneOptions *options);
gboolean cr_scene_loader_is_loading (CrSceneLoader *loader);
/* Whether the scene that cr_scene_loader_get() gave last is there to stay: no better one will come. */
gboolean cr_scene_loader_is_final (CrSceneLoader *loader);
/* The reader has begun to work with the scene that is there: it stays, what would be better is given up. */
void cr_scene_loader_settle (CrSceneLoader *loader);
/* While @held, scenes of a structure that was laid out already keep its places though a number has become wider, and a
 * small one is there at once: a number is dragged. */
void cr_scene_loader_set_held (CrSceneLoader *loader, gboolean held);
/* What a scene made now is made near to; borrowed. Who makes one for another purpose (an export, on a thread of its
 * own) hands references to cr_scene_new_like(), and gets the final picture that is or will be shown. */
CrSceneHints cr_scene_loader_get_hints (CrSceneLoader *loader);
/* Forgets what was made: the next scene is laid out from nothing, and is final at once. What was got last may be shown
 * until then. */
void cr_scene_loader_renew (CrSceneLoader *loader);
/* Gives up a reference to a scene. A large one, if that was the last, is freed on another thread: that takes longer
 * than a frame. */
void cr_scene_loader_drop (CrScene *scene);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneLoader, cr_scene_loader_free)

G_END_DECLS
