/* Pictures that stay: from step to step, from edit to edit, from the first in a hurry to the final one. */

#include <math.h>

#include "cr-scene-loader.h"
#include "session-fixture.h"

#define TRAINING                                                                                                       \
  "import torch\n"                                                                                                     \
  "x = torch.linspace(-1, 1, 5)\n"                                                                                     \
  "y = 3000 * x ** 2 + 2\n"                                                                                            \
  "w = torch.tensor(0.5, requires_grad=True)\n"                                                                        \
  "b = torch.tensor(0.0, requires_grad=True)\n"                                                                        \
  "for step in range(30):\n"                                                                                           \
  "    guess = w * x ** 2 + b\n"                                                                                       \
  "    loss = ((y - guess) ** 2).sum()\n"                                                                              \
  "    loss.backward()\n"                                                                                              \
  "    with torch.no_grad():\n"                                                                                        \
  "        w -= 0.05 * w.grad\n"                                                                                       \
  "        b -= 0.05 * b.grad\n"                                                                                       \
  "        w.grad.zero_()\n"                                                                                           \
  "        b.grad.zero_()\n"

#define BRANCHES                                                                                                       \
  "import torch\n"                                                                                                     \
  "a = torch.tensor(2.0, requires_grad=True)\n"                                                                        \
  "b = torch.tensor(3.0, requires_grad=True)\n"                                                                        \
  "c = a * b\n"                                                                                                        \
  "d = c.sin()\n"                                                                                                      \
  "e = c.exp() + a\n"                                                                                                  \
  "f = d * e\n"

static CrSession *
run_script (const char *first, const char *rest)
{
  g_autofree char *text = g_strconcat (first, rest, NULL);

  return session_new_run (text);
}

static CrScene *
make_like (CrSession *session, guint generation, CrScene *previous, CrScenePlaces *places)
{
  CrSceneHints hints = { .previous = previous, .places = places };
  CrScene *scene = cr_scene_new_like (cr_session_get_graph (session), generation, NULL, &hints, NULL);

  g_assert_nonnull (scene);
  return scene;
}

static gboolean
is_near (double a, double b)
{
  return fabs (a - b) < 1e-6;
}

static void
assert_same_sizes (CrScene *a, CrScene *b)
{
  for (guint i = 0; i < cr_scene_get_n_nodes (a); i++)
    {
      const CrSceneNode *x = cr_scene_get_node (a, i), *y = cr_scene_get_node (b, i);

      if (!is_near (x->width, y->width) || !is_near (x->height, y->height))
        g_error ("%u %s: %g by %g, %g by %g", i, x->title, x->width, x->height, y->width, y->height);
    }
}

/* The middles of all boxes; @sizes: their borders too. */
static void
assert_same_places (CrScene *a, CrScene *b, gboolean sizes)
{
  g_assert_cmpuint (cr_scene_get_n_nodes (a), ==, cr_scene_get_n_nodes (b));
  g_assert_cmpuint (cr_scene_get_n_edges (a), ==, cr_scene_get_n_edges (b));
  if (sizes)
    assert_same_sizes (a, b);
  for (guint i = 0; i < cr_scene_get_n_nodes (a); i++)
    {
      const CrSceneNode *x = cr_scene_get_node (a, i), *y = cr_scene_get_node (b, i);

      g_assert_true (is_near (x->x + x->width / 2, y->x + y->width / 2));
      g_assert_true (is_near (x->y + x->height / 2, y->y + y->height / 2));
    }
}

static guint
find_named (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    if (g_strcmp0 (cr_scene_get_node (scene, i)->title, title) == 0)
      return i;
  g_test_message ("no node %s", title);
  g_assert_not_reached ();
}

static CrPoint
middle_of (CrScene *scene, const char *title)
{
  const CrSceneNode *node = cr_scene_get_node (scene, find_named (scene, title));

  return (CrPoint){ node->x + node->width / 2, node->y + node->height / 2 };
}

/* Numbers grow and shrink over the training; all steps have one picture, whichever is made first, with nothing but the
 * run to go by. The first step has no gradients before it and the last no update behind it. */
static void
test_steps (void)
{
  g_autoptr (CrSession) session = run_script (TRAINING, "");
  CrGraph *graph = cr_session_get_graph (session);
  g_autoptr (CrScene) first = cr_scene_new (graph, 0, NULL, NULL);

  g_assert_cmpuint (cr_graph_get_n_generations (graph), >=, 30);
  for (guint i = 29; i < 30; i -= 4)
    {
      g_autoptr (CrScene) scene = cr_scene_new (graph, i, NULL, NULL);

      assert_same_places (scene, first, TRUE);
    }
}

