/* Routes: what must hold of every one, on random graphs in both directions, and where edges meet boxes. */
#include "cr-layout-private.h"
#include "layout-check.h"

#include <math.h>

#define SLACK 1e-6

static CrPoint
turned (CrPoint point, gboolean turn)
{
  return turn ? (CrPoint){ point.y, point.x } : point;
}

static CheckGraph *
turned_graph (const CheckGraph *graph)
{
  CheckGraph *copy = check_graph_copy (graph);

  for (guint i = 0; i < copy->boxes->len; i++)
    {
      CheckBox *box = &g_array_index (copy->boxes, CheckBox, i);

      *box = (CheckBox){ box->height, box->width };
    }
  return copy;
}

/* Vertical at its ends, down all the way, with one tangent where two curves meet, inside the picture. */
static void
check_smooth (const CrLayout *layout, guint edge, gboolean turn)
{
  const CrPoint *points;
  guint n = cr_layout_get_route (layout, edge, &points);
  double width, height;

  cr_layout_get_size (layout, &width, &height);
  g_assert_cmpfloat_with_epsilon (turned (points[0], turn).x, turned (points[1], turn).x, SLACK);
  g_assert_cmpfloat_with_epsilon (turned (points[n - 1], turn).x, turned (points[n - 2], turn).x, SLACK);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (points[i].x >= -SLACK && points[i].x <= width + SLACK);
      g_assert_true (points[i].y >= -SLACK && points[i].y <= height + SLACK);
      if (i > 0)
        g_assert_cmpfloat (turned (points[i], turn).y, >=, turned (points[i - 1], turn).y - SLACK);
    }
  for (guint i = 3; i + 1 < n; i += 3)
    {
      CrPoint at = turned (points[i], turn), before = turned (points[i - 1], turn),
              after = turned (points[i + 1], turn);

      g_assert_cmpfloat_with_epsilon ((at.x - before.x) * (after.y - at.y), (after.x - at.x) * (at.y - before.y), 1e-3);
    }
}

static void
test_smooth (void)
{
  for (guint seed = 0; seed < 40; seed++)
    for (guint turn = 0; turn < 2; turn++)
      {
        g_autoptr (CheckGraph) graph = check_graph_new_random (seed, 3 + 3 * seed);
        g_autoptr (CheckGraph) other = turn ? turned_graph (graph) : check_graph_copy (graph);
        g_autoptr (CrLayout) layout = check_graph_fill (other);
        CrLayoutOptions options
            = { .left_to_right = turn, .straight_start = seed % 2 * 5, .straight_end = seed % 3 * 5 };

        g_assert_true (cr_layout_run (layout, &options));
        if (!turn)
          check_picture (other, layout);
        for (guint i = 0; i < graph->edges->len; i++)
          check_smooth (layout, i, turn);
      }
}

/* Along the straight trunk of a leaf that every step of a chain uses, no route bends at each rank that it passes. */
static void
test_trunk_is_one_line (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (400);
  g_autoptr (CrLayout) layout = NULL;
  guint leaf = check_graph_add_box (graph, 40, 20);

  for (guint i = 0; i < 400; i++)
    check_graph_add_edge (graph, leaf, i, 1);
  layout = check_graph_fill (graph);
  g_assert_true (cr_layout_run (layout, NULL));
  check_picture (graph, layout);
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrPoint *points;

      g_assert_cmpuint (cr_layout_get_route (layout, i, &points), <=, 1 + 3 * 12);
      check_smooth (layout, i, FALSE);
    }
}

/* A graph of layers of boxes with long edges between random ones, half of them very wide. */
static CrLayoutGraph *
new_tangle (guint seed)
{
  CrLayoutOptions options = { .node_gap = 18, .rank_gap = 36 };
  CrLayoutGraph *graph = cr_layout_graph_new (&options);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < 200; i++)
    {
      double width = g_rand_int_range (random, 0, 2) == 0 ? 30 : 400;
      CrLayoutSide side = { 6 - width / 2, width / 2 - 6 };
      CrLayoutNode node = { .width = width, .height = 28, .item = i, .enter = side, .leave = side };
      CrLayoutEdge edge = { .to = i, .from_at = NAN, .to_at = NAN };

      g_array_append_val (graph->nodes, node);
      for (guint k = 0; k < 2 && i > 0; k++)
        {
          edge.from = g_rand_int_range (random, 0, i);
          g_array_append_val (graph->edges, edge);
        }
    }
  graph->n_boxes = graph->nodes->len;
  return graph;
}

