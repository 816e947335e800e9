/* What the widgets compute without a screen: pan and zoom, phases of the timeline, words of the inspector. */

#include "cr-inspector-text.h"
#include "cr-scene-walk.h"
#include "cr-timeline-model.h"
#include "cr-value-table.h"
#include "cr-view-transform.h"
#include "session-fixture.h"

static void
test_fit (void)
{
  CrViewTransform transform;
  CrViewMargins margins = { 10, 20, 10, 80 };

  cr_view_transform_fit (&transform, 200, 400, 220, 300, &margins);
  g_assert_cmpfloat_with_epsilon (transform.scale, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (transform.x, 60, 1e-9); /* 100 wide in the middle of 200 */
  g_assert_cmpfloat_with_epsilon (transform.y, 20, 1e-9);
  cr_view_transform_fit (&transform, 10, 10, 1000, 1000, &margins);
  g_assert_cmpfloat (transform.scale, <=, 1.25); /* a small graph is not blown up */
  cr_view_transform_fit (&transform, 1e9, 1e9, 1, 1, &margins);
  g_assert_cmpfloat (transform.scale, ==, CR_ZOOM_MIN);
}

static void
test_zoom (void)
{
  CrViewTransform transform = { 1.0, 30, 40 };
  double x, y;

  cr_view_transform_zoom (&transform, 2.0, 100, 100);
  cr_view_transform_to_scene (&transform, 100, 100, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 70, 1e-9); /* what was under the pointer stays there */
  g_assert_cmpfloat_with_epsilon (y, 60, 1e-9);
  cr_view_transform_zoom (&transform, 1e9, 0, 0);
  g_assert_cmpfloat (transform.scale, ==, CR_ZOOM_MAX);
}

static void
test_reveal (void)
{
  CrViewTransform transform = { 1.0, 0, 0 };

  g_assert_false (cr_view_transform_reveal (&transform, 100, 100, 50, 50, 400, 400));
  g_assert_true (cr_view_transform_reveal (&transform, 500, 100, 50, 50, 400, 400));
  g_assert_cmpfloat_with_epsilon (transform.x, 400 - 24 - 550, 1e-9);
  g_assert_cmpfloat_with_epsilon (transform.y, 0, 1e-9);
  transform.x = -100000;
  cr_view_transform_clamp (&transform, 600, 600, 400, 400);
  g_assert_cmpfloat_with_epsilon (transform.x, 48 - 600, 1e-9);
}

static void
test_phases (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE "w.grad.zero_()\nu = w * 2\n");
  g_autoptr (GArray) phases = cr_timeline_phases_new (session);
  static const CrPhaseKind expected[] = { CR_PHASE_FORWARD, CR_PHASE_BACKWARD, CR_PHASE_UPDATE, CR_PHASE_FORWARD };
  guint at = 0;

  g_assert_cmpuint (phases->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < phases->len; i++)
    {
      const CrPhase *phase = &g_array_index (phases, CrPhase, i);

      g_assert_cmpint (phase->kind, ==, expected[i]);
      g_assert_cmpuint (phase->first, ==, at); /* no gap, no overlap */
      at = phase->end;
    }
  g_assert_cmpuint (at, ==, cr_session_get_length (session));
  g_object_unref (session);
}

static void
test_counts (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint counts[CR_N_FAMILIES], total = 0, length = cr_session_get_length (session);

  cr_timeline_count (session, 0, length, counts);
  for (guint i = 0; i < CR_N_FAMILIES; i++)
    total += counts[i];
  g_assert_cmpuint (total, ==, length);
  g_assert_cmpuint (counts[CR_FAMILY_OUTPUT], ==, 2);
  cr_timeline_count (session, 0, 0, counts);
  g_assert_cmpuint (counts[CR_FAMILY_FORWARD], ==, 0);
  g_assert_cmpfloat (cr_timeline_to_x (5, 10, 300), ==, 150);
  g_assert_cmpfloat (cr_timeline_to_x (0, 0, 300), ==, 0);
  g_object_unref (session);
}

