/* The layout on small graphs, with answers worked out by hand. Gaps are the defaults, 18 and 36. */
#include "cr-layout-private.h"

static void
assert_at (const CrLayout *layout, guint node, double x, double y)
{
  double at_x, at_y;

  cr_layout_get_node (layout, node, &at_x, &at_y);
  g_assert_cmpfloat_with_epsilon (at_x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (at_y, y, 1e-9);
}

static void
assert_size (const CrLayout *layout, double width, double height)
{
  double w, h;

  cr_layout_get_size (layout, &w, &h);
  g_assert_cmpfloat_with_epsilon (w, width, 1e-9);
  g_assert_cmpfloat_with_epsilon (h, height, 1e-9);
}

static void
assert_point (const CrPoint *point, double x, double y)
{
  g_assert_cmpfloat_with_epsilon (point->x, x, 1e-9);
  g_assert_cmpfloat_with_epsilon (point->y, y, 1e-9);
}

static CrLayout *
boxes (guint n)
{
  CrLayout *layout = cr_layout_new ();

  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (cr_layout_add_node (layout, 40, 20), ==, i);
  return layout;
}

static void
test_empty (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();

  g_assert_true (cr_layout_run (layout, NULL));
  assert_size (layout, 0, 0);
  assert_at (layout, 0, 0, 0);
  g_assert_cmpint (cr_layout_get_rank (layout, 0), ==, -1);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, NULL), ==, 0);
}

static void
test_one (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();

  cr_layout_add_node (layout, 70, 30);
  g_assert_cmpint (cr_layout_get_rank (layout, 0), ==, -1);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 0, 0, 0);
  assert_size (layout, 70, 30);
  g_assert_cmpint (cr_layout_get_rank (layout, 0), ==, 0);
}

static void
test_bad_sizes (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();

  cr_layout_add_node (layout, -5, 1.0 / 0.0);
  cr_layout_add_node (layout, 0.0 / 0.0, 0);
  cr_layout_add_edge (layout, 0, 1, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 1, 0, 36);
  assert_size (layout, 0, 36);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, NULL), ==, 4);
}

/* Two boxes of different size: centres above each other, the line straight between borders. */
static void
test_pair (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  const CrPoint *points;

  cr_layout_add_node (layout, 40, 20);
  cr_layout_add_node (layout, 60, 30);
  g_assert_cmpuint (cr_layout_add_edge (layout, 0, 1, 0), ==, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 0, 10, 0);
  assert_at (layout, 1, 0, 56);
  assert_size (layout, 60, 86);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, &points), ==, 4);
  assert_point (&points[0], 30, 20);
  assert_point (&points[1], 30, 32);
  assert_point (&points[2], 30, 44);
  assert_point (&points[3], 30, 56);
}

static void
test_left_to_right (void)
{
  g_autoptr (CrLayout) layout = cr_layout_new ();
  CrLayoutOptions options = { .left_to_right = TRUE, .rank_gap = 50 };
  const CrPoint *points;

  cr_layout_add_node (layout, 40, 20);
  cr_layout_add_node (layout, 60, 30);
  cr_layout_add_edge (layout, 0, 1, 0);
  g_assert_true (cr_layout_run (layout, &options));
  assert_at (layout, 0, 0, 5);
  assert_at (layout, 1, 90, 0);
  assert_size (layout, 150, 30);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, &points), ==, 4);
  assert_point (&points[0], 40, 15);
  assert_point (&points[3], 90, 15);
}

/* x and w into an operation, alike: it stands amidst them, and its links go to what is nearest of its top. Edges keep
 * away from corners by 6, so a box of 40 has room 28 for them, of which each of two leaves the other 16. */
static void
test_arguments (void)
{
  g_autoptr (CrLayout) layout = boxes (3);
  const CrPoint *points;

  cr_layout_add_edge (layout, 0, 2, 0);
  cr_layout_add_edge (layout, 1, 2, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 0, 0, 0);
  assert_at (layout, 1, 58, 0);
  assert_at (layout, 2, 29, 56);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, &points), ==, 4);
  assert_point (&points[0], 34, 20);
  assert_point (&points[1], 34, 32);
  assert_point (&points[2], 35, 44);
  assert_point (&points[3], 35, 56);
  g_assert_cmpuint (cr_layout_get_route (layout, 1, &points), ==, 4);
  assert_point (&points[0], 64, 20);
  assert_point (&points[3], 63, 56);
}

/* The deeper argument is the straight one; the other comes in at the side, straight too where the box is wide. */
static void
test_spine (void)
{
  g_autoptr (CrLayout) layout = boxes (3);
  const CrPoint *points;

  cr_layout_add_node (layout, 100, 20);
  cr_layout_add_edge (layout, 0, 1, 0); /* 0 -> 1 -> 3 */
  cr_layout_add_edge (layout, 1, 3, 0);
  cr_layout_add_edge (layout, 2, 3, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 0, 30, 0);
  assert_at (layout, 1, 30, 56);
  assert_at (layout, 2, 88, 56);
  assert_at (layout, 3, 0, 112);
  g_assert_cmpuint (cr_layout_get_route (layout, 1, &points), ==, 4);
  assert_point (&points[0], 50, 76);
  assert_point (&points[3], 50, 112);
  g_assert_cmpuint (cr_layout_get_route (layout, 2, &points), ==, 4);
  assert_point (&points[0], 94, 76);
  assert_point (&points[3], 94, 112);
}

