#pragma once
/* What the parts of the plot painter share. Lengths are in units that grow with the size of the plot: a unit is
 * `scale` of the caller's. */

#include "cr-plot-index.h"
#include "cr-plot-ticks.h"
#include "cr-plotter.h"
#include "cr-text.h"

G_BEGIN_DECLS

#define CR_PLOT_PADDING 7.0
#define CR_PLOT_TICK 4.0 /* length of a tick */
#define CR_PLOT_GAP 3.0  /* between ticks and labels */

/* One axis: which numbers it goes from and to, in the order of drawing. */
typedef struct
{
  double low, high;     /* in data; low < high */
  double first, across; /* on the scale: where it begins and how far it goes, negative where it is turned */
  gboolean turned, pi;
  CrScaleKind scale;
  double base, threshold; /* of the scale, see CrAxis */
  CrPlotTicks ticks;
} CrPlotAxis;

/* Where everything of one pair of axes is. */
typedef struct
{
  const CrAxes *axes;
  gboolean visible;                /* it has room */
  CrPlotRect area;                 /* between the axes */
  double left, right, top, bottom; /* room that labels take outside of the area */
  CrPlotAxis x, y;
  double fit_x[2], fit_y[2]; /* what they show as long as nobody zooms */
  CrPlotRect legend;
  guint legend_rows; /* 0: no legend */
  guint legend_columns;
  double legend_row_height, legend_column_width;
  gboolean legend_placed; /* while all is shown; it stays there when something else is */
  double legend_x, legend_y;
  gboolean y_right, x_top; /* where a twin's numbers are */
  CrPlotRect bar;          /* the colour map's scale */
  CrPlotAxis bar_axis;
  double widest; /* labels at the y axis that ever were, so that panning moves nothing */
} CrPlotFrame;

struct _CrPlotter
{
  const CrFigure *figure;
  double width, height; /* the caller's */
  double scale;
  guint position;
  guint n;
  CrPlotFrame *frames;  /* n */
  CrAxesView *views;    /* n */
  GArray **hidden;      /* n, of gboolean, one a series */
  GPtrArray **indexes;  /* n, of CrPlotIndex or NULL, one a series */
  GPtrArray **pictures; /* n, of cairo_surface_t or NULL, one a series: images in the colours of their map */
  CrText *text;         /* for measuring */
  gboolean valid;       /* frames are for the present size and views */
};

/* cr-plot-layout.c */

/* Works frames out where they are not valid; FALSE if nothing can be drawn at that size. */
gboolean cr_plotter_lay_out (CrPlotter *plotter);
/* Finds the ticks of a frame for its present ranges and area. */
void cr_plot_frame_set_ticks (CrPlotFrame *frame, CrText *text);
double cr_plot_widest_label (CrText *text, const CrPlotTicks *ticks);
double cr_plot_line_height (CrText *text, CrFont font);

/* cr-plot-range.c */

/* Finds what all axes show as long as nobody zooms. */
void cr_plot_fit (CrPlotter *plotter);
/* Whether the upper end of the y axis was left open. */
gboolean cr_plot_may_grow (const CrPlotter *plotter, guint axes);
/* Sets the range of an axis and what follows from it; makes it fit to be one. */
void cr_plot_axis_set_range (CrPlotAxis *axis, double low, double high);
/* A number on the scale of the axis; NaN if it has no place there. */
double cr_plot_axis_to_scale (const CrPlotAxis *axis, double value);
double cr_plot_axis_from_scale (const CrPlotAxis *axis, double at);
/* The ends of a series' colour map. */
void cr_plot_get_value_range (const CrSeries *series, double *low, double *high);

/* The units where a value lies; may be far outside of the area, but is finite for values that the axis can show, else
 * NaN. */
double cr_plot_frame_x (const CrPlotFrame *frame, double value);
double cr_plot_frame_y (const CrPlotFrame *frame, double value);

/* The index of a series, made if need be. */
CrPlotIndex *cr_plotter_get_index (CrPlotter *plotter, guint axes, guint series);
/* The series' indexes in the order of painting; free it. */
guint *cr_plot_order (const CrAxes *axes);

