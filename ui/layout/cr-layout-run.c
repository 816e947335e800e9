/* The layout of a whole picture: each connected component by itself (the passes are in files of their own), then the
 * components side by side. */
#include "cr-layout-data-private.h"

#include <math.h>
#include <string.h>

#define NODE_GAP 18.0
#define RANK_GAP 36.0
#define COMPONENT_GAP 2.0 /* in node gaps */
#define LOOP_ROOM 22.0
#define PORT_INSET 6.0 /* at most, and at most a sixth of the box */
#define LARGEST 1e6    /* of a size or a gap: sums stay exact enough */

static void
reset (CrLayout *layout)
{
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      CrLayoutBox *box = &g_array_index (layout->boxes, CrLayoutBox, i);

      box->x = box->y = 0;
      box->rank = -1;
    }
  for (guint i = 0; i < layout->edges->len; i++)
    g_array_index (layout->edges, CrLayoutLine, i).n_points = 0;
  g_array_set_size (layout->points, 0);
  layout->width = layout->height = 0;
}

static guint
find_set (guint *parent, guint node)
{
  while (parent[node] != node)
    node = parent[node] = parent[parent[node]];
  return node;
}

/* Numbers the connected components by their first box; returns how many there are. */
static guint
find_components (CrLayout *layout)
{
  guint n = layout->boxes->len, n_components = 0;
  g_autofree guint *parent = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    parent[i] = i;
  for (guint i = 0; i < layout->edges->len; i++)
    {
      const CrLayoutLine *edge = &g_array_index (layout->edges, CrLayoutLine, i);
      guint a = find_set (parent, edge->from), b = find_set (parent, edge->to);

      parent[MAX (a, b)] = MIN (a, b);
    }
  for (guint i = 0; i < n; i++)
    {
      CrLayoutBox *box = &g_array_index (layout->boxes, CrLayoutBox, i);
      guint root = find_set (parent, i); /* the smallest of its set: numbered before */

      box->component = root == i ? n_components++ : g_array_index (layout->boxes, CrLayoutBox, root).component;
    }
  return n_components;
}

/* Lists of boxes and edges by component. */
static void
list_components (CrLayout *layout, guint n_components, CrLayoutLists *boxes, CrLayoutLists *edges)
{
  guint n = MAX (layout->boxes->len, layout->edges->len);
  g_autofree guint *keys = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < layout->boxes->len; i++)
    keys[i] = g_array_index (layout->boxes, CrLayoutBox, i).component;
  cr_layout_lists_init (boxes, n_components, layout->boxes->len, keys);
  for (guint i = 0; i < layout->edges->len; i++)
    keys[i] = g_array_index (layout->boxes, CrLayoutBox, g_array_index (layout->edges, CrLayoutLine, i).from).component;
  cr_layout_lists_init (edges, n_components, layout->edges->len, keys);
}

/* The stretch of a side where edges may meet the box, from its middle. */
static CrLayoutSide
side_from_middle (CrLayoutSide side, double width)
{
  double inset = MIN (PORT_INSET, width / 6);

  if (!isfinite (side.first) || !isfinite (side.last))
    return (CrLayoutSide){ inset - width / 2, width / 2 - inset };
  side.first = CLAMP (side.first, 0, width) - width / 2;
  side.last = CLAMP (side.last, 0, width) - width / 2;
  return (CrLayoutSide){ MIN (side.first, side.last), MAX (side.first, side.last) };
}

/* From the middle of a box, where it was given from the left or top; NAN stays. */
static double
from_middle (const CrLayout *layout, guint node, double at, gboolean left_to_right)
{
  const CrLayoutBox *box = cr_layout_box (layout, node);
  double width = left_to_right ? box->height : box->width;

  return isfinite (at) ? CLAMP (at, 0, width) - width / 2 : NAN;
}

static CrLayoutGraph *
component_graph (CrLayout *layout, const CrLayoutOptions *options, const guint *boxes, guint n_boxes,
                 const guint *edges, guint n_edges)
{
  CrLayoutGraph *graph = cr_layout_graph_new (options);

  for (guint i = 0; i < n_boxes; i++)
    {
      CrLayoutBox *box = &g_array_index (layout->boxes, CrLayoutBox, boxes[i]);
      CrLayoutNode node = { .width = options->left_to_right ? box->height : box->width,
                            .height = options->left_to_right ? box->width : box->height,
                            .item = boxes[i],
                            .hold = box->hold };

      node.enter = side_from_middle (box->enter, node.width);
      node.leave = side_from_middle (box->leave, node.width);
      box->working = i;
      g_array_append_val (graph->nodes, node);
    }
  graph->n_boxes = n_boxes;
  for (guint i = 0; i < n_edges; i++)
    {
      const CrLayoutLine *edge = &g_array_index (layout->edges, CrLayoutLine, edges[i]);
      CrLayoutEdge working = { .from = g_array_index (layout->boxes, CrLayoutBox, edge->from).working,
                               .to = g_array_index (layout->boxes, CrLayoutBox, edge->to).working,
                               .port = edge->port,
                               .item = edges[i],
                               .from_at = from_middle (layout, edge->from, edge->from_at, options->left_to_right),
                               .to_at = from_middle (layout, edge->to, edge->to_at, options->left_to_right) };
      CrLayoutNode *node = cr_layout_node (graph, working.from);

      if (working.from == working.to && node->margin == 0)
        {
          node->margin = LOOP_ROOM;
          node->width += 2 * LOOP_ROOM;
        }
      g_array_append_val (graph->edges, working);
    }
  return graph;
}

static void
swap (double *a, double *b)
{
  double kept = *a;

  *a = *b;
  *b = kept;
}

