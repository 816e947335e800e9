#pragma once
/* Makes the pages of a run's figures on a thread. */

#include "cr-plot-page.h"

G_BEGIN_DECLS

typedef struct _CrPlotLoader CrPlotLoader;

/* @loaded is called on the main thread with the pages of @graph (of CrPlotPage, taken over) and how many figures there
 * were, more than pages where they are very many. */
typedef void (*CrPlotLoaded) (GPtrArray *pages, guint n_figures, gpointer user_data);

CrPlotLoader *cr_plot_loader_new (CrPlotLoaded loaded, gpointer user_data);
void cr_plot_loader_free (CrPlotLoader *loader);
/* What is being made is brought to its end first, so that runs which follow quickly upon each other are seen. */
void cr_plot_loader_load (CrPlotLoader *loader, CrGraph *graph);
/* Nothing is wanted any more. */
void cr_plot_loader_stop (CrPlotLoader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotLoader, cr_plot_loader_free)

G_END_DECLS
