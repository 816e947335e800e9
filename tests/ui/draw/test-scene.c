/* The structure of the three views, picking, and that nothing overlaps. */
#include <math.h>

#include "cr-scene.h"
#include "fixture.h"

static const CrSceneNode *
find_title (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    if (g_strcmp0 (cr_scene_get_node (scene, i)->title, title) == 0)
      return cr_scene_get_node (scene, i);
  g_error ("no node is called %s", title);
}

static void
check_kind (CrScene *scene, const char *title, CrNodeKind kind, const char *caption, const char *shape)
{
  const CrSceneNode *node = find_title (scene, title);

  g_assert_cmpint (node->kind, ==, kind);
  g_assert_cmpstr (node->caption, ==, caption);
  g_assert_cmpstr (node->shape, ==, shape);
}

static void
test_full (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 16);
  g_assert_cmpuint (cr_scene_get_n_edges (scene), ==, 15);
  check_kind (scene, "w", CR_NODE_LEAF, "leaf", "float32 [1]");
  check_kind (scene, "x2", CR_NODE_LEAF_NO_GRAD, "leaf, no grad", "float32 [5]");
  check_kind (scene, "y_pred", CR_NODE_NON_LEAF, NULL, "float32 [5]");
  check_kind (scene, "loss", CR_NODE_ROOT, "root", "float32");
  check_kind (scene, "y - y_pred", CR_NODE_NON_LEAF, NULL, "float32 [5]");
  check_kind (scene, "×", CR_NODE_OPERATOR, "MulBackward0", NULL);
}

static void
test_titles_without_source (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrTrace) bare = cr_trace_new (0);
  for (guint i = 0; i < cr_trace_get_length (f->trace); i++)
    cr_trace_append (bare, cr_trace_get_event (f->trace, i));
  g_autoptr (CrGraph) graph = cr_graph_new (bare);
  g_autoptr (CrScene) scene = cr_scene_new (graph, 0, NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    n += g_strcmp0 (cr_scene_get_node (scene, i)->title, "y - y_pred") == 0;
  g_assert_cmpuint (n, ==, 0);
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    g_assert_cmpstr (cr_scene_get_node (scene, i)->title, !=, NULL);
}

/* What a training step does with its gradients is not in the picture of its graph. */
static void
test_update_left_out (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = NULL;

  fixture_append_update (f);
  g_assert_cmpuint (cr_graph_get_n_functions (f->graph), ==, 8);
  for (guint i = 0; i < cr_graph_get_n_generations (f->graph); i++)
    {
      g_autoptr (CrScene) other = cr_scene_new (f->graph, i, NULL, NULL);
      g_assert_nonnull (other);
    }
  scene = cr_scene_new (f->graph, 0, NULL, NULL);
  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 16);
  g_assert_cmpuint (cr_scene_get_n_edges (scene), ==, 15);
}

/* A number in an expression is called by its value, not by the expression that it stands in. */
static void
test_constant (void)
{
  g_autoptr (Fixture) f = fixture_new_constant ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);

  check_kind (scene, "2", CR_NODE_LEAF_NO_GRAD, "leaf, no grad", "int64");
  check_kind (scene, "2 * b", CR_NODE_ROOT, "root", "float32");
}

/* What is computed from constants alone is one box that stands for all of it. */
static void
test_folded (void)
{
  g_autoptr (Fixture) f = fixture_new_folded ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);
  guint c = cr_scene_find_variable (scene, cr_graph_find_variable (f->graph, 3, 0));
  guint x = cr_graph_find_variable (f->graph, 1, 0), w = cr_graph_find_variable (f->graph, 4, 0);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 4); /* w, c, the product and y */
  g_assert_cmpuint (cr_scene_get_n_edges (scene), ==, 3);
  g_assert_cmpuint (cr_scene_get_n_folded (scene, c), ==, 1);
  g_assert_cmpstr (cr_scene_get_node (scene, c)->caption, ==, "leaf, no grad · 1 operation");
  g_assert_cmpuint (cr_scene_find_variable (scene, x), ==, c);
  g_assert_cmpuint (cr_scene_find_function (scene, 0), ==, c);
  g_assert_cmpuint (cr_scene_find_variable (scene, w), !=, c);
}

