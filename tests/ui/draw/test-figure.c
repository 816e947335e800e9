/* The figure model, matplotlib's notations, ticks. What is accepted was taken from matplotlib's
 * documentation of plot(), linestyles, markers and colours. */
#include "cr-figure.h"
#include "cr-plot-axis.h"

#include <math.h>

#define MINUS "\xe2\x88\x92"

static void
test_series (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double y[] = { 3, 1, 2 }, x[] = { 10, 20, 30 };
  CrSeries *line = cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 3);
  CrSeries *points = cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, 3);

  y[0] = 99;
  g_assert_cmpfloat (line->y[0], ==, 3);
  g_assert_cmpfloat (line->x[2], ==, 2);
  g_assert_cmpfloat (points->x[2], ==, 30);
  g_assert_cmpint (line->line, ==, CR_LINE_SOLID);
  g_assert_cmpint (line->marker, ==, CR_MARKER_NONE);
  g_assert_cmpint (points->line, ==, CR_LINE_NONE);
  g_assert_cmpint (points->marker, ==, CR_MARKER_CIRCLE);
  g_assert_true (cr_figure_get_axes (figure, 0)->grid);
  g_assert_false (cr_figure_get_axes (figure, 0)->legend);
  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->title, "a");
  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->title, cr_figure_get_axes (figure, 0)->title);
  g_assert_cmpstr (cr_figure_get_axes (figure, 0)->title, ==, "a");
  g_assert_nonnull (cr_figure_add_series (figure, CR_SERIES_LINE, NULL, NULL, 0));
}

static void
test_formats (void)
{
  static const struct
  {
    const char *format, *color;
    CrLineKind line;
    CrMarkerKind marker;
  } cases[] = {
    { "", NULL, CR_LINE_SOLID, CR_MARKER_NONE },
    { "r-", "r", CR_LINE_SOLID, CR_MARKER_NONE },
    { "-r", "r", CR_LINE_SOLID, CR_MARKER_NONE },
    { "r", "r", CR_LINE_SOLID, CR_MARKER_NONE },
    { "bo", "b", CR_LINE_NONE, CR_MARKER_CIRCLE },
    { "g--", "g", CR_LINE_DASHED, CR_MARKER_NONE },
    { "k-.", "k", CR_LINE_DASHDOT, CR_MARKER_NONE },
    { "o-", NULL, CR_LINE_SOLID, CR_MARKER_CIRCLE },
    { "--o", NULL, CR_LINE_DASHED, CR_MARKER_CIRCLE },
    { "s:", NULL, CR_LINE_DOTTED, CR_MARKER_SQUARE },
    { ".", NULL, CR_LINE_NONE, CR_MARKER_POINT },
    { ",", NULL, CR_LINE_NONE, CR_MARKER_PIXEL },
    { "C1^", "C1", CR_LINE_NONE, CR_MARKER_TRIANGLE_UP },
    { "C1", "C1", CR_LINE_SOLID, CR_MARKER_NONE },
    { "1", NULL, CR_LINE_NONE, CR_MARKER_TRIANGLE_DOWN },
    { "0.5", "0.5", CR_LINE_SOLID, CR_MARKER_NONE },
    { "red", "red", CR_LINE_SOLID, CR_MARKER_NONE },
    { "tab:orange", "tab:orange", CR_LINE_SOLID, CR_MARKER_NONE },
    { "#00ff00", "#00ff00", CR_LINE_SOLID, CR_MARKER_NONE },
    { "mD-.", "m", CR_LINE_DASHDOT, CR_MARKER_DIAMOND },
    { "x", NULL, CR_LINE_NONE, CR_MARKER_CROSS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *color = NULL;
      CrLineKind line;
      CrMarkerKind marker;

      g_assert_true (cr_figure_parse_format (cases[i].format, &color, &line, &marker));
      g_assert_cmpstr (color, ==, cases[i].color);
      g_assert_cmpint (line, ==, cases[i].line);
      g_assert_cmpint (marker, ==, cases[i].marker);
    }
}

static void
test_bad_formats (void)
{
  static const char *const cases[]
      = { "rb", "r-:", "o^", "r-x-", "reddish", "z", "C", "r--b", "#12", "\xc3\xa9", "----" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrFigure) figure = cr_figure_new ();
      CrSeries *series = cr_figure_add_series (figure, CR_SERIES_LINE, NULL, NULL, 0);

      g_assert_true (cr_series_set_format (series, "r--"));
      g_assert_false (cr_series_set_format (series, cases[i]));
      g_assert_cmpstr (series->color, ==, "r");
      g_assert_cmpint (series->line, ==, CR_LINE_DASHED);
    }
}

static void
assert_color (const char *name, double red, double green, double blue, double alpha)
{
  CrColor color;
  int palette;

  g_assert_true (cr_figure_parse_color (name, &color, &palette));
  g_assert_cmpint (palette, ==, -1);
  g_assert_cmpfloat_with_epsilon (color.red * 255, red, 0.01);
  g_assert_cmpfloat_with_epsilon (color.green * 255, green, 0.01);
  g_assert_cmpfloat_with_epsilon (color.blue * 255, blue, 0.01);
  g_assert_cmpfloat_with_epsilon (color.alpha * 255, alpha, 0.01);
}

static void
test_colors (void)
{
  static const char *const bad[]
      = { "", "nocolor", "1.5", "-1", "#12345", "#gggggg", "C", "C-1", " red", "0.5x", "C1x" };
  CrColor color;
  int palette;

  assert_color ("r", 255, 0, 0, 255);
  assert_color ("green", 0, 128, 0, 255);
  assert_color ("DarkBlue", 0, 0, 139, 255);
  assert_color ("tab:blue", 0x1f, 0x77, 0xb4, 255);
  assert_color ("#0f0", 0, 255, 0, 255);
  assert_color ("#10203040", 16, 32, 48, 64);
  assert_color ("0.2", 51, 51, 51, 255);
  assert_color ("none", 0, 0, 0, 0);
  g_assert_true (cr_figure_parse_color ("C12", &color, &palette));
  g_assert_cmpint (palette, ==, 12);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (cr_figure_parse_color (bad[i], &color, &palette));
}

