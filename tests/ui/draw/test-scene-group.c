/* Pictures with groups: what opens by default, that folding keeps every edge and loses no node, that frames hold their
 * members and nothing else, and the iterations of loops; of known programs and of random ones. */

#include <math.h>
#include <string.h>

#include "cr-group.h"
#include "cr-painter.h"
#include "cr-run.h"
#include "cr-scene-move.h"
#include "cr-scene-state.h"

static CrGraph *
run_script (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autofree char *whole = g_strconcat ("import torch\nfrom torch import nn\n", text, NULL);
  g_autoptr (CrRun) run = cr_run_new ("script.py", whole, strlen (whole), &options, trace);

  if (!cr_run_execute (run))
    {
      g_autofree char *diagnostics = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));
      g_error ("%s in:\n%s", diagnostics, whole);
    }
  return cr_graph_new (trace);
}

/* Takes @folding. */
static CrScene *
make_scene (CrGraph *graph, guint generation, CrSceneView view, gboolean left_to_right, CrFolding *folding)
{
  CrSceneOptions options = { .view = view, .left_to_right = left_to_right, .folding = folding };
  CrScene *scene = cr_scene_new (graph, generation, &options, NULL);

  cr_folding_unref (folding);
  g_assert_nonnull (scene);
  return scene;
}

typedef struct
{
  double x1, y1, x2, y2;
} Area;

static Area
area_of_node (const CrSceneNode *node)
{
  return (Area){ node->x, node->y, node->x + node->width, node->y + node->height };
}

static Area
area_of_frame (const CrSceneFrame *frame)
{
  return (Area){ frame->x, frame->y, frame->x + frame->width, frame->y + frame->height };
}

static gboolean
meet (Area a, Area b)
{
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}

static void
assert_inside (Area a, Area b)
{
  g_assert_cmpfloat (a.x1, >=, b.x1 - 0.01);
  g_assert_cmpfloat (a.y1, >=, b.y1 - 0.01);
  g_assert_cmpfloat (a.x2, <=, b.x2 + 0.01);
  g_assert_cmpfloat (a.y2, <=, b.y2 + 0.01);
}

/* Whether frame @inner is @outer or lies in it. */
static gboolean
is_within (CrScene *scene, guint inner, guint outer)
{
  while (inner != CR_NONE && inner != outer)
    inner = cr_scene_get_frame (scene, inner)->parent;
  return inner == outer;
}

/* Nothing overlaps, and frames hold their members and nothing else. */
static void
check_places (CrScene *scene)
{
  Area whole = { 0 };

  cr_scene_get_size (scene, &whole.x2, &whole.y2);
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    {
      Area area = area_of_node (cr_scene_get_node (scene, i));

      assert_inside (area, whole);
      for (guint k = 0; k < i; k++)
        g_assert_false (meet (area, area_of_node (cr_scene_get_node (scene, k))));
      for (guint f = 0; f < cr_scene_get_n_frames (scene); f++)
        {
          const CrSceneFrame *frame = cr_scene_get_frame (scene, f);

          if (frame->folded)
            continue;
          if (frame->around_all || is_within (scene, cr_scene_get_node_frame (scene, i), f))
            assert_inside (area, area_of_frame (frame));
          else
            g_assert_false (meet (area, area_of_frame (frame)));
        }
    }
}

static void
check_frames (CrScene *scene)
{
  Area whole = { 0 };

  cr_scene_get_size (scene, &whole.x2, &whole.y2);
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);
      g_autofree char *words = cr_scene_dup_frame_words (frame);

      g_assert_cmpstr (words, !=, "");
      assert_inside (area_of_frame (frame), whole);
      g_assert_true (frame->parent == CR_NONE || frame->parent < i);
      g_assert_cmpint (frame->folded, ==, frame->node != CR_NONE);
      if (frame->parent != CR_NONE)
        assert_inside (area_of_frame (frame), area_of_frame (cr_scene_get_frame (scene, frame->parent)));
      if (frame->folded)
        g_assert_cmpuint (cr_scene_get_node (scene, frame->node)->index, ==, i);
      else
        g_assert_cmpuint (cr_scene_pick_frame (scene, frame->x + 2, frame->y + frame->header / 2), !=, CR_NONE);
      for (guint k = 0; k < i; k++)
        if (!is_within (scene, i, k))
          g_assert_false (meet (area_of_frame (frame), area_of_frame (cr_scene_get_frame (scene, k))));
    }
}

