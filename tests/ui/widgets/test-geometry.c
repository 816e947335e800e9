/* What the widgets compute without a screen: pan and zoom, phases of the timeline, words of the inspector. */

#include <math.h>

#include "cr-inspector-text.h"
#include "cr-scene-walk.h"
#include "cr-time-keys.h"
#include "cr-timeline-hint.h"
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
test_timeline_zoom (void)
{
  CrTimelineView view = { 0 };

  cr_timeline_view_resize (&view, 1000, 500);
  g_assert_true (cr_timeline_view_is_fit (&view));
  g_assert_cmpfloat_with_epsilon (cr_timeline_view_to_x (&view, 500), 250, 1e-9);
  cr_timeline_view_zoom (&view, 4, 100);
  g_assert_false (cr_timeline_view_is_fit (&view));
  g_assert_cmpfloat_with_epsilon (cr_timeline_view_to_event (&view, 100), 200, 1e-9); /* stays under the pointer */
  g_assert_cmpfloat_with_epsilon (view.span, 250, 1e-9);
  cr_timeline_view_zoom (&view, 1e9, 100);
  g_assert_cmpfloat_with_epsilon (cr_timeline_view_get_event_width (&view), CR_TIMELINE_MAX_EVENT_WIDTH, 1e-9);
  g_assert_cmpuint (cr_timeline_view_pick (&view, 100), ==, 200); /* a single event is hit */
  g_assert_cmpuint (cr_timeline_view_pick (&view, 100 + CR_TIMELINE_MAX_EVENT_WIDTH), ==, 201);
  cr_timeline_view_zoom (&view, 1e-9, 100);
  g_assert_true (cr_timeline_view_is_fit (&view));
  g_assert_cmpuint (cr_timeline_view_pick (&view, 1e9), ==, 999);
  g_assert_cmpuint (cr_timeline_view_pick (&view, -1e9), ==, 0);
}

static void
test_timeline_pan (void)
{
  CrTimelineView view = { 0 };

  cr_timeline_view_resize (&view, 1000, 500);
  cr_timeline_view_show (&view, 400, 500);
  g_assert_cmpfloat_with_epsilon (view.first, 395, 1e-9);
  g_assert_cmpfloat_with_epsilon (view.span, 110, 1e-9);
  g_assert_false (cr_timeline_view_reveal (&view, 450, TRUE));
  g_assert_true (cr_timeline_view_reveal (&view, 600, TRUE));
  /* It comes in at the edge it went out at, with room before it. */
  g_assert_cmpfloat (cr_timeline_view_to_x (&view, 600), <, 100);
  g_assert_true (cr_timeline_view_reveal (&view, 300, FALSE));
  g_assert_cmpfloat (cr_timeline_view_to_x (&view, 300), >, 400);
  cr_timeline_view_pan (&view, -1e9);
  g_assert_cmpfloat (view.first, ==, 0);
  cr_timeline_view_pan (&view, 1e9);
  g_assert_cmpfloat_with_epsilon (view.first + view.span, 1000, 1e-9);
  /* A shorter run: what is shown exists; a view of all stays one. */
  cr_timeline_view_resize (&view, 100, 500);
  g_assert_cmpfloat (view.first + view.span, <=, 100);
  cr_timeline_view_fit (&view);
  cr_timeline_view_resize (&view, 7000, 500);
  g_assert_true (cr_timeline_view_is_fit (&view));
  cr_timeline_view_resize (&view, 0, 500);
  g_assert_cmpuint (cr_timeline_view_pick (&view, 100), ==, G_MAXUINT);
  cr_timeline_view_zoom (&view, 2, 100);
  g_assert_cmpfloat (cr_timeline_view_to_x (&view, 0), ==, 0);
}

static GArray *
make_bands (guint n, guint width)
{
  GArray *bands = g_array_new (FALSE, FALSE, sizeof (CrBand));

  for (guint i = 0; i < n; i++)
    {
      CrBand band = { i * width, (i + 1) * width, i };

      g_array_append_val (bands, band);
    }
  return bands;
}

static void
test_bands (void)
{
  CrTimelineView view = { 0 };
  g_autoptr (GArray) bands = make_bands (5, 100), visible = NULL, part = NULL;
  const CrVisibleBand *band;

  cr_timeline_view_resize (&view, 500, 500);
  visible = cr_timeline_bands_new (bands, &view);
  g_assert_cmpuint (visible->len, ==, 5);
  band = cr_timeline_bands_pick (visible, 250);
  g_assert_cmpuint (band->first, ==, 2);
  g_assert_cmpuint (band->last, ==, 2);
  g_assert_cmpfloat_with_epsilon (band->x, 200, 1e-9);
  g_assert_null (cr_timeline_bands_pick (visible, 500));
  g_assert_null (cr_timeline_bands_pick (visible, -1));
  /* Clipped at both ends. */
  cr_timeline_view_zoom (&view, 4, 250);
  part = cr_timeline_bands_new (bands, &view);
  g_assert_cmpuint (part->len, ==, 3);
  g_assert_cmpfloat (g_array_index (part, CrVisibleBand, 0).x, ==, 0);
  band = &g_array_index (part, CrVisibleBand, 2);
  g_assert_cmpfloat_with_epsilon (band->x + band->width, 500, 1e-9);
}

