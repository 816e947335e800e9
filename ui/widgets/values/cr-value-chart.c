/* Paints with ui/draw, and keeps what was painted until something else is shown. */

#include "cr-value-chart.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "cr-label.h"
#include "cr-value-table.h"

#define NATURAL_WIDTH 258

struct _CrValueChart
{
  GtkWidget parent_instance;

  CrValue *value;
  CrHeat *heat;   /* one of the two, */
  CrStats *stats; /* or none */
  gboolean is_gradient, logarithmic;
  gint64 selected;
  double height; /* of what was shown last */
  GskRenderNode *painted;
  int painted_width;
};

G_DEFINE_FINAL_TYPE (CrValueChart, cr_value_chart, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
repaint (CrValueChart *chart)
{
  g_clear_pointer (&chart->painted, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (chart));
}

static GtkSizeRequestMode
cr_value_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cr_value_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  CrValueChart *chart = CR_VALUE_CHART (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 120;
      *natural = NATURAL_WIDTH;
      return;
    }
  if (chart->heat != NULL)
    chart->height = cr_heat_get_height (chart->heat, for_size < 0 ? NATURAL_WIDTH : for_size);
  else if (chart->stats != NULL || chart->height == 0)
    chart->height = CR_HISTOGRAM_HEIGHT;
  *minimum = *natural = (int)ceil (chart->height);
}

/* The selected element's place in the matrix that is shown; line -1 if it is in another. */
static void
get_selected (CrValueChart *chart, gint64 *line, gint64 *column)
{
  gint64 index = chart->selected - chart->heat->first;

  *line = *column = -1;
  if (chart->selected < 0 || index < 0 || index >= chart->heat->lines * chart->heat->columns)
    return;
  *line = index / chart->heat->columns;
  *column = index % chart->heat->columns;
}

static void
paint (CrValueChart *chart, cairo_t *cr, int width)
{
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  gint64 line, column;

  if (chart->heat != NULL)
    {
      get_selected (chart, &line, &column);
      cr_heat_paint (chart->heat, cr, theme, width, line, column);
    }
  else if (chart->stats != NULL && chart->stats->has_histogram)
    cr_histogram_paint (&chart->stats->histogram, cr, theme, chart->is_gradient ? &theme->gradient : &theme->value,
                        width, chart->logarithmic);
}

static void
cr_value_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrValueChart *chart = CR_VALUE_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (chart->painted == NULL || chart->painted_width != width)
    {
      GskRenderNode *node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (-4, -4, width + 8, height + 8));
      cairo_t *cr = gsk_cairo_node_get_draw_context (node);

      paint (chart, cr, width);
      cairo_destroy (cr);
      g_clear_pointer (&chart->painted, gsk_render_node_unref);
      chart->painted = node;
      chart->painted_width = width;
    }
  gtk_snapshot_append_node (snapshot, chart->painted);
}

