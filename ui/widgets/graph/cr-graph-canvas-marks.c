/* Nodes chosen as operands, in order, besides the one that is selected in the session: by Ctrl+click, by walking with
 * Shift, or one by one with x. Kept by key, so that they stay chosen in the next run. */

#include "cr-graph-canvas-private.h"

guint
cr_graph_canvas_get_node_variable (CrGraphCanvas *canvas, guint node)
{
  CrGraph *graph = cr_scene_get_graph (canvas->scene);
  const CrSceneNode *shape = cr_scene_get_node (canvas->scene, node);

  if (shape->kind == CR_NODE_GROUP)
    return cr_scene_get_result (canvas->scene, node);
  if (shape->kind == CR_NODE_OPERATOR || shape->kind == CR_NODE_OPERATOR_NO_GRAD)
    return cr_graph_get_function (graph, shape->index)->output;
  return shape->index;
}

static guint
find_mark (CrGraphCanvas *canvas, guint64 key)
{
  for (guint i = 0; i < canvas->marks->len; i++)
    if (g_array_index (canvas->marks, guint64, i) == key)
      return i;
  return CR_NONE;
}

static guint64
get_key (CrGraphCanvas *canvas, guint variable)
{
  return cr_graph_get_variable (cr_scene_get_graph (canvas->scene), variable)->key;
}

/* Adds it unless it is there. */
static void
add_mark (CrGraphCanvas *canvas, guint node)
{
  guint variable = node == CR_NONE ? CR_NONE : cr_graph_canvas_get_node_variable (canvas, node);
  guint64 key = variable == CR_NONE ? 0 : get_key (canvas, variable);

  if (variable != CR_NONE && find_mark (canvas, key) == CR_NONE)
    g_array_append_val (canvas->marks, key);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* The scene node of the mark that was made last, CR_NONE. */
static guint
find_last_node (CrGraphCanvas *canvas)
{
  guint variable = canvas->marks->len == 0
                       ? CR_NONE
                       : cr_graph_find_variable_by_key (cr_scene_get_graph (canvas->scene),
                                                        g_array_index (canvas->marks, guint64, canvas->marks->len - 1));

  return variable == CR_NONE ? CR_NONE : cr_scene_find_variable (canvas->scene, variable);
}

void
cr_graph_canvas_toggle_mark (CrGraphCanvas *canvas, guint node)
{
  guint variable, at;

  if (cr_graph_canvas_get_current_scene (canvas) == NULL || node == CR_NONE)
    return;
  variable = cr_graph_canvas_get_node_variable (canvas, node);
  if (variable == CR_NONE)
    return;
  at = find_mark (canvas, get_key (canvas, variable));
  if (at == CR_NONE)
    add_mark (canvas, node);
  else
    g_array_remove_index (canvas->marks, at);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* What was selected is the first operand; what is clicked comes after it, or is none any more. */
void
cr_graph_canvas_click_mark (CrGraphCanvas *canvas, guint node)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  if (canvas->marks->len == 0 && selected != CR_NONE && selected != node)
    add_mark (canvas, selected);
  cr_graph_canvas_toggle_mark (canvas, node);
  cr_graph_canvas_select_node (canvas, find_last_node (canvas));
}

void
cr_graph_canvas_set_marks (CrGraphCanvas *canvas, guint first, guint second)
{
  g_array_set_size (canvas->marks, 0);
  add_mark (canvas, first);
  if (second != CR_NONE)
    add_mark (canvas, second);
  cr_graph_canvas_select_node (canvas, second != CR_NONE ? second : first);
}

gboolean
cr_graph_canvas_clear_marks (CrGraphCanvas *canvas)
{
  gboolean any = canvas->marks->len > 0;

  g_array_set_size (canvas->marks, 0);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
  return any;
}

void
cr_graph_canvas_extend_marks (CrGraphCanvas *canvas, guint from, guint to)
{
  add_mark (canvas, from);
  add_mark (canvas, to);
}

static void
append_once (GArray *operands, guint variable)
{
  for (guint i = 0; i < operands->len; i++)
    if (g_array_index (operands, guint, i) == variable)
      return;
  g_array_append_val (operands, variable);
}

GArray *
cr_graph_canvas_dup_operands (CrGraphCanvas *canvas)
{
  GArray *operands = g_array_new (FALSE, FALSE, sizeof (guint));
  CrScene *scene = canvas->observer.session == NULL ? NULL : cr_graph_canvas_get_current_scene (canvas);
  guint selected, variable;

  if (scene == NULL)
    return operands;
  for (guint i = 0; i < canvas->marks->len; i++)
    {
      variable = cr_graph_find_variable_by_key (cr_scene_get_graph (scene), g_array_index (canvas->marks, guint64, i));
      if (variable != CR_NONE)
        append_once (operands, variable);
    }
  selected = cr_graph_canvas_get_selected_node (canvas);
  variable = selected == CR_NONE ? CR_NONE : cr_graph_canvas_get_node_variable (canvas, selected);
  if (variable != CR_NONE)
    append_once (operands, variable);
  return operands;
}