/* Neighbours that are too narrow are one; a wide one among them, or a gap, parts them. */
static void
test_merged_bands (void)
{
  CrTimelineView view = { 0 };
  g_autoptr (GArray) many = make_bands (100000, 10), some = make_bands (100, 1), visible = NULL, parted = NULL;
  CrBand wide = { 100, 200, 0 }, after = { 200, 201, 0 }, far = { 300, 301, 0 };

  cr_timeline_view_resize (&view, 1000000, 500);
  visible = cr_timeline_bands_new (many, &view);
  g_assert_cmpuint (visible->len, ==, 1);
  g_assert_cmpuint (g_array_index (visible, CrVisibleBand, 0).first, ==, 0);
  g_assert_cmpuint (g_array_index (visible, CrVisibleBand, 0).last, ==, 99999);
  g_array_append_val (some, wide);
  g_array_append_val (some, after);
  g_array_append_val (some, far);
  cr_timeline_view_resize (&view, 500, 500);
  parted = cr_timeline_bands_new (some, &view);
  g_assert_cmpuint (parted->len, ==, 4);
  g_assert_cmpuint (g_array_index (parted, CrVisibleBand, 0).last, ==, 99);
  g_assert_cmpuint (g_array_index (parted, CrVisibleBand, 1).first, ==, 100);
  g_assert_cmpuint (g_array_index (parted, CrVisibleBand, 1).last, ==, 100);
  g_assert_cmpuint (g_array_index (parted, CrVisibleBand, 2).first, ==, 101);
  g_assert_cmpuint (g_array_index (parted, CrVisibleBand, 3).first, ==, 102);
  g_assert_cmpfloat_with_epsilon (g_array_index (parted, CrVisibleBand, 3).x, 300, 1e-9);
}

/* Each event is counted in one column, however many there are and whatever part is shown. */
static void
test_columns (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  CrTimelineView view = { 0 };
  guint length = cr_session_get_length (session);

  cr_timeline_view_resize (&view, length, 500);
  for (guint n = 1; n < 3 * length; n++)
    {
      g_autofree CrColumn *columns = cr_timeline_columns_new (session, &view, n);
      guint total = 0, notable = 0;

      for (guint i = 0; i < n; i++)
        {
          notable += columns[i].counts[CR_FAMILY_NOTABLE];
          for (guint family = 0; family < CR_N_FAMILIES; family++)
            total += columns[i].counts[family];
        }
      g_assert_cmpuint (total, ==, length);
      g_assert_cmpuint (notable, ==, 2); /* two prints */
    }
  cr_timeline_view_show (&view, 3, 5);
  {
    g_autofree CrColumn *columns = cr_timeline_columns_new (session, &view, 7);
    guint total = 0;

    for (guint i = 0; i < 7; i++)
      for (guint family = 0; family < CR_N_FAMILIES; family++)
        total += columns[i].counts[family];
    g_assert_cmpuint (total, ==, (guint)(ceil (view.first + view.span) - ceil (view.first)));
  }
  g_object_unref (session);
}

static void
test_timeline_words (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  const GArray *steps = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);
  guint add = g_array_index (steps, guint, 1);
  g_autofree char *now = NULL, *hint = NULL, *hidden = NULL, *passed = NULL, *statement = NULL, *text = NULL;
  g_autofree char *many = NULL, *phase = NULL, *before = NULL;

  cr_session_seek (session, add + 1);
  now = cr_timeline_describe_position (session);
  g_assert_cmpstr (now, ==, "backward 1, step 2: AddBackward0 → MulBackward0, b");
  hint = cr_timeline_describe_event (session, add + 1);
  g_assert_nonnull (strstr (hint, "\n"));                                                   /* with its sentence */
  g_assert_cmpuint (cr_cursor_get_position (cr_session_get_cursor (session)), ==, add + 1); /* and has not moved */
  /* What is to be predicted is not told; what has been is. */
  cr_session_set_predicting (session, TRUE);
  hidden = cr_timeline_describe_event (session, add + 1);
  g_assert_null (strstr (hidden, "\n"));
  g_assert_nonnull (strstr (hidden, "line 7"));
  passed = cr_timeline_describe_event (session, add);
  g_assert_nonnull (strstr (passed, "\n"));
  statement = cr_timeline_band_label (session, CR_ROW_STATEMENTS, 0, 0);
  g_assert_cmpstr (statement, ==, "line 2");
  text = cr_timeline_band_text (session, CR_ROW_STATEMENTS, 0);
  g_assert_cmpstr (text, ==, "w = torch.tensor([1.0, 2.0], requires_grad=True)");
  many = cr_timeline_band_label (session, CR_ROW_STATEMENTS, 0, 2);
  g_assert_null (many);
  phase = cr_timeline_band_label (session, CR_ROW_PHASES, 1, 1);
  g_assert_cmpstr (phase, ==, "backward 1");
  cr_session_seek (session, 0);
  before = cr_timeline_describe_position (session);
  g_assert_cmpstr (before, ==, "before the first line");
  g_object_unref (session);
}

