#pragma once
/* Plots of one's own: what a reader wants to see of a tensor without writing code. They belong to the document that is
 * open, not to its text, and say by key what they are of, so that they outlive a run. */

#include "cr-session.h"

G_BEGIN_DECLS

typedef enum
{
  CR_OWN_PLOT_VALUE,          /* its elements, one after another, or over those of another */
  CR_OWN_PLOT_GRADIENT,       /* those of its gradient */
  CR_OWN_PLOT_VALUE_GRADIENT, /* the gradient over the value */
  CR_OWN_PLOT_HISTORY,        /* over the steps of the run */
  CR_N_OWN_PLOTS
} CrOwnPlotKind;

/* How what has several dimensions is drawn. */
typedef enum
{
  CR_OWN_PLOT_SENSIBLE, /* as suits its shape */
  CR_OWN_PLOT_LINES,    /* a line a row */
  CR_OWN_PLOT_HEAT,     /* a cell an element */
  CR_OWN_PLOT_FLAT      /* all elements in a row */
} CrOwnPlotForm;

#define CR_TYPE_OWN_PLOT (cr_own_plot_get_type ())
G_DECLARE_FINAL_TYPE (CrOwnPlot, cr_own_plot, CR, OWN_PLOT, GObject)

/* Property "changed" notifies whenever something of it does. */
CrOwnPlotKind cr_own_plot_get_kind (CrOwnPlot *plot);
/* What the variable was called when it was chosen; for when a run has it no longer. Borrowed. */
const char *cr_own_plot_get_name (CrOwnPlot *plot);
/* In the session's present graph; CR_NONE where the run has no such variable. */
guint cr_own_plot_find (CrOwnPlot *plot, CrSession *session);
/* What it is drawn over; CR_NONE: the elements' numbers. */
guint cr_own_plot_find_x (CrOwnPlot *plot, CrSession *session);
void cr_own_plot_set_x (CrOwnPlot *plot, CrSession *session, guint variable);
/* Of a course: the one element (flat in row order) that it is of; -1, as at first: all, of several their norm. */
gint64 cr_own_plot_get_element (CrOwnPlot *plot);
void cr_own_plot_set_element (CrOwnPlot *plot, gint64 element);
CrOwnPlotForm cr_own_plot_get_form (CrOwnPlot *plot);
void cr_own_plot_set_form (CrOwnPlot *plot, CrOwnPlotForm form);

/* Of CrOwnPlot, borrowed; follow its "items-changed". Empty when another document is opened. */
GListModel *cr_session_get_plots (CrSession *session);
/* Adds one of @variable of the present graph; a course is of the element that is selected of it. One that is there
 * already comes to the end of the list, so that whoever watches shows it. Borrowed; NULL where there is no such
 * variable. */
CrOwnPlot *cr_session_add_plot (CrSession *session, CrOwnPlotKind kind, guint variable);
void cr_session_remove_plot (CrSession *session, CrOwnPlot *plot);

G_END_DECLS
