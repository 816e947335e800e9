/* From sizes to places: hands the items to the layout and takes over positions and routes. A box of the
 * layout is larger than the node's own (room for captions and capsules), so the ends of each route are
 * led on to the node's border, and inputs of an operator are spread along its top. */
#include "cr-scene-private.h"

#include <math.h>

#define PORT_GAP 16.0
#define STRAIGHT_START 5.0 /* an edge leaves a box and */
#define STRAIGHT_END 10.0  /* arrives at one in a straight line, so that arrow heads stand upright */

static double
space_above (const CrSceneItem *item)
{
  if (item->variable != CR_NONE && item->node.caption && item->node.shape)
    return CR_CAPTION_HEIGHT;
  return item->mark ? CR_MARK_HALF : 0;
}

static double
space_below (const CrSceneItem *item)
{
  return item->has_capsule ? CR_CAPSULE_HANG : 0;
}

static CrLayout *
make_layout (CrScene *scene)
{
  CrLayout *layout = cr_layout_new ();

  for (guint i = 0; i < scene->items->len; i++)
    {
      const CrSceneItem *item = cr_scene_item (scene, i);

      cr_layout_add_node (layout, item->node.width + 2 * item->room,
                          item->node.height + space_above (item) + space_below (item));
    }
  for (guint i = 0; i < scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (scene, i)->edge;

      cr_layout_add_edge (layout, edge->from, edge->to, edge->slot);
    }
  return layout;
}

static CrLayout *
arrange (CrScene *scene, const CrLayoutOptions *options)
{
  g_autofree CrSceneBox *boxes = g_new0 (CrSceneBox, scene->items->len + 1);

  for (guint i = 0; i < scene->items->len; i++)
    boxes[i].item = i;
  return cr_scene_arrange (scene, 0, make_layout (scene), boxes, options);
}

static void
place_items (CrScene *scene, CrLayout *layout)
{
  for (guint i = 0; i < scene->items->len; i++)
    {
      CrSceneItem *item = cr_scene_item (scene, i);
      double x, y, width, height;

      cr_layout_get_node (layout, i, &x, &y);
      cr_layout_get_node_size (layout, i, &width, &height);
      item->node.width = width - 2 * item->room;
      item->node.height = height - space_above (item) - space_below (item);
      item->node.x = x + CR_SCENE_MARGIN + item->room;
      item->node.y = y + CR_SCENE_MARGIN + space_above (item);
    }
}

/* Where along the top of its box an edge should arrive: as the layout says, but on the box, and for an
 * operator with several inputs spread in the order of the arguments. */
static double
arrive_at (const CrSceneItem *to, const CrSceneEdge *edge, guint n_inputs, double x)
{
  const CrSceneNode *node = &to->node;
  double middle = node->x + node->width / 2, width = to->mark ? to->mark_width : node->width;
  double gap = MIN (PORT_GAP, (width - (to->mark ? 6 : 12)) / MAX (1u, n_inputs));
  double inset = MIN (node->height / 2, node->width / 2 - 2);

  if (node->kind >= CR_NODE_OPERATOR || to->mark)
    return middle + (edge->slot - (n_inputs - 1) / 2.0) * gap;
  return CLAMP (x, node->x + inset, node->x + node->width - inset);
}

static void
line_to (CrPoint *at, CrPoint from, CrPoint to)
{
  at[0] = (CrPoint){ from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3 };
  at[1] = (CrPoint){ from.x + (to.x - from.x) * 2 / 3, from.y + (to.y - from.y) * 2 / 3 };
  at[2] = to;
}

/* Draws the ends of the route in, for the straight pieces, and gives its curves the longer vertical
 * tangents that look calm where they have far to go sideways. */
static void
straighten (CrPoint *p, guint n)
{
  double start = MIN (STRAIGHT_START, (p[3].y - p[0].y) / 4), end;

  if (start > 0)
    p[0].y += start;
  end = MIN (STRAIGHT_END, (p[n - 1].y - p[n - 4].y) / 3);
  if (end > 0)
    p[n - 1].y -= end;
  for (guint i = 0; i + 3 < n; i += 3)
    {
      double height = p[i + 3].y - p[i].y, far = fabs (p[i + 3].x - p[i].x) / MAX (height, 1);
      double share = 0.4 + 0.2 * MIN (1, far / 4);

      if (height <= 0 || fabs (p[i + 1].x - p[i].x) > 0.5 || fabs (p[i + 2].x - p[i + 3].x) > 0.5)
        continue;
      p[i + 1].y = p[i].y + height * share;
      p[i + 2].y = p[i + 3].y - height * share;
    }
}

static void
bound_link (CrSceneLink *link)
{
  link->x1 = link->y1 = G_MAXDOUBLE;
  link->x2 = link->y2 = -G_MAXDOUBLE;
  for (guint i = 0; i < link->edge.n_points; i++)
    {
      const CrPoint *p = &link->edge.points[i];

      link->x1 = MIN (link->x1, p->x);
      link->y1 = MIN (link->y1, p->y);
      link->x2 = MAX (link->x2, p->x);
      link->y2 = MAX (link->y2, p->y);
    }
}

