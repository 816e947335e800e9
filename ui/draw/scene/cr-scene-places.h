#pragma once
/* Layouts that were made, found again by the structure of what they place: the next training step, an undone edit, a
 * group folded and unfolded have the same picture without another layout. Any thread; bounded, the least lately used
 * goes first. */

#include "cr-layout.h"

G_BEGIN_DECLS

typedef struct _CrScenePlaces CrScenePlaces;

CrScenePlaces *cr_scene_places_new (void);
CrScenePlaces *cr_scene_places_ref (CrScenePlaces *places);
void cr_scene_places_unref (CrScenePlaces *places); /* takes NULL */

/* A reference to the layout last kept for @hash; NULL if there is none like @layout. */
CrLayout *cr_scene_places_find (CrScenePlaces *places, guint64 hash, const CrLayout *layout);
/* Keeps a layout that was run, with a reference of its own, in place of an earlier one for @hash. */
void cr_scene_places_keep (CrScenePlaces *places, guint64 hash, CrLayout *layout);
/* Whether @layout is what is kept for @hash, or nothing is. */
gboolean cr_scene_places_is_last (CrScenePlaces *places, guint64 hash, const CrLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrScenePlaces, cr_scene_places_unref)

G_END_DECLS