#define SCRIPT_SCOPES                                                                                                  \
  "import torch\n"                                                                                                     \
  "def double(x):\n"                                                                                                   \
  "    return x * 2\n"                                                                                                 \
  "x = torch.ones(2)\n"                                                                                                \
  "for i in range(3):\n"                                                                                               \
  "    for k in range(2):\n"                                                                                           \
  "        y = double(x)\n"                                                                                            \
  "print(y)\n"

/* Bands of scopes, alone and several as one. */
static void
test_timeline_scopes (void)
{
  CrSession *session = session_new_run (SCRIPT_SCOPES);
  const struct
  {
    CrBandRow row;
    guint first, last;
    const char *label;
  } table[] = {
    { CR_ROW_SCOPES, 0, 0, "setup" },          { CR_ROW_SCOPES, 2, 2, "i = 1" },
    { CR_ROW_SCOPES, 4, 4, "rest" },           { CR_ROW_SCOPES, 0, 4, "i = 0 … i = 2" }, /* of one loop */
    { CR_ROW_SCOPES, 0, 1, "i = 0" },          { CR_ROW_SCOPES_SECOND, 0, 1, "k = 0 … k = 1" },
    { CR_ROW_SCOPES_SECOND, 0, 5, "6 parts" }, /* of three loops */
    { CR_ROW_SCOPES_THIRD, 0, 5, "double()" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *label = cr_timeline_band_label (session, table[i].row, table[i].first, table[i].last);

      g_assert_cmpstr (label, ==, table[i].label);
    }
  g_object_unref (session);
}

/* What each key leads to, from the middle of a run with one backward and no loop. */
static void
test_time_keys (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  guint begin = cr_session_get_position (session), length = cr_session_get_length (session);
  guint y = session_find_variable (session, "y");
  const struct
  {
    guint key;
    GdkModifierType state;
    guint position;
  } table[] = {
    { GDK_KEY_comma, 0, begin - 1 },  { GDK_KEY_period, 0, begin + 1 },
    { GDK_KEY_Home, 0, 0 },           { GDK_KEY_KP_End, 0, length },
    { GDK_KEY_Right, 0, begin + 1 },  { GDK_KEY_Left, GDK_SHIFT_MASK, 0 }, /* it stands at its only backward */
    { GDK_KEY_Page_Down, 0, length },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      cr_session_seek (session, begin);
      g_assert_true (cr_time_key_pressed (NULL, session, table[i].key, table[i].state));
      g_assert_cmpuint (cr_session_get_position (session), ==, table[i].position);
    }
  cr_session_seek (session, 0);
  g_assert_true (cr_time_key_pressed (NULL, session, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_cmpuint (cr_session_get_position (session), ==, begin);
  cr_session_select_variable (session, y);
  g_assert_true (cr_time_key_pressed (NULL, session, GDK_KEY_bracketleft, 0));
  g_assert_cmpuint (cr_session_get_position (session), <, begin);
  g_assert_true (cr_time_key_pressed (NULL, session, GDK_KEY_bracketright, 0));
  g_assert_cmpuint (cr_session_get_position (session), >, begin); /* a gradient arrives */
  g_assert_false (cr_time_key_pressed (NULL, session, GDK_KEY_a, 0));
  g_assert_true (cr_time_key_pressed (NULL, session, GDK_KEY_space, GDK_SHIFT_MASK));
  g_assert_true (cr_session_get_playing_backwards (session));
  g_assert_true (cr_time_key_pressed (NULL, session, GDK_KEY_space, 0));
  g_assert_false (cr_session_get_playing (session));
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
  g_autoptr (GPtrArray) before = NULL, after = NULL, result = NULL, details = NULL;

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
  details = cr_inspector_variable_details (cursor, y, NULL);
  g_assert_cmpstr (find_fact (details, "shape"), ==, "[2]");
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
      = cr_scene_new (graph, cr_graph_get_generation_at (graph, cr_session_get_position (session)), NULL, NULL);
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
  g_test_add_func ("/ui/widgets/timeline/zoom", test_timeline_zoom);
  g_test_add_func ("/ui/widgets/timeline/pan", test_timeline_pan);
  g_test_add_func ("/ui/widgets/timeline/bands", test_bands);
  g_test_add_func ("/ui/widgets/timeline/merged-bands", test_merged_bands);
  g_test_add_func ("/ui/widgets/timeline/columns", test_columns);
  g_test_add_func ("/ui/widgets/timeline/words", test_timeline_words);
  g_test_add_func ("/ui/widgets/timeline/scopes", test_timeline_scopes);
  g_test_add_func ("/ui/widgets/time-keys", test_time_keys);
  g_test_add_func ("/ui/widgets/inspector/variable-facts", test_variable_facts);
  g_test_add_func ("/ui/widgets/inspector/values-in-words", test_values_in_words);
  g_test_add_func ("/ui/widgets/graph/walk", test_walk);
  return g_test_run ();
}