/* The same with the ports the other way round: order of adding does not count, ports do. */
static void
test_ports (void)
{
  g_autoptr (CrLayout) layout = boxes (3);

  cr_layout_add_edge (layout, 0, 2, 1);
  cr_layout_add_edge (layout, 1, 2, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 1, 0, 0);
  assert_at (layout, 0, 58, 0);
}

/* A leaf that is used late sits right above its use, one that is used twice above the first. */
static void
test_leaves (void)
{
  g_autoptr (CrLayout) layout = boxes (6);

  cr_layout_add_edge (layout, 0, 1, 0); /* 0 -> 1 -> 2 -> 3 */
  cr_layout_add_edge (layout, 1, 2, 0);
  cr_layout_add_edge (layout, 2, 3, 0);
  cr_layout_add_edge (layout, 4, 3, 1);
  cr_layout_add_edge (layout, 5, 2, 1);
  cr_layout_add_edge (layout, 5, 3, 2);
  g_assert_true (cr_layout_run (layout, NULL));
  g_assert_cmpint (cr_layout_get_rank (layout, 3), ==, 3);
  g_assert_cmpint (cr_layout_get_rank (layout, 4), ==, 2);
  g_assert_cmpint (cr_layout_get_rank (layout, 5), ==, 1);
}

/* A subexpression of its own leaves moves down as a whole: no edge is longer than needed. */
static void
test_subexpression (void)
{
  g_autoptr (CrLayout) layout = boxes (7);

  cr_layout_add_edge (layout, 0, 1, 0); /* 0 -> 1 -> 2 -> 3 */
  cr_layout_add_edge (layout, 1, 2, 0);
  cr_layout_add_edge (layout, 2, 3, 0);
  cr_layout_add_edge (layout, 4, 6, 0); /* 4, 5 -> 6 -> 3 */
  cr_layout_add_edge (layout, 5, 6, 1);
  cr_layout_add_edge (layout, 6, 3, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  g_assert_cmpint (cr_layout_get_rank (layout, 6), ==, 2);
  g_assert_cmpint (cr_layout_get_rank (layout, 4), ==, 1);
  g_assert_cmpint (cr_layout_get_rank (layout, 5), ==, 1);
}

/* x * x: two links side by side, both straight down at the first, in order of ports. */
static void
test_twice (void)
{
  g_autoptr (CrLayout) layout = boxes (2);
  const CrPoint *first, *second;

  cr_layout_add_edge (layout, 0, 1, 1);
  cr_layout_add_edge (layout, 0, 1, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  g_assert_cmpuint (cr_layout_get_route (layout, 0, &second), ==, 4);
  g_assert_cmpuint (cr_layout_get_route (layout, 1, &first), ==, 4);
  g_assert_cmpfloat (first[0].x, <, second[0].x);
  g_assert_cmpfloat (first[3].x, <, second[3].x);
}

/* An edge that skips two boxes goes past them in a straight line at a distance. */
static void
test_long_edge (void)
{
  g_autoptr (CrLayout) layout = boxes (4);
  const CrPoint *points;
  guint n;

  cr_layout_add_edge (layout, 0, 1, 0);
  cr_layout_add_edge (layout, 1, 2, 0);
  cr_layout_add_edge (layout, 2, 3, 0);
  cr_layout_add_edge (layout, 0, 3, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  n = cr_layout_get_route (layout, 3, &points);
  g_assert_cmpuint (n, ==, 10); /* out, down, in */
  assert_point (&points[0], 34, 20);
  assert_point (&points[3], 49, 52);
  assert_point (&points[6], 49, 136);
  assert_point (&points[9], 34, 168);
}

static void
test_components (void)
{
  g_autoptr (CrLayout) layout = boxes (4);

  cr_layout_add_edge (layout, 0, 3, 0);
  cr_layout_add_edge (layout, 1, 2, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_at (layout, 0, 0, 0);
  assert_at (layout, 3, 0, 56);
  assert_at (layout, 1, 76, 0);
  assert_at (layout, 2, 76, 56);
  assert_size (layout, 116, 76);
}

static void
test_cycle (void)
{
  g_autoptr (CrLayout) layout = boxes (3);
  const CrPoint *points;

  cr_layout_add_edge (layout, 0, 1, 0);
  cr_layout_add_edge (layout, 1, 2, 0);
  cr_layout_add_edge (layout, 2, 0, 0);
  g_assert_true (cr_layout_run (layout, NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (cr_layout_get_rank (layout, i), ==, i);
  g_assert_cmpuint (cr_layout_get_route (layout, 2, &points), ==, 10);
  g_assert_cmpfloat (points[0].y, ==, 112); /* leaves the last box at its top */
  g_assert_cmpfloat (points[9].y, ==, 20);
}

static void
test_loop (void)
{
  g_autoptr (CrLayout) layout = boxes (2);
  const CrPoint *points;
  double x, y;

  cr_layout_add_edge (layout, 0, 1, 0);
  cr_layout_add_edge (layout, 1, 1, 1);
  g_assert_true (cr_layout_run (layout, NULL));
  cr_layout_get_node (layout, 1, &x, &y);
  g_assert_cmpuint (cr_layout_get_route (layout, 1, &points), ==, 4);
  assert_point (&points[0], x + 40, y + 5);
  assert_point (&points[3], x + 40, y + 15);
}

static void
test_unknown_node (void)
{
  g_autoptr (CrLayout) layout = boxes (2);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*from < layout->boxes->len*");
  g_assert_cmpuint (cr_layout_add_edge (layout, 0, 2, 0), ==, G_MAXUINT);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (cr_layout_get_n_edges (layout), ==, 0);
  g_assert_cmpuint (cr_layout_get_n_nodes (layout), ==, 2);
}

static void
test_cancel (void)
{
  g_autoptr (CrLayout) layout = boxes (3);
  gint cancel = 0;
  CrLayoutOptions options = { .cancel = &cancel };

  cr_layout_add_edge (layout, 0, 1, 0);
  g_assert_true (cr_layout_run (layout, &options));
  g_atomic_int_set (&cancel, 1);
  g_assert_false (cr_layout_run (layout, &options));
  assert_at (layout, 1, 0, 0);
  assert_size (layout, 0, 0);
  g_assert_cmpuint (cr_layout_get_route (layout, 0, NULL), ==, 0);
  g_assert_cmpint (cr_layout_get_rank (layout, 1), ==, -1);
}

/* All links between n boxes and n others cross in (n (n - 1) / 2)^2 points, whatever the order. */
static void
test_crossings (void)
{
  for (guint n = 1; n < 6; n++)
    {
      CrLayoutOptions options = { .node_gap = 18, .rank_gap = 36 };
      g_autoptr (CrLayoutGraph) graph = cr_layout_graph_new (&options);

      g_array_set_size (graph->nodes, 2 * n);
      graph->n_boxes = 2 * n;
      for (guint i = 0; i < n * n; i++)
        {
          CrLayoutEdge edge = { .from = i % n, .to = n + i / n };

          g_array_append_val (graph->edges, edge);
        }
      g_assert_true (cr_layout_graph_run (graph));
      g_assert_cmpuint (cr_layout_count_crossings (graph), ==, (n * (n - 1) / 2) * (n * (n - 1) / 2));
    }
}

/* A tree whose arguments are written in order has no crossing, at any depth. */
static void
test_tree (void)
{
  CrLayoutOptions options = { .node_gap = 18, .rank_gap = 36 };
  g_autoptr (CrLayoutGraph) graph = cr_layout_graph_new (&options);

  g_array_set_size (graph->nodes, 127);
  graph->n_boxes = 127;
  for (guint i = 1; i < 127; i++)
    {
      CrLayoutEdge edge = { .from = i, .to = (i - 1) / 2, .port = i % 2 };

      g_array_append_val (graph->edges, edge);
    }
  g_assert_true (cr_layout_graph_run (graph));
  g_assert_cmpuint (cr_layout_count_crossings (graph), ==, 0);
  g_assert_cmpuint (graph->n_ranks, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/empty", test_empty);
  g_test_add_func ("/ui/layout/one", test_one);
  g_test_add_func ("/ui/layout/bad-sizes", test_bad_sizes);
  g_test_add_func ("/ui/layout/pair", test_pair);
  g_test_add_func ("/ui/layout/left-to-right", test_left_to_right);
  g_test_add_func ("/ui/layout/arguments", test_arguments);
  g_test_add_func ("/ui/layout/spine", test_spine);
  g_test_add_func ("/ui/layout/ports", test_ports);
  g_test_add_func ("/ui/layout/leaves", test_leaves);
  g_test_add_func ("/ui/layout/subexpression", test_subexpression);
  g_test_add_func ("/ui/layout/twice", test_twice);
  g_test_add_func ("/ui/layout/long-edge", test_long_edge);
  g_test_add_func ("/ui/layout/components", test_components);
  g_test_add_func ("/ui/layout/cycle", test_cycle);
  g_test_add_func ("/ui/layout/loop", test_loop);
  g_test_add_func ("/ui/layout/unknown-node", test_unknown_node);
  g_test_add_func ("/ui/layout/cancel", test_cancel);
  g_test_add_func ("/ui/layout/crossings", test_crossings);
  g_test_add_func ("/ui/layout/tree", test_tree);
  return g_test_run ();
}