/* Hands over what is known of an earlier picture. */
static void
keep_previous (CrLayout *layout, CrLayoutGraph *graph)
{
  gboolean turned = graph->options.left_to_right;

  cr_layout_graph_keep (graph);
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      CrPoint middle = g_array_index (layout->boxes, CrLayoutBox, cr_layout_node (graph, i)->item).previous;

      if (turned)
        swap (&middle.x, &middle.y);
      cr_layout_keep_box (graph, i, middle);
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutLine *edge = &g_array_index (layout->edges, CrLayoutLine, cr_layout_edge (graph, i)->item);
      g_autofree CrPoint *points = NULL;

      if (edge->n_previous == 0)
        continue;
      points = g_memdup2 (&g_array_index (layout->previous, CrPoint, edge->first_previous),
                          sizeof (CrPoint) * edge->n_previous);
      for (guint k = 0; k < edge->n_previous && turned; k++)
        swap (&points[k].x, &points[k].y);
      cr_layout_keep_edge (graph, i, points, edge->n_previous);
    }
}

/* Takes over what was computed, still from the component's own corner and running down. */
static void
keep_component (CrLayout *layout, const CrLayoutGraph *graph, CrLayoutArea *place)
{
  place->width = graph->width;
  place->height = graph->height;
  place->known = cr_layout_keep_is_useful (graph);
  if (place->known)
    {
      place->x = cr_layout_keep_get_corner (graph).x;
      place->y = cr_layout_keep_get_corner (graph).y;
    }
  place->first_point = layout->points->len;
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      const CrLayoutNode *node = cr_layout_node (graph, i);
      CrLayoutBox *box = &g_array_index (layout->boxes, CrLayoutBox, node->item);

      box->x = node->x - node->width / 2 + node->margin;
      box->y = node->y - node->height / 2;
      box->rank = node->rank;
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      CrLayoutLine *edge = &g_array_index (layout->edges, CrLayoutLine, cr_layout_edge (graph, i)->item);

      edge->first_point = layout->points->len + graph->route[i];
      edge->n_points = graph->route[i + 1] - graph->route[i];
    }
  g_array_append_vals (layout->points, graph->points->data, graph->points->len);
}

static gboolean
run_components (CrLayout *layout, const CrLayoutOptions *options, GArray *places)
{
  guint n = find_components (layout);
  CrLayoutLists boxes = { NULL, NULL }, edges = { NULL, NULL };
  gboolean finished = TRUE;

  list_components (layout, n, &boxes, &edges);
  g_array_set_size (places, n);
  for (guint i = 0; i < n && finished; i++)
    {
      g_autoptr (CrLayoutGraph) graph
          = component_graph (layout, options, boxes.items + boxes.start[i], boxes.start[i + 1] - boxes.start[i],
                             edges.items + edges.start[i], edges.start[i + 1] - edges.start[i]);

      if (layout->keeps)
        keep_previous (layout, graph);
      finished = cr_layout_graph_run (graph);
      if (finished)
        keep_component (layout, graph, &g_array_index (places, CrLayoutArea, i));
    }
  cr_layout_lists_clear (&boxes);
  cr_layout_lists_clear (&edges);
  return finished;
}

/* Gives every component its place: where it stood, or packed. */
static void
place_components (CrLayout *layout, GArray *places, double gap)
{
  if (!cr_layout_keep_pack ((CrLayoutArea *)places->data, places->len, gap))
    cr_layout_pack ((CrLayoutArea *)places->data, places->len, gap);
  for (guint i = 0; i < places->len; i++)
    {
      const CrLayoutArea *place = &g_array_index (places, CrLayoutArea, i);

      layout->width = MAX (layout->width, place->x + place->width);
      layout->height = MAX (layout->height, place->y + place->height);
    }
}

/* Moves everything to its component's place and turns it into the direction asked for. */
static void
move_components (CrLayout *layout, GArray *places, gboolean left_to_right)
{
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      CrLayoutBox *box = &g_array_index (layout->boxes, CrLayoutBox, i);
      const CrLayoutArea *place = &g_array_index (places, CrLayoutArea, box->component);

      box->x += place->x;
      box->y += place->y;
      if (left_to_right)
        swap (&box->x, &box->y);
    }
  for (guint i = 0; i < places->len; i++)
    {
      const CrLayoutArea *place = &g_array_index (places, CrLayoutArea, i);
      guint end = i + 1 < places->len ? g_array_index (places, CrLayoutArea, i + 1).first_point : layout->points->len;

      for (guint k = place->first_point; k < end; k++)
        {
          CrPoint *point = &g_array_index (layout->points, CrPoint, k);

          point->x += place->x;
          point->y += place->y;
          if (left_to_right)
            swap (&point->x, &point->y);
        }
    }
  if (left_to_right)
    swap (&layout->width, &layout->height);
}

gboolean
cr_layout_run (CrLayout *layout, const CrLayoutOptions *options)
{
  CrLayoutOptions filled = { 0 };
  g_autoptr (GArray) places = g_array_new (FALSE, TRUE, sizeof (CrLayoutArea));

  g_return_val_if_fail (layout != NULL, FALSE);

  if (options != NULL)
    filled = *options;
  filled.node_gap = filled.node_gap > 0 ? MIN (filled.node_gap, LARGEST) : NODE_GAP;
  filled.rank_gap = filled.rank_gap > 0 ? MIN (filled.rank_gap, LARGEST) : RANK_GAP;

  layout->turned = filled.left_to_right;
  reset (layout);
  if (!run_components (layout, &filled, places))
    {
      reset (layout);
      return FALSE;
    }
  place_components (layout, places, COMPONENT_GAP * filled.node_gap);
  move_components (layout, places, filled.left_to_right);
  return TRUE;
}
