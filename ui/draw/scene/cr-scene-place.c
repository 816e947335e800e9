/* From sizes to places: hands each part of the picture to the layout, innermost first, and takes over positions and
 * routes. A box of the layout is larger than the node's own, by the room for captions and capsules. */
#include "cr-scene-place-private.h"

#include <math.h>

#define PORT_SIZE 2.0    /* of a port's box across the flow; it has no length along it */
#define ROUND_SIDE 30.0  /* the painter's radius of a variable */
#define OPERATOR_INSET 6 /* edges meet an operator that far from its corners */
#define MARK_INSET 3     /* the same at a mark */
#define EDGE_GAP 14      /* a gradient's edge runs beside the forward one */
#define STRAIGHT_START 5 /* an edge leaves a box and */
#define STRAIGHT_END 10  /* arrives at one in a straight line, so that arrow heads stand upright */
#define MOST_SQUEEZE 36  /* a box that keeps too narrow a place grows over it by so much */
#define BELOW_CAPTION 26 /* from left to right an operator's caption stands below it */

double
cr_scene_space_above (const CrScene *scene, const CrSceneItem *item)
{
  if (item->variable != CR_NONE && item->node.caption && item->node.shape)
    return CR_CAPTION_HEIGHT;
  return item->mark ? CR_MARK_HALF : 0;
}

double
cr_scene_space_below (const CrScene *scene, const CrSceneItem *item)
{
  if (scene->options.left_to_right && scene->options.view == CR_VIEW_FULL && item->variable == CR_NONE
      && item->node.kind != CR_NODE_GROUP)
    return BELOW_CAPTION;
  return item->has_capsule ? CR_CAPSULE_HANG : 0;
}

static gboolean
is_operator (const CrSceneItem *item)
{
  return item->node.kind == CR_NODE_OPERATOR || item->node.kind == CR_NODE_OPERATOR_NO_GRAD;
}

/* Where edges may meet a node: on its border where that is straight, and in front of it at its mark. */
static void
set_sides (const CrScene *scene, CrLayout *layout, guint node, const CrSceneItem *item)
{
  gboolean turned = scene->options.left_to_right;
  double start = turned ? cr_scene_space_above (scene, item) : item->room;
  double width = turned ? item->node.height : item->node.width;
  double inset = MAX (0, MIN (turned ? ROUND_SIDE : item->node.height / 2, width / 2 - 2));
  CrLayoutSide leave, enter;

  if (is_operator (item))
    inset = OPERATOR_INSET;
  leave = (CrLayoutSide){ start + inset, start + width - inset };
  if (!is_operator (item)) /* clear of what is written at the corner */
    inset = MAX (inset, width / 4);
  enter = (CrLayoutSide){ start + inset, start + width - inset };
  if (item->mark && !turned)
    enter = (CrLayoutSide){ start + (width - item->mark_width) / 2 + MARK_INSET,
                            start + (width + item->mark_width) / 2 - MARK_INSET };
  cr_layout_set_node_sides (layout, node, enter, leave);
}

static void
add_node (CrPlace *place, CrLayout *layout, const CrPlaceBox *box)
{
  CrScene *scene = place->scene;
  const CrSceneItem *item = box->kind == CR_PLACE_ITEM ? cr_scene_item (scene, box->index) : NULL;
  const CrPlacePart *part = box->kind == CR_PLACE_FRAME ? cr_place_part (place, place->part_of[box->index]) : NULL;
  gboolean turned = scene->options.left_to_right;

  if (item)
    set_sides (scene, layout,
               cr_layout_add_node (layout, item->node.width + 2 * item->room,
                                   item->node.height + cr_scene_space_above (scene, item)
                                       + cr_scene_space_below (scene, item)),
               item);
  else if (part)
    cr_layout_add_node (layout, part->width, part->height);
  else
    {
      guint node = cr_layout_add_node (layout, turned ? 0 : PORT_SIZE, turned ? PORT_SIZE : 0);

      cr_layout_set_node_sides (layout, node, (CrLayoutSide){ PORT_SIZE / 2, PORT_SIZE / 2 },
                                (CrLayoutSide){ PORT_SIZE / 2, PORT_SIZE / 2 });
      cr_layout_hold_node (layout, node,
                           cr_place_port (place, box->index)->out ? CR_LAYOUT_LAST_RANK : CR_LAYOUT_FIRST_RANK);
    }
}

/* How far a frame's inside begins from its corner, across the flow. */
static double
get_margin (const CrPlace *place, guint port)
{
  const CrPlacePart *part = cr_place_part (place, place->part_of[cr_place_port (place, port)->frame]);

  return (place->scene->options.left_to_right ? CR_FRAME_ABOVE : part->inset) + cr_place_port (place, port)->at;
}

/* What enters a frame does so from left to right as its ports stand; where an argument meets its operator is for the
 * layout to choose, in the order of the arguments. */
