/* Plots in the window: tabs, walking over points, zoom and pan, points linked with elements and nodes, slopes, plots
 * that follow the cursor, plots of one's own. */

#include <adwaita.h>
#include <math.h>

#include "cr-plot-area-private.h"
#include "cr-plot-view.h"
#include "cr-session-plots.h"
#include "cr-widgets.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

#define HEAD "import torch\nimport matplotlib.pyplot as plt\n"
#define SINE                                                                                                           \
  HEAD "a = torch.linspace(0, 2 * torch.pi, 25, requires_grad=True)\n"                                                 \
       "b = torch.sin(a)\n"                                                                                            \
       "plt.plot(a.detach(), b.detach(), label='sin')\n"                                                               \
       "plt.title('The sine')\n"                                                                                       \
       "plt.show()\n"                                                                                                  \
       "b.sum().backward()\n"                                                                                          \
       "plt.plot(a.detach(), a.grad.detach(), label='cos')\n"                                                          \
       "plt.title('The gradient')\n"                                                                                   \
       "plt.show()\n"
#define TRAINING                                                                                                       \
  HEAD "x = torch.linspace(0, 1, 5)\n"                                                                                 \
       "y = 2 * x\n"                                                                                                   \
       "w = torch.zeros(1, requires_grad=True)\n"                                                                      \
       "losses = []\n"                                                                                                 \
       "for i in range(4):\n"                                                                                          \
       "    guess = w * x\n"                                                                                           \
       "    loss = ((guess - y) ** 2).sum()\n"                                                                         \
       "    loss.backward()\n"                                                                                         \
       "    losses.append(loss.item())\n"                                                                              \
       "    with torch.no_grad():\n"                                                                                   \
       "        w -= 0.1 * w.grad\n"                                                                                   \
       "        w.grad.zero_()\n"                                                                                      \
       "plt.scatter(x.numpy(), y.numpy())\n"                                                                           \
       "plt.plot(x.numpy(), guess.detach().numpy())\n"                                                                 \
       "plt.show()\n"                                                                                                  \
       "plt.plot(losses)\n"                                                                                            \
       "plt.show()\n"

typedef struct
{
  CrSession *session;
  GtkWindow *window;
  CrPlotView *view;
  CrPlotArea *area;
} Shown;

/* Until @test holds; a minute is enough for everything. */
static void
wait_for (gboolean (*test) (Shown *shown, guint n), Shown *shown, guint n)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!test (shown, n))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

static gboolean
has_pages (Shown *shown, guint n)
{
  return cr_plot_view_get_n_pages (shown->view) == n && (n == 0 || shown->area->page != NULL)
         && (n == 0 || shown->area->page->graph == cr_session_get_graph (shown->session));
}

static gboolean
is_painted (Shown *shown, guint n)
{
  return shown->area->painted != NULL;
}

static Shown *
shown_new (const char *script, guint n_pages)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->session = session_new_run (script);
  shown->view = CR_PLOT_VIEW (cr_plot_view_new (shown->session));
  shown->area = cr_plot_view_get_area (shown->view);
  shown->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (shown->window, 500, 400);
  gtk_window_set_child (shown->window, GTK_WIDGET (shown->view));
  gtk_window_present (shown->window);
  wait_for (has_pages, shown, n_pages);
  if (n_pages > 0)
    wait_for (is_painted, shown, 0);
  return shown;
}

static gboolean
is_gone (Shown *shown, guint n)
{
  return shown->session == NULL;
}

/* A question about a slope that is given up holds the session until its thread has noticed. */
static void
shown_free (Shown *shown)
{
  CrSession *session = shown->session;

  gtk_window_destroy (shown->window);
  session_settle (session);
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *)&shown->session);
  g_object_unref (session);
  wait_for (is_gone, shown, 0);
  g_free (shown);
}

static gboolean
press (Shown *shown, guint key, GdkModifierType state)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (shown->area));
  gboolean used = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &used);
    }
  g_object_unref (controllers);
  return used;
}

static const CrSeries *
get_series (Shown *shown, guint axes, guint series)
{
  return cr_axes_get_series (cr_figure_get_axes (shown->area->page->figure, axes), series);
}

