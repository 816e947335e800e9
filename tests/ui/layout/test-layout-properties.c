/* What must hold for any graph: boxes keep their gaps, edges run down, routes go from border to
 * border and touch no other box, the same graph gives the same picture. */
#include "cr-layout.h"

#define NODE_GAP 18
#define RANK_GAP 36
#define SLACK 1e-6

typedef struct
{
  CrLayout *layout;
  guint n_nodes, n_edges;
  double *width, *height;
  guint *from, *to;
} Graph;

static void
graph_clear (Graph *graph)
{
  cr_layout_free (graph->layout);
  g_free (graph->width);
  g_free (graph->height);
  g_free (graph->from);
  g_free (graph->to);
}

/* Edges lead from lower to higher numbers, mostly near ones, so that the graph is acyclic. */
static Graph
random_graph (guint32 seed, guint n_nodes, guint n_edges, guint reach)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Graph graph = { cr_layout_new (), n_nodes, n_edges };

  graph.width = g_new (double, n_nodes);
  graph.height = g_new (double, n_nodes);
  graph.from = g_new (guint, n_edges);
  graph.to = g_new (guint, n_edges);
  for (guint i = 0; i < n_nodes; i++)
    {
      graph.width[i] = g_rand_int_range (rand, 10, 150);
      graph.height[i] = g_rand_int_range (rand, 10, 60);
      cr_layout_add_node (graph.layout, graph.width[i], graph.height[i]);
    }
  for (guint i = 0; i < n_edges; i++)
    {
      graph.to[i] = g_rand_int_range (rand, 1, n_nodes);
      graph.from[i] = graph.to[i] - g_rand_int_range (rand, 1, MIN (graph.to[i], reach) + 1);
      cr_layout_add_edge (graph.layout, graph.from[i], graph.to[i], g_rand_int_range (rand, 0, 3));
    }
  return graph;
}

static gboolean
apart (double low_a, double size_a, double low_b, double size_b, double gap)
{
  return low_a + size_a + gap <= low_b + SLACK || low_b + size_b + gap <= low_a + SLACK;
}

static void
check_boxes (const Graph *graph)
{
  double width, height;

  cr_layout_get_size (graph->layout, &width, &height);
  for (guint i = 0; i < graph->n_nodes; i++)
    {
      double x, y;

      cr_layout_get_node (graph->layout, i, &x, &y);
      g_assert_cmpfloat (x, >=, -SLACK);
      g_assert_cmpfloat (y, >=, -SLACK);
      g_assert_cmpfloat (x + graph->width[i], <=, width + SLACK);
      g_assert_cmpfloat (y + graph->height[i], <=, height + SLACK);
      for (guint k = 0; k < i; k++)
        {
          double other_x, other_y;

          cr_layout_get_node (graph->layout, k, &other_x, &other_y);
          g_assert_true (apart (x, graph->width[i], other_x, graph->width[k], NODE_GAP)
                         || apart (y, graph->height[i], other_y, graph->height[k], RANK_GAP));
        }
    }
}

