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
/* Layouts that were made so far; borrowed. Who makes a scene of what is shown for another purpose (an export, on a
 * thread of its own) hands a reference to cr_scene_new_like(), and gets the final picture that is or will be shown. */
CrScenePlaces *cr_scene_loader_get_places (CrSceneLoader *loader);
/* Gives up a reference to a scene. A large one, if that was the last, is freed on another thread: that takes longer
 * than a frame. */
void cr_scene_loader_drop (CrScene *scene);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneLoader, cr_scene_loader_free)

G_END_DECLS
