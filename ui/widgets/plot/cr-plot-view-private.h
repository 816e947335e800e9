#pragma once
/* The inside of the plot view: its pages, and what is chosen of one's own. */

#include "cr-observer.h"
#include "cr-plot-loader.h"
#include "cr-plot-own.h"
#include "cr-plot-tabs.h"
#include "cr-plot-view.h"

G_BEGIN_DECLS

struct _CrPlotView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *content;
  CrPlotTabs *tabs;
  GtkStack *stack;
  CrPlotArea *area;
  GtkLabel *caption;
  GtkMenuButton *choices;
  GtkPopover *popover;
  GtkLabel *over_label;
  GtkDropDown *over, *form;
  GtkWidget *tangent_button;

  CrPlotLoader *loader;
  CrPlotSlopes *slopes;
  GPtrArray *pages; /* of CrPlotPage: the script's */
  guint n_figures;
  GPtrArray *owns;    /* of CrPlotOwn */
  GListModel *listed; /* that they follow; owned */
  guint current;
  gboolean tangents, box, empty;

  GArray *x_choices; /* of guint: what the rows of `over` after the first mean */
  GArray *elements;  /* of gint64: the same of a course */
  gboolean filling;
};

/* cr-plot-view.c */
CrPlotOwn *cr_plot_view_get_own (CrPlotView *view); /* that is seen; NULL: it is the script's */

/* cr-plot-view-choices.c */
void cr_plot_view_init_choices (CrPlotView *view);
/* Another page is seen. */
void cr_plot_view_update_choices (CrPlotView *view);

G_END_DECLS
