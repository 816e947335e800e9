#pragma once
/* What the parts of the plot painter share. */

#include "cr-plot-axis.h"
#include "cr-plot.h"
#include "cr-text.h"

G_BEGIN_DECLS

/* One axis: which numbers it goes from and to, in the order of drawing. */
typedef struct
{
  double low, high;
  gboolean turned; /* limits were given as max, min */
  CrTicks ticks;
} CrPlotAxis;

/* Where everything is. Lengths inside are in units that grow with the size of the plot: a unit is
 * `scale` of the caller's. */
typedef struct
{
  double scale;
  double width, height; /* in units */
  CrPlotRect area;      /* between the axes */
  CrPlotAxis x, y;
  CrPlotRect legend;
  guint legend_rows; /* 0: no legend */
} CrPlotFrame;

/* FALSE if nothing can be drawn at that size. @text is in units, for measuring. */
gboolean cr_plot_frame_init (CrPlotFrame *frame, CrText *text, const CrAxes *axes, double width, double height);

/* The units where a value lies; may be far outside of the area, but is finite for finite values. */
double cr_plot_frame_x (const CrPlotFrame *frame, double value);
double cr_plot_frame_y (const CrPlotFrame *frame, double value);

/* Draws the line and the markers of a series; the area must be clipped to. */
void cr_plot_draw_series (cairo_t *cr, const CrPlotFrame *frame, const CrSeries *series, const CrColor *color);
/* The same for the legend: a short line around (x, y) and a marker on it. */
void cr_plot_draw_sample (cairo_t *cr, const CrSeries *series, const CrColor *color, double x, double y, double length);

/* Cuts the piece from (x0, y0) to (x1, y1) to a rectangle; FALSE if it lies outside (Liang and
 * Barsky, 1984). Cairo's coordinates are too short for whatever a user plots. */
gboolean cr_plot_clip (const CrPlotRect *rect, double *x0, double *y0, double *x1, double *y1);

/* Lengthens the y axis upward so that the data leaves @height free at the top of the area. */
void cr_plot_frame_make_headroom (CrPlotFrame *frame, CrText *text, double height);

/* Finds the place for the legend, if there is to be one, where it covers least of the data. Where
 * it would cover some everywhere, the axis makes room for it, unless its limits were given. */
void cr_plot_place_legend (CrPlotFrame *frame, CrText *text, const CrAxes *axes);

void cr_plot_draw_legend (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrAxes *axes,
                          const CrPlotTheme *theme);

G_END_DECLS
