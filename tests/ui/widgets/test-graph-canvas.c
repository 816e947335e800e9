/* The canvas from one picture to the next: the selection, what stays under the eye, the way there, moved nodes. */

#include <adwaita.h>
#include <math.h>

#include "canvas-fixture.h"
#include "cr-scene-move.h"
#include "cr-session-picture.h"

static void
switch_to (Shown *shown, CrSceneView view)
{
  cr_session_set_view (shown->session, view);
  shown_settle (shown);
}

static const CrSceneNode *
get_box (Shown *shown, const char *name)
{
  guint node = cr_scene_find_variable (shown->canvas->scene, session_find_variable (shown->session, name));

  g_assert_cmpuint (node, !=, CR_NONE);
  return cr_scene_get_node (shown->canvas->scene, node);
}

/* Where the middle of a box is on the canvas. */
static void
locate (Shown *shown, const CrSceneNode *box, double *x, double *y)
{
  const CrViewTransform *t = &shown->canvas->transform;

  *x = (box->x + box->width / 2) * t->scale + t->x;
  *y = (box->y + box->height / 2) * t->scale + t->y;
}

static const CrSceneNode *
get_selected (Shown *shown)
{
  guint node = cr_graph_canvas_get_selected_node (shown->canvas);

  g_assert_cmpuint (node, !=, CR_NONE);
  return cr_scene_get_node (shown->canvas->scene, node);
}

static void
test_selection (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  CrGraph *graph = cr_session_get_graph (shown->session);
  guint y = session_find_variable (shown->session, "y"), add = cr_graph_get_variable (graph, y)->maker;

  cr_session_select_function (shown->session, add);
  g_assert_cmpuint (get_selected (shown)->kind, ==, CR_NODE_OPERATOR);
  /* its mark is on its result */
  switch_to (shown, CR_VIEW_VARIABLES);
  g_assert_cmpstr (get_selected (shown)->title, ==, "y");
  switch_to (shown, CR_VIEW_FUNCTIONS);
  g_assert_cmpstr (get_selected (shown)->title, ==, "AddBackward0");
  g_assert_cmpuint (cr_session_get_selected_function (shown->session), ==, add);
  cr_session_select_variable (shown->session, session_find_variable (shown->session, "w"));
  g_assert_cmpstr (get_selected (shown)->title, ==, "AccumulateGrad");
  /* what made it stands for it */
  cr_session_select_variable (shown->session, y);
  g_assert_cmpstr (get_selected (shown)->title, ==, "AddBackward0");
  switch_to (shown, CR_VIEW_FULL);
  g_assert_cmpstr (get_selected (shown)->title, ==, "y");
}

/* A leaf that wants no gradient has no box among the functions: one that takes it stands for it. */
static void
test_stand_in (void)
{
  g_autoptr (Shown) shown = shown_new ("import torch\n"
                                       "w = torch.ones(2, requires_grad=True)\n"
                                       "x = torch.ones(2)\n"
                                       "loss = (w * x).sum()\n"
                                       "loss.backward()\n");

  switch_to (shown, CR_VIEW_FUNCTIONS);
  cr_session_select_variable (shown->session, session_find_variable (shown->session, "x"));
  g_assert_cmpstr (get_selected (shown)->title, ==, "MulBackward0");
}

static void
test_anchor (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  double x, y, new_x, new_y;

  cr_session_select_variable (shown->session, session_find_variable (shown->session, "w"));
  shown->canvas->transform = (CrViewTransform){ 0.9, 40, 120 };
  cr_graph_canvas_view_changed (shown->canvas, TRUE);
  for (guint i = 1; i <= CR_N_VIEWS; i++)
    {
      locate (shown, get_selected (shown), &x, &y);
      switch_to (shown, (CrSceneView)(i % CR_N_VIEWS));
      locate (shown, get_selected (shown), &new_x, &new_y);
      g_assert_cmpfloat_with_epsilon (new_x, x, 0.01);
      g_assert_cmpfloat_with_epsilon (new_y, y, 0.01);
      g_assert_cmpfloat (shown->canvas->transform.scale, ==, 0.9);
    }
}