/* Where the curves p[0], p[1], ... are at a height, found by halving. */
static double
route_at (const CrPoint *p, double y)
{
  double low = 0, high = 1, t, s;

  while (p[3].y < y)
    p += 3;
  for (guint i = 0; i < 50; i++)
    {
      t = (low + high) / 2;
      s = 1 - t;
      if (s * s * s * p[0].y + 3 * s * s * t * p[1].y + 3 * s * t * t * p[2].y + t * t * t * p[3].y < y)
        low = t;
      else
        high = t;
    }
  return s * s * s * p[0].x + 3 * s * s * t * p[1].x + 3 * s * t * t * p[2].x + t * t * t * p[3].x;
}

/* Routes go through the middle of a rank in the order that was found for it, however steep they are. */
static void
test_order_as_drawn (void)
{
  for (guint seed = 0; seed < 8; seed++)
    {
      g_autoptr (CrLayoutGraph) graph = new_tangle (seed);
      g_autofree double *x = NULL;

      g_assert_true (cr_layout_graph_run (graph));
      x = g_new (double, graph->nodes->len);
      for (guint i = 0; i < graph->edges->len; i++)
        for (guint k = 0; k < cr_layout_edge (graph, i)->n_dummies; k++)
          {
            guint dummy = cr_layout_edge (graph, i)->first_dummy + k, rank = cr_layout_node (graph, dummy)->rank;

            x[dummy] = route_at (&g_array_index (graph->points, CrPoint, graph->route[i]),
                                 (graph->top[rank] + graph->bottom[rank]) / 2);
          }
      for (guint rank = 0; rank < graph->n_ranks; rank++)
        for (guint i = graph->layer.start[rank] + 1; i < graph->layer.start[rank + 1]; i++)
          {
            guint left = graph->layer.items[i - 1], right = graph->layer.items[i];

            if (cr_layout_is_dummy (graph, left) && cr_layout_is_dummy (graph, right))
              g_assert_cmpfloat (x[left], <, x[right]);
          }
    }
}

/* From left to right is the same picture with x and y exchanged. */
static void
test_directions (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_random (5, 60);
  g_autoptr (CheckGraph) other = turned_graph (graph);
  g_autoptr (CrLayout) down = check_graph_fill (graph);
  g_autoptr (CrLayout) right = check_graph_fill (other);
  CrLayoutOptions options = { .left_to_right = TRUE };
  const CrPoint *a, *b;

  g_assert_true (cr_layout_run (down, NULL));
  g_assert_true (cr_layout_run (right, &options));
  for (guint i = 0; i < graph->edges->len; i++)
    {
      guint n = cr_layout_get_route (down, i, &a);

      g_assert_cmpuint (cr_layout_get_route (right, i, &b), ==, n);
      for (guint k = 0; k < n; k++)
        g_assert_true (a[k].x == b[k].y && a[k].y == b[k].x);
    }
}

/* Edges enter in the order of their ports, whatever order their boxes have. */
static void
test_port_order (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      g_autoptr (CheckGraph) graph = check_graph_new_random (seed, 50);
      g_autoptr (CrLayout) layout = check_graph_fill (graph);

      g_assert_true (cr_layout_run (layout, NULL));
      for (guint i = 0; i < graph->edges->len; i++)
        for (guint k = 0; k < graph->edges->len; k++)
          {
            const CheckEdge *one = &g_array_index (graph->edges, CheckEdge, i);
            const CheckEdge *two = &g_array_index (graph->edges, CheckEdge, k);
            const CrPoint *a, *b;
            guint n = cr_layout_get_route (layout, i, &a), m = cr_layout_get_route (layout, k, &b);

            if (one->to == two->to && one->port < two->port)
              g_assert_cmpfloat (a[n - 1].x, <, b[m - 1].x);
          }
    }
}

