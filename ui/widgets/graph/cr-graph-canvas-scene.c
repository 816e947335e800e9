/* Which scene the canvas shows, and what is selected in it: follows the session. While the scene of a new run is being
 * laid out, the one before stays. */

#include "cr-graph-canvas-private.h"

#include "cr-graph-node.h"
#include "cr-scene-move.h"
#include "cr-session-picture.h"

static CrGraph *
get_graph (CrGraphCanvas *canvas)
{
  return canvas->observer.session == NULL ? NULL : cr_session_get_graph (canvas->observer.session);
}

static guint
get_generation (CrGraphCanvas *canvas, CrGraph *graph)
{
  return graph == NULL ? CR_NONE
                       : cr_graph_get_generation_at (graph, cr_session_get_position (canvas->observer.session));
}

CrScene *
cr_graph_canvas_get_current_scene (CrGraphCanvas *canvas)
{
  CrGraph *graph = get_graph (canvas);

  if (graph == NULL || canvas->scene == NULL || cr_scene_get_graph (canvas->scene) != graph
      || !cr_scene_options_equal (cr_scene_get_options (canvas->scene),
                                  cr_session_get_picture (canvas->observer.session))
      || cr_scene_get_generation (canvas->scene) != get_generation (canvas, graph))
    return NULL;
  return canvas->scene;
}

/* Selection, in scene nodes. */

/* Of a leaf that no gradient is wanted of the functions view shows nothing: a function that takes it stands for it. */
static guint
find_user (CrScene *scene, guint variable)
{
  const GArray *users = cr_graph_get_variable (cr_scene_get_graph (scene), variable)->users;
  guint found = CR_NONE;

  for (guint i = 0; i < users->len && found == CR_NONE; i++)
    found = cr_scene_find_function (scene, g_array_index (users, guint, i));
  return found;
}

guint
cr_graph_canvas_find_selected (CrGraphCanvas *canvas, CrScene *scene)
{
  CrSession *session = canvas->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);
  guint found = CR_NONE;

  if (cr_scene_get_graph (scene) != get_graph (canvas))
    return CR_NONE;
  if (function != CR_NONE && variable == CR_NONE)
    return cr_scene_find_function (scene, function);
  if (variable != CR_NONE)
    found = cr_scene_find_variable (scene, variable);
  if (variable != CR_NONE && found == CR_NONE && cr_scene_get_options (scene)->view == CR_VIEW_FUNCTIONS)
    found = find_user (scene, variable);
  return found;
}

guint
cr_graph_canvas_get_selected_node (CrGraphCanvas *canvas)
{
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);

  return scene == NULL ? CR_NONE : cr_graph_canvas_find_selected (canvas, scene);
}

void
cr_graph_canvas_select_node (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = node == CR_NONE ? NULL : cr_scene_get_node (canvas->scene, node);

  cr_graph_canvas_settle (canvas);
  if (box == NULL)
    cr_session_select_variable (canvas->observer.session, CR_NONE);
  else if (box->kind == CR_NODE_GROUP)
    cr_session_select_variable (canvas->observer.session, cr_scene_get_result (canvas->scene, node));
  else if (box->kind == CR_NODE_OPERATOR || box->kind == CR_NODE_OPERATOR_NO_GRAD)
    cr_session_select_function (canvas->observer.session, box->index);
  else
    cr_session_select_variable (canvas->observer.session, box->index);
}

static void
selection_changed (CrGraphCanvas *canvas)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  for (guint i = 0; i < canvas->nodes->len; i++)
    cr_graph_node_set_selected (g_ptr_array_index (canvas->nodes, i), i == selected);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* The scene. */

/* The first picture, or the first after there was none. */
static void
show_first (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_morph (canvas);
  if (canvas->auto_fit)
    cr_graph_canvas_fit_now (canvas);
}

static void
show_scene (CrGraphCanvas *canvas, CrScene *scene)
{
  CrScene *old = cr_graph_canvas_dup_moment (canvas);
  CrViewTransform from = cr_graph_canvas_get_painted_transform (canvas);

  g_clear_pointer (&canvas->scene, cr_scene_loader_drop);
  canvas->scene = scene == NULL ? NULL : cr_scene_ref (scene);
  canvas->hovered = CR_NONE;
  if (scene == NULL)
    {
      cr_graph_canvas_stop_morph (canvas);
      g_clear_pointer (&canvas->painted, gsk_render_node_unref);
    }
  else if (old == NULL)
    show_first (canvas);
  else
    cr_graph_canvas_begin_morph (canvas, old, &from);
  if (scene != NULL)
    cr_graph_canvas_view_changed (canvas, FALSE);
  g_clear_pointer (&old, cr_scene_loader_drop);
  if (!canvas->live.held || scene == NULL || cr_scene_get_n_nodes (scene) != canvas->nodes->len)
    cr_graph_canvas_queue_nodes (canvas);
  selection_changed (canvas);
  cr_graph_canvas_scene_changed (canvas);
  g_object_notify (G_OBJECT (canvas), "empty");
}

/* The same picture with nodes in other places, which are under the pointer already: nothing else moves on the canvas.
 */
static void
show_moved (CrGraphCanvas *canvas, CrScene *scene)
{
  double x, y, old_x, old_y;

  cr_graph_canvas_stop_morph (canvas);
  cr_scene_get_shift (canvas->scene, &old_x, &old_y);
  cr_scene_get_shift (scene, &x, &y);
  canvas->transform.x -= (x - old_x) * canvas->transform.scale;
  canvas->transform.y -= (y - old_y) * canvas->transform.scale;
  cr_scene_loader_drop (canvas->scene);
  canvas->scene = cr_scene_ref (scene);
  cr_graph_canvas_view_changed (canvas, TRUE);
}