static double
get_distance (CrPoint point, const CrSceneNode *node)
{
  double dx = MAX (0, MAX (node->x - point.x, point.x - node->x - node->width));
  double dy = MAX (0, MAX (node->y - point.y, point.y - node->y - node->height));

  return hypot (dx, dy);
}

/* Routes lead from node to node without a gap, through every border on the way. */
static void
check_routes (CrScene *scene)
{
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);

      g_assert_cmpuint (edge->n_points, >=, 4);
      g_assert_cmpuint (edge->n_points % 3, ==, 1);
      g_assert_cmpuint (edge->n_bundled, >, 0);
      g_assert_cmpuint (edge->from, !=, edge->to);
      g_assert_cmpfloat (get_distance (edge->points[0], cr_scene_get_node (scene, edge->from)), <, 1);
      g_assert_cmpfloat (get_distance (edge->points[edge->n_points - 1], cr_scene_get_node (scene, edge->to)), <, 10);
      for (guint k = 0; k < edge->n_points; k++)
        g_assert_true (isfinite (edge->points[k].x) && isfinite (edge->points[k].y));
    }
}

/* The node of @scene that stands for one of an open picture of the same generation and view. */
static guint
find_node (CrScene *scene, CrScene *open, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (open, node);
  gboolean operates = box->kind == CR_NODE_OPERATOR || box->kind == CR_NODE_OPERATOR_NO_GRAD;

  g_assert_cmpint (box->kind, !=, CR_NODE_GROUP);
  return operates ? cr_scene_find_function (scene, box->index) : cr_scene_find_variable (scene, box->index);
}

/* Every node of the open picture is found in @scene, and if @complete, edges between any two nodes are as many as there
 * were between what they stand for. */
static void
check_against (CrScene *scene, CrScene *open, gboolean complete)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint expected = 0, found = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (open); i++)
    g_assert_cmpuint (find_node (scene, open, i), <, cr_scene_get_n_nodes (scene));
  for (guint i = 0; complete && i < cr_scene_get_n_edges (open); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (open, i);
      gint64 key = (gint64)find_node (scene, open, edge->from) << 32 | find_node (scene, open, edge->to);

      if (key >> 32 == (key & 0xffffffff))
        continue;
      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key)) + 1));
      expected++;
    }
  for (guint i = 0; complete && i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      gint64 key = (gint64)edge->from << 32 | edge->to;
      guint left = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key));

      g_assert_cmpuint (edge->n_bundled, <=, left);
      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (left - edge->n_bundled));
      found += edge->n_bundled;
    }
  g_assert_cmpuint (found, ==, expected);
}

/* What is said and painted of it, at several places of the run. */
static void
check_painting (CrScene *scene)
{
  g_autoptr (CrCursor) cursor = cr_cursor_new (cr_scene_get_graph (scene));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 64);
  guint length = cr_cursor_get_length (cursor);

  for (guint i = 0; i <= 4; i++)
    {
      CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
      cairo_t *cr = cairo_create (surface);
      double width, height;

      cr_cursor_seek (cursor, length * i / 4);
      cr_scene_get_size (scene, &width, &height);
      options.scale = i % 2 ? 1 : 0.1;
      options.phase = 0.5;
      cairo_scale (cr, 64 / width, 64 / height);
      cr_painter_paint (scene, cursor, cr_theme_get (FALSE), &options, cr);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      for (guint node = 0; node < cr_scene_get_n_nodes (scene); node++)
        {
          g_autofree char *words = cr_scene_describe_node (scene, node, cursor);

          g_assert_nonnull (words);
        }
    }
  cairo_surface_destroy (surface);
}

