/* Finding one's way in a picture: the arithmetic of view and map, walks, edges, and the search bar in the window. */

#include <math.h>

#include "cr-application.h"
#include "cr-graph-canvas.h"
#include "cr-graph-finder.h"
#include "cr-graph-menu.h"
#include "cr-graph-overview.h"
#include "cr-graph-search.h"
#include "cr-scene-edge.h"
#include "cr-scene-walk.h"
#include "cr-session-picture.h"
#include "cr-window.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

#define SCRIPT_FAN                                                                                                     \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1., 0.], requires_grad=True)\n"                                                                   \
  "one = x.exp()\n"                                                                                                    \
  "two = x.sin()\n"                                                                                                    \
  "three = torch.relu(x)\n"                                                                                            \
  "loss = (one + two + three).sum()\n"                                                                                 \
  "loss.backward()\n"

/* The view. */

static void
test_zoom_keeps_the_point (void)
{
  const double factors[] = { 1.2, 1 / 1.2, 1e-9, 1e9, 3 };
  CrViewTransform t = { 0.7, -31, 450 };
  double x, y, again_x, again_y;

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      cr_view_transform_to_scene (&t, 123, 77, &x, &y);
      cr_view_transform_zoom (&t, factors[i], 123, 77);
      cr_view_transform_to_scene (&t, 123, 77, &again_x, &again_y);
      g_assert_cmpfloat_with_epsilon (x, again_x, 1e-6);
      g_assert_cmpfloat_with_epsilon (y, again_y, 1e-6);
      g_assert_cmpfloat (t.scale, >=, CR_ZOOM_MIN);
      g_assert_cmpfloat (t.scale, <=, CR_ZOOM_MAX);
    }
}

static void
test_glide (void)
{
  const CrViewTransform from = { 0.5, 10, 20 };
  CrViewTransform to = from, mixed, last = from;
  double x, y, again_x, again_y;

  /* a change of scale about a point keeps that point all the way */
  cr_view_transform_zoom (&to, 4, 200, 100);
  cr_view_transform_to_scene (&from, 200, 100, &x, &y);
  for (guint i = 1; i <= 10; i++)
    {
      cr_view_transform_mix (&mixed, &from, &to, i / 10.0);
      cr_view_transform_to_scene (&mixed, 200, 100, &again_x, &again_y);
      g_assert_cmpfloat_with_epsilon (x, again_x, 1e-9);
      g_assert_cmpfloat_with_epsilon (y, again_y, 1e-9);
      g_assert_cmpfloat_with_epsilon (mixed.scale / last.scale, pow (4, 0.1), 1e-9); /* equal factors */
      last = mixed;
    }
  g_assert_cmpfloat (mixed.x, ==, to.x);
  to = (CrViewTransform){ 0.5, 110, -80 };
  cr_view_transform_mix (&mixed, &from, &to, 0.25);
  g_assert_cmpfloat_with_epsilon (mixed.x, 35, 1e-9);
  g_assert_cmpfloat_with_epsilon (mixed.y, -5, 1e-9);
}

