/* Frames: asking for them, what is written on them, and pointing at their headers. */
#include <glib/gi18n-lib.h>

#include "cr-scene-private.h"

guint
cr_scene_get_n_frames (CrScene *scene)
{
  return scene->frames->len;
}

const CrSceneFrame *
cr_scene_get_frame (CrScene *scene, guint i)
{
  g_return_val_if_fail (i < scene->frames->len, NULL);
  return &g_array_index (scene->frames, CrSceneFrame, i);
}

guint
cr_scene_pick_frame (CrScene *scene, double x, double y)
{
  for (guint i = scene->frames->len; i-- > 0;)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);

      if (!frame->folded && x >= frame->x && x <= frame->x + frame->header_width && y >= frame->y
          && y <= frame->y + frame->header)
        return i;
    }
  return CR_NONE;
}

CrFramePart
cr_scene_pick_frame_part (CrScene *scene, guint i, double x)
{
  const CrSceneFrame *frame = cr_scene_get_frame (scene, i);
  double end;

  g_return_val_if_fail (frame != NULL, CR_FRAME_WORDS);
  end = frame->x + frame->header_width;
  if (frame->n_iterations > 1 && x >= end - 2 * CR_FRAME_ARROW)
    return x < end - CR_FRAME_ARROW ? CR_FRAME_PREVIOUS : CR_FRAME_NEXT;
  return !frame->around_all && x < frame->x + CR_FRAME_MARK ? CR_FRAME_FOLD : CR_FRAME_WORDS;
}

char *
cr_scene_dup_frame_words (const CrSceneFrame *frame)
{
  g_autofree char *iteration = NULL;

  g_return_val_if_fail (frame != NULL, NULL);
  if (frame->n_iterations > 0 && frame->iteration == CR_FOLDING_ALL_ITERATIONS)
    iteration = g_strdup_printf (ngettext ("all %u iteration", "all %u iterations", frame->n_iterations),
                                 frame->n_iterations);
  else if (frame->n_iterations > 0)
    iteration = g_strdup_printf (_ ("iteration %u of %u"), frame->iteration + 1, frame->n_iterations);
  else if (frame->caption == NULL)
    return g_strdup (frame->title);
  return g_strconcat (frame->title, " · ", iteration ? iteration : frame->caption, NULL);
}

guint
cr_scene_get_result (CrScene *scene, guint node)
{
  g_return_val_if_fail (node < scene->items->len, CR_NONE);
  return cr_scene_item (scene, node)->result;
}

guint
cr_scene_get_node_frame (CrScene *scene, guint node)
{
  g_return_val_if_fail (node < scene->items->len, CR_NONE);
  return cr_scene_item (scene, node)->frame;
}