static void
test_tabs (void)
{
  Shown *shown = shown_new (SINE, 2);

  g_assert_cmpstr (cr_plot_view_get_title (shown->view, 0), ==, "The sine");
  g_assert_cmpstr (cr_plot_view_get_title (shown->view, 1), ==, "The gradient");
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (shown->view), "plot.next", NULL);
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 1);
  g_assert_cmpstr (shown->area->page->title, ==, "The gradient");
  gtk_widget_activate_action (GTK_WIDGET (shown->view), "plot.next", NULL);
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 0);
  g_assert_false (cr_plot_view_is_empty (shown->view));
  shown_free (shown);
}

static void
test_many_tabs (void)
{
  Shown *shown = shown_new (HEAD "for i in range(50):\n    plt.plot([0, i])\n    plt.show()\n", 50);

  g_assert_cmpstr (cr_plot_view_get_title (shown->view, 49), ==, "Figure 50");
  cr_plot_view_set_page (shown->view, 49);
  g_assert_cmpfloat (get_series (shown, 0, 0)->y[1], ==, 49);
  cr_session_set_text (shown->session, HEAD "plt.plot([0, 1])\nplt.show()\n", TRUE);
  session_settle (shown->session);
  wait_for (has_pages, shown, 1);
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 0);
  shown_free (shown);
}

static void
test_empty (void)
{
  Shown *shown = shown_new ("import torch\nw = torch.ones(3)\n", 0);

  g_assert_true (cr_plot_view_is_empty (shown->view));
  g_assert_false (press (shown, GDK_KEY_Right, 0));
  g_assert_false (cr_plot_area_is_moved (shown->area));
  shown_free (shown);
}

static void
test_walk (void)
{
  Shown *shown = shown_new (SINE, 2);
  g_autofree char *readout = NULL;

  g_assert_true (press (shown, GDK_KEY_Right, 0));
  for (guint i = 0; i < 4; i++)
    g_assert_true (press (shown, GDK_KEY_Right, 0));
  g_assert_true (shown->area->point.set);
  g_assert_cmpuint (shown->area->point.index, ==, 4);
  readout = cr_plot_area_dup_readout (shown->area);
  g_assert_nonnull (strstr (readout, "b[4]"));
  g_assert_nonnull (strstr (readout, "π/3"));
  g_assert_nonnull (strstr (readout, "point 5 of 25"));
  g_assert_true (press (shown, GDK_KEY_Left, 0));
  g_assert_cmpuint (shown->area->point.index, ==, 3);
  g_assert_true (press (shown, GDK_KEY_Escape, 0));
  g_assert_false (shown->area->point.set);
  shown_free (shown);
}

static void
test_zoom (void)
{
  Shown *shown = shown_new (SINE, 2);
  CrAxesView before, after;

  g_assert_true (cr_plotter_get_view (shown->area->page->plotter, 0, &before));
  g_assert_true (press (shown, GDK_KEY_plus, 0));
  g_assert_true (cr_plotter_get_view (shown->area->page->plotter, 0, &after));
  g_assert_cmpfloat_with_epsilon ((before.x_max - before.x_min) / (after.x_max - after.x_min), 1.25, 1e-6);
  g_assert_true (cr_plot_area_is_moved (shown->area));
  g_assert_true (press (shown, GDK_KEY_Right, GDK_CONTROL_MASK));
  before = after;
  g_assert_true (cr_plotter_get_view (shown->area->page->plotter, 0, &after));
  g_assert_cmpfloat (after.x_min, >, before.x_min);
  g_assert_true (press (shown, GDK_KEY_0, 0));
  g_assert_false (cr_plot_area_is_moved (shown->area));
  shown_free (shown);
}

/* A zoom outlives another run and the step to another tab. */
static void
test_zoom_stays (void)
{
  Shown *shown = shown_new (SINE, 2);
  CrAxesView before, after;

  press (shown, GDK_KEY_plus, 0);
  g_assert_true (cr_plotter_get_view (shown->area->page->plotter, 0, &before));
  cr_plot_view_set_page (shown->view, 1);
  g_assert_false (cr_plot_area_is_moved (shown->area));
  cr_session_set_text (shown->session, "# again\n" SINE, TRUE);
  session_settle (shown->session);
  wait_for (has_pages, shown, 2);
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 1);
  cr_plot_view_set_page (shown->view, 0);
  g_assert_true (cr_plotter_get_view (shown->area->page->plotter, 0, &after));
  g_assert_cmpfloat_with_epsilon (before.x_min, after.x_min, 1e-9);
  shown_free (shown);
}

