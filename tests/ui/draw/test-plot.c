/* The plot painter: ink where it should be, colours that can be read, nothing that upsets it. */
#include "cr-plot.h"

#include <math.h>

#define WIDTH 400
#define HEIGHT 300

typedef struct
{
  cairo_surface_t *surface;
  int width, height;
} Picture;

static Picture
paint (const CrFigure *figure, gboolean dark, int width, int height)
{
  Picture picture = { cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height), width, height };
  cairo_t *cr = cairo_create (picture.surface);

  cr_plot_paint (figure, cr_plot_theme_get (dark), cr, width, height);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (picture.surface);
  return picture;
}

static guint32
pixel (const Picture *picture, int x, int y)
{
  const guchar *data = cairo_image_surface_get_data (picture->surface);

  g_assert_true (x >= 0 && x < picture->width && y >= 0 && y < picture->height);
  return ((const guint32 *)(data + (gsize)y * cairo_image_surface_get_stride (picture->surface)))[x] & 0xffffff;
}

static guint32
packed (const CrColor *color)
{
  return (guint32)lround (color->red * 255) << 16 | (guint32)lround (color->green * 255) << 8
         | (guint32)lround (color->blue * 255);
}

/* Whether a colour occurs within two pixels of where a point of the data lies. */
static gboolean
has_ink (const Picture *picture, const CrFigure *figure, double x, double y, guint32 color)
{
  double at_x, at_y;

  g_assert_true (cr_plot_locate (figure, picture->width, picture->height, x, y, &at_x, &at_y));
  for (int dy = -2; dy <= 2; dy++)
    for (int dx = -2; dx <= 2; dx++)
      if (pixel (picture, (int)at_x + dx, (int)at_y + dy) == color)
        return TRUE;
  return FALSE;
}

static guint
count_ink (const Picture *picture, guint32 color)
{
  guint n = 0;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      n += pixel (picture, x, y) == color;
  return n;
}

static void
test_line (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      g_autoptr (CrFigure) figure = cr_figure_new ();
      double x[] = { 0, 1, 2 }, y[] = { 0, 2, 0 };
      guint32 color = packed (&cr_plot_theme_get (dark)->palette[0]);
      Picture picture;

      cr_figure_add_series (figure, CR_SERIES_LINE, x, y, 3)->line_width = 4;
      picture = paint (figure, dark, WIDTH, HEIGHT);
      g_assert_true (has_ink (&picture, figure, 0.5, 1, color));
      g_assert_true (has_ink (&picture, figure, 1.5, 1, color));
      g_assert_false (has_ink (&picture, figure, 1, 0.5, color));
      g_assert_cmpuint (pixel (&picture, 1, 1), ==, packed (&cr_plot_theme_get (dark)->background));
      cairo_surface_destroy (picture.surface);
    }
}

static void
test_scatter (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double x[] = { 0, 4 }, y[] = { -1, 1 };
  CrSeries *series = cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, 2);
  Picture picture;

  cr_figure_set_string (&series->color, "#aa0000");
  picture = paint (figure, FALSE, WIDTH, HEIGHT);
  g_assert_true (has_ink (&picture, figure, 0, -1, 0xaa0000));
  g_assert_true (has_ink (&picture, figure, 4, 1, 0xaa0000));
  g_assert_false (has_ink (&picture, figure, 2, 0, 0xaa0000));
  cairo_surface_destroy (picture.surface);
}

/* A NaN or an infinity parts a line, and what it would join stays empty. */
static void
test_gap (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double y[] = { 0, 0, NAN, 0, 0, INFINITY, 0, 0 };
  guint32 color = packed (&cr_plot_theme_get (FALSE)->palette[0]);
  Picture picture;

  cr_figure_get_axes (figure, 0)->grid = FALSE;
  cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 8)->line_width = 4;
  picture = paint (figure, FALSE, WIDTH, HEIGHT);
  g_assert_true (has_ink (&picture, figure, 0.5, 0, color));
  g_assert_false (has_ink (&picture, figure, 2, 0, color));
  g_assert_true (has_ink (&picture, figure, 3.5, 0, color));
  g_assert_false (has_ink (&picture, figure, 5, 0, color));
  g_assert_true (has_ink (&picture, figure, 6.5, 0, color));
  cairo_surface_destroy (picture.surface);
}

