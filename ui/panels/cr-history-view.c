/* Value above, gradient below, on one axis: the events of the run. */

#include "cr-history-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"
#include "cr-text.h"

#define GAP 6

struct _CrHistoryView
{
  GtkWidget parent_instance;

  const CrEvolution *evolution; /* nullable */
  guint position, n_events;
  gboolean hides_future;
};

G_DEFINE_FINAL_TYPE (CrHistoryView, cr_history_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SEEK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
has_gradients (CrHistoryView *view)
{
  return view->evolution != NULL && view->evolution->gradient_line->len > 0;
}

/* What may be seen of a line; free it with g_array_unref(). */
static GArray *
get_known (CrHistoryView *view, GArray *line)
{
  guint last = cr_sparkline_find_at (line, view->position);
  GArray *known;

  if (!view->hides_future)
    return g_array_ref (line);
  known = g_array_new (FALSE, FALSE, sizeof (CrMoment));
  if (last != G_MAXUINT)
    g_array_append_vals (known, line->data, last + 1);
  return known;
}

static void
paint_line (CrHistoryView *view, cairo_t *cr, GArray *line, const CrColor *color, int width)
{
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autoptr (GArray) known = get_known (view, line);

  cr_sparkline_paint (known, cr, theme, color, width, view->n_events, view->position);
}

static void
cr_history_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 120;
  else
    *minimum = (int)CR_SPARKLINE_HEIGHT * (has_gradients (CR_HISTORY_VIEW (widget)) ? 2 : 1)
               + (has_gradients (CR_HISTORY_VIEW (widget)) ? GAP : 0);
  *natural = *minimum;
}

static void
cr_history_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrHistoryView *view = CR_HISTORY_VIEW (widget);
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (view->evolution == NULL)
    {
      g_autoptr (CrText) text = cr_text_new (cr);

      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, _ ("being computed…"), 0, height / 2.0, CR_ALIGN_LEFT,
                    width);
      g_clear_pointer (&text, cr_text_free);
      cairo_destroy (cr);
      return;
    }
  paint_line (view, cr, view->evolution->value_line, &theme->value, width);
  if (has_gradients (view))
    {
      cairo_translate (cr, 0, CR_SPARKLINE_HEIGHT + GAP);
      paint_line (view, cr, view->evolution->gradient_line, &theme->gradient, width);
    }
  cairo_destroy (cr);
}

static char *
dup_moment (const GArray *moments, guint i, const char *label)
{
  const CrMoment *moment = &g_array_index (moments, CrMoment, i);
  g_autofree char *number = moment->none ? g_strdup ("None") : cr_label_new_number (moment->number);

  return g_strdup_printf (_ ("event %u: %s %s"), moment->event + 1, label, number);
}

static const char *
name_line (CrHistoryView *view, gboolean gradient)
{
  if (view->evolution->norms)
    return gradient ? _ ("norm of the gradient") : _ ("norm of the value");
  return gradient ? _ ("gradient") : _ ("value");
}

/* What holds at the cursor, in words. */
static void
describe (CrHistoryView *view)
{
  g_autofree char *value = NULL, *gradient = NULL, *text = NULL;
  guint at;

  if (view->evolution == NULL)
    return;
  at = cr_sparkline_find_at (view->evolution->values, view->position);
  if (at != G_MAXUINT)
    value = dup_moment (view->evolution->values, at, name_line (view, FALSE));
  at = cr_sparkline_find_at (view->evolution->gradients, view->position);
  if (at != G_MAXUINT)
    gradient = dup_moment (view->evolution->gradients, at, name_line (view, TRUE));
  text = g_strjoin ("; ", value == NULL ? _ ("no value yet") : value, gradient, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double)view->position,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)view->n_events, -1);
}

/* What may be seen of the line at a height; owned. */
static GArray *
get_line (CrHistoryView *view, double y, gboolean *gradient)
{
  *gradient = has_gradients (view) && y > CR_SPARKLINE_HEIGHT + GAP / 2;
  return get_known (view, *gradient ? view->evolution->gradient_line : view->evolution->value_line);
}

