/* Pictures of loops: one body for all iterations, each by itself, and what goes from one into the next. */

#include <string.h>

#include "cr-group.h"
#include "cr-painter.h"
#include "cr-scene-move.h"
#include "cr-scene-state.h"
#include "group-fixture.h"

#define RNN                                                                                                            \
  "w = torch.ones(2, 2, requires_grad=True)\nh = torch.ones(1, 2)\nfor t in range(%d):\n    h = torch.tanh(h @ w)\n"   \
  "h.sum().backward()\n"

static guint
count_titles (CrScene *scene, const char *title)
{
  guint n = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    n += g_strcmp0 (cr_scene_get_node (scene, i)->title, title) == 0;
  return n;
}

/* A few iterations are unrolled; of many the chosen one is drawn, with the state that it takes over. */
static void
test_loop (void)
{
  g_autofree char *few = g_strdup_printf (RNN, 3), *many = g_strdup_printf (RNN, 9);
  g_autoptr (CrGraph) small = group_run (few), graph = group_run (many);
  g_autoptr (CrScene) unrolled = group_make_scene (small, 0, CR_VIEW_FULL, FALSE, NULL);
  g_autoptr (CrScene) first = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = group_find_frame (first, "for t in range(9)");
  g_autoptr (CrScene) fourth = NULL, all = NULL;
  g_autofree char *words = NULL;

  g_assert_cmpuint (group_find_frame (unrolled, "for t in range(3)")->iteration, ==, CR_FOLDING_ALL_ITERATIONS);
  g_assert_cmpuint (count_titles (unrolled, "@"), ==, 3);
  g_assert_true (group_has_frame (unrolled, "t = 2"));
  group_check_scene (unrolled);
  g_assert_cmpuint (loop->iteration, ==, 0);
  g_assert_cmpuint (loop->n_iterations, ==, 9);
  g_assert_cmpuint (count_titles (first, "@"), ==, 1);
  group_check_scene (first);
  fourth = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_iteration (NULL, loop->key, 3));
  words = cr_scene_dup_frame_words (group_find_frame (fourth, "for t in range(9)"));
  g_assert_cmpstr (words, ==, "for t in range(9) · iteration 4 of 9");
  g_assert_cmpuint (count_titles (fourth, "@"), ==, 1);
  g_assert_cmpuint (count_titles (fourth, "h"), ==, 3); /* the first, what comes in, what comes out */
  for (guint i = 0; i < cr_scene_get_n_nodes (fourth); i++)
    if (strcmp (cr_scene_get_node (fourth, i)->title, "h") == 0
        && cr_scene_get_node (fourth, i)->kind != CR_NODE_LEAF_NO_GRAD)
      g_assert_true (g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "from iteration 3")
                     || g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "goes on to iteration 9")
                     || g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "goes on to iteration 5"));
  group_check_scene (fourth);
  all = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE,
                          cr_folding_with_iteration (NULL, loop->key, CR_FOLDING_ALL_ITERATIONS));
  g_assert_cmpuint (count_titles (all, "@"), ==, 9);
  group_check_scene (all);
}

/* A tensor that a loop goes through is taken apart before the loop, but each iteration has its own part only; and what
 * several of them take stays outside. */
static void
test_loop_over_parts (void)
{
  g_autoptr (CrGraph) graph = group_run ("w = torch.ones(2, 2, requires_grad=True)\nxs = torch.rand(9, 1, 2)\n"
                                         "b = torch.ones(1, 2)\nh = torch.zeros(1, 2)\n"
                                         "for x in xs:\n    h = torch.tanh(x @ w + h * b)\n"
                                         "h.sum().backward()\n");
  g_autoptr (CrScene) first = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  guint64 loop = group_find_frame (first, "for x in xs")->key;
  g_autoptr (CrScene) fourth
      = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_iteration (NULL, loop, 3));
  CrScene *scenes[] = { first, fourth };

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      guint box;

      g_assert_cmpuint (count_titles (scenes[i], "x"), ==, 1);
      g_assert_cmpuint (count_titles (scenes[i], "b"), ==, 1);
      for (box = 0; g_strcmp0 (cr_scene_get_node (scenes[i], box)->title, "x") != 0; box++)
        ;
      g_assert_cmpfloat (cr_scene_get_node (scenes[i], box)->y, >, group_find_frame (scenes[i], "for x in xs")->y);
      group_check_scene (scenes[i]);
    }
}

/* The first iteration folds constants where the others have gradients: what they take and give is still led to what the
 * same expression made. */
