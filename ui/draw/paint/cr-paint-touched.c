/* Which nodes and edges the event just passed plays on: they are painted anew in each frame of its play, while all else
 * rests. */
#include "cr-painter-private.h"

static void
touch (CrPaint *p, guint item)
{
  if (item != CR_NONE)
    p->touched[item] = TRUE;
}

static void
touch_variable (CrPaint *p, guint variable)
{
  if (variable != CR_NONE)
    touch (p, cr_scene_find_variable (p->scene, variable));
}

static void
touch_function (CrPaint *p, guint function)
{
  if (function != CR_NONE)
    touch (p, cr_scene_find_function (p->scene, function));
}

/* What it made comes with it, and a constant box that it is folded into lights up. */
static void
touch_operation (CrPaint *p, const CrOperationEvent *operation)
{
  CrGraph *graph = p->scene->graph;
  guint variable = cr_graph_find_variable (graph, operation->output, operation->function);
  const CrFunctionNode *function;

  touch_variable (p, variable);
  if (variable == CR_NONE || cr_graph_get_variable (graph, variable)->maker == CR_NONE)
    return;
  function = cr_graph_get_function (graph, cr_graph_get_variable (graph, variable)->maker);
  touch_function (p, cr_graph_get_variable (graph, variable)->maker);
  for (guint i = 1; i <= function->n_others; i++)
    touch_variable (p, cr_graph_get_output (function, i));
}

/* The function, what it received its gradients for, and what it sends to: the variables and those that made them. */
static void
touch_step (CrPaint *p)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, p->step_function);

  touch_function (p, p->step_function);
  for (guint i = 0; i <= function->n_others; i++)
    touch_variable (p, cr_graph_get_output (function, i));
  for (guint i = 0; i < function->n_inputs; i++)
    if (function->inputs[i] != CR_NONE)
      {
        touch_variable (p, function->inputs[i]);
        touch_function (p, cr_graph_get_variable (p->scene->graph, function->inputs[i])->maker);
      }
}

void
cr_paint_find_touched (CrPaint *p)
{
  p->touched = g_malloc0 (p->scene->items->len + 1);
  if (p->event == NULL || p->options->scale < CR_SCALE_PLAIN)
    return;
  touch_variable (p, p->step_leaf);
  touch_variable (p, p->written);
  if (p->step_function != CR_NONE)
    touch_step (p);
  if (p->event->kind == CR_EVENT_OPERATION)
    touch_operation (p, &p->event->u.operation);
}

/* Of an edge that comes with what it leads to, or along which something runs. */
static gboolean
is_touched_link (const CrPaint *p, const CrSceneLink *link)
{
  if (p->step_function != CR_NONE)
    return link->function == p->step_function;
  if (p->event && p->event->kind == CR_EVENT_OPERATION)
    return p->touched[link->edge.from] || p->touched[link->edge.to];
  return FALSE;
}

gboolean
cr_paint_is_wanted_item (const CrPaint *p, guint i)
{
  return p->parts & (p->touched[i] ? CR_PAINT_MOVING : CR_PAINT_STILL);
}

gboolean
cr_paint_is_wanted_link (const CrPaint *p, guint i)
{
  return p->parts & (is_touched_link (p, cr_scene_link (p->scene, i)) ? CR_PAINT_MOVING : CR_PAINT_STILL);
}

void
cr_paint_list_touched (CrPaint *p, GArray *items, GArray *links)
{
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (guint));

  if (p->options->scale < CR_SCALE_PLAIN) /* from afar nothing moves but rings */
    return;
  for (guint i = 0; i < p->scene->items->len; i++)
    if (p->touched[i])
      g_array_append_val (items, i);
  cr_scene_find_links (p->scene, &(CrBounds){ p->x1, p->y1, p->x2, p->y2 }, seen);
  for (guint k = 0; k < seen->len; k++)
    {
      guint i = g_array_index (seen, guint, k);

      if (is_touched_link (p, cr_scene_link (p->scene, i)))
        g_array_append_val (links, i);
    }
}
