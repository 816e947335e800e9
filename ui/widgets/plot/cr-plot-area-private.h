#pragma once
/* The inside of a plot area, shared by what paints it, what it is told with, and what moves it. */

#include "cr-plot-area.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean set;
  guint axes, series, index;
} CrPlotPoint;

struct _CrPlotArea
{
  GtkWidget parent_instance;

  CrSession *session;   /* borrowed */
  CrPlotSlopes *slopes; /* borrowed */
  CrPlotPage *page;     /* borrowed; NULL: none */
  guint number, n_pages;

  GskRenderNode *painted; /* the figure without what moves over it */
  int width, height;      /* of what is painted */

  CrPlotPoint point; /* that is read off */
  gboolean by_keys;  /* it stays when the pointer moves away */
  gboolean lit;      /* the canvas shines for it */
  gboolean linked;
  guint link_n, link_index;
  double link_x;
  gboolean tangents;

  /* the pointer */
  double x, y;
  gboolean box_tool, boxing, dragging, on_box;
  double box_x, box_y, drag_x, drag_y;
  guint drag_axes;
  double pinch;
};

/* cr-plot-area.c */
void cr_plot_area_repaint (CrPlotArea *area); /* the figure, too */
void cr_plot_area_set_point (CrPlotArea *area, const CrPlotPoint *point, gboolean by_keys);
/* What is read off; FALSE: nothing. */
gboolean cr_plot_area_locate (CrPlotArea *area, CrPlotPick *pick);
const CrPlotSource *cr_plot_area_get_source (CrPlotArea *area, guint axes, guint series);

/* cr-plot-readout.c */
/* Lines of text about a point; g_free(). */
char *cr_plot_area_describe_point (CrPlotArea *area, const CrPlotPick *pick);
/* What can be seen on the page, in a sentence; g_free(). */
char *cr_plot_area_describe_page (CrPlotArea *area);
/* The slope at a point where one is known. */
gboolean cr_plot_area_get_slope (CrPlotArea *area, const CrPlotPick *pick, double *slope);

/* cr-plot-area-paint.c */
void cr_plot_area_paint_overlay (CrPlotArea *area, cairo_t *cr, int width, int height);

/* cr-plot-area-input.c */
void cr_plot_area_add_controllers (CrPlotArea *area);
/* Shows the point's tensor and its element everywhere. */
void cr_plot_area_select_point (CrPlotArea *area);

G_END_DECLS