static void
test_unlike_bodies (void)
{
  g_autoptr (CrGraph) graph
      = group_run ("rows = [torch.ones(2, requires_grad=True) * 1 for i in range(6)]\nh = torch.ones(2) * 1\n"
                   "for t in range(6):\n    a = rows[t] * 2\n    b = h * 3\n    h = (a + b).tanh()\n"
                   "h.sum().backward()\n");
  g_autoptr (CrScene) scene = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  guint n_sums = 0, n_products = 0;

  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      const CrSceneNode *from = cr_scene_get_node (scene, edge->from), *to = cr_scene_get_node (scene, edge->to);
      const CrVariable *variable = from->kind == CR_NODE_NON_LEAF ? cr_graph_get_variable (graph, from->index) : NULL;

      if (variable == NULL || variable->maker == CR_NONE || to->kind != CR_NODE_OPERATOR)
        continue;
      if (strcmp (cr_graph_get_function (graph, to->index)->primitive, "sum") == 0)
        {
          n_sums++;
          g_assert_cmpstr (cr_graph_get_function (graph, variable->maker)->primitive, ==, "tanh");
        }
      n_products += strcmp (cr_graph_get_function (graph, to->index)->primitive, "mul") == 0;
    }
  g_assert_cmpuint (n_sums, ==, 1);
  g_assert_cmpuint (n_products, ==, 6);
  group_check_scene (scene);
}

/* The colour just outside of a node's left border, in the picture at that event. */
static guint32
paint_beside (CrScene *scene, CrCursor *cursor, guint node, guint position)
{
  const CrSceneNode *box = cr_scene_get_node (scene, node);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 8, 8);
  cairo_t *cr = cairo_create (image);
  guint32 color;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, 6 - box->x, 4 - box->y - box->height / 2);
  cr_cursor_seek (cursor, position);
  cr_painter_paint (scene, cursor, cr_theme_get (FALSE), &options, cr);
  cairo_surface_flush (image);
  color = ((const guint32 *)cairo_image_surface_get_data (image))[4 * cairo_image_surface_get_stride (image) / 4 + 3];
  cairo_destroy (cr);
  cairo_surface_destroy (image);
  return color & 0xffffff;
}

/* A folded layer glows while its parameters take their gradients, as it does while its functions step. */
static void
test_glow (void)
{
  g_autoptr (CrGraph) graph = group_run ("layer = torch.nn.Linear(2, 2)\nx = torch.ones(1, 2)\n"
                                         "loss = torch.tanh(layer(x)).sum()\nloss.backward()\n");
  g_autoptr (CrScene) open = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  guint64 key = group_find_frame (open, "layer")->key;
  g_autoptr (CrScene) scene
      = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_folded (NULL, key, TRUE));
  CrTrace *trace = cr_graph_get_trace (graph);
  CrCursor *cursor = cr_cursor_new (graph);
  guint box = group_find_frame (scene, "layer")->node, n = 0, rest = paint_beside (scene, cursor, box, 0);

  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_GRAD_ACCUMULATED)
      {
        g_assert_cmpuint (paint_beside (scene, cursor, box, i + 1), !=, rest);
        n++;
      }
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (paint_beside (scene, cursor, box, cr_trace_get_length (trace)), ==, rest);
  cr_cursor_free (cursor);
}

/* A layer that every iteration takes has its parameters inside, where one iteration is drawn for all. */
static void
test_loop_of_layers (void)
{
  g_autoptr (CrGraph) graph = group_run ("layer = torch.nn.Linear(2, 2)\nh = torch.zeros(1, 2)\n"
                                         "for t in range(9):\n    h = torch.tanh(layer(h))\nh.sum().backward()\n");
  g_autoptr (CrScene) open = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL), folded = NULL;
  const CrSceneFrame *layer = group_find_frame (open, "layer");

  for (guint i = 0; i < cr_scene_get_n_nodes (open); i++)
    {
      const CrSceneNode *node = cr_scene_get_node (open, i);

      if (node->kind != CR_NODE_LEAF)
        continue;
      g_assert_cmpfloat (node->y, >, layer->y);
      g_assert_cmpfloat (node->y + node->height, <, layer->y + layer->height);
      g_assert_false (g_str_has_prefix (node->caption, "goes on"));
    }
  group_check_scene (open);
  folded = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_folded (NULL, layer->key, TRUE));
  for (guint i = 0; i < cr_scene_get_n_nodes (folded); i++)
    g_assert_cmpuint (cr_scene_get_node (folded, i)->kind, !=, CR_NODE_LEAF);
  group_check_scene (folded);
}

/* What goes into other iterations from outside goes into the folded box that is drawn, even where the state carried
 * over is the same argument of another operation in it. */