static CrScene *
make_open (CrGraph *graph, guint generation, CrSceneView view)
{
  g_autoptr (CrScene) scene = NULL;
  CrFolding *folding = cr_folding_with_depth (NULL, G_MAXUINT);

  scene = make_scene (graph, generation, view, FALSE, cr_folding_ref (folding));
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++) /* loops, too; those inside come to light by and by */
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);
      CrFolding *more;

      if (frame->around_all || frame->n_iterations == 0 || frame->iteration == CR_FOLDING_ALL_ITERATIONS
          || cr_folding_get_iteration (folding, frame->key, 0) == CR_FOLDING_ALL_ITERATIONS)
        continue;
      more = cr_folding_with_iteration (folding, frame->key, CR_FOLDING_ALL_ITERATIONS);
      cr_folding_unref (folding);
      folding = more;
      cr_scene_unref (scene);
      scene = make_scene (graph, generation, view, FALSE, cr_folding_ref (folding));
      i = G_MAXUINT;
    }
  cr_folding_unref (folding);
  return g_steal_pointer (&scene);
}

static gboolean
is_complete (CrScene *scene)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);

      if (frame->n_iterations > 1 && !frame->around_all && frame->iteration != CR_FOLDING_ALL_ITERATIONS)
        return FALSE;
    }
  return TRUE;
}

static void
check_scene (CrScene *scene)
{
  const CrSceneOptions *options = cr_scene_get_options (scene);
  g_autoptr (CrScene) open = make_open (cr_scene_get_graph (scene), cr_scene_get_generation (scene), options->view);

  check_places (scene);
  check_frames (scene);
  check_routes (scene);
  check_against (scene, open, is_complete (scene));
  check_painting (scene);
}

static guint
count_groups (CrScene *scene)
{
  guint n = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    n += cr_scene_get_node (scene, i)->kind == CR_NODE_GROUP;
  return n;
}

static const CrSceneFrame *
find_frame (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    if (g_strcmp0 (cr_scene_get_frame (scene, i)->title, title) == 0)
      return cr_scene_get_frame (scene, i);
  g_error ("no frame %s", title);
}

static gboolean
has_frame (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    if (g_strcmp0 (cr_scene_get_frame (scene, i)->title, title) == 0)
      return TRUE;
  return FALSE;
}

static void
test_resnet (void)
{
  static const char *const names[]
      = { "conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc" };
  g_autoptr (CrGraph) graph = run_script ("from torchvision import models\nmodel = models.resnet18()\n"
                                          "model(torch.rand(2, 3, 32, 32)).sum().backward()\n");

  for (CrSceneView view = CR_VIEW_FULL; view < CR_N_VIEWS; view++)
    {
      g_autoptr (CrScene) scene = make_scene (graph, 0, view, FALSE, NULL);
      g_autoptr (CrScene) opened = NULL;

      g_assert_cmpuint (count_groups (scene), ==, G_N_ELEMENTS (names));
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        g_assert_true (find_frame (scene, names[i])->folded);
      g_assert_false (find_frame (scene, "model")->folded);
      g_assert_cmpstr (find_frame (scene, "model")->caption, ==, "ResNet");
      g_assert_cmpuint (cr_scene_get_n_nodes (scene), <=, 24);
      check_scene (scene);
      opened
          = make_scene (graph, 0, view, FALSE, cr_folding_with_folded (NULL, find_frame (scene, "layer1")->key, FALSE));
      g_assert_false (find_frame (opened, "layer1")->folded);
      g_assert_true (find_frame (opened, "layer2")->folded);
      g_assert_cmpstr (find_frame (opened, "layer1.0")->caption, ==, "BasicBlock");
      g_assert_cmpuint (cr_scene_get_n_nodes (opened), ==, cr_scene_get_n_nodes (scene) + 1);
      check_scene (opened);
    }
}