static gboolean
contains (const GArray *indices, guint index)
{
  for (guint i = 0; indices != NULL && i < indices->len; i++)
    if (g_array_index (indices, guint, i) == index)
      return TRUE;
  return FALSE;
}

static void
test_link (void)
{
  Shown *shown = shown_new (SINE, 2);
  guint a = session_find_variable (shown->session, "a"), b = session_find_variable (shown->session, "b");

  press (shown, GDK_KEY_Right, 0);
  press (shown, GDK_KEY_Right, 0);
  g_assert_true (contains (cr_session_get_lit_variables (shown->session), a));
  g_assert_true (contains (cr_session_get_lit_variables (shown->session), b));
  g_assert_cmpuint (cr_session_get_lit_functions (shown->session)->len, ==, 1);
  press (shown, GDK_KEY_Return, 0);
  g_assert_cmpuint (cr_session_get_selected_variable (shown->session), ==, b);
  g_assert_cmpint (cr_session_get_selected_element (shown->session), ==, 1);
  press (shown, GDK_KEY_Escape, 0);
  g_assert_null (cr_session_get_lit_variables (shown->session));

  /* The other way round, also where only x is the same. */
  cr_session_select_variable (shown->session, b);
  cr_session_select_element (shown->session, 7);
  g_assert_true (shown->area->linked);
  g_assert_cmpuint (shown->area->link_index, ==, 7);
  cr_plot_view_set_page (shown->view, 1);
  g_assert_true (shown->area->linked);
  g_assert_cmpfloat (shown->area->link_x, ==, get_series (shown, 0, 0)->x[7]);
  cr_session_select_variable (shown->session, CR_NONE);
  g_assert_false (shown->area->linked);
  shown_free (shown);
}

static void
test_gradient_is_of_its_leaf (void)
{
  Shown *shown = shown_new (SINE, 2);
  const CrPlotSource *source;

  cr_plot_view_set_page (shown->view, 1);
  source = cr_plot_sources_get (shown->area->page->sources, 0, 0);
  g_assert_cmpuint (source->y, ==, session_find_variable (shown->session, "a"));
  g_assert_true (source->y_gradient);
  g_assert_cmpuint (source->x, ==, source->y);
  g_assert_cmpuint (source->slope_x, ==, CR_NONE);
  shown_free (shown);
}

static gboolean
has_slope (Shown *shown, guint n)
{
  CrPlotPick pick;
  double slope;

  return cr_plot_area_locate (shown->area, &pick) && cr_plot_area_get_slope (shown->area, &pick, &slope);
}

static void
test_slope (void)
{
  Shown *shown = shown_new (SINE, 2);
  g_autofree char *readout = NULL;

  for (guint i = 0; i < 5; i++)
    press (shown, GDK_KEY_Right, 0);
  wait_for (has_slope, shown, 0);
  readout = cr_plot_area_dup_readout (shown->area);
  g_assert_nonnull (strstr (readout, "slope 0.5 = cos(π/3)"));
  g_object_set (shown->view, "tangents", FALSE, NULL);
  g_free (readout);
  readout = cr_plot_area_dup_readout (shown->area);
  g_assert_null (strstr (readout, "slope"));
  shown_free (shown);
}

/* More elements than a Jacobian has room for: one pass with ones, as each depends on its own x alone. */
static void
test_large_slope (void)
{
  Shown *shown = shown_new (HEAD "a = torch.linspace(0, 1, 5000, requires_grad=True)\nb = a ** 2 * 3\n"
                                 "plt.plot(a.detach(), b.detach())\nplt.show()\n",
                            1);
  CrPlotPoint point = { TRUE, 0, 0, 4999 };
  CrPlotPick pick;
  double slope;

  cr_plot_area_set_point (shown->area, &point, TRUE);
  wait_for (has_slope, shown, 0);
  g_assert_true (cr_plot_area_locate (shown->area, &pick) && cr_plot_area_get_slope (shown->area, &pick, &slope));
  g_assert_cmpfloat_with_epsilon (slope, 6, 1e-5);
  shown_free (shown);
}

