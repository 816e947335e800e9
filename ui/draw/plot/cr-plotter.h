#pragma once
/* A figure being shown: at a size, zoomed and panned. Knows where everything lies, which point is nearest, and keeps
 * what is expensive to work out, so that a hundred thousand points can be moved about. Knows no widget: coordinates are
 * those of the cairo_t, from (0, 0) at the upper left to the size. For one thread at a time. */

#include "cr-plot.h"

G_BEGIN_DECLS

typedef struct _CrPlotter CrPlotter;

/* Which part of the data axes show, in data (the powers' own numbers where the scale is logarithmic); min < max also
 * where the axis is turned round. */
typedef struct
{
  gboolean set; /* FALSE: the figure's own limits, or all of the data */
  double x_min, x_max, y_min, y_max;
} CrAxesView;

/* What lies under a place. */
typedef struct
{
  guint axes, series, index;
  double x, y;           /* where the point is painted */
  double data_x, data_y; /* its numbers; of a bar its end, of an image the middle of the cell */
  double value;          /* what its colour shows; NaN: nothing */
  double distance;
} CrPlotPick;

/* @figure is borrowed: it must outlive the plotter and not change. */
CrPlotter *cr_plotter_new (const CrFigure *figure);
void cr_plotter_free (CrPlotter *plotter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotter, cr_plotter_free)

const CrFigure *cr_plotter_get_figure (const CrPlotter *plotter);
/* Everything below is for that size; cheap if it is the same as before. */
void cr_plotter_set_size (CrPlotter *plotter, double width, double height);
/* What events from @position on plotted is painted pale; G_MAXUINT (as at first): nothing is. */
void cr_plotter_set_position (CrPlotter *plotter, guint position);
/* A hidden series is neither painted nor picked, and stands pale in the legend; limits stay. */
void cr_plotter_set_hidden (CrPlotter *plotter, guint axes, guint series, gboolean hidden);
gboolean cr_plotter_is_hidden (const CrPlotter *plotter, guint axes, guint series);

/* What axes show now, `set` if they were zoomed or panned; FALSE if there are no such axes or they have no room. */
gboolean cr_plotter_get_view (CrPlotter *plotter, guint axes, CrAxesView *view);
/* Shows that part; axes that share an axis (sharex=, twinx ()) follow. NULL or one that is not `set`: as at first.
 * Views that are not finite, empty or too small to be told apart are made to fit. */
void cr_plotter_set_view (CrPlotter *plotter, guint axes, const CrAxesView *view);
/* All axes as at first. */
void cr_plotter_reset (CrPlotter *plotter);
/* Whether any axes were zoomed or panned. */
gboolean cr_plotter_is_moved (const CrPlotter *plotter);
/* Moves the data with the pointer, by so many units of the cairo_t. */
void cr_plotter_pan (CrPlotter *plotter, guint axes, double dx, double dy);
/* Makes everything larger (factors over 1) or smaller about a place that stays where it is. */
void cr_plotter_zoom (CrPlotter *plotter, guint axes, double x, double y, double factor_x, double factor_y);
/* Shows what lies between two places, in any order. Nothing if they are less than 3 apart. */
void cr_plotter_zoom_to (CrPlotter *plotter, guint axes, double x0, double y0, double x1, double y1);

/* The axes at a place (of twins the one on top); FALSE outside of all. */
gboolean cr_plotter_find_axes (CrPlotter *plotter, double x, double y, guint *axes);
/* The legend's row at a place. */
gboolean cr_plotter_find_legend (CrPlotter *plotter, double x, double y, guint *axes, guint *series);
/* Where the data is painted; FALSE if there are no such axes or they have no room. */
gboolean cr_plotter_get_area (CrPlotter *plotter, guint axes, CrPlotRect *area);
/* Where a point of the data lies; FALSE (and still set, if it is finite) outside of the axes. */
gboolean cr_plotter_to_place (CrPlotter *plotter, guint axes, double data_x, double data_y, double *x, double *y);
/* What number is at a place; FALSE if there are no such axes. */
gboolean cr_plotter_to_data (CrPlotter *plotter, guint axes, double x, double y, double *data_x, double *data_y);
/* The point nearest to a place, at most @distance away; on bars, fills, spans and images what the place lies in. Of
 * several at one place the one painted last. Exact however many points there are. */
gboolean cr_plotter_pick (CrPlotter *plotter, double x, double y, double distance, CrPlotPick *pick);
/* The same of one series alone: the point nearest in x; for a cursor that runs along a curve. */
gboolean cr_plotter_pick_along (CrPlotter *plotter, guint axes, guint series, double x, CrPlotPick *pick);
/* Fills @pick in for a point that is known by its index; FALSE if it is not in sight. */
gboolean cr_plotter_locate (CrPlotter *plotter, guint axes, guint series, guint index, CrPlotPick *pick);

/* Paints the figure with its background. Saves and restores @cr. */
void cr_plotter_paint (CrPlotter *plotter, const CrPlotTheme *theme, cairo_t *cr);

G_END_DECLS