/* Limits cut a line off at the axes, however far it goes. */
static void
test_clipped (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double x[] = { -1e30, 1e30 }, y[] = { 0.5, 0.5 };
  guint32 color = packed (&cr_plot_theme_get (FALSE)->palette[0]);
  double left, top, right, bottom;
  Picture picture;

  cr_figure_add_series (figure, CR_SERIES_LINE, x, y, 2)->line_width = 4;
  cr_axis_set_limits (&cr_figure_get_axes (figure, 0)->x, 0, 1);
  cr_axis_set_limits (&cr_figure_get_axes (figure, 0)->y, 0, 1);
  picture = paint (figure, FALSE, WIDTH, HEIGHT);
  g_assert_true (has_ink (&picture, figure, 0.5, 0.5, color));
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, 0, 1, &left, &top));
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, 1, 0, &right, &bottom));
  for (int i = 0; i < WIDTH; i++)
    if (i < left - 1 || i > right + 1)
      g_assert_cmpuint (pixel (&picture, i, (int)(top + bottom) / 2 + 1), !=, color);
  g_assert_false (cr_plot_locate (figure, WIDTH, HEIGHT, 1.5, 0.5, &left, &top));
  cairo_surface_destroy (picture.surface);
}

static void
test_turned (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double x0, y0, x1, y1;

  cr_axis_set_limits (&cr_figure_get_axes (figure, 0)->x, 5, -5);
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, 4, 0.2, &x0, &y0));
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, -4, 0.8, &x1, &y1));
  g_assert_cmpfloat (x0, <, x1);
  g_assert_cmpfloat (y0, >, y1);
}

static void
fill (CrFigure *figure, const double *x, const double *y, guint n)
{
  CrSeries *line = cr_figure_add_series (figure, CR_SERIES_LINE, x, y, n);

  cr_series_set_format (line, "o--");
  cr_figure_set_string (&line->label, "a very long label that has no room in any legend of this size at all");
  cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, n)->alpha = NAN;
  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->title, "title\nof two lines");
  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->x.label, "x");
  cr_figure_set_string (&cr_figure_get_axes (figure, 0)->y.label, "y");
  cr_figure_get_axes (figure, 0)->legend = TRUE;
}

/* Any numbers at any size: painted without an error, and something of the frame is there. */
static void
test_odd_data (void)
{
  static const double x[] = { 0, 1e308, -1e308, NAN, 5e-324, 3, 3 }, y[] = { 1, 1e-308, INFINITY, -INFINITY, 7, 7, 7 };
  static const int sizes[][2]
      = { { 1, 1 }, { 45, 35 }, { 100, 80 }, { 320, 220 }, { 1200, 800 }, { 900, 40 }, { 40, 900 } };
  static const guint ranges[][2] = { { 0, 0 }, { 0, 1 }, { 0, 7 }, { 3, 4 }, { 4, 5 }, { 5, 7 }, { 2, 4 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (ranges); k++)
      {
        g_autoptr (CrFigure) figure = cr_figure_new ();
        Picture picture;

        fill (figure, x + ranges[k][0], y + ranges[k][0], ranges[k][1] - ranges[k][0]);
        picture = paint (figure, k % 2, sizes[i][0], sizes[i][1]);
        if (sizes[i][0] >= 320 && sizes[i][1] >= 220)
          g_assert_cmpuint (count_ink (&picture, packed (&cr_plot_theme_get (k % 2)->axis)), >, 0);
        cairo_surface_destroy (picture.surface);
      }
}

/* Every marker and every line leaves ink of its colour. */
static void
test_styles (void)
{
  for (guint marker = 0; marker < CR_N_MARKERS; marker++)
    for (guint line = CR_LINE_NONE; line <= CR_LINE_DOTTED; line++)
      {
        g_autoptr (CrFigure) figure = cr_figure_new ();
        double y[] = { 0, 1, 0 };
        CrSeries *series = cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 3);
        Picture picture;

        series->marker = marker;
        series->line = line;
        series->marker_size = 10;
        series->line_width = 4;
        picture = paint (figure, FALSE, WIDTH, HEIGHT);
        if (marker != CR_MARKER_PIXEL || line != CR_LINE_NONE)
          g_assert_cmpint (count_ink (&picture, packed (&cr_plot_theme_get (FALSE)->palette[0])) > 0, ==,
                           marker != CR_MARKER_NONE || line != CR_LINE_NONE);
        cairo_surface_destroy (picture.surface);
      }
}