/* Where no gradient flows there is no tangent; sums are no curve over their terms. */
static void
test_no_slope (void)
{
  Shown *shown = shown_new (HEAD "a = torch.linspace(0, 1, 5000)\nb = a ** 2\nplt.plot(a, b)\nplt.show()\n"
                                 "c = torch.linspace(0, 1, 5000, requires_grad=True)\nd = c.cumsum(0)\n"
                                 "plt.plot(c.detach(), d.detach())\nplt.show()\n",
                            2);

  g_assert_cmpuint (cr_plot_sources_get (shown->area->page->sources, 0, 0)->slope_x, ==, CR_NONE);
  cr_plot_view_set_page (shown->view, 1);
  g_assert_cmpuint (cr_plot_sources_get (shown->area->page->sources, 0, 0)->slope_x, !=, CR_NONE);
  g_assert_false (cr_plot_sources_get (shown->area->page->sources, 0, 0)->elementwise);
  shown_free (shown);
}

static gboolean
tells_no_tangent (Shown *shown, guint n)
{
  g_autofree char *readout = cr_plot_area_dup_readout (shown->area);

  return strstr (readout, "no tangent") != NULL;
}

static void
assert_told (Shown *shown, guint page, const char *words)
{
  g_autofree char *readout = NULL;

  cr_plot_view_set_page (shown->view, page);
  press (shown, GDK_KEY_Right, 0);
  if (words != NULL)
    wait_for (tells_no_tangent, shown, 0);
  readout = cr_plot_area_dup_readout (shown->area);
  if (words == NULL)
    g_assert_null (strstr (readout, "tangent"));
  else if (strstr (readout, words) == NULL)
    g_error ("no %s in %s", words, readout);
}

/* Why there is no tangent is said where one would look for it, and not of data that was only measured. */
static void
test_why_no_slope (void)
{
  Shown *shown = shown_new (HEAD "a = torch.linspace(0, 1, 9)\nb = a ** 2\nplt.plot(a, b)\nplt.show()\n"
                                 "c = torch.linspace(0, 1, 9, requires_grad=True)\nd = c.cumsum(0)\n"
                                 "plt.plot(c.detach(), d.detach())\nplt.show()\n"
                                 "with torch.no_grad():\n    e = c * 2\n"
                                 "plt.plot(c.detach(), e)\nplt.show()\n"
                                 "plt.plot(a, torch.rand(9))\nplt.show()\n"
                                 "plt.plot([1, 2], [3, 4])\nplt.show()\n",
                            5);

  assert_told (shown, 0, "no tangent: a requires no gradient");
  assert_told (shown, 1, "no tangent: more than its own x");
  assert_told (shown, 2, "no tangent: no gradient comes back");
  assert_told (shown, 3, NULL);
  assert_told (shown, 4, NULL);
  g_object_set (shown->view, "tangents", FALSE, NULL);
  assert_told (shown, 0, NULL);
  shown_free (shown);
}

/* The line bends as w changes; the points stay. At the end it is what was plotted. */
static void
test_follow (void)
{
  Shown *shown = shown_new (TRAINING, 2);
  const GArray *stepped = cr_session_get_events (shown->session, CR_EVENT_BACKWARD_ENDED);
  double last;

  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  g_assert_cmpuint (shown->area->page->n_steps, ==, 0);
  last = get_series (shown, 0, 1)->y[4];
  g_assert_cmpfloat (last, >, 1);
  cr_session_seek (shown->session, g_array_index (stepped, guint, 0) + 1);
  g_assert_cmpfloat (get_series (shown, 0, 1)->y[4], ==, 0);
  g_assert_cmpuint (shown->area->page->step, ==, 1);
  g_assert_cmpuint (shown->area->page->n_steps, ==, 4);
  g_assert_cmpfloat (get_series (shown, 0, 0)->y[4], ==, 2);
  cr_session_seek (shown->session, g_array_index (stepped, guint, 1) + 1);
  g_assert_cmpfloat (get_series (shown, 0, 1)->y[4], >, 0);
  g_assert_cmpfloat (get_series (shown, 0, 1)->y[4], <, last);
  cr_session_seek (shown->session, 0);
  g_assert_true (isnan (get_series (shown, 0, 1)->y[4]));
  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  g_assert_cmpfloat (get_series (shown, 0, 1)->y[4], ==, last);
  shown_free (shown);
}

