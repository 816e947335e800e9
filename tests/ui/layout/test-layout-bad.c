/* Graphs that nobody draws on purpose: very long, very wide, in many pieces, with cycles, without sense. Each gets a
 * picture; how long it takes is only reported. */
#include "layout-check.h"

#include <math.h>

static CrLayout *
run (const CheckGraph *graph, const char *what)
{
  CrLayout *layout = check_graph_fill (graph);
  gint64 start = g_get_monotonic_time ();

  g_assert_true (cr_layout_run (layout, NULL));
  g_test_message ("%s: %.1f ms", what, (g_get_monotonic_time () - start) / 1e3);
  return layout;
}

/* The same near its own picture. */
static void
run_again (const CheckGraph *graph, const CrLayout *old, const char *what)
{
  g_autoptr (CrLayout) layout = check_graph_fill (graph);
  gint64 start = g_get_monotonic_time ();
  double x, y, old_x, old_y;

  cr_layout_keep_like (layout, old, NULL);
  g_assert_true (cr_layout_run (layout, NULL));
  g_test_message ("%s again: %.1f ms", what, (g_get_monotonic_time () - start) / 1e3);
  cr_layout_get_node (layout, graph->boxes->len / 2, &x, &y);
  cr_layout_get_node (old, graph->boxes->len / 2, &old_x, &old_y);
  g_assert_cmpfloat_with_epsilon (y, old_y, 1);
}

static void
test_chain (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (100000);
  g_autoptr (CrLayout) layout = run (graph, "chain of 100,000");
  double width, height;

  cr_layout_get_size (layout, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 40, 1e-6);
  g_assert_cmpfloat_with_epsilon (height, 99999.0 * 56 + 20, 1e-3);
  run_again (graph, layout, "chain of 100,000");
}

/* A sum of ten thousand leaves. */
static void
test_inputs (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new ();
  guint sum = check_graph_add_box (graph, 44, 34);
  g_autoptr (CrLayout) layout = NULL;
  const CrPoint *points;
  double before = -1;

  for (guint i = 0; i < 10000; i++)
    check_graph_add_edge (graph, check_graph_add_box (graph, 60, 30), sum, i);
  layout = run (graph, "10,000 inputs");
  check_boxes (graph, layout);
  for (guint i = 0; i < 10000; i++)
    {
      guint n = cr_layout_get_route (layout, i, &points);

      g_assert_cmpfloat (points[n - 1].x, >=, before);
      before = points[n - 1].x;
    }
  run_again (graph, layout, "10,000 inputs");
}

/* One value that two thousand operations use, all of which are added up one by one. */
static void
test_uses (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new ();
  guint shared = check_graph_add_box (graph, 44, 34), sum = check_graph_add_box (graph, 44, 34);
  g_autoptr (CrLayout) layout = NULL;

  check_graph_add_edge (graph, shared, sum, 0);
  for (guint i = 0; i < 2000; i++)
    {
      guint use = check_graph_add_box (graph, 44, 34), next = check_graph_add_box (graph, 44, 34);

      check_graph_add_edge (graph, shared, use, 0);
      check_graph_add_edge (graph, sum, next, 0);
      check_graph_add_edge (graph, use, next, 1);
      sum = next;
    }
  layout = run (graph, "2,000 uses");
  check_boxes (graph, layout);
  run_again (graph, layout, "2,000 uses");
}

static void
test_components (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new ();
  g_autoptr (CrLayout) layout = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      guint box = check_graph_add_box (graph, 60, 30);

      for (guint k = 0; k < i % 5; k++)
        check_graph_add_edge (graph, check_graph_add_box (graph, 40, 20), box, k);
    }
  layout = run (graph, "1,000 components");
  check_boxes (graph, layout);
  run_again (graph, layout, "1,000 components");
}

/* A ring, loops, edges to and fro, and the same edge many times. */
static void
test_cycles (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (2000);
  g_autoptr (CrLayout) layout = NULL;

  check_graph_add_edge (graph, 1999, 0, 1);
  for (guint i = 0; i < 2000; i += 7)
    {
      check_graph_add_edge (graph, i, i, 1);
      check_graph_add_edge (graph, i, i / 2, 2);
      check_graph_add_edge (graph, i / 3, i, 2);
      check_graph_add_edge (graph, i / 3, i, 2);
    }
  layout = run (graph, "cycles");
  check_boxes (graph, layout);
  for (guint i = 0; i < graph->edges->len; i++)
    g_assert_cmpuint (cr_layout_get_route (layout, i, NULL), >=, 4);
}

/* Everything on everything that came before. */
static void
test_dense (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (150);
  g_autoptr (CrLayout) layout = NULL;

  for (guint i = 0; i < 150; i++)
    for (guint k = 0; k < i; k++)
      check_graph_add_edge (graph, k, i, k);
  layout = run (graph, "11,000 edges among 150");
  check_boxes (graph, layout);
}

