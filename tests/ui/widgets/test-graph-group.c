/* Groups on the canvas: folded and unfolded by pointer, keys and the headers' accessibles; loops and their iterations.
 */

#include <adwaita.h>
#include <string.h>

#include "canvas-fixture.h"
#include "cr-graph-header.h"
#include "cr-graph-view-private.h"
#include "cr-scene-private.h"
#include "cr-session-picture.h"
#include "cr-widgets.h"

#define NET                                                                                                            \
  "import torch\nx = torch.ones(2, requires_grad=True)\ndef square(a):\n    return a * a + 1\n"                        \
  "y = square(x)\nloss = y.sum()\nloss.backward()\n"
#define RNN                                                                                                            \
  "import torch\nw = torch.ones(2, requires_grad=True)\nh = w * 2\nfor t in range(6):\n    h = torch.tanh(h * w)\n"    \
  "h.sum().backward()\n"
#define TRAINING                                                                                                       \
  "import torch\nw = torch.ones(2, requires_grad=True)\nfor i in range(3):\n    loss = (w * w).sum()\n"                \
  "    loss.backward()\n"

static guint
find_frame (Shown *shown, const char *title)
{
  CrScene *scene = shown->canvas->scene;

  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    if (g_strcmp0 (cr_scene_get_frame (scene, i)->title, title) == 0)
      return i;
  g_error ("no frame %s", title);
}

static const CrSceneFrame *
get_frame (Shown *shown, const char *title)
{
  return cr_scene_get_frame (shown->canvas->scene, find_frame (shown, title));
}

/* Where a point of the scene is on the canvas. */
static void
locate (Shown *shown, double *x, double *y)
{
  const CrViewTransform *t = &shown->canvas->transform;

  *x = *x * t->scale + t->x;
  *y = *y * t->scale + t->y;
}

static void
click_header (Shown *shown, const CrSceneFrame *frame, double at)
{
  double x = frame->x + at, y = frame->y + frame->header / 2;

  locate (shown, &x, &y);
  g_assert_true (cr_graph_canvas_click_header (shown->canvas, x, y));
  shown_settle (shown);
}

static void
press (Shown *shown, guint key, gboolean shift)
{
  g_assert_true (cr_graph_canvas_key_pressed (shown->canvas, key, 0, shift ? GDK_SHIFT_MASK : 0));
  shown_settle (shown);
}

static void
test_fold (void)
{
  g_autoptr (Shown) shown = shown_new (NET);
  const CrSceneFrame *frame = get_frame (shown, "square");
  guint result = session_find_variable (shown->session, "y");
  double x, y;

  g_assert_false (frame->folded);
  cr_session_select_variable (shown->session, result);
  click_header (shown, frame, 5);
  frame = get_frame (shown, "square");
  g_assert_true (frame->folded);
  g_assert_cmpuint (cr_graph_canvas_get_selection (shown->canvas), ==, frame->node);
  x = frame->x + frame->width / 2;
  y = frame->y + frame->height / 2;
  locate (shown, &x, &y);
  g_assert_true (cr_graph_canvas_open_group (shown->canvas, x, y));
  shown_settle (shown);
  g_assert_false (get_frame (shown, "square")->folded);
  press (shown, GDK_KEY_e, FALSE);
  g_assert_true (get_frame (shown, "square")->folded);
  press (shown, GDK_KEY_Return, FALSE);
  g_assert_false (get_frame (shown, "square")->folded);
  cr_graph_canvas_set_depth (shown->canvas, 0);
  shown_settle (shown);
  g_assert_true (get_frame (shown, "square")->folded);
  press (shown, GDK_KEY_E, TRUE);
  g_assert_false (get_frame (shown, "square")->folded);
  cr_session_select_variable (shown->session, CR_NONE);
  g_assert_false (cr_graph_canvas_toggle_group (shown->canvas));
}

/* The focus may be on a header, which is no node. */
static void
paint_focused (Shown *shown, GtkWidget *header)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  g_assert_true (gtk_widget_grab_focus (header));
  g_clear_pointer (&shown->canvas->painted, gsk_render_node_unref);
  GTK_WIDGET_GET_CLASS (shown->canvas)->snapshot (GTK_WIDGET (shown->canvas), snapshot);
  g_assert_nonnull (shown->canvas->painted);
  gsk_render_node_unref (gtk_snapshot_free_to_node (snapshot));
}

