/* Pasting is watched from the view's "paste-clipboard" to the buffer's "paste-done", since the clipboard answers
 * later. The page is pasted as it is first and then replaced, as two steps of the undo history: undoing once gives the
 * page as it was. */

#include "cr-editor-paste.h"

#include <glib/gi18n-lib.h>

#include "cr-page.h"

static void
paste_begins (GtkTextView *view, CrEditorPaste *paste)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_selection_bounds (paste->buffer, &begin, &end);
  gtk_text_buffer_move_mark (paste->buffer, paste->begin, &begin);
  paste->pasting = TRUE;
}

static void
show_note (CrEditorPaste *paste, const CrPage *page)
{
  g_autofree char *text = NULL;

  if (page->n_commented > 0)
    text = g_strdup_printf (ngettext ("%u pasted line is not code and was commented out.",
                                      "%u pasted lines are not code and were commented out.", page->n_commented),
                            page->n_commented);
  else
    text = g_strdup (_ ("Prompts and links were taken off the pasted code."));
  gtk_label_set_text (paste->text, text);
  gtk_info_bar_set_revealed (paste->note, TRUE);
}

static void
replace_page (CrEditorPaste *paste, GtkTextIter *begin, GtkTextIter *end, const CrPage *page)
{
  gtk_text_buffer_begin_user_action (paste->buffer);
  gtk_text_buffer_delete (paste->buffer, begin, end);
  gtk_text_buffer_insert (paste->buffer, begin, page->script, -1);
  gtk_text_buffer_end_user_action (paste->buffer);
  show_note (paste, page);
}

static void
paste_done (GtkTextBuffer *buffer, GdkClipboard *clipboard, CrEditorPaste *paste)
{
  g_autofree char *text = NULL;
  g_autoptr (CrPage) page = NULL;
  GtkTextIter begin, end;

  if (!paste->pasting)
    return;
  paste->pasting = FALSE;
  gtk_text_buffer_get_iter_at_mark (buffer, &begin, paste->begin);
  gtk_text_buffer_get_iter_at_mark (buffer, &end, gtk_text_buffer_get_insert (buffer));
  if (gtk_text_iter_get_line (&begin) == gtk_text_iter_get_line (&end))
    return; /* a word or an expression */
  text = gtk_text_buffer_get_text (buffer, &begin, &end, TRUE);
  page = cr_page_clean (text);
  if (page != NULL)
    replace_page (paste, &begin, &end, page);
}

/* Undone by hand, the note has nothing to offer any more. */
static void
undone (CrEditorPaste *paste)
{
  if (gtk_text_buffer_get_can_redo (paste->buffer))
    gtk_info_bar_set_revealed (paste->note, FALSE);
}

void
cr_editor_paste_init (CrEditorPaste *paste, GtkTextView *view, GtkInfoBar *note, GtkLabel *text)
{
  GtkTextIter begin;

  paste->buffer = gtk_text_view_get_buffer (view);
  paste->note = note;
  paste->text = text;
  gtk_text_buffer_get_start_iter (paste->buffer, &begin);
  paste->begin = gtk_text_buffer_create_mark (paste->buffer, NULL, &begin, TRUE);
  g_signal_connect (view, "paste-clipboard", G_CALLBACK (paste_begins), paste);
  g_signal_connect (paste->buffer, "paste-done", G_CALLBACK (paste_done), paste);
  g_signal_connect_swapped (paste->buffer, "notify::can-redo", G_CALLBACK (undone), paste);
}

void
cr_editor_paste_respond (CrEditorPaste *paste, int response)
{
  gtk_info_bar_set_revealed (paste->note, FALSE);
  if (response == GTK_RESPONSE_REJECT)
    gtk_text_buffer_undo (paste->buffer);
}
