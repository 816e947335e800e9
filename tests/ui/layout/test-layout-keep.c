/* A layout near an earlier picture: nothing moves where nothing changed, little where little did, and what holds of any
 * picture holds of this one. Boxes of chains are 40 by 20; gaps are the defaults, 18 and 36. */
#include "layout-check.h"

#include <math.h>

/* A layout of @graph near @old, which is one of a graph with the same first boxes and edges. */
static CrLayout *
run_like (const CheckGraph *graph, const CrLayout *old, const CrLayoutOptions *options)
{
  CrLayout *layout = check_graph_fill (graph);
  guint n = graph->boxes->len;
  g_autofree guint *nodes = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    nodes[i] = i < cr_layout_get_n_nodes (old) ? i : G_MAXUINT;
  cr_layout_keep_like (layout, old, nodes);
  g_assert_true (cr_layout_run (layout, options));
  return layout;
}

static CrLayout *
run (const CheckGraph *graph, const CrLayoutOptions *options)
{
  CrLayout *layout = check_graph_fill (graph);

  g_assert_true (cr_layout_run (layout, options));
  return layout;
}

static void
assert_at (const CrLayout *layout, guint node, double x, double y)
{
  double at_x, at_y;

  cr_layout_get_node (layout, node, &at_x, &at_y);
  g_assert_cmpfloat_with_epsilon (at_x, x, 1e-6);
  g_assert_cmpfloat_with_epsilon (at_y, y, 1e-6);
}

static void
assert_near (CrPoint a, CrPoint b, CrPoint shift)
{
  g_assert_cmpfloat (hypot (a.x - b.x - shift.x, a.y - b.y - shift.y), <, 12);
}

/* The same picture, but for the empty room at its left, where long edges went that are pulled taut, and for how exactly
 * they bend. */
static void
assert_same (const CrLayout *a, const CrLayout *b)
{
  CrPoint shift;
  double x, y;

  cr_layout_get_node (a, 0, &shift.x, &shift.y);
  cr_layout_get_node (b, 0, &x, &y);
  shift.x -= x;
  shift.y -= y;
  for (guint i = 0; i < cr_layout_get_n_nodes (a); i++)
    {
      cr_layout_get_node (b, i, &x, &y);
      assert_at (a, i, x + shift.x, y + shift.y);
    }
  for (guint i = 0; i < cr_layout_get_n_edges (a); i++)
    {
      const CrPoint *p, *q;
      guint n = cr_layout_get_route (a, i, &p), m = cr_layout_get_route (b, i, &q);

      assert_near (p[0], q[0], shift);
      assert_near (p[n - 1], q[m - 1], shift);
    }
}

/* Mean distance between the middles of the boxes of @old and where they are in @layout. */
static double
measure_moved (const CheckGraph *graph, const CrLayout *old, const CrLayout *layout)
{
  guint n = cr_layout_get_n_nodes (old);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      const CheckBox *box = &g_array_index (graph->boxes, CheckBox, i);
      double x, y, old_x, old_y, width, height;

      cr_layout_get_node (old, i, &old_x, &old_y);
      cr_layout_get_node_size (old, i, &width, &height);
      cr_layout_get_node (layout, i, &x, &y);
      sum += hypot (x + box->width / 2 - old_x - width / 2, y + box->height / 2 - old_y - height / 2);
    }
  return sum / n;
}

static void
test_unchanged (void)
{
  for (guint32 seed = 0; seed < 30; seed++)
    {
      g_autoptr (CheckGraph) graph = check_graph_new_random (seed, 5 + 7 * seed);
      g_autoptr (CrLayout) old = run (graph, NULL);
      g_autoptr (CrLayout) layout = run_like (graph, old, NULL);

      assert_same (layout, old);
    }
}

static void
test_unchanged_left_to_right (void)
{
  CrLayoutOptions options = { .left_to_right = TRUE };
  g_autoptr (CheckGraph) graph = check_graph_new_random (5, 60);
  g_autoptr (CrLayout) old = run (graph, &options);
  g_autoptr (CrLayout) layout = run_like (graph, old, &options);

  assert_same (layout, old);
}

/* 0 1 2 3, and 4 put between 1 and 2: the lower two move down by a rank, nothing moves sideways. */
static void
test_into_chain (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (4);
  g_autoptr (CrLayout) old = run (graph, NULL), layout = NULL;

  check_graph_add_box (graph, 40, 20);
  g_array_index (graph->edges, CheckEdge, 1).from = 4;
  check_graph_add_edge (graph, 1, 4, 0);
  layout = run_like (graph, old, NULL);
  assert_at (layout, 0, 0, 0);
  assert_at (layout, 1, 0, 56);
  assert_at (layout, 4, 0, 112);
  assert_at (layout, 2, 0, 168);
  assert_at (layout, 3, 0, 224);
}

