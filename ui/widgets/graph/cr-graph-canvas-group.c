/* Groups on the canvas: folding and unfolding by pointer and keys, choosing the iteration of a loop, and a child for
 * each header, for the keyboard and for who hears the picture.
 *
 * A loop whose iterations are pictures of their own moves the cursor; of one whose body is drawn once the iteration
 * belongs to the picture, which follows the cursor whenever that moves into another one. */

#include "cr-graph-canvas-private.h"

#include <glib/gi18n-lib.h>

#include "cr-graph-header.h"
#include "cr-group.h"
#include "cr-session-picture.h"

#define MAX_HEADERS 400u

static guint
pick_header (CrGraphCanvas *canvas, double x, double y, double *scene_x)
{
  double scene_y;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return CR_NONE;
  cr_view_transform_to_scene (&canvas->transform, x, y, scene_x, &scene_y);
  return cr_scene_pick_frame (canvas->scene, *scene_x, scene_y);
}

static void
set_folding (CrGraphCanvas *canvas, CrFolding *folding)
{
  cr_session_set_folding (canvas->observer.session, folding);
  cr_folding_unref (folding);
}

static CrFolding *
get_folding (CrGraphCanvas *canvas)
{
  return cr_session_get_picture (canvas->observer.session)->folding;
}

static void
fold (CrGraphCanvas *canvas, guint frame, gboolean folded)
{
  const CrSceneFrame *group = cr_scene_get_frame (canvas->scene, frame);

  if (group->around_all)
    gtk_widget_error_bell (GTK_WIDGET (canvas));
  else
    set_folding (canvas, cr_folding_with_folded (get_folding (canvas), group->key, folded));
}

/* The cursor goes to the same place in the next iteration that records anything. */
static gboolean
seek_iteration (CrGraphCanvas *canvas, const CrSceneFrame *frame, gboolean next)
{
  CrSession *session = canvas->observer.session;
  const CrGroups *groups = cr_graph_get_groups (cr_scene_get_graph (canvas->scene));
  guint from = cr_groups_find_iteration (groups, frame->group, frame->iteration + 1), offset;
  guint to = cr_groups_find_next_iteration (groups, frame->group, frame->iteration + 1, next);

  if (to == CR_NONE || from == CR_NONE)
    return FALSE;
  offset = cr_session_get_position (session);
  offset = offset > cr_groups_get (groups, from)->first ? offset - cr_groups_get (groups, from)->first : 1;
  cr_session_seek (session, MIN (cr_groups_get (groups, to)->first + offset, cr_groups_get (groups, to)->end));
  return TRUE;
}

/* The next iteration (from 0) of which the picture has something, past iteration @number (from 1);
 * CR_FOLDING_ALL_ITERATIONS. */
static guint
find_next_drawn (CrGraphCanvas *canvas, const CrSceneFrame *frame, guint number, gboolean next)
{
  CrGraph *graph = cr_scene_get_graph (canvas->scene);
  const CrGeneration *generation = cr_graph_get_generation (graph, cr_scene_get_generation (canvas->scene));
  const CrGroups *groups = cr_graph_get_groups (graph);
  guint at = cr_groups_find_next_iteration (groups, frame->group, number, next);

  while (at != CR_NONE
         && (cr_groups_get (groups, at)->end <= generation->first_event
             || cr_groups_get (groups, at)->first > generation->last_event))
    at = cr_groups_find_next_iteration (groups, frame->group, cr_groups_get (groups, at)->number, next);
  return at != CR_NONE ? cr_groups_get (groups, at)->number - 1 : CR_FOLDING_ALL_ITERATIONS;
}

/* After the last iteration and before the first come all of them. */
static void
choose_iteration (CrGraphCanvas *canvas, guint index, gboolean next)
{
  const CrSceneFrame *frame = cr_scene_get_frame (canvas->scene, index);
  guint chosen;

  if (frame->around_all)
    {
      if (!seek_iteration (canvas, frame, next))
        gtk_widget_error_bell (GTK_WIDGET (canvas));
      return;
    }
  if (frame->iteration == CR_FOLDING_ALL_ITERATIONS)
    chosen = find_next_drawn (canvas, frame, next ? 0 : G_MAXUINT, next);
  else
    chosen = find_next_drawn (canvas, frame, frame->iteration + 1, next);
  set_folding (canvas, cr_folding_with_iteration (get_folding (canvas), frame->key, chosen));
}

gboolean
cr_graph_canvas_click_header (CrGraphCanvas *canvas, double x, double y)
{
  double scene_x;
  guint frame = pick_header (canvas, x, y, &scene_x);
  CrFramePart part;

  if (frame == CR_NONE)
    return FALSE;
  part = cr_scene_pick_frame_part (canvas->scene, frame, scene_x);
  if (part == CR_FRAME_FOLD)
    fold (canvas, frame, TRUE);
  else if (part != CR_FRAME_WORDS)
    choose_iteration (canvas, frame, part == CR_FRAME_NEXT);
  return TRUE;
}

gboolean
cr_graph_canvas_is_header (CrGraphCanvas *canvas, double x, double y)
{
  double scene_x;

  return pick_header (canvas, x, y, &scene_x) != CR_NONE;
}

