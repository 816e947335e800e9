#pragma once
/* One figure as a widget, with a readout of the point under the pointer. */

#include <gtk/gtk.h>

#include "cr-figure.h"

G_BEGIN_DECLS

#define CR_TYPE_PLOT_AREA (cr_plot_area_get_type ())
G_DECLARE_FINAL_TYPE (CrPlotArea, cr_plot_area, CR, PLOT_AREA, GtkWidget)

/* @figure is borrowed and must outlive the widget. */
GtkWidget *cr_plot_area_new (CrFigure *figure, guint number);
/* What was plotted by an event from @position on is pale: it comes later in the run. */
void cr_plot_area_set_position (CrPlotArea *area, guint position);

/* TRUE if it shows nothing that is plotted by an event from @position on. */
gboolean cr_plot_area_is_past (CrPlotArea *area, guint position);

G_END_DECLS
