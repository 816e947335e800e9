/* Colours of plots. The palettes begin with the colours that mean value, gradient and leaf
 * everywhere; the rest was searched for so that any two are at least 20 apart (CIE76) in normal
 * vision, deuteranopia and protanopia, and 3 to 1 on the ground. */
#include "cr-plot-private.h"

#include <math.h>

#define RGB(hex)                                                                                                       \
  {                                                                                                                    \
    ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex)&0xff) / 255.0, 1.0                               \
  }
#define LEAST_CONTRAST 3.05 /* WCAG 2.1, 1.4.11, and a little for rounding */

static const CrPlotTheme light_theme = {
  .background = RGB (0xffffff),
  .ground = RGB (0xffffff),
  .text = RGB (0x1c1c1f),
  .dim_text = RGB (0x5e5e63),
  .axis = RGB (0x8b8b92),
  .grid = RGB (0xe6e6e9),
  .palette = { RGB (0x1a5fb4), RGB (0xd4560f), RGB (0x0b6b4f), RGB (0x8e7cb2), RGB (0x433900), RGB (0x779994),
               RGB (0x392d56), RGB (0x749d68) },
};

static const CrPlotTheme dark_theme = {
  .background = RGB (0x242424),
  .ground = RGB (0x1e1e1f),
  .text = RGB (0xf4f4f5),
  .dim_text = RGB (0xb0b0b6),
  .axis = RGB (0x7a7a82),
  .grid = RGB (0x37373a),
  .palette = { RGB (0x8fc0ff), RGB (0xffab66), RGB (0x5fd3a5), RGB (0xbf3e95), RGB (0xfff85e), RGB (0x4384ff),
               RGB (0xaa5d41), RGB (0xbaf1ff) },
};

const CrPlotTheme *
cr_plot_theme_get (gboolean dark)
{
  return dark ? &dark_theme : &light_theme;
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const CrColor *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) + 0.0722 * linear (color->blue);
}

static double
contrast (const CrColor *a, const CrColor *b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
mix (CrColor *color, const CrColor *other, double part)
{
  color->red += (other->red - color->red) * part;
  color->green += (other->green - color->green) * part;
  color->blue += (other->blue - color->blue) * part;
}

void
cr_plot_adapt_color (const CrPlotTheme *theme, CrColor *color)
{
  for (guint i = 0; i < 20 && contrast (color, &theme->ground) < LEAST_CONTRAST; i++)
    mix (color, &theme->text, 0.1);
}

/* Whether a series takes the next colour of the palette. */
static gboolean
takes_palette (const CrSeries *series)
{
  return series->color == NULL && series->values == NULL && series->colors == NULL && series->pixels == NULL;
}

void
cr_plot_get_color (const CrAxes *axes, const CrPlotTheme *theme, guint series, CrColor *color)
{
  const CrSeries *at = g_ptr_array_index (axes->series, series);
  int palette = -1;

  if (at->color == NULL || !cr_figure_parse_color (at->color, color, &palette))
    {
      palette = 0;
      for (guint i = 0; i < series; i++)
        palette += takes_palette (g_ptr_array_index (axes->series, i));
    }
  if (palette >= 0)
    *color = theme->palette[palette % CR_PLOT_PALETTE];
  if (color->alpha > 0)
    cr_plot_adapt_color (theme, color);
  color->alpha *= at->alpha >= 0 ? MIN (at->alpha, 1) : 1;
}