static void
test_nothing (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new ();
  g_autoptr (CrLayout) layout = run (graph, "nothing");
  double width = 1, height = 1;

  cr_layout_get_size (layout, &width, &height);
  g_assert_true (width == 0 && height == 0);
}

static void
assert_finite (const CrLayout *layout)
{
  double width, height;

  cr_layout_get_size (layout, &width, &height);
  g_assert_true (isfinite (width) && isfinite (height));
  for (guint i = 0; i < cr_layout_get_n_nodes (layout); i++)
    {
      double x, y;

      cr_layout_get_node (layout, i, &x, &y);
      g_assert_true (isfinite (x) && isfinite (y));
    }
  for (guint i = 0; i < cr_layout_get_n_edges (layout); i++)
    {
      const CrPoint *points;
      guint n = cr_layout_get_route (layout, i, &points);

      for (guint k = 0; k < n; k++)
        g_assert_true (isfinite (points[k].x) && isfinite (points[k].y));
    }
}

static void
test_sizes (void)
{
  const double sizes[] = { NAN, INFINITY, -INFINITY, -1, 0, 1e-300, 1e12, 40, 1e300 };
  g_autoptr (CheckGraph) graph = check_graph_new_random (8, 200);
  g_autoptr (CrLayout) layout = NULL, again = NULL;

  for (guint i = 0; i < graph->boxes->len; i++)
    g_array_index (graph->boxes, CheckBox, i) = (CheckBox){ sizes[i % 9], sizes[i * 5 % 7] };
  layout = run (graph, "sizes");
  assert_finite (layout);
  again = check_graph_fill (graph);
  cr_layout_keep_like (again, layout, NULL);
  g_assert_true (cr_layout_run (again, NULL));
  assert_finite (again);
}

/* Ends of edges that no box has. */
static void
test_ends (void)
{
  const double ends[] = { NAN, INFINITY, -INFINITY, -100, 0, 1e300, 20 };
  g_autoptr (CheckGraph) graph = check_graph_new_random (6, 100);
  g_autoptr (CrLayout) layout = check_graph_fill (graph);

  for (guint i = 0; i < graph->edges->len; i++)
    cr_layout_set_edge_ends (layout, i, ends[i % 7], ends[i * 3 % 7]);
  g_assert_true (cr_layout_run (layout, NULL));
  assert_finite (layout);
}

static void
test_options (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_random (6, 100);
  const double gaps[] = { NAN, INFINITY, -5, 0, 1e300 };

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CrLayout) layout = check_graph_fill (graph);
      CrLayoutOptions options = { .node_gap = gaps[i], .rank_gap = gaps[(i + 1) % 5], .left_to_right = i % 2 };

      g_assert_true (cr_layout_run (layout, &options));
      assert_finite (layout);
    }
}

static gpointer
cancel_soon (gpointer cancel)
{
  g_usleep (20000);
  g_atomic_int_set ((gint *)cancel, 1);
  return GINT_TO_POINTER (g_get_monotonic_time () / 1000);
}

/* How soon it stops is reported: 50 ms are promised. */
static void
test_cancel (void)
{
  CheckGraph *graphs[] = { check_graph_new_random (2, 20000), check_graph_new_chain (100000) };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CrLayout) layout = check_graph_fill (graphs[i]);
      gint cancel = 0, set;
      CrLayoutOptions options = { .cancel = &cancel };
      GThread *thread = g_thread_new ("cancel", cancel_soon, &cancel);
      gboolean finished = cr_layout_run (layout, &options);
      gint now = g_get_monotonic_time () / 1000;

      set = GPOINTER_TO_INT (g_thread_join (thread));
      g_test_message ("%s %d ms after", finished ? "finished" : "cancelled", now - set);
      if (!finished)
        g_assert_cmpuint (cr_layout_get_route (layout, 0, NULL), ==, 0);
    }
  check_graph_free (graphs[0]);
  check_graph_free (graphs[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/bad/chain", test_chain);
  g_test_add_func ("/ui/layout/bad/inputs", test_inputs);
  g_test_add_func ("/ui/layout/bad/uses", test_uses);
  g_test_add_func ("/ui/layout/bad/components", test_components);
  g_test_add_func ("/ui/layout/bad/cycles", test_cycles);
  g_test_add_func ("/ui/layout/bad/dense", test_dense);
  g_test_add_func ("/ui/layout/bad/nothing", test_nothing);
  g_test_add_func ("/ui/layout/bad/sizes", test_sizes);
  g_test_add_func ("/ui/layout/bad/ends", test_ends);
  g_test_add_func ("/ui/layout/bad/options", test_options);
  g_test_add_func ("/ui/layout/bad/cancel", test_cancel);
  return g_test_run ();
}
