#pragma once
/* What is pasted into the editor: a tutorial page becomes a script, and a note says so and offers the page back. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkTextBuffer *buffer; /* borrowed */
  GtkInfoBar *note;      /* borrowed, likewise the label in it */
  GtkLabel *text;
  GtkTextMark *begin; /* where the pasting under way began; the buffer's */
  gboolean pasting;
} CrEditorPaste;

/* Watches @view; @note is shown after a page was pasted, with what was done in @text. */
void cr_editor_paste_init (CrEditorPaste *paste, GtkTextView *view, GtkInfoBar *note, GtkLabel *text);
/* The note's answer: GTK_RESPONSE_REJECT puts the page back as it was pasted. */
void cr_editor_paste_respond (CrEditorPaste *paste, int response);

G_END_DECLS