gboolean
cr_graph_canvas_query_header (CrGraphCanvas *canvas, double x, double y, GtkTooltip *tooltip)
{
  double scene_x;
  guint frame = pick_header (canvas, x, y, &scene_x);
  g_autofree char *words = NULL;

  if (frame == CR_NONE)
    return FALSE;
  switch (cr_scene_pick_frame_part (canvas->scene, frame, scene_x))
    {
    case CR_FRAME_FOLD:
      words = g_strdup (_ ("Fold this group (E)"));
      break;
    case CR_FRAME_PREVIOUS:
      words = g_strdup (_ ("The iteration before (<)"));
      break;
    case CR_FRAME_NEXT:
      words = g_strdup (_ ("The next iteration (>)"));
      break;
    case CR_FRAME_WORDS:
    default:
      words = cr_scene_dup_frame_words (cr_scene_get_frame (canvas->scene, frame));
    }
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

gboolean
cr_graph_canvas_open_group (CrGraphCanvas *canvas, double x, double y)
{
  double scene_x, scene_y;
  guint frame = pick_header (canvas, x, y, &scene_x), node;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return FALSE;
  if (frame != CR_NONE)
    {
      if (cr_scene_pick_frame_part (canvas->scene, frame, scene_x) == CR_FRAME_WORDS)
        fold (canvas, frame, TRUE);
      return TRUE;
    }
  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  node = cr_scene_pick (canvas->scene, scene_x, scene_y);
  if (node == CR_NONE || cr_scene_get_node (canvas->scene, node)->kind != CR_NODE_GROUP)
    return FALSE;
  fold (canvas, cr_scene_get_node (canvas->scene, node)->index, FALSE);
  return TRUE;
}

/* The frame of a node: its own if it is a folded group, else the one that it stands in. */
static guint
find_frame (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = node != CR_NONE ? cr_scene_get_node (canvas->scene, node) : NULL;

  if (box == NULL)
    return CR_NONE;
  return box->kind == CR_NODE_GROUP ? box->index : cr_scene_get_node_frame (canvas->scene, node);
}

gboolean
cr_graph_canvas_toggle_group (CrGraphCanvas *canvas)
{
  guint frame = cr_graph_canvas_get_current_scene (canvas) != NULL
                    ? find_frame (canvas, cr_graph_canvas_get_selected_node (canvas))
                    : CR_NONE;

  if (frame == CR_NONE)
    return FALSE;
  fold (canvas, frame, !cr_scene_get_frame (canvas->scene, frame)->folded);
  return TRUE;
}

void
cr_graph_canvas_set_depth (CrGraphCanvas *canvas, guint depth)
{
  if (canvas->observer.session != NULL)
    set_folding (canvas, cr_folding_with_depth (get_folding (canvas), depth));
}

/* The loop around the selected node, else the first one of the picture; CR_NONE. */
static guint
find_loop (CrGraphCanvas *canvas)
{
  guint at = find_frame (canvas, cr_graph_canvas_get_selected_node (canvas));

  while (at != CR_NONE && cr_scene_get_frame (canvas->scene, at)->n_iterations == 0)
    at = cr_scene_get_frame (canvas->scene, at)->parent;
  for (guint i = 0; at == CR_NONE && i < cr_scene_get_n_frames (canvas->scene); i++)
    if (cr_scene_get_frame (canvas->scene, i)->n_iterations > 0)
      at = i;
  return at;
}

gboolean
cr_graph_canvas_step_iteration (CrGraphCanvas *canvas, gboolean next)
{
  guint loop = cr_graph_canvas_get_current_scene (canvas) != NULL ? find_loop (canvas) : CR_NONE;

  if (loop == CR_NONE)
    return FALSE;
  choose_iteration (canvas, loop, next);
  return TRUE;
}

/* Opens all; if all is open already, it is as it was at first. */
static void
toggle_all (CrGraphCanvas *canvas)
{
  gboolean open = cr_folding_get_depth (get_folding (canvas)) == G_MAXUINT;

  cr_graph_canvas_set_depth (canvas, open ? CR_FOLDING_SENSIBLE : G_MAXUINT);
}

gboolean
cr_graph_canvas_group_key (CrGraphCanvas *canvas, guint key, gboolean shift)
{
  guint node = cr_graph_canvas_get_selected_node (canvas);
  gboolean group = node != CR_NONE && cr_scene_get_node (canvas->scene, node)->kind == CR_NODE_GROUP, done = TRUE;

  switch (key)
    {
    case GDK_KEY_e:
    case GDK_KEY_E:
      if (shift)
        toggle_all (canvas);
      else
        done = cr_graph_canvas_toggle_group (canvas);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!group)
        return FALSE;
      done = cr_graph_canvas_toggle_group (canvas);
      break;
    case GDK_KEY_less:
    case GDK_KEY_greater:
      done = cr_graph_canvas_step_iteration (canvas, key == GDK_KEY_greater);
      break;
    default:
      return FALSE;
    }
  if (!done)
    gtk_widget_error_bell (GTK_WIDGET (canvas));
  return TRUE;
}

