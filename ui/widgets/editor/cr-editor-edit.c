/* The editor's side of edits by hand. A gesture of many edits is one step of undo: the buffer's user action stays open
 * from its begin to its end. */

#include "cr-editor-edit.h"

#include "cr-session-edit.h"
#include "cr-session-live.h"

#define LIT_MICROSECONDS 1000000
#define FADE_MICROSECONDS 400000 /* the last part of it */
#define MANY_EDITS 32            /* from so many on the session sees the text only before and after */

static char *
dup_text (CrEditorEdit *edit)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (edit->buffer, &begin, &end);
  return gtk_text_buffer_get_text (edit->buffer, &begin, &end, TRUE);
}

/* The end of the text's first @bytes bytes. */
static void
find_offset (const char *text, guint bytes, GtkTextBuffer *buffer, GtkTextIter *place)
{
  gtk_text_buffer_get_iter_at_offset (buffer, place, (int)g_utf8_pointer_to_offset (text, text + bytes));
}

static void
put_out (CrEditorEdit *edit)
{
  GtkTextIter begin, end;

  if (edit->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (edit->view), edit->tick);
  edit->tick = 0;
  gtk_text_buffer_get_bounds (edit->buffer, &begin, &end);
  gtk_text_buffer_remove_tag (edit->buffer, edit->tag, &begin, &end);
}

static gboolean
animates (CrEditorEdit *edit)
{
  gboolean animations;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (edit->view)), "gtk-enable-animations", &animations, NULL);
  return animations;
}

static void
set_strength (CrEditorEdit *edit, double strength)
{
  GdkRGBA colour = edit->colour;

  colour.alpha = (float)strength;
  g_object_set (edit->tag, "background-rgba", &colour, NULL);
}

static gboolean
fade (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrEditorEdit *edit = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock), left;

  (void)widget;
  if (edit->lit == 0)
    edit->lit = now;
  left = LIT_MICROSECONDS - (now - edit->lit);
  if (left <= 0)
    {
      put_out (edit);
      return G_SOURCE_REMOVE;
    }
  if (left < FADE_MICROSECONDS && animates (edit))
    set_strength (edit, (double)left / FADE_MICROSECONDS);
  return G_SOURCE_CONTINUE;
}

void
cr_editor_edit_show (CrEditorEdit *edit, guint offset, guint bytes)
{
  g_autofree char *text = dup_text (edit);
  GtkTextIter begin, end;
  GtkTextMark *mark;

  if ((gsize)offset + bytes > strlen (text))
    return;
  put_out (edit);
  find_offset (text, offset, edit->buffer, &begin);
  find_offset (text, offset + bytes, edit->buffer, &end);
  set_strength (edit, 1);
  gtk_text_buffer_apply_tag (edit->buffer, edit->tag, &begin, &end);
  edit->lit = 0;
  edit->tick = gtk_widget_add_tick_callback (GTK_WIDGET (edit->view), fade, edit, NULL);
  /* By a mark: the heights of new lines are not known yet. */
  mark = gtk_text_buffer_create_mark (edit->buffer, NULL, &begin, TRUE);
  gtk_text_view_scroll_to_mark (edit->view, mark, 0.1, FALSE, 0, 0);
  gtk_text_buffer_delete_mark (edit->buffer, mark);
}

static void
make_all (CrEditorEdit *edit, const GArray *edits)
{
  g_autofree char *text = dup_text (edit);
  gsize length = strlen (text);

  for (guint i = edits->len; i-- > 0;)
    {
      const CrTextEdit *row = &g_array_index (edits, CrTextEdit, i);
      GtkTextIter begin, end;

      if ((gsize)row->offset + row->length > length)
        continue;
      find_offset (text, row->offset, edit->buffer, &begin);
      find_offset (text, row->offset + row->length, edit->buffer, &end);
      gtk_text_buffer_delete (edit->buffer, &begin, &end);
      gtk_text_buffer_insert (edit->buffer, &begin, row->replacement, -1);
    }
}

void
cr_editor_edit_make (CrEditorEdit *edit, const GArray *edits)
{
  g_autofree char *text = NULL;

  edit->making = edits->len > MANY_EDITS;
  gtk_text_buffer_begin_user_action (edit->buffer);
  make_all (edit, edits);
  gtk_text_buffer_end_user_action (edit->buffer);
  if (!edit->making)
    return;
  edit->making = FALSE;
  text = dup_text (edit);
  cr_session_set_text (*edit->session, text, FALSE);
}

void
cr_editor_edit_gesture_changed (CrEditorEdit *edit)
{
  gboolean open = *edit->session != NULL && cr_session_is_in_gesture (*edit->session);

  if (open == edit->open)
    return;
  edit->open = open;
  if (open)
    gtk_text_buffer_begin_user_action (edit->buffer);
  else
    gtk_text_buffer_end_user_action (edit->buffer);
}

/* Whoever types means another step of undo than the hand's; keys that a number hears while it is held (Escape, steps,
 * modifiers) are its own. */
static gboolean
key_pressed (CrEditorEdit *edit)
{
  const CrLiveNumber *live = *edit->session == NULL ? NULL : cr_session_get_live (*edit->session);

  if (*edit->session != NULL && (live == NULL || !live->held))
    cr_session_end_gesture (*edit->session);
  return GDK_EVENT_PROPAGATE;
}

void
cr_editor_edit_set_dark (CrEditorEdit *edit, gboolean dark)
{
  gdk_rgba_parse (&edit->colour, dark ? "#1d5a3a" : "#bdeecd");
  set_strength (edit, 1);
}

void
cr_editor_edit_init (CrEditorEdit *edit, GtkTextView *view, CrSession **session)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  *edit = (CrEditorEdit){ .view = view, .buffer = gtk_text_view_get_buffer (view), .session = session };
  edit->tag = gtk_text_buffer_create_tag (edit->buffer, NULL, NULL);
  cr_editor_edit_set_dark (edit, FALSE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed), edit);
  gtk_widget_add_controller (GTK_WIDGET (view), key);
}

void
cr_editor_edit_clear (CrEditorEdit *edit)
{
  if (edit->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (edit->view), edit->tick);
  edit->tick = 0;
}