/* What one series is painted with. */
typedef struct
{
  cairo_t *cr;
  const CrPlotter *plotter;
  const CrPlotFrame *frame;
  const CrPlotTheme *theme;
  const CrSeries *series;
  CrPlotIndex *index;
  CrColor color; /* the series' own */
  guint n_colors;
  double value_min, value_max; /* ends of the colour map */
  GPtrArray *pictures;         /* of images as they were made, by series */
  guint number;                /* of the series */
  double fade;                 /* 1, or less where it is pale */
  double pixels;               /* of the screen a unit */
  gboolean is_drawing;         /* goes into a file of outlines, not of pixels */
} CrPlotPen;

/* What series @series of @axes is painted with; @plotter is laid out. */
void cr_plot_pen_init (CrPlotPen *pen, CrPlotter *plotter, guint axes, guint series, cairo_t *cr,
                       const CrPlotTheme *theme);
void cr_plot_set_color (cairo_t *cr, const CrColor *color);
/* The colour of point @i. */
CrColor cr_plot_pen_get_color (const CrPlotPen *pen, guint i);
/* What stands for the edge of bars and markers; FALSE if there is none. */
gboolean cr_plot_pen_get_edge (const CrPlotPen *pen, guint i, CrColor *color);
double cr_plot_line_width (const CrSeries *series);
void cr_plot_set_dash (cairo_t *cr, CrLineKind line, double width);
gboolean cr_plot_is_point (const CrSeries *series, guint i);

/* cr-plot-series.c: draws a series; the area must be clipped to. */
void cr_plot_draw_series (const CrPlotPen *pen);
/* The same for the legend: a short line around (x, y) and a marker on it. */
void cr_plot_draw_sample (const CrPlotPen *pen, double x, double y, double length);
/* cr-plot-line.c */
void cr_plot_draw_line (const CrPlotPen *pen);
/* cr-plot-marker.c */
void cr_plot_draw_markers (const CrPlotPen *pen);
void cr_plot_draw_marker (const CrPlotPen *pen, guint i, double x, double y, double radius);
double cr_plot_marker_radius (const CrSeries *series, guint i);
void cr_plot_add_marker (cairo_t *cr, CrMarkerKind marker, double x, double y, double radius);
gboolean cr_plot_is_stroked (CrMarkerKind marker);
/* cr-plot-cloud.c: many markers straight into pixels; FALSE if they are to be drawn one by one. */
gboolean cr_plot_draw_cloud (const CrPlotPen *pen);
/* cr-plot-image.c */
void cr_plot_draw_image (const CrPlotPen *pen);
/* The scale of colours beside the axes. */
void cr_plot_draw_bar (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrPlotTheme *theme, double scale);
/* cr-plot-text.c */
void cr_plot_draw_texts (const CrPlotter *plotter, cairo_t *cr, CrText *text, const CrPlotFrame *frame,
                         const CrPlotTheme *theme);
/* A colour of the user's, made to stand out from the ground; @otherwise where there is none. */
CrColor cr_plot_read_color (const char *name, const CrPlotTheme *theme, const CrColor *otherwise);
/* Mixes @color with the text's until it stands out from the ground. */
void cr_plot_adapt_color (const CrPlotTheme *theme, CrColor *color);

/* Cuts the piece from (x0, y0) to (x1, y1) to a rectangle; FALSE if it lies outside (Liang and
 * Barsky, 1984). Cairo's coordinates are too short for whatever a user plots. */
gboolean cr_plot_clip (const CrPlotRect *rect, double *x0, double *y0, double *x1, double *y1);

/* Finds the place for the legend, if there is to be one, where it covers least of the data. Where
 * it would cover some everywhere, the axis makes room for it, unless its limits were given. */
void cr_plot_place_legend (CrPlotter *plotter, guint axes);
void cr_plot_draw_legend (CrPlotter *plotter, guint axes, cairo_t *cr, CrText *text, const CrPlotTheme *theme);
/* Rows and size of the legend, still without a place. */
void cr_plot_measure_legend (CrPlotter *plotter, guint axes);
/* The series of the legend's row at a place; FALSE if there is none. */
gboolean cr_plot_find_legend_row (const CrPlotFrame *frame, double x, double y, guint *series);
/* Whether a series has a row in the legend. */
gboolean cr_plot_is_listed (const CrSeries *series);

G_END_DECLS
