#pragma once
/* A compact switcher of plots: buttons as long as they are few, then a list with arrows beside it. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CR_TYPE_PLOT_TABS (cr_plot_tabs_get_type ())
G_DECLARE_FINAL_TYPE (CrPlotTabs, cr_plot_tabs, CR, PLOT_TABS, GtkWidget)

/* Signals "chosen" (uint tab) and "closed" (uint tab), by hand. */

/* @titles are copied; those from @first_closable on have a button that closes them. Hidden when there is but one that
 * stays. */
void cr_plot_tabs_set_titles (CrPlotTabs *tabs, const char *const *titles, guint first_closable);
void cr_plot_tabs_set_current (CrPlotTabs *tabs, guint tab);

G_END_DECLS