/* Numbers in a list are found again as what the loop's expression made. */
static void
test_losses (void)
{
  Shown *shown = shown_new (TRAINING, 2);
  const GArray *stepped = cr_session_get_events (shown->session, CR_EVENT_BACKWARD_ENDED);
  const CrPlotSource *source;
  const CrPlotMark *mark;

  cr_plot_view_set_page (shown->view, 1);
  source = cr_plot_sources_get (shown->area->page->sources, 0, 0);
  g_assert_nonnull (source->points);
  g_assert_cmpuint (source->points->len, ==, 4);
  cr_session_seek (shown->session, g_array_index (stepped, guint, 2) + 1);
  g_assert_cmpuint (shown->area->page->marks->len, ==, 1);
  mark = &g_array_index (shown->area->page->marks, CrPlotMark, 0);
  g_assert_cmpuint (mark->index, ==, 2);
  g_assert_true (isfinite (get_series (shown, 0, 0)->y[2]));
  g_assert_true (isnan (get_series (shown, 0, 0)->y[3]));
  press (shown, GDK_KEY_Right, 0);
  press (shown, GDK_KEY_Return, 0);
  g_assert_cmpuint (cr_session_get_selected_variable (shown->session), ==, g_array_index (source->points, guint, 0));
  shown_free (shown);
}

static gboolean
has_figure (Shown *shown, guint n)
{
  const CrFigure *figure = cr_plot_view_get_figure (shown->view);

  return figure != NULL && cr_figure_get_axes (figure, 0)->series->len == n;
}