static void
test_depth (void)
{
  g_autoptr (CrGraph) graph = run_script ("net = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Tanh()), nn.Tanh())\n"
                                          "y = net(torch.rand(1, 2))\ny.sum().backward()\n");
  g_autoptr (CrScene) none = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 0));
  g_autoptr (CrScene) one = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 1));
  g_autoptr (CrScene) two = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 2));
  g_autoptr (CrScene) all = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, G_MAXUINT));
  g_autoptr (CrScene) sensible = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);

  g_assert_cmpuint (count_groups (none), ==, 1);
  g_assert_cmpuint (count_groups (one), ==, 2);
  g_assert_cmpuint (count_groups (two), ==, 2);
  g_assert_true (has_frame (two, "net.0.0") || has_frame (two, "0.0"));
  g_assert_cmpuint (count_groups (all), ==, 0);
  g_assert_cmpuint (count_groups (sensible), ==, 0); /* it is small */
  check_scene (none);
  check_scene (one);
  check_scene (two);
  check_scene (all);
}

/* The loss stays in sight when what computes it is folded, and so do the inputs. */
static void
test_call (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("x = torch.ones(2)\nw = torch.ones(2, requires_grad=True)\ndef f(x):\n    h = x * w\n"
                    "    return h * h\ndef g(a):\n    return (a + 1).sum()\nloss = g(f(x))\nloss.backward()\n");
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 0));
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  guint f = find_frame (scene, "f")->node, g = find_frame (scene, "g")->node;
  g_autofree char *words = NULL;

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 5); /* x, w, f, g, loss */
  g_assert_cmpuint (cr_scene_get_n_folded (scene, f), ==, 2);
  g_assert_cmpuint (cr_scene_get_result (scene, f), !=, CR_NONE);
  check_scene (scene);
  cr_cursor_seek (cursor, cr_cursor_get_length (cursor));
  g_assert_cmpint (cr_scene_get_reach (scene, f, cursor).reach, ==, CR_REACH_DONE);
  g_assert_cmpuint (cr_scene_get_reach (scene, g, cursor).n_arrived, ==, 2);
  words = cr_scene_describe_node (scene, f, cursor);
  g_assert_nonnull (strstr (words, "f, folded group, 2 operations"));
}

static void
test_backward (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("x = torch.ones(2, requires_grad=True)\ny = (x ** 3).sum()\n"
                    "g, = torch.autograd.grad(y, x, create_graph=True)\n(y + (g * g).sum()).backward()\n");
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *frame = find_frame (scene, "backward 1");

  g_assert_cmpstr (frame->caption, ==, "create_graph");
  g_assert_false (frame->folded);
  check_scene (scene);
}

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
  g_autoptr (CrGraph) small = run_script (few), graph = run_script (many);
  g_autoptr (CrScene) unrolled = make_scene (small, 0, CR_VIEW_FULL, FALSE, NULL);
  g_autoptr (CrScene) first = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = find_frame (first, "for t in range(9)");
  g_autoptr (CrScene) fourth = NULL, all = NULL;
  g_autofree char *words = NULL;

  g_assert_cmpuint (find_frame (unrolled, "for t in range(3)")->iteration, ==, CR_FOLDING_ALL_ITERATIONS);
  g_assert_cmpuint (count_titles (unrolled, "@"), ==, 3);
  g_assert_true (has_frame (unrolled, "t = 2"));
  check_scene (unrolled);
  g_assert_cmpuint (loop->iteration, ==, 0);
  g_assert_cmpuint (loop->n_iterations, ==, 9);
  g_assert_cmpuint (count_titles (first, "@"), ==, 1);
  check_scene (first);
  fourth = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_iteration (NULL, loop->key, 3));
  words = cr_scene_dup_frame_words (find_frame (fourth, "for t in range(9)"));
  g_assert_cmpstr (words, ==, "for t in range(9) · iteration 4 of 9");
  g_assert_cmpuint (count_titles (fourth, "@"), ==, 1);
  g_assert_cmpuint (count_titles (fourth, "h"), ==, 3); /* the first, what comes in, what comes out */
  for (guint i = 0; i < cr_scene_get_n_nodes (fourth); i++)
    if (strcmp (cr_scene_get_node (fourth, i)->title, "h") == 0
        && cr_scene_get_node (fourth, i)->kind != CR_NODE_LEAF_NO_GRAD)
      g_assert_true (g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "from iteration 3")
                     || g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "goes on to iteration 9")
                     || g_str_has_prefix (cr_scene_get_node (fourth, i)->caption, "goes on to iteration 5"));
  check_scene (fourth);
  all = make_scene (graph, 0, CR_VIEW_FULL, FALSE,
                    cr_folding_with_iteration (NULL, loop->key, CR_FOLDING_ALL_ITERATIONS));
  g_assert_cmpuint (count_titles (all, "@"), ==, 9);
  check_scene (all);
}

