/* Figures that are zoomed and panned: places and numbers, what is picked, what decimation keeps, ticks, several axes.
 */
#include "cr-plotter.h"

#include <math.h>
#include <string.h>

#include "cr-plot-index.h"
#include "cr-plot-ticks.h"

#define WIDTH 600
#define HEIGHT 400

static cairo_surface_t *
paint (CrPlotter *plotter)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  cr_plotter_set_size (plotter, WIDTH, HEIGHT);
  cr_plotter_paint (plotter, cr_plot_theme_get (FALSE), cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
has_ink (cairo_surface_t *surface, int x, int y, int reach)
{
  const CrColor *color = &cr_plot_theme_get (FALSE)->palette[0];
  guint32 wanted = (guint32)lround (color->red * 255) << 16 | (guint32)lround (color->green * 255) << 8
                   | (guint32)lround (color->blue * 255);
  const guchar *data = cairo_image_surface_get_data (surface);

  for (int row = MAX (0, y - reach); row <= MIN (HEIGHT - 1, y + reach); row++)
    for (int column = MAX (0, x - reach); column <= MIN (WIDTH - 1, x + reach); column++)
      if ((((const guint32 *)(data + (gsize)row * cairo_image_surface_get_stride (surface)))[column] & 0xffffff)
          == wanted)
        return TRUE;
  return FALSE;
}

static void
check_ticks (double low, double high, CrScaleKind scale, const char *labels)
{
  CrPlotTicks ticks = { 0 };
  CrPlotTickRule rule = { .scale = scale, .base = 10, .pi = cr_plot_is_pi (low, high), .max = 8 };
  g_autoptr (GString) all = g_string_new (NULL);

  cr_plot_ticks_set (&ticks, &rule, low, high);
  for (guint i = 0; i < ticks.ticks->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "", g_array_index (ticks.ticks, CrPlotTick, i).label);
  g_assert_cmpstr (all->str, ==, labels);
  cr_plot_ticks_clear (&ticks);
}

static void
test_ticks (void)
{
  check_ticks (0, 2 * G_PI, CR_SCALE_LINEAR, "0 π/2 π 3π/2 2π");
  check_ticks (0, (float)(2 * G_PI), CR_SCALE_LINEAR, "0 π/2 π 3π/2 2π");
  check_ticks (-G_PI, G_PI, CR_SCALE_LINEAR, "−π −π/2 0 π/2 π");
  check_ticks (0, G_PI / 2, CR_SCALE_LINEAR, "0 π/8 π/4 3π/8 π/2");
  check_ticks (0, 6.28, CR_SCALE_LINEAR, "0 1 2 3 4 5 6");
  check_ticks (0, 355, CR_SCALE_LINEAR, "0 50 100 150 200 250 300 350");
  check_ticks (0, 22, CR_SCALE_LINEAR, "0 5 10 15 20");
  check_ticks (1e-3, 1e3, CR_SCALE_LOG, "10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10² 10³");
  check_ticks (1e-30, 1e30, CR_SCALE_LOG, "10⁻²⁴ 10⁻¹⁶ 10⁻⁸ 10⁰ 10⁸ 10¹⁶ 10²⁴");
  check_ticks (20, 80, CR_SCALE_LOG, "20 30 40 50 60 70 80");
}

static void
test_places (void)
{
  static const CrScaleKind scales[] = { CR_SCALE_LINEAR, CR_SCALE_LOG };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (guint turned = 0; turned < 2; turned++)
      {
        g_autoptr (CrFigure) figure = cr_figure_new ();
        double x[] = { 1, 10, 100 }, y[] = { 2, 200, 20 }, at_x, at_y, data_x, data_y;
        g_autoptr (CrPlotter) plotter = NULL;
        CrPlotRect area;

        cr_figure_get_axes (figure, 0)->x.scale = scales[i];
        cr_figure_get_axes (figure, 0)->x.inverted = turned;
        cr_figure_add_series (figure, CR_SERIES_LINE, x, y, 3);
        plotter = cr_plotter_new (figure);
        cr_plotter_set_size (plotter, WIDTH, HEIGHT);
        g_assert_true (cr_plotter_to_place (plotter, 0, 10, 20, &at_x, &at_y));
        g_assert_true (cr_plotter_to_data (plotter, 0, at_x, at_y, &data_x, &data_y));
        g_assert_cmpfloat_with_epsilon (data_x, 10, 1e-9);
        g_assert_cmpfloat_with_epsilon (data_y, 20, 1e-9);
        g_assert_true (cr_plotter_get_area (plotter, 0, &area));
        if (scales[i] == CR_SCALE_LOG)
          g_assert_cmpfloat_with_epsilon (at_x, area.x + area.width / 2, 1e-6);
        g_assert_false (cr_plotter_to_place (plotter, 1, 10, 20, &at_x, &at_y));
      }
}

/* What is under the pointer stays there when it is zoomed, and follows when it is panned. */
static void
test_zoom_and_pan (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double y[] = { 0, 5, 3, 8 }, x0, y0, x1, y1;
  g_autoptr (CrPlotter) plotter = NULL;
  CrAxesView before, view;

  cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 4);
  plotter = cr_plotter_new (figure);
  cr_plotter_set_size (plotter, WIDTH, HEIGHT);
  g_assert_true (cr_plotter_get_view (plotter, 0, &before));
  g_assert_false (before.set || cr_plotter_is_moved (plotter));
  cr_plotter_to_place (plotter, 0, 1, 5, &x0, &y0);
  cr_plotter_zoom (plotter, 0, x0, y0, 4, 4);
  g_assert_true (cr_plotter_is_moved (plotter));
  cr_plotter_to_place (plotter, 0, 1, 5, &x1, &y1);
  g_assert_cmpfloat_with_epsilon (x0, x1, 1);
  g_assert_cmpfloat_with_epsilon (y0, y1, 1);
  cr_plotter_to_place (plotter, 0, 1, 5, &x0, &y0);
  cr_plotter_pan (plotter, 0, 30, -20);
  cr_plotter_to_place (plotter, 0, 1, 5, &x1, &y1);
  g_assert_cmpfloat_with_epsilon (x1 - x0, 30, 0.5);
  g_assert_cmpfloat_with_epsilon (y1 - y0, -20, 0.5);
  for (guint i = 0; i < 200; i++)
    cr_plotter_zoom (plotter, 0, 300, 200, i < 100 ? 3 : 0.1, i < 100 ? 3 : 0.1);
  g_assert_true (cr_plotter_get_view (plotter, 0, &view));
  g_assert_true (isfinite (view.x_min) && view.x_min < view.x_max && view.y_min < view.y_max);
  cr_plotter_set_view (plotter, 0, &(CrAxesView){ TRUE, NAN, INFINITY, 5, 5 });
  g_assert_true (cr_plotter_get_view (plotter, 0, &view));
  g_assert_cmpfloat (view.x_min, ==, before.x_min);
  cr_plotter_reset (plotter);
  g_assert_true (cr_plotter_get_view (plotter, 0, &view));
  g_assert_true (memcmp (&view, &before, sizeof view) == 0);
}

