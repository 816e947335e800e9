/* Pictures with groups: what opens by default, depths, calls and backwards; of known programs and of random ones. */

#include <string.h>

#include "cr-group.h"
#include "cr-scene-state.h"
#include "group-fixture.h"

static void
test_resnet (void)
{
  static const char *const names[]
      = { "conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc" };
  g_autoptr (CrGraph) graph = group_run ("from torchvision import models\nmodel = models.resnet18()\n"
                                         "model(torch.rand(2, 3, 32, 32)).sum().backward()\n");

  for (CrSceneView view = CR_VIEW_FULL; view < CR_N_VIEWS; view++)
    {
      g_autoptr (CrScene) scene = group_make_scene (graph, 0, view, FALSE, NULL);
      g_autoptr (CrScene) opened = NULL;

      g_assert_cmpuint (group_count (scene), ==, G_N_ELEMENTS (names));
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        g_assert_true (group_find_frame (scene, names[i])->folded);
      g_assert_false (group_find_frame (scene, "model")->folded);
      g_assert_cmpstr (group_find_frame (scene, "model")->caption, ==, "ResNet");
      g_assert_cmpuint (cr_scene_get_n_nodes (scene), <=, 24);
      group_check_scene (scene);
      opened = group_make_scene (graph, 0, view, FALSE,
                                 cr_folding_with_folded (NULL, group_find_frame (scene, "layer1")->key, FALSE));
      g_assert_false (group_find_frame (opened, "layer1")->folded);
      g_assert_true (group_find_frame (opened, "layer2")->folded);
      g_assert_cmpstr (group_find_frame (opened, "layer1.0")->caption, ==, "BasicBlock");
      g_assert_cmpuint (cr_scene_get_n_nodes (opened), ==, cr_scene_get_n_nodes (scene) + 1);
      group_check_scene (opened);
    }
}

static void
test_depth (void)
{
  g_autoptr (CrGraph) graph = group_run ("net = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Tanh()), nn.Tanh())\n"
                                         "y = net(torch.rand(1, 2))\ny.sum().backward()\n");
  g_autoptr (CrScene) none = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 0));
  g_autoptr (CrScene) one = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 1));
  g_autoptr (CrScene) two = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 2));
  g_autoptr (CrScene) all = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, G_MAXUINT));
  g_autoptr (CrScene) sensible = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);

  g_assert_cmpuint (group_count (none), ==, 1);
  g_assert_cmpuint (group_count (one), ==, 2);
  g_assert_cmpuint (group_count (two), ==, 2);
  g_assert_true (group_has_frame (two, "net.0.0") || group_has_frame (two, "0.0"));
  g_assert_cmpuint (group_count (all), ==, 0);
  g_assert_cmpuint (group_count (sensible), ==, 0); /* it is small */
  group_check_scene (none);
  group_check_scene (one);
  group_check_scene (two);
  group_check_scene (all);
}

/* The loss stays in sight when what computes it is folded, and so do the inputs. */
static void
test_call (void)
{
  g_autoptr (CrGraph) graph
      = group_run ("x = torch.ones(2)\nw = torch.ones(2, requires_grad=True)\ndef f(x):\n    h = x * w\n"
                   "    return h * h\ndef g(a):\n    return (a + 1).sum()\nloss = g(f(x))\nloss.backward()\n");
  g_autoptr (CrScene) scene = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, cr_folding_with_depth (NULL, 0));
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  guint f = group_find_frame (scene, "f")->node, g = group_find_frame (scene, "g")->node;
  g_autofree char *words = NULL;

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 5); /* x, w, f, g, loss */
  g_assert_cmpuint (cr_scene_get_n_folded (scene, f), ==, 2);
  g_assert_cmpuint (cr_scene_get_result (scene, f), !=, CR_NONE);
  group_check_scene (scene);
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
      = group_run ("x = torch.ones(2, requires_grad=True)\ny = (x ** 3).sum()\n"
                   "g, = torch.autograd.grad(y, x, create_graph=True)\n(y + (g * g).sum()).backward()\n");
  g_autoptr (CrScene) scene = group_make_scene (graph, 0, CR_VIEW_FULL, FALSE, NULL);
  const CrSceneFrame *frame = group_find_frame (scene, "backward 1");

  g_assert_cmpstr (frame->caption, ==, "create_graph");
  g_assert_false (frame->folded);
  group_check_scene (scene);
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
      g_autoptr (CrGraph) graph = group_run (text);
      CrFolding *folding = NULL;

      g_test_message ("seed %u:\n%s", seed, text);
      for (guint i = 0; i < 4; i++)
        {
          CrSceneView view = (CrSceneView)g_rand_int_range (rand, 0, CR_N_VIEWS);
          g_autoptr (CrScene) scene
              = group_make_scene (graph, 0, view, g_rand_boolean (rand), cr_folding_ref (folding));

          if (cr_scene_get_n_nodes (scene) <= 250)
            group_check_scene (scene);
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
  g_test_add_func ("/ui/draw/scene-group/random", test_random);
  return g_test_run ();
}