/* A tensor that a loop goes through is taken apart before the loop, but each iteration has its own part only; and what
 * several of them take stays outside. */
static void
test_loop_over_parts (void)
{
  g_autoptr (CrGraph) graph = run_script ("w = torch.ones(2, 2, requires_grad=True)\nxs = torch.rand(9, 1, 2)\n"
                                          "b = torch.ones(1, 2)\nh = torch.zeros(1, 2)\n"
                                          "for x in xs:\n    h = torch.tanh(x @ w + h * b)\n"
                                          "h.sum().backward()\n");
  g_autoptr (CrScene) first = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  guint64 loop = find_frame (first, "for x in xs")->key;
  g_autoptr (CrScene) fourth = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_iteration (NULL, loop, 3));
  CrScene *scenes[] = { first, fourth };

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      guint box;

      g_assert_cmpuint (count_titles (scenes[i], "x"), ==, 1);
      g_assert_cmpuint (count_titles (scenes[i], "b"), ==, 1);
      for (box = 0; g_strcmp0 (cr_scene_get_node (scenes[i], box)->title, "x") != 0; box++)
        ;
      g_assert_cmpfloat (cr_scene_get_node (scenes[i], box)->y, >, find_frame (scenes[i], "for x in xs")->y);
      check_scene (scenes[i]);
    }
}

/* The first iteration folds constants where the others have gradients: what they take and give is still led to what the
 * same expression made. */
static void
test_unlike_bodies (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("rows = [torch.ones(2, requires_grad=True) * 1 for i in range(6)]\nh = torch.ones(2) * 1\n"
                    "for t in range(6):\n    a = rows[t] * 2\n    b = h * 3\n    h = (a + b).tanh()\n"
                    "h.sum().backward()\n");
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
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
  check_scene (scene);
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
  g_autoptr (CrGraph) graph = run_script ("layer = torch.nn.Linear(2, 2)\nx = torch.ones(1, 2)\n"
                                          "loss = torch.tanh(layer(x)).sum()\nloss.backward()\n");
  g_autoptr (CrScene) open = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  guint64 key = find_frame (open, "layer")->key;
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_folded (NULL, key, TRUE));
  CrTrace *trace = cr_graph_get_trace (graph);
  CrCursor *cursor = cr_cursor_new (graph);
  guint box = find_frame (scene, "layer")->node, n = 0, rest = paint_beside (scene, cursor, box, 0);

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
  g_autoptr (CrGraph) graph = run_script ("layer = torch.nn.Linear(2, 2)\nh = torch.zeros(1, 2)\n"
                                          "for t in range(9):\n    h = torch.tanh(layer(h))\nh.sum().backward()\n");
  g_autoptr (CrScene) open = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL), folded = NULL;
  const CrSceneFrame *layer = find_frame (open, "layer");

  for (guint i = 0; i < cr_scene_get_n_nodes (open); i++)
    {
      const CrSceneNode *node = cr_scene_get_node (open, i);

      if (node->kind != CR_NODE_LEAF)
        continue;
      g_assert_cmpfloat (node->y, >, layer->y);
      g_assert_cmpfloat (node->y + node->height, <, layer->y + layer->height);
      g_assert_false (g_str_has_prefix (node->caption, "goes on"));
    }
  check_scene (open);
  folded = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_folded (NULL, layer->key, TRUE));
  for (guint i = 0; i < cr_scene_get_n_nodes (folded); i++)
    g_assert_cmpuint (cr_scene_get_node (folded, i)->kind, !=, CR_NODE_LEAF);
  check_scene (folded);
}

