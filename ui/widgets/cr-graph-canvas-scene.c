/* Which scene the canvas shows, and what is selected in it: follows the session. While the scene of a new run is being
 * laid out, the one before stays. */

#include "cr-graph-canvas-private.h"

#include "cr-graph-node.h"
#include "cr-session-picture.h"

CrScene *
cr_graph_canvas_get_current_scene (CrGraphCanvas *canvas)
{
  CrGraph *graph = canvas->observer.session == NULL ? NULL : cr_session_get_graph (canvas->observer.session);

  if (graph == NULL || canvas->scene == NULL || cr_scene_get_graph (canvas->scene) != graph
      || !cr_scene_options_equal (cr_scene_get_options (canvas->scene),
                                  cr_session_get_picture (canvas->observer.session)))
    return NULL;
  if (cr_scene_get_generation (canvas->scene)
      != cr_graph_get_generation_at (graph, cr_session_get_position (canvas->observer.session)))
    return NULL;
  return canvas->scene;
}

/* Selection, in scene nodes. */

guint
cr_graph_canvas_get_selected_node (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (cr_graph_canvas_get_current_scene (canvas) == NULL)
    return CR_NONE;
  if (variable != CR_NONE)
    return cr_scene_find_variable (canvas->scene, variable);
  if (function != CR_NONE)
    return cr_scene_find_function (canvas->scene, function);
  return CR_NONE;
}

void
cr_graph_canvas_select_node (CrGraphCanvas *canvas, guint node)
{
  const CrSceneNode *box = node == CR_NONE ? NULL : cr_scene_get_node (canvas->scene, node);

  if (box == NULL)
    cr_session_select_variable (canvas->observer.session, CR_NONE);
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

static void
show_scene (CrGraphCanvas *canvas, CrScene *scene)
{
  if (scene == canvas->scene)
    return;
  g_clear_pointer (&canvas->scene, cr_scene_unref);
  canvas->scene = scene == NULL ? NULL : cr_scene_ref (scene);
  canvas->hovered = CR_NONE;
  if (scene != NULL)
    {
      if (canvas->auto_fit)
        cr_graph_canvas_fit_now (canvas);
      cr_graph_canvas_view_changed (canvas, FALSE);
    }
  else
    g_clear_pointer (&canvas->painted, gsk_render_node_unref);
  cr_graph_canvas_queue_nodes (canvas);
  selection_changed (canvas);
  cr_graph_canvas_scene_changed (canvas);
  g_object_notify (G_OBJECT (canvas), "empty");
}

static void
update_scene (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  CrGraph *graph = session == NULL ? NULL : cr_session_get_graph (session);
  guint generation = graph == NULL ? CR_NONE : cr_graph_get_generation_at (graph, cr_session_get_position (session));
  CrScene *scene;

  if (generation == CR_NONE)
    {
      show_scene (canvas, NULL);
      return;
    }
  if (cr_graph_canvas_get_current_scene (canvas) != NULL)
    return;
  scene = cr_scene_loader_get (canvas->loader, graph, generation, cr_session_get_picture (session));
  if (scene != NULL)
    show_scene (canvas, scene);
}

void
cr_graph_canvas_toggle_constants (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;

  cr_session_set_constants (session, !cr_session_get_picture (session)->constants);
}

static void
picture_changed (CrGraphCanvas *canvas)
{
  cr_graph_canvas_stop_play (canvas);
  update_scene (canvas);
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
  update_scene (canvas);
  if ((canvas->follow || !canvas->auto_fit) && cr_graph_canvas_show_current (canvas))
    cr_graph_canvas_view_changed (canvas, FALSE);
  selection_changed (canvas);
  cr_graph_canvas_queue_labels (canvas);
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
}

void
cr_graph_canvas_clear_scene (CrGraphCanvas *canvas)
{
  g_clear_pointer (&canvas->loader, cr_scene_loader_free);
  g_clear_pointer (&canvas->scene, cr_scene_unref);
  g_clear_pointer (&canvas->painted, gsk_render_node_unref);
}
