/* A moved picture is a copy of the one that the layout made. Where a node leaves the picture to the left or above, all
 * of it is shifted, so that a picture always begins at 0, 0. */
#include "cr-scene-move.h"

#include "cr-route.h"
#include "cr-scene-private.h"

#define IN_FRAME 12.0 /* least distance of a moved node from the border of its frame */
#define FRAME_IN_FRAME 4.0

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

static void
add_offset (CrPoint *offset, const CrMoves *moves, guint64 key)
{
  double x, y;

  cr_moves_get (moves, key, &x, &y);
  *offset = (CrPoint){ offset->x + x, offset->y + y };
}

/* What a group is moved by moves all that is in it. */
static void
add_frames (CrPoint *offset, CrScene *scene, const CrMoves *moves, guint frame)
{
  for (guint n = 0; frame < scene->frames->len && n <= scene->frames->len; n++)
    {
      add_offset (offset, moves, cr_scene_frame (scene, frame)->identity);
      frame = cr_scene_frame (scene, frame)->parent;
    }
}

static CrPoint *
list_offsets (CrScene *scene, const CrMoves *moves)
{
  CrPoint *offsets = g_new0 (CrPoint, scene->items->len + 1);

  for (guint i = 0; i < scene->items->len; i++)
    {
      add_offset (&offsets[i], moves, cr_scene_item (scene, i)->identity);
      add_frames (&offsets[i], scene, moves, cr_scene_item (scene, i)->frame);
    }
  return offsets;
}

/* A frame grows where it has to, so that what is in it stays in it. */
static void
hold (CrSceneFrame *frame, double x1, double y1, double x2, double y2)
{
  double right = MAX (frame->x + frame->width, x2), bottom = MAX (frame->y + frame->height, y2);

  frame->x = MIN (frame->x, x1);
  frame->y = MIN (frame->y, y1 - frame->header);
  frame->width = right - frame->x;
  frame->height = bottom - frame->y;
}

static void
move_frames (CrScene *scene, const CrMoves *moves, const CrPoint *offsets)
{
  for (guint i = 0; i < scene->frames->len; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (scene, i);
      CrPoint by = { 0, 0 };

      add_frames (&by, scene, moves, i);
      frame->x += by.x;
      frame->y += by.y;
    }
  for (guint i = 0; i < scene->items->len; i++)
    {
      const CrSceneItem *item = cr_scene_item (scene, i);
      const CrSceneNode *n = &item->node;

      if (item->frame < scene->frames->len && (offsets[i].x != 0 || offsets[i].y != 0))
        hold (cr_scene_frame (scene, item->frame), n->x - item->room - IN_FRAME, n->y - IN_FRAME,
              n->x + n->width + item->room + IN_FRAME, n->y + n->height + IN_FRAME);
    }
  for (guint i = scene->frames->len; i-- > 0;)
    {
      CrSceneFrame *frame = cr_scene_frame (scene, i);

      if (frame->folded && frame->node < scene->items->len)
        {
          frame->x = cr_scene_item (scene, frame->node)->node.x;
          frame->y = cr_scene_item (scene, frame->node)->node.y;
        }
      else if (frame->parent < i)
        hold (cr_scene_frame (scene, frame->parent), frame->x - FRAME_IN_FRAME, frame->y - FRAME_IN_FRAME,
              frame->x + frame->width + FRAME_IN_FRAME, frame->y + frame->height + FRAME_IN_FRAME);
    }
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
      const CrPoint *from = &offsets[edge->from], *to = &offsets[edge->to];

      if (from->x == 0 && from->y == 0 && to->x == 0 && to->y == 0)
        continue;
      cr_route_bend (cr_scene_get_route (scene, i), edge->n_points, *from, *to);
      cr_scene_link_bound (cr_scene_link (scene, i));
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
      cr_scene_link_bound (cr_scene_link (scene, i));
    }
  for (guint i = 0; i < scene->frames->len; i++)
    {
      cr_scene_frame (scene, i)->x += by.x;
      cr_scene_frame (scene, i)->y += by.y;
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
  for (guint i = 0; i < scene->frames->len; i++)
    {
      const CrSceneFrame *frame = cr_scene_frame (scene, i);

      left = MIN (left, frame->x);
      top = MIN (top, frame->y);
      right = MAX (right, frame->x + frame->width + CR_SCENE_MARGIN);
      bottom = MAX (bottom, frame->y + frame->height + CR_SCENE_MARGIN);
    }
  if (left < CR_SCENE_MARGIN || top < CR_SCENE_MARGIN)
    shift_all (scene, (CrPoint){ CR_SCENE_MARGIN - left, CR_SCENE_MARGIN - top });
  scene->width = right + scene->shift.x;
  scene->height = bottom + scene->shift.y;
}

CrScene *
cr_scene_new_moved (CrScene *scene, CrMoves *moves)
{
  CrScene *moved, *base;
  CrSceneOptions options;
  g_autofree CrPoint *offsets = NULL;

  g_return_val_if_fail (scene != NULL, NULL);
  base = scene->base ? scene->base : scene;
  moved = cr_scene_copy (base);
  options = moved->options;
  options.moves = moves;
  cr_scene_options_set (&moved->options, &options);
  offsets = list_offsets (moved, moves);
  move_items (moved, offsets);
  if (moves)
    move_frames (moved, moves, offsets);
  set_size (moved);
  cr_scene_carry_ports (moved, base);
  cr_scene_index (moved);
  return moved;
}