void
cr_value_chart_select (CrValueChart *chart, gint64 element)
{
  g_return_if_fail (CR_IS_VALUE_CHART (chart));
  if (chart->selected == element)
    return;
  chart->selected = element;
  if (chart->heat != NULL && chart->value != NULL && element >= 0 && element < cr_value_get_numel (chart->value))
    {
      g_autofree char *text = cr_value_table_describe_element (chart->value, element);

      gtk_accessible_update_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  repaint (chart);
}

static void
choose (CrValueChart *chart, gint64 line, gint64 column)
{
  gint64 element = chart->heat->first + line * chart->heat->columns + column;

  cr_value_chart_select (chart, element);
  g_signal_emit (chart, signals[SIGNAL_SELECTED], 0, element);
}

static void
pressed (CrValueChart *chart, int n_press, double x, double y)
{
  gint64 line, column;

  gtk_widget_grab_focus (GTK_WIDGET (chart));
  if (chart->heat != NULL
      && cr_heat_find (chart->heat, gtk_widget_get_width (GTK_WIDGET (chart)), x, y, &line, &column))
    choose (chart, line, column);
}

/* Of a matrix too large for a cell an element, a key moves on by a cell. */
static gboolean
key_pressed (CrValueChart *chart, guint key, guint code, GdkModifierType state)
{
  gint64 line, column, down, across;

  if (chart->heat == NULL || (state & (GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  get_selected (chart, &line, &column);
  down = MAX (chart->heat->lines / chart->heat->n_rows, 1);
  across = MAX (chart->heat->columns / chart->heat->n_columns, 1);
  if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    line -= down;
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    line += down;
  else if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    column -= across;
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    column += across;
  else
    return GDK_EVENT_PROPAGATE;
  choose (chart, CLAMP (line, 0, chart->heat->lines - 1), CLAMP (column, 0, chart->heat->columns - 1));
  return GDK_EVENT_STOP;
}

static char *
dup_text_at (CrValueChart *chart, double x, double y)
{
  gint64 line, column;
  double width = gtk_widget_get_width (GTK_WIDGET (chart));

  if (chart->heat == NULL)
    return chart->stats == NULL || !chart->stats->has_histogram
               ? NULL
               : cr_histogram_dup_text_at (&chart->stats->histogram, width, x);
  if (!cr_heat_find (chart->heat, width, x, y, &line, &column))
    return NULL;
  return cr_value_table_describe_element (chart->value, chart->heat->first + line * chart->heat->columns + column);
}

static gboolean
query_tooltip (CrValueChart *chart, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = keyboard ? NULL : dup_text_at (chart, x, y);

  if (keyboard && chart->heat != NULL && chart->selected >= 0 && chart->selected < cr_value_get_numel (chart->value))
    text = cr_value_table_describe_element (chart->value, chart->selected);
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
clear (CrValueChart *chart)
{
  g_clear_pointer (&chart->value, cr_value_unref);
  g_clear_pointer (&chart->heat, cr_heat_free);
  g_clear_pointer (&chart->stats, cr_stats_free);
}

static void
cr_value_chart_finalize (GObject *object)
{
  CrValueChart *chart = CR_VALUE_CHART (object);

  clear (chart);
  g_clear_pointer (&chart->painted, gsk_render_node_unref);
  G_OBJECT_CLASS (cr_value_chart_parent_class)->finalize (object);
}

static void
cr_value_chart_class_init (CrValueChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cr_value_chart_finalize;
  widget_class->measure = cr_value_chart_measure;
  widget_class->get_request_mode = cr_value_chart_get_request_mode;
  widget_class->snapshot = cr_value_chart_snapshot;
  gtk_widget_class_set_css_name (widget_class, "valuechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
cr_value_chart_init (CrValueChart *chart)
{
  GtkWidget *widget = GTK_WIDGET (chart);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  chart->selected = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (chart, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), widget);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (repaint), chart,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_value_chart_new (void)
{
  return g_object_new (CR_TYPE_VALUE_CHART, NULL);
}

static void
take (CrValueChart *chart, CrValue *value, const char *label)
{
  CrValue *old = chart->value;

  chart->value = value == NULL ? NULL : cr_value_ref (value);
  g_clear_pointer (&old, cr_value_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  repaint (chart);
  gtk_widget_queue_resize (GTK_WIDGET (chart));
}

void
cr_value_chart_show_heat (CrValueChart *chart, const char *label, CrValue *value, const CrHeat *heat)
{
  g_autofree char *largest = cr_label_new_number (heat->largest), *text = NULL;

  g_return_if_fail (CR_IS_VALUE_CHART (chart) && value != NULL);
  text
      = g_strdup_printf (_ ("%s as a heat map of %" PRId64 " rows and %" PRId64 " columns, on a scale to %s both ways"),
                         label, heat->lines, heat->columns, largest);
  g_clear_pointer (&chart->stats, cr_stats_free);
  g_clear_pointer (&chart->heat, cr_heat_free);
  chart->heat = cr_heat_copy (heat);
  take (chart, value, text);
}

void
cr_value_chart_show_histogram (CrValueChart *chart, const char *label, CrValue *value, const CrStats *stats,
                               gboolean is_gradient, gboolean logarithmic)
{
  g_autofree char *numbers = cr_stats_dup_text (stats), *text = NULL;

  g_return_if_fail (CR_IS_VALUE_CHART (chart) && value != NULL);
  text = g_strdup_printf (_ ("Histogram of %s: %s"), label, numbers);
  g_clear_pointer (&chart->heat, cr_heat_free);
  g_clear_pointer (&chart->stats, cr_stats_free);
  chart->stats = cr_stats_copy (stats);
  chart->is_gradient = is_gradient;
  chart->logarithmic = logarithmic;
  take (chart, value, text);
}

void
cr_value_chart_show_nothing (CrValueChart *chart)
{
  g_return_if_fail (CR_IS_VALUE_CHART (chart));
  g_clear_pointer (&chart->heat, cr_heat_free);
  g_clear_pointer (&chart->stats, cr_stats_free);
  take (chart, NULL, _ ("being computed"));
}