/* One after the other in a run whose numbers get longer, through the places. */
static void
test_places (void)
{
  g_autoptr (CrSession) narrow = run_script ("import torch\nx = torch.tensor(1.0)\n", "y = x * 2\nz = y + x\n");
  g_autoptr (CrSession) wide = run_script ("import torch\nx = torch.tensor(-1.234567e-12)\n", "y = x * 2\nz = y + x\n");
  g_autoptr (CrScenePlaces) places = cr_scene_places_new ();
  g_autoptr (CrScene) before = make_like (narrow, 0, NULL, places);
  g_autoptr (CrScene) larger = make_like (wide, 0, NULL, places);
  g_autoptr (CrScene) after = make_like (narrow, 0, NULL, places);

  g_assert_cmpfloat (cr_scene_get_node (larger, 0)->width, >, cr_scene_get_node (before, 0)->width);
  g_assert_false (cr_scene_is_last (before, places));
  g_assert_true (cr_scene_is_last (larger, places));
  g_assert_true (cr_scene_is_last (after, places));
  assert_same_places (after, larger, FALSE);
}

/* What is there stays in its order and near its place, measured from one of the nodes, when operations are added. */
static void
test_edit (void)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr (CrSession) before = run_script (BRANCHES, "");
  g_autoptr (CrSession) after = run_script (BRANCHES, "g = f * 2\nh = g + d\n");
  g_autoptr (CrScene) old = make_like (before, 0, NULL, NULL);
  g_autoptr (CrScene) scene = make_like (after, 0, old, NULL);
  CrPoint was = middle_of (old, "c"), is = middle_of (scene, "c");

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), >, cr_scene_get_n_nodes (old));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrPoint from = middle_of (old, names[i]), to = middle_of (scene, names[i]);

      g_assert_cmpfloat (fabs ((to.x - is.x) - (from.x - was.x)), <, 60);
      g_assert_cmpfloat (fabs ((to.y - is.y) - (from.y - was.y)), <, 60);
    }
}

/* Another order of statements is another picture by itself, but near the one before the same one. */
static void
test_edit_above (void)
{
  g_autoptr (CrSession) before = run_script (BRANCHES, "");
  g_autoptr (CrSession) after = run_script ("# a comment\n", BRANCHES);
  g_autoptr (CrScene) old = make_like (before, 0, NULL, NULL);
  g_autoptr (CrScene) scene = make_like (after, 0, old, NULL);

  assert_same_places (scene, old, TRUE);
}

/* The loader. */

typedef struct
{
  CrSceneLoader *loader;
  CrSession *session;
  guint n_loaded;
} Loading;

static void
count_loaded (gpointer data)
{
  ((Loading *)data)->n_loaded++;
}

static void
loading_init (Loading *loading, CrSession *session)
{
  loading->session = session;
  loading->n_loaded = 0;
  loading->loader = cr_scene_loader_new (count_loaded, loading);
}

static CrScene *
get (Loading *loading, guint generation, const CrSceneOptions *options)
{
  return cr_scene_loader_get (loading->loader, cr_session_get_graph (loading->session), generation, options);
}