static const char *
find_fact (GPtrArray *facts, const char *label)
{
  for (guint i = 0; i < facts->len; i++)
    if (g_str_equal (((CrFact *)g_ptr_array_index (facts, i))->label, label))
      return ((CrFact *)g_ptr_array_index (facts, i))->text;
  return NULL;
}

static void
test_variable_facts (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint w = session_find_variable (session, "w"), y = session_find_variable (session, "y");
  CrCursor *cursor = cr_session_get_cursor (session);
  g_autofree char *kind = cr_inspector_variable_kind (cr_session_get_graph (session), w);
  g_autoptr (GPtrArray) before = NULL, after = NULL, result = NULL;

  g_assert_cmpstr (kind, ==, "leaf · float32 [2]");
  before = cr_inspector_variable_facts (cursor, w);
  g_assert_cmpstr (find_fact (before, "requires_grad"), ==, "True");
  g_assert_true (g_str_has_prefix (find_fact (before, ".grad"), "None"));
  cr_session_seek (session, G_MAXUINT);
  after = cr_inspector_variable_facts (cursor, w);
  g_assert_false (g_str_has_prefix (find_fact (after, ".grad"), "None"));
  result = cr_inspector_variable_facts (cursor, y);
  g_assert_cmpstr (find_fact (result, "grad_fn"), ==, "AddBackward0");
  g_assert_cmpstr (find_fact (result, "is_leaf"), ==, "False");
  g_assert_cmpstr (find_fact (result, "shape"), ==, "[2]");
  g_object_unref (session);
}

static void
test_values_in_words (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint w = session_find_variable (session, "w");
  const CrVariableState *state;
  g_autofree char *text = NULL, *none = NULL;

  cr_session_seek (session, G_MAXUINT);
  state = cr_cursor_get_variable (cr_session_get_cursor (session), w);
  {
    CrValueRow rows[] = { { "value", state->value, FALSE }, { "gradient", state->grad, TRUE } };

    text = cr_value_table_describe (rows, 2);
    rows[1].value = NULL;
    none = cr_value_table_describe (rows, 2);
  }
  g_assert_cmpstr (text, ==, "value: 1, 2; gradient: 3, 3");
  g_assert_cmpstr (none, ==, "value: 1, 2; gradient: none");
  g_object_unref (session);
}

static void
test_walk (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  CrGraph *graph = cr_session_get_graph (session);
  g_autoptr (CrScene) scene
      = cr_scene_new (graph, cr_graph_get_generation_at (graph, cr_session_get_position (session)), CR_VIEW_FULL, NULL);
  guint loss = cr_scene_find_variable (scene, session_find_variable (session, "loss"));
  guint operator_node = cr_scene_walk (scene, loss, CR_WALK_UP);
  guint w = cr_scene_find_variable (scene, session_find_variable (session, "w"));

  g_assert_cmpint (cr_scene_get_node (scene, operator_node)->kind, ==, CR_NODE_OPERATOR);
  g_assert_cmpuint (cr_scene_walk (scene, operator_node, CR_WALK_DOWN), ==, loss);
  g_assert_cmpuint (cr_scene_walk (scene, loss, CR_WALK_DOWN), ==, CR_NONE);
  g_assert_cmpuint (cr_scene_walk (scene, w, CR_WALK_UP), ==, CR_NONE);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/widgets/view-transform/fit", test_fit);
  g_test_add_func ("/ui/widgets/view-transform/zoom", test_zoom);
  g_test_add_func ("/ui/widgets/view-transform/reveal", test_reveal);
  g_test_add_func ("/ui/widgets/timeline/phases", test_phases);
  g_test_add_func ("/ui/widgets/timeline/counts", test_counts);
  g_test_add_func ("/ui/widgets/inspector/variable-facts", test_variable_facts);
  g_test_add_func ("/ui/widgets/inspector/values-in-words", test_values_in_words);
  g_test_add_func ("/ui/widgets/graph/walk", test_walk);
  return g_test_run ();
}
