/* Each begins at the caret; what the text has no answer for is told in a sentence. */

#include "cr-editor-go.h"

#include <glib/gi18n-lib.h>

#include "cr-place-help.h"
#include "cr-rename-popover.h"
#include "cr-session-edit.h"

static void
get_caret (CrEditorGo *go, GtkTextIter *place)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (go->view);

  gtk_text_buffer_get_iter_at_mark (buffer, place, gtk_text_buffer_get_insert (buffer));
}

/* The name at the caret, or that ends there: moves @place into it. */
static gboolean
find_name (CrEditorGo *go, CrEditScript *script, GtkTextIter *place, CrRange *definition)
{
  GtkTextIter before = *place;

  if (cr_edit_find_definition (script, cr_typing_get_offset (place), definition))
    return TRUE;
  if (!gtk_text_iter_backward_char (&before)
      || !cr_edit_find_definition (script, cr_typing_get_offset (&before), definition))
    return FALSE;
  *place = before;
  return TRUE;
}

/* The caret is where a name is asked for that the script binds; tells if there is none. */
static CrEditScript *
require_name (CrEditorGo *go, GtkTextIter *place, CrRange *definition)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script;

  if (*go->session == NULL)
    return NULL;
  script = cr_session_get_script (*go->session, &error);
  if (script == NULL)
    {
      cr_session_tell (*go->session, error->message);
      return NULL;
    }
  get_caret (go, place);
  if (find_name (go, script, place, definition))
    return script;
  cr_session_tell (*go->session, _ ("There is no name here that the script gives to something."));
  return NULL;
}

static guint
find_variable (CrEditorGo *go)
{
  GtkTextIter place;
  guint variable;

  get_caret (go, &place);
  variable = cr_place_find_variable (*go->session, &place);
  if (variable == CR_NONE && gtk_text_iter_backward_char (&place))
    variable = cr_place_find_variable (*go->session, &place);
  return variable;
}

void
cr_editor_go_to_node (CrEditorGo *go)
{
  guint variable;

  if (*go->session == NULL)
    return;
  if (!cr_session_is_current (*go->session))
    {
      cr_session_tell (*go->session, _ ("The graph is not that of this text yet."));
      return;
    }
  variable = find_variable (go);
  if (variable == CR_NONE)
    {
      cr_session_tell (*go->session, _ ("What stands here made no node of the graph."));
      return;
    }
  cr_session_select_variable (*go->session, variable);
  gtk_widget_activate_action (GTK_WIDGET (go->view), "win.show-selection", NULL);
}

void
cr_editor_go_to_definition (CrEditorGo *go)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (go->view);
  GtkTextIter place, end;
  CrRange definition;

  if (require_name (go, &place, &definition) == NULL || !cr_editor_marks_find (go->marks, &definition, &place, &end))
    return;
  gtk_text_buffer_place_cursor (buffer, &place);
  gtk_text_view_scroll_to_mark (go->view, gtk_text_buffer_get_insert (buffer), 0.2, FALSE, 0, 0.5);
}

static void
rename_closed (CrEditorGo *go)
{
  cr_editor_marks_show_uses (go->marks, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (go->view));
}

static void
point_at (CrEditorGo *go, GtkWidget *popover, const GtkTextIter *place)
{
  GdkRectangle rectangle;
  double x, y;
  int window_x, window_y;

  gtk_text_view_get_iter_location (go->view, place, &rectangle);
  gtk_text_view_buffer_to_window_coords (go->view, GTK_TEXT_WINDOW_WIDGET, rectangle.x, rectangle.y, &window_x,
                                         &window_y);
  gtk_widget_translate_coordinates (GTK_WIDGET (go->view), gtk_widget_get_parent (popover), window_x, window_y, &x, &y);
  rectangle.x = (int)x;
  rectangle.y = (int)y;
  rectangle.width = MAX (rectangle.width, 1);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &rectangle);
}

static void
drop_popover (CrEditorGo *go)
{
  if (go->popover != NULL)
    g_signal_handlers_disconnect_by_data (go->popover, go);
  g_clear_pointer (&go->popover, gtk_widget_unparent);
}

/* The name around @place, owned; @place comes to its beginning. */
static char *
take_name (GtkTextIter *place)
{
  GtkTextIter end = *place;

  while (!gtk_text_iter_starts_line (place))
    {
      gunichar c;

      gtk_text_iter_backward_char (place);
      c = gtk_text_iter_get_char (place);
      if (c != '_' && !g_unichar_isalnum (c))
        {
          gtk_text_iter_forward_char (place);
          break;
        }
    }
  while (gtk_text_iter_get_char (&end) == '_' || g_unichar_isalnum (gtk_text_iter_get_char (&end)))
    gtk_text_iter_forward_char (&end);
  return gtk_text_iter_get_slice (place, &end);
}

void
cr_editor_go_rename (CrEditorGo *go)
{
  g_autoptr (GArray) uses = NULL;
  g_autofree char *name = NULL;
  CrEditScript *script;
  GtkTextIter place;
  CrRange definition;

  script = require_name (go, &place, &definition);
  if (script == NULL)
    return;
  uses = cr_edit_find_uses (script, cr_typing_get_offset (&place));
  cr_editor_marks_show_uses (go->marks, uses);
  name = take_name (&place);
  drop_popover (go);
  go->popover = cr_rename_popover_new (*go->session, cr_typing_get_offset (&place), name);
  gtk_widget_set_parent (go->popover, go->host);
  point_at (go, go->popover, &place);
  g_signal_connect_swapped (go->popover, "closed", G_CALLBACK (rename_closed), go);
  gtk_popover_popup (GTK_POPOVER (go->popover));
}

/* With Ctrl a number is dragged. */
static gboolean
is_number (CrEditorGo *go, const GtkTextIter *place)
{
  CrEditScript *script = *go->session == NULL ? NULL : cr_session_get_script (*go->session, NULL);
  const char *text = script == NULL ? NULL : cr_session_get_text (*go->session);

  return text != NULL && gtk_text_iter_get_offset (place) <= g_utf8_strlen (text, -1)
         && cr_edit_script_find_number (
                script, (guint)(g_utf8_offset_to_pointer (text, gtk_text_iter_get_offset (place)) - text))
                >= 0;
}

static void
clicked (CrEditorGo *go, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  GtkTextIter place;
  int buffer_x, buffer_y;

  /* What begins to drag a number goes nowhere. */
  if ((state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK || cr_session_is_in_gesture (*go->session))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_text_view_window_to_buffer_coords (go->view, GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &buffer_x, &buffer_y);
  if (!gtk_text_view_get_iter_at_position (go->view, &place, NULL, buffer_x, buffer_y) || is_number (go, &place))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  go->pick->held = TRUE; /* what is at rest there is chosen here */
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (go->view), &place);
  go->pick->held = FALSE;
  cr_editor_go_to_node (go);
}

void
cr_editor_go_init (CrEditorGo *go, GtkWidget *host, GtkTextView *view, CrSession **session, CrEditorMarks *marks,
                   CrEditorPick *pick)
{
  GtkGesture *click = gtk_gesture_click_new ();

  go->host = host;
  go->view = view;
  go->session = session;
  go->marks = marks;
  go->pick = pick;
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (clicked), go);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
}

void
cr_editor_go_clear (CrEditorGo *go)
{
  drop_popover (go);
}