/* After an edit most nodes are where they were on the canvas. */
static void
test_edit (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  g_autofree char *text = g_strdup_printf ("%sz = y.sin()\n", cr_session_get_text (shown->session));
  double x, y, new_x, new_y;

  shown->canvas->transform = (CrViewTransform){ 0.8, 200, 50 };
  cr_graph_canvas_view_changed (shown->canvas, TRUE);
  locate (shown, get_box (shown, "loss"), &x, &y);
  cr_session_set_text (shown->session, text, TRUE);
  shown_settle (shown);
  locate (shown, get_box (shown, "loss"), &new_x, &new_y);
  g_assert_cmpfloat (hypot (new_x - x, new_y - y), <, 60);
  g_assert_cmpfloat (shown->canvas->transform.scale, ==, 0.8);
}

/* Whether the picture is what it would be if it were the first. */
static gboolean
is_as_made_alone (Shown *shown)
{
  g_autoptr (CrScene) alone = cr_scene_new (cr_session_get_graph (shown->session), 0, NULL, NULL);
  gboolean same = TRUE;

  g_assert_cmpuint (cr_scene_get_n_nodes (alone), ==, cr_scene_get_n_nodes (shown->canvas->scene));
  for (guint i = 0; i < cr_scene_get_n_nodes (alone); i++)
    {
      const CrSceneNode *is = cr_scene_get_node (shown->canvas->scene, i), *wanted = cr_scene_get_node (alone, i);

      same = same && hypot (is->x - wanted->x, is->y - wanted->y) < 1e-6;
    }
  return same;
}

/* After an edit the picture is near to the one before; on a key it is laid out from nothing, and goes there. */
static void
test_arrange_again (void)
{
  static const char first[] = "import torch\na = torch.ones(2, requires_grad=True)\nb = a.sin()\nc = a.exp()\n";
  g_autofree char *text = g_strconcat (first, "d = b * c\n", NULL), *other = g_strconcat (first, "d = c * b\n", NULL);
  g_autoptr (Shown) shown = shown_new (text);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  CrScene *before;

  cr_session_set_text (shown->session, other, TRUE);
  shown_settle (shown);
  g_assert_false (is_as_made_alone (shown));
  before = cr_scene_ref (shown->canvas->scene);
  g_assert_true (cr_graph_canvas_key_pressed (shown->canvas, GDK_KEY_a, 0, 0));
  while (shown->canvas->scene == before)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_nonnull (shown->canvas->morph);
  shown_settle (shown);
  g_assert_true (is_as_made_alone (shown));
  cr_scene_unref (before);
}

static void
test_way (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gboolean seen = FALSE;

  cr_session_set_view (shown->session, CR_VIEW_VARIABLES);
  while (cr_graph_canvas_get_current_scene (shown->canvas) == NULL || shown->canvas->morph != NULL)
    {
      seen |= shown->canvas->morph != NULL;
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (seen);
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (shown->canvas)), "gtk-enable-animations", FALSE, NULL);
  cr_session_set_view (shown->session, CR_VIEW_FULL);
  while (cr_graph_canvas_get_current_scene (shown->canvas) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_null (shown->canvas->morph);
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (shown->canvas)), "gtk-enable-animations", TRUE, NULL);
}

static void
get_offset (Shown *shown, double *x, double *y)
{
  cr_moves_get (cr_session_get_picture (shown->session)->moves,
                cr_scene_get_node_identity (shown->canvas->scene, cr_graph_canvas_get_selected_node (shown->canvas)), x,
                y);
}

