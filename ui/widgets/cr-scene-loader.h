#pragma once
/* Scenes made on a worker thread and kept: layout takes longer than a frame. Main thread only. */

#include "cr-scene.h"

G_BEGIN_DECLS

typedef struct _CrSceneLoader CrSceneLoader;

/* @loaded is called when a scene that was asked for is there. */
CrSceneLoader *cr_scene_loader_new (void (*loaded) (gpointer user_data), gpointer user_data);
void cr_scene_loader_free (CrSceneLoader *loader);
/* The scene if it is there (borrowed until the next call), else NULL: it is being made, what was made before
 * for another is given up. */
CrScene *cr_scene_loader_get (CrSceneLoader *loader, CrGraph *graph, guint generation, const CrSceneOptions *options);
gboolean cr_scene_loader_is_loading (CrSceneLoader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneLoader, cr_scene_loader_free)

G_END_DECLS