static void
test_unfolded (void)
{
  g_autoptr (Fixture) f = fixture_new_folded ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, &(CrSceneOptions){ .constants = TRUE }, NULL);
  guint c = cr_scene_find_variable (scene, cr_graph_find_variable (f->graph, 3, 0));

  g_assert_true (cr_scene_get_options (scene)->constants);
  g_assert_cmpint (cr_scene_get_options (scene)->view, ==, CR_VIEW_FULL);
  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 7);
  g_assert_cmpuint (cr_scene_get_n_folded (scene, c), ==, 0);
}

/* A script that records nothing is drawn as it is. */
static void
test_nothing_folded (void)
{
  g_autoptr (Fixture) f = fixture_new_folded ();
  g_autoptr (CrTrace) head = cr_trace_new (0);
  g_autoptr (CrGraph) graph = NULL;
  g_autoptr (CrScene) scene = NULL;

  for (guint i = 0; cr_trace_get_event (f->trace, i)->kind != CR_EVENT_OPERATION || i == 0; i++)
    cr_trace_append (head, cr_trace_get_event (f->trace, i));
  cr_trace_append (head, cr_trace_get_event (f->trace, cr_trace_get_length (head)));
  graph = cr_graph_new (head);
  scene = cr_scene_new (graph, 0, NULL, NULL);
  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 4); /* x, 3, the product and c */
}

/* Without a backward, what nothing uses is the root. */
static void
test_no_backward (void)
{
  g_autoptr (Fixture) f = fixture_new_chain (3);
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 7);
  g_assert_cmpint (cr_scene_get_node (scene, 0)->kind, ==, CR_NODE_LEAF);
  g_assert_cmpint (cr_scene_get_node (scene, 2)->kind, ==, CR_NODE_NON_LEAF);
  g_assert_cmpint (cr_scene_get_node (scene, 3)->kind, ==, CR_NODE_ROOT);
}

/* Every edge runs from the lower border of one node to the upper border of another. */
static void
check_ends (CrScene *scene)
{
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      const CrSceneNode *from = cr_scene_get_node (scene, edge->from), *to = cr_scene_get_node (scene, edge->to);
      CrPoint start = edge->points[0], end = edge->points[edge->n_points - 1];

      g_assert_cmpuint (edge->n_points % 3, ==, 1);
      g_assert_cmpfloat (fabs (start.y - (from->y + from->height)), <, 0.01);
      g_assert_true (end.y <= to->y + 0.01 && end.y >= to->y - 8.01); /* on the box or on the mark at its top */
      g_assert_true (start.x >= from->x && start.x <= from->x + from->width);
      g_assert_true (end.x >= to->x && end.x <= to->x + to->width);
    }
}

static void
check_apart (CrScene *scene)
{
  double width, height;

  cr_scene_get_size (scene, &width, &height);
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    {
      const CrSceneNode *a = cr_scene_get_node (scene, i);

      g_assert_true (a->x >= 0 && a->y >= 0 && a->x + a->width <= width && a->y + a->height <= height);
      for (guint k = 0; k < i; k++)
        {
          const CrSceneNode *b = cr_scene_get_node (scene, k);

          g_assert_true (a->x + a->width <= b->x || b->x + b->width <= a->x || a->y + a->height <= b->y
                         || b->y + b->height <= a->y);
        }
    }
}

static void
test_geometry (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  for (CrSceneView view = CR_VIEW_FULL; view <= CR_VIEW_FUNCTIONS; view++)
    {
      g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, &(CrSceneOptions){ .view = view }, NULL);

      check_ends (scene);
      check_apart (scene);
    }
}

static void
test_edges (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);
  guint n_carrying = 0, n_cut = 0;

  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);

      n_carrying += edge->carries_gradient;
      n_cut += edge->cut;
      if (edge->cut)
        {
          g_assert_cmpstr (cr_scene_get_node (scene, edge->from)->title, ==, "y_pred");
          g_assert_cmpint (cr_scene_get_node (scene, edge->to)->kind, ==, CR_NODE_OPERATOR_NO_GRAD);
          g_assert_false (edge->carries_gradient);
        }
    }
  /* To w, w * x2, b, y_pred, y - y_pred, its square; and from each of the five results to its function. */
  g_assert_cmpuint (n_carrying, ==, 11);
  g_assert_cmpuint (n_cut, ==, 1);
}

