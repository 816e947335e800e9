/* The scale holds the number from the press of the button, or of a key, to its release. */

#include "cr-slider-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-live-drag.h"

struct _CrSliderRow
{
  GtkWidget parent_instance;
  CrSession *session; /* borrowed */
  guint id;

  GtkWidget *box;
  GtkLabel *name;
  GtkEntry *low, *high, *value, *step;
  GtkScale *scale;
  double shown_low, shown_high, shown_step, shown_value;
  gboolean is_int;
  gboolean pressed; /* a button is down on the scale */
  gboolean mine;    /* the scale's hand holds the number */
};

G_DEFINE_FINAL_TYPE (CrSliderRow, cr_slider_row, GTK_TYPE_WIDGET)

static void
format_number (char *text, gsize size, double number)
{
  g_ascii_formatd (text, (int)size, "%.7g", number);
}

static void
set_number (GtkEntry *entry, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  format_number (text, sizeof text, number);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

/* What still stands there as it was shown is @shown with all its digits. FALSE, and shown so, where no number is
 * typed. */
static gboolean
get_number (GtkEntry *entry, double shown, double *number)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  char *end = NULL, as_shown[G_ASCII_DTOSTR_BUF_SIZE];

  format_number (as_shown, sizeof as_shown, shown);
  *number = g_str_equal (text, as_shown) ? shown : g_ascii_strtod (text, &end);
  if (end == NULL || (end != text && *end == '\0' && isfinite (*number)))
    return TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  return FALSE;
}

/* The scale. */

static gboolean
hold (CrSliderRow *row)
{
  const CrLiveNumber *live = cr_session_get_live (row->session);
  g_autoptr (GError) error = NULL;

  if (row->mine && live != NULL && live->held)
    return TRUE;
  row->mine = cr_session_hold_slider (row->session, row->id, &error);
  if (!row->mine)
    cr_session_tell (row->session, error->message);
  return row->mine;
}

static gboolean
change_value (GtkRange *range, GtkScrollType scroll, double value, gpointer data)
{
  CrSliderRow *row = data;
  double steps = round ((value - row->shown_low) / row->shown_step);

  if (!hold (row))
    return GDK_EVENT_STOP;
  value = CLAMP (row->shown_low + steps * row->shown_step, row->shown_low, row->shown_high);
  gtk_range_set_value (range, value);
  if (row->pressed)
    cr_session_move_held (row->session, value);
  else
    cr_live_keys_move (row->session, value);
  return GDK_EVENT_STOP;
}

static gboolean
scale_event (CrSliderRow *row, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    row->pressed = TRUE;
  else if (row->pressed
           && (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL
               || type == GDK_GRAB_BROKEN))
    {
      row->pressed = FALSE;
      if (row->mine)
        cr_session_let_go (row->session, TRUE);
      row->mine = FALSE;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
scale_key (CrSliderRow *row, guint key)
{
  if (key != GDK_KEY_Escape || !row->mine)
    return GDK_EVENT_PROPAGATE;
  row->mine = FALSE;
  cr_session_let_go (row->session, FALSE);
  return GDK_EVENT_STOP;
}

/* The entries. */

static void
range_typed (CrSliderRow *row)
{
  double low, high, step;
  gboolean fine = get_number (row->low, row->shown_low, &low);

  fine = get_number (row->high, row->shown_high, &high) && fine;
  fine = get_number (row->step, row->shown_step, &step) && fine;
  if (!fine || (low == row->shown_low && high == row->shown_high && step == row->shown_step))
    return;
  if (!(step > 0))
    gtk_widget_add_css_class (GTK_WIDGET (row->step), "error");
  else if (!(low < high))
    gtk_widget_add_css_class (GTK_WIDGET (low != row->shown_low ? row->low : row->high), "error");
  else
    cr_session_set_slider_range (row->session, row->id, low, high, step);
}

static void
value_typed (CrSliderRow *row)
{
  double value;

  if (get_number (row->value, row->shown_value, &value) && value != row->shown_value && hold (row))
    {
      row->mine = FALSE;
      cr_live_keys_set (row->session, value);
    }
}

static void
remove_clicked (CrSliderRow *row)
{
  cr_session_remove_slider (row->session, row->id);
}

static void
add_entry (CrSliderRow *row, GtkEntry *entry, GCallback typed)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (entry, "activate", typed, row);
  g_signal_connect_swapped (focus, "leave", typed, row);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
}

static void
cr_slider_row_dispose (GObject *object)
{
  g_clear_pointer (&CR_SLIDER_ROW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_slider_row_parent_class)->dispose (object);
}

static void
cr_slider_row_class_init (CrSliderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_slider_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "sliderrow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-slider-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, box);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, name);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, low);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, high);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, value);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, step);
  gtk_widget_class_bind_template_child (widget_class, CrSliderRow, scale);
  gtk_widget_class_bind_template_callback (widget_class, change_value);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked);
}

static void
cr_slider_row_init (CrSliderRow *row)
{
  GtkEventController *events = gtk_event_controller_legacy_new (), *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (row));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (scale_event), row);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (scale_key), row);
  gtk_widget_add_controller (GTK_WIDGET (row->scale), events);
  gtk_widget_add_controller (GTK_WIDGET (row->scale), keys);
  add_entry (row, row->low, G_CALLBACK (range_typed));
  add_entry (row, row->high, G_CALLBACK (range_typed));
  add_entry (row, row->step, G_CALLBACK (range_typed));
  add_entry (row, row->value, G_CALLBACK (value_typed));
}

GtkWidget *
cr_slider_row_new (CrSession *session, guint id)
{
  CrSliderRow *row = g_object_new (CR_TYPE_SLIDER_ROW, NULL);

  row->session = session;
  row->id = id;
  return GTK_WIDGET (row);
}

guint
cr_slider_row_get_id (CrSliderRow *row)
{
  return row->id;
}

void
cr_slider_row_show_value (CrSliderRow *row, double value)
{
  row->shown_value = value;
  if (!row->pressed)
    gtk_range_set_value (GTK_RANGE (row->scale), value);
  set_number (row->value, value);
}

void
cr_slider_row_show (CrSliderRow *row, const CrSlider *slider)
{
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (row->scale));

  gtk_label_set_text (row->name, slider->label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->name), slider->label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, slider->label, -1);
  row->is_int = slider->is_int;
  row->shown_low = slider->low;
  row->shown_high = slider->high;
  row->shown_step = slider->step;
  set_number (row->low, slider->low);
  set_number (row->high, slider->high);
  set_number (row->step, slider->step);
  gtk_adjustment_configure (adjustment, slider->value, slider->low, slider->high, slider->step, 10 * slider->step, 0);
  gtk_range_set_round_digits (GTK_RANGE (row->scale), -1);
  row->shown_value = slider->value;
  set_number (row->value, slider->value);
}
