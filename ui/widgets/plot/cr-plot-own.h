#pragma once
/* A plot of one's own as a page: made on a thread, and made again when the run, the cursor or what was chosen of it
 * is another. */

#include "cr-plot-page.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct _CrPlotOwn CrPlotOwn;

/* @session is borrowed. @changed is called on the main thread when there is another page. */
CrPlotOwn *cr_plot_own_new (CrSession *session, CrOwnPlot *plot, void (*changed) (CrPlotOwn *own, gpointer user_data),
                            gpointer user_data);
void cr_plot_own_free (CrPlotOwn *own);
CrOwnPlot *cr_plot_own_get_plot (const CrPlotOwn *own); /* borrowed */
/* Looks at run and cursor. */
void cr_plot_own_update (CrPlotOwn *own);
/* Borrowed until @changed; NULL while the first is being made. */
CrPlotPage *cr_plot_own_get_page (const CrPlotOwn *own);
/* "a", "gradient of a", "a over the steps"; borrowed. */
const char *cr_plot_own_get_title (const CrPlotOwn *own);
/* What it is of now: at the cursor, in the present run; CR_NONE. */
guint cr_plot_own_get_variable (const CrPlotOwn *own);
/* The element whose course it is, as long as the variable has it; -1: all. */
gint64 cr_plot_own_get_element (const CrPlotOwn *own);
/* Whether there is an element to choose. */
gboolean cr_plot_own_has_elements (const CrPlotOwn *own);
/* Whether it can be drawn in several ways: it has more than one dimension. */
gboolean cr_plot_own_has_forms (const CrPlotOwn *own);

/* What the picture is made of. Values are nullable. */
typedef struct
{
  CrGraph *graph;
  CrOwnPlotKind kind;
  CrOwnPlotForm form;
  guint variable, x; /* CR_NONE */
  gint64 element;    /* whose course it is; -1: all */
  CrValue *value, *gradient, *x_value;
  char *name, *x_name, *title;
} CrPlotOwnParts;

/* A figure of @parts, and where its points come from. For a thread; NULL if it was cancelled. cr-plot-own-figure.c */
CrFigure *cr_plot_own_figure_new (const CrPlotOwnParts *parts, GPtrArray **sources, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotOwn, cr_plot_own_free)

G_END_DECLS
