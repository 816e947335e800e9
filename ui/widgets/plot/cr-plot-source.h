#pragma once
/* Where the numbers of a plotted series come from: which variables of the graph they are, which element each point is,
 * and what there was of them earlier in the run. Read off the graph once a run, on a thread. */

#include <gio/gio.h>

#include "cr-figure.h"
#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint y, x;             /* variables, as a person would name them; CR_NONE */
  guint slope_y, slope_x; /* between which a gradient can travel, so that the slope can be asked for; CR_NONE */
  gboolean cut;           /* there is no slope though y comes from x: no gradient finds the way back */
  gboolean elementwise;   /* each element of slope_y depends on that of slope_x alone */
  gboolean y_gradient, x_gradient; /* it is the .grad of that variable that is plotted */
  gboolean y_elements, x_elements; /* point i is element first + i * stride of y; element i of x */
  gint64 first, stride;
  GArray *lit_variables; /* of guint: on the way from x to y, both included */
  GArray *lit_functions; /* of guint */
  GArray *family;        /* of guint, in order of creation: what the expression made each time; else NULL */
  GArray *moments;       /* of guint, one a point: the event that made it; NULL: all were there at once */
  GArray *points;        /* of guint, one a point: its variable; NULL */
  double low, high;      /* of finite elements over the family; low > high: none */
} CrPlotSource;

/* What is looked up once for all figures of a run. */
typedef struct _CrPlotSourcer CrPlotSourcer;

/* @graph is borrowed. Reads all events. */
CrPlotSourcer *cr_plot_sourcer_new (CrGraph *graph, GCancellable *cancellable);
void cr_plot_sourcer_free (CrPlotSourcer *sourcer);

/* Of the series of @figure: of GPtrArray, one for each axes, of CrPlotSource. NULL if it was cancelled. */
GPtrArray *cr_plot_sources_new (CrPlotSourcer *sourcer, const CrFigure *figure);
/* Borrowed; NULL if there is none. */
const CrPlotSource *cr_plot_sources_get (const GPtrArray *sources, guint axes, guint series);
/* One of a series whose points are elements of @y, over those of @x (CR_NONE: over their numbers). */
CrPlotSource *cr_plot_source_new (CrGraph *graph, guint y, gboolean y_gradient, guint x);
/* Of guint: what the expression of @variable made each time, in order; NULL if only this. Reads all variables. */
GArray *cr_plot_source_find_family (CrGraph *graph, guint variable, GCancellable *cancellable);
void cr_plot_source_free (CrPlotSource *source);

/* The element of its y that a point is, -1 if it is none; and the other way round, -1 if it is not plotted. */
gint64 cr_plot_source_get_element (const CrPlotSource *source, guint point);
gint64 cr_plot_source_find_point (const CrPlotSource *source, guint n, guint variable, gint64 element);
/* Of its family the last that exists at @position (or was there with the last run's end); CR_NONE: none yet. */
guint cr_plot_source_find_member (const CrPlotSource *source, CrGraph *graph, guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotSource, cr_plot_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotSourcer, cr_plot_sourcer_free)

G_END_DECLS