static void
test_nudge (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  const CrSceneNode before = *get_box (shown, "y"), loss = *get_box (shown, "loss");
  g_autofree char *text = g_strdup_printf ("# a comment\n%s", cr_session_get_text (shown->session));
  double x, y;

  g_assert_false (cr_graph_canvas_nudge (shown->canvas, 8, 0)); /* nothing is selected */
  cr_session_select_variable (shown->session, session_find_variable (shown->session, "y"));
  g_assert_false (cr_graph_canvas_can_put_back (shown->canvas));
  g_assert_true (cr_graph_canvas_nudge (shown->canvas, 8, 0));
  g_assert_true (cr_graph_canvas_nudge (shown->canvas, 0, 16));
  g_assert_cmpfloat_with_epsilon (get_box (shown, "y")->x, before.x + 8, 1e-6);
  g_assert_cmpfloat_with_epsilon (get_box (shown, "y")->y, before.y + 16, 1e-6);
  g_assert_cmpfloat_with_epsilon (get_box (shown, "loss")->x, loss.x, 1e-6);
  /* in another view, and in the next run */
  switch_to (shown, CR_VIEW_VARIABLES);
  get_offset (shown, &x, &y);
  g_assert_cmpfloat (x, ==, 8);
  switch_to (shown, CR_VIEW_FULL);
  cr_session_set_text (shown->session, text, TRUE);
  shown_settle (shown);
  g_assert_cmpfloat_with_epsilon (get_box (shown, "y")->x, before.x + 8, 1e-6);
  g_assert_true (cr_graph_canvas_can_put_back (shown->canvas));
  cr_graph_canvas_put_back (shown->canvas);
  shown_settle (shown);
  g_assert_cmpfloat_with_epsilon (get_box (shown, "y")->x, before.x, 1e-6);
  g_assert_null (cr_session_get_picture (shown->session)->moves);
}

static void
test_drag (void)
{
  g_autoptr (Shown) shown = shown_new (SCRIPT_LINE);
  CrGraphCanvas *canvas = shown->canvas;
  const CrSceneNode before = *get_box (shown, "w"), other = *get_box (shown, "loss");
  double x, y, other_x, other_y, now_x, now_y;

  /* on the ground nothing is dragged: it pans */
  cr_graph_canvas_press_node (canvas, 1, 1, FALSE);
  g_assert_false (cr_graph_canvas_drag_node (canvas, 30, 0));
  locate (shown, get_box (shown, "w"), &x, &y);
  locate (shown, &other, &other_x, &other_y);
  cr_graph_canvas_press_node (canvas, x, y, FALSE);
  g_assert_true (cr_graph_canvas_drag_node (canvas, -700, 20));
  /* Far beyond the picture's border: it is under the pointer, and nothing else has moved on the canvas. */
  locate (shown, get_box (shown, "w"), &now_x, &now_y);
  g_assert_cmpfloat_with_epsilon (now_x, x - 700, 0.01);
  g_assert_cmpfloat_with_epsilon (now_y, y + 20, 0.01);
  locate (shown, get_box (shown, "loss"), &now_x, &now_y);
  g_assert_cmpfloat_with_epsilon (now_x, other_x, 0.01);
  g_assert_true (cr_graph_canvas_cancel_drag (canvas));
  g_assert_cmpfloat_with_epsilon (get_box (shown, "w")->x, before.x, 1e-6);
  g_assert_true (cr_graph_canvas_drag_node (canvas, 50, 0)); /* the press goes on, and moves nothing */
  g_assert_null (cr_session_get_picture (shown->session)->moves);
  g_assert_true (cr_graph_canvas_drop_node (canvas));
  /* again, and dropped */
  locate (shown, get_box (shown, "w"), &x, &y);
  cr_graph_canvas_press_node (canvas, x, y, FALSE);
  g_assert_true (cr_graph_canvas_drag_node (canvas, 50, 0));
  g_assert_true (cr_graph_canvas_drop_node (canvas));
  g_assert_false (cr_graph_canvas_cancel_drag (canvas));
  g_assert_cmpuint (cr_moves_get_n (cr_session_get_picture (shown->session)->moves), ==, 1);
  /* a finger moves only what is selected */
  locate (shown, get_box (shown, "loss"), &x, &y);
  cr_graph_canvas_press_node (canvas, x, y, TRUE);
  g_assert_false (cr_graph_canvas_drag_node (canvas, 50, 0));
}

