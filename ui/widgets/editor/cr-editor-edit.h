#pragma once
/* Edits that were not typed: made as one step of undo, brought into view and lit for a moment. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  GtkTextView *view;     /* borrowed */
  GtkTextBuffer *buffer; /* the view's */
  CrSession **session;   /* the editor's; what it points to may be NULL */
  GtkTextTag *tag;       /* owned by the buffer's table */
  GdkRGBA colour;
  guint tick;      /* callback of the view, while something is lit */
  gint64 lit;      /* frame time at which it was; 0: not yet painted */
  gboolean open;   /* a gesture's one step of undo has begun */
  gboolean making; /* many edits under way, of which the session is told at the end */
} CrEditorEdit;

void cr_editor_edit_init (CrEditorEdit *edit, GtkTextView *view, CrSession **session);
void cr_editor_edit_clear (CrEditorEdit *edit);
void cr_editor_edit_set_dark (CrEditorEdit *edit, gboolean dark);
/* Makes @edits (of CrTextEdit, of the text as it stands) as one step of undo; within a gesture as a part of its step.
 */
void cr_editor_edit_make (CrEditorEdit *edit, const GArray *edits);
/* The new text at a byte of the text. */
void cr_editor_edit_show (CrEditorEdit *edit, guint offset, guint bytes);
/* The session's gesture has begun or ended. */
void cr_editor_edit_gesture_changed (CrEditorEdit *edit);

G_END_DECLS
