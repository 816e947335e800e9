/* Paints a figure and reads off points. The figure's own opacities are kept aside, since being pale is a state
 * of the view. */

#include "cr-plot-area.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-label.h"
#include "cr-plot.h"

#define MIN_HEIGHT 190
#define NATURAL_HEIGHT 236
#define PALE 0.28

struct _CrPlotArea
{
  GtkWidget parent_instance;

  CrFigure *figure;
  GArray *alphas; /* of double, a series' own */
  guint position;
  GskRenderNode *painted;
  int painted_width, painted_height;
  gboolean picked;
  guint series, index;
};

G_DEFINE_FINAL_TYPE (CrPlotArea, cr_plot_area, GTK_TYPE_WIDGET)

static gboolean
is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

static void
repaint (CrPlotArea *area)
{
  g_clear_pointer (&area->painted, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (area));
}

static void
fill_bubble (cairo_t *cr, const CrPlotTheme *theme, double x, double y, double width, double height)
{
  cairo_set_source_rgb (cr, theme->background.red, theme->background.green, theme->background.blue);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, theme->axis.red, theme->axis.green, theme->axis.blue);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* The picked point's numbers beside it, kept inside the widget. */
static void
draw_readout (CrPlotArea *area, cairo_t *cr, int width, int height)
{
  const CrSeries *series = g_ptr_array_index (cr_figure_get_axes (area->figure, 0)->series, area->series);
  const CrPlotTheme *theme = cr_plot_theme_get (is_dark ());
  g_autofree char *x_label = cr_label_new_number (series->x[area->index]);
  g_autofree char *y_label = cr_label_new_number (series->y[area->index]);
  g_autofree char *text = g_strdup_printf ("%s%s(%s, %s)", series->label == NULL ? "" : series->label,
                                           series->label == NULL ? "" : " ", x_label, y_label);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (area), text);
  double x, y, left, top;
  int text_width, text_height;

  if (!cr_plot_locate (area->figure, width, height, series->x[area->index], series->y[area->index], &x, &y))
    return;
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  left = CLAMP (x - text_width / 2.0, 4, MAX (4, width - text_width - 10));
  top = y - text_height - 14 < 2 ? y + 10 : y - text_height - 14;
  cairo_arc (cr, x, y, 5, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, theme->text.red, theme->text.green, theme->text.blue);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  fill_bubble (cr, theme, (int)left - 4.5, (int)top - 2.5, text_width + 9, text_height + 5);
  cairo_set_source_rgb (cr, theme->text.red, theme->text.green, theme->text.blue);
  cairo_move_to (cr, (int)left, (int)top);
  pango_cairo_show_layout (cr, layout);
}

static GskRenderNode *
paint (CrPlotArea *area, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cr_plot_paint (area->figure, cr_plot_theme_get (is_dark ()), cr, width, height);
  if (area->picked)
    draw_readout (area, cr, width, height);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
cr_plot_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrPlotArea *area = CR_PLOT_AREA (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (area->painted == NULL || area->painted_width != width || area->painted_height != height)
    {
      g_clear_pointer (&area->painted, gsk_render_node_unref);
      area->painted = paint (area, width, height);
      area->painted_width = width;
      area->painted_height = height;
    }
  if (area->painted != NULL)
    gtk_snapshot_append_node (snapshot, area->painted);
}

static void
cr_plot_area_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : NATURAL_HEIGHT;
}

static void
pointer_moved (CrPlotArea *area, double x, double y)
{
  guint series = 0, index = 0;
  gboolean picked = cr_plot_pick (area->figure, gtk_widget_get_width (GTK_WIDGET (area)),
                                  gtk_widget_get_height (GTK_WIDGET (area)), x, y, &series, &index);

  if (picked == area->picked && series == area->series && index == area->index)
    return;
  area->picked = picked;
  area->series = series;
  area->index = index;
  repaint (area);
}

static void
pointer_left (CrPlotArea *area)
{
  if (!area->picked)
    return;
  area->picked = FALSE;
  repaint (area);
}

static void
cr_plot_area_finalize (GObject *object)
{
  CrPlotArea *area = CR_PLOT_AREA (object);

  g_clear_pointer (&area->painted, gsk_render_node_unref);
  g_clear_pointer (&area->alphas, g_array_unref);
  G_OBJECT_CLASS (cr_plot_area_parent_class)->finalize (object);
}

static void
cr_plot_area_class_init (CrPlotAreaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cr_plot_area_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = cr_plot_area_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = cr_plot_area_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cr_plot_area_init (CrPlotArea *area)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), area);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), area);
  gtk_widget_add_controller (GTK_WIDGET (area), motion);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (repaint), area,
                           G_CONNECT_SWAPPED);
}

/* "Plot 1: sine. sin(a), 25 points": what there is to see. */
static char *
describe_figure (const CrFigure *figure, guint number)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Plot %u"), number);
  if (cr_figure_get_axes (figure, 0)->title != NULL)
    g_string_append_printf (text, ": %s", cr_figure_get_axes (figure, 0)->title);
  for (guint i = 0; i < cr_figure_get_axes (figure, 0)->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (cr_figure_get_axes (figure, 0)->series, i);

      g_string_append (text, i == 0 ? ". " : "; ");
      if (series->label != NULL)
        g_string_append_printf (text, _ ("%s, %u points"), series->label, series->n);
      else
        g_string_append_printf (text, _ ("%u points"), series->n);
    }
  return g_string_free (text, FALSE);
}

GtkWidget *
cr_plot_area_new (CrFigure *figure, guint number)
{
  CrPlotArea *area = g_object_new (CR_TYPE_PLOT_AREA, NULL);
  g_autofree char *label = describe_figure (figure, number);

  area->figure = figure;
  area->position = G_MAXUINT;
  area->alphas = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < cr_figure_get_axes (figure, 0)->series->len; i++)
    g_array_append_val (area->alphas,
                        ((CrSeries *)g_ptr_array_index (cr_figure_get_axes (figure, 0)->series, i))->alpha);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (area);
}

void
cr_plot_area_set_position (CrPlotArea *area, guint position)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < area->alphas->len; i++)
    {
      CrSeries *series = g_ptr_array_index (cr_figure_get_axes (area->figure, 0)->series, i);
      double alpha = g_array_index (area->alphas, double, i) * (series->event < position ? 1.0 : PALE);

      changed = changed || alpha != series->alpha;
      series->alpha = alpha;
    }
  area->position = position;
  if (changed)
    repaint (area);
}

gboolean
cr_plot_area_is_past (CrPlotArea *area, guint position)
{
  for (guint i = 0; i < cr_figure_get_axes (area->figure, 0)->series->len; i++)
    if (((const CrSeries *)g_ptr_array_index (cr_figure_get_axes (area->figure, 0)->series, i))->event >= position)
      return FALSE;
  return TRUE;
}