/* What was moved in one step of a training loop is moved in the next. */
static void
test_next_step (void)
{
  g_autoptr (Shown) shown = shown_new ("import torch\n"
                                       "w = torch.ones(1, requires_grad=True)\n"
                                       "for i in range(2):\n"
                                       "    loss = (w * 2).sum()\n"
                                       "    loss.backward()\n");
  CrGraph *graph = cr_session_get_graph (shown->session);
  guint before, after;

  g_assert_cmpuint (cr_graph_get_n_generations (graph), >=, 2);
  cr_session_seek (shown->session, cr_graph_get_generation (graph, 0)->last_event);
  shown_settle (shown);
  cr_session_select_variable (shown->session, cr_graph_get_generation (graph, 0)->root);
  g_assert_true (cr_graph_canvas_nudge (shown->canvas, 24, 0));
  before = cr_graph_canvas_get_selected_node (shown->canvas);
  for (guint i = 0; i < 2; i++)
    {
      const CrSceneNode moved = *cr_scene_get_node (shown->canvas->scene, before);

      cr_session_seek (shown->session, cr_graph_get_generation (graph, i == 0)->last_event);
      shown_settle (shown);
      after = cr_scene_find_variable (shown->canvas->scene, cr_graph_get_generation (graph, i == 0)->root);
      g_assert_cmpuint (after, !=, CR_NONE);
      g_assert_cmpfloat_with_epsilon (cr_scene_get_node (shown->canvas->scene, after)->x, moved.x, 1e-6);
      before = after;
    }
}

/* A picture that fits is seen as a whole, and stepping through it moves it no way, though boxes lie near its border. */
static void
test_fitted_stays (void)
{
  g_autoptr (Shown) shown = shown_new ("import torch\n"
                                       "w = torch.ones(2, requires_grad=True)\n"
                                       "a = torch.sin(w)\n"
                                       "b = torch.exp(a)\n"
                                       "c = torch.tanh(b)\n"
                                       "d = torch.cos(c)\n"
                                       "loss = d.sum()\n"
                                       "loss.backward()\n");
  CrGraph *graph = cr_session_get_graph (shown->session);
  const CrGeneration *generation = cr_graph_get_generation (graph, 0);
  CrViewTransform first;
  double width, height;

  cr_session_seek (shown->session, generation->first_event);
  shown_settle (shown);
  first = shown->canvas->transform;
  cr_scene_get_size (shown->canvas->scene, &width, &height);
  g_assert_cmpfloat (first.y, >=, 0);
  g_assert_cmpfloat (first.y + height * first.scale, <=, gtk_widget_get_height (GTK_WIDGET (shown->canvas)));
  /* it is as high as the canvas lets it be, else this shows nothing */
  g_assert_cmpfloat (first.y + height * first.scale, >, gtk_widget_get_height (GTK_WIDGET (shown->canvas)) - 24);
  for (guint i = generation->first_event; i <= generation->last_event; i++)
    {
      cr_session_seek (shown->session, i);
      shown_settle (shown);
      g_assert_cmpfloat_with_epsilon (shown->canvas->transform.y, first.y, 1e-6);
      g_assert_cmpfloat_with_epsilon (shown->canvas->transform.x, first.x, 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/widgets/graph-canvas/selection", test_selection);
  g_test_add_func ("/ui/widgets/graph-canvas/stand-in", test_stand_in);
  g_test_add_func ("/ui/widgets/graph-canvas/anchor", test_anchor);
  g_test_add_func ("/ui/widgets/graph-canvas/edit", test_edit);
  g_test_add_func ("/ui/widgets/graph-canvas/arrange-again", test_arrange_again);
  g_test_add_func ("/ui/widgets/graph-canvas/way", test_way);
  g_test_add_func ("/ui/widgets/graph-canvas/nudge", test_nudge);
  g_test_add_func ("/ui/widgets/graph-canvas/drag", test_drag);
  g_test_add_func ("/ui/widgets/graph-canvas/next-step", test_next_step);
  g_test_add_func ("/ui/widgets/graph-canvas/fitted-stays", test_fitted_stays);
  return g_test_run ();
}
