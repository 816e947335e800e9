#pragma once
/* A figure as a widget: zoomed and panned, read off point by point with pointer or keys, each point linked with the
 * element of the tensor that it is, and with the slope there. */

#include <gtk/gtk.h>

#include "cr-plot-page.h"
#include "cr-plot-slopes.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_PLOT_AREA (cr_plot_area_get_type ())
G_DECLARE_FINAL_TYPE (CrPlotArea, cr_plot_area, CR, PLOT_AREA, GtkWidget)

/* Signal "point-changed": another point is read off, or none; "moved": it was zoomed or panned. */

/* @session and @slopes are borrowed and must outlive the widget or be taken away with cr_plot_area_detach(). */
void cr_plot_area_attach (CrPlotArea *area, CrSession *session, CrPlotSlopes *slopes);
void cr_plot_area_detach (CrPlotArea *area);
/* @page is borrowed, NULL shows nothing; @number (from 1) of @n is told to those who don't see it. */
void cr_plot_area_set_page (CrPlotArea *area, CrPlotPage *page, guint number, guint n);
/* The page shows something else now: the cursor has moved, a slope was found. */
void cr_plot_area_update (CrPlotArea *area);
/* Where the selected element is among the plotted points, of any page: marks it. @index of @n points at @x. */
void cr_plot_area_set_link (CrPlotArea *area, gboolean set, guint n, guint index, double x);

void cr_plot_area_set_tangents (CrPlotArea *area, gboolean tangents);
/* Dragging draws a box to zoom into instead of moving the data. */
void cr_plot_area_set_box_tool (CrPlotArea *area, gboolean box);
/* About the middle, or the point that is read off. */
void cr_plot_area_zoom (CrPlotArea *area, double factor);
void cr_plot_area_reset (CrPlotArea *area);
gboolean cr_plot_area_is_moved (CrPlotArea *area);
/* What is told of the point that is read off; NULL: there is none. g_free(). */
char *cr_plot_area_dup_readout (CrPlotArea *area);

G_END_DECLS