static void
test_folded_body (void)
{
  g_autoptr (CrGraph) graph
      = group_run ("rows = [torch.ones(2, requires_grad=True) * 1 for i in range(6)]\nh = torch.ones(2) * 1\n"
                   "def cell(x, s):\n    a = x * 2\n    b = s * 3\n    return (a + b).tanh()\n"
                   "for t in range(6):\n    h = cell(rows[t], h)\nh.sum().backward()\n");
  g_autoptr (CrScene) first = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  CrFolding *third = cr_folding_with_iteration (NULL, group_find_frame (first, "for t in range(6)")->key, 2);
  CrFolding *folding = cr_folding_with_folded (third, group_find_frame (first, "cell")->key, TRUE);
  g_autoptr (CrScene) scene = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, folding);
  guint n_rows = 0;

  cr_folding_unref (third);
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      const CrSceneNode *from = cr_scene_get_node (scene, edge->from), *to = cr_scene_get_node (scene, edge->to);

      if (strcmp (from->title, "x") != 0)
        continue;
      n_rows++;
      g_assert_cmpint (to->kind, ==, CR_NODE_GROUP);
    }
  g_assert_cmpuint (n_rows, ==, 6);
  group_check_scene (scene);
}

/* The same group in iterations side by side is folded in all of them, but each has its own place. */
static void
test_side_by_side (void)
{
  g_autoptr (CrGraph) graph
      = group_run ("w = torch.ones(2, requires_grad=True)\nh = w * 1\ndef cell(s):\n    return (s * w).tanh()\n"
                   "for t in range(3):\n    h = cell(h) + 1\nh.sum().backward()\n");
  g_autoptr (CrScene) open = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, G_MAXUINT));
  CrFolding *folding = cr_folding_with_folded (NULL, group_find_frame (open, "cell")->key, TRUE);
  g_autoptr (CrScene) folded = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, folding), moved = NULL;
  CrScene *const scenes[] = { open, folded };
  g_autoptr (CrMoves) moves = cr_moves_with (NULL, group_find_frame (folded, "cell")->identity, 50, 0);
  guint n_moved = 0;

  for (guint s = 0; s < G_N_ELEMENTS (scenes); s++)
    {
      g_assert_cmpuint (cr_scene_get_n_frames (scenes[s]), ==, 7); /* the loop, three iterations, three calls */
      for (guint i = 0; i < 7; i++)
        for (guint k = 0; k < i; k++)
          g_assert_cmpuint (cr_scene_get_frame (scenes[s], i)->identity, !=,
                            cr_scene_get_frame (scenes[s], k)->identity);
    }
  for (guint i = 0; i < 7; i++)
    g_assert_cmpuint (cr_scene_get_frame (open, i)->identity, ==, cr_scene_get_frame (folded, i)->identity);
  moved = cr_scene_new_moved (folded, moves);
  for (guint i = 0; i < cr_scene_get_n_nodes (folded); i++)
    n_moved += cr_scene_get_node (moved, i)->x != cr_scene_get_node (folded, i)->x;
  g_assert_cmpuint (n_moved, ==, 1);
}

/* A body of one operation that stands for many has a header, on which the others are chosen. */
static void
test_small_body (void)
{
  g_autoptr (CrGraph) graph = group_run ("x = torch.ones(2, requires_grad=True)\nfor i in range(9):\n    x = x * 2\n"
                                         "x.sum().backward()\n");
  g_autoptr (CrScene) scene = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = group_find_frame (scene, "for i in range(9)");

  g_assert_cmpuint (loop->iteration, ==, 0);
  g_assert_cmpuint (loop->n_operations, ==, 1);
  group_check_scene (scene);
}

/* Each iteration is a picture of its own, with the loop around it. */
static void
test_training (void)
{
  g_autoptr (CrGraph) graph
      = group_run ("w = torch.ones(2, requires_grad=True)\nx = torch.ones(2) * 3\nfor i in range(3):\n"
                   "    loss = (w * x).sum()\n    loss.backward()\n    with torch.no_grad():\n        w -= w.grad\n");
  g_autoptr (CrScene) scene = group_make_scene (graph, 1, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = cr_scene_get_frame (scene, 0);
  g_autofree char *words = cr_scene_dup_frame_words (loop);

  g_assert_cmpuint (cr_scene_get_n_frames (scene), ==, 1);
  g_assert_true (loop->around_all);
  g_assert_cmpstr (words, ==, "for i in range(3) · iteration 2 of 3");
  g_assert_cmpint (cr_scene_pick_frame_part (scene, 0, loop->x + loop->header_width - 2), ==, CR_FRAME_NEXT);
  group_check_scene (scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/scene-loop/loop", test_loop);
  g_test_add_func ("/ui/draw/scene-loop/over-parts", test_loop_over_parts);
  g_test_add_func ("/ui/draw/scene-loop/unlike-bodies", test_unlike_bodies);
  g_test_add_func ("/ui/draw/scene-loop/glow", test_glow);
  g_test_add_func ("/ui/draw/scene-loop/of-layers", test_loop_of_layers);
  g_test_add_func ("/ui/draw/scene-loop/folded-body", test_folded_body);
  g_test_add_func ("/ui/draw/scene-loop/side-by-side", test_side_by_side);
  g_test_add_func ("/ui/draw/scene-loop/small-body", test_small_body);
  g_test_add_func ("/ui/draw/scene-loop/training", test_training);
  return g_test_run ();
}