/* With data everywhere but in one corner, the legend goes there. */
static void
test_legend (void)
{
  for (guint corner = 0; corner < 4; corner++)
    {
      g_autoptr (CrFigure) with = cr_figure_new (), without = cr_figure_new ();
      guint differing[4] = { 0 };
      double x[400], y[400];
      guint n = 0;
      Picture a, b;

      for (guint i = 0; i < 400; i++)
        if (!((i % 20 >= 10) == (corner % 2) && (i / 20 >= 10) == (corner / 2)) || i == 0 || i == 19 || i >= 399)
          {
            x[n] = i % 20;
            y[n++] = 19 - (double)(i / 20);
          }
      cr_figure_set_string (&cr_figure_add_series (with, CR_SERIES_SCATTER, x, y, n)->label, "label");
      cr_figure_set_string (&cr_figure_add_series (without, CR_SERIES_SCATTER, x, y, n)->label, "label");
      cr_axis_set_limits (&cr_figure_get_axes (with, 0)->y, -1, 20);
      cr_axis_set_limits (&cr_figure_get_axes (without, 0)->y, -1, 20);
      cr_figure_get_axes (with, 0)->legend = TRUE;
      a = paint (with, FALSE, WIDTH, HEIGHT);
      b = paint (without, FALSE, WIDTH, HEIGHT);
      for (int row = 0; row < HEIGHT; row++)
        for (int column = 0; column < WIDTH; column++)
          differing[(row >= HEIGHT / 2) * 2 + (column >= WIDTH / 2)]
              += pixel (&a, column, row) != pixel (&b, column, row);
      for (guint i = 0; i < 4; i++)
        g_assert_cmpint (differing[i] > 0, ==, i == corner);
      cairo_surface_destroy (a.surface);
      cairo_surface_destroy (b.surface);
    }
}

/* Where there is data everywhere, the axis makes room: nothing is hidden, not even in a small plot. */
static void
test_headroom (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  guint32 color = packed (&cr_plot_theme_get (FALSE)->palette[0]);
  double x[100], y[100];
  Picture picture;

  for (guint i = 0; i < 100; i++)
    {
      x[i] = i % 10;
      y[i] = (double)(i / 10);
    }
  cr_figure_set_string (&cr_figure_add_series (figure, CR_SERIES_SCATTER, x, y, 100)->label, "a label");
  cr_figure_get_axes (figure, 0)->legend = TRUE;
  picture = paint (figure, FALSE, 320, 220);
  for (guint i = 0; i < 100; i++)
    g_assert_true (has_ink (&picture, figure, x[i], y[i], color));
  cairo_surface_destroy (picture.surface);
}

static void
test_pick (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  double y[] = { 0, 1, NAN, 4 }, x, at_y;
  guint series = 9, index = 9;

  cr_figure_add_series (figure, CR_SERIES_LINE, NULL, y, 4);
  cr_figure_add_series (figure, CR_SERIES_SCATTER, NULL, y, 2);
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, 3, 4, &x, &at_y));
  g_assert_true (cr_plot_pick (figure, WIDTH, HEIGHT, x + 5, at_y - 5, &series, &index));
  g_assert_cmpuint (series, ==, 0);
  g_assert_cmpuint (index, ==, 3);
  g_assert_true (cr_plot_locate (figure, WIDTH, HEIGHT, 1, 1, &x, &at_y));
  g_assert_true (cr_plot_pick (figure, WIDTH, HEIGHT, x, at_y, &series, &index));
  g_assert_cmpuint (series, ==, 1); /* painted last */
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (cr_plot_pick (figure, WIDTH, HEIGHT, x, at_y + 40, &series, &index));
  g_assert_false (cr_plot_pick (figure, 10, 10, 5, 5, &series, &index));
}

static double
luminance (const CrColor *color)
{
  const double channels[] = { color->red, color->green, color->blue }, weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += weights[i] * (channels[i] <= 0.04045 ? channels[i] / 12.92 : pow ((channels[i] + 0.055) / 1.055, 2.4));
  return sum;
}

