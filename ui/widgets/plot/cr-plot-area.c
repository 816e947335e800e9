/* The figure is painted once for a size and a view; what follows the pointer lies over it. */

#include "cr-plot-area-private.h"

#include <adwaita.h>

#define MIN_HEIGHT 120
#define NATURAL_HEIGHT 236

G_DEFINE_FINAL_TYPE (CrPlotArea, cr_plot_area, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_POINT_CHANGED,
  SIGNAL_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GskRenderNode *
paint (CrPlotArea *area, int width, int height)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cr_plot_page_set_size (area->page, width, height);
  cr_plotter_paint (area->page->plotter, cr_plot_theme_get (dark), cr);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
snapshot_overlay (CrPlotArea *area, GtkSnapshot *snapshot, int width, int height)
{
  cairo_t *cr;

  if (!area->point.set && !area->linked && !area->boxing && area->page->marks->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cr_plot_area_paint_overlay (area, cr, width, height);
  cairo_destroy (cr);
}

static void
cr_plot_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrPlotArea *area = CR_PLOT_AREA (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (area->page == NULL || width <= 0 || height <= 0)
    return;
  if (area->painted == NULL || area->width != width || area->height != height)
    {
      g_clear_pointer (&area->painted, gsk_render_node_unref);
      area->painted = paint (area, width, height);
      area->width = width;
      area->height = height;
    }
  if (area->painted != NULL)
    gtk_snapshot_append_node (snapshot, area->painted);
  snapshot_overlay (area, snapshot, width, height);
}

static void
cr_plot_area_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : NATURAL_HEIGHT;
}

/* Tab goes from series to series before it leaves. */
static gboolean
cr_plot_area_focus (GtkWidget *widget, GtkDirectionType direction)
{
  CrPlotArea *area = CR_PLOT_AREA (widget);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  CrPlotPoint point = area->point;
  const CrAxes *axes;

  if (!gtk_widget_is_focus (widget))
    return GTK_WIDGET_CLASS (cr_plot_area_parent_class)->focus (widget, direction);
  if ((!forward && direction != GTK_DIR_TAB_BACKWARD) || !point.set || !area->by_keys || area->page == NULL)
    return FALSE;
  do
    {
      axes = cr_figure_get_axes (area->page->figure, point.axes);
      if (forward && ++point.series >= axes->series->len)
        {
          point.series = 0;
          if (++point.axes >= area->page->figure->axes->len)
            return FALSE;
        }
      else if (!forward && point.series-- == 0)
        {
          if (point.axes-- == 0)
            return FALSE;
          point.series = cr_figure_get_axes (area->page->figure, point.axes)->series->len - 1;
        }
      axes = cr_figure_get_axes (area->page->figure, point.axes);
    }
  while (point.series >= axes->series->len || cr_axes_get_series (axes, point.series)->n == 0
         || cr_plot_page_get_series (area->page, point.axes, point.series) != point.series);
  point.index = MIN (point.index, cr_axes_get_series (axes, point.series)->n - 1);
  cr_plot_area_set_point (area, &point, TRUE);
  return TRUE;
}

static void
cr_plot_area_dispose (GObject *object)
{
  cr_plot_area_detach (CR_PLOT_AREA (object));
  G_OBJECT_CLASS (cr_plot_area_parent_class)->dispose (object);
}

static void
cr_plot_area_finalize (GObject *object)
{
  g_clear_pointer (&CR_PLOT_AREA (object)->painted, gsk_render_node_unref);
  G_OBJECT_CLASS (cr_plot_area_parent_class)->finalize (object);
}

static void
cr_plot_area_class_init (CrPlotAreaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_plot_area_dispose;
  G_OBJECT_CLASS (klass)->finalize = cr_plot_area_finalize;
  widget_class->snapshot = cr_plot_area_snapshot;
  widget_class->measure = cr_plot_area_measure;
  widget_class->focus = cr_plot_area_focus;
  gtk_widget_class_set_css_name (widget_class, "plotarea");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_POINT_CHANGED]
      = g_signal_new ("point-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_plot_area_init (CrPlotArea *area)
{
  area->tangents = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (area), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (area), GTK_OVERFLOW_HIDDEN);
  cr_plot_area_add_controllers (area);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (cr_plot_area_repaint), area,
                           G_CONNECT_SWAPPED);
}

void
cr_plot_area_repaint (CrPlotArea *area)
{
  g_clear_pointer (&area->painted, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (area));
  g_signal_emit (area, signals[SIGNAL_MOVED], 0);
}

const CrPlotSource *
cr_plot_area_get_source (CrPlotArea *area, guint axes, guint series)
{
  return area->page == NULL
             ? NULL
             : cr_plot_sources_get (area->page->sources, axes, cr_plot_page_get_series (area->page, axes, series));
}

gboolean
cr_plot_area_locate (CrPlotArea *area, CrPlotPick *pick)
{
  return area->page != NULL && area->point.set
         && cr_plotter_locate (area->page->plotter, area->point.axes, area->point.series, area->point.index, pick);
}

