/* Pictures of scripts that nobody writes on purpose: very long, very wide, in many pieces. Each gets its scene; how
 * long that takes, and how soon it stops, is only reported. */

#include "cr-scene-loader.h"
#include "session-fixture.h"

static CrSession *
run_lines (const char *first, const char *line, guint n, const char *last)
{
  g_autoptr (GString) text = g_string_new (first);

  for (guint i = 0; i < n; i++)
    g_string_append (text, line);
  g_string_append (text, last);
  return session_new_run (text->str);
}

/* A chain of 100,000 nodes: 50,000 operations and their results. */
static CrSession *
run_chain (void)
{
  return run_lines ("import torch\ny = torch.tensor(1.0, requires_grad=True)\n", "y = y * 1.0001\n", 50000, "");
}

static CrScene *
make (CrSession *session, const CrSceneOptions *options, const CrSceneHints *hints, const char *what)
{
  gint64 start = g_get_monotonic_time ();
  CrScene *scene = cr_scene_new_like (cr_session_get_graph (session), 0, options, hints, NULL);

  g_assert_nonnull (scene);
  g_test_message ("%s: %u nodes, %.0f ms", what, cr_scene_get_n_nodes (scene), (g_get_monotonic_time () - start) / 1e3);
  return scene;
}

static gpointer
cancel_soon (gpointer cancel)
{
  g_usleep (150000);
  g_atomic_int_set ((gint *)cancel, 1);
  return GSIZE_TO_POINTER ((gsize)(g_get_monotonic_time () / 1000));
}

static void
report_cancel (CrSession *session)
{
  gint cancel = 0;
  GThread *thread = g_thread_new ("cancel", cancel_soon, &cancel);
  g_autoptr (CrScene) scene = cr_scene_new (cr_session_get_graph (session), 0, NULL, &cancel);
  gsize now = (gsize)(g_get_monotonic_time () / 1000), set = GPOINTER_TO_SIZE (g_thread_join (thread));

  if (scene == NULL)
    g_test_message ("cancelled %d ms after", (int)(now - set));
}

typedef struct
{
  CrSession *session;
  gint cancel;
} Making;

static gpointer
make_until_cancelled (gpointer data)
{
  Making *making = data;

  return cr_scene_new (cr_session_get_graph (making->session), 0, NULL, &making->cancel);
}

/* Stopped at forty moments from the first to the last, a scene is all there or not there. */
static void
test_cancelled_anywhere (void)
{
  g_autoptr (CrSession) session = run_lines (
      "import torch\na = torch.tensor(1.0, requires_grad=True)\nb = a * 2\nfor i in range(3):\n    b = b * a\n",
      "a, b = a * b, a + 1\n", 3000, "(a * b).backward()\n");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (CrScene) whole = make (session, NULL, NULL, "to be cancelled");
  gint64 duration = g_get_monotonic_time () - start;

  for (guint i = 0; i < 40; i++)
    {
      Making making = { .session = session };
      GThread *thread = g_thread_new ("make", make_until_cancelled, &making);
      g_autoptr (CrScene) scene = NULL;

      g_usleep ((gulong)(duration * i / 40));
      g_atomic_int_set (&making.cancel, 1);
      scene = g_thread_join (thread);
      if (scene != NULL)
        g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, cr_scene_get_n_nodes (whole));
    }
}

static void
test_chain (void)
{
  g_autoptr (CrSession) session = run_chain ();
  g_autoptr (CrScene) scene = make (session, NULL, NULL, "chain");
  g_autoptr (CrScene) again = make (session, NULL, &(CrSceneHints){ .previous = scene }, "chain again");
  g_autoptr (CrScene) quick = make (session, NULL, &(CrSceneHints){ .quick = TRUE }, "chain in a hurry");
  double width, height;

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), >=, 100000);
  g_assert_true (cr_scene_is_quick (quick));
  cr_scene_get_size (scene, &width, &height);
  g_assert_cmpfloat (width, <, 1000);
  g_assert_cmpfloat (height, >, 1e6);
  cr_scene_get_size (again, NULL, &width);
  g_assert_cmpfloat_with_epsilon (width, height, 1);
  report_cancel (session);
}

static void
test_inputs (void)
{
  g_autoptr (CrSession) session
      = session_new_run ("import torch\n"
                         "y = torch.stack([torch.tensor(float(i), requires_grad=True) for i in range(10000)]).sum()\n");
  g_autoptr (CrScene) scene = make (session, NULL, NULL, "10,000 inputs");

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), >=, 10000);
  report_cancel (session);
}

static void
test_components (void)
{
  CrSceneOptions options = { .folding = cr_folding_with_depth (NULL, G_MAXUINT) };
  g_autoptr (CrSession) session
      = run_lines ("import torch\nz = []\n", "z.append(torch.tensor(1.0, requires_grad=True) * 2)\n", 1000, "");
  g_autoptr (CrScene) scene = make (session, &options, NULL, "1,000 components");

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), >=, 3000);
  cr_scene_options_clear (&options);
}

static void
test_nothing (void)
{
  g_autoptr (CrSession) session = session_new_run ("import torch\n");
  g_autoptr (CrScene) scene = make (session, NULL, NULL, "nothing");

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/widgets/scene-bad/cancelled-anywhere", test_cancelled_anywhere);
  g_test_add_func ("/ui/widgets/scene-bad/chain", test_chain);
  g_test_add_func ("/ui/widgets/scene-bad/inputs", test_inputs);
  g_test_add_func ("/ui/widgets/scene-bad/components", test_components);
  g_test_add_func ("/ui/widgets/scene-bad/nothing", test_nothing);
  return g_test_run ();
}