static void
pressed (CrHistoryView *view, int n_press, double x, double y)
{
  g_autoptr (GArray) line = NULL;
  gboolean gradient;
  guint i;

  gtk_widget_grab_focus (GTK_WIDGET (view));
  if (view->evolution == NULL)
    return;
  line = get_line (view, y, &gradient);
  i = cr_sparkline_find (line, gtk_widget_get_width (GTK_WIDGET (view)), view->n_events, x);
  if (i != G_MAXUINT)
    g_signal_emit (view, signals[SIGNAL_SEEK], 0, g_array_index (line, CrMoment, i).event + 1);
}

/* The event of the moment after (or before) the position, in either line; G_MAXUINT. */
static guint
find_next (const GArray *moments, guint position, gboolean forwards)
{
  guint at = cr_sparkline_find_at (moments, forwards ? position : position - 1);

  if (forwards)
    at = at == G_MAXUINT ? 0 : at + 1;
  return at < moments->len ? g_array_index (moments, CrMoment, at).event : G_MAXUINT;
}

static guint
find_key_event (CrHistoryView *view, guint key)
{
  const GArray *values = view->evolution->values, *gradients = view->evolution->gradients;
  gboolean forwards = key == GDK_KEY_Right;
  guint a, b;

  if (view->hides_future && (key == GDK_KEY_End || key == GDK_KEY_Right))
    return G_MAXUINT;
  if (key == GDK_KEY_Home)
    return values->len > 0 ? g_array_index (values, CrMoment, 0).event : G_MAXUINT;
  if (key == GDK_KEY_End)
    return values->len > 0 ? g_array_index (values, CrMoment, values->len - 1).event : G_MAXUINT;
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return G_MAXUINT;
  if (!forwards && view->position == 0)
    return G_MAXUINT;
  a = find_next (values, view->position, forwards);
  b = find_next (gradients, view->position, forwards);
  if (a == G_MAXUINT || b == G_MAXUINT)
    return MIN (a, b);
  return forwards ? MIN (a, b) : MAX (a, b);
}

static gboolean
key_pressed (CrHistoryView *view, guint key, guint code, GdkModifierType state)
{
  guint event;

  if (view->evolution == NULL || (state & (GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key != GDK_KEY_Left && key != GDK_KEY_Right && key != GDK_KEY_Home && key != GDK_KEY_End)
    return GDK_EVENT_PROPAGATE;
  event = find_key_event (view, key);
  if (event != G_MAXUINT)
    g_signal_emit (view, signals[SIGNAL_SEEK], 0, event + 1);
  return GDK_EVENT_STOP;
}

static gboolean
query_tooltip (CrHistoryView *view, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autoptr (GArray) line = NULL;
  g_autofree char *text = NULL;
  gboolean gradient;
  guint i;

  if (view->evolution == NULL || keyboard)
    return FALSE;
  line = get_line (view, y, &gradient);
  i = cr_sparkline_find (line, gtk_widget_get_width (GTK_WIDGET (view)), view->n_events, x);
  if (i == G_MAXUINT)
    return FALSE;
  text = dup_moment (line, i, name_line (view, gradient));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
cr_history_view_class_init (CrHistoryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = cr_history_view_measure;
  widget_class->snapshot = cr_history_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "historyview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  signals[SIGNAL_SEEK] = g_signal_new ("seek", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
cr_history_view_init (CrHistoryView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Value and gradient over the run"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, -1);
  g_signal_connect (view, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), widget);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), view,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_history_view_new (void)
{
  return g_object_new (CR_TYPE_HISTORY_VIEW, NULL);
}

void
cr_history_view_set_evolution (CrHistoryView *view, const CrEvolution *evolution)
{
  g_return_if_fail (CR_IS_HISTORY_VIEW (view));
  view->evolution = evolution;
  describe (view);
  gtk_widget_queue_resize (GTK_WIDGET (view));
}

void
cr_history_view_set_position (CrHistoryView *view, guint position, guint n_events)
{
  g_return_if_fail (CR_IS_HISTORY_VIEW (view));
  view->position = position;
  view->n_events = n_events;
  describe (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
cr_history_view_set_hides_future (CrHistoryView *view, gboolean hides_future)
{
  g_return_if_fail (CR_IS_HISTORY_VIEW (view));
  view->hides_future = hides_future;
  gtk_widget_queue_draw (GTK_WIDGET (view));
}