static void
wait_loaded (Loading *loading, guint n)
{
  while (loading->n_loaded < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_idle (Loading *loading)
{
  while (cr_scene_loader_is_loading (loading->loader))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_load (void)
{
  g_autoptr (CrSession) session = run_script (TRAINING, "");
  CrSceneOptions options = { 0 };
  Loading loading;
  CrScene *scene;

  loading_init (&loading, session);
  g_assert_null (get (&loading, 3, &options));
  g_assert_true (cr_scene_loader_is_loading (loading.loader));
  wait_loaded (&loading, 1);
  scene = get (&loading, 3, &options);
  g_assert_nonnull (scene);
  g_assert_cmpuint (cr_scene_get_generation (scene), ==, 3);
  g_assert_true (cr_scene_loader_is_final (loading.loader));
  g_assert_true (get (&loading, 3, &options) == scene);
  wait_idle (&loading);
  g_assert_cmpuint (loading.n_loaded, ==, 1);
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
}

/* The last wish wins. */
static void
test_superseded (void)
{
  g_autoptr (CrSession) session = run_script (TRAINING, "");
  CrSceneOptions options = { 0 };
  Loading loading;

  loading_init (&loading, session);
  for (guint i = 0; i < 20; i++)
    g_assert_null (get (&loading, i, &options));
  wait_loaded (&loading, 1);
  g_assert_nonnull (get (&loading, 19, &options));
  wait_idle (&loading);
  g_assert_cmpuint (loading.n_loaded, ==, 1);
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
}

static void
test_freed_while_loading (void)
{
  g_autoptr (CrSession) session = run_script (TRAINING, "");
  CrSceneOptions options = { 0 };
  Loading loading;

  loading_init (&loading, session);
  g_assert_null (get (&loading, 0, &options));
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (1000);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (loading.n_loaded, ==, 0);
}

/* The loader knows what it gave before: after an edit the picture is near that. */
static void
test_load_edit (void)
{
  g_autoptr (CrSession) before = run_script (BRANCHES, "");
  g_autoptr (CrSession) after = run_script ("# a comment\n", BRANCHES);
  CrSceneOptions options = { 0 };
  g_autoptr (CrScene) old = NULL;
  Loading loading;

  loading_init (&loading, before);
  get (&loading, 0, &options);
  wait_loaded (&loading, 1);
  old = cr_scene_ref (get (&loading, 0, &options));
  loading.session = after;
  g_assert_null (get (&loading, 0, &options));
  wait_loaded (&loading, 2);
  assert_same_places (get (&loading, 0, &options), old, TRUE);
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
}

/* After an edit the picture is near to the one before; arranged again it is what it is by itself, with and without a
 * layout under way. */
static void
test_renew (void)
{
  g_autoptr (CrSession) before = run_script (BRANCHES, "");
  g_autoptr (CrSession) after = run_script (BRANCHES, "g = f * 2\nh = g + d\n");
  CrSceneOptions options = { 0 };
  g_autoptr (CrScene) plain = cr_scene_new (cr_session_get_graph (after), 0, NULL, NULL);
  g_autoptr (CrScene) exported = NULL;
  CrSceneHints hints;
  Loading loading;

  loading_init (&loading, before);
  get (&loading, 0, &options);
  wait_loaded (&loading, 1);
  get (&loading, 0, &options);
  loading.session = after;
  get (&loading, 0, &options);
  wait_loaded (&loading, 2);
  hints = cr_scene_loader_get_hints (loading.loader);
  exported = cr_scene_new_like (cr_session_get_graph (after), 0, &options, &hints, NULL);
  assert_same_places (exported, get (&loading, 0, &options), TRUE);
  for (guint i = 0; i < 2; i++)
    {
      cr_scene_loader_renew (loading.loader);
      g_assert_null (get (&loading, 0, &options));
    }
  wait_loaded (&loading, 3);
  assert_same_places (get (&loading, 0, &options), plain, TRUE);
  wait_idle (&loading);
  g_assert_cmpuint (loading.n_loaded, ==, 3);
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
}

/* A script whose picture has more than 4,000 boxes, with something to be ordered. */
static CrSession *
run_large (void)
{
  g_autoptr (GString) text = g_string_new ("import torch\na = torch.tensor(1.0, requires_grad=True)\nb = a * 2\n");

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "%s = a * b\n", i % 3 == 0 ? "a" : "b");
  g_string_append (text, "c = a + b\n");
  return session_new_run (text->str);
}

/* First a picture in a hurry, then the final one; once more the same, and no hurry. */
static void
test_hurry (void)
{
  g_autoptr (CrSession) session = run_large ();
  CrSceneOptions options = { .folding = cr_folding_with_depth (NULL, G_MAXUINT) };
  g_autoptr (CrScene) exported = NULL;
  Loading loading;
  CrSceneHints hints;
  CrScene *scene;

  loading_init (&loading, session);
  g_assert_null (get (&loading, 0, &options));
  wait_loaded (&loading, 1);
  scene = get (&loading, 0, &options);
  g_assert_true (cr_scene_is_quick (scene));
  g_assert_false (cr_scene_loader_is_final (loading.loader));
  g_assert_true (cr_scene_loader_is_loading (loading.loader));
  wait_loaded (&loading, 2);
  scene = get (&loading, 0, &options);
  g_assert_false (cr_scene_is_quick (scene));
  g_assert_true (cr_scene_loader_is_final (loading.loader));
  hints = cr_scene_loader_get_hints (loading.loader);
  exported = cr_scene_new_like (cr_session_get_graph (session), 0, &options, &hints, NULL);
  assert_same_places (exported, scene, TRUE);
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
  cr_scene_options_clear (&options);
}

/* Once the reader works with the first picture it stays. */
static void
test_settled (void)
{
  g_autoptr (CrSession) session = run_large ();
  CrSceneOptions options = { .folding = cr_folding_with_depth (NULL, G_MAXUINT) };
  Loading loading;
  CrScene *scene;

  loading_init (&loading, session);
  get (&loading, 0, &options);
  wait_loaded (&loading, 1);
  scene = get (&loading, 0, &options);
  g_assert_true (cr_scene_is_quick (scene));
  cr_scene_loader_settle (loading.loader);
  g_assert_true (cr_scene_loader_is_final (loading.loader));
  wait_idle (&loading);
  g_assert_cmpuint (loading.n_loaded, ==, 1);
  g_assert_true (get (&loading, 0, &options) == scene);
  g_assert_false (cr_scene_loader_is_loading (loading.loader));
  g_clear_pointer (&loading.loader, cr_scene_loader_free);
  cr_scene_options_clear (&options);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/widgets/scene-loader/steps", test_steps);
  g_test_add_func ("/ui/widgets/scene-loader/places", test_places);
  g_test_add_func ("/ui/widgets/scene-loader/edit", test_edit);
  g_test_add_func ("/ui/widgets/scene-loader/edit-above", test_edit_above);
  g_test_add_func ("/ui/widgets/scene-loader/load", test_load);
  g_test_add_func ("/ui/widgets/scene-loader/superseded", test_superseded);
  g_test_add_func ("/ui/widgets/scene-loader/freed-while-loading", test_freed_while_loading);
  g_test_add_func ("/ui/widgets/scene-loader/load-edit", test_load_edit);
  g_test_add_func ("/ui/widgets/scene-loader/renew", test_renew);
  g_test_add_func ("/ui/widgets/scene-loader/hurry", test_hurry);
  g_test_add_func ("/ui/widgets/scene-loader/settled", test_settled);
  return g_test_run ();
}