static void
test_shared (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  CrAxes *one = cr_figure_get_axes (figure, 0), *other = cr_figure_add_axes (figure);
  double y[] = { 0, 5, 3, 8 };
  g_autoptr (CrPlotter) plotter = NULL;
  CrPlotRect above, below;
  CrAxesView view;
  guint axes;

  one->rows = other->rows = 2;
  other->row = 1;
  one->x_group = other->x_group = 1;
  cr_axes_add_series (one, CR_SERIES_LINE, NULL, y, 4);
  cr_axes_add_series (other, CR_SERIES_LINE, y, y, 4);
  plotter = cr_plotter_new (figure);
  cr_plotter_set_size (plotter, WIDTH, HEIGHT);
  g_assert_true (cr_plotter_get_area (plotter, 0, &above) && cr_plotter_get_area (plotter, 1, &below));
  g_assert_cmpfloat (above.x, ==, below.x);
  g_assert_cmpfloat (above.width, ==, below.width);
  g_assert_cmpfloat (above.y + above.height, <, below.y);
  g_assert_true (cr_plotter_find_axes (plotter, below.x + 5, below.y + 5, &axes));
  g_assert_cmpuint (axes, ==, 1);
  g_assert_false (cr_plotter_find_axes (plotter, 1, 1, &axes));
  cr_plotter_set_view (plotter, 1, &(CrAxesView){ TRUE, 2, 3, 4, 5 });
  g_assert_true (cr_plotter_get_view (plotter, 0, &view));
  g_assert_cmpfloat_with_epsilon (view.x_min, 2, 1e-9);
  g_assert_cmpfloat_with_epsilon (view.x_max, 3, 1e-9);
  g_assert_cmpfloat (view.y_min, <, 0.1);
}

