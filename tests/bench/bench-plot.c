/* What a frame of a plot costs on an image: lines and scatters of 100,000 and 1,000,000 points, all of them in sight or
 * zoomed in on a tenth and panned, at two sizes. One JSON line a case: {"kind":"line","points":100000,"case":"panned",
 * "width":800,"height":500,"first_ms":...,"median_ms":...,"worst_ms":...,"pick_ms":...}. bench-plot [FRAMES] */

#include <math.h>
#include <stdlib.h>

#include "cr-plotter.h"

#define USUAL_FRAMES 31
#define MOST_FRAMES 1000

typedef enum
{
  BENCH_WALK,   /* a random walk over rising x */
  BENCH_SMOOTH, /* a sine */
  BENCH_CLOUD,  /* a scatter */
  BENCH_MAPPED  /* a scatter with a colour of its own for each point */
} BenchKind;

static double
now (void)
{
  return (double)g_get_monotonic_time () / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static CrFigure *
make_figure (BenchKind kind, guint n)
{
  CrFigure *figure = cr_figure_new ();
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gboolean line = kind == BENCH_WALK || kind == BENCH_SMOOTH;
  CrSeries *series;
  double at = 0;

  for (guint i = 0; i < n; i++)
    {
      at += g_rand_double_range (rand, -1, 1);
      x[i] = line ? i : g_rand_double (rand) + g_rand_double (rand);
      y[i] = kind == BENCH_WALK     ? at + g_rand_double_range (rand, -40, 40)
             : kind == BENCH_SMOOTH ? sin (i * 20.0 / n)
                                    : g_rand_double (rand) + g_rand_double (rand);
    }
  series = cr_figure_add_series (figure, line ? CR_SERIES_LINE : CR_SERIES_SCATTER, x, y, n);
  cr_figure_set_string (&series->label, "a label");
  cr_figure_get_axes (figure, 0)->legend = TRUE;
  if (kind == BENCH_MAPPED)
    series->values = g_memdup2 (x, n * sizeof *x);
  return figure;
}

static double
time_frame (CrPlotter *plotter, cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);
  double start = now ();

  cr_plotter_paint (plotter, cr_plot_theme_get (FALSE), cr);
  cairo_surface_flush (surface);
  cairo_destroy (cr);
  return now () - start;
}

static double
time_picks (CrPlotter *plotter, double width, double height)
{
  double start = now ();
  CrPlotPick pick;

  for (guint i = 0; i < 100; i++)
    cr_plotter_pick (plotter, width * (0.1 + 0.008 * i), height * (0.2 + 0.006 * i), 14, &pick);
  return (now () - start) / 100;
}

static void
bench (const CrFigure *figure, const char *kind, guint points, gboolean panned, int width, int height, guint frames)
{
  g_autoptr (CrPlotter) plotter = cr_plotter_new (figure);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  g_autofree double *times = g_new (double, frames);
  double first, pick;

  cr_plotter_set_size (plotter, width, height);
  first = time_frame (plotter, surface);
  if (panned)
    cr_plotter_zoom (plotter, 0, width / 2.0, height / 2.0, 10, 1);
  pick = time_picks (plotter, width, height);
  for (guint i = 0; i < frames; i++)
    {
      double start = now ();

      if (panned)
        cr_plotter_pan (plotter, 0, 3, 0);
      times[i] = now () - start + time_frame (plotter, surface);
    }
  qsort (times, frames, sizeof *times, compare);
  g_print ("{\"kind\":\"%s\",\"points\":%u,\"case\":\"%s\",\"width\":%d,\"height\":%d,\"first_ms\":%.2f,"
           "\"median_ms\":%.2f,\"worst_ms\":%.2f,\"pick_ms\":%.4f}\n",
           kind, points, panned ? "panned" : "fitted", width, height, first, times[frames / 2], times[frames - 1],
           pick);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "line", "smooth line", "scatter", "mapped scatter" };
  static const guint points[] = { 100000, 1000000 };
  static const int sizes[][2] = { { 800, 500 }, { 1920, 1080 } };
  guint frames = argc > 1 ? (guint)CLAMP (atoi (argv[1]), 1, MOST_FRAMES) : USUAL_FRAMES;

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint n = 0; n < G_N_ELEMENTS (points); n++)
      {
        g_autoptr (CrFigure) figure = make_figure (kind, points[n]);

        for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
          for (guint panned = 0; panned < 2; panned++)
            bench (figure, kinds[kind], points[n], panned, sizes[size][0], sizes[size][1], frames);
      }
  return 0;
}