static void
add_edge (CrPlace *place, CrLayout *layout, const CrPlaceEdge *edge)
{
  double from_at = edge->from_port != CR_NONE ? get_margin (place, edge->from_port) : NAN;
  double to_at = edge->to_port != CR_NONE ? get_margin (place, edge->to_port) : NAN;
  guint order = edge->to_port != CR_NONE ? (guint)MAX (0, to_at) : edge->order;
  guint added = cr_layout_add_edge (layout, edge->from, edge->to, order);

  if (!isnan (from_at) || !isnan (to_at))
    cr_layout_set_edge_ends (layout, added, from_at, to_at);
}

static guint64
mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  return hash ^ (hash >> 31);
}

static guint64
get_box_key (CrPlace *place, guint n_ports, const CrPlaceBox *box)
{
  if (box->kind == CR_PLACE_FRAME)
    return cr_scene_frame (place->scene, box->index)->identity;
  return mix (n_ports, cr_place_port (place, box->index)->out ? 2 : 1);
}

/* The one place that runs a layout. FALSE if cancelled. */
static gboolean
run_layout (CrPlace *place, CrPlacePart *part)
{
  CrLayoutOptions options = { .left_to_right = place->scene->options.left_to_right,
                              .node_gap = 22,
                              .edge_gap = EDGE_GAP,
                              .straight_start = STRAIGHT_START,
                              .straight_end = STRAIGHT_END,
                              .rank_gap = place->scene->options.view != CR_VIEW_FULL ? 46
                                          : place->scene->options.left_to_right      ? 36
                                                                                     : 26,
                              .cancel = place->scene->cancel };
  g_autofree CrSceneBox *boxes = g_new0 (CrSceneBox, part->boxes->len + 1);
  CrLayout *layout = cr_layout_new ();
  guint n_ports = 0;

  for (guint i = 0; i < part->boxes->len; i++)
    {
      const CrPlaceBox *box = &g_array_index (part->boxes, CrPlaceBox, i);

      add_node (place, layout, box);
      boxes[i].item = box->kind == CR_PLACE_ITEM ? box->index : CR_NONE;
      if (box->kind != CR_PLACE_ITEM)
        boxes[i].key = get_box_key (place, n_ports, box);
      n_ports += box->kind == CR_PLACE_PORT;
    }
  for (guint i = 0; i < part->edges->len; i++)
    add_edge (place, layout, &g_array_index (part->edges, CrPlaceEdge, i));
  part->layout = cr_scene_arrange (place->scene,
                                   part->frame == CR_NONE ? 0 : cr_scene_frame (place->scene, part->frame)->identity,
                                   layout, boxes, &options);
  return part->layout != NULL;
}

/* The inside of a frame has its size: now that of the frame and where its ports are. */
static void
take_size (CrPlace *place, CrPlacePart *part)
{
  double width, height, needed;

  cr_layout_get_size (part->layout, &width, &height);
  for (guint i = 0; i < part->boxes->len; i++)
    {
      const CrPlaceBox *box = &g_array_index (part->boxes, CrPlaceBox, i);
      double x, y;

      if (box->kind != CR_PLACE_PORT)
        continue;
      cr_layout_get_node (part->layout, i, &x, &y);
      cr_place_port (place, box->index)->at = (place->scene->options.left_to_right ? y : x) + PORT_SIZE / 2;
    }
  if (part->frame == CR_NONE)
    return;
  needed = cr_scene_frame (place->scene, part->frame)->header_width + CR_FRAME_AROUND;
  part->width = MAX (width + 2 * CR_FRAME_AROUND, needed);
  part->height = height + CR_FRAME_ABOVE + CR_FRAME_AROUND;
  part->inset = (part->width - width) / 2;
}

static void
place_item (CrScene *scene, const CrPlacePart *part, guint box, guint index)
{
  CrSceneItem *item = cr_scene_item (scene, index);
  double x, y, width, height, wanted = item->node.width;

  cr_layout_get_node (part->layout, box, &x, &y);
  cr_layout_get_node_size (part->layout, box, &width, &height);
  item->node.width = width - 2 * item->room;
  item->node.height = height - cr_scene_space_above (scene, item) - cr_scene_space_below (scene, item);
  item->node.x = part->origin.x + x + item->room;
  item->node.y = part->origin.y + y + cr_scene_space_above (scene, item);
  if (scene->squeezed && wanted > item->node.width)
    {
      double more = MIN (wanted - item->node.width, MOST_SQUEEZE);

      item->node.x -= more / 2;
      item->node.width += more;
    }
}