/* Every header is a button that says whether its group is open. */
static void
test_headers (void)
{
  g_autoptr (Shown) shown = shown_new (NET);
  CrGraphCanvas *canvas = shown->canvas;
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GtkAccessible *header;

  while (canvas->headers == NULL || canvas->headers->len == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (canvas->headers->len, ==, cr_scene_get_n_frames (canvas->scene));
  header = g_ptr_array_index (canvas->headers, find_frame (shown, "square"));
  gtk_test_accessible_assert_role (header, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (header, GTK_ACCESSIBLE_PROPERTY_LABEL, "square");
  gtk_test_accessible_assert_state (header, GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  paint_focused (shown, GTK_WIDGET (header));
  gtk_widget_activate_action (GTK_WIDGET (header), "group.toggle", NULL);
  shown_settle (shown);
  g_assert_true (get_frame (shown, "square")->folded);
}

/* The body follows the cursor, and the reader may choose another iteration, or all. */
static void
test_loop (void)
{
  g_autoptr (Shown) shown = shown_new (RNN);
  const CrSceneFrame *loop = get_frame (shown, "for t in range(6)");

  g_assert_cmpuint (loop->iteration, ==, 0);
  click_header (shown, loop, loop->header_width - CR_FRAME_ARROW / 2);
  g_assert_cmpuint (get_frame (shown, "for t in range(6)")->iteration, ==, 1);
  press (shown, GDK_KEY_less, FALSE);
  press (shown, GDK_KEY_less, FALSE);
  g_assert_cmpuint (get_frame (shown, "for t in range(6)")->iteration, ==, CR_FOLDING_ALL_ITERATIONS);
  press (shown, GDK_KEY_greater, FALSE);
  g_assert_cmpuint (get_frame (shown, "for t in range(6)")->iteration, ==, 0);
  for (guint i = 0; i < 3; i++) /* into the backward of the last iteration */
    cr_session_step (shown->session, TRUE);
  shown_settle (shown);
  g_assert_cmpuint (get_frame (shown, "for t in range(6)")->iteration, ==, 5);
}

/* Iterations that recorded nothing are passed over, both ways. */
static void
test_sparse (void)
{
  const char *title = "for t in range(12)";
  g_autoptr (Shown) shown = shown_new ("import torch\nw = torch.ones(2, requires_grad=True)\nh = w * 2\n"
                                       "for t in range(12):\n    if t % 2 == 1:\n        h = torch.tanh(h * w)\n"
                                       "h.sum().backward()\n");
  guint found = 1;

  g_assert_cmpuint (get_frame (shown, title)->iteration, ==, 1);
  for (; found < 11; found += 2)
    {
      g_assert_cmpuint (get_frame (shown, title)->iteration, ==, found);
      press (shown, GDK_KEY_greater, FALSE);
    }
  g_assert_cmpuint (get_frame (shown, title)->iteration, ==, 11);
  press (shown, GDK_KEY_greater, FALSE);
  g_assert_cmpuint (get_frame (shown, title)->iteration, ==, CR_FOLDING_ALL_ITERATIONS);
  press (shown, GDK_KEY_less, FALSE);
  g_assert_cmpuint (get_frame (shown, title)->iteration, ==, 11);
}

static void
test_training (void)
{
  g_autoptr (Shown) shown = shown_new (TRAINING);
  guint position = cr_session_get_position (shown->session);
  const CrSceneFrame *frame;
  double x, y;

  frame = get_frame (shown, "for i in range(3)");
  g_assert_true (frame->around_all);
  x = frame->x + frame->header_width / 2;
  y = frame->y + frame->header / 2;
  locate (shown, &x, &y);
  cr_graph_canvas_press_node (shown->canvas, x, y, FALSE);
  g_assert_false (cr_graph_canvas_drag_node (shown->canvas, 50, 50)); /* what is around all has no other place */
  press (shown, GDK_KEY_greater, FALSE);
  g_assert_cmpuint (get_frame (shown, "for i in range(3)")->iteration, ==, 1);
  g_assert_cmpuint (cr_session_get_position (shown->session), >, position);
  press (shown, GDK_KEY_less, FALSE);
  g_assert_cmpuint (cr_session_get_position (shown->session), ==, position);
}

/* The menu lives a moment longer than it is seen, but not longer than the view. */
static void
test_menu_goes (void)
{
  CrSession *session = session_new_run (NET);
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  CrGraphView *view = CR_GRAPH_VIEW (cr_graph_view_new (session));
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  gtk_window_set_child (window, GTK_WIDGET (view));
  gtk_window_present (window);
  while (cr_graph_canvas_get_scene (view->canvas) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (view)))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
  cr_graph_view_open_menu (view, 10, 10);
  g_assert_nonnull (view->menu);
  gtk_popover_popdown (GTK_POPOVER (view->menu));
  g_assert_null (view->menu);
  gtk_window_destroy (window);
  session_settle (session);
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  g_test_add_func ("/ui/widgets/graph-group/fold", test_fold);
  g_test_add_func ("/ui/widgets/graph-group/headers", test_headers);
  g_test_add_func ("/ui/widgets/graph-group/loop", test_loop);
  g_test_add_func ("/ui/widgets/graph-group/sparse", test_sparse);
  g_test_add_func ("/ui/widgets/graph-group/menu-goes", test_menu_goes);
  g_test_add_func ("/ui/widgets/graph-group/training", test_training);
  return g_test_run ();
}