/* 0 1 2 3 and a long edge from 0 to 3; 4 put into that edge finds a free rank: nothing moves at all. */
static void
test_into_long_edge (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (4);
  guint edge = check_graph_add_edge (graph, 0, 3, 1);
  g_autoptr (CrLayout) old = run (graph, NULL), layout = NULL;
  double x, y;

  check_graph_add_box (graph, 10, 20);
  g_array_index (graph->edges, CheckEdge, edge).to = 4;
  check_graph_add_edge (graph, 4, 3, 1);
  layout = run_like (graph, old, NULL);
  for (guint i = 0; i < 4; i++)
    {
      cr_layout_get_node (old, i, &x, &y);
      assert_at (layout, i, x, y);
    }
  cr_layout_get_node (layout, 4, &x, &y);
  g_assert_cmpfloat (y, ==, 56);
  check_picture (graph, layout);
}

/* A second argument for 1 stands to the right of the first. */
static void
test_new_leaf (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (3);
  g_autoptr (CrLayout) old = run (graph, NULL), layout = NULL;

  check_graph_add_edge (graph, check_graph_add_box (graph, 30, 20), 1, 1);
  layout = run_like (graph, old, NULL);
  for (guint i = 0; i < 3; i++)
    assert_at (layout, i, 0, 56 * i);
  assert_at (layout, 3, 58, 0);
}

/* The first argument is new: it takes the left side. */
static void
test_new_first_argument (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (3);
  g_autoptr (CrLayout) old = NULL, layout = NULL;

  g_array_index (graph->edges, CheckEdge, 0).port = 1;
  old = run (graph, NULL);
  check_graph_add_edge (graph, check_graph_add_box (graph, 30, 20), 1, 0);
  layout = run_like (graph, old, NULL);
  assert_at (layout, 3, 0, 0);
  for (guint i = 0; i < 3; i++)
    assert_at (layout, i, 48, 56 * i);
}

/* An edge against the earlier picture's order: the box that it leads to moves down, with what hangs on it. */
static void
test_new_edge_pushes (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (3);
  guint first = check_graph_add_box (graph, 40, 20), second = check_graph_add_box (graph, 40, 20);
  g_autoptr (CrLayout) old = NULL, layout = NULL;

  check_graph_add_edge (graph, 0, first, 0);
  check_graph_add_edge (graph, first, second, 0);
  old = run (graph, NULL);
  g_assert_cmpint (cr_layout_get_rank (old, first), ==, 1);
  check_graph_add_edge (graph, 1, first, 1);
  layout = run_like (graph, old, NULL);
  g_assert_cmpint (cr_layout_get_rank (layout, 1), ==, 1);
  g_assert_cmpint (cr_layout_get_rank (layout, first), ==, 2);
  g_assert_cmpint (cr_layout_get_rank (layout, second), ==, 3);
  check_picture (graph, layout);
}

/* Boxes that grow push their neighbours aside, no further than the gap asks. */
static void
test_grown (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_random (3, 80);
  g_autoptr (CrLayout) old = run (graph, NULL), layout = NULL;

  for (guint i = 0; i < graph->boxes->len; i += 3)
    g_array_index (graph->boxes, CheckBox, i).width += 12;
  layout = run_like (graph, old, NULL);
  check_picture (graph, layout);
  g_assert_cmpfloat (measure_moved (graph, old, layout), <, 24);
}

/* Adds an operation with a leaf to an edge, or a leaf, or a skip, or takes an edge away. */
static void
edit (CheckGraph *graph, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n = graph->edges->len, number = g_rand_int_range (rand, 0, n), box;
  CheckEdge edge = g_array_index (graph->edges, CheckEdge, number);

  switch (seed % 4)
    {
    case 0:
      box = check_graph_add_box (graph, 70, 30);
      g_array_index (graph->edges, CheckEdge, number).from = box;
      check_graph_add_edge (graph, edge.from, box, 0);
      check_graph_add_edge (graph, check_graph_add_box (graph, 50, 25), box, 1);
      break;
    case 1:
      check_graph_add_edge (graph, check_graph_add_box (graph, 50, 25), edge.to, 7);
      break;
    case 2:
      check_graph_add_edge (graph, 0, graph->boxes->len - 1, 9);
      break;
    default:
      g_array_remove_index (graph->edges, number);
    }
}

/* Whatever was edited, and edited again: a proper picture, near the one before. */
static void
test_edits (void)
{
  for (guint32 seed = 0; seed < 40; seed++)
    {
      g_autoptr (CheckGraph) graph = check_graph_new_random (seed, 10 + 2 * seed);
      g_autoptr (CrLayout) old = run (graph, NULL);

      for (guint i = 0; i < 5; i++)
        {
          CrLayout *layout;

          edit (graph, seed + i);
          layout = run_like (graph, old, NULL);
          check_picture (graph, layout);
          cr_layout_free (old);
          old = layout;
        }
    }
}

/* The bound of the benchmark, on a graph of its size: below one width on average. */
static void
test_one_operation (void)
{
  g_autoptr (CheckGraph) before = check_graph_new_random (1, 1000);
  g_autoptr (CrLayout) old = run (before, NULL);

  for (guint i = 1; i < 5; i++)
    {
      g_autoptr (CheckGraph) graph = check_graph_copy (before);
      g_autoptr (CrLayout) layout = NULL;

      edit (graph, 4 * i);
      layout = run_like (graph, old, NULL);
      check_boxes (graph, layout);
      g_assert_cmpfloat (measure_moved (graph, old, layout), <, 80);
    }
}