/* What goes into other iterations from outside goes into the folded box that is drawn, even where the state carried
 * over is the same argument of another operation in it. */
static void
test_folded_body (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("rows = [torch.ones(2, requires_grad=True) * 1 for i in range(6)]\nh = torch.ones(2) * 1\n"
                    "def cell(x, s):\n    a = x * 2\n    b = s * 3\n    return (a + b).tanh()\n"
                    "for t in range(6):\n    h = cell(rows[t], h)\nh.sum().backward()\n");
  g_autoptr (CrScene) first = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  CrFolding *third = cr_folding_with_iteration (NULL, find_frame (first, "for t in range(6)")->key, 2);
  CrFolding *folding = cr_folding_with_folded (third, find_frame (first, "cell")->key, TRUE);
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, folding);
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
  check_scene (scene);
}

/* The same group in iterations side by side is folded in all of them, but each has its own place. */
static void
test_side_by_side (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("w = torch.ones(2, requires_grad=True)\nh = w * 1\ndef cell(s):\n    return (s * w).tanh()\n"
                    "for t in range(3):\n    h = cell(h) + 1\nh.sum().backward()\n");
  g_autoptr (CrScene) open = make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, G_MAXUINT));
  CrFolding *folding = cr_folding_with_folded (NULL, find_frame (open, "cell")->key, TRUE);
  g_autoptr (CrScene) folded = make_scene (graph, 0, CR_VIEW_FULL, FALSE, folding), moved = NULL;
  CrScene *const scenes[] = { open, folded };
  g_autoptr (CrMoves) moves = cr_moves_with (NULL, find_frame (folded, "cell")->identity, 50, 0);
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
  g_autoptr (CrGraph) graph = run_script ("x = torch.ones(2, requires_grad=True)\nfor i in range(9):\n    x = x * 2\n"
                                          "x.sum().backward()\n");
  g_autoptr (CrScene) scene = make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = find_frame (scene, "for i in range(9)");

  g_assert_cmpuint (loop->iteration, ==, 0);
  g_assert_cmpuint (loop->n_operations, ==, 1);
  check_scene (scene);
}