static void
test_variables_view (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, &(CrSceneOptions){ .view = CR_VIEW_VARIABLES }, NULL);
  guint add = cr_graph_find_function (f->graph, 21);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 10);
  g_assert_cmpuint (cr_scene_get_n_edges (scene), ==, 9);
  g_assert_cmpstr (cr_scene_get_node (scene, cr_scene_find_function (scene, add))->title, ==, "y_pred");
}

static void
test_functions_view (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, &(CrSceneOptions){ .view = CR_VIEW_FUNCTIONS }, NULL);
  guint w = cr_graph_find_variable (f->graph, 2, 0), y_pred = cr_graph_find_variable (f->graph, 5, 21);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 7); /* five functions and two AccumulateGrad */
  g_assert_cmpuint (cr_scene_get_n_edges (scene), ==, 6);
  g_assert_cmpstr (cr_scene_get_node (scene, cr_scene_find_variable (scene, w))->title, ==, "AccumulateGrad");
  g_assert_cmpstr (cr_scene_get_node (scene, cr_scene_find_variable (scene, y_pred))->title, ==, "AddBackward0");
}

static void
test_pick (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    {
      const CrSceneNode *node = cr_scene_get_node (scene, i);

      g_assert_cmpuint (cr_scene_pick (scene, node->x + node->width / 2, node->y + node->height / 2), ==, i);
    }
  g_assert_cmpuint (cr_scene_pick (scene, 1, 1), ==, CR_NONE);
  g_assert_cmpuint (cr_scene_pick (scene, -1e9, NAN), ==, CR_NONE);
  g_assert_cmpuint (cr_scene_find_variable (scene, 9999), ==, CR_NONE);
}

static void
test_cancel_and_range (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) beyond = cr_scene_new (f->graph, 77, NULL, NULL);
  gint cancel = 1;

  g_assert_null (cr_scene_new (f->graph, 0, NULL, &cancel));
  g_assert_cmpuint (cr_scene_get_n_nodes (beyond), ==, 0);
}

static void
test_same_every_time (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (CrScene) a = cr_scene_new (f->graph, 0, NULL, NULL);
  g_autoptr (CrScene) b = cr_scene_new (f->graph, 0, NULL, NULL);

  for (guint i = 0; i < cr_scene_get_n_nodes (a); i++)
    {
      g_assert_cmpfloat (cr_scene_get_node (a, i)->x, ==, cr_scene_get_node (b, i)->x);
      g_assert_cmpfloat (cr_scene_get_node (a, i)->y, ==, cr_scene_get_node (b, i)->y);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/scene/full", test_full);
  g_test_add_func ("/ui/draw/scene/titles-without-source", test_titles_without_source);
  g_test_add_func ("/ui/draw/scene/update-left-out", test_update_left_out);
  g_test_add_func ("/ui/draw/scene/constant", test_constant);
  g_test_add_func ("/ui/draw/scene/folded", test_folded);
  g_test_add_func ("/ui/draw/scene/unfolded", test_unfolded);
  g_test_add_func ("/ui/draw/scene/nothing-folded", test_nothing_folded);
  g_test_add_func ("/ui/draw/scene/no-backward", test_no_backward);
  g_test_add_func ("/ui/draw/scene/geometry", test_geometry);
  g_test_add_func ("/ui/draw/scene/edges", test_edges);
  g_test_add_func ("/ui/draw/scene/variables-view", test_variables_view);
  g_test_add_func ("/ui/draw/scene/functions-view", test_functions_view);
  g_test_add_func ("/ui/draw/scene/pick", test_pick);
  g_test_add_func ("/ui/draw/scene/cancel-and-range", test_cancel_and_range);
  g_test_add_func ("/ui/draw/scene/same-every-time", test_same_every_time);
  return g_test_run ();
}