static void
tell (CrPlotArea *area)
{
  g_autofree char *page = cr_plot_area_describe_page (area);
  g_autofree char *readout = cr_plot_area_dup_readout (area);
  g_autofree char *label = NULL;

  if (readout != NULL)
    g_strdelimit (readout, "\n", ' ');
  label = readout == NULL ? g_strdup (page) : g_strdup_printf ("%s. %s", readout, page);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* The variables and functions that the point comes through. */
static void
light (CrPlotArea *area)
{
  const CrPlotSource *source
      = area->point.set ? cr_plot_area_get_source (area, area->point.axes, area->point.series) : NULL;
  gint64 element;
  guint variable;

  if (area->session == NULL || (source == NULL && !area->lit))
    return;
  area->lit = source != NULL;
  if (source == NULL || area->page->graph != cr_session_get_graph (area->session))
    {
      cr_session_set_lit (area->session, NULL, 0, NULL, 0);
      return;
    }
  variable = cr_plot_page_find_variable (area->page, area->point.axes, area->point.series, area->point.index, &element);
  if (variable == source->y && source->lit_variables->len > 0)
    cr_session_set_lit (area->session, (const guint *)source->lit_variables->data, source->lit_variables->len,
                        (const guint *)source->lit_functions->data, source->lit_functions->len);
  else
    cr_session_set_lit (area->session, &variable, variable == CR_NONE ? 0 : 1, NULL, 0);
}

void
cr_plot_area_set_point (CrPlotArea *area, const CrPlotPoint *point, gboolean by_keys)
{
  area->by_keys = point->set && by_keys;
  if (point->set == area->point.set
      && (!point->set
          || (point->axes == area->point.axes && point->series == area->point.series
              && point->index == area->point.index)))
    return;
  area->point = *point;
  light (area);
  tell (area);
  gtk_widget_queue_draw (GTK_WIDGET (area));
  g_signal_emit (area, signals[SIGNAL_POINT_CHANGED], 0);
}

void
cr_plot_area_attach (CrPlotArea *area, CrSession *session, CrPlotSlopes *slopes)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  area->session = session;
  area->slopes = slopes;
}

void
cr_plot_area_detach (CrPlotArea *area)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  area->page = NULL;
  area->point.set = FALSE;
  area->session = NULL;
  area->slopes = NULL;
}

/* The point that was read off is looked for on the page that comes. */
static gboolean
has_point (CrPlotPage *page, const CrPlotPoint *point)
{
  const CrAxes *axes = page == NULL ? NULL : cr_figure_get_axes (page->figure, point->axes);
  const CrSeries *series = axes == NULL ? NULL : cr_axes_get_series (axes, point->series);

  return series != NULL && point->index < series->n;
}

void
cr_plot_area_set_page (CrPlotArea *area, CrPlotPage *page, guint number, guint n)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  CrPlotPoint none = { .set = FALSE };
  gboolean keeps = area->by_keys && area->number == number && has_point (page, &area->point);

  if (!keeps)
    cr_plot_area_set_point (area, &none, FALSE);
  area->page = page;
  area->number = number;
  area->n_pages = n;
  area->dragging = area->boxing = FALSE;
  if (page != NULL && area->width > 0)
    cr_plot_page_set_size (page, area->width, area->height);
  cr_plot_area_update (area);
}

void
cr_plot_area_update (CrPlotArea *area)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  tell (area);
  cr_plot_area_repaint (area);
}

void
cr_plot_area_set_link (CrPlotArea *area, gboolean set, guint n, guint index, double x)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  area->linked = set;
  area->link_n = n;
  area->link_index = index;
  area->link_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (area));
}

void
cr_plot_area_set_tangents (CrPlotArea *area, gboolean tangents)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  area->tangents = tangents;
  cr_plot_area_update (area);
}

void
cr_plot_area_set_box_tool (CrPlotArea *area, gboolean box)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  area->box_tool = box;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (area), box ? "crosshair" : NULL);
}

void
cr_plot_area_zoom (CrPlotArea *area, double factor)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  CrPlotPick pick;
  CrPlotRect rect;
  guint index = area->point.set ? area->point.axes : 0;

  if (area->page == NULL || !cr_plotter_get_area (area->page->plotter, index, &rect))
    return;
  if (cr_plot_area_locate (area, &pick))
    cr_plotter_zoom (area->page->plotter, index, pick.x, pick.y, factor, factor);
  else
    cr_plotter_zoom (area->page->plotter, index, rect.x + rect.width / 2, rect.y + rect.height / 2, factor, factor);
  cr_plot_area_repaint (area);
}

void
cr_plot_area_reset (CrPlotArea *area)
{
  g_return_if_fail (CR_IS_PLOT_AREA (area));
  if (area->page == NULL)
    return;
  cr_plotter_reset (area->page->plotter);
  cr_plot_area_repaint (area);
}

gboolean
cr_plot_area_is_moved (CrPlotArea *area)
{
  g_return_val_if_fail (CR_IS_PLOT_AREA (area), FALSE);
  return area->page != NULL && cr_plotter_is_moved (area->page->plotter);
}

char *
cr_plot_area_dup_readout (CrPlotArea *area)
{
  g_return_val_if_fail (CR_IS_PLOT_AREA (area), NULL);
  CrPlotPick pick;

  return cr_plot_area_locate (area, &pick) ? cr_plot_area_describe_point (area, &pick) : NULL;
}
