/* The gestures are caught before the text view sees them, and only where they mean a number. */

#include "cr-live-text.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-live-drag.h"
#include "cr-session-slider.h"

#define DATA "cr-live-text"
#define HANDLE_MILLISECONDS 350
#define HANDLE_WIDTH 26
#define MAX_HOVER_BYTES 200000u /* of a text that is parsed for what is under the pointer */
#define CURSOR "ew-resize"

typedef struct
{
  GtkTextView *view; /* borrowed: it owns this */
  GtkTextBuffer *buffer;
  CrSession **session;
  CrSession *observed; /* weak: whose "live-changed" is heard */
  GtkTextTag *tag;
  GtkWidget *handle;
  guint handle_source;
  guint offset, bytes; /* of the number that is lit; 0 bytes: none */
  CrLiveDrag drag;
  int menu_place; /* character that the menu was opened on by the pointer; -1: the insertion point */
} LiveText;

/* Bytes and iterators. */

static guint
get_bytes (LiveText *live, const GtkTextIter *place)
{
  const char *text = cr_session_get_text (*live->session);

  return (guint)(g_utf8_offset_to_pointer (text, gtk_text_iter_get_offset (place)) - text);
}

static void
get_iter (LiveText *live, guint bytes, GtkTextIter *place)
{
  const char *text = cr_session_get_text (*live->session);

  gtk_text_buffer_get_iter_at_offset (live->buffer, place,
                                      (int)g_utf8_pointer_to_offset (text, text + MIN (bytes, strlen (text))));
}

/* Whether the session's text is what stands in the view: its length tells well enough, as the view tells the session of
 * every change. */
static gboolean
is_in_step (LiveText *live)
{
  const char *text = *live->session == NULL ? NULL : cr_session_get_text (*live->session);

  return text != NULL && g_utf8_strlen (text, -1) == gtk_text_buffer_get_char_count (live->buffer);
}

static const CrEditNumber *
find_number (LiveText *live, guint offset)
{
  CrEditScript *script = cr_session_get_script (*live->session, NULL);
  int index = script == NULL ? -1 : cr_edit_script_find_number (script, offset);

  return index < 0 ? NULL : &g_array_index (cr_edit_script_get_numbers (script), CrEditNumber, index);
}

/* The number under a point of the view; NULL. */
static const CrEditNumber *
find_number_at (LiveText *live, double x, double y)
{
  GtkTextIter place;
  int buffer_x, buffer_y;
  const CrEditNumber *number;
  guint offset;

  if (!is_in_step (live))
    return NULL;
  gtk_text_view_window_to_buffer_coords (live->view, GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &buffer_x, &buffer_y);
  /* The character itself: ..._at_location () means the gap nearest to the point. */
  if (!gtk_text_view_get_iter_at_position (live->view, &place, NULL, buffer_x, buffer_y))
    return NULL;
  offset = get_bytes (live, &place);
  number = find_number (live, offset);
  /* The place just after a number belongs to it for the keyboard, not for the pointer. */
  return number != NULL && offset < number->range.offset + number->range.length ? number : NULL;
}

/* What is lit. */

static void
hide_handle (LiveText *live)
{
  g_clear_handle_id (&live->handle_source, g_source_remove);
  gtk_widget_set_visible (live->handle, FALSE);
}

static void
light (LiveText *live, guint offset, guint bytes)
{
  GtkTextIter begin, end;

  if (live->offset == offset && live->bytes == bytes)
    return;
  if (live->bytes > 0)
    {
      gtk_text_buffer_get_bounds (live->buffer, &begin, &end);
      gtk_text_buffer_remove_tag (live->buffer, live->tag, &begin, &end);
    }
  live->offset = offset;
  live->bytes = bytes;
  if (bytes == 0)
    return;
  get_iter (live, offset, &begin);
  get_iter (live, offset + bytes, &end);
  gtk_text_buffer_apply_tag (live->buffer, live->tag, &begin, &end);
}

static void
put_out (LiveText *live)
{
  light (live, 0, 0);
  hide_handle (live);
}

/* Below the number, half over the line's foot, where no letter of it is covered. */
static gboolean
show_handle (gpointer data)
{
  LiveText *live = data;
  GtkTextIter begin, end;
  GdkRectangle first, last;

  live->handle_source = 0;
  if (live->bytes == 0)
    return G_SOURCE_REMOVE;
  get_iter (live, live->offset, &begin);
  get_iter (live, live->offset + live->bytes, &end);
  gtk_text_view_get_iter_location (live->view, &begin, &first);
  gtk_text_view_get_iter_location (live->view, &end, &last);
  gtk_text_view_move_overlay (live->view, live->handle, MAX (0, (first.x + last.x - HANDLE_WIDTH) / 2),
                              first.y + first.height - 4);
  gtk_widget_set_visible (live->handle, TRUE);
  return G_SOURCE_REMOVE;
}

