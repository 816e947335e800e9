/* Copying and comparing what a reader chose of a picture. */
#include "cr-scene-options.h"

void
cr_scene_options_set (CrSceneOptions *to, const CrSceneOptions *from)
{
  CrSceneOptions options = { 0 };

  g_return_if_fail (to != NULL);
  if (from)
    options = *from;
  cr_folding_ref (options.folding);
  cr_moves_ref (options.moves);
  cr_scene_options_clear (to);
  *to = options;
}

void
cr_scene_options_clear (CrSceneOptions *options)
{
  cr_folding_unref (options->folding);
  cr_moves_unref (options->moves);
  *options = (CrSceneOptions){ 0 };
}

gboolean
cr_scene_options_equal (const CrSceneOptions *a, const CrSceneOptions *b)
{
  return a->view == b->view && a->constants == b->constants && a->left_to_right == b->left_to_right
         && cr_folding_equal (a->folding, b->folding) && cr_moves_equal (a->moves, b->moves);
}
