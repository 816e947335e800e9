#pragma once
/* Paints a figure on any cairo_t. A pure function of figure, theme and size; knows no widget. */

#include <cairo.h>

#include "cr-figure.h"

G_BEGIN_DECLS

#define CR_PLOT_PALETTE 8

typedef struct
{
  CrColor background; /* around the axes */
  CrColor ground;     /* between the axes */
  CrColor text;       /* title and axis labels; 4.5 to 1 on both grounds, as dim_text */
  CrColor dim_text;   /* numbers at the ticks */
  CrColor axis, grid;
  CrColor palette[CR_PLOT_PALETTE]; /* 3 to 1 on the ground; told apart without red and green */
} CrPlotTheme;

typedef struct
{
  double x, y, width, height;
} CrPlotRect;

/* The theme for a light or a dark desktop; constant, never freed. */
const CrPlotTheme *cr_plot_theme_get (gboolean dark);

/* The colour that a series is drawn in: its own, or the next of the palette; where its own is too
 * near to the ground it is made darker or lighter until it has 3 to 1. */
void cr_plot_get_color (const CrAxes *axes, const CrPlotTheme *theme, guint series, CrColor *color);

/* Paints the figure in the rectangle from (0, 0) to (width, height), its background included.
 * Saves and restores @cr. Nothing is drawn where the size is too small to hold any axes (40 by
 * 30). */
void cr_plot_paint (const CrFigure *figure, const CrPlotTheme *theme, cairo_t *cr, double width, double height);

/* The point nearest to (x, y) in a figure painted with that size, at most 14 units away; FALSE if
 * there is none. Of several at one place the one painted last. */
gboolean cr_plot_pick (const CrFigure *figure, double width, double height, double x, double y, guint *series,
                       guint *index);

/* Where a point of the data lies in a figure painted with that size; FALSE if it is not finite or
 * outside of the axes. For marking what was picked. */
gboolean cr_plot_locate (const CrFigure *figure, double width, double height, double data_x, double data_y, double *x,
                         double *y);

G_END_DECLS