/* Least and greatest of any stretch are those that looking at every point finds. */
static void
test_extremes (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  g_autofree double *y = g_new (double, 5000);
  g_autoptr (CrPlotIndex) index = NULL;
  const CrSeries *series;

  for (guint i = 0; i < 5000; i++)
    y[i] = g_test_rand_int_range (0, 20) == 0 ? NAN : g_test_rand_double_range (-1, 1);
  series = cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 5000);
  index = cr_plot_index_new (series, &(CrPlotScale){ 0 }, &(CrPlotScale){ 0 });
  g_assert_true (cr_plot_index_is_ordered (index));
  for (guint k = 0; k < 2000; k++)
    {
      guint first = (guint)g_test_rand_int_range (0, 5000), end = (guint)g_test_rand_int_range ((int)first, 5001);
      guint least, greatest;
      double low = INFINITY, high = -INFINITY;

      for (guint i = first; i < end; i++)
        if (isfinite (y[i]))
          {
            low = MIN (low, y[i]);
            high = MAX (high, y[i]);
          }
      g_assert_cmpint (cr_plot_index_get_extremes (index, first, end, &least, &greatest), ==, low <= high);
      if (low <= high)
        {
          g_assert_cmpfloat (y[least], ==, low);
          g_assert_cmpfloat (y[greatest], ==, high);
        }
    }
}

/* One point of a hundred thousand that stands out is seen, wherever it is, and is found. */
static void
test_peaks (void)
{
  for (guint k = 0; k < 12; k++)
    {
      g_autoptr (CrFigure) figure = cr_figure_new ();
      g_autofree double *y = g_new0 (double, 100000);
      guint peak = (guint)g_test_rand_int_range (10, 99990);
      g_autoptr (CrPlotter) plotter = NULL;
      cairo_surface_t *surface;
      CrPlotPick pick;
      double x, at;

      for (guint i = 0; k % 2 == 0 && i < 100000; i++)
        y[i] = g_test_rand_double_range (-0.2, 0.2);
      y[peak] = 1;
      cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 100000);
      plotter = cr_plotter_new (figure);
      surface = paint (plotter);
      g_assert_true (cr_plotter_to_place (plotter, 0, peak, 1, &x, &at));
      g_assert_true (has_ink (surface, (int)x, (int)at + 2, 3));
      g_assert_true (cr_plotter_pick (plotter, x + 2, at + 2, 10, &pick));
      g_assert_cmpuint (pick.index, ==, peak);
      g_assert_cmpfloat (pick.data_y, ==, 1);
      cairo_surface_destroy (surface);
    }
}

/* What is picked of many points is the nearest of all. */
static void
test_pick_exact (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  g_autofree double *x = g_new (double, 20000), *y = g_new (double, 20000);
  g_autoptr (CrPlotter) plotter = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      x[i] = g_test_rand_double ();
      y[i] = i % 500 == 0 ? NAN : g_test_rand_double ();
    }
  cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, 20000);
  plotter = cr_plotter_new (figure);
  cairo_surface_destroy (paint (plotter));
  for (guint k = 0; k < 50; k++)
    {
      double at_x = g_test_rand_double_range (100, 500), at_y = g_test_rand_double_range (50, 300), nearest = INFINITY;
      CrPlotPick pick;

      for (guint i = 0; i < 20000; i++)
        {
          double px, py;

          if (cr_plotter_to_place (plotter, 0, x[i], y[i], &px, &py))
            nearest = MIN (nearest, hypot (px - at_x, py - at_y));
        }
      g_assert_true (cr_plotter_pick (plotter, at_x, at_y, 14, &pick));
      g_assert_cmpfloat_with_epsilon (hypot (pick.x - at_x, pick.y - at_y), nearest, 1e-6);
    }
}