static double
contrast (const CrColor *a, const CrColor *b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
test_contrast (void)
{
  static const char *const given[] = { "k", "w", "y", "yellow", "navy", "0.9", "0.1", "#242424" };

  for (guint dark = 0; dark < 2; dark++)
    {
      const CrPlotTheme *theme = cr_plot_theme_get (dark);

      g_assert_cmpfloat (contrast (&theme->text, &theme->background), >=, 4.5);
      g_assert_cmpfloat (contrast (&theme->text, &theme->ground), >=, 4.5);
      g_assert_cmpfloat (contrast (&theme->dim_text, &theme->background), >=, 4.5);
      g_assert_cmpfloat (contrast (&theme->axis, &theme->background), >=, 3);
      for (guint i = 0; i < CR_PLOT_PALETTE; i++)
        g_assert_cmpfloat (contrast (&theme->palette[i], &theme->ground), >=, 3);
      for (guint i = 0; i < G_N_ELEMENTS (given); i++)
        {
          g_autoptr (CrFigure) figure = cr_figure_new ();
          CrColor color;

          cr_figure_set_string (&cr_figure_add_series (figure, CR_SERIES_LINE, NULL, NULL, 0)->color, given[i]);
          cr_plot_get_color (cr_figure_get_axes (figure, 0), theme, 0, &color);
          g_assert_cmpfloat (contrast (&color, &theme->ground), >=, 3);
        }
    }
}

/* CIE L*a*b* of linear red, green and blue. */
static void
to_lab (const double *rgb, double *lab)
{
  static const double rows[3][3]
      = { { 0.4339, 0.3763, 0.1899 }, { 0.2126, 0.7152, 0.0722 }, { 0.0177, 0.1095, 0.8730 } };
  double f[3];

  for (guint i = 0; i < 3; i++)
    {
      double t = MAX (0, rows[i][0] * rgb[0] + rows[i][1] * rgb[1] + rows[i][2] * rgb[2]);

      f[i] = t > 0.008856 ? cbrt (t) : 7.787 * t + 16.0 / 116;
    }
  lab[0] = 116 * f[1] - 16;
  lab[1] = 500 * (f[0] - f[1]);
  lab[2] = 200 * (f[1] - f[2]);
}

/* As seen with normal vision, deuteranopia and protanopia (Machado, Oliveira and Fernandes, 2009). */
static void
seen_as (const CrColor *color, guint vision, double *lab)
{
  static const double matrices[3][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
    { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
  };
  const double channels[] = { color->red, color->green, color->blue };
  double rgb[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    for (guint k = 0; k < 3; k++)
      rgb[i] += matrices[vision][i][k]
                * (channels[k] <= 0.04045 ? channels[k] / 12.92 : pow ((channels[k] + 0.055) / 1.055, 2.4));
  to_lab (rgb, lab);
}

static void
test_told_apart (void)
{
  for (guint dark = 0; dark < 2; dark++)
    for (guint vision = 0; vision < 3; vision++)
      for (guint i = 0; i < CR_PLOT_PALETTE; i++)
        for (guint k = 0; k < i; k++)
          {
            double a[3], b[3];

            seen_as (&cr_plot_theme_get (dark)->palette[i], vision, a);
            seen_as (&cr_plot_theme_get (dark)->palette[k], vision, b);
            g_assert_cmpfloat (sqrt (pow (a[0] - b[0], 2) + pow (a[1] - b[1], 2) + pow (a[2] - b[2], 2)), >=, 20);
          }
}

/* Series without a colour take the palette in turn; those with one don't use it up. */
static void
test_palette (void)
{
  g_autoptr (CrFigure) figure = cr_figure_new ();
  const CrPlotTheme *theme = cr_plot_theme_get (FALSE);
  static const char *const given[] = { NULL, "r", NULL, "C5", "nonsense" };
  const int expected[] = { 0, -1, 1, 5, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    cr_figure_set_string (&cr_figure_add_series (figure, CR_SERIES_LINE, NULL, NULL, 0)->color, given[i]);
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      CrColor color;

      cr_plot_get_color (cr_figure_get_axes (figure, 0), theme, i, &color);
      g_assert_cmpuint (packed (&color), ==, expected[i] < 0 ? 0xff0000 : packed (&theme->palette[expected[i]]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/plot/line", test_line);
  g_test_add_func ("/ui/draw/plot/scatter", test_scatter);
  g_test_add_func ("/ui/draw/plot/gap", test_gap);
  g_test_add_func ("/ui/draw/plot/clipped", test_clipped);
  g_test_add_func ("/ui/draw/plot/turned", test_turned);
  g_test_add_func ("/ui/draw/plot/odd-data", test_odd_data);
  g_test_add_func ("/ui/draw/plot/styles", test_styles);
  g_test_add_func ("/ui/draw/plot/legend", test_legend);
  g_test_add_func ("/ui/draw/plot/headroom", test_headroom);
  g_test_add_func ("/ui/draw/plot/pick", test_pick);
  g_test_add_func ("/ui/draw/plot/contrast", test_contrast);
  g_test_add_func ("/ui/draw/plot/told-apart", test_told_apart);
  g_test_add_func ("/ui/draw/plot/palette", test_palette);
  return g_test_run ();
}