/* Moves one end of the route sideways with the upright piece that it ends in, so that the bend stays
 * where it was; of a route that is upright as a whole only the end moves. */
static void
shift_end (CrPoint *p, guint n, gboolean last, double dx)
{
  guint upright = 1;
  double x = last ? p[n - 1].x : p[0].x;

  while (upright < n && fabs (p[last ? n - 1 - upright : upright].x - x) < 0.5)
    upright++;
  if (upright == n)
    upright = 2;
  for (guint i = 0; i < MAX (2, upright); i++)
    p[last ? n - 1 - i : i].x += dx;
}

/* Copies a route, moved by the margin, with a straight piece at either end up to the node's border. */
static void
take_route (CrScene *scene, CrSceneLink *link, const CrPoint *route, guint n, guint n_inputs)
{
  const CrSceneNode *from = &cr_scene_item (scene, link->edge.from)->node;
  const CrSceneItem *to_item = cr_scene_item (scene, link->edge.to);
  double start_inset = MIN (from->height / 2, from->width / 2 - 2);
  CrPoint *points = g_new (CrPoint, n + 6), *p = points + 3, start, end;
  double dx;

  for (guint i = 0; i < n; i++)
    p[i] = (CrPoint){ route[i].x + CR_SCENE_MARGIN, route[i].y + CR_SCENE_MARGIN };
  dx = CLAMP (p[0].x, from->x + start_inset, from->x + from->width - start_inset) - p[0].x;
  shift_end (p, n, FALSE, dx);
  dx = arrive_at (to_item, &link->edge, n_inputs, p[n - 1].x) - p[n - 1].x;
  shift_end (p, n, TRUE, dx);
  straighten (p, n);
  start = (CrPoint){ p[0].x, from->y + from->height };
  end = (CrPoint){ p[n - 1].x, to_item->node.y - (to_item->mark ? CR_MARK_HALF : 0) };
  points[0] = start;
  line_to (points + 1, start, p[0]);
  line_to (points + 3 + n, p[n - 1], end);
  link->edge.points = points;
  link->edge.n_points = n + 6;
  g_ptr_array_add (scene->routes, points);
}

/* How many inputs each item has. */
static guint *
count_inputs (CrScene *scene)
{
  guint *counts = g_new0 (guint, scene->items->len + 1);

  for (guint i = 0; i < scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (scene, i)->edge;

      counts[edge->to] = MAX (counts[edge->to], edge->slot + 1);
    }
  return counts;
}

/* Below the operands of an operation that was refused at the end of the run stands what it would have been. */
static void
leave_room_for_failure (CrScene *scene)
{
  CrTrace *trace = cr_graph_get_trace (scene->graph);
  guint length = cr_trace_get_length (trace);
  const CrFailure *failure = NULL;

  for (guint i = length; i-- > 0 && length - i <= CR_SCENE_FAILURE_WITHIN && failure == NULL;)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_FAILED)
      failure = cr_trace_get_event (trace, i)->u.failure;
  if (failure == NULL || failure->kind != CR_FAILURE_OPERATION
      || cr_graph_get_generation_at (scene->graph, length) != scene->generation)
    return;
  for (guint i = 0; i < failure->n_operands; i++)
    {
      guint variable = cr_graph_find_variable (scene->graph, failure->operands[i], failure->operand_fns[i]);
      guint item = variable == CR_NONE ? CR_NONE : cr_scene_find_variable (scene, variable);
      const CrSceneNode *node = item == CR_NONE ? NULL : &cr_scene_item (scene, item)->node;

      if (node)
        scene->height = MAX (scene->height, node->y + node->height + CR_SCENE_FAILURE_HEIGHT);
    }
}

gboolean
cr_scene_place (CrScene *scene, const gint *cancel)
{
  CrLayout *layout;
  CrLayoutOptions options
      = { .node_gap = 22, .rank_gap = scene->options.view == CR_VIEW_FULL ? 26 : 46, .cancel = cancel };
  g_autofree guint *n_inputs = count_inputs (scene);

  if (cancel && g_atomic_int_get (cancel))
    return FALSE;
  layout = arrange (scene, &options);
  if (layout == NULL)
    return FALSE;
  place_items (scene, layout);
  for (guint i = 0; i < scene->links->len; i++)
    {
      CrSceneLink *link = cr_scene_link (scene, i);
      const CrPoint *route;
      guint n = cr_layout_get_route (layout, i, &route);

      if (n >= 4)
        take_route (scene, link, route, n, n_inputs[link->edge.to]);
      bound_link (link);
    }
  cr_layout_get_size (layout, &scene->width, &scene->height);
  scene->width += 2 * CR_SCENE_MARGIN;
  scene->height += 2 * CR_SCENE_MARGIN;
  leave_room_for_failure (scene);
  return TRUE;
}