/* Ends that are fixed are where they were fixed, and a column of such boxes is straight. */
static void
test_fixed_ends (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  const CrPoint *points;
  double x, y;

  for (guint i = 0; i < 3; i++)
    cr_layout_add_node (layout, 60, 20);
  cr_layout_set_edge_ends (layout, cr_layout_add_edge (layout, 0, 1, 0), 50, 10);
  cr_layout_set_edge_ends (layout, cr_layout_add_edge (layout, 1, 2, 0), NAN, 55);
  g_assert_true (cr_layout_run (layout, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (cr_layout_get_route (layout, i, &points), ==, 4);
      g_assert_cmpfloat_with_epsilon (points[0].x, points[3].x, SLACK);
      cr_layout_get_node (layout, i + 1, &x, &y);
      g_assert_cmpfloat_with_epsilon (points[3].x, x + (i == 0 ? 10 : 55), SLACK);
    }
  cr_layout_get_route (layout, 0, &points);
  cr_layout_get_node (layout, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (points[0].x, x + 50, SLACK);
}

/* An edge against the flow keeps its own ends. */
static void
test_fixed_ends_in_a_cycle (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  const CrPoint *points;
  double x, y;
  guint n;

  for (guint i = 0; i < 3; i++)
    cr_layout_add_node (layout, 60, 20);
  cr_layout_add_edge (layout, 0, 1, 0);
  cr_layout_add_edge (layout, 1, 2, 0);
  cr_layout_set_edge_ends (layout, cr_layout_add_edge (layout, 2, 0, 0), 5, 52);
  g_assert_true (cr_layout_run (layout, NULL));
  n = cr_layout_get_route (layout, 2, &points);
  cr_layout_get_node (layout, 2, &x, &y);
  g_assert_cmpfloat_with_epsilon (points[0].x, x + 5, SLACK);
  cr_layout_get_node (layout, 0, &x, &y);
  g_assert_cmpfloat_with_epsilon (points[n - 1].x, x + 52, SLACK);
}

/* Edges stay within the sides of their boxes, and the middles of those are above each other. */
static void
test_sides (void)
{
  for (guint turn = 0; turn < 2; turn++)
    {
      g_autoptr (CrLayout) layout = cr_layout_new ();
      CrLayoutOptions options = { .left_to_right = turn };
      const CrPoint *points;
      double x, y;

      for (guint i = 0; i < 2; i++)
        cr_layout_add_node (layout, turn ? 20 : 80, turn ? 80 : 20);
      cr_layout_set_node_sides (layout, 0, (CrLayoutSide){ NAN, NAN }, (CrLayoutSide){ 60, 70 });
      cr_layout_set_node_sides (layout, 1, (CrLayoutSide){ 10, 14 }, (CrLayoutSide){ NAN, NAN });
      cr_layout_add_edge (layout, 0, 1, 0);
      g_assert_true (cr_layout_run (layout, &options));
      g_assert_cmpuint (cr_layout_get_route (layout, 0, &points), ==, 4);
      cr_layout_get_node (layout, 0, &x, &y);
      g_assert_cmpfloat_with_epsilon (turned (points[0], turn).x, turned ((CrPoint){ x, y }, turn).x + 65, SLACK);
      cr_layout_get_node (layout, 1, &x, &y);
      g_assert_cmpfloat_with_epsilon (turned (points[3], turn).x, turned ((CrPoint){ x, y }, turn).x + 12, SLACK);
    }
}

/* A narrow operation between wide boxes leans towards the argument beside it; its column stays straight. */
static void
test_lean (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  const CrPoint *points;
  double x, y;

  for (guint i = 0; i < 5; i++)
    cr_layout_add_node (layout, i % 2 == 1 ? 40 : 200, 20);
  cr_layout_add_node (layout, 200, 20);
  for (guint i = 0; i < 4; i++)
    cr_layout_add_edge (layout, i, i + 1, 0);
  cr_layout_add_edge (layout, 5, 3, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  cr_layout_get_node (layout, 1, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 80, SLACK);
  cr_layout_get_node (layout, 3, &x, &y);
  g_assert_cmpfloat (x, >, 110);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (cr_layout_get_route (layout, i, &points), ==, 4);
      g_assert_cmpfloat_with_epsilon (points[0].x, points[3].x, SLACK);
    }
}

static void
pull_taut (const double *low, const double *high, guint n, double wish, double *x, double *slope)
{
  g_autofree double *y = g_new (double, n), *left = g_memdup2 (low, n * sizeof (double));
  g_autofree double *right = g_memdup2 (high, n * sizeof (double));
  g_autofree guint *scratch = g_new (guint, 3 * n);

  for (guint i = 0; i < n; i++)
    y[i] = 10 * i;
  cr_layout_taut (y, left, right, n, wish, x, slope, scratch);
}

static void
assert_numbers (const double *numbers, const double *expected, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (numbers[i], expected[i], 1e-9);
}

/* A vertical line if there is one, as wished; else as short a way as gates allow, bent at their ends only. */
static void
test_taut (void)
{
  double x[5], slope[5];

  pull_taut ((double[]){ 0, -5, 2 }, (double[]){ 10, 8, 20 }, 3, 50, x, slope);
  assert_numbers (x, (double[]){ 8, 8, 8 }, 3);
  pull_taut ((double[]){ 0, -5, 2 }, (double[]){ 10, 8, 20 }, 3, 4, x, slope);
  assert_numbers (x, (double[]){ 4, 4, 4 }, 3);
  /* straight across */
  pull_taut ((double[]){ 0, -99, -99, 30 }, (double[]){ 0, 99, 99, 40 }, 4, 0, x, slope);
  assert_numbers (x, (double[]){ 0, 10, 20, 30 }, 4);
  assert_numbers (slope, (double[]){ 0, 1, 1, 0 }, 4);
  /* round the end of a gate, where it turns back */
  pull_taut ((double[]){ 0, -99, 20, -99, 0 }, (double[]){ 0, 99, 99, 99, 0 }, 5, 0, x, slope);
  assert_numbers (x, (double[]){ 0, 10, 20, 10, 0 }, 5);
  assert_numbers (slope, (double[]){ 0, 1, 0, -1, 0 }, 5);
  /* first left, then right */
  pull_taut ((double[]){ 0, -30, -99, 20, 20 }, (double[]){ 0, -10, 99, 99, 20 }, 5, 0, x, slope);
  assert_numbers (x, (double[]){ 0, -10, 5, 20, 20 }, 5);
}

/* As short as any way: against points tried on a grid. */
static void
test_taut_shortest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 300; round++)
    {
      double low[6], high[6], x[6], slope[6], best[21] = { 0 }, length = 0;

      for (guint i = 0; i < 6; i++)
        {
          low[i] = g_rand_int_range (rand, 0, 19);
          high[i] = MIN (20, low[i] + g_rand_int_range (rand, 0, 8));
        }
      pull_taut (low, high, 6, 0, x, slope);
      for (guint i = 0; i < 6; i++)
        {
          double next[21];

          g_assert_true (x[i] >= low[i] - SLACK && x[i] <= high[i] + SLACK);
          length += i > 0 ? hypot (x[i] - x[i - 1], 10) : 0;
          for (guint k = 0; k <= 20; k++)
            {
              next[k] = k < low[i] || k > high[i] ? G_MAXDOUBLE : i == 0 ? 0 : G_MAXDOUBLE;
              for (guint from = 0; from <= 20 && i > 0 && k >= low[i] && k <= high[i]; from++)
                if (best[from] < G_MAXDOUBLE)
                  next[k] = MIN (next[k], best[from] + hypot ((double)k - from, 10));
            }
          for (guint k = 0; k <= 20; k++)
            best[k] = next[k];
        }
      for (guint k = 0; k <= 20; k++)
        g_assert_cmpfloat (length, <=, best[k] + SLACK);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/routes/smooth", test_smooth);
  g_test_add_func ("/ui/layout/routes/trunk-is-one-line", test_trunk_is_one_line);
  g_test_add_func ("/ui/layout/routes/order-as-drawn", test_order_as_drawn);
  g_test_add_func ("/ui/layout/routes/directions", test_directions);
  g_test_add_func ("/ui/layout/routes/port-order", test_port_order);
  g_test_add_func ("/ui/layout/routes/fixed-ends", test_fixed_ends);
  g_test_add_func ("/ui/layout/routes/fixed-ends-in-a-cycle", test_fixed_ends_in_a_cycle);
  g_test_add_func ("/ui/layout/routes/sides", test_sides);
  g_test_add_func ("/ui/layout/routes/lean", test_lean);
  g_test_add_func ("/ui/layout/routes/taut", test_taut);
  g_test_add_func ("/ui/layout/routes/taut-shortest", test_taut_shortest);
  return g_test_run ();
}
