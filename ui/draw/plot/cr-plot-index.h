#pragma once
/* What is known of the points of one series once and for all: whether x rises, the least and greatest of every stretch,
 * and which points lie where. */

#include "cr-plot-scale.h"

G_BEGIN_DECLS

typedef struct _CrPlotIndex CrPlotIndex;

/* @series is borrowed and must not change. @x, @y: how numbers lie along the axes. */
CrPlotIndex *cr_plot_index_new (const CrSeries *series, const CrPlotScale *x, const CrPlotScale *y);
void cr_plot_index_free (CrPlotIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotIndex, cr_plot_index_free)

/* Whether x is finite throughout and never falls, so that the next two can be asked. */
gboolean cr_plot_index_is_ordered (const CrPlotIndex *index);
/* The first point whose x is at least @x; n if there is none. */
guint cr_plot_index_find (const CrPlotIndex *index, double x);
/* The points at which y is least and greatest among [first, end); FALSE if there are no finite ones. */
gboolean cr_plot_index_get_extremes (const CrPlotIndex *index, guint first, guint end, guint *least, guint *greatest);

/* Calls @visit for points in the rectangle, in no particular order, perhaps also for some around it; on logarithmic
 * axes only for those that have a place there. */
typedef void (*CrPlotVisit) (gpointer user_data, guint i);
void cr_plot_index_visit (CrPlotIndex *index, double x_min, double x_max, double y_min, double y_max, CrPlotVisit visit,
                          gpointer user_data);

G_END_DECLS
