/* Nodes and groups moved by hand, by a drag or from the keyboard. The session keeps by how far, so that they stay moved
 * in the next run, the next step and another view. */

#include "cr-graph-canvas-private.h"
#include "cr-scene-move.h"
#include "cr-session-picture.h"

struct _CrGraphMove
{
  guint64 key;     /* of what moves */
  double x, y;     /* its offset before */
  CrMoves *before; /* all of them then */
};

/* What is pressed may be dragged; nothing moves before the pointer has gone some way. A loop around the whole picture
 * has no other place. */
static guint64
find_key (CrGraphCanvas *canvas, double x, double y)
{
  double scene_x, scene_y;
  guint node, frame;

  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  node = cr_scene_pick (canvas->scene, scene_x, scene_y);
  if (node != CR_NONE)
    return cr_scene_get_node_identity (canvas->scene, node);
  frame = cr_scene_pick_frame (canvas->scene, scene_x, scene_y);
  return frame == CR_NONE || cr_scene_get_frame (canvas->scene, frame)->around_all
             ? 0
             : cr_scene_get_frame (canvas->scene, frame)->identity;
}

static void
free_move (CrGraphMove *move)
{
  cr_moves_unref (move->before);
  g_free (move);
}

static CrGraphMove *
begin_move (CrGraphCanvas *canvas, guint64 key)
{
  CrGraphMove *move = g_new0 (CrGraphMove, 1);

  move->key = key;
  move->before = cr_moves_ref (cr_session_get_picture (canvas->observer.session)->moves);
  cr_moves_get (move->before, key, &move->x, &move->y);
  return move;
}

void
cr_graph_canvas_press_node (CrGraphCanvas *canvas, double x, double y, gboolean touch)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  canvas->pressed_key = cr_graph_canvas_get_current_scene (canvas) == NULL ? 0 : find_key (canvas, x, y);
  if (touch && (selected == CR_NONE || canvas->pressed_key != cr_scene_get_node_identity (canvas->scene, selected)))
    canvas->pressed_key = 0;
}

static void
move_to (CrGraphCanvas *canvas, double dx, double dy)
{
  const CrGraphMove *move = canvas->moved;
  g_autoptr (CrMoves) moves = cr_moves_with (move->before, move->key, move->x + dx, move->y + dy);

  cr_session_set_moves (canvas->observer.session, moves);
}

gboolean
cr_graph_canvas_drag_node (CrGraphCanvas *canvas, double dx, double dy)
{
  if (canvas->pressed_key == 0 || cr_graph_canvas_get_current_scene (canvas) == NULL)
    return canvas->moved != NULL;
  if (canvas->moved == NULL)
    canvas->moved = begin_move (canvas, canvas->pressed_key);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "move");
  move_to (canvas, dx / canvas->transform.scale, dy / canvas->transform.scale);
  return TRUE;
}

gboolean
cr_graph_canvas_drop_node (CrGraphCanvas *canvas)
{
  canvas->pressed_key = 0;
  if (canvas->moved == NULL)
    return FALSE;
  g_clear_pointer (&canvas->moved, free_move);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), NULL);
  return TRUE;
}

/* The press goes on, but nothing is dragged by it any more. */
gboolean
cr_graph_canvas_cancel_drag (CrGraphCanvas *canvas)
{
  if (canvas->moved == NULL || canvas->pressed_key == 0)
    return FALSE;
  canvas->pressed_key = 0;
  cr_session_set_moves (canvas->observer.session, canvas->moved->before);
  return TRUE;
}

gboolean
cr_graph_canvas_nudge (CrGraphCanvas *canvas, double dx, double dy)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  if (selected == CR_NONE || canvas->moved != NULL)
    return FALSE;
  canvas->moved = begin_move (canvas, cr_scene_get_node_identity (canvas->scene, selected));
  move_to (canvas, dx, dy);
  g_clear_pointer (&canvas->moved, free_move);
  selected = cr_graph_canvas_get_selected_node (canvas);
  if (selected != CR_NONE)
    cr_graph_canvas_reveal (canvas, selected);
  return TRUE;
}

gboolean
cr_graph_canvas_can_put_back (CrGraphCanvas *canvas)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  return selected != CR_NONE
         && cr_moves_get (cr_session_get_picture (canvas->observer.session)->moves,
                          cr_scene_get_node_identity (canvas->scene, selected), NULL, NULL);
}

void
cr_graph_canvas_put_back (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  g_autoptr (CrMoves) moves = NULL;

  if (!cr_graph_canvas_can_put_back (canvas))
    return;
  moves = cr_moves_with (cr_session_get_picture (session)->moves,
                         cr_scene_get_node_identity (canvas->scene, cr_graph_canvas_get_selected_node (canvas)), 0, 0);
  cr_session_set_moves (session, moves);
}