/* Every kind of series with every kind of bad data is painted the same way twice. */
static void
test_kinds (void)
{
  static const double numbers[] = { 0, 1, NAN, -3, INFINITY, 1e300, -1e300, 5e-324, 2, 2 };

  for (guint kind = 0; kind < CR_N_SERIES_KINDS; kind++)
    for (guint scale = 0; scale < 2; scale++)
      for (guint n = 0; n <= 10; n += 5)
        {
          g_autoptr (CrFigure) figure = cr_figure_new ();
          CrAxes *axes = cr_figure_get_axes (figure, 0);
          g_autoptr (CrPlotter) plotter = NULL;
          cairo_surface_t *one, *other;
          CrPlotPick pick;

          axes->x.scale = axes->y.scale = scale;
          if (kind == CR_SERIES_IMAGE)
            cr_axes_add_image (axes, numbers, 2, n / 2);
          else
            {
              CrSeries *series = cr_axes_add_series (axes, kind, numbers, numbers + 10 - n, n);

              series->x2 = g_memdup2 (numbers, sizeof numbers);
              series->y2 = g_memdup2 (numbers, sizeof numbers);
              series->y_low = g_memdup2 (numbers, sizeof numbers);
              series->y_high = g_memdup2 (numbers, sizeof numbers);
              cr_figure_set_string (&series->label, "label");
            }
          axes->legend = TRUE;
          plotter = cr_plotter_new (figure);
          one = paint (plotter);
          other = paint (plotter);
          g_assert_true (memcmp (cairo_image_surface_get_data (one), cairo_image_surface_get_data (other),
                                 (gsize)cairo_image_surface_get_stride (one) * HEIGHT)
                         == 0);
          cr_plotter_pick (plotter, 300, 200, 500, &pick);
          cairo_surface_destroy (one);
          cairo_surface_destroy (other);
        }
}

/* The first of many markers and the last leave ink, drawn one by one or as a cloud. */
static void
test_cloud (void)
{
  static const guint counts[] = { 100, 3000, 300000 };

  for (guint k = 0; k < G_N_ELEMENTS (counts); k++)
    {
      g_autoptr (CrFigure) figure = cr_figure_new ();
      guint n = counts[k];
      g_autofree double *x = g_new0 (double, n), *y = g_new0 (double, n);
      g_autoptr (CrPlotter) plotter = NULL;
      cairo_surface_t *surface;
      double at_x, at_y;

      x[0] = y[n - 1] = 1;
      cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, n);
      plotter = cr_plotter_new (figure);
      surface = paint (plotter);
      for (guint i = 0; i < 3; i++)
        {
          g_assert_true (cr_plotter_to_place (plotter, 0, i == 0, i == 2, &at_x, &at_y));
          g_assert_true (has_ink (surface, (int)at_x, (int)at_y, 1));
        }
      g_assert_true (cr_plotter_to_place (plotter, 0, 0.5, 0.5, &at_x, &at_y));
      g_assert_false (has_ink (surface, (int)at_x, (int)at_y, 20));
      cairo_surface_destroy (surface);
    }
}

static void
test_hidden (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double y[] = { 0, 5, 3 }, x, at;
  g_autoptr (CrPlotter) plotter = NULL;
  CrPlotPick pick;
  guint axes = 9, series = 9;
  gboolean found = FALSE;

  cr_figure_set_string (&cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 3)->label, "a");
  cr_figure_get_axes (figure, 0)->legend = TRUE;
  plotter = cr_plotter_new (figure);
  cr_plotter_set_size (plotter, WIDTH, HEIGHT);
  cr_plotter_to_place (plotter, 0, 1, 5, &x, &at);
  g_assert_true (cr_plotter_pick (plotter, x, at, 5, &pick));
  g_assert_true (cr_plotter_pick_along (plotter, 0, 0, x + 30, &pick));
  g_assert_cmpuint (pick.index, ==, 1);
  cr_plotter_set_hidden (plotter, 0, 0, TRUE);
  g_assert_false (cr_plotter_pick (plotter, x, at, 5, &pick));
  for (int row = 0; row < HEIGHT; row += 4)
    for (int column = 0; column < WIDTH; column += 4)
      found = found || cr_plotter_find_legend (plotter, column, row, &axes, &series);
  g_assert_true (found);
  g_assert_true (axes == 0 && series == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/plotter/ticks", test_ticks);
  g_test_add_func ("/ui/draw/plotter/places", test_places);
  g_test_add_func ("/ui/draw/plotter/zoom-and-pan", test_zoom_and_pan);
  g_test_add_func ("/ui/draw/plotter/shared", test_shared);
  g_test_add_func ("/ui/draw/plotter/extremes", test_extremes);
  g_test_add_func ("/ui/draw/plotter/peaks", test_peaks);
  g_test_add_func ("/ui/draw/plotter/pick-exact", test_pick_exact);
  g_test_add_func ("/ui/draw/plotter/kinds", test_kinds);
  g_test_add_func ("/ui/draw/plotter/cloud", test_cloud);
  g_test_add_func ("/ui/draw/plotter/hidden", test_hidden);
  return g_test_run ();
}