static double
bezier (double a, double b, double c, double d, double t)
{
  double s = 1 - t;

  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

static void
check_touches_no_other (const Graph *graph, guint edge, double x, double y)
{
  for (guint i = 0; i < graph->n_nodes; i++)
    {
      double left, top;

      if (i == graph->from[edge] || i == graph->to[edge])
        continue;
      cr_layout_get_node (graph->layout, i, &left, &top);
      g_assert_false (x > left - SLACK && x < left + graph->width[i] + SLACK && y > top - SLACK
                      && y < top + graph->height[i] + SLACK);
    }
}

static void
check_route (const Graph *graph, guint edge)
{
  const CrPoint *points;
  guint n = cr_layout_get_route (graph->layout, edge, &points);
  guint from = graph->from[edge], to = graph->to[edge];
  double x, y;

  g_assert_cmpuint (n, >=, 4);
  g_assert_cmpuint (n % 3, ==, 1);
  g_assert_cmpint (cr_layout_get_rank (graph->layout, from), <, cr_layout_get_rank (graph->layout, to));
  cr_layout_get_node (graph->layout, from, &x, &y);
  g_assert_cmpfloat_with_epsilon (points[0].y, y + graph->height[from], SLACK);
  g_assert_true (points[0].x >= x && points[0].x <= x + graph->width[from]);
  cr_layout_get_node (graph->layout, to, &x, &y);
  g_assert_cmpfloat_with_epsilon (points[n - 1].y, y, SLACK);
  g_assert_true (points[n - 1].x >= x && points[n - 1].x <= x + graph->width[to]);
  g_assert_cmpfloat (points[n - 1].y - points[0].y, >=, RANK_GAP - SLACK);

  for (guint i = 0; i + 3 < n; i += 3)
    for (double t = 0; t <= 1; t += 0.125)
      check_touches_no_other (graph, edge, bezier (points[i].x, points[i + 1].x, points[i + 2].x, points[i + 3].x, t),
                              bezier (points[i].y, points[i + 1].y, points[i + 2].y, points[i + 3].y, t));
}

static void
test_random (void)
{
  for (guint seed = 0; seed < 60; seed++)
    {
      Graph graph = random_graph (seed, 2 + seed, 1 + seed * 3 / 2, seed % 3 == 0 ? 1000 : 6);

      g_assert_true (cr_layout_run (graph.layout, NULL));
      check_boxes (&graph);
      for (guint i = 0; i < graph.n_edges; i++)
        check_route (&graph, i);
      graph_clear (&graph);
    }
}

static void
test_same_again (void)
{
  Graph one = random_graph (7, 300, 450, 30), two = random_graph (7, 300, 450, 30);

  g_assert_true (cr_layout_run (one.layout, NULL));
  g_assert_true (cr_layout_run (two.layout, NULL));
  g_assert_true (cr_layout_run (two.layout, NULL));
  for (guint i = 0; i < one.n_nodes; i++)
    {
      double x1, y1, x2, y2;

      cr_layout_get_node (one.layout, i, &x1, &y1);
      cr_layout_get_node (two.layout, i, &x2, &y2);
      g_assert_true (x1 == x2 && y1 == y2);
    }
  graph_clear (&one);
  graph_clear (&two);
}

static void
test_argument_order (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  guint edges[5], sum;
  double before = -1;

  sum = cr_layout_add_node (layout, 120, 20);
  for (guint i = 0; i < 5; i++)
    edges[i] = cr_layout_add_edge (layout, cr_layout_add_node (layout, 30, 20), sum, i);
  g_assert_true (cr_layout_run (layout, NULL));
  for (guint i = 0; i < 5; i++)
    {
      const CrPoint *points;
      guint n = cr_layout_get_route (layout, edges[i], &points);

      g_assert_cmpfloat (points[n - 1].x, >, before + 5);
      before = points[n - 1].x;
    }
}

/* A parameter that sixty steps use, and a sum of all of them: trunks, and no box is touched. */
static void
test_trunks (void)
{
  Graph graph = { cr_layout_new (), 62, 180 };
  guint n = 0;

  graph.width = g_new (double, 62);
  graph.height = g_new (double, 62);
  graph.from = g_new (guint, 180);
  graph.to = g_new (guint, 180);
  for (guint i = 0; i < 62; i++)
    cr_layout_add_node (graph.layout, graph.width[i] = 40, graph.height[i] = 20);
  for (guint i = 1; i <= 60; i++)
    {
      guint pairs[3][2] = { { 0, i }, { i, 61 }, { MAX (i, 2) - 1, MAX (i, 2) } };

      for (guint k = 0; k < 3; k++, n++)
        {
          graph.from[n] = pairs[k][0];
          graph.to[n] = pairs[k][1];
          cr_layout_add_edge (graph.layout, pairs[k][0], pairs[k][1], i);
        }
    }
  g_assert_true (cr_layout_run (graph.layout, NULL));
  check_boxes (&graph);
  for (guint i = 0; i < n; i++)
    check_route (&graph, i);
  graph_clear (&graph);
}

/* More long edges than there can be dummies: the rest takes lanes, right of all boxes, with the
 * same promises. */
static void
test_lanes (void)
{
  Graph graph = random_graph (3, 300, 1100, 1000);
  double right = 0, furthest = 0;

  for (guint i = 1; i < 300; i++)
    cr_layout_add_edge (graph.layout, i - 1, i, 0);
  g_assert_true (cr_layout_run (graph.layout, NULL));
  check_boxes (&graph);
  for (guint i = 0; i < 300; i++)
    {
      double x;

      cr_layout_get_node (graph.layout, i, &x, NULL);
      right = MAX (right, x + graph.width[i]);
    }
  for (guint i = 0; i < graph.n_edges; i++)
    {
      const CrPoint *points;
      guint n = cr_layout_get_route (graph.layout, i, &points);

      check_route (&graph, i);
      for (guint k = 0; k < n; k++)
        furthest = MAX (furthest, points[k].x);
    }
  g_assert_cmpfloat (furthest, >=, right + NODE_GAP);
  graph_clear (&graph);
}

static void
test_deep (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  double x, y;

  cr_layout_add_node (layout, 40, 20);
  for (guint i = 1; i < 100000; i++)
    cr_layout_add_edge (layout, i - 1, cr_layout_add_node (layout, 40, 20), 0);
  cr_layout_add_edge (layout, 0, 99999, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  cr_layout_get_node (layout, 99999, &x, &y);
  g_assert_cmpfloat_with_epsilon (y, 99999.0 * 56, 1e-3);
  g_assert_cmpint (cr_layout_get_rank (layout, 99999), ==, 99999);
}

/* Ten thousand uses of one leaf along a chain would need fifty million dummies without a trunk. */
static void
test_shared_leaf (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  double width;

  cr_layout_add_node (layout, 40, 20);
  cr_layout_add_node (layout, 40, 20);
  for (guint i = 2; i < 10000; i++)
    {
      cr_layout_add_node (layout, 40, 20);
      cr_layout_add_edge (layout, i - 1, i, 0);
      cr_layout_add_edge (layout, 0, i, 1);
    }
  g_assert_true (cr_layout_run (layout, NULL));
  cr_layout_get_size (layout, &width, NULL);
  g_assert_cmpfloat (width, <, 200);
}

static void
test_many_components (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  double width, height;

  for (guint i = 0; i < 2500; i++)
    cr_layout_add_node (layout, 20, 20);
  g_assert_true (cr_layout_run (layout, NULL));
  cr_layout_get_size (layout, &width, &height);
  g_assert_cmpfloat (width, <, 8 * height);
  g_assert_cmpfloat (height, <, 8 * width);
}

static gpointer
cancel_soon (gpointer cancel)
{
  g_usleep (2000);
  g_atomic_int_set ((gint *)cancel, 1);
  return NULL;
}

/* Whatever pass it is in when the flag is set, it stops, or had finished before. */
static void
test_cancel_midway (void)
{
  Graph graph = random_graph (11, 20000, 40000, 400);
  gint cancel = 0;
  CrLayoutOptions options = { .cancel = &cancel };
  GThread *thread = g_thread_new ("cancel", cancel_soon, &cancel);

  if (!cr_layout_run (graph.layout, &options))
    g_assert_cmpuint (cr_layout_get_route (graph.layout, 0, NULL), ==, 0);
  else
    g_assert_cmpuint (cr_layout_get_route (graph.layout, 0, NULL), >=, 4);
  g_thread_join (thread);
  g_assert_false (cr_layout_run (graph.layout, &options));
  graph_clear (&graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/properties/random", test_random);
  g_test_add_func ("/ui/layout/properties/same-again", test_same_again);
  g_test_add_func ("/ui/layout/properties/argument-order", test_argument_order);
  g_test_add_func ("/ui/layout/properties/trunks", test_trunks);
  g_test_add_func ("/ui/layout/properties/lanes", test_lanes);
  g_test_add_func ("/ui/layout/properties/deep", test_deep);
  g_test_add_func ("/ui/layout/properties/shared-leaf", test_shared_leaf);
  g_test_add_func ("/ui/layout/properties/many-components", test_many_components);
  g_test_add_func ("/ui/layout/properties/cancel-midway", test_cancel_midway);
  return g_test_run ();
}