/* The group in which the event just passed belongs: that of its function in a backward, else when it happened. */
static guint
find_group_of_event (CrGraph *graph, const CrGroups *groups, const CrEvent *event, guint position)
{
  guint function;

  if (event->kind != CR_EVENT_FUNCTION_STEPPED)
    return cr_groups_find_at (groups, position - 1);
  function = cr_graph_find_function (graph, event->u.step.function);
  return function != CR_NONE ? cr_groups_get_of_function (groups, function) : CR_NONE;
}

/* The folding in which iteration @iteration of its loop is drawn, where another one is now; NULL if nothing changes. */
static CrFolding *
follow (CrGraphCanvas *canvas, const CrFolding *folding, const CrGroups *groups, guint iteration)
{
  const CrGroup *group = cr_groups_get (groups, iteration);

  for (guint i = 0; i < cr_scene_get_n_frames (canvas->scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (canvas->scene, i);

      if (frame->group == group->parent && !frame->around_all && !frame->folded
          && frame->iteration != CR_FOLDING_ALL_ITERATIONS && frame->iteration != group->number - 1)
        return cr_folding_with_iteration (folding, frame->key, group->number - 1);
    }
  return NULL;
}

void
cr_graph_canvas_follow_iteration (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cursor != NULL ? cr_cursor_get_event (cursor) : NULL;
  g_autoptr (CrFolding) changed = NULL;
  const CrGroups *groups;

  if (scene == NULL || event == NULL || cr_scene_get_n_frames (scene) == 0)
    return;
  groups = cr_graph_get_groups (cr_scene_get_graph (scene));
  for (guint at = find_group_of_event (cr_scene_get_graph (scene), groups, event, cr_cursor_get_position (cursor));
       at != CR_NONE; at = cr_groups_get (groups, at)->parent)
    {
      CrFolding *next = cr_groups_get (groups, at)->kind == CR_GROUP_ITERATION
                            ? follow (canvas, changed != NULL ? changed : get_folding (canvas), groups, at)
                            : NULL;

      if (next == NULL)
        continue;
      cr_folding_unref (changed);
      changed = next;
    }
  if (changed != NULL)
    cr_session_set_folding (session, changed);
}

static void
header_activated (CrGraphCanvas *canvas, CrGraphHeader *header)
{
  guint frame = cr_graph_header_get_frame (header);

  if (canvas->scene != NULL && frame < cr_scene_get_n_frames (canvas->scene))
    fold (canvas, frame, !cr_scene_get_frame (canvas->scene, frame)->folded);
}

void
cr_graph_canvas_sync_headers (CrGraphCanvas *canvas)
{
  guint wanted = canvas->scene == NULL ? 0 : MIN (cr_scene_get_n_frames (canvas->scene), MAX_HEADERS);

  if (canvas->headers == NULL)
    canvas->headers = g_ptr_array_new ();
  while (canvas->headers->len > wanted)
    {
      GtkWidget *header = g_ptr_array_steal_index (canvas->headers, canvas->headers->len - 1);

      if (gtk_widget_get_focus_child (GTK_WIDGET (canvas)) == header)
        gtk_widget_grab_focus (GTK_WIDGET (canvas));
      gtk_widget_unparent (header);
    }
  while (canvas->headers->len < wanted)
    {
      GtkWidget *header = cr_graph_header_new (canvas->headers->len);

      gtk_widget_set_parent (header, GTK_WIDGET (canvas));
      g_signal_connect_object (header, "activated", G_CALLBACK (header_activated), canvas, G_CONNECT_SWAPPED);
      g_ptr_array_add (canvas->headers, header);
    }
  for (guint i = 0; i < wanted; i++)
    cr_graph_header_update (g_ptr_array_index (canvas->headers, i), cr_scene_get_frame (canvas->scene, i));
}

void
cr_graph_canvas_allocate_headers (CrGraphCanvas *canvas)
{
  const CrViewTransform *t = &canvas->transform;
  guint n = canvas->scene == NULL || canvas->headers == NULL
                ? 0
                : MIN (canvas->headers->len, cr_scene_get_n_frames (canvas->scene));

  for (guint i = 0; i < n; i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (canvas->scene, i);
      double width = frame->folded ? frame->width : frame->header_width;
      double height = frame->folded ? frame->height : frame->header;
      GtkAllocation allocation = { (int)(frame->x * t->scale + t->x), (int)(frame->y * t->scale + t->y),
                                   MAX (1, (int)(width * t->scale)), MAX (1, (int)(height * t->scale)) };
      int least;

      gtk_widget_measure (g_ptr_array_index (canvas->headers, i), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      gtk_widget_size_allocate (g_ptr_array_index (canvas->headers, i), &allocation, -1);
    }
}

void
cr_graph_canvas_drop_headers (CrGraphCanvas *canvas)
{
  for (guint i = 0; canvas->headers != NULL && i < canvas->headers->len; i++)
    gtk_widget_unparent (g_ptr_array_index (canvas->headers, i));
  g_clear_pointer (&canvas->headers, g_ptr_array_unref);
}
