#pragma once
/* One figure as it is shown: where its numbers come from, what of it there was at a moment of the run, and what part of
 * it is in sight. Knows no widget. */

#include "cr-cursor.h"
#include "cr-plot-source.h"
#include "cr-plotter.h"
#include "cr-session-plots.h"

G_BEGIN_DECLS

/* The last point that there is at the cursor, of a course that the run has not ended yet. */
typedef struct
{
  guint axes, series, index;
} CrPlotMark;

typedef struct
{
  CrGraph *graph;      /* owned; NULL: of no run */
  CrFigure *figure;    /* owned */
  GPtrArray *sources;  /* owned; see cr_plot_sources_get() */
  CrPlotter *plotter;  /* owned; another one when the figure has changed */
  CrOwnPlot *own;      /* owned; NULL: the script's */
  char *title;         /* owned */
  guint event;         /* that showed it; G_MAXUINT of one's own */
  GArray *marks;       /* of CrPlotMark */
  guint step, n_steps; /* which of its values a series that follows the cursor shows, from 1; 0: none follows */

  /* the page's own */
  GArray *followers;
  GPtrArray *axes; /* how far the data reach */
  double width, height;
} CrPlotPage;

/* Takes over @figure and @sources (nullable); @graph and @own (nullable) are referenced, @title is copied. What changes
 * with the cursor is found out, and gets a pale copy of what it came to in the end. */
CrPlotPage *cr_plot_page_new (CrGraph *graph, CrFigure *figure, GPtrArray *sources, const char *title, CrOwnPlot *own);
void cr_plot_page_free (CrPlotPage *page);

void cr_plot_page_set_size (CrPlotPage *page, double width, double height);
/* As things stood when @cursor's position was reached. TRUE if that changes the picture. */
gboolean cr_plot_page_set_cursor (CrPlotPage *page, CrCursor *cursor);
/* TRUE if all that is plotted was plotted before @position. */
gboolean cr_plot_page_is_past (const CrPlotPage *page, guint position);
/* Shows the part that @other, the same plot of another run, shows. */
void cr_plot_page_take_view (CrPlotPage *page, CrPlotPage *other);
/* The series that a pale copy belongs to; itself if it is none. */
guint cr_plot_page_get_series (const CrPlotPage *page, guint axes, guint series);
/* Whether a series is a copy of another, or shows not what it came to. */
gboolean cr_plot_page_is_copy (const CrPlotPage *page, guint axes, guint series);
/* The variable that a point is to be looked for at, with its element (-1: all of it); CR_NONE. */
guint cr_plot_page_find_variable (const CrPlotPage *page, guint axes, guint series, guint index, gint64 *element);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlotPage, cr_plot_page_free)

G_END_DECLS