/* Each iteration is a picture of its own, with the loop around it. */
static void
test_training (void)
{
  g_autoptr (CrGraph) graph
      = run_script ("w = torch.ones(2, requires_grad=True)\nx = torch.ones(2) * 3\nfor i in range(3):\n"
                    "    loss = (w * x).sum()\n    loss.backward()\n    with torch.no_grad():\n        w -= w.grad\n");
  g_autoptr (CrScene) scene = make_scene (graph, 1, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *loop = cr_scene_get_frame (scene, 0);
  g_autofree char *words = cr_scene_dup_frame_words (loop);

  g_assert_cmpuint (cr_scene_get_n_frames (scene), ==, 1);
  g_assert_true (loop->around_all);
  g_assert_cmpstr (words, ==, "for i in range(3) · iteration 2 of 3");
  g_assert_cmpint (cr_scene_pick_frame_part (scene, 0, loop->x + loop->header_width - 2), ==, CR_FRAME_NEXT);
  check_scene (scene);
}

/* Functions that call earlier ones, some in loops; then a few calls and a backward. */
static char *
make_program (GRand *rand)
{
  static const char *const steps[] = { "a = a * b", "a = a + b", "b = a.tanh()", "a = a * w", "b = b * 2 + a" };
  GString *text = g_string_new ("w = torch.ones(2, requires_grad=True)\nx = torch.ones(2) * 2\n");
  guint n = (guint)g_rand_int_range (rand, 1, 5);

  for (guint f = 0; f < n; f++)
    {
      g_string_append_printf (text, "def f%u(a, b):\n", f);
      for (int i = g_rand_int_range (rand, 1, 5); i-- > 0;)
        {
          guint choice = (guint)g_rand_int_range (rand, 0, 8);

          if (choice < G_N_ELEMENTS (steps))
            g_string_append_printf (text, "    %s\n", steps[choice]);
          else if (f > 0 && choice == 5)
            g_string_append_printf (text, "    a = f%d(b, a)\n", g_rand_int_range (rand, 0, (int)f));
          else
            g_string_append_printf (text, "    for i in range(%d):\n        a = a * w + b\n",
                                    g_rand_int_range (rand, 1, 7));
        }
      g_string_append (text, "    return a + b\n");
    }
  g_string_append_printf (text, "y = f%u(x, w)\n", n - 1);
  for (int i = g_rand_int_range (rand, 0, 3); i-- > 0;)
    g_string_append_printf (text, "y = f%d(y, x)\n", g_rand_int_range (rand, 0, (int)n));
  g_string_append (text, "(y * w).sum().backward()\n");
  return g_string_free (text, FALSE);
}

/* Folds, unfolds or chooses an iteration of a group of @scene. Takes @folding. */
static CrFolding *
change (GRand *rand, CrScene *scene, CrFolding *folding)
{
  guint n = cr_scene_get_n_frames (scene);
  const CrSceneFrame *frame = n > 0 ? cr_scene_get_frame (scene, (guint)g_rand_int_range (rand, 0, (int)n)) : NULL;
  CrFolding *changed;

  if (frame == NULL)
    return folding;
  if (frame->n_iterations > 1 && g_rand_boolean (rand))
    {
      guint iteration = (guint)g_rand_int_range (rand, 0, (int)frame->n_iterations + 1);

      changed = cr_folding_with_iteration (folding, frame->key,
                                           iteration == frame->n_iterations ? CR_FOLDING_ALL_ITERATIONS : iteration);
    }
  else
    changed = cr_folding_with_folded (folding, frame->key, !frame->folded);
  cr_folding_unref (folding);
  return changed;
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 25; seed++)
    {
      GRand *rand = g_rand_new_with_seed (seed);
      g_autofree char *text = make_program (rand);
      g_autoptr (CrGraph) graph = run_script (text);
      CrFolding *folding = NULL;

      g_test_message ("seed %u:\n%s", seed, text);
      for (guint i = 0; i < 4; i++)
        {
          CrSceneView view = (CrSceneView)g_rand_int_range (rand, 0, CR_N_VIEWS);
          g_autoptr (CrScene) scene = make_scene (graph, 0, view, g_rand_boolean (rand), cr_folding_ref (folding));

          if (cr_scene_get_n_nodes (scene) <= 250)
            check_scene (scene);
          folding = change (rand, scene, folding);
        }
      cr_folding_unref (folding);
      g_rand_free (rand);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/scene-group/resnet", test_resnet);
  g_test_add_func ("/ui/draw/scene-group/depth", test_depth);
  g_test_add_func ("/ui/draw/scene-group/call", test_call);
  g_test_add_func ("/ui/draw/scene-group/backward", test_backward);
  g_test_add_func ("/ui/draw/scene-group/glow", test_glow);
  g_test_add_func ("/ui/draw/scene-group/loop", test_loop);
  g_test_add_func ("/ui/draw/scene-group/loop-of-layers", test_loop_of_layers);
  g_test_add_func ("/ui/draw/scene-group/loop-over-parts", test_loop_over_parts);
  g_test_add_func ("/ui/draw/scene-group/unlike-bodies", test_unlike_bodies);
  g_test_add_func ("/ui/draw/scene-group/folded-body", test_folded_body);
  g_test_add_func ("/ui/draw/scene-group/side-by-side", test_side_by_side);
  g_test_add_func ("/ui/draw/scene-group/small-body", test_small_body);
  g_test_add_func ("/ui/draw/scene-group/training", test_training);
  g_test_add_func ("/ui/draw/scene-group/random", test_random);
  return g_test_run ();
}
