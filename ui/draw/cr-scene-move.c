/* A moved picture is a copy of the one that the layout made. Where a node leaves the picture to the left or above, all
 * of it is shifted, so that a picture always begins at 0, 0. */
#include "cr-scene-move.h"

#include "cr-route.h"
#include "cr-scene-private.h"

guint64
cr_scene_get_node_identity (CrScene *scene, guint node)
{
  g_return_val_if_fail (node < scene->items->len, 1);
  return cr_scene_item (scene, node)->identity;
}

void
cr_scene_get_shift (CrScene *scene, double *x, double *y)
{
  *x = scene->shift.x;
  *y = scene->shift.y;
}

static CrPoint *
list_offsets (CrScene *scene, const CrMoves *moves)
{
  CrPoint *offsets = g_new0 (CrPoint, scene->items->len + 1);

  for (guint i = 0; i < scene->items->len; i++)
    cr_moves_get (moves, cr_scene_item (scene, i)->identity, &offsets[i].x, &offsets[i].y);
  return offsets;
}

static void
move_items (CrScene *scene, const CrPoint *offsets)
{
  for (guint i = 0; i < scene->items->len; i++)
    {
      cr_scene_item (scene, i)->node.x += offsets[i].x;
      cr_scene_item (scene, i)->node.y += offsets[i].y;
    }
  for (guint i = 0; i < scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (scene, i)->edge;

      cr_route_bend (cr_scene_get_route (scene, i), edge->n_points, offsets[edge->from], offsets[edge->to]);
    }
}

static void
shift_all (CrScene *scene, CrPoint by)
{
  scene->shift = by;
  for (guint i = 0; i < scene->items->len; i++)
    {
      cr_scene_item (scene, i)->node.x += by.x;
      cr_scene_item (scene, i)->node.y += by.y;
    }
  for (guint i = 0; i < scene->links->len; i++)
    {
      CrPoint *points = cr_scene_get_route (scene, i);

      for (guint k = 0; k < cr_scene_link (scene, i)->edge.n_points; k++)
        points[k] = (CrPoint){ points[k].x + by.x, points[k].y + by.y };
    }
  for (guint i = 0; i < scene->frames->len; i++)
    {
      g_array_index (scene->frames, CrSceneFrame, i).x += by.x;
      g_array_index (scene->frames, CrSceneFrame, i).y += by.y;
    }
}

/* From 0, 0 to where the last node ends. */
static void
set_size (CrScene *scene)
{
  double left = CR_SCENE_MARGIN, top = CR_SCENE_MARGIN, right = scene->width, bottom = scene->height;

  for (guint i = 0; i < scene->items->len; i++)
    {
      const CrSceneItem *item = cr_scene_item (scene, i);

      left = MIN (left, item->node.x - item->room);
      top = MIN (top, item->node.y);
      right = MAX (right, item->node.x + item->node.width + item->room + CR_SCENE_MARGIN);
      bottom = MAX (bottom, item->node.y + item->node.height + CR_SCENE_MARGIN);
    }
  if (left < CR_SCENE_MARGIN || top < CR_SCENE_MARGIN)
    shift_all (scene, (CrPoint){ CR_SCENE_MARGIN - left, CR_SCENE_MARGIN - top });
  scene->width = right + scene->shift.x;
  scene->height = bottom + scene->shift.y;
}

CrScene *
cr_scene_new_moved (CrScene *scene, CrMoves *moves)
{
  CrScene *moved;
  CrSceneOptions options;
  g_autofree CrPoint *offsets = NULL;

  g_return_val_if_fail (scene != NULL, NULL);
  moved = cr_scene_copy (scene->base ? scene->base : scene);
  options = moved->options;
  options.moves = moves;
  cr_scene_options_set (&moved->options, &options);
  offsets = list_offsets (moved, moves);
  move_items (moved, offsets);
  set_size (moved);
  for (guint i = 0; i < moved->links->len; i++)
    cr_scene_link_bound (cr_scene_link (moved, i));
  cr_scene_index (moved);
  return moved;
}
