/* The shape of the whole: many leaves at one box, and many components, make no endless row. */
#include "layout-check.h"

static CrLayout *
run (const CheckGraph *graph)
{
  CrLayout *layout = check_graph_fill (graph);

  g_assert_true (cr_layout_run (layout, NULL));
  return layout;
}

/* n boxes at the first one: above it if they lead to it. */
static CheckGraph *
make_fan (guint n, gboolean above)
{
  CheckGraph *graph = check_graph_new ();

  check_graph_add_box (graph, 60, 30);
  for (guint i = 1; i <= n; i++)
    {
      check_graph_add_box (graph, 60, 30);
      check_graph_add_edge (graph, above ? i : 0, above ? 0 : i, i);
    }
  return graph;
}

static void
test_row (void)
{
  g_autoptr (CheckGraph) graph = make_fan (30, TRUE);
  g_autoptr (CrLayout) layout = run (graph);

  for (guint i = 1; i <= 30; i++)
    g_assert_cmpint (cr_layout_get_rank (layout, i), ==, 0);
  check_picture (graph, layout);
}

static void
test_many_leaves (void)
{
  for (guint above = 0; above < 2; above++)
    {
      g_autoptr (CheckGraph) graph = make_fan (500, above);
      g_autoptr (CrLayout) layout = run (graph);
      double width, height;

      cr_layout_get_size (layout, &width, &height);
      g_assert_cmpfloat (width, <, 4 * height);
      g_assert_cmpfloat (height, <, 2 * width);
      check_picture (graph, layout);
    }
}

/* Leaves in rows between the ranks of a chain: what was below stays below. */
static void
test_many_leaves_in_a_chain (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (6);
  g_autoptr (CrLayout) layout = NULL;

  for (guint i = 0; i < 120; i++)
    {
      check_graph_add_edge (graph, check_graph_add_box (graph, 50, 20), 3, 1 + i);
      check_graph_add_edge (graph, 3, check_graph_add_box (graph, 50, 20), 0);
    }
  layout = run (graph);
  check_picture (graph, layout);
  for (guint i = 1; i < 6; i++)
    g_assert_cmpint (cr_layout_get_rank (layout, i), >, cr_layout_get_rank (layout, i - 1));
  g_assert_cmpint (cr_layout_get_rank (layout, 3), >, 4);
  g_assert_cmpint (cr_layout_get_rank (layout, 4), >, cr_layout_get_rank (layout, 3) + 4);
}

/* Two hundred pairs find room beside a chain that is longer than all of them. */
static void
test_small_beside_large (void)
{
  g_autoptr (CheckGraph) graph = check_graph_new_chain (60);
  g_autoptr (CrLayout) layout = NULL;
  double width, height, x, y;

  for (guint i = 0; i < 200; i++)
    {
      guint box = check_graph_add_box (graph, 40, 20);

      check_graph_add_edge (graph, box, check_graph_add_box (graph, 40, 20), 0);
    }
  layout = run (graph);
  cr_layout_get_size (layout, &width, &height);
  g_assert_cmpfloat_with_epsilon (height, 59 * 56 + 20, 1e-6);
  g_assert_cmpfloat (width, <=, 2000);
  cr_layout_get_node (layout, 0, &x, &y);
  g_assert_true (x == 0 && y == 0);
  check_boxes (graph, layout);
}

/* Components of all sizes keep clear of each other. */
static void
test_many_components (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (CheckGraph) graph = check_graph_new ();
  g_autoptr (CrLayout) layout = NULL;
  double width, height;

  for (guint i = 0; i < 1000; i++)
    {
      guint box = check_graph_add_box (graph, g_rand_int_range (rand, 10, 300), g_rand_int_range (rand, 10, 60));

      for (gint k = g_rand_int_range (rand, 0, 6); k > 0; k--)
        {
          guint next = check_graph_add_box (graph, g_rand_int_range (rand, 10, 300), g_rand_int_range (rand, 10, 60));

          check_graph_add_edge (graph, box, next, 0);
          box = next;
        }
    }
  layout = run (graph);
  check_boxes (graph, layout);
  cr_layout_get_size (layout, &width, &height);
  g_assert_cmpfloat (width, <, 2 * height);
  g_assert_cmpfloat (height, <, 2 * width);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/shape/row", test_row);
  g_test_add_func ("/ui/layout/shape/many-leaves", test_many_leaves);
  g_test_add_func ("/ui/layout/shape/many-leaves-in-a-chain", test_many_leaves_in_a_chain);
  g_test_add_func ("/ui/layout/shape/small-beside-large", test_small_beside_large);
  g_test_add_func ("/ui/layout/shape/many-components", test_many_components);
  return g_test_run ();
}