/* Where less than half is known the earlier picture does not count. */
static void
test_little_known (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_random (9, 40);
  g_autoptr (CrLayout) fresh = run (graph, NULL), layout = check_graph_fill (graph);

  for (guint i = 0; i < 19; i++)
    cr_layout_set_previous (layout, i, 1000.0 * i, -50.0 * i);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_same (layout, fresh);
}

/* Places without sense, and routes that lead nowhere, do no harm. */
static void
test_nonsense (void)
{
  const double odd[] = { NAN, INFINITY, 0, 1e300, -1e300, 7 };
  g_autoptr (CheckGraph) graph = check_graph_new_random (4, 60);
  g_autoptr (CrLayout) layout = check_graph_fill (graph);
  const CrPoint route[] = { { 0, 0 }, { NAN, 1 }, { 1e300, 2 }, { 3, -3 } };

  for (guint i = 0; i < graph->boxes->len; i++)
    cr_layout_set_previous (layout, i, odd[i % 6], odd[i * 7 % 5]);
  for (guint i = 0; i < graph->edges->len; i++)
    cr_layout_set_previous_route (layout, i, route, i % 5);
  g_assert_true (cr_layout_run (layout, NULL));
  g_assert_cmpuint (cr_layout_get_route (layout, 0, NULL), >=, 4);
  check_boxes (graph, layout);
}

/* A cycle in both pictures. */
static void
test_cycle (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (5);
  g_autoptr (CrLayout) old = NULL, layout = NULL;

  check_graph_add_edge (graph, 4, 1, 1);
  check_graph_add_edge (graph, 2, 2, 1);
  old = run (graph, NULL);
  layout = run_like (graph, old, NULL);
  assert_same (layout, old);
}

/* Two components, one wider than it was: the other gives way; a third is new. */
static void
test_components (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (3);
  g_autoptr (CrLayout) old = NULL, layout = NULL;
  guint other = check_graph_add_box (graph, 40, 20);

  old = run (graph, NULL);
  assert_at (old, other, 76, 0);
  g_array_index (graph->boxes, CheckBox, 1).width = 100;
  check_graph_add_box (graph, 10, 10);
  layout = run_like (graph, old, NULL);
  check_picture (graph, layout);
  assert_at (layout, 0, 30, 0);
  assert_at (layout, other, 136, 0);
  assert_at (layout, other + 1, 212, 0);
}

/* The same structure with larger boxes; and whether one fits into the other. */
static void
test_like (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_random (2, 30), other = check_graph_copy (graph);
  g_autoptr (CrLayout) old = run (graph, NULL), smaller = NULL, larger = NULL, different = NULL;
  double width;

  g_array_index (other->boxes, CheckBox, 3).width -= 5;
  smaller = check_graph_fill (other);
  g_assert_cmpuint (cr_layout_hash (smaller), ==, cr_layout_hash (old));
  g_assert_true (cr_layout_is_like (smaller, old));
  g_assert_true (cr_layout_fits (smaller, old, 1.1));
  g_assert_false (cr_layout_fits (smaller, old, 1.0));

  g_array_index (other->boxes, CheckBox, 4).width += 50;
  larger = check_graph_fill (other);
  g_assert_false (cr_layout_fits (larger, old, 1.1));
  cr_layout_grow (larger, old);
  cr_layout_get_node_size (larger, 3, &width, NULL);
  g_assert_cmpfloat (width, ==, g_array_index (graph->boxes, CheckBox, 3).width);
  g_assert_true (cr_layout_fits (old, larger, 1.1));

  g_array_index (other->edges, CheckEdge, 0).port += 1;
  different = check_graph_fill (other);
  g_assert_cmpuint (cr_layout_hash (different), !=, cr_layout_hash (old));
  g_assert_false (cr_layout_is_like (different, old));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/keep/unchanged", test_unchanged);
  g_test_add_func ("/ui/layout/keep/unchanged-left-to-right", test_unchanged_left_to_right);
  g_test_add_func ("/ui/layout/keep/into-chain", test_into_chain);
  g_test_add_func ("/ui/layout/keep/into-long-edge", test_into_long_edge);
  g_test_add_func ("/ui/layout/keep/new-leaf", test_new_leaf);
  g_test_add_func ("/ui/layout/keep/new-first-argument", test_new_first_argument);
  g_test_add_func ("/ui/layout/keep/new-edge-pushes", test_new_edge_pushes);
  g_test_add_func ("/ui/layout/keep/grown", test_grown);
  g_test_add_func ("/ui/layout/keep/edits", test_edits);
  g_test_add_func ("/ui/layout/keep/one-operation", test_one_operation);
  g_test_add_func ("/ui/layout/keep/little-known", test_little_known);
  g_test_add_func ("/ui/layout/keep/nonsense", test_nonsense);
  g_test_add_func ("/ui/layout/keep/cycle", test_cycle);
  g_test_add_func ("/ui/layout/keep/components", test_components);
  g_test_add_func ("/ui/layout/keep/like", test_like);
  return g_test_run ();
}