static void
place_frame (CrPlace *place, const CrPlacePart *around, guint box, guint index)
{
  CrSceneFrame *frame = cr_scene_frame (place->scene, index);
  CrPlacePart *part = cr_place_part (place, place->part_of[index]);
  double x, y, width, height;

  cr_layout_get_node (around->layout, box, &x, &y);
  cr_layout_get_node_size (around->layout, box, &width, &height);
  frame->x = around->origin.x + x;
  frame->y = around->origin.y + y;
  frame->width = width;
  frame->height = height;
  frame->header = CR_FRAME_HEADER;
  part->origin = (CrPoint){ frame->x + part->inset, frame->y + CR_FRAME_ABOVE };
}

/* Everything that a part holds, once it has its own place. */
static void
place_part (CrPlace *place, const CrPlacePart *part)
{
  for (guint i = 0; i < part->boxes->len; i++)
    {
      const CrPlaceBox *box = &g_array_index (part->boxes, CrPlaceBox, i);

      if (box->kind == CR_PLACE_ITEM)
        place_item (place->scene, part, i, box->index);
      else if (box->kind == CR_PLACE_FRAME)
        place_frame (place, part, i, box->index);
    }
}

static void
list_ports (CrPlace *place)
{
  gboolean turned = place->scene->options.left_to_right;

  for (guint i = 0; i < place->ports->len; i++)
    {
      const CrPlacePort *port = cr_place_port (place, i);
      const CrSceneFrame *frame = cr_scene_frame (place->scene, port->frame);
      CrPoint origin = cr_place_part (place, place->part_of[port->frame])->origin;
      CrScenePort seen = { .n = port->n, .frame = port->frame };

      seen.at = turned ? (CrPoint){ frame->x + (port->out ? frame->width : 0), origin.y + port->at }
                       : (CrPoint){ origin.x + port->at, frame->y + (port->out ? frame->height : 0) };
      g_array_append_val (place->scene->ports, seen);
    }
}

/* The frames around the whole picture. */
static guint
count_frames_around (CrScene *scene)
{
  guint n = 0;

  while (n < scene->frames->len && cr_scene_frame (scene, n)->around_all)
    n++;
  return n;
}

static void
place_frames_around (CrScene *scene, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (scene, i);

      frame->x = CR_SCENE_MARGIN + i * CR_FRAME_AROUND;
      frame->y = CR_SCENE_MARGIN + i * CR_FRAME_ABOVE;
      frame->width = scene->width - 2 * frame->x;
      frame->height = scene->height - frame->y - CR_SCENE_MARGIN - i * CR_FRAME_AROUND;
      frame->header = CR_FRAME_HEADER;
    }
}

/* A folded group is where its box is. */
static void
place_folded_frames (CrScene *scene)
{
  for (guint i = 0; i < scene->frames->len; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (scene, i);
      const CrSceneNode *node = frame->node != CR_NONE ? &cr_scene_item (scene, frame->node)->node : NULL;

      if (node == NULL)
        continue;
      frame->x = node->x;
      frame->y = node->y;
      frame->width = node->width;
      frame->height = node->height;
    }
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

/* The size of the whole, with room for the headers of the frames around it. */
static void
take_whole_size (CrScene *scene, const CrPlacePart *whole)
{
  guint n = count_frames_around (scene);
  double width, height, needed = 0;

  for (guint i = 0; i < n; i++)
    needed = MAX (needed, cr_scene_frame (scene, i)->header_width + 2 * (CR_SCENE_MARGIN + i * CR_FRAME_AROUND) + 20);
  cr_layout_get_size (whole->layout, &width, &height);
  scene->width = MAX (width + 2 * whole->origin.x, needed);
  scene->height = height + whole->origin.y + CR_SCENE_MARGIN;
  leave_room_for_failure (scene);
  scene->height += n * CR_FRAME_AROUND;
  place_frames_around (scene, n);
}

gboolean
cr_scene_place (CrScene *scene)
{
  g_autoptr (CrPlace) place = NULL;
  guint n_around = count_frames_around (scene);

  if (cr_scene_is_cancelled (scene))
    return FALSE;
  place = cr_place_new (scene);
  for (guint i = place->parts->len; i-- > 0;)
    {
      if (cr_scene_is_cancelled (scene) || !run_layout (place, cr_place_part (place, i)))
        return FALSE;
      take_size (place, cr_place_part (place, i));
    }
  cr_place_part (place, 0)->origin
      = (CrPoint){ CR_SCENE_MARGIN + n_around * CR_FRAME_AROUND, CR_SCENE_MARGIN + n_around * CR_FRAME_ABOVE };
  for (guint i = 0; i < place->parts->len; i++)
    place_part (place, cr_place_part (place, i));
  place_folded_frames (scene);
  for (guint i = 0; i < scene->links->len; i++)
    {
      if (cr_scene_is_cancelled (scene))
        return FALSE;
      cr_place_route (place, i);
      cr_scene_link_bound (cr_scene_link (scene, i));
    }
  list_ports (place);
  take_whole_size (scene, cr_place_part (place, 0));
  return TRUE;
}
