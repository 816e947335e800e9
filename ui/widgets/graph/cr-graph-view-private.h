#pragma once
/* The inside of the graph view, shared by what puts it together and its actions. */

#include "cr-graph-canvas.h"
#include "cr-graph-overview.h"
#include "cr-graph-search.h"
#include "cr-graph-view.h"
#include "cr-observer.h"
#include "cr-palette.h"

G_BEGIN_DECLS

/* What a tensor is clicked on for. */
typedef enum
{
  CR_PICK_NOTHING,
  CR_PICK_OPERAND,  /* of the palette */
  CR_PICK_RECONNECT /* of an edge */
} CrGraphPick;

struct _CrGraphView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *overlay;
  CrGraphCanvas *canvas;
  GtkLabel *zoom_label;
  GtkWidget *empty_box;
  GtkLabel *empty_label;
  GtkWidget *zoom_box;
  GtkGrid *marks;
  GtkMenuButton *groups_button; /* shown where there are groups */

  GtkWidget *top_box; /* of the two below */
  CrGraphSearch *search;
  GtkWidget *flow_bar; /* what is lit, in words */
  GtkLabel *flow_label;
  CrGraphOverview *overview;
  gboolean wants_overview; /* where there is need of it */
  GtkWidget *menu;         /* the popover that was opened last; NULL */
  guint update;            /* idle */

  /* building by hand */
  CrPalette *palette; /* NULL until it is first opened */
  int menu_x, menu_y; /* where the menu was opened */
  CrGraphPick picking;
  guint pick_variable, pick_function; /* the edge */
  GtkWidget *pick_bar;
  GtkLabel *pick_label;
};

void cr_graph_view_install_actions (GtkWidgetClass *widget_class);
/* Keys that work wherever the focus is in the window. */
void cr_graph_view_add_shortcuts (CrGraphView *view);
/* The menu of what is selected, or of the ground, at a point of the canvas. */
void cr_graph_view_open_menu (CrGraphView *view, double x, double y);

/* cr-graph-view-build.c */
void cr_graph_view_install_build_actions (GtkWidgetClass *widget_class);
void cr_graph_view_init_build (CrGraphView *view); /* the canvas is there */
/* The palette at a point of the canvas, for what is selected there. */
void cr_graph_view_open_palette (CrGraphView *view, double x, double y);

G_END_DECLS
