/* Graphs for tests, and checks of their pictures. */
#include "layout-check.h"

#include <stdlib.h>

#define NODE_GAP 18
#define RANK_GAP 36
#define SLACK 1e-6

CheckGraph *
check_graph_new (void)
{
  CheckGraph *graph = g_new0 (CheckGraph, 1);

  graph->boxes = g_array_new (FALSE, FALSE, sizeof (CheckBox));
  graph->edges = g_array_new (FALSE, FALSE, sizeof (CheckEdge));
  return graph;
}

CheckGraph *
check_graph_copy (const CheckGraph *graph)
{
  CheckGraph *copy = g_new0 (CheckGraph, 1);

  copy->boxes = g_array_copy (graph->boxes);
  copy->edges = g_array_copy (graph->edges);
  return copy;
}

void
check_graph_free (CheckGraph *graph)
{
  g_array_unref (graph->boxes);
  g_array_unref (graph->edges);
  g_free (graph);
}

guint
check_graph_add_box (CheckGraph *graph, double width, double height)
{
  CheckBox box = { width, height };

  g_array_append_val (graph->boxes, box);
  return graph->boxes->len - 1;
}

guint
check_graph_add_edge (CheckGraph *graph, guint from, guint to, guint port)
{
  CheckEdge edge = { from, to, port };

  g_array_append_val (graph->edges, edge);
  return graph->edges->len - 1;
}

CheckGraph *
check_graph_new_chain (guint n)
{
  CheckGraph *graph = check_graph_new ();

  for (guint i = 0; i < n; i++)
    check_graph_add_box (graph, 40, 20);
  for (guint i = 1; i < n; i++)
    check_graph_add_edge (graph, i - 1, i, 0);
  return graph;
}

CheckGraph *
check_graph_new_random (guint32 seed, guint n_boxes)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  CheckGraph *graph = check_graph_new ();

  for (guint i = 0; i < n_boxes; i++)
    {
      guint box = check_graph_add_box (graph, g_rand_int_range (rand, 20, 140), g_rand_int_range (rand, 16, 60));
      guint n_inputs = i == 0 ? 0 : g_rand_int_range (rand, 1, 3);

      for (guint k = 0; k < n_inputs; k++)
        check_graph_add_edge (graph, i - g_rand_int_range (rand, 1, MIN (i, k == 0 ? 3 : 12) + 1), box, k);
    }
  return graph;
}

CrLayout *
check_graph_fill (const CheckGraph *graph)
{
  CrLayout *layout = cr_layout_new ();

  for (guint i = 0; i < graph->boxes->len; i++)
    {
      const CheckBox *box = &g_array_index (graph->boxes, CheckBox, i);

      cr_layout_add_node (layout, box->width, box->height);
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CheckEdge *edge = &g_array_index (graph->edges, CheckEdge, i);

      cr_layout_add_edge (layout, edge->from, edge->to, edge->port);
    }
  return layout;
}

typedef struct
{
  double x, y, width, height;
} Placed;

static Placed
get_placed (const CheckGraph *graph, const CrLayout *layout, guint i)
{
  const CheckBox *box = &g_array_index (graph->boxes, CheckBox, i);
  Placed placed = { .width = box->width, .height = box->height };

  cr_layout_get_node (layout, i, &placed.x, &placed.y);
  return placed;
}

static gint
compare_tops (gconstpointer a, gconstpointer b)
{
  const Placed *x = a, *y = b;

  return x->y < y->y ? -1 : x->y > y->y;
}

static gboolean
apart (double low_a, double size_a, double low_b, double size_b, double gap)
{
  return low_a + size_a + gap <= low_b + SLACK || low_b + size_b + gap <= low_a + SLACK;
}

void
check_boxes (const CheckGraph *graph, const CrLayout *layout)
{
  guint n = graph->boxes->len;
  g_autofree Placed *placed = g_new (Placed, n + 1);
  double width, height;

  cr_layout_get_size (layout, &width, &height);
  for (guint i = 0; i < n; i++)
    {
      placed[i] = get_placed (graph, layout, i);
      g_assert_true (placed[i].x >= -SLACK && placed[i].x + placed[i].width <= width + SLACK);
      g_assert_true (placed[i].y >= -SLACK && placed[i].y + placed[i].height <= height + SLACK);
    }
  qsort (placed, n, sizeof (Placed), compare_tops);
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n && placed[k].y < placed[i].y + placed[i].height + RANK_GAP - SLACK; k++)
      g_assert_true (apart (placed[i].x, placed[i].width, placed[k].x, placed[k].width, NODE_GAP)
                     || apart (placed[i].y, placed[i].height, placed[k].y, placed[k].height, RANK_GAP));
}

static double
bezier (double a, double b, double c, double d, double t)
{
  double s = 1 - t;

  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

static void
check_touches_no_other (const CheckGraph *graph, const Placed *placed, const CheckEdge *edge, double x, double y)
{
  for (guint i = 0; i < graph->boxes->len; i++)
    if (i != edge->from && i != edge->to)
      g_assert_false (x > placed[i].x - SLACK && x < placed[i].x + placed[i].width + SLACK && y > placed[i].y - SLACK
                      && y < placed[i].y + placed[i].height + SLACK);
}

static void
check_route (const CheckGraph *graph, const CrLayout *layout, const Placed *placed, guint number)
{
  const CheckEdge *edge = &g_array_index (graph->edges, CheckEdge, number);
  const Placed *from = &placed[edge->from], *to = &placed[edge->to];
  const CrPoint *p;
  guint n = cr_layout_get_route (layout, number, &p);

  g_assert_cmpuint (n, >=, 4);
  g_assert_cmpuint (n % 3, ==, 1);
  g_assert_cmpfloat_with_epsilon (p[0].y, from->y + from->height, SLACK);
  g_assert_true (p[0].x >= from->x - SLACK && p[0].x <= from->x + from->width + SLACK);
  g_assert_cmpfloat_with_epsilon (p[n - 1].y, to->y, SLACK);
  g_assert_true (p[n - 1].x >= to->x - SLACK && p[n - 1].x <= to->x + to->width + SLACK);
  for (guint i = 0; i + 3 < n; i += 3)
    for (double t = 0; t <= 1; t += 0.125)
      check_touches_no_other (graph, placed, edge, bezier (p[i].x, p[i + 1].x, p[i + 2].x, p[i + 3].x, t),
                              bezier (p[i].y, p[i + 1].y, p[i + 2].y, p[i + 3].y, t));
}

void
check_picture (const CheckGraph *graph, const CrLayout *layout)
{
  g_autofree Placed *placed = g_new (Placed, graph->boxes->len + 1);

  check_boxes (graph, layout);
  for (guint i = 0; i < graph->boxes->len; i++)
    placed[i] = get_placed (graph, layout, i);
  for (guint i = 0; i < graph->edges->len; i++)
    check_route (graph, layout, placed, i);
}
