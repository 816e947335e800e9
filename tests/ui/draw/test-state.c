/* How far the backward has come with each node, in the states and in the words; what is saved; what a rule is in short.
 */
#include "cr-fact.h"
#include "cr-scene-state.h"
#include "fixture.h"

typedef struct
{
  CrScene *scene;
  CrCursor *cursor;
  Fixture *fixture;
} Picture;

static Picture
picture_new (Fixture *fixture, CrSceneView view)
{
  return (Picture){ cr_scene_new (fixture->graph, 0, &(CrSceneOptions){ .view = view }, NULL),
                    cr_cursor_new (fixture->graph), fixture };
}

static void
picture_clear (Picture *p)
{
  cr_scene_unref (p->scene);
  cr_cursor_free (p->cursor);
  fixture_free (p->fixture);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static guint
find_variable (Picture *p, guint64 tensor, guint64 function)
{
  return cr_scene_find_variable (p->scene, cr_graph_find_variable (p->fixture->graph, tensor, function));
}

static guint
find_function (Picture *p, guint64 id)
{
  return cr_scene_find_function (p->scene, cr_graph_find_function (p->fixture->graph, id));
}

static void
check (Picture *p, guint position, guint node, CrReach reach, const char *words)
{
  CrNodeReach found;
  g_autofree char *said = NULL;

  cr_cursor_seek (p->cursor, position);
  found = cr_scene_get_reach (p->scene, node, p->cursor);
  said = cr_node_reach_dup_words (&found);
  g_assert_cmpint (found.reach, ==, reach);
  g_assert_cmpstr (said, ==, words);
}

static void
test_regression (void)
{
  g_auto (Picture) p = picture_new (fixture_new (), CR_VIEW_FULL);
  guint loss = find_variable (&p, 9, 24), w = find_variable (&p, 2, 0), b = find_variable (&p, 4, 0);
  guint y_pred = find_variable (&p, 5, 21), add = find_function (&p, 21), sum = find_function (&p, 24);
  guint begun = p.fixture->begun, first_add = p.fixture->first_add;

  check (&p, begun, loss, CR_REACH_UNTOLD, NULL);
  check (&p, begun + 1, loss, CR_REACH_READY, "ready");
  check (&p, begun + 1, sum, CR_REACH_READY, "ready");
  check (&p, begun + 1, w, CR_REACH_NOT_YET, "not yet reached");
  check (&p, begun + 2, sum, CR_REACH_CURRENT, "now");
  check (&p, begun + 2, loss, CR_REACH_CURRENT, "now");
  check (&p, begun + 3, loss, CR_REACH_PASSED, "passed");
  check (&p, first_add + 1, add, CR_REACH_CURRENT, "now");
  check (&p, first_add + 1, y_pred, CR_REACH_CURRENT, "now");
  check (&p, first_add + 1, b, CR_REACH_READY, "ready");
  check (&p, first_add + 3, b, CR_REACH_CURRENT, "now");
  check (&p, first_add + 4, b, CR_REACH_DONE, "done");
  check (&p, first_add + 4, w, CR_REACH_READY, "ready");
  check (&p, G_MAXUINT, w, CR_REACH_DONE, "done");
  check (&p, G_MAXUINT, add, CR_REACH_DONE, "done");
  check (&p, G_MAXUINT, find_variable (&p, 1, 0), CR_REACH_UNTOLD, NULL); /* it requires no gradient */
}

/* What lies behind a cut gets nothing. */
static void
test_never (void)
{
  g_auto (Picture) p = picture_new (fixture_new (), CR_VIEW_FULL);
  guint detach = CR_NONE;

  for (guint i = 0; i < cr_scene_get_n_nodes (p.scene); i++)
    if (cr_scene_get_node (p.scene, i)->kind == CR_NODE_OPERATOR_NO_GRAD)
      detach = i;
  check (&p, p.fixture->begun + 1, detach, CR_REACH_NEVER, "no gradient comes");
}

/* In each view a leaf that is used three times waits for all three. */
static void
test_waiting (void)
{
  for (CrSceneView view = CR_VIEW_FULL; view <= CR_VIEW_FUNCTIONS; view++)
    {
      g_auto (Picture) p = picture_new (fixture_new_shared (), view);
      guint a = find_variable (&p, 1, 0), first = p.fixture->first_add;

      check (&p, first, a, CR_REACH_NOT_YET, "not yet reached");
      check (&p, first + 1, a, CR_REACH_WAITING, "1 of 3 arrived");
      check (&p, first + 2, a, CR_REACH_READY, "ready");
      check (&p, first + 3, a, CR_REACH_CURRENT, "now");
      check (&p, G_MAXUINT, a, CR_REACH_DONE, "done");
    }
}

static void
test_saved (void)
{
  g_auto (Picture) p = picture_new (fixture_new_stale (), CR_VIEW_FULL);
  guint function = cr_graph_find_function (p.fixture->graph, 21), length = cr_cursor_get_length (p.cursor);

  for (guint late = 0; late < 2; late++)
    {
      g_autoptr (GArray) saved = NULL;

      cr_cursor_seek (p.cursor, length - 1 + late);
      saved = cr_scene_list_saved (p.scene, function, p.cursor);
      g_assert_cmpuint (saved->len, ==, 2);
      g_assert_cmpuint (g_array_index (saved, CrSavedState, 0).variable, ==,
                        cr_graph_find_variable (p.fixture->graph, 2, 20));
      g_assert_cmpuint (g_array_index (saved, CrSavedState, 0).version, ==, 0);
      g_assert_cmpuint (g_array_index (saved, CrSavedState, 0).now, ==, late);
    }
}

static void
check_words (Picture *p, guint position, guint node, const char *words)
{
  g_autofree char *said = NULL;

  cr_cursor_seek (p->cursor, position);
  said = cr_scene_describe_node (p->scene, node, p->cursor);
  g_assert_cmpstr (said, ==, words);
}

static void
test_words (void)
{
  g_auto (Picture) p = picture_new (fixture_new_stale (), CR_VIEW_FULL);
  g_auto (Picture) folded = picture_new (fixture_new_folded (), CR_VIEW_FULL);
  guint function = find_function (&p, 21), a = find_variable (&p, 2, 20), c = find_variable (&folded, 3, 0);
  guint length = cr_cursor_get_length (p.cursor);

  check_words (&p, 0, a, "a, non-leaf, float32, does not exist yet");
  check_words (&p, length - 1, a, "a, non-leaf, float32, value 4, not yet reached");
  check_words (&p, length, a, "a, non-leaf, float32, value 5, not yet reached, version 1");
  check_words (&p, length - 1, function, "×, MulBackward0, operator, ready, keeps a");
  check_words (&p, length, function, "×, MulBackward0, operator, ready, saved a at v0, which is at v1 now");
  check_words (&folded, G_MAXUINT, c, "c, leaf without gradient, float32, value 6, made of constants by 1 operation");
}

static void
check_rule (Fixture *f, guint event, guint slot, const char *rule)
{
  const CrStepEvent *step = &cr_trace_get_event (f->trace, event)->u.step;
  const CrFunctionNode *function = cr_graph_get_function (f->graph, cr_graph_find_function (f->graph, step->function));
  g_autofree char *said = cr_fact_dup_rule (f->graph, function, step, slot);

  g_assert_cmpstr (said, ==, rule);
}

static void
test_rules (void)
{
  g_autoptr (Fixture) f = fixture_new (), shared = fixture_new_shared ();

  check_rule (f, f->begun + 1, 0, "to each");
  check_rule (f, f->begun + 2, 0, "· 2 · (y - y_pred)");
  check_rule (f, f->begun + 3, 0, NULL);
  check_rule (f, f->begun + 3, 1, "× −1.0");
  check_rule (f, f->first_add, 0, "unchanged");
  check_rule (f, f->first_add, 1, "Σ");
  check_rule (f, f->first_add + 3, 0, "· x2, Σ");
  check_rule (shared, shared->first_add + 1, 0, "· a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/state/regression", test_regression);
  g_test_add_func ("/ui/draw/state/never", test_never);
  g_test_add_func ("/ui/draw/state/waiting", test_waiting);
  g_test_add_func ("/ui/draw/state/saved", test_saved);
  g_test_add_func ("/ui/draw/state/words", test_words);
  g_test_add_func ("/ui/draw/state/rules", test_rules);
  return g_test_run ();
}
