#pragma once
/* The slopes of plotted curves: for each element, how much y changes with x, found by a backward pass through the
 * graph in another run of the script. Asked for when first wanted, kept until the next run. */

#include "cr-plot-source.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct _CrPlotSlopes CrPlotSlopes;

/* @session is borrowed. @changed is called on the main thread when what was asked for has come. */
CrPlotSlopes *cr_plot_slopes_new (CrSession *session, void (*changed) (gpointer user_data), gpointer user_data);
void cr_plot_slopes_free (CrPlotSlopes *slopes);
/* The run is another. */
void cr_plot_slopes_forget (CrPlotSlopes *slopes);
/* FALSE where there is none or it is still being found. */
gboolean cr_plot_slopes_get (CrPlotSlopes *slopes, const CrPlotSource *source, gint64 element, double *slope);

/* TRUE once it is known that the curve has none: an element of y depends on other elements of x, too. */
gboolean cr_plot_slopes_is_none (CrPlotSlopes *slopes, const CrPlotSource *source);

/* "cos(π/3)": what the slope is, where one function alone leads from x to y; NULL. g_free(). */
char *cr_plot_slope_describe (CrGraph *graph, const CrPlotSource *source, double x);
/* "[1, 2]": where an element (flat in row order) is; nothing of a number. g_free(). */
char *cr_plot_element_describe (const CrVariable *variable, gint64 element);
/* "π/3", where it is a small fraction of π, else as a number. g_free(). */
char *cr_plot_number_describe (double number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotSlopes, cr_plot_slopes_free)

G_END_DECLS