static void
hover (LiveText *live, const CrEditNumber *number)
{
  if (number == NULL)
    {
      put_out (live);
      return;
    }
  if (live->bytes > 0 && live->offset == number->range.offset)
    return;
  hide_handle (live);
  light (live, number->range.offset, number->range.length);
  live->handle_source = g_timeout_add (HANDLE_MILLISECONDS, show_handle, live);
}

static void
set_cursor (LiveText *live, gboolean resize)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (live->view), resize ? CURSOR : "text");
}

/* Between the number and its handle the pointer is still at it. */
static gboolean
is_at_handle (LiveText *live, double x, double y)
{
  double handle_x, handle_y;

  if (!gtk_widget_get_visible (live->handle)
      || !gtk_widget_translate_coordinates (GTK_WIDGET (live->view), live->handle, x, y, &handle_x, &handle_y))
    return FALSE;
  return handle_x >= -4 && handle_y >= -8 && handle_x <= gtk_widget_get_width (live->handle) + 4
         && handle_y <= gtk_widget_get_height (live->handle) + 4;
}

static void
pointer_moved (LiveText *live, double x, double y, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  const CrEditNumber *number;

  if (cr_live_drag_is_on (&live->drag) || *live->session == NULL || (state & GDK_BUTTON1_MASK))
    return;
  if (is_at_handle (live, x, y))
    return;
  number = strlen (cr_session_get_text (*live->session)) > MAX_HOVER_BYTES ? NULL : find_number_at (live, x, y);
  hover (live, number);
  set_cursor (live, number != NULL && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)));
}

static void
pointer_left (LiveText *live)
{
  if (!cr_live_drag_is_on (&live->drag))
    put_out (live);
}

/* The number that moves stays lit, and what it was before is not. */
static void
live_changed (LiveText *live)
{
  const CrLiveNumber *number = *live->session == NULL ? NULL : cr_session_get_live (*live->session);

  if (number != NULL && number->held && number->bytes > 0 && is_in_step (live))
    {
      live->offset = G_MAXUINT; /* digits that were written anew are not lit */
      light (live, number->offset, number->bytes);
    }
  else if (number == NULL && !gtk_widget_get_visible (live->handle))
    light (live, 0, 0);
}

static void
view_live_changed (GtkTextView *view)
{
  live_changed (g_object_get_data (G_OBJECT (view), DATA));
}

static void
observe (LiveText *live)
{
  if (live->observed == *live->session)
    return;
  if (live->observed != NULL)
    g_signal_handlers_disconnect_by_func (live->observed, view_live_changed, live->view);
  g_set_weak_pointer (&live->observed, *live->session);
  if (live->observed != NULL)
    g_signal_connect_object (live->observed, "live-changed", G_CALLBACK (view_live_changed), live->view,
                             G_CONNECT_SWAPPED);
}

/* Dragging. */

static gboolean
hold (LiveText *live, guint offset, GdkModifierType state)
{
  g_autoptr (GError) error = NULL;

  observe (live);
  if (!gtk_text_view_get_editable (live->view) || !cr_session_hold_number (*live->session, offset, &error))
    return FALSE;
  cr_live_drag_begin (&live->drag, *live->session, state);
  hide_handle (live);
  set_cursor (live, TRUE);
  return TRUE;
}

static void
drag_begun (LiveText *live, double x, double y, GtkGesture *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  const CrEditNumber *number = NULL;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) && !(state & GDK_SHIFT_MASK) && *live->session != NULL)
    number = find_number_at (live, x, y);
  if (number != NULL && hold (live, number->range.offset, state))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  else
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
handle_begun (LiveText *live, double x, double y, GtkGesture *gesture)
{
  if (live->bytes > 0 && is_in_step (live) && hold (live, live->offset, 0))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  else
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_moved (LiveText *live, double dx, double dy, GtkGesture *gesture)
{
  cr_live_drag_move (&live->drag, dx, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)));
}

static void
drag_ended (LiveText *live)
{
  if (!cr_live_drag_is_on (&live->drag))
    return;
  cr_live_drag_end (&live->drag, TRUE);
  set_cursor (live, FALSE);
}

/* Another gesture has taken over, or the grab is lost. */
static void
drag_cancelled (LiveText *live)
{
  drag_ended (live);
}

static gboolean
step_at_insert (LiveText *live, double steps, GdkModifierType state)
{
  const CrLiveNumber *held = cr_session_get_live (*live->session);
  GtkTextIter place;
  const CrEditNumber *number;
  guint offset;

  if (!is_in_step (live) || gtk_text_buffer_get_has_selection (live->buffer))
    return GDK_EVENT_PROPAGATE;
  gtk_text_buffer_get_iter_at_mark (live->buffer, &place, gtk_text_buffer_get_insert (live->buffer));
  offset = get_bytes (live, &place);
  if (held == NULL || !held->held || held->bytes == 0 || offset < held->offset || offset > held->offset + held->bytes)
    {
      number = find_number (live, offset);
      if (number == NULL || !gtk_text_view_get_editable (live->view))
        return GDK_EVENT_PROPAGATE;
      observe (live);
      if (!cr_session_hold_number (*live->session, number->range.offset, NULL))
        return GDK_EVENT_PROPAGATE;
    }
  cr_live_keys_step (*live->session, steps, state);
  return GDK_EVENT_STOP;
}