static void
test_own (void)
{
  Shown *shown = shown_new (SINE, 2);
  guint a = session_find_variable (shown->session, "a"), b = session_find_variable (shown->session, "b");
  CrOwnPlot *plot = cr_session_add_plot (shown->session, CR_OWN_PLOT_VALUE, b);

  g_assert_cmpuint (cr_plot_view_get_n_pages (shown->view), ==, 3);
  g_assert_cmpuint (cr_plot_view_get_page (shown->view), ==, 2);
  wait_for (has_figure, shown, 1);
  g_assert_cmpstr (cr_plot_view_get_title (shown->view, 2), ==, "b");
  g_assert_cmpuint (get_series (shown, 0, 0)->n, ==, 25);
  cr_own_plot_set_x (plot, shown->session, a);
  while (g_strcmp0 (shown->area->page->title, "b over a") != 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpfloat_with_epsilon (get_series (shown, 0, 0)->x[24], 2 * G_PI, 1e-5);

  cr_session_add_plot (shown->session, CR_OWN_PLOT_VALUE_GRADIENT, a);
  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  wait_for (has_figure, shown, 1);
  g_assert_cmpstr (cr_plot_view_get_title (shown->view, 3), ==, "a and its gradient");
  g_assert_cmpfloat_with_epsilon (get_series (shown, 0, 0)->y[0], 1, 1e-6);

  /* They outlive another run, and go when closed. */
  cr_session_set_text (shown->session, "# again\n" SINE, TRUE);
  session_settle (shown->session);
  g_assert_cmpuint (cr_plot_view_get_n_pages (shown->view), ==, 4);
  g_assert_cmpuint (cr_own_plot_find (plot, shown->session), ==, session_find_variable (shown->session, "b"));
  gtk_widget_activate_action (GTK_WIDGET (shown->view), "plot.close", NULL);
  g_assert_cmpuint (cr_plot_view_get_n_pages (shown->view), ==, 3);
  shown_free (shown);
}

static void
test_own_gradient_follows (void)
{
  Shown *shown = shown_new (SINE, 2);
  guint a = session_find_variable (shown->session, "a");

  cr_session_seek (shown->session, 0);
  cr_session_add_plot (shown->session, CR_OWN_PLOT_GRADIENT, a);
  wait_for (has_figure, shown, 0);
  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  wait_for (has_figure, shown, 1);
  shown_free (shown);
}

static void
test_own_history (void)
{
  Shown *shown = shown_new (TRAINING, 2);
  const GArray *stepped = cr_session_get_events (shown->session, CR_EVENT_BACKWARD_ENDED);

  cr_session_add_plot (shown->session, CR_OWN_PLOT_HISTORY, session_find_variable (shown->session, "w"));
  cr_session_seek (shown->session, g_array_index (stepped, guint, 1) + 1);
  wait_for (has_figure, shown, 2); /* the course, and what is to come */
  g_assert_cmpuint (get_series (shown, 0, 0)->n, ==, 5);
  g_assert_true (isfinite (get_series (shown, 0, 0)->y[1]));
  g_assert_true (isnan (get_series (shown, 0, 0)->y[4]));
  shown_free (shown);
}

static gboolean
is_course_of (Shown *shown, guint page, const char *name)
{
  const char *title = cr_plot_view_get_title (shown->view, page);
  g_autofree char *wanted = g_strdup_printf ("%s over the steps", name);

  return g_strcmp0 (title, wanted) == 0;
}

static gboolean
is_of_element (Shown *shown, guint n)
{
  return is_course_of (shown, 0, "w[1]") && has_figure (shown, 2) && get_series (shown, 0, 0)->y[0] == -4;
}

static gboolean
is_of_norm (Shown *shown, guint n)
{
  return is_course_of (shown, 0, "w") && has_figure (shown, 2) && get_series (shown, 0, 0)->y[0] == 5;
}

/* The course of the element that is selected, with its sign; of all, the norm's. */
static void
test_own_history_of_element (void)
{
  Shown *shown = shown_new ("import torch\nw = torch.tensor([3., -4.], requires_grad=True)\n"
                            "for i in range(3):\n    (w * w).sum().backward()\n    with torch.no_grad():\n"
                            "        w -= 0.25 * w.grad\n        w.grad.zero_()\n",
                            0);
  guint w = session_find_variable (shown->session, "w");
  CrOwnPlot *plot;

  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  cr_session_select_variable (shown->session, w);
  cr_session_select_element (shown->session, 1);
  plot = cr_session_add_plot (shown->session, CR_OWN_PLOT_HISTORY, w);
  wait_for (is_of_element, shown, 0);
  g_assert_cmpfloat (get_series (shown, 0, 0)->y[1], ==, -2);
  g_assert_cmpfloat (get_series (shown, 1, 0)->y[0], ==, -8); /* its gradient */
  cr_own_plot_set_element (plot, -1);
  wait_for (is_of_norm, shown, 0);
  cr_own_plot_set_element (plot, 7); /* which it does not have, or no more */
  g_assert_cmpint (cr_own_plot_get_element (plot), ==, 7);
  wait_for (is_of_norm, shown, 0);
  shown_free (shown);
}

static void
test_own_forms (void)
{
  Shown *shown = shown_new ("import torch\nm = torch.arange(12.).reshape(3, 4)\nbig = torch.rand(600, 700)\n", 0);
  CrOwnPlot *plot
      = cr_session_add_plot (shown->session, CR_OWN_PLOT_VALUE, session_find_variable (shown->session, "m"));
  const CrPlotSource *source;
  gint64 element;

  cr_session_seek (shown->session, cr_session_get_length (shown->session));
  wait_for (has_figure, shown, 3);
  source = cr_plot_sources_get (shown->area->page->sources, 0, 2);
  g_assert_cmpint (cr_plot_source_get_element (source, 1), ==, 9);
  g_assert_cmpint (cr_plot_source_find_point (source, 4, source->y, 9), ==, 1);
  g_assert_cmpint (cr_plot_source_find_point (source, 4, source->y, 1), ==, -1);
  cr_own_plot_set_form (plot, CR_OWN_PLOT_HEAT);
  wait_for (has_figure, shown, 1);
  g_assert_cmpint (get_series (shown, 0, 0)->kind, ==, CR_SERIES_IMAGE);
  g_assert_cmpuint (cr_plot_page_find_variable (shown->area->page, 0, 0, 7, &element), ==,
                    session_find_variable (shown->session, "m"));
  g_assert_cmpint (element, ==, 7);
  plot = cr_session_add_plot (shown->session, CR_OWN_PLOT_VALUE, session_find_variable (shown->session, "big"));
  wait_for (has_figure, shown, 1);
  g_assert_cmpint (get_series (shown, 0, 0)->kind, ==, CR_SERIES_IMAGE);
  g_assert_cmpint (cr_plot_sources_get (shown->area->page->sources, 0, 0)->y_elements, ==, FALSE);
  cr_own_plot_set_form (plot, CR_OWN_PLOT_FLAT);
  while (!has_figure (shown, 1) || get_series (shown, 0, 0)->kind != CR_SERIES_LINE)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (get_series (shown, 0, 0)->n, <=, 420000);
  shown_free (shown);
}

/* Nothing of this leaves a view that cannot be left again. */
static void
test_bad_data (void)
{
  static const char *const data[]
      = { "[float('nan')] * 3", "[float('inf'), 1, 2]",    "[5, 5, 5]", "[]", "[3]", "torch.zeros(0)",
          "[1e308, -1e308]",    "torch.full((3,), 1e-310)" };
  static const guint keys[] = { GDK_KEY_Right, GDK_KEY_Down, GDK_KEY_plus, GDK_KEY_minus, GDK_KEY_Return, GDK_KEY_0 };

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    {
      g_autofree char *script
          = g_strdup_printf (HEAD "plt.plot([1, 2])\nplt.plot(%s)\nplt.title('t')\nplt.show()\n", data[i]);
      Shown *shown = shown_new (script, 1);

      for (guint k = 0; k < 100; k++)
        press (shown, keys[k % G_N_ELEMENTS (keys)], k % 3 == 0 ? GDK_CONTROL_MASK : 0);
      for (guint k = 0; k < 300; k++)
        press (shown, k < 150 ? GDK_KEY_plus : GDK_KEY_minus, 0);
      press (shown, GDK_KEY_0, 0);
      g_assert_false (cr_plot_area_is_moved (shown->area));
      cr_plot_area_update (shown->area);
      wait_for (is_painted, shown, 0);
      shown_free (shown);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    double number;
    const char *text;
  } table[] = { { G_PI / 3, "π/3" },          { -G_PI / 2, "−π/2" },    { 2 * G_PI, "2π" }, { 0, "0.0" },
                { (float)(G_PI / 3), "π/3" }, { 5 * G_PI / 6, "5π/6" }, { 1, "1.0" } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = cr_plot_number_describe (table[i].number);

      g_assert_cmpstr (text, ==, table[i].text);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  g_test_add_func ("/ui/widgets/plot-view/tabs", test_tabs);
  g_test_add_func ("/ui/widgets/plot-view/many-tabs", test_many_tabs);
  g_test_add_func ("/ui/widgets/plot-view/empty", test_empty);
  g_test_add_func ("/ui/widgets/plot-view/walk", test_walk);
  g_test_add_func ("/ui/widgets/plot-view/zoom", test_zoom);
  g_test_add_func ("/ui/widgets/plot-view/zoom-stays", test_zoom_stays);
  g_test_add_func ("/ui/widgets/plot-view/link", test_link);
  g_test_add_func ("/ui/widgets/plot-view/gradient-is-of-its-leaf", test_gradient_is_of_its_leaf);
  g_test_add_func ("/ui/widgets/plot-view/slope", test_slope);
  g_test_add_func ("/ui/widgets/plot-view/large-slope", test_large_slope);
  g_test_add_func ("/ui/widgets/plot-view/no-slope", test_no_slope);
  g_test_add_func ("/ui/widgets/plot-view/why-no-slope", test_why_no_slope);
  g_test_add_func ("/ui/widgets/plot-view/follow", test_follow);
  g_test_add_func ("/ui/widgets/plot-view/losses", test_losses);
  g_test_add_func ("/ui/widgets/plot-view/own", test_own);
  g_test_add_func ("/ui/widgets/plot-view/own-gradient-follows", test_own_gradient_follows);
  g_test_add_func ("/ui/widgets/plot-view/own-history", test_own_history);
  g_test_add_func ("/ui/widgets/plot-view/own-history-of-element", test_own_history_of_element);
  g_test_add_func ("/ui/widgets/plot-view/own-forms", test_own_forms);
  g_test_add_func ("/ui/widgets/plot-view/bad-data", test_bad_data);
  g_test_add_func ("/ui/widgets/plot-view/numbers", test_numbers);
  return g_test_run ();
}