static void
test_styles (void)
{
  CrLineKind line;
  CrMarkerKind marker;

  g_assert_true (cr_figure_parse_line ("dotted", &line));
  g_assert_cmpint (line, ==, CR_LINE_DOTTED);
  g_assert_true (cr_figure_parse_line ("None", &line));
  g_assert_cmpint (line, ==, CR_LINE_NONE);
  g_assert_false (cr_figure_parse_line ("wavy", &line));
  g_assert_true (cr_figure_parse_marker ("*", &marker));
  g_assert_cmpint (marker, ==, CR_MARKER_STAR);
  g_assert_false (cr_figure_parse_marker ("oo", &marker));
}

/* The labels of an axis, joined by blanks, its unit at the end. */
static char *
labels (double min, double max, guint most)
{
  GString *all = g_string_new (NULL);
  CrTicks ticks;
  g_autofree char *unit = NULL;

  cr_axis_ticks (min, max, most, &ticks);
  g_assert_cmpuint (ticks.n, <=, MAX (most, 2));
  for (guint i = 0; i < ticks.n; i++)
    {
      g_autofree char *label = cr_ticks_get_label (&ticks, i);

      g_assert_cmpfloat (cr_ticks_get_value (&ticks, i), >=, min - 1e-6 * (max - min));
      g_assert_cmpfloat (cr_ticks_get_value (&ticks, i), <=, max + 1e-6 * (max - min));
      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", label);
    }
  unit = cr_ticks_get_unit (&ticks);
  if (unit != NULL)
    g_string_append_printf (all, " %s", unit);
  return g_string_free (all, FALSE);
}

static void
test_ticks (void)
{
  static const struct
  {
    double min, max;
    guint most;
    const char *labels;
  } cases[] = {
    { 0, 10, 6, "0 2 4 6 8 10" },
    { 0, 10, 5, "0 5 10" },
    { -1, 1, 5, MINUS "1 " MINUS "0.5 0 0.5 1" },
    { 0, 0.3, 4, "0 0.1 0.2 0.3" },
    { -0.314, 6.597, 8, "0 1 2 3 4 5 6" },
    { 99.5, 100.5, 3, "99.5 100 100.5" },
    { 0, 4e6, 5,
      "0 1 2 3 4 \xc3\x97"
      "10\xe2\x81\xb6" },
    { 0, 3e-5, 4,
      "0 1 2 3 \xc3\x97"
      "10\xe2\x81\xbb\xe2\x81\xb5" },
    { 800000, 900000, 3, "800000 850000 900000" },
    { 0.1, 0.15, 1, "0.1 0.15" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = labels (cases[i].min, cases[i].max, cases[i].most);

      g_assert_cmpstr (found, ==, cases[i].labels);
    }
}

/* Ticks are exact decimals, not sums of steps. */
static void
test_exact (void)
{
  CrTicks ticks;

  cr_axis_ticks (0, 1, 11, &ticks);
  g_assert_cmpuint (ticks.n, ==, 11);
  for (guint i = 0; i < 11; i++)
    g_assert_true (cr_ticks_get_value (&ticks, i) == i / 10.0);
}

/* Whatever the size, there are ticks, not too many, in order, with labels of their own. */
static void
test_any_size (void)
{
  for (int power = -290; power <= 290; power += 5)
    for (guint most = 2; most < 12; most++)
      {
        double min = -1.7 * pow (10, power), max = 3.3 * pow (10, power);
        g_autofree char *text = labels (min, max, most);
        g_auto (GStrv) words = g_strsplit (text, " ", -1);

        g_assert_cmpuint (g_strv_length (words), >=, 2);
        for (guint i = 1; words[i] != NULL; i++)
          g_assert_cmpstr (words[i - 1], !=, words[i]);
      }
}

static void
test_widen (void)
{
  static const double cases[][4] = {
    { 1, 2, 1, 2 },
    { 4, 4, 2, 6 },
    { -4, -4, -6, -2 },
    { 0, 0, -0.5, 0.5 },
    { INFINITY, -INFINITY, 0, 1 },
    { NAN, NAN, 0, 1 },
    { -1.7e308, 1.7e308, -1e300, 1e300 },
    { 1, 1 + 1e-14, 0.5, 1.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double min = cases[i][0], max = cases[i][1];
      CrTicks ticks;

      cr_axis_widen (&min, &max);
      g_assert_cmpfloat_with_epsilon (min, cases[i][2], 1e-9);
      g_assert_cmpfloat_with_epsilon (max, cases[i][3], 1e-9);
      cr_axis_ticks (min, max, 6, &ticks);
      g_assert_cmpuint (ticks.n, >=, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/figure/series", test_series);
  g_test_add_func ("/ui/draw/figure/formats", test_formats);
  g_test_add_func ("/ui/draw/figure/bad-formats", test_bad_formats);
  g_test_add_func ("/ui/draw/figure/colors", test_colors);
  g_test_add_func ("/ui/draw/figure/styles", test_styles);
  g_test_add_func ("/ui/draw/figure/ticks", test_ticks);
  g_test_add_func ("/ui/draw/figure/exact", test_exact);
  g_test_add_func ("/ui/draw/figure/any-size", test_any_size);
  g_test_add_func ("/ui/draw/figure/widen", test_widen);
  return g_test_run ();
}