static gboolean
is_modifier (guint key)
{
  return (key >= GDK_KEY_Shift_L && key <= GDK_KEY_Hyper_R) || key == GDK_KEY_ISO_Level3_Shift;
}

static gboolean
key_pressed (LiveText *live, guint key, guint code, GdkModifierType state)
{
  live->menu_place = -1;
  if (*live->session == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && cr_live_drag_is_on (&live->drag))
    {
      cr_live_drag_end (&live->drag, FALSE);
      set_cursor (live, FALSE);
      return GDK_EVENT_STOP;
    }
  if (is_modifier (key))
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) && (key == GDK_KEY_Up || key == GDK_KEY_KP_Up))
    return step_at_insert (live, 1, state);
  if ((state & GDK_CONTROL_MASK) && (key == GDK_KEY_Down || key == GDK_KEY_KP_Down))
    return step_at_insert (live, -1, state);
  cr_live_drag_end (&live->drag, TRUE);
  cr_session_let_go (*live->session, TRUE); /* what is typed is another step of undo */
  return GDK_EVENT_PROPAGATE;
}

/* The menu. */

static void
menu_pressed (LiveText *live, int n_press, double x, double y)
{
  GtkTextIter place;
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (live->view, GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &buffer_x, &buffer_y);
  live->menu_place = gtk_text_view_get_iter_at_position (live->view, &place, NULL, buffer_x, buffer_y)
                         ? gtk_text_iter_get_offset (&place)
                         : -1;
}

static void
add_slider (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LiveText *live = data;
  g_autoptr (GError) error = NULL;
  GtkTextIter place;

  if (!is_in_step (live))
    return;
  gtk_text_buffer_get_iter_at_mark (live->buffer, &place, gtk_text_buffer_get_insert (live->buffer));
  if (live->menu_place >= 0)
    gtk_text_buffer_get_iter_at_offset (live->buffer, &place, live->menu_place);
  if (!cr_session_add_slider (*live->session, get_bytes (live, &place), &error))
    cr_session_tell (*live->session, error->message);
}

static void
add_actions (LiveText *live)
{
  static const GActionEntry entries[] = { { .name = "slider", .activate = add_slider } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), live);
  gtk_widget_insert_action_group (GTK_WIDGET (live->view), "live", G_ACTION_GROUP (group));
}

/* The look of a number under the pointer. */
static void
update_tag (LiveText *live)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GdkRGBA color;

  gdk_rgba_parse (&color, dark ? "#99c1f1" : "#1a5fb4");
  g_object_set (live->tag, "underline", PANGO_UNDERLINE_SINGLE, "underline-rgba", &color, NULL);
}

static GtkWidget *
make_handle (LiveText *live)
{
  GtkWidget *handle = gtk_label_new ("↔");
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_add_css_class (handle, "live-handle");
  gtk_widget_set_size_request (handle, HANDLE_WIDTH, -1);
  gtk_widget_set_cursor_from_name (handle, CURSOR);
  gtk_widget_set_tooltip_text (handle, _ ("Drag sideways to change the number (Ctrl+drag on it, Ctrl+Up, Ctrl+Down)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (handle), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Change the number"), -1);
  gtk_widget_set_visible (handle, FALSE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (handle_begun), live);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), live);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), live);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_cancelled), live);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (drag));
  return handle;
}

static void
add_controllers (LiveText *live)
{
  GtkWidget *widget = GTK_WIDGET (live->view);
  GtkGesture *drag = gtk_gesture_drag_new (), *menu = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (menu), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed), live);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), live);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), live);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), live);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_cancelled), live);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), live);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), live);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), live);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
}

/* What is typed moves everything. */
static void
buffer_changed (LiveText *live)
{
  if (!cr_live_drag_is_on (&live->drag) && live->bytes > 0)
    put_out (live);
}

static void
live_text_free (gpointer data)
{
  LiveText *live = data;

  g_clear_handle_id (&live->handle_source, g_source_remove);
  g_clear_weak_pointer (&live->observed);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), live);
  g_signal_handlers_disconnect_by_data (live->buffer, live);
  g_object_unref (live->buffer);
  g_free (live);
}

void
cr_live_text_attach (GtkTextView *view, CrSession **session)
{
  LiveText *live = g_new0 (LiveText, 1);

  live->view = view;
  live->buffer = g_object_ref (gtk_text_view_get_buffer (view));
  live->session = session;
  live->menu_place = -1;
  live->tag = gtk_text_buffer_create_tag (live->buffer, NULL, NULL);
  live->handle = make_handle (live);
  gtk_text_view_add_overlay (view, live->handle, 0, 0);
  update_tag (live);
  add_controllers (live);
  add_actions (live);
  g_signal_connect_swapped (live->buffer, "changed", G_CALLBACK (buffer_changed), live);
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_tag), live);
  g_object_set_data_full (G_OBJECT (view), DATA, live, live_text_free);
}
