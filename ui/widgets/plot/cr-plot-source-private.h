#pragma once
/* What is looked up once for all series of a figure. */

#include "cr-plot-source.h"

G_BEGIN_DECLS

typedef struct
{
  guint event, owner;
  const CrValue *value; /* the trace's */
} CrPlotGradient;

struct _CrPlotSourcer
{
  CrGraph *graph; /* borrowed */
  GCancellable *cancellable;
  gint64 work;         /* variables looked at so far: there is an end to it */
  GHashTable *grads;   /* id of a tensor in .grad -> its variable + 1 */
  GArray *gradients;   /* of CrPlotGradient, in the order in which they came */
  GHashTable *scalars; /* place of an expression -> GArray of guint: the single numbers it made; NULL until asked for */
  GHashTable *loops;   /* id of a loop -> GArray of guint: events at which its iterations ended; NULL until asked for */
};

/* The variable whose .grad had the numbers of a series when it was plotted: a tensor in .grad that was never used in
 * the script is not known by its id. CR_NONE. */
guint cr_plot_sourcer_find_gradient (CrPlotSourcer *sourcer, const CrSeries *series);
/* Family, moments and points of a series whose variables are known. */
void cr_plot_sourcer_find_past (CrPlotSourcer *sourcer, const CrSeries *series, CrPlotSource *source);

G_END_DECLS
