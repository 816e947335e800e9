#pragma once
/* The figures of a run, one below the other. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_PLOT_VIEW (cr_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (CrPlotView, cr_plot_view, CR, PLOT_VIEW, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_plot_view_new (CrSession *session);

G_END_DECLS
