/* Undo and redo: one history, the script's, wherever the focus is; where that is a text entry, its own comes first. */

#include "cr-window-private.h"

#include "cr-session-edit.h"

/* TRUE if the entry had something to take back. That its action is enabled is not told, hence the look at its text. */
static gboolean
undo_in_entry (GtkWidget *focus, gboolean redo)
{
  g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (focus)));

  gtk_widget_activate_action (focus, redo ? "text.redo" : "text.undo", NULL);
  return g_strcmp0 (before, gtk_editable_get_text (GTK_EDITABLE (focus))) != 0;
}

static gboolean
undo_in_text (GtkTextBuffer *buffer, gboolean redo)
{
  if (!(redo ? gtk_text_buffer_get_can_redo : gtk_text_buffer_get_can_undo) (buffer))
    return FALSE;
  (redo ? gtk_text_buffer_redo : gtk_text_buffer_undo) (buffer);
  return TRUE;
}

void
cr_window_undo (CrWindow *window, gboolean redo)
{
  GtkTextBuffer *script = cr_editor_get_buffer (window->editor);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  if (focus != NULL && GTK_IS_TEXT (focus) && undo_in_entry (focus, redo))
    return;
  if (focus != NULL && GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)) != script
      && undo_in_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)), redo))
    return;
  cr_session_end_gesture (window->session); /* a step that is not closed cannot be taken back */
  undo_in_text (script, redo);
}