/* What the layout makes of it, and then what was moved by hand. */
static void
show_base (CrGraphCanvas *canvas, CrScene *base)
{
  CrMoves *moves = cr_session_get_picture (canvas->observer.session)->moves;
  g_autoptr (CrScene) scene = NULL;
  gboolean same = base == canvas->base && canvas->scene != NULL;

  if (same && cr_moves_equal (cr_scene_get_options (canvas->scene)->moves, moves))
    return;
  scene = moves == NULL ? cr_scene_ref (base) : cr_scene_new_moved (base, moves);
  if (!same)
    {
      g_clear_pointer (&canvas->base, cr_scene_loader_drop);
      canvas->base = cr_scene_ref (base);
    }
  if (same && canvas->moved != NULL)
    show_moved (canvas, scene);
  else
    show_scene (canvas, scene);
}

static void
update_scene (CrGraphCanvas *canvas)
{
  CrGraph *graph = get_graph (canvas);
  guint generation = get_generation (canvas, graph);
  CrSceneOptions options;
  CrScene *base;

  if (generation == CR_NONE)
    {
      g_clear_pointer (&canvas->base, cr_scene_loader_drop);
      if (canvas->scene != NULL)
        show_scene (canvas, NULL);
      canvas->auto_fit = TRUE; /* what comes next is another picture */
      return;
    }
  options = *cr_session_get_picture (canvas->observer.session);
  options.moves = NULL;
  base = cr_scene_loader_get (canvas->loader, graph, generation, &options);
  if (base != NULL)
    show_base (canvas, base);
}

void
cr_graph_canvas_settle (CrGraphCanvas *canvas)
{
  if (cr_graph_canvas_get_current_scene (canvas) != NULL)
    cr_scene_loader_settle (canvas->loader);
}

void
cr_graph_canvas_toggle_constants (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;

  cr_session_set_constants (session, !cr_session_get_picture (session)->constants);
}

void
cr_graph_canvas_arrange_again (CrGraphCanvas *canvas)
{
  if (canvas->observer.session == NULL)
    return;
  cr_graph_canvas_stop_play (canvas);
  cr_scene_loader_renew (canvas->loader);
  update_scene (canvas);
}

static void
picture_changed (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_play (canvas);
  update_scene (canvas);
}

/* While a number is dragged the picture stands still. */
static void
live_changed (CrGraphCanvas *canvas)
{
  const CrLiveNumber *number = cr_session_get_live (canvas->observer.session);
  gboolean held = number != NULL && number->held;

  if (held == canvas->live.held)
    return;
  canvas->live.held = held;
  cr_scene_loader_set_held (canvas->loader, held);
  if (!held)
    {
      update_scene (canvas);
      cr_graph_canvas_queue_nodes (canvas);
    }
}

static void
scene_loaded (gpointer data)
{
  update_scene (data);
}

void
cr_graph_canvas_graph_changed (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_play (canvas);
  canvas->last_position = G_MAXUINT;
  update_scene (canvas);
}

static void
position_changed (CrGraphCanvas *canvas)
{
  guint position = cr_session_get_position (canvas->observer.session);

  if (canvas->last_position != G_MAXUINT)
    cr_graph_canvas_begin_play (canvas, canvas->last_position, position);
  canvas->last_position = position;
  if (canvas->scene != NULL && cr_scene_get_graph (canvas->scene) == cr_session_get_graph (canvas->observer.session))
    canvas->made = FALSE; /* the reader goes on */
  cr_graph_canvas_settle (canvas);
  update_scene (canvas);
  cr_graph_canvas_follow_iteration (canvas);
  if ((canvas->follow || !canvas->auto_fit) && cr_graph_canvas_show_current (canvas))
    cr_graph_canvas_view_changed (canvas, FALSE);
  selection_changed (canvas);
  cr_graph_canvas_queue_labels (canvas);
}

static void
value_made (CrGraphCanvas *canvas)
{
  canvas->made = TRUE;
}

void
cr_graph_canvas_init_scene (CrGraphCanvas *canvas)
{
  canvas->loader = cr_scene_loader_new (scene_loaded, canvas);
  canvas->last_position = G_MAXUINT;
  cr_observer_connect (&canvas->observer, "graph-changed", G_CALLBACK (cr_graph_canvas_graph_changed), canvas);
  cr_observer_connect (&canvas->observer, "notify::position", G_CALLBACK (position_changed), canvas);
  cr_observer_connect (&canvas->observer, "picture-changed", G_CALLBACK (picture_changed), canvas);
  cr_observer_connect (&canvas->observer, "notify::selection", G_CALLBACK (selection_changed), canvas);
  cr_observer_connect (&canvas->observer, "live-changed", G_CALLBACK (live_changed), canvas);
  cr_observer_connect (&canvas->observer, "value-made", G_CALLBACK (value_made), canvas);
}

void
cr_graph_canvas_clear_scene (CrGraphCanvas *canvas)
{
  g_clear_pointer (&canvas->loader, cr_scene_loader_free);
  cr_graph_canvas_stop_morph (canvas);
  g_clear_pointer (&canvas->scene, cr_scene_unref);
  g_clear_pointer (&canvas->base, cr_scene_unref);
  g_clear_pointer (&canvas->painted, gsk_render_node_unref);
}