static void
test_fit_parts (void)
{
  const CrViewMargins margins = { 10, 20, 30, 40 };
  CrViewTransform t = { 1, 0, 0 };
  double x, y;

  cr_view_transform_fit_area (&t, 100, 200, 50, 80, 340, 260, &margins, 2.5);
  g_assert_cmpfloat (t.scale, ==, 2.5); /* as large as it may be */
  cr_view_transform_to_scene (&t, (10 + 310) / 2.0, (20 + 220) / 2.0, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 125, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 240, 1e-9);
  cr_view_transform_fit_area (&t, 0, 0, 3000, 10, 340, 260, &margins, 2.5);
  g_assert_cmpfloat_with_epsilon (t.scale, 0.1, 1e-9);
  /* the width: what was in the middle of the height stays there */
  t = (CrViewTransform){ 1, 0, -1000 };
  cr_view_transform_fit_width (&t, 600, 4000, 340, 260, &margins);
  g_assert_cmpfloat_with_epsilon (t.scale, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (t.x, 10, 1e-9);
  cr_view_transform_to_scene (&t, 0, 130, &x, &y);
  g_assert_cmpfloat_with_epsilon (y, 1130, 1e-9);
  /* no further than the scene goes */
  t = (CrViewTransform){ 1, 0, 5000 };
  cr_view_transform_fit_width (&t, 600, 4000, 340, 260, &margins);
  g_assert_cmpfloat_with_epsilon (t.y, 20, 1e-9);
  cr_view_transform_centre (&t, 300, 2000, 340, 260);
  cr_view_transform_to_scene (&t, 170, 130, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 300, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 2000, 1e-9);
}

/* The map. */

static void
test_map (void)
{
  const CrViewTransform t = { 0.5, -500, -250 };
  CrOverviewMap map;
  graphene_rect_t area;

  cr_overview_map_init (&map, 4000, 2000);
  g_assert_cmpfloat_with_epsilon (map.scale_x, map.scale_y, 1e-12);
  cr_overview_map_get_view (&map, &t, 400, 300, &area); /* scene 1000 to 1800, 500 to 1100 */
  g_assert_cmpfloat_with_epsilon (area.origin.x, 1000 * map.scale_x, 1e-3);
  g_assert_cmpfloat_with_epsilon (area.origin.y, 500 * map.scale_y, 1e-3);
  g_assert_cmpfloat_with_epsilon (area.size.width, 800 * map.scale_x, 1e-3);
  g_assert_cmpfloat_with_epsilon (area.size.height, 600 * map.scale_y, 1e-3);
  /* what is beyond the scene is beyond the map */
  cr_overview_map_get_view (&map, &(CrViewTransform){ 1, 90000, -90000 }, 400, 300, &area);
  g_assert_cmpfloat (area.origin.x, >=, 0);
  g_assert_cmpfloat (area.origin.y + area.size.height, <=, map.height + 1e-3);
  g_assert_cmpfloat (area.size.width, >, 0);
  /* a chain is no line */
  cr_overview_map_init (&map, 200, 200000);
  g_assert_cmpfloat (map.width, >, 40);
  g_assert_cmpfloat (map.height, >, map.width);
  g_assert_cmpfloat_with_epsilon (map.scale_y * 200000, map.height, 1e-9);
}

static void
test_map_needed (void)
{
  const CrViewTransform whole = { 0.5, 0, 0 }, part = { 1, -10, -10 };

  g_assert_false (cr_overview_is_needed (&whole, 1000, 500, 100, 500, 400));
  g_assert_true (cr_overview_is_needed (&part, 1000, 500, 100, 500, 400));
  g_assert_true (cr_overview_is_needed (&part, 100, 500, 100, 500, 400));
  g_assert_false (cr_overview_is_needed (&part, 1000, 500, 5, 500, 400)); /* nobody gets lost among five */
  g_assert_false (cr_overview_is_needed (&part, 1000, 500, 100, 0, 0));
}

/* Walks and edges. */

static CrScene *
make_scene (CrSession *session, const CrSceneOptions *options)
{
  CrGraph *graph = cr_session_get_graph (session);

  return cr_scene_new (graph, cr_graph_get_generation_at (graph, cr_session_get_position (session)), options, NULL);
}

static double
get_across (CrScene *scene, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (scene, node);

  return cr_scene_get_options (scene)->left_to_right ? box->y + box->height / 2 : box->x + box->width / 2;
}

/* From x along its edges, then from one sibling to the next and around; the keys are those of the direction seen. */
static void
check_walk (CrSession *session, gboolean sideways)
{
  const CrSceneOptions options = { .left_to_right = sideways };
  const CrWalk along = sideways ? CR_WALK_RIGHT : CR_WALK_DOWN, back = sideways ? CR_WALK_LEFT : CR_WALK_UP;
  const CrWalk next = sideways ? CR_WALK_DOWN : CR_WALK_RIGHT, before = sideways ? CR_WALK_UP : CR_WALK_LEFT;
  g_autoptr (CrScene) scene = make_scene (session, &options);
  guint x = cr_scene_find_variable (scene, session_find_variable (session, "x"));
  guint loss = cr_scene_find_variable (scene, session_find_variable (session, "loss"));
  guint first = cr_scene_walk (scene, x, along), at = first, n = 0;

  g_assert_cmpuint (cr_scene_walk (scene, first, back), ==, x);
  do
    {
      guint other = cr_scene_walk_sibling (scene, x, at, next);

      g_assert_cmpuint (cr_scene_walk_sibling (scene, x, other, before), ==, at);
      g_assert_true (get_across (scene, other) > get_across (scene, at) || n > 0 || at != first);
      at = other;
      n++;
    }
  while (at != first && n < 10);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (cr_scene_walk_sibling (scene, loss, cr_scene_walk (scene, loss, back), next), ==, CR_NONE);
  g_assert_cmpuint (cr_scene_walk (scene, x, CR_WALK_LAST), ==, loss);
  g_assert_cmpuint (cr_scene_walk (scene, loss, CR_WALK_FIRST), ==, x);
  g_assert_cmpuint (cr_scene_walk (scene, x, CR_WALK_FIRST), ==, CR_NONE);
}

static void
test_walk (void)
{
  CrSession *session = session_new_run (SCRIPT_FAN);

  check_walk (session, FALSE);
  check_walk (session, TRUE);
  g_object_unref (session);
}

static void
test_edges (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (CrScene) scene = make_scene (session, NULL);
  guint w = cr_scene_find_variable (scene, session_find_variable (session, "w")), n = 0;

  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      CrPoint first = edge->points[0], last = edge->points[edge->n_points - 1];
      g_autofree char *said = cr_scene_describe_edge (scene, i);

      /* at its own end, near it, and far from everything */
      g_assert_cmpuint (cr_scene_get_edge (scene, cr_scene_pick_edge (scene, first.x, first.y, 3))->from, ==,
                        edge->from);
      g_assert_cmpuint (cr_scene_get_edge (scene, cr_scene_pick_edge (scene, last.x + 2, last.y, 3))->to, ==, edge->to);
      g_assert_cmpuint (cr_scene_get_far_end (scene, i, first.x, first.y), ==, edge->to);
      g_assert_cmpuint (cr_scene_get_far_end (scene, i, last.x, last.y), ==, edge->from);
      if (edge->from != w)
        continue;
      g_assert_cmpstr (said, ==, "w goes into MulBackward0 as argument 1.\nA gradient can come back this way.");
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (cr_scene_pick_edge (scene, -500, -500, 20), ==, CR_NONE);
  g_object_unref (session);
}

/* Searching. */

static void
count_call (gpointer data)
{
  ++*(guint *)data;
}

static void
wait_until_found (CrGraphFinder *finder)
{
  while (cr_graph_finder_is_searching (finder))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_finder (void)
{
  const CrFindHit none = { CR_NONE, CR_NONE };
  CrSession *session = session_new_run (SCRIPT_FAN);
  g_autoptr (CrScene) scene = make_scene (session, NULL);
  guint calls = 0, end = cr_session_get_length (session);
  g_autoptr (CrGraphFinder) finder = cr_graph_finder_new (count_call, &calls);
  const GArray *found;

  cr_graph_finder_search (finder, scene, "nothing at all", end);
  cr_graph_finder_search (finder, scene, "[2] non-leaf", end); /* the latest wish wins */
  wait_until_found (finder);
  g_assert_cmpuint (calls, ==, 1);
  g_assert_cmpstr (cr_graph_finder_get_said (finder), ==, "shape [2], not: leaf");
  found = cr_graph_finder_get_found (finder);
  g_assert_cmpuint (found->len, ==, 5); /* one, two, three and two sums */
  for (guint i = 0; i < found->len; i++)
    {
      const CrFoundNode *node = &g_array_index (found, CrFoundNode, i);

      if (i > 0) /* from top to bottom */
        g_assert_cmpfloat (cr_scene_get_node (scene, node->node)->y, >=,
                           cr_scene_get_node (scene, g_array_index (found, CrFoundNode, i - 1).node)->y - 12);
      g_assert_cmpuint (cr_found_get_selected (found, &node->hit, CR_NONE), ==, i);
      g_assert_cmpuint (cr_found_step (found, scene, &node->hit, node->node, TRUE), ==, (i + 1) % 5);
      g_assert_cmpuint (cr_found_step (found, scene, &node->hit, node->node, FALSE), ==, (i + 4) % 5);
    }
  g_assert_cmpuint (cr_found_step (found, scene, &none, CR_NONE, TRUE), ==, 0);
  g_assert_cmpuint (cr_found_step (found, scene, &none, CR_NONE, FALSE), ==, 4);
  g_assert_cmpuint (cr_found_get_selected (found, &none, CR_NONE), ==, CR_NONE);
  /* from a node that is none of them on to the next one below it */
  g_assert_cmpuint (cr_found_step (found, scene, &none,
                                   cr_scene_find_variable (scene, session_find_variable (session, "loss")), TRUE),
                    ==, 0);
  cr_graph_finder_search (finder, scene, "  ", end);
  g_assert_cmpuint (calls, ==, 2);
  g_assert_cmpuint (cr_graph_finder_get_found (finder)->len, ==, 0);
  g_assert_null (cr_graph_finder_get_said (finder));
  g_object_unref (session);
}

/* A finder that goes while it searches tells nobody. */
static void
test_finder_goes (void)
{
  CrSession *session = session_new_run (SCRIPT_FAN);
  g_autoptr (CrScene) scene = make_scene (session, NULL);
  guint calls = 0;

  {
    g_autoptr (CrGraphFinder) finder = cr_graph_finder_new (count_call, &calls);

    cr_graph_finder_search (finder, scene, "relu", 0);
  }
  session_settle (session);
  g_assert_cmpuint (calls, ==, 0);
  g_object_unref (session);
}

/* In the variables view a function's hit is its result, and both are one. */
static void
test_finder_in_views (void)
{
  const CrSceneOptions options = { .view = CR_VIEW_VARIABLES };
  CrSession *session = session_new_run (SCRIPT_FAN);
  g_autoptr (CrScene) scene = make_scene (session, &options);
  guint calls = 0;
  g_autoptr (CrGraphFinder) finder = cr_graph_finder_new (count_call, &calls);
  const CrFoundNode *found;

  cr_graph_finder_search (finder, scene, "line:5", cr_session_get_length (session));
  wait_until_found (finder);
  g_assert_cmpuint (cr_graph_finder_get_found (finder)->len, ==, 1);
  found = &g_array_index (cr_graph_finder_get_found (finder), CrFoundNode, 0);
  g_assert_cmpuint (found->node, ==, cr_scene_find_variable (scene, session_find_variable (session, "three")));
  g_object_unref (session);
}

/* In the window. */

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

typedef struct
{
  CrWindow *window;
  CrSession *session;
  GtkWidget *canvas, *search, *overview;
} Opened;

static void
settle_for (guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

static Opened
open_window (gpointer application, const char *script)
{
  Opened o = { .window = cr_window_new (application) };

  gtk_window_present (GTK_WINDOW (o.window));
  o.session = cr_window_get_session (o.window);
  cr_session_reset (o.session, script);
  session_settle (o.session);
  o.canvas = find_type (GTK_WIDGET (o.window), CR_TYPE_GRAPH_CANVAS);
  o.search = find_type (GTK_WIDGET (o.window), CR_TYPE_GRAPH_SEARCH);
  o.overview = find_type (GTK_WIDGET (o.window), CR_TYPE_GRAPH_OVERVIEW);
  while (cr_graph_canvas_get_scene (CR_GRAPH_CANVAS (o.canvas)) == NULL)
    g_main_context_iteration (NULL, FALSE);
  return o;
}

static void
close_window (Opened *o)
{
  CrSession *session = g_object_ref (o->session);

  gtk_window_destroy (GTK_WINDOW (o->window));
  session_settle (session);
  g_assert_cmpuint (G_OBJECT (session)->ref_count, ==, 1); /* no widget has kept it */
  g_object_unref (session);
}

/* Until @n are found, or a minute has passed, which is a failure. */
static void
wait_for_found (Opened *o, guint n)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (cr_graph_search_get_found (CR_GRAPH_SEARCH (o->search))->len != n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_search_bar (gconstpointer application)
{
  Opened o = open_window ((gpointer)application, SCRIPT_FAN);
  GtkWidget *entry = find_type (o.search, GTK_TYPE_SEARCH_ENTRY);
  guint one = session_find_variable (o.session, "one"), three = session_find_variable (o.session, "three"), first;

  g_assert_false (gtk_widget_get_visible (o.search));
  gtk_widget_activate_action (o.canvas, "graph.find", NULL);
  g_assert_true (gtk_widget_get_mapped (o.search));
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Find in the graph");
  cr_session_seek (o.session, G_MAXUINT);
  gtk_editable_set_text (GTK_EDITABLE (entry), "name:one");
  wait_for_found (&o, 1);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (cr_session_get_selected_variable (o.session), ==, one);
  gtk_editable_set_text (GTK_EDITABLE (entry), "name:t"); /* two, three */
  wait_for_found (&o, 2);
  g_signal_emit_by_name (entry, "next-match");
  first = cr_session_get_selected_variable (o.session);
  g_signal_emit_by_name (entry, "next-match");
  g_assert_cmpuint (cr_session_get_selected_variable (o.session), !=, first);
  g_signal_emit_by_name (entry, "previous-match");
  g_assert_cmpuint (cr_session_get_selected_variable (o.session), ==, first);
  /* what a value is like is asked anew where the cursor goes */
  gtk_editable_set_text (GTK_EDITABLE (entry), "name:three grad");
  wait_for_found (&o, 1);
  cr_session_seek (o.session, 3);
  wait_for_found (&o, 0);
  cr_session_seek (o.session, G_MAXUINT);
  wait_for_found (&o, 1);
  gtk_widget_activate_action (o.canvas, "graph.find-next", NULL);
  g_assert_cmpuint (cr_session_get_selected_variable (o.session), ==, three);
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_widget_get_visible (o.search));
  g_assert_cmpuint (cr_graph_search_get_found (CR_GRAPH_SEARCH (o.search))->len, ==, 0);
  g_assert_true (gtk_widget_is_focus (o.canvas));
  close_window (&o);
}

static void
test_flow (gconstpointer application)
{
  Opened o = open_window ((gpointer)application, SCRIPT_FAN);
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (o.canvas);

  g_assert_false (cr_graph_canvas_toggle_flow (canvas, CR_FLOW_VALUE_FROM)); /* nothing is selected */
  cr_session_select_variable (o.session, session_find_variable (o.session, "one"));
  gtk_widget_activate_action (o.canvas, "graph.light", "s", "value-from");
  g_assert_cmpstr (cr_graph_canvas_get_flow_text (canvas), ==, "What one depends on: 3 nodes");
  gtk_widget_activate_action (o.canvas, "graph.light", "s", "gradient-from"); /* one, two sums with results, loss */
  g_assert_cmpstr (cr_graph_canvas_get_flow_text (canvas), ==, "Where the gradient of one comes from: 7 nodes");
  cr_session_set_view (o.session, CR_VIEW_VARIABLES); /* the same path in another view */
  session_settle (o.session);
  g_assert_nonnull (cr_graph_canvas_get_flow_text (canvas));
  gtk_widget_activate_action (o.canvas, "graph.light", "s", "gradient-from"); /* and out */
  g_assert_null (cr_graph_canvas_get_flow_text (canvas));
  cr_session_select_variable (o.session, session_find_variable (o.session, "x"));
  gtk_widget_activate_action (o.canvas, "graph.light", "s", "value-from");
  g_assert_cmpstr (cr_graph_canvas_get_flow_text (canvas), ==, "x depends on nothing else");
  cr_session_reset (o.session, SCRIPT_LINE); /* another graph */
  session_settle (o.session);
  settle_for (100);
  g_assert_null (cr_graph_canvas_get_flow_text (canvas));
  close_window (&o);
}

#define SCRIPT_CHAIN                                                                                                   \
  "import torch\n"                                                                                                     \
  "x = torch.tensor(1., requires_grad=True)\n"                                                                         \
  "y = x * 2\n"                                                                                                        \
  "y = y.sin().cos().sin().cos().sin().cos().sin().cos().sin().cos()\n"                                                \
  "y.backward()\n"

/* The map comes where the picture is larger than the canvas, and goes on request. */
static void
test_overview (gconstpointer application)
{
  Opened o = open_window ((gpointer)application, SCRIPT_CHAIN);
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (o.canvas);
  CrViewTransform before, after;
  double width, height;

  cr_graph_canvas_fit (canvas);
  settle_for (500);
  g_assert_false (gtk_widget_get_visible (o.overview));
  cr_graph_canvas_zoom_to (canvas, 2);
  settle_for (500);
  g_assert_cmpfloat_with_epsilon (cr_graph_canvas_get_zoom (canvas), 2, 1e-6);
  g_assert_true (gtk_widget_get_visible (o.overview));
  gtk_test_accessible_assert_role (o.overview, GTK_ACCESSIBLE_ROLE_IMG);
  cr_graph_canvas_get_transform (canvas, &before);
  g_signal_emit_by_name (o.overview, "moved", 0.0, 100.0, FALSE);
  cr_graph_canvas_get_transform (canvas, &after);
  g_assert_true (before.y != after.y);
  gtk_widget_activate_action (o.canvas, "graph.overview", NULL);
  settle_for (100);
  g_assert_false (gtk_widget_get_visible (o.overview));
  cr_graph_canvas_fit_width (canvas);
  settle_for (500);
  cr_graph_canvas_get_transform (canvas, &after);
  cr_scene_get_size (cr_graph_canvas_get_scene (canvas), &width, &height);
  g_assert_cmpfloat (width * after.scale, <=, gtk_widget_get_width (o.canvas));
  /* what is too small to be seen is not only brought into view */
  cr_graph_canvas_zoom_to (canvas, 0.001);
  settle_for (500);
  cr_graph_canvas_go_to (canvas, 0);
  settle_for (500);
  g_assert_cmpfloat (cr_graph_canvas_get_zoom (canvas), >, 0.3);
  g_assert_cmpuint (cr_graph_canvas_get_selection (canvas), ==, 0);
  g_assert_true (cr_graph_canvas_zoom_to_selection (canvas));
  settle_for (500);
  g_assert_cmpfloat (cr_graph_canvas_get_zoom (canvas), >, 1);
  close_window (&o);
}

static void
add_actions (GMenuModel *model, GString *actions)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);
      g_autofree char *action = NULL;

      if (g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
        g_string_append_printf (actions, "%s ", action);
      if (section != NULL)
        add_actions (section, actions);
    }
}

static void
test_menu (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (CrScene) scene = make_scene (session, NULL);
  guint w = cr_scene_find_variable (scene, session_find_variable (session, "w"));
  g_autoptr (GMenuModel) node = cr_graph_menu_new (session, scene, w);
  g_autoptr (GMenuModel) ground = cr_graph_menu_new (session, scene, CR_NONE);
  g_autoptr (GString) of_node = g_string_new (NULL), of_ground = g_string_new (NULL);

  add_actions (node, of_node);
  add_actions (ground, of_ground);
  g_assert_nonnull (strstr (of_node->str, "graph.zoom-selection "));
  g_assert_nonnull (strstr (of_node->str, "win.go-to-line "));
  g_assert_nonnull (strstr (of_node->str, "win.toggle-break "));
  g_assert_nonnull (strstr (of_node->str, "graph.light "));
  g_assert_null (strstr (of_node->str, "graph.find "));
  g_assert_nonnull (strstr (of_ground->str, "graph.find "));
  g_assert_nonnull (strstr (of_ground->str, "win.export "));
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrApplication) application = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  application = cr_application_new ();
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/ui/widgets/navigation/zoom", test_zoom_keeps_the_point);
  g_test_add_func ("/ui/widgets/navigation/glide", test_glide);
  g_test_add_func ("/ui/widgets/navigation/fit-parts", test_fit_parts);
  g_test_add_func ("/ui/widgets/navigation/map", test_map);
  g_test_add_func ("/ui/widgets/navigation/map-needed", test_map_needed);
  g_test_add_func ("/ui/widgets/navigation/walk", test_walk);
  g_test_add_func ("/ui/widgets/navigation/edges", test_edges);
  g_test_add_func ("/ui/widgets/navigation/finder", test_finder);
  g_test_add_func ("/ui/widgets/navigation/finder/goes", test_finder_goes);
  g_test_add_func ("/ui/widgets/navigation/finder/views", test_finder_in_views);
  g_test_add_func ("/ui/widgets/navigation/menu", test_menu);
  g_test_add_data_func ("/ui/widgets/navigation/search", application, test_search_bar);
  g_test_add_data_func ("/ui/widgets/navigation/flow", application, test_flow);
  g_test_add_data_func ("/ui/widgets/navigation/overview", application, test_overview);
  status = g_test_run ();
  g_application_quit (G_APPLICATION (application));
  return status;
}
