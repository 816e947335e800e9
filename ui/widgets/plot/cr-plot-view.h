#pragma once
/* The plots of a run, and those of one's own: a tab for each, one of them to be seen. */

#include <gtk/gtk.h>

#include "cr-plot-area.h"

G_BEGIN_DECLS

#define CR_TYPE_PLOT_VIEW (cr_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (CrPlotView, cr_plot_view, CR, PLOT_VIEW, GtkWidget)

/* Properties: "session"; "empty" (boolean, notifies): there is no plot, only words that tell how to make one;
 * "tangents" (boolean). Actions: "plot.tangents", "plot.box", "plot.reset", "plot.zoom-in", "plot.zoom-out",
 * "plot.next", "plot.previous", "plot.close". */
GtkWidget *cr_plot_view_new (CrSession *session);

gboolean cr_plot_view_is_empty (CrPlotView *view);
guint cr_plot_view_get_n_pages (CrPlotView *view);
/* From 0; 0 where there is none. */
guint cr_plot_view_get_page (CrPlotView *view);
void cr_plot_view_set_page (CrPlotView *view, guint page);
/* "The sine"; borrowed. NULL past the last, and while one's own is being made for the first time. */
const char *cr_plot_view_get_title (CrPlotView *view, guint page);
/* The figure that is seen, as it stands at the cursor; borrowed until the main loop is next reached, NULL: none. */
const CrFigure *cr_plot_view_get_figure (CrPlotView *view);
CrPlotArea *cr_plot_view_get_area (CrPlotView *view);
/* Opens the choice of what one's own plot is drawn over. */
void cr_plot_view_choose_x (CrPlotView *view);

G_END_DECLS
